"""A part of a text, looked for in many texts: accents and case aside, as `fold` has it.

To fold a text takes longer than to read it. Almost every text that does not hold the
part is told by its letters as they stand.
"""

import re
from collections.abc import Callable
from itertools import chain
from typing import Final

from licreg.domain.text import fold

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
