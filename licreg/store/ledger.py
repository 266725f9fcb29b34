"""All views in memory: one entry after another is folded into them.

The same fold serves a reader that finds the journal ahead of the files, a writer that
has just appended, and a rebuild from nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.events import (
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Entry,
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
    parse_inspection_key,
    parse_licence_key,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import InvalidInputError
from licreg.store.books import INSPECTIONS, LICENCES, Book
from licreg.store.counts import Counts, Progress
from licreg.store.journal import Batch
from licreg.store.documents import Document
from licreg.store.standing import Standing

_DAYS_OF_YEAR = frozenset({"issued_on", "inspected_on"})


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
    """

    open_book: Callable[[int], Book]
    open_issuer: Callable[[str], Counts]
    standing: Standing
    counts: Counts = field(default_factory=Counts)
    progress: Progress = field(default_factory=Progress)
    books: dict[int, Book] = field(default_factory=dict)
    issuers: dict[str, Counts] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

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
        touched = set(self.changed)
        self.changed = set()
        for entry in batch.entries:
            self.fold_entry(entry)
        self.progress.touched |= dict.fromkeys(self.changed, batch.stamp.offset)
        self.progress.batch = batch.number
        self.progress.at = batch.at
        self.changed |= touched

    def fold_entry(self, entry: Entry[Event]) -> None:
        """Fold one entry into the books and totals."""
        match entry.event:
            case LicenceIssued() as grant:
                self._swap_licence(None, Licence(Entry(*_head(entry), grant)))
            case InspectionRecorded() as visit:
                self._swap_inspection(None, Inspection(Entry(*_head(entry), visit)))
            case LegalAct() as act:
                self._number(entry.number, act)
                self._evolve(entry, act.ref)
            case InspectionDecided(ref=ref):
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

    def licence_of_number(self, number: Document) -> Licence | None:
        """Return the licence to which a later number was given."""
        key = parse_licence_key(number["ref"])
        for licence in self.book(key.year).licences_from(f"{key.number}/"):
            if licence.entry == number["licence"]:
                return licence
        return None

    @staticmethod
    def touches(event: Event, year: int) -> bool:
        """Tell whether an event may change the book of a year."""
        match event:
            case LicenceIssued(issued_on=day) | InspectionRecorded(inspected_on=day):
                return day.year == year
            case LegalAct(ref=ref, on=day):
                return year in (day.year, _year_of(ref))
            case TallyRecorded():
                return False
            case EntryCorrected(changes=changes) if changes.keys() & _DAYS_OF_YEAR:
                return True
            case _:
                return _year_of(event.ref) == year

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
        if old is not None and old.key.year != new.key.year:
            self.book(old.key.year).remove(LICENCES, old.entry)
        self.book(new.key.year).put_licence(new)
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
            self.book(old.key.year).remove(INSPECTIONS, old.entry)
            self.changed.add(f"books/{old.key.year}")
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

    def _number(self, entry: int, act: LegalAct) -> None:
        if not act.given_number:
            return
        key = parse_licence_key(act.ref)
        full = f"{act.given_number}/{act.on.year}@{key.issuer}"
        self.book(act.on.year).put_number(
            entry,
            {"key": full, "entry": entry, "licence": act.licence, "ref": act.ref},
        )
        self.changed.add(f"books/{act.on.year}")


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


class InconsistentViewError(Exception):
    """A view lacks what the journal says it must hold; views are made anew."""
