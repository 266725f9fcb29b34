"""The command ``list``: the records behind every number, ending with their count."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

import typer

from licreg.actions.kept_rows import COLUMNS, licence_rows
from licreg.actions.listing import (
    CUMULATIVE,
    ISSUED,
    MEASURES,
    InspectionQuestion,
    LicenceQuestion,
    distinct_subjects,
    find_inspections,
    find_licence_records,
    licence_kinds,
    subject_kinds_of,
)
from licreg.actions.rows import INSPECTION_COLUMNS
from licreg.cli import records
from licreg.cli.answer import Answer, Table
from licreg.cli.knowing import ask_as_known, known_words
from licreg.cli.options import (
    AsKnown,
    AsOf,
    choice_reader,
    past_day_reader,
    read_year,
)
from licreg.cli.session import Session
from licreg.cli.words import name_of
from licreg.domain.days import format_day
from licreg.domain.text import nearest
from licreg.domain.vocabulary import AREA_OF, AREAS, OUTCOMES, Status
from licreg.errors import InvalidInputError
from licreg.wording import tr

_LICENCES: Final = "licences"
_OF_INSPECTIONS: Final = ("inspections", "subjects", "decisions", "breaches")
_WHAT: Final = (_LICENCES, *_OF_INSPECTIONS)
_INSPECTION_MEASURES: Final = ("inspected", "penalised", "fined")


def list_records(  # its filters
    ctx: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT] [KIND]",
            help="licences, inspections, subjects, decisions or breaches; and a kind "
            "of licence, or an area or kind of subject.",
        ),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure", metavar="MEASURE", help="issued, cumulative, in-force, …"
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR", help="As far as a summary counts it."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day, inclusive.")
    ] = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="STATUS", help="expired, …")
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="CODE", help="ABEI, DIC-HN, or 'DIC-*'."),
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="TEXT", help="Part of a name.")
    ] = None,
    site: Annotated[
        str | None,
        typer.Option("--site", metavar="TEXT", help="Part of a site or subject."),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help="fined, …")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="CODE", help="Who inspected.")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", metavar="TEXT", help="Part of a name.")
    ] = None,
    fined: Annotated[
        bool | None,
        typer.Option("--fined/--not-fined", help="With a fine, or without one."),
    ] = None,
    by_decision_day: Annotated[
        bool, typer.Option("--by-decision-day", help="The period is the decision's.")
    ] = False,
) -> Answer:
    """List records, ending with their count."""
    session: Session = ctx.obj
    of_cases = {
        "--outcome": outcome,
        "--agency": agency,
        "--campaign": campaign,
        "--fined": fined is not None,
        "--by-decision-day": by_decision_day,
    }
    of_licences = {"--status": status, "--issuer": issuer, "--holder": holder}
    wanted, kind = _split(session, what or [], is_case=any(of_cases.values()))
    _refuse_strangers(wanted, of_cases if wanted == _LICENCES else of_licences)
    of_year = read_year(year) if year else None
    ask_as_known(session, as_known, of_year)
    period = _period(session, of_year, since, until, as_of)
    if wanted == _LICENCES:
        chosen = choice_reader("measure", MEASURES)(measure) if measure else ""
        question = LicenceQuestion(
            kinds=session.law.parts_of(kind) if kind else licence_kinds(session.law),
            measure=chosen or (ISSUED if period.is_named else CUMULATIVE),
            first_day=period.first_day,
            last_day=period.last_day,
            as_of=period.as_of,
            status=_read_status(status) if status else None,
            issuer=_read_issuer(session, issuer),
            holder=holder or "",
            site=site or "",
        )
        return _licences(session, question, kind)
    case = InspectionQuestion(
        subject_kinds=subject_kinds_of(kind),
        first_day=period.first_day,
        last_day=period.last_day,
        as_of=period.as_of,
        by_decision_day=by_decision_day,
        measure=choice_reader("measure", _INSPECTION_MEASURES)(measure or "inspected"),
        is_fined=fined,
        outcome=choice_reader("outcome", OUTCOMES)(outcome) if outcome else "",
        agency=_read_issuer(session, agency),
        campaign=campaign or "",
        subject=site or "",
    )
    return _inspections(session, case, wanted)


def _split(session: Session, words: Sequence[str], *, is_case: bool) -> tuple[str, str]:
    """Return what is listed, and of which kind; both may be left out."""
    words = [word.strip().casefold() for word in words]
    wanted = ""
    if words and words[0] in _WHAT:
        wanted, *words = words
    if len(words) > 1:
        msg = tr(
            "'{words}' is one word too many. {usage}", words=words[1], usage=_usage()
        )
        raise InvalidInputError(msg)
    kind = words[0] if words else ""
    kinds = session.law.kinds_by_code
    if not wanted:
        is_subject = kind in AREAS or (kind in AREA_OF and kind not in kinds)
        wanted = "inspections" if is_subject or is_case else _LICENCES
    known = kinds if wanted == _LICENCES else (*AREAS, *AREA_OF)
    if kind and kind not in known:
        close = nearest(kind, [*known, *_WHAT])
        hint = (
            tr("Did you mean '{close}'?", close=close)
            if close
            else f"Known: {', '.join(known)}."
        )
        msg = tr(
            "'{kind}' is not a known kind of {wanted}. {hint}",
            kind=kind,
            wanted=wanted,
            hint=hint,
        )
        raise InvalidInputError(msg)
    return wanted, kind


def _refuse_strangers(wanted: str, options: Mapping[str, object]) -> None:
    """Refuse an option that would have no effect.

    Raises:
        InvalidInputError: If one was given that goes with other records only.
    """
    given = [name for name, value in options.items() if value]
    if given:
        others = "inspections" if wanted == _LICENCES else _LICENCES
        msg = tr(
            "{given} goes with {others}; here {wanted} would be listed.",
            given=given[0],
            others=others,
            wanted=wanted,
        )
        raise InvalidInputError(msg)


def _usage() -> str:
    return tr("List reads like 'licreg list licences social-network --year 2024'.")


class _Period(NamedTuple):
    """The days of a list.

    Attributes:
        first_day: None for no limit.
        last_day: Inclusive.
        as_of: The day at whose end statuses and cases are looked at.
        is_named: Whether a period was asked for, and so what happened in it.
    """

    first_day: date | None
    last_day: date
    as_of: date
    is_named: bool


def _period(
    session: Session,
    year: int | None,
    since: str | None,
    until: str | None,
    as_of: str | None,
) -> _Period:
    if year is not None and (since or until):
        msg = tr("Give --year or --from and --to, not both.")
        raise InvalidInputError(msg)
    read_day = past_day_reader(session, year)
    day = read_day(as_of) if as_of else None
    if year is not None:
        from licreg.actions.reporting import find_basis

        basis = find_basis(
            session.register,
            year,
            today=session.today,
            as_of=day,
            as_known=session.as_known,
        )
        return _Period(basis.first_day, basis.last_day, basis.last_day, is_named=True)
    first_day = read_day(since) if since else None
    last_day = read_day(until) if until else day or session.today
    if day is not None and day < last_day:
        msg = tr(
            "--as-of {day} lies before --to {last_day}. Give a later one, or none.",
            day=day,
            last_day=last_day,
        )
        raise InvalidInputError(msg)
    if first_day is not None and last_day < first_day:
        msg = tr(
            "The period from {first_day} to {last_day} runs backwards.",
            first_day=first_day,
            last_day=last_day,
        )
        raise InvalidInputError(msg)
    return _Period(first_day, last_day, day or last_day, bool(since or until))


def _read_status(text: str) -> Status:
    return Status(choice_reader("status", tuple(Status))(text))


def _read_issuer(session: Session, text: str | None) -> str:
    if not text:
        return ""
    if text.endswith("*"):
        return text.upper()
    return session.law.parse_issuer(text)


def _licences(session: Session, question: LicenceQuestion, kind: str) -> Answer:
    language = session.language
    found = find_licence_records(session.register, question)
    as_of = question.as_of or question.last_day
    rows = (records.name_references(session, row) for row in licence_rows(found, as_of))
    notes = [_count(session, len(found), "licence", question)]
    if not found:
        notes += _why_none(session, question, kind)
    shown = records.table(rows, records.LICENCE_LIST, language)
    return Answer(
        value=rows,
        tables=(shown,) if found else (),
        records=Table(
            records.columns(COLUMNS, language),
            records.licence_lines(session, found, as_of),
        ),
        notes=tuple(notes),
    )


def _inspections(session: Session, question: InspectionQuestion, what: str) -> Answer:
    language = session.language
    found = find_inspections(session.register, question)
    as_of = question.as_of or question.last_day
    rows: list[dict[str, Any]] = [
        records.inspection_of(session, one, as_of) for one, _ in found
    ]
    names: Sequence[str] = INSPECTION_COLUMNS
    shown: Sequence[str] = records.INSPECTION_LIST
    if what == "subjects":
        names = shown = ("subject", "subject_kind", "inspected_on", "visits")
        rows = [
            {
                "subject": records.shown_person(session, one.visit.subject),
                "subject_kind": one.visit.subject_kind,
                "inspected_on": one.visit.inspected_on,
                "visits": count,
            }
            for one, count in distinct_subjects(found)
        ]
    elif what == "decisions":
        names = ("decision", "decided_on", "agency", "fine_vnd", "ref", "subject")
        shown = ("decision", "decided_on", "subject", "fine_vnd")
        rows = _decisions(rows)
    elif what == "breaches":
        names = ("ref", "subject", "decision", "decided_on", "breach", "amount")
        shown = ("ref", "subject", "breach", "amount")
        rows = [
            {**row, "breach": breach.basis, "amount": breach.fine_vnd}
            for row, (_, standing) in zip(rows, found, strict=True)
            for breach in standing.breaches
        ]
    one = {"inspections": "inspection"}.get(what, what[:-1])
    one = "breach" if what == "breaches" else one
    notes = [_count(session, len(rows), one, question)]
    fines = sum(standing.fine_vnd for _, standing in found)
    if fines:
        notes.append(f"Fines: {fines:,} VND")
    value = [{name: row.get(name) for name in names} for row in rows]
    return Answer(
        value=rows if what == "inspections" else value,
        tables=(records.table(rows, shown, language),) if rows else (),
        records=records.table(rows, names, language),
        notes=tuple(notes),
    )


def _decisions(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the distinct decisions, each with the fines of all its cases."""
    decisions: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row.get("decision"):
            key = (row["agency"], row["decision"])
            if key in decisions:
                total = (decisions[key]["fine_vnd"] or 0) + (row["fine_vnd"] or 0)
                decisions[key]["fine_vnd"] = total
            else:
                decisions[key] = dict(row)
    return list(decisions.values())


def _count(
    session: Session,
    count: int,
    one: str,
    question: LicenceQuestion | InspectionQuestion,
) -> str:
    plural = {"breach": "breaches"}.get(one, f"{one}s")
    first_day, last_day = question.first_day, question.last_day
    days = f"from {first_day} to {last_day}" if first_day else f"as of {last_day}"
    days += known_words(session)
    if not count:
        return f"No {one} matches, {days}."
    return f"{count:,} {one if count == 1 else plural}, {days}"


def _why_none(session: Session, question: LicenceQuestion, kind: str) -> list[str]:
    """Return what a person may have meant where nothing matches."""
    law = session.law
    if kind != "ei-website":
        return []
    other = LicenceQuestion(
        kinds=("aggregate-site",),
        measure=question.measure,
        first_day=question.first_day,
        last_day=question.last_day,
    )
    count = len(find_licence_records(session.register, other))
    last = law.kinds_by_code[kind].last_day
    name = name_of(law.kinds_by_code["aggregate-site"], session.language)
    until = f" up to {format_day(last, session.language)}" if last else ""
    return [
        (
            tr(
                "Plain EI websites were licensed{until} only; what the published "
                "reports call EI websites are aggregate sites. {name}: {count:,}.",
                until=until,
                name=name,
                count=count,
            )
        )
    ]
