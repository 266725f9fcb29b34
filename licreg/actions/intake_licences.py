"""Licences and tallies of a file on their way into a draft."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from licreg.actions.cells import sentence_of
from licreg.actions.differences import Difference, compare, describe
from licreg.actions.intake import Intake, Item, full_reference, is_partial
from licreg.actions.intake_corrections import (
    LICENCE_VALUES,
    differences_of,
    put_right,
)
from licreg.actions.naming import describe as describe_reference
from licreg.actions.naming import settle_issuer
from licreg.actions.requests import IssueRequest
from licreg.domain.events import TallyRecorded
from licreg.domain.identifiers import LicenceKey, Reference
from licreg.domain.licence import Licence
from licreg.domain.tallies import describe as describe_tally
from licreg.errors import (
    AmbiguousReferenceError,
    InvalidInputError,
    MissingInputError,
    NotFoundError,
    RefusedError,
    RuleError,
)
from licreg.wording import marked, tr

_TALLY: Final = (
    *("measure", "kind", "part", "from_on", "to_on", "issuer", "source", "note"),
)
_OPTION: Final = marked("Name the issuer with --issuer CODE.")


def take_licences(intake: Intake, items: list[Item[IssueRequest]]) -> None:
    """Take licences, those that are replaced before those that replace them.

    The list is empty afterwards, so that a row is held no longer than it is needed.
    """
    waiting = _new_ones(intake, items)
    items.clear()
    waiting.sort(key=_place_in_time)
    while waiting:
        missing = []
        before = len(waiting)
        waiting.reverse()
        while waiting:
            item = waiting.pop()
            if not _issue(intake, item):
                missing.append(item)
        if len(missing) == before:
            for item in missing:
                intake.refuse(item, "replaces", _not_found(item.request.replaces))
            return
        waiting = missing


def _new_ones(
    intake: Intake, items: Sequence[Item[IssueRequest]]
) -> list[Item[IssueRequest]]:
    """Return the rows whose licences are not on record; the others are settled."""
    waiting: list[Item[IssueRequest]] = []
    first_with: dict[LicenceKey, Item[IssueRequest]] = {}
    for item in items:
        key = _settle(intake, item)
        if key is None:
            continue
        intake.kinds.add(item.request.kind)
        first = first_with.setdefault(key, item)
        if first is not item:
            _refuse_twin(intake, item, first, key)
            continue
        held = _held(intake, key)
        if held is None:
            waiting.append(item)
            continue
        differences = differences_of(intake, item, held)
        if not differences:
            intake.leave(item)
        elif intake.because:
            put_right(intake, item, held, differences)
        else:
            sentence = tr(
                "{key} is on record (entry {entry}) and has {differences}.",
                key=held.key,
                entry=held.entry,
                differences=describe(differences),
            )
            intake.refuse_as_other(item, sentence, differences)
    intake.seen.update(first_with)
    return waiting


def take_tallies(intake: Intake, items: Sequence[Item[TallyRecorded]]) -> None:
    """Take tallies; a count that is on record already is not counted twice."""
    drawn = intake.register.counts.licences.drawn
    left = list(intake.register.tallies())
    seen: set[tuple[str, ...]] = set()
    for item in items:
        tally = item.request
        alike = [one for one in left if not compare(tally, one.event, _TALLY, {})]
        same = [
            one
            for one in alike
            if tally.count
            in {one.event.count, one.event.count - drawn.get(one.number, 0)}
        ]
        if same:
            left.remove(same[0])
            intake.leave(item)
        elif item.cells in seen:
            intake.leave(item)
        elif alike:
            there = alike[0].event.count
            difference = Difference("count", tally.count, there)
            sentence = tr(
                "the tally of entry {entry} has {differences}.",
                entry=alike[0].number,
                differences=describe([difference]),
            )
            intake.refuse_as_other(item, sentence, [difference])
        else:
            intake.take(item, [intake.draft.tally(tally)])
        seen.add(item.cells)


def _settle(intake: Intake, item: Item[IssueRequest]) -> LicenceKey | None:
    """Return the key of a row whose issuer is certain; otherwise it is refused."""
    request = item.request
    law, default = intake.draft.circumstances.law, intake.register.settings.issuer
    try:
        issuer = request.issuer or settle_issuer(request, law, default)
    except MissingInputError as error:
        sentence = str(error).removesuffix(tr(_OPTION))
        intake.refuse(
            item,
            "issuer",
            tr("{sentence} Name it in this column.", sentence=sentence.strip()),
        )
        return None
    if issuer != request.issuer:
        item.request = request = replace(request, issuer=issuer)
    year = request.issued_on.year
    return LicenceKey(issuer, request.number, year, request.ordinal)


def _held(intake: Intake, key: LicenceKey) -> Licence | None:
    """Return the licence on record; one entered in error has given its number up."""
    held = intake.draft.licence(key)
    return None if held is None or held.is_voided else held


def _refuse_twin(
    intake: Intake,
    item: Item[IssueRequest],
    first: Item[IssueRequest],
    key: LicenceKey,
) -> None:
    names = (*LICENCE_VALUES, "replaces", "lapsed_on")
    differences = compare(item.request, first.request, names, {"lapsed_on": "status"})
    sentence = marked(
        "{key} stands on {place} already, the same in all. A number that was given "
        "twice is written {number}#2."
    )
    if differences:
        sentence = marked(
            "{key} stands on {place} already with {differences}. A number that was "
            "given twice is written {number}#2."
        )
    place = intake.place(first.source, first.line)
    intake.refuse(
        item,
        "number",
        tr(
            sentence,
            key=key,
            place=place,
            differences=describe(differences),
            number=key.number,
        ),
    )


def _issue(intake: Intake, item: Item[IssueRequest]) -> bool:
    """Judge a new licence; False if what it replaces is not on record, or not yet."""
    draft, request = intake.draft, item.request
    if request.replaces is not None:
        try:
            replaced = intake.look_up(request.replaces)
        except NotFoundError:
            return False
        except InvalidInputError as error:
            intake.refuse(item, "replaces", sentence_of(error))
            return True
        request = replace(request, replaces=full_reference(replaced.key))
        if replaced.is_voided:
            intake.refuse_voided(item, "replaces", replaced)
            return True
    request = _told_apart(intake, request)
    before = len(draft.entries)
    try:
        draft.issue(request)
    except RuleError as error:
        intake.refuse_by_rule(item, error, "issued_on")
    except (NotFoundError, RefusedError, AmbiguousReferenceError) as error:
        intake.refuse(item, "issued_on", sentence_of(error))
    else:
        intake.take(item, draft.entries[before:])
    return True


def _told_apart(intake: Intake, request: IssueRequest) -> IssueRequest:
    """Return a request with what is said of the tallies that may count it.

    Where nothing is said, that is noted, and it is judged as if it came on top.
    """
    inside = intake.draft.tallies_for(request)
    if not inside:
        return request
    if intake.from_tally is not None:
        return replace(request, from_tally=intake.from_tally)
    if not intake.not_in_tally:
        intake.in_doubt[" or ".join(describe_tally(one) for one in inside)] += 1
    return replace(request, not_in_tally=True)


def _place_in_time(item: Item[IssueRequest]) -> tuple[bool, date]:
    """Return what sorts by day, those that may mean several licences behind all."""
    replaces = item.request.replaces
    return replaces is not None and is_partial(replaces), item.request.issued_on


def _not_found(reference: Reference | None) -> str:
    name = describe_reference(reference) if reference else ""
    return tr(
        "no licence {name} is on record, nor among the rows that can be taken.",
        name=name,
    )
