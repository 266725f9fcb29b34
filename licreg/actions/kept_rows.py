"""Licences as rows, made of what is kept of them: for lists of many thousands.

A licence to which nothing happened after its grant is plain: its row follows from the
values of the grant, and none of its events need be made. What the row is says
`licence_row`; here it is made in a fraction of the time.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from operator import itemgetter
from typing import Any, Final

from licreg.actions.register import LicenceRecord
from licreg.actions.rows import ENTRY, LICENCE, LICENCE_COLUMNS, Row, licence_row
from licreg.domain.vocabulary import Status

COLUMNS: Final = (*LICENCE_COLUMNS, LICENCE, ENTRY)
"""The columns of these rows, as of `licence_row`."""

_NOT_YET, _IN_FORCE, _EXPIRED = (
    status.value for status in (Status.NOT_YET, Status.IN_FORCE, Status.EXPIRED)
)
_KEPT_AS: Final = {"replaces": "replaces_ref", LICENCE: "key"}
_FIELDS: Final = tuple(_KEPT_AS.get(name, name) for name in COLUMNS)
_EMPTY: Final = dict.fromkeys(_FIELDS, "")
_PICK: Final = itemgetter(*_FIELDS)
_DAYS: Final = ("issued_on", "effective_on", "expires_on", "status_on")


def licence_rows(records: Iterable[LicenceRecord], day: date) -> Iterator[Row]:
    """Yield the row of each licence as it stands at the end of *day*."""
    iso_day = day.isoformat()
    for record in records:
        if record.is_plain:
            yield _plain_row(record.values, iso_day)
        else:
            yield licence_row(record.licence(), day)


def text_rows(records: Iterable[LicenceRecord], day: date) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the same rows for formats that know texts only, such as CSV.

    An empty text stands for what is missing; days are ISO, spaces stand between sites.
    """
    iso_day = day.isoformat()
    for record in records:
        if record.is_plain:
            yield _plain_texts(record.values, iso_day)
        else:
            yield tuple(map(_text, licence_row(record.licence(), day).values()))


def plain_standing(values: Mapping[str, Any], day: str) -> tuple[str, str]:
    """Return what the timeline of a plain licence says of a day, without making one.

    ISO days compare as texts as they do as days.

    Args:
        values: What is kept of the licence.
        day: The day at whose end it is looked at, as ISO text.

    Returns:
        The status and its first day; two empty texts before the day of issue.

    Examples:
        >>> values = {"issued_on": "2019-02-12", "expires_on": "2024-02-11"}
        >>> plain_standing(values, "2024-02-11")
        ('in-force', '2019-02-12')
        >>> plain_standing(values, "2024-02-12")
        ('expired', '2024-02-12')
    """
    issued_on: str = values["issued_on"]
    if day < issued_on:
        return "", ""
    last_day: str | None = values.get("expires_on")
    if last_day is not None and last_day < day:
        return _EXPIRED, max(_day_after(last_day), issued_on)
    starts_on: str = values.get("effective_on", issued_on)
    if day < starts_on:
        return _NOT_YET, issued_on
    return _IN_FORCE, max(starts_on, issued_on)


def _plain_texts(values: Mapping[str, Any], day: str) -> tuple[str, ...]:
    row: Row = {**_EMPTY, **values}
    if "ordinal" in values:
        row["number"] += f"#{values['ordinal']}"
    if "sites" in values:
        row["sites"] = " ".join(values["sites"])
    row["status"], row["status_on"] = plain_standing(values, day)
    row[ENTRY] = str(values[ENTRY])
    texts: tuple[str, ...] = _PICK(row)
    return texts


def _plain_row(values: Mapping[str, Any], day: str) -> Row:
    row: Row = dict(zip(COLUMNS, _plain_texts(values, day), strict=True))
    for name in _DAYS:
        row[name] = _parse_day(row[name])
    row["sites"] = tuple(values.get("sites", ()))
    row[ENTRY] = values[ENTRY]
    return row


def _text(cell: object) -> str:
    if isinstance(cell, tuple):
        return " ".join(cell)
    return "" if cell is None else str(cell)


@cache
def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _day_after(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
