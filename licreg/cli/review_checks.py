"""The sections of a review on what changed since the last one, and on the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg.actions.revision import ASKED, PUBLISHED, YEAR_END
from licreg.exchange.document import (
    Cell,
    Column,
    Paragraph,
    Section,
    Table,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from licreg.actions.review import LawRow, Review
    from licreg.actions.revision import Revision
    from licreg.cli.review_words import Words
    from licreg.exchange.document import Block

_ENTRIES_SHOWN: Final = 40


def revision_section(review: Review, words: Words) -> Section:
    """Return what became of the figures of the last review."""
    title = tr("What changed since the last review")
    one = review.revision
    if one is None:
        none = tr("The register is shown as it was known before the last review.")
        return Section("changes", title, (Paragraph(none),))
    blocks: list[Block] = [Paragraph(_told(one, words))]
    if one.differences:
        blocks.append(_differences_table(one, words))
        blocks.append(_entries_table(one, words))
    return Section("changes", title, tuple(blocks))


def law_section(review: Review, words: Words) -> Section:
    """Return the law in force at the end, and what came or went."""
    day = words.day(review.basis.last_day)
    table = Table(
        "law-table",
        tr("Instruments of law, at the end of {day}", day=day),
        (
            Column("name", words.word("name"), "code"),
            Column("what", words.word("what")),
            Column("standing", words.word("status")),
            Column("from", tr("From"), "day"),
            Column("until", tr("Until"), "day"),
            Column("replaced_by", tr("Replaced by"), "code"),
        ),
        tuple(_law_row(one, words) for one in review.law),
    )
    return Section("law", tr("Law in force"), (table,))


def _told(one: Revision, words: Words) -> str:
    """Say from when, and whether anything is not what it was."""
    since, days = words.moment(one.since), words.period(one.first_day, one.last_day)
    how = {
        ASKED: tr(
            "The last review is taken as made on {since}, as asked.", since=since
        ),
        PUBLISHED: tr(
            "The last review is taken as made on {since}, when figures of that year "
            "were last published.",
            since=since,
        ),
        YEAR_END: tr(
            "The last review is taken as made on {since}, the end of its year.",
            since=since,
        ),
    }[one.because]
    if not one.told:
        what = tr("Nothing had been entered by then, so that nothing can be compared.")
    elif not one.differences:
        what = trn(
            "1 entry was made since; no figure of {days} differs.",
            "{count:,} entries were made since; no figure of {days} differs.",
            one.entered,
            days=days,
        )
    else:
        what = trn(
            "1 figure of {days} is not what it was then.",
            "{count:,} figures of {days} are not what they were then.",
            len(one.differences),
            days=days,
        )
    return f"{how} {what}"


def _differences_table(one: Revision, words: Words) -> Table:
    causes = [
        cause
        for cause in ("late-entry", "late-act", "correction", "void")
        if any(
            effect.cause == cause for row in one.differences for effect in row.effects
        )
    ]
    return Table(
        "changes-table",
        tr("Figures that are not what they were"),
        (
            Column("figure", words.word("measure")),
            Column("before", words.word("before"), "int"),
            Column("after", words.word("after"), "int"),
            Column("difference", words.word("difference"), "change"),
            *(Column(cause, words.cause(cause), "change") for cause in causes),
        ),
        tuple(
            (
                words.figure(row.figure),
                row.before,
                row.after,
                row.difference,
                *(row.by_cause()[cause] or None for cause in causes),
            )
            for row in one.differences
        ),
    )


def _entries_table(one: Revision, words: Words) -> Table:
    """Return the entries behind the differences, each once, without who made them."""
    effects = {
        effect.entry.number: effect for row in one.differences for effect in row.effects
    }
    some = sorted(effects.items())[:_ENTRIES_SHOWN]
    caption = trn(
        "The entry behind it", "The {count:,} entries behind them", len(effects)
    )
    if len(effects) > len(some):
        caption = tr(
            "The first {shown:,} of {count:,} entries behind them",
            shown=len(some),
            count=len(effects),
        )
    return Table(
        "entries-table",
        caption,
        (
            Column("entry", words.word("entry"), "int"),
            Column("at", words.word("entered"), "code"),
            Column("record", words.word("record"), "code"),
            Column("cause", tr("Why")),
        ),
        tuple(
            (
                number,
                words.moment(effect.entry.at[:16]),
                words.reference(effect.reference),
                words.cause(effect.cause),
            )
            for number, effect in some
        ),
    )


def _law_row(row: LawRow, words: Words) -> tuple[Cell, ...]:
    one = row.instrument
    return (
        one.name,
        one.title_vi if words.language == "vi" else one.title_en,
        {
            "in-force": tr("in force"),
            "to-come": tr("signed, not in force yet"),
            "ended": tr("ended in the period"),
        }[row.standing],
        one.first_day,
        one.last_day,
        one.replaced_by,
    )
