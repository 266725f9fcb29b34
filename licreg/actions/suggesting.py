"""What a half-typed word may become: the register's own values, newest first."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from licreg.actions.register import LicenceRecord, Register
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law
from licreg.domain.personal import is_mark
from licreg.domain.text import fold

MOST: Final = 40
"""How many suggestions are worth reading."""

PATIENCE: Final = 0.3
"""Seconds for which a large register is searched; who presses a key waits no longer."""


_Kept = TypeVar("_Kept", LicenceRecord, Inspection)


def suggest_holders(register: Register, text: str) -> list[str]:
    """Return holders that have *text* in their name, without regard to accents."""
    return _first(text, (str(one.values["holder"]) for one in _newest(register)))


def suggest_sites(register: Register, text: str) -> list[str]:
    """Return sites that have *text* in them."""
    sites = (one.values.get("sites", ()) for one in _newest(register))
    return _first(text, (str(site) for some in sites for site in some))


def suggest_references(register: Register, law: Law, text: str) -> list[str]:
    """Return the references of licences that have *text* in them."""
    keys = (parse_licence_key(one.values["key"]) for one in _newest(register))
    return _first(text, map(law.name_key, keys))


def suggest_inspections(register: Register, text: str) -> list[str]:
    """Return the references of inspections that have *text* in them."""
    return _first(text, (str(visit.key) for visit in _newest_visits(register)))


def suggest_subjects(register: Register, text: str) -> list[str]:
    """Return subjects once inspected, and sites; persons are never suggested."""
    subjects = (
        visit.visit.subject
        for visit in _newest_visits(register)
        if not is_mark(visit.visit.subject)
    )
    found = _first(text, subjects)
    return list(dict.fromkeys((*found, *suggest_sites(register, text))))[:MOST]


def matching(text: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin with *text*, or else those that have it in them.

    Case and accents make no difference.

    Examples:
        >>> matching("da n", ["Công ty Đà Nẵng", "Đà Nẵng Số", "Huế"])
        ['Đà Nẵng Số', 'Công ty Đà Nẵng']
    """
    wanted = fold(text)
    folded = [(fold(word), word) for word in words]
    begin = [word for form, word in folded if form.startswith(wanted)]
    within = [word for form, word in folded if wanted in form[1:]]
    return list(dict.fromkeys((*begin, *within)))


def _first(text: str, words: Iterable[str]) -> list[str]:
    """Return what matches of so many words as there is patience for."""
    wanted, until = fold(text), time.monotonic() + PATIENCE
    found: dict[str, None] = {}
    for count, word in enumerate(words):
        if word not in found and wanted in fold(word):
            found[word] = None
        if len(found) >= MOST or (count % 256 == 0 and time.monotonic() > until):
            break
    return matching(text, found)


def _newest(register: Register) -> Iterator[LicenceRecord]:
    return _by_year(register, register.licence_records)


def _newest_visits(register: Register) -> Iterator[Inspection]:
    return _by_year(register, register.inspections)


def _by_year(
    register: Register, read: Callable[[Iterable[int]], Iterator[_Kept]]
) -> Iterator[_Kept]:
    for year in reversed(register.years()):
        yield from reversed(list(read([year])))
