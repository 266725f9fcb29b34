"""Published figures beside the counts of a register.

Each matches, differs, or is not in the register, and then it is said why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from licreg.actions.counting import (
    DECREES,
    FLOWS,
    Count,
    count_measure,
    is_countable,
)
from licreg.actions.published import figures_of
from licreg.actions.register import Register
from licreg.actions.reporting import find_basis
from licreg.domain.days import first_of_year, last_of_year
from licreg.domain.figures import READING, Number, PublishedFigure
from licreg.domain.law import Law, fits
from licreg.errors import RefusedError
from licreg.lazily import dataclass

MATCHES: Final = "matches"
DIFFERS: Final = "differs"
ABSENT: Final = "not-in-register"

UNCOUNTABLE: Final = "uncountable"
NOTHING: Final = "nothing-recorded"
INCOMPLETE: Final = "entry-not-complete"
OTHER_SCOPE: Final = "other-scope"
CONTRADICTED: Final = "contradicted"
REASONS: Final = (UNCOUNTABLE, NOTHING, INCOMPLETE, OTHER_SCOPE, CONTRADICTED)
"""Why a figure is not in the register: no register counts such a thing; nothing of the
kind was on record by then; entry is not complete up to its day; it speaks of the whole
country, the register of a province; the register agrees with a figure that contradicts
it."""

_PROVINCES: Final = ("DIC-*", "DCST-*")
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Reading:
    """The same number read as another measure, as another source prints it.

    Attributes:
        figure: As that source has it.
        count: What the register counts by that measure.
        agrees: Whether the count fits.
    """

    figure: PublishedFigure
    count: Count
    agrees: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure beside its count.

    Attributes:
        figure: As published.
        count: As counted.
        verdict: ``matches``, ``differs`` or ``not-in-register``.
        because: Why it is not in the register, one of ``REASONS``; else empty.
        conflicts: The figures that it is known to contradict.
        settled_by: Of these, the id of the one that the register agrees with.
        readings: The same number read as other measures.
    """

    figure: PublishedFigure
    count: Count
    verdict: str
    because: str = ""
    conflicts: tuple[PublishedFigure, ...] = ()
    settled_by: str = ""
    readings: tuple[Reading, ...] = ()

    @property
    def difference(self) -> Number:
        """How many more are counted than were published."""
        return (self.count.value or 0) - self.figure.value


def compare(
    register: Register,
    law: Law,
    figures: Sequence[PublishedFigure],
    today: date,
    *,
    as_of: date | None = None,
) -> Iterator[Comparison]:
    """Yield each figure beside the register's count, in the order given.

    Another reading of a number is no row of its own but stands with the number.

    Args:
        register: The register.
        law: The law.
        figures: Which figures; those that they contradict may be among them or not.
        today: The day of the question.
        as_of: The last day of figures that do not state theirs; None for the day up to
            which a summary of the year runs.
    """
    judge = _Judge(register, law, today, as_of)
    for figure in figures:
        if figure.relation != READING:
            yield judge.compare(figure)


def count_figure(
    register: Register,
    law: Law,
    figure: PublishedFigure,
    today: date,
    *,
    as_of: date | None = None,
) -> Count:
    """Count what a figure speaks of.

    A flow whose period is not stated is counted over the days that a summary of its
    year runs over.
    """
    return count_measure(register, law, days_of(register, figure, today, as_of=as_of))


def days_of(
    register: Register,
    figure: PublishedFigure,
    today: date,
    *,
    as_of: date | None = None,
) -> Count:
    """Return what is to be counted for a figure, with its days settled."""
    first_day, last_day = figure.first_day, figure.last_day
    if last_day is None:
        last_day = as_of
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
    return Count(
        figure.measure,
        figure.kind,
        figure.issuer,
        first_day,
        last_day,
        None,
        figure.part,
    )


def is_in_scope(register: Register, figure: PublishedFigure, asked: Count) -> bool:
    """Tell whether a figure is one of this register, and its days are entered."""
    is_own = any(one.event.id == figure.id for one in register.figures())
    return not _out_of_scope(register, figure, asked, is_own=is_own)


def _out_of_scope(
    register: Register, figure: PublishedFigure, asked: Count, *, is_own: bool
) -> str:
    settings = register.settings
    if (
        not figure.issuer
        and not is_own
        and any(fits(one, settings.issuer) for one in _PROVINCES)
    ):
        return OTHER_SCOPE
    through = settings.entries_through
    if through is not None and through < asked.last_day:
        return INCOMPLETE
    return ""


class _Judge:
    """Judges figures against one register; each count is made once."""

    def __init__(
        self, register: Register, law: Law, today: date, as_of: date | None
    ) -> None:
        self._register = register
        self._law = law
        self._today = today
        self._as_of = as_of
        self._every: Mapping[str, PublishedFigure] = {
            one.id: one for one in figures_of(register)
        }
        self._entered = {one.event.id for one in register.figures()}
        self._judged: dict[str, Comparison] = {}

    def compare(self, figure: PublishedFigure) -> Comparison:
        """Return a figure beside its count, with what contradicts it and its readings.

        Where the register agrees with a figure that contradicts it, it does not differ:
        both cannot be met, and the register stands with the other.
        """
        judged = self._judge(figure)
        conflicts = tuple(
            self._every[one] for one in figure.conflicts if one in self._every
        )
        settled_by = ""
        if judged.verdict == DIFFERS:
            settled_by = next(
                (one.id for one in conflicts if self._judge(one).verdict == MATCHES), ""
            )
        if settled_by:
            judged = replace(judged, verdict=ABSENT, because=CONTRADICTED)
        return replace(
            judged,
            conflicts=conflicts,
            settled_by=settled_by,
            readings=tuple(self._readings(figure)),
        )

    def _judge(self, figure: PublishedFigure) -> Comparison:
        if figure.id not in self._judged:
            self._judged[figure.id] = self._count(figure)
        return self._judged[figure.id]

    def _count(self, figure: PublishedFigure) -> Comparison:
        asked = days_of(self._register, figure, self._today, as_of=self._as_of)
        because = self._why_not(figure, asked)
        if because:
            return Comparison(figure, asked, ABSENT, because)
        count = count_measure(self._register, self._law, asked)
        if count.value is None:
            return Comparison(figure, count, ABSENT, NOTHING)
        verdict = MATCHES if figure.agrees_with(count.value) else DIFFERS
        return Comparison(figure, count, verdict)

    def _why_not(self, figure: PublishedFigure, asked: Count) -> str:
        """Return why a figure is not to be counted; empty where it is."""
        if not is_countable(self._law, figure.measure, figure.kind):
            return UNCOUNTABLE
        if figure.measure == DECREES:
            return ""
        return _out_of_scope(
            self._register, figure, asked, is_own=figure.id in self._entered
        )

    def _readings(self, figure: PublishedFigure) -> Iterator[Reading]:
        for one in self._every.values():
            if one.relation == READING and one.related_to == figure.id:
                judged = self._judge(one)
                yield Reading(one, judged.count, judged.verdict == MATCHES)


def comparison_row(one: Comparison) -> dict[str, Any]:
    """Return a figure beside its count as programs read it; the keys never change."""
    figure, count = one.figure, one.count
    return {
        "id": figure.id,
        "measure": figure.measure,
        "kind": figure.kind,
        "from": count.first_day,
        "as_of": count.last_day,
        "published": figure.value,
        "qualifier": figure.qualifier,
        "unit": figure.unit,
        "register": _told(count.value) if one.verdict != ABSENT else None,
        "verdict": one.verdict,
        "wording": figure.wording,
        "source": figure.source,
        "issuer": figure.issuer,
        "period_is_stated": figure.last_day is not None,
        "published_on": figure.published_on,
        "confidence": figure.confidence,
        "note": figure.note,
        "topic": figure.topic,
        "part": figure.part,
        "tolerance_percent": figure.tolerance
        if figure.qualifier in ("about", "nearly")
        else None,
        "because": one.because,
        "counted": _told(count.value),
        "conflicts": [
            {
                "id": other.id,
                "published": other.value,
                "qualifier": other.qualifier,
                "unit": other.unit,
                "wording": other.wording,
                "source": other.source,
                "confidence": other.confidence,
            }
            for other in one.conflicts
        ],
        "settled_by": one.settled_by,
        "readings": [
            {
                "measure": reading.figure.measure,
                "wording": reading.figure.wording,
                "source": reading.figure.source,
                "register": _told(reading.count.value),
                "agrees": reading.agrees,
            }
            for reading in one.readings
        ],
    }


def _told(value: Number | None) -> Number | None:
    """Return a count to a tenth where it is a rate."""
    return value.quantize(_TENTH) if isinstance(value, Decimal) else value
