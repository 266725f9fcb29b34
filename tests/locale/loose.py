"""Find sentences that stand outside the catalogue.

A sentence is a text of three words or more, or a text with a word that is put together
from values; docstrings, patterns, and what is marked for the catalogue are none.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_TAKES: Final = frozenset({"tr", "trn", "trc", "told", "marked", "markedn"})
"""What brings a sentence into the catalogue."""

_HELP: Final = frozenset({"Option", "Argument", "CommandEntry"})
"""What is found by what it shows; ``catalogue.in_help`` reads it."""

_CODE: Final = frozenset(
    {"compile", "regex", "fullmatch", "match", "search", "sub", "cast"}
)
"""What takes patterns and types."""

_INTERNAL: Final = frozenset(
    {"ValueError", "TypeError", "KeyError", "AssertionError", "UnknownEventError"}
)
"""What is raised where the program itself is wrong; it never reaches a person."""

_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_PUT_TOGETHER: Final = re.compile(r"[a-z]{3,} [a-z]{2,}|\0 [a-z]{3,}|[a-z]{3,} \0")


class Loose(NamedTuple):
    """A sentence outside the catalogue.

    Attributes:
        line: Where it begins.
        text: What it says; a zero stands for each value.
    """

    line: int
    text: str


def loose(path: Path) -> list[Loose]:
    """Return the sentences of a file that no catalogue has."""
    finder = _Finder()
    finder.visit(ast.parse(path.read_text("utf-8")))
    return sorted(finder.found)


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[Loose] = set()

    def visit_Expr(self, node: ast.Expr) -> None:  # as Python calls it
        if not isinstance(node.value, ast.Constant):  # A docstring is for readers.
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in _TAKES | _HELP | _CODE | _INTERNAL:
            self.generic_visit(node)
        elif name in _TAKES:  # Its values may hold further sentences.
            for keyword in node.keywords:
                self.visit(keyword.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        for one in (*node.decorator_list, *node.body):
            self.visit(one)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _words(node.value) > 2:
            self.found.add(Loose(node.lineno, node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else "\0"
            for part in node.values
        )
        if _words(text) > 2 or _PUT_TOGETHER.search(text):
            self.found.add(Loose(node.lineno, text))
        for part in _values(node):
            self.visit(part)


def _words(text: str) -> int:
    return sum(_WORD.search(word) is not None for word in text.split())


def _values(node: ast.JoinedStr) -> Iterator[ast.expr]:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            yield part.value
