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

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from gettext import NullTranslations

    from licreg.wording_kept import Kept

LANGUAGES: Final = ("en", "vi")
"""The languages of licreg, the one of the code first."""

DAY_STYLES: Final = ("language", "dmy", "iso")
"""How days stand in tables: by the habit of the language, 15/11/2024, 2024-11-15."""

CATALOGUES: Final = Path(__file__).parent / "locale"
"""Where the catalogues of the others lie, as gettext lays them out."""

KEPT: Final = "kept"
"""The context of sentences that are kept on record."""

CODE: Final = "code"
"""The context of what codes say."""

_DOMAIN: Final = "licreg"


class _Reader:
    """Who reads: a process speaks to one person, and so in one language.

    Attributes:
        language: Their language.
        days: How they read days; empty for the habit of the language.
        catalogue: Its catalogue; None for the language of the code.
    """

    language: str = LANGUAGES[0]
    days: str = ""
    catalogue: NullTranslations | None = None


def choose(language: str, days: str = "") -> None:
    """Speak one of `LANGUAGES` from now on, and show days in one of `DAY_STYLES`."""
    _Reader.language = language
    _Reader.days = days
    _Reader.catalogue = None if language == LANGUAGES[0] else _catalogue(language)


def language() -> str:
    """Return the language that is spoken."""
    return _Reader.language


@contextmanager
def coded() -> Iterator[None]:
    """Speak the language of the code, as what a program reads is written."""
    language, days = _Reader.language, _Reader.days
    choose(LANGUAGES[0])
    try:
        yield
    finally:
        choose(language, days)


def named(key: str) -> str:
    """Return what a key is called in a table, in the language chosen.

    In the language of the code, and where the catalogue has no word for it, that is
    the key itself, without its underscores.

    Examples:
        >>> named("expires_on")
        'expires on'
    """
    catalogue = _Reader.catalogue
    words = {} if catalogue is None else _words_of(catalogue)
    word = words.get(key.replace(" ", "_"), "")
    return f"{word[:1].lower()}{word[1:]}" if word else key.replace("_", " ")


def said(code: str) -> str:
    """Return what a code says in the language chosen; a code not known stays one.

    In the language of the code it is shown as it is typed.

    Examples:
        >>> said("in-force")
        'in-force'
    """
    catalogue = _Reader.catalogue
    if catalogue is None:
        return code
    text = code.lower().replace("-", " ")
    word = catalogue.pgettext(CODE, text)
    return code if word == text else word


def told(message: str, /, **values: object) -> str:
    """Return a sentence as it is kept on record: in the language of the code.

    What is kept must not depend on who entered it. Where it is shown, `retold` says it
    to who reads.

    Examples:
        >>> told("the suffix {suffix} is not a known one", suffix="GP-X")
        'the suffix GP-X is not a known one'
    """
    return message.format(**values) if values else message


def retold(sentence: str) -> str:
    """Return what `told` made, now or years ago, in the language chosen.

    A sentence that is not known (any more) stays as it was kept.
    """
    catalogue = _Reader.catalogue
    if catalogue is None:
        return sentence
    return _kept_in(catalogue).retell(sentence)


def day_style() -> str:
    """Return the one of `DAY_STYLES` that who reads has chosen; empty for none."""
    return _Reader.days


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


def markedn(one: str, many: str) -> tuple[str, str]:
    """Return a pair of sentences as it is, to be shown with ``trn(*PAIR, count)``."""
    return one, many


def trc(context: str, message: str) -> str:
    """Return a word in the language chosen, told from its homonyms by a *context*.

    Examples:
        >>> trc("expires_on", "Expires")
        'Expires'
    """
    catalogue = _Reader.catalogue
    return message if catalogue is None else catalogue.pgettext(context, message)


@cache
def _kept_in(catalogue: NullTranslations) -> Kept:
    """Return the sentences of `told` with their translations."""
    from licreg.wording_kept import Kept

    messages: Mapping[object, str] = getattr(catalogue, "_catalog", {})
    start = f"{KEPT}\x04"
    return Kept(
        {
            key.removeprefix(start): text
            for key, text in messages.items()
            if isinstance(key, str) and key.startswith(start)
        }
    )


@cache
def _words_of(catalogue: NullTranslations) -> Mapping[str, str]:
    """Return the words that stand under a key."""
    messages: Mapping[object, str] = getattr(catalogue, "_catalog", {})
    keys = (key.partition("\x04") for key in messages if isinstance(key, str))
    return {
        context: messages[f"{context}\x04{text}"]
        for context, is_word, text in keys
        if is_word and context not in (KEPT, CODE)
    }


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
