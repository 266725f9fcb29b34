"""No sentence stands outside the catalogue."""

import re
from pathlib import Path
from typing import Final

import pytest
from catalogue import PACKAGE
from loose import loose

_COMMANDS: Final = re.compile(
    r"\s*(?:licreg|list|explain|review|summary|show) |\s?--[a-z]"
)
"""Commands and options, to be pasted: they are the same in every language."""

_NAMES: Final = frozenset({"kind of holder", "kind of subject"})
"""Names of fields, which ``wording.named`` says."""

_READ: Final = frozenset(
    {
        *("decoding", "headings", "mappings", "notice_days", "notice_files"),
        *("notice_words", "notices", "office_words"),
    }
)
"""Modules of the exchange with words that are read in files, never said."""

_KNOWN: Final = {
    "cli/manual.py": ".*",  # The page of the manual is in English.
    "cli/usage.py": ".*",  # Typer's own sentences, which are known by their words.
    "cli/words.py": ".*",  # Tables that the catalogue reads as they are.
    "cli/starting.py": "Invented for the demo",  # Kept in the sample register.
    "domain/days.py": r"\(\?:.*",  # A pattern.
    "domain/money.py": r"\(\?P.*",  # A pattern.
    "domain/text.py": "\nNULL.*",  # Unicode's names of characters.
    "domain/inspection.py": ".* does not happen to an inspection",  # A fault of ours.
    "domain/licence.py": ".* does not happen to a licence",  # A fault of ours.
    "exchange/csv_rows.py": "end of data",  # What Python's reader complains.
    "lazily.py": ".*",  # Code that is made, and a fault of ours.
    "store/documents.py": "unknown event .*",  # What a journal cannot be read for.
    "store/settings.py": "# .*",  # Remarks in register.toml, kept as written.
    "store/storage.py": "a view is written .*",  # A fault of ours.
}
"""What may stand outside, by file, and why."""


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.rglob("*.py")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_every_sentence_is_in_the_catalogue(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if path.parent.name == "exchange" and path.stem in _READ:
        said = [one for one in loose(path) if "\0" in one.text or "." in one.text]
    else:
        said = loose(path)

    outside = [
        one
        for one in said
        if one.text not in _NAMES
        and not _COMMANDS.match(one.text)
        and not re.fullmatch(_KNOWN.get(name, r"\Z."), one.text, re.DOTALL)
    ]

    assert outside == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('say("Nothing was found here.")', 1),
        ('say(f"{name} expired")', 1),
        ('msg = f"{count} rows of {table}"', 1),
        ('say(tr("Nothing was found here."))', 0),
        ('say(tr("{what} is empty.", what=f"The file {name}"))', 1),
        ('Option("--on", help="The day of the act.")', 0),
        ('def act():\n    """Do what is to be done."""', 0),
        ('key = f"{year}-{number}"', 0),
    ],
)
def test_what_is_loose_is_found(code: str, count: int, tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text(code, "utf-8")

    assert len(loose(file)) == count
