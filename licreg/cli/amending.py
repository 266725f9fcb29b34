"""The command ``amend``: record that something printed on a licence was changed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from licreg.actions.composed import parse_sites
from licreg.cli.acting import (
    GivenNumber,
    LicenceRef,
    OnDay,
    ReadIn,
    Reason,
    act_request,
    common_fields,
    record_act,
)
from licreg.cli.answer import Answer
from licreg.cli.ask import Field, ask, fill
from licreg.cli.options import (
    DryRun,
    Override,
    choice_reader,
    day_reader,
    text_reader,
    typed_term,
)
from licreg.cli.session import Session
from licreg.domain.terms import parse_term
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import HOLDER_KINDS
from licreg.errors import MissingInputError
from licreg.wording import tr

_OPTIONS: Final = (
    *("--holder", "--holder-kind", "--holder-code", "--content-manager", "--site"),
    *("--expires", "--term-years", "--effective", "--note"),
)


def _read_choice(_session: Session, text: str) -> str:
    return choice_reader("kind of holder", HOLDER_KINDS)(text) if text.strip() else ""


def _read_term(session: Session, text: str) -> date | int | None:
    return parse_term(text, day_reader(session))


def _read_start(session: Session, text: str) -> date | None:
    return day_reader(session)(text) if text.strip() else None


_READERS: Final[Mapping[str, Callable[[Session, str], object]]] = MappingProxyType(
    {
        "holder": lambda _, text: text_reader("holder")(text),
        "holder_kind": _read_choice,
        "holder_code": lambda _, text: parse_text("holder code", text),
        "content_manager": lambda _, text: parse_text("content manager", text),
        "sites": lambda _, text: parse_sites(text),
        "expires_on": _read_term,
        "effective_on": _read_start,
        "note": lambda _, text: parse_text("note", text),
    }
)
"""How what an amendment sets is read; an empty text takes away what was there."""


def amend(  # what an amendment may change
    ctx: typer.Context,
    ref: LicenceRef = None,
    on: OnDay = None,
    number: GivenNumber = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="TEXT", help="The new licensee.")
    ] = None,
    holder_kind: Annotated[
        str | None,
        typer.Option("--holder-kind", metavar="KIND", help="enterprise, …"),
    ] = None,
    holder_code: Annotated[
        str | None,
        typer.Option("--holder-code", metavar="MST", help="Enterprise code."),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option(
            "--site",
            metavar="DOMAIN",
            help="A domain; repeat it for each, they take the place of all before.",
        ),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DAY", help="Last day in force.")
    ] = None,
    term_years: Annotated[
        int | None,
        typer.Option(
            "--term-years",
            metavar="N",
            help="New term, in years from the first day in force.",
        ),
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option(
            "--effective",
            metavar="DAY",
            help="First day in force as amended, from which its term counts.",
        ),
    ] = None,
    content_manager: Annotated[
        str | None,
        typer.Option(
            "--content-manager",
            metavar="TEXT",
            help="Name and telephone; kept apart, and erasable with redact.",
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="The licence's note.")
    ] = None,
    by_notice: Annotated[
        bool,
        typer.Option("--by-notice", help="A mere notice of a new owner or address."),
    ] = False,
    reason: Reason = None,
    source: ReadIn = None,
    override: Override = None,
    dry_run: DryRun = False,
) -> Answer:
    """Record that a licence was amended."""
    session: Session = ctx.obj
    typed = {
        "holder": holder,
        "holder_kind": holder_kind,
        "holder_code": holder_code,
        "content_manager": content_manager,
        "sites": None if site is None else " ".join(site),
        "effective_on": effective,
        "expires_on": typed_term(expires, term_years),
        "note": note,
    }
    changes = {
        name: _READERS[name](session, text)
        for name, text in typed.items()
        if text is not None
    }
    common = common_fields(session, ref, on, "amended")
    values = fill(session, common) if changes else _ask_what_changes(session, common)
    changes = changes or {
        name: values[name] for name in typed if values.get(name) is not None
    }
    if not changes:
        raise MissingInputError(_nothing_to_change())
    request = act_request(
        session,
        "amend",
        values,
        number=number,
        reason=reason,
        source=source,
    )
    request = replace(request, by_notice=by_notice, **_setting(changes))
    return record_act(session, request, override, dry_run=dry_run)


def _setting(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an amendment sets as its request has it, a term in years apart."""
    term = changes.get("expires_on")
    if not isinstance(term, int):
        return {"changes": changes}
    others = {name: one for name, one in changes.items() if name != "expires_on"}
    return {"changes": others, "term_years": term}


def _ask_what_changes(session: Session, common: list[Field]) -> Mapping[str, Any]:
    """Return the values asked for at a terminal; off it, refuse by name.

    Raises:
        MissingInputError: If nobody can be asked.
    """
    if not session.may_ask:
        missing = [f"{one.label} ({one.option})" for one in common if one.given is None]
        named = ""
        if missing:
            named = tr("Missing: {named}.", named=", ".join(missing)) + " "
        raise MissingInputError(named + _nothing_to_change())
    values = fill(session, common)
    session.say(tr("What changes? Enter leaves a value as it is."))

    def offered(name: str, label: str, option: str, parse: Any) -> Field:  # noqa: ANN401  # of each field
        return Field(
            *(name, label, option, None, parse),
            is_required=False,
            skipped=tr("Enter leaves it"),
        )

    fields = (
        offered("holder", tr("Holder"), "--holder", text_reader("holder")),
        offered(
            "content_manager",
            tr("Content manager"),
            "--content-manager",
            text_reader("content manager"),
        ),
        offered("sites", tr("Sites, with spaces between"), "--site", parse_sites),
        offered(
            "expires_on",
            tr("Last day in force"),
            "--expires",
            partial(_read_term, session),
        ),
        offered("note", tr("Note"), "--note", text_reader("note")),
    )
    return {**values, **{field.name: ask(field) for field in fields}}


def _nothing_to_change() -> str:
    return tr(
        "There is nothing to change. Name it with one of {options}; what has no option "
        "of its own, such as another address or server, goes into --note.",
        options=", ".join(_OPTIONS),
    )
