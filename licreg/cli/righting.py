"""The right values of a correction, each read as at entry."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from licreg.actions.composed import parse_sites
from licreg.actions.figures_in import (
    issuer_reader,
    parse_code,
    parse_confidence,
    parse_kind,
    parse_percent,
    parse_year,
)
from licreg.actions.locating import Target
from licreg.actions.righting import NOT_SET, TERM_YEARS
from licreg.actions.rows_in import canonical_number, parse_count
from licreg.cli.grants import kind_reader
from licreg.cli.options import (
    choice_reader,
    day_reader,
    read_from_tally,
    read_yes,
    text_reader,
)
from licreg.cli.session import Session
from licreg.cli.visits import echo_amounts, parse_breaches
from licreg.domain.events import (
    Breach,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceExtended,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.figures import QUALIFIERS, parse_value
from licreg.domain.identifiers import is_mended, parse_licence_number, parse_reference
from licreg.domain.other_registers import KINDS
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import AREA_OF, AREAS, HOLDER_KINDS, OUTCOMES
from licreg.errors import InvalidInputError
from licreg.wording import tr

Given = Mapping[str, str | Sequence[str]]
"""What was typed, by the names of the options; a list for one that is repeated."""

Reader = Callable[[Any], object]

_OF_GRANT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number": "number",
        "kind": "kind",
        "on": "issued_on",
        "holder": "holder",
        "site": "sites",
        "issuer": "issuer",
        "expires": "expires_on",
        "term-years": TERM_YEARS,
        "effective": "effective_on",
        "holder-kind": "holder_kind",
        "holder-code": "holder_code",
        "content-manager": "content_manager",
        "replaces": "replaces",
        "from-tally": "from_tally",
        "not-in-tally": "not_in_tally",
        "source": "source",
        "note": "note",
    }
)
_SET: Final = (
    *("holder", "holder-kind", "holder-code", "content-manager", "site", "expires"),
    *("term-years", "effective", "note"),
)
"""What an act sets has the options of a licence."""

_SET_BY_ACTS: Final = frozenset(_OF_GRANT[name] for name in _SET)

_OF_ACT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on": "on",
        "number": "given_number",
        "until": "until",
        "reason": "reason",
        "asked-on": "asked_on",
        "by-notice": "by_notice",
        "source": "source",
        **{name: _OF_GRANT[name] for name in _SET},
    }
)
_OF_EXTENSION: Final[Mapping[str, str]] = MappingProxyType(
    {name: field for name, field in _OF_ACT.items() if name != "term-years"}
)
_OF_VISIT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on": "inspected_on",
        "agency": "agency",
        "subject": "subject",
        "subject-kind": "subject_kind",
        "licence": "licence",
        "campaign": "campaign",
        "outcome": "outcome",
        "breach": "breaches",
        "decision": "decision",
        "decided-on": "decided_on",
        "note": "note",
    }
)
_OF_DECISION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on": "on",
        "decided-on": "on",
        "outcome": "outcome",
        "breach": "breaches",
        "decision": "decision",
        "note": "note",
    }
)
_OF_TALLY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "count": "count",
        "kind": "kind",
        "from": "from_on",
        "to": "to_on",
        "issuer": "issuer",
        "source": "source",
        "note": "note",
        "part": "part",
    }
)
_OF_FIGURE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "id",
        "topic": "topic",
        "measure": "measure",
        "kind": "kind",
        "part": "part",
        "issuer": "issuer",
        "year": "year",
        "from": "first_day",
        "to": "last_day",
        "value": "value",
        "qualifier": "qualifier",
        "tolerance": "tolerance_percent",
        "unit": "unit",
        "wording": "wording",
        "source": "source",
        "published-on": "published_on",
        "confidence": "confidence",
        "note": "note",
    }
)
_NEEDED: Final[Mapping[type, frozenset[str]]] = {
    LicenceIssued: frozenset({"number", "kind", "on", "holder", "issuer"}),
    InspectionRecorded: frozenset(
        {"on", "agency", "subject", "subject-kind", "outcome"}
    ),
    InspectionDecided: frozenset({"on", "decided-on", "outcome"}),
    TallyRecorded: frozenset({"count", "kind", "to", "source"}),
    FigurePublished: frozenset(
        {"id", "measure", "kind", "year", "value", "qualifier", "wording", "source"}
    ),
}
"""What a record cannot be without."""

_FIGURE_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "id": parse_code,
        "measure": parse_code,
        "year": parse_year,
        "value": parse_value,
        "qualifier": choice_reader("qualifier", QUALIFIERS),
        "tolerance": parse_percent,
        "confidence": parse_confidence,
    }
)


def read_values(session: Session, target: Target, given: Given) -> dict[str, object]:
    """Return the right values by the names of the entry's fields.

    Raises:
        InvalidInputError: If a value cannot be read, or the entry has no such field.
    """
    event = target.entry.event
    fields = _fields(event)
    foreign = [name for name in given if name not in fields]
    if foreign:
        options = ", ".join(f"--{name}" for name in foreign)
        known = ", ".join(f"--{name}" for name in fields) or "nothing"
        msg = tr(
            "{options} says nothing of {name}. What can be corrected there: {known}.",
            options=options,
            name=_name(target),
            known=known,
        )
        raise InvalidInputError(msg)
    readers = _readers(session, event)
    needed = _NEEDED.get(type(event), frozenset({"on", "by-notice"}))
    values: dict[str, object] = {}
    for name, typed in given.items():
        is_empty = not (typed.strip() if isinstance(typed, str) else any(typed))
        if is_empty and name in needed:
            msg = tr(
                "--{option} is empty; {entry} cannot be without it.",
                option=name,
                entry=_name(target),
            )
            raise InvalidInputError(msg)
        values[fields[name]] = (
            _nothing(event, fields[name]) if is_empty else readers[name](typed)
        )
    return _arranged(event, values)


def _arranged(event: Event, values: dict[str, object]) -> dict[str, object]:
    """Return the values as the event has them.

    Raises:
        InvalidInputError: If two of them contradict each other.
    """
    if "expires_on" in values and TERM_YEARS in values:
        msg = tr("Give --expires or --term-years, not both.")
        raise InvalidInputError(msg)
    match event:
        case LicenceIssued():
            if {"from_tally", "not_in_tally"} <= values.keys():
                msg = tr("Give --from-tally or --not-in-tally, not both.")
                raise InvalidInputError(msg)
            if "not_in_tally" in values:
                values["from_tally"] = None
            elif "from_tally" in values:
                values["not_in_tally"] = False
            if "number" in values:
                values["number"], values["printed"] = values["number"]  # type: ignore[misc]  # as its reader makes it
        case LicenceExtended() if "expires_on" in values:
            values["until"] = values.pop("expires_on")
        case _:
            pass
    if isinstance(event, LegalAct):
        told = _SET_BY_ACTS.intersection(values)
        if told:
            values["changes"] = {name: values.pop(name) for name in sorted(told)}
    return values


def _fields(event: Event) -> Mapping[str, str]:
    match event:
        case LicenceIssued():
            fields = _OF_GRANT
        case LicenceExtended():
            fields = _OF_EXTENSION
        case LegalAct():
            fields = _OF_ACT
        case InspectionRecorded():
            fields = _OF_VISIT
        case InspectionDecided():
            fields = _OF_DECISION
        case TallyRecorded():
            fields = _OF_TALLY
        case FigurePublished():
            fields = _OF_FIGURE
        case _:
            fields = MappingProxyType({})
    return fields


def _readers(session: Session, event: Event) -> Mapping[str, Reader]:
    law = session.law
    read_day = day_reader(session)
    texts = (
        *("holder", "holder-code", "source", "note", "reason", "subject"),
        "content-manager",
        *("campaign", "decision", "topic", "part", "unit", "wording"),
    )
    days = (
        *("on", "expires", "effective", "until", "decided-on", "from", "to"),
        *("asked-on", "published-on"),
    )
    areas = tuple(AREAS)
    is_visits = isinstance(event, TallyRecorded) and event.kind in areas

    def read_number(text: str) -> object:
        if isinstance(event, LegalAct):
            return canonical_number(parse_text("number", text), law)
        number = parse_licence_number(text, law.spellings)
        printed = parse_text("number", text) if is_mended(text, number) else ""
        return number, printed

    def read_kind(text: str) -> object:
        if isinstance(event, FigurePublished):
            return parse_kind(text, law)
        if is_visits:
            return choice_reader("area", areas)(text)
        if isinstance(event, TallyRecorded) and event.kind in KINDS:
            kinds = (one for one in KINDS if event.measure in KINDS[one])
            return choice_reader("kind", tuple(kinds))(text)
        if isinstance(event, LicenceIssued):
            return kind_reader(session)(text)
        return law.parse_kind(text)

    def read_reference(text: str) -> object:
        return parse_reference(text, law.spellings)

    return {
        **dict.fromkeys(days, read_day),
        **{name: text_reader(name) for name in texts},
        "number": read_number,
        "kind": read_kind,
        "site": lambda typed: parse_sites(" ".join(typed)),
        "issuer": law.parse_issuer,
        "agency": law.parse_issuer,
        "term-years": _read_years,
        "holder-kind": choice_reader("kind of holder", HOLDER_KINDS),
        "subject-kind": choice_reader("kind of subject", tuple(AREA_OF)),
        "outcome": choice_reader("outcome", OUTCOMES),
        "breach": lambda typed: _read_breaches(session, list(typed)),
        "replaces": read_reference,
        "licence": read_reference,
        "count": parse_count,
        "by-notice": read_yes,
        "not-in-tally": read_yes,
        "from-tally": lambda text: read_from_tally(text, not_in_tally=False),
        **_FIGURE_READERS,
        **(
            {"issuer": issuer_reader(law)} if isinstance(event, FigurePublished) else {}
        ),
    }


def _read_breaches(session: Session, typed: list[str]) -> tuple[Breach, ...]:
    echo_amounts(session, typed)
    return parse_breaches(typed)


def _read_years(text: str) -> int:
    if not text.strip().isdecimal():
        msg = tr("'{text}' is no number of years. Write one like 5.", text=text)
        raise InvalidInputError(msg)
    return int(text)


def _nothing(event: Event, field: str) -> object:
    """Return what stands for a value that is taken away."""
    if isinstance(event, LegalAct) and field in _SET_BY_ACTS:
        is_end = isinstance(event, LicenceExtended) and field == "expires_on"
        return None if is_end else NOT_SET
    if field in ("sites", "breaches"):
        return ()
    days = ("expires_on", "effective_on", "until", "decided_on", "from_on", "asked_on")
    if field == "from_tally":
        return 0  # The one that may hold it.
    of_figure = ("first_day", "last_day", "published_on", "tolerance_percent")
    if field in (*days, *of_figure, TERM_YEARS, "replaces", "licence"):
        return None
    return getattr(event, field, "") and ""


def _name(target: Target) -> str:
    number = target.entry.number
    if target.is_record:
        return target.ref
    return tr("entry {number:,} of {ref}", number=number, ref=target.ref)
