"""On a disk that fails nothing is lost, and it is said so.

A short form of ``tests/faults/disk.py``, which tries every command with every trouble.
"""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest
from conftest import Licreg

if os.name == "nt":
    pytest.skip("children are forked and limited here", allow_module_level=True)

import resource

from disk import (
    die_everywhere,
    full,
    in_child,
    not_ours,
    on_own_mount,
    quota,
    read_only,
    try_all,
    why_modes_do_not_bind,
    why_no_mounts,
    without_fsync,
    without_locks,
    without_names,
    without_renaming,
    without_views,
)

from licreg.store.register import RegisterFolder

SOME = ("issue", "import", "rebuild", "backup", "restore over")
ISSUE = (
    *("issue", "social-network", "7/GP-BTTTT", "--on", "3/2/2020"),
    *("--holder", "Công ty", "--site", "vi-du.vn", "--term-years", "10"),
)
FULL = Path("/dev/full")


def issue_number(number: int) -> tuple[str, ...]:
    """Return the words that issue another licence."""
    return (*ISSUE[:2], f"{number}/GP-BTTTT", *ISSUE[3:])


needs_full = pytest.mark.skipif(not FULL.exists(), reason=f"there is no {FULL}")


@pytest.fixture(scope="module")
def mounts() -> None:
    """Skip what needs a disk of its own, where none can be had."""
    if why := why_no_mounts():
        pytest.skip(why)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder that stands for a disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.mark.usefixtures("mounts")
class TestOwnDisk:
    """A small disk is mounted, and is full or read-only indeed."""

    def test_on_a_full_disk_a_command_is_done_or_refused_by_name(self) -> None:
        tally = on_own_mount(partial(try_all, SOME, [full(0), full(2)]))

        assert tally.tried == 10
        assert tally.refused >= 5
        assert not tally.wrong, tally.first

    def test_a_register_or_file_that_finds_no_room_is_not_begun(self) -> None:
        tally = on_own_mount(partial(try_all, ("init", "restore", "export"), [full(0)]))

        assert tally.refused == 3
        assert not tally.wrong, tally.first

    def test_the_program_as_its_own_process_says_the_same(self) -> None:
        troubles = [full(0), full(1)]
        tally = on_own_mount(partial(try_all, ("issue",), troubles, is_whole=True))

        assert tally.refused == 1
        assert not tally.wrong, tally.first

    def test_without_room_for_a_new_file_every_act_is_recorded(self) -> None:
        tally = on_own_mount(partial(try_all, ("inspect", "import"), [without_names()]))

        assert tally.refused == 0
        assert not tally.wrong, tally.first

    def test_a_read_only_disk_is_read_and_every_command_is_refused(self) -> None:
        tally = on_own_mount(partial(try_all, SOME, [read_only()]))

        assert tally.refused == len(SOME)
        assert not tally.wrong, tally.first


class TestTroubles:
    """What needs no disk of its own."""

    def test_over_its_quota_a_command_is_done_or_refused_by_name(
        self, place: Path
    ) -> None:
        tally = try_all(SOME, [quota(-(10**9)), quota(100)], place)

        assert tally.refused >= 7
        assert not tally.wrong, tally.first

    @pytest.mark.skipif(bool(why_modes_do_not_bind()), reason=why_modes_do_not_bind())
    def test_a_folder_that_is_not_ours_is_read_and_not_written(
        self, place: Path
    ) -> None:
        tally = try_all(("decide", "backup", "restore over"), [not_ours()], place)

        assert tally.refused == 3
        assert not tally.wrong, tally.first

    @pytest.mark.skipif(bool(why_modes_do_not_bind()), reason=why_modes_do_not_bind())
    def test_where_the_journal_alone_is_ours_every_act_is_recorded(
        self, place: Path
    ) -> None:
        tally = try_all(("issue", "decide"), [not_ours(but_the_journal=True)], place)

        assert tally.refused == 0
        assert not tally.wrong, tally.first

    def test_nothing_is_confirmed_that_a_disk_does_not_keep(self, place: Path) -> None:
        names = ("inspect", "backup", "restore", "init", "export")
        tally = try_all(names, [without_fsync()], place)

        assert tally.refused == 5
        assert not tally.wrong, tally.first

    def test_where_views_cannot_be_replaced_every_act_is_recorded(
        self, place: Path
    ) -> None:
        troubles = [without_views(errno.EIO), without_renaming()]
        tally = try_all(("issue", "import"), troubles, place)

        assert tally.refused == 0
        assert not tally.wrong, tally.first

    def test_where_no_view_can_be_written_none_is_made_anew(self, place: Path) -> None:
        names = ("rebuild", "restore", "restore over")
        tally = try_all(names, [without_views(errno.EIO)], place)

        assert tally.refused == 3
        assert not tally.wrong, tally.first

    def test_a_register_that_cannot_be_lifted_to_todays_format_can_be_later(
        self, place: Path
    ) -> None:
        troubles = [without_views(errno.EIO), quota(-1000)]
        tally = try_all(("lift and issue",), troubles, place)

        assert tally.refused == 2
        assert not tally.wrong, tally.first

    def test_a_disk_without_locks_is_refused_by_name(self, place: Path) -> None:
        tally = try_all(("issue", "rebuild"), [without_locks()], place)

        assert tally.refused == 2
        assert not tally.wrong, tally.first

    @pytest.mark.parametrize("name", ["issue", "backup"])
    def test_a_disk_that_dies_at_any_file_operation_loses_nothing(
        self, name: str, place: Path
    ) -> None:
        tally = die_everywhere(name, place)

        assert tally.tried > 10
        assert tally.refused > 3
        assert not tally.wrong, tally.first


class Platter:
    """What would be left of a journal if the power went.

    Bytes are there once they were kept; those that could not be are forgotten, though
    the system still shows them, and takes them for kept from then on.

    Attributes:
        bytes: What is left.
        is_failing: Whether nothing is kept, nor cut.
    """

    def __init__(self, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch the journal from now on."""
        self.bytes = bytearray(journal.read_bytes())
        self.is_failing = False
        written: list[tuple[int, bytes]] = []
        platter, real_open, real_fsync = self, io.open, os.fsync

        class Raw(io.FileIO):
            def write(self, data: Any, /) -> int:  # noqa: ANN401  # any buffer
                written.append((self.tell(), bytes(data)))
                return super().write(data) or 0

            def truncate(self, size: int | None = None, /) -> int:
                if platter.is_failing:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                return super().truncate(size)

        def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:  # noqa: ANN401  # as the real one
            is_watched = file == journal and "+" in mode
            return (
                Raw(file, "r+") if is_watched else real_open(file, mode, *more, **named)
            )

        def fsync(handle: int) -> None:
            taken = written.copy()
            written.clear()
            if self.is_failing:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            real_fsync(handle)
            for place, data in taken:
                self.bytes.extend(bytes(max(0, place - len(self.bytes))))
                self.bytes[place : place + len(data)] = data

        monkeypatch.setattr(io, "open", opened)
        monkeypatch.setattr(os, "fsync", fsync)


def test_nothing_is_recorded_upon_what_a_failing_disk_may_forget(
    licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = empty / "journal.jsonl"
    assert licreg("--register", empty, *ISSUE).code == 0
    platter = Platter(journal, monkeypatch)
    platter.is_failing = True
    unknown = licreg("--register", empty, *issue_number(8))
    platter.is_failing = False
    confirmed = licreg("--register", empty, *issue_number(9))
    journal.write_bytes(platter.bytes)

    assert unknown.code == 3
    assert "It is not known whether it was recorded" in unknown.err
    assert confirmed.code == 0
    assert licreg("--register", empty, "check").code == 0
    assert RegisterFolder(empty).entries == 3


def test_half_a_batch_does_not_stay_in_the_journal(licreg: Licreg, empty: Path) -> None:
    journal = empty / "journal.jsonl"
    before = journal.read_bytes()

    def issue_over_quota() -> int:
        sys.dont_write_bytecode = True
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
        return licreg("--register", empty, *ISSUE).code

    assert in_child(issue_over_quota) == 3
    assert journal.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [ISSUE, ("list", "licences"), ("rebuild",), ("backup",)],
)
def test_a_journal_that_can_no_longer_be_read_is_named(
    licreg: Licreg,
    empty: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: Sequence[str],
) -> None:
    licreg("--register", empty, *ISSUE)
    (empty / "totals.json").unlink()
    journal, real_open = empty / "journal.jsonl", io.open
    times = 0

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:  # noqa: ANN401  # as the real one
        nonlocal times
        times += file == journal and mode == "rb"
        if file == journal and times > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO), file)
        return real_open(file, mode, *more, **named)

    monkeypatch.setattr(io, "open", opened)
    run = licreg("--register", empty, *words)

    assert run.code == 3
    assert f"{journal} cannot be read: Input/output error" in run.err


@needs_full
def test_an_act_is_done_though_nobody_can_be_told(empty: Path) -> None:
    with FULL.open("w", encoding="utf-8") as messages:
        run = whole("--register", empty, *ISSUE, stderr=messages)

    assert run.returncode == 0
    assert RegisterFolder(empty).entries == 1


@needs_full
def test_an_answer_that_finds_no_room_is_refused_by_name(empty: Path) -> None:
    with FULL.open("w", encoding="utf-8") as answer:
        run = whole("--register", empty, "list", "licences", stdout=answer)

    assert run.returncode == 2
    assert run.stderr.startswith("Error: Standard output cannot be written: No space")
    assert run.stderr.count("\n") == 1


@needs_full
def test_an_act_whose_answer_finds_no_room_says_that_it_is_done(empty: Path) -> None:
    with FULL.open("w", encoding="utf-8") as answer:
        run = whole("--register", empty, *ISSUE, stdout=answer)

    assert run.returncode == 2
    assert "Standard output cannot be written: No space left" in run.stderr
    assert "Recorded as entry 1" in run.stderr
    assert RegisterFolder(empty).entries == 1


@needs_full
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["issue", "--help"]])
def test_help_that_finds_no_room_is_refused_by_name(words: list[str]) -> None:
    with FULL.open("w", encoding="utf-8") as answer:
        run = whole(*words, stdout=answer)

    assert run.returncode == 2
    assert run.stderr.startswith("Error: Standard output cannot be written: No space")
    assert run.stderr.count("\n") == 1


def test_rejected_rows_that_cannot_be_written_stop_an_import(
    licreg: Licreg, empty: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "licences.csv"
    rows.write_text(
        "kind,number,issued_on,holder\n"
        "social-network,7/GP-BTTTT,2020-02-03,Công ty\n"
        "social-network,none,2020-02-03,Công ty\n",
        "utf-8",
    )
    rejects = rows / "rejects.csv"  # Below a file nothing can be written by anyone.
    run = licreg("--register", empty, "import", rows, "--rejects", rejects)

    assert run.code == 2
    assert f"{rejects} cannot be written: Not a directory" in run.err
    assert "Nothing was recorded" in run.err
    assert RegisterFolder(empty).entries == 0


def whole(
    *words: str | Path, stdout: IO[str] | None = None, stderr: IO[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own, with streams as a shell gives them."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.run(
        [sys.executable, "-m", "licreg", *map(str, words)],
        stdout=stdout or subprocess.PIPE,
        stderr=stderr or subprocess.PIPE,
        check=False,
        encoding="utf-8",
        env=environment,
    )
