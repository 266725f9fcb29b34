"""The rows of all files, read: those that can be, and the faults of the others."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Final, TypeVar

from licreg.actions.cells import Fault
from licreg.actions.figures_in import parse_figure_row
from licreg.actions.intake import STEP, Item, Refused, Source, Watch, pass_by
from licreg.actions.requests import ActRequest, IssueRequest
from licreg.actions.rows_in import (
    Unreadable,
    parse_act_row,
    parse_licence_row,
    parse_tally_row,
)
from licreg.actions.visits_in import VisitRow, parse_inspection_row
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import FigurePublished, TallyRecorded
from licreg.domain.text import few_guesses
from licreg.lazily import dataclass, regex

_T = TypeVar("_T")
_NUMBER: Final = regex(r"\D*([0-9]{1,9})", re.ASCII)
_TOLD_APART: Final = ("acts", "tallies")
"""Tables whose rows have no identity, so that all their cells tell them apart."""


@dataclass(slots=True)
class ReadRows:
    """What the rows of all files ask for, by table.

    Attributes:
        licences: Grants.
        acts: Legal acts.
        inspections: Visits with their decisions.
        tallies: Counts without records.
        figures: Published figures.
        faults: What cannot be read.
        doubtful: Numbers of licences whose rows cannot be read, without their suffix.
    """

    licences: list[Item[IssueRequest]] = field(default_factory=list)
    acts: list[Item[ActRequest]] = field(default_factory=list)
    inspections: list[Item[VisitRow]] = field(default_factory=list)
    tallies: list[Item[TallyRecorded]] = field(default_factory=list)
    figures: list[Item[FigurePublished]] = field(default_factory=list)
    faults: list[Refused] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)


def read_rows(
    files: Sequence[Source],
    circumstances: Circumstances,
    agency: str,
    watch: Watch = pass_by,
) -> ReadRows:
    """Read every row of every file.

    Args:
        files: The files.
        circumstances: Today and the law.
        agency: Who inspected, where a row does not tell.
        watch: Called now and then with how far it is.
    """
    law, today = circumstances.law, circumstances.today
    parse_licence = partial(parse_licence_row, law=law, today=today)
    parse_act = partial(parse_act_row, law=law, today=today)
    parse_visit = partial(parse_inspection_row, law=law, today=today, agency=agency)
    parse_tally = partial(parse_tally_row, law=law, today=today)
    parse_figure = partial(parse_figure_row, law=law, today=today)
    read = ReadRows()
    for place, file in enumerate(files):
        match file.table:
            case "licences":
                bad = _read(place, file, parse_licence, read.licences, watch)
                read.doubtful |= _numbers(file, {one.line for one in bad})
            case "acts":
                bad = _read(place, file, parse_act, read.acts, watch)
            case "inspections":
                bad = _read(place, file, parse_visit, read.inspections, watch)
            case "figures":
                bad = _read(place, file, parse_figure, read.figures, watch)
            case _:
                bad = _read(place, file, parse_tally, read.tallies, watch)
        read.faults += bad
    return read


@few_guesses()
def _read(
    place: int,
    file: Source,
    parse: Callable[[Mapping[str, str]], _T | Unreadable],
    items: list[Item[_T]],
    watch: Watch,
) -> list[Refused]:
    """Add the rows that can be read to *items*; return the faults of the others."""
    faults: list[Refused] = []
    total = len(file.rows)
    for done, row in enumerate(file.rows):
        if not done % STEP:
            watch("reading", done, total)
        read = parse(dict(zip(file.header, row.cells, strict=True)))
        if row.line in file.faults:
            read = _with_faults(read, file.faults[row.line])
        if isinstance(read, Unreadable):
            faults += [Refused(place, row.line, fault) for fault in read.faults]
        else:
            if row.line in file.findings and isinstance(read, IssueRequest):
                read = replace(read, findings=file.findings[row.line])
            cells = row.cells if file.table in _TOLD_APART else ()
            items.append(Item(place, row.line, cells, read))
    return faults


def _with_faults(read: object, found: Sequence[tuple[str, str]]) -> Unreadable:
    """Return what is wrong in a row: what was found before, and in other columns."""
    faults = [Fault(*each) for each in found]
    seen = {fault.column for fault in faults}
    if isinstance(read, Unreadable):
        faults += [fault for fault in read.faults if fault.column not in seen]
    return Unreadable(tuple(faults))


def _numbers(file: Source, lines: set[int]) -> set[int]:
    """Return the numbers that some rows begin theirs with, so far as they have one."""
    if not lines:
        return set()
    column = file.header.index("number")
    found = [_NUMBER.match(row.cells[column]) for row in file.rows if row.line in lines]
    return {int(match[1]) for match in found if match is not None}
