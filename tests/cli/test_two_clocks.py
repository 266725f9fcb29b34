"""What was known at a moment is what was answered then, and changes are explained."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from conftest import Licreg, Run

from licreg.cli import main as entry

At = Callable[..., Run]

NEVER: Final = "31/12/2023"
STEPS: Final = (
    ("2024-03-05T09:00", "issue", "social-network", "310/GP-BTTTT", "--on", "1/3/2024"),
    ("2024-03-05T09:30", "issue", "social-network", "311/GP-BTTTT", "--on", "2/3/2024"),
    ("2024-06-01T08:00", "issue", "aggregate-site", "12/GP-BTTTT", "--on", "1/2/2024"),
    ("2024-06-02T08:00", "void", "311/2024", "--because", "nhập hai lần"),
    ("2024-06-03T08:00", "inspect", "a.vn", "--on", "3/5/2024"),
    ("2024-06-04T08:00", "decide", "INS-2024-0001", "--on", "20/5/2024"),
    (
        *("2024-06-05T08:00", "correct", "310/2024", "--on", "1/3/2023"),
        *("--expires", "28/2/2033", "--because", "nhầm năm"),
    ),
    ("2024-06-06T08:00", "tally", "add", "social-network", "40", "--to", "31/12/2022"),
    ("2024-06-07T08:00", "revoke", "12/2024", "--on", "1/4/2024"),
)
MORE: Final = {
    "issue": ("--holder", "Công ty Ví dụ", "--site", "a.vn", "--term-years", "10"),
    "inspect": ("--agency", "ABEI", "--subject-kind", "social-network"),
    "decide": ("--outcome", "warned"),
    "tally": ("--source", "Báo cáo 2022"),
    "revoke": ("--reason", "theo đề nghị"),
}
QUESTIONS: Final = (
    ("summary", "2024", "--as-of", "31/5/2024"),
    ("list", "--as-of", "31/5/2024"),
    ("list", "inspections", "--to", "31/5/2024"),
    ("export", "licences", "--as-of", "31/5/2024"),
    ("reconcile", "2023"),
    ("tally", "list", "--as-of", "31/5/2024"),
)


@pytest.fixture
def at(licreg: Licreg, empty: Path) -> At:
    """Return what runs a command at a moment."""

    def run(moment: str, *words: str) -> Run:
        with mock.patch.object(entry, "datetime") as clock:
            clock.now.return_value = datetime.fromisoformat(f"{moment}:00+07:00")
            return licreg("--register", empty, *words)

    return run


@pytest.fixture
def told(at: At) -> dict[str, list[Any]]:
    """Return what was answered after each step, by its moment."""
    answers = {NEVER: _ask(at, "2024-06-01T00:00")}
    for moment, *words in STEPS:
        run = at(moment, *words, *MORE.get(words[0], ()))
        assert run.code == 0, run.err
        answers[moment] = _ask(at, max(moment, "2024-06-01T00:00"))
    return answers


def _ask(at: At, now: str, *option: str) -> list[Any]:
    answers = []
    for question in QUESTIONS:
        run = at(now, *question, *option, "--format", "json")
        answers.append(run.json)
        if question[0] == "summary":
            basis = answers[-1].pop("basis")
            answers.append(basis["to"])
        if question[0] == "reconcile":
            for row in answers[-1]:
                row.pop("as_known")
    return answers


class TestAsKnown:
    """The register as it was known at the end of a moment."""

    def test_what_was_known_is_what_was_answered(
        self, at: At, told: dict[str, list[Any]]
    ) -> None:
        now = "2024-07-01T10:00"

        known = {moment: _ask(at, now, "--as-known", moment) for moment in told}

        assert known == told
        assert len({str(answer) for answer in told.values()}) > len(STEPS) - 2

    @pytest.mark.parametrize(
        ("typed", "moment", "cumulative"),
        [
            ("5/3/2024", "2024-03-05", 2),
            ("2024-03-05T09:15", "2024-03-05T09:15", 1),
            ("05/03/2024 9:30", "2024-03-05T09:30", 2),
            ("5/3", "2024-03-05", 2),
            ("2/6/2024", "2024-06-02", 1),
        ],
    )
    @pytest.mark.usefixtures("told")
    def test_a_day_stands_for_all_of_it(
        self, at: At, typed: str, moment: str, cumulative: int
    ) -> None:
        run = at(
            *("2024-07-01T10:00", "summary", "2024", "--as-known", typed),
            *("--format", "json"),
        )

        assert run.json["basis"]["as_known"] == moment
        (row,) = (
            row for row in run.json["licences"] if row["kind"] == "social-network"
        )
        assert row["cumulative"] == cumulative

    @pytest.mark.usefixtures("told")
    def test_a_record_is_shown_as_it_was_known(self, at: At) -> None:
        then, now = (
            at("2024-07-01T10:00", "show", "12/2024", *option, "--format", "json").json
            for option in (("--as-known", "2024-06-06"), ())
        )

        assert (then["status"], now["status"]) == ("in-force", "revoked")

    @pytest.mark.usefixtures("told")
    def test_what_was_not_entered_yet_is_said_so(self, at: At) -> None:
        run = at("2024-07-01T10:00", "show", "12/2024", "--as-known", "2024-05-31")

        assert run.code == 1
        assert run.err.endswith("This is as known at the end of 31 May 2024.\n")

    @pytest.mark.parametrize("question", QUESTIONS, ids=str)
    @pytest.mark.usefixtures("told")
    def test_before_the_first_entry_it_says_so(
        self, at: At, question: tuple[str, ...]
    ) -> None:
        run = at("2024-07-01T10:00", *question, "--as-known", NEVER)

        assert run.code == 0
        assert run.err.startswith(
            "Nothing had been entered by the end of 31 Dec 2023; the first entry is of "
            "5 Mar 2024 09:00.\n"
        )

    @pytest.mark.parametrize("question", QUESTIONS, ids=str)
    def test_a_moment_ahead_is_refused(self, at: At, question: tuple[str, ...]) -> None:
        run = at("2024-07-01T10:00", *question, "--as-known", "2024-07-01T10:01")

        assert (run.code, run.out) == (1, "")
        assert run.err.startswith("Error: 1 Jul 2024 10:01 lies ahead of now, ")

    def test_what_is_no_moment_is_refused(self, at: At) -> None:
        run = at("2024-07-01T10:00", "summary", "2024", "--as-known", "1/7/2024 25:00")

        assert run.code == 2
        assert run.err.startswith("Error: '1/7/2024 25:00' is not a moment; type it")

    @pytest.mark.usefixtures("told")
    def test_its_commands_ask_of_the_same_moment(self, at: At) -> None:
        run = at("2024-07-01T10:00", "summary", "2024", "--as-known", "5/3/2024")

        lines = [line for line in run.out.splitlines() if line.startswith("  licreg")]
        assert lines
        assert all(line.endswith(" --as-known 2024-03-05") for line in lines)

    def test_published_figures_say_what_was_known(self, at: At) -> None:
        for moment in (None, "2024-11-28"):
            words = () if moment is None else ("--as-known", moment)
            run = at("2025-01-06T09:00", "reconcile", *words, "--format", "json")
            rows = run.json
            assert {row["as_known"] for row in rows} == {moment}


class TestSincePublished:
    """What was known when a figure was published, beside what is counted now."""

    FIGURE: Final = (
        *("published", "add", "--id", "own-2024", "--measure", "issued"),
        *("--kind", "social-network", "--value", "2", "--unit", "licences"),
        *("--from", "1/1/2024", "--as-of", "31/5/2024", "--wording", "2 licences"),
        *("--source", "Báo cáo", "--published-on", "31/5/2024"),
    )

    def asked(self, at: At, moment: str) -> tuple[int, dict[str, Any], str]:
        words = ("reconcile", "2024", "--since-published")
        run = at(moment, *words, "--format", "json")
        (row,) = (one for one in run.json if one["id"] == "own-2024")
        return run.code, row, at(moment, *words, "--format", "table").out

    @pytest.fixture
    def published(self, at: At, empty: Path) -> None:
        settings = empty / "register.toml"
        text = settings.read_text("utf-8").replace("# figures =", "figures =")
        settings.write_text(text, "utf-8")
        for moment, *words in STEPS[:2]:
            assert at(moment, *words, *MORE.get(words[0], ())).code == 0
        assert at("2024-06-01T08:00", *self.FIGURE).code == 0

    @pytest.mark.usefixtures("published")
    def test_nothing_has_changed(self, at: At) -> None:
        code, row, _ = self.asked(at, "2024-06-01T09:00")

        assert (code, row["register_then"], row["register"]) == (0, 2, 2)
        assert row["changes"] == {}

    @pytest.mark.usefixtures("published")
    def test_a_void_since_then_is_told_with_what_was_counted(self, at: At) -> None:
        moment, *words = STEPS[3]
        assert at(moment, *words).code == 0

        code, row, told = self.asked(at, "2024-06-02T09:00")

        assert (code, row["verdict_then"], row["verdict"]) == (1, "matches", "differs")
        assert (row["register_then"], row["register"]) == (2, 1)
        assert row["changes"] == {"void": -1}
        assert "own-2024: 2 on 31 May 2024, 1 now." in told


class TestCompare:
    """Why a figure is not what was published."""

    def compared(self, at: At, *words: str) -> dict[str, Any]:
        run = at(
            *("2024-07-01T10:00", "summary", "2024", "--as-of", "31/5/2024", *words),
            *("--format", "json"),
        )
        assert run.code == 0, run.err
        value: dict[str, Any] = run.json
        return value

    @pytest.mark.usefixtures("told")
    def test_each_difference_adds_up_and_names_its_entries(self, at: At) -> None:
        value = self.compared(at, "--as-known", "5/3/2024", "--compare", "now")

        found = {(one["kind"], one["measure"]): one for one in value["differences"]}
        for one in value["differences"]:
            causes = ("late_entries", "late_acts", "corrections", "voids")
            assert one["difference"] == one["after"] - one["before"]
            assert one["difference"] == sum(one[cause] for cause in causes)
            assert one["difference"] == sum(each["change"] for each in one["records"])
        network = found["social-network", "issued"]
        assert (network["before"], network["after"]) == (2, 0)
        assert (network["corrections"], network["voids"]) == (-1, -1)
        assert [
            (each["reference"], each["entry"], each["by"], each["at"][:16])
            for each in network["records"]
        ] == [
            ("311/GP-BTTTT/2024", 4, "an", "2024-06-02T08:00"),
            ("310/GP-BTTTT/2023", 7, "an", "2024-06-05T08:00"),
        ]
        assert found["social-network", "unlisted"]["late_entries"] == 40
        assert found["aggregate-site", "revoked"]["late_acts"] == 1
        assert found["electronic-information", "penalised"]["late_acts"] == 1
        assert (value["basis"]["entries"], value["compared_with"]["entries"]) == (2, 9)

    @pytest.mark.usefixtures("told")
    def test_the_second_may_be_a_moment(self, at: At) -> None:
        words = ("--as-known", "2024-03-05T09:30", "--compare", "2/6/2024")
        value = self.compared(at, *words)

        issued = [
            (one["kind"], one["difference"])
            for one in value["differences"]
            if one["measure"] == "issued"
        ]
        assert issued == [
            ("ei-all", 1),
            ("aggregate-site", 1),
            ("social-network", -1),
        ]

    @pytest.mark.usefixtures("told")
    def test_csv_has_a_line_for_each_entry_behind_a_figure(self, at: At) -> None:
        words = ("--as-known", "5/3/2024", "--compare", "now")
        value = self.compared(at, *words)
        run = at(
            *("2024-07-01T10:00", "summary", "2024", "--as-of", "31/5/2024", *words),
            *("--format", "csv"),
        )

        rows = list(csv.DictReader(io.StringIO(run.out)))
        assert len(rows) == sum(len(one["records"]) for one in value["differences"])
        assert list(rows[0])[:8] == [
            *("section", "kind", "measure", "from", "to"),
            *("before", "after", "difference"),
        ]

    @pytest.mark.usefixtures("told")
    def test_nothing_in_between_is_no_difference(self, at: At) -> None:
        words = ("--as-known", "2024-07-01T10:00", "--compare", "now")

        assert self.compared(at, *words)["differences"] == []

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("2024", "--compare", "now"), "--compare needs the moment at which"),
            (
                ("2023", "2024", "--as-known", "5/3/2024", "--compare", "now"),
                "--compare goes with one year",
            ),
            (
                ("2024", "--as-known", "5/3/2024", "--compare", "4/3/2024"),
                "--compare 2024-03-04 lies before --as-known 2024-03-05.",
            ),
        ],
    )
    @pytest.mark.usefixtures("told")
    def test_what_cannot_be_compared_is_refused(
        self, at: At, words: tuple[str, ...], sentence: str
    ) -> None:
        run = at("2024-07-01T10:00", "summary", *words)

        assert run.code == 2
        assert run.err.startswith(f"Error: {sentence}")
