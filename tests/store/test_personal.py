"""Personal data lie beside the journal: written before it, and erased for good."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from licreg.domain.events import InspectionRecorded, PersonalErased
from licreg.domain.identifiers import InspectionKey
from licreg.domain.personal import is_mark, reference_of
from licreg.errors import RegisterFileError
from licreg.store import personal
from licreg.store.archive import restore_backup, write_backup
from licreg.store.journal import Journal
from licreg.store.register import RegisterFolder, Writer
from licreg.store.views import Stamp

NOW: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
VALUE: Final = "Nguyễn Văn Bình, 0912 345 678"
OTHER: Final = "Trần Thị Cúc, 0987 654 321"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a new register."""
    path = tmp_path / "register"
    RegisterFolder.create(path, "Sổ", now=NOW)
    return path


@contextmanager
def held(folder: Path) -> Iterator[Writer]:
    with RegisterFolder(folder).writing("an", now=NOW) as writer:
        yield writer


def inspect(folder: Path, *values: str, command: str = "inspect") -> list[str]:
    """Record an inspection of each person and return the marks."""
    with held(folder) as writer:
        marks = [writer.register.pseudonym(value) for value in values]
        first = writer.register.next_inspection(2026)
        writer.append(command, [visit(one, first + n) for n, one in enumerate(marks)])
    return marks


def visit(subject: str, sequence: int) -> InspectionRecorded:
    return InspectionRecorded(
        key=InspectionKey(2026, sequence),
        inspected_on=date(2026, 3, 1),
        agency="ABEI",
        subject=subject,
        subject_kind="account",
    )


def erase(folder: Path, *marks: str, now: datetime = NOW) -> None:
    persons = tuple(map(reference_of, marks))
    event = PersonalErased(
        target=1, ref="INS-2026-0001", persons=persons, because="asked for"
    )
    with RegisterFolder(folder).writing("an", now=now) as writer:
        writer.append("redact", [event], erased=persons)


def written(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / personal.NAME).read_bytes())
    return document


def findings(folder: Path) -> list[str]:
    return [rule for rule, _, _ in RegisterFolder(folder).verify()]


class TestKeeping:
    """A value is kept by a random reference; the journal has a salted digest."""

    def test_the_journal_has_a_mark_and_the_file_the_value(self, folder: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        ref, _, digest = mark.partition(":")
        kept = written(folder)
        salt = bytes.fromhex(kept["persons"][ref]["salt"])

        assert is_mark(mark)
        assert kept["format"] == 1
        assert kept["register"] == RegisterFolder(folder).settings.register
        assert kept["persons"][ref]["value"] == VALUE
        assert sha256(salt + VALUE.encode()).hexdigest() == digest
        assert RegisterFolder(folder).person(mark) == VALUE
        assert RegisterFolder(folder).person(ref) == VALUE

    def test_only_the_owner_and_the_group_read_it(self, folder: Path) -> None:
        inspect(folder, VALUE)
        inspect(folder, OTHER)

        assert (folder / personal.NAME).stat().st_mode & 0o777 == 0o640

    def test_no_value_stands_in_any_other_file(self, folder: Path) -> None:
        inspect(folder, VALUE, OTHER)

        for path in folder.rglob("*"):
            if path.is_file() and path.name != personal.NAME:
                text = path.read_text("utf-8")
                assert "Bình" not in text, path
                assert "0987" not in text, path

    def test_the_same_value_has_the_same_mark(self, folder: Path) -> None:
        first, other, again = inspect(folder, VALUE, OTHER, VALUE.upper())
        (later,) = inspect(folder, VALUE)

        assert first == again == later != other
        assert RegisterFolder(folder).counts.inspections is not None
        assert len(written(folder)["persons"]) == 2

    def test_it_has_another_mark_in_another_register(
        self, folder: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        RegisterFolder.create(other, "Sổ", now=NOW)

        assert inspect(folder, VALUE) != inspect(other, VALUE)

    def test_what_no_entry_names_is_not_kept(self, folder: Path) -> None:
        with held(folder) as writer:
            writer.register.pseudonym(VALUE)
            writer.append("inspect", [visit("vi-du.vn", 1)])
        assert not (folder / personal.NAME).exists()

        RegisterFolder(folder).pseudonym(VALUE)
        assert not (folder / personal.NAME).exists()

    def test_without_personal_data_nothing_is_read(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inspect(folder, VALUE)
        monkeypatch.setattr(personal, "_read", None)
        with held(folder) as writer:
            writer.append("inspect", [visit("vi-du.vn", 2)])

        assert RegisterFolder(folder).entries == 2


class TestOrderOfWrites:
    """The value is on the disk before the batch that names it."""

    def test_the_value_is_there_when_the_journal_is_written(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[dict[str, Any]] = []
        append = Journal.append

        def look(self: Journal, since: Stamp, data: bytearray) -> None:
            seen.append(written(folder))
            append(self, since, data)

        monkeypatch.setattr(Journal, "append", look)
        (mark,) = inspect(folder, VALUE)

        assert seen[0]["persons"][reference_of(mark)]["value"] == VALUE

    def test_a_batch_that_fails_leaves_no_value(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inspect(folder, OTHER)
        _fail_to_append(monkeypatch, folder)
        with pytest.raises(RegisterFileError):
            inspect(folder, VALUE)

        assert [one["value"] for one in written(folder)["persons"].values()] == [OTHER]

    def test_a_value_that_a_stop_left_goes_at_the_next_writing(
        self, folder: Path
    ) -> None:
        before = (folder / "journal.jsonl").read_bytes()
        inspect(folder, VALUE)
        _put_back(folder, before)
        assert findings(folder) == []

        with held(folder) as writer:
            writer.append("inspect", [visit("vi-du.vn", 1)])

        assert written(folder)["persons"] == {}
        assert findings(folder) == []

    def test_nothing_is_recorded_where_the_value_cannot_be_written(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(personal, "replace_file", fail)
        with pytest.raises(RegisterFileError, match="Nothing was recorded"):
            inspect(folder, VALUE)

        assert RegisterFolder(folder).entries == 0


class TestErasing:
    """An erasure is recorded, then the value goes with its salt."""

    def test_the_value_and_its_salt_are_gone(self, folder: Path) -> None:
        first, other = inspect(folder, VALUE, OTHER)
        salt = written(folder)["persons"][reference_of(first)]["salt"]
        erase(folder, first)

        text = (folder / personal.NAME).read_text("utf-8")
        assert VALUE not in text
        assert salt not in text
        register = RegisterFolder(folder)
        assert register.person(first) is None
        assert register.is_erased(reference_of(first))
        assert register.person(other) == OTHER
        assert findings(folder) == []

    def test_subjects_count_once_before_and_after(self, folder: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        inspect(folder, VALUE)
        before = RegisterFolder(folder).counts
        erase(folder, mark)

        assert RegisterFolder(folder).counts == before
        visits = RegisterFolder(folder).inspections()
        assert len({one.subject_key for one in visits}) == 1

    def test_it_is_finished_at_the_next_writing(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        with monkeypatch.context() as patch:
            patch.setattr(personal.PersonalData, "finish", lambda _: None)
            erase(folder, mark)
        assert VALUE in (folder / personal.NAME).read_text("utf-8")
        assert RegisterFolder(folder).person(mark) is None
        assert findings(folder) == []

        with held(folder):
            pass

        assert VALUE not in (folder / personal.NAME).read_text("utf-8")

    def test_it_holds_for_the_past_before_it_is_finished(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        with monkeypatch.context() as patch:
            patch.setattr(personal.PersonalData, "finish", lambda _: None)
            erase(folder, mark, now=NOW + timedelta(days=1))
        past = RegisterFolder(folder).as_known("2026-11-22")

        assert past.entries == 1
        assert past.person(mark) is None

    def test_what_may_be_forgotten_hides_the_value_and_the_next_writing_erases_it(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        with monkeypatch.context() as patch:
            _fail_to_keep(patch, folder)
            with pytest.raises(RegisterFileError):
                erase(folder, mark)
            register = RegisterFolder(folder)
        assert register.entries == 2
        assert register.person(mark) is None
        assert written(folder)["does"] == "erase"

        with held(folder):
            pass

        assert VALUE not in (folder / personal.NAME).read_text("utf-8")
        assert findings(folder) == []

    def test_a_value_stays_where_the_erasure_was_not_recorded(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        _fail_to_append(monkeypatch, folder)
        with pytest.raises(RegisterFileError):
            erase(folder, mark)
        inspect(folder, OTHER)

        assert RegisterFolder(folder).person(mark) == VALUE
        assert written(folder)["does"] == "add"

    def test_a_failure_to_erase_is_told_and_not_a_success(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        ref = reference_of(mark)
        register = RegisterFolder(folder)
        event = PersonalErased(
            target=1, ref="INS-2026-0001", persons=(ref,), because=""
        )

        def fail(_: personal.PersonalData) -> None:
            msg = "personal.json cannot be written. Nothing was recorded."
            raise RegisterFileError(msg, folder)

        with monkeypatch.context() as patch:
            patch.setattr(personal.PersonalData, "finish", fail)
            with register.writing("an", now=NOW) as writer:
                writer.append("redact", [event], erased=(ref,))

        assert "values are still there" in register.notices[0]
        assert "Nothing was recorded" not in register.notices[0]


class TestChecking:
    """What does not fit the journal is found; reading goes on."""

    def test_a_missing_value_is_no_error_in_reading(self, folder: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        (folder / personal.NAME).unlink()
        register = RegisterFolder(folder)

        assert register.person(mark) is None
        assert len(list(register.inspections())) == 1
        assert findings(folder) == ["personal-missing"]

    def test_a_missing_value_is_found(self, folder: Path) -> None:
        first, _ = inspect(folder, VALUE, OTHER)
        document = written(folder)
        del document["persons"][reference_of(first)]
        _write(folder, document)

        assert findings(folder) == ["personal-missing"]

    def test_a_changed_value_is_found(self, folder: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        document = written(folder)
        document["persons"][reference_of(mark)]["value"] = OTHER
        _write(folder, document)

        assert findings(folder) == ["personal-changed"]

    def test_an_erased_value_that_came_back_is_found(self, folder: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        before = written(folder)
        erase(folder, mark)
        _write(folder, before)

        assert findings(folder) == ["personal-not-erased"]

    @pytest.mark.parametrize("text", ["", "{", '{"format":1}', '{"format":9}', "[]"])
    def test_a_damaged_file_is_found_and_never_written_over(
        self, folder: Path, text: str
    ) -> None:
        (mark,) = inspect(folder, VALUE)
        (folder / personal.NAME).write_text(text, "utf-8")
        register = RegisterFolder(folder)

        assert register.person(mark) is None
        assert "Personal data are not shown" in register.notices[0]
        assert findings(folder) == ["personal"]
        with pytest.raises(RegisterFileError, match="backup"):
            inspect(folder, OTHER)
        assert (folder / personal.NAME).read_text("utf-8") == text


class TestBackup:
    """A backup brings values back, but not those that were erased since."""

    def test_values_come_back(self, folder: Path, tmp_path: Path) -> None:
        (mark,) = inspect(folder, VALUE)
        write_backup(RegisterFolder(folder), tmp_path / "b.zip", now=NOW)
        found, _ = restore_backup(tmp_path / "b.zip", tmp_path / "again", now=NOW)

        assert (found.persons, found.left_out) == (1, 0)
        assert RegisterFolder(tmp_path / "again").person(mark) == VALUE

    def test_what_was_erased_since_is_left_out(
        self, folder: Path, tmp_path: Path
    ) -> None:
        first, other = inspect(folder, VALUE, OTHER)
        write_backup(RegisterFolder(folder), tmp_path / "b.zip", now=NOW)
        erase(folder, first)
        found, _ = restore_backup(tmp_path / "b.zip", folder, now=NOW)
        register = RegisterFolder(folder)

        assert (found.persons, found.left_out) == (1, 1)
        assert register.person(first) is None
        assert register.person(other) == OTHER
        assert VALUE not in (folder / personal.NAME).read_text("utf-8")
        assert findings(folder) == []


def _fail_to_append(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the next batch fail, and those after it be written."""
    append = Journal.append
    failed: list[bool] = []

    def fail_once(self: Journal, since: Stamp, data: bytearray) -> None:
        if failed:
            append(self, since, data)
            return
        failed.append(True)
        msg = "The journal cannot be written. Nothing was recorded."
        raise RegisterFileError(msg, folder)

    monkeypatch.setattr(Journal, "append", fail_once)


def _fail_to_keep(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let batches be written, and neither kept for certain nor taken back."""
    append = Journal.append

    def fail(self: Journal, since: Stamp, data: bytearray) -> None:
        append(self, since, data)
        msg = "The journal cannot be written. It is not known whether it was recorded."
        raise RegisterFileError(msg, folder)

    monkeypatch.setattr(Journal, "append", fail)


def _put_back(folder: Path, journal: bytes) -> None:
    """Leave the register as a stop before the journal's batch would have."""
    (folder / "journal.jsonl").write_bytes(journal)
    (folder / "totals.json").unlink()
    for name in ("books", "cells", "issuers"):
        for path in (folder / name).glob("*.json"):
            path.unlink()


def _write(folder: Path, document: dict[str, Any]) -> None:
    (folder / personal.NAME).write_text(json.dumps(document), "utf-8")
