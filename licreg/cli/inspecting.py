"""Commands that record inspections: inspect and decide."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from licreg.actions import recording
from licreg.actions.recording import find_inspection
from licreg.actions.requests import VisitRequest
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    DryRun,
    Note,
    Override,
    choice_reader,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.domain.events import Breach
from licreg.domain.identifiers import (
    InspectionKey,
    parse_inspection_key,
    parse_reference,
)
from licreg.domain.money import is_abbreviated, parse_vnd
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import AREA_OF, FINED, OUTCOMES, PENDING
from licreg.errors import InvalidInputError
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

_read_outcome = choice_reader("outcome", OUTCOMES)
_read_subject_kind = choice_reader("kind of subject", tuple(AREA_OF))


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
    note: Note = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record an inspection of one subject or more."""
    session: Session = ctx.obj
    law = session.law
    listed = [(subject, "") for subject in subjects or ()]
    listed += _read_subjects(subjects_from)
    default = session.preferences.of("agency").value or None
    values = fill(
        session,
        [
            Field(
                "subject",
                tr("Subject"),
                tr("first argument"),
                "" if listed else None,
                parse=str.strip,
                hint=tr("site, account or body"),
            ),
            Field(
                "on",
                tr("Day of the visit"),
                "--on",
                on,
                day_reader(session),
                hint=tr(A_DAY),
            ),
            Field(
                "agency", tr("Agency"), "--agency", agency or default, law.parse_issuer
            ),
            Field(
                "kind",
                tr("Kind of subject"),
                "--subject-kind",
                subject_kind,
                _read_subject_kind,
                hint=tr("social-network, account, game, …"),
            ),
        ],
    )
    breaches = read_breaches(session, breach)
    given = _read_outcome(outcome) if outcome else _likely_outcome(breaches)
    requests = [
        VisitRequest(
            inspected_on=values["on"],
            agency=values["agency"],
            subject=text_reader("subject")(subject),
            subject_kind=values["kind"],
            licence=parse_reference(licence, law.spellings) if licence else None,
            campaign=parse_text("campaign", campaign or ""),
            outcome=_read_outcome(own) if own else given,
            breaches=breaches,
            decision=parse_text("decision", decision or ""),
            decided_on=day_reader(session)(decided_on) if decided_on else None,
            note=parse_text("note", note or ""),
            is_personal=personal,
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
    breaches = read_breaches(session, breach)
    if outcome is None and breaches:
        outcome = _likely_outcome(breaches)
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
                _read_outcome,
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


def _likely_outcome(breaches: Sequence[Breach]) -> str:
    return FINED if any(breach.fine_vnd for breach in breaches) else PENDING


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


def read_breaches(session: Session, texts: list[str] | None) -> tuple[Breach, ...]:
    """Read breaches; an amount in short form is echoed in full.

    Raises:
        InvalidInputError: If one is not ``BASIS=AMOUNT``.
    """
    breaches = []
    for text in texts or ():
        basis, equals, amount = text.rpartition("=")
        if not equals or not basis.strip() or ";" in basis or "=" in basis:
            msg = tr(
                "'{text}' is not a breach. A breach reads like '15/2020 Art "
                "100.1.a=15000000'.",
                text=text,
            )
            raise InvalidInputError(msg)
        breach = Breach(parse_text("breach", basis), parse_vnd(amount))
        if is_abbreviated(amount):
            session.say(
                tr("{basis}: {fine:,} VND", basis=breach.basis, fine=breach.fine_vnd)
            )
        breaches.append(breach)
    return tuple(breaches)
