"""A history becomes a licence: fold, status by day, terms by day.

Stocks follow one rule: at the end of any day from its grant on, a licence that was
not voided stands in exactly one ``Status``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, cast

from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    ACTS,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    LegalAct,
    LicenceExtended,
    LicenceIssued,
    LicenceLapsed,
    LicenceResumed,
    LicenceRevoked,
    LicenceSurrendered,
    LicenceSuspended,
    NoteAdded,
    PersonalErased,
)
from licreg.domain.identifiers import LicenceKey
from licreg.domain.vocabulary import ENDED, Status  # noqa: F401
from licreg.lazily import dataclass

_DAY: Final = timedelta(days=1)
_ORDER: Final = {act: place for place, act in enumerate(ACTS.values())}


ENDINGS: Final[Mapping[type[LegalAct], Status]] = MappingProxyType(
    {
        LicenceRevoked: Status.REVOKED,
        LicenceSurrendered: Status.SURRENDERED,
        LicenceLapsed: Status.LAPSED,
    }
)
"""The acts that end a licence, and what it is from their day on; the first rules."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence with all that was entered of it.

    Attributes:
        granted: The grant, as corrected.
        acts: Legal acts in the order of entry, as corrected.
        trail: Corrections, notes, voids and erasures in the order of entry.
        voided: Numbers of the entries that no longer count.
    """

    granted: Entry[LicenceIssued]
    acts: tuple[Entry[LegalAct], ...] = ()
    trail: tuple[Entry[Event], ...] = ()
    voided: frozenset[int] = frozenset()

    @property
    def grant(self) -> LicenceIssued:
        """The grant's values, as corrected."""
        return self.granted.event

    @property
    def entry(self) -> int:
        """The entry that granted it, its name in the journal."""
        return self.granted.number

    @property
    def key(self) -> LicenceKey:
        """The identity under which it is known."""
        return self.granted.event.key

    @property
    def is_voided(self) -> bool:
        """Whether the grant itself was entered in error."""
        return self.granted.number in self.voided

    @property
    def entries(self) -> frozenset[int]:
        """Numbers of all entries folded into it."""
        later = (*self.acts, *self.trail)
        return frozenset({self.granted.number, *(entry.number for entry in later)})

    @property
    def last_entry(self) -> int:
        """The number of the latest entry folded into it."""
        return max(
            self.granted.number,
            *(entry.number for entry in (*self.acts, *self.trail)),
            0,
        )

    def live_acts(self) -> list[Entry[LegalAct]]:
        """Return the acts that count, in the order in which they took effect.

        By day; those of one day in the order of ``ACTS``, then as entered.
        """
        live = [act for act in self.acts if act.number not in self.voided]
        live.sort(key=lambda act: (act.event.on, _ORDER[type(act.event)], act.number))
        return live


def evolve(licence: Licence, entry: Entry[Event]) -> Licence:
    """Return the licence after one more entry about it.

    Raises:
        TypeError: If the event is none that happens to a licence.
    """
    match entry.event:
        case LegalAct():
            act = cast("Entry[LegalAct]", entry)
            return replace(licence, acts=(*licence.acts, act))
        case EntryCorrected() as correction:
            return replace(_correct(licence, correction), trail=(*licence.trail, entry))
        case NoteAdded() | PersonalErased():
            return replace(licence, trail=(*licence.trail, entry))
        case EntryVoided(target=target):
            return replace(
                licence,
                trail=(*licence.trail, entry),
                voided=licence.voided | {target},
            )
        case EntryRestored(target=target):
            return replace(
                licence,
                trail=(*licence.trail, entry),
                voided=licence.voided - {target},
            )
        case other:
            msg = f"{type(other).__name__} does not happen to a licence"
            raise TypeError(msg)


def fold(granted: Entry[LicenceIssued], later: Iterable[Entry[Event]]) -> Licence:
    """Return the licence that a grant and the later entries about it make."""
    licence = Licence(granted)
    for entry in later:
        licence = evolve(licence, entry)
    return licence


def status_on(licence: Licence, day: date) -> Status | None:
    """Return where the licence stands at the end of *day*.

    Of several that hold, the first of revoked, surrendered, lapsed, expired and
    suspended is the status. The last day of a term or of a suspension is inclusive.

    Returns:
        None before the day of issue and for a licence entered in error.
    """
    standing = None
    for first_day, status in timeline(licence):
        if first_day > day:
            break
        standing = status
    return standing


def timeline(licence: Licence) -> list[tuple[date, Status]]:
    """Return the days on which the status changes, each with the new status.

    The first is the day of issue; days ahead (an expiry to come) are included. A
    licence entered in error has none.
    """
    if licence.is_voided:
        return []
    grant = licence.grant
    acts = [entry.event for entry in licence.live_acts()]
    if not acts:
        return list(
            plain_timeline(grant.issued_on, grant.effective_on, grant.expires_on)
        )
    turns: list[tuple[date, Status]] = []
    for day in sorted(set(_turning_days(grant, acts))):
        status = _judge(grant, acts, day)
        if not turns or turns[-1][1] is not status:
            turns.append((day, status))
    return turns


def plain_timeline(
    issued_on: date, effective_on: date | None, expires_on: date | None
) -> Iterator[tuple[date, Status]]:
    """Yield the timeline of a licence to which nothing happened after its grant."""
    start = effective_on or issued_on
    ends = expires_on and expires_on + _DAY
    if start > issued_on and (ends is None or ends > issued_on):
        yield issued_on, Status.NOT_YET
    first = max(start, issued_on)
    if ends is None or ends > first:
        yield first, Status.IN_FORCE
    if ends is not None:
        yield max(ends, issued_on), Status.EXPIRED


def expires_on(licence: Licence, day: date) -> date | None:
    """Return the last day in force as it was known from the acts up to *day*."""
    acts = [entry.event for entry in licence.live_acts()]
    return _expiry(licence.grant, acts, day)


def values_on(licence: Licence, day: date) -> LicenceIssued:
    """Return the licence's values at the end of *day*: amendments and extensions in.

    On a day before the grant, the values of the grant.
    """
    changes: dict[str, object] = {}
    for entry in licence.live_acts():
        act = entry.event
        if act.on > day:
            break
        changes.update(act.changes)
        if isinstance(act, LicenceExtended) and act.until is not None:
            changes["expires_on"] = act.until
    return replace(licence.grant, **changes) if changes else licence.grant  # type: ignore[arg-type]  # fields are checked where changes are accepted


def with_term(
    changes: Mapping[str, object], licence: Licence, day: date, years: int | None
) -> dict[str, object]:
    """Return what an act sets, with the last day of a new term among it.

    Args:
        changes: What it sets beside.
        licence: The licence without it.
        day: The day of the act.
        years: The new term, from the first day in force on; None for no new one.

    Raises:
        InvalidInputError: If it is shorter than a year.
    """
    if years is None:
        return dict(changes)
    set_values: LicenceIssued = replace(values_on(licence, day), **changes)  # type: ignore[arg-type]  # fields are checked where changes are accepted
    start = set_values.effective_on or set_values.issued_on
    return {**changes, "expires_on": last_day_of_term(start, years)}


def ended_on(licence: Licence, day: date) -> date | None:
    """Return the first day of the status that holds on *day*."""
    since = None
    for first_day, _ in timeline(licence):
        if first_day > day:
            break
        since = first_day
    return since


def _turning_days(grant: LicenceIssued, acts: list[LegalAct]) -> Iterator[date]:
    yield grant.issued_on
    starts = [cast("date | None", act.changes.get("effective_on")) for act in acts]
    for day in (grant.effective_on, *starts, *(act.on for act in acts)):
        if day is not None and day > grant.issued_on:
            yield day
    set_days = [cast("date | None", act.changes.get("expires_on")) for act in acts]
    for last_day in (grant.expires_on, *(act.until for act in acts), *set_days):
        if last_day is not None and last_day >= grant.issued_on:
            yield last_day + _DAY


def _judge(grant: LicenceIssued, acts: list[LegalAct], day: date) -> Status:
    done = [act for act in acts if act.on <= day]
    for ending, status in ENDINGS.items():
        if any(isinstance(act, ending) for act in done):
            return status
    expiry = _expiry(grant, acts, day)
    if expiry is not None and expiry < day:
        return Status.EXPIRED
    if _is_suspended(done, day):
        return Status.SUSPENDED
    return Status.NOT_YET if _start(grant, done) > day else Status.IN_FORCE


def _is_suspended(done: list[LegalAct], day: date) -> bool:
    suspended = False
    for act in done:
        match act:
            case LicenceSuspended():
                suspended = act.until is None or day <= act.until
            case LicenceResumed():
                suspended = False
            case _:
                pass
    return suspended


def _start(grant: LicenceIssued, done: list[LegalAct]) -> date:
    """Return the first day in force; what has begun to run is not begun again."""
    start = grant.effective_on or grant.issued_on
    for act in done:
        if "effective_on" in act.changes and act.on <= start:
            set_day = cast("date | None", act.changes["effective_on"])
            start = set_day or grant.issued_on
    return start


def _expiry(grant: LicenceIssued, acts: list[LegalAct], day: date) -> date | None:
    expiry = grant.expires_on
    for act in acts:
        if act.on > day:
            break
        if isinstance(act, LicenceExtended):
            expiry = act.until
        elif "expires_on" in act.changes:
            expiry = cast("date | None", act.changes["expires_on"])
    return expiry


def _correct(licence: Licence, correction: EntryCorrected) -> Licence:
    if correction.target == licence.granted.number:
        grant = replace(licence.grant, **correction.changes)  # type: ignore[arg-type]  # fields are checked where changes are accepted
        return replace(licence, granted=replace(licence.granted, event=grant))
    acts = tuple(
        replace(act, event=replace(act.event, **correction.changes))  # type: ignore[arg-type]  # as above
        if act.number == correction.target
        else act
        for act in licence.acts
    )
    return replace(licence, acts=acts)
