"""How licreg grows with its register, beside what an office would use instead.

Run ``python tests/benchmarks/growth.py`` with the Python of an environment in which
licreg and sqlite-utils are installed. Registers of each size are made from invented
records, and whole processes are run in turns: licreg, sqlite-utils on SQLite, plain
TinyDB. Each cell of the table is a median: time, and the most memory held. On a
machine that does other things as well, ``--clock cpu`` tells more than the wall clock.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))  # Tests are not a package.

from goals import GOALS, Costs
from places import Place
from processes import Cost, measure
from works import LICREG, WORKS

_SIZES: Final = (1_000, 10_000, 100_000)
_LONG: Final = 20.0


def main() -> None:
    """Make the registers, measure, and write the table."""
    asked = _arguments()
    programs = asked.programs or Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="licreg-growth-") as temporary:
        work = asked.work or Path(temporary)
        costs: dict[tuple[str, str, int], Cost] = {}
        for size in asked.sizes:
            place = Place(work / f"size-{size}", size, programs)
            for name, cost in place.make().items():
                _say(f"{size:,}: made {name}: {_shown(cost)}")
            for key in asked.only or WORKS:
                costs |= _measure(place, key, asked.runs, asked.long_runs)
    if asked.clock == "cpu":
        costs = {
            key: replace(cost, seconds=cost.busy_seconds) for key, cost in costs.items()
        }
    table = "\n".join(_lines(costs, asked.sizes)) + "\n"
    if asked.output:
        asked.output.write_text(table, encoding="utf-8")
    print(table, end="")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=_SIZES, help="numbers of licences")
    add("--only", nargs="+", choices=tuple(WORKS), help="these works only")
    add("--runs", type=int, default=5, help="runs behind each median")
    add("--long-runs", type=int, default=5, help=f"likewise, from {_LONG:.0f} s on")
    add("--clock", choices=("wall", "cpu"), default="wall", help="what is judged")
    add("--work", type=Path, help="folder of the registers, kept and used again")
    add("--programs", type=Path, help="folder of licreg and sqlite-utils")
    add("-o", "--output", type=Path, metavar="FILE", help="write the table there")
    return parser.parse_args()


def _measure(
    place: Place, key: str, runs: int, long_runs: int
) -> dict[tuple[str, str, int], Cost]:
    tasks = WORKS[key].tasks(place)
    costs = measure(list(tasks.values()), runs, long_runs, _LONG)
    found = {}
    for program, cost in zip(tasks, costs, strict=True):
        busy = f"processor {cost.busy_seconds:.3f} s, runs {cost.runs}"
        _say(f"{place.count:,}: {key}, {program}: {_shown(cost)}, {busy}")
        found[key, program, place.count] = cost
    return found


def _lines(costs: Costs, sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the table in Markdown."""
    heads = ["work", "program", *(f"{size:,}" for size in sizes), "goal", "met"]
    yield _line(heads)
    yield _line(["---", "---", *("---:" for _ in sizes), "---", "---"])
    for key, work in WORKS.items():
        programs = dict.fromkeys(program for one, program, _ in costs if one == key)
        for program in programs:
            found = [costs.get((key, program, size)) for size in sizes]
            cells = [_shown(cost) if cost else "-" for cost in found]
            goals = _goals(costs, key) if program == LICREG else ("", "")
            title = work.title if program == LICREG else ""
            yield _line([title, program, *cells, *goals])


def _goals(costs: Costs, key: str) -> tuple[str, str]:
    """Return the goals of a work, and how each is met, a line for each."""
    verdicts = []
    for goal in GOALS[key]:
        found = goal.judge(costs, key)
        words = ", ".join(text for text, _ in found)
        is_met = all(is_good for _, is_good in found)
        verdict = ("met" if is_met else "**not met**") if found else "not measured"
        verdicts.append(f"{verdict} ({words})" if words else verdict)
    return "<br>".join(goal.text for goal in GOALS[key]), "<br>".join(verdicts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(cost: Cost) -> str:
    time = (
        f"{cost.seconds * 1000:,.0f} ms"
        if cost.seconds < 1
        else f"{cost.seconds:.2f} s"
    )
    return f"{time}, {cost.mebibytes:,.0f} MiB"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
