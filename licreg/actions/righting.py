"""The right values of an entry: put in the place of the wrong ones, and judged.

They are judged by the rules of entry; what was found and admitted at entry is not
found again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar, cast

from licreg.actions.draft import Draft
from licreg.actions.locating import Target, licences_drawn
from licreg.actions.published import judge_figure
from licreg.actions.register import Register
from licreg.domain.acceptance import Finding
from licreg.domain.correction_rules import (
    judge_corrected_grant,
    judge_corrected_tally,
    judge_corrected_visit,
)
from licreg.domain.days import last_day_of_term
from licreg.domain.events import (
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, Reference, parse_licence_key
from licreg.domain.inspection import Inspection
from licreg.domain.law import Law, fits
from licreg.domain.licence import Licence, with_term
from licreg.domain.personal import is_mark
from licreg.domain.rules import judge_act
from licreg.domain.visit_rules import judge_decision, judge_inspection
from licreg.errors import InvalidInputError
from licreg.wording import tr

Values = Mapping[str, object]
"""Values by the names of an event's fields; a licence may be a reference."""

TERM_YEARS: Final = "term_years"
"""Among the values for a grant: its term, instead of its last day."""

_OF_TALLIES: Final = frozenset({"from_tally", "not_in_tally"})

NOT_SET: Final = object()
"""Among what an act sets: that it does not set this after all."""

_E = TypeVar("_E")


def settle(
    draft: Draft, register: Register, target: Target, values: Values
) -> tuple[object, list[Finding], date]:
    """Return the event with its right values, what rules find in it, and its day.

    Raises:
        InvalidInputError: If the entry has no values that could be corrected.
    """
    circumstances, record = draft.circumstances, target.record
    match target.entry.event:
        case LicenceIssued() as grant if isinstance(record, Licence):
            new, found = _settle_grant(draft, record, grant, values)
            is_later = new.issued_on > grant.issued_on
            visits = register.inspections_under(record) if is_later else ()
            found += judge_corrected_grant(new, record, visits)
            return new, found, new.issued_on
        case LegalAct() as act if isinstance(record, Licence):
            others = replace(
                record,
                acts=tuple(
                    one for one in record.acts if one.number != target.entry.number
                ),
            )
            right = _settle_act(draft, others, act, values)
            fresh = _only_new(
                judge_act(act, others, circumstances),
                judge_act(right, others, circumstances),
            )
            return right, fresh, right.on
        case InspectionRecorded() as visit if isinstance(record, Inspection):
            seen = _settle_visit(draft, register, visit, values)
            found = _judge_visit(draft, record, visit, seen)
            return seen, found, seen.inspected_on
        case InspectionDecided() as decision if isinstance(record, Inspection):
            decided = _replaced(decision, values)
            fresh = _only_new(
                judge_decision(decision, record, circumstances),
                judge_decision(decided, record, circumstances),
            )
            return decided, fresh, decided.on
        case TallyRecorded() as tally:
            counted = _replaced(tally, values)
            drawn = [
                one.grant
                for ref in licences_drawn(register, record.entry)
                if (one := register.licence(parse_licence_key(ref))) is not None
            ]
            found = list(judge_corrected_tally(counted, drawn, circumstances))
            return counted, found, counted.to_on
        case FigurePublished() as figure:
            figures = [
                one.event
                for one in register.figures()
                if one.number != target.entry.number
            ]
            today, law = circumstances.today, circumstances.law
            printed = _replaced(figure, values)
            fresh = _only_new(
                judge_figure(figure, figures, today, law),
                judge_figure(printed, figures, today, law),
            )
            return printed, fresh, printed.published_on or today
        case event:
            msg = tr(
                "Entry {number:,} ({name}) puts another right; it is undone, "
                "not corrected: 'licreg undo --entry {number}'.",
                number=target.entry.number,
                name=type(event).__name__,
            )
            raise InvalidInputError(msg)


def _settle_grant(
    draft: Draft, licence: Licence, old: LicenceIssued, values: Values
) -> tuple[LicenceIssued, list[Finding]]:
    known = dict(values)
    years = known.pop(TERM_YEARS, None)
    replaced = known.get("replaces")
    if isinstance(replaced, Reference):
        earlier = draft.find_live(replaced)
        known |= {"replaces": earlier.entry, "replaces_ref": str(earlier.key)}
    elif "replaces" in known:
        known["replaces_ref"] = ""
    if "content_manager" in known:
        known["content_manager"] = draft.pseudonym(str(known["content_manager"]))
    new = _replaced(old, known)
    if isinstance(years, int):
        start = new.effective_on or new.issued_on
        new = replace(new, expires_on=last_day_of_term(start, years))
    law = draft.circumstances.law
    if "issuer" not in known:
        new = replace(new, issuer=_issuer_of(new, old, law))
    taken: Licence | None = None
    if replace(new.key, ordinal=old.ordinal) != old.key:
        new = replace(new, ordinal=1)
        taken = draft.licence(new.key)
        while draft.licence(new.key) is not None:
            new = replace(new, ordinal=new.ordinal + 1)
    live = taken if taken is not None and not taken.is_voided else None
    is_told = not _OF_TALLIES.isdisjoint(known)
    new, doubts = draft.draws.replace(old, new, law, is_told=is_told)
    if doubts and draft.circumstances.override:
        new = replace(new, not_in_tally=new.from_tally is None)
    findings = _only_new(
        draft.judge_grant(old, None, licence.entry),
        draft.judge_grant(new, live, licence.entry),
    )
    return new, [*findings, *doubts]


def _issuer_of(new: LicenceIssued, old: LicenceIssued, law: Law) -> str:
    """Return the issuer that a corrected number and day tell; else the one known."""
    if (new.number.suffix, new.issued_on) == (old.number.suffix, old.issued_on):
        return old.issuer
    possible = law.issuers_of(new.number.suffix, new.kind, new.issued_on)
    if any(fits(one, old.issuer) for one in possible):
        return old.issuer
    certain = [one for one in possible if not one.endswith("*")]
    return certain[0] if len(certain) == len(possible) == 1 else old.issuer


def _settle_act(
    draft: Draft, others: Licence, act: LegalAct, values: Values
) -> LegalAct:
    known = dict(values)
    told = known.pop("changes", None)
    if isinstance(told, Mapping):
        right = {**act.changes, **draft.set_marks(told)}
        years = right.pop(TERM_YEARS, None)
        merged = {name: one for name, one in right.items() if one is not NOT_SET}
        if isinstance(years, int):
            day = cast("date", known.get("on", act.on))
            merged = with_term(merged, others, day, years)
        if merged != act.changes:
            known["changes"] = merged
    return _replaced(act, known)


def _settle_visit(
    draft: Draft, register: Register, old: InspectionRecorded, values: Values
) -> InspectionRecorded:
    known = dict(values)
    named = known.get("licence")
    if isinstance(named, Reference):
        licence = draft.find_live(named)
        known |= {"licence": licence.entry, "ref": str(licence.key)}
    elif "licence" in known:
        known["ref"] = ""
    if "subject" in known and is_mark(old.subject):
        known["subject"] = draft.pseudonym(str(known["subject"]))
    new = _replaced(old, known)
    year = new.inspected_on.year
    if year != old.key.year:
        key = InspectionKey(year, register.next_inspection(year))
        new = replace(new, key=key)
    return new


def _judge_visit(
    draft: Draft,
    inspection: Inspection,
    old: InspectionRecorded,
    new: InspectionRecorded,
) -> list[Finding]:
    others = [
        one
        for one in draft.visits_to(new.subject, new.inspected_on.year)
        if one.entry != inspection.entry and not one.is_voided
    ]
    findings = _only_new(
        judge_inspection(old, others, draft.circumstances, _held(draft, old)),
        judge_inspection(new, others, draft.circumstances, _held(draft, new)),
    )
    return [*findings, *judge_corrected_visit(new, inspection)]


def _held(draft: Draft, visit: InspectionRecorded) -> LicenceIssued | None:
    """Return the grant of the licence that a visit names, if it still reads so."""
    if visit.licence is None:
        return None
    licence = draft.licence(parse_licence_key(visit.ref))
    if licence is None or licence.entry != visit.licence:
        return None
    return licence.grant


def _only_new(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return what rules find now and did not before; the rest was admitted then."""
    known = {(one.rule, one.message) for one in before}
    return [one for one in after if (one.rule, one.message) not in known]


def _replaced(event: _E, values: Values) -> _E:
    return cast("_E", replace(cast("Any", event), **values))
