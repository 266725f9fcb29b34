"""What a year's report counts beside licences: other registers, and decrees."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from licreg.actions.register import Register
from licreg.domain.law import Law
from licreg.domain.other_registers import KINDS, by_size, other_counts


def other_rows(
    register: Register, kinds: Sequence[str], first: date, last: date
) -> list[dict[str, Any]]:
    """Return what is counted of kinds of the other registers: wholes, then parts.

    The parts come with the largest first. Each row has every measure, None where it is
    not known, the rate of removal in percent to a tenth, the last day that the counts
    speak of, and their sources.

    Args:
        register: The register.
        kinds: Some of ``KINDS``.
        first: First day of the period.
        last: Its last day, which is the day of a stock.
    """
    tallies = register.tallies()
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        found = list(other_counts(tallies, kind, first, last))
        wholes = [one for one in found if not one.part]
        parts = by_size(one for one in found if one.part)
        for one in (*wholes, *parts):
            rate = one.removal_rate
            rows.append(
                {
                    "kind": kind,
                    "part": one.part,
                    **{measure: one.counts.get(measure) for measure in KINDS[kind]},
                    **({"removal_rate": rate and round(rate, 1)} if rate else {}),
                    "as_of": max(one.as_of.values()),
                    "sources": list(one.sources),
                }
            )
    return rows


def decrees_of(law: Law, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Yield the instruments signed or come into force in a period, and their effect.

    Each with the instruments that it replaced.
    """
    for one in law.instruments:
        days = [day for day in (one.signed_on, one.first_day) if day is not None]
        if any(first <= day <= last for day in days):
            yield {
                "instrument": one.name,
                "title_en": one.title_en,
                "title_vi": one.title_vi,
                "signed_on": one.signed_on,
                "from": one.first_day,
                "until": one.last_day,
                "replaces": [
                    other.name
                    for other in law.instruments
                    if other.replaced_by == one.name
                ],
                "effect": one.effect,
                "source": one.source,
            }
