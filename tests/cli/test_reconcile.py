"""Published figures stand beside the counts, and each can be taken apart."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

from licreg.actions.published import read_figures

EVERY: Final = read_figures()
FIGURES: Final = [figure.id for figure in EVERY if figure.relation != "reading"]
OF_2024: Final = (
    *("2024-ei-issued", "2024-sn-issued", "2024-sn-cumulative", "2024-ei-inspected"),
    *("2024-ei-fined", "2024-ei-fines", "2024-games-inspected"),
    *("2024-games-penalised", "2024-accounts-domestic"),
    *("2024-accounts-international", "2024-accounts-zalo-rank", "2024-decree-147"),
    *("2024-06-accounts-zalo", "2024-06-accounts-facebook"),
    *("2024-06-accounts-tiktok", "2024-06-accounts-youtube"),
    *("2024-accounts-international-sggp", "2024-removed-facebook"),
    *("2024-removed-facebook-rate", "2024-removed-google"),
    *("2024-removed-google-rate", "2024-removed-tiktok", "2024-removed-tiktok-rate"),
)
"""The figures of 2024 that a register counts and that the sample meets."""
PROMISED: Final = (
    *("id", "measure", "kind", "from", "as_of", "published", "qualifier", "unit"),
    *("register", "verdict", "wording", "source"),
)


def asked(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


def issue_one_more(licreg: Licreg, register: Path) -> Run:
    return licreg(
        *("--register", register, "issue", "social-network", "941/GP-BTTTT"),
        *("--on", "15/11/2024", "--holder", "Ví dụ", "--site", "vi-du-a.vn"),
    )


OF_TALLIES: Final = ("accounts", "rank", "blocked", "removed", "decrees")
IN_TALLIES: Final = ("2017-ei-fines-abei", "2021-h1-hn-ei-fines", "2021-hn-ei-fines")
MET: Final = (
    *("2017-ei-fines-abei", "2018-05-sn-cumulative", "2018-06-aggregate-in-force"),
    *("2019-06-sn-cumulative", "2019-h1-sn-issued", "2019-12-sn-cumulative"),
    *("2020-09-aggregate-in-force", "2020-09-aggregate-in-force-abei"),
    *("2020-09-aggregate-in-force-provinces", "2020-10-sn-cumulative"),
    *("2020-ei-fined", "2020-ei-fines", "2021-h1-hn-ei-fines", "2021-hn-ei-fines"),
    *("2022-11-aggregate-in-force", "2022-11-sn-cumulative", "2023-websites-blocked"),
    *("2023-websites-blocked-scam", *OF_2024),
)
"""The figures that the sample meets."""


class TestReconcile:
    """Each figure is matched, differs, or is not in the register."""

    def test_none_differs_from_the_sample(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = asked(licreg, demo_once, "reconcile")

        assert [row["id"] for row in rows] == FIGURES
        assert {row["verdict"] for row in rows} == {"matches", "not-in-register"}
        assert len([row for row in rows if row["verdict"] == "matches"]) == 41

    def test_what_can_be_counted_of_2024_is_met(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = asked(licreg, demo_once, "reconcile", "2024")

        assert [(row["published"], row["register"]) for row in rows[:5]] == [
            *((80, 80), (40, 40), (1056, 1056), (236, 236), (46, 46))
        ]
        assert rows[5]["published"] == 1_000_000_000 < rows[5]["register"]
        assert [(row["published"], row["register"]) for row in rows[6:8]] == [
            *((45, 45), (10, 10))
        ]
        met = [row["id"] for row in rows if row["verdict"] == "matches"]
        assert met == list(OF_2024)
        assert {row["because"] for row in rows if row["id"] not in met} == {
            *("uncountable", "contradicted")
        }

    def test_what_no_register_counts_is_never_a_difference(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = {row["id"]: row for row in asked(licreg, demo_once, "reconcile", "2023")}

        revenue = rows["2023-sector-revenue"]
        assert (revenue["published"], revenue["unit"]) == (3.74, "quadrillion VND")
        assert (revenue["verdict"], revenue["register"]) == ("not-in-register", None)
        assert rows["2023-websites-blocked"]["verdict"] == "matches"

    def test_the_licences_that_exist_are_another_reading_and_no_row(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = {row["id"]: row for row in asked(licreg, demo_once, "reconcile", "2024")}

        assert "2024-sn-existing" not in rows
        (reading,) = rows["2024-sn-cumulative"]["readings"]
        assert reading["measure"] == "in-force"
        assert reading["wording"] == "hiện có 1.056 giấy phép"
        assert (reading["register"], reading["agrees"]) == (848, False)

    def test_of_figures_that_contradict_each_other_one_can_be_met(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = {row["id"]: row for row in asked(licreg, demo_once, "reconcile", "2018")}

        told = rows["2018-06-sn-cumulative"]
        assert (told["published"], told["counted"]) == (228, 366)
        assert (told["verdict"], told["because"]) == ("not-in-register", "contradicted")
        assert told["settled_by"] == "2018-05-sn-cumulative"
        assert rows["2018-05-sn-cumulative"]["verdict"] == "matches"
        assert [one["published"] for one in told["conflicts"]] == [240, 204, 366]

    def test_a_rate_is_met_as_it_is_rounded(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = {row["id"]: row for row in asked(licreg, demo_once, "reconcile", "2024")}

        rate = rows["2024-removed-facebook-rate"]
        assert (rate["published"], rate["register"]) == (94, 94.0)
        assert rate["verdict"] == "matches"

    def test_json_has_the_promised_keys(self, licreg: Licreg, demo_once: Path) -> None:
        for row in asked(licreg, demo_once, "reconcile"):
            assert tuple(row)[: len(PROMISED)] == PROMISED
            assert row["wording"]
            assert row["source"]

    def test_a_period_that_is_not_stated_is_the_summarys(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        issued, *_ = asked(licreg, demo_once, "reconcile", "2024")

        assert issued["period_is_stated"] is False
        assert (issued["from"], issued["as_of"]) == ("2024-01-01", "2024-11-15")

    def test_a_person_sees_the_wording_the_count_and_a_mark(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "reconcile", "2024", "--format", "table")

        assert run.code == 0
        assert run.out.count("✓") == len(OF_2024)
        text = " ".join(run.out.split())
        assert "over 1,000,000,000 “fines amounting 1,027,500,000 ✓" in text
        assert (
            "23 of 24 figures match, 1 not in the register. 13 further figures speak "
            "of what no register counts. A figure whose period is not stated is "
            "counted over the days that a summary of its year runs over. A figure "
            "printed as about or nearly is met within 5%." in text
        )

    def test_one_licence_more_makes_two_figures_differ(
        self, licreg: Licreg, demo: Path
    ) -> None:
        issue_one_more(licreg, demo)

        run = licreg("--register", demo, "reconcile", "2024")

        assert run.code == 1
        assert run.err == ""
        assert "\n21 of 24 figures match, 2 differ, 1 not in the register.\n" in run.out
        assert (
            "2024-sn-issued: published 40, counted 41 (1 more). 'licreg --register "
            f"{demo} explain 2024-sn-issued' shows the records.\n"
            "It matched until entry 4,359 of "
        ) in run.out
        assert (
            "+1 941/GP-BTTTT/2024@MIC: issued on 2024-11-15 to Ví dụ (entered later)\n"
        ) in run.out
        assert (
            "2024-sn-cumulative: published 1,056, counted 1,057 (1 more). 'licreg "
            f"--register {demo} explain 2024-sn-cumulative' shows the records.\n"
        ) in run.out

    def test_what_an_empty_register_lacks_does_not_differ(
        self, licreg: Licreg, empty: Path
    ) -> None:
        rows = asked(licreg, empty, "reconcile")

        # A decree is counted in the tables of the law, which every register has.
        others = [row for row in rows if row["id"] != "2024-decree-147"]
        assert {row["verdict"] for row in others} == {"not-in-register"}
        assert {row["register"] for row in others} == {None}

    def test_of_a_year_without_figures_it_says_which_have_some(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "reconcile", "2011")

        assert run.code == 0
        assert run.out == (
            "No published figure is known of 2011. Known: 2012, 2013, 2017, 2018, "
            "2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026.\n"
        )
        assert asked(licreg, demo_once, "reconcile", "2011") == []

    def test_csv_has_one_line_a_figure(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, "reconcile", "--format", "csv")

        rows = list(csv.DictReader(io.StringIO(run.out)))
        assert tuple(rows[0])[: len(PROMISED)] == PROMISED
        assert [row["id"] for row in rows] == FIGURES


class TestExplain:
    """The arithmetic behind a number, and the records."""

    @pytest.mark.parametrize(
        "figure", [one for one in MET if not one.startswith("2024-removed")]
    )
    def test_the_terms_add_up_and_the_records_are_as_many(
        self, licreg: Licreg, demo_once: Path, figure: str
    ) -> None:
        told = asked(licreg, demo_once, "explain", figure)

        assert told["figure"]["verdict"] == "matches"
        assert sum(term["value"] for term in told["terms"]) == told["count"]
        if told["measure"] in OF_TALLIES:
            assert told["count"] in {
                1,
                sum(row.get("count", 1) for row in told["records"]),
                *(row.get("count", 1) for row in told["records"]),
            }
        elif figure in IN_TALLIES:
            assert sum(row["fine_vnd"] or 0 for row in told["records"]) < told["count"]
        elif told["measure"] == "fines":
            assert sum(row["fine_vnd"] or 0 for row in told["records"]) == told["count"]
        else:
            assert len(told["records"]) == told["count"]

    @pytest.mark.parametrize(
        ("words", "count"),
        [
            (["issued", "social-network", "--year", "2024"], 40),
            (["cumulative", "social-network", "--as-of", "30/6/2019"], 455),
            (["in-force", "aggregate-site", "--as-of", "30/9/2020"], 1691),
            (["penalised", "online-games", "--year", "2024"], 10),
            (["fined", "--year", "2020"], 37),
            (["subjects", "electronic-information", "--year", "2024"], 236),
        ],
    )
    def test_any_measure_can_be_taken_apart(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str], count: int
    ) -> None:
        told = asked(licreg, demo_once, "explain", *words)

        assert told["count"] == count == sum(one["value"] for one in told["terms"])
        assert told["figure"] is None

    def test_a_stock_is_what_was_granted_less_what_ended(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            *("--register", demo_once, "explain", "in-force", "aggregate-site"),
            *("--as-of", "30/9/2020", "--format", "table"),
        )

        assert run.out == (
            "cumulative on 2020-09-30                1,822\n"
            "less expired                             -112\n"
            "less revoked                               -5\n"
            "less surrendered                          -11\n"
            "less lapsed                                -3\n"
            "─────────────────────────────────────────────\n"
            "Aggregate sites, in force, 30 Sep 2020  1,691\n"
            "\n"
            "The 1,691 records behind it:\n"
            f"  licreg --register {demo_once} list aggregate-site --measure in-force "
            "--as-of 2020-09-30\n"
        )

    def test_the_command_that_it_names_lists_as_many(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            "--register", demo_once, "explain", "2024-sn-cumulative", "--plain"
        )
        (command,) = [line for line in run.out.splitlines() if line.startswith("  ")]

        again = licreg(*command.split()[1:], "--format", "json")

        assert len(again.json) == 1056

    def test_what_differs_says_by_how_much_and_lists_the_record(
        self, licreg: Licreg, demo: Path
    ) -> None:
        issue_one_more(licreg, demo)

        run = licreg(
            "--register", demo, "explain", "2024-sn-issued", "--format", "table"
        )

        assert run.code == 0
        assert "941/GP-BTTTT" in run.out
        assert "✗ differs: 1 more counted." in " ".join(run.out.split())

    def test_the_wording_and_its_source_are_told(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "explain", "2024-ei-fined", "--plain")

        assert (
            "Published: 46, “46 violations resulted in fines” (Điện Biên Phủ "
            in run.out
        )

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (
                ["2024-sn-isued"],
                "'2024-sn-isued' is neither a published figure nor a measure. Did you",
            ),
            (
                ["2024-sn-issued", "--year", "2023"],
                "2024-sn-issued has its own kind and",
            ),
            (["issued"], "Name the kind: 'licreg explain issued social-network'."),
            (["issued", "game"], "'game' is not a known kind"),
            (["fined", "social-network"], "'social-network' is not a known area."),
            (
                ["issued", "ei-all", "--year", "0"],
                "'0' is not a year from 1900 to 2199",
            ),
        ],
    )
    def test_what_cannot_be_explained_is_refused(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str], sentence: str
    ) -> None:
        run = licreg("--register", demo_once, "explain", *words)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"Error: {sentence}")


class TestWatch:
    """An act that makes a figure stop matching says so, and which."""

    def test_an_act_that_breaks_a_match_names_the_figures(
        self, licreg: Licreg, demo: Path
    ) -> None:
        run = issue_one_more(licreg, demo)

        warnings = [line for line in run.err.splitlines() if "matched before" in line]
        assert [line.split()[1] for line in warnings] == [
            *("2024-sn-issued", "2024-sn-cumulative")
        ]
        assert "40 were counted, 41 are" in warnings[0]

    def test_what_makes_it_match_again_warns_of_nothing(
        self, licreg: Licreg, demo: Path
    ) -> None:
        issue_one_more(licreg, demo)

        run = licreg("--register", demo, "void", "941/GP-BTTTT", "--because", "lỗi")

        assert "matched before" not in run.err
        assert licreg("--register", demo, "reconcile", "2024").code == 0

    @pytest.mark.parametrize(
        "words",
        [
            ["void", "INS-2024-0024", "--because", "lỗi"],
            ["tally", "add", "inspected", "3", "--area", "electronic-information"],
        ],
    )
    def test_inspections_are_watched_as_well(
        self, licreg: Licreg, demo: Path, words: list[str]
    ) -> None:
        more = ["--from", "1/1/2024", "--to", "31/1/2024", "--source", "x"]
        words = [*words, *more] if words[0] == "tally" else words
        run = licreg("--register", demo, *words)

        assert run.code == 0, run.err
        assert "2024-ei-inspected (published 236) matched before" in run.err

    def test_a_later_day_and_a_trial_warn_of_nothing(
        self, licreg: Licreg, demo: Path
    ) -> None:
        words = ("issue", "social-network", "942/GP-BTTTT", "--holder", "Ví dụ")

        later = licreg(
            *("--register", demo, *words),
            *("--on", "20/12/2024", "--site", "vi-du-b.vn"),
        )
        trial = licreg(
            *("--register", demo, *words),
            *("--on", "20/10/2024", "--site", "vi-du-b.vn", "--dry-run"),
        )

        assert "matched before" not in later.err + trial.err

    def test_a_province_is_not_held_against_the_country(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        folder = tmp_path / "province"
        assert licreg("init", folder, "--issuer", "DIC-HN").code == 0
        licreg(
            *("--register", folder, "issue", "aggregate-site", "1/GP-TTĐT"),
            *("--on", "5/3/2024", "--holder", "Ví dụ", "--site", "vi-du-c.vn"),
        )

        run = licreg("--register", folder, "reconcile", "2024", "--format", "json")

        rows = {row["id"]: row for row in run.json}
        assert run.code == 0
        assert rows["2024-ei-issued"]["because"] == "other-scope"

    def test_a_register_may_leave_out_what_ships(
        self, licreg: Licreg, demo: Path
    ) -> None:
        settings = demo / "register.toml"
        text = settings.read_text("utf-8")
        settings.write_text(f'figures = "own"\n{text}', "utf-8")

        assert asked(licreg, demo, "reconcile", "2024") == []


OWN_FIGURE: Final[tuple[str, ...]] = (
    *("published", "add", "--measure", "cumulative", "--kind", "social-network"),
    *("--value", "1", "--unit", "licences", "--wording", "1 mạng xã hội"),
    *("--source", "Báo cáo", "--published-on", "29/11/2024"),
    *("--as-of", "15/11/2024", "--id", "own"),
)


class TestOwnFigures:
    """An office's own figures are records like any other, and travel with it."""

    def verdict(self, licreg: Licreg, register: Path) -> Any:  # noqa: ANN401  # JSON
        run = licreg("--register", register, "reconcile", "--format", "json")
        return next((row for row in run.json if row["id"] == "own"), None)

    def test_it_is_compared_corrected_voided_and_brought_back(
        self, licreg: Licreg, demo: Path
    ) -> None:
        def act(*words: str) -> None:
            run = licreg("--register", demo, *words)
            assert run.code == 0, run.err

        act(*OWN_FIGURE)
        assert self.verdict(licreg, demo)["verdict"] == "differs"
        act("correct", "FIGURE-4359", "--value", "1.056", "--because", "x")
        assert self.verdict(licreg, demo)["verdict"] == "matches"
        act("void", "FIGURE-4359", "--because", "x")
        assert self.verdict(licreg, demo) is None
        act("undo", "--yes")
        act("undo", "3", "--yes")
        assert self.verdict(licreg, demo)["published"] == 1

    def test_it_is_not_known_before_it_was_entered(
        self, licreg: Licreg, empty: Path
    ) -> None:
        licreg("--register", empty, *OWN_FIGURE)
        rows = asked(licreg, empty, "published", "list", "--as-known", "2020-01-01")

        assert "own" not in {row["id"] for row in rows}

    def test_what_is_exported_is_taken_in_again_as_the_same(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        licreg("--register", empty, *OWN_FIGURE)
        licreg(
            *("--register", empty, "published", "add", "--measure", "revenue"),
            *("--kind", "postal", "--value", "3.7400", "--year", "2023"),
            *("--wording", "3.7400", "--source", "x", "--qualifier", "about"),
            *("--tolerance", "2", "--note", "n", "--conflicts", "own"),
        )
        licreg("--register", empty, "export", "all", "-o", tmp_path / "all")
        other = tmp_path / "other"
        licreg("init", other)

        first = licreg("--register", other, "import", tmp_path / "all")
        again = licreg(
            *("--register", other, "published", "import"),
            tmp_path / "all" / "figures.csv",
        )

        assert first.code == again.code == 0, first.err + again.err
        own = [
            [row for row in asked(licreg, one, "published", "list") if row["ref"]]
            for one in (empty, other)
        ]
        keys = [key for key in own[0][0] if key != "ref"]
        assert len(own[0]) == 2
        assert [[row[key] for key in keys] for row in own[0]] == [
            [row[key] for key in keys] for row in own[1]
        ]

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["--value", "x"], "'x' is not a number"),
            (["--qualifier", "almost"], "is not a known qualifier"),
            (["--from", "1/1/2024"], "--from needs --as-of"),
        ],
    )
    def test_what_cannot_be_a_figure_is_refused(
        self, licreg: Licreg, empty: Path, words: list[str], sentence: str
    ) -> None:
        given = {
            "--measure": "revenue",
            "--kind": "postal",
            "--value": "1",
            "--year": "2023",
            "--wording": "w",
            "--source": "s",
        } | dict(zip(words[::2], words[1::2], strict=True))
        typed = [word for pair in given.items() for word in pair]

        run = licreg("--register", empty, "published", "add", *typed, "--no-input")

        assert run.code == 2
        assert sentence in run.err
        assert "Nothing was recorded." in run.err

    def test_what_is_missing_is_named_with_its_option(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg("--register", empty, "published", "add", "--no-input")

        assert run.code == 2
        for option in ("--measure", "--kind", "--value", "--wording", "--source"):
            assert option in run.err


class TestAreas:
    """What a report counts beside licences has a table of its own."""

    def of_area(self, licreg: Licreg, register: Path, area: str) -> Any:  # noqa: ANN401  # JSON
        return asked(licreg, register, "summary", "2024", "--area", area)

    def test_zalo_stands_first_among_domestic_platforms(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        told = self.of_area(licreg, demo_once, "accounts")

        rows = [(row["kind"], row["part"], row["accounts"]) for row in told["others"]]
        assert rows[:2] == [
            ("domestic-platforms", "", 110_200_000),
            ("domestic-platforms", "Zalo", 76_500_000),
        ]
        assert told["basis"]["as_of"] == "2024-11-15"

    def test_removals_are_asked_done_and_a_rate(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        told = self.of_area(licreg, demo_once, "content-removal")

        assert [
            (row["part"], row["asked"], row["removed"], row["removal_rate"])
            for row in told["others"]
        ] == [
            ("", 17_261, 16_015, 92.8),
            ("Facebook", 9_554, 8_981, 94.0),
            ("Google", 6_663, 6_063, 91.0),
            ("TikTok", 1_044, 971, 93.0),
        ]

    def test_a_decree_tells_what_it_replaced(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        (decree,) = self.of_area(licreg, demo_once, "decrees")["decrees"]

        assert (decree["signed_on"], decree["from"]) == ("2024-11-09", "2024-12-25")
        assert decree["replaces"] == [
            "72/2013/NĐ-CP",
            "27/2018/NĐ-CP",
            "150/2018/NĐ-CP",
        ]

    @pytest.mark.parametrize("area", ["online-games", "cross-border"])
    def test_inspections_of_an_area_are_those_of_the_summary(
        self, licreg: Licreg, demo_once: Path, area: str
    ) -> None:
        told = self.of_area(licreg, demo_once, area)
        whole = asked(licreg, demo_once, "summary", "2024")

        assert told["inspections"] == [
            row for row in whole["inspections"] if row["area"] == area
        ]

    @pytest.mark.parametrize(
        "words",
        [
            ["2023", "2024", "--area", "accounts"],
            ["2024", "--area", "accounts", "--by", "month"],
            ["2024", "--area", "licences"],
        ],
    )
    def test_what_does_not_go_together_is_refused(
        self, licreg: Licreg, demo_once: Path, words: list[str]
    ) -> None:
        assert licreg("--register", demo_once, "summary", *words).code == 2
