"""What a record leaves in the book of another year, so that it is found from there.

A number given by a later act stands in the book of that act's year; a visit stands
under the licence of its subject in the book of the licence.
"""

from licreg.domain.events import LegalAct
from licreg.domain.identifiers import (
    LicenceKey,
    parse_inspection_key,
    parse_licence_key,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import InvalidInputError
from licreg.store.documents import Document


def changed_numbers(
    old: Licence | None, new: Licence
) -> list[tuple[tuple[int, int], Document | None]]:
    """Return the later numbers that differ, by year and entry; None for one gone."""
    before = _numbers(old) if old else {}
    after = _numbers(new)
    return [
        (place, after.get(place))
        for place in sorted(before.keys() | after.keys())
        if before.get(place) != after.get(place)
    ]


def _numbers(licence: Licence) -> dict[tuple[int, int], Document]:
    return {
        (act.event.on.year, act.number): number_line(act.number, act.event, licence.key)
        for act in licence.acts
        if act.event.given_number and act.number not in licence.voided
    }


def number_line(entry: int, act: LegalAct, key: LicenceKey) -> Document:
    """Return what stands of a number given by an act, in the book of the act's year."""
    full = f"{act.given_number}/{act.on.year}@{key.issuer}"
    return {"key": full, "entry": entry, "licence": act.licence, "ref": str(key)}


def changed_visits(
    old: Inspection | None, new: Inspection
) -> list[tuple[int, Document | None]]:
    """Return what stands of a visit under its licence, by the year of the licence.

    The year is that of the licence's reference as it read at entry.
    """
    before, after = _visit(old) if old else {}, _visit(new)
    return [
        (year, after.get(year))
        for year in sorted(before.keys() | after.keys())
        if before.get(year) != after.get(year)
    ]


def _visit(inspection: Inspection) -> dict[int, Document]:
    visit = inspection.visit
    if visit.licence is None or inspection.is_voided:
        return {}
    document = {
        "key": str(visit.key),
        "entry": inspection.entry,
        "licence": visit.licence,
    }
    return {parse_licence_key(visit.ref).year: document}


def year_of(ref: str) -> int | None:
    """Return the year of the book that a reference belongs to; None for a tally."""
    visit = parse_inspection_key(ref)
    if visit:
        return visit.year
    try:
        return parse_licence_key(ref).year
    except InvalidInputError:
        return None
