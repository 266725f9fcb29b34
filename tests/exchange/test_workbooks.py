"""Workbooks are read as texts; those that unfold to too much are refused before."""

import io
import zipfile
import zlib
from datetime import date, datetime
from time import process_time

import pytest
from openpyxl import Workbook

from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import CsvRow
from licreg.exchange.workbooks import read_workbook


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows: list[object], title: str = "Sheet") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def faults_of(data: bytes, sheet: str = "") -> str:
    with pytest.raises(InvalidFileError) as raised:
        read_workbook(data, "a.xlsx", sheet)
    assert "Nothing was recorded." in str(raised.value)
    return "\n".join(raised.value.faults)


def test_cells_are_told_to_the_digit() -> None:
    data = workbook(
        ["số", None, "ngày"],
        [57, 0.5, date(2024, 1, 5)],
        [],
        [12345678901, True, datetime(2024, 1, 5, 10, 30)],  # noqa: DTZ001  # Excel's
    )

    assert read_workbook(data, "a.xlsx")["Sheet"] == [
        CsvRow(1, ("số", "", "ngày")),
        CsvRow(2, ("57", "0.5", "2024-01-05")),
        CsvRow(4, ("12345678901", "yes", "2024-01-05 10:30:00")),
    ]


def test_a_sheet_is_named_or_counted() -> None:
    book = Workbook()
    for title in ("Năm 2024", "Năm 2025"):
        book.create_sheet(title).append([title])
    data = saved(book)

    assert list(read_workbook(data, "a.xlsx")) == ["Năm 2024", "Năm 2025"]
    assert list(read_workbook(data, "a.xlsx", "năm 2025")) == ["Năm 2025"]
    assert list(read_workbook(data, "a.xlsx", "2")) == ["Năm 2024"]
    assert "it has no sheet '2026', but 'Sheet', 'Năm 2024'" in faults_of(data, "2026")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 no pack", "no workbook, or a damaged one"),
        (workbook()[:-40], "no workbook, or a damaged one"),
        (workbook(), "no sheet of it has any text"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, sentence: str) -> None:
    assert sentence in faults_of(data)


def test_another_pack_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as pack:
        pack.writestr("content.xml", "<a/>")

    assert "it is a pack of files, and no workbook" in faults_of(stream.getvalue())


def test_a_pack_that_unfolds_to_gigabytes_is_refused_at_once() -> None:
    stream = io.BytesIO()
    zeros = bytes(1 << 20)
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack,
        pack.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(400):
            part.write(zeros)
    begun = process_time()

    assert "it unfolds to more than 300,000,000 bytes" in faults_of(stream.getvalue())
    assert process_time() - begun < 5


def test_a_part_that_lies_about_its_size_is_not_believed() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as pack:
        pack.writestr("xl/workbook.xml", "x")
    honest = stream.getvalue()
    bomb = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(320)) + bomb.flush()
    name = b"xl/workbook.xml"
    size = len(packed).to_bytes(4, "little")
    local = honest[:8] + b"\x08\0" + honest[10:14] + bytes(4) + size
    local += b"\1\0\0\0" + honest[26:30] + name
    central = honest.index(b"PK\1\2")
    head = honest[central : central + 10] + b"\x08\0" + bytes(8) + size + b"\1\0\0\0"
    head += honest[central + 28 : honest.index(b"PK\5\6")]
    end = honest[honest.index(b"PK\5\6") :]
    where = len(local) + len(packed)
    end = end[:16] + where.to_bytes(4, "little") + end[20:]
    data = local + packed + head + end

    assert "it unfolds to more than 300,000,000 bytes" in faults_of(data)


def test_a_cell_at_the_far_end_takes_no_more_time_than_it_should() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "số"
    book.active["XFD1048576"] = "x"
    begun = process_time()

    rows = read_workbook(saved(book), "a.xlsx")["Sheet"]

    assert [row.line for row in rows] == [1, 1048576]
    assert process_time() - begun < 10


def test_too_many_cells_are_refused() -> None:
    book = Workbook()
    assert book.active is not None
    for row in range(1, 400):
        book.active.cell(row=row, column=16_384, value="x")

    assert "it has more than 5,000,000 cells" in faults_of(saved(book))
