"""Workbooks out: a sheet for each table, cells that are what they mean.

Days are days, numbers are numbers, and a text stays a text: nothing is taken for a
formula or an address, and leading zeros stay. Rows are written as they come and not
held, so a large register needs no more memory than a small one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, NamedTuple

from licreg.exchange.xlsx_rows import Holds, RowWriter
from licreg.lazily import regex

_NOT_IN_NAMES: Final = regex(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_A4: Final = 9
_WIDEST: Final = 60
_NARROWEST: Final = 8

# The same answer makes the same bytes: no clock stands in the file.
_MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)


class Sheet(NamedTuple):
    """A table of a workbook.

    Attributes:
        name: What its tab is called; cut and made unlike the others where needed.
        headings: The first row; it stays in sight. None for a sheet without one.
        holds: What each column holds.
        rows: For each its depth below the rows of depth 0, and its cells. They are
            gone through once. A day or a number may come as its ISO or plain text.
        footer: A last row, set apart from those that can be filtered.
    """

    name: str
    headings: Sequence[str]
    holds: Sequence[Holds]
    rows: Iterable[tuple[int, Collection[object]]]
    footer: Collection[object] = ()


def has_library() -> bool:
    """Tell whether what writes workbooks is installed."""
    from importlib.util import find_spec

    return find_spec("xlsxwriter") is not None


def write_workbook(file: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write a workbook to a file that is open for bytes.

    Raises:
        OutputError: If a table has more rows, or a text more letters, than a
            spreadsheet holds; nothing is cut.
        OSError: If the file, or the temporary files on the way, cannot be written.
    """
    from xlsxwriter.exceptions import FileCreateError

    # It is put together apart: its maker goes to and fro, which a pipe does not.
    with TemporaryDirectory(prefix="licreg-") as folder:
        made = Path(folder) / "made.xlsx"
        with made.open("w+b") as stream:
            book = _new_book(stream, folder)
            styles = _Styles(book)
            names: set[str] = set()
            try:
                for sheet in sheets:
                    page = book.add_worksheet(_name(sheet.name, names))
                    _write_sheet(page, sheet, styles)
                book.close()
            except FileCreateError as error:
                cause = error.args[0] if error.args else error
                raise cause if isinstance(cause, OSError) else error from None
            finally:
                _close(book)
            stream.seek(0)
            copyfileobj(stream, file)


def _close(book: Any) -> None:  # noqa: ANN401
    """Close what a book that was not finished leaves open, without a complaint."""
    book.fileclosed = True
    for page in book.worksheets():
        page.row_data_fh.close()


def _new_book(file: BinaryIO, folder: str) -> Any:  # noqa: ANN401  # it has no types
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]  # it has no types
        """A sheet whose headings are never taken for markup, and that takes rows."""

        def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:  # noqa: ANN401
            """Write a text as it stands, though it looks like markup."""
            self._xml_inline_string(string, True, attributes)  # noqa: FBT003

        def put_row(self, row: int, columns: int, cells: str) -> None:
            """Write the cells of a row, as XML, behind those that came before."""
            self._check_dimensions(row, 0)
            self._check_dimensions(row, columns - 1)
            self._write_single_row(row)
            self.row_data_fh.write(f'<row r="{row + 1}">{cells}</row>')

    book = Workbook(
        file,
        {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.worksheet_class = PlainWorksheet
    book.set_properties({"created": _MADE})
    return book


class _Styles:
    """The looks of cells, each made once for a workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401
        self._book = book
        self.heading = book.add_format(
            {"bold": True, "num_format": "@", "bottom": 1, "valign": "top"}
        )
        self.of = cache(self._make)

    def _make(self, holds: str, level: int = 0, *, is_footer: bool = False) -> Any:  # noqa: ANN401
        forms = {"text": "@", "number": "#,##0", "day": "yyyy-mm-dd", "year": "0"}
        look: dict[str, Any] = {"num_format": forms[holds]}
        if level:
            look["indent"] = min(level, 15)
        if is_footer:
            look |= {"bold": True, "top": 1}
        return self._book.add_format(look)


def _write_sheet(page: Any, sheet: Sheet, styles: _Styles) -> None:  # noqa: ANN401
    widths = [len(heading) for heading in sheet.headings]
    write = RowWriter(page, sheet.holds, styles.of, widths)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, styles.heading)
    row = 0
    for row, (level, cells) in enumerate(sheet.rows, start=1):
        write(row, cells, level)
    if sheet.headings:
        page.autofilter(0, 0, row, len(sheet.headings) - 1)
    if sheet.footer:
        write(row + 1, sheet.footer, is_footer=True)
    for column, (width, holds) in enumerate(
        zip(write.widths, sheet.holds, strict=True)
    ):
        shown = min(max(width + 2, _NARROWEST), _WIDEST)
        page.set_column(column, column, shown, styles.of(holds))


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that a tab may have, unlike those taken before."""
    base = _NOT_IN_NAMES.sub(" ", wanted).strip("' ")[:_LONGEST_NAME] or "1"
    name, count = base, 1
    while name.casefold() in taken:
        count += 1
        end = f" {count}"
        name = f"{base[: _LONGEST_NAME - len(end)]}{end}"
    taken.add(name.casefold())
    return name
