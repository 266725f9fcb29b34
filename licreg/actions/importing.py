"""Import tables: all rows or none, or the good ones while the others are given back.

Files are turned into rows elsewhere; here a row is read, judged with those before it,
and recorded in one batch.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from licreg.actions.draft import Draft
from licreg.actions.import_faults import in_order, refuse
from licreg.actions.intake import (
    Corrected,
    Intake,
    Source,
    Warned,
    Watch,
    pass_by,
)
from licreg.actions.intake_acts import take_acts
from licreg.actions.intake_figures import take_figures
from licreg.actions.intake_licences import take_licences, take_tallies
from licreg.actions.intake_rows import read_rows
from licreg.actions.intake_visits import take_inspections
from licreg.actions.published import COLUMNS as FIGURE_COLUMNS
from licreg.actions.register import Batch, Register
from licreg.actions.rows import (
    ACT_COLUMNS,
    ASKED_ON,
    BY_NOTICE,
    CONTENT_MANAGER,
    DECISIONS,
    DRAWN,
    ENTRY,
    INSPECTION_COLUMNS,
    LICENCE,
    LICENCE_COLUMNS,
    PERSONAL,
    TALLY_COLUMNS,
)
from licreg.domain.acceptance import Circumstances
from licreg.domain.licence import Licence
from licreg.domain.text import quote
from licreg.errors import RuleError
from licreg.lazily import dataclass
from licreg.wording import trn

_LICENCES: Final = "licences"
_OF_REJECTS: Final = ("file", "line", "reasons")

# The columns that our own files have; another is passed over with a note.
_TABLES: Final[Mapping[str, frozenset[str]]] = {
    "licences": frozenset(
        {*LICENCE_COLUMNS, CONTENT_MANAGER, LICENCE, ENTRY, *_OF_REJECTS}
    ),
    "acts": frozenset({*ACT_COLUMNS, ASKED_ON, BY_NOTICE, ENTRY, *_OF_REJECTS}),
    "inspections": frozenset({*INSPECTION_COLUMNS, DECISIONS, PERSONAL, *_OF_REJECTS}),
    "tallies": frozenset({*TALLY_COLUMNS, ENTRY, DRAWN, *_OF_REJECTS}),
    "figures": frozenset({*FIGURE_COLUMNS, ENTRY, *_OF_REJECTS}),
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What has become of a file's rows; the last three add up to the first.

    Attributes:
        name: The file.
        table: What it holds.
        rows: How many it has.
        taken: Recorded, or for a trial such as would be.
        already_there: On record already, in every value.
        rejected: Not recorded.
    """

    name: str
    table: str
    rows: int
    taken: int
    already_there: int
    rejected: int


@dataclass(frozen=True, slots=True)
class IssuerReport:
    """What has become of a file's rows of one issuer; the counts are as of a file.

    Attributes:
        name: The file.
        issuer: Code; empty where a row could not be read so far.
        rows: How many there are.
        taken: Recorded, or for a trial such as would be.
        already_there: On record already.
        rejected: Not recorded.
    """

    name: str
    issuer: str
    rows: int
    taken: int
    already_there: int
    rejected: int


class Reject(NamedTuple):
    """A row that was not taken.

    Attributes:
        source: Which of the files, counted from 0.
        line: Where it stands.
        reasons: One sentence for each fault, with the column where it is one.
    """

    source: int
    line: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        files: One for each file.
        rules: The rules that warned, most often first; they are kept with the records.
        notes: Columns that were passed over.
        rejects: Rows not taken, in the order of the files.
        batch: What was recorded; None for a trial, or where nothing was to be.
        issuers: Rows of licences by file and issuer, of files that are not our own.
        corrected: The values of records that were put right.
        absent: What the register has of the files' issuers and kinds, and no file has.
    """

    files: tuple[FileReport, ...]
    rules: tuple[Warned, ...]
    notes: tuple[str, ...]
    rejects: tuple[Reject, ...]
    batch: Batch | None
    issuers: tuple[IssuerReport, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    absent: tuple[Licence, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line for each rule that warned, after the notes."""
        return (*self.notes, *map(_warning, self.rules))


def import_tables(  # noqa: PLR0913  # what a clerk decides, one word each
    register: Register,
    tables: Sequence[Source],
    *,
    circumstances: Circumstances,
    clerk: str,
    now: datetime,
    wait_seconds: float = 10.0,
    dry_run: bool = False,
    keep_good: bool = False,
    from_tally: int | None = None,
    not_in_tally: bool = False,
    because: str = "",
    compare: bool = False,
    watch: Watch = pass_by,
) -> ImportReport:
    """Record the rows of files in one batch.

    They are papers of the past: a rule that could be overridden only warns. A row that
    says what a record says already is counted and not recorded again.

    Args:
        register: The register.
        tables: The files; a licence may stand in another file than what names it.
        circumstances: Today and the law.
        clerk: Who records.
        now: The moment.
        wait_seconds: How long to wait for another clerk.
        dry_run: Whether all is judged and nothing recorded.
        keep_good: Whether good rows are recorded although others are not.
        from_tally: Entry of the tally from which licences are drawn that it may count,
            or 0 for the only one that may; None if none is drawn.
        not_in_tally: Whether such licences come on top of every tally.
        because: Why records that a file tells otherwise are put right; empty where
            they are not, and such a row cannot be taken.
        compare: Whether to tell what the register has, and no file.
        watch: Called now and then with what is done, how far, and how far it goes.

    Raises:
        DiffersError: If rows cannot be taken only because records differ from them.
        InvalidFileError: If a row cannot be taken and *keep_good* is not set; nothing
            is recorded, and every fault of every row is named.
        RuleError: If licences may be counted in a tally on record already, and it is
            not said whether they are.
    """
    circumstances = replace(circumstances, is_past_paper=True)
    read = read_rows(tables, circumstances, register.settings.agency, watch)
    with register.writing(clerk, now=now, wait_seconds=wait_seconds) as writer:
        draft = Draft(register, writer.next_entry, circumstances)
        intake = Intake(register, draft, tables, watch)
        intake.from_tally, intake.not_in_tally = from_tally, not_in_tally
        intake.because = because
        intake.refused += read.faults
        intake.doubtful |= read.doubtful
        take_licences(intake, read.licences)
        take_acts(intake, read.acts)
        take_inspections(intake, read.inspections)
        take_tallies(intake, read.tallies)
        take_figures(intake, read.figures)
        if intake.refused and not keep_good:
            refuse(intake, tables)
        if intake.in_doubt:
            raise RuleError(_doubt(intake), ("inside-tally",), overridable=True)
        absent = tuple(_absent(intake)) if compare else ()
        batch = None
        if draft.entries and not dry_run:
            details = {"files": [_details(table) for table in tables]}
            watch("recording", 0, len(draft.entries))
            batch = writer.append("import", draft.hand_over(), details)
    return replace(_report(intake, tables, batch), absent=absent)


def _doubt(intake: Intake) -> str:
    rows, tallies = intake.in_doubt.total(), ", ".join(intake.in_doubt)
    return trn(
        "The licence of 1 row may be counted already in {tallies}. Nothing was "
        "recorded. Give --from-tally if they are among those counted, so that "
        "totals stay as they are, or --not-in-tally if they come on top.",
        "The licences of {count:,} rows may be counted already in {tallies}. Nothing "
        "was recorded. Give --from-tally if they are among those counted, so that "
        "totals stay as they are, or --not-in-tally if they come on top.",
        rows,
        tallies=tallies,
    )


def _details(table: Source) -> dict[str, object]:
    return {"name": table.name, "sha256": table.digest, "rows": table.count}


def _report(
    intake: Intake, tables: Sequence[Source], batch: Batch | None
) -> ImportReport:
    reasons: dict[tuple[int, int], list[str]] = {}
    for source, line, fault, _ in in_order(intake, tables):
        column = tables[source].titles.get(fault.column, fault.column)
        where = f"{column}: " if column else ""
        reasons.setdefault((source, line), []).append(where + fault.sentence)
    rejected: Counter[int] = Counter()
    for source, line in reasons:
        rejected[source] += intake.rows_of(source, line)
    return ImportReport(
        files=tuple(
            FileReport(
                name=table.name,
                table=table.table,
                rows=table.count,
                taken=intake.taken[place],
                already_there=intake.already_there[place],
                rejected=rejected[place],
            )
            for place, table in enumerate(tables)
        ),
        rules=tuple(sorted(intake.warned.values(), key=lambda one: -one.count)),
        notes=tuple(note for table in tables for note in _notes(table)),
        rejects=tuple(
            Reject(source, line, tuple(why)) for (source, line), why in reasons.items()
        ),
        batch=batch,
        issuers=tuple(_by_issuer(intake, tables, list(reasons))),
        corrected=tuple(intake.corrected),
    )


def _by_issuer(
    intake: Intake, tables: Sequence[Source], rejected: Sequence[tuple[int, int]]
) -> Iterator[IssuerReport]:
    """Yield what has become of the rows of each issuer, in files of other people's."""
    lost: Counter[tuple[int, str]] = Counter()
    for place, table in enumerate(tables):
        if not table.is_partial or table.table != _LICENCES:
            continue
        lines = {line for source, line in rejected if source == place}
        column = table.header.index("issuer")
        for row in table.rows:
            if row.line in lines:
                issuer = intake.issuers.get((place, row.line), row.cells[column])
                lost[place, issuer] += intake.rows_of(place, row.line)
        issuers = {one for source, one, _ in intake.by_issuer if source == place}
        issuers |= {one for source, one in lost if source == place}
        for issuer in sorted(issuers):
            taken = intake.by_issuer[place, issuer, True]
            there = intake.by_issuer[place, issuer, False]
            gone = lost[place, issuer]
            rows = taken + there + gone
            yield IssuerReport(table.name, issuer, rows, taken, there, gone)


def _absent(intake: Intake) -> Iterator[Licence]:
    """Yield the licences on record of the files' issuers and kinds that no file has."""
    issuers = {key.issuer for key in intake.seen}
    for licence in intake.register.licences():
        if (
            licence.key.issuer in issuers
            and licence.grant.kind in intake.kinds
            and licence.key not in intake.seen
            and not licence.is_voided
        ):
            yield licence


def _warning(warned: Warned) -> str:
    return trn(
        "{rule} (1), at {first}",
        "{rule} ({count:,}), first at {first}",
        warned.count,
        rule=warned.rule,
        first=warned.first,
    )


def _notes(table: Source) -> list[str]:
    if table.notes or table.titles:
        return list(table.notes)
    known = _TABLES[table.table]
    unknown = [quote(column) for column in table.header if column not in known]
    if not unknown:
        return []
    return [
        trn(
            "{file}: a column not known and passed over: {columns}.",
            "{file}: columns not known and passed over: {columns}.",
            len(unknown),
            file=table.name,
            columns=", ".join(unknown),
        )
    ]
