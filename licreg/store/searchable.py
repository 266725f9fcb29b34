"""A book as it is searched: its records' words, folded, a record to a line.

It lies beside the books (``search/2024.txt``) and names the very bytes of the book that
it was made from, so that it is never trusted for another, and is made anew by whoever
asks. It is no view that an act would have to keep: recording writes nothing here.
Personal data stand in books as marks only, and so never here.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from licreg.domain.personal import is_mark
from licreg.domain.searching import accented_lines, searched_lines
from licreg.lazily import regex
from licreg.store.books import INSPECTIONS, LICENCES
from licreg.store.documents import decode_inspection, decode_licence
from licreg.store.views import BEGINNING, replace_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from licreg.domain.inspection import Inspection
    from licreg.domain.licence import Licence
    from licreg.store.books import Book
    from licreg.store.documents import Document

SEARCHED: Final = (INSPECTIONS, LICENCES)
"""The tables of a book that are searched; the last come first when found."""

_FORMAT: Final = 2
_FIELDS: Final = ("number", "holder", "sites", "notes", "licence")
"""What a line has between its tabs."""

_AT_ONCE: Final = 500
"""How many records are folded at once."""

_MARK: Final = b'"P-'
_MARKS: Final = regex(rb'"(P-[0-9a-f]{12}:[0-9a-f]{64})"')


class Searchable:
    """The words of a year's records; the same place in each list is one record.

    Attributes:
        year: The year of the book.
        blocks: The lists, each with a line to a record.
    """

    def __init__(self, year: int, blocks: tuple[bytes, bytes, bytes]) -> None:
        """Keep the blocks; they are parted when they are asked for."""
        self.year = year
        self.blocks = blocks

    @property
    def text(self) -> bytes:
        """All of the words, to be looked through at once."""
        return self.blocks[1]

    @cached_property
    def heads(self) -> list[bytes]:
        """What each is, with spaces between; see ``Searchable`` of the actions."""
        return _lines(self.blocks[0])

    @cached_property
    def words(self) -> list[bytes]:
        """The folded words of each, with a space before and behind.

        A tab stands between those of number, holder, sites, notes and licence.
        """
        return _lines(self.blocks[1])

    @cached_property
    def accents(self) -> list[bytes]:
        """The words of each that have accents, without tabs."""
        return _lines(self.blocks[2])

    def but(self, entries: Collection[int], more: Searchable) -> Searchable:
        """Return it without some entries, and with others behind."""
        left_out = {str(entry).encode() for entry in entries}
        kept = [
            place
            for place, head in enumerate(self.heads)
            if head[: head.index(b" ")] not in left_out
        ]
        parts = (
            ([mine[place] for place in kept] + others)
            for mine, others in (
                (self.heads, more.heads),
                (self.words, more.words),
                (self.accents, more.accents),
            )
        )
        heads, words, accents = (b"\n".join(part) for part in parts)
        return Searchable(self.year, (heads, words, accents))


class Found(NamedTuple):
    """A record that was found.

    Attributes:
        record: The record.
        texts: What it is found by, by field.
        persons: The marks of the persons that it names.
    """

    record: Licence | Inspection
    texts: Mapping[str, Sequence[str]]
    persons: tuple[str, ...]


def identity_of(beginning: bytes) -> bytes:
    """Return what tells a book's bytes from all others: its checksum and stamp."""
    return beginning[: beginning.find(b"}") + 1]


def read_beginning(path: Path) -> bytes:
    """Return the first bytes of a book; none if there is no book."""
    try:
        with path.open("rb") as stream:
            return stream.read(BEGINNING)
    except OSError:
        return b""


def read_searchable(path: Path, year: int, identity: bytes) -> Searchable | None:
    """Return what was written for a book; None if it is of another, or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    line, _, body = data.partition(b"\n")
    try:
        head = orjson.loads(line)
        if head["format"] != _FORMAT or head["book"] != identity.decode():
            return None
        first, second = head["ends"]
        if head["crc32"] != _checksum(head["ends"], body):
            return None
    except (ValueError, KeyError, TypeError):
        return None
    return Searchable(year, (body[:first], body[first:second], body[second:]))


def write_searchable(path: Path, made: Searchable, identity: bytes) -> None:
    """Write it for the next time; where it cannot be, it is made again."""
    body = b"".join(made.blocks)
    first = len(made.blocks[0])
    ends = [first, first + len(made.blocks[1])]
    head = {
        "format": _FORMAT,
        "book": identity.decode(),
        "crc32": _checksum(ends, body),
        "ends": ends,
    }
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        replace_file(path, orjson.dumps(head) + b"\n" + body)


def make_searchable(
    year: int, tables: Mapping[str, Iterable[tuple[int, bytes]]]
) -> Searchable:
    """Return the words of a year's records.

    Args:
        year: The year.
        tables: The records as JSON, by entry, of each table.
    """
    heads: list[str] = []
    words: list[str] = []
    accents: list[str] = []
    every = ((table, line) for table, lines in tables.items() for _, line in lines)
    while some := list(islice(every, _AT_ONCE)):
        found = []
        for table, line in some:
            document = orjson.loads(line)
            found.append(texts_of(document))
            heads.append(_head(document, table, personal=_MARK in line))
        words += searched_lines([map(" ".join, one.values()) for one in found])
        accents += accented_lines(
            " ".join(one["holder"] + one["notes"]) for one in found
        )
    first, second, third = (
        "\n".join(lines).encode() for lines in (heads, words, accents)
    )
    return Searchable(year, (first, second, third))


def with_changes(made: Searchable, book: Book) -> Searchable:
    """Return the words of a book's file, with what is laid over it."""
    changes = {name: book.changes(name) for name in SEARCHED}
    laid = {
        name: [(entry, line) for entry, line in changed.items() if line is not None]
        for name, changed in changes.items()
    }
    gone = {entry for changed in changes.values() for entry in changed}
    return made.but(gone, make_searchable(book.year, laid))


def found_at(book: Book, entry: int) -> Found | None:
    """Return a record of a book that counts, with what it is found by."""
    for table in (LICENCES, INSPECTIONS):
        line = book.line(table, entry)
        if line:
            document = orjson.loads(line)
            record: Licence | Inspection
            if table == LICENCES:
                record = decode_licence(document)
            else:
                record = decode_inspection(document)
            marks = tuple(mark.decode() for mark in _MARKS.findall(line))
            return Found(record, texts_of(document), tuple(dict.fromkeys(marks)))
    return None


def texts_of(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the texts by which a record is found, by field.

    That is what it has and what it had by acts that count; a person's mark is left
    out, and so is what was voided.
    """
    texts: dict[str, list[str]] = {name: [] for name in _FIELDS}
    _take(texts, document)
    if document.get("ref"):  # An inspection of who holds a licence.
        texts["licence"].append(document["ref"])
    voided = document.get("voided", ())
    for name in ("acts", "decisions", "trail"):
        for entry in document.get(name, ()):
            if entry["entry"] not in voided:
                if name == "trail" and entry["event"] != "NoteAdded":
                    continue
                _take(texts, entry)
                _take(texts, entry.get("changes", {}))
    return texts


_TAKEN: Final = (
    ("number", "key"),
    ("number", "printed"),
    ("number", "given_number"),
    ("number", "decision"),
    ("holder", "holder"),
    ("holder", "holder_code"),
    ("sites", "sites"),
    ("sites", "subject"),
    ("notes", "note"),
    ("notes", "text"),
    ("notes", "reason"),
    ("notes", "source"),
    ("notes", "campaign"),
)
"""Which values are taken into which field."""


def _take(texts: Mapping[str, list[str]], values: Mapping[str, Any]) -> None:
    for field, name in _TAKEN:
        if name in values:
            value, taken = values[name], texts[field]
            for text in (value,) if isinstance(value, str) else value or ():
                if text and text not in taken and not is_mark(text):
                    taken.append(text)


def _checksum(ends: list[int], body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(orjson.dumps(ends)))


def _lines(block: bytes) -> list[bytes]:
    return block.split(b"\n") if block else []


def _head(document: Document, table: str, *, personal: bool) -> str:
    if table == INSPECTIONS:
        what = (document["subject_kind"], document["agency"], document["inspected_on"])
        term = ("*", "*")
    else:
        what = (document["kind"], document["issuer"], document["issued_on"])
        is_plain = not document.keys() & {"acts", "trail", "voided"}
        none = "-" if is_plain else "*"
        days = ("effective_on", "expires_on")
        term = tuple(document.get(day, none) if is_plain else none for day in days)  # type: ignore[assignment]  # two of them
    return " ".join((str(document["entry"]), table, *what, str(int(personal)), *term))
