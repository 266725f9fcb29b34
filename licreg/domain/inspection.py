"""Inspections: one record per subject and occasion, decided then or later."""

from collections.abc import Iterable
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from typing import cast

from licreg.domain.events import (
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    NoteAdded,
    PersonalErased,
)
from licreg.domain.identifiers import InspectionKey
from licreg.domain.text import fold as fold_text
from licreg.domain.vocabulary import (  # noqa: F401
    AREA_OF,
    AREAS,
    FINED,
    OUTCOMES,
    PENALTIES,
    PENDING,
)
from licreg.lazily import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of an inspection from a day on.

    Attributes:
        on: First day.
        outcome: One of ``OUTCOMES``.
        breaches: Provisions cited, each with its fine.
        decision: Number of the decision; empty where there is none.
        decided_on: Day of the decision; None while nothing was decided.
        entry: The entry that says so; what stands behind it, not part of it.
    """

    on: date
    outcome: str
    breaches: tuple[Breach, ...] = ()
    decision: str = ""
    decided_on: date | None = None
    entry: int = field(default=0, compare=False)

    @property
    def fine_vnd(self) -> int:
        """The decision's total in whole dong: the sum of its breaches."""
        return sum(breach.fine_vnd for breach in self.breaches)

    @property
    def is_penalised(self) -> bool:
        """Whether the outcome is a sanction."""
        return self.outcome in PENALTIES

    @property
    def is_fined(self) -> bool:
        """Whether money was asked for, whatever else was."""
        return self.outcome == FINED or self.fine_vnd > 0


@dataclass(frozen=True)
class Inspection:
    """An inspection with all that was entered of it.

    What follows from that is worked out once, when it is first asked for.

    Attributes:
        recorded: The visit, as corrected.
        decisions: Later decisions in the order of entry, as corrected.
        trail: Corrections, notes, voids and erasures in the order of entry.
        voided: Numbers of the entries that no longer count.
    """

    recorded: Entry[InspectionRecorded]
    decisions: tuple[Entry[InspectionDecided], ...] = ()
    trail: tuple[Entry[Event], ...] = ()
    voided: frozenset[int] = frozenset()

    @property
    def visit(self) -> InspectionRecorded:
        """The visit's values, as corrected."""
        return self.recorded.event

    @property
    def entry(self) -> int:
        """The entry that recorded it, its name in the journal."""
        return self.recorded.number

    @property
    def key(self) -> InspectionKey:
        """The reference under which it is known."""
        return self.recorded.event.key

    @property
    def entries(self) -> frozenset[int]:
        """Numbers of all entries folded into it."""
        later = (*self.decisions, *self.trail)
        return frozenset({self.recorded.number, *(entry.number for entry in later)})

    @property
    def area(self) -> str:
        """The area that the subject belongs to."""
        return AREA_OF[self.recorded.event.subject_kind]

    @property
    def is_voided(self) -> bool:
        """Whether the visit itself was entered in error."""
        return self.recorded.number in self.voided

    @cached_property
    def subject_key(self) -> str:
        """What tells one subject from another."""
        return fold_subject(self.recorded.event.subject)

    @cached_property
    def decision_key(self) -> str:
        """What tells one decision from another; empty where there is none."""
        if not (self.decisions or self.visit.decision):
            return ""
        for standing in reversed(standings(self)):
            if standing.decision:
                return fold_text(f"{self.visit.agency} {standing.decision}")
        return ""


def fold_subject(subject: str) -> str:
    """Return the form in which subjects are compared: case and accents aside."""
    return fold_text(subject)


def standings(inspection: Inspection) -> list[Standing]:
    """Return what held from which day on, the visit first.

    A visit that was entered with a decision of a later day is pending up to that day.
    A voided visit has none.
    """
    if inspection.is_voided:
        return []
    visit = inspection.visit
    decided_on = visit.decided_on
    own = Standing(
        on=max(decided_on or visit.inspected_on, visit.inspected_on),
        outcome=visit.outcome,
        breaches=visit.breaches,
        decision=visit.decision,
        decided_on=None
        if visit.outcome == PENDING
        else decided_on or visit.inspected_on,
        entry=inspection.entry,
    )
    later = [
        entry for entry in inspection.decisions if entry.number not in inspection.voided
    ]
    later.sort(key=lambda entry: (entry.event.on, entry.number))
    turns = [own] if own.on == visit.inspected_on else [_pending(inspection), own]
    turns += [
        Standing(
            on=max(entry.event.on, visit.inspected_on),
            outcome=entry.event.outcome,
            breaches=entry.event.breaches,
            decision=entry.event.decision,
            decided_on=entry.event.on,
            entry=entry.number,
        )
        for entry in later
    ]
    turns.sort(key=lambda standing: standing.on)
    return turns


def standing_on(inspection: Inspection, day: date) -> Standing | None:
    """Return what holds at the end of *day*; None before the visit, or if voided."""
    found = None
    for standing in standings(inspection):
        if standing.on > day:
            break
        found = standing
    return found


def evolve(inspection: Inspection, entry: Entry[Event]) -> Inspection:
    """Return the inspection after one more entry about it.

    Raises:
        TypeError: If the event is none that happens to an inspection.
    """
    trail = (*inspection.trail, entry)
    match entry.event:
        case InspectionDecided():
            decided = cast("Entry[InspectionDecided]", entry)
            return replace(inspection, decisions=(*inspection.decisions, decided))
        case EntryCorrected() as correction:
            return replace(_correct(inspection, correction), trail=trail)
        case NoteAdded() | PersonalErased():
            return replace(inspection, trail=trail)
        case EntryVoided(target=target):
            return replace(inspection, trail=trail, voided=inspection.voided | {target})
        case EntryRestored(target=target):
            return replace(inspection, trail=trail, voided=inspection.voided - {target})
        case other:
            msg = f"{type(other).__name__} does not happen to an inspection"
            raise TypeError(msg)


def fold(
    recorded: Entry[InspectionRecorded], later: Iterable[Entry[Event]]
) -> Inspection:
    """Return the inspection that a visit and the later entries about it make."""
    inspection = Inspection(recorded)
    for entry in later:
        inspection = evolve(inspection, entry)
    return inspection


def _pending(inspection: Inspection) -> Standing:
    on = inspection.visit.inspected_on
    return Standing(on=on, outcome=PENDING, entry=inspection.entry)


def _correct(inspection: Inspection, correction: EntryCorrected) -> Inspection:
    if correction.target == inspection.recorded.number:
        visit = replace(inspection.visit, **correction.changes)  # type: ignore[arg-type]  # fields are checked where changes are accepted
        return replace(inspection, recorded=replace(inspection.recorded, event=visit))
    decisions = tuple(
        replace(entry, event=replace(entry.event, **correction.changes))  # type: ignore[arg-type]  # as above
        if entry.number == correction.target
        else entry
        for entry in inspection.decisions
    )
    return replace(inspection, decisions=decisions)
