"""Backup and restore: a backup proves itself, and a hostile file changes nothing."""

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from licreg.errors import InvalidFileError, OutputError
from licreg.store.archive import (
    read_backup,
    restore_backup,
    thin_out,
    write_backup,
)
from licreg.store.register import RegisterFolder

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def backup(demo: Path, tmp_path: Path) -> Path:
    path = tmp_path / "demo.licreg.zip"
    write_backup(RegisterFolder(demo), path, now=NOW)
    return path


def repacked(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Return a copy of a backup whose members were changed."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    path = backup.with_name("changed.licreg.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def manifest_of(members: dict[str, bytes]) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(members["manifest.json"])
    return manifest


class TestRoundTrip:
    """What is restored answers as what was backed up."""

    def test_the_restored_register_has_the_same_head(
        self, demo: Path, backup: Path, tmp_path: Path
    ) -> None:
        restored, kept = restore_backup(backup, tmp_path / "again", now=NOW)
        before, after = RegisterFolder(demo), RegisterFolder(tmp_path / "again")

        assert kept is None
        assert (after.entries, after.seal) == (before.entries, before.seal)
        assert after.counts == before.counts
        assert restored.entries == before.entries
        assert after.notices == []

    def test_what_lay_there_is_kept(self, demo: Path, backup: Path) -> None:
        journal = (demo / "journal.jsonl").read_bytes()
        _, kept = restore_backup(backup, demo, now=NOW)

        assert kept is not None
        assert (kept / "journal.jsonl").read_bytes() == journal
        assert RegisterFolder(demo).entries == RegisterFolder(kept).entries

    def test_a_backup_is_never_written_over_another(
        self, demo: Path, backup: Path
    ) -> None:
        data = backup.read_bytes()

        with pytest.raises(OutputError):
            write_backup(RegisterFolder(demo), backup, now=NOW)
        assert backup.read_bytes() == data

    def test_the_newest_stay_and_those_of_others_too(
        self, demo: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "backups"
        other = tmp_path / "other"
        RegisterFolder.create(other, "Other", now=NOW)
        write_backup(RegisterFolder(other), folder / "o.licreg.zip", now=NOW)
        register = RegisterFolder(demo)
        for hour in range(4):
            at = NOW + timedelta(hours=hour)
            write_backup(register, folder / f"{hour}.licreg.zip", now=at)
        (folder / "notes.licreg.zip").write_text("not a backup", "utf-8")

        removed = thin_out(folder, register, 2)

        assert sorted(path.name[0] for path in removed) == ["0", "1"]
        assert sorted(path.name[0] for path in folder.iterdir()) == ["2", "3", "n", "o"]


def outside(members: dict[str, bytes]) -> None:
    members["../evil.txt"] = b"x"


def absolute(members: dict[str, bytes]) -> None:
    members["/etc/evil.txt"] = b"x"


def without_a_journal(members: dict[str, bytes]) -> None:
    del members["journal.jsonl"]


def another_journal(members: dict[str, bytes]) -> None:
    members["journal.jsonl"] = members["journal.jsonl"].replace(b"2019-", b"2018-", 1)


def a_journal_of_its_own_digest(members: dict[str, bytes]) -> None:
    """Change a line of the journal and the digest with it: the chain tells."""
    from hashlib import sha256

    another_journal(members)
    manifest = manifest_of(members)
    for one in manifest["files"]:
        if one["name"] == "journal.jsonl":
            one["sha256"] = sha256(members["journal.jsonl"]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def longer_than_said(members: dict[str, bytes]) -> None:
    members["register.toml"] += b"# more"


def a_bomb(members: dict[str, bytes]) -> None:
    members["journal.jsonl"] = b" " * 300_000_000
    manifest = manifest_of(members)
    for one in manifest["files"]:
        if one["name"] == "journal.jsonl":
            one["size"] = 300_000_000
    members["manifest.json"] = json.dumps(manifest).encode()


def no_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def of_a_newer_format(members: dict[str, bytes]) -> None:
    members["manifest.json"] = json.dumps(manifest_of(members) | {"format": 9}).encode()


HOSTILE = (
    *(outside, absolute, without_a_journal, another_journal),
    *(a_journal_of_its_own_digest, longer_than_said, a_bomb, no_manifest),
    of_a_newer_format,
)


class TestHostileFiles:
    """Nothing is replaced before all of it verifies, and nothing lies outside."""

    @pytest.mark.parametrize("change", HOSTILE)
    def test_a_changed_backup_is_refused_and_changes_nothing(
        self,
        demo: Path,
        backup: Path,
        tmp_path: Path,
        change: Callable[[dict[str, bytes]], None],
    ) -> None:
        hostile = repacked(backup, change)
        place = Path(shutil.copytree(demo, tmp_path / "place" / "register"))
        before = {path: path.read_bytes() for path in place.rglob("*.json*")}

        with pytest.raises(InvalidFileError) as refused:
            restore_backup(hostile, place, now=NOW)

        assert hostile.name in str(refused.value)
        assert {path: path.read_bytes() for path in place.rglob("*.json*")} == before
        assert [path.name for path in place.parent.iterdir()] == ["register"]

    @pytest.mark.parametrize("data", [b"", b"PK", b"\0" * 5000])
    def test_what_is_no_archive_is_refused_by_name(
        self, tmp_path: Path, data: bytes
    ) -> None:
        path = tmp_path / "x.licreg.zip"
        path.write_bytes(data)

        with pytest.raises(InvalidFileError, match=r"x\.licreg\.zip is not a backup"):
            read_backup(path)

    def test_a_link_in_it_is_unpacked_as_a_file_or_refused(
        self, backup: Path, tmp_path: Path
    ) -> None:
        with zipfile.ZipFile(backup) as archive:
            members = {one: archive.read(one) for one in archive.namelist()}
        path = tmp_path / "link.licreg.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                member = zipfile.ZipInfo(name)
                if name == "register.toml":
                    member.external_attr = 0o120777 << 16
                archive.writestr(member, data)

        restore_backup(path, tmp_path / "place", now=NOW)

        assert not (tmp_path / "place" / "register.toml").is_symlink()
