"""Days as the tables of others have them, turned into ISO text."""

from datetime import date
from typing import Final

from licreg.domain.text import normalise
from licreg.lazily import regex

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
ORDERS: Final = (DAY_FIRST, MONTH_FIRST)
"""In which order day and month stand where both are figures; never guessed."""

_FIGURES: Final = regex(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_WITH_TIME: Final = regex(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})"
    r"[t ]+0?0:00(?::00(?:\.0+)?)?"
)
_YEAR_FIRST: Final = regex(
    r"(?P<year>[0-9]{4})[/.](?P<month>[0-9]{1,2})[/.](?P<day>[0-9]{1,2})"
)
_MONTH_FIRST: Final = regex(
    r"(?P<month>[0-9]{1,2})([/.-])(?P<day>[0-9]{1,2})\2(?P<year>[0-9]{4})"
)
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_LONG: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY_MONTH: Final = regex(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ .-]+(?P<month>[a-z]{3,9})\.?,?[ .-]+"
    r"(?P<year>[0-9]{4})"
)
_MONTH_DAY: Final = regex(
    r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})"
)
_PLACE: Final = regex(r".*?(?=ng[àa]y [0-9])")
_LONGEST: Final = 80
_TWELVE: Final = 12
_SEPTEMBER: Final = 9


def day_text(text: str, order: str = DAY_FIRST) -> str:
    """Return a day as ISO text; what is no day known here comes back as it is.

    Args:
        text: The cell.
        order: One of ``ORDERS``, for days in figures.

    Examples:
        >>> [day_text(day) for day in ("3 May 2024", "2024-05-03T00:00:00", "May 2024")]
        ['2024-05-03', '2024-05-03', 'May 2024']
        >>> day_text("05/03/2024", "mdy"), day_text("05/03/2024")
        ('2024-05-03', '05/03/2024')
    """
    if len(text) > _LONGEST:
        return text
    words = normalise(text)
    if with_time := _WITH_TIME.fullmatch(words):
        text = words = with_time[1]
    found = _YEAR_FIRST.fullmatch(words)
    if found is None and order == MONTH_FIRST:
        found = _MONTH_FIRST.fullmatch(words)
    if found is None:
        found = _DAY_MONTH.fullmatch(words) or _MONTH_DAY.fullmatch(words)
    if found is not None:
        return _iso(found["year"], found["month"], found["day"]) or text
    place = _PLACE.match(words)
    return words[place.end() :] if place else text


def is_month_first(text: str) -> bool | None:
    """Tell whether a day in figures can only have its month, or its day, first.

    Examples:
        >>> [is_month_first(day) for day in ("03/25/2024", "25/03/2024", "03/05/2024")]
        [True, False, None]
    """
    figures = _FIGURES.match(text.strip())
    if figures is None:
        return None
    first, second = int(figures[1]), int(figures[3])
    if first > _TWELVE >= second:
        return False
    if second > _TWELVE >= first:
        return True
    return None


def _month(word: str) -> int:
    """Return a month by its figures or English name; 0 for none."""
    if word.isdecimal():
        return int(word)
    for names in (_MONTHS, _LONG):
        if word in names:
            return names.index(word) + 1
    return _SEPTEMBER if word == "sept" else 0


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), _month(month), int(day)).isoformat()
    except ValueError:
        return ""
