"""The filters of records: as options, and as the question that they put."""

from datetime import date
from typing import Annotated, Final, NamedTuple

import typer

from licreg.actions.listing import (
    CUMULATIVE,
    ISSUED,
    MEASURES,
    InspectionQuestion,
    LicenceQuestion,
    subject_kinds_of,
)
from licreg.cli.knowing import ask_as_known
from licreg.cli.options import choice_reader, past_day_reader, read_year
from licreg.cli.session import Session
from licreg.domain.text import nearest, quote
from licreg.domain.vocabulary import AREA_OF, AREAS, OUTCOMES, Status
from licreg.errors import InvalidInputError
from licreg.lazily import dataclass
from licreg.wording import tr

LICENCES: Final = "licences"
_TALLIES: Final = "tallies"
_OF_LICENCES: Final = (LICENCES, "acts", _TALLIES)
_CASE_MEASURES: Final = ("inspected", "penalised", "fined")

Measure = Annotated[
    str | None,
    typer.Option(
        "--measure", metavar="MEASURE", help="issued, cumulative, in-force, …"
    ),
]
Year = Annotated[
    str | None,
    typer.Option("--year", metavar="YEAR", help="As far as a summary counts it."),
]
Since = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day.")]
Until = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="Last day, inclusive.")
]
OfStatus = Annotated[
    str | None, typer.Option("--status", metavar="STATUS", help="expired, …")
]
OfIssuer = Annotated[
    str | None,
    typer.Option("--issuer", metavar="CODE", help="ABEI, DIC-HN, or 'DIC-*'."),
]
OfHolder = Annotated[
    str | None, typer.Option("--holder", metavar="TEXT", help="Part of a name.")
]
OfSite = Annotated[
    str | None,
    typer.Option("--site", metavar="TEXT", help="Part of a site or subject."),
]
OfOutcome = Annotated[
    str | None, typer.Option("--outcome", metavar="OUTCOME", help="fined, …")
]
OfAgency = Annotated[
    str | None, typer.Option("--agency", metavar="CODE", help="Who inspected.")
]
OfCampaign = Annotated[
    str | None, typer.Option("--campaign", metavar="TEXT", help="Part of a name.")
]
Fined = Annotated[
    bool | None,
    typer.Option("--fined/--not-fined", help="With a fine, or without one."),
]
ByDecisionDay = Annotated[
    bool, typer.Option("--by-decision-day", help="The period is the decision's.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was given of the filters, as typed; each is named after its option."""

    measure: str | None = None
    year: str | None = None
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    as_known: str | None = None
    status: str | None = None
    issuer: str | None = None
    holder: str | None = None
    site: str | None = None
    outcome: str | None = None
    agency: str | None = None
    campaign: str | None = None
    fined: bool | None = None
    by_decision_day: bool = False

    @property
    def of_cases(self) -> list[str]:
        """The options given that only inspections have."""
        return _given(
            {
                "--outcome": self.outcome,
                "--agency": self.agency,
                "--campaign": self.campaign,
                "--fined": self.fined is not None,
                "--by-decision-day": self.by_decision_day,
            }
        )

    @property
    def of_licences(self) -> list[str]:
        """The options given that only licences have."""
        return _given(
            {
                "--status": self.status,
                "--issuer": self.issuer,
                "--holder": self.holder,
            }
        )

    @property
    def of_both(self) -> list[str]:
        """The options given that choose among records of either kind."""
        return _given(
            {
                "--measure": self.measure,
                "--year": self.year,
                "--from": self.since,
                "--to": self.until,
                "--site": self.site,
            }
        )

    @property
    def given(self) -> list[str]:
        """The options given that choose; the two clocks are none of them."""
        return [*self.of_both, *self.of_licences, *self.of_cases]


def check_kind(
    session: Session, wanted: str, kind: str, words: tuple[str, ...] = ()
) -> None:
    """Refuse a kind that such records have not.

    Args:
        session: Its law says which kinds of licence there are.
        wanted: ``licences``, or what has to do with inspections.
        kind: The kind; empty for any.
        words: What else may have been meant.

    Raises:
        InvalidInputError: If there is no such kind.
    """
    known: tuple[str, ...] = (*AREAS, *AREA_OF)
    if wanted in _OF_LICENCES:
        of_cases = known if wanted == _TALLIES else ()
        known = (*session.law.kinds_by_code, *of_cases)
    if not kind or kind in known:
        return
    close = nearest(kind, [*known, *words])
    if close:
        msg = tr(
            "{kind} is not a known kind of {wanted}. Did you mean '{word}'?",
            kind=quote(kind),
            wanted=wanted,
            word=close,
        )
    else:
        msg = tr(
            "{kind} is not a known kind of {wanted}. Known: {words}.",
            kind=quote(kind),
            wanted=wanted,
            words=", ".join(known),
        )
    raise InvalidInputError(msg)


def refuse_strangers(wanted: str, filters: Filters) -> None:
    """Refuse an option that would have no effect.

    Raises:
        InvalidInputError: If one was given that goes with other records only.
    """
    is_licences = wanted == LICENCES
    given = filters.of_cases if is_licences else filters.of_licences
    if given:
        msg = tr(
            "{given} goes with {others}; here {wanted} would be listed.",
            given=given[0],
            others="inspections" if is_licences else LICENCES,
            wanted=wanted,
        )
        raise InvalidInputError(msg)


def licence_question(
    session: Session, filters: Filters, kind: str, kinds: tuple[str, ...] = ()
) -> LicenceQuestion:
    """Return which licences are asked for.

    From here on the session's register is the one that was known then, where that is
    asked for.

    Args:
        session: Its law and its register are asked.
        filters: What was given.
        kind: The kind given, with its parts; empty for *kinds*.
        kinds: Which kinds are meant where none is given; empty for all.
    """
    period = _read_period(session, filters)
    measure, status = filters.measure, filters.status
    chosen = choice_reader("measure", MEASURES)(measure) if measure else ""
    return LicenceQuestion(
        kinds=session.law.parts_of(kind) if kind else kinds,
        measure=chosen or (ISSUED if period.is_named else CUMULATIVE),
        first_day=period.first_day,
        last_day=period.last_day,
        as_of=period.as_of,
        status=_read_status(status) if status else None,
        issuer=read_issuer(session, filters.issuer),
        holder=filters.holder or "",
        site=filters.site or "",
    )


def inspection_question(
    session: Session, filters: Filters, kind: str
) -> InspectionQuestion:
    """Return which inspections are asked for; see ``licence_question``."""
    period = _read_period(session, filters)
    read_measure = choice_reader("measure", _CASE_MEASURES)
    outcome = filters.outcome
    return InspectionQuestion(
        subject_kinds=subject_kinds_of(kind),
        first_day=period.first_day,
        last_day=period.last_day,
        as_of=period.as_of,
        by_decision_day=filters.by_decision_day,
        measure=read_measure(filters.measure or "inspected"),
        is_fined=filters.fined,
        outcome=choice_reader("outcome", OUTCOMES)(outcome) if outcome else "",
        agency=read_issuer(session, filters.agency),
        campaign=filters.campaign or "",
        subject=filters.site or "",
    )


def read_issuer(session: Session, text: str | None) -> str:
    """Return the code of an issuer, or a pattern of codes; empty for none."""
    if not text:
        return ""
    if text.endswith("*"):
        return text.upper()
    return session.law.parse_issuer(text)


class _Period(NamedTuple):
    """The days of a question.

    Attributes:
        first_day: None for no limit.
        last_day: Inclusive.
        as_of: The day at whose end statuses and cases are looked at.
        is_named: Whether a period was asked for, and so what happened in it.
    """

    first_day: date | None
    last_day: date
    as_of: date
    is_named: bool


def _read_period(session: Session, filters: Filters) -> _Period:
    """Read the days, of the register as it was known then.

    Raises:
        InvalidInputError: If they contradict each other.
    """
    since, until = filters.since, filters.until
    year = read_year(filters.year) if filters.year else None
    ask_as_known(session, filters.as_known, year)
    if year is not None and (since or until):
        msg = tr("Give --year or --from and --to, not both.")
        raise InvalidInputError(msg)
    read_day = past_day_reader(session, year)
    day = read_day(filters.as_of) if filters.as_of else None
    if year is not None:
        return _period_of_year(session, year, day)
    first_day = read_day(since) if since else None
    last_day = read_day(until) if until else day or session.today
    if day is not None and day < last_day:
        msg = tr(
            "--as-of {day} lies before --to {last_day}. Give a later one, or none.",
            day=day,
            last_day=last_day,
        )
        raise InvalidInputError(msg)
    if first_day is not None and last_day < first_day:
        msg = tr(
            "The period from {first_day} to {last_day} runs backwards.",
            first_day=first_day,
            last_day=last_day,
        )
        raise InvalidInputError(msg)
    return _Period(first_day, last_day, day or last_day, bool(since or until))


def _period_of_year(session: Session, year: int, day: date | None) -> _Period:
    from licreg.actions.reporting import find_basis

    basis = find_basis(
        session.register,
        year,
        today=session.today,
        as_of=day,
        as_known=session.as_known,
    )
    return _Period(basis.first_day, basis.last_day, basis.last_day, is_named=True)


def _read_status(text: str) -> Status:
    return Status(choice_reader("status", tuple(Status))(text))


def _given(options: dict[str, object]) -> list[str]:
    return [name for name, value in options.items() if value]
