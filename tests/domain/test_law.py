"""The law of the day of the act holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import law, near_days

from licreg.domain.identifiers import parse_licence_key
from licreg.domain.law import Rule, fits, holds_on
from licreg.errors import InvalidInputError

DAY = timedelta(days=1)


def rule_of(first: date | None, last: date | None) -> Rule:
    return Rule("no-expiry", "warn", "", "", first, last, "source", "HIGH")


class TestDays:
    """A row holds from one day to another, both inclusive."""

    @given(near_days, near_days)
    def test_the_first_and_the_last_day_are_inside(
        self, one: date, other: date
    ) -> None:
        first, last = min(one, other), max(one, other)
        row = rule_of(first, last)

        assert holds_on(row, first)
        assert holds_on(row, last)
        assert not holds_on(row, first - DAY)
        assert not holds_on(row, last + DAY)

    def test_a_row_without_days_holds_always(self) -> None:
        row = rule_of(None, None)

        assert holds_on(row, date.min)
        assert holds_on(row, date.max)

    @given(
        st.sampled_from(sorted({row.rule for row in law().rules})),
        st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    )
    def test_of_each_rule_at_most_one_row_holds_on_a_day(
        self, rule: str, day: date
    ) -> None:
        rows = [row for row in law().rules if row.rule == rule and holds_on(row, day)]

        assert len(rows) <= 1
        assert law().rule(rule, day) == (rows[0] if rows else None)

    @pytest.mark.parametrize("kind", ["aggregate-site", "social-network"])
    def test_the_longest_term_changes_on_25_december_2024(self, kind: str) -> None:
        before, after = (law().term(kind, date(2024, 12, day)) for day in (24, 25))

        assert before is not None
        assert (before.longest_years, before.level) == (10, "overridable")
        assert after is not None
        assert (after.longest_years, after.level) == (5, "warn")
        assert law().term(kind, date(2013, 8, 31)) is None

    def test_the_press_policy_warns_from_november_2019_and_refuses_from_2023(
        self,
    ) -> None:
        levels = [
            row and row.level
            for day in (
                date(2019, 10, 31),
                date(2019, 11, 1),
                date(2022, 12, 31),
                date(2023, 1, 1),
            )
            for row in [law().rule("new-aggregate-for-press", day)]
        ]

        assert levels == [None, "warn", "warn", "overridable"]


class TestIssuers:
    """The issuer follows from suffix, kind and day where that is certain."""

    @pytest.mark.parametrize(
        ("suffix", "kind", "day", "issuers"),
        [
            ("GP-BTTTT", "social-network", date(2020, 1, 1), ("MIC",)),
            ("GP-BTTTT", "social-network", date(2026, 1, 1), ("MIC",)),
            ("GP-BVHTTDL", "social-network", date(2025, 3, 1), ("MCST",)),
            ("GP-TTĐT", "aggregate-site", date(2020, 1, 1), ("ABEI", "DIC-*")),
            ("GP-TTĐT", "aggregate-site", date(2025, 2, 28), ("ABEI", "DIC-*")),
            ("GP-TTĐT", "aggregate-site", date(2025, 3, 1), ("ABEI", "DCST-*")),
            ("GPSĐBS-TTĐT", "aggregate-site", date(2020, 1, 1), ("ABEI",)),
            ("GP-UBND", "aggregate-site", date(2020, 1, 1), ()),
        ],
    )
    def test_a_suffix_tells_who_may_have_written_it(
        self, suffix: str, kind: str, day: date, issuers: tuple[str, ...]
    ) -> None:
        assert law().issuers_of(suffix, kind, day) == issuers

    @pytest.mark.parametrize(
        ("suffix", "issuer"),
        [
            ("GP-BTTTT", "MIC"),
            ("GPSĐBS-TTĐT", "ABEI"),
            ("GP-TTĐT", None),
            ("GP-STTTT", None),
            ("GP-UBND", None),
        ],
    )
    def test_a_suffix_of_one_issuer_alone_tells_it_on_any_day(
        self, suffix: str, issuer: str | None
    ) -> None:
        assert law().only_issuer_of(suffix) == issuer

    @pytest.mark.parametrize(
        ("full", "brief"),
        [
            ("57/GP-BTTTT/2019@MIC", "57/GP-BTTTT/2019"),
            ("57/GP-BTTTT/2019@MIC#2", "57/GP-BTTTT/2019#2"),
            ("57/GP-BTTTT/2019@MCST", "57/GP-BTTTT/2019@MCST"),
            ("05/GP-TTĐT/2025@DCST-HP", "05/GP-TTĐT/2025@DCST-HP"),
        ],
    )
    def test_a_reference_names_the_issuer_where_it_may_be_doubted(
        self, full: str, brief: str
    ) -> None:
        assert law().name_key(parse_licence_key(full)) == brief

    def test_every_suffix_and_misspelling_is_understood(self) -> None:
        spellings = set(law().spellings.values())

        assert spellings == {row.suffix for row in law().suffixes}
        assert set(law().misspellings.values()) <= spellings

    def test_every_issuer_of_a_suffix_and_every_successor_is_known(self) -> None:
        codes = law().issuers_by_code
        for row in law().suffixes:
            assert any(fits(row.issuer, code) for code in codes), row
        for issuer in law().issuers:
            assert not issuer.successor or issuer.successor in codes, issuer

    def test_a_pattern_fits_all_codes_that_begin_with_it(self) -> None:
        assert fits("DIC-*", "DIC-HN")
        assert not fits("DIC-*", "DCST-HN")
        assert fits("ABEI", "ABEI")
        assert not fits("ABEI", "ABEI-2")


class TestNames:
    """A code is read as it stands or with its nearest named."""

    def test_codes_are_read_in_any_case(self) -> None:
        assert law().parse_kind(" Social-Network ") == "social-network"
        assert law().parse_issuer("dic-hn") == "DIC-HN"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "social-netwrok",
                "'social-netwrok' is not a known kind; did you mean 'social-network'?",
            ),
            ("xyzzy", "'xyzzy' is not a known kind; 'licreg law' lists them."),
        ],
    )
    def test_an_unknown_kind_is_refused_with_the_nearest(
        self, text: str, message: str
    ) -> None:
        with pytest.raises(InvalidInputError) as refused:
            law().parse_kind(text)

        assert str(refused.value) == message

    def test_an_unknown_issuer_is_refused(self) -> None:
        with pytest.raises(InvalidInputError, match="'XXX' is not a known issuer"):
            law().parse_issuer("XXX")

    def test_a_family_has_parts_and_a_kind_is_its_own(self) -> None:
        assert law().parts_of("ei-all") == ("ei-website", "aggregate-site")
        assert law().parts_of("social-network") == ("social-network",)

    def test_a_changed_law_is_another_value(self) -> None:
        fewer = replace(law(), misspellings={})

        assert "GP-BTTT" in law().spellings
        assert "GP-BTTT" not in fewer.spellings
