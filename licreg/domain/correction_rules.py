"""The rules of correction: what else must still fit when a value is put right.

The right values themselves are judged as at entry (``rules``).
"""

from collections.abc import Iterable, Iterator, Sequence

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.events import (
    ACT_WORDS,
    InspectionRecorded,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.domain.tallies import may_hold
from licreg.domain.visit_rules import before_grant
from licreg.wording import told


def judge_corrected_grant(
    grant: LicenceIssued, licence: Licence, visits: Iterable[Inspection] = ()
) -> Iterator[Finding]:
    """Yield what does not fit a licence any more when its grant is corrected.

    Args:
        grant: The right grant.
        licence: The licence, with its acts.
        visits: The inspections of its subject.
    """
    for one in visits:
        day = one.visit.inspected_on
        if licence.grant.issued_on <= day < grant.issued_on:
            yield before_grant(
                grant,
                told("the visit {key} of {day} comes before it", key=one.key, day=day),
            )
    for act in licence.live_acts():
        if act.event.on < grant.issued_on:
            yield Finding(
                "act-before-grant",
                told(
                    "entry {number} ({act}) of {on} would lie before the "
                    "issue on {issued_on}",
                    number=act.number,
                    act=ACT_WORDS[type(act.event)],
                    on=act.event.on,
                    issued_on=grant.issued_on,
                ),
            )


def judge_corrected_visit(
    visit: InspectionRecorded, inspection: Inspection
) -> Iterator[Finding]:
    """Yield what does not fit the later decisions when a visit is corrected."""
    for entry in inspection.decisions:
        is_live = entry.number not in inspection.voided
        if is_live and entry.event.on < visit.inspected_on:
            yield Finding(
                "days-out-of-order",
                told(
                    "the decision of {on} (entry {number}) would come before the "
                    "visit of {inspected_on}",
                    on=entry.event.on,
                    number=entry.number,
                    inspected_on=visit.inspected_on,
                ),
            )


def judge_corrected_tally(
    tally: TallyRecorded, drawn: Sequence[LicenceIssued], circumstances: Circumstances
) -> Iterator[Finding]:
    """Yield what cannot be true of a corrected tally.

    Args:
        tally: The tally as it would be.
        drawn: The licences that are drawn from it.
        circumstances: Today and the law.
    """
    if tally.to_on > circumstances.today:
        yield Finding(
            "day-in-future",
            told(
                "its last day, {to_on}, lies after today, {today}",
                to_on=tally.to_on,
                today=circumstances.today,
            ),
        )
    if tally.from_on is not None and tally.from_on > tally.to_on:
        yield Finding(
            "days-out-of-order",
            told(
                "it would count from {from_on} to {to_on}",
                from_on=tally.from_on,
                to_on=tally.to_on,
            ),
        )
    if tally.count < len(drawn):
        yield Finding(
            "tally-overdrawn",
            told(
                "it would count {count:,}, and {drawn:,} licences are drawn from it",
                count=tally.count,
                drawn=len(drawn),
            ),
            "refuse",
        )
    outside = [one for one in drawn if not may_hold(tally, one, circumstances.law)]
    for grant in outside[:1]:
        yield Finding(
            "tally-leaves-drawn",
            told(
                "it would not count {number} of {day} ({kind}, {issuer}) any more, "
                "which is drawn from it",
                number=grant.number,
                day=grant.issued_on,
                kind=grant.kind,
                issuer=grant.issuer,
            ),
            "refuse",
        )
