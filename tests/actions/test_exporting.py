"""What is exported is what stood on the day, or everything that counts."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from licreg.actions.draft import Draft
from licreg.actions.exporting import archive, export_rows
from licreg.actions.intake import full_reference
from licreg.actions.reference import read_law
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import EntryCorrected, EntryVoided, TallyRecorded
from licreg.domain.identifiers import LicenceNumber
from licreg.errors import InvalidInputError
from licreg.store.register import RegisterFolder

TODAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 15, 9, tzinfo=timezone(timedelta(hours=7)))
PAST = Circumstances(today=TODAY, law=read_law(), is_past_paper=True)
FIRST, SECOND = "01/GP-BTTTT/2019@MIC", "02/GP-TTĐT/2020@DIC-HN"


@pytest.fixture
def register(tmp_path: Path) -> RegisterFolder:
    path = tmp_path / "register"
    RegisterFolder.create(path, "test", now=NOW)
    register = RegisterFolder(path)
    with register.writing("an", now=NOW) as writer:
        draft = Draft(register, writer.next_entry, PAST)
        fill(draft)
        writer.append("test", draft.events)
    return register


def fill(draft: Draft) -> None:
    first = draft.issue(
        IssueRequest(
            kind="social-network",
            number=LicenceNumber(1, "", "GP-BTTTT"),
            issuer="MIC",
            issued_on=date(2019, 2, 1),
            holder="A",
        )
    ).event.key
    draft.issue(
        IssueRequest(
            kind="aggregate-site",
            number=LicenceNumber(2, "", "GP-TTĐT"),
            issuer="DIC-HN",
            issued_on=date(2020, 2, 1),
            holder="B",
            replaces=full_reference(first),
        )
    )
    for act, on in (("reissue", date(2023, 1, 1)), ("amend", date(2021, 1, 1))):
        draft.act(ActRequest(licence=full_reference(first), act=act, on=on))
    for subject_kind, agency in (("social-network", "MIC"), ("game", "DIC-HN")):
        draft.inspect(
            VisitRequest(
                inspected_on=date(2022, 5, 5),
                agency=agency,
                subject="a.vn",
                subject_kind=subject_kind,
                licence=full_reference(first),
            )
        )
    draft.record(
        TallyRecorded(
            measure="issued",
            kind="social-network",
            count=7,
            to_on=date(2018, 12, 31),
            source="Report",
        )
    )


def told(  # noqa: PLR0913  # as export_rows has it
    register: RegisterFolder,
    what: str,
    column: str,
    day: date = TODAY,
    *,
    kinds: tuple[str, ...] = (),
    issuer: str = "",
) -> list[object]:
    columns, rows = export_rows(register, what, day, kinds=kinds, issuer=issuer)
    listed = list(rows)
    assert all(tuple(row) == columns for row in listed)
    return [row[column] for row in listed]


def kept(register: RegisterFolder, what: str, column: str) -> list[object]:
    columns, rows = archive(register)[what]
    listed = list(rows)
    assert all(tuple(row) == columns for row in listed)
    return [row[column] for row in listed]


def correct(register: RegisterFolder, *events: EntryCorrected | EntryVoided) -> None:
    with register.writing("an", now=NOW) as writer:
        writer.append("correct", list(events))


def test_what_happened_after_the_day_is_left_out(register: RegisterFolder) -> None:
    day = date(2022, 5, 4)

    assert told(register, "licences", "licence") == [FIRST, SECOND]
    assert told(register, "licences", "licence", date(2020, 1, 31)) == [FIRST]
    assert told(register, "acts", "on") == [date(2021, 1, 1), date(2023, 1, 1)]
    assert told(register, "acts", "on", day) == [date(2021, 1, 1)]
    assert len(told(register, "inspections", "ref")) == 2
    assert told(register, "inspections", "ref", day) == []
    assert told(register, "tallies", "count") == [7]
    assert told(register, "tallies", "count", date(2018, 12, 30)) == []


def test_kinds_and_issuers_may_be_chosen(register: RegisterFolder) -> None:
    network = ("social-network",)

    assert told(register, "licences", "number", kinds=network) == ["01/GP-BTTTT"]
    assert told(register, "licences", "number", issuer="DIC-*") == ["02/GP-TTĐT"]
    assert told(register, "acts", "act", issuer="DIC-HN") == []
    assert told(register, "inspections", "agency", kinds=network) == ["MIC"]
    assert told(register, "inspections", "subject_kind", issuer="DIC-*") == ["game"]
    assert told(register, "tallies", "kind", kinds=("ei-all",)) == []


def test_another_table_there_is_not(register: RegisterFolder) -> None:
    with pytest.raises(InvalidInputError, match="'seals' is not a table; known are"):
        export_rows(register, "seals", TODAY)


def test_the_archive_names_licences_as_they_read_now(register: RegisterFolder) -> None:
    changes = {
        "number": LicenceNumber(9, "", "GP-BTTTT"),
        "issued_on": date(2018, 1, 1),
    }
    correct(
        register, EntryCorrected(target=1, ref=FIRST, changes=changes, because="typo")
    )

    assert kept(register, "licences", "number") == ["09/GP-BTTTT", "02/GP-TTĐT"]
    assert kept(register, "licences", "replaces") == ["", "09/GP-BTTTT/2018@MIC"]
    assert set(kept(register, "acts", "licence")) == {"09/GP-BTTTT/2018@MIC"}
    assert set(kept(register, "inspections", "licence")) == {"09/GP-BTTTT/2018@MIC"}


def test_the_archive_leaves_out_what_was_voided(register: RegisterFolder) -> None:
    correct(
        register,
        EntryVoided(target=1, ref=FIRST, because="typo"),
        EntryVoided(target=5, ref="INS-2022-0001", because="typo"),
    )

    assert kept(register, "licences", "number") == ["02/GP-TTĐT"]
    assert kept(register, "licences", "replaces") == [""]
    assert kept(register, "acts", "act") == []
    assert kept(register, "inspections", "ref") == ["INS-2022-0002"]
    assert kept(register, "inspections", "licence") == [""]


def test_the_archive_keeps_acts_in_the_order_of_entry(register: RegisterFolder) -> None:
    assert kept(register, "acts", "act") == ["reissue", "amend"]
    assert kept(register, "tallies", "drawn") == [0]
