"""Tallies: sourced counts without records, and the licences that are drawn from them.

A licence that is drawn from a tally was in its count before: it is told one by one
from then on, and the tally leaves one less unlisted, so that totals stay put.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from licreg.domain.acceptance import Finding
from licreg.domain.counts import ISSUED
from licreg.domain.events import Entry, LicenceIssued, TallyRecorded
from licreg.domain.law import Law
from licreg.domain.other_registers import ACCOUNTS
from licreg.wording import told

Tally = Entry[TallyRecorded]

PREFIX: Final = "TALLY-"


def format_tally_ref(entry: int) -> str:
    """Return the reference of a tally, by its entry."""
    return f"{PREFIX}{entry}"


def parse_tally_ref(text: str) -> int | None:
    """Return the entry of the tally that a reference names; None for anything else.

    Examples:
        >>> parse_tally_ref("tally-12"), parse_tally_ref("12")
        (12, None)
    """
    head, mark, number = text.strip().upper().partition("-")
    is_one = f"{head}{mark}" == PREFIX and number.isascii() and number.isdigit()
    return int(number) if is_one and len(number) < 10 else None  # noqa: PLR2004  # entries


def left_in(tally: Tally, drawn: Mapping[int, int]) -> int:
    """Return how many of a tally are not on record one by one."""
    return tally.event.count - drawn.get(tally.number, 0)


def may_hold(tally: TallyRecorded, grant: LicenceIssued, law: Law) -> bool:
    """Tell whether a licence may be one of those that a tally counts.

    A tally without an issuer may count those of any; one of a family, each of its
    kinds.
    """
    return (
        tally.measure == ISSUED
        and grant.kind in (tally.kind, *law.parts_of(tally.kind))
        and tally.issuer in ("", grant.issuer)
        and (tally.from_on is None or tally.from_on <= grant.issued_on)
        and grant.issued_on <= tally.to_on
    )


def is_cut(tally: TallyRecorded, first: date, last: date) -> bool:
    """Tell whether a tally has days in a period, and others that keep it out."""
    start = tally.from_on or date.min
    if tally.measure == ISSUED and tally.from_on is None:
        return last < tally.to_on
    meets = start <= last and first <= tally.to_on
    return meets and not (first <= start and tally.to_on <= last)


def judge_draw(
    grant: LicenceIssued,
    inside: Sequence[Tally],
    chosen: Tally | None,
    drawn: Mapping[int, int],
) -> Iterator[Finding]:
    """Yield what the rules find in where a new licence stands to the tallies.

    Args:
        grant: The licence, declared to lie outside of them or not.
        inside: The tallies that may count it.
        chosen: The one that it is drawn from; None for none.
        drawn: How many were drawn from each so far, by entry.
    """
    if chosen is not None and left_in(chosen, drawn) <= 0:
        yield Finding(
            "tally-drawn-out",
            told(
                "all {count:,} of {describe} are on record one by one already; "
                "no further licence can be drawn from it",
                count=chosen.event.count,
                describe=describe(chosen),
            ),
        )
    if chosen is None and inside and not grant.not_in_tally:
        names = " or ".join(describe(one) for one in inside)
        yield Finding(
            "inside-tally",
            told(
                "{number} of {issued_on} may be counted already in {names}: give "
                "--from-tally if it is one of those, so that totals stay as they "
                "are, or --not-in-tally if it comes on top",
                number=grant.number,
                issued_on=grant.issued_on,
                names=names,
            ),
        )


def judge_tally(
    tally: TallyRecorded, others: Iterable[Tally], today: date, law: Law
) -> Iterator[Finding]:
    """Yield what the rules find in a new tally.

    Args:
        tally: The tally as it would be recorded.
        others: The tallies on record.
        today: The day of entry.
        law: For the kinds of a family.
    """
    if tally.to_on > today:
        yield Finding(
            "day-in-future",
            told(
                "the last day of the tally, {to_on}, lies after today, {today}",
                to_on=tally.to_on,
                today=today,
            ),
        )
    if tally.from_on is not None and tally.from_on > tally.to_on:
        yield Finding(
            "days-out-of-order",
            told(
                "the tally would begin on {from_on}, after its last day, {to_on}",
                from_on=tally.from_on,
                to_on=tally.to_on,
            ),
        )
    for other in others:
        if _is_of_same(tally, other.event):
            yield Finding(
                "tally-taken",
                told(
                    "{describe} counts {count:,} of the same kind, issuer and days",
                    describe=describe(other),
                    count=other.event.count,
                ),
            )
        elif _meets(tally, other.event, law):
            yield Finding(
                "tally-overlaps",
                told(
                    "{describe} counts some of the same days; what stands in "
                    "both is counted twice",
                    describe=describe(other),
                ),
            )


def describe(tally: Tally) -> str:
    """Return a tally as a sentence names it.

    Examples:
        >>> describe(Entry(7, "", "", TallyRecorded(
        ...     measure="issued", kind="social-network", count=1016,
        ...     to_on=date(2023, 12, 31), source="report")))
        'TALLY-7 (social-network, up to 2023-12-31)'
    """
    event = tally.event
    what = event.kind if event.measure == ISSUED else f"{event.measure}, {event.kind}"
    if event.part:
        what = f"{what}, {event.part}"
    ref, first, last = format_tally_ref(tally.number), event.from_on, event.to_on
    sentence = told("{tally} ({what}, from {first} to {last})")
    if event.issuer and first:
        sentence = told("{tally} ({what} of {issuer}, from {first} to {last})")
    elif event.issuer:
        sentence = told("{tally} ({what} of {issuer}, up to {last})")
    elif first is None:
        sentence = told("{tally} ({what}, up to {last})")
    values = {"tally": ref, "what": what, "issuer": event.issuer}
    return sentence.format(**values, first=first, last=last)


def _is_of_same(one: TallyRecorded, other: TallyRecorded) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("measure", "kind", "part", "issuer", "from_on", "to_on")
    )


def _meets(one: TallyRecorded, other: TallyRecorded, law: Law) -> bool:
    """Tell whether two tallies may count the same; one without an issuer counts all."""
    kinds = [{tally.kind, *_parts_of(tally, law)} for tally in (one, other)]
    return (
        one.measure == other.measure
        and one.part == other.part
        and one.measure != ACCOUNTS
        and bool(kinds[0] & kinds[1])
        and (one.issuer == other.issuer or "" in {one.issuer, other.issuer})
        and (one.from_on or date.min) <= other.to_on
        and (other.from_on or date.min) <= one.to_on
    )


def _parts_of(tally: TallyRecorded, law: Law) -> tuple[str, ...]:
    return law.parts_of(tally.kind) if tally.measure == ISSUED else ()
