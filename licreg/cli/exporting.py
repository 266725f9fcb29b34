"""The command that gives records out: export."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from licreg.actions.exporting import archive, export_lines, export_rows
from licreg.actions.rows import Row as Cells
from licreg.cli import records
from licreg.cli.answer import Answer, Table
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import AsKnown, AsOf, choice_reader, past_day_reader
from licreg.cli.render import TEXT_FORMATS, write_answer
from licreg.cli.session import Session
from licreg.errors import InvalidInputError, OutputError
from licreg.wording import tr

_ALL: Final = "all"
_WHAT: Final = ("licences", "acts", "inspections", "tallies", _ALL)


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
            msg = tr("'export all' writes everything; it takes no --as-of.")
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
        msg = tr("Name the folder to write to: 'licreg export all -o DIR'.")
        raise InvalidInputError(msg)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = tr(
            "{folder} cannot be made: {strerror}.",
            folder=folder,
            strerror=error.strerror,
        )
        raise OutputError(msg) from error
    written: list[Path] = []
    for table, (names, rows) in archive(session.register, personal=personal).items():
        counted = _Counted(rows)
        path = folder / f"{table}.{chosen}"
        answer = _records(iter(counted), names, session.language)
        write_answer(answer, format=chosen, output=path, before=written)
        written.append(path)
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
