"""Personal data are shown to the clerk, kept out of files, and erased for good."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

MANAGER: Final = "Nguyễn Văn Bình, 0912 345 678"
ACCOUNT: Final = "fb.com/tranthicuc"
ISSUE: Final = (
    *("issue", "social-network", "941/GP-BTTTT", "--on", "15/11/2024"),
    *("--holder", "Công ty Ví dụ", "--site", "vi-du.vn", "--term-years", "10"),
    *("--content-manager", MANAGER),
)
VISIT: Final = (
    *("inspect", ACCOUNT, "--on", "3/6/2025", "--agency", "ABEI"),
    *("--subject-kind", "account", "--personal"),
)
WHY: Final = ("--because", "theo yêu cầu")


@pytest.fixture
def office(licreg: Licreg, empty: Path) -> Path:
    """Return a register with a content manager, and a person inspected twice."""
    for words in (
        ISSUE,
        VISIT,
        [word if word != "3/6/2025" else "3/8/2025" for word in VISIT],
    ):
        run = licreg("--register", empty, *words)
        assert run.code == 0, run.err
    return empty


def do(licreg: Licreg, register: Path, *words: str | Path) -> Run:
    return licreg("--register", register, *words)


def done(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = do(licreg, register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


class TestShowing:
    """A clerk sees the values; a file has references in their place."""

    def test_the_confirmation_tells_the_value(
        self, licreg: Licreg, empty: Path
    ) -> None:
        assert done(licreg, empty, *ISSUE)["content_manager"] == MANAGER
        assert done(licreg, empty, *VISIT)["subject"] == ACCOUNT

    def test_so_does_a_dry_run_that_keeps_nothing(
        self, licreg: Licreg, empty: Path
    ) -> None:
        told = done(licreg, empty, *ISSUE, "--dry-run")

        assert told["content_manager"] == MANAGER
        assert not (empty / "personal.json").exists()

    def test_it_is_shown_and_listed(self, licreg: Licreg, office: Path) -> None:
        assert (
            f"Content manager  {MANAGER}"
            in do(licreg, office, "show", "941/2024", "--format", "table").out
        )
        assert MANAGER in do(licreg, office, "show", "941/2024").out
        assert ACCOUNT in do(licreg, office, "show", "INS-2025-0001").out
        assert ACCOUNT in do(licreg, office, "list", "subjects").out
        assert ACCOUNT in do(licreg, office, "due").out

    def test_a_person_is_found_by_a_part_of_the_name(
        self, licreg: Licreg, office: Path
    ) -> None:
        assert len(done(licreg, office, "list", "inspections", "--site", "cuc")) == 2
        assert done(licreg, office, "list", "inspections", "--site", "P-") == []

    def test_two_visits_are_to_one_subject(self, licreg: Licreg, office: Path) -> None:
        (row,) = done(licreg, office, "list", "subjects")

        assert row["visits"] == 2

    def test_an_organisations_account_stands_as_it_is(
        self, licreg: Licreg, empty: Path
    ) -> None:
        words = [word for word in VISIT if word != "--personal"]
        done(licreg, empty, *words)

        assert ACCOUNT in (empty / "journal.jsonl").read_text("utf-8")

    def test_a_second_visit_on_a_day_warns_without_the_value(
        self, licreg: Licreg, office: Path
    ) -> None:
        run = do(licreg, office, *VISIT, "--override", "hai đoàn")

        assert run.code == 0, run.err
        assert "P-" in run.err
        assert ACCOUNT not in run.err

    def test_a_correction_is_kept_apart_too(self, licreg: Licreg, office: Path) -> None:
        other = "Lê Thị Dung, 0900"
        told = done(
            *(licreg, office, "correct", "941/2024", *WHY),
            *("--content-manager", other),
        )
        done(
            *(licreg, office, "correct", "INS-2025-0001", *WHY),
            *("--subject", "fb.com/lethidung"),
        )

        (change,) = told["changes"]
        assert (change["before"], change["after"]) == (MANAGER, other)
        shown = done(licreg, office, "show", "INS-2025-0001")
        assert shown["subject"] == "fb.com/lethidung"
        journal = (office / "journal.jsonl").read_text("utf-8")
        assert "dung" not in journal.casefold()

    def test_nothing_but_one_file_and_what_asks_for_it_has_the_values(
        self, licreg: Licreg, office: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        assert do(licreg, office, "export", "all", "-o", out).code == 0
        texts = [
            do(licreg, office, "export", what, "--format", form).out
            for what in ("licences", "inspections")
            for form in ("csv", "json")
        ]
        texts.append(do(licreg, office, "history", "--format", "json").out)
        texts += [
            path.read_text("utf-8")
            for folder in (office, out)
            for path in folder.rglob("*")
            if path.is_file() and path.name != "personal.json"
        ]

        assert len(texts) > 10
        for text in texts:
            assert not {"Bình", "0912", "tranthicuc"} & set(text.split())
            assert MANAGER not in text
            assert ACCOUNT not in text

    def test_an_export_that_is_asked_to_tells_them_and_is_taken_in_apart(
        self, licreg: Licreg, office: Path, tmp_path: Path
    ) -> None:
        out, again = tmp_path / "out", tmp_path / "again"
        assert do(licreg, office, "export", "all", "--personal", "-o", out).code == 0
        assert MANAGER in (out / "licences.csv").read_text("utf-8")
        assert f"{ACCOUNT},account" in (out / "inspections.csv").read_text("utf-8")

        assert licreg("init", again).code == 0
        run = do(licreg, again, "import", out)

        assert run.code == 0, run.err
        assert "passed over" not in run.err
        assert ACCOUNT not in (again / "journal.jsonl").read_text("utf-8")
        assert done(licreg, again, "show", "941/2024")["content_manager"] == MANAGER
        assert do(licreg, again, "import", out).code == 0
        assert len(done(licreg, again, "list", "inspections")) == 2

    def test_an_export_without_them_is_on_record_already(
        self, licreg: Licreg, office: Path, tmp_path: Path
    ) -> None:
        assert do(licreg, office, "export", "all", "-o", tmp_path / "out").code == 0
        run = do(licreg, office, "import", tmp_path / "out")

        assert run.code == 0, run.err
        assert "There was nothing to record" in run.err


class TestRedacting:
    """The values go for good; every count, and the history, stays."""

    def test_it_is_shown_as_erased(self, licreg: Licreg, office: Path) -> None:
        assert do(licreg, office, "redact", "941/2024", *WHY).code == 0
        assert do(licreg, office, "redact", "INS-2025-0001", *WHY).code == 0

        shown = done(licreg, office, "show", "941/2024")
        assert shown["content_manager"] == "(erased)"
        rows = done(licreg, office, "list", "inspections")
        assert [row["subject"] for row in rows] == ["(erased)", "(erased)"]
        vietnamese = do(licreg, office, "--lang", "vi", "show", "INS-2025-0002").out
        assert "(đã xoá)" in vietnamese
        text = (office / "personal.json").read_text("utf-8")
        assert MANAGER not in text
        assert ACCOUNT not in text

    def test_counts_and_check_stay_as_they_were(
        self, licreg: Licreg, office: Path
    ) -> None:
        def answers() -> list[Any]:
            summary = done(licreg, office, "summary", "2025")
            return [summary["licences"], summary["inspections"]]

        before = answers()
        do(licreg, office, "redact", "INS-2025-0001", *WHY)

        assert answers() == before
        assert do(licreg, office, "check").code == 0
        assert do(licreg, office, "rebuild").code == 0
        assert answers() == before

    def test_a_dry_run_tells_initials_and_erases_nothing(
        self, licreg: Licreg, office: Path
    ) -> None:
        told = done(licreg, office, "redact", "941/2024", *WHY, "--dry-run")
        (person,) = told["persons"]

        assert person["initials"] == "N. V. B. 0. 3. 6."
        assert MANAGER not in json.dumps(told, ensure_ascii=False)
        assert done(licreg, office, "show", "941/2024")["content_manager"] == MANAGER

    def test_it_says_where_else_the_person_stands(
        self, licreg: Licreg, office: Path
    ) -> None:
        told = done(licreg, office, "redact", "INS-2025-0001", *WHY)

        assert told["persons"][0]["others"] == [3]

    def test_it_stands_in_the_history(self, licreg: Licreg, office: Path) -> None:
        do(licreg, office, "redact", "941/2024", *WHY)
        row = done(licreg, office, "history", "941/2024")[-1]

        assert row["event"] == "PersonalErased"
        assert row["because"] == "theo yêu cầu"
        assert row["what"].startswith("personal data erased: P-")

    def test_what_a_correction_took_away_is_erased_too(
        self, licreg: Licreg, office: Path
    ) -> None:
        do(
            *(licreg, office, "correct", "941/2024", *WHY),
            *("--content-manager", "Lê Thị Dung"),
        )
        told = done(licreg, office, "redact", "941/2024", *WHY)

        assert len(told["persons"]) == 2
        assert MANAGER not in (office / "personal.json").read_text("utf-8")

    def test_a_voided_record_can_be_redacted(
        self, licreg: Licreg, office: Path
    ) -> None:
        assert do(licreg, office, "void", "941/2024", *WHY).code == 0

        assert do(licreg, office, "redact", "941/2024", *WHY).code == 0

    @pytest.mark.parametrize("ref", ["57/2019", "INS-2025-0003"])
    def test_a_record_without_personal_data_is_refused(
        self, licreg: Licreg, office: Path, ref: str
    ) -> None:
        assert (
            do(
                *(licreg, office, "issue", "social-network", "57/GP-BTTTT"),
                *("--on", "12/2/2019", "--holder", "Công ty B", "--site", "b.vn"),
            ).code
            == 0
        )
        assert (
            do(
                *(licreg, office, "inspect", "b.vn", "--on", "1/9/2025"),
                *("--agency", "ABEI", "--subject-kind", "social-network"),
            ).code
            == 0
        )
        run = do(licreg, office, "redact", ref, *WHY)

        assert run.code == 1
        assert "holds no personal data" in run.err
        assert "Nothing was recorded." in run.err

    def test_a_second_time_is_refused(self, licreg: Licreg, office: Path) -> None:
        do(licreg, office, "redact", "INS-2025-0001", *WHY)
        run = do(licreg, office, "redact", "INS-2025-0002", *WHY)

        assert run.code == 1
        assert "were erased already" in run.err

    def test_it_cannot_be_undone(self, licreg: Licreg, office: Path) -> None:
        do(licreg, office, "redact", "941/2024", *WHY)
        run = do(licreg, office, "undo", "--yes")

        assert run.code == 1
        assert "cannot be brought back. Nothing was recorded." in run.err

    def test_a_reason_is_needed(self, licreg: Licreg, office: Path) -> None:
        run = do(licreg, office, "redact", "941/2024")

        assert run.code == 2
        assert "--because" in run.err

    def test_a_restored_backup_says_what_came_back(
        self, licreg: Licreg, office: Path, tmp_path: Path
    ) -> None:
        backup = tmp_path / "b.licreg.zip"
        assert do(licreg, office, "backup", backup).code == 0
        do(licreg, office, "redact", "941/2024", *WHY)
        run = licreg(
            "restore", backup, office, "--confirm", "register", "--format", "json"
        )

        assert run.code == 0, run.err
        assert (run.json["persons"], run.json["erased_since"]) == (1, 1)
        shown = done(licreg, office, "show", "941/2024")
        assert shown["content_manager"] == "(erased)"
        assert do(licreg, office, "check").code == 0
