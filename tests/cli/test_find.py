"""The commands ``find`` and ``list --sort``, as a person uses them."""

from pathlib import Path

import pytest
from conftest import Licreg


@pytest.fixture
def register(licreg: Licreg, empty: Path) -> Path:
    for number, holder in enumerate(("Công ty Ơn", "Công ty Đá", "Công ty Dừa"), 1):
        run = licreg(
            *("issue", "social-network", f"{number}/GP-BTTTT", "--on", "5/3/2018"),
            *("--holder", holder, "--site", f"vidu{number}.vn", "--term-years", "10"),
            *("--content-manager", "Trần Thị Riêng Tư, 0912 345 678"),
            *("--register", empty),
        )
        assert run.code == 0
    run = licreg(
        *("inspect", "Lê Văn Kín", "--personal", "--on", "3/6/2024", "--agency"),
        *("ABEI", "--subject-kind", "account", "--campaign", "Đợt hè"),
        *("--register", empty),
    )
    assert run.code == 0
    return empty


class TestFind:
    """Records by a few words, with why each was found."""

    def test_the_json_has_what_lists_have_and_why(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("find", "cong ty da", "--format", "json", "--register", register)

        (one,) = run.json
        assert run.code == 0
        assert (one["record"], one["number"], one["holder"], one["sites"]) == (
            *("licence", "2/GP-BTTTT".replace("2/", "02/"), "Công ty Đá"),
            ["vidu2.vn"],
        )
        assert one["matched"] == [{"field": "holder", "text": "Công ty Đá"}]

    def test_the_visits_to_a_holder_come_after_the_licence(
        self, licreg: Licreg, register: Path
    ) -> None:
        for site, licence in (("vidu2.vn", "2/2018"), ("vidu3.vn", "3/2018")):
            run = licreg(
                *("inspect", site, "--licence", licence, "--on", "3/6/2024"),
                *("--agency", "ABEI", "--subject-kind", "social-network"),
                *("--register", register),
            )
            assert run.code == 0

        run = licreg("find", "2/GP-BTTTT", "--format", "json", "--register", register)
        shown = licreg("find", "2/GP-BTTTT", "--register", register)

        licence, visit, *_ = run.json
        assert (licence["record"], licence["number"]) == ("licence", "02/GP-BTTTT")
        assert (visit["record"], visit["subject"]) == ("inspection", "vidu2.vn")
        assert {"field": "licence", "text": "02/GP-BTTTT/2018@MIC"} in visit["matched"]
        assert "licence: 02/GP-BTTTT/2018" in shown.out

    def test_words_may_be_several_arguments(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("find", "dua", "cong", "--register", register)

        assert "Công ty Dừa" in run.out
        assert "1 record\n" in run.out

    def test_a_slip_is_said_and_its_results_shown(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("find", "cong yt dua", "--register", register)

        assert "Nothing has 'cong yt dua'. Did you mean 'cong ty dua'?" in run.out
        assert "Công ty Dừa" in run.out

    def test_nothing_is_no_failure(self, licreg: Licreg, register: Path) -> None:
        run = licreg("find", "zzzz", "--register", register)

        assert run.code == 0
        assert "Nothing has 'zzzz'." in run.out

    @pytest.mark.parametrize("text", ["", " ", "/", "…"])
    def test_what_has_no_word_is_refused(
        self, licreg: Licreg, register: Path, text: str
    ) -> None:
        run = licreg("find", text, "--register", register)

        assert run.code == 2
        assert "has no word to look for" in run.err

    def test_a_limit_says_how_many_more_there_are(
        self, licreg: Licreg, register: Path
    ) -> None:
        shown = licreg("find", "cong ty", "--limit", "2", "--register", register)
        assert "2 of 3; 1 more with '--limit 0'." in shown.out

        run = licreg(
            *("find", "cong ty", "--limit", "2", "--format", "json"),
            *("--register", register),
        )
        assert len(run.json) == 2
        assert "2 of 3; 1 more with '--limit 0'." in run.err

    def test_the_order_among_equals_does_not_change(
        self, licreg: Licreg, register: Path
    ) -> None:
        runs = {licreg("find", "vn", "--register", register).out for _ in range(2)}

        assert len(runs) == 1

    @pytest.mark.parametrize("name", ["tran thi", "le van kin", "0912345678", "0912"])
    def test_persons_are_neither_found_nor_shown(
        self, licreg: Licreg, register: Path, name: str
    ) -> None:
        run = licreg("find", name, "--register", register)

        assert f"Nothing has '{name}'" in run.out
        for text in ("cong ty", "dot he"):
            run = licreg("find", text, "--format", "json", "--register", register)
            assert "Trần" not in run.out
            assert "Lê" not in run.out

    def test_who_asks_for_personal_data_finds_them(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("find", "le van kin", "--personal", "--register", register)
        assert "person: Lê Văn Kín" in run.out

        run = licreg("find", "tran thi", "--personal", "--register", register)
        assert "3 records" in run.out

    def test_a_filter_that_is_not_known_is_named(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("find", "vn", "--kind", "social-netwerk", "--register", register)

        assert run.code == 2
        assert "did you mean 'social-network'?" in run.err

    def test_the_sample_register_is_searched(self, licreg: Licreg, demo: Path) -> None:
        run = licreg(
            "find", "dong lua", "--limit", "3", "--format", "json", "--register", demo
        )

        assert run.code == 0
        assert run.json

    def test_a_rebuild_changes_nothing(self, licreg: Licreg, register: Path) -> None:
        before = licreg("find", "cong ty", "--register", register).out

        assert licreg("rebuild", "--register", register).code == 0
        assert licreg("check", "--register", register).code == 0

        assert licreg("find", "cong ty", "--register", register).out == before


class TestSort:
    """Lists of licences in the order of the Vietnamese alphabet, and others."""

    @pytest.mark.parametrize(
        ("order", "numbers"),
        [
            ("holder", ["03", "02", "01"]),
            ("number", ["01", "02", "03"]),
            ("issued-on", ["01", "02", "03"]),
            ("expires-on", ["01", "02", "03"]),
        ],
    )
    def test_licences_come_in_an_order(
        self, licreg: Licreg, register: Path, order: str, numbers: list[str]
    ) -> None:
        run = licreg(
            "list", "--sort", order, "--format", "json", "--register", register
        )

        assert [one["number"][:2] for one in run.json] == numbers

    def test_by_expiry_those_without_a_last_day_come_last(
        self, licreg: Licreg, register: Path
    ) -> None:
        for words in (
            ("4/GP-BTTTT", "--holder", "Công ty"),
            ("5/GP-BTTTT", "--holder", "Công ty", "--expires", "1/1/2020"),
        ):
            run = licreg(
                *("issue", "social-network", *words, "--on", "5/3/2018"),
                *("--register", register),
            )
            assert run.code == 0

        run = licreg(
            "list", "--sort", "expires-on", "--format", "json", "--register", register
        )

        numbers = [one["number"][:2] for one in run.json]
        assert (numbers[0], numbers[-1]) == ("05", "04")

    def test_inspections_have_their_own_order(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg("list", "inspections", "--sort", "holder", "--register", register)

        assert run.code == 2
        assert "--sort goes with licences" in run.err
