"""The command ``tally``: counts without records, recorded and listed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer

from licreg.actions.counting import INSPECTION_MEASURES
from licreg.actions.recording import Recorded
from licreg.actions.rows_in import parse_count
from licreg.actions.tallying import COLUMNS, record_tally, tally_row, tally_rows
from licreg.cli import records
from licreg.cli.answer import Answer, Table
from licreg.cli.ask import Field, fill
from licreg.cli.desk import confirm, desk
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import (
    A_DAY,
    AsKnown,
    AsOf,
    DryRun,
    Note,
    Override,
    choice_reader,
    day_reader,
    past_day_reader,
    text_reader,
)
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.counts import ISSUED
from licreg.domain.days import format_day
from licreg.domain.events import TallyRecorded
from licreg.domain.other_registers import ACCOUNTS, KINDS
from licreg.domain.other_registers import MEASURES as OTHER_MEASURES
from licreg.domain.tallies import parse_tally_ref
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError, NotFoundError
from licreg.wording import tr, trn

_ACTIONS: Final = ("add", "list")
_SHOWN: Final = ("ref", "tallied", "count", "drawn", "from_on", "to_on", "issuer")


def tally(  # a tally's own fields
    ctx: typer.Context,
    action: Annotated[
        str, typer.Argument(metavar="add|list", help="Record one, or list all.")
    ],
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND|MEASURE]",
            help="A kind of licence, or inspected, fined, … with --area.",
        ),
    ] = None,
    count: Annotated[
        str | None, typer.Argument(metavar="[COUNT]", help="How many.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DAY", help="First day; without it, all up to the last."
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day, inclusive.")
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="CODE", help="Issuer or agency counted."),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", metavar="AREA", help="electronic-information, domestic-platforms"
        ),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="NAME", help="Platform or category, as Zalo."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Where it is read.")
    ] = None,
    note: Note = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record a sourced count without records, or list those on record."""
    session: Session = ctx.obj
    if choice_reader("word", _ACTIONS)(action) == "list":
        session.records = False
        return _list(session, as_of, as_known)
    if as_of or as_known:
        msg = tr("--as-of and --as-known go with 'tally list'.")
        raise InvalidInputError(msg)
    event = _read(session, what, count, since, until, issuer, area, part, source, note)
    circumstances, clerk = desk(session, override, dry_run=dry_run)
    entry, batch = record_tally(session.register, event, circumstances, clerk)
    confirm(session, Recorded(batch, remarks=entry.event.remarks))
    row = tally_row(entry)
    sheet = [name for name in COLUMNS if name not in ("drawn", "unlisted", "entry")]
    return Answer(
        value=row,
        tables=(records.sheet(row, sheet, session.language),),
        records=records.table([row], COLUMNS, session.language),
        notes=(_new_total(session, event),),
    )


def show_tally(session: Session, ref: str) -> Answer:
    """Return one tally, with what was drawn from it.

    Raises:
        NotFoundError: If there is none that counts.
    """
    wanted = parse_tally_ref(ref)
    rows = [
        row
        for row in tally_rows(session.register, session.today)
        if row["entry"] == wanted
    ]
    if not rows:
        msg = tr(
            "No tally {ref} counts{known}. 'licreg tally list' shows those that do.",
            ref=ref.strip().upper(),
            known=known_words(session),
        )
        raise NotFoundError(msg)
    today = format_day(session.today, session.language)
    return Answer(
        value=rows[0],
        tables=(records.sheet(rows[0], COLUMNS, session.language),),
        records=records.table(rows, COLUMNS, session.language),
        notes=(
            tr(
                "As of {today}{known}.",
                today=today,
                known=known_words(session),
            ),
        ),
    )


def _read(  # the words of one command
    session: Session,
    what: str | None,
    count: str | None,
    since: str | None,
    until: str | None,
    issuer: str | None,
    area: str | None,
    part: str | None,
    source: str | None,
    note: str | None,
) -> TallyRecorded:
    law, read_day = session.law, day_reader(session)
    values = fill(
        session,
        [
            Field(
                "what",
                tr("Kind of licence, or measure of inspections"),
                tr("second argument"),
                what,
                lambda text: _read_what(session, text),
                hint=tr("social-network, inspected, …"),
            ),
            Field("count", tr("Count"), tr("third argument"), count, _read_count),
            Field("until", tr("Last day"), "--to", until, read_day, hint=tr(A_DAY)),
            Field("source", tr("Source"), "--source", source, text_reader("source")),
        ],
    )
    measure: str = values["what"]
    kind = measure
    if measure in INSPECTION_MEASURES:
        if area is None or since is None:
            missing = tr("--area AREA") if area is None else tr("--from DAY")
            msg = tr(
                "'{measure}' is counted in an area and over a period; name "
                "them with {missing}. Areas: {areas}.",
                measure=measure,
                missing=missing,
                areas=", ".join(AREAS),
            )
            raise InvalidInputError(msg)
        kind = choice_reader("area", tuple(AREAS))(area)
    elif measure in OTHER_MEASURES:
        kind = _read_other(measure, area, since)
    elif area is not None:
        msg = tr(
            "--area goes with a measure of inspections; {kind} is issued.", kind=kind
        )
        raise InvalidInputError(msg)
    else:
        measure = ISSUED
    if part and measure not in OTHER_MEASURES:
        msg = tr("--part goes with {measures}.", measures=", ".join(OTHER_MEASURES))
        raise InvalidInputError(msg)
    return TallyRecorded(
        measure=measure,
        kind=kind,
        count=values["count"],
        from_on=read_day(since) if since else None,
        to_on=values["until"],
        issuer=law.parse_issuer(issuer) if issuer else "",
        source=values["source"],
        note=parse_text("note", note or ""),
        part=parse_text("part", part or ""),
    )


def _read_other(measure: str, area: str | None, since: str | None) -> str:
    """Read which of the other registers a count belongs to.

    Raises:
        InvalidInputError: If none is named, or a flow has no first day.
    """
    kinds = tuple(kind for kind in KINDS if measure in KINDS[kind])
    if measure != ACCOUNTS and since is None:
        msg = tr(
            "'{measure}' is counted over a period; name its first day with --from DAY.",
            measure=measure,
        )
        raise InvalidInputError(msg)
    if area is None and len(kinds) > 1:
        msg = tr(
            "Name what '{measure}' is counted of with --area. Known: {kinds}.",
            measure=measure,
            kinds=", ".join(kinds),
        )
        raise InvalidInputError(msg)
    return choice_reader("area", kinds)(area or kinds[0])


def _read_what(session: Session, text: str) -> str:
    """Read a kind of licence or a measure of inspections; *issued* says nothing new."""
    wanted = text.strip().casefold()
    if wanted in (*INSPECTION_MEASURES, *OTHER_MEASURES):
        return wanted
    try:
        return session.law.parse_kind(text)
    except InvalidInputError as error:
        measures = ", ".join(INSPECTION_MEASURES)
        others = ", ".join(OTHER_MEASURES)
        msg = tr(
            "{error} Measures of inspections: {measures}. Of other registers: "
            "{others}.",
            error=error,
            measures=measures,
            others=others,
        )
        raise InvalidInputError(msg) from error


def _read_count(text: str) -> int:
    number = parse_count(text.strip())
    if not number:
        msg = tr("A tally of 0 says nothing; give what was counted.")
        raise InvalidInputError(msg)
    return number


def _list(session: Session, as_of: str | None, as_known: str | None) -> Answer:
    language = session.language
    ask_as_known(session, as_known)
    day: date = past_day_reader(session)(as_of) if as_of else session.today
    rows = list(tally_rows(session.register, day))
    many = trn("1 tally", "{count:,} tallies", len(rows))
    many = many if rows else tr("No tally is on record")
    left = sum(row["unlisted"] for row in rows if row["measure"] == ISSUED)
    ending = tr("; {left:,} licences unlisted", left=left) if left else ""
    return Answer(
        value=rows,
        tables=(_table(session, rows),) if rows else (),
        records=records.table(rows, COLUMNS, language),
        notes=(
            tr(
                "{many}, as of {day}{known}{ending}",
                many=many,
                day=day,
                known=known_words(session),
                ending=ending,
            ),
            *_sources(rows),
        ),
    )


def _table(session: Session, rows: Sequence[dict[str, Any]]) -> Table:
    used = [
        name
        for name in _SHOWN
        if name in ("ref", "tallied", "count", "to_on")
        or any(row.get(name) for row in rows)
    ]
    shown = [{**row, "tallied": _name(session, row)} for row in rows]
    return records.table(shown, used, session.language)


def _name(session: Session, row: dict[str, Any]) -> str:
    language = session.language
    if row["measure"] == ISSUED:
        return name_of(session.law.kinds_by_code[row["kind"]], language)
    if row.get("part"):
        return f"{word(row['kind'], language)}, {row['part']}"
    return f"{word(row['kind'], language)}, {word(row['measure'], language).lower()}"


def _sources(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{row['ref']}: {row['source']}"


def _new_total(session: Session, event: TallyRecorded) -> str:
    """Return the total that the tally changes, as it is at the tally's last day."""
    from licreg.actions.counting import Count, count_measure

    is_flow = event.measure != ISSUED
    measure = event.measure if is_flow else "cumulative"
    day = format_day(event.to_on, session.language)
    asked = Count(
        measure,
        event.kind,
        "",
        event.from_on if is_flow else None,
        event.to_on,
        None,
        event.part,
    )
    total = count_measure(session.register, session.law, asked).value or 0
    row = {"measure": event.measure, "kind": event.kind, "part": event.part}
    name = _name(session, row)
    if event.measure == ACCOUNTS:
        return tr(
            "{name}, accounts on {day}: {count:,}.", name=name, day=day, count=total
        )
    if is_flow:
        return tr(
            "{name}, from {first} to {last}: {total:,}.",
            name=name,
            first=event.from_on,
            last=event.to_on,
            total=total,
        )
    return tr(
        "{name}: cumulative at the end of {day}: {total:,}.",
        name=name,
        day=day,
        total=total,
    )
