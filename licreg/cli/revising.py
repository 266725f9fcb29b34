"""``reconcile --since-published``: what was known on the day of publication, and now.

Statistics tell a revision (records came in late) from a correction of errors; both are
counted apart.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from licreg.actions.causes import can_follow, effects_between
from licreg.actions.figures import (
    DIFFERS,
    UNCOUNTABLE,
    Comparison,
    compare,
    comparison_row,
)
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.figure_reasons import cause_words
from licreg.cli.figure_words import MARKS, published, shown_number, title
from licreg.cli.knowing import register_at
from licreg.cli.reconciling import records_of
from licreg.cli.session import Session
from licreg.cli.words import word
from licreg.domain.days import format_day
from licreg.domain.money import format_signed
from licreg.wording import tr

if TYPE_CHECKING:
    from licreg.actions.comparing import Effect
    from licreg.store.register import RegisterFolder


def revision_answer(
    session: Session,
    register: "RegisterFolder",
    comparisons: Sequence[Comparison],
    as_of: date | None,
) -> Answer:
    """Return each figure with what was counted when it was published, and now.

    Args:
        session: Whose register as known now the comparisons come from.
        register: The register with all its entries.
        comparisons: The figures beside the counts of now.
        as_of: The last day of figures that do not state theirs.
    """
    language = session.language
    told = [
        one
        for one in comparisons
        if one.figure.published_on is not None and one.because != UNCOUNTABLE
    ]
    states = {
        day: register_at(session, day.isoformat(), register, quiet=True)
        for day in sorted({one.figure.published_on or date.min for one in told})
    }
    rows, lines, notes = [], [], []
    for now in told:
        day = now.figure.published_on
        assert day is not None  # noqa: S101  # only such figures are told
        past = states[day]
        (then,) = compare(past, session.law, [now.figure], session.today, as_of=as_of)
        effects = (
            effects_between(past, session.register, session.law, now.count)
            if can_follow(session.law, now.count)
            else ()
        )
        rows.append(comparison_row(now) | _then(then, effects))
        lines.append(
            (
                title(session, now.count),
                published(now.figure, language),
                shown_number(then.count.value, language),
                shown_number(now.count.value, language),
                MARKS[now.verdict],
            )
        )
        notes += list(_changes(session, then, now, effects))
    names = ("measure", "published", "counted_then", "counted_now", "verdict")
    kinds = ("text", "code", "code", "code", "code")
    return Answer(
        value=rows,
        tables=(
            Table(
                tuple(
                    Column(name, word(name, language), kind)  # type: ignore[arg-type]  # as above
                    for name, kind in zip(names, kinds, strict=True)
                ),
                lines,
            ),
        ),
        records=records_of(rows),
        notes=(
            *notes,
            tr(
                "Counted then is what was known at the end of the day of publication. "
                "Figures without such a day are left out."
            ),
        ),
        exit_code=1 if any(one.verdict == DIFFERS for one in told) else 0,
    )


def _then(then: Comparison, effects: "Sequence[Effect]") -> dict[str, Any]:
    sums: dict[str, int] = {}
    for effect in effects:
        sums[effect.cause] = sums.get(effect.cause, 0) + effect.change
    return {
        "register_then": comparison_row(then)["counted"],
        "verdict_then": then.verdict,
        "changes": sums,
    }


def _changes(
    session: Session, then: Comparison, now: Comparison, effects: "Sequence[Effect]"
) -> Iterator[str]:
    """Yield why a count is another than it was when its figure was published."""
    if then.count.value == now.count.value:
        return
    language, day = session.language, now.figure.published_on
    yield tr(
        "{id}: {then} on {day}, {now} now.",
        id=now.figure.id,
        then=shown_number(then.count.value, language),
        day=format_day(day, language) if day else "",
        now=shown_number(now.count.value, language),
    )
    sums = _then(then, effects)["changes"]
    for cause, change in sums.items():
        yield f"  {format_signed(change, language)}  {cause_words(cause)}"
