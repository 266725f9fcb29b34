"""Commands that record inspections: inspect and decide."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from licreg.actions import recording
from licreg.actions.recording import Recorded, find_inspection
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill, missing_of
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    Again,
    DryRun,
    Note,
    Override,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.cli.visits import (
    echo_amounts,
    likely_outcome,
    parse_breaches,
    read_outcome,
    visit_fields,
    visit_request,
)
from licreg.domain.identifiers import InspectionKey, parse_inspection_key
from licreg.domain.text import parse_text
from licreg.errors import InvalidInputError, NotFoundError
from licreg.wording import tr

_BreachOption = Annotated[
    list[str] | None,
    typer.Option(
        "--breach",
        metavar="BASIS=AMOUNT",
        help="A provision and its fine: '15/2020 Art 100.1.a=15000000'.",
    ),
]

_OutcomeOption = Annotated[
    str | None, typer.Option("--outcome", metavar="OUTCOME", help="fined, …")
]
_DecisionOption = Annotated[
    str | None, typer.Option("--decision", metavar="NO", help="Its number.")
]


def inspect(  # an inspection's own fields
    ctx: typer.Context,
    subjects: Annotated[
        list[str] | None,
        typer.Argument(metavar="SUBJECT...", help="Sites, accounts, bodies inspected."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="Day of the visit.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="CODE", help="Who inspected.")
    ] = None,
    subject_kind: Annotated[
        str | None,
        typer.Option("--subject-kind", metavar="KIND", help="account, game, …"),
    ] = None,
    personal: Annotated[
        bool,
        typer.Option(
            "--personal",
            help="The subject is a person or a person's own account, not that of an "
            "organisation: kept apart, and erasable with redact.",
        ),
    ] = False,
    licence: Annotated[
        str | None,
        typer.Option("--licence", metavar="REF", help="The subject's licence."),
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", metavar="NAME", help="Campaign.")
    ] = None,
    outcome: _OutcomeOption = None,
    breach: _BreachOption = None,
    decision: _DecisionOption = None,
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", metavar="DAY", help="Its day.")
    ] = None,
    subjects_from: Annotated[
        Path | None,
        typer.Option(
            "--subjects-from",
            metavar="FILE",
            help="Subjects, one to a line, or with a tab and their own outcome; - for "
            "standard input.",
        ),
    ] = None,
    again: Again = False,
    note: Note = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record an inspection of one subject or more."""
    session: Session = ctx.obj
    listed = [(subject, "") for subject in subjects or ()]
    listed += _read_subjects(subjects_from)
    echo_amounts(session, breach or ())
    given = {
        "subject": listed[0][0] if listed else None,
        "on": on,
        "agency": agency,
        "kind": subject_kind,
        "campaign": campaign,
        "outcome": outcome,
        "breaches": ";".join(breach) if breach else None,
        "decision": decision,
        "decided_on": decided_on,
        "licence": licence,
        "note": note,
        "personal": "yes" if personal else None,
    }
    if again:
        given = {**_repeated(session), **{k: v for k, v in given.items() if v}}
    is_single = len(listed) <= 1 and subjects_from is None
    if missing_of(visit_fields(session, given)) and session.may_ask and is_single:
        from licreg.cli.visiting import inspect_at_desk

        return _entered(
            session,
            inspect_at_desk(session, given, override=override, is_trial=dry_run),
        )
    given["agency"] = (
        given.get("agency") or session.preferences.of("agency").value or None
    )
    values = fill(session, visit_fields(session, given))
    requests = [
        visit_request(
            values
            | {"subject": text_reader("subject")(subject)}
            | ({"outcome": read_outcome(own)} if own else {})
        )
        for subject, own in listed or [(values["subject"], "")]
    ]
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = recording.record_inspections(
        session.register, requests, circumstances, clerk
    )
    confirm(session, recorded)
    return records.inspected(session, recorded.inspections)


def decide(  # a decision's own fields
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="INS-2024-0017")
    ] = None,
    outcome: _OutcomeOption = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="Day of the decision.")
    ] = None,
    breach: _BreachOption = None,
    decision: _DecisionOption = None,
    note: Note = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record what came of an inspection."""
    session: Session = ctx.obj
    echo_amounts(session, breach or ())
    breaches = parse_breaches(breach or ())
    if outcome is None and breaches:
        outcome = likely_outcome(breaches)
    values = fill(
        session,
        [
            Field(
                "ref",
                tr("Inspection"),
                tr("first argument"),
                ref,
                lambda one: _key(session, one),
                hint=tr("INS-2024-0017 or last"),
            ),
            Field(
                "outcome",
                tr("Outcome"),
                "--outcome",
                outcome,
                read_outcome,
                hint=tr("fined, no-breach, …"),
            ),
            Field(
                "on",
                tr("Day of the decision"),
                "--on",
                on,
                day_reader(session),
                hint=tr(A_DAY),
            ),
        ],
    )
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = recording.decide_inspection(
        session.register,
        values["ref"],
        circumstances,
        clerk,
        on=values["on"],
        outcome=values["outcome"],
        breaches=breaches,
        decision=parse_text("decision", decision or ""),
        note=parse_text("note", note or ""),
    )
    confirm(session, recorded)
    return records.inspected(session, recorded.inspections)


def _key(session: Session, text: str) -> InspectionKey:
    wanted = text
    if text.strip().casefold() == "last":
        wanted = session.register.last_reference
    key = parse_inspection_key(wanted)
    if key is None:
        msg = tr(
            "'{text}' is not an inspection. A reference reads like 'INS-2024-0017'.",
            text=text,
        )
        raise InvalidInputError(msg)
    find_inspection(session.register.inspection, key)
    return key


def _repeated(session: Session) -> dict[str, str | None]:
    """Return what the next inspection has in common with the one entered last.

    Raises:
        NotFoundError: If there is none.
    """
    from licreg.actions.likely import last_visit

    last = last_visit(session.register)
    if last is None:
        msg = tr("There is no inspection yet of which to take the rest.")
        raise NotFoundError(msg)
    visit = last.visit
    return {
        "on": visit.inspected_on.isoformat(),
        "agency": visit.agency,
        "campaign": visit.campaign or None,
        "kind": visit.subject_kind,
    }


def _entered(session: Session, recorded: Sequence[Recorded]) -> Answer:
    """Return what was entered at a terminal."""
    visits = [visit for one in recorded for visit in one.inspections]
    return records.inspected(session, visits)


def _read_subjects(path: Path | None) -> list[tuple[str, str]]:
    if path is None:
        return []
    try:
        if str(path) == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        else:
            text = path.read_text("utf-8-sig")
    except OSError as error:
        msg = tr(
            "{path} cannot be read: {strerror}.", path=path, strerror=error.strerror
        )
        raise InvalidInputError(msg) from error
    except UnicodeDecodeError as error:
        msg = tr(
            "{path} is not UTF-8 text (byte {start}).", path=path, start=error.start
        )
        raise InvalidInputError(msg) from error
    pairs = (line.partition("\t") for line in text.splitlines() if line.strip())
    return [(subject.strip(), own.strip()) for subject, _, own in pairs]
