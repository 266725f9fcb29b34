"""Totals as JSON, and back: the register's, and one file for each issuer.

Inspections are counted in finer cells, and lie in files of their own, one a year: an
act changes the year that it falls into, and whoever asks for licences reads none.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

import orjson

from licreg.domain.counts import (
    Days,
    InspectionCounts,
    LicenceCounts,
    Sums,
    YearCells,
    sums_of,
)
from licreg.lazily import dataclass
from licreg.store.views import (
    Stamp,
    dump_view,
    file_of,
    lines_of,
    load_tables,
    read_fitting,
    section_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TOTALS: Final = "totals.json"
BOOKS: Final = "books"
CELLS: Final = "cells"
ISSUERS: Final = "issuers"
TRAITS: Final = "traits"


@dataclass(slots=True)
class Counts:
    """Licences and inspections counted by day.

    Attributes:
        licences: Flows and changes of stock.
        inspections: Visits and cases.
    """

    licences: LicenceCounts = field(default_factory=LicenceCounts)
    inspections: InspectionCounts = field(default_factory=InspectionCounts)

    @classmethod
    def of(cls, licences: LicenceCounts, kept: KeptCells) -> Counts:
        """Return counts whose inspections are read when they are asked for."""
        return cls(licences, InspectionCounts(kept=kept, fetch=kept.fetch))


@dataclass(slots=True)
class Progress:
    """What the next act needs to know of all before it.

    Attributes:
        batch: Number of the last batch.
        at: Its moment; the next is not earlier.
        last: Reference of the record entered last.
        sequences: Last inspection number used, by year.
        touched: Where the journal stood behind the last batch that changed a view, by
            the view's name; a view made from less than that lags behind.
        crossed: Likewise, behind the last batch that changed a book from the record
            of another year; a book made from less than that cannot be caught up alone.
        behind: For a book that lags, the state behind which the first batch came that
            is not in it.
    """

    batch: int = 0
    at: str = ""
    last: str = ""
    sequences: dict[str, int] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    crossed: dict[str, int] = field(default_factory=dict)
    behind: dict[str, Stamp] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def issuers(self) -> list[str]:
        """Return the codes of issuers and agencies of which anything was counted."""
        codes: set[str | None] = set()
        for name in self.touched:
            folder, _, code = name.partition("/")
            if folder == ISSUERS:
                codes.add(code)
            elif folder == CELLS:
                codes.add(of_cells_name(name)[0])
        return sorted(code for code in codes if code is not None)


def dump_counts(stamp: Stamp, counts: Counts, progress: Progress | None) -> bytes:
    """Return the bytes of a view of totals, each year's licences on a line.

    The years that were not read are copied as they are. Cells of inspections are not
    among them.
    """
    licences = counts.licences
    lines, sums = {}, {}
    if isinstance(licences.kept, KeptDays):
        lines, sums = dict(licences.kept.lines), dict(licences.kept)
    for year, days in licences.years.items():
        lines[year], sums[year] = orjson.dumps(days), sums_of(days)
        if not days:
            del lines[year], sums[year]
    tables = {
        "licences": lines_of([b'"%d":%b' % line for line in sorted(lines.items())]),
        "sums": _dump_by_number(sums),
        "drawn": _dump_by_number(licences.drawn),
    }
    if progress is not None:
        tables["progress"] = orjson.dumps(progress, default=tuple)
    return dump_view(stamp, tables)


def load_counts(data: bytes) -> tuple[LicenceCounts, Progress]:
    """Return the counts of licences in a verified view, and the progress if any."""
    start, end = section_of(data, "licences")
    tables = load_tables(data[:start] + data[end:])
    kept = KeptDays({int(year): sums for year, sums in tables["sums"].items()})
    at = start
    while at < end:
        cut = data.find(b",\n", at, end)
        cut = cut if cut >= 0 else end
        colon = data.index(b":", at)
        kept.lines[int(data[at + 1 : colon - 1])] = data[colon + 1 : cut]
        at = cut + len(b",\n")
    licences = LicenceCounts(
        kept=kept,
        fetch=kept.fetch,
        drawn={int(entry): count for entry, count in tables["drawn"].items()},
    )
    progress = Progress(**tables.get("progress", {}))
    progress.behind = {name: Stamp(*stamp) for name, stamp in progress.behind.items()}
    return licences, progress


class KeptDays(dict[int, Sums]):
    """What the days of each year come to; a year's own are read when it is due.

    Attributes:
        lines: The days by year, as JSON.
    """

    def __init__(self, sums: Mapping[int, Sums]) -> None:
        """Keep the sums; the lines come one by one."""
        super().__init__(sums)
        self.lines: dict[int, bytes] = {}

    def fetch(self, year: int) -> Days | None:
        """Return the days of a year; None where there are none."""
        return orjson.loads(self.lines[year]) if year in self.lines else None


def _dump_by_number(values: Mapping[int, object]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_NON_STR_KEYS)


def cells_name(year: int | str, agency: str | None = None) -> str:
    """Return the name of the view of a year's inspections, of all or of an agency."""
    return f"{CELLS}/{year}" if agency is None else f"{CELLS}/{agency}-{year}"


def of_cells_name(name: str) -> tuple[str | None, int]:
    """Return the agency, None for all, and year that a view of cells is named by."""
    agency, dash, year = name.removeprefix(f"{CELLS}/").rpartition("-")
    return agency if dash else None, int(year)


def dump_cells(stamp: Stamp, cells: YearCells) -> bytes:
    """Return the bytes of the view of a year's inspections."""
    return dump_view(
        stamp,
        {
            "visits": orjson.dumps(cells.visits),
            "cases": orjson.dumps(cells.cases),
            "decisions": orjson.dumps(cells.decisions),
        },
    )


class KeptCells(dict[int, bytes]):
    """The views of inspections by year: read at once, for all must be of one state.

    What they say is made out when a year is asked for.
    """

    def __init__(
        self, folder: Path, agency: str | None, head: Stamp, progress: Progress
    ) -> None:
        """Read the views.

        Args:
            folder: The register's.
            agency: The agency whose inspections are asked for; None for all.
            head: Up to where the journal is folded in.
            progress: What is known of the views.

        Raises:
            ViewError: If a view is missing, damaged or foreign.
            InconsistentViewError: If one is not of the state in hand.
        """
        super().__init__()
        beginning = cells_name("", agency)
        for name, touched in progress.touched.items():
            year = name.removeprefix(beginning)
            if name != year and year.isdecimal():
                path = folder / file_of(name)
                self[int(year)] = read_fitting(path, head.register, touched, head)

    def fetch(self, year: int) -> YearCells | None:
        """Return the cells of a year; None where there are none."""
        if year not in self:
            return None
        tables = load_tables(self[year])
        return YearCells(tables["visits"], tables["cases"], tables["decisions"])
