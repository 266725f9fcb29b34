"""Good manners: every width, every console, every way of being told to stop."""

import io
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from conftest import Licreg

from licreg.cli.catalogue import COMMANDS
from licreg.cli.session import quoted
from licreg.wording import LANGUAGES

CHECKOUT: Final = Path(__file__).parents[2]

ASKED: Final = (
    "info",
    "help counts",
    "show 105/GP-BTTTT/2024",
    "history 105/GP-BTTTT/2024",
    "list social-network --year 2024",
    "list inspections --year 2024 --fined",
    "find sao mai",
    "notice 57/GP-BTTTT",
    "due --within 30d",
    "law --on 1/1/2020",
    "summary 2024",
    "summary 2019-2024",
    "summary 2024 --by month",
    "summary 2024 --by issuer",
    "published list",
    "reconcile 2024",
    "explain 2024-sn-cumulative",
    "review 2024",
    "tally list",
    "issue social-network 941/GP-BTTTT --on 14/11/2024 --holder A --site a.vn",
    "amend 102/GP-BTTTT/2024 --on 15/11/2024 --holder B",
    "extend 102/GP-BTTTT/2024 --on 15/11/2024 --until 1/1/2036 --override x",
    "reissue 102/GP-BTTTT/2024 --on 15/11/2024",
    "suspend 102/GP-BTTTT/2024 --on 15/11/2024 --until 1/12/2024",
    "revoke 102/GP-BTTTT/2024 --on 15/11/2024 --reason x",
    "surrender 102/GP-BTTTT/2024 --on 15/11/2024",
    "inspect a.vn --on 3/6/2024 --agency ABEI --subject-kind social-network",
    "decide INS-2024-0017 --outcome warned --decision 1 --on 14/11/2024",
    "tally add social-network 1016 --to 31/12/2012 --source x",
    "correct 102/GP-BTTTT/2024 --holder C --because x",
    "note 102/GP-BTTTT/2024 hello",
    "void 102/GP-BTTTT/2024 --because x",
    "export licences social-network --year 2024",
)
"""What is asked of the sample; what would record is tried only."""

ELSEWHERE: Final = {
    *("demo", "init", "resume", "undo", "redact"),
    *("import", "check", "rebuild", "backup", "restore"),
}
"""Commands without a figure of their own, or that need another register."""

Words: TypeAlias = list[str | Path]

FIGURE: Final = re.compile(r"(?<![\w.-])\d[\d.,]*\d(?![\w-])|(?<![\w.-])\d(?![\w-])")


def asked(line: str) -> list[str]:
    words = shlex.split(line)
    is_act = words[0] in TRIED or words[:2] == ["tally", "add"]
    return [*words, "--dry-run"] if is_act else words


IN_FRONT: Final = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # Tests may run behind.
from licreg.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
TRIED: Final = {
    *("issue", "amend", "extend", "reissue", "suspend", "revoke", "surrender"),
    *("inspect", "decide", "correct", "note", "void"),
}


def figures(text: str) -> "Counter[str]":
    """Count the figures of a text; a head that two tables repeat counts once more."""
    return Counter(FIGURE.findall(text))


class TestWidths:
    """From 40 columns to 200, in both languages, no figure is cut."""

    def test_every_command_is_asked(self) -> None:
        used = {line.split()[0] for line in ASKED}

        assert used | ELSEWHERE >= set(COMMANDS)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("line", ASKED)
    def test_no_figure_is_cut(
        self,
        licreg: Licreg,
        demo_once: Path,
        monkeypatch: pytest.MonkeyPatch,
        line: str,
        language: str,
    ) -> None:
        shared: Words = [
            "--register",
            demo_once,
            "--lang",
            language,
            "--format",
            "table",
        ]
        monkeypatch.setenv("COLUMNS", "1000")
        whole = licreg(*asked(line), *shared)
        assert whole.code in (0, 1), whole.err
        assert "Error" not in whole.err

        for width in (40, 60, 80, 120, 200):
            monkeypatch.setenv("COLUMNS", str(width))
            run = licreg(*asked(line), *shared)

            assert figures(whole.out) - figures(run.out) == Counter(), width

    @pytest.mark.parametrize("line", ASKED)
    def test_nothing_is_drawn_for_a_screen_reader(
        self, licreg: Licreg, demo_once: Path, line: str
    ) -> None:
        run = licreg(*asked(line), "--register", demo_once, "--plain")

        assert not re.search("[\u2500-\u259f\x1b]", run.out + run.err)

    def test_a_chart_is_read_as_numbers(self, licreg: Licreg, demo_once: Path) -> None:
        shared: Words = ["--register", demo_once, "summary", "2024"]

        assert (
            licreg(*shared, "--chart", "--plain").out == licreg(*shared, "--plain").out
        )
        assert "━" in licreg(*shared, "--chart").out


class TestNearest:
    """A slip of a key is answered with what was probably meant."""

    @pytest.mark.parametrize(
        ("words", "meant"),
        [
            ("sumary", "summary"),
            ("list --holdr x", "--holder"),
            ("issue --terms-year 3", "--term-years"),
            ("list social-netwrk", "social-network"),
            ("list --status in-forc", "in-force"),
            ("list --issuer MICC", "MIC"),
            ("list --measure isued", "issued"),
            ("list --sort holdr", "holder"),
            ("summary 2024 --format jsn", "json"),
            ("summary 2024 --by mont", "month"),
            ("help cuonts", "counts"),
            ("tally ad", "add"),
            ("explain 2024-sn-cumulativ", "2024-sn-cumulative"),
            ("export licenses", "licences"),
            ("inspect a.vn --on 1/1/2024 --agency ABEII --subject-kind game", "ABEI"),
            (
                "inspect a.vn --on 1/1/2024 --agency ABEI --subject-kind gane",
                "game",
            ),
        ],
    )
    def test_it_is_named(
        self, licreg: Licreg, demo_once: Path, words: str, meant: str
    ) -> None:
        run = licreg("--register", demo_once, *words.split())

        assert (run.code, run.out) == (2, "")
        assert f"id you mean '{meant}'?" in run.err


class TestPasted:
    """A command that is shown can be pasted: nothing in it means more to a shell."""

    @pytest.mark.skipif(os.name == "nt", reason="its own shells read otherwise")
    @pytest.mark.parametrize(
        "word",
        [
            "a b",
            "a&b",
            "a'b",
            'a"b',
            "$HOME",
            "a`b",
            "a\\b",
            "a;b",
            "(a)",
            "",
            "~",
            "*",
        ],
    )
    def test_a_shell_reads_it_as_one_word(self, word: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-c", f"printf %s {quoted(word)}"],
            capture_output=True,
            check=True,
        )

        assert done.stdout.decode() == word

    @pytest.mark.parametrize(
        ("word", "shown"),
        [
            (r"C:\Registers\2024", r"C:\Registers\2024"),
            (r"C:\Nguyễn An\register", r'"C:\Nguyễn An\register"'),
            ("05/GP-PTTH&TTĐT/2025", '"05/GP-PTTH&TTĐT/2025"'),
            ("05/GP-TTĐT/2025@DCST-HP", "05/GP-TTĐT/2025@DCST-HP"),
            ("@list", '"@list"'),
            ("a$b's", "'a$b''s'"),
        ],
    )
    def test_windows_is_given_its_own_quotes(
        self, monkeypatch: pytest.MonkeyPatch, word: str, shown: str
    ) -> None:
        monkeypatch.setattr("licreg.cli.session.IS_WINDOWS", True)

        assert quoted(word) == shown

    def test_a_register_with_such_a_name_is_found_again(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        place = tmp_path / "an & bình"
        run = licreg("init", place)

        assert f'--register "{place}" issue' in run.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
class TestToldToStop:
    """Every way of being told to stop ends as Ctrl-C does: nothing half done."""

    @pytest.fixture
    def importing(self, empty: Path) -> Iterator["subprocess.Popen[bytes]"]:
        """An import that waits for the rest of its rows."""
        process = subprocess.Popen(
            [sys.executable, "-c", IN_FRONT, "--register", empty, "import", "-"],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(b"kind,number,issued_on,holder\n")
        process.stdin.flush()
        status = Path(f"/proc/{process.pid}/wchan")
        deadline = time.monotonic() + 20
        while "pipe" not in (status.read_text() if status.exists() else "pipe"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
        process.kill()
        process.communicate()

    @pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
    def test_it_ends_with_130_and_says_what_was_recorded(
        self, importing: "subprocess.Popen[bytes]", number: str
    ) -> None:
        importing.send_signal(signal.Signals[number])
        _, told = importing.communicate(timeout=20)

        assert told.decode() == "Interrupted. Nothing was recorded.\n"
        assert importing.returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="nohup is not there")
def test_what_the_caller_ignores_stays_ignored(demo_once: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from licreg.cli.main import main\n"
        "main(['--register', sys.argv[1], 'info', '-o', os.devnull])\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('still here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, demo_once], capture_output=True, check=False
    )

    assert done.stdout == b"still here\n", done.stderr


@pytest.mark.skipif(os.name == "nt", reason="there is no head")
@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "--version",
        "help man",
        "list",
        "list --format json",
        "summary 2024 --format table",
        "review 2024 --format markdown",
        "export licences --format xlsx",
    ],
)
class TestNobodyListens:
    """A pipe that is closed is silent; a disk that is full is told, and is code 2."""

    def run(self, line: str, demo: Path, out: int) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "licreg", "--register", demo, *line.split()],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
        return done.returncode, done.stderr.decode()

    def test_a_closed_pipe_is_silent(self, demo_once: Path, line: str) -> None:
        read, write = os.pipe()
        os.close(read)
        try:
            assert self.run(line, demo_once, write) == (0, "")
        finally:
            os.close(write)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
    def test_a_full_disk_is_told(self, demo_once: Path, line: str) -> None:
        with Path("/dev/full").open("wb") as full:
            code, told = self.run(line, demo_once, full.fileno())

        assert code == 2
        assert told.startswith("Error: Standard output cannot be written: No space")


class TestConsoles:
    """A console whose code page lacks letters is shown what it has, and no fault."""

    @pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "cp437", "cp65001"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_table_is_drawn_in_its_letters(
        self,
        demo_once: Path,
        monkeypatch: pytest.MonkeyPatch,
        encoding: str,
        language: str,
    ) -> None:
        from licreg.cli.main import main

        class Console(io.TextIOWrapper):
            def isatty(self) -> bool:
                return True

        name = encoding.replace("cp65001", "utf-8")
        raw, told = io.BytesIO(), io.BytesIO()
        monkeypatch.setattr(sys, "stdout", Console(raw, name))
        monkeypatch.setattr(sys, "stderr", Console(told, name))
        monkeypatch.setenv("LICREG_PAGER", "")
        shared = ["--register", str(demo_once), "--lang", language]

        assert main([*shared, "summary", "2024"]) == 0
        assert main([*shared, "show", "9999/GP-BTTTT"]) == 1
        sys.stdout.flush()
        sys.stderr.flush()

        shown = raw.getvalue().decode(name) + told.getvalue().decode(name)
        assert "\\u" not in shown
        assert "1,056" in shown or "1.056" in shown
        line = "─" if name in ("utf-8", "cp437") else "-"
        assert line * 40 in shown


def test_published_figures_are_piped_into_import(licreg: Licreg, empty: Path) -> None:
    run = licreg("--register", empty, "published", "import", "-")

    assert run.code == 2
    assert "licreg import -" in run.err


def test_a_backup_is_not_read_from_a_pipe(licreg: Licreg, empty: Path) -> None:
    run = licreg("--register", empty, "restore", "-")

    assert run.code == 2
    assert "cannot be read from standard input" in run.err
