"""Which published figures a register meets before an act, and no more after it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from licreg.actions.counting import Count, count_measure, is_countable
from licreg.actions.figures import days_of, is_in_scope
from licreg.actions.published import figures_about
from licreg.actions.register import Register
from licreg.domain.figures import READING, Number, PublishedFigure
from licreg.domain.law import Law


class Watched(NamedTuple):
    """A figure that the register meets, and what it counts for it."""

    figure: PublishedFigure
    counted: Count


class Missed(NamedTuple):
    """A figure that was met and is not any more."""

    figure: PublishedFigure
    before: Number
    after: Number


def watch(  # what an act may change
    register: Register,
    law: Law,
    today: date,
    *,
    kinds: Collection[str] = (),
    year: int = 0,
) -> tuple[Watched, ...]:
    """Return the figures that the register meets and an act may change.

    Those of one issuer are left to ``reconcile``: their totals lie in files of their
    own, which an act should not have to read.

    Args:
        register: The register, before the act.
        law: The law.
        today: The civil day.
        kinds: The kinds of which the act is, with their families; empty for any.
        year: The year of the act; a figure of an earlier one is not changed by it.
    """
    if not register.entries:
        return ()
    watched = []
    for figure in figures_about(register, kinds, year):
        if (
            figure.issuer
            or figure.relation == READING
            or not is_countable(law, figure.measure, figure.kind)
        ):
            continue
        asked = days_of(register, figure, today)
        if not is_in_scope(register, figure, asked):
            continue
        count = count_measure(register, law, asked)
        if count.value is not None and figure.agrees_with(count.value):
            watched.append(Watched(figure, count))
    return tuple(watched)


def missed(
    register: Register, law: Law, watched: Collection[Watched]
) -> tuple[Missed, ...]:
    """Return the figures that were met and, after an act, are not."""
    found = []
    for figure, before in watched:
        after = count_measure(register, law, replace(before, value=None))
        if after.value != before.value and not (
            after.value is not None and figure.agrees_with(after.value)
        ):
            found.append(Missed(figure, before.value or 0, after.value or 0))
    return tuple(found)
