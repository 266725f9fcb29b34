"""Cells that hold several values: sites, breaches, changes, decisions; both ways."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, cast

from licreg.actions.cells import parse_code, read_day
from licreg.domain.events import Breach, InspectionDecided, InspectionRecorded
from licreg.domain.identifiers import parse_site
from licreg.domain.inspection import Inspection
from licreg.domain.money import parse_vnd
from licreg.domain.personal import reference_of
from licreg.domain.text import parse_text, quote
from licreg.domain.vocabulary import HOLDER_KINDS, OUTCOMES
from licreg.errors import InvalidInputError
from licreg.lazily import regex
from licreg.wording import marked, tr

_MARK: Final = "\\"
_PARTS: Final = regex(r"(?:[^;\\]|\\.|\\$)+", re.DOTALL)
_MARKED: Final = regex(r"\\([;\\])")
_CHANGEABLE: Final = (
    *("holder", "holder_kind", "holder_code", "sites", "expires_on", "note"),
    *("content_manager", "effective_on"),
)


class Decided(NamedTuple):
    """What was decided of an inspection, as one cell tells it.

    Attributes:
        on: Day; None where it was decided on the spot.
        outcome: One of ``OUTCOMES``.
        breaches: Provisions cited, each with its fine.
        decision: Number of the decision.
        note: Free text.
    """

    on: date | None
    outcome: str
    breaches: tuple[Breach, ...]
    decision: str
    note: str


def parse_sites(text: str) -> tuple[str, ...]:
    """Read domain names with spaces between them."""
    return tuple(parse_site(parse_text("site", site)) for site in text.split())


def parse_breaches(text: str) -> tuple[Breach, ...]:
    """Read provisions, each with its fine; ``format_breaches`` writes them.

    Examples:
        >>> parse_breaches("15/2020 Art 100.1.a=15tr; 119/2020 Art 20.1.a=0")
        (Breach(basis='15/2020 Art 100.1.a', fine_vnd=15000000), \
Breach(basis='119/2020 Art 20.1.a', fine_vnd=0))
    """
    return tuple(parse_breach(part) for part in text.split(";") if part.strip())


def parse_breach(text: str) -> Breach:
    """Read one provision with its fine: ``15/2020 Art 100.1.a=15000000``.

    Raises:
        InvalidInputError: If it has no basis or no amount, or the basis holds what
            separates breaches.
    """
    basis, equals, amount = text.rpartition("=")
    basis = parse_text("basis", basis)
    if not equals or not basis or "=" in basis or ";" in basis:
        msg = tr(
            "{text} is not a breach; write 'basis=amount'.", text=quote(text.strip())
        )
        raise InvalidInputError(msg)
    return Breach(basis, parse_vnd(amount))


def parse_changes(text: str, today: date) -> dict[str, object]:
    r"""Read what an act sets: ``field=value; field=value``.

    A semicolon in a value is written as ``\;``, a backslash as ``\\``; an empty value
    takes away what was there. ``format_changes`` writes them.

    Args:
        text: The cell.
        today: The day of the import.

    Raises:
        InvalidInputError: If a field is not one that an act sets, stands there twice,
            or its value cannot be read.

    Examples:
        >>> parse_changes(r"holder=A\; B; sites=a.vn b.vn", date(2024, 1, 1))
        {'holder': 'A; B', 'sites': ('a.vn', 'b.vn')}
    """
    changes: dict[str, object] = {}
    for name, value in _pairs(text):
        if name not in _CHANGEABLE or name in changes:
            fault = (
                marked("{name} stands there twice; known are {known}.")
                if name in changes
                else marked("{name} is nothing an act sets; known are {known}.")
            )
            msg = tr(fault, name=quote(name), known=", ".join(_CHANGEABLE))
            raise InvalidInputError(msg)
        if name == "holder" and not value:
            msg = tr("a licence cannot be without a holder.")
            raise InvalidInputError(msg)
        changes[name] = _parse_change(name, value, today)
    return changes


def parse_decisions(text: str, today: date) -> tuple[Decided, ...]:
    """Read all that was decided of an inspection, the first of it with the visit.

    ``format_decisions`` writes it: fields as in ``set``, each decision beginning
    with its day.

    Raises:
        InvalidInputError: If a field is not known or its value cannot be read.
    """
    groups: list[list[tuple[str, str]]] = []
    for name, value in _pairs(text):
        if name == "on":
            groups.append([])
        elif not groups or name not in {"outcome", "breach", "decision", "note"}:
            msg = tr(
                "{name} is out of place; a decision begins with 'on=DAY'.",
                name=quote(name),
            )
            raise InvalidInputError(msg)
        groups[-1].append((name, value))
    return tuple(
        _parse_decided(group, today, is_first=group is groups[0]) for group in groups
    )


def format_breaches(breaches: Iterable[Breach]) -> str:
    """Write breaches as one cell, as ``parse_breaches`` reads it.

    Examples:
        >>> format_breaches([Breach("15/2020 Art 100.1.a", 15000000), Breach("b", 0)])
        '15/2020 Art 100.1.a=15000000; b=0'
    """
    return "; ".join(map(_format_breach, breaches))


def format_changes(changes: Mapping[str, object]) -> str:
    r"""Write what an act sets as one cell, as ``parse_changes`` reads it.

    Examples:
        >>> format_changes({"holder": "A; B", "sites": ("a.vn", "b.vn")})
        'holder=A\\; B; sites=a.vn b.vn'
    """
    return _join((name, _format_value(value)) for name, value in changes.items())


def pick_changes(text: str, names: Collection[str]) -> str:
    r"""Return such a cell with some of its fields only.

    Examples:
        >>> pick_changes(r"holder=A\; B; note=secret", {"holder"})
        'holder=A\\; B'
    """
    return _join(pair for pair in _pairs(text) if pair[0] in names)


def format_decisions(inspection: Inspection) -> str:
    """Write all that was decided of an inspection, as it was entered, as one cell.

    Each begins with its day, empty where the visit was decided on the spot; the first
    was entered with the visit.
    """
    visit = inspection.visit
    pairs = _decision_pairs(visit.decided_on, visit)
    for decision in later_decisions(inspection):
        pairs += [*_decision_pairs(decision.on, decision), ("note", decision.note)]
    return _join(pair for pair in pairs if pair[1] or pair[0] == "on")


def later_decisions(inspection: Inspection) -> list[InspectionDecided]:
    """Return the later decisions that count, in the order of entry."""
    return [
        entry.event
        for entry in inspection.decisions
        if entry.number not in inspection.voided
    ]


def _parse_decided(
    group: list[tuple[str, str]], today: date, *, is_first: bool
) -> Decided:
    values = dict(group)
    if not values["on"] and not is_first:
        msg = tr("a later decision has no day; write 'on=DAY'.")
        raise InvalidInputError(msg)
    return Decided(
        on=read_day(values["on"], today) if values["on"] else None,
        outcome=parse_code(values.get("outcome", ""), OUTCOMES),
        breaches=tuple(
            parse_breach(value) for name, value in group if name == "breach"
        ),
        decision=values.get("decision", ""),
        note=values.get("note", ""),
    )


def _parse_change(name: str, value: str, today: date) -> object:
    if name == "sites":
        return parse_sites(value)
    if name in ("expires_on", "effective_on"):
        return read_day(value, today) if value else None
    if name == "holder_kind" and value:
        return parse_code(value, HOLDER_KINDS)
    return value


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield fields with their values, marks taken off.

    Raises:
        InvalidInputError: If a part has no field.
    """
    for part in _PARTS.findall(text):
        name, equals, value = part.partition("=")
        if equals:
            plain = _MARKED.sub(r"\1", value.strip())
            yield name.strip().casefold(), parse_text("value", plain)
        elif part.strip():
            msg = tr(
                "{part} has no field; write 'field=value'.", part=quote(part.strip())
            )
            raise InvalidInputError(msg)


def _decision_pairs(
    day: date | None, decided: InspectionRecorded | InspectionDecided
) -> list[tuple[str, str]]:
    return [
        ("on", _format_value(day)),
        ("outcome", decided.outcome),
        *(("breach", _format_breach(breach)) for breach in decided.breaches),
        ("decision", decided.decision),
    ]


def _format_breach(breach: Breach) -> str:
    return f"{breach.basis}={breach.fine_vnd}"


def _format_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(cast("tuple[str, ...]", value))
    return "" if value is None else reference_of(str(value))


def _join(pairs: Iterable[tuple[str, str]]) -> str:
    """Write fields with their values; a semicolon in a value is marked."""
    return "; ".join(
        f"{name}={value.replace(_MARK, _MARK * 2).replace(';', _MARK + ';')}"
        for name, value in pairs
    )
