"""What falls due: terms and suspensions that end, requests, inspections undecided.

What follows from the days on record, and was not itself entered, is an inference; the
note of each item says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from licreg.actions.kept_rows import plain_standing
from licreg.actions.register import LicenceRecord, Register
from licreg.domain.days import add_years
from licreg.domain.events import LicenceSuspended
from licreg.domain.inspection import standing_on
from licreg.domain.law import Extension, Law
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.personal import reference_of
from licreg.domain.text import normalise, quote
from licreg.domain.vocabulary import PENDING, Status
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.wording import told, tr

COLUMNS: Final = ("due_on", "what", "ref", "holder", "note")

EXPIRES: Final = "expires"
EXPIRED: Final = "expired"
ASK: Final = "extension-request"
SUSPENSION: Final = "suspension-ends"
OPEN_SUSPENSION: Final = "suspension-open"
INSPECTION: Final = "inspection-pending"
NO_EXPIRY: Final = "no-expiry"
WHATS: Final = (
    *(EXPIRED, EXPIRES, ASK, SUSPENSION, OPEN_SUSPENSION, INSPECTION, NO_EXPIRY),
)

PAST_DAYS: Final = 30
"""How long a licence past its term is shown."""

_SPAN: Final = r"(?P<count>[0-9]{1,4}) ?(?P<unit>[dwmy])"
_TERM_ENDS: Final = told("term ends {day}")
_LAST_KNOWN: Final = told("term ends {day}; last known limit")
_LIVE: Final = (Status.NOT_YET, Status.IN_FORCE, Status.SUSPENDED)
_MONTHS_SUSPENDED: Final = 3


class DueItem(NamedTuple):
    """Something that falls due.

    Attributes:
        due_on: The day; None for a licence without one.
        what: One of ``WHATS``.
        ref: The licence or inspection.
        holder: Its holder, or the subject inspected.
        note: What is behind it.
    """

    due_on: date | None
    what: str
    ref: str
    holder: str
    note: str


@dataclass(frozen=True)
class Dues:
    """What falls due.

    Attributes:
        items: By day, those without a day last.
        without_expiry: How many licences have no last day and have not ended.
        last_day: The last day that was looked at.
    """

    items: tuple[DueItem, ...]
    without_expiry: int
    last_day: date

    def counts(self) -> Mapping[str, int]:
        """Return how many items there are of each sort."""
        found = Counter(item.what for item in self.items)
        return {what: found[what] for what in WHATS if found[what]}


def last_day_within(text: str, day: date) -> date:
    """Return the last day of a span of time that begins on *day*.

    Raises:
        InvalidInputError: If it is not read as a span.

    Examples:
        >>> last_day_within("90d", date(2024, 1, 1))
        datetime.date(2024, 3, 31)
        >>> last_day_within("3m", date(2024, 11, 30))
        datetime.date(2025, 2, 28)
        >>> last_day_within("1y", date(2024, 2, 29))
        datetime.date(2025, 2, 28)
    """
    found = re.fullmatch(_SPAN, normalise(text))
    if found is None:
        msg = tr(
            "{text} is not a span of time; type one like 90d, 12w, 3m or 1y.",
            text=quote(text),
        )
        raise InvalidInputError(msg)
    count, unit = int(found["count"]), found["unit"]
    try:
        if unit in "dw":
            return day + timedelta(days=count * (7 if unit == "w" else 1))
        return _add_months(day, count * (12 if unit == "y" else 1))
    except (OverflowError, ValueError) as error:
        msg = tr(
            "{text} reaches beyond the calendar; type one like 90d or 1y.",
            text=quote(text),
        )
        raise InvalidInputError(msg) from error


def find_dues(register: Register, law: Law, day: date, last_day: date) -> Dues:
    """Return what falls due from *day* to *last_day*, both inclusive.

    Licences past their term are those of the last ``PAST_DAYS`` days; inspections that
    are not decided yet are all shown, for they have no day by which they must be.

    Args:
        register: The register.
        law: The law's tables.
        day: The day at whose end records are looked at.
        last_day: The last day that matters.
    """
    finder = _Finder(law, day, last_day)
    items: list[DueItem] = []
    for record in register.licence_records():
        items += finder.of_record(record)
    items += _of_inspections(register, day)
    items.sort(key=lambda item: (item.due_on or date.max, item.what, item.ref))
    without = sum(item.what == NO_EXPIRY for item in items)
    return Dues(tuple(items), without, last_day)


class _Finder:
    """Looks at one licence after another; most are passed over by two texts."""

    def __init__(self, law: Law, day: date, last_day: date) -> None:
        self._law, self._day, self._last_day = law, day, last_day
        self._past = day - timedelta(days=PAST_DAYS)
        self._asking = _asking(law, day)
        most = max((row.ask_days_before for row, _ in self._asking.values()), default=0)
        self._iso_day = day.isoformat()
        self._first_text = self._past.isoformat()
        self._last_text = (last_day + timedelta(days=most)).isoformat()
        self._licences = frozenset(
            kind.code for kind in law.kinds if kind.instrument == "licence"
        )

    def of_record(self, record: LicenceRecord) -> Iterator[DueItem]:
        values = record.values
        if values["issued_on"] > self._iso_day:
            return
        if not record.is_plain:
            yield from self._of_licence(record.licence())
            return
        expires_on: str | None = values.get("expires_on")
        if expires_on is None:
            yield from self._endless(values["kind"], values["key"], values["holder"])
        elif self._first_text <= expires_on <= self._last_text:
            status, _ = plain_standing(values, self._iso_day)
            yield from self._of_term(
                *(values["kind"], values["key"], values["holder"]),
                date.fromisoformat(expires_on),
                Status(status),
            )

    def _of_licence(self, licence: Licence) -> Iterator[DueItem]:
        day = self._day
        status = status_on(licence, day)
        if status is None or status not in (*_LIVE, Status.EXPIRED):
            return
        values = values_on(licence, day)
        key = str(licence.key)
        if values.expires_on is None:
            yield from self._endless(values.kind, key, values.holder)
        else:
            yield from self._of_term(
                *(values.kind, key, values.holder), values.expires_on, status
            )
        if status is Status.SUSPENDED:
            yield from self._of_suspension(licence, key, values.holder)

    def _of_term(
        self, kind: str, key: str, holder: str, expires_on: date, status: Status
    ) -> Iterator[DueItem]:
        ref = self._name(key)
        if status is Status.EXPIRED:
            if expires_on >= self._past:
                yield DueItem(expires_on, EXPIRED, ref, holder, "")
            return
        if expires_on <= self._last_day:
            note = told("suspended") if status is Status.SUSPENDED else ""
            yield DueItem(expires_on, EXPIRES, ref, holder, note)
        if kind in self._asking:
            limit, known = self._asking[kind]
            ask_by = expires_on - timedelta(days=limit.ask_days_before)
            if self._day <= ask_by <= self._last_day:
                note = told(known, day=expires_on)
                yield DueItem(ask_by, ASK, ref, holder, note)

    def _of_suspension(
        self, licence: Licence, key: str, holder: str
    ) -> Iterator[DueItem]:
        held = [
            one.event
            for one in licence.live_acts()
            if isinstance(one.event, LicenceSuspended) and one.event.on <= self._day
        ][-1]
        ref = self._name(key)
        if held.until is None:
            over = _add_months(held.on, _MONTHS_SUSPENDED)
            if over <= self._last_day:
                note = told("three months from {on}; no last day", on=held.on)
                yield DueItem(over, OPEN_SUSPENSION, ref, holder, note)
        elif held.until <= self._last_day:
            back = held.until + timedelta(days=1)
            note = told("then in force from {back} (inferred)", back=back)
            yield DueItem(held.until, SUSPENSION, ref, holder, note)

    def _endless(self, kind: str, key: str, holder: str) -> Iterator[DueItem]:
        if kind in self._licences:
            yield DueItem(None, NO_EXPIRY, self._name(key), holder, "")

    def _name(self, key: str) -> str:
        return self._law.name_reference(key)


def _of_inspections(register: Register, day: date) -> Iterable[DueItem]:
    for inspection in register.inspections():
        visit = inspection.visit
        standing = standing_on(inspection, day)
        if standing is not None and standing.outcome == PENDING:
            days = (day - visit.inspected_on).days
            note = told("for {days} days", days=days)
            subject = reference_of(visit.subject)
            if subject != visit.subject:
                subject = register.person(subject) or subject
            yield DueItem(visit.inspected_on, INSPECTION, str(visit.key), subject, note)


def _asking(law: Law, day: date) -> dict[str, tuple[Extension, str]]:
    """Return by kind how long before its end an extension is asked for.

    Where no limit is known for the day, the last one known is taken, and said so.
    """
    limits: dict[str, tuple[Extension, str]] = {}
    for row in sorted(law.extensions, key=lambda one: one.first_day or date.min):
        if row.first_day is None or row.first_day <= day:
            is_held = row.last_day is None or day <= row.last_day
            limits[row.kind] = (row, _TERM_ENDS if is_held else _LAST_KNOWN)
    return limits


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = add_years(first, 1) if month == 11 else first  # noqa: PLR2004  # December
    following = following.replace(month=1 if month == 11 else month + 2)  # noqa: PLR2004
    return first + timedelta(days=min(day.day, (following - first).days) - 1)


def as_value(item: DueItem) -> dict[str, Any]:
    """Return an item as JSON has it."""
    return item._asdict()
