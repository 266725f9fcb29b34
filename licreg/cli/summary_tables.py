"""The tables of a summary: licences, inspections, parts, years side by side."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from licreg.actions.reporting import (
    Summary,
)
from licreg.cli.answer import Cell, Column, Row, Table
from licreg.cli.basis import inspection_json, licence_json
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.counts import STOCKS
from licreg.domain.days import format_day
from licreg.domain.money import format_signed, format_vnd_words

if TYPE_CHECKING:
    pass


BAR_YEARS: Final = 6


_ALWAYS: Final = frozenset({"ei-all", "social-network"})


def licence_table(
    session: Session,
    whole: Summary,
    before: Summary,
    detail: bool,  # noqa: FBT001  # one caller
) -> Table:
    """Return the licences of one year: flows, stocks, and the change."""
    language = session.language
    period = word("in_period", language)
    day = format_day(whole.basis.last_day, language)
    end = word("at_end", language).format(day=day)
    rows = [row for row in whole.licences if row.cumulative or row.kind in _ALWAYS]
    others = [row for row in whole.instruments if row.cumulative]
    stocks = [
        status
        for status in STOCKS.values()
        if status == "in_force" or any(row.by_status[status] for row in rows + others)
    ]
    unlisted = ["unlisted"] if any(row.unlisted for row in rows) else []
    flows = ["replacing"] if detail else []
    columns = (
        Column("kind", ""),
        Column("issued", word("issued", language), "int", period),
        Column("change", word("change", language), "int", period),
        *(Column(name, word(name, language), "int", period) for name in flows),
        Column("cumulative", word("cumulative", language), "int", end),
        *(Column(name, word(name, language), "int", end) for name in unlisted + stocks),
    )
    families = {part for row in rows for part in row.parts}
    lines: list[Row | tuple[Cell, ...]] = []
    for row in rows + others:
        kind = session.law.kinds_by_code[row.kind]
        cells: tuple[Cell, ...] = (
            name_of(kind, language) + (" *" if row in others else ""),
            row.issued,
            format_signed(row.issued - before.of_kind(row.kind).issued, language),
            *(row.replacing for _ in flows),
            row.cumulative,
            *(row.unlisted for _ in unlisted),
            *(row.by_status[status] for status in stocks),
        )
        lines.append(Row(cells, level=1 if row.kind in families else 0))
    return Table(columns, lines, title=word("licences", language))


def inspection_table(
    whole: Summary,
    before: Summary,
    language: str,
    detail: bool,  # noqa: FBT001  # one caller
) -> Table:
    """Return the inspections of one year by area."""
    more = ("subjects", "breaches", "decisions") if detail else ()
    names = ("inspected", "change", *more, "penalised", "fined")
    columns = (
        Column("area", ""),
        *(Column(name, word(name, language), "int") for name in names),
        Column("fines", word("fines", language), "money"),
        Column("fines_words", word("fines_words", language), "code"),
    )
    lines: list[tuple[Cell, ...]] = []
    for area, row in whole.inspections.items():
        figures = inspection_json(row)
        figures["change"] = format_signed(
            row.inspected - before.inspections[area].inspected, language
        )
        lines.append(
            (
                word(area, language),
                *(figures[name] for name in names),
                row.fines_vnd,
                format_vnd_words(row.fines_vnd, language) if row.fines_vnd else "",
            )
        )
    return Table(columns, lines, title=word("inspections", language))


def outcome_table(whole: Summary, language: str) -> Table:
    """Return how many inspections had which outcome."""
    columns = (
        Column("area", word("area", language)),
        Column("outcome", word("outcome", language)),
        Column("inspected", word("inspected", language), "int"),
    )
    lines = [
        (word(area, language), outcome, count)
        for area, row in whole.inspections.items()
        for outcome, count in row.by_outcome.items()
        if count
    ]
    return Table(columns, lines)


def parts_table(session: Session, parts: Sequence[Summary]) -> Table:
    """Return months, quarters, issuers or agencies below each other."""
    language, law = session.language, session.law
    kinds = ("ei-all", "social-network")
    columns = [Column("label", "")]
    for kind in kinds:
        group = name_of(law.kinds_by_code[kind], language)
        columns += [
            Column(f"{kind}.{name}", word(name, language), "int", group)
            for name in ("issued", "cumulative", "in_force")
        ]
    group = word("inspections", language)
    columns += [
        Column("inspected", word("inspected", language), "int", group),
        Column("fined", word("fined", language), "int", group),
    ]
    lines: list[tuple[Cell, ...]] = []
    for part in parts:
        cells: list[Cell] = [part.label]
        for kind in kinds:
            row = part.of_kind(kind)
            cells += [row.issued, row.cumulative, row.by_status["in_force"]]
        areas = part.inspections.values()
        cells += [sum(one.inspected for one in areas), sum(one.fined for one in areas)]
        lines.append(tuple(cells))
    return Table(tuple(columns), lines)


def bars(session: Session, recent: Sequence[Summary]) -> Table:
    """Return what was issued in each year, drawn as a length."""
    language, law = session.language, session.law
    columns = [Column("year", word("issued", language))]
    for kind in ("ei-all", "social-network"):
        title = name_of(law.kinds_by_code[kind], language)
        columns += [Column(kind, title, "int"), Column(f"{kind}.bar", "", "bar")]
    lines: list[tuple[Cell, ...]] = []
    for one in recent:
        counts = [one.of_kind(kind).issued for kind in ("ei-all", "social-network")]
        year: Cell = str(one.basis.last_day.year)
        lines.append((year, counts[0], counts[0], counts[1], counts[1]))
    day = recent[-1].basis.last_day
    is_whole = (day.month, day.day) == (12, 31)
    title = "" if is_whole else f"1/1 - {day.day}/{day.month}"
    return Table(tuple(columns), lines, title=title)


def side_by_side(session: Session, summaries: Sequence[Summary]) -> tuple[Table, ...]:
    """Return several years in columns beside each other."""
    language = session.language
    years = [str(one.basis.last_day.year) for one in summaries]
    lines: list[Row] = []

    def add(
        name: str, figures: Sequence[Mapping[str, Any]], measures: Sequence[str]
    ) -> None:
        rows = []
        for measure in measures:
            counts = [one[measure] for one in figures]
            if any(counts):
                if measure == "fines_vnd":
                    counts = [_millions(count, language) for count in counts]
                rows.append(Row((word(measure, language), *counts), level=1))
        if rows:
            lines.extend((Row((name, *(None for _ in years))), *rows))

    for kind in ("ei-all", "ei-website", "aggregate-site", "social-network"):
        add(
            name_of(session.law.kinds_by_code[kind], language),
            [licence_json(one.of_kind(kind)) for one in summaries],
            ("issued", "cumulative", "in_force"),
        )
    for area in summaries[0].inspections:
        add(
            word(area, language),
            [inspection_json(one.inspections[area]) for one in summaries],
            ("inspected", "penalised", "fined", "fines_vnd"),
        )
    columns = (Column("kind", ""), *(Column(year, year, "int") for year in years))
    return (Table(columns, lines),)


def _millions(amount: int, language: str) -> str:
    """Return whole dong as millions; figures of several years stand side by side."""
    text = f"{amount / 1_000_000:,.1f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def records_of(summaries: Sequence[Summary]) -> Table:
    """Return the totals as a table for programs, one number to a line."""
    names = ("section", "kind", "measure", "from", "to", "value")
    has_labels = any(one.rows for one in summaries)
    lines: list[tuple[Cell, ...]] = []
    for one in summaries:
        for part in (one, *one.rows):
            label = (part.label,) if has_labels else ()
            lines += [(*line, *label) for line in _numbers(part)]
    columns = (*names, "label") if has_labels else names
    return Table(tuple(Column(name, name) for name in columns), lines)


def _numbers(part: Summary) -> Iterator[tuple[Cell, ...]]:
    first_day, last_day = part.basis.first_day, part.basis.last_day
    for section, rows in (
        ("licences", part.licences),
        ("instruments", part.instruments),
    ):
        for row in rows:
            for measure, value in licence_json(row).items():
                if measure not in ("kind", "parts"):
                    is_flow = measure in ("issued", "replacing")
                    start: date | None = first_day if is_flow else None
                    yield section, row.kind, measure, start, last_day, value
    for area, totals in part.inspections.items():
        for measure, value in inspection_json(totals).items():
            if not isinstance(value, dict):
                yield "inspections", area, measure, first_day, last_day, value
        for measure, value in totals.unlisted.items():
            name = f"unlisted_{measure}"
            yield "inspections", area, name, first_day, last_day, value
