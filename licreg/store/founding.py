"""A register is founded, or lifted from an older format to today's."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from licreg.errors import OutputError, RegisterFileError, reason_of, way_out
from licreg.store import settings
from licreg.store.journal import NAME as JOURNAL
from licreg.store.journal import Journal
from licreg.store.settings import Settings
from licreg.store.views import replace_file
from licreg.wording import tr

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from licreg.store.register import RegisterFolder


def create_register(path: Path, name: str, *, now: datetime, **values: Any) -> None:  # noqa: ANN401  # see Settings
    """Make a new register, readable by its owner and group only.

    Args:
        path: The folder; made where it is missing.
        name: What the register is called.
        now: The moment of creation.
        values: Further values of ``Settings``.

    Raises:
        RegisterFileError: If something lies there already, or it cannot be made.
    """
    if path.exists() and not _may_be_made(path):
        msg = tr(
            "{path} is not empty; a register is made in an empty or new folder.",
            path=path,
        )
        raise RegisterFileError(msg, path)
    identity = os.urandom(8).hex()
    made = Settings(register=identity, name=name, **values)
    is_new = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o750)
        _clear(path)
        Journal.create(path, identity, now.isoformat(timespec="milliseconds"))
        text = settings.dump_settings(made)
        replace_file(path / settings.NAME, text.encode(), durable=True)
    except OSError as error:
        if not isinstance(error, FileExistsError):  # It is another's that is there.
            with suppress(OSError):
                (path / settings.NAME).unlink(missing_ok=True)
                _clear(path)
                if is_new:
                    path.rmdir()
        msg = tr(
            "{path} cannot be written: {reason}. No register was made. {way_out}",
            path=path,
            reason=reason_of(error),
            way_out=way_out(error),
        )
        raise RegisterFileError(msg, path) from error


def lift_register(register: RegisterFolder, *, now: datetime) -> None:
    """Bring a register of an older format to today's, after a backup.

    Its journal is read as it stands; only views and the settings change.

    Raises:
        RegisterFileError: If that cannot be written; the register is as it was.
    """
    from licreg.store.archive import ENDING, write_backup

    old, new = register.settings.format, settings.FORMAT
    # The same name in each attempt, so that one that failed leaves one backup.
    kept = register.path / f"before-format-{new}-{register.entries}{ENDING}"
    try:
        if not kept.exists():
            write_backup(register, kept, now=now)
        register.rebuild()
        register.write_views()
        settings.lift_format(register.path)
    except (OSError, OutputError, RegisterFileError) as error:
        reason = (
            f"{reason_of(error)}. {way_out(error)}"
            if isinstance(error, OSError)
            else str(error)
        )
        msg = tr(
            "{path} has format {old} and could not be lifted to {new}: "
            "{reason} Nothing was recorded.",
            path=register.path,
            old=old,
            new=new,
            reason=reason,
        )
        raise RegisterFileError(msg, register.path) from error
    register.settings = settings.read_settings(register.path)
    register.notices.append(
        tr(
            "{path} was lifted from format {old} to {new}; as it was, it is kept "
            "in {kept}.",
            path=register.path,
            old=old,
            new=new,
            kept=kept,
        )
    )


def _may_be_made(path: Path) -> bool:
    """Return whether nothing lies there but what a making that stopped has left."""
    if not path.is_dir():
        return False
    names = {one.name for one in path.iterdir()}
    if settings.NAME in names:
        return False
    left = {name for name in names if name.startswith(f".{settings.NAME}.")}
    return names - left <= {JOURNAL} and (
        JOURNAL not in names or (path / JOURNAL).read_bytes().count(b"\n") <= 1
    )


def _clear(path: Path) -> None:
    """Remove what a making that stopped has left; a register is left alone."""
    if _may_be_made(path):
        for one in path.iterdir():
            one.unlink(missing_ok=True)
