"""Files that no table could be are refused before they are read to their end."""

from pathlib import Path
from time import process_time

import pytest

from licreg.errors import InvalidFileError
from licreg.exchange.raw_files import begins_as_json, read_raw


def refusal_of(path: Path) -> str:
    with pytest.raises(InvalidFileError) as raised:
        read_raw(path)
    assert str(raised.value).count("Nothing was recorded.") == 1
    return str(raised.value)


@pytest.mark.parametrize("start", [b"", b"number,holder\n", b"PK\x03\x04", b'[{"a": "'])
def test_a_gigabyte_in_one_line_is_refused_at_once(
    tmp_path: Path, start: bytes
) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(1 << 30)  # The disk keeps no byte of it.
    begun = process_time()

    sentence = refusal_of(path)

    assert "no table" in sentence or "more than a register takes in" in sentence
    assert process_time() - begun < 3


def test_an_endless_device_is_refused() -> None:
    assert refusal_of(Path("/dev/zero")) == "zero is a device. Nothing was recorded."


def test_a_long_file_of_short_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"0123456789abcde\n" * 600_000)

    assert len(read_raw(path).data) == 9_600_000


@pytest.mark.parametrize(
    ("data", "is_json"),
    [(b"\xef\xbb\xbf[{}]", True), (b'{"a":1}', True), (b"[a],b", False), (b"", False)],
)
def test_json_is_known_by_its_beginning(data: bytes, is_json: bool) -> None:  # noqa: FBT001  # what is expected
    assert begins_as_json(data) is is_json
