"""What the public may read: nothing of persons, nothing of an office's own.

Left out are persons (content managers, subjects who are persons), and what an office
writes for itself: remarks, reasons, where a record came from, its entry.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from licreg.actions.composed import pick_changes
from licreg.actions.exporting import Rows
from licreg.actions.rows import (
    ACT_COLUMNS,
    INSPECTION_COLUMNS,
    LICENCE,
    LICENCE_COLUMNS,
    TALLY_COLUMNS,
    Row,
)
from licreg.domain.vocabulary import MAY_BE_PERSONS
from licreg.lazily import regex

FLAT_COLUMNS: Final = (
    *("last_act", "last_act_on", "last_act_number", "acts"),
    *("inspections", "fined", "fines_vnd"),
)
"""Further columns of a licence that stands alone, without the other tables."""

_OWN: Final = frozenset({"source", "note", "reason"})
_TABLES: Final = MappingProxyType(
    {
        "licences": (*LICENCE_COLUMNS, LICENCE, *FLAT_COLUMNS),
        "acts": ACT_COLUMNS,
        "inspections": INSPECTION_COLUMNS,
        "tallies": TALLY_COLUMNS,
    }
)
_FIGURES: Final = (
    *("id", "topic", "measure", "kind", "part", "issuer", "year", "from", "as_of"),
    *("value", "qualifier", "tolerance_percent", "unit", "wording", "source"),
    *("published_on", "confidence", "relation", "related_to", "conflicts"),
)
"""What was published is public, with where it was."""

PUBLIC: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        table: tuple(column for column in columns if column not in _OWN)
        for table, columns in _TABLES.items()
    }
    | {"figures": _FIGURES}
)
"""The columns that the public sees, by table; any other is left out."""

# What an act set of these is public; of its own remarks and of persons it is not.
_CHANGES: Final = frozenset(
    {"holder", "holder_kind", "holder_code", "sites", "effective_on", "expires_on"}
)
_PERSON: Final = regex(r"P-[0-9a-f]{12}")


def public_rows(table: str, rows: Rows) -> Rows:
    """Return a table with what the public may read of it."""
    columns = tuple(column for column in rows.columns if column in PUBLIC[table])
    return Rows(columns, _rows(rows.rows, columns))


def _rows(rows: Iterator[Row], columns: tuple[str, ...]) -> Iterator[Row]:
    for row in rows:
        seen = {column: row[column] for column in columns}
        if "subject" in seen and _is_person(seen):
            seen["subject"] = ""
        if "set" in seen:
            seen["set"] = pick_changes(seen["set"], _CHANGES)
        yield seen


def _is_person(row: Row) -> bool:
    """Tell whether the subject of an inspection is or may be a person."""
    is_marked = _PERSON.fullmatch(row["subject"]) is not None
    return is_marked or row["subject_kind"] in MAY_BE_PERSONS
