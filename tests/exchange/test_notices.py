"""Notices are read as a careful reader reads them."""

import csv
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licreg.actions.reference import read_law
from licreg.errors import InvalidInputError
from licreg.exchange.notice_files import decode, each_notice, read_displayed
from licreg.exchange.notices import Notice, read_notices

LAW: Final = read_law()
INVENTED: Final = Path(__file__).parent / "notices.csv"
HALF: Final = Path(__file__).parents[3] / "shared" / "data" / "site_notices_half.csv"
AT_LEAST: Final = 66
"""Of the 69: the other three say what is not taken from them beside them."""

_FEW: Final = 20_000
"""Numbers in a megabyte beyond which it is no page but thousands of notices."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


NAMES: Final = [f"row-{line}" for line, _ in enumerate(rows(INVENTED), start=2)]


def only(text: str) -> Notice:
    (notice,) = read_notices(text, LAW)
    return notice


def told(notice: Notice) -> tuple[str, str, str]:
    day = notice.issued_on
    return notice.number or "", day.isoformat() if day else "", notice.kind


class TestRealNotices:
    """The half of the notices that were collected from sites."""

    def test_almost_all_are_read_as_the_careful_reader_read_them(self) -> None:
        if not HALF.is_file():
            pytest.skip("the notices of real sites are not beside the checkout")

        as_read = 0
        for row in rows(HALF):
            kind = row["kind"].replace("_", "-")
            found = read_notices(row["notice"], LAW)
            as_read += [told(one) for one in found] == [
                (row["number"], row["issued_on"], kind)
            ]

        assert as_read >= AT_LEAST


class TestInventedNotices:
    """The ways in which notices are written, each with what it says."""

    @pytest.mark.parametrize("row", rows(INVENTED), ids=NAMES)
    def test_a_notice_is_read(self, row: dict[str, str]) -> None:
        notice = only(row["notice"])

        assert (*told(notice), notice.issuer) == (
            *(row["number"], row["issued_on"], row["kind"]),
            row["issuer"],
        )

    def test_there_are_many(self) -> None:
        assert len(rows(INVENTED)) >= 100


class TestSeveral:
    """A page may hold many notices, each with its own day and kind."""

    def test_each_has_its_own_day(self) -> None:
        text = (
            "Giấy phép MXH số 12/GP-BTTTT do Bộ TTTT cấp ngày 05/03/2018. "
            "Giấy phép trang TTĐT tổng hợp số 34/GP-TTĐT do Sở TTTT Hà Nội cấp "
            "ngày 06/04/2019."
        )

        assert [told(one) for one in read_notices(text, LAW)] == [
            ("12/GP-BTTTT", "2018-03-05", "social-network"),
            ("34/GP-TTĐT", "2019-04-06", "aggregate-site"),
        ]

    def test_a_later_number_of_the_same_licence_keeps_its_kind(self) -> None:
        text = (
            "Giấy phép trang thông tin điện tử tổng hợp số 12/GP-TTĐT ngày 05/03/2014, "
            "sửa đổi bổ sung số 34/GP-TTĐT ngày 06/04/2019"
        )

        assert [one.kind for one in read_notices(text, LAW)] == ["aggregate-site"] * 2

    def test_one_without_a_day_does_not_take_that_of_the_next(self) -> None:
        text = (
            "Giấy phép MXH số 12/GP-BTTTT do Bộ TTTT cấp\n"
            "Giấy phép MXH: 01XK02022, cấp ngày 05/03/2018\n"
            "Giấy phép MXH số 34/GP-BTTTT cấp ngày 06/04/2019\n"
        )

        assert [told(one) for one in read_notices(text, LAW)] == [
            ("12/GP-BTTTT", "", "social-network"),
            ("", "", ""),
            ("34/GP-BTTTT", "2019-04-06", "social-network"),
        ]

    def test_a_business_registration_beside_it_is_passed_over(self) -> None:
        text = (
            "GPĐKKD số 0101234567 do Sở KH&ĐT cấp ngày 01/02/2007\n"
            "Giấy phép MXH số 12/GP-BTTTT cấp ngày 05/03/2018\n"
            "Điện thoại: 024 3825 1234"
        )

        assert [one.number for one in read_notices(text, LAW)] == ["12/GP-BTTTT"]


class TestAround:
    """What is said beside the number, for who records the licence."""

    def test_holder_and_sites_are_read_where_they_are_said(self) -> None:
        notice = only(
            "Đơn vị chủ quản: Công ty Cổ phần Ví Dụ, MST 0101234567. Giấy phép MXH "
            "số 12/GP-BTTTT ngày 05/03/2018. Website: www.vi-du.vn, a@vi-du-hai.vn"
        )

        assert notice.holder == "Công ty Cổ phần Ví Dụ"
        assert notice.sites == ("vi-du.vn",)

    def test_a_person_is_not_taken_for_the_holder(self) -> None:
        notice = only(
            "Chủ sở hữu: Nguyễn Văn Ví Dụ. Giấy phép MXH số 12/GP-BTTTT ngày 05/03/2018"
        )

        assert notice.holder == ""


class TestFiles:
    """A table has a notice to a row; any other text is gone through as a whole."""

    def test_a_table_gives_at_least_one_for_each_row(self) -> None:
        data = (
            "site,notice\n"
            'vi-du.vn,"Giấy phép MXH số 12/GP-BTTTT\nngày 05/03/2018"\n'
            "vidu.vn,không có\n"
        ).encode()

        found = list(each_notice(read_displayed(data, "sites.csv"), LAW))

        assert [(text.line, text.site, one.number) for text, one in found] == [
            (2, "vi-du.vn", "12/GP-BTTTT"),
            (4, "vidu.vn", None),
        ]

    def test_a_table_is_known_by_its_heading_when_it_is_piped_in(self) -> None:
        data = "Tên miền;Thông báo\nvi-du.vn;GP MXH 12/GP-BTTTT\n".encode()

        (displayed,) = read_displayed(data, "standard input")

        assert displayed.site == "vi-du.vn"

    def test_a_table_without_a_column_of_notices_is_refused(self) -> None:
        with pytest.raises(InvalidInputError, match="no column of notices"):
            read_displayed(b"kind,number\na,b\n", "licences.csv")

    def test_a_page_in_utf_16_is_read(self) -> None:
        text = "<p>Giấy phép MXH số 12/GP-BTTTT</p>"

        assert decode(text.encode("utf-16")) == text


class TestHostileText:
    """Whatever the text is, it is gone through once."""

    @pytest.mark.parametrize(
        "piece",
        [
            *("<", "<a", "&", "&#1", "1", "1/", "1/gp-", "ngay ", "1/1/1 ", " ", "\n"),
            *(r"\u0041", "tt", "xx/", "ngay xx/", "so tttt ", "a.", "\u0301", "\\"),
            *("giay phep ", "giay phep so ", "giay phep:.", "gp ", "ngay ... thang "),
            *("don vi chu quan: ", "{{--", "[", "(", "&#x", "&nbsp", "\u200b", "-"),
        ],
    )
    def test_a_megabyte_takes_less_than_a_second(self, piece: str) -> None:
        text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]

        begun = time.process_time()
        found = read_notices(text, LAW)

        # A second for each twenty thousand that are found is no blow-up.
        assert time.process_time() - begun < max(1.0, len(found) / _FEW)

    @pytest.mark.parametrize(
        "text", ["<" + "a" * 1_000_000, "&#" + "9" * 1_000_000, "&#x" + "f" * 1_000_000]
    )
    def test_so_does_one_long_piece(self, text: str) -> None:
        begun = time.process_time()
        read_notices(text, LAW)

        assert time.process_time() - begun < 1.0

    @given(st.text(max_size=400))
    def test_any_text_is_read(self, text: str) -> None:
        assert read_notices(text, LAW)

    @settings(max_examples=300)
    @given(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "Giấy phép ",
                        "MXH ",
                        "số ",
                        "12",
                        "/GP-BTTTT",
                        "/GP-TTĐT",
                        " ngày ",
                    ),
                    *("05/03/2018", "xx/xx/20xx", "cấp ", "<br>", "&nbsp;", "…", "\\n"),
                    *(
                        "Sở TTTT Hà Nội ",
                        "Bộ TTTT ",
                        ". ",
                        "\n",
                        "/",
                        "-",
                        "GP",
                        "2018",
                    ),
                ]
            ),
            max_size=14,
        ).map("".join)
    )
    def test_what_is_read_stands_in_the_text(self, text: str) -> None:
        for notice in read_notices(text, LAW):
            if notice.issued_on is not None:
                assert "05/03/2018" in text
            if notice.number is not None:
                digits = notice.number.partition("/")[0].rstrip("ABCDEFGHIJKLMNOPQ")
                assert digits in text
                assert int(digits) > 0
