"""The first figures of a review, each with its basis and the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.exchange.document import (
    Lead,
    Leads,
    Section,
    format_change,
)
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.review import Headline, Review
    from licreg.cli.review_words import Words


def headline_section(review: Review, words: Words) -> Section:
    """Return the first figures, each with its basis."""
    return Section(
        "figures",
        tr("The year in figures"),
        (Leads(tuple(_lead(review, one, words) for one in review.headlines)),),
    )


def _lead(review: Review, one: Headline, words: Words) -> Lead:
    basis, figure = review.basis, one.figure
    is_money = figure.measure == "fines_vnd"
    change = one.value - one.before
    if figure.is_stock:
        when = tr("at the end of {day}", day=words.day(basis.last_day))
        before = words.day(review.before.basis.last_day)
    else:
        when = words.period(basis.first_day, basis.last_day)
        before = words.period(
            review.before.basis.first_day, review.before.basis.last_day
        )
    return Lead(
        label=words.figure(figure),
        value=words.money(one.value) if is_money else words.number(one.value),
        basis=when,
        beside=tr(
            "{before}: {value} ({change})",
            change=_change_of_money(change, words)
            if is_money
            else format_change(change, words.language),
            before=before,
            value=words.money(one.before) if is_money else words.number(one.before),
        ),
    )


def _change_of_money(change: int, words: Words) -> str:
    sign = format_change(change, words.language)[0]
    return sign + words.money(abs(change)) if change else sign
