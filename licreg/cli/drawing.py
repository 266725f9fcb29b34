"""How tables look at a terminal, drawn by Rich; imported only to draw."""

import os
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import compress, groupby
from typing import Final, TextIO

import rich.console
from rich.cells import cell_len
from rich.console import Console, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from licreg.cli.answer import Answer, Column, Table
from licreg.cli.cells import FIGURES, Shown, shown, visible
from licreg.cli.plotting import DRAWN, TYPED, Chart, plot
from licreg.lazily import regex

_GAP: Final = 2  # Cells between two columns.
_NARROWEST: Final = 40
_UNLIMITED: Final = 10_000  # The width of a table that goes to a file.
_OFF_A_TERMINAL: Final = 80  # The width of a chart that goes to a file.
_AT_ONCE: Final = 500  # Rows that Rich is given together.
_ROWS_TO_CUT: Final = 2  # One row alone reads better as a block of lines.
_NARROW: Final = 18  # A text folded into fewer cells is read word by word, ...
_READ_FOLDED: Final = 1.5  # ... which takes so much longer.
_COLUMNS_TO_STACK: Final = 4  # A few columns read well even when they fold.
_SHORTEST_FOLD: Final = 12  # A column of text is not made narrower for a long word.

_SPACES_AT_END: Final = regex(r" +$", re.MULTILINE)


def draw(
    answer: Answer,
    stream: TextIO,
    *,
    language: str,
    width: int | None,
    colour: bool | None,
) -> None:
    """Draw the tables and notes, an empty line between them."""
    styled = may_be_styled(stream) if colour is None else colour
    page = _Page(stream, max(_NARROWEST, width or width_of(stream)), styled=styled)
    for line in answer.prose.splitlines():
        page.put_text(line, soft_wrap=line.startswith(" "))
    if answer.prose and (answer.tables or answer.notes):
        page.put_text("")
    for number, table in enumerate(answer.tables):
        if number:
            page.put_text("")
        _draw_table(page, table, shown(table, language, page.bar))
    for chart in answer.charts:
        _draw_chart(page, chart, language)
    if answer.tables and answer.notes:
        page.put_text("")
    for note in answer.notes:
        # What begins with a space is to be copied: the terminal may break it, not we.
        page.put_text(note, "dim", soft_wrap=note.startswith(" "))


class _Page:
    """Where Rich draws: what it makes of a drawing is written to *stream* by us.

    Rich itself would answer a broken pipe by leaving Python, and ends lines with
    spaces.
    """

    def __init__(self, stream: TextIO, width: int, *, styled: bool) -> None:
        self._write = stream.write
        self._console = Console(
            file=StringIO(),
            width=width,
            height=25,
            force_terminal=styled,
            color_system="standard" if styled else None,
            legacy_windows=False,
        )
        self.width = width
        self.bar, self.line = ("█", "─") if _can_write("█─", stream) else ("#", "-")
        self.signs = DRAWN if _can_write("".join(map(str, DRAWN)), stream) else TYPED

    def put(self, drawing: RenderableType, *, soft_wrap: bool = False) -> None:
        """Write a drawing, broken over lines where it must unless *soft_wrap*."""
        with self._console.capture() as capture:
            self._console.print(drawing, soft_wrap=soft_wrap)
        self._write(_SPACES_AT_END.sub("", capture.get()))

    def put_text(self, text: str, style: str = "", *, soft_wrap: bool = False) -> None:
        """Write a text; nothing in it is markup, and none of it is lost."""
        self.put(Text(visible(text), style, overflow="fold"), soft_wrap=soft_wrap)

    def put_rows(
        self,
        widths: Sequence[int],
        sides: Sequence[JustifyMethod],
        rows: Iterable[Shown],
        style: str = "",
    ) -> None:
        """Draw rows in columns that are wide enough for what must not break."""
        grid = Grid.grid(padding=(0, _GAP, 0, 0))
        for width, side in zip(widths, sides, strict=True):
            grid.add_column(
                width=width,
                justify=side,
                overflow="fold",
                vertical="bottom" if style else "top",
            )
        for level, cells in rows:
            drawn: list[RenderableType] = [Text(cell, style) for cell in cells]
            if level:
                drawn[0] = Padding(drawn[0], (0, 0, 0, _GAP * level))
            grid.add_row(*drawn)
        if grid.row_count:
            self.put(grid)


def _draw_chart(page: _Page, chart: Chart, language: str) -> None:
    """Draw a chart below its title, and an empty line below it."""
    page.put_text(chart.title, "bold")
    width = page.width if page.width < _UNLIMITED else _OFF_A_TERMINAL
    for line in plot(chart, width, language, page.signs):
        page.put_text(line, soft_wrap=True)
    page.put_text("")


def _draw_table(page: _Page, table: Table, rows: list[Shown]) -> None:
    columns = table.columns
    if table.title:
        page.put_text(table.title, "bold")
    has_footer = bool(table.footer)
    if (widths := _widths(columns, rows, page.width)) is not None:
        _draw_folded(page, columns, rows, widths, has_footer=has_footer)
        return
    # The figure stands beside its bar.
    columns, rows = _only(
        [index for index, one in enumerate(columns) if one.kind != "bar"], columns, rows
    )
    if (widths := _widths(columns, rows, page.width)) is not None:
        _draw_folded(page, columns, rows, widths, has_footer=has_footer)
        return
    parts = _parts(columns, rows, page.width)
    if not parts:
        _draw_stacked(page, columns, rows)
    for number, part in enumerate(parts):
        if number:
            page.put_text("")
        some, cells = _only(part, columns, rows)
        widths = _widths(some, cells, page.width) or []
        _draw_abreast(page, some, cells, widths, has_footer=has_footer)


def _draw_folded(
    page: _Page,
    columns: Sequence[Column],
    rows: list[Shown],
    widths: list[int],
    *,
    has_footer: bool,
) -> None:
    """Draw rows in columns that fit, or as blocks where these are read sooner."""
    if not has_footer and _is_taller_abreast(columns, rows, widths):
        _draw_stacked(page, columns, rows)
    else:
        _draw_abreast(page, columns, rows, widths, has_footer=has_footer)


def _draw_abreast(
    page: _Page,
    columns: Sequence[Column],
    rows: list[Shown],
    widths: list[int],
    *,
    has_footer: bool,
) -> None:
    """Draw rows in columns under their heads, the footer below a line."""
    rule = page.line * (sum(widths) + _GAP * (len(widths) - 1))
    if any(column.group for column in columns):
        spans = _spans(columns)
        names = [visible(group) for group, _ in spans]
        spread = [_width_of_span(widths, span) for _, span in spans]
        lines = [
            page.line * length if name else ""
            for name, length in zip(names, spread, strict=True)
        ]
        page.put_rows(spread, ["left"] * len(spread), [(0, names), (0, lines)])
    sides: list[JustifyMethod] = [
        "right" if column.kind in FIGURES else "left" for column in columns
    ]
    if any(titles := [visible(column.title) for column in columns]):
        page.put_rows(widths, sides, [(0, titles)], "bold")
        page.put_text(rule)
    body = rows[:-1] if has_footer else rows
    for start in range(0, len(body), _AT_ONCE):
        page.put_rows(widths, sides, body[start : start + _AT_ONCE])
    if has_footer:
        page.put_text(rule)
        page.put_rows(widths, sides, rows[-1:])


def _parts(columns: Sequence[Column], rows: list[Shown], room: int) -> list[list[int]]:
    """Return a table of figures cut into tables that fit, the first column in each.

    There is none where a column of texts stands among the figures, or a single row:
    these read better as a block of lines.
    """
    if len(rows) < _ROWS_TO_CUT or any(one.kind == "text" for one in columns[1:]):
        return []
    # The first column is to keep its lines whole, as far as half of the room goes.
    lines = [_GAP * level + cell_len(cells[0]) for level, cells in rows]
    room -= min(max(lines), room // 2) + _GAP
    flat = [(0, cells) for _, cells in rows]

    def fits(part: Sequence[int]) -> bool:
        return _widths(*_only(part, columns, flat), room) is not None

    parts: list[list[int]] = []
    for index in range(1, len(columns)):
        if parts and fits([*parts[-1], index]):
            parts[-1].append(index)
        elif fits([index]):
            parts.append([index])
        else:
            return []
    return [[0, *part] for part in parts]


def _only(
    places: Sequence[int], columns: Sequence[Column], rows: list[Shown]
) -> tuple[tuple[Column, ...], list[Shown]]:
    """Return some of the columns, with their cells."""
    return tuple(columns[place] for place in places), [
        (level, [cells[place] for place in places]) for level, cells in rows
    ]


def _is_taller_abreast(
    columns: Sequence[Column], rows: list[Shown], widths: list[int]
) -> bool:
    """Tell whether texts fold so much that each row reads better as a block.

    Rows of a total and its parts, and figures under heads of groups, stay abreast.
    """
    if (
        not rows
        or len(columns) < _COLUMNS_TO_STACK
        or not all(column.title for column in columns)
        or any(level or column.group for level, _ in rows for column in columns)
    ):
        return False
    abreast, stacked = 0.0, 0
    for _, cells in rows[:_AT_ONCE]:
        abreast += max(
            _lines_in(cell, width) * (_READ_FOLDED if width < _NARROW else 1)
            for cell, width in zip(cells, widths, strict=True)
        )
        stacked += 1 + sum(map(bool, cells))  # One line is empty.
    return abreast >= stacked


def _lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes that is broken between words."""
    lines, left = 1, width
    for word in text.split():
        length = cell_len(word)
        if length > left and left < width:
            lines, left = lines + 1, width
        lines += max(0, length - 1) // width
        left -= length % width + 1
    return lines


def _draw_stacked(page: _Page, columns: Sequence[Column], rows: list[Shown]) -> None:
    """Draw each row as a block of lines, for where its figures do not fit abreast."""
    titles = [visible(column.title) for column in columns]
    whole = [column.kind != "text" for column in columns[1:]]
    value = max((_longest(compress(cells[1:], whole)) for _, cells in rows), default=0)
    inset = _GAP * (2 if any(column.group for column in columns) else 1)
    room = page.width - _GAP
    label = min(inset + _longest(titles[1:]), max(_SHORTEST_FOLD, room - value))
    for number, (level, cells) in enumerate(rows):
        if number:
            page.put_text("")
        head = cells[0]
        if columns[0].kind in FIGURES:
            head = f"{titles[0]} {head}"  # A number alone says nothing.
        page.put_rows([page.width], ["left"], [(level, [head])], "bold")
        for group, span in _spans(columns):
            depth = 2 if group else 1
            lines = [(depth, [titles[i], cells[i]]) for i in span if i and cells[i]]
            if lines and group:
                page.put_rows([page.width], ["left"], [(1, [visible(group)])])
            page.put_rows([label, room - label], ["left"] * 2, lines)


def _widths(
    columns: Sequence[Column], rows: list[Shown], room: int
) -> list[int] | None:
    """Return the width of each column, or None if what must stay whole does not fit.

    From the least that leaves figures, codes and days whole, the columns grow as far
    as there is room: until no word is broken, then until no cell is folded; then each
    head is given one line if it can have all of it.
    """
    room -= _GAP * (len(columns) - 1)
    indent = _GAP * max((level for level, _ in rows), default=0)
    widths, unbroken, unfolded = [], [], []
    for index, column in enumerate(columns):
        cells = [row[index] for _, row in rows]
        inset = 0 if index else indent
        line = inset + _longest(cells)
        word = inset + _longest(word for cell in cells for word in cell.split())
        least = min(word, inset + _SHORTEST_FOLD)
        if column.kind != "text":
            least = word = line
        widths.append(max(least, _longest(visible(column.title).split())))
        unbroken.append(word)
        unfolded.append(line)
    groups = _spans(columns)
    for group, span in groups:
        lacking = _longest(visible(group).split()) - _width_of_span(widths, span)
        widths[span[-1]] += max(0, lacking)
    spare = room - sum(widths)
    if spare < 0:
        return None
    spare -= _grow(widths, unbroken, spare)
    spare -= _grow(widths, unfolded, spare)
    titles = [(column.title, [index]) for index, column in enumerate(columns)]
    for head, span in groups + titles:
        lacking = _longest([visible(head)]) - _width_of_span(widths, span)
        if 0 < lacking <= spare:
            widths[span[-1]] += lacking
            spare -= lacking
    return widths


def _grow(widths: list[int], aims: Sequence[int], spare: int) -> int:
    """Widen columns evenly towards their *aims*; return what it took of *spare*."""
    left = spare
    while left:
        short = [i for i, aim in enumerate(aims) if widths[i] < aim][:left]
        if not short:
            break
        for index in short:
            widths[index] += 1
        left -= len(short)
    return spare - left


def _spans(columns: Sequence[Column]) -> list[tuple[str, list[int]]]:
    """Return each group with the places of its columns, neighbours only."""
    places = groupby(range(len(columns)), key=lambda index: columns[index].group)
    return [(group, list(span)) for group, span in places]


def _width_of_span(widths: Sequence[int], span: Sequence[int]) -> int:
    return sum(widths[index] for index in span) + _GAP * (len(span) - 1)


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def width_of(stream: TextIO) -> int:
    """Return the cells of a line where *stream* goes; all needed off a terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return _UNLIMITED


def may_be_styled(stream: TextIO) -> bool:
    """Tell whether bold and dim are wanted where *stream* goes."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if rich.console.detect_legacy_windows():
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def _can_write(text: str, stream: TextIO) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
