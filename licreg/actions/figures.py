"""Published figures beside the counts of a register, and what stands behind each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from licreg.actions.reference import data_folder, read_table
from licreg.actions.register import Counts, Register
from licreg.actions.reporting import counts_by_issuer, find_basis
from licreg.domain.days import first_of_year, last_of_year
from licreg.domain.events import Entry, TallyRecorded
from licreg.domain.figures import PublishedFigure
from licreg.domain.law import Law, fits
from licreg.domain.totals import (
    FIELDS,
    inspection_totals,
    licence_totals,
    with_tallies,
)
from licreg.domain.vocabulary import AREAS, Status
from licreg.errors import RefusedError
from licreg.lazily import dataclass
from licreg.wording import told

LICENCE_MEASURES: Final = (
    "issued",
    "replacing",
    "cumulative",
    *(status.value for status in Status),
)
INSPECTION_MEASURES: Final = (
    "inspected",
    "subjects",
    "penalised",
    "fined",
    "breaches",
    "decisions",
    "fines",
)
FLOWS: Final = frozenset({"issued", "replacing", *INSPECTION_MEASURES})
MATCHES: Final = "matches"
DIFFERS: Final = "differs"
ABSENT: Final = "not-in-register"


@dataclass(frozen=True, slots=True)
class Count:
    """A measure counted over days.

    Attributes:
        measure: One of the measures of licences or inspections.
        kind: Kind, family or area.
        issuer: Code or pattern; empty for all.
        first_day: First day of a flow; None for a stock.
        last_day: Last day of the flow, or the day of the stock.
        value: The count; None where the register has nothing of the kind.
    """

    measure: str
    kind: str
    issuer: str
    first_day: date | None
    last_day: date
    value: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure beside its count.

    Attributes:
        figure: As published.
        count: As counted.
        verdict: ``matches``, ``differs`` or ``not-in-register``.
    """

    figure: PublishedFigure
    count: Count
    verdict: str

    @property
    def difference(self) -> int:
        """How many more are counted than were published."""
        return (self.count.value or 0) - self.figure.value


def read_figures() -> tuple[PublishedFigure, ...]:
    """Return the published figures that ship, by year, then as they were printed."""
    names = sorted(path.stem for path in (data_folder() / "figures").glob("*.csv"))
    figures = [_figure(row) for name in names for row in read_table("figures", name)]
    return tuple(sorted(figures, key=lambda one: one.year))


def compare(
    register: Register, law: Law, figures: tuple[PublishedFigure, ...], today: date
) -> Iterator[Comparison]:
    """Yield each figure beside the register's count, in the order given."""
    for figure in figures:
        count = count_figure(register, law, figure, today)
        if count.value is None:
            verdict = ABSENT
        else:
            verdict = MATCHES if figure.agrees_with(count.value) else DIFFERS
        yield Comparison(figure, count, verdict)


def count_figure(
    register: Register, law: Law, figure: PublishedFigure, today: date
) -> Count:
    """Count what a figure speaks of.

    A flow whose period is not stated is counted over the days that a summary of its
    year runs over.
    """
    first_day, last_day = figure.first_day, figure.last_day
    if last_day is None:
        try:
            basis = find_basis(
                register, figure.year, today=today, as_of=None, as_known=None
            )
            last_day = basis.last_day
        except RefusedError:
            last_day = min(last_of_year(figure.year), today)
    if figure.measure in FLOWS:
        first_day = first_day or first_of_year(last_day.year)
    else:
        first_day = None
    return count_measure(
        register,
        law,
        Count(figure.measure, figure.kind, figure.issuer, first_day, last_day, None),
    )


def count_measure(register: Register, law: Law, asked: Count) -> Count:
    """Return the count with its value filled in."""
    tallies = register.tallies()
    if not asked.issuer:
        values = [_value(law, register.counts, tallies, asked)]
    else:
        values = [
            _value(
                law, counts, [one for one in tallies if one.event.issuer == code], asked
            )
            for code, counts in counts_by_issuer(register).items()
            if fits(asked.issuer, code)
        ]
    known = [value for value in values if value is not None]
    return replace(asked, value=sum(known) if known else None)


_LESS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.NOT_YET: told("less not-yet"),
        Status.IN_FORCE: told("less in-force"),
        Status.SUSPENDED: told("less suspended"),
        Status.EXPIRED: told("less expired"),
        Status.REVOKED: told("less revoked"),
        Status.SURRENDERED: told("less surrendered"),
        Status.LAPSED: told("less lapsed"),
    }
)
"""How a term is called that takes a status away."""


def arithmetic(register: Register, law: Law, count: Count) -> list[tuple[str, int]]:
    """Return the sum behind a count, term by term; the last is the count itself."""
    if count.kind in AREAS or count.measure in FLOWS:
        return [(part.kind, part.value or 0) for part in _by_part(register, law, count)]
    year_start = first_of_year(count.last_day.year)
    day_before = date.fromordinal(year_start.toordinal() - 1)

    def of(measure: str, first_day: date | None, last_day: date) -> int:
        asked = replace(
            count, measure=measure, first_day=first_day, last_day=last_day, value=None
        )
        return count_measure(register, law, asked).value or 0

    terms = [
        (
            told("cumulative on {day}", day=day_before),
            of("cumulative", None, day_before),
        ),
        (
            told(
                "issued from {first} to {last}",
                first=year_start,
                last=count.last_day,
            ),
            of("issued", year_start, count.last_day),
        ),
    ]
    if count.measure == "cumulative":
        total = of("cumulative", None, count.last_day)
        from_tallies = total - sum(value for _, value in terms)
        more = [(told("unlisted, from tallies"), from_tallies)] if from_tallies else []
        return terms + more
    cumulative = of("cumulative", None, count.last_day)
    unlisted = of("unlisted", None, count.last_day)
    terms = [(told("cumulative on {day}", day=count.last_day), cumulative)]
    terms.append((told("less unlisted"), -unlisted))
    terms += [
        (less, -of(status.value, None, count.last_day))
        for status, less in _LESS.items()
        if status.value != count.measure
    ]
    return [term for term in terms if term[1]]


def _by_part(register: Register, law: Law, count: Count) -> Iterator[Count]:
    parts = (count.kind,) if count.kind in AREAS else law.parts_of(count.kind)
    for part in parts:
        yield count_measure(register, law, replace(count, kind=part, value=None))


def _value(
    law: Law, counts: Counts, tallies: Sequence[Entry[TallyRecorded]], asked: Count
) -> int | None:
    if asked.kind in AREAS:
        return _inspections(counts, tallies, asked)
    first_day = asked.first_day or asked.last_day
    is_family = law.kinds_by_code[asked.kind].instrument == "family"
    totals = licence_totals(
        counts.licences,
        tallies,
        asked.kind,
        law.parts_of(asked.kind) if is_family else (),
        first_day,
        asked.last_day,
    )
    if not totals.cumulative:
        return None
    return {
        "issued": totals.issued,
        "replacing": totals.replacing,
        "cumulative": totals.cumulative,
        "unlisted": totals.unlisted,
    }.get(asked.measure) or totals.by_status.get(asked.measure.replace("-", "_"), 0)


def _inspections(
    counts: Counts, tallies: Sequence[Entry[TallyRecorded]], asked: Count
) -> int | None:
    if not counts.inspections.has_visits(asked.kind) and not any(
        one.event.kind == asked.kind for one in tallies
    ):
        return None
    first_day = asked.first_day or first_of_year(asked.last_day.year)
    totals = inspection_totals(
        counts.inspections, asked.kind, first_day, asked.last_day
    )
    totals = with_tallies(totals, tallies, asked.kind, first_day, asked.last_day)
    value: int = getattr(totals, FIELDS.get(asked.measure, asked.measure))
    return value


def _figure(row: Mapping[str, str]) -> PublishedFigure:
    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    values: dict[str, Any] = {
        name: row[name] for name in PublishedFigure.__dataclass_fields__ if name in row
    }
    tolerance = row["tolerance_percent"]
    return PublishedFigure(
        **values
        | {
            "year": int(row["year"]),
            "first_day": day("from"),
            "last_day": day("as_of"),
            "value": int(row["value"]),
            "tolerance_percent": int(tolerance) if tolerance else None,
            "published_on": day("published_on"),
        }
    )
