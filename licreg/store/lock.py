"""One writer at a time, by a lock of the operating system on a file of its own.

The system lets go of the lock when its holder ends, however it ends, so a dead holder
blocks nobody. The file says who holds it, for those who wait.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from licreg.errors import RegisterBusyError, RegisterFileError, reason_of, way_out
from licreg.wording import retold, tr

NAME: Final = "lock"
_PAUSE: Final = 0.02
_FELT: Final = 0.5
"""Seconds of waiting from which on a person wonders why."""

if sys.platform == "win32":  # pragma: no cover  # the other half runs here
    import msvcrt

    def _try(stream: IO[bytes]) -> bool:
        try:
            stream.seek(4096)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def hold(
    folder: Path,
    holder: str,
    *,
    wait_seconds: float,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:
    """Hold the register's lock for the length of a ``with`` block.

    Args:
        folder: The register.
        holder: Who holds it and since when, for those who wait.
        wait_seconds: How long to wait for another holder.
        tell: Called once with a line that names the other, if the wait is felt.

    Raises:
        RegisterBusyError: If another held it all that time; it is named.
        RegisterFileError: If the lock's file cannot be opened or locked.
    """
    path = folder / NAME
    try:
        # Without a buffer, so that nothing is left to be written when it is closed.
        stream = path.open("r+b" if path.exists() else "w+b", buffering=0)
    except OSError as error:
        raise RegisterFileError(_refusal(folder, error), path) from error
    with stream:
        start = time.monotonic()
        is_told = False
        while not _taken(stream, folder, path):
            waited = time.monotonic() - start
            if waited >= wait_seconds:
                msg = tr(
                    "{folder} is being written by {holder}. Nothing was "
                    "recorded; try again.",
                    folder=folder,
                    holder=_holder(path),
                )
                raise RegisterBusyError(msg, path)
            if waited >= _FELT and not is_told:
                is_told = True
                tell(
                    tr(
                        "{folder} is being written by {holder}; waiting up to "
                        "{wait_seconds:g} seconds.",
                        folder=folder,
                        holder=_holder(path),
                        wait_seconds=wait_seconds,
                    )
                )
            time.sleep(_PAUSE)
        try:
            stream.seek(0)
            stream.write(holder.encode())
            stream.truncate()
            stream.flush()
        except OSError:
            pass  # Only a message for those who wait is lost.
        yield


def _taken(stream: IO[bytes], folder: Path, path: Path) -> bool:
    """Try to take the lock.

    Raises:
        RegisterFileError: If the disk knows no locks.
    """
    try:
        return _try(stream)
    except OSError as error:
        raise RegisterFileError(_refusal(folder, error), path) from error


def _refusal(folder: Path, error: OSError) -> str:
    return tr(
        "{folder} cannot be written: {reason}. Nothing was recorded. {way_out}",
        folder=folder,
        reason=reason_of(error),
        way_out=way_out(error),
    )


def _holder(path: Path) -> str:
    other = path.read_text(encoding="utf-8", errors="replace").strip()
    return retold(other) if other else tr("another clerk")
