"""What a notice says of a licence that is to be recorded: ``issue --from-notice``."""

from collections.abc import Sequence

from licreg.cli.noticing import read_given
from licreg.cli.session import Session
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.exchange.notice_files import Displayed, each_notice
from licreg.exchange.notices import Notice
from licreg.lazily import dataclass
from licreg.wording import tr


@dataclass(frozen=True)
class Said:
    """Values as they would be typed; None for what the notice does not say."""

    kind: str | None = None
    number: str | None = None
    on: str | None = None
    holder: str | None = None
    issuer: str | None = None
    sites: tuple[str, ...] = ()

    def texts(self) -> dict[str, str]:
        """Return what the notice says, by the names of a licence's fields."""
        said = {
            "kind": self.kind,
            "number": self.number,
            "on": self.on,
            "holder": self.holder,
            "issuer": self.issuer,
            "sites": " ".join(self.sites),
        }
        return {name: text for name, text in said.items() if text}


def said_in(session: Session, text: str) -> Said:
    """Return what the one licence's notice in a text says, and tell it.

    Args:
        session: Whose law is read by.
        text: The notice, a file with it, or ``-``.

    Raises:
        InvalidInputError: If there is no licence's number in it, or there are several.
    """
    said = find_said(session, read_given(text), text)
    told = [said.kind, said.number, said.on, said.holder, said.issuer, *said.sites]
    values = ", ".join(filter(None, told))
    session.say(tr("Read in the notice: {values}.", values=values))
    return said


def find_said(session: Session, texts: Sequence[Displayed], named: str) -> Said:
    """Return what the one licence's notice in some texts says.

    Args:
        session: Whose law is read by.
        texts: The texts.
        named: What to call them in a refusal.

    Raises:
        InvalidInputError: If there is no licence's number in them, or several.
    """
    found = [one for _, one in each_notice(texts, session.law) if one.number]
    numbers = dict.fromkeys(one.number for one in found)
    if not found:
        msg = tr(
            "No licence number is read in {text}. A notice reads like "
            "'Giấy phép MXH số 941/GP-BTTTT … cấp ngày 15/11/2024'.",
            text=quote(named),
        )
        raise InvalidInputError(msg)
    if len(numbers) > 1:
        msg = tr(
            "The notice names {count} licences: {numbers}. Give the one that is meant.",
            count=len(numbers),
            numbers=", ".join(filter(None, numbers)),
        )
        raise InvalidInputError(msg)
    return _said(session, found[0])


def _said(session: Session, notice: Notice) -> Said:
    day = notice.issued_on
    kind = notice.kind if notice.is_kind_said else ""
    if kind:
        last = session.law.kinds_by_code[kind].last_day
        if last and (day is None or day > last):
            kind = ""  # A plain site was not licensed any more: it is to be asked.
    return Said(
        kind=kind or None,
        number=notice.number,
        on=day.isoformat() if day else None,
        holder=notice.holder or None,
        issuer=notice.issuer or None,
        sites=notice.sites,
    )
