"""Missing values: asked for at a terminal, named off it.

At each question ``?`` explains it, ``<`` goes back to the one before, and Enter takes
what stands in brackets.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field as item
from typing import Any, Final

from licreg.cli.keyboard import Completer, read_line
from licreg.cli.session import Session
from licreg.errors import InvalidInputError, MissingInputError
from licreg.lazily import dataclass
from licreg.wording import tr

BACK: Final = "<"
EXPLAIN: Final = "?"
NONE: Final = "-"
"""What is typed to go back, to be told more, and to leave empty what is suggested."""


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
        explain: What it means and which rule is behind it, for who types ``?``.
        suggest: Returns the text that Enter takes, from the answers so far.
        complete: What the Tab key offers.
        show: Returns how a value reads once understood, from it and the others.
        is_extra: Whether it is asked for only when it is named.
        when: Tells from the answers so far whether it is asked at all.
        paste: Returns what a pasted text says of several fields, by their names.
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
    explain: str = ""
    suggest: Callable[[Mapping[str, Any]], str] | None = None
    complete: Completer | None = None
    show: Callable[[Any, Mapping[str, Any]], str] | None = None
    is_extra: bool = False
    when: Callable[[Mapping[str, Any]], bool] | None = None
    paste: Callable[[str], Mapping[str, str]] | None = None


@dataclass
class Answers:
    """What was answered so far.

    Attributes:
        texts: By name, as typed or taken; empty for what was left empty.
        values: The same, read.
        pasted: What was pasted instead of an answer, not taken yet.
    """

    texts: dict[str, str] = item(default_factory=dict)
    values: dict[str, Any] = item(default_factory=dict)
    pasted: Mapping[str, str] = item(default_factory=dict)

    def take(self, field: Field, text: str) -> None:
        """Read an answer and keep it.

        Raises:
            InvalidInputError: If it cannot be read; the one before stays.
        """
        value = field.parse(text) if text else field.default
        self.texts[field.name] = text
        self.values[field.name] = value

    def shown(self, field: Field) -> str:
        """Return how an answer reads once understood; empty for none."""
        text = self.texts.get(field.name, "")
        if not text or field.show is None:
            return text
        return field.show(self.values[field.name], self.values)


def fill(session: Session, fields: Sequence[Field]) -> dict[str, Any]:
    """Return the fields' values by name.

    Only when a required value is missing is anything asked.

    Raises:
        MissingInputError: If values are missing and nobody can be asked; all of them
            are named with their options.
        InvalidInputError: If a value given on the command line cannot be read.
    """
    answers = read_given(fields)
    missing = missing_of(fields)
    if missing and not session.may_ask:
        raise lacking(missing)
    if missing:
        ask_in_turn([one for one in fields if one.given is None], answers)
    return answers.values


def read_given(fields: Sequence[Field]) -> Answers:
    """Return the values given on the command line, and the defaults of the others.

    Raises:
        InvalidInputError: If one cannot be read.
    """
    answers = Answers()
    for field in fields:
        if field.given is not None:
            answers.values[field.name] = field.parse(field.given)
            answers.texts[field.name] = field.given
        elif not field.is_required:
            answers.values[field.name] = field.default
    return answers


def missing_of(fields: Sequence[Field]) -> list[Field]:
    """Return the fields that must be given and are not."""
    return [one for one in fields if one.given is None and one.is_required]


def lacking(fields: Sequence[Field]) -> MissingInputError:
    """Return the refusal where nobody can be asked."""
    named = ", ".join(f"{field.label} ({field.option})" for field in fields)
    return MissingInputError(tr("Missing: {named}. Nothing was recorded.", named=named))


def ask_in_turn(
    fields: Sequence[Field],
    answers: Answers,
    told: Callable[[Field], None] | None = None,
) -> None:
    """Ask for one field after another; ``<`` goes back and keeps what was typed.

    Args:
        fields: What to ask; the extra ones are passed over.
        answers: Where the answers are put.
        told: Called with a field just answered.

    Raises:
        KeyboardInterrupt: If the person leaves.
    """
    asked = [one for one in fields if not one.is_extra]
    taken: set[str] = set()

    def is_due(place: int) -> bool:
        field = asked[place]
        is_asked = field.when is None or field.when(answers.values)
        return is_asked and field.name not in taken

    place = 0
    while place < len(asked):
        field = asked[place]
        if not ask_one(field, answers):
            before = [one for one in range(place) if is_due(one)]
            place = before[-1] if before else place
            continue
        if answers.pasted:
            taken |= take_texts(asked, answers, answers.pasted)
            answers.pasted = {}
        if field.name not in answers.values:
            continue  # What was pasted does not say it.
        if told:
            told(field)
        after = (one for one in range(place + 1, len(asked)) if is_due(one))
        place = next(after, len(asked))


def take_texts(
    fields: Sequence[Field], answers: Answers, texts: Mapping[str, str]
) -> set[str]:
    """Answer the fields that texts speak of; what cannot be read is said and left.

    Returns:
        The names of the fields that were answered.
    """
    taken = set()
    for field in fields:
        text = texts.get(field.name)
        if text is None:
            continue
        try:
            answers.take(field, text)
        except InvalidInputError as error:
            say(f"  {error}")
        else:
            taken.add(field.name)
    return taken


def ask(field: Field) -> Any:  # noqa: ANN401  # what the field's parser makes
    """Ask until the answer can be read; an end of input interrupts."""
    answers = Answers()
    while not ask_one(field, answers):
        pass
    return answers.values[field.name]


def ask_one(field: Field, answers: Answers) -> bool:
    """Ask for one field until the answer can be read; False to go back.

    Raises:
        KeyboardInterrupt: If the person leaves.
    """
    suggested = answers.texts.get(field.name)
    if suggested is None and field.suggest is not None:
        suggested = field.suggest(answers.values)
    prompt = _prompt(field, suggested or "")
    while True:
        typed = read_line(prompt, field.complete).strip()
        if typed == BACK:
            return False
        if typed == EXPLAIN:
            _explain(field)
            continue
        if typed and field.paste and (found := field.paste(typed)):
            answers.pasted = found
            return True
        text = typed or suggested or ""
        if typed == NONE and not field.is_required:
            text = ""
        if not text and field.is_required:
            continue
        try:
            answers.take(field, text)
        except InvalidInputError as error:
            say(f"  {error}")
            continue
        return True


def say(line: str) -> None:
    """Show a line to who is asked."""
    from licreg.cli.session import say as show

    show(line)


def _explain(field: Field) -> None:
    from shutil import get_terminal_size
    from textwrap import wrap

    width = get_terminal_size().columns
    for line in (field.explain or field.hint or field.label).splitlines():
        for part in wrap(line, width - 4, break_on_hyphens=False):
            say(f"  {part}")


def _prompt(field: Field, suggested: str) -> str:
    if suggested:
        return f"{field.label} [{suggested}]: "
    hints = [
        field.hint,
        "" if field.is_required else field.skipped or tr("Enter for none"),
    ]
    hint = "; ".join(filter(None, hints))
    return f"{field.label} ({hint}): " if hint else f"{field.label}: "
