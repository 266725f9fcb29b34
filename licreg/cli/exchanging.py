"""Commands that exchange files: import and export."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from licreg.actions.exporting import archive, export_lines, export_rows
from licreg.actions.rows import Row as Cells
from licreg.cli import records
from licreg.cli.answer import Answer, Column, Row, Table
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import (
    AsKnown,
    AsOf,
    DryRun,
    FromTally,
    NotInTally,
    choice_reader,
    past_day_reader,
    read_from_tally,
)
from licreg.cli.render import TEXT_FORMATS, write_answer
from licreg.cli.session import Session
from licreg.cli.waiting import waiting
from licreg.errors import InvalidInputError, OutputError

if TYPE_CHECKING:
    from licreg.actions.importing import ImportReport
    from licreg.exchange.canonical import SourceTable

_ALL: Final = "all"
_WHAT: Final = ("licences", "acts", "inspections", "tallies", _ALL)


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


def export(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="licences, acts, inspections, tallies, all."
        ),
    ],
    as_of: AsOf = None,
    as_known: AsKnown = None,
    personal: Annotated[
        bool,
        typer.Option(
            "--personal",
            help="Tell personal data too; else a reference stands for a person.",
        ),
    ] = False,
) -> Answer | int:
    """Write records to CSV or JSON: one table, or all of them into a folder."""
    session: Session = ctx.obj
    wanted = choice_reader("table", _WHAT)(what)
    ask_as_known(session, as_known)
    if session.as_known is not None:
        session.say(f"Written{known_words(session).removeprefix(',')}.")
    if wanted == _ALL:
        if as_of:
            msg = "'export all' writes everything; it takes no --as-of."
            raise InvalidInputError(msg)
        return _export_all(session, personal=personal)
    if session.format_option is None and session.output is None:
        session.format_option = "csv"
    chosen, _ = session.settle_answer()
    day = past_day_reader(session)(as_of) if as_of else session.today
    if chosen in TEXT_FORMATS:
        names, lines = export_lines(session.register, wanted, day, personal=personal)
        return Answer(
            value=None, records=Table(records.columns(names, session.language), lines)
        )
    names, rows = export_rows(session.register, wanted, day, personal=personal)
    return _records(rows, names, session.language)


def _records(rows: Iterator[Cells], names: Sequence[str], language: str) -> Answer:
    """Return rows as an answer; they are gone through once, as they are written."""
    table = records.whole_table(rows, names, language)
    return Answer(value=rows, tables=(table,), records=table)


def _export_all(session: Session, *, personal: bool) -> int:
    folder, session.output = session.output, None
    chosen = choice_reader("format", ("csv", "json"))(session.format_option or "csv")
    if folder is None or str(folder) == "-":
        msg = "Name the folder to write to: 'licreg export all -o DIR'."
        raise InvalidInputError(msg)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder} cannot be made: {error.strerror}."
        raise OutputError(msg) from error
    for table, (names, rows) in archive(session.register, personal=personal).items():
        counted = _Counted(rows)
        path = folder / f"{table}.{chosen}"
        answer = _records(iter(counted), names, session.language)
        write_answer(answer, format=chosen, output=path)
        session.say(f"{path}: {counted.count:,} rows")
    return 0


class _Counted:
    """Rows that are counted as they are gone through.

    Attributes:
        count: How many there were.
    """

    def __init__(self, rows: Iterable[Cells]) -> None:
        """Keep the rows."""
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Cells]:
        """Yield the rows."""
        for row in self._rows:
            self.count += 1
            yield row


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
        session.say(f"Rejected rows were written to {rejects}.")
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
