"""Consoles whose code page lacks letters: the nearest that they have are shown."""

import codecs
import unicodedata
from io import TextIOWrapper
from typing import Final, TextIO

_NEAR: Final = str.maketrans(
    {
        "Đ": "D",
        "đ": "d",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u00d7": "x",
        "\u201c": '"',
        "\u201d": '"',
        "\u2018": "'",
        "\u2019": "'",
        "✓": "=",
        "✗": "!",
        "→": "->",
    }
)


def settle_encoding(stream: TextIO) -> None:
    """Write UTF-8 to files and pipes; a console keeps its own encoding."""
    if not isinstance(stream, TextIOWrapper):
        return  # A test or another program reads it as text.
    if not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    elif codecs.lookup(stream.encoding).name == "utf-8":
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(errors=nearest_in(stream.encoding))


def nearest_in(encoding: str) -> str:
    r"""Return the name, for ``errors``, of showing the nearest letters of an encoding.

    A Vietnamese letter keeps the marks that the code page can write, together or (in
    windows-1258) behind the letter; what has nothing near is written out as an escape.

    Examples:
        >>> "Giấy phép số 57, Đà Nẵng ✓".encode("cp437", nearest_in("cp437")).decode(
        ...     "cp437"
        ... )
        'Giây phép sô 57, Dà Nang ='
        >>> shown = "Nẵng 字".encode("cp1258", nearest_in("cp1258")).decode("cp1258")
        >>> unicodedata.normalize("NFC", shown) == r"Nẵng \u5b57"
        True
    """

    def nearest_letters(error: UnicodeError) -> tuple[str, int]:
        # The fault itself says "charmap" of every code page.
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = error.object[error.start : error.end]
        return "".join(_nearest(letter, encoding) for letter in text), error.end

    name = f"licreg-nearest-{encoding}"
    codecs.register_error(name, nearest_letters)
    return name


def _nearest(letter: str, encoding: str) -> str:
    """Return the letter with as many of its marks as can be written."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    # The mark that makes another letter (â, ơ) goes before the tone.
    marks.sort(key=lambda mark: mark not in "\u0302\u0306\u031b")
    shown = base
    for mark in marks:
        joined = unicodedata.normalize("NFC", shown[-1] + mark)
        for more in (shown[:-1] + joined, shown + mark):
            if _has(more, encoding):
                shown = more
                break
    if _has(shown, encoding):
        return shown
    near = shown.translate(_NEAR)
    if _has(near, encoding):
        return near
    return letter.encode("ascii", "backslashreplace").decode()


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
