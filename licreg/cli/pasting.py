"""A row of a spreadsheet, or a notice, pasted where a value is asked for."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from licreg.cli.session import Session
from licreg.domain.days import parse_day
from licreg.domain.identifiers import parse_licence_number, parse_site
from licreg.domain.text import parse_text
from licreg.errors import InvalidInputError

_SHORTEST_NAME: Final = 3


def taken_from(session: Session, text: str) -> dict[str, str]:
    """Return what a pasted text says of a licence, by the names of its fields.

    A text with tabs is a row of a spreadsheet, in whatever order; any other is read as
    a notice. Nothing is returned where no licence number is in it.
    """
    found = dict(_of_row(session, text) if "\t" in text else _of_notice(session, text))
    return found if "number" in found else {}


def _of_row(session: Session, text: str) -> Iterator[tuple[str, str]]:
    """Yield what the cells of a row are; each is read as what it can be."""
    law, today = session.law, session.today
    days: list[str] = []
    sites: list[str] = []
    names: list[str] = []
    number = kind = ""
    for cell in filter(None, map(str.strip, text.split("\t"))):
        if _reads(lambda one: parse_day(one, today=today), cell):
            days.append(cell)
        elif not number and _reads(
            lambda one: parse_licence_number(one, law.spellings), cell
        ):
            number = cell
        elif not kind and _reads(law.parse_kind, cell):
            kind = cell
        elif all(_is_site(word) for word in cell.replace(",", " ").split()):
            sites += cell.replace(",", " ").split()
        elif len(cell) >= _SHORTEST_NAME and not cell.isdecimal():
            names.append(cell)
    read = {
        "kind": kind,
        "number": number,
        "on": days[0] if days else "",
        "holder": max(names, key=len, default=""),
        "sites": " ".join(sites),
        "expires": days[1] if len(days) > 1 else "",
    }
    yield from ((name, value) for name, value in read.items() if value)


def _of_notice(session: Session, text: str) -> Iterator[tuple[str, str]]:
    """Yield what the one notice in a text says."""
    from licreg.cli.from_notice import find_said
    from licreg.exchange.notice_files import Displayed

    with suppress(InvalidInputError):
        yield from find_said(session, [Displayed(text)], text).texts().items()


def _is_site(word: str) -> bool:
    return "." in word and _reads(lambda one: parse_site(parse_text("site", one)), word)


def _reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except InvalidInputError:
        return False
    return True
