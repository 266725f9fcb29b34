"""The command ``issue``: a new licence."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import typer

from licreg.actions import recording
from licreg.actions.requests import IssueRequest
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    DryRun,
    FromTally,
    Note,
    NotInTally,
    Override,
    choice_reader,
    day_reader,
    read_from_tally,
    text_reader,
)
from licreg.cli.session import Session
from licreg.domain.days import last_day_of_term
from licreg.domain.identifiers import (
    LicenceNumber,
    is_mended,
    parse_licence_number,
    parse_reference,
    parse_site,
)
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import HOLDER_KINDS
from licreg.errors import (
    InvalidInputError,
    MissingInputError,
    RuleError,
    without_outcome,
)
from licreg.wording import tr

_DOUBT: Final = ("inside-tally",)
"""The rule that a person can settle by a yes or no."""


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
    content_manager: Annotated[
        str | None,
        typer.Option(
            "--content-manager",
            metavar="TEXT",
            help="Name and telephone; kept apart, and erasable with redact.",
        ),
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option("--replaces", metavar="REF", help="The earlier licence."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Where it is read.")
    ] = None,
    note: Note = None,
    from_notice: Annotated[
        str | None,
        typer.Option(
            "--from-notice",
            metavar="TEXT|FILE|-",
            help="A site's notice; what it says need not be typed.",
        ),
    ] = None,
    from_tally: FromTally = None,
    not_in_tally: NotInTally = False,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record a new licence."""
    session: Session = ctx.obj
    law = session.law
    read_day = day_reader(session)
    if from_notice is not None:
        from licreg.cli.from_notice import said_in

        said = said_in(session, from_notice)
        kind, number, on = kind or said.kind, number or said.number, on or said.on
        holder, issuer = holder or said.holder, issuer or said.issuer
        site = site or list(said.sites)

    def read_number(text: str) -> tuple[LicenceNumber, str]:
        parsed = parse_licence_number(text, law.spellings)
        return parsed, parse_text("number", text) if is_mended(text, parsed) else ""

    def read_kind(text: str) -> str:
        code = law.parse_kind(text)
        if law.kinds_by_code[code].instrument == "family":
            parts = ", ".join(law.parts_of(code))
            msg = tr(
                "'{code}' is a family, not a kind. Its kinds: {parts}.",
                code=code,
                parts=parts,
            )
            raise InvalidInputError(msg)
        return code

    values = fill(
        session,
        [
            Field(
                "kind",
                tr("Kind"),
                tr("first argument"),
                kind,
                read_kind,
                hint=tr("social-network, aggregate-site, …"),
            ),
            Field(
                "number",
                tr("Number"),
                tr("second argument"),
                number,
                read_number,
                hint=tr("941/GP-BTTTT"),
            ),
            Field("on", tr("Day of issue"), "--on", on, read_day, hint=tr(A_DAY)),
            Field("holder", tr("Holder"), "--holder", holder, text_reader("holder")),
            Field(
                "sites",
                tr("Sites, with spaces between"),
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
                tr("Last day in force"),
                "--expires",
                "" if term_years is not None else expires,
                lambda text: read_day(text) if text else None,
                is_required=False,
                hint=tr(A_DAY),
            ),
        ],
    )
    issued_on: date = values["on"]
    effective_on = read_day(effective) if effective else None
    if expires and term_years is not None:
        msg = tr("Give --expires or --term-years, not both.")
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
        content_manager=parse_text("content manager", content_manager or ""),
        sites=values["sites"],
        replaces=parse_reference(replaces, law.spellings) if replaces else None,
        source=parse_text("source", source or ""),
        note=parse_text("note", note or ""),
        from_tally=read_from_tally(from_tally, not_in_tally=not_in_tally),
        not_in_tally=not_in_tally,
    )
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = None
    while recorded is None:
        try:
            recorded = recording.issue_licence(
                session.register, request, circumstances, clerk
            )
        except (MissingInputError, RuleError) as error:
            is_doubt = isinstance(error, MissingInputError) or error.rules == _DOUBT
            if not session.may_ask or not is_doubt:
                raise
            request = _ask_more(session, request, error)
    confirm(session, recorded)
    return records.issued(session, recorded.licences[0])


def _ask_more(
    session: Session, request: IssueRequest, error: MissingInputError | RuleError
) -> IssueRequest:
    """Return the request with what only the register showed to be missing."""
    session.say(without_outcome(str(error)))
    if isinstance(error, MissingInputError):
        field = Field(
            "issuer", tr("Issuer"), "--issuer", None, session.law.parse_issuer
        )
        return replace(request, issuer=fill(session, [field])["issuer"])
    field = Field(
        "answer",
        tr("Is it one of those"),
        tr("--from-tally or --not-in-tally"),
        None,
        choice_reader("answer", ("yes", "no")),
        hint=tr("yes or no"),
    )
    if fill(session, [field])["answer"] == "yes":
        return replace(request, from_tally=0)
    return replace(request, not_in_tally=True)
