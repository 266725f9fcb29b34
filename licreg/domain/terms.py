"""A licence's term as it is typed: a last day, or a number of years."""

from collections.abc import Callable
from datetime import date
from typing import Final

from licreg.domain.text import normalise
from licreg.lazily import regex

_YEARS: Final = regex(r"([0-9]{1,2}) ?(?:y|years?|năm|nam)")


def parse_term(text: str, read_day: Callable[[str], date]) -> date | int | None:
    """Return the last day of a term, or its length in years; None for no text.

    Args:
        text: As typed.
        read_day: Reads a day.

    Raises:
        InvalidInputError: If it is neither.

    Examples:
        >>> read = date.fromisoformat
        >>> parse_term("10 năm", read), parse_term("5y", read)
        (10, 5)
        >>> parse_term("2034-11-14", read)
        datetime.date(2034, 11, 14)
    """
    if not text.strip():
        return None
    found = _YEARS.fullmatch(normalise(text))
    return int(found[1]) if found else read_day(text)
