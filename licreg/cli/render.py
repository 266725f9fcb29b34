"""How an answer looks: the one place that prints to standard output.

Each format is one function from an answer to a stream. Rich draws the tables for
people and is imported only for these; the other formats are written row by row.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from io import TextIOWrapper
from itertools import chain, compress, groupby
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, TextIO, cast

from licreg.cli.answer import Answer, Cell, Column, Row, Table
from licreg.domain.days import format_day
from licreg.domain.money import format_number
from licreg.domain.text import quote, show_safe
from licreg.errors import InvalidInputError, OutputError
from licreg.exchange.csv_files import write_csv

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod, RenderableType

FORMATS: Final = ("table", "plain", "csv", "json", "markdown")
ENDINGS: Final = MappingProxyType(
    {
        ".csv": "csv",
        ".json": "json",
        ".md": "markdown",
        ".tsv": "plain",
        ".txt": "plain",
    }
)

_BAR_CELLS: Final = 12
_GAP: Final = 2  # Cells between two columns.
_NARROWEST: Final = 40
_UNLIMITED: Final = 10_000  # The width of a table that goes to a file.
_AT_ONCE: Final = 500  # Rows that Rich is given together.
_SHORTEST_FOLD: Final = 12  # A column of text is not made narrower for a long word.
_FIGURES: Final = ("int", "money")

_SPACE: Final = re.compile(r"\s")
_SPACES_AT_END: Final = re.compile(r" +$", re.MULTILINE)
_IN_MARKDOWN: Final = re.compile(r"[|\\<>*_`\[\]~]|&(?=#?\w+;)")
_LIKE_MARKUP: Final = re.compile(r"^(\d*)(?=[.)]\s)|^(?=[-+#=])")
_UNSEEN_IN_JSON: Final = re.compile("[\x7f-\x9f]")


def choose_format(
    explicit: str | None, output: Path | None, *, is_terminal: bool, plain: bool
) -> str:
    """Return the format of an answer.

    What was asked for comes first, then the ending of the file to be written, then
    what suits the place where it is read.

    Args:
        explicit: What ``--format`` said.
        output: Where the answer goes; None and ``-`` are standard output.
        is_terminal: Whether a person sees standard output.
        plain: Whether ``--plain`` was given.

    Raises:
        InvalidInputError: If the format or the ending is not known.

    Examples:
        >>> choose_format(None, Path("totals.CSV"), is_terminal=True, plain=False)
        'csv'
        >>> choose_format(None, None, is_terminal=True, plain=False)
        'table'
    """
    if explicit is not None:
        if explicit not in FORMATS:
            known = ", ".join(FORMATS)
            msg = f"{quote(explicit)} is not a format. Known formats: {known}."
            raise InvalidInputError(msg)
        return explicit
    if output is not None and str(output) != "-":
        if (ending := output.suffix.lower()) not in ENDINGS:
            msg = (
                f"{quote(str(output))} does not tell the format by its ending. "
                f"Known endings: {', '.join(ENDINGS)}; or name it with --format."
            )
            raise InvalidInputError(msg)
        return ENDINGS[ending]
    return "table" if is_terminal and not plain else "plain"


def write_answer(  # noqa: PLR0913 - the places and habits of one terminal
    answer: Answer,
    *,
    format: str,  # noqa: A002 - the word of the option
    output: Path | None = None,
    language: str = "en",
    width: int | None = None,
    colour: bool | None = None,
) -> None:
    """Write *answer* to a file, all of it or nothing, or to standard output.

    Raises:
        BrokenPipeError: If nobody reads standard output to its end.
        OutputError: If it cannot be written there.
    """
    put = partial(
        render, answer, format=format, language=language, width=width, colour=colour
    )
    place = "Standard output" if output is None or str(output) == "-" else str(output)
    try:
        if output is None or str(output) == "-":
            put(stream=_standard_output())
        else:
            _replace(output, put)
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{place} cannot be written: {_reason(error, output or Path())}."
        raise OutputError(msg) from error


def render(  # noqa: PLR0913 - the places and habits of one terminal
    answer: Answer,
    *,
    format: str,  # noqa: A002 - the word of the option
    stream: TextIO,
    language: str = "en",
    width: int | None = None,
    colour: bool | None = None,
) -> None:
    """Write *answer* to *stream* in one of `FORMATS`.

    Args:
        answer: What is shown.
        format: How.
        stream: Where; it must leave line ends as they are.
        language: Whose habits numbers and days follow in tables and Markdown.
        width: The cells of a line in a table; None is that of the terminal, and
            without a terminal as many as are needed.
        colour: Whether a table may be bold and dim; None asks the environment.
    """
    match format:
        case "csv":
            _write_csv(answer, stream)
        case "json":
            _write_json(answer, stream)
        case "markdown":
            stream.writelines(_markdown_lines(answer, language))
        case "plain":
            stream.writelines(_plain_lines(answer))
        case _:  # "table"
            _draw(answer, stream, language=language, width=width, colour=colour)
    stream.flush()


def visible(text: str) -> str:
    r"""Return *text* as one line that cannot steer a terminal.

    Examples:
        >>> visible("a\tb\x1b[2J") == "a b\\x1b[2J"
        True
    """
    return text if text.isprintable() else show_safe(_SPACE.sub(" ", text))


# To programs: as it is, row by row.


def _write_csv(answer: Answer, stream: TextIO) -> None:
    for table in _machine_tables(answer)[:1]:
        rows = map(_cells, table.rows)
        write_csv(stream, [column.key for column in table.columns], rows)


def _write_json(answer: Answer, stream: TextIO) -> None:
    value = answer.json_value()
    try:
        import orjson  # noqa: PLC0415 - only JSON pays for it
    except ImportError:
        import json  # noqa: PLC0415 - only JSON pays for it

        text = json.dumps(value, default=date.isoformat, ensure_ascii=False, indent=2)
    else:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    # JSON writes out the older half of the control characters only.
    stream.write(_UNSEEN_IN_JSON.sub(lambda char: f"\\u{ord(char[0]):04x}", text))
    stream.write("\n")


def _plain_lines(answer: Answer) -> Iterator[str]:
    tables = _machine_tables(answer)
    for number, table in enumerate(tables):
        if number:
            yield "\n"
        if table.title and len(tables) > 1:
            yield f"{visible(table.title)}\n"
        yield "\t".join(column.key for column in table.columns) + "\n"
        for row in _with_footer(table):
            yield "\t".join([_plain(cell) for cell in _cells(row)]) + "\n"
    if tables and answer.notes:
        yield "\n"
    yield from (f"{visible(note)}\n" for note in answer.notes)


def _machine_tables(answer: Answer) -> tuple[Table, ...]:
    return answer.tables if answer.records is None else (answer.records,)


def _cells(row: Row | tuple[Cell, ...]) -> tuple[Cell, ...]:
    return row.cells if isinstance(row, Row) else row


def _with_footer(table: Table) -> Iterable[Row | tuple[Cell, ...]]:
    return chain(table.rows, (table.footer,)) if table.footer else table.rows


def _plain(cell: Cell) -> str:
    """Return what stands in plain text; `str` writes a day as ISO does."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else visible(cell)
    if isinstance(cell, tuple):
        return visible(" ".join(cell))
    return "" if cell is None else str(cell)


# To people: by the habits of their language.


def _shown(table: Table, language: str, bar: str) -> list[tuple[int, list[str]]]:
    """Return each row's level and its cells as a person reads them, the footer last."""
    rows = list(_with_footer(table))
    makers: list[Callable[[Cell], str]] = []
    for index, column in enumerate(table.columns):
        if column.kind == "bar":
            numbers = [
                cell for row in rows if isinstance(cell := _cells(row)[index], int)
            ]
            makers.append(partial(_bar, longest=max(numbers, default=0), mark=bar))
        else:
            figures = column.kind in _FIGURES
            makers.append(partial(_words, language=language, figures=figures))
    return [
        (
            row.level if isinstance(row, Row) else 0,
            [make(cell) for make, cell in zip(makers, _cells(row), strict=True)],
        )
        for row in rows
    ]


def _words(cell: Cell, *, language: str, figures: bool) -> str:
    match cell:
        case str():
            return visible(cell)
        case date():
            return format_day(cell, language)
        case int() if figures:
            return format_number(cell, language)
        case tuple():
            return visible(", ".join(cell))
        case _:
            return "" if cell is None else str(cell)


def _bar(cell: Cell, *, longest: int, mark: str) -> str:
    """Draw a number as a length; only nothing is drawn as nothing."""
    if not isinstance(cell, int) or cell <= 0:
        return ""
    return mark * max(1, round(cell * _BAR_CELLS / longest))


def _markdown_lines(answer: Answer, language: str) -> Iterator[str]:
    parts = chain(
        (_markdown_table(table, language) for table in answer.tables),
        ([_markdown_note(note)] for note in answer.notes),
    )
    for number, part in enumerate(parts):
        if number:
            yield "\n"
        yield from (f"{line}\n" for line in part)


def _markdown_table(table: Table, language: str) -> Iterator[str]:
    if table.title:
        yield f"## {_escaped(table.title)}"
        yield ""
    heads = [": ".join(filter(None, (c.group, c.title))) for c in table.columns]
    yield f"| {' | '.join(map(_escaped, heads))} |"
    sides = ["---:" if column.kind in _FIGURES else "---" for column in table.columns]
    yield f"| {' | '.join(sides)} |"
    for level, (first, *others) in _shown(table, language, "█"):
        cells = ["&nbsp;" * 4 * level + _escaped(first), *map(_escaped, others)]
        yield f"| {' | '.join(cells)} |"


def _markdown_note(note: str) -> str:
    if note.startswith(" "):
        return f"    {visible(note).strip()}"
    return _LIKE_MARKUP.sub(r"\1\\", _escaped(note))


def _escaped(text: str) -> str:
    return _IN_MARKDOWN.sub(r"\\\g<0>", visible(text))


# To people at a terminal: drawn by Rich.


def _draw(
    answer: Answer,
    stream: TextIO,
    *,
    language: str,
    width: int | None,
    colour: bool | None,
) -> None:
    """Draw the tables and notes, an empty line between them."""
    from rich.console import Console, detect_legacy_windows  # noqa: PLC0415 - 24 ms
    from rich.text import Text  # noqa: PLC0415 - likewise

    styled = _may_be_styled(stream) if colour is None else colour
    styled = styled and not detect_legacy_windows()
    console = Console(
        file=stream,
        width=max(_NARROWEST, width or _width_of(stream)),
        height=25,
        force_terminal=styled,
        color_system="standard" if styled else None,
        legacy_windows=False,
    )
    for number, table in enumerate(answer.tables):
        if number:
            stream.write("\n")
        _draw_table(console, table, language)
    if answer.tables and answer.notes:
        stream.write("\n")
    for note in answer.notes:
        # What begins with a space is to be copied: the terminal may break it, not we.
        line = Text(visible(note), style="dim", overflow="fold")
        _put(console, line, soft_wrap=note.startswith(" "))


def _draw_table(console: "Console", table: Table, language: str) -> None:
    from rich.text import Text  # noqa: PLC0415 - see _draw

    bar, line = ("█", "─") if _can_write("█─", console.file) else ("#", "-")
    rows = _shown(table, language, bar)
    columns = table.columns
    if table.title:
        _put(console, Text(visible(table.title), style="bold", overflow="fold"))
    widths = _widths(columns, rows, console.width)
    if widths is None:
        # The figure stands beside its bar.
        kept = [column.kind != "bar" for column in columns]
        columns = tuple(compress(columns, kept))
        rows = [(level, list(compress(cells, kept))) for level, cells in rows]
        widths = _widths(columns, rows, console.width)
    if widths is None:
        _draw_stacked(console, columns, rows)
        return
    rule = line * (sum(widths) + _GAP * (len(widths) - 1))
    if any(column.group for column in columns):
        spans = _spans(columns)
        names = [visible(group) for group, _ in spans]
        spread = [_width_of_span(widths, span) for _, span in spans]
        lines = [
            line * n if name else "" for name, n in zip(names, spread, strict=True)
        ]
        _put_rows(console, spread, ["left"] * len(spread), [(0, names), (0, lines)])
    sides: list[JustifyMethod] = [
        "right" if c.kind in _FIGURES else "left" for c in columns
    ]
    if any(titles := [visible(column.title) for column in columns]):
        _put_rows(console, widths, sides, [(0, titles)], style="bold")
        _put(console, Text(rule))
    body = rows[:-1] if table.footer else rows
    for start in range(0, len(body), _AT_ONCE):
        _put_rows(console, widths, sides, body[start : start + _AT_ONCE])
    if table.footer:
        _put(console, Text(rule))
        _put_rows(console, widths, sides, rows[-1:])


def _draw_stacked(
    console: "Console", columns: Sequence[Column], rows: list[tuple[int, list[str]]]
) -> None:
    """Draw each row as a block of lines, for where its figures do not fit abreast."""
    titles = [visible(column.title) for column in columns]
    whole = [column.kind != "text" for column in columns[1:]]
    value = max((_longest(compress(cells[1:], whole)) for _, cells in rows), default=0)
    inset = _GAP * (2 if any(column.group for column in columns) else 1)
    room = console.width - _GAP
    label = min(inset + _longest(titles[1:]), max(_SHORTEST_FOLD, room - value))
    for number, (level, cells) in enumerate(rows):
        if number:
            console.file.write("\n")
        _put_rows(console, [console.width], ["left"], [(level, cells[:1])], "bold")
        for group, span in _spans(columns):
            depth = 2 if group else 1
            lines = [(depth, [titles[i], cells[i]]) for i in span if i and cells[i]]
            if lines and group:
                name = (1, [visible(group)])
                _put_rows(console, [console.width], ["left"], [name])
            _put_rows(console, [label, room - label], ["left"] * 2, lines)


def _put_rows(
    console: "Console",
    widths: Sequence[int],
    sides: Sequence["JustifyMethod"],
    rows: Iterable[tuple[int, list[str]]],
    style: str = "",
) -> None:
    """Draw rows in columns of given widths, wide enough for what must not break."""
    from rich.padding import Padding  # noqa: PLC0415 - see _draw
    from rich.table import Table as Grid  # noqa: PLC0415 - see _draw
    from rich.text import Text  # noqa: PLC0415 - see _draw

    grid = Grid.grid(padding=(0, _GAP, 0, 0))
    for width, side in zip(widths, sides, strict=True):
        grid.add_column(
            width=width,
            justify=side,
            overflow="fold",
            vertical="bottom" if style else "top",
        )
    for level, cells in rows:
        drawn: list[RenderableType] = [Text(cell, style=style) for cell in cells]
        if level:
            drawn[0] = Padding(drawn[0], (0, 0, 0, _GAP * level))
        grid.add_row(*drawn)
    if grid.row_count:
        _put(console, grid)


def _put(
    console: "Console", drawing: "RenderableType", *, soft_wrap: bool = False
) -> None:
    """Write a drawing without the spaces that Rich puts at the ends of lines.

    We write it ourselves also because Rich answers a broken pipe by leaving Python.
    """
    with console.capture() as capture:
        console.print(drawing, soft_wrap=soft_wrap)
    console.file.write(_SPACES_AT_END.sub("", capture.get()))


def _widths(
    columns: Sequence[Column], rows: list[tuple[int, list[str]]], room: int
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
    from rich.cells import cell_len  # noqa: PLC0415 - see _draw

    return max(map(cell_len, texts), default=0)


def _width_of(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return _UNLIMITED


def _may_be_styled(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def _can_write(text: str, stream: IO[str]) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


# Where it goes.


def _standard_output() -> TextIO:
    """Return standard output, set to UTF-8 unless a terminal reads another encoding."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(
                encoding="utf-8", errors="backslashreplace", newline="\n"
            )
    return stream


def _replace(output: Path, put: Callable[..., None]) -> None:
    """Write a file beside *output* and put it in its place when it is complete."""
    place = output.resolve()  # A link stays, and what it points to is replaced.
    if place.exists() and not place.is_file():
        with _open(place, "w") as stream:  # A device or pipe; a folder refuses.
            put(stream=stream, colour=False)
        return
    beside = place.with_name(f".licreg-{os.urandom(4).hex()}.tmp")
    try:
        with _open(beside, "x") as stream:
            put(stream=stream, colour=False)
            os.fsync(stream.fileno())
        if place.exists():
            beside.chmod(place.stat().st_mode)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _open(place: Path, mode: str) -> TextIO:
    stream = place.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n")
    return cast("TextIO", stream)


def _reason(error: OSError, output: Path) -> str:
    """Say in plain words why a file cannot be written."""
    if output.is_dir():
        return "it is a folder"
    match error:
        case FileNotFoundError():
            return f"there is no folder {quote(str(output.parent))}"
        case PermissionError():
            return "it may not be written, or another program has it open"
        case _:
            return error.strerror or str(error)
