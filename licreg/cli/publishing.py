"""The command ``published``: figures as printed, recorded, taken from files, listed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from licreg.actions.figures_in import (
    issuer_reader,
    name_figure,
    parse_code,
    parse_confidence,
    parse_kind,
    parse_percent,
    parse_year,
    year_of,
)
from licreg.actions.published import (
    COLUMNS,
    figure_row,
    figures_of,
    free_id,
    record_figures,
)
from licreg.actions.recording import Recorded
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.ask import Field, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.options import (
    A_DAY,
    AsKnown,
    DryRun,
    Note,
    Override,
    choice_reader,
    day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.events import FigurePublished
from licreg.domain.figures import (
    CONFIDENCES,
    QUALIFIERS,
    RELATIONS,
    format_figure_ref,
    parse_value,
)
from licreg.domain.text import parse_text
from licreg.errors import InvalidInputError
from licreg.wording import tr

_ACTIONS: Final = ("add", "import", "list")
_SHEET: Final = ("ref", *COLUMNS)


def published(  # a figure's own fields
    ctx: typer.Context,
    action: Annotated[
        str,
        typer.Argument(metavar="add|import|list", help="Record, take in, or list."),
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV file to import.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Short name of its own.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure", metavar="MEASURE", help="issued, cumulative, fined, …"
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="Kind, area, or what is counted."),
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", metavar="NAME", help="Platform or category.")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", metavar="N", help="As printed: 1056, 3.74.")
    ] = None,
    qualifier: Annotated[
        str | None,
        typer.Option(
            "--qualifier", metavar="WORD", help="exact, over, about, nearly, up-to."
        ),
    ] = None,
    tolerance: Annotated[
        str | None,
        typer.Option(
            "--tolerance", metavar="PERCENT", help="How far about and nearly reach."
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help="licences, VND, %, …")
    ] = None,
    wording: Annotated[
        str | None, typer.Option("--wording", metavar="TEXT", help="As printed.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="TEXT", help="Where it is printed."),
    ] = None,
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DAY", help="When.")
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR", help="The year that it speaks of."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First day of its period."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY", help="Its day, or its period's last."),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="CODE", help="Where it speaks of one."),
    ] = None,
    confidence: Annotated[
        str | None, typer.Option("--confidence", metavar="WORD", help="HIGH, MED, LOW.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help="licences, games, …")
    ] = None,
    relation: Annotated[
        str | None,
        typer.Option("--relation", metavar="WORD", help=f"{', '.join(RELATIONS)}."),
    ] = None,
    related_to: Annotated[
        str | None, typer.Option("--related-to", metavar="ID", help="Of which figure.")
    ] = None,
    conflicts: Annotated[
        list[str] | None,
        typer.Option("--conflicts", metavar="ID", help="What it contradicts; repeat."),
    ] = None,
    note: Note = None,
    as_known: AsKnown = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record published figures as printed, take them from a file, or list them."""
    session: Session = ctx.obj
    wanted = choice_reader("word", _ACTIONS)(action)
    if wanted == "list":
        session.records = False
        from licreg.cli.published_list import list_figures

        return list_figures(session, year, topic, as_known)
    if wanted == "import":
        return _import(ctx, file, dry_run=dry_run)
    if file is not None:
        msg = tr("{file} is not taken: give a figure's values with options.", file=file)
        raise InvalidInputError(msg)
    typed = {
        "id": name,
        "measure": measure,
        "kind": kind,
        "part": part,
        "value": value,
        "qualifier": qualifier,
        "tolerance_percent": tolerance,
        "unit": unit,
        "wording": wording,
        "source": source,
        "published_on": published_on,
        "year": year,
        "first_day": since,
        "last_day": as_of,
        "issuer": issuer,
        "confidence": confidence,
        "topic": topic,
        "relation": relation,
        "related_to": related_to,
        "note": note,
    }
    figure = _read(session, typed, conflicts or [])
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    entries, batch = record_figures(session.register, [figure], circumstances, clerk)
    confirm(session, Recorded(batch, remarks=entries[0].event.remarks))
    return _added(session, entries[0].number, entries[0].event)


def _read(
    session: Session, typed: dict[str, str | None], conflicts: Sequence[str]
) -> FigurePublished:
    """Read a figure from the options, asking for what is missing.

    Raises:
        InvalidInputError: If a value cannot be read, or values contradict each other.
    """
    read_day = day_reader(session, _year(typed["year"]))
    law = session.law

    def field(name: str, label: str, parse: Any, hint: str = "", **more: Any) -> Field:  # noqa: ANN401  # as Field has them
        option = f"--{_OPTIONS.get(name, name).replace('_', '-')}"
        return Field(name, label, option, typed[name], parse, hint=hint, **more)

    def maybe(name: str, label: str, parse: Any, default: Any, hint: str = "") -> Field:  # noqa: ANN401  # as above
        return field(name, label, parse, hint, is_required=False, default=default)

    def text(label: str) -> Any:  # noqa: ANN401  # a reader
        return lambda given: parse_text(label, given)

    values = fill(
        session,
        [
            field("measure", tr("Measure"), parse_code, "issued, cumulative"),
            field(
                "kind",
                tr("Kind"),
                lambda given: parse_kind(given, law),
                "social-network, electronic-information, …",
            ),
            field("value", tr("Value"), parse_value, "1056, 3.74"),
            maybe(
                "qualifier",
                tr("Qualifier"),
                choice_reader("qualifier", QUALIFIERS),
                QUALIFIERS[0],
                ", ".join(QUALIFIERS),
            ),
            maybe("unit", tr("Unit"), text("unit"), "", "licences, VND, %"),
            field("wording", tr("Words as printed"), text_reader("wording")),
            field("source", tr("Source"), text_reader("source")),
            maybe("published_on", tr("Published on"), read_day, None, A_DAY),
            maybe("year", tr("Year that it speaks of"), parse_year, 0),
            maybe("first_day", tr("First day of its period"), read_day, None, A_DAY),
            maybe("last_day", tr("As of, or last day"), read_day, None, A_DAY),
            maybe("part", tr("Platform or category"), text("part"), ""),
            maybe("issuer", tr("Issuer"), issuer_reader(law), ""),
            maybe("tolerance_percent", tr("Tolerance, percent"), parse_percent, None),
            maybe(
                "confidence",
                tr("How sure"),
                parse_confidence,
                "",
                ", ".join(CONFIDENCES),
            ),
            maybe("topic", tr("Topic"), text("topic"), ""),
            maybe("relation", tr("Relation"), choice_reader("relation", RELATIONS), ""),
            maybe("related_to", tr("Related to"), parse_code, ""),
            maybe("note", tr("Note"), text("note"), ""),
            maybe("id", tr("Short name"), parse_code, "", "2024-sn-issued"),
        ],
    )
    days = (values["last_day"], values["first_day"], values["published_on"])
    values["year"] = values["year"] or year_of(*days)
    if not values["year"]:
        msg = tr("No day tells the year; give it with --year.")
        raise InvalidInputError(msg)
    if values["first_day"] is not None and values["last_day"] is None:
        msg = tr("--from needs --as-of, the last day of the period.")
        raise InvalidInputError(msg)
    if bool(values["relation"]) != bool(values["related_to"]):
        msg = tr("--relation and --related-to go together.")
        raise InvalidInputError(msg)
    known = {one.id for one in figures_of(session.register)}
    wanted = name_figure(
        values["year"], values["kind"], values["part"], values["measure"]
    )
    values["id"] = values["id"] or free_id(wanted, known)
    return FigurePublished(**values, conflicts=tuple(map(parse_code, conflicts)))


_OPTIONS: Final = {
    "tolerance_percent": "tolerance",
    "first_day": "from",
    "last_day": "as-of",
}


def _year(text: str | None) -> int | None:
    """Return the year of days that are typed without one; None for this one."""
    return parse_year(text.strip()) if text else None


def _added(session: Session, entry: int, figure: FigurePublished) -> Answer:
    language = session.language
    row: dict[str, Any] = {"ref": format_figure_ref(entry), **figure_row(figure)}
    columns = (Column("field", ""), Column("value", ""))
    lines = [
        (word(name, language), _shown(row[name], language))
        for name in _SHEET
        if row[name] not in ("", None)
    ]
    return Answer(
        value=row,
        tables=(Table(columns, lines),),
        records=Table(tuple(Column(key, key) for key in row), [tuple(row.values())]),
    )


def _shown(value: Any, language: str) -> str:  # noqa: ANN401  # any value of a row
    from datetime import date
    from decimal import Decimal

    from licreg.domain.money import format_number

    if isinstance(value, date):
        return format_day(value, language)
    if isinstance(value, Decimal) or (
        isinstance(value, int) and value not in range(1900, 2200)
    ):
        return format_number(value, language)
    return str(value)


def _import(ctx: typer.Context, file: Path | None, *, dry_run: bool) -> Answer:
    """Take figures from a file, and from a file of figures only.

    Raises:
        InvalidInputError: If no file is named, or it holds something else.
    """
    from licreg.cli.importing import import_files
    from licreg.exchange.canonical import read_tables

    if file is None:
        msg = tr("Name the file: 'licreg published import FILE'. Nothing was recorded.")
        raise InvalidInputError(msg)
    if str(file) == "-":
        msg = tr(
            "Standard input is read by 'licreg import -', published figures too. "
            "Nothing was recorded."
        )
        raise InvalidInputError(msg)
    for table in read_tables(file):
        if table.table != "figures":
            msg = tr(
                "{file} holds {table}, not published figures; take it with 'licreg "
                "import'. Nothing was recorded.",
                file=table.name,
                table=table.table,
            )
            raise InvalidInputError(msg)
    return import_files(ctx, [file], dry_run=dry_run)
