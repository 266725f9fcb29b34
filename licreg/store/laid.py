"""Lines that are laid over a file, or kept in memory only, close together.

A rebuild holds the documents of the whole register: those that come in the order of
their entries, as nearly all do, stand one behind the other, and not each by itself.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

_CHUNK: Final = 262_144
"""Bytes that stand together; one buffer of all would be moved as it grows."""

_LOW: Final = 0xFFFF_FFFF


class Laid:
    """Lines by entry; None for one that is taken out."""

    def __init__(self) -> None:
        """Begin without any."""
        self._chunks: list[bytes | bytearray] = []
        self._last = bytearray()
        self._entries = array("Q")
        self._places = array("Q")
        self._others: dict[int, bytes | None] = {}

    def __setitem__(self, entry: int, line: bytes | None) -> None:
        """Keep the line of an entry in the place of what was there."""
        is_next = not self._entries or entry > self._entries[-1]
        if line is None or not is_next or entry in self._others:
            self._others[entry] = line
            return
        if not self._chunks or len(self._last) >= _CHUNK:
            if self._chunks:
                self._chunks[-1] = bytes(self._last)
            self._last = bytearray()
            self._chunks.append(self._last)
        self._places.append(len(self._chunks) - 1 << 32 | len(self._last))
        self._entries.append(entry)
        self._last += line

    def __contains__(self, entry: int) -> bool:
        """Tell whether there is a line for an entry, or it is taken out."""
        return entry in self._others or self._place(entry) >= 0

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._entries or self._others)

    def get(self, entry: int) -> bytes | None:
        """Return the line of an entry; None if there is none."""
        if entry in self._others:
            return self._others[entry]
        place = self._place(entry)
        return self._line(place) if place >= 0 else None

    def pairs(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield entries and lines, ascending."""
        others = sorted(self._others)
        at = 0
        for place, entry in enumerate(self._entries):
            while at < len(others) and others[at] < entry:
                yield others[at], self._others[others[at]]
                at += 1
            if entry not in self._others:
                yield entry, self._line(place)
        for other in others[at:]:
            yield other, self._others[other]

    def _line(self, place: int) -> bytes:
        chunk, start = self._places[place] >> 32, self._places[place] & _LOW
        lines = self._chunks[chunk]
        end = len(lines)
        if place + 1 < len(self._places) and self._places[place + 1] >> 32 == chunk:
            end = self._places[place + 1] & _LOW
        return bytes(lines[start:end])

    def _place(self, entry: int) -> int:
        """Return where an entry is noted; -1 if nowhere."""
        place = bisect_left(self._entries, entry)
        is_there = place < len(self._entries) and self._entries[place] == entry
        return place if is_there else -1
