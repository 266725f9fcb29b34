"""Text with cells between marks: which mark it is, and the rows."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from licreg.exchange.csv_rows import CsvRow, Unreadable, parse_rows

DELIMITERS: Final = (",", ";", "\t", "|")
"""What may stand between cells; of two that fit alike the first is taken."""

_LOOKED_AT: Final = 200
_READ_AHEAD: Final = 400_000


def read_delimited(text: str) -> Iterator[CsvRow | Unreadable]:
    r"""Yield the rows of a text, with their lines.

    Examples:
        >>> list(read_delimited("Danh sách\n\nSố;Ngày\n5;1/2/2019\n"))[2]
        CsvRow(line=4, cells=('5', '1/2/2019'))
    """
    return parse_rows(StringIO(text, newline=""), find_delimiter(text))


def find_delimiter(text: str) -> str:
    r"""Return what stands between the cells: that which makes the most even rows.

    Examples:
        >>> find_delimiter('a,b;c\n"x;y,z";d\n1;2\n')
        ';'
    """
    head = text[:_READ_AHEAD]
    return max(DELIMITERS, key=lambda mark: _evenness(head, mark))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Return how many rows are as wide as most are, and how wide that is."""
    rows = list(islice(parse_rows(StringIO(text, newline=""), delimiter), _LOOKED_AT))
    widths = Counter(
        len(row.cells)
        for row in rows
        if isinstance(row, CsvRow) and any(map(str.strip, row.cells))
    )
    several = [(count, width) for width, count in widths.items() if width > 1]
    if not several:
        return 0, 0
    count, width = max(several)
    broken = sum(isinstance(row, Unreadable) for row in rows)
    return count - broken, width
