"""Put an entry right: correct its values, write a note beside it, void it.

None of these is a legal act: what was entered wrongly is entered rightly, and both
stay in the history.
"""

from collections.abc import Callable, Iterable
from dataclasses import field
from itertools import islice
from typing import Any, Final, cast

from licreg.actions.draft import Draft
from licreg.actions.locating import (
    Record,
    Standing,
    Target,
    licences_drawn,
    licences_replacing,
    look_up,
    part,
    ref_after,
)
from licreg.actions.recording import Clerk
from licreg.actions.register import Batch, Register
from licreg.actions.righting import Values, settle
from licreg.domain.acceptance import Circumstances, admit
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryVoided,
    Event,
    InspectionDecided,
    LegalAct,
    NoteAdded,
    Remark,
)
from licreg.domain.licence import Licence
from licreg.errors import InvalidInputError, RefusedError
from licreg.lazily import dataclass
from licreg.wording import tr

CAUSES: Final = ("office", "holder", "order")
"""Whose mistake it was: the office's, the holder's, or one that an order names."""

_NAMED: Final = 5
"""How many of the records that stand in the way are named."""


@dataclass(frozen=True)
class Mended:
    """What putting an entry right recorded, or would have.

    Attributes:
        batch: The batch; None for a trial.
        ref: The reference of the record as it reads now.
        target: The entry that was put right.
        event: What was recorded.
        remarks: Warnings and overrides, kept with it.
    """

    batch: Batch | None
    ref: str
    target: Entry[Event]
    event: Event
    remarks: tuple[Remark, ...] = field(default=())


def correct_entry(  # noqa: PLR0913  # a correction's own values
    register: Register,
    target: Target,
    values: Values,
    circumstances: Circumstances,
    clerk: Clerk,
    *,
    because: str,
    cause: str = CAUSES[0],
) -> Mended:
    """Record the right values of an entry.

    Args:
        register: The register.
        target: The entry whose values are wrong.
        values: The right ones.
        circumstances: Today, the law and the reason for overriding.
        clerk: Who corrects.
        because: Why they are wrong.
        cause: Whose mistake it was.

    Raises:
        RuleError: If a rule refuses the right values.
        RefusedError: If the entry was entered in error.
        InvalidInputError: If nothing would change.
    """

    def correct(draft: Draft, target: Target) -> Event:
        _refuse_voided(target)
        old = target.entry.event
        new, findings, day = settle(draft, register, target, values)
        changes = changes_between(old, new)
        if not changes:
            msg = tr(
                "{name} has these values already; nothing is to change.",
                name=name_of(target),
            )
            raise InvalidInputError(msg)
        return EntryCorrected(
            target=target.entry.number,
            ref=target.ref,
            changes=changes,
            because=because,
            cause=cause,
            was={name: getattr(old, name) for name in changes},
            remarks=admit(findings, day, circumstances),
        )

    return _mend(register, "correct", target, circumstances, clerk, make=correct)


def add_note(
    register: Register,
    target: Target,
    text: str,
    circumstances: Circumstances,
    clerk: Clerk,
) -> Mended:
    """Record a remark beside an entry; nothing that counts changes."""

    def note(_draft: Draft, target: Target) -> Event:
        return NoteAdded(target=target.entry.number, ref=target.ref, text=text)

    return _mend(register, "note", target, circumstances, clerk, make=note)


def void_entry(
    register: Register,
    target: Target,
    circumstances: Circumstances,
    clerk: Clerk,
    *,
    because: str,
) -> Mended:
    """Record that an entry was made in error: it leaves every count at once.

    Raises:
        RefusedError: If it was voided before, or records that count stand on it.
    """

    def void(_draft: Draft, target: Target) -> Event:
        _refuse_voided(target)
        _refuse_stood_on(register, target)
        return EntryVoided(target=target.entry.number, ref=target.ref, because=because)

    return _mend(register, "void", target, circumstances, clerk, make=void)


def changes_between(old: object, new: object) -> dict[str, object]:
    """Return what differs between two events of a type, by field, as it is in *new*."""
    names: Iterable[str] = cast("Any", old).__dataclass_fields__
    return {
        name: getattr(new, name)
        for name in names
        if name != "remarks" and getattr(new, name) != getattr(old, name)
    }


def name_of(target: Target) -> str:
    """Return how an entry is called in a message."""
    if target.is_record:
        return target.ref
    return tr("Entry {number:,} of {ref}", number=target.entry.number, ref=target.ref)


def _mend(  # noqa: PLR0913  # as above
    register: Register,
    command: str,
    target: Target,
    circumstances: Circumstances,
    clerk: Clerk,
    *,
    make: Callable[[Draft, Target], Event],
) -> Mended:
    """Record one event about an entry, made while the register is held.

    Raises:
        RefusedError: If the record was changed since it was looked up.
    """
    seen = register.entries
    with clerk.hold(register) as pen:
        if register.entries != seen:
            target = _again(register, target)
        draft = Draft(register, register.entries + 1, circumstances)
        event = make(draft, target)
        entry = draft.record(event)
        batch = pen.append(command, draft.events)
    return Mended(
        batch,
        ref=_ref_now(target, entry),
        target=target.entry,
        event=event,
        remarks=getattr(event, "remarks", ()),
    )


def _again(register: Register, target: Target) -> Target:
    record = look_up(register, target.ref)
    found = part(record, target.entry.number) if record else None
    if found is None:
        msg = tr(
            "{ref} was changed by another clerk just now. Look at it again. "
            "Nothing was recorded.",
            ref=target.ref,
        )
        raise RefusedError(msg)
    return found


def _ref_now(target: Target, entry: Entry[Event]) -> str:
    return ref_after(entry) if target.is_record else target.ref


# What may be voided.


def _refuse_voided(target: Target) -> None:
    record: Record = target.record
    is_gone = record.is_voided
    if not is_gone and not target.is_voided:
        return
    what = target.ref if is_gone else name_of(target)
    number = record.entry if is_gone else target.entry.number
    void = _void_of(record, number)
    msg = (
        tr(
            "{what} was voided before (entry {entry:,}, by {clerk}) and counts "
            "nowhere. 'licreg undo --entry {entry}' brings it back. Nothing was "
            "recorded.",
            what=what,
            entry=void.number,
            clerk=void.by,
        )
        if void
        else tr(
            "{what} was voided before and counts nowhere. 'licreg undo BATCH' brings "
            "it back. Nothing was recorded.",
            what=what,
        )
    )
    raise RefusedError(msg)


def _void_of(record: Record, number: int) -> Entry[Event] | None:
    if isinstance(record, Standing):
        return None
    voids = [
        entry
        for entry in record.trail
        if isinstance(entry.event, EntryVoided) and entry.event.target == number
    ]
    return voids[-1] if voids else None


def _refuse_stood_on(register: Register, target: Target) -> None:
    """Refuse to void what other records stand on.

    Raises:
        RefusedError: If any do; they are named.
        InvalidInputError: If it is itself what puts another entry right.
    """
    record, event = target.record, target.entry.event
    is_part = isinstance(event, LegalAct | InspectionDecided | NoteAdded)
    if not target.is_record and not is_part:
        msg = tr(
            "Entry {number:,} puts another right; it is undone, not voided: "
            "'licreg undo --entry {number}'.",
            number=target.entry.number,
        )
        raise InvalidInputError(msg)
    if not target.is_record:
        return
    standing: list[str] = []
    if isinstance(record, Licence):
        visits = register.inspections_under(record)
        standing += [
            tr("inspection {key} names it", key=one.key) for one in visits[:_NAMED]
        ]
        left = _NAMED + 1 - len(standing)
        refs = islice(licences_replacing(register, record), left)
        standing += [tr("{ref} replaces it", ref=ref) for ref in refs]
    elif isinstance(record, Standing):
        refs = islice(licences_drawn(register, record.entry), _NAMED + 1)
        standing += [tr("{ref} is drawn from it", ref=ref) for ref in refs]
    if standing:
        others = [tr("and others")] if len(standing) > _NAMED else []
        msg = tr(
            "{ref} cannot be voided: {named}. Correct or void these first. Nothing "
            "was recorded.",
            ref=target.ref,
            named="; ".join(standing[:_NAMED] + others),
        )
        raise RefusedError(msg)
