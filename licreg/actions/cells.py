"""Cells of a file as values: each read once, the faults of a row collected."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple, TypeVar

from licreg.domain.days import parse_day
from licreg.domain.identifiers import Reference, parse_reference
from licreg.domain.law import Law
from licreg.domain.text import LONGEST_TEXT, nearest, parse_text, quote
from licreg.errors import InvalidInputError, without_outcome
from licreg.wording import tr

_T = TypeVar("_T")

LONGEST_CODE: Final = 100
"""The most characters of a cell that is no free text, such as a day or a number."""

LONGEST_SENTENCE: Final = 600
"""The most characters that one fault may have."""

NO_DAY: Final = date.max
"""What stands for a day that could not be read."""

_PIECE: Final = LONGEST_TEXT // 4


class Fault(NamedTuple):
    """What is wrong in a row: the column, empty where it is not one, and a sentence."""

    column: str
    sentence: str


class Cells:
    """The cells of one row, and what was found wrong in them.

    What cannot be read is noted as a fault and given back as the value that stands for
    an empty cell, so that the rest of the row is read too.

    Attributes:
        law: The law's tables.
        today: The civil day of the import.
        faults: Found so far.
    """

    __slots__ = ("_cells", "faults", "law", "today")

    def __init__(self, cells: Mapping[str, str], law: Law, today: date) -> None:
        """Keep the cells by their columns; a missing column is an empty cell."""
        self._cells = cells
        self.law = law
        self.today = today
        self.faults: list[Fault] = []

    def text(self, column: str) -> str:
        """Return free text, composed and singly spaced."""
        cell = self._cells.get(column)
        if not cell:
            return ""
        try:
            return parse_text(column, cell)
        except InvalidInputError as error:
            self._refuse(column, error)
            return ""

    def needed(self, column: str) -> str:
        """Return free text that must be there."""
        before = len(self.faults)
        text = self.text(column)
        if not text and len(self.faults) == before:
            self.fault(column, tr("is empty; a value is needed."))
        return text

    def read(self, column: str, parse: Callable[[str], _T], otherwise: _T) -> _T:
        """Return what *parse* makes of a short cell; *otherwise* of an empty one."""
        return self._parsed(column, self.text(column), parse, otherwise)

    def read_needed(self, column: str, parse: Callable[[str], _T], otherwise: _T) -> _T:
        """Return what *parse* makes of a short cell that must be there."""
        return self._parsed(column, self.needed(column), parse, otherwise)

    def read_long(self, column: str, parse: Callable[[str], _T], otherwise: _T) -> _T:
        """Return what *parse* makes of a cell that holds several values."""
        cell = self._cells.get(column)
        if not cell:
            return otherwise
        try:
            for start in range(0, len(cell), _PIECE):
                parse_text(column, cell[start : start + _PIECE])
            return parse(" ".join(unicodedata.normalize("NFC", cell).split()))
        except InvalidInputError as error:
            self._refuse(column, error)
            return otherwise

    def day(self, column: str) -> date | None:
        """Return a day, in any form in which it is typed; None for an empty cell."""
        return self.read(column, self._parse_day, None)

    def needed_day(self, column: str) -> date:
        """Return a day that must be there."""
        return self.read_needed(column, self._parse_day, NO_DAY)

    def code(self, column: str, known: Collection[str]) -> str:
        """Return one of the known words; an empty cell is an empty text."""
        return self.read(column, lambda text: parse_code(text, known), "")

    def needed_code(self, column: str, known: Collection[str]) -> str:
        """Return one of the known words, which must be there."""
        return self.read_needed(column, lambda text: parse_code(text, known), "")

    def issuer(self, column: str) -> str:
        """Return the code of an issuer or agency; an empty cell is an empty text."""
        text, law = intern(self.text(column)), self.law
        if text in law.issuers_by_code:
            return text
        return self._parsed(column, text, law.parse_issuer, "")

    def reference(self, column: str) -> Reference | None:
        """Return a reference to a licence; None for an empty cell."""
        return self.read(column, self._parse_reference, None)

    def needed_reference(self, column: str) -> Reference:
        """Return a reference to a licence that must be there."""
        return self.read_needed(column, self._parse_reference, Reference(0))

    def fault(self, column: str, sentence: str) -> None:
        """Note that something is wrong."""
        self.faults.append(Fault(column, sentence))

    def _parsed(
        self, column: str, text: str, parse: Callable[[str], _T], otherwise: _T
    ) -> _T:
        if not text:
            return otherwise
        if len(text) > LONGEST_CODE:
            self.fault(
                column,
                tr(
                    "{text} has {count:,} characters.",
                    text=quote(text),
                    count=len(text),
                ),
            )
            return otherwise
        try:
            return parse(text)
        except InvalidInputError as error:
            self._refuse(column, error)
            return otherwise

    def _parse_day(self, text: str) -> date:
        return read_day(text, self.today)

    def _parse_reference(self, text: str) -> Reference:
        return parse_reference(text, self.law.spellings)

    def _refuse(self, column: str, error: InvalidInputError) -> None:
        self.fault(column, sentence_of(error).removeprefix(f"{column}: "))


def sentence_of(error: Exception) -> str:
    """Return what an error says, cut to a length that can be read.

    That nothing was recorded is said once for the whole file.
    """
    sentence = without_outcome(str(error))
    if len(sentence) > LONGEST_SENTENCE:
        return f"{sentence[: LONGEST_SENTENCE - 1]}…"
    return sentence


def parse_code(text: str, known: Collection[str]) -> str:
    """Read one of the known words, which are in lower case.

    Raises:
        InvalidInputError: If it is none of them; the nearest or all are named.
    """
    word = intern(text.casefold())
    if word in known:
        return word
    close = nearest(text, known)
    hint = (
        tr("did you mean '{close}'?", close=close)
        if close
        else tr("known are {known}.", known=", ".join(known))
    )
    msg = tr("{text} is not known; {hint}", text=quote(text), hint=hint)
    raise InvalidInputError(msg)


@lru_cache(maxsize=16384)
def read_day(text: str, today: date) -> date:
    """Read a day; a file has few, and each many times."""
    return parse_day(text, today=today)
