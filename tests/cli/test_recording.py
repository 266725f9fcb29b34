"""Licences and inspections are recorded, or refused without a trace."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

from licreg.errors import RegisterBusyError
from licreg.store import lock

ISSUE: Final = ("issue", "social-network", "941/GP-BTTTT")
HOLDER: Final = ("--holder", "Công ty Cổ phần Ví dụ")
NOTHING: Final = "Nothing was recorded."


def issue(
    licreg: Licreg, register: Path, *options: str, day: str = "15/11/2024"
) -> Run:
    """Record the licence that the tests record."""
    return licreg(
        *("--register", register, *ISSUE, "--on", day, *HOLDER),
        *("--site", "vi-du-a.vn", *options),
    )


def journal(register: Path) -> bytes:
    return (register / "journal.jsonl").read_bytes()


def ask(licreg: Licreg, register: Path, *words: str | Path) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


def social_networks(licreg: Licreg, register: Path) -> tuple[int, int]:
    """Return how many were issued in 2024, and ever."""
    (row,) = [
        row
        for row in ask(licreg, register, "summary", "2024")["licences"]
        if row["kind"] == "social-network"
    ]
    return row["issued"], row["cumulative"]


class TestIssue:
    """A new licence is recorded, shown and counted."""

    def test_the_record_and_the_new_totals_are_shown(
        self, licreg: Licreg, demo: Path
    ) -> None:
        run = issue(licreg, demo, "--term-years", "10", "--format", "table")

        assert run.code == 0
        assert run.out == (
            "Kind        social-network\n"
            "Number      941/GP-BTTTT\n"
            "Issuer      MIC\n"
            "Issued on   15 Nov 2024\n"
            "Expires on  14 Nov 2034\n"
            "Holder      Công ty Cổ phần Ví dụ\n"
            "Sites       vi-du-a.vn\n"
            "Status      in-force\n"
            "Since       15 Nov 2024\n"
            "\n"
            "Social networks: issued in 2024 up to 15 Nov 2024: 41; "
            "cumulative: 1,057.\n"
        )
        assert run.err.endswith(f"\nRecorded as entry 4,359 in {demo}.\n")

    def test_the_yearly_table_counts_it(self, licreg: Licreg, demo: Path) -> None:
        assert social_networks(licreg, demo) == (40, 1056)

        issue(licreg, demo)

        assert social_networks(licreg, demo) == (41, 1057)

    def test_the_published_figures_then_differ_by_name(
        self, licreg: Licreg, demo: Path
    ) -> None:
        issue(licreg, demo)

        run = licreg("--register", demo, "reconcile", "2024", "--format", "json")

        assert run.code == 1
        differing = [row for row in run.json if row["verdict"] == "differs"]
        assert [
            (row["id"], row["published"], row["register"]) for row in differing
        ] == [
            ("2024-sn-issued", 40, 41),
            ("2024-sn-cumulative", 1056, 1057),
        ]

    def test_explain_lists_it(self, licreg: Licreg, demo: Path) -> None:
        issue(licreg, demo)

        run = licreg(
            "--register", demo, "explain", "2024-sn-issued", "--format", "table"
        )

        assert "941/GP-BTTTT" in run.out
        assert "✗ differs: 1 more counted." in run.out

    def test_json_has_the_record_and_what_rules_said(
        self, licreg: Licreg, demo: Path
    ) -> None:
        run = issue(licreg, demo, "--format", "json")

        row = run.json
        assert row["number"] == "941/GP-BTTTT"
        assert row["licence"] == "941/GP-BTTTT/2024"
        assert row["issued_on"] == "2024-11-15"
        assert row["sites"] == ["vi-du-a.vn"]
        assert [remark["rule"] for remark in row["remarks"]] == ["no-expiry"]
        first, *_, last = run.err.splitlines()
        assert first == "Warning: No day of expiry is recorded."
        assert last == f"Recorded as entry 4,359 in {demo}."

    def test_every_field_is_kept(self, licreg: Licreg, empty: Path) -> None:
        issue(licreg, empty)
        recorded = licreg(
            *("--register", empty, "issue", "social-network", "7/GP-BTTTT"),
            *("--on", "1/2/2024", "--effective", "2/2/2024", "--expires", "1/2/2029"),
            *("--holder", "Hội Ví dụ", "--holder-kind", "association"),
            *(
                "--holder-code",
                "0100109106",
                "--site",
                "https://A.vn/",
                "--site",
                "b.vn",
            ),
            *("--replaces", "941/2024", "--source", "Công báo 12", "--note", "bản sao"),
            *("--issuer", "mic", "--format", "json"),
        )

        row = recorded.json
        assert {name: row[name] for name in list(row)[:16]} == {
            "kind": "social-network",
            "number": "07/GP-BTTTT",
            "issuer": "MIC",
            "issued_on": "2024-02-01",
            "effective_on": "2024-02-02",
            "expires_on": "2029-02-01",
            "holder": "Hội Ví dụ",
            "holder_kind": "association",
            "holder_code": "0100109106",
            "sites": ["a.vn", "b.vn"],
            "replaces": "941/GP-BTTTT/2024",
            "status": "in-force",
            "status_on": "2024-02-02",
            "printed": "",
            "source": "Công báo 12",
            "note": "bản sao",
        }

    def test_a_misspelt_suffix_is_kept_as_printed_with_a_warning(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg(
            *("--register", empty, "issue", "social-network", "12/GP-BTTT"),
            *("--on", "1/2/2024", *HOLDER, "--format", "json"),
        )

        assert (run.json["number"], run.json["printed"]) == (
            "12/GP-BTTTT",
            "12/GP-BTTT",
        )
        assert "'12/GP-BTTT' was read as 12/GP-BTTTT" in run.err

    def test_the_issuer_may_be_the_registers_own(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        hanoi = tmp_path / "hanoi"
        licreg("init", hanoi, "--issuer", "DIC-HN")

        run = licreg(
            *("--register", hanoi, "issue", "aggregate-site", "5/GP-TTĐT"),
            *("--on", "1/2/2024", *HOLDER, "--format", "json"),
        )

        assert run.json["licence"] == "05/GP-TTĐT/2024@DIC-HN"

    def test_a_dry_run_records_nothing(self, licreg: Licreg, demo: Path) -> None:
        before = journal(demo)

        run = issue(licreg, demo, "--dry-run")

        assert run.code == 0
        assert "941/GP-BTTTT" in run.out
        assert run.err.endswith(f"Dry run: nothing was recorded in {demo}.\n")
        assert journal(demo) == before


class TestTwice:
    """A number that is taken is refused; a reason admits it as a second one."""

    @pytest.fixture(autouse=True)
    def _first(self, licreg: Licreg, empty: Path) -> None:
        assert issue(licreg, empty).code == 0

    def test_the_same_again_is_refused_and_names_the_record(
        self, licreg: Licreg, empty: Path
    ) -> None:
        before = journal(empty)

        run = issue(licreg, empty)

        assert (run.code, run.out) == (1, "")
        assert run.err == (
            "Error: 941/GP-BTTTT of MIC, 2024, is on record already: issued on "
            "2024-11-15 to Công ty Cổ phần Ví dụ (entry 1). Nothing was recorded. "
            'Give --override "reason" if it is so on paper.\n'
        )
        assert journal(empty) == before

    def test_a_dry_run_is_refused_alike(self, licreg: Licreg, empty: Path) -> None:
        assert issue(licreg, empty, "--dry-run").code == 1

    def test_a_reason_admits_it_as_the_second(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = issue(licreg, empty, "--override", "hai bản giấy", "--format", "json")

        assert run.code == 0
        assert run.json["licence"] == "941/GP-BTTTT/2024#2"
        assert "Overridden: hai bản giấy." in run.err
        assert social_networks(licreg, empty) == (2, 2)

    def test_the_reason_is_kept_and_shown(self, licreg: Licreg, empty: Path) -> None:
        issue(licreg, empty, "--override", "hai bản giấy")

        shown = licreg("--register", empty, "show", "last").out
        told = licreg("--register", empty, "history", "last").out

        assert "(identity-taken): hai bản giấy." in shown
        assert "override of identity-taken: hai bản giấy" in told

    @pytest.mark.parametrize(
        ("reference", "entry"),
        [
            ("941/GP-BTTTT/2024@MIC", 1),
            ("941/GP-BTTTT/2024@MIC#1", 1),
            ("941/gp-btttt/2024@mic#2", 2),
            ("941/2024#2", 2),
            ("last", 2),
        ],
    )
    def test_each_of_the_two_can_be_named(
        self, licreg: Licreg, empty: Path, reference: str, entry: int
    ) -> None:
        issue(licreg, empty, "--override", "hai bản giấy")

        assert ask(licreg, empty, "show", reference)["entry"] == entry

    def test_the_number_alone_names_both(self, licreg: Licreg, empty: Path) -> None:
        issue(licreg, empty, "--override", "hai bản giấy")

        run = licreg("--register", empty, "show", "941/2024")

        assert run.code == 2
        assert "941/GP-BTTTT/2024@MIC, 941/GP-BTTTT/2024@MIC#2" in run.err


WRONG: Final = (
    (["--on", "31/02/2024"], 2, "'31/02/2024' is not a day: Feb 2024 has 29 days;"),
    (["--on", "2031-01-01"], 1, "The day of issue, 2031-01-01, lies after today, "),
    (["--on", "11/15/2024"], 2, "'11/15/2024' is not a day: there is no month 15"),
    (["--holder", ""], 2, "holder is empty."),
    (["--holder", " \t\u00a0"], 2, "holder is empty."),
    (
        ["--holder", "a\x1b[31mb"],
        2,
        "holder: character 2 is a control character (U+001B",
    ),
    (["--holder", "a\u202eb"], 2, "holder: character 2 is a control character (U+202E"),
    (
        ["--note", "a\x07"],
        2,
        "note: character 2 is a control character (U+0007 ALERT).",
    ),
    (["--site", "a\x9b.vn"], 2, "site: character 2 is a control character (U+009B"),
    (["--source", "\u2066x"], 2, "source: character 1 is a control character (U+2066"),
    (["--override", "\u200fx"], 2, "override: character 1 is a control character"),
    (["--holder-code", "\x00"], 2, "holder code: character 1 is a control character"),
    (
        ["--site", "https://"],
        2,
        "'https://' is not a site. A site reads like 'vi-du.vn'",
    ),
    (["--issuer", "NOPE"], 2, "'NOPE' is not a known issuer; 'licreg law' lists them."),
    (["--holder-kind", "shop"], 2, "'shop' is not a known kind of holder. Known: "),
    (["--expires", "14/11/2024"], 1, "The licence would expire on 2024-11-14, before"),
    (["--effective", "14/11/2024"], 1, "The licence would be effective on 2024-11-14"),
    (["--term-years", "0"], 2, "A term of 0 years has no last day;"),
    (["--term-years", "11"], 1, "The term runs to 2035-11-14; the longest is 10 years"),
    (["--term-years", "x"], 2, "Invalid value for '--term-years': 'x' is not a whole"),
    (
        ["--term-years", "5", "--expires", "1/1/2029"],
        2,
        "Give --expires or --term-years",
    ),
    (["--replaces", "1/2019"], 1, "No licence 01/2019 is on record."),
    (["--replaces", "first"], 2, "'first' does not name a licence."),
    (["--format", "xml"], 2, "'xml' is not a format. Known formats: table, plain, csv"),
    (["-o", "a.xml"], 2, "'a.xml' does not tell the format by its ending."),
    (["-o", "no/a.csv"], 2, "no/a.csv cannot be written: there is no folder 'no'."),
    (["--lang", "de"], 2, "--lang: 'de' is not a known language. Known: en, vi."),
    (["--fortnight"], 2, "No such option: --fortnight"),
    (["a", "b"], 2, "Got unexpected extra argument(s) (a b)."),
)
"""Options that spoil a good command, the exit code, and how the sentence begins."""


class TestWrongInput:
    """One sentence, the right code, nothing recorded: the journal is as it was."""

    @pytest.mark.parametrize(("options", "code", "sentence"), WRONG)
    def test_a_wrong_value_is_refused(
        self,
        licreg: Licreg,
        empty: Path,
        options: Sequence[str],
        code: int,
        sentence: str,
    ) -> None:
        before = journal(empty)

        run = issue(licreg, empty, *options)

        first, *others = run.err.splitlines()
        assert first.startswith(f"Error: {sentence}")
        assert NOTHING in first
        assert first.isprintable()
        assert [line for line in others if "--help' shows" not in line] == []
        assert (run.code, run.out) == (code, "")
        assert journal(empty) == before

    @pytest.mark.parametrize(
        ("kind", "number", "sentence"),
        [
            (
                "social-netwrok",
                "941/GP-BTTTT",
                "'social-netwrok' is not a known kind; did you mean 'social-network'?",
            ),
            ("ei-all", "941/GP-BTTTT", "'ei-all' is a family, not a kind. Its kinds: "),
            ("social-network", "nonsense", "'nonsense' is not a licence number."),
            ("social-network", "310-BTTTT", "'310-BTTTT' is not a licence number."),
            ("social-network", "0/GP-BTTTT", "'0/GP-BTTTT' is not a licence number."),
            ("social-network", "", "'' is not a licence number."),
            (
                "social-network",
                "3/GP-PTTH",
                "'3/GP-PTTH' ends in 'GP-PTTH', which is no suffix; perhaps the shell",
            ),
            (
                "social-network",
                "3/GP-XYZ",
                "03/GP-XYZ does not tell its issuer: GP-XYZ is written by no issuer",
            ),
            (
                "aggregate-site",
                "3/GP-TTĐT",
                "03/GP-TTĐT does not tell its issuer: GP-TTĐT is written by ABEI, DIC",
            ),
        ],
    )
    def test_a_wrong_kind_or_number_is_refused(
        self, licreg: Licreg, empty: Path, kind: str, number: str, sentence: str
    ) -> None:
        before = journal(empty)

        run = licreg(
            *("--register", empty, "issue", kind, number, "--on", "1/2/2024", *HOLDER)
        )

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: {sentence}")
        assert run.err.endswith(f"{NOTHING}\n")
        assert run.err.count("\n") == 1
        assert journal(empty) == before

    @pytest.mark.parametrize(
        ("words", "missing"),
        [
            (
                ["issue"],
                "Kind (first argument), Number (second argument), Day of issue (--on)",
            ),
            ([*ISSUE, "--on", "1/2/2024"], "Holder (--holder)"),
            (["inspect", "a.vn", "--on", "1/2/2024"], "Agency (--agency), Kind of"),
            (["decide"], "Inspection (first argument), Outcome (--outcome), Day of"),
        ],
    )
    def test_what_is_missing_off_a_terminal_is_named_with_its_option(
        self, licreg: Licreg, empty: Path, words: Sequence[str], missing: str
    ) -> None:
        before = journal(empty)

        run = licreg("--register", empty, *words)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: Missing: {missing}")
        assert run.err.endswith(f". {NOTHING}\n")
        assert journal(empty) == before

    def test_a_press_agency_needs_a_reason_from_2023_on(
        self, licreg: Licreg, empty: Path
    ) -> None:
        words = ("--register", empty, "issue", "aggregate-site", "3/GP-TTĐT")
        paper = ("--issuer", "ABEI", "--holder-kind", "press-agency", *HOLDER)

        refused = licreg(*words, *paper, "--on", "1/2/2023")
        warned = licreg(*words, *paper, "--on", "1/2/2022")

        assert refused.code == 1
        assert "is a press agency" in refused.err
        assert '--override "reason"' in refused.err
        assert warned.code == 0
        assert "Warning: Công ty Cổ phần Ví dụ is a press agency" in warned.err


class TestHostileText:
    """What is typed is text: no markup, no formula, no escape character."""

    HOLDER = "[red]x[/red] =cmd|' /C calc'!A0"

    @pytest.fixture(autouse=True)
    def _recorded(self, licreg: Licreg, empty: Path) -> None:
        assert issue(licreg, empty, "--holder", self.HOLDER).code == 0

    def test_it_is_stored_as_typed(self, licreg: Licreg, empty: Path) -> None:
        assert ask(licreg, empty, "show", "last")["holder"] == self.HOLDER
        assert json.dumps(self.HOLDER).encode() in journal(empty)

    @pytest.mark.parametrize("format_", ["table", "plain"])
    def test_it_is_shown_as_typed(
        self, licreg: Licreg, empty: Path, format_: str
    ) -> None:
        run = licreg("--register", empty, "show", "last", "--format", format_)

        assert self.HOLDER in run.out

    def test_no_cell_of_a_csv_file_begins_a_formula_and_it_reads_back(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        other = f"={self.HOLDER}"
        issue(licreg, empty, "--holder", other, "--override", "hai bản giấy")
        archive, again = tmp_path / "archive", tmp_path / "again"
        licreg("--register", empty, "export", "all", "-o", archive)
        licreg("init", again)

        taken = licreg("--register", again, "import", archive)

        assert taken.code == 0, taken.err
        text = (archive / "licences.csv").read_text("utf-8")
        assert f",'={self.HOLDER}," in text
        holders = [row["holder"] for row in ask(licreg, again, "list")]
        assert holders == [self.HOLDER, other]


class TestInspect:
    """A visit to each subject is a record; what came of it may come later."""

    VISIT: Final = ("--on", "3/6/2024", "--agency", "ABEI")

    def inspect(self, licreg: Licreg, register: Path, *words: str) -> Run:
        return licreg(
            *("--register", register, "inspect", *self.VISIT),
            *("--subject-kind", "social-network", *words),
        )

    def areas(self, licreg: Licreg, register: Path, *words: str) -> dict[str, Any]:
        area: dict[str, Any] = ask(licreg, register, "summary", *words)["inspections"][
            0
        ]
        return area

    def test_it_is_recorded_pending(self, licreg: Licreg, empty: Path) -> None:
        run = self.inspect(licreg, empty, "vi-du-a.vn", "--format", "table")

        assert run.code == 0
        assert run.out == (
            "Reference        INS-2024-0001\n"
            "Inspected on     3 Jun 2024\n"
            "Agency           ABEI\n"
            "Subject          vi-du-a.vn\n"
            "Kind of subject  social-network\n"
            "Outcome          pending\n"
        )
        assert run.err == f"Recorded as entry 1 in {empty}.\n"

    def test_several_subjects_are_one_batch(self, licreg: Licreg, empty: Path) -> None:
        run = self.inspect(licreg, empty, "a.vn", "b.vn", "c.vn", "--format", "json")

        assert [row["ref"] for row in run.json] == [
            *("INS-2024-0001", "INS-2024-0002", "INS-2024-0003")
        ]
        assert run.err == f"Recorded as entries 1 to 3 in {empty}.\n"
        assert journal(empty).count(b'"batch":') == 1

    def test_one_bad_subject_among_several_leaves_none(
        self, licreg: Licreg, empty: Path
    ) -> None:
        before = journal(empty)

        run = self.inspect(licreg, empty, "a.vn", "b.vn", "a.vn")

        assert run.code == 1
        assert run.err.startswith(
            "Error: The visit to a.vn by ABEI on 2024-06-03 is on record already"
        )
        assert journal(empty) == before

    def test_subjects_come_from_a_file_with_their_own_outcomes(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        subjects = tmp_path / "subjects.txt"
        subjects.write_text("\ufeffa.vn\r\n\r\nb.vn\tno-breach\r\n", "utf-8")

        run = self.inspect(
            licreg, empty, "c.vn", "--subjects-from", str(subjects), "--format", "json"
        )

        assert [(row["subject"], row["outcome"]) for row in run.json] == [
            ("c.vn", "pending"),
            ("a.vn", "pending"),
            ("b.vn", "no-breach"),
        ]

    def test_subjects_come_from_standard_input(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg(
            *("--register", empty, "inspect", "--subjects-from", "-", *self.VISIT),
            *("--subject-kind", "account", "--format", "json"),
            stdin="tài khoản 1\ntài khoản 2\n",
        )

        assert [row["subject"] for row in run.json] == ["tài khoản 1", "tài khoản 2"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (None, "no.txt cannot be read: No such file or directory."),
            (b"\xff\xfe", "is not UTF-8 text (byte 0)."),
            (b"a.vn\tgone\n", "'gone' is not a known outcome."),
            (b"a\x1b.vn\n", "subject: character 2 is a control character"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused(
        self,
        licreg: Licreg,
        empty: Path,
        tmp_path: Path,
        content: bytes | None,
        sentence: str,
    ) -> None:
        before = journal(empty)
        if content is not None:
            (tmp_path / "no.txt").write_bytes(content)

        run = self.inspect(licreg, empty, "--subjects-from", str(tmp_path / "no.txt"))

        assert run.code == 2
        assert sentence in run.err
        assert run.err.endswith(f"{NOTHING}\n")
        assert journal(empty) == before

    def test_a_fine_in_short_form_is_echoed_in_full(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = self.inspect(
            licreg,
            empty,
            *("a.vn", "--breach", "15/2020 Art 100.1.a=25tr"),
            *("--breach", "15/2020 Art 99.2=1.500.000", "--format", "json"),
        )

        assert run.err.splitlines()[0] == "15/2020 Art 100.1.a: 25,000,000 VND"
        assert run.json["outcome"] == "fined"
        assert run.json["fine_vnd"] == 26_500_000
        assert run.json["breaches"] == (
            "15/2020 Art 100.1.a=25000000; 15/2020 Art 99.2=1500000"
        )

    @pytest.mark.parametrize(
        ("options", "code", "sentence"),
        [
            (["--breach", "25tr"], 2, "'25tr' is not a breach. A breach reads like "),
            (["--breach", "Art 1=much"], 2, "'much' is not an amount"),
            (["--outcome", "fine"], 2, "'fine' is not a known outcome. Did you mean "),
            (["--agency", "police"], 2, "'police' is not a known "),
            (["--subject-kind", "site"], 2, "'site' is not a known kind of subject."),
            (["--licence", "5/2024"], 1, "No licence 05/2024 is on record."),
            (["--on", "1/1/2199"], 1, "The day of inspection, 2199-01-01, lies after"),
            (
                ["--outcome", "no-breach", "--breach", "Art 1=1000"],
                1,
                "Fines of 1,000 VND do not go with the outcome 'no-breach'.",
            ),
            (
                ["--decided-on", "2/6/2024"],
                1,
                "The decision of 2024-06-02 would come before the visit of 2024-06-03.",
            ),
        ],
    )
    def test_a_wrong_value_is_refused(
        self,
        licreg: Licreg,
        empty: Path,
        options: Sequence[str],
        code: int,
        sentence: str,
    ) -> None:
        before = journal(empty)

        run = self.inspect(licreg, empty, "a.vn", *options)

        assert (run.code, run.out) == (code, "")
        assert run.err.splitlines()[-1].startswith(f"Error: {sentence}")
        assert NOTHING in run.err
        assert journal(empty) == before

    def test_the_agency_may_be_the_registers_own(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        ours = tmp_path / "ours"
        licreg("init", ours, "--agency", "ABEI")

        run = licreg(
            *("--register", ours, "inspect", "a.vn", "--on", "3/6/2024"),
            *("--subject-kind", "account", "--format", "json"),
        )

        assert run.json["agency"] == "ABEI"

    def test_a_later_decision_counts_with_its_visit(
        self, licreg: Licreg, empty: Path
    ) -> None:
        self.inspect(licreg, empty, "a.vn")

        run = licreg(
            *("--register", empty, "decide", "INS-2024-0001", "--on", "20/6/2024"),
            *("--breach", "15/2020 Art 100.1.a=25tr", "--decision", "12/QĐ-XPHC"),
            *("--format", "json"),
        )

        assert run.code == 0
        assert run.json["outcome"] == "fined"
        assert run.json["decided_on"] == "2024-06-20"
        pending = self.areas(licreg, empty, "2024", "--as-of", "19/6")
        assert (pending["inspected"], pending["fined"]) == (1, 0)
        decided = self.areas(licreg, empty, "2024", "--as-of", "20/6")
        assert (decided["inspected"], decided["fined"]) == (1, 1)
        assert decided["fines_vnd"] == 25_000_000

    def test_by_the_decisions_day_it_counts_when_it_was_decided(
        self, licreg: Licreg, empty: Path
    ) -> None:
        self.inspect(licreg, empty, "a.vn", "--on", "30/12/2023")
        licreg(
            *("--register", empty, "decide", "last", "--on", "20/1/2024"),
            *("--breach", "Art 1=1000000"),
        )

        by_visit = [
            self.areas(licreg, empty, year)["fined"] for year in ("2023", "2024")
        ]
        by_decision = [
            self.areas(licreg, empty, year, "--by-decision-day")["fined"]
            for year in ("2023", "2024")
        ]
        assert (by_visit, by_decision) == ([0, 0], [0, 1])

    @pytest.mark.parametrize(
        ("reference", "code", "sentence"),
        [
            ("INS-2024-0009", 1, "No inspection INS-2024-0009 is on record."),
            ("17", 2, "'17' is not an inspection. A reference reads like 'INS-2024-"),
        ],
    )
    def test_only_an_inspection_on_record_is_decided(
        self, licreg: Licreg, empty: Path, reference: str, code: int, sentence: str
    ) -> None:
        run = licreg(
            *("--register", empty, "decide", reference),
            *("--outcome", "warned", "--on", "20/6/2024"),
        )

        assert run.code == code
        assert run.err.startswith(f"Error: {sentence}")
        assert run.err.endswith(f"{NOTHING}\n")

    def test_what_was_inspected_is_shown_with_its_licence(
        self, licreg: Licreg, empty: Path
    ) -> None:
        issue(licreg, empty, day="1/2/2024")
        self.inspect(licreg, empty, "vi-du-a.vn", "--licence", "941/2024")

        shown = ask(licreg, empty, "show", "941/2024")

        assert [visit["ref"] for visit in shown["inspections"]] == ["INS-2024-0001"]
        assert shown["inspections"][0]["licence"] == "941/GP-BTTTT/2024"


class TestOtherEnds:
    """What the program says where the record or its answer cannot be written."""

    def test_a_register_held_by_another_clerk_is_waited_for_then_refused(
        self, licreg: Licreg, empty: Path
    ) -> None:
        before = journal(empty)

        with lock.hold(empty, "bình (process 1)", wait_seconds=0):
            run = issue(licreg, empty, "--wait", "0")

        assert run.code == RegisterBusyError.exit_code == 3
        assert run.err == (
            f"Error: {empty} is being written by bình (process 1). Nothing was "
            "recorded; try again.\n"
        )
        assert journal(empty) == before

    def test_who_waits_is_told_for_whom(self, licreg: Licreg, empty: Path) -> None:
        with lock.hold(empty, "bình (process 1)", wait_seconds=0):
            run = issue(licreg, empty, "--wait", "0.7")

        assert run.code == 3
        assert run.err.splitlines()[0] == (
            f"{empty} is being written by bình (process 1); waiting up to 0.7 seconds."
        )

    def test_an_answer_that_cannot_be_written_does_not_hide_the_record(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("licreg.cli.outlet._replace", fail)

        run = issue(licreg, empty, "--expires", "1/1/2030", "-o", str(empty / "a.json"))

        assert run.code == 2
        assert "No space left on device" in run.err
        assert run.err.endswith(f"Recorded as entry 1 in {empty}.\n")
        assert len(ask(licreg, empty, "list")) == 1

    def test_an_interrupt_after_the_record_still_confirms_it(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(
            "licreg.store.register.RegisterFolder._keep_views", interrupt
        )

        run = issue(licreg, empty)

        assert run.code == 130
        assert run.err == f"Interrupted. Recorded up to entry 1 in {empty}.\n"

    def test_the_clerk_is_kept(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LICREG_CLERK", "Trần Thị Bình")

        issue(licreg, empty)

        (row,) = ask(licreg, empty, "history")
        assert (row["by"], row["command"]) == ("Trần Thị Bình", "issue")
