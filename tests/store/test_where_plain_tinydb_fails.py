"""Where plain TinyDB loses records or misreads them, the register does not.

Most tests show first what TinyDB's own storage does in a situation, where it does the
same in every run, and then put the register into it.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Licreg, Run
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage

if os.name == "nt":
    pytest.skip("children are forked and limited here", allow_module_level=True)

import resource

from disk import in_child

from licreg.domain.events import (
    EntryVoided,
    Event,
    InspectionRecorded,
    LicenceIssued,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.store.register import RegisterFolder

NOW = datetime.fromisoformat("2026-11-22T09:00:00+07:00")
ROWS = [{"number": number, "holder": "Công ty"} for number in range(100)]
HALF = where("number") >= 50


def issue(number: int, holder: str = "Công ty") -> list[str]:
    return [
        *("issue", "social-network", f"{number}/GP-BTTTT", "--on", "3/2/2020"),
        *("--holder", holder, "--site", f"vi-du-{number}.vn", "--term-years", "10"),
    ]


def plain(path: Path, rows: Sequence[dict[str, Any]] = ROWS) -> Path:
    """Make a plain TinyDB database."""
    with TinyDB(path) as database:
        database.insert_multiple(rows)
    return path


def read_plainly(path: Path) -> list[dict[str, Any]]:
    with TinyDB(path) as database:
        return [dict(row) for row in database]


def numbers(register: Path) -> list[int]:
    """Return the numbers on record, read from the files."""
    return [one.key.number.value for one in RegisterFolder(register).licences()]


def rows_to_import(path: Path, count: int) -> Path:
    path.write_text(
        "kind,number,issued_on,holder,sites\n"
        + "".join(
            f"social-network,{number}/GP-BTTTT,2020-05-04,Công ty,vi-du-{number}.vn\n"
            for number in range(100, 100 + count)
        ),
        "utf-8",
    )
    return path


class TestTwoWriters:
    """TinyDB reads, changes and writes without a lock: what came between is gone."""

    def test_what_another_adds_between_reading_and_writing_is_kept(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        path = plain(tmp_path / "plain.json", [{"number": 1}, {"number": 2}])

        class Interrupted(JSONStorage):
            def read(self) -> Any:  # noqa: ANN401  # as the real one
                data = super().read()
                with TinyDB(path) as other:
                    other.update({"by": "binh"}, where("number") == 2)
                return data

        with TinyDB(path, storage=Interrupted) as database:
            database.update({"by": "an"}, where("number") == 1)
        assert [row.get("by") for row in read_plainly(path)] == ["an", None]

        register = RegisterFolder(empty)
        with register.writing("binh", now=NOW) as writer:
            between = licreg("--register", empty, "--wait", "0", *issue(2))
            writer.append("issue", [grant(1)])
        afterwards = licreg("--register", empty, *issue(2))

        assert between.code == 3
        assert "binh" in between.err
        assert "Nothing was recorded" in between.err
        assert afterwards.code == 0
        assert numbers(empty) == [1, 2]

    def test_of_four_processes_that_add_at_once_none_loses_any(
        self, licreg: Licreg, empty: Path
    ) -> None:
        def add_fifteen(first: int) -> int:
            runs = [
                licreg("--register", empty, "--wait", "60", *issue(number))
                for number in range(first, first + 15)
            ]
            return sum(run.code != 0 for run in runs)

        children = [forked(partial(add_fifteen, first)) for first in (1, 16, 31, 46)]
        ends = [os.waitpid(child, 0)[1] for child in children]

        assert ends == [0, 0, 0, 0]
        assert sorted(numbers(empty)) == [*range(1, 61)]
        assert is_silent(licreg("--register", empty, "check"))


class TestAFullDisk:
    """TinyDB writes over its file in place: what a full disk cuts is unreadable."""

    def test_what_was_there_before_a_disk_was_full_is_there_afterwards(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        path = plain(tmp_path / "plain.json")

        def update() -> None:
            with TinyDB(path) as database:
                database.update({"note": "x" * 50})

        with pytest.raises(RuntimeError, match="File too large"):
            limited(path.stat().st_size, update)
        with pytest.raises(json.JSONDecodeError):
            read_plainly(path)

        licreg("--register", empty, *issue(1))
        journal = empty / "journal.jsonl"
        before = journal.read_bytes()
        rows = rows_to_import(tmp_path / "licences.csv", 40)
        words = ("--register", empty, "import", rows)
        refused = limited(len(before) + 3000, lambda: licreg(*words))

        assert refused.code == 3
        assert f"{journal} cannot be written: File too large" in refused.err
        assert journal.read_bytes() == before
        assert numbers(empty) == [1]
        assert licreg(*words).code == 0
        assert len(numbers(empty)) == 41


class TestAKilledWriter:
    """TinyDB cuts its file to length after its fsync: killed there, two ends remain."""

    def test_a_writer_killed_at_its_fsync_leaves_a_whole_register(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        path = plain(tmp_path / "plain.json")

        def remove() -> None:
            with TinyDB(path) as database:
                database.remove(HALF)

        assert killed_at_fsync(remove)
        with pytest.raises(json.JSONDecodeError, match="Extra data"):
            read_plainly(path)

        licreg("--register", empty, *issue(1))
        assert killed_at_fsync(lambda: licreg("--register", empty, *issue(2)))

        assert numbers(empty) in ([1], [1, 2])
        assert licreg("--register", empty, *issue(3)).code == 0
        assert is_silent(licreg("--register", empty, "check"))
        assert numbers(empty)[-1] == 3


class TestAReaderMeanwhile:
    """TinyDB's file is neither the old nor the new one while it is written."""

    def test_who_reads_in_the_middle_of_a_write_sees_it_whole_or_not(
        self,
        licreg: Licreg,
        empty: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        path = plain(tmp_path / "plain.json")
        readings: list[object] = []

        def reading_before(real: Callable[..., Any], read: Callable[[], object]) -> Any:  # noqa: ANN401  # as the real one
            def reading(*arguments: Any) -> Any:  # noqa: ANN401  # as the real one
                with monkeypatch.context() as inner:
                    inner.setattr(os, "fsync", fsync)
                    inner.setattr(os, "replace", replace)
                    readings.append(read())
                return real(*arguments)

            return reading

        def read_or_fail() -> object:
            try:
                return len(read_plainly(path))
            except json.JSONDecodeError:
                return "unreadable"

        fsync, replace = os.fsync, os.replace
        with TinyDB(path) as database, monkeypatch.context() as patch:
            patch.setattr(os, "fsync", reading_before(fsync, read_or_fail))
            database.remove(HALF)
        assert readings == ["unreadable"]

        licreg("--register", empty, *issue(1))
        rows = rows_to_import(tmp_path / "licences.csv", 40)
        readings.clear()
        with monkeypatch.context() as patch:
            for name in ("fsync", "replace"):
                read = reading_before(getattr(os, name), lambda: len(numbers(empty)))
                patch.setattr(os, name, read)
            assert licreg("--register", empty, "import", rows).code == 0

        assert len(readings) >= 4
        assert {*readings} <= {1, 41}
        assert readings[-1] == 41


class TestNumbers:
    """TinyDB numbers a new document from the largest it still has."""

    def test_the_number_of_what_was_taken_back_is_never_given_again(
        self, empty: Path, tmp_path: Path
    ) -> None:
        path = plain(tmp_path / "plain.json", ROWS[:3])
        with TinyDB(path) as database:
            database.remove(doc_ids=[3])
        with TinyDB(path) as database:
            assert database.insert({}) == 3

        def append(*events: Event) -> list[int]:
            register = RegisterFolder(empty)
            with register.writing("an", now=NOW) as writer:
                batch = writer.append("test", events)
            return [entry.number for entry in batch.entries]

        assert append(grant(1), visit(1)) == [1, 2]
        voided = [
            EntryVoided(target=1, ref="01/GP-BTTTT/2020@MIC", because="twice"),
            EntryVoided(target=2, ref="INS-2020-0001", because="twice"),
        ]
        assert append(*voided) == [3, 4]

        assert append(grant(2)) == [5]
        assert RegisterFolder(empty).next_inspection(2020) == 2


class TestAnotherMachine:
    """TinyDB reads and writes in the encoding of the machine, unless it is told."""

    def test_a_machine_without_unicode_reads_and_records_the_same(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "plain.json"
        with TinyDB(path, encoding="utf-8", ensure_ascii=False) as database:
            database.insert(ROWS[0])
        code = f"from tinydb import TinyDB; print(TinyDB({str(path)!r}).all())"
        assert "UnicodeDecodeError" in on_an_old_machine("-c", code).stderr

        licreg("--register", empty, *issue(1, "Công ty Điện"))
        rows = rows_to_import(tmp_path / "licences.csv", 1)
        program = ("-m", "licreg", "--register", str(empty))
        recorded = on_an_old_machine(*program, "import", str(rows))
        listed = on_an_old_machine(*program, "list", "licences", "--format", "json")

        assert recorded.returncode == 0, recorded.stderr
        holders = [row["holder"] for row in json.loads(listed.stdout)]
        assert holders == ["Công ty Điện", "Công ty"]
        assert licreg("--register", empty, "list", "licences").code == 0


class TestADamagedFile:
    """TinyDB has one file, and without it nothing."""

    @pytest.mark.parametrize("kept", [0, 0.5])
    def test_half_a_file_or_none_of_it_costs_no_record(
        self, licreg: Licreg, empty: Path, tmp_path: Path, kept: float
    ) -> None:
        path = plain(tmp_path / "plain.json")
        rows = rows_to_import(tmp_path / "licences.csv", 40)
        licreg("--register", empty, "import", rows)
        book = empty / "books" / "2020.json"
        for one in (path, book):
            data = one.read_bytes()
            one.write_bytes(data[: int(len(data) * kept)])

        if kept:
            with pytest.raises(json.JSONDecodeError):
                read_plainly(path)
        else:
            assert read_plainly(path) == []
        listed = licreg("--register", empty, "list", "licences", "--format", "json")
        assert len(listed.json) == 40
        assert "2020.json" in listed.err


class TestNothingThere:
    """TinyDB passes over what it does not find, in silence."""

    def test_an_act_on_a_record_that_is_not_there_is_refused(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        with TinyDB(plain(tmp_path / "plain.json")) as database:
            assert database.update({"a": 1}, where("number") == 999) == []

        run = licreg(
            *("--register", empty, "decide", "INS-2020-0099", "--on", "9/4/2020"),
            *("--outcome", "reminded"),
        )

        assert run.code == 1
        assert "INS-2020-0099" in run.err
        assert "Nothing was recorded" in run.err


def is_silent(run: Run) -> bool:
    return (run.out, run.err, run.code) == ("", "", 0)


def grant(number: int) -> LicenceIssued:
    return LicenceIssued(
        kind="social-network",
        number=LicenceNumber(number, "", "GP-BTTTT"),
        issuer="MIC",
        issued_on=date(2020, 2, 3),
        holder="Công ty",
    )


def visit(sequence: int) -> InspectionRecorded:
    return InspectionRecorded(
        key=InspectionKey(2020, sequence),
        inspected_on=date(2020, 3, 4),
        agency="ABEI",
        subject="vi-du.vn",
        subject_kind="social-network",
    )


def forked(work: Callable[[], int]) -> int:
    """Begin some work in a child that ends with what it returns."""
    child = os.fork()
    if child == 0:
        os._exit(work())
    return child


def limited(size: int, work: Callable[[], Any]) -> Any:  # noqa: ANN401  # what the work returns
    """Do some work in a child whose files grow to a size, and no further."""

    def work_within_it() -> Any:  # noqa: ANN401  # what the work returns
        sys.dont_write_bytecode = True
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        return work()

    return in_child(work_within_it)


def killed_at_fsync(work: Callable[[], object]) -> bool:
    """Do some work in a child that is killed when it waits for the disk."""

    def begin() -> int:
        setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010  # as no fsync is
        work()
        return 0

    _, status = os.waitpid(forked(begin), 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def on_an_old_machine(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python where the encoding is ASCII, and nothing makes it another."""
    settings = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | settings,
    )
