"""What a program reads is the same in every language; what a person reads is not."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from conftest import Licreg, Run

from licreg import wording
from licreg.cli.catalogue import COMMANDS, RECORDING

_FOR_PROGRAMS: Final = ("json", "csv")

_REF: Final = "941/GP-BTTTT"
_ISSUE: Final = (
    *("issue", "social-network", _REF, "--on", "15/11/2024"),
    *("--holder", "Công ty Ví dụ", "--site", "bao-vi-du.com", "--term-years", "10"),
    *("--content-manager", "Nguyễn Văn Ví Dụ, 0900 000 000"),
)
_VISIT: Final = (
    *("inspect", "vi-du.vn", "--on", "3/6/2024", "--agency", "ABEI"),
    *("--subject-kind", "social-network", "--breach", "15/2020 Art 100.1.a=1tr"),
)
_COMMANDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "demo": (),  # It says what summary and reconcile say.
    "init": (("init", "new"),),
    "info": (),  # It says which language is spoken.
    "help": (),  # It is a page for people.
    "issue": ((*_ISSUE[:2], "942/GP-BTTTT", *_ISSUE[3:]),),
    "amend": (("amend", _REF, "--on", "3/6/2025", "--holder", "Công ty Mới"),),
    "extend": (("extend", _REF, "--on", "3/6/2026", "--until", "3/6/2036"),),
    "reissue": (("reissue", _REF, "--on", "3/6/2025"),),
    "suspend": (("suspend", _REF, "--on", "3/6/2025", "--until", "3/7/2025"),),
    "resume": (("resume", _REF, "--on", "3/6/2025", "--override", "theo giấy"),),
    "revoke": (("revoke", _REF, "--on", "3/6/2025", "--reason", "vi phạm"),),
    "surrender": (("surrender", _REF, "--on", "3/6/2025"),),
    "inspect": (_VISIT,),
    "decide": (("decide", "INS-2024-0001", "--on", "3/7/2024", "--outcome", "warned"),),
    "tally": (
        ("tally", "list"),
        (
            *("tally", "add", "social-network", "9"),
            *("--to", "31/12/2023", "--source", "báo cáo"),
        ),
    ),
    "correct": (("correct", _REF, "--holder", "Công ty Khác", "--because", "sai"),),
    "note": (("note", _REF, "đã gọi điện"),),
    "void": (("void", _REF, "--because", "nhầm"),),
    "undo": (("undo",),),
    "redact": (("redact", _REF, "--because", "theo yêu cầu"),),
    "history": (("history", _REF), ("history", "--batch", "1")),
    "show": (("show", _REF), ("show", "INS-2024-0001")),
    "list": (
        ("list", "social-network", "--year", "2024"),
        ("list", "inspections", "--year", "2024"),
        ("list", "subjects", "--year", "2024"),
        ("list", "breaches", "--year", "2024"),
        ("list", "ei-website", "--year", "2024"),
    ),
    "find": (("find", "vi-du"),),
    "due": (("due", "--within", "90d"),),
    "notice": (("notice", "Giấy phép MXH số 941/GP-BTTTT cấp ngày 15/11/2024"),),
    "law": (("law",), ("law", "--rules", "--all")),
    "summary": (
        ("summary", "2024"),
        ("summary", "2024", "--by", "month", "--detail"),
        ("summary", "2024", "--as-known", "yesterday", "--compare", "now"),
    ),
    "published": (("published", "list"),),
    "reconcile": (("reconcile",), ("reconcile", "2024")),
    "explain": (
        ("explain", "2024-sn-cumulative"),
        ("explain", "in-force", "social-network"),
    ),
    "review": (("review", "2024"),),
    "import": (("import", "licences.csv"),),
    "export": (("export", "licences"), ("export", "inspections")),
    "check": (("check",),),
    "rebuild": (("rebuild",),),
    "backup": (("backup", "backup.zip"),),
    "restore": (("restore", "kept.zip", "restored"),),
}
"""How each command is asked."""


_SEAL: Final = re.compile(r"[0-9a-f]{64}")
_MADE: Final = ("new", "backup.zip", "restored")
"""What the commands make."""


class _Strange:
    """A catalogue of a language in which every sentence is another."""

    _catalog: Final = {"kept\4amended": "⟦amended⟧", "holder\4Holder": "⟦Holder⟧"}

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"⟦{one if count == 1 else many}⟧"

    def pgettext(self, _context: str, message: str) -> str:
        return f"⟦{message}⟧"


@pytest.fixture(autouse=True)
def strange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Vietnamese share no sentence with English."""
    catalogue = _Strange()
    monkeypatch.setattr(wording, "_catalogue", lambda _language: catalogue)


@pytest.fixture(scope="module")
def prepared(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a register that knows what the commands name."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(demo_once, folder / "register")
    return folder


@pytest.fixture
def office(licreg: Licreg, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Licreg:
    """Return the program in a folder with a register that nothing is recorded in."""
    monkeypatch.chdir(prepared)
    monkeypatch.setenv("LICREG_REGISTER", "register")
    if not (prepared / "kept.zip").exists():
        assert licreg(*_ISSUE).code == 0
        assert licreg("backup", "kept.zip").code == 0
        rows = licreg("export", "licences", "--year", "2020", "--format", "csv")
        Path("licences.csv").write_text(rows.out, "utf-8")
    return licreg


def run(office: Licreg, language: str, words: Sequence[str], form: str) -> Run:
    """Run a command, and take away what it made."""
    is_act = words[0] in RECORDING and words[1:2] != ("list",)
    options = ["--dry-run"] if is_act else []
    done = office(*words, *options, "--lang", language, "--format", form)
    for name in _MADE:
        path = Path(name)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    # What is made anew is made at another moment, and so has another seal.
    return replace(done, out=_SEAL.sub("", done.out))


ASKED: Final = [words for asked in _COMMANDS.values() for words in asked]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_program_reads_the_same_in_every_language(
    office: Licreg, words: Sequence[str]
) -> None:
    for form in _FOR_PROGRAMS:
        english = run(office, "en", words, form)
        strange = run(office, "vi", words, form)

        assert english.code in (0, 1)
        assert english.out or form == "csv"
        assert (strange.code, strange.out) == (english.code, english.out)


@pytest.mark.parametrize(
    "words", [one for one in ASKED if one[0] != "review"], ids=" ".join
)
def test_rows_of_plain_text_are_the_same_in_every_language(
    office: Licreg, words: Sequence[str]
) -> None:
    """Its titles and closing notes are for people, as is the page of a review."""
    english, strange = (run(office, one, words, "plain").out for one in ("en", "vi"))

    assert rows_of(english) == rows_of(strange)


def rows_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if "\t" in line]


def test_a_person_does_not(office: Licreg) -> None:
    table = run(office, "vi", ("summary", "2024"), "table")

    assert "⟦What stands behind a number:⟧" in table.out


def test_every_command_is_asked() -> None:
    assert set(_COMMANDS) == set(COMMANDS)


def test_what_is_recorded_is_in_one_language(
    office: Licreg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree("register", tmp_path / "register")
    monkeypatch.chdir(tmp_path)

    for words in ASKED:
        if words[0] in RECORDING and words[0] != "import":
            assert office(*words, "--lang", "vi").code in (0, 1)

    journal = Path("register/journal.jsonl").read_text("utf-8")
    assert "no domain under .vn is recorded" in journal
    assert "⟦" not in journal
