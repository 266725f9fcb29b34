"""The reference in the README: every command with its options, from the program.

``python tests/cli/reference.py`` writes it anew; a test keeps it fresh.
"""

import re
from pathlib import Path
from typing import Any, Final

import typer.main

from licreg.cli.catalogue import COMMANDS
from licreg.cli.main import _app, _shared_options

README: Final = Path(__file__).parents[2] / "README.md"
SECTION: Final = re.compile(
    r"(?<=<!-- reference -->\n)(.*?)(?=<!-- /reference -->)", re.DOTALL
)


def reference() -> str:
    """Return the table of all commands, and the options that all of them have."""
    root = typer.main.get_command(_app())
    with root.make_context("licreg", [], resilient_parsing=True) as ctx:
        lines = ["| Command | Options of its own |", "|---|---|"]
        lines += [_row(root, ctx, name) for name in COMMANDS]
        every = ", ".join(_option(one) for one in _shared_options())
    return "\n".join([*lines, "", f"With every command: {every}, `--help`.", ""])


def _row(root: Any, ctx: Any, name: str) -> str:  # noqa: ANN401
    shared = {one.opts[0] for one in _shared_options()}
    params = root.get_command(ctx, name).params
    own = [one for one in params if one.opts[0] not in shared]
    arguments = [_argument(one) for one in own if one.param_type_name == "argument"]
    options = [_option(one) for one in own if one.param_type_name == "option"]
    usage = _code(" ".join([name, *arguments]))
    what = COMMANDS[name].help.rstrip(".")
    return f"| {usage}: {what[0].lower()}{what[1:]} | {', '.join(options)} |"


def _argument(one: Any) -> str:  # noqa: ANN401  # Typer's own parameter
    word = str(one.metavar or one.name.upper())
    return word if one.required or word.startswith("[") else f"[{word}]"


def _option(one: Any) -> str:  # noqa: ANN401  # Typer's own parameter
    value = "" if one.is_flag else f" {one.metavar or 'TEXT'}"
    return _code(", ".join(sorted(one.opts, key=len)) + value)


def _code(text: str) -> str:
    return "`{}`".format(text.replace("|", r"\|"))


if __name__ == "__main__":
    written = SECTION.sub(lambda _: reference(), README.read_text("utf-8"))
    README.write_text(written, "utf-8")
