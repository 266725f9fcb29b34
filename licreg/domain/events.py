"""What can happen to the register, in the past tense.

An event is a fact that was entered; it is never changed. It names the licence or
inspection it speaks of by the entry that first recorded it, so that even a number or
a date can be corrected later; ``ref`` is the reference as it read at that moment, for
the reader of the journal and for finding the record quickly.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from licreg.domain.figures import PublishedFigure
from licreg.domain.identifiers import InspectionKey, LicenceKey, LicenceNumber
from licreg.lazily import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that warned at entry, or that was overridden with a reason.

    Attributes:
        rule: Identifier of the rule.
        message: What was found, as it is kept: in English (``wording.told``).
        reason: Why it was admitted all the same; empty for a mere warning.
    """

    rule: str
    message: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """One provision cited in a decision, with its fine.

    Attributes:
        basis: Instrument and article, as in ``15/2020 Art 100.1.a``.
        fine_vnd: Whole dong; 0 where the provision brought no fine.
    """

    basis: str
    fine_vnd: int


Changes = Mapping[str, object]
"""New values by the names of fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceIssued:
    """A new grant.

    Attributes:
        kind: Code of the kind.
        number: Number with suffix.
        issuer: Code of the issuer.
        issued_on: Day of issue as printed.
        holder: Name of the licensee.
        effective_on: First day in force, where it is not the day of issue.
        expires_on: Last day in force, inclusive; None where none is recorded.
        holder_kind: Enterprise, press-agency and so on; empty where not known.
        holder_code: Enterprise code.
        content_manager: Mark of the person who answers for the content, with the
            telephone; see ``personal``.
        sites: Domain names, the main one first.
        replaces: Entry of the earlier licence that this one takes the place of.
        replaces_ref: That licence's reference, as it read then.
        ordinal: More than 1 where the number was already given.
        printed: The number as printed, where it differs from the canonical text.
        source: Where the clerk read it.
        note: Free text.
        from_tally: Entry of the tally that this licence is drawn from.
        not_in_tally: Whether it was declared to lie outside every tally.
        remarks: Warnings and overrides at entry.
    """

    kind: str
    number: LicenceNumber
    issuer: str
    issued_on: date
    holder: str
    effective_on: date | None = None
    expires_on: date | None = None
    holder_kind: str = ""
    holder_code: str = ""
    content_manager: str = ""
    sites: tuple[str, ...] = ()
    replaces: int | None = None
    replaces_ref: str = ""
    ordinal: int = 1
    printed: str = ""
    source: str = ""
    note: str = ""
    from_tally: int | None = None
    not_in_tally: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def key(self) -> LicenceKey:
        """The identity under which the licence is known."""
        return LicenceKey(self.issuer, self.number, self.issued_on.year, self.ordinal)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAct:
    """What an authority did to a licence; only its subclasses happen.

    Attributes:
        licence: Entry of the grant.
        ref: The licence's reference as it read at entry.
        on: The day of the act, on which it takes effect.
        given_number: Its own licence or decision number, canonical where it is one.
        until: Last day in force (extension) or last day suspended; inclusive.
        changes: What it set, by the names of the licence's fields.
        reason: Why.
        source: Where the clerk read it.
        asked_on: Day on which the holder applied.
        by_notice: Whether it was a mere notice of a new owner or address.
        remarks: Warnings and overrides at entry.
    """

    licence: int
    ref: str
    on: date
    given_number: str = ""
    until: date | None = None
    changes: Changes = field(default_factory=lambda: MappingProxyType({}))
    reason: str = ""
    source: str = ""
    asked_on: date | None = None
    by_notice: bool = False
    remarks: tuple[Remark, ...] = ()


class LicenceAmended(LegalAct):
    """Something printed on the licence was changed (sửa đổi, bổ sung)."""

    __slots__ = ()


class LicenceExtended(LegalAct):
    """The last day in force was moved (gia hạn)."""

    __slots__ = ()


class LicenceReissued(LegalAct):
    """A lost or damaged licence was printed again (cấp lại)."""

    __slots__ = ()


class LicenceSuspended(LegalAct):
    """Use was forbidden for a time (đình chỉ)."""

    __slots__ = ()


class LicenceResumed(LegalAct):
    """A suspension was ended before its day."""

    __slots__ = ()


class LicenceRevoked(LegalAct):
    """The licence was taken away (thu hồi)."""

    __slots__ = ()


class LicenceSurrendered(LegalAct):
    """The holder gave the licence back."""

    __slots__ = ()


class LicenceLapsed(LegalAct):
    """It became known that the licence had ended; day or reason are not known."""

    __slots__ = ()


ACTS: Final[Mapping[str, type[LegalAct]]] = MappingProxyType(
    {
        "amend": LicenceAmended,
        "reissue": LicenceReissued,
        "extend": LicenceExtended,
        "suspend": LicenceSuspended,
        "resume": LicenceResumed,
        "lapse": LicenceLapsed,
        "surrender": LicenceSurrendered,
        "revoke": LicenceRevoked,
    }
)
"""The acts by their words, in the order in which those of one day take effect."""

ACT_WORDS: Final[Mapping[type[LegalAct], str]] = MappingProxyType(
    {act: word for word, act in ACTS.items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRecorded:
    """A subject was inspected on an occasion.

    Attributes:
        key: Reference, ``INS-2024-0017``.
        inspected_on: Day of the visit.
        agency: Who inspected.
        subject: Site, network, account, game or body inspected; a mark for a person
            or a person's account, see ``personal``.
        subject_kind: What the subject is; decides the area.
        licence: Entry of the subject's licence, where it holds one.
        ref: That licence's reference, as it read then.
        campaign: Name of the campaign.
        outcome: What came of it, so far as recorded with the visit.
        breaches: Provisions cited, each with its fine.
        decision: Number of the penalty decision.
        decided_on: Day of the decision; None means the day of the visit.
        note: Free text.
        remarks: Warnings and overrides at entry.
    """

    key: InspectionKey
    inspected_on: date
    agency: str
    subject: str
    subject_kind: str
    licence: int | None = None
    ref: str = ""
    campaign: str = ""
    outcome: str = "pending"
    breaches: tuple[Breach, ...] = ()
    decision: str = ""
    decided_on: date | None = None
    note: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionDecided:
    """An inspection was decided, or decided anew.

    Attributes:
        inspection: Entry of the inspection.
        ref: Its reference.
        on: Day of the decision.
        outcome: The outcome from that day on.
        breaches: Provisions cited, each with its fine.
        decision: Number of the decision.
        note: Free text.
        remarks: Warnings and overrides at entry.
    """

    inspection: int
    ref: str
    on: date
    outcome: str
    breaches: tuple[Breach, ...] = ()
    decision: str = ""
    note: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRecorded:
    """A sourced count without records: an opening balance, a province's total.

    Attributes:
        measure: ``issued``, a measure of inspections, or one of the other registers.
        kind: Kind of licence, area of inspection, or kind of the other registers.
        count: How many.
        from_on: First day; None where it counts all up to the last.
        to_on: Last day, inclusive.
        issuer: Code of the issuer or agency; empty where it is not one.
        source: Where the count was read.
        note: Free text.
        part: Platform or category, in the other registers; empty for the whole kind.
        remarks: Warnings and overrides at entry.
    """

    measure: str
    kind: str
    count: int
    to_on: date
    source: str
    from_on: date | None = None
    issuer: str = ""
    note: str = ""
    part: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePublished(PublishedFigure):
    """A published figure was entered, as it was printed; it counts for nothing.

    Attributes:
        remarks: Warnings and overrides at entry.
    """

    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrected:
    """A mistake of entry was put right; no legal act happened.

    Attributes:
        target: The entry whose values were wrong.
        ref: Reference of the licence or inspection it belongs to, as it read then.
        changes: The right values, by field.
        because: Why.
        cause: Whose mistake: office, holder or order.
        was: The values before, by field; what undoes the correction.
        remarks: Warnings and overrides at entry.
    """

    target: int
    ref: str
    changes: Changes
    because: str
    cause: str = "office"
    was: Changes = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """A remark was written beside an entry; no value changed."""

    target: int
    ref: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVoided:
    """An entry was made in error: it leaves every count, and stays in the history."""

    target: int
    ref: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRestored:
    """A voided entry counts again."""

    target: int
    ref: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalErased:
    """Personal data of a record were erased; nothing that counts changed.

    Attributes:
        target: The entry that granted or recorded it.
        ref: Its reference, as it read then.
        persons: References of the values erased; wherever they stand, they are gone.
        because: Why.
    """

    target: int
    ref: str
    persons: tuple[str, ...]
    because: str


E_co = TypeVar("E_co", covariant=True)

Amendment = EntryCorrected | NoteAdded | EntryVoided | EntryRestored | PersonalErased
"""Events that put an earlier entry right, or speak of one."""

Event = (
    LicenceIssued
    | LegalAct
    | InspectionRecorded
    | InspectionDecided
    | TallyRecorded
    | FigurePublished
    | Amendment
)


@dataclass(frozen=True, slots=True)
class Entry(Generic[E_co]):
    """An event as it was entered.

    Attributes:
        number: Counted from 1 through the whole register, without a gap.
        at: When, as ISO text with the offset of Viet Nam; never runs backwards.
        by: Who recorded it.
        event: What was recorded.
    """

    number: int
    at: str
    by: str
    event: E_co

    @property
    def head(self) -> tuple[int, str, str]:
        """Number, moment and clerk."""
        return self.number, self.at, self.by
