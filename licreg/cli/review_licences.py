"""The section of a review on the licences granted, by kind, month and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.exchange.document import (
    Cell,
    Column,
    Columns,
    Panel,
    Section,
    Table,
)
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.reporting import Summary
    from licreg.actions.review import Review
    from licreg.cli.review_words import Words


def licences_section(review: Review, words: Words) -> Section:
    """Return the licences granted by kind, month and year."""
    months, basis = review.year.rows, review.basis
    labels = tuple(words.month(one.label) for one in months)
    period = words.period(basis.first_day, basis.last_day)
    days = _days_of_year(review, words)
    told = [
        _told_columns(words.kind(kind), labels, _issued(months, kind))
        for kind in review.kinds
    ]
    if is_partial(review):
        told.append(tr("The last column ends on {day}.", day=words.day(basis.last_day)))
    return Section(
        "licences",
        tr("Licences granted"),
        (
            Columns(
                "months",
                tr("Licences granted by month, {period}", period=period),
                " ".join(told),
                labels,
                tuple(
                    Panel(words.kind(kind), _issued(months, kind))
                    for kind in review.kinds
                ),
                is_partial=is_partial(review),
            ),
            _months_table(review, words, labels),
            Columns(
                "years",
                tr("Licences granted by year, {days}", days=days),
                " ".join(
                    _told_columns(
                        words.kind(kind),
                        tuple(_year_of(one) for one in review.years),
                        _issued(review.years, kind),
                    )
                    for kind in review.kinds
                ),
                tuple(_year_of(one) for one in review.years),
                tuple(
                    Panel(words.kind(kind), _issued(review.years, kind))
                    for kind in review.kinds
                ),
            ),
            _years_table(review, words, days),
        ),
    )


def is_partial(review: Review) -> bool:
    """Tell whether the last month is not whole."""
    return (review.basis.last_day.toordinal() + 1) != _next_month(review)


def _issued(parts: tuple[Summary, ...], kind: str) -> tuple[int, ...]:
    return tuple(part.of_kind(kind).issued for part in parts)


def _year_of(one: Summary) -> str:
    return str(one.basis.last_day.year)


def _next_month(review: Review) -> int:
    last_day = review.basis.last_day
    year, month = divmod(last_day.year * 12 + last_day.month, 12)
    return last_day.replace(year=year, month=month + 1, day=1).toordinal()


def _days_of_year(review: Review, words: Words) -> str:
    """Return which days of each year are counted."""
    last = review.basis.last_day
    if (last.month, last.day) == (12, 31):
        return tr("each to its end")
    day = f"{last.day}/{last.month}"
    if words.language != "vi":
        day = words.day(last).removesuffix(f" {last.year}")
    return tr("each up to {day}", day=day)


def _told_columns(name: str, labels: tuple[str, ...], values: tuple[int, ...]) -> str:
    most, total = max(values), sum(values)
    if not total:
        return tr("{kind}: none.", kind=name)
    return tr(
        "{kind}: {total:,} in all, most in {most} ({count:,}).",
        kind=name,
        total=total,
        most=labels[values.index(most)],
        count=most,
    )


def _months_table(review: Review, words: Words, labels: tuple[str, ...]) -> Table:
    months, whole = review.year.rows, review.year
    others = [row.kind for row in whole.instruments if row.issued]
    kinds = (*review.kinds, *others)
    last = len(labels) - 1
    lines: list[tuple[Cell, ...]] = []
    for place, month in enumerate(months):
        name = labels[place]
        if place == last and is_partial(review):
            name = words.period(month.basis.first_day, month.basis.last_day)
        lines.append((name, *(month.of_kind(kind).issued for kind in kinds)))
    return Table(
        "months-table",
        tr("Licences granted by month and kind"),
        (
            Column("month", tr("Month")),
            *(
                Column(kind, words.kind(kind) + (" *" if kind in others else ""), "int")
                for kind in kinds
            ),
        ),
        tuple(lines),
        (tr("In the period"), *(whole.of_kind(kind).issued for kind in kinds)),
    )


def _years_table(review: Review, words: Words, days: str) -> Table:
    columns = [Column("year", words.word("year"), "code")]
    for kind in review.kinds:
        columns += [
            Column(f"{kind}.{measure}", words.word(measure), "int", words.kind(kind))
            for measure in ("issued", "cumulative", "in_force")
        ]
    lines: list[tuple[Cell, ...]] = []
    for one in review.years:
        cells: list[Cell] = [_year_of(one)]
        for kind in review.kinds:
            row = one.of_kind(kind)
            cells += [row.issued, row.cumulative, row.by_status["in_force"]]
        lines.append(tuple(cells))
    return Table(
        "years-table",
        tr("Licences by year, {days}", days=days),
        tuple(columns),
        tuple(lines),
    )
