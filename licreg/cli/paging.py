"""A long answer at a terminal, a screen at a time."""

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

_USUAL: Final = ("less", "more")
_LESS: Final = "FRX"
"""Leave at once if it all fits, keep colours, leave the answer on the screen."""


def find_pager(environment: Mapping[str, str], *, wanted: bool = True) -> list[str]:
    """Return the pager's command; empty for none.

    ``LICREG_PAGER`` goes before ``PAGER``; either may be empty or ``cat`` for none.

    Args:
        environment: The variables of the process.
        wanted: Whether one was not switched off.

    Examples:
        >>> find_pager({"PAGER": "most -s"})
        ['most', '-s']
        >>> find_pager({"PAGER": "less", "LICREG_PAGER": ""})
        []
    """
    if not wanted or environment.get("TERM") == "dumb":
        return []
    for name in ("LICREG_PAGER", "PAGER"):
        if name in environment:
            words = shlex.split(environment[name], posix=os.name != "nt")
            return [] if words == ["cat"] else words
    found = next((one for one in _USUAL if shutil.which(one)), None)
    return [found] if found == "less" else []


def is_long(lines: int) -> bool:
    """Tell whether so many lines are more than the terminal shows at once."""
    return lines >= shutil.get_terminal_size().lines


def page(text: str, pager: Sequence[str]) -> bool:
    """Show *text* through a pager; False if it could not be started."""
    import subprocess

    environment = {"LESS": _LESS, "LESSCHARSET": "utf-8"} | dict(os.environ)
    try:
        process = subprocess.Popen(  # noqa: S603  # the pager that the user named
            pager, stdin=subprocess.PIPE, env=environment
        )
    except OSError:
        return False
    seen = False
    while not seen:
        # Ctrl-C is the pager's own: it goes on until it is left.
        with suppress(KeyboardInterrupt):
            process.communicate(text.encode(errors="backslashreplace"))
            seen = True
    return True
