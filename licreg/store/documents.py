"""Events, licences and inspections as JSON, and back.

A field that holds its default is left out. Days are ISO text, a number is its
canonical text, a breach is a pair. An event of an unknown type is an error, never
skipped: it would change what the register says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar, cast

import orjson

from licreg.domain.events import (
    ACT_WORDS,
    ACTS,
    Breach,
    Entry,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LicenceIssued,
    NoteAdded,
    PersonalErased,
    Remark,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.wording import told

Document = dict[str, Any]

_Shape = tuple[tuple[str, ...], Callable[[Any], tuple[object, ...]], tuple[object, ...]]
"""Names of an event's fields, how their values are read, their defaults."""

_E = TypeVar("_E")
_T = TypeVar("_T", bound=Event)

_EVENTS: Final[tuple[type[Any], ...]] = (
    LicenceIssued,
    *ACTS.values(),
    InspectionRecorded,
    InspectionDecided,
    TallyRecorded,
    FigurePublished,
    EntryCorrected,
    NoteAdded,
    EntryVoided,
    EntryRestored,
    PersonalErased,
)
_TYPES: Final[Mapping[str, type[Event]]] = {kind.__name__: kind for kind in _EVENTS}


class UnknownEventError(Exception):
    """A document names an event, or a field, that this licreg does not know."""


def encode_event(event: Event) -> Document:
    """Return the event's fields as plain JSON values."""
    names, values_of, defaults = _SHAPES[type(event)]
    return {
        name: value if type(value) is str else _encode(value)
        for name, value, default in zip(names, values_of(event), defaults, strict=True)
        if value is not default and value != default
    }


def decode_event(kind: str, document: Mapping[str, Any]) -> Event:
    """Return the event of a type from its fields; other members are ignored.

    Raises:
        UnknownEventError: If the type is not known.
    """
    event_type = _TYPES.get(kind)
    if event_type is None:
        msg = f"unknown event '{kind}'"
        raise UnknownEventError(msg)
    return _build(event_type, document)


def encode_entry(entry: Entry[Event]) -> Document:
    """Return an entry as a line of the journal has it."""
    return {
        "n": entry.number,
        "event": type(entry.event).__name__,
        **encode_event(entry.event),
    }


def decode_line(line: bytes, number: int, at: str, by: str) -> Entry[Event]:
    """Return the entry of a line of the journal.

    Args:
        line: The line.
        number: The number that the entry must have.
        at: The moment of its batch.
        by: Who recorded it.

    Raises:
        UnknownEventError: If it is not that entry, or its event is not known.
    """
    try:
        document = orjson.loads(line)
        if document["n"] != number:
            msg = told(
                "entry {n} stands where entry {number} must",
                n=document["n"],
                number=number,
            )
            raise UnknownEventError(msg)
        event = decode_event(document["event"], document)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        msg = told("entry {number} cannot be read: {error}", number=number, error=error)
        raise UnknownEventError(msg) from error
    return Entry(number, at, by, event)


class GrantLine(NamedTuple):
    """A new licence as its book is to have it, made of its line in the journal.

    Attributes:
        key: The full key.
        values: The grant's values as they stand in the line, and the key.
        data: The document as JSON, the same as that of ``encode_licence``.
    """

    key: str
    values: Document
    data: bytes


def read_grant(line: bytes, number: int, at: str, by: str) -> GrantLine | None:
    """Return the new licence of a line of the journal, without making objects of it.

    Both documents hold the same values in the same order; only their heads differ.

    Returns:
        None where the line records something else, or cannot be read.
    """
    opening = b'{"n":%d,"event":"LicenceIssued",' % number
    if not line.startswith(opening):
        return None
    try:
        values = orjson.loads(line)
        again = f"#{values['ordinal']}" if "ordinal" in values else ""
        key = f"{values['number']}/{values['issued_on'][:4]}@{values['issuer']}{again}"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    values["key"] = key
    head = orjson.dumps({"key": key, "entry": number, "at": at, "by": by})
    data = b"%b,%b" % (head[:-1], line[len(opening) :].rstrip(b"\n"))
    return GrantLine(key, values, data)


def encode_licence(licence: Licence) -> Document:
    """Return the licence as a document of its year's book."""
    granted = licence.granted
    document: Document = {
        "key": str(granted.event.key),
        "entry": granted.number,
        "at": granted.at,
        "by": granted.by,
        **encode_event(granted.event),
    }
    if not (licence.acts or licence.trail):
        return document
    if licence.acts:
        document["acts"] = [
            {
                **_header(act),
                "act": ACT_WORDS[type(act.event)],
                **encode_event(act.event),
            }
            for act in licence.acts
        ]
    return document | _encode_rest(licence.trail, licence.voided)


def decode_licence(document: Mapping[str, Any]) -> Licence:
    """Return the licence of a document."""
    granted = _entry(document, _build(LicenceIssued, document))
    return Licence(
        granted=granted,
        acts=tuple(
            _entry(act, _build(ACTS[act["act"]], act))
            for act in document.get("acts", ())
        ),
        trail=_decode_trail(document),
        voided=frozenset(document.get("voided", ())),
    )


def encode_inspection(inspection: Inspection) -> Document:
    """Return the inspection as a document of its year's book."""
    document: Document = {
        **_header(inspection.recorded),
        **encode_event(inspection.visit),
        "subject_key": inspection.subject_key,
    }
    if decision_key := inspection.decision_key:
        document["decision_key"] = decision_key
    if inspection.decisions:
        document["decisions"] = [
            {**_header(entry), **encode_event(entry.event)}
            for entry in inspection.decisions
        ]
    document |= _encode_rest(inspection.trail, inspection.voided)
    return {"key": document.pop("key"), **document}


def decode_inspection(document: Mapping[str, Any]) -> Inspection:
    """Return the inspection of a document."""
    return Inspection(
        recorded=_entry(document, _build(InspectionRecorded, document)),
        decisions=tuple(
            _entry(decision, _build(InspectionDecided, decision))
            for decision in document.get("decisions", ())
        ),
        trail=_decode_trail(document),
        voided=frozenset(document.get("voided", ())),
    )


def _header(entry: Entry[Any]) -> Document:
    return {"entry": entry.number, "at": entry.at, "by": entry.by}


def _entry(document: Mapping[str, Any], event: _E) -> Entry[_E]:
    return Entry(document["entry"], document["at"], document["by"], event)


def _encode_rest(trail: tuple[Entry[Event], ...], voided: frozenset[int]) -> Document:
    rest: Document = {}
    if trail:
        rest["trail"] = [
            {
                **_header(entry),
                "event": type(entry.event).__name__,
                **encode_event(entry.event),
            }
            for entry in trail
        ]
    if voided:
        rest["voided"] = sorted(voided)
    return rest


def _decode_trail(document: Mapping[str, Any]) -> tuple[Entry[Event], ...]:
    return tuple(
        _entry(entry, decode_event(entry["event"], entry))
        for entry in document.get("trail", ())
    )


def _encode(value: object) -> object:
    encode = _ENCODERS.get(type(value))
    return value if encode is None else encode(value)


def _encode_remark(remark: Remark) -> Document:
    plain = {"rule": remark.rule, "message": remark.message}
    return plain | ({"reason": remark.reason} if remark.reason else {})


def _encode_all(values: Iterable[object]) -> list[object]:
    return [_encode(one) for one in values]


def _encode_changes(changes: Mapping[str, object]) -> dict[str, object]:
    return {name: _encode(one) for name, one in changes.items()}


_ENCODERS: Final[Mapping[type, Callable[[Any], object]]] = {
    date: date.isoformat,
    Decimal: str,
    LicenceNumber: str,
    InspectionKey: str,
    Breach: lambda breach: [breach.basis, breach.fine_vnd],
    Remark: _encode_remark,
    tuple: _encode_all,
    dict: _encode_changes,
    MappingProxyType: _encode_changes,
}


def _decode_number(text: str) -> LicenceNumber:
    number, _, suffix = text.partition("/")
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return LicenceNumber(int(digits), number[len(digits) :], suffix)


def _decode_inspection_key(text: str) -> InspectionKey:
    _, year, sequence = text.split("-")
    return InspectionKey(int(year), int(sequence))


def _decode_changes(changes: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: value if value is None else _DECODERS.get(name, _same)(value)
        for name, value in changes.items()
    }


def _same(value: object) -> object:
    return value


_DECODERS: Final[Mapping[str, Callable[[Any], object]]] = {
    **dict.fromkeys(
        (
            "issued_on",
            "effective_on",
            "expires_on",
            "on",
            "until",
            "asked_on",
            "inspected_on",
            "decided_on",
            "from_on",
            "to_on",
            "first_day",
            "last_day",
            "published_on",
        ),
        date.fromisoformat,
    ),
    "value": lambda value: Decimal(value) if isinstance(value, str) else value,
    "conflicts": tuple,
    "number": _decode_number,
    "key": _decode_inspection_key,
    "sites": tuple,
    "persons": tuple,
    "breaches": lambda pairs: tuple(Breach(basis, fine) for basis, fine in pairs),
    "remarks": lambda remarks: tuple(Remark(**remark) for remark in remarks),
    "changes": _decode_changes,
    "was": _decode_changes,
}


def _default(one: Field[Any]) -> object:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def _build(event_type: type[_T], document: Mapping[str, Any]) -> _T:
    values = {
        name: document[name] if decode is None else decode(document[name])
        for name, decode in _READERS[event_type]
        if name in document
    }
    return cast("Callable[..., _T]", event_type)(**values)


def _shape(event: type[Any]) -> _Shape:
    names = tuple(one.name for one in fields(event))
    return names, attrgetter(*names), tuple(map(_default, fields(event)))


_SHAPES: Final[Mapping[type, _Shape]] = {event: _shape(event) for event in _EVENTS}
_READERS: Final[
    Mapping[type, tuple[tuple[str, Callable[[Any], object] | None], ...]]
] = {
    event: tuple((one.name, _DECODERS.get(one.name)) for one in fields(event))
    for event in _EVENTS
}
