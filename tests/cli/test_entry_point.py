"""The program as it is started: its options, its register, its ends."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

import licreg as package
from licreg.__main__ import run
from licreg.cli.catalogue import COMMANDS, MOST_USED
from licreg.cli.main import VIET_NAM
from licreg.cli.session import Session
from licreg.domain.events import EntryVoided, InspectionDecided, LicenceRevoked
from licreg.errors import NoRegisterError
from licreg.store.register import RegisterFolder

CHECKOUT: Final = Path(__file__).parents[2]


def program(
    *arguments: str | Path, code: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run the program, or *code* that runs it, as a process of its own."""
    start = ["-c", code] if code else ["-m", "licreg"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


ReadOnly = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def read_only() -> ReadOnly:
    """Return what lets nobody write in a folder, not even the user root.

    Python asks an audit hook before it opens or moves a file; a hook stays.
    """
    forbidden: list[str] = []

    def forbid(event: str, arguments: tuple[Any, ...]) -> None:
        if not forbidden or event not in ("open", "os.rename", "os.mkdir", "os.remove"):
            return
        path, *_, flags = arguments
        is_writing = event != "open" or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if is_writing and str(path).startswith(forbidden[0]):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    sys.addaudithook(forbid)

    @contextmanager
    def hold(folder: Path) -> Iterator[None]:
        forbidden.append(str(folder))
        try:
            yield
        finally:
            forbidden.clear()

    return hold


class TestStart:
    """However it is started, it is the same function."""

    def test_the_installed_command_is_that_function(self) -> None:
        found = entry_points(group="console_scripts", name="licreg")
        if not found:
            pytest.skip("licreg is not installed here")

        (entry,) = found
        assert entry.load() is run

    @pytest.mark.parametrize(
        ("words", "code"),
        [(["law"], 0), (["show", "99999/2024"], 1), (["lsit"], 2), (["list"], 0)],
    )
    def test_all_is_written_before_the_process_ends(
        self, demo_once: Path, licreg: Licreg, words: Sequence[str], code: int
    ) -> None:
        """Nothing is tidied up, so nothing may be left in a buffer."""
        inside = licreg("--register", demo_once, *words)
        outside = program("--register", demo_once, *words)

        assert (outside.returncode, inside.code) == (code, code)
        assert outside.stdout == inside.out
        assert outside.stderr == inside.err

    @pytest.mark.skipif(os.name == "nt", reason="sh closes the streams")
    @pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
    def test_a_closed_stream_is_written_nothing(
        self, demo_once: Path, closed: str
    ) -> None:
        command = f'"$1" -m licreg --register "$2" list --year 2024 {closed}'
        ran = subprocess.run(
            ["sh", "-c", command, "sh", sys.executable, str(demo_once)],  # noqa: S607  # the system's
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

        assert (ran.returncode, ran.stderr) == (0, "")
        assert bool(ran.stdout) == (closed == "2>&-")

    def test_it_runs_as_a_module(self) -> None:
        run = program("--version")

        assert (run.returncode, run.stdout, run.stderr) == (
            *(0, f"licreg {package.__version__}\n", ""),
        )

    @pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
    def test_help_shows_the_most_used_commands_first_and_then_all(
        self, licreg: Licreg, arguments: Sequence[str]
    ) -> None:
        run = licreg(*arguments)

        assert run.code == 0
        assert run.err == ""
        lines = [line.split() for line in run.out.splitlines() if line.startswith("  ")]
        names = [words[0] for words in lines if words[0] in COMMANDS]
        assert tuple(names[: len(MOST_USED)]) == MOST_USED
        assert names[len(MOST_USED) :] == list(COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_help(self, licreg: Licreg, command: str) -> None:
        run = licreg(command, "--help")

        assert run.code == 0
        assert run.out.startswith(f"Usage: licreg {command} ")
        assert COMMANDS[command].help in " ".join(run.out.split())
        assert "--register DIR" in run.out

    def test_help_imports_no_command(self) -> None:
        run = program(code=LOADED_BY_HELP)

        loaded = set(run.stdout.split())
        modules = {f"licreg.cli.{entry.module}" for entry in COMMANDS.values()}
        assert "licreg.cli.catalogue" in loaded
        assert not loaded & {*modules, "rich", "tinydb", "orjson", "licreg.store"}

    def test_a_plain_summary_imports_no_rich(self, demo_once: Path) -> None:
        run = program(demo_once, code=LOADED_BY_SUMMARY)

        loaded = set(run.stdout.rpartition("loaded:")[2].split())
        assert "licreg.cli.summing" in loaded
        assert not loaded & {"rich", "licreg.cli.listing", "licreg.cli.recording"}

    @pytest.mark.parametrize(
        ("words", "sentence", "help_of"),
        [
            (["isue"], "There is no command 'isue'. Did you mean 'issue'?", "licreg"),
            (["\x1b[2J"], "There is no command '\\x1b[2J'.", "licreg"),
            (["--nowhere"], "No such option: --nowhere.", "licreg"),
            (["show"], "Missing argument 'REF'.", "licreg show"),
            (
                ["show", "a", "b"],
                "Got unexpected extra argument(s) (b).",
                "licreg show",
            ),
            (
                ["info", "--wait", "x"],
                "Invalid value for '--wait': 'x' is not a num",
                "",
            ),
        ],
    )
    def test_misuse_is_told_with_a_way_to_help(
        self, licreg: Licreg, words: Sequence[str], sentence: str, help_of: str
    ) -> None:
        run = licreg(*words)

        assert (run.code, run.out) == (2, "")
        error, way_out = run.err.splitlines()
        assert error.startswith(f"Error: {sentence}")
        assert way_out.endswith(" --help' shows how it is used.")
        assert way_out.startswith(f"'{help_of}")


LOADED_BY_HELP: Final = """
import contextlib, io, sys
from licreg.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["--help"])
print(*sys.modules)
"""
LOADED_BY_SUMMARY: Final = """
import sys
from licreg.cli.main import main
main(["--register", sys.argv[1], "summary", "2024", "--plain"])
print("loaded:", *sys.modules)
"""


class TestSharedOptions:
    """They may stand before the command or after it."""

    @pytest.mark.parametrize("is_before", [True, False])
    def test_before_and_after_are_the_same(
        self,
        licreg: Licreg,
        demo_once: Path,
        is_before: bool,  # noqa: FBT001  # where the options stand
    ) -> None:
        options = ("--register", demo_once, "--lang", "vi", "--format", "markdown")
        words = ("summary", "2024", "--no-input", "--wait", "1")

        run = licreg(*options, *words) if is_before else licreg(*words, *options)

        assert run.code == 0
        assert "| Mạng xã hội | 40 |" in run.out

    def test_the_one_behind_the_command_wins(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            *("--register", "nowhere", "--format", "csv"),
            *("info", "--register", demo_once, "--format", "json"),
        )

        assert run.json["name"] == "Sample register"

    def test_the_language_comes_from_the_option_or_the_surroundings(
        self, licreg: Licreg, demo_once: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        info = ("--register", demo_once, "info", "--format", "json")

        assert licreg(*info).json["language"] == "en"
        monkeypatch.setenv("LANG", "vi_VN.UTF-8")
        assert licreg(*info).json["language"] == "vi"
        monkeypatch.setenv("LICREG_LANG", "en")
        assert licreg(*info).json["language"] == "en"
        assert licreg(*info, "--lang", "vi").json["language"] == "vi"


class TestWhichRegister:
    """Named, or found upward, or the user's own; the sample only when it is named."""

    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def path(self, licreg: Licreg, *options: str | Path) -> str:
        run = licreg(*options, "info", "--format", "json")

        assert run.code == 0, run.err
        path: str = run.json["register"]
        return path

    def test_the_option_goes_before_the_variable(
        self, licreg: Licreg, empty: Path, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LICREG_REGISTER", str(demo))

        assert self.path(licreg) == str(demo)
        assert self.path(licreg, "--register", empty) == str(empty)

    def test_it_is_found_from_inside_and_from_below(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        below = empty.parent / "letters" / "2024"
        below.mkdir(parents=True)

        found = []
        for folder in (empty.parent, empty, empty / "books", below):
            folder.mkdir(exist_ok=True)
            monkeypatch.chdir(folder)
            found.append(self.path(licreg))

        assert found == [str(empty)] * 4

    def test_the_nearest_is_taken(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        near = empty.parent / "office" / "register"
        licreg("init", near)
        monkeypatch.chdir(near.parent)

        assert self.path(licreg) == str(near)

    def test_the_users_own_is_the_last_resort(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        own = tmp_path / "user-data" / "licreg" / "register"
        licreg("init", own)

        assert self.path(licreg) == str(own)

    def test_the_sample_is_never_found(
        self, licreg: Licreg, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(demo)

        run = licreg("summary", "2024")

        assert run.code == NoRegisterError.exit_code == 3
        assert f"The sample register {demo} is used only when it is named." in run.err

    @pytest.mark.parametrize(
        "words",
        [["summary"], ["list"], ["info"], ["check"], ["issue"], ["show", "last"]],
    )
    def test_without_any_there_is_a_way_out(
        self, licreg: Licreg, tmp_path: Path, words: Sequence[str]
    ) -> None:
        run = licreg(*words)

        assert (run.code, run.out) == (3, "")
        assert run.err.startswith(
            f"Error: No register was found from {tmp_path} upward"
        )
        assert (
            "Name one with --register DIR or LICREG_REGISTER, or make one with 'licreg "
            "init'."
        ) in run.err

    def test_one_that_is_not_there_is_named(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        run = licreg("--register", tmp_path / "no", "list")

        assert run.code == 3
        assert run.err == (
            f"Error: No register lies at {tmp_path / 'no'}. Name one with --register "
            f"DIR, or make one with 'licreg init {tmp_path / 'no'}'.\n"
        )

    def test_a_new_one_is_made_here_by_default(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        run = licreg("init", "--name", "Sở A", "--authority", "Bộ B", "--issuer", "MIC")

        assert run.code == 0
        assert run.out.splitlines()[0] == "Made an empty register in register."
        info = licreg("info", "--format", "json").json
        assert {
            name: info[name]
            for name in ("register", "name", "authority", "default_issuer", "sample")
        } == {
            "register": str(tmp_path / "register"),
            "name": "Sở A",
            "authority": "Bộ B",
            "default_issuer": "MIC",
            "sample": False,
        }

    def test_none_is_made_over_something(self, licreg: Licreg, empty: Path) -> None:
        before = (empty / "journal.jsonl").read_bytes()

        run = licreg("init", empty)

        assert run.code == 3
        assert run.err == (
            f"Error: {empty} is not empty; a register is made in an empty or new "
            "folder.\n"
        )
        assert (empty / "journal.jsonl").read_bytes() == before

    def test_info_says_what_is_in_it(
        self, licreg: Licreg, demo_once: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "200")  # The folder's name may be long.

        run = licreg("--register", demo_once, "info", "--format", "table")

        lines = [re.split(" {2,}", line) for line in run.out.splitlines()]
        values = {name: value for name, value, *_ in lines}
        assert values["Register"] == str(demo_once)
        assert values["Sample"] == "yes"
        assert values["Entries through"] == "15 Nov 2024"
        assert values["Years"] == "2009-2024"
        assert values["Clerk"] == "an"


class TestDemo:
    """All of it at once, on invented records."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        return tmp_path / "licreg-demo"

    def test_it_shows_the_table_the_proof_and_three_commands_that_work(
        self, licreg: Licreg, folder: Path
    ) -> None:
        run = licreg("demo")

        assert run.code == 0
        assert run.err == ""
        assert (folder / "register.toml").is_file()
        assert run.out.startswith("Licences\n")
        assert run.out.count("✓") == 12
        text = " ".join(run.out.split())
        assert "SAMPLE, invented records." in text
        assert "12 of 12 figures match." in text
        assert "Invented sample, built to meet these figures: 4,358 entries in" in text
        commands = [
            line for line in run.out.splitlines() if line.startswith("  licreg ")
        ]
        assert len(commands) == 3
        assert [licreg(*line.split()[1:]).code for line in commands] == [0, 0, 0]

    def test_again_it_leaves_what_is_there(self, licreg: Licreg, demo: Path) -> None:
        before = (demo / "journal.jsonl").read_bytes()

        run = licreg("demo", demo)

        assert run.code == 0
        assert run.err == (
            f"The sample register is there already, in {demo}; left as it is.\n"
        )
        assert (demo / "journal.jsonl").read_bytes() == before

    def test_a_real_register_is_left_alone(self, licreg: Licreg, empty: Path) -> None:
        before = (empty / "journal.jsonl").read_bytes()

        run = licreg("demo", empty)

        assert run.code == 3
        assert run.err == (
            f"Error: {empty} is a real register; the demo leaves it alone.\n"
        )
        assert (empty / "journal.jsonl").read_bytes() == before

    def test_json_holds_both(self, licreg: Licreg, demo: Path) -> None:
        answer = licreg("demo", demo, "--format", "json").json

        assert list(answer) == ["register", "summary", "reconcile"]


class TestCare:
    """A sound register is passed over in silence; a damaged view is mended."""

    def test_nothing_wrong_is_nothing_said(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "check")

        assert (run.code, run.out, run.err) == (0, "", "")

    @pytest.mark.parametrize(
        "content",
        [b"", b"{}", b'{"licences": {}}', bytes(99)],
        ids=["empty", "no table", "no stamp", "zeros"],
    )
    def test_a_damaged_book_is_mended_and_said_in_one_line(
        self, licreg: Licreg, demo: Path, content: bytes
    ) -> None:
        words = ("--register", demo, "list", "social-network", "--year", "2024")
        sound = licreg(*words)
        (demo / "books" / "2024.json").write_bytes(content)

        mended, after = licreg(*words), licreg(*words)

        assert (mended.code, mended.out) == (0, sound.out)
        assert mended.err.count("\n") == 1
        assert mended.err.startswith("The view 2024.json is ")
        assert mended.err.endswith("; it was made anew from the journal.\n")
        assert after == sound

    def test_views_that_are_gone_are_made_anew(
        self, licreg: Licreg, demo: Path
    ) -> None:
        words = ("--register", demo, "summary", "2024")
        sound = licreg(*words)
        (demo / "totals.json").unlink()
        shutil.rmtree(demo / "books")
        shutil.rmtree(demo / "issuers")

        assert licreg(*words).out == sound.out
        assert licreg("--register", demo, "check").code == 0

    def test_check_names_what_is_wrong(self, licreg: Licreg, demo: Path) -> None:
        journal = demo / "journal.jsonl"
        text = journal.read_bytes()
        journal.write_bytes(
            text.replace(b"vidu-bienbac-205.vn", b"vidu-bienbac-206.vn")
        )

        run = licreg("--register", demo, "check", "--format", "json")

        assert run.code == 1
        (finding,) = run.json
        assert list(finding) == ["rule", "where", "message"]
        assert finding["rule"] == "journal"

    def test_check_names_what_does_not_fit_among_the_records(
        self, licreg: Licreg, empty: Path
    ) -> None:
        issue = ("--register", empty, "issue", "social-network")
        holder = ("--holder", "Ví dụ", "--site", "a.vn", "--term-years", "5")
        licreg(*issue, "1/GP-BTTTT", "--on", "1/2/2024", *holder)
        licreg(
            *(*issue, "2/GP-BTTTT", "--on", "2/2/2024", *holder),
            *("--replaces", "1/2024"),
        )
        licreg(
            *("--register", empty, "inspect", "a.vn", "--on", "3/3/2024"),
            *("--agency", "ABEI", "--subject-kind", "social-network"),
            *("--licence", "1/2024"),
        )
        now = datetime.now(VIET_NAM)
        with RegisterFolder(empty).writing("an", now=now) as writer:
            writer.append(
                "void",
                [
                    EntryVoided(target=1, ref="01/GP-BTTTT/2024@MIC", because="twice"),
                    LicenceRevoked(
                        licence=2, ref="02/GP-BTTTT/2024@MIC", on=date(2024, 1, 1)
                    ),
                    InspectionDecided(
                        inspection=3,
                        ref="INS-2024-0001",
                        on=date(2024, 3, 2),
                        outcome="warned",
                    ),
                ],
            )

        run = licreg("--register", empty, "check", "--format", "json")

        assert run.code == 1
        assert [(row["rule"], row["where"]) for row in run.json] == [
            ("act-before-grant", "02/GP-BTTTT/2024@MIC"),
            ("replaces-unknown", "02/GP-BTTTT/2024@MIC"),
            ("licence-unknown", "INS-2024-0001"),
            ("days-out-of-order", "INS-2024-0001"),
        ]
        shown = licreg("--register", empty, "check").out
        assert shown.endswith("\n4 findings.\n")

    def test_rebuild_makes_the_views_anew(self, licreg: Licreg, demo: Path) -> None:
        shutil.rmtree(demo / "books")

        run = licreg("--register", demo, "rebuild")

        assert run.code == 0
        assert (demo / "books" / "2024.json").is_file()
        assert f"Made the views of {demo} anew from 4,358 entries." in run.out


class TestEnds:
    """How it ends where somebody stops listening, or may not write."""

    @pytest.mark.skipif(os.name == "nt", reason="there is no head")
    def test_a_broken_pipe_is_silent(self, demo_once: Path) -> None:
        command = '"$0" -m licreg --register "$1" list --plain; echo "ended: $?" >&2'
        read, write = os.pipe()
        os.close(read)
        run = subprocess.run(
            ["/bin/sh", "-c", command, sys.executable, demo_once],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)

        assert run.stderr == b"ended: 0\n"

    def test_an_interrupt_is_130(
        self, licreg: Licreg, demo_once: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(_: Session) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Session, "law", property(interrupt))

        run = licreg("--register", demo_once, "summary")

        assert (run.code, run.err) == (130, "Interrupted.\n")

    def test_a_register_that_may_not_be_written_still_answers(
        self, licreg: Licreg, demo: Path, read_only: ReadOnly
    ) -> None:
        (demo / "books" / "2024.json").write_bytes(b"damaged")
        before = (demo / "journal.jsonl").read_bytes()

        with read_only(demo):
            read = licreg(
                *("--register", demo, "list", "social-network"),
                *("--year", "2024", "--format", "json"),
            )
            written = licreg(
                *("--register", demo, "inspect", "a.vn", "--on", "1/2/2024"),
                *("--agency", "ABEI", "--subject-kind", "account"),
            )

        assert (read.code, len(read.json)) == (0, 40)
        assert (written.code, written.out) == (3, "")
        assert (
            f"Error: {demo} cannot be written: Permission denied. Nothing was "
            "recorded. Ask for the right to it and try again.\n"
        ) in written.err
        assert (demo / "journal.jsonl").read_bytes() == before
