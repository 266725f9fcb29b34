"""What a register adds to the law is read by name, or refused."""

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


class TestLevels:
    """An office may set how strict a rule is, but not what is true."""

    ISSUE = (
        *("issue", "social-network", "1/GP-BTTTT", "--on", "1/2/2024"),
        *("--holder", "A", "--site", "a.vn"),
    )

    @pytest.fixture
    def register(self, tmp_path: Path) -> Path:
        assert main(["init", str(tmp_path / "register")]) == 0
        return tmp_path / "register"

    def issue(self, register: Path, levels: str, *more: str) -> int:
        settings = register / "register.toml"
        text = settings.read_text("utf-8").partition("[rules]")[0]
        settings.write_text(f"{text}\n[rules]\n{levels}\n", "utf-8")
        return main(["--register", str(register), *self.ISSUE, *more, "--dry-run"])

    @pytest.mark.parametrize(
        ("levels", "code"),
        [
            ("", 0),
            ('no-expiry = "overridable"', 1),
            ('no-expiry = "refuse"', 1),
            ('no-expiry = "off"', 0),
        ],
    )
    def test_a_rule_is_as_strict_as_it_is_set(
        self, register: Path, levels: str, code: int
    ) -> None:
        assert self.issue(register, levels) == code

    @pytest.mark.parametrize(
        ("level", "code", "warns"),
        [("warn", 0, True), ("off", 0, False), ("refuse", 1, True)],
    )
    def test_so_is_the_longest_term(
        self,
        register: Path,
        capsys: pytest.CaptureFixture[str],
        level: str,
        code: int,
        warns: bool,  # noqa: FBT001  # of the table
    ) -> None:
        levels = f'term-too-long = "{level}"'

        assert self.issue(register, levels, "--term-years", "11") == code
        assert ("the longest is 10 years" in capsys.readouterr().err) == warns

    @pytest.mark.parametrize(
        ("levels", "sentence"),
        [
            ('no-expiri = "warn"', "no rule 'no-expiri'. Did you mean 'no-expiry'?"),
            ('no-expiry = "maybe"', "'maybe', not one of warn, overridable, "),
            ('day-in-future = "warn"', "refuses what cannot be true"),
        ],
    )
    def test_what_cannot_be_set_is_refused_by_name(
        self,
        register: Path,
        capsys: pytest.CaptureFixture[str],
        levels: str,
        sentence: str,
    ) -> None:
        assert self.issue(register, levels) == 3
        assert sentence in capsys.readouterr().err


class TestOwnKinds:
    """A kind that a register adds is counted, or refused by name; never left out."""

    def added(self, register: Path, lines: str) -> int:
        settings = register / "register.toml"
        text = settings.read_text("utf-8")
        settings.write_text(f"{text}\n[[kinds]]\n{lines}\n", "utf-8")
        return main(["--register", str(register), "summary", "2024", "--plain"])

    def test_it_is_a_licence_where_nothing_else_is_said(
        self, empty: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.added(empty, 'kind = "app-store"') == 0
        assert "licences\tapp-store\tissued" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "lines", ['kind = "app-store"\ninstrument = "license"', 'name_en = "A"']
    )
    def test_one_that_no_table_would_count_is_refused(
        self, empty: Path, capsys: pytest.CaptureFixture[str], lines: str
    ) -> None:
        assert self.added(empty, lines) == 3
        assert "not one of family, licence, other" in capsys.readouterr().err
