"""The command ``redact``: erase personal data."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from licreg.actions.recording import Recorded
from licreg.actions.redacting import (
    Held,
    Redacted,
    Redaction,
    plan_redaction,
    redact_record,
)
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.ask import Field, ask, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import DryRun, read_yes, text_reader
from licreg.cli.session import Session
from licreg.cli.targets import find_any, shown_ref
from licreg.cli.words import word
from licreg.errors import RefusedError
from licreg.wording import tr, trn

_NAMES: Final = ("person", "initials", "others")


def redact(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(metavar="REF", help="57/2019, INS-2024-0017 or last."),
    ] = None,
    because: Annotated[
        str | None, typer.Option("--because", metavar="TEXT", help="Why it is erased.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
) -> Answer:
    """Erase the personal data of a record for good; every count stays."""
    session: Session = ctx.obj
    values = fill(
        session,
        [
            Field(
                "ref",
                tr("Record"),
                tr("first argument"),
                ref,
                str.strip,
                hint=tr("57/2019, INS-2024-0017 or last"),
            ),
            Field("because", tr("Why"), "--because", because, text_reader("because")),
        ],
    )
    record = find_any(session, values["ref"])
    _, clerk = desk(session, None, dry_run=dry_run)
    if session.may_ask and not yes and not dry_run:
        _ask(session, plan_redaction(session.register, record))
    redacted = redact_record(session.register, record, clerk, because=values["because"])
    confirm(session, Recorded(redacted.batch))
    return _answer(session, redacted, values["because"])


def _ask(session: Session, redaction: Redaction) -> None:
    """Show what would be erased and ask whether it is to be.

    Raises:
        RefusedError: If it is not.
    """
    session.say(tr("Personal data of {ref}:", ref=shown_ref(session, redaction.ref)))
    for one in redaction.held:
        session.say(f"  {one.person}  {one.initials}{_others(one.others)}")
    question = tr("Erase it for good?")
    if not ask(Field("yes", question, "--yes", None, read_yes, hint=tr("yes or no"))):
        msg = tr("It was left as it is. Nothing was recorded.")
        raise RefusedError(msg)


def _others(entries: Sequence[int]) -> str:
    if not entries:
        return ""
    return trn(
        ", also in entry {entries}",
        ", also in entries {entries}",
        len(entries),
        entries=", ".join(tr("{entry:,}", entry=one) for one in entries),
    )


def _answer(session: Session, redacted: Redacted, because: str) -> Answer:
    language, redaction = session.language, redacted.redaction
    rows = [_row(one) for one in redaction.held]
    ref = shown_ref(session, redaction.ref)
    lines = [(one["person"], one["initials"], one["others"]) for one in rows]
    notes = [
        tr("Backups and exports made before may still hold it; see to these as well.")
    ]
    if any(one.others for one in redaction.held):
        notes.insert(0, tr("The other entries name the same; it is erased there too."))
    return Answer(
        value={
            "ref": ref,
            "target": redaction.record.entry,
            "entry": redacted.batch.numbers[0] if redacted.batch else None,
            "persons": [
                {**one._asdict(), "others": list(one.others)} for one in redaction.held
            ],
            "because": because,
        },
        tables=(
            Table(
                tuple(Column(name, word(name, language), "code") for name in _NAMES),
                lines,
                title=ref,
            ),
        ),
        records=Table(tuple(Column(name, name) for name in _NAMES), lines),
        notes=tuple(notes),
    )


def _row(held: Held) -> dict[str, str]:
    return {
        "person": held.person,
        "initials": held.initials,
        "others": " ".join(map(str, held.others)),
    }
