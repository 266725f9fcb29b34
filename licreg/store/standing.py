"""What stands beside the years: tallies and published figures, in one TinyDB database.

The file is small and read whole; it is a view like the books.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    NoteAdded,
    TallyRecorded,
)
from licreg.store.documents import Document, decode_event, encode_event
from licreg.store.faults import InconsistentViewError
from licreg.store.views import Stamp, load_tables, read_view


class _Sort(NamedTuple):
    """What is kept: the event that records it, how it is called, where it lies."""

    event: type[Any]
    prefix: str
    table: str
    voided: str


_SORTS: Final = (
    _Sort(TallyRecorded, "TALLY-", "tallies", "voided"),
    _Sort(FigurePublished, "FIGURE-", "figures", "figures_voided"),
)
_TALLY, _FIGURE = _SORTS

_BESIDE: Final = ("is_voided", "notes")
"""What a document holds beside its values."""


class Standing:
    """The tallies and figures that count, and those entered in error.

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
        self.stamp, data = read_view(path, register)
        tables = load_tables(data)
        for sort in _SORTS:
            for table in (sort.table, sort.voided):
                for entry, document in tables.get(table, {}).items():
                    self._documents[int(entry)] = document

    def tallies(self) -> tuple[Entry[TallyRecorded], ...]:
        """Return the tallies that count, in the order of entry."""
        return self._of(_TALLY)

    def figures(self) -> tuple[Entry[FigurePublished], ...]:
        """Return the published figures that were entered, in the order of entry."""
        return self._of(_FIGURE)

    def agrees(self, other: "Standing") -> bool:
        """Tell whether another has the same tallies and figures."""
        return (self.tallies(), self.figures()) == (other.tallies(), other.figures())

    def add(self, entry: Entry[Event]) -> None:
        """Take in a tally or a figure."""
        self._documents[entry.number] = _encode(entry)

    def amend(self, entry: Entry[Event]) -> None:
        """Take in what puts one right; a note changes nothing, even if voided.

        Raises:
            InconsistentViewError: If there is no such tally or figure.
        """
        event = entry.event
        match event:
            case EntryCorrected(target=target, changes=changes):
                document = self._find(target)
                kept = {name: document[name] for name in _BESIDE if name in document}
                old = _decode(document)
                right = replace(old.event, **changes)
                self._documents[target] = _encode(replace(old, event=right)) | kept
            case NoteAdded(target=target):
                self._find(target).setdefault("notes", []).append(entry.number)
            case EntryVoided(target=target) | EntryRestored(target=target):
                document = self._find(_entry_of(event.ref))
                if target in document.get("notes", ()):
                    return
                document = self._find(target)
                document.pop("is_voided", None)
                if isinstance(event, EntryVoided):
                    document["is_voided"] = True
            case _:
                pass

    def write(self, path: Path, stamp: Stamp) -> None:
        """Put what is kept in the place of the file."""
        from licreg.store.storage import ViewStorage

        tables: dict[str, dict[int, Document]] = {}
        for sort in _SORTS:
            tables |= {sort.table: {}, sort.voided: {}}
        for entry, document in self._documents.items():
            sort = _sort_of(document["key"])
            table = sort.voided if document.get("is_voided") else sort.table
            tables[table][entry] = document
        ViewStorage(path, self._register, stamp).write(tables)

    def _of(self, sort: _Sort) -> tuple[Entry[Any], ...]:
        return tuple(
            _decode(document)
            for _, document in sorted(self._documents.items())
            if not document.get("is_voided") and document["key"].startswith(sort.prefix)
        )

    def _find(self, target: int) -> Document:
        if target not in self._documents:
            msg = str(target)
            raise InconsistentViewError(msg)
        return self._documents[target]


def is_standing(ref: str) -> bool:
    """Tell whether a reference is one of a tally or a figure."""
    return any(ref.startswith(sort.prefix) for sort in _SORTS)


def _sort_of(key: str) -> _Sort:
    return next(sort for sort in _SORTS if key.startswith(sort.prefix))


def _entry_of(ref: str) -> int:
    """Return the entry of a tally or figure by its reference; 0 where it is none."""
    number = ref.partition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _encode(entry: Entry[Event]) -> Document:
    sort = next(sort for sort in _SORTS if isinstance(entry.event, sort.event))
    return {
        "key": f"{sort.prefix}{entry.number}",
        "entry": entry.number,
        "at": entry.at,
        "by": entry.by,
        **encode_event(entry.event),
    }


def _decode(document: Document) -> Entry[Any]:
    event = decode_event(_sort_of(document["key"]).event.__name__, document)
    return Entry(document["entry"], document["at"], document["by"], event)
