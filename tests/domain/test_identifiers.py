"""A number is one number however it is typed, and no other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import law, licence_keys, numbers

from licreg.domain.identifiers import (
    InspectionKey,
    LicenceKey,
    LicenceNumber,
    Reference,
    fold_suffix,
    is_mended,
    parse_inspection_key,
    parse_licence_key,
    parse_licence_number,
    parse_reference,
)
from licreg.errors import InvalidInputError

SPELLINGS = law().spellings
DASHES = "-‐‑‒–—―−﹘﹣－"  # noqa: RUF001 - these signs are meant
SLASHES = "/⁄∕／╱"  # noqa: RUF001 - these signs are meant
# How each letter may be typed: Đ has three doubles, and a D without its stroke.
LETTERS = {"Đ": "ĐđÐðDd", "-": DASHES, "&": ["&", ""]}


def read(text: str) -> str:
    return str(parse_licence_number(text, SPELLINGS))


@st.composite
def typed(draw: st.DrawFn, text: str) -> str:
    """Return a number as somebody may type it, or as it may be printed."""
    value, _, suffix = text.partition("/")
    letters = [
        draw(st.sampled_from(LETTERS.get(letter, [letter, letter.lower()])))
        for letter in suffix
    ]
    zeros = draw(st.sampled_from(["", "0", "00"]))
    slash = draw(st.sampled_from(SLASHES))
    space = draw(st.sampled_from(["", " ", "\u00a0"]))
    text = space + space.join([zeros + value, slash, *letters]) + space
    return draw(
        st.sampled_from([text, unicodedata.normalize("NFD", text)]),
    )


class TestNumbers:
    """Zeros, spaces, dashes, case, Đ and known misspellings tell none apart."""

    @given(st.data())
    def test_every_way_of_typing_a_number_reads_as_the_same(
        self, data: st.DataObject
    ) -> None:
        number = data.draw(numbers())

        assert parse_licence_number(data.draw(typed(str(number))), SPELLINGS) == number

    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("57/GP-BTTTT", "57/GP-BTTTT"),
            ("057 / gp - btttt", "57/GP-BTTTT"),
            ("5/GP-TTĐT", "05/GP-TTĐT"),
            ("05/GP-TTĐT", "05/GP-TTĐT"),
            ("005/GP-TTĐT", "05/GP-TTĐT"),
            ("05/GP-TTDT", "05/GP-TTĐT"),
            ("05/gp-ttđt", "05/GP-TTĐT"),
            ("05/GP-TTÐT", "05/GP-TTĐT"),
            ("05/GP-TTƉT", "05/GP-TTĐT"),
            ("05/GP-TĐTT", "05/GP-TTĐT"),
            ("12/GP-BTTT", "12/GP-BTTTT"),
            ("12/OĐ-BTTTT", "12/QĐ-BTTTT"),
            ("12/GPSĐSB-TTĐT", "12/GPSĐBS-TTĐT"),
            ("45/GP-PTTH&TTĐT", "45/GP-PTTH&TTĐT"),
            ("45/GP-PTTHTTDT", "45/GP-PTTH&TTĐT"),
            ("45/gp-ptthttđt", "45/GP-PTTH&TTĐT"),
            ("45/GXN-PTTH & TTĐT", "45/GXN-PTTH&TTĐT"),
            ("79a/GP-BTTTT", "79A/GP-BTTTT"),
            ("１２/GP-BTTTT", "12/GP-BTTTT"),  # noqa: RUF001 - these figures are meant
            ("7/GP-UBND", "07/GP-UBND"),
            ("7/QĐ-UBND", "07/QĐ-UBND"),
        ],
    )
    def test_a_number_has_one_canonical_text(self, text: str, canonical: str) -> None:
        assert read(text) == canonical
        assert read(unicodedata.normalize("NFD", text)) == canonical

    def test_decomposed_vietnamese_reads_like_composed(self) -> None:
        decomposed = unicodedata.normalize("NFD", "05/GP-SỞ-TTĐT")

        assert decomposed != "05/GP-SỞ-TTĐT"
        assert fold_suffix(decomposed) == fold_suffix("05/GP-SO-TTDT")

    def test_05_and_5_are_one_number_and_50_is_another(self) -> None:
        assert read("5/GP-BTTTT") == read("05/GP-BTTTT")
        assert read("50/GP-BTTTT") != read("5/GP-BTTTT")

    @given(numbers(), numbers())
    def test_other_numbers_stay_other(
        self, one: LicenceNumber, other: LicenceNumber
    ) -> None:
        assert (read(str(one)) == read(str(other))) == (one == other)

    @pytest.mark.parametrize(
        ("text", "whole"),
        [
            ("45/GP-PTTH", "GP-PTTH&TTĐT"),
            ("45/gp-ptth&", "GP-PTTH&TTĐT"),
            ("45/GXN-PTTH", "GXN-PTTH&TTĐT"),
            ("45/QĐ-PTTH", "QĐ-PTTH&TTĐT"),
        ],
    )
    def test_a_suffix_that_the_shell_cut_at_its_sign_is_refused_with_the_reason(
        self, text: str, whole: str
    ) -> None:
        plain = whole.replace("&", "").replace("Đ", "D")
        with pytest.raises(InvalidInputError) as refused:
            read(text)

        assert str(refused.value) == (
            f"'{text}' ends in '{text.partition('/')[2].upper()}', which is no suffix; "
            f"perhaps the shell cut it at '&'. Write '{whole}' in quotes, or '{plain}'."
        )

    @pytest.mark.parametrize(
        "text",
        [
            *("310-BTTTT", "310", "", "/GP-BTTTT", "GP-BTTTT", "310/", "310/-BTTTT"),
            *("0/GP-BTTTT", "000/GP-BTTTT", "-5/GP-BTTTT", "5.5/GP-BTTTT"),
            *("310/GPBTTTT", "310/GP-BTTTT/2019", "310/GP-BTTTT@MIC", "1/GP-BTTTT#2"),
            *("310AB/GP-BTTTT", "1234567890/GP-BTTTT", "310//GP-BTTTT", "x/GP-BTTTT"),
            # The mark of a footnote must not make ten times the number.
            *("57¹/GP-BTTTT", "57²/GP-BTTTT", "⑤/GP-BTTTT", "\u0665/GP-BTTTT"),
        ],
    )
    def test_what_is_no_number_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInputError) as refused:
            read(text)

        assert str(refused.value) == (
            f"'{text}' is not a licence number. A number reads like '310/GP-BTTTT'."
        )

    @given(st.text(max_size=12) | st.text("0123456789/-GPBTĐ&#@ \u0301", max_size=12))
    def test_whatever_is_typed_is_read_or_refused(self, text: str) -> None:
        try:
            number = parse_licence_number(text, SPELLINGS)
        except InvalidInputError:
            return

        assert parse_licence_number(str(number), SPELLINGS) == number

    def test_a_refusal_does_not_send_what_it_quotes_to_the_terminal(self) -> None:
        with pytest.raises(InvalidInputError, match=r"'\\x1b\[31m5'"):
            read("\x1b[31m5")

    @given(numbers())
    def test_a_number_is_read_back_from_its_text(self, number: LicenceNumber) -> None:
        assert parse_licence_number(str(number), SPELLINGS) == number
        assert parse_licence_number(str(number), {}) == number


class TestMending:
    """A misspelt suffix is understood, and the misspelling is not forgotten."""

    @pytest.mark.parametrize(
        ("printed", "mended"),
        [
            ("12/GP-BTTT", True),
            ("12/GP-TĐTT", True),
            ("12/gp–ttdt", False),  # noqa: RUF001 - this dash is meant
            ("012 / GP-TTĐT", False),
            ("12/GP-PTTHTTDT", False),
        ],
    )
    def test_only_another_suffix_is_a_mended_one(
        self, printed: str, *, mended: bool
    ) -> None:
        number = parse_licence_number(printed, SPELLINGS)

        assert is_mended(printed, number) is mended


class TestReferences:
    """A person may type less: what is left out may be anything."""

    @pytest.mark.parametrize(
        ("text", "reference"),
        [
            ("57", Reference(57)),
            ("057", Reference(57)),
            ("79a", Reference(79, "A")),
            ("57/2019", Reference(57, year=2019)),
            ("57/gp-btttt", Reference(57, suffix="GP-BTTTT")),
            ("57/GP-BTTT", Reference(57, suffix="GP-BTTTT")),
            ("45/gp-ptthttdt/2026", Reference(45, "", "GP-PTTH&TTĐT", 2026)),
            ("57/GP-BTTTT/2019", Reference(57, "", "GP-BTTTT", 2019)),
            ("57@mic", Reference(57, issuer="MIC")),
            ("57#2", Reference(57, ordinal=2)),
            (
                "05/GP-TTĐT/2025@DCST-HP#2",
                Reference(5, "", "GP-TTĐT", 2025, None, "DCST-HP", 2),
            ),
            (
                " 05 / gp–ttdt / 2025 @ dcst-hp # 2 ",  # noqa: RUF001 - this dash is meant
                Reference(5, "", "GP-TTĐT", 2025, None, "DCST-HP", 2),
            ),
            *(
                (text, Reference(57, "", "GP-BTTTT", None, "12/02/2019"))
                for text in (
                    "57/GP-BTTTT ngày 12/02/2019",
                    "57/GP-BTTTT NGÀY 12/02/2019",
                    "57/gp-btttt ngay 12/02/2019",
                    "57/GP-BTTTT, ngày 12/02/2019",
                    "57/GP-BTTTT (ngày 12/02/2019)",
                    "57/GP-BTTTT cấp ngày 12/02/2019",
                    "57/GP-BTTTT of 12/02/2019",
                    "57/GP-BTTTT dated 12/02/2019",
                )
            ),
        ],
    )
    def test_less_than_the_whole_is_a_reference(
        self, text: str, reference: Reference
    ) -> None:
        for form in ("NFC", "NFD"):
            typed_text = unicodedata.normalize(form, text)

            assert parse_reference(typed_text, SPELLINGS) == reference

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                "GP-BTTTT",
                "/2019",
                "0/2019",
                "57/19",
                "57/20190",
                "57/2019/GP-BTTTT",
            ),
            *("57/GP-BTTTT/2019@", "57#", "57#x", "57 ngày", "57¹/2019", "5⁷", "310-X"),
        ],
    )
    def test_what_names_no_licence_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInputError):
            parse_reference(text, SPELLINGS)

    def test_a_suffix_cut_short_is_refused_here_too(self) -> None:
        with pytest.raises(InvalidInputError, match="perhaps the shell cut it at '&'"):
            parse_reference("45/GP-PTTH/2026", SPELLINGS)

    @given(licence_keys(), licence_keys())
    def test_the_full_text_of_a_key_names_it_and_no_other(
        self, key: LicenceKey, other: LicenceKey
    ) -> None:
        # One that was given once is written without its ordinal, and names them all.
        reference = parse_reference(str(key), SPELLINGS)

        assert reference.names(key)
        if reference.names(other) and reference.ordinal:
            assert other == key

    @given(licence_keys())
    def test_whatever_is_left_out_the_licence_is_among_those_named(
        self, key: LicenceKey
    ) -> None:
        number = key.number
        for text in (
            f"{number.value}{number.letter}",
            f"{number.value}{number.letter}/{key.year}",
            f"{number}",
            f"{number}/{key.year}",
            f"{number}@{key.issuer}",
        ):
            assert parse_reference(text, SPELLINGS).names(key)
        for text in (
            f"{number.value + 1}{number.letter}",
            f"{number}/{key.year + 1}",
            f"{number}@X{key.issuer}",
            f"{number}#{key.ordinal + 1}",
        ):
            assert not parse_reference(text, SPELLINGS).names(key)


class TestKeys:
    """The register reads what it writes."""

    @given(licence_keys())
    def test_a_licence_key_is_read_back_from_its_text(self, key: LicenceKey) -> None:
        assert parse_licence_key(str(key)) == key

    def test_a_key_says_what_it_is_in_full(self) -> None:
        number = LicenceNumber(5, "", "GP-TTĐT")

        assert str(LicenceKey("DCST-HP", number, 2025)) == "05/GP-TTĐT/2025@DCST-HP"
        assert str(LicenceKey("MIC", number, 2020, 2)) == "05/GP-TTĐT/2020@MIC#2"

    @pytest.mark.parametrize(
        "text",
        ["57", "57/GP-BTTTT", "57/GP-BTTTT/2019", "57/2019@MIC", "TALLY-7", "", "x"],
    )
    def test_less_is_no_key(self, text: str) -> None:
        with pytest.raises(InvalidInputError, match="is not a full licence reference"):
            parse_licence_key(text)

    @given(st.builds(InspectionKey, st.integers(1990, 2199), st.integers(1, 123_456)))
    def test_the_reference_of_an_inspection_is_read_back_from_its_text(
        self, key: InspectionKey
    ) -> None:
        assert parse_inspection_key(f" {str(key).lower()} ") == key

    @pytest.mark.parametrize("text", ["INS-24-1", "INS-2024", "57/2024", "", "INS 1"])
    def test_other_shapes_are_no_reference_of_an_inspection(self, text: str) -> None:
        assert parse_inspection_key(text) is None
