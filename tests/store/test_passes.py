"""Who goes through the records sees one state, whoever replaces the files meanwhile."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.domain.events import InspectionRecorded, LicenceIssued
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.errors import RegisterFileError
from licreg.store import blocks, books, lines, shelf, views
from licreg.store.books import Book
from licreg.store.documents import Document, GrantLine
from licreg.store.faults import InconsistentViewError, ViewError
from licreg.store.lines import dump_document
from licreg.store.register import RegisterFolder
from licreg.store.views import Stamp

REGISTER = "r1"
STAMP = Stamp(REGISTER, 500, 9000, "ab" * 32)
NOW = datetime(2026, 7, 26, tzinfo=UTC)
YEARS = (2022, 2023, 2024)

CHANGES = st.dictionaries(
    st.integers(1, 34), st.none() | st.sampled_from(["", "}", '\n},\n"x":{', "đ" * 99])
)
"""What is laid over entries; None for one that is taken out."""

Passing = Callable[[RegisterFolder], Iterator[object]]


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small files be read in parts, and be replaced at once."""
    monkeypatch.setattr(views, "PARTED", 1)
    monkeypatch.setattr(lines, "PARTED", 1)
    monkeypatch.setattr(blocks, "BLOCK", 256)
    monkeypatch.setattr(shelf, "_LAG", -1)
    monkeypatch.setattr(shelf, "SMALL", 0)
    monkeypatch.setattr(books, "SMALL", 0)


@pytest.fixture(params=[True, False], ids=["held open", "held in memory"])
def _can_hold(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold files as this system can, and as one where an open file is in the way."""
    if request.param and not blocks.CAN_HOLD:
        pytest.skip("an open file cannot be replaced here")
    monkeypatch.setattr(lines, "CAN_HOLD", request.param)


class Passed(Book):
    """A book that is gone through as its own methods do it."""

    def documents(self, table: str) -> list[Document]:
        return list(self._documents(table))

    def lay(self, entry: int, note: str | None) -> None:
        if note is None:
            self.remove(entry)
        else:
            self.put_grant(entry, grant_of(entry, note))


def grant_of(entry: int, note: str) -> GrantLine:
    document = {"key": f"{entry:02d}/X", "entry": entry, "note": note}
    return GrantLine(f"{entry:02d}/X", document, dump_document(document))


def line_of(entry: int, note: str) -> bytes:
    return grant_of(entry, note).data


def opened(path: Path) -> Passed:
    return Passed(path, 2024, REGISTER)


def write(path: Path, count: int) -> Path:
    """Write a book of licences and of a number for each of them."""
    book = Passed(None, 2024, REGISTER)
    for entry in range(1, count + 1):
        book.put_grant(entry, grant_of(entry, "x" * (entry * 97 % 600)))
        book.put_number(entry, {"key": f"{entry}/Y", "entry": entry})
    book.write(path, STAMP)
    return path


@given(st.integers(0, 30), CHANGES)
def test_a_book_held_open_is_gone_through_as_one_that_is_read_whole(
    tmp_path_factory: pytest.TempPathFactory, count: int, changes: dict[int, str | None]
) -> None:
    path = write(tmp_path_factory.mktemp("books") / "2024.json", count)
    held, whole = opened(path), opened(path)
    held.hold()
    whole.load()
    model = {
        entry: line_of(entry, "x" * (entry * 97 % 600)) for entry in range(1, count + 1)
    }
    for entry, note in changes.items():
        for book in (held, whole):
            book.lay(entry, note)
        model[entry] = b"" if note is None else line_of(entry, note)
    for table in books.FOUND_BY:
        assert held.documents(table) == whole.documents(table)
    assert [dump_document(one) for one in held.documents("licences")] == [
        line for _, line in sorted(model.items()) if line
    ]
    assert [one["entry"] for one in held.documents("numbers")] == list(
        range(1, count + 1)
    )


@pytest.mark.usefixtures("_can_hold")
def test_a_book_that_is_held_stays_as_it_was_whoever_replaces_it(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "2024.json", 20)
    held, late, fresh = (opened(path) for _ in range(3))
    held.hold()
    fresh.load()
    fresh.lay(21, "new")
    fresh.write(path, STAMP._replace(entry=501))

    assert len(held.documents("licences")) == 20
    assert held.line("licences", 20) is not None
    assert held.line("licences", 21) is None
    held.load()
    assert len(dict(held.lines("licences"))) == 20
    assert len(opened(path).documents("licences")) == 21
    with pytest.raises(InconsistentViewError):
        late.hold()


@pytest.mark.usefixtures("_can_hold")
def test_no_damage_is_held(tmp_path: Path) -> None:
    """Whichever byte is damaged, all is gone through rightly or nothing is."""
    path = write(tmp_path / "2024.json", 3)
    data, right = path.read_bytes(), opened(path).documents("licences")
    refused = 0
    for place in range(0, len(data), 3):
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        try:
            book = opened(path)
            book.hold()
            assert book.documents("licences") == right
        except ViewError:
            refused += 1
    assert refused > len(data) // 6


@pytest.mark.skipif(not blocks.CAN_HOLD, reason="no file is held open here")
def test_what_is_lost_behind_the_first_records_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "2024.json", 30)
    book = opened(path)
    book.hold()
    passing = book._documents("licences")  # noqa: SLF001  # what licences() does first
    assert next(passing)["entry"] == 1
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2)

    with pytest.raises(RegisterFileError, match="is not whole"):
        list(passing)


@pytest.mark.skipif(not blocks.CAN_HOLD, reason="no file is held open here")
def test_a_held_book_is_missing_or_not_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "2024.json", 30)
    missing, folder = opened(path), opened(path)
    path.unlink()
    with pytest.raises(ViewError, match="missing"):
        missing.hold()
    path.mkdir()
    with pytest.raises(ViewError, match="damaged"):
        folder.hold()


def grant(number: int, year: int) -> LicenceIssued:
    return LicenceIssued(
        kind="social-network",
        number=LicenceNumber(number, "", "GP-BTTTT"),
        issuer="MIC",
        issued_on=date(year, 5, 1),
        holder="A",
    )


def visit(number: int, year: int) -> InspectionRecorded:
    return InspectionRecorded(
        key=InspectionKey(year, number),
        inspected_on=date(year, 6, 1),
        agency="ABEI",
        subject=f"{number}.vn",
        subject_kind="social-network",
    )


def record(folder: Path, number: int) -> None:
    """Record a licence and a visit in each year, and write their books."""
    with RegisterFolder(folder).writing("an", now=NOW) as writer:
        for year in YEARS:
            writer.append("test", [grant(number, year), visit(number, year)])


@pytest.mark.usefixtures("_can_hold")
@pytest.mark.parametrize(
    "passing",
    [
        lambda register: register.licences(),
        lambda register: register.licence_records(),
        lambda register: register.inspections(),
    ],
    ids=["licences", "records", "inspections"],
)
def test_a_reader_sees_one_state_while_a_writer_replaces_every_book(
    tmp_path: Path, passing: Passing
) -> None:
    folder = tmp_path / "register"
    RegisterFolder.create(folder, "R", now=NOW)
    for number in range(1, 6):
        record(folder, number)
    reader = RegisterFolder(folder)
    before = (folder / "books" / "2024.json").read_bytes()

    going = passing(reader)
    next(going)
    record(folder, 6)
    assert (folder / "books" / "2024.json").read_bytes() != before

    assert len(list(going)) == 3 * 5 - 1
    # What the same reader asks later is of the same state.
    assert len(list(reader.licences())) == len(list(reader.inspections())) == 3 * 5
    assert reader.entries == 3 * 10
    assert not reader.notices
    assert len(list(passing(RegisterFolder(folder)))) == 3 * 6


@pytest.mark.usefixtures("_can_hold")
def test_a_reader_that_comes_late_to_a_book_takes_the_new_state_of_all(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "register"
    RegisterFolder.create(folder, "R", now=NOW)
    record(folder, 1)
    reader = RegisterFolder(folder)
    assert len(list(reader.licences([2022]))) == 1
    record(folder, 2)

    assert len(list(reader.licences())) == len(list(reader.inspections())) == 3 * 2
    assert reader.entries == 12
    assert not reader.notices


@pytest.mark.usefixtures("_can_hold")
def test_a_damaged_book_is_made_anew_before_the_first_record(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    RegisterFolder.create(folder, "R", now=NOW)
    for number in range(1, 6):
        record(folder, number)
    path = folder / "books" / "2023.json"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"GP-BTTTT", b"GP-BTTTX", 2))
    reader = RegisterFolder(folder)

    assert [one.key.number.suffix for one in reader.licences()] == ["GP-BTTTT"] * 15
    assert len(reader.notices) == 1
    again = RegisterFolder(folder)
    assert len(list(again.licences())) == 15
    assert not again.notices
