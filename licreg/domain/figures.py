"""Published figures: what was printed, and whether a count agrees with it."""

from datetime import date
from typing import Final

from licreg.lazily import dataclass

QUALIFIERS: Final = ("exact", "over", "about", "nearly", "up-to")
_TOLERANCE_PERCENT: Final = 5
"""How far *about* and *nearly* reach where the figure does not say it."""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as it was printed.

    Attributes:
        id: Short name.
        measure: ``issued``, ``cumulative``, ``in-force``, or one of inspections.
        kind: Kind or family of licence, or area of inspection.
        issuer: Code or pattern where it speaks of one issuer; else empty.
        year: The year that it speaks of.
        first_day: First day of a flow's period; None where not stated.
        last_day: Last day of the period, or the day of a stock; None where not stated.
        value: In *unit*.
        qualifier: One of ``QUALIFIERS``.
        tolerance_percent: Reach of about and nearly, in percent of *value*.
        unit: ``licences``, ``cases``, ``VND`` and so on.
        wording: A few words as printed.
        source: Where.
        published_on: When; None where not known.
        confidence: HIGH, MED or LOW.
        note: What a reader should know.
    """

    id: str
    topic: str
    measure: str
    kind: str
    issuer: str
    year: int
    first_day: date | None
    last_day: date | None
    value: int
    qualifier: str
    tolerance_percent: int | None
    unit: str
    wording: str
    source: str
    published_on: date | None
    confidence: str
    note: str

    def agrees_with(self, count: int) -> bool:
        """Tell whether a count fits the figure by its qualifier.

        Examples:
            >>> over = figure_of(1_000_000_000, "over")
            >>> over.agrees_with(1_027_500_000), over.agrees_with(1_000_000_000)
            (True, False)
        """
        reach = self.value * (self.tolerance_percent or _TOLERANCE_PERCENT)
        match self.qualifier:
            case "over":
                return count > self.value
            case "up-to":
                return count <= self.value
            case "about":
                return abs(count - self.value) * 100 <= reach
            case "nearly":
                return count <= self.value and (self.value - count) * 100 <= reach
            case _:
                return count == self.value


def figure_of(value: int, qualifier: str) -> PublishedFigure:
    """Return a figure that only has a value and a qualifier, for examples."""
    return PublishedFigure(
        "",
        "",
        "",
        "",
        "",
        0,
        None,
        None,
        value,
        qualifier,
        None,
        "",
        "",
        "",
        None,
        "",
        "",
    )
