"""Options that several commands have in common, and how their values are read."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from licreg.cli.session import Session
from licreg.domain.days import parse_day
from licreg.domain.events import Breach
from licreg.domain.inspection import AREA_OF, OUTCOMES
from licreg.domain.money import is_abbreviated, parse_vnd
from licreg.domain.text import nearest, parse_text
from licreg.errors import InvalidInputError

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="Count up to the end of this day."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be recorded; record nothing.")
]
Override = Annotated[
    str | None,
    typer.Option(
        "--override", metavar="REASON", help="Go on against a rule, and say why."
    ),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A remark.")]
BreachOption = Annotated[
    list[str] | None,
    typer.Option(
        "--breach",
        metavar="BASIS=AMOUNT",
        help="A provision and its fine: '15/2020 Art 100.1.a=15000000'.",
    ),
]


def day_reader(session: Session, year: int | None = None) -> Callable[[str], date]:
    """Return what reads a day; a day without a year lies in *year*, else in this."""
    return lambda text: parse_day(text, today=session.today, year=year)


def text_reader(label: str) -> Callable[[str], str]:
    """Return what reads a text that must not be empty."""

    def read(text: str) -> str:
        value = parse_text(label, text)
        if not value:
            msg = f"{label} is empty."
            raise InvalidInputError(msg)
        return value

    return read


def choice_reader(what: str, known: tuple[str, ...]) -> Callable[[str], str]:
    """Return what reads one of some words; the nearest is named for another."""

    def read(text: str) -> str:
        value = text.strip().casefold().replace("_", "-")
        if value in known:
            return value
        close = nearest(value, known)
        hint = f" Did you mean '{close}'?" if close else ""
        msg = f"'{text}' is not a known {what}.{hint} Known: {', '.join(known)}."
        raise InvalidInputError(msg)

    return read


read_outcome = choice_reader("outcome", OUTCOMES)
read_subject_kind = choice_reader("kind of subject", tuple(AREA_OF))


def read_breaches(session: Session, texts: list[str] | None) -> tuple[Breach, ...]:
    """Read breaches; an amount in short form is echoed in full.

    Raises:
        InvalidInputError: If one is not ``BASIS=AMOUNT``.
    """
    breaches = []
    for text in texts or ():
        basis, equals, amount = text.rpartition("=")
        if not equals or not basis.strip() or ";" in basis or "=" in basis:
            msg = (
                f"'{text}' is not a breach. A breach reads like "
                "'15/2020 Art 100.1.a=15000000'."
            )
            raise InvalidInputError(msg)
        breach = Breach(parse_text("breach", basis), parse_vnd(amount))
        if is_abbreviated(amount):
            session.say(f"{breach.basis}: {breach.fine_vnd:,} VND")
        breaches.append(breach)
    return tuple(breaches)
