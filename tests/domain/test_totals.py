"""Counts by day answer as the records do, one by one."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    FIRST_DAY,
    KINDS,
    LAST_DAY,
    Model,
    entry_of,
    few,
    many_inspections,
    many_licences,
    near_days,
    tallies,
)

from licreg.domain.counts import (
    STOCKS,
    Gathered,
    InspectionCounts,
    LicenceCounts,
    changes_of,
    changes_of_cases,
    changes_of_visits,
    sums_of,
)
from licreg.domain.days import first_of_year, last_of_year, months_of
from licreg.domain.events import (
    Breach,
    Entry,
    InspectionRecorded,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.totals import inspection_totals, licence_totals
from licreg.domain.vocabulary import AREAS

FAMILY = "ei-all"
YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)


def counted(licences: Sequence[Licence]) -> LicenceCounts:
    counts = LicenceCounts()
    for licence in licences:
        counts.add(licence)
    return counts


def grouped(inspections: Sequence[Inspection]) -> InspectionCounts:
    """Count inspections as the store does: by subject, and by decision or alone."""
    counts = InspectionCounts()
    for group in groups(inspections, "subject_key"):
        counts.count(changes_of_visits(group))
    for group in groups(inspections, "decision_key"):
        counts.count(changes_of_cases(group))
    return counts


def groups(inspections: Sequence[Inspection], name: str) -> list[list[Inspection]]:
    found: dict[object, list[Inspection]] = {}
    for one in inspections:
        alone = None if getattr(one, name) else one.entry
        found.setdefault((one.key.year, getattr(one, name), alone), []).append(one)
    return list(found.values())


@st.composite
def month_starts(draw: st.DrawFn) -> tuple[date, date]:
    """Return a period that begins with a month and ends in the same year."""
    first = draw(near_days).replace(day=1)
    last = draw(st.dates(first, last_of_year(first.year)))
    return first, last


def of_days(amounts: Iterable[tuple[date, int]]) -> LicenceCounts:
    counts = LicenceCounts()
    for day, count in amounts:
        counts.count("k", [("m", day, count)])
    return counts


def kept(counts: LicenceCounts) -> LicenceCounts:
    """Return the same counts with all years still to be fetched."""
    days = counts.filled()
    sums = {year: sums_of(one) for year, one in days.items()}
    return LicenceCounts(
        kept=sums, fetch=lambda year: deepcopy(days.get(year)), drawn=counts.drawn
    )


class TestDayCounts:
    """A flow is the sum over a period, a stock the sum up to a day."""

    @given(
        st.lists(st.tuples(near_days, st.integers(-2, 3)), max_size=6),
        near_days,
        near_days,
    )
    def test_sums_are_those_of_a_plain_list(
        self, amounts: list[tuple[date, int]], one: date, other: date
    ) -> None:
        first, last = min(one, other), max(one, other)
        whole = of_days(amounts)
        for counts in (whole, kept(whole)):
            assert counts.stock("k", "m", last) == sum(
                n for day, n in amounts if day <= last
            )
            assert counts.flow("k", "m", first, last) == sum(
                n for day, n in amounts if first <= day <= last
            )
            assert counts.flow("k", "other", first, last) == 0

    @given(st.lists(st.tuples(near_days, st.integers(1, 3)), max_size=6))
    def test_adding_and_taking_away_leaves_nothing(
        self, amounts: list[tuple[date, int]]
    ) -> None:
        for counts in (of_days(amounts), kept(of_days(amounts))):
            for day, count in amounts:
                counts.count("k", [("m", day, count)], -1)

            assert counts == LicenceCounts()
            assert counts.years_with("m") == set()

    @given(
        st.lists(st.tuples(near_days, st.integers(1, 3)), max_size=6),
        st.lists(st.tuples(near_days, st.integers(1, 3)), max_size=6),
    )
    def test_years_that_are_fetched_when_due_count_alike(
        self, before: list[tuple[date, int]], after: list[tuple[date, int]]
    ) -> None:
        counts = kept(of_days(before))
        assert counts.years_with("m") == {day.year for day, _ in before}
        for day, count in after:
            counts.count("k", [("m", day, count)])

        assert counts == of_days([*before, *after])
        assert counts.years_with("m") == {day.year for day, _ in before + after}

    def test_only_the_years_at_the_ends_of_a_period_are_fetched(self) -> None:
        whole = of_days([(date(year, 5, 1), 1) for year in range(2008, 2025)])
        counts = kept(whole)

        assert counts.stock("k", "m", date(2024, 12, 31)) == 17
        assert counts.flow("k", "m", date(2010, 6, 1), date(2024, 6, 1)) == 14
        assert sorted(counts.years) == [2010, 2024]

    def test_leap_day_and_the_last_day_of_the_year_have_their_own_places(self) -> None:
        days = (date(2024, 2, 29), date(2024, 12, 31), date(2023, 12, 31))
        counts = of_days([(day, 1) for day in days])

        leap_day = date(2024, 2, 29)
        assert counts.flow("k", "m", leap_day, leap_day) == 1
        assert counts.flow("k", "m", date(2024, 3, 1), date(2024, 12, 30)) == 0
        assert counts.stock("k", "m", date(2024, 12, 31)) == 3


class TestLicences:
    """The recorded stand in one status each; the years add up to the cumulative."""

    @few
    @given(many_licences(), near_days, near_days)
    def test_flows_and_stocks_are_those_of_the_records(
        self, licences: list[Licence], one: date, other: date
    ) -> None:
        first, last = min(one, other), max(one, other)
        model = Model(licences)
        for kind, parts in [(KINDS[0], ()), (KINDS[1], ()), (FAMILY, KINDS)]:
            kinds = parts or (kind,)
            totals = licence_totals(counted(licences), (), kind, parts, first, last)

            assert totals.issued == model.issued(kinds, first, last)
            assert totals.cumulative == model.issued(kinds, date.min, last)
            assert totals.recorded == totals.cumulative
            assert totals.by_status == {
                status: model.standing(kinds, status.replace("_", "-"), last)
                for status in STOCKS.values()
            }

    @few
    @given(many_licences(), near_days)
    def test_the_stocks_are_a_partition_of_the_recorded(
        self, licences: list[Licence], day: date
    ) -> None:
        totals = licence_totals(counted(licences), (), FAMILY, KINDS, day, day)

        assert sum(totals.by_status.values()) == totals.recorded
        assert min(totals.by_status.values()) >= 0

    @few
    @given(many_licences(), st.lists(tallies(), max_size=2))
    def test_the_years_add_up_to_the_cumulative_figure(
        self, licences: list[Licence], some: list[TallyRecorded]
    ) -> None:
        counts = counted(licences)
        whole = [
            entry_of(900 + place, tally)
            for place, tally in enumerate(some)
            if tally.from_on is not None and tally.to_on.year == tally.from_on.year
        ]
        years = [
            licence_totals(
                counts, whole, FAMILY, KINDS, first_of_year(year), last_of_year(year)
            )
            for year in YEARS
        ]

        assert sum(year.issued for year in years) == years[-1].cumulative
        assert [year.cumulative for year in years] == [
            sum(earlier.issued for earlier in years[: place + 1])
            for place in range(len(years))
        ]

    @few
    @given(many_licences())
    def test_adding_and_taking_away_leaves_the_counts_empty(
        self, licences: list[Licence]
    ) -> None:
        counts = counted(licences)
        for licence in licences:
            counts.add(licence, -1)

        assert counts == LicenceCounts()

    @few
    @given(many_licences(), many_licences())
    def test_gathering_licences_counts_as_one_by_one_does(
        self, licences: list[Licence], others: list[Licence]
    ) -> None:
        counts, every = counted(others), Gathered()
        for some, sign in ((others, -1), (licences, 1)):
            gathered = Gathered()
            for licence in some:
                gathered.note(licence.grant.kind, changes_of(licence), sign)
            every.join(gathered)
        every.add_to(counts)

        assert counts.filled() == counted(licences).filled()

    def test_a_licence_that_replaces_another_is_counted_as_issued_and_replacing(
        self,
    ) -> None:
        grant = LicenceIssued(
            kind=KINDS[0],
            number=LicenceNumber(1, "", "GP-TTĐT"),
            issuer="ABEI",
            issued_on=date(2024, 5, 1),
            holder="A",
            replaces=1,
        )
        totals = licence_totals(
            counted([Licence(entry_of(2, grant))]),
            (),
            KINDS[0],
            (),
            first_of_year(2024),
            last_of_year(2024),
        )

        assert (totals.issued, totals.replacing) == (1, 1)


class TestTallies:
    """A tally is counted without records; what is drawn from it is counted once."""

    OPENING = TallyRecorded(
        measure="issued",
        kind=KINDS[0],
        count=1016,
        to_on=date(2022, 12, 31),
        source="report",
    )

    def drawn(self, issued_on: date) -> Licence:
        grant = LicenceIssued(
            kind=KINDS[0],
            number=LicenceNumber(1, "", "GP-TTĐT"),
            issuer="ABEI",
            issued_on=issued_on,
            holder="A",
            from_tally=1,
        )
        return Licence(entry_of(2, grant))

    def test_an_opening_balance_counts_from_its_last_day_on_and_in_no_period(
        self,
    ) -> None:
        opening = [entry_of(1, self.OPENING)]
        on, before = (
            licence_totals(LicenceCounts(), opening, KINDS[0], (), FIRST_DAY, day)
            for day in (date(2022, 12, 31), date(2022, 12, 30))
        )

        assert (on.cumulative, on.unlisted, on.recorded, on.issued) == (
            1016,
            1016,
            0,
            0,
        )
        assert before.cumulative == 0

    def test_a_licence_drawn_from_a_tally_leaves_the_total_as_it_was(self) -> None:
        totals = licence_totals(
            counted([self.drawn(date(2022, 5, 1))]),
            [entry_of(1, self.OPENING)],
            KINDS[0],
            (),
            FIRST_DAY,
            LAST_DAY,
        )

        assert (totals.recorded, totals.unlisted) == (1, 1015)
        assert totals.cumulative == 1016

    @pytest.mark.parametrize(
        ("first", "last", "issued"),
        [
            (date(2024, 1, 1), date(2024, 3, 31), 80),
            (date(2024, 1, 1), date(2024, 12, 31), 80),
            (date(2024, 1, 2), date(2024, 3, 31), 0),
            (date(2024, 1, 1), date(2024, 3, 30), 0),
        ],
    )
    def test_the_tally_of_a_period_is_a_flow_where_the_period_holds_all_of_it(
        self, first: date, last: date, issued: int
    ) -> None:
        quarter = TallyRecorded(
            measure="issued",
            kind=FAMILY,
            count=80,
            from_on=date(2024, 1, 1),
            to_on=date(2024, 3, 31),
            source="report",
        )
        totals = licence_totals(
            LicenceCounts(), [entry_of(1, quarter)], FAMILY, KINDS, first, last
        )

        assert totals.issued == issued

    def test_a_tally_of_a_part_counts_in_its_family_and_not_the_other_way(self) -> None:
        opening: list[Entry[TallyRecorded]] = [entry_of(1, self.OPENING)]
        family, part, other = (
            licence_totals(LicenceCounts(), opening, kind, parts, FIRST_DAY, LAST_DAY)
            for kind, parts in [(FAMILY, KINDS), (KINDS[0], ()), (KINDS[1], ())]
        )

        assert (family.cumulative, part.cumulative, other.cumulative) == (1016, 1016, 0)


class TestInspections:
    """Cells of days and months answer for any period that begins with a month."""

    @given(many_inspections(), month_starts(), st.booleans())
    def test_the_totals_are_those_of_the_records(
        self,
        inspections: list[Inspection],
        period: tuple[date, date],
        by_decision_day: bool,  # noqa: FBT001 - drawn
    ) -> None:
        counts, model = grouped(inspections), Model((), inspections)
        for area in AREAS:
            totals = inspection_totals(
                counts, area, *period, by_decision_day=by_decision_day
            )

            assert totals == model.inspection_totals(
                area, *period, by_decision_day=by_decision_day
            )

    @few
    @given(many_inspections(), near_days, st.booleans())
    def test_the_months_decided_by_a_later_day_add_up_to_the_whole(
        self,
        inspections: list[Inspection],
        as_of: date,
        by_decision_day: bool,  # noqa: FBT001 - drawn
    ) -> None:
        counts, model = grouped(inspections), Model((), inspections)
        for area in AREAS:
            first = first_of_year(as_of.year)
            asked = {"as_of": as_of, "by_decision_day": by_decision_day}
            months = [
                inspection_totals(counts, area, *month, **asked)  # type: ignore[arg-type]  # two words
                for month in months_of(first, as_of)
            ]
            whole = inspection_totals(counts, area, first, as_of, **asked)  # type: ignore[arg-type]  # as above

            assert months == [
                model.inspection_totals(area, *month, **asked)  # type: ignore[arg-type]  # as above
                for month in months_of(first, as_of)
            ]
            for name in ("inspected", "penalised", "fined", "decisions", "fines_vnd"):
                assert sum(getattr(one, name) for one in months) == getattr(whole, name)
            assert sum(one.subjects for one in months) >= whole.subjects

    @given(many_inspections())
    def test_adding_and_taking_away_leaves_the_counts_empty(
        self, inspections: list[Inspection]
    ) -> None:
        counts = grouped(inspections)
        for group in groups(inspections, "subject_key"):
            counts.count(changes_of_visits(group), -1)
        for group in groups(inspections, "decision_key"):
            counts.count(changes_of_cases(group), -1)

        assert counts == InspectionCounts()

    @staticmethod
    def visit(number: int, on: date, **values: str | date) -> Inspection:
        return Inspection(
            entry_of(
                number,
                InspectionRecorded(
                    key=InspectionKey(on.year, number),
                    inspected_on=on,
                    agency="ABEI",
                    subject_kind=str(values.pop("kind", "social-network")),
                    subject=str(values.pop("subject", "a.vn")),
                    breaches=(Breach("15/2020 Art 100.1.a", 10),),
                    outcome="fined",
                    **values,  # type: ignore[arg-type]  # day and decision
                ),
            )
        )

    def test_a_fine_of_the_next_year_belongs_to_the_visit_once_it_is_decided(
        self,
    ) -> None:
        counts = grouped(
            [self.visit(1, date(2023, 12, 20), decided_on=date(2024, 1, 10))]
        )
        area = "electronic-information"
        visited, decided = (
            inspection_totals(counts, area, first_of_year(year), last_of_year(year))
            for year in (2023, 2024)
        )
        by_decision = inspection_totals(
            counts,
            area,
            first_of_year(2024),
            last_of_year(2024),
            by_decision_day=True,
        )

        assert (visited.inspected, visited.fined) == (1, 0)
        assert visited.by_outcome["pending"] == 1
        assert (decided.inspected, decided.fined) == (0, 0)
        assert (by_decision.inspected, by_decision.fined) == (0, 1)
        assert by_decision.fines_vnd == 10

    def test_one_subject_and_one_decision_are_counted_once_in_each_area(self) -> None:
        counts = grouped(
            [
                self.visit(1, date(2024, 1, 5), decision="1/QĐ"),
                self.visit(2, date(2024, 2, 5), decision="1/QĐ", kind="game"),
                self.visit(3, date(2024, 3, 5), decision="1/QĐ", subject="A.vn"),
            ]
        )
        sites, games = (
            inspection_totals(counts, area, first_of_year(2024), last_of_year(2024))
            for area in ("electronic-information", "online-games")
        )

        assert (sites.inspected, sites.subjects, sites.decisions) == (2, 1, 1)
        assert (games.inspected, games.subjects, games.decisions) == (1, 1, 1)

    def test_a_decision_counts_when_its_first_case_is_decided(self) -> None:
        counts = grouped(
            [
                self.visit(
                    1, date(2024, 1, 5), decision="1/QĐ", decided_on=date(2024, 12, 1)
                ),
                self.visit(2, date(2024, 2, 5), decision="1/QĐ", subject="b.vn"),
            ]
        )
        totals = inspection_totals(
            counts, "electronic-information", date(2024, 1, 1), date(2024, 6, 30)
        )

        assert (totals.fined, totals.decisions) == (1, 1)
