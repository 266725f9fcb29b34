"""Counts by day, and what a period and its last day make of them.

A total is kept as a count for each day, so that any cut-off day can be answered
without reading records: a flow is the sum over a period, a stock the sum up to a day.
Adding a record and taking it away again leaves the counts as they were.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from licreg.domain.events import Entry, TallyRecorded
from licreg.domain.inspection import (
    AREAS,
    OUTCOMES,
    PENALTIES,
    Inspection,
    Standing,
    standings,
)
from licreg.domain.licence import Licence, Status, timeline

ISSUED: Final = "issued"
REPLACING: Final = "replacing"
STATUSES: Final = tuple(status.value.replace("-", "_") for status in Status)
"""The stocks by status, as they are named in an answer."""

_AMOUNTS: Final = 4

Case = tuple[str, tuple[int, int, int, int]]
"""A cell without its day, and what it holds: cases, breaches, decisions, fines."""


@dataclass(slots=True)
class DayCounts:
    """A count for each day, by year; a missing day counts 0.

    Attributes:
        by_year: For each year, the counts from 1 January on; trailing zeros left out.
    """

    by_year: dict[int, list[int]] = field(default_factory=dict)

    def add(self, day: date, count: int) -> None:
        """Add *count*, which may be negative, to *day*."""
        counts = self.by_year.setdefault(day.year, [])
        place = _place(day)
        if place >= len(counts):
            counts.extend([0] * (place + 1 - len(counts)))
        counts[place] += count
        while counts and not counts[-1]:
            counts.pop()
        if not counts:
            del self.by_year[day.year]

    def up_to(self, day: date) -> int:
        """Return the sum up to *day*, inclusive."""
        total = sum(
            sum(counts) for year, counts in self.by_year.items() if year < day.year
        )
        return total + sum(self.by_year.get(day.year, [])[: _place(day) + 1])

    def between(self, first: date, last: date) -> int:
        """Return the sum from *first* to *last*, both inclusive."""
        if first.year == last.year:
            return sum(
                self.by_year.get(first.year, [])[_place(first) : _place(last) + 1]
            )
        return self.up_to(last) - self.up_to(first) + self.on(first)

    def on(self, day: date) -> int:
        """Return the count of one day."""
        counts = self.by_year.get(day.year, [])
        place = _place(day)
        return counts[place] if place < len(counts) else 0


def _place(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal()


@dataclass(slots=True)
class LicenceCounts:
    """Flows and changes of stock of licences, by kind, measure and day.

    Attributes:
        by_kind: ``kind -> measure -> counts by day``.
        drawn: For each tally, by its entry, how many licences were drawn from it.
    """

    by_kind: dict[str, dict[str, DayCounts]] = field(default_factory=dict)
    drawn: dict[int, int] = field(default_factory=dict)

    def add(self, licence: Licence, sign: int = 1) -> None:
        """Count a licence, or with *sign* -1 take it out again."""
        if licence.is_voided:
            return
        measures = self.by_kind.setdefault(licence.grant.kind, {})
        for measure, day, count in _changes(licence):
            counts = measures.setdefault(measure, DayCounts())
            counts.add(day, sign * count)
            if not counts.by_year:
                del measures[measure]
        if not measures:
            del self.by_kind[licence.grant.kind]
        tally = licence.grant.from_tally
        if tally is not None:
            self.drawn[tally] = self.drawn.get(tally, 0) + sign

    def flow(self, kind: str, measure: str, first: date, last: date) -> int:
        """Return a flow over a period, both days inclusive."""
        counts = self.by_kind.get(kind, {}).get(measure)
        return counts.between(first, last) if counts else 0

    def stock(self, kind: str, measure: str, day: date) -> int:
        """Return a stock at the end of *day*."""
        counts = self.by_kind.get(kind, {}).get(measure)
        return counts.up_to(day) if counts else 0


def _changes(licence: Licence) -> Iterator[tuple[str, date, int]]:
    grant = licence.grant
    yield ISSUED, grant.issued_on, 1
    if grant.replaces is not None:
        yield REPLACING, grant.issued_on, 1
    before = None
    for day, status in timeline(licence):
        if before is not None:
            yield before, day, -1
        before = status.value.replace("-", "_")
        yield before, day, 1


@dataclass(slots=True)
class InspectionCounts:
    """Inspections by area and year, in cells fine enough for any months' period.

    A *visit* cell counts the visits of a day to a kind of subject by the month of the
    subject's visit before in the same year, so that distinct subjects can be counted.
    A *case* cell counts what took effect on a day by the month of the visit, outcome
    and month of the decision's first case, with breaches and fines.

    Attributes:
        visits: ``area -> year -> "day|subject kind|month before" -> count``.
        cases: ``area -> year -> "day|month of visit|outcome|fined|month before" ->
            [cases, breaches, decisions, fines]``.
    """

    visits: dict[str, dict[int, dict[str, int]]] = field(default_factory=dict)
    cases: dict[str, dict[int, dict[str, list[int]]]] = field(default_factory=dict)

    def add_visits(self, same_subject: Iterable[Inspection], sign: int = 1) -> None:
        """Count the visits of one year to one subject, or take them out again."""
        month_before = 0
        for inspection in _in_order(same_subject):
            visit = inspection.visit
            cell = f"{visit.inspected_on}|{visit.subject_kind}|{month_before}"
            year = visit.inspected_on.year
            cells = self.visits.setdefault(inspection.area, {}).setdefault(year, {})
            cells[cell] = cells.get(cell, 0) + sign
            if not cells[cell]:
                del cells[cell]
            month_before = visit.inspected_on.month

    def add_cases(self, same_decision: Iterable[Inspection], sign: int = 1) -> None:
        """Count the cases of one year under one decision, or take them out again.

        An inspection without a decision comes alone.
        """
        month_before = 0
        for inspection in _in_order(same_decision):
            before = None
            for standing in standings(inspection):
                case = _case(inspection, standing, month_before)
                if before is not None:
                    self._add_case(inspection.area, standing.on, before, -sign)
                self._add_case(inspection.area, standing.on, case, sign)
                before = case
            month_before = inspection.visit.inspected_on.month

    def _add_case(self, area: str, day: date, case: Case, sign: int) -> None:
        cell, amounts = case
        cells = self.cases.setdefault(area, {}).setdefault(day.year, {})
        key = f"{day}|{cell}"
        old = cells.get(key, [0] * _AMOUNTS)
        sums = [was + sign * more for was, more in zip(old, amounts, strict=True)]
        if any(sums):
            cells[key] = sums
        else:
            cells.pop(key, None)


def _case(inspection: Inspection, standing: Standing, month_before: int) -> Case:
    month = f"{inspection.visit.inspected_on:%Y-%m}"
    cell = f"{month}|{standing.outcome}|{int(standing.is_fined)}|{month_before}"
    has_decision = int(bool(standing.decision))
    return cell, (1, len(standing.breaches), has_decision, standing.fine_vnd)


def _in_order(inspections: Iterable[Inspection]) -> list[Inspection]:
    live = [inspection for inspection in inspections if not inspection.is_voided]
    live.sort(key=lambda one: (one.visit.inspected_on, one.entry))
    return live


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


def licence_totals(
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
            for status in STATUSES
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
        by_subject: Visits by kind of subject.
        by_outcome: Visits by outcome.
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


def inspection_totals(
    counts: InspectionCounts,
    area: str,
    first: date,
    last: date,
    *,
    by_decision_day: bool = False,
) -> InspectionTotals:
    """Return the totals of an area for visits from *first* to *last*, inclusive.

    Cases and fines are those of the period's visits as decided by the end of *last*;
    *by_decision_day* takes those decided in the period, whenever the visit was.

    Args:
        counts: The register's cells.
        area: One of ``AREAS``.
        first: First day of the period; the first of a month.
        last: Last day of the period, in the same year as *first*.
        by_decision_day: Whether the decision's day places a case.
    """
    by_subject = dict.fromkeys(AREAS[area], 0)
    subjects = 0
    for cell, count in counts.visits.get(area, {}).get(first.year, {}).items():
        day, kind, month_before = cell.split("|")
        if first.isoformat() <= day <= last.isoformat():
            by_subject[kind] += count
            subjects += count * (int(month_before) < first.month)
    by_outcome = dict.fromkeys(OUTCOMES, 0)
    sums = dict.fromkeys(
        ("penalised", "fined", "breaches", "decisions", "fines_vnd"), 0
    )
    for cell, amounts in counts.cases.get(area, {}).get(first.year, {}).items():
        day, month, outcome, fined, month_before = cell.split("|")
        if not first.isoformat() <= day <= last.isoformat():
            continue
        is_ours = month >= f"{first:%Y-%m}"
        if is_ours:
            by_outcome[outcome] += amounts[0]
        if is_ours or by_decision_day:
            sums["penalised"] += amounts[0] * (outcome in PENALTIES)
            sums["fined"] += amounts[0] * int(fined)
            sums["breaches"] += amounts[1]
            sums["decisions"] += amounts[2] * (int(month_before) < first.month)
            sums["fines_vnd"] += amounts[3]
    return InspectionTotals(
        inspected=sum(by_subject.values()),
        subjects=subjects,
        by_subject=by_subject,
        by_outcome=by_outcome,
        **sums,
    )
