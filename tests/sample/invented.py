"""What the sample is made of: chance, days, papers, licences and invented names.

Nothing here is real. Every name says so: *Ví dụ* is Vietnamese for *example*.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Final, TypeVar

T = TypeVar("T")

NO_WORK_ON: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})  # month, day
SATURDAY: Final = 5

THEMES: Final = (
    ("Hoa Sen", "hoasen"),
    ("Sông Xanh", "songxanh"),
    ("Núi Cao", "nuicao"),
    ("Trúc Lâm", "truclam"),
    ("Mây Trắng", "maytrang"),
    ("Biển Bạc", "bienbac"),
    ("Đồng Lúa", "donglua"),
    ("Cánh Diều", "canhdieu"),
    ("Hải Âu", "haiau"),
    ("Phượng Vĩ", "phuongvi"),
    ("Sao Mai", "saomai"),
    ("Lá Cọ", "laco"),
    ("Gió Nam", "gionam"),
    ("Tre Việt", "treviet"),
    ("Mái Đình", "maidinh"),
    ("Cầu Vồng", "cauvong"),
)
HOLDER_FORMS: Final = MappingProxyType(
    {
        "enterprise": ("Công ty Cổ phần Ví dụ", "Công ty TNHH Ví dụ"),
        "press-agency": ("Tạp chí Ví dụ", "Báo Ví dụ"),
        "association": ("Hiệp hội Ví dụ", "Hội Ví dụ"),
        "state-body": ("Trung tâm Ví dụ", "Viện Ví dụ"),
        "religious": ("Tổ chức tôn giáo Ví dụ",),
        "foreign": ("Tổ chức nước ngoài Ví dụ",),
    }
)
SITE_ENDINGS: Final[tuple[tuple[tuple[str, ...], int], ...]] = (
    ((), 74),
    ((".com",), 14),
    ((".com", ".net"), 8),
    ((".com", ".net", ".com.vn"), 4),
)
LICENCES_PER_HOLDER: Final = 4

# The longest step from one number of a book to the next; others share the book.
STEPS: Final = MappingProxyType(
    {
        "GP-BTTTT": 4,
        "GP-STTTT": 8,
        "GP-ICP-STTTT": 3,
        "QĐ-BTTTT": 200,
        "QĐ-PTTH&TTĐT": 60,
        "QĐ-STTTT": 60,
        "QĐ-XPVPHC": 4,
    }
)


class Dice:
    """Chance that falls the same way on any machine.

    Python promises only ``random()`` of a seeded generator to stay as it is from
    version to version, so every choice here is made from that.
    """

    def __init__(self, seed: int) -> None:
        """Start from *seed*."""
        self._fraction = Random(seed).random  # noqa: S311 - repeatable, not secret

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to, not including, *bound*."""
        return int(self._fraction() * bound)

    def happens(self, percent: int) -> bool:
        """Return whether something of this likelihood happens."""
        return self.below(100) < percent

    def pick(self, items: Sequence[T]) -> T:
        """Return one of *items*, each as likely as the other."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[T, int]]) -> T:
        """Return one of *items*, each as likely as its weight says."""
        ends = list(accumulate(weight for _, weight in items))
        return items[bisect_right(ends, self.below(ends[-1]))][0]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Return *count* of *items*, none twice, in the order of *items*."""
        by_chance = sorted((self._fraction(), place) for place in range(len(items)))
        return [items[place] for place in sorted(p for _, p in by_chance[:count])]

    def spread(self, count: int, first: date, last: date) -> list[date]:
        """Return *count* working days, evenly over the time, in order."""
        days = [day for day in days_from(first, last) if is_working_day(day)]
        return [
            days[int((index + self._fraction()) * len(days) / count)]
            for index in range(count)
        ]

    def spread_to_edges(self, count: int, first: date, last: date) -> list[date]:
        """Return *count* working days, the first and the last among them.

        So a count that forgets the edge of its period comes out wrong.
        """
        days = self.spread(count, first, last)
        if count > 1:
            days[0] = next_working_day(first)
            days[-1] = last_working_day(last)
        return days


def days_from(first: date, last: date) -> list[date]:
    """Return the days from *first* to *last*, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def is_working_day(day: date) -> bool:
    """Return whether an office signs papers on *day*; moving feasts are left out."""
    return day.weekday() < SATURDAY and (day.month, day.day) not in NO_WORK_ON


def next_working_day(day: date) -> date:
    """Return *day* itself or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(1)
    return day


def last_working_day(day: date) -> date:
    """Return *day* itself or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(1)
    return day


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, at most its 28th in doubt."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return date(day.year + years, month + 1, 28)


def last_day_of_term(first: date, months: int) -> date:
    """Return the day before *first* comes round again after *months*."""
    return months_later(first, months) - timedelta(1)


@dataclass(eq=False, slots=True)
class Paper:
    """A paper that takes its number from its issuer's book of the year."""

    issuer: str
    suffix: str
    day: date
    number: int = 0

    @property
    def text(self) -> str:
        """The number as printed, without the year."""
        return f"{self.number:02d}/{self.suffix}"


@dataclass(eq=False, slots=True)
class Holder:
    """Who holds licences; *label* is the first part of its domains."""

    kind: str
    name: str
    code: str
    label: str
    licences: int = 0

    def next_domain(self) -> str:
        """Return the domain, without its ending, of one more licence."""
        self.licences += 1
        return self.label if self.licences == 1 else f"{self.label}-{self.licences}"


@dataclass(eq=False, slots=True)
class Act:
    """What happened to a licence after its grant."""

    name: str
    on: date
    paper: Paper | None = None
    until: date | None = None
    change: str = ""
    reason: str = ""


@dataclass(eq=False, slots=True)
class Licence:
    """A licence as granted, and the acts on it in the order of their days."""

    kind: str
    paper: Paper
    effective_on: date | None
    expires_on: date
    holder: Holder
    sites: tuple[str, ...]
    replaces: "Licence | None" = None
    is_replaced: bool = False
    lapsed_on: date | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        """The code of the authority that granted it."""
        return self.paper.issuer

    @property
    def issued_on(self) -> date:
        """The day of the grant."""
        return self.paper.day

    @property
    def reference(self) -> str:
        """Number, year and issuer: what other records call it by."""
        return f"{self.paper.text}/{self.issued_on.year}@{self.issuer}"

    def last_day(self, day: date) -> date:
        """Return the last day in force, as far as extended by *day*."""
        ends = [act.until for act in self._seen("extend", day) if act.until]
        return ends[-1] if ends else self.expires_on

    def had(self, name: str, day: date) -> int:
        """Return how many acts of that name it has seen by the end of *day*."""
        return len(self._seen(name, day))

    def status(self, day: date) -> str:
        """Return how it stands at the end of *day*."""
        if self.had("revoke", day):
            return "revoked"
        if self.had("surrender", day):
            return "surrendered"
        if self.lapsed_on and self.lapsed_on <= day:
            return "lapsed"
        if day > self.last_day(day):
            return "expired"
        pauses = self._seen("suspend", day)
        if pauses and not self._is_over(pauses[-1], day):
            return "suspended"
        return "in-force" if (self.effective_on or self.issued_on) <= day else "not-yet"

    def _seen(self, name: str, day: date) -> list[Act]:
        return [act for act in self.acts if act.name == name and act.on <= day]

    def _is_over(self, pause: Act, day: date) -> bool:
        resumed = any(act.on > pause.on for act in self._seen("resume", day))
        return resumed or pause.until is None or day > pause.until


class Holders:
    """The invented holders: new ones, and now and then one met before."""

    def __init__(self, dice: Dice) -> None:
        """Start with none."""
        self._dice = dice
        self._known: defaultdict[str, list[Holder]] = defaultdict(list)
        self._count = 0

    def take(self, kind: str) -> Holder:
        """Return a holder of that kind who applies for a licence."""
        known = self._known[kind]
        if known and self._dice.happens(6):
            holder = self._dice.pick(known)
            if holder.licences < LICENCES_PER_HOLDER:
                return holder
        holder = self._invent(kind)
        known.append(holder)
        return holder

    def _invent(self, kind: str) -> Holder:
        self._count += 1
        turn, theme = divmod(self._count, len(THEMES))
        title, slug = THEMES[theme]
        return Holder(
            kind=kind,
            name=f"{self._dice.pick(HOLDER_FORMS[kind])} {title} {turn + 1:03d}",
            code=f"09{self._count:08d}",
            label=f"vidu-{slug}-{turn + 1:03d}",
        )


def sites_of(dice: Dice, domain: str) -> tuple[str, ...]:
    """Return the sites of a new licence; the first is under .vn."""
    endings = (".vn", *dice.weighted(SITE_ENDINGS))
    return tuple(f"{domain}{ending}" for ending in endings)


def number_papers(dice: Dice, papers: Iterable[Paper]) -> None:
    """Give every paper the next number of its book, in the order of the days.

    A book belongs to one issuer, suffix and year; kinds and procedures share it.
    """
    books: defaultdict[tuple[str, str, int], list[Paper]] = defaultdict(list)
    for paper in papers:
        books[paper.issuer, paper.suffix, paper.day.year].append(paper)
    for key in sorted(books):
        number = 0
        for paper in sorted(books[key], key=lambda paper: paper.day):
            number += 1 + dice.below(STEPS.get(paper.suffix, 2))
            paper.number = number
