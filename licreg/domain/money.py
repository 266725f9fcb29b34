"""Whole dong: read as people type amounts, and shown in figures and in words."""

import re
from decimal import Decimal
from typing import Final

from licreg.domain.text import normalise, quote
from licreg.errors import InvalidInputError
from licreg.wording import tr

MOST_VND: Final = 10**15
"""The largest amount that is read; beyond it lies a slip, not a fine."""

_MILLION: Final = 10**6
_BILLION: Final = 10**9

_UNITS: Final = {
    **dict.fromkeys(("k", "nghìn", "nghin", "ngàn", "ngan", "thousand"), 1000),
    **dict.fromkeys(("tr", "triệu", "trieu", "million"), _MILLION),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "billion"), _BILLION),
}
_AMOUNT: Final = (
    r"(?P<minus>[-\u2212\u2013] ?)?"
    r"(?P<figure>[0-9]+(?:[., ][0-9]+)*)"
    rf"(?: ?(?P<unit>{'|'.join(_UNITS)}))?"
    r"(?: ?(?:₫|[đðd](?:[ồo]ng)?|vn[đðd]))?"
)
_IN_GROUPS: Final = r"[1-9][0-9]{0,2}(?:[., ][0-9]{3})+"
_DECIMAL: Final = r"[0-9]+[.,](?P<fraction>[0-9]+)"
_LONGEST: Final = 60
_MARKS_VI: Final = str.maketrans(",.", ".,")


def parse_vnd(text: str) -> int:
    """Read an amount of dong; what could be two amounts is refused, not guessed.

    Args:
        text: For example ``15000000``, ``15.000.000``, ``15,000,000``, ``15 000 000``,
            ``15tr``, ``1,2 tỷ``, ``500 nghìn`` or ``15 million``; a currency may
            follow: ``đ``, ``đồng``, ``VND``, ``VNĐ``.

    Returns:
        Whole dong, from 0 to 10**15.

    Raises:
        InvalidInputError: If *text* is anything else.

    Examples:
        >>> parse_vnd("15.000.000 đ"), parse_vnd("1,2 tỷ"), parse_vnd("500k")
        (15000000, 1200000000, 500000)
        >>> parse_vnd("1.200 tr")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        licreg.errors.InvalidInputError: '1.200 tr' is 1,200,000 or 1,200,000,000 ...
    """
    words = normalise(text)
    found = re.fullmatch(_AMOUNT, words) if len(words) <= _LONGEST else None
    amount: int | str  # an amount, or what is wrong with it
    if not found:
        amount = tr("is not an amount") if words else tr("is empty")
    elif found["minus"]:
        amount = tr("is negative")
    else:
        amount = _value_of(found["figure"], found["unit"])
    if isinstance(amount, int):
        if amount <= MOST_VND:
            return amount
        amount = tr("is more than {most_vnd:,} dong", most_vnd=MOST_VND)
    msg = tr(
        "{text} {amount}; type whole dong like 15.000.000, 15tr or 1,2 tỷ.",
        text=quote(text),
        amount=amount,
    )
    raise InvalidInputError(msg)


def is_abbreviated(text: str) -> bool:
    """Tell whether an amount has a unit, so that it is to be echoed in full.

    Examples:
        >>> is_abbreviated("15tr"), is_abbreviated("15.000.000 đ")
        (True, False)
    """
    found = re.fullmatch(_AMOUNT, normalise(text))
    return found is not None and found["unit"] is not None


def format_number(n: int | Decimal, language: str) -> str:
    """Write *n* in groups of three: with points for ``vi``, else with commas.

    Examples:
        >>> format_number(1056, "en"), format_number(1056, "vi")
        ('1,056', '1.056')
        >>> format_number(Decimal("3.74"), "vi")
        '3,74'
    """
    grouped = f"{n:,}"
    return grouped.translate(_MARKS_VI) if language == "vi" else grouped


def format_signed(change: int, language: str, minus: str = "-") -> str:
    """Write a number with its sign; ``=`` for none.

    Examples:
        >>> format_signed(-2479, "vi"), format_signed(31, "en"), format_signed(0, "en")
        ('-2.479', '+31', '=')
    """
    if not change:
        return "="
    return f"{'+' if change > 0 else minus}{format_number(abs(change), language)}"


def format_vnd_words(n: int, language: str) -> str:
    """Write an amount in millions or billions, rounded to two decimals, half up.

    Under a million it stands in full. A thousand billions and more are not grouped,
    so that the words cannot be read as another amount.

    Examples:
        >>> format_vnd_words(1_030_000_000, "en"), format_vnd_words(75_000_000, "vi")
        ('1.03 billion', '75 triệu')
        >>> format_vnd_words(742_500_000, "vi"), format_vnd_words(999_999, "en")
        ('742,5 triệu', '999,999')
    """
    if n < _MILLION:
        return format_number(n, language)
    # What would round to a thousand millions is a billion.
    is_large = _hundredths(n, _MILLION) >= _hundredths(_BILLION, _MILLION)
    whole, part = divmod(_hundredths(n, _BILLION if is_large else _MILLION), 100)
    figure = f"{whole}.{part:02}".removesuffix("0") if part else f"{whole}"
    if language == "vi":
        return f"{figure.replace('.', ',')} {'tỷ' if is_large else 'triệu'}"
    return f"{figure} {'billion' if is_large else 'million'}"


def _hundredths(n: int, unit: int) -> int:
    return (n * 100 + unit // 2) // unit


def _value_of(figure: str, unit: str | None) -> int | str:
    """Return the amount, or what is wrong with it."""
    separators = set(figure) & set("., ")
    if len(separators) > 1:
        return tr("mixes its separators")
    digits = int(re.sub(r"[., ]", "", figure))
    in_full = digits * (_UNITS[unit] if unit else 1)
    grouped, decimal = re.fullmatch(_IN_GROUPS, figure), re.fullmatch(_DECIMAL, figure)
    if decimal and unit:
        scaled, rest = divmod(in_full, 10 ** len(decimal["fraction"]))
        if grouped:
            return tr(
                "is {scaled:,} or {in_full:,} dong", scaled=scaled, in_full=in_full
            )
        return tr("is not a whole number of dong") if rest else scaled
    if grouped or not separators:
        return in_full
    return tr("is not in groups of three, or lacks its unit")
