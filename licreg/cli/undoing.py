"""The command ``undo``: take back all that one command recorded."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from licreg.actions.recording import Recorded
from licreg.actions.telling import tell_undoing
from licreg.actions.undoing import Plan, Undone, plan_undoing, undo_batch
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.ask import Field, ask
from licreg.cli.desk import confirm, desk
from licreg.cli.options import DryRun, read_yes
from licreg.cli.session import Session
from licreg.cli.targets import shown_ref
from licreg.cli.words import format_moment, word
from licreg.domain.identifiers import LATEST
from licreg.domain.text import show_safe
from licreg.errors import InvalidInputError, RefusedError
from licreg.wording import coded, tr, trn

_FEW: Final = 10
"""Up to how many entries are told one by one."""


def undo(
    ctx: typer.Context,
    batch: Annotated[
        str,
        typer.Argument(
            metavar="BATCH",
            help="Number of a batch in history, or last: your last one.",
        ),
    ] = LATEST,
    entry: Annotated[
        int | None,
        typer.Option("--entry", metavar="N", help="The batch that holds this entry."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
) -> Answer:
    """Take back all that one command recorded."""
    session: Session = ctx.obj
    _, clerk = desk(session, None, dry_run=dry_run)
    plan = plan_undoing(
        session.register, session.clerk, _read_batch(batch, entry), entry
    )
    if session.may_ask and not yes and not dry_run:
        _ask(session, plan)
    undone = undo_batch(session.register, plan, clerk)
    confirm(session, Recorded(undone.batch))
    return _answer(session, undone)


def _read_batch(text: str, entry: int | None) -> int | None:
    """Read the number of a batch; None for the last one.

    Raises:
        InvalidInputError: If it is neither.
    """
    if text.strip().casefold() == LATEST:
        return None
    if entry is not None:
        msg = tr("Give a batch or --entry, not both.")
        raise InvalidInputError(msg)
    if not text.strip().isdecimal():
        msg = tr(
            "'{text}' is not a batch. Give its number, as 'licreg history' "
            "shows it, or last.",
            text=show_safe(text),
        )
        raise InvalidInputError(msg)
    return int(text)


def _ask(session: Session, plan: Plan) -> None:
    """Show what would be done and ask whether it is to be.

    Raises:
        RefusedError: If it is not.
    """
    session.say(_heading(session, plan))
    for line in _lines(session, plan):
        session.say(f"  {line}")
    if not ask(
        Field("yes", tr("Undo it?"), "--yes", None, read_yes, hint=tr("yes or no"))
    ):
        msg = tr("It was left as it is. Nothing was recorded.")
        raise RefusedError(msg)


def _heading(session: Session, plan: Plan) -> str:
    batch = plan.batch
    many = len(batch.numbers)
    when = format_moment(batch.at, session.language)
    return trn(
        "Batch {batch:,} ({command}, 1 entry), {when}, by {clerk}",
        "Batch {batch:,} ({command}, {count:,} entries), {when}, by {clerk}",
        many,
        batch=batch.number,
        command=batch.command,
        when=when,
        clerk=batch.by,
    )


def _lines(session: Session, plan: Plan) -> list[str]:
    """Return what undoing does: each inverse, or how many there are of each sort."""
    if len(plan.batch.numbers) > _FEW:
        return [
            tr("{count:,} {what}", count=count, what=tr(sort))
            for sort, count in plan.sums.items()
        ]
    return [row["what"] for row in _rows(session, plan)][::-1]


def _rows(session: Session, plan: Plan) -> Iterator[dict[str, Any]]:
    for entry, ref in plan.steps():
        shown = shown_ref(session, ref)
        yield {
            "entry": entry.number,
            "ref": shown,
            "what": tell_undoing(entry, shown),
        }


def _answer(session: Session, undone: Undone) -> Answer:
    plan, batch = undone.plan, undone.batch

    def coded_rows() -> list[dict[str, Any]]:
        with coded():
            return list(_rows(session, plan))

    def value() -> object:
        return {
            "undoes": plan.batch.number,
            "batch": batch.number if batch else None,
            "command": plan.batch.command,
            "by": plan.batch.by,
            "at": plan.batch.at,
            "entries": len(plan.batch.numbers),
            "undone": coded_rows(),
        }

    again = (
        ()
        if batch is None
        else (
            tr("'licreg undo {number}' takes that back in turn.", number=batch.number),
        )
    )
    title = Column("what", word("undone", session.language))
    lines = [(line,) for line in _lines(session, plan)]
    with coded():
        coded_lines = [(line,) for line in _lines(session, plan)]
    is_short = len(plan.batch.numbers) <= _FEW
    names = ("entry", "ref", "what") if is_short else ("what",)
    return Answer(
        value=value,
        tables=(Table((title,), lines, title=_heading(session, plan)),),
        records=Table(
            tuple(Column(name, name) for name in names),
            [tuple(row.values()) for row in coded_rows()] if is_short else coded_lines,
        ),
        notes=again,
    )
