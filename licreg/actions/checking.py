"""What cannot be true of a register: every finding, never an exception."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from licreg.actions.register import Register
from licreg.domain.law import Law
from licreg.domain.licence import Licence, timeline
from licreg.domain.vocabulary import Status


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


def check_records(register: Register, law: Law) -> Iterator[CheckFinding]:
    """Yield what the rules of the domain find in the records that count."""
    known = set()
    for licence in register.licences():
        known.add(licence.entry)
        yield from _check_licence(licence, law)
    for licence in register.licences():
        replaced = licence.grant.replaces
        if replaced is not None and replaced not in known:
            yield CheckFinding(
                "replaces-unknown",
                str(licence.key),
                f"it replaces {licence.grant.replaces_ref}, which does not count",
            )
    for inspection in register.inspections():
        visit = inspection.visit
        if visit.licence is not None and visit.licence not in known:
            yield CheckFinding(
                "licence-unknown",
                str(inspection.key),
                f"it names {visit.ref}, which does not count",
            )
        for entry in inspection.decisions:
            is_live = entry.number not in inspection.voided
            if is_live and entry.event.on < visit.inspected_on:
                yield CheckFinding(
                    "days-out-of-order",
                    str(inspection.key),
                    f"decided on {entry.event.on}, before {visit.inspected_on}",
                )


def _check_licence(licence: Licence, law: Law) -> Iterator[CheckFinding]:
    grant, where = licence.grant, str(licence.key)
    if grant.kind not in law.kinds_by_code:
        yield CheckFinding("kind-unknown", where, f"kind '{grant.kind}' is not known")
    if grant.issuer not in law.issuers_by_code:
        yield CheckFinding(
            "issuer-unknown", where, f"issuer '{grant.issuer}' is not known"
        )
    start = grant.effective_on or grant.issued_on
    if start < grant.issued_on or (
        grant.expires_on is not None and grant.expires_on < start
    ):
        yield CheckFinding(
            "days-out-of-order",
            where,
            f"issued {grant.issued_on}, effective {start}, expires {grant.expires_on}",
        )
    turns = timeline(licence)
    for act in licence.live_acts():
        if act.event.on < grant.issued_on:
            yield CheckFinding(
                "act-before-grant",
                where,
                f"entry {act.number} of {act.event.on} lies before the grant",
            )
    ends = [day for day, status in turns if status in _ENDED_BY_ACT]
    if len(ends) > 1:
        yield CheckFinding("ended-twice", where, f"ended on {ends[0]} and {ends[1]}")
