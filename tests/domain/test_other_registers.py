"""Counts without records: the last told of accounts holds, flows add up."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from licreg.domain.events import Entry, TallyRecorded
from licreg.domain.other_registers import count_other, other_counts

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def tally(  # noqa: PLR0913, PLR0917  # a tally's own values
    number: int,
    measure: str,
    kind: str,
    count: int,
    to: date,
    part: str = "",
    since: date | None = None,
) -> Entry[TallyRecorded]:
    event = TallyRecorded(
        measure=measure,
        kind=kind,
        count=count,
        to_on=to,
        from_on=since,
        part=part,
        source="report",
    )
    return Entry(number, "", "", event)


HOME: Final = "domestic-platforms"
JUNE, OCTOBER = date(2024, 6, 30), date(2024, 10, 31)
ACCOUNTS: Final = [
    tally(1, "accounts", HOME, 60, date(2023, 6, 30), "A"),
    tally(2, "accounts", HOME, 70, JUNE, "A"),
    tally(3, "accounts", HOME, 20, JUNE, "B"),
]
REMOVAL: Final = [
    tally(1, "asked", "content-removal", 10, JUNE, "F", FIRST),
    tally(2, "removed", "content-removal", 9, JUNE, "F", FIRST),
    tally(3, "asked", "content-removal", 30, OCTOBER, "F", date(2024, 7, 1)),
    tally(4, "removed", "content-removal", 28, OCTOBER, "F", date(2024, 7, 1)),
]


def count(  # a question's own words
    tallies: list[Entry[TallyRecorded]],
    measure: str,
    kind: str,
    part: str = "",
    last: date = LAST,
) -> int | Decimal | None:
    return count_other(tallies, measure, kind, part, FIRST, last)


def test_of_a_stock_what_was_told_last_holds() -> None:
    assert count(ACCOUNTS, "accounts", HOME, "A") == 70
    assert count(ACCOUNTS, "accounts", HOME, "A", date(2024, 6, 29)) == 60
    assert count(ACCOUNTS, "accounts", HOME, "B", date(2024, 6, 29)) is None


def test_parts_add_up_to_a_whole_that_is_not_told() -> None:
    assert count(ACCOUNTS, "accounts", HOME) == 90
    told = [*ACCOUNTS, tally(4, "accounts", HOME, 110, OCTOBER)]
    assert count(told, "accounts", HOME) == 110


def test_the_rank_is_by_accounts() -> None:
    assert count(ACCOUNTS, "rank", HOME, "A") == 1
    assert count(ACCOUNTS, "rank", HOME, "B") == 2
    assert count(ACCOUNTS, "rank", HOME, "C") is None


def test_a_flow_adds_up_what_lies_inside_the_period() -> None:
    assert count(REMOVAL, "removed", "content-removal") == 37
    assert count(REMOVAL, "removed", "content-removal", "F", JUNE) == 9
    assert count(REMOVAL, "asked", "content-removal", last=date(2024, 3, 1)) is None


def test_the_rate_is_of_what_was_asked() -> None:
    assert count(REMOVAL, "removal-rate", "content-removal", "F") == Decimal("92.5")
    only_removed = [REMOVAL[1]]
    assert count(only_removed, "removal-rate", "content-removal", "F") is None


@pytest.mark.parametrize("kind", ["blocked-websites", "international-platforms"])
def test_of_what_is_not_told_nothing_is_counted(kind: str) -> None:
    assert list(other_counts(ACCOUNTS, kind, FIRST, LAST)) == []
