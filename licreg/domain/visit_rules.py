"""The rules of entry of inspections and of what came of them."""

from collections.abc import Iterable, Iterator
from datetime import date

from licreg.domain.acceptance import Circumstances, Finding
from licreg.domain.events import (
    InspectionDecided,
    InspectionRecorded,
    LicenceIssued,
)
from licreg.domain.fine_rules import judge_fines
from licreg.domain.grant_rules import in_future
from licreg.domain.inspection import Inspection
from licreg.domain.personal import reference_of
from licreg.domain.text import fold
from licreg.domain.vocabulary import FINED, PENALTIES
from licreg.wording import told


def judge_inspection(
    visit: InspectionRecorded,
    same: Iterable[Inspection],
    circumstances: Circumstances,
    grant: LicenceIssued | None = None,
) -> Iterator[Finding]:
    """Yield what the rules find in a new inspection.

    Args:
        visit: The inspection as it would be recorded.
        same: Inspections on record of the same subject in the same year.
        circumstances: Today and the law.
        grant: The grant of the licence that its subject holds; None for none.
    """
    if grant is not None and visit.inspected_on < grant.issued_on:
        yield before_grant(
            grant,
            told(
                "the visit of {inspected_on} comes before it",
                inspected_on=visit.inspected_on,
            ),
        )
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
        yield in_future(
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


def before_grant(grant: LicenceIssued, visits: str) -> Finding:
    """Return the finding that a licence was inspected before there was one.

    Args:
        grant: The licence's grant.
        visits: What comes before it, as a clause that is kept (`told`).
    """
    return Finding(
        "visit-before-grant",
        told(
            "{number} was issued on {issued_on}; {visits}",
            number=grant.number,
            issued_on=grant.issued_on,
            visits=visits,
        ),
    )


def _is_same_visit(one: InspectionRecorded, other: InspectionRecorded) -> bool:
    return (
        one.inspected_on == other.inspected_on
        and one.agency == other.agency
        and fold(one.decision) == fold(other.decision)
    )


def _decision_day(day: date, visited_on: date, today: date) -> Iterator[Finding]:
    if day > today:
        yield in_future(
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
