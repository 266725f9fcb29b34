"""What came into a count and what went out of it: between two days, or two moments."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from licreg.actions.causes import can_follow, effects_between
from licreg.actions.counting import FLOWS, Count, count_measure
from licreg.cli import records
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.behind import behind
from licreg.cli.comparing import what_happened
from licreg.cli.figure_reasons import cause_words
from licreg.cli.figure_words import shown_number, title
from licreg.cli.knowing import read_moment, register_at, shown_moment
from licreg.cli.session import Session
from licreg.cli.words import format_moment, word
from licreg.domain.days import first_of_year, format_day
from licreg.domain.money import format_signed
from licreg.errors import InvalidInputError, RefusedError
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.store.register import RegisterFolder

_CAME: Final = "came"
_WENT: Final = "went"


def days_answer(session: Session, count: Count, first: date, second: date) -> Answer:
    """Return the records that a count has on the second of two days and not the first.

    And those that it had on the first and has no more. A flow is counted from the
    beginning of each day's year.

    Raises:
        RefusedError: If the days are not in order, or one lies in the future.
    """
    if not first < second <= session.today:
        msg = tr(
            "The days must be in order and not lie after today, {today}: {first}, "
            "{second}.",
            today=session.today,
            first=first,
            second=second,
        )
        raise RefusedError(msg)
    counts = [_on(session, count, day) for day in (first, second)]
    then, now = (behind(session, one, second) for one in counts)
    if not (then.rows or now.rows) and None in {one.value for one in counts}:
        msg = tr("The register has nothing of {what}.", what=title(session, counts[1]))
        raise RefusedError(msg)
    before = {_key(row): row for row in then.rows}
    after = {_key(row): row for row in now.rows}
    rows = [
        {"change": _CAME, **row} for key, row in after.items() if key not in before
    ] + [{"change": _WENT, **row} for key, row in before.items() if key not in after]
    return _answer(session, counts, rows, (now.shown, now.names), (first, second))


def moments_answer(
    session: Session, register: "RegisterFolder", count: Count, moment: str
) -> Answer:
    """Return what was entered between two moments that changed a count.

    Args:
        session: Its register is that of the first moment.
        register: The register as known now.
        count: As counted at the first moment.
        moment: What ``--compare`` said.

    Raises:
        InvalidInputError: If the count is one that is not followed entry by entry.
        RefusedError: If the second moment lies before the first.
    """
    if not can_follow(session.law, count):
        msg = tr(
            "What changed {what} is not followed entry by entry; use --from and --to, "
            "or ask at each moment with --as-known.",
            what=title(session, count),
        )
        raise InvalidInputError(msg)
    language, before = session.language, session.register
    until = read_moment(session, moment)
    after = register if until is None else register_at(session, until, register)
    if after.entries < before.entries:
        msg = tr("The second moment lies before the first.")
        raise RefusedError(msg)
    now = count_measure(after, session.law, replace(count, value=None))
    effects = effects_between(before, after, session.law, count)
    rows: list[dict[str, Any]] = [
        {
            "change": effect.change,
            "cause": effect.cause,
            "entry": effect.entry.number,
            "at": effect.entry.at,
            "by": effect.entry.by,
            "reference": effect.reference,
            "what": what_happened(effect.entry.event),
        }
        for effect in effects
    ]
    names = ("change", "cause", "entry", "at", "by", "reference", "what")
    lines = [
        (
            format_signed(row["change"], language),
            cause_words(row["cause"]),
            row["entry"],
            format_moment(row["at"], language),
            row["by"],
            row["reference"],
            row["what"],
        )
        for row in rows
    ]
    columns = tuple(
        Column(name, word(name, language), "int" if name == "entry" else "text")
        for name in names
    )
    before_now = {
        "before": shown_number(count.value, language),
        "then": shown_moment(session.as_known or "", language),
        "after": shown_number(now.value, language),
    }
    if until is None:
        note = tr("{before} as known at the end of {then}; {after} now.", **before_now)
    else:
        note = tr(
            "{before} as known at the end of {then}; {after} at the end of {until}.",
            **before_now,
            until=shown_moment(until, language),
        )
    return Answer(
        value={
            **_basis(count),
            "as_known": session.as_known,
            "compared_with": until or "now",
            "count": count.value,
            "count_then": count.value,
            "count_now": now.value,
            "changes": rows,
        },
        tables=(Table(columns, lines, title=title(session, count)),),
        records=Table(
            tuple(Column(name, name) for name in names),
            [tuple(row[name] for name in names) for row in rows],
        ),
        notes=(note,),
    )


def _answer(
    session: Session,
    counts: list[Count],
    rows: list[dict[str, Any]],
    columns: tuple[Any, Any],
    days: tuple[date, date],
) -> Answer:
    language = session.language
    shown, names = columns
    came = sum(row["change"] == _CAME for row in rows)
    words = {_CAME: tr("came"), _WENT: tr("went")}
    told = [{**row, "change": words[row["change"]]} for row in rows]
    return Answer(
        value={
            **_basis(counts[1]),
            "days": list(days),
            "counts": [one.value for one in counts],
            "came": came,
            "went": len(rows) - came,
            "records": rows,
        },
        tables=(records.table(told, ("change", *shown), language),),
        records=records.table(rows, ("change", *names), language),
        notes=(
            tr(
                "{what}: {before} on {first}, {after} on {second}; {came:,} came, "
                "{went:,} went.",
                what=title(session, counts[1]),
                before=shown_number(counts[0].value, language),
                first=format_day(days[0], language),
                after=shown_number(counts[1].value, language),
                second=format_day(days[1], language),
                came=came,
                went=len(rows) - came,
            ),
        ),
    )


def _on(session: Session, count: Count, day: date) -> Count:
    first_day = first_of_year(day.year) if count.measure in FLOWS else None
    asked = replace(count, first_day=first_day, last_day=day, value=None)
    return count_measure(session.register, session.law, asked)


def _key(row: dict[str, Any]) -> object:
    return (
        row.get("entry") or row.get("ref") or row.get("licence") or tuple(row.items())
    )


def _basis(count: Count) -> dict[str, Any]:
    return {
        "measure": count.measure,
        "kind": count.kind,
        "issuer": count.issuer,
        "part": count.part,
        "from": count.first_day,
        "as_of": count.last_day,
    }
