"""A record becomes a row and a row a request; what cannot be read is named."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.actions.composed import (
    format_breaches,
    format_changes,
    format_decisions,
    parse_breaches,
    parse_changes,
    parse_decisions,
)
from licreg.actions.published import COLUMNS as FIGURE_COLUMNS
from licreg.actions.reference import read_law
from licreg.actions.requests import ActRequest, IssueRequest
from licreg.actions.rows import (
    ACT_COLUMNS,
    INSPECTION_COLUMNS,
    LICENCE_COLUMNS,
    TALLY_COLUMNS,
    act_rows,
    granted_row,
    inspection_row,
    licence_row,
    tally_row,
)
from licreg.actions.rows_in import (
    Unreadable,
    parse_act_row,
    parse_licence_row,
    parse_tally_row,
)
from licreg.actions.visits_in import VisitRow, parse_inspection_row
from licreg.domain.events import (
    Breach,
    Entry,
    EntryVoided,
    Event,
    InspectionDecided,
    InspectionRecorded,
    LicenceAmended,
    LicenceExtended,
    LicenceIssued,
    LicenceLapsed,
    LicenceRevoked,
    TallyRecorded,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.domain.inspection import fold as fold_inspection
from licreg.domain.law import Law
from licreg.domain.licence import Licence, fold
from licreg.domain.text import parse_text
from licreg.domain.vocabulary import OUTCOMES
from licreg.exchange.source_tables import NEEDS

E = TypeVar("E")

LAW = read_law()
TODAY = date(2024, 11, 15)
LICENCE = {
    "kind": "social-network",
    "number": "57/GP-BTTTT",
    "issued_on": "12/02/2019",
    "holder": "Công ty A",
}
VISIT = {
    "inspected_on": "2024-06-03",
    "agency": "ABEI",
    "subject": "vi-du.vn",
    "subject_kind": "social-network",
}
TALLY = {
    "measure": "issued",
    "kind": "social-network",
    "count": "1.016",
    "to_on": "2023-12-31",
    "source": "Report",
}
ACT = {"licence": "57/2019", "act": "revoke", "on": "2020-05-04"}

WORDS = st.text(alphabet="aĐễ=+-@'\";,\\# |\n\u00a0", max_size=10)
TEXTS = WORDS.map(lambda text: parse_text("text", text))
BASES = TEXTS.filter(lambda text: text and "=" not in text and ";" not in text)
SOME_DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
BREACHES = st.lists(st.builds(Breach, BASES, st.integers(0, 10**15)), max_size=3)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "holder": TEXTS.filter(bool),
        "holder_kind": st.sampled_from(["", "enterprise"]),
        "holder_code": TEXTS,
        "sites": st.lists(st.sampled_from(["a.vn", "đ.vn"])).map(tuple),
        "effective_on": st.none() | SOME_DAYS,
        "expires_on": st.none() | SOME_DAYS,
        "note": TEXTS,
    },
)


def licence(cells: Mapping[str, str]) -> IssueRequest:
    read = parse_licence_row({**LICENCE, **cells}, LAW, TODAY)
    assert isinstance(read, IssueRequest), read
    return read


def act(cells: Mapping[str, str]) -> ActRequest:
    read = parse_act_row({**ACT, **cells}, LAW, TODAY)
    assert isinstance(read, ActRequest), read
    return read


def visit(cells: Mapping[str, str]) -> VisitRow:
    read = parse_inspection_row({**VISIT, **cells}, LAW, TODAY)
    assert isinstance(read, VisitRow), read
    return read


def tally(cells: Mapping[str, str]) -> TallyRecorded:
    read = parse_tally_row({**TALLY, **cells}, LAW, TODAY)
    assert isinstance(read, TallyRecorded), read
    return read


def faults(read: object) -> list[tuple[str, str]]:
    assert isinstance(read, Unreadable), read
    return [(fault.column, fault.sentence) for fault in read.faults]


def faulty(
    parse: Callable[[Mapping[str, str], Law, date], object], cells: Mapping[str, str]
) -> set[str]:
    return {column for column, _ in faults(parse(cells, LAW, TODAY))}


class TestCellsOfSeveralValues:
    """What is written is read back as it was."""

    @given(BREACHES)
    def test_breaches(self, breaches: list[Breach]) -> None:
        assert parse_breaches(format_breaches(breaches)) == tuple(breaches)

    @given(CHANGES)
    def test_changes(self, changes: dict[str, object]) -> None:
        assert parse_changes(format_changes(changes), TODAY) == changes

    @given(
        st.none() | SOME_DAYS,
        st.lists(
            st.tuples(SOME_DAYS, st.sampled_from(OUTCOMES), BREACHES, TEXTS, TEXTS),
            min_size=1,
            max_size=3,
        ),
    )
    def test_decisions(
        self,
        decided_on: date | None,
        later: list[tuple[date, str, list[Breach], str, str]],
    ) -> None:
        inspection = inspected(
            replace(VISITED, decided_on=decided_on, outcome="warned"),
            *(
                InspectionDecided(
                    inspection=1,
                    ref="INS-2024-0017",
                    on=on,
                    outcome=outcome,
                    breaches=tuple(breaches),
                    decision=decision,
                    note=note,
                )
                for on, outcome, breaches, decision, note in later
            ),
        )

        first, *rest = parse_decisions(format_decisions(inspection), TODAY)

        assert first == (decided_on, "warned", (), "", "")
        assert [(*one[:2], list(one.breaches), *one[3:]) for one in rest] == later

    def test_a_lone_backslash_is_a_backslash(self) -> None:
        assert parse_changes(r"holder=A\B; note=c\\", TODAY) == {
            "holder": "A\\B",
            "note": "c\\",
        }

    def test_an_empty_value_takes_away_what_was_there(self) -> None:
        text = "expires_on=; sites=; holder_kind=; ; note=;"

        assert parse_changes(text, TODAY) == {
            "expires_on": None,
            "sites": (),
            "holder_kind": "",
            "note": "",
        }

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("kind=x", "'kind' is nothing an act sets; known are holder, holder_kind"),
            ("note=a; note=b", "'note' stands there twice"),
            ("holder=", "a licence cannot be without a holder."),
            ("holder", "'holder' has no field; write 'field=value'."),
            ("expires_on=31/2/2020", "'31/2/2020' is not a day"),
            ("holder_kind=firm", "'firm' is not known"),
        ],
    )
    def test_what_an_act_cannot_set_is_named(self, text: str, sentence: str) -> None:
        [(column, found)] = faults(parse_act_row({**ACT, "set": text}, LAW, TODAY))

        assert column == "set"
        assert found.startswith(sentence)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("=5", "'=5' is not a breach; write 'basis=amount'."),
            ("Art 100", "'Art 100' is not a breach"),
            ("a=b=5", "'a=b=5' is not a breach"),
            ("a=", "'' is empty; type whole dong"),
            ("a=1; b=1.5", "'1.5' is not in groups of three"),
        ],
    )
    def test_what_is_no_breach_is_named(self, text: str, sentence: str) -> None:
        cells = {**VISIT, "breaches": text}

        [(column, found)] = faults(parse_inspection_row(cells, LAW, TODAY))

        assert column == "breaches"
        assert found.startswith(sentence)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("outcome=fined", "'outcome' is out of place; a decision begins with"),
            ("on=; fine=5", "'fine' is out of place"),
            ("on=; outcome=warned; on=; outcome=fined", "a later decision has no day"),
            ("on=2024-06-04", "'' is not known; known are pending"),
        ],
    )
    def test_what_is_no_decision_is_named(self, text: str, sentence: str) -> None:
        cells = {**VISIT, "decisions": text}

        [(column, found)] = faults(parse_inspection_row(cells, LAW, TODAY))

        assert column == "decisions"
        assert found.startswith(sentence)


class TestLicencesIn:
    def test_the_least_that_a_row_tells(self) -> None:
        assert licence({}) == IssueRequest(
            kind="social-network",
            number=LicenceNumber(57, "", "GP-BTTTT"),
            issued_on=date(2019, 2, 12),
            holder="Công ty A",
        )

    def test_all_that_a_row_tells(self) -> None:
        read = licence(
            {
                "issuer": "mic",
                "effective_on": "ngày 1 tháng 3 năm 2019",
                "expires_on": "11.02.2029",
                "holder_kind": "Enterprise",
                "holder_code": "0900000075",
                "sites": "https://A.vn/ b.vn",
                "replaces": "41/GP-BTTTT/2014@MIC",
                "printed": "Số 57",
                "source": "Công báo",
                "note": "x",
            }
        )

        assert (read.issuer, read.holder_kind, read.sites) == (
            "MIC",
            "enterprise",
            ("a.vn", "b.vn"),
        )
        assert read.effective_on == date(2019, 3, 1)
        assert read.expires_on == date(2029, 2, 11)
        assert read.replaces is not None
        assert (read.replaces.value, read.replaces.year) == (41, 2014)
        assert (read.printed, read.source, read.note) == ("Số 57", "Công báo", "x")

    @pytest.mark.parametrize(
        ("cell", "ordinal"), [("81/GP-BTTTT", 1), ("081 / gp\u2013btttt#2", 2)]
    )
    def test_a_number_given_twice_has_its_ordinal(
        self, cell: str, ordinal: int
    ) -> None:
        read = licence({"number": cell})

        assert (str(read.number), read.ordinal) == ("81/GP-BTTTT", ordinal)
        assert read.printed == ""

    def test_a_mended_suffix_is_kept_as_printed(self) -> None:
        assert licence({"number": "57/GP-BTTT#2"}).printed == "57/GP-BTTT"
        assert licence({"number": "57/GP-BTTT", "printed": "57/GP"}).printed == "57/GP"

    @pytest.mark.parametrize("number", ["57/GP-BTTTT#0", "57/GP-BTTTT#", "1/X-Y#2#3"])
    def test_an_ordinal_is_a_number(self, number: str) -> None:
        assert faulty(parse_licence_row, {**LICENCE, "number": number}) == {"number"}

    def test_of_a_status_only_lapsed_is_read(self) -> None:
        lapsed = {"status": "lapsed", "status_on": "2020-01-01"}

        assert licence(lapsed).lapsed_on == date(2020, 1, 1)
        assert licence({**lapsed, "status": "expired"}).lapsed_on is None
        assert licence({"status": "in-force", "status_on": "?"}).lapsed_on is None

    @pytest.mark.parametrize(
        ("known_on", "sentence"),
        [
            ("", "is empty; a value is needed."),
            ("2019-02-11", "2019-02-11 lies before the issue on 2019-02-12."),
            ("2024-11-16", "2024-11-16 lies after today, 2024-11-15."),
        ],
    )
    def test_a_lapse_has_a_day_on_which_it_was_known(
        self, known_on: str, sentence: str
    ) -> None:
        cells = {**LICENCE, "status": "lapsed", "status_on": known_on}

        assert faults(parse_licence_row(cells, LAW, TODAY)) == [("status_on", sentence)]

    def test_a_family_is_no_kind(self) -> None:
        cells = {**LICENCE, "kind": "ei-all"}

        assert faults(parse_licence_row(cells, LAW, TODAY)) == [
            (
                "kind",
                "'ei-all' is a family of kinds; name ei-website or aggregate-site.",
            )
        ]

    def test_all_faults_of_a_row_are_named(self) -> None:
        cells = {
            "kind": "blog",
            "number": "310-BTTTT",
            "issuer": "MIX",
            "issued_on": "31/02/2024",
            "effective_on": "soon",
            "expires_on": "1/13/2024",
            "holder": " ",
            "holder_kind": "firm",
            "sites": "//",
            "replaces": "the old one",
            "status": "Lapsd",
            "note": "left\x1b[2J",
        }

        found = dict(faults(parse_licence_row(cells, LAW, TODAY)))

        assert found.keys() == cells.keys()
        assert found["issued_on"].startswith("'31/02/2024' is not a day: Feb 2024")
        assert found["holder"] == "is empty; a value is needed."
        assert found["status"] == "'Lapsd' is not known; did you mean 'lapsed'?"
        assert found["note"] == (
            "character 5 is a control character (U+001B ESCAPE). Type it without."
        )

    @pytest.mark.parametrize("column", LICENCE_COLUMNS)
    @pytest.mark.parametrize(
        "hostile",
        ["\x1b[31m", "x\u202ey", "\x1c", "9" * 20_000, "\ud800", "a" * 999_999],
    )
    def test_no_cell_takes_hostile_text(self, column: str, hostile: str) -> None:
        cells = {**LICENCE, "status": "lapsed", column: hostile}

        found = faults(parse_licence_row(cells, LAW, TODAY))

        assert column in {name for name, _ in found}
        assert all(len(sentence) < 1000 for _, sentence in found)
        assert all(sentence.isprintable() for _, sentence in found)

    def test_what_is_shown_of_a_long_cell_is_short(self) -> None:
        cells = {**LICENCE, "issued_on": "1" * 101, "sites": "/" * 9_000}

        found = dict(faults(parse_licence_row(cells, LAW, TODAY)))

        assert found["issued_on"].endswith("…' has 101 characters.")
        assert len(found["sites"]) < 600
        assert found["sites"].endswith("A site reads like 'vi-du.vn'.")

    @given(st.dictionaries(st.sampled_from(LICENCE_COLUMNS), st.text()))
    def test_any_text_is_read_or_named(self, cells: dict[str, str]) -> None:
        read = parse_licence_row({**LICENCE, **cells}, LAW, TODAY)

        assert isinstance(read, (IssueRequest, Unreadable))


class TestActsIn:
    def test_all_that_a_row_tells(self) -> None:
        read = act(
            {
                "act": "Extend",
                "number": "7/gp-btttt",
                "until": "2026-05-04",
                "set": r"holder=A\; B; sites=A.vn b.vn; expires_on=1/2/2026",
                "reason": "asked",
                "source": "Công báo",
            }
        )

        assert (read.licence.value, read.licence.year) == (57, 2019)
        assert (read.act, read.on) == ("extend", date(2020, 5, 4))
        assert (read.given_number, read.until) == ("07/GP-BTTTT", date(2026, 5, 4))
        assert read.changes == {
            "holder": "A; B",
            "sites": ("a.vn", "b.vn"),
            "expires_on": date(2026, 2, 1),
        }
        assert (read.reason, read.source) == ("asked", "Công báo")

    def test_a_number_of_another_shape_is_kept_as_written(self) -> None:
        assert act({"number": " Công văn  12 "}).given_number == "Công văn 12"

    def test_all_faults_of_a_row_are_named(self) -> None:
        cells = {"licence": "x", "act": "revok", "on": "", "until": "?", "set": "a"}

        found = dict(faults(parse_act_row(cells, LAW, TODAY)))

        assert found.keys() == cells.keys()
        assert found["act"] == "'revok' is not known; did you mean 'revoke'?"


class TestInspectionsIn:
    def test_all_that_a_row_tells(self) -> None:
        read = visit(
            {
                "ref": "ins-2024-17",
                "agency": "abei",
                "licence": "57/2019",
                "campaign": "Đợt 1",
                "outcome": "Fined",
                "breaches": "15/2020 Art 100.1.a = 15tr; b=0",
                "fine_vnd": "15.000.000",
                "decision": "12/QĐ-XPVPHC",
                "decided_on": "1/7/2024",
                "note": "x",
            }
        )

        assert read.later == ()
        assert not read.is_whole
        assert read.visit.key == InspectionKey(2024, 17)
        assert read.visit.agency == "ABEI"
        assert read.visit.breaches == (
            Breach("15/2020 Art 100.1.a", 15_000_000),
            Breach("b", 0),
        )
        assert read.visit.decided_on == date(2024, 7, 1)

    @pytest.mark.parametrize(
        ("breaches", "outcome"), [("", "pending"), ("a=0", "pending"), ("a=5", "fined")]
    )
    def test_without_an_outcome_a_fine_tells_it(
        self, breaches: str, outcome: str
    ) -> None:
        assert visit({"breaches": breaches}).visit.outcome == outcome

    def test_a_total_is_the_sum_of_the_breaches(self) -> None:
        cells = {**VISIT, "breaches": "a=10tr; b=5tr", "fine_vnd": "20tr"}

        assert faults(parse_inspection_row(cells, LAW, TODAY)) == [
            (
                "fine_vnd",
                (
                    "20,000,000 VND is not the sum of the breaches, 15,000,000 VND; "
                    "the difference is 5,000,000."
                ),
            )
        ]

    def test_the_agency_may_follow_from_the_register(self) -> None:
        cells = {**VISIT, "agency": ""}

        read = parse_inspection_row(cells, LAW, TODAY, agency="MIC")

        assert isinstance(read, VisitRow)
        assert read.visit.agency == "MIC"
        assert faulty(parse_inspection_row, cells) == {"agency"}

    @pytest.mark.parametrize("ref", ["INS-2023-0001", "INS-2024-0000", "17"])
    def test_a_reference_is_of_the_year_of_the_visit(self, ref: str) -> None:
        assert faulty(parse_inspection_row, {**VISIT, "ref": ref}) == {"ref"}

    def test_every_decision_is_read_where_there_are_several(self) -> None:
        read = visit(
            {
                "outcome": "fined",
                "breaches": "a=5",
                "decided_on": "2024-08-01",
                "decisions": "on=; outcome=reminded; on=2024-08-01; outcome=fined; "
                "breach=a=5; note=x",
            }
        )

        assert read.is_whole
        assert (read.visit.outcome, read.visit.decided_on) == ("reminded", None)
        [later] = read.later
        assert (later.on, later.outcome, later.note) == (
            date(2024, 8, 1),
            "fined",
            "x",
        )

    def test_the_last_of_the_decisions_is_what_the_columns_tell(self) -> None:
        cells = {
            **VISIT,
            "outcome": "warned",
            "decision": "1/QĐ",
            "decisions": "on=; outcome=warned; on=2024-08-01; outcome=fined; "
            "breach=a=5",
        }

        assert faulty(parse_inspection_row, cells) == {
            "outcome",
            "breaches",
            "decision",
            "decided_on",
        }

    def test_all_faults_of_a_row_are_named(self) -> None:
        cells = {
            "ref": "17",
            "inspected_on": "2024-06-31",
            "agency": "?",
            "subject": "",
            "subject_kind": "blog",
            "licence": "x",
            "campaign": "\0",
            "outcome": "find",
            "breaches": "5",
            "fine_vnd": "x",
            "decided_on": "x",
        }

        assert faulty(parse_inspection_row, cells) == set(cells)

    @given(st.dictionaries(st.sampled_from([*INSPECTION_COLUMNS, "decisions"]), WORDS))
    def test_any_text_is_read_or_named(self, cells: dict[str, str]) -> None:
        read = parse_inspection_row({**VISIT, **cells}, LAW, TODAY)

        assert isinstance(read, (VisitRow, Unreadable))


class TestTalliesIn:
    def test_all_that_a_row_tells(self) -> None:
        assert tally({"from_on": "1/1/2013", "issuer": "mic", "note": "x"}) == (
            TallyRecorded(
                measure="issued",
                kind="social-network",
                count=1016,
                from_on=date(2013, 1, 1),
                to_on=date(2023, 12, 31),
                issuer="MIC",
                source="Report",
                note="x",
            )
        )

    def test_a_measure_of_inspections_has_an_area(self) -> None:
        inspected = {"measure": "inspected", "kind": "online-games"}

        assert tally(inspected).kind == "online-games"
        assert faulty(parse_tally_row, {**TALLY, **inspected, "kind": "ei-all"}) == {
            "kind"
        }

    @pytest.mark.parametrize(
        "count", ["0", "7", "1016", "1,016", "1 016", "12.345.678"]
    )
    def test_a_count_may_be_in_groups(self, count: str) -> None:
        digits = [digit for digit in count if digit.isdigit()]

        assert tally({"count": count}).count == int("".join(digits))

    @pytest.mark.parametrize("count", ["-1", "1.5", "1.0160", "1.016,000", "¹", "1e3"])
    def test_what_is_no_count_is_named(self, count: str) -> None:
        assert faulty(parse_tally_row, {**TALLY, "count": count}) == {"count"}

    @pytest.mark.parametrize(
        ("column", "cell"), [("to_on", "2024-11-16"), ("from_on", "2024-01-01")]
    )
    def test_its_days_are_in_order_and_not_ahead(self, column: str, cell: str) -> None:
        assert faulty(parse_tally_row, {**TALLY, column: cell}) == {column}

    def test_all_faults_of_a_row_are_named(self) -> None:
        cells = {
            "measure": "is",
            "count": "",
            "to_on": "",
            "from_on": "x",
            "source": "",
        }

        assert faulty(parse_tally_row, cells) == {*cells, "kind"}


GRANT = LicenceIssued(
    kind="social-network",
    number=LicenceNumber(81, "", "GP-BTTTT"),
    issuer="MIC",
    issued_on=date(2020, 3, 1),
    expires_on=date(2025, 2, 28),
    holder="A",
    sites=("a.vn", "b.vn"),
    replaces=3,
    replaces_ref="05/GP-BTTTT/2014@MIC",
)
REF = "81/GP-BTTTT/2020@MIC"
VISITED = InspectionRecorded(
    key=InspectionKey(2024, 17),
    inspected_on=date(2024, 6, 3),
    agency="ABEI",
    subject="vi-du.vn",
    subject_kind="social-network",
    ref="57/GP-BTTTT/2019@MIC",
    licence=1,
)


def entered(number: int, event: E) -> Entry[E]:
    return Entry(number, "2024-11-15T09:00:00.000+07:00", "clerk", event)


def licensed(*later: Event, grant: LicenceIssued = GRANT) -> Licence:
    entries = [entered(number, event) for number, event in enumerate(later, start=8)]
    return fold(entered(7, grant), entries)


def inspected(visited: InspectionRecorded, *later: InspectionDecided) -> Inspection:
    entries = [entered(number, event) for number, event in enumerate(later, start=2)]
    return fold_inspection(entered(1, visited), entries)


def lapsed(on: date) -> LicenceLapsed:
    return LicenceLapsed(licence=7, ref=REF, on=on)


def amended(on: date, **changes: object) -> LicenceAmended:
    return LicenceAmended(licence=7, ref=REF, on=on, changes=changes)


class TestLicencesOut:
    def test_columns_stand_in_the_order_of_the_contract(self) -> None:
        assert tuple(granted_row(licensed())) == LICENCE_COLUMNS
        assert tuple(licence_row(licensed(), TODAY)) == (
            *LICENCE_COLUMNS,
            "licence",
            "entry",
        )

    def test_a_licence_stands_as_on_the_day(self) -> None:
        one = licensed(
            amended(date(2021, 1, 1), holder="B", sites=("c.vn",)),
            LicenceExtended(
                licence=7, ref=REF, on=date(2022, 1, 1), until=date(2027, 2, 28)
            ),
            lapsed(date(2023, 1, 1)),
        )

        rows = [
            licence_row(one, day)
            for day in (date(2020, 2, 29), date(2020, 12, 31), TODAY)
        ]

        assert [
            (row["holder"], row["sites"], row["expires_on"], row["status"])
            for row in rows
        ] == [
            ("A", ("a.vn", "b.vn"), date(2025, 2, 28), ""),
            ("A", ("a.vn", "b.vn"), date(2025, 2, 28), "in-force"),
            ("B", ("c.vn",), date(2027, 2, 28), "lapsed"),
        ]
        assert [row["status_on"] for row in rows] == [
            None,
            date(2020, 3, 1),
            date(2023, 1, 1),
        ]
        assert rows[0]["replaces"] == "05/GP-BTTTT/2014@MIC"

    def test_a_number_given_again_shows_it(self) -> None:
        row = licence_row(licensed(grant=replace(GRANT, ordinal=2)), TODAY)

        assert row["number"] == "81/GP-BTTTT#2"
        assert row["licence"] == "81/GP-BTTTT/2020@MIC#2"
        assert row["entry"] == 7

    def test_for_the_archive_acts_are_left_to_their_own_table(self) -> None:
        one = licensed(lapsed(date(2023, 1, 1)))

        row = granted_row(one, "06/GP-BTTTT/2014@MIC")

        assert (row["status"], row["status_on"]) == ("", None)
        assert row["replaces"] == "06/GP-BTTTT/2014@MIC"

    def test_acts_that_count_come_in_the_order_of_entry(self) -> None:
        one = licensed(
            LicenceRevoked(
                licence=7,
                ref=REF,
                on=date(2022, 1, 1),
                given_number="46/QĐ-BTTTT",
            ),
            lapsed(date(2023, 1, 1)),
            amended(date(2021, 1, 1), note="a; b"),
            EntryVoided(target=9, ref=REF, because="typo"),
        )

        rows = act_rows(one)

        assert tuple(rows[0]) == (*ACT_COLUMNS, "asked_on", "by_notice", "entry")
        assert [
            (row["act"], row["number"], row["set"], row["entry"]) for row in rows
        ] == [
            ("revoke", "46/QĐ-BTTTT", "", 8),
            ("amend", "", "note=a\\; b", 10),
        ]


class TestInspectionsOut:
    DECIDED = InspectionDecided(
        inspection=1,
        ref="INS-2024-0017",
        on=date(2024, 8, 1),
        outcome="fined",
        breaches=(Breach("a", 5), Breach("b", 6)),
        decision="1/QĐ",
        note="late",
    )

    def test_columns_stand_in_the_order_of_the_contract(self) -> None:
        assert tuple(inspection_row(inspected(VISITED), TODAY)) == INSPECTION_COLUMNS
        assert tuple(inspection_row(inspected(VISITED), None)) == (
            *INSPECTION_COLUMNS,
            "decisions",
        )

    def test_an_inspection_stands_as_on_the_day(self) -> None:
        one = inspected(replace(VISITED, outcome="reminded"), self.DECIDED)
        names = ("outcome", "breaches", "fine_vnd", "decision", "decided_on")

        rows = [inspection_row(one, day) for day in (date(2024, 7, 31), TODAY)]

        assert [tuple(row[name] for name in names) for row in rows] == [
            ("reminded", "", None, "", None),
            ("fined", "a=5; b=6", 11, "1/QĐ", date(2024, 8, 1)),
        ]

    def test_before_its_decision_a_visit_is_pending(self) -> None:
        one = inspected(replace(VISITED, outcome="warned", decided_on=date(2024, 8, 1)))

        early, late = (inspection_row(one, day) for day in (date(2024, 6, 3), TODAY))

        assert (early["outcome"], early["decided_on"]) == ("pending", None)
        assert (late["outcome"], late["decided_on"]) == ("warned", date(2024, 8, 1))

    def test_for_the_archive_every_decision_is_told(self) -> None:
        row = inspection_row(
            inspected(VISITED, self.DECIDED), None, "58/GP-BTTTT/2019@MIC"
        )

        assert row["outcome"] == "fined"
        assert row["licence"] == "58/GP-BTTTT/2019@MIC"
        assert row["decisions"] == (
            "on=; outcome=pending; on=2024-08-01; outcome=fined; breach=a=5; "
            "breach=b=6; decision=1/QĐ; note=late"
        )

    def test_a_single_decision_is_told_by_the_columns_alone(self) -> None:
        assert (
            inspection_row(inspected(replace(VISITED, outcome="warned")), None)[
                "decisions"
            ]
            == ""
        )


class TestTalliesOut:
    def test_what_was_drawn_is_left_out_of_the_count(self) -> None:
        row = tally_row(entered(4, tally({})), 6)

        assert tuple(row) == (*TALLY_COLUMNS, "entry", "drawn")
        assert (row["count"], row["entry"], row["drawn"]) == (1010, 4, 6)


def test_the_columns_hold_those_that_a_file_must_have() -> None:
    columns = (
        *(LICENCE_COLUMNS, ACT_COLUMNS, INSPECTION_COLUMNS, TALLY_COLUMNS),
        FIGURE_COLUMNS,
    )

    assert list(NEEDS) == ["licences", "acts", "inspections", "tallies", "figures"]
    for needed, known in zip(NEEDS.values(), columns, strict=True):
        assert set(needed) <= set(known)
