"""Which licences a rule holds a licence against: its neighbours, and by its sites."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

from licreg.actions.register import Register
from licreg.domain.events import LicenceIssued
from licreg.domain.identifiers import LicenceKey, LicenceNumber
from licreg.domain.licence import Licence

_NEAR: Final = 3
"""How far from a number its neighbours are looked for."""

_Find = Callable[[LicenceKey], Licence | None]


class Company:
    """What is around the licences of a batch, on record and in the batch."""

    def __init__(self, register: Register, find: _Find) -> None:
        """Begin.

        Args:
            register: The register.
            find: Returns the licence of a key, from the batch or the register.
        """
        self._register = register
        self._find = find
        self._drafted: dict[str, list[LicenceKey]] = {}
        self._numbers: dict[tuple[str, str, int], set[int]] = {}

    def clear(self) -> None:
        """Forget what the batch gives."""
        self._drafted.clear()
        self._numbers.clear()

    def join(self, licence: LicenceKey, sites: Iterable[str]) -> None:
        """Note a new licence of the batch with its sites."""
        series = licence.issuer, licence.number.suffix, licence.year
        self._numbers.setdefault(series, set()).add(licence.number.value)
        self.note(licence, sites)

    def note(self, licence: LicenceKey, sites: Iterable[str]) -> None:
        """Note the sites that the batch gives to a licence."""
        for site in sites:
            self._drafted.setdefault(site, []).append(licence)

    def neighbours(self, grant: LicenceIssued) -> Iterator[Licence]:
        """Yield the licences with the nearest lower and higher number, where near."""
        issuer, suffix, year = grant.issuer, grant.number.suffix, grant.issued_on.year
        drafted = self._numbers.get((issuer, suffix, year), ())
        is_on_record = year in self._years
        for step in (-1, 1):
            for distance in range(1, _NEAR + 1):
                value = grant.number.value + step * distance
                if value not in drafted and not (is_on_record and value > 0):
                    continue
                number = LicenceNumber(value, "", suffix)
                found = self._find(LicenceKey(issuer, number, year))
                if found is not None and not found.is_voided:
                    yield found
                    break

    def with_sites(
        self, sites: Iterable[str], but: Iterable[int | None]
    ) -> Iterator[Licence]:
        """Yield the licences that have or had a site, each once.

        Args:
            sites: The sites.
            but: Entries of licences that are left out.
        """
        seen = set(but)
        for site in sites:
            keys = [one.key for one in self._register.licences_with(site)]
            for key in (*keys, *self._drafted.get(site, ())):
                licence = self._find(key)
                if licence is not None and licence.entry not in seen:
                    seen.add(licence.entry)
                    yield licence

    @cached_property
    def _years(self) -> frozenset[int]:
        """The years of which the register has any records."""
        return frozenset(self._register.years())
