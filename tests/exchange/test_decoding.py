"""Texts in the encodings that offices have, read to the letter."""

import unicodedata
from codecs import BOM_UTF8

import pytest

from licreg.errors import InvalidFileError, InvalidInputError
from licreg.exchange.decoding import ENCODINGS, decode, parse_encoding
from licreg.exchange.legacy_vietnamese import decode_tcvn3, decode_vni

TEXT = "Công ty Cổ phần Điện Biên, sửa đổi lần 2: Đặng Thùy Trâm"
VOWELS = "aăâeêioôơuưy"
MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [
    unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS
]


def windows_1258(text: str) -> bytes:
    """Encode as a Vietnamese Windows does: a letter, and its tone behind it."""
    written = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in parts if mark in MARKS[1:]]
        base = "".join(mark for mark in parts if mark not in tones)
        written.append(unicodedata.normalize("NFC", base) + "".join(tones))
    return "".join(written).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
)
def test_unicode_is_known_by_itself(data: bytes) -> None:
    assert decode(data, "a.csv") == TEXT


def test_windows_1258_is_composed() -> None:
    assert decode(windows_1258(TEXT), "a.csv", "windows-1258") == TEXT
    everything = " ".join(LETTERS)
    assert decode(windows_1258(everything), "a.csv", "windows-1258") == everything


def test_tcvn3_holds_every_small_letter() -> None:
    found = {decode_tcvn3(bytes([byte])) for byte in range(256)}

    assert found.issuperset([*LETTERS, *"đĐĂÂÊÔƠƯ"])
    assert decode_tcvn3(bytes.fromhex("A7 CF 6E 68 2C 20 B5 2C 20 FE")) == "Đẽnh, à, ỵ"


def test_vni_writes_the_marks_behind_the_letter() -> None:
    assert decode_vni("MAÏNG XAÕ HOÄI, nöôùc, tæ, nghó".encode("cp1252")) == (
        "MẠNG XÃ HỘI, nước, tỉ, nghĩ"
    )
    assert decode_vni("Ñieän Bieân, Höng Yeân, Ñaø Naüng".encode("cp1252")) == (
        "Điện Biên, Hưng Yên, Đà Nẵng"
    )


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("CP1258", "windows-1258"), ("ABC", "tcvn3"), ("utf8", "utf-8"), ("VNI", "vni")],
)
def test_encodings_have_several_names(name: str, encoding: str) -> None:
    assert parse_encoding(name) == encoding


def test_an_encoding_that_is_not_known_is_named_with_the_nearest() -> None:
    with pytest.raises(InvalidInputError, match="The nearest is 'windows-1258'"):
        parse_encoding("windows-1285")


@pytest.mark.parametrize("encoding", [*ENCODINGS, ""])
def test_whatever_the_bytes_are_they_are_read_or_refused(encoding: str) -> None:
    refused = []
    for data in (bytes(range(1, 256)), b"\xff\xfe\x00", b"a\0b", b"\x81\x8d"):
        try:
            decode(data, "a.csv", encoding)
        except InvalidFileError as error:
            refused.append(error)

    assert all("Nothing was recorded." in str(error) for error in refused)
    assert all(error.faults for error in refused)


def test_lines_that_are_no_text_are_named_with_the_way_out() -> None:
    with pytest.raises(InvalidFileError) as raised:
        decode("a\nCông ty\n".encode("latin-1"), "a.csv")

    [fault] = raised.value.faults
    assert fault.startswith("a.csv line 2: byte 0xF4 is not UTF-8.")
    assert "--encoding (windows-1258, tcvn3" in fault
