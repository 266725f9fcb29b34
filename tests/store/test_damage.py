"""A damaged file is never believed; a short form of ``tests/faults/damage.py``."""

from pathlib import Path

from damage import damage


def test_of_150_damages_none_is_believed_and_no_journal_is_overwritten(
    tmp_path: Path,
) -> None:
    came = damage(tmp_path, 150)

    assert came.tried > 100
    assert came.mended > 0
    assert came.refused > 0
    assert came.faults == 0, came.first
