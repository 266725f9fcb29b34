"""Why a view cannot be used; caught inside the store, where it is made anew."""

from typing import Final, NamedTuple

from licreg.wording import told


class ViewFault(NamedTuple):
    """Why a view cannot be used.

    Attributes:
        name: File name of the view.
        reason: ``missing``, ``damaged``, ``foreign``, ``newer`` or ``older``.
    """

    name: str
    reason: str


_REASONS: Final = (
    told("missing"),
    told("damaged"),
    told("foreign"),
    told("newer"),
    told("older"),
)
"""The reasons, as they are said."""


class ViewError(Exception):
    """A view cannot be used and is to be made anew; caught inside the store."""

    def __init__(self, fault: ViewFault) -> None:
        """Keep the fault."""
        super().__init__(f"{fault.name}: {fault.reason}")
        self.fault = fault


class InconsistentViewError(Exception):
    """A view lacks what the journal says it must hold; views are made anew."""
