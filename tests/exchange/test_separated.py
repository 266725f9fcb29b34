"""Files of cells in other dialects hold the same cells as CSV."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.exchange.csv_files import read_csv
from licreg.exchange.csv_rows import CsvRow, guard_cell, unguard_cell
from licreg.exchange.separated import CSV, EXCEL, TSV, Dialect, write_separated

CELLS = st.text(alphabet="'=+-@\t\r\n＝\",; aĐ", max_size=6)  # noqa: RUF001 - these signs are meant


HARMLESS = st.sampled_from(["", "a", "57/GP-TTĐT/2019@ABEI", "2019-02-12", "a,b;c"])
VALUES = HARMLESS | CELLS | st.none() | st.integers(-9, 99) | st.tuples(CELLS, CELLS)


def alone(dialect: Dialect, row: Sequence[object]) -> str:
    """Return a line as Python's own writer has it, each text guarded before."""
    line = io.StringIO(newline="")
    cells = [" ".join(cell) if isinstance(cell, tuple) else cell for cell in row]
    csv.writer(line, delimiter=dialect.separator, lineterminator="\r\n").writerow(
        guard_cell(cell) if isinstance(cell, str) else cell for cell in cells
    )
    return line.getvalue().removesuffix("\r\n") + dialect.line_end


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


@pytest.mark.parametrize("dialect", [CSV, TSV, EXCEL])
@given(
    rows=st.lists(st.lists(VALUES, min_size=1, max_size=4), max_size=5)
    | st.lists(st.lists(HARMLESS, min_size=3, max_size=3), max_size=5)
)
def test_many_rows_are_written_as_each_alone(
    dialect: Dialect, rows: list[list[object]]
) -> None:
    text = written(dialect, *rows * 50)

    assert text == written(dialect) + "".join(alone(dialect, row) for row in rows * 50)


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
