"""The lock: one writer at a time, on Windows by the other half of the module."""

import os
import subprocess
import sys
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from licreg.errors import RegisterBusyError
from licreg.store import lock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the other half runs there")

HOLDS: Final = """
import fcntl, sys
stream = open(sys.argv[1], "w+b", buffering=0)
stream.write(b"binh, since 09:00")
fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 4096)
print("held", flush=True)
sys.stdin.read()
"""


def msvcrt() -> ModuleType:
    """Return what locks bytes of a file as Windows does, by the locks of this system.

    One byte from the place of the stream on; who cannot have it at once is told.
    """
    import fcntl

    def locking(number: int, mode: int, count: int) -> None:
        assert mode == module.LK_NBLCK
        start = os.lseek(number, 0, os.SEEK_CUR)
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB, count, start)

    module = ModuleType("msvcrt")
    module.LK_NBLCK = 2  # type: ignore[attr-defined]  # as Python names it there
    module.locking = locking  # type: ignore[attr-defined]
    return module


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it is imported on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt())
    spec = util.spec_from_file_location("licreg_store_lock_windows", lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestOnWindows:
    """A byte far behind the file's end is locked, so that who waits may read it."""

    def test_who_comes_second_waits_and_is_told_who_holds_it(
        self, windows: ModuleType, tmp_path: Path
    ) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", HOLDS, tmp_path / lock.NAME],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"

            with (
                pytest.raises(RegisterBusyError, match="binh, since 09:00"),
                windows.hold(tmp_path, "an", wait_seconds=0.1),
            ):
                pass
            other.communicate()

        with windows.hold(tmp_path, "an", wait_seconds=0):
            assert (tmp_path / lock.NAME).read_text("utf-8") == "an"
