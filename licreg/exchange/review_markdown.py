"""A report as Markdown: the same sections, a chart as the sentence that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licreg.domain.text import show_safe
from licreg.exchange.document import (
    FIGURES,
    Columns,
    Definitions,
    Leads,
    Lines,
    Paragraph,
    Sources,
    Table,
    format_cell,
)
from licreg.lazily import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from licreg.exchange.document import Block, Cell, Document

_MARKUP: Final = regex(r"[|\\<>*_`\[\]~]|&(?=#?\w+;)")
_LIKE_MARKUP: Final = regex(r"^(\d*)(?=[.)]\s)|^(?=[-+#=])")
_BAR_CELLS: Final = 20


def write_markdown(document: Document) -> str:
    """Return the report; the same document gives the same text."""
    return "\n\n".join(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    yield _heading(1, document.title, document.warning)
    if document.warning:
        yield f"**{_escaped(document.warning_text)}**"
    yield _escaped(document.subtitle)
    yield _line(document.basis)
    for section in document.sections:
        yield _heading(2, section.title, document.warning)
        for block in section.blocks:
            yield _block(block, document.language)


def _heading(level: int, title: str, warning: str) -> str:
    tag = f" ({_escaped(warning)})" if warning else ""
    return f"{'#' * level} {_escaped(title)}{tag}"


def _block(block: Block, language: str) -> str:
    match block:
        case Table():
            return "\n".join(_table(block, language))
        case Paragraph():
            return _line(block.text)
        case Sources():
            return "\n".join(
                f"{number}. {_escaped(source)}"
                for number, source in enumerate(block.rows, start=1)
            )
        case Definitions():
            return "\n".join(
                f"- **{_escaped(name)}**: {_escaped(meaning)}"
                for name, meaning in block.rows
            )
        case Leads():
            return "\n".join(
                f"- {_escaped(one.label)}: **{_escaped(one.value)}** "
                f"({_escaped(one.basis)}; {_escaped(one.beside)})"
                for one in block.rows
            )
        case Columns() | Lines():
            return f"*{_escaped(block.title)}*: {_escaped(block.text)}"


def _table(table: Table, language: str) -> Iterator[str]:
    yield f"**{_escaped(table.caption)}**"
    yield ""
    heads = (
        ": ".join(filter(None, (one.group, one.title))) if one.kind != "bar" else ""
        for one in table.columns
    )
    yield f"| {' | '.join(map(_escaped, heads))} |"
    sides = ("---:" if one.kind in FIGURES else "---" for one in table.columns)
    yield f"| {' | '.join(sides)} |"
    most = table.longest_bar()
    for row in (*table.rows, *((table.footer,) if table.footer else ())):
        cells = (
            _bar(cell, most)
            if column.kind == "bar"
            else _escaped(format_cell(cell, column.kind, language))
            for cell, column in zip(row, table.columns, strict=True)
        )
        yield f"| {' | '.join(cells)} |"


def _bar(cell: Cell, most: int) -> str:
    if not isinstance(cell, int) or cell <= 0:
        return ""
    return "█" * max(1, round(cell * _BAR_CELLS / most))


def _line(text: str) -> str:
    return _LIKE_MARKUP.sub(r"\1\\", _escaped(text))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", show_safe(text))
