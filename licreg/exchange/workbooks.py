"""XLSX workbooks as rows of texts: days as ISO, numbers to the digit.

What a small file unfolds to is counted before it is read: a workbook is a pack of
compressed XML, and a hostile one unfolds to terabytes.
"""

import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile, ZipFile, ZipInfo

from licreg.domain.text import quote
from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import LONGEST_CELL, CsvRow
from licreg.exchange.grids import unreadable
from licreg.wording import tr

_MOST_UNFOLDED: Final = 300_000_000
_MOST_PARTS: Final = 5_000
_MOST_CELLS: Final = 5_000_000
_STEP: Final = 1 << 20
_HEADER: Final = 30
_MIDNIGHT: Final = time(0)

Sheets = dict[str, list[CsvRow]]
"""The rows of each sheet that has any text, by its name."""


def read_workbook(data: bytes, name: str, sheet: str = "") -> Sheets:
    """Read the sheets of a workbook, or one of them.

    Args:
        data: The file's bytes.
        name: The file, as faults are to name it.
        sheet: The sheet to read, by its name or counted from 1; empty for all.

    Raises:
        InvalidFileError: If it is no workbook, or more than a register takes in, or
            has no such sheet.
    """
    _check_size(data, name)
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        msg = tr(
            "{file} is a workbook; to read it takes a library more: python -m pip "
            "install 'licreg[xlsx]'. Nothing was recorded.",
            file=name,
        )
        raise InvalidFileError(msg) from error
    try:
        with catch_warnings():
            simplefilter("ignore")
            book = load_workbook(
                BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            with closing(book):
                names = [one.title for one in book.worksheets]
                chosen = _chosen(names, sheet, name)
                found = {
                    title: rows
                    for title in chosen
                    if (rows := list(_rows(book[title], name)))
                }
    except InvalidFileError:
        raise
    except RecursionError as error:
        raise InvalidFileError(
            *unreadable(name, [tr("it is nested too deeply.")])
        ) from error
    except Exception as error:  # openpyxl raises what it meets in a broken file.
        reason = tr("it is no workbook that can be read ({what}).", what=_kind(error))
        raise InvalidFileError(*unreadable(name, [reason])) from error
    if not found:
        raise InvalidFileError(*unreadable(name, [tr("no sheet of it has any text.")]))
    return found


def _chosen(names: list[str], sheet: str, name: str) -> list[str]:
    """Return the sheets to read.

    Raises:
        InvalidFileError: If the one named is not there.
    """
    if not sheet:
        return names
    if sheet in names:
        return [sheet]
    alike = [one for one in names if one.strip().casefold() == sheet.casefold()]
    if len(alike) == 1:
        return alike
    if sheet.isdecimal() and 1 <= int(sheet) <= len(names):
        return [names[int(sheet) - 1]]
    there = ", ".join(map(quote, names))
    reason = tr(
        "it has no sheet {sheet}, but {there}.", sheet=quote(sheet), there=there
    )
    raise InvalidFileError(*unreadable(name, [reason]))


def _rows(sheet: Any, name: str) -> Iterator[CsvRow]:  # noqa: ANN401  # openpyxl has no types
    """Yield the rows that have some text, their lines counted from 1.

    Raises:
        InvalidFileError: If there are too many cells, or one is too long.
    """
    seen = 0
    sheet.reset_dimensions()
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        seen += len(row) + 1
        if seen > _MOST_CELLS:
            reason = tr("it has more than {most:,} cells.", most=_MOST_CELLS)
            raise InvalidFileError(*unreadable(name, [reason]))
        if any(cell is not None for cell in row):
            cells = tuple(map(_text, row))
            if any(len(cell) > LONGEST_CELL for cell in cells):
                reason = tr("row {line} has a cell that is too long.", line=line)
                raise InvalidFileError(*unreadable(name, [reason]))
            if any(map(str.strip, cells)):
                yield CsvRow(line, cells)


def _text(cell: object) -> str:
    """Return the text of a cell: days ISO, whole numbers without a point.

    Examples:
        >>> [_text(cell) for cell in (5.0, 0.5, None, True, datetime(2024, 1, 5))]
        ['5', '0.5', '', 'yes', '2024-01-05']
    """
    match cell:
        case None:
            text = ""
        case str():
            text = _unescaped(cell)
        case bool():
            text = "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004  # exact so far
            text = str(int(cell))
        case float():
            text = format(Decimal(repr(cell)), "f") if cell == cell else ""  # noqa: PLR0124  # not NaN
        case datetime() if cell.time() == _MIDNIGHT:
            text = cell.date().isoformat()
        case datetime():
            text = cell.isoformat(" ")
        case date():
            text = cell.isoformat()
        case _:
            text = str(cell)
    return text


def _unescaped(text: str) -> str:
    """Return a text whose signs may be written by their codes, as ``_x000D_``."""
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    plain: str = unescape(text)
    return plain


def _check_size(data: bytes, name: str) -> None:
    """Refuse what is no pack, or unfolds to too much.

    What a part claims of its own size is not believed: it is unfolded up to the limit.

    Raises:
        InvalidFileError: If so.
    """
    try:
        with ZipFile(BytesIO(data)) as pack:
            parts = pack.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InvalidFileError(
            *unreadable(name, [tr("it is no workbook, or a damaged one.")])
        ) from error
    if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_UNFOLDED:
        raise InvalidFileError(*_too_large(name))
    if not any(one.filename.startswith("xl/") for one in parts):
        raise InvalidFileError(
            *unreadable(name, [tr("it is a pack of files, and no workbook (.xlsx).")])
        )
    left = _MOST_UNFOLDED
    for part in parts:
        left -= _unfolded(data, part, left)
        if left < 0:
            raise InvalidFileError(*_too_large(name))


def _unfolded(data: bytes, part: ZipInfo, most: int) -> int:
    """Return how many bytes a part unfolds to; counted no further than above *most*."""
    start = part.header_offset
    lengths = data[start + 26 : start + _HEADER]
    start += _HEADER + int.from_bytes(lengths[:2], "little")
    start += int.from_bytes(lengths[2:], "little")
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == 0:
        return len(packed)
    unfold = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    rest: Any = packed
    try:
        while rest and size <= most and not unfold.eof:
            size += len(unfold.decompress(rest, _STEP))
            rest = unfold.unconsumed_tail
    except zlib.error:
        return size  # The reader will say what is wrong with it.
    return size


def _too_large(name: str) -> tuple[str, tuple[str, ...]]:
    reason = tr(
        "it unfolds to more than {most:,} bytes, which no register's workbook does.",
        most=_MOST_UNFOLDED,
    )
    return unreadable(name, [reason])


def _kind(error: Exception) -> str:
    return type(error).__name__
