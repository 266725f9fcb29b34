"""Clerks and readers at once; a short form of ``tests/faults/together.py``."""

import os
from pathlib import Path

import pytest

if os.name == "nt":
    pytest.skip("children are forked here", allow_module_level=True)

from together import act_together


def test_what_four_clerks_record_at_once_is_all_there_in_order(tmp_path: Path) -> None:
    came = act_together(tmp_path, 4, 10)

    assert came.there == came.acts == 40
    assert came[2:] == (0, 0, 0)
