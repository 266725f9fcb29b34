"""Record an act: judged and appended while the register is held, or only tried."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol

from licreg.actions.draft import Draft
from licreg.actions.register import Batch, Register, Writer
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import Breach, Event, InspectionDecided, Remark
from licreg.domain.identifiers import InspectionKey, LicenceKey
from licreg.domain.inspection import Inspection
from licreg.domain.licence import Licence
from licreg.errors import NotFoundError
from licreg.lazily import dataclass
from licreg.wording import tr


class Watch(Protocol):
    """Sees to what a command changes, as it records or only tries to."""

    def expect(self, register: Register, events: Iterable[Event]) -> None:
        """Keep in mind how a register stands before events are recorded."""

    def suppose(self, register: Register, events: Iterable[Event]) -> None:
        """Look how it would stand after them, in a trial."""


class Pen:
    """What a command records with; in a trial nothing is written."""

    def __init__(
        self, register: Register, writer: Writer | None, watch: Watch | None
    ) -> None:
        """Keep the register, who writes into it, and what watches."""
        self._register, self._writer, self._watch = register, writer, watch

    def append(
        self,
        command: str,
        events: Iterable[Event],
        details: Mapping[str, Any] | None = None,
        *,
        erased: Sequence[str] = (),
    ) -> Batch | None:
        """Record events as one batch; None in a trial. See ``Writer.append``."""
        if self._watch is not None:
            self._watch.expect(self._register, events)
        if self._writer is not None:
            return self._writer.append(command, events, details, erased=erased)
        if self._watch is not None:
            self._watch.suppose(self._register, events)
        return None


@dataclass(frozen=True)
class Clerk:
    """Who records, when, and how.

    Attributes:
        name: As it is kept with the entries.
        now: The moment of entry, with the offset of Viet Nam.
        wait_seconds: How long to wait for another clerk.
        is_trial: Whether nothing is to be recorded.
        watch: What sees to published figures that no more match; None for nothing.
    """

    name: str
    now: datetime
    wait_seconds: float = 10.0
    is_trial: bool = False
    watch: Watch | None = None

    @contextmanager
    def hold(self, register: Register) -> Iterator[Pen]:
        """Hold a register for the length of a ``with`` block; for a trial do not.

        Raises:
            RegisterBusyError: If another clerk holds it too long.
            RegisterFileError: If it cannot be written.
        """
        if self.is_trial:
            yield Pen(register, None, self.watch)
            return
        with register.writing(
            self.name, now=self.now, wait_seconds=self.wait_seconds
        ) as writer:
            yield Pen(register, writer, self.watch)


@dataclass(frozen=True)
class Recorded:
    """What a command recorded, or would have.

    Attributes:
        batch: The batch; None for a trial.
        licences: The licences concerned, as they stand after it.
        inspections: The inspections concerned, likewise.
        remarks: Warnings and overrides, kept with the entries.
    """

    batch: Batch | None
    licences: tuple[Licence, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    remarks: tuple[Remark, ...] = ()


def issue_licence(
    register: Register,
    request: IssueRequest,
    circumstances: Circumstances,
    clerk: Clerk,
) -> Recorded:
    """Record a new grant.

    Raises:
        RuleError: If a rule refuses; nothing is recorded.
        MissingInputError: If the issuer does not follow and was not given.
        RegisterFileError: If the register cannot be written.
    """
    keys: list[LicenceKey] = []

    def draw_up(draft: Draft) -> None:
        keys.append(draft.issue(request).event.key)

    draft, batch = _record(register, "issue", circumstances, clerk, draw_up)
    licences = [draft.licence(key) for key in keys]
    return Recorded(
        batch,
        licences=tuple(one for one in licences if one is not None),
        remarks=_remarks(draft),
    )


def act_on_licence(
    register: Register,
    request: ActRequest,
    circumstances: Circumstances,
    clerk: Clerk,
) -> Recorded:
    """Record a legal act on a licence; it is the last of the licence's acts.

    Raises:
        NotFoundError: If the licence is not on record.
        AmbiguousReferenceError: If several licences are meant.
        RuleError: If a rule refuses; nothing is recorded.
        RegisterFileError: If the register cannot be written.
    """
    keys: list[LicenceKey] = []

    def draw_up(draft: Draft) -> None:
        keys.append(draft.find_live(request.licence).key)
        draft.act(request)

    draft, batch = _record(register, request.act, circumstances, clerk, draw_up)
    licences = [draft.licence(key) for key in keys]
    return Recorded(
        batch,
        licences=tuple(one for one in licences if one is not None),
        remarks=_remarks(draft),
    )


def record_inspections(
    register: Register,
    requests: Sequence[VisitRequest],
    circumstances: Circumstances,
    clerk: Clerk,
) -> Recorded:
    """Record inspections of one or more subjects as one batch.

    Raises:
        RuleError: If a rule refuses one of them; then none is recorded.
        RegisterFileError: If the register cannot be written.
    """
    keys: list[InspectionKey] = []

    def draw_up(draft: Draft) -> None:
        keys.extend(draft.inspect(request).event.key for request in requests)

    draft, batch = _record(register, "inspect", circumstances, clerk, draw_up)
    return _inspected(draft, batch, keys)


def decide_inspection(  # noqa: PLR0913  # a decision's own values
    register: Register,
    key: InspectionKey,
    circumstances: Circumstances,
    clerk: Clerk,
    *,
    on: date,
    outcome: str,
    breaches: tuple[Breach, ...] = (),
    decision: str = "",
    note: str = "",
) -> Recorded:
    """Record what came of an inspection.

    Raises:
        NotFoundError: If there is no such inspection.
        RuleError: If a rule refuses.
        RegisterFileError: If the register cannot be written.
    """

    def draw_up(draft: Draft) -> None:
        inspection = find_inspection(draft.inspection, key)
        if inspection.is_voided:
            msg = tr("{key} was entered in error; nothing is decided of it.", key=key)
            raise NotFoundError(msg)
        event = InspectionDecided(
            inspection=inspection.entry,
            ref=str(key),
            on=on,
            outcome=outcome,
            breaches=breaches,
            decision=decision,
            note=note,
        )
        draft.decide(event, inspection)

    draft, batch = _record(register, "decide", circumstances, clerk, draw_up)
    return _inspected(draft, batch, [key])


def find_inspection(
    look_up: Callable[[InspectionKey], Inspection | None], key: InspectionKey
) -> Inspection:
    """Return the inspection of a reference.

    Raises:
        NotFoundError: If there is none.
    """
    inspection = look_up(key)
    if inspection is None:
        msg = tr(
            "No inspection {key} is on record. 'licreg list inspections' "
            "shows those that are.",
            key=key,
        )
        raise NotFoundError(msg)
    return inspection


def _record(
    register: Register,
    command: str,
    circumstances: Circumstances,
    clerk: Clerk,
    draw_up: Callable[[Draft], None],
) -> tuple[Draft, Batch | None]:
    with clerk.hold(register) as pen:
        draft = Draft(register, register.entries + 1, circumstances)
        draw_up(draft)
        batch = pen.append(command, draft.events)
    return draft, batch


def _inspected(
    draft: Draft, batch: Batch | None, keys: Sequence[InspectionKey]
) -> Recorded:
    inspections = [draft.inspection(key) for key in keys]
    return Recorded(
        batch,
        inspections=tuple(one for one in inspections if one is not None),
        remarks=_remarks(draft),
    )


def _remarks(draft: Draft) -> tuple[Remark, ...]:
    return tuple(
        remark for event in draft.events for remark in getattr(event, "remarks", ())
    )
