"""Run the program in a child process that is stopped at one file operation.

Every operation that changes a file or folder is counted; the one asked for is not
carried out (or half carried out), and the process is killed or told of an error there.
"""

import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, cast

Fault = Literal["kill", "short-kill", "error", "short-error"]
FAULTS: Final[tuple[Fault, ...]] = ("kill", "short-kill", "error", "short-error")
NOT_REACHED: Final = 77
"""Exit code of a child that ended before the operation came."""

_OPERATIONS: Final = ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir", "chmod")


class Faults:
    """Counts operations and strikes at one of them."""

    def __init__(self, place: int, fault: Fault, code: int = errno.EIO) -> None:
        """Strike at operation *place*, counted from 1; errors have *code*."""
        self.place = place
        self.fault = fault
        self.code = code
        self.count = 0

    @property
    def struck(self) -> bool:
        """Whether the operation came."""
        return self.count >= self.place

    def strike(self, write_half: Callable[[], object] | None = None) -> None:
        """Count one operation, and stop the process if it is the one.

        Raises:
            OSError: If the fault is an error.
        """
        self.count += 1
        if self.count != self.place:
            return
        if write_half is not None and self.fault.startswith("short"):
            write_half()
        if self.fault.endswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(self.code, os.strerror(self.code))

    def install(self) -> None:
        """Put the counting operations in the place of the real ones."""
        for name in _OPERATIONS:
            setattr(os, name, self._counted(getattr(os, name)))
        faults, real_open = self, io.open

        class Raw(io.FileIO):
            def write(self, data: Any, /) -> int:  # noqa: ANN401 - any buffer
                half = memoryview(data)[: len(data) // 2]
                faults.strike(lambda: super(Raw, self).write(half))
                return super().write(data) or 0

            def truncate(self, size: int | None = None, /) -> int:
                faults.strike()
                return super().truncate(size)

        def counted_open(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:  # noqa: ANN401 - as the real one
            if "b" not in mode or mode == "rb":
                return real_open(file, mode, *more, **named)
            if not isinstance(file, int):
                faults.strike()
            raw = Raw(file, mode.replace("b", ""))
            return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)

        io.open = cast("Any", counted_open)

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the real one
            self.strike()
            return real(*arguments, **named)

        return counted


def run_struck(arguments: Sequence[str | Path], faults: Faults) -> int:
    """Run ``licreg`` in a child with a fault installed and return its exit code.

    Returns:
        The program's own code, ``-9`` if it was killed, or ``NOT_REACHED``.
    """
    child = os.fork()
    if child == 0:
        os._exit(_in_child(arguments, faults))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _in_child(arguments: Sequence[str | Path], faults: Faults) -> int:
    from licreg.cli.main import main

    sink = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - ends with the child
    sys.stdout = sys.stderr = sink
    faults.install()
    try:
        code = main([str(argument) for argument in arguments])
    except BaseException:  # noqa: BLE001 - a traceback is a failure of the trial
        return 99
    return code if faults.struck else NOT_REACHED
