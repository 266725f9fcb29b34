"""Each rule that refuses has its session, and is what refuses there."""

import re
from pathlib import Path
from typing import Final

import pytest
from transcripts.test_transcripts import run, steps_of

from licreg.actions.reference import read_law
from licreg.cli import main as entry
from licreg.domain.law import TERM_RULE
from licreg.errors import RuleError
from licreg.store.register import RegisterFolder

SESSION: Final = Path(__file__).with_name("refusals.md")
_HEADING: Final = re.compile(r"^## ([\w-]+)$", re.MULTILINE)
IN_FILES: Final = "sum-of-breaches"
"""Refused where a file is read; no option tells a total beside its breaches."""

ANSWERED: Final = "inside-tally"
"""Needs an answer, and is told by an option of its own."""


def levels() -> dict[str, set[str]]:
    """Return the levels that each rule has had that may refuse."""
    law = read_law()
    found: dict[str, set[str]] = {TERM_RULE: {row.level for row in law.terms}}
    for row in law.rules:
        found.setdefault(row.rule, set()).add(row.level)
    return {rule: some for rule, some in found.items() if some - {"warn"}}


def test_each_rule_refuses_and_each_reason_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: set[str] = set()
    run_one = entry._run  # noqa: SLF001  # where errors pass on their way out

    def watch(*arguments: object) -> int:
        try:
            return run_one(*arguments)  # type: ignore[arg-type]  # passed on
        except RuleError as error:
            refused.update(error.rules)
            raise

    monkeypatch.setattr(entry, "_run", watch)
    opening, *parts = _HEADING.split(SESSION.read_text("utf-8"))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    provoked = {}
    for name, text in {"": opening, **sections}.items():
        refused.clear()
        for step in steps_of(text):
            if step.is_file:
                (tmp_path / step.typed).write_text(step.expected, "utf-8")
            else:
                run(step.words, tmp_path, step.at)
        provoked[name] = set(refused)

    known = levels()
    assert sections.keys() == known.keys()
    provoked.pop("")
    assert provoked.pop(IN_FILES) == set()
    assert provoked == {name: {name} for name in provoked}
    kept = {
        remark.rule
        for batch in RegisterFolder(tmp_path / "register").batches()
        for one in batch.entries
        for remark in getattr(one.event, "remarks", ())
        if remark.reason
    }
    assert kept == {rule for rule, some in known.items() if "overridable" in some} - {
        ANSWERED
    }
