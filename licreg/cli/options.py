"""Options that several commands have in common, and how their values are read."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final

import typer

from licreg.cli.session import Session
from licreg.domain.days import parse_day, parse_period_years
from licreg.domain.text import did_you_mean, fold, nearest, parse_text, show_safe
from licreg.errors import InvalidInputError, RefusedError
from licreg.wording import marked, named, tr

A_DAY = marked("as 15/11/2024")
"""How a day is typed, for who is asked."""

_LONGEST_TERM: Final = 99
_YES: Final = frozenset({"y", "yes", "c", "co"})
_NO: Final = frozenset({"n", "no", "k", "khong"})

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="Count up to the end of this day."),
]
AsKnown = Annotated[
    str | None,
    typer.Option(
        "--as-known",
        metavar="MOMENT",
        help="Count what was entered by the end of it; a day, or 2024-12-01T10:30.",
    ),
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
FromTally = Annotated[
    str | None,
    typer.Option(
        "--from-tally",
        metavar="[TALLY-n]",
        help="It is one of those that a tally counts.",
    ),
]
NotInTally = Annotated[
    bool,
    typer.Option("--not-in-tally", help="It comes on top of what tallies count."),
]
Again = Annotated[
    bool,
    typer.Option("--again", help="What is not given is as in the one entered last."),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A remark.")]


def day_reader(session: Session, year: int | None = None) -> Callable[[str], date]:
    """Return what reads a day; a day without a year lies in *year*, else in this."""
    return lambda text: parse_day(text, today=session.today, year=year)


def past_day_reader(session: Session, year: int | None = None) -> Callable[[str], date]:
    """Return what reads a day up to which is counted; no later day than today."""

    def read(text: str) -> date:
        day = day_reader(session, year)(text)
        if day > session.today:
            msg = tr(
                "{day} lies after today, {today}; nothing can be counted yet.",
                day=day,
                today=session.today,
            )
            raise RefusedError(msg)
        return day

    return read


def read_year(text: str) -> int:
    """Read the one year of a list or a report.

    Raises:
        InvalidInputError: If it is no year, or a range of years.
    """
    years = parse_period_years([text])
    if len(years) > 1:
        msg = tr(
            "'{text}' names {count} years. Give one, like {years}.",
            text=text,
            count=len(years),
            years=years[-1],
        )
        raise InvalidInputError(msg)
    return years[0]


def read_from_tally(given: str | None, *, not_in_tally: bool) -> int | None:
    """Read which tally licences are drawn from: its entry, or 0 for the one that fits.

    Raises:
        InvalidInputError: If it is no tally's reference, or both options are given.
    """
    if given is None:
        return None
    if not_in_tally:
        msg = tr("Give --from-tally or --not-in-tally, not both.")
        raise InvalidInputError(msg)
    from licreg.domain.tallies import parse_tally_ref

    entry = parse_tally_ref(given) if given else 0
    if entry is None:
        msg = tr(
            "'{given}' does not name a tally; write it like TALLY-12.", given=given
        )
        raise InvalidInputError(msg)
    return entry


def text_reader(label: str) -> Callable[[str], str]:
    """Return what reads a text that must not be empty."""

    def read(text: str) -> str:
        value = parse_text(label, text)
        if not value:
            msg = tr("{what} is empty.", what=named(label))
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
        msg = tr("'{text}' is not a known {what}.", text=text, what=named(what))
        msg += did_you_mean(close)
        msg += " " + tr("Known: {known}.", known=", ".join(known))
        raise InvalidInputError(msg)

    return read


def read_yes(text: str) -> bool:
    """Read yes or no, in either language.

    Raises:
        InvalidInputError: If it is neither.
    """
    word = fold(text)
    if word not in _YES | _NO:
        msg = tr("'{text}' is neither yes nor no.", text=show_safe(text))
        raise InvalidInputError(msg)
    return word in _YES


def typed_term(expires: str | None, years: int | None) -> str | None:
    """Return how a term is typed that was given as a day or in years.

    Raises:
        InvalidInputError: If both are given, or no term has so many years.
    """
    if years is None:
        return expires
    if not 0 <= years <= _LONGEST_TERM:
        msg = tr("'{text}' is no number of years. Write one like 5.", text=years)
        raise InvalidInputError(msg)
    if expires:
        msg = tr("Give --expires or --term-years, not both.")
        raise InvalidInputError(msg)
    return f"{years}y"
