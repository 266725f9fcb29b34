"""One envelope for every view: JSON that names what it was made from.

A view is a JSON object whose first member is ``view``: a checksum of all bytes behind
it, the format, the register's identity and the last entry folded in. TinyDB reads it
as one more table. A view is never the truth: whatever does not fit is made anew.
"""

import os
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from licreg.lazily import regex
from licreg.store.blocks import (
    Blocks,
    Parts,
    Section,
    Terms,
    add_parts,
    no_terms,
    read_sums,
)
from licreg.store.faults import InconsistentViewError, ViewError, ViewFault

FORMAT: Final = 4
_PREFIX: Final = b'{"view":{"1":{"crc32":"'
_CHECKED_FROM: Final = len(_PREFIX) + 8
_MARK: Final = b',"head":"'
_PROOF: Final = _MARK + b'%08x"'
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_LONGEST_HEAD: Final = 1024
PARTED: Final = 1_000_000
"""Bytes from which on a view is read in parts."""

_RETRIES: Final = 5
_PLAIN_CODE: Final = regex(r"(?!(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])$)[A-Z0-9-]{1,40}")
BEGINNING: Final = 400
"""Bytes of a view in which its stamp stands."""


class Stamp(NamedTuple):
    """What a view was made from.

    Attributes:
        register: Identity of the register.
        entry: Last entry folded in.
        offset: Where the journal went on after that entry's batch, in bytes.
        seal: Seal of that batch.
    """

    register: str
    entry: int
    offset: int
    seal: str


def dump_view(stamp: Stamp, tables: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a view whose members are JSON already."""
    body = bytearray()
    for name, table in tables.items():
        body += b',\n"%b":%b' % (name.encode(), table)
    return b"".join(frame_view(stamp, body))


def frame_view(
    stamp: Stamp,
    body: bytearray,
    sections: Sequence[Section] = (),
    terms_of: Callable[[str], Terms] = no_terms,
) -> tuple[bytes, bytearray, bytes]:
    """Return the head of a view, its body and its end.

    Args:
        stamp: What it was made from.
        body: The members, each behind a comma; the index of a large one is added to it.
        sections: Where its lines are; with them a view from ``PARTED`` bytes on can be
            read in parts.
        terms_of: Returns what tells by which terms the lines of a table are found.
    """
    head = {
        "format": FORMAT,
        "register": stamp.register,
        "entry": stamp.entry,
        "offset": stamp.offset,
        "seal": stamp.seal,
    }
    if sections and len(body) >= PARTED:
        parts = add_parts(body, sections, terms_of)
        start = orjson.dumps({**head, "parts": parts}, default=tuple)[1:-1]
        start += _PROOF % zlib.crc32(start)
    else:
        start = orjson.dumps(head)[1:-1]
    start = b'",%b}}' % start
    whole = zlib.crc32(b"}\n", zlib.crc32(body, zlib.crc32(start)))
    return b"%b%08x%b" % (_PREFIX, whole, start), body, b"}\n"


def open_parts(path: Path, register: str) -> tuple[Stamp, Blocks] | None:
    """Return a view's stamp and blocks, its head verified; nothing else is read.

    Returns:
        None where it cannot be read in parts; ``read_view`` tells why not.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_LONGEST_HEAD)
        head_end = start.index(b"}")
        checked, mark, proof = start[_CHECKED_FROM + 2 : head_end].rpartition(
            _PROOF[:9]
        )
        if not mark or mark + proof != _PROOF % zlib.crc32(checked):
            return None
        head = orjson.loads(b"{%b}" % checked)
        if head["format"] != FORMAT or head["register"] != register:
            return None
        parts = Parts(*head["parts"])
        begin = head_end + len(b"}}")
        sums = read_sums(path, begin, parts)
    except (OSError, ValueError):
        return None
    if sums is None:
        return None
    stamp = Stamp(register, head["entry"], head["offset"], head["seal"])
    return stamp, Blocks(path, start[:BEGINNING], begin, parts, sums)


def read_view(path: Path, register: str) -> tuple[Stamp, bytes]:
    """Return a view's stamp and bytes, verified.

    Raises:
        ViewError: If the file is missing, damaged, of another register or newer.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ViewError(ViewFault(path.name, "missing")) from None
    except OSError:
        raise ViewError(ViewFault(path.name, "damaged")) from None
    checked = memoryview(data)[_CHECKED_FROM:]
    written = data[len(_PREFIX) : _CHECKED_FROM]
    if not data.startswith(_PREFIX) or written != b"%08x" % zlib.crc32(checked):
        raise ViewError(ViewFault(path.name, "damaged"))
    end = data.index(b"}", _CHECKED_FROM)
    head = orjson.loads(b"{" + data[_CHECKED_FROM + 2 : end + 1])
    if head["format"] != FORMAT:
        reason = "newer" if head["format"] > FORMAT else "older"
        raise ViewError(ViewFault(path.name, reason))
    if head["register"] != register:
        raise ViewError(ViewFault(path.name, "foreign"))
    return Stamp(register, head["entry"], head["offset"], head["seal"]), data


def read_fitting(path: Path, register: str, touched: int, head: Stamp) -> bytes:
    """Return the bytes of a view, verified, if it is of the state in hand.

    Args:
        path: Where it lies.
        register: Identity of the register that it must belong to.
        touched: Where the journal stood behind the last batch that changed it.
        head: Up to where the journal is folded in.

    Raises:
        ViewError: If the file is missing, damaged, of another register or newer.
        InconsistentViewError: If it lacks something, or is ahead.
    """
    stamp, data = read_view(path, register)
    if not touched <= stamp.offset <= head.offset:
        raise InconsistentViewError(path.name)
    return data


def stamp_in(beginning: bytes) -> Stamp | None:
    """Return the stamp that the first bytes of a view tell, unproved; None for none."""
    end = beginning.find(b"}", _CHECKED_FROM)
    if not beginning.startswith(_PREFIX) or end < 0:
        return None
    try:
        head = orjson.loads(b"{" + beginning[_CHECKED_FROM + 2 : end + 1])
        if head["format"] != FORMAT:
            return None
        return Stamp(head["register"], head["entry"], head["offset"], head["seal"])
    except (ValueError, KeyError, TypeError):
        return None


def load_tables(data: bytes) -> dict[str, Any]:
    """Return the members of a verified view."""
    tables: dict[str, Any] = orjson.loads(data)
    return tables


def file_of(name: str) -> str:
    """Return the path of a view's file, another for each code on every system."""
    folder, _, code = name.partition("/")
    if _PLAIN_CODE.fullmatch(code) is None:
        from hashlib import sha256

        code = f"~{sha256(code.encode()).hexdigest()[:24]}"
    return f"{folder}/{code}.json"


def lines_of(lines: Sequence[bytes]) -> bytes:
    """Return members of a table, each on a line of its own, as the table."""
    return b"{\n" + b",\n".join(lines) + b"\n}"


def section_of(data: bytes, table: str) -> tuple[int, int]:
    """Return where the lines of a table begin and end in a view; empty if nowhere."""
    mark = b'\n"%b":{\n' % table.encode()
    start = data.find(mark)
    if start < 0:
        return 0, 0
    start += len(mark)
    return start, max(data.find(b"\n}", start - 1), start)


def replace_file(
    path: Path, data: bytes | Sequence[bytes | bytearray], *, durable: bool = False
) -> None:
    """Put *data* in the place of *path*, whole or not at all.

    The file keeps its mode; a new one gets that of its folder's register. On Windows
    a reader may hold the old file for a moment, so the last step is tried again.

    Args:
        path: The file to replace.
        data: Its new bytes, or some that follow each other.
        durable: Whether to wait until the bytes are on the disk.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(temporary, _NEW, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines((data,) if isinstance(data, bytes) else data)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else 0o640)
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in *folder* are on the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(temporary: Path, path: Path) -> None:
    for attempt in range(_RETRIES):
        try:
            temporary.replace(path)
        except PermissionError:
            if os.name != "nt" or attempt == _RETRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))
        else:
            return
