"""The command ``due``: what ends, or must be asked for, in the days to come."""

from typing import Annotated, Final

import typer

from licreg.actions.due import (
    COLUMNS,
    NO_EXPIRY,
    PAST_DAYS,
    DueItem,
    as_value,
    find_dues,
    last_day_within,
)
from licreg.cli.answer import Answer, Column, Kind, Table
from licreg.cli.options import AsOf, past_day_reader
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.wording import marked, retold, tr, trn

_KINDS: Final[dict[str, Kind]] = {"due_on": "day", "ref": "code"}
_NAMES: Final = {
    "expired": marked("past the term for {days} days or less"),
    "expires": marked("to expire"),
    "extension-request": marked("extension to ask for"),
    "suspension-ends": marked("suspension to end"),
    "suspension-open": marked("suspension without a last day"),
    "inspection-pending": marked("inspection pending"),
    NO_EXPIRY: marked("licence without a last day"),
}
_SHORT: Final = {
    "expired": marked("past its term"),
    "expires": marked("expires"),
    "extension-request": marked("ask to extend"),
    "suspension-ends": marked("suspension ends"),
    "suspension-open": marked("suspended, no last day"),
    "inspection-pending": marked("inspection undecided"),
    NO_EXPIRY: marked("no last day"),
}

_LAST_KNOWN: Final = marked(
    "How long before its end an extension is to be asked for is not confirmed for this "
    "day; the last limit known is taken (Decree 72/2013/NĐ-CP, Article 23h.3: 30 days)."
)


def due(
    ctx: typer.Context,
    within: Annotated[
        str,
        typer.Option("--within", metavar="SPAN", help="90d, 12w, 3m or 1y from then."),
    ] = "90d",
    as_of: AsOf = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also licences without a last day, each.")
    ] = False,
) -> Answer:
    """Show what falls due in the days to come."""
    session: Session = ctx.obj
    language = session.language
    day = past_day_reader(session)(as_of) if as_of else session.today
    found = find_dues(session.register, session.law, day, last_day_within(within, day))
    items = [one for one in found.items if everything or one.what != NO_EXPIRY]
    shown = [
        one._replace(what=tr(_SHORT[one.what]), note=retold(one.note)) for one in items
    ]
    counts = [
        tr("{what}: {count:,}", what=tr(_NAMES[what], days=PAST_DAYS), count=count)
        for what, count in found.counts().items()
        if what != NO_EXPIRY
    ]
    notes = [
        trn(
            "1 item, from {first} to {last}",
            "{count:,} items, from {first} to {last}",
            len(items),
            first=format_day(day, language),
            last=format_day(found.last_day, language),
        )
    ]
    if counts:
        notes.append("; ".join(counts))
    if found.without_expiry and not everything:
        notes.append(
            tr(
                "{what}: {count:,} ('--all' lists them)",
                what=tr(_NAMES[NO_EXPIRY]),
                count=found.without_expiry,
            )
        )
    if any(one.note.endswith("limit") for one in items):
        notes.append(tr(_LAST_KNOWN))
    return Answer(
        value=[as_value(one) for one in items],
        tables=(_table(shown, language),) if items else (),
        records=_table(items, language),
        notes=tuple(note[:1].upper() + note[1:] for note in notes),
    )


def _table(items: list[DueItem], language: str) -> Table:
    columns = tuple(
        Column(name, word(name, language), _KINDS.get(name, "text")) for name in COLUMNS
    )
    return Table(columns, items)
