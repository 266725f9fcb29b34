"""A person at a terminal, for tests: a real pseudo-terminal, keys and all."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_AT_A_TERMINAL: Final = """
import fcntl, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)  # Tests may run behind.
from licreg.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


class Clerk:
    """A person at a terminal: types, and reads what the program prints there."""

    def __init__(self, arguments: Sequence[str]) -> None:
        import pty

        self._master, terminal = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _AT_A_TERMINAL, *arguments],
            stdin=terminal,
            stderr=terminal,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )
        os.close(terminal)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def read_to(self, end: str, count: int = 1) -> str:
        """Return what is printed up to an *end*, or to its last of *count*."""
        seen = b""
        while not (seen.endswith(end.encode()) and seen.count(end.encode()) >= count):
            try:
                seen += os.read(self._master, 1)
            except OSError:  # The program has left.
                break
        return seen.decode()

    def leave(self) -> tuple[str, int]:
        """Return what went to standard output, and the exit code."""
        out, _ = self._process.communicate(timeout=20)
        return out.decode(), self._process.returncode

    def hang_up(self) -> None:
        os.close(self._master)
        self._process.wait(timeout=20)
        assert self._process.stdout is not None
        self._process.stdout.close()
