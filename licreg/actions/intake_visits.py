"""Inspections of a file on their way into a draft."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from licreg.actions.composed import format_breaches, format_decisions
from licreg.actions.differences import Difference, compare, describe
from licreg.actions.intake import Intake, Item, full_reference
from licreg.actions.rows import DECISIONS
from licreg.actions.visits_in import VisitRow, imagine
from licreg.domain.acceptance import admit
from licreg.domain.inspection import Inspection, standings
from licreg.domain.licence import Licence
from licreg.domain.personal import is_mark, reference_of
from licreg.domain.text import fold
from licreg.domain.visit_rules import judge_decision
from licreg.errors import RefusedError
from licreg.wording import tr

_VALUES: Final = ("inspected_on", "agency", "subject_kind", "campaign", "note")


def take_inspections(intake: Intake, items: Sequence[Item[VisitRow]]) -> None:
    """Take inspections, those with a reference first: it is theirs."""
    first_with: dict[str, Item[VisitRow]] = {}
    for item in sorted(items, key=lambda item: item.request.visit.key is None):
        visit = item.request.visit
        licence = None
        if visit.licence is not None:
            licence = intake.find(item, "licence", visit.licence)
            if licence is None:
                continue
        if visit.key is None:
            same = _same_visits(intake, item.request)
        else:
            first = first_with.setdefault(str(visit.key), item)
            if first is not item:
                place = intake.place(first.source, first.line)
                intake.refuse(
                    item,
                    "ref",
                    tr("{key} stands on {place} already.", key=visit.key, place=place),
                )
                continue
            held = intake.draft.inspection(visit.key)
            same = [held] if held is not None else []
        if same:
            _leave_or_refuse(intake, item, licence, same)
        else:
            _record(intake, item, licence)


def _leave_or_refuse(
    intake: Intake,
    item: Item[VisitRow],
    licence: Licence | None,
    same: list[Inspection],
) -> None:
    if same[0].is_voided:
        sentence = tr("{key} was entered in error and voided.", key=same[0].key)
        intake.refuse(item, "ref", sentence)
        return
    found = [_differences(intake, item.request, licence, one) for one in same]
    if all(found):
        sentence = tr(
            "{key} is on record and has {differences}.",
            key=same[0].key,
            differences=describe(found[0]),
        )
        intake.refuse_as_other(item, sentence, found[0])
    else:
        intake.leave(item)


def _record(intake: Intake, item: Item[VisitRow], licence: Licence | None) -> None:
    draft = intake.draft
    visit, circumstances = item.request.visit, draft.circumstances
    if licence is not None:
        visit = replace(visit, licence=full_reference(licence.key))
    before = len(draft.entries)
    try:
        # All is judged before any of it is in the draft.
        for decision in item.request.later:
            findings = judge_decision(decision, imagine(item.request), circumstances)
            admit(findings, decision.on, circumstances)
        entry = draft.inspect(visit)
    except RefusedError as error:
        intake.refuse_by_rule(item, error, "")
        return
    key = entry.event.key
    for decision in item.request.later:
        named = replace(decision, inspection=entry.number, ref=str(key))
        draft.decide(named, draft.inspection(key) or Inspection(entry))
    intake.take(item, draft.entries[before:])


def _same_visits(intake: Intake, row: VisitRow) -> list[Inspection]:
    """Return the visits by the same agency to the same subject on the day."""
    visit, decision = row.visit, standings(imagine(row))[-1].decision
    subject = visit.subject
    if visit.is_personal:
        subject = intake.draft.pseudonym(subject)
    return [
        one
        for one in intake.draft.visits_to(subject, visit.inspected_on.year)
        if one.visit.inspected_on == visit.inspected_on
        and one.visit.agency == visit.agency
        and fold(standings(one)[-1].decision) == fold(decision)
    ]


def _differences(
    intake: Intake, row: VisitRow, licence: Licence | None, held: Inspection
) -> list[Difference]:
    """Compare a row with an inspection on record: all of it, or as it stands now."""
    here = imagine(row)
    found = compare(here.visit, held.visit, _VALUES, {})
    subject = held.visit.subject
    if is_mark(subject):
        known = here.visit.subject, intake.register.person(subject)
        is_other = known[0] not in (reference_of(subject), known[1])
    else:
        is_other = here.subject_key != held.subject_key
    if is_other:
        found.append(Difference("subject", here.visit.subject, reference_of(subject)))
    if (licence.entry if licence else None) != held.visit.licence:
        key = str(licence.key) if licence else None
        found.append(Difference("licence", key, held.visit.ref))
    ours, theirs = standings(here)[-1], standings(held)[-1]
    breaches = format_breaches(ours.breaches), format_breaches(theirs.breaches)
    every = format_decisions(here), format_decisions(held)
    pairs = {
        "outcome": (ours.outcome, theirs.outcome),
        "breaches": breaches,
        "decision": (ours.decision, theirs.decision),
        "decided_on": (ours.on, theirs.on),
        DECISIONS: every if row.is_whole else ("", ""),
    }
    found += [
        Difference(name, *pair) for name, pair in pairs.items() if len(set(pair)) > 1
    ]
    return found
