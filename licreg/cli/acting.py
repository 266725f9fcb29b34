"""Commands that record what was done to a licence, such as extend or revoke."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from licreg.actions import recording
from licreg.actions.requests import ActRequest
from licreg.actions.rows_in import canonical_number
from licreg.cli import dossier
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    DryRun,
    Override,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.domain.identifiers import (
    LATEST,
    Reference,
    parse_inspection_key,
    parse_reference,
)
from licreg.domain.text import parse_text
from licreg.errors import NotFoundError
from licreg.wording import retold, tr

LicenceRef = Annotated[
    str | None,
    typer.Argument(metavar="REF", help="57/2019, a later number, or last."),
]
OnDay = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="Day of the act.")
]
GivenNumber = Annotated[
    str | None,
    typer.Option("--number", metavar="NO", help="Its own licence or decision number."),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
ReadIn = Annotated[
    str | None, typer.Option("--source", metavar="TEXT", help="Where it is read.")
]


def extend(
    ctx: typer.Context,
    ref: LicenceRef = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="The new last day in force."),
    ] = None,
    on: OnDay = None,
    asked_on: Annotated[
        str | None,
        typer.Option("--asked-on", metavar="DAY", help="Day of the request."),
    ] = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was extended."""
    session: Session = ctx.obj
    read_day = day_reader(session)
    values = fill(
        session,
        [
            *common_fields(session, ref, on, "extended"),
            Field(
                "until", tr("New last day"), "--until", until, read_day, hint=tr(A_DAY)
            ),
        ],
    )
    request = act_request(
        session, "extend", values, number=number, reason=reason, source=source
    )
    asked = read_day(asked_on) if asked_on else None
    return record_act(
        session, replace(request, asked_on=asked), override, dry_run=dry_run
    )


def reissue(
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a lost or damaged licence was printed again."""
    session: Session = ctx.obj
    values = fill(session, common_fields(session, ref, on, "reissued"))
    request = act_request(
        session, "reissue", values, number=number, reason=reason, source=source
    )
    return record_act(session, request, override, dry_run=dry_run)


def suspend(
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Last day suspended."),
    ] = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was suspended."""
    session: Session = ctx.obj
    read_day = day_reader(session)
    values = fill(
        session,
        [
            *common_fields(session, ref, on, "suspended"),
            Field(
                "until",
                tr("Last day suspended"),
                "--until",
                until,
                read_day,
                is_required=False,
                hint=tr(A_DAY),
            ),
        ],
    )
    request = act_request(
        session, "suspend", values, number=number, reason=reason, source=source
    )
    return record_act(session, request, override, dry_run=dry_run)


def resume(
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a suspension was ended before its day."""
    session: Session = ctx.obj
    values = fill(session, common_fields(session, ref, on, "resumed"))
    request = act_request(
        session, "resume", values, number=number, reason=reason, source=source
    )
    return record_act(session, request, override, dry_run=dry_run)


def revoke(
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was revoked."""
    session: Session = ctx.obj
    values = fill(
        session,
        [
            *common_fields(session, ref, on, "revoked"),
            Field("reason", tr("Reason"), "--reason", reason, text_reader("reason")),
        ],
    )
    request = act_request(
        session,
        "revoke",
        values,
        number=number,
        reason=values["reason"],
        source=source,
    )
    return record_act(session, request, override, dry_run=dry_run)


def surrender(
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    number: GivenNumber = None,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that the holder gave a licence back."""
    session: Session = ctx.obj
    values = fill(session, common_fields(session, ref, on, "surrendered"))
    request = act_request(
        session, "surrender", values, number=number, reason=reason, source=source
    )
    return record_act(session, request, override, dry_run=dry_run)


def common_fields(
    session: Session, ref: str | None, on: str | None, done: str
) -> list[Field]:
    """Return what every act needs: which licence, and the day on which it was done."""
    return [
        Field(
            "licence",
            tr("Licence"),
            tr("first argument"),
            ref,
            lambda text: _read_licence(session, text),
            hint=tr("57/2019 or last"),
        ),
        Field(
            "on",
            tr("Day on which it was {done}", done=retold(done)),
            "--on",
            on,
            day_reader(session),
            hint=tr(A_DAY),
        ),
    ]


def _read_licence(session: Session, text: str) -> Reference:
    """Read which licence is meant.

    Raises:
        NotFoundError: If it is an inspection, or nothing is on record yet.
    """
    wanted = text
    if text.strip().casefold() == LATEST:
        wanted = session.register.last_reference
        if not wanted:
            msg = tr("Nothing is on record yet in {path}.", path=session.register.path)
            raise NotFoundError(msg)
    if parse_inspection_key(wanted) is not None:
        msg = tr(
            "{wanted} is an inspection, not a licence; name the licence.", wanted=wanted
        )
        raise NotFoundError(msg)
    return parse_reference(wanted, session.law.spellings)


def act_request(
    session: Session,
    act: str,
    values: Mapping[str, Any],
    *,
    number: str | None,
    reason: str | None,
    source: str | None,
) -> ActRequest:
    """Return the request for an act, of the values that every act may have."""
    on: date = values["on"]
    return ActRequest(
        licence=values["licence"],
        act=act,
        on=on,
        until=values.get("until"),
        given_number=canonical_number(parse_text("number", number or ""), session.law),
        reason=parse_text("reason", reason or ""),
        source=parse_text("source", source or ""),
    )


def record_act(
    session: Session, request: ActRequest, override: str | None, *, dry_run: bool
) -> Answer:
    """Record an act, and return the licence as it stands after it."""
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = recording.act_on_licence(session.register, request, circumstances, clerk)
    confirm(session, recorded)
    return dossier.acted(session, recorded.licences[0])
