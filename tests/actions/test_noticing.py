"""A notice is held against the register."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg

from licreg.actions.noticing import Judgement, judge_notice
from licreg.actions.reference import read_law
from licreg.store.register import RegisterFolder

LAW: Final = read_law()
TODAY: Final = date(2026, 11, 26)
DAY: Final = date(2018, 3, 5)


@dataclass(frozen=True)
class Said:
    """What a notice says."""

    number: str | None = "57/GP-BTTTT"
    issued_on: date | None = DAY
    kind: str = "social-network"
    is_kind_said: bool = True
    issuer: str = "MIC"
    has_bad_day: bool = False


@pytest.fixture
def register(licreg: Licreg, empty: Path) -> Path:
    """Return a register with one network, granted on 5 March 2018 for ten years."""
    run = licreg(
        *("issue", "social-network", "57/GP-BTTTT", "--on", "5/3/2018"),
        *("--holder", "Công ty Ví Dụ", "--site", "vi-du.vn", "--term-years", "10"),
        *("--register", empty),
    )
    assert run.code == 0
    return empty


def judge(path: Path, said: Said, *, on: date = TODAY, site: str = "") -> Judgement:
    return judge_notice(RegisterFolder(path), LAW, said, on, site=site)


def fields(judged: Judgement) -> list[tuple[str, str, str]]:
    return [(one.field, one.notice, one.register) for one in judged.differences]


class TestVerdicts:
    """Each verdict, and what it rests on."""

    def test_what_the_register_has_is_genuine(self, register: Path) -> None:
        judged = judge(register, Said())

        assert (judged.verdict, judged.differences) == ("genuine", ())
        assert str(judged.licence and judged.licence.key) == "57/GP-BTTTT/2018@MIC"

    def test_a_notice_that_says_less_is_genuine_too(self, register: Path) -> None:
        said = Said(issued_on=None, kind="", is_kind_said=False, issuer="")

        assert judge(register, said).verdict == "genuine"

    @pytest.mark.parametrize(
        ("said", "difference"),
        [
            (Said(issued_on=date(2018, 5, 3)), ("issued_on", "2018-05-03")),
            (Said(issued_on=date(2021, 3, 5)), ("issued_on", "2021-03-05")),
            (Said(kind="aggregate-site"), ("kind", "aggregate-site")),
            (Said(issuer="DIC-HN"), ("issuer", "DIC-HN")),
            (Said(number="57/GP-STTTT", issuer=""), ("number", "57/GP-STTTT")),
        ],
    )
    def test_what_was_altered_is_named(
        self, register: Path, said: Said, difference: tuple[str, str]
    ) -> None:
        judged = judge(register, said)

        assert judged.verdict == "differs"
        assert [one[:2] for one in fields(judged)] == [difference]

    def test_a_licence_shown_on_another_site_differs(self, register: Path) -> None:
        judged = judge(register, Said(), site="khac.vn")

        assert fields(judged) == [("sites", "khac.vn", "vi-du.vn")]
        assert judge(register, Said(), site="www.vi-du.vn").verdict == "genuine"
        assert judge(register, Said(), site="m.vi-du.vn").verdict == "genuine"

    def test_what_has_run_out_has_lapsed(self, register: Path) -> None:
        judged = judge(register, Said(), on=date(2028, 3, 6))

        assert judged.verdict == "lapsed"
        assert fields(judged) == [("status", "in-force", "expired")]
        assert judge(register, Said(), on=date(2028, 3, 4)).verdict == "genuine"

    def test_another_number_is_unknown(self, register: Path) -> None:
        assert judge(register, Said(number="58/GP-BTTTT")).verdict == "unknown"

    def test_what_is_not_granted_yet_is_unknown(self, register: Path) -> None:
        assert judge(register, Said(), on=date(2018, 3, 4)).verdict == "unknown"

    @pytest.mark.parametrize(
        "said",
        [
            Said(number=None),
            Said(issued_on=None, has_bad_day=True),
            Said(number="57/GP"),
        ],
    )
    def test_what_cannot_be_read_is_said_to_be(
        self, register: Path, said: Said
    ) -> None:
        assert judge(register, said).verdict == "unreadable"

    def test_a_later_name_of_the_issuer_is_no_difference(self, register: Path) -> None:
        assert judge(register, Said(issuer="MCST")).verdict == "genuine"


class TestOneNumberOfSeveralIssuers:
    """Issuers share suffixes: who is named tells which licence is meant."""

    @pytest.fixture
    def sites(self, licreg: Licreg, empty: Path) -> Path:
        for issuer, day in (("ABEI", "5/3/2018"), ("DIC-HN", "6/4/2018")):
            run = licreg(
                *("issue", "aggregate-site", "57/GP-TTĐT", "--on", day),
                *("--issuer", issuer, "--holder", f"Công ty {issuer}"),
                *("--site", f"{issuer.lower()}.vn", "--term-years", "10"),
                *("--register", empty),
            )
            assert run.code == 0, run.err
        return empty

    @pytest.mark.parametrize(
        ("issuer", "day", "verdict", "licence"),
        [
            ("DIC-HN", "2018-04-06", "genuine", "57/GP-TTĐT/2018@DIC-HN"),
            ("ABEI", "2018-03-05", "genuine", "57/GP-TTĐT/2018@ABEI"),
            ("MIC", "2018-03-05", "genuine", "57/GP-TTĐT/2018@ABEI"),
            ("", "2018-04-06", "genuine", "57/GP-TTĐT/2018@DIC-HN"),
            ("DIC-HN", "2018-03-05", "differs", "57/GP-TTĐT/2018@ABEI"),
            ("DIC-HN", "2018-03-06", "differs", "57/GP-TTĐT/2018@DIC-HN"),
            ("DIC-DN", "2018-04-06", "differs", "57/GP-TTĐT/2018@DIC-HN"),
            ("DIC-DN", "2018-04-07", "unknown", ""),
        ],
    )
    def test_the_issuer_s_own_is_meant(
        self, sites: Path, issuer: str, day: str, verdict: str, licence: str
    ) -> None:
        said = Said(
            number="57/GP-TTĐT",
            issued_on=date.fromisoformat(day),
            kind="aggregate-site",
            issuer=issuer,
        )

        judged = judge(sites, said)

        assert judged.verdict == verdict
        assert str(judged.licence.key if judged.licence else "") == licence


class TestOneNumberInSeveralYears:
    """Numbers restart each year: the day tells which licence is meant."""

    @pytest.fixture
    def twice(self, licreg: Licreg, register: Path) -> Path:
        run = licreg(
            *("issue", "social-network", "57/GP-BTTTT", "--on", "6/4/2020"),
            *("--holder", "Công ty Hai", "--site", "hai.vn", "--term-years", "10"),
            *("--register", register),
        )
        assert run.code == 0
        return register

    def test_the_one_of_the_day_is_meant(self, twice: Path) -> None:
        judged = judge(twice, Said(issued_on=date(2020, 4, 6)))

        assert judged.verdict == "genuine"
        assert judged.others == ("57/GP-BTTTT/2018@MIC",)

    def test_one_of_another_year_is_unknown_and_the_others_are_named(
        self, twice: Path
    ) -> None:
        judged = judge(twice, Said(issued_on=date(2022, 1, 1)))

        assert judged.verdict == "unknown"
        assert len(judged.others) == 2

    def test_a_later_number_of_the_licence_is_genuine(
        self, licreg: Licreg, register: Path
    ) -> None:
        run = licreg(
            *("amend", "57/2018", "--on", "7/8/2021", "--number", "99/GP-BTTTT"),
            *("--site", "moi.vn", "--register", register),
        )
        assert run.code == 0

        said = Said(number="99/GP-BTTTT", issued_on=date(2021, 8, 7))
        assert judge(register, said, site="moi.vn").verdict == "genuine"
        altered = Said(number="99/GP-BTTTT", issued_on=date(2021, 8, 8))
        assert fields(judge(register, altered)) == [
            ("issued_on", "2021-08-08", "2021-08-07")
        ]
