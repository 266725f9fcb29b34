"""Commands that put an entry right: correct, note and void."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

import typer

from licreg.actions import mending
from licreg.actions.mending import CAUSES, Mended, name_of
from licreg.actions.recording import Recorded
from licreg.actions.telling import Change, tell_changes
from licreg.cli import records
from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.ask import Field, fill
from licreg.cli.cells import CODED
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    DryRun,
    FromTally,
    NotInTally,
    Override,
    choice_reader,
    text_reader,
)
from licreg.cli.righting import read_values
from licreg.cli.session import Session
from licreg.cli.targets import find_target, shown_ref
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.events import EntryCorrected
from licreg.domain.money import format_number
from licreg.errors import MissingInputError
from licreg.wording import marked, said, tr

_HINT: Final = marked("57/2019, INS-2024-0017, TALLY-12, FIGURE-3 or last")

_Ref = Annotated[
    str | None,
    typer.Argument(
        metavar="REF",
        help="57/2019, INS-2024-0017, TALLY-12 or last; or the number of an entry.",
    ),
]
_EntryOption = Annotated[
    int | None,
    typer.Option("--entry", metavar="N", help="An entry by its number in history."),
]
_Because = Annotated[
    str | None, typer.Option("--because", metavar="TEXT", help="Why it is wrong.")
]


def _text(option: str, metavar: str, text: str) -> typer.models.OptionInfo:
    """Return an option whose empty value takes away what was there."""
    made: typer.models.OptionInfo = typer.Option(option, metavar=metavar, help=text)
    return made


def correct(  # the fields of all records
    ctx: typer.Context,
    ref: _Ref = None,
    because: _Because = None,
    cause: Annotated[
        str,
        typer.Option(
            "--cause",
            metavar="OF",
            help="Whose mistake: office, holder, or order (an order says so).",
        ),
    ] = CAUSES[0],
    act: Annotated[
        int | None,
        typer.Option(
            "--act",
            metavar="N",
            help="One of its acts or decisions: the Nth, or entry N.",
        ),
    ] = None,
    entry: _EntryOption = None,
    number: Annotated[str | None, _text("--number", "NO", "As 57/GP-BTTTT.")] = None,
    kind: Annotated[str | None, _text("--kind", "KIND", "Kind of licence.")] = None,
    on: Annotated[
        str | None, _text("--on", "DAY", "Day of issue, act, visit or decision.")
    ] = None,
    holder: Annotated[str | None, _text("--holder", "TEXT", "Licensee.")] = None,
    site: Annotated[
        list[str] | None, _text("--site", "DOMAIN", "All its domains; repeat it.")
    ] = None,
    issuer: Annotated[str | None, _text("--issuer", "CODE", "Who issued it.")] = None,
    expires: Annotated[
        str | None, _text("--expires", "DAY", "Last day in force; '' for none.")
    ] = None,
    term_years: Annotated[
        str | None, _text("--term-years", "N", "Term, in years.")
    ] = None,
    effective: Annotated[
        str | None, _text("--effective", "DAY", "First day in force.")
    ] = None,
    holder_kind: Annotated[
        str | None, _text("--holder-kind", "KIND", "enterprise, …")
    ] = None,
    holder_code: Annotated[
        str | None, _text("--holder-code", "MST", "Enterprise code.")
    ] = None,
    content_manager: Annotated[
        str | None, _text("--content-manager", "TEXT", "Name and telephone.")
    ] = None,
    replaces: Annotated[
        str | None, _text("--replaces", "REF", "The earlier licence.")
    ] = None,
    from_tally: FromTally = None,
    not_in_tally: NotInTally = False,
    until: Annotated[
        str | None, _text("--until", "DAY", "Last day of an extension or suspension.")
    ] = None,
    reason: Annotated[str | None, _text("--reason", "TEXT", "Why it was done.")] = None,
    asked_on: Annotated[
        str | None, _text("--asked-on", "DAY", "When the holder applied.")
    ] = None,
    by_notice: Annotated[
        str | None, _text("--by-notice", "yes|no", "Whether it was a mere notice.")
    ] = None,
    agency: Annotated[str | None, _text("--agency", "CODE", "Who inspected.")] = None,
    subject: Annotated[str | None, _text("--subject", "TEXT", "Inspected.")] = None,
    subject_kind: Annotated[
        str | None, _text("--subject-kind", "KIND", "account, game, …")
    ] = None,
    licence: Annotated[
        str | None, _text("--licence", "REF", "The subject's licence.")
    ] = None,
    campaign: Annotated[str | None, _text("--campaign", "NAME", "Campaign.")] = None,
    outcome: Annotated[str | None, _text("--outcome", "OUTCOME", "fined, …")] = None,
    breach: Annotated[
        list[str] | None,
        _text("--breach", "BASIS=AMOUNT", "All its breaches; repeat it."),
    ] = None,
    decision: Annotated[str | None, _text("--decision", "NO", "Its number.")] = None,
    decided_on: Annotated[
        str | None, _text("--decided-on", "DAY", "Day of the decision.")
    ] = None,
    count: Annotated[str | None, _text("--count", "N", "A tally's count.")] = None,
    from_on: Annotated[str | None, _text("--from", "DAY", "A tally's first.")] = None,
    to_on: Annotated[str | None, _text("--to", "DAY", "A tally's last day.")] = None,
    part: Annotated[
        str | None, _text("--part", "NAME", "Platform or category.")
    ] = None,
    measure: Annotated[
        str | None, _text("--measure", "MEASURE", "A figure's measure.")
    ] = None,
    year: Annotated[str | None, _text("--year", "YEAR", "A figure's year.")] = None,
    value: Annotated[str | None, _text("--value", "N", "A figure's value.")] = None,
    qualifier: Annotated[
        str | None, _text("--qualifier", "WORD", "exact, over, about, nearly, up-to.")
    ] = None,
    tolerance: Annotated[
        str | None, _text("--tolerance", "PERCENT", "How far about and nearly reach.")
    ] = None,
    unit: Annotated[str | None, _text("--unit", "UNIT", "A figure's unit.")] = None,
    wording: Annotated[
        str | None, _text("--wording", "TEXT", "A figure's words as printed.")
    ] = None,
    published_on: Annotated[
        str | None, _text("--published-on", "DAY", "When a figure was published.")
    ] = None,
    confidence: Annotated[
        str | None, _text("--confidence", "WORD", "HIGH, MED or LOW.")
    ] = None,
    topic: Annotated[str | None, _text("--topic", "TEXT", "A figure's topic.")] = None,
    name: Annotated[str | None, _text("--id", "ID", "A figure's short name.")] = None,
    source: Annotated[
        str | None, _text("--source", "TEXT", "Where it is read.")
    ] = None,
    note: Annotated[str | None, _text("--note", "TEXT", "Its remark.")] = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Put right what was typed wrong."""
    session: Session = ctx.obj
    typed = {
        "number": number,
        "kind": kind,
        "on": on,
        "holder": holder,
        "site": site,
        "issuer": issuer,
        "expires": expires,
        "term-years": term_years,
        "effective": effective,
        "holder-kind": holder_kind,
        "holder-code": holder_code,
        "content-manager": content_manager,
        "replaces": replaces,
        "from-tally": from_tally,
        "not-in-tally": "yes" if not_in_tally else None,
        "until": until,
        "reason": reason,
        "asked-on": asked_on,
        "by-notice": by_notice,
        "agency": agency,
        "subject": subject,
        "subject-kind": subject_kind,
        "licence": licence,
        "campaign": campaign,
        "outcome": outcome,
        "breach": breach,
        "decision": decision,
        "decided-on": decided_on,
        "count": count,
        "from": from_on,
        "to": to_on,
        "part": part,
        "measure": measure,
        "year": year,
        "value": value,
        "qualifier": qualifier,
        "tolerance": tolerance,
        "unit": unit,
        "wording": wording,
        "published-on": published_on,
        "confidence": confidence,
        "topic": topic,
        "id": name,
        "source": source,
        "note": note,
    }
    given = {name: value for name, value in typed.items() if value is not None}
    if not given:
        msg = tr(
            "Nothing to correct was given. Name the right value with its "
            "option, such as --number, --on, --holder or --outcome."
        )
        raise MissingInputError(msg)
    values = fill(session, [*_asked(ref, entry), _why(because)])
    target = find_target(session, values["ref"], entry, act)
    right = read_values(session, target, given)
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    mended = mending.correct_entry(
        session.register,
        target,
        right,
        circumstances,
        clerk,
        because=values["because"],
        cause=choice_reader("cause", CAUSES)(cause),
    )
    confirm(session, Recorded(mended.batch, remarks=mended.remarks))
    return _corrected(session, mended)


def note(
    ctx: typer.Context,
    ref: _Ref = None,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="The remark.")
    ] = None,
    entry: _EntryOption = None,
    dry_run: DryRun = False,
) -> Answer:
    """Write a remark beside a record or an entry."""
    session: Session = ctx.obj
    if entry is not None and text is None:
        ref, text = None, ref
    values = fill(
        session,
        [
            *_asked(ref, entry),
            Field("text", tr("Note"), tr("second argument"), text, text_reader("note")),
        ],
    )
    target = find_target(session, values["ref"], entry)
    circumstances, clerk = desk(session, None, dry_run=dry_run)
    noted = mending.add_note(
        session.register, target, values["text"], circumstances, clerk
    )
    confirm(session, Recorded(noted.batch))
    return _told(session, noted, name_of(target), note=values["text"])


def void(
    ctx: typer.Context,
    ref: _Ref = None,
    because: _Because = None,
    entry: _EntryOption = None,
    dry_run: DryRun = False,
) -> Answer:
    """Take out of every count what was entered in error."""
    session: Session = ctx.obj
    values = fill(session, [*_asked(ref, entry), _why(because)])
    target = find_target(session, values["ref"], entry)
    circumstances, clerk = desk(session, None, dry_run=dry_run)
    voided = mending.void_entry(
        session.register, target, circumstances, clerk, because=values["because"]
    )
    confirm(session, Recorded(voided.batch))
    return _told(
        session, voided, name_of(target), voided="✓", because=values["because"]
    )


def _asked(ref: str | None, entry: int | None) -> list[Field]:
    """Return the question for the record, which an entry's number answers."""
    return [
        Field(
            "ref",
            tr("Record"),
            tr("first argument"),
            ref,
            str.strip,
            is_required=entry is None,
            hint=tr(_HINT),
        )
    ]


def _why(because: str | None) -> Field:
    return Field("because", tr("Why"), "--because", because, text_reader("because"))


def _corrected(session: Session, mended: Mended) -> Answer:
    assert isinstance(mended.event, EntryCorrected)  # noqa: S101  # as it was asked for
    language, correction = session.language, mended.event
    changes = [_named(session, correction, one) for one in tell_changes(correction)]
    return Answer(
        value={
            "ref": shown_ref(session, mended.ref),
            "entry": mended.batch.numbers[0] if mended.batch else None,
            "target": mended.target.number,
            "changes": [one._asdict() for one in changes],
            "because": correction.because,
            "cause": correction.cause,
            "remarks": [
                {"rule": one.rule, "message": one.message, "reason": one.reason}
                for one in mended.remarks
            ],
        },
        tables=(
            Table(
                (
                    Column("field", word("field", language)),
                    Column("before", word("before", language)),
                    Column("after", word("after", language)),
                ),
                [
                    (
                        word(one.field, language),
                        _shown(one.field, one.before, language),
                        _shown(one.field, one.after, language),
                    )
                    for one in changes
                ],
                title=shown_ref(session, mended.ref),
            ),
        ),
        records=Table(
            (
                Column("field", "field"),
                Column("before", "before"),
                Column("after", "after"),
            ),
            [tuple(one) for one in changes],
        ),
        notes=(tr("Put right; no legal act was recorded."),),
    )


def _named(session: Session, correction: EntryCorrected, change: Change) -> Change:
    """Return a change with the values of persons in the place of references."""
    if change.field not in ("content_manager", "subject"):
        return change
    before, after = (
        records.shown_person(session, _text_of(values, change.field)) or None
        for values in (correction.was, correction.changes)
    )
    return Change(change.field, before, after)


def _text_of(values: Mapping[str, object], field: str) -> str:
    """Return a value of a record, or of what an act sets."""
    told = values.get("changes")
    if field not in values and isinstance(told, Mapping):
        values = told
    return str(values.get(field) or "")


def _shown(field: str, value: Cell, language: str) -> Cell:
    """Return a value for a person: a day or a number by the habit of the language."""
    if isinstance(value, date):
        return format_day(value, language)
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, int):
        return format_number(value, language)
    if isinstance(value, str) and field in CODED:
        return said(value)
    return word("none", language) if value is None else value


def _told(session: Session, mended: Mended, name: str, **told: str) -> Answer:
    """Return an answer of a few words about one entry."""
    shown = name.replace(mended.ref, shown_ref(session, mended.ref))
    row = {
        "ref": shown_ref(session, mended.ref),
        "target": mended.target.number,
        "entry": mended.batch.numbers[0] if mended.batch else None,
        **told,
    }
    columns = (Column("field", ""), Column("value", ""))
    lines = [(word(name, session.language), value) for name, value in told.items()]
    return Answer(
        value=row,
        tables=(Table(columns, lines, title=shown),),
        records=Table(tuple(Column(name, name) for name in row), [tuple(row.values())]),
    )
