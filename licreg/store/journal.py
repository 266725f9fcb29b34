"""The journal: every event ever recorded, in batches sealed by a hash chain.

The first line names the register. Then each batch is an opening line (who, when,
which command), one line for each event, and a closing line with its seal: SHA-256 over
the seal before it and the bytes of the batch's lines. A batch without its closing line
was never confirmed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import orjson

from licreg.errors import (
    JournalCutError,
    JournalDamagedError,
    NewerFormatError,
    RegisterFileError,
)
from licreg.store.views import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from licreg.domain.events import Entry, Event

NAME: Final = "journal.jsonl"
FORMAT: Final = 1
_SEAL_LINE: Final = b'{"seal":"%b"}\n'
_SEAL_LENGTH: Final = len(_SEAL_LINE % (b"0" * 64))


@dataclass(frozen=True, slots=True)
class Batch:
    """What one command recorded, all of it or nothing.

    Attributes:
        number: Counted from 1.
        at: When, as ISO text with offset.
        by: Who.
        command: The command that recorded it.
        details: What else is known: a file's name, digest and rows.
        entries: The events with their numbers.
        stamp: Last entry, seal, and where the next batch begins.
    """

    number: int
    at: str
    by: str
    command: str
    details: Mapping[str, Any]
    entries: tuple[Entry[Event], ...]
    stamp: Stamp


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
        try:
            with self.path.open("rb") as stream:
                first = stream.readline()
        except OSError as error:
            msg = f"{self.path} cannot be read: {error.strerror}."
            raise RegisterFileError(msg, self.path) from error
        head = _load(first)
        if head.get("licreg") != "journal":
            msg = f"{self.path}, line 1: this is not a journal of licreg."
            raise JournalDamagedError(msg, self.path)
        if head["format"] > FORMAT:
            msg = (
                f"{self.path} has format {head['format']}; this licreg reads up to "
                f"{FORMAT}. Use the newer licreg that wrote it."
            )
            raise NewerFormatError(msg, self.path)
        self.register = str(head["register"])
        seal = _digest(first)
        self.start = Stamp(self.register, 0, len(first), seal)

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
        if stamp == self.start:
            return
        for _ in range(2):
            with self.path.open("rb") as stream:
                stream.seek(max(stamp.offset - _SEAL_LENGTH, 0))
                found = stream.read(_SEAL_LENGTH)
            if found == _SEAL_LINE % stamp.seal.encode():
                return
        size = self.size()
        what = (
            f"ends at byte {size}, before entry {stamp.entry} at byte {stamp.offset}"
            if size < stamp.offset
            else f"is not what it was up to entry {stamp.entry}"
        )
        msg = (
            f"{self.path} {what}, which had been confirmed. Nothing was changed; "
            "bring the journal back from a backup."
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
        with self.path.open("rb") as stream:
            stream.seek(stamp.offset)
            while True:
                lines = _read_batch(stream)
                if not lines:
                    return
                if not _is_seal(lines[-1]):
                    yield Tail(stamp.offset, b"".join(lines))
                    return
                batch = self._verify(lines, stamp, number)
                stamp, number = batch.stamp, batch.number
                yield batch

    def seal(
        self,
        since: Stamp,
        opening: Mapping[str, Any],
        entries: Sequence[Entry[Event]],
    ) -> tuple[bytearray, Stamp]:
        """Return the lines of a batch sealed upon *since*, and where they would end."""
        from licreg.store.documents import encode_entry

        # One growing buffer: what orjson returns takes some kilobytes while it is kept.
        data = bytearray(orjson.dumps(opening))
        data += b"\n"
        for entry in entries:
            data += orjson.dumps(encode_entry(entry))
            data += b"\n"
        seal = _seal(since.seal, data)
        data += _SEAL_LINE % seal.encode()
        last = entries[-1].number if entries else since.entry
        return data, Stamp(self.register, last, since.offset + len(data), seal)

    def append(self, since: Stamp, data: bytearray) -> None:
        """Write a sealed batch behind *since* and wait until it is on the disk.

        Raises:
            RegisterFileError: If it cannot be written; the file is as it was.
        """
        try:
            with self.path.open("r+b") as stream:
                try:
                    stream.seek(since.offset)
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                except BaseException:
                    stream.truncate(since.offset)
                    raise
        except OSError as error:
            msg = (
                f"{self.path} cannot be written: {error.strerror}. "
                "Nothing was recorded."
            )
            raise RegisterFileError(msg, self.path) from error

    def set_aside(self, tail: Tail) -> Path:
        """Move an unfinished end into a file of its own and return its path."""
        name = f"unfinished-{tail.offset}"
        aside = self.path.with_name(f"{name}.jsonl")
        for again in count(2):
            if not aside.exists():
                break
            aside = self.path.with_name(f"{name}-{again}.jsonl")
        aside.write_bytes(tail.data)
        with self.path.open("r+b") as stream:
            stream.truncate(tail.offset)
            os.fsync(stream.fileno())
        return aside

    def _verify(self, lines: list[bytes], before: Stamp, number: int) -> Batch:
        from licreg.domain.events import Entry
        from licreg.store.documents import UnknownEventError, decode_event

        body = b"".join(lines[:-1])
        seal = _seal(before.seal, body)
        if lines[-1] != _SEAL_LINE % seal.encode():
            raise self._damage(before, "its seal does not fit its lines")
        try:
            opening = orjson.loads(lines[0])
            documents = [orjson.loads(line) for line in lines[1:-1]]
        except orjson.JSONDecodeError as error:
            raise self._damage(before, str(error)) from error
        if number and opening["batch"] != number + 1:
            raise self._damage(before, f"batch {opening['batch']} follows {number}")
        entries = []
        for place, document in enumerate(documents, start=before.entry + 1):
            if document["n"] != place:
                raise self._damage(before, f"entry {document['n']} is not {place}")
            try:
                event = decode_event(document["event"], document)
            except UnknownEventError as error:
                raise self._damage(before, f"entry {place}: {error}") from error
            entries.append(Entry(place, opening["at"], opening["by"], event))
        offset = before.offset + len(body) + _SEAL_LENGTH
        last = before.entry + len(entries)
        return Batch(
            number=opening["batch"],
            at=opening["at"],
            by=opening["by"],
            command=opening["command"],
            details=opening.get("details", {}),
            entries=tuple(entries),
            stamp=Stamp(self.register, last, offset, seal),
        )

    def _damage(self, before: Stamp, reason: str) -> JournalDamagedError:
        msg = (
            f"{self.path} is damaged behind entry {before.entry}, at byte "
            f"{before.offset}: {reason}. Entries 1 to {before.entry} are safe. "
            "Nothing was changed; bring the journal back from a backup."
        )
        return JournalDamagedError(msg, self.path)


def _seal(before: str, body: bytes | bytearray) -> str:
    return _digest(before.encode(), body)


def _digest(*parts: bytes | bytearray) -> str:
    from hashlib import sha256

    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _is_seal(line: bytes) -> bool:
    return line.startswith(b'{"seal":') and line.endswith(b"\n")


def _read_batch(stream: BinaryIO) -> list[bytes]:
    """Return the lines up to and with the next seal, or up to the end."""
    lines = []
    for line in stream:
        lines.append(line)
        if _is_seal(line):
            break
    return lines


def _load(line: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
