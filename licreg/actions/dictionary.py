"""The data dictionary: what each field of the tables means, and what it may hold."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from licreg.actions.reference import read_table
from licreg.domain.events import ACTS
from licreg.domain.figures import CONFIDENCES, QUALIFIERS, RELATIONS
from licreg.domain.law import Law
from licreg.domain.vocabulary import AREA_OF, HOLDER_KINDS, OUTCOMES, Status

KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "licences": "licence",
        "acts": "entry",
        "inspections": "ref",
        "tallies": "entry",
        "figures": "id",
    }
)
"""The field of each table that no two of its rows have in common."""


class Field(NamedTuple):
    """A field of a table.

    Attributes:
        name: The column.
        type: ``string``, ``date``, ``integer``, ``number``, or ``sites``: names with
            spaces between them, or a list where the format has lists.
        is_required: Whether it is never empty.
        least: The least number; None where it is none.
        words: The words that it may hold; empty for any.
        refers_to: The table whose key it holds; empty for none.
        description: What it means, in the language asked for.
    """

    name: str
    type: str
    is_required: bool
    least: int | None
    words: tuple[str, ...]
    refers_to: str
    description: str


def describe_fields(
    table: str, columns: Sequence[str], law: Law, language: str
) -> list[Field]:
    """Return what the columns of a table mean, in their order."""
    lists = _lists(law)
    known = _dictionary()
    return [
        _field(known[table, column], lists, f"description_{language}")
        for column in columns
    ]


def _field(
    row: Mapping[str, str], lists: Mapping[str, tuple[str, ...]], description: str
) -> Field:
    return Field(
        name=row["field"],
        type=row["type"],
        is_required=row["required"] == "yes",
        least=int(row["least"]) if row["least"] else None,
        words=lists[row["words"]] if row["words"] else (),
        refers_to=row["refers_to"],
        description=row[description],
    )


@cache
def _dictionary() -> Mapping[tuple[str, str], Mapping[str, str]]:
    rows = read_table("exchange", "fields")
    return MappingProxyType({(row["table"], row["field"]): row for row in rows})


def _lists(law: Law) -> Mapping[str, tuple[str, ...]]:
    """Return the closed lists of words by the names that the dictionary has."""
    return {
        "kinds": tuple(law.kinds_by_code),
        "holder_kinds": HOLDER_KINDS,
        "statuses": tuple(status.value for status in Status),
        "acts": tuple(ACTS),
        "subject_kinds": tuple(AREA_OF),
        "outcomes": OUTCOMES,
        "yes": ("yes",),
        "qualifiers": QUALIFIERS,
        "confidences": CONFIDENCES,
        "relations": RELATIONS,
    }
