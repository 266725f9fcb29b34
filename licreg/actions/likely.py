"""What the next paper probably says, from the papers before it."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final, NamedTuple, TypeVar

from licreg.actions.register import Register
from licreg.domain.days import last_day_of_term
from licreg.domain.events import LicenceIssued
from licreg.domain.identifiers import (
    LicenceKey,
    LicenceNumber,
    parse_inspection_key,
    parse_licence_key,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.text import fold
from licreg.errors import InvalidInputError

_FEW: Final = 50_000
"""Entries up to which records are gone through for the last of a sort."""

_PATIENCE: Final = 0.5
"""Seconds for which holders are compared."""

_ALIKE: Final = 0.88
"""How much of two names must be the same, of 1."""

_LONGEST_TERM: Final = 30
_MOST: Final = 5

_FORMS: Final = frozenset(
    {
        *("cong", "ty", "co", "phan", "cp", "ctcp", "tnhh", "mtv", "mot", "hai"),
        *("thanh", "vien", "trach", "nhiem", "huu", "han", "tap", "doan"),
        *("jsc", "ltd", "company", "joint", "stock", "limited", "corporation", "inc"),
    }
)
"""Words of a name that tell the form of a company, and not which one it is."""

_Record = TypeVar("_Record", Licence, Inspection)


class Near(NamedTuple):
    """A holder on record that reads nearly like another.

    Attributes:
        holder: Its name, as it is on record.
        licence: The reference of a licence of its own.
        sites: That licence's sites.
    """

    holder: str
    licence: str
    sites: tuple[str, ...]


def last_licence(register: Register) -> Licence | None:
    """Return the licence entered last, or in a small register the newest of them."""
    try:
        found = register.licence(parse_licence_key(register.last_reference))
    except InvalidInputError:
        found = None
    if found is not None and not found.is_voided:
        return found
    if register.entries > _FEW:
        return None
    licences = _newest_year(register, register.licences)
    return max(licences, key=lambda one: one.entry, default=None)


def last_visit(register: Register) -> Inspection | None:
    """Return the inspection entered last, or in a small register the newest of them."""
    key = parse_inspection_key(register.last_reference)
    found = register.inspection(key) if key else None
    if found is not None and not found.is_voided:
        return found
    if register.entries > _FEW:
        return None
    visits = _newest_year(register, register.inspections)
    return max(visits, key=lambda one: one.entry, default=None)


def next_number(
    register: Register, issuer: str, number: LicenceNumber, year: int
) -> LicenceNumber:
    """Return the first free number after one in an issuer's book of a year."""
    while True:
        number = replace(number, value=number.value + 1, letter="")
        if register.licence(LicenceKey(issuer, number, year)) is None:
            return number


def term_years(grant: LicenceIssued) -> int | None:
    """Return the term of a licence where it is whole years; else None."""
    start = grant.effective_on or grant.issued_on
    if grant.expires_on is None:
        return None
    years = grant.expires_on.year - start.year
    for count in range(max(1, years), min(years + 1, _LONGEST_TERM) + 1):
        if last_day_of_term(start, count) == grant.expires_on:
            return count
    return None


def near_holders(register: Register, holder: str) -> list[Near]:
    """Return holders that read nearly like one, the nearest first.

    None are returned where the very name is on record already, for then it is known;
    nor of a register so large that who types would wait.
    """
    if register.licences_of(holder):
        return []
    wanted, until = holder_core(holder), time.monotonic() + _PATIENCE
    found: dict[str, tuple[float, Near]] = {}
    for count, record in enumerate(register.licence_records()):
        name = str(record.values["holder"])
        if name == holder:
            return []
        if name not in found and (likeness := _likeness(wanted, holder_core(name))):
            sites = tuple(record.values.get("sites", ()))
            found[name] = likeness, Near(name, str(record.values["key"]), sites)
        if count % 512 == 0 and time.monotonic() > until:
            break
    ranked = sorted(found.values(), key=lambda one: (-one[0], one[1].holder))
    return [near for _, near in ranked[:_MOST]]


def holder_core(holder: str) -> str:
    """Return what is left of a name without the words for a company's form.

    Examples:
        >>> holder_core("CÔNG TY CỔ PHẦN Truyền thông Đà Nẵng.")
        'truyen thong da nang'
        >>> holder_core("Công ty TNHH MTV")
        'cong ty tnhh mtv'
    """
    words = re.findall(r"\w+", fold(holder))
    kept = [word for word in words if word not in _FORMS]
    return " ".join(kept or words)


def _likeness(one: str, other: str) -> float:
    """Return how much of two names is the same; 0 where it is too little."""
    if one == other:
        return 1.0
    if abs(len(one) - len(other)) > (1 - _ALIKE) * 2 * max(len(one), len(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    # A number tells two offices apart that have the same name.
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return ratio if ratio >= _ALIKE and same_numbers else 0.0


def _newest_year(
    register: Register, read: Callable[[Iterable[int]], Iterator[_Record]]
) -> Iterable[_Record]:
    """Return the records of the last year that has any."""
    for year in reversed(register.years()):
        if some := list(read([year])):
            return some
    return ()
