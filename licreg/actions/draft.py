"""A batch in the making: what it has so far counts when the rest is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, cast

from licreg.actions.company import Company
from licreg.actions.draws import Draws
from licreg.actions.naming import (
    describe,
    exact_key,
    named_by,
    only,
    settle_issuer,
)
from licreg.actions.register import Register
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.domain.acceptance import Circumstances, Finding, admit
from licreg.domain.company_rules import judge_order, judge_sites
from licreg.domain.events import (
    ACTS,
    Entry,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LicenceIssued,
    LicenceLapsed,
    TallyRecorded,
)
from licreg.domain.grant_rules import judge_issue
from licreg.domain.identifiers import (
    InspectionKey,
    LicenceKey,
    LicenceNumber,
    Reference,
)
from licreg.domain.inspection import Inspection, fold_subject
from licreg.domain.inspection import evolve as evolve_inspection
from licreg.domain.licence import Licence, with_term
from licreg.domain.licence import evolve as evolve_licence
from licreg.domain.rules import judge_act
from licreg.domain.tallies import judge_tally
from licreg.domain.visit_rules import judge_decision, judge_inspection
from licreg.errors import (
    NotFoundError,
    RefusedError,
)
from licreg.wording import tr

NUMBERED: Final = ("amend", "extend", "reissue")
"""Acts that give a licence a number; a decision's number may stand for several."""


class Draft:
    """The events that a command would record, judged one after another.

    Attributes:
        circumstances: Today, the law and the reason for overriding.
        entries: The events with the numbers that they will have.
        draws: What is drawn from tallies.
    """

    def __init__(
        self, register: Register, first_entry: int, circumstances: Circumstances
    ) -> None:
        """Begin an empty batch.

        Args:
            register: The register, held for writing unless the batch is a dry run.
            first_entry: Number of the first entry.
            circumstances: What is judged against.
        """
        self.circumstances = circumstances
        self.entries: list[Entry[Event]] = []
        self._register = register
        self._first = first_entry
        self._licences: dict[LicenceKey, Licence] = {}
        self._inspections: dict[InspectionKey, Inspection] = {}
        self._visits: dict[tuple[str, int], list[Inspection]] = {}
        self._sequences: dict[int, int] = {}
        self._tallies: list[Entry[TallyRecorded]] = []
        self.draws = Draws(register)
        self._company = Company(register, self.licence)

    @property
    def events(self) -> list[Event]:
        """The events alone, in order."""
        return [entry.event for entry in self.entries]

    def hand_over(self) -> Iterator[Event]:
        """Yield the events in order and let each go; the draft is empty afterwards."""
        self._company.clear()
        self._licences.clear()
        self._inspections.clear()
        self._visits.clear()
        self.entries.reverse()
        while self.entries:
            yield self.entries.pop().event

    def licence(self, key: LicenceKey) -> Licence | None:
        """Return the licence of a full key, from this batch or the register."""
        return self._licences.get(key) or self._register.licence(key)

    def find(self, reference: Reference) -> Licence:
        """Return the one licence that a reference means.

        Raises:
            NotFoundError: If there is none.
            AmbiguousReferenceError: If there are several; they are named.
        """
        key = exact_key(reference, self.circumstances.law)
        if key is not None:
            exact = self.licence(key)
            if exact is not None and not exact.is_voided:
                return exact
        drafted = [one for key, one in self._licences.items() if reference.names(key)]
        known = {one.entry for one in drafted}
        others = [
            one
            for one in self._register.find_licences(reference)
            if one.entry not in known
        ]
        return only(drafted + others, reference, self.circumstances.today)

    def find_live(self, reference: Reference) -> Licence:
        """Return the one licence that a reference means, for something to stand on.

        Raises:
            NotFoundError: If there is none, or it was entered in error.
            AmbiguousReferenceError: If there are several; they are named.
        """
        licence = self.find(reference)
        if licence.is_voided:
            msg = tr(
                "{describe} was entered in error; nothing stands on it.",
                describe=describe(reference),
            )
            raise NotFoundError(msg)
        return licence

    def inspection(self, key: InspectionKey) -> Inspection | None:
        """Return the inspection of a reference, from this batch or the register."""
        return self._inspections.get(key) or self._register.inspection(key)

    def issue(self, request: IssueRequest) -> Entry[LicenceIssued]:
        """Accept a new grant, and its lapse if the request has one.

        Raises:
            MissingInputError: If the issuer does not follow and was not given.
            RuleError: If a rule refuses.
            NotFoundError: If the licence that it replaces is not on record.
        """
        circumstances = self.circumstances
        grant = self._grant(request)
        taken = self._taken(grant)
        findings = self.judge_grant(grant, taken)
        findings += [Finding(*found) for found in request.findings]
        grant, doubts = self.draws.place(grant, request, circumstances.law)
        remarks = admit(findings + doubts, grant.issued_on, circumstances)
        if taken is not None:
            grant = self._next_ordinal(grant)
        if any(one.rule == "inside-tally" and one.reason for one in remarks):
            grant = replace(grant, not_in_tally=True)
        self.draws.note(grant)
        entry = self._add(replace(grant, remarks=remarks) if remarks else grant)
        key, licence = grant.key, Licence(entry)
        self._licences[key] = licence
        self._company.join(key, grant.sites)
        if request.lapsed_on is not None:
            self.lapse(licence, request.lapsed_on)
        return entry

    def lapse(self, licence: Licence, known_on: date) -> Entry[Event]:
        """Add that a licence was known by a day to have ended."""
        return self._act_on(
            licence,
            LicenceLapsed(licence=licence.entry, ref=str(licence.key), on=known_on),
        )

    def judge_grant(
        self, grant: LicenceIssued, taken: Licence | None, but: int | None = None
    ) -> list[Finding]:
        """Return what the rules find in a grant, by itself and beside others.

        Args:
            grant: The grant.
            taken: The licence that has its number.
            but: Entry of the licence that it is the grant of; None for a new one.
        """
        key = grant.key
        others = self._known_by(grant.number, key, key.year)
        others = [one for one in others if one.entry != but]
        neighbours = self._company.neighbours(grant)
        beside = [one for one in neighbours if one.entry != but]
        apart = (but, grant.replaces)
        with_sites = self._company.with_sites(grant.sites, apart)
        return [
            *judge_issue(grant, taken, self.circumstances, others),
            *judge_order(grant, beside),
            *judge_sites(grant.sites, grant.issued_on, with_sites),
        ]

    def tallies_for(self, request: IssueRequest) -> list[Entry[TallyRecorded]]:
        """Return the tallies on record that may count a new licence already."""
        if not self.draws.has_tallies:
            return []
        return self.draws.tallies_for(self._grant(request), self.circumstances.law)

    def act(self, request: ActRequest) -> Entry[Event]:
        """Accept a legal act.

        Raises:
            NotFoundError: If the licence is not on record.
            RuleError: If a rule refuses.
        """
        licence = self.find_live(request.licence)
        act = ACTS[request.act](
            licence=licence.entry,
            ref=str(licence.key),
            on=request.on,
            given_number=request.given_number,
            until=request.until,
            changes=self.set_marks(
                with_term(request.changes, licence, request.on, request.term_years)
            ),
            reason=request.reason,
            source=request.source,
            asked_on=request.asked_on,
            by_notice=request.by_notice,
        )
        others = (
            self._known_by(request.given_number, licence.key, request.on.year)
            if request.act in NUMBERED
            else ()
        )
        findings = list(judge_act(act, licence, self.circumstances, others))
        sites = cast("tuple[str, ...]", act.changes.get("sites", ()))
        findings += self._judge_sites(sites, act.on, licence.entry)
        remarks = admit(findings, act.on, self.circumstances)
        self._company.note(licence.key, sites)
        return self._act_on(licence, replace(act, remarks=remarks))

    def inspect(self, request: VisitRequest) -> Entry[InspectionRecorded]:
        """Accept an inspection.

        Raises:
            NotFoundError: If the licence that it names is not on record.
            RefusedError: If its reference is taken.
            RuleError: If a rule refuses.
        """
        licence = self.find_live(request.licence) if request.licence else None
        year = request.inspected_on.year
        key = request.key or InspectionKey(year, self._next_sequence(year))
        if self.inspection(key) is not None:
            msg = tr("{key} is on record already. Nothing was recorded.", key=key)
            raise RefusedError(msg)
        subject = request.subject
        if request.is_personal:
            subject = self.pseudonym(subject)
        visit = InspectionRecorded(
            key=key,
            inspected_on=request.inspected_on,
            agency=request.agency,
            subject=subject,
            subject_kind=request.subject_kind,
            licence=licence.entry if licence else None,
            ref=str(licence.key) if licence else "",
            campaign=request.campaign,
            outcome=request.outcome,
            breaches=request.breaches,
            decision=request.decision,
            decided_on=request.decided_on,
            note=request.note,
        )
        same = self.visits_to(subject, year)
        grant = licence.grant if licence else None
        findings = list(judge_inspection(visit, same, self.circumstances, grant))
        remarks = admit(findings, visit.inspected_on, self.circumstances)
        entry = self._add(replace(visit, remarks=remarks))
        inspection = Inspection(entry)
        self._inspections[key] = inspection
        group = (fold_subject(visit.subject), year)
        self._visits.setdefault(group, []).append(inspection)
        self._sequences[year] = max(self._sequences.get(year, 0), key.sequence)
        return entry

    def decide(
        self, decision: InspectionDecided, inspection: Inspection
    ) -> Entry[Event]:
        """Accept a decision on an inspection.

        Raises:
            RuleError: If a rule refuses.
        """
        findings = list(judge_decision(decision, inspection, self.circumstances))
        remarks = admit(findings, decision.on, self.circumstances)
        entry = self._add(replace(decision, remarks=remarks))
        self._inspections[inspection.key] = evolve_inspection(inspection, entry)
        return entry

    def tally(self, tally: TallyRecorded) -> Entry[TallyRecorded]:
        """Accept a tally, beside those on record and of this batch.

        Raises:
            RuleError: If a rule refuses.
        """
        circumstances = self.circumstances
        findings = judge_tally(
            tally,
            [*self._register.tallies(), *self._tallies],
            circumstances.today,
            circumstances.law,
        )
        remarks = admit(findings, tally.to_on, circumstances)
        entry: Entry[TallyRecorded] = self._add(replace(tally, remarks=remarks))
        self._tallies.append(entry)
        return entry

    def visits_to(self, subject: str, year: int) -> list[Inspection]:
        """Return the visits to a subject in a year, this batch's too."""
        group = (fold_subject(subject), year)
        return [
            *self._register.inspections_of(*group),
            *self._visits.get(group, ()),
        ]

    def pseudonym(self, value: str) -> str:
        """Return the mark that stands for personal data; empty for none."""
        return self._register.pseudonym(value) if value else ""

    def set_marks(self, changes: Mapping[str, object]) -> dict[str, object]:
        """Return what an act sets, with a mark in the place of a person."""
        marked = dict(changes)
        manager = changes.get("content_manager")
        if isinstance(manager, str):
            marked["content_manager"] = self.pseudonym(manager)
        return marked

    def record(self, event: Event) -> Entry[Event]:
        """Add an event that no rule speaks of, such as a tally."""
        return self._add(event)

    def _known_by(
        self, number: LicenceNumber | str, ours: LicenceKey, year: int
    ) -> list[Licence]:
        """Return the other licences that go by a number given in a year.

        Not asked of a file of papers of the past, each of which would be looked up.

        Args:
            number: The number; one that is no licence number is nobody's.
            ours: The licence that is given it.
            year: The year in which it is given it.
        """
        circumstances = self.circumstances
        if circumstances.is_past_paper or not number:
            return []
        wanted = named_by(str(number), ours.issuer, year, circumstances.law)
        if wanted is None:
            return []
        drafted = [one for key, one in self._licences.items() if wanted.names(key)]
        known = [*drafted, *self._register.find_licences(wanted)]
        others = {one.key: one for one in known if not one.is_voided}
        return [
            one
            for key, one in others.items()
            if key.number != ours.number or key.year != ours.year
        ]

    def _judge_sites(
        self, sites: tuple[str, ...], day: date, but: int | None
    ) -> Iterator[Finding]:
        """Yield which other licences have sites that are given on a day."""
        return judge_sites(sites, day, self._company.with_sites(sites, (but,)))

    def _act_on(self, licence: Licence, act: Event) -> Entry[Event]:
        entry = self._add(act)
        self._licences[licence.key] = evolve_licence(licence, entry)
        return entry

    def _add(self, event: Event) -> Entry:  # type: ignore[type-arg]  # the event's own type
        entry = Entry(self._first + len(self.entries), "", "", event)
        self.entries.append(entry)
        return entry

    def _grant(self, request: IssueRequest) -> LicenceIssued:
        law = self.circumstances.law
        replaced = self.find_live(request.replaces) if request.replaces else None
        return LicenceIssued(
            kind=request.kind,
            number=request.number,
            issuer=settle_issuer(request, law, self._default_issuer),
            issued_on=request.issued_on,
            holder=request.holder,
            effective_on=request.effective_on,
            expires_on=request.expires_on,
            holder_kind=request.holder_kind,
            holder_code=request.holder_code,
            content_manager=self.pseudonym(request.content_manager),
            sites=request.sites,
            replaces=replaced.entry if replaced else None,
            replaces_ref=str(replaced.key) if replaced else "",
            ordinal=request.ordinal,
            printed=request.printed,
            source=request.source,
            note=request.note,
        )

    @property
    def _default_issuer(self) -> str:
        return self.circumstances.issuer or self._register.settings.issuer

    def _taken(self, grant: LicenceIssued) -> Licence | None:
        """Return the licence that has a grant's number; not one entered in error."""
        while (taken := self.licence(grant.key)) is not None and taken.is_voided:
            grant = replace(grant, ordinal=grant.ordinal + 1)
        return taken

    def _next_ordinal(self, grant: LicenceIssued) -> LicenceIssued:
        while (taken := self.licence(grant.key)) is not None and not taken.is_voided:
            grant = replace(grant, ordinal=grant.ordinal + 1)
        return grant

    def _next_sequence(self, year: int) -> int:
        return max(
            self._register.next_inspection(year), self._sequences.get(year, 0) + 1
        )
