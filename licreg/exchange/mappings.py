"""How the columns of a file are read: built in for known layouts, or a TOML file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from licreg.domain.text import nearest, quote, show_safe
from licreg.errors import InvalidFileError, InvalidInputError
from licreg.exchange.days_in import DAY_FIRST, ORDERS
from licreg.exchange.headings import (
    NUMBER_AND_DAY,
    PASSED_OVER,
    TERM_YEARS,
    fold_heading,
)
from licreg.exchange.source_tables import NEEDS
from licreg.lazily import dataclass
from licreg.wording import tr

ABEI: Final = "abei"
"""The layout of the public register of the Authority of Broadcasting."""

LICENCES: Final = "licences"

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        LICENCES: (
            *("kind", "number", "issuer", "issued_on", "effective_on", "expires_on"),
            *("holder", "holder_kind", "holder_code", "content_manager", "sites"),
            *("replaces", "status", "status_on", "printed", "source", "note"),
            *("licence", "entry", TERM_YEARS, NUMBER_AND_DAY, PASSED_OVER),
        ),
        "acts": (
            *("licence", "act", "on", "number", "until", "set", "reason", "source"),
            *("asked_on", "by_notice"),
            *("entry", PASSED_OVER),
        ),
        "inspections": (
            *("ref", "inspected_on", "agency", "subject", "subject_kind", "licence"),
            *("campaign", "outcome", "breaches", "fine_vnd", "decision"),
            *("decided_on", "note", "decisions", "personal", PASSED_OVER),
        ),
        "tallies": (
            *("measure", "kind", "count", "from_on", "to_on", "issuer", "source"),
            *("note", "part", "entry", "drawn", PASSED_OVER),
        ),
        "figures": (
            *("id", "topic", "measure", "kind", "part", "issuer", "year", "from"),
            *("as_of", "value", "qualifier", "tolerance_percent", "unit", "wording"),
            *("source", "published_on", "confidence", "note", "relation"),
            *("related_to", "conflicts", "entry", PASSED_OVER),
        ),
    }
)
"""The columns that a heading may be mapped to, by table."""

_KEYS: Final = (
    *("table", "columns", "constants", "values", "dates", "number_form", "suffix"),
    *("one_row_per_site", "mend"),
)
_LARGEST: Final = 1_000_000


@dataclass(frozen=True)
class Mapped:
    """How the columns of a file are read.

    Attributes:
        table: What the file holds; empty where its columns tell.
        columns: Our column by the heading, folded; ``-`` passes one over.
        constants: Values that hold for every row that has none of its own.
        values: What stands for a value of a column, folded: by column and value.
        dates: In which order day and month stand where both are figures.
        number_form: How numbers are built; empty for a number with its suffix.
        suffix: What is put behind numbers that have none.
        one_row_per_site: Whether rows of one number, day and holder are one licence.
        mend: Whether suffixes that nobody writes are read as those they resemble.
        likely_issuer: Who issued where number and kind leave a choice.
    """

    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = DAY_FIRST
    number_form: str = ""
    suffix: str = ""
    one_row_per_site: bool = False
    mend: bool = False
    likely_issuer: str = ""


LAYOUTS: Final[Mapping[str, Mapped]] = MappingProxyType(
    {
        ABEI: Mapped(
            table=LICENCES,
            columns={
                "domain": "sites",
                "owner": "holder",
                "category type": "kind",
                "certified date": "issued_on",
                "license number": "number",
                "status": "status",
                "cert level": PASSED_OVER,
                "detail url": "source",
            },
            one_row_per_site=True,
            mend=True,
            likely_issuer="ABEI",
        )
    }
)
"""Layouts that are known by name, and by their columns."""


def layout_of(headings: Iterable[str]) -> str:
    """Return the name of the layout that has these headings; empty for none.

    Examples:
        >>> layout_of(["domain", "owner", "category_type", "certified_date",
        ...            "license_number", "status"])
        'abei'
    """
    found = {fold_heading(heading) for heading in headings}
    for name, mapped in LAYOUTS.items():
        needed = {
            heading
            for heading, column in mapped.columns.items()
            if column not in {PASSED_OVER, "source"}
        }
        if found >= needed:
            return name
    return ""


def read_mapping(text: str) -> Mapped:
    """Read a mapping: the name of a layout that is known, or a TOML file.

    Raises:
        InvalidFileError: If it is neither, or says what is not known; every fault is
            named.
    """
    if text.casefold() in LAYOUTS:
        return LAYOUTS[text.casefold()]
    import tomllib

    path = Path(text)
    name = show_safe(path.name)
    try:
        with path.open("rb") as stream:
            document = tomllib.loads(stream.read(_LARGEST).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        known = ", ".join(LAYOUTS)
        reason = getattr(error, "strerror", None) or str(error)
        msg = tr(
            "{file} cannot be read as a mapping: {reason}. Give a TOML file, or the "
            "name of a layout ({known}). Nothing was recorded.",
            file=show_safe(text),
            reason=show_safe(reason),
            known=known,
        )
        raise InvalidFileError(msg) from error
    faults: list[str] = []
    mapped = _build(document, faults)
    if faults:
        msg = tr("{file} is no mapping. Nothing was recorded.", file=name)
        named = tuple(f"{name}: {fault}" for fault in faults)
        raise InvalidFileError(msg, named, says_more=True)
    return mapped


def dump_mapping(
    mapped: Mapped,
    columns: Mapping[str, str],
    table: str,
    missing: Iterable[str],
    unknown: Mapping[str, Iterable[str]],
) -> str:
    """Return the text of a mapping file, as a start for the one who mends it.

    Args:
        mapped: What is known besides the columns.
        columns: Our column by the heading as the file has it, empty where none was
            recognised.
        table: What the file holds.
        missing: Columns that are needed and that no heading means.
        unknown: Values that are not understood, by column.
    """
    known = ", ".join(name for name in COLUMNS[table] if name != PASSED_OVER)
    lines = [
        tr("# How the columns of a file are read: licreg import FILE --map THIS."),
        f"table = {_quote(table)}",
        "",
        tr("# In which order day and month stand where both are figures: dmy or mdy."),
        f"dates = {_quote(mapped.dates)}",
        *_form_lines(mapped),
        f"one_row_per_site = {str(mapped.one_row_per_site).lower()}",
        f"mend = {str(mapped.mend).lower()}",
        "",
        "[columns]",
        tr("# Heading = column of ours; '-' passes it over. Columns: {known}.").format(
            known=known
        ),
        *(
            f"{_quote(heading)} = {_quote(column or PASSED_OVER)}"
            + ("" if column else tr("  # not recognised"))
            for heading, column in columns.items()
        ),
        "",
        "[constants]",
        tr("# What holds for every row that has no value of its own."),
        *(f"{name} = {_quote(value)}" for name, value in mapped.constants.items()),
        *(f'# {name} = ""' for name in missing if name not in mapped.constants),
        "",
    ]
    for column in dict.fromkeys([*mapped.values, *unknown]):
        lines += [f"[values.{column}]"]
        known_here = mapped.values.get(column, {})
        lines += [
            f"{_quote(value)} = {_quote(ours)}" for value, ours in known_here.items()
        ]
        lines += [f'# {_quote(value)} = ""' for value in unknown.get(column, ())]
        lines += [""]
    return "\n".join(lines)


def parse_constant(text: str) -> tuple[str, str]:
    """Read ``column=value``, which holds for a whole file.

    Raises:
        InvalidInputError: If it is not written so, or no table has the column.

    Examples:
        >>> parse_constant("holder_kind = enterprise")
        ('holder_kind', 'enterprise')
    """
    column, equals, value = text.partition("=")
    column = column.strip()
    known = {name for names in COLUMNS.values() for name in names}
    if not equals or not value.strip() or column not in known:
        close = nearest(column, known) or "kind"
        msg = tr(
            "{text} is no value for a whole file; write it like '{close}=…'.",
            text=quote(text),
            close=close,
        )
        raise InvalidInputError(msg)
    return column, value.strip()


def _build(document: Mapping[str, Any], faults: list[str]) -> Mapped:
    for key in document.keys() - set(_KEYS):
        close = nearest(key, _KEYS) or ", ".join(_KEYS)
        faults.append(
            tr(
                "{key} is not known; did you mean '{close}'?",
                key=quote(key),
                close=close,
            )
        )
    table = _text(document, "table", faults)
    if table and table not in NEEDS:
        faults.append(
            tr(
                "table is {table}; known are {known}.",
                table=quote(table),
                known=", ".join(NEEDS),
            )
        )
        table = ""
    known = COLUMNS.get(table) or {name for names in COLUMNS.values() for name in names}
    columns = _texts(document.get("columns", {}), "columns", faults)
    constants = _texts(document.get("constants", {}), "constants", faults)
    for name in {*columns.values(), *constants}:
        if name and name not in known:
            close = nearest(name, known) or ", ".join(sorted(known))
            faults.append(
                tr(
                    "{name} is no column; did you mean '{close}'?",
                    name=quote(name),
                    close=close,
                )
            )
    dates = _text(document, "dates", faults) or DAY_FIRST
    if dates not in ORDERS:
        faults.append(
            tr(
                "dates is {dates}; known are {known}.",
                dates=quote(dates),
                known=", ".join(ORDERS),
            )
        )
    values = document.get("values", {})
    return Mapped(
        table=table,
        columns={fold_heading(name): column or "-" for name, column in columns.items()},
        constants={name: value for name, value in constants.items() if value},
        values={
            str(column): {
                fold_heading(value): ours
                for value, ours in _texts(each, f"values.{column}", faults).items()
            }
            for column, each in (values.items() if isinstance(values, dict) else ())
        },
        dates=dates,
        number_form=_text(document, "number_form", faults),
        suffix=_text(document, "suffix", faults),
        one_row_per_site=document.get("one_row_per_site") is True,
        mend=document.get("mend") is True,
    )


def _text(document: Mapping[str, Any], key: str, faults: list[str]) -> str:
    value = document.get(key, "")
    if isinstance(value, str):
        return value
    faults.append(tr("{key} is no text in quotes.", key=key))
    return ""


def _texts(value: object, key: str, faults: list[str]) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return value
    faults.append(tr("{key} is no table of texts in quotes.", key=key))
    return {}


def _form_lines(mapped: Mapped) -> list[str]:
    lines = []
    if mapped.number_form:
        lines.append(f"number_form = {_quote(mapped.number_form)}")
    if mapped.suffix:
        lines.append(f"suffix = {_quote(mapped.suffix)}")
    return lines


def _quote(text: str) -> str:
    """Return a text as TOML has it, which is as JSON but for one sign."""
    plain = text.encode(errors="replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
