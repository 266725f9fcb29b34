"""JSON and JSON Lines as rows."""

import pytest

from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import CsvRow, Unreadable
from licreg.exchange.json_files import read_json


def faults_of(text: str) -> str:
    with pytest.raises(InvalidFileError) as raised:
        read_json(text, "a.json")
    return "\n".join(raised.value.faults)


def test_a_list_of_objects_is_a_table() -> None:
    text = '[{"number": "1/GP-BTTTT", "sites": ["a.vn", "b.vn"]}, {"kind": null}]'

    assert read_json(text, "a.json") == (
        [
            CsvRow(0, ("number", "sites", "kind")),
            CsvRow(1, ("1/GP-BTTTT", "a.vn b.vn", "")),
            CsvRow(2, ("", "", "")),
        ],
        "item",
    )


def test_the_only_list_of_an_object_is_meant() -> None:
    assert read_json('{"licences": [{"a": 1}]}', "a.json")[0][1] == CsvRow(1, ("1",))


def test_numbers_keep_all_their_digits() -> None:
    rows, _ = read_json('[{"a": 12345678901234567890.10, "b": true}]', "a.json")

    assert rows[1] == CsvRow(1, ("12345678901234567890.10", "yes"))


def test_json_lines_have_lines() -> None:
    rows, unit = read_json('{"a": "x"}\n\n{"a": "y"}\n{"a": \n', "a.jsonl")

    assert unit == "line"
    assert rows[:3] == [CsvRow(0, ("a",)), CsvRow(1, ("x",)), CsvRow(3, ("y",))]
    assert isinstance(rows[3], Unreadable)
    assert rows[3].line == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2]", "a list of objects is needed"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": NaN}]', "NaN is no value"),
        ('[{"a": 1},]', "line 1, character"),
        ("[{]", "line 1, character 3"),
    ],
)
def test_what_is_no_table_is_refused(text: str, sentence: str) -> None:
    assert sentence in faults_of(text)


def test_a_key_that_stands_twice_is_a_fault_of_its_item() -> None:
    rows, _ = read_json('[{"a": 1, "a": 2}, {"a": 3}]', "a.json")

    assert rows[1] == Unreadable(1, "a key stands there twice.")
