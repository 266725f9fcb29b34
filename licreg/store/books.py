"""The books: one TinyDB database for each year, and one for what stands beside them.

A book is a view. It holds the licences issued and the inspections made in its year,
one document to a line, each beginning with its unique ``key``, so that one record is
found by a search of the bytes without reading the rest as JSON. Any book opens with
plain ``TinyDB(path, encoding="utf-8", access_mode="r")``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.store.documents import (
    Document,
    decode_inspection,
    decode_licence,
    encode_inspection,
    encode_licence,
)
from licreg.store.views import Stamp, ViewError, read_view

LICENCES: Final = "licences"
INSPECTIONS: Final = "inspections"
NUMBERS: Final = "numbers"
VOIDED: Final = "voided"
TABLES: Final = (LICENCES, INSPECTIONS, NUMBERS, VOIDED)
SMALL: Final = 1_000_000
"""Bytes up to which a book is written again at once; a larger one lags behind."""

_SEARCHES: Final = 32
_INDEXED: Final = ("key", "subject_key", "decision_key", "licence")

_Index = dict[tuple[str, str, str | int], list[int]]


class Book:
    """A year's book as it lies on disk, with what is not written yet laid over it.

    Attributes:
        year: The year of issue or of the visit.
        stamp: What the file was made from; None where there is none.
        size: Length of the file in bytes.
    """

    def __init__(self, path: Path | None, year: int, register: str) -> None:
        """Read the file, if there is one.

        Args:
            path: Where it lies; None for a book that is kept in memory only.
            year: Its year.
            register: Identity of the register that it must belong to.

        Raises:
            ViewError: If the file is damaged, foreign or of a newer format.
        """
        self.year = year
        self._register = register
        self._settle(None, b"")
        if path is not None:
            try:
                self._settle(*read_view(path, register))
            except ViewError as error:
                if error.fault.reason != "missing":
                    raise

    @property
    def is_changed(self) -> bool:
        """Whether something is laid over the file."""
        return any(self._changed.values())

    def licences(self) -> Iterator[Licence]:
        """Yield the licences that count, in the order of entry."""
        for document in self._documents(LICENCES):
            yield decode_licence(document)

    def inspections(self) -> Iterator[Inspection]:
        """Yield the inspections that count, in the order of entry."""
        for document in self._documents(INSPECTIONS):
            yield decode_inspection(document)

    def voided(self) -> Iterator[Licence | Inspection]:
        """Yield the records entered in error."""
        for document in self._documents(VOIDED):
            is_visit = "inspected_on" in document
            yield decode_inspection(document) if is_visit else decode_licence(document)

    def numbers(self) -> Iterator[Document]:
        """Yield the later numbers given in the year."""
        return self._documents(NUMBERS)

    def licence(self, key: str) -> Licence | None:
        """Return the licence of a full key, a voided one too."""
        for table in (LICENCES, VOIDED):
            for document in self._exactly(table, "key", key):
                return decode_licence(document)
        return None

    def inspection(self, key: str) -> Inspection | None:
        """Return the inspection of a reference, a voided one too."""
        for table in (INSPECTIONS, VOIDED):
            for document in self._exactly(table, "key", key):
                return decode_inspection(document)
        return None

    def licences_from(self, start: str) -> list[Licence]:
        """Return the licences whose key begins with *start*, voided ones too."""
        return [
            decode_licence(document)
            for table in (LICENCES, VOIDED)
            for document in self._beginning(table, start)
            if "issued_on" in document
        ]

    def numbers_from(self, start: str) -> list[Document]:
        """Return the later numbers whose key begins with *start*."""
        return list(self._beginning(NUMBERS, start))

    def inspections_with(self, field: str, value: str | int) -> list[Inspection]:
        """Return the inspections that share one of the fields of the index."""
        documents = self._exactly(INSPECTIONS, field, value)
        documents.sort(key=lambda document: document["entry"])
        return [decode_inspection(document) for document in documents]

    def put_licence(self, licence: Licence) -> None:
        """Lay a licence over the file, in the table where it belongs."""
        self._put(
            licence.entry,
            encode_licence(licence),
            LICENCES,
            voided=licence.is_voided,
        )

    def put_inspection(self, inspection: Inspection) -> None:
        """Lay an inspection over the file, in the table where it belongs."""
        self._put(
            inspection.entry,
            encode_inspection(inspection),
            INSPECTIONS,
            voided=inspection.is_voided,
        )

    def put_number(self, entry: int, document: Document | None) -> None:
        """Lay a later number over the file, or take it out."""
        if document is None:
            self._changed[NUMBERS][entry] = None
        else:
            self._lay(NUMBERS, entry, document)

    def remove(self, entry: int) -> None:
        """Take a licence or inspection out, one entered in error too."""
        for table in (LICENCES, INSPECTIONS, VOIDED):
            self._changed[table][entry] = None

    def tables(self) -> dict[str, dict[int, Document]]:
        """Return all documents by table and entry."""
        return {table: self._merged(table) for table in TABLES}

    def write(self, path: Path, stamp: Stamp) -> None:
        """Put the book, with everything laid over it, in the place of the file."""
        from licreg.store.storage import ViewStorage

        storage = ViewStorage(path, self._register, stamp)
        storage.write(self.tables())
        self._settle(stamp, storage.data)

    def _settle(self, stamp: Stamp | None, data: bytes) -> None:
        """Take the bytes as those of the file, with nothing laid over them."""
        self.stamp = stamp
        self.size = len(data)
        self._data = data
        self._changed: dict[str, dict[int, Document | None]] = {
            table: {} for table in TABLES
        }
        self._loaded: dict[str, dict[int, Document]] | None = None
        self._searches = 0
        self._laid: _Index = {}
        self._index: _Index | None = None
        self._sections: dict[str, tuple[int, int]] = {}

    def _put(self, entry: int, document: Document, table: str, *, voided: bool) -> None:
        here, there = (VOIDED, table) if voided else (table, VOIDED)
        self._lay(here, entry, document)
        self._changed[there][entry] = None

    def _lay(self, table: str, entry: int, document: Document) -> None:
        self._changed[table][entry] = document
        for field in _INDEXED:
            if field in document:
                _note(self._laid, table, field, document[field], entry)

    def _documents(self, table: str) -> Iterator[Document]:
        yield from self._merged(table).values()

    def _merged(self, table: str) -> dict[int, Document]:
        changed = self._changed[table]
        documents = self._load()[table]
        if not changed:
            return documents
        merged = {**documents, **changed}
        return {
            entry: document
            for entry, document in sorted(merged.items())
            if document is not None
        }

    def _load(self) -> dict[str, dict[int, Document]]:
        if self._loaded is None:
            tables: Mapping[str, Any] = orjson.loads(self._data) if self._data else {}
            self._loaded = {
                table: {int(entry): doc for entry, doc in tables.get(table, {}).items()}
                for table in TABLES
            }
        return self._loaded

    def _bounds(self, table: str) -> tuple[int, int]:
        """Return where a table's lines begin and end in the file; empty if nowhere."""
        if table not in self._sections:
            first = self._data.find(b'\n"%b":{\n' % table.encode())
            last = self._data.find(b"\n}", first) if first >= 0 else -1
            self._sections[table] = (max(first, 0), max(last, 0))
        return self._sections[table]

    def _exactly(self, table: str, field: str, value: str | int) -> list[Document]:
        """Return the documents of a table whose *field* is *value*.

        The first searches go over the bytes of the file; when there are many, an
        index of its documents is made.
        """
        changed = self._changed[table]
        laid = (changed[entry] for entry in self._laid.get((table, field, value), ()))
        found = [one for one in laid if one is not None and one.get(field) == value]
        self._searches += 1
        if self._loaded is None and self._searches <= _SEARCHES:
            filed = self._search(table, field, orjson.dumps(value))
        else:
            documents = self._load()[table]
            entries = self._filed().get((table, field, value), ())
            filed = (documents[entry] for entry in entries)
        return found + [
            one
            for one in filed
            if one["entry"] not in changed and one.get(field) == value
        ]

    def _beginning(self, table: str, start: str) -> Iterator[Document]:
        """Yield the documents of a table whose key begins with *start*."""
        changed = self._changed[table]
        for document in changed.values():
            if document is not None and document["key"].startswith(start):
                yield document
        for document in self._search(table, "key", orjson.dumps(start)[:-1]):
            if document["entry"] not in changed:
                yield document

    def _filed(self) -> _Index:
        if self._index is None:
            self._index = {}
            for table, documents in self._load().items():
                for entry, document in documents.items():
                    for field in _INDEXED:
                        if field in document:
                            _note(self._index, table, field, document[field], entry)
        return self._index

    def _search(self, table: str, field: str, value: bytes) -> Iterator[Document]:
        needle = b'"%b":%b' % (field.encode(), value)
        first, last = self._bounds(table)
        place = self._data.find(needle, first, last)
        while place >= 0:
            line_start = self._data.rfind(b"\n", 0, place) + 1
            line_end = self._data.find(b"\n", place)
            line = self._data[line_start:line_end].rstrip(b",")
            document: Document = orjson.loads(line[line.index(b":") + 1 :])
            if orjson.dumps(document.get(field)).startswith(value):
                yield document
            place = self._data.find(needle, line_end, last)


def _note(index: _Index, table: str, field: str, value: str | int, entry: int) -> None:
    entries = index.setdefault((table, field, value), [])
    if entry not in entries:
        entries.append(entry)
