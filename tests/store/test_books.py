"""A book is a view of one year: found in by its bytes, and open to plain TinyDB."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import (
    NASTY,
    entry_of,
    few,
    grants,
    histories,
    inspected,
    licence_of,
    tallies,
)
from tinydb import TinyDB, where

from licreg.domain.counts import ISSUED
from licreg.domain.days import last_of_year
from licreg.domain.events import (
    ACTS,
    EntryVoided,
    Event,
    InspectionRecorded,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.store.books import FOUND_BY, Book
from licreg.store.documents import encode_licence
from licreg.store.faults import ViewError
from licreg.store.register import RegisterFolder
from licreg.store.views import Stamp, dump_view, read_view

STAMP = Stamp("r1", 9, 900, "0" * 64)
NOW = datetime.fromisoformat("2026-07-26T10:00:00+07:00")
Record = TypeVar("Record", Licence, Inspection)


@st.composite
def records(draw: st.DrawFn) -> tuple[list[Licence], list[Inspection]]:
    """Return records of one year, some of them entered in error."""
    licences = [
        licence_of(draw(histories(10 * place)))
        for place in range(1, draw(st.integers(1, 4)))
    ]
    inspections = [
        draw(inspected(10 * place)) for place in range(5, draw(st.integers(5, 8)))
    ]
    return list({one.key: one for one in licences}.values()), inspections


def filled(
    path: Path | None, licences: Iterable[Licence], inspections: Iterable[Inspection]
) -> Book:
    book = Book(path, 2024, "r1")
    for licence in licences:
        book.put_licence(licence)
    for inspection in inspections:
        book.put_inspection(inspection)
    return book


def answers(
    book: Book, licences: Iterable[Licence], inspections: Iterable[Inspection]
) -> list[Any]:
    """Return all that a book can be asked about some records."""
    return [
        list(book.licences()),
        list(book.inspections()),
        list(book.voided()),
        [book.licence(str(one.key)) for one in licences],
        [by_entry(book.licences_from(f"{one.key.number}/")) for one in licences],
        [
            by_entry(book.licences_from(f"{one.key.number.value:02d}"))
            for one in licences
        ],
        [book.inspection(str(one.key)) for one in inspections],
        *(
            [book.inspections_with(field, getattr(one, field)) for one in inspections]
            for field in ("subject_key", "decision_key")
        ),
    ]


def by_entry(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda one: one.entry)


class TestSearching:
    """A search of the bytes finds what a full read finds."""

    @few
    @given(records=records(), searches=st.sampled_from([0, 40]))
    def test_searching_finds_what_reading_all_finds(
        self,
        records: tuple[list[Licence], list[Inspection]],
        searches: int,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        path = tmp_path_factory.mktemp("books") / "2024.json"
        filled(None, *records).write(path, STAMP)
        book = Book(path, 2024, "r1")
        for _ in range(searches):  # Many make an index of what is searched for.
            book.licence("none")

        for one in records[0]:
            assert book.licence(str(one.key)) == one
            assert one in book.licences_from(f"{one.key.number}/")
        for visited in records[1]:
            assert book.inspection(str(visited.key)) == visited
            for field in ("subject_key", "decision_key"):
                value = getattr(visited, field)
                assert not value or by_entry(book.inspections_with(field, value)) == [
                    other
                    for other in records[1]
                    if getattr(other, field) == value and not other.is_voided
                ]

    @few
    @given(records=records(), later=records(), taken=st.sets(st.integers(1, 8)))
    def test_what_is_laid_over_a_file_answers_as_if_it_were_in_it(
        self,
        records: tuple[list[Licence], list[Inspection]],
        later: tuple[list[Licence], list[Inspection]],
        taken: set[int],
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        named = {(str(one.key), one.entry) for one in records[0] + later[0]}
        assume(len({key for key, _ in named}) == len(named))
        path = tmp_path_factory.mktemp("books") / "2024.json"
        filled(path, *records).write(path, STAMP)
        laid, memory = Book(path, 2024, "r1"), filled(None, *records)
        for book in (laid, memory):
            for licence in later[0]:
                book.put_licence(licence)
            for inspection in later[1][-1:]:
                book.put_inspection(inspection)
            for place in sorted(taken):
                book.remove(10 * place)
        asked = (records[0] + later[0], records[1] + later[1])
        expected = answers(memory, *asked)

        assert answers(laid, *asked) == expected
        laid.write(path, STAMP)
        assert not laid.is_changed
        assert answers(laid, *asked) == expected
        assert answers(Book(path, 2024, "r1"), *asked) == expected

    def test_text_that_looks_like_a_field_is_not_taken_for_one(
        self, tmp_path: Path
    ) -> None:
        grant = LicenceIssued(
            kind="social-network",
            number=LicenceNumber(57, "", "GP-BTTTT"),
            issuer="MIC",
            issued_on=date(2024, 1, 1),
            holder='","key":"58/GP-BTTTT/2024@MIC',
            note='\n"9":{"key":"58/GP-BTTTT/2024@MIC"},\n}\\',
        )
        path = tmp_path / "2024.json"
        filled(None, [Licence(entry_of(1, grant))], []).write(path, STAMP)
        book = Book(path, 2024, "r1")

        assert book.licence("58/GP-BTTTT/2024@MIC") is None
        assert book.licences_from("58/") == []
        found = book.licence("57/GP-BTTTT/2024@MIC")
        assert found is not None
        assert found.grant == grant

    def test_a_key_is_not_found_by_the_beginning_of_a_longer_one(
        self, tmp_path: Path
    ) -> None:
        def numbered(value: int, ordinal: int) -> Licence:
            grant = LicenceIssued(
                kind="social-network",
                number=LicenceNumber(value, "", "GP-BTTTT"),
                issuer="MIC",
                issued_on=date(2024, 1, 1),
                holder="A",
                ordinal=ordinal,
            )
            return Licence(entry_of(value + ordinal, grant))

        path = tmp_path / "2024.json"
        filled(None, [numbered(57, 2), numbered(570, 1)], []).write(path, STAMP)
        book = Book(path, 2024, "r1")

        assert book.licence("57/GP-BTTTT/2024@MIC") is None
        assert book.licence("57/GP-BTTTT/2024@MIC#2") == numbered(57, 2)
        assert book.licences_from("57/") == [numbered(57, 2)]


class TestFiles:
    """One document to a line, its key first; what does not fit is not used."""

    @few
    @given(records=records())
    def test_each_line_of_a_table_is_one_document_with_its_key_first(
        self,
        records: tuple[list[Licence], list[Inspection]],
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        path = tmp_path_factory.mktemp("books") / "2024.json"
        filled(None, *records).write(path, STAMP)
        lines = [
            line
            for line in path.read_text(encoding="utf-8").split("\n")
            if line[:1] == '"' and line[1:2].isdigit()
        ]

        assert len(lines) == len(records[0]) + len(records[1])
        for line in lines:
            entry, _, text = line.rstrip(",").partition(":")
            document = json.loads(text)
            assert next(iter(document)) == "key"
            assert document["entry"] == int(entry.strip('"'))

    def write(self, path: Path) -> bytes:
        filled(None, [licence(holder="Đông Á")], []).write(path, STAMP)
        return path.read_bytes()

    def assert_fault(self, path: Path, data: bytes, reason: str) -> None:
        path.write_bytes(data)
        with pytest.raises(ViewError) as fault:
            Book(path, 2024, "r1")

        assert fault.value.fault == (path.name, reason)

    def test_every_changed_byte_is_found(self, tmp_path: Path) -> None:
        path = tmp_path / "2024.json"
        data = self.write(path)
        for place in range(0, len(data), 7):
            changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            self.assert_fault(path, changed, "damaged")
        for cut in (0, 1, 20, 40, len(data) - 1):
            self.assert_fault(path, data[:cut], "damaged")

    def test_the_book_of_another_register_or_a_newer_one_is_not_used(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "2024.json"
        other = dump_view(STAMP._replace(register="r2"), {"licences": b"{}"})
        self.assert_fault(path, other, "foreign")
        newer = dump_view(STAMP, {}).replace(b'"format":4', b'"format":5')
        checked = newer[31:]
        import zlib

        self.assert_fault(
            path, b"%b%08x%b" % (newer[:23], zlib.crc32(checked), checked), "newer"
        )

    def test_a_missing_book_is_an_empty_one(self, tmp_path: Path) -> None:
        book = Book(tmp_path / "2024.json", 2024, "r1")

        assert book.stamp is None
        assert [list(book.lines(table)) for table in FOUND_BY] == [[] for _ in FOUND_BY]

    def test_the_stamp_is_read_back(self, tmp_path: Path) -> None:
        self.write(tmp_path / "2024.json")

        assert read_view(tmp_path / "2024.json", "r1")[0] == STAMP


def licence(holder: str = "A", number: int = 57) -> Licence:
    grant = LicenceIssued(
        kind="social-network",
        number=LicenceNumber(number, "", "GP-BTTTT"),
        issuer="MIC",
        issued_on=date(2024, 1, 1),
        holder=holder,
    )
    return Licence(entry_of(number, grant))


@pytest.fixture
def register(tmp_path: Path) -> RegisterFolder:
    """Return a register with records of all sorts over some years."""
    folder = tmp_path / "register"
    RegisterFolder.create(folder, "R", now=NOW)
    register = RegisterFolder(folder)
    events: list[Event] = []
    for number, year in enumerate((2022, 2023, 2023, 2024), start=1):
        grant = LicenceIssued(
            kind="social-network" if number % 2 else "aggregate-site",
            number=LicenceNumber(number, "", "GP-BTTTT"),
            issuer="MIC",
            issued_on=date(year, 5, number),
            holder='CTCP "Đông Á"\n\\ {a}',
        )
        events.append(grant)
        events.append(
            InspectionRecorded(
                key=InspectionKey(year, number),
                inspected_on=date(year, 6, number),
                agency="ABEI",
                subject="vi-du.vn",
                subject_kind="game",
            )
        )
    events.append(
        ACTS["extend"](
            licence=1,
            ref="01/GP-BTTTT/2022@MIC",
            on=date(2024, 4, 1),
            until=date(2028, 4, 1),
            given_number="07/GPSĐBS-TTĐT",
        )
    )
    events.append(EntryVoided(target=3, ref="02/GP-BTTTT/2023@MIC", because="twice"))
    events.append(
        TallyRecorded(
            measure="issued",
            kind="aggregate-site",
            count=1016,
            to_on=date(2021, 12, 31),
            source="report",
        )
    )
    with register.writing("an", now=NOW) as writer:
        writer.append("import", events)
    return register


class TestTinyDB:
    """Any book opens with plain ``TinyDB(path, encoding=…, access_mode="r")``."""

    def test_every_book_opens_and_its_documents_count_to_the_totals(
        self, register: RegisterFolder
    ) -> None:
        books = sorted((register.path / "books").glob("*.json"))
        counts = register.counts
        assert [path.stem for path in books] == ["2022", "2023", "2024", "standing"]

        for path in books[:-1]:
            with TinyDB(path, encoding="utf-8", access_mode="r") as book:
                year = int(path.stem)
                last_day = last_of_year(year)
                for kind in ("social-network", "aggregate-site"):
                    assert book.table("licences").count(
                        where("kind") == kind
                    ) == counts.licences.flow(kind, ISSUED, date(year, 1, 1), last_day)
                assert len(book.table("inspections")) == sum(
                    n
                    for (n,) in counts.inspections.of(year)
                    .visits["online-games"]
                    .values()
                )

    def test_a_record_is_found_by_what_it_holds(self, register: RegisterFolder) -> None:
        path = register.path / "books" / "2022.json"
        with TinyDB(path, encoding="utf-8", access_mode="r") as book:
            (found,) = book.table("licences").search(where("holder").search("Đông Á"))

        assert found["key"] == "01/GP-BTTTT/2022@MIC"
        assert found["holder"] == 'CTCP "Đông Á"\n\\ {a}'
        assert [act["act"] for act in found["acts"]] == ["extend"]

    def test_later_numbers_and_records_entered_in_error_have_their_own_tables(
        self, register: RegisterFolder
    ) -> None:
        with TinyDB(
            register.path / "books" / "2024.json", encoding="utf-8", access_mode="r"
        ) as book:
            (number,) = book.table("numbers").all()
        with TinyDB(
            register.path / "books" / "2023.json", encoding="utf-8", access_mode="r"
        ) as book:
            (voided,) = book.table("voided").all()

        assert number["key"] == "07/GPSĐBS-TTĐT/2024@MIC"
        assert number["ref"] == "01/GP-BTTTT/2022@MIC"
        assert voided["key"] == "02/GP-BTTTT/2023@MIC"

    def test_tallies_stand_in_a_book_of_their_own(
        self, register: RegisterFolder
    ) -> None:
        with TinyDB(
            register.path / "books" / "standing.json", encoding="utf-8", access_mode="r"
        ) as book:
            (tally,) = book.table("tallies").all()

        assert tally["count"] == 1016
        assert next(iter(tally)) == "key"

    @few
    @given(
        grants=st.lists(grants(), min_size=1, max_size=3),
        tally=tallies(),
        note=NASTY,
    )
    def test_whatever_is_recorded_tinydb_reads_it(
        self,
        grants: list[LicenceIssued],
        tally: TallyRecorded,
        note: str,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        folder = tmp_path_factory.mktemp("registers") / "register"
        RegisterFolder.create(folder, note or "R", now=NOW)
        register = RegisterFolder(folder)
        with register.writing("an", now=NOW) as writer:
            writer.append("import", [*grants, tally])
        found: dict[int, Any] = {}
        for year in register.years():
            path = folder / "books" / f"{year}.json"
            with TinyDB(path, encoding="utf-8", access_mode="r") as book:
                found |= {one.doc_id: dict(one) for one in book.table("licences")}

        assert found == {one.entry: encode_licence(one) for one in register.licences()}
        assert len(found) == len(grants)
