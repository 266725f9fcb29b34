"""Count one measure over days, and take the count apart term by term."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from licreg.actions.register import Counts, Register
from licreg.actions.reporting import counts_by_issuer
from licreg.domain.days import first_of_year
from licreg.domain.events import Entry, TallyRecorded
from licreg.domain.figures import Number
from licreg.domain.law import Law, fits
from licreg.domain.other_registers import (
    ACCOUNTS,
    DERIVED,
    KINDS,
    RANK,
    count_other,
    is_measure,
)
from licreg.domain.other_registers import MEASURES as OTHER_MEASURES
from licreg.domain.totals import (
    FIELDS,
    inspection_totals,
    licence_totals,
    with_tallies,
)
from licreg.domain.vocabulary import AREAS, Status
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
DECREES: Final = "decrees"
"""The measure of legal instruments: whether one of a number was signed on the first day
and came into force on the last."""

_STOCKS_OF_OTHERS: Final = frozenset({ACCOUNTS, RANK})
FLOWS: Final = frozenset(
    {"issued", "replacing", *INSPECTION_MEASURES, DECREES}
    | ({*OTHER_MEASURES, *DERIVED} - _STOCKS_OF_OTHERS)
)
"""The measures that are counted over a period; the others at the end of a day."""


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


@dataclass(frozen=True, slots=True)
class Count:
    """A measure counted over days.

    Attributes:
        measure: One of the measures of licences, inspections or the other registers.
        kind: Kind, family or area.
        issuer: Code or pattern; empty for all.
        first_day: First day of a flow; None for a stock.
        last_day: Last day of the flow, or the day of the stock; inclusive.
        value: The count; None where the register has nothing of the kind.
        part: Platform or category, in the other registers.
    """

    measure: str
    kind: str
    issuer: str
    first_day: date | None
    last_day: date
    value: Number | None
    part: str = ""


def is_countable(law: Law, measure: str, kind: str) -> bool:
    """Tell whether a register can count a measure of a kind at all."""
    if kind in AREAS:
        return measure in INSPECTION_MEASURES
    if kind in KINDS:
        return is_measure(measure, kind)
    if measure == DECREES:
        return True
    return kind in law.kinds_by_code and measure in LICENCE_MEASURES


def count_measure(register: Register, law: Law, asked: Count) -> Count:
    """Return the count with its value filled in.

    The value is None where nothing of the kind was known by the last day.
    """
    tallies = register.tallies()
    if not is_countable(law, asked.measure, asked.kind):
        return replace(asked, value=None)
    if asked.kind in AREAS and not _is_one_year_of_months(asked):
        return replace(asked, value=_from_records(register, asked))
    if not asked.issuer:
        values = [_value(law, register.counts, tallies, asked)]
    else:
        values = [
            _value(
                law, counts, [one for one in tallies if one.event.issuer == code], asked
            )
            for code, counts in counts_by_issuer(register, asked.issuer).items()
        ]
    known = [value for value in values if value is not None]
    return replace(asked, value=sum(known) if known else None)


def arithmetic(register: Register, law: Law, count: Count) -> list[tuple[str, Number]]:
    """Return the sum behind a count, term by term; its terms add up to it."""
    if count.kind in KINDS or count.measure == DECREES:
        return [(count.part or count.kind, count.value or 0)]
    if count.kind in AREAS or count.measure in FLOWS:
        return [(part.kind, part.value or 0) for part in _by_part(register, law, count)]
    year_start = first_of_year(count.last_day.year)
    day_before = date.fromordinal(year_start.toordinal() - 1)

    def of(measure: str, first_day: date | None, last_day: date) -> Number:
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
) -> int | Decimal | None:
    first_day = asked.first_day or first_of_year(asked.last_day.year)
    if asked.kind in KINDS:
        return count_other(
            tallies, asked.measure, asked.kind, asked.part, first_day, asked.last_day
        )
    if asked.kind in AREAS:
        return _inspections(counts, tallies, asked, first_day)
    if asked.measure == DECREES:
        return _decrees(law, asked)
    is_family = law.kinds_by_code[asked.kind].instrument == "family"
    totals = licence_totals(
        counts.licences,
        tallies,
        asked.kind,
        law.parts_of(asked.kind) if is_family else (),
        asked.first_day or asked.last_day,
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
    counts: Counts,
    tallies: Sequence[Entry[TallyRecorded]],
    asked: Count,
    first_day: date,
) -> int | None:
    last_day = asked.last_day
    if not counts.inspections.had_visits(asked.kind, last_day) and not any(
        one.event.kind == asked.kind and one.event.to_on <= last_day for one in tallies
    ):
        return None
    totals = inspection_totals(counts.inspections, asked.kind, first_day, last_day)
    totals = with_tallies(totals, tallies, asked.kind, first_day, last_day)
    value: int = getattr(totals, FIELDS.get(asked.measure, asked.measure))
    return value


def _is_one_year_of_months(asked: Count) -> bool:
    """Tell whether the totals by month can answer; other periods need the records."""
    first_day = asked.first_day
    return first_day is None or (
        first_day.day == 1 and first_day.year == asked.last_day.year
    )


def _from_records(register: Register, asked: Count) -> int | None:
    """Count inspections one by one, over a period that begins within a month."""
    from licreg.actions.listing import InspectionQuestion, find_inspections

    assert asked.first_day is not None  # noqa: S101  # only such a period comes here
    question = InspectionQuestion(
        subject_kinds=AREAS[asked.kind],
        first_day=asked.first_day,
        last_day=asked.last_day,
        agency=asked.issuer,
    )
    found = find_inspections(register, question)
    unlisted = sum(
        one.event.count
        for one in register.tallies()
        if (one.event.measure, one.event.kind) == (asked.measure, asked.kind)
        and (not asked.issuer or fits(asked.issuer, one.event.issuer))
        and one.event.from_on is not None
        and asked.first_day <= one.event.from_on
        and one.event.to_on <= asked.last_day
    )
    cases = [standing for _, standing in found]
    match asked.measure:
        case "inspected":
            count = len(found)
        case "subjects":
            count = len({(one.key.year, one.subject_key) for one, _ in found})
        case "penalised":
            count = sum(one.is_penalised for one in cases)
        case "fined":
            count = sum(one.is_fined for one in cases)
        case "breaches":
            count = sum(len(one.breaches) for one in cases)
        case "fines":
            count = sum(one.fine_vnd for one in cases)
        case _:  # decisions
            count = len(
                {
                    (one.key.year, one.visit.agency, standing.decision)
                    for one, standing in found
                    if standing.decision
                }
            )
    return count + unlisted or (None if not found else 0)


def _decrees(law: Law, asked: Count) -> int | None:
    found = [one for one in law.instruments if one.name == asked.kind]
    if not found:
        return None
    return sum(
        one.first_day == asked.last_day and one.signed_on in (None, asked.first_day)
        for one in found
    )
