"""Totals as JSON, and back: the register's, and one file for each issuer."""

from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from licreg.domain.counts import Cells, DayCounts, InspectionCounts, LicenceCounts
from licreg.store.views import Stamp, dump_view, load_tables

TOTALS: Final = "totals.json"
BOOKS: Final = "books"
ISSUERS: Final = "issuers"


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
    """

    batch: int = 0
    at: str = ""
    last: str = ""
    sequences: dict[str, int] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)
    crossed: dict[str, int] = field(default_factory=dict)


def dump_counts(stamp: Stamp, counts: Counts, progress: Progress | None) -> bytes:
    """Return the bytes of a view of totals."""
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
        "drawn": _dump_keyed(counts.licences.drawn),
        "visits": _dump_cells(counts.inspections.visits),
        "cases": _dump_cells(counts.inspections.cases),
        "decisions": _dump_cells(counts.inspections.decisions),
    }
    if progress is not None:
        tables["progress"] = orjson.dumps(progress)
    return dump_view(stamp, tables)


def load_counts(data: bytes) -> tuple[Counts, Progress]:
    """Return the totals of a verified view."""
    tables = load_tables(data)
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
    inspections = InspectionCounts(
        visits=_load_cells(tables["visits"]),
        cases=_load_cells(tables["cases"]),
        decisions=_load_cells(tables["decisions"]),
    )
    progress = Progress(**tables.get("progress", {}))
    return Counts(licences, inspections), progress


def _dump_keyed(counts: dict[int, int]) -> bytes:
    return orjson.dumps({str(key): count for key, count in counts.items()})


def _dump_cells(cells: Cells) -> bytes:
    return orjson.dumps(
        {
            area: {str(year): inner for year, inner in years.items()}
            for area, years in cells.items()
        }
    )


def _load_cells(cells: dict[str, dict[str, Any]]) -> Cells:
    return {
        area: {int(year): inner for year, inner in years.items()}
        for area, years in cells.items()
    }
