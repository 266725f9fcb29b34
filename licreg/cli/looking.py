"""The command ``show``, and how the record is found that a person means."""

from typing import Annotated

import typer

from licreg.actions.naming import only
from licreg.actions.recording import find_inspection
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.dossier import dossier
from licreg.cli.knowing import ask_as_known, shown_moment
from licreg.cli.options import AsKnown, AsOf, past_day_reader
from licreg.cli.session import Session
from licreg.domain.identifiers import (
    LATEST,
    LicenceKey,
    LicenceNumber,
    parse_inspection_key,
    parse_reference,
)
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import NotFoundError
from licreg.wording import tr


def show(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="57/2019, INS-2024-0017 or last.")
    ],
    as_of: AsOf = None,
    as_known: AsKnown = None,
) -> Answer:
    """Show one record in full."""
    session: Session = ctx.obj
    ask_as_known(session, as_known)
    day = past_day_reader(session)(as_of) if as_of else session.today
    if ref.strip().casefold().startswith("tally-"):
        from licreg.cli.tallying import show_tally

        return show_tally(session, ref)
    try:
        record = find_record(session, ref)
    except NotFoundError as error:
        if session.as_known is None:
            raise
        moment = shown_moment(session.as_known, session.language)
        known = tr("This is as known at the end of {moment}.", moment=moment)
        msg = f"{error} {known}"
        raise NotFoundError(msg) from error
    if isinstance(record, Inspection):
        return records.visit(session, record, day)
    visits = [
        visit
        for visit in session.register.inspections_under(record)
        if visit.visit.inspected_on <= day
    ]
    return dossier(session, record, visits, day)


def find_record(session: Session, text: str) -> Licence | Inspection:
    """Return the one licence or inspection that a person means.

    Raises:
        NotFoundError: If there is none.
        AmbiguousReferenceError: If there are several.
    """
    register = session.register
    wanted = text.strip()
    if wanted.casefold() == LATEST:
        wanted = register.last_reference
        if not wanted:
            msg = tr("Nothing is on record yet in {path}.", path=register.path)
            raise NotFoundError(msg)
    key = parse_inspection_key(wanted)
    if key is not None:
        return find_inspection(register.inspection, key)
    reference = parse_reference(wanted, session.law.spellings)
    if reference.issuer and reference.suffix and reference.year:
        # The full name that the register writes is taken at its word.
        number = LicenceNumber(reference.value, reference.letter, reference.suffix)
        ordinal = reference.ordinal or 1
        licence = register.licence(
            LicenceKey(reference.issuer, number, reference.year, ordinal)
        )
        if licence is not None:
            return licence
    return only(register.find_licences(reference), reference, session.today)
