"""A table of a view gone through: its lines some at a time, and what is laid over them.

A large view is not held for that; it is read as it is gone through.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from licreg.lazily import regex
from licreg.store.laid import Laid

BETWEEN: Final = b",\n"
"""What stands between two lines of a table."""

_END: Final = regex(rb"\n}")

Run = dict[str, dict[str, Any]]


def runs_in(pieces: Iterable[bytes], table: str) -> Iterator[Run]:
    """Yield the documents of a table by entry, some at a time, in the order of lines.

    Args:
        pieces: The bytes of a view, cut anywhere.
        table: Its name.
    """
    mark = b'\n"%b":{' % table.encode()
    rest, is_inside = b"", False
    for piece in pieces:
        data = rest + piece
        if not is_inside:
            found = data.find(mark)
            if found < 0:
                rest = data[-len(mark) :]
                continue
            data, is_inside = data[found + len(mark) :], True
        # A line begins behind a line end, and none stands within it.
        end = _END.search(data)
        cut = end.start() if end else data.rfind(BETWEEN)
        if cut > 1:
            yield orjson.loads(b"".join((b"{", memoryview(data)[:cut], b"}")))
        if end:
            return
        rest = data[cut + 1 :] if cut > 1 else data


def with_laid(runs: Iterable[Run], laid: Laid) -> Iterator[dict[str, Any]]:
    """Yield the documents of a table with what is laid over them, by entry."""
    changes = laid.pairs()
    change = next(changes, None)
    for run in runs:
        last = int(next(reversed(run)))
        if change is None or change[0] > last:
            yield from run.values()
            continue
        documents = {int(entry): document for entry, document in run.items()}
        while change is not None and change[0] <= last:
            entry, line = change
            documents.pop(entry, None)
            if line is not None:
                documents[entry] = orjson.loads(line)
            change = next(changes, None)
        yield from (documents[entry] for entry in sorted(documents))
    while change is not None:
        if change[1] is not None:
            yield orjson.loads(change[1])
        change = next(changes, None)
