"""``summary --area``: inspections of one area, another register, or decrees."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from licreg.actions.others import decrees_of, other_rows
from licreg.cli.answer import Answer, Column, Row, Table
from licreg.cli.basis import basis_line, inspection_json, to_json_basis
from licreg.cli.options import choice_reader
from licreg.cli.words import word
from licreg.domain.days import first_of_year, last_of_year
from licreg.domain.other_registers import KINDS, REGISTERS
from licreg.domain.vocabulary import AREAS
from licreg.errors import InvalidInputError
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.reporting import Summary
    from licreg.cli.session import Session

DECREES: Final = "decrees"
KNOWN: Final = (*AREAS, *REGISTERS, DECREES)
"""What ``--area`` may name."""

_WITH: Final = {"cross-border": ("content-removal",)}
"""The other registers that belong to an area of inspections."""

_NAMES: Final = {
    "fines_vnd": "fine_vnd",
    "by_subject": "subject_kind",
    "by_outcome": "outcome",
}


def area_answer(
    session: "Session", summary: "Summary", asked: str, *, goes_alone: bool
) -> Answer:
    """Return what a year's report says of one area.

    Args:
        session: The run.
        summary: The totals of the year.
        asked: One of ``KNOWN``, as it was typed.
        goes_alone: Whether nothing was asked that does not go with it.

    Raises:
        InvalidInputError: If something was, or there is no such area.
    """
    if not goes_alone:
        msg = tr("--area goes with one year, and without --by and --chart.")
        raise InvalidInputError(msg)
    area = choice_reader("area", KNOWN)(asked)
    basis, language = summary.basis, session.language
    first, last = basis.first_day, basis.last_day
    value: dict[str, Any] = {"basis": to_json_basis(basis), "area": area}
    tables: list[Table] = []
    if area in AREAS:
        row = inspection_json(summary.inspections[area])
        value["inspections"] = [{"area": area, **row}]
        tables += _inspections(area, row, language)
    kinds = REGISTERS.get(area) or _WITH.get(area, ())
    if kinds:
        rows = other_rows(session.register, kinds, first, last)
        value["others"] = rows
        tables += _others(rows, kinds, language)
    if area == DECREES:
        year = first.year
        rows = list(decrees_of(session.law, first_of_year(year), last_of_year(year)))
        value["decrees"] = rows
        tables.append(_decrees(rows, language))
    return Answer(
        value=value,
        tables=tuple(tables),
        notes=(*_notes(session, area, value), basis_line(basis, language)),
    )


def _inspections(area: str, row: dict[str, Any], language: str) -> Iterator[Table]:
    measures = [name for name, count in row.items() if isinstance(count, int)]
    yield Table(
        (Column("measure", word("measure", language)), Column("count", "", "int")),
        [(word(_NAMES.get(name, name), language), row[name]) for name in measures],
        title=word(area, language),
    )
    for name in ("by_subject", "by_outcome"):
        counted = [
            (word(key, language), count) for key, count in row[name].items() if count
        ]
        if counted:
            yield Table(
                (
                    Column(name, word(_NAMES[name], language)),
                    Column("count", word("count", language), "int"),
                ),
                counted,
            )


def _others(
    rows: Sequence[dict[str, Any]], kinds: Sequence[str], language: str
) -> Iterator[Table]:
    for kind in kinds:
        ours = [row for row in rows if row["kind"] == kind]
        if not ours:
            continue
        measures = KINDS[kind]
        rate = any("removal_rate" in row for row in ours)
        names = (*measures, *(("removal_rate",) if rate else ()))
        yield Table(
            (
                Column("part", ""),
                *(Column(name, word(name, language), "int") for name in names),
                Column("as_of", word("as_of", language), "day"),
            ),
            [
                Row(
                    (
                        row["part"] or tr("All"),
                        *(row.get(name) for name in names),
                        row["as_of"],
                    ),
                    level=1 if row["part"] else 0,
                )
                for row in ours
            ],
            title=word(kind, language),
        )


def _decrees(rows: Sequence[dict[str, Any]], language: str) -> Table:
    names = ("instrument", "title", "signed_on", "from", "replaces")
    return Table(
        tuple(
            Column(
                name,
                word(name, language),
                "day" if name in ("signed_on", "from") else "text",
            )
            for name in names
        ),
        [
            (
                row["instrument"],
                row[f"title_{language}"],
                row["signed_on"],
                row["from"],
                tuple(row["replaces"]),
            )
            for row in rows
        ],
    )


def _notes(session: "Session", area: str, value: dict[str, Any]) -> Iterator[str]:
    if value.get("others") == []:
        yield tr("Nothing of the kind is on record in this period.")
    if area in REGISTERS or area in _WITH:
        yield tr("What these counts were read from:")
        yield f"  {session.command('tally list')}"
