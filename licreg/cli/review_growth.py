"""The section of a review on the cumulative counts, the published ones on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from licreg.cli.review_words import numbered
from licreg.exchange.document import (
    Column,
    Line,
    Lines,
    Point,
    Section,
    Sources,
    Table,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from licreg.actions.review import Growth, Review
    from licreg.cli.review_words import Words


def growth_section(review: Review, words: Words) -> Section:
    """Return the cumulative counts over the years, the published ones on them."""
    numbers = {
        one.figure.id: place
        for place, one in enumerate(
            (one for growth in review.growth for one in growth.published), start=1
        )
    }
    day = words.day(review.basis.last_day)
    lines = tuple(
        Line(
            words.kind(growth.kind),
            growth.points,
            tuple(
                Point(
                    numbers[one.figure.id],
                    one.count.last_day,
                    int(one.figure.value),
                    int(one.count.value or 0),
                    one.verdict == "matches",
                )
                for one in growth.published
            ),
        )
        for growth in review.growth
    )
    chart = Lines(
        "cumulative-line",
        tr("Licences granted up to the end of each quarter, and of {day}", day=day),
        " ".join(_told_line(growth, words) for growth in review.growth),
        lines,
    )
    return Section(
        "cumulative",
        tr("Cumulative"),
        (chart, *_points_table(review, words, numbers)),
    )


def _told_line(growth: Growth, words: Words) -> str:
    (first, start), (last, end) = growth.points[0], growth.points[-1]
    if not end:
        return tr("{kind}: none.", kind=words.kind(growth.kind))
    told = tr(
        "{kind}: from {start:,} at the end of {first} to {end:,} at the end of {last}.",
        kind=words.kind(growth.kind),
        start=start,
        first=words.day(first),
        end=end,
        last=words.day(last),
    )
    if not growth.published:
        return told
    agreeing = sum(one.verdict == "matches" for one in growth.published)
    figures = trn(
        "1 published figure lies on these days, and {agreeing:,} on the line.",
        "{count:,} published figures lie on these days, {agreeing:,} of them on the "
        "line.",
        len(growth.published),
        agreeing=agreeing,
    )
    return f"{told} {figures}"


def _points_table(
    review: Review, words: Words, numbers: dict[str, int]
) -> Iterator[Table | Sources]:
    """Yield the published figures of the chart by their numbers, if there are any."""
    published = [one for growth in review.growth for one in growth.published]
    if not published:
        return
    sources = numbered(one.figure.source for one in published)
    yield Table(
        "points",
        tr("The published figures in the chart"),
        (
            Column("number", tr("No."), "code"),
            Column("day", tr("Day"), "code"),
            Column("kind", words.word("kind")),
            Column("published", words.word("published"), "int"),
            Column("counted", words.word("counted"), "int"),
            Column("verdict", tr("Verdict"), "code"),
            Column("source", words.word("source"), "code"),
        ),
        tuple(
            (
                str(numbers[one.figure.id]),
                words.day(one.count.last_day),
                words.kind(one.figure.kind),
                int(one.figure.value),
                int(one.count.value or 0),
                words.verdict(one.verdict),
                f"[{sources[one.figure.source]}]",
            )
            for one in published
        ),
    )
    yield Sources(tuple(sources))
