"""Licence numbers, keys and references: parsed once, trusted after.

A number alone identifies nothing: numbering restarts each year and issuers share
suffixes. A licence is known by issuer, number with its suffix, and year of issue.
Source: the public licence register of ABEI, as of 26 July 2026.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from licreg.domain.text import fold, quote, show_safe
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass, regex
from licreg.wording import marked, tr

LATEST: Final = "last"
"""The word for the record entered last."""

_DASHES: Final = dict.fromkeys(
    (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D),
    "-",
)
_SLASHES: Final = dict.fromkeys((0x2044, 0x2215, 0xFF0F, 0x2571), "/")
_MARKS: Final = {**_DASHES, **_SLASHES}
_NUMBER: Final = regex(r"([0-9]{1,9})([A-Z]?)/([^/@#]+)")
_SUFFIX: Final = regex(r"[A-ZĐ][A-ZĐ0-9]*(?:-[A-ZĐ][A-ZĐ0-9&]*)+")
_ISSUER: Final = regex(r"[A-Z0-9-]+")
_REFERENCE: Final = regex(
    r"(?P<number>[0-9]{1,9})(?P<letter>[A-Z]?)"
    r"(?:/(?P<suffix>[A-ZĐÐ][^/@#]*))?"
    r"(?:/(?P<year>[0-9]{4}))?"
    r"(?:@(?P<issuer>[A-Z0-9-]+))?"
    r"(?:#(?P<ordinal>[0-9]{1,4}))?"
)
_DATED: Final = regex(
    r"(?P<number>.*?)[\s,(]+(?:(?:ngày|ngay|of|dated|cấp ngày)\s+)"
    r"(?P<day>[0-9].*?)\)?",
    re.IGNORECASE,
)
_INSPECTION: Final = regex(r"INS-([0-9]{4})-([0-9]{1,9})", re.IGNORECASE)
_SCHEME: Final = regex(r"^[a-z]+://", re.IGNORECASE)
_ADVICE: Final = marked("A number reads like '310/GP-BTTTT'.")


@dataclass(frozen=True, slots=True, order=True)
class LicenceNumber:
    """A number with its suffix, without its year: ``57/GP-BTTTT``.

    Attributes:
        value: The number in the issuer's book of the year; leading zeros dropped.
        letter: One letter after the number, as in ``79A``; mostly empty.
        suffix: The canonical suffix, as in ``GP-TTĐT``.
    """

    value: int
    letter: str
    suffix: str

    def __str__(self) -> str:
        """Return the canonical text; two digits at least, as the offices write."""
        return f"{self.value:02d}{self.letter}/{self.suffix}"


@dataclass(frozen=True, slots=True, order=True)
class LicenceKey:
    """What makes a licence this one and no other.

    Attributes:
        issuer: Code of the authority that granted it.
        number: Number with its suffix.
        year: Calendar year of issue.
        ordinal: 1, or more where one number was given twice and both were admitted.
    """

    issuer: str
    number: LicenceNumber
    year: int
    ordinal: int = 1

    def __str__(self) -> str:
        """Return the full text: ``05/GP-TTĐT/2025@DCST-HP``."""
        again = f"#{self.ordinal}" if self.ordinal > 1 else ""
        return f"{self.number}/{self.year}@{self.issuer}{again}"


@dataclass(frozen=True, slots=True, order=True)
class InspectionKey:
    """The reference of an inspection: ``INS-2024-0017``.

    Attributes:
        year: Calendar year of the visit.
        sequence: Counted from 1 in each year, never used again.
    """

    year: int
    sequence: int

    def __str__(self) -> str:
        """Return the canonical text, four digits at least."""
        return f"INS-{self.year}-{self.sequence:04d}"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a person typed to name a licence; what was left out is None.

    Attributes:
        value: The number, without leading zeros.
        letter: The letter after it, or nothing.
        suffix: Canonical suffix.
        year: Year of issue.
        day_text: Day of issue as typed; read by the caller, who knows today.
        issuer: Code of the issuer.
        ordinal: Which of several licences with one number.
    """

    value: int
    letter: str = ""
    suffix: str | None = None
    year: int | None = None
    day_text: str | None = None
    issuer: str | None = None
    ordinal: int | None = None

    def names(self, key: LicenceKey) -> bool:
        """Tell whether *key* is one of those that the reference may mean."""
        number = key.number
        return (
            number.value == self.value
            and number.letter == self.letter
            and self.suffix in (None, number.suffix)
            and self.year in (None, key.year)
            and self.issuer in (None, key.issuer)
            and self.ordinal in (None, key.ordinal)
        )


def is_issuer_code(text: str) -> bool:
    """Tell whether the code of an issuer can stand in a reference."""
    return _ISSUER.fullmatch(text) is not None


def is_suffix(text: str) -> bool:
    """Tell whether a suffix can stand in a reference."""
    return _SUFFIX.fullmatch(text) is not None


def fold_suffix(suffix: str) -> str:
    """Return the form in which suffixes are compared.

    Case, accents, ``Đ`` against ``D``, ``&``, spaces and kinds of dash do not tell
    suffixes apart.

    Examples:
        >>> fold_suffix("gp-ptth&ttđt") == fold_suffix("GP\u2013PTTHTTDT")
        True
    """
    folded = fold(suffix.translate(_MARKS)).upper()
    return "".join(letter for letter in folded if letter.isalnum() or letter == "-")


def parse_licence_number(text: str, spellings: Mapping[str, str]) -> LicenceNumber:
    """Read a number with its suffix.

    Leading zeros, spaces, kinds of dash, case and Unicode form do not matter.

    Args:
        text: As typed or printed.
        spellings: Canonical suffix by folded spelling, misspellings included.

    Raises:
        InvalidInputError: If the text is not a number with a suffix.

    Examples:
        >>> str(parse_licence_number(" 005 / gp\u2013bttt", {"GP-BTTT": "GP-BTTTT"}))
        '05/GP-BTTTT'
        >>> parse_licence_number("310-BTTTT", {})
        Traceback (most recent call last):
        ...
        licreg.errors.InvalidInputError: '310-BTTTT' is not a licence number. \
A number reads like '310/GP-BTTTT'.
    """
    match = _NUMBER.fullmatch(_compact(text))
    if match is None or int(match[1]) == 0:
        msg = tr(
            "'{text}' is not a licence number. {advice}",
            text=show_safe(text),
            advice=tr(_ADVICE),
        )
        raise InvalidInputError(msg)
    return LicenceNumber(
        int(match[1]), match[2], _parse_suffix(match[3], text, spellings)
    )


def parse_reference(text: str, spellings: Mapping[str, str]) -> Reference:
    """Read what a person typed to name a licence.

    Args:
        text: ``57/2019``, ``57/gp-btttt``, ``57/GP-BTTTT/2019@MIC#2``,
            ``57/GP-BTTTT ngày 12/02/2019`` or the number alone.
        spellings: Canonical suffix by folded spelling, misspellings included.

    Raises:
        InvalidInputError: If the text does not begin with a number, or its suffix
            is cut short.

    Examples:
        >>> parse_reference("57/2019", {}).year
        2019
    """
    dated = _DATED.fullmatch(unicodedata.normalize("NFC", text).strip())
    if dated is not None:
        return replace(
            parse_reference(dated["number"], spellings), day_text=dated["day"]
        )
    match = _REFERENCE.fullmatch(_compact(text))
    if match is None or int(match["number"]) == 0:
        msg = tr(
            "'{text}' does not name a licence. {advice}",
            text=show_safe(text),
            advice=tr(_ADVICE),
        )
        raise InvalidInputError(msg)
    return Reference(
        value=int(match["number"]),
        letter=match["letter"],
        suffix=match["suffix"] and _parse_suffix(match["suffix"], text, spellings),
        year=int(match["year"]) if match["year"] else None,
        issuer=match["issuer"],
        ordinal=int(match["ordinal"]) if match["ordinal"] else None,
    )


def parse_site(text: str) -> str:
    """Read a domain name: lower case, without scheme, path or final dot.

    Raises:
        InvalidInputError: If nothing is left, or it holds white space.

    Examples:
        >>> parse_site("https://Vi-Du-A.vn/")
        'vi-du-a.vn'
    """
    site = _SCHEME.sub("", text.strip()).split("/")[0].rstrip(".").lower()
    if site.split() != [site]:
        msg = tr(
            "{text} is not a site. A site reads like 'vi-du.vn'.", text=quote(text)
        )
        raise InvalidInputError(msg)
    return site


def parse_licence_key(text: str) -> LicenceKey:
    """Read the full canonical text of a key, as the register writes it.

    Raises:
        InvalidInputError: If the text is not a full canonical key.

    Examples:
        >>> str(parse_licence_key("81/GP-BTTTT/2020@MIC#2"))
        '81/GP-BTTTT/2020@MIC#2'
    """
    match = _REFERENCE.fullmatch(text)
    if match is None or None in (match["suffix"], match["year"], match["issuer"]):
        msg = tr("'{text}' is not a full licence reference.", text=show_safe(text))
        raise InvalidInputError(msg)
    number = LicenceNumber(int(match["number"]), match["letter"], match["suffix"])
    return LicenceKey(
        match["issuer"], number, int(match["year"]), int(match["ordinal"] or 1)
    )


def parts_of_number(canonical: str) -> tuple[int, str, str]:
    """Return the value, letter and suffix of a number, as numbers are ordered by.

    Examples:
        >>> parts_of_number("07A/GP-BTTTT")
        (7, 'A', 'GP-BTTTT')
    """
    figures, _, suffix = canonical.partition("/")
    if figures.isdecimal():
        return int(figures), "", suffix
    return int(figures[:-1]), figures[-1], suffix


def parse_inspection_key(text: str) -> InspectionKey | None:
    """Read ``INS-2024-0017``; None where the text is of another shape."""
    match = _INSPECTION.fullmatch(text.strip())
    return InspectionKey(int(match[1]), int(match[2])) if match else None


def is_mended(printed: str, number: LicenceNumber) -> bool:
    """Tell whether the suffix as printed was another than the one understood."""
    _, _, suffix = _compact(printed).partition("/")
    return fold_suffix(suffix) != fold_suffix(number.suffix)


def _compact(text: str) -> str:
    """Return the text without spaces, in capitals, with plain dashes and slashes.

    A raised or circled figure stays one: the mark of a footnote is no digit.
    """
    figures = not text.isascii() and any(
        sign.isnumeric() and not sign.isdecimal() for sign in text
    )
    plain = unicodedata.normalize("NFC" if figures else "NFKC", text)
    return "".join(plain.translate(_MARKS).split()).upper().replace("Ð", "Đ")


def _parse_suffix(suffix: str, text: str, spellings: Mapping[str, str]) -> str:
    folded = fold_suffix(suffix)
    known = spellings.get(folded)
    if known is not None:
        return known
    longer = [s for f, s in spellings.items() if f.startswith(folded) and "&" in s]
    if longer and suffix != longer[0]:
        whole = longer[0].replace("&", "").replace("Đ", "D")
        msg = tr(
            "'{text}' ends in '{suffix}', which is no suffix; perhaps the "
            "shell cut it at '&'. Write '{longer}' in quotes, or '{whole}'.",
            text=show_safe(text),
            suffix=suffix,
            longer=longer[0],
            whole=whole,
        )
        raise InvalidInputError(msg)
    if _SUFFIX.fullmatch(suffix) is None:
        msg = tr(
            "'{text}' is not a licence number. {advice}",
            text=show_safe(text),
            advice=tr(_ADVICE),
        )
        raise InvalidInputError(msg)
    return suffix
