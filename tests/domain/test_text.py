import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.domain.text import (
    LONGEST_TEXT,
    MOST_GUESSES,
    few_guesses,
    fold,
    nearest,
    normalise,
    parse_text,
    quote,
    show_safe,
)
from licreg.errors import InvalidInputError

# What is refused in a text, and how it is called in the refusal.
REFUSED = {
    "\x00": "a control character (U+0000 NULL)",
    "\x1b": "a control character (U+001B ESCAPE)",
    "\x1c": "a control character (U+001C INFORMATION SEPARATOR FOUR)",
    "\x7f": "a control character (U+007F DELETE)",
    "\x9b": "a control character (U+009B CONTROL SEQUENCE INTRODUCER)",
    "\u200f": "a control character (U+200F RIGHT-TO-LEFT MARK)",
    "\u202e": "a control character (U+202E RIGHT-TO-LEFT OVERRIDE)",
    "\u2066": "a control character (U+2066 LEFT-TO-RIGHT ISOLATE)",
    "\ufeff": "a control character (U+FEFF ZERO WIDTH NO-BREAK SPACE)",
    "\udce9": "half a character (U+DCE9 SURROGATE)",
}
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u2003\u2028\u2029\u202f\u3000"
STEERS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

anything = st.text(st.characters(codec=None, exclude_categories=()))
vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬĐỀỂỄẾỆỒỘỜỢỪỰỲỴ 019")


def is_refused(char: str) -> bool:
    """Say by Unicode's own properties what the module says by a list."""
    return char not in WHITE_SPACE and (
        unicodedata.category(char) in {"Cc", "Cs"}
        or unicodedata.bidirectional(char) in STEERS
        or char in "\u061c\u200e\u200f\ufeff"
    )


@given(vietnamese)
def test_folding_makes_vietnamese_plain_letters_in_every_unicode_form(
    text: str,
) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC")]

    assert {fold(form) for form in forms} == {fold(text.upper())}
    assert fold(text).isascii()


@given(anything | vietnamese | st.text("aĐđÐðƉɖ\u0301\u0323\u0340\u0370\u20ab "))
def test_folding_drops_marks_and_the_stroke_of_d_and_nothing_else(text: str) -> None:
    plain = [
        "d" if char in "ĐđÐðƉɖ" else char
        for char in unicodedata.normalize("NFKD", text)
        if unicodedata.category(char)[0] != "M"
    ]

    assert fold(text) == " ".join("".join(plain).casefold().split())


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_any_single_character_twice_changes_nothing() -> None:
    unsteady = [
        code for code in range(0x3000) if fold(fold(chr(code))) != fold(chr(code))
    ]

    assert unsteady == []


@pytest.mark.parametrize("text", ["Đông", "đông", "\u00d0ông", "\u00f0ông", "DONG"])
def test_every_way_of_writing_d_with_stroke_folds_to_d(text: str) -> None:
    assert fold(text) == "dong"


def test_folding_drops_marks_of_every_script_and_extra_white_space() -> None:
    assert fold("\u00a0 \uff23Ô\uff2e\uff27\n\tty\u3000☎\ufe0f ") == "cong ty ☎"


@given(anything)
def test_a_text_is_kept_composed_and_singly_spaced_or_refused(text: str) -> None:
    if any(map(is_refused, text)):
        with pytest.raises(InvalidInputError):
            parse_text("note", text)
        return

    kept = parse_text("note", text)

    assert kept == " ".join(unicodedata.normalize("NFC", text).split())
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept == parse_text("note", kept)
    assert kept == parse_text("note", unicodedata.normalize("NFD", text))


def test_exactly_the_controls_that_are_not_white_space_are_refused() -> None:
    differing = []
    for code in range(0x10000):
        try:
            parse_text("note", f"a{chr(code)}b")
        except InvalidInputError:
            refused = True
        else:
            refused = False
        if refused != is_refused(chr(code)):
            differing.append(f"{code:04X}")

    assert differing == []


@pytest.mark.parametrize("char", REFUSED)
def test_a_refused_character_is_named_with_its_field_and_place(char: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_text("holder", f"Công{char}ty")

    assert str(refusal.value) == (
        f"holder: character 5 is {REFUSED[char]}. "
        "Type it without. Nothing was recorded."
    )


def test_the_place_is_counted_in_letters_whatever_the_unicode_form() -> None:
    text = unicodedata.normalize("NFD", "Điện tử\x1b")

    with pytest.raises(InvalidInputError, match="character 8 is"):
        parse_text("holder", text)


@pytest.mark.parametrize("space", WHITE_SPACE)
def test_every_white_space_becomes_one_space(space: str) -> None:
    assert parse_text("note", f"{space}a{space}{space}b{space}") == "a b"


def test_the_longest_text_is_kept_and_one_character_more_is_refused() -> None:
    longest = "ệ" * LONGEST_TEXT

    assert parse_text("note", f" {unicodedata.normalize('NFD', longest)} ") == longest
    with pytest.raises(InvalidInputError) as refusal:
        parse_text("note", longest + "ệ")
    assert str(refusal.value) == (
        "note: 10,001 characters are 1 more than the 10,000 that are kept. "
        "Shorten it. Nothing was recorded."
    )


@given(anything)
def test_what_is_shown_is_printable_and_shown_again_as_it_is(text: str) -> None:
    assert show_safe(text).isprintable()
    assert show_safe(show_safe(text)) == show_safe(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Công ty Đông Á", "Công ty Đông Á"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\r\n\tb", r"a\r\n\tb"),
        ("\u202eabc\ufeff", r"\u202eabc\ufeff"),
        ("caf\udce9", r"caf\udce9"),
    ],
)
def test_what_is_not_printed_is_written_out(text: str, shown: str) -> None:
    assert show_safe(text) == shown


@given(anything)
def test_a_quotation_is_printable_and_never_long(text: str) -> None:
    assert quote(text).isprintable()
    assert len(quote(text)) <= 60 * len(r"\U000e0001") + 3


def test_a_long_quotation_is_cut() -> None:
    assert quote("a" * 60) == f"'{'a' * 60}'"
    assert quote("a" * 61) == f"'{'a' * 60}…'"


@given(anything)
def test_normalising_twice_changes_nothing_that_was_read(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("figure", ["¹", "½", "②", "Ⅻ", "⒖"])
def test_normalising_makes_no_digit_of_a_raised_or_circled_figure(figure: str) -> None:
    assert normalise(f"15{figure}") == f"15{figure}".casefold()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("sumary", "summary"),
        ("SUMMARY", "summary"),
        ("thu hoi", "thu hồi"),
        ("dinh chi", "đình chỉ"),
        ("", None),
        ("xyz", None),
    ],
)
def test_the_nearest_known_word_is_offered_or_none(
    word: str, meant: str | None
) -> None:
    assert nearest(word, ["issue", "summary", "thu hồi", "đình chỉ"]) == meant


def test_of_very_many_words_only_the_first_are_guessed_at() -> None:
    known = ["issue", "summary"]
    with few_guesses():
        assert nearest("sumary", known) == "summary"
        for number in range(MOST_GUESSES):
            assert nearest(f"{number}", iter(known)) is None
        assert nearest("isue", known) is None
        assert nearest("sumary", known) == "summary"
    assert nearest("isue", known) == "issue"


def test_of_words_that_fold_alike_the_first_is_offered() -> None:
    assert nearest("hoi", iter(["hội", "hồi"])) == "hội"


@given(anything, st.lists(anything))
def test_what_is_offered_is_always_one_of_the_known(
    word: str, known: list[str]
) -> None:
    assert nearest(word, known) in {None, *known}
