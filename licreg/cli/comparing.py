"""The answer of ``summary --compare``: why figures changed since they were told."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from licreg.actions.comparing import (
    CAUSES,
    Difference,
    Effect,
    explain_change,
)
from licreg.actions.effects import Figure
from licreg.actions.locating import parse_standing_ref
from licreg.actions.reporting import Basis, Summary, find_basis, summarise
from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.knowing import read_moment, register_at, shown_moment
from licreg.cli.session import Session
from licreg.cli.words import format_moment, name_of, word
from licreg.domain.days import format_day
from licreg.domain.events import (
    ACT_WORDS,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    FigurePublished,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import parse_inspection_key, parse_licence_key
from licreg.domain.money import format_signed
from licreg.domain.personal import reference_of
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError
from licreg.wording import coded, named, said, tr, trn

if TYPE_CHECKING:
    from licreg.store.register import RegisterFolder

_FIGURE: Final = ("section", "kind", "measure", "from", "to")
_OF_CAUSES: Final = dict(
    zip(CAUSES, ("late_entries", "late_acts", "corrections", "voids"), strict=True)
)
_OF_EFFECT: Final = ("cause", "change", "reference", "entry", "at", "by", "command")


def compare_answer(
    session: Session,
    now: "RegisterFolder",
    told: Summary,
    until: str,
    *,
    by_decision_day: bool,
) -> Answer:
    """Return what was entered between two moments, and what it changes.

    Args:
        session: Its register is the one as it was known at the first moment.
        now: The register as it is known now.
        told: The totals of the first moment.
        until: The second moment, as it was typed.
        by_decision_day: Whether the decision's day places a case.

    Raises:
        InvalidInputError: If the second moment lies before the first.
    """
    basis = told.basis
    moment = read_moment(session, until, basis.first_day.year)
    if moment is not None and moment < (basis.as_known or "")[: len(moment)]:
        msg = tr(
            "--compare {moment} lies before --as-known {as_known}.",
            moment=moment,
            as_known=basis.as_known,
        )
        raise InvalidInputError(msg)
    after = now if moment is None else register_at(session, moment, now)
    of_second = find_basis(
        after,
        basis.first_day.year,
        today=session.today,
        as_of=basis.last_day,
        as_known=moment,
    )
    tells = summarise(after, session.law, of_second, by_decision_day=by_decision_day)
    differences = explain_change(
        session.register,
        after,
        session.law,
        told,
        tells,
        by_decision_day=by_decision_day,
    )
    return _answer(session, differences, basis, of_second)


def _answer(
    session: Session, differences: Sequence[Difference], first: Basis, second: Basis
) -> Answer:
    from licreg.cli.basis import basis_line, to_json_basis

    tables = (
        (_figures(session, differences), _entries(session, differences))
        if differences
        else ()
    )
    names = (*_FIGURE, *_sum_names(), *_OF_EFFECT, "what")
    return Answer(
        value={
            "basis": to_json_basis(first),
            "compared_with": to_json_basis(second),
            "differences": [
                {
                    **_figure_json(one, first),
                    **_sums_json(one),
                    "records": [_effect_json(session, each) for each in one.effects],
                }
                for one in differences
            ],
        },
        tables=tables,
        records=Table(
            tuple(Column(name, name) for name in names),
            [
                tuple(
                    {
                        **_figure_json(one, first),
                        **_sums_json(one),
                        **_effect_json(session, each),
                    }.values()
                )
                for one in differences
                for each in one.effects
            ],
        ),
        notes=(
            _count(session, differences, first, second),
            basis_line(first, session.language),
        ),
    )


def _sum_names() -> tuple[str, ...]:
    return ("before", "after", "difference", *_OF_CAUSES.values())


def _figure_json(one: Difference, basis: Basis) -> dict[str, Any]:
    figure = one.figure
    return {
        "section": figure.section,
        "kind": figure.kind,
        "measure": figure.measure,
        "from": None if figure.is_stock else basis.first_day,
        "to": basis.last_day,
    }


def _sums_json(one: Difference) -> dict[str, int]:
    sums = one.by_cause()
    return {
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        **{name: sums[cause] for cause, name in _OF_CAUSES.items()},
    }


def _effect_json(session: Session, effect: Effect) -> dict[str, Any]:
    with coded():
        what = what_happened(effect.entry.event)
    return {
        "cause": effect.cause,
        "change": effect.change,
        "reference": _reference(session, effect.reference),
        "entry": effect.entry.number,
        "at": effect.entry.at,
        "by": effect.entry.by,
        "command": effect.command,
        "what": what,
    }


def _figures(session: Session, differences: Sequence[Difference]) -> Table:
    """Return the figures that differ; a cause that changes none has no column."""
    language = session.language
    causes = [
        cause
        for cause in CAUSES
        if any(effect.cause == cause for one in differences for effect in one.effects)
    ]
    columns = (
        Column("figure", word("measure", language)),
        *(
            Column(name, word(name, language), "int")
            for name in ("before", "after", "difference")
        ),
        *(
            Column(_OF_CAUSES[cause], word(_OF_CAUSES[cause], language), "int")
            for cause in causes
        ),
    )
    lines: list[tuple[Cell, ...]] = []
    for one in differences:
        sums = one.by_cause()
        lines.append(
            (
                _title(session, one.figure),
                one.before,
                one.after,
                format_signed(one.difference, language),
                *(
                    format_signed(sums[cause], language) if sums[cause] else ""
                    for cause in causes
                ),
            )
        )
    return Table(columns, lines)


def _entries(session: Session, differences: Sequence[Difference]) -> Table:
    """Return the entries behind all of them, each once."""
    language = session.language
    effects = {
        effect.entry.number: effect for one in differences for effect in one.effects
    }
    columns = (
        Column("entry", word("entry", language), "int"),
        Column("at", word("entered", language), "code"),
        Column("by", word("by", language)),
        Column("reference", word("record", language), "code"),
        Column("what", word("what", language)),
    )
    lines = [
        (
            number,
            format_moment(effect.entry.at, language),
            effect.entry.by,
            _reference(session, effect.reference),
            what_happened(effect.entry.event),
        )
        for number, effect in sorted(effects.items())
    ]
    return Table(columns, lines)


def _title(session: Session, figure: Figure) -> str:
    language = session.language
    if figure.kind in AREAS:
        name = word(figure.kind, language)
    else:
        name = name_of(session.law.kinds_by_code[figure.kind], language)
    key = "fines" if figure.measure == "fines_vnd" else figure.measure
    return f"{name}, {word(key, language).lower().replace('vnd', 'VND')}"


def _reference(session: Session, ref: str) -> str:
    if parse_inspection_key(ref) is not None or parse_standing_ref(ref) is not None:
        return ref
    return session.law.name_key(parse_licence_key(ref))


def what_happened(event: Event) -> str:  # noqa: PLR0911  # one for each event
    """Return what an entry says, in a few words."""
    match event:
        case LicenceIssued():
            return tr(
                "issued on {issued_on} to {holder}",
                issued_on=event.issued_on,
                holder=event.holder,
            )
        case LegalAct():
            return tr("{act} on {day}", act=said(ACT_WORDS[type(event)]), day=event.on)
        case InspectionRecorded():
            return tr(
                "{subject} inspected on {day}",
                subject=reference_of(event.subject),
                day=event.inspected_on,
            )
        case InspectionDecided():
            return tr("{outcome} on {day}", outcome=said(event.outcome), day=event.on)
        case TallyRecorded():
            return tr(
                "tally of {count:,} up to {to_on}: {source}",
                count=event.count,
                to_on=event.to_on,
                source=event.source,
            )
        case FigurePublished():
            return tr(
                "published figure {id}: {wording}", id=event.id, wording=event.wording
            )
        case EntryCorrected():
            return tr(
                "corrected: {changes}; {reason}",
                changes="; ".join(_changes(event)),
                reason=event.because,
            )
        case EntryVoided():
            return tr("voided: {reason}", reason=event.because)
        case EntryRestored():
            return tr("counts again: {reason}", reason=event.because)
        case _:
            return ""


def _changes(event: EntryCorrected) -> Iterator[str]:
    for name, value in event.changes.items():
        was = f"{_text(event.was[name])} → " if name in event.was else ""
        yield f"{named(name)} {was}{_text(value)}"


def _text(value: object) -> str:
    if value is None or value in ("", ()):
        return tr("none")
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _count(
    session: Session, differences: Sequence[Difference], first: Basis, second: Basis
) -> str:
    language = session.language
    then = shown_moment(first.as_known or "", language)
    now = shown_moment(second.as_known, language) if second.as_known else tr("now")
    entered = second.entries - first.entries
    days = {
        "first": format_day(first.first_day, language),
        "last": format_day(first.last_day, language),
    }
    entries = trn("1 entry", "{count:,} entries", entered)
    if not differences:
        return tr(
            "No figure of {first} to {last} differs between {then} and {now} "
            "({entries}).",
            **days,
            then=then,
            now=now,
            entries=entries,
        )
    return trn(
        "1 figure differs, {first} to {last}: as known at the end of {then}, and "
        "{now} ({entries}).",
        "{count:,} figures differ, {first} to {last}: as known at the end of {then}, "
        "and {now} ({entries}).",
        len({one.figure for one in differences}),
        **days,
        then=then,
        now=now,
        entries=entries,
    )
