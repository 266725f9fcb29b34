"""Acts on a licence are recorded, by any of its numbers, or refused with the reason."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg, Run

from licreg.cli.main import VIET_NAM
from licreg.cli.session import Session
from licreg.domain.events import (
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    NoteAdded,
)
from licreg.store.register import RegisterFolder

HOLDER: Final = "Công ty Cổ phần Ví dụ Sông Hồng"
ACTS: Final = (
    ("amend", "--holder", "Công ty Cổ phần Ví dụ Sông Đà"),
    ("extend", "--until", "11/2/2026"),
    ("reissue",),
    ("suspend",),
    ("resume", "--override", "quyết định thất lạc"),
    ("revoke", "--reason", "vi phạm hai lần"),
    ("surrender",),
)


@pytest.fixture
def one(licreg: Licreg, empty: Path) -> Path:
    """Return a register with one licence, 57/GP-BTTTT of 12 February 2019."""
    run = issue(licreg, empty, "57/GP-BTTTT")
    assert run.code == 0, run.err
    return empty


def issue(licreg: Licreg, register: Path, number: str, *options: str) -> Run:
    return licreg(
        *("--register", register, "issue", "social-network", number),
        *("--on", "12/2/2019", "--expires", "11/2/2024", "--holder", HOLDER),
        *("--holder-kind", "enterprise", "--site", "song-hong.vn", *options),
    )


def do(licreg: Licreg, register: Path, *words: str) -> Run:
    return licreg("--register", register, *words)


def done(licreg: Licreg, register: Path, *words: str) -> Any:  # noqa: ANN401  # JSON
    run = do(licreg, register, *words, "--format", "json")

    assert run.code == 0, run.err
    return run.json


def shown(licreg: Licreg, register: Path, ref: str, *options: str) -> Any:  # noqa: ANN401
    return done(licreg, register, "show", ref, *options)


def journal(register: Path) -> bytes:
    return (register / "journal.jsonl").read_bytes()


class TestEveryAct:
    """What all seven have in common."""

    @pytest.mark.parametrize("words", ACTS, ids=lambda words: words[0])
    def test_it_is_one_batch_and_names_the_register(
        self, licreg: Licreg, one: Path, words: tuple[str, ...]
    ) -> None:
        act, *options = words
        run = do(licreg, one, act, "57/2019", "--on", "3/6/2021", *options)

        assert run.code == 0, run.err
        assert run.err.endswith(f"Recorded as entry 2 in {one}.\n")
        batch = json.loads(do(licreg, one, "history", "--format", "json").out)[-1]
        assert (batch["command"], batch["entry"]) == (act, 2)
        assert do(licreg, one, "check").code == 0

    @pytest.mark.parametrize("words", ACTS, ids=lambda words: words[0])
    def test_a_dry_run_shows_it_and_records_nothing(
        self, licreg: Licreg, one: Path, words: tuple[str, ...]
    ) -> None:
        act, *options = words
        before = journal(one)
        run = do(
            licreg,
            one,
            *(act, "57/2019", "--on", "3/6/2021", *options),
            *("--dry-run", "--format", "json"),
        )

        assert run.code == 0, run.err
        assert run.json["act"]["act"] == act
        assert run.err.endswith(f"Dry run: nothing was recorded in {one}.\n")
        assert journal(one) == before

    @pytest.mark.parametrize(
        ("act", "missing"),
        [
            ("extend", "Day on which it was extended (--on), New last day (--until)"),
            ("reissue", "Day on which it was reissued (--on)"),
            ("suspend", "Day on which it was suspended (--on)"),
            ("resume", "Day on which it was resumed (--on)"),
            ("revoke", "Day on which it was revoked (--on), Reason (--reason)"),
            ("surrender", "Day on which it was surrendered (--on)"),
        ],
    )
    def test_what_is_missing_is_named_with_its_option(
        self, licreg: Licreg, one: Path, act: str, missing: str
    ) -> None:
        run = do(licreg, one, act, "last")
        without = do(licreg, one, act)

        assert run.code == without.code == 2
        assert run.err == f"Error: Missing: {missing}. Nothing was recorded.\n"
        assert f"Missing: Licence (first argument), {missing}." in without.err

    @pytest.mark.parametrize("words", ACTS, ids=lambda words: words[0])
    @pytest.mark.parametrize(
        ("ref", "code", "message"),
        [
            ("58/2019", 1, "No licence 58/2019 is on record."),
            ("INS-2024-0001", 1, "INS-2024-0001 is an inspection, not a licence"),
            ("vi-du.vn", 2, "'vi-du.vn' does not name a licence."),
        ],
    )
    def test_only_a_licence_on_record_is_acted_on(  # noqa: PLR0913, PLR0917  # its cases
        self,
        licreg: Licreg,
        one: Path,
        words: tuple[str, ...],
        ref: str,
        code: int,
        message: str,
    ) -> None:
        act, *options = words
        run = do(licreg, one, act, ref, "--on", "3/6/2021", *options)

        assert run.code == code
        assert message in run.err
        assert "Nothing was recorded." in run.err

    def test_in_an_empty_register_there_is_no_last_licence(
        self, licreg: Licreg, empty: Path
    ) -> None:
        run = do(licreg, empty, "reissue", "last", "--on", "3/6/2021")

        assert (run.code, "Nothing is on record yet" in run.err) == (1, True)

    @pytest.mark.parametrize("words", ACTS, ids=lambda words: words[0])
    def test_no_act_lies_before_the_grant_or_after_today(
        self, licreg: Licreg, one: Path, words: tuple[str, ...]
    ) -> None:
        act, *options = words
        for day in ("11/2/2019", "1/1/2199"):
            run = do(licreg, one, act, "last", "--on", day, *options)

            assert run.code == 1
            assert "Nothing was recorded.\n" in run.err

    def test_the_same_act_again_wants_a_reason(self, licreg: Licreg, one: Path) -> None:
        words = ("reissue", "last", "--on", "3/6/2021", "--number", "9/QĐ-BTTTT")
        done(licreg, one, *words)

        run = do(licreg, one, *words)

        assert run.code == 1
        assert "57/GP-BTTTT was reissued on 2021-06-03 already (entry 2)." in run.err
        assert done(licreg, one, *words, "--override", "hai bản")["remarks"][0][
            "reason"
        ] == ("hai bản")


class TestNumbers:
    """Each procedure gives a number, and every number finds the licence."""

    @pytest.mark.parametrize("ref", ["57/2019", "57/GP-BTTTT/2019@MIC", "15/2021"])
    def test_the_old_and_the_new_find_it(
        self, licreg: Licreg, one: Path, ref: str
    ) -> None:
        told = done(
            licreg,
            one,
            *("amend", "57/2019", "--on", "3/6/2021"),
            *("--number", "015 / gp-bttt", "--holder", "Công ty Ví dụ Sông Đà"),
        )

        assert told["act"]["number"] == "15/GP-BTTTT"
        found = shown(licreg, one, ref)
        assert (found["entry"], found["holder"]) == (1, "Công ty Ví dụ Sông Đà")
        assert [row["number"] for row in found["numbers"]] == [
            "57/GP-BTTTT",
            "15/GP-BTTTT",
        ]
        assert do(licreg, one, "reissue", ref, "--on", "3/7/2021").code == 0

    def test_the_number_of_a_decision_is_kept_as_it_is(
        self, licreg: Licreg, one: Path
    ) -> None:
        told = done(
            licreg,
            one,
            *("suspend", "57/2019", "--on", "3/6/2021"),
            *("--number", "Công văn số 12"),
        )

        assert told["act"]["number"] == "Công văn số 12"

    @pytest.mark.parametrize("number", ["Công văn số 12", "57"])
    def test_what_is_no_licence_number_is_no_other_licences(
        self, licreg: Licreg, one: Path, number: str
    ) -> None:
        run = do(
            licreg, one, *("reissue", "last", "--on", "3/6/2019", "--number", number)
        )

        assert run.code == 0
        assert "Warning" not in run.err

    def test_a_number_of_another_licence_is_warned_of(
        self, licreg: Licreg, one: Path
    ) -> None:
        issue(licreg, one, "58/GP-BTTTT")
        words = ("--on", "3/6/2019", "--number", "58/GP-BTTTT")

        warned = do(licreg, one, "reissue", "57/2019", *words)
        own = do(licreg, one, "reissue", "58/2019", *words)
        later = do(
            licreg,
            one,
            *("reissue", "57/2019", "--on", "3/6/2020"),
            *("--number", "58/GP-BTTTT"),
        )

        assert warned.code == 0
        assert warned.err.startswith(
            "Warning: The number 58/GP-BTTTT of 2019 is that of another licence, "
            f"58/GP-BTTTT/2019@MIC, issued on 2019-02-12 to {HOLDER}.\n"
        )
        # The number is by now one of 57 too, which is told, for it is so on paper.
        assert "57/GP-BTTTT/2019@MIC" in own.err
        assert "Warning" not in later.err

    def test_a_new_licence_with_a_number_that_an_act_gave_is_warned_of(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(
            licreg,
            one,
            *("reissue", "57/2019", "--on", "3/6/2019"),
            *("--number", "60/GP-BTTTT"),
        )

        run = issue(licreg, one, "60/GP-BTTTT")

        assert run.code == 0
        assert "The number 60/GP-BTTTT of 2019 is that of another licence" in run.err


class TestAmend:
    """New values hold from their day on."""

    def test_what_changed_is_told_before_and_after(
        self, licreg: Licreg, one: Path
    ) -> None:
        run = do(
            licreg,
            one,
            *("amend", "57/2019", "--on", "3/6/2021"),
            *("--number", "15/GP-BTTTT", "--holder", "Công ty Ví dụ Sông Đà"),
            *("--site", "song-da.vn", "--site", "m.song-da.vn", "--format", "table"),
        )

        assert run.out.endswith(
            "\n3 Jun 2021  Before                           After\n"
            "─────────────────────────────────────────────────────────────────────\n"
            "Holder      Công ty Cổ phần Ví dụ Sông Hồng  Công ty Ví dụ Sông Đà\n"
            "Sites       song-hong.vn                     song-da.vn, m.song-da.vn\n"
            "\n"
            "It is found by each of its numbers: 57/GP-BTTTT of 2019, 15/GP-BTTTT of "
            "2021.\n"
        )
        before = shown(licreg, one, "57/2019", "--as-of", "2/6/2021")
        after = shown(licreg, one, "57/2019", "--as-of", "3/6/2021")
        assert before["holder"] == HOLDER
        assert (after["holder"], after["sites"]) == (
            "Công ty Ví dụ Sông Đà",
            ["song-da.vn", "m.song-da.vn"],
        )

    def test_every_field_may_change(self, licreg: Licreg, one: Path) -> None:
        told = done(
            licreg,
            one,
            *("amend", "57/2019", "--on", "3/6/2021"),
            *("--holder", "Hội Ví dụ", "--holder-kind", "association"),
            *("--holder-code", "0100109106", "--site", "hoi.vn"),
            *("--expires", "11/2/2025", "--note", "đổi máy chủ"),
            *("--reason", "sáp nhập", "--source", "Công báo 12"),
        )

        assert [row["field"] for row in told["changed"]] == [
            *("expires_on", "holder", "holder_kind", "holder_code", "sites", "note"),
        ]
        assert (told["act"]["reason"], told["act"]["source"]) == (
            *("sáp nhập", "Công báo 12"),
        )

    @pytest.mark.parametrize(
        ("options", "start", "end"),
        [
            (("--term-years", "10"), None, "2029-02-11"),
            (("--effective", "1/7/2021"), "2021-07-01", "2024-02-11"),
            (
                ("--effective", "1/7/2021", "--term-years", "10"),
                *("2021-07-01", "2031-06-30"),
            ),
            (("--effective", "1/7/2021", "--expires", ""), "2021-07-01", None),
            (("--effective", "", "--expires", "3 năm"), None, "2022-02-11"),
        ],
    )
    def test_a_new_term_counts_from_the_first_day_in_force(
        self,
        licreg: Licreg,
        one: Path,
        options: tuple[str, ...],
        start: str | None,
        end: str | None,
    ) -> None:
        done(licreg, one, "amend", "57/2019", "--on", "3/6/2021", *options)

        before = shown(licreg, one, "57/2019", "--as-of", "2/6/2021")
        after = shown(licreg, one, "57/2019", "--as-of", "3/6/2021")
        assert (before["effective_on"], before["expires_on"]) == (None, "2024-02-11")
        assert (after["effective_on"], after["expires_on"]) == (start, end)
        assert after["status"] == "in-force"
        assert after["status_on"] == "2019-02-12"

    def test_a_second_amendment_counts_from_the_first_day_that_the_first_one_set(
        self, licreg: Licreg, one: Path
    ) -> None:
        first = ("--on", "3/6/2021", "--effective", "1/7/2021")
        done(licreg, one, "amend", "57/2019", *first)
        done(licreg, one, "amend", "57/2019", "--on", "3/6/2023", "--term-years", "6")

        assert shown(licreg, one, "57/2019")["expires_on"] == "2027-06-30"

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (("--term-years", "5", "--expires", "1/1/2030"), "not both"),
            (("--term-years", "0"), "A term of 0 years has no last day"),
            (("--term-years", "100"), "'100' is no number of years"),
        ],
    )
    def test_a_term_is_told_once_and_in_years_that_there_are(
        self, licreg: Licreg, one: Path, options: tuple[str, ...], why: str
    ) -> None:
        before = journal(one)
        run = do(licreg, one, "amend", "57/2019", "--on", "3/6/2021", *options)

        assert run.code == 2
        assert why in run.err
        assert journal(one) == before

    def test_a_new_term_goes_out_and_comes_in_again(
        self, licreg: Licreg, one: Path, tmp_path: Path
    ) -> None:
        term = ("--effective", "1/7/2021", "--term-years", "10")
        done(licreg, one, "amend", "57/2019", "--on", "3/6/2021", *term)
        assert do(licreg, one, "export", "all", "-o", str(tmp_path / "all")).code == 0
        again = tmp_path / "again"
        assert licreg("init", again).code == 0
        taken = do(licreg, again, "import", str(tmp_path / "all"))

        assert taken.code == 0, taken.err
        for day in ("2/6/2021", "3/6/2021", "12/2/2024"):
            as_of = ("57/2019", "--as-of", day)
            assert shown(licreg, again, *as_of) == shown(licreg, one, *as_of)

    def test_with_nothing_to_change_the_options_are_named(
        self, licreg: Licreg, one: Path
    ) -> None:
        run = do(licreg, one, "amend", "57/2019", "--on", "3/6/2021")
        bare = do(licreg, one, "amend")

        assert run.code == bare.code == 2
        assert run.err.startswith(
            "Error: There is nothing to change. Name it with one of --holder, "
            "--holder-kind, --holder-code, --content-manager, --site, --expires, "
            "--term-years, --effective, --note;"
        )
        assert bare.err.startswith(
            "Error: Missing: Licence (first argument), Day on which it was amended "
            "(--on). There is nothing to change."
        )

    def test_what_held_before_is_warned_of(self, licreg: Licreg, one: Path) -> None:
        run = do(
            licreg, one, *("amend", "last", "--on", "3/6/2021", "--holder", HOLDER)
        )

        assert run.code == 0
        assert "what it sets held on 2021-06-03 already" in run.err.lower()

    @pytest.mark.parametrize(
        ("options", "warns"),
        [
            (("--holder", "Công ty Ví dụ Mẹ"), False),
            (("--note", "Trụ sở: Hà Nội"), False),
            (("--site", "khac.vn"), True),
        ],
    )
    def test_a_notice_tells_an_owner_or_an_address(
        self,
        licreg: Licreg,
        one: Path,
        options: tuple[str, str],
        warns: bool,  # noqa: FBT001
    ) -> None:
        words = ("amend", "last", "--on", "3/6/2021", "--by-notice")

        run = do(licreg, one, *words, *options)

        assert run.code == 0
        assert ("A notice tells a new owner or address" in run.err) is warns

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (("--holder", " "), "holder is empty."),
            (("--holder-kind", "enterprize"), "Did you mean 'enterprise'?"),
            (("--expires", "31/2/2025"), "'31/2/2025' is not a day"),
            (("--site", "https://"), "'https://' is not a site."),
            (("--note", "a\x07"), "note: character 2 is a control character"),
        ],
    )
    def test_a_wrong_value_is_refused(
        self, licreg: Licreg, one: Path, options: tuple[str, str], message: str
    ) -> None:
        run = do(licreg, one, "amend", "last", "--on", "3/6/2021", *options)

        assert run.code == 2
        assert message in run.err


class TestOrder:
    """Acts are entered late and out of order; the day of the act decides."""

    def test_any_order_of_entry_gives_one_state(
        self, licreg: Licreg, empty: Path, tmp_path: Path
    ) -> None:
        acts = [
            ("amend", "--on", "3/6/2021", "--holder", "Công ty Ví dụ Sông Đà"),
            ("suspend", "--on", "1/3/2023", "--until", "31/5/2023"),
            ("extend", "--on", "11/2/2024", "--until", "11/2/2026"),
        ]
        states = []
        for turn, order in enumerate((acts, acts[::-1])):
            register = empty if turn == 0 else tmp_path / "other"
            if turn:
                licreg("init", register)
            issue(licreg, register, "57/GP-BTTTT")
            for act, *options in order:
                assert do(licreg, register, act, "57/2019", *options).code == 0
            row = shown(licreg, register, "57/2019")
            states.append([row[name] for name in ("holder", "status", "expires_on")])
            states[-1].append([event["on"] for event in row["events"]])

        assert states[0] == states[1]

    def test_a_late_revocation_wants_a_reason_and_then_holds(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(licreg, one, "suspend", "last", "--on", "1/6/2022")
        words = ("revoke", "last", "--on", "1/3/2022", "--reason", "vi phạm")

        refused = do(licreg, one, *words)

        assert refused.code == 1
        assert refused.err == (
            "Error: 'suspend' of 2022-06-01 is on record (entry 2) and would no longer "
            "fit: 57/GP-BTTTT of 2019 was revoked on 2022-03-01; it cannot be "
            'suspended on 2022-06-01. Nothing was recorded. Give --override "reason" '
            "if it is so on paper.\n"
        )
        told = done(licreg, one, *words, "--override", "quyết định gửi chậm")
        assert (told["status"], told["status_on"]) == ("revoked", "2022-03-01")
        assert do(licreg, one, "check").code == 0

    def test_a_second_end_that_was_admitted_is_no_finding(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(licreg, one, "revoke", "last", "--on", "1/6/2022", "--reason", "vi phạm")
        done(
            licreg,
            one,
            *("surrender", "last", "--on", "1/3/2022"),
            *("--override", "nộp lại trước"),
        )

        assert do(licreg, one, "check").code == 0

    @pytest.mark.parametrize("words", ACTS, ids=lambda words: words[0])
    def test_a_revoked_licence_takes_no_later_act_without_a_reason(
        self, licreg: Licreg, one: Path, words: tuple[str, ...]
    ) -> None:
        done(licreg, one, "revoke", "last", "--on", "1/6/2020", "--reason", "vi phạm")
        act, *options = (word for word in words if "thất lạc" not in word)
        options = [word for word in options if word != "--override"]

        run = do(licreg, one, act, "last", "--on", "3/6/2021", *options)
        signed = ("--override", "có văn bản đã ký")
        admitted = do(licreg, one, act, "last", "--on", "3/6/2021", *options, *signed)

        assert (run.code, admitted.code) == (1, 0)
        found = shown(licreg, one, "57/2019")
        assert (found["status"], found["status_on"]) == ("revoked", "2020-06-01")
        assert {"act-on-ended-licence": "có văn bản đã ký"}.items() <= {
            each["rule"]: each["reason"] for each in found["remarks"]
        }.items()
        assert do(licreg, one, "check").code == 0
        assert (
            "57/GP-BTTTT of 2019 was revoked on 2020-06-01 (entry 2; void it if that "
            "is an error); it cannot be "
        ) in run.err

    def test_an_extension_after_the_term_wants_a_reason(
        self, licreg: Licreg, one: Path
    ) -> None:
        words = ("extend", "last", "--on", "15/2/2024", "--until", "11/2/2026")

        refused = do(licreg, one, *words)

        assert refused.code == 1
        assert "57/GP-BTTTT of 2019 expired: its last day was 2024-02-11;" in (
            refused.err
        )
        assert done(licreg, one, *words, "--override", "ký muộn")["changed"] == [
            {"field": "expires_on", "before": "2024-02-11", "after": "2026-02-11"},
            {"field": "status", "before": "expired", "after": "in-force"},
        ]


class TestSuspensions:
    """A suspension ends on its day, is ended before it, or is not there."""

    def test_there_must_be_one_to_end(self, licreg: Licreg, one: Path) -> None:
        run = do(licreg, one, "resume", "last", "--on", "1/3/2021")

        assert run.code == 1
        assert run.err == (
            "Error: 57/GP-BTTTT of 2019 is in force on 2021-03-01; there is no "
            'suspension to end. Nothing was recorded. Give --override "reason" if it '
            "is so on paper.\n"
        )

    def test_it_is_ended_before_its_day(self, licreg: Licreg, one: Path) -> None:
        done(licreg, one, "suspend", "last", "--on", "1/3/2021", "--until", "31/5/2021")

        told = done(licreg, one, "resume", "last", "--on", "1/4/2021")

        assert told["changed"] == [
            {"field": "status", "before": "suspended", "after": "in-force"}
        ]

    def test_a_second_one_is_warned_of_and_one_at_a_time_is_held(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(licreg, one, "suspend", "last", "--on", "1/3/2021", "--until", "31/5/2021")

        again = do(licreg, one, "suspend", "last", "--on", "1/5/2021")
        second = do(
            licreg,
            one,
            *("suspend", "last", "--on", "1/6/2021"),
            *("--until", "31/8/2021"),
        )

        assert again.code == 1
        assert "is suspended on 2021-05-01 already, from 2021-03-01 up to" in again.err
        assert second.code == 0
        assert "a licence suspended twice is to be revoked" in second.err


class TestExtend:
    """Asked for in time, two years at most, twice."""

    def test_one_asked_for_late_is_warned_of(self, licreg: Licreg, one: Path) -> None:
        words = ("extend", "last", "--on", "11/2/2024", "--until", "11/2/2026")

        late = do(licreg, one, *words, "--asked-on", "13/1/2024", "--dry-run")
        in_time = do(licreg, one, *words, "--asked-on", "12/1/2024", "--dry-run")

        assert late.code == in_time.code == 0
        assert "asked for on 2024-01-13, after 2024-01-12, 30 days before" in late.err
        assert "Warning" not in in_time.err

    def test_the_limits_want_a_reason(self, licreg: Licreg, one: Path) -> None:
        run = do(
            licreg, one, "extend", "last", "--on", "1/2/2024", "--until", "1/3/2027"
        )

        assert run.code == 1
        assert "the longest extension is 2 years (Decree 72/2013" in run.err
        assert run.err.endswith('Give --override "reason" if it is so on paper.\n')


class TestShow:
    """The dossier tells all that happened, by day."""

    def test_it_is_told_in_time_order(self, licreg: Licreg, one: Path) -> None:
        done(licreg, one, "suspend", "last", "--on", "1/3/2023", "--until", "31/5/2023")
        done(
            licreg,
            one,
            *(
                "amend",
                "last",
                "--on",
                "3/6/2021",
                "--number",
                "15/GP-BTTTT",
            ),
            *("--holder", "Công ty Ví dụ Sông Đà", "--by-notice"),
        )
        done(
            licreg,
            one,
            *("inspect", "song-da.vn", "--on", "10/2/2023"),
            *("--agency", "ABEI", "--subject-kind", "social-network"),
            *("--licence", "57/2019", "--campaign", "Đợt 1"),
        )
        done(
            licreg,
            one,
            *("decide", "INS-2023-0001", "--on", "20/2/2023"),
            *("--breach", "15/2020 Art 100.1.a=25000000", "--decision", "9/QĐ-XPHC"),
        )

        found = shown(licreg, one, "57/2019")
        assert [(row["on"], row["what"], row["text"]) for row in found["events"]] == [
            ("2019-02-12", "issue", f"57/GP-BTTTT; {HOLDER}"),
            (
                "2021-06-03",
                "amend",
                "15/GP-BTTTT; holder: Công ty Ví dụ Sông Đà; by notice",
            ),
            ("2023-02-10", "inspection", "INS-2023-0001 by ABEI; Đợt 1; pending"),
            (
                "2023-02-20",
                "decision",
                "INS-2023-0001; fined; 25,000,000 VND; 9/QĐ-XPHC",
            ),
            ("2023-03-01", "suspend", "up to 2023-05-31"),
        ]
        early = shown(licreg, one, "57/2019", "--as-of", "15/2/2023")
        assert [row["what"] for row in early["events"]] == [
            *("issue", "amend", "inspection"),
        ]
        assert (early["status"], len(early["acts"])) == ("in-force", 1)

    def test_warnings_and_overrides_stand_with_what_they_are_of(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(licreg, one, "resume", "last", "--on", "1/3/2021", "--override", "mất sổ")

        found = shown(licreg, one, "last")
        assert [row["what"] for row in found["events"]] == [
            *("issue", "resume", "override"),
        ]
        assert found["events"][-1]["text"].endswith("(resume-not-suspended); mất sổ")
        run = do(licreg, one, "show", "last", "--format", "table")
        assert "Overridden: 57/GP-BTTTT of 2019 is in force" in run.out

    def test_a_licence_alone_is_shown_without_a_table_of_events(
        self, licreg: Licreg, one: Path
    ) -> None:
        run = do(licreg, one, "show", "last", "--format", "table")

        assert "issue" not in run.out


class TestPrompts:
    """At a terminal, what is missing is asked for."""

    @pytest.fixture(autouse=True)
    def _person(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Session, "may_ask", property(lambda one: not one.no_input))

    def test_what_is_missing_is_asked(self, licreg: Licreg, one: Path) -> None:
        run = licreg(
            "--register", one, "revoke", stdin="57/2019\n1/6/2020\n\nvi phạm\n"
        )

        assert run.code == 0
        assert run.err == (
            "Licence (57/2019 or last): Day on which it was revoked (as 15/11/2024): "
            f"Reason: Reason: Recorded as entry 2 in {one}.\n"
        )

    def test_what_changes_is_asked_where_nothing_is_named(
        self, licreg: Licreg, one: Path
    ) -> None:
        run = licreg(
            *("--register", one, "amend", "last", "--format", "json"),
            stdin="3/6/2021\nCông ty Ví dụ Sông Đà\n\n\n\nđổi máy chủ\n",
        )

        assert run.code == 0
        assert run.err.startswith(
            "Day on which it was amended (as 15/11/2024): What changes? Enter leaves "
            "a value as it is.\nHolder (Enter leaves it): "
        )
        assert [row["field"] for row in run.json["changed"]] == ["holder", "note"]

    def test_nothing_named_is_nothing_changed(self, licreg: Licreg, one: Path) -> None:
        run = licreg(
            *("--register", one, "amend", "last", "--on", "3/6/2021"), stdin="\n" * 5
        )

        assert run.code == 2
        assert "There is nothing to change." in run.err


class TestContentManager:
    """Another person answers for the content: an amendment that names nobody."""

    FIRST: Final = "Trần Thị Bưởi, 0987 654 321"
    SECOND: Final = "Lê Văn Cam, 0911 222 333"

    @pytest.fixture
    def told(self, licreg: Licreg, empty: Path) -> Path:
        run = issue(licreg, empty, "57/GP-BTTTT", "--content-manager", self.FIRST)
        assert run.code == 0, run.err
        return empty

    def test_each_answers_from_their_own_day(self, licreg: Licreg, told: Path) -> None:
        one = done(
            *(licreg, told, "amend", "57/2019", "--on", "3/6/2021"),
            *("--content-manager", self.SECOND),
        )

        assert one["changed"] == [
            {
                "field": "content_manager",
                "before": self.FIRST,
                "after": self.SECOND,
            }
        ]
        for day, manager in (("2/6/2021", self.FIRST), ("3/6/2021", self.SECOND)):
            found = shown(licreg, told, "57/2019", "--as-of", day)
            assert found["content_manager"] == manager
        acts = shown(licreg, told, "57/2019")["acts"]
        assert [act["set"] for act in acts] == [f"content_manager={self.SECOND}"]

    def test_the_journal_and_files_name_nobody(
        self, licreg: Licreg, told: Path, tmp_path: Path
    ) -> None:
        words = ("--on", "3/6/2021", "--content-manager", self.SECOND)
        done(licreg, told, "amend", "57/2019", *words)
        correct = ("--content-manager", "Đỗ Văn Dừa", "--because", "đọc nhầm")
        done(licreg, told, "correct", "--entry", "2", *correct)
        do(licreg, told, "export", "all", "-o", str(tmp_path / "out"))

        files = [*told.rglob("*.json*"), *(tmp_path / "out").iterdir()]
        naming = {
            file.name
            for file in files
            for name in ("Thị Bưởi", "Văn Cam", "Văn Dừa")
            if name in file.read_text("utf-8")
        }
        assert naming == {"personal.json"}

    def test_all_who_ever_did_are_erased(self, licreg: Licreg, told: Path) -> None:
        words = ("--on", "3/6/2021", "--content-manager", self.SECOND)
        done(licreg, told, "amend", "57/2019", *words)
        correct = ("--content-manager", "Đỗ Văn Dừa", "--because", "đọc nhầm")
        done(licreg, told, "correct", "--entry", "2", *correct)

        assert len(done(licreg, told, "redact", "57/2019", "--because", "x")["persons"])
        for name in ("Thị Bưởi", "Văn Cam", "Văn Dừa"):
            assert name not in (told / "personal.json").read_text("utf-8")
        assert shown(licreg, told, "57/2019")["content_manager"] == "(erased)"
        assert do(licreg, told, "check").code == 0


class TestTakingAway:
    """An amendment may leave a value out: an empty option says so."""

    def test_what_was_there_is_gone_from_that_day(
        self, licreg: Licreg, one: Path
    ) -> None:
        empty = ("--site", "", "--expires", "", "--holder-kind", "", "--note", "")

        changed = done(licreg, one, "amend", "last", "--on", "3/6/2021", *empty)

        assert {each["field"]: each["after"] for each in changed["changed"]} == {
            "expires_on": None,
            "holder_kind": "",
            "sites": [],
        }
        before = shown(licreg, one, "57/2019", "--as-of", "2/6/2021")
        assert (before["sites"], before["expires_on"]) == (
            ["song-hong.vn"],
            "2024-02-11",
        )

    def test_a_licence_is_not_without_a_holder(self, licreg: Licreg, one: Path) -> None:
        run = do(licreg, one, "amend", "last", "--on", "3/6/2021", "--holder", " ")

        assert (run.code, "holder is empty" in run.err) == (2, True)


class TestVoided:
    """What was entered in error is no state to act on, and stays told."""

    def test_a_voided_revocation_leaves_the_licence_to_act_on(
        self, licreg: Licreg, one: Path
    ) -> None:
        done(licreg, one, "revoke", "last", "--on", "1/6/2020", "--reason", "vi phạm")
        enter(one, EntryVoided(target=2, ref=KEY, because="nhầm giấy phép"))
        enter(one, NoteAdded(target=1, ref=KEY, text="đã đối chiếu bản gốc"))
        changes = {"holder": "Công ty Ví dụ Sông Hậu"}
        enter(one, EntryCorrected(target=1, ref=KEY, changes=changes, because="lỗi"))

        assert do(licreg, one, "amend", *AMENDED).code == 0
        found = shown(licreg, one, "57/2019")
        assert [(row["what"], row["text"]) for row in found["events"]] == [
            ("issue", "57/GP-BTTTT; Công ty Ví dụ Sông Hậu"),
            ("amend", "sites: song-hau.vn"),
            ("void", "entry 2 counts no more: nhầm giấy phép"),
            ("note", "đã đối chiếu bản gốc"),
            ("correction", "entry 1: holder: (none) → Công ty Ví dụ Sông Hậu; lỗi"),
        ]

    def test_a_voided_licence_takes_no_act(self, licreg: Licreg, one: Path) -> None:
        enter(one, EntryVoided(target=1, ref=KEY, because="nhầm"))

        run = do(licreg, one, "amend", *AMENDED)
        found = shown(licreg, one, "57/2019")

        assert (run.code, "was entered in error" in run.err) == (1, True)
        assert found["is_voided"]
        enter(one, EntryRestored(target=1, ref=KEY, because="không nhầm"))
        assert do(licreg, one, "amend", *AMENDED).code == 0
        assert shown(licreg, one, "57/2019")["events"][-1]["what"] == "restore"


KEY: Final = "57/GP-BTTTT/2019@MIC"
AMENDED: Final = ("57/2019", "--on", "3/6/2021", "--site", "song-hau.vn")


def enter(register: Path, event: Event) -> None:
    """Record what puts an entry right, as its command would."""
    with RegisterFolder(register).writing("an", now=datetime.now(VIET_NAM)) as writer:
        writer.append("test", [event])
