"""What goes into a workbook is read from it again by another library, as it was."""

import io
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from xlsxwriter import Workbook

from licreg.errors import OutputError
from licreg.exchange import xlsx_rows
from licreg.exchange.xlsx_out import Sheet, write_workbook

HOSTILE = st.text(alphabet="'=+-@＝\t\n\0<r>/&;_x0041\ufffeaĐ", max_size=12)  # noqa: RUF001 - these signs are meant
MARKUP = st.sampled_from(
    [
        "<r><t>=1+1</t></r>",
        "<r></r>",
        "_x0041_",
        "_x005F_",
        "http://vi-du.vn",
        "mailto:a@b.vn",
        "internal:a",
        "{=1}",
        "0123456789",
        "1/2",
        "2024-11-15",
        "TRUE",
        "#REF!",
        "😀" * 3,
    ]
)
TEXTS = HOSTILE | MARKUP | st.text(max_size=20)


def workbook(*sheets: Sheet) -> bytes:
    out = io.BytesIO()
    write_workbook(out, sheets)
    return out.getvalue()


def sheet(
    headings: Sequence[str],
    holds: Sequence[xlsx_rows.Holds],
    rows: Iterable[Collection[object]],
    footer: Collection[object] = (),
) -> Sheet:
    return Sheet("records", headings, holds, ((0, row) for row in rows), footer)


def pages(data: bytes) -> Any:  # noqa: ANN401  # it has no types
    return load_workbook(io.BytesIO(data))


def rows_of(data: bytes) -> list[list[object]]:
    return [
        [
            unescape(cell.value) if isinstance(cell.value, str) else cell.value
            for cell in row
        ]
        for row in pages(data)["records"].iter_rows()
    ]


@settings(deadline=None)
@given(st.lists(TEXTS.filter(bool) | st.integers(-(10**15), 10**15), max_size=6))
def test_rows_are_those_that_the_library_would_write(cells: list[str | int]) -> None:
    """Each cell once by the library: texts for it are never formulas or markup."""
    printable = [
        cell.encode("utf-8", "backslashreplace").decode()
        if isinstance(cell, str)
        else cell
        for cell in cells
        if not isinstance(cell, int) or -(10**15) < cell < 10**15
    ]
    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    page = book.add_worksheet("records")
    style = book.add_format({"num_format": "@"})
    year = book.add_format({"num_format": "0"})
    page.write_string(0, 0, "note", style)
    for row, cell in enumerate(printable, start=1):
        if isinstance(cell, int):
            page.write_number(row, 0, cell, year)
        elif not (cell.startswith("<r>") and cell.endswith("</r>")):
            page.write_string(row, 0, cell, style)
    book.close()
    theirs = rows_in(out.getvalue())

    ours = rows_in(workbook(sheet(["note"], ["text"], ([one] for one in printable))))

    for place, line in theirs.items():
        assert ours[place] == line
    assert len(ours) >= len(theirs)


def rows_in(data: bytes) -> dict[str, str]:
    """Return the XML of the rows of a sheet by their places, without their looks."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        page = file.read("xl/worksheets/sheet1.xml").decode()
    page = re.sub(' s="[0-9]+"', "", page)
    return dict(re.findall(r'(?s)<row r="([0-9]+)">(.*?)</row>', page))


@settings(deadline=None)
@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=6))
def test_a_text_stays_the_text_that_it_was(texts: list[str]) -> None:
    data = workbook(sheet(["note"], ["text"], ([text] for text in texts)))

    cells = [row[0] for row in pages(data)["records"].iter_rows(min_row=2)]
    assert [unescape(cell.value) for cell in cells] == [
        text.encode("utf-8", "backslashreplace").decode() for text in texts
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_no_text_becomes_a_formula_or_an_address(texts: list[str]) -> None:
    data = workbook(sheet(["note"], ["text"], ([text] for text in texts)))

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in page
        assert b"hyperlink" not in page
        assert not [name for name in parts.namelist() if "sheet1.xml.rels" in name]


def test_days_and_numbers_are_what_they_mean() -> None:
    rows = [
        (date(2024, 11, 15), 1_027_500_000, "0101234567", 2024),
        ("2024-11-15", "-7", "=1", None),
        ("", "", "", ""),
        (None, 0, ("a.vn", "b.vn"), "2024"),
    ]

    data = workbook(sheet(list("dnty"), ["day", "number", "text", "text"], rows))

    day = datetime(2024, 11, 15)  # noqa: DTZ001  # a civil day, as the reader has it
    assert rows_of(data)[1:] == [
        [day, 1_027_500_000, "0101234567", 2024],
        [day, -7, "=1", None],
        [None, None, None, None],
        [None, 0, "a.vn b.vn", "2024"],
    ]
    first = pages(data)["records"][2]
    assert [cell.number_format for cell in first] == ["yyyy-mm-dd", "#,##0", "@", "0"]


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(1900, 2, 28), date(1, 1, 1)])
def test_a_day_that_programs_count_differently_is_a_text(day: date) -> None:
    data = workbook(sheet(["on"], ["day"], [[day]]))

    assert rows_of(data)[1:] == [[day.isoformat()]]


@pytest.mark.parametrize("day", [date(1900, 3, 1), date(2024, 2, 29), date.max])
def test_every_later_day_is_a_day(day: date) -> None:
    data = workbook(sheet(["on"], ["day"], [[day]]))

    ((value,),) = rows_of(data)[1:]
    assert isinstance(value, datetime)
    assert value.date() == day


def test_a_number_with_more_figures_than_a_spreadsheet_keeps_is_a_text() -> None:
    data = workbook(sheet(["n"], ["number"], [[10**15 - 1], [10**15], [-(10**15)]]))

    assert rows_of(data)[1:] == [
        [10**15 - 1],
        ["1000000000000000"],
        ["-1000000000000000"],
    ]


def test_the_header_stays_in_sight_and_all_rows_but_the_footer_are_filtered() -> None:
    data = workbook(sheet(["a", "b"], ["text", "number"], [["x", 1]] * 3, ["", 3]))

    page = pages(data)["records"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B4"
    assert page.print_title_rows == "$1:$1"
    assert [cell.value for cell in page[5]] == [None, 3]
    assert [cell.font.bold for cell in page[1]] == [True, True]


def test_a_column_is_as_wide_as_what_it_holds_within_reason() -> None:
    data = workbook(sheet(list("abc"), ["text"] * 3, [["x" * 20, "y" * 500, ""]]))

    widths = pages(data)["records"].column_dimensions
    assert [round(widths[column].width) for column in "ABC"] == [23, 61, 9]


def test_tabs_have_names_that_a_spreadsheet_admits_each_once() -> None:
    titles = ["a/b:c*?[d]", "", "x" * 40, "X" * 40, "'q'"]

    data = workbook(*(Sheet(title, ["a"], ["text"], ()) for title in titles))

    names = pages(data).sheetnames
    assert names == ["a b c   d", "1", "x" * 31, f"{'X' * 29} 2", "q"]


def test_a_part_of_a_row_is_indented() -> None:
    data = workbook(Sheet("records", ["a"], ["text"], [(0, ["x"]), (2, ["y"])]))

    cells = [row[0] for row in pages(data)["records"].iter_rows(min_row=2)]
    assert [cell.alignment.indent for cell in cells] == [0, 2]


def test_the_same_answer_makes_the_same_bytes() -> None:
    one, other = (
        workbook(sheet(["a", "on"], ["text", "day"], [["Đông Á", date(2024, 1, 2)]]))
        for _ in range(2)
    )

    assert one == other


def test_what_finds_no_room_in_a_cell_is_refused_not_cut() -> None:
    longest = "đ" * xlsx_rows.LONGEST_CELL

    assert rows_of(workbook(sheet(["a"], ["text"], [[longest]])))[1:] == [[longest]]
    with pytest.raises(OutputError, match="Row 2 has a text of 32,768 letters"):
        workbook(sheet(["a"], ["text"], [[f"{longest}đ"]]))
    with pytest.raises(OutputError, match="32,768 letters"):
        workbook(sheet(["a"], ["text"], [["😀" * (xlsx_rows.LONGEST_CELL // 2 + 1)]]))


def test_more_rows_than_a_sheet_has_are_refused_not_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx_rows, "MOST_ROWS", 4)
    write = [["x"]] * 3

    assert len(rows_of(workbook(sheet(["a"], ["text"], write)))) == 4
    with pytest.raises(OutputError, match="A sheet holds 4 rows"):
        workbook(sheet(["a"], ["text"], [["x"]] * 4))
    with pytest.raises(OutputError, match="A sheet holds 4 rows"):
        workbook(sheet(["a"], ["text"], write, ["sum"]))


def test_a_fault_among_the_rows_passes_through_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterable[tuple[int, list[str]]]:
        yield 0, ["x"]
        msg = "the register is gone"
        raise OSError(msg)

    out = io.BytesIO()
    with pytest.raises(OSError, match="the register is gone"):
        write_workbook(out, [Sheet("a", ["a"], ["text"], rows())])

    assert out.getvalue() == b""
    assert list(tmp_path.iterdir()) == []
