"""Commands that record: issue, inspect, decide."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from licreg.actions import recording
from licreg.actions.recording import Clerk, Recorded, find_inspection
from licreg.actions.requests import IssueRequest, VisitRequest
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill
from licreg.cli.options import (
    DryRun,
    Note,
    Override,
    choice_reader,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.domain.acceptance import HOLDER_KINDS, Circumstances, parse_site
from licreg.domain.days import last_day_of_term
from licreg.domain.events import Breach
from licreg.domain.identifiers import (
    InspectionKey,
    LicenceNumber,
    is_mended,
    parse_inspection_key,
    parse_licence_number,
    parse_reference,
)
from licreg.domain.money import is_abbreviated, parse_vnd
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import AREA_OF, FINED, OUTCOMES, PENDING
from licreg.errors import InvalidInputError, MissingInputError

_BreachOption = Annotated[
    list[str] | None,
    typer.Option(
        "--breach",
        metavar="BASIS=AMOUNT",
        help="A provision and its fine: '15/2020 Art 100.1.a=15000000'.",
    ),
]

_A_DAY: Final = "as 15/11/2024"

_read_outcome = choice_reader("outcome", OUTCOMES)
_read_subject_kind = choice_reader("kind of subject", tuple(AREA_OF))


def issue(  # a licence's own fields
    ctx: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="social-network, …")
    ] = None,
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help="941/GP-BTTTT")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="Day of issue.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="TEXT", help="Licensee.")
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option("--site", metavar="DOMAIN", help="A domain; may be repeated."),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="CODE", help="MIC, ABEI, DIC-HN, …"),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DAY", help="Last day in force.")
    ] = None,
    term_years: Annotated[
        int | None, typer.Option("--term-years", metavar="N", help="Term, in years.")
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="DAY", help="First day in force."),
    ] = None,
    holder_kind: Annotated[
        str | None,
        typer.Option("--holder-kind", metavar="KIND", help="enterprise, …"),
    ] = None,
    holder_code: Annotated[
        str | None,
        typer.Option("--holder-code", metavar="MST", help="Enterprise code."),
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option("--replaces", metavar="REF", help="The earlier licence."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Where it is read.")
    ] = None,
    note: Note = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record a new licence."""
    session: Session = ctx.obj
    law = session.law
    read_day = day_reader(session)

    def read_number(text: str) -> tuple[LicenceNumber, str]:
        parsed = parse_licence_number(text, law.spellings)
        return parsed, parse_text("number", text) if is_mended(text, parsed) else ""

    def read_kind(text: str) -> str:
        code = law.parse_kind(text)
        if law.kinds_by_code[code].instrument == "family":
            parts = ", ".join(law.parts_of(code))
            msg = f"'{code}' is a family, not a kind. Its kinds: {parts}."
            raise InvalidInputError(msg)
        return code

    values = fill(
        session,
        [
            Field(
                "kind",
                "Kind",
                "first argument",
                kind,
                read_kind,
                hint="social-network, aggregate-site, …",
            ),
            Field(
                "number",
                "Number",
                "second argument",
                number,
                read_number,
                hint="941/GP-BTTTT",
            ),
            Field("on", "Day of issue", "--on", on, read_day, hint=_A_DAY),
            Field("holder", "Holder", "--holder", holder, text_reader("holder")),
            Field(
                "sites",
                "Sites, with spaces between",
                "--site",
                "" if site else None,
                lambda text: tuple(
                    parse_site(parse_text("site", one)) for one in site or text.split()
                ),
                is_required=False,
                default=(),
            ),
            Field(
                "expires",
                "Last day in force",
                "--expires",
                "" if term_years is not None else expires,
                lambda text: read_day(text) if text else None,
                is_required=False,
                hint=_A_DAY,
            ),
        ],
    )
    issued_on: date = values["on"]
    effective_on = read_day(effective) if effective else None
    if expires and term_years is not None:
        msg = "Give --expires or --term-years, not both."
        raise InvalidInputError(msg)
    expires_on = values["expires"]
    if term_years is not None:
        expires_on = last_day_of_term(effective_on or issued_on, term_years)
    request = IssueRequest(
        kind=values["kind"],
        number=values["number"][0],
        printed=values["number"][1],
        issued_on=issued_on,
        holder=values["holder"],
        issuer=issuer or "",
        effective_on=effective_on,
        expires_on=expires_on,
        holder_kind=choice_reader("kind of holder", HOLDER_KINDS)(holder_kind)
        if holder_kind
        else "",
        holder_code=parse_text("holder code", holder_code or ""),
        sites=values["sites"],
        replaces=parse_reference(replaces, law.spellings) if replaces else None,
        source=parse_text("source", source or ""),
        note=parse_text("note", note or ""),
    )
    circumstances, clerk = _desk(session, override, dry_run=dry_run)
    try:
        recorded = recording.issue_licence(
            session.register, request, circumstances, clerk
        )
    except MissingInputError as error:
        if not session.may_ask:
            raise
        session.say(str(error))
        asked = fill(
            session, [Field("issuer", "Issuer", "--issuer", None, law.parse_issuer)]
        )
        request = replace(request, issuer=asked["issuer"])
        recorded = recording.issue_licence(
            session.register, request, circumstances, clerk
        )
    _confirm(session, recorded)
    return records.issued(session, recorded.licences[0])


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
    licence: Annotated[
        str | None,
        typer.Option("--licence", metavar="REF", help="The subject's licence."),
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", metavar="NAME", help="Campaign.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help="fined, …")
    ] = None,
    breach: _BreachOption = None,
    decision: Annotated[
        str | None, typer.Option("--decision", metavar="NO", help="Its number.")
    ] = None,
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
    default = session.register.settings.agency or None
    values = fill(
        session,
        [
            Field(
                "subject",
                "Subject",
                "first argument",
                "" if listed else None,
                parse=str.strip,
                hint="site, account or body",
            ),
            Field(
                "on",
                "Day of the visit",
                "--on",
                on,
                day_reader(session),
                hint=_A_DAY,
            ),
            Field("agency", "Agency", "--agency", agency or default, law.parse_issuer),
            Field(
                "kind",
                "Kind of subject",
                "--subject-kind",
                subject_kind,
                _read_subject_kind,
                hint="social-network, account, game, …",
            ),
        ],
    )
    breaches = _read_breaches(session, breach)
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
        )
        for subject, own in listed or [(values["subject"], "")]
    ]
    circumstances, clerk = _desk(session, override, dry_run=dry_run)
    recorded = recording.record_inspections(
        session.register, requests, circumstances, clerk
    )
    _confirm(session, recorded)
    return records.inspected(session, recorded.inspections)


def decide(  # a decision's own fields
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="INS-2024-0017")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help="fined, …")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="Day of the decision.")
    ] = None,
    breach: _BreachOption = None,
    decision: Annotated[
        str | None, typer.Option("--decision", metavar="NO", help="Its number.")
    ] = None,
    note: Note = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record what came of an inspection."""
    session: Session = ctx.obj
    breaches = _read_breaches(session, breach)
    if outcome is None and breaches:
        outcome = _likely_outcome(breaches)
    values = fill(
        session,
        [
            Field(
                "ref",
                "Inspection",
                "first argument",
                ref,
                lambda one: _key(session, one),
                hint="INS-2024-0017 or last",
            ),
            Field(
                "outcome",
                "Outcome",
                "--outcome",
                outcome,
                _read_outcome,
                hint="fined, no-breach, …",
            ),
            Field(
                "on",
                "Day of the decision",
                "--on",
                on,
                day_reader(session),
                hint=_A_DAY,
            ),
        ],
    )
    circumstances, clerk = _desk(session, override, dry_run=dry_run)
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
    _confirm(session, recorded)
    return records.inspected(session, recorded.inspections)


def _desk(
    session: Session, override: str | None, *, dry_run: bool
) -> tuple[Circumstances, Clerk]:
    session.settle_answer()
    circumstances = Circumstances(
        today=session.today,
        law=session.law,
        override=parse_text("override", override or ""),
    )
    clerk = Clerk(session.clerk, session.now, session.wait_seconds, is_trial=dry_run)
    return circumstances, clerk


def _confirm(session: Session, recorded: Recorded) -> None:
    """Say what warned; that it is on the disk is said after the answer."""
    entries = recorded.batch.entries if recorded.batch else ()
    session.confirm(
        [entry.number for entry in entries], is_trial=recorded.batch is None
    )
    for remark in recorded.remarks:
        reason = f" Overridden: {remark.reason}." if remark.reason else ""
        message = f"{remark.message[:1].upper()}{remark.message[1:]}"
        session.warn(f"{message}.{reason}")


def _key(session: Session, text: str) -> InspectionKey:
    wanted = text
    if text.strip().casefold() == "last":
        wanted = session.register.last_reference
    key = parse_inspection_key(wanted)
    if key is None:
        msg = f"'{text}' is not an inspection. A reference reads like 'INS-2024-0017'."
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
        msg = f"{path} cannot be read: {error.strerror}."
        raise InvalidInputError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8 text (byte {error.start})."
        raise InvalidInputError(msg) from error
    pairs = (line.partition("\t") for line in text.splitlines() if line.strip())
    return [(subject.strip(), own.strip()) for subject, _, own in pairs]


def _read_breaches(session: Session, texts: list[str] | None) -> tuple[Breach, ...]:
    """Read breaches; an amount in short form is echoed in full.

    Raises:
        InvalidInputError: If one is not ``BASIS=AMOUNT``.
    """
    breaches = []
    for text in texts or ():
        basis, equals, amount = text.rpartition("=")
        if not equals or not basis.strip() or ";" in basis or "=" in basis:
            msg = (
                f"'{text}' is not a breach. A breach reads like "
                "'15/2020 Art 100.1.a=15000000'."
            )
            raise InvalidInputError(msg)
        breach = Breach(parse_text("breach", basis), parse_vnd(amount))
        if is_abbreviated(amount):
            session.say(f"{breach.basis}: {breach.fine_vnd:,} VND")
        breaches.append(breach)
    return tuple(breaches)
