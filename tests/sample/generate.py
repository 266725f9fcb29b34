"""Write the sample register: invented licences, acts, visits, tallies as CSV files.

Run ``python tests/sample/generate.py [DIR]``: the same bytes come out anywhere.
``targets.py`` says what they add up to, ``licensed.py`` and ``inspected.py`` make
the records, ``invented.py`` what those are made of.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))  # Tests are not a package.

from inspected import Visit, make_visits
from invented import Act, Dice, Licence, Paper, number_papers
from licensed import make_licences
from targets import TALLIES, Tally

SEED: Final = 20241115
SAMPLE_FOLDER: Final = Path(__file__).parents[2] / "data" / "sample"
SOURCE: Final = "invented sample"

LICENCE_COLUMNS: Final = (
    "kind,number,issuer,issued_on,effective_on,expires_on,holder,holder_kind,"
    "holder_code,sites,replaces,status,status_on,printed,source,note"
)
ACT_COLUMNS: Final = "licence,act,on,number,until,set,reason,source"
INSPECTION_COLUMNS: Final = (
    "ref,inspected_on,agency,subject,subject_kind,licence,campaign,outcome,"
    "breaches,fine_vnd,decision,decided_on,note"
)


TALLY_COLUMNS: Final = "measure,kind,count,from_on,to_on,issuer,source,note,part"


def write_sample(folder: Path) -> None:
    """Write the four files of the sample into *folder*."""
    dice = Dice(SEED)
    licences = make_licences(dice)
    number_papers(dice, _papers_of(licences))
    visits = make_visits(dice, licences)
    number_papers(dice, _decisions_of(visits))
    licences.sort(key=_by_day)
    acts = sorted(
        ((licence, act) for licence in licences for act in licence.acts),
        key=lambda pair: pair[1].on,
    )
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "licences.csv", LICENCE_COLUMNS, map(licence_row, licences))
    _write(folder / "acts.csv", ACT_COLUMNS, (act_row(*pair) for pair in acts))
    _write(folder / "inspections.csv", INSPECTION_COLUMNS, map(visit_row, visits))
    _write(folder / "tallies.csv", TALLY_COLUMNS, map(tally_row, TALLIES))


def licence_row(licence: Licence) -> list[str]:
    """Return a licence as granted, in the order of ``LICENCE_COLUMNS``."""
    return [
        licence.kind,
        licence.paper.text,
        licence.issuer,
        licence.issued_on.isoformat(),
        _day(licence.effective_on),
        licence.expires_on.isoformat(),
        licence.holder.name,
        licence.holder.kind,
        licence.holder.code,
        " ".join(licence.sites),
        licence.replaces.reference if licence.replaces else "",
        "lapsed" if licence.lapsed_on else "",
        _day(licence.lapsed_on),
        "",
        SOURCE,
        "",
    ]


def act_row(licence: Licence, act: Act) -> list[str]:
    """Return an act on a licence, in the order of ``ACT_COLUMNS``."""
    return [
        licence.reference,
        act.name,
        act.on.isoformat(),
        act.paper.text if act.paper else "",
        _day(act.until),
        act.change,
        act.reason,
        SOURCE,
    ]


def visit_row(visit: Visit) -> list[str]:
    """Return an inspection, in the order of ``INSPECTION_COLUMNS``."""
    breaches = [f"{breach.basis}={breach.fine_vnd}" for breach in visit.breaches]
    return [
        visit.ref,
        visit.day.isoformat(),
        visit.agency,
        visit.subject,
        visit.subject_kind,
        visit.licence.reference if visit.licence else "",
        visit.campaign,
        visit.outcome,
        "; ".join(breaches),
        str(visit.fine_vnd or ""),
        visit.decision.text if visit.decision else "",
        visit.decision.day.isoformat() if visit.decision else "",
        "; ".join(filter(None, (SOURCE, visit.remark))),
    ]


def tally_row(tally: Tally) -> list[str]:
    """Return a tally, in the order of ``TALLY_COLUMNS``."""
    return [
        tally.measure,
        tally.kind,
        str(tally.count),
        _day(tally.first),
        tally.last.isoformat(),
        tally.issuer,
        SOURCE,
        "",
        tally.part,
    ]


def main() -> None:
    """Write the sample into the folder named, or into that of the checkout."""
    parser = argparse.ArgumentParser(description="Write the sample register.")
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLE_FOLDER)
    write_sample(parser.parse_args().folder)


def _papers_of(licences: Sequence[Licence]) -> Iterable[Paper]:
    for licence in licences:
        yield licence.paper
        yield from (act.paper for act in licence.acts if act.paper)


def _decisions_of(visits: Sequence[Visit]) -> Iterable[Paper]:
    return (visit.decision for visit in visits if visit.decision)


def _by_day(licence: Licence) -> tuple[date, str, str, int]:
    paper = licence.paper
    return paper.day, paper.issuer, paper.suffix, paper.number


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _write(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
