"""What a period and its last day make of the counts by day.

A flow is the sum over a period, a stock the sum up to a day; no record is read.
"""

from __future__ import annotations

from dataclasses import field, replace
from operator import add
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from licreg.domain.counts import ISSUED, REPLACING, STOCKS, month_of
from licreg.domain.vocabulary import AREAS, OUTCOMES, PENALTIES
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from licreg.domain.counts import Cells, InspectionCounts, LicenceCounts
    from licreg.domain.events import Entry, TallyRecorded

FIELDS: Final = MappingProxyType({"fines": "fines_vnd"})
"""Fields of ``InspectionTotals`` that do not have the name of their measure."""


@dataclass(frozen=True, slots=True)
class LicenceTotals:
    """Flows of a period and stocks at its last day, of a kind or a family.

    Attributes:
        kind: Code of the kind or family.
        parts: The kinds of a family; empty for a kind.
        issued: New grants dated in the period, tallies inside it included.
        replacing: Those of them that take the place of an earlier licence.
        cumulative: New grants up to the last day: recorded and unlisted.
        recorded: Those entered one by one.
        unlisted: Those known only from tallies.
        by_status: Where the recorded stand; adds up to *recorded*.
    """

    kind: str
    parts: tuple[str, ...]
    issued: int
    replacing: int
    cumulative: int
    recorded: int
    unlisted: int
    by_status: Mapping[str, int]


def licence_totals(  # noqa: PLR0913, PLR0917  # a question's own words
    counts: LicenceCounts,
    tallies: Iterable[Entry[TallyRecorded]],
    kind: str,
    parts: tuple[str, ...],
    first: date,
    last: date,
) -> LicenceTotals:
    """Return the totals of a kind or family from *first* to *last*, inclusive.

    A tally counts in a stock from its last day on, in a flow when the period holds
    all of it; a licence drawn from it counts by its own days instead.
    """
    kinds = parts or (kind,)
    ours = [
        (entry.event, entry.event.count - counts.drawn.get(entry.number, 0))
        for entry in tallies
        if entry.event.measure == ISSUED and entry.event.kind in (*kinds, kind)
    ]
    unlisted = sum(left for tally, left in ours if tally.to_on <= last)
    issued_unlisted = sum(
        left
        for tally, left in ours
        if tally.from_on is not None and first <= tally.from_on and tally.to_on <= last
    )
    recorded = sum(counts.stock(one, ISSUED, last) for one in kinds)
    return LicenceTotals(
        kind=kind,
        parts=parts,
        issued=issued_unlisted
        + sum(counts.flow(one, ISSUED, first, last) for one in kinds),
        replacing=sum(counts.flow(one, REPLACING, first, last) for one in kinds),
        cumulative=recorded + unlisted,
        recorded=recorded,
        unlisted=unlisted,
        by_status={
            status: sum(counts.stock(one, status, last) for one in kinds)
            for status in STOCKS.values()
        },
    )


@dataclass(frozen=True, slots=True)
class InspectionTotals:
    """What was inspected in a period and what came of it.

    Attributes:
        inspected: Visits.
        subjects: Distinct subjects.
        penalised: Cases with a sanction.
        fined: Cases with a fine.
        breaches: Provisions cited.
        decisions: Distinct decisions.
        fines_vnd: Sum of the fines, whole dong.
        by_subject: Visits by kind of subject, those entered one by one.
        by_outcome: Visits by outcome, likewise.
        unlisted: How many of each of the other totals are known only from tallies;
            empty where there is none.
    """

    inspected: int
    subjects: int
    penalised: int
    fined: int
    breaches: int
    decisions: int
    fines_vnd: int
    by_subject: Mapping[str, int]
    by_outcome: Mapping[str, int]
    unlisted: Mapping[str, int] = field(default_factory=dict)


def inspection_totals(  # noqa: PLR0913  # a question's own words
    counts: InspectionCounts,
    area: str,
    first: date,
    last: date,
    *,
    as_of: date | None = None,
    by_decision_day: bool = False,
) -> InspectionTotals:
    """Return the totals of an area for visits from *first* to *last*, inclusive.

    Cases and fines are those of the period's visits as decided by the end of *as_of*;
    *by_decision_day* takes those decided in the period, whenever the visit was: what
    stood at the end of *as_of* and began in the period. A decision on visits of two
    years then counts once in each; of the months of a year, it counts in the last.

    Args:
        counts: The register's cells.
        area: One of ``AREAS``.
        first: First day of the period; the first of a month.
        last: Last day of the period, in the same year as *first*; the last of a
            month, where *as_of* lies after it.
        as_of: The day by which a case counts as decided, in the same year; *last* if
            None.
        by_decision_day: Whether the decision's day places a case.
    """
    cells = counts.of(first.year)
    first_month, last_month = month_of(first), month_of(last)
    as_of = as_of or last
    by_subject = dict.fromkeys(AREAS[area], 0)
    subjects = 0
    for (kind, month_before), (count,) in _within(cells.visits, area, first, last):
        by_subject[kind] += count
        subjects += count * (int(month_before) < first.month)
    by_outcome = dict.fromkeys(OUTCOMES, 0)
    sums = dict.fromkeys(("penalised", "fined", "breaches", "fines_vnd"), 0)
    for cell, (cases, breaches, fines) in _within(cells.cases, area, first, as_of):
        month, outcome, fined, began = cell
        if first_month <= month <= last_month:
            by_outcome[outcome] += cases
        if first_month <= (began if by_decision_day else month) <= last_month:
            sums["penalised"] += cases * (outcome in PENALTIES)
            sums["fined"] += cases * int(fined)
            sums["breaches"] += breaches
            sums["fines_vnd"] += fines
    decisions = 0
    for (month, began), (count,) in _within(cells.decisions, area, first, as_of):
        counted_in = began if by_decision_day else month
        decisions += count * (first_month <= counted_in <= last_month)
    return InspectionTotals(
        inspected=sum(by_subject.values()),
        subjects=subjects,
        penalised=sums["penalised"],
        fined=sums["fined"],
        breaches=sums["breaches"],
        decisions=decisions,
        fines_vnd=sums["fines_vnd"],
        by_subject=by_subject,
        by_outcome=by_outcome,
    )


def with_tallies(
    totals: InspectionTotals,
    tallies: Iterable[Entry[TallyRecorded]],
    area: str,
    first: date,
    last: date,
) -> InspectionTotals:
    """Return the totals of an area with what is known only from tallies.

    A tally counts when the period holds all of it.
    """
    unlisted: dict[str, int] = {}
    for entry in tallies:
        tally = entry.event
        if (
            tally.measure != ISSUED
            and tally.kind == area
            and tally.from_on is not None
            and first <= tally.from_on
            and tally.to_on <= last
        ):
            name = FIELDS.get(tally.measure, tally.measure)
            unlisted[name] = unlisted.get(name, 0) + tally.count
    if not unlisted:
        return totals
    sums = {name: getattr(totals, name) + more for name, more in unlisted.items()}
    return replace(totals, **sums, unlisted=unlisted)


def _within(
    cells: Cells, area: str, first: date, last: date
) -> Iterator[tuple[list[str], list[int]]]:
    """Yield the cells of a period without their days, and the sums of their amounts."""
    start, end = first.isoformat(), f"{last}}}"  # A cell's day ends at a "|".
    sums: dict[str, list[int]] = {}
    for key, amounts in cells.get(area, {}).items():
        if start <= key < end:
            cell = key[len(start) + 1 :]
            before = sums.get(cell)
            sums[cell] = [*map(add, before, amounts)] if before else amounts
    for cell, total in sums.items():
        yield cell.split("|"), total
