"""Commands to begin with: demo, init, info."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from licreg.cli.answer import Answer, Cell, Column, Table
from licreg.cli.preferences import Preference
from licreg.cli.session import Session
from licreg.cli.words import format_moment
from licreg.domain.days import format_day
from licreg.domain.money import format_number
from licreg.domain.text import parse_text
from licreg.errors import RegisterFileError
from licreg.wording import marked, retold, told, tr

_TITLES: Final = {
    "register": marked("Register"),
    "name": marked("Name"),
    "authority": marked("Authority"),
    "sample": marked("Sample"),
    "entries": marked("Entries"),
    "last_recorded_at": marked("Last recorded at"),
    "seal": marked("Seal"),
    "entries_through": marked("Entries through"),
    "years": marked("Years"),
    "default_issuer": marked("Default issuer"),
    "default_agency": marked("Default agency"),
    "clerk": marked("Clerk"),
    "language": marked("Language"),
    "days": marked("Days"),
    "plain": marked("Plain"),
    "version": marked("Version"),
    "tables": marked("Tables"),
}

_REVIEW: Final = date(2024, 11, 28)
"""When the figures were published that the demo proves."""


def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to build it.")
    ] = Path("licreg-demo"),
) -> Answer:
    """Build the sample register and show what it counts."""
    from licreg.actions.figures import UNCOUNTABLE, compare
    from licreg.actions.importing import import_tables
    from licreg.actions.published import read_figures
    from licreg.actions.reference import data_folder, read_law
    from licreg.actions.reporting import find_basis
    from licreg.cli.reconciling import comparison_answer
    from licreg.cli.summing import summary
    from licreg.domain.acceptance import Circumstances
    from licreg.exchange.canonical import read_tables
    from licreg.store.register import RegisterFolder

    session: Session = ctx.obj
    session.register_option = str(folder)
    if session.format_option is None and not (session.is_plain or session.output):
        session.format_option = "table"
    if not (folder / "register.toml").is_file():
        RegisterFolder.create(
            folder,
            "Sample register",
            now=session.now,
            authority="Invented for the demo",
            is_sample=True,
            entries_through=date(2024, 11, 15),
        )
    if not session.register.settings.is_sample:
        msg = tr(
            "{folder} is a real register; the demo leaves it alone.", folder=folder
        )
        raise RegisterFileError(msg, folder)
    if session.register.entries:
        session.say(
            tr(
                "The sample register is there already, in {folder}; left as it is.",
                folder=folder,
            )
        )
    else:
        import_tables(
            session.register,
            read_tables(data_folder() / "sample"),
            circumstances=Circumstances(
                session.today, read_law(session.register.settings), is_past_paper=True
            ),
            clerk=session.clerk,
            now=session.now,
        )
    year = 2024
    totals = summary(ctx, [str(year)])
    basis = find_basis(
        session.register, year, today=session.today, as_of=None, as_known=None
    )
    figures = tuple(one for one in read_figures() if one.published_on == _REVIEW)
    comparisons = [
        one
        for one in compare(session.register, session.law, figures, session.today)
        if one.because != UNCOUNTABLE
    ]
    proof = comparison_answer(session, comparisons)
    return Answer(
        value={
            "register": str(folder),
            "summary": totals.json_value(),
            "reconcile": proof.value,
        },
        tables=(*totals.tables[:2], *proof.tables),
        records=totals.records,
        notes=(
            *totals.notes[:2],
            *proof.notes,
            (
                tr(
                    "Invented sample, built to meet these figures: {entries:,} "
                    "entries in {folder}. Three commands to try:",
                    entries=basis.entries,
                    folder=folder,
                )
            ),
            f"  {session.command('show last')}",
            f"  {session.command(f'list social-network --year {year}')}",
            f"  {session.command('explain 2024-sn-cumulative')}",
        ),
        exit_code=proof.exit_code,
    )


def init(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to make it.")
    ] = Path("register"),
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="What it is called.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option("--authority", metavar="TEXT", help="Whose it is.")
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="CODE", help="Issuer where none is told."),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option("--agency", metavar="CODE", help="Agency where none is told."),
    ] = None,
) -> Answer:
    """Make a new, empty register."""
    from licreg.actions.reference import read_law
    from licreg.store.register import RegisterFolder

    session: Session = ctx.obj
    law = read_law()
    RegisterFolder.create(
        folder,
        parse_text("name", name or "") or folder.resolve().name,
        now=session.now,
        authority=parse_text("authority", authority or ""),
        issuer=law.parse_issuer(issuer) if issuer else "",
        agency=law.parse_issuer(agency) if agency else "",
    )
    session.register_option = str(folder)
    return Answer(
        value={"register": str(folder)},
        notes=(
            tr("Made an empty register in {folder}.", folder=folder),
            tr("Record a first licence, or take in a file:"),
            f"  {session.command('issue')}",
            f"  {session.command('import FILE.csv')}",
        ),
    )


def info(ctx: typer.Context) -> Answer:
    """Say which register is in use, what is in it, and what was settled where."""
    from licreg import __version__
    from licreg.actions.reference import data_folder

    session: Session = ctx.obj
    register = session.register
    settings = register.settings
    values: dict[str, Any] = {
        "register": str(register.path.resolve()),
        "name": settings.name,
        "authority": settings.authority,
        "sample": settings.is_sample,
        "entries": register.entries,
        "last_recorded_at": register.last_recorded_at,
        "seal": register.seal,
        "entries_through": settings.entries_through,
        "years": list(register.years()),
    }
    settled = dict(_settled(session))
    values |= {name: one.value for name, one in settled.items()}
    values |= {"version": __version__, "tables": str(data_folder())}
    origins = {"register": session.place.origin}
    origins |= {name: one.origin for name, one in settled.items()}
    moment = register.last_recorded_at
    shown = values | {
        "last_recorded_at": format_moment(moment, session.language) if moment else None
    }
    lines = [
        (
            tr(_TITLES[name]),
            _shown(value, session.language),
            retold(origins.get(name, "")),
        )
        for name, value in shown.items()
    ]
    return Answer(
        value={**values, "origins": origins},
        tables=(
            Table(
                (Column("field", "", "code"), Column("value", ""), Column("from", "")),
                lines,
            ),
        ),
        records=Table(
            (
                Column("field", "field"),
                Column("value", "value"),
                Column("from", "from"),
            ),
            [
                (name, _plain(value), origins.get(name, ""))
                for name, value in values.items()
            ],
        ),
    )


def _settled(session: Session) -> Iterator[tuple[str, Preference]]:
    """Yield what can be settled, with where it was."""
    of = session.preferences.of
    yield "default_issuer", of("issuer")
    yield "default_agency", of("agency")
    clerk = of("clerk")
    yield "clerk", Preference(session.clerk, clerk.origin or told("the login name"))
    yield "language", session.language_setting
    yield "days", of("days")
    yield "plain", of("plain")


def _plain(value: object) -> Cell:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return tuple(map(str, value))
        case str() | int() | date():
            return value
        case _:
            return None


def _shown(value: object, language: str) -> str:
    match value:
        case date():
            return format_day(value, language)
        case bool():
            return tr("yes") if value else tr("no")
        case int():
            return format_number(value, language)
        case list():
            return f"{value[0]}-{value[-1]}" if value else tr("none")
        case None | "":
            return "-"
        case _:
            return str(value)
