"""The rows of a workbook's sheet, written as they come, each as one piece of XML.

The library writes cell by cell, which takes five times as long for a large register;
what stands around the rows is its own, and what a row is, too.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from licreg.errors import OutputError
from licreg.lazily import regex
from licreg.wording import tr

Holds: TypeAlias = Literal["text", "number", "day"]
"""What the cells of a column are; one that is none of it is written as a text.

A number among texts is a number that is never grouped, such as a year.
"""

MOST_ROWS: Final = 1_048_576
"""The rows of a sheet, its header among them."""

LONGEST_CELL: Final = 32_767
"""The most UTF-16 units in a cell."""

# A double holds every whole number up to fifteen digits.
_LARGEST: Final = 10**15

# Excel counts days from 1900, and takes that for a leap year; others do not.
_FIRST_DAY: Final = date(1900, 3, 1)
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_WIDTH_OF_A_DAY: Final = len("2024-11-15")

_ISO_DAY: Final = regex(r"\d{4}-\d\d-\d\d")
_WHOLE: Final = regex(r"-?\d{1,15}")


class RowWriter:
    """Writes the rows of a sheet, and keeps how wide its columns are.

    Attributes:
        widths: Letters of the longest cell of each column.
    """

    def __init__(
        self,
        page: Any,  # noqa: ANN401  # the library has no types
        holds: Sequence[Holds],
        style_of: Callable[..., Any],
        widths: Sequence[int],
    ) -> None:
        """Begin below the header.

        Args:
            page: The sheet, in bounded memory; its rows are written here alone.
            holds: What each column holds.
            style_of: Returns the format of what a cell holds, of a depth, of a footer.
            widths: Letters of the headings.
        """
        self.widths = list(widths)
        self._page = page
        self._columns = [(place, _name(place), one) for place, one in enumerate(holds)]
        self._style_number = cache(
            lambda *which, **more: style_of(*which, **more)._get_xf_index()  # noqa: SLF001  # it has no other name
        )

    def __call__(
        self,
        row: int,
        cells: Collection[object],
        level: int = 0,
        *,
        is_footer: bool = False,
    ) -> None:
        """Write a row; the first below the header is 1.

        Raises:
            OutputError: If the sheet or a cell has no room for it.
        """
        if row >= MOST_ROWS:
            msg = tr(
                "A sheet holds {most:,} rows, and there are more. Write CSV instead, "
                "or fewer records.",
                most=MOST_ROWS,
            )
            raise OutputError(msg)
        page, widths, style = self._page, self.widths, self._style_number
        place = row + 1
        made = []
        for (column, name, holds), cell in zip(self._columns, cells, strict=True):
            if cell is None or cell in ("", ()):
                continue
            value = _value(cell, holds)
            if isinstance(value, str):
                width = len(value)
                if width > LONGEST_CELL // 2:
                    _check_length(value, row)
                look = style("text", 0 if column else level, is_footer=is_footer)
                made.append(
                    f'<c r="{name}{place}" s="{look}" t="inlineStr"><is>'
                    f"{_text_element(page, value)}</is></c>"
                )
            else:
                is_figure = holds == "number"
                width = len(f"{value:,}") if is_figure else _WIDTH_OF_A_DAY
                look = style("year" if holds == "text" else holds, is_footer=is_footer)
                made.append(f'<c r="{name}{place}" s="{look}"><v>{value:.16G}</v></c>')
            widths[column] = max(widths[column], width)
        if made:
            page.put_row(row, len(self._columns), "".join(made))


def _text_element(page: Any, text: str) -> str:  # noqa: ANN401  # the library has no types
    """Return a text as XML, as the library has it; most stand as they are."""
    space = ""
    if not text.isprintable() or "_x" in text or text != text.strip():
        text = page._escape_control_characters(text)  # noqa: SLF001  # it has no other name
        if text != text.strip():
            space = ' xml:space="preserve"'
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{space}>{text}</t>"


def _name(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    name: str = xl_col_to_name(column)
    return name


def _value(cell: object, holds: Holds) -> str | int:
    """Return a number, a day as Excel counts it, or a text."""
    if isinstance(cell, str) and holds == "text":
        return _text(cell)
    if isinstance(cell, int) and -_LARGEST < cell < _LARGEST:
        return cell
    if holds == "day" and isinstance(cell, (str, date)):
        return _day(cell if isinstance(cell, str) else cell.isoformat())
    if holds == "number" and isinstance(cell, str) and _WHOLE.fullmatch(cell):
        return int(cell)
    return _text(cell)


@cache
def _day(text: str) -> str | int:
    if _ISO_DAY.fullmatch(text):
        day = date.fromisoformat(text)
        if day >= _FIRST_DAY:
            return day.toordinal() - _DAY_ZERO
    return text


def _text(cell: object) -> str:
    if isinstance(cell, (tuple, list)):
        return _text(" ".join(cell))
    text = str(cell)
    if not text.isprintable():  # Half a character cannot be written.
        text = text.encode("utf-8", "backslashreplace").decode()
    return text


def _check_length(text: str, row: int) -> None:
    """Refuse a text that a cell has no room for.

    Raises:
        OutputError: If it is one.
    """
    length = len(text.encode("utf-16-le")) // 2
    if length > LONGEST_CELL:
        msg = tr(
            "Row {row:,} has a text of {length:,} letters; a cell of a spreadsheet "
            "holds {most:,}. Write CSV or JSON instead.",
            row=row + 1,
            length=length,
            most=LONGEST_CELL,
        )
        raise OutputError(msg)
