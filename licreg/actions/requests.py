"""What a person or a file asks to be recorded, as values read once.

A request names other records by references; accepting it finds them and makes events.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from licreg.domain.events import Breach
from licreg.domain.identifiers import InspectionKey, LicenceNumber, Reference
from licreg.lazily import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """A new grant; see ``LicenceIssued`` for its fields.

    Attributes:
        issuer: Code; empty where it is to follow from suffix, kind and day.
        content_manager: Name and telephone; a mark takes their place.
        replaces: The earlier licence.
        from_tally: Entry of the tally that it is drawn from; 0 for the only one that
            may hold it; None if it is not drawn.
        not_in_tally: Whether it is declared to lie outside every tally.
        lapsed_on: Day by which the licence was known to have ended; files only.
        findings: What rules find in the paper as a file prints it: rule and sentence;
            they warn, and are kept with the record.
    """

    kind: str
    number: LicenceNumber
    issued_on: date
    holder: str
    issuer: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    holder_kind: str = ""
    holder_code: str = ""
    content_manager: str = ""
    sites: tuple[str, ...] = ()
    replaces: Reference | None = None
    ordinal: int = 1
    printed: str = ""
    source: str = ""
    note: str = ""
    from_tally: int | None = None
    not_in_tally: bool = False
    lapsed_on: date | None = None
    findings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequest:
    """A legal act; see ``LegalAct`` for its fields.

    Attributes:
        licence: The licence acted on.
        act: One of the words of ``ACTS``.
        changes: What it sets, by the names of ``LicenceIssued``.
        term_years: A new term, instead of its last day; counted from the first day in
            force of the licence as amended.
    """

    licence: Reference
    act: str
    on: date
    given_number: str = ""
    until: date | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    source: str = ""
    asked_on: date | None = None
    by_notice: bool = False
    term_years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRequest:
    """An inspection; see ``InspectionRecorded`` for its fields.

    Attributes:
        key: Its reference; None for the next free one.
        licence: The subject's licence.
        is_personal: Whether the subject is a person or a person's account; then a mark
            takes its place.
    """

    inspected_on: date
    agency: str
    subject: str
    subject_kind: str
    key: InspectionKey | None = None
    licence: Reference | None = None
    campaign: str = ""
    outcome: str = "pending"
    breaches: tuple[Breach, ...] = ()
    decision: str = ""
    decided_on: date | None = None
    note: str = ""
    is_personal: bool = False
