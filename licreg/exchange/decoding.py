"""Bytes as text: UTF-8 and UTF-16 by themselves, older encodings where they are named.

Nothing is guessed from the bytes but what a byte order mark says.
"""

import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from licreg.domain.text import nearest, quote
from licreg.errors import InvalidFileError, InvalidInputError
from licreg.exchange.grids import unreadable
from licreg.exchange.legacy_vietnamese import decode_tcvn3, decode_vni
from licreg.wording import tr


def _strictly(encoding: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(encoding)


def _windows_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258"))


ENCODINGS: Final[Mapping[str, Callable[[bytes], str]]] = MappingProxyType(
    {
        "utf-8": _strictly("utf-8-sig"),
        "utf-16": _strictly("utf-16"),
        "windows-1258": _windows_1258,
        "tcvn3": decode_tcvn3,
        "vni": decode_vni,
        "windows-1252": _strictly("cp1252"),
        "latin-1": _strictly("latin-1"),
    }
)
"""What reads the bytes, by the name of the encoding."""

_OTHERS: Final = "windows-1258, tcvn3, vni, windows-1252, latin-1"
_NAMES: Final = MappingProxyType(
    {
        "utf8": "utf-8",
        "utf-8-sig": "utf-8",
        "utf16": "utf-16",
        "cp1258": "windows-1258",
        "1258": "windows-1258",
        "abc": "tcvn3",
        "tcvn": "tcvn3",
        "vni-windows": "vni",
        "cp1252": "windows-1252",
        "1252": "windows-1252",
        "latin1": "latin-1",
        "iso-8859-1": "latin-1",
    }
)
_MOST_LINES: Final = 20


def parse_encoding(text: str) -> str:
    """Read the name of an encoding.

    Raises:
        InvalidInputError: If it is not known here; the nearest is named.

    Examples:
        >>> parse_encoding("CP1258")
        'windows-1258'
    """
    word = text.strip().casefold().replace("_", "-")
    word = _NAMES.get(word, word)
    if word in ENCODINGS:
        return word
    known = ", ".join(ENCODINGS)
    close = nearest(word, ENCODINGS) or "utf-8"
    msg = tr(
        "{text} is not an encoding known here. The nearest is '{close}'; known are "
        "{known}.",
        text=quote(text),
        close=close,
        known=known,
    )
    raise InvalidInputError(msg)


def decode(data: bytes, name: str, encoding: str = "") -> str:
    """Return the text of a file.

    Args:
        data: Its bytes.
        name: The file, as faults are to name it.
        encoding: One of ``ENCODINGS``; empty for what a byte order mark says, else
            UTF-8.

    Raises:
        InvalidFileError: If the bytes are no text in that encoding; the lines are
            named.
    """
    if not encoding:
        is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
        encoding = "utf-16" if is_utf16 else "utf-8"
    try:
        text = ENCODINGS[encoding](data)
    except UnicodeDecodeError as error:
        faults = _faults(data, name, encoding, error)
        end, _ = unreadable(name, faults)
        raise InvalidFileError(end, faults) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        fault = tr("it holds a NUL byte.")
        raise InvalidFileError(*unreadable(name, [fault], line))
    return text


def _faults(
    data: bytes, name: str, encoding: str, error: UnicodeDecodeError
) -> tuple[str, ...]:
    if encoding != "utf-8":
        fault = tr(
            "{place}: byte {byte} of the file is no {encoding}.",
            place=name,
            byte=f"{error.start + 1:,}",
            encoding=encoding,
        )
        return (fault,)
    data = data.removeprefix(BOM_UTF8)
    faults: list[str] = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as found:
            fault = tr(
                "{place}: byte 0x{byte:02X} is not UTF-8. Save the file as 'CSV "
                "UTF-8', or name what it is with --encoding ({others}).",
                place=tr("{file} line {line}", file=name, line=number),
                byte=line[found.start],
                others=_OTHERS,
            )
            faults.append(fault)
        if len(faults) > _MOST_LINES:
            faults[-1] = tr("{place}: and further lines.", place=name)
            break
    return tuple(faults)
