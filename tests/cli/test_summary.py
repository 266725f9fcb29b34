"""The yearly table: published figures, and a list behind every number."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg
from rich.cells import cell_len

from licreg.cli.main import VIET_NAM

Json = dict[str, Any]

KEYS: Final = {
    "basis": [
        *("from", "to", "as_of", "as_of_because", "as_known"),
        *("register", "sample", "entries", "seal"),
    ],
    "licences": [
        *("kind", "issued", "replacing", "cumulative", "recorded", "unlisted"),
        *("not_yet", "in_force", "suspended", "expired"),
        *("revoked", "surrendered", "lapsed"),
    ],
    "inspections": [
        *("area", "inspected", "subjects", "penalised", "fined", "breaches"),
        *("decisions", "fines_vnd", "by_subject", "by_outcome"),
    ],
}
STATUSES: Final = tuple(KEYS["licences"][-7:])
FLOWS: Final = ("issued", "replacing")
FIGURES: Final = {
    ("ei-all", "issued"): 80,
    ("ei-website", "issued"): 0,
    ("aggregate-site", "issued"): 80,
    ("social-network", "issued"): 40,
    ("social-network", "cumulative"): 1056,
    ("electronic-information", "inspected"): 236,
    ("electronic-information", "subjects"): 236,
    ("electronic-information", "fined"): 46,
    ("electronic-information", "penalised"): 46,
    ("online-games", "inspected"): 45,
    ("online-games", "penalised"): 10,
}
"""What was published of 2024, and what makes it up."""

PERIODS: Final = (
    ("2024", ()),
    ("2020", ()),
    ("2019", ("--as-of", "30/6/2019")),
)
"""The years whose every number is held against its list."""


def summed(licreg: Licreg, register: Path, *arguments: str) -> Json:
    run = licreg("--register", register, "summary", *arguments, "--format", "json")

    assert run.code == 0, run.err
    answer: Json = run.json
    return answer


def numbers_of(summary: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Return each number of a summary by its kind or area and its measure."""
    return {
        (row.get("kind") or row["area"], measure): value
        for section in ("licences", "instruments", "inspections")
        for row in summary[section]
        for measure, value in row.items()
        if isinstance(value, int)
    }


class TestJson:
    """What programs read is promised, key by key."""

    @pytest.fixture
    def summary(self, licreg: Licreg, demo_once: Path) -> Json:
        return summed(licreg, demo_once, "2024")

    def test_it_has_the_promised_sections(self, summary: Json) -> None:
        assert list(summary) == ["basis", "licences", "instruments", "inspections"]

    def test_the_basis_says_what_is_counted(self, summary: Json) -> None:
        basis = summary["basis"]

        assert list(basis) == KEYS["basis"]
        assert basis | {"seal": ""} == {
            "from": "2024-01-01",
            "to": "2024-11-15",
            "as_of": "2024-11-15",
            "as_of_because": "entries_through",
            "as_known": None,
            "register": "Sample register",
            "sample": True,
            "entries": basis["entries"],
            "seal": "",
        }
        assert basis["entries"] > 4000
        assert len(basis["seal"]) == 64

    def test_each_kind_has_the_promised_numbers(self, summary: Json) -> None:
        family, *others = summary["licences"]

        assert family["kind"] == "ei-all"
        assert family.pop("parts") == ["ei-website", "aggregate-site"]
        assert [row["kind"] for row in others] == [
            "ei-website",
            "aggregate-site",
            "social-network",
        ]
        for row in (family, *others, *summary["instruments"]):
            assert list(row) == KEYS["licences"]

    def test_other_instruments_stand_apart(self, summary: Json) -> None:
        assert [row["kind"] for row in summary["instruments"]] == [
            "sn-confirmation",
            "g1-release",
            "g2-g4-confirmation",
        ]

    def test_each_area_has_the_promised_numbers(self, summary: Json) -> None:
        areas = summary["inspections"]

        assert [row["area"] for row in areas] == [
            "electronic-information",
            "online-games",
            "cross-border",
        ]
        assert {tuple(row) for row in areas} == {tuple(KEYS["inspections"])}
        assert [list(row["by_subject"]) for row in areas] == [
            ["ei-website", "aggregate-site", "social-network", "account"],
            ["game", "game-organisation", "game-individual"],
            ["cross-border"],
        ]
        assert list(areas[0]["by_outcome"]) == [
            *("pending", "no-breach", "reminded", "warned", "fined", "stripped"),
            *("other-sanction", "referred", "removal-requested"),
        ]

    def test_it_has_the_published_figures(self, summary: Json) -> None:
        numbers = numbers_of(summary)

        assert {key: numbers[key] for key in FIGURES} == FIGURES
        fines = numbers["electronic-information", "fines_vnd"]
        assert 1_000_000_000 < fines < 1_100_000_000

    def test_a_stock_is_the_sum_of_its_statuses(self, summary: Json) -> None:
        for row in (*summary["licences"], *summary["instruments"]):
            assert row["cumulative"] == row["recorded"] + row["unlisted"]
            assert row["recorded"] == sum(row[status] for status in STATUSES)

    def test_a_family_is_the_sum_of_its_parts(self, summary: Json) -> None:
        family, *parts, _ = summary["licences"]

        for measure in KEYS["licences"][1:]:
            assert family[measure] == sum(part[measure] for part in parts)

    def test_inspections_are_the_sum_of_their_subjects_and_outcomes(
        self, summary: Json
    ) -> None:
        for row in summary["inspections"]:
            assert sum(row["by_subject"].values()) == row["inspected"]
            assert sum(row["by_outcome"].values()) == row["inspected"]

    def test_csv_holds_the_same_numbers(
        self, licreg: Licreg, demo_once: Path, summary: Json
    ) -> None:
        run = licreg("--register", demo_once, "summary", "2024", "--format", "csv")

        rows = list(csv.DictReader(io.StringIO(run.out)))
        assert list(rows[0]) == ["section", "kind", "measure", "from", "to", "value"]
        counted = {(row["kind"], row["measure"]): int(row["value"]) for row in rows}
        assert counted == numbers_of(summary)
        for row in rows:
            is_stock = row["measure"] in KEYS["licences"][3:]
            assert (row["from"], row["to"]) == (
                "" if is_stock else "2024-01-01",
                "2024-11-15",
            )


@pytest.mark.parametrize(("year", "cut"), PERIODS, ids=str)
class TestBehindEachNumber:
    """Every number of a summary is the length of a list, fines are its sum."""

    def listed(self, licreg: Licreg, register: Path, *words: str) -> Sequence[Json]:
        run = licreg("--register", register, "list", *words, "--format", "json")

        assert run.code == 0, run.err
        rows: Sequence[Json] = run.json
        return rows

    def test_licences(
        self, licreg: Licreg, demo_once: Path, year: str, cut: Sequence[str]
    ) -> None:
        summary = summed(licreg, demo_once, year, *cut)

        counted = {}
        for row in (*summary["licences"], *summary["instruments"]):
            kind = row["kind"]
            for measure in (*FLOWS, "cumulative", *STATUSES):
                if measure in STATUSES and not (year == "2024" and row[measure]):
                    continue  # The cumulative list has told; one year is asked again.
                option = ("--measure", measure.replace("_", "-"))
                words = ("licences", kind, "--year", year, *cut, *option)
                rows = self.listed(licreg, demo_once, *words)
                counted[kind, measure] = len(rows)
                if measure == "cumulative":
                    found = Counter(one["status"].replace("-", "_") for one in rows)
                    counted |= {(kind, one): found[one] for one in STATUSES}
            counted[kind, "recorded"] = counted[kind, "cumulative"]
            counted[kind, "unlisted"] = 0

        numbers = numbers_of(summary)
        assert counted == {key: numbers[key] for key in counted}
        assert counted["social-network", "cumulative"] > 0

    def test_inspections(
        self, licreg: Licreg, demo_once: Path, year: str, cut: Sequence[str]
    ) -> None:
        for row in summed(licreg, demo_once, year, *cut)["inspections"]:
            words = (row["area"], "--year", year, *cut)

            def length(what: str, *options: str, words: Sequence[str] = words) -> int:
                return len(self.listed(licreg, demo_once, what, *words, *options))

            breaches = self.listed(licreg, demo_once, "breaches", *words)
            assert row == {
                "area": row["area"],
                "inspected": length("inspections"),
                "subjects": length("subjects"),
                "penalised": length("inspections", "--measure", "penalised"),
                "fined": length("inspections", "--fined"),
                "breaches": len(breaches),
                "decisions": length("decisions"),
                "fines_vnd": sum(breach["amount"] for breach in breaches),
                "by_subject": {
                    kind: length("inspections", words=(kind, *words[1:]))
                    for kind in row["by_subject"]
                },
                "by_outcome": {
                    outcome: length("inspections", "--outcome", outcome)
                    for outcome in row["by_outcome"]
                },
            }

    def test_cases_by_the_day_of_the_decision(
        self, licreg: Licreg, demo_once: Path, year: str, cut: Sequence[str]
    ) -> None:
        option = "--by-decision-day"
        for row in summed(licreg, demo_once, year, *cut, option)["inspections"]:
            words = (row["area"], "--year", year, *cut, option)
            fined = self.listed(licreg, demo_once, "inspections", *words, "--fined")

            assert row["fined"] == len(fined)
            assert row["fines_vnd"] == sum(one["fine_vnd"] for one in fined)


class TestParts:
    """The parts of a table add up to it."""

    @pytest.mark.parametrize(
        ("part", "labels"),
        [
            ("month", [f"2024-{month:02d}" for month in range(1, 12)]),
            ("quarter", ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]),
        ],
    )
    def test_flows_of_months_add_up_and_the_last_stock_is_the_years(
        self, licreg: Licreg, demo_once: Path, part: str, labels: Sequence[str]
    ) -> None:
        whole = summed(licreg, demo_once, "2024", "--by", part)

        rows = whole.pop("rows")
        assert [row["label"] for row in rows] == labels
        assert rows[-1]["basis"]["to"] == whole["basis"]["to"]
        counted = [numbers_of(row) for row in rows]
        for (kind, measure), value in numbers_of(whole).items():
            parts = [one[kind, measure] for one in counted]
            if measure in STATUSES or measure in ("cumulative", "recorded", "unlisted"):
                assert parts[-1] == value
            elif measure in ("subjects", "decisions"):
                assert sum(parts) >= value  # One may return in another month.
            else:
                assert sum(parts) == value

    def test_issuers_add_up_in_licences(self, licreg: Licreg, demo_once: Path) -> None:
        whole = summed(licreg, demo_once, "2024", "--by", "issuer")

        rows = whole.pop("rows")
        assert {"ABEI", "MIC", "DIC-HN"} <= {row["label"] for row in rows}
        for row in (*whole["licences"], *whole["instruments"]):
            for measure in KEYS["licences"][1:]:
                key = (row["kind"], measure)
                assert sum(numbers_of(one)[key] for one in rows) == row[measure]

    def test_agencies_add_up_in_inspections(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        whole = summed(licreg, demo_once, "2024", "--by", "agency")

        rows = [numbers_of(row) for row in whole.pop("rows")]
        for row in whole["inspections"]:
            for measure in ("inspected", "penalised", "fined", "breaches", "fines_vnd"):
                assert sum(one[row["area"], measure] for one in rows) == row[measure]

    def test_the_numbers_of_an_issuer_are_lengths_of_lists(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        whole = summed(licreg, demo_once, "2024", "--by", "issuer")
        (hanoi,) = [row for row in whole["rows"] if row["label"] == "DIC-HN"]

        for measure in ("issued", "cumulative", "in-force"):
            run = licreg(
                *("--register", demo_once, "list", "aggregate-site", "--year", "2024"),
                *("--issuer", "DIC-HN", "--measure", measure, "--format", "json"),
            )
            key = ("aggregate-site", measure.replace("-", "_"))
            assert len(run.json) == numbers_of(hanoi)[key]

    def test_the_cases_of_a_month_are_listed_as_decided_by_the_end_of_the_whole(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        march = summed(licreg, demo_once, "2024", "--by", "month")["rows"][2]

        run = licreg(
            *("--register", demo_once, "list", "electronic-information", "--fined"),
            *("--from", "1/3/2024", "--to", "31/3/2024", "--as-of", "15/11/2024"),
            *("--format", "json"),
        )

        assert len(run.json) == march["inspections"][0]["fined"] > 0

    def test_csv_names_the_part(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg(
            *("--register", demo_once, "summary", "2024"),
            *("--by", "quarter", "--format", "csv"),
        )

        rows = list(csv.DictReader(io.StringIO(run.out)))
        assert list(rows[0])[-1] == "label"
        issued = {
            row["label"]: int(row["value"])
            for row in rows
            if (row["kind"], row["measure"]) == ("social-network", "issued")
        }
        assert issued.pop("") == sum(issued.values()) == 40


class TestYears:
    """Several years stand side by side."""

    def test_json_is_a_list_of_them(self, licreg: Licreg, demo_once: Path) -> None:
        several: Any = summed(licreg, demo_once, "2022", "2023", "2024")

        assert [one["basis"]["to"] for one in several] == [
            "2022-12-31",
            "2023-12-31",
            "2024-11-15",
        ]
        assert [numbers_of(one)["social-network", "issued"] for one in several] == [
            *(93, 55, 40)
        ]
        assert several[2] == summed(licreg, demo_once, "2024")

    def test_a_range_is_each_of_its_years(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        assert summed(licreg, demo_once, "2022-2024") == summed(
            licreg, demo_once, "2024", "2023", "2022"
        )

    def test_the_table_has_a_column_for_each(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            "--register", demo_once, "summary", "2019-2024", "--format", "table"
        )

        head, _, *rows = run.out.splitlines()
        assert head.split() == ["2019", "2020", "2021", "2022", "2023", "2024"]
        (issued,) = [
            line.split()[1:]
            for name, line in pairwise(rows)
            if name == "Social networks"
        ]
        assert issued == ["207", "136", "118", "93", "55", "40"]

    def test_a_day_cuts_each_of_them(self, licreg: Licreg, demo_once: Path) -> None:
        several: Any = summed(licreg, demo_once, "2018-2019", "--as-of", "30/6/2019")

        assert [one["basis"]["to"] for one in several] == ["2018-06-30", "2019-06-30"]


class TestAsOf:
    """What held at the end of an earlier day."""

    @pytest.mark.parametrize(
        ("day", "number", "count"),
        [
            ("30/6/2018", ("aggregate-site", "in_force"), 1510),
            ("30/6/2019", ("social-network", "cumulative"), 455),
            ("30/6/2019", ("social-network", "issued"), 48),
            ("31/12/2019", ("social-network", "cumulative"), 614),
            ("30/9/2020", ("aggregate-site", "in_force"), 1691),
            ("30/10/2020", ("social-network", "cumulative"), 728),
            ("30/11/2022", ("social-network", "cumulative"), 956),
            ("30/11/2022", ("aggregate-site", "in_force"), 1980),
        ],
    )
    def test_an_earlier_day_gives_what_held_then(
        self,
        licreg: Licreg,
        demo_once: Path,
        day: str,
        number: tuple[str, str],
        count: int,
    ) -> None:
        summary = summed(licreg, demo_once, day[-4:], "--as-of", day)

        assert numbers_of(summary)[number] == count
        assert summary["basis"]["as_of_because"] == "asked"

    def test_a_day_without_a_year_is_of_the_year_asked_for(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        summary = summed(licreg, demo_once, "2024", "--as-of", "15/11")

        assert summary["basis"]["as_of"] == "2024-11-15"

    def test_a_past_year_runs_to_its_end(self, licreg: Licreg, demo_once: Path) -> None:
        basis = summed(licreg, demo_once, "2020")["basis"]

        assert (basis["to"], basis["as_of_because"]) == ("2020-12-31", "year-end")

    def test_this_year_runs_to_today(self, licreg: Licreg, empty: Path) -> None:
        today = datetime.now(VIET_NAM).date()
        if (today.month, today.day) == (12, 31):
            pytest.skip("the year ends today")

        basis = summed(licreg, empty, str(today.year))["basis"]

        assert (basis["to"], basis["as_of_because"]) == (today.isoformat(), "today")

    def test_without_a_year_it_is_the_last_that_is_complete(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        assert summed(licreg, demo_once) == summed(licreg, demo_once, "2024")

    def test_a_day_after_what_is_entered_warns(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "summary", "2024", "--as-of", "31/12")

        assert run.code == 0
        assert run.err == (
            "Warning: Entry is complete through 2024-11-15 only; counts after it are "
            "partial.\n"
        )

    @pytest.mark.parametrize(
        ("arguments", "code", "sentence"),
        [
            (
                ["2024", "--as-of", "31/12/2199"],
                1,
                "2199-12-31 lies after today, ",
            ),
            (
                ["2025"],
                1,
                "Entry is complete through 2024-11-15 only (register.toml); name",
            ),
            (
                ["2199"],
                1,
                "Entry is complete through 2024-11-15 only (register.toml)",
            ),
            (
                ["2024", "--as-of", "1/1/2023"],
                1,
                "2023-01-01 is no day of 2024; name another year, or a day with ",
            ),
            (["2024", "--as-of", "31/2"], 2, "'31/2' is not a day: Feb 2024 has 29"),
            (["24"], 2, "'24' is not a year from 1900 to 2199"),
            (["2024-2022"], 2, "'2024-2022' runs backward; type '2022-2024'."),
            (
                ["2024", "--by", "week"],
                2,
                "'week' is not a known part. Known: month, quarter, issuer, agency.",
            ),
        ],
    )
    def test_what_cannot_be_counted_is_refused_with_a_way_out(
        self,
        licreg: Licreg,
        demo_once: Path,
        arguments: Sequence[str],
        code: int,
        sentence: str,
    ) -> None:
        run = licreg("--register", demo_once, "summary", *arguments)

        assert (run.code, run.out) == (code, "")
        assert run.err.startswith(f"Error: {sentence}")
        assert run.err.count("\n") == 1


class TestTable:
    """What a person sees."""

    @pytest.fixture
    def shown(self, licreg: Licreg, demo_once: Path) -> str:
        return licreg(
            "--register", demo_once, "summary", "2024", "--format", "table"
        ).out

    def test_the_figures_stand_in_one_line_each(self, shown: str) -> None:
        lines = [" ".join(line.split()) for line in shown.splitlines()]

        for line in (
            "EI websites, all 80 +31 2,479 1,803 1",
            "Social networks 40 -9 1,056 848 0",
            "Social networks 193 6 7 2",
            "Online games 45 +38 10 8 122,000,000 122 million",
        ):
            assert line in lines

    def test_it_says_what_it_is_counted_from(self, shown: str) -> None:
        text = " ".join(shown.split())

        assert (
            "SAMPLE, invented records. From 1 Jan 2024 to 15 Nov 2024 inclusive (the "
            "day up to which entry is complete). Counted from 4,"
        ) in text
        assert " entries of 'Sample register', seal " in text

    def test_it_fits_80_columns_but_for_commands_to_copy(self, shown: str) -> None:
        wide = [line for line in shown.splitlines() if cell_len(line) > 80]

        assert all(line.startswith("  licreg ") for line in wide)

    def test_the_lists_that_it_names_have_the_length_of_its_numbers(
        self, licreg: Licreg, shown: str
    ) -> None:
        commands = [line for line in shown.splitlines() if "licreg --register" in line]

        ends = []
        for command in commands:
            run = licreg(*command.split()[1:], "--format", "plain")
            ends.append(run.out.rstrip().rpartition("\n\n")[2].partition("\n")[0])
        assert ends == [
            "40 licences, from 2024-01-01 to 2024-11-15",
            "1,803 licences, as of 2024-11-15",
            "46 inspections, from 2024-01-01 to 2024-11-15",
        ]

    def test_where_it_is_wide_enough_there_are_two_heads_over_one_table(
        self, licreg: Licreg, demo_once: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "140")

        run = licreg("--register", demo_once, "summary", "2024", "--format", "table")

        _, heads, _, titles, *_ = run.out.splitlines()
        assert heads.split("  ")[0] == ""
        assert [head for head in heads.split("  ") if head] == [
            "in the period",
            " at the end of 15 Nov 2024",
        ]
        assert titles.split() == [
            *("Issued", "Change", "Cumulative", "In", "force", "Suspended"),
            *("Expired", "Revoked", "Surrendered", "Lapsed"),
        ]

    def test_a_bar_stands_for_each_of_six_years(self, shown: str) -> None:
        bars = [line for line in shown.splitlines() if line.endswith("█")]

        assert [line[:4] for line in bars] == [str(year) for year in range(2019, 2025)]

    def test_breaches_are_shown_in_detail_only(
        self, licreg: Licreg, demo_once: Path, shown: str
    ) -> None:
        run = licreg(
            "--register", demo_once, "summary", "2024", "--detail", "--format", "table"
        )

        assert "Breaches" not in shown
        assert "Breaches" in run.out
        assert "removal-requested" in run.out

    @pytest.mark.parametrize("width", ["40", "60", "100"])
    def test_every_figure_is_whole_at_every_width(
        self,
        licreg: Licreg,
        demo_once: Path,
        monkeypatch: pytest.MonkeyPatch,
        width: str,
    ) -> None:
        monkeypatch.setenv("COLUMNS", width)

        run = licreg("--register", demo_once, "summary", "2024", "--format", "table")

        words = run.out.split()
        for figure in ("80", "40", "1,056", "2,479", "236", "46", "1,027,500,000"):
            assert figure in words

    def test_it_speaks_vietnamese(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg(
            *("--register", demo_once, "--lang", "vi"),
            *("summary", "2024", "--format", "table"),
        )

        assert "tính đến hết 15/11/2024" in run.out
        assert "1.027.500.000" in run.out
        assert "1,03 tỷ" in " ".join(run.out.split())


class TestForm:
    """A year as the form of a statistical report: its figures are the summary's."""

    HEADS = "STT,Chỉ tiêu,Đơn vị tính,Kỳ báo cáo,Luỹ kế,Ghi chú"

    def form(self, licreg: Licreg, demo: Path, language: str) -> list[list[str]]:
        run = licreg(
            *("--register", demo, "summary", "2024", "--layout", "form"),
            *("--format", "csv", "--lang", language),
        )

        assert run.code == 0, run.err
        return list(csv.reader(io.StringIO(run.out)))

    def test_its_heads_are_those_of_the_form(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        assert ",".join(self.form(licreg, demo_once, "vi")[0]) == self.HEADS
        assert self.form(licreg, demo_once, "en")[0] == [
            *("No.", "Indicator", "Unit", "Reporting period", "Cumulative", "Notes")
        ]

    @pytest.mark.parametrize("language", ["en", "vi"])
    def test_its_figures_are_those_of_the_summary(
        self, licreg: Licreg, demo_once: Path, language: str
    ) -> None:
        totals = licreg(
            "--register", demo_once, "summary", "2024", "--format", "json"
        ).json
        rows = {row[0]: row for row in self.form(licreg, demo_once, language)[1:]}

        for number, kind in (
            ("1", "ei-all"),
            ("1.2", "aggregate-site"),
            ("2", "social-network"),
        ):
            (told,) = [one for one in totals["licences"] if one["kind"] == kind]
            counts = [str(told["issued"]), str(told["cumulative"])]
            assert rows[number][3:5] == counts
            assert f"{told['in_force']:,}" in rows[number][5].replace(".", ",")
        area = totals["inspections"][0]
        assert rows["4"][3] == str(area["inspected"])
        assert rows["4.3"][3] == str(area["fined"])
        assert rows["4.6"][3] == str(area["fines_vnd"])

    def test_a_person_sees_who_reports_and_signs(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            *("--register", demo_once, "--lang", "vi", "--format", "table"),
            *("summary", "2024", "--layout", "form"),
        )

        assert run.out.startswith("Đơn vị báo cáo: ")
        assert "Kỳ báo cáo: từ 01/01/2024 đến 15/11/2024" in run.out
        last = run.out.rstrip().splitlines()[-1]
        assert last.split("  ")[1] == "Người lập biểu"
        assert last.endswith("Thủ trưởng đơn vị")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["2023", "2024"], "--layout form tells one year; 2 are given."),
            (["2024", "--by", "month"], "--layout form does not go with --by."),
            (["2024", "--detail"], "--layout form does not go with --detail."),
        ],
    )
    def test_it_tells_one_year(
        self, licreg: Licreg, demo_once: Path, words: list[str], sentence: str
    ) -> None:
        run = licreg("--register", demo_once, "summary", *words, "--layout", "form")

        assert run.code == 2
        assert sentence in run.err
