"""Sessions written in Markdown are run, and print what is written there.

A ``console`` block holds commands behind ``$``, each with its output (standard error
after standard output) and, where it is not 0, its exit code in a last line ``[1]``. A
block with a name behind its language, such as ``csv letters.csv``, is a file that is
there from then on. A session begins in an empty folder; ``...`` stands for anything.
Where a command names no format, what a person sees at a terminal is shown. A moment
behind the language, as in ``console 2024-11-15T09:00``, is when the block is typed.
``python tests/transcripts/test_transcripts.py`` writes the outputs anew.
"""

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, chdir
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from unittest import mock

import pytest

from licreg.cli.main import main

HERE: Final = Path(__file__).parent
README: Final = HERE.parent.parent / "README.md"
SESSIONS: Final = (README, *sorted(HERE.glob("*.md")))
ANY: Final = "..."

_FORMAT: Final = frozenset({"--format", "-o", "--plain", "export", "--help"})

_BLOCK: Final = re.compile(
    r"^```(?P<language>\w+)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_VARIABLE: Final = re.compile(r"[A-Z_]+=.*")
_SEAL: Final = re.compile(r"(?<=seal\s)[0-9a-f]{12}|(?<=niêm\s)[0-9a-f]{12}")
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+\+07:00"
    r"|\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d|\d\d/\d\d/\d{4} \d\d:\d\d"
)


class Step(NamedTuple):
    """One command of a session, or a file that it needs.

    Attributes:
        typed: The command as it stands there, continued lines included; or the name.
        expected: What is written below it; or what the file holds.
        is_file: Which of the two.
        at: When it is typed; empty for now.
    """

    typed: str
    expected: str
    is_file: bool = False
    at: str = ""

    @property
    def words(self) -> list[str]:
        """The command as a shell reads it."""
        return shlex.split(re.sub(r"\\\n(> ?)?\s*", "", self.typed))


def steps_of(text: str) -> Iterator[Step]:
    """Yield the steps of a session in order."""
    for block in _BLOCK.finditer(text):
        yield from _steps(block)


def run(words: list[str], folder: Path, at: str = "") -> str:
    """Return what a command prints in *folder*, with its exit code if not 0."""
    variables = {}
    while _VARIABLE.fullmatch(words[0]):
        name, _, variables[name] = words.pop(0).partition("=")
    program, *arguments = words
    stdin = ""
    if "<<<" in arguments:
        stdin = arguments.pop()
        arguments.pop()
    if program == "python":
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True)
        return ""
    assert program == "licreg"
    if not _FORMAT.intersection(arguments):
        arguments += ["--format", "table"]
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"),
        "stdout": io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n"),
        "stderr": io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n"),
    }
    surroundings = {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "XDG_DATA_HOME": str(folder),
        "LOCALAPPDATA": str(folder),
        "LICREG_CLERK": "an",
        **variables,
    }
    with ExitStack() as held:
        held.enter_context(chdir(folder))
        held.enter_context(mock.patch.dict(os.environ, surroundings, clear=True))
        for name, stream in streams.items():
            held.enter_context(mock.patch.object(sys, name, stream))
        if at:
            clock = held.enter_context(mock.patch("licreg.cli.main.datetime"))
            clock.now.return_value = datetime.fromisoformat(f"{at}:00+07:00")
        code = main(arguments)
    output = ""
    for name in ("stdout", "stderr"):
        streams[name].seek(0)
        output += streams[name].read()
    return output + (f"[{code}]\n" if code else "")


def is_as_written(printed: str, expected: str) -> bool:
    """Tell whether an output is the one written, where ``...`` is anything."""
    # Spaces behind the dots only keep the columns that follow in their place.
    parts = re.split(r"\.\.\. *", expected.rstrip("\n"))
    pattern = ".*?".join(map(re.escape, parts))
    return re.fullmatch(pattern, printed.rstrip("\n"), re.DOTALL) is not None


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.name)
def test_a_session_prints_what_is_written(session: Path, tmp_path: Path) -> None:
    for step in steps_of(session.read_text("utf-8")):
        if step.is_file:
            (tmp_path / step.typed).write_text(step.expected, "utf-8")
            continue
        printed = run(step.words, tmp_path, step.at)

        assert is_as_written(printed, step.expected), f"$ {step.typed}\n{printed}"


def test_outputs_fit_80_columns() -> None:
    wide = [
        f"{session.name}: {line}"
        for session in SESSIONS
        for step in steps_of(session.read_text("utf-8"))
        for line in step.expected.splitlines()
        # Commands to be copied and sentences are not broken.
        if len(line) > 80 and "─" in step.expected and not line.startswith(_UNBROKEN)
    ]

    assert wide == []


_UNBROKEN: Final = ("  licreg ", "Error: ", "Warning: ")


def _steps(block: re.Match[str]) -> Iterator[Step]:
    name = block["name"] or ""
    if block["language"] != "console":
        if name:
            yield Step(name, block["text"], is_file=True)
    else:
        for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            typed, _, output = part.partition("\n")
            while typed.endswith("\\"):
                more, _, output = output.partition("\n")
                typed += f"\n{more}"
            yield Step(typed, output, at=name)


def rewrite(session: Path) -> None:
    """Write the outputs of a session anew; those with ``...`` stay while they fit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def renew(block: re.Match[str]) -> str:
            lines = []
            for step in _steps(block):
                if step.is_file:
                    (folder / step.typed).write_text(step.expected, "utf-8")
                    return block[0]
                output = run(step.words, folder, step.at)
                if ANY in step.expected and is_as_written(output, step.expected):
                    output = step.expected
                output = _SEAL.sub(ANY, output)
                if not step.at:
                    output = _MOMENT.sub(lambda found: ANY.ljust(len(found[0])), output)
                lines.append(f"$ {step.typed}\n{output}".rstrip())
            shown = "\n\n".join(lines)
            opening = block[0].partition("\n")[0]
            return f"{opening}\n{shown}\n```" if lines else block[0]

        text = session.read_text("utf-8")
        session.write_text(_BLOCK.sub(renew, text), "utf-8")


if __name__ == "__main__":
    for one in SESSIONS:
        rewrite(one)
