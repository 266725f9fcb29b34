"""What ends in the days to come is told, whoever forgot it."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

from licreg.actions.due import NO_EXPIRY, last_day_within
from licreg.errors import InvalidInputError

HOLDER: Final = "Công ty Ví dụ Sông Hồng"


@pytest.fixture
def office(licreg: Licreg, empty: Path) -> Path:
    """Return a register in which something of every sort falls due."""

    def do(*words: str) -> None:
        run = licreg("--register", empty, *words)
        assert run.code == 0, run.err

    ends = ("", "15/3/2024", "31/3/2024", "20/2/2024", "1/3/2034", "1/3/2034")
    for number, end in enumerate(ends, start=1):
        do(
            *("issue", "social-network", f"{number}/GP-BTTTT", "--on", "2/3/2019"),
            *("--holder", f"{HOLDER} {number}", "--site", f"vi-du-{number}.vn"),
            *(("--expires", end) if end else ()),
            *("--override", "kiểm thử"),
        )
    do("suspend", "5/2019", "--on", "1/2/2024", "--until", "30/4/2024")
    do("suspend", "6/2019", "--on", "1/1/2024")
    do(
        *("inspect", "vi-du-9.vn", "--on", "10/2/2024", "--agency", "ABEI"),
        *("--subject-kind", "social-network"),
    )
    return empty


def due(licreg: Licreg, register: Path, *options: str) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", register, "due", *options, "--format", "json")

    assert run.code == 0, run.err
    return run.json


class TestDue:
    """Terms, requests, suspensions and inspections, by day."""

    def test_each_sort_is_told_with_its_day(self, licreg: Licreg, office: Path) -> None:
        rows = due(licreg, office, "--as-of", "1/3/2024", "--within", "60d")

        assert [tuple(row.values()) for row in rows] == [
            (
                *("2024-02-10", "inspection-pending", "INS-2024-0001", "vi-du-9.vn"),
                "for 20 days",
            ),
            ("2024-02-20", "expired", "04/GP-BTTTT/2019", f"{HOLDER} 4", ""),
            (
                *("2024-03-01", "extension-request", "03/GP-BTTTT/2019", f"{HOLDER} 3"),
                "term ends 2024-03-31",
            ),
            ("2024-03-15", "expires", "02/GP-BTTTT/2019", f"{HOLDER} 2", ""),
            ("2024-03-31", "expires", "03/GP-BTTTT/2019", f"{HOLDER} 3", ""),
            (
                *("2024-04-01", "suspension-open", "06/GP-BTTTT/2019", f"{HOLDER} 6"),
                "three months from 2024-01-01; no last day",
            ),
            (
                *("2024-04-30", "suspension-ends", "05/GP-BTTTT/2019", f"{HOLDER} 5"),
                "then in force from 2024-05-01 (inferred)",
            ),
        ]
        assert list(rows[0]) == ["due_on", "what", "ref", "holder", "note"]

    def test_the_span_ends_with_its_last_day(
        self, licreg: Licreg, office: Path
    ) -> None:
        def ends(span: str) -> list[str]:
            rows = due(licreg, office, "--as-of", "1/3/2024", "--within", span)
            return [row["ref"] for row in rows if row["what"] == "expires"]

        assert ends("13d") == []
        assert ends("2w") == ends("14d") == ["02/GP-BTTTT/2019"]
        assert ends("1m") == ["02/GP-BTTTT/2019", "03/GP-BTTTT/2019"]

    def test_a_licence_past_its_term_is_shown_for_a_while(
        self, licreg: Licreg, office: Path
    ) -> None:
        def past(day: str) -> list[str]:
            rows = due(licreg, office, "--as-of", day, "--within", "1d")
            return [row["ref"] for row in rows if row["what"] == "expired"]

        assert past("20/2/2024") == []
        assert past("21/2/2024") == past("21/3/2024")[:1] == ["04/GP-BTTTT/2019"]
        assert past("22/3/2024") == ["02/GP-BTTTT/2019"]

    def test_what_was_done_in_time_is_not_due(
        self, licreg: Licreg, office: Path
    ) -> None:
        for words in (
            ("extend", "3/2019", "--on", "10/3/2024", "--until", "31/3/2026"),
            ("surrender", "2/2019", "--on", "10/3/2024"),
            ("resume", "5/2019", "--on", "10/3/2024"),
            ("revoke", "6/2019", "--on", "10/3/2024", "--reason", "vi phạm"),
        ):
            assert licreg("--register", office, *words).code == 0

        rows = due(licreg, office, "--as-of", "10/3/2024", "--within", "60d")
        assert [row["what"] for row in rows] == ["inspection-pending", "expired"]

    def test_licences_without_a_last_day_are_counted_and_listed_on_request(
        self, licreg: Licreg, office: Path
    ) -> None:
        words = ("--register", office, "due", "--as-of", "1/3/2024", "--within", "1y")

        run = licreg(*words, "--format", "table")
        (last,) = due(licreg, office, "--as-of", "1/3/2024", "--all")[-1:]

        assert run.out.endswith(
            "7 items, from 1 Mar 2024 to 1 Mar 2025\n"
            "Past the term for 30 days or less: 1; to expire: 2; extension to ask for: "
            "1;\nsuspension to end: 1; suspension without a last day: 1; inspection "
            "pending: 1\nLicence without a last day: 1 ('--all' lists them)\n"
        )
        assert (last["due_on"], last["what"], last["ref"]) == (
            *(None, NO_EXPIRY, "01/GP-BTTTT/2019"),
        )

    def test_only_what_is_due_by_then_is_told(
        self, licreg: Licreg, office: Path
    ) -> None:
        """Not what was not issued yet, was ended, or is no licence."""
        for words in (
            ("extend", "2/2019", "--on", "9/3/2024", "--until", "1/4/2024"),
            ("revoke", "4/2019", "--on", "10/2/2024", "--reason", "vi phạm"),
            ("amend", "1/2019", "--on", "1/2/2024", "--note", "đổi trụ sở"),
            (
                *("issue", "g1-release", "9/QĐ-BTTTT", "--on", "1/2/2020"),
                *("--holder", "Công ty Ví dụ Trò Chơi"),
            ),
            (
                *("issue", "g1-release", "8/QĐ-BTTTT", "--on", "1/2/2020"),
                *("--expires", "20/4/2024", "--holder", "Công ty Ví dụ Trò Chơi"),
            ),
        ):
            assert licreg("--register", office, *words).code == 0

        early = due(licreg, office, "--as-of", "1/3/2019", "--all")
        held = due(licreg, office, "--as-of", "1/3/2024", "--within", "5d")
        endless = due(licreg, office, "--as-of", "10/3/2024", "--within", "5d", "--all")
        late = due(licreg, office, "--as-of", "15/4/2024", "--within", "5d")

        assert early == []
        assert [row["what"] for row in held] == [
            *("inspection-pending", "extension-request"),
        ]
        assert [row["ref"] for row in endless if row["what"] == NO_EXPIRY] == [
            "01/GP-BTTTT/2019"
        ]
        assert [(row["what"], row["ref"]) for row in late[1:-1]] == [
            ("expired", "03/GP-BTTTT/2019"),
            ("expired", "02/GP-BTTTT/2019"),
            ("suspension-open", "06/GP-BTTTT/2019"),
        ]
        assert (late[-1]["what"], late[-1]["holder"]) == (
            *("expires", "Công ty Ví dụ Trò Chơi"),
        )
        later = due(licreg, office, "--as-of", "1/9/2024", "--within", "5d")
        assert [row["what"] for row in later] == [
            *("inspection-pending", "suspension-open"),
        ]

    def test_where_the_limit_is_not_confirmed_it_is_said(
        self, licreg: Licreg, office: Path
    ) -> None:
        run = licreg(
            *("--register", office, "due", "--as-of", "1/1/2026", "--within", "9y"),
        )

        assert "term ends 2034-03-01; last known limit" in run.out
        assert "is not confirmed for this day; the last limit known is taken" in run.out

    @pytest.mark.parametrize("format_", ["csv", "plain", "table", "json"])
    def test_nothing_due_is_no_fault(
        self, licreg: Licreg, empty: Path, format_: str
    ) -> None:
        run = licreg("--register", empty, "due", "--format", format_)

        assert (run.code, run.err) == (0, "")

    def test_it_speaks_vietnamese(self, licreg: Licreg, office: Path) -> None:
        run = licreg(
            *("--register", office, "--lang", "vi", "due", "--as-of", "1/3/2024"),
            *("--format", "table"),
        )

        assert "Đến hạn" in run.out
        assert "Sắp hết hạn: 2;" in run.out or "sắp hết hạn: 2;" in run.out

    @pytest.mark.parametrize(
        ("options", "code", "message"),
        [
            (("--within", "soon"), 2, "'soon' is not a span of time; type one like"),
            (("--within", "9999y"), 2, "'9999y' reaches beyond the calendar;"),
            (("--as-of", "1/1/2199"), 1, "lies after today"),
        ],
    )
    def test_a_wrong_span_or_day_is_refused(
        self,
        licreg: Licreg,
        empty: Path,
        options: tuple[str, str],
        code: int,
        message: str,
    ) -> None:
        run = licreg("--register", empty, "due", *options)

        assert run.code == code
        assert message in run.err


class TestSpans:
    """Days, weeks, months and years, by the calendar."""

    @pytest.mark.parametrize(
        ("text", "day", "last"),
        [
            ("0d", date(2024, 2, 29), date(2024, 2, 29)),
            ("90d", date(2024, 2, 29), date(2024, 5, 29)),
            ("12w", date(2024, 2, 29), date(2024, 5, 23)),
            ("1m", date(2024, 1, 31), date(2024, 2, 29)),
            ("1m", date(2023, 12, 31), date(2024, 1, 31)),
            ("2 M", date(2023, 10, 31), date(2023, 12, 31)),
            ("1y", date(2024, 2, 29), date(2025, 2, 28)),
        ],
    )
    def test_they_end_on_the_day_that_the_calendar_has(
        self, text: str, day: date, last: date
    ) -> None:
        assert last_day_within(text, day) == last

    @pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5m", "90 days", "²d"])
    def test_everything_else_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInputError):
            last_day_within(text, date(2024, 1, 1))
