"""A summary as the form of a statistical report."""

from collections.abc import Iterator
from typing import Final

from licreg.actions.reporting import Summary
from licreg.cli.answer import Answer, Cell, Column, Row, Table
from licreg.cli.basis import basis_line
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.days import format_day
from licreg.domain.money import format_number
from licreg.domain.totals import InspectionTotals, LicenceTotals
from licreg.errors import InvalidInputError
from licreg.wording import marked, tr, trc

LAYOUTS: Final = ("form",)
"""How a summary may be laid out other than as its own tables."""

_LICENCE: Final = marked("licence")
_INSTRUMENT: Final = marked("instrument")
_OF_AREA: Final = (
    ("subjects", marked("subject")),
    ("penalised", marked("case")),
    ("fined", marked("case")),
    ("breaches", marked("breach")),
    ("decisions", marked("decision")),
    ("fines", marked("VND")),
)
"""What is told of the inspections of an area, each with its unit."""


def refuse_layout(years: int, strange: dict[str, bool]) -> None:
    """Refuse the form where a summary is more than the totals of one year.

    Args:
        years: How many years are asked for.
        strange: Further options, and whether each was given.

    Raises:
        InvalidInputError: If it is.
    """
    given = [option for option, is_given in strange.items() if is_given]
    if given:
        msg = tr("--layout form does not go with {option}.", option=given[0])
        raise InvalidInputError(msg)
    if years > 1:
        msg = tr("--layout form tells one year; {count} are given.", count=years)
        raise InvalidInputError(msg)


def form_answer(session: Session, summary: Summary, value: object) -> Answer:
    """Return a year's totals as a form; headings are in the language of who reads.

    Args:
        session: The run.
        summary: The totals.
        value: What JSON shows of them.
    """
    language, basis = session.language, summary.basis
    columns = (
        Column("no", trc("form", "No."), "code"),
        Column("indicator", tr("Indicator")),
        Column("unit", tr("Unit")),
        Column("period", tr("Reporting period"), "int"),
        Column("cumulative", tr("Cumulative"), "int"),
        Column("note", tr("Notes")),
    )
    settings = session.register.settings
    heading = [
        tr("Reporting unit: {unit}", unit=settings.authority or settings.name),
        tr(
            "Reporting period: from {first} to {last}",
            first=format_day(basis.first_day, language),
            last=format_day(basis.last_day, language),
        ),
    ]
    signatures = f"  {tr('Prepared by')}{' ' * 24}{tr('Head of the unit')}"
    title = tr("Statistical report")
    rows = list(_rows(session, summary))
    is_file = session.settle_answer()[0] == "xlsx"
    return Answer(
        value=value,
        prose="" if is_file else "\n".join(heading),
        tables=(Table(columns, rows, title=title),),
        records=Table(
            tuple(Column(one.title, one.title, one.kind) for one in columns),
            rows,
            title,
        ),
        notes=(
            *(heading if is_file else ()),
            basis_line(basis, language),
            signatures,
        ),
    )


def _rows(session: Session, summary: Summary) -> Iterator[Row]:
    kinds = session.law.kinds_by_code
    language = session.language
    number = part = 0
    parts: tuple[str, ...] = ()
    for row in (*summary.licences, *summary.instruments):
        is_licence = row in summary.licences
        if not is_licence and not row.cumulative:
            continue
        if row.kind in parts:
            part += 1
        else:
            number, part = number + 1, 0
        parts = row.parts or (parts if part else ())
        yield Row(
            (
                f"{number}.{part}" if part else str(number),
                name_of(kinds[row.kind], language),
                tr(_LICENCE) if is_licence else tr(_INSTRUMENT),
                row.issued,
                row.cumulative,
                _standing(row, language),
            ),
            1 if part else 0,
        )
    for area, totals in summary.inspections.items():
        if totals.inspected:
            number += 1
            yield from _of_area(number, area, totals, language)


def _standing(row: LicenceTotals, language: str) -> str:
    """Return how many of the licences stand in which status."""
    told = [
        f"{word(status, language).lower()}: {format_number(count, language)}"
        for status, count in (*row.by_status.items(), ("unlisted", row.unlisted))
        if count
    ]
    return "; ".join(told)


def _of_area(
    number: int, area: str, totals: InspectionTotals, language: str
) -> Iterator[Row]:
    cells: tuple[Cell, ...] = (str(number), word(area, language), tr("inspection"))
    yield Row((*cells, totals.inspected, None, ""))
    counts = {
        "subjects": totals.subjects,
        "penalised": totals.penalised,
        "fined": totals.fined,
        "breaches": totals.breaches,
        "decisions": totals.decisions,
        "fines": totals.fines_vnd,
    }
    for place, (name, unit) in enumerate(_OF_AREA, start=1):
        title = word(name, language).partition(",")[0]
        yield Row((f"{number}.{place}", title, tr(unit), counts[name], None, ""), 1)
