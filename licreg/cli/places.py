"""Where things lie on this system: the register in use, a user's data and settings."""

import os
import sys
from pathlib import Path
from typing import Final, NamedTuple

from licreg.wording import told

_SAMPLE: Final = "sample = true"
_SETTINGS: Final = "register.toml"


class Place(NamedTuple):
    """Where the register in use lies.

    Attributes:
        folder: Its folder; None where there is none.
        origin: How it was found, or why not, for a person.
    """

    folder: Path | None
    origin: str


def find_register() -> Place:
    """Return the register in use where none is named on the command line.

    It is that of ``LICREG_REGISTER``, else the nearest folder upward that holds
    ``register.toml`` or whose ``register/`` does, else the one of the user's settings,
    else the one in the user's data folder. A sample is used only when it is named.

    Raises:
        InvalidInputError: If the user's settings cannot be understood.
    """
    if found := os.environ.get("LICREG_REGISTER"):
        return Place(Path(found), "LICREG_REGISTER")
    here = Path.cwd()
    samples = []
    for folder in (here, *here.parents):
        for candidate in (folder, folder / "register"):
            settings = candidate / _SETTINGS
            if settings.is_file():
                if _SAMPLE not in settings.read_text("utf-8", errors="replace"):
                    short = candidate.parent == here
                    return Place(
                        Path(candidate.name) if short else candidate,
                        told("found from {folder} upward", folder=here),
                    )
                samples.append(candidate)
    from licreg.cli.preferences import read_config

    if settled := read_config(config_file()).get("register"):
        return Place(Path(settled), str(config_file()))
    home = user_folder() / "register"
    if (home / _SETTINGS).is_file():
        return Place(home, told("in the user's data folder"))
    return Place(None, _nowhere(here, home, samples))


def user_folder() -> Path:
    """Return the folder for a user's own data, by the habits of the system."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "licreg"


def config_file() -> Path:
    """Return where a user's own settings lie, by the habits of the system."""
    if os.name == "nt":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "licreg" / "config.toml"


def _nowhere(here: Path, home: Path, samples: list[Path]) -> str:
    msg = told(
        "No register was found from {here} upward, nor at {home}.", here=here, home=home
    )
    if samples:
        msg = told(
            "{message} The sample register {sample} is used only when it is named.",
            message=msg,
            sample=samples[0],
        )
    return told(
        "{message} Name one with --register DIR or LICREG_REGISTER, or make one with "
        "'licreg init'.",
        message=msg,
    )
