"""Licences as rows, made of what is kept of them: for lists of many thousands.

A licence to which nothing happened after its grant is plain: its row follows from the
values of the grant, and none of its events need be made; so does that of a licence on
which a single act ended it. What the row is says `licence_row`; here it is made in a
fraction of the time.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from licreg.actions.register import LicenceRecord
from licreg.actions.rows import ENTRY, LICENCE, LICENCE_COLUMNS, Row, licence_row
from licreg.domain.events import ACT_WORDS
from licreg.domain.licence import ENDINGS
from licreg.domain.vocabulary import Status

COLUMNS: Final = (*LICENCE_COLUMNS, LICENCE, ENTRY)
"""The columns of these rows, as of `licence_row`."""

_NOT_YET, _IN_FORCE, _EXPIRED = (
    status.value for status in (Status.NOT_YET, Status.IN_FORCE, Status.EXPIRED)
)
_ENDINGS: Final = {ACT_WORDS[act]: status.value for act, status in ENDINGS.items()}


def licence_rows(records: Iterable[LicenceRecord], day: date) -> Iterator[Row]:
    """Yield the row of each licence as it stands at the end of *day*."""
    iso_day = day.isoformat()
    for record in records:
        standing = kept_standing(record.values, iso_day)
        if standing is None:
            yield licence_row(record.licence(), day)
        else:
            yield _row(record.values, standing)


def text_rows(records: Iterable[LicenceRecord], day: date) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the same rows for formats that know texts only, such as CSV.

    An empty text stands for what is missing; days are ISO, spaces stand between sites.
    """
    iso_day = day.isoformat()
    for record in records:
        standing = kept_standing(record.values, iso_day)
        if standing is None:
            yield tuple(map(_text, licence_row(record.licence(), day).values()))
        else:
            yield _texts(record.values, standing)


def kept_standing(values: Mapping[str, Any], day: str) -> tuple[str, str] | None:
    """Return what the timeline of a licence says of a day, where its values tell it.

    Args:
        values: What is kept of the licence.
        day: The day at whose end it is looked at, as ISO text.

    Returns:
        As of ``plain_standing``; None where its history must be gone through.

    Examples:
        >>> values = {"issued_on": "2019-02-12", "acts": [{"act": "lapse"}]}
        >>> values["acts"][0]["on"] = "2021-03-01"
        >>> kept_standing(values, "2021-02-28"), kept_standing(values, "2021-03-01")
        (('in-force', '2019-02-12'), ('lapsed', '2021-03-01'))
    """
    if "trail" in values or "voided" in values:
        return None
    if "acts" in values:
        act = values["acts"][0]
        status = _ENDINGS.get(act["act"])
        if status is None or len(values["acts"]) > 1 or "changes" in act:
            return None
        issued_on: str = values["issued_on"]
        if day >= act["on"] and day >= issued_on:
            return status, max(act["on"], issued_on)
    return plain_standing(values, day)


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


def _texts(values: Mapping[str, Any], standing: tuple[str, str]) -> tuple[str, ...]:
    get = values.get
    return (
        values["kind"],
        _number(values) if "ordinal" in values else values["number"],
        values["issuer"],
        values["issued_on"],
        get("effective_on", ""),
        get("expires_on", ""),
        values["holder"],
        get("holder_kind", ""),
        get("holder_code", ""),
        " ".join(get("sites", ())),
        get("replaces_ref", ""),
        *standing,
        get("printed", ""),
        get("source", ""),
        get("note", ""),
        values["key"],
        str(values[ENTRY]),
    )


def _row(values: Mapping[str, Any], standing: tuple[str, str]) -> Row:
    get = values.get
    status, since = standing
    return {
        "kind": values["kind"],
        "number": _number(values),
        "issuer": values["issuer"],
        "issued_on": _parse_day(values["issued_on"]),
        "effective_on": _parse_day(get("effective_on", "")),
        "expires_on": _parse_day(get("expires_on", "")),
        "holder": values["holder"],
        "holder_kind": get("holder_kind", ""),
        "holder_code": get("holder_code", ""),
        "sites": tuple(get("sites", ())),
        "replaces": get("replaces_ref", ""),
        "status": status,
        "status_on": _parse_day(since),
        "printed": get("printed", ""),
        "source": get("source", ""),
        "note": get("note", ""),
        LICENCE: values["key"],
        ENTRY: values[ENTRY],
    }


def _number(values: Mapping[str, Any]) -> str:
    number: str = values["number"]
    return f"{number}#{values['ordinal']}" if "ordinal" in values else number


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
