"""An answer as the sheets of a workbook."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from licreg.cli.answer import Answer, Cells, Kind, Row, Table
from licreg.cli.cells import FIGURES
from licreg.exchange.xlsx_out import Sheet
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.exchange.xlsx_rows import Holds


def sheets_of(answer: Answer) -> Iterator[Sheet]:
    """Yield the sheets of an answer, each to be written before the next is asked for.

    A list is the sheet of its records, with the same columns as in CSV, so that it can
    be taken back. A report is a sheet for each of its tables, as a person reads them,
    and one with its records. What stands below the tables, such as the basis of the
    counts, is the last sheet.
    """
    for table in answer.sheets:
        yield _for_programs(table)
    if answer.records is None or len(answer.tables) > 1:
        for table in answer.tables:
            yield _for_people(table)
    if answer.records is not None:
        yield _for_programs(answer.records)
    if answer.notes:
        rows = ((0, (note.strip(),)) for note in answer.notes)
        yield Sheet(tr("Notes"), (tr("Notes"),), ("text",), rows)


def _for_programs(table: Table) -> Sheet:
    return _sheet(table, table.title or "records", [one.key for one in table.columns])


def _for_people(table: Table) -> Sheet:
    heads = [": ".join(filter(None, (one.group, one.title))) for one in table.columns]
    return _sheet(table, table.title, heads)


def _sheet(table: Table, name: str, headings: list[str]) -> Sheet:
    """Return a table as a sheet; a length drawn beside its figure is left out."""
    places = [place for place, one in enumerate(table.columns) if one.kind != "bar"]
    is_whole = len(places) == len(table.columns)

    def rows() -> Iterator[tuple[int, Cells]]:
        for row in table.rows:
            level, cells = (row.level, row.cells) if isinstance(row, Row) else (0, row)
            yield level, cells if is_whole else [list(cells)[place] for place in places]

    return Sheet(
        name,
        [headings[place] for place in places],
        [_holds(table.columns[place].kind) for place in places],
        rows(),
        [table.footer[place] for place in places] if table.footer else (),
    )


def _holds(kind: Kind) -> "Holds":
    if kind in FIGURES:
        return "number"
    return "day" if kind == "day" else "text"
