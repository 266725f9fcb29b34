"""The command ``explain``: what stands behind a figure or a measure."""

from datetime import date
from typing import Annotated, Any, Final

import typer

from licreg.actions.counting import (
    FLOWS,
    INSPECTION_MEASURES,
    LICENCE_MEASURES,
    Count,
    arithmetic,
    count_measure,
)
from licreg.actions.figures import (
    ABSENT,
    DIFFERS,
    Comparison,
    compare,
    comparison_row,
    count_figure,
)
from licreg.actions.published import figures_of
from licreg.actions.reporting import find_basis
from licreg.cli import records
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.behind import behind, command_for
from licreg.cli.figure_reasons import absence, reasons
from licreg.cli.figure_words import (
    MARKS,
    name_of_kind,
    published,
    shown_number,
    title,
)
from licreg.cli.knowing import ask_as_known
from licreg.cli.options import AsKnown, AsOf, choice_reader, day_reader, read_year
from licreg.cli.session import Session
from licreg.domain.days import first_of_year
from licreg.domain.figures import PublishedFigure
from licreg.domain.money import format_number
from licreg.domain.other_registers import DERIVED, KINDS, is_measure
from licreg.domain.other_registers import MEASURES as OTHER_MEASURES
from licreg.domain.text import did_you_mean, nearest
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.wording import retold, tr

_SHOWN: Final = 50
_AREA: Final = "electronic-information"


@dataclass(frozen=True)
class _Asked:
    """What is to be explained: a count, and the figure that it is of, if any."""

    count: Count
    figure: PublishedFigure | None


def explain(  # the words of one command
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE|MEASURE", help="2024-sn-cumulative, or in-force."
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Argument(metavar="KIND", help="With a measure: its kind or area."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="NAME", help="Platform or category."),
    ] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="YEAR", help="Of a flow.")
    ] = None,
    as_of: AsOf = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DAY", help="What came and went after this day."
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Up to this one.")
    ] = None,
    as_known: AsKnown = None,
    compare_with: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="MOMENT",
            help="What was entered from --as-known to this; or now.",
        ),
    ] = None,
) -> Answer:
    """Show what stands behind a figure: its arithmetic and its records."""
    session: Session = ctx.obj
    if (since is None) != (until is None):
        msg = tr("--from and --to go together: what came and went between two days.")
        raise InvalidInputError(msg)
    if compare_with is not None and as_known is None:
        msg = tr(
            "--compare needs the moment at which the figure was told: give it with "
            "--as-known."
        )
        raise InvalidInputError(msg)
    if since and (as_of or compare_with):
        msg = tr("--from and --to go without --as-of and --compare.")
        raise InvalidInputError(msg)
    now = session.register
    ask_as_known(session, as_known)
    asked = _read(session, what, kind, part, year, as_of)
    if compare_with is not None:
        from licreg.cli.coming import moments_answer

        return moments_answer(session, now, asked.count, compare_with)
    if since and until:
        from licreg.cli.coming import days_answer

        read = day_reader(session, int(year) if year else None)
        return days_answer(session, asked.count, read(since), read(until))
    return _answer(session, asked)


def _answer(session: Session, asked: _Asked) -> Answer:
    language, count = session.language, asked.count
    comparison = None
    if asked.figure is not None:
        every = [asked.figure]
        comparison = next(
            compare(
                session.register,
                session.law,
                every,
                session.today,
                as_of=count.last_day,
            ),
            None,
        )
    terms = (
        [] if count.value is None else arithmetic(session.register, session.law, count)
    )
    total = count.value or 0
    stands_behind = behind(session, count)
    terms_shown = [(_term(session, name), value) for name, value in terms]
    name, is_sum = title(session, count), len(terms) > 1
    tables = [
        Table(
            (Column("term", ""), Column("value", "", "int")),
            terms_shown
            if is_sum
            else ((name, None if count.value is None else _rounded(total)),),
            footer=(name, total) if is_sum else (),
        )
    ]
    notes = []
    rows = stands_behind.rows
    if 0 < len(rows) <= _SHOWN:
        tables.append(records.table(rows, stands_behind.shown, language))
    elif rows:
        notes += [
            tr("The {count:,} records behind it:", count=len(rows)),
            f"  {command_for(session, count)}",
        ]
    unlisted = int(total) - len(rows)
    if stands_behind.is_one_by_one and count.measure == "cumulative" and unlisted > 0:
        notes.append(
            tr(
                "{total:,} of them are unlisted: 'licreg tally list' tells where "
                "they were counted.",
                total=unlisted,
            )
        )
    if comparison is not None:
        notes += _of_figure(session, comparison)
    return Answer(
        value={
            "measure": count.measure,
            "kind": count.kind,
            "issuer": count.issuer,
            "from": count.first_day,
            "as_of": count.last_day,
            "as_known": session.as_known,
            "count": None if count.value is None else _rounded(count.value),
            "terms": [{"term": term, "value": value} for term, value in terms],
            "figure": comparison_row(comparison) if comparison else None,
            "records": rows,
            "part": count.part,
        },
        tables=tuple(tables),
        records=records.table(rows, stands_behind.names, language),
        notes=tuple(notes),
    )


def _of_figure(session: Session, one: Comparison) -> list[str]:
    """Return what was published, whether it is met, and if not, the likely reasons."""
    language, figure = session.language, one.figure
    notes = [
        tr(
            "Published: {published}, “{wording}” ({source}). {mark} {verdict}.",
            published=published(figure, language),
            wording=figure.wording,
            source=figure.source,
            mark=MARKS[one.verdict],
            verdict=_verdict(one, language),
        )
    ]
    if figure.note:
        notes.append(figure.note)
    if one.verdict == DIFFERS:
        notes += reasons(session, one, follow=True)
    for reading in one.readings:
        notes.append(
            tr(
                "Another source prints “{wording}” ({source}): {what}: {count}.",
                wording=reading.figure.wording,
                source=reading.figure.source,
                what=title(session, reading.count),
                count=shown_number(reading.count.value, language),
            )
        )
    for other in one.conflicts:
        notes.append(
            tr(
                "It is known to contradict {id}: {published}, “{wording}” ({source}).",
                id=other.id,
                published=published(other, language),
                wording=other.wording,
                source=other.source,
            )
        )
    return notes


def _verdict(one: Comparison, language: str) -> str:
    if one.verdict == ABSENT:
        return tr("not in the register: {why}", why=absence(one))
    if one.verdict != DIFFERS:
        return tr("matches")
    more = one.difference
    shown = format_number(more if more > 0 else -more, language)
    if more > 0:
        return tr("differs: {more} more counted", more=shown)
    return tr("differs: {fewer} fewer counted", fewer=shown)


def _rounded(value: Any) -> Any:  # noqa: ANN401  # a count or a rate
    return value if isinstance(value, int) else round(value, 1)


def _read(  # the words of one command
    session: Session,
    what: str,
    kind: str | None,
    part: str | None,
    year: str | None,
    as_of: str | None,
) -> _Asked:
    """Read what is to be explained, and count it.

    Raises:
        InvalidInputError: If it is neither a figure nor a measure of a kind.
    """
    figures = {one.id: one for one in figures_of(session.register)}
    figure = figures.get(what)
    of_year = read_year(year) if year else None
    if figure is None:
        count = _read_count(session, what, kind, part, of_year, as_of, tuple(figures))
        return _Asked(count, None)
    if kind or part or year:
        msg = tr(
            "{what} has its own kind and period. Give it alone, or a measure.",
            what=what,
        )
        raise InvalidInputError(msg)
    day = None
    if as_of:
        day = day_reader(session, figure.year)(as_of)
        figure_then = _as_of(figure, day)
        count = count_figure(session.register, session.law, figure_then, session.today)
        return _Asked(count, None)
    return _Asked(
        count_figure(session.register, session.law, figure, session.today), figure
    )


def _as_of(figure: PublishedFigure, day: date) -> PublishedFigure:
    from dataclasses import replace

    first_day = figure.first_day
    if first_day is not None and first_day > day:
        first_day = first_of_year(day.year)
    return replace(figure, first_day=first_day, last_day=day)


def _read_count(  # the words of one command
    session: Session,
    measure: str,
    kind: str | None,
    part: str | None,
    year: int | None,
    as_of: str | None,
    figures: tuple[str, ...],
) -> Count:
    measures = (*LICENCE_MEASURES, *INSPECTION_MEASURES, *OTHER_MEASURES, *DERIVED)
    if measure not in measures:
        close = nearest(measure, [*figures, *measures])
        msg = tr(
            "'{measure}' is neither a published figure nor a measure.", measure=measure
        )
        msg += did_you_mean(close)
        msg += " " + tr(
            "Measures: {measures}. 'licreg published list' lists the figures.",
            measures=", ".join(measures),
        )
        raise InvalidInputError(msg)
    chosen = _read_kind(session, measure, kind)
    read_day = day_reader(session, year)
    day = read_day(as_of) if as_of else None
    through = session.register.settings.entries_through
    wanted = year or (day or min(through or session.today, session.today)).year
    basis = find_basis(
        session.register,
        wanted,
        today=session.today,
        as_of=day,
        as_known=session.as_known,
    )
    first_day = first_of_year(wanted) if measure in FLOWS else None
    return count_measure(
        session.register,
        session.law,
        Count(measure, chosen, "", first_day, basis.last_day, None, part or ""),
    )


def _read_kind(session: Session, measure: str, kind: str | None) -> str:
    if measure in INSPECTION_MEASURES:
        return choice_reader("area", tuple(AREAS))(kind or _AREA)
    if measure in (*OTHER_MEASURES, *DERIVED):
        kinds = tuple(one for one in KINDS if is_measure(measure, one))
        return choice_reader("kind", kinds)(kind or kinds[0])
    if kind is None:
        msg = tr(
            "Name the kind: 'licreg explain {measure} social-network'.", measure=measure
        )
        raise InvalidInputError(msg)
    return session.law.parse_kind(kind)


def _term(session: Session, name: str) -> str:
    known = name in session.law.kinds_by_code or name in AREAS or name in KINDS
    return name_of_kind(session, name) if known else retold(name)
