"""Which published figures a register meets before an act, and no more after it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from licreg.actions.counting import Count, count_measure, is_countable
from licreg.actions.figures import days_of, is_in_scope
from licreg.actions.locating import Record, look_up
from licreg.actions.published import figures_about
from licreg.actions.register import Register
from licreg.domain.events import (
    EntryCorrected,
    Event,
    FigurePublished,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    PersonalErased,
    TallyRecorded,
)
from licreg.domain.figures import READING, Number, PublishedFigure
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law, fits
from licreg.domain.licence import Licence
from licreg.domain.vocabulary import AREA_OF

_MOST: Final = 100
"""Events up to which it is looked up what they concern; more concern anything."""

_NOTHING_COUNTED: Final = (FigurePublished, NoteAdded, PersonalErased)


class Watched(NamedTuple):
    """A figure that the register meets, and what it counts for it."""

    figure: PublishedFigure
    counted: Count


class Missed(NamedTuple):
    """A figure that was met and is not any more."""

    figure: PublishedFigure
    before: Number
    after: Number


class Concern(NamedTuple):
    """What events may change the counts of.

    Attributes:
        kinds: The kinds and areas; empty for any.
        issuers: Issuers and agencies; None for any.
        year: The first year.
    """

    kinds: frozenset[str] = frozenset()
    issuers: frozenset[str] | None = None
    year: int = 0


ANYTHING: Final = Concern()


class Watch:
    """Sees to the figures that a command parts from their counts, or would.

    Attributes:
        is_trial: Whether it only tried to record.
    """

    def __init__(self, law: Law, today: date) -> None:
        """Keep what is counted by."""
        self.is_trial = False
        self._law, self._today = law, today
        self._watched: tuple[Watched, ...] = ()
        self._missed: tuple[Missed, ...] = ()

    def missed(self, register: Register) -> tuple[Missed, ...]:
        """Return these figures, once the command recorded something or tried to."""
        if self.is_trial:
            return self._missed
        return missed(register, self._law, self._watched)

    def expect(self, register: Register, events: Iterable[Event]) -> None:
        """Keep in mind which figures are met that events may part from their counts."""
        concern = ANYTHING
        if isinstance(events, Sequence):
            concern = concern_of(register, self._law, events)
        self._watched = watch(register, self._law, self._today, concern)

    def suppose(self, register: Register, events: Iterable[Event]) -> None:
        """Look which of these would not be met after the events, which are few."""
        self.is_trial = True
        if self._watched and isinstance(events, Sequence):
            with register.supposing(events):
                self._missed = missed(register, self._law, self._watched)


def concern_of(register: Register, law: Law, events: Sequence[Event]) -> Concern:
    """Return what events may change the counts of."""
    found: list[Concern] = []
    for event in events[:_MOST]:
        if not isinstance(event, _NOTHING_COUNTED):
            found += _concerns(register, event)
    if len(events) > _MOST or ANYTHING in found:
        return ANYTHING
    if not found:
        return Concern(frozenset({""}))
    kinds = {kind for one in found for kind in one.kinds}
    for code in tuple(kinds & law.kinds_by_code.keys()):
        kinds |= {law.kinds_by_code[code].family, *law.parts_of(code)}
    issuers = [one.issuers for one in found if one.issuers is not None]
    year = min(one.year for one in found)
    return Concern(frozenset(kinds), frozenset().union(*issuers), year)


def watch(
    register: Register, law: Law, today: date, concern: Concern = ANYTHING
) -> tuple[Watched, ...]:
    """Return the figures that the register meets and events may change.

    Args:
        register: The register, before the events.
        law: The law.
        today: The civil day.
        concern: What they may change the counts of.
    """
    if not register.entries:
        return ()
    watched = []
    for figure in figures_about(register, concern.kinds, concern.year):
        if (
            not _is_of_issuer(figure, concern.issuers)
            or figure.relation == READING
            or not is_countable(law, figure.measure, figure.kind)
        ):
            continue
        asked = days_of(register, figure, today)
        if not is_in_scope(register, figure, asked):
            continue
        count = count_measure(register, law, asked)
        if count.value is not None and figure.agrees_with(count.value):
            watched.append(Watched(figure, count))
    return tuple(watched)


def missed(
    register: Register, law: Law, watched: Collection[Watched]
) -> tuple[Missed, ...]:
    """Return the figures that were met and, after an act, are not."""
    found = []
    for figure, before in watched:
        after = count_measure(register, law, replace(before, value=None))
        if after.value != before.value and not (
            after.value is not None and figure.agrees_with(after.value)
        ):
            found.append(Missed(figure, before.value or 0, after.value or 0))
    return tuple(found)


def _is_of_issuer(figure: PublishedFigure, issuers: frozenset[str] | None) -> bool:
    if not figure.issuer or issuers is None:
        return True
    return any(fits(figure.issuer, issuer) for issuer in issuers)


def _concerns(register: Register, event: Any) -> list[Concern]:  # noqa: ANN401  # any but what counts nothing
    """Return what one event may change the counts of."""
    match event:
        case LicenceIssued() | InspectionRecorded() | TallyRecorded():
            return [_concern(event)]
        case LegalAct():
            record = look_up(register, event.ref)
            if not isinstance(record, Licence):
                return [ANYTHING]
            return [_concern(record.grant)._replace(year=event.on.year)]
        case _:
            record = look_up(register, event.ref)
    if record is None:
        return [ANYTHING]
    first = _first_event(record)
    found = [_concern(first)]
    if isinstance(event, EntryCorrected) and event.target == record.entry:
        found.append(_concern(replace(first, **event.changes)))
    return found


def _first_event(record: Record) -> Any:  # noqa: ANN401  # of each sort of record
    match record:
        case Licence():
            return record.grant
        case Inspection():
            return record.visit
        case _:
            return record.recorded.event


def _concern(event: Any) -> Concern:  # noqa: ANN401  # of each sort of record
    match event:
        case LicenceIssued():
            kind, issuer, day = event.kind, event.issuer, event.issued_on
        case InspectionRecorded():
            kind, issuer = AREA_OF[event.subject_kind], event.agency
            day = event.inspected_on
        case TallyRecorded():
            kind, issuer, day = event.kind, event.issuer, event.from_on or event.to_on
        case _:
            return Concern(frozenset({""}), frozenset(), date.max.year)
    return Concern(frozenset({kind}), frozenset({issuer}), day.year)
