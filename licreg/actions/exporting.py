"""Export records as tables: as they stand on a day, or all of them to be kept."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from licreg.actions.kept_rows import COLUMNS, licence_rows, text_rows
from licreg.actions.register import LicenceRecord, Register
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
    YES,
    Row,
    act_rows,
    granted_row,
    inspection_row,
    licence_row,
    tally_row,
    untold,
)
from licreg.domain.counts import ISSUED
from licreg.domain.events import EntryCorrected, LicenceIssued
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.law import fits
from licreg.domain.licence import Licence, values_on
from licreg.domain.personal import is_mark
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.wording import tr

TABLES: Final = ("licences", "acts", "inspections", "tallies", "figures")
_OF_ACTS: Final = (*ACT_COLUMNS, ASKED_ON, BY_NOTICE, ENTRY)


class Rows(NamedTuple):
    """A table: its columns, and its rows, made as they are gone through."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


class Lines(NamedTuple):
    """The same with the bare cells of each row, in the order of the columns."""

    columns: tuple[str, ...]
    lines: Iterator[Collection[Any]]


def export_rows(  # noqa: PLR0913  # all that can be asked for
    register: Register,
    what: str,
    day: date,
    *,
    kinds: tuple[str, ...] = (),
    issuer: str = "",
    personal: bool = False,
) -> Rows:
    """Return the records of a table as they stand at the end of *day*.

    Args:
        register: The register.
        what: One of ``TABLES``.
        day: The day; what happened later is left out.
        kinds: Kinds of licence, of subject or of tally; empty for all.
        issuer: Code or pattern of the issuer or agency; empty for all.
        personal: Whether personal data are told, in a further column of licences and
            of inspections; else a reference stands for a person.

    Raises:
        InvalidInputError: If there is no such table.
    """
    years = _years(register, day)
    asked = _Asked(day, kinds, issuer)
    match what:
        case "licences":
            records = _licences(register, years, asked)
            return licence_table(register, records, day, personal=personal)
        case "acts":
            tell = register.person if personal else untold
            return Rows(_OF_ACTS, _acts(register, years, asked, tell))
        case "inspections":
            visits = _inspections(register, years, asked)
            return inspection_table(register, visits, day, personal=personal)
        case "tallies":
            return Rows((*TALLY_COLUMNS, ENTRY, DRAWN), _tallies(register, asked))
        case "figures":
            return _figures(register, asked)
        case _:
            msg = tr(
                "{what} is not a table; known are {tables}.",
                what=quote(what),
                tables=", ".join(TABLES),
            )
            raise InvalidInputError(msg)


def licence_table(
    register: Register,
    records: Iterable[LicenceRecord],
    day: date,
    *,
    personal: bool = False,
) -> Rows:
    """Return these licences as they stand at the end of *day*."""
    if personal:
        columns = (*COLUMNS, CONTENT_MANAGER)
        return Rows(columns, _with_managers(register, records, day))
    return Rows(COLUMNS, licence_rows(records, day))


def inspection_table(
    register: Register,
    inspections: Iterable[Inspection],
    day: date,
    *,
    personal: bool = False,
) -> Rows:
    """Return these inspections as they stand at the end of *day*."""
    rows = (
        inspection_row(one, day) | (_subject(register, one) if personal else {})
        for one in inspections
    )
    return Rows((*INSPECTION_COLUMNS, *((PERSONAL,) if personal else ())), rows)


def export_lines(
    register: Register, what: str, day: date, *, personal: bool = False
) -> Lines:
    """Return the same records for a format that knows texts only, such as CSV."""
    if what == "licences" and not personal:
        asked = _Asked(day, (), "")
        records = _licences(register, _years(register, day), asked)
        return Lines(COLUMNS, text_rows(records, day))
    columns, rows = export_rows(register, what, day, personal=personal)
    return Lines(columns, (row.values() for row in rows))


def archive(register: Register, *, personal: bool = False) -> dict[str, Rows]:
    """Return all that counts, so that an empty register can take it in.

    What comes out of that gives the same answers as of any day. It does not keep how
    the register came to be: who entered what and when, corrections and what was
    voided, remarks with the reasons for overriding. Licences
    drawn from a tally stand as rows of their own, outside of its count.

    Args:
        register: The register.
        personal: Whether personal data are told, in further columns.
    """
    of_licences = (CONTENT_MANAGER,) if personal else ()
    of_visits = (PERSONAL,) if personal else ()
    tell = register.person if personal else untold
    references = _References(register)
    drawn = register.counts.licences.drawn
    return {
        "licences": Rows(
            (*LICENCE_COLUMNS, LICENCE, *of_licences),
            (
                granted_row(one, references.of_replaced(one))
                | {LICENCE: str(one.key)}
                | (_manager(register, one.grant) if personal else {})
                for one in register.licences()
            ),
        ),
        "acts": Rows(
            _OF_ACTS,
            (row for one in _touched(register) for row in act_rows(one, tell)),
        ),
        "inspections": Rows(
            (*INSPECTION_COLUMNS, DECISIONS, *of_visits),
            (
                inspection_row(
                    one, None, references.now(one.visit.licence, one.visit.ref)
                )
                | (_subject(register, one) if personal else {})
                for one in register.inspections()
            ),
        ),
        "tallies": Rows(
            (*TALLY_COLUMNS, ENTRY, DRAWN),
            (
                tally_row(entry, drawn.get(entry.number, 0))
                for entry in register.tallies()
            ),
        ),
        "figures": _figures(register, _Asked(date.max, (), "")),
    }


def snapshot(
    register: Register, day: date, *, personal: bool = False
) -> dict[str, Rows]:
    """Return all that counts as it stood at the end of *day*.

    Each table is that of ``export_rows``, but references to other licences are as
    these read now, and empty for one that was not there on the day.
    """
    tables = {
        table: export_rows(register, table, day, personal=personal) for table in TABLES
    }
    references = _References(register, day)
    years = _years(register, day)
    everything = _Asked(day, (), "")
    licences, visits = tables["licences"], tables["inspections"]
    return tables | {
        "licences": Rows(
            licences.columns,
            (
                row | {"replaces": references.of_replaced(record.licence())}
                if row["replaces"]
                else row
                for record, row in zip(
                    _licences(register, years, everything), licences.rows, strict=True
                )
            ),
        ),
        "inspections": Rows(
            visits.columns,
            (
                row | {"licence": references.now(one.visit.licence, one.visit.ref)}
                for one, row in zip(
                    _inspections(register, years, everything), visits.rows, strict=True
                )
            ),
        ),
    }


def count_rows(register: Register, what: str, day: date = date.max) -> int | None:
    """Return how many rows a table has up to the end of *day*; None if not known."""
    if what != "licences":
        return None
    counts = register.counts.licences
    return sum(counts.stock(kind, ISSUED, day) for kind in counts.kinds())


class _Asked(NamedTuple):
    """What is asked for; see ``export_rows``."""

    day: date
    kinds: tuple[str, ...]
    issuer: str

    def holds(self, kind: str, issuer: str) -> bool:
        """Tell whether a record is among it, its day aside."""
        return (not self.kinds or kind in self.kinds) and (
            not self.issuer or fits(self.issuer, issuer)
        )


class _References:
    """References to licences, as they read now."""

    def __init__(self, register: Register, day: date = date.max) -> None:
        """Keep the register, and the day by whose end licences are known."""
        self._register, self._day = register, day

    def now(self, entry: int | None, ref: str) -> str:
        """Return the reference of a licence by its entry.

        Args:
            entry: The entry that granted it; None where no licence is named.
            ref: How it read when it was named.

        Returns:
            The reference; empty for a licence that is voided or issued after the day.
        """
        if entry is None:
            return ""
        licence = self._register.licence(parse_licence_key(ref))
        if licence is None or licence.entry != entry:
            licence = self._corrected.get(entry)
        if licence is None or licence.is_voided or licence.grant.issued_on > self._day:
            return ""
        return str(licence.key)

    def of_replaced(self, licence: Licence) -> str:
        """Return the reference of the licence that one replaces."""
        return self.now(licence.grant.replaces, licence.grant.replaces_ref)

    @cached_property
    def _corrected(self) -> dict[int, Licence]:
        """The licences that were corrected, by entry."""
        return {
            one.entry: one
            for one in _touched(self._register)
            if any(isinstance(entry.event, EntryCorrected) for entry in one.trail)
        }


def _years(register: Register, day: date) -> list[int]:
    return [year for year in register.years() if year <= day.year]


def _licences(
    register: Register, years: list[int], asked: _Asked
) -> Iterator[LicenceRecord]:
    records = register.licence_records(years)
    last_day = asked.day.isoformat()
    if asked.day.year in years:
        records = (one for one in records if one.values["issued_on"] <= last_day)
    if asked.kinds or asked.issuer:
        records = (
            one
            for one in records
            if asked.holds(one.values["kind"], one.values["issuer"])
        )
    return records


def _touched(register: Register, years: list[int] | None = None) -> Iterator[Licence]:
    """Yield the licences to which something happened after their grant."""
    for record in register.licence_records(years):
        if not record.is_plain:
            yield record.licence()


def _acts(
    register: Register,
    years: list[int],
    asked: _Asked,
    tell: Callable[[str], str | None],
) -> Iterator[Row]:
    rows = [
        row
        for licence in _touched(register, years)
        for row in act_rows(licence, tell)
        if row["on"] <= asked.day
        and asked.holds(licence.grant.kind, licence.grant.issuer)
    ]
    rows.sort(key=lambda row: (row["on"], row[ENTRY]))
    yield from rows


def _inspections(
    register: Register, years: list[int], asked: _Asked
) -> Iterator[Inspection]:
    for one in register.inspections(years):
        visit = one.visit
        if visit.inspected_on <= asked.day and asked.holds(
            visit.subject_kind, visit.agency
        ):
            yield one


def _with_managers(
    register: Register, records: Iterable[LicenceRecord], day: date
) -> Iterator[Row]:
    for record in records:
        licence = record.licence()
        row = licence_row(licence, day)
        yield row | _manager(register, values_on(licence, day))


def _manager(register: Register, values: LicenceIssued) -> Row:
    """Return the further cell of a licence that holds personal data."""
    mark = values.content_manager
    return {CONTENT_MANAGER: (register.person(mark) or "") if mark else ""}


def _subject(register: Register, inspection: Inspection) -> Row:
    """Return the cells of an inspection that hold personal data."""
    from licreg.actions.redacting import tell_person

    subject = inspection.visit.subject
    is_known = is_mark(subject) and register.person(subject) is not None
    return {
        "subject": tell_person(register, subject),
        PERSONAL: YES if is_known else "",
    }


def _tallies(register: Register, asked: _Asked) -> Iterator[Row]:
    for entry in register.tallies():
        tally = entry.event
        if tally.to_on <= asked.day and asked.holds(tally.kind, tally.issuer):
            yield tally_row(entry)


def _figures(register: Register, asked: _Asked) -> Rows:
    """Return the figures that were entered; one without a day was published before."""
    from licreg.actions.published import COLUMNS as FIGURE_COLUMNS
    from licreg.actions.published import canonical_row

    rows = (
        canonical_row(entry)
        for entry in register.figures()
        if (entry.event.published_on or date.min) <= asked.day
        and asked.holds(entry.event.kind, entry.event.issuer)
    )
    return Rows((*FIGURE_COLUMNS, ENTRY), rows)
