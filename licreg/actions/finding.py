"""Records by what they say: a few words, in any order, without accents, half typed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from licreg.actions.kept_rows import plain_standing
from licreg.actions.listing import CUMULATIVE, ISSUED, REPLACING
from licreg.actions.register import Found, Register, Searchable
from licreg.actions.slips import slips
from licreg.domain.inspection import Inspection
from licreg.domain.law import fits
from licreg.domain.licence import Licence, status_on
from licreg.domain.searching import accented_words, words_of
from licreg.domain.vocabulary import Status
from licreg.lazily import dataclass

LICENCES: Final = "licences"
INSPECTIONS: Final = "inspections"

_SHORTEST_INSIDE: Final = 3
"""Letters of a word from which it is looked for inside of words too."""

_FEW: Final = 5
"""How many slips are looked for inside of words."""

_NONE: Final = b"-"
_ACTS: Final = b"*"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindQuestion:
    """What is looked for.

    Attributes:
        text: Words of it.
        as_of: The day at whose end statuses are looked at; nothing later is found.
        only: ``licences`` or ``inspections``; empty for both.
        kinds: Kinds of licence or subject; empty for any.
        issuer: Code or pattern of the issuer or agency; empty for any.
        year: Year of issue or visit; None for any.
        measure: One of ``MEASURES`` of lists; a status, ``issued`` or ``replacing``.
        status: Status of a licence; None for any.
        limit: How many are returned; 0 for all.
        is_personal: Whether values of personal data are looked through too.
    """

    text: str
    as_of: date
    only: str = ""
    kinds: tuple[str, ...] = ()
    issuer: str = ""
    year: int | None = None
    measure: str = CUMULATIVE
    status: Status | None = None
    limit: int = 20
    is_personal: bool = False


class Hit(NamedTuple):
    """A record that was found.

    Attributes:
        found: The record.
        why: The texts in which words were found, each with its field.
    """

    found: Found
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found.

    Attributes:
        hits: The best, best first.
        total: How many there are in all.
        words: The words that they were found by.
        meant: The words in place of those typed, where one was a slip.
    """

    hits: tuple[Hit, ...]
    total: int
    words: tuple[str, ...]
    meant: str = ""


def _pass_by(_done: int, _total: int) -> None:
    """Take no notice; whoever looks through a large register may watch."""


def find_records(
    register: Register,
    question: FindQuestion,
    watch: Callable[[int, int], None] = _pass_by,
) -> Findings:
    """Return the records that have all the words of a question, the best first.

    Words may stand in any order and be half typed. Where no record has them all as
    words, they are looked for inside of words; then one is taken for a slip. A number
    or a site as typed comes first, then what has the words in a row, whole, and half;
    what has the accents that were typed comes before what has others. The latest come
    first among equals.

    Args:
        register: The register.
        question: What is looked for.
        watch: Called with how many of how many years were read.
    """
    words = tuple(dict.fromkeys(words_of(question.text)))
    if not words:
        return Findings((), 0, ())
    accents = tuple(dict.fromkeys(accented_words(question.text)))
    years = register.years() if question.year is None else [question.year]
    books = []
    for book in register.searchable(years):
        books.append(book)
        watch(len(books), len(years))
    search = _Search(register, question, books)
    for looked_for, inside in ((words, False), (words, True)):
        found = search.run(looked_for, accents, inside=inside)
        if found.total:
            return found
    meant = list(slips(books, words))
    for slip, inside in [(slip, False) for slip in meant] + [
        (slip, True) for slip in meant[:_FEW]
    ]:
        found = search.run(slip, (), inside=inside)
        if found.total:
            return replace(found, meant=" ".join(slip))
    return Findings((), 0, words)


class _Search:
    """Books that are looked through for words."""

    def __init__(
        self, register: Register, question: FindQuestion, books: Sequence[Searchable]
    ) -> None:
        self._register = register
        self._question = question
        self._books = books

    def run(
        self, words: tuple[str, ...], accents: tuple[str, ...], *, inside: bool
    ) -> Findings:
        """Return what has all the words."""
        if inside and min(map(len, words)) < _SHORTEST_INSIDE:
            words_inside = [word for word in words if len(word) >= _SHORTEST_INSIDE]
            if not words_inside:
                return Findings((), 0, words)
        limit = self._question.limit or None
        ranked: dict[tuple[bool, int], list[tuple[Searchable, int]]] = {}
        total = 0
        for book in self._books:
            places = self._places(book, words, inside=inside)
            total += len(places)
            places.reverse()  # The latest first.
            for rank, one in _ranked(book, places, words, accents):
                held = ranked.setdefault(rank, [])
                held += ((book, place) for place in one[: limit and limit - len(held)])
        best = [pair for rank in sorted(ranked) for pair in ranked[rank]][:limit]
        hits = tuple(self._hits(best, words))
        return Findings(hits, total, words)

    def _places(
        self, book: Searchable, words: Sequence[str], *, inside: bool
    ) -> list[int]:
        """Return the records of a book that have all the words, in its order."""
        needles = [
            word.encode()
            if inside and len(word) >= _SHORTEST_INSIDE
            else f" {word}".encode()
            for word in words
        ]
        needles.sort(key=len, reverse=True)
        if all(needle in book.text for needle in needles):
            lines, (first, *rest) = book.words, needles
            places = [place for place, line in enumerate(lines) if first in line]
            for needle in rest:
                places = [place for place in places if needle in lines[place]]
        else:
            places = []
        if self._question.is_personal and not inside:
            places = sorted({*places, *self._of_persons(book, words)})
        return self._wanted(book, places)

    def _of_persons(self, book: Searchable, words: Sequence[str]) -> Iterator[int]:
        """Yield the records that have all the words when persons are named."""
        for place, head in enumerate(book.heads):
            if head.split()[5] != b"1":
                continue
            found = self._register.found(book.year, _entry(head))
            if found is None:
                continue
            named = (self._register.person(mark) or "" for mark in found.persons)
            known = "".join(f" {word}" for name in named for word in words_of(name))
            line = known + " " + book.words[place].decode()
            if all(f" {word}" in line for word in words):
                yield place

    def _wanted(self, book: Searchable, places: list[int]) -> list[int]:
        """Return those of some records that the question asks for."""
        question = self._question
        is_past = book.year < question.as_of.year
        if is_past and self._asks_for_all:
            return places
        last_day = question.as_of.isoformat().encode()
        kinds = {kind.encode() for kind in question.kinds}
        only = question.only or (LICENCES if self._asks_of_licences() else "")
        wanted = []
        for place in places:
            _, table, kind, issuer, day, *_ = head = book.heads[place].split()
            if (
                (only and table != only.encode())
                or (kinds and kind not in kinds)
                or day > last_day
                or (question.issuer and not fits(question.issuer, issuer.decode()))
                or not self._has_status(book, head)
            ):
                continue
            wanted.append(place)
        return wanted

    @property
    def _asks_for_all(self) -> bool:
        question = self._question
        narrowed = question.only or question.kinds or question.issuer
        return not narrowed and not self._asks_of_licences()

    def _asks_of_licences(self) -> bool:
        return self._question.status is not None or self._question.measure not in (
            CUMULATIVE,
            ISSUED,
        )

    def _has_status(self, book: Searchable, head: Sequence[bytes]) -> bool:
        """Tell whether a licence has the status or measure that is asked for."""
        question = self._question
        if not self._asks_of_licences() or head[1] != LICENCES.encode():
            return True
        wanted = question.status
        if question.measure not in (CUMULATIVE, ISSUED, REPLACING):
            wanted = Status(question.measure)
        effective, last_day = head[6:8]
        if question.measure == REPLACING or effective == _ACTS:
            found = self._register.found(book.year, int(head[0]))
            if found is None or not isinstance(found.record, Licence):
                return False
            if question.measure == REPLACING and found.record.grant.replaces is None:
                return False
            return wanted is None or status_on(found.record, question.as_of) is wanted
        days = {
            "issued_on": head[4],
            "effective_on": effective,
            "expires_on": last_day,
        }
        values = {name: day.decode() for name, day in days.items() if day != _NONE}
        standing, _ = plain_standing(values, question.as_of.isoformat())
        return wanted is None or standing == wanted

    def _hits(
        self, best: Iterable[tuple[Searchable, int]], words: Sequence[str]
    ) -> Iterator[Hit]:
        for book, place in best:
            found = self._register.found(book.year, _entry(book.heads[place]))
            if found is not None:
                yield Hit(found, tuple(self._why(found, words)))

    def _why(self, found: Found, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the texts that have one of the words, each with its field."""
        texts: list[tuple[str, str]] = [
            (field, text) for field, texts in found.texts.items() for text in texts
        ]
        if self._question.is_personal:
            texts += (
                ("person", self._register.person(mark) or "") for mark in found.persons
            )
        left = set(words)
        for field, text in texts:
            line = f" {' '.join(words_of(text))}"
            has = {word for word in words if f" {word}" in line}
            if has & left or (has and len(has) == len(words)):
                left -= has
                yield field, text
        for field, text in texts if left else ():
            line = "".join(words_of(text))
            if any(word in line for word in left):
                yield field, text


def is_licence(record: Licence | Inspection) -> bool:
    """Tell whether a record that was found is a licence."""
    return isinstance(record, Licence)


def _entry(head: bytes) -> int:
    return int(head[: head.index(b" ")])


def _ranked(
    book: Searchable, places: list[int], words: Sequence[str], accents: Sequence[str]
) -> Iterator[tuple[tuple[bool, int], list[int]]]:
    """Yield some records by how well they have the words, in the order given.

    The rank is whether accents differ from those typed, and then how well: 0 for a
    number as typed, up to 5 for words that are half typed and apart.
    """
    lines = book.words
    row = " ".join(words)
    begun, in_row, half = f" {row} ".encode(), f" {row} ".encode(), f" {row}".encode()
    whole = [f" {word} ".encode() for word in words]
    tests: tuple[Callable[[bytes], bool], ...] = (
        lambda line: line.startswith(begun),
        lambda line: line.startswith(whole[0]) and _has_all(_number_in(line), whole),
        lambda line: in_row in line,
        lambda line: half in line,
        lambda line: _has_all(line, whole),
        lambda _: True,
    )
    if not words[0].isdecimal():
        tests = (tests[0], lambda _: False, *tests[2:])
    for differs, group in enumerate(_parted(book, places, accents)):
        left = group
        for rank, test in enumerate(tests):
            has = [place for place in left if test(lines[place])]
            yield (bool(differs), rank), has
            known = set(has)
            left = [place for place in left if place not in known]


def _number_in(line: bytes) -> bytes:
    """Return the words of a record's numbers."""
    return line[: line.index(b"\t")]


def _has_all(line: bytes, needles: Iterable[bytes]) -> bool:
    return all(needle in line for needle in needles)


def _parted(
    book: Searchable, places: list[int], accents: Sequence[str]
) -> list[list[int]]:
    """Return the records that have all accents as typed, and the others."""
    if not accents:
        return [places]
    needles = [f" {word}".encode() for word in accents]
    lines = book.accents
    same = [
        place for place in places if all(needle in lines[place] for needle in needles)
    ]
    known = set(same)
    return [same, [place for place in places if place not in known]]
