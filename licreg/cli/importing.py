"""The command that takes files in: import."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from licreg.actions.differences import shown_value
from licreg.actions.keeping_watch import missed, watch
from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.ask import Field, fill
from licreg.cli.desk import figure_warnings
from licreg.cli.options import (
    DryRun,
    FromTally,
    NotInTally,
    past_day_reader,
    read_from_tally,
    text_reader,
)
from licreg.cli.session import Session
from licreg.cli.waiting import waiting
from licreg.cli.words import word
from licreg.domain.licence import status_on
from licreg.errors import InvalidInputError
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.importing import FileReport, ImportReport, IssuerReport


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
    correct: Annotated[
        bool,
        typer.Option(
            "--correct", help="Put right the records that a file tells otherwise."
        ),
    ] = False,
    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT", help="Why they are put right."),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="List what is on record of the issuers, and in no file."
        ),
    ] = False,
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
    _refuse_odd_options(files, rejects, because, correct=correct)
    reason = _reason(session, because) if correct else ""
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
    watched = () if dry_run else watch(register, session.law, session.today)
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
            because=reason,
            compare=compare,
            watch=bar.watch,
        )
    session.confirm(report.batch.numbers if report.batch else (), is_trial=dry_run)
    if report.batch is not None:
        parted = missed(register, session.law, watched)
        for warning in figure_warnings(session, parted):
            session.warn(warning)
    if rejects is not None:
        write_rejects(rejects, tables, report.rejects)
    return _report(session, report, rejects)


def _refuse_odd_options(
    files: Sequence[Path], rejects: Path | None, because: str | None, *, correct: bool
) -> None:
    """Refuse options that would lose what is read, or do nothing.

    Raises:
        InvalidInputError: If so.
    """
    if because is not None and not correct:
        msg = tr("--because tells why records are put right; give --correct with it.")
        raise InvalidInputError(msg)
    if rejects is not None and any(
        one.exists() and rejects.exists() and one.samefile(rejects) for one in files
    ):
        msg = tr(
            "{file} is read, and rejected rows would be written over it; name "
            "another file with --rejects.",
            file=rejects,
        )
        raise InvalidInputError(msg)


def _reason(session: Session, because: str | None) -> str:
    """Return why records are put right, asked for at a terminal."""
    field = Field(
        name="because",
        label=tr("Because"),
        option="--because",
        given=because,
        parse=text_reader("because"),
    )
    return str(fill(session, [field])["because"])


_COUNTS: Final = ("rows", "taken", "already_there", "rejected")


def _report(session: Session, report: "ImportReport", rejects: Path | None) -> Answer:
    for warning in report.warnings:
        session.warn(warning)
    if rejects is not None and report.rejects:
        session.say(tr("Rejected rows were written to {rejects}.", rejects=rejects))
    language = session.language
    tables = [_counts(report.files, ("name",), language)]
    several = len(report.issuers) > len({one.name for one in report.issuers})
    if (several or len(report.files) > 1) and report.issuers:
        tables.append(_counts(report.issuers, ("name", "issuer"), language))
    if report.corrected:
        tables.append(_corrections(report, language))
    if report.absent:
        tables.append(_absent(report, session.today, language))
    return Answer(
        value={
            "files": [_values(one, ("name",)) for one in report.files],
            "warnings": list(report.warnings),
            "entries": list(report.batch.numbers) if report.batch else [],
            "issuers": [_values(one, ("name", "issuer")) for one in report.issuers],
            "corrections": [
                {
                    "licence": one.ref,
                    "field": one.difference.column,
                    "before": shown_value(one.difference.there),
                    "after": shown_value(one.difference.here),
                }
                for one in report.corrected
            ],
            "not_in_files": [str(one.key) for one in report.absent],
        },
        tables=tuple(tables),
    )


def _values(one: object, names: Sequence[str]) -> dict[str, Cell]:
    keys = {"name": "file"}
    return {keys.get(name, name): getattr(one, name) for name in (*names, *_COUNTS)}


def _counts(
    reports: "Sequence[FileReport] | Sequence[IssuerReport]",
    names: Sequence[str],
    language: str,
) -> Table:
    """Return what has become of rows, and the sums where there are several lines."""
    keys = ["file" if name == "name" else name for name in (*names, *_COUNTS)]
    columns = tuple(
        Column(key, word(key, language), "int" if key in _COUNTS else "text")
        for key in keys
    )
    lines = [tuple(_values(one, names).values()) for one in reports]
    sums = [sum(getattr(one, name) for one in reports) for name in _COUNTS]
    footer = (*("" for _ in names), *sums)
    return Table(columns, lines, footer=footer if len(lines) > 1 else ())


def _corrections(report: "ImportReport", language: str) -> Table:
    return Table(
        (
            Column("licence", word("licence", language), "code"),
            *(Column(key, word(key, language)) for key in ("field", "before", "after")),
        ),
        [
            (
                one.ref,
                one.difference.column,
                shown_value(one.difference.there),
                shown_value(one.difference.here),
            )
            for one in report.corrected
        ],
        title=tr("Put right"),
    )


def _absent(report: "ImportReport", today: date, language: str) -> Table:
    return Table(
        (
            Column("licence", word("licence", language), "code"),
            Column("issued_on", word("issued_on", language), "day"),
            *(Column(key, word(key, language)) for key in ("holder", "status")),
        ),
        [
            (str(one.key), one.grant.issued_on, one.grant.holder, status_on(one, today))
            for one in report.absent
        ],
        title=tr("On record, and in none of the files"),
    )
