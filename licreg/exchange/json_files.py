"""JSON and JSON Lines as rows: numbers to the digit, lists of texts with spaces."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Final, NoReturn

from licreg.errors import InvalidFileError
from licreg.exchange.csv_rows import CsvRow, Unreadable
from licreg.exchange.grids import unreadable
from licreg.wording import tr

_MOST_OBJECTS: Final = 3_000_000
_MOST_COLUMNS: Final = 1_000

HEADER_LINE: Final = 0
"""Where the headings stand, which a file of this form has in each item."""

_Object = tuple[tuple[str, Any], ...]


class _TooMuchError(ValueError):
    """More objects than a register takes in at once."""


def read_json(text: str, name: str) -> tuple[list[CsvRow | Unreadable], str]:
    """Return the rows of JSON (a list of objects) or JSON Lines, the headings first.

    Args:
        text: What the file holds.
        name: The file, as faults are to name it.

    Returns:
        The rows, and what they are counted in: ``item`` or ``line``.

    Raises:
        InvalidFileError: If it is neither.
    """
    decoder = _decoder()
    try:
        value = decoder.decode(text)
    except _TooMuchError as error:
        raise InvalidFileError(*unreadable(name, [str(error)])) from error
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "{" and "\n" in text.strip():
            return _rows(_lines(text, decoder)), "line"
        raise InvalidFileError(*unreadable(name, [_place(error)])) from error
    except (ValueError, RecursionError) as error:
        raise InvalidFileError(*unreadable(name, [_reason(error)])) from error
    items = _items(value)
    if items is None:
        reason = tr("a list of objects is needed, each with one value for a column.")
        raise InvalidFileError(*unreadable(name, [reason]))
    return _rows(enumerate(items, start=1)), "item"


def _decoder() -> json.JSONDecoder:
    """Return what reads JSON, numbers as they are written, objects as pairs."""
    counter = count(1)

    def keep(pairs: list[tuple[str, Any]]) -> _Object:
        if next(counter) > _MOST_OBJECTS:
            msg = tr("it has more than {most:,} objects.", most=_MOST_OBJECTS)
            raise _TooMuchError(msg)
        return tuple(pairs)

    return json.JSONDecoder(
        object_pairs_hook=keep,
        parse_int=str,
        parse_float=str,
        parse_constant=_refuse_constant,
    )


def _refuse_constant(text: str) -> NoReturn:
    msg = tr("{text} is no value.", text=text)
    raise ValueError(msg)


def _items(value: object) -> list[object] | None:
    """Return the objects of a list, or of the only list in an object."""
    if isinstance(value, tuple):
        lists = [each for _, each in value if isinstance(each, list)]
        value = lists[0] if len(lists) == 1 and len(value) == 1 else [value]
    if isinstance(value, list) and all(isinstance(each, tuple) for each in value):
        return value
    return None


def _lines(text: str, decoder: json.JSONDecoder) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, decoder.decode(line.strip())
        except (ValueError, RecursionError) as error:
            fault = tr("it is no JSON: {reason}", reason=_reason(error))
            yield number, Unreadable(number, fault)


def _rows(
    items: Iterator[tuple[int, object]] | enumerate[object],
) -> list[CsvRow | Unreadable]:
    """Return the headings, each key once in the order of the file, and the rows."""
    columns: dict[str, int] = {}
    read: list[Unreadable | tuple[int, dict[int, str]]] = []
    for number, item in items:
        if isinstance(item, Unreadable):
            read.append(item)
        elif not isinstance(item, tuple):
            read.append(Unreadable(number, tr("it is no object.")))
        elif len({key for key, _ in item}) < len(item):
            read.append(Unreadable(number, tr("a key stands there twice.")))
        elif len(columns) > _MOST_COLUMNS:
            read.append(Unreadable(number, tr("the file has too many keys.")))
        else:
            cells = {
                columns.setdefault(key, len(columns)): _text(value)
                for key, value in item
            }
            read.append((number, cells))
    width = len(columns)
    rows: list[CsvRow | Unreadable] = [CsvRow(HEADER_LINE, tuple(columns))]
    for one in read:
        if isinstance(one, Unreadable):
            rows.append(one)
        else:
            line, cells = one
            rows.append(
                CsvRow(line, tuple(cells.get(place, "") for place in range(width)))
            )
    return rows


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case list() if all(isinstance(each, str) for each in value):
            return " ".join(value)
        case _:
            return str(value)


def _place(error: json.JSONDecodeError) -> str:
    return tr(
        "line {line}, character {column}: {reason}.",
        line=error.lineno,
        column=error.colno,
        reason=error.msg,
    )


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return tr("it is nested too deeply.")
    return _place(error) if isinstance(error, json.JSONDecodeError) else str(error)
