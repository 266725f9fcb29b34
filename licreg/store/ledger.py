"""All views in memory: one entry after another is folded into them.

The same fold serves a reader that finds the journal ahead of the files, a writer that
has just appended, and a rebuild from nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from datetime import date
from functools import lru_cache
from typing import Final

from licreg.domain import inspection as inspections
from licreg.domain import licence as licences
from licreg.domain.counts import (
    CellChange,
    Change,
    Gathered,
    YearCells,
    changes_along,
    changes_of,
    changes_of_cases,
    changes_of_visits,
)
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    PersonalErased,
    TallyRecorded,
)
from licreg.domain.identifiers import (
    LicenceKey,
    Reference,
    parse_inspection_key,
    parse_licence_key,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence, plain_timeline
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.store.books import SMALL, Book
from licreg.store.counts import (
    BOOKS,
    ISSUERS,
    TRAITS,
    Counts,
    Progress,
    cells_name,
    of_cells_name,
)
from licreg.store.crossing import changed_numbers, changed_visits
from licreg.store.documents import Document, GrantLine, read_grant
from licreg.store.faults import InconsistentViewError
from licreg.store.journal import Batch
from licreg.store.standing import Standing, is_standing
from licreg.store.traits import (
    Holding,
    TraitView,
    by_view,
    traits_ever,
    traits_of_grant,
    view_of,
)
from licreg.store.views import Stamp

_STEP: Final = 1_000
"""Entries between two calls to who watches."""

_GATHERED: Final = 200 * _STEP
"""Entries of which the licences are counted together."""


def _pass_by(_entry: int) -> None:
    """Take no notice; whoever folds many entries may watch."""


_GROUPS: Final = (
    ("subject_key", changes_of_visits),
    ("decision_key", changes_of_cases),
)
"""What visits of a year are counted together by, and how."""


@dataclass
class Ledger:
    """The register's views, and how they are reached.

    Attributes:
        open_book: Returns the book of a year, from its file or empty.
        open_issuer: Returns the totals of an issuer or agency, likewise.
        open_traits: Returns a view of traits, likewise.
        standing: Tallies and published figures.
        counts: Totals of the whole register.
        progress: What the next act needs to know.
        books: The books opened so far.
        issuers: The issuers' totals opened so far.
        traits: The views of traits opened so far.
        changed: Names of the views changed since they were opened.
        crossed: Names of the books changed from the record of another year.
        gathered: What licences change and is not counted yet, by issuer.
        watch: Called now and then with the number of the entry that is folded in.
    """

    open_book: Callable[[int], Book]
    open_issuer: Callable[[str], Counts]
    open_traits: Callable[[str], TraitView]
    standing: Standing
    counts: Counts = field(default_factory=Counts)
    progress: Progress = field(default_factory=Progress)
    books: dict[int, Book] = field(default_factory=dict)
    issuers: dict[str, Counts] = field(default_factory=dict)
    traits: dict[str, TraitView] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    crossed: set[str] = field(default_factory=set)
    gathered: dict[str, Gathered] = field(default_factory=dict)
    watch: Callable[[int], None] = _pass_by

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

    def cells(self, name: str) -> YearCells:
        """Return a year's inspections by the name of their view."""
        agency, year = of_cells_name(name)
        counts = self.counts if agency is None else self.issuer(agency)
        return counts.inspections.of(year)

    def trait_view(self, name: str) -> TraitView:
        """Return a view of traits."""
        if name not in self.traits:
            self.traits[name] = self.open_traits(name)
        return self.traits[name]

    def licences_with(self, trait: str) -> list[Licence]:
        """Return the licences that have or had a trait, in the order of entry."""
        found = [
            self.book(parse_licence_key(ref).year).licence_at(entry)
            for entry, ref in self.trait_view(view_of(trait)).holding(trait)
        ]
        return [one for one in found if one is not None]

    def fold(self, batch: Batch) -> None:
        """Fold a batch into every view that it touches.

        Raises:
            InconsistentViewError: If a view lacks a record that the batch speaks of.
            JournalDamagedError: If a line cannot be read.
        """
        changed, crossed = self.changed, self.crossed
        self.changed, self.crossed = set(), set()
        for number, line in zip(batch.numbers, batch.lines, strict=True):
            if not number % _STEP:
                self.watch(number)
                if not number % _GATHERED:
                    self._count_gathered()
            grant = read_grant(line, number, batch.at, batch.by)
            if grant is None or not self._add_grant(number, grant):
                self.fold_entry(batch.decode(number, line))
        self._count_gathered()
        self._note_progress(batch)
        self.changed |= changed
        self.crossed |= crossed

    def fold_entry(self, entry: Entry[Event]) -> None:
        """Fold one entry into the books and totals."""
        match entry.event:
            case LicenceIssued() as grant:
                self._swap_licence(None, Licence(Entry(*entry.head, grant)))
            case InspectionRecorded() as visit:
                self._swap_inspection(None, Inspection(Entry(*entry.head, visit)))
            case LegalAct(ref=ref) | InspectionDecided(ref=ref):
                self._evolve(entry, ref)
            case TallyRecorded() | FigurePublished():
                self.standing.add(entry)
                self.changed.add("standing")
            case (
                EntryCorrected(ref=ref)
                | NoteAdded(ref=ref)
                | EntryVoided(ref=ref)
                | EntryRestored(ref=ref)
                | PersonalErased(ref=ref)
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

    def agrees(self, other: "Ledger", name: str) -> bool:
        """Tell whether a view says the same here and there.

        A book that is not open is read for this alone.
        """
        folder, _, which = name.partition("/")
        match folder:
            case "books":
                year = int(which)
                ours, theirs = (
                    one.books.get(year) or one.open_book(year) for one in (self, other)
                )
                return ours.agrees(theirs)
            case "traits":
                mine = self.traits.get(which) or self.open_traits(which)
                return mine.agrees(other.traits.get(which) or other.open_traits(which))
            case "issuers":
                return self.issuer(which).licences == other.issuer(which).licences
            case "cells":
                return self.cells(name) == other.cells(name)
            case "standing":
                return self.standing.agrees(other.standing)
            case _:
                return self.counts.licences == other.counts.licences

    def inspections_under(self, licence: Licence) -> list[Inspection]:
        """Return the inspections that count of a licence's holder under it, by year.

        They stand under the year that the licence had when they were entered.
        """
        years = {licence.key.year} | {
            parse_licence_key(entry.event.ref).year
            for entry in licence.trail
            if isinstance(entry.event, EntryCorrected)
        }
        keys = {
            key for year in years for key in self.book(year).visits_under(licence.entry)
        }
        found = [self.inspection(key) for key in keys]
        visits = [one for one in found if one is not None and not one.is_voided]
        visits.sort(key=lambda one: (one.key.year, one.entry))
        return visits

    def licence_of_number(self, number: Document) -> Licence | None:
        """Return the licence to which a later number was given."""
        key = parse_licence_key(number["ref"])
        for licence in self.book(key.year).licences_from(f"{key.number}/"):
            if licence.entry == number["licence"]:
                return licence
        return None

    def _note_progress(self, batch: Batch) -> None:
        """Note which views the batch changed, and from where each is behind."""
        progress, offset = self.progress, batch.stamp.offset
        for name in self.changed:
            made = self._made(name)
            if made is not None and made.offset >= progress.touched.get(name, 0):
                progress.behind[name] = batch.before
                progress.made[name] = made.offset
        progress.touched |= dict.fromkeys(self.changed, offset)
        progress.crossed |= dict.fromkeys(self.crossed, offset)
        progress.batch = batch.number
        progress.at = batch.at

    def _made(self, name: str) -> Stamp | None:
        """Return what a view that may lag behind was made from."""
        folder, _, which = name.partition("/")
        if folder not in (BOOKS, TRAITS):
            return None
        is_book = folder == BOOKS
        view = self.book(int(which)) if is_book else self.trait_view(which)
        return view.stamp if view.size >= SMALL else None

    def _add_grant(self, entry: int, grant: GrantLine) -> bool:
        """Take in a new licence as its line has it; False if its values are not ours.

        Nothing happened to it yet, so that its days alone tell where it stands.
        """
        values = grant.values
        try:
            kind, issuer = values["kind"], values["issuer"]
            traits = by_view(traits_of_grant(values))
            changes = _changes_of_days(
                values["issued_on"],
                values.get("effective_on"),
                values.get("expires_on"),
                is_replacing="replaces" in values,
            )
        except (KeyError, TypeError, ValueError):
            return False
        self._gather(issuer).note(kind, changes)
        if "from_tally" in values:
            for counts in (self.counts, self.issuer(issuer)):
                counts.licences.draw(values["from_tally"])
        year = changes[0][1].year
        self.book(year).put_grant(entry, grant)
        holding = Holding(entry, grant.key)
        for name, some in traits.items():
            self._put_traits(name, holding, some)
        self.changed.add(f"{BOOKS}/{year}")
        self.progress.last = grant.key
        return True

    def _gather(self, issuer: str) -> Gathered:
        gathered = self.gathered.get(issuer)
        if gathered is None:
            gathered = self.gathered[issuer] = Gathered()
        return gathered

    def _count_gathered(self) -> None:
        """Count what licences changed since the last time."""
        whole = Gathered()
        for issuer, gathered in self.gathered.items():
            gathered.add_to(self.issuer(issuer).licences)
            self.changed.add(f"{ISSUERS}/{issuer}")
            whole.join(gathered)
        whole.add_to(self.counts.licences)
        self.gathered.clear()

    def _evolve(self, entry: Entry[Event], ref: str) -> None:
        """Fold an entry about a record into it.

        Raises:
            InconsistentViewError: If there is no such record.
        """
        named = parse_inspection_key(ref)
        if named is not None:
            visit = self.book(named.year).inspection_for(entry.event, str(named))
            if visit is None:
                raise InconsistentViewError(ref)
            self._swap_inspection(visit, inspections.evolve(visit, entry))
            return
        if is_standing(ref):
            self.standing.amend(entry)
            self.changed.add("standing")
            return
        try:
            key = parse_licence_key(ref)
        except InvalidInputError as error:
            raise InconsistentViewError(ref) from error
        licence = self.book(key.year).licence_for(entry.event, str(key))
        if licence is None:
            raise InconsistentViewError(ref)
        self._swap_licence(licence, licences.evolve(licence, entry))

    def _swap_licence(self, old: Licence | None, new: Licence) -> None:
        for licence, sign in ((old, -1), (new, 1)):
            if licence is not None:
                self._count_licence(licence, sign)
        home = (old or new).key.year
        if old is not None and new.key.year != home:
            self.book(home).remove(old.entry)
            self.crossed.add(f"{BOOKS}/{new.key.year}")
        self.book(new.key.year).put_licence(new)
        self._swap_traits(old, new)
        acts = {act.number for act in old.acts} if old else set()
        for (year, entry), number in changed_numbers(old, new):
            self.book(year).put_number(entry, number)
            self.changed.add(f"{BOOKS}/{year}")
            if year != home and entry in acts:
                self.crossed.add(f"{BOOKS}/{year}")
        self.progress.last = str(new.key)

    def _swap_traits(self, old: Licence | None, new: Licence) -> None:
        before = by_view(traits_ever(old)) if old else {}
        after = by_view(traits_ever(new))
        holding = Holding(new.entry, str(new.key))
        is_renamed = old is not None and old.key != new.key
        for name in before.keys() | after.keys():
            if is_renamed or before.get(name) != after.get(name):
                self._put_traits(name, holding, after.get(name, ()))
                self.crossed.add(f"{TRAITS}/{name}")

    def _put_traits(self, name: str, holding: Holding, traits: Iterable[str]) -> None:
        self.trait_view(name).put(holding, traits)
        self.changed.add(f"{TRAITS}/{name}")

    def _count_licence(self, licence: Licence, sign: int) -> None:
        grant = licence.grant
        self._gather(grant.issuer).note(grant.kind, changes_of(licence), sign)
        if grant.from_tally is not None and not licence.is_voided:
            for counts in (self.counts, self.issuer(grant.issuer)):
                counts.licences.draw(grant.from_tally, sign)
        self.changed.add(f"{BOOKS}/{grant.issued_on.year}")

    def _swap_inspection(self, old: Inspection | None, new: Inspection) -> None:
        for part, changes_of_group in _GROUPS:
            group = new.key.year, getattr(new, part)
            former = (old.key.year, getattr(old, part)) if old else None
            others = self._others(*group, part, new.entry)
            before = [old] if old and former == group else []
            self._count_group(others + before, changes_of_group, -1)
            self._count_group([*others, new], changes_of_group, 1)
            if old and former and former != group:
                others = self._others(*former, part, new.entry)
                self._count_group([*others, old], changes_of_group, -1)
                self._count_group(others, changes_of_group, 1)
        if old is not None and old.key.year != new.key.year:
            self.book(old.key.year).remove(old.entry)
            self.changed.add(f"{BOOKS}/{old.key.year}")
            self.crossed.add(f"{BOOKS}/{new.key.year}")
        self.book(new.key.year).put_inspection(new)
        self.changed.add(f"{BOOKS}/{new.key.year}")
        for year, visit in changed_visits(old, new):
            self.book(year).put_visit(new.entry, visit)
            self.changed.add(f"{BOOKS}/{year}")
            if old is not None and year != old.key.year:
                self.crossed.add(f"{BOOKS}/{year}")
        self._use(new)

    def _others(self, year: int, value: str, part: str, entry: int) -> list[Inspection]:
        """Return the other visits of a group; who has no decision stands alone."""
        if not value:
            return []
        group = self.book(year).inspections_with(part, value)
        return [one for one in group if one.entry != entry]

    def _count_group(
        self,
        group: list[Inspection],
        changes_of_group: Callable[[Iterable[Inspection]], list[CellChange]],
        sign: int,
    ) -> None:
        """Count visits that belong together, or take them out, for each agency too."""
        if not group:
            return
        whole = changes_of_group(group)
        self._count_cells(whole, sign)
        agencies = {one.visit.agency for one in group}
        if len(agencies) == 1:
            self._count_cells(whole, sign, *agencies)
            return
        for code in agencies:
            of_agency = [one for one in group if one.visit.agency == code]
            self._count_cells(changes_of_group(of_agency), sign, code)

    def _count_cells(
        self, changes: list[CellChange], sign: int, agency: str | None = None
    ) -> None:
        counts = self.counts if agency is None else self.issuer(agency)
        counts.inspections.count(changes, sign)
        self.changed.update(cells_name(year, agency) for _, year, *_ in changes)

    def _use(self, visit: Inspection) -> None:
        self.progress.last = str(visit.key)
        year = str(visit.key.year)
        used = self.progress.sequences.get(year, 0)
        self.progress.sequences[year] = max(used, visit.key.sequence)


def _may_mean(reference: Reference, number: str) -> bool:
    """Tell whether a later number can be meant by a reference's issuer and ordinal."""
    _, _, issuer = number.rpartition("@")
    return reference.issuer in (None, issuer) and reference.ordinal in (None, 1)


@lru_cache(maxsize=16384)
def _changes_of_days(
    issued_on: str,
    effective_on: str | None,
    expires_on: str | None,
    *,
    is_replacing: bool,
) -> tuple[Change, ...]:
    """Return what a new licence changes; its day of issue stands in the first.

    Raises:
        ValueError: If a text is no day.
    """
    issued = date.fromisoformat(issued_on)
    turns = plain_timeline(issued, _day(effective_on), _day(expires_on))
    return tuple(changes_along(turns, issued, is_replacing=is_replacing))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
