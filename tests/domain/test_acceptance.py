"""What may be entered: a rule warns, wants a reason, or refuses what cannot be."""

import ast
import inspect
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from strategies import entry_of, law

from licreg.actions.reference import read_table
from licreg.domain import act_rules, grant_rules, visit_rules
from licreg.domain import rules as rules_of_entry
from licreg.domain.acceptance import Circumstances, Finding, admit
from licreg.domain.events import (
    ACTS,
    Breach,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    Remark,
)
from licreg.domain.grant_rules import judge_issue
from licreg.domain.identifiers import InspectionKey, LicenceNumber, parse_site
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence, fold
from licreg.domain.rules import judge_act
from licreg.domain.visit_rules import judge_decision, judge_inspection
from licreg.errors import InvalidInputError, RuleError

TODAY = date(2026, 7, 26)
NOW = Circumstances(TODAY, law())
DAY = timedelta(days=1)
LONG_AGO = date(1990, 1, 1)
AGGREGATE = LicenceIssued(
    kind="aggregate-site",
    number=LicenceNumber(5, "", "GP-TTĐT"),
    issuer="ABEI",
    issued_on=date(2020, 6, 1),
    expires_on=date(2030, 5, 31),
    holder="A",
    holder_kind="press-agency",
    sites=("vidu-a.vn",),
)
NETWORK = LicenceIssued(
    kind="social-network",
    number=LicenceNumber(57, "", "GP-BTTTT"),
    issuer="MIC",
    issued_on=date(2020, 6, 1),
    expires_on=date(2030, 5, 31),
    holder="A",
    holder_kind="enterprise",
    sites=("vidu-a.vn",),
)


NEW_TERM = {"effective_on": date(2025, 1, 1), "expires_on": date(2034, 12, 31)}


def names(findings: Iterable[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def judged(grant: LicenceIssued, **changes: Any) -> list[str]:  # noqa: ANN401 - any field of a grant
    return names(judge_issue(replace(grant, **changes), None, NOW))


def admitted(grant: LicenceIssued, circumstances: Circumstances) -> tuple[Remark, ...]:
    findings = judge_issue(grant, None, circumstances)
    return admit(findings, grant.issued_on, circumstances)


class TestWeighing:
    """Warn, overridable or refuse: the level of the day of the act."""

    WARNS = Finding("no-expiry", "no day of expiry is recorded")
    WANTS_REASON = Finding("identity-taken", "it is on record already")
    REFUSES = Finding("act-before-grant", "it lies before the grant")

    def test_a_warning_is_kept_with_the_record(self) -> None:
        assert admit([self.WARNS], TODAY, NOW) == (
            Remark("no-expiry", "no day of expiry is recorded"),
        )

    def test_an_overridable_rule_refuses_until_a_reason_is_given(self) -> None:
        with pytest.raises(RuleError) as refused:
            admit([self.WARNS, self.WANTS_REASON], TODAY, NOW)

        assert refused.value.rules == ("identity-taken",)
        assert refused.value.overridable
        assert str(refused.value) == (
            "It is on record already. Nothing was recorded. "
            'Give --override "reason" if it is so on paper.'
        )

    def test_the_reason_of_an_override_is_kept_and_a_warning_has_none(self) -> None:
        overriding = replace(NOW, override="the paper says so")

        assert admit([self.WARNS, self.WANTS_REASON], TODAY, overriding) == (
            Remark("no-expiry", "no day of expiry is recorded"),
            Remark("identity-taken", "it is on record already", "the paper says so"),
        )

    def test_what_cannot_be_true_is_refused_whatever_the_reason(self) -> None:
        overriding = replace(NOW, override="the paper says so", is_past_paper=True)
        with pytest.raises(RuleError) as refused:
            admit([self.WANTS_REASON, self.REFUSES], TODAY, overriding)

        assert refused.value.rules == ("act-before-grant",)
        assert not refused.value.overridable
        assert str(refused.value).endswith("Nothing was recorded.")

    def test_every_rule_that_stands_against_it_is_named(self) -> None:
        with pytest.raises(RuleError) as refused:
            admit([self.WANTS_REASON, self.REFUSES], TODAY, NOW)

        assert refused.value.rules == ("act-before-grant", "identity-taken")
        assert not refused.value.overridable
        assert str(refused.value) == (
            "It lies before the grant; it is on record already. Nothing was recorded."
        )

    def test_papers_of_the_past_are_only_warned_about(self) -> None:
        past = replace(NOW, is_past_paper=True)

        assert admit([self.WANTS_REASON], TODAY, past) == (
            Remark("identity-taken", "it is on record already"),
        )

    def test_a_rule_that_did_not_hold_on_the_day_finds_nothing(self) -> None:
        early = Finding("newspaper-like-name", "like a newspaper")

        assert admit([early], date(2019, 10, 31), NOW) == ()
        assert len(admit([early], date(2019, 11, 1), NOW)) == 1

    def test_a_rule_that_a_register_turns_off_finds_nothing(self) -> None:
        rules = tuple(row for row in law().rules if row.rule != "no-expiry")
        without = replace(NOW, law=replace(law(), rules=rules))

        assert admit([self.WARNS], TODAY, without) == ()

    def test_a_level_of_the_rules_own_table_goes_before_the_laws(self) -> None:
        strict = Finding("no-expiry", "none", "refuse")

        with pytest.raises(RuleError):
            admit([strict], TODAY, NOW)

    def test_every_rule_that_is_used_stands_in_the_table_of_rules(self) -> None:
        sources = map(
            inspect.getsource, (rules_of_entry, act_rules, grant_rules, visit_rules)
        )
        calls = [
            node
            for source in sources
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Finding"
        ]
        # A finding with a level of its own has it from another table.
        used = {
            argument.value
            for call in calls
            if len(call.args) == 2
            for argument in call.args[:1]
            if isinstance(argument, ast.Constant)
        }
        known = {row["rule"] for row in read_table("law", "rules")}

        assert len(used) > 15
        assert used <= known


class TestPressAgencies:
    """From 1 November 2019 on, no new aggregate licence for the press."""

    @pytest.mark.parametrize(
        ("day", "level"),
        [
            (date(2019, 10, 31), "nothing"),
            (date(2019, 11, 1), "warning"),
            (date(2022, 12, 31), "warning"),
            (date(2023, 1, 1), "refusal"),
        ],
    )
    def test_the_policy_warns_first_and_then_wants_a_reason(
        self, day: date, level: str
    ) -> None:
        grant = replace(AGGREGATE, issued_on=day, expires_on=day.replace(year=2028))
        rule = "new-aggregate-for-press"
        if level != "refusal":
            remarks = admitted(grant, NOW)
            assert [remark.rule for remark in remarks] == [rule] * (level == "warning")
            return
        with pytest.raises(RuleError) as refused:
            admitted(grant, NOW)

        assert refused.value.rules == (rule,)
        assert refused.value.overridable

    def test_a_reason_admits_it_and_an_import_of_past_papers_does(self) -> None:
        grant = replace(AGGREGATE, issued_on=date(2023, 1, 1))
        message = (
            "A is a press agency; new licences for aggregate sites are not granted to "
            "press agencies"
        )
        rule = "new-aggregate-for-press"

        assert admitted(grant, replace(NOW, override="signed")) == (
            Remark(rule, message, "signed"),
        )
        assert admitted(grant, replace(NOW, is_past_paper=True)) == (
            Remark(rule, message),
        )

    def test_others_and_other_kinds_are_not_meant(self) -> None:
        day = date(2024, 1, 1)

        assert judged(AGGREGATE, issued_on=day, holder_kind="enterprise") == []
        assert judged(NETWORK, issued_on=day, holder_kind="press-agency") == []


class TestTerms:
    """Ten years before 25 December 2024, five from then on, by the day of issue."""

    @pytest.mark.parametrize("grant", [AGGREGATE, NETWORK])
    @pytest.mark.parametrize(
        ("issued_on", "last_day", "level"),
        [
            (date(2024, 12, 24), date(2034, 12, 23), ""),
            (date(2024, 12, 24), date(2034, 12, 24), ""),
            (date(2024, 12, 24), date(2034, 12, 25), "overridable"),
            (date(2024, 12, 25), date(2029, 12, 24), ""),
            (date(2024, 12, 25), date(2029, 12, 25), ""),
            (date(2024, 12, 25), date(2029, 12, 26), "warn"),
            (date(2024, 12, 25), date(2034, 12, 24), "warn"),
            (date(2024, 2, 29), date(2034, 2, 28), ""),
            (date(2024, 2, 29), date(2034, 3, 1), "overridable"),
            (date(2013, 8, 31), date(2040, 1, 1), ""),
        ],
    )
    def test_a_term_is_as_long_as_the_law_of_the_day_of_issue_allows(
        self, grant: LicenceIssued, issued_on: date, last_day: date, level: str
    ) -> None:
        long = replace(grant, issued_on=issued_on, expires_on=last_day)
        found = [one for one in judge_issue(long, None, NOW) if "term" in one.rule]

        assert [one.level for one in found] == ([level] if level else [])

    def test_a_term_counts_from_the_effective_day(self) -> None:
        later = {"issued_on": date(2024, 12, 24), "effective_on": date(2025, 1, 1)}

        assert judged(NETWORK, **later, expires_on=date(2035, 1, 1)) == []
        assert judged(NETWORK, **later, expires_on=date(2035, 1, 2)) == [
            "term-too-long"
        ]

    def test_no_last_day_is_remarked(self) -> None:
        assert judged(NETWORK, expires_on=None) == ["no-expiry"]


class TestDays:
    """No act is dated in the future; issue, effect and expiry come in this order."""

    def test_the_day_of_issue_may_be_today_and_no_later(self) -> None:
        number = LicenceNumber(1, "", "GP-BVHTTDL")
        grant = replace(NETWORK, issuer="MCST", number=number, expires_on=None)

        assert judged(grant, issued_on=TODAY) == ["no-expiry"]
        assert judged(grant, issued_on=TODAY + DAY) == ["day-in-future", "no-expiry"]

    @pytest.mark.parametrize(
        ("changes", "is_refused"),
        [
            ({"effective_on": date(2020, 6, 1)}, False),
            ({"effective_on": date(2020, 5, 31)}, True),
            ({"expires_on": date(2020, 6, 1)}, False),
            ({"expires_on": date(2020, 5, 31)}, True),
            (
                {"effective_on": date(2020, 7, 1), "expires_on": date(2020, 6, 30)},
                True,
            ),
        ],
    )
    def test_days_out_of_order_cannot_be(
        self, changes: dict[str, date], *, is_refused: bool
    ) -> None:
        assert judged(NETWORK, **changes) == ["days-out-of-order"] * is_refused


class TestNumbersAndIssuers:
    """What does not go together on paper is remarked, and recorded."""

    def test_a_number_is_given_once(self) -> None:
        taken = Licence(entry_of(7, NETWORK))
        (found,) = judge_issue(replace(NETWORK, holder="B"), taken, NOW)

        assert found == (
            "identity-taken",
            (
                "57/GP-BTTTT of MIC, 2020, is on record already: issued on 2020-06-01 "
                "to A (entry 7)"
            ),
            "",
        )

    @pytest.mark.parametrize(
        ("grant", "changes", "rules"),
        [
            (NETWORK, {}, []),
            (AGGREGATE, {"holder_kind": "enterprise", "issuer": "DIC-HN"}, []),
            (AGGREGATE, {"kind": "ei-website"}, ["kind-not-granted-then"]),
            (
                NETWORK,
                {"issued_on": date(2025, 3, 1)},
                ["issuer-not-then", "suffix-not-then", "term-too-long"],
            ),
            (
                NETWORK,
                {"number": LicenceNumber(1, "", "GP-UBND")},
                ["suffix-unknown"],
            ),
            (
                NETWORK,
                {"number": LicenceNumber(1, "", "GP-STTTT")},
                ["suffix-not-of-issuer"],
            ),
            (NETWORK, {"printed": "57/GP-BTTT"}, ["suffix-unknown"]),
            (NETWORK, {"printed": "057/gp-btttt"}, []),
        ],
    )
    def test_kind_suffix_issuer_and_day_go_together(
        self, grant: LicenceIssued, changes: dict[str, Any], rules: list[str]
    ) -> None:
        found = judged(grant, **changes)

        assert [rule for rule in found if rule != "issuer-not-for-kind"] == rules

    def test_an_authority_that_may_not_grant_the_kind_is_remarked(self) -> None:
        found = judged(NETWORK, issuer="ABEI", number=LicenceNumber(1, "", "GP-TTĐT"))

        assert found == ["issuer-not-for-kind"]


class TestSites:
    """A site is written as a domain name; a licensed one has a .vn domain."""

    @pytest.mark.parametrize(
        ("sites", "rules"),
        [
            (("vidu-a.vn",), []),
            (("vidu.com", "vidu.com.vn"), []),
            (("vidu.com",), ["no-vn-domain"]),
            ((), ["no-vn-domain"]),
            (("a@vidu.vn",), ["site-shape"]),
            (("vídụ.vn",), ["site-shape"]),
            (("-vidu.vn",), ["site-shape"]),
            (("tintuc.vn",), ["newspaper-like-name"]),
            (("vidu-online.vn",), ["newspaper-like-name"]),
            (("baochi.vn",), []),
        ],
    )
    def test_the_shape_of_sites_is_remarked(
        self, sites: tuple[str, ...], rules: list[str]
    ) -> None:
        assert judged(NETWORK, sites=sites) == rules

    def test_a_newspaper_may_look_like_one(self) -> None:
        found = judged(AGGREGATE, sites=("tintuc.vn",))

        assert "newspaper-like-name" not in found

    @pytest.mark.parametrize(
        ("text", "site"),
        [
            ("https://Vi-Du-A.vn/", "vi-du-a.vn"),
            ("HTTP://vidu.vn/trang?a=b", "vidu.vn"),
            (" vidu.vn. ", "vidu.vn"),
            ("www.vidu.vn", "www.vidu.vn"),
        ],
    )
    def test_a_site_is_kept_without_scheme_and_path(self, text: str, site: str) -> None:
        assert parse_site(text) == site

    @pytest.mark.parametrize("text", ["", "https://", "/", "vi du.vn"])
    def test_what_is_no_site_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInputError, match=r"A site reads like 'vi-du\.vn'"):
            parse_site(text)


class TestActs:
    """An act is not earlier than the grant, and needs a licence that has not ended."""

    REF = str(NETWORK.key)

    def act(self, word: str, on: date, until: date | None = None) -> LegalAct:
        return ACTS[word](licence=1, ref=self.REF, on=on, until=until)

    def judged(self, act: LegalAct, *before: LegalAct) -> list[str]:
        entries = [entry_of(number, one) for number, one in enumerate(before, start=2)]
        licence = fold(entry_of(1, NETWORK), entries)
        return names(judge_act(act, licence, NOW))

    @pytest.mark.parametrize("word", [word for word in ACTS if word != "resume"])
    def test_an_act_lies_between_the_grant_and_today(self, word: str) -> None:
        def judged_on(on: date) -> list[str]:
            until = {"extend": date(2032, 5, 31), "suspend": on + 90 * DAY}.get(word)
            return self.judged(self.act(word, on, until))

        assert judged_on(NETWORK.issued_on) == []
        assert judged_on(TODAY) == []
        assert judged_on(NETWORK.issued_on - DAY) == ["act-before-grant"]
        assert judged_on(TODAY + DAY) == ["day-in-future"]

    @pytest.mark.parametrize(
        ("ending", "rule"),
        [
            ("revoke", "act-on-ended-licence"),
            ("surrender", "act-on-ended-licence"),
            ("lapse", "act-on-expired-licence"),
        ],
    )
    def test_an_extension_after_the_end_is_refused(
        self, ending: str, rule: str
    ) -> None:
        ended = self.act(ending, date(2023, 11, 20))
        extension = self.act("extend", date(2024, 6, 1), date(2032, 5, 31))

        assert self.judged(extension, ended) == [rule]

    def test_an_act_of_a_day_before_the_end_may_be_entered_late(self) -> None:
        ended = self.act("revoke", date(2023, 11, 20))

        assert self.judged(self.act("amend", date(2023, 11, 19)), ended) == []
        assert self.judged(self.act("amend", date(2023, 11, 20)), ended) == [
            "act-on-ended-licence"
        ]

    def test_a_licence_may_be_known_to_have_lapsed_after_it_expired(self) -> None:
        past = replace(NETWORK, expires_on=date(2021, 5, 31))
        licence = fold(entry_of(1, past), ())
        lapsed, extended = (
            judge_act(self.act(word, date(2022, 1, 1), date(2022, 5, 31)), licence, NOW)
            for word in ("lapse", "extend")
        )

        assert names(lapsed) == []
        assert names(extended) == ["act-on-expired-licence"]

    @pytest.mark.parametrize(
        ("on", "changes", "rules"),
        [
            (date(2021, 6, 3), {"expires_on": date(2030, 6, 1)}, []),
            (date(2021, 6, 3), {"expires_on": date(2030, 6, 2)}, ["term-too-long"]),
            (
                date(2021, 6, 3),
                {"expires_on": date(2020, 5, 31)},
                ["days-out-of-order"],
            ),
            (date(2021, 6, 3), {"effective_on": date(2021, 7, 1)}, []),
            (
                date(2021, 6, 3),
                {"effective_on": date(2020, 5, 31)},
                ["days-out-of-order"],
            ),
            (
                date(2021, 6, 3),
                {"effective_on": date(2030, 6, 1)},
                ["days-out-of-order"],
            ),
            (date(2024, 12, 24), NEW_TERM, []),
            (date(2024, 12, 25), NEW_TERM, ["term-too-long"]),
        ],
    )
    def test_an_amended_term_is_judged_as_a_new_one(
        self, on: date, changes: dict[str, date], rules: list[str]
    ) -> None:
        act = replace(self.act("amend", on), changes=changes)

        assert self.judged(act) == rules

    def test_an_extension_names_its_last_day(self) -> None:
        assert self.judged(self.act("extend", date(2024, 6, 1))) == [
            "days-out-of-order"
        ]

    def test_an_act_does_not_run_backwards(self) -> None:
        day = date(2024, 6, 1)

        assert self.judged(self.act("amend", day, day)) == []
        assert self.judged(self.act("amend", day, day - DAY)) == ["days-out-of-order"]

    def test_an_extension_is_at_most_two_years_and_two_times(self) -> None:
        expiry = NETWORK.expires_on
        assert expiry is not None
        on = date(2024, 6, 1)
        once = self.act("extend", on, expiry.replace(year=expiry.year + 2))
        long = self.act("extend", on, expiry.replace(year=expiry.year + 2) + DAY)
        later = self.act("extend", on + DAY, expiry.replace(year=expiry.year + 4))
        third = self.act("extend", on + 2 * DAY, expiry.replace(year=expiry.year + 5))

        assert self.judged(once) == []
        assert self.judged(long) == ["extension-too-long"]
        assert self.judged(later, once) == []
        assert self.judged(third, once, later) == ["extension-too-many"]

    def test_the_limits_of_extensions_are_not_known_from_25_december_2024(self) -> None:
        far = self.act("extend", date(2024, 12, 25), date(2090, 1, 1))

        assert self.judged(far) == []

    def test_a_suspension_lasts_three_months_and_a_second_one_is_told(self) -> None:
        on = date(2023, 1, 10)
        first = self.act("suspend", on, date(2023, 4, 9))
        second = self.act("suspend", date(2024, 1, 10), date(2024, 4, 9))

        assert self.judged(first) == []
        assert self.judged(self.act("suspend", on, date(2023, 3, 9))) == [
            "suspension-length"
        ]
        assert self.judged(second, first) == ["second-suspension"]


class TestExtensionsAndSuspensions:
    """Twice, two years at most; three months, and once. Before 25 December 2024."""

    GRANT = replace(NETWORK, issued_on=date(2014, 3, 1), expires_on=date(2020, 2, 29))

    def judged(self, act: LegalAct, *before: LegalAct) -> list[str]:
        entries = [entry_of(number, one) for number, one in enumerate(before, start=2)]
        licence = fold(entry_of(1, self.GRANT), entries)
        return names(judge_act(act, licence, NOW))

    @staticmethod
    def act(word: str, on: date, until: date | None) -> LegalAct:
        return ACTS[word](licence=1, ref=str(NETWORK.key), on=on, until=until)

    @pytest.mark.parametrize(
        ("until", "rules"),
        [
            (date(2021, 2, 28), []),
            (date(2022, 2, 28), []),
            # From anniversary to anniversary, as some are printed.
            (date(2022, 3, 1), []),
            (date(2022, 3, 2), ["extension-too-long"]),
        ],
    )
    def test_an_extension_adds_two_years_at_most(
        self, until: date, rules: list[str]
    ) -> None:
        assert self.judged(self.act("extend", date(2020, 2, 1), until)) == rules

    def test_a_licence_is_extended_twice_at_most(self) -> None:
        first, second, third = (
            self.act("extend", date(year, 2, 1), date(year + 1, 12, 31))
            for year in (2020, 2021, 2022)
        )

        assert self.judged(second, first) == []
        assert self.judged(third, first, second) == ["extension-too-many"]

    def test_a_licence_without_a_last_day_may_be_given_any(self) -> None:
        licence = fold(entry_of(1, replace(self.GRANT, expires_on=None)), ())
        extension = self.act("extend", date(2020, 2, 1), date(2040, 1, 1))

        assert names(judge_act(extension, licence, NOW)) == []

    def test_extensions_are_not_limited_from_25_december_2024_on(self) -> None:
        grant = replace(self.GRANT, expires_on=date(2024, 12, 31))
        licence = fold(entry_of(1, grant), ())
        last, first = (
            names(
                judge_act(
                    self.act("extend", date(2024, 12, day), date(2030, 1, 1)),
                    licence,
                    NOW,
                )
            )
            for day in (24, 25)
        )

        assert last == ["extension-too-long"]
        assert first == []

    @pytest.mark.parametrize(
        ("until", "rules"),
        [
            (date(2019, 7, 31), []),
            (date(2019, 8, 1), []),
            (None, []),
            (date(2019, 7, 15), ["suspension-length"]),
            (date(2019, 8, 15), ["suspension-length"]),
        ],
    )
    def test_a_suspension_lasts_three_months(
        self, until: date | None, rules: list[str]
    ) -> None:
        assert self.judged(self.act("suspend", date(2019, 5, 1), until)) == rules

    def test_a_second_suspension_is_remarked(self) -> None:
        first = self.act("suspend", date(2018, 5, 1), date(2018, 7, 31))
        second = self.act("suspend", date(2019, 5, 1), date(2019, 7, 31))

        assert self.judged(second, first) == ["second-suspension"]
        assert self.judged(first, second) == ["second-suspension"]


class TestInspections:
    """One record per subject and occasion; a fine comes with a sanction."""

    VISIT = InspectionRecorded(
        key=InspectionKey(2024, 1),
        inspected_on=date(2024, 3, 1),
        agency="ABEI",
        subject="a.vn",
        subject_kind="social-network",
    )
    FINE = (Breach("15/2020 Art 100.1.a", 25_000_000),)

    def judged(self, *same: InspectionRecorded, **changes: Any) -> list[str]:  # noqa: ANN401 - any field of a visit
        visit = replace(self.VISIT, **changes)
        known = [Inspection(entry_of(number, one)) for number, one in enumerate(same)]
        return names(judge_inspection(visit, known, NOW))

    def test_the_same_visit_is_recorded_once(self) -> None:
        assert self.judged(self.VISIT) == ["visit-taken"]
        assert self.judged(self.VISIT, inspected_on=date(2024, 3, 2)) == []
        assert self.judged(self.VISIT, agency="DIC-HN") == []
        assert self.judged(self.VISIT, decision="1/QĐ") == []
        assert self.judged(replace(self.VISIT, decision="1/qd"), decision="1/QĐ") == [
            "visit-taken"
        ]

    def test_a_licence_is_inspected_from_its_grant_on(self) -> None:
        day = NETWORK.issued_on
        for inspected_on, rules in ((day, []), (day - DAY, ["visit-before-grant"])):
            visit = replace(self.VISIT, inspected_on=inspected_on)

            assert names(judge_inspection(visit, [], NOW, NETWORK)) == rules
            assert names(judge_inspection(visit, [], NOW)) == []

    def test_a_visit_and_its_decision_are_not_of_the_future(self) -> None:
        assert self.judged(inspected_on=TODAY + DAY) == ["day-in-future"]
        assert self.judged(decided_on=TODAY + DAY) == ["day-in-future"]
        assert self.judged(decided_on=date(2024, 2, 29)) == ["days-out-of-order"]

    @pytest.mark.parametrize(
        ("outcome", "breaches", "rules"),
        [
            ("fined", FINE, []),
            ("stripped", FINE, []),
            ("fined", (), ["fine-missing"]),
            ("reminded", FINE, ["fine-against-outcome"]),
            ("pending", FINE, ["fine-against-outcome"]),
            ("reminded", (Breach("x", 0),), []),
        ],
    )
    def test_a_fine_goes_with_a_sanction(
        self, outcome: str, breaches: tuple[Breach, ...], rules: list[str]
    ) -> None:
        decision = InspectionDecided(
            inspection=1,
            ref=str(self.VISIT.key),
            on=date(2024, 4, 1),
            outcome=outcome,
            breaches=breaches,
        )
        visited = Inspection(entry_of(1, self.VISIT))

        assert self.judged(outcome=outcome, breaches=breaches) == rules
        assert names(judge_decision(decision, visited, NOW)) == rules

    def test_a_decision_comes_after_the_visit_and_not_after_today(self) -> None:
        visited = Inspection(entry_of(1, self.VISIT))
        for day, rules in (
            (self.VISIT.inspected_on, []),
            (self.VISIT.inspected_on - DAY, ["days-out-of-order"]),
            (TODAY + DAY, ["day-in-future"]),
        ):
            decision = InspectionDecided(
                inspection=1, ref="INS-2024-0001", on=day, outcome="warned"
            )

            assert names(judge_decision(decision, visited, NOW)) == rules
