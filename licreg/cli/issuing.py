"""Licences entered at a terminal: one after another, from the papers on the desk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from licreg.actions import likely, suggesting
from licreg.actions.recording import Recorded, issue_licence
from licreg.cli.ask import Field, ask, say, take_texts
from licreg.cli.desk import desk
from licreg.cli.form import Entered, Form, enter_in_turn
from licreg.cli.grants import grant_fields, grant_request
from licreg.cli.keyboard import Completer, read_line
from licreg.cli.options import read_yes
from licreg.cli.pasting import taken_from
from licreg.cli.session import Session
from licreg.domain.company_rules import judge_holders
from licreg.domain.days import format_day
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.licence import Licence
from licreg.errors import (
    InvalidInputError,
    LicregError,
    MissingInputError,
    RuleError,
    without_outcome,
)
from licreg.lazily import dataclass
from licreg.wording import retold, tr

COMMAND: Final = "issue"
DOUBT: Final = ("inside-tally",)
"""The rule that a person can settle by a yes or no."""

_NOT_ASKED_YET: Final = {
    "sites": ("no-vn-domain",),
    "expires": ("no-expiry",),
}
"""Rules that find something only because a value was not asked for yet."""

_PASTE_AT: Final = ("kind", "number")
"""Questions at which a whole paper may be pasted."""


@dataclass(frozen=True)
class Terms:
    """What the command line says of every licence that is entered.

    Attributes:
        override: Reason for going on against a rule.
        from_tally: As in ``IssueRequest``.
        not_in_tally: Likewise.
        is_trial: Whether nothing is to be recorded.
    """

    override: str | None = None
    from_tally: int | None = None
    not_in_tally: bool = False
    is_trial: bool = False


def issue_at_desk(
    session: Session, given: Mapping[str, str | None], terms: Terms
) -> list[Recorded]:
    """Ask for one licence, or for one after another where nothing was given.

    Raises:
        KeyboardInterrupt: If the person is interrupted.
        LicregError: If the register cannot be read or written.
    """
    last = likely.last_licence(session.register)

    def enter(texts: Mapping[str, str]) -> Entered | None:
        nonlocal last
        made = _Desk(session, terms, last).run(texts)
        if made is not None:
            last = made.recorded.licences[0]
        return made

    return enter_in_turn(session, COMMAND, given, enter)


class _Desk:
    """One licence: what is likely of it, what is recorded of it."""

    def __init__(self, session: Session, terms: Terms, last: Licence | None) -> None:
        self._session = session
        self._terms = terms
        self._last = last.grant if last else None
        self._apart_from = ""

    def run(self, texts: Mapping[str, str]) -> Entered | None:
        """Ask for it and record it; None if the person leaves without."""
        fields = [self._likely(one) for one in grant_fields(self._session, texts)]
        form = Form(
            session=self._session,
            command=COMMAND,
            fields=fields,
            record=self._record,
            settle=self._settle,
            after=self._after,
            reason=self._terms.override or "",
        )
        take_texts(fields, form.answers, texts)
        return form.run()

    def _record(
        self, values: Mapping[str, Any], reason: str, *, is_trial: bool
    ) -> Recorded:
        terms = self._terms
        circumstances, clerk = desk(
            self._session, reason, dry_run=is_trial or terms.is_trial
        )
        request = replace(
            grant_request(values),
            from_tally=terms.from_tally,
            not_in_tally=terms.not_in_tally,
            findings=tuple(one[:2] for one in judge_holders(self._apart_from)),
        )
        return issue_licence(self._session.register, request, circumstances, clerk)

    def _settle(self, form: Form, error: LicregError) -> bool:
        """Ask for what only the register showed to be missing."""
        if isinstance(error, MissingInputError):
            say(without_outcome(str(error)))
            law = self._session.law
            field = next(one for one in form.fields if one.name == "issuer")
            asked = replace(field, is_required=True, parse=law.parse_issuer)
            form.answers.values["issuer"] = ask(asked)
            form.answers.texts["issuer"] = form.answers.values["issuer"]
            return True
        if isinstance(error, RuleError) and error.rules == DOUBT:
            self._terms = settle_doubt(self._terms, error)
            return True
        return False

    def _after(self, form: Form, field: Field) -> None:
        """Say what the rules find so far, and look for holders that read alike."""
        if field.name == "holder":
            self._tell_apart(form)
        self._warn_early(form)

    def _warn_early(self, form: Form) -> None:
        """Tell what is wrong with what is known, before the rest is typed."""
        answers = form.answers
        if not {"kind", "number", "on"} <= answers.values.keys():
            return
        values = {"holder": "…"} | form.values
        waiting = {
            rule
            for name, rules in _NOT_ASKED_YET.items()
            if name not in answers.texts
            for rule in rules
        }
        try:
            tried = self._record(values, form.reason, is_trial=True)
        except MissingInputError:
            return
        except RuleError as error:
            if error.rules != DOUBT:
                form.tell(without_outcome(str(error)))
            return
        for remark in tried.remarks:
            if remark.rule not in waiting:
                message = retold(remark.message)
                form.tell(f"{message[:1].upper()}{message[1:]}.")

    def _tell_apart(self, form: Form) -> None:
        """Show holders on record that read nearly the same, and ask which it is."""
        holder = form.answers.values["holder"]
        self._apart_from = ""
        near = likely.near_holders(self._session.register, holder)
        if not near:
            return
        say(tr("On record there is nearly the same:"))
        for place, one in enumerate(near, 1):
            licence = self._session.law.name_key(parse_licence_key(one.licence))
            say(f"  {place}  {one.holder}  ({', '.join((licence, *one.sites))})")
        prompt = tr("A number takes that name; Enter if it is another: ")
        while True:
            typed = read_line(prompt).strip()
            if not typed:
                self._apart_from = near[0].holder
                return
            if typed.isdecimal() and 0 < int(typed) <= len(near):
                name = near[int(typed) - 1].holder
                form.answers.texts["holder"] = form.answers.values["holder"] = name
                return

    def _likely(self, field: Field) -> Field:
        """Return a field with what Enter takes, and what Tab offers."""
        register, law, last = self._session.register, self._session.law, self._last
        suggestions: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
            "kind": lambda _: last.kind if last else "",
            "number": self._next_number,
            "on": lambda _: format_day(last.issued_on, "vi") if last else "",
            "expires": self._term,
            "issuer": lambda _: last.issuer if last else "",
        }
        completers: Mapping[str, Completer] = {
            "kind": partial(suggesting.matching, words=law.kinds_by_code),
            "holder": partial(suggesting.suggest_holders, register),
            "sites": partial(suggesting.suggest_sites, register),
            "issuer": partial(suggesting.matching, words=law.issuers_by_code),
            "replaces": partial(suggesting.suggest_references, register, law),
        }
        return replace(
            field,
            suggest=suggestions.get(field.name),
            complete=completers.get(field.name),
            paste=partial(self._pasted, field) if field.name in _PASTE_AT else None,
        )

    def _pasted(self, field: Field, text: str) -> Mapping[str, str]:
        """Return what a pasted text says; nothing where it is an answer by itself."""
        try:
            field.parse(text)
        except InvalidInputError:
            return taken_from(self._session, text)
        return {}

    def _next_number(self, values: Mapping[str, Any]) -> str:
        last = self._last
        if last is None or values.get("kind", last.kind) != last.kind:
            return ""
        register = self._session.register
        year = last.issued_on.year
        return str(likely.next_number(register, last.issuer, last.number, year))

    def _term(self, _values: Mapping[str, Any]) -> str:
        years = likely.term_years(self._last) if self._last else None
        return f"{years}y" if years else ""


def settle_doubt(terms: Terms, error: RuleError) -> Terms:
    """Ask whether a licence is one of those that a tally counts."""
    say(without_outcome(str(error)))
    field = Field(
        "answer",
        tr("Is it one of those"),
        tr("--from-tally or --not-in-tally"),
        None,
        read_yes,
        hint=tr("yes or no"),
    )
    if ask(field):
        return replace(terms, from_tally=0)
    return replace(terms, not_in_tally=True)
