"""What an import meets at the edges: odd files, words not known, a person."""

import os
import pty
import select
import sys
from pathlib import Path
from time import monotonic

import pytest
from conftest import Licreg, Run
from openpyxl import Workbook

HEAD = "Số GP,Ngày cấp,Tên đơn vị,Tên miền,Loại,Tình trạng"
ROW = "57/GP-BTTTT,12/02/2019,Công ty A,a.vn,MXH,Còn hiệu lực"


@pytest.fixture
def take(licreg: Licreg, empty: Path, tmp_path: Path) -> "Taker":
    return Taker(licreg, empty, tmp_path)


class Taker:
    """Writes a file and takes it in."""

    def __init__(self, licreg: Licreg, register: Path, folder: Path) -> None:
        self.licreg = licreg
        self.register = register
        self.folder = folder

    def __call__(self, data: str | bytes, *words: str, name: str = "a.csv") -> Run:
        file = self.folder / name
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return self.licreg("--register", self.register, "import", file, *words)

    def row(self) -> dict[str, object]:
        words = ("export", "licences", "--format", "json")
        [row] = self.licreg("--register", self.register, *words).json
        return dict(row)


class TestKindsOfFile:
    """What a file is, its bytes say, not its name."""

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Save it as .xlsx."),
            (b"%PDF-1.7\n", "it is a PDF. Import takes tables"),
            (b"", "the file is empty"),
            (b"\n\n , ,\n", "the file is empty"),
            (b"PK\x03\x04 and no more", "it is no workbook, or a damaged one"),
            (b'a,"b\n', "a quote is opened here and never closed"),
            (b"[[1]]", "a list of objects is needed"),
            (b"x;" * 3_000_000 + b"\n", "a table has 1,000 columns at most"),
        ],
    )
    def test_what_is_no_table_is_refused(
        self, take: "Taker", data: bytes, sentence: str
    ) -> None:
        run = take(data)

        assert (run.code, run.out) == (2, "")
        assert sentence in run.err
        assert run.err.count("Nothing was recorded.") == 1

    def test_the_faults_of_all_files_are_told_together(
        self, take: "Taker", licreg: Licreg
    ) -> None:
        for name in ("one.csv", "two.csv"):
            (take.folder / name).write_bytes(b"\xff\n")

        run = licreg(
            *("--register", take.register, "import"),
            *(take.folder / "one.csv", take.folder / "two.csv"),
        )

        assert run.code == 2
        assert "one.csv line 1: byte 0xFF is not UTF-8" in run.err
        assert "two.csv line 1: byte 0xFF is not UTF-8" in run.err
        assert "2 files cannot be read: 2 faults" in run.err

    def test_of_two_sheets_that_fit_one_is_to_be_named(self, take: "Taker") -> None:
        book = Workbook()
        for title in ("2024", "2025"):
            sheet = book.create_sheet(title)
            for line in (HEAD, ROW):
                sheet.append(line.split(","))
        book.save(take.folder / "b.xlsx")
        data = (take.folder / "b.xlsx").read_bytes()

        run = take(data, name="a.xlsx")

        assert run.code == 2
        assert "it has the sheets '2024', '2025'. Say which with --sheet" in run.err
        assert take(data, "--sheet", "2025", name="a.xlsx").code == 0

    def test_a_row_that_is_too_wide_is_a_fault_of_its_own(self, take: "Taker") -> None:
        run = take(f"{HEAD}\n{ROW},one,more\n")

        assert run.code == 2
        assert "a.csv, line 2: 8 cells where the header has 6." in run.err


class TestWords:
    """Words that are not known are said so; nothing is made of them."""

    def test_a_mapping_that_is_written_names_them(self, take: "Taker") -> None:
        row = ROW.replace("MXH", "Cá cược").replace("Còn hiệu lực", "Chờ xét")
        mapping = take.folder / "m.toml"

        run = take(f"{HEAD}\n{row}\n", "--write-map", str(mapping), "--dry-run")

        assert run.code == 2
        assert "column Tình trạng: 'Chờ xét' is not known" in run.err
        text = mapping.read_text("utf-8")
        assert '[values.kind]\n# "Cá cược" = ""\n' in text
        assert '[values.status]\n# "Chờ xét" = ""\n' in text
        text = text.replace('# "Cá cược" = ""', '"Cá cược" = "social-network"')
        text = text.replace('# "Chờ xét" = ""', '"Chờ xét" = "in-force"')
        mapping.write_text(text, "utf-8")
        assert take(f"{HEAD}\n{row}\n", "--map", str(mapping)).code == 0

    def test_the_nearest_kind_and_authority_are_named(self, take: "Taker") -> None:
        row = ROW.replace("MXH", "Mạng xa hộii")

        run = take(
            f"{HEAD},Cơ quan cấp\n{row},Sở Thông tin và Truyền thông Hải Phonk\n"
        )

        assert run.code == 2
        assert (
            "'Mạng xa hộii' is not a known kind; did you mean 'Mạng xã hội'?" in run.err
        )
        assert "did you mean 'Sở Thông tin và Truyền thông Hải Phòng'?" in run.err

    @pytest.mark.parametrize(
        ("status", "ended", "sentence"),
        [
            ("Còn hiệu lực", "in-force", ""),
            ("Tạm đình chỉ", "in-force", "it is listed as suspended"),
            ("Hết hiệu lực", "lapsed", "known by 2025-01-01"),
            ("Thu hồi", "lapsed", "it is listed as 'Thu hồi'"),
        ],
    )
    def test_a_status_says_what_it_can(
        self, take: "Taker", status: str, ended: str, sentence: str
    ) -> None:
        row = ROW.replace("Còn hiệu lực", status)

        run = take(f"{HEAD}\n{row}\n", "--listed-on", "1/1/2025")

        assert sentence in run.err
        assert take.row()["status"] == ended

    def test_a_term_that_is_over_is_no_lapse(self, take: "Taker") -> None:
        take(f"{HEAD},Ngày hết hạn\n{ROW.replace('Còn', 'Hết')},11/02/2024\n")

        assert (take.row()["status"], take.row()["status_on"]) == (
            *("expired", "2024-02-12"),
        )

    def test_what_is_no_site_is_left_out(self, take: "Taker") -> None:
        run = take(f"{HEAD}\n{ROW.replace('a.vn', 'https://A.vn/x; Gapo; -')}\n")

        assert take.row()["sites"] == ["a.vn"]
        assert "'Gapo' stands in place of a site, and is left out" in run.err

    def test_a_term_that_is_none_is_a_fault(self, take: "Taker") -> None:
        run = take(f"{HEAD},Thời hạn\n{ROW},lâu\n")

        assert "column Thời hạn: 'lâu' is no term in years." in run.err


def talk(words: list[str], answers: list[str]) -> str:
    """Run the program at a terminal, and answer what it asks."""
    child, terminal = pty.fork()
    if not child:
        os.execv(sys.executable, [sys.executable, "-m", "licreg", *words])  # noqa: S606  # in a terminal of its own
    shown = b""
    begun = monotonic()
    while monotonic() - begun < 60:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if answers and shown.endswith(b": "):
            os.write(terminal, answers.pop(0).encode() + b"\n")
    os.waitpid(child, 0)
    return shown.decode()


def test_at_a_terminal_the_columns_that_are_not_known_are_asked_for(
    take: "Taker",
) -> None:
    file = take.folder / "a.csv"
    file.write_text("Mã,Ngày,Ai,Nơi\n57/GP-BTTTT,1/2/2019,Công ty A,Huế\n", "utf-8")
    words = ["--register", str(take.register), "import", str(file)]

    shown = talk(words, ["numbr", "number", "holder", "", "social-network"])

    assert "Column 'Mã', such as '57/GP-BTTTT'" in shown
    assert "'numbr' is no column; did you mean 'number'?" in shown
    assert take.row()["holder"] == "Công ty A"
