"""The canonical CSV files as cells: which of the tables a file is, and its rows."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from licreg.domain.text import quote, show_safe
from licreg.errors import InvalidFileError, OutputError, way_out
from licreg.exchange.csv_files import CsvRow, CsvRows, read_csv, write_csv
from licreg.lazily import dataclass
from licreg.wording import tr

NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "licences": ("kind", "number", "issued_on", "holder"),
        "acts": ("licence", "act", "on"),
        "inspections": ("inspected_on", "agency", "subject", "subject_kind"),
        "tallies": ("measure", "kind", "count", "to_on", "source"),
    }
)
"""The tables, and the columns that each must have; others may follow."""

_ADDED: Final = ("file", "line", "reasons")


@dataclass(frozen=True)
class SourceTable:
    """A file that has been read.

    Attributes:
        name: The file, as faults name it.
        table: What it holds: one of ``NEEDS``.
        header: Its columns.
        rows: Its rows with their lines; those without any text are left out.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    name: str
    table: str
    header: tuple[str, ...]
    rows: Sequence[CsvRow]
    digest: str

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.rows)


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
            tables.append(_read(file, expected))
        except InvalidFileError as error:
            faults += error.faults or [str(error)]
    if faults:
        many = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        msg = tr(
            "{path} cannot be read: {many}. Nothing was recorded.", path=path, many=many
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
    columns = dict.fromkeys(column for place in used for column in tables[place].header)
    header = (*(column for column in columns if column not in _ADDED), *_ADDED)
    lines = {(source, line) for source, line, _ in listed}
    cells = {
        place: {
            row.line: row.cells
            for row in tables[place].rows
            if (place, row.line) in lines
        }
        for place in used
    }
    rows = []
    for source, line, reasons in listed:
        table = tables[source]
        row = dict(zip(table.header, cells[source][line], strict=True))
        row |= dict(
            zip(_ADDED, (table.name, str(line), " ".join(reasons)), strict=True)
        )
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
        msg = _cannot_read(path, error)
        raise InvalidFileError(msg) from error
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


def _read(path: Path, expected: str) -> SourceTable:
    """Read one file.

    Raises:
        InvalidFileError: If it cannot be read.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        msg = _cannot_read(path, error)
        raise InvalidFileError(msg) from error
    read = read_csv(
        data, show_safe(path.name), NEEDS.get(expected, ()), skip_empty=True
    )
    return SourceTable(
        name=read.name,
        table=expected or _recognise(read, path.stem),
        header=read.header,
        rows=read.rows,
        digest=sha256(data).hexdigest(),
    )


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
            "its columns fit {fitting}; name it {fitting_2}.csv.",
            fitting=" and ".join(fitting),
            fitting_2=fitting[0],
        )
    else:
        needs = "; ".join(
            f"{table} need {', '.join(needed)}" for table, needed in NEEDS.items()
        )
        fault = tr(
            "its columns are those of no table. Found: {found}. {needs}.",
            found=found,
            needs=needs,
        )
    msg = tr("{name} cannot be read: 1 fault. Nothing was recorded.", name=read.name)
    raise InvalidFileError(msg, (f"{read.place(1)}: {fault}",))


def _cannot_read(path: Path, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return tr(
        "{path} cannot be read: {reason}. Nothing was recorded.",
        path=show_safe(str(path)),
        reason=reason,
    )
