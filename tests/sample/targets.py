"""What the sample must add up to: the totals, and the rounds that lead to them.

The days and totals that were published stand beside invented ones that only fill
the time between them; ``test_sample.py`` names the published ones once more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

Measure: TypeAlias = Literal["issued", "cumulative", "in force"]
Weights: TypeAlias = tuple[tuple[str, int], ...]

CUT_OFF: Final = date(2024, 11, 15)


@dataclass(frozen=True, slots=True)
class Round:
    """Licences granted up to *last*: so many, or as many as make that total."""

    last: date
    count: int
    measure: Measure = "issued"


@dataclass(frozen=True, slots=True)
class Track:
    """One kind of licence as one office grants it; the office DIC is every province.

    Terms are in years. Terms and kinds of holders carry weights, acts their number.
    """

    kind: str
    office: str
    first: date
    rounds: tuple[Round, ...]
    terms: tuple[tuple[int, int], ...]
    holders: Weights
    acts: Weights = ()


@dataclass(frozen=True, slots=True)
class InspectionYear:
    """How many visits of each area a year sees, and how many end in a penalty.

    *fines_vnd* is the sum of the fines of the electronic-information area where
    it was published.
    """

    year: int
    visits: int
    fined: int
    games: int
    games_fined: int
    games_warned: int = 0
    cross_border: int = 0
    fines_vnd: int | None = None


def _years(first: int, *counts: int) -> tuple[Round, ...]:
    return tuple(
        Round(date(first + n, 12, 31), count) for n, count in enumerate(counts)
    )


FIVE_YEARS: Final = ((5, 1),)
LONG_TERMS: Final = ((10, 84), (5, 12), (7, 2), (3, 2))
SOCIAL_NETWORK_TERMS: Final = ((10, 72), (5, 22), (7, 3), (3, 3))

CENTRAL_HOLDERS: Final[Weights] = (
    ("press-agency", 50),
    ("state-body", 25),
    ("association", 19),
    ("religious", 3),
    ("foreign", 3),
)
LOCAL_HOLDERS: Final[Weights] = (
    ("enterprise", 91),
    ("association", 6),
    ("state-body", 3),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the sample knows only as a count: of other registers, or of a province."""

    measure: str
    kind: str
    count: int
    last: date
    first: date | None = None
    issuer: str = ""
    part: str = ""


def _removal(part: str, asked: int, removed: int) -> tuple[Tally, Tally]:
    first, last = date(2024, 1, 1), date(2024, 10, 31)
    kind = "content-removal"
    return (
        Tally("asked", kind, asked, last, first, part=part),
        Tally("removed", kind, removed, last, first, part=part),
    )


_MID_2024: Final = date(2024, 6, 30)
_OCTOBER: Final = date(2024, 10, 31)

TALLIES: Final = (
    Tally("accounts", "domestic-platforms", 76_500_000, _MID_2024, part="Zalo"),
    Tally(
        "accounts", "international-platforms", 72_000_000, _MID_2024, part="Facebook"
    ),
    Tally("accounts", "international-platforms", 67_000_000, _MID_2024, part="TikTok"),
    Tally("accounts", "international-platforms", 63_000_000, _MID_2024, part="YouTube"),
    Tally("accounts", "domestic-platforms", 110_200_000, _OCTOBER),
    Tally("accounts", "international-platforms", 203_000_000, _OCTOBER),
    *_removal("Facebook", 9_554, 8_981),
    *_removal("Google", 6_663, 6_063),
    *_removal("TikTok", 1_044, 971),
    Tally("blocked", "blocked-websites", 9_073, date(2023, 12, 31), date(2023, 1, 1)),
    Tally(
        "blocked",
        "blocked-websites",
        2_603,
        date(2023, 12, 31),
        date(2023, 1, 1),
        part="scam",
    ),
    Tally(
        "fines",
        "electronic-information",
        903_000_000,
        date(2017, 11, 15),
        date(2017, 1, 1),
        issuer="ABEI",
    ),
    Tally(
        "fines",
        "electronic-information",
        410_500_000,
        date(2021, 6, 30),
        date(2021, 1, 1),
        issuer="DIC-HN",
    ),
    Tally(
        "fines",
        "electronic-information",
        513_000_000,
        date(2021, 12, 31),
        date(2021, 7, 1),
        issuer="DIC-HN",
    ),
)
"""With the fines of the visits they make what was published of ABEI and of Ha Noi."""

ABEI_WEBSITES: Final = Track(
    kind="ei-website",
    office="ABEI",
    first=date(2009, 3, 2),
    rounds=_years(2009, 4, 6, 6, 4),
    terms=FIVE_YEARS,
    holders=CENTRAL_HOLDERS,
)
LOCAL_WEBSITES: Final = Track(
    kind="ei-website",
    office="DIC",
    first=date(2009, 3, 2),
    rounds=_years(2009, 8, 12, 12, 8),
    terms=FIVE_YEARS,
    holders=LOCAL_HOLDERS,
)
CONFIRMATIONS: Final = Track(
    kind="sn-confirmation",
    office="ABEI",
    first=date(2011, 3, 1),
    rounds=(*_years(2011, 8, 8), Round(date(2013, 8, 30), 4)),
    terms=FIVE_YEARS,
    holders=LOCAL_HOLDERS,
)
ABEI_AGGREGATES: Final = Track(
    kind="aggregate-site",
    office="ABEI",
    first=date(2009, 2, 2),
    rounds=(
        *_years(2009, 6, 8, 8, 10, 40, 46, 58, 62, 70),
        Round(date(2018, 6, 30), 352, "in force"),
        *_years(2018, 16, 26),
        Round(date(2020, 9, 30), 388, "in force"),
        *_years(2020, 10, 26),
        Round(date(2022, 11, 30), 404, "in force"),
        *_years(2022, 2, 22),
        Round(CUT_OFF, 10),
    ),
    terms=LONG_TERMS,
    holders=CENTRAL_HOLDERS,
    acts=(
        ("extend", 22),
        ("amend", 12),
        ("reissue", 4),
        ("suspend", 4),
        ("revoke", 2),
        ("surrender", 8),
        ("lapse", 1),
    ),
)
LOCAL_AGGREGATES: Final = Track(
    kind="aggregate-site",
    office="DIC",
    first=date(2009, 2, 2),
    rounds=(
        *_years(2009, 10, 14, 16, 20, 88, 150, 200, 255, 290),
        Round(date(2018, 6, 30), 1158, "in force"),
        *_years(2018, 66, 84),
        Round(date(2020, 9, 30), 1303, "in force"),
        *_years(2020, 36, 206),
        Round(date(2022, 11, 30), 1576, "in force"),
        *_years(2022, 4, 34),
        Round(CUT_OFF, 70),
    ),
    terms=LONG_TERMS,
    holders=LOCAL_HOLDERS,
    acts=(
        ("extend", 38),
        ("amend", 16),
        ("reissue", 6),
        ("suspend", 9),
        ("revoke", 5),
        ("surrender", 10),
        ("lapse", 2),
    ),
)
SOCIAL_NETWORKS: Final = Track(
    kind="social-network",
    office="MIC",
    first=date(2013, 9, 3),
    rounds=(
        Round(date(2013, 12, 31), 12, "cumulative"),
        Round(date(2014, 12, 31), 72, "cumulative"),
        Round(date(2015, 12, 31), 167, "cumulative"),
        Round(date(2016, 12, 31), 237, "cumulative"),
        Round(date(2017, 12, 31), 327, "cumulative"),
        Round(date(2018, 12, 31), 407, "cumulative"),
        Round(date(2019, 6, 30), 455, "cumulative"),
        Round(date(2019, 12, 31), 614, "cumulative"),
        Round(date(2020, 10, 30), 728, "cumulative"),
        Round(date(2020, 12, 31), 750, "cumulative"),
        Round(date(2021, 12, 31), 868, "cumulative"),
        Round(date(2022, 11, 30), 956, "cumulative"),
        Round(date(2022, 12, 31), 961, "cumulative"),
        Round(date(2023, 12, 31), 1016, "cumulative"),
        Round(CUT_OFF, 1056, "cumulative"),
    ),
    terms=SOCIAL_NETWORK_TERMS,
    holders=LOCAL_HOLDERS,
    acts=(
        ("extend", 26),
        ("amend", 12),
        ("reissue", 5),
        ("suspend", 7),
        ("revoke", 4),
        ("surrender", 7),
        ("lapse", 2),
    ),
)
TRACKS: Final = (
    ABEI_WEBSITES,
    LOCAL_WEBSITES,
    CONFIRMATIONS,
    ABEI_AGGREGATES,
    LOCAL_AGGREGATES,
    SOCIAL_NETWORKS,
)

INSPECTION_YEARS: Final = (
    InspectionYear(2016, visits=20, fined=6, games=4, games_fined=1),
    InspectionYear(2017, visits=26, fined=9, games=5, games_fined=2),
    InspectionYear(2018, visits=24, fined=8, games=5, games_fined=1, games_warned=1),
    InspectionYear(2019, visits=30, fined=10, games=6, games_fined=2),
    InspectionYear(
        2020, visits=50, fined=37, games=6, games_fined=1, fines_vnd=742_500_000
    ),
    InspectionYear(2021, visits=34, fined=12, games=6, games_fined=2, games_warned=1),
    InspectionYear(
        2022, visits=30, fined=9, games=7, games_fined=2, games_warned=1, cross_border=3
    ),
    InspectionYear(2023, visits=34, fined=11, games=8, games_fined=3, cross_border=4),
    InspectionYear(
        2024,
        visits=236,
        fined=46,
        games=45,
        games_fined=8,
        games_warned=2,
        cross_border=5,
        fines_vnd=1_027_500_000,
    ),
)
