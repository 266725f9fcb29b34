"""What ``licreg`` alone says: how the register stands, and what to do next."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from licreg.cli.answer import Answer, Column, Table
from licreg.cli.session import Session
from licreg.cli.words import format_moment, name_of
from licreg.domain.money import format_number
from licreg.errors import NoRegisterError
from licreg.wording import coded, language, retold, tr, trn

_FEW: Final = 30_000
"""Entries up to which every licence is looked at for what falls due."""

_DAYS_AHEAD: Final = "90d"


class _Fact(NamedTuple):
    """One line of the screen.

    Attributes:
        key: Its name for programs.
        title: Its heading for a person.
        text: What is so.
        value: The same for programs.
        command: What shows more of it; empty where nothing does.
    """

    key: str
    title: str
    text: str
    value: object
    command: str = ""


def state(session: Session) -> Answer:
    """Return how the register in use stands, or how to come by one."""
    try:
        facts = tuple(_facts(session))
    except NoRegisterError as error:
        return Answer(
            value=lambda: {"register": None, "message": _in_code(session)},
            prose=retold(str(error)),
            notes=(tr("To begin:"), *_begin()),
        )
    columns = (Column("what", ""), Column("state", ""), Column("command", ""))
    return Answer(
        value={fact.key: fact.value for fact in facts},
        tables=(Table(columns, [(one.title, one.text, one.command) for one in facts]),),
        records=Table(
            (Column("what", "what"), Column("state", "state")),
            _for_programs(session),
        ),
        notes=(tr("What next?"), *_next(session)),
    )


def _in_code(session: Session) -> str:
    """Return why there is no register, in the language of the code."""
    with coded():
        try:
            return str(session.register_path)
        except NoRegisterError as error:
            return str(error)


def _for_programs(session: Session) -> Iterator[tuple[str, str]]:
    """Yield the facts in the language of the code."""
    with coded():
        facts = list(_facts(session))
    yield from ((one.key, one.text) for one in facts)


def _facts(session: Session) -> Iterator[_Fact]:
    register = session.register
    settings = register.settings
    name = settings.name
    if settings.is_sample:
        name = tr("{name} (SAMPLE, invented records)", name=name)
    yield _Fact("name", tr("Register"), name, settings.name, "info")
    where = register.path.resolve()
    yield _Fact("register", tr("In"), str(where), str(where))
    entries = trn("1 entry", "{count:,} entries", register.entries)
    moment = register.last_recorded_at
    if moment:
        last = format_moment(moment, language())
        entries = tr("{entries}, the last on {moment}", entries=entries, moment=last)
    yield _Fact("entries", tr("Entries"), entries, register.entries, "history")
    if register.entries:
        yield from _year(session)
        yield from _due(session)
        yield from _figures(session)


def _year(session: Session) -> Iterator[_Fact]:
    """Yield what was issued in the year that runs, of the kinds with any licences."""
    from licreg.actions.reporting import find_basis, summarise

    register = session.register
    year = _last_day(session).year
    basis = find_basis(register, year, today=session.today, as_of=None, as_known=None)
    for row in summarise(register, session.law, basis).licences:
        if row.cumulative and not row.parts:
            text = tr(
                "{issued} issued in {year}, {total} in all",
                issued=format_number(row.issued, language()),
                year=year,
                total=format_number(row.cumulative, language()),
            )
            value = {"year": year, "issued": row.issued, "cumulative": row.cumulative}
            name = name_of(session.law.kinds_by_code[row.kind], language())
            yield _Fact(row.kind, name, text, value, f"summary {year}")


def _due(session: Session) -> Iterator[_Fact]:
    title = tr("Falls due")
    if session.register.entries > _FEW:
        yield _Fact("due", title, tr("'licreg due' looks through all."), None, "due")
        return
    from licreg.actions.due import NO_EXPIRY, find_dues, last_day_within

    last = last_day_within(_DAYS_AHEAD, session.today)
    found = find_dues(session.register, session.law, session.today, last)
    count = sum(1 for one in found.items if one.what != NO_EXPIRY)
    text = trn("1 in the next 90 days", "{count:,} in the next 90 days", count)
    yield _Fact("due", title, text, count, "due")


def _figures(session: Session) -> Iterator[_Fact]:
    from licreg.actions.figures import DIFFERS, MATCHES, compare
    from licreg.actions.published import figures_of

    register, law = session.register, session.law
    found = [
        one.verdict
        for one in compare(register, law, figures_of(register), session.today)
    ]
    matching, differing = found.count(MATCHES), found.count(DIFFERS)
    text = tr(
        "{matching:,} match, {differing:,} differ",
        matching=matching,
        differing=differing,
    )
    value = {"matches": matching, "differs": differing}
    yield _Fact("figures", tr("Published figures"), text, value, "reconcile")


def _last_day(session: Session) -> date:
    """Return the last day that counts: today, or the end of entry."""
    through = session.register.settings.entries_through
    return min(session.today, through) if through else session.today


def _next(session: Session) -> Iterator[str]:
    words = ("issue", "inspect", "show last", f"summary {_last_day(session).year}")
    for each in (*words, "help"):
        yield f"  {session.command(each)}"


def _begin() -> Iterator[str]:
    for each in ("demo", "init", "help"):
        yield f"  licreg {each}"
