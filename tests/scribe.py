"""A scribe records anything that can happen, and keeps the records itself.

What a store answers is held against the scribe's own lists, which were folded one by
one and never written.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.events import (
    ACTS,
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LicenceIssued,
    NoteAdded,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceKey, LicenceNumber
from licreg.domain.inspection import OUTCOMES, Inspection
from licreg.domain.licence import Licence
from strategies import AGENCIES, ISSUERS, KINDS, SUBJECT_KINDS, SUBJECTS, Model, near_days

Changes = dict[str, object]

WORDS: Final = (
    *("issue", "issue", "act", "act", "inspect", "inspect", "decide", "decide"),
    *("tally", "correct", "correct", "correct", "void", "restore", "note"),
)
NUMBERS: Final = ("", "07/GPSĐBS-TTĐT", "08/GPSĐBS-TTĐT")
DECISIONS: Final = ("", "1/QĐ", "2/QĐ")


@dataclass(frozen=True)
class Step:
    """What is to happen next; *pick* and *turn* choose among what there is."""

    word: str
    pick: int
    turn: int
    day: date


steps: Final = st.builds(
    Step, st.sampled_from(WORDS), st.integers(0, 11), st.integers(0, 11), near_days
)
batches: Final = st.lists(st.lists(steps, min_size=1, max_size=4), max_size=5)


@dataclass
class Scribe:
    """All that was recorded so far.

    Attributes:
        licences: By the entry that granted them.
        inspections: By the entry that recorded them.
        tallies: By their entries, as corrected.
        voided: Entries of tallies that do not count.
        sequences: Last inspection number used, by year.
        last: Reference of the record entered last.
        next_entry: The number of the next entry.
    """

    licences: dict[int, Licence] = field(default_factory=dict)
    inspections: dict[int, Inspection] = field(default_factory=dict)
    tallies: dict[int, Entry[TallyRecorded]] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)
    sequences: dict[int, int] = field(default_factory=dict)
    last: str = ""
    next_entry: int = 1

    @property
    def model(self) -> Model:
        """The records, to be counted one by one."""
        return Model(list(self.licences.values()), list(self.inspections.values()))

    def record(self, some: list[Step], at: str, by: str) -> list[Event]:
        """Return the events of a batch, and keep what they make."""
        made = []
        for step in some:
            event = self._event(step)
            if event is not None:
                self._keep(Entry(self.next_entry, at, by, event))
                made.append(event)
        return made

    def live_licences(self) -> list[Licence]:
        """Return the licences that count, by year of issue and entry."""
        live = [one for one in self.licences.values() if not one.is_voided]
        return sorted(live, key=lambda one: (one.key.year, one.entry))

    def live_inspections(self) -> list[Inspection]:
        """Return the inspections that count, by year and entry."""
        live = [one for one in self.inspections.values() if not one.is_voided]
        return sorted(live, key=lambda one: (one.key.year, one.entry))

    def live_tallies(self) -> tuple[Entry[TallyRecorded], ...]:
        """Return the tallies that count, in the order of entry."""
        return tuple(
            tally
            for entry, tally in sorted(self.tallies.items())
            if entry not in self.voided
        )

    def given(self, value: int, suffix: str, year: int | None) -> list[int]:
        """Return the entries of the licences that ever had a number."""
        return sorted(
            one.entry
            for one in self.licences.values()
            if any(
                number == f"{value:02d}/{suffix}" and year in (None, of_year)
                for number, of_year in [
                    (str(one.key.number), one.key.year),
                    *(
                        (act.event.given_number, act.event.on.year)
                        for act in one.acts
                        if act.number not in one.voided
                    ),
                ]
            )
        )

    def _keep(self, entry: Entry[Any]) -> None:
        self.next_entry += 1
        match entry.event:
            case LicenceIssued():
                self._keep_licence(Licence(entry))
            case InspectionRecorded():
                self._keep_inspection(Inspection(entry))
            case TallyRecorded():
                self.tallies[entry.number] = entry
            case event:
                self._keep_later(entry, event.ref)

    def _keep_later(self, entry: Entry[Any], ref: str) -> None:
        for licence in self.licences.values():
            if str(licence.key) == ref:
                self._keep_licence(licences.evolve(licence, entry))
                return
        for inspection in self.inspections.values():
            if str(inspection.key) == ref:
                self._keep_inspection(inspections.evolve(inspection, entry))
                return
        match entry.event:
            case EntryCorrected(target=target, changes=changes):
                tally = self.tallies[target]
                known: Any = changes
                self.tallies[target] = replace(
                    tally, event=replace(tally.event, **known)
                )
            case EntryVoided(target=target):
                self.voided.add(target)
            case EntryRestored(target=target):
                self.voided.discard(target)

    def _keep_licence(self, licence: Licence) -> None:
        self.licences[licence.entry] = licence
        self.last = str(licence.key)

    def _keep_inspection(self, inspection: Inspection) -> None:
        self.inspections[inspection.entry] = inspection
        key = inspection.key
        self.sequences[key.year] = max(self.sequences.get(key.year, 0), key.sequence)
        self.last = str(key)

    # What happens next.

    def _event(self, step: Step) -> Event | None:
        licence = pick(list(self.licences.values()), step.pick)
        inspection = pick(list(self.inspections.values()), step.pick)
        match step.word:
            case "issue":
                return self._issue(step)
            case "inspect":
                return self._inspect(step)
            case "tally":
                return self._tally(step)
            case "act" if licence is not None:
                return act_on(licence, step)
            case "decide" if inspection is not None:
                return decide(inspection, step)
            case "correct" | "void" | "restore" | "note":
                return self._put_right(step)
        return None

    def _issue(self, step: Step) -> LicenceIssued:
        number = LicenceNumber(1 + step.pick % 2 * 6, "", "GPSĐBS-TTĐT")
        grant = LicenceIssued(
            kind=KINDS[step.turn % 2],
            number=number,
            issuer=ISSUERS[step.turn % 3],
            issued_on=step.day,
            expires_on=step.day.replace(day=1, year=step.day.year + 2),
            holder='A "\n',
            replaces=1 if step.turn % 4 == 0 else None,
            from_tally=min(self.tallies, default=None) if step.turn % 5 == 0 else None,
        )
        return replace(grant, ordinal=self._ordinal(grant.key))

    def _ordinal(self, key: LicenceKey) -> int:
        taken = {one.key for one in self.licences.values()}
        while key in taken:
            key = replace(key, ordinal=key.ordinal + 1)
        return key.ordinal

    def _inspect(self, step: Step) -> InspectionRecorded:
        return InspectionRecorded(
            key=self._next_key(step.day.year),
            inspected_on=step.day,
            agency=AGENCIES[step.turn % 2],
            subject=SUBJECTS[step.pick % 3],
            subject_kind=SUBJECT_KINDS[step.turn % 3],
            outcome=OUTCOMES[step.turn % len(OUTCOMES)],
            decision=DECISIONS[step.pick % 3],
            breaches=(Breach("a", 5_000_000),) * (step.turn % 3),
            decided_on=date(2024, 2, 29) if step.turn % 2 else None,
        )

    def _next_key(self, year: int) -> InspectionKey:
        return InspectionKey(year, self.sequences.get(year, 0) + 1)

    def _tally(self, step: Step) -> TallyRecorded:
        return TallyRecorded(
            measure="issued",
            kind=KINDS[step.turn % 2],
            count=20 + step.pick,
            from_on=None if step.pick % 2 else date(2022, 1, 1),
            to_on=step.day,
            issuer=("", *ISSUERS)[step.turn % 4],
            source="report",
        )

    def _put_right(self, step: Step) -> Event | None:
        """Correct, void, restore or note a record, an act or a decision of it."""
        records = [*self.licences.values(), *self.inspections.values()]
        record = pick([*records, *self.tallies.values()], step.pick)
        if record is None:
            return None
        if isinstance(record, Entry):
            return self._put_tally_right(record, step)
        later = record.acts if isinstance(record, Licence) else record.decisions
        target = pick([record.entry, *(entry.number for entry in later)], step.turn)
        named: dict[str, Any] = {"target": target, "ref": str(record.key)}
        match step.word:
            case "void":
                return EntryVoided(**named, because="twice")
            case "restore":
                return EntryRestored(**named, because="not twice")
            case "note":
                return NoteAdded(**named, text="seen")
        changes = self._changes(record, target or 0, step)
        return EntryCorrected(**named, changes=changes, because="typo")

    def _changes(self, record: Licence | Inspection, target: int, step: Step) -> Changes:
        if isinstance(record, Licence):
            if target != record.entry:
                act: list[Changes] = [
                    {"on": step.day},
                    {"given_number": pick(NUMBERS, step.pick)},
                    {"until": step.day},
                ]
                return act[step.pick % 3]
            grant = replace(
                record.grant,
                **[
                    {"number": replace(record.key.number, value=1 + step.pick)},
                    {"issued_on": step.day},
                    {"issued_on": step.day, "kind": KINDS[step.pick % 2]},
                    {"issuer": ISSUERS[step.pick % 3]},
                ][step.turn % 4],  # type: ignore[arg-type]  # fields of a grant
            )
            if grant.key != record.key:
                grant = replace(grant, ordinal=self._ordinal(grant.key))
            return differences(record.grant, grant)
        if target != record.entry:
            decided: list[Changes] = [
                {"on": step.day},
                {"decision": pick(DECISIONS, step.pick)},
                {"outcome": "fined", "breaches": (Breach("b", 7),)},
            ]
            return decided[step.pick % 3]
        visit: list[Changes] = [
            {"subject": pick(SUBJECTS, step.pick)},
            {"agency": pick(AGENCIES, step.pick)},
            {"decision": pick(DECISIONS, step.pick)},
            {"subject_kind": pick(SUBJECT_KINDS, step.pick)},
        ]
        if step.turn % 2 and step.day.year != record.key.year:
            return {"inspected_on": step.day, "key": self._next_key(step.day.year)}
        return visit[step.turn % 4]

    @staticmethod
    def _put_tally_right(tally: Entry[TallyRecorded], step: Step) -> Event:
        named: dict[str, Any] = {"target": tally.number, "ref": f"TALLY-{tally.number}"}
        match step.word:
            case "void":
                return EntryVoided(**named, because="twice")
            case "restore":
                return EntryRestored(**named, because="not twice")
            case "note":
                return NoteAdded(**named, text="seen")
        changes: list[Changes] = [{"count": 40}, {"from_on": None}, {"issuer": ""}]
        return EntryCorrected(
            **named, changes=changes[step.turn % 3], because="typo"
        )


def act_on(licence: Licence, step: Step) -> Event:
    """Return an act on a licence."""
    word = list(ACTS)[step.turn % len(ACTS)]
    return ACTS[word](
        licence=licence.entry,
        ref=str(licence.key),
        on=step.day,
        given_number=NUMBERS[step.pick % 3],
        until=date(2025, 6, 30) if word in ("extend", "suspend") else None,
        changes={"holder": "B"} if word == "amend" else {},
    )


def decide(inspection: Inspection, step: Step) -> Event:
    """Return a decision on an inspection."""
    return InspectionDecided(
        inspection=inspection.entry,
        ref=str(inspection.key),
        on=step.day,
        outcome=OUTCOMES[step.turn % len(OUTCOMES)],
        breaches=(Breach("a", 1_000_000),) * (step.turn % 2),
        decision=DECISIONS[step.pick % 3],
    )


def pick(some: Any, place: int) -> Any:  # noqa: ANN401 - one of any
    """Return one of some, or None where there is none."""
    return some[place % len(some)] if some else None


def differences(old: LicenceIssued, new: LicenceIssued) -> Changes:
    """Return the fields of a grant that are other in another."""
    return {
        name: getattr(new, name)
        for name in old.__dataclass_fields__
        if getattr(new, name) != getattr(old, name)
    }
