"""A large view is read in parts: its index, and a checksum for each block of bytes.

Behind the tables of a large view stand two more, which TinyDB reads as texts:
``index``, where the lines are by what they are found by, and ``blocks``, the checksums.
The head of the view proves the checksums, and these prove each block that is read; so
one record is found, and is as safe, without reading the others.
"""

import os
import sys
import weakref
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from licreg.store.faults import InconsistentViewError, ViewError, ViewFault

BLOCK: Final = 32_768
_PLACE: Final = 16
_SUM: Final = 8
_NEAR: Final = 512
_INDEX: Final = b',\n"index":{"1":{"lines":"%b"}}'
_INDEX_AT: Final = _INDEX.index(b"%b")
_BLOCKS: Final = b',\n"blocks":{"1":{"crc32":"%b"}}'
_BLOCKS_AT: Final = _BLOCKS.index(b"%b")
_END: Final = len(_BLOCKS) - _BLOCKS_AT - 2 + len(b"}\n")

CAN_HOLD: Final = os.name != "nt"
"""Whether a file can be replaced while it is open; on Windows it cannot."""

Terms = Callable[[bytes], Iterable[int]]
"""Returns the terms that a line is found by; see ``term_of``."""


class Parts(NamedTuple):
    """What the head of a view says of its blocks; offsets count from behind the head.

    Attributes:
        length: How many bytes stand under a checksum.
        index_at: Where the index begins.
        places: How many places it holds.
        proof: Checksum of the checksums.
    """

    length: int
    index_at: int
    places: int
    proof: int

    @property
    def blocks(self) -> int:
        """The number of blocks."""
        return -(-self.length // BLOCK)


class Section(NamedTuple):
    """Where the lines of a table are in the body of a view, in bytes.

    Attributes:
        table: Its name.
        start: Where the first line begins.
        end: Behind the last line.
    """

    table: str
    start: int
    end: int


def term_of(table: str, field: str, value: bytes) -> int:
    """Return what a line is found by in the index: a checksum of a field's value."""
    return zlib.crc32(value, seed_of(table, field))


def seed_of(table: str, field: str) -> int:
    """Return the checksum of what a field's terms begin with."""
    return zlib.crc32(f"{table} {field} ".encode())


def no_terms(_table: str) -> Terms:
    """Return what finds nothing; for a view without an index."""
    return lambda _line: ()


def add_parts(
    body: bytearray, sections: Iterable[Section], terms_of: Callable[[str], Terms]
) -> Parts:
    """Add an index and checksums to the body of a view; return what the head says.

    Args:
        body: What stands behind the head.
        sections: Where its lines are.
        terms_of: Returns what tells by which terms the lines of a table are found.
    """
    places = array("Q", sorted(_places(body, sections, terms_of)))
    index_at = len(body) + _INDEX_AT
    if sys.byteorder == "little":
        places.byteswap()
    body += _INDEX % places.tobytes().hex().encode()
    length = len(body)
    with memoryview(body) as view:
        sums = b"".join(
            b"%08x" % zlib.crc32(view[start : start + BLOCK])
            for start in range(0, length, BLOCK)
        )
    body += _BLOCKS % sums
    return Parts(length, index_at, len(places), zlib.crc32(sums))


def _places(
    body: bytearray, sections: Iterable[Section], terms_of: Callable[[str], Terms]
) -> Iterator[int]:
    """Yield for each line and term the term and where the line begins."""
    for table, start, last in sections:
        at, terms = start, terms_of(table)
        while at < last:
            end = body.find(b",\n", at, last)
            end = end if end >= 0 else last
            for term in terms(bytes(body[at:end])):
                yield term << 32 | at
            at = end + len(b",\n")


class Blocks:
    """The blocks of a view on disk; each is read when it is needed, and proved.

    The file is opened each time, so that it can be replaced meanwhile; what is read of
    another file is no block of this one. Whoever goes through it holds it.

    Attributes:
        path: The view.
        beginning: Its first bytes, in which its stamp stands.
    """

    def __init__(
        self, path: Path, beginning: bytes, start: int, parts: Parts, sums: bytes
    ) -> None:
        """Keep where they are; nothing is read.

        Args:
            path: The view.
            beginning: Its first bytes, in which its stamp stands.
            start: Where the blocks begin, in bytes.
            parts: What the head says.
            sums: The checksums.
        """
        self.beginning = beginning
        self.path = path
        self._start = start
        self._parts = parts
        self._sums = sums
        self._read: dict[int, bytes] = {}
        self._held: int | None = None

    @property
    def size(self) -> int:
        """Length of the view in bytes."""
        count = self._parts.blocks
        return self._start + self._parts.length + _BLOCKS_AT + _SUM * count + _END

    @property
    def is_held(self) -> bool:
        """Whether the file stays as it is, whoever replaces it."""
        return self._held is not None

    def hold(self) -> None:
        """Keep the file open as long as this lives; all of it is proved.

        Raises:
            ViewError: If it is missing, or a block is not what it was.
            InconsistentViewError: If it is another one by now.
        """
        if self._held is not None:
            return
        try:
            held = os.open(self.path, os.O_RDONLY)
            weakref.finalize(self, os.close, held)
            beginning = os.pread(held, len(self.beginning), 0)
        except FileNotFoundError:
            raise ViewError(ViewFault(self.path.name, "missing")) from None
        except OSError:
            raise ViewError(ViewFault(self.path.name, "damaged")) from None
        if beginning != self.beginning:
            raise InconsistentViewError(self.path.name)
        self._held = held
        try:
            for _ in self.pieces():
                pass
        except ViewError:
            self._held = None
            raise

    def pieces(self) -> Iterator[bytes]:
        """Yield the blocks, each proved.

        Raises:
            ViewError: If one is not what it was.
        """
        return map(self._proved, range(self._parts.blocks))

    def whole(self) -> bytes:
        """Return the view as it is held, up to the end of its blocks.

        Raises:
            ViewError: If a block is not what it was.
        """
        return b"".join(self.pieces())

    def lines(self, term: int) -> Iterable[bytes]:
        """Yield the lines that may be found by a term, without what parts them.

        Raises:
            ViewError: If a block is not what it was.
        """
        place = self._first(term << 32)
        while place < self._parts.places:
            found = self._place(place)
            if found >> 32 != term:
                return
            yield self._line(found & 0xFFFF_FFFF)
            place += 1

    def _first(self, value: int) -> int:
        """Return the first place of the index whose value is not less than *value*.

        The values are checksums, so that one is near where it would be if all were
        spread evenly.
        """
        count = self._parts.places
        near = value * count >> 64
        low, high = max(near - _NEAR, 0), min(near + _NEAR, count)
        if low and self._place(low - 1) >= value:
            low = 0
        if high < count and self._place(high) < value:
            high = count
        while low < high:
            middle = (low + high) // 2
            if self._place(middle) < value:
                low = middle + 1
            else:
                high = middle
        return low

    def _place(self, place: int) -> int:
        at = self._parts.index_at + _PLACE * place
        return int(self._bytes(at, at + _PLACE), 16)

    def _line(self, at: int) -> bytes:
        end = at
        while True:
            end = (end // BLOCK + 1) * BLOCK
            line = self._bytes(at, min(end, self._parts.length))
            cut = line.find(b"\n")
            if cut >= 0:
                return line[:cut].removesuffix(b",")

    def _bytes(self, start: int, end: int) -> bytes:
        first = start // BLOCK
        blocks = [self._block(one) for one in range(first, -(-end // BLOCK))]
        whole = blocks[0] if len(blocks) == 1 else b"".join(blocks)
        return whole[start - first * BLOCK : end - first * BLOCK]

    def _block(self, number: int) -> bytes:
        block = self._read.get(number)
        if block is None:
            block = self._read[number] = self._proved(number)
        return block

    def _proved(self, number: int) -> bytes:
        """Return a block as it lies on disk.

        Raises:
            ViewError: If it is not what it was.
        """
        at = number * BLOCK
        start, length = self._start + at, min(BLOCK, self._parts.length - at)
        try:
            if self._held is not None:
                block = os.pread(self._held, length, start)
            else:
                with self.path.open("rb") as stream:
                    stream.seek(start)
                    block = stream.read(length)
        except OSError:
            block = b""
        told = self._sums[_SUM * number : _SUM * (number + 1)]
        if told != b"%08x" % zlib.crc32(block):
            raise ViewError(ViewFault(self.path.name, "damaged"))
        return block


def read_sums(path: Path, start: int, parts: Parts) -> bytes | None:
    """Return the checksums of a view's blocks; None if they are not what they were."""
    at = start + parts.length + _BLOCKS_AT
    with path.open("rb") as stream:
        stream.seek(at)
        sums = stream.read(_SUM * parts.blocks + _END + 1)
    if len(sums) != _SUM * parts.blocks + _END:
        return None
    sums = sums[: _SUM * parts.blocks]
    return sums if zlib.crc32(sums) == parts.proof else None
