"""Counts by day: what is kept so that any cut-off day can be answered.

Adding a record and taking it away again leaves the counts as they were.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from datetime import date
from functools import cache
from operator import add
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from licreg.domain.vocabulary import Status
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
    )

    from licreg.domain.inspection import Inspection, Standing
    from licreg.domain.licence import Licence

    Turn = tuple[date, Standing, tuple[str, str], int]
    """A day, a standing, the months of visit and beginning; 1 if it begins, or -1."""

ISSUED: Final = "issued"
REPLACING: Final = "replacing"
VISITS: Final = "visits"
CASES: Final = "cases"
DECISIONS: Final = "decisions"
STOCKS: Final[Mapping[Status, str]] = MappingProxyType(
    {status: status.value.replace("-", "_") for status in Status}
)
"""The stocks by status, as they are named in an answer."""

Change = tuple[str, date, int]
"""A measure, a day, and by how much the measure changes on it."""

CellChange = tuple[str, int, str, str, tuple[int, ...]]
"""A table of ``YearCells``, a year, an area, a cell, and what is added to it."""

Cells = dict[str, dict[str, list[int]]]
"""Amounts of a year by area and cell; a cell's name begins with its day."""


Days = dict[str, dict[str, list[int]]]
"""A year's counts by kind and measure: one for each day from 1 January on.

A missing day counts 0; zeros at the end are left out.
"""

Sums = dict[str, dict[str, int]]
"""What the days of a year come to, by kind and measure."""


def sums_of(days: Days) -> Sums:
    """Return what the days of a year come to."""
    return {
        kind: {measure: sum(counts) for measure, counts in measures.items()}
        for kind, measures in days.items()
    }


@cache
def _spot(day: date) -> tuple[int, int]:
    """Return a day's year and its place in it, counted from 0."""
    return day.year, day.toordinal() - date(day.year, 1, 1).toordinal()


def _no_days(_year: int) -> Days | None:
    """Return what is kept of a year where nothing is."""
    return None


@dataclass(slots=True, eq=False)
class LicenceCounts:
    """Flows and changes of stock of licences by day; a year is fetched when it is due.

    Attributes:
        years: The years at hand.
        kept: The years that can be fetched, and what their days come to.
        fetch: Returns what is kept of a year; None if nothing is.
        drawn: For each tally, by its entry, how many licences were drawn from it.
    """

    years: dict[int, Days] = field(default_factory=dict)
    kept: Mapping[int, Sums] = field(default_factory=dict)
    fetch: Callable[[int], Days | None] = _no_days
    drawn: dict[int, int] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        """Tell whether the same is counted."""
        if not isinstance(other, LicenceCounts):
            return NotImplemented
        return (self.filled(), self.drawn) == (other.filled(), other.drawn)

    __hash__ = None  # type: ignore[assignment]  # counts change

    def of(self, year: int) -> Days:
        """Return the days of a year, to be read or changed."""
        days = self.years.get(year)
        if days is None:
            days = self.years[year] = self.fetch(year) or {}
        return days

    def filled(self) -> dict[int, Days]:
        """Return the days of every year that has any."""
        every = {year: self.of(year) for year in {*self.years, *self.kept}}
        return {year: days for year, days in every.items() if days}

    def add(self, licence: Licence, sign: int = 1) -> None:
        """Count a licence, or with *sign* -1 take it out again."""
        grant = licence.grant
        self.count(grant.kind, changes_of(licence), sign)
        if grant.from_tally is not None and not licence.is_voided:
            self.draw(grant.from_tally, sign)

    def count(self, kind: str, changes: Iterable[Change], sign: int = 1) -> None:
        """Count what a licence of a kind changes, or take it out again."""
        for measure, day, count in changes:
            year, place = _spot(day)
            days = self.of(year)
            counts = days.setdefault(kind, {}).setdefault(measure, [])
            if place >= len(counts):
                counts.extend([0] * (place + 1 - len(counts)))
            counts[place] += sign * count
            if not counts[-1]:
                _cut(days, kind, measure)

    def count_days(self, kind: str, measure: str, days: Mapping[date, int]) -> None:
        """Count how a measure of a kind changes on many days, as ``count`` would."""
        by_year: dict[int, list[tuple[int, int]]] = {}
        for day, count in days.items():
            year, place = _spot(day)
            by_year.setdefault(year, []).append((place, count))
        for year, changes in by_year.items():
            known = self.of(year)
            counts = known.setdefault(kind, {}).setdefault(measure, [])
            counts.extend([0] * (max(changes)[0] + 1 - len(counts)))
            for place, count in changes:
                counts[place] += count
            if not counts[-1]:
                _cut(known, kind, measure)

    def draw(self, tally: int, sign: int = 1) -> None:
        """Count a licence as drawn from a tally, or put it back."""
        self.drawn[tally] = self.drawn.get(tally, 0) + sign
        if not self.drawn[tally]:
            del self.drawn[tally]

    def flow(self, kind: str, measure: str, first: date, last: date) -> int:
        """Return a flow over a period, both days inclusive."""
        (year, start), (last_year, end) = _spot(first), _spot(last)
        if year == last_year:
            return sum(self._days(year, kind, measure)[start : end + 1])
        before_first = sum(self._days(year, kind, measure)[:start])
        between = sum(
            self._sum(one, kind, measure)
            for one in {*self.years, *self.kept}
            if year <= one < last_year
        )
        upon = sum(self._days(last_year, kind, measure)[: end + 1])
        return between - before_first + upon

    def stock(self, kind: str, measure: str, day: date) -> int:
        """Return a stock at the end of *day*."""
        return self.flow(kind, measure, date.min, day)

    def years_with(self, measure: str) -> set[int]:
        """Return the years in which a flow is counted, of any kind."""
        return {
            year
            for year in {*self.years, *self.kept}
            for measures in self._known(year).values()
            if measure in measures
        }

    def kinds(self) -> set[str]:
        """Return the kinds of which anything is counted."""
        years = {*self.years, *self.kept}
        return {kind for year in years for kind in self._known(year)}

    def _known(self, year: int) -> Mapping[str, Collection[str]]:
        """Return what is counted in a year, by kind: the measures."""
        return self.years[year] if year in self.years else self.kept[year]

    def _days(self, year: int, kind: str, measure: str) -> list[int]:
        known = year in self.years or year in self.kept
        return self.of(year).get(kind, {}).get(measure, []) if known else []

    def _sum(self, year: int, kind: str, measure: str) -> int:
        if year in self.years:
            return sum(self._days(year, kind, measure))
        return self.kept[year].get(kind, {}).get(measure, 0)


def _cut(days: Days, kind: str, measure: str) -> None:
    """Leave out the zeros at the end of a measure, and what is empty without them."""
    counts = days[kind][measure]
    while counts and not counts[-1]:
        counts.pop()
    if not counts:
        del days[kind][measure]
    if not days[kind]:
        del days[kind]


def changes_of(licence: Licence) -> list[Change]:
    """Return what a licence changes; one entered in error changes nothing."""
    from licreg.domain.licence import timeline

    if licence.is_voided:
        return []
    grant = licence.grant
    is_replacing = grant.replaces is not None
    return changes_along(timeline(licence), grant.issued_on, is_replacing=is_replacing)


def changes_along(
    timeline: Iterable[tuple[date, Status]], issued_on: date, *, is_replacing: bool
) -> list[Change]:
    """Return what a licence changes: flows on its day, stocks as its status turns."""
    changes: list[Change] = [(ISSUED, issued_on, 1)]
    if is_replacing:
        changes.append((REPLACING, issued_on, 1))
    before = ""
    for day, status in timeline:
        if before:
            changes.append((before, day, -1))
        before = STOCKS[status]
        changes.append((before, day, 1))
    return changes


class Gathered:
    """What many licences change, counted when all are known: each day once."""

    def __init__(self) -> None:
        """Begin without any."""
        self._days: dict[tuple[str, str, int], list[date]] = {}
        """The days of which an amount is added to a measure of a kind."""

    def note(self, kind: str, changes: Iterable[Change], sign: int = 1) -> None:
        """Note what a licence of a kind changes, or with *sign* -1 changes no more."""
        for measure, day, count in changes:
            self._days.setdefault((kind, measure, sign * count), []).append(day)

    def join(self, other: Gathered) -> None:
        """Note all that another has."""
        for change, days in other._days.items():
            self._days.setdefault(change, []).extend(days)

    def add_to(self, counts: LicenceCounts) -> None:
        """Count all of it."""
        for (kind, measure, count), days in self._days.items():
            times = Counter(days)
            if count != 1:
                times = Counter({day: count * many for day, many in times.items()})
            counts.count_days(kind, measure, times)


@dataclass(slots=True)
class YearCells:
    """A year's inspections, in cells fine enough for any months' period.

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


def _nothing(_year: int) -> YearCells | None:
    """Return what is kept of a year where nothing is."""
    return None


@dataclass(slots=True, eq=False)
class InspectionCounts:
    """Inspections in cells, by year; a year is fetched when it is asked for.

    Attributes:
        years: The years at hand.
        kept: The years that can be fetched.
        fetch: Returns what is kept of a year; None if nothing is.
    """

    years: dict[int, YearCells] = field(default_factory=dict)
    kept: Collection[int] = ()
    fetch: Callable[[int], YearCells | None] = _nothing

    def __eq__(self, other: object) -> bool:
        """Tell whether the same is counted."""
        if not isinstance(other, InspectionCounts):
            return NotImplemented
        return self.filled() == other.filled()

    __hash__ = None  # type: ignore[assignment]  # counts change

    def of(self, year: int) -> YearCells:
        """Return the cells of a year, to be read or changed."""
        if year not in self.years:
            self.years[year] = self.fetch(year) or YearCells()
        return self.years[year]

    def filled(self) -> dict[int, YearCells]:
        """Return the cells of every year that has any."""
        every = {year: self.of(year) for year in {*self.years, *self.kept}}
        return {year: cells for year, cells in every.items() if cells != YearCells()}

    def has_visits(self, area: str) -> bool:
        """Tell whether there is any visit in an area."""
        return any(area in cells.visits for cells in self.filled().values())

    def had_visits(self, area: str, last: date) -> bool:
        """Tell whether there was any visit in an area up to the end of a day."""
        end = f"{last.isoformat()}|~"
        for year in sorted({*self.years, *self.kept}, reverse=True):
            if year > last.year:
                continue
            visits = self.of(year).visits.get(area)
            if visits and (year < last.year or min(visits) <= end):
                return True
        return False

    def count(self, changes: Iterable[CellChange], sign: int = 1) -> None:
        """Count what inspections change, or with *sign* -1 take it out again."""
        for table, year, area, cell, amounts in changes:
            cells: Cells = getattr(self.of(year), table)
            _add(cells, area, cell, [sign * amount for amount in amounts])


def changes_of_visits(same_subject: Iterable[Inspection]) -> list[CellChange]:
    """Return what the visits of one year to one subject change."""
    months: dict[tuple[str, int], int] = {}
    changes: list[CellChange] = []
    for inspection in _in_order(same_subject):
        visit, area = inspection.visit, inspection.area
        day = visit.inspected_on
        month_before = months.get((area, day.year), 0)
        cell = f"{day}|{visit.subject_kind}|{month_before}"
        changes.append((VISITS, day.year, area, cell, (1,)))
        months[area, day.year] = day.month
    return changes


def changes_of_cases(same_decision: Iterable[Inspection]) -> list[CellChange]:
    """Return what the cases of one year under one decision change.

    An inspection without a decision comes alone; one that was decided anew comes with
    those of its last decision.
    """
    areas: dict[str, list[Turn]] = {}
    changes: list[CellChange] = []
    for inspection in _in_order(same_decision):
        turns = list(_turns(inspection))
        area = inspection.area
        decided = [turn for turn in turns if turn[1].decision]
        if decided:
            areas.setdefault(area, []).extend(decided)
        for day, case, months, count in turns:
            visited, began = months
            cell = f"{day}|{visited}|{case.outcome}|{int(case.is_fined)}|{began}"
            amounts = (count, count * len(case.breaches), count * case.fine_vnd)
            changes.append((CASES, day.year, area, cell, amounts))
    for area, turns in areas.items():
        for day, cell, count in _decision_turns(turns):
            changes.append((DECISIONS, day.year, area, f"{day}|{cell}", (count,)))
    return changes


def _add(cells: Cells, area: str, cell: str, amounts: list[int]) -> None:
    """Add amounts to a cell; nothing is left of a cell or area of zeros."""
    inner = cells.get(area)
    if inner is None:
        inner = cells[area] = {}
    old = inner.get(cell)
    sums = list(map(add, old, amounts)) if old else amounts
    if any(sums):
        inner[cell] = sums
        return
    inner.pop(cell, None)
    if not inner:
        del cells[area]


def _turns(inspection: Inspection) -> Iterator[Turn]:
    """Yield what begins to hold on a day (1), behind what then ends (-1)."""
    from licreg.domain.inspection import standings

    visited = month_of(inspection.visit.inspected_on)
    before: Turn | None = None
    for standing in standings(inspection):
        if before is not None:
            yield standing.on, before[1], before[2], -1
        before = standing.on, standing, (visited, month_of(standing.on)), 1
        yield before


def month_of(day: date) -> str:
    """Return a day's month as cells name it: ``2024-03``."""
    return day.isoformat()[:7]


def _decision_turns(of_cases: Iterable[Turn]) -> Iterator[tuple[date, str, int]]:
    """Yield when a decision's last months turn: the new (1), behind the old (-1)."""
    turns: dict[date, Counter[tuple[str, str]]] = {}
    for day, _, months, count in of_cases:
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
    if len(live) > 1:
        live.sort(key=lambda one: (one.visit.inspected_on, one.entry))
    return live
