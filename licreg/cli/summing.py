"""The command ``summary``: totals of a year, of several, or of their parts."""

from collections.abc import Iterator, Sequence
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
from licreg.cli.answer import Answer, Table
from licreg.cli.basis import basis_line, to_json
from licreg.cli.knowing import ask_as_known, known_option
from licreg.cli.options import AsKnown, AsOf, choice_reader, day_reader
from licreg.cli.session import Session
from licreg.cli.summary_tables import (
    BAR_YEARS,
    bars,
    inspection_table,
    licence_table,
    outcome_table,
    parts_table,
    records_of,
    side_by_side,
)
from licreg.cli.words import name_of, word
from licreg.domain.days import parse_period_years, same_day_of_year
from licreg.errors import InvalidInputError
from licreg.wording import retold, tr

if TYPE_CHECKING:
    from licreg.cli.plotting import Chart

_FOR_PEOPLE: Final = frozenset({"table", "markdown", "xlsx"})
_DRAWN: Final = frozenset({"table", "plain", "markdown"})


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
            for year in range(wanted[0] - BAR_YEARS + 1, wanted[0])
        ]
        tables = _one_year(session, summaries[0], earlier, detail)
    else:
        tables = side_by_side(session, summaries)
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
    tables = [licence_table(session, whole, before, detail)]
    if whole.rows:
        tables.append(parts_table(session, whole.rows))
    tables.append(inspection_table(whole, before, language, detail))
    if detail:
        tables.append(outcome_table(whole, language))
    if not whole.rows:
        tables.append(bars(session, [*earlier, whole]))
    return tuple(tables)


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
