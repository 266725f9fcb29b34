"""The tables that travel with the program, read into values.

They lie in ``data/`` of the checkout, or in ``licreg/_data`` of an installed copy.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import licreg
from licreg.actions.register import RegisterSettings
from licreg.domain.identifiers import is_issuer_code, is_suffix
from licreg.domain.law import (
    TERM_RULE,
    Authority,
    Extension,
    Fine,
    Instrument,
    Issuer,
    Kind,
    Law,
    Rule,
    Suffix,
    Term,
)
from licreg.domain.text import nearest, quote, show_safe
from licreg.errors import RegisterFileError
from licreg.wording import tr

_T = TypeVar("_T")
_OFF: Final = "off"
_REFUSE: Final = "refuse"
_LEVELS: Final = ("warn", "overridable", _REFUSE, _OFF)


@cache
def data_folder() -> Path:
    """Return the folder of the tables, wherever the program is installed.

    Raises:
        RegisterFileError: If it is not there; the installation is broken.
    """
    package = Path(licreg.__file__).parent
    for folder in (package / "_data", package.parent / "data"):
        if (folder / "law").is_dir():
            return folder
    msg = tr(
        "The tables of licreg are missing beside {package}; install it again.",
        package=package,
    )
    raise RegisterFileError(msg, package)


def read_law(settings: RegisterSettings | None = None) -> Law:
    """Return the law as it ships, with what a register adds to it.

    Args:
        settings: A register's own kinds, issuers, suffixes and levels of rules.

    Raises:
        RegisterFileError: If a register names a level or a column that is not known.
    """
    kinds = tuple(_own_kinds(settings.kinds)) if settings else ()
    issuers = settings.issuers if settings else ()
    suffixes = settings.suffixes if settings else ()
    levels = settings.rules if settings else {}
    rules = [
        row | {"level": levels.get(row["rule"], row["level"])} for row in _rows("rules")
    ]
    if levels:
        _check_levels(levels)
    term_level = levels.get(TERM_RULE)
    terms = _table(Term, "terms")
    if term_level is not None:
        terms = tuple(row._replace(level=term_level) for row in terms)
    for what, rows, can_stand in (
        ("issuer", issuers, is_issuer_code),
        ("suffix", suffixes, is_suffix),
    ):
        for row in rows:
            if not can_stand(row.get(what, "")):
                msg = tr(
                    "register.toml: {what} '{get}' cannot stand in a "
                    "reference; write it in capitals.",
                    what=what,
                    get=row.get(what, ""),
                )
                raise RegisterFileError(msg, Path())
    return Law(
        kinds=_table(Kind, "kinds", kinds, code="kind"),
        issuers=_table(Issuer, "issuers", issuers, code="issuer"),
        suffixes=_table(Suffix, "suffixes", suffixes),
        misspellings={row["misspelt"]: row["suffix"] for row in _rows("misspellings")},
        terms=tuple(row for row in terms if row.level != _OFF),
        extensions=_table(Extension, "extensions"),
        authorities=_table(Authority, "authority"),
        rules=tuple(_build(Rule, row, {}) for row in rules if row["level"] != _OFF),
        instruments=_table(Instrument, "instruments", name="instrument"),
        fines=_table(Fine, "fines"),
    )


def _own_kinds(rows: Sequence[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """Yield a register's own kinds: a licence, by its key, where nothing else is said.

    Raises:
        RegisterFileError: If one has no key, or is an instrument that is not known;
            no table would count it.
    """
    known = {row["instrument"] for row in _rows("kinds")}
    for row in rows:
        code, instrument = row.get("kind", ""), row.get("instrument", "licence")
        if not code or instrument not in known:
            msg = tr(
                "register.toml: kind {kind} is an instrument {instrument}, not one "
                "of {known}; every kind has a 'kind' of its own.",
                kind=quote(str(code)),
                instrument=quote(str(instrument)),
                known=", ".join(sorted(known)),
            )
            raise RegisterFileError(msg, Path())
        name = row.get("name_en", code)
        yield {"name_vi": name, **row, "name_en": name, "instrument": instrument}


def _check_levels(levels: Mapping[str, str]) -> None:
    """Refuse levels that a register cannot give to rules.

    What cannot be true is refused whatever an office would like.

    Raises:
        RegisterFileError: If a rule or a level is not known, or a rule refuses what
            cannot be true.
    """
    ships = {row["rule"]: row["level"] for row in _rows("rules")} | {TERM_RULE: ""}
    for rule, level in levels.items():
        if rule not in ships:
            near = nearest(rule, tuple(ships))
            hint = tr("Did you mean '{rule}'?", rule=near) if near else ""
            msg = tr("register.toml: there is no rule {rule}.", rule=quote(rule))
            more = tr("'licreg law --rules' lists them.")
            raise RegisterFileError(" ".join(filter(None, (msg, hint, more))), Path())
        if level not in _LEVELS:
            msg = tr(
                "register.toml: rule '{rule}' has level '{level}', not one of "
                "{levels}.",
                rule=rule,
                level=show_safe(str(level)),
                levels=", ".join(_LEVELS),
            )
            raise RegisterFileError(msg, Path())
        if ships[rule] == _REFUSE != level:
            msg = tr(
                "register.toml: rule '{rule}' refuses what cannot be true; it cannot "
                "have level '{level}'.",
                rule=rule,
                level=level,
            )
            raise RegisterFileError(msg, Path())


def read_table(folder: str, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table that ships, by its columns."""
    path = data_folder() / folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _rows(name: str) -> Iterator[dict[str, str]]:
    return read_table("law", name)


def _table(
    row_type: Callable[..., _T],
    table: str,
    /,
    more: Sequence[Mapping[str, str]] = (),
    **renamed: str,
) -> tuple[_T, ...]:
    rows = [*_rows(table), *more]
    return tuple(_build(row_type, row, renamed) for row in rows)


def _build(
    row_type: Callable[..., _T], row: Mapping[str, str], renamed: Mapping[str, str]
) -> _T:
    names = row_type._fields  # type: ignore[attr-defined]  # every row is a named tuple
    columns = {"first_day": "from", "last_day": "until", **renamed}
    return row_type(
        **{name: _value(name, row.get(columns.get(name, name), "")) for name in names}
    )


def _value(name: str, text: str) -> object:
    if name in ("first_day", "last_day", "signed_on"):
        return date.fromisoformat(str(text)) if text else None
    if name in ("ask_days_before", "longest_years", "most", "least_vnd", "most_vnd"):
        return int(text)
    return text
