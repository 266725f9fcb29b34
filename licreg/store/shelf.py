"""The views on disk: where each lies, how it is opened, in which order all are kept.

Issuers' totals, cells and traits are written first, then the register's totals with
the head, then the books: so none is ever ahead of what is needed to catch it up.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from licreg.domain.counts import LicenceCounts
from licreg.store.books import SMALL, Book
from licreg.store.counts import (
    BOOKS,
    CELLS,
    ISSUERS,
    TOTALS,
    TRAITS,
    Counts,
    KeptCells,
    Progress,
    dump_cells,
    dump_counts,
    load_counts,
)
from licreg.store.faults import InconsistentViewError, ViewError, ViewFault
from licreg.store.journal import Batch, Journal
from licreg.store.lagging import follow, follow_traits
from licreg.store.ledger import Ledger
from licreg.store.lines import LinedView
from licreg.store.standing import Standing
from licreg.store.traits import TraitView
from licreg.store.views import (
    Stamp,
    file_of,
    read_fitting,
    read_view,
    replace_file,
    stamp_in,
)

_K = TypeVar("_K")
_V = TypeVar("_V", bound=LinedView)

STANDING: Final = "books/standing.json"
_FOLDERS: Final = (BOOKS, CELLS, ISSUERS, TRAITS)
_LAG: Final = 256_000
"""Bytes of the journal by which a large book may lag behind."""


class Shelf:
    """The folder in which the views of one journal lie."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        """Keep the folder; nothing is read."""
        self._folder = folder
        self._journal = journal

    def empty(self) -> Ledger:
        """Return views without anything in them, in memory only."""
        register = self._journal.register
        return Ledger(
            open_book=lambda year: Book(None, year, register),
            open_issuer=lambda _: Counts(),
            open_traits=lambda _: TraitView(None, register),
            standing=Standing(None, register),
        )

    def open(
        self, head: Callable[[], Stamp], counts: Counts, progress: Progress
    ) -> Ledger:
        """Return the views on disk as they stand at the head; books open on use.

        Args:
            head: Returns up to where the ledger is folded; no view may be ahead of it.
            counts: Totals of the whole register.
            progress: What the next act needs to know.

        Raises:
            ViewError: If the tallies' file is damaged, foreign or missing.
            InconsistentViewError: If it is not of the state of the totals.
        """
        path = self._folder / STANDING
        standing = Standing(path, self._journal.register)
        touched = progress.touched.get("standing", 0)
        if touched and standing.stamp is None:
            raise ViewError(ViewFault(path.name, "missing"))
        if standing.stamp and not touched <= standing.stamp.offset <= head().offset:
            raise InconsistentViewError(path.name)
        return Ledger(
            open_book=lambda year: self._open_book(year, head(), progress),
            open_issuer=lambda code: self._open_issuer(code, head(), progress),
            open_traits=lambda name: self._open_traits(name, head(), progress),
            standing=standing,
            counts=counts,
            progress=progress,
        )

    def write(self, ledger: Ledger, stamp: Stamp, *, is_rebuilt: bool) -> bool:
        """Write what changed, or after a rebuild all of it.

        A large view lags behind, unless it was changed from a record that it cannot be
        caught up with alone. A large one is let go when it is written, so that not all
        are held at once.

        Returns:
            Whether the views in memory are still whole; if not, open them again.

        Raises:
            OSError: If a file cannot be written; those before it are in place.
            ViewError: If one that is written again is damaged; nothing is written.
            InconsistentViewError: If it is another one by now; likewise.
        """
        due = _due(ledger, stamp, is_rebuilt=is_rebuilt)
        for view in due.values():
            view.load()
        is_whole = not is_rebuilt
        for name in sorted(ledger.changed):
            folder, _, code = name.partition("/")
            if folder == ISSUERS:
                self._put(name, dump_counts(stamp, ledger.issuer(code), None))
            elif folder == CELLS:
                self._put(name, dump_cells(stamp, ledger.cells(name)))
            elif folder == TRAITS and name in due:
                due.pop(name).write(self._folder / file_of(name), stamp)
                is_whole &= _is_kept(ledger.traits, code)
        if "standing" in ledger.changed or is_rebuilt:
            ledger.standing.write(self._folder / STANDING, stamp)
        totals = dump_counts(stamp, ledger.counts, ledger.progress)
        replace_file(self._folder / TOTALS, totals)
        for year in tuple(ledger.books):
            name = f"{BOOKS}/{year}"
            if name in due:
                due.pop(name).write(self._folder / file_of(name), stamp)
                is_whole &= _is_kept(ledger.books, year)
        if is_rebuilt:
            self._remove_strangers(ledger)
        ledger.changed.clear()
        ledger.crossed.clear()
        return is_whole

    def witnesses(self) -> Iterator[Stamp]:
        """Yield what the views on disk have seen of the journal."""
        views = [self._folder / TOTALS]
        for folder in _FOLDERS:
            views += sorted((self._folder / folder).glob("*.json"))
        for path in views:
            try:
                yield read_view(path, self._journal.register)[0]
            except ViewError:
                continue

    def path_of(self, name: str) -> Path:
        """Return where a view lies."""
        plain = {"standing": STANDING, TOTALS: TOTALS}
        return self._folder / (plain.get(name) or file_of(name))

    def is_whole(
        self, year: int, beginning: bytes, head: Stamp, progress: Progress
    ) -> bool:
        """Tell whether a book's file lacks nothing, by its first bytes."""
        stamp = stamp_in(beginning)
        name = f"{BOOKS}/{year}"
        return (
            stamp is not None
            and stamp.register == self._journal.register
            and max(progress.touched.get(name, 0), progress.crossed.get(name, 0))
            <= stamp.offset
            <= head.offset
        )

    def _put(self, name: str, data: bytes) -> None:
        path = self._folder / file_of(name)
        path.parent.mkdir(exist_ok=True)
        replace_file(path, data)

    def _remove_strangers(self, ledger: Ledger) -> None:
        """Remove files in the views' folders that the journal knows nothing of."""
        known = {file_of(name) for name in ledger.progress.touched}
        for folder in _FOLDERS:
            for path in (self._folder / folder).glob("*.json"):
                name = f"{folder}/{path.name}"
                if name not in known and name != STANDING:
                    path.unlink()

    def _open_book(self, year: int, head: Stamp, progress: Progress) -> Book:
        """Return a year's book with what it lags behind folded in.

        Raises:
            ViewError: If the file is damaged, foreign or missing.
            InconsistentViewError: If it cannot be brought to the state of the totals.
        """
        name = f"{BOOKS}/{year}"
        path = self._folder / file_of(name)
        book = Book(path, year, self._journal.register)
        touched = progress.touched.get(name, 0)
        if book.stamp is None:
            if touched:
                raise ViewError(ViewFault(path.name, "missing"))
            return book
        crossed = progress.crossed.get(name, 0)
        if not crossed <= book.stamp.offset <= head.offset:
            raise InconsistentViewError(path.name)
        if book.stamp.offset < touched:
            for batch in self._missed(_start(progress, name, book.stamp), touched):
                follow(book, batch)
        return book

    def _missed(self, since: Stamp, touched: int) -> Iterator[Batch]:
        """Yield what the journal has behind a state, up to an offset."""
        self._journal.confirm(since)
        for batch in self._journal.batches(since):
            if batch.stamp.offset > touched:
                return
            yield batch

    def _open_traits(self, name: str, head: Stamp, progress: Progress) -> TraitView:
        """Return a view of traits with the new licences that it lags behind.

        Raises:
            ViewError: If the file is damaged, foreign or missing.
            InconsistentViewError: If it is not of the state of the totals.
        """
        full = f"{TRAITS}/{name}"
        touched = progress.touched.get(full, 0)
        if not touched:
            return TraitView(None, self._journal.register)
        path = self._folder / file_of(full)
        view = TraitView(path, self._journal.register)
        if view.stamp is None:
            raise ViewError(ViewFault(path.name, "missing"))
        crossed = progress.crossed.get(full, 0)
        if not crossed <= view.stamp.offset <= head.offset:
            raise InconsistentViewError(path.name)
        if view.stamp.offset < touched:
            for batch in self._missed(_start(progress, full, view.stamp), touched):
                follow_traits(view, name, batch)
        return view

    def _open_issuer(self, code: str, head: Stamp, progress: Progress) -> Counts:
        name = f"{ISSUERS}/{code}"
        licences = LicenceCounts()
        if touched := progress.touched.get(name):
            path = self._folder / file_of(name)
            data = read_fitting(path, self._journal.register, touched, head)
            licences, _ = load_counts(data)
        return Counts.of(licences, KeptCells(self._folder, code, head, progress))


def _is_kept(views: dict[_K, _V], key: _K) -> bool:
    """Let a large view go; tell whether it is kept."""
    if views[key].size > SMALL:
        del views[key]
        return False
    return True


def _due(ledger: Ledger, stamp: Stamp, *, is_rebuilt: bool) -> dict[str, LinedView]:
    """Return the views of lines that are to be written by now, traits first."""
    views: dict[str, LinedView] = {
        f"{TRAITS}/{code}": view for code, view in sorted(ledger.traits.items())
    }
    views |= {f"{BOOKS}/{year}": book for year, book in ledger.books.items()}

    def is_due(name: str, view: LinedView) -> bool:
        if not (view.is_changed or name in ledger.changed):
            return False
        if is_rebuilt or view.stamp is None or view.size < SMALL:
            return True
        start = _start(ledger.progress, name, view.stamp)
        return stamp.offset - start.offset > _LAG or name in ledger.crossed

    return {name: view for name, view in views.items() if is_due(name, view)}


def _start(progress: Progress, name: str, made: Stamp) -> Stamp:
    """Return the state behind which the first batch came that a book lacks."""
    behind = progress.behind.get(name, made)
    is_as_noted = made.offset >= progress.made.get(name, 0)
    return behind if behind.offset > made.offset and is_as_noted else made
