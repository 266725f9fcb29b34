"""Published figures: those that ship, those that an office entered, and their rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from licreg.actions.counting import is_countable
from licreg.actions.recording import Clerk
from licreg.actions.reference import data_folder, read_table
from licreg.actions.register import Batch, Register
from licreg.domain.acceptance import Circumstances, Finding, admit
from licreg.domain.days import same_day_of_year
from licreg.domain.events import Entry, FigurePublished
from licreg.domain.figures import (
    Derived,
    Number,
    PublishedFigure,
    derived_of,
    format_figure_ref,
    parse_value,
)
from licreg.domain.law import Law
from licreg.domain.other_registers import KINDS
from licreg.domain.text import nearest
from licreg.domain.vocabulary import AREAS
from licreg.wording import told

COLUMNS: Final = (
    *("id", "topic", "measure", "kind", "part", "issuer", "year", "from", "as_of"),
    *("value", "qualifier", "tolerance_percent", "unit", "wording", "source"),
    *("published_on", "confidence", "note", "relation", "related_to", "conflicts"),
)
"""The columns of the tables of figures, in data/figures and in exports."""

_NAMES: Final = {"from": "first_day", "as_of": "last_day"}
"""The fields whose columns have other names."""

_DAYS: Final = ("from", "as_of", "published_on")
_THOUSANDS: Final = 3


def read_figures() -> tuple[PublishedFigure, ...]:
    """Return the published figures that ship, by year, then as they were printed."""
    figures = [_figure(row) for row in _shipped_rows()]
    return tuple(sorted(figures, key=lambda one: one.year))


def figures_about(
    register: Register, kinds: Collection[str] = (), year: int = 0
) -> tuple[PublishedFigure, ...]:
    """Return the figures of some kinds that speak of a year or a later one.

    The others are not read in full, so that an act may ask before it is recorded.

    Args:
        register: The register.
        kinds: Kinds, families or areas; empty for all.
        year: The first year.
    """

    def is_about(kind: str, of_year: int) -> bool:
        return (not kinds or kind in kinds) and of_year >= year

    entered = {entry.event.id: entry.event for entry in register.figures()}
    rows = _shipped_rows() if settings_take_shipped(register) else ()
    return (
        *(
            _figure(row)
            for row in rows
            if row["id"] not in entered and is_about(row["kind"], int(row["year"]))
        ),
        *(one for one in entered.values() if is_about(one.kind, one.year)),
    )


def figures_of(register: Register) -> tuple[PublishedFigure, ...]:
    """Return all published figures of a register, by year.

    One that was entered takes the place of the one that ships under its id.
    """
    entered = {entry.event.id: entry.event for entry in register.figures()}
    figures: list[PublishedFigure] = []
    if settings_take_shipped(register):
        figures += [one for one in read_figures() if one.id not in entered]
    figures += entered.values()
    return tuple(sorted(figures, key=lambda one: one.year))


def settings_take_shipped(register: Register) -> bool:
    """Tell whether the figures that ship are taken beside those entered."""
    return register.settings.figures != "own"


def record_figures(
    register: Register,
    figures: Sequence[FigurePublished],
    circumstances: Circumstances,
    clerk: Clerk,
) -> tuple[tuple[Entry[FigurePublished], ...], Batch | None]:
    """Record published figures as one batch.

    Returns:
        The figures with their entries, and the batch; None for a trial.

    Raises:
        RuleError: If a rule refuses; nothing is recorded.
        RegisterFileError: If the register cannot be written.
    """
    with clerk.hold(register) as pen:
        number = register.entries + 1
        admitted: list[FigurePublished] = []
        for figure in figures:
            known = [one.event for one in register.figures()] + admitted
            remarks = admit(
                judge_figure(figure, known, circumstances.today, circumstances.law),
                figure.published_on or circumstances.today,
                circumstances,
            )
            admitted.append(replace(figure, remarks=remarks))
        batch = pen.append("published", admitted)
    entries = tuple(
        Entry(number + place, clerk.now.isoformat(), clerk.name, figure)
        for place, figure in enumerate(admitted)
    )
    return entries, batch


def judge_figure(
    figure: PublishedFigure, others: Iterable[PublishedFigure], today: date, law: Law
) -> Iterator[Finding]:
    """Yield what the rules find in a published figure.

    Args:
        figure: The figure as it would be recorded.
        others: The figures that were entered.
        today: The day of entry.
        law: For what can be counted.
    """
    if not is_countable(law, figure.measure, figure.kind):
        known = [*law.kinds_by_code, *AREAS, *KINDS]
        close = nearest(figure.kind, known) if figure.kind not in known else ""
        hint = told(" (did you mean {close}?)", close=close) if close else ""
        yield Finding(
            "figure-not-counted",
            told(
                "no register counts {measure} of {kind}{hint}; the figure is kept, and "
                "compared with nothing",
                measure=figure.measure,
                kind=figure.kind,
                hint=hint,
            ),
        )
    if figure.published_on is not None and figure.published_on > today:
        yield Finding(
            "day-in-future",
            told(
                "the day of publication, {day}, lies after today, {today}",
                day=figure.published_on,
                today=today,
            ),
        )
    first_day, last_day = figure.first_day, figure.last_day
    if first_day is not None and last_day is not None and first_day > last_day:
        yield Finding(
            "days-out-of-order",
            told(
                "the period would begin on {first}, after its last day, {last}",
                first=first_day,
                last=last_day,
            ),
        )
    if any(one.id == figure.id for one in others):
        yield Finding(
            "figure-taken",
            told(
                "a figure {id} is on record; give another id, or correct that one",
                id=figure.id,
            ),
        )


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """Return an id that is not taken: the one wanted, or with a number behind it."""
    known = set(taken)
    found, number = wanted, 2
    while found in known:
        found, number = f"{wanted}-{number}", number + 1
    return found


def figure_row(figure: PublishedFigure) -> dict[str, Any]:
    """Return a figure by ``COLUMNS``."""
    values = {name: getattr(figure, _NAMES.get(name, name)) for name in COLUMNS}
    return values | {"conflicts": " ".join(figure.conflicts)}


def canonical_row(entry: Entry[FigurePublished]) -> dict[str, Any]:
    """Return a figure that was entered as a file has it, then its entry."""
    row = figure_row(entry.event)
    return row | {"value": _unmistakable(entry.event.value), "entry": entry.number}


def figure_rows(register: Register) -> list[dict[str, Any]]:
    """Return all figures with what follows from them, each below what it follows from.

    Each by ``COLUMNS``, then whether it is *derived* and from which rate of growth,
    whether it ships, and the reference of one that was entered.
    """
    figures = {one.id: one for one in figures_of(register)}
    entered = {one.event.id: one.number for one in register.figures()}
    derived: dict[str, list[Derived]] = {}
    for one in derived_of(figures):
        derived.setdefault(one.figure.id, []).append(one)
    rows = []
    for figure in figures.values():
        entry = entered.get(figure.id)
        rows.append(
            figure_row(figure)
            | {
                "derived": False,
                "derived_from": "",
                "ships": entry is None,
                "ref": format_figure_ref(entry) if entry else "",
            }
        )
        rows += [_derived_row(one) for one in derived.get(figure.id, ())]
    return rows


def make_figure(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table of figures as the fields of a figure, texts read."""
    values: dict[str, Any] = {
        _NAMES.get(name, name): row.get(name, "") for name in COLUMNS
    }
    for name in _DAYS:
        text = row.get(name, "")
        values[_NAMES.get(name, name)] = date.fromisoformat(text) if text else None
    tolerance = row.get("tolerance_percent", "")
    return values | {
        "year": int(row["year"]),
        "value": parse_value(row["value"]),
        "tolerance_percent": int(tolerance) if tolerance else None,
        "conflicts": tuple(row.get("conflicts", "").split()),
    }


@cache
def _shipped_rows() -> tuple[Mapping[str, str], ...]:
    names = sorted(path.stem for path in (data_folder() / "figures").glob("*.csv"))
    return tuple(row for name in names for row in read_table("figures", name))


def _figure(row: Mapping[str, str]) -> PublishedFigure:
    return PublishedFigure(**make_figure(row))


def _unmistakable(value: Number) -> Number:
    """Return a value that no reader takes for one with marks between thousands."""
    is_like_thousands = (
        isinstance(value, Decimal) and value.as_tuple().exponent == -_THOUSANDS
    )
    return value * Decimal("1.0") if is_like_thousands else value


def _derived_row(derived: Derived) -> dict[str, Any]:
    figure, year = derived.figure, derived.year
    return figure_row(figure) | {
        "id": f"{figure.id}-{year}",
        "year": year,
        "from": figure.first_day and same_day_of_year(figure.first_day, year),
        "as_of": figure.last_day and same_day_of_year(figure.last_day, year),
        "value": derived.value,
        "qualifier": derived.qualifier,
        "tolerance_percent": None,
        "wording": "",
        "published_on": None,
        "note": told(
            "Derived from {figure} and {growth}, never published",
            figure=figure.id,
            growth=derived.growth.id,
        ),
        "relation": "",
        "related_to": figure.id,
        "conflicts": "",
        "derived": True,
        "derived_from": derived.growth.id,
        "ships": False,
        "ref": "",
    }
