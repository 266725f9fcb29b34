"""One row for each site: which rows of a file are one licence, and which are not."""

from datetime import date
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from licreg.domain.days import parse_day
from licreg.domain.identifiers import parse_licence_number
from licreg.domain.law import Law
from licreg.domain.text import quote
from licreg.errors import InvalidInputError
from licreg.exchange.filled import Filled
from licreg.exchange.headings import fold_heading
from licreg.lazily import dataclass
from licreg.wording import retold, told, tr

_SAME_NAME: Final = 0.85
_COMMON_WORDS: Final = frozenset(
    {
        *("cong", "ty", "cty", "co", "phan", "cp", "tnhh", "trach", "nhiem", "huu"),
        *("han", "mtv", "mot", "thanh", "vien", "tap", "doan", "va", "viet", "nam"),
    }
)
"""Words of firms' names that tell no two of them apart."""


@dataclass(frozen=True)
class Plan:
    """What is decided for a file beside its mapping.

    Attributes:
        law: The law, with what the register adds.
        today: The civil day of the import.
        listed_on: The day of which the file tells what is in force; None for the day
            on which it was written.
        sets_aside: Whether rows that contradict others are set aside, not taken.
    """

    law: Law
    today: date
    listed_on: date | None = None
    sets_aside: bool = False


class _Key(NamedTuple):
    """What rows of one licence have in common beside their holder."""

    number: str
    issuer: str
    day: str
    kind: str


def by_licence(
    rows: list[Filled], plan: Plan
) -> tuple[list[Filled], dict[int, tuple[int, ...]]]:
    """Return one row for each licence, and the lines of the others that it stands for.

    Rows of one number, day, kind and holder are one licence with several sites. What
    cannot be read stands for itself.
    """
    groups: dict[_Key, list[list[Filled]]] = {}
    out: list[Filled] = []
    for row in rows:
        key = _key(row, plan)
        if key is None:
            out.append(row)
            continue
        for alike in groups.setdefault(key, []):
            if _is_same_holder(alike[0], row):
                alike.append(row)
                break
        else:
            groups[key].append([row])
    by_number: dict[tuple[str, str, str], list[Filled]] = {}
    also: dict[int, tuple[int, ...]] = {}
    for key, holders in groups.items():
        for alike in holders:
            one = _merged(alike)
            by_number.setdefault((key.number, key.issuer, key.day[:4]), []).append(one)
            if len(alike) > 1:
                also[one.line] = tuple(row.line for row in alike[1:])
    for several in by_number.values():
        out += several
        if len(several) > 1:
            _tell_apart(several, plan)
    out.sort(key=lambda row: row.line)
    return out, also


def _key(row: Filled, plan: Plan) -> _Key | None:
    """Return what rows of one licence have in common; None if it cannot be read."""
    cells = row.cells
    try:
        number = parse_licence_number(cells.get("number", ""), plan.law.spellings)
        day = parse_day(cells.get("issued_on", ""), today=plan.today)
    except InvalidInputError:
        return None
    kind = cells.get("kind", "")
    if row.faults or kind not in plan.law.kinds_by_code or not cells.get("holder"):
        return None
    return _Key(str(number), cells.get("issuer", ""), day.isoformat(), kind)


def _is_same_holder(one: Filled, other: Filled) -> bool:
    """Tell whether two rows of one number and day name one holder, perhaps misspelt."""
    names = [fold_heading(row.cells["holder"]) for row in (one, other)]
    if names[0] == names[1]:
        return True
    own = [
        " ".join(word for word in name.split() if word not in _COMMON_WORDS) or name
        for name in names
    ]
    return SequenceMatcher(None, own[0], own[1]).ratio() >= _SAME_NAME


def _merged(alike: list[Filled]) -> Filled:
    """Return one row for all sites of a licence; it is ended if all of them are."""
    one = alike[0]
    ended = [row for row in alike if row.is_ended]
    gone = [row.cells["sites"] or str(row.line) for row in ended]
    sites = [site for row in alike for site in row.cells.get("sites", "").split()]
    one.cells["sites"] = " ".join(dict.fromkeys(sites))
    names = dict.fromkeys(" ".join(row.cells["holder"].split()) for row in alike)
    if len(names) > 1:
        sentence = told(
            "the holder is written in several ways: {names}; the first is taken",
            names=", ".join(map(quote, names)),
        )
        one.findings.append(("holder-spelt-otherwise", sentence))
    for row in alike[1:]:
        one.findings += [each for each in row.findings if each not in one.findings]
        one.cells["printed"] = one.cells.get("printed") or row.cells.get("printed", "")
    if ended and len(ended) < len(alike):
        if one.is_ended:
            one.cells["status"] = one.cells["status_on"] = ""
            one.is_ended = False
        sentence = told(
            "the list says of some sites that it is not in force ({sites}), and of "
            "others that it is; it is recorded as in force",
            sites=", ".join(gone),
        )
        one.findings.append(("status-unclear", sentence))
    return one


def _tell_apart(firsts: list[Filled], plan: Plan) -> None:
    """Give numbers that were given twice an ordinal, and say so.

    Where also the day is one, it cannot be told whether these are two papers or one
    with a wrong name: then all but the first are set aside if that is wanted.
    """
    firsts = sorted(firsts, key=_place)
    number = firsts[0].cells["number"]
    papers = "; ".join(
        told(
            "{day} to {holder} (line {line})",
            day=row.cells["issued_on"],
            holder=row.cells["holder"],
            line=row.line,
        )
        for row in firsts
    )
    days: set[tuple[str, str]] = set()
    for ordinal, row in enumerate(firsts, start=1):
        sentence = told(
            "the number {number} stands in the file for {count} licences: {papers}",
            number=number,
            count=len(firsts),
            papers=papers,
        )
        row.findings.append(("identity-taken", sentence))
        same = (row.cells["issued_on"], row.cells["kind"])
        if same in days and plan.sets_aside:
            row.faults.append(
                (
                    "number",
                    tr(
                        "{sentence}. Number and day are the same; if there are two "
                        "papers, write {number}#{ordinal} here.",
                        sentence=retold(sentence),
                        number=number,
                        ordinal=ordinal,
                    ),
                )
            )
        elif ordinal > 1:
            row.cells["number"] = f"{number}#{ordinal}"
        days.add(same)


def _place(row: Filled) -> tuple[str, str, str]:
    """Return what sorts licences of one number, in whatever order a file has them."""
    cells = row.cells
    return cells["issued_on"], cells["kind"], fold_heading(cells["holder"])
