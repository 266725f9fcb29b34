"""A row in our words, and what of it needs no law: sites, the term, the status."""

from dataclasses import field
from datetime import date
from typing import Final

from licreg.domain.days import last_day_of_term, parse_day
from licreg.domain.identifiers import parse_site
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.exchange.headings import TERM_YEARS, fold_heading
from licreg.exchange.office_words import read_status
from licreg.lazily import dataclass
from licreg.wording import told, tr

_IN_FORCE, _EXPIRED, _LAPSED = "in-force", "expired", "lapsed"
_SUSPENDED, _NOT_YET = "suspended", "not-yet"
_BETWEEN_SITES: Final = str.maketrans(dict.fromkeys(",;|", " "))
_MOST_YEARS: Final = 100


@dataclass
class Filled:
    """A row in our words.

    Attributes:
        line: Where it stands in the file.
        cells: Its cells by our columns.
        faults: Column and sentence of what is wrong.
        findings: Rule and sentence of what is odd about the paper.
        is_ended: Whether the file says that it is not in force.
    """

    line: int
    cells: dict[str, str]
    faults: list[tuple[str, str]] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    is_ended: bool = False


def settle_sites(row: Filled) -> None:
    """Take sites apart; what is none is left out, and said."""
    sites: list[str] = []
    mails, others = 0, []
    for token in row.cells.get("sites", "").translate(_BETWEEN_SITES).split():
        if "@" in token:
            mails += 1
            continue
        try:
            site = parse_site(token)
        except InvalidInputError:
            others.append(token)
            continue
        if "." in site:
            sites.append(site)
        elif any(map(str.isalnum, site)):
            others.append(token)
    row.cells["sites"] = " ".join(dict.fromkeys(sites))
    if mails:
        sentence = told("a mail address stands in place of a site, and is left out")
        row.findings.append(("site-shape", sentence))
    if others:
        sentence = told(
            "{text} stands in place of a site, and is left out",
            text=quote(" ".join(others)),
        )
        row.findings.append(("site-shape", sentence))


def settle_term(row: Filled, today: date) -> None:
    """Make the last day of a term in years."""
    text = row.cells.pop(TERM_YEARS, "")
    if not text or row.cells.get("expires_on"):
        return
    words = fold_heading(text).split()
    years = int(words[0]) if words and words[0].isdecimal() else 0
    is_term = len(words) == 1 or words[1] in {"nam", "years", "year", "y"}
    if not is_term or not 0 < years < _MOST_YEARS:
        sentence = tr("{text} is no term in years.", text=quote(text))
        row.faults.append((TERM_YEARS, sentence))
        return
    start = row.cells.get("effective_on") or row.cells.get("issued_on", "")
    try:
        first = parse_day(start, today=today)
        row.cells["expires_on"] = last_day_of_term(first, years).isoformat()
    except InvalidInputError:
        return  # The day itself is named as a fault.


def settle_status(row: Filled, listed_on: date, today: date) -> None:
    """Tell a licence that is not in force, so far as nothing else tells it."""
    text = row.cells.pop("status", "")
    since = row.cells.pop("status_on", "")
    if not text:
        return
    status = read_status(text)
    if not status:
        row.cells["status"] = text
        return
    if status == _SUSPENDED:
        sentence = told(
            "it is listed as suspended ({text}), not since when; it is recorded as "
            "in force",
            text=quote(text),
        )
        row.findings.append(("status-unclear", sentence))
    if status in {_IN_FORCE, _SUSPENDED, _NOT_YET}:
        return
    if status in {_EXPIRED, _LAPSED} and _has_expired(row, listed_on, today):
        return
    row.is_ended = True
    row.cells["status"] = _LAPSED
    row.cells["status_on"] = since or listed_on.isoformat()
    if status not in {_EXPIRED, _LAPSED}:
        sentence = told(
            "it is listed as {text}; the decision is not in the file, so that it "
            "is recorded as lapsed, known by {day}",
            text=quote(text),
            day=row.cells["status_on"],
        )
        row.findings.append(("status-unclear", sentence))


def _has_expired(row: Filled, listed_on: date, today: date) -> bool:
    try:
        last = parse_day(row.cells.get("expires_on", ""), today=today)
    except InvalidInputError:
        return False
    return last < listed_on
