"""Dataclasses and patterns that are made ready when they are first needed.

The standard ``dataclass`` writes the methods of each class as source text and compiles
them when the module is imported; for the classes of this program that was a third of
the time to start. Here the fields are read at once, what all classes can share is
shared, and the standard is asked for ``__init__`` once a class makes many objects.
``fields``, ``replace``, ``match`` and slots are the standard's own.

Patterns are compiled by code in Python, a third of a millisecond each, and a command
uses few of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, field, fields
from dataclasses import dataclass as read_fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, AnyStr, Final, NamedTuple, NoReturn, cast

_FEW: Final = 24
"""Objects of a class that are made without compiling."""


def _dataclass(  # noqa: PLR0913  # those of the standard
    cls: type | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
    order: bool = False,
    eq: bool = True,
) -> Any:  # noqa: ANN401  # the class, or what makes it one
    """Make a dataclass, as the standard decorator of the name does."""
    if cls is None:
        return lambda cls: _dataclass(
            cls, frozen=frozen, slots=slots, kw_only=kw_only, order=order, eq=eq
        )
    made: Any = read_fields(
        cls, init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
    )
    made.__init__ = _first_init(made, is_frozen=frozen)
    if "__repr__" not in vars(made):
        made.__repr__ = _describe
    if eq:
        compared = attrgetter(*(one.name for one in fields(made) if one.compare))
        made.__eq__ = _comparison(compared, "__eq__")
        made.__hash__ = _hashing(compared) if frozen else None
        for sign in ("__lt__", "__le__", "__gt__", "__ge__") if order else ():
            setattr(made, sign, _comparison(compared, sign))
    if frozen:
        made.__setattr__ = made.__delattr__ = _refuse
        made.__getstate__, made.__setstate__ = _values_of, _set_values
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  # given on
else:
    dataclass = _dataclass


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what ``re.compile`` does, but for its errors, which come with its use.

    It cannot be given to functions of ``re`` instead of its text.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    """A pattern that becomes the compiled one as soon as it is asked for anything."""

    def __init__(self, text: Any, flags: int) -> None:  # noqa: ANN401  # text or bytes
        self._made_of = text, flags

    def __getattr__(self, name: str) -> object:
        """Compile the pattern, and be as it is from now on.

        Raises:
            AttributeError: If patterns have nothing of that name.
        """
        if name not in _OF_A_PATTERN:
            raise AttributeError(name)
        compiled: Any = re.compile(*self._made_of)
        vars(self).update((one, getattr(compiled, one)) for one in _OF_A_PATTERN)
        return getattr(self, name)


_OF_A_PATTERN: Final = frozenset(
    name for name in dir(re.Pattern) if not name.startswith("_")
)


class _Shape(NamedTuple):
    """What an ``__init__`` needs to know of a class.

    Attributes:
        placed: Names that may be given by place.
        defaults: By name, what stands for a value not given.
        factories: By name, what makes it.
        names: Every name, in order.
    """

    placed: tuple[str, ...]
    defaults: Mapping[str, object]
    factories: Mapping[str, Callable[[], object]]
    names: tuple[str, ...]


def _first_init(cls: Any, *, is_frozen: bool) -> Callable[..., None]:  # noqa: ANN401  # any dataclass
    """Return the ``__init__`` of the first few objects; then it is the standard's.

    Most classes of a run make a few objects, for which compiling does not pay.
    """
    made = 0
    shape: _Shape | None = None

    def __init__(self: object, /, *values: object, **named: object) -> None:  # noqa: N807  # it is one
        nonlocal made, shape
        made += 1
        if made > _FEW:
            cls.__init__ = _standard_init(cls, is_frozen=is_frozen)
            cls.__init__(self, *values, **named)
            return
        shape = shape or _shape_of(cls)
        _fill(self, shape, values, named)

    return __init__


def _shape_of(cls: Any) -> _Shape:  # noqa: ANN401  # any dataclass
    given = fields(cls)
    return _Shape(
        placed=tuple(one.name for one in given if not one.kw_only),
        defaults={one.name: one.default for one in given if one.default is not MISSING},
        factories={
            one.name: one.default_factory
            for one in given
            if one.default_factory is not MISSING
        },
        names=tuple(one.name for one in given),
    )


def _fill(
    self: Any,  # noqa: ANN401  # any dataclass
    shape: _Shape,
    values: tuple[object, ...],
    named: dict[str, object],
) -> None:
    """Set the fields of a new object.

    Raises:
        TypeError: If a value is missing, given twice, or of no field.
    """
    put = object.__setattr__  # A frozen object is filled once.
    given = dict(zip(shape.placed, values, strict=False))
    strange = [name for name in named if name in given or name not in shape.names]
    if len(values) > len(shape.placed) or strange:
        msg = f"{type(self).__qualname__}() got values that it does not take: {strange}"
        raise TypeError(msg)
    given.update(named)
    for name in shape.names:
        if name in given:
            put(self, name, given[name])
        elif name in shape.defaults:
            put(self, name, shape.defaults[name])
        elif name in shape.factories:
            put(self, name, shape.factories[name]())
        else:
            msg = f"{type(self).__qualname__}() is missing {name!r}"
            raise TypeError(msg)
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _standard_init(cls: Any, *, is_frozen: bool) -> Callable[..., None]:  # noqa: ANN401  # any dataclass
    """Return the ``__init__`` that the standard makes of the same fields."""
    namespace: dict[str, Any] = {
        one.name: field(default=one.default, kw_only=one.kw_only)
        if one.default_factory is MISSING
        else field(default_factory=one.default_factory, kw_only=one.kw_only)
        for one in fields(cls)
    }
    namespace["__annotations__"] = {one.name: one.type for one in fields(cls)}
    if hasattr(cls, "__post_init__"):
        namespace["__post_init__"] = cls.__post_init__
    twin = type(cls.__name__, (), namespace)
    made: Any = read_fields(frozen=is_frozen, repr=False, eq=False)(twin)
    init: Callable[..., None] = made.__init__
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _describe(self: Any) -> str:  # noqa: ANN401  # any dataclass
    values = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self))
    return f"{type(self).__qualname__}({', '.join(values)})"


def _comparison(compared: Callable[[Any], Any], sign: str) -> Callable[[Any, Any], Any]:
    def compare(self: object, other: object) -> Any:  # noqa: ANN401  # or NotImplemented
        if other.__class__ is not self.__class__:
            return NotImplemented
        return getattr(compared(self), sign)(compared(other))

    return compare


def _hashing(compared: Callable[[Any], Any]) -> Callable[[Any], int]:
    return lambda self: hash(compared(self))


def _values_of(self: Any) -> list[object]:  # noqa: ANN401  # any dataclass
    return [getattr(self, one.name) for one in fields(self)]


def _set_values(self: Any, values: list[object]) -> None:  # noqa: ANN401  # likewise
    """Fill a copy, although it cannot be changed."""
    for one, value in zip(fields(self), values, strict=True):
        object.__setattr__(self, one.name, value)


def _refuse(_self: object, name: str, *_value: object) -> NoReturn:
    msg = f"cannot change field {name!r}"
    raise FrozenInstanceError(msg)
