"""The sections of a review that prove it: published figures, revisions, law, method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg import __version__
from licreg.actions.review import ASKED, PUBLISHED, YEAR_END
from licreg.exchange.document import (
    Cell,
    Column,
    Definitions,
    Paragraph,
    Section,
    Sources,
    Table,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from licreg.actions.figures import Comparison
    from licreg.actions.review import LawRow, Review, Revision
    from licreg.cli.review_words import Words
    from licreg.exchange.document import Block

_ENTRIES_SHOWN: Final = 40


def published_section(review: Review, words: Words) -> Section:
    """Return the published figures of the year beside the counts."""
    title = tr("Published figures and this register")
    if not review.comparisons:
        year = review.basis.first_day.year
        none = tr("No published figure of {year} is known.", year=year)
        return Section("published", title, (Paragraph(none),))
    sources = {
        source: number
        for number, source in enumerate(
            dict.fromkeys(one.figure.source for one in review.comparisons), start=1
        )
    }
    table = Table(
        "published-table",
        tr("Each published figure beside the count"),
        (
            Column("measure", words.word("measure")),
            Column("period", words.word("period")),
            Column("published", words.word("published"), "int"),
            Column("counted", words.word("counted"), "int"),
            Column("verdict", tr("Verdict"), "code"),
            Column("wording", words.word("wording"), is_quoted=True),
            Column("source", words.word("source")),
        ),
        tuple(
            (*_comparison(one, words), f"[{sources[one.figure.source]}]")
            for one in review.comparisons
        ),
    )
    verdicts = Paragraph(_verdicts(review.comparisons))
    return Section("published", title, (verdicts, table, Sources(tuple(sources))))


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


def method_section(review: Review, words: Words) -> Section:
    """Return how it is counted, and what the words mean."""
    basis = review.basis
    text = tr(
        "Every number is counted from the register's entries, at the end of {day}; "
        "none is typed in. A period and its first and last day are inclusive. The "
        "year before is counted over the same days. Inspections are those made in the "
        "period; cases and fines are theirs, as decided by its end.",
        day=words.day(basis.last_day),
    )
    return Section(
        "method",
        tr("Method and definitions"),
        (Paragraph(text), Definitions(tuple(_definitions(words)))),
    )


def seal_section(review: Review, words: Words) -> Section:
    """Return what tells this state of the register from any other."""
    basis = review.basis
    known = (
        tr("All entries")
        if basis.as_known is None
        else tr("Entries up to {moment}", moment=basis.as_known)
    )
    rows: list[tuple[Cell, ...]] = [
        (tr("Register"), basis.register),
        (tr("Identity"), review.identity),
        (tr("Authority"), review.authority or "-"),
        (words.word("period"), words.period(basis.first_day, basis.last_day)),
        (tr("As of"), tr("the end of {day}", day=words.day(basis.last_day))),
        (tr("As known"), known),
        (tr("Entries"), words.number(basis.entries)),
        (tr("Seal (SHA-256)"), basis.seal),
        (tr("Made by"), f"licreg {__version__}"),
    ]
    return Section(
        "seal",
        tr("Digest of the register"),
        (
            Paragraph(
                tr(
                    "The seal covers every entry up to the last. The same register "
                    "and the same options give this review again, byte for byte."
                )
            ),
            Table(
                "seal-table",
                tr("What this review was counted from"),
                (Column("name", tr("What")), Column("value", tr("Value"))),
                tuple(rows),
            ),
        ),
    )


def _comparison(one: Comparison, words: Words) -> tuple[Cell, ...]:
    figure, count = one.figure, one.count
    measure = words.measure(figure.measure)
    return (
        tr(
            "{kind}: {measure}",
            kind=words.kind(figure.kind),
            measure=measure[:1].lower() + measure[1:],
        ),
        words.period(count.first_day, count.last_day),
        words.published(figure),
        words.counted(count.value),
        words.verdict(one.verdict),
        f"“{figure.wording}”",
    )


def _verdicts(comparisons: tuple[Comparison, ...]) -> str:
    comparisons = tuple(one for one in comparisons if one.because != "uncountable")
    matching = sum(one.verdict == "matches" for one in comparisons)
    differing = sum(one.verdict == "differs" for one in comparisons)
    told = trn(
        "{matching:,} of 1 published figure matches.",
        "{matching:,} of {count:,} published figures match.",
        len(comparisons),
        matching=matching,
    )
    if differing:
        told += " " + trn("1 differs.", "{count:,} differ.", differing)
    return told


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


def _definitions(words: Words) -> Iterator[tuple[str, str]]:
    yield (
        tr("Issued in the period"),
        tr(
            "New grants dated in it. An amendment, extension or reissue never adds to "
            "it."
        ),
    )
    yield words.word("cumulative"), tr("New grants up to the end of a day.")
    yield (
        words.word("in_force"),
        tr(
            "Of the grants recorded one by one, those that have begun, are not "
            "suspended and have not ended. The last day of a term is in force."
        ),
    )
    yield words.word("lapsed"), tr("Ended, the day or the reason not known.")
    yield (
        words.word("unlisted"),
        tr("Known only as a count with its source, not one by one."),
    )
    yield (
        words.word("inspected"),
        tr("Records of a subject and an occasion. A subject may hold no licence."),
    )
    yield (
        words.word("penalised"),
        tr("Cases with a sanction: warned, fined, stripped, or another."),
    )
    yield words.word("fined"), tr("Cases with a fine.")
    yield (
        tr("Published figures"),
        tr(
            "Kept as they were printed. An exact one matches only its own number; "
            "over and up to are taken as they read; about and nearly reach 5 % unless "
            "the figure says otherwise."
        ),
    )
