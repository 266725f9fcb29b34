"""What is written about the program is true, and nothing is left out."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from cli.reference import SECTION, reference
from conftest import Licreg
from transcripts.test_transcripts import README, SESSIONS, Step, steps_of

from licreg import errors
from licreg.cli import main as entry
from licreg.cli.catalogue import COMMANDS, EXAMPLES, MOST_USED, RECORDING
from licreg.errors import LicregError, RegisterBusyError

CATALOGUE: Final = README.parent / "tests" / "transcripts" / "errors.md"
_HEADING: Final = re.compile(r"^## (\w+)$", re.MULTILINE)


def commands_in(text: str) -> set[str]:
    """Return the commands that a text shows in use."""
    used = set()
    for step in steps_of(text):
        if not step.is_file and step.words[0] == "licreg":
            used.add(next((word for word in step.words if word in COMMANDS), ""))
    return used


def errors_below(root: type[LicregError]) -> Iterator[type[LicregError]]:
    for error in root.__subclasses__():
        yield error
        yield from errors_below(error)


ERRORS: Final = tuple(errors_below(LicregError))


class TestCommands:
    """Every command has help, a place in the README, and a session."""

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_stands_in_the_readme(self, command: str) -> None:
        (table,) = re.findall(
            r"^\| Group \| Commands \|\n(.*?)\n\n",
            README.read_text("utf-8"),
            re.DOTALL | re.MULTILINE,
        )

        group = COMMANDS[command].group
        (row,) = [
            line for line in table.splitlines() if line.startswith(f"| {group} |")
        ]
        assert f"`{command}`" in row

    def test_every_command_is_used_in_a_session(self) -> None:
        used = set()
        for session in SESSIONS:
            used |= commands_in(session.read_text("utf-8"))

        assert set(COMMANDS) - used == set()

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_is_said_in_one_sentence(self, command: str) -> None:
        assert re.fullmatch(r"[A-Z][^.]+\.", COMMANDS[command].help)
        assert len(COMMANDS[command].help) <= 50

    def test_the_most_used_have_an_example_that_can_be_read(
        self, licreg: Licreg, empty: Path
    ) -> None:
        assert tuple(EXAMPLES) == MOST_USED
        for command, example in EXAMPLES.items():
            step = Step(example.replace("…", "A"), "")
            options = ["--dry-run"] if command in RECORDING else []

            run = licreg("--register", empty, *step.words[1:], *options)

            assert step.words[:2] == ["licreg", command]
            assert run.code in (0, 1), run.err  # An empty register has no licence.


class TestErrors:
    """The catalogue shows each class of refusal with what provokes it."""

    def test_no_class_is_missing_or_made_up(self) -> None:
        headings = _HEADING.findall(CATALOGUE.read_text("utf-8"))

        assert sorted(headings) == sorted(error.__name__ for error in ERRORS)

    def test_every_class_stands_on_the_one_page(self) -> None:
        assert {error.__module__ for error in ERRORS} == {errors.__name__}
        assert {error.exit_code for error in ERRORS} == {1, 2, 3}

    def test_each_command_provokes_the_class_that_it_stands_under(
        self, licreg: Licreg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        raised: list[LicregError] = []
        run_one = entry._run  # noqa: SLF001  # where errors pass on their way out

        def watch(*arguments: object) -> int:
            try:
                return run_one(*arguments)  # type: ignore[arg-type]  # passed on
            except LicregError as error:
                raised.append(error)
                raise

        monkeypatch.setattr(entry, "_run", watch)
        provoked = {}
        _, *parts = _HEADING.split(CATALOGUE.read_text("utf-8"))
        self.run(licreg, _)
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            raised.clear()
            self.run(licreg, text)
            provoked[name] = {type(error).__name__ for error in raised}

        # Another process holds the register in a test of its own.
        assert provoked.pop(RegisterBusyError.__name__) == set()
        assert provoked == {name: {name} for name in provoked}

    def run(self, licreg: Licreg, text: str) -> None:
        for step in steps_of(text):
            if step.is_file:
                Path(step.typed).write_text(step.expected, "utf-8")
            elif step.words[0] == "python":
                subprocess.run([sys.executable, *step.words[1:]], check=True)
            else:
                licreg(*step.words[1:])

    def test_each_sentence_has_the_form_of_the_house(self) -> None:
        steps = steps_of(CATALOGUE.read_text("utf-8"))
        sentences = [
            line
            for step in steps
            for line in step.expected.splitlines()
            if line.startswith("Error: ")
        ]

        assert len(sentences) >= len(ERRORS) - 1
        for sentence in sentences:
            assert re.fullmatch(r"Error: .+[.]", sentence)
            assert not re.search(r"  |[^.][.]{2}[^.]|Traceback|None", sentence)


class TestReadme:
    """The README's own promises."""

    def test_its_query_counts_what_it_says(
        self, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (query,) = re.findall(
            r"<!-- query -->\n```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL
        )
        monkeypatch.chdir(demo.parent)

        done = subprocess.run(
            [sys.executable, "-c", query], capture_output=True, text=True, check=True
        )

        assert done.stdout.split() == re.findall(r"# (\d+)$", query, re.MULTILINE)

    def test_its_reference_is_what_the_program_has(self) -> None:
        (written,) = SECTION.findall(README.read_text("utf-8"))

        # After a change: python tests/cli/reference.py
        assert written == reference()

    def test_every_option_that_it_shows_is_one(self) -> None:
        text = README.read_text("utf-8")
        commands, _, _ = text.partition("## Decisions")
        known = set(re.findall(r"--[a-z][a-z-]+", reference()))

        shown: set[str] = set()
        for typed in re.findall(r"`(licreg [^`]+)`", commands):
            shown |= set(re.findall(r"(?<=\s)--[a-z][a-z-]+", typed))
        assert shown - known - {"--version"} == set()

    def test_every_command_that_it_shows_is_one(self) -> None:
        text = README.read_text("utf-8")

        used = set(re.findall(r"(?:`|\$ )licreg (?:--\w+ \S+ )?([a-z]+)", text))

        assert used <= set(COMMANDS)

    def test_every_page_that_it_names_is_there(self) -> None:
        text = README.read_text("utf-8")
        headings = {
            re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").casefold()).replace(" ", "-")
            for line in text.splitlines()
            if line.startswith("#")
        }

        for target in re.findall(r"\]\(([^)]+)\)", text):
            place, _, heading = target.partition("#")
            assert not place or (README.parent / place).is_file(), target
            assert not heading or heading in headings, target

    def test_every_module_that_it_names_is_there(self) -> None:
        text = README.read_text("utf-8")
        names = re.findall(
            r"`((?:licreg/)?(?:cli|actions|domain|store|exchange)/\w+\.py)`", text
        )

        assert len(names) > 20
        for name in names:
            assert (README.parent / "licreg" / name.removeprefix("licreg/")).is_file()

    def test_its_first_screen_is_one(self) -> None:
        lines = README.read_text("utf-8").splitlines()

        assert lines[0] == "# licreg"
        assert sum(line.startswith("$ licreg") for line in lines[:32]) >= 3

    def test_it_names_every_exit_code(self) -> None:
        text = README.read_text("utf-8")

        codes = {int(code) for code in re.findall(r"^\| (\d+) \| ", text, re.MULTILINE)}
        assert codes == {0, 130, *(error.exit_code for error in ERRORS)}
