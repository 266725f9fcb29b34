"""Sessions written in Markdown are run, and print what is written there.

A block that begins with ``$ licreg`` holds commands, each with its output (standard
error after standard output) and, where it is not 0, its exit code in a last line
``[1]``. A session begins in an empty folder; ``...`` stands for any lines.
``python tests/transcripts/test_transcripts.py`` writes the outputs anew.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
README = HERE.parent.parent / "README.md"
SESSIONS = [README, *sorted(HERE.glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
ANY = "..."


def commands_of(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with the output written below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = f"{command[:-1]}{more.removeprefix('>').lstrip()}"
        yield command, output


def run(command: str, folder: Path) -> str:
    """Return what a command prints in *folder*, with its exit code if not 0."""
    words = shlex.split(command)
    stdin = ""
    if "<<<" in words:
        place = words.index("<<<")
        stdin, words = words[place + 1], words[:place]
    variables = {
        word.partition("=")[0]: word.partition("=")[2]
        for word in words
        if re.fullmatch(r"[A-Z_]+=.*", word)
    }
    words = [word for word in words if not re.fullmatch(r"[A-Z_]+=.*", word)]
    assert words[0] == "licreg", command
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(README.parent),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "LICREG_CLERK": "an",
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-m", "licreg", *words[1:]],
        cwd=folder,
        env=environment,
        input=stdin.encode(),
        capture_output=True,
        check=False,
    )
    output = (done.stdout + done.stderr).decode()
    return output + (f"[{done.returncode}]\n" if done.returncode else "")


def pattern(expected: str) -> str:
    """Return the pattern of an output in which ``...`` stands for anything."""
    return ".*?".join(re.escape(part) for part in expected.split(ANY))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.name)
def test_a_session_prints_what_is_written(session: Path, tmp_path: Path) -> None:
    for block in BLOCK.findall(session.read_text("utf-8")):
        for command, expected in commands_of(block):
            printed = run(command, tmp_path)

            assert re.fullmatch(pattern(expected.rstrip("\n")), printed.rstrip("\n"), re.DOTALL), (
                f"$ {command}\n{printed}"
            )


def rewrite(session: Path) -> None:
    """Write the outputs of a session anew; lines with ``...`` are kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def renew(match: re.Match[str]) -> str:
            lines = []
            for part in re.split(r"^\$ ", match[1], flags=re.MULTILINE)[1:]:
                for command, expected in commands_of(f"$ {part}"):
                    typed = part[: len(part) - len(expected)]
                    printed = run(command, folder)
                    keeps = ANY in expected and re.fullmatch(
                        pattern(expected.rstrip("\n")), printed.rstrip("\n"), re.DOTALL
                    )
                    output = expected if keeps else f"{printed.rstrip()}\n"
                    lines.append(f"$ {typed}{output.rstrip()}\n\n")
            return "```console\n" + "".join(lines).rstrip() + "\n```"

        text = BLOCK.sub(renew, session.read_text("utf-8"))
        session.write_text(text, "utf-8")


if __name__ == "__main__":
    for one in SESSIONS:
        rewrite(one)
