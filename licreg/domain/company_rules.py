"""The rules that hold a licence against others: the order of numbers, shared sites."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from licreg.domain.acceptance import Finding
from licreg.domain.events import LicenceIssued
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.vocabulary import Status
from licreg.wording import told

_LIVE: Final = frozenset({Status.NOT_YET, Status.IN_FORCE, Status.SUSPENDED})


def judge_order(
    grant: LicenceIssued, neighbours: Iterable[Licence]
) -> Iterator[Finding]:
    """Yield where a number and its day go against those of its neighbours.

    An office takes the next number of its book of the year, so that a higher number
    is not of an earlier day.

    Source: official ABEI register (26 July 2026), where exceptions are rare.

    Args:
        grant: The grant as it would be recorded.
        neighbours: Licences with the next lower or higher number of its issuer,
            suffix and year.
    """
    for licence in neighbours:
        other = licence.grant
        is_lower = other.number.value < grant.number.value
        is_earlier = other.issued_on < grant.issued_on
        if other.issued_on != grant.issued_on and is_lower != is_earlier:
            yield Finding(
                "number-out-of-order",
                told(
                    "{number} is dated {issued_on}, but {other} is dated "
                    "{other_day}; the higher number has the earlier day",
                    number=grant.number,
                    issued_on=grant.issued_on,
                    other=other.number,
                    other_day=other.issued_on,
                ),
            )


def judge_sites(
    sites: Iterable[str], day: date, others: Iterable[Licence]
) -> Iterator[Finding]:
    """Yield which other licences that have not ended have one of some sites.

    Source: Decree 72/2013/NĐ-CP, Article 23b, by which one name serves one licence;
    softened by Decree 147/2024/NĐ-CP, as reported.

    Args:
        sites: The sites of a licence from *day* on.
        day: The day of the grant or act that gives them.
        others: Other licences that have or had one of them.
    """
    wanted = frozenset(sites)
    for other in others:
        both_from = max(day, other.grant.issued_on)
        values = values_on(other, both_from)
        shared = [site for site in values.sites if site in wanted]
        if shared and status_on(other, both_from) in _LIVE:
            yield Finding(
                "site-on-other-licence",
                told(
                    "the site {shared} stands on another licence that has not "
                    "ended: {key}, issued on {issued_on} to {holder}",
                    shared=", ".join(shared),
                    key=other.key,
                    issued_on=other.grant.issued_on,
                    holder=values.holder,
                ),
            )


def judge_holders(apart_from: str) -> Iterator[Finding]:
    """Yield that a holder was told apart from one that reads nearly the same.

    Args:
        apart_from: The other's name; empty where there was none to tell it from.
    """
    if apart_from:
        yield Finding(
            "holder-told-apart",
            told(
                "the holder reads nearly like {other}, and was entered as another",
                other=apart_from,
            ),
        )
