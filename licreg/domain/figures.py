"""Published figures: what was printed, and whether a count agrees with it.

A figure is kept as it was printed, with the sentence that it stands in and its source;
what follows from it (the value of the year before, by a rate of growth) is derived and
says so. Numbers are whole or decimal, never floating: 3.74 quadrillion is 3.74.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.wording import tr

QUALIFIERS: Final = ("exact", "over", "about", "nearly", "up-to")
CONFIDENCES: Final = ("HIGH", "MED", "LOW")

GROWTH: Final = "growth"
PART: Final = "part"
CONVERSION: Final = "conversion"
READING: Final = "reading"
RELATIONS: Final = (GROWTH, PART, CONVERSION, READING)
"""How a figure stands to another: the rate by which that one grew, a part of it, the
same in another currency, or the same number read as another measure."""

TOLERANCE_PERCENT: Final = 5
"""How far *about* and *nearly* reach where the figure does not say it."""

PREFIX: Final = "FIGURE-"
"""What the reference of a figure that was entered begins with; its entry follows."""

_TIMES: Final = "times"
_PERCENT: Final = "%"
_LONGEST: Final = 30
_THOUSANDS: Final = 3

Number = int | Decimal
"""A count, an amount or a rate; never a float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A figure as it was printed.

    Attributes:
        id: Short name, its own among all figures.
        topic: What the sentence speaks of: licences, inspections, accounts, economy.
        measure: ``issued``, ``cumulative``, ``in-force``, one of inspections or of the
            other registers, or a word for what no register counts, such as ``revenue``.
        kind: Kind or family of licence, area of inspection, or what else is counted.
        part: Platform, category or the like where it speaks of one; else empty.
        issuer: Code or pattern where it speaks of one issuer; else empty.
        year: The year that it speaks of.
        first_day: First day of a flow's period; None where not stated.
        last_day: Last day of the period, or the day of a stock; None where not stated.
        value: In *unit*, as printed.
        qualifier: One of ``QUALIFIERS``.
        tolerance_percent: Reach of about and nearly, in percent of *value*.
        unit: ``licences``, ``VND``, ``quadrillion VND``, ``%`` and so on, as printed.
        wording: A few words as printed.
        source: Where.
        published_on: When; None where not known.
        confidence: HIGH, MED or LOW.
        note: What a reader should know.
        relation: How it stands to another figure, one of ``RELATIONS``; else empty.
        related_to: That figure's id.
        conflicts: Ids of the figures that it is known to contradict.
    """

    id: str
    measure: str
    kind: str
    year: int
    value: Number
    topic: str = ""
    part: str = ""
    issuer: str = ""
    first_day: date | None = None
    last_day: date | None = None
    qualifier: str = QUALIFIERS[0]
    tolerance_percent: int | None = None
    unit: str = ""
    wording: str = ""
    source: str = ""
    published_on: date | None = None
    confidence: str = ""
    note: str = ""
    relation: str = ""
    related_to: str = ""
    conflicts: tuple[str, ...] = ()

    def agrees_with(self, count: Number) -> bool:
        """Tell whether a count fits the figure by its qualifier.

        An exact figure with decimals is met by what rounds to it.

        Examples:
            >>> figure = PublishedFigure(
            ...     id="", measure="fines", kind="", year=2024,
            ...     value=1_000_000_000, qualifier="over")
            >>> figure.agrees_with(1_027_500_000), figure.agrees_with(1_000_000_000)
            (True, False)
        """
        reach = Decimal(self.value) * self.tolerance
        match self.qualifier:
            case "over":
                return count > self.value
            case "up-to":
                return count <= self.value
            case "about":
                return abs(Decimal(count) - self.value) * 100 <= reach
            case "nearly":
                return (
                    count <= self.value and (Decimal(self.value) - count) * 100 <= reach
                )
            case _:
                return _rounded_like(self.value, count) == self.value

    @property
    def tolerance(self) -> int:
        """How far about and nearly reach, in percent."""
        if self.tolerance_percent is None:
            return TOLERANCE_PERCENT
        return self.tolerance_percent


@dataclass(frozen=True, slots=True)
class Derived:
    """A value of the year before, which follows from a rate of growth.

    It was never published.

    Attributes:
        figure: The figure that grew.
        growth: The rate of its growth.
        year: The year before.
        value: With as many decimals as the figure has.
        qualifier: Exact, unless one of the two is rounded.
    """

    figure: PublishedFigure
    growth: PublishedFigure
    year: int
    value: Number
    qualifier: str


def format_figure_ref(entry: int) -> str:
    """Return the reference of a figure that was entered, by its entry."""
    return f"{PREFIX}{entry}"


def derive_year_before(figure: PublishedFigure, growth: PublishedFigure) -> Derived:
    """Return what a figure was in the year before, by its rate of growth.

    Examples:
        >>> revenue = PublishedFigure(
        ...     id="r", measure="revenue", kind="", year=2023, value=Decimal("3.74"))
        >>> rate = PublishedFigure(
        ...     id="g", measure="growth", kind="", year=2023, value=Decimal("1.49"),
        ...     unit="%", relation="growth", related_to="r")
        >>> derived = derive_year_before(revenue, rate)
        >>> derived.year, derived.value
        (2022, Decimal('3.69'))
    """
    value, rate = Decimal(figure.value), Decimal(growth.value)
    before = value / rate if growth.unit == _TIMES else value / (1 + rate / 100)
    qualifier = figure.qualifier
    if growth.qualifier != "exact":
        qualifier = "about"  # Divided by what is rounded, it may lie on either side.
    return Derived(
        figure,
        growth,
        figure.year - 1,
        plain(_rounded_like(figure.value, before)),
        qualifier,
    )


def derived_of(figures: Mapping[str, PublishedFigure]) -> list[Derived]:
    """Return what follows from the rates of growth among figures, by id."""
    return [
        derive_year_before(figures[one.related_to], one)
        for one in figures.values()
        if one.relation == GROWTH
        and one.related_to in figures
        and one.unit in (_PERCENT, _TIMES)
        and one.value > (0 if one.unit == _TIMES else -100)
    ]


def parse_value(text: str) -> Number:
    """Read the value of a figure: a whole number or one with decimals.

    Thousands may be grouped by commas, points or spaces; a single mark with other than
    three digits after it is the decimal one.

    Raises:
        InvalidInputError: If it is neither, or may be both.

    Examples:
        >>> parse_value("1,056"), parse_value("3.74"), parse_value("99,8")
        (1056, Decimal('3.74'), Decimal('99.8'))
    """
    sign, body = "", text.strip().replace("\N{MINUS SIGN}", "-")
    if body[:1] in ("-", "+"):
        sign, body = body[:1].replace("+", ""), body[1:]
    body = body.replace("\N{NO-BREAK SPACE}", " ").replace(" ", "")
    marks = [char for char in body if char in ".,"]
    groups = body.replace(",", ".").split(".")
    is_plain = all(one.isascii() and one.isdigit() for one in groups)
    if not is_plain or len(body) > _LONGEST:
        msg = tr(
            "{text} is not a number; write it like 1056 or 3.74.", text=quote(text)
        )
        raise InvalidInputError(msg)
    decimal = ""
    if len(set(marks)) == 2:  # noqa: PLR2004  # one for thousands, one for decimals
        decimal = marks[-1]
    elif len(marks) == 1 and (len(groups[-1]) != _THOUSANDS or groups[0] == "0"):
        decimal = marks[0]
    whole = groups[:-1] if decimal else groups
    heads, tails = whole[0], whole[1:]
    if marks.count(decimal) > 1 or (
        tails
        and (len(heads) > _THOUSANDS or any(len(one) != _THOUSANDS for one in tails))
    ):
        msg = tr(
            "{text} is not a number; write it like 1056 or 3.74.", text=quote(text)
        )
        raise InvalidInputError(msg)
    number = sign + "".join(whole) + (f".{groups[-1]}" if decimal else "")
    return Decimal(number) if decimal else int(number)


def plain(value: Number) -> Number:
    """Return a number as a whole one where it has no decimals."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= 0:
            return int(value)
    return value


def _rounded_like(model: Number, value: Number) -> Number:
    """Return a value with as many decimals as another one has."""
    if isinstance(value, int):
        return value
    shape = model if isinstance(model, Decimal) else Decimal(1)
    return value.quantize(shape, ROUND_HALF_UP)
