"""The largest decisions on fines: what was fined, and whom, so far as it may be named.

Organisations' names are public; a person is never named, nor an account, which may be
a person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg.actions.listing import InspectionQuestion, find_inspections
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.licence import values_on
from licreg.domain.personal import is_mark
from licreg.domain.text import fold
from licreg.domain.vocabulary import MAY_BE_PERSONS
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from licreg.actions.register import Register
    from licreg.domain.inspection import Inspection, Standing

SHOWN: Final = 10
"""How many decisions are shown."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who was fined.

    Attributes:
        name: Site, network, game or body; empty where it may be a person.
        kind: What it is.
        holder: Who holds its licence; empty where none is known.
        licence: Reference of that licence, likewise.
    """

    name: str
    kind: str
    holder: str
    licence: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on fines, over all the cases that it decides.

    Attributes:
        agency: Who decided.
        number: Its number; empty where none is recorded, and the case stands alone.
        decided_on: Its day.
        references: The inspections that it decides.
        area: The area of the first of them.
        subjects: Whom it fines, each once.
        provisions: What was broken, each once.
        fine_vnd: The sum of its fines, whole dong.
    """

    agency: str
    number: str
    decided_on: date
    references: tuple[str, ...]
    area: str
    subjects: tuple[Subject, ...]
    provisions: tuple[str, ...]
    fine_vnd: int


_Case = tuple["Inspection", "Standing"]


def largest_decisions(
    register: Register, first_day: date, last_day: date
) -> list[Decision]:
    """Return the decisions with the largest fines, on the visits of a period.

    They hold as decided by the end of its last day; of equal ones the earlier comes
    first.
    """
    question = InspectionQuestion(
        first_day=first_day, last_day=last_day, measure="fined"
    )
    groups: dict[str, list[_Case]] = {}
    for inspection, standing in find_inspections(register, question):
        key = str(inspection.key)
        if standing.decision:
            key = fold(f"{inspection.visit.agency} {standing.decision}")
        groups.setdefault(key, []).append((inspection, standing))

    def place(cases: list[_Case]) -> tuple[int, date, str]:
        fine = sum(standing.fine_vnd for _, standing in cases)
        return -fine, cases[0][1].on, str(cases[0][0].key)

    largest = sorted(groups.values(), key=place)[:SHOWN]
    return [
        _decision(register, cases, last_day) for cases in largest if place(cases)[0]
    ]


def _decision(register: Register, cases: list[_Case], day: date) -> Decision:
    inspection, standing = cases[0]
    return Decision(
        agency=inspection.visit.agency,
        number=standing.decision,
        decided_on=standing.decided_on or standing.on,
        references=tuple(str(one.key) for one, _ in cases),
        area=inspection.area,
        subjects=tuple(dict.fromkeys(_subject(register, one, day) for one, _ in cases)),
        provisions=tuple(dict.fromkeys(_provisions(cases))),
        fine_vnd=sum(standing.fine_vnd for _, standing in cases),
    )


def _provisions(cases: list[_Case]) -> Iterator[str]:
    for _, standing in cases:
        for breach in standing.breaches:
            yield breach.basis


def _subject(register: Register, inspection: Inspection, day: date) -> Subject:
    visit = inspection.visit
    if is_mark(visit.subject) or visit.subject_kind in MAY_BE_PERSONS:
        return Subject("", visit.subject_kind, "", "")
    licence = register.licence(parse_licence_key(visit.ref)) if visit.ref else None
    holder = values_on(licence, day).holder if licence is not None else ""
    return Subject(visit.subject, visit.subject_kind, holder, visit.ref)
