"""What stands beside the years: tallies, in one TinyDB database.

The file is small and read whole; it is a view like the books.
"""

from dataclasses import replace
from pathlib import Path

from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    NoteAdded,
    TallyRecorded,
)
from licreg.store.documents import Document, decode_event, encode_event
from licreg.store.views import InconsistentViewError, Stamp

_TALLIES = "tallies"
_VOIDED = "voided"
TALLY = "TALLY-"
"""What the reference of a tally begins with; its entry follows."""

_BESIDE = ("is_voided", "notes")
"""What a tally's document holds beside its values."""


class Standing:
    """The tallies that count, and those entered in error.

    Attributes:
        stamp: What the file was made from; None where there is none.
    """

    def __init__(self, path: Path | None, register: str) -> None:
        """Read the file, if there is one.

        Raises:
            ViewError: If the file is damaged, foreign or of a newer format.
        """
        self.stamp: Stamp | None = None
        self._documents: dict[int, Document] = {}
        self._register = register
        if path is None or not path.exists():
            return
        from tinydb import TinyDB

        from licreg.store.storage import ViewStorage

        with TinyDB(path, register, storage=ViewStorage) as database:
            for table in (_TALLIES, _VOIDED):
                for document in database.table(table):
                    self._documents[document.doc_id] = dict(document)
            self.stamp = database.storage.stamp

    def tallies(self) -> tuple[Entry[TallyRecorded], ...]:
        """Return the tallies that count, in the order of entry."""
        return tuple(
            _decode(document)
            for _, document in sorted(self._documents.items())
            if not document.get("is_voided")
        )

    def add(self, tally: Entry[TallyRecorded]) -> None:
        """Take in a tally."""
        self._documents[tally.number] = _encode(tally)

    def amend(self, entry: Entry[Event]) -> None:
        """Take in what puts a tally right; a note changes nothing, even if voided.

        Raises:
            InconsistentViewError: If there is no such tally.
        """
        event = entry.event
        match event:
            case EntryCorrected(target=target, changes=changes):
                document = self._find(target)
                tally = _decode(document)
                right = replace(tally.event, **changes)  # type: ignore[arg-type]  # fields are checked where changes are accepted
                kept = {name: document[name] for name in _BESIDE if name in document}
                self._documents[target] = _encode(replace(tally, event=right)) | kept
            case NoteAdded(target=target):
                self._find(target).setdefault("notes", []).append(entry.number)
            case EntryVoided(target=target) | EntryRestored(target=target):
                document = self._find(_tally_of(event.ref))
                if target in document.get("notes", ()):
                    return
                document = self._find(target)
                document.pop("is_voided", None)
                if isinstance(event, EntryVoided):
                    document["is_voided"] = True
            case _:
                pass

    def write(self, path: Path, stamp: Stamp) -> None:
        """Put the tallies in the place of the file."""
        from licreg.store.storage import ViewStorage

        tables: dict[str, dict[int, Document]] = {_TALLIES: {}, _VOIDED: {}}
        for entry, document in self._documents.items():
            table = _VOIDED if document.get("is_voided") else _TALLIES
            tables[table][entry] = document
        ViewStorage(path, self._register, stamp).write(tables)

    def _find(self, target: int) -> Document:
        if target not in self._documents:
            msg = f"{TALLY}{target}"
            raise InconsistentViewError(msg)
        return self._documents[target]


def _tally_of(ref: str) -> int:
    """Return the entry of a tally by its reference; 0 where it is none."""
    number = ref.removeprefix(TALLY)
    return int(number) if number.isascii() and number.isdigit() else 0


def _encode(tally: Entry[TallyRecorded]) -> Document:
    return {
        "key": f"{TALLY}{tally.number}",
        "entry": tally.number,
        "at": tally.at,
        "by": tally.by,
        **encode_event(tally.event),
    }


def _decode(document: Document) -> Entry[TallyRecorded]:
    event = decode_event("TallyRecorded", document)
    assert isinstance(event, TallyRecorded)  # noqa: S101  # decode_event returns what it was asked for
    return Entry(document["entry"], document["at"], document["by"], event)
