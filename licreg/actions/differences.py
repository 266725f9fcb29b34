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


def shown_value(value: object) -> str:
    """Return a value as a program reads it; nothing is an empty text."""
    match value:
        case None | "" | ():
            return ""
        case date():
            return value.isoformat()
        case Mapping():
            return format_changes(value)
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)


def _show(value: object) -> str:
    text = shown_value(value)
    return text if isinstance(value, date) else quote(text) if text else "nothing"
