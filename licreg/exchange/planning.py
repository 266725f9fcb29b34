"""A recognised table as the rows that entry takes in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from licreg.domain.days import parse_day
from licreg.domain.text import quote, show_safe
from licreg.errors import InvalidFileError, InvalidInputError
from licreg.exchange.csv_rows import CsvRow
from licreg.exchange.days_in import DAY_FIRST, day_text, is_month_first
from licreg.exchange.filling import DAYS, Filler
from licreg.exchange.grids import unreadable
from licreg.exchange.headings import PASSED_OVER
from licreg.exchange.mappings import COLUMNS, LICENCES
from licreg.exchange.merging import Plan, by_licence
from licreg.exchange.recognising import Recognised
from licreg.exchange.source_tables import Original, SourceTable
from licreg.wording import tr, trn

_LICENCE_COLUMNS: Final = tuple(
    name
    for name in COLUMNS[LICENCES]
    if name not in {"licence", "entry", PASSED_OVER} and "_and_" not in name
)


def to_table(found: Recognised, plan: Plan) -> SourceTable:
    """Return a table as entry takes it in.

    Raises:
        InvalidFileError: If its days can only have the month first, and it was not
            said that they do.
    """
    mapped = found.mapped
    if found.is_ours or found.table != LICENCES:
        return _as_it_is(found)
    if mapped.dates == DAY_FIRST:
        _refuse_month_first(found)
    listed_on, how = _listed_on(found, plan)
    filler = Filler(mapped, plan.law, plan.today, listed_on)
    places = _places(found)
    filled = []
    for row in found.rows:
        cells = {name: row.cells[place] for name, place in places.items()}
        one = filler.fill(row.line, cells)
        if len(row.cells) > len(found.headings):
            one.faults.append(("", _too_wide(row, found)))
        filled.append(one)
    also: dict[int, tuple[int, ...]] = {}
    if mapped.one_row_per_site:
        filled, also = by_licence(filled, plan)
    notes = _notes(found, also, len(filled))
    if any(one.is_ended for one in filled):
        notes.append(how)
    return replace(
        _table(found, notes),
        header=_LICENCE_COLUMNS,
        rows=tuple(
            CsvRow(
                one.line, tuple(one.cells.get(name, "") for name in _LICENCE_COLUMNS)
            )
            for one in filled
        ),
        also=also,
        faults={one.line: tuple(one.faults) for one in filled if one.faults},
        findings={one.line: tuple(one.findings) for one in filled if one.findings},
    )


def _table(found: Recognised, notes: Iterable[str]) -> SourceTable:
    pairs = zip(found.headings, found.columns, strict=True)
    return SourceTable(
        name=found.grid.name,
        table=found.table,
        header=(),
        rows=(),
        digest=found.grid.digest,
        titles={
            column: show_safe(heading)
            for heading, column in pairs
            if column not in {"", PASSED_OVER} and heading != column
        },
        notes=tuple(notes),
        original=Original(found.headings, {row.line: row.cells for row in found.rows}),
        unit=found.grid.unit,
        is_partial=not found.is_ours,
    )


def _as_it_is(found: Recognised) -> SourceTable:
    """Return a table whose cells entry can read as they are."""
    constants = found.mapped.constants
    places = _places(found)
    header = tuple(dict.fromkeys([*places, *constants]))
    order = found.mapped.dates
    days = {"on", "until", "inspected_on", "decided_on", "from_on", "to_on", *DAYS}
    faults = {
        row.line: (("", _too_wide(row, found)),)
        for row in found.rows
        if len(row.cells) > len(found.headings)
    }

    def cell(row: CsvRow, name: str) -> str:
        text = row.cells[places[name]] if name in places else ""
        text = text or constants.get(name, "")
        return day_text(text, order) if name in days and not found.is_ours else text

    return replace(
        _table(found, _notes(found, {}, 0)),
        header=header,
        rows=tuple(
            CsvRow(row.line, tuple(cell(row, name) for name in header))
            for row in found.rows
        ),
        faults=faults,
    )


def _places(found: Recognised) -> dict[str, int]:
    return {
        column: place
        for place, column in enumerate(found.columns)
        if column not in {"", PASSED_OVER}
    }


def _too_wide(row: CsvRow, found: Recognised) -> str:
    return tr(
        "{cells} cells where the header has {headings}.",
        cells=len(row.cells),
        headings=len(found.headings),
    )


def _refuse_month_first(found: Recognised) -> None:
    """Refuse days in figures of which some can only have the month first.

    Raises:
        InvalidFileError: If so, and none can only have the day first.
    """
    for name, place in _places(found).items():
        if name not in DAYS:
            continue
        told = [
            (row, is_first)
            for row in found.rows
            if (is_first := is_month_first(row.cells[place])) is not None
        ]
        if told and all(is_first for _, is_first in told):
            row = told[0][0]
            fault = tr(
                "column {column}: the days seem to have the month first, such as "
                "{text}, and no day here tells otherwise. Say it with --dates mdy.",
                column=quote(found.headings[place]),
                text=quote(row.cells[place].strip()),
            )
            raise InvalidFileError(*unreadable(found.grid.name, [fault], row.line))


def _listed_on(found: Recognised, plan: Plan) -> tuple[date, str]:
    """Return the day of which the file tells what is in force, and how it is known."""
    name, written = found.grid.name, found.grid.written_on
    if plan.listed_on is not None:
        return plan.listed_on, tr(
            "{file}: what it lists as not in force is recorded as lapsed, known by "
            "{day}, as --listed-on says.",
            file=name,
            day=plan.listed_on,
        )
    place = _places(found).get("issued_on")
    days = (
        (_day(row.cells[place], found, plan) for row in found.rows)
        if place is not None
        else ()
    )
    if written is not None and max(days, default=written) <= written <= plan.today:
        return written, tr(
            "{file}: what it lists as not in force is recorded as lapsed, known by "
            "{day}, the day of the file; --listed-on DAY says otherwise.",
            file=name,
            day=written,
        )
    return plan.today, tr(
        "{file}: what it lists as not in force is recorded as lapsed, known by today, "
        "{day}; --listed-on DAY says otherwise.",
        file=name,
        day=plan.today,
    )


def _day(text: str, found: Recognised, plan: Plan) -> date:
    try:
        return parse_day(day_text(text, found.mapped.dates), today=plan.today)
    except InvalidInputError:
        return date.min


def _notes(
    found: Recognised, also: Mapping[int, tuple[int, ...]], licences: int
) -> list[str]:
    name = found.grid.name
    notes = []
    if found.unknown:
        notes.append(
            tr(
                "{file}: columns not known and passed over: {columns}.",
                file=name,
                columns=", ".join(map(quote, found.unknown)),
            )
        )
    if found.below:
        notes.append(
            tr(
                "{file}: below the table, passed over: {lines}.",
                file=name,
                lines="; ".join(
                    quote(" ".join(filter(None, map(str.strip, row.cells))))
                    for row in found.below
                ),
            )
        )
    if also:
        rows = licences + sum(map(len, also.values()))
        notes.append(
            tr(
                "{file}: {rows}, one for each site, are {licences}.",
                file=name,
                rows=trn("1 row", "{count:,} rows", rows),
                licences=trn("1 licence", "{count:,} licences", licences),
            )
        )
    return notes
