"""The section of a review on what is only counted: accounts, removal, blocking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.cli.review_words import numbered
from licreg.domain.other_registers import (
    ACCOUNTS,
    ASKED,
    BLOCKED,
    REGISTERS,
    REMOVED,
    by_size,
)
from licreg.exchange.document import Cell, Column, Section, Sources, Table
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from licreg.actions.review import Review
    from licreg.cli.review_words import Words
    from licreg.domain.other_registers import OtherCount


def others_section(review: Review, words: Words) -> Section | None:
    """Return the counts of the other registers; None where none is known."""
    if not review.others:
        return None
    sources = numbered(source for one in review.others for source in one.sources)
    tables = [
        table
        for register, kinds in REGISTERS.items()
        if (rows := [one for one in review.others if one.kind in kinds])
        for table in (_table(register, rows, review, words, sources),)
    ]
    return Section(
        "others", tr("Counted elsewhere"), (*tables, Sources(tuple(sources)))
    )


def _table(
    register: str,
    rows: list[OtherCount],
    review: Review,
    words: Words,
    sources: Mapping[str, int],
) -> Table:
    basis = review.basis
    period = words.period(basis.first_day, basis.last_day)
    day = words.day(basis.last_day)
    measures = {"accounts": (ACCOUNTS,), "content-removal": (ASKED, REMOVED)}.get(
        register, (BLOCKED,)
    )
    caption = {
        "accounts": tr("Accounts by platform, as last told by {day}", day=day),
        "content-removal": tr(
            "Removal of content by platform, {period}", period=period
        ),
    }.get(register, tr("Blocked by category, {period}", period=period))
    has_rates = register == "content-removal"
    lines: list[tuple[Cell, ...]] = []
    for one in _in_order(rows):
        cells: list[Cell] = [_name(one, words)]
        for measure in measures:
            cells += [one.counts.get(measure)] * (1 if has_rates else 2)
        if has_rates:
            cells.append(words.rate(one.removal_rate))
        day_told = max(one.as_of.values(), default=None)
        marks = " ".join(f"[{sources[source]}]" for source in one.sources)
        lines.append((*cells, day_told, marks))
    columns = [Column("name", tr("Platform or category"))]
    for measure in measures:
        columns.append(Column(measure, words.measure(measure), "int"))
        if not has_rates:
            columns.append(Column(f"{measure}.bar", "", "bar"))
    if has_rates:
        columns.append(Column("rate", words.word("removal_rate"), "int"))
    columns.append(Column("as_of", tr("Told up to"), "day"))
    columns.append(Column("source", words.word("source"), "code"))
    return Table(f"others-{register}", caption, tuple(columns), tuple(lines))


def _in_order(rows: list[OtherCount]) -> Iterator[OtherCount]:
    """Yield each whole with its parts behind it, the largest first."""
    for whole in rows:
        if not whole.part:
            yield whole
            yield from by_size(
                one for one in rows if one.kind == whole.kind and one.part
            )


def _name(one: OtherCount, words: Words) -> str:
    kind = words.word(one.kind)
    if not one.part:
        return kind
    return tr("{kind}: {part}", kind=kind, part=one.part)
