"""A register of an older format is read as it is, and lifted at the next writing."""

import errno
import zlib
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from licreg.domain.events import LicenceIssued, NoteAdded
from licreg.domain.identifiers import LicenceKey, LicenceNumber
from licreg.errors import RegisterFileError
from licreg.store import settings, views
from licreg.store.archive import restore_backup
from licreg.store.register import RegisterFolder

NOW = datetime(2026, 7, 26, 10, tzinfo=timezone(timedelta(hours=7)))
KEY = LicenceKey("MIC", LicenceNumber(1, "", "GP-BTTTT"), 2024)
GRANT = LicenceIssued(
    kind="social-network",
    number=KEY.number,
    issuer="MIC",
    issued_on=date(2024, 5, 1),
    holder="A",
)
NOTE = NoteAdded(target=1, ref=str(KEY), text="seen")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return the folder of a register as format 1 left it, with a licence."""
    folder = tmp_path / "register"
    RegisterFolder.create(folder, "Sổ", now=NOW)
    with RegisterFolder(folder).writing("an", now=NOW) as writer:
        writer.append("issue", [GRANT])
    path = folder / settings.NAME
    text = path.read_text(encoding="utf-8")
    assert f"format = {settings.FORMAT}" in text
    path.write_text(
        text.replace(f"format = {settings.FORMAT}", "format = 1  # ours"),
        encoding="utf-8",
    )
    for view in [folder / "totals.json", *folder.glob("*/*.json")]:
        view.write_bytes(of_format(1, view.read_bytes()))
    return folder


def of_format(number: int, data: bytes) -> bytes:
    """Return a view that says it has another format, and verifies."""
    body = data[31:].replace(b'"format":%d' % views.FORMAT, b'"format":%d' % number, 1)
    return b"%b%08x%b" % (data[:23], zlib.crc32(body), body)


def test_it_answers_before_it_is_lifted(older: Path) -> None:
    register = RegisterFolder(older)

    assert register.licence(KEY) is not None
    assert register.settings.format == 1
    assert not list(older.glob("before-format-*"))
    assert list(register.verify()) == []


def test_the_next_act_lifts_it_after_a_backup(older: Path) -> None:
    text = (older / settings.NAME).read_text(encoding="utf-8")
    register = RegisterFolder(older)
    with register.writing("an", now=NOW) as writer:
        writer.append("note", [NOTE])

    (kept,) = older.glob("before-format-*.licreg.zip")
    assert register.notices[-1] == (
        f"{older} was lifted from format 1 to {settings.FORMAT}; as it was, it is kept "
        f"in {kept}."
    )
    assert (older / settings.NAME).read_text(encoding="utf-8") == text.replace(
        "format = 1  # ours", f"format = {settings.FORMAT}  # ours"
    )
    lifted = RegisterFolder(older)
    assert lifted.settings.format == settings.FORMAT
    assert lifted.notices == []
    assert lifted.entries == 2
    assert list(lifted.verify()) == []


def test_the_backup_holds_it_as_it_was(older: Path) -> None:
    with RegisterFolder(older).writing("an", now=NOW) as writer:
        writer.append("note", [NOTE])
    (kept,) = older.glob("before-format-*.licreg.zip")
    again = older.with_name("again")
    restore_backup(kept, again, now=NOW)

    restored = RegisterFolder(again)
    assert restored.settings.format == 1
    assert restored.entries == 1
    assert restored.licence(KEY) is not None


def test_what_cannot_be_lifted_stays_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (older / settings.NAME).read_bytes()

    def fail(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("licreg.store.settings.lift_format", fail)
    register = RegisterFolder(older)
    with (
        pytest.raises(
            RegisterFileError, match=r"could not be lifted to .* recorded\.$"
        ),
        register.writing("an", now=NOW) as writer,
    ):
        writer.append("note", [NOTE])

    assert (older / settings.NAME).read_bytes() == before
    assert RegisterFolder(older).entries == 1
