"""Commands that care for a register: check and rebuild."""

import typer

from licreg.actions.checking import CheckFinding, check_records
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.session import Session
from licreg.cli.waiting import watching_entries
from licreg.cli.words import word
from licreg.errors import JournalDamagedError
from licreg.wording import retold, tr, trn


def check(ctx: typer.Context) -> Answer:
    """Find what is wrong with the register; silent if nothing is."""
    session: Session = ctx.obj
    findings: list[CheckFinding] = []
    try:
        register = session.register
        with watching_entries(session, tr("checking")):
            fresh = register.from_journal()
        findings += [CheckFinding(*finding) for finding in register.compare(fresh)]
        findings += check_records(fresh, session.law)
    except JournalDamagedError as error:
        findings.append(CheckFinding("journal", str(error.path), str(error)))
    rows = [finding._asdict() for finding in findings]
    names = ("rule", "where", "message")
    table = Table(
        tuple(Column(name, word(name, session.language)) for name in names),
        [(row["rule"], row["where"], retold(row["message"])) for row in rows],
    )
    many = trn("1 finding.", "{count:,} findings.", len(rows))
    return Answer(
        value=rows,
        tables=(table,) if rows else (),
        notes=(many,) if rows else (),
        exit_code=1 if rows else 0,
    )


def rebuild(ctx: typer.Context) -> Answer:
    """Make all views anew from the journal."""
    session: Session = ctx.obj
    register = session.register
    with register.writing(
        session.clerk, now=session.now, wait_seconds=session.wait_seconds
    ):
        with watching_entries(session, tr("rebuilding")):
            register.rebuild()
        register.write_views()
    count = register.entries
    return Answer(
        value={"register": str(register.path), "entries": count},
        notes=(
            tr(
                "Made the views of {path} anew from {count:,} entries.",
                path=register.path,
                count=count,
            ),
        ),
    )
