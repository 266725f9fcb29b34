"""The command ``notice``: what the register says of notices that sites display."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from licreg.actions.noticing import (
    DIFFERS,
    GENUINE,
    LAPSED,
    UNKNOWN,
    UNREADABLE,
    VERDICTS,
    Judgement,
    judge_notice,
)
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.options import AsOf, past_day_reader
from licreg.cli.records import columns
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.identifiers import parse_site
from licreg.errors import InvalidInputError
from licreg.exchange.notice_files import (
    LARGEST,
    Displayed,
    each_notice,
    read_displayed,
    read_named,
)
from licreg.exchange.notices import Notice
from licreg.wording import marked, tr, trn

_PIPED: Final = "-"

_VERDICTS: Final = {
    GENUINE: marked("genuine"),
    DIFFERS: marked("differs"),
    LAPSED: marked("no longer in force"),
    UNKNOWN: marked("unknown"),
    UNREADABLE: marked("unreadable"),
}

_RECORD: Final = (
    *("number", "issued_on", "kind", "issuer", "verdict", "licence", "status"),
    *("differences", "others", "line", "text"),
)
"""The columns for programs."""


def notice(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT|FILE|-",
            help="A notice, a page or CSV with many, or - for what is piped in.",
        ),
    ],
    site: Annotated[
        str | None,
        typer.Option("--site", metavar="DOMAIN", help="Where it is displayed."),
    ] = None,
    as_of: AsOf = None,
) -> Answer:
    """Read licence notices as sites display them, and judge each."""
    session: Session = ctx.obj
    law, register = session.law, session.register
    day = past_day_reader(session)(as_of) if as_of else session.today
    shown_on = parse_site(site) if site else ""
    is_sample = register.settings.is_sample
    rows: list[dict[str, Any]] = []
    for displayed, one in each_notice(read_given(text), law):
        judged = None
        if not is_sample:
            where = shown_on or _site_of(displayed)
            judged = judge_notice(register, law, one, day, site=where)
        rows.append(_row(session, displayed, one, judged))
    verdicts = Counter(row["verdict"] for row in rows)
    notes = [_count(len(rows), verdicts)]
    if is_sample:
        notes.append(
            tr(
                "This is a SAMPLE register of invented records: notices are read, but "
                "no verdict is given."
            )
        )
    else:
        notes.append(
            trn(
                "As of {day}, by the one entry of {register}.",
                "As of {day}, by the {count:,} entries of {register}.",
                register.entries,
                day=format_day(day, session.language),
                register=str(register.path),
            )
        )
    return Answer(
        value=[{name: row[name] for name in _RECORD} for row in rows],
        tables=(_table(session, rows),),
        records=_records(session, rows),
        notes=tuple(notes),
        exit_code=0 if is_sample or verdicts[GENUINE] == len(rows) else 1,
    )


def read_given(text: str) -> Sequence[Displayed]:
    """Return the texts that an argument gives, names or pipes in.

    Raises:
        InvalidInputError: If a file cannot be read.
    """
    if text == _PIPED:
        return read_displayed(sys.stdin.buffer.read(LARGEST + 1), tr("standard input"))
    return read_named(text)


def _site_of(displayed: Displayed) -> str:
    """Return the site that a row of a table gives; empty if it is none."""
    try:
        return parse_site(displayed.site) if displayed.site else ""
    except InvalidInputError:
        return ""


def _row(
    session: Session, displayed: Displayed, one: Notice, judged: Judgement | None
) -> dict[str, Any]:
    name = session.law.name_key
    licence = judged.licence if judged else None
    return {
        "number": one.number,
        "issued_on": one.issued_on,
        "kind": one.kind or None,
        "issuer": one.issuer or None,
        "verdict": judged.verdict if judged else None,
        "licence": name(licence.key) if licence else None,
        "status": judged.status.value if judged and judged.status else None,
        "differences": [
            {"field": each.field, "notice": each.notice, "register": each.register}
            for each in (judged.differences if judged else ())
        ],
        "others": list(judged.others) if judged else [],
        "line": displayed.line or None,
        "text": one.text,
    }


def _count(rows: int, verdicts: Counter[str | None]) -> str:
    """Return how many notices were read, and how many of each verdict."""
    counts = ", ".join(
        f"{tr(_VERDICTS[verdict])} {verdicts[verdict]:,}"
        for verdict in VERDICTS
        if verdicts[verdict]
    )
    counted = trn("1 notice", "{count:,} notices", rows)
    return f"{counted}: {counts}" if counts else counted


def _difference(each: dict[str, str], language: str) -> str:
    return tr(
        "{field}: notice {notice}, register {register}",
        field=word(each["field"], language),
        notice=each["notice"] or "-",
        register=each["register"] or "-",
    )


def _table(session: Session, rows: Sequence[dict[str, Any]]) -> Table:
    """Return what a person sees: a notice to a row, its text where no number is."""
    language = session.language
    verdicts = {one: tr(text) for one, text in _VERDICTS.items()}
    return Table(
        (
            Column("number", word("number", language), "code"),
            Column("issued_on", word("issued_on", language), "day"),
            Column("kind", word("kind", language)),
            Column("verdict", tr("Verdict")),
            Column("differences", tr("What differs, or the text")),
        ),
        [
            (
                row["number"],
                row["issued_on"],
                row["kind"],
                verdicts.get(row["verdict"], ""),
                "; ".join(_difference(each, language) for each in row["differences"])
                or ("" if row["number"] else row["text"]),
            )
            for row in rows
        ],
    )


def _records(session: Session, rows: Sequence[dict[str, Any]]) -> Table:
    """Return the same for programs, differences as ``field: notice | register``."""
    return Table(
        columns(_RECORD, session.language),
        [
            tuple(
                "; ".join(
                    f"{each['field']}: {each['notice']} | {each['register']}"
                    for each in row[name]
                )
                if name == "differences"
                else tuple(row[name])
                if name == "others"
                else row[name]
                for name in _RECORD
            )
            for row in rows
        ],
    )
