"""The bytes of a file given to import, so far as any table could have so many."""

from codecs import BOM_UTF8
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from os import fstat
from pathlib import Path
from stat import S_ISCHR
from typing import BinaryIO, Final

from licreg.domain.text import show_safe
from licreg.errors import InvalidFileError
from licreg.lazily import dataclass
from licreg.wording import tr

STANDARD_INPUT: Final = "-"
"""The name that stands for it."""

LARGEST: Final = 1_000_000_000
"""The most bytes of a file."""

LARGEST_WHOLE: Final = 100_000_000
"""The most bytes of a file that is not read line by line, such as JSON."""

LONGEST_LINE: Final = 8_000_000
"""The most bytes of a line; a cell has a million characters at most."""

ZIP: Final = b"PK\x03\x04"
"""How a workbook begins."""

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook of before 2007 begins (.xls)."""

_STEP: Final = 1 << 20
_VIET_NAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class RawFile:
    """What a file holds, before it is known what that means.

    Attributes:
        name: The file, as faults name it.
        stem: Its name without its ending.
        data: Its bytes.
        digest: SHA-256 of them, in hexadecimal.
        written_on: Civil day in Viet Nam on which it was last written; None where
            that is not known.
    """

    name: str
    stem: str
    data: bytes
    digest: str
    written_on: date | None

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does, and as no table."""
        return begins_as_json(self.data)


def read_raw(path: Path, standard_input: BinaryIO | None = None) -> RawFile:
    """Read a file whole, or standard input where *path* is ``-``.

    What cannot be a table is refused as soon as that is seen.

    Raises:
        InvalidFileError: If it cannot be read, or is too large to be a table.
    """
    if str(path) == STANDARD_INPUT and standard_input is not None:
        name = tr("standard input")
        data = _read(standard_input, name)
        return RawFile(name, "", data, sha256(data).hexdigest(), None)
    name = show_safe(path.name)
    try:
        with path.open("rb") as stream:
            about = fstat(stream.fileno())
            _refuse_device(about.st_mode, name, is_terminal=stream.isatty())
            data = _read(stream, name)
            seconds = about.st_mtime
    except InvalidFileError:
        raise
    except (OSError, ValueError) as error:
        raise InvalidFileError(cannot_read(path, error)) from error
    return RawFile(name, path.stem, data, sha256(data).hexdigest(), _day(seconds))


def begins_as_json(data: bytes) -> bool:
    """Tell whether bytes begin as JSON does, and as no table.

    Examples:
        >>> begins_as_json(b' [{"kind": 1}]'), begins_as_json(b"kind,number")
        (True, False)
    """
    start = data[:1000].removeprefix(BOM_UTF8).lstrip()
    if start[:1] == b"{":
        return True
    return start[:1] == b"[" and start[1:].lstrip()[:1] in {b"{", b"]", b"["}


def cannot_read(path: Path, error: OSError | ValueError) -> str:
    """Return the sentence that a file cannot be read, and why."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return tr(
        "{file} cannot be read: {reason}. Nothing was recorded.",
        file=show_safe(str(path)),
        reason=reason,
    )


def _refuse_device(mode: int, name: str, *, is_terminal: bool) -> None:
    """Refuse what never ends, such as a source of noise.

    Raises:
        InvalidFileError: If it is a device, and no terminal.
    """
    if S_ISCHR(mode) and not is_terminal:
        msg = tr("{file} is a device. Nothing was recorded.", file=name)
        raise InvalidFileError(msg)


def _read(stream: BinaryIO, name: str) -> bytes:
    """Return all bytes of a stream, unless they can be no table.

    Raises:
        InvalidFileError: If there are too many, or a line has no end.
    """
    pieces: list[bytes] = []
    size = line = 0
    longest, most = LONGEST_LINE, LARGEST
    while piece := stream.read(_STEP):
        if not pieces and piece.startswith(ZIP):
            longest = most = LARGEST_WHOLE
        elif not pieces and begins_as_json(piece):
            longest = LARGEST_WHOLE
            most = (
                LARGEST
                if piece.removeprefix(BOM_UTF8).lstrip()[:1] == b"{"
                else LARGEST_WHOLE
            )
        pieces.append(piece)
        size += len(piece)
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        line = line + len(piece) if end < 0 else len(piece) - end - 1
        if line > longest:
            msg = tr(
                "{file} is no table: one of its lines has more than {most:,} bytes. "
                "Nothing was recorded.",
                file=name,
                most=longest,
            )
            raise InvalidFileError(msg)
        if size > most:
            msg = tr(
                "{file} has more than {most:,} bytes, which is more than a register "
                "takes in at once. Divide it. Nothing was recorded.",
                file=name,
                most=most,
            )
            raise InvalidFileError(msg)
    return b"".join(pieces)


def _day(seconds: float) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, _VIET_NAM).date()
    except (OSError, OverflowError, ValueError):
        return None
