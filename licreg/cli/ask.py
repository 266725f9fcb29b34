"""Missing values: asked for at a terminal, named off it."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from licreg.cli.session import Session
from licreg.errors import InvalidInputError, MissingInputError
from licreg.lazily import dataclass
from licreg.wording import tr


@dataclass(frozen=True)
class Field:
    """A value that a command needs.

    Attributes:
        name: Its name among the answers.
        label: What a person is asked.
        option: How it is given on the command line.
        given: What was typed there; None where nothing was.
        parse: Reads it once, or refuses.
        is_required: Whether it must be given; the others are offered only when a
            person is asked anyway, and may be left empty.
        default: What stands for it where it is not given.
        hint: What an answer looks like.
        skipped: What an empty answer means, where it is not "none".
    """

    name: str
    label: str
    option: str
    given: str | None
    parse: Callable[[str], Any]
    is_required: bool = True
    default: Any = None
    hint: str = ""
    skipped: str = ""


def fill(session: Session, fields: Sequence[Field]) -> dict[str, Any]:
    """Return the fields' values by name.

    Only when a required value is missing is anything asked.

    Raises:
        MissingInputError: If values are missing and nobody can be asked; all of them
            are named with their options.
        InvalidInputError: If a value given on the command line cannot be read.
    """
    values: dict[str, Any] = {}
    missing = []
    for field in fields:
        if field.given is not None:
            values[field.name] = field.parse(field.given)
        elif field.is_required:
            missing.append(field)
        else:
            values[field.name] = field.default
    if missing and not session.may_ask:
        named = ", ".join(f"{field.label} ({field.option})" for field in missing)
        msg = tr("Missing: {named}. Nothing was recorded.", named=named)
        raise MissingInputError(msg)
    if missing:
        for field in fields:
            if field.given is None:
                values[field.name] = ask(field)
    return values


def ask(field: Field) -> Any:  # noqa: ANN401  # what the field's parser makes
    """Ask until the answer can be read; an end of input interrupts."""
    hints = [
        field.hint,
        "" if field.is_required else field.skipped or tr("Enter for none"),
    ]
    hint = "; ".join(filter(None, hints))
    prompt = f"{field.label} ({hint}): " if hint else f"{field.label}: "
    while True:
        try:
            print(prompt, end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            print(file=sys.stderr)
            raise KeyboardInterrupt
        if not line.strip():
            if field.is_required:
                continue
            return field.default
        try:
            return field.parse(line.strip())
        except InvalidInputError as error:
            print(f"  {error}", file=sys.stderr)
