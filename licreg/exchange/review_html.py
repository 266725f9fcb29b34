"""A report as one page of HTML that needs nothing else: no network, script or font.

Everything that is written into the page is escaped by the template.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from licreg.domain.text import show_safe
from licreg.errors import OutputError
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
from licreg.exchange.review_charts import draw_columns, draw_lines
from licreg.wording import tr

if TYPE_CHECKING:
    from jinja2 import Environment

    from licreg.exchange.document import Block, Cell, Document, Kind

_HERE: Final = Path(__file__).parent
_NAMES: Final = {
    Table: "table",
    Paragraph: "paragraph",
    Sources: "sources",
    Definitions: "definitions",
    Leads: "leads",
    Columns: "columns",
    Lines: "lines",
}


def write_html(document: Document) -> str:
    """Return the page; the same document gives the same text.

    Raises:
        OutputError: If the library for it is not installed.
    """
    check_library()
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    _equip(environment, document.language)
    style = _style(document)
    return environment.get_template("review.html.jinja").render(
        page=document,
        contents=tr("Contents"),
        style=style,
        style_digest=_digest(style),
    )


def check_library() -> None:
    """Refuse a page where the library for it is not installed.

    Raises:
        OutputError: If it is not.
    """
    if find_spec("jinja2") is None:
        msg = tr(
            "A page of HTML needs a library that is not installed: "
            "pip install 'licreg[report]'. Markdown needs none."
        )
        raise OutputError(msg)


def _equip(environment: Environment, language: str) -> None:
    """Give the template what it asks of the document."""

    def cell(value: Cell, kind: Kind) -> str:
        return show_safe(format_cell(value, kind, language))

    # Vietnamese is hardly ever written in letters of ASCII alone; what is quoted in
    # them was printed in English.
    environment.tests["english"] = lambda text: text.strip("“”").isascii()
    environment.tests["figure"] = lambda kind: kind in FIGURES
    environment.filters |= {"cell": cell, "safe_text": show_safe}
    environment.globals |= {
        "name_of": _name_of,
        "draw_columns": partial(draw_columns, language=language),
        "draw_lines": partial(draw_lines, language=language),
    }


def _name_of(block: Block) -> str:
    return _NAMES[type(block)]


def _style(document: Document) -> str:
    """Return the style sheet, with what stands at the edge of each printed page."""
    style = (_HERE / "review.css").read_text("utf-8")
    head = " · ".join(filter(None, (document.title, document.warning_text)))
    return style.replace('"PAGE HEAD"', _css_text(head))


def _css_text(text: str) -> str:
    """Return a text as style sheets write it; only letters and the like stand plain."""
    return '"' + "".join(map(_css_letter, text)) + '"'


def _css_letter(letter: str) -> str:
    is_plain = letter == " " or unicodedata.category(letter)[0] in "LN"
    return letter if is_plain else f"\\{ord(letter):x} "


def _digest(style: str) -> str:
    return b64encode(sha256(style.encode()).digest()).decode()
