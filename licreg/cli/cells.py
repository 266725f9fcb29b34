"""How a cell reads: the words of a table for a person, before they are drawn."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Final, TypeAlias

from licreg.cli.answer import Cell, Cells, Row, Table
from licreg.domain.days import format_day
from licreg.domain.money import format_number
from licreg.domain.text import show_safe
from licreg.lazily import regex
from licreg.wording import said

FIGURES: Final = ("int", "money")
"""The kinds of columns that stand flush right."""

Shown: TypeAlias = tuple[int, list[str]]
"""A row as a person reads it: its level, and its cells as texts."""

CODED: Final = frozenset(
    {
        *("status", "outcome", "act", "level", "confidence"),
        *("kind", "holder_kind", "subject_kind"),
        *("measure", "qualifier", "unit", "relation", "topic"),
    }
)
"""Columns of codes, which are said to a person."""

_BAR_CELLS: Final = 12
_SPACE: Final = regex(r"\s")


def visible(text: str) -> str:
    r"""Return *text* as one line that cannot steer a terminal.

    Examples:
        >>> visible("a\tb\x1b[2J") == "a b\\x1b[2J"
        True
    """
    return text if text.isprintable() else show_safe(_SPACE.sub(" ", text))


def shown(table: Table, language: str, bar: str) -> list[Shown]:
    """Return each row's level and its cells as a person reads them, the footer last."""
    rows = [
        (row.level if isinstance(row, Row) else 0, tuple(cells_of(row)))
        for row in with_footer(table)
    ]
    makers: list[Callable[[Cell], str]] = []
    for index, column in enumerate(table.columns):
        if column.kind == "bar":
            numbers = [
                cell for _, cells in rows if isinstance(cell := cells[index], int)
            ]
            makers.append(partial(_bar, longest=max(numbers, default=0), mark=bar))
        else:
            figures = column.kind in FIGURES
            is_code = column.key in CODED
            makers.append(
                partial(_words, language=language, figures=figures, is_code=is_code)
            )
    return [
        (level, [make(cell) for make, cell in zip(makers, cells, strict=True)])
        for level, cells in rows
    ]


def cells_of(row: Row | Cells) -> Cells:
    """Return the cells of a row, marked as a part or bare."""
    return row.cells if isinstance(row, Row) else row


def with_footer(table: Table) -> Iterable[Row | Cells]:
    """Return the rows and, where there is one, the footer below them."""
    return chain(table.rows, (table.footer,)) if table.footer else table.rows


def _words(cell: Cell, *, language: str, figures: bool, is_code: bool) -> str:
    match cell:
        case str():
            return visible(said(cell) if is_code else cell)
        case date():
            return format_day(cell, language)
        case int() | Decimal() if figures:
            return format_number(cell, language)
        case tuple():
            return visible(", ".join(cell))
        case _:
            return "" if cell is None else str(cell)


def _bar(cell: Cell, *, longest: int, mark: str) -> str:
    """Draw a number as a length; only nothing is drawn as nothing."""
    if not isinstance(cell, int) or cell <= 0:
        return ""
    return mark * max(1, round(cell * _BAR_CELLS / longest))
