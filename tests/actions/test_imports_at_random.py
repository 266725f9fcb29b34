"""Whatever import is given, it takes or refuses; a short form of ``imports.py``."""

from pathlib import Path

from imports import feed


def test_of_250_odd_inputs_none_ends_in_a_traceback_or_half_recorded(
    tmp_path: Path,
) -> None:
    came = feed(tmp_path, 250, tmp_path / "no-public-files")

    assert came.tried == 250
    assert came.codes[0] > 20
    assert came.codes[2] > 50
    assert came.faults == []
