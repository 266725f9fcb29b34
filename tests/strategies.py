"""Numbers, days, histories and inspections to test with, and a model to count by.

The model counts straight from lists of records; it knows neither counts by day nor
timelines, so that these can be held against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

from licreg.actions.reference import read_law
from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    ACTS,
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    Remark,
    TallyRecorded,
)
from licreg.domain.figures import QUALIFIERS
from licreg.domain.identifiers import InspectionKey, LicenceKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law
from licreg.domain.licence import Licence
from licreg.domain.totals import InspectionTotals
from licreg.domain.vocabulary import AREA_OF, AREAS, OUTCOMES

FIRST_DAY: Final = date(2022, 1, 1)
LAST_DAY: Final = date(2024, 12, 31)
AT: Final = "2024-12-31T12:00:00.000+07:00"
SUFFIXES: Final = ("GP-BTTTT", "GP-TTĐT", "GP-PTTH&TTĐT", "GPSĐBS-TTĐT")
KINDS: Final = ("aggregate-site", "social-network")
ISSUERS: Final = ("ABEI", "MIC", "DIC-HN")
AGENCIES: Final = ("ABEI", "Thanh tra Bộ/Sở")
SUBJECTS: Final = ("vi-du-a.vn", "Vi-Du-A.vn", "vi-du-b.vn")
SUBJECT_KINDS: Final = ("social-network", "aggregate-site", "game")

NASTY: Final = st.sampled_from(
    [
        *("", "a", "Công ty “Đông Á”", 'CTCP "A", B', "a\nb\tc", "\\", '\\"', "}"),
        *('","key":"01/GP-BTTTT/2022@MIC"', '"subject_key":"a"', "\n}", "\u2028,\x7f"),
    ]
)
"""Texts that would break lines, quotes or a search of bytes."""


ENDINGS: Final = (
    ("revoke", "revoked"),
    ("surrender", "surrendered"),
    ("lapse", "lapsed"),
)

few: Final = settings(max_examples=30, deadline=None)
"""For properties that are dear to try."""


@cache
def law() -> Law:
    """Return the law as it ships."""
    return read_law()


def entry_of(number: int, event: Event) -> Entry[Any]:
    """Return an event as the entry of a number."""
    return Entry(number, AT, "an", event)


# Values.

days: Final = st.dates(FIRST_DAY, LAST_DAY)
some_days: Final = st.sampled_from(
    [date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29)]
)
near_days: Final = days | some_days


def numbers(suffixes: Sequence[str] = SUFFIXES) -> st.SearchStrategy[LicenceNumber]:
    """Return numbers that meet often."""
    return st.builds(
        LicenceNumber,
        st.integers(1, 120),
        st.sampled_from(["", "", "", "A"]),
        st.sampled_from(suffixes),
    )


def licence_keys() -> st.SearchStrategy[LicenceKey]:
    """Return keys of licences."""
    return st.builds(
        LicenceKey,
        st.sampled_from(ISSUERS),
        numbers(),
        st.integers(2008, 2030),
        st.sampled_from([1, 1, 2, 11]),
    )


remarks: Final = st.sampled_from(
    [(), (Remark("no-expiry", "none"),), (Remark("term-too-long", '"', "\n"),)]
)
breaches: Final = st.sampled_from(
    [
        (),
        (Breach("15/2020 Art 100.1.a", 15_000_000),),
        (Breach("a=b; c", 0), Breach('"\\', 5_000_000)),
        (Breach("b", 0),),
    ]
)


# Licences.


def grants() -> st.SearchStrategy[LicenceIssued]:
    """Return grants whose days are in order; some give no last day."""

    @st.composite
    def grant(draw: st.DrawFn) -> LicenceIssued:
        issued_on = draw(near_days)
        start = draw(st.none() | near_days.filter(lambda day: day >= issued_on))
        first = start or issued_on
        ends = [None, first, date(2024, 2, 29), last_day_of_term(first, 1)]
        return LicenceIssued(
            kind=draw(st.sampled_from(KINDS)),
            number=draw(numbers()),
            issuer=draw(st.sampled_from(ISSUERS)),
            issued_on=issued_on,
            effective_on=start,
            expires_on=draw(
                st.sampled_from([end for end in ends if end is None or end >= first])
            ),
            holder=draw(NASTY),
            sites=draw(st.sampled_from([(), ("a.vn",), ("a.vn", "b.vn")])),
            replaces=draw(st.sampled_from([None, None, 1])),
            replaces_ref=draw(st.sampled_from(["", "01/GP-BTTTT/2014@MIC"])),
            from_tally=draw(st.sampled_from([None, None, 1])),
            remarks=draw(remarks),
        )

    return grant()


def acts(licence: int, ref: str) -> st.SearchStrategy[LegalAct]:
    """Return acts on a licence, fitting or not."""

    @st.composite
    def act(draw: st.DrawFn) -> LegalAct:
        word = draw(st.sampled_from(list(ACTS)))
        on = draw(near_days)
        until = draw(near_days) if word in ("extend", "suspend") else None
        if word == "suspend":
            until = draw(st.none() | st.just(until))
        changes: dict[str, object] = {}
        if word == "amend":
            changes = draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "holder": NASTY,
                        "sites": st.just(("c.vn",)),
                        "effective_on": st.none() | near_days,
                        "expires_on": st.none() | near_days,
                    },
                )
            )
        return ACTS[word](
            licence=licence,
            ref=ref,
            on=on,
            given_number=draw(st.sampled_from(["", "07/GPSĐBS-TTĐT", "1418/QĐ-BTTTT"])),
            until=until,
            changes=changes,
            reason=draw(NASTY),
            remarks=draw(remarks),
        )

    return act()


def distinct_acts(licence: int, ref: str) -> st.SearchStrategy[list[LegalAct]]:
    """Return acts of which no two of one sort are of one day."""
    return st.lists(
        acts(licence, ref), max_size=5, unique_by=lambda act: (type(act), act.on)
    )


@dataclass(frozen=True)
class History:
    """A record with what was entered of it later."""

    first: Entry[Any]
    later: tuple[Entry[Any], ...] = ()


def histories(first_number: int = 1) -> st.SearchStrategy[History]:
    """Return a licence's grant with acts, corrections, notes and voids."""

    @st.composite
    def history(draw: st.DrawFn) -> History:
        grant = draw(grants())
        ref = str(grant.key)
        entries: list[Entry[Any]] = [entry_of(first_number, grant)]
        for act in draw(st.lists(acts(first_number, ref), max_size=4)):
            entries.append(entry_of(first_number + len(entries), act))
        acts_known = [entry.number for entry in entries]
        for _ in range(draw(st.integers(0, 2))):
            target = draw(st.sampled_from(acts_known))
            field = "holder" if target == first_number else "reason"
            puts_right: list[Event] = [
                EntryCorrected(
                    target=target, ref=ref, changes={field: "B"}, because="typo"
                ),
                NoteAdded(target=target, ref=ref, text="seen"),
                EntryVoided(target=target, ref=ref, because="twice"),
                EntryRestored(target=target, ref=ref, because="not twice"),
            ]
            event = draw(st.sampled_from(puts_right))
            entries.append(entry_of(first_number + len(entries), event))
        return History(entries[0], tuple(entries[1:]))

    return history()


def licence_of(history: History) -> Licence:
    """Return the licence that a history makes."""
    return licences.fold(history.first, history.later)


def many_licences() -> st.SearchStrategy[list[Licence]]:
    """Return a few licences."""
    return st.lists(histories().map(licence_of), max_size=4)


# Inspections.


def visits(key: InspectionKey, on: date) -> st.SearchStrategy[InspectionRecorded]:
    """Return visits of a day, some decided on it or later."""
    return st.builds(
        InspectionRecorded,
        key=st.just(key),
        inspected_on=st.just(on),
        agency=st.sampled_from(AGENCIES),
        subject=st.sampled_from(SUBJECTS),
        subject_kind=st.sampled_from(SUBJECT_KINDS),
        outcome=st.sampled_from(OUTCOMES),
        breaches=breaches,
        decision=st.sampled_from(["", "1/QĐ", "2/QĐ"]),
        decided_on=st.none() | near_days,
        note=NASTY,
        remarks=remarks,
    )


def decisions(inspection: int, ref: str) -> st.SearchStrategy[InspectionDecided]:
    """Return decisions on an inspection, fitting or not."""
    return st.builds(
        InspectionDecided,
        inspection=st.just(inspection),
        ref=st.just(ref),
        on=near_days,
        outcome=st.sampled_from(OUTCOMES),
        breaches=breaches,
        decision=st.sampled_from(["", "1/QĐ", "2/QĐ"]),
        note=NASTY,
        remarks=remarks,
    )


@st.composite
def inspected(draw: st.DrawFn, number: int = 1) -> Inspection:
    """Return an inspection with decisions, some of them voided."""
    on = draw(near_days)
    key = InspectionKey(on.year, number)
    inspection = Inspection(entry_of(number, draw(visits(key, on))))
    for place in range(draw(st.integers(0, 2))):
        decided = entry_of(number + place + 1, draw(decisions(number, str(key))))
        inspection = inspections.evolve(inspection, decided)
    if draw(st.integers(0, 5)) == 0:
        target = draw(st.sampled_from([number, number + 1]))
        voided = EntryVoided(target=target, ref=str(key), because="twice")
        inspection = inspections.evolve(inspection, entry_of(number + 5, voided))
    return inspection


@st.composite
def many_inspections(draw: st.DrawFn) -> list[Inspection]:
    """Return a few inspections that share subjects and decisions."""
    return [draw(inspected(100 * place)) for place in range(1, draw(st.integers(1, 6)))]


# Tallies.


def tallies() -> st.SearchStrategy[TallyRecorded]:
    """Return counts without records, as opening balances or of a period."""
    return st.builds(
        TallyRecorded,
        measure=st.just("issued"),
        kind=st.sampled_from(KINDS),
        count=st.integers(2, 50),
        to_on=st.just(date(2023, 12, 31)) | near_days,
        source=NASTY,
        from_on=st.none() | st.just(FIRST_DAY),
        issuer=st.sampled_from(["", *ISSUERS]),
        note=NASTY,
    )


def figures() -> st.SearchStrategy[FigurePublished]:
    """Return published figures, whole and decimal, with and without days."""
    return st.builds(
        FigurePublished,
        id=st.sampled_from(["2024-a", "2023-b", "c"]),
        measure=st.sampled_from(["issued", "cumulative", "revenue"]),
        kind=st.sampled_from([*KINDS, "postal"]),
        year=st.just(2024),
        value=st.integers(-5, 10**16) | st.decimals("-99", "10000", places=2),
        part=st.sampled_from(["", "Zalo"]),
        first_day=st.none() | st.just(FIRST_DAY),
        last_day=st.none() | near_days,
        qualifier=st.sampled_from(QUALIFIERS),
        tolerance_percent=st.none() | st.integers(0, 100),
        unit=NASTY,
        wording=NASTY,
        source=NASTY,
        published_on=st.none() | near_days,
        conflicts=st.just(()) | st.just(("x", "y")),
    )


# The model.


@dataclass(frozen=True)
class Model:
    """The records themselves, counted one by one."""

    licences: Sequence[Licence] = ()
    inspections: Sequence[Inspection] = ()

    def issued(self, kinds: Iterable[str], first: date, last: date) -> int:
        """Return how many grants are dated in a period."""
        return sum(
            one.grant.kind in set(kinds) and first <= one.grant.issued_on <= last
            for one in self.licences
            if not one.is_voided
        )

    def standing(self, kinds: Iterable[str], status: str, day: date) -> int:
        """Return how many stand somewhere at the end of a day."""
        return sum(
            one.grant.kind in set(kinds) and model_status(one, day) == status
            for one in self.licences
        )

    def inspection_totals(
        self,
        area: str,
        first: date,
        last: date,
        *,
        as_of: date | None = None,
        by_decision_day: bool = False,
    ) -> InspectionTotals:
        """Return what was inspected in a period and what had come of it by a day."""
        live = [
            one
            for one in self.inspections
            if not one.is_voided and AREA_OF[one.visit.subject_kind] == area
        ]
        ours = [one for one in live if first <= one.visit.inspected_on <= last]
        held = [
            (case.on if by_decision_day else one.visit.inspected_on, one, case)
            for one in live
            for case in [model_held(one, as_of or last)]
            if case is not None
        ]
        cases = [case for day, _, case in held if first <= day <= last]
        # Of several months, a decision counts in the last in which it has a case.
        decided: dict[tuple[int, str, str], date] = {}
        for day, one, case in held:
            if case.decision:
                year, agency = one.visit.inspected_on.year, one.visit.agency
                decision = (year, agency, model_last_decision(one))
                decided[decision] = max(day, decided.get(decision, day))
        kinds = [one.visit.subject_kind for one in ours]
        outcomes = [case.outcome for _, one, case in held if one in ours]
        penalties = {"warned", "fined", "stripped", "other-sanction"}
        return InspectionTotals(
            inspected=len(ours),
            subjects=len({one.visit.subject.casefold() for one in ours}),
            penalised=sum(case.outcome in penalties for case in cases),
            fined=sum(case.outcome == "fined" or case.fine > 0 for case in cases),
            breaches=sum(len(case.breaches) for case in cases),
            decisions=sum(first <= day <= last for day in decided.values()),
            fines_vnd=sum(case.fine for case in cases),
            by_subject={kind: kinds.count(kind) for kind in AREAS[area]},
            by_outcome={outcome: outcomes.count(outcome) for outcome in OUTCOMES},
        )


@dataclass(frozen=True)
class Case:
    """What was decided of an inspection, from a day on."""

    on: date
    outcome: str
    breaches: tuple[Breach, ...]
    decision: str

    @property
    def fine(self) -> int:
        """The sum of the fines."""
        return sum(breach.fine_vnd for breach in self.breaches)


def model_cases(inspection: Inspection) -> list[Case]:
    """Return all that was ever decided, the visit first, in the order of the days."""
    visit = inspection.visit
    cases = [Case(visit.inspected_on, "pending", (), "")]
    decided: list[tuple[date, InspectionRecorded | InspectionDecided]] = [
        (one.event.on, one.event)
        for one in inspection.decisions
        if one.number not in inspection.voided
    ]
    decided.sort(key=lambda one: one[0])
    for on, event in [(visit.decided_on or visit.inspected_on, visit), *decided]:
        day = max(on, visit.inspected_on)
        cases.append(Case(day, event.outcome, event.breaches, event.decision))
    # Sorting keeps the order of those of one day: the one behind the others holds.
    return sorted(cases, key=lambda case: case.on)


def model_held(inspection: Inspection, day: date) -> Case | None:
    """Return the case as it stood at the end of a day."""
    cases = [case for case in model_cases(inspection) if case.on <= day]
    return cases[-1] if cases else None


def model_last_decision(inspection: Inspection) -> str:
    """Return the number of the last decision of all."""
    named = [case.decision for case in model_cases(inspection) if case.decision]
    return named[-1] if named else ""


def model_status(licence: Licence, day: date) -> str | None:
    """Return where a licence stands, read off the page on words and counts."""
    grant = licence.grant
    if licence.is_voided or day < grant.issued_on:
        return None
    order = list(ACTS.values())
    done = [
        act
        for act in licence.acts
        if act.number not in licence.voided and act.event.on <= day
    ]
    done.sort(key=lambda act: (act.event.on, order.index(type(act.event)), act.number))
    sorts = [type(act.event) for act in done]
    for word, status in ENDINGS:
        if ACTS[word] in sorts:
            return status
    expiry = grant.expires_on
    for act in done:
        if isinstance(act.event, ACTS["extend"]):
            expiry = act.event.until
        elif "expires_on" in act.event.changes:
            changed: Any = act.event.changes["expires_on"]
            expiry = changed
    if expiry is not None and expiry < day:
        return "expired"
    if day <= model_suspended_until([act.event for act in done]):
        return "suspended"
    is_early = day < model_start(grant, [act.event for act in done])
    return "not-yet" if is_early else "in-force"


def model_start(grant: LicenceIssued, done: Iterable[LegalAct]) -> date:
    """Return the first day in force: acts move it while it is ahead of them."""
    start = grant.effective_on or grant.issued_on
    for act in done:
        if "effective_on" in act.changes and act.on <= start:
            moved: Any = act.changes["effective_on"]
            start = moved or grant.issued_on
    return start


def model_suspended_until(done: Iterable[LegalAct]) -> date:
    """Return the last day of the suspension that acts come to."""
    until = date.min
    for act in done:
        if isinstance(act, ACTS["suspend"]):
            until = act.until or date.max
        elif isinstance(act, ACTS["resume"]):
            until = date.min
    return until
