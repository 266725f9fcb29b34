import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.domain.days import (
    add_years,
    first_of_year,
    format_day,
    last_day_of_term,
    last_of_year,
    months_of,
    parse_day,
    parse_period_years,
    quarters_of,
    same_day_of_year,
)
from licreg.errors import InvalidInputError

TODAY = date(2024, 12, 1)
ONE_DAY = timedelta(days=1)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
# Days whose terms and anniversaries also lie in the years that are known.
earlier_days = st.dates(date(1900, 1, 1), date(2150, 12, 31))
anything = st.text(st.characters(codec=None, exclude_categories=()))
nearly_days = st.text("0123456789/.- ,năamthgày\u0301\u0303¹\uff12\u0663", max_size=24)


@given(days)
def test_a_day_is_read_back_from_every_form_in_which_it_is_printed(day: date) -> None:
    d, m, y = day.day, day.month, day.year
    printed = [
        day.isoformat(),
        format_day(day, "vi"),
        f"{d}/{m}/{y}",
        f"{d:02}-{m:02}-{y}",
        f"{d}.{m}.{y}",
        f"ngày {d} tháng {m:02} năm {y}",
        f"{d} tháng {m} năm {y}",
        f"{d} tháng {m}, {y}",
        f"NGAY {d} THANG {m} NAM {y}",
    ]

    for text in printed:
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            assert (
                parse_day(f" {unicodedata.normalize(form, text)}\n", today=TODAY) == day
            )


@given(days)
def test_a_day_without_a_year_is_of_the_year_asked_for_or_else_of_today(
    day: date,
) -> None:
    for mark in "/-.":
        text = f"{day.day}{mark}{day.month:02}"

        assert parse_day(text, today=TODAY, year=day.year) == day
        assert parse_day(text, today=day) == day


@pytest.mark.parametrize("text", ["today", "TODAY", "hôm nay", "Hom  nay", "HÔM NAY"])
def test_today_is_understood_in_both_languages(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert parse_day(unicodedata.normalize(form, text), today=TODAY) == TODAY


@pytest.mark.parametrize("text", ["yesterday", "Yesterday", "hôm qua", "hom qua"])
def test_yesterday_is_understood_in_both_languages(text: str) -> None:
    for form in ("NFC", "NFD"):
        day = parse_day(unicodedata.normalize(form, text), today=TODAY, year=1999)
        assert day == date(2024, 11, 30)


@given(st.one_of(anything, nearly_days), st.none() | st.integers())
def test_every_other_text_is_refused_and_nothing_else_happens(
    text: str, year: int | None
) -> None:
    try:
        day = parse_day(text, today=TODAY, year=year)
    except InvalidInputError:
        return

    assert 1900 <= day.year <= 2199


@pytest.mark.parametrize(
    "text",
    [
        *("", "15", "11/2024", "2024", "20241115", "2024-W46-5", "2024/11/15"),
        *("2024-1-5", "2024-11-15T00:00", "15/11-2024", "15/11/", "/15/11", "15//11"),
        *("15 / 11 / 2024", "015/11/2024", "15/011/2024", "15/11/02024", "+5/11/2024"),
        *("15/11/2024 BC", "15 Nov 2024", "Nov 15, 2024", "15 tháng 11", "tháng 11"),
        *("ngày 15/11/2024", "15 tháng mười một năm 2024", "tomorrow", "ngày mai"),
        *("15/11/2024¹", "1¹/11/2024", "1\u0336/11/2024", "tödäy", "nãm 2024"),
        *(
            "\u0661\u0665/\u0661\u0661/\u0662\u0660\u0662\u0664",
            "15/11/2024\x00",
            "15\u202e/11/2024",
        ),
    ],
)
def test_what_is_not_exactly_a_known_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is not a day; type it like 15/11"):
        parse_day(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/02/2024", "Feb 2024 has 29 days"),
        ("29.2.2023", "Feb 2023 has 28 days"),
        ("2023-02-29", "Feb 2023 has 28 days"),
        ("29/2/1900", "Feb 1900 has 28 days"),
        ("ngày 31 tháng 4 năm 2024", "Apr 2024 has 30 days"),
        ("32/12/2024", "Dec 2024 has 31 days"),
        ("0/12/2024", "Dec 2024 has 31 days"),
        ("11/15/2024", "there is no month 15, type the day before the month"),
        ("11/13", "there is no month 13, type the day before the month"),
        ("2024-15-11", "there is no month 15, type the month before the day"),
        ("13/13/2024", "there is no month 13"),
        ("15/00/2024", "there is no month 0"),
        ("15/11/1899", "years run from 1900 to 2199"),
        ("2200-01-01", "years run from 1900 to 2199"),
        ("15/11/24", "write its year with four digits"),
        ("24-11-15", "write its year with four digits"),
    ],
)
def test_the_refusal_of_a_day_quotes_it_and_says_why(text: str, why: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_day(text, today=TODAY)

    assert str(refusal.value) == (
        f"'{text}' is not a day: {why}; type it like 15/11/2024 or 2024-11-15."
    )


def test_29_february_without_a_year_is_refused_by_the_name_of_the_year() -> None:
    assert parse_day("29/2", today=TODAY) == date(2024, 2, 29)
    with pytest.raises(InvalidInputError, match="'29/2' is not a day: Feb 2023 has 28"):
        parse_day("29/2", today=TODAY, year=2023)


def test_fullwidth_digits_are_read_and_other_digits_are_not() -> None:
    assert parse_day(
        "\uff11\uff15/\uff11\uff11/\uff12\uff10\uff12\uff14", today=TODAY
    ) == date(2024, 11, 15)
    with pytest.raises(InvalidInputError):
        parse_day("\u0967\u096b/\u0967\u0967/\u0968\u0966\u0968\u096a", today=TODAY)


def test_a_refusal_does_not_pass_on_what_would_steer_a_terminal() -> None:
    with pytest.raises(InvalidInputError, match=r"'\\x1b\[31m' is not a day"):
        parse_day("\x1b[31m", today=TODAY)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("2024", (2024,)),
        ("2022 2023 2024", (2022, 2023, 2024)),
        ("2019-2024", (2019, 2020, 2021, 2022, 2023, 2024)),
        ("2024 2022", (2022, 2024)),
        ("2021-2023 2022 2020-2021", (2020, 2021, 2022, 2023)),
        ("2024-2024", (2024,)),
    ],
)
def test_years_are_returned_ascending_and_each_once(
    words: str, years: tuple[int, ...]
) -> None:
    assert parse_period_years(words.split()) == years


@pytest.mark.parametrize(
    "word",
    ["", "24", "1899", "2200", "2019-2200", "2019-", "-2024", "2019-20", "²024", "năm"],
)
def test_a_word_that_is_no_year_is_refused(word: str) -> None:
    with pytest.raises(InvalidInputError, match=f"'{word}' is not a year from 1900"):
        parse_period_years(["2024", word])


def test_a_backward_range_is_refused_with_the_forward_one() -> None:
    with pytest.raises(InvalidInputError, match="runs backward; type '2019-2024'"):
        parse_period_years(["2024-2019"])


def test_no_year_at_all_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="No year is given"):
        parse_period_years([])


@given(st.lists(st.one_of(anything, st.text("0129-", max_size=9))))
def test_words_become_known_years_or_a_refusal(words: list[str]) -> None:
    try:
        years = parse_period_years(words)
    except InvalidInputError:
        return

    assert list(years) == sorted(set(years))
    assert parse_period_years([str(year) for year in years]) == years


def test_days_are_shown_in_the_habit_of_the_language() -> None:
    assert format_day(date(2024, 11, 15), "vi") == "15/11/2024"
    assert format_day(date(2024, 11, 15), "en") == "15 Nov 2024"


@given(days, days)
def test_two_days_never_look_alike(day: date, other: date) -> None:
    for language in ("en", "vi"):
        alike = format_day(day, language) == format_day(other, language)
        assert alike == (day == other)


@given(days)
def test_a_year_runs_from_its_first_to_its_last_day(day: date) -> None:
    first, last = first_of_year(day.year), last_of_year(day.year)

    assert first <= day <= last
    assert (first - ONE_DAY).year == day.year - 1
    assert (last + ONE_DAY).year == day.year + 1


@given(days, st.integers(1900, 2199))
def test_the_same_day_of_a_year_differs_only_for_29_february(
    day: date, year: int
) -> None:
    same = same_day_of_year(day, year)

    assert (same.year, same.month) == (year, day.month)
    assert same.day == day.day or (day.day, same.day, same.month) == (29, 28, 2)


@pytest.mark.parametrize("years", [-200, 176, 10**6, 10**20])
def test_a_day_beyond_the_known_years_is_refused(years: int) -> None:
    with pytest.raises(InvalidInputError, match="is outside of 1900 to 2199"):
        add_years(date(2024, 2, 29), years)


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2020, 1, 15), 10, date(2030, 1, 14)),
        (date(2020, 1, 1), 5, date(2024, 12, 31)),
        (date(2020, 2, 29), 5, date(2025, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 28)),
        (date(2019, 3, 1), 1, date(2020, 2, 29)),
        (date(2020, 3, 1), 1, date(2021, 2, 28)),
    ],
)
def test_a_term_ends_on_the_day_before_its_anniversary(
    first: date, years: int, last: date
) -> None:
    assert last_day_of_term(first, years) == last


@given(earlier_days, st.integers(1, 40))
def test_after_the_last_day_of_a_term_comes_its_anniversary(
    first: date, years: int
) -> None:
    following = last_day_of_term(first, years) + ONE_DAY

    assert following.year == first.year + years
    if (first.month, first.day) != (2, 29):
        assert following == add_years(first, years)


@pytest.mark.parametrize("years", [0, -1])
def test_a_term_shorter_than_a_year_is_refused(years: int) -> None:
    with pytest.raises(InvalidInputError, match=f"A term of {years} years"):
        last_day_of_term(TODAY, years)


@given(earlier_days, st.integers(0, 1500), st.sampled_from([1, 3]))
def test_the_parts_of_a_period_cover_each_of_its_days_once(
    first: date, length: int, months: int
) -> None:
    last = first + timedelta(days=length)

    parts = (months_of if months == 1 else quarters_of)(first, last)

    assert parts[0][0] == first
    assert parts[-1][1] == last
    for (start, end), (following, _) in pairwise(parts):
        assert end + ONE_DAY == following
        assert following.day == 1
        assert (following.month - 1) % months == 0
        assert start <= end
    for start, end in parts:
        assert (start.month - 1) // months == (end.month - 1) // months
        assert start.year == end.year


def test_a_year_has_twelve_months_and_four_quarters() -> None:
    year = first_of_year(2024), last_of_year(2024)

    assert len(months_of(*year)) == 12
    assert quarters_of(*year) == [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2024, 7, 1), date(2024, 9, 30)),
        (date(2024, 10, 1), date(2024, 12, 31)),
    ]


def test_a_period_that_ends_before_it_begins_has_no_parts() -> None:
    assert months_of(date(2024, 2, 1), date(2024, 1, 31)) == []
