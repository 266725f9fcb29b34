"""Days and years: read as people type them, counted as the law counts, and shown."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from licreg.domain.text import normalise, quote
from licreg.errors import InvalidInputError
from licreg.wording import LANGUAGES, day_style, language, tr

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

_ONE_DAY: Final = timedelta(days=1)
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

# Patterns are texts: one is compiled when first used, not at every start.
_YEAR_FIRST: Final = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_DAY_FIRST: Final = (
    r"(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})"
    r"(?:(?P=mark)(?P<year>[0-9]{4}))?"
)
_IN_WORDS: Final = (
    r"(?:ng[àa]y )?(?P<day>[0-9]{1,2}) th[áa]ng (?P<month>[0-9]{1,2})"
    r"(?: n[ăa]m|,) (?P<year>[0-9]{4})"
)
_TODAY: Final = r"today|h[ôo]m nay"
_YESTERDAY: Final = r"yesterday|h[ôo]m qua"
_SHORT_YEAR: Final = r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}"
_YEARS: Final = r"([0-9]{4})(?:-([0-9]{4}))?"
_MOMENT: Final = (
    r"(?P<day>.*[0-9a-z])[t ]"
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<rest>[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,3})?)?)"
    r"(?:\+07:00)?"
)


def parse_day(text: str, *, today: date, year: int | None = None) -> date:
    """Read a civil day as it is typed or printed in Viet Nam.

    The day stands before the month, always, unless the year comes first.

    Args:
        text: For example ``2024-11-15``, ``15/11/2024``, ``15-11-2024``,
            ``15.11.2024``, ``ngày 15 tháng 11 năm 2024``, ``15 tháng 11, 2024``,
            ``15/11``, ``today``, ``yesterday``, ``hôm nay`` or ``hôm qua``.
        today: The day on which it is typed.
        year: The year that ``15/11`` is of; today's year if None.

    Raises:
        InvalidInputError: If *text* is anything else, or no day from 1900 to 2199.

    Examples:
        >>> parse_day("05/11/2024", today=date(2024, 12, 1))
        datetime.date(2024, 11, 5)
        >>> parse_day("15/11", today=date(2024, 12, 1), year=2023)
        datetime.date(2023, 11, 15)
        >>> parse_day("29/2", today=date(2023, 12, 1))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        licreg.errors.InvalidInputError: '29/2' is not a day: Feb 2023 has 28 days; ...
    """
    words = normalise(text)
    if re.fullmatch(_TODAY, words):
        return today
    if re.fullmatch(_YESTERDAY, words):
        return today - _ONE_DAY
    forms = (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS)
    if found := next(filter(None, (re.fullmatch(form, words) for form in forms)), None):
        implied = today.year if year is None else year
        of_year, month, day = (
            int(found[part] or implied) for part in ("year", "month", "day")
        )
        fault = _find_fault(
            of_year, month, day, month_first=found.re.pattern == _YEAR_FIRST
        )
        if not fault:
            return date(of_year, month, day)
    else:
        is_short = re.fullmatch(_SHORT_YEAR, words)
        fault = tr("write its year with four digits") if is_short else ""
    if not fault:
        msg = tr(
            "{text} is not a day; type it like 15/11/2024 or 2024-11-15.",
            text=quote(text),
        )
        raise InvalidInputError(msg)
    msg = tr(
        "{text} is not a day: {fault}; type it like 15/11/2024 or 2024-11-15.",
        text=quote(text),
        fault=fault,
    )
    raise InvalidInputError(msg)


def parse_moment(text: str, *, today: date, year: int | None = None) -> str:
    """Read a day, which stands for all of it, or a moment of a day in Viet Nam.

    Args:
        text: A day as ``parse_day`` reads it, alone or with a time behind it, such as
            ``2024-12-01T10:30`` or ``01/12/2024 10:30``.
        today: The day on which it is typed.
        year: The year that ``15/11`` is of; today's year if None.

    Returns:
        ISO text up to what was typed: a day, a minute, a second or less.

    Raises:
        InvalidInputError: If *text* is anything else.

    Examples:
        >>> parse_moment("01/12/2024 9:30", today=date(2026, 1, 1))
        '2024-12-01T09:30'
        >>> parse_moment("01/12/2024", today=date(2026, 1, 1))
        '2024-12-01'
    """
    words = normalise(text)
    found = re.fullmatch(_MOMENT, words)
    if found is not None:
        day = parse_day(found["day"], today=today, year=year)
        return f"{day}T{int(found['hour']):02d}:{found['rest']}"
    if ":" in words:
        msg = tr(
            "{text} is not a moment; type it like 2024-12-01T10:30, or a day "
            "like 01/12/2024.",
            text=quote(text),
        )
        raise InvalidInputError(msg)
    return parse_day(text, today=today, year=year).isoformat()


def parse_period_years(words: Sequence[str]) -> tuple[int, ...]:
    """Read the years of a report, single or in ranges: ascending, each once.

    Raises:
        InvalidInputError: If there is none, or one is not a year from 1900 to 2199, or
            a range runs backward.

    Examples:
        >>> parse_period_years(["2024", "2019-2021", "2020"])
        (2019, 2020, 2021, 2024)
        >>> parse_period_years(["2024-2019"])
        Traceback (most recent call last):
        licreg.errors.InvalidInputError: '2024-2019' runs backward; type '2019-2024'.
    """
    years: set[int] = set()
    for word in words:
        found = re.fullmatch(_YEARS, normalise(word))
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not (_is_known(first) and _is_known(last)):
            msg = tr(
                "{word} is not a year from {first_year} to {last_year}; type "
                "one like 2024, or a range like 2019-2024.",
                word=quote(word),
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            )
            raise InvalidInputError(msg)
        if last < first:
            msg = tr(
                "{word} runs backward; type '{last}-{first}'.",
                word=quote(word),
                last=last,
                first=first,
            )
            raise InvalidInputError(msg)
        years.update(range(first, last + 1))
    if not years:
        msg = tr("No year is given; type one like 2024, or a range like 2019-2024.")
        raise InvalidInputError(msg)
    return tuple(sorted(years))


def format_day(day: date, language: str) -> str:
    """Write *day* as tables show it: by the habit of the language, if no other is set.

    Examples:
        >>> format_day(date(2024, 1, 5), "vi"), format_day(date(2024, 1, 5), "en")
        ('05/01/2024', '5 Jan 2024')
    """
    style = day_style()
    if style == "iso":
        return day.isoformat()
    if style == "dmy" or language == "vi":
        return f"{day.day:02}/{day.month:02}/{day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def first_of_year(year: int) -> date:
    """Return 1 January."""
    return date(year, 1, 1)


def last_of_year(year: int) -> date:
    """Return 31 December."""
    return date(year, 12, 31)


def same_day_of_year(day: date, year: int) -> date:
    """Return the day of *year* that compares with *day*; 28 for 29 February.

    Raises:
        InvalidInputError: If *year* lies outside of 1900 to 2199.

    Examples:
        >>> same_day_of_year(date(2024, 2, 29), 2023)
        datetime.date(2023, 2, 28)
    """
    if not _is_known(year):
        msg = tr(
            "The year {year} is outside of {first_year} to {last_year}.",
            year=year,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
        raise InvalidInputError(msg)
    return date(year, day.month, min(day.day, _days_of_month(year, day.month)))


def add_years(day: date, years: int) -> date:
    """Return the same day *years* later, as `same_day_of_year` has it.

    Examples:
        >>> add_years(date(2020, 2, 29), 4), add_years(date(2020, 2, 29), 5)
        (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    return same_day_of_year(day, day.year + years)


def last_day_of_term(first_day: date, years: int) -> date:
    """Return the last day of a term, inclusive: the day before the anniversary.

    A term from 29 February ends on 28 February, whether or not a 29th follows.

    Raises:
        InvalidInputError: If the term is shorter than a year.

    Examples:
        >>> last_day_of_term(date(2020, 1, 15), 10)
        datetime.date(2030, 1, 14)
        >>> last_day_of_term(date(2020, 2, 29), 5)
        datetime.date(2025, 2, 28)
    """
    if years < 1:
        msg = tr(
            "A term of {years} years has no last day; the shortest is 1 year.",
            years=years,
        )
        raise InvalidInputError(msg)
    anniversary = add_years(first_day, years)
    falls_short = anniversary.day < first_day.day
    return anniversary if falls_short else anniversary - _ONE_DAY


def months_of(first: date, last: date) -> list[tuple[date, date]]:
    """Return the months of a period as first and last days, inclusive, clipped.

    Examples:
        >>> for start, end in months_of(date(2024, 1, 20), date(2024, 2, 15)):
        ...     print(start, end)
        2024-01-20 2024-01-31
        2024-02-01 2024-02-15
    """
    return _parts_of(first, last, months=1)


def quarters_of(first: date, last: date) -> list[tuple[date, date]]:
    """Return the quarters of a period, as `months_of` its months."""
    return _parts_of(first, last, months=3)


def _parts_of(first: date, last: date, months: int) -> list[tuple[date, date]]:
    parts = []
    while first <= last:
        month = first.month + -first.month % months
        end = date(first.year, month, _days_of_month(first.year, month))
        parts.append((first, min(end, last)))
        first = end + _ONE_DAY
    return parts


def _days_of_month(year: int, month: int) -> int:
    # The standard calendar module would load locale at start.
    return 31 if month == len(_MONTHS) else (date(year, month + 1, 1) - _ONE_DAY).day


def _is_known(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _find_fault(year: int, month: int, day: int, *, month_first: bool) -> str:
    """Say why there is no such day; nothing if there is."""
    if not _is_known(year):
        return tr(
            "years run from {first_year} to {last_year}",
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    if not 1 <= month <= len(_MONTHS):
        if not 1 <= day <= len(_MONTHS):
            return tr("there is no month {month}", month=month)
        if month_first:
            return tr(
                "there is no month {month}, type the month before the day", month=month
            )
        return tr(
            "there is no month {month}, type the day before the month", month=month
        )
    days = _days_of_month(year, month)
    if 1 <= day <= days:
        return ""
    return tr(
        "{month} {year} has {days} days",
        month=_MONTHS[month - 1] if language() == LANGUAGES[0] else month,
        year=year,
        days=days,
    )
