"""Why a figure is not what is counted, in sentences, each from a real count."""

from collections.abc import Iterator
from typing import Final

from licreg.actions.figures import Comparison
from licreg.cli.figure_words import published, shown_number, title
from licreg.cli.knowing import known_option
from licreg.cli.session import Session
from licreg.cli.words import format_moment
from licreg.domain.days import format_day
from licreg.domain.figures import Number
from licreg.domain.money import format_number, format_signed
from licreg.wording import tr, trn

_NAMED: Final = 5
"""How many of the entries that changed a figure are named."""


def difference(session: Session, one: Comparison, *, follow: bool) -> Iterator[str]:
    """Yield by how much a figure differs, and the likely reasons, really counted."""
    language = session.language
    more: Number = one.difference
    command = session.command(f"explain {one.figure.id}{known_option(session)}")
    how = format_number(_size(more), language)
    yield tr(
        "{id}: published {published}, counted {counted} ({how}). '{command}' "
        "shows the records.",
        id=one.figure.id,
        published=published(one.figure, language),
        counted=shown_number(one.count.value, language),
        how=tr("{more} more", more=how) if more > 0 else tr("{fewer} fewer", fewer=how),
        command=command,
    )
    yield from reasons(session, one, follow=follow)


def reasons(session: Session, one: Comparison, *, follow: bool) -> Iterator[str]:
    """Yield what may explain a difference, each indented, each really counted.

    Args:
        session: Its register is asked.
        one: The figure that differs.
        follow: Whether the last entries are gone through for what changed the count.
    """
    from licreg.actions.causes import find_turn, other_days, other_measures
    from licreg.cli.comparing import what_happened
    from licreg.cli.knowing import register_at

    register, law, language = session.register, session.law, session.language
    turn = None
    if follow:
        turn = find_turn(
            register, law, one, lambda moment: register_at(session, moment, quiet=True)
        )
    if turn is not None:
        first = turn.effects[0]
        yield tr(
            "It matched until entry {entry:,} of {moment}:",
            entry=first.entry.number,
            moment=format_moment(first.entry.at, language),
        )
        for effect in turn.effects[:_NAMED]:
            yield (
                f"{format_signed(effect.change, language)} {effect.reference}: "
                f"{what_happened(effect.entry.event)} ({cause_words(effect.cause)})"
            )
        left = len(turn.effects) - _NAMED
        if left > 0:
            yield trn("and 1 more entry", "and {count:,} more entries", left)
        return
    for other in other_measures(register, law, one):
        yield tr(
            "Another measure does match: {what}: {count}.",
            what=title(session, other),
            count=shown_number(other.value, language),
        )
    days = other_days(register, law, one, session.today)
    if days is not None:
        first_day, last_day = (format_day(day, language) for day in days)
        if first_day == last_day:
            yield tr("Another cut-off day does match: {day}.", day=first_day)
        else:
            yield tr(
                "Another cut-off day does match: any from {first} to {last}.",
                first=first_day,
                last=last_day,
            )


def _size(number: Number) -> Number:
    return -number if number < 0 else number


def cause_words(cause: str) -> str:
    """Return what made a figure change, as a person reads it."""
    return {
        "late-entry": tr("entered later"),
        "late-act": tr("act or decision entered later"),
        "correction": tr("correction"),
        "void": tr("voided or restored"),
    }[cause]


def absence(one: Comparison) -> str:
    """Return why a figure is not in the register; empty where it is."""
    match one.because:
        case "":
            return ""
        case "uncountable":
            return tr("no register counts this")
        case "nothing-recorded":
            return tr("nothing of the kind is on record by then")
        case "entry-not-complete":
            return tr("entry is not complete up to that day")
        case "other-scope":
            return tr("it speaks of the whole country, and the register of a province")
        case _:
            return tr(
                "the register agrees with {id}, which contradicts it", id=one.settled_by
            )
