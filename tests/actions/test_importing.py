"""Files are taken whole or not at all, every fault named, nothing counted twice."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from time import process_time

import pytest

from licreg.actions.importing import ImportReport, import_tables
from licreg.actions.reference import data_folder, read_law
from licreg.actions.rows import act_rows, inspection_row
from licreg.domain.acceptance import Circumstances
from licreg.domain.events import EntryVoided, LicenceIssued
from licreg.domain.identifiers import InspectionKey, parse_licence_key
from licreg.domain.licence import Licence, status_on
from licreg.domain.totals import licence_totals
from licreg.domain.vocabulary import Status
from licreg.errors import InvalidFileError
from licreg.exchange.canonical import read_tables, write_rejects
from licreg.store.register import RegisterFolder

LAW = read_law()
TODAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 15, 9, tzinfo=timezone(timedelta(hours=7)))
TODAY_IS = Circumstances(today=TODAY, law=LAW)

LICENCES = "kind,number,issuer,issued_on,expires_on,holder,sites,replaces,note"
ACTS = "licence,act,on,number,until,set,reason"
INSPECTIONS = (
    "ref,inspected_on,agency,subject,subject_kind,licence,outcome,breaches,decision,"
    "decided_on,decisions"
)
TALLIES = "measure,kind,count,from_on,to_on,source"

A = "social-network,57/GP-BTTTT,MIC,2019-02-12,2029-02-11,Công ty A,a.vn,,"
B = "social-network,58/GP-BTTTT,MIC,2019-03-12,2029-03-11,Công ty B,b.vn,,"
OF_A, OF_B = "57/GP-BTTTT/2019@MIC", "58/GP-BTTTT/2019@MIC"
VISIT = "2024-06-03,ABEI,a.vn,social-network"
TALLY = "issued,social-network,1016,,2023-12-31,Report"


@pytest.fixture
def register(tmp_path: Path) -> RegisterFolder:
    path = tmp_path / "register"
    RegisterFolder.create(path, "test", now=NOW)
    return RegisterFolder(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


class Files:
    """Files in a folder, and a register that takes them in."""

    def __init__(self, folder: Path, register: RegisterFolder) -> None:
        self.folder = folder
        self.register = register

    def write(self, name: str, header: str, *rows: str) -> None:
        text = "\n".join([header, *rows, ""])
        (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def take(self, *, dry_run: bool = False, keep_good: bool = False) -> ImportReport:
        return import_tables(
            self.register,
            read_tables(self.folder),
            circumstances=TODAY_IS,
            clerk="an",
            now=NOW,
            dry_run=dry_run,
            keep_good=keep_good,
        )

    def refused(self) -> list[str]:
        """Take them in, in vain: the register is what it was, to the byte."""
        before = contents(self.register.path)
        with pytest.raises(InvalidFileError) as raised:
            self.take()
        assert contents(self.register.path) == before
        assert "Nothing was recorded." in str(raised.value)
        return list(raised.value.faults)


@pytest.fixture
def files(folder: Path, register: RegisterFolder) -> Files:
    return Files(folder, register)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def counts(report: ImportReport) -> list[tuple[int, int, int, int]]:
    for one in report.files:
        assert one.rows == one.taken + one.already_there + one.rejected
    return [
        (one.rows, one.taken, one.already_there, one.rejected) for one in report.files
    ]


def references(register: RegisterFolder) -> list[str]:
    return [str(licence.key) for licence in register.licences()]


def licence(register: RegisterFolder, key: str) -> Licence:
    found = register.licence(parse_licence_key(key))
    assert found is not None
    return found


class TestTheSample:
    """The sample register comes from files, and proves the published figures."""

    def test_it_is_taken_once_and_nothing_in_it_needs_a_reason(
        self, register: RegisterFolder
    ) -> None:
        tables = read_tables(data_folder() / "sample")

        first, again = (
            import_tables(register, tables, circumstances=TODAY_IS, clerk="an", now=NOW)
            for _ in range(2)
        )

        levels = {row.rule: row.level for row in LAW.rules}
        assert all(levels[one.rule] == "warn" for one in first.rules)
        assert [one.rows - one.taken for one in first.files] == [0, 0, 0, 0]
        assert first.batch is not None
        assert first.batch.command == "import"
        assert first.batch.details == {
            "files": [
                {"name": table.name, "sha256": table.digest, "rows": table.count}
                for table in tables
            ]
        }
        totals = licence_totals(
            register.counts.licences,
            register.tallies(),
            "social-network",
            (),
            date(2024, 1, 1),
            TODAY,
        )
        assert (totals.issued, totals.cumulative) == (40, 1056)
        assert again.batch is None
        assert [one.rows - one.already_there for one in again.files] == [0, 0, 0, 0]

    def test_it_takes_no_longer_than_a_breath(self, register: RegisterFolder) -> None:
        start = process_time()
        import_tables(
            register,
            read_tables(data_folder() / "sample"),
            circumstances=TODAY_IS,
            clerk="an",
            now=NOW,
        )

        # 0.6 s of the processor where this was written.
        assert process_time() - start < 3


class TestAllOrNothing:
    def test_every_fault_is_named_with_its_line_and_column(self, files: Files) -> None:
        files.write(
            "licences",
            LICENCES,
            A,
            "social-network,1/GP-BTTTT,MIC,31/02/2024,,,\x1b,,",
            "social-network,2/GP-BTTTT,MIC,2024-11-16,,Công ty C,c.vn,,",
            "social-network,3/GP-BTTTT,MIC,2024-02-01,2023-01-01,D,d.vn,9/2019,",
        )
        files.write(
            "acts",
            ACTS,
            f"{OF_A},revoke,2018-01-01,,,,",
            "59/2019,revok,,,,,",
            f"{OF_B},revoke,2020-01-01,,,,",
        )
        files.write("inspections", INSPECTIONS, f",{VISIT},,warned,a=5;b,,,")
        files.write("tallies", TALLIES, "issued,blogs,x,,2023-12-31,")

        assert files.refused() == [
            (
                "licences.csv, line 3, column issued_on: '31/02/2024' is not a day: "
                "Feb 2024 has 29 days; type it like 15/11/2024 or 2024-11-15."
            ),
            "licences.csv, line 3, column holder: is empty; a value is needed.",
            (
                "licences.csv, line 3, column sites: character 1 is a control "
                "character (U+001B ESCAPE). Type it without."
            ),
            (
                "licences.csv, line 4, column issued_on: The day of issue, 2024-11-16, "
                "lies after today, 2024-11-15."
            ),
            (
                "licences.csv, line 5, column replaces: no licence 09/2019 is on "
                "record, nor among the rows that can be taken."
            ),
            (
                "acts.csv, line 2, column on: 57/GP-BTTTT was issued on 2019-02-12; an "
                "act of 2018-01-01 lies before it."
            ),
            (
                "acts.csv, line 3, column act: 'revok' is not known; did you mean "
                "'revoke'?"
            ),
            "acts.csv, line 3, column on: is empty; a value is needed.",
            (
                "acts.csv, line 4, column licence: No licence 58/GP-BTTTT/2019@MIC is "
                "on record. 'licreg list' shows those that are."
            ),
            (
                "inspections.csv, line 2, column breaches: 'b' is not a breach; write "
                "'basis=amount'."
            ),
            (
                "tallies.csv, line 2, column kind: 'blogs' is not a known kind; "
                "'licreg law' lists them."
            ),
            (
                "tallies.csv, line 2, column count: 'x' is not a count; write it like "
                "1016."
            ),
            "tallies.csv, line 2, column source: is empty; a value is needed.",
        ]

    def test_several_rules_are_named_together(self, files: Files) -> None:
        row = "social-network,2/GP-BTTTT,MIC,2024-11-16,2024-11-15,Công ty C,c.vn,,"
        files.write("licences", LICENCES, row)

        assert files.refused() == [
            (
                "licences.csv, line 2: The day of issue, 2024-11-16, lies after today, "
                "2024-11-15; the licence would expire on 2024-11-15, before it takes "
                "effect on 2024-11-16."
            )
        ]

    def test_the_closing_sentence_counts(self, files: Files) -> None:
        files.write("licences", LICENCES, A, ",,,,,,,,x")

        with pytest.raises(InvalidFileError) as raised:
            files.take()

        assert str(raised.value) == (
            "4 faults in 1 of 2 rows. Nothing was recorded. "
            "With --rejects FILE the good rows are recorded."
        )

    def test_a_trial_records_nothing(self, files: Files) -> None:
        files.write("licences", LICENCES, A, B)
        before = contents(files.register.path)

        report = files.take(dry_run=True)

        assert counts(report) == [(2, 2, 0, 0)]
        assert report.batch is None
        assert contents(files.register.path) == before

    def test_good_rows_may_be_kept_while_others_are_given_back(
        self, files: Files
    ) -> None:
        files.write("licences", LICENCES, A, ",58/GP-BTTTT,MIC,,,,,,", "")
        files.write(
            "acts",
            ACTS,
            f"{OF_A},surrender,2020-01-01,,,,",
            f"{OF_A},revoke,2018-01-01,,,,",
        )

        report = files.take(keep_good=True)

        assert counts(report) == [(2, 1, 0, 1), (2, 1, 0, 1)]
        assert references(files.register) == [OF_A]
        assert [(one.source, one.line) for one in report.rejects] == [(0, 3), (1, 3)]
        assert report.rejects[0].reasons == (
            "kind: is empty; a value is needed.",
            "issued_on: is empty; a value is needed.",
            "holder: is empty; a value is needed.",
        )

    def test_rejects_that_were_mended_can_be_imported(self, files: Files) -> None:
        files.write("licences", LICENCES, A, B.replace("2019-03-12", "12/13/2019"))
        tables = read_tables(files.folder)
        report = files.take(keep_good=True)
        path = files.folder / "licences.csv"
        write_rejects(path, tables, report.rejects)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("12/13/2019,", "12/3/2019,"), encoding="utf-8")

        report = files.take()

        assert counts(report) == [(1, 1, 0, 0)]
        assert report.notes == ()
        assert references(files.register) == [OF_A, OF_B]

    def test_where_all_is_bad_there_is_no_batch(self, files: Files) -> None:
        files.write("licences", LICENCES, ",,,,,,,,x")

        report = files.take(keep_good=True)

        assert report.batch is None
        assert files.register.entries == 0

    def test_an_inspection_is_taken_with_its_decisions_or_not_at_all(
        self, files: Files
    ) -> None:
        decisions = "on=; outcome=pending; on=2024-12-01; outcome=warned"
        files.write(
            "inspections", INSPECTIONS, f",{VISIT},,warned,,,2024-12-01,{decisions}"
        )

        report = files.take(keep_good=True)

        assert counts(report) == [(1, 0, 0, 1)]
        assert files.register.entries == 0

    def test_rules_that_could_be_overridden_warn(self, files: Files) -> None:
        files.write(
            "licences",
            LICENCES,
            "social-network,1/GP-BTTTT,MIC,2019-01-02,2039-01-01,A,a.vn,,",
            "social-network,2/GP-BTTTT,MIC,2019-01-02,,B,tin.vn,,",
            "social-network,3/GP-BTTTT,MIC,2019-01-02,,C,c.vn,,",
        )

        report = files.take()

        assert {one.rule: one.count for one in report.rules} == {
            "no-expiry": 2,
            "term-too-long": 1,
        }
        assert report.warnings == (
            (
                "no-expiry (2), first at licences.csv, line 3: no day of expiry is "
                "recorded"
            ),
            (
                "term-too-long (1), at licences.csv, line 2: the term runs to "
                "2039-01-01; the longest is 10 years from 2019-01-02 (Decree "
                "72/2013/NĐ-CP, Article 23.6)"
            ),
        )
        first = next(files.register.licences())
        assert [one.rule for one in first.grant.remarks] == ["term-too-long"]

    def test_columns_that_are_not_known_are_passed_over(self, files: Files) -> None:
        files.write("licences", f"{LICENCES},colour", f"{A},red")

        assert files.take().notes == (
            "licences.csv: a column not known and passed over: 'colour'.",
        )


class TestAlreadyThere:
    """A row that says what a record says already is counted, not recorded again."""

    def test_what_is_on_record_may_come_with_what_is_new(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.take()
        files.write("licences", LICENCES, A, B)

        assert counts(files.take()) == [(2, 1, 1, 0)]
        assert references(files.register) == [OF_A, OF_B]

    def test_a_key_on_record_with_other_values_is_a_fault(self, files: Files) -> None:
        files.write("licences", LICENCES, A, B)
        files.take()
        files.write(
            "licences",
            LICENCES,
            A.replace("Công ty A", "Công ty X").replace("a.vn", ""),
            B.replace("b.vn", "b.vn c.vn"),
        )

        assert files.refused() == [
            (
                f"licences.csv, line 2: {OF_A} is on record (entry 1) and has holder "
                "'Công ty A', here 'Công ty X'; sites 'a.vn', here nothing."
            ),
            (
                f"licences.csv, line 3, column sites: {OF_B} is on record (entry 2) "
                "and has sites 'b.vn', here 'b.vn c.vn'."
            ),
        ]

    def test_a_key_stands_once_in_a_file(self, files: Files) -> None:
        files.write("licences", LICENCES, B, A, A, A.replace("29-02-11", "28-02-11"))

        again = "A number that was given twice is written 57/GP-BTTTT#2."
        assert files.refused() == [
            (
                f"licences.csv, line 4, column number: {OF_A} stands on licences.csv, "
                f"line 3 already, the same in all. {again}"
            ),
            f"licences.csv, line 5, column number: {OF_A} stands on licences.csv, line "
            "3 already with expires_on 2029-02-11, here 2028-02-11. " + again,
        ]

    def test_a_number_given_twice_is_taken_when_it_says_so(self, files: Files) -> None:
        twice = A.replace("57/GP-BTTTT", "57/GP-BTTTT#2")
        files.write("licences", LICENCES, twice, A)

        first, again = files.take(), files.take()

        assert counts(first) == [(2, 2, 0, 0)]
        assert counts(again) == [(2, 0, 2, 0)]
        assert references(files.register) == [f"{OF_A}#2", OF_A]

    def test_a_licence_may_be_told_as_it_stands_today(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.write("acts", ACTS, f"{OF_A},amend,2020-01-01,,,holder=Công ty Z,")
        files.take()
        files.write("licences", LICENCES, A.replace("Công ty A", "Công ty Z"))

        assert counts(files.take()) == [(1, 0, 1, 0), (1, 0, 1, 0)]

    def test_a_lapse_that_is_not_on_record_is_a_difference(self, files: Files) -> None:
        header = "kind,number,issuer,issued_on,holder,status,status_on"
        row = "social-network,57/GP-BTTTT,MIC,2019-02-12,Công ty A,lapsed,"
        files.write("licences", header, row + "2020-01-01")
        files.take()
        assert counts(files.take()) == [(1, 0, 1, 0)]

        files.write("licences", header, row + "2019-06-01")

        [fault] = files.refused()
        assert fault.endswith("has status 'in-force', here 'lapsed'.")

    def test_a_lapse_that_is_known_by_a_later_day_is_the_same(
        self, files: Files
    ) -> None:
        header = "kind,number,issuer,issued_on,holder,status,status_on"
        row = "social-network,57/GP-BTTTT,MIC,2019-02-12,Công ty A,lapsed,"
        files.write("licences", header, row + "2020-01-01")
        files.take()

        files.write("licences", header, row + "2021-01-01")

        assert counts(files.take()) == [(1, 0, 1, 0)]

    def test_what_was_voided_gives_way(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.take()
        void(files.register, 1, OF_A)

        assert counts(files.take()) == [(1, 1, 0, 0)]
        assert counts(files.take()) == [(1, 0, 1, 0)]
        assert references(files.register) == [OF_A]

    def test_the_same_act_is_not_done_twice(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.write(
            "acts",
            ACTS,
            f"{OF_A},suspend,2020-01-01,1/QĐ-BTTTT,2020-03-31,,",
            f"{OF_A},suspend,2020-01-01,1/QĐ-BTTTT,2020-03-31,,",
        )

        assert counts(files.take())[1] == (2, 1, 1, 0)
        assert counts(files.take())[1] == (2, 0, 2, 0)

        files.write("acts", ACTS, f"{OF_A},suspend,2020-01-01,1/QĐ-BTTTT,2020-04-30,,")
        assert files.refused() == [
            (
                "acts.csv, line 2, column until: 01/QĐ-BTTTT of 2020-01-01 is on "
                "record and has until 2020-03-31, here 2020-04-30."
            )
        ]

    def test_what_an_act_sets_is_compared(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.write("acts", ACTS, f"{OF_A},amend,2020-01-01,1/GP-BTTTT,,note=x,")
        files.take()
        files.write("acts", ACTS, f"{OF_A},amend,2020-01-01,1/GP-BTTTT,,,why")

        assert files.refused() == [
            (
                "acts.csv, line 2: 01/GP-BTTTT of 2020-01-01 is on record and has set "
                "'note=x', here nothing; reason nothing, here 'why'."
            )
        ]

    def test_acts_without_a_number_differ_by_what_they_do(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        rows = [f"{OF_A},amend,2020-01-01,,,note={text}," for text in "xyx"]
        files.write(
            "acts", f"{ACTS},entry", *(f"{row},{n}" for n, row in enumerate(rows))
        )

        assert counts(files.take())[1] == (3, 3, 0, 0)
        assert counts(files.take())[1] == (3, 0, 3, 0)
        acts = act_rows(licence(files.register, OF_A))
        assert [row["set"] for row in acts] == ["note=x", "note=y", "note=x"]

    def test_an_inspection_is_known_by_its_reference(self, files: Files) -> None:
        files.write("inspections", INSPECTIONS, f"INS-2024-0009,{VISIT},,warned,,,,")
        files.take()
        assert counts(files.take()) == [(1, 0, 1, 0)]

        files.write(
            "inspections",
            INSPECTIONS,
            f"INS-2024-0009,{VISIT},,reminded,,1/QĐ,,",
            f"INS-2024-0009,{VISIT},,warned,,,,",
        )
        assert files.refused() == [
            (
                "inspections.csv, line 2: INS-2024-0009 is on record and has outcome "
                "'warned', here 'reminded'; decision nothing, here '1/QĐ'."
            ),
            (
                "inspections.csv, line 3, column ref: INS-2024-0009 stands on "
                "inspections.csv, line 2 already."
            ),
        ]

    def test_without_a_reference_by_day_agency_subject_and_decision(
        self, files: Files
    ) -> None:
        files.write("licences", LICENCES, A)
        files.write(
            "inspections",
            INSPECTIONS,
            f",{VISIT},,pending,,,,",
            f",{VISIT.replace('a.vn', 'A.VN')},,pending,,,,",
            f",{VISIT},,warned,,1/QĐ,,",
            f",{VISIT},{OF_A},warned,,2/QĐ,,",
        )

        assert counts(files.take())[1] == (4, 3, 1, 0)
        assert counts(files.take())[1] == (4, 0, 4, 0)

        files.write("inspections", INSPECTIONS, f",{VISIT},,fined,a=5,1/qđ,,")
        assert files.refused() == [
            (
                "inspections.csv, line 2: INS-2024-0002 is on record and has outcome "
                "'warned', here 'fined'; breaches nothing, here 'a=5'; decision "
                "'1/QĐ', here '1/qđ'."
            )
        ]

    def test_a_reference_is_of_one_subject_and_its_licence(self, files: Files) -> None:
        files.write("licences", LICENCES, A, B)
        files.write("inspections", INSPECTIONS, f"INS-2024-0001,{VISIT},{OF_A},,,,,")
        files.take()
        for other in (VISIT, VISIT.replace("a.vn", "b.vn")):
            files.write(
                "inspections", INSPECTIONS, f"INS-2024-0001,{other},{OF_B},,,,,"
            )
            [fault] = files.refused()

            subject = "" if other == VISIT else "subject 'a.vn', here 'b.vn'; "
            column = ", column licence" if other == VISIT else ""
            assert fault == (
                f"inspections.csv, line 2{column}: INS-2024-0001 is on record and has "
                f"{subject}licence '{OF_A}', here '{OF_B}'."
            )

    def test_an_inspection_told_by_its_last_decision_is_there(
        self, files: Files
    ) -> None:
        decisions = "on=; outcome=reminded; on=2024-07-01; outcome=fined; breach=a=5"
        ref = f"INS-2024-0001,{VISIT},,fined,a=5,,2024-07-01,"
        files.write("inspections", INSPECTIONS, ref + decisions)
        files.take()
        files.write("inspections", INSPECTIONS, ref)

        assert counts(files.take()) == [(1, 0, 1, 0)]

        files.write("inspections", INSPECTIONS, ref + decisions.replace("rem", "xrem"))
        assert len(files.refused()) == 1
        files.write(
            "inspections",
            INSPECTIONS,
            ref + decisions.replace("reminded", "no-breach"),
        )
        [fault] = files.refused()
        assert fault.startswith(
            "inspections.csv, line 2, column decisions: INS-2024-0001 is on record and "
            "has decisions 'on=; outcome=reminded; on="
        )

    def test_a_voided_inspection_keeps_its_reference(self, files: Files) -> None:
        files.write("inspections", INSPECTIONS, f"INS-2024-0001,{VISIT},,warned,,,,")
        files.take()
        void(files.register, 1, "INS-2024-0001")

        assert files.refused() == [
            (
                "inspections.csv, line 2, column ref: INS-2024-0001 was entered in "
                "error and voided."
            )
        ]

    def test_a_tally_is_not_counted_twice(self, files: Files) -> None:
        files.write("tallies", TALLIES, TALLY, TALLY)

        assert counts(files.take()) == [(2, 1, 1, 0)]
        assert counts(files.take()) == [(2, 0, 2, 0)]

        files.write("tallies", TALLIES, TALLY.replace("1016", "1017"))
        assert files.refused() == [
            (
                "tallies.csv, line 2, column count: the tally of entry 1 has count "
                "'1016', here '1017'."
            )
        ]

    def test_a_tally_is_there_also_without_those_drawn_from_it(
        self, files: Files
    ) -> None:
        files.write("tallies", TALLIES, TALLY)
        files.write("licences", LICENCES, A)
        files.take()
        with files.register.writing("an", now=NOW) as writer:
            grant = licence(files.register, OF_A).grant
            drawn = LicenceIssued(
                kind=grant.kind,
                number=grant.number,
                issuer=grant.issuer,
                issued_on=date(2018, 1, 1),
                holder="C",
                from_tally=2,
            )
            writer.append("issue", [drawn])
        files.write("tallies", TALLIES, TALLY.replace("1016", "1015"))

        assert counts(files.take())[1] == (1, 0, 1, 0)


class TestOrder:
    """What is named may stand behind what names it, and in another file."""

    def test_replaced_licences_come_first(self, files: Files) -> None:
        chain = [
            f"social-network,{n}/GP-BTTTT,MIC,2019-02-12,2029-02-11,Công ty,{n}.vn,"
            + (f"{n - 1}/GP-BTTTT/2019@MIC," if n > 1 else ",")
            for n in (3, 2, 1)
        ]
        later = B.replace("b.vn,,", "b.vn,59/2019,")
        files.write(
            "licences",
            LICENCES,
            later,
            *chain,
            A.replace("57/", "59/").replace("A", "C"),
        )

        assert counts(files.take()) == [(5, 5, 0, 0)]
        assert counts(files.take()) == [(5, 0, 5, 0)]
        replaced = {
            str(one.key): one.grant.replaces_ref for one in files.register.licences()
        }
        assert replaced == {
            "01/GP-BTTTT/2019@MIC": "",
            "02/GP-BTTTT/2019@MIC": "01/GP-BTTTT/2019@MIC",
            "03/GP-BTTTT/2019@MIC": "02/GP-BTTTT/2019@MIC",
            "59/GP-BTTTT/2019@MIC": "",
            OF_B: "59/GP-BTTTT/2019@MIC",
        }

    def test_the_first_of_a_number_is_not_the_second(self, files: Files) -> None:
        first = A.replace("a.vn,,", "a.vn,1/GP-BTTTT/2020@MIC,")
        second = B.replace("58/", "57/").replace("GP-BTTTT,", "GP-BTTTT#2,")
        late = A.replace("57/", "1/").replace("2019-", "2020-")
        files.write(
            "licences", LICENCES, first, second.replace("b.vn,,", f"b.vn,{OF_A},"), late
        )

        assert counts(files.take()) == [(3, 3, 0, 0)]
        assert licence(files.register, f"{OF_A}#2").grant.replaces_ref == OF_A

    @pytest.mark.parametrize("ordinals", [(2,), (2, 3)])
    def test_where_the_first_is_refused_the_second_is_not_meant(
        self, files: Files, ordinals: tuple[int, ...]
    ) -> None:
        refused = A.replace("2019-02-12", "12/13/2019")
        again = [A.replace("TT,", f"TT#{ordinal},") for ordinal in ordinals]
        files.write("licences", LICENCES, refused, *again)
        files.write("acts", ACTS, f"{OF_A},revoke,2020-01-01,,,,")

        report = files.take(keep_good=True)

        assert counts(report) == [
            (len(again) + 1, len(again), 0, 1),
            (1, 0, 0, 1),
        ]
        others = ", ".join(f"{OF_A}#{ordinal}" for ordinal in ordinals)
        assert report.rejects[1].reasons == (
            f"licence: No licence {OF_A} is on record, but {others}.",
        )

    @pytest.mark.parametrize("day", ["12/13/2019", "2026-01-01"])
    def test_where_one_is_refused_another_of_its_number_is_not_meant(
        self, files: Files, day: str
    ) -> None:
        other = "aggregate-site,57/GP-TTĐT,ABEI,2019-02-12,2029-02-11,C,c.vn,,"
        files.write("licences", LICENCES, A.replace("2019-02-12", day), other)
        files.write(
            "acts",
            ACTS,
            "57/2019,revoke,2020-01-01,,,,",
            "57/GP-TTĐT/2019@ABEI,amend,2020-01-01,,,,",
        )

        report = files.take(keep_good=True)

        assert counts(report) == [(2, 1, 0, 1), (2, 1, 0, 1)]
        assert report.rejects[1].reasons == (
            (
                "licence: 57/2019 may mean a row that was refused. Name the licence in "
                "full."
            ),
        )

    def test_an_ambiguous_reference_is_a_fault(self, files: Files) -> None:
        other = "aggregate-site,57/GP-TTĐT,ABEI,2019-02-12,2029-02-11,C,c.vn,,"
        files.write(
            "licences", LICENCES, B.replace("b.vn,,", "b.vn,57/2019,"), A, other
        )
        files.write("acts", ACTS, "57/2019,revoke,2020-01-01,,,,")
        files.write("inspections", INSPECTIONS, f",{VISIT},57/2019,,,,,")

        several = "57/2019 names 2 licences: "
        found = files.refused()
        assert [fault.partition(several)[0] for fault in found] == [
            "licences.csv, line 2, column replaces: ",
            "acts.csv, line 2, column licence: ",
            "inspections.csv, line 2, column licence: ",
        ]

    def test_a_difference_in_what_is_replaced_is_named(self, files: Files) -> None:
        files.write("licences", LICENCES, A, B.replace("b.vn,,", f"b.vn,{OF_A},"))
        files.take()
        files.write("licences", LICENCES, B.replace("b.vn,,", "b.vn,9/2019,"), A)

        assert files.refused() == [
            (
                f"licences.csv, line 2, column replaces: {OF_B} is on record (entry 2) "
                f"and has replaces '{OF_A}', here '09/2019'."
            )
        ]

    def test_what_was_voided_cannot_be_named(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.take()
        void(files.register, 1, OF_A)
        files.write("licences", LICENCES, B.replace("b.vn,,", f"b.vn,{OF_A},"))
        files.write("acts", ACTS, f"{OF_A},revoke,2020-01-01,,,,")

        gone = f"{OF_A} was entered in error and voided."
        assert files.refused() == [
            f"licences.csv, line 2, column replaces: {gone}",
            f"acts.csv, line 2, column licence: {gone}",
        ]

    def test_acts_are_judged_by_day(self, files: Files) -> None:
        files.write("licences", LICENCES, A)
        files.write(
            "acts",
            ACTS,
            f"{OF_A},amend,2030-01-01,,,note=x,",
            f"{OF_A},extend,2028-01-01,,2031-02-11,,",
        )

        future = Circumstances(today=date(2030, 6, 1), law=LAW)
        report = import_tables(
            files.register,
            read_tables(files.folder),
            circumstances=future,
            clerk="an",
            now=NOW,
        )

        assert counts(report)[1] == (2, 2, 0, 0)

    def test_what_was_learnt_late_is_taken_in_the_order_of_the_file(
        self, files: Files
    ) -> None:
        files.write("licences", LICENCES, A)
        files.write(
            "acts",
            ACTS,
            f"{OF_A},surrender,2021-01-01,,,,",
            f"{OF_A},revoke,2020-01-01,,,,",
        )

        assert counts(files.take())[1] == (2, 2, 0, 0)
        one = licence(files.register, OF_A)
        assert status_on(one, TODAY) is Status.REVOKED

    def test_an_act_of_the_past_on_an_ended_licence_only_warns(
        self, files: Files
    ) -> None:
        files.write("licences", LICENCES, A)
        files.write(
            "acts",
            ACTS,
            f"{OF_A},surrender,2020-01-01,,,,",
            f"{OF_A},suspend,2021-01-01,,,,",
        )

        report = files.take()

        assert counts(report)[1] == (2, 2, 0, 0)
        assert "act-on-ended-licence" in {one.rule for one in report.rules}
        assert status_on(licence(files.register, OF_A), TODAY) is Status.SURRENDERED

    def test_references_go_to_those_that_have_them(self, files: Files) -> None:
        files.write(
            "inspections",
            INSPECTIONS,
            f",{VISIT.replace('a.vn', 'c.vn')},,warned,,,,",
            f"INS-2024-0001,{VISIT},,warned,,,,",
        )

        assert counts(files.take()) == [(2, 2, 0, 0)]
        second = files.register.inspection(InspectionKey(2024, 2))
        assert second is not None
        assert inspection_row(second, TODAY)["subject"] == "c.vn"

    def test_an_issuer_that_does_not_follow_is_asked_for(self, files: Files) -> None:
        row = "aggregate-site,9/GP-TTĐT,,2019-02-12,2029-02-11,C,c.vn,,"
        files.write("licences", LICENCES, row, A.replace("MIC", ""))

        [fault] = files.refused()
        assert fault.startswith("licences.csv, line 2, column issuer: 09/GP-TTĐT does")
        assert fault.endswith("Name it in this column.")
        assert counts(files.take(keep_good=True)) == [(2, 1, 0, 1)]
        assert references(files.register) == [OF_A]


def void(register: RegisterFolder, target: int, ref: str) -> None:
    with register.writing("an", now=NOW) as writer:
        voided = EntryVoided(target=target, ref=ref, because="typo")
        writer.append("void", [voided])
