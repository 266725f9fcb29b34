"""Where notices come from: a line that was typed, a page, a table of many.

A table (CSV, with its notices in a column of that name) has a notice to a row, and
may name the site of each; any other text is gone through as a whole, and may hold
many.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from licreg.domain.law import Law
from licreg.domain.text import fold, quote
from licreg.errors import InvalidInputError
from licreg.exchange.notices import Notice, read_notices
from licreg.wording import tr

LARGEST: Final = 8_000_000
"""The most bytes that a file of notices may have."""

_NOTICES: Final = (
    *("notice", "notices", "licence notice", "text", "footer", "html"),
    *("thong bao", "noi dung", "noi dung hien thi", "van ban", "giay phep"),
)
_SITES: Final = ("site", "sites", "domain", "website", "url", "ten mien", "trang")
_HEADINGS: Final = _NOTICES[:2]
"""The names that tell a column even where it stands alone."""


class Displayed(NamedTuple):
    """A text in which notices are displayed.

    Attributes:
        text: The text.
        line: The line of the table on which it stands; 0 where it is no table's.
        site: Where it is displayed; empty where that is not said.
    """

    text: str
    line: int = 0
    site: str = ""


def read_displayed(data: bytes, name: str) -> Sequence[Displayed]:
    """Return the texts of a file, or of what was piped in.

    Args:
        data: All of it.
        name: How it is called; its ending may tell that it is a table.

    Raises:
        InvalidInputError: If it is too large, or a table without a column of notices.
        InvalidFileError: If it is a table that cannot be read.
    """
    if len(data) > LARGEST:
        msg = tr(
            "{file} has {size:,} bytes; notices are read from {most:,} at most.",
            file=name,
            size=len(data),
            most=LARGEST,
        )
        raise InvalidInputError(msg)
    text = decode(data)
    columns = _columns(text)
    names = _NOTICES if len(columns) > 1 else _HEADINGS
    if not name.lower().endswith(".csv") and _place(columns, names) < 0:
        return [Displayed(text)]
    from licreg.exchange.csv_files import read_csv

    table = read_csv(text.encode(), name, skip_empty=True)
    notices = _place(table.header, _NOTICES)
    if notices < 0 and len(table.header) == 1:
        notices = 0
    if notices < 0:
        listed = ", ".join(quote(column) for column in table.header)
        msg = tr(
            "{file} has no column of notices, only {columns}. Name one 'notice'.",
            file=name,
            columns=listed,
        )
        raise InvalidInputError(msg)
    site = _place(table.header, _SITES)
    return [
        Displayed(row.cells[notices], row.line, row.cells[site] if site >= 0 else "")
        for row in table.rows
    ]


def read_named(text: str) -> Sequence[Displayed]:
    """Return the texts of the file that a text names; else the text itself.

    Raises:
        InvalidInputError: If the file cannot be read.
    """
    path = Path(text)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # Too long for a name, or none at all.
        is_file = False
    if not is_file:
        return [Displayed(text)]
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        msg = tr(
            "{file} cannot be read: {reason}.", file=quote(text), reason=error.strerror
        )
        raise InvalidInputError(msg) from error
    return read_displayed(data, path.name)


def each_notice(
    texts: Sequence[Displayed], law: Law
) -> Iterator[tuple[Displayed, Notice]]:
    """Yield the notices of texts, each with the text that displays it."""
    for displayed in texts:
        for notice in read_notices(displayed.text, law):
            yield displayed, notice


def decode(data: bytes) -> str:
    r"""Return the text of a page or a file; bytes that are no text become a mark.

    Examples:
        >>> decode("\ufeffGiấy phép".encode())
        'Giấy phép'
        >>> decode("Giấy phép".encode("utf-16"))
        'Giấy phép'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _columns(text: str) -> list[str]:
    """Return the cells of the first line that is not blank."""
    line = text.lstrip()[:2000].partition("\n")[0].strip()
    separator = next((one for one in ",;" if one in line), ",")
    return [cell.strip(' "') for cell in line.split(separator)]


def _place(columns: Sequence[str], names: Sequence[str]) -> int:
    """Return which column has one of some names; -1 if none."""
    folded = [fold(column.replace("_", " ")) for column in columns]
    return next((folded.index(name) for name in names if name in folded), -1)
