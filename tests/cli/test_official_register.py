"""The layout of the public register: one row for each site, every row accounted for."""

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

HEADER: Final = (
    "domain,owner,category_type,certified_date,cert_level,license_number,status,"
    "detail_url"
)
NETWORK = "GIẤY PHÉP CUNG CẤP DỊCH VỤ MẠNG XÃ HỘI"
SITE = "GIẤY PHÉP THIẾT LẬP TRANG THÔNG TIN ĐIỆN TỬ TỔNG HỢP"
G1 = "QUYẾT ĐỊNH PHÁT HÀNH TRÒ CHƠI ĐIỆN TỬ G1 TRÊN MẠNG"
G2_G4 = '"GIẤY XÁC NHẬN THÔNG BÁO PHÁT HÀNH TRÒ CHƠI ĐIỆN TỬ G2,G3,G4"'
CONFIRMED = "GIẤY XÁC NHẬN THÔNG BÁO CUNG CẤP DỊCH VỤ MẠNG XÃ HỘI"

KINDS: Final[Mapping[str, str]] = {
    NETWORK: "social-network",
    SITE: "aggregate-site",
    G1: "g1-release",
    G2_G4.strip('"'): "g2-g4-confirmation",
    CONFIRMED: "sn-confirmation",
}


class Listed:
    """A list in the layout, and a register that takes it in."""

    def __init__(self, licreg: Licreg, register: Path, file: Path) -> None:
        self.licreg = licreg
        self.register = register
        self.file = file

    def write(self, *rows: str) -> None:
        self.file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        os.utime(self.file, (1_785_000_000, 1_785_000_000))  # 26 July 2026, 00:20 here.

    def take(self, *options: str | Path) -> Run:
        return self.licreg(
            "--register", self.register, "import", self.file, "--format", "json",
            *options,
        )  # fmt: skip

    def licences(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for kind in KINDS.values():
            run = self.licreg(
                *("--register", self.register, "list", kind, "--format", "json")
            )
            rows += run.json
        return rows


@pytest.fixture
def listed(licreg: Licreg, empty: Path, tmp_path: Path) -> Listed:
    return Listed(licreg, empty, tmp_path / "list.csv")


def row(  # noqa: PLR0913, PLR0917  # the columns of the list
    number: str,
    site: str = "a.vn",
    holder: str = "CÔNG TY A",
    kind: str = NETWORK,
    day: str = "2020-02-28",
    status: str = "valid",
) -> str:
    return f"{site},{holder},{kind},{day},ABEI,{number},{status},https://list.example/"


def totals(run: Run) -> tuple[int, int, int, int]:
    [file] = run.json["files"]
    return file["rows"], file["taken"], file["already_there"], file["rejected"]


class TestTheLayout:
    """A list in this layout is known by its columns."""

    def test_rows_of_one_number_day_and_holder_are_one_licence(
        self, listed: Listed
    ) -> None:
        listed.write(
            row("81/GP-BTTTT", "a.vn"),
            row("81/GP-BTTTT", "b.vn", "CÔNG TY  A "),
            row("82/GP-BTTTT", "c.vn", day="2020-02-29"),
        )

        run = listed.take()

        assert run.code == 0, run.err
        assert totals(run) == (3, 3, 0, 0)
        assert "3 rows, one for each site, are 2 licences" in run.err
        assert [(one["number"], one["sites"]) for one in listed.licences()] == [
            ("81/GP-BTTTT", ["a.vn", "b.vn"]),
            ("82/GP-BTTTT", ["c.vn"]),
        ]

    def test_kinds_and_issuers_follow_from_the_names_and_suffixes(
        self, listed: Listed
    ) -> None:
        listed.write(
            row("1/GP-BTTTT"),
            row("2/GP-BVHTTDL", day="2025-06-13"),
            row("3/GP-TTĐT", kind=SITE),
            row("4/QĐ-BTTTT", kind=G1),
            row("5/GXN-PTTH&TTĐT", kind=G2_G4),
            row("6/GXN-PTTH&TTĐT", kind=CONFIRMED, day="2025-06-13"),
        )

        listed.take()

        found = {
            one["number"]: (one["kind"], one["issuer"]) for one in listed.licences()
        }
        assert found == {
            "01/GP-BTTTT": ("social-network", "MIC"),
            "02/GP-BVHTTDL": ("social-network", "MCST"),
            "03/GP-TTĐT": ("aggregate-site", "ABEI"),
            "04/QĐ-BTTTT": ("g1-release", "MIC"),
            "05/GXN-PTTH&TTĐT": ("g2-g4-confirmation", "ABEI"),
            "06/GXN-PTTH&TTĐT": ("sn-confirmation", "ABEI"),
        }

    @pytest.mark.parametrize(
        ("printed", "number"),
        [
            ("06 /GP-BTTTT", "06/GP-BTTTT"),
            ("6/GP-BTTT", "06/GP-BTTTT"),
            ("1157 QĐ-BTTTT", "1157/QĐ-BTTTT"),
            ("104 /OĐ-BTTTT", "104/QĐ-BTTTT"),
            ("2474/QĐ-BTTTT-Bỏ", "2474/QĐ-BTTTT"),
            ("9/GP-TĐTT", "09/GP-TTĐT"),
            ("9/GPSĐSB-TTĐT", "09/GPSĐBS-TTĐT"),
            ("79a/GP-BTTTT ", "79A/GP-BTTTT"),
            ("81 /GXN-PTTH&TTDT", "81/GXN-PTTH&TTĐT"),
        ],
    )
    def test_numbers_are_mended_and_the_printed_text_is_kept(
        self, listed: Listed, printed: str, number: str
    ) -> None:
        listed.write(row(printed))

        listed.take()

        [one] = listed.licences()
        assert one["number"] == number
        assert one["printed"] == ("" if printed.strip() == "79a/GP-BTTTT" else printed)

    def test_what_is_not_in_force_has_lapsed_by_the_day_of_the_file(
        self, listed: Listed
    ) -> None:
        listed.write(
            row("1/GP-BTTTT", status="invalid"), row("2/GP-BTTTT", status="expired")
        )

        run = listed.take()

        assert "known by 2026-07-26, the day of the file;" in run.err
        assert {(one["status"], one["status_on"]) for one in listed.licences()} == {
            ("lapsed", "2026-07-26")
        }
        assert "no-expiry (2)" in run.err

    def test_the_day_of_the_list_can_be_said(self, listed: Listed) -> None:
        listed.write(row("1/GP-BTTTT", status="invalid"))

        listed.take("--listed-on", "1/8/2026")

        assert [one["status_on"] for one in listed.licences()] == ["2026-08-01"]

    def test_one_site_in_force_keeps_a_licence_in_force(self, listed: Listed) -> None:
        listed.write(
            row("1/GP-BTTTT", "a.vn", status="invalid"), row("1/GP-BTTTT", "b.vn")
        )

        run = listed.take()

        assert [one["status"] for one in listed.licences()] == ["in-force"]
        assert "status-unclear (1)" in run.err
        assert "not in force (a.vn)" in run.err

    def test_an_amended_licence_counts_as_issued_with_a_warning(
        self, listed: Listed
    ) -> None:
        listed.write(row("6/GPSĐBS-TTĐT", kind=SITE))

        run = listed.take()

        assert "amendment-as-grant (1)" in run.err
        assert len(listed.licences()) == 1

    def test_a_mail_address_is_no_site_and_is_not_kept(self, listed: Listed) -> None:
        listed.write(row("1/GP-BTTTT", "an@a.vn"))

        run = listed.take()

        assert [one["sites"] for one in listed.licences()] == [[]]
        assert "a mail address stands in place of a site" in run.err
        assert "an@a.vn" not in (listed.register / "journal.jsonl").read_text("utf-8")


class TestANumberGivenTwice:
    """Two papers with one number are both recorded; the second has an ordinal."""

    ROWS: Final = (
        row("81/GP-BTTTT", "b.vn", "CÔNG TY TNHH ĐỒNG BẰNG"),
        row("81/GP-BTTTT", "a.vn", "CÔNG TY CỔ PHẦN BIỂN XANH"),
    )

    def test_both_are_taken_and_named_with_their_lines(self, listed: Listed) -> None:
        listed.write(*self.ROWS)

        run = listed.take()

        assert totals(run) == (2, 2, 0, 0)
        assert [(one["number"], one["holder"]) for one in listed.licences()] == [
            ("81/GP-BTTTT", "CÔNG TY CỔ PHẦN BIỂN XANH"),
            ("81/GP-BTTTT#2", "CÔNG TY TNHH ĐỒNG BẰNG"),
        ]
        assert "identity-taken (2)" in run.err
        assert "(line 2)" in run.err
        assert "(line 3)" in run.err

    def test_in_another_order_they_are_the_same(self, listed: Listed) -> None:
        listed.write(*self.ROWS)
        listed.take()

        listed.write(*reversed(self.ROWS))

        assert totals(listed.take()) == (2, 0, 2, 0)

    def test_where_rows_are_set_aside_the_doubtful_one_is(
        self, listed: Listed, tmp_path: Path
    ) -> None:
        listed.write(*self.ROWS)

        run = listed.take("--rejects", tmp_path / "rejects.csv")

        assert totals(run) == (2, 1, 0, 1)
        text = (tmp_path / "rejects.csv").read_text("utf-8")
        [rejected] = csv.DictReader(text.splitlines())
        assert rejected["owner"] == "CÔNG TY TNHH ĐỒNG BẰNG"
        assert "write 81/GP-BTTTT#2 here" in rejected["reasons"]

    def test_what_was_set_aside_and_mended_is_taken(
        self, listed: Listed, tmp_path: Path
    ) -> None:
        listed.write(*self.ROWS)
        rejects = tmp_path / "rejects.csv"
        listed.take("--rejects", rejects)
        text = rejects.read_text("utf-8")
        listed.file.write_text(
            text.replace(",81/GP-BTTTT,", ",81/GP-BTTTT#2,"), "utf-8"
        )

        assert totals(listed.take()) == (1, 1, 0, 0)
        assert len(listed.licences()) == 2

    def test_two_days_of_one_number_are_two_licences(
        self, listed: Listed, tmp_path: Path
    ) -> None:
        listed.write(
            row("64/GP-TTĐT", "a.vn", "HỘI NHÀ VĂN", SITE, "2018-03-28"),
            row("64/GP-TTĐT", "b.vn", "ĐÀI QUẢNG TRỊ", SITE, "2018-04-11"),
        )

        run = listed.take("--rejects", tmp_path / "rejects.csv")

        assert totals(run) == (2, 2, 0, 0)
        assert len(listed.licences()) == 2


class TestAgain:
    """A list taken in again changes nothing but what has changed."""

    def test_a_later_list_of_the_same_is_already_there(self, listed: Listed) -> None:
        listed.write(row("1/GP-BTTTT", status="invalid"), row("2/GP-BTTTT"))
        listed.take("--listed-on", "26/7/2026")

        assert totals(listed.take("--listed-on", "1/8/2026")) == (2, 0, 2, 0)

    def test_a_row_that_cannot_be_read_refuses_all(self, listed: Listed) -> None:
        listed.write(row("1/GP-BTTTT"), row("2/GP-BTTTT", day="2020-02-31"))

        run = listed.take()

        assert (run.code, run.out) == (2, "")
        assert "list.csv, line 3, column certified_date: '2020-02-31'" in run.err
        assert "Nothing was recorded." in run.err
        assert listed.licences() == []


def counted(rows: Iterable[Mapping[str, str]]) -> Counter[tuple[str, str]]:
    """Count kinds and years by kind, number and day, with no code of the program."""
    suffixes = {"OĐ-BTTTT": "QĐ-BTTTT", "QĐ-BTTT": "QĐ-BTTTT", "GP-BTTT": "GP-BTTTT"}
    seen = set()
    for one in rows:
        number = "".join(one["license_number"].split()).upper().removesuffix("-BỎ")
        found = re.fullmatch(r"0*([0-9]+[A-Z]?)/(.+)|0*([0-9]+)(QĐ-.+)", number)
        assert found is not None, number
        value, suffix = found[1] or found[3], found[2] or found[4]
        suffix = suffixes.get(suffix, suffix)
        day = one["certified_date"]
        seen.add((KINDS[one["category_type"].strip()], value, suffix, day))
    return Counter((kind, day[:4]) for kind, _, _, day in seen)


class TestTheRealList:
    """Half of the real list: every row is accounted for, and the counts agree."""

    def test_its_counts_are_those_of_the_file(
        self, licreg: Licreg, empty: Path, shared_data: Path, tmp_path: Path
    ) -> None:
        file = shared_data / "official_register_half.csv"
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        listed = Listed(licreg, empty, file)
        rejects = tmp_path / "rejects.csv"

        run = listed.take("--listed-on", "2026-07-26", "--rejects", rejects)

        assert run.code == 0, run.err
        _, taken, there, rejected = totals(run)
        assert len(rows) == taken + there + rejected
        assert (there, rejected) == (0, 1)
        years = sorted({one["certified_date"][:4] for one in rows})
        run = licreg(
            *("--register", empty, "summary", f"{years[0]}-{years[-1]}"),
            *("--format", "json"),
        )
        found = Counter[tuple[str, str]]()
        for year, summary in zip(
            range(int(years[0]), int(years[-1]) + 1), run.json, strict=True
        ):
            for kind in summary["licences"] + summary["instruments"]:
                if kind["issued"] and kind["kind"] in KINDS.values():
                    found[kind["kind"], str(year)] = kind["issued"]
        assert found == counted(rows)

        again = listed.take("--listed-on", "2026-07-26", "--rejects", rejects)
        assert totals(again) == (len(rows), 0, len(rows) - 1, 1)
        assert licreg("--register", empty, "check").code == 0
