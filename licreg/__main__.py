"""``licreg`` as a program, and ``python -m licreg``."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

from licreg.cli.main import main


def run() -> NoReturn:
    """Run one command and end the process.

    The interpreter would tidy up all modules and objects first, which takes a seventh
    of a short command; the system does that at once. What was opened is closed by
    then, and what was written has gone out.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # Closed, or none at all.
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
