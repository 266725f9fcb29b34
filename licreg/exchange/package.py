"""The description beside exported tables: a data package, as Frictionless has it.

Source: Data Package and Table Schema, version 1 (specs.frictionlessdata.io).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

NAME: Final = "datapackage.json"

_FORMS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "csv": {
            "format": "csv",
            "mediatype": "text/csv",
            "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        },
        "csv-excel": {
            "format": "csv",
            "mediatype": "text/csv",
            "dialect": {"delimiter": ";", "lineTerminator": "\r\n"},
        },
        "tsv": {
            "format": "tsv",
            "mediatype": "text/tab-separated-values",
            "dialect": {"delimiter": "\t", "lineTerminator": "\n"},
        },
        "json": {"format": "json", "mediatype": "application/json"},
        "jsonl": {"format": "jsonl", "mediatype": "application/jsonl"},
        "xlsx": {
            "format": "xlsx",
            "mediatype": "application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        },
    }
)
DESCRIBED: Final = frozenset(_FORMS)
"""The formats that hold data, and so are described."""

_WITH_LISTS: Final = frozenset({"json", "jsonl"})
_TABLE: Final = MappingProxyType({"profile": "tabular-data-resource"})
_OTHER: Final = MappingProxyType({"profile": "data-resource", "type": "json"})
_IN_BYTES: Final = "xlsx"
_AT_ONCE: Final = 1 << 20


class Field(Protocol):
    """What is known of a field."""

    @property
    def name(self) -> str:
        """The column."""

    @property
    def type(self) -> str:
        """``string``, ``date``, ``integer`` or ``sites``."""

    @property
    def is_required(self) -> bool:
        """Whether it is never empty."""

    @property
    def least(self) -> int | None:
        """The least number."""

    @property
    def words(self) -> Sequence[str]:
        """The words that it may hold; empty for any."""

    @property
    def refers_to(self) -> str:
        """The table whose key it holds."""

    @property
    def description(self) -> str:
        """What it means."""


class Resource(NamedTuple):
    """A table that was written.

    Attributes:
        table: Its name.
        path: Its file.
        rows: How many there are.
        title: Its name for a person.
        titles: The names of its fields for a person.
        fields: What is known of these, in the order of the columns.
    """

    table: str
    path: Path
    rows: int
    title: str
    titles: Sequence[str]
    fields: Sequence[Field]


def describe_package(
    resources: Sequence[Resource],
    format: str,  # noqa: A002  # the word of the option
    keys: Mapping[str, str],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the document that describes the tables of a folder.

    The number of bytes is left out of JSON: Frictionless, which reads that as a stream,
    does not count them, and would find every file false. Nor does it take JSON without
    an item for a table; such a file is described as other data, with its fields.

    Args:
        resources: The tables.
        format: In which of `DESCRIBED` they were written.
        keys: The key of each table; one without that column has none.
        about: What is said of the whole: name, title, sources and the like.
    """
    has_lists = format in _WITH_LISTS
    others = {one.table for one in resources if has_lists and not one.rows}
    there = {one.table for one in resources} - others
    return {
        "profile": "data-package" if others else "tabular-data-package",
        **about,
        "resources": [
            {
                "name": one.table,
                "path": one.path.name,
                **(_OTHER if one.table in others else _TABLE),
                "title": one.title,
                **_FORMS[format],
                **({} if format == _IN_BYTES else {"encoding": "utf-8"}),
                **({} if format == "json" else {"bytes": one.path.stat().st_size}),
                "hash": f"sha256:{_digest(one.path)}",
                "rows": one.rows,
                "schema": _schema(one, keys, there, has_lists=has_lists),
            }
            for one in resources
        ],
    }


def _schema(
    resource: Resource, keys: Mapping[str, str], there: set[str], *, has_lists: bool
) -> dict[str, Any]:
    key = keys[resource.table]
    names = [field.name for field in resource.fields]
    primary = {"primaryKey": [key]} if key in names else {}
    return {
        "fields": [
            _describe(field, title, is_key=field.name == key, has_lists=has_lists)
            for field, title in zip(resource.fields, resource.titles, strict=True)
        ],
        "missingValues": [""],
        **primary,
        "foreignKeys": list(_foreign_keys(resource, keys, there)),
    }


def _foreign_keys(
    resource: Resource, keys: Mapping[str, str], there: Iterable[str]
) -> Iterator[dict[str, Any]]:
    for field in resource.fields:
        if field.refers_to in there:
            is_own = field.refers_to == resource.table
            yield {
                "fields": [field.name],
                "reference": {
                    "resource": "" if is_own else field.refers_to,
                    "fields": [keys[field.refers_to]],
                },
            }


def _describe(
    field: Field, title: str, *, is_key: bool, has_lists: bool
) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.is_required:
        constraints["required"] = True
    if is_key:
        constraints["unique"] = True
    if field.least is not None:
        constraints["minimum"] = field.least
    if field.words:
        constraints["enum"] = list(field.words)
    holds = field.type
    if holds == "sites":
        holds = "array" if has_lists else "string"
    return {
        "name": field.name,
        "type": holds,
        "title": title,
        "description": field.description,
        **({"constraints": constraints} if constraints else {}),
    }


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as stream:
        while some := stream.read(_AT_ONCE):
            digest.update(some)
    return digest.hexdigest()
