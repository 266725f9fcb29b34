"""An answer keeps every figure in every format, and steers no terminal."""

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from licreg.cli.answer import Answer, Cell, Column, Kind, Row, Table
from licreg.cli.outlet import check_workbook, write_answer
from licreg.cli.render import ENDINGS, FORMATS, choose_format, render
from licreg.errors import InvalidInputError, OutputError

PERIOD = "in the period"
STOCK = "at the end of 15 Nov 2024"

SUMMARY = Table(
    (
        Column("kind", "Kind"),
        Column("issued", "Issued", "int", PERIOD),
        Column("replacing", "of which replacing", "int", PERIOD),
        Column("cumulative", "Cumulative", "int", STOCK),
        Column("in_force", "In force", "int", STOCK),
        Column("length", "", "bar", STOCK),
    ),
    (
        ("All EI websites", 80, 3, 345, 281, 281),
        Row(("Aggregate sites", 79, 2, 344, 280, 280), level=1),
        Row(("EI websites", 1, 1, 1, 1, 0), level=1),
        ("Social networks", 40, 0, 1056, 987, 987),
    ),
    title="Licences",
    footer=("Both", 120, 3, 1401, 1268, None),
)
LIST = Table(
    (
        Column("number", "Number", "code"),
        Column("issued_on", "Issued on", "day"),
        Column("holder", "Holder"),
        Column("sites", "Sites"),
        Column("fine_vnd", "Fines, VND", "money"),
    ),
    (
        (
            "310/GP-PTTH&TTĐT/2024",
            date(2024, 11, 15),
            "Công ty Cổ phần Truyền thông, Phát thanh và Truyền hình Đông Á",
            ("thoidaidongabaochi.com.vn", "b.vn"),
            1234567890,
        ),
        ("57/GP-BTTTT/2019", date(2019, 2, 5), "=1|2 <b>*", (), None),
    ),
)
TEXTUAL = [format_ for format_ in FORMATS if format_ != "xlsx"]
ANSWER = Answer(
    {"kind": "Đông Á", "on": date(2024, 11, 15), "sites": ("a.vn",), "none": None},
    (SUMMARY, LIST),
    notes=(
        "1. Counted from 1,056 records of the sample register, and by no one's leave.",
        "  licreg list social-network --measure cumulative --as-of 2024-11-15",
    ),
)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


class Terminal(io.TextIOWrapper):
    """A stream that says that a person sees it."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding, newline="\n")

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


def rendered(
    answer: Answer, format_: str, width: int | None = None, language: str = "en"
) -> str:
    out = io.StringIO(newline="")
    render(answer, format=format_, stream=out, width=width, language=language)
    return out.getvalue()


def one_cell(text: str, kind: Kind = "text") -> Answer:
    column = Column("holder", "Holder", kind)
    return Answer([text], (Table((column,), ((text,),)),), notes=(text,))


def cells_of(table: Table) -> list[Cell]:
    rows = [row.cells if isinstance(row, Row) else row for row in table.rows]
    return [cell for row in [*rows, table.footer] for cell in row]


class TestTable:
    """Rich draws; nothing is cut off, nothing is markup."""

    def test_two_heads_stand_over_their_columns(self) -> None:
        answer = Answer(None, (SUMMARY,), notes=("Counted from 1,056 records.",))

        assert rendered(answer, "table", 74) == dedent("""\
            Licences
                               in the period      at the end of 15 Nov 2024
                               ─────────────────  ──────────────────────────────────
                                        of which
            Kind               Issued  replacing  Cumulative  In force
            ────────────────────────────────────────────────────────────────────────
            All EI websites        80          3         345       281  ███
              Aggregate sites      79          2         344       280  ███
              EI websites           1          1           1         1
            Social networks        40          0       1,056       987  ████████████
            ────────────────────────────────────────────────────────────────────────
            Both                  120          3       1,401     1,268

            Counted from 1,056 records.
        """)

    def test_where_figures_do_not_fit_abreast_they_stand_below_each_other(self) -> None:
        rows = (("Social networks", 40, 0, 1056, 987, 987),)
        answer = Answer(None, (Table(SUMMARY.columns, rows),))

        assert rendered(answer, "table", 40) == dedent("""\
            Social networks
              in the period
                Issued              40
                of which replacing  0
              at the end of 15 Nov 2024
                Cumulative          1,056
                In force            987
        """)

    def test_texts_that_would_fold_into_a_narrow_column_stand_as_a_block(self) -> None:
        table = Table(
            (
                Column("entry", "Entry", "int"),
                Column("number", "Number", "code"),
                Column("holder", "Holder"),
                Column("by", "By"),
            ),
            ((1, "57/GP-BTTTT/2019", "Công ty Cổ phần Ví dụ Một Hai Ba Bốn", "an"),),
        )

        assert rendered(Answer([], (table,)), "table", width=40) == dedent(
            """\
            Entry 1
              Number  57/GP-BTTTT/2019
              Holder  Công ty Cổ phần Ví dụ Một Hai
                      Ba Bốn
              By      an
            """
        )
        assert "────" in rendered(Answer([], (table,)), "table", width=60)

    @pytest.mark.parametrize("width", [*range(40, 130), 300, None])
    @pytest.mark.parametrize("language", ["en", "vi"])
    def test_every_figure_is_whole_at_every_width(
        self, width: int | None, language: str
    ) -> None:
        shown = rendered(ANSWER, "table", width, language)

        mark = "." if language == "vi" else ","
        for cell in cells_of(SUMMARY)[1:] + cells_of(LIST):
            if isinstance(cell, int):
                figure = f"{cell:,}".replace(",", mark)
                assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,])", shown)
        days = ("05/02/2019", "15/11/2024") if mark == "." else ("5 Feb 2019",)
        for whole in ("310/GP-PTTH&TTĐT/2024", "57/GP-BTTTT/2019", *days):
            assert whole in shown

    @pytest.mark.parametrize("width", range(40, 130))
    def test_no_letter_of_a_folded_text_is_lost(self, width: int) -> None:
        composed = "Công ty Cổ phần Đông Á " * 9
        texts = (composed, unicodedata.normalize("NFD", composed), "x" * 99 + "漢" * 99)
        table = Table((Column("a", ""), Column("b", ""), Column("c", "")), (texts,))

        shown = rendered(Answer(None, (table,)), "table", width)

        assert sorted("".join(shown.split())) == sorted("".join(texts).replace(" ", ""))
        assert max(map(cell_len, shown.splitlines())) <= width

    def test_a_bar_is_left_out_before_figures_are_moved(self) -> None:
        shown = rendered(Answer(None, (SUMMARY,)), "table", 60)

        assert "█" not in shown
        assert "Social networks        40          0       1,056       987" in shown

    def test_a_bar_is_drawn_in_signs_that_the_terminal_has(self) -> None:
        out = Terminal("ascii")
        render(Answer(None, (SUMMARY,)), format="table", stream=out, width=80)

        assert "987  ############\n" in out.text()
        assert "-----" in out.text()

    @pytest.mark.parametrize("width", [40, 80])
    def test_markup_is_shown_as_typed(self, width: int) -> None:
        answer = one_cell("[red]x[/red] :smile: [link=http://a.vn]a[/link]")

        shown = rendered(answer, "table", width)

        assert "[red]x[/red] :smile:" in shown
        assert "[/link]" in shown

    def test_texts_without_any_heading_have_no_head(self) -> None:
        rows: tuple[tuple[Cell, ...], ...] = (("Year", 2024), ("On", date(2024, 1, 5)))
        table = Table((Column("field", ""), Column("value", "")), rows)

        assert rendered(Answer(None, (table,)), "table", 80) == (
            "Year  2024\nOn    5 Jan 2024\n"
        )

    def test_a_long_head_over_a_narrow_column_widens_it(self) -> None:
        columns = (Column("a", "A"), Column("b", "B", "int", "a long head"))

        assert rendered(Answer(None, (Table(columns, (("x", 1),)),)), "table", 80) == (
            "   a long head\n   ───────────\nA            B\n"
            "──────────────\nx            1\n"
        )

    def test_a_table_without_rows_has_its_head(self) -> None:
        answer = Answer([], (Table((Column("a", "A"), Column("b", "B")), ()),))

        assert rendered(answer, "table", 80) == "A  B\n────\n"

    def test_a_command_in_a_note_is_never_broken(self) -> None:
        command = "  licreg list social-network --measure cumulative --as-of 2024-11-15"

        assert f"\n{command}\n" in rendered(ANSWER, "table", 40)

    def test_a_long_table_is_drawn_with_one_head(self) -> None:
        table = Table((Column("n", "N", "int"),), [(n,) for n in range(1200)])

        lines = rendered(Answer(None, (table,)), "table", 80).splitlines()

        assert [line.strip() for line in lines[2:]] == [f"{n:,}" for n in range(1200)]


class TestColour:
    """Bold and dim only where a person sees them and has not forbidden them."""

    @pytest.mark.parametrize(
        ("environment", "styled"),
        [
            ({}, True),
            ({"NO_COLOR": "1"}, False),
            ({"NO_COLOR": ""}, True),
            ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
            ({"TERM": "dumb"}, False),
        ],
    )
    def test_a_terminal_is_styled_unless_it_asks_not_to_be(
        self,
        environment: Mapping[str, str],
        styled: bool,  # noqa: FBT001 - what is expected
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        out = Terminal()
        render(ANSWER, format="table", stream=out)

        assert ("\x1b[1m" in out.text()) is styled
        assert ("\x1b" in out.text()) is styled

    def test_a_file_is_styled_only_by_force(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "\x1b" not in rendered(ANSWER, "table")

        monkeypatch.setenv("FORCE_COLOR", "1")

        assert "\x1b" in rendered(ANSWER, "table")

    def test_a_console_that_knows_no_escape_codes_is_given_none(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rich.console.detect_legacy_windows", lambda: True)
        out = Terminal()
        render(ANSWER, format="table", stream=out)

        assert "\x1b" not in out.text()

    def test_the_caller_has_the_last_word(self) -> None:
        out = Terminal()
        render(ANSWER, format="table", stream=out, colour=False)

        assert "\x1b" not in out.text()


class TestWidth:
    """As wide as the terminal; without one, as wide as needed."""

    def test_columns_says_how_wide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")

        assert rendered(ANSWER, "table") == rendered(ANSWER, "table", 80)

    def test_a_terminal_says_how_wide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        size = os.terminal_size((90, 24))
        monkeypatch.setattr(os, "get_terminal_size", lambda _: size)
        monkeypatch.setattr(Terminal, "fileno", lambda _: 1)
        out = Terminal()
        render(ANSWER, format="table", stream=out, colour=False)

        assert out.text() == rendered(ANSWER, "table", 90)

    def test_a_narrower_one_than_40_is_treated_as_40(self) -> None:
        assert rendered(ANSWER, "table", 10) == rendered(ANSWER, "table", 40)


@pytest.mark.parametrize("format_", TEXTUAL)
@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x9bb", "a\x07b", "a\x7fb"])
def test_no_escape_character_passes(format_: str, text: str) -> None:
    shown = rendered(one_cell(text), format_)

    # CSV is to be read back as it was; what is recorded holds no such character.
    is_kept = set(shown) & set("\x1b\x9b\x07\x7f") != set()
    assert is_kept is (format_ in ("csv", "csv-excel", "tsv"))
    assert "a" in shown


@pytest.mark.parametrize("format_", ["table", "plain", "markdown"])
def test_a_break_in_a_text_is_a_space(format_: str) -> None:
    shown = rendered(one_cell("a\tb\nc\r\u2028d\u00a0e"), format_)

    assert shown.count("a b c  d e") == 2


class TestPlain:
    """One record a line, tab-separated, nothing cut."""

    def test_tables_stand_below_each_other_and_notes_at_the_end(self) -> None:
        assert rendered(ANSWER, "plain", 40, "vi") == dedent("""\
            Licences
            kind|issued|replacing|cumulative|in_force|length
            All EI websites|80|3|345|281|281
            Aggregate sites|79|2|344|280|280
            EI websites|1|1|1|1|0
            Social networks|40|0|1056|987|987
            Both|120|3|1401|1268|

            number|issued_on|holder|sites|fine_vnd
            310/GP-PTTH&TTĐT/2024|2024-11-15|@|thoidaidongabaochi.com.vn b.vn|1234567890
            57/GP-BTTTT/2019|2019-02-05|=1~2 <b>*||

            1. Counted from 1,056 records of the sample register, and by no one's leave.
              licreg list social-network --measure cumulative --as-of 2024-11-15
        """).replace("|", "\t").replace("~", "|").replace(
            "@", "Công ty Cổ phần Truyền thông, Phát thanh và Truyền hình Đông Á"
        )

    def test_records_stand_for_the_tables(self) -> None:
        records = Table((Column("kind", "Kind"),), (("a",),), title="Not shown")
        answer = Answer(None, (SUMMARY,), records=records, notes=("One.",))

        assert rendered(answer, "plain") == "kind\na\n\nOne.\n"

    def test_texts_alone_are_as_safe_as_those_beside_figures(self) -> None:
        texts = ("Đông Á", "", "a\tb", "c\x1b[2J", "d\u202e")
        columns = tuple(Column(text, text) for text in "abcde")

        alone = rendered(Answer(None, (Table(columns, (texts,)),)), "plain")
        beside = rendered(
            Answer(None, (Table((*columns, columns[0]), ((*texts, 1),)),)), "plain"
        )

        assert alone.splitlines()[1] == "Đông Á\t\ta b\tc\\x1b[2J\td\\u202e"
        assert beside.splitlines()[1] == f"{alone.splitlines()[1]}\t1"

    def test_an_answer_may_be_notes_alone(self) -> None:
        assert rendered(Answer(None, notes=("Done.",)), "plain") == "Done.\n"


class TestCsv:
    """The records under the keys of their columns, and nothing else."""

    def test_the_first_table_is_written_without_footer_and_notes(self) -> None:
        assert rendered(ANSWER, "csv") == dedent("""\
            kind,issued,replacing,cumulative,in_force,length
            All EI websites,80,3,345,281,281
            Aggregate sites,79,2,344,280,280
            EI websites,1,1,1,1,0
            Social networks,40,0,1056,987,987
        """)

    def test_records_stand_for_the_tables(self) -> None:
        assert rendered(Answer(None, (SUMMARY,), records=LIST), "csv") == dedent("""\
            number,issued_on,holder,sites,fine_vnd
            310/GP-PTTH&TTĐT/2024,2024-11-15,@,thoidaidongabaochi.com.vn b.vn,1234567890
            57/GP-BTTTT/2019,2019-02-05,'=1|2 <b>*,,
        """).replace(
            "@", '"Công ty Cổ phần Truyền thông, Phát thanh và Truyền hình Đông Á"'
        )

    def test_an_answer_without_a_table_writes_nothing(self) -> None:
        assert not rendered(Answer({}, notes=("Done.",)), "csv")


class TestJson:
    """The value, whichever library writes it."""

    GOLDEN = dedent("""\
        {
          "kind": "Đông Á",
          "on": "2024-11-15",
          "sites": [
            "a.vn"
          ],
          "none": null
        }
    """)

    def test_the_value_is_written_with_two_spaces(self) -> None:
        assert rendered(ANSWER, "json") == self.GOLDEN

    def test_the_value_may_be_made_when_it_is_asked_for(self) -> None:
        assert rendered(Answer(lambda: [1]), "json") == "[\n  1\n]\n"

    @pytest.mark.parametrize("count", [0, 1, 200, 401])
    def test_a_list_may_be_made_as_it_is_written(self, count: int) -> None:
        items = [
            {"on": date(2024, 11, 15), "text": "a\n]", "n": n} for n in range(count)
        ]

        assert rendered(Answer(iter(items)), "json") == rendered(Answer(items), "json")

    def test_it_is_the_same_without_orjson(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "orjson", None)

        assert rendered(ANSWER, "json") == self.GOLDEN

    def test_what_is_written_out_is_read_as_it_was(self) -> None:
        text = "a\x9b\x7f\x1b\u0085\\ Đ"

        assert json.loads(rendered(one_cell(text), "json")) == [text]


class TestMarkdown:
    """Pipe tables in which no text is markup."""

    def test_tables_have_their_heads_joined_and_texts_escaped(self) -> None:
        table = Table(
            (
                Column("kind", "Kind"),
                Column("issued", "Issued", "int", PERIOD),
                Column("length", "", "bar", PERIOD),
            ),
            (
                (r"a|b\c <i>*_`[x](y)` &lt; &TTĐT", 1056, 2),
                Row(("~part~", 5, 1), level=1),
            ),
            title="Licences_2024",
        )
        notes = ("- a #1", "1. b", "2024-11-15", "=x", "  licreg list *")

        assert rendered(Answer(None, (table,), notes=notes), "markdown") == dedent(r"""
            ## Licences\_2024

            | Kind | in the period: Issued | in the period |
            | --- | ---: | --- |
            | a\|b\\c \<i\>\*\_\`\[x\](y)\` \&lt; &TTĐT | 1,056 | ████████████ |
            | &nbsp;&nbsp;&nbsp;&nbsp;\~part\~ | 5 | ██████ |

            \- a #1

            1\. b

            2024-11-15

            \=x

                licreg list *
        """).removeprefix("\n")


class TestLines:
    """JSON Lines: one record on each."""

    def test_a_list_is_a_line_for_each_of_its_items(self) -> None:
        rows = [{"on": date(2024, 11, 15), "sites": ("a.vn",)}, {"note": "a\nb\x9b"}]
        expected = '{"on":"2024-11-15","sites":["a.vn"]}\n{"note":"a\\nb\\u009b"}\n'

        assert rendered(Answer(rows), "jsonl") == expected
        assert rendered(Answer(iter(rows)), "jsonl") == expected
        assert rendered(Answer(iter(())), "jsonl") == ""

    def test_another_answer_is_one_line(self) -> None:
        assert rendered(Answer({"a": [1, 2]}), "jsonl") == '{"a":[1,2]}\n'

    def test_it_is_the_same_without_orjson(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = rendered(ANSWER, "jsonl")
        monkeypatch.setitem(sys.modules, "orjson", None)

        assert rendered(ANSWER, "jsonl") == expected


class TestWorkbook:
    """A list is its records; a report is what a person reads, records and notes."""

    def book(self, answer: Answer, folder: Path) -> dict[str, list[tuple[object, ...]]]:
        file = folder / "answer.xlsx"
        write_answer(answer, format="xlsx", output=file)
        return {page.title: list(page.values) for page in load_workbook(file)}

    def test_a_list_is_the_sheet_of_its_records(self, tmp_path: Path) -> None:
        records = Table(
            (Column("number", "Number"), Column("on", "On", "day")),
            (("01", "2024-11-15"),),
            title="licences",
        )

        book = self.book(Answer((), (LIST,), records), tmp_path)

        day = datetime(2024, 11, 15)  # noqa: DTZ001  # a civil day
        assert book == {"licences": [("number", "on"), ("01", day)]}

    def test_a_report_is_a_sheet_for_each_table_its_records_and_notes(
        self, tmp_path: Path
    ) -> None:
        records = Table((Column("value", "", "int"),), ((1056,),))
        answer = replace(ANSWER, records=records)

        book = self.book(answer, tmp_path)

        first, second, *others = book
        assert others == ["records", "Notes"]
        assert book["records"] == [("value",), (1056,)]
        assert book["Notes"] == [("Notes",), *((n.strip(),) for n in answer.notes)]
        bars = sum(column.kind == "bar" for column in SUMMARY.columns)
        assert bars
        assert len(book[first][0]) == len(SUMMARY.columns) - bars
        assert len(book[second]) == 1 + len(list(LIST.rows)) + bool(LIST.footer)

    def test_without_the_library_it_is_refused_with_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)

        with pytest.raises(OutputError, match=r"pip install 'licreg\[xlsx\]'"):
            check_workbook(Path("a.xlsx"), is_terminal=True)

    @pytest.mark.parametrize("output", [None, Path("-")])
    def test_a_terminal_is_not_given_one(self, output: Path | None) -> None:
        with pytest.raises(InvalidInputError, match=r"-o FILE\.xlsx"):
            check_workbook(output, is_terminal=True)

        check_workbook(output, is_terminal=False)

    def test_a_pipe_is_given_the_same_bytes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_answer(ANSWER, format="xlsx", output=tmp_path / "a.xlsx")
        out = io.BytesIO()
        stream = io.TextIOWrapper(out, encoding="ascii")
        monkeypatch.setattr(sys, "stdout", stream)

        write_answer(ANSWER, format="xlsx")

        assert out.getvalue() == (tmp_path / "a.xlsx").read_bytes()

    def test_a_device_that_is_full_is_told(self) -> None:
        with pytest.raises(OutputError, match="No space left on device"):
            write_answer(ANSWER, format="xlsx", output=Path("/dev/full"))


class TestChoice:
    """What was asked for, then the file's ending, then what suits the place."""

    @pytest.mark.parametrize(("ending", "expected"), ENDINGS.items())
    def test_the_ending_of_the_file_decides(self, ending: str, expected: str) -> None:
        output = Path(f"totals{ending.upper()}")

        assert choose_format(None, output, is_terminal=True, plain=True) == expected

    @pytest.mark.parametrize("format_", FORMATS)
    def test_what_was_asked_for_comes_first(self, format_: str) -> None:
        output = Path("totals.xyz")

        assert choose_format(format_, output, is_terminal=True, plain=True) == format_

    @pytest.mark.parametrize(
        ("is_terminal", "plain", "expected"),
        [
            (True, False, "table"),
            (True, True, "plain"),
            (False, False, "plain"),
            (False, True, "plain"),
        ],
    )
    @pytest.mark.parametrize("output", [None, Path("-")])
    def test_a_person_sees_tables_unless_plain_was_asked_for(
        self,
        output: Path | None,
        is_terminal: bool,  # noqa: FBT001 - a table of cases
        plain: bool,  # noqa: FBT001 - a table of cases
        expected: str,
    ) -> None:
        chosen = choose_format(None, output, is_terminal=is_terminal, plain=plain)

        assert chosen == expected

    @pytest.mark.parametrize("name", ["totals.xls", "totals", ".csv"])
    def test_an_unknown_ending_is_refused_with_the_known_ones(self, name: str) -> None:
        with pytest.raises(InvalidInputError) as raised:
            choose_format(None, Path(name), is_terminal=True, plain=False)

        assert str(raised.value) == (
            f"'{name}' does not tell the format by its ending. Known endings: "
            ".csv, .json, .jsonl, .md, .ndjson, .tsv, .txt, .xlsx; or name it with "
            "--format."
        )

    def test_an_unknown_format_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(InvalidInputError, match=r"'xml' is not a format\. Known"):
            choose_format("xml", None, is_terminal=True, plain=False)


class TestFile:
    """A file is written whole or left as it was."""

    @pytest.mark.parametrize("format_", TEXTUAL)
    def test_it_holds_what_would_have_been_printed(
        self, format_: str, tmp_path: Path
    ) -> None:
        output = tmp_path / "totals"
        write_answer(ANSWER, format=format_, output=output, language="vi")

        expected = rendered(ANSWER, format_, language="vi")
        assert output.read_bytes().decode() == expected
        assert list(tmp_path.iterdir()) == [tmp_path / "totals"]

    def test_it_is_never_styled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        output = tmp_path / "totals.txt"
        write_answer(ANSWER, format="table", output=output, colour=True)

        assert "\x1b" not in output.read_text("utf-8")

    def test_a_failure_leaves_the_file_as_it_was(self, tmp_path: Path) -> None:
        output = tmp_path / "totals.csv"
        output.write_text("before", "utf-8")

        def rows() -> Iterator[tuple[str]]:
            yield ("a" * 100_000,)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_answer(
                Answer(None, (Table((Column("a", "A"),), rows()),)),
                format="csv",
                output=output,
            )

        assert output.read_text("utf-8") == "before"
        assert list(tmp_path.iterdir()) == [tmp_path / "totals.csv"]

    def test_its_permissions_are_kept(self, tmp_path: Path) -> None:
        output = tmp_path / "totals.csv"
        output.touch(0o640)
        before = output.stat().st_mode
        write_answer(ANSWER, format="csv", output=output)

        assert output.stat().st_mode == before

    @pytest.mark.skipif(os.name == "nt", reason="needs a right there")
    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        target = tmp_path / "target.csv"
        target.touch()
        output = tmp_path / "totals.csv"
        output.symlink_to("target.csv")
        write_answer(ANSWER, format="csv", output=output)

        assert output.is_symlink()
        assert target.read_text("utf-8") == rendered(ANSWER, "csv")

    @pytest.mark.skipif(os.name == "nt", reason="has no such devices")
    def test_a_device_is_written_to_and_not_replaced(self) -> None:
        write_answer(ANSWER, format="csv", output=Path(os.devnull))

        assert not Path(os.devnull).is_file()

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        output = tmp_path / "reports" / "totals.csv"

        with pytest.raises(OutputError) as raised:
            write_answer(ANSWER, format="csv", output=output)

        assert str(raised.value) == (
            f"{output} cannot be written: there is no folder '{output.parent}'. "
            "Nothing was written."
        )

    def test_a_folder_is_not_written_over(self, tmp_path: Path) -> None:
        with pytest.raises(
            OutputError, match=r"cannot be written: it is a folder\. Nothing"
        ):
            write_answer(ANSWER, format="csv", output=tmp_path)

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (PermissionError(13, "denied"), "it may not be written, or another"),
            (OSError(28, "No space left on device"), r"No space left on device\. N"),
        ],
    )
    def test_other_reasons_are_given_in_plain_words(
        self,
        error: OSError,
        reason: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(*_: object) -> None:
            raise error

        monkeypatch.setattr(Path, "replace", refuse)

        with pytest.raises(OutputError, match=reason):
            write_answer(ANSWER, format="csv", output=tmp_path / "totals.csv")

        assert not list(tmp_path.iterdir())


class TestStandardOutput:
    """UTF-8 with LF for programs; what the terminal understands for a person."""

    @pytest.mark.parametrize("output", [None, Path("-")])
    def test_it_is_utf8_whatever_the_locale(
        self, output: Path | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, "ascii", newline="\r\n")
        monkeypatch.setattr(sys, "stdout", stream)
        write_answer(ANSWER, format="csv", output=output)

        assert raw.getvalue().decode() == rendered(ANSWER, "csv")

    @pytest.mark.parametrize(
        ("encoding", "shown"),
        [
            ("utf-8", "Đông Á, Nẵng 字"),
            ("cp1258", "Đông Á, Nẵng \\u5b57"),
            ("latin-1", "Dông Á, Nãng \\u5b57"),
            ("cp437", "Dông Á, Nang \\u5b57".replace("Á", "A")),
            ("ascii", "Dong A, Nang \\u5b57"),
        ],
    )
    def test_a_terminal_keeps_its_encoding_and_is_shown_the_nearest_letters(
        self, monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
    ) -> None:
        stream = Terminal(encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        write_answer(Answer(None, notes=("Đông Á, Nẵng 字",)), format="plain")

        assert unicodedata.normalize("NFC", stream.text()) == f"{shown}\n"

    def test_a_stream_that_is_no_file_is_taken_as_it_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stdout", stream)
        write_answer(ANSWER, format="plain")

        assert stream.getvalue() == rendered(ANSWER, "plain")

    @pytest.mark.parametrize("format_", TEXTUAL)
    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (BrokenPipeError(32, "Broken pipe"), BrokenPipeError),
            (OSError(28, "No space left on device"), OutputError),
        ],
    )
    def test_a_broken_pipe_passes_and_another_fault_is_told(
        self,
        format_: str,
        error: OSError,
        expected: type[Exception],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(_: str) -> int:
            raise error

        stream = io.StringIO()
        monkeypatch.setattr(stream, "write", refuse)
        monkeypatch.setattr(stream, "writelines", lambda lines: refuse(next(lines)))
        monkeypatch.setattr(sys, "stdout", stream)

        with pytest.raises(expected):
            write_answer(ANSWER, format=format_)


def test_rich_is_not_imported_for_programs() -> None:
    code = """
import io, sys
from licreg.cli.answer import Answer, Column, Table
from licreg.cli.render import render
for format in ("plain", "csv", "tsv", "json", "jsonl", "markdown"):
    answer = Answer([1], (Table((Column("a", "A"),), (("x",),)),))
    render(answer, format=format, stream=io.StringIO())
print("rich" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"
