"""The values of a new licence: how each is asked for, read, and put into a request."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from licreg.actions.requests import IssueRequest
from licreg.cli.ask import Field
from licreg.cli.options import A_DAY, choice_reader, day_reader, text_reader
from licreg.cli.session import Session
from licreg.domain.days import format_day, last_day_of_term
from licreg.domain.identifiers import (
    LicenceNumber,
    is_mended,
    parse_licence_number,
    parse_reference,
    parse_site,
)
from licreg.domain.terms import parse_term
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import HOLDER_KINDS
from licreg.errors import InvalidInputError
from licreg.wording import tr

EXTRAS: Final = (
    *("issuer", "effective", "holder_kind", "holder_code", "content_manager"),
    *("replaces", "source", "note"),
)
"""Values that are asked for only when they are named."""

PERSONAL: Final = ("content_manager",)
"""Values that name a person."""


def grant_fields(session: Session, given: Mapping[str, str | None]) -> list[Field]:
    """Return the fields of a new licence, in the order in which a paper has them.

    Args:
        session: Whose law and day they are read by.
        given: What the command line says, by name; sites stand with spaces between.
    """
    read_day = day_reader(session)
    law = session.law
    return [
        Field(
            "kind",
            tr("Kind"),
            tr("first argument"),
            given.get("kind"),
            kind_reader(session),
            hint=tr("social-network, aggregate-site, …"),
            explain=_tell_kinds(session),
        ),
        Field(
            "number",
            tr("Number"),
            tr("second argument"),
            given.get("number"),
            _number_reader(session),
            hint=tr("941/GP-BTTTT"),
            show=lambda value, _: str(value[0]),
            explain=tr(
                "As printed, with its suffix. Leading zeros, spaces and case make no "
                "difference; the year follows from the day of issue."
            ),
        ),
        Field(
            "on",
            tr("Day of issue"),
            "--on",
            given.get("on"),
            read_day,
            hint=tr(A_DAY),
            show=lambda value, _: format_day(value, session.language),
            explain=tr(
                "The day that the paper bears, the day before the month. The rules of "
                "that day judge it; 'licreg help dates' tells the forms."
            ),
        ),
        Field(
            "holder",
            tr("Holder"),
            "--holder",
            given.get("holder"),
            text_reader("holder"),
            explain=tr(
                "The licensee's full name as printed. Tab completes the names on "
                "record by any part of them, without accents."
            ),
        ),
        Field(
            "sites",
            tr("Sites, with spaces between"),
            "--site",
            given.get("sites"),
            _read_sites,
            is_required=False,
            default=(),
            explain=tr(
                "Domain names. At least one .vn domain is expected (Decree 72/2013, "
                "Article 23b); a licence without a site only warns."
            ),
        ),
        Field(
            "expires",
            tr("Last day in force"),
            "--expires",
            given.get("expires"),
            lambda text: parse_term(text, read_day),
            is_required=False,
            hint=tr(A_DAY),
            show=lambda value, values: _show_term(session, value, values),
            explain=tr(
                "The last day of the term, itself in force; or the term as 5y or "
                "'10 năm'. 'licreg law' tells the longest one of a day."
            ),
        ),
        _extra("issuer", tr("Issuer"), given, law.parse_issuer, ""),
        _extra("effective", tr("First day in force"), given, read_day, None),
        _extra(
            "holder_kind",
            tr("Kind of holder"),
            given,
            choice_reader("kind of holder", HOLDER_KINDS),
            "",
        ),
        _extra("holder_code", tr("Enterprise code"), given, _text("holder code"), ""),
        _extra(
            "content_manager",
            tr("Content manager"),
            given,
            _text("content manager"),
            "",
        ),
        _extra(
            "replaces",
            tr("Replaces"),
            given,
            lambda text: parse_reference(text, law.spellings),
            None,
        ),
        _extra("source", tr("Source"), given, _text("source"), ""),
        _extra("note", tr("Note"), given, _text("note"), ""),
    ]


def grant_request(values: Mapping[str, Any]) -> IssueRequest:
    """Return the request that a form's values make."""
    number, printed = values["number"]
    issued_on: date = values["on"]
    effective_on: date | None = values["effective"]
    return IssueRequest(
        kind=values["kind"],
        number=number,
        printed=printed,
        issued_on=issued_on,
        holder=values["holder"],
        issuer=values["issuer"],
        effective_on=effective_on,
        expires_on=last_day(values["expires"], effective_on or issued_on),
        holder_kind=values["holder_kind"],
        holder_code=values["holder_code"],
        content_manager=values["content_manager"],
        sites=values["sites"],
        replaces=values["replaces"],
        source=values["source"],
        note=values["note"],
    )


def last_day(term: date | int | None, start: date) -> date | None:
    """Return the last day of a term that is given as a day or in years."""
    return last_day_of_term(start, term) if isinstance(term, int) else term


def _show_term(
    session: Session, term: date | int | None, values: Mapping[str, Any]
) -> str:
    start = values.get("effective") or values["on"]
    ends = last_day(term, start)
    return format_day(ends, session.language) if ends else ""


def _extra(
    name: str,
    label: str,
    given: Mapping[str, str | None],
    parse: Callable[[str], Any],
    default: object,
) -> Field:
    return Field(
        name,
        label,
        f"--{name.replace('_', '-')}",
        given.get(name),
        lambda text: parse(text) if text else default,
        is_required=False,
        default=default,
        is_extra=True,
    )


def _text(label: str) -> Callable[[str], str]:
    return lambda text: parse_text(label, text)


def _read_sites(text: str) -> tuple[str, ...]:
    words = text.replace(",", " ").split()
    return tuple(parse_site(parse_text("site", one)) for one in words)


def _number_reader(session: Session) -> Callable[[str], tuple[LicenceNumber, str]]:
    def read(text: str) -> tuple[LicenceNumber, str]:
        parsed = parse_licence_number(text, session.law.spellings)
        return parsed, parse_text("number", text) if is_mended(text, parsed) else ""

    return read


def kind_reader(session: Session) -> Callable[[str], str]:
    """Return what reads the kind of a licence; a family is none."""
    law = session.law

    def read(text: str) -> str:
        code = law.parse_kind(text)
        if law.kinds_by_code[code].instrument == "family":
            parts = ", ".join(law.parts_of(code))
            msg = tr(
                "'{code}' is a family, not a kind. Its kinds: {parts}.",
                code=code,
                parts=parts,
            )
            raise InvalidInputError(msg)
        return code

    return read


def _tell_kinds(session: Session) -> str:
    from licreg.cli.words import name_of

    kinds = [one for one in session.law.kinds if one.instrument != "family"]
    widest = max(len(one.code) for one in kinds)
    return "\n".join(
        f"{one.code:{widest}}  {name_of(one, session.language)}" for one in kinds
    )
