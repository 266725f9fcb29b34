"""Who entered what, when and why: the entries as the journal has them, in order."""

from collections.abc import Collection, Iterator
from dataclasses import field
from typing import Any, Final

from licreg.actions.locating import Standing, Target, ref_of
from licreg.actions.register import Batch, Register
from licreg.actions.telling import tell_changes, tell_entry, word_of
from licreg.actions.undoing import UNDOES, undone_batches
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
)
from licreg.domain.licence import Licence
from licreg.lazily import dataclass
from licreg.wording import coded, tr

COLUMNS: Final = (
    *("entry", "batch", "at", "by", "command", "event", "act", "ref", "target"),
    *("what", "before", "after", "because", "cause", "voided_by"),
    "undone_by",
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; all if nothing is set.

    Attributes:
        numbers: The entries.
        about: Entries of which those that put them right are asked for too.
        batch: Number of the one batch.
    """

    numbers: Collection[int] | None = None
    about: Collection[int] = field(default=())
    batch: int | None = None

    def may_hold(self, batch: Batch) -> bool:
        """Tell whether a batch has to be read."""
        if self.batch is not None:
            return batch.number == self.batch
        if self.numbers is None:
            return True
        if any(one < batch.numbers.start for one in self.about):
            return True
        return any(one in batch.numbers for one in self.numbers)

    def holds(self, entry: Entry[Event]) -> bool:
        """Tell whether an entry of such a batch is asked for."""
        return (
            self.numbers is None
            or entry.number in self.numbers
            or getattr(entry.event, "target", 0) in self.about
        )


def entries_of(target: Target) -> Wanted:
    """Return what is asked for by a record, or by one entry of it."""
    record, number = target.record, target.entry.number
    if isinstance(record, Standing):
        return Wanted({number}, about={number})
    if target.is_record:
        later = record.acts if isinstance(record, Licence) else record.decisions
        every: tuple[Entry[Any], ...] = (*later, *record.trail)
        return Wanted({record.entry, *(one.number for one in every)})
    putting_right = {
        one.number for one in record.trail if getattr(one.event, "target", 0) == number
    }
    return Wanted({number, *putting_right})


def trace(register: Register, wanted: Wanted) -> list[Row]:
    """Return the entries asked for, oldest first.

    Each by ``COLUMNS``: *before* and *after* hold what a correction changed, by field;
    *said* tells *what* in the language of who reads; *voided_by* is the entry that
    voided it, *undone_by* the batch that undid its batch,
    where that still holds.
    """
    rows: list[Row] = []
    undoings: dict[int, int] = {}
    voids: dict[int, int] = {}
    for batch in register.batches():
        if UNDOES in batch.details:
            undoings[batch.number] = batch.details[UNDOES]
        for entry in batch.entries if wanted.may_hold(batch) else ():
            match entry.event:
                case EntryVoided(target=target):
                    voids[target] = entry.number
                case EntryRestored(target=target):
                    voids.pop(target, None)
                case _:
                    pass
            if wanted.holds(entry):
                rows.append(_row(batch, entry))
    undone = undone_batches(undoings)
    for row in rows:
        row["voided_by"] = voids.get(row["entry"])
        row["undone_by"] = undone.get(row["batch"])
    return rows


def marks_of(row: Row) -> Iterator[str]:
    """Yield what became of an entry, for a person."""
    if row["undone_by"]:
        yield tr("undone by batch {batch:,}", batch=row["undone_by"])
    elif row["voided_by"]:
        yield tr("voided by entry {entry:,}", entry=row["voided_by"])


def _row(batch: Batch, entry: Entry[Event]) -> Row:
    event = entry.event
    changes = tell_changes(event) if isinstance(event, EntryCorrected) else []
    with coded():
        what = tell_entry(event)
    return {
        "entry": entry.number,
        "batch": batch.number,
        "at": batch.at,
        "by": batch.by,
        "command": batch.command,
        "event": type(event).__name__,
        "act": word_of(type(event)),
        "ref": ref_of(entry),
        "target": getattr(event, "target", None),
        "what": what,
        "said": tell_entry(event),
        "before": {one.field: one.before for one in changes},
        "after": {one.field: one.after for one in changes},
        "because": getattr(event, "because", getattr(event, "reason", "")),
        "cause": getattr(event, "cause", ""),
        "voided_by": None,
        "undone_by": None,
    }
