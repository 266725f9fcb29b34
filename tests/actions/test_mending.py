"""What puts right keeps the rules, and what is undone is as if it had not been."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import Scribe, Step, steps

from licreg.actions.checking import check_records
from licreg.actions.locating import find_entry, look_up, ref_of_record, whole
from licreg.actions.mending import CAUSES, Mended, correct_entry, void_entry
from licreg.actions.recording import Clerk, issue_licence
from licreg.actions.reference import read_law
from licreg.actions.requests import IssueRequest
from licreg.actions.undoing import Undone, plan_undoing, undo_batch, undone_batches
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import (
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    LicenceRevoked,
    NoteAdded,
)
from licreg.domain.identifiers import LicenceNumber
from licreg.errors import InvalidInputError, RefusedError
from licreg.store.register import RegisterFolder

NOW: Final = datetime.fromisoformat("2026-07-26T10:00:00+07:00")
CLERK: Final = Clerk("an", NOW)


class Careful(Scribe):
    """A scribe who voids only what counts, and says what was there before."""

    def _put_right(self, step: Step) -> Event | None:
        event = super()._put_right(step)
        if not isinstance(event, EntryCorrected | EntryVoided | EntryRestored):
            is_of_tally = isinstance(event, NoteAdded) and event.ref.startswith("TALLY")
            return None if is_of_tally else event
        records: list[Any] = [*self.licences.values(), *self.inspections.values()]
        for record in records:
            if str(record.key) == event.ref:
                return self._checked(event, record.voided, self._part(record, event))
        return self._checked(
            event, frozenset(self.voided), self.tallies[event.target].event
        )

    def _part(self, record: Any, event: Any) -> Any:  # noqa: ANN401  # any record
        entries = {record.entry: getattr(record, "granted", None) or record.recorded}
        later: Any = getattr(record, "acts", None) or getattr(record, "decisions", ())
        entries |= {one.number: one for one in later}
        return entries[event.target].event

    def _checked(
        self, event: Event, voided: frozenset[int], before: object
    ) -> Event | None:
        match event:
            case EntryCorrected(changes=changes):
                was = {name: getattr(before, name) for name in changes}
                return replace(event, was=was)
            case EntryVoided(target=target):
                return None if target in voided else event
            case EntryRestored(target=target):
                return event if target in voided else None
            case _:
                return event


def state_of(register: RegisterFolder) -> dict[str, Any]:
    """Return all that counts, with its values, and the counts themselves."""
    return {
        "licences": {
            one.entry: (
                one.grant,
                [act for act in one.acts if act.number not in one.voided],
            )
            for one in register.licences()
        },
        "inspections": {
            one.entry: (
                one.visit,
                [each for each in one.decisions if each.number not in one.voided],
            )
            for one in register.inspections()
        },
        "tallies": register.tallies(),
        "counts": (register.counts.licences, register.counts.inspections),
        "by issuer": {
            code: (counts.licences, counts.inspections)
            for code, counts in register.counts_by_issuer().items()
            if counts.licences.filled() or counts.inspections.filled()
        },
    }


def undo(register: RegisterFolder, batch: int | None = None) -> Undone:
    return undo_batch(register, plan_undoing(register, "an", batch), CLERK)


def fresh(register: RegisterFolder) -> RegisterFolder:
    """Return the register opened anew, proved to say what its journal says."""
    opened = RegisterFolder(register.path)
    assert list(opened.verify()) == []
    return opened


def append(register: RegisterFolder, events: list[Event]) -> None:
    with register.writing("an", now=NOW) as writer:
        writer.append("test", events)


@pytest.fixture
def register(tmp_path: Path) -> RegisterFolder:
    RegisterFolder.create(tmp_path / "register", "R", now=NOW)
    return RegisterFolder(tmp_path / "register")


@pytest.fixture
def circumstances(register: RegisterFolder) -> Circumstances:
    return Circumstances(today=NOW.date(), law=read_law(register.settings))


def issue(register: RegisterFolder, circumstances: Circumstances, number: int) -> int:
    request = IssueRequest(
        kind="social-network",
        number=LicenceNumber(number, "", "GP-BTTTT"),
        issued_on=date(2019, 2, 12),
        holder="Công ty Cổ phần Bình Minh",
    )
    recorded = issue_licence(register, request, circumstances, CLERK)
    return recorded.licences[0].entry


class TestUndo:
    """What is undone leaves no trace but in the history."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.lists(steps, min_size=1, max_size=4), min_size=1, max_size=5))
    def test_an_undone_batch_is_as_if_it_had_not_been(
        self, some: list[list[Step]]
    ) -> None:
        with TemporaryDirectory() as name:
            RegisterFolder.create(Path(name) / "r", "R", now=NOW)
            register = RegisterFolder(Path(name) / "r")
            scribe = Careful()
            before = state_of(register)
            for group in some:
                events = scribe.record(group, NOW.isoformat(), "an")
                if events:
                    before = state_of(register)
                    append(register, events)
            if not register.entries:
                return
            after = state_of(register)
            try:
                undo(register)
            except RefusedError:  # It would take a number that is another's by now.
                return

            assert state_of(fresh(register)) == before
            undo(register)
            assert state_of(fresh(register)) == after

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(st.lists(steps, min_size=1, max_size=3), min_size=2, max_size=6),
        st.integers(0, 5),
    )
    def test_undone_twice_any_batch_is_as_it_was(
        self, some: list[list[Step]], place: int
    ) -> None:
        with TemporaryDirectory() as name:
            RegisterFolder.create(Path(name) / "r", "R", now=NOW)
            register = RegisterFolder(Path(name) / "r")
            scribe = Careful()
            batches = 0
            for group in some:
                events = scribe.record(group, NOW.isoformat(), "an")
                if events:
                    append(register, events)
                    batches += 1
            if not batches:
                return
            before = state_of(register)
            try:
                done = undo(register, 1 + place % batches)
            except RefusedError:
                assert state_of(fresh(register)) == before
                return

            voided = {
                entry.number
                for entry in done.plan.batch.entries
                if not hasattr(entry.event, "target")
            }
            state = state_of(fresh(register))
            assert voided.isdisjoint({*state["licences"], *state["inspections"]})
            assert done.batch is not None
            undo(register, done.batch.number)
            assert state_of(fresh(register)) == before

    def test_of_several_undoings_the_last_holds(self) -> None:
        assert undone_batches({}) == {}
        assert undone_batches({2: 1, 3: 2, 4: 1}) == {1: 4, 2: 3}
        assert undone_batches({2: 1, 3: 2, 4: 3}) == {1: 2, 3: 4}

    def test_what_stands_on_it_is_named_and_undone_first(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)
        target = find_entry(register, first)
        correct_entry(
            register,
            target,
            {"holder": "Công ty Bình An"},
            circumstances,
            CLERK,
            because="gõ nhầm",
        )

        with pytest.raises(RefusedError, match=r"entry 2 \(correct 07/GP-BTTTT/2019"):
            undo(register, 1)
        undo(register, 2)
        undo(register, 1)

        assert list(fresh(register).licences()) == []

    def test_a_number_taken_since_is_not_given_back(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)
        eight = LicenceNumber(8, "", "GP-BTTTT")
        correct(register, circumstances, first, number=eight)
        issue(register, circumstances, 7)

        with pytest.raises(RefusedError, match=r"later entries stand on it.*entry 3"):
            undo(register, 2)
        undo(register, 3)
        # The number stays with what was entered in error.
        with pytest.raises(RefusedError, match="by now another licence"):
            undo(register, 2)

    def test_nothing_comes_back_onto_what_was_voided(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)
        append(register, list(visit_to(register, first)))
        void(register, circumstances, 2)
        void(register, circumstances, first)

        with pytest.raises(RefusedError, match="void 07/GP-BTTTT/2019"):
            undo(register, 3)

        assert list(check_records(register, circumstances.law)) == []


class TestCorrect:
    """Right values are judged as at entry."""

    def test_a_number_that_is_free_moves_the_licence(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 75)

        correct(
            register,
            circumstances,
            first,
            number=LicenceNumber(57, "", "GP-BTTTT"),
            issued_on=date(2018, 2, 12),
        )

        opened = fresh(register)
        (licence,) = opened.licences()
        assert str(licence.key) == "57/GP-BTTTT/2018@MIC"
        assert look_up(opened, "75/GP-BTTTT/2019@MIC") is None
        assert find_entry(opened, first).ref == "57/GP-BTTTT/2018@MIC"

    def test_a_taken_number_needs_a_reason(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        issue(register, circumstances, 57)
        second = issue(register, circumstances, 75)
        number = LicenceNumber(57, "", "GP-BTTTT")

        with pytest.raises(RefusedError, match="57/GP-BTTTT of MIC, 2019, is on rec"):
            correct(register, circumstances, second, number=number)
        mended = correct(
            register, replace(circumstances, override="so in"), second, number=number
        )

        assert mended.ref == "57/GP-BTTTT/2019@MIC#2"
        undo(register)
        assert find_entry(register, second).ref == "75/GP-BTTTT/2019@MIC"

    def test_what_was_admitted_at_entry_is_not_asked_again(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)

        mended = correct(register, circumstances, first, holder="Công ty Bình An")

        assert mended.remarks == ()

    def test_an_act_that_would_lie_before_the_grant_refuses(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)
        append(register, [revoked(first, "07/GP-BTTTT/2019@MIC", on=date(2019, 6, 1))])

        with pytest.raises(RefusedError, match=r"Entry 2 \(revoke\) of 2019-06-01"):
            correct(register, circumstances, first, issued_on=date(2019, 7, 1))

    def test_a_decision_before_a_corrected_visit_refuses(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        scribe = Scribe()
        day = date(2022, 3, 1)
        events = scribe.record([Step("inspect", 0, 0, day)], "", "")
        events += scribe.record([Step("decide", 0, 2, date(2022, 5, 1))], "", "")
        append(register, events)

        with pytest.raises(RefusedError, match=r"ecision of 2022-05-01"):
            correct(register, circumstances, 1, inspected_on=date(2022, 6, 1))

    def test_a_visit_of_another_year_gets_a_reference_of_that_year(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        events = Scribe().record([Step("inspect", 0, 0, date(2022, 3, 1))], "", "")
        append(register, events)

        correct(register, circumstances, 1, inspected_on=date(2021, 3, 1))

        opened = fresh(register)
        assert [str(one.key) for one in opened.inspections()] == ["INS-2021-0001"]
        assert opened.next_inspection(2022) == 2
        undo(opened)
        assert [str(one.key) for one in opened.inspections()] == ["INS-2022-0001"]

    def test_nothing_to_change_is_said(
        self, register: RegisterFolder, circumstances: Circumstances
    ) -> None:
        first = issue(register, circumstances, 7)

        with pytest.raises(InvalidInputError, match="nothing is to change"):
            correct(register, circumstances, first, issuer="MIC")


def correct(
    register: RegisterFolder,
    circumstances: Circumstances,
    entry: int,
    **values: object,
) -> Mended:
    return correct_entry(
        register,
        find_entry(register, entry),
        values,
        circumstances,
        CLERK,
        because="nhầm",
        cause=CAUSES[1],
    )


def void(register: RegisterFolder, circumstances: Circumstances, entry: int) -> None:
    target = find_entry(register, entry)
    assert whole(target.record).ref == ref_of_record(target.record)
    void_entry(register, target, circumstances, CLERK, because="nhầm")


def visit_to(register: RegisterFolder, licence: int) -> Iterator[Event]:
    ref = find_entry(register, licence).ref
    for event in Scribe().record([Step("inspect", 0, 0, date(2022, 3, 1))], "", ""):
        changed: Any = event
        yield replace(changed, licence=licence, ref=ref)


def revoked(licence: int, ref: str, on: date) -> Event:
    return LicenceRevoked(licence=licence, ref=ref, on=on)
