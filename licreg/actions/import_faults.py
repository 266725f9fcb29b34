"""What is wrong in files given to import, told so that it can be read."""

from collections.abc import Sequence
from typing import Final, NoReturn

from licreg.actions.intake import Intake, Refused, Source
from licreg.errors import DiffersError, InvalidFileError
from licreg.lazily import regex
from licreg.wording import tr, trn

_SHAPE: Final = regex(r"'[^']*'|[0-9][0-9.,/-]*")
"""What tells faults of one shape apart: the values that they quote."""

_ALIKE: Final = 6
_SHOWN: Final = 3
_RANGES: Final = 25


def refuse(intake: Intake, tables: Sequence[Source]) -> NoReturn:
    """Refuse files with all that is wrong in them.

    Raises:
        DiffersError: If it is only that records differ from them.
        InvalidFileError: If there is more.
    """
    faults = _tell(intake, tables)
    if all(one.is_difference for one in intake.refused):
        raise DiffersError(_differ(intake, tables), faults, says_more=True)
    raise InvalidFileError(_count(intake, tables), faults, says_more=True)


def in_order(intake: Intake, tables: Sequence[Source]) -> list[Refused]:
    """Return the faults by file, line and column; those of no column last."""

    def place(one: Refused) -> tuple[int, int, int]:
        header, column = tables[one.source].header, one.fault.column
        rank = header.index(column) if column in header else len(header)
        return one.source, one.line, rank

    return sorted(intake.refused, key=place)


def _tell(intake: Intake, tables: Sequence[Source]) -> tuple[str, ...]:
    """Return every fault with its place; of many alike, the first and their lines."""
    alike: dict[tuple[int, str, str], list[Refused]] = {}
    for one in in_order(intake, tables):
        shape = _SHAPE.sub("…", one.fault.sentence)
        alike.setdefault((one.source, one.fault.column, shape), []).append(one)
    return tuple(
        line
        for group in alike.values()
        for line in (
            *(
                f"{intake.place(one.source, one.line, one.fault.column)}: "
                f"{one.fault.sentence}"
                for one in (group if len(group) <= _ALIKE else group[:_SHOWN])
            ),
            *([_more(group[_SHOWN:])] if len(group) > _ALIKE else ()),
        )
    )


def _more(group: Sequence[Refused]) -> str:
    """Return that there are more faults like the last one, and where.

    Examples:
        >>> from licreg.actions.cells import Fault
        >>> fault = Fault("number", "is empty.")
        >>> _more([Refused(0, line, fault) for line in (4, 5, 6, 9)])
        '  … and 4 more like it: 4-6, 9.'
    """
    ranges: list[list[int]] = []
    for line in sorted({one.line for one in group}):
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    texts = [
        str(first) if first == last else f"{first}-{last}" for first, last in ranges
    ]
    rest = ", …" if len(texts) > _RANGES else "."
    return tr(
        "  … and {count:,} more like it: {lines}",
        count=len(group),
        lines=", ".join(texts[:_RANGES]) + rest,
    )


def _differ(intake: Intake, tables: Sequence[Source]) -> str:
    return trn(
        "1 of {rows:,} rows differs from its record. Nothing was recorded. With "
        "--correct --because TEXT it is put right, with --rejects FILE it is left out.",
        "{count:,} of {rows:,} rows differ from their records. Nothing was recorded. "
        "With --correct --because TEXT these are put right, with --rejects FILE the "
        "rows are left out.",
        _bad(intake),
        rows=sum(table.count for table in tables),
    )


def _count(intake: Intake, tables: Sequence[Source]) -> str:
    faults = len(intake.refused)
    rows = sum(table.count for table in tables)
    return trn(
        "1 fault in {bad:,} of {rows:,} rows. Nothing was recorded. With "
        "--rejects FILE the good rows are recorded.",
        "{count:,} faults in {bad:,} of {rows:,} rows. Nothing was recorded. With "
        "--rejects FILE the good rows are recorded.",
        faults,
        bad=_bad(intake),
        rows=rows,
    )


def _bad(intake: Intake) -> int:
    """Return how many rows are refused."""
    rows = {(one.source, one.line) for one in intake.refused}
    return sum(intake.rows_of(*row) for row in rows)
