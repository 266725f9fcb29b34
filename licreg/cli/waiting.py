"""A bar for work that takes more than a second, shown to who waits at a terminal."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.wording import tr

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from licreg.store.register import RegisterFolder

_T = TypeVar("_T")

_FELT: Final = 1.0
"""Seconds after which a person wonders whether anything happens."""

_STEP: Final = 500
"""Rows between two looks at the time."""


class Bar:
    """Shows how far a piece of work is; nothing is loaded or shown before it is felt.

    Attributes:
        is_seen: Whether a person sees it.
    """

    def __init__(self, session: Session) -> None:
        """Begin to wait; nothing is shown."""
        self.is_seen = sys.stderr.isatty() and not session.is_plain
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def watch(self, what: str, done: int, total: int | None) -> None:
        """Show how much of something is done; of a total of None it is not known."""
        if not self.is_seen or time.monotonic() - self._begun < _FELT:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
        if self._task is None:
            self._task = self._bar.add_task(what.capitalize(), total=total)
        self._bar.update(
            self._task, description=what.capitalize(), completed=done, total=total
        )

    def move(self, done: int) -> None:
        """Show how much of the same thing is done by now."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def waiting(session: Session) -> Iterator[Bar]:
    """Show a bar for the length of a ``with`` block, once it lasts."""
    bar = Bar(session)
    try:
        yield bar
    finally:
        bar.close()


def writing(
    session: Session, rows: Iterable[_T], table: str, total: int | None
) -> Iterator[_T]:
    """Yield rows as they are written elsewhere than to the terminal; show how many.

    Args:
        session: What the person asked for.
        rows: The rows.
        table: What they are.
        total: How many there are; None where that is not known.
    """
    with waiting(session) as bar:
        if not bar.is_seen:
            yield from rows
            return
        what = tr("writing {table}", table=word(table, session.language))
        for done, row in enumerate(rows, start=1):
            if not done % _STEP:
                bar.watch(what, done, total)
            yield row


@contextmanager
def watching_entries(
    session: Session, what: str, register: "RegisterFolder | None" = None
) -> Iterator[None]:
    """Show how many of a register's entries were gone through; of the one in use."""
    register = register or session.register
    total = max(register.entries, 1)
    with waiting(session) as bar:
        register.watch = lambda entry: bar.watch(what, min(entry, total), total)
        yield


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
