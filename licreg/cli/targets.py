"""What a person means by a reference, an entry's number, or ``last``."""

from licreg.actions.locating import (
    Record,
    Target,
    find_entry,
    find_standing,
    parse_standing_ref,
    part,
    parts_of,
    ref_of_record,
    whole,
)
from licreg.cli.looking import find_record
from licreg.cli.session import Session
from licreg.domain.identifiers import parse_licence_key, parse_reference
from licreg.domain.licence import Licence
from licreg.domain.text import show_safe
from licreg.errors import AmbiguousReferenceError, InvalidInputError, NotFoundError
from licreg.wording import marked, tr


def find_target(
    session: Session,
    text: str | None,
    entry: int | None = None,
    act: int | None = None,
) -> Target:
    """Return what is to be put right.

    Args:
        session: Its register is asked.
        text: A reference, ``TALLY-12``, ``FIGURE-12``, ``last``, or an entry's number.
        entry: The number of an entry, given as such.
        act: One of a record's acts or decisions: its place in the order of entry, or
            its entry.

    Raises:
        NotFoundError: If there is no such record or entry.
        AmbiguousReferenceError: If several are meant.
        InvalidInputError: If both a reference and an entry are given.
    """
    if entry is not None and text and act is None:
        msg = tr("Give a reference or --entry, not both.")
        raise InvalidInputError(msg)
    if entry is not None or text is None:
        return find_entry(session.register, entry or 0)
    if act is not None:
        return _part(find_any(session, text), act)
    if text.strip().isdecimal():
        return _numbered(session, int(text))
    return whole(find_any(session, text))


def find_any(session: Session, text: str) -> Record:
    """Return the licence, inspection, tally or figure that a person means.

    Raises:
        NotFoundError: If there is none.
    """
    if parse_standing_ref(text) is None:
        return find_record(session, text)
    found = find_standing(session.register, text)
    if found is None:
        msg = tr(
            "No tally or figure {ref} is on record. 'licreg tally list' and 'licreg "
            "published list' show those that are.",
            ref=show_safe(text.strip()),
        )
        raise NotFoundError(msg)
    return found


def shown_ref(session: Session, ref: str) -> str:
    """Return a reference as short as it can be."""
    try:
        return session.law.name_key(parse_licence_key(ref))
    except InvalidInputError:
        return ref


def _numbered(session: Session, number: int) -> Target:
    """Return the entry of a bare number, unless a licence may be meant as well.

    Raises:
        AmbiguousReferenceError: If a licence has the number.
    """
    reference = parse_reference(str(number), session.law.spellings) if number else None
    found = session.register.find_licences(reference) if reference else ()
    licences = [one for one in found if not one.is_voided]
    if not licences:
        return find_entry(session.register, number)
    keys = tuple(shown_ref(session, str(one.key)) for one in licences)
    if number > session.register.entries and len(keys) == 1:
        return whole(licences[0])
    msg = tr(
        "{number} may be entry {number:,}, or licence {keys}. Give --entry "
        "{number}, or name the licence in full.",
        number=number,
        keys=", ".join(keys),
    )
    raise AmbiguousReferenceError(msg, (f"--entry {number}", *keys))


def _part(record: Record, number: int) -> Target:
    """Return an act or decision of a record by its place or its entry.

    Raises:
        NotFoundError: If there is none.
        AmbiguousReferenceError: If the number is the place of one, and the entry of
            another.
    """
    later = parts_of(record)
    by_entry = [one for one in later if one.number == number]
    by_place = list(later[number - 1 : number]) if number > 0 else []
    found = {one.number for one in by_entry + by_place}
    ref = ref_of_record(record)
    is_licence = isinstance(record, Licence)
    if len(found) > 1:
        text = (
            marked(
                "--act {number} may be entry {number}, or number {number} of the acts "
                "(entry {entry}). Give --entry instead."
            )
            if is_licence
            else marked(
                "--act {number} may be entry {number}, or number {number} of the "
                "decisions (entry {entry}). Give --entry instead."
            )
        )
        msg = tr(text, number=number, entry=by_place[0].number)
        raise AmbiguousReferenceError(msg, tuple(f"--entry {one}" for one in found))
    target = part(record, found.pop()) if found else None
    if target is None:
        known = ", ".join(f"{one.number:,}" for one in later)
        text = (
            marked("{ref} has no acts; {number} is none of them.")
            if is_licence
            else marked("{ref} has no decisions; {number} is none of them.")
        )
        if later:
            text = (
                marked(
                    "{ref} has {count} acts, entries {entries}; {number} is none of "
                    "them."
                )
                if is_licence
                else marked(
                    "{ref} has {count} decisions, entries {entries}; {number} is none "
                    "of them."
                )
            )
        msg = tr(text, ref=ref, count=len(later), entries=known, number=number)
        if not is_licence:
            msg += " " + tr(
                "A decision entered with the visit is part of it: leave out --act."
            )
        raise NotFoundError(msg)
    return target
