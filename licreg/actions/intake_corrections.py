"""Records that a file tells otherwise: in what they differ, and put right if wanted."""

from collections.abc import Sequence
from typing import Final

from licreg.actions.cells import sentence_of
from licreg.actions.differences import Difference, compare
from licreg.actions.intake import Corrected, Intake, Item
from licreg.actions.locating import whole
from licreg.actions.mending import CAUSES, changes_between
from licreg.actions.naming import describe as describe_reference
from licreg.actions.requests import IssueRequest
from licreg.actions.righting import settle
from licreg.domain.acceptance import admit
from licreg.domain.events import EntryCorrected, LicenceIssued
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.text import fold
from licreg.domain.vocabulary import ENDED, Status
from licreg.errors import InvalidInputError, NotFoundError, RefusedError, RuleError
from licreg.wording import tr

LICENCE_VALUES: Final = (
    *("kind", "issued_on", "effective_on", "expires_on", "holder", "holder_kind"),
    *("holder_code", "sites", "printed", "source", "note"),
)
"""The values of a licence in which a row and a record may differ."""

_OF_THE_PAPER: Final = frozenset({"printed", "source"})
"""Those that say where a row comes from: two lists differ in them, both right."""

_STATUS: Final = "status"


def differences_of(
    intake: Intake, item: Item[IssueRequest], held: Licence
) -> list[Difference]:
    """Compare a row with a licence as it was granted, or as it stands today."""
    request, grant = item.request, held.grant
    found = _compare(intake, item, grant)
    if found and held.acts:
        now = values_on(held, intake.draft.circumstances.today)
        found = _compare(intake, item, now) and found
    if not intake.is_partial(item) or request.replaces is not None:
        replaced = None
        if request.replaces is not None:
            try:
                replaced = intake.look_up(request.replaces).entry
            except (NotFoundError, InvalidInputError):
                replaced = 0
        if replaced != grant.replaces:
            here = describe_reference(request.replaces) if request.replaces else ""
            found.append(Difference("replaces", here, grant.replaces_ref))
    known_on = request.lapsed_on
    if known_on is not None and (status := status_on(held, known_on)) not in ENDED:
        found.append(Difference(_STATUS, Status.LAPSED.value, status))
    return found


def put_right(
    intake: Intake,
    item: Item[IssueRequest],
    held: Licence,
    differences: Sequence[Difference],
) -> None:
    """Record the values of a row as the right ones; refuse it where that cannot be."""
    draft, request = intake.draft, item.request
    columns = {one.column for one in differences} - {_STATUS}
    changed = {
        name
        for act in held.live_acts()
        for name in act.event.changes
        if name in columns
    }
    if changed:
        intake.refuse(
            item,
            "",
            tr(
                "{key} was given other values by a later act ({columns}); put right "
                "what is wrong with 'licreg correct'.",
                key=held.key,
                columns=", ".join(sorted(changed)),
            ),
        )
        return
    before = len(draft.entries)
    values = {name: getattr(request, name) for name in columns}
    try:
        if values:
            target = whole(held)
            new, findings, day = settle(draft, intake.register, target, values)
            changes = changes_between(held.grant, new)
            draft.record(
                EntryCorrected(
                    target=held.entry,
                    ref=str(held.key),
                    changes=changes,
                    because=intake.because,
                    cause=CAUSES[0],
                    was={name: getattr(held.grant, name) for name in changes},
                    remarks=admit(findings, day, draft.circumstances),
                )
            )
        if request.lapsed_on is not None and _STATUS in {
            one.column for one in differences
        }:
            draft.lapse(held, request.lapsed_on)
    except RuleError as error:
        intake.refuse_by_rule(item, error, "issued_on")
    except (RefusedError, InvalidInputError) as error:
        intake.refuse(item, "", sentence_of(error))
    else:
        intake.corrected += [
            Corrected(item.source, item.line, str(held.key), one) for one in differences
        ]
        intake.take(item, draft.entries[before:])


def _compare(
    intake: Intake, item: Item[IssueRequest], values: LicenceIssued
) -> list[Difference]:
    found = compare(item.request, values, LICENCE_VALUES, {})
    if not intake.is_partial(item):
        return found
    return [
        one
        for one in found
        if one.here
        and one.column not in _OF_THE_PAPER
        and not (one.column == "holder" and fold(str(one.here)) == fold(str(one.there)))
    ]
