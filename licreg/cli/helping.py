"""The command ``help``: topics in a page each, and the help of a command."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from licreg.cli.answer import Answer
from licreg.cli.catalogue import COMMANDS
from licreg.cli.session import Session
from licreg.domain.text import did_you_mean, nearest, quote
from licreg.errors import InvalidInputError
from licreg.wording import CATALOGUES, LANGUAGES, tr

TOPICS: Final = (
    "entry",
    "counts",
    "dates",
    "numbers",
    "law",
    "files",
    "tables",
    "settings",
    "completion",
)
"""What there is a page on."""

SHELLS: Final = ("bash", "zsh", "fish", "powershell")
"""The shells that complete."""

_MANUAL: Final = "man"


def help_on(
    ctx: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help="A topic or a command.")
    ] = None,
    shell: Annotated[
        str | None,
        typer.Argument(metavar="SHELL", help="After 'completion': whose script."),
    ] = None,
) -> Answer:
    """Explain a topic, or show the help of a command."""
    session: Session = ctx.obj
    if shell is not None:
        return _text("completion", _script(topic, shell))
    if topic is None:
        return _text("licreg", f"{ctx.find_root().get_help()}\n\n{_list_of_topics()}")
    name = topic.strip().casefold()
    if name == _MANUAL:
        from licreg.cli.manual import write_manual

        return _text(name, write_manual(ctx.find_root()))
    if name in TOPICS:
        return _text(name, read_topic(name, session.language))
    if name in COMMANDS:
        return _text(name, help_of(ctx.find_root(), name))
    close = nearest(name, (*TOPICS, *COMMANDS))
    msg = tr("There is no help on {topic}.", topic=quote(topic)) + did_you_mean(close)
    msg += " " + tr(
        "Topics: {topics}. 'licreg help' lists them with the commands.",
        topics=", ".join(TOPICS),
    )
    raise InvalidInputError(msg)


def read_topic(name: str, language: str) -> str:
    """Return the page on one of `TOPICS`, its title on the first line."""
    from licreg.cli.places import config_file

    text = topic_file(name, language).read_text("utf-8").rstrip("\n")
    return text.replace("{config}", str(config_file()))


def topic_file(name: str, language: str) -> Path:
    """Return where the page on a topic lies; in English, where it has no other."""
    place = CATALOGUES / language / "help" / f"{name}.txt"
    return place if place.exists() else topic_file(name, LANGUAGES[0])


def help_of(root: Any, name: str) -> str:  # noqa: ANN401  # Typer's own Context
    """Return the help of a command, as ``COMMAND --help`` shows it."""
    command = root.command.get_command(root, name)
    with command.make_context(name, [], parent=root, resilient_parsing=True) as own:
        return str(own.get_help())


def _list_of_topics() -> str:
    return tr(
        "'licreg help TOPIC' explains: {topics}.\n"
        "'licreg help COMMAND' shows the options of a command.",
        topics=", ".join(TOPICS),
    )


def _script(topic: str | None, shell: str) -> str:
    """Return what a shell runs so that it completes.

    Raises:
        InvalidInputError: If the shell is not known.
    """
    if topic != "completion":
        msg = tr("Give one topic. 'licreg help' lists them.")
        raise InvalidInputError(msg)
    if shell not in SHELLS:
        msg = tr(
            "{shell} is not a shell that licreg completes for. Known: {known}.",
            shell=quote(shell),
            known=", ".join(SHELLS),
        )
        raise InvalidInputError(msg)
    from licreg.cli.completing import script

    return script(shell)


def _text(topic: str, text: str) -> Answer:
    return Answer(value={"topic": topic, "text": text}, prose=text)
