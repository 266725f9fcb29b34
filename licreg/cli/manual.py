r"""The manual page, ``licreg.1``: written from the commands and the help topics.

The lines are those of troff with the ``man`` macros; a test keeps the page that ships
equal to what is written here.
"""

from collections.abc import Iterator
from typing import Any, Final

import licreg
from licreg.cli.catalogue import COMMANDS, EXAMPLES
from licreg.cli.helping import TOPICS, topic_file

_CODES: Final = (
    ("0", "Done; also an empty list, and warnings."),
    ("1", "Refused by a rule, or findings or differences."),
    ("2", "The request or a file cannot be read, or the answer not written."),
    ("3", "The register cannot be read or written."),
    ("130", "Interrupted."),
)
_VARIABLES: Final = (
    ("LICREG_REGISTER", "The register to use."),
    ("LICREG_CLERK", "Who is recording; else the login name."),
    ("LICREG_LANG", "The language, en or vi; else the locale."),
    ("LICREG_ISSUER, LICREG_AGENCY", "What is taken where nothing else tells."),
    ("LICREG_DAYS", "How days stand in tables: language, dmy or iso."),
    ("LICREG_PLAIN", "If set, no tables are drawn."),
    ("LICREG_PAGER, PAGER", "What shows long answers; empty for nothing."),
    ("NO_COLOR, FORCE_COLOR, TERM, COLUMNS", "As the standards say."),
)


def write_manual(root: Any) -> str:  # noqa: ANN401  # Typer's own Context
    """Return the page in English, the language in which manuals are found."""
    return "\n".join(_lines(root))


def _lines(root: Any) -> Iterator[str]:  # noqa: ANN401
    yield f'.TH LICREG 1 "" "licreg {licreg.__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"licreg \- a regulator's licence register for the terminal"
    yield ".SH SYNOPSIS"
    yield r".B licreg"
    yield r"[\fIOPTIONS\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]"
    yield ".SH DESCRIPTION"
    yield _plain(
        "Record licences and inspections, find anything, print the yearly table, and "
        "prove each published figure record by record. "
        "'licreg help TOPIC' explains: " + ", ".join(TOPICS) + "."
    )
    yield ".SH OPTIONS"
    yield _plain("These go before or after any command.")
    yield from _options(root.command.get_params(root), root)
    yield ".SH COMMANDS"
    for name in COMMANDS:
        yield from _command(root, name)
    for topic in TOPICS:
        yield from _topic(topic)
    yield ".SH ENVIRONMENT"
    yield from _pairs(_VARIABLES)
    yield ".SH EXIT STATUS"
    yield from _pairs(_CODES)
    yield ".SH EXAMPLES"
    for example in EXAMPLES.values():
        yield from (".PP", ".nf", _plain(example), ".fi")


def _command(root: Any, name: str) -> Iterator[str]:  # noqa: ANN401
    command = root.command.get_command(root, name)
    with command.make_context(name, [], parent=root, resilient_parsing=True) as own:
        pieces = " ".join(command.collect_usage_pieces(own))
        yield f".SS {_plain(name)}"
        yield _plain(COMMANDS[name].help)
        yield ".PP"
        yield f".B licreg {_plain(f'{name} {pieces}')}"
        shared = {param.name for param in root.command.get_params(root)}
        own_params = [one for one in command.get_params(own) if one.name not in shared]
        yield from _options(own_params, own)


def _options(params: list[Any], ctx: Any) -> Iterator[str]:  # noqa: ANN401
    records = (param.get_help_record(ctx) for param in params)
    yield from _pairs([record for record in records if record])


def _topic(name: str) -> Iterator[str]:
    title, _, text = topic_file(name, "en").read_text("utf-8").partition("\n")
    heading, _, what = title.partition(": ")
    yield f".SH {_plain(heading.upper())}"
    yield _plain(f"{what[:1].upper()}{what[1:]}.")
    yield ".PP"
    yield ".nf"
    for line in text.strip("\n").replace("{config}", "config.toml").split("\n"):
        yield _plain(line)
    yield ".fi"


def _pairs(pairs: Any) -> Iterator[str]:  # noqa: ANN401
    for name, text in pairs:
        yield ".TP"
        yield rf"\fB{_plain(name)}\fR"
        yield _plain(text)


def _plain(text: str) -> str:
    """Return a line in which nothing is a request or an escape."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) or not text else text
