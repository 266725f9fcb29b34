"""The command that gives records out: export."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, TypeVar

import typer

from licreg.actions.exporting import count_rows
from licreg.actions.extracts import Extract, extract_lines, extract_rows
from licreg.actions.listing import subject_kinds_of
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
    read_issuer,
    refuse_strangers,
)
from licreg.cli.knowing import ask_as_known, shown_moment
from licreg.cli.options import AsKnown, AsOf, choice_reader, past_day_reader
from licreg.cli.render import TEXT_FORMATS
from licreg.cli.session import Session
from licreg.cli.waiting import writing
from licreg.errors import InvalidInputError
from licreg.wording import tr

_T = TypeVar("_T")

_ALL: Final = "all"
_INSPECTIONS: Final = "inspections"
_WHAT: Final = (LICENCES, "acts", _INSPECTIONS, "tallies", "figures", _ALL)


def export(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="licences, acts, inspections, tallies, figures, all.",
        ),
    ],
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[KIND]", help="Of licence; an area or kind of subject."
        ),
    ] = "",
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
    flat: Annotated[
        bool,
        typer.Option(
            "--flat",
            help="Licences with their last act, and counts of acts and inspections.",
        ),
    ] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV as a Vietnamese Excel opens it.")
    ] = False,
    public: Annotated[
        bool,
        typer.Option(
            "--public", help="Leave out persons, remarks, reasons, sources, entries."
        ),
    ] = False,
    personal: Annotated[
        bool,
        typer.Option(
            "--personal",
            help="Tell personal data too; else a reference stands for a person.",
        ),
    ] = False,
) -> Answer | int:
    """Write records to a file: of one table, or all tables into a folder or workbook.

    The format follows the file's ending: .csv, .tsv, .json, .jsonl, .xlsx, .md.
    """
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
    wanted, kind = choice_reader("table", _WHAT)(what), kind.strip().casefold()
    if wanted != _ALL:
        check_kind(session, wanted, kind)
    extract = Extract(
        table=wanted, day=session.today, personal=personal, public=public, flat=flat
    )
    _check_shape(extract)
    if excel:
        _ask_for_excel(session)
    if wanted == _ALL:
        from licreg.cli.packing import export_all

        _refuse_filters(wanted, kind, filters.given)
        day = _read_clocks(session, filters)
        return export_all(session, day, personal=personal, public=public)
    if session.format_option is None and session.output is None:
        session.format_option = "csv"
    session.settle_answer()
    return _answer(session, _choose(session, extract, filters, kind))


def _check_shape(extract: Extract) -> None:
    """Refuse options that contradict each other.

    Raises:
        InvalidInputError: If some do.
    """
    if extract.flat and extract.table != LICENCES:
        msg = tr("--flat goes with licences: 'licreg export licences --flat'.")
        raise InvalidInputError(msg)
    if extract.public and extract.personal:
        msg = tr("--public leaves persons out, --personal tells them. Give one.")
        raise InvalidInputError(msg)


def _ask_for_excel(session: Session) -> None:
    """Let the answer be CSV for Excel.

    Raises:
        InvalidInputError: If another format was asked for.
    """
    file = session.output
    ending = file.suffix.lower() if file is not None else ""
    if session.format_option not in (None, "csv", "csv-excel") or (
        session.format_option is None and ending == ".xlsx"
    ):
        msg = tr("--excel is a form of CSV; leave it out for another format.")
        raise InvalidInputError(msg)
    session.format_option = "csv-excel"


def _refuse_filters(wanted: str, kind: str, given: Sequence[str]) -> None:
    """Refuse what chooses among records of a table that is given whole.

    Raises:
        InvalidInputError: If something does.
    """
    first = next(iter([*given, *([kind] if kind else [])]), "")
    if first:
        msg = tr(
            "{option} goes with licences and inspections; here {wanted} would be "
            "written.",
            option=first,
            wanted=wanted,
        )
        raise InvalidInputError(msg)


def _read_clocks(session: Session, filters: Filters) -> date | None:
    """Return the day asked for, and ask the register as it was known then."""
    ask_as_known(session, filters.as_known)
    _say_known(session)
    return past_day_reader(session)(filters.as_of) if filters.as_of else None


def _say_known(session: Session) -> None:
    if session.as_known is not None:
        moment = shown_moment(session.as_known, session.language)
        session.say(tr("Written as known at the end of {moment}.", moment=moment))


def _choose(session: Session, extract: Extract, filters: Filters, kind: str) -> Extract:
    """Return the extract with the records that the filters choose."""
    wanted = extract.table
    is_chosen = bool(filters.given or kind)
    if wanted in (LICENCES, _INSPECTIONS):
        refuse_strangers(wanted, filters)
        if not is_chosen:
            return replace(extract, day=_read_clocks(session, filters) or extract.day)
        ask = licence_question if wanted == LICENCES else inspection_question
        question = ask(session, filters, kind)
        _say_known(session)
        return replace(
            extract, day=question.as_of or question.last_day, question=question
        )
    _refuse_filters(wanted, "", [one for one in filters.given if one != "--issuer"])
    return replace(
        extract,
        day=_read_clocks(session, filters) or extract.day,
        kinds=_kinds(session, wanted, kind) if kind else (),
        issuer=read_issuer(session, filters.issuer),
    )


def _kinds(session: Session, wanted: str, kind: str) -> tuple[str, ...]:
    """Return the kinds that one stands for; a tally may count a family or an area."""
    parts = session.law.parts_of(kind)
    return (kind, *parts, *subject_kinds_of(kind)) if wanted == "tallies" else parts


def _answer(session: Session, extract: Extract) -> Answer:
    chosen, language = session.settle_answer()
    if chosen in TEXT_FORMATS:
        names, lines = extract_lines(session.register, extract)
        shown = _seen(session, extract, lines)
        table = Table(records.columns(names, language), shown, title=extract.table)
        return Answer(value=None, records=table)
    names, rows = extract_rows(session.register, extract)
    return records.whole_answer(_seen(session, extract, rows), names, language)


def _seen(session: Session, extract: Extract, rows: Iterator[_T]) -> Iterator[_T]:
    """Return rows, counted in a bar where they go elsewhere than to the terminal."""
    if session.is_terminal and session.output is None:
        return rows
    is_whole = extract.question is None
    total = count_rows(session.register, extract.table, extract.day)
    return writing(session, rows, extract.table, total if is_whole else None)
