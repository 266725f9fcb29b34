"""Our CSV files in; what a column means is said elsewhere.

They are as `separated` writes them, or what spreadsheets make of that: with a byte
order mark, CRLF, semicolons between the columns.
"""

from codecs import BOM_UTF8, getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Final, TypeAlias, overload

from licreg.domain.text import quote
from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import CsvRow, Unreadable, parse_rows
from licreg.lazily import dataclass, regex
from licreg.wording import tr, trn

# What separates the cells is seen in the first line that is not blank.
_FIRST_LINE: Final = regex(rb"\s*[^\r\n]*")

_HELD: Final = 4_000_000
"""Bytes of a file up to which its rows are held; of a larger one they are reread."""

_Fault: TypeAlias = tuple[int, str]  # The line, and what is wrong there.


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
    rows: Sequence[CsvRow]

    def place(self, line: int, column: str = "") -> str:
        """Name a place in this file, as a fault begins.

        Examples:
            >>> CsvRows("licences.csv", ("kind",), ()).place(17, "issued_on")
            'licences.csv line 17, column issued_on'
        """
        if not column:
            return tr("{file} line {line}", file=self.name, line=line)
        return tr(
            "{file} line {line}, column {column}",
            file=self.name,
            line=line,
            column=column,
        )


def read_csv(
    data: bytes,
    name: str,
    required: Iterable[str] = (),
    *,
    skip_empty: bool = False,
) -> CsvRows:
    r"""Read the bytes of a CSV file whole, cells as text, guards taken off.

    Blank lines are passed over. Semicolons separate the cells where the header has no
    comma: so writes a spreadsheet that keeps the comma for decimals.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        name: The file, as faults are to name it.
        required: The columns that must be there; others may be.
        skip_empty: Whether rows without any text are left out.

    Raises:
        InvalidFileError: With every fault found, each with its line.

    Examples:
        >>> read_csv(b"kind,number\nei-website,'-5\n", "licences.csv").rows
        (CsvRow(line=2, cells=('ei-website', '-5')),)
        >>> read_csv(b"kind,number\nei-website\n", "licences.csv")
        Traceback (most recent call last):
        licreg.errors.InvalidFileError: licences.csv cannot be read: 1 fault. ...
    """
    _check_encoding(data, name)
    parsed = _parse(data)
    header = next(parsed, None)
    if not isinstance(header, CsvRow):
        # Without its header the rest cannot be judged.
        faults = [
            (one.line, one.fault)
            for one in (header, *parsed)
            if isinstance(one, Unreadable)
        ]
        nothing = (1, tr("the file is empty; a header is needed."))
        raise InvalidFileError(*_report(name, faults or [nothing]))
    columns = tuple(column.strip() for column in header.cells)
    faults = [(header.line, fault) for fault in _faults_of_header(columns, required)]
    rows: list[CsvRow] = []
    count = 0
    for row in parsed:
        if isinstance(row, Unreadable):
            faults.append((row.line, row.fault))
        elif len(row.cells) != len(columns):
            fault = tr(
                "{cells} where the header has {count}.",
                cells=_cells(len(row.cells)),
                count=len(columns),
            )
            faults.append((row.line, fault))
        elif not skip_empty or "".join(row.cells).strip():
            count += 1
            if len(data) <= _HELD:
                rows.append(row)
    if faults:
        raise InvalidFileError(*_report(name, sorted(faults)))
    if len(data) <= _HELD:
        return CsvRows(name, columns, tuple(rows))
    return CsvRows(name, columns, _RowsReadAgain(data, count, skip_empty=skip_empty))


class _RowsReadAgain(Sequence[CsvRow]):
    """The rows of a large file, taken from its bytes each time they are gone through.

    As objects they would take many times the room of the file.
    """

    def __init__(self, data: bytes, count: int, *, skip_empty: bool) -> None:
        self._data = data
        self._count = count
        self._skip_empty = skip_empty

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[CsvRow]:
        rows = (row for row in _parse(self._data) if isinstance(row, CsvRow))
        for row in islice(rows, 1, None):
            if not self._skip_empty or "".join(row.cells).strip():
                yield row

    @overload
    def __getitem__(self, place: int) -> CsvRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CsvRow]: ...
    def __getitem__(self, place: int | slice) -> CsvRow | Sequence[CsvRow]:
        return list(self)[place]


def _check_encoding(data: bytes, name: str) -> None:
    """Refuse what is not UTF-8, and name all the lines that are not.

    Raises:
        InvalidFileError: If there are any.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidFileError(
            *_report(name, [(1, tr("this is UTF-16. Save the file as 'CSV UTF-8'."))])
        )
    is_text = b"\0" not in data
    try:
        decode = getincrementaldecoder("utf-8")().decode
        for start in range(0, len(data), _HELD):
            decode(data[start : start + _HELD], start + _HELD >= len(data))
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        # Only a faulty file is gone through line by line, to name all its faults.
        lines = enumerate(map(_fault_of_bytes, data.splitlines()), start=1)
        raise InvalidFileError(
            *_report(name, [(line, fault) for line, fault in lines if fault])
        )


def _fault_of_bytes(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        byte = line[error.start]
        return tr(
            "byte 0x{byte:02X} is not UTF-8. Save the file as 'CSV UTF-8'.", byte=byte
        )
    return tr("it holds a NUL byte.") if b"\0" in line else ""


def _parse(data: bytes) -> Iterator[CsvRow | Unreadable]:
    """Yield the rows, the header first, and what is none."""
    first = _FIRST_LINE.match(data.removeprefix(BOM_UTF8))
    semicolons = first is not None and b"," not in first[0] and b";" in first[0]
    stream = TextIOWrapper(BytesIO(data), encoding="utf-8-sig", newline="")
    return parse_rows(stream, ";" if semicolons else ",")


def parse_first_row(data: bytes) -> tuple[str, ...]:
    """Return the cells of the first row of a file; none where it cannot be read."""
    try:
        first = next(_parse(data), None)
    except UnicodeDecodeError:
        return ()
    return first.cells if isinstance(first, CsvRow) else ()


def _faults_of_header(header: tuple[str, ...], required: Iterable[str]) -> list[str]:
    found = ", ".join(map(quote, header))
    faults = [
        tr("column {number} has no name.", number=number)
        for number, column in enumerate(header, start=1)
        if not column
    ]
    faults += [
        tr(
            "the column {column} stands there {count} times.",
            column=quote(column),
            count=count,
        )
        for column, count in Counter(header).items()
        if column and count > 1
    ]
    faults += [
        tr(
            "the column {column} is missing. Found: {found}.",
            column=quote(column),
            found=found,
        )
        for column in required
        if column not in header
    ]
    return faults


def _cells(count: int) -> str:
    return trn("1 cell", "{count} cells", count)


def _report(name: str, faults: list[_Fault]) -> tuple[str, tuple[str, ...]]:
    """Return the closing sentence, and the faults in the order of the file."""
    many = trn("1 fault", "{count:,} faults", len(faults))
    place = CsvRows(name, (), ()).place
    return (
        tr(
            "{file} cannot be read: {many}. Nothing was recorded.", file=name, many=many
        ),
        tuple(f"{place(line)}: {fault}" for line, fault in sorted(faults)),
    )
