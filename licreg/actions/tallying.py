"""Record a tally, and list the tallies with what is drawn from them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from licreg.actions.recording import Clerk
from licreg.actions.register import Batch, Register
from licreg.domain.acceptance import Circumstances, admit
from licreg.domain.events import Entry, TallyRecorded
from licreg.domain.tallies import format_tally_ref, judge_tally, left_in

COLUMNS = (
    *("ref", "measure", "kind", "count", "from_on", "to_on", "issuer", "source"),
    *("note", "drawn", "unlisted", "entry", "part"),
)


def record_tally(
    register: Register,
    tally: TallyRecorded,
    circumstances: Circumstances,
    clerk: Clerk,
) -> tuple[Entry[TallyRecorded], Batch | None]:
    """Record a tally.

    Returns:
        The tally with its entry, and the batch; None for a trial.

    Raises:
        RuleError: If a rule refuses; nothing is recorded.
        RegisterFileError: If the register cannot be written.
    """
    with clerk.hold(register) as pen:
        number = register.entries + 1
        findings = judge_tally(
            tally, register.tallies(), circumstances.today, circumstances.law
        )
        remarks = admit(findings, tally.to_on, circumstances)
        tally = replace(tally, remarks=remarks)
        batch = pen.append("tally", [tally])
    return Entry(number, clerk.now.isoformat(), clerk.name, tally), batch


def tally_rows(register: Register, day: date) -> Iterator[dict[str, Any]]:
    """Yield the tallies that count at the end of *day*, each with what was drawn."""
    drawn = register.counts.licences.drawn
    for entry in register.tallies():
        if entry.event.to_on <= day:
            yield tally_row(entry, drawn.get(entry.number, 0))


def tally_row(entry: Entry[TallyRecorded], drawn: int = 0) -> dict[str, Any]:
    """Return a tally by ``COLUMNS``."""
    tally = entry.event
    return {
        "ref": format_tally_ref(entry.number),
        "measure": tally.measure,
        "kind": tally.kind,
        "count": tally.count,
        "from_on": tally.from_on,
        "to_on": tally.to_on,
        "issuer": tally.issuer,
        "source": tally.source,
        "note": tally.note,
        "drawn": drawn,
        "unlisted": left_in(entry, {entry.number: drawn}),
        "entry": entry.number,
        "part": tally.part,
    }
