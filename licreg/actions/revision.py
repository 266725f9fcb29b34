"""What became of the figures of a year since they were told in its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from licreg.actions.comparing import Difference, explain_change
from licreg.actions.effects import numbers_of
from licreg.actions.published import read_figures
from licreg.actions.reporting import Basis, summarise
from licreg.domain.days import first_of_year, last_of_year
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from licreg.actions.register import Register
    from licreg.domain.law import Law

ASKED: Final = "asked"
PUBLISHED: Final = "published"
YEAR_END: Final = "year-end"
"""How the moment of the last review is known."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of the figures of the year before since its review.

    Attributes:
        since: Moment of that review, as ISO text or its beginning.
        because: How it is known: ``asked``; or ``published``, the last day on which
            figures of that year were; or ``year-end``.
        first_day: First day of its period.
        last_day: Last day of its period.
        told: How many entries the register had then.
        entered: How many were entered since.
        differences: The figures that are not what they were.
    """

    since: str
    because: str
    first_day: date
    last_day: date
    told: int
    entered: int
    differences: tuple[Difference, ...]


def moment_of_last_review(year: int) -> tuple[str, str]:
    """Return when the review before that of *year* is taken to be made, and why.

    It is the last day on which figures of the year before were published, else that
    year's end.
    """
    days = [
        figure.published_on
        for figure in read_figures()
        if figure.year == year - 1 and figure.published_on is not None
    ]
    if not days:
        return last_of_year(year - 1).isoformat(), YEAR_END
    return max(days).isoformat(), PUBLISHED


def revise(  # noqa: PLR0913  # two states and what is asked of them
    past: Register | None,
    register: Register,
    law: Law,
    basis: Basis,
    *,
    since: str,
    because: str,
) -> Revision:
    """Return what became of the figures of the year before.

    Args:
        past: The register as it was known at the last review; None if nothing had been
            entered by then.
        register: The register as it is known.
        law: The law.
        basis: The period of this review.
        since: The moment of the last review.
        because: How it is known, see `Revision`.
    """
    last_year = basis.first_day.year - 1
    first_day = first_of_year(last_year)
    ends = min(last_of_year(last_year), date.fromisoformat(since[:10]))
    last_day = ends if ends >= first_day else last_of_year(last_year)
    period = replace(basis, first_day=first_day, last_day=last_day)
    known = past.entries if past is not None else 0
    differences: list[Difference] = []
    if past is not None and past.entries != register.entries:
        told = summarise(past, law, period)
        tells = summarise(register, law, period)
        if numbers_of(told) != numbers_of(tells):
            differences = explain_change(past, register, law, told, tells)
    return Revision(
        since=since,
        because=because,
        first_day=first_day,
        last_day=last_day,
        told=known,
        entered=register.entries - known,
        differences=tuple(differences),
    )
