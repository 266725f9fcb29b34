"""The canonical CSV files as cells: which of the tables a file is, and its rows."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from licreg.domain.text import quote
from licreg.errors import InvalidFileError, OutputError, way_out
from licreg.exchange.csv_files import CsvRows, parse_first_row, read_csv
from licreg.exchange.raw_files import RawFile, cannot_read, read_raw
from licreg.exchange.separated import write_csv
from licreg.exchange.source_tables import NEEDS, SourceTable
from licreg.wording import tr, trn

_ADDED: Final = ("file", "line", "reasons")


def read_tables(path: Path) -> tuple[SourceTable, ...]:
    """Read a CSV file, or the CSV files of a folder as ``export all`` writes them.

    Raises:
        InvalidFileError: If there is none, or one cannot be read or is none of the
            tables; every fault is named.
    """
    tables: list[SourceTable] = []
    faults: list[str] = []
    for file, expected in _files(path):
        try:
            tables.append(read_canonical(read_raw(file), expected))
        except InvalidFileError as error:
            faults += error.faults or [str(error)]
    if faults:
        many = trn("1 fault", "{count:,} faults", len(faults))
        msg = tr(
            "{file} cannot be read: {many}. Nothing was recorded.", file=path, many=many
        )
        raise InvalidFileError(msg, tuple(faults))
    return tuple(tables)


def write_rejects(
    path: Path,
    tables: Sequence[SourceTable],
    rejects: Iterable[tuple[int, int, Sequence[str]]],
) -> None:
    """Write rows that were not taken, with where they stood and the reasons.

    Rows of one table keep its columns, so that the file can be mended and imported.

    Args:
        path: The file; what is there is replaced.
        tables: The files that were read.
        rejects: Which of them, counted from 0; the line; the reasons.

    Raises:
        OutputError: If it cannot be written.
    """
    listed = list(rejects)
    used = sorted({source for source, _, _ in listed})
    headers = {place: _own(tables[place]) for place in used}
    columns = dict.fromkeys(column for place in used for column in headers[place])
    header = (*(column for column in columns if column not in _ADDED), *_ADDED)
    cells = {place: _cells(tables[place], listed, place) for place in used}
    rows = []
    for source, first, reasons in listed:
        table = tables[source]
        for line in (first, *table.also.get(first, ())):
            row = dict(zip(headers[source], cells[source][line], strict=False))
            added = (table.name, str(line), " ".join(reasons))
            row |= dict(zip(_ADDED, added, strict=True))
            rows.append([row.get(column, "") for column in header])
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            write_csv(stream, header, rows)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        msg = tr(
            "{path} cannot be written: {strerror}. {way_out}",
            path=path,
            strerror=error.strerror,
            way_out=way_out(error),
        )
        raise OutputError(msg) from error


def _own(table: SourceTable) -> tuple[str, ...]:
    return table.original.header if table.original else table.header


def _cells(
    table: SourceTable, listed: Iterable[tuple[int, int, Sequence[str]]], place: int
) -> Mapping[int, tuple[str, ...]]:
    """Return the cells of the rows of a file that are listed, as it has them."""
    if table.original is not None:
        return table.original.cells
    lines = {line for source, line, _ in listed if source == place}
    return {row.line: row.cells for row in table.rows if row.line in lines}


def _files(path: Path) -> list[tuple[Path, str]]:
    """Return the files to read, each with its table, empty where it does not say.

    Raises:
        InvalidFileError: If a folder cannot be read or holds none of them.
    """
    try:
        if not path.is_dir():
            return [(path, "")]
        there = {one.name for one in path.iterdir()}
    except OSError as error:
        raise InvalidFileError(cannot_read(path, error)) from error
    names = {f"{table}.csv": table for table in NEEDS}
    found = [(path / name, table) for name, table in names.items() if name in there]
    if not found:
        msg = tr(
            "{path} holds none of {names}. Nothing was recorded.",
            path=path,
            names=", ".join(names),
        )
        raise InvalidFileError(msg)
    return found


def read_canonical(raw: RawFile, expected: str = "") -> SourceTable:
    """Read a CSV file with our own columns.

    Args:
        raw: The file.
        expected: The table that it is to be; empty where its columns tell.

    Raises:
        InvalidFileError: If it cannot be read, or is none of the tables.
    """
    read = read_csv(raw.data, raw.name, NEEDS.get(expected, ()), skip_empty=True)
    return SourceTable(
        name=read.name,
        table=expected or _recognise(read, raw.stem),
        header=read.header,
        rows=read.rows,
        digest=raw.digest,
    )


def is_canonical(data: bytes) -> bool:
    r"""Tell whether a text file has the columns of one of our own tables.

    Examples:
        >>> is_canonical(b"number;kind;holder;issued_on\n"), is_canonical(b"a,b\n")
        (True, False)
    """
    header = {cell.strip() for cell in parse_first_row(data)}
    return any(header.issuperset(needed) for needed in NEEDS.values())


def _recognise(read: CsvRows, stem: str) -> str:
    """Return the table that has these columns; of several, the one named so.

    Raises:
        InvalidFileError: If it is none of them, or could be several.
    """
    header = set(read.header)
    fitting = [table for table, needed in NEEDS.items() if header.issuperset(needed)]
    if len(fitting) == 1 or stem in fitting:
        return stem if stem in fitting else fitting[0]
    found = ", ".join(map(quote, read.header))
    if fitting:
        fault = tr(
            "its columns fit {tables}; name it {table}.csv.",
            tables=f" {tr('and')} ".join(fitting),
            table=fitting[0],
        )
    else:
        needs = "; ".join(
            tr("{table} need {columns}", table=table, columns=", ".join(needed))
            for table, needed in NEEDS.items()
        )
        fault = tr(
            "its columns are those of no table. Found: {found}. {needs}.",
            found=found,
            needs=needs,
        )
    many = trn("1 fault", "{count:,} faults", 1)
    msg = tr(
        "{file} cannot be read: {many}. Nothing was recorded.",
        file=read.name,
        many=many,
    )
    raise InvalidFileError(msg, (f"{read.place(1)}: {fault}",))
