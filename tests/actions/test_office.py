"""Whatever an office does, through the actions that its commands call, adds up.

Clerks issue, act, inspect, count, correct, void and undo at random, with and without
reasons; what is refused is left undone. They begin with nothing, or where a rule is
near: with a tally that is drawn out, between two tallies, with an act soon after a
grant. What is true then is asked of the register, and of the bare events.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from licreg.actions import mending, recording, tallying, undoing
from licreg.actions.checking import check_records
from licreg.actions.intake import full_reference
from licreg.actions.locating import Target, find_entry
from licreg.actions.recording import Clerk
from licreg.actions.reference import read_law
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.cli.main import VIET_NAM
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import (
    ACTS,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    LegalAct,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import LicenceNumber, Reference
from licreg.domain.licence import status_on
from licreg.domain.totals import inspection_totals, licence_totals
from licreg.domain.vocabulary import AREAS, Status
from licreg.errors import LicregError, NotFoundError
from licreg.store.register import RegisterFolder

LAW: Final = read_law()
NOW: Final = datetime(2025, 6, 1, 9, tzinfo=VIET_NAM)
KIND: Final = "social-network"
CLERK: Final = Clerk("an", NOW)
RUNS: Final = int(os.environ.get("LICREG_OFFICE_RUNS", "120"))
DAY_OF: Final = [
    date(year, month, 12) for year in (2019, 2021, 2023) for month in (2, 3, 9)
]


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)


def numbered(value: int) -> LicenceNumber:
    """Return a number of the one issuer that there is."""
    return LicenceNumber(value, "", "GP-BTTTT")


class Office:
    """Clerks at one register; *draw* chooses what they do."""

    def __init__(self, register: RegisterFolder, draw: st.DrawFn) -> None:
        self.register, self.draw = register, draw
        self.circumstances = Circumstances(NOW.date(), LAW, "có giấy")
        self.days, self.tallies = DAY_OF, [0]
        self.does: list[Callable[[], object]] = [
            *(self.issue, self.issue, self.act, self.act, self.inspect),
            *(self.count, self.correct, self.correct, self.void, self.undo, self.undo),
        ]
        self.values: list[Callable[[], dict[str, object]]] = [
            lambda: {"issued_on": self._day()},
            lambda: {"number": self._number()},
            lambda: {"from_tally": None, "not_in_tally": True},
            lambda: {"from_tally": draw(st.sampled_from(self.tallies))},
            lambda: {"issued_on": self._day(), "from_tally": 0},
        ]
        draw(st.sampled_from([self.idle, self.draw_out, self.act_soon]))()

    def idle(self) -> None:
        """Begin with nothing, and do anything on any day."""

    def draw_out(self) -> None:
        """Count licences up to two days, and draw all of them; go on thereabouts.

        One of them may be taken back and another drawn in its place.
        """
        self.days, self.tallies = DAY_OF[:3], [0, 1, 2]
        self.does = [self.issue, *(self.correct,) * 3, self.void, self.undo]
        self.values = self.values[:1] + self.values[2:]
        for place in range(2):
            self.tally(count=1, to_on=DAY_OF[place])
        for place in range(2):
            self.grant(numbered(place + 1), DAY_OF[place], from_tally=place + 1)
        with suppress(LicregError):
            if self.draw(st.booleans()):
                self.void(3)
                self.grant(numbered(3), DAY_OF[0], from_tally=1)

    def act_soon(self) -> None:
        """Grant a licence, and amend it one day later; go on thereabouts."""
        self.days = DAY_OF[:3]
        self.does = [self.act, self.correct, self.correct, self.void, self.undo]
        self.values = self.values[:2]
        self.grant(numbered(1), DAY_OF[0])
        self.do("amend", self._licence(), DAY_OF[1])

    def work(self) -> None:
        """Do something, with a reason or without; what is refused is not done."""
        reason = self.draw(st.sampled_from(["", "có giấy"]))
        self.circumstances = Circumstances(NOW.date(), LAW, reason)
        done = self.draw(st.sampled_from(self.does))
        with suppress(LicregError):
            done()
            event(done.__name__)

    def issue(self) -> None:
        tally = self.draw(st.sampled_from([None, *self.tallies]))
        is_outside = tally is None and self.draw(st.booleans())
        number, day = self._number(), self._day()
        self.grant(number, day, from_tally=tally, not_in_tally=is_outside)

    def grant(
        self,
        number: LicenceNumber,
        day: date,
        *,
        from_tally: int | None = None,
        not_in_tally: bool = False,
    ) -> None:
        request = IssueRequest(
            kind=KIND,
            number=number,
            issued_on=day,
            expires_on=date(2024, 2, 11),
            holder="Công ty Ví dụ",
            sites=("a.vn",),
            from_tally=from_tally,
            not_in_tally=not_in_tally,
        )
        recording.issue_licence(self.register, request, self.circumstances, CLERK)

    def act(self) -> None:
        act = self.draw(st.sampled_from(list(ACTS)))
        self.do(act, self._licence(), self._day())

    def do(self, act: str, licence: Reference, on: date) -> None:
        request = ActRequest(
            licence=licence,
            act=act,
            on=on,
            until=date(2025, 2, 11) if act in ("extend", "suspend") else None,
            changes={"sites": ("b.vn",)} if act == "amend" else {},
        )
        recording.act_on_licence(self.register, request, self.circumstances, CLERK)

    def inspect(self) -> None:
        request = VisitRequest(
            inspected_on=self._day(),
            agency="ABEI",
            subject=self.draw(st.sampled_from(["a.vn", "b.vn"])),
            subject_kind=KIND,
            licence=self._licence(),
        )
        recording.record_inspections(
            self.register, [request], self.circumstances, CLERK
        )

    def count(self) -> None:
        self.tally(count=self.draw(st.integers(0, 2)), to_on=self._day())

    def tally(self, *, count: int, to_on: date) -> None:
        tally = TallyRecorded(
            measure="issued", kind=KIND, count=count, to_on=to_on, source="Báo cáo"
        )
        tallying.record_tally(self.register, tally, self.circumstances, CLERK)

    def correct(self) -> None:
        target = self._entry()
        day, values = self._day(), dict[str, object]()
        match target.entry.event:
            case LicenceIssued():
                values = self.draw(st.sampled_from(self.values))()
            case LegalAct():
                values = {"on": day}
            case TallyRecorded():
                count = self.draw(st.integers(0, 2))
                values = self.draw(st.sampled_from([{"count": count}, {"to_on": day}]))
            case _:
                values = {"inspected_on": day}
        mending.correct_entry(
            *(self.register, target, values, self.circumstances, CLERK), because="nhầm"
        )

    def void(self, number: int | None = None) -> None:
        target = self._entry() if number is None else find_entry(self.register, number)
        mending.void_entry(
            self.register, target, self.circumstances, CLERK, because="nhầm"
        )

    def undo(self) -> None:
        batch = self.draw(st.none() | st.integers(1, max(self.register.entries, 1)))
        plan = undoing.plan_undoing(self.register, "an", batch)
        undoing.undo_batch(self.register, plan, CLERK)

    def _day(self) -> date:
        return self.draw(st.sampled_from(self.days))

    def _number(self) -> LicenceNumber:
        return numbered(self.draw(st.integers(1, 5)))

    def _licence(self) -> Reference:
        keys = [one.key for one in self.register.licences()]
        if not keys:
            raise NotFoundError
        return full_reference(self.draw(st.sampled_from(keys)))

    def _entry(self) -> Target:
        number = self.draw(st.integers(1, max(self.register.entries, 1)))
        return find_entry(self.register, number)


@contextmanager
def worked(data: st.DataObject) -> Iterator[RegisterFolder]:
    """Yield the register of an office that has worked, opened anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "register"
        RegisterFolder.create(folder, "Ví dụ", now=NOW)
        register = RegisterFolder(folder)
        data.draw(st.composite(_work)(register))
        yield RegisterFolder(folder)


def _work(draw: st.DrawFn, register: RegisterFolder) -> None:
    office = Office(register, draw)
    for _ in range(draw(st.integers(4, 14))):
        if register.entries or draw(st.booleans()):
            office.work()
        else:
            with suppress(LicregError):
                office.circumstances = Circumstances(NOW.date(), LAW, "")
                office.issue()


few: Final = settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@few
@given(st.data())
def test_what_an_office_can_reach_is_free_of_findings(data: st.DataObject) -> None:
    with worked(data) as register:
        assert list(check_records(register, LAW)) == []
        assert list(register.verify()) == []


@few
@given(st.data(), st.sampled_from(DAY_OF) | st.just(date(2025, 5, 1)))
def test_stocks_add_up_and_what_was_voided_counts_nowhere(
    data: st.DataObject, day: date
) -> None:
    with worked(data) as register:
        counts, tallies = register.counts, register.tallies()
        first = date(day.year, 1, 1)
        totals = licence_totals(counts.licences, tallies, KIND, (), first, day)
        live = [one for one in register.licences() if one.grant.issued_on <= day]
        gone = _voided(register)

        assert totals.cumulative == totals.recorded + totals.unlisted
        assert totals.unlisted >= 0
        assert totals.recorded == len(live) == sum(totals.by_status.values())
        for status in Status:
            name = status.value.replace("-", "_")
            found = [one for one in live if status_on(one, day) is status]
            assert totals.by_status[name] == len(found)
        assert gone.isdisjoint(one.entry for one in register.licences())
        assert gone.isdisjoint(one.entry for one in register.inspections())
        assert gone.isdisjoint(one.number for one in tallies)
        visits = [
            one for one in register.inspections() if first <= one.visit.inspected_on
        ]
        area = next(iter(AREAS))
        asked = inspection_totals(
            counts.inspections, area, first, day, by_decision_day=False
        )
        assert asked.inspected == sum(one.visit.inspected_on <= day for one in visits)


@settings(few, max_examples=RUNS * 2)
@given(st.data())
def test_licences_fit_their_tallies_and_acts_their_licences(
    data: st.DataObject,
) -> None:
    with worked(data) as register:
        events = _as_corrected(register)
        tallies = _those(events, TallyRecorded)
        grants = _those(events, LicenceIssued)
        drawn = Counter(one.from_tally for one in grants.values() if one.from_tally)

        assert register.counts.licences.drawn == drawn
        for number, count in drawn.items():
            assert count <= tallies[number].count
        for grant in grants.values():
            if grant.from_tally:
                assert grant.issued_on <= tallies[grant.from_tally].to_on
                assert not grant.not_in_tally
        for act in _those(events, LegalAct).values():
            if act.licence in grants:
                assert grants[act.licence].issued_on <= act.on


def _those(events: dict[int, Any], sort: type[Any]) -> dict[int, Any]:
    """Return the events of a sort, by entry."""
    return {number: one for number, one in events.items() if isinstance(one, sort)}


def _as_corrected(register: RegisterFolder) -> dict[int, Any]:
    """Return the events that count, by entry, with their right values."""
    events: dict[int, Any] = {}
    for batch in register.batches():
        for entry in batch.entries:
            done: Any = entry.event
            events[entry.number] = done
            if isinstance(done, EntryCorrected):
                right = replace(events[done.target], **done.changes)
                events[done.target] = right
    gone = _voided(register)
    return {number: one for number, one in events.items() if number not in gone}


def _voided(register: RegisterFolder) -> set[int]:
    """Return the entries that do not count, as the journal alone tells."""
    gone: set[int] = set()
    for batch in register.batches():
        for entry in batch.entries:
            done: Any = entry.event
            if isinstance(done, EntryVoided):
                gone.add(done.target)
            elif isinstance(done, EntryRestored):
                gone.discard(done.target)
    return gone
