"""Records are found however they are named, and listed by what is asked of them."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from conftest import Licreg

from licreg.errors import AmbiguousReferenceError, NotFoundError

Rows = list[dict[str, Any]]


def listed(licreg: Licreg, register: Path, *words: str | Path) -> Rows:
    run = licreg("--register", register, "list", *words, "--format", "json")

    assert run.code == 0, run.err
    rows: Rows = run.json
    return rows


def shown(licreg: Licreg, register: Path, reference: str) -> dict[str, Any]:
    run = licreg("--register", register, "show", reference, "--format", "json")

    assert run.code == 0, run.err
    record: dict[str, Any] = run.json
    return record


PAPERS: Final = (
    ("social-network", "57/GP-BTTTT", "12/02/2019", "MIC"),
    ("social-network", "57/GP-BTTTT", "12/02/2020", "MIC"),
    ("social-network", "310/GP-PTTH&TTĐT", "15/05/2025", "ABEI"),
    ("aggregate-site", "05/GP-TTĐT", "03/02/2025", "DIC-HP"),
    ("aggregate-site", "05/GP-TTĐT", "04/02/2025", "ABEI"),
    ("aggregate-site", "79A/GP-TTĐT", "05/02/2024", "ABEI"),
)


NAMES: Final = {
    "57/GP-BTTTT/2019": "57/GP-BTTTT/2019",
    "57/gp-btttt/2019": "57/GP-BTTTT/2019",
    "57/2019": "57/GP-BTTTT/2019",
    "057/2019": "57/GP-BTTTT/2019",
    "57/GP-BTTT/2019": "57/GP-BTTTT/2019",
    "57 / GP - BTTTT / 2019": "57/GP-BTTTT/2019",
    "57/GP\u2013BTTTT/2019": "57/GP-BTTTT/2019",
    "57/GP-BTTTT ngày 12/02/2019": "57/GP-BTTTT/2019",
    "57/GP-BTTTT cấp ngày 12 tháng 2 năm 2020": "57/GP-BTTTT/2020",
    "57/GP-BTTTT of 2020-02-12": "57/GP-BTTTT/2020",
    "57/GP-BTTTT/2019@MIC": "57/GP-BTTTT/2019",
    "310/GP-PTTH&TTĐT": "310/GP-PTTH&TTĐT/2025",
    "310/gp-ptth&ttđt/2025": "310/GP-PTTH&TTĐT/2025",
    "310/GP-PTTHTTDT": "310/GP-PTTH&TTĐT/2025",
    "310": "310/GP-PTTH&TTĐT/2025",
    "5/GP-TTĐT/2025@DIC-HP": "05/GP-TTĐT/2025@DIC-HP",
    "05/GP-TTDT@dic-hp": "05/GP-TTĐT/2025@DIC-HP",
    "005/gp-ttđt/2025@ABEI": "05/GP-TTĐT/2025@ABEI",
    "5/GP-TTĐT ngày 3/2/2025": "05/GP-TTĐT/2025@DIC-HP",
    "79a": "79A/GP-TTĐT/2024@ABEI",
    "last": "79A/GP-TTĐT/2024@ABEI",
    "LAST": "79A/GP-TTĐT/2024@ABEI",
}
"""What may be typed, and the licence that it names."""

NO_NAMES: Final = (
    ("58/2019", 1, "No licence 58/2019 is on record. 'licreg list' shows"),
    (
        "57/GP-BTTTT ngày 13/02/2019",
        1,
        "No licence 57/GP-BTTTT of 13/02/2019 is",
    ),
    (
        "57/GP-BTTTT/2019@ABEI",
        1,
        "No licence 57/GP-BTTTT/2019@ABEI is on record.",
    ),
    ("INS-2024-0001", 1, "No inspection INS-2024-0001 is on record."),
    ("0/2019", 2, "'0/2019' does not name a licence. A number reads like "),
    ("GP-BTTTT", 2, "'GP-BTTTT' does not name a licence."),
    ("", 2, "'' does not name a licence."),
    ("57\x1b[2J", 2, "'57\\x1b[2J' does not name a licence."),
    ("310/GP-PTTH", 2, "'310/GP-PTTH' ends in 'GP-PTTH', which is no suffix;"),
)
"""What names no licence, the exit code, and how the sentence begins."""

SEVERAL: Final = {
    "57": ("57/GP-BTTTT/2019@MIC", "57/GP-BTTTT/2020@MIC"),
    "57/GP-BTTTT": ("57/GP-BTTTT/2019@MIC", "57/GP-BTTTT/2020@MIC"),
    "5/2025": ("05/GP-TTĐT/2025@ABEI", "05/GP-TTĐT/2025@DIC-HP"),
    "05/GP-TTĐT": ("05/GP-TTĐT/2025@ABEI", "05/GP-TTĐT/2025@DIC-HP"),
}
"""What names several licences, and which."""

Form = Literal["NFC", "NFD"]
FORMS: Final[tuple[Form, ...]] = ("NFC", "NFD")


class TestReferences:
    """What a person types names one licence, or is told which it could mean."""

    @pytest.fixture(autouse=True)
    def _recorded(self, licreg: Licreg, empty: Path) -> None:
        for kind, number, day, issuer in PAPERS:
            run = licreg(
                *("--register", empty, "issue", kind, number, "--on", day),
                *("--issuer", issuer, "--holder", f"Ví dụ {day}"),
            )
            assert run.code == 0, run.err

    @pytest.mark.parametrize("form", FORMS)
    def test_the_same_licence_is_found_however_it_is_typed(
        self, licreg: Licreg, empty: Path, form: Form
    ) -> None:
        found = {
            typed: shown(licreg, empty, unicodedata.normalize(form, typed))["licence"]
            for typed in NAMES
        }

        assert found == NAMES

    def test_what_names_several_lists_them(self, licreg: Licreg, empty: Path) -> None:
        for reference, candidates in SEVERAL.items():
            run = licreg("--register", empty, "show", reference)

            assert run.code == AmbiguousReferenceError.exit_code == 2
            assert run.out == ""
            assert f" names {len(candidates)} licences: " in run.err
            assert all(candidate in run.err for candidate in candidates)
            assert run.err.endswith("Name one in full.\n")

    def test_each_of_those_listed_is_a_name(self, licreg: Licreg, empty: Path) -> None:
        run = licreg("--register", empty, "show", "5/2025")
        names = run.err.partition(": ")[2].partition(": ")[2].partition(". ")[0]

        found = [shown(licreg, empty, name)["issuer"] for name in names.split(", ")]

        assert sorted(found) == ["ABEI", "DIC-HP"]

    def test_what_names_nothing_is_refused(self, licreg: Licreg, empty: Path) -> None:
        for reference, code, sentence in NO_NAMES:
            run = licreg("--register", empty, "show", reference)

            assert (run.code, run.out) == (code, "")
            assert run.err.startswith(f"Error: {sentence}")
            assert run.err.count("\n") == 1

    def test_in_an_empty_register_nothing_was_last(
        self, licreg: Licreg, tmp_path: Path
    ) -> None:
        licreg("init", tmp_path / "new")

        run = licreg("--register", tmp_path / "new", "show", "last")

        assert run.code == NotFoundError.exit_code == 1
        assert run.err.startswith("Error: Nothing is on record yet in ")


class TestShow:
    """One record, whole, as it stood on a day."""

    def test_a_licence_has_its_acts_and_its_later_numbers(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        acts = licreg("--register", demo_once, "export", "acts").out.splitlines()
        extended = next(line for line in acts if ",extend," in line).split(",")
        licence, _, day, number = extended[:4]

        record = shown(licreg, demo_once, licence)

        told = [(act["act"], act["on"], act["number"]) for act in record["acts"]]
        assert ("extend", day, number) in told
        assert shown(licreg, demo_once, f"{number} ngày {day}") == record

    def test_before_an_act_it_stood_as_granted(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        acts = licreg("--register", demo_once, "export", "acts").out.splitlines()
        licence, _, day, *_ = next(x for x in acts if ",revoke," in x).split(",")

        before, after = (
            licreg(
                *("--register", demo_once, "show", licence, "--as-of", cut),
                *("--format", "json"),
            ).json
            for cut in (f"{int(day[:4]) - 1}-12-31", day)
        )

        assert (before["status"], before["acts"]) == ("in-force", [])
        assert (after["status"], after["status_on"]) == ("revoked", day)

    def test_an_inspection_stands_as_on_its_day_too(
        self, licreg: Licreg, empty: Path
    ) -> None:
        licreg(
            *("--register", empty, "inspect", "a.vn", "--on", "3/6/2024"),
            *("--agency", "ABEI", "--subject-kind", "account"),
        )
        licreg(
            *("--register", empty, "decide", "last", "--on", "20/6/2024"),
            *("--outcome", "warned"),
        )

        outcomes = [
            licreg(
                *("--register", empty, "show", "INS-2024-0001", "--as-of", day),
                *("--format", "json"),
            ).json["outcome"]
            for day in ("19/6/2024", "20/6/2024")
        ]

        assert outcomes == ["pending", "warned"]

    def test_a_future_day_is_refused(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, "show", "last", "--as-of", "1/1/2199")

        assert run.code == 1
        assert run.err.startswith("Error: 2199-01-01 lies after today, ")


class TestFilters:
    """A list holds what was asked for and ends with its count."""

    @pytest.mark.parametrize(
        ("words", "name", "values"),
        [
            (["social-network", "--year", "2024"], "kind", {"social-network"}),
            (["ei-all", "--year", "2024"], "kind", {"aggregate-site"}),
            (["--status", "revoked"], "status", {"revoked"}),
            (
                ["--measure", "suspended", "--as-of", "15/11/2024"],
                "status",
                {"suspended"},
            ),
            (["--issuer", "dic-hn", "--year", "2020"], "issuer", {"DIC-HN"}),
            (["inspections", "--outcome", "warned"], "outcome", {"warned"}),
            (["online-games", "--fined"], "outcome", {"fined"}),
            (["inspections", "--agency", "DIC-HCM"], "agency", {"DIC-HCM"}),
            (["game", "--year", "2016"], "subject_kind", {"game"}),
            (["social-network", "--fined", "--year", "2024"], "outcome", {"fined"}),
        ],
    )
    def test_every_row_is_of_what_was_asked_for(
        self,
        licreg: Licreg,
        demo_once: Path,
        words: Sequence[str],
        name: str,
        values: set[str],
    ) -> None:
        rows = listed(licreg, demo_once, *words)

        assert {row[name] for row in rows} == values

    def test_issuers_may_be_a_pattern(self, licreg: Licreg, demo_once: Path) -> None:
        rows = listed(licreg, demo_once, "--issuer", "DIC-*", "--year", "2020")

        issuers = {row["issuer"] for row in rows}
        assert len(issuers) > 5
        assert all(issuer.startswith("DIC-") for issuer in issuers)

    @pytest.mark.parametrize(
        "part", ["biển bạc", "BIEN BAC", unicodedata.normalize("NFD", "Biển Bạc")]
    )
    def test_a_part_of_a_name_is_found_accents_aside(
        self, licreg: Licreg, demo_once: Path, part: str
    ) -> None:
        rows = listed(licreg, demo_once, "--holder", part, "--year", "2024")

        assert rows
        assert all("Biển Bạc" in row["holder"] for row in rows)

    def test_a_site_finds_its_licences_and_its_inspections(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        visit = next(
            row
            for row in listed(licreg, demo_once, "inspections", "--year", "2024")
            if row["licence"]
        )
        site = visit["subject"]

        licences = listed(licreg, demo_once, "--site", site.upper())
        visits = listed(licreg, demo_once, "inspections", "--site", site)

        assert all(site in row["sites"] for row in licences)
        assert visit["licence"] in [row["licence"] for row in licences]
        assert visit["ref"] in [row["ref"] for row in visits]

    def test_a_campaign_is_found_by_a_part_of_its_name(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = listed(
            licreg, demo_once, "inspections", "--campaign", "dot kiem tra 2020"
        )

        assert rows
        assert all(row["campaign"].startswith("Đợt kiểm tra 2020") for row in rows)

    def test_a_period_is_inclusive_at_both_ends(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        rows = listed(licreg, demo_once, "social-network", "--year", "2024")
        first, last = rows[0]["issued_on"], rows[-1]["issued_on"]

        again = listed(
            licreg, demo_once, "social-network", "--from", first, "--to", last
        )

        assert again == rows

    def test_a_list_is_in_the_order_of_its_days(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        days = [row["issued_on"] for row in listed(licreg, demo_once, "--year", "2024")]

        assert days == sorted(days)

    @pytest.mark.parametrize(
        ("words", "end"),
        [
            (
                ["social-network", "--year", "2024"],
                "40 licences, from 2024-01-01 to 2024-11-15",
            ),
            (
                ["social-network", "--as-of", "15/11/2024"],
                "1,056 licences, as of 2024-11-15",
            ),
            (
                ["inspections", "INS", "--year", "2024"],
                "",
            ),
            (
                ["cross-border", "--year", "2024", "--outcome", "fined"],
                "No inspection matches, from 2024-01-01 to 2024-11-15.",
            ),
            (
                ["g1-release", "--as-of", "15/11/2024"],
                "No licence matches, as of 2024-11-15.",
            ),
        ],
    )
    def test_it_ends_with_its_count(
        self, licreg: Licreg, demo_once: Path, words: Sequence[str], end: str
    ) -> None:
        run = licreg("--register", demo_once, "list", *words)

        if end:
            assert run.code == 0
            assert run.out.rstrip("\n").rpartition("\n")[2] == end
        else:
            assert run.err.startswith(
                "Error: 'ins' is not a known kind of inspections."
            )

    def test_fines_are_summed_below_inspections(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg(
            *("--register", demo_once, "list", "electronic-information"),
            *("--fined", "--year", "2024"),
        )

        assert run.out.endswith(
            "\n46 inspections, from 2024-01-01 to 2024-11-15\n"
            "Fines: 1,027,500,000 VND\n"
        )

    def test_an_empty_list_of_plain_websites_says_what_may_be_meant(
        self, licreg: Licreg, demo_once: Path
    ) -> None:
        run = licreg("--register", demo_once, "list", "ei-website", "--year", "2024")

        assert run.code == 0
        assert run.out.endswith(
            "\nNo licence matches, from 2024-01-01 to 2024-11-15.\n"
            "Plain EI websites were licensed up to 31 Aug 2013 only; what the "
            "published reports call EI websites are aggregate sites. "
            "Aggregate sites: 80.\n"
        )

    @pytest.mark.parametrize(
        ("words", "code", "sentence"),
        [
            (
                ["social-netwrok"],
                2,
                "'social-netwrok' is not a known kind of licences. D",
            ),
            (
                ["inspections", "x"],
                2,
                "'x' is not a known kind of inspections. Known: ",
            ),
            (
                ["licences", "game"],
                2,
                "'game' is not a known kind of licences. Known: ",
            ),
            (
                ["licences", "ei-all", "x"],
                2,
                "'x' is one word too many. List reads like",
            ),
            (["--status", "gone"], 2, "'gone' is not a known status. Known: not-yet, "),
            (
                ["--measure", "sold"],
                2,
                "'sold' is not a known measure. Known: issued, ",
            ),
            (["--year", "24"], 2, "'24' is not a year from 1900 to 2199;"),
            (
                ["--year", "2023-2024"],
                2,
                "'2023-2024' names 2 years. Give one, like 2024",
            ),
            (
                ["--year", "2024", "--to", "1/2"],
                2,
                "Give --year or --from and --to, not",
            ),
            (
                ["--from", "2/2/2024", "--to", "1/2/2024"],
                2,
                "The period from 2024-02-02 to",
            ),
            (
                ["--as-of", "1/2/2024", "--to", "2/2/2024"],
                2,
                "--as-of 2024-02-01 lies bef",
            ),
            (["--as-of", "1/1/2199"], 1, "2199-01-01 lies after today, "),
            (["--to", "1/1/2199"], 1, "2199-01-01 lies after today, "),
            (
                ["licences", "--fined"],
                2,
                "--fined goes with inspections; here licences ",
            ),
            (
                ["game", "--status", "expired"],
                2,
                "--status goes with licences; here insp",
            ),
            (
                ["--issuer", "NOPE"],
                2,
                "'NOPE' is not a known issuer; 'licreg law' lists",
            ),
        ],
    )
    def test_what_cannot_be_listed_is_refused(
        self,
        licreg: Licreg,
        demo_once: Path,
        words: Sequence[str],
        code: int,
        sentence: str,
    ) -> None:
        run = licreg("--register", demo_once, "list", *words)

        assert (run.code, run.out) == (code, "")
        assert run.err.startswith(f"Error: {sentence}")
        assert run.err.count("\n") == 1


WHAT: Final = (
    "inspected on: 2024-06-03; agency: ABEI; subject: a.vn; subject kind: account; "
    "outcome: pending"
)
THEN: Final = (
    "ref: INS-2024-0001; on: 2024-06-20; outcome: fined; breaches: Art 1=1000000"
)


class TestHistory:
    """Who entered what, and when."""

    def test_every_entry_is_told_with_its_moment_and_clerk(
        self, licreg: Licreg, empty: Path
    ) -> None:
        licreg(
            *("--register", empty, "inspect", "a.vn", "--on", "3/6/2024"),
            *("--agency", "ABEI", "--subject-kind", "account"),
        )
        licreg(
            *("--register", empty, "decide", "last", "--on", "20/6/2024"),
            *("--breach", "Art 1=1tr"),
        )

        rows = licreg("--register", empty, "history", "--format", "json").json

        assert [
            (row["entry"], row["by"], row["event"], row["what"]) for row in rows
        ] == [
            (
                1,
                "an",
                "InspectionRecorded",
                WHAT,
            ),
            (
                2,
                "an",
                "InspectionDecided",
                THEN,
            ),
        ]
        assert all(row["at"].endswith("+07:00") for row in rows)

    def test_a_record_has_its_own(self, licreg: Licreg, demo_once: Path) -> None:
        acts = licreg("--register", demo_once, "export", "acts").out.splitlines()
        licence = next(line for line in acts if ",revoke," in line).split(",")[0]

        rows = licreg(
            "--register", demo_once, "history", licence, "--format", "json"
        ).json

        events = [row["event"] for row in rows]
        assert events[0] == "LicenceIssued"
        assert "LicenceRevoked" in events
        assert {row["ref"] for row in rows} == {licence}

    def test_a_person_reads_it_in_words(self, licreg: Licreg, demo_once: Path) -> None:
        run = licreg("--register", demo_once, "history", "last", "--format", "table")

        assert " inspect " in run.out
        assert run.out.endswith("\n1 entry\n")
