"""The views of a register, opened, caught up and made anew where they do not fit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from licreg.errors import NoRegisterError, RegisterFileError, reason_of, way_out
from licreg.store import settings
from licreg.store.counts import (
    BOOKS,
    TOTALS,
    Counts,
    KeptCells,
    Progress,
    load_counts,
)
from licreg.store.faults import InconsistentViewError, ViewError, ViewFault
from licreg.store.journal import Batch, Journal
from licreg.store.views import read_view
from licreg.wording import retold, told, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from licreg.store.books import Book
    from licreg.store.ledger import Ledger
    from licreg.store.personal import PersonalData
    from licreg.store.shelf import Shelf
    from licreg.store.views import Stamp

_T = TypeVar("_T")
PERSONAL: Final = "personal.json"
"""The file that keeps personal data; see ``personal``."""

_READINGS: Final = 6
"""How often a reader reads views that do not fit while a writer may be at them."""

_PAUSE: Final = 0.05


def _keep_quiet(_line: str) -> None:
    """Say nothing; whoever opens a register may give it a voice."""


def _pass_by(_entry: int) -> None:
    """Take no notice; whoever opens a register may watch."""


class OpenViews:
    """The journal of a register and the views made from it.

    Attributes:
        path: The folder.
        settings: What ``register.toml`` says.
        notices: Lines about views made anew, for a person.
        tell: Called with a line while another clerk is waited for.
        watch: Called now and then with the number of the entry that is gone through.
    """

    def __init__(self, path: Path) -> None:
        """Open the register and catch its views up in memory; nothing is written.

        Raises:
            NoRegisterError: If no register lies there.
            RegisterFileError: If it cannot be read, or its journal is damaged or cut.
        """
        self.path = path
        if not (path / settings.NAME).is_file():
            msg = tr(
                "No register lies at {path}. Name one with --register DIR, "
                "or make one with 'licreg init {path}'.",
                path=path,
            )
            raise NoRegisterError(msg, path)
        self.settings = settings.read_settings(path)
        self.notices: list[str] = []
        self.tell: Callable[[str], None] = _keep_quiet
        self.watch: Callable[[int], None] = _pass_by
        self._mended: list[ViewFault] = []
        self._is_writing = False
        self._opened: Ledger | None = None
        self._persons: PersonalData | None = None
        self._journal = Journal(path)
        self._stamp: Stamp
        self._kept: Stamp | None = None
        self._progress = Progress()
        if self._journal.register != self.settings.register:
            msg = tr(
                "{settings} and {journal} belong to two registers. Bring the "
                "right one back from a backup.",
                settings=path / settings.NAME,
                journal=self._journal.path,
            )
            raise RegisterFileError(msg, path)
        self._refresh()

    def years(self) -> tuple[int, ...]:
        """Return the years of which there is a book, ascending."""
        names = self._progress.touched
        return tuple(
            sorted(
                int(name.removeprefix(f"{BOOKS}/"))
                for name in names
                if name.startswith(f"{BOOKS}/")
            )
        )

    def rebuild(self) -> None:
        """Make every view anew from the journal, in memory.

        Raises:
            JournalCutError: If a view has seen more than the journal holds.
            JournalDamagedError: If the journal's chain does not verify.
        """
        for stamp in self._shelf.witnesses():
            self._journal.confirm(stamp)
        self._begin_anew()
        self._catch_up()
        self._is_rebuilt = True

    def write_views(self) -> None:
        """Write every view that changed; the register is held for writing.

        Raises:
            RegisterFileError: If one cannot be written.
        """
        try:
            self._write_views()
        except OSError as error:
            msg = tr(
                "The views of {path} cannot be written: {reason}. No "
                "record is lost. {way_out}",
                path=self.path,
                reason=reason_of(error),
                way_out=way_out(error),
            )
            raise RegisterFileError(msg, self.path) from error

    def _write_views(self) -> None:
        if not self._shelf.write(
            self._ledger, self._stamp, is_rebuilt=self._is_rebuilt
        ):
            self._opened = None
        self._is_rebuilt = False

    def _refresh(self) -> None:
        """Read the totals with their head, and fold what the journal has more.

        A reader may come between two files of a writer, and then reads again.
        """
        self._is_rebuilt = False
        readings = 1 if self._is_writing else _READINGS
        for reading in range(1, readings + 1):
            try:
                self._read_views()
            except ViewError as error:
                self._start_anew(error)
            except InconsistentViewError as error:
                if reading < readings:
                    time.sleep(_PAUSE)
                    continue
                self._start_anew(error)
            return

    def _read_views(self) -> None:
        stamp, data = read_view(self.path / TOTALS, self.settings.register)
        licences, progress = load_counts(data)
        kept = KeptCells(self.path, None, stamp, progress)
        counts = Counts.of(licences, kept)
        self._journal.confirm(stamp)
        self._stamp, self._counts, self._progress = stamp, counts, progress
        self._kept = stamp
        self._opened = None
        self._catch_up()

    @property
    def _shelf(self) -> Shelf:
        from licreg.store.shelf import Shelf

        return Shelf(self.path, self._journal)

    @property
    def _ledger(self) -> Ledger:
        """The views, opened when the totals alone do not answer."""
        if self._opened is None:
            self._opened = self._shelf.open(
                lambda: self._stamp, self._counts, self._progress
            )
            self._opened.watch = self._see
        return self._opened

    def _begin_anew(self) -> None:
        """Take views without anything in them, as before the first batch."""
        self._opened = self._shelf.empty()
        self._opened.watch = self._see
        self._counts, self._progress = self._opened.counts, self._opened.progress
        self._stamp = self._journal.start
        self._kept = None

    def _see(self, entry: int) -> None:
        self.watch(entry)

    def _start_anew(self, error: ViewError | InconsistentViewError) -> None:
        """Rebuild in memory, and on disk if nobody is writing just now."""
        if isinstance(error, InconsistentViewError):
            self._notice(str(error), told("behind the journal"))
        elif self._journal.size() > self._journal.start.offset:
            self._notice(error.fault.name, error.fault.reason)
            if error.fault.reason not in ("missing", "older"):
                self._mended.append(error.fault)
        self.rebuild()
        if self._is_writing:
            return
        from licreg.store import lock

        try:
            with lock.hold(self.path, told("a reader mending views"), wait_seconds=0):
                self._catch_up()  # A writer may have been here meanwhile.
                self._journal.settle(self._kept)
                self._write_views()
        except (RegisterFileError, OSError):
            pass  # The next act writes them.

    def _catch_up(self) -> None:
        if self._journal.size() != self._stamp.offset:
            for batch in self._journal.batches(self._stamp):
                self._fold(batch)

    def _follow(self, head: Stamp) -> None:
        """Fold in what the journal has behind this state, up to another."""
        if self._stamp.offset < head.offset:
            for batch in self._journal.batches(self._stamp):
                self._fold(batch)
                if batch.stamp.offset >= head.offset:
                    return

    def _fold(self, batch: Batch) -> None:
        self._ledger.fold(batch)
        self._stamp = batch.stamp

    def _books(self, years: Iterable[int] | None) -> list[Book]:
        """Return the books of some years, or of all, of one and the same state."""
        wanted = None if years is None else set(years)

        def load() -> list[Book]:
            books = [
                self._ledger.book(year)
                for year in self.years()
                if wanted is None or year in wanted
            ]
            for book in books:
                book.hold()
            return books

        return self._trusting(load)

    def _trusting(self, look_up: Callable[..., _T], *asked: object) -> _T:
        """Look something up in views that fit each other.

        A writer may have been faster: then the views are read again. What does not
        fit even so is made anew.
        """
        for pause in () if self._is_writing else (0, _PAUSE):
            try:
                return look_up(*asked)
            except (ViewError, InconsistentViewError):
                time.sleep(pause)
                self._refresh()
        try:
            return look_up(*asked)
        except (ViewError, InconsistentViewError) as error:
            self._start_anew(error)
        return look_up(*asked)

    def _notice(self, name: str, reason: str) -> None:
        self.notices.append(
            tr(
                "The view {name} is {reason}; it was made anew from the journal.",
                name=name,
                reason=retold(reason),
            )
        )
