"""What is measured: each work as licreg does it, and as the peers do."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from places import Place
from processes import Task, run

LICREG: Final = "licreg"
SQLITE: Final = "sqlite-utils"
SAME_QUESTION: Final = "same question to sqlite-utils"
TINYDB: Final = "plain TinyDB"

_ISSUED_AND_ALL: Final = (
    "select kind, sum(issued_on >= '2024-01-01') as issued, count(*) as cumulative "
    "from licences where issued_on <= '2024-12-31' group by kind"
)
_OF_THE_YEAR: Final = (
    "select kind, count(*) from licences "
    "where issued_on between '2024-01-01' and '2024-12-31' group by kind"
)
_FIRST_FREE: Final = 800_000
_THEME: Final = "Sông Xanh"

Tasks = dict[str, Task]


class Work(NamedTuple):
    """A line of the table.

    Attributes:
        title: As the table names it.
        tasks: Returns the programs that do it at a place, by name.
    """

    title: str
    tasks: Callable[[Place], Tasks]


def _summary(place: Place) -> Tasks:
    query = ("query", place.sqlite)
    tasks = {
        LICREG: _always(_ask(place, "summary", "2024")),
        f"{SQLITE}, the year's": _always(place.sqlite_utils(*query, _OF_THE_YEAR)),
        f"{SQLITE}, and cumulative": _always(
            place.sqlite_utils(*query, _ISSUED_AND_ALL)
        ),
    }
    if place.has_tinydb:
        words = place.plain_tinydb("summary", place.tinydb, "2024")
        tasks[f"{TINYDB}, the year's"] = _always(words)
    return tasks


def _issue(place: Place) -> Tasks:
    """Record one licence; each run another, in a copy that grows."""
    register = place.scratch / "register"
    database, book = place.scratch / "peer.db", place.scratch / "peer.json"
    row = place.scratch / "row.json"
    shutil.copytree(place.register, register, dirs_exist_ok=True)
    shutil.copyfile(place.sqlite, database)
    insert = place.sqlite_utils("insert", database, "licences", row, "--pk", "licence")
    tasks = {
        LICREG: Task(
            lambda turn: place.licreg("--register", register, *_issue_words(turn))
        ),
        SQLITE: Task(lambda _: insert, lambda turn: _write_row(row, turn)),
    }
    if place.has_tinydb:
        shutil.copyfile(place.tinydb, book)
        tasks[TINYDB] = Task(
            lambda turn: place.plain_tinydb("issue", book, _licence(turn))
        )
    return tasks


def _show(place: Place, licence: str) -> Tasks:
    query = "select * from {} where licence = :licence"
    ask = place.sqlite_utils(
        *("query", place.sqlite, query.format("licences")),
        *("-p", "licence", licence),
    )
    tasks = {
        LICREG: _always(_ask(place, "show", licence.partition("@")[0])),
        SQLITE: _always(ask),
    }
    if place.has_tinydb:
        words = place.plain_tinydb("show", place.tinydb, licence)
        tasks[TINYDB] = _always(words)
    return tasks


def _list(place: Place) -> Tasks:
    words = ("list", "licences", "--holder", _THEME, "--format", "csv")
    query = f"select * from licences where holder like '%{_THEME}%'"  # noqa: S608  # our own word
    return {
        LICREG: _always(_ask(place, *words)),
        SQLITE: _always(_all_rows(place)),
        SAME_QUESTION: _always(_query(place, query)),
    }


def _list_year(place: Place) -> Tasks:
    words = ("list", "licences", "social-network", "--year", "2019", "--format", "csv")
    query = (
        "select * from licences where kind = 'social-network' "
        "and issued_on between '2019-01-01' and '2019-12-31'"
    )
    return {
        LICREG: _always(_ask(place, *words)),
        SQLITE: _always(_all_rows(place)),
        SAME_QUESTION: _always(_query(place, query)),
    }


def _find(place: Place) -> Tasks:
    """Look for words; the peer must be given them with their accents."""
    query = (
        f"select * from licences where holder like '%{_THEME}%' "  # noqa: S608  # our own word
        f"or sites like '%{_THEME}%' or note like '%{_THEME}%' limit 20"
    )
    return {
        LICREG: _always(_ask(place, "find", _THEME)),
        SAME_QUESTION: _always(_query(place, query)),
    }


def _export(place: Place) -> Tasks:
    tasks = {
        LICREG: _always(_ask(place, "export", "licences")),
        SQLITE: _always(_all_rows(place)),
    }
    if place.has_tinydb:
        tasks[TINYDB] = _always(place.plain_tinydb("export", place.tinydb))
    return tasks


def _import(place: Place) -> Tasks:
    """Take the licences into something new; unlike the peer licreg judges each."""
    records = place.records / "licences.csv"
    register, database = place.scratch / "new", place.scratch / "new.db"
    insert = place.sqlite_utils(
        *("insert", database, "licences", records, "--csv", "--pk", "licence")
    )
    return {
        LICREG: Task(
            lambda _: place.licreg("--register", register, "import", records),
            lambda _: _begin_anew(place, register),
        ),
        SQLITE: Task(lambda _: insert, lambda _: database.unlink(missing_ok=True)),
    }


def _check(place: Place) -> Tasks:
    return {LICREG: _always(_ask(place, "check"))}


def _rebuild(place: Place) -> Tasks:
    register = place.scratch / "rebuilt"
    shutil.copytree(place.register, register, dirs_exist_ok=True)
    return {LICREG: _always(place.licreg("--register", register, "rebuild"))}


WORKS: Final[Mapping[str, Work]] = MappingProxyType(
    {
        "summary": Work("`summary 2024`", _summary),
        "issue": Work("`issue`", _issue),
        "show": Work(
            "`show`, never inspected", lambda place: _show(place, place.never_inspected)
        ),
        "show-inspected": Work(
            "`show`, inspected", lambda place: _show(place, place.inspected)
        ),
        "list": Work("`list --holder`", _list),
        "list-year": Work("`list social-network --year`", _list_year),
        "find": Work("`find`", _find),
        "export": Work("`export licences`", _export),
        "import": Work("`import licences.csv`", _import),
        "check": Work("`check`", _check),
        "rebuild": Work("`rebuild`", _rebuild),
    }
)


def _ask(place: Place, *words: str) -> list[str | Path]:
    return place.licreg("--register", place.register, *words)


def _all_rows(place: Place) -> list[str | Path]:
    return place.sqlite_utils("rows", place.sqlite, "licences", "--csv")


def _query(place: Place, query: str) -> list[str | Path]:
    return place.sqlite_utils("query", place.sqlite, query, "--csv")


def _always(command: list[str | Path]) -> Task:
    return Task(lambda _: command)


def _licence(turn: int) -> str:
    return f"{_FIRST_FREE + turn}/GP-BTTTT/2024@MIC"


def _issue_words(turn: int) -> tuple[str, ...]:
    return (
        *("issue", "social-network", f"{_FIRST_FREE + turn}/GP-BTTTT"),
        *("--on", "2024-11-15", "--term-years", "10"),
        *("--holder", "Công ty Cổ phần Ví dụ Hoa Sen", "--site", "vidu-hoasen.vn"),
    )


def _write_row(path: Path, turn: int) -> None:
    row = {
        "kind": "social-network",
        "number": f"{_FIRST_FREE + turn}/GP-BTTTT",
        "issuer": "MIC",
        "issued_on": "2024-11-15",
        "expires_on": "2034-11-14",
        "holder": "Công ty Cổ phần Ví dụ Hoa Sen",
        "sites": "vidu-hoasen.vn",
        "licence": _licence(turn),
    }
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")


def _begin_anew(place: Place, register: Path) -> None:
    shutil.rmtree(register, ignore_errors=True)
    run(place.licreg("init", register))
