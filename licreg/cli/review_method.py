"""The sections of a review on how it counts, and from what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg import __version__
from licreg.exchange.document import (
    Cell,
    Column,
    Definitions,
    Paragraph,
    Section,
    Table,
)
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from licreg.actions.review import Review
    from licreg.cli.review_words import Words

_ENTRIES_SHOWN: Final = 40


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
