"""What cannot be true of a register: every finding, never an exception."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from licreg.actions.register import Register
from licreg.domain.law import Law
from licreg.domain.licence import Licence, timeline
from licreg.domain.tallies import format_tally_ref
from licreg.domain.vocabulary import Status
from licreg.wording import told


class CheckFinding(NamedTuple):
    """What a check found.

    Attributes:
        rule: What is not as it must be.
        where: File, licence or inspection.
        message: One sentence.
    """

    rule: str
    where: str
    message: str


_ENDED_BY_ACT: Final = (Status.REVOKED, Status.SURRENDERED)
_ADMITS_TWO_ENDS: Final = frozenset({"act-on-ended-licence", "later-act-on-record"})
"""Rules against a second end; it was admitted with a reason, or from past papers."""


def check_records(register: Register, law: Law) -> Iterator[CheckFinding]:
    """Yield what the rules of the domain find in the records that count."""
    known = bytearray(register.entries + 1)  # A flag for each entry that counts.
    replacing = []
    for record in register.licence_records():
        values = record.values
        known[values["entry"]] = 1
        if "replaces" in values:
            replacing.append(
                (values["key"], values["replaces"], values["replaces_ref"])
            )
        yield from _check_grant(values, law)
        if not record.is_plain:
            yield from _check_acts(record.licence())
    yield from _check_draws(register)
    for key, replaced, ref in replacing:
        if not known[replaced]:
            message = told("it replaces {ref}, which does not count", ref=ref)
            yield CheckFinding("replaces-unknown", key, message)
    for inspection in register.inspections():
        visit = inspection.visit
        if visit.licence is not None and not known[visit.licence]:
            message = told("it names {ref}, which does not count", ref=visit.ref)
            yield CheckFinding("licence-unknown", str(inspection.key), message)
        for entry in inspection.decisions:
            is_live = entry.number not in inspection.voided
            if is_live and entry.event.on < visit.inspected_on:
                yield CheckFinding(
                    "days-out-of-order",
                    str(inspection.key),
                    told(
                        "decided on {on}, before {inspected_on}",
                        on=entry.event.on,
                        inspected_on=visit.inspected_on,
                    ),
                )


def _check_draws(register: Register) -> Iterator[CheckFinding]:
    """Check that tallies count what is drawn from them."""
    counts = {one.number: one.event.count for one in register.tallies()}
    for tally, drawn in sorted(register.counts.licences.drawn.items()):
        where = format_tally_ref(tally)
        if tally not in counts:
            message = told(
                "{drawn:,} licences are drawn from it, and it does not count",
                drawn=drawn,
            )
            yield CheckFinding("tally-unknown", where, message)
        elif drawn > counts[tally]:
            message = told(
                "{drawn:,} licences are drawn from it, which counts {count:,}",
                drawn=drawn,
                count=counts[tally],
            )
            yield CheckFinding("tally-overdrawn", where, message)


def _check_grant(values: Mapping[str, Any], law: Law) -> Iterator[CheckFinding]:
    """Check a grant as it is kept; its days are ISO texts, which sort as days do."""
    kind, issuer, where = values["kind"], values["issuer"], values["key"]
    if kind not in law.kinds_by_code:
        yield CheckFinding(
            "kind-unknown", where, told("kind '{kind}' is not known", kind=kind)
        )
    if issuer not in law.issuers_by_code:
        yield CheckFinding(
            "issuer-unknown",
            where,
            told("issuer '{issuer}' is not known", issuer=issuer),
        )
    issued_on, expires_on = values["issued_on"], values.get("expires_on")
    start = values.get("effective_on") or issued_on
    if start < issued_on or (expires_on and expires_on < start):
        message = told(
            "issued {issued_on}, effective {start}, expires {expires_on}",
            issued_on=issued_on,
            start=start,
            expires_on=expires_on,
        )
        yield CheckFinding("days-out-of-order", where, message)


def _check_acts(licence: Licence) -> Iterator[CheckFinding]:
    grant, where = licence.grant, str(licence.key)
    for act in licence.live_acts():
        if act.event.on < grant.issued_on:
            yield CheckFinding(
                "act-before-grant",
                where,
                told(
                    "entry {number} of {on} lies before the grant",
                    number=act.number,
                    on=act.event.on,
                ),
            )
    ends = [day for day, status in timeline(licence) if status in _ENDED_BY_ACT]
    admitted = {
        remark.rule for act in licence.live_acts() for remark in act.event.remarks
    }
    if len(ends) > 1 and not admitted & _ADMITS_TWO_ENDS:
        yield CheckFinding(
            "ended-twice",
            where,
            told("ended on {first} and {second}", first=ends[0], second=ends[1]),
        )
