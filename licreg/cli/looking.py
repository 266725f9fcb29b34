"""Commands that look something up: show and history."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from licreg.actions.draft import only
from licreg.actions.recording import find_inspection
from licreg.cli import records
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.options import AsOf, past_day_reader
from licreg.cli.session import Session
from licreg.cli.words import format_moment
from licreg.domain.events import Entry, Event
from licreg.domain.identifiers import (
    LATEST,
    LicenceKey,
    LicenceNumber,
    parse_inspection_key,
    parse_reference,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import NotFoundError

_CAPITAL: Final = re.compile("[A-Z]")
_UNTOLD: Final = frozenset({"licence", "inspection", "target", "key"})


def show(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="57/2019, INS-2024-0017 or last.")
    ],
    as_of: AsOf = None,
) -> Answer:
    """Show one record in full."""
    session: Session = ctx.obj
    day = past_day_reader(session)(as_of) if as_of else session.today
    record = find_record(session, ref)
    if isinstance(record, Inspection):
        return records.visit(session, record, day)
    visits = [
        visit
        for visit in session.register.inspections_under(record)
        if visit.visit.inspected_on <= day
    ]
    return records.dossier(session, record, visits, day)


def history(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="One record; else all entries.")
    ] = None,
) -> Answer:
    """Say who entered what, and when."""
    session: Session = ctx.obj
    wanted = _entries_of(find_record(session, ref)) if ref else None
    rows = list(_history(session, wanted))
    names = ("entry", "at", "by", "command", "event", "ref", "what")
    columns = (
        Column("entry", "Entry", "int"),
        Column("at", "Recorded at", "code"),
        Column("by", "By"),
        Column("event", "Event"),
        Column("what", "What"),
    )
    lines = [
        (
            row["entry"],
            format_moment(row["at"], session.language),
            row["by"],
            _CAPITAL.sub(r" \g<0>", row["event"]).strip().capitalize(),
            row["what"],
        )
        for row in rows
    ]
    return Answer(
        value=rows,
        tables=(Table(columns, lines),),
        records=Table(
            tuple(Column(name, name) for name in names),
            [tuple(row[name] for name in names) for row in rows],
        ),
        notes=(f"{len(rows):,} entries" if len(rows) != 1 else "1 entry",),
    )


def find_record(session: Session, text: str) -> Licence | Inspection:
    """Return the one licence or inspection that a person means.

    Raises:
        NotFoundError: If there is none.
        AmbiguousReferenceError: If there are several.
    """
    register = session.register
    wanted = text.strip()
    if wanted.casefold() == LATEST:
        wanted = register.last_reference
        if not wanted:
            msg = f"Nothing is on record yet in {register.path}."
            raise NotFoundError(msg)
    key = parse_inspection_key(wanted)
    if key is not None:
        return find_inspection(register.inspection, key)
    reference = parse_reference(wanted, session.law.spellings)
    if reference.issuer and reference.suffix and reference.year:
        # The full name that the register writes is taken at its word.
        number = LicenceNumber(reference.value, reference.letter, reference.suffix)
        ordinal = reference.ordinal or 1
        licence = register.licence(
            LicenceKey(reference.issuer, number, reference.year, ordinal)
        )
        if licence is not None:
            return licence
    return only(register.find_licences(reference), reference, session.today)


def _entries_of(record: Licence | Inspection) -> frozenset[int]:
    entries: list[Entry[Any]] = [*record.trail]
    if isinstance(record, Licence):
        entries += [record.granted, *record.acts]
    else:
        entries += [record.recorded, *record.decisions]
    return frozenset(entry.number for entry in entries)


def _history(
    session: Session, wanted: frozenset[int] | None
) -> Iterator[dict[str, Any]]:
    for batch in session.register.batches():
        for entry in batch.entries:
            if wanted is None or entry.number in wanted:
                yield {
                    "entry": entry.number,
                    "at": batch.at,
                    "by": batch.by,
                    "command": batch.command,
                    "event": type(entry.event).__name__,
                    "ref": _ref_of(entry.event),
                    "what": _describe(entry.event),
                }


def _ref_of(event: Event) -> str:
    return str(getattr(event, "key", "") or getattr(event, "ref", ""))


def _describe(event: Event) -> str:
    """Return an event's values in one line."""
    parts = []
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        if name in _UNTOLD or not value or (name == "ordinal" and value == 1):
            continue
        label = name.replace("_", " ")
        match value:
            case tuple() if name == "remarks":
                parts += [
                    f"override of {one.rule}: {one.reason}"
                    for one in value
                    if one.reason
                ]
            case tuple():
                parts.append(f"{label}: {' '.join(_text(one) for one in value)}")
            case _ if hasattr(value, "items"):
                parts += [f"{field}: {_text(one)}" for field, one in value.items()]
            case _:
                parts.append(f"{label}: {value}")
    return "; ".join(parts)


def _text(value: object) -> str:
    basis = getattr(value, "basis", None)
    if basis is not None:
        return f"{basis}={getattr(value, 'fine_vnd', 0)}"
    return " ".join(value) if isinstance(value, tuple) else str(value)
