"""Several clerks and readers on one register at once: nothing is lost, all is in order.

``python tests/faults/together.py [PROCESSES ACTS]`` prints how many acts there were and
how many are missing; the tests run a short form.
"""

import io
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

sys.path[:0] = [str(Path(__file__).parents[2])]

from licreg.cli.main import main  # noqa: E402  # found by the line above
from licreg.store.register import RegisterFolder  # noqa: E402  # as above

_FAILED: Final = 1


class Together(NamedTuple):
    """What came of it.

    Attributes:
        acts: How many acts were confirmed.
        there: How many are in the journal, in unbroken order.
        failures: Processes that met a failure.
        torn_readings: Times that a reader saw part of a batch.
        findings: What ``check`` found in the end.
    """

    acts: int
    there: int
    failures: int
    torn_readings: int
    findings: int


def act_together(folder: Path, processes: int, acts: int) -> Together:
    """Let processes issue, inspect and read on one register at once."""
    register = folder / "register"
    RegisterFolder.create(register, "Together", now=datetime.now(UTC))
    children = [_child(register, number, acts) for number in range(processes)]
    reader = _reader(register, processes * acts)
    failures = sum(_wait(child) != 0 for child in children)
    torn = _wait(reader)
    entries = [
        entry.number
        for batch in RegisterFolder(register).batches()
        for entry in batch.entries
    ]
    in_order = entries == list(range(1, len(entries) + 1))
    batches = sum(1 for _ in RegisterFolder(register).batches())
    return Together(
        acts=processes * acts,
        there=batches if in_order else -1,
        failures=failures,
        torn_readings=torn,
        findings=_quietly("--register", register, "check"),
    )


def _child(register: Path, number: int, acts: int) -> int:
    child = os.fork()
    if child == 0:
        codes = {_act(register, number, act) for act in range(acts)}
        os._exit(0 if codes == {0} else _FAILED)
    return child


def _act(register: Path, number: int, act: int) -> int:
    """Issue a licence, or inspect two subjects as one batch."""
    first = ("--register", register, "--wait", "120")
    if act % 2:
        return _quietly(
            *(*first, "inspect", f"a-{number}-{act}.vn", f"b-{number}-{act}.vn"),
            *("--on", "3/3/2021", "--agency", "ABEI", "--subject-kind", "account"),
        )
    paper = f"{number * 1000 + act + 1}/GP-BTTTT"
    return _quietly(
        *(*first, "issue", "social-network", paper, "--on", f"{act % 27 + 1}/2/2020"),
        *("--holder", f"Công ty {number}", "--site", f"vi-du-{number}-{act}.vn"),
    )


def _reader(register: Path, acts: int) -> int:
    """Read until all is there; every reading sees whole batches of two visits."""
    child = os.fork()
    if child == 0:
        torn = 0
        for _ in range(100_000):
            held = RegisterFolder(register)
            visits = [one.visit.subject for one in held.inspections()]
            counted = held.counts.inspections.of(2021).visits
            cells = counted.get("electronic-information", {})
            total = sum(sum(amounts) for amounts in cells.values())
            torn += len(visits) % 2 != 0 or len(visits) != total
            if sum(1 for _ in held.batches()) >= acts:
                break
        os._exit(min(torn, 255))
    return child


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _quietly(*arguments: str | Path) -> int:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main([str(argument) for argument in arguments])


if __name__ == "__main__":
    size = [int(word) for word in sys.argv[1:]] or [8, 50]
    with tempfile.TemporaryDirectory() as name:
        came = act_together(Path(name), *size)
    print(came)
    sys.exit(came.there != came.acts or any(came[2:]))
