"""Counts by day, and what a period and its last day make of them.

A total is kept as a count for each day, so that any cut-off day can be answered
without reading records: a flow is the sum over a period, a stock the sum up to a day.
Adding a record and taking it away again leaves the counts as they were.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from licreg.domain.vocabulary import AREAS, OUTCOMES, PENALTIES, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from licreg.domain.events import Entry, TallyRecorded
    from licreg.domain.inspection import Inspection, Standing
    from licreg.domain.licence import Licence

ISSUED: Final = "issued"
REPLACING: Final = "replacing"
STATUSES: Final = tuple(status.value.replace("-", "_") for status in Status)
"""The stocks by status, as they are named in an answer."""

Cells = dict[str, dict[int, dict[str, list[int]]]]
"""Amounts by area, year and cell; a cell's name begins with its day."""


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
            if not self.drawn[tally]:
                del self.drawn[tally]

    def flow(self, kind: str, measure: str, first: date, last: date) -> int:
        """Return a flow over a period, both days inclusive."""
        counts = self.by_kind.get(kind, {}).get(measure)
        return counts.between(first, last) if counts else 0

    def stock(self, kind: str, measure: str, day: date) -> int:
        """Return a stock at the end of *day*."""
        counts = self.by_kind.get(kind, {}).get(measure)
        return counts.up_to(day) if counts else 0


def _changes(licence: Licence) -> Iterator[tuple[str, date, int]]:
    from licreg.domain.licence import timeline

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

    What began on a day is added in that day's cell, what ended on it is taken off
    there, so that the cells of a period sum up to what stands at its end. Months are
    those of a year, as in ``2024-03``, or numbered from 1, and 0 for none.

    Attributes:
        visits: ``"day|subject kind|month of the subject's visit before" -> [visits]``;
            the visit before is one of the same year and area.
        cases: ``"day|month of visit|outcome|fined|month of beginning" -> [cases,
            breaches, fines]``.
        decisions: ``"day|month of visit|month of beginning" -> [decisions]``; the
            months are the last ones among a decision's cases.
    """

    visits: Cells = field(default_factory=dict)
    cases: Cells = field(default_factory=dict)
    decisions: Cells = field(default_factory=dict)

    def add_visits(self, same_subject: Iterable[Inspection], sign: int = 1) -> None:
        """Count the visits of one year to one subject, or take them out again."""
        months: dict[tuple[str, int], int] = {}
        for inspection in _in_order(same_subject):
            visit, area = inspection.visit, inspection.area
            day = visit.inspected_on
            month_before = months.get((area, day.year), 0)
            cell = f"{visit.subject_kind}|{month_before}"
            _add(self.visits, area, day, cell, [sign])
            months[area, day.year] = day.month

    def add_cases(self, same_decision: Iterable[Inspection], sign: int = 1) -> None:
        """Count the cases of one year under one decision, or take them out again.

        An inspection without a decision comes alone; one that was decided anew comes
        with those of its last decision.
        """
        areas: dict[str, list[Inspection]] = {}
        for inspection in _in_order(same_decision):
            areas.setdefault(inspection.area, []).append(inspection)
            for day, case, count in _turns(inspection):
                cell, amounts = _case(inspection, case, sign * count)
                _add(self.cases, inspection.area, day, cell, amounts)
        for area, inspections in areas.items():
            for day, cell, count in _decision_turns(inspections):
                _add(self.decisions, area, day, cell, [sign * count])


def _add(cells: Cells, area: str, day: date, cell: str, amounts: Sequence[int]) -> None:
    """Add amounts to a cell; nothing is left of a cell, year or area of zeros."""
    years = cells.setdefault(area, {})
    inner = years.setdefault(day.year, {})
    key = f"{day}|{cell}"
    old = inner.get(key, [0] * len(amounts))
    sums = [was + more for was, more in zip(old, amounts, strict=True)]
    if any(sums):
        inner[key] = sums
        return
    inner.pop(key, None)
    if not inner:
        del years[day.year]
    if not years:
        del cells[area]


def _turns(inspection: Inspection) -> Iterator[tuple[date, Standing, int]]:
    """Yield what begins to hold on a day (1), behind what then ends (-1)."""
    from licreg.domain.inspection import standings

    before = None
    for standing in standings(inspection):
        if before is not None:
            yield standing.on, before, -1
        yield standing.on, standing, 1
        before = standing


def _case(
    inspection: Inspection, standing: Standing, count: int
) -> tuple[str, list[int]]:
    visited, began = _months(inspection, standing)
    cell = f"{visited}|{standing.outcome}|{int(standing.is_fined)}|{began}"
    return cell, [count, count * len(standing.breaches), count * standing.fine_vnd]


def _months(inspection: Inspection, standing: Standing) -> tuple[str, str]:
    return _month(inspection.visit.inspected_on), _month(standing.on)


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _decision_turns(
    inspections: Iterable[Inspection],
) -> Iterator[tuple[date, str, int]]:
    """Yield when a decision's last months turn: the new (1), behind the old (-1)."""
    turns: dict[date, Counter[tuple[str, str]]] = {}
    for inspection in inspections:
        for day, case, count in _turns(inspection):
            if case.decision:
                months = _months(inspection, case)
                turns.setdefault(day, Counter())[months] += count
    held: Counter[tuple[str, str]] = Counter()
    before = ""
    for day in sorted(turns):
        held.update(turns[day])
        now = "|".join(max(months) for months in zip(*(+held), strict=True))
        if before:
            yield day, before, -1
        if now:
            yield day, now, 1
        before = now


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
    first_month, last_month = _month(first), _month(last)
    as_of = as_of or last
    by_subject = dict.fromkeys(AREAS[area], 0)
    subjects = 0
    for (kind, month_before), (count,) in _within(counts.visits, area, first, last):
        by_subject[kind] += count
        subjects += count * (int(month_before) < first.month)
    by_outcome = dict.fromkeys(OUTCOMES, 0)
    sums = dict.fromkeys(("penalised", "fined", "breaches", "fines_vnd"), 0)
    for cell, (cases, breaches, fines) in _within(counts.cases, area, first, as_of):
        month, outcome, fined, began = cell
        if first_month <= month <= last_month:
            by_outcome[outcome] += cases
        if first_month <= (began if by_decision_day else month) <= last_month:
            sums["penalised"] += cases * (outcome in PENALTIES)
            sums["fined"] += cases * int(fined)
            sums["breaches"] += breaches
            sums["fines_vnd"] += fines
    decisions = 0
    for (month, began), (count,) in _within(counts.decisions, area, first, as_of):
        counted_in = began if by_decision_day else month
        decisions += count * (first_month <= counted_in <= last_month)
    return InspectionTotals(
        inspected=sum(by_subject.values()),
        subjects=subjects,
        decisions=decisions,
        by_subject=by_subject,
        by_outcome=by_outcome,
        **sums,
    )


def _within(
    cells: Cells, area: str, first: date, last: date
) -> Iterator[tuple[list[str], list[int]]]:
    """Yield the cells of a period, without their days, and their amounts."""
    start, end = first.isoformat(), last.isoformat()
    for key, amounts in cells.get(area, {}).get(first.year, {}).items():
        day, *cell = key.split("|")
        if start <= day <= end:
            yield cell, amounts
