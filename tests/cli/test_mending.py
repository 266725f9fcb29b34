"""Mistakes are put right, and what was undone is as if it had not been."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

from licreg.cli.session import Session

ROWS: Final = "kind,number,issued_on,holder,sites,expires_on\n" + "".join(
    f"social-network,{number}/GP-BTTTT,{2015 + number % 6}-05-04,Công ty {number},"
    f"vi-du-{number}.vn,2030-01-01\n"
    for number in range(100, 140)
)


@pytest.fixture
def office(licreg: Licreg, empty: Path) -> Path:
    """Return a register with a licence, a visit under it, and its decision."""
    for words in (
        (
            *("issue", "social-network", "75/GP-BTTTT", "--on", "12/2/2019"),
            *("--holder", "Công ty Cổ phần Bình Minh", "--site", "binh-minh.vn"),
            *("--term-years", "10"),
        ),
        (
            *("inspect", "binh-minh.vn", "--on", "3/1/2020", "--agency", "ABEI"),
            *("--subject-kind", "social-network", "--licence", "75/2019"),
        ),
        (
            *("decide", "INS-2020-0001", "--on", "20/1/2020", "--decision", "12/QĐ"),
            *("--breach", "15/2020 Art 100.1.a=25000000"),
        ),
        ("extend", "75/2019", "--on", "1/3/2021", "--until", "1/3/2030"),
        (
            *("tally", "add", "social-network", "40", "--from", "1/1/2010"),
            *("--to", "31/12/2012", "--source", "Báo cáo 2012"),
        ),
    ):
        run = licreg("--register", empty, *words)
        assert run.code == 0, run.err
    return empty


def do(licreg: Licreg, register: Path, *words: str) -> Run:
    return licreg("--register", register, *words, "--format", "json")


def done(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = do(licreg, register, *words)
    assert run.code == 0, run.err
    return run.json


def entries(register: Path) -> int:
    lines = (register / "journal.jsonl").read_text("utf-8").splitlines()
    return sum("n" in json.loads(line) for line in lines)


class TestCorrect:
    """A value typed wrong is put right by its option."""

    def test_before_and_after_are_shown_by_field(
        self, licreg: Licreg, office: Path
    ) -> None:
        answer = done(
            *(licreg, office, "correct", "75/2019", "--number", "57/GP-BTTTT"),
            *("--holder", "Công ty Bình An", "--site", "a.vn", "--site", "b.vn"),
            *("--because", "Gõ nhầm", "--cause", "holder"),
        )

        assert answer == {
            "ref": "57/GP-BTTTT/2019",
            "entry": 6,
            "target": 1,
            "changes": [
                {"field": "number", "before": "75/GP-BTTTT", "after": "57/GP-BTTTT"},
                {
                    "field": "holder",
                    "before": "Công ty Cổ phần Bình Minh",
                    "after": "Công ty Bình An",
                },
                {
                    "field": "sites",
                    "before": ["binh-minh.vn"],
                    "after": ["a.vn", "b.vn"],
                },
            ],
            "because": "Gõ nhầm",
            "cause": "holder",
            "remarks": [],
        }

    def test_a_suffix_of_another_issuer_brings_the_issuer(
        self, licreg: Licreg, office: Path
    ) -> None:
        done(
            *(licreg, office, "correct", "75/2019", "--number", "75/GP-PTTHTTDT"),
            *("--because", "Nhầm ký hiệu"),
        )

        assert done(licreg, office, "show", "75/2019")["issuer"] == "ABEI"

    @pytest.mark.parametrize(
        ("words", "field", "after"),
        [
            (("--act", "1", "--until", "1/2/2031"), "until", "2031-02-01"),
            (("--act", "4", "--expires", "2/2/2031"), "until", "2031-02-02"),
            (("--act", "1", "--reason", "Theo đơn"), "reason", "Theo đơn"),
            (("--act", "1", "--asked-on", "29/1/2021"), "asked_on", "2021-01-29"),
            (("--act", "1", "--by-notice", "yes"), "by_notice", True),
        ],
    )
    def test_an_act_is_corrected_by_its_place_or_entry(
        self,
        licreg: Licreg,
        office: Path,
        words: tuple[str, ...],
        field: str,
        after: str,
    ) -> None:
        answer = done(licreg, office, "correct", "75/2019", *words, "--because", "x")

        assert (answer["target"], answer["ref"]) == (4, "75/GP-BTTTT/2019")
        (change,) = answer["changes"]
        assert (change["field"], change["after"]) == (field, after)

    def test_what_an_act_did_not_set_is_taken_off_it(
        self, licreg: Licreg, office: Path
    ) -> None:
        words = ("--on", "1/6/2021", "--holder", "Công ty B", "--site", "b.vn")
        done(licreg, office, "amend", "75/2019", *words)
        because = ("--entry", "6", "--because", "chỉ đổi tên miền")

        answer = done(licreg, office, "correct", *because, "--holder", "")
        again = do(licreg, office, "correct", *because, "--holder-code", "")

        assert [(one["before"], one["after"]) for one in answer["changes"]] == [
            ("Công ty B", None)
        ]
        found = done(licreg, office, "show", "75/2019")
        assert found["holder"] == "Công ty Cổ phần Bình Minh"
        assert found["sites"] == ["b.vn"]
        assert (again.code, "nothing is to change" in again.err) == (2, True)

    def test_the_term_that_an_act_set_is_corrected_in_years(
        self, licreg: Licreg, office: Path
    ) -> None:
        words = ("--on", "1/6/2021", "--effective", "1/7/2021", "--term-years", "9")
        done(licreg, office, "amend", "75/2019", *words)
        because = ("--entry", "6", "--because", "gõ nhầm")

        later = done(licreg, office, "correct", *because, "--term-years", "8")
        both = ("--effective", "", "--term-years", "7")
        earlier = done(licreg, office, "correct", *because, *both)
        extended = ("75/2019", "--act", "1", "--term-years", "5", "--because", "x")
        refused = do(licreg, office, "correct", *extended)

        assert [(one["field"], one["after"]) for one in later["changes"]] == [
            ("expires_on", "2029-06-30")
        ]
        assert [(one["field"], one["after"]) for one in earlier["changes"]] == [
            ("effective_on", None),
            ("expires_on", "2026-02-11"),
        ]
        assert refused.code == 2
        assert "--term-years says nothing of entry 4" in refused.err

    def test_a_visit_that_comes_to_lie_before_its_licence_is_warned_of(
        self, licreg: Licreg, office: Path
    ) -> None:
        later = ("75/2019", "--on", "4/1/2020", "--number", "75/GP-BTTTT")
        of_grant = do(licreg, office, "correct", *later, "--because", "gõ nhầm")
        earlier = ("INS-2020-0001", "--on", "2/1/2020", "--because", "gõ nhầm")
        of_visit = do(licreg, office, "correct", *earlier)

        assert of_grant.code == of_visit.code == 0
        assert "the visit INS-2020-0001 of 2020-01-03 comes before it" in of_grant.err
        assert of_visit.err.startswith("Recorded as entry 7")

    def test_a_licence_is_held_against_others_again(
        self, licreg: Licreg, office: Path
    ) -> None:
        words = ("--on", "15/2/2019", "--holder", "Công ty B", "--site", "b.vn")
        number = ("issue", "social-network", "90/GP-BTTTT")
        done(licreg, office, *number, *words, "--term-years", "10")
        because = ("correct", "90/2019", "--because", "gõ nhầm")

        moved = done(licreg, office, *because, "--number", "74/GP-BTTTT")
        shared = done(
            licreg,
            office,
            *because[:1],
            "74/2019",
            *because[2:],
            *("--site", "binh-minh.vn"),
        )

        assert [one["rule"] for one in moved["remarks"]] == ["number-out-of-order"]
        assert [one["rule"] for one in shared["remarks"]] == ["site-on-other-licence"]

    def test_a_decision_is_corrected_by_its_entry(
        self, licreg: Licreg, office: Path
    ) -> None:
        done(
            *(licreg, office, "correct", "3", "--outcome", "warned", "--breach", ""),
            *("--because", "Đọc nhầm"),
        )

        row = done(licreg, office, "show", "INS-2020-0001")
        assert (row["outcome"], row["breaches"], row["fine_vnd"]) == (
            "warned",
            "",
            None,
        )

    def test_a_visit_changes_every_field(self, licreg: Licreg, office: Path) -> None:
        answer = done(
            *(licreg, office, "correct", "INS-2020-0001", "--on", "31/12/2019"),
            *("--agency", "DIC-HN", "--subject", "@kenh", "--subject-kind", "account"),
            *("--licence", "", "--campaign", "Tết", "--note", "x", "--because", "y"),
        )

        assert answer["ref"] == "INS-2019-0001"
        row = done(licreg, office, "show", "INS-2019-0001")
        assert [row[name] for name in ("agency", "subject", "licence")] == [
            *("DIC-HN", "@kenh", "")
        ]

    def test_a_tally_is_corrected(self, licreg: Licreg, office: Path) -> None:
        done(licreg, office, "correct", "TALLY-5", "--count", "41", "--because", "x")

        (row,) = done(licreg, office, "tally", "list")
        assert row["count"] == 41
        refused = do(
            *(licreg, office, "correct", "TALLY-5", "--from", "1/1/2013"),
            *("--because", "x"),
        )
        assert refused.code == 1

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (("75/2019",), 2, "Nothing to correct was given"),
            (("75/2019", "--number", "1/GP-BTTTT"), 2, "--because"),
            (("--number", "1/GP-BTTTT", "--because", "x"), 2, "first argument"),
            (("75/2019", "--holder", "", "--because", "x"), 2, "cannot be without"),
            (("75/2019", "--fine", "1"), 2, "No such option"),
            (("75/2019", "--count", "1", "--because", "x"), 2, "says nothing of"),
            (("75/2019", "--kind", "ei-all", "--because", "x"), 2, "is a family"),
            (("75/2019", "--issuer", "MIC", "--because", "x"), 2, "nothing is to ch"),
            (("75/2019", "--on", "1/1/2090", "--because", "x"), 1, "lies after today"),
            (("75/2019", "--on", "1/4/2021", "--because", "x"), 1, "Entry 4 (extend)"),
            (
                ("75/2019", "--act", "9", "--on", "1/4/2021", "--because", "x"),
                1,
                "none",
            ),
            (("99", "--on", "1/4/2021", "--because", "x"), 1, "no entry 99"),
            (("TALLY-4", "--count", "1", "--because", "x"), 1, "No tally"),
            (
                ("75/2019", "--on", "1/4/2021", "--because", "x", "--cause", "me"),
                2,
                "me",
            ),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_recorded(
        self, licreg: Licreg, office: Path, words: tuple[str, ...], code: int, said: str
    ) -> None:
        run = do(licreg, office, "correct", *words)

        assert (run.code, run.out) == (code, "")
        assert said in run.err
        assert "Nothing was recorded." in run.err
        assert entries(office) == 5

    def test_a_bare_number_that_is_also_a_licences_is_not_guessed(
        self, licreg: Licreg, office: Path
    ) -> None:
        for number in ("76", "4"):
            licreg(
                *("--register", office, "issue", "social-network"),
                *(f"{number}/GP-BTTTT", "--on", "1/2/2020", "--holder", "B"),
                *("--expires", "1/2/2025"),
            )

        run = do(licreg, office, "void", "4", "--because", "x")

        assert run.code == 2
        assert (
            "4 may be entry 4, or licence 04/GP-BTTTT/2020. Give --entry 4" in run.err
        )
        assert (
            done(licreg, office, "void", "--entry", "4", "--because", "x")["target"]
            == 4
        )


class TestVoid:
    """What was entered in error counts nowhere at once, and stays in the history."""

    def test_what_stands_on_a_licence_is_named(
        self, licreg: Licreg, office: Path
    ) -> None:
        licreg(
            *("--register", office, "issue", "social-network", "9/GP-BTTTT"),
            *("--on", "1/2/2022", "--holder", "B"),
            *("--replaces", "75/2019", "--site", "b.vn", "--expires", "1/2/2032"),
        )

        run = do(licreg, office, "void", "75/2019", "--because", "Ghi trùng")

        assert run.code == 1
        assert "inspection INS-2020-0001 names it; 09/GP-BTTTT/2022@MIC repl" in run.err

    def test_all_of_it_can_be_voided_from_the_end(
        self, licreg: Licreg, office: Path
    ) -> None:
        for ref in ("4", "INS-2020-0001", "75/2019", "TALLY-5"):
            done(licreg, office, "void", ref, "--because", "Thử")
            again = do(licreg, office, "void", ref, "--because", "Thử")
            assert (again.code, "was voided before" in again.err) == (1, True)

        summary = done(licreg, office, "summary", "2020")
        assert all(not row["cumulative"] for row in summary["licences"])
        assert all(not row["inspected"] for row in summary["inspections"])
        assert done(licreg, office, "list") == []
        assert done(licreg, office, "tally", "list") == []
        assert done(licreg, office, "check") == []
        assert len(done(licreg, office, "history")) == 9

    def test_a_tally_from_which_licences_are_drawn_stays(
        self, licreg: Licreg, office: Path
    ) -> None:
        licreg(
            *("--register", office, "issue", "social-network", "9/GP-BTTTT"),
            *("--on", "1/2/2011", "--holder", "B", "--from-tally", "TALLY-5"),
            *("--override", "có thật"),
        )

        run = do(licreg, office, "void", "TALLY-5", "--because", "x")

        assert run.code == 1
        assert "09/GP-BTTTT/2011@MIC is drawn from it" in run.err

    def test_a_correction_is_undone_not_voided(
        self, licreg: Licreg, office: Path
    ) -> None:
        done(licreg, office, "correct", "75/2019", "--holder", "B", "--because", "x")

        run = do(licreg, office, "void", "--entry", "6", "--because", "x")

        assert (run.code, "licreg undo --entry 6" in run.err) == (2, True)


class TestNote:
    """A note stands beside a record until it is taken away."""

    @pytest.mark.parametrize("ref", ["75/2019", "INS-2020-0001"])
    def test_it_is_shown_until_it_is_undone(
        self, licreg: Licreg, office: Path, ref: str
    ) -> None:
        done(licreg, office, "note", ref, "Đã gửi công văn")
        assert (
            "Đã gửi công văn"
            in licreg("--register", office, "show", ref, "--format", "table").out
        )

        done(licreg, office, "undo")

        assert (
            "Đã gửi"
            not in licreg("--register", office, "show", ref, "--format", "table").out
        )
        assert "Đã gửi" in licreg("--register", office, "history", ref).out

    def test_a_note_beside_an_entry(self, licreg: Licreg, office: Path) -> None:
        assert done(licreg, office, "note", "--entry", "4", "Xem lại")["target"] == 4
        assert done(licreg, office, "note", "TALLY-5", "Xem lại")["ref"] == "TALLY-5"
        assert do(licreg, office, "note", "75/2019").code == 2


class TestUndo:
    """A batch is taken back whole, or not at all."""

    def test_an_import_leaves_an_empty_register(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "rows.csv"
        file.write_text(ROWS, "utf-8")
        licreg("--register", empty, "import", file)
        full = done(licreg, empty, "export", "licences")
        before = done(licreg, empty, "summary", "2018")["licences"]

        answer = done(licreg, empty, "undo")

        assert (answer["entries"], len(answer["undone"])) == (40, 40)
        rows = done(licreg, empty, "summary", "2018")["licences"]
        assert all(not row["issued"] and not row["cumulative"] for row in rows)
        assert done(licreg, empty, "list") == []
        shown = licreg("--register", empty, "undo", "--format", "table").out
        assert "40 entries that count again" in shown
        assert done(licreg, empty, "summary", "2018")["licences"] == before
        assert done(licreg, empty, "export", "licences") == full
        assert done(licreg, empty, "check") == []

    def test_what_stands_on_it_is_named_with_its_batch(
        self, licreg: Licreg, office: Path
    ) -> None:
        run = do(licreg, office, "undo", "1")

        assert run.code == 1
        assert "entry 2 (inspect INS-2020-0001) in batch 2, by an" in run.err
        assert "entry 4 (extend 75/GP-BTTTT/2019@MIC) in batch 4" in run.err

    def test_everything_from_the_end(self, licreg: Licreg, office: Path) -> None:
        for batch in (5, 4, 3, 2, 1):
            done(licreg, office, "undo", str(batch))

        assert done(licreg, office, "list") == []
        refused = do(licreg, office, "undo", "1")
        assert "Batch 1 was undone already, by batch 10" in refused.err

    def test_a_dry_run_records_nothing(self, licreg: Licreg, office: Path) -> None:
        run = licreg("--register", office, "undo", "--dry-run", "--format", "table")

        assert run.code == 0
        assert "tally TALLY-5 of 40 is voided" in run.out
        assert entries(office) == 5

    @pytest.mark.parametrize(("answer", "code", "there"), [("yes", 0, 6), ("k", 1, 5)])
    def test_at_a_terminal_it_is_asked(  # noqa: PLR0913, PLR0917  # three cases
        self,
        licreg: Licreg,
        office: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: str,
        code: int,
        there: int,
    ) -> None:
        monkeypatch.setattr(Session, "may_ask", property(lambda one: not one.no_input))

        run = licreg("--register", office, "undo", "4", stdin=f"{answer}\n")

        assert (run.code, entries(office)) == (code, there)
        assert "extend of 2021-03-01 on 75/GP-BTTTT/2019 is voided" in run.err
        assert "Undo it?" in run.err
        quiet = licreg("--register", office, "undo", "5", "--yes")
        assert "Undo it?" not in quiet.err

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("first",), 2),
            (("99",), 1),
            (("--entry", "99"), 1),
            (("3", "--entry", "1"), 2),
        ],
    )
    def test_what_is_no_batch_is_refused(
        self, licreg: Licreg, office: Path, words: tuple[str, ...], code: int
    ) -> None:
        run = do(licreg, office, "undo", *words)

        assert (run.code, "Nothing was recorded" in run.err) == (code, True)

    def test_another_clerks_batch_is_not_the_last_of_mine(
        self, licreg: Licreg, office: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LICREG_CLERK", "binh")

        assert do(licreg, office, "undo").code == 1
        done(licreg, office, "note", "75/2019", "của Bình")
        monkeypatch.setenv("LICREG_CLERK", "an")
        assert done(licreg, office, "undo")["undoes"] == 5


class TestHistory:
    """Who, when, what before and after, and why."""

    def test_a_correction_tells_before_and_after(
        self, licreg: Licreg, office: Path
    ) -> None:
        done(
            *(licreg, office, "correct", "75/2019", "--holder", "Công ty Bình An"),
            *("--because", "Gõ nhầm tên"),
        )
        done(licreg, office, "undo")

        first, *_, wrong, back = done(licreg, office, "history", "75/2019")

        assert (first["entry"], first["undone_by"]) == (1, None)
        assert wrong["before"] == {"holder": "Công ty Cổ phần Bình Minh"}
        assert wrong["after"] == back["before"] == {"holder": "Công ty Bình An"}
        assert (wrong["because"], wrong["undone_by"]) == ("Gõ nhầm tên", 7)
        assert (back["batch"], back["command"], back["target"]) == (7, "undo", 1)

    def test_one_entry_and_one_batch(self, licreg: Licreg, office: Path) -> None:
        done(licreg, office, "void", "4", "--because", "Ghi trùng")

        act, void = done(licreg, office, "history", "--entry", "4")
        assert (act["act"], act["voided_by"], void["because"]) == (
            *("extend", 6, "Ghi trùng"),
        )
        (row,) = done(licreg, office, "history", "--batch", "2")
        assert row["ref"] == "INS-2020-0001"
        assert [row["entry"] for row in done(licreg, office, "history", "TALLY-5")] == [
            5
        ]
        assert do(licreg, office, "history", "--batch", "99").code == 1
        assert do(licreg, office, "history", "75/2019", "--batch", "1").code == 2
