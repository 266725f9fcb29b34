"""Backup and restore: the truth of a register in one file that proves itself.

A backup holds the journal up to its head, the settings and the personal data, each
with its SHA-256 in a manifest. Views are left out: they are made anew. A file given to
restore is hostile until it is proved: only known names are read, no more bytes than
the manifest declares are unpacked, and nothing is replaced before all of it verifies.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import IO, Any, Final, NamedTuple

from licreg.errors import (
    InvalidFileError,
    LicregError,
    OutputError,
    RefusedError,
    RegisterFileError,
    reason_of,
    way_out,
)
from licreg.store import journal, personal, settings
from licreg.store.opening import PERSONAL
from licreg.store.register import RegisterFolder
from licreg.store.views import Stamp, sync_folder
from licreg.wording import tr

ENDING: Final = ".licreg.zip"
FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_FILES: Final = (settings.NAME, journal.NAME, PERSONAL)
_NEEDED: Final = frozenset({settings.NAME, journal.NAME})
_CHUNK: Final = 1 << 20
_LONGEST_MANIFEST: Final = 64_000
_LARGEST_RATIO: Final = 200
"""Bytes of a journal that may come out of one byte packed; real ones give 5 to 30."""


class Backup(NamedTuple):
    """What a backup holds.

    Attributes:
        path: The file.
        register: Identity of the register.
        name: Its name.
        entries: Entries in it.
        seal: Seal of its last batch.
        at: When it was made.
        persons: How many personal values were restored from it.
        left_out: How many were not: the register in whose place it is put has erased
            them since.
    """

    path: Path
    register: str
    name: str
    entries: int
    seal: str
    at: str
    persons: int = 0
    left_out: int = 0


def write_backup(register: RegisterFolder, path: Path, *, now: datetime) -> Backup:
    """Write a backup of the register as it stands; others may write meanwhile.

    The journal's chain is verified while it is copied.

    Raises:
        JournalDamagedError: If the chain does not verify; no backup is written.
        OutputError: If the file is there already, or cannot be written.
    """
    if path.exists():
        msg = tr(
            "{path} is there already; a backup is never written over another.",
            path=path,
        )
        raise OutputError(msg)
    stamp = register.confirmed()
    # A name of its own, so that what a killed backup left is never in the way.
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            manifest = _pack(register, stamp, stream, now)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o640)
        temporary = temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        msg = tr(
            "{path} cannot be written: {reason}. No backup was made. {way_out}",
            path=path,
            reason=reason_of(error),
            way_out=way_out(error),
        )
        raise OutputError(msg) from error
    return _backup(path, manifest)


def name_of_backup(register: RegisterFolder, now: datetime) -> str:
    """Return a file name that sorts by time and tells register and entries."""
    name = "".join(
        letter if letter.isalnum() else "-" for letter in register.settings.name
    )
    return f"{name}-{now:%Y%m%d-%H%M%S}-{register.entries}{ENDING}"


def thin_out(folder: Path, register: RegisterFolder, keep: int) -> list[Path]:
    """Remove this register's oldest backups in a folder, and return which.

    Args:
        folder: Where the backups lie; other files are left alone.
        register: The register; backups of another are left alone.
        keep: How many of the newest stay, at least 1.
    """
    ours = []
    for path in folder.glob(f"*{ENDING}"):
        with suppress(LicregError):
            backup = read_backup(path)
            if backup.register == register.settings.register:
                ours.append(backup)
    ours.sort(key=lambda one: (one.at, one.entries))
    old = [backup.path for backup in ours[: -max(keep, 1)]]
    for path in old:
        path.unlink()
    return old


def read_backup(path: Path) -> Backup:
    """Return what a backup says of itself; its digests are not checked yet.

    Raises:
        InvalidFileError: If it is not a backup of a format known here.
    """
    with _opened(path) as archive:
        return _backup(path, _read_manifest(path, archive))


def restore_backup(
    backup: Path, folder: Path, *, now: datetime
) -> tuple[Backup, Path | None]:
    """Put a backup in the place of a register, or into an empty place.

    Args:
        backup: The file.
        folder: Where the register shall lie.
        now: The moment, for the name under which what was there is kept.

    Returns:
        What was restored, and where that which lay there is kept, if anything did.

    Raises:
        InvalidFileError: If the file does not prove itself; nothing is changed.
        RegisterFileError: If it cannot be put in place; what lay there still does.
    """
    aside = folder.with_name(f".{folder.name}.restoring")
    try:
        if aside.exists():
            rmtree(aside)
        aside.mkdir(parents=True, mode=0o750)
        with _opened(backup) as archive:
            manifest = _read_manifest(backup, archive)
            _unpack(backup, archive, manifest, aside)
        found = _backup(backup, manifest)
        _write_views(_prove(backup, aside, found), folder)
        found = _keep_erased(found, aside, folder)
        return found, _swap(aside, folder, now)
    except OSError as error:
        msg = tr(
            "{folder} cannot be written: {reason}. Nothing was changed. {way_out}",
            folder=folder,
            reason=reason_of(error),
            way_out=way_out(error),
        )
        raise RegisterFileError(msg, folder) from error
    finally:
        if aside.exists():
            rmtree(aside, ignore_errors=True)


def _pack(
    register: RegisterFolder, stamp: Stamp, stream: IO[bytes], now: datetime
) -> dict[str, Any]:
    files = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _FILES:
            path = register.path / name
            if not path.exists():
                continue
            digest = sha256()
            with path.open("rb") as source, archive.open(name, "w") as target:
                length = os.fstat(source.fileno()).st_size
                if name == journal.NAME:
                    length = stamp.offset
                for chunk in _chunks(source, length):
                    digest.update(chunk)
                    target.write(chunk)
            files.append({"name": name, "size": length, "sha256": digest.hexdigest()})
        manifest = {
            "licreg": "backup",
            "format": FORMAT,
            "register": register.settings.register,
            "name": register.settings.name,
            "entries": stamp.entry,
            "seal": stamp.seal,
            "at": now.isoformat(timespec="seconds"),
            "files": files,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _chunks(source: IO[bytes], length: int) -> Iterator[bytes]:
    """Yield exactly *length* bytes.

    Raises:
        OSError: If the file ends before.
    """
    while length > 0:
        chunk = source.read(min(_CHUNK, length))
        if not chunk:
            raise OSError(None, tr("a file ended while it was copied"))
        length -= len(chunk)
        yield chunk


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        msg = tr("{path} cannot be read: {reason}.", path=path, reason=reason_of(error))
        raise InvalidFileError(msg) from error
    except zipfile.BadZipFile as error:
        msg = tr("{path} is not a backup of licreg: {error}.", path=path, error=error)
        raise InvalidFileError(msg) from error


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    names = [member.filename for member in archive.infolist()]
    strange = sorted(set(names) - {*_FILES, _MANIFEST})
    if strange or len(set(names)) != len(names):
        what = f"'{strange[0]}'" if strange else tr("a name twice")
        msg = tr(
            "{path} is not a backup of licreg: it holds {what}.", path=path, what=what
        )
        raise InvalidFileError(msg)
    try:
        with archive.open(_MANIFEST) as stream:
            manifest = json.loads(stream.read(_LONGEST_MANIFEST))
        is_ours = manifest["licreg"] == "backup"
        made_for = int(manifest["format"])
        listed = {str(one["name"]): int(one["size"]) for one in manifest["files"]}
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile) as error:
        msg = tr(
            "{path} is not a backup of licreg: its manifest cannot be read.", path=path
        )
        raise InvalidFileError(msg) from error
    if made_for > FORMAT:
        msg = tr(
            "{path} has format {format}; this licreg reads up to {own}. "
            "Use the newer licreg that wrote it.",
            path=path,
            format=made_for,
            own=FORMAT,
        )
        raise InvalidFileError(msg)
    if (
        not is_ours
        or set(names) != {*listed, _MANIFEST}
        or not listed.keys() >= _NEEDED
    ):
        msg = tr(
            "{path} is damaged: its files are not those of its manifest.", path=path
        )
        raise InvalidFileError(msg)
    for member in archive.infolist():
        size = listed.get(member.filename, member.file_size)
        most = _LARGEST_RATIO * member.compress_size + _CHUNK
        if member.file_size != size or size > most:
            msg = tr(
                "{path} is no backup of licreg: {filename} is packed oddly.",
                path=path,
                filename=member.filename,
            )
            raise InvalidFileError(msg)
    return dict(manifest)


def _unpack(
    path: Path, archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path
) -> None:
    for one in manifest["files"]:
        digest, left = sha256(), int(one["size"])
        try:
            with (
                archive.open(one["name"]) as source,
                (folder / one["name"]).open("xb") as target,
            ):
                for chunk in _chunks(source, left):
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
                is_longer = bool(source.read(1))
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            msg = tr(
                "{path} is damaged: {name} cannot be unpacked ({error}).",
                path=path,
                name=one["name"],
                error=error,
            )
            raise InvalidFileError(msg) from error
        if is_longer or digest.hexdigest() != one["sha256"]:
            msg = tr(
                "{path} is damaged: {name} is not what its manifest says.",
                path=path,
                name=one["name"],
            )
            raise InvalidFileError(msg)
        (folder / one["name"]).chmod(0o640)


def _prove(path: Path, folder: Path, backup: Backup) -> RegisterFolder:
    """Open what was unpacked as a register, to its last seal.

    Raises:
        InvalidFileError: If it is not the register that the manifest names.
    """
    try:
        register = RegisterFolder(folder)
    except LicregError as error:
        msg = tr(
            "{path} does not hold a sound register: {error}", path=path, error=error
        )
        raise InvalidFileError(msg) from error
    if (register.entries, register.seal) != (backup.entries, backup.seal):
        msg = tr(
            "{path} is damaged: its journal is not the one that its manifest names.",
            path=path,
        )
        raise InvalidFileError(msg)
    return register


def _write_views(register: RegisterFolder, folder: Path) -> None:
    """Write the views of what was proved.

    Raises:
        RegisterFileError: If they cannot be written where the register shall lie.
    """
    try:
        register.write_views()
        sync_folder(register.path)
    except RegisterFileError as error:
        msg = tr(
            "{folder} cannot be written. {error} Nothing was changed.",
            folder=folder,
            error=error,
        )
        raise RegisterFileError(msg, folder) from error


def _keep_erased(backup: Backup, aside: Path, folder: Path) -> Backup:
    """Leave out the personal data that the register to be replaced has erased since.

    Raises:
        RegisterFileError: If they cannot be read or written.
    """
    if not (aside / PERSONAL).exists():
        return backup
    data = personal.PersonalData(aside, backup.register, lambda: backup.entries)
    there = folder / journal.NAME
    erased = personal.known_erasures(folder, backup.register, there)
    left_out = data.leave_out(erased)
    count = len(data.state.persons)
    return backup._replace(persons=count, left_out=left_out)


def _swap(aside: Path, folder: Path, now: datetime) -> Path | None:
    """Rename what was proved into place, and what lay there out of the way.

    Raises:
        RefusedError: If the name to keep it under is taken.
        OSError: If a name cannot be changed; what lay there lies there again.
        RegisterFileError: If it could not even be put back; it is said where it is.
    """
    kept = None
    if folder.exists() and any(folder.iterdir()):
        kept = folder.with_name(f"{folder.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        if kept.exists():
            msg = tr("{kept} is there already; try again in a second.", kept=kept)
            raise RefusedError(msg)
        folder.rename(kept)
    elif folder.exists():
        folder.rmdir()
    try:
        aside.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        try:
            if not aside.exists():
                folder.rename(aside)
            if kept is not None:
                kept.rename(folder)
        except OSError:
            msg = tr(
                "{folder} cannot be written: {reason}. It is not known "
                "whether it was restored: see what lies there.",
                folder=folder,
                reason=reason_of(error),
            )
            if kept:
                msg += " " + tr("What lay there is in {kept}.", kept=kept)
            msg += f" {way_out(error)}"
            raise RegisterFileError(msg, folder) from error
        raise
    return kept


def _backup(path: Path, manifest: dict[str, Any]) -> Backup:
    return Backup(
        path,
        str(manifest["register"]),
        str(manifest["name"]),
        int(manifest["entries"]),
        str(manifest["seal"]),
        str(manifest["at"]),
    )
