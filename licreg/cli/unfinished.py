"""What was typed of a record and not saved, kept for the same clerk to take up.

It lies in the user's own data folder, readable by the user alone, and holds no name of
a person.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from licreg.cli.places import user_folder
from licreg.cli.session import Session

_PERSONAL: Final = ("content_manager", "subjects")


def keep(session: Session, command: str, texts: Mapping[str, str]) -> bool:
    """Keep what was typed; False where there is nothing, or no place for it."""
    kept = {
        name: text for name, text in texts.items() if text and name not in _PERSONAL
    }
    if len(kept) < 2:  # noqa: PLR2004  # one word is typed again as soon
        return False
    path = _path(session, command)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(0o600)
        path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        return True
    return False


def find(session: Session, command: str) -> dict[str, str]:
    """Return what was kept; nothing where nothing was, or it cannot be read."""
    with suppress(OSError, ValueError):
        kept = json.loads(_path(session, command).read_text("utf-8"))
        if isinstance(kept, dict):
            return {str(name): str(text) for name, text in kept.items()}
    return {}


def forget(session: Session, command: str) -> None:
    """Keep it no longer."""
    with suppress(OSError):
        _path(session, command).unlink(missing_ok=True)


def _path(session: Session, command: str) -> Path:
    register = sha256(session.register.settings.register.encode()).hexdigest()[:16]
    return user_folder() / "unfinished" / f"{register}-{command}.json"
