"""A report as a document: sections of tables, charts and words, in no form yet.

Cells hold what they mean (numbers, days), so that each form writes them in its way.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Final, Literal, TypeAlias

from licreg.domain.days import format_day
from licreg.domain.money import format_number, format_signed
from licreg.lazily import dataclass

Cell: TypeAlias = str | int | date | None
"""One value of a table."""

Kind: TypeAlias = Literal["text", "int", "money", "day", "code", "bar", "change"]
"""What a column holds.

*int* and *money* are figures; *change* is a figure with its sign; *code* is not broken
over lines; *bar* is a number drawn as a length, beside the column that has it as a
figure.
"""

FIGURES: Final = frozenset({"int", "money", "change"})
"""The kinds of columns that stand flush right."""

_FEW_ROWS: Final = 18

MINUS: Final = "\u2212"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        key: Its name for programs.
        title: Its heading.
        kind: What it holds.
        group: A heading over this column and its neighbours of the same group.
        is_quoted: Whether its texts are in the words of their sources.
    """

    key: str
    title: str
    kind: Kind = "text"
    group: str = ""
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first cell of a row is its heading.

    Attributes:
        id: Its name in the document.
        caption: What it shows.
        columns: The columns, in order.
        rows: The rows.
        footer: A last row set apart; empty where there is none.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[Cell, ...] = ()

    def groups(self) -> list[tuple[str, int]]:
        """Return each group with its number of columns; nothing if there is none."""
        if not any(one.group for one in self.columns):
            return []
        groups = groupby(one.group for one in self.columns)
        return [(group, len([*columns])) for group, columns in groups]

    def headings(self) -> list[tuple[Column, int]]:
        """Return each column with how many it is over: 2 with a length beside it."""
        following = [*self.columns[1:], None]
        return [
            (one, 2 if after is not None and after.kind == "bar" else 1)
            for one, after in zip(self.columns, following, strict=True)
            if one.kind != "bar"
        ]

    def is_short(self) -> bool:
        """Tell whether it reads best on one page: figures in a few rows."""
        has_texts = any(one.kind == "text" for one in self.columns[1:])
        return len(self.rows) < _FEW_ROWS and not has_texts

    def has_bars(self) -> bool:
        """Tell whether lengths are drawn in it."""
        return any(one.kind == "bar" for one in self.columns)

    def longest_bar(self) -> int:
        """Return what the longest bar stands for; 1 where there is none."""
        bars = [place for place, one in enumerate(self.columns) if one.kind == "bar"]
        cells = [row[place] for row in self.rows for place in bars]
        return max((one for one in cells if isinstance(one, int)), default=0) or 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures come from, numbered from 1 as a table refers to them."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Words, each with what it means."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A figure of the first lines.

    Attributes:
        label: What is counted.
        value: The count, as it is shown.
        basis: Over which days, or at the end of which.
        beside: The same of the year before, in words.
    """

    label: str
    value: str
    basis: str
    beside: str


@dataclass(frozen=True, slots=True)
class Leads:
    """The first figures."""

    rows: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns of one series; all panels of a chart have one scale if they share it."""

    title: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns from zero, a panel for each series.

    Attributes:
        id: Its name in the document.
        title: What it shows.
        text: The same in a sentence, for who does not see it.
        labels: Below the columns.
        panels: The series.
        is_partial: Whether the last column holds a part of its days only.
        has_one_scale: Whether the panels are to be compared with each other.
    """

    id: str
    title: str
    text: str
    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    is_partial: bool = False
    has_one_scale: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """A published figure on a line.

    Attributes:
        number: What it is called in the chart.
        day: Its day.
        published: What was published.
        counted: What is counted, where the line runs.
        agrees: Whether the two agree.
    """

    number: int
    day: date
    published: int
    counted: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A series by day, with the published figures on it."""

    title: str
    values: tuple[tuple[date, int], ...]
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines from zero over the years, see `Columns`."""

    id: str
    title: str
    text: str
    lines: tuple[Line, ...]


Block: TypeAlias = Table | Paragraph | Sources | Definitions | Leads | Columns | Lines
"""A piece of a section."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes:
        language: ``en`` or ``vi``.
        title: Its heading.
        subtitle: A line below it.
        warning: What is said beside each heading; empty where nothing needs to be.
        warning_text: The same in a sentence.
        basis: What all of it is counted from.
        sections: The sections, in order.
    """

    language: str
    title: str
    subtitle: str
    warning: str
    warning_text: str
    basis: str
    sections: tuple[Section, ...]


def format_cell(cell: Cell, kind: Kind, language: str) -> str:
    """Return a cell as a person reads it.

    Examples:
        >>> format_cell(1056, "int", "vi"), format_cell(9, "change", "en")
        ('1.056', '+9')
        >>> format_cell(2024, "text", "en"), format_cell(0, "change", "en")
        ('2024', '=')
    """
    match cell:
        case None:
            return ""
        case date():
            return format_day(cell, language)
        case int() if kind == "change":
            return format_change(cell, language)
        case int() if kind in FIGURES:
            return format_number(cell, language)
        case _:
            return str(cell)


def format_change(change: int, language: str) -> str:
    """Return a number with its sign; ``=`` for none."""
    return format_signed(change, language, MINUS)
