"""Documents of a view, one to a line, and what is laid over them.

A view is kept as its bytes: one document is found by a search of them, without
reading the rest as JSON, and what is not written yet lies over it by entry.
"""

from __future__ import annotations

import zlib
from itertools import chain, starmap, zip_longest
from typing import TYPE_CHECKING, ClassVar, Final

import orjson

from licreg.errors import RegisterFileError
from licreg.lazily import regex
from licreg.store.blocks import CAN_HOLD, Section, seed_of, term_of
from licreg.store.faults import InconsistentViewError, ViewError
from licreg.store.laid import Laid
from licreg.store.runs import BETWEEN, runs_in, with_laid
from licreg.store.views import (
    BEGINNING,
    PARTED,
    Stamp,
    frame_view,
    open_parts,
    read_view,
    replace_file,
    section_of,
)
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from licreg.store.blocks import Blocks, Terms
    from licreg.store.documents import Document

_SEARCHES: Final = 32
_WINDOW: Final = 32_768
"""Bytes of a file that are read as JSON at once, or those of one longer line."""

_LINE: Final = regex(rb'\n"([0-9]+)":')

_TEXT: Final = rb'"(?:[^"\\]|\\.)*"'
_VALUES: Final = {
    "key": regex(rb'"key":"([^"/]*)'),
    "entry": regex(rb'^"([0-9]+)'),
    "licence": regex(rb'"licence":([0-9]+)'),
    **{
        field: regex(b'"%b":(%b)' % (field.encode(), _TEXT))
        for field in ("holder", "subject_key", "decision_key")
    },
}
"""What a line is found by; of a key what stands before the first slash."""

_Line = tuple[int, bytes]
"""An entry and its document, as JSON."""

_Index = dict[str | int, int | list[int]]
"""The entries of documents by the value of a field; one entry stands alone."""


class LinedView:
    """A view of tables of documents, as it lies on disk, with what is laid over it.

    Attributes:
        FOUND_BY: Its tables, and by which fields their documents are found.
        stamp: What the file was made from; None where there is none.
        size: Length of the file in bytes.
    """

    FOUND_BY: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, path: Path | None, register: str) -> None:
        """Read the file, if there is one.

        Args:
            path: Where it lies; None for a view that is kept in memory only.
            register: Identity of the register that it must belong to.

        Raises:
            ViewError: If the file is damaged, foreign or of another format.
        """
        self._register = register
        self._path = path
        self._whole: bytes | None
        self._blocks: Blocks | None
        self.stamp: Stamp | None
        self._settle(None, b"")
        if path is None:
            return
        parted = open_parts(path, register)
        if parted is not None:
            self.stamp, self._blocks = parted
            self.size, self._whole = self._blocks.size, None
            return
        try:
            self._settle(*read_view(path, register))
        except ViewError as error:
            if error.fault.reason != "missing":
                raise

    @property
    def is_changed(self) -> bool:
        """Whether something is laid over the file."""
        return any(self._changed.values())

    def load(self) -> None:
        """Read all of the file, for those who go through it.

        Raises:
            ViewError: If it is damaged.
            InconsistentViewError: If it is another one by now.
        """
        if self._whole is None and self._blocks is not None and self._blocks.is_held:
            self._whole = self._blocks.whole()
        elif self._whole is None and self._path is not None:
            stamp, data = read_view(self._path, self._register)
            if stamp != self.stamp:
                raise InconsistentViewError(self._path.name)
            self._whole = data

    def hold(self) -> None:
        """Let the file be gone through as it is now, whoever replaces it meanwhile.

        A large one is kept open; where that stands in the way of who replaces it, all
        of it is read.

        Raises:
            ViewError: If it is damaged.
            InconsistentViewError: If it is another one by now.
        """
        if self._whole is not None or self._blocks is None or not CAN_HOLD:
            self.load()
        else:
            self._blocks.hold()

    def lines(self, table: str) -> Iterable[_Line]:
        """Return the documents of a table by entry, ascending, as JSON."""
        changed, filed = self._changed[table], self._filed_lines(table)
        if not changed:
            return filed
        if not self.size:
            return ((entry, line) for entry, line in changed.pairs() if line)
        merged: dict[int, bytes | None] = dict(filed)
        merged.update(changed.pairs())
        return (
            (entry, line) for entry, line in sorted(merged.items()) if line is not None
        )

    def changes(self, table: str) -> Mapping[int, bytes | None]:
        """Return what is laid over the file, by entry; None for what is taken out."""
        return dict(self._changed[table].pairs())

    def filed_lines(self, table: str) -> Iterable[tuple[int, bytes]]:
        """Return the documents of a table in the file alone, likewise."""
        return self._filed_lines(table)

    def line(self, table: str, entry: int) -> bytes | None:
        """Return the document of an entry, as JSON."""
        return self._line(table, entry)

    @property
    def beginning(self) -> bytes:
        """The first bytes of the file, in which its stamp stands."""
        if self._blocks is not None:
            return self._blocks.beginning
        return self._data[:BEGINNING]

    def agrees(self, other: LinedView) -> bool:
        """Tell whether both hold the same documents."""
        return all(
            self._is_filed(table, other.lines(table))
            or all(starmap(_same, zip_longest(self.lines(table), other.lines(table))))
            for table in self.FOUND_BY
        )

    def _is_filed(self, table: str, lines: Iterable[_Line]) -> bool:
        """Tell whether a table stands in the file just as these lines would."""
        data, (at, end) = self._data, self._bounds(table)
        before = b""
        for entry, line in () if self._changed[table] else lines:
            piece = b'%b"%d":%b' % (before, entry, line)
            if not data.startswith(piece, at):
                return False
            at, before = at + len(piece), BETWEEN
        return at == end and not self._changed[table]

    def write(self, path: Path, stamp: Stamp) -> None:
        """Put the view, with everything laid over it, in the place of the file."""
        body, sections = bytearray(), []
        for table in self.FOUND_BY:
            body += b',\n"%b":{\n' % table.encode()
            start = len(body)
            for line in self.lines(table):
                body += b'"%d":%b,\n' % line
            if len(body) > start:
                del body[-2:]
            sections.append(Section(table, start, len(body)))
            body += b"\n}"
        data = frame_view(stamp, body, sections, self._terms)
        path.parent.mkdir(exist_ok=True)
        replace_file(path, data)
        self._path = path
        size = sum(map(len, data))
        self._settle(stamp, b"".join(data) if size < PARTED else b"")
        if size >= PARTED:  # It is read again if it is asked for.
            self.size, self._whole = size, None

    def _settle(self, stamp: Stamp | None, data: bytes) -> None:
        """Take the bytes as those of the file, with nothing laid over them."""
        self.stamp = stamp
        self.size = len(data)
        self._whole = data
        self._blocks = None
        self._changed = {table: Laid() for table in self.FOUND_BY}
        self._searches = 0
        self._laid: dict[tuple[str, str], _Index] = {}
        self._filed: dict[tuple[str, str], _Index] = {}
        self._sections: dict[str, tuple[int, int]] = {}
        self._fetched = 0
        self._places: dict[str, dict[int, int]] = {}

    @property
    def _data(self) -> bytes:
        """All of the file."""
        self.load()
        return self._whole or b""

    def _terms(self, table: str) -> Terms:
        """Return what tells by which terms the lines of a table are found."""
        crc32 = zlib.crc32
        fields = [
            (_VALUES[field].search, seed_of(table, field))
            for field in self.FOUND_BY[table]
        ]

        def terms(line: bytes) -> list[int]:
            return [
                crc32(found[1], seed)
                for search, seed in fields
                if (found := search(line)) is not None
            ]

        return terms

    def _filed_by(
        self, table: str, field: str, value: bytes, needle: bytes
    ) -> Iterator[bytes]:
        """Yield the lines of the file that hold some bytes, unless another is laid.

        The index tells where they may be, if the file is not read already.

        Args:
            table: The table.
            field: The field that is asked for.
            value: Its value, or what stands for it in the index, as JSON.
            needle: What stands in the line.
        """
        blocks = self._blocks
        is_indexed = field in self.FOUND_BY[table]
        if blocks is None or self._whole is not None or not is_indexed:
            yield from self._filed_with(table, needle)
            return
        for line in blocks.lines(term_of(table, field, value)):
            entry, _, document = line.partition(b":")
            if needle in document and int(entry[1:-1]) not in self._changed[table]:
                yield document

    def _take_out(self, table: str, entry: int) -> None:
        if self.size or entry in self._changed[table]:
            self._changed[table][entry] = None

    def _lay(self, table: str, entry: int, line: bytes, document: Document) -> None:
        """Lay a document over the file, as JSON and as the values it was made of."""
        self._changed[table][entry] = line
        for (indexed, field), index in self._laid.items():
            if indexed == table:
                _note(index, document.get(field), entry)

    def _documents(self, table: str) -> Iterator[Document]:
        """Yield the documents of a table by entry, ascending."""
        runs = runs_in(self._pieces(), table)
        if self._changed[table]:
            return with_laid(runs, self._changed[table])
        return chain.from_iterable(map(dict.values, runs))

    def _pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the file; of one that is only held open block by block.

        Raises:
            RegisterFileError: If a block was lost since the file was proved.
        """
        if self._whole is not None or self._blocks is None or not self._blocks.is_held:
            data = self._data
            yield from (data[at : at + _WINDOW] for at in range(0, len(data), _WINDOW))
            return
        try:
            yield from self._blocks.pieces()
        except ViewError as error:
            msg = tr(
                "{path} cannot be read to its end. What was written out is not whole. "
                "Try again; if it stays so, look after the disk.",
                path=self._blocks.path,
            )
            raise RegisterFileError(msg, self._blocks.path) from error

    def _filed_lines(self, table: str) -> Iterator[tuple[int, bytes]]:
        """Yield the documents of a table in the file."""
        data, (start, end) = self._data, self._bounds(table)
        while start < end:
            cut = data.find(BETWEEN, start, end)
            cut = cut if cut >= 0 else end
            entry, _, document = data[start:cut].partition(b":")
            yield int(entry[1:-1]), document
            start = cut + len(BETWEEN)

    def _line(self, table: str, entry: int) -> bytes | None:
        """Return the document of an entry, as JSON."""
        changed = self._changed[table]
        if entry in changed:
            return changed.get(entry)
        self._fetched += 1
        is_read = self._whole is not None or "entry" not in self.FOUND_BY[table]
        if not is_read and self._fetched <= _SEARCHES:
            return self._line_in_parts(table, entry)
        end = self._bounds(table)[1]
        place = self._place(table, entry)
        return self._line_at(place, end) if place >= 0 else None

    def _line_in_parts(self, table: str, entry: int) -> bytes | None:
        """Return the document of an entry from a file that is not read whole."""
        term = term_of(table, "entry", b"%d" % entry)
        for line in self._blocks.lines(term) if self._blocks else ():
            number, _, document = line.partition(b":")
            if number == b'"%d"' % entry:
                return document
        return None

    def _place(self, table: str, entry: int) -> int:
        """Return where in the file an entry's line is; -1 if nowhere.

        The first times the bytes are searched; when many are fetched, all are noted.
        """
        start, end = self._bounds(table)
        if end <= start:
            return -1
        if self._fetched > _SEARCHES:
            if table not in self._places:
                lines = _LINE.finditer(self._data, start - 1, end)
                self._places[table] = {int(line[1]): line.end() for line in lines}
            return self._places[table].get(entry, -1)
        return self._data.find(b'\n"%d":{' % entry, start - 1, end) + 1 or -1

    def _line_at(self, place: int, end: int) -> bytes:
        """Return the document on the line that a place of the file lies on."""
        first = self._data.index(b":", self._data.rfind(b"\n", 0, place) + 1) + 1
        last = self._data.find(b"\n", place, end)
        return self._data[first : end if last < 0 else last - 1]

    def _bounds(self, table: str) -> tuple[int, int]:
        """Return where a table's lines begin and end in the file; empty if nowhere."""
        if table not in self._sections:
            self._sections[table] = section_of(self._data, table)
        return self._sections[table]

    def _exactly(self, table: str, field: str, value: str | int) -> list[Document]:
        """Return the documents of a table whose *field* is *value*.

        The first searches go over the bytes; when there are many, indexes are made.
        """
        self._searches += 1
        if self._searches <= _SEARCHES:
            wanted = orjson.dumps(value)
            needle = b'"%b":%b' % (field.encode(), wanted)
            part = _part_of_key(value) if field == "key" else wanted
            filed = self._filed_by(table, field, part, needle)
            lines = [*self._laid_with(table, needle), *filed]
        else:
            lines = list(self._indexed(table, field, value))
        documents = map(orjson.loads, lines)
        return [document for document in documents if document.get(field) == value]

    def _beginning(self, table: str, start: str) -> Iterator[Document]:
        """Yield the documents of a table whose key begins with *start*."""
        key = orjson.dumps(start)[:-1]
        opening, needle = b'{"key":' + key, b'"key":' + key
        filed = self._filed_by(table, "key", _part_of_key(start), needle)
        for line in (*self._laid_with(table, needle), *filed):
            if line.startswith(opening):
                yield orjson.loads(line)

    def _laid_with(self, table: str, needle: bytes) -> Iterator[bytes]:
        lines = (line for _, line in self._changed[table].pairs())
        return (line for line in lines if line is not None and needle in line)

    def _filed_with(self, table: str, needle: bytes) -> Iterator[bytes]:
        """Yield the lines of the file that hold some bytes, unless another is laid."""
        changed = self._changed[table]
        start, end = self._bounds(table)
        place = self._data.find(needle, start, end)
        while place >= 0 and end > start:
            entry_from = self._data.rfind(b"\n", 0, place) + 2
            entry = int(self._data[entry_from : self._data.index(b'"', entry_from)])
            if entry not in changed:
                yield self._line_at(place, end)
            line_end = self._data.find(b"\n", place, end)
            place = self._data.find(needle, line_end, end) if line_end >= 0 else -1

    def _indexed(self, table: str, field: str, value: str | int) -> Iterator[bytes]:
        changed = self._changed[table]
        for entry in _noted(self._index(self._laid, table, field), value):
            line = changed.get(entry)
            if line is not None:
                yield line
        for entry in _noted(self._index(self._filed, table, field), value):
            line = None if entry in changed else self._line(table, entry)
            if line is not None:
                yield line

    def _index(
        self, indexes: dict[tuple[str, str], _Index], table: str, field: str
    ) -> _Index:
        """Return an index of what is laid over the file, or of the file."""
        index = indexes.get((table, field))
        if index is None:
            index = indexes[table, field] = {}
            is_laid = indexes is self._laid
            for entry, line in (
                self._changed[table].pairs() if is_laid else self._filed_lines(table)
            ):
                if line is not None:
                    _note(index, orjson.loads(line).get(field), entry)
        return index


def _same(ours: _Line | None, theirs: _Line | None) -> bool:
    """Tell whether documents are the same, in whatever order their fields stand."""
    return ours == theirs or (
        ours is not None
        and theirs is not None
        and ours[0] == theirs[0]
        and orjson.loads(ours[1]) == orjson.loads(theirs[1])
    )


def _part_of_key(key: str | int) -> bytes:
    """Return what stands for a key in the index."""
    return str(key).partition("/")[0].encode()


def dump_document(document: Document) -> bytes:
    """Return a document as JSON."""
    # A copy: what orjson returns holds on to more than its length.
    return b"%b" % orjson.dumps(document)


def _note(index: _Index, value: str | int | None, entry: int) -> None:
    if value is None:
        return
    before = index.get(value)
    if before is None:
        index[value] = entry
    elif isinstance(before, list):
        if entry not in before:
            before.append(entry)
    elif before != entry:
        index[value] = [before, entry]


def _noted(index: _Index, value: str | int) -> list[int]:
    entries = index.get(value, [])
    return entries if isinstance(entries, list) else [entries]
