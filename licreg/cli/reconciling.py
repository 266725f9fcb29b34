"""The command ``reconcile``: published figures beside the counts."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import typer

from licreg.actions.counting import FLOWS
from licreg.actions.figures import (
    ABSENT,
    DIFFERS,
    MATCHES,
    UNCOUNTABLE,
    Comparison,
    compare,
    comparison_row,
)
from licreg.actions.published import figures_of
from licreg.cli.answer import Answer, Cell, Column, Row, Table
from licreg.cli.figure_reasons import absence, difference
from licreg.cli.figure_words import (
    MARKS,
    name_of_measure,
    published,
    shown_number,
    title,
)
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import AsKnown, AsOf, past_day_reader, read_year
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.wording import tr, trn

_QUICK: Final = 50_000
"""Entries up to which what changed a figure is looked for at once; in a larger register
``explain`` does it."""

_NAMED: Final = 5
"""How many figures of one reason are named."""


def reconcile(
    ctx: typer.Context,
    year: Annotated[
        str | None, typer.Argument(metavar="YEAR", help="The figures of one year.")
    ] = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    since_published: Annotated[
        bool,
        typer.Option(
            "--since-published",
            help="Also what was known on the day of publication, and what changed.",
        ),
    ] = False,
) -> Answer:
    """Set the published figures beside the counts; exit 1 if any differs."""
    session: Session = ctx.obj
    now = session.register
    ask_as_known(session, as_known)
    figures = figures_of(session.register)
    wanted = read_year(year) if year is not None else None
    if wanted is not None:
        years = sorted({figure.year for figure in figures})
        figures = tuple(figure for figure in figures if figure.year == wanted)
        if not figures:
            return Answer(value=[], notes=(_none_of(wanted, years),))
    day = past_day_reader(session, wanted)(as_of) if as_of else None
    comparisons = list(
        compare(session.register, session.law, figures, session.today, as_of=day)
    )
    if since_published:
        from licreg.cli.revising import revision_answer

        return revision_answer(session, now, comparisons, day)
    return comparison_answer(session, comparisons)


def comparison_answer(session: Session, comparisons: Sequence[Comparison]) -> Answer:
    """Return figures beside counts, and what differs."""
    differing = [one for one in comparisons if one.verdict == DIFFERS]
    value = [comparison_json(session, one) for one in comparisons]
    return Answer(
        value=value,
        tables=tables_of(session, comparisons),
        records=records_of(value),
        notes=(
            *verdicts(session, comparisons),
            *(
                line
                for one in differing
                for line in difference(session, one, follow=_is_quick(session))
            ),
            *_contradictions(session, comparisons),
            *_absences(comparisons),
        ),
        exit_code=1 if differing else 0,
    )


def tables_of(session: Session, comparisons: Sequence[Comparison]) -> tuple[Table, ...]:
    """Return what can be counted beside its counts, then what no register counts."""
    language = session.language
    counted = [one for one in comparisons if one.because != UNCOUNTABLE]
    names = ("measure", "published", "wording", "counted", "verdict")
    tables = [
        Table(
            tuple(
                Column(
                    name,
                    word(name, language),
                    "code" if name in ("published", "counted", "verdict") else "text",
                )
                for name in names
            ),
            [line for one in counted for line in _lines(session, one)],
        )
    ]
    others = [one for one in comparisons if one.because == UNCOUNTABLE]
    if others:
        tables.append(
            Table(
                (
                    Column("id", "", "code"),
                    Column("published", word("published", language), "code"),
                    Column("wording", word("wording", language)),
                ),
                [
                    (
                        one.figure.id,
                        published(one.figure, language),
                        f"“{one.figure.wording}”",
                    )
                    for one in others
                ],
                title=tr("Not counted by any register"),
            )
        )
    return tuple(tables) if counted else tuple(tables[1:])


def comparison_json(session: Session, one: Comparison) -> dict[str, Any]:
    """Return a figure beside its count in the shape that programs rely on."""
    return comparison_row(one) | {"as_known": session.as_known}


def records_of(rows: Sequence[dict[str, Any]]) -> Table:
    """Return rows as a table for programs; lists as the ids or texts in them."""
    keys = tuple(rows[0]) if rows else ()
    return Table(
        tuple(Column(key, key) for key in keys),
        [tuple(_cell(row[key]) for key in keys) for row in rows],
    )


def verdicts(session: Session, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield how many figures match, differ or are absent, and how they are counted."""
    counted = [one for one in comparisons if one.because != UNCOUNTABLE]
    counts = {
        verdict: sum(one.verdict == verdict for one in counted)
        for verdict in (MATCHES, DIFFERS, ABSENT)
    }
    parts = [
        tr(
            "{matching} of {count} figures match",
            matching=counts[MATCHES],
            count=len(counted),
        )
    ]
    if counts[DIFFERS]:
        parts.append(tr("{count} differ", count=counts[DIFFERS]))
    if counts[ABSENT]:
        parts.append(tr("{count} not in the register", count=counts[ABSENT]))
    yield ", ".join(parts) + f"{known_words(session)}."
    if len(counted) < len(comparisons):
        yield trn(
            "1 further figure speaks of what no register counts.",
            "{count:,} further figures speak of what no register counts.",
            len(comparisons) - len(counted),
        )
    if any(
        one.figure.last_day is None and one.figure.measure in FLOWS for one in counted
    ):
        yield tr(
            "A figure whose period is not stated is counted over the days that a "
            "summary of its year runs over."
        )
    tolerances = sorted(
        {
            one.figure.tolerance
            for one in counted
            if one.figure.qualifier in ("about", "nearly")
        }
    )
    for percent in tolerances:
        yield tr(
            "A figure printed as about or nearly is met within {percent}%.",
            percent=percent,
        )


def _is_quick(session: Session) -> bool:
    return session.register.entries <= _QUICK


def _lines(session: Session, one: Comparison) -> Iterator[Row | tuple[Cell, ...]]:
    """Yield a figure's line, and below it what contradicts it and how else it reads."""
    language = session.language
    told = None if one.verdict == ABSENT else one.count.value
    yield (
        title(session, one.count),
        published(one.figure, language),
        f"“{one.figure.wording}”",
        shown_number(told, language),
        MARKS[one.verdict],
    )
    for reading in one.readings:
        yield Row(
            (
                tr(
                    "read as: {measure}",
                    measure=name_of_measure(session, reading.figure.measure),
                ),
                published(reading.figure, language),
                f"“{reading.figure.wording}”",
                shown_number(reading.count.value, language),
                "",
            ),
            level=1,
        )


def _contradictions(
    session: Session, comparisons: Sequence[Comparison]
) -> Iterator[str]:
    """Yield which figures are known to contradict each other, each group once."""
    language, told = session.language, set[str]()
    for one in comparisons:
        group = (one.figure, *one.conflicts)
        if len(group) == 1 or one.figure.id in told:
            continue
        told.update(other.id for other in group)
        yield tr(
            "Known to contradict each other: {figures}.",
            figures=", ".join(
                f"{other.id} ({published(other, language)})" for other in group
            ),
        )


def _absences(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield why figures are not in the register, each reason once."""
    groups: dict[str, list[str]] = {}
    for one in comparisons:
        if one.because not in ("", UNCOUNTABLE):
            groups.setdefault(absence(one), []).append(one.figure.id)
    for why, ids in groups.items():
        more = ", …" if len(ids) > _NAMED else ""
        yield tr(
            "Not in the register, as {why}: {ids}.",
            why=why,
            ids=", ".join(ids[:_NAMED]) + more,
        )


def _none_of(year: int, years: Sequence[int]) -> str:
    return tr(
        "No published figure is known of {wanted}. Known: {known}.",
        wanted=year,
        known=", ".join(map(str, years)),
    )


def _cell(value: Any) -> Cell:  # noqa: ANN401  # any value of a row
    """Return a value for a file: of a list, what its items are called."""
    if isinstance(value, list):
        return " ".join(one.get("id") or one["measure"] for one in value)
    cell: Cell = value
    return cell
