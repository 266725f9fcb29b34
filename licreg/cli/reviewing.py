"""The command ``review``: the annual review, as a page or in the terminal."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from licreg.actions.reporting import Basis, find_basis
from licreg.actions.review import Review, review_year
from licreg.actions.revision import (
    ASKED,
    Revision,
    moment_of_last_review,
    revise,
)
from licreg.cli.answer import Answer, Column, Kind, Table
from licreg.cli.knowing import ask_as_known, read_moment, register_at
from licreg.cli.options import AsKnown, AsOf, day_reader, read_year
from licreg.cli.review_document import review_document
from licreg.cli.review_values import to_json
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.errors import RefusedError
from licreg.exchange.document import (
    Cell,
    Document,
    Leads,
    Paragraph,
    Sources,
    format_cell,
)
from licreg.exchange.document import Table as Tabulated
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.exchange.document import Kind as Held
    from licreg.store.register import RegisterFolder

_TABULAR: Final = frozenset({"csv", "csv-excel", "tsv", "xlsx"})


def review(
    ctx: typer.Context,
    year: Annotated[str, typer.Argument(metavar="YEAR", help="The year, as 2024.")],
    as_of: AsOf = None,
    as_known: AsKnown = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="MOMENT",
            help="When the last review was made; else when its figures were published.",
        ),
    ] = None,
) -> Answer:
    """Write the annual review: -o review.html, -o review.md, or here."""
    session: Session = ctx.obj
    wanted = read_year(year)
    chosen, language = session.settle_answer()
    now = session.register
    ask_as_known(session, as_known, wanted)
    register, law = session.register, session.law
    basis = find_basis(
        register,
        wanted,
        today=session.today,
        as_of=day_reader(session, wanted)(as_of) if as_of else None,
        as_known=session.as_known,
    )
    found = review_year(
        register,
        law,
        basis,
        today=session.today,
        revision=_revision(session, basis, since, now),
    )
    document = review_document(found, law, language, lambda key: word(key, language))
    return _answer(session, found, document, chosen)


def _revision(
    session: Session, basis: Basis, since: str | None, now: "RegisterFolder"
) -> Revision | None:
    """Return what changed since the last review; None if nothing was known then.

    Raises:
        RefusedError: If a moment is named that lies after what is known.
    """
    year = basis.first_day.year
    moment, because = moment_of_last_review(year)
    if since and (asked := read_moment(session, since, year - 1)):
        moment, because = asked, ASKED
    known = session.as_known or session.now.isoformat(timespec="milliseconds")
    if moment > known[: len(moment)]:
        if because != ASKED:
            return None
        msg = tr(
            "--since {since} lies after --as-known {known}.", since=moment, known=known
        )
        raise RefusedError(msg)
    first = next(now.batches(), None)
    had_begun = first is not None and first.at[: len(moment)] <= moment
    past = register_at(session, moment, now) if had_begun else None
    return revise(
        past, session.register, session.law, basis, since=moment, because=because
    )


def _answer(session: Session, found: Review, document: Document, chosen: str) -> Answer:
    from licreg.cli.summary_tables import records_of

    def page() -> str:
        from licreg.exchange.review_html import write_html

        return write_html(document)

    def markdown() -> str:
        from licreg.exchange.review_markdown import write_markdown

        return write_markdown(document)

    return Answer(
        value=partial(to_json, session, found),
        tables=tuple(_tables(document)),
        records=records_of([found.year]) if chosen in _TABULAR else None,
        notes=tuple(_notes(session, found, document)),
        texts={"html": page, "markdown": markdown},
    )


def _tables(document: Document) -> Iterator[Table]:
    """Yield what of a document stands in tables, for a terminal."""
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Tabulated():
                    yield _table(block, document.language)
                case Leads():
                    names = ("label", "value", "basis", "beside")
                    yield Table(
                        tuple(Column(name, "", "text") for name in names),
                        [
                            tuple(getattr(one, name) for name in names)
                            for one in block.rows
                        ],
                        title=section.title,
                    )
                case Sources():
                    yield Table(
                        (Column("number", ""), Column("source", "")),
                        [
                            (f"[{number}]", source)
                            for number, source in enumerate(block.rows, start=1)
                        ],
                    )
                case _:
                    pass


def _table(table: Tabulated, language: str) -> Table:
    return Table(
        tuple(
            Column(one.key, one.title, _kind_of(one.kind), one.group)
            for one in table.columns
        ),
        [_cells(table, row, language) for row in table.rows],
        title=table.caption,
        footer=_cells(table, table.footer, language) if table.footer else (),
    )


def _kind_of(held: "Held") -> Kind:
    return "int" if held == "change" else held


def _cells(table: Tabulated, row: tuple[Cell, ...], language: str) -> tuple[Cell, ...]:
    return tuple(
        format_cell(cell, "change", language) if column.kind == "change" else cell
        for cell, column in zip(row, table.columns, strict=True)
    )


def _notes(session: Session, found: Review, document: Document) -> Iterator[str]:
    if document.warning_text:
        yield document.warning_text
    yield document.basis
    for section in document.sections:
        told = [one.text for one in section.blocks if isinstance(one, Paragraph)]
        if len(told) == len(section.blocks):
            yield f"{section.title}: {' '.join(told)}"
    year = found.basis.first_day.year
    if session.is_terminal and session.output is None:
        yield tr("As a page:")
        yield f"  {session.command(f'review {year} -o review-{year}.html')}"
