"""Erase personal data: the values go, what stands for them and every count stays."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from licreg.actions.locating import Record, Standing, look_up, ref_of_record
from licreg.actions.recording import Clerk
from licreg.actions.register import Batch, Register
from licreg.domain.events import Entry, PersonalErased
from licreg.domain.licence import Licence
from licreg.domain.personal import initials, is_mark, reference_of, references_in
from licreg.errors import RefusedError
from licreg.lazily import dataclass
from licreg.wording import tr


class Held(NamedTuple):
    """A person whom a record names, and whose value is not erased.

    Attributes:
        person: The reference.
        initials: First letters of the value; empty where it is missing.
        others: Entries of other records that name the same person.
    """

    person: str
    initials: str
    others: tuple[int, ...]


@dataclass(frozen=True)
class Redaction:
    """What redacting a record would erase.

    Attributes:
        record: The record.
        held: The persons.
    """

    record: Record
    held: tuple[Held, ...]

    @property
    def ref(self) -> str:
        """The reference of the record as it reads now."""
        return ref_of_record(self.record)

    @property
    def persons(self) -> tuple[str, ...]:
        """The references of the persons."""
        return tuple(one.person for one in self.held)


@dataclass(frozen=True)
class Redacted:
    """What was erased.

    Attributes:
        redaction: The record and its persons.
        batch: The batch; None for a trial.
    """

    redaction: Redaction
    batch: Batch | None


def tell_person(register: Register, text: str) -> str:
    """Return the value of a mark, or its reference where it has none.

    Any other text is returned as it is.
    """
    if not is_mark(text):
        return text
    value = register.person(text)
    return reference_of(text) if value is None else value


def plan_redaction(register: Register, record: Record) -> Redaction:
    """Return what redacting a record would erase; nothing is recorded.

    Raises:
        RefusedError: If it holds no personal data, or they are erased already.
    """
    ref = ref_of_record(record)
    entries = list(_entries(record))
    own = {entry.number for entry in entries}
    found = dict.fromkeys(
        person for entry in entries for person in references_in(entry.event)
    )
    if not found:
        msg = tr(
            "{ref} holds no personal data. A content manager does, and a "
            "subject entered with --personal. Nothing was recorded.",
            ref=ref,
        )
        raise RefusedError(msg)
    held = tuple(
        Held(
            person,
            initials(register.person(person) or ""),
            tuple(n for n in register.entries_naming(person) if n not in own),
        )
        for person in found
        if not register.is_erased(person)
    )
    if not held:
        msg = tr(
            "The personal data of {ref} were erased already. Nothing was recorded.",
            ref=ref,
        )
        raise RefusedError(msg)
    return Redaction(record, held)


def redact_record(
    register: Register, record: Record, clerk: Clerk, *, because: str
) -> Redacted:
    """Record that the personal data of a record are erased, and erase them.

    Raises:
        RefusedError: If it holds none, or was changed since it was looked up.
        RegisterFileError: If the register cannot be written; nothing is erased.
    """
    seen = register.entries
    with clerk.hold(register) as pen:
        if register.entries != seen:
            record = _again(register, record)
        redaction = plan_redaction(register, record)
        event = PersonalErased(
            target=record.entry,
            ref=redaction.ref,
            persons=redaction.persons,
            because=because,
        )
        batch = pen.append("redact", [event], erased=redaction.persons)
    return Redacted(redaction, batch)


def _again(register: Register, record: Record) -> Record:
    ref = ref_of_record(record)
    found = look_up(register, ref)
    if found is None or found.entry != record.entry:
        msg = tr(
            "{ref} was changed by another clerk just now. Look at it again. "
            "Nothing was recorded.",
            ref=ref,
        )
        raise RefusedError(msg)
    return found


def _entries(record: Record) -> Iterator[Entry[Any]]:
    """Yield all that was entered of a record; tallies name nobody."""
    if isinstance(record, Standing):
        return
    if isinstance(record, Licence):
        yield record.granted
        yield from record.acts
    else:
        yield record.recorded
        yield from record.decisions
    yield from record.trail
