"""What the README promises is run: its query, its two commands' places, its figures."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from conftest import Licreg

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


def test_what_can_be_added_is_added_as_the_readme_says(
    licreg: Licreg, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = empty / "register.toml"
    settings.write_text(settings.read_text("utf-8") + block_after("add"), "utf-8")
    table = "Mã;Ngày;Chủ thể;Tên miền\n2;02/03/2025;Công ty Hai;hai.vn\n"
    Path("list.csv").write_text(table, "utf-8")
    issue, wrong, right, summary = (
        shlex.split(line)[1:] for line in block_after("add-use").splitlines()
    )

    assert licreg(*issue[:-2]).code == 1  # The level of the rule is the register's.
    assert licreg(*issue).code == 0
    assert licreg(*wrong).code == 2
    mapping = Path("map.toml").read_text("utf-8")
    assert '"Mã" = "-"' in mapping
    Path("map.toml").write_text(mapping.replace('"Mã" = "-"', '"Mã" = "number"'))
    assert licreg(*right).code == 0
    (row,) = [
        one
        for one in licreg(*summary, "--format", "json").json["licences"]
        if one["kind"] == "app-store"
    ]
    assert (row["issued"], row["cumulative"]) == (2, 2)
