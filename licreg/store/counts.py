"""Totals as JSON, and back: the register's, and one file for each issuer."""

from dataclasses import field
from typing import Final

import orjson

from licreg.domain.counts import (
    DayCounts,
    InspectionCounts,
    LicenceCounts,
    YearCells,
)
from licreg.lazily import dataclass
from licreg.store.views import Stamp, dump_view, lines_of, load_tables, section_of

TOTALS: Final = "totals.json"
BOOKS: Final = "books"
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


def dump_counts(stamp: Stamp, counts: Counts, progress: Progress | None) -> bytes:
    """Return the bytes of a view of totals, each year's inspections on a line.

    The years that were not read are copied as they are.
    """
    inspections = counts.inspections
    unread = inspections.kept if isinstance(inspections.kept, _Lines) else _Lines()
    years: dict[int, bytes] = dict(unread)
    for year, cells in inspections.years.items():
        years[year] = orjson.dumps(cells)
        if cells == YearCells():
            del years[year]
    lines = [b'"%d":%b' % (year, line) for year, line in sorted(years.items())]
    tables = {
        "licences": orjson.dumps(
            {
                kind: {
                    measure: {str(year): days for year, days in series.by_year.items()}
                    for measure, series in measures.items()
                }
                for kind, measures in counts.licences.by_kind.items()
            }
        ),
        "drawn": orjson.dumps(
            {str(entry): count for entry, count in counts.licences.drawn.items()}
        ),
        "inspections": lines_of(lines),
    }
    if progress is not None:
        tables["progress"] = orjson.dumps(progress, default=tuple)
    return dump_view(stamp, tables)


def load_counts(data: bytes) -> tuple[Counts, Progress]:
    """Return the totals of a verified view; inspections are read year by year."""
    start, end = section_of(data, "inspections")
    lines, at = _Lines(), start
    while at < end:
        cut = data.find(b",\n", at, end)
        cut = cut if cut >= 0 else end
        colon = data.index(b":", at)
        lines[int(data[at + 1 : colon - 1])] = data[colon + 1 : cut]
        at = cut + len(b",\n")
    tables = load_tables(data[:start] + data[end:])
    licences = LicenceCounts(
        by_kind={
            kind: {
                measure: DayCounts({int(year): days for year, days in series.items()})
                for measure, series in measures.items()
            }
            for kind, measures in tables["licences"].items()
        },
        drawn={int(entry): count for entry, count in tables["drawn"].items()},
    )
    inspections = InspectionCounts(kept=lines, fetch=lines.fetch)
    progress = Progress(**tables.get("progress", {}))
    progress.behind = {name: Stamp(*stamp) for name, stamp in progress.behind.items()}
    return Counts(licences, inspections), progress


class _Lines(dict[int, bytes]):
    """The lines of years whose inspections were not read."""

    def fetch(self, year: int) -> YearCells | None:
        """Return the cells of a year."""
        return YearCells(**orjson.loads(self[year])) if year in self else None
