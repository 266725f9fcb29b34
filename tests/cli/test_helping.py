"""Help that teaches: pages on topics, commands, the manual, the first screen."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

from licreg.cli.catalogue import COMMANDS
from licreg.cli.helping import SHELLS, TOPICS, read_topic
from licreg.wording import LANGUAGES

WIDEST: Final = 80


@pytest.mark.parametrize("topic", TOPICS)
class TestTopics:
    """A page each, in both languages, that a narrow terminal shows whole."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_fits_the_screen_and_has_a_title(
        self, topic: str, language: str
    ) -> None:
        lines = read_topic(topic, language).splitlines()

        assert re.fullmatch(r"[^:]+: .+[^.]", lines[0])
        assert [line for line in lines if len(line) > WIDEST and "/" not in line] == []
        assert [line for line in lines if line != line.rstrip()] == []

    def test_both_languages_show_the_same_commands(self, topic: str) -> None:
        def shown(language: str) -> list[str]:
            text = read_topic(topic, language)
            return re.findall(r"(?:[:'(]|  )licreg [a-z]+|--[a-z-]+", text)

        english, vietnamese = (shown(language) for language in LANGUAGES)
        assert sorted(set(english)) == sorted(set(vietnamese))

    def test_every_command_on_it_is_one(self, topic: str) -> None:
        used = re.findall(r"'?licreg ([a-z]+)", read_topic(topic, "en"))

        assert set(used) <= set(COMMANDS)


class TestHelp:
    """The command finds topics and commands, and names the nearest."""

    def test_a_topic_is_shown_in_the_language_of_who_reads(
        self, licreg: Licreg
    ) -> None:
        assert licreg("help", "dates").out.startswith("Dates: ")
        assert licreg("help", "dates", "--lang", "vi").out.startswith("Ngày tháng: ")

    def test_a_command_is_shown_as_its_own_help_has_it(self, licreg: Licreg) -> None:
        own = licreg("issue", "--help").out

        assert licreg("help", "issue").out.split() == own.split()

    def test_alone_it_lists_commands_and_topics(self, licreg: Licreg) -> None:
        out = licreg("help").out

        assert all(f"\n  {name} " in out for name in COMMANDS)
        assert ", ".join(TOPICS) in out

    def test_an_unknown_topic_names_the_nearest(self, licreg: Licreg) -> None:
        run = licreg("help", "count")

        assert (run.code, run.out) == (2, "")
        assert "Did you mean 'counts'?" in run.err

    def test_json_has_the_text(self, licreg: Licreg) -> None:
        told = licreg("help", "law", "--format", "json").json

        assert told["topic"] == "law"
        assert told["text"] == read_topic("law", "en")


class TestFirstScreen:
    """``licreg`` alone says how the register stands, and what to do next."""

    def test_without_a_register_it_says_how_to_begin(
        self, licreg: Licreg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)

        run = licreg()

        assert run.code == 0
        assert run.out.startswith("No register was found")
        assert "  licreg init\n" in run.out

    def test_with_one_it_counts(self, licreg: Licreg, demo: Path) -> None:
        told = licreg("--register", demo, "--format", "json").json

        assert told["social-network"] == {
            "year": 2024,
            "issued": 40,
            "cumulative": 1056,
        }
        assert told["figures"]["differs"] == 0
        due = licreg("--register", demo, "due", "--format", "json").json
        assert told["due"] == len([one for one in due if one["due_on"]])

    def test_an_empty_one_has_nothing_to_count(
        self, licreg: Licreg, empty: Path
    ) -> None:
        told = licreg("--register", empty, "--format", "json").json

        assert sorted(told) == ["entries", "name", "register"]


class TestCompletion:
    """The Tab key offers commands, options, and the register's own values."""

    @pytest.fixture
    def complete(self, demo: Path) -> Any:  # noqa: ANN401  # a function of words
        def run(*words: str) -> list[str]:
            line = ["licreg", "--register", str(demo), *words]
            done = subprocess.run(
                [sys.executable, "-m", "licreg"],
                env={
                    **os.environ,
                    "_LICREG_COMPLETE": "complete_bash",
                    "COMP_WORDS": "\n".join(line),
                    "COMP_CWORD": str(len(line) - 1),
                },
                capture_output=True,
                check=True,
            )
            assert done.stderr == b""
            return [one for one in done.stdout.decode().splitlines() if one]

        return run

    def test_commands_and_options(self, complete: Any) -> None:  # noqa: ANN401
        assert complete("sum") == ["summary"]
        assert "--holder-kind" in complete("issue", "--hol")

    def test_licences_by_any_part_of_their_number(self, complete: Any) -> None:  # noqa: ANN401
        offered = complete("show", "105/gp-btttt/2024")

        assert offered == ["105/GP-BTTTT/2024"]

    def test_holders_without_accents_and_quoted(self, complete: Any) -> None:  # noqa: ANN401
        offered = complete("list", "--holder", "sao")

        assert "'Công ty Cổ phần Ví dụ Sao Mai 207'" in offered

    def test_values_of_closed_lists(self, complete: Any) -> None:  # noqa: ANN401
        assert complete("issue", "--holder-kind", "pr") == [
            "press-agency",
            "enterprise",
        ]
        assert complete("help", "comp") == ["completion"]

    def test_without_a_register_nothing_is_offered_and_nothing_said(
        self,
        complete: Any,  # noqa: ANN401
    ) -> None:
        assert complete("--register", "nowhere", "show", "1") == []

    @pytest.mark.parametrize("shell", SHELLS)
    def test_each_shell_has_its_script(self, licreg: Licreg, shell: str) -> None:
        out = licreg("help", "completion", shell).out

        assert "_LICREG_COMPLETE" in out

    def test_an_unknown_shell_is_refused(self, licreg: Licreg) -> None:
        run = licreg("help", "completion", "csh")

        assert run.code == 2
        assert "Known: bash, zsh, fish, powershell." in run.err

    @pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
    def test_bash_takes_its_script(self, licreg: Licreg) -> None:
        script = licreg("help", "completion", "bash").out

        done = subprocess.run(
            [shutil.which("bash") or "", "-c", f"{script}\ncomplete -p licreg"],
            capture_output=True,
            check=True,
        )

        assert b"_licreg_completion licreg" in done.stdout
