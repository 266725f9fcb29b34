"""Every number of the published reports stands in the tables, worded as printed."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from licreg.actions.published import read_figures
from licreg.domain.figures import PublishedFigure, derived_of

REPORTS: Final = Path(__file__).parents[3] / "shared" / "reports"
FIGURES: Final = read_figures()
BY_ID: Final = {one.id: one for one in FIGURES}

NUMBER: Final = re.compile(r"(?<![\w.,])(?:VN[DĐ]|US\$)?(\d[\d.,]*\d|\d)(?![\w])")
COUNTED_WORDS: Final = ("doubling",)

# What is no figure: days and years, the numbers of a decree and of a parliament.
NO_FIGURES: Final = {
    "review-of-2023.txt": {"2022", "2023", "2024", "2025", "29"},
    "review-of-2024.txt": {
        *("2024", "2025", "2030", "28", "15", "25"),
        *("147", "9"),  # Decree No. 147/2024/NĐ-CP on 9 November: worded in its figure.
    },
}
PUBLISHED: Final = {
    "review-of-2023.txt": date(2023, 12, 29),
    "review-of-2024.txt": date(2024, 11, 28),
}


def report(name: str) -> str:
    path = REPORTS / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout; it is no part of the project")
    return " ".join(path.read_text(encoding="utf-8").split())


def of_report(name: str) -> list[PublishedFigure]:
    return [
        one
        for one in FIGURES
        if one.published_on == PUBLISHED[name] and one.relation != "reading"
    ]


def numbers_in(text: str) -> Iterator[str]:
    for match in NUMBER.finditer(text):
        yield match[1]


@pytest.mark.parametrize("name", PUBLISHED)
class TestReports:
    """The two published reports, number by number."""

    def test_each_number_is_one_of_a_figure_or_of_a_day(self, name: str) -> None:
        text = report(name)
        worded = {
            number for one in of_report(name) for number in numbers_in(one.wording)
        }

        missing = [
            number
            for number in numbers_in(text)
            if number not in worded and number not in NO_FIGURES[name]
        ]

        assert missing == []

    def test_each_figure_is_worded_as_it_is_printed(self, name: str) -> None:
        text = report(name)

        assert [one.id for one in of_report(name) if one.wording not in text] == []

    def test_each_value_is_the_number_of_its_wording(self, name: str) -> None:
        report(name)
        words = {"billion": 10**9, "million": 10**6}
        for one in of_report(name):
            printed = {
                Decimal(number.replace(",", "")) * factor
                for number in numbers_in(one.wording)
                for factor in (1, *words.values())
            }
            by_words = {
                "2023-audiobook-revenue-growth": 2,
                "2024-accounts-zalo-rank": 1,
                "2024-decree-147": 1,
            }
            assert one.value in printed or by_words.get(one.id) == one.value, one.id


def test_a_relation_and_a_contradiction_name_figures_that_there_are() -> None:
    for one in FIGURES:
        assert not one.related_to or one.related_to in BY_ID, one.id
        for other in one.conflicts:
            assert other in BY_ID, one.id
            if one.id in BY_ID[other].conflicts:
                continue
            assert other == one.related_to, f"{other} does not contradict {one.id}"


def test_the_values_of_the_year_before_follow_from_growth() -> None:
    derived = {
        one.figure.id: (one.year, one.value, one.qualifier) for one in derived_of(BY_ID)
    }

    assert derived == {
        "2023-sector-revenue": (2022, Decimal("3.69"), "exact"),
        "2023-postal-revenue": (2022, Decimal("53.9"), "exact"),
        "2023-enterprises-abroad": (2022, 1442, "about"),
        "2023-audiobook-revenue": (2022, 51, "over"),
        "2023-ebook-titles": (2022, 3501, "about"),
        "2024-games-workers": (2023, 3130, "exact"),
        "2025-games-blocked": (2024, 772, "exact"),
    }
    # By hand: 3.74 / 1.0149 = 3.685; 58.9 / 1.093 = 53.89; 1500 / 1.04 = 1442.3;
    # 102 / 2; 4600 / 1.314 = 3500.8; 4100 / 1.31 = 3129.8; 1081 / 1.4 = 772.1.


def test_no_value_was_ever_a_floating_one() -> None:
    assert {type(one.value) for one in FIGURES} == {int, Decimal}
