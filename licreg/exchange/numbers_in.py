"""Licence numbers as the tables of others have them: mended where that is certain."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, NamedTuple

from licreg.domain.identifiers import (
    LicenceNumber,
    fold_suffix,
    is_mended,
    is_suffix,
    parse_licence_number,
)
from licreg.domain.law import Law
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.lazily import regex
from licreg.wording import tr

_CALLED: Final = regex(
    r"(?:giấy phép|giay phep|quyết định|quyet dinh|gpmxh|gp)?\s*"
    r"(?:số|so|no\.?|nr\.?|№)\s*[:.]?\s*(?=[0-9])",
    re.IGNORECASE,
)
_NUMBER: Final = regex(
    r"(?P<value>[0-9]{1,9})\s*(?P<letter>[A-Za-z](?=\s*[/\\|]))?"
    r"(?:\s*/\s*(?:19|20)[0-9]{2}(?=\s*/))?"
    r"(?:\s*[/\\|\u2044\u2215\uff0f]\s*|\s*-\s*|\s+|(?=[A-ZĐ]{2}))"
    r"(?P<rest>[A-Za-zĐđÐ].*)"
)
_LAST_YEAR: Final = regex(r"\s*[/-]\s*(?:19|20)[0-9]{2}$")
_BREAK: Final = regex(r"[\s,;(\[.-]+")
_DATED: Final = regex(
    r"(?P<number>.*?)[\s,;(]*(?:cấp\s+|cap\s+)?"
    r"(?:ngày|ngay|dated|of|,|;|\n)\s*:?\s*(?P<day>[0-9].*?)\)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_PLACE: Final = regex(r"\{(number|letter|year|suffix|any)\}")
_PARTS: Final = {
    "number": r"(?P<number>0*[0-9]{1,9})",
    "letter": r"(?P<letter>[A-Za-z]?)",
    "year": r"(?P<year>[0-9]{4})",
    "suffix": r"(?P<suffix>[A-Za-zĐđ][A-Za-zĐđ0-9&./-]*?)",
    "any": r".*?",
}
_NEAR: Final = 0.8
_LONGEST: Final = 100
_MOST_DIGITS: Final = 999_999_999
_FIGURES: Final = regex(r"[0-9]+")
_YEAR: Final = regex(r"(?:19|20)[0-9]{2}")
_LETTERS: Final = regex(r"[A-Za-zĐđ]+")


class Mended(NamedTuple):
    """A number as a cell has it.

    Attributes:
        text: Number and suffix as they are parsed.
        printed: The text of the cell, where it is told otherwise than by its case.
        is_odd: Whether it took mending that the rules of entry do not see.
    """

    text: str
    printed: str
    is_odd: bool


class NumberForm:
    """How the numbers of a file are built, and the suffix that they are given.

    Attributes:
        form: For example ``TL-{year}/{number}``; empty for a number with its suffix.
        suffix: What is put behind a number that has none; empty for nothing.
    """

    def __init__(self, form: str = "", suffix: str = "") -> None:
        """Read the form once.

        Raises:
            InvalidInputError: If it has no place for the number, or one place twice,
                or the suffix is none.
        """
        self.form = form
        self.suffix = suffix.strip().upper()
        self._pattern: re.Pattern[str] | None = None
        if self.suffix and not is_suffix(self.suffix):
            msg = tr(
                "{suffix} is no suffix: capitals with a dash between them, such as "
                "'UKGC-LIC'.",
                suffix=quote(suffix),
            )
            raise InvalidInputError(msg)
        if form:
            self._pattern = _compile(form)

    def read(self, text: str) -> str:
        """Return a number with its suffix, so far as this form and suffix tell.

        Raises:
            InvalidInputError: If the text is not built so.

        Examples:
            >>> NumberForm("{suffix}-{year}/{number}", "IMDA-X").read("TL-2019/0042")
            '42/IMDA-X-TL'
            >>> NumberForm(suffix="UKGC-LIC").read("012345")
            '12345/UKGC-LIC'
        """
        plain = " ".join(unicodedata.normalize("NFC", text).split())
        if self._pattern is None:
            return self._with_suffix(plain) if self.suffix else text
        found = self._pattern.fullmatch(plain)
        parts = found.groupdict() if found else {}
        value = int(parts.get("number") or 0)
        if not 0 < value <= _MOST_DIGITS:
            msg = tr(
                "{text} is not built like {form}.", text=quote(text), form=self.form
            )
            raise InvalidInputError(msg)
        own = "".join(filter(str.isalnum, (parts.get("suffix") or "").upper()))
        suffix = "-".join(filter(None, (self.suffix, own)))
        return f"{value}{(parts.get('letter') or '').upper()}/{suffix}"

    def _with_suffix(self, text: str) -> str:
        if re.fullmatch(r"0*[1-9][0-9]{9,}", text):
            msg = tr(
                "{text} has more than nine digits. Say which of them are the number, "
                "such as --number-form '{{any}}{{number}}'.",
                text=quote(text),
            )
            raise InvalidInputError(msg)
        bare = re.fullmatch(r"0*([0-9]{1,9})\s*([A-Za-z]?)", text)
        return f"{bare[1]}{bare[2].upper()}/{self.suffix}" if bare else text


def mend_number(text: str, law: Law, kind: str = "", *, freely: bool = False) -> Mended:
    """Return a number as it can be read; what cannot be mended comes back as it is.

    Stray spaces, a missing slash and words around the number are mended for all.

    Args:
        text: The cell.
        law: The known suffixes and their misspellings.
        kind: The kind of the licence, whose suffixes it may bear; empty if not known.
        freely: Whether a suffix that nobody writes is read as the one it resembles.
    """
    plain = " ".join(unicodedata.normalize("NFC", text[: _LONGEST + 1]).split())
    if not plain or len(plain) > _LONGEST:
        return Mended(plain, "", is_odd=False)
    number = _parsed(plain, law)
    if number is None or (freely and number.suffix not in law.spellings.values()):
        number = _mend(plain, law, kind, freely=freely) or number
        is_as_printed = number is not None and str(number) == plain
    else:
        is_as_printed = " " not in plain and not is_mended(plain, number)
    if number is None:
        return Mended(plain, "", is_odd=False)
    if is_as_printed:
        return Mended(str(number), "", is_odd=False)
    return Mended(str(number), plain, is_odd=not is_mended(plain, number))


def split_dated(text: str) -> tuple[str, str]:
    """Return the number and the day of a cell that holds both; no day is empty.

    Examples:
        >>> split_dated("57/GP-BTTTT ngày 12/02/2019"), split_dated("57/GP-BTTTT")
        (('57/GP-BTTTT', '12/02/2019'), ('57/GP-BTTTT', ''))
    """
    found = _DATED.fullmatch(text) if len(text) <= _LONGEST else None
    return (found["number"], found["day"]) if found else (text, "")


def suggest_form(text: str) -> str:
    """Return a form by which a number of another kind than ours could be read.

    The longest figures, of those the last, are taken for the number.

    Examples:
        >>> suggest_form("TL-2019/0042"), suggest_form("WQAB123")
        ('{suffix}-{year}/{number}', '{suffix}{number}')
        >>> suggest_form("000-001234-N-101234-001"), suggest_form("0012")
        ('{any}-{any}-{suffix}-{number}-{any}', '')
    """
    form = text.strip()[:_LONGEST]
    figures = list(_FIGURES.finditer(form))
    if not figures or form.isdecimal():
        return ""
    number = max(figures, key=lambda found: (len(found[0]), found.start()))
    pieces: list[str] = []
    end = 0
    for found in figures:
        is_year = _YEAR.fullmatch(found[0]) and "{year}" not in pieces
        other = "{year}" if is_year else "{any}"
        between = form[end : found.start()]
        if "{suffix}" not in "".join(pieces):
            between = _LETTERS.sub("{suffix}", between, count=1)
        pieces += [between, "{number}" if found is number else other]
        end = found.end()
    return "".join(pieces) + form[end:]


def _compile(form: str) -> re.Pattern[str]:
    """Return what finds the parts of a number of this form.

    Raises:
        InvalidInputError: If the form has no place for the number, or one place twice.
    """
    places = _PLACE.findall(form)
    named = [place for place in places if place != "any"]
    if places.count("number") != 1 or len(set(named)) < len(named):
        msg = tr(
            "{form} is no form of numbers: it has '{{number}}' once, and besides "
            "'{{suffix}}', '{{year}}', '{{letter}}' or '{{any}}', each once at most.",
            form=quote(form),
        )
        raise InvalidInputError(msg)
    pattern = "".join(
        _PARTS[piece] if place % 2 else re.escape(piece)
        for place, piece in enumerate(_PLACE.split(" ".join(form.split())))
    )
    return re.compile(pattern, re.IGNORECASE)


def _parsed(text: str, law: Law) -> LicenceNumber | None:
    try:
        return parse_licence_number(text, law.spellings)
    except InvalidInputError:
        return None


def _mend(plain: str, law: Law, kind: str, *, freely: bool) -> LicenceNumber | None:
    found = _NUMBER.fullmatch(_CALLED.sub("", plain, count=1))
    if found is None or not int(found["value"]):
        return None
    rest = _LAST_YEAR.sub("", found["rest"])
    suffix = _suffix(rest, law, kind, freely=freely)
    letter = (found["letter"] or "").upper()
    return LicenceNumber(int(found["value"]), letter, suffix) if suffix else None


def _suffix(rest: str, law: Law, kind: str, *, freely: bool) -> str:
    """Return the suffix with which a text begins; empty if it is none."""
    spellings = law.spellings
    known = spellings.get(fold_suffix(rest))
    if known is not None:
        return known
    for end in reversed([found.start() for found in _BREAK.finditer(rest)]):
        known = spellings.get(fold_suffix(rest[:end]))
        if known is not None and (freely or rest[end] != "-"):
            return known
    if freely:
        return _nearest(fold_suffix(rest), law, kind)
    compact = "".join(rest.split()).upper()
    return compact if is_suffix(compact) else ""


@lru_cache(maxsize=1024)
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _nearest(folded: str, law: Law, kind: str) -> str:
    """Return the one known suffix that a text resembles most; empty if none does."""
    fitting = {row.suffix for row in law.suffixes if row.kind in {kind, ""}}
    ranked = sorted(
        (
            (_likeness(folded, fold_suffix(suffix)), suffix)
            for suffix in fitting or set(law.spellings.values())
        ),
        reverse=True,
    )
    best, *others = ranked
    if best[0] < _NEAR or (others and others[0][0] == best[0]):
        return ""
    return best[1]
