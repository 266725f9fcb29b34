"""Why a count is not what was published: by really counting, never by guessing.

Another measure or another cut-off day may meet the figure; or it was met until records
were entered late, corrected or voided, and these are named.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from licreg.actions.comparing import Effect, explain_change
from licreg.actions.counting import (
    DECREES,
    FLOWS,
    INSPECTION_MEASURES,
    LICENCE_MEASURES,
    Count,
    count_measure,
)
from licreg.actions.effects import Figure
from licreg.actions.figures import Comparison
from licreg.actions.register import Register
from licreg.actions.reporting import Basis, summarise
from licreg.domain.days import first_of_year, last_of_year
from licreg.domain.figures import PublishedFigure
from licreg.domain.law import Law
from licreg.domain.other_registers import KINDS
from licreg.domain.vocabulary import AREAS
from licreg.lazily import dataclass

GoBack = Callable[[str], Register]
"""Returns the register as it was known at the end of a moment."""

_TAIL: Final = 2_000
"""How many of the last entries are gone through to find what changed a figure."""

_BEGINNING: Final = "0001-01-01"
_WINDOW: Final = timedelta(days=366)
_VND: Final = "fines"


@dataclass(frozen=True, slots=True)
class Turn:
    """What was entered since a count last met its figure.

    Attributes:
        effects: What each entry changed, in the order of entry.
    """

    effects: tuple[Effect, ...]

    @property
    def change(self) -> int:
        """What they add up to."""
        return sum(one.change for one in self.effects)


def other_measures(
    register: Register, law: Law, comparison: Comparison
) -> Iterator[Count]:
    """Yield the other measures and kinds whose count over the same days does match."""
    figure, count = comparison.figure, comparison.count
    for measure, kind in _alternatives(law, count):
        is_flow = measure in FLOWS
        first_day = count.first_day or first_of_year(count.last_day.year)
        other = count_measure(
            register,
            law,
            replace(
                count,
                measure=measure,
                kind=kind,
                first_day=first_day if is_flow else None,
                value=None,
            ),
        )
        if other.value and _is_met(figure, other.value):
            yield other


def other_days(
    register: Register, law: Law, comparison: Comparison, today: date
) -> tuple[date, date] | None:
    """Return the first and the last day of the cut-off days nearest that do match.

    A flow is cut off within its year, a stock within a year before and after its day.
    """
    figure, count = comparison.figure, comparison.count
    if figure.measure == DECREES or count.kind in KINDS:
        return None
    first = count.first_day or count.last_day - _WINDOW
    last = count.last_day + _WINDOW
    if count.measure in FLOWS:
        last = last_of_year(count.last_day.year)
    last = min(last, today, register.settings.entries_through or today)
    days = [
        day
        for day in _days(first, last)
        if day != count.last_day and _meets_on(register, law, comparison, day)
    ]
    if not days:
        return None
    nearest = min(days, key=lambda day: abs(day - count.last_day))
    start = end = nearest
    while start - timedelta(1) in days:
        start -= timedelta(1)
    while end + timedelta(1) in days:
        end += timedelta(1)
    return start, end


def find_turn(
    register: Register, law: Law, comparison: Comparison, go_back: GoBack
) -> Turn | None:
    """Return what was entered since the count last met the figure.

    Only the last entries of the register are gone through; None where the figure was
    not met in that time, or the measure is one that is not followed.
    """
    figure, value = comparison.figure, comparison.count.value
    name = _name_of(law, comparison.count)
    if name is None or value is None:
        return None
    before = go_back(_moment_before_tail(register))
    effects = effects_between(before, register, law, comparison.count)
    for place in range(len(effects) - 1, -1, -1):
        value -= effects[place].change
        if figure.agrees_with(value):
            return Turn(tuple(effects[place:]))
    return None


def effects_between(
    before: Register, after: Register, law: Law, count: Count
) -> Sequence[Effect]:
    """Return what each entry between two states of a register changed in a count."""
    name = _name_of(law, count)
    if name is None:
        return ()
    told, tells = (summarise(one, law, _basis(one, count)) for one in (before, after))
    for one in explain_change(before, after, law, told, tells):
        if one.figure == name:
            return one.effects
    return ()


def can_follow(law: Law, count: Count) -> bool:
    """Tell whether it can be told which entries changed a count."""
    return _name_of(law, count) is not None


def _alternatives(law: Law, count: Count) -> Iterator[tuple[str, str]]:
    if count.kind in KINDS or count.measure == DECREES:
        return
    if count.kind in AREAS:
        measures: Sequence[str] = [
            one
            for one in INSPECTION_MEASURES
            if (one == _VND) == (count.measure == _VND)
        ]
        kinds: Sequence[str] = tuple(AREAS)
    else:
        measures = LICENCE_MEASURES
        family = law.kinds_by_code[count.kind].family or count.kind
        kinds = tuple(dict.fromkeys((count.kind, family, *law.parts_of(family))))
    for kind in kinds:
        for measure in measures:
            if (measure, kind) != (count.measure, count.kind):
                yield measure, kind


def _is_met(figure: PublishedFigure, value: object) -> bool:
    """Tell whether a count is the number that was printed, more narrowly than it reads.

    Nearly every count is *over* a small number, which explains nothing.
    """
    return (
        value == figure.value
        if figure.qualifier != "about"
        else (
            figure.agrees_with(value)  # type: ignore[arg-type]  # a count's own value
        )
    )


def _meets_on(register: Register, law: Law, comparison: Comparison, day: date) -> bool:
    count = comparison.count
    first_day = count.first_day
    if first_day is not None and day < first_day:
        return False
    other = count_measure(register, law, replace(count, last_day=day, value=None))
    return other.value is not None and comparison.figure.agrees_with(other.value)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)


def _moment_before_tail(register: Register) -> str:
    """Return the moment behind which no more entries lie than are gone through."""
    if register.entries <= _TAIL:
        return _BEGINNING
    return next(
        batch.at
        for batch in register.batches()
        if register.entries - (batch.numbers.stop - 1) <= _TAIL
    )


def _name_of(law: Law, count: Count) -> Figure | None:
    """Return a count as one of a summary's numbers; None where it is none."""
    if count.issuer or count.part or count.kind in KINDS or count.measure == DECREES:
        return None
    if count.kind in AREAS:
        first = count.first_day
        if first is not None and (first.day != 1 or first.year != count.last_day.year):
            return None
        measure = "fines_vnd" if count.measure == _VND else count.measure
        return Figure("inspections", count.kind, measure)
    is_other = law.kinds_by_code[count.kind].instrument == "other"
    section = "instruments" if is_other else "licences"
    return Figure(section, count.kind, count.measure.replace("-", "_"))


def _basis(register: Register, count: Count) -> Basis:
    return Basis(
        first_day=count.first_day or first_of_year(count.last_day.year),
        last_day=count.last_day,
        because="asked",
        as_known=None,
        register=register.settings.name,
        is_sample=register.settings.is_sample,
        entries=register.entries,
        seal=register.seal,
    )
