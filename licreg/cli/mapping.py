"""How the columns of files are read: said with options, shown, and asked for."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from licreg.cli.ask import Field, ask
from licreg.cli.session import Session
from licreg.domain.law import Law
from licreg.domain.text import quote, show_safe
from licreg.errors import InvalidInputError, MissingInputError, OutputError, way_out
from licreg.exchange.days_in import ORDERS
from licreg.exchange.decoding import parse_encoding
from licreg.exchange.files_in import Opened, Way, open_files
from licreg.exchange.filling import values_not_known
from licreg.exchange.headings import PASSED_OVER
from licreg.exchange.mappings import (
    COLUMNS,
    LICENCES,
    Mapped,
    dump_mapping,
    parse_constant,
    read_mapping,
)
from licreg.exchange.merging import Plan
from licreg.exchange.office_words import issuer_names, read_issuer, read_kind
from licreg.exchange.planning import to_table
from licreg.exchange.recognising import Recognised
from licreg.exchange.source_tables import SourceTable
from licreg.lazily import dataclass
from licreg.wording import tr, trn

_WORDS: Final = ("kind", "issuer", "status", "holder_kind")
"""Columns of which each value is a word that must be known."""

_MOST: Final = 50
"""The most values of a column that a mapping names as not known."""


@dataclass(frozen=True)
class Reading:
    """What the options of an import say of its files.

    Attributes:
        kind: A kind for rows that have none.
        issuer: An issuer likewise.
        constants: Further values, as ``column=value``.
        mapping: A mapping file, or the name of a layout.
        write_map: Where the mapping is written.
        encoding: The encoding of texts.
        sheet: The sheet of a workbook; empty for the one that fits.
        dates: In which order day and month stand.
        number_form: How numbers are built.
        suffix: The suffix of numbers that have none.
        listed_on: The day of which a file tells what is in force.
        sets_aside: Whether rows that contradict others are set aside.
    """

    kind: str | None = None
    issuer: str | None = None
    constants: tuple[str, ...] = ()
    mapping: str | None = None
    write_map: Path | None = None
    encoding: str | None = None
    sheet: str = ""
    dates: str | None = None
    number_form: str | None = None
    suffix: str | None = None
    listed_on: date | None = None
    sets_aside: bool = False


def read_files(
    session: Session, paths: list[Path], reading: Reading
) -> list[SourceTable]:
    """Read files; what their columns mean is shown, and asked for at a terminal.

    Raises:
        InvalidFileError: If a file cannot be read.
        InvalidInputError: If an option cannot.
        MissingInputError: If a column is needed that nothing means.
    """
    given = _given(session, reading)
    encoding = parse_encoding(reading.encoding) if reading.encoding else ""
    opened = open_files(paths, Way(given, encoding, reading.sheet, sys.stdin.buffer))
    plan = Plan(session.law, session.today, reading.listed_on, reading.sets_aside)
    return [_table(session, one, reading, plan) for one in opened]


def _given(session: Session, reading: Reading) -> Mapped | None:
    """Return what was said of the columns; None where nothing was.

    Raises:
        InvalidInputError: If an option cannot be read.
    """
    constants = dict(parse_constant(text) for text in reading.constants)
    if reading.kind is not None:
        named = read_kind(reading.kind)
        constants["kind"] = named or session.law.parse_kind(reading.kind)
    if reading.issuer is not None:
        named = read_issuer(reading.issuer, issuer_names(session.law))
        constants["issuer"] = named or session.law.parse_issuer(reading.issuer)
    if reading.dates is not None and reading.dates not in ORDERS:
        msg = tr(
            "{text} is no order of days; known are {known}.",
            text=quote(reading.dates),
            known=", ".join(ORDERS),
        )
        raise InvalidInputError(msg)
    form, suffix = reading.number_form, reading.suffix
    if reading.mapping is None and not (constants or reading.dates or form or suffix):
        return None
    mapped = read_mapping(reading.mapping) if reading.mapping else Mapped()
    return replace(
        mapped,
        constants={**mapped.constants, **constants},
        dates=reading.dates or mapped.dates,
        number_form=form or mapped.number_form,
        suffix=suffix or mapped.suffix,
    )


def _table(session: Session, one: Opened, reading: Reading, plan: Plan) -> SourceTable:
    if isinstance(one, SourceTable):
        return one
    if session.may_ask and one.unknown and reading.mapping is None:
        one = one.with_columns(_asked(session, one))
    if reading.write_map is not None:
        _write_map(session, reading.write_map, one, plan.law)
    if one.missing and session.may_ask:
        one = replace(one, mapped=_with_constants(one))
    if one.missing:
        raise MissingInputError(_missing(one))
    _show(session, one)
    return to_table(one, plan)


def _asked(session: Session, one: Recognised) -> dict[str, str]:
    """Return the columns that a person says some headings mean."""
    known = [name for name in COLUMNS[one.table] if name != PASSED_OVER]
    session.say(
        tr(
            "{file}: not every column is known. Known columns: {known}.",
            file=one.grid.name,
            known=", ".join(known),
        )
    )

    def read(text: str) -> str:
        if text in known or text == PASSED_OVER:
            return text
        from licreg.domain.text import nearest

        msg = tr(
            "{text} is no column; did you mean '{close}'?",
            text=quote(text),
            close=nearest(text, known) or known[0],
        )
        raise InvalidInputError(msg)

    return {
        heading: ask(
            Field(
                name=heading,
                label=tr(
                    "Column {heading}, such as {sample}",
                    heading=quote(heading),
                    sample=quote(one.sample_of(heading), 30),
                ),
                option="--map",
                given=None,
                parse=read,
                is_required=False,
                default=PASSED_OVER,
            )
        )
        for heading in one.unknown
    }


def _with_constants(one: Recognised) -> Mapped:
    """Return a mapping with the values for all rows that a person gives."""
    constants = dict(one.mapped.constants)
    for name in one.missing:
        constants[name] = ask(
            Field(
                name=name,
                label=tr(
                    "{column}, for all rows of {file}", column=name, file=one.grid.name
                ),
                option=_OPTIONS.get(name, f"--set {name}=…"),
                given=None,
                parse=str,
            )
        )
    return replace(one.mapped, constants=constants)


_OPTIONS = {"kind": "--kind", "issuer": "--issuer"}


def _missing(one: Recognised) -> str:
    named = ", ".join(
        f"{name} ({_OPTIONS.get(name, f'--set {name}=…')})" for name in one.missing
    )
    unknown = ", ".join(map(quote, one.unknown)) or tr("none")
    return tr(
        "{file}, read as {table}: no column means {missing}. Not recognised: "
        "{unknown}. Give a value for all rows, or say what the columns mean: "
        "--write-map FILE writes a mapping to be mended, --map FILE reads it. Nothing "
        "was recorded.",
        file=one.grid.name,
        table=one.table,
        missing=named,
        unknown=unknown,
    )


def _show(session: Session, one: Recognised) -> None:
    """Show which columns a file was read by, in lines that a terminal holds."""
    from textwrap import wrap

    session.say(_count(one))
    if one.layout:
        session.say(tr("  The layout is known (--map {layout}).", layout=one.layout))
    pairs = zip(one.headings, one.columns, strict=True)
    read = [
        f"{heading} = {column}"
        for heading, column in pairs
        if column not in {"", PASSED_OVER}
    ]
    read += [f"{name} = {value}" for name, value in one.mapped.constants.items()]
    kept = [text.replace(" ", "\u00a0") for text in read]
    for line in wrap(
        "; ".join(kept),
        78,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    ):
        session.say(show_safe(line.replace("\u00a0", " ")))


def _count(one: Recognised) -> str:
    """Return how many rows of what a file has."""
    name, rows = one.grid.name, len(one.rows)
    match one.table:
        case "acts":
            return trn(
                "{file}: 1 row of acts.",
                "{file}: {count:,} rows of acts.",
                rows,
                file=name,
            )
        case "inspections":
            return trn(
                "{file}: 1 row of inspections.",
                "{file}: {count:,} rows of inspections.",
                rows,
                file=name,
            )
        case "tallies":
            return trn(
                "{file}: 1 row of tallies.",
                "{file}: {count:,} rows of tallies.",
                rows,
                file=name,
            )
        case _:
            return trn(
                "{file}: 1 row of licences.",
                "{file}: {count:,} rows of licences.",
                rows,
                file=name,
            )


def _write_map(session: Session, path: Path, one: Recognised, law: Law) -> None:
    """Write how a file is read.

    Raises:
        OutputError: If it cannot be written.
    """
    columns = dict(zip(one.headings, one.columns, strict=True))
    unknown = {
        column: values_not_known(column, one.values_of(column), one.mapped, law)[:_MOST]
        for column in _WORDS
        if column in one.columns and one.table == LICENCES
    }
    text = dump_mapping(
        one.mapped,
        columns,
        one.table,
        one.missing,
        {column: values for column, values in unknown.items() if values},
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = tr(
            "{file} cannot be written: {reason}. {way_out}",
            file=path,
            reason=error.strerror,
            way_out=way_out(error),
        )
        raise OutputError(msg) from error
    session.say(
        tr("How {file} is read was written to {path}.", file=one.grid.name, path=path)
    )
