"""Charts in lines of text: bars, and a line over the years.

They are legible at 40 columns and without colour, since every length has its number
beside it and a line its scale; where the blocks cannot be written, plain signs stand.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from licreg.cli.cells import visible
from licreg.domain.money import format_number
from licreg.lazily import dataclass

LONGEST_LINE: Final = 100
"""A chart is not made wider than this, however wide the terminal is."""

_GAP: Final = 2
_SHORTEST_BAR: Final = 8
_ROWS: Final = 10
_ROWS_TO_A_LABEL: Final = 5
_CELLS_TO_A_YEAR: Final = 6
_ROUND: Final = (10, 15, 20, 25, 30, 40, 50, 60, 80)
_STEPS: Final = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers as lengths from zero.

    Attributes:
        title: What they count.
        rows: Names with their numbers, none negative.
        most: What the longest stands for, where other charts have the same scale.
    """

    title: str
    rows: tuple[tuple[str, int], ...]
    most: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """A number over the years, from zero.

    Attributes:
        title: What it counts.
        points: Days with the number at their end, ascending.
    """

    title: str
    points: tuple[tuple[date, int], ...]


Chart: TypeAlias = Bars | Curve


class Signs(NamedTuple):
    """What charts are made of.

    Attributes:
        bar: One cell of a bar.
        half: The half of it, at its end.
        along: A line that stays.
        upright: One that rises or falls through a row.
        rising: Where it leaves one height for a greater one, and where it comes to it.
        falling: The same for a smaller one.
        scale: An edge with a number.
        tick: A year below.
    """

    bar: str
    half: str
    along: str
    upright: str
    rising: tuple[str, str]
    falling: tuple[str, str]
    scale: str
    tick: str


DRAWN: Final = Signs("━", "╸", "─", "│", ("╯", "╭"), ("╮", "╰"), "┤", "┬")
TYPED: Final = Signs("=", "-", "-", "|", ("/", "/"), ("\\", "\\"), "|", "+")
"""The signs of a terminal, and of one that has no others than those of a typewriter."""


def plot(
    chart: Chart, width: int, language: str, signs: Signs = DRAWN
) -> Iterator[str]:
    """Yield the lines of a chart below its title, none longer than *width*.

    Examples:
        >>> bars = Bars("Issued", (("2023", 49), ("2024", 80)))
        >>> for line in plot(bars, 24, "en"):
        ...     print(line)
        2023  ━━━━━━━━╸       49
        2024  ━━━━━━━━━━━━━━  80
    """
    width = min(width, LONGEST_LINE)
    match chart:
        case Bars():
            yield from _bars(chart, width, language, signs)
        case Curve():
            yield from _curve(chart, width, language, signs)


def _bars(chart: Bars, width: int, language: str, signs: Signs) -> Iterator[str]:
    from rich.cells import cell_len, set_cell_size

    numbers = [format_number(value, language) for _, value in chart.rows]
    names = [visible(name) for name, _ in chart.rows]
    longest = max(map(len, numbers), default=0)
    room = width - longest - 2 * _GAP
    name_room = min(max(map(cell_len, names), default=0), room - _SHORTEST_BAR)
    room -= name_room
    most = max(chart.most, *(value for _, value in chart.rows), 1)
    for name, (_, value), number in zip(names, chart.rows, numbers, strict=True):
        bar = _bar(value, most, room, signs)
        *folded, last = _folded(name, name_room)
        yield from folded
        yield (
            f"{set_cell_size(last, name_room)}{' ' * _GAP}{bar:{room}}"
            f"{' ' * _GAP}{number:>{longest}}"
        )


def _bar(value: int, most: int, room: int, signs: Signs) -> str:
    """Return a length; only nothing is drawn as nothing."""
    halves = max(round(value * room * 2 / most), int(value > 0))
    return signs.bar * (halves // 2) + signs.half * (halves % 2)


def _folded(name: str, room: int) -> list[str]:
    """Return a name in pieces that fit; none of it is lost."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in name.split(" "):
        for piece in chop_cells(word, room) or [""]:
            longer = f"{lines[-1]} {piece}".strip()
            if cell_len(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _curve(chart: Curve, width: int, language: str, signs: Signs) -> Iterator[str]:
    top = 2 * _round_half(max(count for _, count in chart.points))
    labels = {
        row: format_number(top * row // _ROWS, language)
        for row in range(0, _ROWS + 1, _ROWS_TO_A_LABEL)
    }
    margin = max(map(len, labels.values()))
    room = width - margin - 2
    heights = [round(count * _ROWS / top) for count in _sampled(chart.points, room)]
    grid = _traced(heights, signs)
    for row in range(_ROWS, -1, -1):
        edge = signs.scale if row in labels else signs.upright
        line = f"{labels.get(row, ''):>{margin}} {edge}{''.join(grid[row])}"
        yield line.rstrip()
    yield from _years(chart.points, margin + 2, room, signs)


def _sampled(points: Sequence[tuple[date, int]], room: int) -> Iterator[int]:
    """Yield the number at so many days, evenly over all; in between on a line."""
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    place = 0
    for column in range(room):
        day = first + (last - first) * column / max(room - 1, 1)
        while place < len(points) - 2 and points[place + 1][0].toordinal() < day:
            place += 1
        (start, before), (end, after) = (
            points[place],
            points[min(place + 1, len(points) - 1)],
        )
        span = end.toordinal() - start.toordinal()
        share = (day - start.toordinal()) / span if span else 1
        yield round(before + (after - before) * share)


def _traced(heights: Sequence[int], signs: Signs) -> list[list[str]]:
    """Return the rows of a grid, the lowest first, with a line through the heights."""
    grid = [[" "] * len(heights) for _ in range(_ROWS + 1)]
    grid[heights[0]][0] = signs.along
    for column, (before, now) in enumerate(pairwise(heights), start=1):
        if before == now:
            grid[now][column] = signs.along
            continue
        for row in range(min(before, now) + 1, max(before, now)):
            grid[row][column] = signs.upright
        turn = signs.rising if now > before else signs.falling
        grid[before][column], grid[now][column] = turn
    return grid


def _years(
    points: Sequence[tuple[date, int]], margin: int, room: int, signs: Signs
) -> Iterator[str]:
    """Yield the ticks and names of years below a line, as many as have room."""
    first, last = points[0][0], points[-1][0]
    span = max((last - first).days, 1)
    years = [
        year
        for year in range(first.year, last.year + 1)
        if date(year, 1, 1) >= first or first.year == last.year
    ]
    step = next(
        (one for one in _STEPS if len(years) // one * _CELLS_TO_A_YEAR <= room),
        _STEPS[-1],
    )
    ticks, names = [signs.along] * room, [" "] * (room + 4)
    for year in years:
        if (last.year - year) % step:
            continue
        column = max(0, (date(year, 1, 1) - first).days) * (room - 1) // span
        name = f"{year}"
        start = min(max(column - 1, 0), room - len(name))
        ticks[column] = signs.tick
        names[start : start + len(name)] = name
    indent = " " * (margin - 1)
    yield f"{indent}{signs.along}{''.join(ticks)}"
    yield f"{indent} {''.join(names)}".rstrip()


def _round_half(most: int) -> int:
    """Return the half of a scale that holds *most*, a number that is read with ease.

    Examples:
        >>> [_round_half(most) for most in (0, 7, 40, 1056, 2479)]
        [1, 4, 20, 600, 1500]
    """
    half = max(1, -(-most // 2))
    if half < _ROUND[0]:
        return half
    power = 1
    while True:
        for number in _ROUND:
            if half <= number * power:
                return number * power
        power *= 10
