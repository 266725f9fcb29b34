"""What later entries stand on: why a batch cannot be undone any more."""

from dataclasses import field, replace
from typing import Any, cast

from licreg.actions.locating import ref_after, ref_of
from licreg.actions.register import Batch
from licreg.domain.events import (
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
)
from licreg.domain.identifiers import LicenceKey, parse_licence_key
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass

Placed = tuple[int, Entry[Event]]
"""An entry behind the number of its batch."""


@dataclass(slots=True)
class Footing:
    """What a batch recorded or changed, on which later entries may stand.

    Attributes:
        own: Numbers of its entries.
        targets: Entries that it voided, restored or corrected.
        acted: Licences and inspections on which it acted or decided.
        whole: Those of the targets whose undoing leaves nothing to stand on.
        vacated: Numbers that licences gave up, by issuer, number and year.
    """

    own: range
    targets: set[int] = field(default_factory=set)
    acted: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)
    vacated: set[LicenceKey] = field(default_factory=set)

    def take(self, entry: Entry[Event]) -> None:
        """Take in one entry of the batch."""
        match entry.event:
            case LegalAct(licence=acted) | InspectionDecided(inspection=acted):
                self.acted.add(acted)
            case EntryCorrected(target=target):
                self.targets.add(target)
                self._vacate(entry)
            case EntryVoided(target=target):
                self.targets.add(target)
                self._vacate(entry)
            case EntryRestored(target=target):
                self.targets.add(target)
                self.whole.add(target)
            case _:
                pass

    def bears(self, entry: Entry[Event]) -> bool:
        """Tell whether a later entry stands on what the batch did."""
        match entry.event:
            case LicenceIssued() as grant:
                return (
                    self._made(grant.replaces)
                    or self._made(grant.from_tally)
                    or grant.from_tally in self.targets
                    or self._is_vacated(str(grant.key))
                )
            case LegalAct(licence=acted) | InspectionDecided(inspection=acted):
                return acted in self.own or acted in self.acted or acted in self.targets
            case InspectionRecorded(licence=licence):
                return self._made(licence)
            case EntryCorrected(target=target, changes=changes):
                named = cast("dict[str, Any]", changes)
                return (
                    target in self.own
                    or target in self.targets
                    or self._made(named.get("licence"))
                    or self._made(named.get("replaces"))
                    or self._made(named.get("from_tally"))
                    or (
                        (ref_after(entry) != ref_of(entry))
                        and self._is_vacated(ref_after(entry))
                    )
                )
            case EntryVoided(target=target) | EntryRestored(target=target):
                return target in self.own or target in self.targets
            case _:
                return False

    def _made(self, number: int | None) -> bool:
        return number is not None and (number in self.own or number in self.whole)

    def _vacate(self, entry: Entry[Event]) -> None:
        if isinstance(entry.event, EntryCorrected) and (
            ref_after(entry) == ref_of(entry)
        ):
            return
        key = parse_key(ref_of(entry))
        if key is not None:
            self.vacated.add(replace(key, ordinal=1))

    def _is_vacated(self, ref: str) -> bool:
        key = parse_key(ref) if self.vacated else None
        return key is not None and replace(key, ordinal=1) in self.vacated


class Later:
    """What was recorded after a batch.

    Attributes:
        voided: The voids that hold, each with its batch, by the entry voided.
    """

    def __init__(self, footing: Footing) -> None:
        """Begin with nothing."""
        self.voided: dict[int, Placed] = {}
        self._footing = footing
        self._standing: list[Placed] = []
        self._origins: dict[str, str] = {}

    def take(self, batch: Batch, *, is_cancelled: bool) -> None:
        """Take in a later batch; one that was undone only moves references."""
        for entry in batch.entries:
            self._move(entry)
            if is_cancelled:
                continue
            if self._footing.bears(entry):
                self._standing.append((batch.number, entry))
            match entry.event:
                case EntryVoided(target=target):
                    self.voided[target] = batch.number, entry
                case EntryRestored(target=target):
                    self.voided.pop(target, None)
                case _:
                    pass

    def in_the_way(self) -> list[Placed]:
        """Return the entries that stand on what the batch did, and count."""
        return [one for one in self._standing if one[1].number not in self.voided]

    def refs(self) -> dict[str, str]:
        """Return the references that were corrected, by how they read before."""
        return {
            origin: now
            for now, origin in self._origins.items()
            if origin and origin != now
        }

    def _move(self, entry: Entry[Event]) -> None:
        before, after = ref_of(entry), ref_after(entry)
        if after != before:
            origin = self._origins.pop(before, before)
            self._origins.setdefault(before, "")
            self._origins[after] = origin


def parse_key(ref: str) -> LicenceKey | None:
    """Read the full reference of a licence; None for that of another record."""
    try:
        return parse_licence_key(ref)
    except InvalidInputError:
        return None
