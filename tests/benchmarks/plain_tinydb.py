"""What an office would write itself with plain TinyDB: one file, one table.

Run ``python plain_tinydb.py make FILE RECORDS``, ``issue FILE LICENCE``,
``show FILE LICENCE``, ``summary FILE YEAR`` or ``export FILE``.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tinydb import Query, TinyDB


def make(database: TinyDB, folder: str) -> None:
    """Take in the records of a folder."""
    for table in ("licences", "inspections"):
        path = Path(folder) / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            database.table(table).insert_multiple(list(csv.DictReader(stream)))


def issue(database: TinyDB, licence: str) -> None:
    """Record a licence.

    Raises:
        SystemExit: If its number is taken.
    """
    licences = database.table("licences")
    if licences.contains(Query().licence == licence):
        msg = f"{licence} is taken."
        raise SystemExit(msg)
    number, _, rest = licence.rpartition("/")
    _, _, issuer = rest.partition("@")
    licences.insert(
        {
            "kind": "social-network",
            "number": number,
            "issuer": issuer,
            "issued_on": "2024-11-15",
            "effective_on": "",
            "expires_on": "2034-11-14",
            "holder": "Công ty Cổ phần Ví dụ Hoa Sen",
            "sites": "vidu-hoasen.vn",
            "licence": licence,
        }
    )


def show(database: TinyDB, licence: str) -> None:
    """Print a licence and its inspections."""
    print(database.table("licences").get(Query().licence == licence))
    print(database.table("inspections").search(Query().licence == licence))


def summary(database: TinyDB, year: str) -> None:
    """Print by kind how many were issued in a year."""
    issued = database.table("licences").search(
        Query().issued_on.test(lambda day: day.startswith(year))
    )
    print(Counter(licence["kind"] for licence in issued))


def export(database: TinyDB) -> None:
    """Print all licences as CSV."""
    licences = database.table("licences").all()
    writer = csv.DictWriter(sys.stdout, licences[0].keys(), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(licences)


_WORKS: Final[dict[str, Callable[..., None]]] = {
    "make": make,
    "issue": issue,
    "show": show,
    "summary": summary,
    "export": export,
}


def main() -> None:
    """Do one of the works."""
    work, path, *rest = sys.argv[1:]
    with TinyDB(path, encoding="utf-8", ensure_ascii=False) as database:
        _WORKS[work](database, *rest)


if __name__ == "__main__":
    main()
