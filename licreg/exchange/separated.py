"""Text files like CSV in other dialects: tabs between the cells, or what Excel wants.

What they hold is the same: texts guarded, days ISO, a list as one cell with spaces.
"""

import csv
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple, TextIO

from licreg.exchange.csv_rows import guard_cell


class Dialect(NamedTuple):
    """How a file of cells is written.

    Attributes:
        separator: What stands between two cells.
        line_end: What ends a line.
        start: What stands before the first, such as a byte order mark.
    """

    separator: str
    line_end: str = "\n"
    start: str = ""


TSV: Final = Dialect("\t")

EXCEL: Final = Dialect(";", "\r\n", "\ufeff")
"""What a Vietnamese Excel opens with a double click.

It reads UTF-8 only behind a byte order mark. Where the comma is the decimal sign, as in
Vietnamese (Unicode CLDR, locale vi: decimal ``,``, list ``;``), it separates cells at
the semicolon. A first line ``sep=;`` would suit every language of Windows, but Excel
then overlooks the byte order mark, and letters with accents are lost.
"""


def write_separated(
    stream: TextIO,
    header: Sequence[str],
    rows: Iterable[Collection[object]],
    dialect: Dialect,
) -> None:
    r"""Write *header* and *rows* to a stream that leaves line ends as they are.

    Examples:
        >>> from io import StringIO
        >>> out = StringIO()
        >>> write_separated(out, ["a", "b"], [["-5", -5], [None, "x\ty"]], TSV)
        >>> out.getvalue()
        'a\tb\n\'-5\t-5\n\t"x\ty"\n'
    """
    stream.write(dialect.start)
    # Told that lines end with both characters, the writer quotes cells with either.
    writer = csv.writer(
        _Lines(stream, dialect.line_end),
        delimiter=dialect.separator,
        lineterminator="\r\n",
    )
    writer.writerow(map(guard_cell, header))
    writer.writerows(map(_cell, row) for row in rows)


class _Lines:
    """What the CSV writer writes to: passes each line on, with another end."""

    def __init__(self, stream: TextIO, line_end: str) -> None:
        self._stream, self._line_end = stream, line_end

    def write(self, line: str) -> int:
        """Write a line."""
        return self._stream.write(line[:-2] + self._line_end)


def _cell(cell: object) -> object:
    if isinstance(cell, (tuple, list)):
        cell = " ".join(cell)
    return guard_cell(cell) if isinstance(cell, str) else cell
