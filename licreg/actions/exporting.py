"""Export records as tables: as they stand on a day, or all of them to be kept."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from licreg.actions.register import Register
from licreg.actions.rows import (
    ACT_COLUMNS,
    DECISIONS,
    DRAWN,
    ENTRY,
    INSPECTION_COLUMNS,
    LICENCE,
    LICENCE_COLUMNS,
    TALLY_COLUMNS,
    Row,
    act_rows,
    granted_row,
    inspection_row,
    licence_row,
    tally_row,
)
from licreg.domain.events import EntryCorrected
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.law import fits
from licreg.domain.text import quote
from licreg.errors import InvalidInputError

TABLES: Final = ("licences", "acts", "inspections", "tallies")


class Rows(NamedTuple):
    """A table: its columns, and its rows, made as they are gone through."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def export_rows(
    register: Register,
    what: str,
    day: date,
    *,
    kinds: tuple[str, ...] = (),
    issuer: str = "",
) -> Rows:
    """Return the records of a table as they stand at the end of *day*.

    Args:
        register: The register.
        what: One of ``TABLES``.
        day: The day; what happened later is left out.
        kinds: Kinds of licence, of subject or of tally; empty for all.
        issuer: Code or pattern of the issuer or agency; empty for all.

    Raises:
        InvalidInputError: If there is no such table.
    """
    years = [year for year in register.years() if year <= day.year]
    asked = _Asked(day, kinds, issuer)
    match what:
        case "licences":
            columns = (*LICENCE_COLUMNS, LICENCE, ENTRY)
            return Rows(columns, _licences(register, years, asked))
        case "acts":
            return Rows((*ACT_COLUMNS, ENTRY), _acts(register, years, asked))
        case "inspections":
            return Rows(INSPECTION_COLUMNS, _inspections(register, years, asked))
        case "tallies":
            return Rows((*TALLY_COLUMNS, ENTRY, DRAWN), _tallies(register, asked))
        case _:
            msg = f"{quote(what)} is not a table; known are {', '.join(TABLES)}."
            raise InvalidInputError(msg)


def archive(register: Register) -> dict[str, Rows]:
    """Return all that counts, so that an empty register can take it in.

    What comes out of that gives the same answers as of any day. It does not keep how
    the register came to be: who entered what and when, corrections and what was
    voided, remarks with the reasons for overriding, when a holder applied. Licences
    drawn from a tally stand as rows of their own, outside of its count.
    """
    references = _References(register)
    drawn = register.counts.licences.drawn
    return {
        "licences": Rows(
            LICENCE_COLUMNS,
            (
                granted_row(
                    one, references.now(one.grant.replaces, one.grant.replaces_ref)
                )
                for one in register.licences()
            ),
        ),
        "acts": Rows(
            (*ACT_COLUMNS, ENTRY),
            (row for one in register.licences() for row in act_rows(one)),
        ),
        "inspections": Rows(
            (*INSPECTION_COLUMNS, DECISIONS),
            (
                inspection_row(
                    one, None, references.now(one.visit.licence, one.visit.ref)
                )
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
    }


class _Asked(NamedTuple):
    """What is asked for; see ``export_rows``."""

    day: date
    kinds: tuple[str, ...]
    issuer: str

    def holds(self, day: date, kind: str, issuer: str) -> bool:
        """Tell whether a record of a day is among it."""
        return (
            day <= self.day
            and (not self.kinds or kind in self.kinds)
            and (not self.issuer or fits(self.issuer, issuer))
        )


class _References:
    """References to licences, as they read now."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def now(self, entry: int | None, ref: str) -> str:
        """Return the reference of a licence by its entry; empty for one that is voided.

        Args:
            entry: The entry that granted it; None where no licence is named.
            ref: How it read when it was named.
        """
        if entry is None:
            return ""
        licence = self._register.licence(parse_licence_key(ref))
        if licence is not None and licence.entry == entry:
            return "" if licence.is_voided else ref
        return self._corrected.get(entry, "")

    @cached_property
    def _corrected(self) -> dict[int, str]:
        """The references of the licences that were corrected, by entry."""
        return {
            one.entry: str(one.key)
            for one in self._register.licences()
            if any(isinstance(entry.event, EntryCorrected) for entry in one.trail)
        }


def _licences(register: Register, years: list[int], asked: _Asked) -> Iterator[Row]:
    for licence in register.licences(years):
        grant = licence.grant
        if asked.holds(grant.issued_on, grant.kind, grant.issuer):
            yield licence_row(licence, asked.day)


def _acts(register: Register, years: list[int], asked: _Asked) -> Iterator[Row]:
    rows = [
        row
        for licence in register.licences(years)
        for row in act_rows(licence)
        if asked.holds(row["on"], licence.grant.kind, licence.grant.issuer)
    ]
    rows.sort(key=lambda row: (row["on"], row[ENTRY]))
    yield from rows


def _inspections(register: Register, years: list[int], asked: _Asked) -> Iterator[Row]:
    for one in register.inspections(years):
        visit = one.visit
        if asked.holds(visit.inspected_on, visit.subject_kind, visit.agency):
            yield inspection_row(one, asked.day)


def _tallies(register: Register, asked: _Asked) -> Iterator[Row]:
    for entry in register.tallies():
        tally = entry.event
        if asked.holds(tally.to_on, tally.kind, tally.issuer):
            yield tally_row(entry)
