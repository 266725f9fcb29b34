"""Where an answer goes: standard output, a pager, or a file, all of it or nothing.

The one place that writes to standard output.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TextIO, cast

from licreg.cli.answer import Answer
from licreg.cli.consoles import settle_encoding
from licreg.cli.render import render
from licreg.errors import InvalidInputError, OutputError, reason_of, way_out
from licreg.wording import tr


def write_answer(
    answer: Answer,
    *,
    format: str,  # noqa: A002 - the word of the option
    output: Path | None = None,
    language: str = "en",
    width: int | None = None,
    colour: bool | None = None,
    pager: Sequence[str] = (),
) -> None:
    """Write *answer* to a file, all of it or nothing, or to standard output.

    Args:
        answer: What is shown.
        format: One of `FORMATS`.
        output: The file; None and ``-`` are standard output.
        language: Whose habits numbers and days follow.
        width: The cells of a line in a table; None is that of the terminal.
        colour: Whether a table may be bold and dim; None asks the environment.
        pager: What shows an answer that is longer than the terminal; empty for none.

    Raises:
        BrokenPipeError: If nobody reads standard output to its end.
        OutputError: If it cannot be written there.
    """
    put = partial(
        render, answer, format=format, language=language, width=width, colour=colour
    )
    if output is not None and str(output) == "-":
        output = None
    try:
        if output is None and pager:
            _put_in_pages(put, pager)
        elif output is None:
            put(stream=_standard_output())
        else:
            _replace(output, put)
    except BrokenPipeError:
        raise
    except OSError as error:
        if output is None:
            from licreg.cli.session import drop

            drop(sys.stdout)
        raise _refusal(error, output) from error


def check_output(output: Path | None) -> None:
    """Refuse a file that could not be written, before something is recorded.

    Raises:
        OutputError: If it cannot be written there.
    """
    if output is None or str(output) == "-":
        return
    place = output.resolve()
    try:
        if place.is_dir():
            raise IsADirectoryError
        if not place.exists() or place.is_file():
            beside = _beside(place)
            with _open(beside, "x"):
                pass
            beside.unlink()
    except OSError as error:
        raise _refusal(error, output) from error


def check_workbook(output: Path | None, *, is_terminal: bool) -> None:
    """Refuse a workbook that could not be written, before something is recorded.

    Raises:
        InvalidInputError: If a terminal would have to show it.
        OutputError: If the library is not installed.
    """
    from licreg.exchange.xlsx_out import has_library

    if is_terminal and (output is None or str(output) == "-"):
        msg = tr("A workbook cannot be shown here. Name its file with -o FILE.xlsx.")
        raise InvalidInputError(msg)
    if not has_library():
        msg = tr(
            "Workbooks need a library that is not installed: "
            "pip install 'licreg[xlsx]'. CSV needs none."
        )
        raise OutputError(msg)


def _standard_output() -> TextIO:
    """Return standard output, set to UTF-8 unless a terminal reads another encoding."""
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper):
        settle_encoding(stream)
        if not stream.isatty():
            stream.reconfigure(newline="\n")
    return stream


def _put_in_pages(put: Callable[..., None], pager: Sequence[str]) -> None:
    """Write to standard output, or to a pager what the terminal would not hold."""
    from licreg.cli.drawing import may_be_styled, width_of
    from licreg.cli.paging import is_long, page

    stream, drawn = _standard_output(), StringIO()
    put(stream=drawn, width=width_of(stream), colour=may_be_styled(stream))
    text = drawn.getvalue()
    if not is_long(text.count("\n")) or not page(text, pager):
        stream.write(text)
        stream.flush()


def _replace(output: Path, put: Callable[..., None]) -> None:
    """Write a file beside *output* and put it in its place when it is complete."""
    place = output.resolve()  # A link stays, and what it points to is replaced.
    if place.exists() and not place.is_file():
        with _open(place, "w") as stream:  # A device or pipe; a folder refuses.
            put(stream=stream, colour=False)
        return
    beside = _beside(place)
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


def _beside(place: Path) -> Path:
    return place.with_name(f".licreg-{os.urandom(4).hex()}.tmp")


def _open(place: Path, mode: str) -> TextIO:
    stream = place.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n")
    return cast("TextIO", stream)


def _refusal(error: OSError, output: Path | None) -> OutputError:
    place = output or tr("Standard output")
    msg = tr(
        "{place} cannot be written: {reason}.",
        place=place,
        reason=_reason(error, output),
    )
    if output:
        msg += " " + tr("Nothing was written.")
    if not isinstance(error, FileNotFoundError | IsADirectoryError):
        msg += f" {way_out(error)}"
    return OutputError(msg)


def _reason(error: OSError, output: Path | None) -> str:
    """Say in plain words why something cannot be written."""
    if output is not None and output.is_dir():
        return tr("it is a folder")
    match error:
        case FileNotFoundError() if output is not None:
            return tr("there is no folder '{parent}'", parent=output.parent)
        case PermissionError():
            return tr("it may not be written, or another program has it open")
        case _:
            return reason_of(error)
