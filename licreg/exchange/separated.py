"""Files of cells out: CSV, with tabs between the cells, or as Excel wants it.

What they hold is the same: texts guarded, numbers not; days ISO; None is an empty cell;
a tuple or list of texts is one cell, with spaces between them. Quotes stand where they
are needed.
"""

import csv
from codecs import lookup
from collections.abc import Callable, Collection, Iterable, Sequence
from io import TextIOWrapper
from itertools import islice
from typing import Final, NamedTuple, TextIO

from licreg.exchange.csv_rows import SIGNS, guard_cell
from licreg.lazily import regex

_AT_ONCE: Final = 200
"""How many rows are written at once."""

_BEGINS_LIKE_A_FORMULA: Final = regex(b",=")  # Half the time of `in`.
_QUOTED: Final = regex('["\r\n]')


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


CSV: Final = Dialect(",")

TSV: Final = Dialect("\t")

EXCEL: Final = Dialect(";", "\r\n", "\ufeff")
"""What a Vietnamese Excel opens with a double click.

It reads UTF-8 only behind a byte order mark. Where the comma is the decimal sign, as in
Vietnamese (Unicode CLDR, locale vi: decimal ``,``, list ``;``), it separates cells at
the semicolon. A first line ``sep=;`` would suit every language of Windows, but Excel
then overlooks the byte order mark, and letters with accents are lost.
"""


def write_csv(
    stream: TextIO, header: Sequence[str], rows: Iterable[Collection[object]]
) -> None:
    r"""Write CSV to a stream that leaves line ends as they are.

    Examples:
        >>> from io import StringIO
        >>> out = StringIO()
        >>> write_csv(out, ["number", "fine_vnd"], [["-5", -5], [None, 15000000]])
        >>> out.getvalue()
        "number,fine_vnd\n'-5,-5\n,15000000\n"
    """
    write_separated(stream, header, rows, CSV)


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
    lines, put = _Lines(dialect), bytes_writer(stream)
    stream.write(dialect.start + lines.careful_line(header))
    rows = iter(rows)
    while some := list(islice(rows, _AT_ONCE)):
        data = lines.quick(some)
        if data:
            put(data)
        else:
            stream.write(lines.careful(some))
    stream.write(dialect.line_end)


def bytes_writer(stream: TextIO) -> Callable[[bytes], object]:
    """Return what writes UTF-8 to a stream of text, past its encoder where that can be.

    What was written to the stream before goes out before.
    """
    if not isinstance(stream, TextIOWrapper) or lookup(stream.encoding).name != "utf-8":
        return lambda data: stream.write(data.decode())

    def put(data: bytes) -> None:
        stream.flush()
        stream.buffer.write(data)

    return put


class _Lines:
    """Rows as lines of a dialect, each behind a line end."""

    def __init__(self, dialect: Dialect) -> None:
        self._separator, self._line_end, _ = dialect
        # Told that lines end with both characters, it quotes cells with either.
        self._writer = csv.writer(
            _Line(), delimiter=self._separator, lineterminator="\r\n"
        )
        # The outline of a text tells, byte by byte: a comma where a cell ends, an
        # equals sign for what may be a guard or begin a formula, a quote for what must
        # stand in quotes.
        marks = {
            **{sign.encode()[0]: "=" for sign in f"'{SIGNS}"},
            **dict.fromkeys(b'"\r', '"'),
            **dict.fromkeys(b"\n%b" % self._separator.encode(), ","),
        }
        self._outline = "".join(marks.get(byte, " ") for byte in range(256)).encode()

    def quick(self, rows: Sequence[Collection[object]]) -> bytes:
        """Return rows as lines, as UTF-8; nothing if a cell needs a guard.

        Rows whose cells need no quotes, as most do, are only joined.
        """
        join = self._separator.join
        try:
            lines = list(map(join, rows))  # type: ignore[arg-type]  # or it is an error
        except TypeError:
            lines = [join(map(_text, row)) for row in rows]
        try:
            data = "\n".join(("", *lines)).encode()
        except UnicodeEncodeError:  # Half a character is the stream's to write.
            return b""
        outline = data.translate(self._outline)
        if _BEGINS_LIKE_A_FORMULA.search(outline):
            return b""
        widths = list(map(len, rows))
        if b'"' in outline or outline.count(b",") != sum(widths) or min(widths) == 1:
            lines = [
                line if self._is_bare(line, len(row)) else self.careful_line(row)
                for row, line in zip(rows, lines, strict=True)
            ]
            return self._line_end.join(("", *lines)).encode()
        return data if self._line_end == "\n" else data.replace(b"\n", b"\r\n")

    def careful(self, rows: Iterable[Collection[object]]) -> str:
        """Return rows as lines, whatever they hold."""
        return "".join(f"{self._line_end}{self.careful_line(row)}" for row in rows)

    def careful_line(self, row: Iterable[object]) -> str:
        """Return a row without a line end, its cells guarded and quoted as needed."""
        line: str = self._writer.writerow(map(_guarded, row))
        return line

    def _is_bare(self, line: str, width: int) -> bool:
        """Tell whether no cell of a line needs quotes; a cell that is alone may."""
        count = line.count(self._separator) + 1
        return count == width > 1 and not _QUOTED.search(line)


class _Line:
    """What the writer of Python writes to: hands each line back, without its end."""

    def write(self, line: str) -> str:
        """Return what was written."""
        return line[:-2]


def _guarded(cell: object) -> str:
    text = _text(cell)
    return guard_cell(text) if isinstance(cell, (str, tuple, list)) else text


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, (tuple, list)):
        return " ".join(cell)
    return "" if cell is None else str(cell)
