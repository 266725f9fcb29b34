"""Published figures of a file on their way into a draft."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Final

from licreg.actions.differences import compare
from licreg.actions.intake import Intake, Item
from licreg.actions.published import judge_figure
from licreg.domain.acceptance import admit
from licreg.domain.events import FigurePublished
from licreg.domain.figures import PublishedFigure
from licreg.errors import RuleError
from licreg.wording import tr

_VALUES: Final = tuple(
    field.name for field in fields(PublishedFigure) if field.name != "id"
)
_COLUMNS: Final = {"first_day": "from", "last_day": "as_of"}


def take_figures(intake: Intake, items: Sequence[Item[FigurePublished]]) -> None:
    """Take published figures; one of an id that is on record must say the same."""
    known: dict[str, FigurePublished] = {
        one.event.id: one.event for one in intake.register.figures()
    }
    circumstances = intake.draft.circumstances
    for item in items:
        figure = item.request
        there = known.get(figure.id)
        if there is None:
            try:
                remarks = admit(
                    judge_figure(figure, (), circumstances.today, circumstances.law),
                    figure.published_on or circumstances.today,
                    circumstances,
                )
            except RuleError as error:
                intake.refuse_by_rule(item, error, "published_on")
                continue
            known[figure.id] = figure
            intake.take(item, [intake.draft.record(replace(figure, remarks=remarks))])
        elif differences := compare(figure, there, _VALUES, _COLUMNS):
            what = tr("the figure {id} on record", id=figure.id)
            intake.refuse_as_other(item, what, differences)
        else:
            intake.leave(item)
