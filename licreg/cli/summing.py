"""The command ``summary``: totals of a year, of several, or of their parts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from licreg.actions.reporting import (
    BREAKDOWNS,
    Basis,
    Summary,
    find_basis,
    summarise,
    year_before,
)
from licreg.cli.answer import Answer, Cell, Column, Row, Table
from licreg.cli.basis import basis_line, inspection_json, licence_json, to_json
from licreg.cli.knowing import ask_as_known, known_option
from licreg.cli.options import AsKnown, AsOf, choice_reader, day_reader
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.counts import STOCKS
from licreg.domain.days import format_day, parse_period_years, same_day_of_year
from licreg.domain.money import format_vnd_words
from licreg.errors import InvalidInputError
from licreg.wording import retold, tr

if TYPE_CHECKING:
    from licreg.cli.plotting import Chart

_BAR_YEARS: Final = 6
_FOR_PEOPLE: Final = frozenset({"table", "markdown", "xlsx"})
_DRAWN: Final = frozenset({"table", "plain", "markdown"})
_ALWAYS: Final = frozenset({"ei-all", "social-network"})


def summary(
    ctx: typer.Context,
    years: Annotated[
        list[str] | None,
        typer.Argument(metavar="YEAR...", help="2024, or 2022 2023 2024, or 2019-2024"),
    ] = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="MOMENT",
            help="Why figures changed from --as-known to this; or now.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="PART", help="month, quarter, issuer, agency."),
    ] = None,
    detail: Annotated[
        bool, typer.Option("--detail", help="Also breaches, subjects, outcomes.")
    ] = False,
    by_decision_day: Annotated[
        bool,
        typer.Option("--by-decision-day", help="Place cases by the decision's day."),
    ] = False,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="LAYOUT",
            help="form: as the form of a statistical report, to be signed.",
        ),
    ] = None,
    chart: Annotated[
        bool,
        typer.Option("--chart", help="Bars and a line over the years, for tables."),
    ] = False,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", metavar="AREA", help="online-games, accounts, blocked, decrees, …"
        ),
    ] = None,
) -> Answer:
    """Show the table of a year, or of several side by side."""
    session: Session = ctx.obj
    part = choice_reader("part", BREAKDOWNS)(by) if by else ""
    wanted = parse_period_years(years) if years else (_this_year(session),)
    if layout is not None:
        from licreg.cli.forming import LAYOUTS, refuse_layout

        choice_reader("layout", LAYOUTS)(layout)
        strange = {"--by": bool(by), "--compare": compare is not None}
        strange |= {"--chart": chart, "--detail": detail}
        refuse_layout(len(wanted), strange)
    now = session.register
    ask_as_known(session, as_known, wanted[-1] if len(wanted) == 1 else None)
    register, law = session.register, session.law
    bases = [_basis(session, year, as_of, len(wanted)) for year in wanted]

    def count(basis: Basis, parts: str = "") -> Summary:
        return summarise(
            register, law, basis, by=parts, by_decision_day=by_decision_day
        )

    summaries = [count(basis, part) for basis in bases]
    if area is not None:
        from licreg.cli.areas import area_answer

        goes_alone = not (part or chart or compare) and len(summaries) == 1
        return area_answer(session, summaries[0], area, goes_alone=goes_alone)
    if compare is not None:
        _refuse_chart(chart)
        _refuse_compare(session, summaries, part)
        from licreg.cli.comparing import compare_answer

        return compare_answer(
            session, now, summaries[0], compare, by_decision_day=by_decision_day
        )
    if layout is not None:
        from licreg.cli.forming import form_answer

        return form_answer(session, summaries[0], to_json(summaries[0]))
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    form = session.settle_answer()[0]
    if chart and form in _DRAWN:
        from licreg.cli.charting import charts_of

        shown = summaries
        if not part and len(summaries) == 1:
            shown = [count(bases[0], "month")]
        charts = charts_of(session, shown, part, detail=detail)
    if charts or form not in _FOR_PEOPLE:
        pass  # Nobody sees how the years before compare, so they are not counted.
    elif len(summaries) == 1:
        earlier = [
            count(_same_days(bases[0], year))
            for year in range(wanted[0] - _BAR_YEARS + 1, wanted[0])
        ]
        tables = _one_year(session, summaries[0], earlier, detail)
    else:
        tables = _side_by_side(session, summaries)
    values = [to_json(one) for one in summaries]
    value: Any = values[0] if len(values) == 1 else values
    return Answer(
        value=value,
        tables=tables,
        records=records_of(summaries),
        notes=tuple(_notes(session, summaries, part)),
        charts=charts,
    )


def _refuse_chart(chart: bool) -> None:  # noqa: FBT001  # one caller
    """Refuse a chart of a comparison.

    Raises:
        InvalidInputError: If one is asked for.
    """
    if chart:
        msg = tr("--chart does not go with --compare.")
        raise InvalidInputError(msg)


def _refuse_compare(session: Session, summaries: Sequence[Summary], part: str) -> None:
    """Refuse what cannot be compared.

    Raises:
        InvalidInputError: If there is no first moment, or not one whole year.
    """
    if session.as_known is None:
        msg = tr(
            "--compare needs the moment at which the figure was told: give "
            "it with --as-known, as in 'licreg summary 2024 --as-known "
            "2024-12-01 --compare now'."
        )
        raise InvalidInputError(msg)
    if len(summaries) > 1 or part:
        msg = tr("--compare goes with one year, and not with --by.")
        raise InvalidInputError(msg)


def _basis(session: Session, year: int, as_of: str | None, count: int) -> Basis:
    day = None
    if as_of:
        day = day_reader(session, year)(as_of)
        if count > 1:
            day = same_day_of_year(day, year)
    basis = find_basis(
        session.register,
        year,
        today=session.today,
        as_of=day,
        as_known=session.as_known,
    )
    through = session.register.settings.entries_through
    if through is not None and basis.last_day > through:
        session.warn(
            tr(
                "Entry is complete through {through} only; counts after it are "
                "partial.",
                through=through,
            )
        )
    return basis


def _this_year(session: Session) -> int:
    through = session.register.settings.entries_through
    return (min(through, session.today) if through else session.today).year


def _same_days(basis: Basis, year: int) -> Basis:
    earlier = basis
    while earlier.first_day.year > year:
        earlier = year_before(earlier)
    return earlier


def _one_year(
    session: Session,
    whole: Summary,
    earlier: Sequence[Summary],
    detail: bool,  # noqa: FBT001  # one caller
) -> tuple[Table, ...]:
    """Return a year's tables, beside the same days of those before, oldest first."""
    language, before = session.language, earlier[-1]
    tables = [_licence_table(session, whole, before, detail)]
    if whole.rows:
        tables.append(_parts_table(session, whole.rows))
    tables.append(_inspection_table(whole, before, language, detail))
    if detail:
        tables.append(_outcome_table(whole, language))
    if not whole.rows:
        tables.append(_bars(session, [*earlier, whole]))
    return tuple(tables)


def _licence_table(
    session: Session,
    whole: Summary,
    before: Summary,
    detail: bool,  # noqa: FBT001  # one caller
) -> Table:
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
            _signed(row.issued - before.of_kind(row.kind).issued),
            *(row.replacing for _ in flows),
            row.cumulative,
            *(row.unlisted for _ in unlisted),
            *(row.by_status[status] for status in stocks),
        )
        lines.append(Row(cells, level=1 if row.kind in families else 0))
    return Table(columns, lines, title=word("licences", language))


def _inspection_table(
    whole: Summary,
    before: Summary,
    language: str,
    detail: bool,  # noqa: FBT001  # one caller
) -> Table:
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
        figures["change"] = _signed(row.inspected - before.inspections[area].inspected)
        lines.append(
            (
                word(area, language),
                *(figures[name] for name in names),
                row.fines_vnd,
                format_vnd_words(row.fines_vnd, language) if row.fines_vnd else "",
            )
        )
    return Table(columns, lines, title=word("inspections", language))


def _outcome_table(whole: Summary, language: str) -> Table:
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


def _parts_table(session: Session, parts: Sequence[Summary]) -> Table:
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


def _bars(session: Session, recent: Sequence[Summary]) -> Table:
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


def _side_by_side(session: Session, summaries: Sequence[Summary]) -> tuple[Table, ...]:
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


def _notes(session: Session, summaries: Sequence[Summary], part: str) -> Iterator[str]:
    language = session.language
    last = summaries[-1]
    if len(summaries) > 1:
        yield _years_line(summaries)
    yield basis_line(last.basis, language)
    if any(row.cumulative for row in last.instruments) and len(summaries) == 1:
        yield tr("* No licence: an instrument of another kind, never counted as one.")
    if session.register.tallies():
        yield from _unlisted(session, last)
    if part not in ("month", "quarter"):
        period = f"--from {last.basis.first_day} --to {last.basis.last_day}"
        yield tr("What stands behind a number:")
        for words in (
            f"list social-network --measure issued {period}",
            f"list ei-all --measure in-force --as-of {last.basis.last_day}",
            f"list inspections electronic-information --fined {period}",
        ):
            yield f"  {session.command(words + known_option(session))}"


def _unlisted(session: Session, last: Summary) -> Iterator[str]:
    """Yield what is known only from tallies, and which of them are left out."""
    from licreg.domain.other_registers import KINDS
    from licreg.domain.tallies import describe, is_cut

    language, basis = session.language, last.basis
    for row in (*last.licences, *last.instruments):
        if row.unlisted and not row.parts:
            name = name_of(session.law.kinds_by_code[row.kind], language)
            yield (
                tr(
                    "{name}: {recorded:,} recorded one by one, {unlisted:,} "
                    "unlisted, of which the status is not known.",
                    name=name,
                    recorded=row.recorded,
                    unlisted=row.unlisted,
                )
            )
    for area, totals in last.inspections.items():
        for measure, count in totals.unlisted.items():
            yield (
                tr(
                    "{area}, {measure}: {count:,} of them unlisted, known only "
                    "from tallies.",
                    area=word(area, language),
                    measure=word(measure, language).lower(),
                    count=count,
                )
            )
    for tally in session.register.tallies():
        is_other = tally.event.kind in KINDS  # Those have their own tables.
        if not is_other and is_cut(tally.event, basis.first_day, basis.last_day):
            yield (
                tr(
                    "{tally} is not counted: it holds days outside of the period.",
                    tally=retold(describe(tally)),
                )
            )


def _years_line(summaries: Sequence[Summary]) -> str:
    last_days = [one.basis.last_day for one in summaries]
    whole = [(day.month, day.day) == (12, 31) for day in last_days]
    if all(whole[:-1]):
        return tr("Each year to its end, the last as follows:")
    if summaries[-1].basis.because == "asked":
        return tr("Each year to the same day, the last as follows:")
    days = ", ".join(map(str, last_days))
    return tr("The years up to {days}, the last as follows:", days=days)


def _signed(change: int) -> str:
    return f"{change:+,}" if change else "="
