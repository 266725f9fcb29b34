"""Rows on their way into a draft: taken, already there, or refused with a reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from licreg.actions.cells import Fault, sentence_of
from licreg.actions.composed import format_changes
from licreg.actions.draft import Draft
from licreg.actions.register import Register
from licreg.domain.events import Entry, Event
from licreg.domain.identifiers import LicenceKey, Reference
from licreg.domain.licence import Licence
from licreg.domain.text import quote
from licreg.errors import InvalidInputError, LicregError, NotFoundError, RuleError

_T = TypeVar("_T")

# Where a rule speaks of one column only, whatever the table.
_COLUMNS: Final = {
    "identity-taken": "number",
    "act-before-grant": "on",
    "act-on-ended-licence": "on",
    "fine-against-outcome": "outcome",
}


class SourceRow(Protocol):
    """One row of a file."""

    @property
    def line(self) -> int:
        """Where it stands, counted from 1."""

    @property
    def cells(self) -> tuple[str, ...]:
        """One for each column."""


class Source(Protocol):
    """A file that has been read."""

    @property
    def name(self) -> str:
        """The file, as faults name it."""

    @property
    def table(self) -> str:
        """What it holds: licences, acts, inspections or tallies."""

    @property
    def header(self) -> tuple[str, ...]:
        """Its columns."""

    @property
    def rows(self) -> Sequence[SourceRow]:
        """Its rows."""

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""


@dataclass(slots=True)
class Item(Generic[_T]):
    """A row that could be read.

    Attributes:
        source: Which of the files, counted from 0.
        line: Where it stands in the file.
        cells: As they are written.
        request: What they ask for.
    """

    source: int
    line: int
    cells: tuple[str, ...]
    request: _T


class Refused(NamedTuple):
    """A row with one of its faults."""

    source: int
    line: int
    fault: Fault


@dataclass(slots=True)
class Warned:
    """A rule that warned.

    Attributes:
        rule: Identifier of the rule.
        count: How often it warned.
        first: Where it did first, and what it found there.
    """

    rule: str
    count: int
    first: str


class Difference(NamedTuple):
    """A column in which a row and a record differ."""

    column: str
    here: object
    there: object


class Intake:
    """What has become of each row so far.

    Attributes:
        register: The register, held for writing.
        draft: What would be recorded.
        taken: Rows taken, by file.
        already_there: Rows that are on record already, by file.
        refused: Rows with their faults.
        warned: The rules that warned, by identifier.
    """

    def __init__(
        self, register: Register, draft: Draft, files: Sequence[Source]
    ) -> None:
        """Begin."""
        self.register = register
        self.draft = draft
        self.taken: Counter[int] = Counter()
        self.already_there: Counter[int] = Counter()
        self.refused: list[Refused] = []
        self.warned: dict[str, Warned] = {}
        self._files = files

    def place(self, source: int, line: int, column: str = "") -> str:
        """Name a place as a fault begins."""
        name = f"{self._files[source].name}, line {line}"
        return f"{name}, column {column}" if column else name

    def take(self, item: Item[_T], entries: Iterable[Entry[Event]]) -> None:
        """Count a row as taken, with the warnings of the entries made of it."""
        self.taken[item.source] += 1
        for entry in entries:
            for remark in getattr(entry.event, "remarks", ()):
                warned = self.warned.get(remark.rule)
                if warned is None:
                    first = f"{self.place(item.source, item.line)}: {remark.message}"
                    self.warned[remark.rule] = warned = Warned(remark.rule, 0, first)
                warned.count += 1

    def leave(self, item: Item[_T]) -> None:
        """Count a row as already there."""
        self.already_there[item.source] += 1

    def refuse(self, item: Item[_T], column: str, sentence: str) -> None:
        """Note what is wrong with a row."""
        self.refused.append(Refused(item.source, item.line, Fault(column, sentence)))

    def refuse_by_rule(self, item: Item[_T], error: LicregError, day: str) -> None:
        """Note that the rules refuse a row; *day* is the column of its own day."""
        column = ""
        if isinstance(error, RuleError) and len(error.rules) == 1:
            rule = error.rules[0]
            column = day if rule == "day-in-future" else _COLUMNS.get(rule, "")
        self.refuse(item, column, sentence_of(error))

    def refuse_as_other(
        self, item: Item[_T], what: str, differences: Sequence[Difference]
    ) -> None:
        """Note that what a row tells is on record with other values."""
        column = differences[0].column if len(differences) == 1 else ""
        self.refuse(item, column, f"{what} has {describe(differences)}.")

    def refuse_voided(self, item: Item[_T], column: str, licence: Licence) -> None:
        """Note that a row names a licence that no longer counts."""
        self.refuse(item, column, f"{licence.key} was entered in error and voided.")

    def find(self, item: Item[_T], column: str, wanted: Reference) -> Licence | None:
        """Return the licence that a row names; otherwise the row is refused."""
        try:
            licence = self.draft.find(wanted)
        except (NotFoundError, InvalidInputError) as error:
            self.refuse(item, column, sentence_of(error))
            return None
        if licence.is_voided:
            self.refuse_voided(item, column, licence)
            return None
        return licence


def compare(
    here: object, there: object, names: Iterable[str], columns: Mapping[str, str]
) -> list[Difference]:
    """Return the fields in which two values differ, by the names of their columns."""
    return [
        Difference(columns.get(name, name), getattr(here, name), getattr(there, name))
        for name in names
        if getattr(here, name) != getattr(there, name)
    ]


def describe(differences: Iterable[Difference]) -> str:
    """Return what differs, each with both values."""
    return "; ".join(
        f"{column} {_show(there)}, here {_show(here)}"
        for column, here, there in differences
    )


def full_reference(key: LicenceKey) -> Reference:
    """Return the reference that names a licence and no other."""
    number = key.number
    return Reference(
        value=number.value,
        letter=number.letter,
        suffix=number.suffix,
        year=key.year,
        issuer=key.issuer,
        ordinal=key.ordinal,
    )


def _show(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case date():
            return value.isoformat()
        case Mapping():
            return quote(format_changes(value)) if value else "nothing"
        case tuple():
            return quote(" ".join(map(str, value)))
        case _:
            return quote(str(value))
