"""What the actions ask of a store: stated once, proved at the wiring line.

A store keeps batches of events, all of a batch or nothing of it, and answers
questions about the records that they make. The contract test class says the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path

    from licreg.domain.counts import InspectionCounts, LicenceCounts
    from licreg.domain.events import Entry, Event, FigurePublished, TallyRecorded
    from licreg.domain.identifiers import InspectionKey, LicenceKey, Reference
    from licreg.domain.inspection import Inspection
    from licreg.domain.licence import Licence


class RegisterSettings(Protocol):
    """What a register says of itself."""

    @property
    def register(self) -> str:
        """Identity, never changed."""

    @property
    def name(self) -> str:
        """What the register is called."""

    @property
    def authority(self) -> str:
        """Whose register it is."""

    @property
    def is_sample(self) -> bool:
        """Whether its records are invented."""

    @property
    def entries_through(self) -> date | None:
        """Day up to which entry is complete."""

    @property
    def issuer(self) -> str:
        """Issuer to take where a number does not tell."""

    @property
    def agency(self) -> str:
        """Agency to take where none is given."""

    @property
    def kinds(self) -> Sequence[Mapping[str, str]]:
        """Further kinds, as rows of the law's table."""

    @property
    def issuers(self) -> Sequence[Mapping[str, str]]:
        """Further issuers, likewise."""

    @property
    def suffixes(self) -> Sequence[Mapping[str, str]]:
        """Further suffixes, likewise."""

    @property
    def figures(self) -> str:
        """Which published figures are compared: ``all``, or only its ``own``."""

    @property
    def rules(self) -> Mapping[str, str]:
        """Level by rule, where it is not the law's."""


class Counts(Protocol):
    """Totals by day."""

    @property
    def licences(self) -> LicenceCounts:
        """Flows and changes of stock."""

    @property
    def inspections(self) -> InspectionCounts:
        """Visits and cases."""


class Batch(Protocol):
    """What one command recorded."""

    @property
    def number(self) -> int:
        """Counted from 1."""

    @property
    def at(self) -> str:
        """When, as ISO text with offset."""

    @property
    def by(self) -> str:
        """Who."""

    @property
    def command(self) -> str:
        """The command that recorded it."""

    @property
    def details(self) -> Mapping[str, Any]:
        """What else is known: a file's name, digest and rows."""

    @property
    def numbers(self) -> range:
        """The numbers of its entries."""

    @property
    def entries(self) -> Sequence[Entry[Event]]:
        """The events with their numbers."""


class LicenceRecord(Protocol):
    """A licence as it is kept, read no further than is asked for."""

    @property
    def values(self) -> Mapping[str, Any]:
        """The grant's values, as corrected, with ``key`` and ``entry``.

        They go by the names of ``LicenceIssued``; what holds its default is left out,
        days are ISO text, the number is its canonical text.
        """

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the grant was ever entered of it."""

    def licence(self) -> Licence:
        """Return all of it."""


class Searchable(Protocol):
    """The words of a year's records; the same place in each list is one record."""

    @property
    def year(self) -> int:
        """The year of issue, or of the visit."""

    @property
    def text(self) -> bytes:
        """All of the words, to be looked through at once."""

    @property
    def heads(self) -> Sequence[bytes]:
        """What each is, with spaces between.

        Entry, table, kind, issuer or agency, day of issue or visit, 1 where it names
        a person, effective day, last day: ``-`` for none, ``*`` where acts tell it.
        """

    @property
    def words(self) -> Sequence[bytes]:
        """The folded words of each, with a space before and behind.

        A tab stands between those of number, holder, sites and notes.
        """

    @property
    def accents(self) -> Sequence[bytes]:
        """The words of each that have accents, without tabs."""


class Found(Protocol):
    """A record that was found."""

    @property
    def record(self) -> Licence | Inspection:
        """The record."""

    @property
    def texts(self) -> Mapping[str, Sequence[str]]:
        """What it is found by, by field."""

    @property
    def persons(self) -> tuple[str, ...]:
        """The marks of the persons that it names."""


class Writer(Protocol):
    """A register held for writing: what is judged now is what is appended to."""

    @property
    def next_entry(self) -> int:
        """The number that the next entry will have."""

    def append(
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any] | None = None,
        *,
        erased: Sequence[str] = (),
    ) -> Batch:
        """Record the events as one batch; on return they are kept.

        Of personal data it keeps the values whose marks it names, and erases those
        whose references are in *erased*.
        """


class Register(Protocol):
    """A register, as actions see it."""

    @property
    def path(self) -> Path:
        """Where it lies, for messages."""

    @property
    def settings(self) -> RegisterSettings:
        """What it says of itself."""

    @property
    def entries(self) -> int:
        """How many entries were ever recorded."""

    @property
    def seal(self) -> str:
        """Seal of the last batch."""

    @property
    def last_recorded_at(self) -> str:
        """Moment of the last batch; empty where there is none."""

    @property
    def last_reference(self) -> str:
        """Reference of the record entered last; empty where there is none."""

    @property
    def counts(self) -> Counts:
        """Totals of the whole register."""

    def counts_by_issuer(self, issuer: str = "") -> Mapping[str, Counts]:
        """Return the totals of each issuer and agency, or of some, by code.

        Args:
            issuer: A code, or a pattern for several; empty for all.
        """

    def tallies(self) -> Sequence[Entry[TallyRecorded]]:
        """Return the tallies that count."""

    def figures(self) -> Sequence[Entry[FigurePublished]]:
        """Return the published figures that were entered and are not voided."""

    def years(self) -> Sequence[int]:
        """Return the years of which there are records, ascending."""

    def licence(self, key: LicenceKey) -> Licence | None:
        """Return the licence of a full key, one entered in error too."""

    def inspection(self, key: InspectionKey) -> Inspection | None:
        """Return the inspection of a reference, one entered in error too."""

    def find_licences(self, reference: Reference) -> Sequence[Licence]:
        """Return the licences that a reference may mean, by a later number too."""

    def licences_with(self, site: str) -> Sequence[Licence]:
        """Return the licences that have or had a site, in the order of entry."""

    def licences_of(self, holder: str) -> Sequence[Licence]:
        """Return the licences granted to a holder of this very name, by year."""

    def licences_replacing(self, entry: int) -> Sequence[Licence]:
        """Return the licences that replace one, by the entry that granted it."""

    def licences(self, years: Iterable[int] | None = None) -> Iterator[Licence]:
        """Yield the licences that count, by year of issue, then in order of entry."""

    def licence_records(
        self, years: Iterable[int] | None = None
    ) -> Iterator[LicenceRecord]:
        """Yield the same licences as they are kept, for those who go through many."""

    def inspections(self, years: Iterable[int] | None = None) -> Iterator[Inspection]:
        """Yield the inspections that count, by year, then in order of entry."""

    def inspections_of(self, subject_key: str, year: int) -> Sequence[Inspection]:
        """Return a year's inspections of one subject."""

    def inspections_under(self, licence: Licence) -> Sequence[Inspection]:
        """Return the inspections whose subject holds a licence, by year."""

    def next_inspection(self, year: int) -> int:
        """Return the first inspection number of a year that was never used."""

    def searchable(self, years: Iterable[int] | None = None) -> Iterator[Searchable]:
        """Yield the words of the records of some years, or of all, the latest first."""

    def found(self, year: int, entry: int) -> Found | None:
        """Return a record that counts, by the year of its book and its entry."""

    def person(self, text: str) -> str | None:
        """Return the value of a mark or reference of personal data; None if erased."""

    def pseudonym(self, value: str) -> str:
        """Return the mark of personal data; the same value has the same mark."""

    def is_erased(self, reference: str) -> bool:
        """Tell whether personal data are known to be erased, by their reference."""

    def entries_naming(self, reference: str) -> Sequence[int]:
        """Return the numbers of the entries that name a person, by a reference."""

    def batches(self) -> Iterator[Batch]:
        """Yield every batch, verified, oldest first."""

    def supposing(self, events: Iterable[Event]) -> AbstractContextManager[None]:
        """Answer, for the length of a ``with`` block, as if events were recorded."""

    def writing(
        self, clerk: str, *, now: datetime, wait_seconds: float = 10.0
    ) -> AbstractContextManager[Writer]:
        """Hold the register for reading, judging and appending."""
