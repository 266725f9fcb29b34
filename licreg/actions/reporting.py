"""What a period and its last day come to, counted from the totals by day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from licreg.domain.days import (
    first_of_year,
    last_of_year,
    months_of,
    quarters_of,
    same_day_of_year,
)
from licreg.domain.law import fits
from licreg.domain.totals import inspection_totals, licence_totals, with_tallies
from licreg.domain.vocabulary import AREAS
from licreg.errors import RefusedError
from licreg.lazily import dataclass
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from licreg.actions.register import Counts, Register
    from licreg.domain.counts import InspectionCounts, LicenceCounts
    from licreg.domain.events import Entry, TallyRecorded
    from licreg.domain.law import Law
    from licreg.domain.totals import InspectionTotals, LicenceTotals

BREAKDOWNS: Final = ("month", "quarter", "issuer", "agency")


@dataclass(frozen=True, slots=True)
class Basis:
    """What every total says of itself.

    Attributes:
        first_day: First day of the period.
        last_day: Its last day, which is the as-of day.
        because: Why it ends there: ``asked``, ``year-end``, ``today`` or
            ``entries_through``.
        as_known: Moment up to which entries count; None for all.
        register: Name of the register.
        is_sample: Whether its records are invented.
        entries: Entries of the register.
        seal: Seal of its last batch.
    """

    first_day: date
    last_day: date
    because: str
    as_known: str | None
    register: str
    is_sample: bool
    entries: int
    seal: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The totals of a period.

    Attributes:
        basis: What they are counted from.
        licences: By kind, families before their parts.
        instruments: Other instruments, never counted as licences.
        inspections: By area.
        label: What this is a part of, by month, quarter or issuer; else empty.
        rows: The parts.
    """

    basis: Basis
    licences: tuple[LicenceTotals, ...]
    instruments: tuple[LicenceTotals, ...]
    inspections: Mapping[str, InspectionTotals]
    label: str = ""
    rows: tuple[Summary, ...] = ()

    def of_kind(self, kind: str) -> LicenceTotals:
        """Return the totals of a kind or family."""
        return next(
            row for row in (*self.licences, *self.instruments) if row.kind == kind
        )


def find_basis(
    register: Register,
    year: int,
    *,
    today: date,
    as_of: date | None,
    as_known: str | None,
) -> Basis:
    """Return the period that a summary of *year* runs over.

    It runs from 1 January to the earliest of 31 December, today and the day up to
    which entry is complete, or to *as_of*.

    Raises:
        RefusedError: If the period would be empty, or end in the future.
    """
    first_day = first_of_year(year)
    last_day, because = last_of_year(year), "year-end"
    through = register.settings.entries_through
    if as_of is not None:
        last_day, because = as_of, "asked"
    else:
        if today < last_day:
            last_day, because = today, "today"
        if through is not None and through < last_day:
            last_day, because = through, "entries_through"
    if last_day > today:
        msg = tr(
            "{last_day} lies after today, {today}; nothing can be counted yet.",
            last_day=last_day,
            today=today,
        )
        raise RefusedError(msg)
    if not first_day <= last_day <= last_of_year(year):
        reason = (
            tr(
                "Entry is complete through {through} only (register.toml)",
                through=through,
            )
            if because == "entries_through"
            else tr("{last_day} is no day of {year}", last_day=last_day, year=year)
            if because == "asked"
            else tr("{year} has not begun", year=year)
        )
        msg = tr("{reason}; name another year, or a day with --as-of.", reason=reason)
        raise RefusedError(msg)
    return Basis(
        first_day=first_day,
        last_day=last_day,
        because=because,
        as_known=as_known,
        register=register.settings.name,
        is_sample=register.settings.is_sample,
        entries=register.entries,
        seal=register.seal,
    )


def summarise(
    register: Register,
    law: Law,
    basis: Basis,
    *,
    by: str = "",
    by_decision_day: bool = False,
) -> Summary:
    """Return the totals of a period, in parts where *by* asks for them.

    The cases of a month are those of its visits as decided by the end of the whole
    period, so that the months add up.
    """
    tallies = register.tallies()

    def count(
        counts: Counts, ours: Sequence[Entry[TallyRecorded]], part: Basis, label: str
    ) -> Summary:
        return _count(
            counts,
            ours,
            law,
            part,
            label,
            decided_by=basis.last_day,
            by_decision_day=by_decision_day,
        )

    whole = count(register.counts, tallies, basis, "")
    return replace(whole, rows=tuple(_parts(register, tallies, basis, by, count)))


@dataclass(frozen=True, slots=True)
class NoCounts:
    """The totals of an issuer of which there are only tallies."""

    licences: LicenceCounts
    inspections: InspectionCounts


def counts_by_issuer(register: Register, issuer: str = "") -> Mapping[str, Counts]:
    """Return the totals of each issuer and agency, of those with tallies only too.

    Args:
        register: The register.
        issuer: A code, or a pattern for several; empty for all.
    """
    from licreg.domain.counts import InspectionCounts, LicenceCounts

    known = register.counts_by_issuer(issuer)
    others = {
        one.event.issuer
        for one in register.tallies()
        if not issuer or fits(issuer, one.event.issuer)
    } - {"", *known}
    if not others:
        return known
    nothing = NoCounts(LicenceCounts(), InspectionCounts())
    every = {**known, **dict.fromkeys(others, nothing)}
    return dict(sorted(every.items()))


def year_before(basis: Basis) -> Basis:
    """Return the same days of the year before."""
    year = basis.last_day.year - 1
    return replace(
        basis,
        first_day=same_day_of_year(basis.first_day, year),
        last_day=same_day_of_year(basis.last_day, year),
    )


def _parts(
    register: Register,
    tallies: Sequence[Entry[TallyRecorded]],
    basis: Basis,
    by: str,
    count: Callable[[Counts, Sequence[Entry[TallyRecorded]], Basis, str], Summary],
) -> Iterator[Summary]:
    if by in ("month", "quarter"):
        cut = months_of if by == "month" else quarters_of
        for first_day, last_day in cut(basis.first_day, basis.last_day):
            month = first_day.month
            name = f"{month:02d}" if by == "month" else f"Q{(month + 2) // 3}"
            period = replace(basis, first_day=first_day, last_day=last_day)
            yield count(register.counts, tallies, period, f"{first_day.year}-{name}")
    elif by:
        for code, counts in counts_by_issuer(register).items():
            ours = [one for one in tallies if one.event.issuer == code]
            part = count(counts, ours, basis, code)
            if _is_anything(part, by):
                yield part


def _is_anything(part: Summary, by: str) -> bool:
    if by == "issuer":
        return any(row.cumulative for row in (*part.licences, *part.instruments))
    return any(area.inspected for area in part.inspections.values())


def _count(  # noqa: PLR0913  # a part of a summary
    counts: Counts,
    tallies: Sequence[Entry[TallyRecorded]],
    law: Law,
    basis: Basis,
    label: str,
    *,
    decided_by: date,
    by_decision_day: bool,
) -> Summary:
    first_day, last_day = basis.first_day, basis.last_day

    def rows(*instruments: str) -> tuple[LicenceTotals, ...]:
        return tuple(
            licence_totals(
                counts.licences,
                tallies,
                kind.code,
                law.parts_of(kind.code) if kind.instrument == "family" else (),
                first_day,
                last_day,
            )
            for kind in law.kinds
            if kind.instrument in instruments
        )

    return Summary(
        basis=basis,
        licences=rows("family", "licence"),
        instruments=rows("other"),
        inspections={
            area: with_tallies(
                inspection_totals(
                    counts.inspections,
                    area,
                    first_day,
                    last_day,
                    as_of=decided_by,
                    by_decision_day=by_decision_day,
                ),
                tallies,
                area,
                first_day,
                last_day,
            )
            for area in AREAS
        },
        label=label,
    )
