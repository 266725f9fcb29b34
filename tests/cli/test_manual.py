"""``licreg.1`` ships as the program writes it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg

from licreg.cli.catalogue import COMMANDS

MANUAL: Final = Path(__file__).parents[2] / "data" / "man" / "licreg.1"


def test_the_page_that_ships_is_fresh(licreg: Licreg) -> None:
    # On a difference: licreg help man > data/man/licreg.1
    assert MANUAL.read_text("utf-8") == licreg("help", "man").out


def test_it_knows_every_command() -> None:
    text = MANUAL.read_text("utf-8")

    assert [name for name in COMMANDS if f"\n.SS {name}\n" not in text] == []


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_it_without_a_warning() -> None:
    done = subprocess.run(
        [shutil.which("man") or "", "--warnings", "-E", "UTF-8", "-l", MANUAL],
        capture_output=True,
        check=True,
        env={**os.environ, "MANWIDTH": "80", "MANPAGER": "cat"},
    )

    assert done.stderr == b""
    assert "GP-BTTTT" in done.stdout.decode()
