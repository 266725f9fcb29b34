"""Our storage under TinyDB: proved when read, written whole, open to plain TinyDB."""

from pathlib import Path

import pytest
from tinydb import Query, TinyDB

from licreg.store.faults import ViewError
from licreg.store.storage import ViewStorage
from licreg.store.views import Stamp

STAMP = Stamp("r1", 7, 1234, "0" * 64)


def opened(path: Path, stamp: Stamp | None = STAMP) -> TinyDB:
    return TinyDB(path, "r1", stamp, storage=ViewStorage)


def test_plain_tinydb_reads_what_was_written_through_ours(tmp_path: Path) -> None:
    path = tmp_path / "books" / "2024.json"
    with opened(path) as database:
        database.table("licences").insert_multiple(
            {"key": f"{number}/GP", "holder": "Công ty Điện"} for number in (1, 2)
        )
    with opened(path, None) as database:
        database.table("licences").update({"holder": "b"}, Query().key == "2/GP")

    with TinyDB(path, encoding="utf-8", access_mode="r") as plain:
        rows = plain.table("licences").all()

    assert [row["holder"] for row in rows] == ["Công ty Điện", "b"]
    assert [row.doc_id for row in rows] == [1, 2]


def test_a_changed_byte_is_told(tmp_path: Path) -> None:
    path = tmp_path / "2024.json"
    with opened(path) as database:
        database.insert({"key": "1/GP"})
    path.write_bytes(path.read_bytes().replace(b"1/GP", b"7/GP"))

    with opened(path) as database, pytest.raises(ViewError, match="damaged"):
        database.all()


def test_what_it_was_made_from_must_be_known(tmp_path: Path) -> None:
    storage = ViewStorage(tmp_path / "2024.json", "r1")

    with pytest.raises(ValueError, match="stamp"):
        storage.write({"licences": {1: {"key": "1/GP"}}})
    assert storage.read() is None


def test_the_stamp_of_the_file_is_carried_on(tmp_path: Path) -> None:
    path = tmp_path / "2024.json"
    with opened(path) as database:
        database.insert({"key": "1/GP"})
    storage = ViewStorage(path, "r1")

    assert storage.read() == {"_default": {"1": {"key": "1/GP"}}}
    assert storage.stamp == STAMP
