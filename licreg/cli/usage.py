"""What Typer says by itself: help and misuse, in the language of who reads."""

import re
from collections.abc import Iterable
from typing import Any, Final

import typer.core

from licreg.domain.text import did_you_mean, nearest
from licreg.lazily import regex
from licreg.wording import marked, tr

_MISUSE: Final = (
    ("No such option: {option}", marked("No such option: {option}.")),
    ("Missing argument {name}.", marked("Missing argument {name}.")),
    ("Missing option {name}.", marked("Missing option {name}.")),
    ("Missing command.", marked("Missing command.")),
    (
        "Option {option} requires an argument.",
        marked("Option {option} requires an argument."),
    ),
    (
        "Option {option} does not take a value.",
        marked("Option {option} does not take a value."),
    ),
    (
        "Got unexpected extra argument(s) ({extra})",
        marked("Got unexpected extra argument(s) ({extra})."),
    ),
    (
        "Invalid value for {name}: {value} is not a valid int.",
        marked("Invalid value for {name}: {value} is not a whole number."),
    ),
    (
        "Invalid value for {name}: {value} is not a valid float.",
        marked("Invalid value for {name}: {value} is not a number."),
    ),
)
"""Typer's sentences, and how we say them; the first that fits is taken."""

_LIKE_OPTIONS: Final = regex(
    r"No such option: (\S+) \(Possible options: (.+)", re.DOTALL
)
_REQUIRED: Final = regex(r"\[required\]$")
_WORDS: Final = regex(r"(?=.*[A-Z]{2})[A-Za-z\[\]| .=-]+")
_PLACE: Final = regex(r"\\\{(\w+)\\\}")


def misuse(text: str) -> str:
    """Return what Typer says of a misuse as a sentence of ours.

    Examples:
        >>> misuse("Invalid value for '--wait': 'x' is not a valid float.")
        "Invalid value for '--wait': 'x' is not a number."
        >>> misuse("No such option: --holdr (Possible options: --help, --holder)")
        "No such option: --holdr. Did you mean '--holder'?"
    """
    if found := _LIKE_OPTIONS.fullmatch(text):
        option, *known = re.findall(r"-[^\s,)]+", found[0])
        sentence = tr("No such option: {option}.", option=option)
        return sentence + did_you_mean(nearest(option, known) or known[0])
    for theirs, ours in _MISUSE:
        pattern = _PLACE.sub(r"(?P<\1>.*)", re.escape(theirs))
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return tr(ours, **found.groupdict())
    return text if text.endswith((".", "?")) else f"{text}."


def translate(params: Iterable[Any]) -> None:
    """Put the help of parameters, and what stands for their values, into words."""
    for param in params:
        if param.help:
            param.help = tr(param.help)
        if param.metavar and is_word(param.metavar):
            param.metavar = tr(param.metavar)


def is_word(metavar: str) -> bool:
    """Tell whether what stands for a value has a word, and is no list of keys.

    Examples:
        >>> is_word("[KIND|MEASURE]"), is_word("en|vi"), is_word("INS-2024-0017")
        (True, False, False)
    """
    return _WORDS.fullmatch(metavar) is not None


class Command(typer.core.TyperCommand):
    """A command whose help is in the language of who reads."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the pieces of the line of usage."""
        pieces = super().collect_usage_pieces(ctx)
        return [tr("[OPTIONS]") if one == "[OPTIONS]" else one for one in pieces]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{tr('Usage:')} ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        params = self.get_params(ctx)
        for sort, heading in (
            ("argument", tr("Arguments")),
            ("option", tr("Options")),
        ):
            records = help_records(
                (param for param in params if param.param_type_name == sort), ctx
            )
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


def help_records(params: Iterable[Any], ctx: Any) -> list[tuple[str, str]]:
    """Return the lines of parameters in the help: each with what it means."""
    records = []
    for param in params:
        if param.name == "help":
            param.help = tr("Show this message and exit.")
        if record := param.get_help_record(ctx):
            name, text = record
            records.append((name, _REQUIRED.sub(tr("[required]"), text)))
    return records
