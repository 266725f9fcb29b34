"""Files of cells in other dialects hold the same cells as CSV."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.exchange.csv_files import read_csv
from licreg.exchange.csv_rows import CsvRow, unguard_cell
from licreg.exchange.separated import EXCEL, TSV, Dialect, write_separated

CELLS = st.text(alphabet="'=+-@\t\r\n＝\",; aĐ", max_size=6)  # noqa: RUF001 - these signs are meant


def written(dialect: Dialect, *rows: Sequence[object]) -> str:
    out = io.StringIO(newline="")
    write_separated(out, ["kind", "note"], rows, dialect)
    return out.getvalue()


def test_each_value_is_written_in_its_own_way() -> None:
    rows = ("Đông Á; Ltd", -5), ("-5", None), (("a.vn", "b.vn"), "x\ty\nz")

    assert written(TSV, *rows) == (
        'kind\tnote\nĐông Á; Ltd\t-5\n\'-5\t\na.vn b.vn\t"x\ty\nz"\n'
    )
    assert written(EXCEL, *rows) == (
        '\ufeffkind;note\r\n"Đông Á; Ltd";-5\r\n\'-5;\r\na.vn b.vn;"x\ty\nz"\r\n'
    )


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_what_is_written_for_excel_is_read_back(rows: list[tuple[str, str]]) -> None:
    read = read_csv(written(EXCEL, *rows).encode(), "l.csv")

    assert read.header == ("kind", "note")
    assert [row.cells for row in read.rows] == rows


@pytest.mark.parametrize("dialect", [TSV, EXCEL])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_any_reader_of_csv_finds_the_same_cells(
    dialect: Dialect, rows: list[tuple[str, str]]
) -> None:
    text = written(dialect, *rows).removeprefix("\ufeff")

    _, *read = csv.reader(
        io.StringIO(text, newline=""), delimiter=dialect.separator, strict=True
    )

    assert [tuple(map(unguard_cell, row)) for row in read] == rows


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_no_cell_begins_like_a_formula(rows: list[tuple[str, str]]) -> None:
    _, *read = csv.reader(io.StringIO(written(TSV, *rows), newline=""), delimiter="\t")

    assert not [
        cell
        for row in read
        for cell in row
        if cell.startswith(tuple("=+-@\t\r\n＝"))  # noqa: RUF001 - this sign is meant
    ]


def test_a_row_keeps_its_line_though_a_text_has_several() -> None:
    read = read_csv(written(EXCEL, ("a", "x\ny"), ("b", "")).encode(), "l.csv")

    assert read.rows == (CsvRow(2, ("a", "x\ny")), CsvRow(4, ("b", "")))
