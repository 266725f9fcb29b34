"""Stopped anywhere, the program loses nothing and leaves no half of a batch.

A short form of ``tests/faults/crashes.py``, which goes through every command.
"""

import errno
import os

import pytest

if os.name == "nt":
    pytest.skip("a child is forked and killed here", allow_module_level=True)

from crashes import stop_everywhere
from faulty import Fault


@pytest.mark.parametrize("fault", ["kill", "short-error"])
def test_an_issue_stopped_at_any_file_operation_is_there_or_not(fault: Fault) -> None:
    tally = stop_everywhere("issue", [fault], errno.ENOSPC)

    assert tally.stops > 10
    assert tally.faults == 0, tally


def test_an_import_stopped_half_way_through_any_write_is_whole_or_not_there() -> None:
    tally = stop_everywhere("import", ["short-kill"])

    assert tally.stops > 20
    assert tally.faults == 0, tally


@pytest.mark.parametrize("command", ["correct", "undo", "personal", "redact"])
def test_what_puts_right_is_there_or_not(command: str) -> None:
    tally = stop_everywhere(command, ["short-kill"])

    assert tally.stops > 10
    assert tally.faults == 0, tally
