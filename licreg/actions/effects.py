"""What each entry changes in the figures, folded into the record that it speaks of.

What the record counts for afterwards, less what it counted for before, is the entry's
effect. Totals are sums over records, so that the effects of all entries add up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Any, Final, NamedTuple, cast

from licreg.actions.register import Register
from licreg.actions.reporting import Summary
from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.counts import (
    CellChange,
    InspectionCounts,
    LicenceCounts,
    changes_of_cases,
    changes_of_visits,
)
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
    PersonalErased,
    TallyRecorded,
)
from licreg.domain.figures import PREFIX as FIGURE
from licreg.domain.identifiers import parse_inspection_key, parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law
from licreg.domain.licence import Licence
from licreg.domain.tallies import Tally, parse_tally_ref
from licreg.domain.totals import (
    InspectionTotals,
    LicenceTotals,
    inspection_totals,
    licence_totals,
    with_tallies,
)
from licreg.domain.vocabulary import AREAS
from licreg.lazily import dataclass

_FLOWS: Final = frozenset({"issued", "replacing"})
_GROUPS: Final[
    tuple[tuple[str, Callable[[Iterable[Inspection]], list[CellChange]]], ...]
] = (("subject_key", changes_of_visits), ("decision_key", changes_of_cases))


class Figure(NamedTuple):
    """A number of a summary: section, kind or area, and measure."""

    section: str
    kind: str
    measure: str

    @property
    def is_stock(self) -> bool:
        """Whether it is counted at the end of a day, not over a period."""
        return self.section != "inspections" and self.measure not in _FLOWS


Numbers = dict[Figure, int]


def numbers_of(summary: Summary) -> Numbers:
    """Return every number of a summary."""
    numbers: Numbers = {}
    for row in summary.licences:
        numbers |= _of_licences("licences", row)
    for row in summary.instruments:
        numbers |= _of_licences("instruments", row)
    for area, totals in summary.inspections.items():
        numbers |= _of_inspections(area, totals)
    return numbers


class Folded(NamedTuple):
    """What an entry came to: the record's reference, and what it changes."""

    reference: str
    changes: Numbers


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: the numbers of a period."""

    law: Law
    first: date
    last: date
    by_decision_day: bool

    def licences(
        self, counts: LicenceCounts, tallies: Iterable[Tally], kinds: set[str]
    ) -> Numbers:
        """Count kinds and their families."""
        numbers: Numbers = {}
        for kind in self.law.kinds:
            parts: tuple[str, ...] = ()
            if kind.instrument == "family":
                parts = self.law.parts_of(kind.code)
            if kind.code in kinds or kinds.intersection(parts):
                section = "instruments" if kind.instrument == "other" else "licences"
                numbers |= _of_licences(
                    section,
                    licence_totals(
                        counts, tallies, kind.code, parts, self.first, self.last
                    ),
                )
        return numbers

    def inspections(
        self, counts: InspectionCounts, tallies: Sequence[Tally] = ()
    ) -> Numbers:
        """Count all areas."""
        numbers: Numbers = {}
        for area in AREAS:
            totals = inspection_totals(
                counts,
                area,
                self.first,
                self.last,
                by_decision_day=self.by_decision_day,
            )
            totals = with_tallies(totals, tallies, area, self.first, self.last)
            numbers |= _of_inspections(area, totals)
        return numbers


@dataclass
class Ledger:
    """The records as they stand between two states, read when they are needed.

    Attributes:
        before: The first state.
        after: The second.
        question: What is counted.
        licences: Licences that were touched, by reference; None where one went.
        visits: Inspections that were touched, by reference, likewise.
        groups: Of the years that were touched, the inspections that are counted
            together, by their entries.
    """

    before: Register
    after: Register
    question: Question
    licences: dict[str, Licence | None] = field(default_factory=dict)
    visits: dict[str, Inspection | None] = field(default_factory=dict)
    groups: dict[int, dict[tuple[str, str], dict[int, Inspection]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Begin with the tallies of the first state."""
        self._tallies = {one.number: one for one in self.before.tallies()}
        self._voided: dict[int, Tally] = {}
        self._drawn = dict(self.before.counts.licences.drawn)

    def fold(self, entry: Entry[Event]) -> Folded:
        """Take in an entry, and tell what it changes."""
        match entry.event:
            case LicenceIssued():
                granted = cast("Entry[LicenceIssued]", entry)
                return self._swap_licence(None, Licence(granted))
            case InspectionRecorded():
                recorded = cast("Entry[InspectionRecorded]", entry)
                return self._swap_visit(None, Inspection(recorded))
            case TallyRecorded():
                tally = cast("Entry[TallyRecorded]", entry)
                changes = self._with_tallies(lambda: self._keep(tally), set())
                return Folded(f"TALLY-{entry.number}", changes)
            case FigurePublished():
                return Folded(f"{FIGURE}{entry.number}", {})
            case NoteAdded(ref=ref) | PersonalErased(ref=ref):
                return Folded(ref, {})
            case event:
                return self._evolve(entry, event.ref)

    def _evolve(self, entry: Entry[Event], ref: str) -> Folded:
        if ref.startswith(FIGURE):
            return Folded(ref, {})  # What was published counts for nothing.
        if parse_tally_ref(ref) is not None:
            changes = self._with_tallies(lambda: self._amend(entry.event), set())
            return Folded(ref, changes)
        if parse_inspection_key(ref) is not None:
            visit = self._visit(ref)
            return self._swap_visit(visit, inspections.evolve(visit, entry))
        licence = self._licence(ref)
        return self._swap_licence(licence, licences.evolve(licence, entry))

    # Licences.

    def _licence(self, ref: str) -> Licence:
        known = self.licences.get(ref) or self.before.licence(parse_licence_key(ref))
        assert known is not None  # noqa: S101  # what was entered speaks of a record
        return known

    def _swap_licence(self, old: Licence | None, new: Licence) -> Folded:
        delta = LicenceCounts()
        kinds = {new.grant.kind}
        for licence, sign in ((old, -1), (new, 1)):
            if licence is not None:
                delta.add(licence, sign)
                kinds.add(licence.grant.kind)
        drawn, delta.drawn = delta.drawn, {}
        changes = self.question.licences(delta, (), kinds)
        if drawn:
            for figure, change in self._with_tallies(
                lambda: self._draw(drawn), kinds
            ).items():
                changes[figure] = changes.get(figure, 0) + change
        if old is not None:
            self.licences[str(old.key)] = None
        self.licences[str(new.key)] = new
        return Folded(str(new.key), changes)

    # Tallies.

    def _with_tallies(self, change: Callable[[], None], kinds: set[str]) -> Numbers:
        """Return what the tallies alone count for after a change, less before it."""
        known = [*self._tallies.values()]
        old = self._count_tallies(kinds | {one.event.kind for one in known})
        change()
        now = [*self._tallies.values()]
        new = self._count_tallies(kinds | {one.event.kind for one in now})
        return {
            figure: new.get(figure, 0) - old.get(figure, 0)
            for figure in old.keys() | new.keys()
        }

    def _count_tallies(self, kinds: set[str]) -> Numbers:
        tallies = [*self._tallies.values()]
        counts = LicenceCounts(drawn=self._drawn)
        return self.question.licences(counts, tallies, kinds) | (
            self.question.inspections(InspectionCounts(), tallies)
        )

    def _keep(self, tally: Tally) -> None:
        self._tallies[tally.number] = tally

    def _draw(self, drawn: Mapping[int, int]) -> None:
        for number, count in drawn.items():
            self._drawn[number] = self._drawn.get(number, 0) + count

    def _amend(self, event: Event) -> None:
        """Take in what puts a tally right.

        One that had been voided before is known only as it stands in the end.
        """
        match event:
            case EntryCorrected(target=target, changes=changes):
                values: Any = changes
                for tallies in (self._tallies, self._voided):
                    if target in tallies:
                        tally = tallies[target]
                        tallies[target] = replace(
                            tally, event=replace(tally.event, **values)
                        )
            case EntryVoided(target=target):
                if target in self._tallies:
                    self._voided[target] = self._tallies.pop(target)
            case EntryRestored(target=target):
                ends = {one.number: one for one in self.after.tallies()}
                known = self._voided.pop(target, None) or ends.get(target)
                if known is not None:
                    self._tallies[target] = known
            case _:
                pass

    # Inspections.

    def _visit(self, ref: str) -> Inspection:
        key = parse_inspection_key(ref)
        known = self.visits.get(ref) or (self.before.inspection(key) if key else None)
        assert known is not None  # noqa: S101  # what was entered speaks of a record
        return known

    def _of_year(self, year: int) -> dict[tuple[str, str], dict[int, Inspection]]:
        groups = self.groups.get(year)
        if groups is None:
            groups = self.groups[year] = {}
            for one in self.before.inspections([year]):
                for part, _ in _GROUPS:
                    group = groups.setdefault((part, getattr(one, part)), {})
                    group[one.entry] = one
        return groups

    def _swap_visit(self, old: Inspection | None, new: Inspection) -> Folded:
        delta = InspectionCounts()
        for part, changes_of_group in _GROUPS:
            groups: dict[tuple[int, str], list[list[Inspection]]] = {}
            for place, one in enumerate((old, new)):
                if one is not None:
                    group = one.key.year, getattr(one, part)
                    groups.setdefault(group, [[], []])[place].append(one)
            for (year, value), (gone, come) in groups.items():
                others = self._others(year, part, value, new.entry)
                delta.count(changes_of_group(others + gone), -1)
                delta.count(changes_of_group(others + come), 1)
        for part, _ in _GROUPS:
            if old is not None:
                groups_then = self._of_year(old.key.year)
                groups_then.get((part, getattr(old, part)), {}).pop(old.entry, None)
            groups_now = self._of_year(new.key.year)
            groups_now.setdefault((part, getattr(new, part)), {})[new.entry] = new
        if old is not None:
            self.visits[str(old.key)] = None
        self.visits[str(new.key)] = new
        return Folded(str(new.key), self.question.inspections(delta))

    def _others(self, year: int, part: str, value: str, entry: int) -> list[Inspection]:
        """Return the other visits of a group; who has no decision stands alone."""
        if not value:
            return []
        group = self._of_year(year).get((part, value), {})
        return [one for one in group.values() if one.entry != entry]


def _of_licences(section: str, row: LicenceTotals) -> Numbers:
    values = {
        "issued": row.issued,
        "replacing": row.replacing,
        "cumulative": row.cumulative,
        "recorded": row.recorded,
        "unlisted": row.unlisted,
        **row.by_status,
    }
    return {Figure(section, row.kind, name): value for name, value in values.items()}


def _of_inspections(area: str, totals: InspectionTotals) -> Numbers:
    names = ("inspected", "subjects", "penalised", "fined", "breaches", "decisions")
    return {
        Figure("inspections", area, name): getattr(totals, name)
        for name in (*names, "fines_vnd")
    }
