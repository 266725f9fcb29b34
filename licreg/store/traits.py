"""What a licence is found by beside its numbers: its sites, and what it replaces.

These are its traits, written as one text each and spread over sixty-four views, so that
each stays small. A licence has those that it has or had by its grant and the acts that
count; one entered in error has none.
"""

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

import orjson

from licreg.domain.licence import Licence
from licreg.store.blocks import Terms, seed_of
from licreg.store.lines import LinedView, dump_document

_TRAITS: Final = "traits"
_NAMES: Final = tuple(f"{number:02X}" for number in range(64))
_SEARCHES: Final = 32


class Holding(NamedTuple):
    """A licence that has a trait.

    Attributes:
        entry: The entry that granted it.
        ref: Its key, as it reads now.
    """

    entry: int
    ref: str


class TraitView(LinedView):
    """One of the views; documents stand by the entry of the licence."""

    FOUND_BY = MappingProxyType({_TRAITS: ("trait",)})

    def __init__(self, path: Path | None, register: str) -> None:
        """Read the file, if there is one; see ``LinedView``."""
        super().__init__(path, register)
        self._asked = 0
        self._by_trait: dict[str, set[Holding]] | None = None

    def holding(self, trait: str) -> list[Holding]:
        """Return the licences that have or had a trait, in the order of entry.

        The first times the bytes are searched; when it is asked often, all are read.
        """
        self._asked += 1
        if self._asked > _SEARCHES:
            return sorted(self._indexed_traits().get(trait, ()))
        needle = orjson.dumps(trait)
        filed = self._filed_by(_TRAITS, "trait", needle, needle)
        lines = [*self._laid_with(_TRAITS, needle), *filed]
        found = [
            Holding(document["entry"], document["key"])
            for document in map(orjson.loads, lines)
            if trait in document["traits"]
        ]
        return sorted(found)

    def put(self, holding: Holding, traits: Iterable[str]) -> None:
        """Put a licence under traits; without any it is taken out."""
        listed = list(traits)
        self._by_trait = None
        if not listed:
            self._take_out(_TRAITS, holding.entry)
            return
        document = {"key": holding.ref, "entry": holding.entry, "traits": listed}
        self._lay(_TRAITS, holding.entry, dump_document(document), document)

    def _terms(self, table: str) -> Terms:
        """Return what tells by which terms the lines are found: by each trait."""
        seed = seed_of(table, "trait")
        return lambda line: [
            zlib.crc32(orjson.dumps(trait), seed)
            for trait in orjson.loads(line[line.index(b"{") :])["traits"]
        ]

    def _indexed_traits(self) -> dict[str, set[Holding]]:
        if self._by_trait is None:
            self._by_trait = {}
            for document in self._documents(_TRAITS):
                holding = Holding(document["entry"], document["key"])
                for trait in document["traits"]:
                    self._by_trait.setdefault(trait, set()).add(holding)
        return self._by_trait


def view_of(trait: str) -> str:
    """Return the name of the view that a trait stands in: ``00`` to ``3F``."""
    return _NAMES[zlib.crc32(trait.encode()) % len(_NAMES)]


def by_view(traits: Iterable[str]) -> Mapping[str, list[str]]:
    """Return traits by the name of the view that each stands in, each once."""
    parts: dict[str, list[str]] = {}
    for trait in dict.fromkeys(traits):
        parts.setdefault(view_of(trait), []).append(trait)
    return parts


def trait_of_successor(entry: int) -> str:
    """Return the trait of the licences that replace one, by its entry."""
    return f"<{entry}"


def traits_of_grant(values: Mapping[str, Any]) -> list[str]:
    """Return the traits that a grant gives, from its values as they are kept."""
    traits = list(values.get("sites", ()))
    if "replaces" in values:
        traits.append(trait_of_successor(values["replaces"]))
    return traits


def traits_ever(licence: Licence) -> list[str]:
    """Return the traits that a licence has or had; none if it was entered in error."""
    if licence.is_voided:
        return []
    grant = licence.grant
    values: dict[str, Any] = {"sites": grant.sites}
    if grant.replaces is not None:
        values["replaces"] = grant.replaces
    traits = traits_of_grant(values)
    for act in licence.live_acts():
        traits += cast("Mapping[str, Any]", act.event.changes).get("sites", ())
    return traits
