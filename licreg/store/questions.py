"""What a register is asked: what it says of itself, and its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.domain.law import fits
from licreg.store.counts import (
    BOOKS,
    TRAITS,
    Counts,
)
from licreg.store.opening import OpenViews
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from licreg.domain.events import Entry, FigurePublished, TallyRecorded
    from licreg.domain.identifiers import InspectionKey, LicenceKey, Reference
    from licreg.domain.inspection import Inspection
    from licreg.domain.licence import Licence
    from licreg.store.books import LicenceRecord
    from licreg.store.journal import Batch
    from licreg.store.personal import PersonalData
    from licreg.store.searchable import Found, Searchable


class Questions(OpenViews):
    """The answers of a register, from views that fit each other."""

    @property
    def entries(self) -> int:
        """How many entries were ever recorded."""
        return self._stamp.entry

    @property
    def seal(self) -> str:
        """The seal of the last batch."""
        return self._stamp.seal

    @property
    def last_recorded_at(self) -> str:
        """The moment of the last batch; empty where there is none."""
        return self._progress.at

    @property
    def last_reference(self) -> str:
        """Reference of the record entered last; empty where there is none."""
        return self._progress.last

    @property
    def counts(self) -> Counts:
        """Totals of the whole register, by day."""
        return self._counts

    def counts_by_issuer(self, issuer: str = "") -> dict[str, Counts]:
        """Return the totals of each issuer and agency, or of some, by code.

        Args:
            issuer: A code, or a pattern for several; empty for all.
        """
        return self._trusting(
            lambda: {
                code: self._ledger.issuer(code)
                for code in self._progress.issuers()
                if not issuer or fits(issuer, code)
            }
        )

    def tallies(self) -> tuple[Entry[TallyRecorded], ...]:
        """Return the tallies that count."""
        if self._opened is None and not self._progress.touched.get("standing"):
            return ()
        return self._trusting(lambda: self._ledger.standing.tallies())  # noqa: PLW0108  # the views may be opened anew in between

    def figures(self) -> tuple[Entry[FigurePublished], ...]:
        """Return the published figures that were entered."""
        if self._opened is None and not self._progress.touched.get("standing"):
            return ()
        return self._trusting(lambda: self._ledger.standing.figures())  # noqa: PLW0108  # as above

    def licence(self, key: LicenceKey) -> Licence | None:
        """Return the licence of a full key, one entered in error too."""
        if not self._progress.touched.get(f"{BOOKS}/{key.year}"):
            return None
        return self._trusting(lambda: self._ledger.licence(key))

    def inspection(self, key: InspectionKey) -> Inspection | None:
        """Return the inspection of a reference, one entered in error too."""
        return self._trusting(lambda: self._ledger.inspection(str(key)))

    def find_licences(self, reference: Reference) -> list[Licence]:
        """Return the licences that a reference may mean, by a later number too."""
        return self._trusting(lambda: list(self._ledger.find(reference, self.years())))

    def licences_with(self, site: str) -> list[Licence]:
        """Return the licences that have or had a site, in the order of entry."""
        from licreg.store.traits import view_of

        if not self._progress.touched.get(f"{TRAITS}/{view_of(site)}"):
            return []
        return self._trusting(lambda: self._ledger.licences_with(site))

    def licences_of(self, holder: str) -> list[Licence]:
        """Return the licences granted to a holder of this very name, by year of issue.

        The books are searched by their indices, where they have them.
        """
        return self._trusting(
            lambda: [
                licence
                for year in self.years()
                for licence in self._ledger.book(year).licences_of(holder)
            ]
        )

    def licences_replacing(self, entry: int) -> list[Licence]:
        """Return the licences that replace one, by the entry that granted it."""
        from licreg.store.traits import trait_of_successor

        trait = trait_of_successor(entry)
        return self._trusting(lambda: self._ledger.licences_with(trait))

    def licences(self, years: Iterable[int] | None = None) -> Iterator[Licence]:
        """Yield the licences that count, by year of issue, then in order of entry."""
        for book in self._books(years):
            yield from book.licences()

    def licence_records(
        self, years: Iterable[int] | None = None
    ) -> Iterator[LicenceRecord]:
        """Yield the same licences as they are kept, for those who go through many."""
        for book in self._books(years):
            yield from book.licence_records()

    def inspections(self, years: Iterable[int] | None = None) -> Iterator[Inspection]:
        """Yield the inspections that count, by year, then in order of entry."""
        for book in self._books(years):
            yield from book.inspections()

    def inspections_of(self, subject_key: str, year: int) -> list[Inspection]:
        """Return a year's inspections of one subject."""
        return self._trusting(
            lambda: self._ledger.book(year).inspections_with("subject_key", subject_key)
        )

    def inspections_under(self, licence: Licence) -> list[Inspection]:
        """Return the inspections whose subject holds a licence, by year."""
        return self._trusting(lambda: self._ledger.inspections_under(licence))

    def searchable(self, years: Iterable[int] | None = None) -> Iterator[Searchable]:
        """Yield the words of the records of some years, or of all, the latest first."""
        wanted = None if years is None else set(years)
        for year in reversed(self.years()):
            if wanted is None or year in wanted:
                yield self._trusting(self._searchable, year)

    def found(self, year: int, entry: int) -> Found | None:
        """Return a record that counts, by the year of its book and its entry."""
        from licreg.store.searchable import found_at

        return self._trusting(lambda: found_at(self._ledger.book(year), entry))

    def _searchable(self, year: int) -> Searchable:
        """Return the words of a year: as they were kept, or made now and kept."""
        from licreg.store.searchable import (
            SEARCHED,
            identity_of,
            make_searchable,
            read_searchable,
            with_changes,
            write_searchable,
        )

        kept = self._kept_searchable(year)
        if kept is not None:
            return kept
        book = self._ledger.book(year)
        if not book.size:
            return make_searchable(year, {name: book.lines(name) for name in SEARCHED})
        path, identity = self._search_file(year), identity_of(book.beginning)
        made = read_searchable(path, year, identity)
        if made is None:
            filed = {name: book.filed_lines(name) for name in SEARCHED}
            made = make_searchable(year, filed)
            write_searchable(path, made, identity)
        if not book.is_changed:
            # Not all books are held at once; one is read again when it is needed.
            self._ledger.books.pop(year, None)
            return made
        return with_changes(made, book)

    def _kept_searchable(self, year: int) -> Searchable | None:
        """Return the words that were kept of a book's file, if it lacks nothing."""
        from licreg.store.searchable import identity_of, read_beginning, read_searchable

        if self._opened is not None and year in self._opened.books:
            return None
        beginning = read_beginning(self._shelf.path_of(f"{BOOKS}/{year}"))
        if not self._shelf.is_whole(year, beginning, self._stamp, self._progress):
            return None
        return read_searchable(self._search_file(year), year, identity_of(beginning))

    def _search_file(self, year: int) -> Path:
        return self.path / "search" / f"{year}.txt"

    def person(self, text: str) -> str | None:
        """Return the value that a mark or a reference of personal data stands for.

        Returns:
            None where it was erased, or is not kept here.
        """
        from licreg.errors import RegisterFileError

        try:
            return self._personal.person(text)
        except RegisterFileError as error:
            notice = tr("{error} Personal data are not shown.", error=error)
            if notice not in self.notices:
                self.notices.append(notice)
            return None

    def pseudonym(self, value: str) -> str:
        """Return the mark that stands for personal data in an event.

        The value is kept when the event is appended; the same has the same mark.

        Raises:
            RegisterFileError: If what is kept cannot be read.
        """
        return self._personal.pseudonym(value)

    def is_erased(self, reference: str) -> bool:
        """Tell whether personal data are known to be erased, by their reference."""
        return self._personal.is_erased(reference)

    def entries_naming(self, reference: str) -> list[int]:
        """Return the numbers of the entries that name a person, by a reference."""
        from licreg.store.personal import read_named

        named = read_named(self._journal.path, self._stamp.offset)
        return named.entries.get(reference, [])

    def next_inspection(self, year: int) -> int:
        """Return the first inspection number of a year that was never used."""
        return self._progress.sequences.get(str(year), 0) + 1

    @property
    def _personal(self) -> PersonalData:
        """Personal data, opened when they are first asked for."""
        if self._persons is None:
            from licreg.store.personal import PersonalData

            self._persons = PersonalData(
                self.path, self.settings.register, lambda: self.entries
            )
        return self._persons

    def batches(self) -> Iterator[Batch]:
        """Yield every batch up to this state, verified, oldest first."""
        for batch in self._journal.batches():
            if batch.stamp.offset > self._stamp.offset:
                return
            yield batch
