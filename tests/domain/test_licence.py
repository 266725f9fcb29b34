"""A history becomes a licence, and a licence has one status on each day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    History,
    distinct_acts,
    entry_of,
    grants,
    histories,
    licence_of,
    model_status,
    near_days,
)

from licreg.domain.events import (
    ACTS,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    InspectionDecided,
    LegalAct,
    LicenceIssued,
    NoteAdded,
)
from licreg.domain.identifiers import LicenceNumber
from licreg.domain.licence import (
    Licence,
    ended_on,
    evolve,
    expires_on,
    fold,
    status_on,
    timeline,
    values_on,
)
from licreg.domain.vocabulary import Status

REF = "57/GP-BTTTT/2022@MIC"
DAY = timedelta(days=1)


def granted(
    issued_on: date = date(2022, 3, 1),
    expires: date | None = date(2024, 2, 29),
    effective: date | None = None,
) -> LicenceIssued:
    return LicenceIssued(
        kind="social-network",
        number=LicenceNumber(57, "", "GP-BTTTT"),
        issuer="MIC",
        issued_on=issued_on,
        effective_on=effective,
        expires_on=expires,
        holder="A",
    )


def act(word: str, on: date, until: date | None = None, **changes: object) -> LegalAct:
    return ACTS[word](licence=1, ref=REF, on=on, until=until, changes=changes)


def licensed(grant: LicenceIssued, *acts: LegalAct) -> Licence:
    entries = [entry_of(number, event) for number, event in enumerate(acts, start=2)]
    return fold(entry_of(1, grant), entries)


class TestFolding:
    """fold(a + b) == fold(b) from fold(a); only the order of the days matters."""

    @given(histories(), st.integers(0, 6))
    def test_a_history_may_be_folded_in_parts(self, history: History, at: int) -> None:
        licence = fold(history.first, history.later[:at])
        for entry in history.later[at:]:
            licence = evolve(licence, entry)

        assert licence == licence_of(history)

    @given(grants(), distinct_acts(1, REF), st.data())
    def test_acts_in_any_order_of_entry_make_one_status_on_each_day(
        self, grant: LicenceIssued, acts: Sequence[LegalAct], data: st.DataObject
    ) -> None:
        one = licensed(grant, *acts)
        other = licensed(grant, *data.draw(st.permutations(acts)))
        day = data.draw(near_days)

        assert timeline(one) == timeline(other)
        assert status_on(one, day) == status_on(other, day)
        assert expires_on(one, day) == expires_on(other, day)
        assert values_on(one, day).sites == values_on(other, day).sites

    @given(histories(), near_days)
    def test_the_status_of_a_day_does_not_depend_on_acts_after_it(
        self, history: History, day: date
    ) -> None:
        earlier = [
            entry
            for entry in history.later
            if not (isinstance(entry.event, LegalAct) and entry.event.on > day)
        ]
        with_all, without = licence_of(history), fold(history.first, earlier)

        assert status_on(with_all, day) == status_on(without, day)
        assert expires_on(with_all, day) == expires_on(without, day)
        assert values_on(with_all, day) == values_on(without, day)

    @given(histories(), near_days)
    def test_the_status_is_the_one_that_the_rules_on_the_page_give(
        self, history: History, day: date
    ) -> None:
        licence = licence_of(history)

        assert status_on(licence, day) == model_status(licence, day)

    @given(histories())
    def test_a_timeline_begins_on_the_day_of_issue_and_turns_at_every_step(
        self, history: History
    ) -> None:
        licence = licence_of(history)
        days = [day for day, _ in timeline(licence)]
        statuses = [status for _, status in timeline(licence)]

        assert days == sorted(set(days))
        assert days[:1] == ([] if licence.is_voided else [licence.grant.issued_on])
        assert all(before != after for before, after in pairwise(statuses))

    @given(grants(), near_days)
    def test_a_licence_without_acts_stands_as_one_whose_acts_change_nothing(
        self, grant: LicenceIssued, day: date
    ) -> None:
        plain = licensed(grant)
        reissued = licensed(grant, act("reissue", grant.issued_on))

        assert timeline(plain) == timeline(reissued)
        assert ended_on(plain, day) == ended_on(reissued, day)

    def test_an_event_of_an_inspection_does_not_happen_to_a_licence(self) -> None:
        decided = InspectionDecided(
            inspection=1, ref="INS-2024-0001", on=date(2024, 1, 1), outcome="warned"
        )
        with pytest.raises(TypeError, match="InspectionDecided does not happen"):
            evolve(licensed(granted()), entry_of(2, decided))


class TestBoundaryDays:
    """``expires_on`` is the last day in force; an act takes effect on its own day."""

    def test_the_last_day_of_the_term_is_in_force_and_the_next_is_not(self) -> None:
        licence = licensed(granted(expires=date(2024, 2, 29)))

        assert status_on(licence, date(2022, 2, 28)) is None
        assert status_on(licence, date(2022, 3, 1)) is Status.IN_FORCE
        assert status_on(licence, date(2024, 2, 29)) is Status.IN_FORCE
        assert status_on(licence, date(2024, 3, 1)) is Status.EXPIRED

    def test_a_licence_is_not_yet_in_force_before_its_effective_day(self) -> None:
        licence = licensed(granted(effective=date(2022, 4, 1)))

        assert status_on(licence, date(2022, 3, 31)) is Status.NOT_YET
        assert status_on(licence, date(2022, 4, 1)) is Status.IN_FORCE

    def test_without_a_last_day_a_licence_stays_in_force(self) -> None:
        assert timeline(licensed(granted(expires=None))) == [
            (date(2022, 3, 1), Status.IN_FORCE)
        ]

    def test_an_extension_on_the_last_day_leaves_no_gap(self) -> None:
        end, later = date(2024, 2, 29), date(2026, 2, 28)
        licence = licensed(granted(expires=end), act("extend", end, later))

        assert timeline(licence) == [
            (date(2022, 3, 1), Status.IN_FORCE),
            (date(2026, 3, 1), Status.EXPIRED),
        ]
        assert expires_on(licence, end - DAY) == end
        assert expires_on(licence, end) == later
        assert values_on(licence, end).expires_on == later

    def test_a_suspension_holds_through_its_last_day(self) -> None:
        suspended = act("suspend", date(2023, 5, 1), date(2023, 7, 31))
        licence = licensed(granted(), suspended)

        assert timeline(licence)[1:3] == [
            (date(2023, 5, 1), Status.SUSPENDED),
            (date(2023, 8, 1), Status.IN_FORCE),
        ]

    def test_a_suspension_without_a_last_day_holds_until_it_is_ended(self) -> None:
        licence = licensed(
            granted(),
            act("suspend", date(2023, 5, 1)),
            act("resume", date(2023, 6, 1)),
        )

        assert status_on(licence, date(2023, 5, 31)) is Status.SUSPENDED
        assert status_on(licence, date(2023, 6, 1)) is Status.IN_FORCE

    def test_a_suspended_licence_expires_all_the_same(self) -> None:
        licence = licensed(granted(), act("suspend", date(2023, 5, 1)))

        assert status_on(licence, date(2024, 3, 1)) is Status.EXPIRED

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            (("lapse", "surrender", "revoke"), Status.REVOKED),
            (("lapse", "surrender"), Status.SURRENDERED),
            (("lapse", "suspend"), Status.LAPSED),
            (("suspend",), Status.SUSPENDED),
        ],
    )
    def test_of_several_that_hold_the_gravest_is_the_status(
        self, words: tuple[str, ...], status: Status
    ) -> None:
        day = date(2023, 5, 1)
        licence = licensed(granted(), *(act(word, day) for word in words))

        assert status_on(licence, day) is status
        assert status_on(licence, day - DAY) is Status.IN_FORCE

    def test_a_revocation_stays_one_when_the_term_would_have_ended(self) -> None:
        licence = licensed(granted(), act("revoke", date(2023, 5, 1)))

        assert status_on(licence, date(2024, 3, 1)) is Status.REVOKED
        assert ended_on(licence, date(2024, 3, 1)) == date(2023, 5, 1)

    def test_an_amendment_sets_values_from_its_own_day_on(self) -> None:
        day = date(2023, 5, 1)
        licence = licensed(granted(), act("amend", day, holder="B", sites=("b.vn",)))

        assert values_on(licence, day - DAY).holder == "A"
        assert values_on(licence, day).holder == "B"
        assert values_on(licence, day).sites == ("b.vn",)

    def test_an_amendment_may_set_another_last_day(self) -> None:
        day, end = date(2023, 5, 1), date(2023, 6, 30)
        licence = licensed(granted(), act("amend", day, expires_on=end))

        assert timeline(licence) == [
            (date(2022, 3, 1), Status.IN_FORCE),
            (date(2023, 7, 1), Status.EXPIRED),
        ]

    def test_an_amendment_may_take_the_last_day_away(self) -> None:
        day = date(2023, 5, 1)
        licence = licensed(granted(), act("amend", day, expires_on=None))

        assert status_on(licence, date(2030, 1, 1)) is Status.IN_FORCE
        assert values_on(licence, day).expires_on is None

    def test_an_amendment_may_move_the_first_day_while_it_is_ahead(self) -> None:
        start, moved = date(2022, 5, 1), date(2022, 8, 1)
        licence = licensed(
            granted(effective=start), act("amend", start - DAY, effective_on=moved)
        )

        assert timeline(licence) == [
            (date(2022, 3, 1), Status.NOT_YET),
            (moved, Status.IN_FORCE),
            (date(2024, 3, 1), Status.EXPIRED),
        ]
        assert values_on(licence, start).effective_on == moved

    def test_it_may_bring_the_first_day_forward(self) -> None:
        day = date(2022, 4, 1)
        late = granted(effective=date(2022, 8, 1))
        licence = licensed(late, act("amend", day, effective_on=None))

        assert timeline(licence)[:2] == [
            (date(2022, 3, 1), Status.NOT_YET),
            (day, Status.IN_FORCE),
        ]

    def test_a_licence_in_force_does_not_begin_to_be_so_again(self) -> None:
        amended, start, end = date(2023, 5, 1), date(2023, 7, 1), date(2028, 6, 30)
        licence = licensed(
            granted(), act("amend", amended, effective_on=start, expires_on=end)
        )

        assert timeline(licence) == [
            (date(2022, 3, 1), Status.IN_FORCE),
            (date(2028, 7, 1), Status.EXPIRED),
        ]

    def test_acts_of_one_day_take_effect_in_their_own_order(self) -> None:
        day = date(2023, 5, 1)
        resumed, suspended = act("resume", day), act("suspend", day)

        for acts in ((resumed, suspended), (suspended, resumed)):
            assert status_on(licensed(granted(), *acts), day) is Status.IN_FORCE


class TestPuttingRight:
    """A mistake is answered by a later entry; nothing is forgotten."""

    @staticmethod
    def entries(*events: object) -> list[Entry[Any]]:
        known: list[Any] = list(events)
        return [entry_of(number, event) for number, event in enumerate(known, start=2)]

    def test_a_licence_entered_in_error_counts_nowhere_until_it_is_restored(
        self,
    ) -> None:
        later = self.entries(
            EntryVoided(target=1, ref=REF, because="twice"),
            EntryRestored(target=1, ref=REF, because="not twice"),
        )
        voided, restored = (
            fold(entry_of(1, granted()), later[:count]) for count in (1, 2)
        )

        assert voided.is_voided
        assert timeline(voided) == []
        assert status_on(voided, date(2023, 1, 1)) is None
        assert status_on(restored, date(2023, 1, 1)) is Status.IN_FORCE
        assert [entry.number for entry in restored.trail] == [2, 3]

    def test_an_act_entered_in_error_takes_no_effect_until_it_is_restored(self) -> None:
        later = self.entries(
            act("revoke", date(2023, 5, 1)),
            EntryVoided(target=2, ref=REF, because="another licence"),
            EntryRestored(target=2, ref=REF, because="this one after all"),
        )
        voided, restored = (
            fold(entry_of(1, granted()), later[:count]) for count in (2, 3)
        )

        assert status_on(voided, date(2023, 6, 1)) is Status.IN_FORCE
        assert status_on(restored, date(2023, 6, 1)) is Status.REVOKED
        assert voided.last_entry == 3

    def test_a_correction_of_the_grant_changes_its_key_and_its_term(self) -> None:
        number = LicenceNumber(58, "", "GP-BTTTT")
        corrected = EntryCorrected(
            target=1,
            ref=REF,
            changes={"number": number, "issued_on": date(2021, 3, 1)},
            because="misread",
        )
        licence = fold(entry_of(1, granted()), self.entries(corrected))

        assert str(licence.key) == "58/GP-BTTTT/2021@MIC"
        assert licence.entry == 1
        assert timeline(licence)[0] == (date(2021, 3, 1), Status.IN_FORCE)

    def test_a_correction_of_an_act_changes_that_act_only(self) -> None:
        day = date(2023, 5, 1)
        later = self.entries(
            act("suspend", day, date(2023, 6, 30)),
            act("suspend", date(2023, 9, 1), date(2023, 9, 30)),
            EntryCorrected(
                target=2, ref=REF, changes={"until": date(2023, 7, 31)}, because="typo"
            ),
        )
        licence = fold(entry_of(1, granted()), later)

        assert [entry.event.until for entry in licence.acts] == [
            date(2023, 7, 31),
            date(2023, 9, 30),
        ]

    def test_a_note_stands_beside_and_changes_nothing(self) -> None:
        note = self.entries(NoteAdded(target=1, ref=REF, text="seen"))
        licence = fold(entry_of(1, granted()), note)

        assert licence.trail == tuple(note)
        assert timeline(licence) == timeline(licensed(granted()))
