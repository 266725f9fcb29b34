"""The rules of entry of legal acts: each looks at an act and names what it finds.

Whether a finding warns or refuses is not decided here, but by ``acceptance``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.act_rules import DONE, fitting, later_acts
from licreg.domain.events import (
    ACT_WORDS,
    LegalAct,
    LicenceAmended,
    LicenceExtended,
    LicenceIssued,
)
from licreg.domain.grant_rules import (
    in_future,
    judge_days,
    judge_own_sites,
    judge_term,
    number_taken,
)
from licreg.domain.law import Law
from licreg.domain.licence import Licence, values_on
from licreg.wording import told

_BY_NOTICE: Final = frozenset({"holder", "holder_kind", "holder_code", "note"})
"""What a notice may change: the owner; an address is told in the note."""


_TERM: Final = frozenset({"effective_on", "expires_on"})


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
        yield in_future(
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
        yield number_taken(act.given_number, act.on, other)
    yield from fitting(act, licence, circumstances.law)
    if isinstance(act, LicenceAmended):
        yield from _amendment(act, licence, circumstances.law)
    yield from later_acts(act, licence, circumstances.law)


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
        yield from judge_own_sites(after)
    if not act.changes.keys().isdisjoint(_TERM):
        yield from judge_days(after)
        # A term that begins anew is one of the law of today, not of the grant's day.
        begins_anew = act.changes.get("effective_on") is not None
        yield from judge_term(after, law, act.on if begins_anew else None)
