"""The sections of a review on inspections, their outcomes, and the largest fines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg.cli.review_licences import is_partial
from licreg.domain.vocabulary import AREAS, OUTCOMES
from licreg.exchange.document import (
    Cell,
    Column,
    Columns,
    Panel,
    Paragraph,
    Section,
    Table,
    format_change,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from licreg.actions.decisions import Decision, Subject
    from licreg.actions.review import Review
    from licreg.cli.review_words import Words
    from licreg.exchange.document import Block

_MEASURES: Final = (
    "inspected",
    "subjects",
    "penalised",
    "fined",
    "breaches",
    "decisions",
    "fines_vnd",
)


def inspections_section(review: Review, words: Words) -> Section:
    """Return what was inspected and what came of it, by area."""
    blocks: list[Block] = [_areas_table(review, words)]
    areas = _busy_areas(review)
    if areas:
        blocks += [
            _months_chart(review, words, areas[0]),
            _outcomes_table(review, words, areas),
            _subjects_table(review, words, areas),
        ]
    return Section("inspections", tr("Inspections and fines"), tuple(blocks))


def decisions_section(review: Review, words: Words) -> Section:
    """Return the largest decisions; no person is named."""
    title = tr("Largest decisions")
    if not review.decisions:
        return Section(
            "decisions", title, (Paragraph(tr("No fine was decided in the period.")),)
        )
    note = tr(
        "Fines on the visits of the period, as decided by its end. Organisations are "
        "named by their sites and licences; persons and accounts never are."
    )
    table = Table(
        "decisions-table",
        trn(
            "The largest decision",
            "The {count:,} largest decisions",
            len(review.decisions),
        ),
        (
            Column("decided_on", words.word("decided_on"), "day"),
            Column("decision", words.word("decision")),
            Column("agency", words.word("agency")),
            Column("subject", words.word("subject")),
            Column("breaches", words.word("breaches")),
            Column("fines", words.word("fines"), "money"),
            Column("fines.bar", "", "bar"),
        ),
        tuple(_decision(one, words) for one in review.decisions),
    )
    return Section("decisions", title, (Paragraph(note), table))


def _busy_areas(review: Review) -> list[str]:
    return [area for area, row in review.year.inspections.items() if row.inspected]


def _areas_table(review: Review, words: Words) -> Table:
    now, then = review.year.inspections, review.before.inspections
    lines: list[tuple[Cell, ...]] = []
    for measure in _MEASURES:
        values = [getattr(now[area], measure) for area in AREAS]
        lines.append((words.measure(measure), *values))
        if measure == "inspected":
            changes = (
                format_change(value - then[area].inspected, words.language)
                for area, value in zip(AREAS, values, strict=True)
            )
            lines.append((words.word("change"), *changes))
    return Table(
        "areas",
        tr(
            "Inspections by area, {period}",
            period=words.period(review.basis.first_day, review.basis.last_day),
        ),
        (
            Column("measure", words.word("measure")),
            *(Column(area, words.kind(area), "int") for area in AREAS),
        ),
        tuple(lines),
    )


def _months_chart(review: Review, words: Words, area: str) -> Columns:
    months = review.year.rows
    labels = tuple(words.month(one.label) for one in months)
    inspected = tuple(one.inspections[area].inspected for one in months)
    fined = tuple(one.inspections[area].fined for one in months)
    last = review.basis.last_day
    return Columns(
        "inspections-months",
        tr("{area}: inspections by month", area=words.kind(area)),
        tr(
            "{inspected:,} inspected, most in {most}; {fined:,} of them fined as "
            "decided by {day}.",
            inspected=sum(inspected),
            most=labels[inspected.index(max(inspected))],
            fined=sum(fined),
            day=words.day(last),
        ),
        labels,
        (
            Panel(words.word("inspected"), inspected),
            Panel(words.word("fined"), fined),
        ),
        is_partial=is_partial(review),
    )


def _outcomes_table(review: Review, words: Words, areas: list[str]) -> Table:
    rows = review.year.inspections
    outcomes = [
        outcome
        for outcome in OUTCOMES
        if any(rows[area].by_outcome[outcome] for area in areas)
    ]
    return _counts_table(
        "outcomes",
        tr(
            "What came of them, as decided by {day}",
            day=words.day(review.basis.last_day),
        ),
        words.word("outcome"),
        [
            (words.outcome(outcome), [rows[area].by_outcome[outcome] for area in areas])
            for outcome in outcomes
        ],
        areas,
        words,
    )


def _subjects_table(review: Review, words: Words, areas: list[str]) -> Table:
    rows = review.year.inspections
    return _counts_table(
        "subjects",
        tr("What was inspected"),
        words.word("subject_kind"),
        [
            (
                words.subject_kind(kind),
                [rows[other].by_subject.get(kind) for other in areas],
            )
            for area in areas
            for kind in AREAS[area]
            if rows[area].by_subject[kind]
        ],
        areas,
        words,
    )


def _counts_table(
    name: str,
    caption: str,
    first: str,
    rows: list[tuple[str, list[int | None]]] | list[tuple[str, list[int]]],
    areas: list[str],
    words: Words,
) -> Table:
    columns = [Column("name", first)]
    for area in areas:
        columns += [
            Column(area, words.kind(area), "int"),
            Column(f"{area}.bar", "", "bar"),
        ]
    lines: list[tuple[Cell, ...]] = []
    for label, values in rows:
        cells: list[Cell] = [label]
        for value in values:
            cells += [value, value]
        lines.append(tuple(cells))
    return Table(name, caption, tuple(columns), tuple(lines))


def _decision(one: Decision, words: Words) -> tuple[Cell, ...]:
    subjects = [_subject(subject, words) for subject in one.subjects]
    return (
        one.decided_on,
        one.number or ", ".join(one.references),
        words.issuer(one.agency),
        "; ".join(dict.fromkeys(subjects)),
        ", ".join(one.provisions),
        one.fine_vnd,
        one.fine_vnd,
    )


def _subject(subject: Subject, words: Words) -> str:
    if not subject.name:
        return words.withheld(subject.kind)
    if subject.holder:
        return f"{subject.holder} ({subject.name})"
    return subject.name
