"""How counts and published figures are called and written for a person."""

from typing import Final

from licreg.actions.counting import Count
from licreg.actions.figures import ABSENT, DIFFERS, MATCHES
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.days import format_day
from licreg.domain.figures import Number, PublishedFigure
from licreg.domain.money import format_number
from licreg.domain.other_registers import KINDS
from licreg.domain.vocabulary import AREAS
from licreg.wording import said, tr

MARKS: Final = {MATCHES: "✓", DIFFERS: "✗", ABSENT: "-"}

_PLAIN_UNITS: Final = frozenset(
    {"licences", "sites", "cases", "inspections", "VND", "accounts", "items"}
)
"""Units that the heading of a count says already."""


def title(session: Session, count: Count) -> str:
    """Return what is counted, of whom, and over which days."""
    language = session.language
    name = name_of_kind(session, count.kind)
    of = ", ".join(filter(None, (count.part, count.issuer)))
    of = f" ({of})" if of else ""
    measure = name_of_measure(session, count.measure)
    last = format_day(count.last_day, language)
    if count.first_day is None:
        return f"{name}{of}, {measure}, {last}"
    first = count.first_day
    if (first.month, first.day) == (1, 1) and language == "en":
        start = f"{first.day} {first:%b}"
    else:
        start = format_day(first, language)
    return f"{name}{of}, {measure}, {start} - {last}"


def name_of_measure(session: Session, measure: str) -> str:
    """Return what a measure is called within a sentence."""
    name = word(measure.replace("-", "_"), session.language)
    return name.split(",", maxsplit=1)[0].lower().replace("_", " ")


def name_of_kind(session: Session, kind: str) -> str:
    """Return what a kind, area or kind of the other registers is called."""
    if kind in AREAS or kind in KINDS:
        return word(kind, session.language)
    known = session.law.kinds_by_code.get(kind)
    return name_of(known, session.language) if known else kind


def shown_number(value: Number | None, language: str) -> str:
    """Return a count for a person, a rate to a tenth; a dash where there is none."""
    if value is None:
        return "-"
    return format_number(value if isinstance(value, int) else round(value, 1), language)


def shown_value(
    value: Number, qualifier: str, unit: str, language: str, *, with_unit: bool = True
) -> str:
    """Return a value with its qualifier, and its unit as printed."""
    number = format_number(value, language)
    if unit and with_unit:
        number = f"{number}%" if unit == "%" else f"{number} {said(unit)}"
    match qualifier:
        case "over":
            return tr("over {figure}", figure=number)
        case "about":
            return tr("about {figure}", figure=number)
        case "nearly":
            return tr("nearly {figure}", figure=number)
        case "up-to":
            return tr("up to {figure}", figure=number)
        case _:
            return number


def published(figure: PublishedFigure, language: str) -> str:
    """Return a figure as it stands beside a count."""
    return shown_value(
        figure.value,
        figure.qualifier,
        figure.unit,
        language,
        with_unit=figure.unit not in _PLAIN_UNITS,
    )
