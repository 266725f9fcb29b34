"""What a report counts beside licences and inspections: accounts, blocking, removal.

An office has no records of these, only counts with their source; each is a tally of a
kind below. Accounts are a stock (what is told last holds), the others are flows. A
tally of a *part* (a platform, a category) stands inside the one of the whole kind;
where there is none of the whole, the parts add up to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from licreg.domain.events import Entry, TallyRecorded
from licreg.lazily import dataclass

ACCOUNTS: Final = "accounts"
ASKED: Final = "asked"
REMOVED: Final = "removed"
BLOCKED: Final = "blocked"
RANK: Final = "rank"
REMOVAL_RATE: Final = "removal-rate"

KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "domestic-platforms": (ACCOUNTS,),
        "international-platforms": (ACCOUNTS,),
        "content-removal": (ASKED, REMOVED),
        "blocked-websites": (BLOCKED,),
        "blocked-games": (BLOCKED,),
        "blocked-domains": (BLOCKED,),
    }
)
"""What is counted of each, in the order in which a table shows them."""

MEASURES: Final = (ACCOUNTS, ASKED, REMOVED, BLOCKED)
"""What a tally may count of them."""

DERIVED: Final = (RANK, REMOVAL_RATE)
"""What follows from those: the place among the platforms of a kind, by accounts, and
what was removed in percent of what was asked."""

REGISTERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "accounts": ("domestic-platforms", "international-platforms"),
        "content-removal": ("content-removal",),
        "blocked": ("blocked-websites", "blocked-games", "blocked-domains"),
    }
)
"""The other registers by name, each with its kinds."""

_PERCENT: Final = 100

Tallies = Iterable[Entry[TallyRecorded]]


@dataclass(frozen=True, slots=True)
class OtherCount:
    """What is counted of a kind, or of a part of it.

    Attributes:
        kind: One of ``KINDS``.
        part: Platform or category; empty for the whole.
        counts: By measure, those that are known.
        as_of: By measure, the last day that its count speaks of.
        sources: Where they were read.
    """

    kind: str
    part: str
    counts: Mapping[str, int]
    as_of: Mapping[str, date]
    sources: tuple[str, ...]

    @property
    def removal_rate(self) -> Decimal | None:
        """What was removed in percent of what was asked; None where it is not known."""
        asked, removed = self.counts.get(ASKED), self.counts.get(REMOVED)
        if not asked or removed is None:
            return None
        return Decimal(removed * _PERCENT) / asked


def is_measure(measure: str, kind: str) -> bool:
    """Tell whether a measure is counted of a kind of the other registers."""
    if measure == RANK:
        return ACCOUNTS in KINDS.get(kind, ())
    if measure == REMOVAL_RATE:
        return REMOVED in KINDS.get(kind, ())
    return measure in KINDS.get(kind, ())


def count_other(  # noqa: PLR0913, PLR0917  # a question's own words
    tallies: Tallies, measure: str, kind: str, part: str, first: date, last: date
) -> int | Decimal | None:
    """Count a measure of a kind, or of a part of it; None where nothing is known.

    Args:
        tallies: The tallies on record.
        measure: One of ``MEASURES`` or ``DERIVED``.
        kind: One of ``KINDS``.
        part: Platform or category; empty for the whole.
        first: First day of a flow's period.
        last: Its last day, or the day of a stock; inclusive.
    """
    rows = list(other_counts(tallies, kind, first, last))
    if measure == RANK:
        ranked = [one.part for one in by_size(rows) if one.part]
        return ranked.index(part) + 1 if part in ranked else None
    for one in rows:
        if one.part == part:
            if measure == REMOVAL_RATE:
                return one.removal_rate
            return one.counts.get(measure)
    return None


def other_counts(
    tallies: Tallies, kind: str, first: date, last: date
) -> Iterator[OtherCount]:
    """Yield what is counted of a kind: the whole, then its parts.

    Of a stock the newest tally of each part up to *last* holds; a flow adds up what
    lies inside the period from *first* to *last*, inclusive.
    """
    counts: dict[str, dict[str, int]] = {}
    as_of: dict[str, dict[str, date]] = {}
    sources: dict[str, dict[str, None]] = {}
    for entry in sorted(tallies, key=lambda one: (one.event.to_on, one.number)):
        tally = entry.event
        if tally.kind != kind or tally.measure not in KINDS[kind]:
            continue
        if not _counts_in(tally, first, last):
            continue
        measures = counts.setdefault(tally.part, {})
        before = 0 if tally.measure == ACCOUNTS else measures.get(tally.measure, 0)
        measures[tally.measure] = before + tally.count
        as_of.setdefault(tally.part, {})[tally.measure] = tally.to_on
        sources.setdefault(tally.part, {})[tally.source] = None
    if not counts:
        return
    parts = [
        OtherCount(kind, part, counts[part], as_of[part], tuple(sources[part]))
        for part in counts
        if part
    ]
    whole = counts.get("", {}), as_of.get("", {}), sources.get("", {})
    yield _whole(kind, *whole, parts)
    yield from parts


def by_size(counts: Iterable[OtherCount]) -> list[OtherCount]:
    """Return counts with the largest first; those of one size by name."""
    return sorted(
        counts, key=lambda one: (-max(one.counts.values(), default=0), one.part)
    )


def _whole(
    kind: str,
    told: Mapping[str, int],
    days: Mapping[str, date],
    sources: Mapping[str, None],
    parts: list[OtherCount],
) -> OtherCount:
    """Return the whole of a kind: what is told of it, else what its parts add up to."""
    counts, as_of, read = dict(told), dict(days), dict(sources)
    for measure in KINDS[kind]:
        of_parts = [one for one in parts if measure in one.counts]
        if measure in told or not of_parts:
            continue
        counts[measure] = sum(one.counts[measure] for one in of_parts)
        as_of[measure] = max(one.as_of[measure] for one in of_parts)
        read |= dict.fromkeys(source for one in of_parts for source in one.sources)
    return OtherCount(kind, "", counts, as_of, tuple(read))


def _counts_in(tally: TallyRecorded, first: date, last: date) -> bool:
    if tally.measure == ACCOUNTS:
        return tally.to_on <= last
    return tally.from_on is not None and first <= tally.from_on and tally.to_on <= last
