"""One line from a person at a terminal, with the Tab key where the system has it.

Prompts go to standard error, so that an answer in a pipe or a file holds no prompt.
Line editing, history and Tab come from the standard ``readline``; where it is missing
(Windows) or where standard output is no terminal, a line is read plainly.
"""

import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Final, TypeAlias

from licreg.domain.text import fold, show_safe

Completer: TypeAlias = Callable[[str], Sequence[str]]
"""Returns what a half-typed line may become."""

_SHOWN: Final = 12
"""How many possibilities are listed below the line."""


def read_line(prompt: str, complete: Completer | None = None) -> str:
    """Return what was typed, without the line's end.

    Raises:
        KeyboardInterrupt: At Ctrl-C, and at the end of input.
    """
    readline = _editor()
    try:
        if readline is None:
            print(prompt, end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
        else:
            readline.set_completer(_Completion(readline, prompt, complete).next)
            line = f"{input(prompt)}\n"
    except (KeyboardInterrupt, EOFError):
        line = ""
    if not line:
        print(file=sys.stderr)
        raise KeyboardInterrupt
    return line.rstrip("\r\n")


def extend(typed: str, words: Sequence[str]) -> str:
    """Return how far *typed* may grow so that all of *words* remain possible.

    The words need not begin with what was typed, and accents and case make no
    difference; what was typed is never shortened.

    Examples:
        >>> extend("cong ty sao", ["Công ty Sao Mai 1", "Công ty Sao Mai 2"])
        'Công ty Sao Mai '
        >>> extend("sao", ["Công ty Sao Mai 1", "Hội Sao Biển"])
        'sao'
        >>> extend("sao", ["Công ty Sao Mai 1"])
        'Công ty Sao Mai 1'
    """
    if len(words) == 1:
        return words[0]
    common = ""
    for letters in zip(*words, strict=False):
        if len(set(letters)) > 1:
            break
        common += letters[0]
    return common if fold(common).startswith(fold(typed)) and common else typed


def _editor() -> ModuleType | None:
    """Return the line editor, if there is one and a person sees what it writes."""
    is_ours = sys.stdin is sys.__stdin__  # The editor reads no other.
    if not (is_ours and sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        import readline
    except ImportError:
        return None
    readline.parse_and_bind("tab: complete")
    readline.set_completer_delims("")
    return readline


class _Completion:
    """Answers the Tab key for one prompt."""

    def __init__(
        self, readline: ModuleType, prompt: str, complete: Completer | None
    ) -> None:
        self._readline = readline
        self._prompt = prompt
        self._complete = complete

    def next(self, typed: str, state: int) -> str | None:
        """Return what the line becomes; there is one answer, or none."""
        if state or self._complete is None:
            return None
        words = self._complete(typed)
        longer = extend(typed, words)
        if longer != typed or not words:
            return longer if words else None
        self._list(words)
        return None

    def _list(self, words: Sequence[str]) -> None:
        """Show the possibilities, then the line again as it stands."""
        lines = [f"  {show_safe(word)}" for word in words[:_SHOWN]]
        if len(words) > _SHOWN:
            lines.append("  …")
        typed = self._readline.get_line_buffer()
        print("", *lines, f"{self._prompt}{typed}", sep="\n", end="", flush=True)
