"""Lines that are laid over a file, or kept in memory only, close together.

A rebuild holds the documents of the whole register: those that come in the order of
their entries, as nearly all do, stand one behind the other, and not each by itself.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

_CHUNK: Final = 262_144
"""Bytes that stand together; one buffer of all would be moved as it grows."""


class _Chunk:
    """Lines that stand one behind the other, by entry, ascending.

    Attributes:
        entries: The entries.
        ends: For each, where its line ends, in bytes.
        lines: The lines, without anything between them.
    """

    __slots__ = ("ends", "entries", "lines")

    def __init__(self) -> None:
        self.entries = array("I")
        self.ends = array("I")
        self.lines: bytearray | mmap = bytearray()

    def seal(self) -> None:
        """Keep the lines in a room of their own; no more are added.

        It is given back to the system when it is let go. A freed buffer would leave a
        gap among others, too small for the file that is written next.
        """
        from mmap import mmap

        room = mmap(-1, len(self.lines))
        room.write(self.lines)
        self.lines = room

    def find(self, entry: int) -> bytes | None:
        place = bisect_left(self.entries, entry)
        if place == len(self.entries) or self.entries[place] != entry:
            return None
        return bytes(
            self.lines[self.ends[place - 1] if place else 0 : self.ends[place]]
        )

    def pairs(self) -> Iterator[tuple[int, bytes]]:
        start = 0
        for entry, end in zip(self.entries, self.ends, strict=True):
            yield entry, bytes(self.lines[start:end])
            start = end


class Laid:
    """Lines by entry; None for one that is taken out."""

    def __init__(self) -> None:
        """Begin without any."""
        self._chunks: list[_Chunk] = []
        self._firsts: list[int] = []
        self._last: _Chunk | None = None
        self._newest = -1
        self._others: dict[int, bytes | None] = {}

    def __setitem__(self, entry: int, line: bytes | None) -> None:
        """Keep the line of an entry in the place of what was there."""
        if line is None or entry <= self._newest or entry in self._others:
            self._others[entry] = line
            return
        chunk = self._last
        if chunk is None or len(chunk.lines) >= _CHUNK:
            chunk = self._begin(entry)
        chunk.lines += line  # type: ignore[operator]  # the last chunk is not sealed
        chunk.entries.append(entry)
        chunk.ends.append(len(chunk.lines))
        self._newest = entry

    def __contains__(self, entry: int) -> bool:
        """Tell whether there is a line for an entry, or it is taken out."""
        return entry in self._others or self._find(entry) is not None

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._chunks or self._others)

    def get(self, entry: int) -> bytes | None:
        """Return the line of an entry; None if there is none."""
        if entry in self._others:
            return self._others[entry]
        return self._find(entry)

    def pairs(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield entries and lines, ascending."""
        others = sorted(self._others)
        at = 0
        for entry, line in (pair for chunk in self._chunks for pair in chunk.pairs()):
            while at < len(others) and others[at] < entry:
                yield others[at], self._others[others[at]]
                at += 1
            if entry not in self._others:
                yield entry, line
        for other in others[at:]:
            yield other, self._others[other]

    def _begin(self, entry: int) -> _Chunk:
        """Return a new chunk that begins with an entry; the one before is sealed."""
        if self._last is not None:
            self._last.seal()
        chunk = self._last = _Chunk()
        self._chunks.append(chunk)
        self._firsts.append(entry)
        return chunk

    def _find(self, entry: int) -> bytes | None:
        """Return a line that stands with the others."""
        place = bisect_right(self._firsts, entry)
        return self._chunks[place - 1].find(entry) if place else None
