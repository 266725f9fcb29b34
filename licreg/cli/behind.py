"""The records behind a count, and the command that lists them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from licreg.actions.counting import DECREES, Count
from licreg.actions.listing import (
    InspectionQuestion,
    LicenceQuestion,
    find_inspections,
    find_licences,
)
from licreg.actions.rows import INSPECTION_COLUMNS, LICENCE_COLUMNS
from licreg.actions.tallying import tally_row
from licreg.cli import records
from licreg.cli.knowing import known_option
from licreg.cli.session import Session, quoted
from licreg.domain.other_registers import ACCOUNTS, KINDS
from licreg.domain.vocabulary import AREAS
from licreg.lazily import dataclass

_TALLY: Final = ("ref", "part", "count", "from_on", "to_on", "source")
_DECREE: Final = (
    *("instrument", "title_en", "title_vi", "signed_on", "from", "replaced_by"),
    "source",
)


@dataclass(frozen=True)
class Behind:
    """The records behind a count.

    Attributes:
        rows: Each record by its columns.
        names: The columns of a file.
        shown: The columns for a person.
        is_one_by_one: Whether the records are licences, of which tallies may hold more.
    """

    rows: list[dict[str, Any]]
    names: Sequence[str]
    shown: Sequence[str]
    is_one_by_one: bool = False


def behind(session: Session, count: Count, day: date | None = None) -> Behind:
    """Return the records behind a count, as they stand on a day, else on its last."""
    if count.measure == DECREES:
        return _decrees(session, count)
    if count.kind in KINDS:
        return _tallies(session, count)
    if count.kind in AREAS:
        return _inspections(session, count)
    if count.kind not in session.law.kinds_by_code:
        return Behind([], ("licence",), ("licence",))
    question = LicenceQuestion(
        kinds=session.law.parts_of(count.kind),
        measure=count.measure,
        first_day=count.first_day,
        last_day=count.last_day,
        issuer=count.issuer,
    )
    rows = [
        records.licence_of(session, one, day or count.last_day)
        for one in find_licences(session.register, question)
    ]
    names = (*LICENCE_COLUMNS, "licence", "entry")
    return Behind(rows, names, records.LICENCE_LIST, is_one_by_one=True)


def command_for(session: Session, count: Count) -> str:
    """Return the command that lists what stands behind a count."""
    what = "inspections " if count.kind in AREAS else ""
    measure = count.measure
    if count.kind in AREAS and measure not in ("inspected", "penalised", "fined"):
        what = f"{measure} " if measure != "fines" else "breaches "
        measure = ""
    parts = [f"list {what}{count.kind}"]
    parts += [f"--measure {measure}"] if measure else []
    if count.first_day:
        parts.append(f"--from {count.first_day} --to {count.last_day}")
    else:
        parts.append(f"--as-of {count.last_day}")
    if count.issuer:
        option = "--agency" if count.kind in AREAS else "--issuer"
        parts.append(f"{option} {quoted(count.issuer)}")
    return session.command(" ".join(parts) + known_option(session))


def _inspections(session: Session, count: Count) -> Behind:
    measure = count.measure if count.measure in ("penalised", "fined") else "inspected"
    if count.measure in ("fines", "breaches", "decisions"):
        measure = "penalised"
    case = InspectionQuestion(
        subject_kinds=AREAS[count.kind],
        first_day=count.first_day,
        last_day=count.last_day,
        measure=measure,
        agency=count.issuer,
    )
    rows = [
        records.inspection_of(session, one, count.last_day)
        for one, _ in find_inspections(session.register, case)
    ]
    return Behind(rows, INSPECTION_COLUMNS, records.INSPECTION_LIST)


def _tallies(session: Session, count: Count) -> Behind:
    """Return the tallies of the other registers that a count is made of."""
    rows = [
        tally_row(entry)
        for entry in session.register.tallies()
        if entry.event.kind == count.kind
        and count.part in ("", entry.event.part)
        and entry.event.to_on <= count.last_day
        and (
            entry.event.measure == ACCOUNTS
            or count.first_day is None
            or (
                entry.event.from_on is not None
                and count.first_day <= entry.event.from_on
            )
        )
    ]
    rows.sort(key=lambda row: (-row["count"], row["part"]))
    return Behind(rows, tuple(rows[0]) if rows else _TALLY, _TALLY)


def _decrees(session: Session, count: Count) -> Behind:
    rows = [
        {
            "instrument": one.name,
            "title_en": one.title_en,
            "title_vi": one.title_vi,
            "signed_on": one.signed_on,
            "from": one.first_day,
            "replaced_by": one.replaced_by,
            "source": one.source,
        }
        for one in session.law.instruments
        if count.kind in (one.name, one.replaced_by)
    ]
    title = "title_vi" if session.language == "vi" else "title_en"
    return Behind(rows, _DECREE, ("instrument", title, "signed_on", "from"))
