"""A file is known by its columns; what cannot be read is named, with its place."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from licreg.errors import InvalidFileError, OutputError
from licreg.exchange.canonical import read_tables, write_rejects
from licreg.exchange.csv_rows import CsvRow

ACTS = "licence,act,on\n57/2019,revoke,2020-01-01\n"
LICENCES = "kind,number,issued_on,holder\nsocial-network,1/GP-BTTTT,2020-01-01,A\n"


def faults_of(path: Path) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(InvalidFileError) as raised:
        read_tables(path)
    return str(raised.value), raised.value.faults


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("holder,number,issued_on,kind,colour", "licences"),
        ("licence,act,on", "acts"),
        ("inspected_on;agency;subject;subject_kind", "inspections"),
        ("measure,kind,count,to_on,source", "tallies"),
    ],
)
def test_a_table_is_known_by_its_columns(
    tmp_path: Path, header: str, table: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_text(f"{header}\n", encoding="utf-8")

    [read] = read_tables(path)

    assert (read.name, read.table, read.count) == ("any.csv", table, 0)
    assert ",".join(read.header) == header.replace(";", ",")


def test_rows_come_with_their_lines_and_the_digest_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(f"{ACTS},,\n , ,\n5/2019,revoke,2020-01-02\n", encoding="utf-8")

    [read] = read_tables(path)

    assert read.rows == (
        CsvRow(2, ("57/2019", "revoke", "2020-01-01")),
        CsvRow(5, ("5/2019", "revoke", "2020-01-02")),
    )
    assert read.digest == sha256(path.read_bytes()).hexdigest()


def test_a_folder_is_read_in_the_order_of_the_tables(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text(ACTS, encoding="utf-8")
    (tmp_path / "licences.csv").write_text(LICENCES, encoding="utf-8")
    (tmp_path / "other.csv").write_text("a\n", encoding="utf-8")

    assert [table.name for table in read_tables(tmp_path)] == [
        "licences.csv",
        "acts.csv",
    ]


def test_a_folder_without_any_of_them_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == (
        (
            f"{tmp_path} holds none of licences.csv, acts.csv, inspections.csv, "
            "tallies.csv, figures.csv. Nothing was recorded."
        ),
        (),
    )


def test_the_faults_of_all_files_of_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "licences.csv").write_text(ACTS, encoding="utf-8")
    (tmp_path / "acts.csv").mkdir()
    (tmp_path / "tallies.csv").write_bytes(b"\xff\n")

    message, faults = faults_of(tmp_path)

    assert message == f"{tmp_path} cannot be read: 6 faults. Nothing was recorded."
    assert len([fault for fault in faults if "is missing" in fault]) == 4
    assert f"{tmp_path / 'acts.csv'} cannot be read: Is a directory" in faults[4]
    assert "byte 0xFF is not UTF-8" in faults[5]


def test_columns_of_no_table_are_named_beside_those_needed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("kind,number\n", encoding="utf-8")

    assert faults_of(path)[1] == (
        (
            "x.csv line 1: its columns are those of no table. Found: 'kind', 'number'. "
            "licences need kind, number, issued_on, holder; acts need licence, act, "
            "on; inspections need inspected_on, agency, subject, subject_kind; tallies "
            "need measure, kind, count, to_on, source; figures need measure, kind, "
            "value, wording, source."
        ),
    )


def test_of_several_tables_that_fit_the_name_of_the_file_tells(tmp_path: Path) -> None:
    header = "licence,act,on,kind,number,issued_on,holder\n"
    (tmp_path / "x.csv").write_text(header, encoding="utf-8")
    (tmp_path / "acts.csv").write_text(header, encoding="utf-8")

    assert faults_of(tmp_path / "x.csv")[1] == (
        "x.csv line 1: its columns fit licences and acts; name it licences.csv.",
    )
    assert read_tables(tmp_path / "acts.csv")[0].table == "acts"


@pytest.mark.parametrize("name", ["missing.csv", "a\0b.csv", "missing\x1b[31m"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    message, [fault] = faults_of(tmp_path / name)

    assert "missing" in fault or "null byte" in fault
    assert message.endswith("Nothing was recorded.")
    assert fault.isprintable()


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def iterdir(_: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", iterdir)

    assert faults_of(tmp_path)[0] == (
        f"{tmp_path} cannot be read: Permission denied. Nothing was recorded."
    )


def test_rejects_keep_their_columns_and_gain_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text(ACTS, encoding="utf-8")
    tables = read_tables(tmp_path)
    path = tmp_path / "rejects.csv"

    write_rejects(path, tables, [(0, 2, ("on: no.", "=1"))])

    assert path.read_text(encoding="utf-8") == (
        "licence,act,on,file,line,reasons\n"
        "57/2019,revoke,2020-01-01,acts.csv,2,on: no. =1\n"
    )
    [again] = read_tables(path)
    assert again.table == "acts"
    write_rejects(path, (again,), [(0, 2, ("still no.",))])
    assert path.read_text(encoding="utf-8").endswith(",rejects.csv,2,still no.\n")


def test_rejects_of_several_tables_stand_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text(ACTS, encoding="utf-8")
    (tmp_path / "licences.csv").write_text(LICENCES, encoding="utf-8")
    path = tmp_path / "rejects.csv"

    write_rejects(path, read_tables(tmp_path), [(0, 2, ("a",)), (1, 2, ("b",))])

    assert path.read_text(encoding="utf-8") == (
        "kind,number,issued_on,holder,licence,act,on,file,line,reasons\n"
        "social-network,1/GP-BTTTT,2020-01-01,A,,,,licences.csv,2,a\n"
        ",,,,57/2019,revoke,2020-01-01,acts.csv,2,b\n"
    )


def test_rejects_that_cannot_be_written_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text(ACTS, encoding="utf-8")
    tables = read_tables(tmp_path)
    before = sorted(tmp_path.iterdir())

    for path in (tmp_path / "no" / "rejects.csv", tmp_path):
        with pytest.raises(OutputError, match="cannot be written"):
            write_rejects(path, tables, [(0, 2, ("no",))])

    assert sorted(tmp_path.iterdir()) == before
