"""Rows on their way into a draft: taken, already there, or refused with a reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from licreg.actions.cells import Fault, sentence_of
from licreg.actions.differences import Difference
from licreg.actions.draft import Draft
from licreg.actions.naming import describe as describe_reference
from licreg.actions.register import Register
from licreg.actions.requests import IssueRequest
from licreg.domain.events import Entry, Event
from licreg.domain.identifiers import LicenceKey, Reference, parse_licence_key
from licreg.domain.licence import Licence
from licreg.errors import (
    AmbiguousReferenceError,
    InvalidInputError,
    LicregError,
    NotFoundError,
    RuleError,
)
from licreg.lazily import dataclass
from licreg.wording import marked, retold, tr

_T = TypeVar("_T")

# Where a rule speaks of one column only, whatever the table.
_COLUMNS: Final = {
    "identity-taken": "number",
    "act-before-grant": "on",
    "act-on-ended-licence": "on",
    "fine-against-outcome": "outcome",
}


# Where a row stands, by what the file has instead of lines; with a column, and without.
_PLACES: Final = {
    ("line", True): marked("{file}, line {line}, column {column}"),
    ("line", False): marked("{file}, line {line}"),
    ("row", True): marked("{file}, row {line}, column {column}"),
    ("row", False): marked("{file}, row {line}"),
    ("item", True): marked("{file}, item {line}, column {column}"),
    ("item", False): marked("{file}, item {line}"),
}

Watch = Callable[[str, int, int], None]
"""Called now and then with what is done, how far it is, and how far it goes."""

STEP: Final = 250
"""Rows between two calls to who watches."""


def pass_by(_what: str, _done: int, _total: int) -> None:
    """Take no notice."""


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

    @property
    def count(self) -> int:
        """How many rows the file has, those that one of *rows* stands for too."""

    @property
    def titles(self) -> Mapping[str, str]:
        """What the file calls a column, where it is another name."""

    @property
    def also(self) -> Mapping[int, tuple[int, ...]]:
        """Further lines of the file that a row stands for, by the row's line."""

    @property
    def faults(self) -> Mapping[int, tuple[tuple[str, str], ...]]:
        """What was found wrong in a row before: column and sentence, by line."""

    @property
    def findings(self) -> Mapping[int, tuple[tuple[str, str], ...]]:
        """What rules find in a row as printed: rule and sentence, by line."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the file as a whole."""

    @property
    def unit(self) -> str:
        """What it has instead of lines: line, row or item."""

    @property
    def is_partial(self) -> bool:
        """Whether an empty cell says nothing; else it says that there is nothing."""


@dataclass(slots=True)
class Item(Generic[_T]):
    """A row that could be read.

    Attributes:
        source: Which of the files, counted from 0.
        line: Where it stands in the file.
        cells: As they are written, where nothing else tells rows apart; else none.
        request: What they ask for.
    """

    source: int
    line: int
    cells: tuple[str, ...]
    request: _T


class Refused(NamedTuple):
    """A row with one of its faults.

    Attributes:
        source: Which of the files, counted from 0.
        line: Where it stands.
        fault: What is wrong.
        is_difference: Whether it is only that a record says otherwise.
    """

    source: int
    line: int
    fault: Fault
    is_difference: bool = False


class Corrected(NamedTuple):
    """A value of a record that a file tells otherwise, and that is put right.

    Attributes:
        source: Which of the files, counted from 0.
        line: Where it stands.
        ref: The record.
        difference: Column and both values.
    """

    source: int
    line: int
    ref: str
    difference: Difference


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


class Intake:
    """What has become of each row so far.

    Attributes:
        register: The register, held for writing.
        draft: What would be recorded.
        taken: Rows taken, by file.
        already_there: Rows that are on record already, by file.
        refused: Rows with their faults.
        warned: The rules that warned, by identifier.
        doubtful: Numbers of licences whose rows were refused, without their suffix.
        from_tally: Entry of the tally from which licences are drawn; 0 for the only
            one that may count them; None for none.
        not_in_tally: Whether licences that a tally may count come on top of it.
        in_doubt: Rows of which that is not said, by the tallies concerned.
        because: Why records that a file tells otherwise are put right; empty where
            they are not.
        corrected: What is put right.
        seen: The keys of all rows of licences, taken or not.
        kinds: Their kinds.
        issuers: Their issuers, by file and line, of rows that were refused.
        by_issuer: Rows of licences by file, issuer, and whether they were taken or
            are on record already.
    """

    def __init__(
        self,
        register: Register,
        draft: Draft,
        files: Sequence[Source],
        watch: Watch = pass_by,
    ) -> None:
        """Begin."""
        self.register = register
        self.draft = draft
        self.taken: Counter[int] = Counter()
        self.already_there: Counter[int] = Counter()
        self.refused: list[Refused] = []
        self.warned: dict[str, Warned] = {}
        self.doubtful: set[int] = set()
        self.from_tally: int | None = None
        self.not_in_tally = False
        self.in_doubt: Counter[str] = Counter()
        self._files = files
        self._watch = watch
        self.because = ""
        self.corrected: list[Corrected] = []
        self.seen: set[LicenceKey] = set()
        self.kinds: set[str] = set()
        self.issuers: dict[tuple[int, int], str] = {}
        self.by_issuer: Counter[tuple[int, str, bool]] = Counter()
        self._rows = sum(len(file.rows) for file in files)
        self._settled = 0

    def place(self, source: int, line: int, column: str = "") -> str:
        """Name a place as a fault begins."""
        file = self._files[source]
        title = file.titles.get(column, column)
        form = _PLACES[file.unit, bool(column)]
        return tr(form, file=file.name, line=line, column=title)

    def rows_of(self, source: int, line: int) -> int:
        """Return how many rows of a file stand behind one."""
        return 1 + len(self._files[source].also.get(line, ()))

    def take(self, item: Item[_T], entries: Iterable[Entry[Event]]) -> None:
        """Count a row as taken, with the warnings of the entries made of it."""
        self._count(self.taken, item)
        for entry in entries:
            for remark in getattr(entry.event, "remarks", ()):
                warned = self.warned.get(remark.rule)
                if warned is None:
                    place = self.place(item.source, item.line)
                    first = f"{place}: {retold(remark.message)}"
                    self.warned[remark.rule] = warned = Warned(remark.rule, 0, first)
                warned.count += 1

    def leave(self, item: Item[_T]) -> None:
        """Count a row as already there."""
        self._count(self.already_there, item)

    def refuse(self, item: Item[_T], column: str, sentence: str) -> None:
        """Note what is wrong with a row."""
        self.refused.append(Refused(item.source, item.line, Fault(column, sentence)))
        if isinstance(item.request, IssueRequest):
            self.doubtful.add(item.request.number.value)
            self.issuers[item.source, item.line] = item.request.issuer

    def refuse_by_rule(self, item: Item[_T], error: LicregError, day: str) -> None:
        """Note that the rules refuse a row; *day* is the column of its own day."""
        column = ""
        if isinstance(error, RuleError) and len(error.rules) == 1:
            rule = error.rules[0]
            column = day if rule == "day-in-future" else _COLUMNS.get(rule, "")
        self.refuse(item, column, sentence_of(error))

    def refuse_as_other(
        self, item: Item[_T], sentence: str, differences: Sequence[Difference]
    ) -> None:
        """Note that what a row tells is on record with other values, as is said."""
        column = differences[0].column if len(differences) == 1 else ""
        self.refuse(item, column, sentence)
        self.refused[-1] = self.refused[-1]._replace(is_difference=True)

    def is_partial(self, item: Item[_T]) -> bool:
        """Tell whether an empty cell of a row says nothing."""
        return self._files[item.source].is_partial

    def refuse_voided(self, item: Item[_T], column: str, licence: Licence) -> None:
        """Note that a row names a licence that no longer counts."""
        self.refuse(
            item, column, tr("{key} was entered in error and voided.", key=licence.key)
        )

    def find(self, item: Item[_T], column: str, wanted: Reference) -> Licence | None:
        """Return the licence that a row names; otherwise the row is refused."""
        try:
            licence = self.look_up(wanted)
        except (NotFoundError, InvalidInputError) as error:
            self.refuse(item, column, sentence_of(error))
            return None
        if licence.is_voided:
            self.refuse_voided(item, column, licence)
            return None
        return licence

    def look_up(self, wanted: Reference) -> Licence:
        """Return the licence that a reference names, and none in its place.

        A file names the first of two licences with one number without an ordinal: where
        that one was not taken, or not yet, the second is not meant. Nor is another one
        with the number of a row that was refused.

        Raises:
            NotFoundError: If it is not on record.
            AmbiguousReferenceError: If it may mean several.
        """
        try:
            licence = self.draft.find(wanted)
        except AmbiguousReferenceError as error:
            self._refuse_seconds(wanted, map(parse_licence_key, error.candidates))
            raise
        self._refuse_seconds(wanted, [licence.key])
        if wanted.value in self.doubtful and is_partial(wanted):
            name = describe_reference(wanted)
            msg = tr(
                "{name} may mean a row that was refused. Name the licence in full.",
                name=name,
            )
            raise AmbiguousReferenceError(msg, (str(licence.key),))
        return licence

    def _count(self, counter: "Counter[int]", item: Item[_T]) -> None:
        rows = self.rows_of(item.source, item.line)
        counter[item.source] += rows
        if isinstance(item.request, IssueRequest):
            self.by_issuer[item.source, item.request.issuer, counter is self.taken] += (
                rows
            )
        self._settled += 1
        if not self._settled % STEP:
            self._watch("judging", self._settled, self._rows)

    def _refuse_seconds(self, wanted: Reference, found: Iterable[LicenceKey]) -> None:
        """Refuse a number given again where the first of that number is missing.

        Raises:
            NotFoundError: If only such were found.
        """
        keys = list(found)
        if wanted.ordinal is None and all(
            key.ordinal > 1
            and wanted.names(key)
            and self.draft.licence(replace(key, ordinal=1)) is None
            for key in keys
        ):
            others = ", ".join(map(str, keys))
            msg = tr(
                "No licence {reference} is on record, but {others}.",
                reference=describe_reference(wanted),
                others=others,
            )
            raise NotFoundError(msg)


def is_partial(reference: Reference) -> bool:
    """Tell whether a reference may mean several licences."""
    return None in {reference.suffix, reference.year, reference.issuer}


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
