"""The register against a model: whatever happens to it, both answer the same.

The model is a list of the batches that were accepted. It reads each record off its
entries and counts one by one; it knows neither books, nor counts by day, nor how
licreg folds a history. The register is recorded in by three handles at once, stopped
in the middle of an append, spoilt, opened anew and rebuilt, and asked after each step.

A short run, always the same, stands among the tests. A long one, each time another:
``LICREG_MODEL_RUNS=1000 python -m pytest tests/store/test_model.py``.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from strategies import (
    AGENCIES,
    ISSUERS,
    KINDS,
    NASTY,
    SUBJECT_KINDS,
    SUBJECTS,
    law,
    near_days,
)

from licreg.actions.recording import (
    Clerk,
    decide_inspection,
    issue_licence,
    record_inspections,
)
from licreg.actions.requests import IssueRequest, VisitRequest
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import (
    ACT_WORDS,
    ACTS,
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    TallyRecorded,
)
from licreg.domain.identifiers import (
    InspectionKey,
    LicenceKey,
    LicenceNumber,
    Reference,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.totals import (
    InspectionTotals,
    LicenceTotals,
    inspection_totals,
    licence_totals,
)
from licreg.domain.vocabulary import AREAS, OUTCOMES
from licreg.errors import (
    NotFoundError,
    RegisterBusyError,
    RegisterFileError,
    RuleError,
)
from licreg.store import opening as store
from licreg.store import shelf
from licreg.store.counts import Counts
from licreg.store.journal import NAME as JOURNAL
from licreg.store.register import RegisterFolder

RUNS: Final = int(os.environ.get("LICREG_MODEL_RUNS", "0"))
STEPS: Final = 50 if RUNS else 25
NOW: Final = datetime.fromisoformat("2026-07-26T10:00:00+07:00")
DAY: Final = timedelta(days=1)
CLERKS: Final = ("an", "binh", "chi")
VALUES: Final = (1, 2, 7)
SUFFIXES: Final = ("GP-BTTTT", "GPSĐBS-TTĐT")
LATER_NUMBERS: Final = ("", "07/GPSĐBS-TTĐT", "01/GP-BTTTT", "07A/GP-BTTTT")
ENDINGS: Final = (
    ("revoke", "revoked"),
    ("surrender", "surrendered"),
    ("lapse", "lapsed"),
)
SITES: Final = ("a.vn", "b.vn", "c.vn")
HOLDERS: Final = ("A", "Công ty “Đông Á”", '"subject_key":"a"', "}")
DECISIONS: Final = ("", "1/QĐ", "2/QĐ")
YEARS: Final = (2022, 2023, 2024)
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "ei-all": ("ei-website", "aggregate-site"),
    **dict.fromkeys(KINDS, ()),
}
REFERENCES: Final = tuple(
    Reference(value, letter, suffix, year, None, issuer, ordinal)
    for year, value, suffix, ordinal, issuer, letter in product(
        (None, *YEARS),
        VALUES,
        (None, *SUFFIXES),
        (None, 1, 2),
        (None, "MIC"),
        ("", "A"),
    )
)


# The model.


@dataclass(frozen=True)
class Kept:
    """A batch that was accepted."""

    at: str
    by: str
    command: str
    events: tuple[Event, ...]


@dataclass
class Paper:
    """A licence, an inspection or a tally, by the numbers of its entries.

    Attributes:
        first: The entry that recorded it.
        later: Acts or decisions.
        trail: What put one of them right, or was noted.
        voided: Those entered in error.
    """

    first: int
    later: list[int] = field(default_factory=list)
    trail: list[int] = field(default_factory=list)
    voided: set[int] = field(default_factory=set)

    @property
    def counts(self) -> bool:
        """Whether it was not entered in error."""
        return self.first not in self.voided

    @property
    def is_plain(self) -> bool:
        """Whether nothing was entered of it later."""
        return not self.later and not self.trail

    def live(self) -> list[int]:
        """Return the acts or decisions that count."""
        return [number for number in self.later if number not in self.voided]


@dataclass(frozen=True)
class Case:
    """What holds of an inspection from a day on."""

    on: date
    outcome: str
    breaches: tuple[Breach, ...]
    decision: str

    @property
    def fines(self) -> int:
        """The fines of all breaches."""
        return sum(breach.fine_vnd for breach in self.breaches)


class Model:
    """What a list of batches comes to.

    Attributes:
        batches: The batches, oldest first.
        entries: The entries by number, as they were entered.
        values: The events by number, as corrected.
        papers: Licences, inspections and tallies, by their first entries.
        owners: The first entry of the paper to which an entry belongs.
        voided_under: The papers that were ever entered in error, by their keys.
    """

    def __init__(self, batches: Iterable[Kept] = ()) -> None:
        self.batches: list[Kept] = []
        self.entries: dict[int, Entry[Any]] = {}
        self.values: dict[int, Any] = {}
        self.papers: dict[int, Paper] = {}
        self.owners: dict[int, int] = {}
        self.voided_under: dict[LicenceKey, set[int]] = {}
        for batch in batches:
            self.keep(batch)

    def keep(self, batch: Kept) -> None:
        """Take in a batch."""
        self.batches.append(batch)
        for event in batch.events:
            self._take(Entry(len(self.entries) + 1, batch.at, batch.by, event))

    def before(self, count: int) -> "Model":
        """Return the model as it was when it had so many batches."""
        return self if count == len(self.batches) else Model(self.batches[:count])

    def _take(self, entry: Entry[Any]) -> None:
        number, event = entry.number, entry.event
        self.entries[number] = entry
        self.values[number] = event
        match event:
            case LicenceIssued() | InspectionRecorded() | TallyRecorded():
                home = number
                self.papers[number] = Paper(number)
            case LegalAct(licence=home) | InspectionDecided(inspection=home):
                self.papers[home].later.append(number)
            case _:
                home = self.owners[event.target]
                self._put_right(self.papers[home], event)
                self.papers[home].trail.append(number)
                self._note_error(self.papers[home])
        self.owners[number] = home

    def _note_error(self, paper: Paper) -> None:
        first = self.values[paper.first]
        if isinstance(first, LicenceIssued) and not paper.counts:
            self.voided_under.setdefault(first.key, set()).add(paper.first)

    def _put_right(self, paper: Paper, event: Any) -> None:  # noqa: ANN401  # an amendment
        match event:
            case EntryCorrected(target=target, changes=changes):
                right: Any = changes
                self.values[target] = replace(self.values[target], **right)
            case EntryVoided(target=target):
                paper.voided.add(target)
            case EntryRestored(target=target):
                paper.voided.discard(target)
            case _:
                pass

    # Records.

    def of(self, kind: type[Any]) -> list[Paper]:
        """Return the papers of a kind, those entered in error too."""
        return [
            paper
            for paper in self.papers.values()
            if isinstance(self.values[paper.first], kind)
        ]

    def licences(self) -> list[Paper]:
        """Return the licences that count, by year of issue and entry."""
        live = [paper for paper in self.of(LicenceIssued) if paper.counts]
        return sorted(live, key=lambda paper: (self.key(paper).year, paper.first))

    def inspections(self) -> list[Paper]:
        """Return the inspections that count, by year and entry."""
        live = [paper for paper in self.of(InspectionRecorded) if paper.counts]
        return sorted(live, key=lambda paper: (self.key(paper).year, paper.first))

    def tallies(self) -> list[Entry[TallyRecorded]]:
        """Return the tallies that count."""
        papers = self.of(TallyRecorded)
        return [self.entry(paper.first) for paper in papers if paper.counts]

    def key(self, paper: Paper) -> Any:  # noqa: ANN401  # of a licence or an inspection
        """Return what a licence or an inspection is known by."""
        return self.values[paper.first].key

    def entry(self, number: int) -> Entry[Any]:
        """Return an entry as corrected."""
        return replace(self.entries[number], event=self.values[number])

    def record(self, paper: Paper) -> Licence | Inspection:
        """Return a paper in the form in which the register answers."""
        later = tuple(map(self.entry, paper.later))
        trail = tuple(self.entries[number] for number in paper.trail)
        granted, voided = self.entry(paper.first), frozenset(paper.voided)
        if isinstance(granted.event, LicenceIssued):
            return Licence(granted, later, trail, voided)
        return Inspection(granted, later, trail, voided)

    def records(self, papers: Iterable[Paper]) -> list[Licence | Inspection]:
        """Return papers in that form."""
        return [self.record(paper) for paper in papers]

    def known_by(self, key: LicenceKey | InspectionKey) -> Licence | Inspection | None:
        """Return the record of a key; one entered in error if no other has it."""
        papers = [*self.of(LicenceIssued), *self.of(InspectionRecorded)]
        found = [paper for paper in papers if self.key(paper) == key]
        found.sort(key=lambda paper: not paper.counts)
        return self.record(found[0]) if found else None

    def shared_keys(self) -> set[LicenceKey]:
        """Return the keys that several licences entered in error ever had."""
        return {key for key, owners in self.voided_under.items() if len(owners) > 1}

    def meant_by(self, reference: Reference) -> list[int]:
        """Return the entries of the licences that a reference may mean."""
        return sorted(
            paper.first
            for paper in self.of(LicenceIssued)
            if any(
                (reference.value, reference.letter) == (value, letter)
                and reference.suffix in (None, suffix)
                and reference.year in (None, year)
                and reference.ordinal in (None, ordinal)
                and reference.issuer in (None, self.key(paper).issuer)
                for value, letter, suffix, year, ordinal in self._numbers(paper)
            )
        )

    def _numbers(self, paper: Paper) -> Iterator[tuple[int, str, str, int, int]]:
        """Yield each number that a licence was ever given, its own first."""
        key = self.key(paper)
        yield (
            key.number.value,
            key.number.letter,
            key.number.suffix,
            key.year,
            (key.ordinal),
        )
        for act in (self.values[number] for number in paper.live()):
            if act.given_number:
                number, _, suffix = act.given_number.partition("/")
                digits = number.rstrip("A")
                yield int(digits), number[len(digits) :], suffix, act.on.year, 1

    def with_site(self, site: str) -> list[int]:
        """Return the entries of the licences that count and have or had a site."""
        return self._ever("sites", lambda sites: site in sites)

    def of_holder(self, holder: str) -> list[int]:
        """Return the entries of the licences granted to a holder."""
        return sorted(
            paper.first
            for paper in self.licences()
            if self.values[paper.first].holder == holder
        )

    def replacing(self, entry: int) -> list[int]:
        """Return the entries of the licences that replace another."""
        return self._ever("replaces", lambda replaced: replaced == entry)

    def _ever(self, name: str, is_meant: Callable[[Any], bool]) -> list[int]:
        """Return the entries of the licences with some value, by grant or by act."""
        return sorted(
            paper.first
            for paper in self.licences()
            if is_meant(getattr(self.values[paper.first], name))
            or any(
                is_meant(act.changes[name])
                for act in self._acts(paper)
                if name in act.changes
            )
        )

    def namesakes(self, key: LicenceKey) -> list[Paper]:
        """Return the licences of an issuer, number and year, of any ordinal."""
        return [
            paper
            for paper in self.of(LicenceIssued)
            if replace(self.key(paper), ordinal=1) == replace(key, ordinal=1)
        ]

    def free_ordinal(self, key: LicenceKey) -> int:
        """Return the first ordinal that no licence of the number that counts has."""
        live = [paper for paper in self.namesakes(key) if paper.counts]
        taken = {self.key(paper).ordinal for paper in live}
        return next(one for one in range(1, len(taken) + 2) if one not in taken)

    def may_come_back(self, paper: Paper, entry: int) -> bool:
        """Tell whether the number of a licence is still free, if all of it is meant."""
        first = self.values[paper.first]
        return (
            entry != paper.first
            or not isinstance(first, LicenceIssued)
            or all(
                one is paper or not one.counts or self.key(one) != first.key
                for one in self.of(LicenceIssued)
            )
        )

    def free_sequence(self, year: int) -> int:
        """Return the first number that no inspection of a year ever had."""
        keys = [
            key
            for entry in self.entries.values()
            for key in (
                getattr(entry.event, "key", None),
                getattr(entry.event, "changes", {}).get("key"),
            )
            if isinstance(key, InspectionKey)
        ]
        return max((key.sequence for key in keys if key.year == year), default=0) + 1

    @property
    def last_reference(self) -> str:
        """The reference of the licence or inspection that was entered last."""
        for number in sorted(self.entries, reverse=True):
            paper = self.papers[self.owners[number]]
            if not isinstance(self.values[paper.first], TallyRecorded):
                return str(self.key(paper))
        return ""

    @property
    def last_at(self) -> str:
        """The moment of the last batch."""
        return self.batches[-1].at if self.batches else ""

    # Counting.

    def status(self, paper: Paper, day: date) -> str | None:
        """Return where a licence stands at the end of a day."""
        grant = self.values[paper.first]
        if not paper.counts or day < grant.issued_on:
            return None
        done = [act for act in self._acts(paper) if act.on <= day]
        words = {ACT_WORDS[type(act)] for act in done}
        expiry = last_day(grant, done)
        for word, status in ENDINGS:
            if word in words:
                return status
        if expiry is not None and expiry < day:
            return "expired"
        if day <= suspended_through(done):
            return "suspended"
        return "not_yet" if day < first_day(grant, done) else "in_force"

    def _acts(self, paper: Paper) -> list[Any]:
        """Return the acts that count; those of one day as they take effect."""
        order = [
            *("amend", "reissue", "extend", "suspend"),
            *("resume", "lapse", "surrender", "revoke"),
        ]
        acts = [(number, self.values[number]) for number in paper.live()]
        acts.sort(
            key=lambda one: (one[1].on, order.index(ACT_WORDS[type(one[1])]), one[0])
        )
        return [act for _, act in acts]

    def licence_totals(
        self, kind: str, first: date, last: date, issuer: str | None = None
    ) -> LicenceTotals:
        """Return the totals of a kind or family, of one issuer or of all."""
        kinds = FAMILIES[kind] or (kind,)
        ours = [
            paper
            for paper in self.licences()
            if issuer in (None, self.values[paper.first].issuer)
        ]
        drawn = [self.values[paper.first].from_tally for paper in ours]
        left = [
            (tally.event, tally.event.count - drawn.count(tally.number))
            for tally in self.tallies()
            if issuer in (None, tally.event.issuer)
            and tally.event.kind in (*kinds, kind)
        ]
        ours = [paper for paper in ours if self.values[paper.first].kind in kinds]
        grants = [self.values[paper.first] for paper in ours]
        dated = [grant for grant in grants if first <= grant.issued_on <= last]
        inside = [
            count
            for tally, count in left
            if tally.from_on and first <= tally.from_on and tally.to_on <= last
        ]
        unlisted = sum(count for tally, count in left if tally.to_on <= last)
        statuses = [self.status(paper, last) for paper in ours]
        recorded = sum(status is not None for status in statuses)
        return LicenceTotals(
            kind=kind,
            parts=FAMILIES[kind],
            issued=len(dated) + sum(inside),
            replacing=sum(grant.replaces is not None for grant in dated),
            cumulative=recorded + unlisted,
            recorded=recorded,
            unlisted=unlisted,
            by_status={
                status: statuses.count(status)
                for status in (
                    *("not_yet", "in_force", "suspended"),
                    *("expired", "revoked", "surrendered", "lapsed"),
                )
            },
        )

    def cases(self, paper: Paper) -> list[Case]:
        """Return all that was said of an inspection; of one day, the last holds."""
        visit = self.values[paper.first]
        day = visit.inspected_on
        decided = [self.values[number] for number in paper.live()]
        decided.sort(key=lambda decision: decision.on)
        own = Case(
            max(day, visit.decided_on or day),
            visit.outcome,
            visit.breaches,
            visit.decision,
        )
        return [
            Case(day, "pending", (), ""),
            own,
            *(
                Case(max(day, one.on), one.outcome, one.breaches, one.decision)
                for one in decided
            ),
        ]

    def inspection_totals(
        self,
        area: str,
        period: "Period",
        agency: str | None = None,
    ) -> InspectionTotals:
        """Return the totals of an area, of one agency or of all."""
        first, last, as_of, by_decision_day = period
        ours = [
            (self.values[paper.first], held, last_decision(self.cases(paper)))
            for paper in self.inspections()
            if self.values[paper.first].subject_kind in AREAS[area]
            and agency in (None, self.values[paper.first].agency)
            for held in [case_on(self.cases(paper), as_of)]
        ]
        visits = [one for one, _, _ in ours if first <= one.inspected_on <= last]
        held_in = [
            (case.on if by_decision_day else visit.inspected_on, visit, case, decision)
            for visit, case, decision in ours
            if case is not None
        ]
        cases = [case for day, _, case, _ in held_in if first <= day <= last]
        # A decision is known by agency, number and year of the visit; one on several
        # months is counted in the last of them.
        decisions: dict[tuple[str, str, int], date] = {}
        for day, visit, case, decision in held_in:
            if case.decision:
                known = (visit.agency, decision, visit.inspected_on.year)
                decisions[known] = max(day, decisions.get(known, day))
        outcomes = [
            case.outcome
            for _, visit, case, _ in held_in
            if first <= visit.inspected_on <= last
        ]
        return InspectionTotals(
            inspected=len(visits),
            subjects=len({visit.subject.casefold() for visit in visits}),
            penalised=sum(
                case.outcome in ("warned", "fined", "stripped", "other-sanction")
                for case in cases
            ),
            fined=sum(case.outcome == "fined" or case.fines > 0 for case in cases),
            breaches=sum(len(case.breaches) for case in cases),
            decisions=sum(first <= day <= last for day in decisions.values()),
            fines_vnd=sum(case.fines for case in cases),
            by_subject={
                kind: sum(visit.subject_kind == kind for visit in visits)
                for kind in AREAS[area]
            },
            by_outcome={outcome: outcomes.count(outcome) for outcome in OUTCOMES},
        )

    def days(self) -> list[date]:
        """Return the days on which something turns, and those before and behind."""
        found = {date(2022, 12, 31), date(2024, 2, 29), date(2024, 12, 31)}
        for event in self.values.values():
            for name in ("issued_on", "effective_on", "expires_on", "on", "until"):
                found.add(getattr(event, name, None) or date(2023, 1, 1))
            for name in ("inspected_on", "decided_on", "from_on", "to_on"):
                found.add(getattr(event, name, None) or date(2023, 12, 31))
        near = {day + DAY * place for day in found for place in (-1, 0, 1)}
        return sorted(day for day in near if day.year in YEARS)


def last_day(grant: LicenceIssued, done: Iterable[LegalAct]) -> date | None:
    """Return the last day of the term that a grant and acts on it come to."""
    last = grant.expires_on
    for act in done:
        if ACT_WORDS[type(act)] == "extend":
            last = act.until
        elif "expires_on" in act.changes:
            last = cast("date | None", act.changes["expires_on"])
    return last


def first_day(grant: LicenceIssued, done: Iterable[LegalAct]) -> date:
    """Return the first day in force that a grant and acts on it come to."""
    first = grant.effective_on or grant.issued_on
    for act in done:
        if "effective_on" in act.changes and act.on <= first:
            first = cast("date", act.changes["effective_on"] or grant.issued_on)
    return first


def suspended_through(done: Iterable[LegalAct]) -> date:
    """Return the last day of the suspension that acts come to; the last one holds."""
    last = date.min
    for act in done:
        match ACT_WORDS[type(act)]:
            case "suspend":
                last = act.until or date.max
            case "resume":
                last = date.min
            case _:
                pass
    return last


def case_on(cases: Iterable[Case], day: date) -> Case | None:
    """Return what holds at the end of a day."""
    held = None
    for case in cases:
        if case.on <= day and (held is None or case.on >= held.on):
            held = case
    return held


def last_decision(cases: Iterable[Case]) -> str:
    """Return the number of the last decision of all."""
    held = case_on([case for case in cases if case.decision], date.max)
    return held.decision if held else ""


# What a register is asked, and what it is to answer.


Period = tuple[date, date, date, bool]
"""First day, last day, the day by which a case counts as decided, and how."""


@dataclass(frozen=True)
class Question:
    """How a register is asked, and where the model finds the answer.

    Attributes:
        ask: Asks a register.
        expect: Looks into a model.
        is_one: Whether it is a single question; between two, others may have written.
    """

    ask: Callable[[RegisterFolder], Any]
    expect: Callable[[Model], Any]
    is_one: bool = True


def periods(days: Iterable[date]) -> list[Period]:
    """Return years up to a day, and whole months as decided by a later day."""
    found = [
        (date(day.year, 1, 1), day, day, by_decision_day)
        for day in days
        for by_decision_day in (False, True)
    ]
    end_of_year = date(2024, 12, 31)
    return [
        *found,
        (date(2024, 2, 1), date(2024, 2, 29), end_of_year, False),
        (date(2024, 1, 1), date(2024, 6, 30), end_of_year, True),
    ]


def questions(model: Model, turn: int) -> dict[str, Question]:
    """Return all that can be asked of the records of a model.

    Args:
        model: The model, as it is now.
        turn: Chooses among the days and references.
    """
    keys = {model.key(paper) for paper in model.of(LicenceIssued)}
    licences = sorted(keys - model.shared_keys())
    visits = sorted({model.key(paper) for paper in model.of(InspectionRecorded)})
    unknown = LicenceKey("MIC", LicenceNumber(9, "", "GP-BTTTT"), 2023)
    days = some(model.days(), turn, 8)
    references = some(REFERENCES, turn, 12)
    asked = {
        "entries": Question(
            lambda register: (register.entries, register.last_recorded_at),
            lambda model: (len(model.entries), model.last_at),
        ),
        "last": Question(
            lambda register: register.last_reference,
            lambda model: model.last_reference,
        ),
        "licences": Question(
            lambda register: list(register.licences()),
            lambda model: model.records(model.licences()),
        ),
        "licences as kept": Question(
            lambda register: [
                (record.values["key"], record.is_plain, record.licence())
                for record in register.licence_records()
            ],
            lambda model: [
                (str(model.key(paper)), paper.is_plain, model.record(paper))
                for paper in model.licences()
            ],
        ),
        "licences of two years": Question(
            lambda register: list(register.licences([2024, 2022, 1999])),
            lambda model: model.records(
                paper for paper in model.licences() if model.key(paper).year != 2023
            ),
        ),
        "inspections": Question(
            lambda register: list(register.inspections()),
            lambda model: model.records(model.inspections()),
        ),
        "inspections of a year": Question(
            lambda register: list(register.inspections([2023])),
            lambda model: model.records(
                paper for paper in model.inspections() if model.key(paper).year == 2023
            ),
        ),
        "tallies": Question(
            lambda register: list(register.tallies()),
            lambda model: model.tallies(),
        ),
        "each licence": Question(
            lambda register: [register.licence(key) for key in (*licences, unknown)],
            lambda model: [model.known_by(key) for key in (*licences, unknown)],
            is_one=False,
        ),
        "each inspection": Question(
            lambda register: [register.inspection(key) for key in visits],
            lambda model: [model.known_by(key) for key in visits],
            is_one=False,
        ),
        "found": Question(
            lambda register: [
                sorted(one.entry for one in register.find_licences(reference))
                for reference in references
            ],
            lambda model: [model.meant_by(reference) for reference in references],
            is_one=False,
        ),
        "with a trait": Question(
            lambda register: [
                sorted(one.entry for one in found)
                for found in (
                    *map(register.licences_with, SITES),
                    *map(register.licences_of, HOLDERS),
                    *map(register.licences_replacing, range(1, 6)),
                )
            ],
            lambda model: [
                *map(model.with_site, SITES),
                *map(model.of_holder, HOLDERS),
                *map(model.replacing, range(1, 6)),
            ],
            is_one=False,
        ),
        "of a subject": Question(
            lambda register: [
                [one.entry for one in register.inspections_of(subject, year)]
                for subject in ("vi-du-a.vn", "vi-du-b.vn")
                for year in YEARS
            ],
            lambda model: [
                [
                    paper.first
                    for paper in model.inspections()
                    if model.values[paper.first].subject.casefold() == subject
                    and model.key(paper).year == year
                ]
                for subject in ("vi-du-a.vn", "vi-du-b.vn")
                for year in YEARS
            ],
            is_one=False,
        ),
        "under a licence": Question(
            lambda register: [
                [one.entry for one in register.inspections_under(licence)]
                for licence in map(register.licence, licences)
                if licence is not None
            ],
            lambda model: [
                [
                    paper.first
                    for paper in model.inspections()
                    if model.values[paper.first].licence == licence.entry
                ]
                for licence in map(model.known_by, licences)
                if licence is not None
            ],
            is_one=False,
        ),
        "next inspection": Question(
            lambda register: [register.next_inspection(year) for year in YEARS],
            lambda model: [model.free_sequence(year) for year in YEARS],
        ),
        "batches": Question(
            lambda register: [
                (batch.number, batch.at, batch.by, batch.command, list(batch.entries))
                for batch in register.batches()
            ],
            batches_of,
        ),
    }
    return asked | counted(days)


def counted(days: Sequence[date]) -> dict[str, Question]:
    """Return the questions about totals at the ends of some days."""
    some_periods = periods(days[::4])
    return {
        "licence totals": Question(
            lambda register: [
                licence_totals(
                    register.counts.licences,
                    register.tallies(),
                    kind,
                    FAMILIES[kind],
                    date(day.year, 1, 1),
                    day,
                )
                for kind in FAMILIES
                for day in days
            ],
            lambda model: [
                model.licence_totals(kind, date(day.year, 1, 1), day)
                for kind in FAMILIES
                for day in days
            ],
            is_one=False,
        ),
        "licence totals by issuer": Question(
            lambda register: [
                licence_totals(
                    part.licences,
                    [one for one in register.tallies() if one.event.issuer == code],
                    kind,
                    FAMILIES[kind],
                    date(2022, 3, 1),
                    day,
                )
                for parts in [register.counts_by_issuer()]
                for code in ISSUERS
                for part in [parts.get(code, Counts())]
                for kind in FAMILIES
                for day in days[::2]
            ],
            lambda model: [
                model.licence_totals(kind, date(2022, 3, 1), day, code)
                for code in ISSUERS
                for kind in FAMILIES
                for day in days[::2]
            ],
            is_one=False,
        ),
        "inspection totals": Question(
            lambda register: [
                totals_of(register.counts, area, period)
                for area in AREAS
                for period in some_periods
            ],
            lambda model: [
                model.inspection_totals(area, period)
                for area in AREAS
                for period in some_periods
            ],
        ),
        "inspection totals by agency": Question(
            lambda register: [
                totals_of(parts.get(code, Counts()), area, period)
                for parts in [register.counts_by_issuer()]
                for code in AGENCIES
                for area in AREAS
                for period in some_periods
            ],
            lambda model: [
                model.inspection_totals(area, period, code)
                for code in AGENCIES
                for area in AREAS
                for period in some_periods
            ],
            is_one=False,
        ),
    }


def totals_of(counts: Counts, area: str, period: Period) -> InspectionTotals:
    first, last, as_of, by_decision_day = period
    return inspection_totals(
        counts.inspections,
        area,
        first,
        last,
        as_of=as_of,
        by_decision_day=by_decision_day,
    )


def batches_of(model: Model) -> list[Any]:
    """Return the batches as they must be read back, with their entries."""
    found = []
    start = 0
    for number, batch in enumerate(model.batches, start=1):
        end = start + len(batch.events)
        entries = [model.entries[one] for one in range(start + 1, end + 1)]
        found.append((number, batch.at, batch.by, batch.command, entries))
        start = end
    return found


def some(values: Sequence[Any], turn: int, count: int) -> list[Any]:
    """Return a few values from all over the sequence, others at each turn."""
    step = max(1, len(values) // count)
    return list(values[turn % step :: step][:count])


def pick(values: Sequence[Any], place: int) -> Any:  # noqa: ANN401  # one of any
    """Return one of the values, or None where there is none."""
    return values[place % len(values)] if values else None


# What happens next.


@dataclass(frozen=True)
class Order:
    """What is to be recorded; *pick* and *turn* choose among what there is."""

    word: str
    pick: int
    turn: int
    day: date
    text: str = "a"


WORDS: Final = (
    *("issue", "issue", "act", "act", "act", "inspect", "inspect", "decide", "tally"),
    *("correct", "correct", "correct", "void", "restore", "note"),
)
orders: Final = st.builds(
    Order,
    st.sampled_from(WORDS),
    st.integers(0, 23),
    st.integers(0, 23),
    near_days,
    NASTY,
)


@dataclass(frozen=True)
class Harm:
    """What happens to a view; *age* counts its earlier copies, the newest first."""

    kind: str
    view: int
    way: str
    age: int


harms: Final = st.builds(
    Harm,
    st.sampled_from(
        [
            *("books/20", "books/20", "books/20", "issuers/", "traits/"),
            *("cells/20", "cells/ABEI"),
            *("books/standing.json", "books/standing.json", "totals.json"),
        ]
    ),
    st.integers(0, 5),
    st.sampled_from([*("older",) * 9, "missing", "cut", "other"]),
    st.sampled_from([1, 1, 2, 3, 5, 9]),
)
many_orders: Final = st.lists(orders, max_size=6)
handles: Final = st.integers(0, len(CLERKS) - 1)


def draw_up(model: Model, some_orders: Iterable[Order]) -> tuple[Event, ...]:
    """Return the events of a batch, each about what is there when it comes."""
    events: tuple[Event, ...] = ()
    for order in some_orders:
        event = event_of(Model([*model.batches, Kept("", "", "", events)]), order)
        if event is not None:
            events = (*events, event)
    return events


def event_of(model: Model, order: Order) -> Event | None:
    """Return the event that an order comes to; None where there is nothing for it."""
    match order.word:
        case "issue":
            return grant_of(model, order)
        case "inspect":
            return visit_of(model, order)
        case "tally":
            return tally_of(order)
        case "act":
            licence = pick_often(model.of(LicenceIssued), order)
            return licence and act_of(model, licence, order)
        case "decide":
            visit = pick_often(model.of(InspectionRecorded), order)
            return visit and decision_of(model, visit, order)
        case _:
            papers = list(model.papers.values())
            marred = [paper for paper in papers if paper.voided]
            is_back = order.word == "restore" and marred
            paper = pick_often(marred if is_back else papers, order)
            return paper and amendment_of(model, paper, order)


def pick_often(papers: Sequence[Paper], order: Order) -> Any:  # noqa: ANN401  # as above
    """Return one of the papers: in half of all cases one of the first few.

    So much happens to these, and to the others together.
    """
    return pick(papers[:3] if order.day.day % 2 else papers, order.pick)


def grant_of(model: Model, order: Order) -> LicenceIssued:
    tallies = [paper.first for paper in model.of(TallyRecorded)]
    others = [paper.first for paper in model.of(LicenceIssued)]
    day = order.day
    grant = LicenceIssued(
        kind=pick(KINDS, order.turn),
        number=number_of(order.pick),
        issuer=pick(ISSUERS, order.turn // 2),
        issued_on=day,
        effective_on=pick((None, None, day + 40 * DAY), order.turn),
        expires_on=pick((None, day, day + 300 * DAY, date(2024, 2, 29)), order.pick),
        holder=order.text,
        sites=pick(((), ("a.vn",), ("a.vn", "b.vn")), order.pick),
        replaces=pick(others, order.pick) if order.turn % 4 == 0 else None,
        from_tally=pick(tallies, order.pick) if order.turn % 3 == 0 else None,
    )
    return replace(grant, ordinal=model.free_ordinal(grant.key))


def number_of(place: int) -> LicenceNumber:
    letter = "A" if place % 5 == 4 else ""
    return LicenceNumber(pick(VALUES, place), letter, pick(SUFFIXES, place // 3))


def act_of(model: Model, licence: Paper, order: Order) -> LegalAct:
    word = pick(list(ACTS), order.turn)
    changes: list[dict[str, object]] = [
        {"holder": order.text},
        {"expires_on": None},
        {"expires_on": order.day + 60 * DAY, "sites": ("c.vn",)},
        {"effective_on": pick((None, order.day + 20 * DAY), order.pick)},
    ]
    until = None
    if word in ("extend", "suspend"):
        until = pick((order.day + 90 * DAY, date(2024, 6, 30), None), order.pick)
    return ACTS[word](
        licence=licence.first,
        ref=str(model.key(licence)),
        on=order.day,
        given_number=pick(LATER_NUMBERS, order.turn),
        until=until,
        changes=pick(changes, order.pick) if word == "amend" else {},
        reason=order.text,
    )


def visit_of(model: Model, order: Order) -> InspectionRecorded:
    licence = pick_often(model.of(LicenceIssued), order) if order.pick % 3 else None
    year = order.day.year
    gap = 3 if order.turn % 6 == 5 else 0
    return InspectionRecorded(
        key=InspectionKey(year, model.free_sequence(year) + gap),
        inspected_on=order.day,
        agency=pick(AGENCIES, order.turn),
        subject=pick(SUBJECTS, order.pick),
        subject_kind=pick(SUBJECT_KINDS, order.turn),
        licence=licence and licence.first,
        ref=str(model.key(licence)) if licence else "",
        outcome=pick(OUTCOMES, order.turn),
        breaches=breaches_of(order),
        decision=pick(DECISIONS, order.pick),
        decided_on=pick((None, order.day + 20 * DAY, date(2024, 2, 29)), order.turn),
        note=order.text,
    )


def breaches_of(order: Order) -> tuple[Breach, ...]:
    found = (Breach("a", 5_000_000), Breach(order.text, 0), Breach("b", 7))
    return found[: order.turn % 4]


def decision_of(model: Model, visit: Paper, order: Order) -> InspectionDecided:
    return InspectionDecided(
        inspection=visit.first,
        ref=str(model.key(visit)),
        on=order.day,
        outcome=pick(OUTCOMES, order.turn),
        breaches=breaches_of(order),
        decision=pick(DECISIONS, order.turn),
        note=order.text,
    )


def tally_of(order: Order) -> TallyRecorded:
    return TallyRecorded(
        measure="issued",
        kind=pick(list(FAMILIES), order.turn),
        count=20 + order.pick,
        from_on=pick((None, date(2022, 1, 1), date(2022, 3, 1)), order.pick),
        to_on=order.day,
        issuer=pick(("", *ISSUERS), order.turn),
        source=order.text,
    )


def amendment_of(model: Model, paper: Paper, order: Order) -> Event:
    """Return what puts a record right, or one of its acts or decisions."""
    notes = [n for n in paper.trail if isinstance(model.values[n], NoteAdded)]
    parts = [paper.first, paper.first, *paper.later]
    target: int = pick(parts, order.turn)
    first = model.values[paper.first]
    is_tally = isinstance(first, TallyRecorded)
    ref = f"TALLY-{paper.first}" if is_tally else str(first.key)
    match order.word:
        case "void":
            entry: int = pick(parts if is_tally else [*parts, *notes], order.turn)
            return EntryVoided(target=entry, ref=ref, because=order.text)
        case "restore":
            # What was entered in error comes back; else something that never was.
            entry = pick(sorted(paper.voided), order.turn) or target
            if not model.may_come_back(paper, entry):
                return NoteAdded(target=target, ref=ref, text="its number is another's")
            return EntryRestored(target=entry, ref=ref, because=order.text)
        case "note":
            beside: int = pick([target, *(() if is_tally else notes)], order.pick)
            return NoteAdded(target=beside, ref=ref, text=order.text)
        case _:
            changes = changes_of(model, model.values[target], order)
            return EntryCorrected(
                target=target, ref=ref, changes=changes, because=order.text
            )


def changes_of(model: Model, event: Event, order: Order) -> dict[str, Any]:
    """Return right values for an event."""
    day, place = order.day, order.turn // 2
    values: list[dict[str, Any]]
    match event:
        case LicenceIssued():
            return grant_changes(model, event, order)
        case InspectionRecorded():
            return visit_changes(model, event, order)
        case InspectionDecided():
            values = [
                {"on": day},
                {"decision": pick(DECISIONS, order.pick)},
                {"outcome": "fined", "breaches": (Breach("c", 9),)},
            ]
        case TallyRecorded():
            values = [
                {"count": 40},
                {"from_on": None, "to_on": day},
                {"issuer": pick(("", *ISSUERS), order.pick)},
                {"kind": pick(KINDS, order.pick)},
            ]
        case _:
            values = [
                {"on": day},
                {"given_number": pick(LATER_NUMBERS, order.pick)},
                {"until": day},
                {"on": day, "changes": {"expires_on": day}, "reason": "typo"},
            ]
    return dict(pick(values, place))


def grant_changes(model: Model, grant: LicenceIssued, order: Order) -> dict[str, Any]:
    """Return right values for a grant; a key that is taken gets another ordinal.

    A number that was given twice is left alone, so that its ordinals have no gap.
    """
    values: list[dict[str, Any]] = [
        {"number": number_of(order.pick)},
        {"issued_on": order.day},
        {"issued_on": order.day, "kind": pick(KINDS, order.pick)},
        {"issuer": pick(ISSUERS, order.pick), "number": number_of(order.turn)},
        {"effective_on": order.day, "expires_on": None},
        {"expires_on": order.day, "sites": pick(((), ("b.vn",)), order.pick)},
        {"replaces": None, "from_tally": None},
    ]
    changes: dict[str, Any] = pick(values, order.turn // 2)
    key = replace(grant, **changes).key
    if key == grant.key:
        return dict(changes)
    if len(model.namesakes(grant.key)) > 1:
        return {"holder": order.text}
    return changes | {"ordinal": model.free_ordinal(key)}


def visit_changes(
    model: Model, visit: InspectionRecorded, order: Order
) -> dict[str, Any]:
    """Return right values for a visit; one of another year gets another reference."""
    if order.turn % 3 == 0:
        changes: dict[str, Any] = {"inspected_on": order.day}
        year = order.day.year
        if year != visit.key.year:
            changes["key"] = InspectionKey(year, model.free_sequence(year))
        return changes
    values: list[dict[str, Any]] = [
        {"subject": pick(SUBJECTS, order.pick)},
        {"agency": pick(AGENCIES, order.pick)},
        {"decision": pick(DECISIONS, order.pick)},
        {"subject_kind": pick(SUBJECT_KINDS, order.pick)},
        {"decided_on": order.day, "outcome": "warned"},
        {"breaches": (Breach("d", 11),), "licence": None, "ref": ""},
    ]
    return dict(pick(values, order.turn // 3))


def circumstances(reason: str = "") -> Circumstances:
    return Circumstances(NOW.date(), law(), reason)


def reference_to(key: LicenceKey) -> Reference:
    """Return the reference that means one licence only."""
    return Reference(
        key.number.value,
        key.number.letter,
        key.number.suffix,
        key.year,
        issuer=key.issuer,
        ordinal=key.ordinal,
    )


def request_of(visit: InspectionRecorded) -> VisitRequest:
    """Return what a clerk asks for; the register gives the reference."""
    return VisitRequest(
        inspected_on=visit.inspected_on,
        agency=visit.agency,
        subject=visit.subject,
        subject_kind=visit.subject_kind,
        outcome=visit.outcome,
        breaches=visit.breaches,
        decision=visit.decision,
        decided_on=visit.decided_on,
        note=visit.note,
    )


def faults_of(
    visit: InspectionRecorded, others: Iterable[InspectionRecorded]
) -> set[str]:
    """Return the rules that refuse a visit beside others."""
    found = set()
    if is_odd(visit):
        found.add("fine-against-outcome")
    if (visit.decided_on or visit.inspected_on) < visit.inspected_on:
        found.add("days-out-of-order")
    if any(
        other.subject.casefold() == visit.subject.casefold()
        and other.inspected_on == visit.inspected_on
        and other.agency == visit.agency
        and other.decision == visit.decision
        for other in others
    ):
        found.add("visit-taken")
    return found


def check_refusal(error: RuleError, expected: set[str]) -> None:
    """Hold a refusal against the rules that the model knows; it does not know all."""
    named = {
        *("identity-taken", "days-out-of-order"),
        *("visit-taken", "fine-against-outcome"),
    }.intersection(error.rules)
    assert named <= expected


def is_odd(said: InspectionRecorded | InspectionDecided) -> bool:
    """Tell whether there are fines without a sanction."""
    fines = sum(breach.fine_vnd for breach in said.breaches)
    sanctions = ("warned", "fined", "stripped", "other-sanction")
    return fines > 0 and said.outcome not in sanctions


def view_names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.json")
    )


def writing_order(name: str) -> tuple[int, str]:
    """Return the place of a view among those that a batch changes."""
    kinds = ("cells/", "issuers/", "traits/", "books/standing", "totals", "books/")
    return next(n for n, kind in enumerate(kinds) if name.startswith(kind)), name


# The two beside each other.


class RegisterMachine(RuleBasedStateMachine):
    """A register with three handles, and the model that says what it must answer."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="licreg-model-"))
        self.folder = self.home / "register"
        self.patch = pytest.MonkeyPatch()
        self.model = Model()
        self.now = NOW
        self.turn = 0
        self.earlier: dict[str, list[bytes]] = {}
        self.is_spoilt = False
        self.states: dict[str, int] = {}

    @initialize(
        small=st.sampled_from([0, 0, 1_000_000]),
        lag=st.sampled_from([0, 1_500, 10**9, 10**9]),
    )
    def a_register_is_made(self, small: int, lag: int) -> None:
        """Books from *small* bytes on lag behind by up to *lag* bytes."""
        self.patch.setattr(shelf, "SMALL", small)
        self.patch.setattr(shelf, "_LAG", lag)
        self.patch.setattr(store, "_PAUSE", 0)
        RegisterFolder.create(self.folder, "R", now=NOW)
        self.handles = [RegisterFolder(self.folder) for _ in CLERKS]

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.home)

    # Recording.

    @rule(
        handle=handles,
        order=orders,
        again=st.sampled_from(["", "any", "voided"]),
        reason=st.sampled_from(["", "two papers"]),
        is_trial=st.sampled_from([False, False, False, True]),
    )
    def a_licence_is_issued(
        self, handle: int, order: Order, again: str, reason: str, *, is_trial: bool
    ) -> None:
        """A number is given once, unless there is a reason; days are in order."""
        request = self._issue_request(order, again)
        key = LicenceKey(request.issuer, request.number, request.issued_on.year)
        start = request.effective_on or request.issued_on
        taken = [paper for paper in self.model.namesakes(key) if paper.counts]
        refused = set()
        if start < request.issued_on or (request.expires_on or start) < start:
            refused.add("days-out-of-order")
        if taken and not reason:
            refused.add("identity-taken")
        clerk = replace(self._clerk(handle), is_trial=is_trial)
        if is_trial:  # Nothing is held then; the handle is that of a new process.
            self.handles[handle] = RegisterFolder(self.folder)
        try:
            recorded = issue_licence(
                self.handles[handle], request, circumstances(reason), clerk
            )
        except RuleError as error:
            check_refusal(error, refused)
            return
        assert not refused
        (licence,) = recorded.licences
        expected = replace(key, ordinal=self.model.free_ordinal(key))
        assert licence.key == expected
        noted = {remark.rule for remark in recorded.remarks}
        assert ("identity-taken" in noted) == bool(taken)
        if not is_trial:
            self._kept(handle, "issue", [licence.grant])

    def _issue_request(self, order: Order, again: str) -> IssueRequest:
        """Return a request, *again* for the number of a licence on record."""
        day = order.day
        number, issuer = number_of(order.pick), pick(ISSUERS, order.turn)
        papers = self.model.of(LicenceIssued) if again else []
        voided = [paper for paper in papers if not paper.counts]
        known = pick(voided if again == "voided" else papers, order.pick)
        if known is not None:
            grant = self.model.values[known.first]
            number, issuer = grant.number, grant.issuer
            day = day.replace(year=grant.issued_on.year, day=min(day.day, 28))
        replaced = pick(self.model.licences(), order.turn)
        is_new = replaced is None or order.turn % 3
        return IssueRequest(
            kind=pick(KINDS, order.turn),
            number=number,
            issuer=issuer,
            issued_on=day,
            effective_on=pick((None, None, day + 9 * DAY, day - DAY), order.pick),
            expires_on=pick((None, day, day + 200 * DAY, day + 700 * DAY), order.turn),
            holder=order.text,
            replaces=None if is_new else reference_to(self.model.key(replaced)),
        )

    @rule(
        handle=handles,
        some_orders=st.lists(orders, min_size=1, max_size=3),
        reason=st.sampled_from(["", "two visits"]),
    )
    def subjects_are_inspected(
        self, handle: int, some_orders: list[Order], reason: str
    ) -> None:
        """All visits of a command are recorded, or none."""
        requests, visits = [], list[InspectionRecorded]()
        for order in some_orders:
            before = Model([*self.model.batches, Kept("", "", "", tuple(visits))])
            visit = replace(visit_of(before, order), licence=None, ref="")
            key = replace(visit.key, sequence=before.free_sequence(visit.key.year))
            visits.append(replace(visit, key=key))
            requests.append(request_of(visit))
        on_record = [
            self.model.values[paper.first] for paper in self.model.inspections()
        ]
        refused = [
            faults_of(visit, [] if reason else [*on_record, *visits[:place]])
            for place, visit in enumerate(visits)
        ]
        try:
            recorded = record_inspections(
                self.handles[handle],
                requests,
                circumstances(reason),
                self._clerk(handle),
            )
        except RuleError as error:
            check_refusal(error, set().union(*refused))
            return
        assert not any(refused)
        made = [inspection.visit for inspection in recorded.inspections]
        assert [replace(visit, remarks=()) for visit in made] == visits
        self._kept(handle, "inspect", made)

    @precondition(lambda self: self.model.inspections())
    @rule(handle=handles, order=orders)
    def an_inspection_is_decided(self, handle: int, order: Order) -> None:
        """A decision is not earlier than the visit; a fine comes with a sanction."""
        paper = pick(self.model.inspections(), order.pick)
        visit = self.model.values[paper.first]
        decision = decision_of(self.model, paper, order)
        refused = set()
        if decision.on < visit.inspected_on:
            refused.add("days-out-of-order")
        if is_odd(decision):
            refused.add("fine-against-outcome")
        try:
            recorded = decide_inspection(
                self.handles[handle],
                visit.key,
                circumstances(),
                self._clerk(handle),
                on=decision.on,
                outcome=decision.outcome,
                breaches=decision.breaches,
                decision=decision.decision,
                note=decision.note,
            )
        except RuleError as error:
            check_refusal(error, refused)
            return
        assert not refused
        (inspection,) = recorded.inspections
        made = inspection.decisions[-1].event
        assert replace(made, remarks=()) == decision
        self._kept(handle, "decide", [made])

    @rule(handle=handles, some_orders=many_orders)
    def a_batch_is_recorded(self, handle: int, some_orders: list[Order]) -> None:
        """Events of any sort, also those that no command makes yet."""
        self._append(handle, draw_up(self.model, some_orders))

    @rule(handle=handles, some_orders=st.lists(orders, min_size=6, max_size=12))
    def a_long_batch_is_recorded(self, handle: int, some_orders: list[Order]) -> None:
        self._append(handle, draw_up(self.model, some_orders))

    @rule(handle=handles, reader=handles, first=many_orders, second=many_orders)
    def two_batches_are_recorded_in_one_hold(
        self, handle: int, reader: int, first: list[Order], second: list[Order]
    ) -> None:
        """Another handle may ask meanwhile, but not write."""
        holder, other = self.handles[handle], self.handles[reader]
        now = self.now
        with holder.writing(CLERKS[handle], now=now) as writer:
            for some_orders in (first, second):
                events = draw_up(self.model, some_orders)
                writer.append("test", events)
                self.now = now
                self._kept(handle, "test", events)
                self._hold_against(holder)
            if reader != handle:
                self._hold_against(other)
                with (
                    pytest.raises(RegisterBusyError),
                    other.writing("dung", now=NOW, wait_seconds=0),
                ):
                    pass

    @rule(
        handle=handles,
        some_orders=many_orders,
        fault=st.integers(0, 3),
        place=st.integers(0, 5),
    )
    def a_batch_with_one_impossible_event_is_refused(
        self, handle: int, some_orders: list[Order], fault: int, place: int
    ) -> None:
        """Nothing of it is recorded."""
        nowhere = "09/GP-BTTTT/2023@MIC"
        impossible: list[Any] = [
            EntryVoided(target=99_999, ref=nowhere, because="twice"),
            EntryVoided(target=99_999, ref="TALLY-99999", because="twice"),
            ACTS["extend"](licence=99_999, ref=nowhere, on=date(2024, 1, 1)),
            NoteAdded(target=1, ref="INS-1999-0001", text=object()),  # type: ignore[arg-type]  # what JSON has no word for
        ]
        events: list[Event] = list(draw_up(self.model, some_orders))
        events.insert(place, impossible[fault])
        register = self.handles[handle]
        with (
            pytest.raises((RegisterFileError, TypeError)),
            register.writing("an", now=self.now) as writer,
        ):
            writer.append("test", events)
        self._hold_against(register)
        register.notices.clear()

    # Opening, spoiling and mending.

    @rule(handle=handles, how=st.sampled_from(["opened", "held", "rebuilt"]))
    def a_register_is_tended(self, handle: int, how: str) -> None:
        """It is opened anew by a handle, held for nothing, or rebuilt."""
        match how:
            case "opened":
                self.handles[handle] = RegisterFolder(self.folder)
            case "held":
                self._hold_for_nothing(handle)
            case _:
                self._rebuild(handle)

    def _hold_for_nothing(self, handle: int) -> None:
        """Let what a stopped append left behind be set aside."""
        register = self.handles[handle]
        with register.writing(CLERKS[handle], now=self.now) as writer:
            assert writer.next_entry == len(self.model.entries) + 1

    def _rebuild(self, handle: int) -> None:
        register = self.handles[handle]
        with register.writing(CLERKS[handle], now=self.now):
            register.rebuild()
            register.write_views()
        self.is_spoilt = False
        # The others may still tell of what they mended.
        self.handles = [
            one if one is register else RegisterFolder(self.folder)
            for one in self.handles
        ]
        register.notices.clear()

    @rule(
        some_orders=many_orders,
        cut=st.integers(0, 100),
        views=st.integers(0, 9),
    )
    def an_append_is_stopped(
        self, some_orders: list[Order], cut: int, views: int
    ) -> None:
        """Up to *cut* hundredths of the batch are in the journal, a few views behind.

        The batch counts when all of it is there, whatever the views say.
        """
        self._hold_for_nothing(0)
        before = (self.folder / JOURNAL).read_bytes()
        elsewhere = Path(shutil.copytree(self.folder, self.home / "elsewhere"))
        events = draw_up(self.model, some_orders)
        register = RegisterFolder(elsewhere)
        with register.writing(CLERKS[0], now=self.now) as writer:
            writer.append("test", events)
        after = (elsewhere / JOURNAL).read_bytes()
        batch = after.removeprefix(before)
        assert before + batch == after
        part = batch[: len(batch) * cut // 100]
        with (self.folder / JOURNAL).open("ab") as stream:
            stream.write(part)
        if part == batch:
            for name in sorted(view_names(elsewhere), key=writing_order)[:views]:
                (self.folder / name).parent.mkdir(exist_ok=True)
                shutil.copy(elsewhere / name, self.folder / name)
            self.is_spoilt = True
            self._kept(0, "test", events)
        shutil.rmtree(elsewhere)

    @precondition(lambda self: self.earlier)
    @rule(harm=harms, is_seen=st.booleans())
    def a_view_is_spoilt(self, harm: Harm, *, is_seen: bool) -> None:
        """A view is lost, damaged, or put back as it was some time ago.

        Where it *is_seen* at once, a reader mends it; else it waits for the handles.
        """
        names = [name for name in self.earlier if name.startswith(harm.kind)]
        if not names:
            return
        self.is_spoilt = True
        self._spoil(pick(sorted(names), harm.view), harm)
        if is_seen and harm.way != "older":
            self._hold_against(RegisterFolder(self.folder))

    @precondition(lambda self: self.earlier)
    @rule(view=st.integers(0, 5), age=st.sampled_from([1, 1, 2, 3]))
    def a_book_is_put_back(self, view: int, age: int) -> None:
        """A book is again as it was; it is caught up, or made anew."""
        self.a_view_is_spoilt(Harm("books/20", view, "older", age), is_seen=False)

    def _spoil(self, name: str, harm: Harm) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        data = path.read_bytes() if path.exists() else b""
        match harm.way:
            case "missing":
                path.unlink(missing_ok=True)
            case "cut":
                path.write_bytes(data[: len(data) // 2])
            case "other":
                path.write_bytes(data[:-9] + b"9" + data[-8:])
            case _:
                others = [copy for copy in self.earlier[name] if copy != data]
                path.write_bytes(others[-harm.age :][0] if others else data)

    # Asking.

    @rule(
        handle=handles,
        what=st.sampled_from(["question", "question", "past", "fault"]),
        place=st.integers(0, 30),
    )
    def a_handle_is_asked(self, handle: int, what: str, place: int) -> None:
        """A handle answers for the state at which it then stands."""
        register = self.handles[handle]
        match what:
            case "question":
                asked = list(questions(self.model, self.turn))
                self._hold_against(register, [pick(asked, place)])
            case "past":
                self._ask_what_was_known(register, place)
            case _:
                self._verify(register)

    def _ask_what_was_known(self, register: RegisterFolder, place: int) -> None:
        known = self._seen_by(register)
        batch = pick(known.batches, place)
        if batch is not None:
            moment = batch.at[: pick((29, 23, 10), place)]
            self._hold_against_past(register.as_known(moment), known, moment)

    def _verify(self, register: RegisterFolder) -> None:
        """What is said was made anew, where something was spoilt; else nothing."""
        assert [
            finding
            for finding in register.verify()
            if not self.is_spoilt or not finding[2].startswith("was ")
        ] == []

    @rule(handle=handles, writer=handles, some_orders=many_orders)
    def a_handle_reads_slowly_while_another_writes(
        self, handle: int, writer: int, some_orders: list[Order]
    ) -> None:
        """A list that was begun goes on as it was begun."""
        register = self.handles[handle]
        reading = register.licences()
        first = [one for one in [next(reading, None)] if one is not None]
        then = Model(self._seen_by(register).batches)
        if handle == writer:
            self.handles[writer] = RegisterFolder(self.folder)
        self._append(writer, draw_up(self.model, some_orders))
        assert [*first, *reading] == then.records(then.licences())

    # Holding the one against the other.

    @invariant()
    def a_copy_of_the_register_answers_as_the_model_says(self) -> None:
        """The register itself stays as it is: what is spoilt waits for the handles."""
        self.turn += 1
        self._remember_views()
        copied = Path(shutil.copytree(self.folder, self.home / "copy"))
        fresh = RegisterFolder(copied)
        self._hold_against(fresh)
        if not self.is_spoilt:
            notices = [line for one in (fresh, *self.handles) for line in one.notices]
            assert [line for line in notices if "unfinished batch" not in line] == []
        if self.model.batches and self.turn % 3 == 0:
            moment = pick(self.model.batches, self.turn * 7).at
            self._hold_against_past(fresh.as_known(moment), self.model, moment)
        if self.is_spoilt:
            self._verify(fresh)
        again = RegisterFolder(copied)
        assert list(again.verify()) == []
        assert again.confirmed().seal == fresh.seal == again.seal
        shutil.rmtree(copied)

    def _hold_against(
        self, register: RegisterFolder, names: Sequence[str] | None = None
    ) -> None:
        """Ask a register, and hold each answer against the model of that state."""
        for name, question in questions(self.model, self.turn).items():
            if names is None or name in names:
                seal, answer = register.seal, question.ask(register)
                if not question.is_one and seal != register.seal:
                    answer = question.ask(register)
                model = self._seen_by(register)
                assert answer == question.expect(model), name

    def _seen_by(self, register: RegisterFolder) -> Model:
        """Return the model of the state at which a register stands."""
        if register.seal not in self.states:
            self.states[register.seal] = len(list(register.batches()))
        return self.model.before(self.states[register.seal])

    def _hold_against_past(
        self, past: RegisterFolder, known: Model, moment: str
    ) -> None:
        moment = moment.removesuffix("+07:00")
        model = Model(
            batch for batch in known.batches if batch.at[: len(moment)] <= moment
        )
        for name, question in questions(known, self.turn).items():
            assert question.ask(past) == question.expect(model), name

    def _append(self, handle: int, events: Sequence[Event]) -> None:
        register = self.handles[handle]
        with register.writing(CLERKS[handle], now=self.now) as writer:
            assert writer.next_entry == len(self.model.entries) + 1
            batch = writer.append("test", events)
        self._kept(handle, "test", events)
        kept = self.model.batches[-1]
        assert (batch.number, batch.at) == (len(self.model.batches), kept.at)
        assert [entry.event for entry in batch.entries] == list(events)

    def _kept(self, handle: int, command: str, events: Iterable[Event]) -> None:
        """Let the model know what was accepted; the clock goes on, or back a little."""
        at = max(self.now.isoformat(timespec="milliseconds"), self.model.last_at)
        self.model.keep(Kept(at, CLERKS[handle], command, tuple(events)))
        place = len(self.model.batches)
        self.now += pick((DAY, timedelta(hours=3), -2 * DAY, 3 * DAY), place)

    def _clerk(self, handle: int) -> Clerk:
        return Clerk(CLERKS[handle], self.now)

    def _remember_views(self) -> None:
        for name in view_names(self.folder):
            data = (self.folder / name).read_bytes()
            copies = self.earlier.setdefault(name, [])
            if not copies or copies[-1] != data:
                copies.append(data)


def test_whatever_happens_the_register_answers_as_the_model_says() -> None:
    run_state_machine_as_test(
        RegisterMachine,
        settings=settings(
            max_examples=RUNS or 25,
            stateful_step_count=STEPS,
            derandomize=not RUNS,
            deadline=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


# What the two disagreed on, each at its smallest.


GRANT: Final = LicenceIssued(
    kind="social-network",
    number=LicenceNumber(1, "", "GP-BTTTT"),
    issuer="MIC",
    issued_on=date(2024, 5, 1),
    holder="A",
    sites=("a.vn",),
)
OTHER: Final = replace(GRANT, number=LicenceNumber(2, "", "GP-BTTTT"))
VISIT: Final = InspectionRecorded(
    key=InspectionKey(2024, 1),
    inspected_on=date(2024, 6, 1),
    agency="ABEI",
    subject="a.vn",
    subject_kind="social-network",
)
REF: Final = "01/GP-BTTTT/2024@MIC"
EXTENDED: Final = ACTS["extend"](
    licence=1, ref=REF, on=date(2024, 7, 1), until=date(2026, 7, 1)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    RegisterFolder.create(tmp_path / "register", "R", now=NOW)
    return tmp_path / "register"


def append(register: RegisterFolder, *events: Event) -> None:
    with register.writing("an", now=NOW) as writer:
        writer.append("test", events)


def test_a_number_given_twice_is_taken_though_the_first_was_an_error(
    folder: Path,
) -> None:
    register = RegisterFolder(folder)
    append(register, GRANT, replace(GRANT, ordinal=2))
    append(register, EntryVoided(target=1, ref=REF, because="twice"))
    request = IssueRequest(
        kind=GRANT.kind,
        number=GRANT.number,
        issuer=GRANT.issuer,
        issued_on=GRANT.issued_on,
        holder="B",
    )

    with pytest.raises(RuleError, match="is on record already"):
        issue_licence(register, request, circumstances(), Clerk("an", NOW))


def test_nothing_is_decided_of_an_inspection_entered_in_error(folder: Path) -> None:
    register = RegisterFolder(folder)
    append(register, VISIT, EntryVoided(target=1, ref="INS-2024-0001", because="twice"))

    with pytest.raises(NotFoundError, match="entered in error"):
        decide_inspection(
            register,
            VISIT.key,
            circumstances(),
            Clerk("an", NOW),
            on=date(2024, 7, 1),
            outcome="warned",
        )


def test_an_older_copy_of_a_book_that_lags_loses_no_entry(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "SMALL", 0)
    register = RegisterFolder(folder)
    append(register, GRANT)
    book = folder / "books" / "2024.json"
    older = book.read_bytes()
    append(register, OTHER)
    with register.writing("an", now=NOW):
        register.rebuild()
        register.write_views()
    append(register, EXTENDED)
    book.write_bytes(older)

    assert [one.entry for one in RegisterFolder(folder).licences()] == [1, 2]


def test_a_handle_that_wrote_trusts_a_book_that_another_rebuilt(folder: Path) -> None:
    one, other = RegisterFolder(folder), RegisterFolder(folder)
    append(other, GRANT)
    append(one, replace(OTHER, issued_on=date(2023, 5, 1)))
    with other.writing("binh", now=NOW):
        other.rebuild()
        other.write_views()

    with one.writing("an", now=NOW):
        assert len(list(one.licences())) == 2
    assert one.notices == []


@pytest.mark.parametrize(
    "event",
    [
        replace(EXTENDED, ref="1 of 2024"),
        replace(EXTENDED, licence=2),
        EntryCorrected(target=2, ref=REF, changes={"holder": "B"}, because="typo"),
        EntryVoided(target=2, ref=REF, because="twice"),
        EntryVoided(target=1, ref="INS-2024-0001", because="twice"),
        EntryRestored(target=9, ref=REF, because="not twice"),
        NoteAdded(target=9, ref=REF, text="seen"),
        NoteAdded(target=1, ref="TALLY-1", text="seen"),
    ],
)
def test_an_event_about_an_entry_that_its_reference_does_not_name_is_refused(
    folder: Path, event: Event
) -> None:
    register = RegisterFolder(folder)
    append(register, GRANT, OTHER, VISIT)

    with pytest.raises(RegisterFileError, match="Nothing was recorded"):
        append(register, event)
    assert RegisterFolder(folder).entries == 3


def test_a_refused_batch_blames_no_view(folder: Path) -> None:
    register = RegisterFolder(folder)
    append(register, GRANT)
    with pytest.raises(RegisterFileError):
        append(register, replace(EXTENDED, licence=9))

    assert register.notices == []


def test_a_correction_entered_in_error_is_undone_or_refused(folder: Path) -> None:
    register = RegisterFolder(folder)
    append(
        register,
        GRANT,
        EntryCorrected(target=1, ref=REF, changes={"holder": "B"}, because="typo"),
    )
    try:
        append(register, EntryVoided(target=2, ref=REF, because="no typo"))
    except RegisterFileError:
        return
    assert [one.grant.holder for one in register.licences()] == ["A"]
