"""The register on disk: opened, caught up, locked, appended to.

The journal is the truth. Every other file is a view, written in an order in which
none is ever ahead of what is needed to catch it up: issuers' totals, the register's
totals with the head, books. What does not fit is made anew from the journal, and
said so in a line; a journal that ends before what a view has seen is never overwritten.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from licreg.errors import RegisterFileError, reason_of, without_outcome
from licreg.store import settings
from licreg.store.counts import (
    TOTALS,
)
from licreg.store.faults import InconsistentViewError, ViewError
from licreg.store.journal import LARGE, Batch, SealedLines, Tail
from licreg.store.opening import PERSONAL
from licreg.store.questions import Questions
from licreg.wording import told, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from licreg.domain.events import Event
    from licreg.store.views import Stamp


class RegisterFolder(Questions):
    """A register in a folder.

    Attributes:
        path: The folder.
        settings: What ``register.toml`` says.
        notices: Lines about views made anew, for a person.
        tell: Called with a line while another clerk is waited for.
        watch: Called now and then with the number of the entry that is gone through.
    """

    @staticmethod
    def create(path: Path, name: str, *, now: datetime, **values: Any) -> None:  # noqa: ANN401  # see Settings
        """Make a new register; see ``create_register``."""
        from licreg.store.founding import create_register

        create_register(path, name, now=now, **values)

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
        holder = told(
            "{clerk} (process {number}) since {since}",
            clerk=clerk,
            number=os.getpid(),
            since=since,
        )
        with lock.hold(self.path, holder, wait_seconds=wait_seconds, tell=self.tell):
            self._is_writing = True
            try:
                if self._journal.size() != self._stamp.offset:
                    self._refresh()
                    self._set_tail_aside()
                self._journal.settle(self._kept)
                self._kept = self._stamp
                if self.settings.format < settings.FORMAT:
                    from licreg.store.founding import lift_register

                    lift_register(self, now=now)
                self._mend_personal()
                yield Writer(self, clerk, now)
            finally:
                self._is_writing = False

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
                    tr(
                        "An unfinished batch at the end of {path} was never "
                        "confirmed; the next act sets it aside.",
                        path=self._journal.path,
                    )
                )
        return fresh

    def compare(self, fresh: RegisterFolder) -> Iterator[tuple[str, str, str]]:
        """Yield the views that do not say what the journal says.

        Each is a rule, a place and a sentence. A view that was not written yet is no
        fault; books are opened one after another. Personal data that do not fit the
        journal come last.

        Args:
            fresh: What ``from_journal`` returned; it follows if others write meanwhile.
        """

        def differ(name: str) -> bool:
            fresh._follow(self._stamp)  # its own class
            return not self._ledger.agrees(fresh._ledger, name)

        names = {*self._progress.touched, *fresh._progress.touched, TOTALS}
        differing = [name for name in sorted(names) if self._trusting(differ, name)]
        for fault in self._mended:
            message = told(
                "was {reason}; it was made anew from the journal", reason=fault.reason
            )
            yield "view", fault.name, message
        for name in differing:
            message = told(
                "does not say what the journal says; 'licreg rebuild' mends it"
            )
            yield "view", str(self._shelf.path_of(name)), message
        yield from self._personal.faults(
            self._journal.path, self._stamp.offset, self.entries
        )

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
        past._persons = self._personal  # noqa: SLF001  # its own class; erased is erased
        past._begin_anew()  # noqa: SLF001
        moment = moment.removesuffix("+07:00")
        for batch in self.batches():
            if batch.at[: len(moment)] > moment:
                break
            past._fold(batch)  # noqa: SLF001
        return past

    def _append(  # noqa: PLR0913, PLR0917  # what Writer.append is given, and who and when
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any],
        clerk: str,
        now: datetime,
        erased: Sequence[str],
    ) -> Batch:
        before = self._stamp
        at = max(now.isoformat(timespec="milliseconds"), self._progress.at)
        data, batch = self._sealed(command, events, details, clerk, at)
        try:
            self._take_in(batch)
            if erased or self._persons is not None:
                self._personal.prepare(before.entry, data, erased)
            self._journal.append(before, data)
        except BaseException:
            self._refresh()
            self._persons = None
            if self._stamp == before:  # Else the next writing makes sure of it first.
                with suppress(RegisterFileError):  # Else at the next writing, too.
                    self._mend_personal()
            raise
        stamp = batch.stamp
        if len(data) > LARGE:
            batch = replace(batch, lines=self._journal.lines_of(batch))
            del data
        self._stamp = self._kept = stamp
        if erased:
            self._finish_erasing()
        self._keep_views()
        return batch

    @contextmanager
    def supposing(self, events: Iterable[Event]) -> Iterator[None]:
        """Answer, for the length of a ``with`` block, as if events were recorded.

        Raises:
            RegisterFileError: If they speak of records that the register lacks.
        """
        _, batch = self._sealed("", events, {}, "", self._progress.at)
        try:
            self._take_in(batch)
            yield
        finally:
            self._refresh()

    def _sealed(
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any],
        clerk: str,
        at: str,
    ) -> tuple[bytearray, Batch]:
        """Return events sealed as a batch upon this state, its bytes first."""
        from licreg.domain.events import Entry

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
        return data, batch

    def _mend_personal(self) -> None:
        """Finish or take back what a stop has left undone of personal data."""
        self._persons = None
        if (self.path / PERSONAL).exists():
            self._personal.mend(self._journal.path, self._stamp.offset, self.entries)

    def _finish_erasing(self) -> None:
        """Erase what was just recorded as erased; else the next writing does."""
        try:
            self._personal.finish()
        except RegisterFileError as error:
            reason = without_outcome(str(error))
            self.notices.append(
                tr(
                    "The erasure is recorded, but the values are still there: "
                    "{reason} The next command that records erases them.",
                    reason=reason,
                )
            )

    def _take_in(self, batch: Batch) -> None:
        """Fold a batch that is not on the disk yet; what cannot be folded never is.

        Raises:
            RegisterFileError: If it speaks of records that the register lacks.
        """
        told = len(self.notices)
        try:
            self._ledger.fold(batch)
        except (InconsistentViewError, ViewError) as error:
            self._start_anew(error)
        else:
            return
        try:
            self._ledger.fold(batch)
        except InconsistentViewError as error:
            del self.notices[told:]  # It is the batch that does not fit.
            msg = tr(
                "{path} has no record of {error}. Nothing was recorded.",
                path=self.path,
                error=error,
            )
            raise RegisterFileError(msg, self.path) from error

    def _keep_views(self) -> None:
        """Write the views that a batch changed; one that cannot be is caught up."""
        try:
            try:
                self._write_views()
            except (ViewError, InconsistentViewError) as error:
                self._start_anew(error)
                self._write_views()
        except OSError as error:
            self.notices.append(
                tr(
                    "The views of {path} could not be written ({reason}); they "
                    "will be caught up.",
                    path=self.path,
                    reason=reason_of(error),
                )
            )

    def _set_tail_aside(self) -> None:
        if self._journal.size() == self._stamp.offset:
            return
        for item in self._journal.scan(self._stamp):
            if isinstance(item, Tail):
                aside = self._journal.set_aside(item)
                self.notices.append(
                    tr(
                        "An unfinished batch behind entry {entry} was never "
                        "confirmed; it was set aside in {aside}.",
                        entry=self._stamp.entry,
                        aside=aside,
                    )
                )


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
        *,
        erased: Sequence[str] = (),
    ) -> Batch:
        """Record the events as one batch; on return they are on the disk.

        Args:
            command: The command that records.
            events: What it records.
            details: What else is known of it.
            erased: References of the personal data that it erases.

        Raises:
            RegisterFileError: If they could not be written; then none is recorded.
        """
        return self.register._append(  # noqa: SLF001  # the other half of one class
            command, events, details or {}, self.clerk, self._now, erased
        )
