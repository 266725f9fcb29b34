"""The command that takes files in: import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licreg.cli.answer import Answer, Column, Row, Table
from licreg.cli.options import DryRun, FromTally, NotInTally, read_from_tally
from licreg.cli.session import Session
from licreg.cli.waiting import waiting
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.importing import ImportReport
    from licreg.exchange.canonical import SourceTable


def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV files, or a folder.")
    ],
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="FILE", help="Write bad rows there; take the others."
        ),
    ] = None,
    from_tally: FromTally = None,
    not_in_tally: NotInTally = False,
    dry_run: DryRun = False,
) -> Answer:
    """Take records from CSV files: all of them, or none."""
    from licreg.actions.importing import import_tables
    from licreg.domain.acceptance import Circumstances
    from licreg.exchange.canonical import read_tables, write_rejects

    session: Session = ctx.obj
    session.settle_answer()
    draws = read_from_tally(from_tally, not_in_tally=not_in_tally)
    tables: list[SourceTable] = []
    for path in files:
        tables += read_tables(path)
    if rejects is not None and not rejects.exists():
        write_rejects(rejects, tables, ())  # What cannot be written is told before.
    register, before = session.register, session.register.entries
    with waiting(session) as bar:
        register.watch = lambda entry: bar.move(entry - before)
        report = import_tables(
            register,
            tables,
            circumstances=Circumstances(session.today, session.law, is_past_paper=True),
            clerk=session.clerk,
            now=session.now,
            wait_seconds=session.wait_seconds,
            dry_run=dry_run,
            keep_good=rejects is not None,
            from_tally=draws,
            not_in_tally=not_in_tally,
            watch=bar.watch,
        )
    session.confirm(report.batch.numbers if report.batch else (), is_trial=dry_run)
    if rejects is not None:
        write_rejects(rejects, tables, report.rejects)
    return _report(session, report, rejects)


def _report(session: Session, report: "ImportReport", rejects: Path | None) -> Answer:
    names = ("file", "rows", "taken", "already_there", "rejected")
    titles = ("File", "Rows", "Taken", "Already there", "Rejected")
    lines = [
        Row((one.name, one.rows, one.taken, one.already_there, one.rejected))
        for one in report.files
    ]
    footer = (
        "",
        *(sum(getattr(one, name) for one in report.files) for name in names[1:]),
    )
    for warning in report.warnings:
        session.warn(warning)
    if rejects is not None and report.rejects:
        session.say(tr("Rejected rows were written to {rejects}.", rejects=rejects))
    columns = tuple(
        Column(name, title, "text" if name == "file" else "int")
        for name, title in zip(names, titles, strict=True)
    )
    return Answer(
        value={
            "files": [dict(zip(names, row.cells, strict=True)) for row in lines],
            "warnings": list(report.warnings),
            "entries": list(report.batch.numbers) if report.batch else [],
        },
        tables=(Table(columns, lines, footer=footer if len(lines) > 1 else ()),),
    )
