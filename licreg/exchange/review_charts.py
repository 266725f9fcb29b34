"""The charts of a report as drawings: shapes at places, coloured by the page's style.

All of them stand on zero, and say their numbers beside what is drawn.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from licreg.domain.money import format_number
from licreg.lazily import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from licreg.exchange.document import Columns, Line, Lines, Panel

WIDE: Final = (720, 340)
NARROW: Final = (340, 270)
"""Width and height of a chart of lines, where there is room and where there is not."""

_PANEL: Final = (340, 150)
_TOP: Final = 18
_BOTTOM: Final = 20
_FILLED: Final = 0.66
_AXIS: Final = 44
_YEAR_LABEL: Final = 38
_STEPS: Final = (1, 2, 5, 10, 20, 50)
_MOST_TICKS: Final = 5
_DIGIT: Final = 7
_BESIDE: Final = (
    *((0, 18), (0, -9), (13, 4), (-13, 4), (12, 16), (-12, 16)),
    *((12, -8), (-12, -8), (0, 30), (0, -21), (26, 4), (-26, 4)),
    *((26, -8), (-26, -8), (0, -33), (26, -20), (-26, -20), (0, -45)),
    *((40, 4), (-40, 4), (40, -8), (-40, -8), (26, -32), (-26, -32)),
)
"""Where a number may stand from its point, the best place first."""

_NAME_HEIGHT: Final = 18


class Shape(NamedTuple):
    """A shape of a drawing: an element of SVG, its attributes, and its text."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground.

    Attributes:
        name: Where it is shown: ``wide``, ``narrow``, or empty for anywhere.
        width: Of the ground.
        height: Of the ground.
        shapes: From the lowest to the topmost.
        title: What it shows of its chart, where there are several.
    """

    name: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    title: str = ""


def draw_columns(chart: Columns, language: str) -> Iterator[Drawing]:
    """Yield a drawing for each panel."""
    most = max((value for panel in chart.panels for value in panel.values), default=0)
    for panel in chart.panels:
        top = most if chart.has_one_scale else max(panel.values, default=0)
        width, height = _PANEL
        shapes = tuple(_columns(chart, panel, max(top, 1), language))
        yield Drawing("", width, height, shapes, panel.title)


def draw_lines(chart: Lines, language: str) -> Iterator[Drawing]:
    """Yield the chart as it stands where there is room, and where there is not."""
    for name, (width, height) in (("wide", WIDE), ("narrow", NARROW)):
        frame = _Frame(chart, width, height)
        shapes = (
            *_scale(frame, language),
            *(
                shape
                for place, line in enumerate(chart.lines)
                for shape in _line(frame, line, is_main=place == frame.main)
            ),
            *_names(frame, chart, language),
        )
        yield Drawing(name, width, height, shapes)


def nice_step(most: int) -> int:
    """Return the step of a scale from zero to *most* that is read with ease.

    Examples:
        >>> nice_step(2479), nice_step(22), nice_step(3), nice_step(0)
        (500, 5, 1, 1)
    """
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * _MOST_TICKS:
                return factor * power
        power *= 10


def _columns(chart: Columns, panel: Panel, top: int, language: str) -> Iterator[Shape]:
    width, height = _PANEL
    floor = height - _BOTTOM
    slot = width / len(panel.values)
    last = len(panel.values) - 1
    for place, value in enumerate(panel.values):
        length = (floor - _TOP) * value / top
        middle = slot * (place + 0.5)
        if value:
            is_partial = chart.is_partial and place == last
            yield Shape(
                "rect",
                {
                    "class": "column partial" if is_partial else "column",
                    "x": _at(middle - slot * _FILLED / 2),
                    "y": _at(floor - length),
                    "width": _at(slot * _FILLED),
                    "height": _at(length),
                },
            )
        yield _text(
            format_number(value, language),
            middle,
            floor - length - 5,
            "value" if value else "value none",
            "middle",
        )
        yield _text(chart.labels[place], middle, height - 5, "label", "middle")
    yield _stroke("axis", (0, floor), (width, floor))


class _Frame:
    """Where days and counts lie in a chart of lines."""

    def __init__(self, chart: Lines, width: int, height: int) -> None:
        """Take the scale from the lines and the figures on them."""
        days = [day for line in chart.lines for day, _ in line.values]
        counts = [count for line in chart.lines for _, count in line.values]
        counts += [one.published for line in chart.lines for one in line.points]
        self.step = nice_step(max(counts, default=0))
        self.top = self.step * max(1, -(-max(counts, default=0) // self.step))
        self.first = date(min(days).year, 1, 1)
        self.last = max(days)
        self.left, self.right = _AXIS, width - 12
        self.ceiling, self.floor = 30, height - 26
        self.main = next(
            (place for place, line in enumerate(chart.lines) if line.points),
            len(chart.lines) - 1,
        )

    def x(self, day: date) -> float:
        """Return where a day lies."""
        span = max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * (day - self.first).days / span

    def y(self, count: int) -> float:
        """Return where a count lies."""
        return self.floor - (self.floor - self.ceiling) * count / self.top

    def years(self) -> list[int]:
        """Return the years that are named below, as many as have room."""
        years = range(self.first.year, self.last.year + 1)
        room = max(1, int((self.right - self.left) / _YEAR_LABEL))
        step = next((one for one in _STEPS if len(years) <= one * room), _STEPS[-1])
        return [year for year in years if (self.last.year - year) % step == 0]


def _scale(frame: _Frame, language: str) -> Iterator[Shape]:
    for count in range(0, frame.top + 1, frame.step):
        y = frame.y(count)
        name = "grid" if count else "axis"
        yield _stroke(name, (frame.left, y), (frame.right, y))
        yield _text(format_number(count, language), frame.left - 8, y + 4, "label")
    for year in frame.years():
        x = frame.x(date(year, 1, 1))
        yield _stroke("axis", (x, frame.floor), (x, frame.floor + 5))
        yield _text(str(year), x, frame.floor + 19, "label", "middle")


def _line(frame: _Frame, line: Line, *, is_main: bool) -> Iterator[Shape]:
    places = [(frame.x(day), frame.y(count)) for day, count in line.values]
    path = " L".join(f"{_at(x)} {_at(y)}" for x, y in places)
    name = "line main" if is_main else "line"
    yield Shape("path", {"class": name, "d": f"M{path}"})
    yield from _points(frame, line)


def _names(frame: _Frame, chart: Lines, language: str) -> Iterator[Shape]:
    """Yield the name and last count of each line, above its end; else below others."""
    ends = [
        (frame.y(line.values[-1][1]), place) for place, line in enumerate(chart.lines)
    ]
    before = -float(_NAME_HEIGHT)
    for y, place in sorted(ends):
        above = y - 10
        if above - before < _NAME_HEIGHT:
            above = max(y + 2 + _NAME_HEIGHT, before + _NAME_HEIGHT)
        before = above
        line = chart.lines[place]
        text = f"{line.title} {format_number(line.values[-1][1], language)}"
        name = "name main" if place == frame.main else "name"
        yield _text(text, frame.right, above, name)


def _points(frame: _Frame, line: Line) -> Iterator[Shape]:
    """Yield the published figures; a differing one hangs on the line by a thread."""
    for one in line.points:
        x, y = frame.x(one.day), frame.y(one.published)
        if one.agrees:
            shape = {"cx": _at(x), "cy": _at(y), "r": "4"}
            yield Shape("circle", {"class": "point", **shape})
        else:
            yield _stroke("thread", (x, y), (x, frame.y(one.counted)))
            corners = ((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y))
            path = " L".join(f"{_at(a)} {_at(b)}" for a, b in corners)
            yield Shape("path", {"class": "point differs", "d": f"M{path} Z"})
    yield from _numbers(frame, line)


def _numbers(frame: _Frame, line: Line) -> Iterator[Shape]:
    """Yield the number of each point beside it, where no other point or number is."""
    places = [(frame.x(one.day), frame.y(one.published)) for one in line.points]
    taken = [_Box(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    for one, (x, y) in zip(line.points, places, strict=True):
        text = str(one.number)
        boxes = [_box_of(text, x + right, y + down) for right, down in _BESIDE]
        free = [
            box
            for box in boxes
            if box.bottom < frame.floor and not any(map(box.meets, taken))
        ]
        box = (free or boxes)[0]
        taken.append(box)
        middle = (box.left + box.right) / 2
        yield _text(text, middle, box.bottom - 1, "number", "middle")


class _Box(NamedTuple):
    """What a mark takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        """Tell whether both take up the same ground somewhere."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _box_of(text: str, x: float, y: float) -> _Box:
    """Return what a number takes up whose foot's middle is at a place."""
    half = _DIGIT * len(text) / 2
    return _Box(x - half, y - 10, x + half, y + 1)


def _stroke(name: str, start: tuple[float, float], end: tuple[float, float]) -> Shape:
    return Shape(
        "line",
        {
            "class": name,
            "x1": _at(start[0]),
            "y1": _at(start[1]),
            "x2": _at(end[0]),
            "y2": _at(end[1]),
        },
    )


def _text(text: str, x: float, y: float, name: str, anchor: str = "end") -> Shape:
    place = {"class": name, "x": _at(x), "y": _at(y), "text-anchor": anchor}
    return Shape("text", place, text)


def _at(place: float) -> str:
    return f"{place:.1f}".removesuffix(".0")
