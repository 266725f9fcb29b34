"""The command ``list``: the records behind every number, ending with their count."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from licreg.actions.kept_rows import COLUMNS, licence_rows
from licreg.actions.listing import (
    SORTS,
    InspectionQuestion,
    LicenceQuestion,
    distinct_subjects,
    find_inspections,
    find_licence_records,
    licence_kinds,
)
from licreg.actions.rows import INSPECTION_COLUMNS
from licreg.cli import records
from licreg.cli.answer import Answer, Table
from licreg.cli.filters import (
    LICENCES,
    ByDecisionDay,
    Filters,
    Fined,
    Measure,
    OfAgency,
    OfCampaign,
    OfHolder,
    OfIssuer,
    OfOutcome,
    OfSite,
    OfStatus,
    Since,
    Until,
    Year,
    check_kind,
    inspection_question,
    licence_question,
    refuse_strangers,
)
from licreg.cli.knowing import known_words
from licreg.cli.options import AsKnown, AsOf, choice_reader
from licreg.cli.session import Session
from licreg.cli.words import name_of
from licreg.domain.days import format_day
from licreg.domain.vocabulary import AREA_OF, AREAS
from licreg.errors import InvalidInputError
from licreg.wording import marked, markedn, tr, trn

_OF_INSPECTIONS: Final = ("inspections", "subjects", "decisions", "breaches")
_SOME: Final = {
    "licences": markedn("1 licence, {days}", "{count:,} licences, {days}"),
    "inspections": markedn("1 inspection, {days}", "{count:,} inspections, {days}"),
    "subjects": markedn("1 subject, {days}", "{count:,} subjects, {days}"),
    "decisions": markedn("1 decision, {days}", "{count:,} decisions, {days}"),
    "breaches": markedn("1 breach, {days}", "{count:,} breaches, {days}"),
}
_NONE: Final = {
    "licences": marked("No licence matches, {days}."),
    "inspections": marked("No inspection matches, {days}."),
    "subjects": marked("No subject matches, {days}."),
    "decisions": marked("No decision matches, {days}."),
    "breaches": marked("No breach matches, {days}."),
}

_WHAT: Final = (LICENCES, *_OF_INSPECTIONS)


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
    measure: Measure = None,
    year: Year = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    status: OfStatus = None,
    issuer: OfIssuer = None,
    holder: OfHolder = None,
    site: OfSite = None,
    outcome: OfOutcome = None,
    agency: OfAgency = None,
    campaign: OfCampaign = None,
    fined: Fined = None,
    by_decision_day: ByDecisionDay = False,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort", metavar="BY", help="issued-on, number, holder or expires-on."
        ),
    ] = None,
) -> Answer:
    """List records, ending with their count."""
    session: Session = ctx.obj
    filters = Filters(
        measure=measure,
        year=year,
        since=since,
        until=until,
        as_of=as_of,
        as_known=as_known,
        status=status,
        issuer=issuer,
        holder=holder,
        site=site,
        outcome=outcome,
        agency=agency,
        campaign=campaign,
        fined=fined,
        by_decision_day=by_decision_day,
    )
    wanted, kind = _split(session, what or [], is_case=bool(filters.of_cases))
    refuse_strangers(wanted, filters)
    if wanted != LICENCES and sort:
        msg = tr(
            "--sort goes with licences; here {wanted} would be listed.", wanted=wanted
        )
        raise InvalidInputError(msg)
    if wanted == LICENCES:
        default = licence_kinds(session.law)
        question = licence_question(session, filters, kind, default)
        if sort:
            question = replace(question, sort=choice_reader("order", SORTS)(sort))
        return _licences(session, question, kind)
    case = inspection_question(session, filters, kind)
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
        wanted = "inspections" if is_subject or is_case else LICENCES
    check_kind(session, wanted, kind, _WHAT)
    return wanted, kind


def _usage() -> str:
    return tr("List reads like 'licreg list licences social-network --year 2024'.")


def _licences(session: Session, question: LicenceQuestion, kind: str) -> Answer:
    language = session.language
    found = find_licence_records(session.register, question)
    as_of = question.as_of or question.last_day
    rows = (records.name_references(session, row) for row in licence_rows(found, as_of))
    notes = [_count(session, len(found), LICENCES, question)]
    if not found:
        notes += _why_none(session, question, kind)
    shown = records.table(rows, records.LICENCE_LIST, language)
    return Answer(
        value=rows,
        tables=(shown,) if found else (),
        records=Table(
            records.columns(COLUMNS, language),
            records.licence_lines(session, found, as_of),
            title=LICENCES,
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
    notes = [_count(session, len(rows), what, question)]
    fines = sum(standing.fine_vnd for _, standing in found)
    if fines:
        notes.append(tr("Fines: {fines:,} VND", fines=fines))
    value = [{name: row.get(name) for name in names} for row in rows]
    return Answer(
        value=rows if what == "inspections" else value,
        tables=(records.table(rows, shown, language),) if rows else (),
        records=records.table(rows, names, language, what),
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
    what: str,
    question: LicenceQuestion | InspectionQuestion,
) -> str:
    first, last = question.first_day, question.last_day
    days = (
        tr("from {first} to {last}", first=first, last=last)
        if first
        else tr("as of {last}", last=last)
    )
    days += known_words(session)
    if not count:
        return tr(_NONE[what], days=days)
    return trn(*_SOME[what], count, days=days)


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
    if last is None:
        return []
    return [
        tr(
            "Plain EI websites were licensed up to {day} only; what the published "
            "reports call EI websites are aggregate sites. {name}: {count:,}.",
            day=format_day(last, session.language),
            name=name,
            count=count,
        )
    ]
