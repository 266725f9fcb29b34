"""The one dialect of our CSV files, out and in; what a column means is said elsewhere.

Out: UTF-8, commas, LF line ends, quotes where they are needed. In: the same, and what
spreadsheets make of it (a byte order mark, CRLF, semicolons between the columns).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Final, NamedTuple, TextIO, TypeAlias

from licreg.domain.text import quote
from licreg.errors import InvalidFileError

LONGEST_CELL: Final = 1_000_000
"""The most characters that one cell may have."""

# What a spreadsheet takes for a formula, the signs also in their full width, behind any
# number of apostrophes.
_SIGNS: Final = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = re.compile(f"'*[{re.escape(_SIGNS)}]")
_SUSPECT: Final = frozenset("'" + _SIGNS)

# What separates the cells is seen in the first line that is not blank.
_FIRST_LINE: Final = re.compile(r"\s*[^\r\n]*")

# A part of each complaint of Python's reader, and what we say instead.
_COMPLAINTS: Final = (
    ("end of data", "a quote is opened here and never closed."),
    ("expected after", "a quote opened here is not closed, or text follows its end."),
    ("field limit", f"a cell has more than {LONGEST_CELL:,} characters."),
)

_Fault: TypeAlias = tuple[int, str]  # The line, and what is wrong there.


class CsvRow(NamedTuple):
    """One row below the header: the line on which it starts, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CsvRows:
    """A CSV file that has been read: each row has as many cells as the header.

    Attributes:
        name: The file, as faults name it.
        header: The columns, each once.
        rows: The rows below it; lines are counted from 1, the header's included.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]

    def place(self, line: int, column: str = "") -> str:
        """Name a place in this file, as a fault begins.

        Examples:
            >>> CsvRows("licences.csv", ("kind",), ()).place(17, "issued_on")
            'licences.csv line 17, column issued_on'
        """
        return f"{self.name} line {line}" + (f", column {column}" if column else "")


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


def write_csv(
    stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    r"""Write *header* and *rows* to a stream that leaves line ends as they are.

    Texts are guarded, numbers are not; days are ISO; None is an empty cell; a tuple or
    list of texts is one cell, with spaces between them.

    Examples:
        >>> out = StringIO()
        >>> write_csv(out, ["number", "fine_vnd"], [["-5", -5], [None, 15000000]])
        >>> out.getvalue()
        "number,fine_vnd\n'-5,-5\n,15000000\n"
    """
    # Told that lines end so, the writer quotes cells that hold either character.
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n")
    writer.writerow([guard_cell(name) for name in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)


def read_csv(data: bytes, name: str, required: Iterable[str] = ()) -> CsvRows:
    r"""Read the bytes of a CSV file whole, cells as text, guards taken off.

    Blank lines are passed over. Semicolons separate the cells where the header has no
    comma: so writes a spreadsheet that keeps the comma for decimals.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        name: The file, as faults are to name it.
        required: The columns that must be there; others may be.

    Raises:
        InvalidFileError: With every fault found, each with its line.

    Examples:
        >>> read_csv(b"kind,number\nei-website,'-5\n", "licences.csv").rows
        (CsvRow(line=2, cells=('ei-website', '-5')),)
        >>> read_csv(b"kind,number\nei-website\n", "licences.csv")
        Traceback (most recent call last):
        licreg.errors.InvalidFileError: licences.csv cannot be read: 1 fault. ...
    """
    text = _decode(data, name)
    rows, faults = _parse(text)
    if not rows or (faults and faults[0][0] < rows[0].line):
        # Without its header the rest cannot be judged.
        raise InvalidFileError(
            *_report(name, faults or [(1, "the file is empty; a header is needed.")])
        )
    header = tuple(column.strip() for column in rows[0].cells)
    faults += [(rows[0].line, fault) for fault in _faults_of_header(header, required)]
    width = len(header)
    faults += [
        (row.line, f"{_cells(len(row.cells))} where the header has {width}.")
        for row in rows
        if len(row.cells) != width
    ]
    if faults:
        raise InvalidFileError(*_report(name, faults))
    return CsvRows(name, header, tuple(rows[1:]))


class _LineFeeds:
    """What the CSV writer writes to: ends its lines with LF alone."""

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, line: str) -> None:
        """Pass on one row, which ends with CRLF."""
        self._write(line[:-2] + "\n")


def _written(cell: object) -> object:
    """Return what the CSV writer is to be given; it writes days and None as we do."""
    if isinstance(cell, str):
        return guard_cell(cell) if cell[:1] in _SUSPECT else cell
    if isinstance(cell, (tuple, list)):
        return guard_cell(" ".join(cell))
    return cell


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidFileError(
            *_report(name, [(1, "this is UTF-16. Save the file as 'CSV UTF-8'.")])
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        # Only a faulty file is gone through line by line, to name all its faults.
        lines = enumerate(map(_fault_of_bytes, data.splitlines()), start=1)
        raise InvalidFileError(
            *_report(name, [(line, fault) for line, fault in lines if fault])
        )
    return text


def _fault_of_bytes(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        byte = line[error.start]
        return f"byte 0x{byte:02X} is not UTF-8. Save the file as 'CSV UTF-8'."
    return "it holds a NUL byte." if b"\0" in line else ""


def _parse(text: str) -> tuple[list[CsvRow], list[_Fault]]:
    """Return the rows, the header first, and the faults of what is none."""
    rows: list[CsvRow] = []
    faults: list[_Fault] = []
    first = _FIRST_LINE.match(text)
    semicolons = first is not None and "," not in first[0] and ";" in first[0]
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=";" if semicolons else ",", strict=True
    )
    line = 1
    with _cells_up_to(LONGEST_CELL):
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                faults.append((line, _describe(error)))
            else:
                if cells is None:
                    return rows, faults
                if cells:
                    rows.append(CsvRow(line, tuple(_unguarded(cells))))
            line = reader.line_num + 1


def _unguarded(cells: list[str]) -> list[str]:
    return [unguard_cell(cell) if cell[:1] == "'" else cell for cell in cells]


@contextmanager
def _cells_up_to(longest: int) -> Iterator[None]:
    """Set the limit that Python's reader keeps for all, and put it back."""
    before = csv.field_size_limit(longest)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _describe(error: csv.Error) -> str:
    complaint = str(error)
    known = (ours for theirs, ours in _COMPLAINTS if theirs in complaint)
    return next(known, f"{complaint}.")


def _faults_of_header(header: tuple[str, ...], required: Iterable[str]) -> list[str]:
    found = ", ".join(map(quote, header))
    faults = [
        f"column {number} has no name."
        for number, column in enumerate(header, start=1)
        if not column
    ]
    faults += [
        f"the column {quote(column)} stands there {count} times."
        for column, count in Counter(header).items()
        if column and count > 1
    ]
    faults += [
        f"the column {quote(column)} is missing. Found: {found}."
        for column in required
        if column not in header
    ]
    return faults


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _report(name: str, faults: list[_Fault]) -> tuple[str, tuple[str, ...]]:
    """Return the closing sentence, and the faults in the order of the file."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return (
        f"{name} cannot be read: {count}. Nothing was recorded.",
        tuple(f"{name} line {line}: {fault}" for line, fault in sorted(faults)),
    )
