"""What the register says of a licence notice that a website displays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from licreg.actions.register import Register
from licreg.domain.events import LicenceAmended, LicenceExtended, LicenceReissued
from licreg.domain.identifiers import LicenceNumber, Reference, parse_licence_number
from licreg.domain.law import Law
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.text import fold
from licreg.domain.vocabulary import Status
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass

GENUINE: Final = "genuine"
DIFFERS: Final = "differs"
LAPSED: Final = "lapsed"
UNKNOWN: Final = "unknown"
UNREADABLE: Final = "unreadable"
VERDICTS: Final = (GENUINE, DIFFERS, LAPSED, UNKNOWN, UNREADABLE)

_CHANGES: Final = (LicenceAmended, LicenceExtended, LicenceReissued)
"""The acts whose day a site may print in place of the day of the grant."""

_ABOVE: Final = {"ABEI": ("MIC", "MCST")}
"""Who an authority is a part of; notices name the whole for it."""


class Reading(Protocol):
    """What a notice says, as it was read."""

    @property
    def number(self) -> str | None:
        """The number as printed."""

    @property
    def issued_on(self) -> date | None:
        """The day of issue."""

    @property
    def kind(self) -> str:
        """The kind; empty where nothing tells it."""

    @property
    def is_kind_said(self) -> bool:
        """Whether the notice itself names the kind."""

    @property
    def issuer(self) -> str:
        """Code of the issuer; empty where it is not named."""

    @property
    def has_bad_day(self) -> bool:
        """Whether a day stands there that cannot be read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a notice differs, and what stands on either side.

    Attributes:
        field: Name of the column.
        notice: What the notice says; empty if it says none.
        register: What the register says.
    """

    field: str
    notice: str
    register: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the register says of a notice.

    Attributes:
        verdict: One of ``VERDICTS``.
        licence: The licence that is meant, if there is one.
        differences: Where the notice differs from it.
        status: The licence's status at the end of the day asked for.
        others: Further licences of the same number, by reference.
    """

    verdict: str
    licence: Licence | None = None
    differences: tuple[Difference, ...] = ()
    status: Status | None = None
    others: tuple[str, ...] = ()


def judge_notice(
    register: Register, law: Law, notice: Reading, day: date, *, site: str = ""
) -> Judgement:
    """Return what the register says of a notice at the end of *day*.

    A notice without a day is taken by its number alone. Of several licences with one
    number (they restart each year) the one of the notice's day is meant; without one,
    the one of its year, or the only one.

    Args:
        register: The register.
        law: Its law.
        notice: What the notice says.
        day: The day.
        site: Where it is displayed; empty if that is not known.
    """
    number = _parse(notice.number, law.spellings)
    if number is None:
        return Judgement(UNREADABLE)
    named = _named(register, number, day)
    if notice.has_bad_day:
        meant = named[0] if len(named) == 1 else None
        return Judgement(UNREADABLE, meant, others=_refs(named, meant))
    found = _meant(_of_issuer(law, named, notice), number, notice.issued_on, day)
    if found is None:
        found = _misprinted(register, law, number, notice, day)
    if found is None:
        return Judgement(UNKNOWN, others=_refs(named, None))
    judged = _judge(law, found, number, notice, day, site)
    return replace(judged, others=_refs(named, found))


def _judge(  # noqa: PLR0913, PLR0917  # the two that are compared, and how
    law: Law,
    licence: Licence,
    number: LicenceNumber,
    notice: Reading,
    day: date,
    site: str,
) -> Judgement:
    status = status_on(licence, day)
    differences = tuple(_differences(law, licence, number, notice, day, site))
    verdict = GENUINE
    if differences:
        verdict = DIFFERS
    elif status is not Status.IN_FORCE:
        verdict = LAPSED
        current = status.value if status else ""
        differences = (Difference("status", Status.IN_FORCE.value, current),)
    return Judgement(verdict, licence, differences, status)


def _differences(  # noqa: PLR0913, PLR0917  # as above
    law: Law,
    licence: Licence,
    number: LicenceNumber,
    notice: Reading,
    day: date,
    site: str,
) -> Iterator[Difference]:
    numbers = dict(_numbers(licence))
    if number not in numbers:
        yield Difference("number", str(notice.number), str(licence.key.number))
    days = _days(licence)
    if notice.issued_on is not None and notice.issued_on not in days:
        known = numbers.get(number, licence.grant.issued_on)
        yield Difference("issued_on", notice.issued_on.isoformat(), known.isoformat())
    values = values_on(licence, day)
    if notice.is_kind_said and not _is_same_kind(law, notice.kind, values.kind):
        yield Difference("kind", notice.kind, values.kind)
    if notice.issuer and not _may_be_called(law, licence.key.issuer, notice.issuer):
        yield Difference("issuer", notice.issuer, licence.key.issuer)
    if site and not _is_site_of(site, values.sites):
        yield Difference("sites", site, " ".join(values.sites))


def _parse(number: str | None, spellings: Mapping[str, str]) -> LicenceNumber | None:
    if not number:
        return None
    try:
        return parse_licence_number(number, spellings)
    except InvalidInputError:
        return None


def _named(register: Register, number: LicenceNumber, day: date) -> list[Licence]:
    """Return the licences that were given a number by a day, the latest first."""
    reference = Reference(number.value, number.letter, number.suffix)
    found = [one for one in register.find_licences(reference) if _counts(one, day)]
    found.sort(key=lambda one: one.grant.issued_on, reverse=True)
    return found


def _counts(licence: Licence, day: date) -> bool:
    return not licence.is_voided and licence.grant.issued_on <= day


def _of_issuer(law: Law, named: Sequence[Licence], notice: Reading) -> list[Licence]:
    """Return the licences that a notice may mean by its issuer; first who granted it.

    Issuers share suffixes: that of another issuer is meant only if it is of the day.
    """
    own = [
        one
        for one in named
        if not notice.issuer or _may_be_called(law, one.key.issuer, notice.issuer)
    ]
    others = [one for one in named if one not in own]
    return own + [one for one in others if notice.issued_on in _days(one)]


def _meant(
    named: Sequence[Licence], number: LicenceNumber, issued_on: date | None, day: date
) -> Licence | None:
    """Return the licence that a notice means, of those that have its number."""
    if issued_on is None:
        in_force = (one for one in named if status_on(one, day) is Status.IN_FORCE)
        return next(in_force, named[0] if named else None)
    for licence in named:
        if issued_on in _days(licence):
            return licence
    for licence in named:
        given = dict(_numbers(licence)).get(number, licence.grant.issued_on)
        if issued_on.year == given.year:
            return licence
    return named[0] if len(named) == 1 else None


def _misprinted(
    register: Register, law: Law, number: LicenceNumber, notice: Reading, day: date
) -> Licence | None:
    """Return the one licence of the day and kind that has another suffix."""
    if notice.issued_on is None:
        return None
    reference = Reference(number.value, number.letter, year=notice.issued_on.year)
    found = [
        one
        for one in register.find_licences(reference)
        if _counts(one, day)
        and one.grant.issued_on == notice.issued_on
        and _is_same_kind(law, notice.kind, one.grant.kind)
    ]
    return found[0] if len(found) == 1 else None


def _numbers(licence: Licence) -> Iterator[tuple[LicenceNumber, date]]:
    """Yield the numbers that a licence was given, each with its day."""
    for entry in reversed(licence.live_acts()):
        given = _parse(entry.event.given_number, {})
        if given is not None:
            yield given, entry.event.on
    yield licence.key.number, licence.grant.issued_on


def _days(licence: Licence) -> frozenset[date]:
    """Return the days that a notice may give: of the grant and of each change."""
    acts = (entry.event for entry in licence.live_acts())
    changed = (act.on for act in acts if isinstance(act, _CHANGES))
    return frozenset({licence.grant.issued_on, *changed})


def _refs(named: Iterable[Licence], but: Licence | None) -> tuple[str, ...]:
    return tuple(str(one.key) for one in named if one is not but)


def _is_same_kind(law: Law, said: str, kept: str) -> bool:
    """Tell whether two kinds agree; sites of a family are not told apart in print."""
    if not said:
        return False
    kinds = law.kinds_by_code
    family = kinds[said].family if said in kinds else ""
    is_family = bool(family) and kept in kinds and kinds[kept].family == family
    return said == kept or is_family


def _may_be_called(law: Law, issuer: str, named: str) -> bool:
    """Tell whether a notice may name an issuer so: itself, its successor, its whole."""
    names = {issuer, *_ABOVE.get(issuer, ())}
    for code in tuple(names):
        row = law.issuers_by_code.get(code)
        names.add(row.successor if row else "")
    return named in names


def _is_site_of(site: str, sites: Iterable[str]) -> bool:
    """Tell whether a site is one of a licence's, or stands below one."""
    site = fold(site).removeprefix("www.")
    known = [fold(one).removeprefix("www.") for one in sites]
    return any(site == one or site.endswith(f".{one}") for one in known)
