"""Inspections as requests: each row of a file read once, or all its faults named."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from licreg.actions.cells import NO_DAY, Cells
from licreg.actions.composed import (
    Decided,
    format_breaches,
    parse_breaches,
    parse_decisions,
)
from licreg.actions.requests import VisitRequest
from licreg.actions.rows import DECISIONS, PERSONAL, YES
from licreg.actions.rows_in import Unreadable
from licreg.domain.events import (
    Breach,
    Entry,
    InspectionDecided,
    InspectionRecorded,
)
from licreg.domain.identifiers import InspectionKey, parse_inspection_key
from licreg.domain.inspection import Inspection, standings
from licreg.domain.law import Law
from licreg.domain.money import parse_vnd
from licreg.domain.text import quote
from licreg.domain.vocabulary import AREA_OF, FINED, OUTCOMES, PENDING
from licreg.lazily import dataclass
from licreg.wording import tr


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An inspection as a row tells it.

    Attributes:
        visit: The visit, with what was decided first.
        later: What was decided after it; it names no entry yet.
        is_whole: Whether the row tells every decision, and not only the last.
    """

    visit: VisitRequest
    later: tuple[InspectionDecided, ...] = ()
    is_whole: bool = False


def parse_inspection_row(
    cells: Mapping[str, str], law: Law, today: date, agency: str = ""
) -> VisitRow | Unreadable:
    """Read a row of inspections.

    Args:
        cells: The cells by their columns.
        law: The law's tables.
        today: The civil day of the import.
        agency: Who inspected, where the row does not tell.
    """
    row = Cells(cells, law, today)
    inspected_on = row.needed_day("inspected_on")
    breaches = _fined_breaches(row)
    is_fined = any(breach.fine_vnd for breach in breaches)
    visit = VisitRequest(
        key=_inspection_key(row, inspected_on),
        inspected_on=inspected_on,
        agency=row.issuer("agency") or agency or row.needed("agency"),
        subject=row.needed("subject"),
        subject_kind=row.needed_code("subject_kind", AREA_OF),
        licence=row.reference("licence"),
        campaign=row.text("campaign"),
        outcome=row.code("outcome", OUTCOMES) or (FINED if is_fined else PENDING),
        breaches=breaches,
        decision=row.text("decision"),
        decided_on=row.day("decided_on"),
        note=row.text("note"),
        is_personal=bool(row.code(PERSONAL, (YES,))),
    )
    told = _with_decisions(row, visit)
    return Unreadable(tuple(row.faults)) if row.faults else told


def imagine(row: VisitRow) -> Inspection:
    """Return the inspection that a row would make, to be held against others."""
    visit = row.visit
    recorded = InspectionRecorded(
        key=visit.key or InspectionKey(visit.inspected_on.year, 0),
        inspected_on=visit.inspected_on,
        agency=visit.agency,
        subject=visit.subject,
        subject_kind=visit.subject_kind,
        campaign=visit.campaign,
        outcome=visit.outcome,
        breaches=visit.breaches,
        decision=visit.decision,
        decided_on=visit.decided_on,
        note=visit.note,
    )
    return Inspection(
        Entry(0, "", "", recorded),
        tuple(Entry(place, "", "", one) for place, one in enumerate(row.later, 1)),
    )


def _fined_breaches(row: Cells) -> tuple[Breach, ...]:
    """Return the breaches, whose fines add up to the total if that is given."""
    before = len(row.faults)
    none: tuple[Breach, ...] = ()
    breaches = row.read_long("breaches", parse_breaches, none)
    given = row.read("fine_vnd", parse_vnd, None)
    total = sum(breach.fine_vnd for breach in breaches)
    if given is not None and given != total and len(row.faults) == before:
        row.fault(
            "fine_vnd",
            tr(
                "{given:,} VND is not the sum of the breaches, {total:,} VND; "
                "the difference is {given_2:,}.",
                given=given,
                total=total,
                given_2=abs(given - total),
            ),
        )
    return breaches


def _inspection_key(row: Cells, inspected_on: date) -> InspectionKey | None:
    text = row.text("ref")
    if not text:
        return None
    key = parse_inspection_key(text)
    if key is None or key.sequence == 0:
        row.fault(
            "ref",
            tr("{text} is not a reference; one reads INS-2024-0017.", text=quote(text)),
        )
    elif key.year != inspected_on.year and inspected_on != NO_DAY:
        row.fault(
            "ref",
            tr(
                "{key} is of another year than the visit, {inspected_on}.",
                key=key,
                inspected_on=inspected_on,
            ),
        )
    return key


def _with_decisions(row: Cells, visit: VisitRequest) -> VisitRow:
    """Return the row with every decision, if it tells more than the last."""
    none: tuple[Decided, ...] = ()
    parse = partial(parse_decisions, today=row.today)
    decided = row.read_long(DECISIONS, parse, none)
    if not decided or row.faults:
        return VisitRow(visit)
    first, *rest = decided
    later = [
        InspectionDecided(
            inspection=0,
            ref="",
            on=one.on or visit.inspected_on,
            outcome=one.outcome,
            breaches=one.breaches,
            decision=one.decision,
            note=one.note,
        )
        for one in rest
    ]
    told = VisitRow(
        replace(
            visit,
            outcome=first.outcome,
            breaches=first.breaches,
            decision=first.decision,
            decided_on=first.on,
        ),
        tuple(later),
        is_whole=True,
    )
    _compare_last(row, visit, told)
    return told


def _compare_last(row: Cells, visit: VisitRequest, told: VisitRow) -> None:
    """Fault the columns that do not tell the last of the decisions."""
    last = standings(imagine(told))[-1]
    breaches = format_breaches(last.breaches)
    decided_on = last.decided_on or visit.inspected_on
    for column, here, there in (
        ("outcome", visit.outcome, last.outcome),
        ("breaches", format_breaches(visit.breaches), breaches),
        ("decision", visit.decision, last.decision),
        ("decided_on", visit.decided_on or visit.inspected_on, decided_on),
    ):
        if here != there:
            told_there = quote(str(there))
            row.fault(
                column,
                tr(
                    "{here} is not the last of the decisions, {told_there}.",
                    here=quote(str(here)),
                    told_there=told_there,
                ),
            )
