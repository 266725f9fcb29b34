"""Commands that record what was done to a licence: amend, extend, revoke and so on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

import typer

from licreg.actions import recording
from licreg.actions.composed import parse_sites
from licreg.actions.requests import ActRequest
from licreg.actions.rows_in import canonical_number
from licreg.cli import dossier
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, ask, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    DryRun,
    Override,
    choice_reader,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.domain.identifiers import (
    LATEST,
    Reference,
    parse_inspection_key,
    parse_reference,
    parse_site,
)
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import HOLDER_KINDS
from licreg.errors import MissingInputError, NotFoundError

_Ref = Annotated[
    str | None,
    typer.Argument(metavar="REF", help="57/2019, a later number, or last."),
]
_On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="Day of the act.")]
_Number = Annotated[
    str | None,
    typer.Option("--number", metavar="NO", help="Its own licence or decision number."),
]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
_Source = Annotated[
    str | None, typer.Option("--source", metavar="TEXT", help="Where it is read.")
]

_WHAT_CHANGES: Final = (
    "--holder, --holder-kind, --holder-code, --site, --expires or --note; what has no "
    "option of its own, such as another address or server, goes into --note"
)


def amend(  # what an amendment may change
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    number: _Number = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="TEXT", help="The new licensee.")
    ] = None,
    holder_kind: Annotated[
        str | None,
        typer.Option("--holder-kind", metavar="KIND", help="enterprise, …"),
    ] = None,
    holder_code: Annotated[
        str | None,
        typer.Option("--holder-code", metavar="MST", help="Enterprise code."),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option(
            "--site",
            metavar="DOMAIN",
            help="A domain; repeat it for each, they take the place of all before.",
        ),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DAY", help="Last day in force.")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="The licence's note.")
    ] = None,
    by_notice: Annotated[
        bool,
        typer.Option("--by-notice", help="A mere notice of a new owner or address."),
    ] = False,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was amended."""
    session: Session = ctx.obj
    wanted = {
        "holder": text_reader("holder")(holder) if holder is not None else None,
        "holder_kind": choice_reader("kind of holder", HOLDER_KINDS)(holder_kind)
        if holder_kind
        else None,
        "holder_code": parse_text("holder code", holder_code) if holder_code else None,
        "sites": tuple(parse_site(parse_text("site", one)) for one in site)
        if site
        else None,
        "expires_on": day_reader(session)(expires) if expires else None,
        "note": parse_text("note", note) if note is not None else None,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    common = _common(session, ref, on, "amended")
    values = fill(session, common) if changes else _ask_what_changes(session, common)
    changes = changes or {
        name: values[name] for name in wanted if values.get(name) is not None
    }
    if not changes:
        msg = f"There is nothing to change. Name it with {_WHAT_CHANGES}."
        raise MissingInputError(msg)
    request = _request(
        session,
        "amend",
        values,
        number=number,
        reason=reason,
        source=source,
    )
    request = replace(request, changes=changes, by_notice=by_notice)
    return _record(session, request, override, dry_run=dry_run)


def extend(
    ctx: typer.Context,
    ref: _Ref = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="The new last day in force."),
    ] = None,
    on: _On = None,
    asked_on: Annotated[
        str | None,
        typer.Option("--asked-on", metavar="DAY", help="Day of the request."),
    ] = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was extended."""
    session: Session = ctx.obj
    read_day = day_reader(session)
    values = fill(
        session,
        [
            *_common(session, ref, on, "extended"),
            Field("until", "New last day", "--until", until, read_day, hint=A_DAY),
        ],
    )
    request = _request(
        session, "extend", values, number=number, reason=reason, source=source
    )
    asked = read_day(asked_on) if asked_on else None
    return _record(session, replace(request, asked_on=asked), override, dry_run=dry_run)


def reissue(
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a lost or damaged licence was printed again."""
    session: Session = ctx.obj
    values = fill(session, _common(session, ref, on, "reissued"))
    request = _request(
        session, "reissue", values, number=number, reason=reason, source=source
    )
    return _record(session, request, override, dry_run=dry_run)


def suspend(
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Last day suspended."),
    ] = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was suspended."""
    session: Session = ctx.obj
    read_day = day_reader(session)
    values = fill(
        session,
        [
            *_common(session, ref, on, "suspended"),
            Field(
                "until",
                "Last day suspended",
                "--until",
                until,
                read_day,
                is_required=False,
                hint=A_DAY,
            ),
        ],
    )
    request = _request(
        session, "suspend", values, number=number, reason=reason, source=source
    )
    return _record(session, request, override, dry_run=dry_run)


def resume(
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a suspension was ended before its day."""
    session: Session = ctx.obj
    values = fill(session, _common(session, ref, on, "resumed"))
    request = _request(
        session, "resume", values, number=number, reason=reason, source=source
    )
    return _record(session, request, override, dry_run=dry_run)


def revoke(
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was revoked."""
    session: Session = ctx.obj
    values = fill(
        session,
        [
            *_common(session, ref, on, "revoked"),
            Field("reason", "Reason", "--reason", reason, text_reader("reason")),
        ],
    )
    request = _request(
        session,
        "revoke",
        values,
        number=number,
        reason=values["reason"],
        source=source,
    )
    return _record(session, request, override, dry_run=dry_run)


def surrender(
    ctx: typer.Context,
    ref: _Ref = None,
    on: _On = None,
    number: _Number = None,
    reason: _Reason = None,
    source: _Source = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that the holder gave a licence back."""
    session: Session = ctx.obj
    values = fill(session, _common(session, ref, on, "surrendered"))
    request = _request(
        session, "surrender", values, number=number, reason=reason, source=source
    )
    return _record(session, request, override, dry_run=dry_run)


def _common(
    session: Session, ref: str | None, on: str | None, done: str
) -> list[Field]:
    """Return what every act needs: which licence, and the day."""
    return [
        Field(
            "licence",
            "Licence",
            "first argument",
            ref,
            lambda text: _read_licence(session, text),
            hint="57/2019 or last",
        ),
        Field(
            "on",
            f"Day on which it was {done}",
            "--on",
            on,
            day_reader(session),
            hint=A_DAY,
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
            msg = f"Nothing is on record yet in {session.register.path}."
            raise NotFoundError(msg)
    if parse_inspection_key(wanted) is not None:
        msg = f"{wanted} is an inspection, not a licence; name the licence."
        raise NotFoundError(msg)
    return parse_reference(wanted, session.law.spellings)


def _ask_what_changes(session: Session, common: list[Field]) -> Mapping[str, Any]:
    """Return the values asked for at a terminal; off it, refuse by name.

    Raises:
        MissingInputError: If nobody can be asked.
    """
    if not session.may_ask:
        missing = [f"{one.label} ({one.option})" for one in common if one.given is None]
        named = f"Missing: {', '.join(missing)}. " if missing else ""
        msg = f"{named}There is nothing to change. Name it with {_WHAT_CHANGES}."
        raise MissingInputError(msg)
    values = fill(session, common)
    session.say("What changes? Enter leaves a value as it is.")
    read_day = day_reader(session)

    def offered(name: str, label: str, option: str, parse: Any) -> Field:  # noqa: ANN401  # of each field
        return Field(name, label, option, None, parse, is_required=False)

    fields = (
        offered("holder", "Holder", "--holder", text_reader("holder")),
        offered("sites", "Sites, with spaces between", "--site", parse_sites),
        offered("expires_on", "Last day in force", "--expires", read_day),
        offered("note", "Note", "--note", text_reader("note")),
    )
    return {**values, **{field.name: ask(field) for field in fields}}


def _request(
    session: Session,
    act: str,
    values: Mapping[str, Any],
    *,
    number: str | None,
    reason: str | None,
    source: str | None,
) -> ActRequest:
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


def _record(
    session: Session, request: ActRequest, override: str | None, *, dry_run: bool
) -> Answer:
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    recorded = recording.act_on_licence(session.register, request, circumstances, clerk)
    confirm(session, recorded)
    return dossier.acted(session, recorded.licences[0])
