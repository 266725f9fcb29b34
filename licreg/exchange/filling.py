"""Rows of others as rows of ours: each cell in the words that entry understands."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from licreg.domain.days import last_day_of_term, parse_day
from licreg.domain.identifiers import parse_licence_number, parse_site
from licreg.domain.law import Law
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.exchange.days_in import day_text
from licreg.exchange.headings import NUMBER_AND_DAY, TERM_YEARS, fold_heading
from licreg.exchange.mappings import Mapped
from licreg.exchange.numbers_in import (
    NumberForm,
    mend_number,
    split_dated,
    suggest_form,
)
from licreg.exchange.office_words import (
    issuer_names,
    read_holder_kind,
    read_issuer,
    read_kind,
    read_status,
)
from licreg.lazily import dataclass
from licreg.wording import told, tr

DAYS: Final = ("issued_on", "effective_on", "expires_on", "status_on")
"""The columns of licences that hold a day."""

_NEEDED: Final = frozenset({"kind", "number", "issued_on", "holder"})
_NOTHING: Final = frozenset(
    {
        *(
            "-",
            "--",
            "---",
            "\u2013",
            "\u2014",
            "…",
            "...",
            ".",
            "n/a",
            "na",
            "null",
            "none",
        ),
        *("nil", "không", "không có", "khong", "khong co", "chưa có", "không rõ"),
    }
)
"""What stands in a cell for nothing, where a cell may be empty."""

_GRANT_OF_AMENDMENT: Final = "GPSĐBS"
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


def values_not_known(
    column: str, values: Iterable[str], mapped: Mapped, law: Law
) -> list[str]:
    """Return the values of a column that nothing here understands, each once.

    Args:
        column: One that holds words: kind, issuer, status or kind of holder.
        values: As the file has them.
        mapped: What stands for some of them already.
        law: The known kinds and issuers.
    """
    filler = Filler(mapped, law, date.min, date.min)
    said = mapped.values.get(column, {})
    return [
        value
        for value in dict.fromkeys(value.strip() for value in values)
        if value
        and value.casefold() not in _NOTHING
        and fold_heading(value) not in said
        and not filler.knows(column, value)
    ]


class Filler:
    """Fills rows of licences; what it cannot read it leaves as it is.

    Args:
        mapped: How the columns are read.
        law: The law, with what the register adds.
        today: The civil day of the import.
        listed_on: The day of which the file tells what is in force.
    """

    def __init__(self, mapped: Mapped, law: Law, today: date, listed_on: date) -> None:
        """Prepare what every row needs."""
        self._mapped = mapped
        self._law = law
        self._today = today
        self._listed_on = listed_on
        self._form = NumberForm(mapped.number_form, mapped.suffix)
        self._issuers = issuer_names(law)
        self._kinds = {
            fold_heading(name): kind.code
            for kind in law.kinds
            for name in (kind.name_vi, kind.name_en, kind.code)
        }

    def knows(self, column: str, text: str) -> bool:
        """Tell whether a word of a column is understood."""
        match column:
            case "kind":
                return bool(self._kinds.get(fold_heading(text)) or read_kind(text))
            case "issuer":
                return bool(read_issuer(text, self._issuers))
            case "status":
                return bool(read_status(text))
            case _:
                return bool(read_holder_kind(text))

    def fill(self, line: int, cells: Mapping[str, str]) -> Filled:
        """Return a row in our words."""
        row = Filled(line, {name: self._value(name, cells[name]) for name in cells})
        for name, value in self._mapped.constants.items():
            if not row.cells.get(name) and name != "issuer":
                row.cells[name] = value
        self._split(row)
        self._kind(row)
        for name in DAYS:
            if row.cells.get(name):
                row.cells[name] = day_text(row.cells[name], self._mapped.dates)
        self._number(row)
        self._issuer(row)
        self._sites(row)
        holder_kind = row.cells.get("holder_kind", "")
        row.cells["holder_kind"] = read_holder_kind(holder_kind) or holder_kind
        self._term(row)
        self._status(row)
        return row

    def _value(self, name: str, text: str) -> str:
        text = text.strip()
        values = self._mapped.values.get(name)
        if values and text:
            text = values.get(fold_heading(text), text)
        is_nothing = name not in _NEEDED and text.casefold() in _NOTHING
        return "" if is_nothing else text

    def _split(self, row: Filled) -> None:
        """Take apart a number and a day that stand in one cell."""
        both = row.cells.pop(NUMBER_AND_DAY, "")
        number, day = split_dated(both or row.cells.get("number", ""))
        if not day or (not both and row.cells.get("issued_on")):
            row.cells["number"] = row.cells.get("number") or both
            return
        row.cells["number"] = number
        row.cells["issued_on"] = row.cells.get("issued_on") or day

    def _kind(self, row: Filled) -> None:
        text = row.cells.get("kind", "")
        if text and text not in self._law.kinds_by_code:
            found = self._kinds.get(fold_heading(text)) or read_kind(text)
            if found in self._law.kinds_by_code:
                row.cells["kind"] = found
                return
            try:
                self._law.parse_kind(text)
            except InvalidInputError as error:
                way = tr(
                    "Say in a mapping which kind it is ([values.kind]), or pass the "
                    "column over ('-') and give --kind."
                )
                row.faults.append(("kind", f"{error} {way}"))

    def _number(self, row: Filled) -> None:
        text, mark, ordinal = row.cells.get("number", "").partition("#")
        if not text:
            return
        try:
            built = self._form.read(text)
        except InvalidInputError as error:
            row.faults.append(("number", str(error)))
            return
        mended = mend_number(
            built, self._law, row.cells.get("kind", ""), freely=self._mapped.mend
        )
        printed = mended.printed or (text if built != text else "")
        row.cells["number"] = mended.text
        row.cells["printed"] = row.cells.get("printed") or printed
        if mended.is_odd:
            sentence = told(
                "{printed} was read as {number}",
                printed=quote(mended.printed),
                number=mended.text,
            )
            row.findings.append(("number-mended", sentence))
        if f"/{_GRANT_OF_AMENDMENT}" in mended.text:
            sentence = told(
                "{number} is the number of an amended licence; the first grant is not "
                "in the file, and it counts as issued on this day",
                number=mended.text,
            )
            row.findings.append(("amendment-as-grant", sentence))
        self._explain(row, text)
        row.cells["number"] += mark + ordinal

    def _explain(self, row: Filled, text: str) -> None:
        """Say how to go on where a number is of another form than ours."""
        try:
            parse_licence_number(row.cells["number"], self._law.spellings)
        except InvalidInputError as error:
            if not any(map(str.isdecimal, text)):
                return
            if form := suggest_form(text):
                way = tr(
                    "If the numbers of this file are built so, say it with "
                    "--number-form '{form}' --suffix CODE.",
                    form=form,
                )
            else:
                way = tr(
                    "If the numbers of this file have no suffix, give them one with "
                    "--suffix CODE, such as {suffix}.",
                    suffix=self._usual_suffix(row.cells.get("kind", "")),
                )
            row.faults.append(("number", f"{error} {way}"))

    def _usual_suffix(self, kind: str) -> str:
        """Return a suffix that a kind may bear, as an example."""
        fitting = [one.suffix for one in self._law.suffixes if one.kind == kind]
        return fitting[0] if fitting else "GP-BTTTT"

    def _issuer(self, row: Filled) -> None:
        """Name the issuer; what is said for the file holds where nothing is certain."""
        text = row.cells.get("issuer", "")
        if text and text not in self._law.issuers_by_code:
            row.cells["issuer"] = read_issuer(text, self._issuers) or text
        likely = self._mapped.constants.get("issuer", self._mapped.likely_issuer)
        if text or not likely:
            return
        number, _, _ = row.cells.get("number", "").partition("#")
        _, _, suffix = number.partition("/")
        try:
            day = parse_day(row.cells.get("issued_on", ""), today=self._today)
        except InvalidInputError:
            row.cells["issuer"] = likely
            return
        possible = self._law.issuers_of(suffix, row.cells.get("kind", ""), day)
        is_certain = len(possible) == 1 and not possible[0].endswith("*")
        row.cells["issuer"] = possible[0] if is_certain else likely

    def _sites(self, row: Filled) -> None:
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

    def _term(self, row: Filled) -> None:
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
            first = parse_day(start, today=self._today)
            row.cells["expires_on"] = last_day_of_term(first, years).isoformat()
        except InvalidInputError:
            return  # The day itself is named as a fault.

    def _status(self, row: Filled) -> None:
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
        if status in {_EXPIRED, _LAPSED} and self._has_expired(row):
            return
        row.is_ended = True
        row.cells["status"] = _LAPSED
        row.cells["status_on"] = since or self._listed_on.isoformat()
        if status not in {_EXPIRED, _LAPSED}:
            sentence = told(
                "it is listed as {text}; the decision is not in the file, so that it "
                "is recorded as lapsed, known by {day}",
                text=quote(text),
                day=row.cells["status_on"],
            )
            row.findings.append(("status-unclear", sentence))

    def _has_expired(self, row: Filled) -> bool:
        try:
            last = parse_day(row.cells.get("expires_on", ""), today=self._today)
        except InvalidInputError:
            return False
        return last < self._listed_on
