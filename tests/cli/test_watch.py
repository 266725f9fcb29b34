"""Whatever is recorded or tried, the figures that it parts from their counts are named.

A register is published as it stands, by kind, issuer and agency; then each command is
held against the comparison of all figures before and after it.
"""

import csv
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

from licreg.actions.figures import Comparison, compare
from licreg.actions.published import figures_of
from licreg.actions.reference import read_law
from licreg.store.register import RegisterFolder

LAW: Final = read_law()
AGGREGATE: Final = "aggregate-site"
AREA: Final = "electronic-information"
ISSUERS: Final = ("", "ABEI", "DIC-HN", "DIC-*")
COLUMNS: Final = (
    *("id", "measure", "kind", "issuer", "year", "from", "as_of", "value", "wording"),
    "source",
)
_TRIED: Final = re.compile(r"Warning: (\S+) \(.* matches now and would not any more")
_DONE: Final = re.compile(r"Warning: (\S+) \(.* matched before and does not any more")
_GRANT: Final = ("--holder", "A", "--site", "a-b.vn", "--term-years", "5")
_ISSUE: Final = ("issue", AGGREGATE, "999/GP-TTĐT", *_GRANT)
_BECAUSE: Final = ("--because", "lỗi")
_SHIFTED: Final = ("--term-years", "10", *_BECAUSE)
_VISIT: Final = (
    *("inspect", "a.vn", "--subject-kind", AGGREGATE, "--outcome", "fined"),
    *("--breach", "15/2020 Art 100.1.a=25tr"),
)


def figures(values: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Yield figures by kind, issuer and measure; with a value of 1 where none is told.

    Those that the register has nothing of are left out.
    """
    days: dict[str, tuple[str, ...]] = {
        "issued": (AGGREGATE, "2020-01-01", "2020-12-31"),
        "cumulative": (AGGREGATE, "", "2020-12-31"),
        "in-force": (AGGREGATE, "", "2020-12-31"),
        "inspected": (AREA, "2024-01-01", "2024-10-31"),
        "fines": (AREA, "2024-01-01", "2024-10-31"),
    }
    for measure, (kind, first, last) in days.items():
        for place, issuer in enumerate(ISSUERS):
            name = f"own-{measure}-{place}"
            value = 1 if values is None else values.get(name)
            if value is not None:
                cells = (name, measure, kind, issuer, last[:4], first, last, value)
                yield dict(zip(COLUMNS, (*cells, "như sổ", "sổ"), strict=True))


def publish(
    licreg: Licreg, register: Path, values: Mapping[str, Any] | None = None
) -> None:
    """Take such figures in."""
    table = register.with_name("figures.csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(figures(values))
    run = licreg("--register", register, "import", table)
    assert run.code == 0, run.err


def comparisons(folder: Path) -> dict[str, Comparison]:
    """Return what each figure comes to, by its id."""
    register = RegisterFolder(folder)
    found = compare(register, LAW, figures_of(register), date(2026, 7, 26))
    return {one.figure.id: one for one in found}


def verdicts(folder: Path) -> dict[str, str]:
    """Return whether each figure is met, by its id."""
    return {name: one.verdict for name, one in comparisons(folder).items()}


def publish_as_counted(licreg: Licreg, register: Path) -> None:
    """Publish every figure as the register counts it."""
    tried = Path(shutil.copytree(register, register.with_name("tried")))
    publish(licreg, tried)
    counted = comparisons(tried).items()
    publish(licreg, register, {name: one.count.value for name, one in counted})


@pytest.fixture
def published(licreg: Licreg, demo: Path) -> Path:
    """Return a sample register whose every figure was published as it counts it."""
    publish_as_counted(licreg, demo)
    return demo


def parted(licreg: Licreg, register: Path, *words: str) -> set[str]:
    """Run a command, and return the figures that it parts from their counts.

    What the command and a trial of it say of them is held against the comparison.
    """

    def run(*more: str) -> Run:
        one = licreg("--register", register, *words, *more)
        assert one.code == 0, one.err
        return one

    before = verdicts(register)
    tried = set(_TRIED.findall(run("--dry-run").err))
    assert verdicts(register) == before
    done = set(_DONE.findall(run().err))
    after = verdicts(register)

    truly = {one for one in before if before[one] == "matches" != after[one]}
    assert done == tried == truly
    return truly


@pytest.mark.parametrize(
    ("issuer", "own"), [("ABEI", {1}), ("DIC-HN", {2, 3}), ("DIC-NB", {3})]
)
def test_a_licence_parts_those_of_its_issuer(
    licreg: Licreg, published: Path, issuer: str, own: set[int]
) -> None:
    found = parted(licreg, published, *_ISSUE, "--on", "3/3/2020", "--issuer", issuer)

    assert {one for one in found if one.startswith("own-")} == {
        f"own-{measure}-{place}"
        for measure in ("issued", "cumulative", "in-force")
        for place in {0, *own}
    }


def test_a_licence_parts_those_of_its_family(licreg: Licreg, published: Path) -> None:
    days = ("--on", "3/3/2024", "--issuer", "ABEI")

    assert "2024-ei-issued" in parted(licreg, published, *_ISSUE, *days)


def test_what_a_licence_goes_through_parts_those_of_its_issuer(
    licreg: Licreg, published: Path
) -> None:
    found = {
        words[0]: parted(licreg, published, *words)
        for words in (
            ("note", "02/GP-TTĐT/2020@ABEI", "xem lại"),
            ("amend", "02/GP-TTĐT/2020@ABEI", "--on", "2/2/2020", "--note", "x"),
            ("revoke", "02/GP-TTĐT/2020@ABEI", "--on", "1/10/2020", "--reason", "x"),
            ("correct", "02/GP-TTĐT/2020@ABEI", "--on", "2/1/2019", *_SHIFTED),
            ("void", "02/GP-TTĐT/2019@ABEI", *_BECAUSE),
        )
    }

    assert found["note"] == found["amend"] == set()
    assert {"own-in-force-0", "own-in-force-1"} <= found["revoke"]
    assert found["correct"] == {"own-issued-0", "own-issued-1"}
    assert {"own-cumulative-0", "own-cumulative-1"} <= found["void"]


def test_a_correction_parts_those_of_either_issuer(
    licreg: Licreg, published: Path
) -> None:
    other = ("--issuer", "DIC-HN", "--number", "999/GP-TTĐT", *_BECAUSE)

    assert {"own-issued-1", "own-issued-2"} <= parted(
        licreg, published, "correct", "02/GP-TTĐT/2020@ABEI", *other
    )


def test_visits_and_tallies_part_those_of_their_agency(
    licreg: Licreg, published: Path
) -> None:
    tally = ("tally", "add", "inspected", "3", "--area", AREA, "--source", "x")
    days = ("--from", "1/1/2024", "--to", "31/1/2024")

    visited = parted(licreg, published, *_VISIT, "--on", "3/3/2024", "--agency", "ABEI")
    counted = parted(licreg, published, *tally, *days, "--issuer", "DIC-HN")

    assert {"own-inspected-0", "own-inspected-1", "own-fines-1"} <= visited
    assert {"own-inspected-2", "own-inspected-3"} >= counted


def test_what_is_undone_parts_what_was_published_with_it(
    licreg: Licreg, demo: Path
) -> None:
    words = (*_ISSUE, "--on", "3/3/2020", "--issuer", "ABEI", "--format", "json")
    issued = licreg("--register", demo, *words)
    publish_as_counted(licreg, demo)

    undone = parted(licreg, demo, "undo", "--entry", str(issued.json["entry"]))

    assert {"own-issued-0", "own-issued-1", "own-in-force-1"} <= undone
    assert "own-issued-2" not in undone
