import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licreg.domain.money import (
    MOST_VND,
    format_number,
    format_vnd_words,
    is_abbreviated,
    parse_vnd,
)
from licreg.errors import InvalidInputError

amounts = st.integers(0, MOST_VND)
languages = st.sampled_from(["en", "vi"])
currencies = st.sampled_from(["", "đ", " đ", "₫", " đồng", "VND", " VNĐ", " dong"])
anything = st.text(st.characters(codec=None, exclude_categories=()))
nearly_amounts = st.text("0123456789.,- ktrtyệuđ¹\uff12\u0663", max_size=24)


@given(amounts, languages, currencies)
def test_an_amount_is_read_back_from_every_form_in_which_it_is_printed(
    amount: int, language: str, currency: str
) -> None:
    grouped = format_number(amount, language)
    printed = [str(amount), grouped, f"{amount:,}".replace(",", "\u00a0")]

    for text in printed:
        assert parse_vnd(text + currency) == amount
        assert not is_abbreviated(text + currency)


@given(st.integers(0, 10**8), st.sampled_from([10_000, 10**7]), languages)
def test_an_amount_is_read_back_from_its_words(
    hundredths: int, hundredth: int, language: str
) -> None:
    amount = hundredths * hundredth
    words = format_vnd_words(amount, language)

    if hundredth == 10**7 or amount < 10**9:
        assert parse_vnd(words) == amount
    assert is_abbreviated(words) == (amount >= 10**6)


@given(amounts, languages)
def test_words_differ_from_the_amount_by_half_of_a_hundredth_at_most(
    amount: int, language: str
) -> None:
    unit = 10**9 if amount >= 10**9 else 10**6

    read = parse_vnd(format_vnd_words(amount, language))

    assert abs(read - amount) <= (0 if amount < 10**6 else unit // 200)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("15000000", 15_000_000),
        ("15.000.000", 15_000_000),
        ("15,000,000", 15_000_000),
        ("15 000 000", 15_000_000),
        ("15\u202f000\u202f000 ₫", 15_000_000),
        (" 15.000.000  VNĐ ", 15_000_000),
        ("15.000.000\u00d0", 15_000_000),
        ("\uff11\uff15tr", 15_000_000),
        ("15tr", 15_000_000),
        ("15 TRIỆU", 15_000_000),
        ("15 trieu đồng", 15_000_000),
        ("15 million", 15_000_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1.2 ty", 1_200_000_000),
        ("1,2 tỉ", 1_200_000_000),
        ("2 billion VND", 2_000_000_000),
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("500 ngàn", 500_000),
        ("7,5k", 7_500),
        ("1 200 tr", 1_200_000_000),
        ("1.200.000 tr", 1_200_000_000_000),
        ("1234.567 tr", 1_234_567_000),
        ("0,125 tỷ", 125_000_000),
        ("1000000000000000", MOST_VND),
        ("1.000.000 tỷ", MOST_VND),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, amount: int) -> None:
    for form in ("NFC", "NFD"):
        assert parse_vnd(unicodedata.normalize(form, text)) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("1.200 tr", "is 1,200,000 or 1,200,000,000 dong"),
        ("1,200 tỷ", "is 1,200,000,000 or 1,200,000,000,000 dong"),
        ("1.000,000", "mixes its separators"),
        ("1.200,5 tr", "mixes its separators"),
        ("1 200.000", "mixes its separators"),
        ("15.00.000", "is not in groups of three, or lacks its unit"),
        ("1500.000", "is not in groups of three, or lacks its unit"),
        ("0.500", "is not in groups of three, or lacks its unit"),
        ("15.5", "is not in groups of three, or lacks its unit"),
        ("1.5.5 tr", "is not in groups of three, or lacks its unit"),
        ("1 5 tr", "is not in groups of three, or lacks its unit"),
        ("-15000", "is negative"),
        ("\u221215tr", "is negative"),
        ("1,2345678 tr", "is not a whole number of dong"),
        ("1000000000000001", "is more than 1,000,000,000,000,000 dong"),
        ("1000001 tỷ", "is more than 1,000,000,000,000,000 dong"),
        ("9" * 60, "is more than 1,000,000,000,000,000 dong"),
        *((text, "is not an amount") for text in ("tr", "đ", "mười lăm", "1e6", "+15")),
        *((text, "is not an amount") for text in ("15..000", ".5 tr", "5. tr", "$15")),
        *((text, "is not an amount") for text in ("15tr5", "15 USD", "15tr k", "0x1f")),
        *(
            (text, "is not an amount")
            for text in ("15000000¹", "½ tr", "\u0661\u0665", "1_000")
        ),
        ("1\u03365", "is not an amount"),
    ],
)
def test_an_amount_that_is_not_clear_is_refused_with_the_reason(
    text: str, why: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        parse_vnd(text)

    assert f"' {why}; type whole dong like 15.000.000" in str(refusal.value)


@given(st.one_of(anything, nearly_amounts))
@example("9" * 5000)
@example(f"1,{'0' * 5000} tr")
def test_every_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    is_abbreviated(text)
    try:
        amount = parse_vnd(text)
    except InvalidInputError:
        return

    assert 0 <= amount <= MOST_VND


@pytest.mark.parametrize("text", ["15tr", "1,2 tỷ", "500k đ", "2 BILLION", "1.200 tr"])
def test_an_amount_with_a_unit_is_echoed_in_full(text: str) -> None:
    assert is_abbreviated(text)


@pytest.mark.parametrize("text", ["15000000", "15.000.000 đồng", "15 000", "", "abc"])
def test_an_amount_without_a_unit_is_not_echoed(text: str) -> None:
    assert not is_abbreviated(text)


@pytest.mark.parametrize(
    ("n", "english", "vietnamese"),
    [(0, "0", "0"), (999, "999", "999"), (1056, "1,056", "1.056"), (-43, "-43", "-43")],
)
def test_numbers_are_grouped_in_the_habit_of_the_language(
    n: int, english: str, vietnamese: str
) -> None:
    assert format_number(n, "en") == english
    assert format_number(n, "vi") == vietnamese


@pytest.mark.parametrize(
    ("amount", "english", "vietnamese"),
    [
        (0, "0", "0"),
        (999_999, "999,999", "999.999"),
        (1_000_000, "1 million", "1 triệu"),
        (1_004_999, "1 million", "1 triệu"),
        (1_005_000, "1.01 million", "1,01 triệu"),
        (75_000_000, "75 million", "75 triệu"),
        (742_500_000, "742.5 million", "742,5 triệu"),
        (999_994_999, "999.99 million", "999,99 triệu"),
        (999_995_000, "1 billion", "1 tỷ"),
        (1_030_000_000, "1.03 billion", "1,03 tỷ"),
        (1_234_500_000_000, "1234.5 billion", "1234,5 tỷ"),
        (MOST_VND, "1000000 billion", "1000000 tỷ"),
        (-2_500_000, "-2,500,000", "-2.500.000"),
    ],
)
def test_amounts_in_words_keep_two_decimals_at_most(
    amount: int, english: str, vietnamese: str
) -> None:
    assert format_vnd_words(amount, "en") == english
    assert format_vnd_words(amount, "vi") == vietnamese
