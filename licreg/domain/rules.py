"""The rules of entry: each looks at an act and names what it finds.

Whether a finding warns or refuses is not decided here, but by ``acceptance``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.act_rules import DONE, fitting, later_acts
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    ACT_WORDS,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceAmended,
    LicenceExtended,
    LicenceIssued,
)
from licreg.domain.fine_rules import judge_fines
from licreg.domain.identifiers import is_mended
from licreg.domain.inspection import Inspection
from licreg.domain.law import TERM_RULE, Law, fits, holds_on
from licreg.domain.licence import Licence, values_on
from licreg.domain.personal import reference_of
from licreg.domain.text import fold
from licreg.domain.vocabulary import FINED, PENALTIES, PRESS_AGENCY
from licreg.wording import told

_SITE: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}", re.ASCII)
_PRESS_WORDS: Final = frozenset(
    {"bao", "tapchi", "tin", "tintuc", "news", "times", "online", "daily"}
)
_WORDS: Final = re.compile(r"[a-z]+")
_BY_NOTICE: Final = frozenset({"holder", "holder_kind", "holder_code", "note"})
"""What a notice may change: the owner; an address is told in the note."""

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
        yield _number_taken(str(grant.number), grant.issued_on, other)
    yield from _days(grant, circumstances.today)
    yield from _issuer(grant, circumstances.law)
    yield from _term(grant, circumstances.law)
    yield from _sites(grant)
    if grant.kind == "aggregate-site" and grant.holder_kind == PRESS_AGENCY:
        yield Finding(
            "new-aggregate-for-press",
            told(
                "{holder} is a press agency; new licences for aggregate sites "
                "are not granted to press agencies",
                holder=grant.holder,
            ),
        )


def judge_act(
    act: LegalAct,
    licence: Licence,
    circumstances: Circumstances,
    others: Iterable[Licence] = (),
) -> Iterator[Finding]:
    """Yield what the rules find in a legal act on a licence.

    Args:
        act: The act as it would be recorded.
        licence: The licence without it.
        circumstances: Today and the law.
        others: Further licences known by the number that the act gives.
    """
    if act.on > circumstances.today:
        yield _future(
            told(
                "the day of the act ({act}), {day}, lies after today, {today}",
                act=ACT_WORDS[type(act)],
                day=act.on,
                today=circumstances.today,
            )
        )
    if act.on < licence.grant.issued_on:
        yield Finding(
            "act-before-grant",
            told(
                "{number} was issued on {issued_on}; an act of {on} lies before it",
                number=licence.grant.number,
                issued_on=licence.grant.issued_on,
                on=act.on,
            ),
        )
        return
    if isinstance(act, LicenceExtended) and act.until is None:
        yield Finding("days-out-of-order", told("an extension names its new last day"))
    if act.until is not None and act.until < act.on:
        yield Finding(
            "days-out-of-order",
            told("the act of {on} would run to {until}", on=act.on, until=act.until),
        )
    if act.asked_on is not None and act.asked_on > act.on:
        yield Finding(
            "days-out-of-order",
            told(
                "it would be asked for on {asked_on}, after the act of {on}",
                asked_on=act.asked_on,
                on=act.on,
            ),
        )
    yield from _twice(act, licence)
    for other in others:
        yield _number_taken(act.given_number, act.on, other)
    yield from fitting(act, licence, circumstances.law)
    if isinstance(act, LicenceAmended):
        yield from _amendment(act, licence, circumstances.law)
    yield from later_acts(act, licence, circumstances.law)


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
                told(
                    "the visit to {reference} by {agency} on {inspected_on} is on "
                    "record already ({key})",
                    reference=reference_of(visit.subject),
                    agency=visit.agency,
                    inspected_on=visit.inspected_on,
                    key=one.key,
                ),
            )
    if visit.inspected_on > circumstances.today:
        yield _future(
            told(
                "the day of inspection, {day}, lies after today, {today}",
                day=visit.inspected_on,
                today=circumstances.today,
            )
        )
    if visit.decided_on is not None:
        yield from _decision_day(
            visit.decided_on, visit.inspected_on, circumstances.today
        )
    yield from judge_fines(
        visit.breaches,
        visit.subject_kind,
        circumstances.law,
        visit.decided_on or visit.inspected_on,
    )
    yield from _outcome(visit)


def judge_decision(
    decision: InspectionDecided, inspection: Inspection, circumstances: Circumstances
) -> Iterator[Finding]:
    """Yield what the rules find in a decision on an inspection."""
    yield from _decision_day(
        decision.on, inspection.visit.inspected_on, circumstances.today
    )
    yield from judge_fines(
        decision.breaches,
        inspection.visit.subject_kind,
        circumstances.law,
        decision.on,
    )
    yield from _outcome(decision)


def _is_same_visit(one: InspectionRecorded, other: InspectionRecorded) -> bool:
    return (
        one.inspected_on == other.inspected_on
        and one.agency == other.agency
        and fold(one.decision) == fold(other.decision)
    )


def _future(message: str) -> Finding:
    return Finding("day-in-future", message)


def _days(grant: LicenceIssued, today: date) -> Iterator[Finding]:
    if grant.issued_on > today:
        yield _future(
            told(
                "the day of issue, {day}, lies after today, {today}",
                day=grant.issued_on,
                today=today,
            )
        )
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
    if grant.expires_on is None:
        yield Finding("no-expiry", told("no day of expiry is recorded"))
    elif grant.expires_on < start:
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
    rows = [row for row in law.suffixes if row.suffix == suffix]
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
            told(
                "{kinds} were not granted by {issuer} to such a holder on {day}",
                kinds=kind.name_en,
                issuer=grant.issuer,
                day=day,
            ),
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


def _sites(grant: LicenceIssued) -> Iterator[Finding]:
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


def _twice(act: LegalAct, licence: Licence) -> Iterator[Finding]:
    for one in licence.live_acts():
        other = one.event
        if (type(other), other.on, other.given_number) != (
            *(type(act), act.on, act.given_number),
        ):
            continue
        if act.given_number or (other.until, other.changes) == (act.until, act.changes):
            yield Finding(
                "act-taken",
                told(
                    "{number} was {done} on {on} already (entry {entry})",
                    number=licence.grant.number,
                    done=DONE[ACT_WORDS[type(act)]],
                    on=act.on,
                    entry=one.number,
                ),
            )
            return


def _number_taken(number: str, day: date, other: Licence) -> Finding:
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


def _amendment(act: LicenceAmended, licence: Licence, law: Law) -> Iterator[Finding]:
    before = values_on(licence, act.on)
    after: LicenceIssued = replace(before, **act.changes)  # type: ignore[arg-type]  # fields are checked where changes are accepted
    if act.changes and after == before:
        yield Finding(
            "amendment-without-change",
            told("what it sets held on {on} already; nothing changes", on=act.on),
        )
    strange = sorted(act.changes.keys() - _BY_NOTICE)
    if act.by_notice and strange:
        yield Finding(
            "notice-of-other-change",
            told(
                "a notice tells a new owner or address; to change {strange} "
                "takes an amendment of the licence",
                strange=", ".join(strange),
            ),
        )
    if "sites" in act.changes:
        yield from _sites(after)
    if after.expires_on is not None and "expires_on" in act.changes:
        start = after.effective_on or after.issued_on
        if after.expires_on < start:
            yield Finding(
                "days-out-of-order",
                told(
                    "the licence would expire on {expires_on}, before it takes "
                    "effect on {start}",
                    expires_on=after.expires_on,
                    start=start,
                ),
            )
        yield from _term(after, law)


def _decision_day(day: date, visited_on: date, today: date) -> Iterator[Finding]:
    if day > today:
        yield _future(
            told(
                "the day of decision, {day}, lies after today, {today}",
                day=day,
                today=today,
            )
        )
    if day < visited_on:
        yield Finding(
            "days-out-of-order",
            told(
                "the decision of {day} would come before the visit of {visited_on}",
                day=day,
                visited_on=visited_on,
            ),
        )


def _outcome(act: InspectionRecorded | InspectionDecided) -> Iterator[Finding]:
    total = sum(breach.fine_vnd for breach in act.breaches)
    if total and act.outcome not in PENALTIES:
        yield Finding(
            "fine-against-outcome",
            told(
                "fines of {total:,} VND do not go with the outcome '{outcome}'",
                total=total,
                outcome=act.outcome,
            ),
        )
    if act.outcome == FINED and not total:
        yield Finding(
            "fine-missing", told("the outcome is a fine, and no amount is given")
        )
