"""What totals say of themselves, and how a program reads them."""

from typing import Any, Final

from licreg.actions.reporting import Basis, Summary
from licreg.cli.knowing import shown_moment
from licreg.domain.days import format_day
from licreg.domain.totals import InspectionTotals, LicenceTotals
from licreg.wording import marked, tr

_WHY: Final = {
    "asked": marked("as asked"),
    "year-end": marked("the year's end"),
    "today": marked("today"),
    "entries_through": marked("the day up to which entry is complete"),
}


def to_json(summary_: Summary) -> dict[str, Any]:
    """Return a summary in the shape that programs rely on."""
    value: dict[str, Any] = {"label": summary_.label} if summary_.label else {}
    value |= {
        "basis": to_json_basis(summary_.basis),
        "licences": [licence_json(row) for row in summary_.licences],
        "instruments": [licence_json(row) for row in summary_.instruments],
        "inspections": [
            {"area": area, **inspection_json(row)}
            for area, row in summary_.inspections.items()
        ],
    }
    if summary_.rows:
        value["rows"] = [to_json(row) for row in summary_.rows]
    return value


def to_json_basis(basis: Basis) -> dict[str, Any]:
    """Return what a total says of itself."""
    return {
        "from": basis.first_day,
        "to": basis.last_day,
        "as_of": basis.last_day,
        "as_of_because": basis.because,
        "as_known": basis.as_known,
        "register": basis.register,
        "sample": basis.is_sample,
        "entries": basis.entries,
        "seal": basis.seal,
    }


def basis_line(basis: Basis, language: str) -> str:
    """Return what every total says of itself, in a line."""
    sentences = [tr("SAMPLE, invented records.")] if basis.is_sample else []
    sentences.append(
        tr(
            "From {first} to {last} inclusive ({why}).",
            first=format_day(basis.first_day, language),
            last=format_day(basis.last_day, language),
            why=tr(_WHY[basis.because]),
        )
    )
    if basis.as_known is not None:
        moment = shown_moment(basis.as_known, language)
        sentences.append(tr("As known at the end of {moment}.", moment=moment))
    sentences.append(
        tr(
            "Counted from {entries:,} entries of '{register}', seal {seal}.",
            entries=basis.entries,
            register=basis.register,
            seal=basis.seal[:12],
        )
    )
    return " ".join(sentences)


def licence_json(row: LicenceTotals) -> dict[str, Any]:
    """Return the totals of a kind as a program reads them."""
    parts = {"parts": list(row.parts)} if row.parts else {}
    return {
        "kind": row.kind,
        **parts,
        "issued": row.issued,
        "replacing": row.replacing,
        "cumulative": row.cumulative,
        "recorded": row.recorded,
        "unlisted": row.unlisted,
        **row.by_status,
    }


def inspection_json(row: InspectionTotals) -> dict[str, Any]:
    """Return the totals of an area as a program reads them."""
    return {
        "inspected": row.inspected,
        "subjects": row.subjects,
        "penalised": row.penalised,
        "fined": row.fined,
        "breaches": row.breaches,
        "decisions": row.decisions,
        "fines_vnd": row.fines_vnd,
        "by_subject": dict(row.by_subject),
        "by_outcome": dict(row.by_outcome),
        **({"unlisted": dict(row.unlisted)} if row.unlisted else {}),
    }
