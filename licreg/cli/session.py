"""One run of the program: its options, its terminal, and the register in use."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from licreg.cli.places import Place, find_register
from licreg.cli.preferences import Preference, Preferences
from licreg.domain.text import show_safe
from licreg.errors import LicregError, NoRegisterError
from licreg.lazily import dataclass
from licreg.wording import LANGUAGES, tr

if TYPE_CHECKING:
    from licreg.actions.keeping_watch import Watch
    from licreg.domain.law import Law
    from licreg.store.register import RegisterFolder

IS_WINDOWS: Final = os.name == "nt"
_HARMLESS: Final = frozenset("_-./:@=+,%")
"""What means nothing to a shell in the middle of a word."""

_MEANS_MORE: Final = frozenset('"$`!')
"""What means something between double quotes."""

_NO: Final = ("", "no", "0", "false")
"""What a setting says that is off."""


@dataclass
class Session:
    """What every command shares.

    Attributes:
        now: The moment of the run, with the offset of Viet Nam.
        register_option: What ``--register`` said.
        language_option: What ``--lang`` said.
        format_option: What ``--format`` said.
        output: What ``-o`` said.
        plain: Whether ``--plain`` was given.
        no_input: Whether ``--no-input`` was given.
        wait_seconds: How long to wait for another clerk.
        as_known: Moment up to which entries count, as ISO text or its beginning; None
            for all.
        records: Whether the command that runs would record something.
        has_page: Whether its answer can be a page.
        confirmation: What it recorded, said when its answer is out.
        watch: What sees to published figures, once it records.
        clock: Returns the moment, for a run that records more than once.
    """

    now: datetime
    register_option: str | None = None
    language_option: str | None = None
    format_option: str | None = None
    output: Path | None = None
    plain: bool = False
    no_input: bool = False
    wait_seconds: float = 10.0
    as_known: str | None = None
    records: bool = False
    has_page: bool = False
    confirmation: str = ""
    watch: "Watch | None" = None
    clock: Callable[[], datetime] | None = None
    _recorded: Sequence[int] = ()

    def go_on(self) -> None:
        """Begin another record: it has a moment of its own."""
        if self.clock is not None:
            self.now = self.clock()

    @property
    def today(self) -> date:
        """The civil day in Viet Nam."""
        return self.now.date()

    @property
    def may_ask(self) -> bool:
        """Whether a person is there to answer."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def is_terminal(self) -> bool:
        """Whether a person sees standard output."""
        return sys.stdout.isatty()

    @cached_property
    def preferences(self) -> Preferences:
        """What was settled once, by this call, this clerk or this office."""
        given = {
            "language": self.language_option,
            "plain": "yes" if self.plain else None,
            "register": self.register_option,
        }
        return Preferences(given, lambda: self.place.folder)

    @cached_property
    def language(self) -> str:
        """The language of what a person reads.

        Raises:
            InvalidInputError: If a language was named that is not known.
        """
        return self.language_setting.value

    @cached_property
    def language_setting(self) -> Preference:
        """The language, and where it comes from: at last from the system's locale."""
        settled = self.preferences.of("language")
        return settled if settled.value else _language_of_system()

    @cached_property
    def clerk(self) -> str:
        """Who is recording: as was settled, else the login name."""
        name = self.preferences.of("clerk").value or _login_name()
        return "".join(letter for letter in name if letter.isprintable()) or "unknown"

    @property
    def is_plain(self) -> bool:
        """Whether nothing is drawn, as for a screen reader."""
        return self.preferences.of("plain").value not in _NO

    @property
    def issuer(self) -> str:
        """The issuer to take where a number does not tell; empty for none.

        Raises:
            InvalidInputError: If one was settled that is not known.
        """
        settled = self.preferences.of("issuer").value
        return self.law.parse_issuer(settled) if settled else ""

    @property
    def pager(self) -> list[str]:
        """What shows a long answer to a person; empty where nothing should."""
        if not self.is_terminal:
            return []
        from licreg.cli.paging import find_pager

        wanted = self.preferences.own("pager") != "no"
        return find_pager(os.environ, wanted=wanted)

    @cached_property
    def program(self) -> str:
        """How the program is called from here, for commands to be pasted."""
        from shutil import which

        called = Path(sys.argv[0])
        is_by_path = called.name in ("licreg", "licreg.exe") and len(called.parts) > 1
        return sys.argv[0] if is_by_path and which("licreg") is None else "licreg"

    def command(self, words: str) -> str:
        """Return a command to be pasted, for the register that was named here."""
        named = self.register_option
        where = f"--register {quoted(named)} " if named else ""
        return f"{quoted(self.program)} {where}{words}"

    @property
    def place(self) -> Place:
        """Where the register in use lies, if there is one."""
        if self.register_option:
            return Place(Path(self.register_option), "--register")
        return self._found

    @cached_property
    def _found(self) -> Place:
        return find_register()

    @property
    def register_path(self) -> Path:
        """The folder of the register in use.

        Raises:
            NoRegisterError: If none is named and none is found.
        """
        place = self.place
        if place.folder is None:
            raise NoRegisterError(place.origin, Path.cwd())
        return place.folder

    @cached_property
    def register(self) -> "RegisterFolder":
        """The register in use, opened; what it mended is said in a line each."""
        from licreg.store.register import RegisterFolder

        register = RegisterFolder(self.register_path)
        register.tell = self.say
        return register

    @cached_property
    def law(self) -> "Law":
        """The law, with what the register in use adds to it."""
        from licreg.actions.reference import read_law

        return read_law(self.register.settings)

    def settle_answer(self) -> tuple[str, str]:
        """Return the format and language of the answer, its place checked.

        A command that records asks for them before it does.

        Raises:
            InvalidInputError: If the language, format or file's ending is not known.
            OutputError: If the file could not be written.
        """
        from licreg.cli.outlet import check_output, check_workbook
        from licreg.cli.render import PAGE, WORKBOOK, choose_format

        chosen = choose_format(
            self.format_option,
            self.output,
            is_terminal=self.is_terminal,
            plain=self.is_plain,
            has_page=self.has_page,
        )
        if chosen == PAGE:
            from licreg.exchange.review_html import check_library

            check_library()
        if chosen == WORKBOOK:
            check_workbook(self.output, is_terminal=self.is_terminal)
        check_output(self.output)
        return chosen, self.language

    def confirm(self, entries: Sequence[int], *, is_trial: bool = False) -> None:
        """Keep what is to be said of the entries that a command recorded."""
        where = self.register_path
        if is_trial:
            self.confirmation = tr(
                "Dry run: nothing was recorded in {where}.", where=where
            )
        elif not entries:
            self.confirmation = tr(
                "There was nothing to record in {where}.", where=where
            )
        elif len(entries) == 1:
            self.confirmation = tr(
                "Recorded as entry {entries:,} in {where}.",
                entries=entries[0],
                where=where,
            )
        else:
            first, last = f"{entries[0]:,}", f"{entries[-1]:,}"
            self.confirmation = tr(
                "Recorded as entries {first} to {last} in {where}.",
                first=first,
                last=last,
                where=where,
            )

    def confirm_more(self, entries: Sequence[int]) -> None:
        """Keep what is to be said of entries recorded after others of this run."""
        if entries:
            self._recorded = [*self._recorded, *entries]
        self.confirm(self._recorded, is_trial=not entries)

    def look_for_record(self) -> None:
        """Confirm what is on the disk although the command was interrupted."""
        if not self.records or self.confirmation:
            return
        from licreg.store.register import RegisterFolder

        try:
            register = RegisterFolder(self.register_path)
        except LicregError:
            return
        if register.last_recorded_at == self.now.isoformat(timespec="milliseconds"):
            self.confirmation = tr(
                "Recorded up to entry {entry:,} in {where}.",
                entry=register.entries,
                where=self.register_path,
            )

    def say(self, line: str) -> None:
        """Show a line to a person, beside the answer."""
        say(line)

    def warn(self, message: str) -> None:
        """Show a warning."""
        self.say(tr("Warning: {message}", message=message))

    def say_notices(self) -> None:
        """Say what the register mended while it was used."""
        if "register" in self.__dict__:
            for notice in self.register.notices:
                self.say(notice)
            self.register.notices.clear()


def say(line: str) -> None:
    """Show a line to a person; where it finds no room, the exit code must do."""
    try:
        print(show_safe(line), file=sys.stderr)
    except OSError:
        drop(sys.stderr)


def drop(stream: TextIO) -> None:
    """Lose what a stream still holds, which would change the exit code at the end."""
    with suppress(OSError):  # A stream in memory holds nothing back.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def quoted(word: str | Path) -> str:
    """Return a word as the shells of this system take it for one.

    Double quotes do for all of them, unless something in the word means more there.

    Examples:
        >>> quoted("57/GP-BTTTT/2019"), quoted("05/GP-PTTH&TTĐT/2025@DCST-HP")
        ('57/GP-BTTTT/2019', '"05/GP-PTTH&TTĐT/2025@DCST-HP"')
    """
    text = str(word)
    harmless = _HARMLESS.union("\\" if IS_WINDOWS else "")
    is_one = all(letter.isalnum() or letter in harmless for letter in text)
    if is_one and text[:1] not in ("", "@"):
        return text
    if not _MEANS_MORE.union("" if IS_WINDOWS else "\\").intersection(text):
        return f'"{text}"'
    if IS_WINDOWS:  # PowerShell; in cmd neither $ nor ` means anything.
        return "'{}'".format(text.replace("'", "''"))
    import shlex

    return shlex.quote(text)


def _language_of_system() -> Preference:
    """Return the language of the locale, English where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return Preference("vi" if value.startswith("vi") else "en", name)
    if os.name == "nt":
        import locale

        known = (locale.getlocale()[0] or "").startswith("Viet")
        return Preference("vi" if known else "en", "locale")
    return Preference(LANGUAGES[0], "")


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
