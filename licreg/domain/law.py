"""The law by the day it was in force, as a value made of dated rows.

The rows stand in ``data/law/``, each with its source and confidence; the domain is
handed a ``Law`` and never looks for one. The rule of the day of the act holds. Rows are
named tuples, which cost a fraction of a dataclass at every start.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Final, NamedTuple, Protocol, TypeVar

from licreg.domain.identifiers import LicenceKey, fold_suffix
from licreg.domain.text import nearest, quote
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.wording import marked, tr


class Dated(Protocol):
    """A row that holds from one day to another, both inclusive.

    Attributes:
        first_day: First day in force; None where no limit is known.
        last_day: Last day in force; None while it holds.
        source: Instrument and article, or publisher.
        confidence: HIGH, MED or LOW.
    """

    @property
    def first_day(self) -> date | None: ...  # noqa: D102  # said above
    @property
    def last_day(self) -> date | None: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def confidence(self) -> str: ...  # noqa: D102


def holds_on(row: Dated, day: date) -> bool:
    """Tell whether the row is in force on *day*."""
    return (row.first_day is None or row.first_day <= day) and (
        row.last_day is None or day <= row.last_day
    )


class Kind(NamedTuple):
    """A kind of licence, a family of kinds, or another instrument."""

    code: str
    instrument: str
    family: str
    name_en: str
    name_vi: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Issuer(NamedTuple):
    """An authority that grants, and what took its place."""

    code: str
    name_en: str
    name_vi: str
    province: str
    successor: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Suffix(NamedTuple):
    """Who writes a suffix on what; the issuer may be a pattern such as ``DIC-*``."""

    suffix: str
    kind: str
    issuer: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


TERM_RULE: Final = "term-too-long"
"""The rule on the longest term; its levels stand with the terms, by kind and day."""


class Term(NamedTuple):
    """The longest term that a licence of a kind may be given, and how firmly."""

    kind: str
    longest_years: int
    level: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Extension(NamedTuple):
    """How often a licence of a kind may be extended, by how much, and asked by when."""

    kind: str
    most: int
    longest_years: int
    ask_days_before: int
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Fine(NamedTuple):
    """The least and most that an organisation pays for breaking a provision."""

    instrument: str
    article: str
    conduct: str
    least_vnd: int
    most_vnd: int
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Authority(NamedTuple):
    """Which authority grants which kind to which kind of holder."""

    kind: str
    issuer: str
    holder_kind: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Rule(NamedTuple):
    """A rule of entry and its level: warn, overridable or refuse."""

    rule: str
    level: str
    title_en: str
    title_vi: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


class Instrument(NamedTuple):
    """A legal instrument and what replaced it."""

    name: str
    title_en: str
    title_vi: str
    signed_on: date | None
    replaced_by: str
    effect: str
    first_day: date | None
    last_day: date | None
    source: str
    confidence: str


_Row = TypeVar("_Row", Term, Extension)
_Granting = TypeVar("_Granting", Suffix, Authority)


def fits(pattern: str, code: str) -> bool:
    """Tell whether an issuer's code fits a code or a pattern such as ``DIC-*``.

    Examples:
        >>> fits("DIC-*", "DIC-HN"), fits("ABEI", "ABEI"), fits("DIC-*", "ABEI")
        (True, True, False)
    """
    if pattern.endswith("*"):
        return code.startswith(pattern[:-1])
    return pattern == code


@dataclass(frozen=True, eq=False)
class Law:
    """All dated tables, read once; a law is the same as itself and no other.

    Attributes:
        kinds: In the order in which a table shows them.
        issuers: Every authority that ever granted.
        suffixes: Who wrote which suffix on what, and when.
        misspellings: Canonical suffix by misspelling.
        terms: Longest terms.
        extensions: Limits of extensions.
        authorities: Who grants what.
        rules: Rules of entry with their levels.
        instruments: Decrees, circulars and the like.
        fines: Bands of fines by provision.
    """

    kinds: tuple[Kind, ...]
    issuers: tuple[Issuer, ...]
    suffixes: tuple[Suffix, ...]
    misspellings: Mapping[str, str]
    terms: tuple[Term, ...]
    extensions: tuple[Extension, ...]
    authorities: tuple[Authority, ...]
    rules: tuple[Rule, ...]
    instruments: tuple[Instrument, ...]
    fines: tuple[Fine, ...] = ()

    @cached_property
    def kinds_by_code(self) -> Mapping[str, Kind]:
        """The kinds by their codes."""
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def issuers_by_code(self) -> Mapping[str, Issuer]:
        """The issuers by their codes."""
        return {issuer.code: issuer for issuer in self.issuers}

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Canonical suffix by folded spelling, misspellings included."""
        wrong = {fold_suffix(text): right for text, right in self.misspellings.items()}
        return wrong | {fold_suffix(row.suffix): row.suffix for row in self.suffixes}

    def parts_of(self, code: str) -> tuple[str, ...]:
        """Return the kinds of a family; of a kind that is no family, itself."""
        parts = tuple(kind.code for kind in self.kinds if kind.family == code)
        return parts or (code,)

    def parse_kind(self, text: str) -> str:
        """Read the code of a kind or family.

        Raises:
            InvalidInputError: If no such kind is known; the nearest is named.
        """
        return _parse_code(
            text, self.kinds_by_code, marked("{text} is not a known kind; {hint}")
        )

    def parse_issuer(self, text: str) -> str:
        """Read the code of an issuer.

        Raises:
            InvalidInputError: If no such issuer is known; the nearest is named.
        """
        return _parse_code(
            text, self.issuers_by_code, marked("{text} is not a known issuer; {hint}")
        )

    def issuers_of(self, suffix: str, kind: str, day: date) -> tuple[str, ...]:
        """Return who may have written a suffix on a kind on a day.

        A suffix of one issuer only names that issuer on any day: the paper exists,
        and a wrong day is a matter for a warning.

        Returns:
            Codes and patterns; exactly one code where the issuer is certain.
        """
        rows = self.rows_of(suffix)
        on_day = [row for row in rows if holds_on(row, day) and row.kind in ("", kind)]
        return tuple(dict.fromkeys(row.issuer for row in on_day or rows))

    def rows_of(self, suffix: str) -> Sequence[Suffix]:
        """Return who wrote a suffix, on what and when; nothing for one not known."""
        return self._suffix_rows.get(suffix, ())

    def authorities_for(self, kind: str) -> Sequence[Authority]:
        """Return who granted a kind, and when; nothing where that is not known."""
        return self._authority_rows.get(kind, ())

    @cached_property
    def _suffix_rows(self) -> Mapping[str, Sequence[Suffix]]:
        return _grouped(self.suffixes, attrgetter("suffix"))

    @cached_property
    def _authority_rows(self) -> Mapping[str, Sequence[Authority]]:
        return _grouped(self.authorities, attrgetter("kind"))

    def name_key(self, key: LicenceKey) -> str:
        """Return the reference of a licence; the issuer only where it may be doubted.

        A suffix that one issuer alone writes tells the issuer already.
        """
        return self.name_reference(str(key))

    def name_reference(self, canonical: str) -> str:
        """Return the same, of the canonical text of a key."""
        paper, _, rest = canonical.rpartition("@")
        issuer, mark, ordinal = rest.partition("#")
        is_certain = self.only_issuer_of(paper.split("/")[1]) == issuer
        return f"{paper}{mark}{ordinal}" if is_certain else canonical

    def only_issuer_of(self, suffix: str) -> str | None:
        """Return the one issuer that ever wrote a suffix; None where there are more."""
        return self._only_issuers.get(suffix)

    @cached_property
    def _only_issuers(self) -> Mapping[str, str]:
        writers: dict[str, set[str]] = {}
        for row in self.suffixes:
            writers.setdefault(row.suffix, set()).add(row.issuer)
        return {
            suffix: next(iter(issuers))
            for suffix, issuers in writers.items()
            if len(issuers) == 1 and not any(one.endswith("*") for one in issuers)
        }

    def rule(self, name: str, day: date) -> Rule | None:
        """Return the rule as it stood on *day*, or None where it did not hold."""
        for row in self.rules:
            if row.rule == name and holds_on(row, day):
                return row
        return None

    def term(self, kind: str, day: date) -> Term | None:
        """Return the longest term for a kind on the day of issue, where known."""
        return _find(self.terms, kind, day)

    def extension(self, kind: str, day: date) -> Extension | None:
        """Return the limits of an extension on its day, where known."""
        return _find(self.extensions, kind, day)


def _grouped(
    rows: Iterable[_Granting], name: Callable[[_Granting], str]
) -> Mapping[str, Sequence[_Granting]]:
    """Return rows by a name of theirs, in the order of their table."""
    groups: dict[str, list[_Granting]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return groups


def _find(rows: Iterable[_Row], kind: str, day: date) -> _Row | None:
    return next((row for row in rows if row.kind == kind and holds_on(row, day)), None)


def _parse_code(text: str, known: Mapping[str, object], refusal: str) -> str:
    if text in known:
        return text
    for code in known:
        if code.casefold() == text.strip().casefold():
            return code
    close = nearest(text, known)
    hint = (
        tr("did you mean '{close}'?", close=close)
        if close
        else tr("'licreg law' lists them.")
    )
    msg = tr(refusal, text=quote(text), hint=hint)
    raise InvalidInputError(msg)
