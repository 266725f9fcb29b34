"""What a register adds to the law can be read back from its references."""

from pathlib import Path

import pytest

from licreg.cli.main import main


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ('[[issuers]]\nissuer = "so-x"\n', "issuer 'so-x'"),
        ('[[suffixes]]\nsuffix = "gp-x"\nissuer = "MIC"\n', "suffix 'gp-x'"),
    ],
)
def test_a_code_that_cannot_stand_in_a_reference_is_refused_by_name(
    rows: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "register"
    assert main(["init", str(register)]) == 0
    with (register / "register.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{rows}")
    code = main(
        [
            *("--register", str(register), "issue", "social-network", "1/GP-BTTTT"),
            *("--on", "1/2/2024", "--holder", "A", "--site", "a.vn"),
        ]
    )

    assert code == 3
    assert f"{named} cannot stand in a reference" in capsys.readouterr().err
