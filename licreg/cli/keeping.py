"""Commands that keep a register safe: backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from licreg.cli.answer import Answer
from licreg.cli.ask import Field, fill
from licreg.cli.session import Session, quoted
from licreg.errors import InvalidInputError, LicregError, RefusedError
from licreg.store import archive, settings
from licreg.wording import tr, trn


def backup(
    ctx: typer.Context,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR", help="A file ending in .zip, or a folder of backups."
        ),
    ] = Path("backups"),
    keep: Annotated[
        int,
        typer.Option(
            "--keep", min=1, metavar="N", help="In a folder, keep the newest N."
        ),
    ] = 10,
) -> Answer:
    """Write a backup that proves itself, while others may write."""
    session: Session = ctx.obj
    register = session.register
    is_file = target.suffix.lower() == ".zip"
    name = archive.name_of_backup(register, session.now)
    made = archive.write_backup(
        register, target if is_file else target / name, now=session.now
    )
    removed = [] if is_file else archive.thin_out(target, register, keep)
    done = tr(
        "Backed up {entries:,} entries of '{name}' to {path}, seal {seal}.",
        entries=made.entries,
        name=made.name,
        path=made.path,
        seal=made.seal[:12],
    )
    notes = [done]
    if removed:
        notes.append(
            tr(
                "Removed {count:,} older than the newest {keep:,}.",
                count=len(removed),
                keep=keep,
            )
        )
    notes.append(f"  licreg restore {quoted(made.path)} {tr('NEW-FOLDER')}")
    return Answer(
        value={
            "file": str(made.path),
            "register": made.register,
            "name": made.name,
            "entries": made.entries,
            "seal": made.seal,
            "removed": [str(path) for path in removed],
        },
        notes=tuple(notes),
    )


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where to put it; else --register."),
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm", metavar="NAME", help="Name of the register to be replaced."
        ),
    ] = None,
) -> Answer:
    """Put a backup into an empty place, or in the place of a register."""
    session: Session = ctx.obj
    session.records = True
    if str(file) == "-":
        msg = tr("A backup cannot be read from standard input. Name its file.")
        raise InvalidInputError(msg)
    place = folder or Path(session.register_option or "register")
    if place.is_dir() and any(place.iterdir()):
        _confirm(session, place, confirm)
    restored, kept = archive.restore_backup(file, place, now=session.now)
    session.records = False
    done = tr(
        "Restored {entries:,} entries of '{name}', made {at}, to {place}.",
        entries=restored.entries,
        name=restored.name,
        at=restored.at,
        place=place,
    )
    notes = [done]
    if kept is not None:
        notes.append(tr("What was there is kept in {kept}.", kept=kept))
    notes += _of_persons(restored)
    return Answer(
        value={
            "register": str(place),
            "name": restored.name,
            "entries": restored.entries,
            "seal": restored.seal,
            "kept": str(kept) if kept else None,
            "persons": restored.persons,
            "erased_since": restored.left_out,
        },
        notes=tuple(notes),
    )


def _of_persons(restored: archive.Backup) -> list[str]:
    """Return what a person must know of personal data that came back."""
    notes = []
    if restored.left_out:
        notes.append(
            trn(
                "Left out: 1 personal value that was there had erased since.",
                "Left out: {count:,} personal values that was there had erased since.",
                restored.left_out,
            )
        )
    if restored.persons:
        notes.append(
            trn(
                "It holds 1 personal value. What was erased since it was made, and is "
                "not known to be, is among them: erase it again with 'licreg redact'.",
                "It holds {count:,} personal values. What was erased since it was "
                "made, and is not known to be, is among them: erase it again with "
                "'licreg redact'.",
                restored.persons,
            )
        )
    return notes


def _confirm(session: Session, place: Path, confirm: str | None) -> None:
    """Make sure that replacing what lies there is meant.

    Raises:
        RefusedError: If something lies there that is no register.
        MissingInputError: If the name is not given and nobody can be asked.
        InvalidInputError: If another name was given.
    """
    if not (place / settings.NAME).exists():
        msg = tr(
            "{place} is not empty and holds no register; it is left alone.", place=place
        )
        raise RefusedError(msg)
    try:
        name = settings.read_settings(place).name
    except LicregError:
        name = place.resolve().name
    session.say(
        tr(
            "{place} holds the register '{name}'; it would be kept beside it.",
            place=place,
            name=name,
        )
    )
    given = fill(
        session,
        [
            Field(
                "name",
                tr("Type '{name}' to replace it", name=name),
                "--confirm",
                confirm,
                str.strip,
            )
        ],
    )["name"]
    if given != name:
        msg = tr(
            "'{given}' is not '{name}'; the register is left as it is.",
            given=given,
            name=name,
        )
        raise InvalidInputError(msg)
