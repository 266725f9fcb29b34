"""The language of who reads is spoken from the first word on."""

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Final

import pytest
from catalogue import TRANSLATED, places, read
from conftest import Licreg
from rich.cells import cell_len

from licreg.cli.catalogue import COMMANDS
from licreg.wording import (
    KEPT,
    choose,
    coded,
    day_style,
    named,
    retold,
    said,
    told,
    tr,
    trn,
)


class TestChoosing:
    """The option, then the variable, then the locale."""

    def test_help_is_in_the_language_chosen(self, licreg: Licreg) -> None:
        run = licreg("--lang", "vi", "--help")

        assert run.out.startswith("licreg: sổ đăng ký giấy phép")
        assert "Tuỳ chọn, đặt trước hoặc sau lệnh:" in run.out
        assert "Ghi một giấy phép cấp mới." in run.out

    @pytest.mark.parametrize("command", COMMANDS)
    def test_so_is_the_help_of_each_command(self, licreg: Licreg, command: str) -> None:
        run = licreg(command, "--help", "--lang", "vi")

        assert run.out.startswith(f"Cách dùng: licreg {command} [TUỲ_CHỌN]")
        assert "Hiện phần trợ giúp này rồi thoát." in " ".join(run.out.split())
        for word in ("Usage", "Options:", "Arguments:", "[required]", " DAY", " FILE"):
            assert word not in run.out

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["--nowhere"], "Lỗi: Không có tuỳ chọn --nowhere."),
            (["isue"], "Lỗi: Không có lệnh 'isue'. Có phải ý bạn là 'issue'?"),
            (["show"], "Lỗi: Thiếu tham số 'THAM_CHIẾU'."),
            (["show", "a", "b"], "Lỗi: Có tham số thừa (b)."),
            (["info", "--wait", "x"], "Lỗi: Giá trị của '--wait' không hợp lệ: 'x'"),
            (["summary", "--as-of"], "Lỗi: Tuỳ chọn '--as-of' cần có giá trị."),
        ],
    )
    def test_misuse_is_told_in_it(
        self,
        licreg: Licreg,
        words: list[str],
        sentence: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("LANG", "vi_VN.UTF-8")

        run = licreg(*words)

        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(sentence)

    @pytest.mark.parametrize("words", [("--lang", "fr"), ("--lang=fr",)])
    def test_an_unknown_one_is_refused_before_anything_is_done(
        self, licreg: Licreg, words: tuple[str, ...]
    ) -> None:
        run = licreg("issue", *words)

        assert (run.code, run.out) == (2, "")
        assert "'fr' is not a known language. Known: en, vi." in run.err
        assert "Nothing was recorded." in run.err

    def test_a_word_behind_two_dashes_chooses_nothing(self, licreg: Licreg) -> None:
        run = licreg("show", "--", "--lang", "vi")

        assert run.err.startswith("Error: ")

    def test_english_loads_nothing_for_it(self, tmp_path: Path) -> None:
        code = (
            "import sys; from licreg.cli.main import main; main(['--version']); "
            "print(*sorted(name for name in sys.modules if 'wording' in name))"
        )
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )

        assert run.stdout.splitlines()[-1] == "licreg.wording"


class TestNumbers:
    """They are grouped by the habit of the language."""

    def test_a_sentence_groups_them(self) -> None:
        choose("vi")

        assert tr("{rows:,} rows of {year}", rows=1056, year=2024) == (
            "1.056 rows of 2024"
        )
        assert trn("1 tally", "{count:,} tallies", 1056) == "1.056 số tổng hợp"
        assert trn("1 tally", "{count:,} tallies", 1) == "1 số tổng hợp"


class TestWidths:
    """A Vietnamese table keeps its figures whole, however narrow the terminal."""

    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    @pytest.mark.parametrize(
        ("words", "figures"),
        [
            ("summary 2024", ["1.056", "2.479", "1.803", "1.027.500.000"]),
            ("reconcile 2024", ["1.056", "1.027.500.000"]),
            ("list inspections --year 2024", ["INS-2024-0001", "25.000.000"]),
        ],
    )
    def test_no_line_is_too_long_and_no_figure_cut(
        self, table: Callable[[int, str], str], width: int, words: str, figures: str
    ) -> None:
        shown = table(width, words)

        assert shown == unicodedata.normalize("NFC", shown)
        for figure in figures:
            assert figure in shown
        for line in shown.splitlines():
            assert cell_len(line) <= width or line.startswith("  licreg ")

    @pytest.fixture
    def table(
        self, licreg: Licreg, demo_once: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[int, str], str]:
        def show(width: int, words: str) -> str:
            monkeypatch.setenv("COLUMNS", str(width))
            monkeypatch.setenv("LICREG_REGISTER", str(demo_once))
            return licreg("--lang=vi", "--format", "table", *words.split()).out

        return show


VALUES: Final = {",": "1,234,567", "": "Báo Điện tử & Co. (Hà Nội)"}
"""A value for each place of a sentence, as it is kept."""


class TestKept:
    """What is kept in English is said anew, whoever entered it."""

    @pytest.mark.parametrize("language", TRANSLATED)
    def test_every_kept_sentence_is_found_again(self, language: str) -> None:
        for message in read(language):
            if message.context == KEPT and message.string:
                template, translation = str(message.id), str(message.string)
                kept, expected = _filled(template), _filled(translation)
                choose(language)

                assert retold(kept) == expected.replace("1,234,567", "1.234.567")

    def test_sentences_inside_of_sentences_are_said_too(self) -> None:
        ended = told("{number} of {year} was revoked on {day}", number=1, year=2, day=3)
        kept = told(
            "{ended}; it cannot be {done} on {on}", ended=ended, done="extended", on=4
        )

        choose("vi")

        assert retold(kept) == "1 năm 2 đã bị thu hồi ngày 3; không thể gia hạn vào 4"

    def test_several_values_are_said_one_by_one(self) -> None:
        bands = " or ".join(
            told("{low:,} to {high:,}", low=low, high=2 * low) for low in (1000, 5000)
        )
        kept = told(
            "{fine_vnd:,} VND for {basis} lies outside {known} VND ({source})",
            fine_vnd=700,
            basis="15/2020 Art 98",
            known=bands,
            source="Decree",
        )

        choose("vi")

        assert "ngoài khung từ 1.000 đến 2.000 hoặc từ 5.000 đến 10.000" in retold(kept)

    def test_a_source_with_brackets_is_one_value(self) -> None:
        source = "Decree 147/2024/NĐ-CP: ministry briefing of 28 November 2024"
        kept = told(
            "the term runs to {expires_on}; the longest is {longest_years} years "
            "from {start} ({source})",
            expires_on="2034-12-24",
            longest_years=5,
            start="2024-12-25",
            source=f"{source} (vietnam.vn)",
        )

        choose("vi")

        assert retold(kept).endswith(
            "(Nghị định 147/2024/NĐ-CP: họp báo của bộ ngày 28/11/2024 (vietnam.vn))"
        )

    def test_what_no_rule_says_any_more_stays_as_it_was(self) -> None:
        choose("vi")

        assert retold("the moon is in the seventh house") == (
            "the moon is in the seventh house"
        )

    def test_a_name_is_not_taken_for_a_sentence(self) -> None:
        kept = told(
            "{holder} is a press agency; new licences for aggregate sites are not "
            "granted to press agencies",
            holder="Voice of Viet Nam or News, up to date",
        )

        choose("vi")

        assert retold(kept).startswith("Voice of Viet Nam or News, up to date là ")

    def test_the_language_of_the_code_is_spoken_for_a_while(self) -> None:
        choose("vi", "iso")

        with coded():
            assert (tr("(none)"), said("in-force")) == ("(none)", "in-force")
            assert day_style() == ""
        assert day_style() == "iso"
        assert (tr("(none)"), said("in-force")) == ("(không có)", "còn hiệu lực")
        assert (said("LIC-9"), named("expires_on")) == ("LIC-9", "hết hạn")


def _filled(text: str) -> str:
    """Return a sentence with a value in each place, told apart by its name."""
    parts = []
    for own, name, form, _ in Formatter().parse(text):
        parts.append(own)
        if name is not None:
            parts.append(VALUES[form or ""] + ("" if form else f" {name}"))
    assert places(text) is not None
    return "".join(parts)
