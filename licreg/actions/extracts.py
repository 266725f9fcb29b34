"""Extracts: a table of the records that were chosen, in the shape asked for."""

from collections.abc import Iterator
from datetime import date

from licreg.actions.exporting import (
    Lines,
    Rows,
    export_lines,
    export_rows,
    inspection_table,
    licence_table,
)
from licreg.actions.kept_rows import COLUMNS, text_rows
from licreg.actions.listing import (
    InspectionQuestion,
    LicenceQuestion,
    find_inspections,
    find_licence_records,
)
from licreg.actions.public_rows import FLAT_COLUMNS, public_rows
from licreg.actions.register import Register
from licreg.actions.rows import ENTRY, Row, act_rows
from licreg.domain.inspection import standing_on
from licreg.lazily import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What is asked for.

    Attributes:
        table: ``licences``, ``acts``, ``inspections`` or ``tallies``.
        day: The day at whose end the records are looked at.
        question: Which licences or inspections; None for all up to that day.
        kinds: Kinds, where there is no question; empty for all.
        issuer: Code or pattern, likewise.
        personal: Whether personal data are told.
        public: Whether personal and internal fields are left out.
        flat: Whether a licence tells of its acts and inspections too.
    """

    table: str
    day: date
    question: LicenceQuestion | InspectionQuestion | None = None
    kinds: tuple[str, ...] = ()
    issuer: str = ""
    personal: bool = False
    public: bool = False
    flat: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is all of a table in its usual shape."""
        return not (
            self.question or self.kinds or self.issuer or self.public or self.flat
        )


def extract_rows(register: Register, extract: Extract) -> Rows:
    """Return an extract as rows, made as they are gone through."""
    rows = _rows(register, extract)
    if extract.flat:
        rows = _flat(register, rows, extract.day)
    return public_rows(extract.table, rows) if extract.public else rows


def extract_lines(register: Register, extract: Extract) -> Lines:
    """Return the same for a format that knows texts only, such as CSV."""
    if extract.is_whole:
        return export_lines(
            register, extract.table, extract.day, personal=extract.personal
        )
    question = extract.question
    is_plain = not (extract.personal or extract.public or extract.flat)
    if isinstance(question, LicenceQuestion) and is_plain:
        found = find_licence_records(register, question)
        return Lines(COLUMNS, text_rows(found, extract.day))
    columns, rows = extract_rows(register, extract)
    return Lines(columns, (row.values() for row in rows))


def _rows(register: Register, extract: Extract) -> Rows:
    day, personal = extract.day, extract.personal
    question = extract.question
    if isinstance(question, LicenceQuestion):
        records = find_licence_records(register, question)
        return licence_table(register, records, day, personal=personal)
    if question is not None:
        found = (one for one, _ in find_inspections(register, question))
        return inspection_table(register, found, day, personal=personal)
    return export_rows(
        register,
        extract.table,
        day,
        kinds=extract.kinds,
        issuer=extract.issuer,
        personal=personal,
    )


def _flat(register: Register, rows: Rows, day: date) -> Rows:
    columns = (*rows.columns, *FLAT_COLUMNS)
    return Rows(columns, _flat_rows(register, rows.rows, day))


def _flat_rows(register: Register, rows: Iterator[Row], day: date) -> Iterator[Row]:
    """Yield licences, each with what happened to it by the end of *day*."""
    years = [year for year in register.years() if year <= day.year]
    acts = _last_acts(register, years, day)
    visits = _visits(register, years, day)
    without = _no_act()
    for row in rows:
        inspections, fined, fines = visits.get(row[ENTRY], (0, 0, 0))
        yield (
            row
            | acts.get(row[ENTRY], without)
            | {"inspections": inspections, "fined": fined, "fines_vnd": fines}
        )


def _no_act() -> Row:
    return {"last_act": "", "last_act_on": None, "last_act_number": "", "acts": 0}


def _last_acts(register: Register, years: list[int], day: date) -> dict[int, Row]:
    """Return the last act on each licence, by entry, and how many there were."""
    found: dict[int, Row] = {}
    for record in register.licence_records(years):
        if record.is_plain:
            continue
        licence = record.licence()
        acts = [row for row in act_rows(licence) if row["on"] <= day]
        if acts:
            last = max(acts, key=lambda row: (row["on"], row[ENTRY]))
            found[licence.entry] = {
                "last_act": last["act"],
                "last_act_on": last["on"],
                "last_act_number": last["number"],
                "acts": len(acts),
            }
    return found


def _visits(
    register: Register, years: list[int], day: date
) -> dict[int, tuple[int, int, int]]:
    """Return how many visits, fined cases and VND each licence had, by its entry."""
    found: dict[int, tuple[int, int, int]] = {}
    for one in register.inspections(years):
        entry, standing = one.visit.licence, standing_on(one, day)
        if entry is not None and standing is not None:
            inspections, fined, fines = found.get(entry, (0, 0, 0))
            found[entry] = (
                inspections + 1,
                fined + standing.is_fined,
                fines + standing.fine_vnd,
            )
    return found
