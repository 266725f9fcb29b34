"""What is said to people, in their language: English stands in the code.

A sentence is written ``tr("{rows:,} rows were read.", rows=count)``: the text is found
in the catalogue of the language that was chosen, then its values are put in. ``,``
groups a number by the habit of the language (1,056 and 1.056); without it a number
stands as it is (a year, a line of a file).

What a program reads (codes, keys, days as ISO) never passes through here.

The catalogues are gettext's. ``tests/locale/catalogue.py`` finds the sentences in the
code, brings the catalogues up to date and compiles them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES: Final = ("en", "vi")
"""The languages of licreg, the one of the code first."""

CATALOGUES: Final = Path(__file__).parent / "locale"
"""Where the catalogues of the others lie, as gettext lays them out."""

_DOMAIN: Final = "licreg"


class _Reader:
    """Who reads: a process speaks to one person, and so in one language.

    Attributes:
        language: Their language.
        catalogue: Its catalogue; None for the language of the code.
    """

    language: str = LANGUAGES[0]
    catalogue: NullTranslations | None = None


def choose(language: str) -> None:
    """Speak one of `LANGUAGES` from now on."""
    _Reader.language = language
    _Reader.catalogue = None if language == LANGUAGES[0] else _catalogue(language)


def language() -> str:
    """Return the language that is spoken."""
    return _Reader.language


def marked(message: str) -> str:
    """Return a sentence as it is, to be found in the catalogue when it is shown.

    For what is written down before the language is known, as in a table of a module;
    it is shown with ``tr(TABLE[key])``.
    """
    return message


def tr(message: str, /, **values: object) -> str:
    """Return a sentence in the language chosen, with its values put in.

    Examples:
        >>> tr("{rows:,} rows of {year} were read.", rows=1056, year=2024)
        '1,056 rows of 2024 were read.'
    """
    catalogue = _Reader.catalogue
    if catalogue is None:
        return message.format(**values) if values else message
    return _filled(catalogue.gettext(message), values)


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Return one of two sentences by a count, which is put in as ``count``.

    Examples:
        >>> trn("1 row", "{count:,} rows", 1056)
        '1,056 rows'
    """
    values["count"] = count
    catalogue = _Reader.catalogue
    if catalogue is None:
        return (one if count == 1 else many).format(**values)
    return _filled(catalogue.ngettext(one, many, count), values)


def trc(context: str, message: str) -> str:
    """Return a word in the language chosen, told from its homonyms by a *context*.

    Examples:
        >>> trc("expires_on", "Expires")
        'Expires'
    """
    catalogue = _Reader.catalogue
    return message if catalogue is None else catalogue.pgettext(context, message)


@cache
def _catalogue(language: str) -> NullTranslations:
    """Read a catalogue; where it is missing, people are spoken to in English."""
    from gettext import GNUTranslations, NullTranslations

    path = CATALOGUES / language / "LC_MESSAGES" / f"{_DOMAIN}.mo"
    try:
        with path.open("rb") as stream:
            return GNUTranslations(stream)
    except OSError:
        return NullTranslations()


def _filled(message: str, values: dict[str, object]) -> str:
    if not values:
        return message
    from licreg.wording_vi import FORMATTER

    return FORMATTER.vformat(message, (), values)
