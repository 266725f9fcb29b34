"""Personal data beside the journal, by reference, so that it can be erased.

``personal.json`` holds each value with its salt; the journal holds the reference and
the salted digest. The file is written first, with what it is written for: values that
are added stay when their batch is in the journal, values that are to be erased go when
the batch that says so is. What a stop leaves undone is finished at the next writing.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from licreg.domain.personal import format_mark, reference_of
from licreg.errors import RegisterFileError, reason_of, way_out
from licreg.lazily import dataclass, regex
from licreg.store.opening import PERSONAL
from licreg.store.views import replace_file
from licreg.wording import told, tr

NAME: Final = PERSONAL
FORMAT: Final = 1
_ADD: Final = "add"
_ERASE: Final = "erase"
_NOTHING: Final = ""

_HEAD: Final = 160
_UNDER_WAY: Final = regex(rb'"entries":([0-9]+),"does":"([a-z]*)"')
_MARK: Final = regex(rb'"(P-[0-9a-f]{12}:[0-9a-f]{64})"')
_ENTRY: Final = regex(rb'\{"n":([0-9]+),')
_ERASED: Final = b'"event":"PersonalErased"'


class Person(NamedTuple):
    """A value and the salt of its digest, in hexadecimal digits."""

    salt: str
    value: str

    @property
    def digest(self) -> str:
        """The salted digest that the journal holds."""
        return sha256(bytes.fromhex(self.salt) + self.value.encode()).hexdigest()


@dataclass
class State:
    """What the file says.

    Attributes:
        entries: How many entries the register had when it was written.
        does: What it was written for, ahead of a batch: ``add`` or ``erase`` values;
            empty where that is done.
        refs: References of these values.
        erased: References of the values that were erased.
        persons: The values by reference.
    """

    entries: int = 0
    does: str = _NOTHING
    refs: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)


class Named(NamedTuple):
    """What a journal says of persons.

    Attributes:
        digests: Digests by reference.
        entries: Numbers of the entries that name each.
        erased: References whose erasure is recorded.
    """

    digests: dict[str, set[str]]
    entries: dict[str, list[int]]
    erased: set[str]


class PersonalData:
    """The personal data of a register, read when it is first asked for.

    Attributes:
        path: The file; it need not be there.
    """

    def __init__(
        self, folder: Path, register: str, recorded: Callable[[], int]
    ) -> None:
        """Begin without reading.

        Args:
            folder: Folder of the register.
            register: Its identity.
            recorded: Tells how many entries the register has, as it stands today.
        """
        self.path = folder / NAME
        self._register = register
        self._recorded = recorded
        self._state: State | None = None
        self._drawn: dict[str, Person] = {}
        self._known: dict[str, str] = {}

    @property
    def state(self) -> State:
        """What the file says.

        Raises:
            RegisterFileError: If it is there and cannot be read.
        """
        if self._state is None:
            self._state = _read(self.path, self._register)
        return self._state

    def person(self, text: str) -> str | None:
        """Return the value of a mark or reference; None if there is none.

        Raises:
            RegisterFileError: If the file cannot be read.
        """
        ref = reference_of(text)
        if self.is_erased(ref):
            return None
        found = self._drawn.get(ref) or self.state.persons.get(ref)
        return found.value if found else None

    def is_erased(self, reference: str) -> bool:
        """Tell whether a value is known to be erased, or is about to be.

        It is from the entry on that says so, also while the value still lies in the
        file, and whatever day in the past is asked about.

        Raises:
            RegisterFileError: If the file cannot be read.
        """
        state = self.state
        is_recorded = state.does == _ERASE and self._recorded() > state.entries
        return reference in state.erased or (is_recorded and reference in state.refs)

    def pseudonym(self, value: str) -> str:
        """Return the mark for a value: that which it has, or a new one.

        A new one is kept when a batch that names it is appended.

        Raises:
            RegisterFileError: If the file cannot be read.
        """
        persons = self.state.persons
        if not self._known:
            self._known = {
                person.value.casefold(): ref for ref, person in persons.items()
            }
        known = self._known.get(value.casefold())
        if known is None:
            known = f"P-{os.urandom(6).hex()}"
            self._drawn[known] = Person(os.urandom(16).hex(), value)
            self._known[value.casefold()] = known
        person = self._drawn.get(known) or persons[known]
        return format_mark(known, person.digest)

    def prepare(
        self, entries: int, data: bytes | bytearray, erased: Sequence[str]
    ) -> None:
        """Write, ahead of a batch, the values that it adds, or which ones it erases.

        Args:
            entries: How many entries the register has before it.
            data: The batch; values that it does not name are not kept.
            erased: References of the values that it erases.

        Raises:
            RegisterFileError: If that cannot be written; the file is as it was.
        """
        named = (
            {_reference(mark) for mark in _MARK.findall(data)} if self._drawn else ()
        )
        added = {ref: one for ref, one in self._drawn.items() if ref in named}
        if not added and not erased:
            return
        state = self.state
        self._write(
            State(
                entries,
                _ERASE if erased else _ADD,
                list(erased or added),
                state.erased,
                {**state.persons, **added},
            )
        )
        self._drawn.clear()

    def finish(self) -> None:
        """Erase what a batch has just recorded as erased.

        Raises:
            RegisterFileError: If that cannot be written; it is tried again at the next
                writing.
        """
        if self._state is not None and self._state.does == _ERASE:
            self._write(_without(self._state, self._state.refs, is_erased=True))

    def mend(self, journal: Path, offset: int, entries: int) -> None:
        """Finish or take back what a stop has left undone; read anew.

        Args:
            journal: The journal.
            offset: Where what is confirmed of it ends, in bytes.
            entries: How many entries that is.

        Raises:
            RegisterFileError: If it cannot be written.
        """
        self._state = None
        self._drawn.clear()
        self._known.clear()
        before, does = _under_way(self.path)
        if does == _NOTHING or (does == _ADD and entries > before):
            return
        state, named = self.state, read_named(journal, offset)
        is_erased = does == _ERASE
        gone = (
            [ref for ref in state.refs if ref in named.erased]
            if is_erased
            else [ref for ref in state.persons if ref not in named.entries]
        )
        self._write(_without(state, gone, is_erased=is_erased))

    def leave_out(self, erased: Iterable[str]) -> int:
        """Erase values whose erasure is known from elsewhere, and return how many.

        Raises:
            RegisterFileError: If that cannot be written.
        """
        gone = sorted(self.state.persons.keys() & set(erased))
        if gone:
            self._write(_without(self.state, gone, is_erased=True, is_done=False))
        return len(gone)

    def faults(
        self, journal: Path, offset: int, entries: int
    ) -> Iterator[tuple[str, str, str]]:
        """Yield what does not fit the journal: a rule, a place and a sentence each.

        What a stop has left undone is no fault: the next writing finishes it.

        Args:
            journal: The journal.
            offset: Where what is confirmed of it ends, in bytes.
            entries: How many entries that is.
        """
        named = read_named(journal, offset)
        try:
            state = self.state
        except RegisterFileError as error:
            yield "personal", str(self.path), str(error)
            return
        for ref, digests in named.digests.items():
            where = "entry " + ", ".join(f"{one:,}" for one in named.entries[ref])
            person = state.persons.get(ref)
            if state.does == _ERASE and ref in state.refs:
                continue
            if person is not None and ref in named.erased:
                message = told(
                    "{ref} was erased, and {name} has its value; redact it again",
                    ref=ref,
                    name=NAME,
                )
                yield "personal-not-erased", where, message
            elif person is None and ref not in named.erased and ref not in state.erased:
                message = told(
                    "{name} has no value for {ref}, and none was erased",
                    name=NAME,
                    ref=ref,
                )
                yield "personal-missing", where, message
            elif person is not None and digests != {person.digest}:
                message = told(
                    "the value of {ref} in {name} is not the one that was entered",
                    ref=ref,
                    name=NAME,
                )
                yield "personal-changed", where, message
        if state.does == _ADD and entries <= state.entries:
            return
        for ref in state.persons.keys() - named.entries.keys():
            message = told(
                "{name} has a value for {ref}, which no entry names", name=NAME, ref=ref
            )
            yield "personal-unnamed", str(self.path), message

    def _write(self, state: State) -> None:
        document = {
            "format": FORMAT,
            "register": self._register,
            "entries": state.entries,
            "does": state.does,
            "refs": state.refs,
            "erased": state.erased,
            "persons": {ref: one._asdict() for ref, one in state.persons.items()},
        }
        try:
            replace_file(self.path, orjson.dumps(document), durable=True)
        except OSError as error:
            msg = tr(
                "{path} cannot be written: {reason}. Nothing was recorded. {way_out}",
                path=self.path,
                reason=reason_of(error),
                way_out=way_out(error),
            )
            raise RegisterFileError(msg, self.path) from error
        self._state = state
        self._known.clear()
        # What a stopped writing left beside it may hold a value that is erased here.
        for left in self.path.parent.glob(f".{NAME}.*"):
            with suppress(OSError):
                left.unlink()


def read_named(journal: Path, offset: int) -> Named:
    """Return what a journal says of persons, by a search of its bytes.

    Args:
        journal: The journal.
        offset: Where what is confirmed of it ends, in bytes.
    """
    named = Named({}, {}, set())
    place = 0
    with journal.open("rb") as stream:
        for line in stream:
            place += len(line)
            if place > offset:
                break
            if b'"P-' not in line:
                continue
            entry = _ENTRY.match(line)
            if entry is None:
                continue
            if _ERASED in line:
                named.erased.update(orjson.loads(line).get("persons", ()))
            for mark in _MARK.findall(line):
                ref, _, digest = mark.decode().partition(":")
                named.digests.setdefault(ref, set()).add(digest)
                numbers = named.entries.setdefault(ref, [])
                if int(entry[1]) not in numbers:
                    numbers.append(int(entry[1]))
    return named


def count_values(folder: Path, register: str) -> int:
    """Return how many values a register keeps.

    Raises:
        RegisterFileError: If the file is there and cannot be read.
    """
    return len(_read(folder / NAME, register).persons)


def known_erasures(folder: Path, register: str, journal: Path) -> set[str]:
    """Return the references of all that is known to be erased in a folder.

    What cannot be read there is passed over.
    """
    erased: set[str] = set()
    with suppress(RegisterFileError):
        erased.update(_read(folder / NAME, register).erased)
    with suppress(OSError, orjson.JSONDecodeError):
        erased |= read_named(journal, journal.stat().st_size).erased
    return erased


def _without(
    state: State, gone: Iterable[str], *, is_erased: bool, is_done: bool = True
) -> State:
    """Return a state without some values; those that are erased are noted."""
    lost = set(gone)
    return State(
        state.entries,
        _NOTHING if is_done else state.does,
        [] if is_done else [ref for ref in state.refs if ref not in lost],
        sorted({*state.erased, *lost}) if is_erased else state.erased,
        {ref: one for ref, one in state.persons.items() if ref not in lost},
    )


def _under_way(path: Path) -> tuple[int, str]:
    """Return what the head of the file says it was written for, and at which entry."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return 0, _NOTHING
    found = _UNDER_WAY.search(head)
    return (int(found[1]), found[2].decode()) if found else (0, _NOTHING)


def _read(path: Path, register: str) -> State:
    """Return what the file says; nothing where there is none.

    Raises:
        RegisterFileError: If it cannot be read, or is another register's.
    """
    try:
        document: dict[str, Any] = orjson.loads(path.read_bytes())
        made_for = document["format"]
        if made_for == FORMAT and document["register"] == register:
            return State(
                int(document.get("entries", 0)),
                str(document.get("does", _NOTHING)),
                list(document.get("refs", ())),
                list(document.get("erased", ())),
                {
                    str(ref): Person(str(one["salt"]), str(one["value"]))
                    for ref, one in document["persons"].items()
                },
            )
    except FileNotFoundError:
        return State()
    except OSError as error:
        msg = tr(
            "{path} cannot be read: {reason}. {way_out}",
            path=path,
            reason=reason_of(error),
            way_out=way_out(error),
        )
        raise RegisterFileError(msg, path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = tr("{path} is damaged. Bring it back from a backup.", path=path)
        raise RegisterFileError(msg, path) from error
    msg = (
        tr(
            "{path} is of another register. Bring the right one back from a backup.",
            path=path,
        )
        if made_for == FORMAT
        else tr(
            "{path} is of format {format}. Bring the right one back from a backup.",
            path=path,
            format=made_for,
        )
    )
    raise RegisterFileError(msg, path)


def _reference(mark: bytes) -> str:
    return mark.decode().partition(":")[0]
