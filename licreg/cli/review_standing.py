"""The sections of a review on how licences stand, and who granted them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from licreg.actions.effects import Figure, numbers_of
from licreg.actions.review import STATUSES
from licreg.exchange.document import (
    Cell,
    Column,
    Paragraph,
    Section,
    Table,
    format_change,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from licreg.actions.review import Review
    from licreg.cli.review_words import Words
    from licreg.domain.totals import LicenceTotals


def standing_section(review: Review, words: Words) -> Section:
    """Return where the licences stand at the end of the last day."""
    day = words.day(review.basis.last_day)
    rows = {row.kind: row for row in review.year.licences}
    statuses = [
        status
        for status in STATUSES
        if status == "in_force"
        or any(rows[kind].by_status[status] for kind in review.kinds)
    ]
    columns = [Column("status", words.word("status"))]
    for kind in review.kinds:
        columns += [
            Column(kind, words.kind(kind), "int"),
            Column(f"{kind}.bar", "", "bar"),
        ]
    lines: list[tuple[Cell, ...]] = []
    for status in statuses:
        cells: list[Cell] = [words.word(status)]
        for kind in review.kinds:
            cells += [rows[kind].by_status[status]] * 2
        lines.append(tuple(cells))
    footer: list[Cell] = [words.measure("recorded")]
    for kind in review.kinds:
        footer += [rows[kind].recorded, None]
    return Section(
        "standing",
        tr("In force, by status"),
        (
            Table(
                "statuses",
                tr("Where the licences stand at the end of {day}", day=day),
                tuple(columns),
                tuple(lines),
                tuple(footer),
            ),
            _kinds_table(review, words),
            *_instruments_note(review),
        ),
    )


def issuers_section(review: Review, words: Words) -> Section:
    """Return who granted the year's licences."""
    basis = review.basis
    issued, cumulative = words.word("issued"), words.word("cumulative")
    columns = [
        Column("issuer", words.word("issuer")),
        Column("issued", tr("All kinds"), "int", issued),
        Column("issued.bar", "", "bar", issued),
    ]
    for measure, group in (("issued", issued), ("cumulative", cumulative)):
        columns += [
            Column(f"{kind}.{measure}", words.kind(kind), "int", group)
            for kind in review.kinds
        ]
    lines: list[tuple[Cell, ...]] = []
    for one in review.issuers:
        name = words.issuer(one.issuer)
        if not one.issuer:
            name = trn(
                "1 other, which granted none",
                "{count:,} others, which granted none",
                one.count,
            )
        granted = sum(one.total(kind, "issued") for kind in review.kinds)
        lines.append(
            (
                name,
                granted,
                granted,
                *(one.total(kind, "issued") for kind in review.kinds),
                *(one.total(kind, "cumulative") for kind in review.kinds),
            )
        )
    table = Table(
        "issuers-table",
        tr(
            "Licences by issuer, {period}; cumulative at its end",
            period=words.period(basis.first_day, basis.last_day),
        ),
        tuple(columns),
        tuple(lines),
    )
    return Section("issuers", tr("Issuers"), (table,))


def _kinds_table(review: Review, words: Words) -> Table:
    """Return every measure of every kind, the kinds as columns."""
    year, before = numbers_of(review.year), numbers_of(review.before)
    licences = [row for row in review.year.licences if _is_shown(review, row)]
    others = [row for row in review.year.instruments if row.cumulative]
    measures = ("issued", "replacing", "cumulative", "recorded", "unlisted", *STATUSES)

    def cells(measure: str, numbers: dict[Figure, int]) -> tuple[int, ...]:
        return (
            *(numbers[Figure("licences", row.kind, measure)] for row in licences),
            *(numbers[Figure("instruments", row.kind, measure)] for row in others),
        )

    lines: list[tuple[Cell, ...]] = []
    for measure in measures:
        values = cells(measure, year)
        if measure in ("issued", "cumulative", "in_force") or any(values):
            lines.append((words.measure(measure), *values))
        if measure == "issued":
            then = cells(measure, before)
            change = (now - old for now, old in zip(values, then, strict=True))
            signed = (format_change(one, words.language) for one in change)
            lines.append((words.word("change"), *signed))
    return Table(
        "kinds",
        tr(
            "Every kind: what was granted over {period}, and how all stand at its end",
            period=words.period(review.basis.first_day, review.basis.last_day),
        ),
        (
            Column("measure", words.word("measure")),
            *(Column(row.kind, words.kind(row.kind), "int") for row in licences),
            *(Column(row.kind, words.kind(row.kind) + " *", "int") for row in others),
        ),
        tuple(lines),
    )


def _is_shown(review: Review, row: LicenceTotals) -> bool:
    return bool(row.cumulative) or row.kind in review.kinds


def _instruments_note(review: Review) -> Iterator[Paragraph]:
    """Yield what the mark * means, where it stands."""
    if any(row.cumulative for row in review.year.instruments):
        yield Paragraph(
            tr("* No licence: an instrument of another kind, never counted as one.")
        )
