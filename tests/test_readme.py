"""What the README promises is run: its query, its two commands' places, its figures."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block_after(marker: str) -> str:
    """Return the fenced block behind a marker."""
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None, marker
    return found[1]


def test_a_book_answers_plain_tinydb_as_the_readme_shows(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = block_after("query")
    expected = re.findall(r"# (\d+)$", query, re.MULTILINE)
    monkeypatch.chdir(demo.parent)

    exec(compile(query, "README.md", "exec"), {})  # noqa: S102 - the README's own lines

    assert capsys.readouterr().out.split() == expected


def test_each_of_the_two_commands_makes_its_own_environment() -> None:
    for marker in ("demo", "test"):
        assert block_after(marker).startswith("python3 -m venv ")


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert project["project"]["dynamic"] == ["version"]
