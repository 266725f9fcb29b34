"""What a command answers, as values: how it looks is left to the renderer.

Cells hold what they mean (numbers, days), so that each format writes them in its own
way: `1,056` and `15 Nov 2024` for a person, `1056` and `2024-11-15` for a program.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from licreg.lazily import dataclass

if TYPE_CHECKING:
    from licreg.cli.plotting import Chart

Cell: TypeAlias = str | int | Decimal | date | tuple[str, ...] | None
"""One value of a table; a tuple is a list of short texts, such as sites."""

Cells: TypeAlias = Collection[Cell]
"""The values of a row, in the order of the columns."""

Kind: TypeAlias = Literal["text", "int", "money", "day", "code", "bar"]
"""What a column holds, and so how it stands.

*int* and *money* are figures, grouped by threes and flush right; a number in a *text*
column is left as it is (a year). *code* is a text that is never broken over lines, such
as a licence number. *bar* is a number drawn as a length, beside the column that has it
as a figure: where there is no room, the bar is left out.
"""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: Its name for programs, the same in every language.
        title: Its heading for a person; a table without any heading has no head.
        kind: What it holds.
        group: A head over this column and its neighbours of the same group.
    """

    key: str
    title: str
    kind: Kind = "text"
    group: str = ""


@dataclass(frozen=True)
class Row:
    """A row that is a part of one above it, as *of which* rows are.

    Attributes:
        cells: One for each column.
        level: How deep it stands below the rows of level 0; indents its first cell.
    """

    cells: tuple[Cell, ...]
    level: int = 0


@dataclass(frozen=True)
class Table:
    """Rows under columns.

    Attributes:
        columns: The columns, in order.
        rows: The rows; bare cells are a row of level 0. They are gone through once, so
            they may be made as they are written.
        title: A line above the table.
        footer: A last row set apart, such as totals; left out of CSV, where every line
            below the header is a record.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Row | Cells]
    title: str = ""
    footer: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Answer:
    """All that a command has to say.

    Attributes:
        value: What JSON shows: dicts, lists, texts, numbers, days; or a function that
            makes it, for an answer too long to be made in vain. An iterator is shown
            as a list, made as it is written.
        tables: What a person sees.
        records: The table for programs (CSV, plain) where it is not the first of these.
        sheets: The tables of a workbook where it has others than these, with the keys
            of the columns as headings.
        notes: Closing lines for a person: the basis, the count, a hint. A line that
            begins with a space is shown as it is, so that a command can be copied.
        exit_code: What the process ends with.
        prose: A text for a person, in lines as they are to stand, before the tables.
        charts: What a person sees after the tables, drawn in lines of text; a program
            is given its records as ever.
        texts: What makes the whole answer in a format of its own, by that format.
    """

    value: object | Callable[[], object]
    tables: tuple[Table, ...] = ()
    records: Table | None = None
    sheets: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    exit_code: int = 0
    prose: str = ""
    charts: tuple["Chart", ...] = ()
    texts: Mapping[str, Callable[[], str]] | None = None

    def json_value(self) -> object:
        """Return the value for JSON, made now if it had not been made."""
        return self.value() if callable(self.value) else self.value
