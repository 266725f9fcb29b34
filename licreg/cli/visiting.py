"""Inspections entered at a terminal: one subject after another of one occasion."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from licreg.actions import likely, suggesting
from licreg.actions.recording import Recorded, record_inspections
from licreg.cli.ask import Field, ask, say, take_texts
from licreg.cli.desk import desk
from licreg.cli.form import Entered, Form, enter_in_turn
from licreg.cli.keyboard import Completer
from licreg.cli.options import read_yes
from licreg.cli.session import Session
from licreg.cli.visits import (
    PERSONAL_KINDS,
    visit_fields,
    visit_request,
)
from licreg.domain.days import format_day
from licreg.domain.identifiers import parse_site
from licreg.domain.inspection import Inspection
from licreg.domain.vocabulary import AREA_OF, OUTCOMES, PENDING
from licreg.errors import InvalidInputError, LicregError
from licreg.wording import tr

COMMAND: Final = "inspect"

OF_THE_OCCASION: Final = ("on", "agency", "campaign", "kind")
"""Values that the next subject of the same occasion has as well."""


def inspect_at_desk(
    session: Session,
    given: Mapping[str, str | None],
    *,
    override: str | None,
    is_trial: bool,
) -> list[Recorded]:
    """Ask for one inspection, or for one after another where nothing was given.

    Raises:
        KeyboardInterrupt: If the person is interrupted.
        LicregError: If the register cannot be read or written.
    """
    last = likely.last_visit(session.register)

    def enter(texts: Mapping[str, str]) -> Entered | None:
        nonlocal last
        made = _Desk(session, last, is_trial=is_trial).run(texts, override or "")
        if made is not None:
            last = made.recorded.inspections[0]
        return made

    return enter_in_turn(session, COMMAND, given, enter, OF_THE_OCCASION)


class _Desk:
    """One inspection: what is likely of it, what is recorded of it."""

    def __init__(
        self, session: Session, last: Inspection | None, *, is_trial: bool
    ) -> None:
        self._session = session
        self._last = last.visit if last else None
        self._is_trial = is_trial

    def run(self, texts: Mapping[str, str], reason: str) -> Entered | None:
        """Ask for it and record it; None if the person leaves without."""
        fields = [self._likely(one) for one in visit_fields(self._session, texts)]
        form = Form(
            session=self._session,
            command=COMMAND,
            fields=fields,
            record=self._record,
            settle=_settle_nothing,
            after=self._after,
            reason=reason,
        )
        take_texts(fields, form.answers, texts)
        return form.run()

    def _record(
        self, values: Mapping[str, Any], reason: str, *, is_trial: bool
    ) -> Recorded:
        circumstances, clerk = desk(
            self._session, reason, dry_run=is_trial or self._is_trial
        )
        request = visit_request(values)
        return record_inspections(
            self._session.register, [request], circumstances, clerk
        )

    def _after(self, form: Form, field: Field) -> None:
        answers = form.answers
        if field.name == "kind" and answers.values["kind"] in PERSONAL_KINDS:
            question = tr("Is it a person, or a person's own account?")
            no = tr("no")
            personal = ask(
                Field("yes", question, "", None, read_yes, suggest=lambda _: no)
            )
            answers.values["personal"] = personal
            answers.texts["personal"] = tr("yes") if personal else ""
        if field.name == "subject" and "licence" not in answers.texts:
            self._link(form)
        if field.name == "breaches" and answers.texts.get("breaches"):
            for breach in answers.values["breaches"]:
                say(
                    tr(
                        "  {basis}: {fine:,} VND",
                        basis=breach.basis,
                        fine=breach.fine_vnd,
                    )
                )

    def _link(self, form: Form) -> None:
        """Take the one licence in force that has the site, and say so."""
        licences = self._licences_of(form.answers.values["subject"])
        if len(licences) != 1:
            return
        (licence,) = licences
        reference = self._session.law.name_key(licence.key)
        field = next(one for one in form.fields if one.name == "licence")
        form.answers.take(field, reference)
        kind = next(one for one in form.fields if one.name == "kind")
        if licence.grant.kind in AREA_OF and "kind" not in form.answers.texts:
            form.answers.take(kind, licence.grant.kind)
        say(
            tr(
                "  It holds {licence} ({holder}).",
                licence=reference,
                holder=licence.grant.holder,
            )
        )

    def _licences_of(self, subject: str) -> list[Any]:
        try:
            site = parse_site(subject)
        except InvalidInputError:
            return []
        found = self._session.register.licences_with(site)
        return [one for one in found if not one.is_voided]

    def _likely(self, field: Field) -> Field:
        """Return a field with what Enter takes, and what Tab offers."""
        session, last = self._session, self._last
        register, law = session.register, session.law
        agency = session.preferences.of("agency").value
        suggestions: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
            "on": lambda _: format_day(last.inspected_on, "vi") if last else "",
            "agency": lambda _: last.agency if last else agency,
            "campaign": lambda _: last.campaign if last else "",
            "kind": lambda _: last.subject_kind if last else "",
            "outcome": lambda _: last.outcome if last else PENDING,
        }
        completers: Mapping[str, Completer] = {
            "agency": partial(suggesting.matching, words=law.issuers_by_code),
            "subject": partial(suggesting.suggest_subjects, register),
            "kind": partial(suggesting.matching, words=tuple(AREA_OF)),
            "outcome": partial(suggesting.matching, words=OUTCOMES),
            "licence": partial(suggesting.suggest_references, register, law),
        }
        return replace(
            field,
            suggest=suggestions.get(field.name),
            complete=completers.get(field.name),
        )


def _settle_nothing(_form: Form, _error: LicregError) -> bool:
    return False
