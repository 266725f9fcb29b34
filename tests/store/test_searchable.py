"""What a book is searched by is of that book, or is made anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg

from licreg.store import searchable, shelf
from licreg.store.register import RegisterFolder

YEARS: Final = (2019, 2020)


def issue(licreg: Licreg, folder: Path, number: int, year: int, holder: str) -> None:
    run = licreg(
        *("issue", "social-network", f"{number}/GP-BTTTT", "--on", f"{year}-03-05"),
        *("--holder", holder, "--site", f"vidu{number}.vn", "--term-years", "10"),
        *("--register", folder),
    )
    assert run.code == 0, run.err


@pytest.fixture
def register(licreg: Licreg, empty: Path) -> Path:
    for number, year in enumerate(YEARS, start=1):
        issue(licreg, empty, number, year, f"Công ty số {number}")
    return empty


Records = list[tuple[int, list[bytes]]]


def words(folder: Path) -> Records:
    """Return the words of each year's records, by the lists as they stand."""
    return listed(RegisterFolder(folder))


def anew(folder: Path) -> Records:
    """Return the same made of the journal alone."""
    return listed(RegisterFolder(folder).from_journal())


def listed(register: RegisterFolder) -> Records:
    return [
        (one.year, sorted(zip_lines(one.heads, one.words, one.accents)))
        for one in register.searchable()
    ]


def zip_lines(*lists: list[bytes]) -> Iterator[bytes]:
    return map(b"|".join, zip(*lists, strict=True))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "search").iterdir()}


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the years that are made anew from now on."""
    made: list[int] = []
    make = searchable.make_searchable

    def note(year: int, tables: object) -> object:
        made.append(year)
        return make(year, tables)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(searchable, "make_searchable", note)
    return made


class TestKept:
    """It is made once for a book, and again when the book is another."""

    def test_the_latest_year_comes_first(self, register: Path) -> None:
        assert [year for year, _ in words(register)] == [2020, 2019]

    def test_it_is_made_once(self, register: Path, unmade: list[int]) -> None:
        first = words(register)
        assert unmade == [2020, 2019]

        assert words(register) == first == anew(register)
        assert unmade[2:] == [2020, 2019]  # From the journal alone, nothing is kept.

    def test_an_act_makes_that_of_its_year_anew(
        self, licreg: Licreg, register: Path, unmade: list[int]
    ) -> None:
        words(register)
        unmade.clear()

        issue(licreg, register, 9, 2020, "Công ty mới")

        assert [len(records) for _, records in words(register)] == [2, 1]
        assert unmade == [2020]

    def test_what_is_entered_in_error_is_left_out(
        self, licreg: Licreg, register: Path
    ) -> None:
        words(register)

        for command in (("void", "1/2019", "--because", "nhầm"), ("undo",)):
            assert licreg(*command, "--register", register).code == 0
            assert words(register) == anew(register)

    def test_acting_writes_nothing_there(self, licreg: Licreg, register: Path) -> None:
        words(register)
        before = files(register)

        issue(licreg, register, 9, 2020, "Công ty mới")

        assert files(register) == before


class TestLagging:
    """A large book lags behind; what it lacks is laid over what was made of it."""

    def test_what_a_book_lacks_is_found(
        self, licreg: Licreg, register: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words(register)
        before = files(register)
        monkeypatch.setattr(shelf, "SMALL", 0)

        issue(licreg, register, 9, 2020, "Công ty đến sau")
        assert (
            licreg(
                *("correct", "2/2020", "--holder", "Công ty đổi tên"),
                *("--because", "nhầm", "--register", register),
            ).code
            == 0
        )

        found = dict(words(register))[2020]
        assert len(found) == 2
        assert any(b" den sau " in line for line in found)
        assert any(b" doi ten " in line for line in found)
        assert not any(b" so 2 " in line for line in found)
        assert words(register) == anew(register)
        assert files(register) == before


class TestNotTrusted:
    """What is of another book, damaged, or cannot be written costs only time."""

    def test_a_damaged_file_is_made_anew(self, register: Path) -> None:
        first = words(register)
        path = register / "search" / "2020.txt"
        good = path.read_bytes()
        for place in range(len(good)):
            data = bytearray(good)
            data[place] ^= 1
            path.write_bytes(data)

            assert words(register) == first, place

    @pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"[]\nabc", b"\xff\xfe\n"])
    def test_so_is_one_that_is_none(self, register: Path, data: bytes) -> None:
        first = words(register)
        (register / "search" / "2020.txt").write_bytes(data)

        assert words(register) == first

    def test_that_of_another_register_is_not_read(
        self, licreg: Licreg, register: Path, tmp_path: Path
    ) -> None:
        first = words(register)
        other = tmp_path / "other"
        assert licreg("init", other).code == 0
        issue(licreg, other, 7, 2020, "Công ty lạ")
        words(other)

        path = register / "search" / "2020.txt"
        path.write_bytes((other / "search" / "2020.txt").read_bytes())

        assert words(register) == first

    def test_where_it_cannot_be_written_it_is_made_each_time(
        self, register: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(searchable, "replace_file", full)

        assert words(register) == words(register) == anew(register)
        assert not list((register / "search").glob("*.txt"))

    def test_a_view_that_is_damaged_is_made_anew_for_it(self, register: Path) -> None:
        first = words(register)
        path = register / "books" / "2020.json"
        data = bytearray(path.read_bytes())
        data[-20] ^= 1
        path.write_bytes(data)
        (register / "search" / "2020.txt").unlink()

        assert words(register) == first


class TestTwoClocks:
    """What was known at a moment is searched as it was."""

    def test_what_was_entered_later_is_not_found(
        self, licreg: Licreg, register: Path
    ) -> None:
        past = RegisterFolder(register).as_known("2020-01-01")

        assert list(past.searchable()) == []
        run = licreg("find", "cong ty", "--as-known", "today", "--register", register)
        assert "2 records" in run.out
