"""Marks that stand for personal data: what a record holds in the place of a person.

A mark is a random reference and a salted digest of the value, ``P-1a2b3c4d5e6f:…``.
It tells two persons apart, and nothing of either; the value is kept elsewhere and can
be erased.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from licreg.domain.events import Event

_START: Final = "P-"
_SIZE: Final = 79
_COLON: Final = 14
_DIGITS: Final = frozenset("0123456789abcdef")


def format_mark(reference: str, digest: str) -> str:
    """Return the mark of a reference and a digest, both in hexadecimal digits.

    Examples:
        >>> format_mark("P-1a2b3c4d5e6f", "0" * 64)[:20]
        'P-1a2b3c4d5e6f:00000'
    """
    return f"{reference}:{digest}"


def is_mark(text: str) -> bool:
    """Tell whether a text is a mark.

    Examples:
        >>> is_mark("P-1a2b3c4d5e6f:" + "0" * 64), is_mark("P-1a2b3c4d5e6f")
        (True, False)
    """
    return (
        len(text) == _SIZE
        and text.startswith(_START)
        and text[_COLON] == ":"
        and _DIGITS.issuperset(text[len(_START) : _COLON] + text[_COLON + 1 :])
    )


def reference_of(text: str) -> str:
    """Return the reference of a mark; any other text as it is.

    Examples:
        >>> reference_of("P-1a2b3c4d5e6f:" + "0" * 64), reference_of("vi-du.vn")
        ('P-1a2b3c4d5e6f', 'vi-du.vn')
    """
    return text[:_COLON] if is_mark(text) else text


def initials(value: str) -> str:
    """Return the first letters of a value's words, to know it again by.

    Examples:
        >>> initials("Nguyễn Văn A, 0912 345 678")
        'N. V. A. 0. 3. 6.'
        >>> initials("@")
        '@.'
    """
    words = [word.lstrip("@+(\"'") or word for word in value.split()]
    return " ".join(f"{word[0]}." for word in words)


def references_in(event: Event) -> Iterator[str]:
    """Yield the references of the persons that an event names, by marks."""
    for name in cast("Any", event).__dataclass_fields__:
        yield from _references_in(getattr(event, name))


def _references_in(value: object) -> Iterator[str]:
    """Yield references in a value; what an act sets may be corrected as a whole."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _references_in(one)
    elif isinstance(value, str) and is_mark(value):
        yield reference_of(value)
