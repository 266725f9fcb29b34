"""All tables at once: a folder with a file for each of them, or one workbook."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from licreg.actions.exporting import Rows, archive, count_rows, snapshot
from licreg.actions.rows import Row as Cells
from licreg.cli import records
from licreg.cli.answer import Answer
from licreg.cli.filling import filling
from licreg.cli.options import choice_reader
from licreg.cli.outlet import check_workbook, write_answer
from licreg.cli.render import ENDINGS, WORKBOOK
from licreg.cli.session import Session
from licreg.cli.waiting import writing
from licreg.cli.words import word
from licreg.domain.text import did_you_mean, nearest, quote, show_safe
from licreg.errors import InvalidInputError
from licreg.lazily import regex
from licreg.wording import language, tr, trn

_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "csv": ".csv",
        "csv-excel": ".csv",
        "tsv": ".tsv",
        "json": ".json",
        "jsonl": ".jsonl",
        WORKBOOK: ".xlsx",
        "markdown": ".md",
    }
)
"""The formats of a table's file, and how its name ends."""

_ENDING: Final = regex(r"\.[^\W\d_]{2,5}")
"""What ends the name of a file as a rule, and seldom that of a folder."""

_GUARDED: Final = frozenset({"csv", "csv-excel", "tsv"})


def export_all(
    session: Session, day: date | None, *, personal: bool, public: bool
) -> int:
    """Write every table: the values as granted, and all that happened since.

    Args:
        session: Its register is written.
        day: Write the tables as they stood on this day instead.
        personal: Whether personal data are told.
        public: Whether personal and internal fields are left out; the tables are
            then those of a day, today if none is given.
    """
    place, chosen = _read_place(session)
    tables = _tables(session, day, personal=personal, public=public)
    if chosen == WORKBOOK and place.suffix.lower() == _ENDINGS[WORKBOOK]:
        _write_workbook(session, place, tables)
    else:
        _write_folder(session, place, chosen, tables)
    return 0


def _read_place(session: Session) -> tuple[Path, str]:
    """Return where to write, and in which format.

    Raises:
        InvalidInputError: If no folder or workbook is named.
    """
    place, session.output = session.output, None
    if place is None or str(place) == "-":
        msg = tr(
            "Name the folder to write to: 'licreg export all -o DIR'; or a workbook "
            "for all tables: -o FILE.xlsx."
        )
        raise InvalidInputError(msg)
    ending = ENDINGS.get(place.suffix.lower())
    is_workbook = ending == WORKBOOK and not place.is_dir()
    asked = session.format_option or (WORKBOOK if is_workbook else "csv")
    chosen = choice_reader("format", tuple(_ENDINGS))(asked)
    is_there = place.exists() or ending is not None
    is_file = is_there and not place.is_dir()
    if is_file and not (is_workbook and chosen == WORKBOOK):
        msg = tr(
            "{file} is one file, and these are several tables. Name a folder, or a "
            "workbook: -o FILE.xlsx.",
            file=show_safe(str(place)),
        )
        raise InvalidInputError(msg)
    if not is_there and (session.format_option in (None, WORKBOOK)):
        _refuse_odd_ending(place)
    if chosen == WORKBOOK:
        check_workbook(place, is_terminal=session.is_terminal)
    return place, chosen


def _refuse_odd_ending(place: Path) -> None:
    """Refuse the name of a new folder that reads like a file's of another format.

    Raises:
        InvalidInputError: If it ends in a few letters behind a point.
    """
    ending = place.suffix
    if _ENDING.fullmatch(ending) is None:
        return
    msg = tr(
        "{file} would be a folder, and reads like a file of a format that is not "
        "known: {ending}.",
        file=quote(place.name),
        ending=show_safe(ending),
    )
    msg += did_you_mean(nearest(ending, (_ENDINGS[WORKBOOK],)))
    msg += " " + tr(
        "Name a folder without such an ending, or a workbook: -o FILE.xlsx."
    )
    raise InvalidInputError(msg)


def _tables(
    session: Session, day: date | None, *, personal: bool, public: bool
) -> dict[str, Rows]:
    if day is None and not public:
        return archive(session.register, personal=personal)
    tables = snapshot(session.register, day or session.today, personal=personal)
    if public:
        from licreg.actions.public_rows import public_rows

        return {table: public_rows(table, rows) for table, rows in tables.items()}
    return tables


def _write_workbook(session: Session, file: Path, tables: Mapping[str, Rows]) -> None:
    counted = {
        table: _Counted(_seen(session, table, rows)) for table, rows in tables.items()
    }
    sheets = tuple(
        records.whole_table(counted[table], rows.columns, session.language, table)
        for table, rows in tables.items()
    )
    write_answer(Answer(value=None, sheets=sheets), format=WORKBOOK, output=file)
    for table, one in counted.items():
        _say_rows(session, f"{file}, {table}", one.count)


def _write_folder(
    session: Session, folder: Path, chosen: str, tables: Mapping[str, Rows]
) -> None:
    counts: dict[str, int] = {}
    with filling(folder) as stage:
        for table, rows in tables.items():
            counted = _Counted(_seen(session, table, rows))
            answer = records.whole_answer(iter(counted), rows.columns, session.language)
            file = stage / f"{table}{_ENDINGS[chosen]}"
            write_answer(answer, format=chosen, output=file)
            counts[file.name] = counted.count
        _describe(session, stage, chosen, tables, counts)
    for name, count in counts.items():
        _say_rows(session, str(folder / name), count)


def _seen(session: Session, table: str, rows: Rows) -> Iterator[Cells]:
    """Return the rows of a table, counted in a bar."""
    total = count_rows(session.register, table)
    return writing(session, rows.rows, table, total)


def _describe(
    session: Session,
    stage: Path,
    chosen: str,
    tables: Mapping[str, Rows],
    counts: Mapping[str, int],
) -> None:
    """Write the description of the files of a folder, where they hold data."""
    from licreg.exchange.package import DESCRIBED, NAME, Resource, describe_package

    if chosen not in DESCRIBED:
        return
    from licreg.actions.dictionary import KEYS, describe_fields

    resources = [
        Resource(
            table=table,
            path=stage / file,
            rows=counts[file],
            title=word(table, session.language),
            titles=[word(name, session.language) for name in rows.columns],
            fields=describe_fields(table, rows.columns, session.law, language()),
        )
        for (table, rows), file in zip(tables.items(), counts, strict=True)
    ]
    document = describe_package(resources, chosen, KEYS, _about(session, chosen))
    write_answer(Answer(document), format="json", output=stage / NAME)


def _about(session: Session, chosen: str) -> dict[str, Any]:
    """Return what is said of the whole: whose it is, and of which moment."""
    register, settings = session.register, session.register.settings
    owner = settings.authority or settings.name
    made = {"created": register.last_recorded_at} if register.last_recorded_at else {}
    told = tr(
        "Licences, legal acts, inspections and tallies of '{register}' up to entry "
        "{entries:,}, seal {seal}.",
        register=settings.name,
        entries=register.entries,
        seal=register.seal[:12],
    )
    if chosen in _GUARDED:
        told += " " + tr(
            "A text that a spreadsheet would run as a formula has one ' in front."
        )
    return {
        "name": "licence-register",
        "title": settings.name,
        "description": told,
        **made,
        "sources": [{"title": owner}],
    }


def _say_rows(session: Session, place: str, count: int) -> None:
    rows = trn("1 row", "{count:,} rows", count)
    session.say(f"{place}: {rows}")


class _Counted:
    """Rows that are counted as they are gone through.

    Attributes:
        count: How many there were.
    """

    def __init__(self, rows: Iterable[Cells]) -> None:
        """Keep the rows."""
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Cells]:
        """Yield the rows."""
        for row in self._rows:
            self.count += 1
            yield row
