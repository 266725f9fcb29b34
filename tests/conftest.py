"""What the tests share: the program through its entry point, and sample registers."""

import gc
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from licreg.cli.main import main
from licreg.wording import choose

_UNSET = (
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "PY_COLORS",
    "GITHUB_ACTIONS",
    "TTY_COMPATIBLE",
    "LICREG_REGISTER",
    "LICREG_LANG",
    "LC_ALL",
    "LC_MESSAGES",
)


@dataclass(frozen=True)
class Run:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:  # noqa: ANN401  # what JSON holds is known where it is read
        """The answer read as JSON; nothing else stands on standard output."""
        return json.loads(self.out)


class Licreg(Protocol):
    """Runs one command through the entry point."""

    def __call__(self, *arguments: str | Path, stdin: str = "") -> Run:
        """Run the command and return what came of it."""


@pytest.fixture(autouse=True)
def collected_garbage() -> Iterator[None]:
    """Let the collector run again, which the program switches off for its own run."""
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English again, whatever the program was asked to speak."""
    yield
    choose("en")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give every test the same plain terminal, clerk and user folder."""
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "LICREG_CLERK": "an",
        "XDG_DATA_HOME": str(tmp_path / "user-data"),
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def licreg(monkeypatch: pytest.MonkeyPatch) -> Licreg:
    """Return what runs a command as the installed program would."""

    def run(*arguments: str | Path, stdin: str = "") -> Run:
        out, err = io.BytesIO(), io.BytesIO()
        streams = {
            "stdin": io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"),
            "stdout": io.TextIOWrapper(out, encoding="utf-8", newline="\n"),
            "stderr": io.TextIOWrapper(err, encoding="utf-8", newline="\n"),
        }
        with monkeypatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = main([str(argument) for argument in arguments])
            for stream in streams.values():
                stream.flush()
        return Run(out.getvalue().decode(), err.getvalue().decode(), code)

    return run


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample register once; tests copy it."""
    folder = tmp_path_factory.mktemp("demo") / "licreg-demo"
    before = dict(os.environ)
    os.environ["LICREG_CLERK"] = "an"
    stdout, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        assert main(["demo", str(folder), "--format", "json"]) == 0
    finally:
        sys.stdout = stdout
        os.environ.clear()
        os.environ.update(before)
    return folder


@pytest.fixture
def demo(demo_once: Path, tmp_path: Path) -> Path:
    """Return a sample register of the test's own."""
    return Path(shutil.copytree(demo_once, tmp_path / "licreg-demo"))


@pytest.fixture
def empty(licreg: Licreg, tmp_path: Path) -> Path:
    """Return a new register without records."""
    folder = tmp_path / "register"
    assert licreg("init", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public files that lie beside the checkout, or skip.

    ``LICREG_SHARED_DATA`` names it where the checkout lies elsewhere.
    """
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("LICREG_SHARED_DATA") or beside)
    if not folder.is_dir():
        pytest.skip(f"the public files are not at {folder}")
    return folder
