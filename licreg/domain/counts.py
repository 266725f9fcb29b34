"""Counts by day: what is kept so that any cut-off day can be answered.

Adding a record and taking it away again leaves the counts as they were.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from licreg.domain.inspection import Inspection, Standing
    from licreg.domain.licence import Licence

ISSUED: Final = "issued"
REPLACING: Final = "replacing"
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
    return month_of(inspection.visit.inspected_on), month_of(standing.on)


def month_of(day: date) -> str:
    """Return a day's month as cells name it: ``2024-03``."""
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
