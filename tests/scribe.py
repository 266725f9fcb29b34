"""A scribe records anything that can happen, and keeps the records itself.

What a store answers is held against the scribe's own lists, which were folded one by
one and never written.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

from hypothesis import strategies as st
from strategies import (
    AGENCIES,
    ISSUERS,
    KINDS,
    SUBJECT_KINDS,
    SUBJECTS,
    Model,
    near_days,
)

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
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.vocabulary import OUTCOMES

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

SITES: Final = ("a.vn", "b.vn", "c.vn")


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

    def with_site(self, site: str) -> list[int]:
        """Return the entries of the licences that ever had a site."""
        return sorted(
            one.entry
            for one in self.live_licences()
            for acts in [[act for act in one.acts if act.number not in one.voided]]
            if site in one.grant.sites
            or any(
                site in cast("Any", act.event.changes.get("sites", ())) for act in acts
            )
        )

    def visits_under(self, licence: Licence) -> list[int]:
        """Return the entries of the visits that count under a licence."""
        return [
            one.entry
            for one in self.live_inspections()
            if one.visit.licence == licence.entry
        ]

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
            case _:
                pass

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
                event: Event | None = self._issue(step)
            case "inspect":
                event = self._inspect(step)
            case "tally":
                event = self._tally(step)
            case "act":
                event = licence and act_on(licence, step)
            case "decide":
                event = inspection and decide(inspection, step)
            case _:
                event = self._put_right(step)
        return event

    def _issue(self, step: Step) -> LicenceIssued:
        number = LicenceNumber(1 + step.pick % 2 * 6, "", "GPSĐBS-TTĐT")
        grant = LicenceIssued(
            kind=KINDS[step.turn % 2],
            number=number,
            issuer=ISSUERS[step.turn % 3],
            issued_on=step.day,
            expires_on=step.day.replace(day=1, year=step.day.year + 2),
            holder='A "\n',
            sites=SITES[step.pick % 3 : step.pick % 3 + step.turn % 3],
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
        held = pick(list(self.licences.values()), step.pick) if step.turn % 2 else None
        return InspectionRecorded(
            licence=held.entry if held else None,
            ref=str(held.key) if held else "",
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
            tally: list[Changes] = [{"count": 40}, {"from_on": None}, {"issuer": ""}]
            ref = f"TALLY-{record.number}"
            return put_right(record.number, ref, step, tally[step.turn % 3])
        later = record.acts if isinstance(record, Licence) else record.decisions
        target: int = pick([record.entry, *(one.number for one in later)], step.turn)
        changes = self._changes(record, target, step)
        return put_right(target, str(record.key), step, changes)

    def _changes(
        self, record: Licence | Inspection, target: int, step: Step
    ) -> Changes:
        """Return right values for a record, or for an act or decision of it."""
        if isinstance(record, Licence):
            act: list[Changes] = [
                {"on": step.day},
                {"given_number": pick(NUMBERS, step.pick)},
                {"until": step.day},
            ]
            is_grant = target == record.entry
            return self._of_grant(record, step) if is_grant else act[step.pick % 3]
        decided: list[Changes] = [
            {"on": step.day},
            {"decision": pick(DECISIONS, step.pick)},
            {"outcome": "fined", "breaches": (Breach("b", 7),)},
        ]
        is_visit = target == record.entry
        return self._of_visit(record, step) if is_visit else decided[step.pick % 3]

    def _of_grant(self, licence: Licence, step: Step) -> Changes:
        values: list[dict[str, Any]] = [
            {"number": replace(licence.key.number, value=(1, 2, 7, 8)[step.pick % 4])},
            {"issued_on": step.day},
            {"issued_on": step.day, "kind": KINDS[step.pick % 2]},
            {"issuer": ISSUERS[step.pick % 3]},
            {"sites": SITES[step.pick % 3 :]},
        ]
        grant = replace(licence.grant, **values[step.turn % len(values)])
        if grant.key != licence.key:
            grant = replace(grant, ordinal=self._ordinal(grant.key))
        return {
            name: getattr(grant, name)
            for name in grant.__dataclass_fields__
            if getattr(grant, name) != getattr(licence.grant, name)
        }

    def _of_visit(self, inspection: Inspection, step: Step) -> Changes:
        if step.turn % 2 and step.day.year != inspection.key.year:
            return {"inspected_on": step.day, "key": self._next_key(step.day.year)}
        values: list[Changes] = [
            {"subject": pick(SUBJECTS, step.pick)},
            {"agency": pick(AGENCIES, step.pick)},
            {"decision": pick(DECISIONS, step.pick)},
            {"subject_kind": pick(SUBJECT_KINDS, step.pick)},
            self._other_licence(step),
        ]
        return values[step.turn % len(values)]

    def _other_licence(self, step: Step) -> Changes:
        held = pick(list(self.licences.values()), step.pick)
        return {"licence": held and held.entry, "ref": str(held.key) if held else ""}


def put_right(target: int, ref: str, step: Step, changes: Changes) -> Event:
    """Return what puts an entry right, or is noted beside it."""
    match step.word:
        case "void":
            return EntryVoided(target=target, ref=ref, because="twice")
        case "restore":
            return EntryRestored(target=target, ref=ref, because="not twice")
        case "note":
            return NoteAdded(target=target, ref=ref, text="seen")
        case _:
            return EntryCorrected(
                target=target, ref=ref, changes=changes, because="typo"
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
        changes={"holder": "B", "sites": SITES[: step.pick % 3]}
        if word == "amend"
        else {},
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
