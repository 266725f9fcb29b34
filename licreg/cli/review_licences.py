"""The sections of a review on licences: how many, when, which, and who granted them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from licreg.actions.effects import Figure, numbers_of
from licreg.actions.review import STATUSES
from licreg.exchange.document import (
    Cell,
    Column,
    Columns,
    Lead,
    Leads,
    Line,
    Lines,
    Panel,
    Paragraph,
    Point,
    Section,
    Sources,
    Table,
    format_change,
)
from licreg.wording import tr, trn

if TYPE_CHECKING:
    from licreg.actions.reporting import Summary
    from licreg.actions.review import Growth, Headline, Review
    from licreg.cli.review_words import Words
    from licreg.domain.totals import LicenceTotals


def headline_section(review: Review, words: Words) -> Section:
    """Return the first figures, each with its basis."""
    return Section(
        "figures",
        tr("The year in figures"),
        (Leads(tuple(_lead(review, one, words) for one in review.headlines)),),
    )


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
            *instruments_note(review),
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


def _lead(review: Review, one: Headline, words: Words) -> Lead:
    basis, figure = review.basis, one.figure
    is_money = figure.measure == "fines_vnd"
    change = one.value - one.before
    if figure.is_stock:
        when = tr("at the end of {day}", day=words.day(basis.last_day))
        before = words.day(review.before.basis.last_day)
    else:
        when = words.period(basis.first_day, basis.last_day)
        before = words.period(
            review.before.basis.first_day, review.before.basis.last_day
        )
    return Lead(
        label=words.figure(figure),
        value=words.money(one.value) if is_money else words.number(one.value),
        basis=when,
        beside=tr(
            "{before}: {value} ({change})",
            change=_change_of_money(change, words)
            if is_money
            else format_change(change, words.language),
            before=before,
            value=words.money(one.before) if is_money else words.number(one.before),
        ),
    )


def _change_of_money(change: int, words: Words) -> str:
    sign = format_change(change, words.language)[0]
    return sign + words.money(abs(change)) if change else sign


def _issued(parts: tuple[Summary, ...], kind: str) -> tuple[int, ...]:
    return tuple(part.of_kind(kind).issued for part in parts)


def _year_of(one: Summary) -> str:
    return str(one.basis.last_day.year)


def is_partial(review: Review) -> bool:
    """Tell whether the last month is not whole."""
    return (review.basis.last_day.toordinal() + 1) != _next_month(review)


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


def _points_table(
    review: Review, words: Words, numbers: dict[str, int]
) -> Iterator[Table | Sources]:
    """Yield the published figures of the chart by their numbers, if there are any."""
    published = [one for growth in review.growth for one in growth.published]
    if not published:
        return
    sources = {
        source: number
        for number, source in enumerate(
            dict.fromkeys(one.figure.source for one in published), start=1
        )
    }
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


def instruments_note(review: Review) -> Iterator[Paragraph]:
    """Yield what the mark * means, where it stands."""
    if any(row.cumulative for row in review.year.instruments):
        yield Paragraph(
            tr("* No licence: an instrument of another kind, never counted as one.")
        )
