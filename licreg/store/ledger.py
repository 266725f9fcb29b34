"""All views in memory: one entry after another is folded into them.

The same fold serves a reader that finds the journal ahead of the files, a writer that
has just appended, and a rebuild from nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    TallyRecorded,
)
from licreg.domain.identifiers import (
    LicenceKey,
    Reference,
    parse_inspection_key,
    parse_licence_key,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import InvalidInputError
from licreg.store.books import Book
from licreg.store.counts import Counts, Progress
from licreg.store.documents import Document
from licreg.store.journal import Batch
from licreg.store.standing import Standing
from licreg.store.views import InconsistentViewError


@dataclass
class Ledger:
    """The register's views, and how they are reached.

    Attributes:
        open_book: Returns the book of a year, from its file or empty.
        open_issuer: Returns the totals of an issuer or agency, likewise.
        standing: Tallies and the like.
        counts: Totals of the whole register.
        progress: What the next act needs to know.
        books: The books opened so far.
        issuers: The issuers' totals opened so far.
        changed: Names of the views changed since they were opened.
        crossed: Names of the books changed from the record of another year.
    """

    open_book: Callable[[int], Book]
    open_issuer: Callable[[str], Counts]
    standing: Standing
    counts: Counts = field(default_factory=Counts)
    progress: Progress = field(default_factory=Progress)
    books: dict[int, Book] = field(default_factory=dict)
    issuers: dict[str, Counts] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    crossed: set[str] = field(default_factory=set)

    def book(self, year: int) -> Book:
        """Return the book of a year."""
        if year not in self.books:
            self.books[year] = self.open_book(year)
        return self.books[year]

    def issuer(self, code: str) -> Counts:
        """Return the totals of an issuer or agency."""
        if code not in self.issuers:
            self.issuers[code] = self.open_issuer(code)
        return self.issuers[code]

    def fold(self, batch: Batch) -> None:
        """Fold a batch into every view that it touches."""
        changed, crossed = self.changed, self.crossed
        self.changed, self.crossed = set(), set()
        for entry in batch.entries:
            self.fold_entry(entry)
        self.progress.touched |= dict.fromkeys(self.changed, batch.stamp.offset)
        self.progress.crossed |= dict.fromkeys(self.crossed, batch.stamp.offset)
        self.progress.batch = batch.number
        self.progress.at = batch.at
        self.changed |= changed
        self.crossed |= crossed

    def fold_entry(self, entry: Entry[Event]) -> None:
        """Fold one entry into the books and totals."""
        match entry.event:
            case LicenceIssued() as grant:
                self._swap_licence(None, Licence(Entry(*_head(entry), grant)))
            case InspectionRecorded() as visit:
                self._swap_inspection(None, Inspection(Entry(*_head(entry), visit)))
            case LegalAct(ref=ref) | InspectionDecided(ref=ref):
                self._evolve(entry, ref)
            case TallyRecorded() as tally:
                self.standing.add(Entry(*_head(entry), tally))
                self.changed.add("standing")
            case (
                EntryCorrected(ref=ref)
                | NoteAdded(ref=ref)
                | EntryVoided(ref=ref)
                | EntryRestored(ref=ref)
            ):
                self._evolve(entry, ref)

    def licence(self, key: LicenceKey) -> Licence | None:
        """Return the licence of a full key, a voided one too."""
        return self.book(key.year).licence(str(key))

    def inspection(self, ref: str) -> Inspection | None:
        """Return the inspection of a reference, a voided one too."""
        key = parse_inspection_key(ref)
        return self.book(key.year).inspection(str(key)) if key else None

    def find(self, reference: Reference, years: Iterable[int]) -> Iterator[Licence]:
        """Yield the licences that a reference may mean, by a later number too."""
        digits = f"{reference.value:02d}{reference.letter}/"
        start = digits + (f"{reference.suffix}/" if reference.suffix else "")
        seen = set()
        for year in (reference.year,) if reference.year else years:
            book = self.book(year)
            for licence in book.licences_from(start):
                if reference.names(licence.key) and licence.entry not in seen:
                    seen.add(licence.entry)
                    yield licence
            for number in book.numbers_from(start):
                named = self.licence_of_number(number)
                if named is None or named.entry in seen:
                    continue
                if _may_mean(reference, number["key"]):
                    seen.add(named.entry)
                    yield named

    def licence_of_number(self, number: Document) -> Licence | None:
        """Return the licence to which a later number was given."""
        key = parse_licence_key(number["ref"])
        for licence in self.book(key.year).licences_from(f"{key.number}/"):
            if licence.entry == number["licence"]:
                return licence
        return None

    def _evolve(self, entry: Entry[Event], ref: str) -> None:
        if parse_inspection_key(ref):
            visit = self.inspection(ref)
            if visit is None:
                raise InconsistentViewError(ref)
            self._swap_inspection(visit, inspections.evolve(visit, entry))
            return
        try:
            key = parse_licence_key(ref)
        except InvalidInputError:
            self.standing.amend(entry)
            self.changed.add("standing")
            return
        licence = self.licence(key)
        if licence is None:
            raise InconsistentViewError(ref)
        self._swap_licence(licence, licences.evolve(licence, entry))

    def _swap_licence(self, old: Licence | None, new: Licence) -> None:
        for licence, sign in ((old, -1), (new, 1)):
            if licence is not None:
                self.counts.licences.add(licence, sign)
                self.issuer(licence.key.issuer).licences.add(licence, sign)
                self.changed.add(f"issuers/{licence.key.issuer}")
                self.changed.add(f"books/{licence.key.year}")
        home = (old or new).key.year
        if old is not None and new.key.year != home:
            self.book(home).remove(old.entry)
            self.crossed.add(f"books/{new.key.year}")
        self.book(new.key.year).put_licence(new)
        acts = {act.number for act in old.acts} if old else set()
        for (year, entry), number in _changed_numbers(old, new):
            self.book(year).put_number(entry, number)
            self.changed.add(f"books/{year}")
            if year != home and entry in acts:
                self.crossed.add(f"books/{year}")
        self.progress.last = str(new.key)

    def _swap_inspection(self, old: Inspection | None, new: Inspection) -> None:
        both = [one for one in (old, new) if one is not None]
        subjects = {(one.key.year, one.subject_key) for one in both}
        decisions = {(one.key.year, one.decision_key) for one in both}
        alone = [one for one in both if not one.decision_key]
        self._count(subjects, decisions, -1)
        if old in alone:
            self._count_alone(old, -1)
        if old is not None and old.key.year != new.key.year:
            self.book(old.key.year).remove(old.entry)
            self.changed.add(f"books/{old.key.year}")
            self.crossed.add(f"books/{new.key.year}")
        self.book(new.key.year).put_inspection(new)
        self.changed.add(f"books/{new.key.year}")
        self._count(subjects, decisions, 1)
        if new in alone:
            self._count_alone(new, 1)
        self._use(new)

    def _count(
        self,
        subjects: set[tuple[int, str]],
        decisions: set[tuple[int, str]],
        sign: int,
    ) -> None:
        """Count the groups that a visit belongs to, or take them out."""
        for year, subject in subjects:
            group = self.book(year).inspections_with("subject_key", subject)
            for counts, part in self._by_agency(group):
                counts.inspections.add_visits(part, sign)
        for year, decision in decisions:
            if decision:
                group = self.book(year).inspections_with("decision_key", decision)
                for counts, part in self._by_agency(group):
                    counts.inspections.add_cases(part, sign)

    def _count_alone(self, visit: Inspection, sign: int) -> None:
        for counts, part in self._by_agency([visit]):
            counts.inspections.add_cases(part, sign)

    def _by_agency(
        self, group: list[Inspection]
    ) -> Iterator[tuple[Counts, list[Inspection]]]:
        """Yield the register's totals with all, each agency's with its own."""
        yield self.counts, group
        for code in {one.visit.agency for one in group}:
            self.changed.add(f"issuers/{code}")
            yield (
                self.issuer(code),
                [one for one in group if one.visit.agency == code],
            )

    def _use(self, visit: Inspection) -> None:
        self.progress.last = str(visit.key)
        year = str(visit.key.year)
        used = self.progress.sequences.get(year, 0)
        self.progress.sequences[year] = max(used, visit.key.sequence)


def follow(book: Book, entry: Entry[Event]) -> None:
    """Fold into a book alone what an entry about a record of its year did to it.

    What an entry about the record of another year does to the book is not seen here,
    but for the number given by an act; such a book is marked as ``crossed``.

    Raises:
        InconsistentViewError: If the book lacks the record.
    """
    match entry.event:
        case LicenceIssued() as grant:
            if grant.key.year == book.year:
                book.put_licence(Licence(Entry(*_head(entry), grant)))
        case InspectionRecorded() as visit:
            if visit.key.year == book.year:
                book.put_inspection(Inspection(Entry(*_head(entry), visit)))
        case TallyRecorded():
            pass
        case LegalAct(ref=ref) as act if _year_of(ref) != book.year:
            if act.given_number and act.on.year == book.year:
                number = _number(entry.number, act, parse_licence_key(ref))
                book.put_number(entry.number, number)
        case event if _year_of(event.ref) == book.year:
            if parse_inspection_key(event.ref):
                _follow_inspection(book, entry, event.ref)
            else:
                _follow_licence(book, entry, event.ref)
        case _:
            pass


def _follow_licence(book: Book, entry: Entry[Event], ref: str) -> None:
    old = book.licence(ref)
    if old is None:
        raise InconsistentViewError(ref)
    new = licences.evolve(old, entry)
    book.remove(old.entry)
    if new.key.year == book.year:
        book.put_licence(new)
    for (year, act), number in _changed_numbers(old, new):
        if year == book.year:
            book.put_number(act, number)


def _follow_inspection(book: Book, entry: Entry[Event], ref: str) -> None:
    old = book.inspection(ref)
    if old is None:
        raise InconsistentViewError(ref)
    new = inspections.evolve(old, entry)
    book.remove(old.entry)
    if new.key.year == book.year:
        book.put_inspection(new)


def _changed_numbers(
    old: Licence | None, new: Licence
) -> list[tuple[tuple[int, int], Document | None]]:
    """Return the later numbers that differ, by year and entry; None for one gone."""
    before = _numbers(old) if old else {}
    after = _numbers(new)
    return [
        (place, after.get(place))
        for place in sorted(before.keys() | after.keys())
        if before.get(place) != after.get(place)
    ]


def _numbers(licence: Licence) -> dict[tuple[int, int], Document]:
    return {
        (act.event.on.year, act.number): _number(act.number, act.event, licence.key)
        for act in licence.acts
        if act.event.given_number and act.number not in licence.voided
    }


def _number(entry: int, act: LegalAct, key: LicenceKey) -> Document:
    full = f"{act.given_number}/{act.on.year}@{key.issuer}"
    return {"key": full, "entry": entry, "licence": act.licence, "ref": str(key)}


def _year_of(ref: str) -> int | None:
    visit = parse_inspection_key(ref)
    if visit:
        return visit.year
    try:
        return parse_licence_key(ref).year
    except InvalidInputError:
        return None


def _head(entry: Entry[Event]) -> tuple[int, str, str]:
    return entry.number, entry.at, entry.by


def _may_mean(reference: Reference, number: str) -> bool:
    """Tell whether a later number can be meant by a reference's issuer and ordinal."""
    _, _, issuer = number.rpartition("@")
    return reference.issuer in (None, issuer) and reference.ordinal in (None, 1)
