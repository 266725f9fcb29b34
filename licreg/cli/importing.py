"""The command that takes files in: import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licreg.cli.answer import Answer, Column, Row, Table
from licreg.cli.options import (
    DryRun,
    FromTally,
    NotInTally,
    past_day_reader,
    read_from_tally,
)
from licreg.cli.session import Session
from licreg.cli.waiting import waiting
from licreg.cli.words import word
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.importing import ImportReport


def import_files(  # as many values as the command has options
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="CSV, TSV, XLSX, JSON or JSON Lines; a folder; - for standard input.",
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="The kind, where no column tells."),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer", metavar="CODE", help="The issuer, where no column tells."
        ),
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="COLUMN=VALUE", help="A value for all rows without one."
        ),
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            "--map", metavar="FILE|abei", help="How the columns are to be read."
        ),
    ] = None,
    write_map: Annotated[
        Path | None,
        typer.Option(
            "--write-map",
            metavar="FILE",
            help="Write how they are read there, to be mended and given with --map.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="windows-1258, tcvn3, vni, windows-1252, latin-1, utf-16.",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook."),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option(
            "--dates", metavar="dmy|mdy", help="Whether day or month comes first."
        ),
    ] = None,
    number_form: Annotated[
        str | None,
        typer.Option(
            "--number-form",
            metavar="FORM",
            help="How numbers are built, such as 'TL-{year}/{number}'.",
        ),
    ] = None,
    suffix: Annotated[
        str | None,
        typer.Option(
            "--suffix", metavar="CODE", help="The suffix of numbers that have none."
        ),
    ] = None,
    listed_on: Annotated[
        str | None,
        typer.Option(
            "--listed-on",
            metavar="DAY",
            help="The day of which a file tells what is in force.",
        ),
    ] = None,
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
    """Take records from files: all of them, or none."""
    from licreg.actions.importing import import_tables
    from licreg.cli.mapping import Reading, read_files
    from licreg.domain.acceptance import Circumstances
    from licreg.exchange.canonical import write_rejects

    session: Session = ctx.obj
    session.settle_answer()
    draws = read_from_tally(from_tally, not_in_tally=not_in_tally)
    reading = Reading(
        kind=kind,
        issuer=issuer,
        constants=tuple(constants or ()),
        mapping=mapping,
        write_map=write_map,
        encoding=encoding,
        sheet=sheet or "",
        dates=dates,
        number_form=number_form,
        suffix=suffix,
        listed_on=past_day_reader(session)(listed_on) if listed_on else None,
        sets_aside=rejects is not None,
    )
    tables = read_files(session, files, reading)
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
        Column(name, word(name, session.language), "text" if name == "file" else "int")
        for name in names
    )
    return Answer(
        value={
            "files": [dict(zip(names, row.cells, strict=True)) for row in lines],
            "warnings": list(report.warnings),
            "entries": list(report.batch.numbers) if report.batch else [],
        },
        tables=(Table(columns, lines, footer=footer if len(lines) > 1 else ()),),
    )
