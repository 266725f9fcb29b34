"""Answers in every format and place; files in and out; the law of a day."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

LICENCES: Final = (
    "kind,number,issuer,issued_on,effective_on,expires_on,holder,holder_kind,"
    "holder_code,sites,replaces,status,status_on,printed,source,note"
)
ACTS: Final = "licence,act,on,number,until,set,reason,source"
INSPECTIONS: Final = (
    "ref,inspected_on,agency,subject,subject_kind,licence,campaign,outcome,breaches,"
    "fine_vnd,decision,decided_on,note"
)


def asked(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


class TestFormats:
    """One answer, nine formats."""

    SUMMARY: Final = ("list", "social-network", "--year", "2024")

    def test_off_a_terminal_it_is_plain(self, licreg: Licreg, demo_once: Path) -> None:
        words = ("--register", demo_once, *self.SUMMARY)

        run = licreg(*words)

        assert run == licreg(*words, "--plain") == licreg(*words, "--format", "plain")
        head, first, *_ = run.out.splitlines()
        assert head.split("\t")[:16] == LICENCES.split(",")
        assert first.split("\t")[:4] == [
            *("social-network", "01/GP-BTTTT", "MIC", "2024-01-02")
        ]

    def test_csv_and_json_hold_the_same_records(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        words = ("--register", demo_once, *self.SUMMARY, "--format")

        rows = list(csv.DictReader(io.StringIO(licreg(*words, "csv").out)))

        as_text = [
            {
                name: " ".join(value) if name == "sites" else str(value or "")
                for name, value in row.items()
            }
            for row in licreg(*words, "json").json
        ]
        assert rows == as_text
        assert len(rows) == 40

    def test_markdown_is_a_table(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, *self.SUMMARY, "--format", "markdown")

        head, rule, *_ = run.out.splitlines()
        assert head == "| Number | Issued on | Holder | Sites | Status |"
        assert rule == "| --- | --- | --- | --- | --- |"

    def test_a_table_ends_with_the_count(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, *self.SUMMARY, "--format", "table")

        assert run.out.startswith("Number        Issued on    Holder")
        assert run.out.endswith("\n40 licences, from 2024-01-01 to 2024-11-15\n")

    @pytest.mark.parametrize(
        "words",
        [
            ["info"],
            ["summary", "2024"],
            ["summary", "2023-2024", "--by", "month"],
            ["list", "inspections", "--year", "2024"],
            ["list", "g1-release"],
            ["show", "last"],
            ["history", "last"],
            ["law"],
            ["reconcile"],
            ["explain", "2024-sn-issued"],
            ["export", "acts"],
            ["check"],
        ],
    )
    def test_json_is_pure(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str]
    ) -> None:
        run = licreg("--register", demo_once, *words, "--format", "json")

        assert run.code == 0
        assert isinstance(run.json, dict | list)

    @pytest.mark.parametrize(
        ("ending", "start"),
        [
            ("csv", "kind,number,issuer,"),
            ("CSV", "kind,number,issuer,"),
            ("json", '[\n  {\n    "kind": "social-network"'),
            ("md", "| Number | Issued on |"),
            ("txt", "kind\tnumber\tissuer\t"),
            ("tsv", "kind\tnumber\tissuer\t"),
            ("jsonl", '{"kind":"social-network","number":"01/GP-BTTTT","issuer":'),
            ("ndjson", '{"kind":"social-network","number":"01/GP-BTTTT","issuer":'),
        ],
    )
    def test_a_files_ending_says_the_format(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path, ending: str, start: str
    ) -> None:
        file = tmp_path / f"networks.{ending}"

        run = licreg("--register", demo_once, *self.SUMMARY, "-o", file)

        assert (run.code, run.out, run.err) == (0, "", "")
        assert file.read_text("utf-8").startswith(start)

    def test_what_is_asked_for_goes_before_the_ending(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "networks.txt"

        licreg("--register", demo_once, *self.SUMMARY, "-o", file, "--format", "json")

        assert len(json.loads(file.read_text("utf-8"))) == 40

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (
                ["-o", "a.xml"],
                "'a.xml' does not tell the format by its ending. Known end",
            ),
            (["-o", "a"], "'a' does not tell the format by its ending."),
            (
                ["--format", "xls"],
                "'xls' is not a format. Did you mean 'xlsx'?",
            ),
            (
                ["-o", "no/a.csv"],
                "no/a.csv cannot be written: there is no folder 'no'.",
            ),
            (["-o", ".", "--format", "csv"], ". cannot be written: it is a folder."),
        ],
    )
    def test_an_answer_that_cannot_be_written_is_refused(
        self, licreg: Licreg, demo_once: Path, options: Sequence[str], sentence: str
    ) -> None:
        run = licreg("--register", demo_once, *self.SUMMARY, *options)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: {sentence}")


class TestExport:
    """CSV that a spreadsheet opens and licreg takes back."""

    @pytest.mark.parametrize(
        ("table", "columns"),
        [("licences", LICENCES), ("acts", ACTS), ("inspections", INSPECTIONS)],
    )
    def test_the_columns_are_the_canonical_ones(
        self, licreg: Licreg, demo_once: Path, table: str, columns: str
    ) -> None:
        run = licreg("--register", demo_once, "export", table)

        head = run.out.partition("\n")[0].removeprefix("\ufeff")
        assert f"{head},".startswith(f"{columns},")

    def test_all_of_it_makes_the_same_register_again(
        self, licreg: Licreg, demo_once: Path, tmp_path: Path
    ) -> None:
        archive, again = tmp_path / "archive", tmp_path / "again"

        exported = licreg("--register", demo_once, "export", "all", "-o", archive)
        licreg("init", again)
        taken = licreg("--register", again, "import", archive, "--format", "json")

        assert (exported.code, exported.out) == (0, "")
        assert taken.code == 0, taken.err
        for file in taken.json["files"]:
            assert file["rows"] == file["taken"]
            assert f"{file['rows']:,} rows" in exported.err
        for words in (
            ["list", "--as-of", "15/11/2024"],
            ["list", "--as-of", "30/6/2019"],
            ["list", "inspections", "--as-of", "15/11/2024"],
        ):
            ours, theirs = (
                asked(licreg, register, *words) for register in (demo_once, again)
            )
            assert [without_entry(row) for row in ours] == [
                without_entry(row) for row in theirs
            ]
        for section in ("licences", "instruments", "inspections"):
            ours, theirs = (
                asked(licreg, register, "summary", "2024", "--as-of", "15/11")[section]
                for register in (demo_once, again)
            )
            assert ours == theirs

    def test_a_second_import_takes_nothing(
        self, licreg: Licreg, demo: Path, tmp_path: Path
    ) -> None:
        licreg("--register", demo, "export", "all", "-o", tmp_path / "archive")
        before = (demo / "journal.jsonl").read_bytes()

        run = licreg(
            "--register", demo, "import", tmp_path / "archive", "--format", "json"
        )

        assert run.code == 0, run.err
        assert all(one["already_there"] == one["rows"] for one in run.json["files"])
        assert run.err == f"There was nothing to record in {demo}.\n"
        assert (demo / "journal.jsonl").read_bytes() == before

    def test_a_table_is_as_of_a_day(self, licreg: Licreg, demo_once: Path) -> None:
        rows = asked(licreg, demo_once, "export", "licences", "--as-of", "30/6/2019")

        networks = [row for row in rows if row["kind"] == "social-network"]
        assert len(networks) == 455

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["all"], "Name the folder to write to: 'licreg export all -o DIR'; or a "),
            (["all", "-o", "-"], "Name the folder to write to: "),
            (
                ["all", "-o", "x", "--format", "xml"],
                "'xml' is not a known format. Known",
            ),
            (["sites"], "'sites' is not a known table. Known: licences, acts, "),
        ],
    )
    def test_what_cannot_be_exported_is_refused(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str], sentence: str
    ) -> None:
        run = licreg("--register", demo_once, "export", *words)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: {sentence}")


def without_entry(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "entry"}


class TestImport:
    """All of a file, or nothing; every fault is told with its place."""

    GOOD: Final = (
        "kind,number,issued_on,holder,sites,expires_on\n"
        "social-network,1/GP-BTTTT,2/2/2024,Ví dụ 1,a.vn b.vn,1/2/2034\n"
        "social-network,2/GP-BTTTT,2024-02-03,'=Ví dụ 2,c.vn,2034-02-02\n"
    )
    BAD: Final = (
        f"{GOOD}"
        "social-network,3/GP-BTTTT,31/02/2024,Ví dụ 3,d.vn,\n"
        "social-network,4-GP,2024-02-03,Ví dụ 4,e.vn,\n"
    )

    def test_good_rows_are_taken_in_one_batch(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.csv"
        file.write_text(self.GOOD, "utf-8")

        run = licreg("--register", empty, "import", file, "--format", "table")

        assert run.code == 0
        assert run.out.splitlines() == [
            "File          Rows  Taken  Already there  Rejected",
            "──────────────────────────────────────────────────",
            "licences.csv     2      2              0         0",
        ]
        assert run.err == f"Recorded as entries 1 to 2 in {empty}.\n"
        rows = asked(licreg, empty, "list")
        assert [row["holder"] for row in rows] == ["Ví dụ 1", "=Ví dụ 2"]
        assert rows[0]["sites"] == ["a.vn", "b.vn"]

    def test_one_bad_row_means_that_nothing_is_recorded(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.csv"
        file.write_text(self.BAD, "utf-8")
        before = (empty / "journal.jsonl").read_bytes()

        run = licreg("--register", empty, "import", file)

        assert (run.code, run.out) == (2, "")
        third, fourth, last = run.err.splitlines()
        assert third.startswith(
            "licences.csv, line 4, column issued_on: '31/02/2024' is"
        )
        assert fourth.startswith("licences.csv, line 5, column number: '4-GP' is not a")
        assert last.startswith("Error: 2 faults in 2 of 4 rows. Nothing was recorded.")
        assert (empty / "journal.jsonl").read_bytes() == before

    def test_with_rejects_the_good_rows_are_recorded(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file, rejects = tmp_path / "licences.csv", tmp_path / "rejects.csv"
        file.write_text(self.BAD, "utf-8")

        run = licreg(
            *("--register", empty, "import", file, "--rejects", rejects),
            *("--format", "json"),
        )

        assert run.code == 0
        (counts,) = run.json["files"]
        assert {name: counts[name] for name in list(counts)[1:]} == {
            "rows": 4,
            "taken": 2,
            "already_there": 0,
            "rejected": 2,
        }
        assert run.err.splitlines() == [
            f"Rejected rows were written to {rejects}.",
            f"Recorded as entries 1 to 2 in {empty}.",
        ]
        lines = rejects.read_text("utf-8").splitlines()
        assert lines[0].endswith("file,line,reasons")
        assert len(lines) == 3

    def test_a_dry_run_records_nothing(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.csv"
        file.write_text(self.GOOD, "utf-8")
        before = (empty / "journal.jsonl").read_bytes()

        run = licreg("--register", empty, "import", file, "--dry-run")

        assert run.code == 0
        assert run.err == f"Dry run: nothing was recorded in {empty}.\n"
        assert (empty / "journal.jsonl").read_bytes() == before

    def test_a_file_that_is_not_there_is_refused(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg("--register", empty, "import", "no.csv")

        assert (run.code, run.out) == (2, "")
        assert "no.csv cannot be read: No such file or directory." in run.err
        assert run.err.endswith("Nothing was recorded.\n")

    def test_an_answer_that_cannot_be_written_is_refused_before_anything_is_taken(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "licences.csv"
        file.write_text(self.GOOD, "utf-8")

        run = licreg(
            "--register", empty, "import", file, "-o", tmp_path / "no" / "a.csv"
        )

        assert run.code == 2
        assert run.err.endswith("Nothing was recorded.\n")
        assert asked(licreg, empty, "list") == []


class TestLaw:
    """What was in force on a day, with its sources."""

    def law(self, licreg: Licreg, day: str, *options: str) -> dict[str, Any]:
        run = licreg("law", "--on", day, *options, "--format", "json")

        assert run.code == 0
        answer: dict[str, Any] = run.json
        return answer

    def test_it_needs_no_register(
        self, licreg: Licreg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)

        assert list(self.law(licreg, "2024-12-25")) == [
            *("on", "instruments", "kinds", "terms", "extensions", "issuers"),
            *("fines", "rules"),
        ]

    @pytest.mark.parametrize(
        ("day", "decree", "term"),
        [
            ("2024-12-24", "72/2013/NĐ-CP", ("at most 10 years", "overridable")),
            ("2024-12-25", "147/2024/NĐ-CP", ("at most 5 years", "warn")),
        ],
    )
    def test_the_decree_and_its_term_change_on_one_day(
        self,
        licreg: Licreg,
        day: str,
        decree: str,
        term: tuple[str, str],
    ) -> None:
        law = self.law(licreg, day)

        in_force = {row["name"] for row in law["instruments"]}
        assert in_force & {"72/2013/NĐ-CP", "147/2024/NĐ-CP"} == {decree}
        (row,) = [row for row in law["terms"] if row["name"] == "social-network"]
        assert (row["what"], row["level"]) == term

    def test_every_row_names_its_source(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, "law", "--all", "--format", "csv")

        rows = list(csv.DictReader(io.StringIO(run.out)))
        assert len(rows) > 100
        assert all(row["source"] and row["confidence"] for row in rows)

    def test_rules_alone_can_be_shown(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, "law", "--rules", "--format", "json")

        assert list(run.json) == ["on", "rules"]
        levels = {row["name"]: row["level"] for row in run.json["rules"]}
        assert levels["act-before-grant"] == "refuse"
        assert levels["term-too-long"] == "warn"


class TestActsOut:
    """What an act was told with comes out and goes in again."""

    GRANT: Final = (
        *("issue", "social-network", "57/GP-BTTTT", "--on", "12/2/2019"),
        *("--expires", "11/2/2024", "--holder", "Công ty A", "--site", "a.vn"),
        *("--content-manager", "Trần Thị Bưởi"),
    )
    ACTS: Final = (
        *(("extend", "--on", "11/2/2024", "--until", "11/2/2026"),),
        *(("amend", "--on", "1/3/2021", "--by-notice", "--note", "Hà Nội"),),
        *(("amend", "--on", "1/4/2021", "--content-manager", "Lê Văn Cam"),),
    )

    @pytest.fixture
    def office(self, licreg: Licreg, empty: Path) -> Path:
        assert licreg("--register", empty, *self.GRANT).code == 0
        for word, *words in self.ACTS:
            asked_on = ("--asked-on", "12/1/2024") if word == "extend" else ()
            run = licreg("--register", empty, word, "57/2019", *words, *asked_on)
            assert run.code == 0, run.err
        return empty

    @pytest.mark.parametrize("personal", [(), ("--personal",)])
    def test_all_of_it_comes_back_once(
        self, licreg: Licreg, office: Path, tmp_path: Path, personal: tuple[str, ...]
    ) -> None:
        out, copy = tmp_path / "out", tmp_path / "copy"
        licreg("--register", office, "export", "all", "-o", out, *personal)
        licreg("init", copy)

        assert licreg("--register", copy, "import", out).code == 0
        home = licreg("--register", office, "import", out)
        ours, theirs = (
            asked(licreg, register, "show", "57/2019") for register in (office, copy)
        )

        assert "Recorded" not in home.err
        assert [
            (act["act"], act["asked_on"], act["by_notice"]) for act in theirs["acts"]
        ] == [
            ("amend", None, "yes"),
            ("amend", None, ""),
            ("extend", "2024-01-12", ""),
        ]
        assert theirs["expires_on"] == ours["expires_on"] == "2026-02-11"
        manager = "Lê Văn Cam" if personal else None
        assert theirs.get("content_manager") == manager

    def test_a_file_without_these_columns_says_nothing_of_them(
        self, licreg: Licreg, office: Path, tmp_path: Path
    ) -> None:
        run = licreg("--register", office, "export", "acts", "--format", "csv")
        rows = csv.DictReader(io.StringIO(run.out))
        lines = [[row[name] for name in ACTS.split(",")] for row in rows]
        with (tmp_path / "acts.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([ACTS.split(","), *lines])

        report = asked(licreg, office, "import", str(tmp_path / "acts.csv"))

        assert report["files"][0]["already_there"] == 3
