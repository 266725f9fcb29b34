"""The command ``issue``: a new licence, or one after another."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from licreg.actions import recording
from licreg.actions.recording import Recorded
from licreg.actions.requests import IssueRequest
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill, missing_of
from licreg.cli.desk import confirm, desk
from licreg.cli.grants import grant_fields, grant_request
from licreg.cli.options import (
    Again,
    DryRun,
    FromTally,
    Note,
    NotInTally,
    Override,
    read_from_tally,
    typed_term,
)
from licreg.cli.session import Session
from licreg.errors import (
    MissingInputError,
    NotFoundError,
    RuleError,
    without_outcome,
)
from licreg.wording import tr


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
    again: Again = False,
    from_tally: FromTally = None,
    not_in_tally: NotInTally = False,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record a new licence."""
    session: Session = ctx.obj
    if again and number is None:
        kind, number = None, kind  # The kind is repeated, so the number comes first.
    given = {
        "kind": kind,
        "number": number,
        "on": on,
        "holder": holder,
        "sites": " ".join(site) if site else None,
        "expires": typed_term(expires, term_years),
        "issuer": issuer,
        "effective": effective,
        "holder_kind": holder_kind,
        "holder_code": holder_code,
        "content_manager": content_manager,
        "replaces": replaces,
        "source": source,
        "note": note,
    }
    if from_notice is not None:
        from licreg.cli.from_notice import said_in

        said = said_in(session, from_notice).texts()
        given = {name: text or said.get(name) for name, text in given.items()}
    if again:
        given = {**_repeated(session), **{k: v for k, v in given.items() if v}}
    draws = read_from_tally(from_tally, not_in_tally=not_in_tally)
    fields = grant_fields(session, given)
    if missing_of(fields) and session.may_ask:
        from licreg.cli.issuing import Terms, issue_at_desk

        terms = Terms(override, draws, not_in_tally=not_in_tally, is_trial=dry_run)
        return _entered(session, issue_at_desk(session, given, terms))
    values = fill(session, fields)
    request = replace(
        grant_request(values), from_tally=draws, not_in_tally=not_in_tally
    )
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = None
    while recorded is None:
        try:
            recorded = recording.issue_licence(
                session.register, request, circumstances, clerk
            )
        except (MissingInputError, RuleError) as error:
            if not session.may_ask:
                raise
            request = _ask_more(session, request, error)
    confirm(session, recorded)
    return records.issued(session, recorded.licences[0])


def _repeated(session: Session) -> dict[str, str | None]:
    """Return what the next licence has in common with the one entered last.

    Raises:
        NotFoundError: If there is none.
    """
    from licreg.actions.likely import last_licence, term_years

    last = last_licence(session.register)
    if last is None:
        msg = tr("There is no licence yet of which to take the rest.")
        raise NotFoundError(msg)
    grant = last.grant
    years = term_years(grant)
    return {
        "kind": grant.kind,
        "on": grant.issued_on.isoformat(),
        "issuer": grant.issuer,
        "holder_kind": grant.holder_kind or None,
        "expires": f"{years}y" if years else None,
    }


def _entered(session: Session, recorded: Sequence[Recorded]) -> Answer:
    """Return what was entered at a terminal."""
    if len(recorded) == 1:
        return records.issued(session, recorded[0].licences[0])
    return records.issued_together(session, [one.licences[0] for one in recorded])


def _ask_more(
    session: Session, request: IssueRequest, error: MissingInputError | RuleError
) -> IssueRequest:
    """Return the request with what only the register showed to be missing.

    Raises:
        LicregError: If it is something else that is wrong.
    """
    from licreg.cli.issuing import DOUBT, Terms, settle_doubt

    if isinstance(error, MissingInputError):
        session.say(without_outcome(str(error)))
        field = Field(
            "issuer", tr("Issuer"), "--issuer", None, session.law.parse_issuer
        )
        return replace(request, issuer=fill(session, [field])["issuer"])
    if error.rules != DOUBT:
        raise error
    terms = settle_doubt(Terms(), error)
    return replace(
        request, from_tally=terms.from_tally, not_in_tally=terms.not_in_tally
    )
