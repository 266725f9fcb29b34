"""What the Tab key offers: loaded only when a shell asks.

The shell runs ``licreg`` with the variable ``_LICREG_COMPLETE`` and what stands on the
line so far; Typer's own completion finds the parameter, here are the values.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete, completion_init
from typer._completion_shared import get_completion_script

from licreg.actions import suggesting
from licreg.cli.catalogue import COMMANDS, COMPLETE
from licreg.cli.helping import SHELLS, TOPICS
from licreg.cli.render import FORMATS
from licreg.cli.session import Session
from licreg.domain.vocabulary import AREA_OF, AREAS, HOLDER_KINDS, OUTCOMES, Status
from licreg.errors import LicregError
from licreg.wording import LANGUAGES

_DAYS: Final = ("today", "yesterday")
_MEASURES: Final = ("issued", "cumulative", *(str(one) for one in Status))


def prepare() -> None:
    """Know the shells: Typer's own, and one for bash that quotes what it gives."""
    completion_init()
    add_completion_class(_Bash, _Bash.name)


def script(shell: str) -> str:
    """Return what a shell runs once so that it completes."""
    text = get_completion_script(prog_name="licreg", complete_var=COMPLETE, shell=shell)
    return str(text)


def offer_values(command: Any) -> None:  # noqa: ANN401  # Typer's own Command
    """Give the parameters of a command the values that they can have."""
    for param in command.params:
        source = _SOURCES.get((command.name, param.name)) or _SOURCES.get(param.name)
        if source is not None:
            param._custom_shell_complete = _completer(source)  # noqa: SLF001  # Typer offers it only where a command is declared


class _Bash(BashComplete):
    """Bash takes what it is given as it would be typed: spaces and & are quoted."""

    def format_completion(self, item: CompletionItem) -> str:
        return shlex.quote(str(item.value))


def _completer(
    source: Callable[[Session, str], Iterable[str]],
) -> Callable[[Any, Any, str], list[CompletionItem]]:
    def complete(ctx: Any, _param: Any, typed: str) -> list[CompletionItem]:  # noqa: ANN401  # as Typer calls it
        session: Session = ctx.obj
        session.register_option = _named_before(ctx) or session.register_option
        with suppress(LicregError, OSError):
            words = source(session, typed.strip("'\""))
            return [CompletionItem(word) for word in words]
        return []

    return complete


def _named_before(ctx: Any) -> str | None:  # noqa: ANN401  # Typer's own Context
    """Return the register that stands on the line so far."""
    while ctx is not None:
        if named := ctx.params.get("register"):
            return str(named)
        ctx = ctx.parent
    return None


def _words(*words: str) -> Callable[[Session, str], Iterable[str]]:
    return lambda _session, typed: suggesting.matching(typed, words)


def _kinds(session: Session, typed: str) -> Iterable[str]:
    return suggesting.matching(typed, session.law.kinds_by_code)


def _issuers(session: Session, typed: str) -> Iterable[str]:
    return suggesting.matching(typed, session.law.issuers_by_code)


def _holders(session: Session, typed: str) -> Iterable[str]:
    return suggesting.suggest_holders(session.register, typed)


def _sites(session: Session, typed: str) -> Iterable[str]:
    return suggesting.suggest_sites(session.register, typed)


def _subjects(session: Session, typed: str) -> Iterable[str]:
    return suggesting.suggest_subjects(session.register, typed)


def _licences(session: Session, typed: str) -> Iterable[str]:
    found = suggesting.suggest_references(session.register, session.law, typed)
    return [*suggesting.matching(typed, ["last"]), *found] if typed else found


def _visits(session: Session, typed: str) -> Iterable[str]:
    return suggesting.suggest_inspections(session.register, typed)


def _records(session: Session, typed: str) -> Iterable[str]:
    if typed.casefold().startswith("ins"):
        return _visits(session, typed)
    return _licences(session, typed)


_SOURCES: Final[Mapping[Any, Callable[[Session, str], Iterable[str]]]] = {
    ("help", "topic"): _words(*TOPICS, *COMMANDS),
    ("help", "shell"): _words(*SHELLS),
    ("issue", "kind"): _kinds,
    ("correct", "kind"): _kinds,
    ("list", "what"): lambda session, typed: [
        *suggesting.matching(typed, ("licences", "inspections")),
        *_kinds(session, typed),
    ],
    ("list", "site"): _sites,
    ("decide", "ref"): _visits,
    ("export", "what"): _words(
        "licences", "acts", "inspections", "tallies", "figures", "all"
    ),
    ("tally", "action"): _words("add", "list"),
    ("tally", "area"): _words(*AREAS),
    "agency": _issuers,
    "as_of": _words(*_DAYS),
    "format_": _words(*FORMATS),
    "format": _words(*FORMATS),
    "holder": _holders,
    "holder_kind": _words(*HOLDER_KINDS),
    "issuer": _issuers,
    "lang": _words(*LANGUAGES),
    "licence": _licences,
    "measure": _words(*_MEASURES),
    "on": _words(*_DAYS),
    "outcome": _words(*OUTCOMES),
    "ref": _records,
    "replaces": _licences,
    "site": _sites,
    "status": _words(*(str(one) for one in Status)),
    "subject_kind": _words(*AREA_OF),
    "subjects": _subjects,
}
"""Where the values of a parameter come from; of one command first, then of all."""
