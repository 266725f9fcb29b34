"""Vietnamese as it was written before Unicode: TCVN3 (ABC) and VNI, to read only.

Facts: TCVN3 is the one-byte set of TCVN 5712:1993 for lower-case letters with marks,
whose capitals are a matter of the font; VNI writes a letter and, behind it, a byte for
its marks. Python knows neither, and no kept library was found that does.
"""

import re
import unicodedata
from typing import Final

from licreg.lazily import regex

# Byte by byte from 0xA1; a full stop stands for a byte that no letter has.
_TCVN3_FIRST: Final = 0xA1
_TCVN3: Final = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ......."
    "ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)

# The byte behind a letter, as Latin-1 shows it, and the marks that it stands for.
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_BREVE, _ROOF = "\u0306", "\u0302"
_VNI_MARKS: Final = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _ROOF,
    "á": _ROOF + _ACUTE,
    "à": _ROOF + _GRAVE,
    "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE,
    "ä": _ROOF + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS: Final = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_BOTH: Final = {
    **_VNI_MARKS,
    **{sign.upper(): marks for sign, marks in _VNI_MARKS.items()},
}
_ALONE: Final = {
    **_VNI_LETTERS,
    **{sign.upper(): letter.upper() for sign, letter in _VNI_LETTERS.items()},
}
_VNI: Final = regex(f"([AEIOUYaeiouyÔôÖö])([{''.join(_BOTH)}])|([{''.join(_ALONE)}])")


def decode_tcvn3(data: bytes) -> str:
    """Return the text of bytes in TCVN3; a byte of no letter stays as Latin-1 has it.

    Examples:
        >>> decode_tcvn3(bytes.fromhex("43 AB 6E 67 20 74 79"))
        'Công ty'
    """
    return data.decode("latin-1").translate(_TCVN3_TABLE)


def decode_vni(data: bytes) -> str:
    """Return the text of bytes in VNI, its letters composed.

    Examples:
        >>> decode_vni("Coâng ty Coå phaàn".encode("latin-1"))
        'Công ty Cổ phần'
    """
    text = _VNI.sub(_letter, data.decode("cp1252", errors="replace"))
    return unicodedata.normalize("NFC", text)


def _letter(found: re.Match[str]) -> str:
    letter, marks, alone = found.groups()
    if alone is not None:
        return _ALONE[alone]
    return _ALONE.get(letter, letter) + _BOTH[marks]


_TCVN3_TABLE: Final = {
    _TCVN3_FIRST + place: letter for place, letter in enumerate(_TCVN3) if letter != "."
}
