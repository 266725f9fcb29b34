"""A part of a text, looked for in many texts: accents and case aside, as `fold` has it.

To fold a text takes longer than to read it. Almost every text that does not hold the
part is told by its letters as they stand.
"""

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final
from unicodedata import normalize

from licreg.domain.text import fold
from licreg.lazily import regex

_KEYS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"

_PART, _LINE = "\x01", "\x02"
"""What stands between texts, and between lines, while they are folded."""

_NO_LETTERS: Final = {
    code: " "
    for code in range(0x80)
    if not chr(code).isalnum() and chr(code) not in _PART + _LINE
}
_WORD: Final = regex(r"[^\W_]+")
_SPACES: Final = regex(" {2,}")
_ZEROS: Final = regex(" 0+(?=[0-9]+ )")
_EMPTY: Final = ("\t \t", "\t \t", "\n \n", "\n \n", "\n \t", "\t \n")
"""How texts without a word stand there; of some in a row half are seen each time."""


# Where ASCII and the letters of Vietnamese lie.
_LETTERS: Final = (range(0x21, 0x7F), range(0xC0, 0x1B1), range(0x1EA0, 0x1EFA))


def finder(part: str) -> Callable[[str], bool]:
    """Return what tells whether a text holds *part*, both folded.

    Examples:
        >>> holds = finder("dong a")
        >>> holds("Công ty Đông  Á"), holds("Công ty Đông")
        (True, False)
    """
    folded = fold(part)
    if not folded:
        return lambda _: True
    may_hold = re.compile(_pattern(folded)).search
    return lambda text: may_hold(text) is not None and folded in fold(text)


def _pattern(folded: str) -> str:
    """Return a pattern that is found in every text that holds *folded* when folded.

    The letters known here fold one by one, so that those which fold to *folded* stand
    in a row, or else the text holds a sign that is not known. The pattern begins with
    one set of signs, the quickest to look for: the first letter, or such a sign.
    """
    spellings: dict[str, str] = {" ": " "}
    for letter in map(chr, chain(*_LETTERS)):
        if len(alone := fold(letter)) == 1:
            spellings[alone] = spellings.get(alone, "") + letter
    known = "".join(spellings.values())
    first, *rest = (spellings.get(letter, "") for letter in folded)
    others = "".join(letter for letter in known if letter not in first)
    follow = "".join(
        " +" if letters == " " else f"[{re.escape(letters)}]" if letters else "(?!)"
        for letters in rest
    )
    return f"[^{re.escape(others)}](?:(?<![{re.escape(known)}])|{follow})"


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are looked for: folded, split at every mark.

    Zeros in front of a number are dropped.

    Examples:
        >>> words_of("Điện  Biên, 007/GP-TTĐT")
        ['dien', 'bien', '7', 'gp', 'ttdt']
    """
    return searched_line((text,)).split()


def searched_line(parts: Iterable[str]) -> str:
    r"""Return the words of several texts in one line, each with a space at both sides.

    A tab stands between the words of one text and those of the next.

    Examples:
        >>> searched_line(("57/GP-TTĐT", "", "Đông Á"))
        ' 57 gp ttdt \t\t dong a '
    """
    return searched_lines((parts,))[0]


def searched_lines(rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the same for many rows of texts, which takes half the time."""
    joined = [_PART.join(row) for row in rows]
    if not joined:
        return []
    text = _LINE.join(joined)
    if text.count(_LINE) >= len(joined):  # No text that is kept has such a sign.
        text = _LINE.join(line.replace(_LINE, " ") for line in joined)
    text = fold(text).translate(_NO_LETTERS)
    if not text.isascii():
        marks = _PART + _LINE
        text = "".join(c if c.isalnum() or c in marks else " " for c in text)
    text = text.replace(_PART, " \t ").replace(_LINE, " \n ")
    text = _SPACES.sub(" ", f"\n {text} \n")
    for empty in _EMPTY:
        text = text.replace(empty, empty[0] + empty[-1])
    return _ZEROS.sub(" ", text)[1:-1].split("\n")


def accented_words(text: str) -> list[str]:
    """Return the words that fold to other letters, in small letters and composed.

    Examples:
        >>> accented_words("Công ty ĐIỆN Biên")
        ['công', 'điện', 'biên']
    """
    return accented_lines((text,))[0].split()


def accented_lines(texts: Iterable[str]) -> list[str]:
    """Return those words of many texts, a line for each, with a space before each.

    Examples:
        >>> accented_lines(["Công ty ĐIỆN Biên", "ABC"])
        [' công điện biên', '']
    """
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    lines = normalize("NFC", joined).casefold().split("\n")
    found = (
        [] if line.isascii() else [w for w in _WORD.findall(line) if not w.isascii()]
        for line in lines
    )
    return [" ".join(("", *words)) if words else "" for words in found]


def slips_of(word: str) -> set[str]:
    """Return what a word may have been meant to be, had one key been struck wrongly.

    One letter is left out, put in, taken for another or changed with its neighbour.

    Examples:
        >>> {"bien", "dien"} <= slips_of("dine") | slips_of("bie")
        True
    """
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if tail[1:]}
    for letter in _KEYS:
        found |= {head + letter + tail for head, tail in cuts}
        found |= {head + letter + tail[1:] for head, tail in cuts if tail}
    return found - {word, ""}
