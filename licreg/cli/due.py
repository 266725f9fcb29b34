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
from licreg.wording import tr

_KINDS: Final[dict[str, Kind]] = {"due_on": "day", "ref": "code"}
_NAMES: Final = {
    "expired": (f"past the term for {PAST_DAYS} days or less", "hết hạn gần đây"),
    "expires": ("to expire", "sắp hết hạn"),
    "extension-request": ("extension to ask for", "đến hạn đề nghị gia hạn"),
    "suspension-ends": ("suspension to end", "sắp hết đình chỉ"),
    "suspension-open": ("suspension without a last day", "đình chỉ không thời hạn"),
    "inspection-pending": ("inspection pending", "kiểm tra chưa kết luận"),
    NO_EXPIRY: ("licence without a last day", "giấy phép không ghi ngày hết hạn"),
}
_SHORT: Final = {
    "expired": ("past its term", "đã hết hạn"),
    "expires": ("expires", "hết hạn"),
    "extension-request": ("ask to extend", "xin gia hạn"),
    "suspension-ends": ("suspension ends", "hết đình chỉ"),
    "suspension-open": ("suspended, no last day", "đình chỉ, không rõ hạn"),
    "inspection-pending": ("inspection undecided", "chưa kết luận"),
    NO_EXPIRY: ("no last day", "không có hạn"),
}

_LAST_KNOWN: Final = (
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
    shown = [one._replace(what=_SHORT[one.what][language == "vi"]) for one in items]
    counts = [
        f"{_NAMES[what][language == 'vi']}: {count:,}"
        for what, count in found.counts().items()
        if what != NO_EXPIRY
    ]
    span = f"from {format_day(day, language)} to {format_day(found.last_day, language)}"
    notes = [f"{len(items):,} {'item' if len(items) == 1 else 'items'}, {span}"]
    if counts:
        notes.append("; ".join(counts))
    if found.without_expiry and not everything:
        name = _NAMES[NO_EXPIRY][language == "vi"]
        notes.append(
            tr(
                "{name}: {without_expiry:,} ('--all' lists them)",
                name=name,
                without_expiry=found.without_expiry,
            )
        )
    if any(one.note.endswith("limit") for one in items):
        notes.append(_LAST_KNOWN)
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
