"""Commands that set published figures beside the counts: reconcile and explain."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from licreg.actions.figures import (
    ABSENT,
    DIFFERS,
    FLOWS,
    INSPECTION_MEASURES,
    LICENCE_MEASURES,
    MATCHES,
    Comparison,
    Count,
    arithmetic,
    compare,
    count_figure,
    count_measure,
    read_figures,
)
from licreg.actions.listing import (
    InspectionQuestion,
    LicenceQuestion,
    find_inspections,
    find_licences,
)
from licreg.actions.reporting import find_basis
from licreg.actions.rows import INSPECTION_COLUMNS, LICENCE_COLUMNS
from licreg.cli import records
from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.knowing import ask_as_known, known_option, known_words
from licreg.cli.options import (
    AsKnown,
    AsOf,
    choice_reader,
    day_reader,
    read_year,
)
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.days import first_of_year, format_day
from licreg.domain.figures import PublishedFigure
from licreg.domain.money import format_number
from licreg.domain.text import did_you_mean, nearest
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError
from licreg.wording import marked, tr

_MARKS: Final = {MATCHES: "✓", DIFFERS: "✗", ABSENT: "-"}
_QUALIFIERS: Final = {
    "exact": marked("{figure}"),
    "over": marked("over {figure}"),
    "about": marked("about {figure}"),
    "nearly": marked("nearly {figure}"),
    "up-to": marked("up to {figure}"),
}
_SHOWN: Final = 50


def reconcile(
    ctx: typer.Context,
    year: Annotated[
        str | None, typer.Argument(metavar="YEAR", help="The figures of one year.")
    ] = None,
    as_known: AsKnown = None,
) -> Answer:
    """Set the published figures beside the counts; exit 1 if any differs."""
    session: Session = ctx.obj
    ask_as_known(session, as_known)
    figures = read_figures()
    if year is not None:
        wanted = read_year(year)
        years = sorted({figure.year for figure in figures})
        figures = tuple(figure for figure in figures if figure.year == wanted)
        if not figures:
            known = ", ".join(str(one) for one in years)
            return Answer(
                value=[],
                notes=(
                    tr(
                        "No published figure is known of {wanted}. Known: {known}.",
                        wanted=wanted,
                        known=known,
                    ),
                ),
            )
    comparisons = list(compare(session.register, session.law, figures, session.today))
    return comparison_answer(session, comparisons)


def comparison_answer(session: Session, comparisons: Sequence[Comparison]) -> Answer:
    """Return figures beside counts, and what differs."""
    language = session.language
    lines: list[tuple[Cell, ...]] = [
        (
            _title(session, one.count),
            _published(one.figure, language),
            f"“{one.figure.wording}”",
            "-"
            if one.count.value is None
            else format_number(one.count.value, language),
            _MARKS[one.verdict],
        )
        for one in comparisons
    ]
    names = ("measure", "published", "wording", "counted", "verdict")
    differing = [one for one in comparisons if one.verdict == DIFFERS]
    value = [comparison_json(session, one) for one in comparisons]
    keys = tuple(value[0]) if value else ()
    return Answer(
        value=value,
        tables=(
            Table(
                tuple(
                    Column(
                        name,
                        word(name, language),
                        "code"
                        if name in ("published", "counted", "verdict")
                        else "text",
                    )
                    for name in names
                ),
                lines,
            ),
        ),
        records=Table(
            tuple(Column(key, key) for key in keys),
            [tuple(row[key] for key in keys) for row in value],
        ),
        notes=(
            *_verdicts(session, comparisons),
            *(_difference(session, one) for one in differing),
        ),
        exit_code=1 if differing else 0,
    )


def explain(
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
    year: Annotated[
        str | None, typer.Option("--year", metavar="YEAR", help="Of a flow.")
    ] = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
) -> Answer:
    """Show what stands behind a figure: its arithmetic and its records."""
    session: Session = ctx.obj
    ask_as_known(session, as_known)
    register, law, language = session.register, session.law, session.language
    figures = {figure.id: figure for figure in read_figures()}
    figure = figures.get(what)
    if figure is not None:
        if kind or year or as_of:
            msg = tr(
                "{what} has its own kind and period. Give it alone, or a measure.",
                what=what,
            )
            raise InvalidInputError(msg)
        count = count_figure(register, law, figure, session.today)
    else:
        of_year = read_year(year) if year else None
        count = _read_count(session, what, kind, of_year, as_of, tuple(figures))
    comparison = (
        next(compare(register, law, (figure,), session.today)) if figure else None
    )
    terms = arithmetic(register, law, count)
    total = count.value or 0
    rows, names, shown = _behind(session, count)
    terms_shown = [(_term(session, name), value) for name, value in terms]
    title, is_sum = _title(session, count), len(terms) > 1
    tables = [
        Table(
            (Column("term", ""), Column("value", "", "int")),
            terms_shown if is_sum else ((title, total),),
            footer=(title, total) if is_sum else (),
        )
    ]
    notes = []
    if 0 < len(rows) <= _SHOWN:
        tables.append(records.table(rows, shown, language))
    elif rows:
        notes += [
            tr("The {count:,} records behind it:", count=len(rows)),
            f"  {_command(session, count)}",
        ]
    if count.kind not in AREAS and count.measure == "cumulative" and len(rows) < total:
        notes.append(
            tr(
                "{total:,} of them are unlisted: 'licreg tally list' tells where "
                "they were counted.",
                total=total - len(rows),
            )
        )
    if comparison is not None:
        published = _published(comparison.figure, language)
        notes.append(
            tr(
                "Published: {published}, “{wording}” ({source}). {mark} {verdict}.",
                published=published,
                wording=comparison.figure.wording,
                source=comparison.figure.source,
                mark=_MARKS[comparison.verdict],
                verdict=_verdict(comparison, language),
            )
        )
        if comparison.figure.note:
            notes.append(comparison.figure.note)
    return Answer(
        value={
            "measure": count.measure,
            "kind": count.kind,
            "issuer": count.issuer,
            "from": count.first_day,
            "as_of": count.last_day,
            "as_known": session.as_known,
            "count": count.value,
            "terms": [{"term": name, "value": value} for name, value in terms],
            "figure": comparison_json(session, comparison) if comparison else None,
            "records": rows,
        },
        tables=tuple(tables),
        records=records.table(rows, names, language),
        notes=tuple(notes),
    )


def _read_count(  # the words of one command
    session: Session,
    measure: str,
    kind: str | None,
    year: int | None,
    as_of: str | None,
    figures: tuple[str, ...],
) -> Count:
    measures = (*LICENCE_MEASURES, *INSPECTION_MEASURES)
    if measure not in measures:
        close = nearest(measure, [*figures, *measures])
        msg = tr(
            "'{measure}' is neither a published figure nor a measure.", measure=measure
        )
        msg += did_you_mean(close)
        msg += " " + tr(
            "Measures: {measures}. 'licreg reconcile --format csv' lists the figures.",
            measures=", ".join(measures),
        )
        raise InvalidInputError(msg)
    default = "electronic-information" if measure in INSPECTION_MEASURES else None
    chosen = kind or default
    if chosen is None:
        msg = tr(
            "Name the kind: 'licreg explain {measure} social-network'.", measure=measure
        )
        raise InvalidInputError(msg)
    if measure in INSPECTION_MEASURES:
        chosen = choice_reader("area", tuple(AREAS))(chosen)
    else:
        chosen = session.law.parse_kind(chosen)
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
        Count(measure, chosen, "", first_day, basis.last_day, None),
    )


def _behind(
    session: Session, count: Count
) -> tuple[list[dict[str, Any]], Sequence[str], Sequence[str]]:
    """Return the records behind a count, and the columns to show."""
    if count.kind in AREAS:
        measure = (
            count.measure if count.measure in ("penalised", "fined") else "inspected"
        )
        if count.measure in ("fines", "breaches", "decisions"):
            measure = "penalised"
        case = InspectionQuestion(
            subject_kinds=AREAS[count.kind],
            first_day=count.first_day,
            last_day=count.last_day,
            measure=measure,
            agency=count.issuer,
        )
        rows = [
            records.inspection_of(session, one, count.last_day)
            for one, _ in find_inspections(session.register, case)
        ]
        return rows, INSPECTION_COLUMNS, records.INSPECTION_LIST
    question = LicenceQuestion(
        kinds=session.law.parts_of(count.kind),
        measure=count.measure,
        first_day=count.first_day,
        last_day=count.last_day,
        issuer=count.issuer,
    )
    rows = [
        records.licence_of(session, one, count.last_day)
        for one in find_licences(session.register, question)
    ]
    return rows, (*LICENCE_COLUMNS, "licence", "entry"), records.LICENCE_LIST


def _command(session: Session, count: Count) -> str:
    """Return the command that lists what stands behind a count."""
    what = "inspections " if count.kind in AREAS else ""
    measure = count.measure
    if count.kind in AREAS and measure not in ("inspected", "penalised", "fined"):
        what = f"{measure} " if measure != "fines" else "breaches "
        measure = ""
    parts = [f"list {what}{count.kind}"]
    parts += [f"--measure {measure}"] if measure else []
    if count.first_day:
        parts.append(f"--from {count.first_day} --to {count.last_day}")
    else:
        parts.append(f"--as-of {count.last_day}")
    if count.issuer:
        option = "--agency" if count.kind in AREAS else "--issuer"
        parts.append(f"{option} '{count.issuer}'")
    return session.command(" ".join(parts) + known_option(session))


def _title(session: Session, count: Count) -> str:
    language = session.language
    name = _name(session, count.kind)
    issuer = f" ({count.issuer})" if count.issuer else ""
    measure = word(count.measure.replace("-", "_"), language).split(",")[0].lower()
    last = format_day(count.last_day, language)
    if count.first_day is None:
        return f"{name}{issuer}, {measure}, {last}"
    first = count.first_day
    if (first.month, first.day) == (1, 1) and language == "en":
        start = f"{first.day} {first:%b}"
    else:
        start = format_day(first, language)
    return f"{name}{issuer}, {measure}, {start} - {last}"


def _name(session: Session, kind: str) -> str:
    if kind in AREAS:
        return word(kind, session.language)
    return name_of(session.law.kinds_by_code[kind], session.language)


def _term(session: Session, name: str) -> str:
    kinds = session.law.kinds_by_code
    return _name(session, name) if name in kinds or name in AREAS else name


def _published(figure: PublishedFigure, language: str) -> str:
    text = _QUALIFIERS.get(figure.qualifier, "{figure}")
    return tr(text, figure=format_number(figure.value, language))


def _verdicts(session: Session, comparisons: Sequence[Comparison]) -> list[str]:
    counts = {
        verdict: sum(one.verdict == verdict for one in comparisons)
        for verdict in (MATCHES, DIFFERS, ABSENT)
    }
    parts = [
        tr(
            "{matching} of {count} figures match",
            matching=counts[MATCHES],
            count=len(comparisons),
        )
    ]
    if counts[DIFFERS]:
        parts.append(tr("{count} differ", count=counts[DIFFERS]))
    if counts[ABSENT]:
        parts.append(tr("{count} not in the register", count=counts[ABSENT]))
    unstated = any(
        one.figure.last_day is None and one.figure.measure in FLOWS
        for one in comparisons
    )
    lines = [", ".join(parts) + f"{known_words(session)}."]
    if unstated:
        lines.append(
            tr(
                "A figure whose period is not stated is counted over the days "
                "that a summary of its year runs over."
            )
        )
    return lines


def _verdict(one: Comparison, language: str) -> str:
    if one.verdict != DIFFERS:
        return tr("matches") if one.verdict == MATCHES else tr("not in register")
    more = format_number(abs(one.difference), language)
    if one.difference > 0:
        return tr("differs: {more} more counted", more=more)
    return tr("differs: {fewer} fewer counted", fewer=more)


def _difference(session: Session, one: Comparison) -> str:
    language = session.language
    how = format_number(abs(one.difference), language)
    how = (
        tr("{more} more", more=how)
        if one.difference > 0
        else tr("{fewer} fewer", fewer=how)
    )
    counted = format_number(one.count.value or 0, language)
    command = session.command(f"explain {one.figure.id}{known_option(session)}")
    return tr(
        "{id}: published {published}, counted {counted} ({how}). '{command}' "
        "shows the records.",
        id=one.figure.id,
        published=_published(one.figure, language),
        counted=counted,
        how=how,
        command=command,
    )


def comparison_json(session: Session, one: Comparison) -> dict[str, Any]:
    """Return a figure beside its count in the shape that programs rely on."""
    figure = one.figure
    return {
        "id": figure.id,
        "measure": figure.measure,
        "kind": figure.kind,
        "from": one.count.first_day,
        "as_of": one.count.last_day,
        "published": figure.value,
        "qualifier": figure.qualifier,
        "unit": figure.unit,
        "register": one.count.value,
        "verdict": one.verdict,
        "wording": figure.wording,
        "source": figure.source,
        "issuer": figure.issuer,
        "as_known": session.as_known,
        "period_is_stated": figure.last_day is not None,
        "published_on": figure.published_on,
        "confidence": figure.confidence,
        "note": figure.note,
    }
