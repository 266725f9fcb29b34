"""The licences of the sample and the acts on them, granted round by round."""

import heapq
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))  # Tests are not a package.

from invented import (
    Act,
    Dice,
    Holders,
    Licence,
    Paper,
    last_day_of_term,
    months_later,
    next_working_day,
    sites_of,
)
from targets import CUT_OFF, TRACKS, Round, Track, Weights

# Official Dispatch 3835/BTTTT-PTTH&TTĐT: no aggregate licence for press agencies.
PRESS_PAUSE: Final = date(2019, 11, 1)
ACTS_FROM: Final = date(2014, 6, 2)

PROVINCES: Final[Weights] = (
    ("DIC-HN", 44),
    ("DIC-HCM", 34),
    *((f"DIC-{code}", 4) for code in ("DN", "HP", "CT", "BD", "DNA")),
    *((f"DIC-{code}", 2) for code in ("KH", "NA", "QNI", "TNG", "HUE")),
    *((f"DIC-{code}", 1) for code in ("TH", "LD", "BN", "DL", "AG", "QNG", "VP")),
)
CITY_SUFFIXES_FROM: Final = 2014
CITY_SUFFIXES: Final = MappingProxyType(
    {
        "DIC-HN": ("GP-TTĐT", "GP-STTTT", "GP-STTTT"),
        "DIC-HCM": ("GP-STTTT", "GP-ICP-STTTT", "GP-TTĐT"),
    }
)
DECISION_SUFFIXES: Final = MappingProxyType({"MIC": "QĐ-BTTTT", "ABEI": "QĐ-PTTH&TTĐT"})
REASONS: Final = MappingProxyType(
    {
        "extend": ("applied for in time",),
        "reissue": ("licence lost", "licence damaged"),
        "suspend": ("conditions not met after a written request",),
        "resume": ("conditions met again",),
        "surrender": ("service ended", "holder merged", "holder's request"),
        "revoke": ("unlawful content", "conditions no longer met"),
    }
)
SUSPENDED_TWICE: Final = "suspended twice"

SUSPENSION_MONTHS: Final = 3
RESUMED_PERCENT: Final = 70
SUSPENDED_AGAIN_PERCENT: Final = 40
SUSPENDED_AGAIN_AFTER: Final = timedelta(250)
REVOKED_AFTER: Final = timedelta(30)
RENEWED_PERCENT: Final = 1
RENEWED_WITHIN: Final = timedelta(180)
LATER_EFFECT_PERCENT: Final = 5
MOST_EXTENSIONS: Final = 2
EXTENDED_BEFORE_END: Final = (timedelta(30), timedelta(75))
QUIET_BEFORE_END: Final = timedelta(120)
ANY: Final = -1


@dataclass(slots=True)
class Desk:
    """One track at work: what it has granted and the acts it is still to do.

    An act on the agenda names its licence by the place among the granted, or is
    for any that it fits.
    """

    track: Track
    dice: Dice
    holders: Holders
    granted: list[Licence] = field(default_factory=list)
    agenda: list[tuple[date, str, int]] = field(default_factory=list)

    def plan(self, day: date, name: str, place: int = ANY) -> None:
        """Put an act on the agenda, for the next working day."""
        heapq.heappush(self.agenda, (next_working_day(day), name, place))


def make_licences(dice: Dice) -> list[Licence]:
    """Return the licences with their acts, their papers not yet numbered."""
    holders = Holders(dice)
    return [
        licence for track in TRACKS for licence in _granted(Desk(track, dice, holders))
    ]


def _granted(desk: Desk) -> list[Licence]:
    """Go through the rounds of a track: first the acts, then the new licences.

    The new ones come last because the acts change how many a total still needs.

    Raises:
        ValueError: If a total is passed already.
    """
    for name, count in desk.track.acts:
        for day in desk.dice.spread(count, ACTS_FROM, CUT_OFF):
            desk.plan(day, name)
    first = desk.track.first
    for round_ in desk.track.rounds:
        while desk.agenda and desk.agenda[0][0] <= round_.last:
            _act(desk, *heapq.heappop(desk.agenda))
        count = round_.count - _reached(round_, desk.granted)
        if count < 0:
            name = f"{desk.track.kind} by {desk.track.office}"
            msg = f"{name}: {-count} too many on {round_.last}."
            raise ValueError(msg)
        for day in desk.dice.spread_to_edges(count, first, round_.last):
            desk.granted.append(_grant(desk, day, round_.last))
        first = round_.last + timedelta(1)
    return desk.granted


def _reached(round_: Round, granted: Sequence[Licence]) -> int:
    if round_.measure == "issued":
        return 0
    if round_.measure == "cumulative":
        return len(granted)
    return sum(licence.status(round_.last) == "in-force" for licence in granted)


def _grant(desk: Desk, day: date, last: date) -> Licence:
    """Grant a licence on *day* that takes effect up to *last*."""
    dice = desk.dice
    old = _renewed(desk, day)
    issuer = old.issuer if old else _issuer(desk)
    later = next_working_day(day + timedelta(1 + dice.below(10)))
    is_later = dice.happens(LATER_EFFECT_PERCENT) and later <= last
    holder = old.holder if old else desk.holders.take(_holder_kind(desk, day))
    if old:
        old.is_replaced = True
    return Licence(
        kind=desk.track.kind,
        paper=Paper(issuer, _suffix(dice, desk.track.kind, issuer, day), day),
        effective_on=later if is_later else None,
        expires_on=last_day_of_term(day, 12 * dice.weighted(desk.track.terms)),
        holder=holder,
        sites=old.sites if old else sites_of(dice, holder.next_domain()),
        replaces=old,
    )


def _renewed(desk: Desk, day: date) -> Licence | None:
    """Return, now and then, a licence that ended lately and is granted anew."""
    if not desk.dice.happens(RENEWED_PERCENT):
        return None
    ended = [
        licence
        for licence in desk.granted
        if licence.last_day(day) < day <= licence.last_day(day) + RENEWED_WITHIN
        and licence.status(day) == "expired"
        and not (licence.is_replaced or licence.had("amend", day))
        and (day < PRESS_PAUSE or licence.holder.kind != "press-agency")
    ]
    return desk.dice.pick(ended) if ended else None


def _issuer(desk: Desk) -> str:
    is_local = desk.track.office == "DIC"
    return desk.dice.weighted(PROVINCES) if is_local else desk.track.office


def _holder_kind(desk: Desk, day: date) -> str:
    return desk.dice.weighted(
        [
            (kind, weight)
            for kind, weight in desk.track.holders
            if day < PRESS_PAUSE or kind != "press-agency"
        ]
    )


def _suffix(dice: Dice, kind: str, issuer: str, day: date) -> str:
    if kind == "sn-confirmation":
        return "GXN-TTĐT"
    if issuer == "MIC":
        return "GP-BTTTT"
    if issuer in CITY_SUFFIXES and day.year >= CITY_SUFFIXES_FROM:
        return dice.pick(CITY_SUFFIXES[issuer])
    return "GP-TTĐT"


def _act(desk: Desk, day: date, name: str, place: int) -> None:
    """Do one act of the agenda, if there is a licence that it fits."""
    places = range(len(desk.granted)) if place == ANY else [place]
    fitting = [
        n for n in places if _fits(desk.granted[n], name, day, is_planned=place != ANY)
    ]
    if not fitting:
        return
    place = desk.dice.pick(fitting)
    licence = desk.granted[place]
    if name == "lapse":
        licence.lapsed_on = day
        return
    act = Act(name, day, _act_paper(desk.dice, licence, name, day))
    act.reason = desk.dice.pick(REASONS.get(name, ("",)))
    if name == "amend":
        act.change = _change(desk.dice, licence)
    elif name == "extend":
        act.until = months_later(licence.last_day(day), 12 * (1 + desk.dice.below(2)))
    elif name == "suspend":
        act.until = last_day_of_term(day, SUSPENSION_MONTHS)
        _plan_after_suspension(desk, place, day)
    elif name == "revoke" and licence.had("suspend", day) > 1:
        act.reason = SUSPENDED_TWICE
    licence.acts.append(act)


def _fits(licence: Licence, name: str, day: date, *, is_planned: bool) -> bool:
    """Say whether an act may fall on a licence, which sees most acts only once."""
    if licence.acts and licence.acts[-1].on >= day:
        return False
    status = licence.status(day)
    if name == "resume" or (name == "revoke" and is_planned):
        return status == "suspended"
    if status != "in-force":
        return False
    left = licence.last_day(day) - day
    if name == "extend":
        least, most = EXTENDED_BEFORE_END
        return least <= left <= most and licence.had(name, day) < MOST_EXTENSIONS
    return left >= QUIET_BEFORE_END and (is_planned or not licence.had(name, day))


def _plan_after_suspension(desk: Desk, place: int, day: date) -> None:
    if desk.granted[place].had("suspend", day):
        desk.plan(day + REVOKED_AFTER, "revoke", place)
    elif desk.dice.happens(RESUMED_PERCENT):
        desk.plan(day + timedelta(25 + desk.dice.below(50)), "resume", place)
        if desk.dice.happens(SUSPENDED_AGAIN_PERCENT):
            desk.plan(day + SUSPENDED_AGAIN_AFTER, "suspend", place)


def _act_paper(dice: Dice, licence: Licence, name: str, day: date) -> Paper | None:
    """Return the act's own paper; some surrenders have none."""
    if name == "surrender" and dice.happens(50):
        return None
    if name in {"amend", "extend", "reissue"}:
        suffix = _suffix(dice, licence.kind, licence.issuer, day)
    else:
        suffix = DECISION_SUFFIXES.get(licence.issuer, "QĐ-STTTT")
    return Paper(licence.issuer, suffix, day)


def _change(dice: Dice, licence: Licence) -> str:
    """Return what an amendment changes: the holder's name, the sites, or both."""
    name = f"holder={licence.holder.name} (đổi tên)"
    sites = f"sites={' '.join(licence.sites)} app.{licence.sites[0]}"
    return dice.weighted(((name, 45), (sites, 40), (f"{name}; {sites}", 15)))
