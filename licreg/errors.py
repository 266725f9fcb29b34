"""Every refusal on one page, each with its exit code.

An error carries what it knows as attributes and builds its one sentence; it does
not print, style or wrap. The command line shows the sentence as it stands.
"""

import errno
from pathlib import Path
from typing import Final

from licreg.wording import marked, tr

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class LicregError(Exception):
    """The root: something was asked that cannot be done; exit code 1."""

    exit_code = 1


class RefusedError(LicregError):
    """A rule does not allow it; nothing was recorded."""


class RuleError(RefusedError):
    """One or more named rules of the law refuse an act.

    Attributes:
        rules: The identifiers of the rules, in the order in which they were judged.
        overridable: Whether a reason given with ``--override`` would admit the act.
    """

    def __init__(
        self, message: str, rules: tuple[str, ...], *, overridable: bool
    ) -> None:
        """Keep the sentence and the rules it speaks of."""
        super().__init__(message)
        self.rules = rules
        self.overridable = overridable


class NotFoundError(RefusedError):
    """The register has no such record."""


class InvalidInputError(LicregError, ValueError):
    """What was typed cannot be read as what was asked; exit code 2."""

    exit_code = 2


class AmbiguousReferenceError(InvalidInputError):
    """A reference names several records.

    Attributes:
        candidates: The full references of all that match.
    """

    def __init__(self, message: str, candidates: tuple[str, ...]) -> None:
        """Keep the sentence and the records it could have meant."""
        super().__init__(message)
        self.candidates = candidates


class MissingInputError(InvalidInputError):
    """A value is missing and cannot be asked for; the option is named."""


class InvalidFileError(InvalidInputError):
    """A file given to import has faults; every one of them is listed.

    Attributes:
        faults: One sentence for each fault, with its place, in the file's order.
        says_more: Whether the closing sentence says more than how many there are.
    """

    def __init__(
        self, message: str, faults: tuple[str, ...] = (), *, says_more: bool = False
    ) -> None:
        """Keep the closing sentence and the faults before it."""
        super().__init__(message)
        self.faults = faults
        self.says_more = says_more


class DiffersError(InvalidFileError):
    """Rows of a file differ from their records, and nothing else is wrong; exit 1."""

    exit_code = 1


class OutputError(LicregError):
    """An answer could not be written where it was asked to go; exit code 2."""

    exit_code = 2


class RegisterFileError(LicregError):
    """The register cannot be read or written; exit code 3.

    Attributes:
        path: The file or folder concerned.
    """

    exit_code = 3

    def __init__(self, message: str, path: Path) -> None:
        """Keep the sentence and the place it speaks of."""
        super().__init__(message)
        self.path = path


class NoRegisterError(RegisterFileError):
    """No register lies where one was looked for."""


class RegisterBusyError(RegisterFileError):
    """Another clerk is writing and did not finish in the time allowed."""


class NewerFormatError(RegisterFileError):
    """A later licreg wrote this register; this one would misread it."""


class JournalDamagedError(RegisterFileError):
    """The journal's chain does not verify; nothing is rebuilt over it."""


class JournalCutError(JournalDamagedError):
    """The journal ends before acts that were confirmed."""


_REASONS: Final = (
    marked("Permission denied"),
    marked("Operation not permitted"),
    marked("Read-only file system"),
    marked("No such file or directory"),
    marked("File exists"),
    marked("Is a directory"),
    marked("Not a directory"),
    marked("No space left on device"),
    marked("Disk quota exceeded"),
    marked("File too large"),
    marked("Input/output error"),
    marked("Too many open files"),
    marked("Device or resource busy"),
    marked("Directory not empty"),
    marked("File name too long"),
)
"""What a system says most of why it refused; the rest stays as it says it."""

_NOTHING: Final = marked("Nothing was recorded")
_NOT_KNOWN: Final = marked("It is not known whether it was recorded")


def nothing_recorded() -> str:
    """Return the sentence that closes a refusal to record."""
    return tr("Nothing was recorded.")


def tells_outcome(message: str) -> bool:
    """Tell whether a refusal says itself what became of the act."""
    return tr(_NOTHING) in message or tr(_NOT_KNOWN) in message


def without_outcome(message: str) -> str:
    """Return a refusal as it reads where what became of the act is said elsewhere.

    Examples:
        >>> without_outcome("The day is missing. Nothing was recorded. Give --on.")
        'The day is missing. Give --on.'
    """
    return message.replace(f" {nothing_recorded()}", "")


def reason_of(error: OSError) -> str:
    """Return why the system refused."""
    reason = error.strerror or str(error)
    return tr(reason) if reason in _REASONS else reason


def way_out(error: OSError) -> str:
    """Return a sentence on what to do where the disk refused.

    Examples:
        >>> way_out(OSError(errno.ENOSPC, "No space left on device"))
        'Make room there and try again.'
    """
    if error.errno in NO_ROOM:
        return tr("Make room there and try again.")
    if error.errno in _NO_RIGHT:
        return tr("Ask for the right to it and try again.")
    return tr("Try again; if it fails again, copy the folder to another disk.")
