"""The values of an inspection: how each is asked for, read, and put into a request."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from licreg.actions.requests import VisitRequest
from licreg.cli.ask import Field
from licreg.cli.options import A_DAY, choice_reader, day_reader, read_yes, text_reader
from licreg.cli.session import Session
from licreg.domain.days import format_day
from licreg.domain.events import Breach
from licreg.domain.identifiers import parse_reference
from licreg.domain.money import is_abbreviated, parse_vnd
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import AREA_OF, FINED, OUTCOMES, PENALTIES, PENDING
from licreg.errors import InvalidInputError
from licreg.wording import tr

PERSONAL_KINDS: Final = ("account", "game-individual")
"""Kinds of subject that may be a person."""

read_outcome: Final = choice_reader("outcome", OUTCOMES)
read_subject_kind: Final = choice_reader("kind of subject", tuple(AREA_OF))


def visit_fields(session: Session, given: Mapping[str, str | None]) -> list[Field]:
    """Return the fields of an inspection: of the occasion first, then of the subject.

    Args:
        session: Whose law and day they are read by.
        given: What the command line says, by name; breaches stand with ``;`` between.
    """
    read_day = day_reader(session)
    law = session.law
    return [
        Field(
            "on",
            tr("Day of the visit"),
            "--on",
            given.get("on"),
            read_day,
            hint=tr(A_DAY),
            show=lambda value, _: format_day(value, session.language),
            explain=tr(
                "The day of the inspection, not that of a decision that came of it: "
                "it counts in the period of the visit."
            ),
        ),
        Field(
            "agency",
            tr("Agency"),
            "--agency",
            given.get("agency"),
            law.parse_issuer,
            hint=tr("ABEI, DIC-HN, …"),
            explain=tr("Who inspected: a code of 'licreg law', such as ABEI."),
        ),
        Field(
            "campaign",
            tr("Campaign"),
            "--campaign",
            given.get("campaign"),
            lambda text: parse_text("campaign", text),
            is_required=False,
            default="",
            explain=tr("A name that the visits of one campaign have in common."),
        ),
        Field(
            "subject",
            tr("Subject"),
            tr("first argument"),
            given.get("subject"),
            text_reader("subject"),
            hint=tr("site, account or body"),
            explain=tr(
                "What was inspected; it may hold no licence. Tab completes sites on "
                "record and subjects once inspected."
            ),
        ),
        Field(
            "kind",
            tr("Kind of subject"),
            "--subject-kind",
            given.get("kind"),
            read_subject_kind,
            hint=tr("social-network, account, game, …"),
            explain="\n".join(AREA_OF),
        ),
        Field(
            "outcome",
            tr("Outcome"),
            "--outcome",
            given.get("outcome"),
            read_outcome,
            hint=tr("pending, no-breach, fined, …"),
            is_required=False,
            default="",
            explain="\n".join(OUTCOMES),
        ),
        Field(
            "breaches",
            tr("Breaches, as '15/2020 Art 100.1.a=15tr; …'"),
            "--breach",
            given.get("breaches"),
            lambda text: parse_breaches(text.split(";")),
            is_required=False,
            default=(),
            when=_is_penalised,
            show=lambda value, _: "; ".join(
                f"{one.basis}={one.fine_vnd}" for one in value
            ),
            explain=tr(
                "Each provision with its fine in whole VND; short forms such as 15tr "
                "are shown in full. The fine of the decision is their sum."
            ),
        ),
        Field(
            "decision",
            tr("Decision"),
            "--decision",
            given.get("decision"),
            lambda text: parse_text("decision", text),
            is_required=False,
            default="",
            when=_is_penalised,
            explain=tr("The number of the penalty decision; it may come later."),
        ),
        _extra(
            "decided_on", tr("Day of the decision"), "--decided-on", given, read_day
        ),
        _extra(
            "licence",
            tr("Licence"),
            "--licence",
            given,
            lambda text: parse_reference(text, law.spellings),
        ),
        _extra(
            "note", tr("Note"), "--note", given, lambda text: parse_text("note", text)
        ),
        _extra("personal", tr("A person's own account"), "--personal", given, read_yes),
    ]


def visit_request(values: Mapping[str, Any]) -> VisitRequest:
    """Return the request that a form's values make."""
    breaches: tuple[Breach, ...] = values["breaches"]
    return VisitRequest(
        inspected_on=values["on"],
        agency=values["agency"],
        subject=values["subject"],
        subject_kind=values["kind"],
        licence=values["licence"] or None,
        campaign=values["campaign"],
        outcome=values["outcome"] or likely_outcome(breaches),
        breaches=breaches,
        decision=values["decision"],
        decided_on=values["decided_on"] or None,
        note=values["note"] or "",
        is_personal=bool(values["personal"]),
    )


def likely_outcome(breaches: Sequence[Breach]) -> str:
    """Return the outcome where none is told: fined if there is a fine, else pending."""
    return FINED if any(breach.fine_vnd for breach in breaches) else PENDING


def parse_breaches(texts: Sequence[str]) -> tuple[Breach, ...]:
    """Read breaches, each a provision and its fine.

    Raises:
        InvalidInputError: If one is not ``BASIS=AMOUNT``.
    """
    breaches = []
    for text in filter(str.strip, texts):
        basis, equals, amount = text.rpartition("=")
        if not equals or not basis.strip() or ";" in basis or "=" in basis:
            msg = tr(
                "'{text}' is not a breach. A breach reads like '15/2020 Art "
                "100.1.a=15000000'.",
                text=text.strip(),
            )
            raise InvalidInputError(msg)
        breaches.append(Breach(parse_text("breach", basis), parse_vnd(amount)))
    return tuple(breaches)


def echo_amounts(session: Session, texts: Sequence[str]) -> None:
    """Repeat in full what was typed in short."""
    for text in texts:
        amount = text.rpartition("=")[2]
        if is_abbreviated(amount):
            (breach,) = parse_breaches([text])
            session.say(
                tr("{basis}: {fine:,} VND", basis=breach.basis, fine=breach.fine_vnd)
            )


def _is_penalised(values: Mapping[str, Any]) -> bool:
    return values.get("outcome") in PENALTIES


def _extra(
    name: str,
    label: str,
    option: str,
    given: Mapping[str, str | None],
    parse: Any,  # noqa: ANN401  # what reads it
) -> Field:
    return Field(
        name,
        label,
        option,
        given.get(name),
        lambda text: parse(text) if text else None,
        is_required=False,
        is_extra=True,
    )
