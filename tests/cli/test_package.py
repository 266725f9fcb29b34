"""What stands beside an export says what it holds, and Frictionless agrees."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Licreg
from frictionless import system, validate

from licreg.actions.dictionary import KEYS, describe_fields
from licreg.actions.exporting import TABLES, archive, export_rows
from licreg.actions.public_rows import FLAT_COLUMNS
from licreg.actions.reference import read_law, read_table
from licreg.cli.main import main
from licreg.store.register import RegisterFolder

CSV = "licences.csv"
COMMANDS = """
issue social-network 57/GP-BTTTT --on 12/2/2019 --site a.vn --site b.vn
issue social-network 58/GP-BTTTT --on 13/2/2019 --replaces 57/2019
revoke 57/2019 --on 1/3/2019 --reason asked
inspect a.vn --on 3/6/2024 --agency ABEI --subject-kind social-network \
--licence 57/2019 --outcome fined --breach b=15000000
inspect c.vn --on 3/6/2024 --agency ABEI --subject-kind game
tally add ei-all 60 --to 31/12/2012 --source Report
published add --measure revenue --kind postal --value 58.9 --year 2023 \
--wording VND58.9 --source Report
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a register with something in each table, and a text like a formula."""
    register = tmp_path_factory.mktemp("office") / "register"
    assert main(["init", str(register)]) == 0
    for words in COMMANDS.strip().splitlines():
        more = ["--holder", '=Đông; Á, "X"'] if words.startswith("issue") else []
        where = ["--register", str(register), "--no-input"]
        assert main([*where, *words.split(), *more]) == 0
    return register


def exported(licreg: Licreg, register: Path, folder: Path, *words: str) -> Path:
    run = licreg("--register", register, "export", "all", "-o", folder, *words)

    assert run.code == 0, run.err
    return folder


def faults(folder: Path) -> list[list[Any]]:
    with system.use_context(trusted=True):
        report = validate(str(folder / "datapackage.json"))
    found: list[list[Any]] = report.flatten(["type", "fieldName", "rowNumber"])
    return found


def spoil(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a file, and what the description says of its bytes with it."""
    file = folder / name
    before = file.read_text("utf-8")
    file.write_text(change(before), "utf-8", newline="")
    assert file.read_text("utf-8") != before
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        for measure in ("bytes", "hash", "rows"):
            resource.pop(measure, None)
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--excel"],
        ["--public"],
        ["--personal"],
        ["--as-of", "1/1/2020"],
        *(["--format", name] for name in ("tsv", "json", "jsonl", "xlsx")),
    ],
)
def test_frictionless_finds_no_fault(
    licreg: Licreg, office: Path, tmp_path: Path, words: list[str]
) -> None:
    folder = exported(licreg, office, tmp_path / "archive", *words)

    assert faults(folder) == []


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xlsx"])
@pytest.mark.parametrize("visits", [0, 1])
def test_tables_without_rows_have_no_fault(
    licreg: Licreg, empty: Path, tmp_path: Path, form: str, visits: int
) -> None:
    for _ in range(visits):
        words = "inspect c.vn --on 3/6/2024 --agency ABEI --subject-kind game"
        assert licreg("--register", empty, *words.split()).code == 0
    folder = exported(licreg, empty, tmp_path / "archive", "--format", form)

    assert faults(folder) == []
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    rows = {one["name"]: one["rows"] for one in package["resources"]}
    assert rows == dict.fromkeys(TABLES, 0) | {"inspections": visits}
    assert all(one["schema"]["fields"] for one in package["resources"])


def test_the_whole_sample_has_no_fault(
    licreg: Licreg, demo_once: Path, tmp_path: Path
) -> None:
    assert faults(exported(licreg, demo_once, tmp_path / "archive")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("2019-02-12", "12/2/2019", 1), "type-error"),
        (lambda text: text.replace("social-network,", "socialnetwork,", 1), "constr"),
        (lambda text: text.replace("social-network,57", ",57", 1), "constraint-error"),
        (lambda text: text + text.splitlines()[1] + "\n", "primary-key"),
        (lambda text: re.sub(r"57/GP-BTTTT/2019@MIC", "99/X/2019@MIC", text), "forei"),
        (lambda text: text.replace("kind,number", "number,kind", 1), "incorrect-label"),
    ],
)
def test_frictionless_finds_what_was_spoilt(
    licreg: Licreg,
    office: Path,
    tmp_path: Path,
    change: Callable[[str], str],
    fault: str,
) -> None:
    folder = exported(licreg, office, tmp_path / "archive")

    spoil(folder, CSV, change)

    assert [one for one in faults(folder) if one[0].startswith(fault)]


def test_a_changed_byte_is_found(licreg: Licreg, office: Path, tmp_path: Path) -> None:
    folder = exported(licreg, office, tmp_path / "archive")
    text = (folder / CSV).read_text("utf-8")

    (folder / CSV).write_text(text.replace("a.vn", "z.vn"), "utf-8", newline="")

    assert "hash-count" in [one[0] for one in faults(folder)]


def test_it_names_whose_register_it_is_and_no_clock(
    licreg: Licreg, office: Path, tmp_path: Path
) -> None:
    one = exported(licreg, office, tmp_path / "one") / "datapackage.json"
    other = exported(licreg, office, tmp_path / "other") / "datapackage.json"

    package = json.loads(one.read_text("utf-8"))
    register = RegisterFolder(office)
    assert one.read_bytes() == other.read_bytes()
    assert package["created"] == register.last_recorded_at
    assert package["sources"] == [{"title": register.settings.name}]
    assert register.seal[:12] in package["description"]
    assert [len(one["schema"]["fields"]) for one in package["resources"]] == [
        len(rows.columns) for rows in archive(register).values()
    ]


def test_it_is_in_the_language_of_who_asks(
    licreg: Licreg, office: Path, tmp_path: Path
) -> None:
    folder = exported(licreg, office, tmp_path / "archive", "--lang", "vi")

    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    assert fields[3]["name"] == "issued_on"
    assert fields[3]["description"] == "Ngày cấp"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_in_both_languages(empty: Path, table: str) -> None:
    register = RegisterFolder(empty)
    columns = {
        *archive(register, personal=True)[table].columns,
        *export_rows(register, table, date(2024, 1, 1), personal=True).columns,
        *(FLAT_COLUMNS if table == "licences" else ()),
    }

    for language in ("en", "vi"):
        fields = describe_fields(table, sorted(columns), read_law(), language)
        assert all(field.description for field in fields)
    assert KEYS[table] in columns


def test_no_field_is_described_twice() -> None:
    names = [(row["table"], row["field"]) for row in read_table("exchange", "fields")]

    assert len(names) == len(set(names))
