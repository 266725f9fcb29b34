"""Run the program on disks that fail: it says so, loses nothing, and goes on later.

``python tests/faults/disk.py`` tries every command on a disk that is full to the last
page, without room for a name, over its quota, read-only or not ours to write, on one
whose fsync or rename fails, whose views alone fail, and on one that dies at each file
operation; it prints how many situations there were. The tests run a short form.

A full and a read-only disk are real ones, mounted where nobody else sees them.
"""

import ctypes
import errno
import fcntl
import gc
import io
import json
import mmap
import os
import pickle
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from crashes import COMMANDS, make_register, quietly  # noqa: E402  # found by the line above
from faulty import Faults  # noqa: E402  # as above

from licreg.cli.main import main  # noqa: E402  # as above

T = TypeVar("T")

PAGE: Final = mmap.PAGESIZE
_SIZE: Final = 128 * PAGE
_NAMES: Final = 200
"""How many files and folders the small disk takes."""

_CLONE_NEWNS: Final = 0x20000
_CLONE_NEWUSER: Final = 0x10000000
_MS_RDONLY: Final = 1
_MS_REMOUNT: Final = 32
_MS_REC_PRIVATE: Final = 0x4000 | 0x40000
_PR_CAPBSET_DROP: Final = 24
_OVERRIDES: Final = (1, 2)
"""Rights of root to write, and to read, what the mode of a file forbids."""

_CAPABILITIES_V3: Final = 0x20080522


@dataclass(frozen=True)
class Act:
    """A command that is tried on a failing disk.

    Attributes:
        words: What is typed; ``{disk}`` fails and ``{safe}`` does not.
        refusal: Exit code where the disk refuses.
        makes: What it makes on the disk beside the register, if anything.
        is_durable: Whether its success promises that something is on the disk.
        about: What shows whether it is recorded.
        is_old: Whether the register is of an older format, and lifted to today's.
    """

    words: tuple[str, ...]
    refusal: int = 3
    makes: str = ""
    is_durable: bool = True
    about: tuple[str, ...] = ("list", "licences")
    is_old: bool = False

    def typed(self, disk: Path, safe: Path) -> list[str]:
        """Return the words with their places."""
        return [word.format(disk=disk, safe=safe) for word in self.words]


_OF_REGISTER: Final = ("--register", "{disk}/register")
_MADE: Final = "made.licreg.zip"
_VISITS: Final = ("list", "inspections")
_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "inspect": _VISITS,
    "decide": _VISITS,
    "personal": _VISITS,
    "redact": ("show", "3/GP-BTTTT"),
}
"""What shows whether a command is recorded, if not the list of licences."""

ACTS: Final[Mapping[str, Act]] = {
    **{
        name: Act(
            (*_OF_REGISTER, *(w if w != "FILE" else "{safe}/rows.csv" for w in words)),
            is_durable=name != "rebuild",
            about=_ABOUT.get(name, Act.about),
        )
        for name, words in COMMANDS.items()
    },
    "lift and issue": Act((*_OF_REGISTER, *COMMANDS["issue"]), is_old=True),
    "backup": Act((*_OF_REGISTER, "backup", f"{{disk}}/{_MADE}"), 2, _MADE),
    "restore": Act(("restore", "{safe}/kept.zip", "{disk}/again"), makes="again"),
    "restore over": Act(
        ("restore", "{safe}/kept.zip", "{disk}/register", "--confirm", "Faults")
    ),
    "init": Act(("init", "{disk}/new", "--name", "New"), makes="new"),
    "export": Act(
        (*_OF_REGISTER, "export", "licences", "-o", "{disk}/made.csv"), 2, "made.csv"
    ),
}
RECORDING: Final = ("issue", "inspect", "decide", "import")
_NEXT_NUMBER: Final = "8/GP-BTTTT"
_NEXT: Final = (
    *(*_OF_REGISTER, "issue", "social-network", _NEXT_NUMBER, "--on", "3/2/2020"),
    *("--holder", "Công ty sau", "--site", "vi-du-sau.vn", "--term-years", "10"),
)
_AS_JSON: Final = ("--format", "json")
_WAYS_OUT: Final = ("ry again", "ake room", "Ask ", "another", "look with")
_UNKNOWN: Final = "not known whether"
"""What a refusal says where the disk died before it could be told."""


class Run(NamedTuple):
    """What came of one run of the program."""

    code: int
    out: str
    err: str
    was_struck: bool = False


def _nothing(_disk: Path) -> None:
    """Leave the disk, or the process, as it is."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a disk.

    Attributes:
        name: What it is called in the report.
        begin: Does it to the disk.
        enter: Does it to the process that runs the program, and returns what counts
            the file operations, if anything does.
        end: Mends the disk.
        spares_the_journal: Whether only views fail.
        keeps_nothing: Whether no bytes reach the disk for certain.
        may_leave: Whether what was begun cannot even be removed.
        is_pretended: Whether it is done to this program and not to the disk.
    """

    name: str
    begin: Callable[[Path], None] = _nothing
    enter: Callable[[Path], Faults | None] = _nothing
    end: Callable[[Path], None] = _nothing
    spares_the_journal: bool = False
    keeps_nothing: bool = False
    may_leave: bool = False
    is_pretended: bool = False


@dataclass
class Tally:
    """What came of the situations.

    Attributes:
        tried: How many there were.
        refused: How often the program refused.
        wrong: What went wrong, and how often.
        first: The first few that went wrong, with what was said.
    """

    tried: int = 0
    refused: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    first: list[str] = field(default_factory=list)

    def take(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.tried += other.tried
        self.refused += other.refused
        self.wrong += other.wrong
        self.first = (self.first + other.first)[:40]


# The troubles.


def full(pages: int) -> Trouble:
    """Return a disk with room for some pages more; a mount of its own is needed."""

    def begin(disk: Path) -> None:
        room = os.statvfs(disk)
        left = room.f_bavail * room.f_frsize - pages * PAGE
        (disk / "filler").write_bytes(bytes(left))

    def end(disk: Path) -> None:
        (disk / "filler").unlink()

    return Trouble(f"full but for {pages} pages", begin, end=end)


def without_names() -> Trouble:
    """Return a disk with room, but for no new file; a mount of its own is needed.

    The journal is appended to where it lies, so only the views fail.
    """

    def begin(disk: Path) -> None:
        (disk / "fillers").mkdir()
        for number in range(os.statvfs(disk).f_favail):
            (disk / "fillers" / str(number)).touch()

    def end(disk: Path) -> None:
        shutil.rmtree(disk / "fillers")

    return Trouble("without a free name", begin, end=end, spares_the_journal=True)


def read_only() -> Trouble:
    """Return a disk that was turned read-only; a mount of its own is needed."""
    return Trouble(
        "read-only",
        lambda disk: _mount(disk, _MS_REMOUNT | _MS_RDONLY),
        end=lambda disk: _mount(disk, _MS_REMOUNT),
    )


def quota(offset: int) -> Trouble:
    """Return a disk on which files grow to some bytes behind the journal's end."""

    def enter(disk: Path) -> None:
        longest = (disk / "register" / "journal.jsonl").stat().st_size + offset
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(longest, 0), hard))

    return Trouble(f"over its quota at {offset:+}", enter=enter)


def not_ours(*, but_the_journal: bool = False) -> Trouble:
    """Return a disk on which we may read, and nothing more but perhaps append."""
    kept = {"journal.jsonl", "lock"} if but_the_journal else set()

    def begin(disk: Path) -> None:
        for path in (disk, *disk.rglob("*")):
            if path.name not in kept:
                path.chmod(0o555 if path.is_dir() else 0o444)

    def end(disk: Path) -> None:
        for path in (disk, *disk.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

    name = "not ours but for the journal" if but_the_journal else "not ours"
    return Trouble(
        name, begin, _without_rights, end, spares_the_journal=but_the_journal
    )


def without_fsync() -> Trouble:
    """Return a disk that takes bytes and cannot keep them."""

    def enter(_disk: Path) -> None:
        os.fsync = _refusing(os.fsync)

    return Trouble("fails at fsync", enter=enter, keeps_nothing=True, is_pretended=True)


def without_renaming() -> Trouble:
    """Return a disk on which no file takes the place of another."""

    def enter(_disk: Path) -> None:
        os.replace = _refusing(os.replace)
        os.rename = _refusing(os.rename)

    return Trouble(
        "fails at rename", enter=enter, spares_the_journal=True, is_pretended=True
    )


def without_locks() -> Trouble:
    """Return a disk that knows no locks, as some in a network do not."""

    def enter(_disk: Path) -> None:
        fcntl.flock = _refusing(fcntl.flock, errno.ENOLCK)

    return Trouble("knows no locks", enter=enter, is_pretended=True)


def without_views(code: int) -> Trouble:
    """Return a disk that fails wherever a view is written, and nowhere else."""

    def enter(_disk: Path) -> None:
        io.open = _refusing(io.open, code, _writes_a_view)
        for name in ("open", "replace", "rename", "mkdir"):
            setattr(os, name, _refusing(getattr(os, name), code, _writes_a_view))

    name = f"fails at views ({errno.errorcode[code]})"
    return Trouble(name, enter=enter, spares_the_journal=True, is_pretended=True)


def dying(place: int) -> Trouble:
    """Return a disk that dies in the middle of a file operation, counted from 1."""

    def enter(_disk: Path) -> Faults:
        faults = _Dying(place, "short-error", errno.EIO)
        faults.install()
        return faults

    return Trouble(
        f"dies at operation {place}", enter=enter, may_leave=True, is_pretended=True
    )


class _Dying(Faults):
    """Strikes at one operation and at all behind it."""

    def install(self) -> None:
        super().install()
        counted_open = io.open

        def opened(file: Any, mode: str = "r", buffering: int = -1, *more: Any) -> Any:  # noqa: ANN401  # as the real one
            stream: Any = counted_open(file, mode, buffering, *more)
            return stream if buffering or "b" not in mode else stream.detach()

        io.open = cast("Any", opened)

    def strike(self, write_half: Callable[[], object] | None = None) -> None:
        self.count += 1
        if self.count < self.place:
            return
        if self.count == self.place and write_half is not None:
            write_half()
        raise OSError(self.code, os.strerror(self.code))


def _refusing(
    real: Callable[..., Any],
    code: int = errno.EIO,
    concerns: Callable[..., bool] = lambda *_, **__: True,
) -> Callable[..., Any]:
    def refusing(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # as the real one
        if concerns(*arguments, **named):
            raise OSError(code, os.strerror(code), arguments[0])
        return real(*arguments, **named)

    return refusing


def _writes_a_view(file: Any, how: Any = "r", *_: Any, **named: Any) -> bool:  # noqa: ANN401  # as the real one
    how = named.get("mode", how)
    if isinstance(file, int) or how in ("r", "rb") or how == os.O_RDONLY:
        return False
    path = Path(os.fsdecode(file))
    return "totals.json" in path.name or bool(
        {"books", "cells", "issuers"} & {*path.parts[-2:]}
    )


def _without_rights(_disk: Path) -> None:
    """Let the modes of files count for root too."""
    if os.geteuid() == 0:
        for right in _OVERRIDES:
            _call("prctl", _PR_CAPBSET_DROP, *map(ctypes.c_ulong, (right, 0, 0, 0)))
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
        _call("capset", header, (ctypes.c_uint32 * 6)())


# A disk of one's own.


def on_own_mount(work: Callable[[Path], T]) -> T:
    """Do some work in a child that alone sees a small disk, and return its result.

    Raises:
        OSError: If this machine does not allow it.
    """
    with tempfile.TemporaryDirectory() as name:
        disk = Path(name) / "disk"
        disk.mkdir()

        def mounted() -> T | OSError:
            try:
                _separate()
                _mount(disk, 0)
            except OSError as error:
                return error
            return work(disk)

        came = in_child(mounted)
    if isinstance(came, OSError):
        raise came
    return came


def why_no_mounts() -> str:
    """Return why no disk can be mounted here; empty if one can."""
    if sys.platform != "linux":
        return "a small disk is mounted on Linux only"
    try:
        on_own_mount(lambda _: None)
    except OSError as error:
        return f"no disk can be mounted: {error}"
    return ""


def why_modes_do_not_bind() -> str:
    """Return why a mode would not keep this user from writing; empty if it would."""
    is_bound = os.geteuid() != 0 or sys.platform == "linux"
    return "" if is_bound else "root writes whatever the mode says"


def in_child(work: Callable[[], T]) -> T:
    """Do some work in a forked child and return what it returned.

    Raises:
        RuntimeError: If it did not return; what was raised is said.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            data = pickle.dumps((True, work()))
        except BaseException:  # noqa: BLE001  # told to the parent
            data = pickle.dumps((False, traceback.format_exc()))
        while data:
            data = data[os.write(writing, data) :]
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        msg = f"The child ended with {os.waitstatus_to_exitcode(status)}."
        raise RuntimeError(msg)
    is_done, came = pickle.loads(data)  # noqa: S301  # written by our own child
    if not is_done:
        raise RuntimeError(came)
    return came  # type: ignore[no-any-return]  # what the work returned


def _separate() -> None:
    """Leave the mounts of all others; without rights, as root of a space of its own."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _call("unshare", _CLONE_NEWNS)
    else:
        _call("unshare", _CLONE_NEWNS | _CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", "ascii")
    _call("mount", None, b"/", None, ctypes.c_ulong(_MS_REC_PRIVATE), None)


def _mount(disk: Path, flags: int) -> None:
    options = f"size={_SIZE},nr_inodes={_NAMES},mode=755".encode()
    how = ctypes.c_ulong(flags)
    _call("mount", b"disk", os.fsencode(disk), b"tmpfs", how, options)


def _call(name: str, *arguments: Any) -> None:  # noqa: ANN401  # as in C
    """Call the system.

    Raises:
        OSError: If it refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), name)


# The situations.


class Sound(NamedTuple):
    """What the commands do where nothing fails.

    Attributes:
        safe: A folder that does not fail: rows to import, a backup, the register.
        journal: The journal before each command.
        before: What the register shows before each command.
        after: What it shows after each.
        made: What each makes beside it, as a list or text.
    """

    safe: Path
    journal: bytes
    before: dict[str, str]
    after: dict[str, str]
    made: dict[str, str | None]


def try_all(
    names: Sequence[str],
    troubles: Sequence[Trouble],
    disk: Path,
    *,
    is_whole: bool = False,
) -> Tally:
    """Try commands on a disk with each of some troubles.

    Args:
        names: The commands, of `ACTS`.
        troubles: What is wrong with the disk, one after the other.
        disk: An empty folder; for some troubles a mount.
        is_whole: Whether the program runs as a process of its own, begun anew.
    """
    tally = Tally()
    with tempfile.TemporaryDirectory() as safe:
        sound = _prepare(names, Path(safe), disk)
        for name in names:
            for trouble in troubles:
                Trial(name, trouble, sound, disk, is_whole).count_in(tally)
    return tally


def die_everywhere(name: str, disk: Path) -> Tally:
    """Try a command on a disk that dies at each of its file operations."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as safe:
        sound = _prepare([name], Path(safe), disk)
        is_struck = True
        while is_struck:
            trial = Trial(name, dying(tally.tried + 1), sound, disk)
            is_struck = trial.count_in(tally).was_struck
    return tally


def _prepare(names: Sequence[str], safe: Path, disk: Path) -> Sound:
    register = make_register(safe)
    assert quietly("--register", register, "backup", safe / "kept.zip") == 0
    _fill_the_last_page(register)
    journal = (register / "journal.jsonl").read_bytes()
    sound = Sound(safe, journal, {}, {}, {})
    for name in names:
        act = ACTS[name]
        _lay(act, safe, disk)
        sound.before[name] = _listed(act, disk / "register")
        # Done here, so that children find every module imported.
        assert quietly(*act.typed(disk, safe)) == 0, name
        sound.after[name] = _listed(act, disk / "register")
        sound.made[name] = _made(act, disk, safe)
    return sound


def _fill_the_last_page(register: Path) -> None:
    """Record until the next batch would begin in one page of the disk and end behind.

    A disk that is full then takes a part of it.
    """
    journal, left, base = register / "journal.jsonl", 150, 0
    for number in count(20):
        before = journal.stat().st_size
        if base and abs(-before % PAGE - left) < 50:
            return
        length = (-before - left - base) % PAGE if base else 1
        quietly(
            *("--register", register, "issue", "social-network"),
            *(f"{number}/GP-BTTTT", "--on", "3/3/2019", "--holder"),
            *("x" * max(min(length, 1000), 1), "--site", f"vi-du-{number}.vn"),
        )
        base = base or journal.stat().st_size - before - 1


def _lay(act: Act, safe: Path, disk: Path) -> None:
    """Make the disk as it was: the register and nothing else."""
    for path in disk.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(safe / "register", disk / "register")
    if act.is_old:
        path = disk / "register" / "register.toml"
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^format = \d+$", "format = 1", text), "utf-8")


@dataclass
class Trial:
    """A command on a disk with a trouble: what was said, and what was found."""

    name: str
    trouble: Trouble
    sound: Sound
    disk: Path
    is_whole: bool = False

    @property
    def act(self) -> Act:
        """The command."""
        return ACTS[self.name]

    @property
    def register(self) -> Path:
        """The register on the disk."""
        return self.disk / "register"

    @property
    def words(self) -> list[str]:
        """What is typed."""
        return self.act.typed(self.disk, self.sound.safe)

    def count_in(self, tally: Tally) -> Run:
        """Make the trial, count what went wrong, and return the first run."""
        _lay(self.act, self.sound.safe, self.disk)
        self.trouble.begin(self.disk)
        try:
            runs = [self._run()]
            is_left = bool(self.act.makes) and (self.disk / self.act.makes).exists()
            if runs[0].code and not is_left and not _is_unknown(runs[0]):
                runs.append(self._run())
            read = in_child(lambda: self._troubled(self._list))
        finally:
            self.trouble.end(self.disk)
        wrong = [kind for run in runs for kind in self._heard(run)]
        wrong += self._found(runs[-1], read)
        tally.tried += 1
        tally.refused += bool(runs[0].code)
        tally.wrong.update({*wrong})
        if wrong:
            said = " | ".join(f"{one.code}: {one.err.strip()[-400:]}" for one in runs)
            kinds = ", ".join(sorted({*wrong}))
            tally.first.append(f"{self.name}, {self.trouble.name}: {kinds}: {said}")
        return runs[0]

    def _run(self) -> Run:
        if not self.is_whole or self.trouble.is_pretended:
            return in_child(lambda: self._troubled(lambda: _run_here(self.words)))
        came = subprocess.run(
            [sys.executable, "-B", "-m", "licreg", *self.words],
            capture_output=True,
            check=False,
            encoding="utf-8",
            cwd=ROOT,
            preexec_fn=lambda: self.trouble.enter(self.disk),
        )
        return Run(came.returncode, came.stdout, came.stderr)

    def _list(self) -> str:
        return _listed(self.act, self.register)

    def _troubled(self, work: Callable[[], T]) -> T:
        """Do some work in this process, which is a child, with the trouble on it."""
        sys.dont_write_bytecode = True
        faults = self.trouble.enter(self.disk)
        came = work()
        if isinstance(came, Run) and faults is not None:
            return came._replace(was_struck=faults.struck)
        return came

    def _heard(self, run: Run) -> Iterator[str]:
        """Yield what is wrong with what a person heard."""
        must_pass = self.trouble.spares_the_journal and self.name in RECORDING
        if "Traceback" in run.err or "Exception ignored" in run.err:
            yield "a traceback"
        elif not run.code:
            if self.act.is_durable and self.trouble.keeps_nothing:
                yield "confirmed without being on the disk"
            if must_pass and not self._tells_of_views(run.err):
                yield "views failed and nothing was said"
        elif must_pass:
            yield "an act refused for a view"
        elif run.code != self.act.refusal:
            yield f"exit code {run.code}"
        else:
            yield from self._unclear(run.err.rpartition("Error: ")[2])

    def _tells_of_views(self, said: str) -> bool:
        return "could not be written" in said and str(self.register) in said

    def _unclear(self, sentence: str) -> Iterator[str]:
        """Yield what a refusal leaves open."""
        if str(self.disk) not in sentence:
            yield "no place named"
        if not any(way in sentence for way in _WAYS_OUT):
            yield "no way out named"
        if not any(word in sentence for word in ("No ", "Nothing ", _UNKNOWN)):
            yield "not said what became of it"

    def _found(self, last: Run, read: str) -> Iterator[str]:
        """Yield what is wrong with what was found when the disk was mended."""
        is_away = self._bring_back(last)
        before, after = self.sound.before[self.name], self.sound.after[self.name]
        found = self._list()
        if found not in (before, after):
            yield "half recorded, or lost"
        elif not last.code and found != after:
            yield "confirmed and not there"
        elif last.code and found != before and not _is_unknown(last):
            yield "there and said not to be"
        if read != found and not is_away:
            yield "not answered while the disk failed"
        made = _made(self.act, self.disk, self.sound.safe)
        yield from self._written(last, made)
        if last.code and found == before and made is None:
            again = _run_here(self.words)
            if again.code or self._list() != after:
                yield "blocked when mended"
        yield from self._going_on()

    def _written(self, last: Run, made: str | None) -> Iterator[str]:
        """Yield what is wrong with the files that were written."""
        path = self.register / "journal.jsonl"
        journal = path.read_bytes() if path.exists() else b""
        if self.name != "restore over" and not journal.startswith(self.sound.journal):
            yield "journal written over"
        if not last.code and made != self.sound.made[self.name]:
            yield "made wrong"
        if not self.trouble.may_leave:
            if last.code and made is not None:
                yield "made although refused"
            yield from self._litter()

    def _bring_back(self, last: Run) -> bool:
        """Follow a refusal that says under which name the register is kept."""
        is_away = False
        for kept in self.disk.glob("register.before-restore-*"):
            if last.code and str(kept) in last.err:
                shutil.rmtree(self.register, ignore_errors=True)
                kept.rename(self.register)
                is_away = True
        return is_away

    def _litter(self) -> Iterator[str]:
        """Yield what a stopped write left behind."""
        for path in self.disk.rglob("*"):
            is_empty = path.name.startswith("unfinished") and not path.stat().st_size
            if path.name.startswith(".") or is_empty:
                yield "litter"

    def _going_on(self) -> Iterator[str]:
        """Yield what is wrong with the next act, with what it leaves, and a check."""
        shown = self._list()
        if _run_here([word.format(disk=self.disk) for word in _NEXT]).code:
            yield "next act refused"
        if _without_next(self._list()) != _without_next(shown):
            yield "changed by the next act"
        if _run_here(["--register", str(self.register), "check"])[:3] != (0, "", ""):
            yield "check not silent"


def _without_next(shown: str) -> list[object]:
    """Return what is shown, without the licence that the next act is about."""
    rows = json.loads(shown)
    rows = rows if isinstance(rows, list) else [rows]
    return [row for row in rows if not str(row.get("number")).endswith(_NEXT_NUMBER)]


def _is_unknown(run: Run) -> bool:
    return _UNKNOWN in run.err


def _made(act: Act, disk: Path, safe: Path) -> str | None:
    """Return what a command made beside the register, as far as it says something."""
    path = disk / act.makes
    if not act.makes or not path.exists():
        return None
    if path.is_dir():
        return _listed(act, path) if (path / "register.toml").exists() else None
    if path.suffix == ".zip":
        again = safe / "again"
        shutil.rmtree(again, ignore_errors=True)
        code = quietly("restore", path, again)
        return _listed(act, again) if code == 0 else f"restoring it gave {code}"
    return path.read_text("utf-8")


def _listed(act: Act, register: Path) -> str:
    """Return what a register shows, whole; what goes wrong with it counts as well."""
    run = _run_here(["--register", str(register), *act.about, *_AS_JSON])
    return run.out if run.code == 0 else f"{run.code}: {run.err}"


def _run_here(words: Sequence[str]) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except BaseException:  # noqa: BLE001  # a traceback is a failure of the trial
            code = 1
            traceback.print_exc()
    gc.enable()  # The program switches the collector off for its own run.
    return Run(code, out.getvalue(), err.getvalue())


# All of them.


def everywhere(offsets: Iterable[int]) -> list[Trouble]:
    """Return the troubles that need no disk of their own, as this machine has them."""
    modes_bind = not why_modes_do_not_bind()
    return [
        *(quota(offset) for offset in offsets),
        *([not_ours(), not_ours(but_the_journal=True)] if modes_bind else []),
        *(without_fsync(), without_renaming(), without_locks()),
        *(without_views(code) for code in (errno.EIO, errno.ENOSPC, errno.EROFS)),
    ]


def report() -> int:
    """Try every command with every trouble and print what came of it."""
    if why := why_no_mounts():
        print(f"No full disk and none that is read-only: {why}")
    if why_modes := why_modes_do_not_bind():
        print(f"None that is not ours to write: {why_modes}")
    total = Tally()
    for name in ACTS:
        offsets = range(0, 400, 20) if name in RECORDING else ()
        tally = Tally()
        with tempfile.TemporaryDirectory() as folder:
            disk = Path(folder) / "disk"
            disk.mkdir()
            troubles = everywhere((-(10**9), -1000, 0, *offsets, 1000, 2000, 9000))
            tally.take(try_all([name], troubles, disk, is_whole=True))
            tally.take(die_everywhere(name, disk))
        if not why:
            mounted = [*map(full, range(20)), without_names(), read_only()]
            tally.take(
                on_own_mount(partial(try_all, [name], mounted, is_whole=True)),
            )
        print(f"{name:12} {tally.tried:4} tried, {tally.refused:4} refused", end="")
        print(f", wrong: {dict(tally.wrong)}")
        total.take(tally)
    print(*total.first, sep="\n")
    print(f"{total.tried:,} situations, {total.wrong.total():,} faults")
    return 1 if total.wrong else 0


if __name__ == "__main__":
    os.environ |= {"LICREG_CLERK": "an", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    sys.exit(report())
