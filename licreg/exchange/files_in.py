"""Files given to import: each opened by what it holds, whatever it is called."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from licreg.domain.text import quote, show_safe
from licreg.errors import InvalidFileError
from licreg.exchange.canonical import is_canonical, read_canonical
from licreg.exchange.decoding import decode
from licreg.exchange.delimited import read_delimited
from licreg.exchange.grids import Grid, gather, unreadable
from licreg.exchange.mappings import Mapped
from licreg.exchange.raw_files import (
    LARGEST_WHOLE,
    OLE,
    STANDARD_INPUT,
    ZIP,
    RawFile,
    begins_as_json,
    cannot_read,
    read_raw,
)
from licreg.exchange.recognising import Recognised, recognise_grid
from licreg.exchange.source_tables import NEEDS, SourceTable
from licreg.lazily import dataclass
from licreg.wording import tr, trn

Opened = SourceTable | Recognised
"""A table of ours, or one whose headings were found."""

_ENDINGS: Final = (".csv", ".tsv", ".json", ".jsonl", ".xlsx")
_PDF: Final = b"%PDF"
_EMPTY: Final = {".json": b"[]", ".jsonl": b""}
"""What a list without members is, in a form that names its columns in each member."""


@dataclass(frozen=True)
class Way:
    """How files are to be opened.

    Attributes:
        mapped: How their columns are read; None where nothing was said.
        encoding: The encoding of texts; empty for UTF-8, or what a mark says.
        sheet: The sheet of a workbook, by name or number; empty for the one that fits.
        standard_input: What ``-`` stands for.
    """

    mapped: Mapped | None = None
    encoding: str = ""
    sheet: str = ""
    standard_input: BinaryIO | None = None


def open_files(paths: list[Path], way: Way) -> list[Opened]:
    """Open files, and the files of folders as ``export all`` writes them.

    Raises:
        InvalidFileError: If one cannot be read; the faults of all are named.
    """
    opened: list[Opened] = []
    faults: list[str] = []
    errors: list[InvalidFileError] = []
    for path in paths:
        try:
            for file, expected in _files(path):
                opened += _open(read_raw(file, way.standard_input), way, expected)
        except InvalidFileError as error:
            faults += error.faults or [str(error)]
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        msg = tr(
            "{files} cannot be read: {faults}. Nothing was recorded.",
            files=trn("1 file", "{count:,} files", len(errors)),
            faults=trn("1 fault", "{count:,} faults", len(faults)),
        )
        raise InvalidFileError(msg, tuple(faults))
    return opened


def _files(path: Path) -> list[tuple[Path, str]]:
    """Return the files to read, each with its table, empty where it does not say.

    Raises:
        InvalidFileError: If a folder cannot be read or holds none of them.
    """
    if str(path) == STANDARD_INPUT:
        return [(path, "")]
    try:
        if not path.is_dir():
            return [(path, "")]
        there = {one.name for one in path.iterdir()}
    except (OSError, ValueError) as error:
        raise InvalidFileError(cannot_read(path, error)) from error
    found = [
        (path / name, table)
        for table in NEEDS
        for name in [f"{table}{ending}" for ending in _ENDINGS]
        if name in there
    ]
    if not found:
        msg = tr(
            "{folder} holds none of {names}. Nothing was recorded.",
            folder=show_safe(str(path)),
            names=", ".join(f"{table}.csv" for table in NEEDS),
        )
        raise InvalidFileError(msg)
    tables = [table for _, table in found]
    for table in tables:
        if tables.count(table) > 1:
            names = [file.name for file, each in found if each == table]
            msg = tr(
                "{folder} holds {names}; name the one that counts. Nothing was "
                "recorded.",
                folder=show_safe(str(path)),
                names=", ".join(names),
            )
            raise InvalidFileError(msg)
    return found


def _open(raw: RawFile, way: Way, expected: str = "") -> Iterator[Opened]:
    """Yield what a file holds.

    Raises:
        InvalidFileError: If it cannot be read.
    """
    data = raw.data
    if data.startswith(ZIP):
        yield from _of_workbook(raw, way, expected)
        return
    if expected and data.strip() == _EMPTY.get(Path(raw.name).suffix.lower()):
        yield SourceTable(raw.name, expected, NEEDS[expected], (), raw.digest)
        return
    for start, sentence in (
        (OLE, tr("it is a workbook of before 2007 (.xls). Save it as .xlsx.")),
        (_PDF, tr("it is a PDF. Import takes tables: CSV, XLSX or JSON.")),
    ):
        if data.startswith(start):
            raise InvalidFileError(*unreadable(raw.name, [sentence]))
    if way.mapped is None and not way.encoding and is_canonical(data):
        yield read_canonical(raw, expected)
        return
    if len(data) > LARGEST_WHOLE:
        sentence = tr(
            "it has more than {most:,} bytes; only a table with the columns of licreg "
            "may be larger. Divide it.",
            most=LARGEST_WHOLE,
        )
        raise InvalidFileError(*unreadable(raw.name, [sentence]))
    text = decode(data, raw.name, way.encoding)
    if begins_as_json(text[:1000].encode(errors="replace")):
        from licreg.exchange.json_files import HEADER_LINE, read_json

        rows, unit = read_json(text, raw.name)
        good, faults = gather(rows)
        grid = Grid(
            raw.name, good, faults, raw.digest, raw.written_on, HEADER_LINE, unit
        )
    else:
        good, faults = gather(read_delimited(text))
        grid = Grid(raw.name, good, faults, raw.digest, raw.written_on)
    yield _expected(recognise_grid(grid, way.mapped), expected)


def _of_workbook(raw: RawFile, way: Way, expected: str) -> list[Recognised]:
    """Return the sheet of a workbook that is meant, or all that are named as tables.

    So is a workbook of ``export all``: each sheet has the name of what it holds.

    Raises:
        InvalidFileError: If several may be meant, or none can be read.
    """
    from licreg.exchange.workbooks import read_workbook

    sheets = read_workbook(raw.data, raw.name, way.sheet)
    found = []
    for title, rows in sheets.items():
        name = f"{raw.name} [{show_safe(title)}]" if len(sheets) > 1 else raw.name
        good, faults = gather(rows)
        grid = Grid(name, good, faults, raw.digest, raw.written_on, unit="row")
        try:
            found.append((title, recognise_grid(grid, way.mapped)))
        except InvalidFileError:
            if len(sheets) == 1:
                raise
    named = [one for title, one in found if title == one.table and not one.missing]
    if len(named) == len(sheets) > 1 and not expected:
        return named
    fitting = [one for _, one in found if not one.missing] or [one for _, one in found]
    if len(fitting) == 1:
        return [_expected(fitting[0], expected)]
    names = ", ".join(quote(title) for title in sheets)
    fault = tr("it has the sheets {names}. Say which with --sheet NAME.", names=names)
    raise InvalidFileError(*unreadable(raw.name, [fault]))


def _expected(found: Recognised, expected: str) -> Recognised:
    """Return a table, unless the file is named after another one.

    Raises:
        InvalidFileError: If so.
    """
    if expected and found.table != expected:
        fault = tr(
            "its columns are those of {table}, not of {expected}.",
            table=found.table,
            expected=expected,
        )
        raise InvalidFileError(*unreadable(found.grid.name, [fault]))
    return found
