"""What a clerk or an office has settled once: each value, and where it comes from.

A value given on the command line comes first, then one from the environment, from the
register's ``register.toml`` (table ``[defaults]``), from the user's ``config.toml``,
and last what licreg would do anyway.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from licreg.cli.places import config_file
from licreg.domain.text import nearest, quote, show_safe
from licreg.errors import InvalidInputError
from licreg.wording import DAY_STYLES, LANGUAGES, tr

NAMES: Final = (
    "language",
    "register",
    "clerk",
    "issuer",
    "agency",
    "days",
    "plain",
    "pager",
)
"""What can be settled in the user's file."""

OF_REGISTERS: Final = ("language", "issuer", "agency", "days")
"""What an office settles for all its clerks, in ``register.toml``."""

_SPELLED: Final = {"language": ("--lang", "LICREG_LANG")}
_YES_OR_NO: Final = ("plain", "pager")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": LANGUAGES,
    "days": DAY_STYLES,
}


class Preference(NamedTuple):
    """A value that was settled.

    Attributes:
        value: As text; empty where none was.
        origin: Where it comes from: an option, a variable, a file; empty if nowhere.
    """

    value: str
    origin: str


def read_config(path: Path) -> Mapping[str, str]:
    """Read a user's settings; none where there is no file.

    Raises:
        InvalidInputError: If it cannot be read, or says what licreg does not know.
    """
    try:
        with path.open("rb") as stream:
            import tomllib

            document = tomllib.load(stream)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        msg = tr(
            "{path} cannot be read: {reason}. Mend it or take it away.",
            path=show_safe(str(path)),
            reason=reason,
        )
        raise InvalidInputError(msg) from error
    return dict(_checked(document, path))


class Preferences:
    """The settings of one run; a file is read when a setting is first asked for."""

    def __init__(
        self, given: Mapping[str, str | None], register: Callable[[], Path | None]
    ) -> None:
        """Keep what the command line says, and how the register is found."""
        self._given = given
        self._register = register

    def of(self, name: str) -> Preference:
        """Return a setting, and where it comes from.

        Raises:
            InvalidInputError: If it has a value that is not known, or the user's file
                cannot be understood.
        """
        for value, origin in self._ranked(name):
            if value:
                _check(name, value, origin)
                return Preference(value, origin)
        return Preference("", "")

    def own(self, name: str) -> str:
        """Return a setting of the user's own file; empty where it has none."""
        return self._own.get(name, "")

    @cached_property
    def _own(self) -> Mapping[str, str]:
        return read_config(config_file())

    def _ranked(self, name: str) -> Iterator[tuple[str | None, str]]:
        """Yield the values of a setting, the one that counts first."""
        option, variable = _SPELLED.get(name, (f"--{name}", f"LICREG_{name.upper()}"))
        yield self._given.get(name), option
        yield os.environ.get(variable), variable
        if name in OF_REGISTERS and (folder := self._register()) is not None:
            from licreg.store.settings import NAME, read_default

            yield read_default(folder, name), str(folder / NAME)
        yield self._own.get(name), str(config_file())


def _check(name: str, value: str, where: str) -> None:
    """Refuse a value that is none of its kind.

    Raises:
        InvalidInputError: If the setting has a list of values and this is not on it.
    """
    known = _CHOICES.get(name)
    if known is not None and value not in known:
        msg = tr(
            "{where}: {value} is not a known {name}. Known: {known}.",
            where=show_safe(where),
            value=quote(value),
            name=name,
            known=", ".join(known),
        )
        raise InvalidInputError(msg)


def _checked(document: Mapping[str, Any], path: Path) -> Iterator[tuple[str, str]]:
    """Yield the settings as texts.

    Raises:
        InvalidInputError: If one is not known, or is of another kind.
    """
    where = show_safe(str(path))
    for name, value in document.items():
        if name not in NAMES:
            close = nearest(name, NAMES)
            msg = tr(
                "{where}: {name} is not a setting. Known: {known}.",
                where=where,
                name=quote(name),
                known=", ".join(NAMES),
            )
            if close:
                msg = tr("{message} Did you mean '{close}'?", message=msg, close=close)
            raise InvalidInputError(msg)
        if isinstance(value, bool) and name in _YES_OR_NO:
            yield name, "yes" if value else "no"
        elif isinstance(value, str) and name not in _YES_OR_NO:
            _check(name, value, where)
            yield name, value
        else:
            form = "true | false" if name in _YES_OR_NO else '"…"'
            msg = tr(
                "{where}: {name} is written {name} = {form}.",
                where=where,
                name=name,
                form=form,
            )
            raise InvalidInputError(msg)
