"""An act fits the acts on record, whatever the order in which they were entered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from strategies import entry_of, law

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.events import ACTS, LegalAct, LicenceIssued
from licreg.domain.identifiers import LicenceNumber
from licreg.domain.licence import Licence, fold
from licreg.domain.rules import judge_act

NOW = Circumstances(date(2026, 7, 26), law())
DAY = timedelta(days=1)
GRANT = LicenceIssued(
    kind="social-network",
    number=LicenceNumber(57, "", "GP-BTTTT"),
    issuer="MIC",
    issued_on=date(2014, 3, 1),
    expires_on=date(2020, 2, 29),
    holder="Công ty Cổ phần Ví dụ",
    holder_kind="enterprise",
    sites=("vi-du.vn",),
)
MAY = date(2018, 5, 1)


def act(word: str, on: date, until: date | None = None, **values: Any) -> LegalAct:  # noqa: ANN401  # of any field
    return ACTS[word](licence=1, ref=str(GRANT.key), on=on, until=until, **values)


def licensed(*acts: LegalAct, grant: LicenceIssued = GRANT) -> Licence:
    entries = [entry_of(number, one) for number, one in enumerate(acts, start=2)]
    return fold(entry_of(1, grant), entries)


def names(findings: Iterable[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def judged(one: LegalAct, *before: LegalAct) -> list[str]:
    return names(judge_act(one, licensed(*before), NOW))


class TestEnded:
    """No act on a licence that has ended; a term that ran out may be spoken of."""

    @pytest.mark.parametrize("word", ["amend", "extend", "suspend", "resume", "revoke"])
    def test_a_revoked_licence_takes_no_act(self, word: str) -> None:
        late = act(word, MAY, date(2021, 1, 1) if word == "extend" else None)

        assert judged(late, act("revoke", MAY - DAY))[0] == "act-on-ended-licence"

    def test_it_is_said_how_it_ended_and_where_that_was_entered(self) -> None:
        (found,) = judge_act(
            act("amend", MAY), licensed(act("surrender", MAY - DAY)), NOW
        )

        assert found.message == (
            "57/GP-BTTTT of 2014 was surrendered on 2018-04-30 (entry 2; void it if "
            "that is an error); it cannot be amended on 2018-05-01"
        )

    def test_the_last_day_of_the_term_still_takes_an_extension(self) -> None:
        end, later = date(2020, 2, 29), date(2022, 2, 28)

        assert judged(act("extend", end, later)) == []
        assert judged(act("extend", end + DAY, later)) == ["act-on-expired-licence"]


class TestLate:
    """What is entered late may make what is on record impossible."""

    @pytest.mark.parametrize("word", ["amend", "extend", "suspend", "surrender"])
    def test_a_revocation_before_an_act_on_record_wants_a_reason(
        self, word: str
    ) -> None:
        later = act(word, MAY, date(2021, 1, 1) if word == "extend" else None)

        assert judged(act("revoke", date(2018, 3, 1)), later) == ["later-act-on-record"]
        assert judged(act("revoke", MAY), later) in ([], ["act-on-ended-licence"])

    def test_the_act_on_record_is_named(self) -> None:
        later = act("suspend", MAY, MAY + 91 * DAY)
        (found,) = judge_act(act("revoke", date(2018, 3, 1)), licensed(later), NOW)

        assert found.message == (
            "'suspend' of 2018-05-01 is on record (entry 2) and would no longer fit: "
            "57/GP-BTTTT of 2014 was revoked on 2018-03-01; it cannot be suspended on "
            "2018-05-01"
        )

    def test_a_late_end_of_a_suspension_leaves_nothing_for_the_one_on_record(
        self,
    ) -> None:
        held = act("suspend", date(2018, 1, 1)), act("resume", MAY)

        assert judged(act("resume", date(2018, 3, 1)), *held) == ["later-act-on-record"]

    def test_a_late_extension_makes_the_one_on_record_the_third(self) -> None:
        second = act("extend", date(2018, 6, 1), date(2022, 2, 28))
        third = act("extend", date(2018, 7, 1), date(2024, 2, 29))
        first = act("extend", date(2018, 3, 1), date(2021, 2, 28))

        assert judged(first, second, third) == ["extension-too-many"]

    def test_a_late_act_that_leaves_the_others_as_they_are_is_taken(self) -> None:
        later = act("suspend", MAY, MAY + 91 * DAY), act("revoke", date(2019, 1, 1))

        assert judged(act("amend", date(2018, 1, 1)), *later) == []

    def test_the_law_of_the_later_day_holds_for_the_later_act(self) -> None:
        first = act("suspend", date(2024, 12, 1), date(2025, 2, 28))
        second = act("suspend", date(2025, 6, 1), date(2025, 8, 31))
        licence = licensed(second, grant=replace(GRANT, expires_on=date(2030, 1, 1)))

        assert names(judge_act(first, licence, NOW)) == []


class TestSuspensions:
    """What is suspended is not suspended again, and only that is resumed."""

    FIRST = act("suspend", MAY, MAY + 91 * DAY)

    def test_a_suspension_of_a_suspended_licence_wants_a_reason(self) -> None:
        again = act("suspend", MAY + DAY, MAY + 92 * DAY)

        assert judged(again, self.FIRST) == ["suspended-already", "second-suspension"]

    def test_when_it_has_ended_by_itself_a_second_one_only_warns(self) -> None:
        on = MAY + 92 * DAY

        assert judged(act("suspend", on), self.FIRST) == ["second-suspension"]

    @pytest.mark.parametrize(
        ("on", "rules"),
        [
            (MAY - DAY, ["resume-not-suspended"]),
            (MAY, []),
            (MAY + 91 * DAY, []),
            (MAY + 92 * DAY, ["resume-not-suspended"]),
        ],
    )
    def test_a_licence_is_resumed_while_it_is_suspended(
        self, on: date, rules: list[str]
    ) -> None:
        assert judged(act("resume", on), self.FIRST) == rules


class TestExtensions:
    """Asked for 30 days before the end, and longer than what was there."""

    @pytest.mark.parametrize(
        ("asked_on", "rules"),
        [
            (None, []),
            (date(2020, 1, 30), []),
            (date(2020, 1, 31), ["extension-asked-late"]),
        ],
    )
    def test_it_is_asked_for_30_days_before_the_term_ends(
        self, asked_on: date | None, rules: list[str]
    ) -> None:
        extension = act("extend", date(2020, 2, 10), date(2022, 2, 28))

        assert judged(replace(extension, asked_on=asked_on)) == rules

    def test_it_is_not_asked_for_after_it_was_granted(self) -> None:
        on = date(2019, 1, 10)
        extension = act("extend", on, date(2022, 2, 28), asked_on=on + DAY)

        assert judged(extension) == ["days-out-of-order"]

    def test_it_moves_the_last_day_on(self) -> None:
        assert judged(act("extend", MAY, date(2020, 2, 29))) == ["extension-not-longer"]
        assert judged(act("extend", MAY, date(2020, 3, 1))) == []


class TestAmendments:
    """An amendment changes something; a notice only the owner or address."""

    def test_what_held_before_is_no_change(self) -> None:
        same = act("amend", MAY, changes={"holder": GRANT.holder})

        assert judged(same) == ["amendment-without-change"]
        assert judged(act("amend", MAY, changes={"holder": "Công ty Khác"})) == []

    @pytest.mark.parametrize(
        ("changes", "on", "rules"),
        [
            ({"holder": "Công ty Khác", "note": "Trụ sở mới"}, date(2019, 1, 1), []),
            ({"sites": ("khac.vn",)}, date(2019, 1, 1), ["notice-of-other-change"]),
        ],
    )
    def test_a_notice_tells_a_new_owner_or_address(
        self, changes: dict[str, object], on: date, rules: list[str]
    ) -> None:
        assert judged(act("amend", on, changes=changes, by_notice=True)) == rules

    @pytest.mark.parametrize(
        ("changes", "rules"),
        [
            ({"sites": ("khac.com",)}, ["no-vn-domain"]),
            ({"sites": ("khac",)}, ["site-shape", "no-vn-domain"]),
            ({"expires_on": date(2024, 2, 29)}, []),
            ({"expires_on": date(2024, 3, 2)}, ["term-too-long"]),
            ({"expires_on": date(2014, 2, 28)}, ["days-out-of-order"]),
            ({"expires_on": None}, []),
        ],
    )
    def test_new_values_keep_to_the_rules_of_a_grant(
        self, changes: dict[str, object], rules: list[str]
    ) -> None:
        assert judged(act("amend", MAY, changes=changes)) == rules


class TestTwice:
    """An act is recorded once, and its number is no other licence's."""

    def test_the_same_act_of_a_day_wants_a_reason(self) -> None:
        first = act("reissue", MAY, given_number="9/QĐ-BTTTT")

        assert judged(first, first) == ["act-taken"]
        assert judged(act("reissue", MAY), first) == []
        assert judged(replace(first, on=MAY + DAY), first) == []

    def test_without_a_number_what_it_sets_tells_acts_apart(self) -> None:
        red, black = (
            act("amend", MAY, changes={"holder": f"Công ty {name}"})
            for name in ("Đỏ", "Đen")
        )

        assert judged(red, red) == ["act-taken", "amendment-without-change"]
        assert judged(black, red) == []

    def test_the_number_of_another_licence_is_remarked(self) -> None:
        other = licensed(grant=replace(GRANT, number=LicenceNumber(9, "", "GP-BTTTT")))
        amended = act("reissue", MAY, given_number="09/GP-BTTTT")

        (found,) = judge_act(amended, licensed(), NOW, [other])

        assert found == Finding(
            "act-number-taken",
            "the number 09/GP-BTTTT of 2018 is that of another licence, "
            "09/GP-BTTTT/2014@MIC, issued on 2014-03-01 to Công ty Cổ phần Ví dụ",
        )
