"""The command ``find``: records by a few words of what they say."""

from typing import Annotated, Any, Final

import typer

from licreg.actions.finding import (
    INSPECTIONS,
    LICENCES,
    Findings,
    FindQuestion,
    Hit,
    find_records,
)
from licreg.actions.listing import CUMULATIVE, MEASURES
from licreg.actions.rows import CONTENT_MANAGER, inspection_row
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.filters import OfIssuer, OfStatus
from licreg.cli.knowing import ask_as_known
from licreg.cli.options import (
    AsKnown,
    AsOf,
    choice_reader,
    past_day_reader,
    read_year,
)
from licreg.cli.records import (
    columns,
    inspection_of,
    licence_of,
    name_references,
)
from licreg.cli.session import Session
from licreg.cli.waiting import waiting
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.licence import Licence
from licreg.domain.searching import words_of
from licreg.domain.text import nearest, quote, show_safe
from licreg.domain.vocabulary import AREA_OF, AREAS, Status
from licreg.errors import InvalidInputError
from licreg.wording import tr, trn

_NAMES: Final = {"notes": "note"}
"""Fields that go by another name in tables."""

_LIMIT: Final = 20
_LONGEST: Final = 70
_RECORD: Final = ("ref", "record", "kind", "on", "name", "sites", "status", "matched")
"""The columns of a table, for licences and inspections alike."""

_OF_LICENCES: Final = {"ref": "licence", "on": "issued_on", "name": "holder"}
_OF_INSPECTIONS: Final = {
    "ref": "ref",
    "kind": "subject_kind",
    "on": "inspected_on",
    "name": "subject",
    "sites": "",
    "status": "outcome",
}


def find(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...",
            help="Words of a number, holder, site, subject or note, in any order.",
        ),
    ],
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="WHAT", help="licences or inspections."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="Of licence or of subject."),
    ] = None,
    issuer: OfIssuer = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR", help="Of issue, or of the visit."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="MEASURE", help="in-force, replacing, …"),
    ] = None,
    status: OfStatus = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", metavar="N", min=0, help="How many at most; 0 for all."
        ),
    ] = _LIMIT,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    personal: Annotated[
        bool,
        typer.Option("--personal", help="Look through persons' data too, and show it."),
    ] = False,
) -> Answer:
    """Find records by a few words, accents and order aside."""
    session: Session = ctx.obj
    if not words_of(" ".join(text)):
        msg = tr(
            "{text} has no word to look for; type one as 'dien bien'.",
            text=quote(" ".join(text)),
        )
        raise InvalidInputError(msg)
    ask_as_known(session, as_known)
    question = FindQuestion(
        text=" ".join(text),
        as_of=past_day_reader(session)(as_of) if as_of else session.today,
        only=choice_reader("record", (LICENCES, INSPECTIONS))(only) if only else "",
        kinds=_kinds(session, kind) if kind else (),
        issuer=_issuer(session, issuer) if issuer else "",
        year=read_year(year) if year else None,
        measure=choice_reader("measure", MEASURES)(measure) if measure else CUMULATIVE,
        status=Status(choice_reader("status", tuple(Status))(status))
        if status
        else None,
        limit=limit,
        is_personal=personal,
    )
    with waiting(session) as bar:
        findings = find_records(
            session.register,
            question,
            lambda done, total: bar.watch(tr("years"), done, total),
        )
    rows = [_row(session, hit, question) for hit in findings.hits]
    notes = _notes(question, findings, session.language)
    for note in notes:
        if session.format_option in ("json", "jsonl", "csv", "tsv", "xlsx"):
            session.say(note)  # There the answer has no place for it.
    lines = [_line(row) for row in rows]
    return Answer(
        value=rows,
        tables=(_table(session, lines),) if rows else (),
        records=_records(session, lines),
        notes=tuple(notes),
    )


def _kinds(session: Session, text: str) -> tuple[str, ...]:
    """Return the kinds of licence or subject that a word stands for.

    Raises:
        InvalidInputError: If there is none.
    """
    name = text.strip().casefold()
    kinds = session.law.kinds_by_code
    found = (
        *(session.law.parts_of(name) if name in kinds else ()),
        *AREAS.get(name, ()),
        *((name,) if name in AREA_OF else ()),
    )
    if not found:
        close = nearest(name, [*kinds, *AREAS, *AREA_OF])
        msg = (
            tr(
                "{kind} is not a known kind; did you mean '{close}'?",
                kind=quote(text),
                close=close,
            )
            if close
            else tr(
                "{kind} is not a known kind; 'licreg law' lists them.", kind=quote(text)
            )
        )
        raise InvalidInputError(msg)
    return tuple(dict.fromkeys(found))


def _issuer(session: Session, text: str) -> str:
    return text.upper() if text.endswith("*") else session.law.parse_issuer(text)


def _row(session: Session, hit: Hit, question: FindQuestion) -> dict[str, Any]:
    """Return a record as lists have it, and in which texts it was found."""
    record, day = hit.found.record, question.as_of
    if isinstance(record, Licence):
        what = "licence"
        row = licence_of(session, record, day)
        if not question.is_personal:
            row.pop(CONTENT_MANAGER, None)
    elif question.is_personal:
        what = "inspection"
        row = inspection_of(session, record, day)
    else:
        what = "inspection"
        row = name_references(session, inspection_row(record, day))
    matched = [{"field": field, "text": text} for field, text in hit.why]
    return {"record": what, **row, "matched": matched}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in the columns that licences and inspections have in common."""
    names = _OF_LICENCES if row["record"] == "licence" else _OF_INSPECTIONS
    return {**row, **{name: row.get(known) for name, known in names.items()}}


def _notes(question: FindQuestion, findings: Findings, language: str) -> list[str]:
    notes = []
    shown = len(findings.hits)
    if not findings.total:
        return [tr("Nothing has {text}.", text=quote(question.text))]
    if findings.meant:
        notes.append(
            tr(
                "Nothing has {text}. Did you mean {meant}? These have it.",
                text=quote(question.text),
                meant=quote(findings.meant),
            )
        )
    if shown < findings.total:
        more = findings.total - shown
        notes.append(
            trn(
                "{shown:,} of {total:,}; 1 more with '--limit 0'.",
                "{shown:,} of {total:,}; {count:,} more with '--limit 0'.",
                more,
                shown=shown,
                total=findings.total,
            )
        )
    else:
        notes.append(trn("1 record", "{count:,} records", findings.total))
    day = format_day(question.as_of, language)
    notes.append(tr("Statuses as of {day}.", day=day))
    return notes


def _table(session: Session, rows: list[dict[str, Any]]) -> Table:
    """Return what a person sees: why it was found stands where it cannot be seen."""
    language = session.language
    return Table(
        (
            Column("ref", tr("Reference"), "code"),
            Column("on", word("on", language), "day"),
            Column("name", tr("Holder or subject")),
            Column("sites", word("sites", language)),
            Column("status", word("status", language)),
            Column("matched", tr("Found in")),
        ),
        [
            (
                row["ref"],
                row["on"],
                row["name"],
                row["sites"] or (),
                row["status"],
                "; ".join(_why(session, row)),
            )
            for row in rows
        ],
    )


def _why(session: Session, row: dict[str, Any]) -> list[str]:
    """Return where a record was found: the field, and its text if it is not seen."""
    seen = {row["name"], row["ref"], *(row["sites"] or ())}
    told = []
    for one in row["matched"]:
        name = word(_NAMES.get(one["field"], one["field"]), session.language).lower()
        text = one["text"]
        if one["field"] == "licence":
            text = session.law.name_reference(text)
        if text in seen or text.split("@")[0] == row["ref"].split("@")[0]:
            told.append(name)
        else:
            told.append(f"{name}: {_cut(text)}")
    return list(dict.fromkeys(told))


def _cut(text: str) -> str:
    return show_safe(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _records(session: Session, rows: list[dict[str, Any]]) -> Table:
    return Table(
        columns(_RECORD, session.language),
        [
            tuple(
                "; ".join(f"{one['field']}: {one['text']}" for one in row[name])
                if name == "matched"
                else row[name] or ()
                if name == "sites"
                else row[name]
                for name in _RECORD
            )
            for row in rows
        ],
    )
