"""A file that has been read: rows under our columns, and what they were in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Final

from licreg.exchange.csv_rows import CsvRow
from licreg.lazily import dataclass

NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "licences": ("kind", "number", "issued_on", "holder"),
        "acts": ("licence", "act", "on"),
        "inspections": ("inspected_on", "agency", "subject", "subject_kind"),
        "tallies": ("measure", "kind", "count", "to_on", "source"),
        "figures": ("measure", "kind", "value", "wording", "source"),
    }
)
"""The tables, and the columns that each must have; others may follow."""


@dataclass(frozen=True)
class Original:
    """Rows as the file has them, before their columns were recognised.

    Attributes:
        header: The headings of the file.
        cells: The cells of each row by its line.
    """

    header: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True)
class SourceTable:
    """A file that has been read.

    Attributes:
        name: The file, as faults name it.
        table: What it holds: one of ``NEEDS``.
        header: Its columns.
        rows: Its rows with their lines; those without any text are left out.
        digest: SHA-256 of its bytes, in hexadecimal.
        titles: What the file calls a column, where it is another name.
        also: Further lines of the file that a row stands for, by the row's line.
        faults: What was found wrong on the way here, by line: column and sentence.
        findings: What rules find in the paper as printed: rule and sentence, by line.
        notes: What is to be said of the file as a whole.
        original: The rows as the file has them, where they are not these.
        unit: What a file of this form has instead of lines: line, row or item.
        is_partial: Whether an empty cell says nothing, as in a table of somebody
            else's; in our own it says that there is nothing.
    """

    name: str
    table: str
    header: tuple[str, ...]
    rows: Sequence[CsvRow]
    digest: str
    titles: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    faults: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    findings: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    original: Original | None = None
    unit: str = "line"
    is_partial: bool = False

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + sum(map(len, self.also.values()))
