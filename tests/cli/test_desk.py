"""The clerk's desk: what is asked, what Enter takes, and how one leaves."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
from conftest import Licreg, Run
from terminal import Clerk

from licreg.cli.session import Session

NOTHING: Final = "Nothing was recorded."
FIRST: Final = (
    "social-network",
    "57/gp-btttt",
    "12/2/2024",
    "Công ty Cổ phần Ví dụ",
    "vi-du.vn",
    "10 năm",
)


class Desk(Protocol):
    """Types lines at a command, and returns what came of it."""

    def __call__(self, *keys: str, command: tuple[str, ...] = ("issue",)) -> Run: ...


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "may_ask", property(lambda one: not one.no_input))


@pytest.fixture
def desk(licreg: Licreg, empty: Path) -> Desk:
    """Return what types lines at a command and returns what came of it."""

    def run(*keys: str, command: tuple[str, ...] = ("issue",)) -> Run:
        typed = "".join(f"{key}\n" for key in keys)
        return licreg("--register", empty, "--format", "json", *command, stdin=typed)

    return run


def records(licreg: Licreg, empty: Path, *words: str) -> list[dict[str, Any]]:
    run = licreg("--register", empty, "list", *words, "--format", "json")
    found: list[dict[str, Any]] = run.json
    return found


class TestOnePaper:
    """One line for each value, then a preview; Enter saves."""

    def test_it_is_asked_shown_and_saved(self, desk: Desk) -> None:
        run = desk(*FIRST, "", "no")

        assert run.code == 0, run.err
        assert run.json["licence"] == "57/GP-BTTTT/2024"
        assert run.json["expires_on"] == "2034-02-11"
        assert "2  Number                      57/GP-BTTTT\n" in run.err
        assert "6  Last day in force           11 Feb 2034\n" in run.err
        assert run.err.count("Recorded as entry 1 in") == 2  # And at the end again.

    def test_only_what_is_missing_is_asked(self, desk: Desk) -> None:
        given = ("issue", "social-network", "57/GP-BTTTT", "--on", "12/2/2024")
        run = desk("X", "a.vn", "5y", "", command=given)

        assert run.code == 0, run.err
        assert run.err.startswith("Holder: Sites")
        assert "Another" not in run.err

    def test_a_wrong_answer_is_asked_again_with_the_way_out(self, desk: Desk) -> None:
        run = desk(*FIRST[:2], "31/2/2024", "", *FIRST[2:], "", "no")

        assert run.code == 0
        assert "  '31/2/2024' is not a day: Feb 2024 has 29 days" in run.err
        assert run.err.count("Day of issue (as 15/11/2024): ") == 3

    def test_a_question_mark_explains(self, desk: Desk) -> None:
        run = desk("?", FIRST[0], "?", *FIRST[1:], "", "no")

        assert "  social-network " in run.err
        assert "  As printed, with its suffix." in run.err

    def test_one_may_go_back_and_what_was_typed_is_kept(self, desk: Desk) -> None:
        run = desk(*FIRST[:4], "<", "<", "13/2/2024", "", *FIRST[4:], "", "no")

        assert run.json["issued_on"] == "2024-02-13"
        assert run.json["holder"] == FIRST[3]
        assert "Holder [Công ty Cổ phần Ví dụ]: Day of issue [12/2/2024]: " in run.err

    def test_a_value_is_changed_from_the_preview_by_number_or_name(
        self,
        desk: Desk,
    ) -> None:
        run = desk(
            *FIRST, "5", "hai.vn", "note", "gấp", "holder-k", "enterprise", "", "n"
        )

        assert run.json["sites"] == ["hai.vn"]
        assert (run.json["note"], run.json["holder_kind"]) == ("gấp", "enterprise")

    def test_a_name_that_is_none_of_it_lists_those_that_are(self, desk: Desk) -> None:
        run = desk(*FIRST, "colour", "", "n")

        assert (
            "'colour' is no value of this record. Its values: kind, number" in run.err
        )

    def test_one_may_leave_and_nothing_is_recorded(
        self,
        desk: Desk,
        licreg: Licreg,
        empty: Path,
    ) -> None:
        run = desk(*FIRST, "q")

        assert (run.code, run.out) == (1, "")
        assert run.err.endswith(f"It was left as it is. {NOTHING}\n")
        assert records(licreg, empty) == []


class TestPublishedFigures:
    """Before a paper is saved it is said which figure would no more match."""

    def test_the_preview_tells_what_would_not_match_any_more(
        self, desk: Desk, licreg: Licreg, empty: Path
    ) -> None:
        desk(*FIRST, "", "no")
        figure = ("--measure", "issued", "--kind", FIRST[0], "--year", "2024")
        said = ("--value", "1", "--wording", "một", "--source", "báo")
        words = ("published", "add", "--id", "own", *figure, *said, "--issuer", "MIC")
        assert licreg("--register", empty, *words).code == 0
        run = desk(FIRST[0], "58/GP-BTTTT", "", *FIRST[3:], "q", "no")

        assert "own (published 1) matches now and would not any more: 1 " in run.err
        assert len(records(licreg, empty)) == 1


class TestTheNextPaper:
    """Enter takes what is likely: kind, next number, day, term of the paper before."""

    def test_enter_takes_what_is_likely(self, desk: Desk) -> None:
        run = desk(*FIRST, "", "", "", "", "", "Hội Sông Hồng", "hoi.vn", "", "", "n")

        one, two = run.json
        assert (one["number"], two["number"]) == ("57/GP-BTTTT", "58/GP-BTTTT")
        assert two["issued_on"] == one["issued_on"]
        assert two["expires_on"] == one["expires_on"]
        assert two["entry"] == 2

    def test_a_number_on_record_is_passed_over(self, desk: Desk) -> None:
        taken = ("issue", "social-network", "58/GP-BTTTT", "--on", "12/2/2024")
        desk("Hội Sông Hồng", "hoi.vn", "5y", "", command=taken)

        run = desk(*FIRST, "", "", "", "", "q")

        assert "Number [59/GP-BTTTT]: " in run.err

    def test_each_has_a_moment_of_its_own(
        self,
        desk: Desk,
        licreg: Licreg,
        empty: Path,
    ) -> None:
        desk(*FIRST, "", "", "", "", "", "Hội Sông Hồng", "hoi.vn", "", "", "n")

        history = licreg("--register", empty, "history", "--format", "json").json
        first, second = (one["at"] for one in history)
        assert first < second
        assert {one["batch"] for one in history} == {1, 2}

    def test_a_dash_leaves_empty_what_is_suggested(self, desk: Desk) -> None:
        run = desk(*FIRST, "", "", "", "", "", "Hội Sông Hồng", "hoi.vn", "-", "", "n")

        assert run.json[1]["expires_on"] is None

    def test_the_option_takes_the_rest_from_the_last(
        self,
        desk: Desk,
        licreg: Licreg,
        empty: Path,
    ) -> None:
        desk(*FIRST, "", "n")
        words = ("issue", "--again", "60/GP-BTTTT", "--holder", "Hội", "--site", "h.vn")

        run = licreg("--register", empty, *words, "--no-input", "--format", "json")

        assert run.code == 0, run.err
        assert run.json["kind"] == "social-network"
        assert run.json["expires_on"] == "2034-02-11"

    def test_there_must_be_a_last_one(self, licreg: Licreg, empty: Path) -> None:
        run = licreg("--register", empty, "issue", "--again", "1/GP-BTTTT")

        assert run.code == 1
        assert run.err == (
            f"Error: There is no licence yet of which to take the rest. {NOTHING}\n"
        )


class TestHoldersAlike:
    """Nearly the same name is shown, and the clerk says which it is."""

    def second(self, desk: Desk, holder: str, *then: str) -> Run:
        return desk(*FIRST, "", "", "", "", "", holder, *then, "b.vn", "", "", "n")

    def test_a_number_takes_the_name_on_record(self, desk: Desk) -> None:
        run = self.second(desk, "CÔNG TY CP VÍ DỤ.", "1")

        assert run.json[1]["holder"] == "Công ty Cổ phần Ví dụ"
        assert "  1  Công ty Cổ phần Ví dụ  (57/GP-BTTTT/2024, vi-du.vn)" in run.err

    def test_another_is_kept_with_the_record_and_not_asked_again(
        self,
        desk: Desk,
    ) -> None:
        run = self.second(desk, "Công ty TNHH Ví dụ", "")

        assert run.json[1]["holder"] == "Công ty TNHH Ví dụ"
        again = desk("", "", "", "Công ty TNHH Ví dụ", "c.vn", "", "", "n")
        assert again.json["holder"] == "Công ty TNHH Ví dụ"
        assert "nearly the same" not in again.err

    def test_the_very_name_is_known(self, desk: Desk) -> None:
        run = self.second(desk, FIRST[3])

        assert "nearly the same" not in run.err


class TestRules:
    """What the rules find is said as soon as it is known."""

    def test_a_number_that_is_taken_is_told_before_the_holder_is_typed(
        self,
        desk: Desk,
    ) -> None:
        desk(*FIRST, "", "n")

        run = desk("", "57/GP-BTTTT", "", "q", "a.vn", "", "q")

        told = run.err.index("is on record already")
        assert told < run.err.index("Holder: ")
        assert run.code == 1

    def test_a_reason_goes_on_all_the_same(self, desk: Desk) -> None:
        desk(*FIRST, "", "n")

        run = desk(
            "", "57/GP-BTTTT", "", "Hội", "a.vn", "", "", "! so on paper", "", "n"
        )

        assert run.code == 0, run.err
        assert run.json["licence"] == "57/GP-BTTTT/2024#2"
        (overridden,) = [one for one in run.json["remarks"] if one["reason"]]
        assert overridden["reason"] == "so on paper"

    def test_the_issuer_is_asked_for_where_it_does_not_follow(
        self,
        desk: Desk,
    ) -> None:
        paper = ("aggregate-site", "5/GP-TTĐT", "1/2/2024", "Hội", "a.vn", "5y")
        run = desk(*paper, "nobody", "DIC-HN", "", "n")

        assert run.json["licence"] == "05/GP-TTĐT/2024@DIC-HN"
        assert "'nobody' is not a known issuer" in run.err


class TestPasting:
    """A row of a spreadsheet, or a notice, answers several questions at once."""

    def test_a_row_is_read_in_whatever_order(self, desk: Desk) -> None:
        row = (
            "1\tHội Sông Hồng\t57/GP-BTTTT\t12/02/2024\thoi.vn, hoi.com.vn\t11/02/2034"
        )

        run = desk(row, "social-network", "", "n")

        assert run.code == 0, run.err
        assert run.json["holder"] == "Hội Sông Hồng"
        assert run.json["sites"] == ["hoi.vn", "hoi.com.vn"]
        assert (run.json["issued_on"], run.json["expires_on"]) == (
            "2024-02-12",
            "2034-02-11",
        )

    def test_a_notice_is_read(self, desk: Desk) -> None:
        text = "Giấy phép MXH số 57/GP-BTTTT do Bộ TTTT cấp ngày 12/02/2024"

        run = desk(text, "Hội Sông Hồng", "hoi.vn", "10y", "", "n")

        assert run.code == 0, run.err
        assert run.json["licence"] == "57/GP-BTTTT/2024"


class TestInterrupted:
    """What was typed and not saved can be taken up again; a person's name is not."""

    def test_it_is_taken_up_again(self, desk: Desk) -> None:
        run = desk(*FIRST[:4])

        assert run.code == 130
        assert run.err.endswith(
            "What was typed is kept: 'licreg issue' takes it up again.\n"
            f"Interrupted. {NOTHING}\n"
        )
        again = desk("yes", *FIRST[4:], "", "n")
        assert again.code == 0, again.err
        assert again.json["holder"] == FIRST[3]
        assert "Take up what was typed (social-network, 57/gp-btttt" in again.err
        assert "Take up" not in desk("q").err

    def test_it_can_be_forgotten(self, desk: Desk) -> None:
        desk(*FIRST[:4])

        desk("no", "social-network")

        assert "Take up" not in desk("social-network").err

    def test_a_person_is_not_kept(self, desk: Desk, tmp_path: Path) -> None:
        desk(*FIRST, "content-manager", "Nguyễn Văn A")

        (kept,) = (tmp_path / "user-data" / "licreg" / "unfinished").iterdir()
        assert "Nguyễn" not in kept.read_text("utf-8")
        assert kept.stat().st_mode & 0o077 == 0

    def test_what_was_saved_before_is_confirmed(self, desk: Desk) -> None:
        run = desk(*FIRST, "", "yes", "")

        assert run.code == 130
        assert "Interrupted. Recorded as entry 1 in" in run.err


class TestInspections:
    """The occasion is typed once, then one subject after another."""

    VISIT: Final = ("3/6/2024", "ABEI", "Đợt 1")

    def test_subjects_follow_each_other(self, desk: Desk) -> None:
        run = desk(
            *(*self.VISIT, "mot.vn", "social-network", "no-breach", ""),
            *("yes", "hai.vn", "fined", "15/2020 Art 100.1.a=25tr", "12/QĐ", "", "no"),
            command=("inspect",),
        )

        assert run.code == 0, run.err
        one, two = run.json
        assert (one["outcome"], two["outcome"]) == ("no-breach", "fined")
        assert two["campaign"] == "Đợt 1"
        assert two["fine_vnd"] == 25_000_000
        assert "  15/2020 Art 100.1.a: 25,000,000 VND\n" in run.err
        assert run.err.count("Campaign") == 3  # Asked once, shown twice.

    def test_the_licence_of_a_site_is_found(self, desk: Desk) -> None:
        desk(*FIRST, "", "n")

        run = desk(*self.VISIT, "vi-du.vn", "", "", "", "n", command=("inspect",))

        assert run.json["licence"] == "57/GP-BTTTT/2024"
        assert run.json["subject_kind"] == "social-network"
        assert "  It holds 57/GP-BTTTT/2024 (Công ty Cổ phần Ví dụ).\n" in run.err

    def test_an_account_may_be_a_person(self, desk: Desk, empty: Path) -> None:
        run = desk(
            *(*self.VISIT, "Nguyễn Văn A", "account", "yes", "reminded", "", "n"),
            command=("inspect",),
        )

        assert run.code == 0, run.err
        assert run.json["subject"] == "Nguyễn Văn A"
        assert "Nguyễn" not in (empty / "journal.jsonl").read_text("utf-8")

    def test_the_option_takes_the_occasion_from_the_last(
        self,
        desk: Desk,
        licreg: Licreg,
        empty: Path,
    ) -> None:
        words = ("mot.vn", "social-network", "no-breach", "", "n")
        desk(*self.VISIT, *words, command=("inspect",))

        run = licreg(
            *("--register", empty, "inspect", "--again", "hai.vn", "--no-input"),
            *("--format", "json"),
        )

        assert run.code == 0, run.err
        assert run.json["campaign"] == "Đợt 1"
        assert run.json["outcome"] == "pending"  # An outcome is each subject's own.

    def test_many_subjects_are_one_batch(self, licreg: Licreg, empty: Path) -> None:
        subjects = "".join(f"trang-{place}.vn\n" for place in range(27))

        run = licreg(
            *(
                "--register",
                empty,
                "inspect",
                "--subjects-from",
                "-",
                "--on",
                "3/6/2024",
            ),
            *("--agency", "ABEI", "--subject-kind", "aggregate-site"),
            *("--campaign", "Đợt 1", "--outcome", "reminded", "--format", "json"),
            stdin=f"{subjects}trang-phat.vn\tfined\n",
        )

        assert run.code == 0, run.err
        assert len(run.json) == 28
        assert [one["outcome"] for one in run.json[-2:]] == ["reminded", "fined"]
        history = licreg("--register", empty, "history", "--format", "json").json
        assert {one["batch"] for one in history} == {1}


def test_forty_licences_take_less_than_half_the_keys(desk: Desk) -> None:
    """Keys of the same papers typed at the desk, and as options of a command."""
    papers = [
        (f"{57 + place}/GP-BTTTT", f"Hội Số {place} của Ví dụ", f"hoi-{place}.vn")
        for place in range(40)
    ]
    typed = ["social-network", papers[0][0], "12/2/2024", *papers[0][1:], "10y", ""]
    for _, holder, site in papers[1:]:
        typed += ["", "", "", "", holder, site, "", ""]
    by_options = sum(
        len(
            f'licreg issue social-network {number} --on 12/2/2024 --holder "{holder}" '
            f"--site {site} --term-years 10\n"
        )
        for number, holder, site in papers
    )

    run = desk(*typed, "n")

    assert run.code == 0, run.err
    assert [one["number"] for one in run.json] == [number for number, _, _ in papers]
    keys = sum(len(line) + 1 for line in typed)
    assert keys * 2 < by_options


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
class TestTerminal:
    """The same at a real one."""

    @pytest.fixture
    def clerk(self, empty: Path) -> Iterator[Clerk]:
        words = ("issue", "social-network", "941/GP-BTTTT", "--on", "15/11/2024")
        clerk = Clerk(["--register", str(empty), *words])
        yield clerk
        clerk.hang_up()

    def test_prompts_go_to_standard_error_and_the_answer_to_output(
        self, clerk: Clerk, empty: Path
    ) -> None:
        assert clerk.read_to(": ") == "Holder: "
        clerk.type("Công ty Ví dụ\n")
        assert clerk.read_to("): ").endswith("(Enter for none): ")
        clerk.type("vi-du.vn\n")
        assert clerk.read_to("): ").endswith("(as 15/11/2024; Enter for none): ")
        clerk.type("\n")
        assert "Warning: No day of expiry is recorded." in clerk.read_to("leaves: ")
        clerk.type("\n")

        assert clerk.read_to(".\r\n").endswith(f"Recorded as entry 1 in {empty}.\r\n")
        out, code = clerk.leave()
        assert code == 0
        assert out.startswith("kind\tnumber\tissuer\t")
        assert "Công ty Ví dụ" in out

    def test_control_c_leaves_nothing_recorded(self, clerk: Clerk, empty: Path) -> None:
        before = (empty / "journal.jsonl").read_bytes()
        clerk.read_to(": ")

        clerk.type("\x03")

        assert clerk.read_to("recorded.\r\n").endswith(f"Interrupted. {NOTHING}\r\n")
        assert clerk.leave() == ("", 130)
        assert (empty / "journal.jsonl").read_bytes() == before


class TestOffATerminal:
    """Nothing is asked: what is missing is named, and piped lines are not eaten."""

    @pytest.mark.parametrize("command", ["issue", "inspect"])
    def test_what_is_missing_is_named_with_its_option(
        self, licreg: Licreg, empty: Path, command: str
    ) -> None:
        run = licreg("--register", empty, command, "--no-input", stdin="a\nb\n")

        assert run.code == 2
        assert run.err.startswith("Error: Missing: ")
        assert run.err.count("(--") >= 2
        assert run.err.endswith(f"{NOTHING}\n")
