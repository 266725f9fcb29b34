"""Which licences have, or had, a site: sixty-four views, so that each stays small.

A licence stands in the views of its sites, with those that it has or had by its grant
and the acts that count; one entered in error stands in none.
"""

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple, cast

import orjson

from licreg.domain.licence import Licence
from licreg.store.lines import LinedView, dump_document

_SITES: Final = "sites"
_VIEWS: Final = 64
_SEARCHES: Final = 32


class Holding(NamedTuple):
    """A licence under its sites.

    Attributes:
        entry: The entry that granted it.
        ref: Its key, as it reads now.
    """

    entry: int
    ref: str


class SiteView(LinedView):
    """One of the views; documents stand by the entry of the licence."""

    TABLES = (_SITES,)

    def __init__(self, path: Path | None, register: str) -> None:
        """Read the file, if there is one; see ``LinedView``."""
        super().__init__(path, register)
        self._asked = 0
        self._by_site: dict[str, set[Holding]] | None = None

    def holding(self, site: str) -> list[Holding]:
        """Return the licences that have or had a site, in the order of entry.

        The first times the bytes are searched; when it is asked often, all are read.
        """
        self._asked += 1
        if self._asked > _SEARCHES:
            return sorted(self._indexed_sites().get(site, ()))
        needle = orjson.dumps(site)
        lines = [*self._laid_with(_SITES, needle), *self._filed_with(_SITES, needle)]
        found = [
            Holding(document["entry"], document["key"])
            for document in map(orjson.loads, lines)
            if site in document["sites"]
        ]
        return sorted(found)

    def put(self, holding: Holding, sites: Iterable[str]) -> None:
        """Put a licence under sites; without any it is taken out."""
        listed = list(sites)
        self._by_site = None
        if not listed:
            self._take_out(_SITES, holding.entry)
            return
        document = {"key": holding.ref, "entry": holding.entry, "sites": listed}
        self._lay(_SITES, holding.entry, dump_document(document))

    def _indexed_sites(self) -> dict[str, set[Holding]]:
        if self._by_site is None:
            self._by_site = {}
            for document in self._documents(_SITES):
                holding = Holding(document["entry"], document["key"])
                for site in document["sites"]:
                    self._by_site.setdefault(site, set()).add(holding)
        return self._by_site


def view_of(site: str) -> str:
    """Return the name of the view that a site stands in: ``00`` to ``3F``."""
    return f"{zlib.crc32(site.encode()) % _VIEWS:02X}"


def sites_by_view(sites: Iterable[str]) -> Mapping[str, list[str]]:
    """Return sites by the name of the view that each stands in, each once."""
    parts: dict[str, list[str]] = {}
    for site in dict.fromkeys(sites):
        parts.setdefault(view_of(site), []).append(site)
    return parts


def sites_ever(licence: Licence) -> tuple[str, ...]:
    """Return the sites that a licence has or had; none if it was entered in error."""
    if licence.is_voided:
        return ()
    later = (
        cast("tuple[str, ...]", act.event.changes.get("sites", ()))
        for act in licence.live_acts()
    )
    return tuple(site for some in (licence.grant.sites, *later) for site in some)
