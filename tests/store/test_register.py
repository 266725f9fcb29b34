"""What any store of a register does, and how the one in a folder keeps it."""

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import SITES, Scribe, Step, batches, steps
from strategies import AGENCIES, ISSUERS, KINDS, SUBJECTS, Model, few, near_days

from licreg.actions.register import Counts, Register
from licreg.domain.counts import STOCKS
from licreg.domain.days import first_of_year, last_of_year
from licreg.domain.events import (
    ACTS,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    TallyRecorded,
)
from licreg.domain.identifiers import (
    InspectionKey,
    LicenceKey,
    LicenceNumber,
    Reference,
    parse_licence_key,
)
from licreg.domain.totals import inspection_totals, licence_totals
from licreg.domain.vocabulary import AREAS
from licreg.errors import (
    JournalCutError,
    NewerFormatError,
    NoRegisterError,
    RegisterBusyError,
    RegisterFileError,
)
from licreg.store import lock, shelf
from licreg.store import opening as store
from licreg.store.journal import NAME as JOURNAL
from licreg.store.register import RegisterFolder
from licreg.store.settings import NAME as SETTINGS
from licreg.store.views import dump_view, read_view, replace_file

NOW = datetime.fromisoformat("2026-07-26T10:00:00+07:00")
DAY = timedelta(days=1)
YEARS = (2022, 2023, 2024)
VALUES = (1, 2, 7, 8)
Answers = dict[str, Any]
Question = Callable[[RegisterFolder], Any]


def made(folder: Path) -> RegisterFolder:
    RegisterFolder.create(folder, "R", now=NOW)
    return RegisterFolder(folder)


def issued(number: int, on: date = date(2024, 5, 1), **values: Any) -> LicenceIssued:  # noqa: ANN401 - any field of a grant
    return replace(
        LicenceIssued(
            kind="social-network",
            number=LicenceNumber(number, "", "GP-BTTTT"),
            issuer="MIC",
            issued_on=on,
            holder="A",
        ),
        **values,
    )


def visited(sequence: int, on: date = date(2024, 6, 1)) -> InspectionRecorded:
    return InspectionRecorded(
        key=InspectionKey(on.year, sequence),
        inspected_on=on,
        agency="ABEI",
        subject="vi-du.vn",
        subject_kind="social-network",
    )


def extended(licence: int, ref: str, on: date, given: str = "") -> LegalAct:
    return ACTS["extend"](
        licence=licence, ref=ref, on=on, until=date(2030, 1, 1), given_number=given
    )


def append(register: Register, *events: Event, now: datetime = NOW) -> None:
    with register.writing("an", now=now) as writer:
        writer.append("test", events)


def key_of(text: str) -> LicenceKey:
    return parse_licence_key(text)


def questions(scribe: Scribe) -> dict[str, Question]:
    """Return all that a register can be asked about a scribe's records."""
    keys = sorted({one.key for one in scribe.licences.values()})
    visits = sorted({one.key for one in scribe.inspections.values()})
    return {
        "entries": lambda register: register.entries,
        "at": lambda register: register.last_recorded_at,
        "last": lambda register: register.last_reference,
        "counts": lambda register: deepcopy(register.counts),
        "by issuer": lambda register: deepcopy(register.counts_by_issuer()),
        "tallies": lambda register: register.tallies(),
        "years": lambda register: register.years(),
        "licences": lambda register: list(register.licences()),
        "inspections": lambda register: list(register.inspections()),
        "each licence": lambda register: [register.licence(key) for key in keys],
        "each inspection": lambda register: [
            register.inspection(key) for key in visits
        ],
        "found": lambda register: [
            sorted(one.entry for one in register.find_licences(reference))
            for value in VALUES
            for year in (None, *YEARS)
            for reference in [Reference(value, "", "GPSĐBS-TTĐT", year)]
        ],
        "of a subject": lambda register: [
            [one.entry for one in register.inspections_of(subject.casefold(), year)]
            for subject in SUBJECTS
            for year in YEARS
        ],
        "with a site": lambda register: [
            [one.entry for one in register.licences_with(site)] for site in SITES
        ],
        "under a licence": lambda register: [
            [one.entry for one in register.inspections_under(licence)]
            for licence in register.licences()
        ],
        "next inspection": lambda register: [
            register.next_inspection(year) for year in YEARS
        ],
        "batches": lambda register: [batch.number for batch in register.batches()],
        "seal": lambda register: register.seal,
    }


def answers(register: RegisterFolder, scribe: Scribe) -> Answers:
    """Return the answers to all of them."""
    return {name: ask(register) for name, ask in questions(scribe).items()}


def expected(scribe: Scribe) -> Answers:
    """Return what a register is to answer, from the scribe's own lists."""
    keys = sorted({one.key for one in scribe.licences.values()})
    visits = sorted({one.key for one in scribe.inspections.values()})
    live = scribe.live_inspections()
    return {
        "entries": scribe.next_entry - 1,
        "last": scribe.last,
        "tallies": scribe.live_tallies(),
        "licences": scribe.live_licences(),
        "inspections": live,
        "each licence": [
            one for key in keys for one in scribe.licences.values() if one.key == key
        ],
        "each inspection": [
            one
            for key in visits
            for one in scribe.inspections.values()
            if one.key == key
        ],
        "found": [
            scribe.given(value, "GPSĐBS-TTĐT", year)
            for value in VALUES
            for year in (None, *YEARS)
        ],
        "with a site": [scribe.with_site(site) for site in SITES],
        "under a licence": [
            scribe.visits_under(licence) for licence in scribe.live_licences()
        ],
        "next inspection": [scribe.sequences.get(year, 0) + 1 for year in YEARS],
    }


def assert_counts(register: RegisterFolder, model: Model, day: date) -> None:
    """Hold the totals, and those of each issuer and agency, against the records."""
    codes = {*ISSUERS, *AGENCIES}
    parts = register.counts_by_issuer()
    for code in (None, *sorted(codes)):
        counts = register.counts if code is None else parts.get(code)
        ours = Model(
            [one for one in model.licences if code in (None, one.key.issuer)],
            [one for one in model.inspections if code in (None, one.visit.agency)],
        )
        if counts is None:
            assert not ours.licences
            assert not ours.inspections
            continue
        first = first_of_year(day.year)
        for kind in KINDS:
            totals = licence_totals(counts.licences, (), kind, (), first, day)
            assert totals.issued == ours.issued([kind], first, day)
            assert totals.cumulative == ours.issued([kind], date.min, day)
            assert totals.by_status == {
                status: ours.standing([kind], status.replace("_", "-"), day)
                for status in STOCKS.values()
            }
        for area in AREAS:
            for by_decision_day in (False, True):
                assert inspection_totals(
                    counts.inspections,
                    area,
                    first,
                    day,
                    by_decision_day=by_decision_day,
                ) == ours.inspection_totals(
                    area, first, day, by_decision_day=by_decision_day
                )


@contextmanager
def lagging(small: int, lag: int) -> Iterator[None]:
    """Let books from *small* bytes on lag behind by up to *lag* bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "SMALL", small)
        patch.setattr(shelf, "_LAG", lag)
        patch.setattr(store, "_PAUSE", 0)
        yield


class RegisterContract:
    """What any store does; each store supplies how one is made and opened."""

    def make(self, folder: Path) -> Register:
        """Return a new register."""
        raise NotImplementedError

    def open(self, folder: Path) -> Register:
        """Return a register that was made before."""
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "register"

    @pytest.fixture
    def register(self, folder: Path) -> Register:
        return self.make(folder)

    def test_a_new_register_is_empty(self, register: Register) -> None:
        assert register.entries == 0
        assert register.last_reference == ""
        assert register.last_recorded_at == ""
        assert list(register.licences()) == []
        assert list(register.inspections()) == []
        assert list(register.batches()) == []
        assert list(register.tallies()) == []
        assert list(register.years()) == []
        assert register.counts_by_issuer() == {}
        assert register.next_inspection(2024) == 1
        assert register.find_licences(Reference(57)) == []

    def test_entries_keep_their_order_and_are_numbered_without_a_gap(
        self, register: Register, folder: Path
    ) -> None:
        events: list[Event] = [issued(number) for number in (5, 3, 9)]
        append(register, *events[:2])
        append(register, *events[2:])

        for one in (register, self.open(folder)):
            entries = [entry for batch in one.batches() for entry in batch.entries]
            assert [entry.number for entry in entries] == [1, 2, 3]
            assert [entry.event for entry in entries] == events
            assert [licence.entry for licence in one.licences()] == [1, 2, 3]
            assert one.entries == 3

    def test_a_batch_says_who_recorded_it_when_and_with_what(
        self, register: Register, folder: Path
    ) -> None:
        with register.writing("an", now=NOW) as writer:
            assert writer.next_entry == 1
            batch = writer.append("import", [issued(1)], {"file": "a.csv"})
        (kept,) = self.open(folder).batches()

        for one in (batch, kept):
            assert (one.number, one.by, one.command) == (1, "an", "import")
            assert one.at == "2026-07-26T10:00:00.000+07:00"
            assert one.details == {"file": "a.csv"}
            assert [entry.number for entry in one.entries] == [1]
            assert {(entry.at, entry.by) for entry in one.entries} == {(one.at, "an")}

    def test_recorded_times_never_run_backwards(self, register: Register) -> None:
        append(register, issued(1), now=NOW)
        append(register, issued(2), now=NOW - DAY)

        assert [batch.at for batch in register.batches()] == [
            "2026-07-26T10:00:00.000+07:00"
        ] * 2

    def test_all_of_a_batch_is_recorded_or_nothing(
        self, register: Register, folder: Path
    ) -> None:
        append(register, issued(1))
        with pytest.raises(TypeError), register.writing("an", now=NOW) as writer:
            writer.append("test", [issued(2), issued(3, note=object())])

        for one in (register, self.open(folder)):
            assert one.entries == 1
            assert [licence.entry for licence in one.licences()] == [1]
        append(register, issued(4))
        assert self.open(folder).entries == 2

    def test_what_is_supposed_is_answered_and_then_gone(
        self, register: Register, folder: Path
    ) -> None:
        def counted(one: Register) -> list[int]:
            day = last_of_year(2024)
            every = (one.counts, *one.counts_by_issuer("MIC").values())
            return [
                counts.licences.stock("social-network", "in_force", day)
                for counts in every
            ]

        append(register, issued(1))
        voided = EntryVoided(target=1, ref="01/GP-BTTTT/2024@MIC", because="twice")
        with register.supposing([issued(2), issued(3), voided]):
            assert [one.entry for one in register.licences()] == [2, 3]
            assert counted(register) == [2, 2]

        for one in (register, self.open(folder)):
            assert counted(one) == [1, 1]
            assert [licence.entry for licence in one.licences()] == [1]
        append(register, issued(4))
        assert [licence.entry for licence in self.open(folder).licences()] == [1, 2]

    @pytest.mark.parametrize(
        "event",
        [
            EntryVoided(target=9, ref="TALLY-9", because="twice"),
            EntryVoided(target=9, ref="09/GP-BTTTT/2024@MIC", because="twice"),
            EntryVoided(target=9, ref="INS-2024-0009", because="twice"),
            extended(9, "09/GP-BTTTT/1999@MIC", date(2024, 7, 1), "07/GPSĐBS-TTĐT"),
        ],
        ids=lambda event: str(event.ref),
    )
    def test_an_event_about_no_record_is_refused_with_its_whole_batch(
        self, register: Register, folder: Path, event: Event
    ) -> None:
        append(register, issued(1))
        with pytest.raises(RegisterFileError, match="Nothing was recorded"):
            append(register, issued(2), event)

        for one in (register, self.open(folder)):
            assert one.entries == 1
            assert [licence.entry for licence in one.licences()] == [1]
            assert one.counts_by_issuer().keys() == {"MIC"}
            assert one.last_reference == "01/GP-BTTTT/2024@MIC"
        append(register, issued(3))
        assert [licence.entry for licence in self.open(folder).licences()] == [1, 2]

    def test_what_fails_while_the_register_is_held_records_nothing(
        self, register: Register, folder: Path
    ) -> None:
        with pytest.raises(KeyError), register.writing("an", now=NOW):
            raise KeyError

        append(register, issued(1))
        assert self.open(folder).entries == 1

    def test_tallies_and_inspections_of_a_subject_come_in_the_order_of_entry(
        self, register: Register, folder: Path
    ) -> None:
        tally = TallyRecorded(
            measure="issued",
            kind="social-network",
            count=1,
            to_on=date(2023, 12, 31),
            source="report",
        )
        append(register, tally, tally, visited(1), visited(2))
        append(register, EntryVoided(target=1, ref="TALLY-1", because="twice"))
        again = self.open(folder)
        append(
            again,
            EntryRestored(target=1, ref="TALLY-1", because="not twice"),
            EntryCorrected(
                target=3, ref="INS-2024-0001", changes={"note": "B"}, because="typo"
            ),
            EntryCorrected(
                target=4, ref="INS-2024-0002", changes={"note": "B"}, because="typo"
            ),
            EntryCorrected(
                target=3, ref="INS-2024-0001", changes={"note": "C"}, because="typo"
            ),
        )

        for one in (again, self.open(folder)):
            assert [entry.number for entry in one.tallies()] == [1, 2]
            of_subject = one.inspections_of("vi-du.vn", 2024)
            assert [inspection.entry for inspection in of_subject] == [3, 4]

    def test_two_handles_see_each_other(self, register: Register, folder: Path) -> None:
        other = self.open(folder)
        append(register, issued(1))
        with other.writing("binh", now=NOW) as writer:
            assert other.entries == 1
            assert other.licence(key_of("01/GP-BTTTT/2024@MIC")) is not None
            assert writer.next_entry == 2
            writer.append("issue", [issued(2)])
        with register.writing("an", now=NOW):
            assert [one.entry for one in register.licences()] == [1, 2]
            assert register.last_reference == "02/GP-BTTTT/2024@MIC"

        assert [one.by for one in self.open(folder).batches()] == ["an", "binh"]

    def test_only_one_handle_writes_at_a_time(
        self, register: Register, folder: Path
    ) -> None:
        other = self.open(folder)
        with (
            register.writing("an", now=NOW),
            pytest.raises(RegisterBusyError, match=r"is being written by an \(process"),
            other.writing("binh", now=NOW, wait_seconds=0.05),
        ):
            pass

        append(other, issued(1))
        assert other.entries == 1

    def test_nothing_that_was_handed_in_or_out_is_shared(
        self, register: Register
    ) -> None:
        changes: dict[str, object] = {"holder": "B"}
        details = {"file": "a.csv"}
        act = ACTS["amend"](
            licence=1, ref="01/GP-BTTTT/2024@MIC", on=date(2024, 6, 1), changes=changes
        )
        with register.writing("an", now=NOW) as writer:
            batch = writer.append("test", [issued(1), act], details)
        before = list(register.licences())
        changes["holder"] = details["file"] = "C"
        append(register, extended(1, "01/GP-BTTTT/2024@MIC", date(2024, 7, 1)))

        assert before[0].acts[0].event.changes == {"holder": "B"}
        (after,) = register.licences()
        assert [len(one.acts) for one in (before[0], after)] == [1, 2]
        assert after.acts[0].event.changes == {"holder": "B"}
        assert batch.details == {"file": "a.csv"}

    def test_records_are_found_by_key_entered_in_error_too(
        self, register: Register, folder: Path
    ) -> None:
        ref = "01/GP-BTTTT/2024@MIC"
        append(register, issued(1), visited(1))
        append(
            register,
            EntryVoided(target=1, ref=ref, because="twice"),
            EntryVoided(target=2, ref="INS-2024-0001", because="twice"),
        )

        for one in (register, self.open(folder)):
            licence = one.licence(key_of(ref))
            inspection = one.inspection(InspectionKey(2024, 1))
            assert licence is not None
            assert licence.is_voided
            assert inspection is not None
            assert inspection.is_voided
            assert list(one.licences()) == []
            assert list(one.inspections()) == []
            assert one.inspections_of("vi-du.vn", 2024) == []
            assert one.next_inspection(2024) == 2
            assert one.licence(key_of("02/GP-BTTTT/2024@MIC")) is None
            assert one.inspection(InspectionKey(2024, 2)) is None
            assert one.licence(key_of("01/GP-BTTTT/1999@MIC")) is None

    def test_licences_come_by_year_of_issue_then_in_the_order_of_entry(
        self, register: Register, folder: Path
    ) -> None:
        days = [date(year, 5, 1) for year in (2024, 2022, 2024, 2023)]
        append(register, *(issued(n, on) for n, on in enumerate(days, start=1)))

        for one in (register, self.open(folder)):
            assert [licence.entry for licence in one.licences()] == [2, 4, 1, 3]
            assert [licence.entry for licence in one.licences([2024, 2023])] == [
                4,
                1,
                3,
            ]
            assert list(one.licences([1999])) == []
            assert list(one.years()) == [2022, 2023, 2024]

    def test_a_later_number_finds_the_licence(
        self, register: Register, folder: Path
    ) -> None:
        append(register, issued(1, date(2020, 5, 1)), issued(2, date(2020, 5, 2)))
        act = extended(1, "01/GP-BTTTT/2020@MIC", date(2024, 2, 1), "07/GPSĐBS-TTĐT")
        append(register, act)

        for one in (register, self.open(folder)):
            for reference in (
                Reference(7),
                Reference(7, year=2024),
                Reference(7, suffix="GPSĐBS-TTĐT"),
                Reference(7, issuer="MIC"),
            ):
                assert [found.entry for found in one.find_licences(reference)] == [1]
            for reference in (
                Reference(7, year=2020),
                Reference(7, issuer="ABEI"),
                Reference(7, suffix="GP-BTTTT"),
                Reference(7, ordinal=2),
                Reference(70),
            ):
                assert one.find_licences(reference) == []

    def test_a_later_number_still_finds_a_licence_that_was_corrected(
        self, register: Register, folder: Path
    ) -> None:
        append(
            register,
            issued(1, date(2020, 5, 1)),
            extended(1, "01/GP-BTTTT/2020@MIC", date(2024, 2, 1), "07/GPSĐBS-TTĐT"),
            EntryCorrected(
                target=1,
                ref="01/GP-BTTTT/2020@MIC",
                changes={
                    "number": LicenceNumber(9, "", "GP-BTTTT"),
                    "issued_on": date(2021, 5, 1),
                    "issuer": "ABEI",
                },
                because="misread",
            ),
        )

        for one in (register, self.open(folder)):
            (found,) = one.find_licences(Reference(7, year=2024, issuer="ABEI"))
            assert str(found.key) == "09/GP-BTTTT/2021@ABEI"
            assert one.find_licences(Reference(1)) == []
            assert one.licence(key_of("01/GP-BTTTT/2020@MIC")) is None

    def test_the_number_of_an_act_entered_in_error_finds_nothing(
        self, register: Register, folder: Path
    ) -> None:
        ref = "01/GP-BTTTT/2020@MIC"
        append(
            register,
            issued(1, date(2020, 5, 1)),
            extended(1, ref, date(2024, 2, 1), "07/GPSĐBS-TTĐT"),
            EntryVoided(target=2, ref=ref, because="another licence"),
        )

        for one in (register, self.open(folder)):
            assert one.find_licences(Reference(7)) == []

    def test_totals_are_of_the_register_and_of_each_issuer_and_agency(
        self, register: Register, folder: Path
    ) -> None:
        append(register, issued(1), issued(2, issuer="DIC-HN"), visited(1))

        for one in (register, self.open(folder)):
            parts = one.counts_by_issuer()
            assert sorted(parts) == ["ABEI", "DIC-HN", "MIC"]
            flows = [
                counts.licences.flow(
                    "social-network", "issued", date(2024, 1, 1), date(2024, 12, 31)
                )
                for counts in (one.counts, parts["MIC"], parts["DIC-HN"], parts["ABEI"])
            ]
            assert flows == [2, 1, 1, 0]
            assert parts["ABEI"].inspections == one.counts.inspections

    def test_tallies_that_count_are_those_not_entered_in_error(
        self, register: Register, folder: Path
    ) -> None:
        tally = TallyRecorded(
            measure="issued",
            kind="social-network",
            count=1016,
            from_on=date(2010, 1, 1),
            to_on=date(2023, 12, 31),
            issuer="MIC",
            source="report",
        )
        append(register, tally, replace(tally, count=7), replace(tally, count=8))
        append(
            register,
            EntryVoided(target=1, ref="TALLY-1", because="twice"),
            EntryCorrected(
                target=2,
                ref="TALLY-2",
                changes={"from_on": None, "issuer": "", "count": 9},
                because="typo",
            ),
        )

        for one in (register, self.open(folder)):
            assert [entry.event for entry in one.tallies()] == [
                replace(tally, count=9, from_on=None, issuer=""),
                replace(tally, count=8),
            ]

    @few
    @given(recorded=batches)
    def test_whatever_is_recorded_is_answered_as_the_records_say(
        self, recorded: list[list[Step]], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("registers") / "register"
        register, scribe = self.make(folder), Scribe()
        for some in recorded:
            append(register, *scribe.record(some, moment(NOW), "an"))
        for one in (register, self.open(folder)):
            assert list(one.licences()) == scribe.live_licences()
            assert list(one.inspections()) == scribe.live_inspections()
            assert tuple(one.tallies()) == scribe.live_tallies()


def moment(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds")


class TestRegisterFolder(RegisterContract):
    """The store in a folder, as any store."""

    def make(self, folder: Path) -> Register:
        return made(folder)

    def open(self, folder: Path) -> Register:
        return RegisterFolder(folder)


@dataclass(frozen=True)
class Way:
    """Which handle records each batch, how far books lag, which state is looked at."""

    handles: list[int]
    small: int
    lag: int
    past: int


ways = st.builds(
    Way,
    handles=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    small=st.sampled_from([0, 0, 1_000_000]),
    lag=st.sampled_from([0, 1_000, 10**9, 10**9]),
    past=st.integers(0, 4),
)


class TestLaggingBooks:
    """A large book lags behind; it answers like one that is written at once."""

    @few
    @given(recorded=batches, way=ways, day=near_days)
    def test_every_way_to_a_register_gives_one_set_of_answers(
        self,
        recorded: list[list[Step]],
        way: Way,
        day: date,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        folder = tmp_path_factory.mktemp("registers") / "register"
        handles = [made(folder), RegisterFolder(folder)]
        scribe = Scribe()
        with lagging(way.small, way.lag):
            for place, some in enumerate(recorded):
                handle = way.handles[place]
                register = (*handles, RegisterFolder(folder))[handle]
                now = NOW + place * DAY
                append(register, *scribe.record(some, moment(now), "an"), now=now)
                assert register.notices == []
                if place == way.past:
                    before = deepcopy(scribe), answers(register, scribe)

            live, reopened, rebuilt = handles[0], *(RegisterFolder(folder),) * 2
            with live.writing("an", now=NOW):
                answered = answers(live, scribe)
            assert answers(reopened, scribe) == answered
            assert live.notices == reopened.notices == []
            rebuilt.rebuild()
            assert answers(rebuilt, scribe) == answered
            assert answers(rebuilt.as_known("2099"), scribe) == answered
            assert list(reopened.verify()) == []
            if way.past < len(recorded):
                then = str((NOW + way.past * DAY).date())
                assert answers(reopened.as_known(then), before[0]) == before[1]

        records = expected(scribe)
        assert {name: answered[name] for name in records} == records
        assert_counts(reopened, scribe.model, day)

    def test_a_large_book_is_written_again_only_when_it_lags_far(
        self, tmp_path: Path
    ) -> None:
        register = made(tmp_path / "register")
        book = tmp_path / "register" / "books" / "2024.json"
        with lagging(0, 2_000):
            append(register, issued(1))
            written = [book.read_bytes()]
            for number in range(2, 20):
                append(RegisterFolder(register.path), issued(number))
                written.append(book.read_bytes())
                assert len(list(RegisterFolder(register.path).licences())) == number

        assert 2 < len(set(written)) < 8

    def test_a_book_that_lags_is_not_changed_by_acts_of_other_years(
        self, tmp_path: Path
    ) -> None:
        # Following the book of 2024 must leave that of 2020 alone.
        folder = tmp_path / "register"
        register = made(folder)
        with lagging(0, 10**9):
            append(register, issued(1, date(2020, 5, 1)), issued(2, date(2024, 1, 1)))
            ref = "01/GP-BTTTT/2020@MIC"
            append(register, extended(1, ref, date(2024, 2, 1), "07/GPSĐBS-TTĐT"))
            reopened = RegisterFolder(folder)

            (found,) = reopened.find_licences(Reference(7, year=2024))
            assert len(found.acts) == 1
            assert [len(one.acts) for one in reopened.licences()] == [1, 0]

    def test_a_licence_moved_to_another_year_stands_there_and_nowhere_else(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "register"
        with lagging(0, 10**9):
            append(made(folder), issued(1, date(2023, 5, 1)), issued(2))
            handles = [RegisterFolder(folder)]
            append(
                handles[-1],
                EntryCorrected(
                    target=1,
                    ref="01/GP-BTTTT/2023@MIC",
                    changes={"issued_on": date(2024, 4, 30)},
                    because="typo",
                ),
            )
            handles.append(RegisterFolder(folder))
            append(
                handles[-1],
                extended(1, "01/GP-BTTTT/2024@MIC", date(2024, 7, 1), "7/X"),
            )
            handles.append(RegisterFolder(folder))
            reopened = handles[-1]

            assert [str(one.key) for one in reopened.licences()] == [
                "01/GP-BTTTT/2024@MIC",
                "02/GP-BTTTT/2024@MIC",
            ]
            assert list(reopened.licences([2023])) == []
            assert reopened.licence(key_of("01/GP-BTTTT/2023@MIC")) is None
            assert [handle.notices for handle in handles] == [[], [], []]
            assert list(reopened.verify()) == []

    def test_an_inspection_moved_to_another_year_stands_there_and_nowhere_else(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "register"
        with lagging(0, 10**9):
            append(made(folder), visited(1, date(2023, 6, 1)), visited(1))
            handles = [RegisterFolder(folder)]
            append(
                handles[-1],
                EntryCorrected(
                    target=1,
                    ref="INS-2023-0001",
                    changes={
                        "inspected_on": date(2024, 6, 2),
                        "key": InspectionKey(2024, 2),
                    },
                    because="typo",
                ),
            )
            handles.append(RegisterFolder(folder))
            append(
                handles[-1],
                EntryVoided(target=2, ref="INS-2024-0001", because="twice"),
            )
            handles.append(RegisterFolder(folder))
            reopened = handles[-1]

            assert [str(one.key) for one in reopened.inspections()] == ["INS-2024-0002"]
            assert reopened.inspection(InspectionKey(2023, 1)) is None
            assert reopened.next_inspection(2024) == 3
            assert [handle.notices for handle in handles] == [[], [], []]
            assert list(reopened.verify()) == []

    def test_a_later_number_is_found_in_a_book_that_lags(self, tmp_path: Path) -> None:
        folder = tmp_path / "register"
        ref = "01/GP-BTTTT/2024@MIC"
        with lagging(0, 10**9):
            append(made(folder), issued(1))
            append(
                RegisterFolder(folder),
                extended(1, ref, date(2024, 7, 1), "07/GPSĐBS-TTĐT"),
            )
            (found,) = RegisterFolder(folder).find_licences(Reference(7, year=2024))
            assert str(found.key) == ref
            append(
                RegisterFolder(folder), EntryVoided(target=2, ref=ref, because="typo")
            )
            assert RegisterFolder(folder).find_licences(Reference(7)) == []


@pytest.fixture
def filled(tmp_path: Path) -> RegisterFolder:
    """Return a register of two batches with records of all sorts."""
    register = made(tmp_path / "register")
    append(
        register,
        issued(1, date(2023, 5, 1)),
        issued(2),
        visited(1),
        TallyRecorded(
            measure="issued",
            kind="social-network",
            count=1016,
            to_on=date(2021, 12, 31),
            source="report",
        ),
    )
    append(
        register,
        extended(1, "01/GP-BTTTT/2023@MIC", date(2024, 7, 1), "07/GPSĐBS-TTĐT"),
        InspectionDecided(
            inspection=3, ref="INS-2024-0001", on=date(2024, 8, 1), outcome="warned"
        ),
        now=NOW + DAY,
    )
    return RegisterFolder(register.path)


def scribed(register: RegisterFolder) -> Scribe:
    """Return a scribe that knows the keys to ask a register for."""
    return Scribe(
        {one.entry: one for one in register.licences()},
        {one.entry: one for one in register.inspections()},
    )


VIEWS = (
    "totals.json",
    "books/2023.json",
    "books/2024.json",
    "books/standing.json",
    "issuers/MIC.json",
    "cells/2024.json",
    "cells/ABEI-2024.json",
)


def of_areas(counts: Counts, year: int) -> int:
    """Return how many visits of a year are counted, in all areas."""
    areas = counts.inspections.of(year).visits.values()
    return sum(number for cells in areas for (number,) in cells.values())


def removed(path: Path) -> str:
    path.unlink()
    return "missing"


def changed(path: Path) -> str:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    return "damaged"


def cut_short(path: Path) -> str:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return "damaged"


def emptied(path: Path) -> str:
    path.write_bytes(b"")
    return "damaged"


def foreign(path: Path) -> str:
    """Put the view in its place as another register would have written it."""
    data = path.read_bytes()
    register = read_view(path, RegisterFolder(home(path)).settings.register)[0].register
    checked = data.replace(register.encode(), b"0123456789abcdef", 1)[31:]
    path.write_bytes(b"%b%08x%b" % (data[:23], zlib.crc32(checked), checked))
    return "foreign"


def home(view: Path) -> Path:
    return next(folder for folder in view.parents if (folder / SETTINGS).exists())


class TestViews:
    """A view is never the truth: what does not fit is made anew, and said so once."""

    @pytest.mark.parametrize("name", VIEWS)
    @pytest.mark.parametrize("spoil", [removed, changed, cut_short, emptied, foreign])
    def test_a_view_that_does_not_fit_is_made_anew_with_one_notice(
        self, filled: RegisterFolder, name: str, spoil: Callable[[Path], str]
    ) -> None:
        scribe = scribed(filled)
        before = answers(filled, scribe)
        reason, shown = spoil(filled.path / name), name.rpartition("/")[2]
        reopened = RegisterFolder(filled.path)

        assert answers(reopened, scribe) == before
        assert reopened.notices == [
            f"The view {shown} is {reason}; it was made anew from the journal."
        ]
        again = RegisterFolder(filled.path)
        assert answers(again, scribe) == before
        assert again.notices == []
        assert list(again.verify()) == []

    @pytest.mark.parametrize("name", VIEWS)
    def test_a_view_of_an_earlier_state_is_caught_up_or_made_anew(
        self, filled: RegisterFolder, name: str
    ) -> None:
        earlier = (filled.path / name).read_bytes()
        append(
            filled,
            EntryVoided(target=3, ref="INS-2024-0001", because="twice"),
            EntryVoided(target=4, ref="TALLY-4", because="twice"),
            issued(3, date(2023, 6, 1)),
        )
        scribe = scribed(filled)
        before = answers(filled, scribe)
        (filled.path / name).write_bytes(earlier)
        reopened = RegisterFolder(filled.path)

        assert answers(reopened, scribe) == before
        # A book is followed; the totals say what lies behind them but for themselves.
        follows = name.startswith("books/20")
        assert len(reopened.notices) == (0 if follows else 1)
        append(reopened, issued(4))
        assert list(RegisterFolder(filled.path).verify()) == []

    def test_without_any_view_all_are_made_anew_with_one_notice(
        self, filled: RegisterFolder
    ) -> None:
        scribe = scribed(filled)
        before = answers(filled, scribe)
        names = {
            path.relative_to(filled.path): path.read_bytes()
            for path in filled.path.rglob("*.json")
        }
        for name in names:
            (filled.path / name).unlink()
        reopened = RegisterFolder(filled.path)

        assert answers(reopened, scribe) == before
        assert reopened.notices == [
            "The view totals.json is missing; it was made anew from the journal."
        ]
        assert {
            path.relative_to(filled.path) for path in filled.path.rglob("*.json")
        } == names.keys()
        assert RegisterFolder(filled.path).notices == []

    def test_a_file_that_the_journal_knows_nothing_of_is_removed_in_making_anew(
        self, filled: RegisterFolder
    ) -> None:
        strangers = [filled.path / "books/1999.json", filled.path / "issuers/XX.json"]
        for stranger in strangers:
            shutil.copy(filled.path / "books/2024.json", stranger)
        (filled.path / "totals.json").unlink()
        RegisterFolder(filled.path)

        assert [stranger.exists() for stranger in strangers] == [False, False]
        assert list(RegisterFolder(filled.path).licences([1999])) == []

    def test_a_view_is_made_anew_while_writing_too(
        self, filled: RegisterFolder
    ) -> None:
        scribe = scribed(filled)
        (filled.path / "books/2024.json").write_bytes(b"")
        (filled.path / "issuers/MIC.json").unlink()
        register = RegisterFolder(filled.path)
        append(register, issued(3))

        assert len(register.notices) == 1
        reopened = RegisterFolder(filled.path)
        assert answers(reopened, scribe) == answers(register, scribe)
        assert reopened.notices == []
        assert [one.entry for one in reopened.licences()] == [1, 2, 7]

    def test_a_reader_that_mends_views_does_not_undo_what_a_writer_did_meanwhile(
        self, filled: RegisterFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold = lock.hold

        def hold_late(*args: Any, **words: Any) -> AbstractContextManager[None]:  # noqa: ANN401 - those of hold
            monkeypatch.setattr(lock, "hold", hold)
            append(filled, issued(3, date(2022, 1, 1)))
            return hold(*args, **words)

        (filled.path / "totals.json").write_bytes(b"")
        monkeypatch.setattr(lock, "hold", hold_late)
        reader = RegisterFolder(filled.path)
        head, _ = read_view(filled.path / "totals.json", filled.settings.register)

        assert reader.entries == head.entry == 7
        assert (filled.path / "books/2022.json").exists()
        assert list(RegisterFolder(filled.path).verify()) == []

    @pytest.mark.parametrize(
        "fault",
        [OSError(28, "No space left"), KeyboardInterrupt()],
        ids=["disk", "key"],
    )
    def test_a_batch_that_cannot_be_written_leaves_no_trace(
        self,
        filled: RegisterFolder,
        fault: BaseException,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(_: int) -> None:
            raise fault

        scribe = scribed(filled)
        before = answers(filled, scribe)
        files = {path: path.read_bytes() for path in filled.path.rglob("*.json*")}
        with monkeypatch.context() as patch:
            patch.setattr("licreg.store.journal.os.fsync", fail)
            with pytest.raises((RegisterFileError, KeyboardInterrupt)):
                append(filled, issued(3), visited(2))

        assert answers(filled, scribe) == before
        assert answers(RegisterFolder(filled.path), scribe) == before
        assert {path: path.read_bytes() for path in files} == files
        append(filled, issued(3))
        assert list(RegisterFolder(filled.path).verify()) == []

    def test_a_view_that_cannot_be_written_is_caught_up_later(
        self, filled: RegisterFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(path: Path, data: bytes, *, durable: bool = False) -> None:
            raise OSError(28, f"No space left for {len(data)} {path} {durable}")

        with monkeypatch.context() as patch:
            patch.setattr(shelf, "replace_file", refuse)
            append(filled, issued(3))
        assert len(filled.notices) == 1
        assert "could not be written" in filled.notices[0]

        reopened = RegisterFolder(filled.path)
        assert [one.entry for one in reopened.licences()] == [1, 2, 7]
        append(filled, issued(4))
        assert list(RegisterFolder(filled.path).verify()) == []

    @pytest.mark.parametrize("stop", range(12))
    @pytest.mark.parametrize("small", [0, 1_000_000])
    def test_views_half_written_are_put_right(
        self,
        filled: RegisterFolder,
        stop: int,
        small: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The process ends between two of the files of a batch."""
        written: list[Path] = []

        def end_at(path: Path, data: bytes, *, durable: bool = False) -> None:
            if len(written) == stop:
                raise KeyboardInterrupt
            written.append(path)
            replace_file(path, data, durable=durable)

        with lagging(small, 10**9):
            with monkeypatch.context() as patch:
                patch.setattr(shelf, "replace_file", end_at)
                patch.setattr("licreg.store.storage.replace_file", end_at)
                with suppress(KeyboardInterrupt):
                    append(
                        filled,
                        issued(3, date(2023, 6, 1)),
                        visited(2),
                        EntryVoided(target=4, ref="TALLY-4", because="twice"),
                        EntryCorrected(
                            target=1,
                            ref="01/GP-BTTTT/2023@MIC",
                            changes={
                                "issued_on": date(2024, 5, 1),
                                "number": LicenceNumber(9, "", "GP-BTTTT"),
                            },
                            because="typo",
                        ),
                        issued(4),
                    )
            reopened, again = (RegisterFolder(filled.path) for _ in range(2))
            again.rebuild()
            scribe = scribed(again)

            assert reopened.entries == 11
            assert answers(reopened, scribe) == answers(again, scribe)
            assert [str(one.key) for one in reopened.find_licences(Reference(7))] == [
                "09/GP-BTTTT/2024@MIC"
            ]
            append(RegisterFolder(filled.path), issued(5))
            assert list(RegisterFolder(filled.path).verify()) == []

    def test_the_tallies_are_made_anew_where_there_are_none(
        self, tmp_path: Path
    ) -> None:
        register = made(tmp_path / "register")
        append(register, issued(1))
        (register.path / "books/standing.json").write_bytes(b"{}")
        for notices in (1, 0):
            reopened = RegisterFolder(register.path)

            assert [one.entry for one in reopened.licences()] == [1]
            assert len(reopened.notices) == notices

    def test_a_check_of_the_views_names_those_that_were_made_anew(
        self, filled: RegisterFolder
    ) -> None:
        (filled.path / "books/2023.json").write_bytes(b"{}")
        ((rule, place, message),) = RegisterFolder(filled.path).verify()

        assert (rule, Path(place).name) == ("view", "2023.json")
        assert message == "was damaged; it was made anew from the journal"
        assert list(RegisterFolder(filled.path).verify()) == []

    def test_what_a_view_says_otherwise_than_the_journal_is_found(
        self, filled: RegisterFolder
    ) -> None:
        """A view that verifies as a file, and was made from something else."""
        others = made(filled.path.with_name("others"))
        append(others, issued(1, date(2023, 5, 1), holder="B"))
        for name in ("totals.json", "issuers/MIC.json", "books/2023.json"):
            stamp, _ = read_view(filled.path / name, filled.settings.register)
            data = (others.path / name).read_bytes()
            end = data.index(b"}", 31)
            head = dump_view(stamp, {}).removesuffix(b"}\n")
            rest = head[31:] + data[end + 2 :]
            (filled.path / name).write_bytes(
                b"%b%08x%b" % (head[:23], zlib.crc32(rest), rest)
            )
        found = list(RegisterFolder(filled.path).verify())

        told = [one for one in found if Path(one[1]).parent.name != "traits"]
        places = [Path(place).relative_to(filled.path) for _, place, _ in told]
        assert {rule for rule, _, _ in told} == {"view"}
        assert [place.as_posix() for place in places] == [
            "books/2023.json",
            "cells/2024.json",
            "cells/ABEI-2024.json",
            "issuers/MIC.json",
            "totals.json",
        ]

    def test_agencies_whose_names_a_file_cannot_bear_are_counted_apart(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "a" / "register"
        folder.parent.mkdir()
        register = made(folder)
        agencies = ["../../evil", "A/B", "abei", "ABEI", "CON", "", "Sở\n", "x" * 300]
        for place, agency in enumerate(agencies, start=1):
            append(RegisterFolder(folder), replace(visited(place), agency=agency))
        names = [path.name.casefold() for path in (folder / "cells").iterdir()]

        register = RegisterFolder(folder)
        assert sorted(register.counts_by_issuer()) == sorted(agencies)
        for counts in register.counts_by_issuer().values():
            assert (
                sum(
                    n
                    for (n,) in counts.inspections.of(2024)
                    .visits["electronic-information"]
                    .values()
                )
                == 1
            )
        assert len(set(names)) == len(agencies) + len(["of all together"])
        assert sorted(path.name for path in tmp_path.rglob("*") if path.is_dir()) == [
            "a",
            "books",
            "cells",
            "register",
        ]


class TestCutJournals:
    """A journal that ends before what a view has seen is never written over."""

    @pytest.fixture
    def cut(self, filled: RegisterFolder) -> Path:
        """Cut the journal at the end of its first batch."""
        first, _ = filled.batches()
        assert hasattr(first, "stamp")
        with (filled.path / JOURNAL).open("r+b") as stream:
            stream.truncate(first.stamp.offset)
        return filled.path

    @pytest.mark.parametrize("lost", [(), ("totals.json",), VIEWS[:4], VIEWS[1:]])
    def test_it_is_refused_by_whatever_view_is_left(
        self, cut: Path, lost: Sequence[str]
    ) -> None:
        for name in lost:
            (cut / name).unlink()
        before = {path: path.read_bytes() for path in cut.rglob("*.json*")}
        with pytest.raises(JournalCutError) as refused:
            RegisterFolder(cut)

        assert "ends at byte" in str(refused.value)
        assert "before entry 6" in str(refused.value)
        assert "Nothing was changed" in str(refused.value)
        assert {path: path.read_bytes() for path in cut.rglob("*.json*")} == before

    def test_a_handle_that_was_open_before_does_not_write_over_it(
        self, filled: RegisterFolder, cut: Path
    ) -> None:
        assert filled.entries == 6
        size = (cut / JOURNAL).stat().st_size
        for _ in range(2):
            with pytest.raises(JournalCutError), filled.writing("an", now=NOW):
                pass

        assert (cut / JOURNAL).stat().st_size == size

    def test_rebuilding_is_refused_too(self, filled: RegisterFolder, cut: Path) -> None:
        assert cut == filled.path
        with pytest.raises(JournalCutError):
            filled.rebuild()

    def test_a_journal_that_goes_on_otherwise_is_refused(
        self, filled: RegisterFolder, tmp_path: Path
    ) -> None:
        copied = Path(shutil.copytree(filled.path, tmp_path / "copy"))
        append(filled, issued(8))
        append(RegisterFolder(copied), issued(9))
        shutil.copy(copied / JOURNAL, filled.path / JOURNAL)

        with pytest.raises(JournalCutError, match="is not what it was up to entry 7"):
            RegisterFolder(filled.path)


class TestUnfinishedBatches:
    """A batch without its seal was never confirmed."""

    TAIL = b'{"batch":3,"at":"","by":"an","command":"issue"}\n{"n":7,"eve'

    @pytest.fixture
    def interrupted(self, filled: RegisterFolder) -> Path:
        with (filled.path / JOURNAL).open("ab") as stream:
            stream.write(self.TAIL)
        return filled.path

    def test_a_reader_passes_over_it(self, interrupted: Path) -> None:
        before = (interrupted / JOURNAL).read_bytes()
        register = RegisterFolder(interrupted)

        assert register.entries == 6
        assert list(register.verify()) == []
        assert "never confirmed" in register.notices[-1]
        assert (interrupted / JOURNAL).read_bytes() == before

    def test_a_writer_sets_it_aside_and_says_so(self, interrupted: Path) -> None:
        register = RegisterFolder(interrupted)
        append(register, issued(3))
        (aside,) = interrupted.glob("unfinished-*.jsonl")

        assert aside.read_bytes() == self.TAIL
        assert register.notices == [
            (
                "An unfinished batch behind entry 6 was never confirmed; it was set "
                f"aside in {aside}."
            )
        ]
        assert RegisterFolder(interrupted).entries == 7
        assert list(RegisterFolder(interrupted).verify()) == []


class TestReaders:
    """Readers take no lock, need no right to write, and see whole batches."""

    def test_a_reader_needs_no_right_to_write(
        self, filled: RegisterFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A copy on a medium that cannot be written, with views behind."""
        scribe = scribed(filled)
        totals = (filled.path / "totals.json").read_bytes()
        append(filled, issued(3), visited(2), now=NOW + 2 * DAY)
        before = answers(filled, scribe)
        (filled.path / "totals.json").write_bytes(totals)
        (filled.path / "books/2023.json").unlink()

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(30, "Read-only file system")

        monkeypatch.setattr(store, "_PAUSE", 0)
        monkeypatch.setattr("os.open", refuse)
        monkeypatch.setattr("licreg.store.lock._try", refuse)
        files = {path: path.read_bytes() for path in filled.path.rglob("*.*")}
        reader = RegisterFolder(filled.path)

        assert answers(reader, scribe) == before
        with pytest.raises(RegisterFileError, match="Read-only"):
            append(reader, issued(4))
        assert {path: path.read_bytes() for path in filled.path.rglob("*.*")} == files

    @pytest.mark.skipif(
        os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere"
    )
    def test_a_folder_that_may_not_be_written_is_read(
        self, filled: RegisterFolder
    ) -> None:
        scribe = scribed(filled)
        before = answers(filled, scribe)
        (filled.path / "totals.json").unlink()
        folders = [filled.path, filled.path / "books", filled.path / "issuers"]
        for folder in folders:
            folder.chmod(0o550)
        try:
            reader = RegisterFolder(filled.path)
            assert answers(reader, scribe) == before
            with pytest.raises(RegisterFileError):
                append(reader, issued(3))
        finally:
            for folder in folders:
                folder.chmod(0o750)

    def test_counts_in_hand_stay_those_of_one_state(
        self, filled: RegisterFolder
    ) -> None:
        """The cells of each year lie in files that a writer replaces meanwhile."""
        reader = RegisterFolder(filled.path)
        held = reader.counts
        append(filled, visited(2, date(2024, 8, 1)), visited(3, date(2023, 8, 1)))

        assert of_areas(held, 2024) == 1
        assert of_areas(held, 2023) == 0
        assert reader.entries == filled.entries - 2
        assert of_areas(RegisterFolder(filled.path).counts, 2023) == 1

    @settings(max_examples=10, deadline=None)
    @given(
        recorded=batches,
        last=st.lists(steps, min_size=1, max_size=4),
        small=st.sampled_from([0, 1_000_000]),
    )
    def test_a_reader_between_two_files_of_a_writer_sees_all_of_a_batch_or_nothing(
        self,
        recorded: list[list[Step]],
        last: list[Step],
        small: int,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        folder = tmp_path_factory.mktemp("registers") / "register"
        register, scribe = made(folder), Scribe()
        for some in recorded:
            append(register, *scribe.record(some, moment(NOW), "an"))
        events = scribe.record(last, moment(NOW), "an")
        asked = questions(scribe)
        states: dict[str, Answers] = {}
        idle = [RegisterFolder(folder) for _ in range(12 * len(asked))]

        def look() -> None:
            fresh = RegisterFolder(folder)
            for name, ask in asked.items():
                assert ask(fresh) == states.get(fresh.seal, {}).get(name), name
                waiting = idle.pop()
                seal, answer = "", None
                while seal != waiting.seal:  # The state may turn between two answers.
                    seal, answer = waiting.seal, ask(waiting)
                assert answer == states.get(seal, {}).get(name), name

        def read_at(path: Path, data: bytes, *, durable: bool = False) -> None:
            look()
            replace_file(path, data, durable=durable)

        before = answers(RegisterFolder(folder), scribe)
        copied = Path(shutil.copytree(folder, folder.with_name("copy")))
        append(RegisterFolder(copied), *events)
        after = answers(RegisterFolder(copied), scribe)
        states = {state["seal"]: state for state in (before, after)}
        with lagging(small, 10**9), pytest.MonkeyPatch.context() as patch:
            patch.setattr(shelf, "replace_file", read_at)
            patch.setattr("licreg.store.storage.replace_file", read_at)
            append(register, *events)
            look()
        assert list(RegisterFolder(folder).verify()) == []


class TestAsKnown:
    """What had been entered by the end of a moment; recorded in the journal alone."""

    @pytest.mark.parametrize(
        ("then", "entries"),
        [
            ("2026-07-25", 0),
            ("2026-07-26", 4),
            ("2026-07-26T09", 0),
            ("2026-07-26T10:00", 4),
            ("2026-07-26T10:00:00+07:00", 4),
            ("2026-07-26T10:00:00.000+07:00", 4),
            ("2026-07-26T09:59:59+07:00", 0),
            ("2026-07", 6),
            ("2026-07-27", 6),
            ("2026-07-27T09:59:59.999", 4),
        ],
    )
    def test_a_moment_stands_for_all_of_it(
        self, filled: RegisterFolder, then: str, entries: int
    ) -> None:
        known = filled.as_known(then)

        assert known.entries == entries
        assert sum(len(batch.entries) for batch in known.batches()) == entries
        assert filled.entries == 6

    def test_before_the_first_entry_there_is_nothing(
        self, filled: RegisterFolder
    ) -> None:
        known = filled.as_known("2020-01-01")

        assert list(known.licences()) == []
        assert list(known.inspections()) == []
        assert known.tallies() == ()
        assert known.counts_by_issuer() == {}
        assert known.last_recorded_at == ""

    def test_later_acts_and_decisions_were_not_known(
        self, filled: RegisterFolder
    ) -> None:
        known = filled.as_known("2026-07-26")

        assert [len(one.acts) for one in known.licences()] == [0, 0]
        assert [len(one.decisions) for one in known.inspections()] == [0]
        assert known.find_licences(Reference(7)) == []
        assert [len(one.acts) for one in filled.licences()] == [1, 0]


class TestFolders:
    """A register is made once, found or refused by name."""

    def test_no_register_is_made_over_something(self, filled: RegisterFolder) -> None:
        with pytest.raises(RegisterFileError, match="is not empty"):
            RegisterFolder.create(filled.path, "R", now=NOW)
        with pytest.raises(RegisterFileError, match="is not empty"):
            RegisterFolder.create(filled.path / JOURNAL, "R", now=NOW)

    def test_where_no_register_lies_that_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(NoRegisterError, match="No register lies at"):
            RegisterFolder(tmp_path)

    def test_the_journal_of_another_register_is_refused(
        self, filled: RegisterFolder, tmp_path: Path
    ) -> None:
        other = made(tmp_path / "other")
        shutil.copy(other.path / JOURNAL, filled.path / JOURNAL)

        with pytest.raises(RegisterFileError, match="belong to two registers"):
            RegisterFolder(filled.path)

    @pytest.mark.parametrize(
        "name", ["R", 'a "b" \\ c', "Đông Á\n\t\x00\x7f\x1b", "\udce9", "= [x]"]
    )
    def test_a_register_may_have_any_name(self, tmp_path: Path, name: str) -> None:
        RegisterFolder.create(
            tmp_path / "register",
            name,
            now=NOW,
            authority=name,
            is_sample=True,
            entries_through=date(2024, 11, 15),
            issuer="MIC",
            agency="ABEI",
        )
        settings = RegisterFolder(tmp_path / "register").settings

        assert settings.name == name.replace("\udce9", "?")
        assert settings.authority == settings.name
        assert settings.is_sample
        assert settings.entries_through == date(2024, 11, 15)
        assert (settings.issuer, settings.agency) == ("MIC", "ABEI")

    @pytest.mark.parametrize(
        ("old", "new", "error", "message"),
        [
            ("format = 3", "format = 4", NewerFormatError, "has format 4"),
            ("format = 3", "format = ", RegisterFileError, "is not TOML"),
            ('name = "R"', "", RegisterFileError, "cannot be understood: 'name'"),
            (
                "# entries_through = 2024-11-15",
                'entries_through = "2024"',
                RegisterFileError,
                "not a day such as",
            ),
        ],
    )
    def test_settings_that_cannot_be_read_are_refused_by_name(
        self,
        tmp_path: Path,
        old: str,
        new: str,
        error: type[RegisterFileError],
        message: str,
    ) -> None:
        path = made(tmp_path / "register").path / SETTINGS
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

        with pytest.raises(error, match=message):
            RegisterFolder(path.parent)


APPEND_25 = """
import sys
from datetime import date, datetime
from pathlib import Path
from licreg.domain.events import LicenceIssued
from licreg.domain.identifiers import LicenceNumber
from licreg.store.register import RegisterFolder

register = RegisterFolder(Path(sys.argv[1]))
now = datetime.fromisoformat("2026-07-26T10:00:00+07:00")
for _ in range(25):
    with register.writing(sys.argv[2], now=now, wait_seconds=60) as writer:
        number = LicenceNumber(writer.next_entry, "", "GP-BTTTT")
        grant = LicenceIssued(
            kind="social-network", number=number, issuer="MIC",
            issued_on=date(2024, 5, 1), holder=sys.argv[2],
        )
        writer.append("issue", [grant])
"""


def test_two_processes_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = made(tmp_path / "register").path
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    clerks = [
        subprocess.Popen(
            [sys.executable, "-c", APPEND_25, str(folder), clerk], env=environment
        )
        for clerk in ("an", "binh")
    ]
    assert [clerk.wait(timeout=60) for clerk in clerks] == [0, 0]

    register = RegisterFolder(folder)
    entries = [entry for batch in register.batches() for entry in batch.entries]
    assert [entry.number for entry in entries] == [*range(1, 51)]
    assert sorted(entry.by for entry in entries) == ["an"] * 25 + ["binh"] * 25
    assert [one.key.number.value for one in register.licences()] == [*range(1, 51)]
    assert (
        register.counts.licences.stock("social-network", "in_force", last_of_year(2024))
        == 50
    )
    assert register.notices == []
    assert list(register.verify()) == []
