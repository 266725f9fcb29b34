"""The charts of ``summary --chart``: what is drawn of a year, or of several."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from licreg.actions.growth import cumulative_points, kinds_of
from licreg.actions.reporting import Summary
from licreg.cli.plotting import Bars, Chart, Curve
from licreg.cli.session import Session
from licreg.cli.words import name_of, word
from licreg.domain.days import format_day
from licreg.domain.vocabulary import AREAS
from licreg.wording import tr


def charts_of(
    session: Session, summaries: Sequence[Summary], part: str, *, detail: bool
) -> tuple[Chart, ...]:
    """Return the charts of one year by its parts, or of years side by side.

    Args:
        session: Whose register it is.
        summaries: Of one year with its parts as rows, or of several.
        part: What the parts are: ``quarter``, ``issuer`` or ``agency``, else months.
        detail: Whether every area of inspections is drawn, not only the first.
    """
    is_one = len(summaries) == 1
    rows = summaries[0].rows if is_one else summaries
    labels = [one.label if is_one else str(one.basis.last_day.year) for one in rows]
    last = summaries[-1]
    kinds = [
        kind for kind in kinds_of(session.law, last) if last.of_kind(kind).cumulative
    ]
    charts: list[Chart] = []
    if part != "agency":
        charts += _issued(session, rows, labels, kinds, is_one=is_one)
    if part in ("month", "quarter", ""):
        first_year = None if is_one else summaries[0].basis.first_day.year
        charts += _curves(session, last, kinds, first_year)
    if part != "issuer":
        areas = [
            area
            for area in AREAS
            if any(row.inspections[area].inspected for row in rows)
        ]
        for area in areas if detail else areas[:1]:
            charts += _inspected(session, rows, labels, area)
    if part in ("issuer", "agency"):
        charts = [_by_size(chart) for chart in charts if isinstance(chart, Bars)]
    return tuple(charts)


def _issued(
    session: Session,
    rows: Sequence[Summary],
    labels: Sequence[str],
    kinds: Sequence[str],
    *,
    is_one: bool,
) -> Iterator[Bars]:
    counts = {kind: [one.of_kind(kind).issued for one in rows] for kind in kinds}
    most = max((max(values, default=0) for values in counts.values()), default=0)
    for kind, values in counts.items():
        yield Bars(
            tr("{kind}: issued", kind=_name(session, kind)),
            _rows(labels, values),
            most if is_one else 0,
        )


def _curves(
    session: Session, last: Summary, kinds: Sequence[str], first_year: int | None
) -> Iterator[Curve]:
    day = last.basis.last_day
    for kind in kinds:
        points = cumulative_points(
            session.register, session.law, kind, day, first_year=first_year
        )
        yield Curve(
            tr(
                "{kind}: cumulative, {count:,} at the end of {day}",
                kind=_name(session, kind),
                count=points[-1][1],
                day=format_day(day, session.language),
            ),
            tuple(points),
        )


def _inspected(
    session: Session, rows: Sequence[Summary], labels: Sequence[str], area: str
) -> Iterator[Bars]:
    inspected = [one.inspections[area].inspected for one in rows]
    fined = [one.inspections[area].fined for one in rows]
    name = word(area, session.language)
    yield Bars(tr("{area}: inspected", area=name), _rows(labels, inspected))
    if any(fined):
        title = tr("{area}: fined", area=name)
        yield Bars(title, _rows(labels, fined), max(inspected))


def _by_size(bars: Bars) -> Bars:
    """Return the longest bars first; who has no order of its own may be left out."""
    rows = sorted(bars.rows, key=lambda row: row[1], reverse=True)
    return replace(bars, rows=tuple(row for row in rows if row[1]))


def _rows(labels: Sequence[str], values: Sequence[int]) -> tuple[tuple[str, int], ...]:
    return tuple(zip(labels, values, strict=True))


def _name(session: Session, kind: str) -> str:
    return name_of(session.law.kinds_by_code[kind], session.language)
