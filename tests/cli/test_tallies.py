"""Counts without records: in every total, told apart, and drawn from one by one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

Runs = Callable[..., Run]

OPENING: Final = (
    "social-network",
    "1.016",
    "--to",
    "31/12/2023",
    "--source",
    "Báo cáo",
)
NETWORK: Final = (
    *("issue", "social-network", "57/GP-BTTTT", "--on", "12/2/2019"),
    *("--holder", "Công ty Ví dụ", "--site", "a.vn", "--term-years", "10"),
)
PAPERS: Final = """\
kind,number,issued_on,holder,sites,expires_on
social-network,201/GP-BTTTT,05/06/2020,Công ty A,a.vn,04/06/2030
social-network,202/GP-BTTTT,05/06/2024,Công ty B,b.vn,04/06/2034
social-network,203/GP-BTTTT,07/06/2020,Công ty C,c.vn,06/06/2030
"""
INSPECTED: Final = (
    *("inspected", "120", "--area", "electronic-information", "--from", "1/1/2024"),
    *("--to", "30/6/2024", "--issuer", "DIC-HN", "--source", "Sở TTTT Hà Nội"),
)


@pytest.fixture
def run(licreg: Licreg, empty: Path) -> Runs:
    def one(*words: str | Path) -> Run:
        return licreg("--register", empty, *words)

    return one


def add(run: Runs, *words: str) -> Run:
    done: Run = run("tally", "add", *words)
    assert done.code == 0, done.err
    return done


def network(run: Runs, year: str) -> dict[str, Any]:
    rows = run("summary", year, "--format", "json").json["licences"]
    (row,) = (row for row in rows if row["kind"] == "social-network")
    found: dict[str, Any] = row
    return found


class TestTally:
    """A tally counts from its last day on, or in a period that holds it."""

    def test_an_opening_balance_is_a_stock_and_no_flow(self, run: Runs) -> None:
        add(run, *OPENING)

        for year, cumulative in (("2022", 0), ("2023", 1016), ("2024", 1016)):
            row = network(run, year)
            assert (row["cumulative"], row["unlisted"]) == (cumulative, cumulative)
            assert (row["issued"], row["recorded"], row["in_force"]) == (0, 0, 0)

    def test_a_count_of_a_period_is_a_flow_too(self, run: Runs) -> None:
        add(run, *OPENING[:2], "--from", "1/1/2023", *OPENING[2:])

        assert [network(run, year)["issued"] for year in ("2022", "2023", "2024")] == [
            *(0, 1016, 0)
        ]

    def test_inspections_count_beside_those_recorded(self, run: Runs) -> None:
        add(run, *INSPECTED)
        run(
            *("inspect", "a.vn", "--on", "3/5/2024", "--agency", "ABEI"),
            *("--subject-kind", "social-network", "--outcome", "warned"),
        )

        whole = run("summary", "2024", "--format", "json", "--by", "agency").json
        area = whole["inspections"][0]
        assert (area["inspected"], area["penalised"]) == (121, 1)
        assert area["unlisted"] == {"inspected": 120}
        assert sum(area["by_outcome"].values()) == 1
        assert {
            row["label"]: row["inspections"][0]["inspected"] for row in whole["rows"]
        } == {"ABEI": 1, "DIC-HN": 120}
        assert "unlisted" not in whole["inspections"][1]

    def test_issuers_with_nothing_but_tallies_have_a_row(self, run: Runs) -> None:
        for issuer in ("DIC-HN", "DIC-HCM"):
            add(
                *(
                    run,
                    "aggregate-site",
                    "30",
                    "--to",
                    "31/12/2023",
                    "--issuer",
                    issuer,
                ),
                *("--source", "Sở"),
            )
        whole = run("summary", "2024", "--format", "json", "--by", "issuer").json

        aggregate = {row["label"]: row["licences"][2] for row in whole["rows"]}
        assert {code: row["cumulative"] for code, row in aggregate.items()} == {
            "DIC-HCM": 30,
            "DIC-HN": 30,
        }

    def test_a_list_tells_what_was_drawn(self, run: Runs) -> None:
        add(run, *OPENING)
        run(*NETWORK, "--from-tally")

        (row,) = run("tally", "list", "--format", "json").json
        assert (row["ref"], row["count"], row["drawn"], row["unlisted"]) == (
            *("TALLY-1", 1016, 1, 1015),
        )
        assert run("show", "tally-1", "--format", "json").json == row
        assert run("show", "TALLY-2").code == 1
        assert run("tally", "list", "--as-of", "30/12/2023").out.endswith(
            "No tally is on record, as of 2023-12-30\n"
        )

    @pytest.mark.parametrize(
        ("words", "code", "sentence"),
        [
            (OPENING, 1, "TALLY-1 (social-network, up to 2023-12-31) counts 1,016"),
            (OPENING[:4], 2, "Missing: Source (--source). Nothing was recorded."),
            (("social-network", "x", *OPENING[2:]), 2, "'x' is not a count; write it"),
            (("social-network", "0", *OPENING[2:]), 2, "A tally of 0 says nothing;"),
            (INSPECTED[:2] + INSPECTED[6:], 2, "'inspected' is counted in an area and"),
            (
                ("social-network", "3", "--to", "1/1/2199", "--source", "x"),
                1,
                "The last day of the tally, 2199-01-01, lies after today, ",
            ),
            (
                (*OPENING, "--from", "1/1/2024"),
                1,
                "The tally would begin on 2024-01-01, after its last day, 2023-12-31",
            ),
        ],
        ids=str,
    )
    def test_what_cannot_be_is_refused(
        self,
        run: Runs,
        empty: Path,
        words: tuple[str, ...],
        code: int,
        sentence: str,
    ) -> None:
        add(run, *OPENING)
        before = (empty / "journal.jsonl").read_bytes()

        done = run("tally", "add", *words)

        assert done.code == code
        assert done.err.startswith(f"Error: {sentence}")
        assert "Nothing was recorded" in done.err
        assert (empty / "journal.jsonl").read_bytes() == before

    def test_the_same_again_needs_a_reason_and_others_warn(self, run: Runs) -> None:
        add(run, *OPENING)

        again = add(run, *OPENING, "--override", "hai nguồn")
        other = add(run, *OPENING[:3], "31/12/2022", *OPENING[4:], "--issuer", "MIC")

        assert "Overridden: hai nguồn." in again.err
        assert other.err.startswith("Warning: TALLY-1 (social-network, up to ")


class TestDrawing:
    """A licence that a tally may count is drawn from it, or said to come on top."""

    @pytest.mark.parametrize(
        ("option", "cumulative", "unlisted"),
        [
            (("--from-tally",), 1016, 1015),
            (("--from-tally", "tally-1"), 1016, 1015),
            (("--not-in-tally",), 1017, 1016),
            (("--override", "khác"), 1017, 1016),
        ],
    )
    def test_either_is_said(
        self, run: Runs, option: tuple[str, ...], cumulative: int, unlisted: int
    ) -> None:
        add(run, *OPENING)
        asked = run(*NETWORK)
        done = run(*NETWORK, *option)

        assert asked.code == 1
        assert "--from-tally" in asked.err
        assert "--not-in-tally" in asked.err
        assert done.code == 0, done.err
        row = network(run, "2024")
        assert (row["cumulative"], row["unlisted"]) == (cumulative, unlisted)
        assert row["in_force"] == 1

    @pytest.mark.parametrize(
        "words",
        [
            ("aggregate-site", "9", "--to", "31/12/2023"),
            ("social-network", "9", "--to", "11/2/2019"),
            ("social-network", "9", "--to", "31/12/2023", "--from", "13/2/2019"),
            ("social-network", "9", "--to", "31/12/2023", "--issuer", "ABEI"),
        ],
        ids=str,
    )
    def test_outside_of_every_tally_nothing_is_asked(
        self, run: Runs, words: tuple[str, ...]
    ) -> None:
        add(run, *words, "--source", "x")

        drawn = run(*NETWORK, "--from-tally")
        done = run(*NETWORK)

        assert drawn.code == 1
        assert "cannot be one of those in any tally on record" in drawn.err
        assert done.code == 0, done.err

    def test_no_more_are_drawn_than_there_are(self, run: Runs) -> None:
        add(run, "social-network", "1", *OPENING[2:])
        run(*NETWORK, "--from-tally")
        second = [word.replace("57/", "58/") for word in NETWORK]

        done = run(*second, "--from-tally", "--override", "x")

        assert done.code == 1
        assert done.err.startswith("Error: All 1 of TALLY-1 ")

    @pytest.mark.parametrize(
        ("option", "code", "sentence"),
        [
            (("--from-tally", "TALLY-9"), 1, "No tally TALLY-9 is on record."),
            (("--from-tally",), 2, "57/GP-BTTTT of 2019-02-12 may be counted in TALLY"),
            (("--from-tally", "--not-in-tally"), 2, "Give --from-tally or --not-in"),
        ],
    )
    def test_what_is_not_certain_is_not_guessed(
        self, run: Runs, option: tuple[str, ...], code: int, sentence: str
    ) -> None:
        add(run, *OPENING)
        add(run, "social-network", "7", "--to", "31/12/2020", "--source", "x")

        done = run(*NETWORK, *option)

        assert done.code == code
        assert done.err.startswith(f"Error: {sentence}")

    def test_a_file_of_papers_is_told_once(self, run: Runs, tmp_path: Path) -> None:
        add(run, *OPENING)
        (tmp_path / "papers.csv").write_text(PAPERS, "utf-8")
        papers = tmp_path / "papers.csv"

        asked = run("import", papers)
        drawn = run("import", papers, "--from-tally")

        assert asked.code == 1
        assert asked.err.startswith("Error: The licences of 2 rows may be counted ")
        assert drawn.code == 0, drawn.err
        row = network(run, "2024")
        assert (row["cumulative"], row["recorded"], row["unlisted"]) == (1017, 3, 1014)

    def test_a_file_draws_no_more_than_there_are(
        self, run: Runs, tmp_path: Path
    ) -> None:
        add(run, "social-network", "1", *OPENING[2:])
        papers = tmp_path / "papers.csv"
        papers.write_text(PAPERS, "utf-8")

        done = run("import", papers, "--from-tally")

        assert done.code == 2
        assert "papers.csv, line 4" in done.err
        assert "All 1 of TALLY-1" in done.err

    def test_an_archive_needs_no_word(
        self, run: Runs, licreg: Licreg, tmp_path: Path
    ) -> None:
        add(run, *OPENING)
        add(run, *INSPECTED)
        run(*NETWORK, "--from-tally")
        run("export", "all", "-o", tmp_path / "archive")
        copy = tmp_path / "copy"
        licreg("init", copy)

        done = licreg("--register", copy, "import", tmp_path / "archive")

        assert done.code == 0, done.err
        for year in ("2019", "2023", "2024"):
            ours = run("summary", year, "--format", "json").json
            theirs = licreg(
                "--register", copy, "summary", year, "--format", "json"
            ).json
            ours.pop("basis")
            theirs.pop("basis")
            assert ours == theirs


class TestPuttingRight:
    """A correction never lets a licence be counted twice, nor drawn from nothing."""

    DATED: Final = (
        *("issue", "social-network", "58/GP-BTTTT", "--on", "12/2/2024"),
        *("--holder", "Công ty Ví dụ", "--site", "b.vn", "--expires", "11/2/2029"),
    )
    INTO: Final = ("correct", "58/2024", "--on", "12/2/2019", "--because", "nhầm năm")

    def test_a_day_moved_into_a_tally_has_to_be_told(self, run: Runs) -> None:
        add(run, *OPENING)
        run(*self.DATED)

        asked = run(*self.INTO)
        drawn = run(*self.INTO, "--from-tally")

        assert asked.code == 1
        assert "may be counted already in TALLY-1" in asked.err
        assert drawn.code == 0, drawn.err
        row = network(run, "2023")
        assert (row["cumulative"], row["recorded"], row["unlisted"]) == (1016, 1, 1015)

    def test_or_is_said_to_come_on_top(self, run: Runs) -> None:
        add(run, *OPENING)
        run(*self.DATED)

        assert run(*self.INTO, "--not-in-tally").code == 0
        assert network(run, "2023")["cumulative"] == 1017
        again = run("correct", "58/2019", "--from-tally", "--because", "có trong đó")
        assert again.code == 0, again.err
        assert network(run, "2023")["cumulative"] == 1016

    def test_a_day_moved_out_lets_it_go(self, run: Runs) -> None:
        add(run, *OPENING)
        run(*NETWORK, "--from-tally")

        done = run("correct", "57/2019", "--on", "12/2/2024", "--because", "nhầm năm")

        assert done.code == 0, done.err
        assert "TALLY-1" in done.out
        row = network(run, "2023")
        assert (row["cumulative"], row["recorded"], row["unlisted"]) == (1016, 0, 1016)
        assert network(run, "2024")["cumulative"] == 1017

    def test_a_correction_on_which_a_draw_stands_is_not_undone(self, run: Runs) -> None:
        add(run, *OPENING[:2], "--to", "31/12/2018", "--source", "Báo cáo")
        corrected = ("correct", "TALLY-1", "--to", "31/12/2019", "--because", "sai")
        assert run(*corrected).code == 0
        assert run(*NETWORK, "--from-tally").code == 0

        undone = run("undo", "2", "--yes")

        assert undone.code == 1, undone.out
        assert "57/GP-BTTTT/2019" in undone.err
        assert network(run, "2019")["cumulative"] == 1016

    def test_no_more_is_drawn_by_undoing_than_there_is(self, run: Runs) -> None:
        add(run, "social-network", "1", *OPENING[2:])
        run(*NETWORK, "--from-tally")
        run("void", "57/2019", "--because", "nhầm")
        other = ["58/GP-BTTTT" if word == "57/GP-BTTTT" else word for word in NETWORK]
        assert run(*other, "--from-tally").code == 0

        done = run("undo", "--entry", "3", "--yes")

        assert done.code == 1
        assert "2 licences would be drawn from TALLY-1" in done.err
        assert run("check").code == 0

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("--count", "0"), "It would count 0, and 1 licences are drawn from it"),
            (("--to", "31/12/2018"), "It would not count 57/GP-BTTTT of 2019-02-12"),
            (("--kind", "aggregate-site"), "It would not count 57/GP-BTTTT of"),
        ],
    )
    def test_a_tally_still_counts_what_is_drawn_from_it(
        self, run: Runs, words: tuple[str, ...], sentence: str
    ) -> None:
        add(run, *OPENING)
        run(*NETWORK, "--from-tally")

        done = run("correct", "TALLY-1", *words, "--because", "đọc nhầm")

        assert (done.code, sentence in done.err) == (1, True)

    def test_a_file_of_tallies_is_held_against_those_on_record(
        self, run: Runs, tmp_path: Path
    ) -> None:
        add(run, *OPENING)
        rows = (
            "measure,kind,count,to_on,source\n"
            "issued,social-network,900,2022-12-31,Báo cáo 2022\n"
            "issued,social-network,800,2022-12-31,Công văn\n"
        )
        (tmp_path / "tallies.csv").write_text(rows, "utf-8")

        done = run("import", tmp_path / "tallies.csv")

        assert done.code == 0
        assert "tally-overlaps (2)" in done.err
        assert "tally-taken (1)" in done.err
