"""A long answer stops at each screen, and only where a person reads it."""

import sys
from pathlib import Path

import pytest

from licreg.cli.paging import find_pager, page


class TestWhichPager:
    """LICREG_PAGER, then PAGER, then less; empty or cat for none."""

    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ({"PAGER": "most -s"}, ["most", "-s"]),
            ({"PAGER": "most", "LICREG_PAGER": "less -S"}, ["less", "-S"]),
            ({"PAGER": "most", "LICREG_PAGER": ""}, []),
            ({"PAGER": ""}, []),
            ({"PAGER": "cat"}, []),
            ({"PAGER": "less", "TERM": "dumb"}, []),
        ],
    )
    def test_the_environment_says_which(
        self, environment: dict[str, str], expected: list[str]
    ) -> None:
        assert find_pager(environment) == expected

    def test_none_is_used_where_it_was_switched_off(self) -> None:
        assert find_pager({"PAGER": "less"}, wanted=False) == []


class TestPaging:
    """What is written reaches the pager whole."""

    def test_the_pager_reads_what_is_put(self, tmp_path: Path) -> None:
        place = tmp_path / "seen"
        copy = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"

        assert page("Đà Nẵng\n", [sys.executable, "-c", copy, str(place)])
        assert place.read_text("utf-8") == "Đà Nẵng\n"

    def test_a_pager_that_leaves_early_is_no_failure(self) -> None:
        text = "a line that nobody reads\n" * 100_000

        assert page(text, [sys.executable, "-c", "pass"])

    def test_a_pager_that_is_not_there_is_told(self) -> None:
        assert not page("", ["no-such-pager-anywhere"])
