"""The same records in a register of licreg, in SQLite and in plain TinyDB."""

import csv
import shutil
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from processes import Cost, run

LARGEST_TINYDB: Final = 100_000
"""Licences up to which plain TinyDB can be asked to take them in."""

_LAST: Final = 40
_HERE: Final = Path(__file__).parent
_TABLES: Final = (("licences", "licence"), ("inspections", "ref"))
_INDEXES: Final = (
    ("licences", "issued_on"),
    ("licences", "number"),
    ("inspections", "licence"),
    ("inspections", "inspected_on"),
)


@dataclass(frozen=True)
class Place:
    """The folder of one size; what is there already is used again.

    Attributes:
        folder: Where all of it lies.
        count: How many licences.
        programs: The folder of the installed programs.
    """

    folder: Path
    count: int
    programs: Path

    @property
    def records(self) -> Path:
        """The folder of the CSV files."""
        return self.folder / "records"

    @property
    def register(self) -> Path:
        """The register of licreg."""
        return self.folder / "register"

    @property
    def sqlite(self) -> Path:
        """The SQLite file."""
        return self.folder / "peer.db"

    @property
    def tinydb(self) -> Path:
        """The file of plain TinyDB."""
        return self.folder / "peer.json"

    @property
    def scratch(self) -> Path:
        """A folder for copies that are written to."""
        return self.folder / "scratch"

    @property
    def has_tinydb(self) -> bool:
        """Whether plain TinyDB takes part at this size."""
        return self.count <= LARGEST_TINYDB

    def licreg(self, *words: str | Path) -> list[str | Path]:
        """Return a command of licreg."""
        return [self.programs / "licreg", *words, "--no-input"]

    def sqlite_utils(self, *words: str | Path) -> list[str | Path]:
        """Return a command of sqlite-utils."""
        return [self.programs / "sqlite-utils", *words]

    def plain_tinydb(self, *words: str | Path) -> list[str | Path]:
        """Return a command of the script that uses plain TinyDB."""
        return [sys.executable, _HERE / "plain_tinydb.py", *words]

    @cached_property
    def never_inspected(self) -> str:
        """Reference to a social network of 2019 that was not inspected."""
        return self._last(is_inspected=False)

    @cached_property
    def inspected(self) -> str:
        """Reference to a social network of 2019 that was inspected."""
        return self._last(is_inspected=True)

    def make(self) -> dict[str, Cost]:
        """Make what is missing, and say what that cost."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        costs = {}
        if not self.records.exists():
            script = _HERE / "population.py"
            costs["records"] = run(
                [sys.executable, script, str(self.count), self.records]
            )
        if not (self.register / "totals.json").exists():
            shutil.rmtree(self.register, ignore_errors=True)
            run(self.licreg("init", self.register))
            costs["register"] = run(
                self.licreg("--register", self.register, "import", self.records)
            )
        if not self.sqlite.exists():
            self._make_sqlite()
        if self.has_tinydb and not self.tinydb.exists():
            run(self.plain_tinydb("make", self.tinydb, self.records))
        return costs

    def _make_sqlite(self) -> None:
        """Take the files in as an office would, with indexes."""
        for table, key in _TABLES:
            path = self.records / f"{table}.csv"
            words = ("insert", self.sqlite, table, path, "--csv", "--pk", key)
            run(self.sqlite_utils(*words))
        for table, column in _INDEXES:
            run(self.sqlite_utils("create-index", self.sqlite, table, column))

    def _last(self, *, is_inspected: bool) -> str:
        """Return the last social network of 2019 that was inspected, or was not.

        Only MIC writes its suffix, so that the number needs no issuer. Only few are
        held at a time: what this process holds, a child is said to have held too.
        """
        last: deque[str] = deque(maxlen=_LAST)
        for row in self._rows("licences"):
            if row["kind"] == "social-network" and row["issued_on"] < "2020":
                last.append(row["licence"])
        inspected = {
            row["licence"]
            for row in self._rows("inspections")
            if row["licence"] in last
        }
        return next(
            reference
            for reference in reversed(last)
            if (reference in inspected) is is_inspected
        )

    def _rows(self, table: str) -> Iterator[dict[str, str]]:
        path = self.records / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
