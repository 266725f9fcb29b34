"""What an annual review says, gathered as values: no word and no form of it.

The yearly parts come from the totals; records are read for the largest decisions only,
from the books that hold them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from licreg.actions.effects import Figure, numbers_of
from licreg.actions.figures import Comparison, compare
from licreg.actions.growth import cumulative_points, kinds_of
from licreg.actions.published import figures_of
from licreg.actions.reporting import Basis, Summary, summarise, year_before
from licreg.domain.counts import STOCKS
from licreg.domain.days import FIRST_YEAR
from licreg.domain.other_registers import KINDS, OtherCount, other_counts
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from licreg.actions.decisions import Decision
    from licreg.actions.register import Register
    from licreg.actions.revision import Revision
    from licreg.domain.law import Instrument, Law

YEARS_SHOWN: Final = 10
"""How many years stand side by side, the year of the review included."""

IN_FORCE: Final = "in-force"
TO_COME: Final = "to-come"
ENDED: Final = "ended"
"""How an instrument of law stands at the end of the period."""

_HEADLINES: Final = (
    Figure("licences", "ei-all", "issued"),
    Figure("licences", "social-network", "issued"),
    Figure("licences", "ei-all", "in_force"),
    Figure("licences", "social-network", "in_force"),
    Figure("licences", "social-network", "cumulative"),
    Figure("inspections", "electronic-information", "inspected"),
    Figure("inspections", "electronic-information", "fined"),
    Figure("inspections", "electronic-information", "fines_vnd"),
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of the first lines.

    Attributes:
        figure: Which.
        value: What was counted.
        before: The same over the same days, or at the same day, of the year before.
    """

    figure: Figure
    value: int
    before: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How many licences of a kind or family had been granted, over the years.

    Attributes:
        kind: Code of the kind or family.
        points: Ends of quarters and the last day, each with the cumulative count.
        published: The published cumulative figures of these days, beside the counts.
    """

    kind: str
    points: tuple[tuple[date, int], ...]
    published: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """An issuer's totals, or those of several that granted nothing in the year.

    Attributes:
        issuer: Code; empty for several.
        count: How many issuers they are of.
        totals: Their totals.
    """

    issuer: str
    count: int
    totals: tuple[Summary, ...]

    def total(self, kind: str, measure: str) -> int:
        """Return what a measure of a kind adds up to."""
        key = Figure("licences", kind, measure)
        return sum(numbers_of(one)[key] for one in self.totals)


@dataclass(frozen=True, slots=True)
class LawRow:
    """An instrument of law with how it stands: in force, to come, or ended."""

    instrument: Instrument
    standing: str


@dataclass(frozen=True, slots=True)
class Review:
    """All that a review says.

    Attributes:
        basis: What it is counted from.
        authority: Whose register it is; may be empty.
        identity: The register's identity, which never changes.
        headlines: The first figures.
        year: The year's totals, its months as rows.
        before: The same days of the year before.
        years: The same days of the years before and of this, oldest first.
        kinds: Families and kinds that stand for themselves, without parts.
        growth: The cumulative counts over the years, of these.
        issuers: Who granted in the year, most first, then all others in one.
        decisions: The largest decisions, largest first.
        others: What is counted of the other registers, each whole before its parts.
        revision: What changed since the last review; None where it cannot be told.
        comparisons: The published figures of the year beside the counts.
        law: The law in force at the end, and what came or went in the period.
    """

    basis: Basis
    authority: str
    identity: str
    headlines: tuple[Headline, ...]
    year: Summary
    before: Summary
    years: tuple[Summary, ...]
    kinds: tuple[str, ...]
    growth: tuple[Growth, ...]
    issuers: tuple[Issued, ...]
    decisions: tuple[Decision, ...]
    others: tuple[OtherCount, ...]
    revision: Revision | None
    comparisons: tuple[Comparison, ...]
    law: tuple[LawRow, ...]


def review_year(
    register: Register,
    law: Law,
    basis: Basis,
    *,
    today: date,
    revision: Revision | None,
) -> Review:
    """Return what the review of a period says.

    Args:
        register: The register, as it is or was known.
        law: The law.
        basis: The period, within one year.
        today: The civil day.
        revision: What changed since the last review, see `revise`.
    """
    from licreg.actions.decisions import largest_decisions

    year = summarise(register, law, basis, by="month")
    years = tuple(_same_days(register, law, basis))
    before = years[-2]
    kinds = tuple(kinds_of(law, year))
    figures = figures_of(register)
    all_published = tuple(compare(register, law, figures, today))
    return Review(
        basis=basis,
        authority=register.settings.authority,
        identity=register.settings.register,
        headlines=tuple(_headlines(year, before)),
        year=year,
        before=before,
        years=_without_empty(years),
        kinds=kinds,
        growth=tuple(_growth(register, law, basis, kinds, all_published)),
        issuers=_issuers(register, law, basis, kinds),
        decisions=tuple(largest_decisions(register, basis.first_day, basis.last_day)),
        others=tuple(_others(register, basis)),
        revision=revision,
        comparisons=tuple(
            one for one in all_published if one.figure.year == basis.first_day.year
        ),
        law=tuple(_law_rows(law, basis)),
    )


def _headlines(year: Summary, before: Summary) -> Iterator[Headline]:
    now, then = numbers_of(year), numbers_of(before)
    for figure in _HEADLINES:
        if figure in now:
            yield Headline(figure, now[figure], then[figure])


def _same_days(register: Register, law: Law, basis: Basis) -> Iterator[Summary]:
    bases = [basis, year_before(basis)]
    while len(bases) < YEARS_SHOWN and bases[-1].last_day.year > FIRST_YEAR:
        bases.append(year_before(bases[-1]))
    for one in reversed(bases):
        yield summarise(register, law, one)


def _without_empty(years: Sequence[Summary]) -> tuple[Summary, ...]:
    """Return the years from the first on in which anything is counted."""
    for place, one in enumerate(years):
        if any(numbers_of(one).values()):
            return tuple(years[place:])
    return tuple(years[-1:])


def _growth(
    register: Register,
    law: Law,
    basis: Basis,
    kinds: Sequence[str],
    comparisons: Sequence[Comparison],
) -> Iterator[Growth]:
    for code in kinds:
        points = cumulative_points(register, law, code, basis.last_day)
        yield Growth(
            kind=code,
            points=tuple(points),
            published=tuple(
                one
                for one in comparisons
                if one.figure.measure == "cumulative"
                and one.figure.kind == code
                and not one.figure.issuer
                and one.count.value is not None
                and points[0][0] <= one.count.last_day <= basis.last_day
            ),
        )


def _others(register: Register, basis: Basis) -> Iterator[OtherCount]:
    tallies = register.tallies()
    for kind in KINDS:
        yield from other_counts(tallies, kind, basis.first_day, basis.last_day)


def _issuers(
    register: Register, law: Law, basis: Basis, kinds: Sequence[str]
) -> tuple[Issued, ...]:
    every = [
        Issued(part.label, 1, (part,))
        for part in summarise(register, law, basis, by="issuer").rows
    ]

    def issued(one: Issued) -> int:
        return sum(one.total(kind, "issued") for kind in kinds)

    active = sorted((one for one in every if issued(one)), key=_by_code)
    active.sort(key=issued, reverse=True)
    others = [one for one in every if not issued(one)]
    if not others:
        return tuple(active)
    rest = Issued("", len(others), tuple(one.totals[0] for one in others))
    return (*active, rest)


def _by_code(one: Issued) -> str:
    return one.issuer


def _law_rows(law: Law, basis: Basis) -> Iterator[LawRow]:
    first_day, last_day = basis.first_day, basis.last_day
    for row in law.instruments:
        starts, ends = row.first_day or date.min, row.last_day or date.max
        if starts > last_day:
            if row.signed_on is not None and row.signed_on <= last_day:
                yield LawRow(row, TO_COME)
        elif ends > last_day:
            yield LawRow(row, IN_FORCE)
        elif ends >= first_day:
            yield LawRow(row, ENDED)


STATUSES: Final = tuple(STOCKS.values())
"""Where a recorded licence stands, in the order of a table."""
