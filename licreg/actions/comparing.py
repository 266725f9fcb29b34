"""Why a figure changed since it was told: what was entered in between, one by one.

Each entry is folded into the record that it speaks of; what the record counts for
afterwards, less what it counted for before, is the entry's effect. Totals are sums
over records, so that the effects of all entries add up to the difference.
"""

from collections.abc import Iterator
from typing import Final

from licreg.actions.effects import Figure, Ledger, Question, numbers_of
from licreg.actions.register import Batch, Register
from licreg.actions.reporting import Summary
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    LegalAct,
)
from licreg.domain.law import Law
from licreg.lazily import dataclass

LATE_ENTRY: Final = "late-entry"
LATE_ACT: Final = "late-act"
CORRECTION: Final = "correction"
VOID: Final = "void"
CAUSES: Final = (LATE_ENTRY, LATE_ACT, CORRECTION, VOID)
"""Why a figure changes: a record, or an act or decision, was entered later; an entry
was corrected; one was voided, or a voided one counts again."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one entry changes in a figure.

    Attributes:
        entry: The entry.
        command: The command that recorded it.
        reference: The record that it speaks of, as it reads after it.
        cause: One of ``CAUSES``.
        change: By how much.
    """

    entry: Entry[Event]
    command: str
    reference: str
    cause: str
    change: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it was.

    Attributes:
        figure: Which.
        before: What was told.
        after: What is told.
        effects: What lies between, in the order of entry; adds up to the difference.
    """

    figure: Figure
    before: int
    after: int
    effects: tuple[Effect, ...]

    @property
    def difference(self) -> int:
        """How many more there are."""
        return self.after - self.before

    def by_cause(self) -> dict[str, int]:
        """Return what each cause adds up to."""
        sums = dict.fromkeys(CAUSES, 0)
        for effect in self.effects:
            sums[effect.cause] += effect.change
        return sums


def explain_change(  # noqa: PLR0913  # two states, two summaries, one question
    before: Register,
    after: Register,
    law: Law,
    told: Summary,
    tells: Summary,
    *,
    by_decision_day: bool = False,
) -> list[Difference]:
    """Return each figure that differs, with what was entered in between.

    Args:
        before: The register as it was known when the figures were told.
        after: The register as it is known.
        law: The law.
        told: The totals of the first.
        tells: The totals of the second, of the same period.
        by_decision_day: Whether the decision's day places a case in both.
    """
    first, last = told.basis.first_day, told.basis.last_day
    ledger = Ledger(
        before, after, Question(law, first, last, by_decision_day=by_decision_day)
    )
    effects: dict[Figure, list[Effect]] = {}
    for batch, entry in _between(before, after):
        folded = ledger.fold(entry)
        cause = _cause_of(entry.event)
        for figure, change in folded.changes.items():
            if change:
                effects.setdefault(figure, []).append(
                    Effect(entry, batch.command, folded.reference, cause, change)
                )
    old, new = numbers_of(told), numbers_of(tells)
    return [
        Difference(figure, old[figure], value, tuple(effects.get(figure, ())))
        for figure, value in new.items()
        if value != old[figure]
    ]


def _between(before: Register, after: Register) -> Iterator[tuple[Batch, Entry[Event]]]:
    """Yield what was entered behind one state, up to another."""
    for batch in after.batches():
        if batch.numbers.stop > before.entries + 1:
            for entry in batch.entries:
                yield batch, entry


def _cause_of(event: Event) -> str:
    match event:
        case EntryCorrected():
            return CORRECTION
        case EntryVoided() | EntryRestored():
            return VOID
        case LegalAct() | InspectionDecided():
            return LATE_ACT
        case _:
            return LATE_ENTRY
