"""``register.toml``: what a register is called and how it behaves."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson

from licreg.errors import NewerFormatError, RegisterFileError, reason_of
from licreg.lazily import dataclass, regex
from licreg.store.views import replace_file
from licreg.wording import tr

NAME: Final = "register.toml"
FORMAT: Final = 3
"""Format of a register; 3 counts each year's inspections in a file of their own."""

FIGURES: Final = ("all", "own")

_FORMAT_LINE: Final = regex(r"^(\s*format\s*=\s*)[0-9]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``register.toml`` says.

    Attributes:
        register: Identity, the same as in the journal's first line.
        name: What the register is called.
        authority: Whose register it is.
        is_sample: Whether its records are invented.
        entries_through: Day up to which entry is complete; None where not said.
        issuer: Issuer to take where a number does not tell; empty for none.
        agency: Inspecting agency to take where none is given; empty for none.
        kinds: Further kinds, as rows of the law's table.
        issuers: Further issuers, likewise.
        suffixes: Further suffixes, likewise.
        rules: Level by rule, where it is not the law's.
        figures: Which published figures are compared: ``all``, or the register's
            ``own`` without those that ship.
        format: The register's format; an older one is lifted at the next writing.
    """

    register: str
    name: str
    authority: str = ""
    is_sample: bool = False
    entries_through: date | None = None
    issuer: str = ""
    agency: str = ""
    kinds: tuple[Mapping[str, str], ...] = ()
    issuers: tuple[Mapping[str, str], ...] = ()
    suffixes: tuple[Mapping[str, str], ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    figures: str = FIGURES[0]
    format: int = FORMAT


def read_settings(folder: Path) -> Settings:
    """Read the settings of a register.

    Raises:
        RegisterFileError: If the file is missing, or is not TOML of this shape.
        NewerFormatError: If a later licreg wrote it.
    """
    path = folder / NAME
    try:
        with path.open("rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        msg = tr("{path} cannot be read: {reason}.", path=path, reason=reason_of(error))
        raise RegisterFileError(msg, path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = tr(
            "{path} is not TOML: {error}. Mend it, or bring it back from a backup.",
            path=path,
            error=error,
        )
        raise RegisterFileError(msg, path) from error
    if document.get("format", 0) > FORMAT:
        msg = tr(
            "{path} has format {format}; this licreg reads up to {own}. "
            "Use the newer licreg that wrote it.",
            path=path,
            format=document["format"],
            own=FORMAT,
        )
        raise NewerFormatError(msg, path)
    try:
        return _build(document)
    except (KeyError, TypeError, ValueError) as error:
        msg = tr(
            "{path} cannot be understood: {error}. Mend it, or bring it back "
            "from a backup.",
            path=path,
            error=error,
        )
        raise RegisterFileError(msg, path) from error


def read_default(folder: Path, name: str) -> str:
    """Return one of the register's ``[defaults]``; empty where it has none.

    It is asked for before anything is said, so a file that cannot be read is passed
    over here: who opens the register is told.
    """
    try:
        text = (folder / NAME).read_text("utf-8")
        if not any(line.lstrip().startswith(name) for line in text.splitlines()):
            return ""  # Most say nothing, and reading TOML takes its time.
        value = tomllib.loads(text).get("defaults", {}).get(name, "")
    except (OSError, ValueError, AttributeError):
        return ""
    return value if isinstance(value, str) else ""


def dump_settings(settings: Settings) -> str:
    """Return the text of a new ``register.toml``, with what may be added to it."""
    through = settings.entries_through
    issuer = f"issuer = {_quote(settings.issuer)}" if settings.issuer else ""
    agency = f"agency = {_quote(settings.agency)}" if settings.agency else ""
    lines = [
        "# A register of licreg. Lines beginning with # are for people.",
        f"format = {FORMAT}",
        f"id = {_quote(settings.register)}",
        f"name = {_quote(settings.name)}",
        f"authority = {_quote(settings.authority)}",
        f"sample = {'true' if settings.is_sample else 'false'}",
        "",
        "# The day up to which entry is complete; summaries count no further.",
        f"entries_through = {through}" if through else "# entries_through = 2024-11-15",
        "",
        "# Published figures that reconcile compares: all, or the register's own only.",
        '# figures = "own"',
        "",
        "[defaults]",
        "# What is taken where a number or a command does not tell.",
        issuer or '# issuer = "MIC"',
        agency or '# agency = "ABEI"',
        '# language = "vi"',
        '# days = "dmy"',
        "",
    ]
    return "\n".join(lines)


def lift_format(folder: Path) -> None:
    """Name today's format in the settings of a register, and change nothing else.

    Raises:
        OSError: If the file cannot be replaced; it is as it was.
    """
    path = folder / NAME
    text = path.read_text(encoding="utf-8")
    lifted, found = _FORMAT_LINE.subn(rf"\g<1>{FORMAT}", text, count=1)
    if not found:
        lifted = f"format = {FORMAT}\n{text}"
    replace_file(path, lifted.encode(), durable=True)


def _build(document: Mapping[str, Any]) -> Settings:
    defaults = document.get("defaults", {})
    through = document.get("entries_through")
    if through is not None and type(through) is not date:
        msg = tr(
            "entries_through is {through!r}, not a day such as 2024-11-15",
            through=through,
        )
        raise ValueError(msg)
    figures = document.get("figures", FIGURES[0])
    if figures not in FIGURES:
        msg = tr(
            "figures is {figures!r}, not one of {known}",
            figures=figures,
            known=", ".join(FIGURES),
        )
        raise ValueError(msg)
    return Settings(
        register=document["id"],
        name=document["name"],
        authority=document.get("authority", ""),
        is_sample=document.get("sample", False),
        entries_through=through,
        issuer=defaults.get("issuer", ""),
        agency=defaults.get("agency", ""),
        kinds=tuple(document.get("kinds", ())),
        issuers=tuple(document.get("issuers", ())),
        suffixes=tuple(document.get("suffixes", ())),
        rules=document.get("rules", {}),
        figures=figures,
        format=document.get("format", 1),
    )


def _quote(text: str) -> str:
    """Return the text as a TOML string, which is a JSON string but for one sign."""
    plain = text.encode(errors="replace").decode()
    return orjson.dumps(plain).decode().replace("\x7f", "\\u007f")
