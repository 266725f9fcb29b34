"""What a half-typed word may become."""

from pathlib import Path

import pytest
from conftest import Licreg

from licreg.actions.reference import read_law
from licreg.actions.suggesting import (
    matching,
    suggest_holders,
    suggest_inspections,
    suggest_references,
    suggest_sites,
    suggest_subjects,
)
from licreg.store.register import RegisterFolder


@pytest.fixture
def register(licreg: Licreg, empty: Path) -> RegisterFolder:
    for number, day, holder, site in (
        ("7/GP-BTTTT", "3/6/2019", "Công ty Đà Nẵng Số", "da-nang.vn"),
        ("8/GP-BTTTT", "4/6/2020", "Báo Điện Biên", "dien-bien.vn"),
    ):
        words = ["--on", day, "--holder", holder, "--site", site, "--term-years", "5"]
        assert (
            licreg("--register", empty, "issue", "social-network", number, *words).code
            == 0
        )
    inspect = ("inspect", "--on", "5/6/2024", "--agency", "ABEI", "--subject-kind")
    assert licreg("--register", empty, *inspect, "account", "kênh Huế").code == 0
    person = ("account", "Nguyễn Văn A", "--personal")
    assert licreg("--register", empty, *inspect, *person).code == 0
    return RegisterFolder(empty)


def test_holders_are_found_by_any_part_without_accents(
    register: RegisterFolder,
) -> None:
    assert suggest_holders(register, "dien") == ["Báo Điện Biên"]
    assert suggest_holders(register, "da nang") == ["Công ty Đà Nẵng Số"]


def test_nothing_typed_offers_the_newest_first(register: RegisterFolder) -> None:
    assert suggest_sites(register, "") == ["dien-bien.vn", "da-nang.vn"]


def test_references_are_those_that_licreg_writes(register: RegisterFolder) -> None:
    law = read_law()

    assert suggest_references(register, law, "2019") == ["07/GP-BTTTT/2019"]


def test_a_person_is_never_suggested(register: RegisterFolder) -> None:
    subjects = suggest_subjects(register, "")

    assert subjects == ["kênh Huế", "dien-bien.vn", "da-nang.vn"]
    assert suggest_inspections(register, "ins") == ["INS-2024-0002", "INS-2024-0001"]


def test_a_word_that_begins_so_stands_before_one_that_has_it() -> None:
    assert matching("so", ["Miso", "Sông Hồng", "khác"]) == ["Sông Hồng", "Miso"]
