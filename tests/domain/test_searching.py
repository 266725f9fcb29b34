"""A part is found in a text where it stands in the folded text, and nowhere else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licreg.domain.searching import (
    accented_lines,
    accented_words,
    finder,
    searched_line,
    searched_lines,
    words_of,
)
from licreg.domain.text import fold

# White space of all sorts, marks that stand alone, letters that fold to several.
STRANGE = (
    "\t\n\x1c\u00a0\u2028\u3000\u0301\u0323\u00b4\ufb01\u00bd\u00df\u0130\uff21\u4e2d"
)
TEXTS = st.text(alphabet="aAáạeÊễdĐ -^]1", max_size=12) | st.text(
    alphabet=f"aÁdĐ {STRANGE}", max_size=9
)


ODD = TEXTS | st.sampled_from(["007/GP-TTĐT", "0", "00 05", "a\x01b", "a\x02b", "\n"])


@given(st.lists(st.lists(ODD, max_size=4), max_size=5))
def test_many_rows_are_looked_for_as_each_alone(rows: list[list[str]]) -> None:
    plain = [
        [one.replace("\x01", " ").replace("\x02", " ") for one in row] for row in rows
    ]

    assert searched_lines(plain) == [searched_line(row) for row in plain]
    assert searched_lines(plain) == [
        "\t".join(
            f" {' '.join(words)} " if words else "" for words in map(words_of, row)
        )
        for row in plain
    ]
    assert len(searched_lines(rows)) == len(rows)


@given(st.lists(ODD, min_size=1, max_size=5))
def test_accents_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    assert accented_lines(texts) == [
        "".join(f" {word}" for word in accented_words(text)) for text in texts
    ]


@given(TEXTS, TEXTS)
@example("", "a")
@example("\u0301", "a")
@example("dong a", "Công ty ĐÔNG  Á")
@example("d a", "D\u0323\u2028a")
@example("fi", "\ufb01")
@example("i", "f\ufb01")
def test_a_part_is_found_as_in_the_folded_text(part: str, text: str) -> None:
    assert finder(part)(text) == (fold(part) in fold(text))


@given(TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_every_part_of_a_text_is_found_in_it(text: str, start: int, end: int) -> None:
    part = fold(text)[start:end]

    assert finder(part)(text) == (fold(part) in fold(text))


@pytest.mark.parametrize("text", ["a.b", "[b]", "a\\b", "^a-z", "a{2}", "(a|b)*+?$"])
def test_no_sign_of_a_part_is_a_pattern(text: str) -> None:
    assert finder(text)(f"x {text} y")
    assert not finder(text)("aabb xyz")
