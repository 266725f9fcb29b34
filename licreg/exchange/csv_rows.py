"""Rows of text with marks between their cells: read one by one, guards taken off."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from licreg.lazily import regex
from licreg.wording import marked, tr

LONGEST_CELL: Final = 1_000_000
"""The most characters that one cell may have."""

# What a spreadsheet takes for a formula, the signs also in their full width, behind any
# number of apostrophes.
SIGNS: Final = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = regex(f"'*[{re.escape(SIGNS)}]")

# A part of each complaint of Python's reader, and what we say instead.
_COMPLAINTS: Final = (
    ("end of data", marked("a quote is opened here and never closed.")),
    (
        "expected after",
        marked("a quote opened here is not closed, or text follows its end."),
    ),
    ("field limit", marked("a cell has more than {most:,} characters.")),
)


class CsvRow(NamedTuple):
    """One row below the header: the line on which it starts, and its cells."""

    line: int
    cells: tuple[str, ...]


class Unreadable(NamedTuple):
    """What is no row: the line on which it starts, and what is wrong there."""

    line: int
    fault: str


def guard_cell(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    It is given one apostrophe in front if it begins like a formula, or like a text
    that has been guarded: so nobody's own apostrophe is lost on the way back.

    Examples:
        >>> [guard_cell(text) for text in ("=1+1", "'-5", "'t Hart", "A=B")]
        ["'=1+1", "''-5", "'t Hart", 'A=B']
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_cell(text: str) -> str:
    """Return the text that `guard_cell` was given.

    Examples:
        >>> [unguard_cell(text) for text in ("'=1+1", "''-5", "'t Hart", "=1")]
        ['=1+1', "'-5", "'t Hart", '=1']
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text, 1) else text


def parse_rows(stream: Iterable[str], delimiter: str) -> Iterator[CsvRow | Unreadable]:
    """Yield the rows of lines that keep their ends, guards taken off, and what is none.

    Blank lines are passed over.
    """
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = _next(reader)
        except csv.Error as error:
            yield Unreadable(line, _describe(error))
        else:
            if cells is None:
                return
            if cells:
                yield CsvRow(line, tuple(_unguarded(cells)))
        line = reader.line_num + 1


def _unguarded(cells: list[str]) -> list[str]:
    return [unguard_cell(cell) if cell[:1] == "'" else cell for cell in cells]


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next row, under the limit that Python's reader keeps for all."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)


def _describe(error: csv.Error) -> str:
    complaint = str(error)
    for theirs, ours in _COMPLAINTS:
        if theirs in complaint:
            return tr(ours, most=LONGEST_CELL)
    return f"{complaint}."
