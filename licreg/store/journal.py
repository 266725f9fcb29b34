"""The journal: every event ever recorded, in batches sealed by a hash chain.

The first line names the register. Then each batch is an opening line (who, when,
which command), one line for each event, and a closing line with its seal: SHA-256 over
the seal before it and the bytes of the batch's lines. A batch without its closing line
was never confirmed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, overload

import orjson

from licreg.errors import (
    JournalCutError,
    JournalDamagedError,
    NewerFormatError,
    RegisterFileError,
    nothing_recorded,
    reason_of,
    way_out,
)
from licreg.lazily import dataclass
from licreg.store.views import Stamp
from licreg.wording import told, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from io import FileIO
    from pathlib import Path

    from licreg.domain.events import Entry, Event

NAME: Final = "journal.jsonl"
FORMAT: Final = 1
_SEAL_LINE: Final = b'{"seal":"%b"}\n'
_SEAL_LENGTH: Final = len(_SEAL_LINE % (b"0" * 64))
_SEAL_START: Final = _SEAL_LINE[:8]
_OPENING: Final = frozenset({"batch", "at", "by", "command"})
LARGE: Final = 4_000_000
"""Bytes of a batch up to which its lines are held; of a larger one they are reread."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one command recorded, all of it or nothing.

    Attributes:
        number: Counted from 1.
        at: When, as ISO text with offset.
        by: Who.
        command: The command that recorded it.
        details: What else is known: a file's name, digest and rows.
        path: The journal.
        before: The state upon which it is sealed.
        lines: The lines of the entries, in order; as often as they are gone through.
        stamp: Last entry, seal, and where the next batch begins.
    """

    number: int
    at: str
    by: str
    command: str
    details: Mapping[str, Any]
    path: Path
    before: Stamp
    lines: Iterable[bytes]
    stamp: Stamp

    @property
    def numbers(self) -> range:
        """The numbers of its entries."""
        return range(self.before.entry + 1, self.stamp.entry + 1)

    @property
    def entries(self) -> Entries:
        """The events with their numbers, each read when it is asked for."""
        return Entries(self)

    def decode(self, number: int, line: bytes) -> Entry[Event]:
        """Return the entry of one of the lines.

        Raises:
            JournalDamagedError: If it cannot be read, or is not that entry.
        """
        from licreg.store.documents import UnknownEventError, decode_line

        try:
            return decode_line(line, number, self.at, self.by)
        except UnknownEventError as error:
            damage = _damage(self.path, self.before, str(error))
            raise JournalDamagedError(*damage) from error


class Entries(Sequence["Entry[Event]"]):
    """The entries of a batch, read from its lines one after another."""

    def __init__(self, batch: Batch) -> None:
        """Keep the batch; nothing is read."""
        self._batch = batch

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._batch.numbers)

    def __iter__(self) -> Iterator[Entry[Event]]:
        """Yield them in order.

        Raises:
            JournalDamagedError: If a line cannot be read, or names an event that this
                licreg does not know.
        """
        for number, line in zip(self._batch.numbers, self._batch.lines, strict=True):
            yield self._batch.decode(number, line)

    @overload
    def __getitem__(self, place: int) -> Entry[Event]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry[Event]]: ...
    def __getitem__(self, place: int | slice) -> Entry[Event] | Sequence[Entry[Event]]:
        """Return one entry, or some."""
        return list(self)[place]


@dataclass(frozen=True, slots=True)
class FiledLines:
    """Lines of a batch too large to be held; the file is read again each time.

    Attributes:
        path: The journal.
        offset: Where the first line begins, in bytes.
        count: How many lines.
    """

    path: Path
    offset: int
    count: int

    def __iter__(self) -> Iterator[bytes]:
        """Yield them in order."""
        with _reading(self.path) as stream:
            stream.seek(self.offset)
            yield from islice(stream, self.count)


@dataclass(frozen=True, slots=True)
class SealedLines:
    """Lines of a batch as it was sealed, before it is written.

    Attributes:
        data: The batch, from its opening line to its seal.
    """

    data: bytearray

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines between opening and seal, in order."""
        data, end = self.data, len(self.data) - _SEAL_LENGTH
        start = data.index(b"\n") + 1
        while start < end:
            stop = data.index(b"\n", start) + 1
            yield bytes(data[start:stop])
            start = stop


@dataclass(frozen=True, slots=True)
class Tail:
    """What lies behind the last sealed batch.

    Attributes:
        offset: Where it begins, in bytes.
        data: The bytes of an unfinished batch; never confirmed.
    """

    offset: int
    data: bytes


class Journal:
    """The file, read in batches and appended to."""

    def __init__(self, folder: Path) -> None:
        """Read the first line, which names the register.

        Raises:
            RegisterFileError: If the file cannot be read.
            JournalDamagedError: If it is no journal.
            NewerFormatError: If a later licreg wrote it.
        """
        self.path = folder / NAME
        with _reading(self.path) as stream:
            first = stream.readline()
        head = _load(first)
        if head.get("licreg") != "journal":
            msg = told(
                "{path}, line 1: this is not a journal of licreg.", path=self.path
            )
            raise JournalDamagedError(msg, self.path)
        if head["format"] > FORMAT:
            msg = tr(
                "{path} has format {format}; this licreg reads up to "
                "{own}. Use the newer licreg that wrote it.",
                path=self.path,
                format=head["format"],
                own=FORMAT,
            )
            raise NewerFormatError(msg, self.path)
        self.register = str(head["register"])
        self._first = first

    @cached_property
    def start(self) -> Stamp:
        """The state before the first batch."""
        return Stamp(self.register, 0, len(self._first), _digest(self._first))

    @staticmethod
    def create(folder: Path, register: str, at: str) -> None:
        """Write the first line of a new journal, durably."""
        head = {
            "licreg": "journal",
            "format": FORMAT,
            "register": register,
            "created_at": at,
        }
        path = folder / NAME
        with path.open("xb") as stream:
            stream.write(orjson.dumps(head) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        path.chmod(0o640)

    def size(self) -> int:
        """Return the length of the file in bytes."""
        return self.path.stat().st_size

    def confirm(self, stamp: Stamp) -> None:
        """Make sure that the journal still holds what a view has seen.

        Raises:
            JournalCutError: If it ends before, or has another seal there.
        """
        if not stamp.entry and stamp == self.start:
            return
        for _ in range(2):
            with _reading(self.path) as stream:
                stream.seek(max(stamp.offset - _SEAL_LENGTH, 0))
                found = stream.read(_SEAL_LENGTH)
            if found == _SEAL_LINE % stamp.seal.encode():
                return
        size = self.size()
        if size < stamp.offset:
            msg = told(
                "{path} ends at byte {size}, before entry {entry} at byte {offset}, "
                "which had been confirmed. Nothing was changed; bring the journal "
                "back from a backup.",
                path=self.path,
                size=size,
                entry=stamp.entry,
                offset=stamp.offset,
            )
        else:
            msg = told(
                "{path} is not what it was up to entry {entry}, which had been "
                "confirmed. Nothing was changed; bring the journal back from a backup.",
                path=self.path,
                entry=stamp.entry,
            )
        raise JournalCutError(msg, self.path)

    def batches(self, since: Stamp | None = None) -> Iterator[Batch]:
        """Yield the sealed batches behind *since*, verified, oldest first.

        Raises:
            JournalDamagedError: If the chain breaks before the end of the file.
        """
        for item in self.scan(since):
            if isinstance(item, Batch):
                yield item

    def scan(self, since: Stamp | None = None) -> Iterator[Batch | Tail]:
        """Yield the sealed batches behind *since*, then an unfinished end if any.

        Raises:
            JournalDamagedError: If the chain breaks before the end of the file.
        """
        stamp = since or self.start
        number = 0
        with _reading(self.path) as stream:
            stream.seek(stamp.offset)
            while (item := self._read(stream, stamp, number)) is not None:
                yield item
                if isinstance(item, Tail):
                    return
                stamp, number = item.stamp, item.number

    def seal(
        self,
        since: Stamp,
        opening: Mapping[str, Any],
        entries: Iterable[Entry[Event]],
    ) -> tuple[bytearray, Stamp]:
        """Return the lines of a batch sealed upon *since*, and where they would end."""
        from licreg.store.documents import encode_entry

        # One growing buffer: what orjson returns takes some kilobytes while it is kept.
        data = bytearray(orjson.dumps(opening))
        data += b"\n"
        last = since.entry
        for entry in entries:
            data += orjson.dumps(encode_entry(entry))
            data += b"\n"
            last = entry.number
        seal = _seal(since.seal, data)
        data += _SEAL_LINE % seal.encode()
        return data, Stamp(self.register, last, since.offset + len(data), seal)

    def append(self, since: Stamp, data: bytearray) -> None:
        """Write a sealed batch behind *since* and wait until it is on the disk.

        Raises:
            RegisterFileError: If it cannot be written; the file is as it was, or else
                the next act sets aside what is not sealed, and settles what is.
        """
        is_there = False
        try:
            # Without a buffer: one would be written again, and fail again, before the
            # file is cut and when it is closed.
            with self.path.open("r+b", buffering=0) as stream:
                try:
                    stream.seek(since.offset)
                    _write_all(stream, data)
                    is_there = True
                    os.fsync(stream.fileno())
                except BaseException:
                    stream.truncate(since.offset)
                    is_there = False
                    raise
        except OSError as error:
            became = (
                tr(
                    "It is not known whether it was recorded: look with 'licreg "
                    "show last' before you enter it again."
                )
                if is_there
                else ""
            )
            msg = _refusal(self.path, error, became)
            raise RegisterFileError(msg, self.path) from error

    def settle(self, kept: Stamp | None) -> None:
        """Make sure that what a stopped writing left whole is on the disk.

        Where a disk failed at the last moment, the system may take bytes for kept and
        forget them later. So what no view has seen is written again as it is, before
        anything is recorded upon it.

        Args:
            kept: The state up to which it is known to be there; None where no view
                tells.

        Raises:
            RegisterFileError: If it cannot be written.
        """
        if kept is not None and kept.offset == self.size():
            return
        try:
            with self.path.open("r+b", buffering=0) as stream:
                place = self.size() if kept is None else kept.offset
                stream.seek(place)
                while data := stream.read(LARGE):
                    stream.seek(place)
                    _write_all(stream, data)
                    place += len(data)
                os.fsync(stream.fileno())
        except OSError as error:
            raise RegisterFileError(_refusal(self.path, error), self.path) from error

    def lines_of(self, batch: Batch) -> FiledLines:
        """Return the lines of a batch that is on the disk, to be read when needed."""
        with _reading(self.path) as stream:
            stream.seek(batch.before.offset)
            stream.readline()
            return FiledLines(self.path, stream.tell(), len(batch.numbers))

    def set_aside(self, tail: Tail) -> Path:
        """Move an unfinished end into a file of its own and return its path.

        Raises:
            RegisterFileError: If it cannot be moved; then it stays where it is.
        """
        name = f"unfinished-{tail.offset}"
        aside = self.path.with_name(f"{name}.jsonl")
        for again in count(2):
            if not aside.exists():
                break
            aside = self.path.with_name(f"{name}-{again}.jsonl")
        is_kept = False
        try:
            aside.write_bytes(tail.data)
            is_kept = True
            with self.path.open("r+b", buffering=0) as stream:
                stream.truncate(tail.offset)
                os.fsync(stream.fileno())
        except OSError as error:
            if not is_kept:
                with suppress(OSError):
                    aside.unlink(missing_ok=True)
            msg = tr(
                "The unfinished batch at the end of {path} cannot be set "
                "aside: {reason}. Nothing was recorded. {way_out}",
                path=self.path,
                reason=reason_of(error),
                way_out=way_out(error),
            )
            raise RegisterFileError(msg, self.path) from error
        return aside

    def _read(
        self, stream: BinaryIO, before: Stamp, number: int
    ) -> Batch | Tail | None:
        """Read one batch and verify it; None at the end of the file.

        Args:
            stream: The file, where the batch begins.
            before: The state before it.
            number: Number of the batch before; 0 where it is not known.

        Raises:
            JournalDamagedError: If it does not follow upon what is before it.
        """
        from hashlib import sha256

        digest = sha256(before.seal.encode())
        held: list[bytes] = []
        size = count = length = 0
        for line in stream:
            if line[:8] == _SEAL_START and line[-1:] == b"\n":
                break
            digest.update(line)
            size += len(line)
            count += 1
            if count == 1 or size <= LARGE:
                held.append(line)
                length = length or size
        else:
            if not count:
                return None
            stream.seek(before.offset)
            return Tail(before.offset, stream.read(size))
        seal = digest.hexdigest()
        opening = _load(held[0]) if held else {}
        reason = ""
        if line != _SEAL_LINE % seal.encode():
            reason = told("its seal does not fit its lines")
        elif not opening.keys() >= _OPENING:
            reason = told("it has no opening line")
        elif number and opening["batch"] != number + 1:
            reason = told(
                "batch {batch} follows {before}",
                batch=opening["batch"],
                before=number,
            )
        if reason:
            raise JournalDamagedError(*_damage(self.path, before, reason))
        last = before.entry + count - 1
        return Batch(
            number=opening["batch"],
            at=opening["at"],
            by=opening["by"],
            command=opening["command"],
            details=opening.get("details", {}),
            path=self.path,
            before=before,
            lines=tuple(held[1:])
            if size <= LARGE
            else FiledLines(self.path, before.offset + length, count - 1),
            stamp=Stamp(self.register, last, before.offset + size + _SEAL_LENGTH, seal),
        )


def _damage(path: Path, before: Stamp, reason: str) -> tuple[str, Path]:
    msg = told(
        "{path} is damaged behind entry {entry}, at byte {offset}: {reason}. "
        "Entries 1 to {entry} are safe. Nothing was changed; bring the "
        "journal back from a backup.",
        path=path,
        entry=before.entry,
        offset=before.offset,
        reason=reason,
    )
    return msg, path


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open the journal for reading.

    Raises:
        RegisterFileError: If it cannot be read, now or later.
    """
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        msg = tr(
            "{path} cannot be read: {reason}. {way_out}",
            path=path,
            reason=reason_of(error),
            way_out=way_out(error),
        )
        raise RegisterFileError(msg, path) from error


def _refusal(path: Path, error: OSError, became: str = "") -> str:
    """Return why the journal cannot be written, and what became of what was to be."""
    return tr(
        "{path} cannot be written: {reason}. {became}",
        path=path,
        reason=reason_of(error),
        became=became or f"{nothing_recorded()} {way_out(error)}",
    )


def _write_all(stream: FileIO, data: bytes | bytearray) -> None:
    """Write all bytes; the system may take fewer at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def _seal(before: str, body: bytes | bytearray) -> str:
    return _digest(before.encode(), body)


def _digest(*parts: bytes | bytearray) -> str:
    from hashlib import sha256

    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _load(line: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
