"""What fits on what: an act beside the other acts on its licence, by their days.

Acts may be entered late and in any order. One is judged by what held at the end of its
own day; what it would make of acts of later days that are on record is judged too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from licreg.domain.acceptance import Finding
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    ACT_WORDS,
    Entry,
    LegalAct,
    LicenceExtended,
    LicenceLapsed,
    LicenceResumed,
    LicenceSuspended,
)
from licreg.domain.law import Law
from licreg.domain.licence import Licence, ended_on, evolve, expires_on, status_on
from licreg.domain.vocabulary import ENDED, Status
from licreg.wording import told

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "amend": told("amended"),
        "reissue": told("reissued"),
        "extend": told("extended"),
        "suspend": told("suspended"),
        "resume": told("resumed"),
        "lapse": told("known to have lapsed"),
        "surrender": told("surrendered"),
        "revoke": told("revoked"),
    }
)
"""What is said of a licence to which an act was done, by the act's word."""

_SAID: Final[Mapping[Status | None, str]] = MappingProxyType(
    {
        None: told("not issued yet"),
        Status.NOT_YET: told("not yet"),
        Status.IN_FORCE: told("in force"),
        Status.SUSPENDED: told("suspended"),
    }
)
"""What is said of a licence that has not ended."""

_SHORTEST_SUSPENSION: Final = 89
_LONGEST_SUSPENSION: Final = 93
"""Three months in days, from any day and with either count of the last one."""

_OF_ORDER: Final = frozenset(
    {
        "act-on-ended-licence",
        "act-on-expired-licence",
        "resume-not-suspended",
        "suspended-already",
    }
)
"""Rules that tell what may come after what."""

_AFTER_ALL: Final = 10**12
"""An entry's number that no register has reached."""


def fitting(act: LegalAct, licence: Licence, law: Law) -> Iterator[Finding]:
    """Yield where an act does not fit what is on record up to its day.

    Args:
        act: The act.
        licence: The licence without this act.
        law: The law's tables.
    """
    status = status_on(licence, act.on)
    if status in ENDED:
        if not isinstance(act, LicenceLapsed):
            yield _ended(act, licence, status)
    elif isinstance(act, LicenceResumed) and status is not Status.SUSPENDED:
        yield Finding(
            "resume-not-suspended",
            told(
                "{number} of {year} is {status} on {on}; there is no suspension to end",
                number=licence.grant.number,
                year=licence.grant.issued_on.year,
                status=_SAID[status],
                on=act.on,
            ),
        )
    if isinstance(act, LicenceExtended):
        yield from _extension(act, licence, law)
    if isinstance(act, LicenceSuspended):
        yield from _suspension(act, licence, status)


def later_acts(act: LegalAct, licence: Licence, law: Law) -> Iterator[Finding]:
    """Yield where acts of later days that are on record would no longer fit.

    Args:
        act: The act that is entered late.
        licence: The licence without it.
        law: The law's tables.
    """
    later = [one for one in licence.live_acts() if one.event.on > act.on]
    if not later:
        return
    with_act = evolve(licence, Entry(_AFTER_ALL, "", "", act))
    for one in later:
        known = {
            found.rule for found in fitting(one.event, _without(licence, one), law)
        }
        for found in fitting(one.event, _without(with_act, one), law):
            if found.rule not in known:
                yield from _of_later(one, found, law)


def _of_later(one: Entry[LegalAct], found: Finding, law: Law) -> Iterator[Finding]:
    """Yield what an act entered late makes of one on record, by the law of its day."""
    word, day = ACT_WORDS[type(one.event)], one.event.on
    message = told(
        "'{word}' of {day} is on record (entry {number}) and would no longer "
        "fit: {text}",
        word=word,
        day=day,
        number=one.number,
        text=found.message,
    )
    if found.rule in _OF_ORDER:
        yield Finding("later-act-on-record", message)
    elif (rule := law.rule(found.rule, day)) is not None:
        yield Finding(found.rule, message, rule.level)


def _without(licence: Licence, entry: Entry[LegalAct]) -> Licence:
    return replace(licence, voided=licence.voided | {entry.number})


def _ended(act: LegalAct, licence: Licence, status: Status) -> Finding:
    """Return that the licence had ended, how, and where that was entered."""
    since = ended_on(licence, act.on)
    number, year = licence.grant.number, licence.grant.issued_on.year
    if status is Status.EXPIRED:
        ended = told(
            "{number} of {year} expired: its last day was {day}",
            number=number,
            year=year,
            day=expires_on(licence, act.on),
        )
    elif status is Status.LAPSED:
        ended = told(
            "{number} of {year} was known by {day} to have lapsed",
            number=number,
            year=year,
            day=since,
        )
    elif status is Status.REVOKED:
        ended = told(
            "{number} of {year} was revoked on {day}",
            number=number,
            year=year,
            day=since,
        )
    else:
        ended = told(
            "{number} of {year} was surrendered on {day}",
            number=number,
            year=year,
            day=since,
        )
    entries = [
        one.number
        for one in licence.live_acts()
        if one.event.on == since and DONE[ACT_WORDS[type(one.event)]].endswith(status)
    ]
    if entries and entries[0] < _AFTER_ALL:
        ended = told(
            "{ended} (entry {entry}; void it if that is an error)",
            ended=ended,
            entry=entries[0],
        )
    done = DONE[ACT_WORDS[type(act)]]
    by_term = status in (Status.EXPIRED, Status.LAPSED)
    return Finding(
        "act-on-expired-licence" if by_term else "act-on-ended-licence",
        told(
            "{ended}; it cannot be {done} on {on}",
            ended=ended,
            done=done,
            on=act.on,
        ),
    )


def _extension(act: LicenceExtended, licence: Licence, law: Law) -> Iterator[Finding]:
    expiry = expires_on(licence, act.on)
    if expiry is not None and act.until is not None and act.until <= expiry:
        yield Finding(
            "extension-not-longer",
            told(
                "it would run to {until}; the licence runs to {expiry} already",
                until=act.until,
                expiry=expiry,
            ),
        )
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
            told(
                "it was extended {before} times before; at most {most} are "
                "allowed ({source})",
                before=before,
                most=limit.most,
                source=limit.source,
            ),
        )
    if expiry is None or act.until is None:
        return
    if act.until > last_day_of_term(expiry, limit.longest_years) + timedelta(days=1):
        yield Finding(
            "extension-too-long",
            told(
                "it would run from {expiry} to {until}; the longest extension is "
                "{longest_years} years ({source})",
                expiry=expiry,
                until=act.until,
                longest_years=limit.longest_years,
                source=limit.source,
            ),
        )
    last_day = expiry - timedelta(days=limit.ask_days_before)
    if act.asked_on is not None and act.asked_on > last_day:
        yield Finding(
            "extension-asked-late",
            told(
                "the extension was asked for on {asked_on}, after {last_day}, "
                "{ask_days_before} days before the term ends on {expiry} "
                "({source})",
                asked_on=act.asked_on,
                last_day=last_day,
                ask_days_before=limit.ask_days_before,
                expiry=expiry,
                source=limit.source,
            ),
        )


def _suspension(
    act: LicenceSuspended, licence: Licence, status: Status | None
) -> Iterator[Finding]:
    before = [
        one.event
        for one in licence.live_acts()
        if isinstance(one.event, LicenceSuspended) and one.event.on <= act.on
    ]
    if status is Status.SUSPENDED:
        since, until = before[-1].on, before[-1].until
        number, year = licence.grant.number, licence.grant.issued_on.year
        message = (
            told(
                "{number} of {year} is suspended on {on} already, "
                "from {since} up to {until}",
                number=number,
                year=year,
                on=act.on,
                since=since,
                until=until,
            )
            if until
            else told(
                "{number} of {year} is suspended on {on} already, "
                "from {since} without a last day",
                number=number,
                year=year,
                on=act.on,
                since=since,
            )
        )
        yield Finding("suspended-already", message)
    if any(one.on < act.on for one in before):
        yield Finding(
            "second-suspension",
            told("it was suspended before; a licence suspended twice is to be revoked"),
        )
    if act.until is not None:
        days = (act.until - act.on).days + 1
        if not _SHORTEST_SUSPENSION <= days <= _LONGEST_SUSPENSION:
            yield Finding(
                "suspension-length",
                told(
                    "it is suspended for {days} days, which are not three months",
                    days=days,
                ),
            )
