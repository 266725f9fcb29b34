"""The command ``history``: who entered what, when and why."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from licreg.actions.tracing import COLUMNS, Wanted, entries_of, marks_of, trace
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.session import Session
from licreg.cli.targets import find_target, shown_ref
from licreg.cli.words import format_moment, word
from licreg.errors import InvalidInputError, NotFoundError
from licreg.wording import tr, trn

_REF_FIRST: Final = (
    *("InspectionRecorded", "TallyRecorded", "FigurePublished", "NoteAdded", "Entry"),
)
"""Events, by how they begin, whose values do not name their record."""


def history(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(metavar="REF", help="One record or entry; else all entries."),
    ] = None,
    entry: Annotated[
        int | None, typer.Option("--entry", metavar="N", help="One entry.")
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option("--batch", metavar="N", help="All that one command recorded."),
    ] = None,
) -> Answer:
    """Say who entered what, when, and why."""
    session: Session = ctx.obj
    if sum(one is not None for one in (ref, entry, batch)) > 1:
        msg = tr("Give a reference, --entry or --batch; one of them.")
        raise InvalidInputError(msg)
    wanted = Wanted(batch=batch)
    if ref is not None or entry is not None:
        wanted = entries_of(find_target(session, ref, entry))
    rows = trace(session.register, wanted)
    if batch is not None and not rows:
        msg = tr(
            "There is no batch {batch:,}. 'licreg history' shows those there are.",
            batch=batch,
        )
        raise NotFoundError(msg)
    told = [row.pop("said") for row in rows]
    columns = (
        Column("entry", word("entry", session.language), "int"),
        Column("batch", word("batch", session.language), "int"),
        Column("at", word("at", session.language), "code"),
        Column("by", word("by", session.language)),
        Column("act", word("act", session.language)),
        Column("what", word("what", session.language)),
    )
    lines = [
        (
            row["entry"],
            row["batch"],
            format_moment(row["at"], session.language),
            row["by"],
            row["act"],
            _said(session, row, said),
        )
        for row, said in zip(rows, told, strict=True)
    ]
    return Answer(
        value=rows,
        tables=(Table(columns, lines),),
        records=Table(
            tuple(Column(name, name) for name in COLUMNS),
            [tuple(_cell(row[name]) for name in COLUMNS) for row in rows],
        ),
        notes=(trn("1 entry", "{count:,} entries", len(rows)),),
    )


def _said(session: Session, row: Mapping[str, Any], said: str) -> str:
    """Return what was recorded and why, and what became of it."""
    what = said
    if row["event"].startswith(_REF_FIRST):
        what = f"{shown_ref(session, row['ref'])}: {what}"
    parts = [what]
    if row["because"] and row["event"].startswith("Entry"):
        cause = f" ({row['cause']})" if row["cause"] else ""
        parts.append(tr("because: {reason}", reason=f"{row['because']}{cause}"))
    parts += [f"✗ {mark}" for mark in marks_of(dict(row))]
    return "; ".join(filter(None, parts))


def _cell(value: Any) -> Any:  # noqa: ANN401  # any cell
    """Return a value for a file: what a correction changed as one text."""
    if isinstance(value, Mapping):
        return "; ".join(
            f"{name}: {'' if one is None else _flat(one)}"
            for name, one in value.items()
        )
    return value


def _flat(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
