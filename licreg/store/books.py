"""The books: one TinyDB database for each year, and one for what stands beside them.

A book is a view. It holds the licences issued and the inspections made in its year,
one document to a line, each beginning with its unique ``key``, so that one record is
found by a search of the bytes without reading the rest as JSON. Any book opens with
plain ``TinyDB(path, encoding="utf-8", access_mode="r")``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import orjson

from licreg.domain.events import (
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    LegalAct,
    NoteAdded,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.store.documents import (
    Document,
    GrantLine,
    decode_inspection,
    decode_licence,
    encode_inspection,
    encode_licence,
)
from licreg.store.lines import LinedView, dump_document

LICENCES: Final = "licences"
INSPECTIONS: Final = "inspections"
NUMBERS: Final = "numbers"
VISITS: Final = "visits"
VOIDED: Final = "voided"
FOUND_BY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        LICENCES: ("key", "entry", "holder"),
        INSPECTIONS: ("key", "entry", "subject_key", "decision_key"),
        NUMBERS: ("key",),
        VISITS: ("licence",),
        VOIDED: ("key", "entry"),
    }
)
"""The tables, and by which fields their documents are found."""

SMALL: Final = 1_000_000
"""Bytes up to which a book is written again at once; a larger one lags behind."""


class LicenceRecord:
    """A licence as its book has it, read no further than is asked for.

    Attributes:
        values: The grant's values, as corrected, with ``key`` and ``entry``: by the
            names of ``LicenceIssued``, without defaults, days as ISO text.
    """

    __slots__ = ("values",)

    def __init__(self, values: Document) -> None:
        """Keep the document."""
        self.values = values

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the grant was ever entered of it."""
        values = self.values
        return not ("acts" in values or "trail" in values or "voided" in values)

    def licence(self) -> Licence:
        """Return all of it."""
        return decode_licence(self.values)


class Book(LinedView):
    """A year's book as it lies on disk, with what is not written yet laid over it.

    Attributes:
        year: The year of issue or of the visit.
    """

    FOUND_BY = FOUND_BY

    def __init__(self, path: Path | None, year: int, register: str) -> None:
        """Read the file, if there is one; see ``LinedView``."""
        super().__init__(path, register)
        self.year = year

    def licences(self) -> Iterator[Licence]:
        """Yield the licences that count, in the order of entry."""
        for document in self._documents(LICENCES):
            yield decode_licence(document)

    def licence_records(self) -> Iterator[LicenceRecord]:
        """Yield the same licences as they are kept."""
        return map(LicenceRecord, self._documents(LICENCES))

    def inspections(self) -> Iterator[Inspection]:
        """Yield the inspections that count, in the order of entry."""
        for document in self._documents(INSPECTIONS):
            yield decode_inspection(document)

    def voided(self) -> Iterator[Licence | Inspection]:
        """Yield the records entered in error."""
        for document in self._documents(VOIDED):
            is_visit = "inspected_on" in document
            yield decode_inspection(document) if is_visit else decode_licence(document)

    def licence(self, key: str) -> Licence | None:
        """Return the licence of a full key; one entered in error if no other has it."""
        return next(self.licences_named(key), None)

    def licences_named(self, key: str) -> Iterator[Licence]:
        """Yield the licences of a full key: the one that counts before voided ones."""
        for table in (LICENCES, VOIDED):
            for document in self._exactly(table, "key", key):
                yield decode_licence(document)

    def licence_for(self, event: Event, key: str) -> Licence | None:
        """Return the licence of a key that an event speaks of by an entry of its own.

        Its number may be another's by now, if it was entered in error.
        """
        if isinstance(event, LegalAct):
            licence = self.licence_at(event.licence)
            return licence if licence and str(licence.key) == key else None
        named = self.licences_named(key)
        return next((one for one in named if is_meant(event, one)), None)

    def inspection_for(self, event: Event, key: str) -> Inspection | None:
        """Return the inspection of a reference that an event speaks of, likewise."""
        inspection = self.inspection(key)
        if inspection is None or (
            event.inspection != inspection.entry
            if isinstance(event, InspectionDecided)
            else not is_meant(event, inspection)
        ):
            return None
        return inspection

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

    def licences_of(self, holder: str) -> list[Licence]:
        """Return the licences that count and were granted to a holder."""
        return [
            decode_licence(document)
            for document in self._exactly(LICENCES, "holder", holder)
        ]

    def numbers_from(self, start: str) -> list[Document]:
        """Return the later numbers whose key begins with *start*."""
        return list(self._beginning(NUMBERS, start))

    def licence_at(self, entry: int) -> Licence | None:
        """Return the licence that an entry granted, a voided one too."""
        line = self._line(LICENCES, entry) or self._line(VOIDED, entry)
        return decode_licence(orjson.loads(line)) if line else None

    def inspection_at(self, entry: int) -> Inspection | None:
        """Return the inspection that an entry recorded, a voided one too."""
        line = self._line(INSPECTIONS, entry) or self._line(VOIDED, entry)
        return decode_inspection(orjson.loads(line)) if line else None

    def inspections_with(self, field: str, value: str) -> list[Inspection]:
        """Return the inspections that share a ``subject_key`` or ``decision_key``."""
        documents = self._exactly(INSPECTIONS, field, value)
        documents.sort(key=lambda document: document["entry"])
        return [decode_inspection(document) for document in documents]

    def visits_under(self, licence: int) -> list[str]:
        """Return the references of the visits to a licence's holder, as entered."""
        documents = self._exactly(VISITS, "licence", licence)
        documents.sort(key=lambda document: document["entry"])
        return [document["key"] for document in documents]

    def put_grant(self, entry: int, grant: GrantLine) -> None:
        """Lay a new licence over the file."""
        self._lay(LICENCES, entry, grant.data, grant.values)

    def put_licence(self, licence: Licence) -> None:
        """Lay a licence over the file, in the table where it belongs."""
        document = encode_licence(licence)
        self._put(licence.entry, document, LICENCES, voided=licence.is_voided)

    def put_inspection(self, inspection: Inspection) -> None:
        """Lay an inspection over the file, in the table where it belongs."""
        document = encode_inspection(inspection)
        self._put(inspection.entry, document, INSPECTIONS, voided=inspection.is_voided)

    def put_number(self, entry: int, document: Document | None) -> None:
        """Lay a later number over the file, or take it out."""
        self._put_beside(NUMBERS, entry, document)

    def put_visit(self, entry: int, document: Document | None) -> None:
        """Lay the reference of a visit under its licence, or take it out."""
        self._put_beside(VISITS, entry, document)

    def remove(self, entry: int) -> None:
        """Take a licence or inspection out, one entered in error too."""
        for table in (LICENCES, INSPECTIONS, VOIDED):
            self._take_out(table, entry)

    def _put(self, entry: int, document: Document, table: str, *, voided: bool) -> None:
        here, there = (VOIDED, table) if voided else (table, VOIDED)
        self._lay(here, entry, dump_document(document), document)
        self._take_out(there, entry)

    def _put_beside(self, table: str, entry: int, document: Document | None) -> None:
        if document is None:
            self._take_out(table, entry)
        else:
            self._lay(table, entry, dump_document(document), document)


def is_meant(event: Event, record: Licence | Inspection) -> bool:
    """Tell whether an event puts right what a record has.

    What has values is corrected; that and notes can be entered in error. A correction
    is undone by another one.
    """
    target = getattr(event, "target", 0)
    if target not in record.entries:
        return False
    beside = {one.number: type(one.event) for one in record.trail}
    match event:
        case EntryCorrected():
            return target not in beside
        case EntryVoided() | EntryRestored():
            return beside.get(target, NoteAdded) is NoteAdded
        case _:
            return True
