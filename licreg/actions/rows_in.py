"""Rows as requests: each row of a file read once, or all its faults named.

The way out lies in ``rows``, inspections in ``visits_in``.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from sys import intern
from typing import Final, NamedTuple

from licreg.actions.cells import NO_DAY, Cells, Fault
from licreg.actions.composed import parse_changes, parse_sites
from licreg.actions.counting import INSPECTION_MEASURES
from licreg.actions.requests import ActRequest, IssueRequest
from licreg.actions.rows import ASKED_ON, BY_NOTICE, CONTENT_MANAGER, YES
from licreg.domain.counts import ISSUED
from licreg.domain.events import ACTS, TallyRecorded
from licreg.domain.identifiers import (
    LicenceNumber,
    is_mended,
    parse_licence_number,
)
from licreg.domain.law import Law
from licreg.domain.other_registers import ACCOUNTS, KINDS
from licreg.domain.other_registers import MEASURES as OTHER_MEASURES
from licreg.domain.text import quote
from licreg.domain.vocabulary import AREAS, HOLDER_KINDS, Status
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass, regex
from licreg.wording import tr

_FAMILY: Final = "family"
_STATUSES: Final = tuple(status.value for status in Status)
_MEASURES: Final = (ISSUED, *INSPECTION_MEASURES, *OTHER_MEASURES)
_COUNT: Final = regex(r"[0-9]{1,15}|[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3}){0,3}")
_ORDINAL: Final = regex(r"[1-9][0-9]{0,3}")


class Number(NamedTuple):
    """A number as a cell has it.

    Attributes:
        number: Number with suffix.
        ordinal: What follows ``#``; else 1.
        printed: The text of the cell, where its suffix was read as another.
    """

    number: LicenceNumber
    ordinal: int
    printed: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read.

    Attributes:
        faults: All of them.
    """

    faults: tuple[Fault, ...]


def parse_licence_row(
    cells: Mapping[str, str], law: Law, today: date
) -> IssueRequest | Unreadable:
    """Read a row of licences; of a status, only ``lapsed`` is more than an answer."""
    row = Cells(cells, law, today)
    read = row.read_needed("number", partial(_parse_number, law=law), _NO_NUMBER)
    issued_on = row.needed_day("issued_on")
    request = IssueRequest(
        kind=row.read_needed("kind", lambda text: _parse_kind(text, law), ""),
        number=read.number,
        issuer=row.issuer("issuer"),
        issued_on=issued_on,
        effective_on=row.day("effective_on"),
        expires_on=row.day("expires_on"),
        holder=row.needed("holder"),
        holder_kind=row.code("holder_kind", HOLDER_KINDS),
        holder_code=row.text("holder_code"),
        content_manager=row.text(CONTENT_MANAGER),
        sites=row.read_long("sites", parse_sites, ()),
        replaces=row.reference("replaces"),
        ordinal=read.ordinal,
        printed=row.text("printed") or read.printed,
        source=intern(row.text("source")),
        note=row.text("note"),
        lapsed_on=_lapsed_on(row, issued_on),
    )
    return Unreadable(tuple(row.faults)) if row.faults else request


def parse_act_row(
    cells: Mapping[str, str], law: Law, today: date
) -> ActRequest | Unreadable:
    """Read a row of acts."""
    row = Cells(cells, law, today)
    request = ActRequest(
        licence=row.needed_reference("licence"),
        act=row.needed_code("act", ACTS),
        on=row.needed_day("on"),
        given_number=canonical_number(row.text("number"), law),
        until=row.day("until"),
        changes=row.read_long("set", partial(parse_changes, today=today), {}),
        reason=row.text("reason"),
        source=row.text("source"),
        asked_on=row.day(ASKED_ON),
        by_notice=bool(row.code(BY_NOTICE, (YES,))),
    )
    return Unreadable(tuple(row.faults)) if row.faults else request


def parse_tally_row(
    cells: Mapping[str, str], law: Law, today: date
) -> TallyRecorded | Unreadable:
    """Read a row of tallies."""
    row = Cells(cells, law, today)
    measure = row.needed_code("measure", _MEASURES)
    if measure in INSPECTION_MEASURES:
        kind = row.needed_code("kind", AREAS)
    elif measure in OTHER_MEASURES:
        kind = row.needed_code(
            "kind", tuple(one for one, counted in KINDS.items() if measure in counted)
        )
    else:
        kind = row.read_needed("kind", law.parse_kind if measure else str, "")
    from_on, to_on = row.day("from_on"), row.needed_day("to_on")
    if today < to_on != NO_DAY:
        row.fault(
            "to_on", tr("{to_on} lies after today, {today}.", to_on=to_on, today=today)
        )
    if from_on is not None and from_on > to_on:
        row.fault(
            "from_on",
            tr(
                "{from_on} lies after the last day, {to_on}.",
                from_on=from_on,
                to_on=to_on,
            ),
        )
    tally = TallyRecorded(
        measure=measure,
        kind=kind,
        count=row.read_needed("count", parse_count, 0),
        from_on=from_on,
        to_on=to_on,
        issuer=row.issuer("issuer"),
        source=row.needed("source"),
        note=row.text("note"),
        part=row.text("part"),
    )
    if tally.part and measure not in OTHER_MEASURES:
        row.fault("part", tr("'{measure}' is not counted by part.", measure=measure))
    if measure in OTHER_MEASURES and measure != ACCOUNTS and from_on is None:
        row.fault(
            "from_on",
            tr(
                "'{measure}' is counted over a period; name its first day.",
                measure=measure,
            ),
        )
    return Unreadable(tuple(row.faults)) if row.faults else tally


@lru_cache(maxsize=16384)
def _parse_number(text: str, law: Law) -> Number:
    """Read a number; each book of a year begins again, so that most come often.

    Raises:
        InvalidInputError: If it is none, or what stands behind ``#`` is no ordinal.
    """
    written, mark, ordinal = text.partition("#")
    number = parse_licence_number(written, law.spellings)
    if mark and _ORDINAL.fullmatch(ordinal) is None:
        msg = tr(
            "{text} has no number behind '#'; write '{number}#2'.",
            text=quote(text),
            number=number,
        )
        raise InvalidInputError(msg)
    written = written.strip()
    is_other = written != str(number) and is_mended(written, number)
    return Number(number, int(ordinal or 1), written if is_other else "")


_NO_NUMBER: Final = Number(LicenceNumber(0, "", ""), 1, "")


def canonical_number(text: str, law: Law) -> str:
    """Return the number of an act, canonical if it is a licence number."""
    if not text:
        return ""
    try:
        return str(parse_licence_number(text, law.spellings))
    except InvalidInputError:
        return text


def _parse_kind(text: str, law: Law) -> str:
    code = law.parse_kind(text)
    if law.kinds_by_code[code].instrument == _FAMILY:
        msg = tr(
            "'{code}' is a family of kinds; name {parts_of}.",
            code=code,
            parts_of=" or ".join(law.parts_of(code)),
        )
        raise InvalidInputError(msg)
    return code


def parse_count(text: str) -> int:
    """Read how many there are, with or without marks between thousands.

    Raises:
        InvalidInputError: If it is no whole number.
    """
    if _COUNT.fullmatch(text) is None:
        msg = tr("{text} is not a count; write it like 1016.", text=quote(text))
        raise InvalidInputError(msg)
    return int("".join(digit for digit in text if digit.isdigit()))


def _lapsed_on(row: Cells, issued_on: date) -> date | None:
    if row.code("status", _STATUSES) != Status.LAPSED:
        return None
    known_on = row.needed_day("status_on")
    if NO_DAY in {known_on, issued_on}:
        return None
    if known_on < issued_on:
        row.fault(
            "status_on",
            tr(
                "{known_on} lies before the issue on {issued_on}.",
                known_on=known_on,
                issued_on=issued_on,
            ),
        )
    if known_on > row.today:
        row.fault(
            "status_on",
            tr(
                "{known_on} lies after today, {today}.",
                known_on=known_on,
                today=row.today,
            ),
        )
    return known_on
