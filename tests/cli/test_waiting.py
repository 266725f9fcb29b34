"""Who waits at a terminal for a long answer sees how far it is."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from licreg.cli import waiting
from licreg.cli.main import main


class Terminal(io.StringIO):
    """What a person sees."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _everything_is_felt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be felt as long."""
    monkeypatch.setattr(waiting, "_FELT", -1)
    monkeypatch.setattr(waiting, "_STEP", 100)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")


def seen(*words: str | Path, out: io.StringIO | None = None) -> str:
    """Return what a person at a terminal sees beside the answer."""
    terminal = Terminal()
    with redirect_stderr(terminal), redirect_stdout(out or io.StringIO()):
        assert main([str(word) for word in words]) == 0
    return terminal.getvalue()


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_an_export_to_a_file_is_counted_and_is_the_same(
    demo_once: Path, tmp_path: Path, ending: str
) -> None:
    shown, plain = (tmp_path / f"{name}.{ending}" for name in ("shown", "plain"))
    words = ("--register", demo_once, "export", "licences", "-o")

    bar = seen(*words, shown)

    assert "Writing licences" in bar
    assert "/?" not in bar
    assert seen("--plain", *words, plain) == ""
    assert shown.read_bytes() == plain.read_bytes()


def test_the_total_is_the_number_of_rows(demo_once: Path, tmp_path: Path) -> None:
    file = tmp_path / "licences.csv"

    bar = seen("--register", demo_once, "export", "licences", "-o", file)

    rows = len(file.read_text("utf-8").splitlines()) - 1
    assert rows > 1000
    assert f"/{rows}" in bar


def test_what_is_chosen_is_counted_without_a_total(
    demo_once: Path, tmp_path: Path
) -> None:
    words = ("--register", demo_once, "export", "licences", "--year", "2019", "-o")

    bar = seen(*words, tmp_path / "a.csv")

    assert "Writing licences" in bar
    assert "/?" in bar


def test_all_tables_are_counted_one_after_another(
    demo_once: Path, tmp_path: Path
) -> None:
    words = ("--lang", "vi", "--register", demo_once, "export", "all", "-o")

    bar = seen(*words, tmp_path / "all.xlsx")

    assert bar.index("Đang ghi giấy phép") < bar.index("Đang ghi kiểm tra, xử lý")


def test_what_the_terminal_shows_itself_is_not_counted_too(
    demo_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "")
    words = ("--register", demo_once, "export", "licences", "--format", "csv")

    assert "Writing" not in seen(*words, out=Terminal())
    assert "Writing" in seen(*words)
