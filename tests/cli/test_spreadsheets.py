"""LibreOffice opens what is exported, and every value is there as it was."""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg

from licreg.exchange.csv_rows import unguard_cell

OFFICE: Final = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed (libreoffice-calc)"
)

# Token 1 separates cells, 2 quotes them, 3 is UTF-8; of the columns (token 5) each is a
# text, as the import dialog offers; out: cells as shown, every text in quotes.
IN: Final = "{separator},34,76,1,{columns}"
OUT: Final = (
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{}"
)

HOSTILE: Final = (
    '=HYPERLINK("http://x.vn","Đông Á")',
    "+84 912 345 678",
    "-1+1",
    "@SUM(1,2)",
    "'=1+1",
    "'t Hart",
    "0123456789",
    "1/2",
    "2024-11-15",
    "1e5",
    "TRUE",
    "<r><t>=1+1</t></r>",
    "_x0041_",
    'Công ty "A"; B, C & D <b>',
    "＝1+1",  # noqa: RUF001  # a sign of full width
    "http://vi-du.vn",
    "Đơn vị 😀 ạ",
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a register whose holders are hostile texts."""
    from licreg.cli.main import main

    folder = tmp_path_factory.mktemp("hostile")
    register, file = folder / "register", folder / "licences.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["kind", "number", "issued_on", "expires_on", "holder", "holder_code"]
        )
        for number, text in enumerate(HOSTILE, start=1):
            holder = f"'{text}" if text == "'=1+1" or text[0] in "=+-@＝" else text  # noqa: RUF001
            days = ["2019-02-12", "2029-02-11"]
            row = ["social-network", f"{number}/GP-BTTTT", *days, holder, f"00{number}"]
            writer.writerow(row)
    assert main(["init", str(register)]) == 0
    assert main(["--register", str(register), "import", str(file)]) == 0
    return register


def opened(file: Path, folder: Path, *options: str, sheet: int = 0) -> list[list[str]]:
    """Return the cells that LibreOffice reads in a file, by rows."""
    assert OFFICE is not None
    home = f"-env:UserInstallation=file://{folder}/home"
    subprocess.run(  # the program that was found
        [
            *(OFFICE, home, "--headless", *options),
            *("--convert-to", OUT.format(sheet), "--outdir", folder / "out", file),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    (written,) = (folder / "out").iterdir()
    text = written.read_text("utf-8")
    written.unlink()
    return list(csv.reader(io.StringIO(text, newline="")))


def expected(licreg: Licreg, register: Path, *words: str) -> list[list[str]]:
    """Return the same cells as licreg has them."""
    out = licreg("--register", register, "export", *words, "--format", "csv").out
    rows = csv.reader(io.StringIO(out, newline=""))
    return [[unguard_cell(cell) for cell in row] for row in rows]


def exported(licreg: Licreg, register: Path, file: Path, *words: str) -> Path:
    run = licreg("--register", register, "export", *words, "-o", file)
    assert run.code == 0, run.err
    return file


def test_a_workbook_keeps_every_value(
    licreg: Licreg, register: Path, tmp_path: Path
) -> None:
    file = exported(licreg, register, tmp_path / "licences.xlsx", "licences")

    rows = opened(file, tmp_path)

    assert rows == expected(licreg, register, "licences")
    holder = rows[0].index("holder")
    assert [row[holder] for row in rows[1:]] == list(HOSTILE)


@pytest.mark.parametrize(
    ("options", "separator"), [(["--format", "csv"], 44), (["--excel"], 59)]
)
def test_csv_keeps_every_value_and_runs_none(
    licreg: Licreg,
    register: Path,
    tmp_path: Path,
    options: Sequence[str],
    separator: int,
) -> None:
    words = ("licences", *options)
    file = exported(licreg, register, tmp_path / "licences.csv", *words)
    wanted = expected(licreg, register, "licences")
    as_text = "/".join(f"{place + 1}/2" for place in range(len(wanted[0])))
    filter_ = IN.format(separator=separator, columns=as_text)

    rows = opened(file, tmp_path, f"--infilter=Text - txt - csv (StarCalc):{filter_}")

    assert [[unguard_cell(cell) for cell in row] for row in rows] == wanted


def test_as_it_opens_by_itself_csv_runs_no_formula(
    licreg: Licreg, register: Path, tmp_path: Path
) -> None:
    file = exported(licreg, register, tmp_path / "licences.csv", "licences")
    filter_ = IN.format(separator=44, columns="")

    rows = opened(file, tmp_path, f"--infilter=Text - txt - csv (StarCalc):{filter_}")

    holder = rows[0].index("holder")
    found = dict(zip(HOSTILE, (row[holder] for row in rows[1:]), strict=True))
    for text, cell in found.items():
        if text[0] in "=+-@'＝":  # noqa: RUF001
            assert unguard_cell(cell) == text


def test_every_sheet_of_the_whole_sample_is_there(
    licreg: Licreg, demo_once: Path, tmp_path: Path
) -> None:
    file = exported(licreg, demo_once, tmp_path / "register.xlsx", "all")
    folder = exported(licreg, demo_once, tmp_path / "csv", "all")

    for sheet, table in enumerate(("licences", "acts", "inspections"), start=1):
        text = (folder / f"{table}.csv").read_text("utf-8")
        wanted = list(csv.reader(io.StringIO(text, newline="")))
        assert opened(file, tmp_path, sheet=sheet) == [
            [unguard_cell(cell) for cell in row] for row in wanted
        ]
