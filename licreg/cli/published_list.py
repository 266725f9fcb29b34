"""``published list``: every figure as printed, and what follows from growth."""

from collections.abc import Sequence
from typing import Any, Final

from licreg.actions.published import (
    COLUMNS,
    figure_rows,
)
from licreg.cli.answer import Answer, Column, Row, Table
from licreg.cli.figure_words import shown_value
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import (
    read_year,
)
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.text import fold
from licreg.wording import tr, trn

_MORE: Final = ("derived", "derived_from", "ships", "ref")


def list_figures(
    session: Session, year: str | None, topic: str | None, as_known: str | None
) -> Answer:
    """Return the figures of a year or a topic, derived values below their own."""
    language = session.language
    ask_as_known(session, as_known)
    rows = figure_rows(session.register)
    if year is not None:
        wanted = read_year(year)
        rows = _of_year(rows, wanted)
    if topic is not None:
        rows = [row for row in rows if fold(row["topic"]) == fold(topic)]
    printed = sum(not row["derived"] for row in rows)
    derived = len(rows) - printed
    count = trn("1 published figure", "{count:,} published figures", printed)
    notes = [f"{count}{known_words(session)}."]
    if derived:
        notes.append(
            trn(
                "1 value is derived from a rate of growth and was never published.",
                "{count:,} values are derived from rates of growth and were never "
                "published.",
                derived,
            )
        )
    notes += _sources(rows, language)
    names = (*COLUMNS, *_MORE)
    return Answer(
        value=rows,
        tables=(_table(rows, language),) if rows else (),
        records=Table(
            tuple(Column(name, name) for name in names),
            [tuple(_plain(row[name]) for name in names) for row in rows],
        ),
        notes=tuple(notes),
    )


def _of_year(rows: Sequence[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Return the figures that speak of a year or were published in it.

    What was derived stands with what it was derived from.
    """
    chosen: list[dict[str, Any]] = []
    is_in = False
    for row in rows:
        if not row["derived"]:
            day = row["published_on"]
            is_in = row["year"] == year or (day is not None and day.year == year)
        if is_in or row["year"] == year:
            chosen.append(row)
    return chosen


def _table(rows: Sequence[dict[str, Any]], language: str) -> Table:
    columns = (
        Column("id", "", "code"),
        Column("published", word("published", language), "code"),
        Column("period", word("period", language)),
        Column("wording", word("wording", language)),
    )
    return Table(
        columns,
        [
            Row(
                (
                    row["id"],
                    _value(row, language),
                    _period(row, language),
                    tr("derived, never published")
                    if row["derived"]
                    else f"“{row['wording']}”",
                ),
                level=1 if row["derived"] else 0,
            )
            for row in rows
        ],
    )


def _value(row: dict[str, Any], language: str) -> str:
    shown = shown_value(row["value"], row["qualifier"], row["unit"], language)
    return tr("derived: {value}", value=shown) if row["derived"] else shown


def _period(row: dict[str, Any], language: str) -> str:
    first, last = row["from"], row["as_of"]
    if last is None:
        return tr("{year}, not stated", year=row["year"])
    if first is None:
        return tr("as of {day}", day=format_day(last, language))
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return f"{format_day(first, language)} - {format_day(last, language)}"


def _sources(rows: Sequence[dict[str, Any]], language: str) -> list[str]:
    """Return where the figures are printed, each source once, with its day."""
    sources: dict[tuple[str, Any], int] = {}
    for row in rows:
        if not row["derived"]:
            key = row["source"], row["published_on"]
            sources[key] = sources.get(key, 0) + 1
    return [
        f"  {count:,}  {source}{', ' + format_day(day, language) if day else ''}"
        for (source, day), count in sources.items()
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401  # any value of a row
    if isinstance(value, bool):
        return "yes" if value else ""
    return value
