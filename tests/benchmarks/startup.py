"""How long licreg takes to start, beside a program of one command.

Run ``python tests/benchmarks/startup.py`` with the Python of an environment in which
licreg is installed. Whole processes in turns, the median of ten; both use the same
Typer.
"""

import argparse
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # Tests are not a package.

from processes import Cost, Task, measure, run


def main() -> None:
    """Build the demo, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="licreg-startup-") as folder:
        demo = Path(folder) / "demo"
        run([_licreg(), "demo", demo])
        commands = _commands(demo)
        tasks = [_always(command) for command in commands.values()]
        costs = measure(tasks, runs, runs, float("inf"))
    base = costs[1].seconds
    print(f"| Typer {version('typer')} | median of {runs} | of one command | memory |")
    print("| --- | ---: | ---: | ---: |")
    for name, cost in zip(commands, costs, strict=True):
        print(_line(name, cost, base))


def _commands(demo: Path) -> dict[str, list[str | Path]]:
    summary: list[str | Path] = [_licreg(), "--register", demo, "summary", "2024"]
    return {
        "bare Python": [sys.executable, "-c", ""],
        "one command": [
            sys.executable,
            Path(__file__).with_name("one_command.py"),
            "1",
        ],
        "`licreg --version`": [_licreg(), "--version"],
        "`licreg summary 2024`, plain": summary,
        "`licreg summary 2024`, table": [*summary, "--format", "table"],
    }


def _always(command: list[str | Path]) -> Task:
    return Task(lambda _: command)


def _licreg() -> Path:
    return Path(sys.executable).with_name("licreg")


def _line(name: str, cost: Cost, base: float) -> str:
    milliseconds = f"{cost.seconds * 1000:.0f} ms"
    return (
        f"| {name} | {milliseconds} | {cost.seconds / base:.2f} "
        f"| {cost.mebibytes:.0f} MiB |"
    )


if __name__ == "__main__":
    main()
