"""An extract is the records that were chosen, in the shape asked for."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from licreg.actions.draft import Draft
from licreg.actions.exporting import TABLES, archive, export_rows, snapshot
from licreg.actions.extracts import Extract, extract_lines, extract_rows
from licreg.actions.intake import full_reference
from licreg.actions.listing import InspectionQuestion, LicenceQuestion
from licreg.actions.public_rows import FLAT_COLUMNS, PUBLIC, public_rows
from licreg.actions.reference import read_law
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.actions.rows import CONTENT_MANAGER, PERSONAL
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import (
    Breach,
    EntryCorrected,
    FigurePublished,
    InspectionDecided,
    TallyRecorded,
)
from licreg.domain.identifiers import LicenceNumber
from licreg.store.register import RegisterFolder

TODAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 15, 9, tzinfo=timezone(timedelta(hours=7)))
PAST = Circumstances(today=TODAY, law=read_law(), is_past_paper=True)
FIRST, SECOND = "01/GP-BTTTT/2019@MIC", "02/GP-TTĐT/2020@DIC-HN"
OWN = "kept inside"
"""What stands in every field that an office writes for itself."""

# Columns that are an office's own, by name; every other must be said to be public.
INTERNAL = {
    *("source", "note", "reason", "entry", "drawn", "decisions"),
    *("asked_on", "by_notice", CONTENT_MANAGER, PERSONAL),
}


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
            holder="Đông Á",
            sites=("a.vn", "b.vn"),
            source=OWN,
            note=OWN,
        )
    ).event.key
    draft.issue(
        IssueRequest(
            kind="aggregate-site",
            number=LicenceNumber(2, "", "GP-TTĐT"),
            issuer="DIC-HN",
            issued_on=date(2020, 2, 1),
            holder="B; C",
            replaces=full_reference(first),
        )
    )
    for act, on in (("amend", date(2023, 1, 1)), ("amend", date(2021, 1, 1))):
        draft.act(
            ActRequest(
                licence=full_reference(first),
                act=act,
                on=on,
                given_number=f"{on.year}/QĐ",
                changes={"holder": "A; B\\", "note": OWN},
                reason=OWN,
                source=OWN,
            )
        )
    for day, fine in ((date(2022, 5, 5), 15_000_000), (date(2023, 5, 5), 0)):
        draft.inspect(
            VisitRequest(
                inspected_on=day,
                agency="MIC",
                subject="a.vn",
                subject_kind="social-network",
                licence=full_reference(first),
                outcome="fined" if fine else "no-breach",
                breaches=(Breach("15/2020 Art 100.1.a", fine),) if fine else (),
                note=OWN,
            )
        )
    player = draft.inspect(
        VisitRequest(
            inspected_on=date(2022, 6, 6),
            agency="MIC",
            subject=OWN,
            subject_kind="game-individual",
        )
    ).event.key
    inspection = draft.inspection(player)
    assert inspection is not None
    decided = InspectionDecided(
        inspection=inspection.entry,
        ref=str(player),
        on=date(2022, 7, 7),
        outcome="warned",
        note=OWN,
    )
    draft.decide(decided, inspection)
    draft.record(
        TallyRecorded(
            measure="issued",
            kind="social-network",
            count=7,
            to_on=date(2018, 12, 31),
            source=OWN,
            note=OWN,
        )
    )
    draft.record(
        FigurePublished(
            id="2018-sn",
            measure="cumulative",
            kind="social-network",
            year=2018,
            value=7,
            wording="7 networks",
            source="Report",
            note=OWN,
        )
    )


def rows(register: RegisterFolder, table: str, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # as Extract has them
    extract = Extract(table=table, **{"day": TODAY, **asked})
    columns, found = extract_rows(register, extract)
    listed = list(found)
    assert all(tuple(row) == columns for row in listed)
    assert extract_lines(register, extract).columns == columns
    return listed


def lines(register: RegisterFolder, extract: Extract) -> list[tuple[str, ...]]:
    return [tuple(map(text, line)) for line in extract_lines(register, extract).lines]


def text(cell: object) -> str:
    if isinstance(cell, tuple):
        return " ".join(cell)
    return "" if cell is None else str(cell)


NETWORKS = LicenceQuestion(kinds=("social-network",), last_day=TODAY)


class TestChosen:
    """The filters of a list choose the records, and nothing else about them changes."""

    def test_a_question_chooses_licences(self, register: RegisterFolder) -> None:
        (row,) = rows(register, "licences", question=NETWORKS)

        (expected, _) = export_rows(register, "licences", TODAY).rows
        assert row == expected

    def test_a_question_chooses_inspections(self, register: RegisterFolder) -> None:
        question = InspectionQuestion(last_day=TODAY, is_fined=True)

        (row,) = rows(register, "inspections", question=question)

        (expected, _, _) = export_rows(register, "inspections", TODAY).rows
        assert row == expected

    @pytest.mark.parametrize(
        "asked",
        [
            {"table": "licences"},
            {"table": "licences", "question": NETWORKS},
            {"table": "licences", "question": NETWORKS, "flat": True},
            {"table": "licences", "public": True},
            {"table": "licences", "personal": True},
            {"table": "inspections", "question": InspectionQuestion(last_day=TODAY)},
            {"table": "acts", "issuer": "MIC"},
            {"table": "tallies", "kinds": ("social-network",)},
        ],
    )
    def test_texts_are_the_same_records(
        self, register: RegisterFolder, asked: dict[str, Any]
    ) -> None:
        extract = Extract(day=TODAY, **asked)

        expected = [
            tuple(map(text, row.values()))
            for row in extract_rows(register, extract).rows
        ]
        assert expected
        assert lines(register, extract) == expected


class TestFlat:
    """One row for a licence, with its last act and what came of its inspections."""

    def told(self, register: RegisterFolder, day: date) -> list[tuple[Any, ...]]:
        return [
            tuple(row[column] for column in FLAT_COLUMNS)
            for row in rows(register, "licences", flat=True, day=day)
        ]

    def test_the_last_act_is_the_latest_not_the_last_entered(
        self, register: RegisterFolder
    ) -> None:
        first, second = self.told(register, TODAY)

        assert first == (
            *("amend", date(2023, 1, 1), "2023/QĐ", 2),
            *(2, 1, 15_000_000),
        )
        assert second == ("", None, "", 0, 0, 0, 0)

    def test_it_is_as_of_a_day(self, register: RegisterFolder) -> None:
        first, _ = self.told(register, date(2022, 12, 31))
        earlier, *_ = self.told(register, date(2020, 12, 31))

        assert first == (
            *("amend", date(2021, 1, 1), "2021/QĐ", 1),
            *(1, 1, 15_000_000),
        )
        assert earlier == ("", None, "", 0, 0, 0, 0)


class TestPublic:
    """Nothing of persons, nothing that an office wrote for itself."""

    @pytest.mark.parametrize("table", TABLES)
    def test_no_value_of_ones_own_is_in_it(
        self, register: RegisterFolder, table: str
    ) -> None:
        extract = Extract(table=table, day=TODAY, public=True, flat=table == "licences")

        assert OWN in str(list(export_rows(register, table, TODAY).rows))
        assert OWN not in str(list(extract_rows(register, extract).rows))

    @pytest.mark.parametrize("table", TABLES)
    def test_of_every_column_it_is_said_whether_it_is_public(
        self, register: RegisterFolder, table: str
    ) -> None:
        found = {
            *archive(register, personal=True)[table].columns,
            *export_rows(register, table, TODAY, personal=True).columns,
        }

        assert found - set(PUBLIC[table]) <= INTERNAL
        # What was published is public, with where it was.
        is_published = {"source"} if table == "figures" else set()
        assert INTERNAL & set(PUBLIC[table]) == is_published

    def test_what_an_act_set_is_told_without_the_remark(
        self, register: RegisterFolder
    ) -> None:
        sets = {row["set"] for row in rows(register, "acts", public=True)}

        assert sets == {r"holder=A\; B\\"}

    def test_a_subject_that_is_a_person_is_left_out(
        self, register: RegisterFolder
    ) -> None:
        columns, found = public_rows(
            "inspections", export_rows(register, "inspections", TODAY)
        )
        rows = [{**row, "subject": "P-1a2b3c4d5e6f"} for row in found]
        marked = public_rows(
            "inspections",
            export_rows(register, "inspections", TODAY)._replace(
                columns=columns, rows=iter(rows)
            ),
        )

        assert [row["subject"] for row in rows] == ["P-1a2b3c4d5e6f"] * 3
        assert [row["subject"] for row in marked.rows] == ["", "", ""]


class TestSnapshot:
    """All tables of a day, their references as they read now."""

    def of(self, register: RegisterFolder, day: date, table: str, column: str) -> Any:  # noqa: ANN401
        columns, found = snapshot(register, day)[table]
        listed = list(found)
        assert all(tuple(row) == columns for row in listed)
        return [row[column] for row in listed]

    @pytest.mark.parametrize("table", TABLES)
    def test_a_table_is_that_of_its_own_export(
        self, register: RegisterFolder, table: str
    ) -> None:
        for day in (TODAY, date(2021, 6, 1), date(2010, 1, 1)):
            expected = list(export_rows(register, table, day).rows)
            assert list(snapshot(register, day)[table].rows) == expected

    def test_references_follow_a_correction(self, register: RegisterFolder) -> None:
        with register.writing("an", now=NOW) as writer:
            number = LicenceNumber(9, "", "GP-BTTTT")
            correction = EntryCorrected(
                target=1, ref=FIRST, changes={"number": number}, because="typo"
            )
            writer.append("correct", [correction])

        now = "09/GP-BTTTT/2019@MIC"
        assert self.of(register, TODAY, "licences", "licence") == [now, SECOND]
        assert self.of(register, TODAY, "licences", "replaces") == ["", now]
        assert set(self.of(register, TODAY, "acts", "licence")) == {now}
        assert self.of(register, TODAY, "inspections", "licence") == [now, "", now]
