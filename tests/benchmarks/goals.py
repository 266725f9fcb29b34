"""What the figures are to be: each goal with its words, and whether it is met."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from processes import Cost
from works import LICREG, SQLITE

Costs = Mapping[tuple[str, str, int], Cost]
"""What was measured, by work, program and size."""

Findings = list[tuple[str, bool]]
"""What was found, in words, and whether it is as it should be."""

_LINEAR: Final = 1.2
_MEASURABLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of one work.

    Attributes:
        text: As the table says it.
        judge: Returns what was found; nothing where a size was not measured.
    """

    text: str
    judge: Callable[[Costs, str], Findings]


def _at_most(size: int, limit: float, text: str) -> Goal:
    """Return the goal that a size takes at most *limit* times as long as 1,000."""

    def judge(costs: Costs, work: str) -> Findings:
        large = costs.get((work, LICREG, size))
        small = costs.get((work, LICREG, 1_000))
        if large is None or small is None:
            return []
        ratio = large.seconds / small.seconds
        return [(f"{ratio:.2f} times", ratio <= limit)]

    return Goal(text, judge)


def _faster(text: str, sizes: Sequence[int] | None = None) -> Goal:
    """Return the goal to be faster than each sqlite-utils of the same work."""

    def judge(costs: Costs, work: str) -> Findings:
        worst: dict[int, float] = {}
        for (one, program, size), cost in costs.items():
            is_peer = one == work and program.startswith(SQLITE)
            if is_peer and (sizes is None or size in sizes):
                ratio = costs[work, LICREG, size].seconds / cost.seconds
                worst[size] = max(ratio, worst.get(size, 0))
        return [
            (f"{size:,}: {ratio:.2f} of its time", ratio <= 1)
            for size, ratio in worst.items()
        ]

    return Goal(text, judge)


def _linear() -> Goal:
    """Return the goal that time grows no faster than the records."""

    def judge(costs: Costs, work: str) -> Findings:
        sizes = sorted(
            size
            for one, program, size in costs
            if (one, program) == (work, LICREG) and size >= _MEASURABLE
        )
        found: Findings = []
        for small, large in pairwise(sizes):
            seconds = [costs[work, LICREG, size].seconds for size in (small, large)]
            growth = seconds[1] / seconds[0] / (large / small)
            found.append((f"{small:,} to {large:,}: {growth:.2f}", growth <= _LINEAR))
        return found

    return Goal("linear", judge)


def _within(size: int, limit: float, text: str) -> Goal:
    def judge(costs: Costs, work: str) -> Findings:
        cost = costs.get((work, LICREG, size))
        return [(f"{cost.seconds:.1f} s", cost.seconds <= limit)] if cost else []

    return Goal(text, judge)


def _memory(size: int, limit: float, text: str) -> Goal:
    def judge(costs: Costs, work: str) -> Findings:
        cost = costs.get((work, LICREG, size))
        return [(f"{cost.mebibytes:,.0f} MiB", cost.mebibytes < limit)] if cost else []

    return Goal(text, judge)


_MILLION: Final = 1_000_000
_CARE: Final = (
    _within(100_000, 5, "100,000 under 5 s"),
    _memory(_MILLION, 1024, "1,000,000 under 1 GiB"),
)
_LISTING: Final = (
    _linear(),
    _faster("not slower than all rows of sqlite-utils at 100,000", (100_000,)),
)
GOALS: Final[Mapping[str, Sequence[Goal]]] = {
    "summary": (
        _at_most(_MILLION, 1.3, "1,000,000 at most 1.3 times 1,000"),
        _faster("faster than sqlite-utils at every size"),
    ),
    "issue": (
        _at_most(100_000, 1.3, "100,000 at most 1.3 times 1,000"),
        _at_most(_MILLION, 1.6, "1,000,000 at most 1.6 times 1,000"),
        _faster("faster than sqlite-utils at every size"),
    ),
    "show": (_at_most(_MILLION, 1.5, "1,000,000 at most 1.5 times 1,000"),),
    "show-inspected": (_at_most(_MILLION, 4, "1,000,000 at most 4 times 1,000"),),
    "list": _LISTING,
    "list-year": _LISTING,
    "find": (_linear(), _within(100_000, 0.5, "100,000 under 0.5 s")),
    "export": _LISTING,
    "import": (
        _faster("not slower than sqlite-utils at 100,000", (100_000,)),
        _memory(100_000, 512, "100,000 under 512 MiB"),
        _memory(_MILLION, 2048, "1,000,000 under 2 GiB"),
    ),
    "check": _CARE,
    "rebuild": _CARE,
}
