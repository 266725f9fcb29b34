"""A table as a file has it: rows of texts with their lines, no column known yet."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from licreg.exchange.csv_rows import CsvRow, Unreadable
from licreg.lazily import dataclass
from licreg.wording import tr, trn


@dataclass(frozen=True)
class Grid:
    """A table as a file has it.

    Attributes:
        name: The file, and its sheet where there are several.
        rows: All rows with some text, the headings among them.
        faults: What is no row: the line and what is wrong there.
        digest: SHA-256 of the file's bytes, in hexadecimal.
        written_on: Civil day on which the file was last written, where known.
        header_line: The line of the headings, where the form of the file tells it.
        unit: What stands for lines in a file of this form: line, row or item.
    """

    name: str
    rows: Sequence[CsvRow]
    faults: tuple[tuple[int, str], ...]
    digest: str
    written_on: date | None
    header_line: int | None = None
    unit: str = "line"


MOST_COLUMNS: Final = 1_000
"""The most columns of a table."""


def last_filled(cells: Sequence[str]) -> int:
    """Return the place of the last cell that has text; -1 for none."""
    places = range(len(cells) - 1, -1, -1)
    return next((place for place in places if cells[place].strip()), -1)


def unreadable(
    name: str, faults: Sequence[str], line: int = 0
) -> tuple[str, tuple[str, ...]]:
    """Return what is said of a file that cannot be read: the end, and the faults.

    Args:
        name: The file.
        faults: What is wrong.
        line: Where; 0 for the file as a whole.
    """
    many = trn("1 fault", "{count:,} faults", len(faults))
    end = tr(
        "{file} cannot be read: {many}. Nothing was recorded.", file=name, many=many
    )
    place = tr("{file} line {line}", file=name, line=line) if line else name
    return end, tuple(f"{place}: {fault}" for fault in faults)


def gather(
    rows: Iterable[CsvRow | Unreadable],
) -> tuple[tuple[CsvRow, ...], tuple[tuple[int, str], ...]]:
    """Return the rows that have some text, and what is none.

    At a row that is wider than any table is, reading ends.
    """
    good: list[CsvRow] = []
    faults: list[tuple[int, str]] = []
    for row in rows:
        if isinstance(row, Unreadable):
            faults.append((row.line, row.fault))
        elif len(row.cells) <= MOST_COLUMNS:
            if any(map(str.strip, row.cells)):
                good.append(row)
        elif (width := last_filled(row.cells) + 1) <= MOST_COLUMNS:
            if width:
                good.append(CsvRow(row.line, row.cells[:width]))
        else:
            fault = tr(
                "it has {cells:,} cells; a table has {most:,} columns at most.",
                cells=width,
                most=MOST_COLUMNS,
            )
            faults.append((row.line, fault))
            break
    return tuple(good), tuple(faults)
