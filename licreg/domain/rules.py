"""The rules of entry: each looks at an act and names what it finds.

Whether a finding warns or refuses is not decided here, but by ``acceptance``.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    ACT_WORDS,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceExtended,
    LicenceIssued,
    LicenceLapsed,
    LicenceSuspended,
)
from licreg.domain.identifiers import is_mended
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law, fits, holds_on
from licreg.domain.licence import Licence, expires_on, status_on
from licreg.domain.text import fold
from licreg.domain.vocabulary import ENDED, FINED, PENALTIES, PRESS_AGENCY

_SITE: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}", re.ASCII)
_PRESS_WORDS: Final = frozenset(
    {"bao", "tapchi", "tin", "tintuc", "news", "times", "online", "daily"}
)
_WORDS: Final = re.compile(r"[a-z]+")
_SHORTEST_SUSPENSION: Final = 89
_LONGEST_SUSPENSION: Final = 93
"""Three months in days, from any day and with either count of the last one."""

_NEEDS_SITE: Final = frozenset({"aggregate-site", "social-network"})


def judge_issue(
    grant: LicenceIssued, taken: Licence | None, circumstances: Circumstances
) -> Iterator[Finding]:
    """Yield what the rules find in a new grant.

    Args:
        grant: The grant as it would be recorded.
        taken: The licence that already has its issuer, number and year, if any.
        circumstances: Today and the law.
    """
    if taken is not None:
        held = taken.grant
        yield Finding(
            "identity-taken",
            f"{held.number} of {held.issuer}, {held.issued_on.year}, is on record "
            f"already: issued on {held.issued_on} to {held.holder} (entry "
            f"{taken.entry})",
        )
    yield from _days(grant, circumstances.today)
    yield from _issuer(grant, circumstances.law)
    yield from _term(grant, circumstances.law)
    yield from _sites(grant)
    if grant.kind == "aggregate-site" and grant.holder_kind == PRESS_AGENCY:
        yield Finding(
            "new-aggregate-for-press",
            f"{grant.holder} is a press agency; new licences for aggregate sites are "
            "not granted to press agencies",
        )


def judge_act(
    act: LegalAct, licence: Licence, circumstances: Circumstances
) -> Iterator[Finding]:
    """Yield what the rules find in a legal act on a licence."""
    if act.on > circumstances.today:
        yield _future(f"the act ({ACT_WORDS[type(act)]})", act.on, circumstances.today)
    if act.on < licence.grant.issued_on:
        yield Finding(
            "act-before-grant",
            f"{licence.grant.number} was issued on {licence.grant.issued_on}; an act "
            f"of {act.on} lies before it",
        )
        return
    status = status_on(licence, act.on)
    if status in ENDED and not isinstance(act, LicenceLapsed):
        yield Finding(
            "act-on-ended-licence",
            f"{licence.grant.number} of {licence.grant.issued_on.year} is "
            f"{status} on {act.on}; it cannot {ACT_WORDS[type(act)]} then",
        )
    if isinstance(act, LicenceExtended) and act.until is None:
        yield Finding("days-out-of-order", "an extension names its new last day")
    if act.until is not None and act.until < act.on:
        yield Finding(
            "days-out-of-order", f"the act of {act.on} would run to {act.until}"
        )
    if isinstance(act, LicenceExtended):
        yield from _extension(act, licence, circumstances.law)
    if isinstance(act, LicenceSuspended):
        yield from _suspension(act, licence)


def judge_inspection(
    visit: InspectionRecorded,
    same: Iterable[Inspection],
    circumstances: Circumstances,
) -> Iterator[Finding]:
    """Yield what the rules find in a new inspection.

    Args:
        visit: The inspection as it would be recorded.
        same: Inspections on record of the same subject in the same year.
        circumstances: Today and the law.
    """
    for one in same:
        if _is_same_visit(one.visit, visit):
            yield Finding(
                "visit-taken",
                f"{visit.subject} was inspected by {visit.agency} on "
                f"{visit.inspected_on} already ({one.key})",
            )
    if visit.inspected_on > circumstances.today:
        yield _future("inspection", visit.inspected_on, circumstances.today)
    if visit.decided_on is not None:
        yield from _decision_day(
            visit.decided_on, visit.inspected_on, circumstances.today
        )
    yield from _outcome(visit)


def judge_decision(
    decision: InspectionDecided, inspection: Inspection, circumstances: Circumstances
) -> Iterator[Finding]:
    """Yield what the rules find in a decision on an inspection."""
    yield from _decision_day(
        decision.on, inspection.visit.inspected_on, circumstances.today
    )
    yield from _outcome(decision)


def _is_same_visit(one: InspectionRecorded, other: InspectionRecorded) -> bool:
    return (
        one.inspected_on == other.inspected_on
        and one.agency == other.agency
        and fold(one.decision) == fold(other.decision)
    )


def _future(what: str, day: date, today: date) -> Finding:
    return Finding(
        "day-in-future", f"the day of {what}, {day}, lies after today, {today}"
    )


def _days(grant: LicenceIssued, today: date) -> Iterator[Finding]:
    if grant.issued_on > today:
        yield _future("issue", grant.issued_on, today)
    start = grant.effective_on or grant.issued_on
    if start < grant.issued_on:
        yield Finding(
            "days-out-of-order",
            f"the licence would be effective on {start}, before its issue on "
            f"{grant.issued_on}",
        )
    if grant.expires_on is None:
        yield Finding("no-expiry", "no day of expiry is recorded")
    elif grant.expires_on < start:
        yield Finding(
            "days-out-of-order",
            f"the licence would expire on {grant.expires_on}, before it takes effect "
            f"on {start}",
        )


def _issuer(grant: LicenceIssued, law: Law) -> Iterator[Finding]:
    day, suffix = grant.issued_on, grant.number.suffix
    kind = law.kinds_by_code[grant.kind]
    if not holds_on(kind, day):
        yield Finding(
            "kind-not-granted-then",
            f"{kind.name_en} were not granted on {day} ({kind.source})",
        )
    issuer = law.issuers_by_code[grant.issuer]
    if not holds_on(issuer, day):
        after = f"; its successor is {issuer.successor}" if issuer.successor else ""
        yield Finding(
            "issuer-not-then", f"{grant.issuer} did not issue on {day}{after}"
        )
    rows = [row for row in law.suffixes if row.suffix == suffix]
    ours = [row for row in rows if fits(row.issuer, grant.issuer)]
    if not rows:
        yield Finding("suffix-unknown", f"the suffix {suffix} is not a known one")
    elif not ours:
        yield Finding(
            "suffix-not-of-issuer", f"the suffix {suffix} is not one of {grant.issuer}"
        )
    elif not any(holds_on(row, day) for row in ours):
        yield Finding("suffix-not-then", f"{suffix} was not in use on {day}")
    if grant.printed and is_mended(grant.printed, grant.number):
        yield Finding("suffix-unknown", f"'{grant.printed}' was read as {grant.number}")
    granting = [
        row for row in law.authorities if row.kind == grant.kind and holds_on(row, day)
    ]
    if granting and not any(
        fits(row.issuer, grant.issuer)
        and (not grant.holder_kind or row.holder_kind in ("", grant.holder_kind))
        for row in granting
    ):
        yield Finding(
            "issuer-not-for-kind",
            f"{kind.name_en} were not granted by {grant.issuer} to such a holder "
            f"on {day}",
        )


def _term(grant: LicenceIssued, law: Law) -> Iterator[Finding]:
    limit = law.term(grant.kind, grant.issued_on)
    if limit is None or grant.expires_on is None:
        return
    start = grant.effective_on or grant.issued_on
    # A term printed from anniversary to anniversary is one day longer; it passes.
    if grant.expires_on > last_day_of_term(start, limit.longest_years) and not (
        grant.expires_on.year - start.year == limit.longest_years
        and (grant.expires_on.month, grant.expires_on.day) == (start.month, start.day)
    ):
        yield Finding(
            "term-too-long",
            f"the term runs to {grant.expires_on}; the longest is "
            f"{limit.longest_years} years from {start} ({limit.source})",
            limit.level,
        )


def _sites(grant: LicenceIssued) -> Iterator[Finding]:
    odd = [site for site in grant.sites if _SITE.fullmatch(site) is None]
    if odd:
        yield Finding(
            "site-shape", f"{', '.join(odd)} does not look like a domain name"
        )
    if grant.kind not in _NEEDS_SITE:
        return
    if not any(site.endswith(".vn") for site in grant.sites):
        yield Finding("no-vn-domain", "no domain under .vn is recorded")
    if grant.holder_kind != PRESS_AGENCY:
        words = {word for site in grant.sites for word in _WORDS.findall(site)}
        found = sorted(words & _PRESS_WORDS)
        if found:
            yield Finding(
                "newspaper-like-name",
                f"{', '.join(grant.sites)} looks like a newspaper ({', '.join(found)})",
            )


def _extension(act: LicenceExtended, licence: Licence, law: Law) -> Iterator[Finding]:
    limit = law.extension(licence.grant.kind, act.on)
    if limit is None:
        return
    before = sum(
        isinstance(one.event, LicenceExtended) and one.event.on <= act.on
        for one in licence.live_acts()
    )
    if before >= limit.most:
        yield Finding(
            "extension-too-many",
            f"it was extended {before} times before; at most {limit.most} are allowed "
            f"({limit.source})",
        )
    expiry = expires_on(licence, act.on)
    if expiry is None or act.until is None:
        return
    if act.until > last_day_of_term(expiry, limit.longest_years) + timedelta(days=1):
        yield Finding(
            "extension-too-long",
            f"it would run from {expiry} to {act.until}; the longest extension is "
            f"{limit.longest_years} years ({limit.source})",
        )


def _suspension(act: LicenceSuspended, licence: Licence) -> Iterator[Finding]:
    if any(
        isinstance(one.event, LicenceSuspended) and one.event.on < act.on
        for one in licence.live_acts()
    ):
        yield Finding(
            "second-suspension",
            "it was suspended before; a licence suspended twice is to be revoked",
        )
    if act.until is not None:
        days = (act.until - act.on).days + 1
        if not _SHORTEST_SUSPENSION <= days <= _LONGEST_SUSPENSION:
            yield Finding(
                "suspension-length",
                f"it is suspended for {days} days, which are not three months",
            )


def _decision_day(day: date, visited_on: date, today: date) -> Iterator[Finding]:
    if day > today:
        yield _future("decision", day, today)
    if day < visited_on:
        yield Finding(
            "days-out-of-order",
            f"the decision of {day} would come before the visit of {visited_on}",
        )


def _outcome(act: InspectionRecorded | InspectionDecided) -> Iterator[Finding]:
    total = sum(breach.fine_vnd for breach in act.breaches)
    if total and act.outcome not in PENALTIES:
        yield Finding(
            "fine-against-outcome",
            f"fines of {total:,} VND do not go with the outcome '{act.outcome}'",
        )
    if act.outcome == FINED and not total:
        yield Finding("fine-missing", "the outcome is a fine, and no amount is given")
