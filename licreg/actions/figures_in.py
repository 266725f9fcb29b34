"""A row of published figures, read once, or all its faults named."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from licreg.actions.cells import Cells
from licreg.actions.rows_in import Unreadable
from licreg.domain.events import FigurePublished
from licreg.domain.figures import (
    CONFIDENCES,
    QUALIFIERS,
    RELATIONS,
    Number,
    parse_value,
)
from licreg.domain.law import Law
from licreg.domain.other_registers import KINDS
from licreg.domain.text import fold, quote
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError
from licreg.lazily import regex
from licreg.wording import tr

_CODE: Final = regex(r"[a-z0-9][a-z0-9.-]{0,59}")
_YEARS: Final = range(1900, 2200)
_MOST_PERCENT: Final = 100
_NO_VALUE: Final[Number] = 0
_CONFIDENCES: Final = {one.casefold(): one for one in CONFIDENCES}


def parse_figure_row(
    cells: Mapping[str, str], law: Law, today: date
) -> FigurePublished | Unreadable:
    """Read a row of published figures."""
    row = Cells(cells, law, today)
    first_day, last_day = row.day("from"), row.day("as_of")
    published_on = row.day("published_on")
    measure = row.read_needed("measure", parse_code, "")
    kind = row.read_needed("kind", lambda text: parse_kind(text, law), "")
    part, qualifier = row.text("part"), row.code("qualifier", QUALIFIERS)
    year = row.read("year", parse_year, 0) or year_of(first_day, last_day, published_on)
    if not year:
        row.fault("year", tr("is empty, and no day tells the year."))
    if published_on is not None and published_on > today:
        row.fault(
            "published_on",
            tr("{day} lies after today, {today}.", day=published_on, today=today),
        )
    if first_day is not None and last_day is None:
        row.fault("as_of", tr("is empty, and a first day is given."))
    if first_day is not None and last_day is not None and first_day > last_day:
        row.fault(
            "from",
            tr(
                "{first} lies after the last day, {last}.",
                first=first_day,
                last=last_day,
            ),
        )
    relation, related_to = row.code("relation", RELATIONS), row.text("related_to")
    if bool(relation) != bool(related_to):
        row.fault("relation", tr("goes with related_to; give both or neither."))
    figure = FigurePublished(
        id=row.read("id", parse_code, "") or name_figure(year, kind, part, measure),
        topic=row.text("topic"),
        measure=measure,
        kind=kind,
        part=part,
        issuer=row.read("issuer", issuer_reader(law), ""),
        year=year,
        first_day=first_day,
        last_day=last_day,
        value=row.read_needed("value", parse_value, _NO_VALUE),
        qualifier=qualifier or QUALIFIERS[0],
        tolerance_percent=row.read("tolerance_percent", parse_percent, None),
        unit=row.text("unit"),
        wording=row.needed("wording"),
        source=row.needed("source"),
        published_on=published_on,
        confidence=row.read("confidence", parse_confidence, ""),
        note=row.text("note"),
        relation=relation,
        related_to=related_to,
        conflicts=tuple(row.read_long("conflicts", str.split, [])),
    )
    return Unreadable(tuple(row.faults)) if row.faults else figure


def parse_code(text: str) -> str:
    """Read a short name in small letters: an id or a measure.

    Raises:
        InvalidInputError: If it has other signs in it.
    """
    code = text.strip().casefold().replace("_", "-").replace(" ", "-")
    if _CODE.fullmatch(code) is None:
        msg = tr(
            "{text} is not a short name; write it with small letters, digits and "
            "hyphens, like 2024-sn-issued.",
            text=quote(text),
        )
        raise InvalidInputError(msg)
    return code


def parse_kind(text: str, law: Law) -> str:
    """Read a kind of licence, an area, a kind of the other registers, or another word.

    What no register counts may be called freely.
    """
    word = text.strip()
    code = word.casefold().replace("_", "-")
    if code in AREAS or code in KINDS:
        return code
    try:
        return law.parse_kind(word)
    except InvalidInputError:
        return parse_code(fold(word))


def parse_year(text: str) -> int:
    """Read the year that a figure speaks of.

    Raises:
        InvalidInputError: If it is none.
    """
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004  # digits of a year
    if number not in _YEARS:
        msg = tr(
            "{text} is not a year from {first} to {last}.",
            text=quote(text),
            first=_YEARS[0],
            last=_YEARS[-1],
        )
        raise InvalidInputError(msg)
    return number


def parse_percent(text: str) -> int:
    """Read how far about and nearly reach, in whole percent.

    Raises:
        InvalidInputError: If it is no number from 0 to 100.
    """
    digits = text.removesuffix("%").strip()
    if not (digits.isascii() and digits.isdigit() and int(digits[:4]) <= _MOST_PERCENT):
        msg = tr("{text} is not a percentage from 0 to 100.", text=quote(text))
        raise InvalidInputError(msg)
    return int(digits)


def parse_confidence(text: str) -> str:
    """Read how sure a figure is.

    Raises:
        InvalidInputError: If it is none of the three words.
    """
    known = _CONFIDENCES.get(text.strip().casefold())
    if known is None:
        msg = tr(
            "{text} does not say how sure it is; known are {known}.",
            text=quote(text),
            known=", ".join(CONFIDENCES),
        )
        raise InvalidInputError(msg)
    return known


def issuer_reader(law: Law) -> Callable[[str], str]:
    """Return what reads an issuer's code, or a pattern of codes such as ``DIC-*``."""

    def read(text: str) -> str:
        pattern = text.strip().upper()
        return pattern if pattern.endswith("*") else law.parse_issuer(text)

    return read


def year_of(*days: date | None) -> int:
    """Return the year of the first day that is known; 0 where none is."""
    return next((day.year for day in days if day is not None), 0)


def name_figure(year: int, kind: str, part: str, measure: str) -> str:
    """Return what a figure is called that was given no id."""
    words = [str(year), kind, fold(part).replace(" ", "-"), measure]
    return "-".join(filter(None, words))
