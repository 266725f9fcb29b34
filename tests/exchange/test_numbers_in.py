"""Numbers as others write them: mended where that is certain, told apart otherwise."""

import pytest

from licreg.actions.reference import read_law
from licreg.errors import InvalidInputError
from licreg.exchange.numbers_in import NumberForm, mend_number, split_dated

LAW = read_law()


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("57/GP-BTTTT", "57/GP-BTTTT"),
        ("079a / GP - BTTTT", "79A/GP-BTTTT"),
        ("Số: 06 /GP-TĐTT", "06/GP-TTĐT"),
        ("Giấy phép số 6/GP-TTĐT", "06/GP-TTĐT"),
        ("12 QĐ-BTTTT", "12/QĐ-BTTTT"),
        ("12QĐ-BTTTT", "12/QĐ-BTTTT"),
        ("12-QĐ-BTTTT", "12/QĐ-BTTTT"),
        ("12\\QĐ-BTTTT", "12/QĐ-BTTTT"),
        ("57/2019/GP-BTTTT", "57/GP-BTTTT"),
        ("57/GP-BTTTT/2019", "57/GP-BTTTT"),
        ("12/QD-BTTTT (thay thế)", "12/QĐ-BTTTT"),
    ],
)
def test_what_is_certain_is_mended_for_all(printed: str, number: str) -> None:
    mended = mend_number(printed, LAW)

    assert mended.text == number
    is_kept = mended.printed == " ".join(printed.split())
    assert is_kept or printed == number


@pytest.mark.parametrize(
    ("printed", "kind", "number"),
    [
        ("1/GP-BTTTTT", "social-network", "01/GP-BTTTT"),
        ("1/GP-TTTT", "social-network", "01/GP-BTTTT"),
        ("2474/QĐ-BTTTT-Bỏ", "g1-release", "2474/QĐ-BTTTT"),
        ("3/QDBTTTT", "g1-release", "03/QĐ-BTTTT"),
    ],
)
def test_a_suffix_that_nobody_writes_is_mended_only_where_that_is_said(
    printed: str, kind: str, number: str
) -> None:
    assert mend_number(printed, LAW, kind, freely=True).text == number
    assert mend_number(printed, LAW, kind).text != number


@pytest.mark.parametrize("text", ["", "57", "310-BTTTT", "x" * 500, "0/GP-BTTTT", "#"])
def test_what_cannot_be_mended_comes_back(text: str) -> None:
    assert mend_number(text, LAW, freely=True).printed == ""


def test_what_resembles_nothing_stays() -> None:
    assert mend_number("12/GP-XYZUVW", LAW, freely=True).text == "12/GP-XYZUVW"


@pytest.mark.parametrize(
    ("form", "suffix", "text", "number"),
    [
        ("", "OFCOM-BR", "0262371", "262371/OFCOM-BR"),
        ("", "OFCOM-BR", "57/GP-BTTTT", "57/GP-BTTTT"),
        ("{suffix}{number}{letter}", "FCC-X", "wqab0123b", "123B/FCC-X-WQAB"),
        ("No. {number} of {year}", "A-B", "no.  7 of 2019", "7/A-B"),
        ("{any}{number}", "A-B", "012345678901", "345678901/A-B"),
        ("{any}-{suffix}/{number}", "", "2019-GP-X/7", "7/GPX"),
    ],
)
def test_a_form_says_how_numbers_are_built(
    form: str, suffix: str, text: str, number: str
) -> None:
    assert NumberForm(form, suffix).read(text) == number


@pytest.mark.parametrize(
    "text", ["", "7", "No. 0 of 2019", "No. 7 of 19", "\n", "7" * 400]
)
def test_what_is_not_built_so_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is not built like"):
        NumberForm("No. {number} of {year}", "A-B").read(text)


def test_a_number_that_is_too_long_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidInputError, match=r"--number-form '\{any\}\{number\}'"):
        NumberForm(suffix="A-B").read("012345678901")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("57/GP-BTTTT ngày 12/02/2019", ("57/GP-BTTTT", "12/02/2019")),
        ("57/GP-BTTTT, ngày 12/02/2019", ("57/GP-BTTTT", "12/02/2019")),
        ("57/GP-BTTTT (cấp ngày 12/02/2019)", ("57/GP-BTTTT", "12/02/2019")),
        ("57/GP-BTTTT;12/02/2019", ("57/GP-BTTTT", "12/02/2019")),
        ("57/GP-BTTTT\n12/02/2019", ("57/GP-BTTTT", "12/02/2019")),
        ("57/GP-BTTTT", ("57/GP-BTTTT", "")),
    ],
)
def test_a_number_and_its_day_are_taken_apart(
    text: str, parts: tuple[str, str]
) -> None:
    assert split_dated(text) == parts
