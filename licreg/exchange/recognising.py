"""Which row of a table holds its headings, and which columns of ours they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from licreg.domain.text import quote
from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import CsvRow
from licreg.exchange.grids import Grid, last_filled, unreadable
from licreg.exchange.headings import (
    NUMBER_AND_DAY,
    PASSED_OVER,
    fold_heading,
    recognise,
)
from licreg.exchange.mappings import COLUMNS, LAYOUTS, LICENCES, Mapped, layout_of
from licreg.exchange.source_tables import NEEDS
from licreg.lazily import dataclass, regex
from licreg.wording import tr

_LOOKED_AT: Final = 40
_FEWEST: Final = 2
_PART_OF: Final = 3
_COUNTED: Final = regex(r"\(?([0-9]{1,2})\)?")


@dataclass(frozen=True)
class Recognised:
    """A table whose headings were found.

    Attributes:
        grid: The table as the file has it.
        table: What it holds.
        headings: As the file has them, each once; a column without any is named.
        columns: The column of ours that each means; empty for none.
        rows: The rows below the headings.
        below: Rows under the table that are none of it, such as a signature.
        mapped: How the columns are read.
        layout: The name of the layout, where it is a known one.
        is_ours: Whether they are our own columns, as export writes them.
    """

    grid: Grid
    table: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    below: tuple[CsvRow, ...]
    mapped: Mapped
    layout: str = ""
    is_ours: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that are needed, and that nothing in the file or beside it is."""
        there = {*self.columns, *self.mapped.constants}
        if NUMBER_AND_DAY in there:
            there |= {"number", "issued_on"}
        return tuple(name for name in NEEDS[self.table] if name not in there)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that mean no column of ours."""
        pairs = zip(self.headings, self.columns, strict=True)
        return tuple(heading for heading, column in pairs if not column)

    def sample_of(self, heading: str) -> str:
        """Return the first value under a heading, empty if there is none."""
        place = self.headings.index(heading)
        values = (row.cells[place].strip() for row in self.rows)
        return next(filter(None, values), "")

    def values_of(self, column: str) -> list[str]:
        """Return the values of the heading that means a column of ours."""
        place = self.columns.index(column)
        return [row.cells[place] for row in self.rows]

    def with_columns(self, given: Mapping[str, str]) -> "Recognised":
        """Return the same table with columns for headings, as somebody said."""
        columns = tuple(
            given.get(heading, column)
            for heading, column in zip(self.headings, self.columns, strict=True)
        )
        return replace(self, columns=columns)


def recognise_grid(grid: Grid, mapped: Mapped | None = None) -> Recognised:
    """Find the headings of a table and what they mean.

    Args:
        grid: The table.
        mapped: How its columns are read, where that was said; a layout that is known
            by its columns is found without.

    Raises:
        InvalidFileError: If it has no headings, or two mean one column.
    """
    if grid.faults:
        raise InvalidFileError(*_of_lines(grid))
    if not grid.rows:
        nothing = tr("the file is empty; a header is needed.")
        raise InvalidFileError(*unreadable(grid.name, [nothing]))
    place, own = _header(grid, mapped or Mapped())
    below_it = grid.rows[place + 1 :]
    headings = _headings(own, below_it, is_text=grid.unit == "line")
    width = len(headings)
    layout = ""
    if mapped is None:
        layout = layout_of(headings)
        mapped = LAYOUTS.get(layout, Mapped())
    table, columns = _columns(headings, mapped)
    faults = [
        tr(
            "the headings {headings} mean one column, {column}; keep one of them in a "
            "mapping (--map FILE).",
            headings=", ".join(quote(one) for one in twice),
            column=column,
        )
        for column, twice in _twice(headings, columns).items()
    ]
    if faults:
        raise InvalidFileError(*unreadable(grid.name, faults))
    rows = [CsvRow(row.line, _fitted(row.cells, width)) for row in below_it]
    if rows and _is_count(rows[0].cells):
        del rows[0]
    below = _below(rows, columns)
    needed = {fold_heading(name) for name in NEEDS[table]}
    return Recognised(
        grid=grid,
        table=table,
        headings=headings,
        columns=columns,
        rows=tuple(rows[: len(rows) - below]),
        below=tuple(rows[len(rows) - below :]),
        mapped=mapped,
        layout=layout,
        is_ours=needed <= {fold_heading(heading) for heading in headings}
        and not mapped.columns,
    )


def _of_lines(grid: Grid) -> tuple[str, tuple[str, ...]]:
    """Return what is said of a file of which some lines are no rows."""
    end, _ = unreadable(grid.name, [fault for _, fault in grid.faults])
    faults = [unreadable(grid.name, [fault], line)[1] for line, fault in grid.faults]
    return end, tuple(fault for found in faults for fault in found)


def _header(grid: Grid, mapped: Mapped) -> tuple[int, list[str]]:
    """Return which row ends the headings, and what they are.

    They are those of the row that means the most, or of two rows: a heading that is
    merged over both stands in the upper one, what it groups in the lower one.
    """
    rows = grid.rows[:_LOOKED_AT]
    texts = [[" ".join(cell.split()) for cell in row.cells] for row in rows]
    if grid.header_line is not None:
        return 0, texts[0]
    best, most, found = -1, 0, texts[0]
    for place, own in enumerate(texts):
        known = _meaning(own, mapped)
        if known > most:
            best, most, found = place, known, own
        if place and rows[place - 1].line + 1 == rows[place].line:
            pairs = zip_longest(own, texts[place - 1], fillvalue="")
            both = [lower or upper for lower, upper in pairs]
            if (known := _meaning(both, mapped)) > most:
                best, most, found = place, known, both
    if most >= _FEWEST or (most and mapped.columns):
        return best, found
    wide = max(sum(map(bool, one)) for one in texts)
    place = next(at for at, one in enumerate(texts) if sum(map(bool, one)) * 2 > wide)
    return place, texts[place]


def _meaning(headings: Sequence[str], mapped: Mapped) -> int:
    """Return how many columns of ours some texts mean as headings."""
    return max(
        len({column for column in _columns_of(headings, table, mapped) if column})
        for table in _tables(mapped)
    )


def _headings(
    own: list[str], rows: Sequence[CsvRow], *, is_text: bool
) -> tuple[str, ...]:
    """Return the headings, each once; a column without one is named by its number.

    In a text, what stands right of the last heading is no column.
    """
    last = [last_filled(own)]
    if not is_text:
        last += [last_filled(row.cells) for row in rows]
    width = 1 + max(last)
    own += [""] * (width - len(own))
    headings: list[str] = []
    for number, heading in enumerate(own[:width], start=1):
        plain = name = heading or tr("column {number}", number=number)
        again = 1
        while name in headings:
            again += 1
            name = f"{plain} ({again})"
        headings.append(name)
    return tuple(headings)


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return cells of a row, empty ones added or taken off at its end."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells + ("",) * (width - len(cells))


def _tables(mapped: Mapped) -> tuple[str, ...]:
    return (mapped.table,) if mapped.table else tuple(NEEDS)


def _columns_of(headings: Sequence[str], table: str, mapped: Mapped) -> list[str]:
    """Return the columns that headings mean; what a mapping says goes first."""
    said = [mapped.columns.get(fold_heading(heading), "") for heading in headings]
    found = recognise(headings, table, COLUMNS[table][:-1])
    taken = set(said) - {"", PASSED_OVER}
    return [
        ours or ("" if other in taken else other)
        for ours, other in zip(said, found, strict=True)
    ]


def _columns(headings: Sequence[str], mapped: Mapped) -> tuple[str, tuple[str, ...]]:
    """Return what a table with these headings holds, and what they mean in it."""
    ranked = []
    for place, table in enumerate(_tables(mapped)):
        columns = _columns_of(headings, table, mapped)
        there = {*columns, *mapped.constants}
        missing = sum(name not in there for name in NEEDS[table])
        if NUMBER_AND_DAY in there and table == LICENCES:
            missing -= 2
        known = len(set(columns) - {"", PASSED_OVER})
        ranked.append((missing > 0, -known, missing, place, table, columns))
    *_, table, columns = min(ranked)
    return table, tuple(columns)


def _twice(
    headings: Sequence[str], columns: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    by_column: dict[str, list[str]] = {}
    for heading, column in zip(headings, columns, strict=True):
        if column not in {"", PASSED_OVER}:
            by_column.setdefault(column, []).append(heading)
    return {column: found for column, found in by_column.items() if len(found) > 1}


def _is_count(cells: Sequence[str]) -> bool:
    """Tell whether a row only counts the columns: (1), (2), (3)."""
    found = [_COUNTED.fullmatch(cell.strip()) for cell in cells if cell.strip()]
    numbers = [int(one[1]) for one in found if one is not None]
    return (
        len(found) == len(numbers) >= _PART_OF
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= _FEWEST
    )


def _below(rows: Sequence[CsvRow], columns: Sequence[str]) -> int:
    """Return how many rows at the end are no part of the table: sums, signatures.

    They have at most two texts, and none of what a row of the table is known by.
    """
    needed = {"number", "issued_on", NUMBER_AND_DAY, "licence", "on", "inspected_on"}
    needed |= {"measure", "count", "subject"}
    places = [place for place, column in enumerate(columns) if column in needed]
    count = 0
    for row in reversed(rows):
        texts = sum(bool(cell.strip()) for cell in row.cells)
        if (
            not places
            or texts > _FEWEST
            or any(row.cells[one].strip() for one in places)
        ):
            break
        count += 1
    return count
