"""A large view is read in parts, and answers as one that is read whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from licreg.store import blocks, views
from licreg.store.books import Book
from licreg.store.documents import Document, GrantLine
from licreg.store.faults import InconsistentViewError, ViewError
from licreg.store.laid import Laid
from licreg.store.lines import dump_document
from licreg.store.traits import Holding, TraitView
from licreg.store.views import Stamp, open_parts

REGISTER = "r1"
STAMP = Stamp(REGISTER, 500, 9000, "ab" * 32)
HOLDERS = ("Công ty A", 'Báo "B"', "C\\D")
KINDS = st.sampled_from(("licences", "numbers", "visits", "inspections"))


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PARTED", 1)
    monkeypatch.setattr(blocks, "BLOCK", 256)


class Asked(Book):
    """A book that is asked as its own methods ask."""

    def exactly(self, table: str, field: str, value: str) -> list[Document]:
        return self._exactly(table, field, value)

    def starting(self, table: str, start: str) -> list[Document]:
        return list(self._beginning(table, start))

    def documents(self, table: str) -> list[Document]:
        return list(self._documents(table))

    def put_issued(self, entry: int, document: Document) -> None:
        line = dump_document(document)
        self.put_grant(entry, GrantLine(document["key"], document, line))

    def put_visited(self, entry: int, document: Document) -> None:
        self._put_beside("inspections", entry, document)


def opened(path: Path) -> Asked:
    return Asked(path, 2024, REGISTER)


def write(path: Path, kinds: list[str]) -> Path:
    """Write a book with a line of each kind, by entry from 1."""
    book = Asked(None, 2024, REGISTER)
    for entry, kind in enumerate(kinds, start=1):
        number = f"{entry % 7:02d}/GP-BTTTT/2024@MIC#{entry}"
        document: Document = {"key": number, "entry": entry, "at": "", "by": ""}
        match kind:
            case "licences":
                document["holder"] = HOLDERS[entry % 3]
                document["note"] = "x" * (entry * 97 % 600)
                book.put_issued(entry, document)
            case "numbers":
                book.put_number(entry, {**document, "licence": entry % 5})
            case "visits":
                key = f"INS-2024-{entry:04d}"
                book.put_visit(entry, {**document, "key": key, "licence": entry % 5})
            case _:
                document |= {"key": f"INS-2024-{entry:04d}", "subject_key": "s.vn"}
                book.put_visited(entry, document)
    book.write(path, STAMP)
    return path


def found(book: Asked, entries: int) -> list[object]:
    """Return what a book finds, asked in every way that its index knows."""
    asked: list[object] = []
    for number in range(8):
        asked += [
            book.starting("licences", f"{number:02d}/"),
            book.numbers_from(f"{number:02d}/GP-BTTTT"),
            book.visits_under(number),
        ]
    for table in ("licences", "inspections"):
        asked += [book.line(table, entry) for entry in range(entries + 2)]
    asked += [book.exactly("licences", "holder", holder) for holder in HOLDERS]
    asked += [
        book.exactly("inspections", "subject_key", "s.vn"),
        book.exactly("inspections", "key", "INS-2024-0003"),
    ]
    return asked


@given(kinds=st.lists(KINDS, max_size=30))
def test_its_index_finds_what_reading_all_finds(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str]
) -> None:
    path = write(tmp_path_factory.mktemp("books") / "2024.json", kinds)
    whole, parted = (opened(path) for _ in range(2))
    whole.load()
    assert open_parts(path, REGISTER) is not None
    for _ in range(2):  # The second time so much was asked that all is read.
        assert found(parted, len(kinds)) == found(whole, len(kinds))
    assert (parted.size, parted.stamp) == (path.stat().st_size, STAMP)


def test_a_line_laid_over_the_file_hides_the_one_in_it(tmp_path: Path) -> None:
    path = write(tmp_path / "2024.json", ["licences"] * 9)
    book = opened(path)
    book.put_issued(3, {"key": "88/X", "entry": 3, "holder": "D"})
    book.remove(4)
    assert book.exactly("licences", "holder", HOLDERS[0]) == [
        document
        for document in opened(path).documents("licences")
        if document["holder"] == HOLDERS[0] and document["entry"] not in {3, 4}
    ]
    assert book.line("licences", 4) is None
    assert [one["entry"] for one in book.starting("licences", "88/")] == [3]


def test_plain_tinydb_opens_it(tmp_path: Path) -> None:
    path = write(tmp_path / "2024.json", ["licences"] * 40)
    with TinyDB(path, encoding="utf-8", access_mode="r") as database:
        assert len(database.table("licences")) == 40
        assert database.table("licences").all()[0]["holder"] == HOLDERS[1]


def test_traits_are_found_by_each_of_them(tmp_path: Path) -> None:
    view = TraitView(None, REGISTER)
    for entry in range(1, 20):
        view.put(Holding(entry, f"{entry}/X"), [f"{entry}.vn", "all.vn", '"<'])
    view.write(tmp_path / "0A.json", STAMP)
    view = TraitView(tmp_path / "0A.json", REGISTER)
    assert view.holding("7.vn") == [Holding(7, "7/X")]
    assert view.holding("7") == []
    assert len(view.holding("all.vn")) == len(view.holding('"<')) == 19


def changed(data: bytes) -> Iterator[bytes]:
    """Yield a file with one bit of every byte turned over."""
    for place in range(len(data)):
        yield data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def test_no_damage_is_believed(tmp_path: Path) -> None:
    """Whatever byte is damaged, the answer is right or the view is refused."""
    path = write(tmp_path / "2024.json", ["licences"] * 5)
    asked = [1, 2, 3, 4, 5, 6]
    right = [opened(path).line("licences", one) for one in asked]
    refused = 0
    for data in changed(path.read_bytes()):
        path.write_bytes(data)
        try:
            book = opened(path)
            assert [book.line("licences", one) for one in asked] == right
        except ViewError:
            refused += 1
    assert refused > len(data) // 2


@pytest.mark.parametrize("cut", [1, 9, 300])
def test_a_file_that_is_cut_or_grown_is_refused(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "2024.json", ["licences"] * 20)
    data = path.read_bytes()
    for other in (data[:-cut], data + b" " * cut):
        path.write_bytes(other)
        with pytest.raises(ViewError):
            opened(path)


def test_a_file_replaced_meanwhile_is_not_taken_for_the_one_opened(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "2024.json", ["licences"] * 20)
    book, other = (opened(path) for _ in range(2))
    fresh = opened(path)
    fresh.put_issued(21, {"key": "99/X", "entry": 21, "holder": "D"})
    fresh.write(path, STAMP._replace(entry=501))
    with pytest.raises(ViewError):
        book.line("licences", 20)
    with pytest.raises(InconsistentViewError):
        other.load()


@given(
    st.sampled_from((1, 20, 1000)),
    st.lists(
        st.tuples(st.integers(1, 30), st.none() | st.binary(max_size=9)), max_size=60
    ),
)
def test_lines_laid_close_together_are_what_was_laid_last(
    most: int, laid: list[tuple[int, bytes | None]]
) -> None:
    lines, model = Laid(), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("licreg.store.laid._CHUNK", most)
        for entry, line in laid:
            lines[entry] = line
            model[entry] = line
    assert list(lines.pairs()) == sorted(model.items(), key=lambda pair: pair[0])
    assert bool(lines) is bool(model)
    for entry in range(32):
        assert (entry in lines, lines.get(entry)) == (entry in model, model.get(entry))
