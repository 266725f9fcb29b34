"""The day that a notice gives: in figures, in words, in Vietnamese or English.

Texts come folded: small letters, no accents.
"""

import re
from datetime import date
from typing import Final, NamedTuple

from licreg.lazily import regex

_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH: Final = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_FIRST_YEAR: Final = 1997
_LAST_YEAR: Final = 2099
"""Viet Nam went online in 1997; licences of a later century are misprints."""

_IN_FIGURES: Final = (
    r"(?<![0-9/])(?P<d1>[0-9]{1,2})\s?[/.\-]\s?(?P<m1>[0-9]{1,2})\s?[/.\-]\s?"
    r"(?P<y1>[0-9]{4}|[0-9]{2})(?![0-9]|[/.\-][0-9])"
)
_YEAR_FIRST: Final = (
    r"(?<![0-9/])(?P<y2>[0-9]{4})[/.\-](?P<m2>[0-9]{1,2})[/.\-](?P<d2>[0-9]{1,2})"
    r"(?![0-9]|[/.\-][0-9])"
)
_IN_WORDS: Final = (
    r"(?<![0-9])(?P<d3>[0-9]{1,2})\s?[,\-]?\s?(?:thang|thg\.?)\s?(?P<m3>[0-9]{1,2})"
    r"\s?[,/\-]?\s?(?:nam)?\s?(?P<y3>[0-9]{4}|[0-9]{2})(?![0-9])"
)
_DAY_MONTH: Final = (
    r"(?<![0-9])(?P<d4>[0-9]{1,2})(?:st|nd|rd|th)?[\s\-]?(?:of\s)?[\s\-]?"
    + _MONTH.format("m4")
    + r"\.?,?[\s\-](?P<y4>[0-9]{4})(?![0-9])"
)
_MONTH_DAY: Final = (
    r"(?<![a-z])"
    + _MONTH.format("m5")
    + r"\.?\s?(?P<d5>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?P<y5>[0-9]{4})(?![0-9])"
)
_DAY: Final = regex(
    f"{_IN_FIGURES}|{_YEAR_FIRST}|{_IN_WORDS}|{_DAY_MONTH}|{_MONTH_DAY}"
)

# What announces a day, and then what is none: figures that are no day, marks that
# stand for figures, a form that was never filled in.
_BLANK: Final = "[._\u2026*?x]"
_FIGURES: Final = (
    r"[0-9]{1,4}(?:\s?[/.\-]\s?[0-9]{1,12}){2}",
    r"[0-9]{1,2}[/.\-][0-9]{3}(?![0-9])",
    rf"[0-9]{{0,2}}{_BLANK}{{1,20}}\s?/",
    rf"[0-9]{{1,2}}\s?[/.\-]\s?(?:[0-9]{{1,2}}\s?[/.\-]\s?)?(?:20)?{_BLANK}",
    r"(?:dd?|nn?)\s?[/.\-]\s?(?:mm?|tt?)\s?[/.\-]",
)
_FORM: Final = (
    r"[\[({<]\s?(?:\.|x|_|\u2026|ngay|dd|-)",
    r"_{2,}",
    r"\.{2,}",
    r"\u2026",
    r"xx",
    r"\?\?",
    rf"(?:{_BLANK}|\s){{0,12}}thang",
    rf"[0-9]{{1,2}}\s?thang\s?(?:{_BLANK}|nam|[0-9]{{1,2}}\s?nam\s?(?:20)?{_BLANK})",
)
_ANNOUNCED: Final = regex(
    r"\b(?:(?:ngay(?: cap| ky)?|date(?:d| of issue)?|issued on)\s?:?\s?"
    rf"(?:(?P<after>{'|'.join(_FIGURES)})|(?P<form>{'|'.join(_FORM)}))"
    r"|(?:cap(?: lan [0-9]{1,2})?|ky|issued|on)\s?:?\s?"
    rf"(?P<figures>{'|'.join(_FIGURES)}))"
)


class FoundDay(NamedTuple):
    """Where a day stands, and which.

    Attributes:
        start: Its first letter.
        end: The letter behind it.
        day: None for one that cannot be read.
        is_blank: Whether nothing was ever filled in.
    """

    start: int
    end: int
    day: date | None
    is_blank: bool = False


def find_day(text: str, start: int, end: int) -> FoundDay | None:
    """Return the first day that is given in a part of a folded text.

    Returns:
        None where none is given; a day that is announced and cannot be read (a form
        that was not filled in, too many figures, the 31st of February) is found, as
        None.

    Examples:
        >>> find_day("cap ngay 27 thang 6 nam 2016", 0, 28).day
        datetime.date(2016, 6, 27)
        >>> find_day("cap ngay xx/xx/20xx", 0, 19).day is None
        True
    """
    bad = _ANNOUNCED.search(text, start, end)
    announced = bad.start(bad.lastgroup or 0) if bad else end
    for match in _DAY.finditer(text, start, end):
        if announced < match.start():
            break
        day = _day_of(match)
        if day is not None:
            return FoundDay(match.start(), match.end(), day)
    if bad is None:
        return None
    is_blank = not re.search("[1-8]", bad[0]) or bad["form"] is not None
    return FoundDay(announced, bad.end(), None, is_blank=is_blank)


def _day_of(match: re.Match[str]) -> date | None:
    place = next(place for place in "12345" if match[f"d{place}"])
    month, year = match[f"m{place}"], int(match[f"y{place}"])
    of_year = int(month) if month.isdigit() else 1 + _MONTHS.index(month[:3])
    if year < 100:  # noqa: PLR2004  # two figures of a year
        year += 1900 if year >= _FIRST_YEAR % 100 else 2000
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, of_year, int(match[f"d{place}"]))
    except ValueError:
        return None
