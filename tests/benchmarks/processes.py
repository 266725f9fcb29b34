"""Run whole processes and say what they cost: seconds, and the most memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

_UNSET: Final = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "LICREG_REGISTER")
_PER_MEBIBYTE: Final = 1024 * 1024 if sys.platform == "darwin" else 1024


class FailedRunError(Exception):
    """A program that is measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost, or the medians of several.

    Attributes:
        seconds: From its start to its end.
        busy_seconds: Of these on a processor; steadier on a machine that is shared.
        mebibytes: The most memory that it held.
        runs: How many are behind it.
    """

    seconds: float
    busy_seconds: float
    mebibytes: float
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is run again and again.

    Attributes:
        command: Returns the program and its arguments, by the number of the run.
        prepare: Makes ready for a run; not measured.
    """

    command: Callable[[int], Sequence[str | Path]]
    prepare: Callable[[int], object] = lambda _: None


def run(command: Sequence[str | Path]) -> Cost:
    """Run a program to its end, its answer thrown away.

    Raises:
        FailedRunError: If it ends with another code than 0.
    """
    with tempfile.TemporaryFile() as complaints:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=_environment(),
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")[-2000:]
            msg = f"{' '.join(map(str, command))} ended with {status}:\n{said}"
            raise FailedRunError(msg)
    busy_seconds = usage.ru_utime + usage.ru_stime
    return Cost(seconds, busy_seconds, usage.ru_maxrss / _PER_MEBIBYTE)


def measure(
    tasks: Sequence[Task], runs: int, long_runs: int, long: float
) -> list[Cost]:
    """Run tasks in turns and return the medians of each.

    A first turn warms caches and is not counted, but for a task that takes long.

    Args:
        tasks: What is held against each other.
        runs: How often each is run.
        long_runs: How often one is run that takes long.
        long: Seconds from which a run is long.
    """
    found: list[list[Cost]] = [[] for _ in tasks]
    left = []
    for task, costs in zip(tasks, found, strict=True):
        cost = _once(task, 0)
        if cost.seconds >= long:
            costs.append(cost)
        left.append(long_runs - 1 if costs else runs)
    for turn in range(1, max(left) + 1):
        for task, costs, turns in zip(tasks, found, left, strict=True):
            if turn <= turns:
                costs.append(_once(task, turn))
    return [_medians(costs) for costs in found]


def _once(task: Task, turn: int) -> Cost:
    task.prepare(turn)
    return run(task.command(turn))


def _medians(costs: Sequence[Cost]) -> Cost:
    return Cost(
        seconds=median(cost.seconds for cost in costs),
        busy_seconds=median(cost.busy_seconds for cost in costs),
        mebibytes=median(cost.mebibytes for cost in costs),
        runs=len(costs),
    )


def _environment() -> dict[str, str]:
    """Return the environment of an installed program, the same for all."""
    kept = {name: value for name, value in os.environ.items() if name not in _UNSET}
    return {**kept, "LC_ALL": "C.UTF-8", "LICREG_CLERK": "benchmark"}
