"""Words as people type them: compared, checked before they are kept, and shown."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from licreg.errors import InvalidInputError
from licreg.wording import named, tr

LONGEST_TEXT: Final = 10_000
"""The most characters that one field of a record may have."""

MOST_GUESSES: Final = 200
"""How many words are guessed at while `few_guesses` holds."""

_guesses: ContextVar[dict[tuple[str, tuple[str, ...]], str | None] | None] = ContextVar(
    "guesses", default=None
)

# Đ, and what looks like it on paper: eth and the African d.
_LIKE_D: Final = "\u0110\u0111\u00d0\u00f0\u0189\u0256"

# The combining marks of Vietnamese are among U+0300 to U+033F: in UTF-8 the byte 0xCC
# and one more. Others are looked for where there are any.
_NOT_ASCII: Final = bytes(range(0x80, 0x100))
_USUAL: Final = bytes([*range(0xC0), 0xCC])

# All of Unicode's category Cc but its white space, what steers the direction of
# writing (Bidi_Control), the byte order mark, and halves of characters (surrogates).
_CONTROLS: Final = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

# Python knows these names (lookup), but does not tell them (name).
_CONTROL_NAMES: Final = """
NULL, START OF HEADING, START OF TEXT, END OF TEXT, END OF TRANSMISSION, ENQUIRY,
ACKNOWLEDGE, ALERT, BACKSPACE, SHIFT OUT, SHIFT IN, DATA LINK ESCAPE,
DEVICE CONTROL ONE, DEVICE CONTROL TWO, DEVICE CONTROL THREE, DEVICE CONTROL FOUR,
NEGATIVE ACKNOWLEDGE, SYNCHRONOUS IDLE, END OF TRANSMISSION BLOCK, CANCEL,
END OF MEDIUM, SUBSTITUTE, ESCAPE, INFORMATION SEPARATOR FOUR,
INFORMATION SEPARATOR THREE, INFORMATION SEPARATOR TWO, INFORMATION SEPARATOR ONE,
DELETE, PADDING CHARACTER, HIGH OCTET PRESET, BREAK PERMITTED HERE, NO BREAK HERE,
INDEX, START OF SELECTED AREA, END OF SELECTED AREA, CHARACTER TABULATION SET,
CHARACTER TABULATION WITH JUSTIFICATION, LINE TABULATION SET, PARTIAL LINE FORWARD,
PARTIAL LINE BACKWARD, REVERSE LINE FEED, SINGLE SHIFT TWO, SINGLE SHIFT THREE,
DEVICE CONTROL STRING, PRIVATE USE ONE, PRIVATE USE TWO, SET TRANSMIT STATE,
CANCEL CHARACTER, MESSAGE WAITING, START OF GUARDED AREA, END OF GUARDED AREA,
START OF STRING, SINGLE GRAPHIC CHARACTER INTRODUCER, SINGLE CHARACTER INTRODUCER,
CONTROL SEQUENCE INTRODUCER, STRING TERMINATOR, OPERATING SYSTEM COMMAND,
PRIVACY MESSAGE, APPLICATION PROGRAM COMMAND
"""


def fold(text: str) -> str:
    r"""Reduce *text* to what is compared and searched; never shown, never kept.

    Case, accents, width, đ against d and the amount of white space make no difference.

    Examples:
        >>> fold("  CÔNG TY  Cổ phần\nĐÔNG Á ")
        'cong ty co phan dong a'
        >>> fold("công ty") == fold("Cong Ty")
        True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        for letter in _LIKE_D:
            text = text.replace(letter, "d")
        data = text.encode("utf-8", "surrogatepass")
        if data.translate(None, _USUAL):
            text = "".join(c for c in text if unicodedata.category(c)[0] != "M")
        else:
            text = data.translate(None, _NOT_ASCII).decode()
    return " ".join(text.casefold().split())


def normalise(text: str) -> str:
    r"""Return *text* in the one form in which days and amounts are read.

    Width, case and the amount of white space make no difference; accents do. A raised
    or circled figure is not turned into a digit: the note mark in ``15000000¹`` must
    not make ten times the amount.

    Examples:
        >>> normalise("  Hôm\u00a0NAY ")
        'hôm nay'
        >>> normalise("\uff11\uff15/11"), normalise("15¹")
        ('15/11', '15¹')
    """
    if not text.isascii():
        figures = any(c.isnumeric() and not c.isdecimal() for c in text)
        text = unicodedata.normalize("NFC" if figures else "NFKC", text)
    return " ".join(text.casefold().split())


def parse_text(field: str, text: str) -> str:
    r"""Read a line of free text as it will be kept: composed (NFC), singly spaced.

    Line breaks, tabs and no-break spaces are white space; every other control
    character is refused, since it could hide or reorder what a reader sees. Places are
    counted from 1 in the composed text, where an accented letter is one character.

    Args:
        field: What is being read, as the person who typed it knows it.
        text: The text as typed or as found in a file.

    Raises:
        InvalidInputError: If a control character stands in it, or it is too long.

    Examples:
        >>> parse_text("holder", " Công ty\n ABC ")
        'Công ty ABC'
        >>> parse_text("note", "left\x1b[2J")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        licreg.errors.InvalidInputError: note: character 5 is a control character ...
    """
    text = unicodedata.normalize("NFC", text)
    # Almost every text is printable, and then has none; a no-break space is not.
    if not text.isprintable() and (control := re.search(_CONTROLS, text)):
        msg = tr(
            "{field}: character {place} is {character}. Type it without. "
            "Nothing was recorded.",
            field=named(field),
            place=control.start() + 1,
            character=_describe(control[0]),
        )
        raise InvalidInputError(msg)
    single = " ".join(text.split())
    text = text if single == text else single  # So that it is held once.
    if len(text) > LONGEST_TEXT:
        msg = tr(
            "{field}: {count:,} characters are {excess:,} more than the "
            "{most:,} that are kept. Shorten it. Nothing was "
            "recorded.",
            field=named(field),
            count=len(text),
            excess=len(text) - LONGEST_TEXT,
            most=LONGEST_TEXT,
        )
        raise InvalidInputError(msg)
    return text


def show_safe(text: str) -> str:
    r"""Return *text* with all that is not printed written out, for use in a message.

    What came from a file cannot colour the terminal, move its cursor or turn the
    direction of writing. The answer is for reading; it cannot be turned back.

    Examples:
        >>> print(show_safe("Đông Á\x1b[31m\u202e"))
        Đông Á\x1b[31m\u202e
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def quote(text: str, longest: int = 60) -> str:
    """Return *text* in quotes for a message, made safe and cut to *longest*.

    Examples:
        >>> quote("31/02/2024")
        "'31/02/2024'"
        >>> quote("far too long", longest=7)
        "'far too…'"
    """
    rest = "…" if len(text) > longest else ""
    return f"'{show_safe(text[:longest])}{rest}'"


@contextmanager
def few_guesses() -> Iterator[None]:
    """Let `nearest` be asked for very many words: only the first have an answer.

    To look for it takes a hundred times as long as to read a row of a file.
    """
    token = _guesses.set({})
    try:
        yield
    finally:
        _guesses.reset(token)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that *word* was probably meant to be, if there is one.

    Examples:
        >>> nearest("Tam đình chi", ["thu hồi", "tạm đình chỉ"])
        'tạm đình chỉ'
        >>> nearest("sumary", ["issue", "summary"])
        'summary'
        >>> nearest("xyz", ["issue", "summary"]) is None
        True
    """
    names, guesses = tuple(known), _guesses.get()
    if guesses is None:
        return _nearest(word, names)
    if (word, names) not in guesses:
        if len(guesses) >= MOST_GUESSES:
            return None
        guesses[word, names] = _nearest(word, names)
    return guesses[word, names]


def _nearest(word: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    originals: dict[str, str] = {}
    for each in known:
        originals.setdefault(fold(each), each)
    found = get_close_matches(fold(word), originals, n=1)
    return originals[found[0]] if found else None


def did_you_mean(close: str | None) -> str:
    """Return the question that follows a word that is not known, after a space.

    Examples:
        >>> did_you_mean("summary"), did_you_mean(None)
        (" Did you mean 'summary'?", '')
    """
    return " " + tr("Did you mean '{word}'?", word=close) if close else ""


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _describe(char: str) -> str:
    """Name a refused character by its kind, code point and Unicode name."""
    code = f"U+{ord(char):04X}"
    if unicodedata.category(char) == "Cs":
        return tr("half a character ({code} SURROGATE)", code=code)
    names = " ".join(_CONTROL_NAMES.split()).split(", ")
    controls = {unicodedata.lookup(name): name for name in names}
    name = controls.get(char) or unicodedata.name(char)
    return tr("a control character ({code} {name})", code=code, name=name)
