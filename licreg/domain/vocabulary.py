"""The closed lists of words: statuses, areas, kinds of subject, outcomes.

They stand apart so that a question about totals need not load what records are.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where a licence stands at the end of a day."""

    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    LAPSED = "lapsed"


ENDED: Final = (Status.EXPIRED, Status.REVOKED, Status.SURRENDERED, Status.LAPSED)
"""The statuses from which a licence does not come back."""

AREAS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "electronic-information": (
            "ei-website",
            "aggregate-site",
            "social-network",
            "account",
        ),
        "online-games": ("game", "game-organisation", "game-individual"),
        "cross-border": ("cross-border",),
    }
)
"""Kinds of subject by area, in the order in which a table shows them."""

MAY_BE_PERSONS: Final = frozenset({"account", "game-individual"})
"""Kinds of subject that may be a person, although nobody said so."""

AREA_OF: Final[Mapping[str, str]] = MappingProxyType(
    {kind: area for area, kinds in AREAS.items() for kind in kinds}
)

PENDING: Final = "pending"
FINED: Final = "fined"
OUTCOMES: Final = (
    PENDING,
    "no-breach",
    "reminded",
    "warned",
    FINED,
    "stripped",
    "other-sanction",
    "referred",
    "removal-requested",
)
PENALTIES: Final = frozenset({"warned", FINED, "stripped", "other-sanction"})
"""Outcomes that are a sanction; a reminder is none."""

PRESS_AGENCY: Final = "press-agency"
HOLDER_KINDS: Final = (
    "enterprise",
    PRESS_AGENCY,
    "association",
    "state-body",
    "religious",
    "foreign",
)
"""Kinds of holder, in the order of an entry form."""
