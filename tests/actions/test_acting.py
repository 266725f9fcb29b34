"""What a draft admits is a history that holds, whatever the order of entry."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import law

from licreg.actions.checking import check_records
from licreg.actions.draft import Draft
from licreg.actions.requests import ActRequest, IssueRequest
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import ACTS
from licreg.domain.identifiers import LicenceKey, LicenceNumber, Reference
from licreg.domain.licence import Licence, status_on, timeline, values_on
from licreg.domain.vocabulary import Status
from licreg.errors import RefusedError
from licreg.store.register import RegisterFolder

TODAY: Final = date(2026, 7, 26)
NOW: Final = datetime(2026, 7, 26, 9, tzinfo=timezone(timedelta(hours=7)))
FIRST: Final = date(2019, 2, 12)
LAST: Final = date(2024, 2, 11)
REF: Final = Reference(57, "", "GP-BTTTT", 2019, issuer="MIC")
KEY: Final = LicenceKey("MIC", LicenceNumber(57, "", "GP-BTTTT"), 2019)
GRANT: Final = IssueRequest(
    kind="social-network",
    number=KEY.number,
    issued_on=FIRST,
    expires_on=LAST,
    holder="Công ty Ví dụ Sông Hồng",
    sites=("song-hong.vn",),
)

days: Final = st.dates(date(2019, 1, 1), date(2026, 12, 31)) | st.sampled_from(
    [FIRST, LAST, LAST + timedelta(days=1), date(2021, 6, 3)]
)


@st.composite
def requests(draw: st.DrawFn) -> ActRequest:
    """Return an act, fitting or not."""
    act = draw(st.sampled_from(list(ACTS)))
    on = draw(days)
    until = None
    if act == "extend" or (act == "suspend" and draw(st.booleans())):
        until = on + timedelta(days=draw(st.integers(1, 800)))
    changes: dict[str, object] = {}
    if act == "amend":
        changes = {"holder": draw(st.sampled_from(["Công ty Đỏ", "Công ty Đen"]))}
    return ActRequest(
        licence=REF,
        act=act,
        on=on,
        until=until,
        changes=changes,
        given_number=draw(st.sampled_from(["", "57/GP-BTTTT", "9/QĐ-BTTTT"])),
        asked_on=draw(st.none() | days) if act == "extend" else None,
    )


@contextmanager
def new_register() -> Iterator[RegisterFolder]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register"
        RegisterFolder.create(path, "test", now=NOW)
        yield RegisterFolder(path)


def record(
    register: RegisterFolder, acts: Sequence[ActRequest], override: str
) -> tuple[list[ActRequest], Licence]:
    """Record a licence and what is admitted of the acts; return both."""
    taken = []
    with register.writing("an", now=NOW) as writer:
        circumstances = Circumstances(TODAY, law(), override)
        draft = Draft(register, writer.next_entry, circumstances)
        draft.issue(GRANT)
        for act in acts:
            with suppress(RefusedError):
                draft.act(act)
                taken.append(act)
        writer.append("test", draft.events)
    licence = register.licence(KEY)
    assert licence is not None
    return taken, licence


def state(licence: Licence, day: date) -> Any:  # noqa: ANN401  # what is compared
    return status_on(licence, day), values_on(licence, day)


@settings(max_examples=60, deadline=None)
@given(st.lists(requests(), max_size=6), st.sampled_from(["", "có giấy"]))
def test_what_is_admitted_is_free_of_findings(
    acts: list[ActRequest], override: str
) -> None:
    with new_register() as register:
        _, licence = record(register, acts, override)

        assert list(check_records(register, law())) == []
        assert timeline(licence)[0][0] == FIRST
        assert all(FIRST <= one.event.on <= TODAY for one in licence.live_acts())


@settings(max_examples=40, deadline=None)
@given(st.lists(requests(), max_size=5), st.data())
def test_what_is_admitted_in_two_orders_makes_one_state(
    acts: list[ActRequest], data: st.DataObject
) -> None:
    with new_register() as first, new_register() as second:
        taken, one = record(first, acts, "có giấy")
        again, other = record(second, data.draw(st.permutations(taken)), "có giấy")
        day = data.draw(days)

        same_day = {(act.act, act.on) for act in taken}
        if len(again) == len(taken) == len(same_day):
            assert timeline(one) == timeline(other)
            assert state(one, day)[0] == state(other, day)[0]
            assert state(one, day)[1].holder == state(other, day)[1].holder


@settings(max_examples=40, deadline=None)
@given(st.lists(requests(), max_size=6), days)
def test_a_day_does_not_depend_on_acts_after_it(
    acts: list[ActRequest], day: date
) -> None:
    early = [act for act in acts if act.on <= day]
    with new_register() as first, new_register() as second:
        taken, one = record(first, acts, "có giấy")
        of_them, other = record(second, early, "có giấy")

        if [act for act in taken if act.on <= day] == of_them:
            assert status_on(one, day) == status_on(other, day)
            assert values_on(one, day).holder == values_on(other, day).holder


@settings(max_examples=40, deadline=None)
@given(st.lists(requests(), max_size=6))
def test_without_a_reason_the_end_is_the_end(acts: list[ActRequest]) -> None:
    """No licence comes back, and nothing happens to one that has ended."""
    with new_register() as register:
        _, licence = record(register, acts, "")

    statuses = [status for _, status in timeline(licence)]
    assert statuses.count(Status.REVOKED) <= 1
    if Status.EXPIRED in statuses:
        after = statuses[statuses.index(Status.EXPIRED) + 1 :]
        assert set(after) <= {Status.LAPSED}
