"""An inspection stands as decided by a day, whenever that was entered."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import decisions, entry_of, inspected, model_held, near_days

from licreg.domain.events import (
    Breach,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LicenceRevoked,
    NoteAdded,
)
from licreg.domain.identifiers import InspectionKey
from licreg.domain.inspection import (
    Inspection,
    evolve,
    fold,
    standing_on,
    standings,
)
from licreg.domain.vocabulary import AREA_OF, AREAS, OUTCOMES, PENALTIES

REF = "INS-2024-0001"
VISITED = date(2024, 3, 1)


def visit(**values: Any) -> InspectionRecorded:  # noqa: ANN401 - any field of a visit
    return InspectionRecorded(
        key=InspectionKey(2024, 1),
        inspected_on=VISITED,
        agency="ABEI",
        subject="Vi-Du.vn",
        subject_kind="social-network",
        **values,
    )


def decided(on: date, outcome: str, fine: int = 0, decision: str = "") -> Event:
    breaches = (Breach("15/2020 Art 100.1.a", fine),) if fine else ()
    return InspectionDecided(
        inspection=1,
        ref=REF,
        on=on,
        outcome=outcome,
        breaches=breaches,
        decision=decision,
    )


def after(first: InspectionRecorded, *events: Event) -> Inspection:
    later = [entry_of(number, event) for number, event in enumerate(events, start=2)]
    return fold(entry_of(1, first), later)


class TestFolding:
    """fold(a + b) == fold(b) from fold(a); decisions hold from their own days."""

    @given(inspected(), near_days)
    def test_what_stands_on_a_day_is_what_was_decided_last_by_then(
        self, inspection: Inspection, day: date
    ) -> None:
        standing = standing_on(inspection, day)
        expected = None if inspection.is_voided else model_held(inspection, day)

        if expected is None:
            assert standing is None
        else:
            assert standing is not None
            assert standing.outcome == expected.outcome
            assert standing.breaches == expected.breaches
            assert standing.decision == expected.decision
            assert standing.fine_vnd == expected.fine
            assert standing.on == expected.on

    @given(inspected(), st.lists(decisions(1, REF), max_size=3), st.integers(0, 3))
    def test_a_history_may_be_folded_in_parts(
        self, inspection: Inspection, some: list[InspectionDecided], at: int
    ) -> None:
        first = inspection.recorded
        entries = [entry_of(number, event) for number, event in enumerate(some, 2)]
        folded = fold(first, entries[:at])
        for entry in entries[at:]:
            folded = evolve(folded, entry)

        assert folded == fold(first, entries)

    @given(st.lists(decisions(1, REF), max_size=3, unique_by=lambda one: one.on))
    def test_decisions_in_any_order_of_entry_stand_alike(
        self, some: list[InspectionDecided]
    ) -> None:
        if all(one.on > VISITED for one in some):
            assert standings(after(visit(), *some)) == standings(
                after(visit(), *reversed(some))
            )

    @given(inspected(), near_days)
    def test_what_stands_on_a_day_does_not_depend_on_decisions_after_it(
        self, inspection: Inspection, day: date
    ) -> None:
        known = [entry for entry in inspection.decisions if entry.event.on <= day]
        alone = fold(inspection.recorded, [*known, *inspection.trail])

        assert standing_on(inspection, day) == standing_on(alone, day)

    def test_an_act_on_a_licence_does_not_happen_to_an_inspection(self) -> None:
        revoked = LicenceRevoked(licence=1, ref="57/GP-BTTTT/2019@MIC", on=VISITED)
        with pytest.raises(TypeError, match="LicenceRevoked does not happen"):
            after(visit(), revoked)


class TestDays:
    """A decision holds from its own day on; before it the case is pending."""

    def test_a_fine_of_a_later_day_leaves_the_case_pending_up_to_it(self) -> None:
        inspection = after(visit(outcome="fined", decided_on=date(2024, 4, 1)))

        assert [(one.on, one.outcome) for one in standings(inspection)] == [
            (VISITED, "pending"),
            (date(2024, 4, 1), "fined"),
        ]
        assert standing_on(inspection, date(2024, 2, 29)) is None

    def test_a_decision_entered_later_holds_from_its_day(self) -> None:
        inspection = after(visit(), decided(date(2025, 1, 2), "fined", 15_000_000))
        before, then = (standing_on(inspection, date(2025, 1, day)) for day in (1, 2))

        assert before is not None
        assert (before.outcome, before.fine_vnd) == ("pending", 0)
        assert before.decided_on is None
        assert then is not None
        assert (then.outcome, then.fine_vnd) == ("fined", 15_000_000)
        assert then.decided_on == date(2025, 1, 2)

    def test_an_inspection_decided_anew_stands_as_decided_last(self) -> None:
        inspection = after(
            visit(),
            decided(date(2024, 6, 1), "warned", decision="2/QĐ"),
            decided(date(2024, 4, 1), "fined", 5_000_000, decision="1/QĐ"),
        )

        assert [one.outcome for one in standings(inspection)] == [
            "pending",
            "fined",
            "warned",
        ]
        assert inspection.decision_key == "abei 2/qd"

    def test_a_decision_dated_before_the_visit_holds_from_the_visit_on(self) -> None:
        inspection = after(visit(), decided(date(2024, 1, 1), "warned"))

        assert standing_on(inspection, date(2024, 2, 1)) is None
        assert standings(inspection)[-1].on == VISITED


class TestPenalties:
    """A reminder is no sanction; whoever was asked for money was fined."""

    def test_every_outcome_is_a_penalty_or_is_none(self) -> None:
        assert set(OUTCOMES) > PENALTIES
        assert "reminded" not in PENALTIES

    @pytest.mark.parametrize(
        ("outcome", "fine", "penalised", "fined"),
        [
            ("fined", 0, True, True),
            ("stripped", 5_000_000, True, True),
            ("stripped", 0, True, False),
            ("warned", 0, True, False),
            ("reminded", 0, False, False),
            ("pending", 0, False, False),
        ],
    )
    def test_a_case_is_penalised_and_fined_by_its_outcome_and_its_fines(
        self, outcome: str, fine: int, *, penalised: bool, fined: bool
    ) -> None:
        standing = standings(after(visit(), decided(VISITED, outcome, fine)))[-1]

        assert (standing.is_penalised, standing.is_fined) == (penalised, fined)

    def test_every_kind_of_subject_has_one_area(self) -> None:
        kinds = [kind for area in AREAS.values() for kind in area]

        assert sorted(AREA_OF) == sorted(kinds)
        assert after(visit()).area == "electronic-information"


class TestPuttingRight:
    """A mistake is answered by a later entry; nothing is forgotten."""

    def test_an_inspection_entered_in_error_stands_nowhere(self) -> None:
        voided = EntryVoided(target=1, ref=REF, because="twice")
        restored = EntryRestored(target=1, ref=REF, because="not twice")

        assert standings(after(visit(outcome="warned"), voided)) == []
        assert not after(visit(outcome="warned"), voided).decision_key
        assert len(standings(after(visit(outcome="warned"), voided, restored))) == 1

    def test_a_decision_entered_in_error_takes_no_effect(self) -> None:
        voided = EntryVoided(target=2, ref=REF, because="another")
        inspection = after(visit(), decided(VISITED, "fined", 5, "1/QĐ"), voided)

        assert [one.outcome for one in standings(inspection)] == ["pending"]
        assert inspection.decision_key == ""

    def test_corrections_reach_the_visit_or_the_decision_that_they_name(self) -> None:
        inspection = after(
            visit(),
            decided(VISITED, "warned", decision="1/QĐ"),
            decided(VISITED, "fined", 5, decision="2/QĐ"),
            EntryCorrected(
                target=1, ref=REF, changes={"subject": "vi-du-b.vn"}, because="typo"
            ),
            EntryCorrected(
                target=2, ref=REF, changes={"decision": "7/QĐ"}, because="typo"
            ),
            NoteAdded(target=1, ref=REF, text="seen"),
        )

        assert inspection.subject_key == "vi-du-b.vn"
        assert [entry.event.decision for entry in inspection.decisions] == [
            "7/QĐ",
            "2/QĐ",
        ]
        assert [entry.number for entry in inspection.trail] == [4, 5, 6]
