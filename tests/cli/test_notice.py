"""The commands ``notice`` and ``issue --from-notice``, as a person uses them."""

import json
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg

TEXT: Final = "Giấy phép MXH số 57/GP-BTTTT do Bộ TTTT cấp ngày 05/03/2018"


@pytest.fixture
def register(licreg: Licreg, empty: Path) -> Path:
    run = licreg(
        *("issue", "--from-notice", f"{TEXT}. Website: vi-du.vn"),
        *("--holder", "Công ty Ví Dụ", "--term-years", "10", "--register", empty),
    )
    assert run.code == 0
    return empty


class TestNotice:
    """Many are read at once, each with its verdict."""

    def test_the_json_holds_what_the_contract_says(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("notice", TEXT, "--format", "json", "--register", register)

        (one,) = run.json
        assert run.code == 0
        names = ("number", "issued_on", "kind", "verdict", "licence", "differences")
        assert {name: one[name] for name in names} == {
            "number": "57/GP-BTTTT",
            "issued_on": "2018-03-05",
            "kind": "social-network",
            "verdict": "genuine",
            "licence": "57/GP-BTTTT/2018",
            "differences": [],
        }

    def test_a_finding_ends_with_1(self, licreg: Licreg, register: Path) -> None:
        altered = TEXT.replace("05/03", "06/03")

        run = licreg("notice", altered, "--format", "json", "--register", register)

        assert run.code == 1
        assert run.json[0]["differences"] == [
            {"field": "issued_on", "notice": "2018-03-06", "register": "2018-03-05"}
        ]

    def test_a_kind_that_is_left_open_is_no_difference(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = licreg(
            *("issue", "aggregate-site", "9/GP-TTĐT", "--on", "5/3/2018", "--issuer"),
            *("ABEI", "--holder", "Hội", "--term-years", "10", "--register", empty),
        )
        assert run.code == 0
        for text, verdict in (
            ("Giấy phép trang thông tin điện tử số 09/GP-TTĐT", "genuine"),
            ("Giấy phép website số 09/GP-TTĐT ngày 05/03/2018", "genuine"),
            ("Giấy phép báo điện tử số 09/GP-TTĐT ngày 05/03/2018", "differs"),
        ):
            run = licreg("notice", text, "--format", "json", "--register", empty)
            assert run.json[0]["verdict"] == verdict, text

    def test_a_table_of_sites_is_judged_by_row(
        self, licreg: Licreg, register: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "sites.csv"
        path.write_text(f"site,notice\nvi-du.vn,{TEXT}\nkhac.vn,{TEXT}\n", "utf-8")

        run = licreg("notice", path, "--format", "json", "--register", register)

        assert [(one["line"], one["verdict"]) for one in run.json] == [
            (2, "genuine"),
            (3, "differs"),
        ]

    def test_what_is_piped_in_is_read(self, licreg: Licreg, register: Path) -> None:
        page = f"<html><p>{TEXT}</p><p>Giấy phép MXH: 01XK0202</p></html>"

        run = licreg("notice", "-", "--register", register, stdin=page)

        assert "2 notices: genuine 1, unreadable 1" in run.out

    def test_a_sample_register_gives_no_verdict(
        self, licreg: Licreg, demo: Path
    ) -> None:
        run = licreg("notice", TEXT, "--format", "json", "--register", demo)

        assert run.code == 0
        assert (run.json[0]["number"], run.json[0]["verdict"]) == ("57/GP-BTTTT", None)
        shown = licreg("notice", TEXT, "--register", demo)
        assert "SAMPLE" in shown.out
        assert "no verdict is given" in shown.out

    def test_a_text_too_long_for_a_file_s_name_is_a_text(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("notice", TEXT + " x" * 5000, "--register", register)

        assert run.code == 0

    def test_hostile_letters_do_not_reach_the_terminal(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg(
            "notice", "số \x1b[31m", "--format", "table", "--register", register
        )

        assert "\x1b[31m" not in run.out

    def test_what_is_too_large_is_refused(
        self, licreg: Licreg, register: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "page.html"
        path.write_bytes(b"x" * 8_000_001)

        run = licreg("notice", path, "--register", register)

        assert run.code == 2
        assert "8,000,001 bytes" in run.err

    def test_a_table_without_notices_ends_with_2(
        self, licreg: Licreg, register: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "other.csv"
        path.write_text("a,b\n1,2\n", "utf-8")

        run = licreg("notice", path, "--register", register)

        assert run.code == 2
        assert "no column of notices" in run.err


class TestIssueFromNotice:
    """What the notice says need not be typed; the rest is asked for or named."""

    def test_what_it_says_is_recorded(self, licreg: Licreg, register: Path) -> None:
        shown = licreg("show", "57/2018", "--format", "json", "--register", register)

        assert shown.json["issued_on"] == "2018-03-05"
        assert shown.json["issuer"] == "MIC"
        assert shown.json["sites"] == ["vi-du.vn"]

    def test_what_it_does_not_say_is_named(self, licreg: Licreg, empty: Path) -> None:
        run = licreg("issue", "--from-notice", TEXT, "--register", empty)

        assert run.code == 2
        assert "Read in the notice: social-network, 57/GP-BTTTT, 2018-03-05, MIC." in (
            run.err
        )
        assert "Missing: Holder (--holder). Nothing was recorded." in run.err

    def test_what_is_typed_beside_it_holds(self, licreg: Licreg, empty: Path) -> None:
        run = licreg(
            *(
                "issue",
                "--from-notice",
                TEXT,
                "--on",
                "6/3/2018",
                "--holder",
                "Công ty",
            ),
            *("--format", "json", "--dry-run", "--register", empty),
        )

        assert json.loads(run.out)["issued_on"] == "2018-03-06"

    @pytest.mark.parametrize(
        "text",
        [
            "Giấy phép MXH số ./../2019",
            "Giấy phép MXH số xxx/GP-BTTTT ngày xx/xx/20xx",
            "không có gì",
            f"{TEXT}, số 58/GP-BTTTT",
        ],
    )
    def test_no_placeholder_becomes_a_licence(
        self, licreg: Licreg, empty: Path, text: str
    ) -> None:
        run = licreg(
            *(
                "issue",
                "--from-notice",
                text,
                "--holder",
                "Công ty",
                "--on",
                "1/2/2019",
            ),
            *("--register", empty),
        )

        assert run.code == 2
        assert "Nothing was recorded." in run.err

    @pytest.mark.parametrize("day", ["99/99/9999", "xx/xx/20xx", "./../2019"])
    def test_no_placeholder_becomes_a_day(
        self, licreg: Licreg, empty: Path, day: str
    ) -> None:
        text = f"Giấy phép MXH số 57/GP-BTTTT cấp ngày {day}"

        run = licreg(
            *("issue", "social-network", "--from-notice", text, "--holder", "Công ty"),
            *("--register", empty),
        )

        assert run.code == 2
        assert "Missing: Day of issue (--on)." in run.err
