"""Stop the program at every file operation of every recording command.

``python tests/faults/crashes.py`` goes through all of them and prints how many stops
there were and how many records were lost; the tests run a short form.
"""

import errno
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from faulty import FAULTS, NOT_REACHED, Fault, Faults, run_struck  # noqa: E402  # found by the line above

from licreg.cli.main import main  # noqa: E402  # as above
from licreg.store.register import RegisterFolder  # noqa: E402  # as above

ISSUE: Final = (
    *("issue", "social-network", "7/GP-BTTTT", "--on", "3/2/2020"),
    *("--holder", "Công ty Ví dụ", "--site", "vi-du.vn", "--term-years", "10"),
)
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "issue": ISSUE,
    "inspect": (
        *("inspect", "a.vn", "b.vn", "--on", "4/3/2020", "--agency", "ABEI"),
        *("--subject-kind", "account", "--breach", "15/2020 Art 101.1.a=7500000"),
    ),
    "decide": ("decide", "INS-2020-0001", "--on", "9/4/2020", "--outcome", "reminded"),
    "import": ("import", "FILE"),
    "correct": (
        *("correct", "1/GP-BTTTT", "--number", "9/GP-BTTTT", "--on", "1/2/2018"),
        *("--because", "gõ nhầm số và năm"),
    ),
    "personal": (
        *("inspect", "nguyen.van.b", "--on", "4/3/2020", "--agency", "ABEI"),
        *("--subject-kind", "account", "--personal"),
    ),
    "redact": ("redact", "3/GP-BTTTT", "--because", "theo yêu cầu", "--yes"),
    "undo": ("undo", "3", "--yes"),
    "rebuild": ("rebuild",),
}
ROWS: Final = "kind,number,issued_on,holder,sites\n" + "".join(
    f"social-network,{number}/GP-BTTTT,{2015 + number % 6}-05-04,Công ty {number},"
    f"vi-du-{number}.vn\n"
    for number in range(100, 140)
)


@dataclass
class Tally:
    """What came of the stops.

    Attributes:
        stops: How often the program was stopped.
        lost: Confirmed entries that were not there afterwards.
        halves: Times that part of a batch was there.
        unclean: Times that ``check`` was not clean afterwards.
        tracebacks: Times that a fault became a traceback.
        false_confirmations: Times that a success was reported of what is not there.
    """

    stops: int = 0
    lost: int = 0
    halves: int = 0
    unclean: int = 0
    tracebacks: int = 0
    false_confirmations: int = 0

    @property
    def faults(self) -> int:
        """How much went wrong in all."""
        return (
            self.lost
            + self.halves
            + self.unclean
            + self.tracebacks
            + self.false_confirmations
        )


def quietly(*arguments: str | Path) -> int:
    """Run a command without showing what it prints."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main([str(argument) for argument in arguments])


def make_register(folder: Path) -> Path:
    """Make a register with a few records of several years and kinds."""
    register = folder / "register"
    now = datetime.now(UTC)
    RegisterFolder.create(register, "Faults", now=now)
    (folder / "rows.csv").write_text(ROWS, "utf-8")
    for number in (1, 2, 3):
        quietly(
            *("--register", register, "issue", "social-network"),
            *(f"{number}/GP-BTTTT", "--on", f"{number}/2/20{18 + number}"),
            *("--holder", f"Công ty {number}", "--site", f"vi-du-{number}.vn"),
            *("--content-manager", f"Nguyễn Văn {number}, 0912"),
        )
    quietly(
        *("--register", register, "inspect", "vi-du-1.vn", "--on", "3/3/2020"),
        *("--agency", "ABEI", "--subject-kind", "social-network"),
    )
    return register


def stop_everywhere(
    command: str, faults: Sequence[Fault] = FAULTS, code: int = errno.ENOSPC
) -> Tally:
    """Stop one command at each of its file operations, one after another."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        template = make_register(Path(name))
        for fault in faults:
            for stop in _stops(command, fault, code, Path(name), template):
                _count(stop, tally)
    return tally


@dataclass(frozen=True)
class Stop:
    """One stop and what was found behind it."""

    exit_code: int
    before: int
    batch: int
    after: int
    is_clean: bool


def _stops(
    command: str, fault: Fault, code: int, folder: Path, template: Path
) -> Iterator[Stop]:
    arguments = [
        str(folder / "rows.csv") if word == "FILE" else word
        for word in COMMANDS[command]
    ]
    before = RegisterFolder(template).entries
    whole = _entries_after(folder, template, arguments) - before
    place = 0
    while True:
        place += 1
        register = folder / "struck"
        shutil.rmtree(register, ignore_errors=True)
        shutil.copytree(template, register)
        exit_code = run_struck(
            ["--register", register, *arguments], Faults(place, fault, code)
        )
        if exit_code == NOT_REACHED:
            return
        is_clean = (
            quietly("--register", register, "check") == 0
            and quietly("--register", register, *ISSUE) in (0, 1)
            and quietly("--register", register, "check") == 0
        )
        after = sum(
            len(batch.entries)
            for batch in RegisterFolder(register).batches()
            if not (batch.number == _last(register) and batch.command == "issue")
            or command == "issue"
        )
        yield Stop(exit_code, before, whole, after, is_clean)


def _last(register: Path) -> int:
    return max(batch.number for batch in RegisterFolder(register).batches())


def _entries_after(folder: Path, template: Path, arguments: Sequence[str]) -> int:
    register = folder / "whole"
    shutil.rmtree(register, ignore_errors=True)
    shutil.copytree(template, register)
    assert quietly("--register", register, *arguments) == 0
    return RegisterFolder(register).entries


def _count(stop: Stop, tally: Tally) -> None:
    tally.stops += 1
    tally.unclean += not stop.is_clean
    tally.tracebacks += stop.exit_code == 99
    added = stop.after - stop.before
    tally.lost += added < 0
    tally.halves += added not in (0, stop.batch)
    tally.false_confirmations += stop.exit_code == 0 and added != stop.batch


def report() -> int:
    """Go through all commands and print what came of it."""
    failed = 0
    for command in COMMANDS:
        tally = stop_everywhere(command)
        failed += tally.faults
        print(f"{command:8} {tally}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(report())
