"""The second clock: the register as it was known at a moment."""

from typing import TYPE_CHECKING

from licreg.cli.session import Session
from licreg.domain.days import format_day, parse_moment
from licreg.errors import RefusedError
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.store.register import RegisterFolder

_NOW = frozenset({"now", "bây giờ"})


def ask_as_known(session: Session, text: str | None, year: int | None = None) -> None:
    """From here on, ask the register as it was known at a moment, if one is given.

    Args:
        session: Its register gives way to the earlier one.
        text: What ``--as-known`` said.
        year: The year that a day without one is of; this year if None.

    Raises:
        RefusedError: If the moment lies ahead.
    """
    if not text:
        return
    moment = read_moment(session, text, year)
    if moment is None:
        return
    if not session.register.last_recorded_at:
        session.say(
            tr("Nothing has been entered yet in {path}.", path=session.register.path)
        )
    session.register = register_at(session, moment)
    session.as_known = moment


def read_moment(session: Session, text: str, year: int | None = None) -> str | None:
    """Read a moment up to which entries count; None for now.

    Raises:
        RefusedError: If it lies ahead.
    """
    if text.strip().casefold() in _NOW:
        return None
    moment = parse_moment(text, today=session.today, year=year)
    now = session.now.isoformat(timespec="milliseconds")
    if moment > now[: len(moment)]:
        msg = tr(
            "{moment} lies ahead of now, {other}; nothing can be known of it yet.",
            moment=shown_moment(moment, session.language),
            other=shown_moment(now[:16], session.language),
        )
        raise RefusedError(msg)
    return moment


def register_at(
    session: Session,
    moment: str,
    register: "RegisterFolder | None" = None,
    *,
    quiet: bool = False,
) -> "RegisterFolder":
    """Return the register as it was known at the end of a moment.

    It is made from the journal alone, which takes a while for a large one; a register
    in which nothing was entered since is that register itself. Where nothing had been
    entered by then, that is said.

    Args:
        session: Whose register it is, and where it is said.
        moment: ISO text, or its beginning.
        register: The register as it is known now; the session's if None.
        quiet: Whether it is not said that nothing had been entered by then.
    """
    register = register or session.register
    if register.last_recorded_at[: len(moment)] <= moment:
        return register
    from licreg.cli.waiting import watching_entries

    with watching_entries(session, tr("going back"), register):
        past = register.as_known(moment)
    if not past.entries and not quiet:
        first = next(register.batches()).at
        session.say(
            tr(
                "Nothing had been entered by the end of {moment}; the "
                "first entry is of {other}.",
                moment=shown_moment(moment, session.language),
                other=shown_moment(first[:16], session.language),
            )
        )
    return past


def shown_moment(moment: str, language: str) -> str:
    """Return a moment as a person reads it.

    Examples:
        >>> shown_moment("2024-12-01", "en"), shown_moment("2024-12-01T10:30", "en")
        ('1 Dec 2024', '1 Dec 2024 10:30')
    """
    from datetime import date

    day = format_day(date.fromisoformat(moment[:10]), language)
    return f"{day} {moment[11:]}".strip()


def known_option(session: Session) -> str:
    """Return what a command needs to be asked of the same moment, to be pasted."""
    return f" --as-known {session.as_known}" if session.as_known is not None else ""


def known_words(session: Session) -> str:
    """Return what an answer adds to its days; nothing where all entries count."""
    if session.as_known is None:
        return ""
    moment = shown_moment(session.as_known, session.language)
    return tr(", as known at the end of {moment}", moment=moment)
