"""The command ``law``: what was in force on a day, each row with its source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer

from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.options import day_reader
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.law import TERM_RULE, Extension, Fine, Law, Term, holds_on
from licreg.errors import NoRegisterError
from licreg.wording import LANGUAGES, coded, retold, tr

_Teller = str | Callable[[Any], str]
"""The field of a row that is told, or what tells it."""

_NAMES: Final = ("name", "what", "level", "from", "until", "confidence", "source")
_TITLES: Final = {"instruments": "instruments_of_law", "fines": "bands"}


def law(
    ctx: typer.Context,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day; else today.")
    ] = None,
    rules: Annotated[
        bool, typer.Option("--rules", help="The rules of entry only.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is not in force on that day.")
    ] = False,
) -> Answer:
    """Show the law in force on a day, with its sources."""
    from licreg.actions.reference import read_law

    session: Session = ctx.obj
    language = session.language
    day = day_reader(session)(on) if on else session.today
    try:
        tables = session.law
    except NoRegisterError:
        tables = read_law()

    def sections_in(language: str) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [
                _row(row, *columns) for row in rows if everything or holds_on(row, day)
            ]
            for name, rows, *columns in _sections(tables, language)
            if name == "rules" or not rules
        }

    def coded_sections() -> dict[str, list[dict[str, Any]]]:
        with coded():
            return sections_in(LANGUAGES[0])

    sections = sections_in(language)
    sources = {
        source: number
        for number, source in enumerate(
            dict.fromkeys(row["source"] for rows in sections.values() for row in rows),
            start=1,
        )
    }
    held = tr("In force on {day}", day=format_day(day, language))
    held = tr("All known rows") if everything else held
    return Answer(
        value=lambda: {"on": day, **coded_sections()},
        tables=tuple(
            _table(name, rows, sources, language) for name, rows in sections.items()
        ),
        records=Table(
            tuple(Column(name, name) for name in ("table", *_NAMES)),
            (
                (table, *(row[name] for name in _NAMES))
                for table, rows in coded_sections().items()
                for row in rows
            ),
        ),
        notes=(
            tr("{held}. Sources:", held=held),
            *(f"[{number}] {retold(source)}" for source, number in sources.items()),
        ),
    )


def _sections(
    tables: Law, language: str
) -> Iterable[tuple[str, Sequence[Any], _Teller, _Teller]]:
    """Yield each table with the names of what is named there, and of what is said."""
    title = "title_vi" if language == "vi" else "title_en"
    yield "instruments", tables.instruments, "name", title
    yield "kinds", tables.kinds, "code", f"name_{language}"
    yield "terms", tables.terms, "kind", _term
    yield "extensions", tables.extensions, "kind", _extension
    yield "issuers", tables.issuers, "code", f"name_{language}"
    yield "fines", tables.fines, _provision, _fine
    yield (
        "rules",
        (*tables.rules, *tables.terms),
        lambda row: TERM_RULE if isinstance(row, Term) else str(row.rule),
        lambda row: (
            _longest(row) if isinstance(row, Term) else str(getattr(row, title))
        ),
    )


def _term(row: Term) -> str:
    return tr("at most {years} years", years=row.longest_years)


def _longest(row: Term) -> str:
    return tr(
        "A term of {kind} is at most {years} years",
        kind=row.kind,
        years=row.longest_years,
    )


def _extension(row: Extension) -> str:
    return tr(
        "at most {most} of {years} years each, asked for {days} days before expiry",
        most=row.most,
        years=row.longest_years,
        days=row.ask_days_before,
    )


def _provision(row: Fine) -> str:
    return tr(
        "{instrument} Art {article}", instrument=row.instrument, article=row.article
    )


def _fine(row: Fine) -> str:
    return tr(
        "{least:,} to {most:,} VND: {conduct}",
        least=row.least_vnd,
        most=row.most_vnd,
        conduct=row.conduct,
    )


def _row(row: Any, name: _Teller, what: _Teller) -> dict[str, Any]:  # noqa: ANN401  # of any table
    return {
        "name": name(row) if callable(name) else getattr(row, name),
        "what": what(row) if callable(what) else getattr(row, what),
        "level": getattr(row, "level", ""),
        "from": row.first_day,
        "until": row.last_day,
        "confidence": row.confidence,
        "source": row.source,
    }


def _table(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    sources: Mapping[str, int],
    language: str,
) -> Table:
    """Return a table for a person; its sources stand below as notes."""
    has_levels = any(row["level"] for row in rows)
    columns = (
        Column("name", word("name", language), "code"),
        Column("what", word("what", language)),
        *((Column("level", word("level", language), "code"),) if has_levels else ()),
        Column("from", word("days", language)),
        Column("confidence", word("confidence", language)),
        Column("source", word("source", language), "code"),
    )
    lines: list[tuple[Cell, ...]] = [
        (
            row["name"],
            row["what"],
            *((row["level"],) if has_levels else ()),
            _days(row["from"], row["until"], language),
            row["confidence"],
            f"[{sources[row['source']]}]",
        )
        for row in rows
    ]
    return Table(columns, lines, title=word(_TITLES.get(name, name), language))


def _days(first: date | None, last: date | None, language: str) -> str:
    start = format_day(first, language) if first else ""
    end = format_day(last, language) if last else ""
    match bool(first), bool(last):
        case True, True:
            return f"{start} - {end}"
        case True, False:
            return f"{word('from', language)} {start}"
        case False, True:
            return f"{word('until_day', language)} {end}"
        case _:
            return ""
