"""Undo a batch: the inverse of each of its entries, recorded as one batch.

An undoing is a batch like any other, so that it is undone in the same way. It is
refused where later entries stand on what the batch recorded.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from licreg.actions.footing import Footing, Later
from licreg.actions.locating import ref_after
from licreg.actions.recording import Clerk
from licreg.actions.register import Batch, Register
from licreg.actions.telling import sort_of
from licreg.actions.undo_rules import (
    not_found,
    refuse_blind,
    refuse_overdrawn,
    refuse_taken,
    stands_on,
    voided_below,
)
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
)
from licreg.errors import NotFoundError, RefusedError
from licreg.lazily import dataclass
from licreg.wording import told, tr

_SHORT: Final = 100
"""Entries of a batch up to which undoing it holds all of them."""

UNDOES: Final = "undoes"
"""Detail of a batch: the number of the batch that it undid."""


@dataclass(frozen=True)
class Plan:
    """What undoing a batch would do.

    Attributes:
        batch: The batch.
        refs: References that read otherwise since, by how they read after the batch.
        sums: How many entries of each sort are undone.
        seen: How many entries the register had when the plan was made.
    """

    batch: Batch
    refs: Mapping[str, str]
    sums: Mapping[str, int]
    seen: int

    def steps(self) -> Iterator[tuple[Entry[Event], str]]:
        """Yield the entries with the references of their records, as they read now."""
        for entry in self.batch.entries:
            ref = ref_after(entry)
            yield entry, self.refs.get(ref, ref)


@dataclass(frozen=True)
class Undone:
    """What was undone.

    Attributes:
        plan: The batch and what undoing it did.
        batch: The batch that undid it; None for a trial.
    """

    plan: Plan
    batch: Batch | None


def plan_undoing(
    register: Register, clerk: str, batch: int | None = None, entry: int | None = None
) -> Plan:
    """Return what undoing a batch would do; nothing is recorded.

    Args:
        register: The register.
        clerk: Whose last batch is meant where none is named.
        batch: Number of the batch.
        entry: Or of one of its entries.

    Raises:
        NotFoundError: If there is no such batch.
        RefusedError: If it was undone before, or later entries stand on it.
    """

    def is_meant(one: Batch) -> bool:
        if batch is not None:
            return one.number == batch
        return entry in one.numbers if entry is not None else one.by == clerk

    found: Batch | None = None
    undoings: dict[int, int] = {}
    last = 0
    for one in register.batches():
        last = one.number
        if UNDOES in one.details:
            undoings[one.number] = one.details[UNDOES]
        if is_meant(one):
            found = one
    if found is None:
        raise NotFoundError(not_found(register, clerk, batch, entry, last))
    undone = undone_batches(undoings)
    if found.number in undone:
        by = undone[found.number]
        msg = tr(
            "Batch {number:,} was undone already, by batch {by:,}. 'licreg "
            "undo {by}' brings it back. Nothing was recorded.",
            number=found.number,
            by=by,
        )
        raise RefusedError(msg)
    cancelled = {
        number
        for batch_undone, by in undone.items()
        if batch_undone > found.number
        for number in (batch_undone, by)
    }
    return _plan(register, found, cancelled, last)


def undone_batches(undoings: Mapping[int, int]) -> dict[int, int]:
    """Return which batches are undone, each with the batch that undid it.

    Args:
        undoings: The batches that undid others, each with the one that it undid.

    Examples:
        >>> undone_batches({2: 1}), undone_batches({2: 1, 3: 2})
        ({1: 2}, {2: 3})
    """
    undone: dict[int, int] = {}
    for number in sorted(undoings, reverse=True):
        if number not in undone:
            undone.setdefault(undoings[number], number)
    return undone


def undo_batch(register: Register, plan: Plan, clerk: Clerk) -> Undone:
    """Record the inverses of a batch's entries, the last first.

    Args:
        register: The register.
        plan: What is to be undone; made anew if others recorded meanwhile.
        clerk: Who undoes.

    Raises:
        RefusedError: If that cannot be done any more.
        RegisterFileError: If the register cannot be written.
    """
    with clerk.hold(register) as pen:
        if register.entries != plan.seen:
            plan = plan_undoing(register, clerk.name, plan.batch.number)
        details = {UNDOES: plan.batch.number}
        inverses = _inverses(plan)
        is_short = len(inverses) <= _SHORT
        events = inverses[::-1] if is_short else _last_first(inverses)
        batch = pen.append("undo", events, details)
    return Undone(plan, batch)


def _plan(
    register: Register, batch: Batch, cancelled: AbstractSet[int], last: int
) -> Plan:
    """Return the plan for a batch.

    Args:
        register: The register.
        batch: The batch.
        cancelled: Later batches that were undone, with those that undid them.
        last: Number of the last batch.

    Raises:
        RefusedError: If later entries stand on it.
    """
    footing = Footing(batch.numbers)
    sums: Counter[str] = Counter()
    for entry in batch.entries:
        footing.take(entry)
        sums[sort_of(entry)] += 1
        refuse_blind(entry)
    later = Later(footing)
    for one in register.batches() if batch.number < last else ():
        if one.number > batch.number:
            later.take(one, is_cancelled=one.number in cancelled)
    in_the_way = later.in_the_way()
    plan = Plan(batch, later.refs(), dict(sums), register.entries)
    if later.voided:
        in_the_way += voided_below(register, plan, later.voided)
    if in_the_way:
        raise RefusedError(stands_on(batch.number, in_the_way))
    refuse_taken(register, plan)
    refuse_overdrawn(register, plan)
    return plan


def _inverses(plan: Plan) -> list[Event]:
    because = told("undo of batch {number}", number=plan.batch.number)
    return [_inverse(entry, ref, because) for entry, ref in plan.steps()]


def _inverse(entry: Entry[Event], ref: str, because: str) -> Event:
    match entry.event:
        case EntryCorrected(target=target, changes=changes, was=was, cause=cause):
            return EntryCorrected(
                target=target,
                ref=ref,
                changes=was,
                because=because,
                cause=cause,
                was=changes,
            )
        case EntryVoided(target=target):
            return EntryRestored(target=target, ref=ref, because=because)
        case EntryRestored(target=target):
            return EntryVoided(target=target, ref=ref, because=because)
        case _:
            return EntryVoided(target=entry.number, ref=ref, because=because)


def _last_first(events: list[Event]) -> Iterator[Event]:
    """Yield events from the last to the first and let each go."""
    while events:
        yield events.pop()
