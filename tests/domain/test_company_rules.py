"""A licence beside others: numbers follow the days, a site stands on one licence."""

from collections.abc import Iterable
from datetime import date

import pytest

from licreg.domain.company_rules import judge_order, judge_sites
from licreg.domain.events import Entry, LicenceAmended, LicenceIssued, LicenceRevoked
from licreg.domain.identifiers import LicenceNumber
from licreg.domain.licence import Licence, evolve

MAY = date(2024, 5, 1)


def grant(
    number: int, on: date, sites: Iterable[str] = (), expires: date | None = None
) -> LicenceIssued:
    return LicenceIssued(
        kind="social-network",
        number=LicenceNumber(number, "", "GP-BTTTT"),
        issuer="MIC",
        issued_on=on,
        holder=f"Công ty {number}",
        sites=tuple(sites),
        expires_on=expires,
    )


def licence(
    number: int, on: date, sites: Iterable[str] = (), expires: date | None = None
) -> Licence:
    return Licence(Entry(number, "", "", grant(number, on, sites, expires)))


class TestOrder:
    """A higher number is not of an earlier day; one day may have many numbers."""

    @pytest.mark.parametrize(
        ("other", "on", "found"),
        [
            (40, date(2024, 4, 30), 0),
            (40, MAY, 0),
            (40, date(2024, 5, 2), 1),
            (42, date(2024, 5, 2), 0),
            (42, MAY, 0),
            (42, date(2024, 4, 30), 1),
        ],
    )
    def test_a_neighbour_of_a_day(self, other: int, on: date, found: int) -> None:
        findings = list(judge_order(grant(41, MAY), [licence(other, on)]))

        assert [one.rule for one in findings] == ["number-out-of-order"] * found

    def test_the_finding_names_both_numbers_and_days(self) -> None:
        (finding,) = judge_order(grant(41, MAY), [licence(40, date(2024, 5, 2))])

        assert finding.message == (
            "41/GP-BTTTT is dated 2024-05-01, but 40/GP-BTTTT is dated 2024-05-02; the "
            "higher number has the earlier day"
        )


class TestSites:
    """Only a licence that has the site and has not ended by then is named."""

    def found(self, other: Licence, day: date = MAY) -> list[str]:
        return [one.message for one in judge_sites(("a.vn",), day, [other])]

    def test_one_in_force_is_named_with_its_holder(self) -> None:
        other = licence(7, date(2020, 1, 1), ["a.vn", "b.vn"])

        assert self.found(other) == [
            (
                "the site a.vn stands on another licence that has not ended: "
                "07/GP-BTTTT/2020@MIC, issued on 2020-01-01 to Công ty 7"
            )
        ]

    def test_one_granted_later_is_named_too(self) -> None:
        assert self.found(licence(7, date(2024, 6, 1), ["a.vn"]))

    def test_one_of_other_sites_is_not(self) -> None:
        assert not self.found(licence(7, date(2020, 1, 1), ["b.vn"]))

    def test_one_that_expired_before_is_not(self) -> None:
        other = licence(7, date(2020, 1, 1), ["a.vn"], expires=date(2024, 4, 30))

        assert not self.found(other)
        assert self.found(other, date(2024, 4, 30))

    def test_one_that_was_revoked_is_not(self) -> None:
        other = licence(7, date(2020, 1, 1), ["a.vn"])
        act = LicenceRevoked(licence=7, ref="", on=MAY)

        assert not self.found(evolve(other, Entry(8, "", "", act)))

    def test_one_that_gave_the_site_up_is_not(self) -> None:
        other = licence(7, date(2020, 1, 1), ["a.vn"])
        act = LicenceAmended(
            licence=7, ref="", on=date(2023, 1, 1), changes={"sites": ("b.vn",)}
        )
        amended = evolve(other, Entry(8, "", "", act))

        assert not self.found(amended)
        assert self.found(amended, date(2022, 12, 31))
