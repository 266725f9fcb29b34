"""Say in plain words what an entry did, and what undoing it does."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple, cast

from licreg.actions.composed import format_breaches
from licreg.actions.locating import ref_of
from licreg.domain.events import (
    ACT_WORDS,
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    PersonalErased,
    TallyRecorded,
)
from licreg.domain.personal import reference_of
from licreg.domain.tallies import format_tally_ref
from licreg.wording import marked, named, said, tr

_NAMES: Final[Mapping[str, str]] = {
    "given_number": "number",
    "key": "ref",
    "replaces_ref": "replaces",
}
_CODED: Final = frozenset(
    {
        *("kind", "holder_kind", "subject_kind", "outcome"),
        *("measure", "qualifier", "unit", "relation", "topic"),
    }
)
"""Fields that hold a code."""

_UNTOLD: Final = frozenset({"replaces", "licence", "inspection", "target", "remarks"})

PUT_BACK: Final = marked("corrections put back")

_SORTS: Final[Mapping[type, str]] = {
    LicenceIssued: marked("licences voided"),
    InspectionRecorded: marked("inspections voided"),
    InspectionDecided: marked("decisions voided"),
    TallyRecorded: marked("tallies voided"),
    FigurePublished: marked("published figures voided"),
    EntryCorrected: PUT_BACK,
    NoteAdded: marked("notes taken away"),
    EntryVoided: marked("entries that count again"),
    EntryRestored: marked("entries voided again"),
    PersonalErased: marked("erasures"),
}
_DOES: Final[Mapping[type, str]] = {
    LicenceIssued: "issue",
    InspectionRecorded: "inspect",
    InspectionDecided: "decide",
    TallyRecorded: "tally",
    FigurePublished: "published",
    EntryCorrected: "correct",
    NoteAdded: "note",
    EntryVoided: "void",
    EntryRestored: "restore",
    PersonalErased: "redact",
}


Told = str | int | date | tuple[str, ...] | None
"""A value that can be shown."""


class Change(NamedTuple):
    """What a correction did to one field, as values that can be shown."""

    field: str
    before: Told
    after: Told


def tell_changes(correction: EntryCorrected) -> list[Change]:
    """Return what a correction did, field by field, by the names of the tables.

    What an act set stands under the names of what it set; entries of other records are
    told by their references.
    """
    changes = []
    was = cast("Mapping[str, Any]", correction.was)
    for name, value in correction.changes.items():
        if name == "changes":
            before, after = was.get(name, {}), cast("Mapping[str, Any]", value)
            changes += [
                Change(one, _plain(before.get(one)), _plain(after.get(one)))
                for one in {**before, **after}
                if before.get(one) != after.get(one)
            ]
        elif name not in _UNTOLD:
            field = _field(name, correction)
            read = _tally if name == "from_tally" else _plain
            changes.append(Change(field, read(was.get(name)), read(value)))
    return changes


def tell_change(change: Change) -> str:
    """Return a change in one line.

    Examples:
        >>> tell_change(Change("holder", "A", "B"))
        'holder: A → B'
        >>> tell_change(Change("expires_on", None, date(2029, 1, 2)))
        'expires on: (none) → 2029-01-02'
    """
    before, after = _text(change.before), _text(change.after)
    return f"{named(change.field)}: {before} → {after}"


def tell_set(changes: Mapping[str, object]) -> str:
    """Return what an act set, in one line."""
    return "; ".join(_told(changes))


def tell_entry(event: Event) -> str:
    """Return what was recorded, in one line, without its reference."""
    match event:
        case EntryCorrected():
            return "; ".join(map(tell_change, tell_changes(event)))
        case NoteAdded(text=text):
            return text
        case EntryVoided(target=target):
            return tr("entry {target:,} entered in error", target=target)
        case EntryRestored(target=target):
            return tr("entry {target:,} counts again", target=target)
        case PersonalErased(persons=persons):
            return tr("personal data erased: {persons}", persons=", ".join(persons))
        case _:
            return "; ".join(_values(event))


def tell_undoing(entry: Entry[Event], ref: str) -> str:  # noqa: C901  # one case an event
    """Return what undoing an entry does.

    Args:
        entry: The entry to be undone.
        ref: Reference of its record, as it reads now.
    """
    match entry.event:
        case LicenceIssued(holder=holder):
            done = tr("licence {ref} of {holder} is voided", ref=ref, holder=holder)
        case LegalAct(on=on) as act:
            done = tr(
                "{act} of {on} on {ref} is voided",
                act=said(ACT_WORDS[type(act)]),
                on=on,
                ref=ref,
            )
        case InspectionRecorded(subject=subject):
            done = tr(
                "inspection {ref} of {subject} is voided",
                ref=ref,
                subject=reference_of(subject),
            )
        case InspectionDecided(on=on):
            done = tr("the decision of {on} on {ref} is voided", on=on, ref=ref)
        case TallyRecorded(count=count):
            done = tr("tally {ref} of {count:,} is voided", ref=ref, count=count)
        case FigurePublished(id=name):
            done = tr("published figure {id} is voided", id=name)
        case EntryCorrected() as correction:
            back = [
                Change(one.field, one.after, one.before)
                for one in tell_changes(correction)
            ]
            done = tr(
                "{ref} is put back: {changes}",
                ref=ref,
                changes="; ".join(map(tell_change, back)),
            )
        case NoteAdded(text=text):
            done = tr("the note on {ref} is taken away: {text}", ref=ref, text=text)
        case EntryVoided(target=target):
            done = tr("{ref} (entry {entry:,}) counts again", ref=ref, entry=target)
        case EntryRestored(target=target):
            done = tr("{ref} (entry {entry:,}) counts no more", ref=ref, entry=target)
        case PersonalErased():
            done = tr("the personal data of {ref} stay erased", ref=ref)
    return done


def sort_of(entry: Entry[Event]) -> str:
    """Return under which words an entry is summed up when it is undone."""
    return _SORTS.get(type(entry.event), marked("legal acts voided"))


def word_of(event: type) -> str:
    """Return the word for what was done, as the command for it is called."""
    return ACT_WORDS.get(event) or _DOES[event]


def tell_line(entry: Entry[Event]) -> str:
    """Return an entry as it is named in a message: its number, act and record."""
    word = word_of(type(entry.event))
    return tr(
        "entry {entry:,} ({act} {ref})",
        entry=entry.number,
        act=said(word),
        ref=ref_of(entry),
    )


def _field(name: str, correction: EntryCorrected) -> str:
    if name == "ref":
        return "licence"
    if name == "key" and not correction.ref.startswith("INS-"):
        return name
    return _NAMES.get(name, name)


def _plain(value: object) -> Told:
    """Return a value as a cell; what is no plain value as its text."""
    if isinstance(value, tuple) and value and isinstance(value[0], Breach):
        return format_breaches(cast("tuple[Breach, ...]", value))
    if value is None or isinstance(value, str | int | date):
        return reference_of(value) or None if isinstance(value, str) else value
    if isinstance(value, tuple):
        return tuple(map(str, value)) or None
    return str(value)


def _tally(entry: object) -> Told:
    return format_tally_ref(entry) if isinstance(entry, int) else None


def _text(value: object) -> str:
    if value is None:
        return tr("(none)")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _told(changes: Mapping[str, object]) -> list[str]:
    return [f"{named(name)}: {_text(_plain(one))}" for name, one in changes.items()]


def _values(event: Event) -> list[str]:
    parts: list[str] = []
    own_ref = isinstance(event, InspectionRecorded)
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        if name in {*_UNTOLD, "key"} or not value:
            continue
        if name == "ordinal" and value == 1:
            continue
        if name == "from_tally":
            value = _tally(value)
        if name == "ref" and own_ref:
            name = "licence"  # noqa: PLW2901  # the subject's, not the visit's own
        if isinstance(value, Mapping):
            parts += _told(value)
        else:
            shown = _text(_plain(value))
            parts.append(f"{named(name)}: {said(shown) if name in _CODED else shown}")
    parts += [
        tr("override of {rule}: {reason}", rule=one.rule, reason=one.reason)
        for one in getattr(event, "remarks", ())
        if one.reason
    ]
    return parts
