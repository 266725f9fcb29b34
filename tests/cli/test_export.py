"""Export as a user meets it: one table chosen by filters, or all of them together."""

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg
from openpyxl import load_workbook

TABLES: Final = ("licences", "acts", "inspections", "tallies", "figures")


def asked(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


def references(rows: list[dict[str, Any]], column: str) -> list[str]:
    return [row[column].partition("@")[0] for row in rows]


class TestFilters:
    """The filters of ``list`` choose the same records here."""

    @pytest.mark.parametrize(
        "words",
        [
            ["social-network", "--year", "2024"],
            ["ei-all", "--measure", "in-force", "--as-of", "30/6/2019"],
            ["--from", "1/1/2020", "--to", "31/1/2020"],
            ["--status", "revoked"],
            ["social-network", "--issuer", "MIC", "--measure", "replacing"],
            ["--holder", "bien bac"],
            ["--site", "vidu-laco"],
        ],
    )
    def test_licences_are_those_of_the_list(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str]
    ) -> None:
        listed = asked(licreg, demo_once, "list", "licences", *words)
        exported = asked(licreg, demo_once, "export", "licences", *words)

        kinds = {"ei-website", "aggregate-site", "social-network"}
        exported = [row for row in exported if row["kind"] in kinds]
        assert 0 < len(listed) < 3000
        assert references(exported, "licence") == references(listed, "licence")
        assert [row["status"] for row in exported] == [row["status"] for row in listed]

    @pytest.mark.parametrize(
        "words",
        [
            ["electronic-information", "--year", "2024", "--fined"],
            ["--outcome", "pending"],
            ["--agency", "ABEI", "--from", "1/6/2024", "--to", "30/6/2024"],
            ["online-games", "--by-decision-day", "--year", "2024"],
            ["--campaign", "2016-1"],
        ],
    )
    def test_inspections_are_those_of_the_list(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str]
    ) -> None:
        listed = asked(licreg, demo_once, "list", "inspections", *words)
        exported = asked(licreg, demo_once, "export", "inspections", *words)

        assert exported
        assert [row["ref"] for row in exported] == [row["ref"] for row in listed]
        assert [row["outcome"] for row in exported] == [
            row["outcome"] for row in listed
        ]

    def test_acts_are_chosen_by_kind_and_issuer(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        every = asked(licreg, demo_once, "export", "acts")
        networks = asked(licreg, demo_once, "export", "acts", "social-network")
        of_mic = asked(licreg, demo_once, "export", "acts", "--issuer", "MIC")

        assert 0 < len(networks) < len(every)
        assert 0 < len(of_mic) < len(every)
        assert {row["licence"].partition("@")[2] for row in of_mic} == {"MIC"}

    def test_a_tally_is_found_by_its_family(self, licreg: Licreg, empty: Path) -> None:
        licreg(
            *("--register", empty, "tally", "add", "ei-all", "60"),
            *("--to", "31/12/2012", "--source", "Report"),
        )

        for kind, count in (("ei-all", 1), ("social-network", 0)):
            assert len(asked(licreg, empty, "export", "tallies", kind)) == count

    def test_a_filter_is_as_known_too(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg(
            *("--register", demo_once, "export", "licences", "social-network"),
            *("--year", "2024", "--as-known", "1/1/2009"),
        )

        assert run.code == 0
        assert "Written as known at the end of 1 Jan 2009." in run.err
        assert len(run.out.splitlines()) == 1

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["acts", "--holder", "x"], "--holder goes with licences and inspections"),
            (["all", "--year", "2024"], "--year goes with licences and inspections"),
            (["all", "social-network"], "social-network goes with licences and insp"),
            (["licences", "--fined"], "--fined goes with inspections; here licences"),
            (["inspections", "--status", "x"], "--status goes with licences; here in"),
            (["licences", "game"], "'game' is not a known kind of licences."),
            (
                ["licences", "social-network", "b"],
                "Got unexpected extra argument(s) (b).",
            ),
            (["licence"], "'licence' is not a known table. Did you mean 'licences'?"),
            (["acts", "--flat"], "--flat goes with licences: 'licreg export lice"),
            (["licences", "--public", "--personal"], "--public leaves persons out,"),
            (["licences", "--excel", "--format", "json"], "--excel is a form of CSV"),
            (["licences", "--excel", "-o", "a.xlsx"], "--excel is a form of CSV"),
            (["all", "-o", "a.json"], "a.json is one file, and these are several"),
            (["all", "-o", "a.xlsx", "--format", "csv"], "a.xlsx is one file, and"),
            (["all", "-o", "x", "--format", "plain"], "'plain' is not a known format"),
        ],
    )
    def test_what_would_have_no_effect_is_refused(  # noqa: PLR0913, PLR0917  # fixtures
        self,
        licreg: Licreg,
        demo_once: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        words: Sequence[str],
        sentence: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)

        run = licreg("--register", demo_once, "export", *words)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: {sentence}")
        assert list(tmp_path.iterdir()) == []


class TestForms:
    """What a spreadsheet, a publisher and a person at a desk need."""

    def test_flat_counts_agree_with_the_tables(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        flat = asked(licreg, demo_once, "export", "licences", "--flat")
        acts = asked(licreg, demo_once, "export", "acts")
        visits = asked(licreg, demo_once, "export", "inspections")

        assert sum(row["acts"] for row in flat) == len(acts)
        under = [row for row in visits if row["licence"]]
        assert sum(row["inspections"] for row in flat) == len(under)
        assert sum(row["fines_vnd"] for row in flat) == sum(
            row["fine_vnd"] or 0 for row in under
        )
        assert len(flat) == len(asked(licreg, demo_once, "export", "licences"))

    def test_for_excel_there_is_a_mark_semicolons_and_crlf(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.csv"

        run = licreg("--register", demo_once, "export", "licences", "--excel")
        licreg("--register", demo_once, "export", "licences", "--excel", "-o", file)

        assert run.out.startswith("\ufeffkind;number;issuer;")
        lines = run.out.split("\r\n")
        assert len(lines) == 3557
        assert not any("\n" in line for line in lines)
        assert file.read_bytes() == run.out.encode()

    def test_what_was_written_for_excel_is_taken_back(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        archive, again = tmp_path / "archive", tmp_path / "again"
        licreg("--register", demo_once, "export", "all", "--excel", "-o", archive)
        licreg("init", again)

        taken = licreg("--register", again, "import", archive, "--format", "json")

        assert taken.code == 0, taken.err
        assert all(one["rows"] == one["taken"] for one in taken.json["files"])
        assert asked(licreg, again, "export", "inspections") == [
            row | {"entry": row["entry"]} if "entry" in row else row
            for row in asked(licreg, demo_once, "export", "inspections")
        ]

    def test_the_public_learns_nothing_of_persons(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        licreg(
            *("--register", empty, "issue", "social-network", "57/GP-BTTTT"),
            *("--on", "12/2/2019", "--holder", "Công ty A", "--site", "a.vn"),
            *("--content-manager", "Nguyễn Văn Kín, 0912345678"),
            *("--source", "tủ riêng 7", "--note", "chuyện riêng"),
        )
        licreg(
            *("--register", empty, "inspect", "Trần Thị Kín", "--personal"),
            *("--on", "3/6/2024", "--agency", "ABEI", "--subject-kind", "account"),
            *("--note", "chuyện riêng"),
        )
        told = licreg(
            *("--register", empty, "export", "all", "--personal", "-o", tmp_path / "a")
        )
        run = licreg(
            *("--register", empty, "export", "all", "--public", "-o", tmp_path / "b")
        )

        assert (told.code, run.code) == (0, 0)
        inside, outside = (
            "".join(file.read_text("utf-8") for file in (tmp_path / name).iterdir())
            for name in "ab"
        )
        for secret in ("Kín", "0912345678", "riêng"):
            assert secret in inside
            assert secret not in outside
        text = (tmp_path / "b" / "inspections.csv").read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["subject"] for row in rows] == [""]

    def test_a_workbook_of_licences_has_days_and_texts(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.xlsx"

        run = licreg("--register", demo_once, "export", "licences", "-o", file)

        assert (run.code, run.out, run.err) == (0, "", "")
        (page,) = load_workbook(file)
        assert page.title == "licences"
        assert page.max_row == 3556
        head, first, *_ = page.iter_rows(max_row=2)
        row = {
            name.value: (cell.value, cell.data_type)
            for name, cell in zip(head, first, strict=True)
        }
        assert row["holder_code"] == ("0900000075", "s")
        assert row["issued_on"][1] == "d"
        assert row["entry"] == (1, "n")


class TestAll:
    """Every table into a folder or a workbook: the whole of it, or nothing."""

    @pytest.mark.parametrize(
        ("format_", "ending"),
        [
            ("csv", "csv"),
            ("csv-excel", "csv"),
            ("tsv", "tsv"),
            ("json", "json"),
            ("jsonl", "jsonl"),
            ("xlsx", "xlsx"),
            ("markdown", "md"),
        ],
    )
    def test_a_folder_has_a_file_for_each_table(
        self,
        licreg: Licreg,
        demo_once: Path,
        tmp_path: Path,
        format_: str,
        ending: str,
    ) -> None:
        folder = tmp_path / "new" / "archive"

        run = licreg(
            *("--register", demo_once, "export", "all"),
            *("-o", folder, "--format", format_),
        )

        assert (run.code, run.out) == (0, "")
        files = {f"{table}.{ending}" for table in TABLES}
        described = set() if format_ == "markdown" else {"datapackage.json"}
        assert {file.name for file in folder.iterdir()} == files | described
        assert run.err.splitlines()[0] == f"{folder / 'licences'}.{ending}: 3,555 rows"

    def test_a_workbook_has_a_sheet_for_each_table(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "register.xlsx"

        run = licreg("--register", demo_once, "export", "all", "-o", file)

        assert (run.code, run.out) == (0, "")
        assert f"{file}, licences: 3,555 rows\n" in run.err
        book = load_workbook(file, read_only=True)
        assert book.sheetnames == list(TABLES)
        licreg("--register", demo_once, "export", "all", "-o", tmp_path / "csv")
        for table in TABLES:
            text = (tmp_path / "csv" / f"{table}.csv").read_text("utf-8")
            head, *rows = csv.reader(io.StringIO(text))
            page = list(book[table].values)
            assert [str(cell) for cell in page[0]] == head
            assert len(page) == 1 + len(rows)
        book.close()

    def test_json_lines_hold_what_json_holds(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        words = ("--register", demo_once, "export", "acts", "--format")

        lines = licreg(*words, "jsonl").out.split("\n")[:-1]

        assert [json.loads(line) for line in lines] == licreg(*words, "json").json

    def test_as_of_a_day_the_tables_are_those_of_the_day(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        run = licreg(
            *("--register", demo_once, "export", "all", "--as-of", "30/6/2019"),
            *("--format", "json", "-o", tmp_path / "then"),
        )

        assert run.code == 0
        for table in ("licences", "acts"):
            then = json.loads((tmp_path / "then" / f"{table}.json").read_text("utf-8"))
            words = ("export", table, "--as-of", "30/6/2019")
            assert len(then) == len(asked(licreg, demo_once, *words))

    def test_when_a_table_cannot_be_written_the_folder_is_as_it_was(
        self,
        licreg: Licreg,
        demo_once: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        folder = tmp_path / "archive"
        licreg("--register", demo_once, "export", "all", "-o", folder)
        before = {file: file.read_bytes() for file in folder.iterdir()}
        fsync, calls = os.fsync, []

        def full(descriptor: int) -> None:
            calls.append(descriptor)
            if len(calls) == 3:
                raise OSError(28, "No space left on device")
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", full)
        run = licreg(
            *("--register", demo_once, "export", "all", "--public", "-o", folder)
        )

        assert (run.code, run.out) == (2, "")
        assert run.err == (
            f"Error: {folder}/inspections.csv cannot be written: No space left on "
            "device. Nothing was written. Make room there and try again.\n"
        )
        assert {file: file.read_bytes() for file in folder.iterdir()} == before

    def test_a_file_that_cannot_be_replaced_is_named_with_those_in_place(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "archive"
        (folder / "inspections.csv").mkdir(parents=True)

        run = licreg("--register", demo_once, "export", "all", "-o", folder)

        assert run.code == 2
        assert run.err.startswith(
            f"Error: {folder}/inspections.csv cannot be replaced: "
        )
        assert run.err.endswith(
            f"New in {folder}: acts.csv, datapackage.json, figures.csv; as they were: "
            "inspections.csv, licences.csv, tallies.csv.\n"
        )
        assert {file.name for file in folder.iterdir()} == {
            *("acts.csv", "datapackage.json", "figures.csv", "inspections.csv")
        }

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
    def test_a_folder_that_may_not_be_written_is_refused(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        tmp_path.chmod(0o500)

        run = licreg("--register", demo_once, "export", "all", "-o", tmp_path / "a")

        assert run.code == 2
        assert "Permission denied" in run.err

    @pytest.mark.parametrize(
        ("words", "hint"),
        [
            (("-o", "all.xlxs"), "Did you mean '.xlsx'?"),
            (("--format", "xlsx", "-o", "all.xls"), "Did you mean '.xlsx'?"),
            (("-o", "all.pdf"), "Name a folder without such an ending"),
        ],
    )
    def test_a_name_that_reads_like_a_file_of_an_unknown_format_is_no_folder(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str], hint: str
    ) -> None:
        run = licreg("--register", demo_once, "export", "all", *words)

        assert run.code == 2
        assert f"'{words[-1]}' would be a folder" in run.err
        assert hint in run.err
        assert not Path(words[-1]).exists()

    @pytest.mark.parametrize(
        ("name", "words"),
        [("q4.2024", ()), ("v.2", ()), ("all.data", ("--format", "csv"))],
    )
    def test_a_folder_may_have_a_point_in_its_name(
        self,
        licreg: Licreg,
        empty: Path,
        tmp_path: Path,
        name: str,
        words: Sequence[str],
    ) -> None:
        place = tmp_path / name

        run = licreg("--register", empty, "export", "all", *words, "-o", place)

        assert run.code == 0
        assert (place / "licences.csv").is_file()

    def test_a_folder_that_is_there_may_have_any_name(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        place = tmp_path / "all.xlxs"
        place.mkdir()

        run = licreg("--register", empty, "export", "all", "-o", place)

        assert run.code == 0
        assert (place / "licences.csv").is_file()

    def test_a_file_is_no_folder(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "archive"
        file.write_text("mine", "utf-8")

        run = licreg("--register", demo_once, "export", "all", "-o", file)

        assert run.code == 2
        assert "is one file, and these are several tables." in run.err
        assert file.read_text("utf-8") == "mine"
