"""``export all``, then ``import`` into an empty register: the same answers again."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import (
    contextmanager,
    redirect_stderr,
    redirect_stdout,
    suppress,
)
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licreg.actions.draft import Draft
from licreg.actions.exporting import archive
from licreg.actions.importing import ImportReport, import_tables
from licreg.actions.intake import full_reference
from licreg.actions.reference import read_law
from licreg.actions.requests import ActRequest, IssueRequest, VisitRequest
from licreg.actions.rows import Row, act_rows, inspection_row, licence_row, tally_row
from licreg.cli.main import main
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import (
    ACTS,
    Breach,
    EntryCorrected,
    EntryVoided,
    InspectionDecided,
    LicenceIssued,
    LicenceRevoked,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceKey, LicenceNumber
from licreg.domain.text import parse_text
from licreg.domain.totals import inspection_totals, licence_totals
from licreg.domain.vocabulary import AREA_OF, AREAS, HOLDER_KINDS, OUTCOMES
from licreg.errors import RefusedError
from licreg.exchange.canonical import read_tables
from licreg.exchange.separated import write_csv
from licreg.store.register import RegisterFolder

LAW = read_law()
TODAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 15, 9, tzinfo=timezone(timedelta(hours=7)))
PAST = Circumstances(today=TODAY, law=LAW, is_past_paper=True)

# Issuer, kind and suffix; the last suffix is no known one.
GRANTS = (
    ("MIC", "social-network", "GP-BTTTT"),
    ("ABEI", "aggregate-site", "GP-TTĐT"),
    ("DIC-HN", "aggregate-site", "GP-TTĐT"),
    ("DIC-HN", "ei-website", "GP-XYZ"),
    ("ABEI", "sn-confirmation", "GXN-TTĐT"),
)
MARKUP = st.sampled_from(
    ["<r>a</r>", "_x0041_", "\ufffe", "&amp;", "0012", "1e5", "😀"]
)
WORDS = MARKUP | st.text(alphabet="aĐễ=+-@'\";,\\# |\n\t\u00a0\uff10", max_size=8)
TEXTS = WORDS.map(lambda text: parse_text("text", text))
NAMES = TEXTS.filter(bool)
BASES = WORDS.map(lambda text: parse_text("text", re.sub("[=;]", "", text)))
DAYS = st.dates(date(2015, 1, 1), TODAY)
ENDS = st.none() | st.dates(date(2015, 1, 1), date(2026, 1, 1))
SITES = st.lists(st.sampled_from(["a.vn", "b.vn", "x@y", "đ.vn"]), max_size=3)


@st.composite
def grants(draw: st.DrawFn) -> IssueRequest:
    issuer, kind, suffix = draw(st.sampled_from(GRANTS))
    issued_on = draw(DAYS)
    effective_on = draw(st.none() | st.integers(0, 400))
    lapsed = draw(st.none() | st.none() | st.integers(0, 900))
    return IssueRequest(
        kind=kind,
        number=LicenceNumber(
            draw(st.integers(1, 4)), draw(st.sampled_from(["", "A"])), suffix
        ),
        issuer=issuer,
        issued_on=issued_on,
        holder=draw(NAMES),
        effective_on=None
        if effective_on is None
        else issued_on + timedelta(effective_on),
        expires_on=draw(ENDS),
        holder_kind=draw(st.sampled_from(["", *HOLDER_KINDS])),
        holder_code=draw(TEXTS),
        sites=tuple(draw(SITES)),
        printed=draw(st.sampled_from(["", "", "1/GP-BTTT"])),
        source=draw(TEXTS),
        note=draw(TEXTS),
        lapsed_on=None if lapsed is None else min(issued_on + timedelta(lapsed), TODAY),
    )


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "holder": NAMES,
        "holder_kind": st.sampled_from(["", *HOLDER_KINDS]),
        "holder_code": TEXTS,
        "sites": SITES.map(tuple),
        "effective_on": ENDS,
        "expires_on": ENDS,
        "note": TEXTS,
    },
)
BREACHES = st.lists(
    st.builds(Breach, BASES.filter(bool), st.sampled_from([0, 1, 15_000_000])),
    max_size=2,
).map(tuple)
DECISIONS = st.sampled_from(["", "1/QĐ", "2/qđ; x"])
TALLIES = st.builds(
    TallyRecorded,
    measure=st.just("issued"),
    kind=st.sampled_from(["ei-all", "social-network", "aggregate-site"]),
    count=st.integers(0, 2000),
    to_on=st.dates(date(2020, 1, 1), TODAY),
    from_on=st.none() | st.just(date(2019, 6, 1)),
    issuer=st.sampled_from(["", "MIC"]),
    source=NAMES,
    note=TEXTS,
)


@contextmanager
def new_register() -> Iterator[RegisterFolder]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register"
        RegisterFolder.create(path, "test", now=NOW)
        yield RegisterFolder(path)


def record(register: RegisterFolder, data: st.DataObject) -> None:
    """Record what the rules admit of things at random, through a draft."""
    with register.writing("clerk", now=NOW) as writer:
        draft = Draft(register, writer.next_entry, PAST)
        licences: list[LicenceKey] = []
        for _ in range(data.draw(st.integers(1, 6))):
            licences += issue(draft, data)
        visits: list[InspectionKey] = []
        for _ in range(data.draw(st.integers(4, 16))):
            what = data.draw(
                st.sampled_from(["act", "act", "visit", "decide", "decide"])
            )
            with suppress(RefusedError):
                if what == "act" and licences:
                    draft.act(act(data, data.draw(st.sampled_from(licences))))
                elif what == "visit":
                    visits.append(draft.inspect(visit(data, licences)).event.key)
                elif what == "decide" and visits:
                    decide(draft, data, data.draw(st.sampled_from(visits)))
        for tally in data.draw(st.lists(TALLIES, max_size=2, unique_by=str)):
            draft.record(tally)
        put_right(draft, data)
        if draft.entries:
            writer.append("test", draft.events)


def issue(draft: Draft, data: st.DataObject) -> list[LicenceKey]:
    """Issue a licence, perhaps in the place of one before; its key, if admitted."""
    request = data.draw(grants())
    known = [
        full_reference(entry.event.key)
        for entry in draft.entries
        if isinstance(entry.event, LicenceIssued)
    ]
    replaces = data.draw(st.sampled_from([None, *known]))
    try:
        return [draft.issue(replace(request, replaces=replaces)).event.key]
    except RefusedError:
        return []


def act(data: st.DataObject, key: LicenceKey) -> ActRequest:
    return ActRequest(
        licence=full_reference(key),
        act=data.draw(st.sampled_from(list(ACTS))),
        on=data.draw(DAYS),
        given_number=data.draw(st.sampled_from(["", "46/QĐ-BTTTT", "giấy 5"])),
        until=data.draw(ENDS),
        changes=data.draw(CHANGES),
        reason=data.draw(TEXTS),
        source=data.draw(TEXTS),
        asked_on=data.draw(st.none() | DAYS),
        by_notice=data.draw(st.booleans()),
    )


def visit(data: st.DataObject, licences: Sequence[LicenceKey]) -> VisitRequest:
    inspected_on = data.draw(DAYS)
    later = data.draw(st.none() | st.integers(0, 200))
    key = (
        data.draw(st.none() | st.none() | st.sampled_from(licences))
        if licences
        else None
    )
    return VisitRequest(
        inspected_on=inspected_on,
        agency=data.draw(st.sampled_from(["ABEI", "DIC-HN"])),
        subject=data.draw(st.sampled_from(["a.vn", "A.VN", "Đài b"])),
        subject_kind=data.draw(st.sampled_from(list(AREA_OF))),
        licence=full_reference(key) if key else None,
        campaign=data.draw(TEXTS),
        outcome=data.draw(st.sampled_from(OUTCOMES)),
        breaches=data.draw(BREACHES),
        decision=data.draw(DECISIONS),
        decided_on=None if later is None else inspected_on + timedelta(later),
        note=data.draw(TEXTS),
    )


def decide(draft: Draft, data: st.DataObject, key: InspectionKey) -> None:
    inspection = draft.inspection(key)
    assert inspection is not None
    decision = InspectionDecided(
        inspection=inspection.entry,
        ref=str(key),
        on=data.draw(DAYS),
        outcome=data.draw(st.sampled_from(OUTCOMES)),
        breaches=data.draw(BREACHES),
        decision=data.draw(DECISIONS),
        note=data.draw(TEXTS),
    )
    draft.decide(decision, inspection)


def put_right(draft: Draft, data: st.DataObject) -> None:
    """Void some revocations and decisions, and correct some holders."""
    for entry in list(draft.entries):
        event = entry.event
        if not data.draw(st.sampled_from([False, False, True])):
            continue
        if isinstance(event, (LicenceRevoked, InspectionDecided)):
            voided = EntryVoided(target=entry.number, ref=event.ref, because="typo")
            draft.record(voided)
        elif isinstance(event, LicenceIssued):
            changes = {"holder": "Đúng", "expires_on": event.expires_on}
            ref = str(event.key)
            correction = EntryCorrected(
                target=entry.number, ref=ref, changes=changes, because="typo"
            )
            draft.record(correction)


def export(register: RegisterFolder, folder: Path) -> None:
    for table, (columns, rows) in archive(register).items():
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            write_csv(stream, columns, ([row[one] for one in columns] for row in rows))


def bring_in(register: RegisterFolder, folder: Path) -> ImportReport:
    tables = read_tables(folder)
    return import_tables(register, tables, circumstances=PAST, clerk="b", now=NOW)


def totals(register: RegisterFolder, day: date) -> list[Any]:
    counts, tallies = register.counts, register.tallies()
    first = date(day.year, 1, 1)
    return [
        licence_totals(
            counts.licences, tallies, kind.code, LAW.parts_of(kind.code), first, day
        )
        for kind in LAW.kinds
    ] + [
        inspection_totals(
            counts.inspections, area, first, day, by_decision_day=by_decision_day
        )
        for area in AREAS
        for by_decision_day in (False, True)
    ]


def records(register: RegisterFolder, day: date) -> list[list[Row]]:
    """Return all rows as of a day; entries are numbered anew, and not compared."""
    tables = [
        [licence_row(one, day) for one in register.licences()],
        [row for one in register.licences() for row in act_rows(one)],
        [inspection_row(one, day) for one in register.inspections()],
        [inspection_row(one, None) for one in register.inspections()],
        [tally_row(one) for one in register.tallies()],
    ]
    for row in (row for table in tables for row in table):
        row.pop("entry", None)
    return [sorted(table, key=str) for table in tables]


def run(*words: str | Path) -> None:
    """Run a command of the program; what it says is shown if it is refused."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as err:
        code = main([str(word) for word in words])
    assert code == 0, err.getvalue()


@pytest.mark.parametrize(
    "form",
    [
        *("csv", "csv-excel", "tsv", "json", "jsonl", "xlsx"),
        "register.xlsx",
    ],
)
@settings(max_examples=8, deadline=None, phases=(Phase.reuse, Phase.generate))
@given(data=st.data(), day=DAYS)
def test_each_form_of_an_archive_makes_the_same_register(
    form: str, data: st.DataObject, day: date
) -> None:
    with (
        new_register() as first,
        new_register() as second,
        TemporaryDirectory() as folder,
    ):
        record(first, data)
        place = Path(folder) / (form if "." in form else "archive")
        asked = () if "." in form else ("--format", form)
        run("--register", first.path, "export", "all", "-o", place, *asked)
        run("--register", second.path, "import", place)

        copy = RegisterFolder(second.path)
        for each in (day, TODAY):
            assert totals(copy, each) == totals(first, each)
            assert records(copy, each) == records(first, each)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(DAYS, min_size=3, max_size=3))
def test_an_archive_gives_the_same_answers_as_of_any_day(
    data: st.DataObject, days: list[date]
) -> None:
    with (
        new_register() as first,
        new_register() as second,
        TemporaryDirectory() as folder,
    ):
        record(first, data)
        export(first, Path(folder))
        report = bring_in(second, Path(folder))
        again = bring_in(second, Path(folder))
        home = bring_in(first, Path(folder))

        for day in (*days, TODAY, date(2030, 1, 1)):
            assert totals(second, day) == totals(first, day)
            assert records(second, day) == records(first, day)
        assert all(one.taken == one.rows for one in report.files)
        for idle in (again, home):
            assert idle.batch is None
            assert all(one.already_there == one.rows for one in idle.files)
