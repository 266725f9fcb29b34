"""Find what an entry speaks of: a record, or an act, decision or note of one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from licreg.actions.register import Register
from licreg.domain.counts import REPLACING
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionRecorded,
    LicenceIssued,
    NoteAdded,
    TallyRecorded,
)
from licreg.domain.figures import PREFIX as FIGURE
from licreg.domain.figures import format_figure_ref
from licreg.domain.identifiers import parse_inspection_key, parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.tallies import PREFIX as TALLY
from licreg.domain.tallies import format_tally_ref
from licreg.errors import InvalidInputError, NotFoundError
from licreg.lazily import dataclass
from licreg.wording import tr

_IDENTITY: Final = frozenset({"number", "issuer", "issued_on", "ordinal"})
_LONGEST: Final = 10
"""More digits than any number of an entry has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A tally or a published figure, as corrected.

    Attributes:
        recorded: What was entered.
        is_voided: Whether it was entered in error.
    """

    recorded: Entry[TallyRecorded] | Entry[FigurePublished]
    is_voided: bool = False

    @property
    def entry(self) -> int:
        """The entry that recorded it, its name in the journal."""
        return self.recorded.number

    @property
    def ref(self) -> str:
        """Its reference, which never changes."""
        if isinstance(self.recorded.event, TallyRecorded):
            return format_tally_ref(self.entry)
        return format_figure_ref(self.entry)


Record = Licence | Inspection | Standing


@dataclass(frozen=True, slots=True)
class Target:
    """An entry and the record that it belongs to.

    Attributes:
        record: The record, as it stands.
        entry: The entry, as corrected; the record's first one for the record itself.
    """

    record: Record
    entry: Entry[Event]

    @property
    def ref(self) -> str:
        """The reference of the record as it reads now."""
        return ref_of_record(self.record)

    @property
    def is_record(self) -> bool:
        """Whether the record as a whole is meant."""
        return self.entry.number == self.record.entry

    @property
    def is_voided(self) -> bool:
        """Whether the entry itself no longer counts."""
        if isinstance(self.record, Standing):
            return self.is_record and self.record.is_voided
        return self.entry.number in self.record.voided


def ref_of_record(record: Record) -> str:
    """Return the reference of a record as it reads now."""
    return record.ref if isinstance(record, Standing) else str(record.key)


def parse_standing_ref(text: str) -> int | None:
    """Return the entry of the tally or figure that a reference names; None for others.

    Examples:
        >>> parse_standing_ref("tally-12"), parse_standing_ref("FIGURE-3")
        (12, 3)
    """
    head, mark, number = text.strip().upper().partition("-")
    is_one = f"{head}{mark}" in (TALLY, FIGURE) and (
        number.isascii() and number.isdigit()
    )
    return int(number) if is_one and len(number) < _LONGEST else None


def ref_of(entry: Entry[Event]) -> str:
    """Return the reference of the record that an entry speaks of, as it read then."""
    match entry.event:
        case LicenceIssued(key=key) | InspectionRecorded(key=key):
            return str(key)
        case TallyRecorded():
            return format_tally_ref(entry.number)
        case FigurePublished():
            return format_figure_ref(entry.number)
        case event:
            return event.ref


def ref_after(entry: Entry[Event]) -> str:
    """Return the reference of its record as it reads after an entry.

    Only the correction of a number, an issuer or a day changes it.
    """
    ref = ref_of(entry)
    if not isinstance(entry.event, EntryCorrected):
        return ref
    changes = cast("Mapping[str, Any]", entry.event.changes)
    if "key" in changes:
        return str(changes["key"])
    if not _IDENTITY.intersection(changes) or parse_standing_ref(ref) is not None:
        return ref
    key = parse_licence_key(ref)
    issued_on = changes.get("issued_on")
    return str(
        replace(
            key,
            number=changes.get("number", key.number),
            issuer=changes.get("issuer", key.issuer),
            ordinal=changes.get("ordinal", key.ordinal),
            year=issued_on.year if issued_on else key.year,
        )
    )


def live_notes(record: Licence | Inspection) -> tuple[Entry[NoteAdded], ...]:
    """Return the notes beside a record that were not taken away."""
    return tuple(
        Entry(*entry.head, entry.event)
        for entry in record.trail
        if isinstance(entry.event, NoteAdded) and entry.number not in record.voided
    )


def voided_notes(record: Licence | Inspection) -> frozenset[int]:
    """Return the entries of the notes beside a record that were taken away."""
    notes = {one.number for one in record.trail if isinstance(one.event, NoteAdded)}
    return record.voided & notes


def whole(record: Record) -> Target:
    """Return a record as the target of what puts it right."""
    return Target(record, _entries(record)[0])


def parts_of(record: Record) -> tuple[Entry[Event], ...]:
    """Return the acts or decisions of a record, in the order of entry."""
    if isinstance(record, Standing):
        return ()
    later = record.acts if isinstance(record, Licence) else record.decisions
    return tuple(later)


def part(record: Record, number: int) -> Target | None:
    """Return an entry of a record by its number; None if it is none of it."""
    for entry in _entries(record):
        if entry.number == number:
            return Target(record, entry)
    return None


def look_up(register: Register, ref: str) -> Record | None:
    """Return the record that has a full reference now, one entered in error too."""
    standing = parse_standing_ref(ref)
    if standing is not None:
        return find_standing(register, ref)
    visit = parse_inspection_key(ref)
    if visit is not None:
        return register.inspection(visit)
    try:
        return register.licence(parse_licence_key(ref))
    except InvalidInputError:
        return None


def find_standing(register: Register, ref: str) -> Standing | None:
    """Return a tally or figure by its reference, one entered in error too."""
    number = parse_standing_ref(ref) or 0
    for tally in register.tallies():
        if tally.number == number:
            return _if_called(Standing(tally), ref)
    for figure in register.figures():
        if figure.number == number:
            return _if_called(Standing(figure), ref)
    found: Standing | None = None
    for entry in _entries_from(register, number) if number <= register.entries else ():
        if entry.number == number:
            match entry.event:
                case TallyRecorded() | FigurePublished() as event:
                    recorded: Any = Entry(*entry.head, event)
                    found = _if_called(Standing(recorded), ref)
                case _:
                    return None
        elif found and getattr(entry.event, "target", 0) == number:
            found = _amend(found, entry.event)
    return found


def find_entry(register: Register, number: int) -> Target:
    """Return an entry with the record that it belongs to.

    Raises:
        NotFoundError: If there is no such entry.
    """
    if not 0 < number <= register.entries:
        msg = tr(
            "There is no entry {number:,}; the last is {entries:,}. 'licreg "
            "history' shows them.",
            number=number,
            entries=register.entries,
        )
        raise NotFoundError(msg)
    later = _entries_from(register, number)
    entry = next(later)
    record = look_up(register, ref_of(entry))
    if record is None or part(record, number) is None:
        # Its record was given another reference since; it is followed there.
        ref = ref_after(entry)
        for one in later:
            if ref_of(one) == ref:
                ref = ref_after(one)
        record = look_up(register, ref)
    if record is None:
        msg = tr(
            "Entry {number:,} speaks of {ref}, which is not on record.",
            number=number,
            ref=ref_of(entry),
        )
        raise NotFoundError(msg)
    return part(record, number) or Target(record, entry)


def licences_replacing(register: Register, licence: Licence) -> Iterator[str]:
    """Yield the references of the licences that count and replace another.

    Only the years are gone through in which licences replaced others.
    """
    years = register.counts.licences.years_with(REPLACING)
    for record in register.licence_records(sorted(years)) if years else ():
        if record.values.get("replaces") == licence.entry:
            yield record.values["key"]


def licences_drawn(register: Register, tally: int) -> Iterator[str]:
    """Yield the references of the licences that are drawn from a tally."""
    if register.counts.licences.drawn.get(tally):
        for record in register.licence_records():
            if record.values.get("from_tally") == tally:
                yield record.values["key"]


def _entries(record: Record) -> tuple[Entry[Event], ...]:
    match record:
        case Licence():
            return (record.granted, *record.acts, *record.trail)
        case Inspection():
            return (record.recorded, *record.decisions, *record.trail)
        case Standing():
            return (record.recorded,)


def _entries_from(register: Register, number: int) -> Iterator[Entry[Event]]:
    for batch in register.batches():
        if batch.numbers.stop > number:
            for entry in batch.entries:
                if entry.number >= number:
                    yield entry


def _if_called(found: Standing, ref: str) -> Standing | None:
    return found if found.ref == ref.strip().upper() else None


def _amend(found: Standing, event: Event) -> Standing:
    match event:
        case EntryCorrected(changes=changes):
            recorded: Any = found.recorded
            right = replace(recorded.event, **cast("Mapping[str, Any]", changes))
            return replace(found, recorded=replace(recorded, event=right))
        case EntryVoided():
            return replace(found, is_voided=True)
        case EntryRestored():
            return replace(found, is_voided=False)
        case _:
            return found
