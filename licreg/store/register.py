"""The register on disk: opened, caught up, locked, appended to.

The journal is the truth. Every other file is a view, written in an order in which
none is ever ahead of what is needed to catch it up: issuers' totals, the register's
totals with the head, books. What does not fit is made anew from the journal, and
said so in a line; a journal that ends before what a view has seen is never overwritten.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from licreg.errors import (
    NoRegisterError,
    OutputError,
    RegisterFileError,
    way_out,
)
from licreg.store import settings
from licreg.store.counts import (
    BOOKS,
    ISSUERS,
    TOTALS,
    Counts,
    Progress,
    load_counts,
)
from licreg.store.journal import LARGE, Batch, Journal, SealedLines, Tail
from licreg.store.journal import NAME as JOURNAL
from licreg.store.settings import Settings
from licreg.store.views import (
    InconsistentViewError,
    ViewError,
    ViewFault,
    read_view,
    replace_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from licreg.domain.events import Entry, Event, TallyRecorded
    from licreg.domain.identifiers import InspectionKey, LicenceKey, Reference
    from licreg.domain.inspection import Inspection
    from licreg.domain.licence import Licence
    from licreg.store.books import Book, LicenceRecord
    from licreg.store.ledger import Ledger
    from licreg.store.shelf import Shelf
    from licreg.store.views import Stamp

_T = TypeVar("_T")
_READINGS: Final = 3
"""How often a reader reads views that do not fit while a writer may be at them."""

_PAUSE: Final = 0.05


def _keep_quiet(_line: str) -> None:
    """Say nothing; whoever opens a register may give it a voice."""


def _pass_by(_entry: int) -> None:
    """Take no notice; whoever opens a register may watch."""


class RegisterFolder:
    """A register in a folder.

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
            msg = (
                f"No register lies at {path}. Name one with --register DIR, or make "
                f"one with 'licreg init {path}'."
            )
            raise NoRegisterError(msg, path)
        self.settings: Settings = settings.read_settings(path)
        self.notices: list[str] = []
        self.tell: Callable[[str], None] = _keep_quiet
        self.watch: Callable[[int], None] = _pass_by
        self._mended: list[ViewFault] = []
        self._is_writing = False
        self._opened: Ledger | None = None
        self._journal = Journal(path)
        self._stamp: Stamp = self._journal.start
        self._progress = Progress()
        if self._journal.register != self.settings.register:
            msg = (
                f"{path / settings.NAME} and {self._journal.path} belong to two "
                "registers. Bring the right one back from a backup."
            )
            raise RegisterFileError(msg, path)
        self._refresh()

    @staticmethod
    def create(path: Path, name: str, *, now: datetime, **values: Any) -> None:  # noqa: ANN401  # see Settings
        """Make a new register, readable by its owner and group only.

        Args:
            path: The folder; made where it is missing.
            name: What the register is called.
            now: The moment of creation.
            values: Further values of ``Settings``.

        Raises:
            RegisterFileError: If something lies there already, or it cannot be made.
        """
        if path.exists() and not _may_be_made(path):
            msg = f"{path} is not empty; a register is made in an empty or new folder."
            raise RegisterFileError(msg, path)
        identity = os.urandom(8).hex()
        made = Settings(register=identity, name=name, **values)
        is_new = not path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o750)
            _clear(path)
            Journal.create(path, identity, now.isoformat(timespec="milliseconds"))
            text = settings.dump_settings(made)
            replace_file(path / settings.NAME, text.encode(), durable=True)
        except OSError as error:
            if not isinstance(error, FileExistsError):  # It is another's that is there.
                with suppress(OSError):
                    (path / settings.NAME).unlink(missing_ok=True)
                    _clear(path)
                    if is_new:
                        path.rmdir()
            msg = (
                f"{path} cannot be written: {error.strerror}. No register was made. "
                f"{way_out(error)}"
            )
            raise RegisterFileError(msg, path) from error

    # What the register says of itself.

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

    def counts_by_issuer(self) -> dict[str, Counts]:
        """Return the totals of each issuer and agency, by code."""
        return self._trusting(
            lambda: {
                code: self._ledger.issuer(code)
                for folder, _, code in (
                    name.partition("/") for name in sorted(self._progress.touched)
                )
                if folder == ISSUERS
            }
        )

    def tallies(self) -> tuple[Entry[TallyRecorded], ...]:
        """Return the tallies that count."""
        if self._opened is None and not self._progress.touched.get("standing"):
            return ()
        return self._trusting(lambda: self._ledger.standing.tallies())  # noqa: PLW0108  # the views may be opened anew in between

    # Looking up.

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

    def licence(self, key: LicenceKey) -> Licence | None:
        """Return the licence of a full key, one entered in error too."""
        return self._trusting(lambda: self._ledger.licence(key))

    def inspection(self, key: InspectionKey) -> Inspection | None:
        """Return the inspection of a reference, one entered in error too."""
        return self._trusting(lambda: self._ledger.inspection(str(key)))

    def find_licences(self, reference: Reference) -> list[Licence]:
        """Return the licences that a reference may mean, by a later number too."""
        return self._trusting(lambda: list(self._ledger.find(reference, self.years())))

    def licences_with(self, site: str) -> list[Licence]:
        """Return the licences that have or had a site, in the order of entry."""
        return self._trusting(lambda: self._ledger.licences_with(site))

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

    def next_inspection(self, year: int) -> int:
        """Return the first inspection number of a year that was never used."""
        return self._progress.sequences.get(str(year), 0) + 1

    def batches(self) -> Iterator[Batch]:
        """Yield every batch up to this state, verified, oldest first."""
        for batch in self._journal.batches():
            if batch.stamp.offset > self._stamp.offset:
                return
            yield batch

    # Writing.

    @contextmanager
    def writing(
        self, clerk: str, *, now: datetime, wait_seconds: float = 10.0
    ) -> Iterator[Writer]:
        """Hold the register for reading, judging and appending.

        Raises:
            RegisterBusyError: If another clerk holds it too long.
            RegisterFileError: If it cannot be written.
        """
        from licreg.store import lock

        since = now.isoformat(timespec="seconds")
        holder = f"{clerk} (process {os.getpid()}) since {since}"
        with lock.hold(self.path, holder, wait_seconds=wait_seconds, tell=self.tell):
            self._is_writing = True
            try:
                if self._journal.size() != self._stamp.offset:
                    self._refresh()
                    self._set_tail_aside()
                if self.settings.format < settings.FORMAT:
                    self._lift(now)
                yield Writer(self, clerk, now)
            finally:
                self._is_writing = False

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
            msg = (
                f"The views of {self.path} cannot be written: {error.strerror}. No "
                f"record is lost. {way_out(error)}"
            )
            raise RegisterFileError(msg, self.path) from error

    def from_journal(self) -> RegisterFolder:
        """Return the register as the journal alone makes it; it can only be read.

        What a stopped program leaves behind is no fault: of an unfinished batch a line
        tells.

        Raises:
            JournalDamagedError: If the journal's chain does not verify, or ends before
                what a view has seen.
        """
        fresh = copy(self)
        fresh._begin_anew()  # noqa: SLF001  # its own class
        fresh._follow(self._stamp)  # noqa: SLF001
        for item in self._journal.scan(fresh._stamp):  # noqa: SLF001
            if isinstance(item, Tail):
                self.notices.append(
                    f"An unfinished batch at the end of {self._journal.path} was never "
                    "confirmed; the next act sets it aside."
                )
        return fresh

    def compare(self, fresh: RegisterFolder) -> Iterator[tuple[str, str, str]]:
        """Yield the views that do not say what the journal says.

        Each is a rule, a place and a sentence. A view that was not written yet is no
        fault; books are opened one after another.

        Args:
            fresh: What ``from_journal`` returned; it follows if others write meanwhile.
        """

        def differ(name: str) -> bool:
            fresh._follow(self._stamp)  # its own class
            return not self._ledger.agrees(fresh._ledger, name)

        names = {*self._progress.touched, *fresh._progress.touched, TOTALS}
        differing = [name for name in sorted(names) if self._trusting(differ, name)]
        for fault in self._mended:
            message = f"was {fault.reason}; it was made anew from the journal"
            yield "view", fault.name, message
        for name in differing:
            message = "does not say what the journal says; 'licreg rebuild' mends it"
            yield "view", str(self._shelf.path_of(name)), message

    def verify(self) -> Iterator[tuple[str, str, str]]:
        """Yield the views that do not say what the journal says; see ``compare``.

        Raises:
            JournalDamagedError: If the journal does not verify.
        """
        yield from self.compare(self.from_journal())

    def confirmed(self) -> Stamp:
        """Return the head up to which the journal was just verified from its start.

        Raises:
            JournalDamagedError: If the chain does not verify.
        """
        stamp = self._journal.start
        for batch in self._journal.batches():
            stamp = batch.stamp
        return stamp

    def as_known(self, moment: str) -> RegisterFolder:
        """Return the register as it was known at the end of a moment.

        It is made from the journal alone and can only be read.

        Args:
            moment: ISO text with the offset of Viet Nam, or its beginning: a day
                stands for all of it.
        """
        past = copy(self)
        past._begin_anew()  # noqa: SLF001  # its own class
        moment = moment.removesuffix("+07:00")
        for batch in self.batches():
            if batch.at[: len(moment)] > moment:
                break
            past._fold(batch)  # noqa: SLF001
        return past

    def _append(
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any],
        clerk: str,
        now: datetime,
    ) -> Batch:
        from licreg.domain.events import Entry

        at = max(now.isoformat(timespec="milliseconds"), self._progress.at)
        number = self._progress.batch + 1
        opening = {"batch": number, "at": at, "by": clerk, "command": command}
        if details:
            opening["details"] = dict(details)
        before = self._stamp
        entries = (
            Entry(place, at, clerk, event)
            for place, event in enumerate(events, start=before.entry + 1)
        )
        data, stamp = self._journal.seal(before, opening, entries)
        batch = Batch(
            number=number,
            at=at,
            by=clerk,
            command=command,
            details=dict(details),
            path=self._journal.path,
            before=before,
            lines=SealedLines(data),
            stamp=stamp,
        )
        try:
            self._take_in(batch)
            self._journal.append(before, data)
        except BaseException:
            self._refresh()
            raise
        if len(data) > LARGE:
            batch = replace(batch, lines=self._journal.lines_of(batch))
            del data
        self._stamp = stamp
        self._keep_views()
        return batch

    def _take_in(self, batch: Batch) -> None:
        """Fold a batch that is not on the disk yet; what cannot be folded never is.

        Raises:
            RegisterFileError: If it speaks of records that the register lacks.
        """
        try:
            self._ledger.fold(batch)
        except (InconsistentViewError, ViewError) as error:
            self._start_anew(error)
        else:
            return
        try:
            self._ledger.fold(batch)
        except InconsistentViewError as error:
            msg = f"{self.path} has no record of {error}. Nothing was recorded."
            raise RegisterFileError(msg, self.path) from error

    def _keep_views(self) -> None:
        """Write the views that a batch changed; one that cannot be is caught up."""
        try:
            self._write_views()
        except OSError as error:
            self.notices.append(
                f"The views of {self.path} could not be written ({error.strerror}); "
                "they will be caught up."
            )

    def _write_views(self) -> None:
        if not self._shelf.write(
            self._ledger, self._stamp, is_rebuilt=self._is_rebuilt
        ):
            self._opened = None
        self._is_rebuilt = False

    # Opening.

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
        counts, progress = load_counts(data)
        self._journal.confirm(stamp)
        self._stamp, self._counts, self._progress = stamp, counts, progress
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
            self._opened = self._shelf.open(self._stamp, self._counts, self._progress)
            self._opened.watch = self._see
        return self._opened

    def _begin_anew(self) -> None:
        """Take views without anything in them, as before the first batch."""
        self._opened = self._shelf.empty()
        self._opened.watch = self._see
        self._counts, self._progress = self._opened.counts, self._opened.progress
        self._stamp = self._journal.start

    def _see(self, entry: int) -> None:
        self.watch(entry)

    def _start_anew(self, error: ViewError | InconsistentViewError) -> None:
        """Rebuild in memory, and on disk if nobody is writing just now."""
        if isinstance(error, InconsistentViewError):
            self._notice(str(error), "behind the journal")
        elif self._journal.size() > self._journal.start.offset:
            self._notice(error.fault.name, error.fault.reason)
            if error.fault.reason not in ("missing", "older"):
                self._mended.append(error.fault)
        self.rebuild()
        if self._is_writing:
            return
        from licreg.store import lock

        try:
            with lock.hold(self.path, "a reader mending views", wait_seconds=0):
                self._catch_up()  # A writer may have been here meanwhile.
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
        return self._trusting(
            lambda: [
                self._ledger.book(year)
                for year in self.years()
                if wanted is None or year in wanted
            ]
        )

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
            f"The view {name} is {reason}; it was made anew from the journal."
        )

    def _lift(self, now: datetime) -> None:
        """Bring a register of an older format to today's, after a backup.

        Its journal is read as it stands; only views and the settings change.

        Raises:
            RegisterFileError: If that cannot be written; the register is as it was.
        """
        from licreg.store.archive import ENDING, write_backup

        old, new = self.settings.format, settings.FORMAT
        # The same name in each attempt, so that one that failed leaves one backup.
        kept = self.path / f"before-format-{new}-{self.entries}{ENDING}"
        try:
            if not kept.exists():
                write_backup(self, kept, now=now)
            self.rebuild()
            self._write_views()
            settings.lift_format(self.path)
        except (OSError, OutputError) as error:
            reason = (
                f"{error.strerror}. {way_out(error)}"
                if isinstance(error, OSError)
                else str(error)
            )
            msg = (
                f"{self.path} has format {old} and could not be lifted to {new}: "
                f"{reason} Nothing was recorded."
            )
            raise RegisterFileError(msg, self.path) from error
        self.settings = settings.read_settings(self.path)
        self.notices.append(
            f"{self.path} was lifted from format {old} to {new}; as it was, it is kept "
            f"in {kept}."
        )

    def _set_tail_aside(self) -> None:
        if self._journal.size() == self._stamp.offset:
            return
        for item in self._journal.scan(self._stamp):
            if isinstance(item, Tail):
                aside = self._journal.set_aside(item)
                self.notices.append(
                    f"An unfinished batch behind entry {self._stamp.entry} was never "
                    f"confirmed; it was set aside in {aside}."
                )


def _may_be_made(path: Path) -> bool:
    """Return whether nothing lies there but what a making that stopped has left."""
    if not path.is_dir():
        return False
    names = {one.name for one in path.iterdir()}
    if settings.NAME in names:
        return False
    left = {name for name in names if name.startswith(f".{settings.NAME}.")}
    return names - left <= {JOURNAL} and (
        JOURNAL not in names or (path / JOURNAL).read_bytes().count(b"\n") <= 1
    )


def _clear(path: Path) -> None:
    """Remove what a making that stopped has left; a register is left alone."""
    if _may_be_made(path):
        for one in path.iterdir():
            one.unlink(missing_ok=True)


class Writer:
    """A register held for writing: what is judged now is what is appended to.

    Attributes:
        register: The register, read under the lock.
        clerk: Who is recording.
    """

    def __init__(self, register: RegisterFolder, clerk: str, now: datetime) -> None:
        """Keep the register and the moment."""
        self.register = register
        self.clerk = clerk
        self._now = now

    @property
    def next_entry(self) -> int:
        """The number that the next entry will have."""
        return self.register.entries + 1

    def append(
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any] | None = None,
    ) -> Batch:
        """Record the events as one batch; on return they are on the disk.

        Raises:
            RegisterFileError: If they could not be written; then none is recorded.
        """
        return self.register._append(  # noqa: SLF001  # the other half of one class
            command, events, details or {}, self.clerk, self._now
        )
