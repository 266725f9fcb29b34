"""The tables of offices and of other registers, taken in as a clerk would."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run
from openpyxl import Workbook

HEAD: Final = "STT,Số GP,Ngày cấp,Tên đơn vị,Tên miền,Loại,Ngày hết hạn"
A: Final = "1,57/GP-BTTTT,12/02/2019,Công ty Ví dụ A,vi-du-a.vn,MXH,11/02/2029"
B: Final = "2,58/GP-BTTTT,13/02/2019,Công ty Ví dụ B,vi-du-b.vn,Mạng xã hội,12/02/2029"


class Office:
    """A folder with files, and a register that takes them in."""

    def __init__(self, licreg: Licreg, register: Path, folder: Path) -> None:
        self.licreg = licreg
        self.register = register
        self.folder = folder

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        file = self.folder / name
        file.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return file

    def take(self, *words: str | Path) -> Run:
        return self.licreg("--register", self.register, "import", *words)

    def taken(self, *words: str | Path) -> Any:  # noqa: ANN401  # JSON
        run = self.take(*words, "--format", "json")
        assert run.code == 0, run.err
        for one in run.json["files"]:
            assert one["rows"] == one["taken"] + one["already_there"] + one["rejected"]
        return run.json

    def licences(self) -> list[dict[str, Any]]:
        words = ("export", "licences", "--format", "json")
        rows: list[dict[str, Any]] = self.licreg(
            "--register", self.register, *words
        ).json
        return rows

    def told(self, *columns: str) -> list[tuple[Any, ...]]:
        return [tuple(row[name] for name in columns) for row in self.licences()]


@pytest.fixture
def office(licreg: Licreg, empty: Path, tmp_path: Path) -> Office:
    folder = tmp_path / "office"
    folder.mkdir()
    return Office(licreg, empty, folder)


BOTH: Final = [
    ("social-network", "57/GP-BTTTT", "2019-02-12", "Công ty Ví dụ A", ["vi-du-a.vn"]),
    ("social-network", "58/GP-BTTTT", "2019-02-13", "Công ty Ví dụ B", ["vi-du-b.vn"]),
]
COLUMNS: Final = ("kind", "number", "issued_on", "holder", "sites")


class TestForms:
    """Whatever form a table has, the same records come of it."""

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_what_stands_between_cells_is_found(
        self, office: Office, separator: str, encoding: str
    ) -> None:
        lines = [line.replace(",", separator) for line in (HEAD, A, B)]
        file = office.write("a.csv", *lines, encoding=encoding)

        office.taken(file)

        assert office.told(*COLUMNS) == BOTH

    def test_titles_above_and_sums_below_are_no_rows(self, office: Office) -> None:
        file = office.write(
            *("a.csv", "DANH SÁCH GIẤY PHÉP,,,,,,", ",,,,,,", HEAD),
            *("(1),(2),(3),(4),(5),(6),(7)", A, ",,,,,,", B, ",Tổng cộng: 2,,,,,"),
        )

        run = office.take(file)

        assert run.code == 2
        assert "line 8, column Ngày cấp" in run.err

        file = office.write("a.csv", "DANH SÁCH", HEAD, A, B, ",,,Tổng cộng: 2,,,")
        office.taken(file)

        assert office.told(*COLUMNS) == BOTH

    def test_a_quoted_cell_may_hold_line_ends(self, office: Office) -> None:
        file = office.write("a.csv", HEAD, A.replace("vi-du-a.vn", '"a.vn\nb.vn"'), B)

        office.taken(file)

        assert office.told("sites") == [(["a.vn", "b.vn"],), (["vi-du-b.vn"],)]

    def test_a_workbook_with_a_title_and_headings_over_two_rows(
        self, office: Office
    ) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (
            ["DANH SÁCH GIẤY PHÉP NĂM 2019"],
            [],
            ["STT", "Tên đơn vị", "Giấy phép", None, "Tên miền", "Loại"],
            [None, None, "Số GP", "Ngày cấp", None, None],
            [
                1,
                "Công ty Ví dụ A",
                "57/GP-BTTTT",
                date(2019, 2, 12),
                "vi-du-a.vn",
                "MXH",
            ],
            [2, "Công ty Ví dụ B", "58/GP-BTTTT", "13/02/2019", "vi-du-b.vn", "MXH"],
        ):
            sheet.append(row)
        sheet.merge_cells("C3:D3")
        book.create_sheet("Ghi chú").append(["Người lập"])
        book.save(office.folder / "a.xlsx")

        run = office.take(office.folder / "a.xlsx", "--sheet", "1")

        assert run.code == 0, run.err
        assert office.told(*COLUMNS) == BOTH

    @pytest.mark.parametrize("form", ["list", "lines"])
    def test_json(self, office: Office, form: str) -> None:
        rows = list(csv.DictReader([HEAD, A, B]))
        lines = "\n".join(map(json.dumps, rows))
        text = json.dumps(rows) if form == "list" else lines
        file = office.write("a.json", text)

        office.taken(file)

        assert office.told(*COLUMNS) == BOTH

    def test_standard_input(self, office: Office) -> None:
        run = office.licreg(
            *("--register", office.register, "import", "-"),
            stdin=f"{HEAD}\n{A}\n{B}\n",
        )

        assert run.code == 0, run.err
        assert "standard input: 2 rows of licences." in run.err
        assert office.told(*COLUMNS) == BOTH

    @pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "xlsx"])
    def test_what_export_writes_is_taken_as_it_stands(
        self, office: Office, licreg: Licreg, tmp_path: Path, form: str
    ) -> None:
        quoted = '"""=1+1"",\'\' Công ty; Ví dụ | A"'
        row = A.replace("Công ty Ví dụ A", quoted)
        office.taken(office.write("a.csv", HEAD, row))
        out = tmp_path / f"licences.{form}"
        words = ("export", "licences", "-o", out)
        assert licreg("--register", office.register, *words).code == 0
        copy = tmp_path / "copy"
        licreg("init", copy)

        run = licreg("--register", copy, "import", out)

        assert run.code == 0, run.err
        told = ("export", "licences", "--format", "csv")
        ours = licreg("--register", office.register, *told).out
        assert licreg("--register", copy, *told).out == ours


class TestColumns:
    """Columns are recognised by what offices call them, and shown."""

    def test_what_was_recognised_is_shown(self, office: Office) -> None:
        run = office.take(office.write("a.csv", HEAD + ",Màu", A + ",đỏ"))

        assert (
            "a.csv: 1 row of licences.\n"
            "  Số GP = number; Ngày cấp = issued_on; Tên đơn vị = holder; "
            "Tên miền = sites;\n  Loại = kind; Ngày hết hạn = expires_on\n"
        ) in run.err
        assert "columns not known and passed over: 'Màu'." in run.err

    def test_what_is_needed_and_missing_is_named_with_its_option(
        self, office: Office
    ) -> None:
        run = office.take(
            office.write("a.csv", "Số GP,Ngày cấp,Ai", "1/GP-BTTTT,1/1/2019,A")
        )

        assert run.code == 2
        assert "no column means kind (--kind), holder (--set holder=…)" in run.err
        assert "Not recognised: 'Ai'" in run.err
        assert office.licences() == []

    def test_values_for_all_rows(self, office: Office) -> None:
        file = office.write(
            "a.csv", "Số GP;Ngày cấp;Tên đơn vị", "05/GP-TTĐT;3/9/2025;Công ty A"
        )

        office.taken(
            *(file, "--kind", "aggregate-site", "--issuer", "DCST-HP"),
            *("--set", "holder_kind=enterprise"),
        )

        assert office.told("kind", "issuer", "holder_kind") == [
            ("aggregate-site", "DCST-HP", "enterprise")
        ]

    def test_an_issuer_that_follows_from_the_suffix_goes_before(
        self, office: Office
    ) -> None:
        office.taken(office.write("a.csv", HEAD, A), "--issuer", "DCST-HP")

        assert office.told("issuer") == [("MIC",)]

    def test_a_mapping_is_written_mended_and_read(self, office: Office) -> None:
        file = office.write(
            "a.csv", "Mã,Ngày,Ai,Kiểu", "57/GP-BTTTT,1/2/2019,Công ty A,X1"
        )
        mapping = office.folder / "map.toml"

        run = office.take(file, "--write-map", mapping, "--dry-run")

        assert run.code == 2
        text = mapping.read_text("utf-8")
        assert '"Ai" = "-"  # not recognised' in text
        text = text.replace('"Ai" = "-"', '"Ai" = "holder"')
        text = text.replace('"Mã" = "-"', '"Mã" = "number"')
        text = text.replace('"Kiểu" = "-"', '"Kiểu" = "kind"')
        mapping.write_text(text + '\n[values.kind]\n"X1" = "social-network"\n', "utf-8")
        office.taken(file, "--map", mapping)
        assert office.told("kind", "number", "issued_on", "holder") == [
            ("social-network", "57/GP-BTTTT", "2019-02-01", "Công ty A")
        ]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("columns = 5", "columns is no table of texts"),
            (
                '[columns]\n"a" = "numbr"',
                "'numbr' is no column; did you mean 'number'?",
            ),
            ('colums = "x"', "'colums' is not known; did you mean 'columns'?"),
            ('dates = "ydm"', "dates is 'ydm'; known are dmy, mdy"),
            ('table = "x"', "table is 'x'; known are licences, acts"),
            ("[", "cannot be read as a mapping"),
        ],
    )
    def test_a_mapping_that_cannot_be_read_is_refused(
        self, office: Office, text: str, sentence: str
    ) -> None:
        run = office.take(
            office.write("a.csv", HEAD, A), "--map", office.write("m.toml", text)
        )

        assert run.code == 2
        assert sentence in run.err

    def test_a_number_and_its_day_in_one_cell(self, office: Office) -> None:
        file = office.write(
            *("a.csv", "Số, ngày cấp giấy phép;Tên đơn vị;Loại"),
            "57/GP-BTTTT ngày 12/02/2019;Công ty A;MXH",
            "58/GP-BTTTT, cấp ngày 13/2/2019;Công ty B;MXH",
        )

        office.taken(file)

        assert office.told("number", "issued_on") == [
            ("57/GP-BTTTT", "2019-02-12"),
            ("58/GP-BTTTT", "2019-02-13"),
        ]

    def test_a_term_in_years_gives_the_last_day(self, office: Office) -> None:
        head = HEAD.replace("Ngày hết hạn", "Thời hạn (năm)")
        file = office.write("a.csv", head, A.replace("11/02/2029", "10 năm"))

        office.taken(file)

        assert office.told("expires_on") == [("2029-02-11",)]

    def test_authorities_are_known_by_their_names(self, office: Office) -> None:
        head = "Số GP,Ngày cấp,Tên đơn vị,Loại,Cơ quan cấp"
        rows = [
            ("1/GP-TTĐT", "Cục PTTH&TTĐT"),
            ("2/GP-TTĐT", "Sở TT&TT tỉnh Điện Biên"),
            ("3/GP-TTĐT", "Sở Thông tin và Truyền thông TP. Hồ Chí Minh"),
            ("4/GP-TTĐT", "DIC-HN"),
        ]
        lines = [
            f"{number},1/2/2019,A,Trang TTĐT tổng hợp,{who}" for number, who in rows
        ]

        office.taken(office.write("a.csv", head, *lines))

        assert office.told("issuer") == [
            ("ABEI",),
            ("DIC-DB",),
            ("DIC-HCM",),
            ("DIC-HN",),
        ]

    def test_of_two_headings_for_one_column_none_is_chosen(
        self, office: Office
    ) -> None:
        mapping = office.write(
            "m.toml", "[columns]", '"x" = "holder"', '"y" = "holder"'
        )
        run = office.take(office.write("a.csv", "x,y", "a,b"), "--map", mapping)

        assert run.code == 2
        assert "the headings 'x', 'y' mean one column, holder" in run.err


class TestOtherRegisters:
    """Registers of other countries: nothing of their days and numbers is guessed."""

    FCC: Final = (
        "Call Sign|Licensee Name|Grant Date|Expiration Date|License Status",
        "WQAB123|EXAMPLE COMMUNICATIONS LLC|03/25/2014|03/25/2024|Active",
        "WQAC777|OTHER RADIO INC|05/06/2015|05/06/2025|Cancelled",
    )
    IMDA: Final = (
        "Licence No;Licensee;Date of issue;Expiry date;Status",
        "TL-2019/0042;Café Pte Ltd;2019-05-03;2029-05-02;Valid",
        "TL-2020/0007;Other Pte Ltd;3 May 2020;02/05/2030;Valid",
    )
    OURS: Final = ("--kind", "social-network", "--issuer", "MIC")

    def test_a_month_that_seems_to_come_first_is_asked_about(
        self, office: Office, tmp_path: Path
    ) -> None:
        file = office.write("fcc.txt", *self.FCC)

        run = office.take(file, *self.OURS, "--rejects", tmp_path / "r.csv")

        assert run.code == 2
        assert "Say it with --dates mdy." in run.err
        assert office.licences() == []

    def test_with_the_order_said_it_is_read(self, office: Office) -> None:
        file = office.write("fcc.txt", *self.FCC)

        office.taken(
            *(file, *self.OURS, "--dates", "mdy", "--listed-on", "1/1/2020"),
            *("--suffix", "FCC-ULS", "--number-form", "{suffix}{number}"),
        )

        assert office.told("number", "issued_on", "printed", "status") == [
            ("123/FCC-ULS-WQAB", "2014-03-25", "WQAB123", "expired"),
            ("777/FCC-ULS-WQAC", "2015-05-06", "WQAC777", "lapsed"),
        ]

    def test_a_number_of_another_form_is_refused_with_the_way_to_go_on(
        self, office: Office
    ) -> None:
        file = office.write("imda.csv", *self.IMDA, encoding="latin-1")

        run = office.take(file, *self.OURS, "--encoding", "latin-1")

        assert run.code == 2
        way = "--number-form '{suffix}-{year}/{number}' --suffix CODE"
        assert run.err.count(way) == 2

        office.taken(
            *(file, *self.OURS, "--encoding", "latin-1", "--suffix", "IMDA-X"),
            *("--number-form", "{suffix}-{year}/{number}"),
        )
        assert office.told("number", "printed", "holder") == [
            ("42/IMDA-X-TL", "TL-2019/0042", "Café Pte Ltd"),
            ("07/IMDA-X-TL", "TL-2020/0007", "Other Pte Ltd"),
        ]

    def test_numbers_without_a_suffix_are_given_one(self, office: Office) -> None:
        file = office.write(
            *("ofcom.csv", "Licence number,Licensee,Date of issue"),
            "262371,Example Radio Limited,3 May 2019",
        )

        assert "--suffix CODE" in office.take(file, *self.OURS).err
        office.taken(file, *self.OURS, "--suffix", "OFCOM-BR")

        assert office.told("number") == [("262371/OFCOM-BR",)]

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (["--suffix", "x y"], "'x y' is no suffix"),
            (["--number-form", "{suffix}"], "is no form of numbers"),
            (["--number-form", "{number}{number}"], "is no form of numbers"),
            (["--dates", "ymd"], "'ymd' is no order of days"),
            (["--encoding", "klingon"], "is not an encoding known here"),
            (["--set", "colour=red"], "is no value for a whole file"),
            (["--kind", "x"], "is not a known kind"),
            (["--because", "x"], "give --correct with it"),
            (["--correct"], "Missing: Because (--because)"),
        ],
    )
    def test_an_option_that_cannot_be_read_is_refused(
        self, office: Office, options: Sequence[str], sentence: str
    ) -> None:
        run = office.take(office.write("a.csv", HEAD, A), *options)

        assert (run.code, run.out) == (2, "")
        assert sentence in run.err
        assert office.licences() == []


class TestFaults:
    """Everything that is wrong is listed at once, with what the file calls it."""

    def test_hundreds_alike_are_told_once(self, office: Office) -> None:
        rows = [
            A.replace("57/", f"{n}/").replace("12/02", "31/02") for n in range(1, 301)
        ]

        run = office.take(office.write("a.csv", HEAD, *rows))

        assert run.code == 2
        assert run.err.count("'31/02/2019' is not a day") == 3
        assert "… and 297 more like it: 5-301." in run.err
        assert "300 faults in 300 of 300 rows" in run.err

    def test_rejects_have_the_files_own_columns_and_can_be_mended(
        self, office: Office
    ) -> None:
        file = office.write("a.csv", HEAD, A, B.replace("13/02", "31/02"))
        rejects = office.folder / "rejects.csv"

        told = office.taken(file, "--rejects", rejects)

        assert told["files"][0]["rejected"] == 1
        text = rejects.read_text("utf-8")
        assert text.startswith(f"{HEAD},file,line,reasons\n2,58/GP-BTTTT,31/02/2019,")
        assert "Ngày cấp: '31/02/2019' is not a day" in text
        rejects.write_text(text.replace(",31/02", ",13/02", 1), "utf-8")
        office.taken(rejects)
        assert office.told(*COLUMNS) == BOTH

    def test_the_file_that_is_read_is_not_written_over(self, office: Office) -> None:
        file = office.write("a.csv", HEAD, A)

        run = office.take(file, "--rejects", file)

        assert run.code == 2
        assert file.read_text("utf-8") == f"{HEAD}\n{A}\n"

    def test_control_characters_are_named_with_their_place(
        self, office: Office
    ) -> None:
        run = office.take(
            office.write("a.csv", HEAD, A.replace("Ví dụ A", "Ví\x1b[2J"))
        )

        assert run.code == 2
        assert (
            "column Tên đơn vị: character 11 is a control character (U+001B" in run.err
        )
        assert "\x1b" not in run.err

    def test_a_number_that_stands_twice_is_named_with_both_lines(
        self, office: Office
    ) -> None:
        run = office.take(office.write("a.csv", HEAD, A, B.replace("58/", "57/")))

        assert run.code == 2
        assert (
            "a.csv, line 3, column Số GP: 57/GP-BTTTT/2019@MIC stands on a.csv, line 2"
            in (run.err)
        )

    def test_all_files_are_read_before_any_is_refused(self, office: Office) -> None:
        one = office.write("one.csv", HEAD, A.replace("12/02", "31/02"))
        other = office.write("other.csv", HEAD, B.replace("58/GP", "58GX"))

        run = office.take(one, other)

        assert run.code == 2
        assert "one.csv, line 2" in run.err
        assert "other.csv, line 2" in run.err
        assert office.licences() == []


class TestDifferences:
    """What a record says otherwise is shown, and put right only if that is said."""

    CHANGED: Final = B.replace("Ví dụ B", "Ví dụ Bê").replace(
        "12/02/2029", "12/02/2028"
    )

    def test_it_is_shown_field_by_field_and_nothing_is_recorded(
        self, office: Office
    ) -> None:
        file = office.write("a.csv", HEAD, A, B)
        office.taken(file)
        office.write("a.csv", HEAD, A, self.CHANGED)

        run = office.take(file)

        assert run.code == 1
        assert (
            "expires_on 2029-02-12, here 2028-02-12; holder 'Công ty Ví dụ B', here "
            "'Công ty Ví dụ Bê'."
        ) in run.err
        assert "1 of 2 rows differs from its record" in run.err
        assert office.told(*COLUMNS) == BOTH

    def test_it_is_put_right_as_a_correction_that_undo_takes_back(
        self, office: Office
    ) -> None:
        file = office.write("a.csv", HEAD, A, B)
        office.taken(file)
        office.write("a.csv", HEAD, A, self.CHANGED)

        told = office.taken(file, "--correct", "--because", "Sổ gốc")

        assert told["files"][0] == {
            "file": "a.csv", "rows": 2, "taken": 1, "already_there": 1, "rejected": 0
        }  # fmt: skip
        assert told["corrections"][1] == {
            "licence": "58/GP-BTTTT/2019@MIC",
            "field": "holder",
            "before": "Công ty Ví dụ B",
            "after": "Công ty Ví dụ Bê",
        }
        assert office.told("holder")[1] == ("Công ty Ví dụ Bê",)
        history = office.licreg("--register", office.register, "history", "58/2019").out
        assert "Sổ gốc" in history
        assert office.licreg("--register", office.register, "undo").code == 0
        assert office.told(*COLUMNS) == BOTH

    def test_a_trial_shows_what_would_be_put_right(self, office: Office) -> None:
        file = office.write("a.csv", HEAD, A, B)
        office.taken(file)
        office.write("a.csv", HEAD, A, self.CHANGED)

        told = office.taken(file, "--correct", "--because", "X", "--dry-run")

        assert len(told["corrections"]) == 2
        assert office.told(*COLUMNS) == BOTH

    def test_an_empty_cell_or_another_spelling_is_no_difference(
        self, office: Office
    ) -> None:
        office.taken(office.write("a.csv", HEAD, A, B))
        again = A.replace("11/02/2029", "").replace("Công ty", "CÔNG  TY")

        told = office.taken(office.write("b.csv", HEAD, again))

        assert told["files"][0]["already_there"] == 1

    def test_what_a_later_act_changed_is_not_put_right_by_a_file(
        self, office: Office
    ) -> None:
        file = office.write("a.csv", HEAD, A)
        office.taken(file)
        office.licreg(
            *("--register", office.register, "amend", "57/2019", "--on", "1/1/2020"),
            *("--holder", "Công ty Mới"),
        )
        office.write("a.csv", HEAD, A.replace("Ví dụ A", "Khác"))

        run = office.take(file, "--correct", "--because", "X")

        assert run.code == 2
        assert "was given other values by a later act (holder)" in run.err

    def test_what_a_file_lists_as_ended_has_lapsed(self, office: Office) -> None:
        head, row = f"{HEAD},Tình trạng", f"{A},Đã thu hồi"
        office.taken(office.write("a.csv", HEAD, A))

        run = office.take(office.write("b.csv", head, row), "--listed-on", "1/8/2026")
        assert run.code == 1
        assert "has status 'in-force', here 'lapsed'" in run.err
        office.taken(
            *(office.folder / "b.csv", "--listed-on", "1/8/2026"),
            *("--correct", "--because", "Danh sách của Bộ"),
        )

        assert office.told("status", "status_on") == [("lapsed", "2026-08-01")]


class TestProvinces:
    """Several files of several offices, and what they do not have."""

    HEAD: Final = "Số GP;Ngày cấp;Tên đơn vị;Tên miền"

    def test_each_file_and_issuer_has_its_counts(self, office: Office) -> None:
        one = office.write("hp.csv", self.HEAD, "05/GP-TTĐT;3/9/2025;A;a.vn")
        other = office.write(
            *("hp2.csv", self.HEAD, "06/GP-TTĐT;4/9/2025;B;b.vn"),
            *("7/GP-BTTTT;4/9/2019;C;c.vn", "8/GP-TTĐT;31/9/2025;D;d.vn"),
        )

        told = office.taken(
            *(one, other, "--kind", "aggregate-site", "--issuer", "DCST-HP"),
            *("--rejects", office.folder / "r.csv"),
        )

        assert told["issuers"] == [
            {"file": "hp.csv", "issuer": "DCST-HP", "rows": 1, "taken": 1,
             "already_there": 0, "rejected": 0},
            {"file": "hp2.csv", "issuer": "DCST-HP", "rows": 2, "taken": 1,
             "already_there": 0, "rejected": 1},
            {"file": "hp2.csv", "issuer": "MIC", "rows": 1, "taken": 1,
             "already_there": 0, "rejected": 0},
        ]  # fmt: skip

    def test_one_import_is_one_batch_that_is_undone_as_one(
        self, office: Office
    ) -> None:
        one = office.write("one.csv", HEAD, A)
        other = office.write("other.csv", HEAD, B)
        office.taken(one, other)

        assert len(office.licences()) == 2
        office.licreg("--register", office.register, "undo")

        assert office.licences() == []

    def test_what_the_register_has_and_the_file_has_not_is_listed(
        self, office: Office
    ) -> None:
        office.taken(office.write("a.csv", HEAD, A, B))

        told = office.taken(office.write("b.csv", HEAD, B), "--compare")

        assert told["not_in_files"] == ["57/GP-BTTTT/2019@MIC"]
