"""The inspections of the sample: who was visited, and what came of it."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))  # Tests are not a package.

from invented import Dice, Licence, Paper, next_working_day
from targets import CUT_OFF, INSPECTION_YEARS, InspectionYear, Weights

FINE_STEP_VND: Final = 500_000
INDIVIDUALS: Final = frozenset({"account", "game-individual"})
DECISION_SUFFIX: Final = "QĐ-XPVPHC"

# Decrees 15/2020 and 119/2020 begin; until then a decision cites Decree 174/2013.
NEW_LAW_FROM: Final = date(2020, 4, 15)
PRESS_LAW_FROM: Final = date(2020, 12, 1)

# Kinds of subjects, with their weights; UNLICENSED marks sites without a licence.
UNLICENSED: Final = "unlicensed "
SUBJECTS: Final[Weights] = (
    ("aggregate-site", 38),
    ("social-network", 30),
    (f"{UNLICENSED}ei-website", 12),
    (f"{UNLICENSED}social-network", 6),
    ("account", 14),
)
GAME_SUBJECTS: Final[Weights] = (("game-organisation", 70), ("game-individual", 30))
OLD_GAME_SUBJECTS: Final[Weights] = (*GAME_SUBJECTS, ("game", 40))
CENTRAL_AGENCIES: Final[Weights] = (
    ("ABEI", 45),
    ("MIC", 15),
    ("DIC-HCM", 20),
    ("DIC-HN", 15),
    ("DIC-DN", 5),
)
MILD_OUTCOMES: Final[Weights] = (
    ("no-breach", 56),
    ("reminded", 30),
    ("removal-requested", 10),
    ("referred", 4),
)
OLD_OUTCOMES: Final[Weights] = (
    *MILD_OUTCOMES,
    ("warned", 12),
    ("stripped", 6),
    ("other-sanction", 3),
)
GAME_OUTCOMES: Final[Weights] = (("no-breach", 70), ("reminded", 25), ("referred", 5))
EXTRA_BREACHES: Final = ((0, 62), (1, 28), (2, 10))

IN_FORCE_PERCENT: Final = 90
CAMPAIGN_PERCENT: Final = 60
LATER_DECISION_PERCENT: Final = 55
PENDING_PERCENT: Final = 20
PENDING_FROM: Final = date(2024, 10, 1)
FIRST_HALF: Final = 6


@dataclass(slots=True)
class Breach:
    """A provision and its band, and the fine set within it."""

    basis: str
    least_vnd: int
    most_vnd: int
    fine_vnd: int = 0


# Bases with the least and most that an organisation pays, in million VND.
OLD_LAW: Final = ("174/2013 Art 64.1.a", 10, 20)
HOME_PAGE: Final = ("15/2020 Art 99.1.a", 5, 10)
USERS: Final = ("15/2020 Art 101.1.a", 10, 20)
EXPIRED: Final = ("15/2020 Art 98.1", 10, 20)
NO_LICENCE: Final = ("15/2020 Art 98.2", 50, 70)
NETWORK_DUTIES: Final = ("15/2020 Art 100.1.a", 20, 30)
AGGREGATE_DUTIES: Final = ("119/2020 Art 20.1.a", 10, 20)
# The articles on games are not among the sources of the project: this is invented.
GAMES: Final = ("15/2020 Art 103.1.a", 10, 20)


@dataclass(eq=False, slots=True)
class Visit:
    """One subject inspected on one occasion; *ref* follows the day in its year."""

    day: date
    subject: str
    subject_kind: str
    agency: str
    licence: Licence | None = None
    campaign: str = ""
    outcome: str = "no-breach"
    breaches: list[Breach] = field(default_factory=list)
    decision: Paper | None = None
    remark: str = ""
    ref: str = ""

    @property
    def fine_vnd(self) -> int:
        """The fines of all breaches together, in VND."""
        return sum(breach.fine_vnd for breach in self.breaches)


class Inspectors:
    """They choose subjects, each once a year, and decide what comes of a visit."""

    def __init__(self, dice: Dice, licences: Sequence[Licence]) -> None:
        """Start with the licences whose sites may be visited."""
        self._dice = dice
        self._licences = licences
        self._invented: Counter[str] = Counter()

    def visits_of(self, plan: InspectionYear) -> list[Visit]:
        """Return the visits of a year in the order of their days, with references."""
        dice = self._dice
        first = date(plan.year, 1, 2)
        last = min(date(plan.year, 12, 31), CUT_OFF)
        sites = self._visit_sites(dice.spread_to_edges(plan.visits, first, last))
        games = self._visit_games(dice.spread_to_edges(plan.games, first, last))
        abroad = self._visit_abroad(
            dice.spread_to_edges(plan.cross_border, first, last)
        )
        self._settle_sites(sites, plan, last)
        self._settle_games(games, plan, last)
        visits = sorted([*sites, *games, *abroad], key=lambda visit: visit.day)
        for place, visit in enumerate(visits, start=1):
            visit.ref = f"INS-{plan.year}-{place:04d}"
        return visits

    def _visit_sites(self, days: Sequence[date]) -> list[Visit]:
        visits: list[Visit] = []
        taken: set[str] = set()
        for day in days:
            kind = self._dice.weighted(SUBJECTS)
            if kind in {"aggregate-site", "social-network"}:
                visit = self._visit_licensed(kind, day, taken)
            elif kind == "account":
                visit = self._visit(day, self._name("tai-khoan-vi-du-{:02d}"), kind)
            else:
                site = self._name("khong-phep-vidu-{:02d}.vn")
                visit = self._visit(day, site, kind.removeprefix(UNLICENSED))
            if self._dice.happens(CAMPAIGN_PERCENT):
                half = 1 if day.month <= FIRST_HALF else 2
                visit.campaign = f"Đợt kiểm tra {day.year}-{half}"
            taken.add(visit.subject)
            visits.append(visit)
        return visits

    def _visit_licensed(self, kind: str, day: date, taken: set[str]) -> Visit:
        licences = [
            licence
            for licence in self._licences
            if licence.kind == kind
            and licence.issued_on < day
            and not licence.is_replaced
            and licence.sites[0] not in taken
        ]
        live = [licence for licence in licences if licence.status(day) == "in-force"]
        ended = [licence for licence in licences if licence.status(day) == "expired"]
        is_live = self._dice.happens(IN_FORCE_PERCENT) or not ended
        licence = self._dice.pick(live if is_live else ended)
        visit = self._visit(day, licence.sites[0], kind)
        visit.licence = licence
        if licence.issuer != "MIC":
            visit.agency = licence.issuer
        return visit

    def _visit_games(self, days: Sequence[date]) -> list[Visit]:
        names = {
            "game": "Trò chơi Ví dụ {:02d}",
            "game-organisation": "Công ty Trò chơi Ví dụ {:02d}",
            "game-individual": "ca-nhan-vi-du-{:02d}",
        }
        visits = []
        for day in days:
            is_last_year = day.year == CUT_OFF.year
            kinds = GAME_SUBJECTS if is_last_year else OLD_GAME_SUBJECTS
            kind = self._dice.weighted(kinds)
            visits.append(self._visit(day, self._name(names[kind]), kind))
        return visits

    def _visit_abroad(self, days: Sequence[date]) -> list[Visit]:
        visits = []
        for day in days:
            name = self._name("nen-tang-vi-du-{:02d}")
            visit = self._visit(day, name, "cross-border")
            visit.agency = "ABEI"
            visit.outcome = "removal-requested"
            visits.append(visit)
        return visits

    def _visit(self, day: date, subject: str, kind: str) -> Visit:
        return Visit(day, subject, kind, self._dice.weighted(CENTRAL_AGENCIES))

    def _name(self, form: str) -> str:
        self._invented[form] += 1
        return form.format(self._invented[form])

    def _settle_sites(
        self, visits: Sequence[Visit], plan: InspectionYear, last: date
    ) -> None:
        fined = self._dice.some(visits, plan.fined)
        for visit in visits:
            if visit in fined:
                self._fine(visit, last)
            else:
                self._close(visit, last)
        if plan.fines_vnd:
            breaches = [breach for visit in fined for breach in visit.breaches]
            reach(breaches, plan.fines_vnd)

    def _settle_games(
        self, visits: Sequence[Visit], plan: InspectionYear, last: date
    ) -> None:
        punished = self._dice.some(visits, plan.games_fined + plan.games_warned)
        warned = self._dice.some(punished, plan.games_warned)
        for visit in visits:
            if visit in warned:
                visit.outcome = "warned"
                visit.decision = self._decision(visit, last)
            elif visit in punished:
                self._fine(visit, last)
            else:
                visit.outcome = self._dice.weighted(GAME_OUTCOMES)

    def _close(self, visit: Visit, last: date) -> None:
        """End a visit without a fine; in the last year, without any sanction."""
        if visit.day >= PENDING_FROM and self._dice.happens(PENDING_PERCENT):
            visit.outcome = "pending"
            return
        is_last_year = visit.day.year == CUT_OFF.year
        visit.outcome = self._dice.weighted(
            MILD_OUTCOMES if is_last_year else OLD_OUTCOMES
        )
        if visit.outcome == "stripped" and not visit.licence:
            visit.outcome = "warned"
        if visit.outcome in {"warned", "stripped", "other-sanction"}:
            visit.decision = self._decision(visit, last)
        if visit.outcome == "stripped":
            visit.remark = "use of the licence stripped for 2 months"

    def _fine(self, visit: Visit, last: date) -> None:
        visit.outcome = "fined"
        visit.decision = self._decision(visit, last)
        for basis, least, most in self._bases(visit, visit.decision.day):
            share = 500_000 if visit.subject_kind in INDIVIDUALS else 1_000_000
            breach = Breach(basis, least * share, most * share)
            steps = (breach.most_vnd - breach.least_vnd) // FINE_STEP_VND
            breach.fine_vnd = (
                breach.least_vnd + self._dice.below(steps + 1) * FINE_STEP_VND
            )
            visit.breaches.append(breach)

    def _bases(self, visit: Visit, day: date) -> list[tuple[str, int, int]]:
        main, *others = possible_bases(visit, day)
        count = min(self._dice.weighted(EXTRA_BREACHES), len(others))
        return [main, *self._dice.some(others, count)]

    def _decision(self, visit: Visit, last: date) -> Paper:
        """Return the decision: of the day of the visit, or some weeks later.

        It stays within the year and under the law in force at the visit.
        """
        day = visit.day
        if self._dice.happens(LATER_DECISION_PERCENT):
            day = next_working_day(day + timedelta(3 + self._dice.below(40)))
        starts = (NEW_LAW_FROM, PRESS_LAW_FROM)
        if day > last or any(visit.day < start <= day for start in starts):
            day = visit.day
        # One book for all agencies, so that a decision's number is its own.
        return Paper("", DECISION_SUFFIX, day)


def make_visits(dice: Dice, licences: Sequence[Licence]) -> list[Visit]:
    """Return the inspections of all years, their decisions not yet numbered."""
    inspectors = Inspectors(dice, licences)
    return [visit for plan in INSPECTION_YEARS for visit in inspectors.visits_of(plan)]


def possible_bases(visit: Visit, day: date) -> list[tuple[str, int, int]]:
    """Return the provisions a decision of *day* may cite; the first one always."""
    if day < NEW_LAW_FROM:
        return [OLD_LAW]
    if visit.subject_kind.startswith("game"):
        return [GAMES]
    if visit.subject_kind == "account":
        return [USERS]
    return _site_bases(visit, day)


def reach(breaches: Sequence[Breach], total_vnd: int) -> None:
    """Move the fines, each within its band, until they make *total_vnd*.

    Raises:
        ValueError: If the bands do not allow that total.
    """
    missing = total_vnd - sum(breach.fine_vnd for breach in breaches)
    while missing:
        step = FINE_STEP_VND if missing > 0 else -FINE_STEP_VND
        before = missing
        for breach in breaches:
            fine = breach.fine_vnd + step
            if missing and breach.least_vnd <= fine <= breach.most_vnd:
                breach.fine_vnd = fine
                missing -= step
        if missing == before:
            msg = f"The fines cannot make {total_vnd} VND: {missing} VND are missing."
            raise ValueError(msg)


def _site_bases(visit: Visit, day: date) -> list[tuple[str, int, int]]:
    is_network = visit.subject_kind == "social-network"
    if not visit.licence:
        return [NO_LICENCE] if is_network else [USERS, HOME_PAGE]
    if visit.licence.status(visit.day) == "expired":
        return [EXPIRED, HOME_PAGE]
    if is_network:
        return [NETWORK_DUTIES, HOME_PAGE, USERS]
    return [AGGREGATE_DUTIES if day >= PRESS_LAW_FROM else USERS, HOME_PAGE]
