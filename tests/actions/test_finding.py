"""Records are found by a few words of what they say, the best first."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licreg.actions.finding import Findings, FindQuestion, find_records
from licreg.domain.searching import accented_words, searched_line, slips_of, words_of
from licreg.domain.vocabulary import Status
from licreg.store.register import RegisterFolder

TODAY: Final = date(2026, 11, 26)
LICENCES: Final = (
    ("57/GP-BTTTT", "12/2/2019", "Công ty Cổ phần Điện Biên Số", "dienbien-so.vn"),
    ("570/GP-BTTTT", "5/6/2020", "Công ty TNHH Truyền thông Đà Nẵng", "danang.vn"),
    ("58/GP-BTTTT", "7/7/2021", "Công ty Điện Máy Biển Xanh", "bienxanh.vn"),
    ("59/GP-BTTTT", "8/8/2021", "Tập đoàn Nhạc Của Tui", "nhaccuatui-vidu.vn"),
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register with four networks, an amendment, a note and inspections."""
    from licreg.cli.main import main

    folder = tmp_path_factory.mktemp("find") / "register"
    patch = pytest.MonkeyPatch()
    patch.setenv("LICREG_CLERK", "an")

    def do(*words: str) -> None:
        assert main([*words, "--register", str(folder)]) == 0, words

    assert main(["init", str(folder)]) == 0
    for number, day, holder, site in LICENCES:
        do(
            *("issue", "social-network", number, "--on", day, "--holder", holder),
            *("--site", site, "--term-years", "10"),
        )
    do("amend", "59/2021", "--on", "9/9/2022", "--holder", "Công ty Âm Nhạc Mới")
    do("note", "58/2021", "Đã gọi điện cho văn phòng Hải Phòng")
    do("revoke", "570/2020", "--on", "1/1/2023", "--reason", "Vi phạm nhiều lần")
    do(
        *("inspect", "trang-lau.vn", "--on", "3/6/2024", "--agency", "ABEI"),
        *("--subject-kind", "ei-website", "--campaign", "Đợt mùa hè"),
    )
    do(
        *("inspect", "Nguyễn Văn Ví Dụ", "--personal", "--on", "4/6/2024"),
        *("--agency", "ABEI", "--subject-kind", "account"),
    )
    patch.undo()
    return folder


def find(path: Path, text: str, **asked: Any) -> Findings:  # noqa: ANN401  # as the question has it
    question = FindQuestion(text=text, as_of=asked.pop("as_of", TODAY), **asked)
    return find_records(RegisterFolder(path), question)


def refs(findings: Findings) -> list[str]:
    return [str(hit.found.record.key).removesuffix("@MIC") for hit in findings.hits]


class TestWords:
    """Accents, order, case and the rest of a word do not matter."""

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "điện biên",
                "dien bien",
                "DIEN BIEN",
                "bien dien so",
                "dien bie",
                "so dien",
            ),
            *("Đi\u0065\u0323\u0302n bie\u0302n so", "dienbien-so.vn", "57/GP-BTTTT"),
            *("57/2019", "57/gp-btttt", "057/GP-BTTTT", "57 2019", "cong ty dien b so"),
        ],
    )
    def test_a_licence_is_found_first(self, register: Path, text: str) -> None:
        assert refs(find(register, text))[0] == "57/GP-BTTTT/2019"

    def test_all_words_are_asked_for(self, register: Path) -> None:
        assert refs(find(register, "da nang")) == ["570/GP-BTTTT/2020"]
        assert find(register, "da nang dien may").total == 0

    def test_nothing_is_found_by_no_word(self, register: Path) -> None:
        assert find(register, " -- ").total == 0

    def test_a_number_as_typed_comes_before_longer_ones(self, register: Path) -> None:
        assert refs(find(register, "57")) == ["57/GP-BTTTT/2019", "570/GP-BTTTT/2020"]

    def test_what_was_is_found_too(self, register: Path) -> None:
        for text in ("nhac cua tui", "am nhac moi"):
            assert refs(find(register, text)) == ["59/GP-BTTTT/2021"]

    def test_notes_reasons_and_campaigns_are_searched(self, register: Path) -> None:
        assert refs(find(register, "van phong hai phong")) == ["58/GP-BTTTT/2021"]
        assert refs(find(register, "vi pham")) == ["570/GP-BTTTT/2020"]
        assert refs(find(register, "mua he")) == ["INS-2024-0001"]

    def test_a_part_of_a_word_is_found_where_no_word_begins_so(
        self, register: Path
    ) -> None:
        assert refs(find(register, "ccuatu")) == ["59/GP-BTTTT/2021"]

    def test_accents_that_were_typed_come_first(self, register: Path) -> None:
        assert refs(find(register, "biển"))[0] == "58/GP-BTTTT/2021"
        assert refs(find(register, "biên"))[0] == "57/GP-BTTTT/2019"
        assert find(register, "biển").total == find(register, "bien").total == 2


class TestSlips:
    """A slip of a key is put right, and said."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("dein bien so", "dien bien so"),
            ("truyen thongg", "truyen thong"),
            ("truyenthong", "truyen thong"),
            ("da namg truyen", "da nang truyen"),
            ("trwyen thong nang", "truyen thong nang"),
        ],
    )
    def test_what_was_meant_is_found(
        self, register: Path, typed: str, meant: str
    ) -> None:
        findings = find(register, typed)

        assert findings.meant == meant
        assert findings.total >= 1

    def test_beside_a_slip_a_part_of_a_word_is_found(self, register: Path) -> None:
        findings = find(register, "nahc ccuatu")

        assert (findings.meant, findings.total) == ("nhac ccuatu", 1)

    def test_what_is_there_is_no_slip(self, register: Path) -> None:
        assert find(register, "dien").meant == ""

    @given(st.text("abcdefghij", min_size=1, max_size=8), st.data())
    def test_a_slip_and_what_was_meant_are_one_key_apart(
        self, word: str, data: st.DataObject
    ) -> None:
        slip = data.draw(st.sampled_from(sorted(slips_of(word))))

        assert word in slips_of(slip) | {""} or len(slip) < len(word)
        assert abs(len(slip) - len(word)) <= 1


class TestFilters:
    """Filters are those of lists."""

    def test_status_measure_year_and_kind(self, register: Path) -> None:
        assert find(register, "cong ty", measure="in-force").total == 3
        assert refs(find(register, "cong ty", status=Status.REVOKED)) == [
            "570/GP-BTTTT/2020"
        ]
        assert refs(find(register, "cong ty", year=2019)) == ["57/GP-BTTTT/2019"]
        assert find(register, "vn", kinds=("ei-website",)).total == 1
        assert find(register, "vn", only="licences").total == 4
        assert find(register, "vn", issuer="MIC").total == 4

    def test_what_comes_later_is_not_found(self, register: Path) -> None:
        day = date(2020, 12, 31)

        assert find(register, "cong ty", as_of=day).total == 2
        assert find(register, "cong ty", as_of=day, measure="in-force").total == 2

    def test_a_limit_leaves_the_total(self, register: Path) -> None:
        findings = find(register, "vn", limit=2)

        assert (len(findings.hits), findings.total) == (2, 5)
        assert len(find(register, "vn", limit=0).hits) == 5


class TestPersons:
    """Persons are found only by who asks for personal data."""

    def test_a_person_is_not_found_by_name(self, register: Path) -> None:
        assert find(register, "nguyen van").total == 0
        assert refs(find(register, "nguyen van", is_personal=True)) == ["INS-2024-0002"]

    def test_no_file_of_the_search_holds_a_name(self, register: Path) -> None:
        find(register, "nguyen")

        kept = list((register / "search").iterdir())
        assert kept
        assert not any(b"nguyen" in path.read_bytes() for path in kept)


class TestWordsOfTexts:
    """The words of texts, whatever they are."""

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.text(st.characters(exclude_characters="\x01")), max_size=4))
    def test_each_text_has_its_part_of_the_line(self, texts: list[str]) -> None:
        line = searched_line(texts)

        parts = line.split("\t") if texts else []
        assert [part.split() for part in parts] == [words_of(text) for text in texts]
        assert "\n" not in line

    @given(st.text())
    def test_words_with_accents_are_words(self, text: str) -> None:
        assert len(accented_words(text)) <= max(len(text), 0)
