"""Rows of others as rows of ours: each cell in the words that entry understands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from licreg.domain.days import parse_day
from licreg.domain.identifiers import parse_licence_number
from licreg.domain.law import Law
from licreg.domain.text import nearest, quote
from licreg.errors import InvalidInputError
from licreg.exchange.days_in import day_text
from licreg.exchange.filled import Filled, settle_sites, settle_status, settle_term
from licreg.exchange.headings import NUMBER_AND_DAY, fold_heading
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
_MOST_HINTS: Final = 200


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
        self._hints: dict[str, str | None] = {}
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
        settle_sites(row)
        holder_kind = row.cells.get("holder_kind", "")
        row.cells["holder_kind"] = read_holder_kind(holder_kind) or holder_kind
        settle_term(row, self._today)
        settle_status(row, self._listed_on, self._today)
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
            names = [
                name
                for kind in self._law.kinds
                for name in (kind.name_vi, kind.name_en)
            ]
            close = self._nearest(text, [*names, *self._law.kinds_by_code])
            row.cells["kind"] = ""
            hint = (
                tr("did you mean '{close}'?", close=close)
                if close
                else tr("'licreg law' lists them.")
            )
            row.faults.append(
                (
                    "kind",
                    tr(
                        "{text} is not a known kind; {hint} Say in a mapping which "
                        "kind it is ([values.kind]), or pass the column over ('-') "
                        "and give --kind.",
                        text=quote(text),
                        hint=hint,
                    ),
                )
            )

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
            self._name_issuer(row, row.cells["issuer"])
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

    def _nearest(self, text: str, names: Iterable[str]) -> str | None:
        """Return the nearest of some names; of very many texts only the first have one.

        To look for it takes a hundred times as long as to read a row.
        """
        if text not in self._hints and len(self._hints) < _MOST_HINTS:
            self._hints[text] = nearest(text, names)
        return self._hints.get(text)

    def _name_issuer(self, row: Filled, text: str) -> None:
        """Name the nearest authority where a text names none that is known."""
        names = [one.name_vi for one in self._law.issuers]
        if text in self._law.issuers_by_code:
            return
        close = self._nearest(text, names)
        sentence = (
            tr(
                "{text} is not a known issuer; did you mean '{close}'?",
                text=quote(text),
                close=close,
            )
            if close
            else tr(
                "{text} is not a known issuer; 'licreg law' lists them.",
                text=quote(text),
            )
        )
        row.cells["issuer"] = ""
        row.faults.append(("issuer", sentence))
