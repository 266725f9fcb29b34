"""Dataclasses and patterns made lazily behave as the standard's do."""

import dataclasses
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg import lazily

Maker = Callable[..., Any]

MAKERS = {
    "first": lazily.dataclass,
    "later": lazily.dataclass,
    "standard": dataclasses.dataclass,
}
"""The first objects of a class, later ones, and what they are held against."""


class Plain:
    name: str
    days: list[int] = field(default_factory=list)
    count: int = 0


class Settled:
    """Has text of its own, and a default that is not a word of Python's."""

    issuer: str
    since: object = Plain
    rest: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.issuer


class Counted:
    count: int
    double: int = 0

    def __post_init__(self) -> None:
        self.double = 2 * self.count


def made(maker: Maker, cls: type, **how: bool) -> type[Any]:
    """Return a copy of a class as a dataclass."""
    body = {k: v for k, v in vars(cls).items() if k not in {"__dict__", "__weakref__"}}
    found: type[Any] = maker(**how)(type(cls.__name__, (), body))
    return found


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Maker:
    if request.param == "later":
        monkeypatch.setattr(lazily, "_FEW", 0)
    one: Maker = MAKERS[request.param]
    return one


class TestMaking:
    def test_fields_are_given_by_place_or_by_name(self, maker: Maker) -> None:
        plain = made(maker, Plain)
        assert plain("a", [1], 2) == plain(count=2, name="a", days=[1])

    def test_a_factory_makes_another_value_for_each(self, maker: Maker) -> None:
        plain = made(maker, Plain)
        one, other = plain("a"), plain("b")
        one.days.append(1)
        assert (one.days, other.days) == ([1], [])

    def test_what_is_missing_or_not_known_is_refused(self, maker: Maker) -> None:
        plain = made(maker, Plain)
        with pytest.raises(TypeError):
            plain()
        with pytest.raises(TypeError):
            plain("a", [], 1, 2)
        with pytest.raises(TypeError):
            plain("a", weight=1)

    def test_by_name_only_means_by_name_only(self, maker: Maker) -> None:
        settled = made(maker, Settled, frozen=True, slots=True, kw_only=True)
        assert settled(issuer="MIC").rest == ()
        with pytest.raises(TypeError):
            settled("MIC")

    def test_what_comes_after_is_done(self, maker: Maker) -> None:
        assert made(maker, Counted)(3).double == 6

    def test_a_class_below_has_the_same_fields(self, maker: Maker) -> None:
        base = made(maker, Settled, frozen=True, slots=True)
        first = type("First", (base,), {"__slots__": ()})
        second = type("Second", (base,), {"__slots__": ()})
        assert first("MIC") == first("MIC") != second("MIC")
        assert type(replace(first("MIC"), issuer="ABEI")) is first
        assert repr(first("MIC")).startswith("First(issuer='MIC', ")


class TestUsing:
    def test_what_is_frozen_cannot_be_changed(self, maker: Maker) -> None:
        one = made(maker, Settled, frozen=True, slots=True)("MIC")
        with pytest.raises(FrozenInstanceError):
            one.issuer = "ABEI"
        with pytest.raises(FrozenInstanceError):
            del one.issuer
        assert one.issuer == "MIC"

    def test_slots_take_nothing_else(self, maker: Maker) -> None:
        one = made(maker, Plain, slots=True)("a")
        assert not hasattr(one, "__dict__")
        with pytest.raises(AttributeError):
            one.weight = 1

    def test_equal_values_are_equal_and_found(self, maker: Maker) -> None:
        settled = made(maker, Settled, frozen=True, slots=True)
        assert settled("MIC") == settled("MIC") != settled("MIC", rest=(1,))
        assert {settled("MIC"): 1}[settled("MIC")] == 1
        assert settled("MIC") != "MIC"

    def test_a_copy_is_equal(self, maker: Maker) -> None:
        for frozen in (False, True):
            one = made(maker, Plain, frozen=frozen, slots=True)("a", [1])
            other = deepcopy(one)
            assert other == one
            assert other.days is not one.days

    def test_what_can_change_cannot_be_a_key(self, maker: Maker) -> None:
        with pytest.raises(TypeError):
            hash(made(maker, Plain)("a"))

    def test_without_equality_each_is_itself(self, maker: Maker) -> None:
        plain = made(maker, Plain, eq=False)
        assert plain("a") != plain("a")

    def test_they_stand_in_the_order_of_their_fields(self, maker: Maker) -> None:
        counted = made(maker, Settled, frozen=True, order=True)
        rows = [counted("b", 1), counted("a", 2), counted("a", 1)]
        assert sorted(rows) == [rows[2], rows[1], rows[0]]
        assert rows[2] <= rows[1] < rows[0] >= rows[1] > rows[2]
        with pytest.raises(TypeError):
            assert rows[0] < "c"

    def test_its_text_names_the_fields(self, maker: Maker) -> None:
        assert repr(made(maker, Plain)("a")) == "Plain(name='a', days=[], count=0)"
        assert str(made(maker, Settled)("MIC")) == "MIC"

    def test_fields_match_and_replace(self, maker: Maker) -> None:
        plain = made(maker, Plain, frozen=True)
        assert [one.name for one in fields(plain)] == ["name", "days", "count"]
        assert replace(plain("a"), count=3) == plain("a", [], 3)
        match plain("a", [1], 2):
            case plain(name, count=count):
                assert (name, count) == ("a", 2)
            case _:
                pytest.fail("it did not match")


def test_nothing_is_compiled_for_the_first_few() -> None:
    plain = made(lazily.dataclass, Plain)
    before = plain.__init__

    some = [plain("a", [place]) for place in range(24)]

    assert plain.__init__ is before
    some.append(plain("a", [24]))
    assert plain.__init__ is not before
    assert plain.__init__.__qualname__ == "Plain.__init__"
    assert [one.days for one in some] == [[place] for place in range(25)]
    assert plain("a", [0]) == some[0]


@given(st.text("ab1 \n"), st.sampled_from([0, re.MULTILINE, re.IGNORECASE]))
def test_a_pattern_does_what_the_compiled_one_does(text: str, flags: int) -> None:
    written = r"^(?P<letters>[A-B]+|b)(1?)"
    ours, theirs = lazily.regex(written, flags), re.compile(written, flags)

    for find in ("match", "fullmatch", "search"):
        one, other = (getattr(pattern, find)(text) for pattern in (ours, theirs))
        assert (one and one.groupdict()) == (other and other.groupdict())
    assert ours.findall(text) == theirs.findall(text)
    assert ours.sub(r"<\1>", text) == theirs.sub(r"<\1>", text)
    assert ours.split(text) == theirs.split(text)
    assert ours.pattern == written


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    wrong = lazily.regex(rb"(")
    assert not hasattr(wrong, "__len__")

    with pytest.raises(re.error):
        wrong.search(b"")
