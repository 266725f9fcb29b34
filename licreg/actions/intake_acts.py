"""Legal acts of a file on their way into a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import Final

from licreg.actions.differences import Difference, compare, describe
from licreg.actions.intake import Intake, Item, full_reference
from licreg.actions.requests import ActRequest
from licreg.actions.rows import ASKED_ON, BY_NOTICE, CONTENT_MANAGER, told_changes
from licreg.domain.acceptance import Circumstances, admit
from licreg.domain.events import ACTS, Entry, LegalAct
from licreg.domain.licence import Licence, evolve
from licreg.domain.rules import judge_act
from licreg.errors import RefusedError, RuleError
from licreg.wording import tr

_SAME: Final = ("on", "given_number")
_VALUES: Final = ("until", "changes", "reason", "source")
_COLUMNS: Final = {"changes": "set"}
_AFTER_ALL: Final = 10**12
"""An entry's number that no register has reached."""


def take_acts(intake: Intake, items: Sequence[Item[ActRequest]]) -> None:
    """Take legal acts by day, those of one day in the order of the file."""
    on_record: dict[int, list[LegalAct]] = {}
    seen: set[tuple[str, ...]] = set()
    new: dict[int, tuple[Licence, list[Item[ActRequest]]]] = {}
    for item in items:
        licence = intake.find(item, "licence", item.request.licence)
        if licence is None:
            continue
        left = on_record.setdefault(licence.entry, _live_acts(licence))
        alike = [one for one in left if _is_alike(item.request, one)]
        same = [one for one in alike if not _compare(intake, item.request, one)]
        if same:
            left.remove(same[0])
            intake.leave(item)
        elif item.cells in seen:
            intake.leave(item)
        elif alike and item.request.given_number:
            differences = _compare(intake, item.request, alike[0])
            sentence = tr(
                "{number} of {day} is on record and has {differences}.",
                number=item.request.given_number,
                day=alike[0].on,
                differences=describe(differences),
            )
            intake.refuse_as_other(item, sentence, differences)
        else:
            full = full_reference(licence.key)
            item.request = replace(item.request, licence=full)
            new.setdefault(licence.entry, (licence, []))[1].append(item)
        seen.add(item.cells)
    _record(intake, list(new.values()))


def _record(
    intake: Intake, groups: list[tuple[Licence, list[Item[ActRequest]]]]
) -> None:
    draft = intake.draft
    ordered = [
        (day, item)
        for licence, items in groups
        for day, item in _in_order(licence, items, draft.circumstances)
    ]
    ordered.sort(key=lambda pair: (pair[0], pair[1].source, pair[1].line))
    for _, item in ordered:
        try:
            entry = draft.act(item.request)
        except RefusedError as error:
            intake.refuse_by_rule(item, error, "on")
        else:
            intake.take(item, [entry])


def _in_order(
    licence: Licence, items: list[Item[ActRequest]], circumstances: Circumstances
) -> Iterator[tuple[date, Item[ActRequest]]]:
    """Yield the acts on a licence, each with the day by which it is to be sorted.

    Their own day, in general. But a revocation may have become known after a later
    surrender; such acts were admitted in the order of entry, which is that of an
    archive, and would not be by day.
    """
    days = [item.request.on for item in items]
    by_day = sorted(items, key=lambda item: item.request.on)
    if (
        days != sorted(days)
        and not _is_admitted(licence, by_day, circumstances)
        and _is_admitted(licence, items, circumstances)
    ):
        days = list(accumulate(days, max))
    yield from zip(days, items, strict=True)


def _is_admitted(
    licence: Licence, items: list[Item[ActRequest]], circumstances: Circumstances
) -> bool:
    """Tell whether the rules admit acts in this order."""
    for place, item in enumerate(items, start=_AFTER_ALL):
        request = item.request
        act = ACTS[request.act](
            licence=licence.entry,
            ref=str(licence.key),
            on=request.on,
            until=request.until,
            changes=request.changes,
        )
        try:
            admit(judge_act(act, licence, circumstances), act.on, circumstances)
        except RuleError:
            return False
        licence = evolve(licence, Entry(place, "", "", act))
    return True


def _compare(intake: Intake, request: ActRequest, act: LegalAct) -> list[Difference]:
    """Compare a row with an act; of what a row need not tell, only what it does."""
    told = told_changes(act.changes, intake.register.person)
    if CONTENT_MANAGER not in request.changes:
        told.pop(CONTENT_MANAGER, None)
    told_of = [name for name in (ASKED_ON, BY_NOTICE) if getattr(request, name)]
    return compare(request, replace(act, changes=told), (*_VALUES, *told_of), _COLUMNS)


def _live_acts(licence: Licence) -> list[LegalAct]:
    return [entry.event for entry in licence.live_acts()]


def _is_alike(request: ActRequest, act: LegalAct) -> bool:
    return ACTS[request.act] is type(act) and not compare(request, act, _SAME, {})
