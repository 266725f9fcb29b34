"""A folder that is filled when all of its files are written.

They are made apart and put in their places together, so that no half of them is ever
taken for the whole.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from licreg.errors import OutputError, way_out
from licreg.wording import tr


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """Give a new folder, whose files are put into *folder* at the end of the block.

    Raises:
        OutputError: If they cannot be written; what is there stays as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = folder / f".licreg-{os.urandom(4).hex()}.tmp"
        stage.mkdir()
    except OSError as error:
        msg = tr(
            "{folder} cannot be made: {reason}. {way_out}",
            folder=folder,
            reason=error.strerror,
            way_out=way_out(error),
        )
        raise OutputError(msg) from error
    try:
        yield stage
        _put_in_place(sorted(stage.iterdir()), folder)
    except OutputError as error:
        # It names the file where it was made, which nobody will find there.
        raise OutputError(str(error).replace(str(stage), str(folder))) from error
    finally:
        rmtree(stage, ignore_errors=True)


def _put_in_place(files: Sequence[Path], folder: Path) -> None:
    """Move files into a folder, over those of the same name.

    Raises:
        OutputError: If one cannot be moved; it says which are in place.
    """
    done: list[str] = []
    for file in files:
        place = folder / file.name
        try:
            file.replace(place)
        except OSError as error:
            msg = tr(
                "{file} cannot be replaced: {reason}. New in {folder}: {done}; as "
                "they were: {others}.",
                file=place,
                reason=error.strerror,
                folder=folder,
                done=", ".join(done) or "-",
                others=", ".join(one.name for one in files[len(done) :]),
            )
            raise OutputError(msg) from error
        done.append(file.name)
