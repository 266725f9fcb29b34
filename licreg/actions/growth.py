"""How licences grew in number over the years, from the totals by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg.domain.days import first_of_year, quarters_of
from licreg.domain.totals import licence_totals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from licreg.actions.register import Register
    from licreg.actions.reporting import Summary
    from licreg.domain.law import Law

_ALWAYS: Final = frozenset({"ei-all", "social-network"})


def kinds_of(law: Law, summary: Summary) -> Iterator[str]:
    """Yield the families, and the kinds of no family, of which there is any."""
    for row in summary.licences:
        kind = law.kinds_by_code[row.kind]
        if not kind.family and (row.cumulative or row.kind in _ALWAYS):
            yield row.kind


def cumulative_points(
    register: Register,
    law: Law,
    kind: str,
    last_day: date,
    *,
    first_year: int | None = None,
) -> list[tuple[date, int]]:
    """Return the cumulative count at the ends of quarters and of *last_day*.

    Args:
        register: The register.
        law: The law.
        kind: Kind or family.
        last_day: The last of the days.
        first_year: The year to begin with; None for the first that has any, from the
            last quarter on in which there was none.
    """
    tallies = register.tallies()
    years = [*register.years()[:1], *(one.event.to_on.year for one in tallies)]
    first_day = first_of_year(first_year or min([*years, last_day.year]))
    is_family = law.kinds_by_code[kind].instrument == "family"
    parts = law.parts_of(kind) if is_family else ()
    points = []
    for _, day in quarters_of(first_day, last_day):
        totals = licence_totals(
            register.counts.licences, tallies, kind, parts, first_day, day
        )
        points.append((day, totals.cumulative))
    if first_year is not None:
        return points
    zeros = sum(1 for _, count in points if not count)
    return points[min(max(zeros - 1, 0), len(points) - 1) :]
