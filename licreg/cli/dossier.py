"""All of one licence: what it is, its numbers, and what happened, in time order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from licreg.actions.draft import NUMBERED
from licreg.actions.locating import voided_notes
from licreg.actions.rows import CONTENT_MANAGER, LICENCE_COLUMNS, act_rows, told_changes
from licreg.actions.telling import tell_entry, tell_set
from licreg.cli import records
from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.cells import CODED
from licreg.cli.knowing import known_words
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.events import (
    ACT_WORDS,
    Entry,
    EntryCorrected,
    EntryVoided,
    Event,
    LegalAct,
    NoteAdded,
    PersonalErased,
)
from licreg.domain.inspection import Inspection, standings
from licreg.domain.licence import Licence, values_on
from licreg.domain.vocabulary import PENDING
from licreg.wording import retold, said, tr

if TYPE_CHECKING:
    from licreg.domain.events import EntryRestored

_COLUMNS: Final = (*LICENCE_COLUMNS, "licence", "entry")
_SHEET: Final = (*records.LICENCE_SHEET, "licence", "entry")
_COMPARED: Final = (
    *(
        name
        for name in LICENCE_COLUMNS
        if name not in ("status_on", "printed", "source")
    ),
    CONTENT_MANAGER,
)
_SHOWN: Final = 10
"""How many of a holder's other licences are named to a person."""

_REMARKS: Final = ("warning", "override")


class _Line(NamedTuple):
    """One thing that happened: its day, what it was, what of it, and its entry."""

    on: date
    what: str
    text: str
    entry: int

    def value(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return self._asdict()


def dossier(
    session: Session, licence: Licence, visits: Sequence[Inspection], day: date
) -> Answer:
    """Return a licence as it stands at the end of *day*, and what happened up to it.

    What clerks entered about the record itself (notes, corrections) is told whenever
    they did, and so are the holder's other licences and what replaced this one.
    """
    language = session.language
    tell = _person_teller(session)
    row = records.licence_of(session, licence, day)
    acts = [act for act in licence.live_acts() if act.event.on <= day]
    told = [
        records.name_references(session, act)
        for act in act_rows(licence, tell)
        if act["on"] <= day
    ]
    seen = [records.inspection_of(session, one, day) for one in visits]
    remarks = records.remarks_of(
        licence.granted, *(act for act in licence.acts if act.event.on <= day)
    )
    numbers = _numbers(licence, acts)
    tables = [records.sheet(row, _SHEET, language)]
    if len(numbers) > 1:
        tables.append(_number_table(numbers, language))
    say = _Teller(_day_teller(language), tell)
    lines = list(_lines(licence, acts, visits, day, say))
    if any(line.what != "issue" for line in lines):
        shown = [line for line in lines if line.what not in _REMARKS]
        tables.append(_line_table(shown, language))
    others, successors = _others(session, licence, day)
    notes = [
        tr(
            "As of {day}{known}.",
            day=format_day(day, language),
            known=known_words(session),
        )
    ]
    if successors:
        notes.append(tr("Replaced by {licences}.", licences=", ".join(successors)))
    if others:
        more, named = len(others) - _SHOWN, ", ".join(others[:_SHOWN])
        notes.append(
            tr("Other licences of this holder: {licences}.", licences=named)
            if more <= 0
            else tr(
                "Other licences of this holder: {licences} and {more:,} more.",
                licences=named,
                more=more,
            )
        )
    if licence.is_voided:
        notes.append(tr(records.VOIDED))
    notes += records.remark_lines(remarks)
    return Answer(
        value={
            **row,
            "acts": told,
            "inspections": seen,
            "remarks": remarks,
            "is_voided": licence.is_voided,
            "numbers": numbers,
            "replaced_by": successors,
            "holder_licences": others,
            "events": [
                line.value()
                for line in _lines(licence, acts, visits, day, _Teller(str, tell))
            ],
        },
        tables=tuple(tables),
        records=records.table([row], records.with_person(row, _COLUMNS), language),
        notes=tuple(notes),
    )


def _others(
    session: Session, licence: Licence, day: date
) -> tuple[list[str], list[str]]:
    """Return the holder's other licences up to a day, and those that replace this."""
    register, name = session.register, session.law.name_key
    holder = values_on(licence, day).holder

    def names(found: Sequence[Licence]) -> list[str]:
        return [
            name(one.key)
            for one in found
            if one.entry != licence.entry and one.grant.issued_on <= day
        ]

    return names(register.licences_of(holder)), names(
        register.licences_replacing(licence.entry)
    )


def acted(session: Session, licence: Licence) -> Answer:
    """Return a licence as it stands after its last act, and what the act changed."""
    language, today = session.language, session.today
    entry = licence.acts[-1]
    act = entry.event
    row = records.licence_of(session, licence, today)
    told = records.name_references(
        session, act_rows(licence, _person_teller(session))[-1]
    )
    before = records.licence_of(
        session, replace(licence, acts=licence.acts[:-1]), act.on
    )
    after = records.licence_of(session, licence, act.on)
    changed: list[dict[str, Any]] = [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in _COMPARED
        if before.get(name) != after.get(name)
    ]
    on = format_day(act.on, language)
    notes = []
    tables = [records.sheet(row, _SHEET, language)]
    if changed:
        cells: list[tuple[Cell, ...]] = [
            (
                word(one["field"], language),
                _said(one["field"], one["before"], language),
                _said(one["field"], one["after"], language),
            )
            for one in changed
        ]
        heads = (word("before", language), word("after", language))
        columns = (
            Column("field", on),
            Column("before", heads[0]),
            Column("after", heads[1]),
        )
        tables.append(Table(columns, cells))
    else:
        word_of_act = said(ACT_WORDS[type(act)])
        notes.append(
            tr(
                "'{act}' of {on} changes none of the licence's values.",
                act=word_of_act,
                on=on,
            )
        )
    acts = [one for one in licence.live_acts() if one.event.on <= today]
    numbers = _numbers(licence, acts)
    if act.given_number and ACT_WORDS[type(act)] in NUMBERED:
        known = ", ".join(
            tr("{number} of {year}", number=one["number"], year=one["on"].year)
            for one in numbers
            if one["act"] in ("issue", *NUMBERED)
        )
        notes.append(tr("It is found by each of its numbers: {known}.", known=known))
    return Answer(
        value={
            **row,
            "act": told,
            "changed": changed,
            "numbers": numbers,
            "remarks": records.remarks_of(entry),
        },
        tables=tuple(tables),
        records=records.table([row], records.with_person(row, _COLUMNS), language),
        notes=tuple(notes),
    )


def _numbers(licence: Licence, acts: Sequence[Entry[LegalAct]]) -> list[dict[str, Any]]:
    """Return the numbers by which a licence is found: its own, then those of acts."""
    grant = licence.grant
    own = {
        "number": str(grant.number),
        "on": grant.issued_on,
        "act": "issue",
        "entry": licence.entry,
    }
    return [own] + [
        {
            "number": act.event.given_number,
            "on": act.event.on,
            "act": ACT_WORDS[type(act.event)],
            "entry": act.number,
        }
        for act in acts
        if act.event.given_number
    ]


def _number_table(numbers: Sequence[dict[str, Any]], language: str) -> Table:
    return records.table(numbers, ("number", "on", "act"), language)


def _line_table(lines: Sequence[_Line], language: str) -> Table:
    columns = (
        Column("on", word("on", language), "day"),
        Column("act", word("act", language), "code"),
        Column("text", word("what", language)),
        Column("entry", word("entry", language), "int"),
    )
    return Table(columns, lines)


class _Teller(NamedTuple):
    """How a day and a person are told."""

    day: Callable[[date], str]
    person: Callable[[str], str]


def _person_teller(session: Session) -> Callable[[str], str]:
    return lambda mark: records.shown_person(session, mark)


def _day_teller(language: str) -> Callable[[date], str]:
    return lambda day: format_day(day, language)


def _lines(
    licence: Licence,
    acts: Sequence[Entry[LegalAct]],
    visits: Sequence[Inspection],
    day: date,
    say: _Teller,
) -> Iterator[_Line]:
    """Yield what happened, by day; what is of one day in the order of entry."""
    lines = [*_of_acts(licence, acts, say)]
    for visit in visits:
        lines += _of_visit(visit, day)
    hidden = voided_notes(licence)
    for entry in licence.trail:
        if hidden.isdisjoint({entry.number, getattr(entry.event, "target", 0)}):
            lines.append(_of_trail(entry))
    order = {"issue": 0}
    lines.sort(key=lambda line: (line.on, order.get(line.what, 1), line.entry))
    yield from lines


def _of_acts(
    licence: Licence, acts: Sequence[Entry[LegalAct]], say: _Teller
) -> Iterator[_Line]:
    grant = licence.grant
    text = _joined(str(grant.number), grant.holder)
    yield _Line(grant.issued_on, "issue", text, licence.entry)
    yield from _of_remarks(licence.granted, grant.issued_on)
    for entry in acts:
        act = entry.event
        text = _joined(
            act.given_number,
            tr("up to {day}", day=say.day(act.until)) if act.until else "",
            tell_set(told_changes(act.changes, say.person)),
            tr("by notice") if act.by_notice else "",
            tr("asked for on {day}", day=say.day(act.asked_on)) if act.asked_on else "",
            act.reason,
        )
        yield _Line(act.on, ACT_WORDS[type(act)], text, entry.number)
        yield from _of_remarks(entry, act.on)


def _of_visit(visit: Inspection, day: date) -> Iterator[_Line]:
    """Yield a visit and what was decided of it by *day*, each with its remarks."""
    held = [one for one in standings(visit) if one.on <= day]
    own = visit.visit
    for number, standing in enumerate(held):
        text = _joined(
            str(visit.key)
            if number
            else tr("{ref} by {agency}", ref=visit.key, agency=own.agency),
            own.campaign if not number else "",
            said(standing.outcome),
            tr("{fine:,} VND", fine=standing.fine_vnd) if standing.fine_vnd else "",
            standing.decision,
        )
        is_decision = number or standing.outcome != PENDING
        what = "decision" if number and is_decision else "inspection"
        yield _Line(standing.on, what, text, standing.entry)
    yield from _of_remarks(visit.recorded, own.inspected_on)
    for entry in visit.decisions:
        if entry.number not in visit.voided and entry.event.on <= day:
            yield from _of_remarks(entry, entry.event.on)


def _of_trail(entry: Entry[Event]) -> _Line:
    on = date.fromisoformat(entry.at[:10])
    match entry.event:
        case NoteAdded(text=text):
            return _Line(on, "note", text, entry.number)
        case EntryCorrected() as done:
            what = tr("entry {entry}: {what}", entry=done.target, what=tell_entry(done))
            text = _joined(what, done.because)
            return _Line(on, "correction", text, entry.number)
        case EntryVoided() as done:
            text = tr(
                "entry {target} counts no more: {because}",
                target=done.target,
                because=done.because,
            )
            return _Line(on, "void", text, entry.number)
        case PersonalErased() as done:
            text = f"{', '.join(done.persons)}: {done.because}"
            return _Line(on, "redact", text, entry.number)
        case restored:
            back = cast("EntryRestored", restored)
            text = tr(
                "entry {target} counts again: {because}",
                target=back.target,
                because=back.because,
            )
            return _Line(on, "restore", text, entry.number)


def _of_remarks(entry: Entry[Any], on: date) -> Iterator[_Line]:
    for one in entry.event.remarks:
        what = "override" if one.reason else "warning"
        text = _joined(f"{retold(one.message)} ({one.rule})", one.reason)
        yield _Line(on, what, text, entry.number)


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _said(field: str, value: object, language: str) -> str:
    if field in CODED:
        return said(str(value or "-"))
    if isinstance(value, date):
        return format_day(value, language)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value or "-")
