"""Licences and inspections as answers: one record, or a list of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from licreg.actions.kept_rows import COLUMNS, text_rows
from licreg.actions.locating import live_notes
from licreg.actions.register import LicenceRecord
from licreg.actions.rows import (
    CONTENT_MANAGER,
    INSPECTION_COLUMNS,
    LICENCE_COLUMNS,
    inspection_row,
    licence_row,
)
from licreg.cli.answer import Answer, Cell, Column, Kind, Table
from licreg.cli.cells import CODED
from licreg.cli.knowing import known_words
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.days import format_day
from licreg.domain.events import Entry
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence, values_on
from licreg.domain.money import format_number
from licreg.domain.personal import is_mark
from licreg.wording import marked, retold, said, tr, trn

_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(
        (
            "issued_on",
            "effective_on",
            "expires_on",
            "status_on",
            "inspected_on",
            "decided_on",
            "on",
            "until",
            "from_on",
            "to_on",
        ),
        "day",
    ),
    **dict.fromkeys(("number", "licence", "ref", "decision", "replaces"), "code"),
    "fine_vnd": "money",
    "amount": "money",
    "entry": "int",
    "visits": "int",
    "count": "int",
    "drawn": "int",
    "unlisted": "int",
}

_REFERENCES: Final = ("licence", "replaces")

VOIDED: Final = marked("Entered in error: it counts nowhere.")

LICENCE_SHEET: Final = (*LICENCE_COLUMNS, CONTENT_MANAGER)
"""What is shown of one licence."""

LICENCE_LIST: Final = ("number", "issued_on", "holder", "sites", "status")
INSPECTION_LIST: Final = ("ref", "inspected_on", "subject", "outcome", "fine_vnd")


def columns(names: Sequence[str], language: str) -> tuple[Column, ...]:
    """Return the columns of a table of records."""
    return tuple(
        Column(name, word(name, language), _KINDS.get(name, "text")) for name in names
    )


def table(
    rows: Iterable[Mapping[str, Any]],
    names: Sequence[str],
    language: str,
    title: str = "",
) -> Table:
    """Return a table of some columns of rows, gone through as it is written."""
    return Table(
        columns(names, language),
        (tuple(row.get(name) for name in names) for row in rows),
        title,
    )


def whole_table(
    rows: Iterable[Mapping[str, Any]],
    names: Sequence[str],
    language: str,
    title: str = "",
) -> Table:
    """Return a table of all columns of rows, gone through as it is written.

    Args:
        rows: The rows; each has the cells of *names*, in this order.
        names: The columns.
        language: Of the headings.
        title: What the table is called, as on the tab of a sheet.
    """
    return Table(columns(names, language), (row.values() for row in rows), title)


def whole_answer(
    rows: Iterator[dict[str, Any]],
    names: Sequence[str],
    language: str,
    title: str = "",
) -> Answer:
    """Return rows as an answer; they are gone through once, as they are written."""
    shown = whole_table(rows, names, language, title)
    return Answer(value=rows, tables=(shown,), records=shown)


def sheet(row: Mapping[str, Any], names: Sequence[str], language: str) -> Table:
    """Return one record as lines of heading and value; empty ones are left out."""
    lines: list[tuple[Cell, ...]] = []
    for name in names:
        value = row.get(name)
        if value not in (None, "", ()):
            shown: Cell = value
            if isinstance(value, date):
                shown = format_day(value, language)
            elif isinstance(value, int):
                shown = format_number(value, language)
            elif isinstance(value, str) and name in CODED:
                shown = said(value)
            lines.append((word(name, language), shown))
    return Table((Column("field", ""), Column("value", "")), lines)


def licence_of(session: Session, licence: Licence, day: date) -> dict[str, Any]:
    """Return a licence's row, its references as short as they can be."""
    row = licence_row(licence, day)
    manager = values_on(licence, day).content_manager
    if manager:
        row[CONTENT_MANAGER] = shown_person(session, manager)
    name = session.law.name_key
    row["licence"] = name(licence.key)
    if row["replaces"]:
        row["replaces"] = name(parse_licence_key(row["replaces"]))
    return row


def licence_lines(
    session: Session, found: Iterable[LicenceRecord], day: date
) -> Iterator[list[str]]:
    """Yield the cells of licences as texts, references as short as they can be."""
    places = [COLUMNS.index(name) for name in _REFERENCES]
    shorten = session.law.name_reference
    for cells in text_rows(found, day):
        line = list(cells)
        for place in places:
            if line[place]:
                line[place] = shorten(line[place])
        yield line


def inspection_of(
    session: Session, inspection: Inspection, day: date
) -> dict[str, Any]:
    """Return an inspection's row, its references as short as they can be."""
    row = inspection_row(inspection, day)
    row["subject"] = shown_person(session, inspection.visit.subject)
    return name_references(session, row)


def with_person(row: Mapping[str, Any], names: Sequence[str]) -> Sequence[str]:
    """Return the columns of a licence, a further one where it names a person."""
    return (*names, CONTENT_MANAGER) if CONTENT_MANAGER in row else names


def shown_person(session: Session, text: str) -> str:
    """Return the value of a mark for a person, or that it was erased.

    Any other text is returned as it is.
    """
    if not is_mark(text):
        return text
    value = session.register.person(text)
    return word("erased", session.language) if value is None else value


def name_references(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """Shorten the references in a row: the issuer stands where it may be doubted."""
    for name in _REFERENCES:
        if row.get(name):
            row[name] = session.law.name_reference(row[name])
    return row


def issued(session: Session, licence: Licence) -> Answer:
    """Return what was recorded of a licence, and the totals that it changes."""
    row = licence_of(session, licence, session.today)
    return Answer(
        value={**row, "remarks": remarks_of(licence.granted)},
        tables=(sheet(row, LICENCE_SHEET, session.language),),
        records=table(
            [row],
            with_person(row, (*LICENCE_COLUMNS, "licence", "entry")),
            session.language,
        ),
        notes=(_new_total(session, licence),),
    )


def issued_together(session: Session, licences: Sequence[Licence]) -> Answer:
    """Return licences that were entered one after another."""
    language = session.language
    rows = [licence_of(session, one, session.today) for one in licences]
    return Answer(
        value=rows,
        tables=(table(rows, LICENCE_LIST, language),),
        records=table(rows, (*LICENCE_COLUMNS, "licence", "entry"), language),
        notes=(trn("1 licence", "{count:,} licences", len(rows)),),
    )


def inspected(session: Session, inspections: Sequence[Inspection]) -> Answer:
    """Return what was recorded of one inspection or more."""
    language = session.language
    rows = [inspection_of(session, one, session.today) for one in inspections]
    single = len(rows) == 1
    return Answer(
        value=rows[0] if single else rows,
        tables=(
            sheet(rows[0], INSPECTION_COLUMNS, language)
            if single
            else table(rows, INSPECTION_LIST, language),
        ),
        records=table(rows, INSPECTION_COLUMNS, language),
        notes=() if single else (tr("{count} inspections", count=len(rows)),),
    )


def visit(session: Session, inspection: Inspection, day: date) -> Answer:
    """Return one inspection as it stands on *day*."""
    language = session.language
    row = inspection_of(session, inspection, day)
    remarks = remarks_of(inspection.recorded, *inspection.decisions)
    notes = [
        tr(
            "As of {day}{known}.",
            day=format_day(day, language),
            known=known_words(session),
        )
    ]
    if inspection.is_voided:
        notes.append(tr(VOIDED))
    noted = live_notes(inspection)
    notes += [
        tr("Note by {clerk}: {text}", clerk=one.by, text=one.event.text)
        for one in noted
    ]
    return Answer(
        value={
            **row,
            "remarks": remarks,
            "notes": [one.event.text for one in noted],
            "is_voided": inspection.is_voided,
        },
        tables=(sheet(row, INSPECTION_COLUMNS, language),),
        records=table([row], INSPECTION_COLUMNS, language),
        notes=(*notes, *remark_lines(remarks)),
    )


def remarks_of(*entries: Entry[Any]) -> list[dict[str, str]]:
    """Return what rules found at entry, warnings and overrides."""
    return [
        {"rule": one.rule, "message": one.message, "reason": one.reason}
        for entry in entries
        for one in entry.event.remarks
    ]


def remark_lines(remarks: Sequence[Mapping[str, str]]) -> list[str]:
    """Return what warned, and what was overridden and why, in a line each."""
    return [
        tr(
            "Warned: {message} ({rule}).",
            message=retold(one["message"]),
            rule=one["rule"],
        )
        if not one["reason"]
        else tr(
            "Overridden: {message} ({rule}): {reason}.",
            message=retold(one["message"]),
            rule=one["rule"],
            reason=one["reason"],
        )
        for one in remarks
    ]


def _new_total(session: Session, licence: Licence) -> str:
    """Return the totals of the licence's kind in its year, as they are now."""
    from licreg.actions.reporting import find_basis
    from licreg.domain.totals import licence_totals

    grant, law, register = licence.grant, session.law, session.register
    basis = find_basis(
        register,
        grant.issued_on.year,
        today=session.today,
        as_of=max(grant.issued_on, _last_counted(session, grant.issued_on)),
        as_known=None,
    )
    totals = licence_totals(
        register.counts.licences,
        register.tallies(),
        grant.kind,
        (),
        basis.first_day,
        basis.last_day,
    )
    name = name_of(law.kinds_by_code[grant.kind], session.language)
    day = format_day(basis.last_day, session.language)
    return tr(
        "{name}: issued in {year} up to {day}: {issued:,}; cumulative: {cumulative:,}.",
        name=name,
        year=basis.first_day.year,
        day=day,
        issued=totals.issued,
        cumulative=totals.cumulative,
    )


def _last_counted(session: Session, day: date) -> date:
    """Return the day up to which a summary of the year of *day* would count."""
    last = min(date(day.year, 12, 31), session.today)
    through = session.register.settings.entries_through
    return min(last, through) if through else last
