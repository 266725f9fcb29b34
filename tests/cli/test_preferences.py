"""What is settled once, and the order in which the places are asked."""

from pathlib import Path

import pytest
from conftest import Licreg

from licreg.cli.places import config_file
from licreg.cli.preferences import NAMES, Preference, Preferences, read_config
from licreg.errors import InvalidInputError


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "config" / "licreg" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


class TestTheFile:
    """A user's own settings are few, and each is checked."""

    def test_a_missing_file_settles_nothing(self, config: Path) -> None:
        assert read_config(config) == {}

    def test_each_setting_is_read_as_text(self, config: Path) -> None:
        config.write_text(
            'language = "vi"\nclerk = "Nguyễn An"\npager = false\n', "utf-8"
        )

        assert read_config(config) == {
            "language": "vi",
            "clerk": "Nguyễn An",
            "pager": "no",
        }

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('langauge = "vi"', "Did you mean 'language'?"),
            ('language = "fr"', "Known: en, vi."),
            ('days = "mdy"', "Known: language, dmy, iso."),
            ("pager = 1", "pager is written pager = true | false."),
            ("clerk = true", 'clerk is written clerk = "…".'),
            ("clerk = ", "cannot be read"),
            ("[rules]\na = 1", "'rules' is not a setting."),
        ],
    )
    def test_what_is_wrong_is_named_with_the_file(
        self, config: Path, text: str, said: str
    ) -> None:
        config.write_text(text, "utf-8")

        with pytest.raises(InvalidInputError) as refusal:
            read_config(config)

        assert said in str(refusal.value)
        assert str(config) in str(refusal.value)

    def test_a_broken_file_stops_each_command_before_it_records(
        self, licreg: Licreg, empty: Path, config: Path
    ) -> None:
        config.write_text("clerk = ", "utf-8")

        run = licreg("--register", empty, "note", "last", "text")

        assert (run.code, run.out) == (2, "")
        assert run.err.endswith("Nothing was recorded.\n")

    def test_every_setting_is_on_the_help_page(self, licreg: Licreg) -> None:
        page = licreg("help", "settings").out

        assert [name for name in NAMES if f"\n  {name} = " not in page] == []


class TestTheOrder:
    """Command line, environment, register, user's file; then what licreg would do."""

    def test_the_first_that_says_it_counts(
        self, monkeypatch: pytest.MonkeyPatch, empty: Path, config: Path
    ) -> None:
        def language(given: str | None = None) -> Preference:
            return Preferences({"language": given}, lambda: empty).of("language")

        assert language() == ("", "")
        config.write_text('language = "vi"', "utf-8")
        assert language() == ("vi", str(config))
        settings = empty / "register.toml"
        text = settings.read_text("utf-8").replace("# language", "language")
        settings.write_text(text, "utf-8")
        assert language() == ("vi", str(settings))
        monkeypatch.setenv("LICREG_LANG", "en")
        assert language() == ("en", "LICREG_LANG")
        assert language("vi") == ("vi", "--lang")

    def test_the_register_speaks_to_all_its_clerks(
        self, licreg: Licreg, empty: Path
    ) -> None:
        settings = empty / "register.toml"
        text = settings.read_text("utf-8").replace("# language", "language")
        settings.write_text(text, "utf-8")

        assert licreg("--register", empty, "show", "last").err.startswith("Lỗi: ")
        assert licreg(
            "--register", empty, "--lang", "en", "show", "last"
        ).err.startswith("Error: ")

    def test_an_issuer_settled_by_the_clerk_is_taken(
        self, licreg: Licreg, empty: Path, config: Path
    ) -> None:
        config.write_text('issuer = "DCST-HP"', "utf-8")
        words = ("aggregate-site", "5/GP-TTĐT", "--on", "3/9/2025", "--holder", "A")

        run = licreg("--register", empty, "issue", *words, "--format", "json")

        assert run.json["issuer"] == "DCST-HP"

    def test_days_are_shown_as_they_are_wanted(
        self, licreg: Licreg, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        show = ("--register", demo, "show", "last", "--format", "table")
        assert "15 Nov 2024" in licreg(*show).out
        monkeypatch.setenv("LICREG_DAYS", "dmy")
        assert "15/11/2024" in licreg(*show).out
        monkeypatch.setenv("LICREG_DAYS", "iso")
        assert "2024-11-15" in licreg(*show).out

    def test_info_says_where_each_comes_from(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LICREG_DAYS", "iso")

        told = licreg("--register", empty, "info", "--format", "json").json

        assert told["days"] == "iso"
        assert told["origins"]["days"] == "LICREG_DAYS"
        assert told["origins"]["clerk"] == "LICREG_CLERK"
        assert told["origins"]["register"] == "--register"


def test_the_file_lies_where_the_system_keeps_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")

    assert config_file() == tmp_path / "licreg" / "config.toml"
