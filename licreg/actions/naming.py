"""Who is meant: the one licence of a reference, the issuer of a number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from licreg.actions.requests import IssueRequest
from licreg.domain.days import parse_day
from licreg.domain.identifiers import (
    LicenceKey,
    LicenceNumber,
    Reference,
    parse_reference,
)
from licreg.domain.law import Law, fits
from licreg.domain.licence import Licence
from licreg.errors import (
    AmbiguousReferenceError,
    InvalidInputError,
    MissingInputError,
    NotFoundError,
)
from licreg.wording import tr


def settle_issuer(request: IssueRequest, law: Law, default: str) -> str:
    """Return who issued: as given, as certain from suffix, kind and day, or by default.

    Raises:
        MissingInputError: If none of these tells.
    """
    if request.issuer:
        return law.parse_issuer(request.issuer)
    suffix = request.number.suffix
    possible = law.issuers_of(suffix, request.kind, request.issued_on)
    if len(possible) == 1 and not possible[0].endswith("*"):
        return possible[0]
    if default and (not possible or any(fits(one, default) for one in possible)):
        return default
    who = ", ".join(possible) if possible else tr("no issuer known here")
    msg = tr(
        "{number} does not tell its issuer: {suffix} is written by {who}. "
        "Name the issuer with --issuer CODE.",
        number=request.number,
        suffix=suffix,
        who=who,
    )
    raise MissingInputError(msg)


def exact_key(reference: Reference, law: Law) -> LicenceKey | None:
    """Return the one key that a reference can mean, where that is certain."""
    suffix, year = reference.suffix, reference.year
    if suffix is None or year is None or reference.day_text:
        return None
    issuer = reference.issuer or law.only_issuer_of(suffix)
    if issuer is None:
        return None
    number = LicenceNumber(reference.value, reference.letter, suffix)
    return LicenceKey(issuer, number, year, reference.ordinal or 1)


def named_by(number: str, issuer: str, year: int, law: Law) -> Reference | None:
    """Return the reference to the licences that go by a number given in a year.

    Returns:
        None for what is no licence number, such as that of a decision.
    """
    try:
        wanted = parse_reference(number, law.spellings)
    except InvalidInputError:
        return None
    if wanted.suffix is None:
        return None
    only_one = law.only_issuer_of(wanted.suffix) is not None
    return replace(wanted, year=year, issuer=None if only_one else issuer)


def only(licences: Sequence[Licence], reference: Reference, today: date) -> Licence:
    """Return the one licence found; voided ones give way to those that count.

    Raises:
        NotFoundError: If there is none.
        AmbiguousReferenceError: If there are several; they are named.
    """
    if reference.day_text:
        day = parse_day(reference.day_text, today=today)
        licences = [one for one in licences if day in _days_of_numbers(one)]
    live = [one for one in licences if not one.is_voided] or list(licences)
    if len(live) == 1:
        return live[0]
    name = describe(reference)
    if not live:
        msg = tr(
            "No licence {name} is on record. 'licreg list' shows those that are.",
            name=name,
        )
        raise NotFoundError(msg)
    keys = tuple(str(one.key) for one in live)
    msg = tr(
        "{name} names {count} licences: {keys}. Name one in full.",
        name=name,
        count=len(keys),
        keys=", ".join(keys),
    )
    raise AmbiguousReferenceError(msg, keys)


def _days_of_numbers(licence: Licence) -> set[date]:
    """Return the days on which a licence was given a number: its own and later ones."""
    later = {act.event.on for act in licence.live_acts() if act.event.given_number}
    return {licence.grant.issued_on, *later}


def describe(reference: Reference) -> str:
    """Return a reference as a person would read it."""
    text = f"{reference.value:02d}{reference.letter}"
    for mark, part in (
        ("/", reference.suffix),
        ("/", reference.year),
        ("@", reference.issuer),
        ("#", reference.ordinal),
        (" of ", reference.day_text),
    ):
        text += f"{mark}{part}" if part else ""
    return text
