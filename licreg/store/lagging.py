"""A view that lags behind the journal, caught up without the others."""

from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.events import (
    Entry,
    Event,
    FigurePublished,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import parse_inspection_key, parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.store.books import Book
from licreg.store.crossing import (
    changed_numbers,
    changed_visits,
    number_line,
    year_of,
)
from licreg.store.documents import read_grant
from licreg.store.faults import InconsistentViewError
from licreg.store.journal import Batch
from licreg.store.traits import Holding, TraitView, by_view, traits_of_grant


def follow(book: Book, batch: Batch) -> None:
    """Fold into a book alone what a batch did to records of its year.

    Raises:
        InconsistentViewError: If the book lacks a record.
        JournalDamagedError: If a line cannot be read.
    """
    for number, line in zip(batch.numbers, batch.lines, strict=True):
        grant = read_grant(line, number, batch.at, batch.by)
        if grant is None:
            _follow(book, batch.decode(number, line))
        elif grant.values["issued_on"][:4] == str(book.year):
            book.put_grant(number, grant)


def follow_traits(view: TraitView, name: str, batch: Batch) -> None:
    """Fold the new licences of a batch into one view of traits.

    What else changes a view of traits has it written; it is marked as ``crossed``.
    """
    for number, line in zip(batch.numbers, batch.lines, strict=True):
        grant = read_grant(line, number, batch.at, batch.by)
        if grant is not None:
            traits = by_view(traits_of_grant(grant.values)).get(name)
            if traits:
                view.put(Holding(number, grant.key), traits)


def _follow(book: Book, entry: Entry[Event]) -> None:
    """Fold into a book alone what an entry about a record of its year did to it.

    What an entry about the record of another year does to the book is not seen here,
    but for the number given by an act; such a book is marked as ``crossed``.

    Raises:
        InconsistentViewError: If the book lacks the record.
    """
    match entry.event:
        case LicenceIssued() as grant:
            if grant.key.year == book.year:
                book.put_licence(Licence(Entry(*entry.head, grant)))
        case InspectionRecorded() as visit:
            _put_inspection(book, None, Inspection(Entry(*entry.head, visit)))
        case TallyRecorded() | FigurePublished():
            pass
        case LegalAct(ref=ref) as act if year_of(ref) != book.year:
            if act.given_number and act.on.year == book.year:
                number = number_line(entry.number, act, parse_licence_key(ref))
                book.put_number(entry.number, number)
        case event if year_of(event.ref) == book.year:
            if parse_inspection_key(event.ref):
                _follow_inspection(book, entry, event.ref)
            else:
                _follow_licence(book, entry, event.ref)
        case _:
            pass


def _follow_licence(book: Book, entry: Entry[Event], ref: str) -> None:
    old = book.licence_for(entry.event, ref)
    if old is None:
        raise InconsistentViewError(ref)
    new = licences.evolve(old, entry)
    book.remove(old.entry)
    if new.key.year == book.year:
        book.put_licence(new)
    for (year, act), number in changed_numbers(old, new):
        if year == book.year:
            book.put_number(act, number)


def _follow_inspection(book: Book, entry: Entry[Event], ref: str) -> None:
    old = book.inspection_for(entry.event, ref)
    if old is None:
        raise InconsistentViewError(ref)
    book.remove(old.entry)
    _put_inspection(book, old, inspections.evolve(old, entry))


def _put_inspection(book: Book, old: Inspection | None, new: Inspection) -> None:
    if new.key.year == book.year:
        book.put_inspection(new)
    for year, visit in changed_visits(old, new):
        if year == book.year:
            book.put_visit(new.entry, visit)
