"""Records as rows: which columns the tables have, and what stands in each cell.

A cell holds what it means (a text, a number, a day, sites as a tuple); each format
writes it in its own way. The way back lies in ``rows_in``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from licreg.actions.composed import (
    format_breaches,
    format_changes,
    format_decisions,
    later_decisions,
)
from licreg.domain.events import ACT_WORDS, Entry, LicenceIssued, TallyRecorded
from licreg.domain.inspection import Inspection, Standing, standings
from licreg.domain.licence import Licence, timeline, values_on
from licreg.domain.personal import is_mark, reference_of
from licreg.domain.vocabulary import PENDING, Status

LICENCE_COLUMNS: Final = (
    *("kind", "number", "issuer", "issued_on", "effective_on", "expires_on"),
    *("holder", "holder_kind", "holder_code", "sites", "replaces"),
    *("status", "status_on", "printed", "source", "note"),
)
ACT_COLUMNS: Final = (
    *("licence", "act", "on", "number", "until", "set", "reason", "source"),
)
INSPECTION_COLUMNS: Final = (
    *("ref", "inspected_on", "agency", "subject", "subject_kind", "licence"),
    *("campaign", "outcome", "breaches", "fine_vnd", "decision", "decided_on", "note"),
)
TALLY_COLUMNS: Final = (
    *("measure", "kind", "count", "from_on", "to_on", "issuer", "source", "note"),
    "part",
)

LICENCE: Final = "licence"
"""Further column of licences: the full reference."""

ENTRY: Final = "entry"
"""Further column: the entry in the journal; it tells rows apart that are alike."""

DECISIONS: Final = "decisions"
"""Further column of inspections: all decisions, where there was more than one."""

DRAWN: Final = "drawn"
"""Further column of tallies: how many are on record one by one, not in the count."""

ASKED_ON: Final = "asked_on"
"""Further column of acts: the day on which the holder applied."""

BY_NOTICE: Final = "by_notice"
"""Further column of acts: whether it was a mere notice."""

CONTENT_MANAGER: Final = "content_manager"
"""Further column of licences, where personal data are asked for."""

PERSONAL: Final = "personal"
"""Further column of inspections, likewise: whether the subject is a person."""

YES: Final = "yes"
"""What stands in a column that says whether something is so; else it is empty."""

Row = dict[str, Any]
"""The cells of a record by their columns, in the order of the columns."""


def licence_row(licence: Licence, day: date) -> Row:
    """Return a licence as it stands at the end of *day*, its acts up to then in.

    Returns:
        The canonical columns, then the full reference and the entry. On a day before
        the issue the status is empty.
    """
    since: date | None = None
    status: Status | None = None
    for first_day, turn in timeline(licence):
        if first_day > day:
            break
        since, status = first_day, turn
    row = _licence_row(values_on(licence, day), licence.grant.replaces_ref)
    row["status"] = status.value if status else ""
    row["status_on"] = since
    row[LICENCE] = str(licence.key)
    row[ENTRY] = licence.entry
    return row


def granted_row(licence: Licence, replaces: str | None = None) -> Row:
    """Return a licence as it was granted, in the canonical columns.

    Corrections are in, legal acts are not; a lapse is one of these, so that the
    status stays empty.

    Args:
        licence: The licence.
        replaces: Reference of the licence that it replaces, as it reads now; None for
            as it read at entry.
    """
    ref = licence.grant.replaces_ref if replaces is None else replaces
    return _licence_row(licence.grant, ref)


def untold(_mark: str) -> None:
    """Tell nothing of a person."""


def act_rows(licence: Licence, tell: Callable[[str], str | None] = untold) -> list[Row]:
    """Return the legal acts that count, in the order of entry.

    Args:
        licence: The licence.
        tell: Returns who a mark stands for; a person whom it does not tell is left
            out of what an act set.

    Returns:
        The canonical columns, then the further ones and the entry.
    """
    ref = str(licence.key)
    return [
        {
            "licence": ref,
            "act": ACT_WORDS[type(entry.event)],
            "on": entry.event.on,
            "number": entry.event.given_number,
            "until": entry.event.until,
            "set": format_changes(told_changes(entry.event.changes, tell)),
            "reason": entry.event.reason,
            "source": entry.event.source,
            ASKED_ON: entry.event.asked_on,
            BY_NOTICE: YES if entry.event.by_notice else "",
            ENTRY: entry.number,
        }
        for entry in licence.acts
        if entry.number not in licence.voided
    ]


def told_changes(
    changes: Mapping[str, object], tell: Callable[[str], str | None]
) -> dict[str, object]:
    """Return what an act set with persons in the place of marks; see ``act_rows``."""
    told: dict[str, object] = {}
    for name, value in changes.items():
        shown = value
        if isinstance(value, str) and is_mark(value):
            shown = tell(value)
            if shown is None:
                continue
        told[name] = shown
    return told


def inspection_row(
    inspection: Inspection, day: date | None, licence: str | None = None
) -> Row:
    """Return an inspection as it stands at the end of *day*.

    A reference stands for a person.

    Args:
        inspection: The inspection; one entered in error reads as pending.
        day: The day; None for what holds in the end, with a further column that tells
            every decision where there was more than one, so that nothing is lost.
        licence: Reference of the subject's licence, as it reads now; None for as it
            read at entry.
    """
    visit = inspection.visit
    every = standings(inspection)
    held = [one for one in every if day is None or one.on <= day]
    standing = held[-1] if held else Standing(visit.inspected_on, PENDING)
    later = later_decisions(inspection)
    decided_on = standing.decided_on if later or held != every else visit.decided_on
    if visit.decided_on is None and decided_on == visit.inspected_on:
        decided_on = None  # On the spot, as it was entered.
    row: Row = {
        "ref": str(visit.key),
        "inspected_on": visit.inspected_on,
        "agency": visit.agency,
        "subject": reference_of(visit.subject),
        "subject_kind": visit.subject_kind,
        "licence": visit.ref if licence is None else licence,
        "campaign": visit.campaign,
        "outcome": standing.outcome,
        "breaches": format_breaches(standing.breaches),
        "fine_vnd": standing.fine_vnd if standing.breaches else None,
        "decision": standing.decision,
        "decided_on": decided_on,
        "note": visit.note,
    }
    if day is None:
        row[DECISIONS] = format_decisions(inspection) if later else ""
    return row


def tally_row(entry: Entry[TallyRecorded], drawn: int = 0) -> Row:
    """Return a tally.

    Args:
        entry: The tally.
        drawn: How many licences drawn from it are told by rows of their own, and so
            are to be left out of its count.

    Returns:
        The canonical columns, then the entry and the number drawn.
    """
    tally = entry.event
    row = {name: getattr(tally, name) for name in TALLY_COLUMNS}
    row["count"] = tally.count - drawn
    row[ENTRY] = entry.number
    row[DRAWN] = drawn
    return row


def _licence_row(values: LicenceIssued, replaces: str) -> Row:
    again = f"#{values.ordinal}" if values.ordinal > 1 else ""
    return {
        "kind": values.kind,
        "number": f"{values.number}{again}",
        "issuer": values.issuer,
        "issued_on": values.issued_on,
        "effective_on": values.effective_on,
        "expires_on": values.expires_on,
        "holder": values.holder,
        "holder_kind": values.holder_kind,
        "holder_code": values.holder_code,
        "sites": values.sites,
        "replaces": replaces,
        "status": "",
        "status_on": None,
        "printed": values.printed,
        "source": values.source,
        "note": values.note,
    }
