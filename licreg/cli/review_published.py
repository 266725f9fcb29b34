"""The section of a review on what was published, beside what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.actions.figures import ABSENT, DIFFERS, MATCHES, UNCOUNTABLE
from licreg.cli.figure_reasons import absence
from licreg.cli.figure_words import published
from licreg.cli.review_words import numbered
from licreg.exchange.document import Cell, Column, Paragraph, Section, Sources, Table
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from licreg.actions.figures import Comparison
    from licreg.actions.review import Review
    from licreg.cli.review_words import Words
    from licreg.exchange.document import Block


def published_section(review: Review, words: Words) -> Section:
    """Return the published figures of the year beside the counts."""
    title = tr("Published figures and this register")
    if not review.comparisons:
        year = review.basis.first_day.year
        none = tr("No published figure of {year} is known.", year=year)
        return Section("published", title, (Paragraph(none),))
    sources = numbered(one.figure.source for one in review.comparisons)
    counted = [one for one in review.comparisons if one.because != UNCOUNTABLE]
    others = [one for one in review.comparisons if one.because == UNCOUNTABLE]
    blocks: list[Block] = []
    if counted:
        blocks += [
            Paragraph(_verdicts(counted)),
            _counted_table(counted, words, sources),
        ]
    if others:
        blocks.append(_others_table(others, words, sources))
    return Section("published", title, (*blocks, Sources(tuple(sources))))


def _counted_table(
    counted: Sequence[Comparison], words: Words, sources: Mapping[str, int]
) -> Table:
    return Table(
        "published-table",
        tr("Each published figure beside the count"),
        (
            Column("measure", words.word("measure")),
            Column("period", words.word("period")),
            Column("published", words.word("published"), "int"),
            Column("counted", words.word("counted"), "int"),
            Column("verdict", tr("Verdict")),
            Column("wording", words.word("wording"), is_quoted=True),
            Column("source", words.word("source"), "code"),
        ),
        tuple(row for one in counted for row in _rows(one, words, sources)),
    )


def _rows(
    one: Comparison, words: Words, sources: Mapping[str, int]
) -> Iterator[tuple[Cell, ...]]:
    """Yield a figure, then the same number as others read it."""
    figure, count = one.figure, one.count
    why = absence(one)
    verdict = words.verdict(one.verdict)
    yield (
        words.count(count),
        words.period(count.first_day, count.last_day),
        published(figure, words.language),
        words.counted(None if one.verdict == ABSENT else count.value),
        tr("{verdict}: {why}", verdict=verdict, why=why) if why else verdict,
        f"“{figure.wording}”",
        f"[{sources[figure.source]}]",
    )
    for reading in one.readings:
        yield (
            tr("read as: {measure}", measure=words.count(reading.count)),
            words.period(reading.count.first_day, reading.count.last_day),
            published(reading.figure, words.language),
            words.counted(reading.count.value),
            tr("another reading"),
            f"“{reading.figure.wording}”",
            "",
        )


def _others_table(
    others: Sequence[Comparison], words: Words, sources: Mapping[str, int]
) -> Table:
    return Table(
        "uncounted",
        tr("Published, and counted by no register"),
        (
            Column("id", tr("Figure"), "code"),
            Column("published", words.word("published"), "int"),
            Column("wording", words.word("wording"), is_quoted=True),
            Column("source", words.word("source"), "code"),
        ),
        tuple(
            (
                one.figure.id,
                published(one.figure, words.language),
                f"“{one.figure.wording}”",
                f"[{sources[one.figure.source]}]",
            )
            for one in others
        ),
    )


def _verdicts(counted: Sequence[Comparison]) -> str:
    matching = sum(one.verdict == MATCHES for one in counted)
    differing = sum(one.verdict == DIFFERS for one in counted)
    told = trn(
        "{matching:,} of 1 published figure matches.",
        "{matching:,} of {count:,} published figures match.",
        len(counted),
        matching=matching,
    )
    if differing:
        told += " " + trn("1 differs.", "{count:,} differ.", differing)
    return told
