"""Charts of the review: from zero, in proportion, and each number said."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from licreg.exchange.document import Columns, Line, Lines, Panel, Point
from licreg.exchange.review_charts import Drawing, Shape, draw_columns, draw_lines

FIRST = date(2014, 3, 31)
LAST = date(2024, 11, 15)


def columns(*panels: tuple[int, ...], is_partial: bool = False) -> Columns:
    labels = tuple(str(number) for number in range(len(panels[0])))
    drawn = tuple(Panel("", values) for values in panels)
    return Columns("c", "", "", labels, drawn, is_partial=is_partial)


def of_class(drawing: Drawing, name: str) -> list[Shape]:
    return [one for one in drawing.shapes if name in one.attributes["class"].split()]


def value(shape: Shape, name: str) -> float:
    return float(shape.attributes[name])


class TestColumns:
    """A column is as high as its number, and panels have one scale."""

    def test_heights_are_in_proportion_over_all_panels(self) -> None:
        first, second = draw_columns(columns((40, 20), (10, 0)), "en")

        heights = [value(one, "height") for one in of_class(first, "column")]
        (lower,) = of_class(second, "column")
        assert heights[0] == 2 * heights[1] == 4 * value(lower, "height")

    def test_all_stand_on_one_floor(self) -> None:
        (drawing,) = draw_columns(columns((40, 20, 7)), "en")

        floors = {
            round(value(one, "y") + value(one, "height"), 1)
            for one in of_class(drawing, "column")
        }
        (axis,) = of_class(drawing, "axis")
        assert floors == {value(axis, "y1")}

    def test_each_number_is_said_in_the_habit_of_the_language(self) -> None:
        (drawing,) = draw_columns(columns((1056, 0)), "vi")

        assert [one.text for one in of_class(drawing, "value")] == ["1.056", "0"]

    def test_only_the_last_may_be_partial(self) -> None:
        (drawing,) = draw_columns(columns((4, 2, 1), is_partial=True), "en")

        partial = of_class(drawing, "partial")
        assert partial == of_class(drawing, "column")[-1:]

    def test_nothing_at_all_is_drawn_without_a_column(self) -> None:
        (drawing,) = draw_columns(columns((0, 0)), "en")

        assert of_class(drawing, "column") == []


class TestLines:
    """A line runs from zero upward; published figures lie where they were published."""

    @given(ends=st.lists(st.integers(0, 5000), min_size=1, max_size=5))
    def test_names_never_meet(self, ends: list[int]) -> None:
        lines = tuple(Line(str(end), ((FIRST, 0), (LAST, end))) for end in ends)

        for drawing in draw_lines(Lines("l", "", "", lines), "en"):
            places = sorted(value(one, "y") for one in of_class(drawing, "name"))
            assert len(places) == len(ends)
            assert all(low - high >= 17.9 for high, low in pairwise(places))

    @given(
        counts=st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
        language=st.sampled_from(["en", "vi"]),
    )
    def test_all_of_it_lies_on_the_ground(
        self, counts: list[int], language: str
    ) -> None:
        values = tuple(
            (FIRST + timedelta(days=91 * place), count)
            for place, count in enumerate(counts)
        )

        for drawing in draw_lines(Lines("l", "", "", (Line("a", values),)), language):
            (path,) = of_class(drawing, "line")
            places = path.attributes["d"].replace("M", "").split(" L")
            for x, y in (map(float, place.split()) for place in places):
                assert 0 <= x <= drawing.width
                assert 0 <= y <= drawing.height
            labels = [one.text for one in of_class(drawing, "label")]
            assert labels[0] == "0"

    def test_a_figure_that_agrees_lies_on_the_line_and_another_hangs_on_it(
        self,
    ) -> None:
        day = date(2020, 6, 30)
        line = Line(
            "a",
            ((FIRST, 0), (day, 500), (LAST, 900)),
            (
                Point(1, day, 500, 500, agrees=True),
                Point(2, LAST, 1056, 900, agrees=False),
            ),
        )

        wide, _ = draw_lines(Lines("l", "", "", (line,)), "en")

        on_it, off_it = of_class(wide, "point")
        (path,) = of_class(wide, "line")
        assert (
            f"{on_it.attributes['cx']} {on_it.attributes['cy']}"
            in (path.attributes["d"])
        )
        assert off_it.tag == "path"
        (thread,) = of_class(wide, "thread")
        assert value(thread, "y1") < value(thread, "y2")
        assert [one.text for one in of_class(wide, "number")] == ["1", "2"]

    @given(
        places=st.lists(
            st.tuples(st.integers(0, 3800), st.integers(0, 5000)),
            min_size=1,
            max_size=6,
        )
    )
    @example(places=[(0, 36), (0, 0), (21, 0), (21, 0)])
    def test_numbers_of_a_few_figures_never_meet(
        self, places: list[tuple[int, int]]
    ) -> None:
        line = Line(
            "a",
            ((FIRST, 0), (LAST, 5000)),
            tuple(
                Point(number, FIRST + timedelta(days=days), count, 2500, agrees=False)
                for number, (days, count) in enumerate(places, start=1)
            ),
        )

        wide, _ = draw_lines(Lines("l", "", "", (line,)), "en")

        spots = [(value(one, "x"), value(one, "y")) for one in of_class(wide, "number")]
        assert all(
            abs(x - other_x) >= 6.9 or abs(y - other_y) >= 10.9
            for place, (x, y) in enumerate(spots)
            for other_x, other_y in spots[:place]
        )
