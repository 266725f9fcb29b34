"""Why a batch cannot be undone: what stands on it, and what would not be true."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from licreg.actions.footing import Placed, parse_key
from licreg.actions.locating import Record, look_up, ref_after, ref_of
from licreg.actions.register import Register
from licreg.actions.telling import PUT_BACK, tell_line
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    LicenceIssued,
    PersonalErased,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.tallies import describe
from licreg.errors import RefusedError
from licreg.wording import retold, tr

if TYPE_CHECKING:
    from licreg.actions.undoing import Plan

_NAMED: Final = 5
"""How many of the entries that stand in the way are named."""

_NAMING: Final = ("licence", "replaces", "from_tally")
"""Fields by which a record names one that it stands on."""


def voided_below(
    register: Register, plan: "Plan", voided: Mapping[int, Placed]
) -> Iterator[Placed]:
    """Yield the later voids of what a record that is brought back would stand on."""
    for entry, ref in plan.steps():
        below: tuple[Any, ...] = ()
        match entry.event:
            case EntryCorrected(was=was):
                below = tuple(was.get(name) for name in _NAMING)
            case EntryVoided(target=target):
                record = look_up(register, ref)
                if isinstance(record, Inspection) and record.entry == target:
                    below = (record.visit.licence,)
                elif isinstance(record, Licence) and record.entry == target:
                    below = record.grant.replaces, record.grant.from_tally
            case _:
                pass
        yield from (voided[one] for one in below if one in voided)


def refuse_blind(entry: Entry[Event]) -> None:
    """Refuse to undo an erasure, and a correction that does not tell what was before.

    Raises:
        RefusedError: If it is one.
    """
    if isinstance(entry.event, PersonalErased):
        msg = tr(
            "Entry {number:,} erased personal data of {ref}; what was erased "
            "is kept nowhere and cannot be brought back. Nothing was "
            "recorded.",
            number=entry.number,
            ref=ref_of(entry),
        )
        raise RefusedError(msg)
    if isinstance(entry.event, EntryCorrected) and (
        entry.event.was.keys() != entry.event.changes.keys()
    ):
        msg = tr(
            "Entry {number:,} does not say what {ref} was before. Correct it "
            "with 'licreg correct {ref}'. Nothing was recorded.",
            number=entry.number,
            ref=ref_of(entry),
        )
        raise RefusedError(msg)


def refuse_taken(register: Register, plan: "Plan") -> None:
    """Refuse to give a licence a number back that another holds by now.

    Raises:
        RefusedError: If one does; it is named.
    """
    for entry in plan.batch.entries if PUT_BACK in plan.sums else ():
        before, after = ref_of(entry), ref_after(entry)
        if before == after or parse_key(before) is None:
            continue
        holder = look_up(register, before)
        if holder is not None:
            msg = tr(
                "Batch {number:,} cannot be undone: {before} is by now "
                "another licence (entry {entry:,}). Nothing was recorded.",
                number=plan.batch.number,
                before=before,
                entry=holder.entry,
            )
            raise RefusedError(msg)


def refuse_overdrawn(register: Register, plan: "Plan") -> None:
    """Refuse to draw more from a tally than it counts.

    Raises:
        RefusedError: If more would be; the tally is named.
    """
    if not register.tallies():
        return
    draws = _Draws(register)
    for entry, ref in plan.steps():
        draws.take(entry, ref)
    for sentence in draws.overdrawn():
        msg = tr(
            "Batch {batch:,} cannot be undone: {sentence}. Nothing was recorded.",
            batch=plan.batch.number,
            sentence=sentence,
        )
        raise RefusedError(msg)


def stands_on(batch: int, standing: list[Placed]) -> str:
    """Return that later entries stand on a batch; some of them are named."""
    named = [
        tr(
            "{entry} in batch {batch:,}, by {clerk}",
            entry=tell_line(entry),
            batch=number,
            clerk=entry.by,
        )
        for number, entry in standing[:_NAMED]
    ]
    if more := len(standing) - len(named):
        named.append(tr("and {count:,} more", count=more))
    return tr(
        "Batch {batch:,} cannot be undone: later entries stand on it: {named}. Undo "
        "these first, the newest first ('licreg undo {newest}'). Nothing was recorded.",
        batch=batch,
        named="; ".join(named),
        newest=standing[-1][0],
    )


def not_found(
    register: Register, clerk: str, batch: int | None, entry: int | None, last: int
) -> str:
    """Return that there is no such batch or entry to undo."""
    if batch is not None:
        return tr(
            "There is no batch {batch:,}; the last is {last:,}. 'licreg "
            "history' shows them. Nothing was recorded.",
            batch=batch,
            last=last,
        )
    if entry is not None:
        return tr(
            "There is no entry {entry:,}; the last is {entries:,}. Nothing "
            "was recorded.",
            entry=entry,
            entries=register.entries,
        )
    return tr(
        "{clerk} recorded nothing in {path} that could be undone. Name a "
        "batch; 'licreg history' shows them. Nothing was recorded.",
        clerk=clerk,
        path=register.path,
    )


class _Draws:
    """What is drawn from each tally, and what it counts, as it would be."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._drawn = Counter(register.counts.licences.drawn)
        self._tallies = {one.number: one for one in register.tallies()}
        self._counts = {one.number: one.event.count for one in register.tallies()}

    def take(self, entry: Entry[Event], ref: str) -> None:
        """Take in what undoing an entry does."""
        match entry.event:
            case LicenceIssued(from_tally=tally):
                self._draw(tally, -1)
            case EntryVoided(target=target):
                self._swing(ref, target, 1)
            case EntryRestored(target=target):
                self._swing(ref, target, -1)
            case EntryCorrected(target=target, changes=changes, was=was):
                self._draw(cast("int | None", changes.get("from_tally")), -1)
                self._draw(cast("int | None", was.get("from_tally")), 1)
                if "count" in was and target in self._counts:
                    self._counts[target] = cast("int", was["count"])
            case _:
                pass

    def overdrawn(self) -> Iterator[str]:
        """Yield the tallies from which more would be drawn than they count."""
        for number, count in self._counts.items():
            drawn = self._drawn[number]
            if drawn > count:
                name = retold(describe(self._tallies[number]))
                yield tr(
                    "{drawn:,} licences would be drawn from {name}, of {count:,}",
                    drawn=drawn,
                    name=name,
                    count=count,
                )

    def _swing(self, ref: str, target: int, sign: int) -> None:
        record: Record | None = look_up(self._register, ref)
        if isinstance(record, Licence) and record.entry == target:
            self._draw(record.grant.from_tally, sign)

    def _draw(self, tally: int | None, sign: int) -> None:
        if tally is not None:
            self._drawn[tally] += sign
