"""Texts in the order of the Vietnamese alphabet.

Letters come first: a ă â b c d đ e ê … o ô ơ … u ư … y, with f, j, w and z in their
Latin places; a space comes before any letter, so that a shorter word stands before a
longer one. Where the letters are the same, tones decide: none, huyền, hỏi, ngã, sắc,
nặng; then case, small before capital. At last the text itself decides, so that no two
texts are equal that are not the same.

Source: Unicode CLDR, collation of ``vi``, which has the same letters and tones.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES: Final = {letter: 100 + place for place, letter in enumerate(_LETTERS)}
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OF_LETTERS: Final = frozenset("\u0306\u0302\u031b")
"""Breve, circumflex and horn: with them a letter is another letter."""

_SPACE, _SIGN, _FIGURE, _BEYOND, _OTHER_MARK = 1, 2, 20, 1_000, 6

SortKey = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], str]


def vietnamese_order(text: str) -> SortKey:
    """Return the key by which a text is sorted.

    Examples:
        >>> sorted(["đa", "dê", "da", "ơn", "ô", "on"], key=vietnamese_order)
        ['da', 'dê', 'đa', 'on', 'ô', 'ơn']
        >>> sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=vietnamese_order)
        ['ma', 'mà', 'mả', 'mã', 'má', 'mạ']
    """
    letters: list[int] = []
    tones: list[int] = []
    cases: list[int] = []
    for letter in unicodedata.normalize("NFC", text):
        for place, tone, case in _weights(letter):
            letters.append(place)
            tones.append(tone)
            cases.append(case)
    return tuple(letters), tuple(tones), tuple(cases), text


@lru_cache(maxsize=4096)
def _weights(letter: str) -> tuple[tuple[int, int, int], ...]:
    """Return what each sign of a composed letter weighs: place, tone, case."""
    if letter.isspace():
        return ((_SPACE, 0, 0),)
    small = letter.lower()
    case = int(small != letter)
    tone, base = 0, ""
    for sign in unicodedata.normalize("NFD", small):
        if sign in _TONES:
            tone = _TONES[sign]
        elif unicodedata.combining(sign) and sign not in _OF_LETTERS:
            tone = _OTHER_MARK
        else:
            base += sign
    base = unicodedata.normalize("NFC", base)
    if base in _PLACES:
        return ((_PLACES[base], tone, case),)
    return tuple((_place(sign), tone, case) for sign in base)


def _place(sign: str) -> int:
    """Return where a sign stands that is no letter of the alphabet."""
    if sign in _PLACES:
        return _PLACES[sign]
    if sign.isdecimal():
        return _FIGURE + unicodedata.decimal(sign)
    return _BEYOND + ord(sign) if sign.isalpha() else _SIGN
