"""What goes out as CSV comes back as it was, and no fault stays unnamed."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.errors import InvalidFileError
from licreg.exchange.csv_files import read_csv
from licreg.exchange.csv_rows import LONGEST_CELL, CsvRow, guard_cell, unguard_cell
from licreg.exchange.separated import write_csv

# Short texts of what makes trouble, and texts of anything at all.
HOSTILE = st.text(alphabet="'=+-@\t\r\n\0＝＋－＠\",; aĐ", max_size=6)  # noqa: RUF001 - these signs are meant
TEXTS = HOSTILE | st.text(max_size=20)
CELLS = TEXTS.filter(lambda text: "\0" not in text)
HARMLESS = st.sampled_from(["", "a", "57/GP-TTĐT/2019@ABEI", "2019-02-12", "’"])  # noqa: RUF001
VALUES = (
    (HARMLESS | TEXTS)
    | st.none()
    | st.integers(-9, 99)
    | st.dates()
    | st.lists(HARMLESS | TEXTS, max_size=2).map(tuple)
)


def written(header: Sequence[str], *rows: Sequence[object]) -> str:
    out = io.StringIO(newline="")
    write_csv(out, header, rows)
    return out.getvalue()


def written_one_by_one(*rows: Sequence[object]) -> str:
    """Return the rows as Python's own writer has them, each cell guarded before."""
    out = io.StringIO(newline="")
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow(
            guard_cell(" ".join(cell) if isinstance(cell, tuple) else cell)
            if isinstance(cell, (str, tuple))
            else cell
            for cell in row
        )
        out.write(line.getvalue().removesuffix("\r\n") + "\n")
    return out.getvalue()


def faults_of(data: bytes, *required: str) -> tuple[str, ...]:
    with pytest.raises(InvalidFileError) as raised:
        read_csv(data, "l.csv", required)
    return raised.value.faults


@given(TEXTS)
def test_a_guarded_cell_gives_its_text_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@given(TEXTS, TEXTS)
def test_two_texts_are_never_guarded_alike(one: str, other: str) -> None:
    assert (guard_cell(one) == guard_cell(other)) == (one == other)


@given(TEXTS)
def test_no_guarded_cell_begins_like_a_formula(text: str) -> None:
    assert not guard_cell(text).startswith(tuple("=+-@\t\r\n\0＝＋－＠"))  # noqa: RUF001 - these signs are meant


@pytest.mark.parametrize("text", ["", "a", "'", "'t Hart", "''", "A=B", "1-2", " =1"])
def test_a_harmless_cell_is_left_alone(text: str) -> None:
    assert guard_cell(text) == text
    assert unguard_cell(text) == text


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_rows_come_back_as_they_were(rows: list[tuple[str, str, str]]) -> None:
    header = ("kind", "number", "note")

    read = read_csv(written(header, *rows).encode(), "l.csv")

    assert read.header == header
    assert [row.cells for row in read.rows] == rows


@given(
    st.lists(st.lists(VALUES, min_size=1, max_size=4), max_size=5)
    | st.lists(st.lists(HARMLESS, min_size=3, max_size=3), max_size=5)
)
def test_many_rows_are_written_as_each_alone(rows: list[list[object]]) -> None:
    assert written(["a"], *rows * 50) == written_one_by_one(["a"], *rows * 50)


@given(
    st.lists(st.tuples(VALUES, VALUES), max_size=3), st.sampled_from(["utf-8", "UTF8"])
)
def test_a_stream_that_encodes_is_written_the_same_and_in_order(
    rows: list[list[object]], encoding: str
) -> None:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding, "backslashreplace", newline="\n")
    stream.write("before\n")

    write_csv(stream, ["a", "b"], rows * 101)
    stream.write("after\n")
    stream.flush()

    assert data.getvalue().decode() == "".join(
        ("before\n", written_one_by_one(["a", "b"], *rows * 101), "after\n")
    )


def test_a_stream_of_another_encoding_writes_its_own_and_half_a_character_is_told() -> (
    None
):
    rows = [["Đông Á", "b"], ["\ud800", "c"]]
    for encoding in ("utf-16-le", "utf-8"):
        data = io.BytesIO()
        stream = io.TextIOWrapper(data, encoding, "backslashreplace", newline="\n")
        write_csv(stream, ["a", "b"], rows)
        stream.flush()
        assert data.getvalue().decode(encoding) == "a,b\nĐông Á,b\n\\ud800,c\n"


@given(st.sampled_from("'=+-@\t\r\n\0＝＋－＠"), st.integers(0, 450), st.integers(0, 1))  # noqa: RUF001 - these signs are meant
def test_one_formula_among_many_rows_is_guarded(
    sign: str, place: int, column: int
) -> None:
    rows = [["Đông Á", "2019-02-12"] for _ in range(451)]
    rows[place][column] = f"{sign}=1"

    text = written(["a", "b"], *rows)

    assert text == written_one_by_one(["a", "b"], *rows)
    assert f"'{sign}=1" in text


@given(st.lists(CELLS.map(lambda cell: (cell,)), max_size=5))
def test_rows_of_one_column_come_back_too(rows: list[tuple[str]]) -> None:
    read = read_csv(written(["note"], *rows).encode(), "l.csv")

    assert [row.cells for row in read.rows] == rows


def test_each_value_is_written_in_its_own_way() -> None:
    row = ("Đông Á, Ltd", -5, "-5", None, date(2024, 11, 15), ("a.vn", "b.vn"), "=1")

    assert written(list("abcdefg"), row) == (
        "a,b,c,d,e,f,g\n\"Đông Á, Ltd\",-5,'-5,,2024-11-15,a.vn b.vn,'=1\n"
    )


def test_a_return_in_a_cell_is_quoted_and_lines_end_with_a_line_feed() -> None:
    assert written(["a"], ["x\ry"], ["x\ny"]) == 'a\n"x\ry"\n"x\ny"\n'


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read_csv(b"\xef\xbb\xbfkind\nx\n", "l.csv").header == ("kind",)


def test_a_row_is_named_by_the_line_on_which_it_starts() -> None:
    read = read_csv(b'kind,note\r\n\r\na,"x\r\ny"\r\nb,z\r\n', "licences.csv")

    assert read.rows == (CsvRow(3, ("a", "x\r\ny")), CsvRow(5, ("b", "z")))
    assert read.place(5) == "licences.csv line 5"
    assert read.place(5, "note") == "licences.csv line 5, column note"


def test_semicolons_separate_where_the_header_has_no_comma() -> None:
    read = read_csv(b'kind; note\na;"1,5;2"\n', "l.csv")

    assert read.header == ("kind", "note")
    assert read.rows == (CsvRow(2, ("a", "1,5;2")),)


def test_a_semicolon_beside_commas_is_only_a_sign() -> None:
    assert read_csv(b"a;b,c\n1;2,3\n", "l.csv").rows == (CsvRow(2, ("1;2", "3")),)


def test_further_columns_may_follow_those_required() -> None:
    assert read_csv(b"kind,more\n", "l.csv", ["kind"]).rows == ()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n"])
def test_an_empty_file_is_a_fault(data: bytes) -> None:
    assert faults_of(data) == ("l.csv line 1: the file is empty; a header is needed.",)


def test_every_line_that_is_not_utf8_or_holds_nul_is_named() -> None:
    assert faults_of(b"kind\r\n\xc4\rna\0me\n\xe9t\xe9\n") == (
        "l.csv line 2: byte 0xC4 is not UTF-8. Save the file as 'CSV UTF-8'.",
        "l.csv line 3: it holds a NUL byte.",
        "l.csv line 4: byte 0xE9 is not UTF-8. Save the file as 'CSV UTF-8'.",
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_named_as_such(encoding: str) -> None:
    assert faults_of("\ufeffkind\n".encode(encoding)) == (
        "l.csv line 1: this is UTF-16. Save the file as 'CSV UTF-8'.",
    )


def test_missing_doubled_and_unnamed_columns_are_all_named() -> None:
    found = "Found: 'kind', 'note', '', 'note'."

    assert faults_of(b"kind,note,,note\n", "kind", "number", "holder") == (
        "l.csv line 1: column 3 has no name.",
        f"l.csv line 1: the column 'holder' is missing. {found}",
        "l.csv line 1: the column 'note' stands there 2 times.",
        f"l.csv line 1: the column 'number' is missing. {found}",
    )


def test_every_row_with_too_many_or_too_few_cells_is_named() -> None:
    with pytest.raises(InvalidFileError) as raised:
        read_csv(b"a,b\n1\n1,2\n1,2,3\n", "l.csv")

    assert str(raised.value) == "l.csv cannot be read: 2 faults. Nothing was recorded."
    assert raised.value.faults == (
        "l.csv line 2: 1 cell where the header has 2.",
        "l.csv line 4: 3 cells where the header has 2.",
    )


def test_an_unclosed_quote_is_named_by_the_line_that_opens_it() -> None:
    assert faults_of(b'a,b\n1,2,3\n1,"x\n1,2\n') == (
        "l.csv line 2: 3 cells where the header has 2.",
        "l.csv line 3: a quote is opened here and never closed.",
    )


def test_rows_after_a_stray_quote_are_still_judged() -> None:
    assert faults_of(b'a,b\n1,"x"y\n1\n') == (
        "l.csv line 2: a quote opened here is not closed, or text follows its end.",
        "l.csv line 3: 1 cell where the header has 2.",
    )


def test_a_header_that_cannot_be_read_is_the_only_thing_said() -> None:
    assert faults_of(b'"a"b\n1\n1,2\n') == (
        "l.csv line 1: a quote opened here is not closed, or text follows its end.",
    )


def test_a_cell_may_be_long_but_not_longer_than_the_limit() -> None:
    before = csv.field_size_limit()
    longest = b"x" * LONGEST_CELL

    assert len(read_csv(b"a\n" + longest, "l.csv").rows[0].cells[0]) == LONGEST_CELL
    assert faults_of(b"a\n" + longest + b"x\ny,z\n") == (
        "l.csv line 2: a cell has more than 1,000,000 characters.",
        "l.csv line 3: 2 cells where the header has 1.",
    )
    assert csv.field_size_limit() == before
