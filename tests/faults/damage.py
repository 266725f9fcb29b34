"""Damage a register's files at random and see that nothing is believed of it.

``python tests/faults/damage.py [TIMES]`` flips, drops, doubles, swaps and cuts bytes
and lines of every file, with a fixed seed. A damaged view is made anew; a damaged
journal is refused by name and never overwritten; what is answered is what was recorded.
"""

import io
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[2])]

from licreg.cli.main import main  # noqa: E402  # found by the line above
from licreg.store.register import RegisterFolder  # noqa: E402  # as above

SEED: Final = 20241115
_REFUSED: Final = 3
_FOUND: Final = 1

Harm = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Change one bit."""
    place = chance.randrange(len(data))
    changed = data[place] ^ (1 << chance.randrange(8))
    return data[:place] + bytes([changed]) + data[place + 1 :]


def drop(data: bytes, chance: random.Random) -> bytes:
    """Take out a few bytes."""
    place = chance.randrange(len(data))
    return data[:place] + data[place + chance.randint(1, 40) :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """End the file early, at any byte."""
    return data[: chance.randrange(len(data))]


def cut_at_a_line(data: bytes, chance: random.Random) -> bytes:
    """End the file early, at the end of a line: the chain still verifies."""
    lines = data.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(len(lines))])


def drop_line(data: bytes, chance: random.Random) -> bytes:
    """Take out a line."""
    lines = data.splitlines(keepends=True)
    lines.pop(chance.randrange(len(lines)))
    return b"".join(lines)


def double_line(data: bytes, chance: random.Random) -> bytes:
    """Write a line twice."""
    lines = data.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    return b"".join([*lines[: place + 1], lines[place], *lines[place + 1 :]])


def swap_lines(data: bytes, chance: random.Random) -> bytes:
    """Change the places of two lines."""
    lines = data.splitlines(keepends=True)
    one, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


HARMS: Final[tuple[Harm, ...]] = (
    *(flip, drop, cut, cut_at_a_line, drop_line, double_line, swap_lines),
)


@dataclass
class Damages:
    """What came of the damages.

    Attributes:
        tried: Damages that changed a file.
        mended: Views that were made anew, with the same answers.
        refused: Journals, or settings, that were refused by name.
        wrong: Damages after which an answer was another than was recorded.
        overwritten: Damaged journals that were written over.
        unnamed: Refusals without the file's name, or tracebacks.
        first: The first few that went wrong.
    """

    tried: int = 0
    mended: int = 0
    refused: int = 0
    wrong: int = 0
    overwritten: int = 0
    unnamed: int = 0
    first: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How much went wrong in all."""
        return self.wrong + self.overwritten + self.unnamed


def damage(folder: Path, times: int, seed: int = SEED) -> Damages:
    """Damage the files of a register *times* times, each time from its sound state."""
    chance = random.Random(seed)  # noqa: S311  # the same damages in each run
    sound = make_register(folder)
    answers = _answers(sound)
    damages = Damages()
    # By folder, so that the many small views do not keep the others safe.
    folders: dict[str, list[Path]] = {}
    for path in sorted(sound.rglob("*.json*")):
        name = path.name if path.parent == sound else path.parent.name
        folders.setdefault(name, []).append(path.relative_to(sound))
    for _ in range(times):
        harmed = folder / "harmed"
        shutil.rmtree(harmed, ignore_errors=True)
        shutil.copytree(sound, harmed)
        path = harmed / chance.choice(folders[chance.choice(list(folders))])
        harm = chance.choice(HARMS)
        before = path.read_bytes()
        after = harm(before, chance)
        if after != before:
            path.write_bytes(after)
            name = f"{harm.__name__} {path.name}"
            _judge(harmed, path, after, answers, name, damages)
    return damages


def make_register(folder: Path) -> Path:
    """Make a register of some hundred entries in several years."""
    register = folder / "sound"
    RegisterFolder.create(register, "Damage", now=datetime.now(UTC))
    (folder / "rows.csv").write_text(
        "kind,number,issued_on,expires_on,holder,sites\n"
        + "".join(
            f"social-network,{n}/GP-BTTTT,{2018 + n % 4}-05-04,{2026 + n % 4}-05-03,"
            f"Công ty {n},vi-du-{n}.vn\n"
            for n in range(100, 260)
        ),
        "utf-8",
    )
    _run("--register", register, "import", folder / "rows.csv")
    for n in range(25):
        _run(
            *("--register", register, "inspect", f"a-{n}.vn", f"b-{n}.vn"),
            *("--on", f"{n + 1}/3/2021", "--agency", "ABEI"),
            *("--subject-kind", "account"),
            *("--breach", "15/2020 Art 101.1.a=7500000"),
        )
    return register


def _judge(  # noqa: PLR0913, PLR0917  # one damage
    register: Path,
    path: Path,
    harmed: bytes,
    answers: str,
    name: str,
    damages: Damages,
) -> None:
    damages.tried += 1
    code, said = _run("--register", register, "check")
    is_named = path.name in said or path.stem in said
    if code in (_REFUSED, _FOUND) and path.name == "journal.jsonl":
        damages.refused += 1
        damages.unnamed += not is_named
        _run(
            *("--register", register, "issue", "social-network", "1/GP-BTTTT"),
            *("--on", "1/2/2020", "--holder", "X"),
        )
        # What is damaged far behind the head is found by a check, not by each act;
        # an act then stands behind it, and the damaged bytes stay as they were.
        if not path.read_bytes().startswith(harmed):
            damages.overwritten += 1
            damages.first.append(f"overwritten: {name}")
        return
    if code not in (0, _FOUND):
        damages.unnamed += 1
        damages.first.append(f"exit {code}: {name}: {said[-200:]}")
        return
    damages.mended += 1
    if _answers(register) != answers:
        damages.wrong += 1
        damages.first.append(f"wrong: {name}")


def _answers(register: Path) -> str:
    """Return what the register answers to some questions, but for its seal."""
    questions = (
        ("summary", "2021", "--by", "issuer", "--format", "csv"),
        ("list", "licences", "--format", "csv"),
        ("list", "inspections", "--format", "csv"),
        ("show", "107/GP-BTTTT", "--format", "json"),
    )
    return "".join(_run("--register", register, *words)[1] for words in questions)


def _run(*arguments: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue()


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with tempfile.TemporaryDirectory() as scratch:
        came = damage(Path(scratch), count)
    print(came)
    sys.exit(1 if came.faults else 0)
