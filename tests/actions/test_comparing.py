"""What was entered between two moments explains each figure that differs, in full."""

import os
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scribe import Scribe, Step, steps
from strategies import law

from licreg.actions.comparing import Difference, explain_change
from licreg.actions.effects import numbers_of
from licreg.actions.register import Register
from licreg.actions.reporting import Summary, find_basis, summarise
from licreg.cli.main import VIET_NAM
from licreg.store.register import RegisterFolder

BEGIN: Final = datetime(2025, 1, 1, 9, tzinfo=VIET_NAM)
TODAY: Final = date(2025, 6, 1)
PERIODS: Final = (
    (2023, None),
    (2024, None),
    (2024, date(2024, 3, 1)),
    (2022, date(2022, 12, 31)),
)

Session = list[list[Step]]
"""What the clerks do, batch by batch."""


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)


def recorded(folder: Path, session: Session) -> tuple[RegisterFolder, list[str]]:
    """Return a register of what clerks did, and the moments after each batch."""
    RegisterFolder.create(folder, "Ví dụ", now=BEGIN)
    register, scribe, moments = RegisterFolder(folder), Scribe(), []
    for place, some in enumerate(session):
        now = BEGIN + timedelta(hours=place)
        events = scribe.record(some, now.isoformat(timespec="milliseconds"), "an")
        if events:
            with register.writing("an", now=now) as writer:
                writer.append("test", events)
        moments.append(now.isoformat(timespec="minutes")[:16])
    return register, moments


def counted(
    register: Register, year: int, as_of: date | None, *, by_decision_day: bool
) -> Summary:
    basis = find_basis(register, year, today=TODAY, as_of=as_of, as_known=None)
    return summarise(register, law(), basis, by_decision_day=by_decision_day)


sessions: Final = st.lists(
    st.lists(steps, min_size=2, max_size=6), min_size=1, max_size=10
)
few: Final = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few
@given(sessions, st.sampled_from(PERIODS), st.booleans(), st.data())
def test_what_was_entered_in_between_adds_up_to_each_difference(
    session: Session,
    period: tuple[int, date | None],
    by_decision_day: bool,  # noqa: FBT001  # drawn
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        register, moments = recorded(Path(name) / "register", session)
        first, second = sorted(
            data.draw(
                st.tuples(st.integers(0, len(moments) - 1), st.integers(1, 10)).map(
                    lambda pair: (pair[0], min(sum(pair), len(moments) - 1))
                )
            )
        )
        early, late = (register.as_known(moments[one]) for one in (first, second))
        told, tells = (
            counted(one, *period, by_decision_day=by_decision_day)
            for one in (early, late)
        )

        differences = explain_change(
            early, late, law(), told, tells, by_decision_day=by_decision_day
        )

    old, new = numbers_of(told), numbers_of(tells)
    assert {one.figure for one in differences} == {
        figure for figure in new if new[figure] != old[figure]
    }
    for one in differences:
        assert (one.before, one.after) == (old[one.figure], new[one.figure])
        assert sum(effect.change for effect in one.effects) == one.difference
        assert sum(one.by_cause().values()) == one.difference
        numbers = [effect.entry.number for effect in one.effects]
        assert numbers == sorted(numbers)
        assert all(early.entries < number <= late.entries for number in numbers)


@few
@given(sessions)
def test_what_was_known_then_is_what_was_answered_then(session: Session) -> None:
    answers: dict[str, list[Summary]] = {}

    def ask(register: Register) -> list[Summary]:
        summaries = [
            counted(register, *period, by_decision_day=False) for period in PERIODS
        ]
        return [
            replace(one, basis=replace(one.basis, seal="", entries=0))
            for one in summaries
        ]

    with tempfile.TemporaryDirectory() as name:
        for length in range(len(session) + 1):
            folder = Path(name) / f"register-{length}"
            register, moments = recorded(folder, session[:length])
            answers[moments[-1] if moments else "2024-12-31"] = ask(register)

        assert {one: ask(register.as_known(one)) for one in answers} == answers


def test_nothing_in_between_explains_nothing(tmp_path: Path) -> None:
    register, _ = recorded(tmp_path / "register", [])
    told = counted(register, 2024, None, by_decision_day=False)

    found: list[Difference] = explain_change(register, register, law(), told, told)

    assert found == []
