"""Which records: the licences and inspections that answer a question."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from licreg.actions.kept_rows import plain_standing
from licreg.actions.register import LicenceRecord, Register
from licreg.domain.identifiers import parts_of_number
from licreg.domain.inspection import Inspection, Standing, standing_on
from licreg.domain.law import Law, fits
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.personal import is_mark
from licreg.domain.searching import finder
from licreg.domain.sorting import vietnamese_order
from licreg.domain.text import fold
from licreg.domain.vocabulary import AREA_OF, AREAS, Status
from licreg.lazily import dataclass

CUMULATIVE: Final = "cumulative"
ISSUED: Final = "issued"
REPLACING: Final = "replacing"
SORTS: Final = ("issued-on", "number", "holder", "expires-on")
"""What licences may be listed by: the day first, the others only when asked for."""

MEASURES: Final = (ISSUED, REPLACING, CUMULATIVE, *(status.value for status in Status))


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceQuestion:
    """Which licences.

    Attributes:
        kinds: Codes of kinds; empty for every licence.
        measure: One of ``MEASURES``; a flow takes the period, a stock the as-of day.
        first_day: First day of the period; None for no limit.
        last_day: Last day of the period, inclusive.
        as_of: The day at whose end a status is asked for; *last_day* if None.
        status: Status at the end of that day; None for any.
        issuer: Code or pattern such as ``DIC-*``; empty for any.
        holder: Part of the holder's name, accents aside.
        site: Part of a domain, accents aside.
        sort: One of ``SORTS``; empty for the first.
    """

    kinds: tuple[str, ...] = ()
    measure: str = CUMULATIVE
    first_day: date | None = None
    last_day: date
    as_of: date | None = None
    status: Status | None = None
    issuer: str = ""
    holder: str = ""
    site: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionQuestion:
    """Which inspections.

    Attributes:
        subject_kinds: Kinds of subject; empty for any.
        first_day: First day of the visit, or of the decision; None for no limit.
        last_day: Last such day, inclusive.
        as_of: The day by which a case counts as decided; *last_day* if None.
        by_decision_day: Whether the decision's day is asked for.
        measure: ``inspected``, ``penalised`` or ``fined``.
        is_fined: Whether there is a fine; None for any.
        outcome: Outcome at the end of that day; empty for any.
        agency: Code or pattern; empty for any.
        campaign: Part of its name, accents aside.
        subject: Part of the subject, accents aside.
        licence: Entry of the subject's licence; None for any.
    """

    subject_kinds: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date
    as_of: date | None = None
    by_decision_day: bool = False
    measure: str = "inspected"
    is_fined: bool | None = None
    outcome: str = ""
    agency: str = ""
    campaign: str = ""
    subject: str = ""
    licence: int | None = None


def find_licences(register: Register, question: LicenceQuestion) -> list[Licence]:
    """Return the licences asked for, by day of issue and number."""
    return [record.licence() for record in find_licence_records(register, question)]


def find_licence_records(
    register: Register, question: LicenceQuestion
) -> list[LicenceRecord]:
    """Return the same licences as they are kept."""
    is_asked_for = _LicenceFilter(question)
    first_year = date.fromisoformat(is_asked_for.first_day).year
    years = [
        year
        for year in register.years()
        if first_year <= year <= question.last_day.year
    ]
    found = [one for one in register.licence_records(years) if is_asked_for(one)]
    found.sort(key=_place)
    if question.sort not in ("", SORTS[0]):
        found.sort(key=_order(question))
    return found


def find_inspections(
    register: Register, question: InspectionQuestion
) -> list[tuple[Inspection, Standing]]:
    """Return the inspections asked for, each with what holds on the last day.

    They come by day of the visit and reference.
    """
    as_of = question.as_of or question.last_day
    first_year = question.first_day.year if question.first_day else 0
    years = [
        year
        for year in register.years()
        if (year >= first_year or question.by_decision_day)
        and year <= question.last_day.year
    ]
    found = [
        (inspection, standing)
        for inspection in register.inspections(years)
        if (standing := standing_on(inspection, as_of)) is not None
        and _is_wanted(inspection, standing, question)
        and _is_about(register, inspection.visit.subject, question.subject)
    ]
    found.sort(key=lambda pair: (pair[0].visit.inspected_on, pair[0].key))
    return found


def subject_kinds_of(word: str) -> tuple[str, ...]:
    """Return the kinds of subject that an area or a kind stands for; else none."""
    if word in AREAS:
        return AREAS[word]
    return (word,) if word in AREA_OF else ()


def licence_kinds(law: Law) -> tuple[str, ...]:
    """Return the kinds that count as licences."""
    return tuple(kind.code for kind in law.kinds if kind.instrument == "licence")


class _LicenceFilter:
    """Tells whether a licence is asked for; what was entered of it is read last."""

    def __init__(self, question: LicenceQuestion) -> None:
        """Read the question once, days as ISO texts."""
        measure = question.measure
        is_flow = measure in (ISSUED, REPLACING)
        start = question.first_day if is_flow else None
        as_of = question.as_of or question.last_day
        wanted = question.status
        if not is_flow and measure != CUMULATIVE:
            wanted = Status(measure)
        self._question = question
        self.first_day = (start or date.min).isoformat()
        self._last_day = question.last_day.isoformat()
        self._as_of, self._as_of_text = as_of, as_of.isoformat()
        self._status = wanted
        self._holder, self._site = (
            finder(part) if fold(part) else None
            for part in (question.holder, question.site)
        )

    def __call__(self, record: LicenceRecord) -> bool:
        """Tell whether the licence is asked for."""
        values, question = record.values, self._question
        return (
            self.first_day <= values["issued_on"] <= self._last_day
            and (not question.kinds or values["kind"] in question.kinds)
            and (not question.issuer or fits(question.issuer, values["issuer"]))
            and (question.measure != REPLACING or "replaces" in values)
            and (self._status is None or self._has_status(record))
            and (not (self._holder or self._site) or self._has_names(record))
        )

    def _has_status(self, record: LicenceRecord) -> bool:
        if record.is_plain:
            return plain_standing(record.values, self._as_of_text)[0] == self._status
        return status_on(record.licence(), self._as_of) is self._status

    def _has_names(self, record: LicenceRecord) -> bool:
        if record.is_plain:
            values = record.values
            holder, sites = values["holder"], values.get("sites", ())
        else:
            now = values_on(record.licence(), self._as_of)
            holder, sites = now.holder, now.sites
        return (self._holder is None or self._holder(holder)) and (
            self._site is None or any(map(self._site, sites))
        )


def _place(record: LicenceRecord) -> tuple[object, ...]:
    """Return the day of issue, and what orders keys of one year, as plain values."""
    values = record.values
    number = parts_of_number(values["number"])
    return values["issued_on"], values["issuer"], *number, values.get("ordinal", 1)


def _order(question: LicenceQuestion) -> Callable[[LicenceRecord], Any]:
    """Return what licences are sorted by; those alike stay by day and number."""
    day = question.as_of or question.last_day

    def by_number(record: LicenceRecord) -> object:
        return parts_of_number(record.values["number"])

    def by_holder(record: LicenceRecord) -> object:
        return vietnamese_order(_value(record, "holder", day))

    def by_expiry(record: LicenceRecord) -> object:
        last_day = _value(record, "expires_on", day)
        return not last_day, str(last_day)

    return {"number": by_number, "holder": by_holder}.get(question.sort, by_expiry)


def _value(record: LicenceRecord, name: str, day: date) -> Any:  # noqa: ANN401  # of a field
    """Return a value of a licence at the end of *day*."""
    if record.is_plain:
        return record.values.get(name)
    return getattr(values_on(record.licence(), day), name)


def _is_wanted(
    inspection: Inspection, standing: Standing, question: InspectionQuestion
) -> bool:
    visit = inspection.visit
    day = standing.on if question.by_decision_day else visit.inspected_on
    return (
        (question.first_day is None or question.first_day <= day)
        and day <= question.last_day
        and (not question.subject_kinds or visit.subject_kind in question.subject_kinds)
        and (question.measure != "fined" or standing.is_fined)
        and (question.measure != "penalised" or standing.is_penalised)
        and question.is_fined in (None, standing.is_fined)
        and (not question.outcome or standing.outcome == question.outcome)
        and (not question.agency or fits(question.agency, visit.agency))
        and _holds(question.campaign, visit.campaign)
        and (question.licence is None or visit.licence == question.licence)
    )


def _is_about(register: Register, subject: str, part: str) -> bool:
    if part and is_mark(subject):
        return _holds(part, register.person(subject) or "")
    return _holds(part, subject)


def _holds(part: str, text: str) -> bool:
    return not part or fold(part) in fold(text)


def distinct_subjects(
    found: list[tuple[Inspection, Standing]],
) -> Iterator[tuple[Inspection, int]]:
    """Yield each subject's first visit with the number of its visits."""
    counts: dict[str, int] = {}
    for inspection, _ in found:
        key = inspection.subject_key
        counts[key] = counts.get(key, 0) + 1
    seen = set()
    for inspection, _ in found:
        key = inspection.subject_key
        if key not in seen:
            seen.add(key)
            yield inspection, counts[key]
