"""In which columns a row and a record differ, and how a person is told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from licreg.actions.composed import format_changes
from licreg.domain.text import quote
from licreg.wording import tr


class Difference(NamedTuple):
    """A column in which a row and a record differ."""

    column: str
    here: object
    there: object


def compare(
    here: object, there: object, names: Iterable[str], columns: Mapping[str, str]
) -> list[Difference]:
    """Return the fields in which two values differ, by the names of their columns."""
    return [
        Difference(columns.get(name, name), getattr(here, name), getattr(there, name))
        for name in names
        if getattr(here, name) != getattr(there, name)
    ]


def describe(differences: Iterable[Difference]) -> str:
    """Return what differs, each with both values."""
    return "; ".join(
        tr(
            "{column} {there}, here {here}",
            column=column,
            there=_show(there),
            here=_show(here),
        )
        for column, here, there in differences
    )


def _show(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case date():
            return value.isoformat()
        case Mapping():
            return quote(format_changes(value)) if value else "nothing"
        case tuple():
            return quote(" ".join(map(str, value)))
        case _:
            return quote(str(value))
