"""Lists by holder are in the order of the Vietnamese alphabet."""

import random
import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.domain.sorting import vietnamese_order

ALPHABET: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
# As ICU 78 sorts them, by its collation of Vietnamese.
HOLDERS: Final = (
    *(
        "Án",
        "An Bình",
        "An Giang",
        "Anh",
        "Ăn",
        "Âu Lạc",
        "Bà Rịa",
        "Ba Vì",
        "Bắc Ninh",
    ),
    *("Công ty Ánh Sao", "Công ty Áo Dài", "Công ty Da Cam", "Công ty Dừa"),
    *("Công ty Đa Sắc", "Công ty Đông Á", "Cơ sở", "Dê", "Đa", "Huế", "Ô", "Ơn"),
    *("Phú Thọ", "Phú Yên", "Quảng Nam", "Ta", "Tà", "Tả", "Tã", "Tá", "Tạ", "Tạ An"),
    *("Thái", "Trà", "Tú", "Tư", "Uy", "Ưng", "Y"),
)
WORDS: Final = st.text(
    st.sampled_from(f"{ALPHABET}{ALPHABET.upper()}ầằờữạéñß漢 -.,0123456789\u0323\u0301")
)


class TestOrder:
    """Letters before tones, tones before case."""

    def test_the_alphabet_is_in_its_order(self) -> None:
        assert sorted(ALPHABET, key=vietnamese_order) == list(ALPHABET)

    def test_holders_are_found_where_they_are_looked_for(self) -> None:
        mixed = list(HOLDERS)
        random.Random(5).shuffle(mixed)  # noqa: S311  # no secret

        assert sorted(mixed, key=vietnamese_order) == list(HOLDERS)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            *(("dz", "đa"), ("oz", "ô"), ("ôz", "ơ"), ("uz", "ư"), ("ez", "ê")),
            *(("tạ", "tám"), ("ta b", "tạ c"), ("Ta", "tà"), ("ta", "Ta")),
            *(("Công ty 1", "Công ty A"), ("Công ty", "Công ty A"), ("a b", "ab")),
            *(("f", "g"), ("i", "j"), ("j", "k"), ("v", "w"), ("w", "x"), ("y", "z")),
        ],
    )
    def test_one_comes_before_another(self, first: str, second: str) -> None:
        assert vietnamese_order(first) < vietnamese_order(second)


class TestTotal:
    """Whatever the texts are, they have one order."""

    @given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
    def test_two_texts_are_equal_only_if_they_are_the_same(
        self, one: str, other: str
    ) -> None:
        first, second = vietnamese_order(one), vietnamese_order(other)

        assert (first == second) == (one == other)
        assert (first < second) != (second <= first)

    @given(WORDS)
    def test_how_a_letter_is_composed_does_not_matter(self, text: str) -> None:
        forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        first, second = (vietnamese_order(form) for form in forms)

        assert first[:3] == second[:3]

    @given(st.lists(WORDS))
    def test_the_order_does_not_depend_on_where_one_begins(
        self, texts: list[str]
    ) -> None:
        backwards = texts[::-1]
        texts.sort(key=vietnamese_order)
        backwards.sort(key=vietnamese_order)

        assert texts == backwards
