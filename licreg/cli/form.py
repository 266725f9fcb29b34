"""A record asked for at a terminal: questions, a preview, then saved, mended or left.

What is typed is kept when the person is interrupted, and can be taken up again.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field as item
from typing import Any, Final, Literal, NamedTuple, Protocol

from licreg.actions.recording import Recorded
from licreg.cli import unfinished
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.ask import BACK, Answers, Field, ask, ask_in_turn, ask_one, say
from licreg.cli.desk import watched_warnings
from licreg.cli.drawing import draw
from licreg.cli.keyboard import read_line
from licreg.cli.options import read_yes
from licreg.cli.session import Session
from licreg.domain.text import fold, quote
from licreg.errors import (
    LicregError,
    MissingInputError,
    RefusedError,
    RuleError,
    without_outcome,
)
from licreg.lazily import dataclass
from licreg.wording import retold, tr


class Entered(NamedTuple):
    """A record that was entered.

    Attributes:
        recorded: What was recorded.
        texts: What was typed for it, by the names of fields.
    """

    recorded: Recorded
    texts: Mapping[str, str]


class Record(Protocol):
    """Records the values of a form, or only tries to."""

    def __call__(
        self, values: Mapping[str, Any], reason: str, *, is_trial: bool
    ) -> Recorded:
        """Record them, with a reason for going on against a rule."""


_SAVE: Final = ("", "s", "y")
_LEAVE: Final = ("q", "quit")
_REASON: Final = "!"


@dataclass
class Form:
    """One record in the making.

    Attributes:
        session: Who types, and where.
        command: The command that it belongs to.
        fields: All its fields.
        record: What records its values.
        settle: Asks for what only the register showed to be missing; False if it
            cannot.
        after: Called with a field just answered: says or asks what follows from it.
        answers: What was answered so far.
        reason: Why it is recorded against a rule; empty for no reason.
        said: Warnings told while it was typed.
    """

    session: Session
    command: str
    fields: Sequence[Field]
    record: Record
    settle: Callable[["Form", LicregError], bool]
    after: Callable[["Form", Field], None]
    answers: Answers = item(default_factory=Answers)
    reason: str = ""
    said: set[str] = item(default_factory=set)

    def run(self) -> Entered | None:
        """Ask, show, and record; None if the person leaves without.

        Raises:
            KeyboardInterrupt: If the person is interrupted; what was typed is kept.
            LicregError: If the register cannot be read or written.
        """
        try:
            self._ask_what_is_open()
            chosen: Recorded | Literal[False] | None = False
            while chosen is False:
                chosen = self._choose(self._try())
            unfinished.forget(self.session, self.command)
        except KeyboardInterrupt:
            if unfinished.keep(self.session, self.command, self.answers.texts):
                words = tr(
                    "What was typed is kept: 'licreg {command}' takes it up again.",
                    command=self.command,
                )
                say(words)
            raise
        return Entered(chosen, self.answers.texts) if chosen else None

    def try_out(self) -> Recorded:
        """Judge the values as they stand; nothing is recorded.

        Raises:
            LicregError: If a rule refuses, or something is missing.
        """
        return self.record(self.values, self.reason, is_trial=True)

    @property
    def values(self) -> dict[str, Any]:
        """The values as they stand, with the defaults of what was not asked."""
        defaults = {one.name: one.default for one in self.fields if not one.is_required}
        return defaults | self.answers.values

    def tell(self, warning: str) -> None:
        """Show a warning once."""
        if warning not in self.said:
            self.said.add(warning)
            self.session.warn(warning)

    def _ask_what_is_open(self) -> None:
        open_ones = [one for one in self.fields if one.name not in self.answers.texts]
        ask_in_turn(open_ones, self.answers, lambda one: self.after(self, one))

    def _try(self) -> Recorded | RuleError:
        """Judge the values; a refusal is shown, and what is missing is asked for."""
        while True:
            try:
                return self.try_out()
            except (MissingInputError, RuleError) as error:
                if self.settle(self, error):
                    continue
                if isinstance(error, MissingInputError):
                    raise
                return error

    def _choose(self, tried: Recorded | RuleError) -> Recorded | Literal[False] | None:
        """Show what would be recorded and do what the person chooses.

        Returns:
            What was recorded; None to leave; False to look again.
        """
        lines = self._lines()
        self._show(lines)
        if isinstance(tried, RuleError):
            say(tr("Error: {message}", message=without_outcome(str(tried))))
        else:
            for remark in tried.remarks:
                message = retold(remark.message)
                self.tell(f"{message[:1].upper()}{message[1:]}.")
            for warning in watched_warnings(self.session):
                self.tell(warning)
        return self._obey(tried, lines)

    def _obey(
        self, tried: Recorded | RuleError, lines: Sequence[Field]
    ) -> Recorded | Literal[False] | None:
        typed = read_line(self._prompt(tried)).strip()
        if fold(typed) in _LEAVE:
            return None
        if fold(typed) in _SAVE and isinstance(tried, Recorded):
            return self.record(self.values, self.reason, is_trial=False)
        if typed.startswith(_REASON) and len(typed) > 1:
            self.reason = typed.removeprefix(_REASON).strip()
            return False
        field = lines[-1] if typed == BACK else self._named(typed, lines)
        if field is not None and ask_one(field, self.answers):
            self.after(self, field)
        return False

    def _named(self, typed: str, lines: Sequence[Field]) -> Field | None:
        """Return the field of a number in the preview, or of a name."""
        if typed.isdecimal() and 0 < int(typed) <= len(lines):
            return lines[int(typed) - 1]
        wanted = fold(typed).replace("-", " ").replace("_", " ")
        for field in self.fields if wanted else ():
            names = (field.name.replace("_", " "), fold(field.label))
            if any(name.startswith(wanted) for name in names):
                return field
        if typed:
            known = ", ".join(one.name.replace("_", "-") for one in self.fields)
            say(
                tr(
                    "  {typed} is no value of this record. Its values: {known}.",
                    typed=quote(typed),
                    known=known,
                )
            )
        return None

    def _lines(self) -> list[Field]:
        """Return the fields that the preview shows: those asked, and extra ones set."""
        return [
            one
            for one in self.fields
            if not one.is_extra or self.answers.texts.get(one.name)
        ]

    def _show(self, lines: Sequence[Field]) -> None:
        rows = [
            (place, one.label, self.answers.shown(one) or "-")
            for place, one in enumerate(lines, 1)
        ]
        columns = (Column("n", "", "int"), Column("field", ""), Column("value", ""))
        language = self.session.language
        preview = Answer(value=None, tables=(Table(columns, rows),))
        say("")
        draw(preview, sys.stderr, language=language, width=None, colour=None)

    def _prompt(self, tried: Recorded | RuleError) -> str:
        if isinstance(tried, Recorded):
            return tr(
                "Enter saves; a number or name changes a value; < goes back; q leaves: "
            )
        if tried.overridable:
            return tr(
                "'! REASON' goes on all the same; a number or name changes a value; "
                "q leaves: "
            )
        return tr("A number or name changes a value; < goes back; q leaves: ")


def enter_in_turn(
    session: Session,
    command: str,
    given: Mapping[str, str | None],
    enter: Callable[[Mapping[str, str]], Entered | None],
    repeats: Sequence[str] = (),
) -> list[Recorded]:
    """Enter one record, or one after another where the command line said nothing.

    Args:
        session: Who types, and where.
        command: The command that they belong to.
        given: What the command line says, by name.
        enter: Asks for one record with what is known of it, and records it; None if
            the person leaves without.
        repeats: Names of values that the next record has as well.

    Returns:
        What was recorded; at least one.

    Raises:
        KeyboardInterrupt: If the person is interrupted.
        RefusedError: If the person leaves without recording anything.
        LicregError: If the register cannot be read or written.
    """
    texts = {name: text for name, text in given.items() if text}
    is_open = not texts
    if is_open:
        say(tr("Enter takes what stands in brackets, < goes back, ? explains."))
        texts = _taken_up(session, command)
    recorded: list[Recorded] = []
    while (made := enter(texts)) is not None:
        recorded.append(made.recorded)
        batch = made.recorded.batch
        session.confirm_more(batch.numbers if batch else ())
        if not is_open or not _wants_another(session):
            break
        session.go_on()
        texts = {name: made.texts[name] for name in repeats if name in made.texts}
    if not recorded:
        msg = tr("It was left as it is. Nothing was recorded.")
        raise RefusedError(msg)
    return recorded


def _taken_up(session: Session, command: str) -> dict[str, str]:
    """Return what was typed and not saved, if the person wants it."""
    kept = unfinished.find(session, command)
    if not kept:
        return {}
    what = ", ".join(kept.values())
    if _says_yes(tr("Take up what was typed ({what})?", what=what)):
        return kept
    unfinished.forget(session, command)
    return {}


def _wants_another(session: Session) -> bool:
    session.say(session.confirmation)
    try:
        return _says_yes(tr("Another?"))
    except KeyboardInterrupt:
        return False  # What came before is on the disk, and nothing else was begun.


def _says_yes(question: str) -> bool:
    field = Field("yes", question, "", None, read_yes, suggest=lambda _: tr("yes"))
    return bool(ask(field))
