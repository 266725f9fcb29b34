"""Charts in lines of text: legible at 60 columns, without colour, in both languages."""

import io
import re
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg
from hypothesis import given
from hypothesis import strategies as st

from licreg.cli.answer import Answer
from licreg.cli.plotting import LONGEST_LINE, TYPED, Bars, Curve, plot
from licreg.cli.render import render

LINE: Final = frozenset("─╮╭╯╰│")
YEARS: Final = ("2019", "2020", "2021", "2022", "2023", "2024")


def counted(line: str) -> int:
    """Return the number at the end of a bar's line."""
    return int(re.sub(r"[.,]", "", line.rsplit(maxsplit=1)[-1]))


class TestBars:
    """Each length has its number beside it, and they are in proportion."""

    def test_lengths_are_in_proportion(self) -> None:
        lines = [*plot(Bars("", (("a", 40), ("b", 20), ("c", 1), ("d", 0))), 50, "en")]

        lengths = [line.count("━") + line.count("╸") / 2 for line in lines]

        assert lengths[0] == 2 * lengths[1]
        assert 0 < lengths[2] < lengths[1]
        assert lengths[3] == 0

    def test_charts_of_one_scale_can_be_compared(self) -> None:
        (alone,) = plot(Bars("", (("a", 20),)), 50, "en")
        (beside,) = plot(Bars("", (("a", 20),), most=40), 50, "en")

        assert alone.count("━") == pytest.approx(2 * beside.count("━"), abs=1)

    def test_a_long_name_is_folded_and_none_of_it_lost(self) -> None:
        name = "Sở Thông tin và Truyền thông Thành phố Hồ Chí Minh"

        lines = [*plot(Bars("", ((name, 7),)), 40, "vi")]

        words = " ".join(line.split("━")[0].split("  ")[0] for line in lines)
        assert words.split() == name.split()
        assert lines[-1].endswith(" 7")

    @given(
        values=st.lists(st.integers(0, 10**12), min_size=1, max_size=30),
        width=st.integers(40, 200),
    )
    def test_no_line_is_longer_than_the_room(
        self, values: list[int], width: int
    ) -> None:
        rows = tuple((f"2024-{place:02}", value) for place, value in enumerate(values))

        lines = [*plot(Bars("", rows), width, "en")]

        assert max(map(len, lines)) <= width
        assert [counted(line) for line in lines] == values


class TestCurve:
    """The line stands on zero, and its scale has numbers."""

    def test_it_rises_from_the_first_day_to_the_last(self) -> None:
        points = ((date(2019, 12, 31), 0), (date(2024, 11, 15), 1056))

        lines = [*plot(Curve("", points), 60, "en")]

        assert lines[0] == "1,200 ┤"
        assert lines[10].startswith("    0 ┤─")
        assert lines[1].rstrip().endswith("─")
        assert re.findall(r"\d{4}", lines[12]) == ["2020", *YEARS[2:]]

    @pytest.mark.parametrize(
        "points", [((date(2024, 3, 31), 0),), ((date(2024, 3, 31), 5),)]
    )
    def test_one_day_alone_is_a_line_too(self, points: tuple[tuple[date, int]]) -> None:
        lines = [*plot(Curve("", points), 40, "en")]

        assert len(lines) == 13
        assert "2024" in lines[-1]

    @given(
        counts=st.lists(st.integers(0, 10**7), min_size=1, max_size=60),
        width=st.integers(40, 200),
    )
    def test_no_line_is_longer_than_the_room(
        self, counts: list[int], width: int
    ) -> None:
        points = tuple(
            (date(2000 + place // 4, 3 * (place % 4) + 1, 28), count)
            for place, count in enumerate(counts)
        )

        lines = [*plot(Curve("", points), width, "vi")]

        assert max(map(len, lines)) <= width
        assert len(lines) == 13
        columns = zip_longest(*(line[len(lines[0]) :] for line in lines[:11]))
        marks = [sum(sign in LINE for sign in column if sign) for column in columns]
        assert len(marks) == min(width, LONGEST_LINE) - len(lines[0])
        assert all(marks)

    def test_a_typewriter_draws_it_with_its_own_signs(self) -> None:
        points = ((date(2020, 1, 1), 9), (date(2022, 1, 1), 2), (date(2024, 1, 1), 9))

        text = "\n".join(plot(Curve("", points), 60, "en", TYPED))

        assert text.isascii()
        assert "/" in text
        assert "\\" in text


class TestSummary:
    """``summary --chart`` draws what the summary counts."""

    @pytest.mark.parametrize(
        ("form", "language"), [("table", "en"), ("plain", "vi"), ("markdown", "vi")]
    )
    @pytest.mark.parametrize("columns", ["60", "80", "120"])
    def test_every_line_of_a_chart_fits(  # noqa: PLR0913, PLR0917  # how it is drawn
        self,
        licreg: Licreg,
        demo: Path,
        monkeypatch: pytest.MonkeyPatch,
        language: str,
        form: str,
        columns: str,
    ) -> None:
        monkeypatch.setenv("COLUMNS", columns)

        run = licreg(
            *("--register", demo, "summary", "2024", "--chart"),
            *("--lang", language, "--format", form),
        )

        assert run.code == 0
        drawn = [line for line in run.out.splitlines() if "━" in line or "┤" in line]
        assert len(drawn) > 40
        assert max(map(len, drawn)) <= min(int(columns), 100)
        assert "\x1b" not in run.out

    def test_its_numbers_are_those_of_the_months(
        self, licreg: Licreg, demo: Path
    ) -> None:
        drawn = licreg("--register", demo, "summary", "2024", "--chart").out
        months = licreg(
            *("--register", demo, "summary", "2024", "--by", "month"),
            *("--format", "json"),
        ).json["rows"]

        bars = [line for line in drawn.splitlines() if line.startswith("2024-")]

        numbers = [counted(line) for line in bars]
        issued = [
            next(row["issued"] for row in month["licences"] if row["kind"] == kind)
            for kind in ("ei-all", "social-network")
            for month in months
        ]
        visits = [
            month["inspections"][0][measure]
            for measure in ("inspected", "fined")
            for month in months
        ]
        assert numbers == issued + visits

    def test_years_stand_below_each_other(self, licreg: Licreg, demo: Path) -> None:
        drawn = licreg("--register", demo, "summary", "2019-2024", "--chart").out
        years = licreg(
            *("--register", demo, "summary", "2019-2024", "--format", "json")
        ).json

        bars = [line for line in drawn.splitlines() if line.startswith(YEARS)]

        assert [counted(line) for line in bars[:6]] == [
            year["licences"][0]["issued"] for year in years
        ]
        assert "Social networks: cumulative, 1,056 at the end of 15 Nov 2024" in drawn
        assert len(re.findall(r"^ +0 ┤", drawn, re.MULTILINE)) == 2

    def test_issuers_come_with_the_most_first(self, licreg: Licreg, demo: Path) -> None:
        run = licreg("--register", demo, "summary", "2024", "--by", "issuer", "--chart")

        numbers = [counted(line) for line in run.out.splitlines() if "━" in line]

        assert numbers[:3] == [24, 20, 10]
        assert numbers[:-1] == sorted(numbers[:-1], reverse=True)
        assert sum(numbers) == 80 + 40

    def test_a_program_is_given_its_records_as_ever(
        self, licreg: Licreg, demo: Path
    ) -> None:
        for form in ("csv", "json"):
            command = ("--register", demo, "summary", "2024", "--format", form)

            assert licreg(*command, "--chart") == licreg(*command)

    def test_nothing_at_all_is_a_chart_of_nothing(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg("--register", empty, "summary", "2024", "--chart")

        assert run.code == 0
        assert "━" not in run.out

    def test_it_does_not_go_with_a_comparison(self, licreg: Licreg, demo: Path) -> None:
        run = licreg(
            *("--register", demo, "summary", "2024", "--chart"),
            *("--as-known", "2024-12-01", "--compare", "now"),
        )

        assert run.code == 2
        assert "--chart does not go with --compare." in run.err

    def test_where_the_lines_cannot_be_written_others_stand(self) -> None:
        answer = Answer(
            value=None,
            charts=(
                Bars("Issued", (("2023", 49), ("2024", 80))),
                Curve("All", ((date(2020, 1, 1), 1), (date(2024, 1, 1), 9))),
            ),
        )
        stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")

        render(answer, format="table", stream=stream, width=60)

        stream.seek(0)
        assert stream.read().isascii()
