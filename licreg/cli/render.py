"""How an answer looks, in each of the formats; where it goes is the outlet's.

Each format is one function from an answer to a stream. Rich draws the tables for
people and is imported only for these; the other formats are written row by row.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, TextIO, cast

from licreg.cli.answer import Answer, Cell, Cells, Row, Table
from licreg.cli.cells import FIGURES, cells_of, shown, visible, with_footer
from licreg.domain.text import did_you_mean, nearest, quote
from licreg.errors import InvalidInputError
from licreg.exchange.separated import CSV, EXCEL, TSV, bytes_writer, write_separated
from licreg.lazily import regex
from licreg.wording import tr

FORMATS: Final = (
    *("table", "plain", "csv", "csv-excel", "tsv", "json", "jsonl", "xlsx"),
    "markdown",
)
TEXT_FORMATS: Final = ("plain", "csv", "csv-excel", "tsv", "xlsx")
"""Those to which every cell may be given as a text."""

WORKBOOK: Final = "xlsx"
PAGE: Final = "html"
"""The format of a page, which a few commands have besides."""

ENDINGS: Final = MappingProxyType(
    {
        ".csv": "csv",
        ".json": "json",
        ".jsonl": "jsonl",
        ".md": "markdown",
        ".ndjson": "jsonl",
        ".tsv": "tsv",
        ".txt": "plain",
        ".xlsx": WORKBOOK,
    }
)


_PAGE_ENDINGS: Final = MappingProxyType({".htm": PAGE, ".html": PAGE})

_AT_ONCE: Final = 200
"""How many items of a list are written at once."""

_DIALECTS: Final = MappingProxyType({"csv": CSV, "csv-excel": EXCEL, "tsv": TSV})

_CHART_WIDTH: Final = 80
_NARROWEST_CHART: Final = 40
_IN_MARKDOWN: Final = regex(r"[|\\<>*_`\[\]~]|&(?=#?\w+;)")
_LIKE_MARKUP: Final = regex(r"^(\d*)(?=[.)]\s)|^(?=[-+#=])")
_UNSEEN_IN_JSON: Final = regex(rb"\x7f|\xc2[\x80-\x9f]")


def choose_format(
    explicit: str | None,
    output: Path | None,
    *,
    is_terminal: bool,
    plain: bool,
    has_page: bool = False,
) -> str:
    """Return the format of an answer.

    What was asked for comes first, then the ending of the file to be written, then
    what suits the place where it is read.

    Args:
        explicit: What ``--format`` said.
        output: Where the answer goes; None and ``-`` are standard output.
        is_terminal: Whether a person sees standard output.
        plain: Whether ``--plain`` was given.
        has_page: Whether the command's answer can be a page.

    Raises:
        InvalidInputError: If the format or the ending is not known.

    Examples:
        >>> choose_format(None, Path("totals.CSV"), is_terminal=True, plain=False)
        'csv'
        >>> choose_format(None, None, is_terminal=True, plain=False)
        'table'
    """
    formats = (*FORMATS, PAGE) if has_page else FORMATS
    if explicit is not None:
        if explicit not in formats:
            msg = tr("{format} is not a format.", format=quote(explicit))
            msg += did_you_mean(nearest(explicit, formats))
            msg += " " + tr("Known formats: {known}.", known=", ".join(formats))
            raise InvalidInputError(msg)
        return explicit
    if output is not None and str(output) != "-":
        endings = {**ENDINGS, **(_PAGE_ENDINGS if has_page else {})}
        if (ending := output.suffix.lower()) not in endings:
            msg = tr(
                "{file} does not tell the format by its ending. Known endings: "
                "{known}; or name it with --format.",
                file=quote(output.name),
                known=", ".join(endings),
            )
            raise InvalidInputError(msg)
        return endings[ending]
    return "table" if is_terminal and not plain else "plain"


def render(
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
        stream: Where; it must leave line ends as they are, and for a workbook have a
            buffer that takes bytes.
        language: Whose habits numbers and days follow in tables and Markdown.
        width: The cells of a line in a table; None is that of the terminal, and
            without a terminal as many as are needed.
        colour: Whether a table may be bold and dim; None asks the environment.
    """
    if answer.texts and format in answer.texts:
        stream.write(answer.texts[format]())
        stream.flush()
        return
    match format:
        case "csv" | "csv-excel" | "tsv":
            _write_cells(answer, stream, format)
        case "json":
            _write_json(answer, stream)
        case "jsonl":
            _write_json_lines(answer, stream)
        case "xlsx":
            from licreg.cli.workbook import sheets_of
            from licreg.exchange.xlsx_out import write_workbook

            file = cast("BinaryIO", cast("TextIOWrapper", stream).buffer)
            write_workbook(file, sheets_of(answer))
        case "markdown":
            stream.writelines(_markdown_lines(answer, language))
        case "plain":
            stream.writelines(_plain_lines(answer, language))
        case _:  # "table"
            from licreg.cli.drawing import draw

            draw(answer, stream, language=language, width=width, colour=colour)
    stream.flush()


def _write_cells(answer: Answer, stream: TextIO, format: str) -> None:  # noqa: A002
    for table in _machine_tables(answer)[:1]:
        header = [column.key for column in table.columns]
        rows = (row.cells if isinstance(row, Row) else row for row in table.rows)
        write_separated(stream, header, rows, _DIALECTS[format])


def _items(answer: Answer) -> Iterable[object]:
    """Return what stands on the lines of an answer; one that is no list is one line."""
    value = answer.json_value()
    return value if isinstance(value, (Iterator, list, tuple)) else (value,)


def _write_json(answer: Answer, stream: TextIO) -> None:
    put, value = bytes_writer(stream), answer.json_value()
    if not isinstance(value, Iterator):
        put(_json(value) + b"\n")
        return
    # A list that is made as it is written: so many of its items at once are a list of
    # their own, of which the brackets are taken off.
    before = b"[\n"
    while some := list(islice(value, _AT_ONCE)):
        put(before + _json(some)[2:-2])
        before = b",\n"
    put(b"[]\n" if before == b"[\n" else b"\n]\n")


def _write_json_lines(answer: Answer, stream: TextIO) -> None:
    put, items = bytes_writer(stream), iter(_items(answer))
    while some := list(islice(items, _AT_ONCE)):
        put(b"".join([_json(one, 0) + b"\n" for one in some]))


def _json(value: object, indent: int = 2) -> bytes:
    try:
        import orjson
    except ImportError:
        import json

        data = json.dumps(
            value,
            default=lambda one: (
                one.isoformat() if isinstance(one, date) else float(one)
            ),
            ensure_ascii=False,
            indent=indent or None,
            separators=None if indent else (",", ":"),
        ).encode()
    else:
        data = orjson.dumps(
            value,
            # A decimal number stands as it is, without having been a floating one.
            default=lambda one: orjson.Fragment(format(one, "f")),
            option=orjson.OPT_INDENT_2 if indent else None,
        )
    # JSON writes out the older half of the control characters only. To look for what
    # may be one of the others takes a fraction of the time.
    if b"\x7f" in data or b"\xc2" in data:
        return _UNSEEN_IN_JSON.sub(lambda char: b"\\u%04x" % char[0][-1], data)
    return data


def _plain_lines(answer: Answer, language: str) -> Iterator[str]:
    tables = _machine_tables(answer) if not answer.charts else ()
    yield from (f"{line}\n" for line in _chart_lines(answer, language))
    yield from (f"{visible(line)}\n" for line in answer.prose.splitlines())
    for number, table in enumerate(tables):
        if number or answer.prose:
            yield "\n"
        if table.title and len(tables) > 1:
            yield f"{visible(table.title)}\n"
        yield "\t".join(column.key for column in table.columns) + "\n"
        for row in with_footer(table):
            yield f"{_plain_line(cells_of(row))}\n"
    if (tables or answer.prose or answer.charts) and answer.notes:
        yield "\n"
    yield from (f"{visible(note)}\n" for note in answer.notes)


def _chart_lines(answer: Answer, language: str) -> Iterator[str]:
    """Yield the charts for a place that has no width of its own."""
    from licreg.cli.plotting import plot

    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else _CHART_WIDTH
    for number, chart in enumerate(answer.charts):
        if number:
            yield ""
        yield visible(chart.title)
        yield from plot(chart, max(width, _NARROWEST_CHART), language)


def _machine_tables(answer: Answer) -> tuple[Table, ...]:
    return answer.tables if answer.records is None else (answer.records,)


def _plain_line(cells: Cells) -> str:
    """Return cells with tabs between them; harmless texts, as most are, only joined."""
    try:
        line = "\t".join(cells)  # type: ignore[arg-type]  # or it is an error
    except TypeError:
        line = ""
    if line.count("\t") == len(cells) - 1 and line.replace("\t", "").isprintable():
        return line
    return "\t".join([_plain(cell) for cell in cells])


def _plain(cell: Cell) -> str:
    """Return what stands in plain text; `str` writes a day as ISO does."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else visible(cell)
    if isinstance(cell, tuple):
        return visible(" ".join(cell))
    return "" if cell is None else str(cell)


def _markdown_lines(answer: Answer, language: str) -> Iterator[str]:
    prose = [f"    {visible(line)}".rstrip() for line in answer.prose.splitlines()]
    parts = chain(
        (prose,) if prose else (),
        (_markdown_table(table, language) for table in answer.tables),
        (_fenced(_chart_lines(answer, language)),) if answer.charts else (),
        ([_markdown_note(note)] for note in answer.notes),
    )
    for number, part in enumerate(parts):
        if number:
            yield "\n"
        yield from (f"{line}\n" for line in part)


def _fenced(lines: Iterator[str]) -> Iterator[str]:
    yield "```text"
    yield from lines
    yield "```"


def _markdown_table(table: Table, language: str) -> Iterator[str]:
    if table.title:
        yield f"## {_escaped(table.title)}"
        yield ""
    heads = [": ".join(filter(None, (c.group, c.title))) for c in table.columns]
    yield f"| {' | '.join(map(_escaped, heads))} |"
    sides = ["---:" if column.kind in FIGURES else "---" for column in table.columns]
    yield f"| {' | '.join(sides)} |"
    for level, (first, *others) in shown(table, language, "█"):
        cells = ["&nbsp;" * 4 * level + _escaped(first), *map(_escaped, others)]
        yield f"| {' | '.join(cells)} |"


def _markdown_note(note: str) -> str:
    if note.startswith(" "):
        return f"    {visible(note).strip()}"
    return _LIKE_MARKUP.sub(r"\1\\", _escaped(note))


def _escaped(text: str) -> str:
    return _IN_MARKDOWN.sub(r"\\\g<0>", visible(text))
