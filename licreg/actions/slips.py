"""What was meant by words of which no record has all: one key was struck wrongly."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from licreg.actions.register import Searchable
from licreg.domain.searching import slips_of

_SHORTEST: Final = 2
"""Letters of a word from which it may be a slip."""

_MOST: Final = 60
"""How many words are tried in the place of one."""


def slips(
    books: Sequence[Searchable], words: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield the words with one or more put right, the likeliest first.

    Those that are in no record are put right; if all are in some, each in turn is.
    """
    known: set[bytes] = set()
    for book in books:
        known.update(book.text.split())
    wrong = [word for word in words if not _is_begun(word, books)]
    right = {word: _meant(word, known, books) for word in wrong or words}
    # What is no word and near none may be a part of one.
    wrong = [word for word in wrong if right[word] or not _is_inside(word, books)]
    if wrong and all(right[word] for word in wrong):
        first = {word: right[word][0] for word in wrong}
        for word in wrong:
            for meant in right[word]:
                yield _replaced(words, {**first, word: meant})
    elif not wrong:
        for word in words:
            for meant in right.get(word, ()):
                yield _replaced(words, {word: meant})


def _replaced(words: Sequence[str], meant: Mapping[str, str]) -> tuple[str, ...]:
    text = " ".join(meant.get(word, word) for word in words)
    return tuple(dict.fromkeys(text.split()))


def _is_begun(word: str, books: Iterable[Searchable]) -> bool:
    """Tell whether a word of some record begins so."""
    needle = f" {word}".encode()
    return any(needle in book.text for book in books)


def _is_inside(word: str, books: Iterable[Searchable]) -> bool:
    return any(word.encode() in book.text for book in books)


def _meant(
    word: str, known: Collection[bytes], books: Iterable[Searchable]
) -> list[str]:
    """Return what a word may have been meant to be, the commonest first.

    A word that is not there may also be two that were written in one, or the
    beginning of one that was mistyped.
    """
    if len(word) < _SHORTEST or word.isdecimal():
        return []
    near = {one.encode() for one in slips_of(word)}
    found = [one for one in near if one in known]
    if not found:
        data = word.encode()
        found = [
            b"%b %b" % (data[:place], data[place:])
            for place in range(2, len(data) - 1)
            if data[:place] in known and data[place:] in known
        ]
    if not found:
        lengths = (len(word) - 1, len(word), len(word) + 1)
        begun = {one[:length] for one in known for length in lengths}
        found = [one for one in near if one in begun]

    def commonness(one: bytes) -> tuple[int, bytes]:
        return -sum(book.text.count(b" %b" % one) for book in books), one

    return [one.decode() for one in sorted(found, key=commonness)[:_MOST]]
