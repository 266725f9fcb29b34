"""Whatever an office does, through the actions that its commands call, adds up.

Clerks issue, act, inspect, count, correct, void and undo at random, with and without
reasons; what is refused is left undone. What is true then is asked of the register.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
DAYS: Final = st.sampled_from(
    [date(year, month, 12) for year in (2019, 2021, 2023) for month in (2, 3, 9)]
)
SOME: Final = st.integers(0, 30)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)


class Office:
    """Clerks at one register; *draw* chooses what they do."""

    def __init__(self, register: RegisterFolder, draw: st.DrawFn) -> None:
        self.register, self.draw = register, draw

    def work(self) -> None:
        """Do something, with a reason or without; what is refused is not done."""
        reason = self.draw(st.sampled_from(["", "có giấy"]))
        self.circumstances = Circumstances(NOW.date(), LAW, reason)
        does: list[Callable[[], object]] = [
            *(self.issue, self.issue, self.act, self.act, self.inspect),
            *(self.count, self.correct, self.correct, self.void, self.undo, self.undo),
        ]
        done = self.draw(st.sampled_from(does))
        with suppress(LicregError):
            done()
            event(done.__name__)

    def issue(self) -> None:
        told = self.draw(st.sampled_from([(None, False), (0, False), (None, True)]))
        request = IssueRequest(
            kind=KIND,
            number=LicenceNumber(self.draw(st.integers(1, 5)), "", "GP-BTTTT"),
            issued_on=self.draw(DAYS),
            expires_on=date(2024, 2, 11),
            holder="Công ty Ví dụ",
            sites=("a.vn",),
            from_tally=told[0],
            not_in_tally=told[1],
        )
        recording.issue_licence(self.register, request, self.circumstances, CLERK)

    def act(self) -> None:
        act = self.draw(st.sampled_from(list(ACTS)))
        request = ActRequest(
            licence=self._licence(),
            act=act,
            on=self.draw(DAYS),
            until=date(2025, 2, 11) if act in ("extend", "suspend") else None,
            changes={"sites": ("b.vn",)} if act == "amend" else {},
        )
        recording.act_on_licence(self.register, request, self.circumstances, CLERK)

    def inspect(self) -> None:
        request = VisitRequest(
            inspected_on=self.draw(DAYS),
            agency="ABEI",
            subject=self.draw(st.sampled_from(["a.vn", "b.vn"])),
            subject_kind=KIND,
            licence=self._licence(),
        )
        recording.record_inspections(
            self.register, [request], self.circumstances, CLERK
        )

    def count(self) -> None:
        tally = TallyRecorded(
            measure="issued",
            kind=KIND,
            count=self.draw(st.integers(0, 2)),
            to_on=self.draw(DAYS),
            source="Báo cáo",
        )
        tallying.record_tally(self.register, tally, self.circumstances, CLERK)

    def correct(self) -> None:
        target = self._entry()
        day, values = self.draw(DAYS), dict[str, object]()
        match target.entry.event:
            case LicenceIssued():
                number = LicenceNumber(self.draw(st.integers(1, 5)), "", "GP-BTTTT")
                values = self.draw(
                    st.sampled_from(
                        [
                            {"issued_on": day},
                            {"number": number},
                            {"from_tally": 0, "not_in_tally": False},
                            {"from_tally": None, "not_in_tally": True},
                            {"issued_on": day, "from_tally": 0},
                        ]
                    )
                )
            case LegalAct():
                values = {"on": day}
            case TallyRecorded():
                values = self.draw(st.sampled_from([{"count": 1}, {"to_on": day}]))
            case _:
                values = {"inspected_on": day}
        mending.correct_entry(
            *(self.register, target, values, self.circumstances, CLERK), because="nhầm"
        )

    def void(self) -> None:
        mending.void_entry(
            self.register, self._entry(), self.circumstances, CLERK, because="nhầm"
        )

    def undo(self) -> None:
        batch = self.draw(st.none() | st.integers(1, max(self.register.entries, 1)))
        plan = undoing.plan_undoing(self.register, "an", batch)
        undoing.undo_batch(self.register, plan, CLERK)

    def _licence(self) -> Reference:
        keys = [one.key for one in self.register.licences()]
        if not keys:
            raise NotFoundError
        return full_reference(self.draw(st.sampled_from(keys)))

    def _entry(self) -> Target:
        number = 1 + self.draw(SOME) % max(self.register.entries, 1)
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
    for _ in range(draw(st.integers(1, 14))):
        if register.entries or draw(st.booleans()):
            office.work()
        else:
            with suppress(LicregError):
                office.circumstances = Circumstances(NOW.date(), LAW, "")
                office.issue()


few: Final = settings(
    max_examples=80,
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
@given(st.data(), DAYS | st.just(date(2025, 5, 1)))
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
