"""Write the records of an invented register of any size as canonical CSV files.

Run ``python tests/benchmarks/population.py COUNT DIR``: COUNT licences over the 17
years from 2008 to 2024, and an inspection for every fifth of them. The same bytes
come out each time. Numbers are unique by issuer, suffix and year, as in the register.
"""

import argparse
import csv
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "sample"))  # No package.

from invented import HOLDER_FORMS, SITE_ENDINGS, THEMES, Dice

FIRST_DAY: Final = date(2008, 1, 1)
LAST_DAY: Final = date(2024, 12, 31)
DECREE_72: Final = date(2013, 9, 1)
LICENCE_COLUMNS: Final = (
    *("kind", "number", "issuer", "issued_on", "effective_on", "expires_on"),
    *("holder", "holder_kind", "holder_code", "sites", "replaces"),
    *("status", "status_on", "printed", "source", "note", "licence"),
)
"""The canonical columns, and the full reference, which is the peers' primary key."""

INSPECTION_COLUMNS: Final = (
    *("ref", "inspected_on", "agency", "subject", "subject_kind", "licence"),
    *("campaign", "outcome", "breaches", "fine_vnd", "decision", "decided_on", "note"),
)
_SEED: Final = 20241231
_ISSUERS: Final = Path(__file__).parents[2] / "data" / "law" / "issuers.csv"
_CAPITALS: Final = ("DIC-HN", "DIC-HCM")
_KINDS_BEFORE: Final = (
    ("ei-website", 45),
    ("aggregate-site", 45),
    ("sn-confirmation", 10),
)
_KINDS: Final = (
    ("aggregate-site", 50),
    ("social-network", 35),
    ("g1-release", 7),
    ("g2-g4-confirmation", 8),
)
_SUFFIXES: Final = {
    "social-network": ("MIC", "GP-BTTTT"),
    "g1-release": ("MIC", "QĐ-BTTTT"),
    "g2-g4-confirmation": ("ABEI", "GXN-PTTH&TTĐT"),
}
_SUBJECT_KINDS: Final = {
    "sn-confirmation": "social-network",
    "g1-release": "game",
    "g2-g4-confirmation": "game",
}
_OUTCOMES: Final = (
    ("no-breach", 60),
    ("reminded", 15),
    ("warned", 5),
    ("fined", 20),
)
_BREACHES: Final = (
    ("174/2013 Art 64.1.a", date(2020, 4, 15)),
    ("15/2020 Art 100.1.a", LAST_DAY),
)
_REMEMBERED: Final = 200

_Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Granted:
    """What later records need of a licence."""

    kind: str
    issuer: str
    day: date
    site: str
    reference: str


class Population:
    """Licences one after another, each with its number in its issuer's book."""

    def __init__(self, count: int) -> None:
        """Begin a population of *count* licences."""
        self._count = count
        self._dice = Dice(_SEED)
        self._numbers: Counter[tuple[str, str, int]] = Counter()
        self._earlier: deque[Granted] = deque(maxlen=_REMEMBERED)
        self._departments = _departments()
        self.inspected: list[Granted] = []

    def licences(self) -> Iterator[_Row]:
        """Yield the rows of licences by day of issue."""
        days = (LAST_DAY - FIRST_DAY).days + 1
        for place in range(self._count):
            day = FIRST_DAY + timedelta(days * place // self._count)
            yield self._licence(place, day)

    def inspections(self) -> Iterator[_Row]:
        """Yield the rows of inspections by day of the visit."""
        visits = sorted(
            ((self._day_after(one.day, 1000), one) for one in self.inspected),
            key=lambda pair: pair[0],
        )
        sequences: Counter[int] = Counter()
        for day, granted in visits:
            sequences[day.year] += 1
            yield self._inspection(granted, day, sequences[day.year])

    def _licence(self, place: int, day: date) -> _Row:
        dice = self._dice
        kind = dice.weighted(_KINDS_BEFORE if day < DECREE_72 else _KINDS)
        issuer, suffix = self._authority(kind, day)
        self._numbers[issuer, suffix, day.year] += 1
        number = f"{self._numbers[issuer, suffix, day.year]:02d}/{suffix}"
        holder_kind = "press-agency" if issuer == "ABEI" else "enterprise"
        theme, slug = dice.pick(THEMES)
        form = dice.pick(HOLDER_FORMS[holder_kind])
        site = f"vidu-{slug}-{place:06d}"
        endings = dice.weighted(SITE_ENDINGS)
        reference = f"{number}/{day.year}@{issuer}"
        granted = Granted(kind, issuer, day, f"{site}.vn", reference)
        expires_on = self._end(kind, day)
        lapsed_on = self._day_after(day, 1500) if dice.happens(3) else None
        row = (
            *(kind, number, issuer, day, None, expires_on),
            *(f"{form} {theme} {place // 3:06d}", holder_kind, f"0{place // 3:09d}"),
            " ".join([f"{site}.vn", *(site + ending for ending in endings)]),
            self._replaced(granted),
            *("lapsed" if lapsed_on else "", lapsed_on),
            *("", "invented for a benchmark", "", reference),
        )
        self._earlier.append(granted)
        if place % 5 == 0:
            self.inspected.append(granted)
        return row

    def _authority(self, kind: str, day: date) -> tuple[str, str]:
        """Return who grants a kind, and the suffix that it writes."""
        dice = self._dice
        if kind in _SUFFIXES:
            return _SUFFIXES[kind]
        if kind == "sn-confirmation":
            return "ABEI", "GXN-TTĐT" if day < DECREE_72 else "GXN-PTTH&TTĐT"
        if dice.happens(25):
            return "ABEI", "GP-TTĐT"
        if dice.happens(40):
            return dice.pick(_CAPITALS), "GP-TTĐT"
        return dice.pick(self._departments), "GP-STTTT"

    def _end(self, kind: str, day: date) -> date | None:
        """Return the last day of a term; other instruments have none."""
        if kind not in {"ei-website", "aggregate-site", "social-network"}:
            return None
        years = 5 + self._dice.below(6)
        return date(day.year + years, day.month, min(day.day, 28)) - timedelta(1)

    def _replaced(self, granted: Granted) -> str:
        """Return for some the reference of an earlier licence of the same issuer."""
        if not self._dice.happens(2):
            return ""
        alike = (
            one.reference
            for one in self._earlier
            if (one.issuer, one.kind) == (granted.issuer, granted.kind)
        )
        return next(alike, "")

    def _inspection(self, granted: Granted, day: date, sequence: int) -> _Row:
        outcome = self._dice.weighted(_OUTCOMES)
        agency = "ABEI" if granted.issuer == "MIC" else granted.issuer
        breaches, fine, decision, decided_on = "", None, "", None
        if outcome == "fined":
            basis = next(basis for basis, until in _BREACHES if day <= until)
            fine = (10 + self._dice.below(40)) * 500_000
            breaches = f"{basis}={fine}"
            decision = f"{sequence:02d}/QĐ-XPVPHC"
            decided_on = self._day_after(day, 30)
        return (
            *(f"INS-{day.year}-{sequence:04d}", day, agency, granted.site),
            _SUBJECT_KINDS.get(granted.kind, granted.kind),
            *(granted.reference, f"Đợt kiểm tra {day.year}-{day.month // 7 + 1}"),
            *(outcome, breaches, fine, decision, decided_on, ""),
        )

    def _day_after(self, day: date, most: int) -> date:
        left = (LAST_DAY - day).days
        return day + timedelta(self._dice.below(min(most, left) + 1))


def write_population(count: int, folder: Path) -> None:
    """Write ``licences.csv`` and ``inspections.csv`` into *folder*."""
    population = Population(count)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "licences.csv", LICENCE_COLUMNS, population.licences())
    _write(folder / "inspections.csv", INSPECTION_COLUMNS, population.inspections())


def _write(path: Path, columns: Sequence[str], rows: Iterable[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _departments() -> tuple[str, ...]:
    with _ISSUERS.open(encoding="utf-8", newline="") as stream:
        codes = (row["issuer"] for row in csv.DictReader(stream))
        return tuple(code for code in codes if code.startswith("DIC-"))


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write_population(arguments.count, arguments.folder)


if __name__ == "__main__":
    main()
