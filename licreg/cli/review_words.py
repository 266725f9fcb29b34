"""The names of things in a review, in the language of who reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from licreg.domain.days import format_day, last_of_year
from licreg.domain.identifiers import parse_licence_key
from licreg.domain.money import format_number, format_vnd_words
from licreg.domain.other_registers import KINDS
from licreg.domain.vocabulary import AREAS
from licreg.lazily import dataclass
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from licreg.actions.counting import Count
    from licreg.actions.effects import Figure
    from licreg.domain.law import Law

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_TO: Final = " \u2013 "
_MONEY: Final = frozenset({"fines", "fines_vnd"})


def numbered(sources: Iterable[str]) -> dict[str, int]:
    """Return each source once with its number, from 1."""
    return {
        source: number for number, source in enumerate(dict.fromkeys(sources), start=1)
    }


@dataclass(frozen=True, slots=True)
class Words:
    """How a review names things.

    Attributes:
        language: ``en`` or ``vi``.
        law: Which names kinds and issuers.
        word: Returns the word of tables for a key.
    """

    language: str
    law: Law
    word: Callable[[str], str]

    def kind(self, code: str) -> str:
        """Return the name of a kind of licence, or of an area of inspection."""
        if code in AREAS or code in KINDS:
            return self.word(code)
        kind = self.law.kinds_by_code.get(code)
        if kind is None:
            return code
        return kind.name_vi if self.language == "vi" else kind.name_en

    def issuer(self, code: str) -> str:
        """Return the name of an issuer or agency."""
        issuer = self.law.issuers_by_code.get(code)
        if issuer is None:
            return code
        return issuer.name_vi if self.language == "vi" else issuer.name_en

    def measure(self, measure: str) -> str:
        """Return the name of a measure."""
        if measure in _MONEY:
            return self.word("fines")
        if measure == "recorded":
            return tr("Recorded one by one")
        return self.word(measure.replace("-", "_"))

    def figure(self, figure: Figure) -> str:
        """Return the name of a figure: what, and by which measure."""
        return tr(
            "{kind}: {measure}",
            kind=self.kind(figure.kind),
            measure=self._within(self.measure(figure.measure)),
        )

    def count(self, count: Count) -> str:
        """Return what is counted, of whom, and by which measure."""
        kind = self.kind(count.kind)
        of = ", ".join(filter(None, (count.part, count.issuer)))
        if of:
            kind = tr("{kind} ({part})", kind=kind, part=of)
        measure = self._within(self.measure(count.measure)).replace("_", " ")
        return tr("{kind}: {measure}", kind=kind, measure=measure)

    def day(self, day: date) -> str:
        """Return a day."""
        return format_day(day, self.language)

    def period(self, first_day: date | None, last_day: date) -> str:
        """Return the days of a flow, or the day of a stock."""
        if first_day is None:
            return self.day(last_day)
        start = self.day(first_day)
        if first_day.year == last_day.year:
            is_whole = (first_day.month, first_day.day) == (1, 1)
            if is_whole and last_day == last_of_year(first_day.year):
                return str(first_day.year)
            start = start[: -len(f"/{first_day.year}")]
        return f"{start}{_TO}{self.day(last_day)}"

    def moment(self, moment: str) -> str:
        """Return a moment, kept as ISO text or its beginning."""
        day = self.day(date.fromisoformat(moment[:10]))
        return f"{day} {moment[11:]}".strip()

    def reference(self, reference: str) -> str:
        """Return the reference of a record, the issuer only where it may be doubted."""
        if "/" not in reference:
            return reference
        return self.law.name_key(parse_licence_key(reference))

    def month(self, label: str) -> str:
        """Return the short name of a month that is labelled ``2024-03``."""
        month = int(label[-2:])
        return f"T{month}" if self.language == "vi" else _MONTHS[month - 1]

    def number(self, value: int | Decimal) -> str:
        """Return a number in groups of three."""
        return format_number(value, self.language)

    def counted(self, value: int | Decimal | None) -> int | str | None:
        """Return a count as it is; a rate to a tenth, as a text."""
        return self.number(round(value, 1)) if isinstance(value, Decimal) else value

    def rate(self, rate: Decimal | None) -> str | None:
        """Return a rate in percent, to a tenth; None where it is not known."""
        return None if rate is None else f"{self.number(round(rate, 1))} %"

    def money(self, value: int) -> str:
        """Return whole dong in millions or billions, the currency named elsewhere."""
        return format_vnd_words(value, self.language)

    def verdict(self, verdict: str) -> str:
        """Return whether a figure agrees with its count, with a mark."""
        return {
            "matches": tr("✓ matches"),
            "differs": tr("✗ differs"),
            "not-in-register": tr("not in the register"),
        }.get(verdict, verdict)

    def outcome(self, outcome: str) -> str:
        """Return what came of an inspection."""
        return {
            "pending": tr("Undecided"),
            "no-breach": tr("No breach"),
            "reminded": tr("Reminded"),
            "warned": tr("Warned"),
            "fined": tr("Fined"),
            "stripped": tr("Licence withdrawn for a time"),
            "other-sanction": tr("Another sanction"),
            "referred": tr("Referred"),
            "removal-requested": tr("Removal requested"),
        }.get(outcome, outcome)

    def subject_kind(self, kind: str) -> str:
        """Return a kind of subject of inspections, of many."""
        return {
            "account": tr("Accounts"),
            "game": tr("Games"),
            "game-organisation": tr("Organisations that offer games"),
            "game-individual": tr("Individuals who offer games"),
            "cross-border": tr("Cross-border platforms"),
        }.get(kind) or self.kind(kind)

    def withheld(self, kind: str) -> str:
        """Return what stands for a subject that may be a person."""
        if kind == "account":
            return tr("An account")
        return tr("An individual")

    def cause(self, cause: str) -> str:
        """Return why a figure changed."""
        return {
            "late-entry": tr("Entered late"),
            "late-act": tr("Act entered late"),
            "correction": tr("Corrected"),
            "void": tr("Voided"),
        }.get(cause, cause)

    @staticmethod
    def _within(name: str) -> str:
        """Return a heading as it stands within a sentence."""
        return name[:1].lower() + name[1:]
