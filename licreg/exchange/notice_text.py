r"""The text of a notice as a reader sees it, made of what a page or a program holds.

Tags, entities and the escapes of programs are taken out, dashes and spaces become
plain ones. All of it goes through the text once, whatever the text is.
"""

import re
import unicodedata
from functools import cache
from html import unescape
from typing import Final

from licreg.domain.text import fold
from licreg.lazily import regex

_INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins"),
        *("kbd", "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup"),
        *("tt", "u", "var", "wbr"),
    )
)
"""Tags that stand inside of a word or a line; any other begins a new line."""

_TAG: Final = regex(r"<[/!]?([a-zA-Z]{0,12})[^<>]*>")
_ESCAPE: Final = regex(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,5})\}|x([0-9a-fA-F]{2})|([nrtbf/\"']))"
)
_LONG_ENTITY: Final = regex(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_UNSEEN: Final = regex(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES: Final = regex(r"[^\S\n]+")
_LINE_ENDS: Final = regex(r"\s*\n\s*")
_PAIR: Final = regex("[\ud800-\udbff][\udc00-\udfff]")

_MARKS: Final = {
    **dict.fromkeys(
        (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0xFE63), "-"
    ),
    **dict.fromkeys((0x2044, 0x2215, 0x2571), "/"),
    # Letters and figures of full width.
    **{0xFF01 + place: chr(0x21 + place) for place in range(94)},
    0xA0: " ",
    0x3000: " ",
    0xD0: "\u0110",
    0x189: "\u0110",
}


def visible_text(raw: str) -> str:
    r"""Return what is seen of a text that may be a page, or a piece of a program.

    Examples:
        >>> visible_text("<p>Số&nbsp;<b>17</b>/GP \u2013 BTTTT</p>")
        '\nSố 17/GP - BTTTT\n'
        >>> visible_text(r"Gi\u1EA5y ph\u00E9p")
        'Giấy phép'
    """
    text = _ESCAPE.sub(_escaped, raw) if "\\" in raw else raw
    # Of a page the tags tell where a line ends, not the lines of its source.
    marked = _TAG.sub(_of_tag, text.replace("\n", " "))
    text = marked if "\n" in marked else _TAG.sub("", text)
    for _ in range(2):  # What was written as a text in a page is escaped twice.
        if "&" in text:
            text = unescape(_LONG_ENTITY.sub(" ", text))
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_MARKS)
    return _LINE_ENDS.sub("\n", _SPACES.sub(" ", text))


def fold_letters(text: str) -> str:
    """Return a text in small letters without accents, letter for letter.

    Each letter stands where it stood, so that a place in one is a place in the other.

    Examples:
        >>> fold_letters("Đà Nẵng ß")
        'da nang ß'
    """
    if text.isascii():
        return text.lower()
    return text.translate({ord(letter): _folded(letter) for letter in set(text)})


@cache
def _folded(letter: str) -> str:
    if letter.isspace():
        return letter
    if unicodedata.combining(letter):
        return " "
    folded = fold(letter)
    return folded if len(folded) == 1 else letter


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        return chr(int(code, 16))
    return match[4] if match[4] in "/\"'" else " "


def _of_tag(match: re.Match[str]) -> str:
    return "" if match[1].lower() in _INLINE else "\n"
