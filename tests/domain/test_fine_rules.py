"""A fine lies in the band of its provision, and half of it for a person."""

from datetime import date

import pytest

from licreg.actions.reference import read_law
from licreg.domain.events import Breach
from licreg.domain.fine_rules import find_bands, judge_fines

LAW = read_law()
IN_2024 = date(2024, 6, 3)


@pytest.mark.parametrize(
    ("basis", "bands"),
    [
        ("15/2020 Art 100.1.a", [(20_000_000, 30_000_000)]),
        ("15/2020/NĐ-CP Điều 100.1", [(20_000_000, 30_000_000)]),
        ("15/2020 Art 98.1", [(10_000_000, 20_000_000), (50_000_000, 70_000_000)]),
        ("15/2020 Art 100.11", []),
        ("15/2020 Art 1", []),
        ("174/2013 Art 64.1.a", []),
        ("a warning", []),
    ],
)
def test_the_band_of_a_provision(basis: str, bands: list[tuple[int, int]]) -> None:
    found = find_bands(basis, LAW, IN_2024)

    assert [(one.least_vnd, one.most_vnd) for one in found] == bands


def test_a_band_holds_in_the_days_of_its_decree() -> None:
    assert not find_bands("15/2020 Art 101", LAW, date(2020, 4, 14))
    assert find_bands("15/2020 Art 101", LAW, date(2026, 6, 30))
    assert not find_bands("15/2020 Art 101", LAW, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("amount", "kind", "fits"),
    [
        (19_999_999, "social-network", False),
        (20_000_000, "social-network", True),
        (30_000_000, "social-network", True),
        (30_000_001, "social-network", False),
        (15_000_000, "social-network", False),
        (10_000_000, "account", True),
        (15_000_000, "account", True),
        (15_000_001, "account", False),
        (25_000_000, "account", True),
        (0, "social-network", True),
    ],
)
def test_an_amount_fits_or_is_found(amount: int, kind: str, *, fits: bool) -> None:
    breach = Breach("15/2020 Art 100.1.a", amount)
    found = list(judge_fines([breach], kind, LAW, IN_2024))

    assert [one.rule for one in found] == ([] if fits else ["fine-outside-band"])
    assert all(f"{amount:,} VND" in one.message for one in found)
