"""The rules of entry of a new grant: each looks at it and names what it finds."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    LicenceIssued,
)
from licreg.domain.identifiers import is_mended
from licreg.domain.law import TERM_RULE, Law, fits, holds_on
from licreg.domain.licence import Licence
from licreg.domain.vocabulary import PRESS_AGENCY
from licreg.lazily import regex
from licreg.wording import told

_SITE: Final = regex(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}", re.ASCII)


_PRESS_WORDS: Final = frozenset(
    {"bao", "tapchi", "tin", "tintuc", "news", "times", "online", "daily"}
)


_WORDS: Final = regex(r"[a-z]+")


_NEEDS_SITE: Final = frozenset({"aggregate-site", "social-network"})


def judge_issue(
    grant: LicenceIssued,
    taken: Licence | None,
    circumstances: Circumstances,
    others: Iterable[Licence] = (),
) -> Iterator[Finding]:
    """Yield what the rules find in a new grant.

    Args:
        grant: The grant as it would be recorded.
        taken: The licence that already has its issuer, number and year, if any.
        circumstances: Today and the law.
        others: Further licences that were later given its number in its year.
    """
    if taken is not None:
        held = taken.grant
        yield Finding(
            "identity-taken",
            told(
                "{number} of {issuer}, {year}, is on record already: issued on "
                "{issued_on} to {holder} (entry {entry})",
                number=held.number,
                issuer=held.issuer,
                year=held.issued_on.year,
                issued_on=held.issued_on,
                holder=held.holder,
                entry=taken.entry,
            ),
        )
    for other in others:
        yield number_taken(str(grant.number), grant.issued_on, other)
    if grant.issued_on > circumstances.today:
        yield in_future(
            told(
                "the day of issue, {day}, lies after today, {today}",
                day=grant.issued_on,
                today=circumstances.today,
            )
        )
    if grant.expires_on is None:
        yield Finding("no-expiry", told("no day of expiry is recorded"))
    yield from judge_days(grant)
    yield from _issuer(grant, circumstances.law)
    yield from judge_term(grant, circumstances.law)
    yield from judge_own_sites(grant)
    if grant.kind == "aggregate-site" and grant.holder_kind == PRESS_AGENCY:
        yield Finding(
            "new-aggregate-for-press",
            told(
                "{holder} is a press agency; new licences for aggregate sites "
                "are not granted to press agencies",
                holder=grant.holder,
            ),
        )


def judge_days(grant: LicenceIssued) -> Iterator[Finding]:
    """Yield where issue, effect and expiry are not in this order."""
    start = grant.effective_on or grant.issued_on
    if start < grant.issued_on:
        yield Finding(
            "days-out-of-order",
            told(
                "the licence would be effective on {start}, before its issue on "
                "{issued_on}",
                start=start,
                issued_on=grant.issued_on,
            ),
        )
    if grant.expires_on is not None and grant.expires_on < start:
        yield Finding(
            "days-out-of-order",
            told(
                "the licence would expire on {expires_on}, before it takes "
                "effect on {start}",
                expires_on=grant.expires_on,
                start=start,
            ),
        )


def _issuer(grant: LicenceIssued, law: Law) -> Iterator[Finding]:
    day, suffix = grant.issued_on, grant.number.suffix
    kind = law.kinds_by_code[grant.kind]
    if not holds_on(kind, day):
        yield Finding(
            "kind-not-granted-then",
            told(
                "{kinds} were not granted on {day} ({source})",
                kinds=kind.name_en,
                day=day,
                source=kind.source,
            ),
        )
    issuer = law.issuers_by_code[grant.issuer]
    if not holds_on(issuer, day):
        message = told("{issuer} did not issue on {day}", issuer=grant.issuer, day=day)
        if issuer.successor:
            message = told(
                "{issuer} did not issue on {day}; its successor is {successor}",
                issuer=grant.issuer,
                day=day,
                successor=issuer.successor,
            )
        yield Finding("issuer-not-then", message)
    rows = law.rows_of(suffix)
    ours = [row for row in rows if fits(row.issuer, grant.issuer)]
    if not rows:
        yield Finding(
            "suffix-unknown",
            told("the suffix {suffix} is not a known one", suffix=suffix),
        )
    elif not ours:
        yield Finding(
            "suffix-not-of-issuer",
            told(
                "the suffix {suffix} is not one of {issuer}",
                suffix=suffix,
                issuer=grant.issuer,
            ),
        )
    elif not any(holds_on(row, day) for row in ours):
        yield Finding(
            "suffix-not-then",
            told("{suffix} was not in use on {day}", suffix=suffix, day=day),
        )
    if grant.printed and is_mended(grant.printed, grant.number):
        yield Finding(
            "suffix-unknown",
            told(
                "'{printed}' was read as {number}",
                printed=grant.printed,
                number=grant.number,
            ),
        )
    granting = [row for row in law.authorities_for(grant.kind) if holds_on(row, day)]
    if granting and not any(
        fits(row.issuer, grant.issuer)
        and (not grant.holder_kind or row.holder_kind in ("", grant.holder_kind))
        for row in granting
    ):
        yield Finding(
            "issuer-not-for-kind",
            told(
                "{kinds} were not granted by {issuer} to such a holder on {day}",
                kinds=kind.name_en,
                issuer=grant.issuer,
                day=day,
            ),
        )


def judge_term(
    grant: LicenceIssued, law: Law, day: date | None = None
) -> Iterator[Finding]:
    """Yield where a term is longer than the law of its day allows.

    Args:
        grant: The licence.
        law: The law's tables.
        day: The day on which the term was given; None for the day of issue.
    """
    limit = law.term(grant.kind, day or grant.issued_on)
    if limit is None or grant.expires_on is None:
        return
    start = grant.effective_on or grant.issued_on
    # A term printed from anniversary to anniversary is one day longer; it passes.
    if grant.expires_on > last_day_of_term(start, limit.longest_years) and not (
        grant.expires_on.year - start.year == limit.longest_years
        and (grant.expires_on.month, grant.expires_on.day) == (start.month, start.day)
    ):
        yield Finding(
            TERM_RULE,
            told(
                "the term runs to {expires_on}; the longest is {longest_years} "
                "years from {start} ({source})",
                expires_on=grant.expires_on,
                longest_years=limit.longest_years,
                start=start,
                source=limit.source,
            ),
            limit.level,
        )


def judge_own_sites(grant: LicenceIssued) -> Iterator[Finding]:
    """Yield what is unusual in the sites of a licence by themselves."""
    odd = [site for site in grant.sites if _SITE.fullmatch(site) is None]
    if odd:
        yield Finding(
            "site-shape",
            told("the site {odd} does not look like a domain name", odd=", ".join(odd)),
        )
    if grant.kind not in _NEEDS_SITE:
        return
    if not any(site.endswith(".vn") for site in grant.sites):
        yield Finding("no-vn-domain", told("no domain under .vn is recorded"))
    if grant.holder_kind != PRESS_AGENCY:
        words = {word for site in grant.sites for word in _WORDS.findall(site)}
        found = sorted(words & _PRESS_WORDS)
        if found:
            yield Finding(
                "newspaper-like-name",
                told(
                    "the name {sites} looks like a newspaper ({found})",
                    sites=", ".join(grant.sites),
                    found=", ".join(found),
                ),
            )


def in_future(message: str) -> Finding:
    """Return the finding that a day lies after today."""
    return Finding("day-in-future", message)


def number_taken(number: str, day: date, other: Licence) -> Finding:
    """Return the finding that another licence was given a number in its year."""
    grant = other.grant
    return Finding(
        "act-number-taken",
        told(
            "the number {number} of {year} is that of another licence, {key}, "
            "issued on {issued_on} to {holder}",
            number=number,
            year=day.year,
            key=other.key,
            issued_on=grant.issued_on,
            holder=grant.holder,
        ),
    )
