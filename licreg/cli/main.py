"""The entry point: options that all commands share, errors into sentences and codes."""

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import typer.core

# Typer carries its own Click and shows its exceptions nowhere else.
from typer._click.exceptions import ClickException, UsageError

import licreg
from licreg.cli.catalogue import (
    COMMANDS,
    COMPLETE,
    EXAMPLES,
    MAY_GO_ALONE,
    MOST_USED,
    RECORDING,
    WITH_PAGE,
)
from licreg.cli.consoles import settle_encoding
from licreg.cli.session import Session, drop
from licreg.cli.session import say as _say
from licreg.cli.usage import Command, help_records, misuse, translate
from licreg.domain.text import did_you_mean, show_safe
from licreg.errors import (
    NO_ROOM,
    InvalidFileError,
    InvalidInputError,
    LicregError,
    nothing_recorded,
    reason_of,
    tells_outcome,
    way_out,
)
from licreg.wording import LANGUAGES, choose, retold, tr

VIET_NAM: Final = timezone(timedelta(hours=7))
_INTERRUPTED: Final = 130
_MISUSE: Final = 2
_ENDING: Final = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""The signals that ask for an end, where the system has them."""

_HEARD_FIRST: Final = {"--lang": "language_option", "--register": "register_option"}
"""Options that tell the language, which must be known before anything is said."""

_SETTINGS: Final = {"help_option_names": ["-h", "--help"]}


def main(argv: Sequence[str] | None = None) -> int:  # noqa: C901, PLR0911  # every end
    """Run one command and return the exit code; nothing else ends the process."""
    # A process of this length leaves no cycles to speak of, and looking for them costs
    # a third of a long import or check.
    gc.disable()
    session = Session(now=_now(), clock=_now)
    arguments = list(sys.argv[1:] if argv is None else argv)
    _settle_streams()
    _hear_signals()
    try:
        _choose_language(arguments, session)
        code = _run(arguments, session)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; keep the interpreter from saying so at its end.
        drop(sys.stdout)
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in NO_ROOM:
            raise  # Not from the help or version that Typer writes itself.
        drop(sys.stdout)
        message = tr(
            "Standard output cannot be written: {reason}. {way_out}",
            reason=reason_of(error),
            way_out=way_out(error),
        )
        _refuse(message, session)
        return _MISUSE
    except (KeyboardInterrupt, typer.Abort):
        session.look_for_record()
        _say(f"{tr('Interrupted.')}{_recorded(session)}")
        return _INTERRUPTED
    except UsageError as error:
        command = error.ctx.command_path if error.ctx else "licreg"
        _refuse(misuse(error.format_message()), session)
        _say(tr("'{command} --help' shows how it is used.", command=command))
        return _MISUSE
    except ClickException as error:
        _refuse(misuse(error.format_message()), session)
        return _MISUSE
    except LicregError as error:
        session.say_notices()
        message = retold(str(error))
        if isinstance(error, InvalidFileError):
            if len(error.faults) == 1 and not error.says_more:
                message = error.faults[0]
            else:
                for fault in error.faults:
                    _say(fault)
        _refuse(message, session)
        return error.exit_code
    return code


def _now() -> datetime:
    return datetime.now(VIET_NAM)


def _choose_language(arguments: Sequence[str], session: Session) -> None:
    """Speak the language of who reads before anything is said.

    Raises:
        InvalidInputError: If one was named that is not known.
    """
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        session.plain |= argument == "--plain"
        name, is_joined, value = argument.partition("=")
        if name in _HEARD_FIRST:
            following = "".join(arguments[place + 1 : place + 2])
            setattr(session, _HEARD_FIRST[name], value if is_joined else following)
    try:
        choose(session.language, session.preferences.of("days").value)
    except InvalidInputError:
        choose(LANGUAGES[0])
        session.records = not RECORDING.isdisjoint(arguments)
        raise


def _run(arguments: list[str], session: Session) -> int:
    app: Any = typer.main.get_command(_app())
    app.shared = _shared_options()
    app.params.extend(app.shared)
    arguments = list(_with_values(arguments))
    if COMPLETE in os.environ:
        from licreg.cli.completing import prepare

        prepare()
    try:
        result = app.main(
            arguments, prog_name="licreg", standalone_mode=False, obj=session
        )
    except SystemExit as end:  # Typer's answer to a pipe that nobody reads.
        raise BrokenPipeError from end
    if result == _INTERRUPTED:
        raise KeyboardInterrupt
    if result is None or isinstance(result, int):
        session.say_notices()
        return result or 0
    from licreg.cli.outlet import write_answer

    chosen, language = session.settle_answer()
    if session.is_plain and result.charts:
        from dataclasses import replace

        result = replace(result, charts=())  # Bars say nothing to a screen reader.
    pager = session.pager if chosen == "table" and session.output is None else []
    write_answer(
        result, format=chosen, output=session.output, language=language, pager=pager
    )
    if session.confirmation:
        session.say(session.confirmation)
    session.say_notices()
    return int(result.exit_code)


def _with_values(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments, an empty value behind an option that may go without."""
    for place, argument in enumerate(arguments):
        yield argument
        form = MAY_GO_ALONE.get(argument)
        if form is not None:
            following = "".join(arguments[place + 1 : place + 2])
            if not following.casefold().startswith(form):
                yield ""


class _Commands(typer.core.TyperGroup):
    """The commands of the catalogue, each imported when it is used.

    Attributes:
        shared: The options that all commands share.
    """

    shared: Sequence[Any] = ()

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002  # Typer's own Context
        """Return the names in the order of the catalogue."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # as above
        """Import a command and give it the options that all commands share."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.obj is not None:
            ctx.obj.records = cmd_name in RECORDING
            ctx.obj.has_page = cmd_name in WITH_PAGE
        module = import_module(f"licreg.cli.{entry.module}")
        command = _one_command(getattr(module, entry.function), entry.help)
        command.name = cmd_name
        command.params.extend(self.shared)
        if COMPLETE in os.environ:
            from licreg.cli.completing import offer_values

            offer_values(command)
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command; the nearest is named for a name that is not known."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from licreg.domain.text import nearest

            close = nearest(args[0], COMMANDS)
            msg = tr("There is no command '{name}'.", name=show_safe(args[0]))
            msg += did_you_mean(close)
            raise UsageError(msg, ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the first screen: the most used commands, then all by group."""
        formatter.write_text(
            tr("licreg: a regulator's licence register for the terminal.")
        )
        with formatter.section(tr("Most used")):
            formatter.write_dl([(name, EXAMPLES[name]) for name in MOST_USED])
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, entry in COMMANDS.items():
            groups.setdefault(entry.group, []).append((name, tr(entry.help)))
        for group, rows in groups.items():
            with formatter.section(tr(group)):
                formatter.write_dl(rows)
        self.format_options(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the shared options, without the list of commands again."""
        with formatter.section(tr("Options, before or after the command")):
            formatter.write_dl(help_records(self.get_params(ctx), ctx))


def _app() -> typer.Typer:
    app = typer.Typer(
        cls=_Commands,
        add_completion=False,
        rich_markup_mode=None,
        context_settings=_SETTINGS,
        invoke_without_command=True,
    )

    @app.callback()
    def shared(
        ctx: typer.Context,
        version: Annotated[  # noqa: ARG001  # its callback answers
            bool,
            typer.Option(
                "--version",
                help="Show the version and exit.",
                is_eager=True,
                callback=_show_version,
            ),
        ] = False,
    ) -> Any:
        """Keep a regulator's licence register."""
        if ctx.invoked_subcommand is None:
            from licreg.cli.state import state

            return state(ctx.obj)
        return None

    return app


def _one_command(function: Any, text: str) -> Any:
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings=_SETTINGS
    )
    app.command(help=tr(text) if text else text, cls=Command)(function)
    command = typer.main.get_command(app)
    translate(command.params)
    return command


def _shared_options() -> list[Any]:
    """Return the options that are accepted with every command."""

    def options(
        register: Annotated[
            str | None,
            typer.Option("--register", metavar="DIR", help="The register to use."),
        ] = None,
        lang: Annotated[
            str | None, typer.Option("--lang", metavar="en|vi", help="Language.")
        ] = None,
        plain: Annotated[
            bool, typer.Option("--plain", help="Plain text, tab-separated.")
        ] = False,
        no_input: Annotated[
            bool, typer.Option("--no-input", help="Never ask.")
        ] = False,
        format: Annotated[  # noqa: A002  # the word of the option
            str | None,
            typer.Option(
                "--format",
                metavar="FORMAT",
                help="table, plain, csv, csv-excel, tsv, json, jsonl, xlsx, markdown.",
            ),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option(
                "--output", "-o", metavar="FILE", help="Write the answer to a file."
            ),
        ] = None,
        wait: Annotated[
            float | None,
            typer.Option(
                "--wait", metavar="SECONDS", help="How long to wait for another clerk."
            ),
        ] = None,
    ) -> None:
        """Hold the options' declarations; never called."""

    attributes = {
        "register": "register_option",
        "lang": "language_option",
        "format": "format_option",
        "wait": "wait_seconds",
    }
    shared = []
    for param in _one_command(options, "").params:
        name = attributes.get(param.name, param.name)
        param.expose_value = False
        param.callback = _keeper(name)
        shared.append(param)
    return shared


def _keeper(name: str) -> Any:
    def keep(ctx: Any, _param: Any, value: Any) -> Any:
        if value is not None and value is not False:
            setattr(ctx.obj, name, Path(value) if name == "output" else value)
        return value

    return keep


def _show_version(value: bool) -> None:  # noqa: FBT001  # called by Typer
    if value:
        print(f"licreg {licreg.__version__}")
        raise typer.Exit


def _recorded(session: Session) -> str:
    """Say what became of a command that records, after its refusal."""
    if session.confirmation:
        return f" {session.confirmation}"
    return f" {nothing_recorded()}" if session.records else ""


def _refuse(message: str, session: Session) -> None:
    """Show a refusal, and what became of the act where it does not say so itself."""
    done = "" if tells_outcome(message) else _recorded(session)
    _say(tr("Error: {message}", message=f"{message}{done}"))


def _settle_streams() -> None:
    """Have both streams written as is meant; one that is closed is written nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # as long as the process
        settle_encoding(getattr(sys, name))


def _hear_signals() -> None:
    """End as Ctrl-C does where the system asks for an end or the terminal is gone.

    What is under way is cleaned up, and it is said whether something was recorded. What
    the caller set to be ignored, as nohup does, stays so.
    """
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with suppress(ValueError):  # Only the main thread may listen.
                signal.signal(number, signal.default_int_handler)
