"""The sample register, counted straight from its files with code of its own.

Nothing of licreg is used here, so that licreg's answers can be held against these.
"""

import csv
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest

Row: TypeAlias = dict[str, str]
Rows: TypeAlias = list[Row]

GENERATOR = Path(__file__).with_name("generate.py")
DATA = Path(__file__).parents[2] / "data"
FILES = ("licences.csv", "acts.csv", "inspections.csv", "tallies.csv")
LAST_DAY = "2024-11-15"
HEADERS = {
    "tallies.csv": "measure,kind,count,from_on,to_on,issuer,source,note,part",
    "licences.csv": "kind,number,issuer,issued_on,effective_on,expires_on,holder,"
    "holder_kind,holder_code,sites,replaces,status,status_on,printed,source,note",
    "acts.csv": "licence,act,on,number,until,set,reason,source",
    "inspections.csv": "ref,inspected_on,agency,subject,subject_kind,licence,campaign,"
    "outcome,breaches,fine_vnd,decision,decided_on,note",
}

EI_SUBJECTS = {"ei-website", "aggregate-site", "social-network", "account"}
GAME_SUBJECTS = {"game", "game-organisation", "game-individual"}
INDIVIDUALS = {"account", "game-individual"}
PENALTIES = {"warned", "fined", "stripped", "other-sanction"}
MILD_OUTCOMES = {"no-breach", "reminded", "referred", "removal-requested", "pending"}
HOLDER_KINDS = {
    "enterprise",
    "press-agency",
    "association",
    "state-body",
    "religious",
    "foreign",
}
DATE_COLUMNS = (
    "issued_on",
    "effective_on",
    "status_on",
    "on",
    "inspected_on",
    "decided_on",
)
# Basis: first and last day, least and most for an organisation in million VND.
BANDS = {
    "174/2013 Art 64.1.a": ("2013-01-01", "2020-04-14", 10, 20),
    "15/2020 Art 98.1": ("2020-04-15", LAST_DAY, 10, 20),
    "15/2020 Art 98.2": ("2020-04-15", LAST_DAY, 50, 70),
    "15/2020 Art 99.1.a": ("2020-04-15", LAST_DAY, 5, 10),
    "15/2020 Art 100.1.a": ("2020-04-15", LAST_DAY, 20, 30),
    "15/2020 Art 101.1.a": ("2020-04-15", LAST_DAY, 10, 20),
    "15/2020 Art 103.1.a": ("2020-04-15", LAST_DAY, 10, 20),
    "119/2020 Art 20.1.a": ("2020-12-01", LAST_DAY, 10, 20),
}
PRESS_WORDS = ("báo", "tạp chí", "tin", "news", "times", "online", "daily")
PRESS_PARTS = ("bao", "tapchi", "tin", "news", "times", "online", "daily")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def licences() -> Rows:
    return read(DATA / "sample" / "licences.csv")


@pytest.fixture(scope="module")
def acts() -> Rows:
    return read(DATA / "sample" / "acts.csv")


@pytest.fixture(scope="module")
def inspections() -> Rows:
    return read(DATA / "sample" / "inspections.csv")


def reference(licence: Row) -> str:
    return f"{licence['number']}/{licence['issued_on'][:4]}@{licence['issuer']}"


def by_licence(acts: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for act in acts:
        found[act["licence"]].append(act)
    return found


def last_day(licence: Row, acts: Rows, day: str) -> str:
    ends = [a["until"] for a in acts if a["act"] == "extend" and a["on"] <= day]
    return ends[-1] if ends else licence["expires_on"]


def state(licence: Row, acts: Rows, day: str) -> str:
    """Tell how a licence stands at the end of a day; ISO days compare as text."""
    seen = [act for act in acts if act["on"] <= day]
    names = {act["act"] for act in seen}
    if "revoke" in names:
        return "revoked"
    if "surrender" in names:
        return "surrendered"
    if licence["status"] == "lapsed" and licence["status_on"] <= day:
        return "lapsed"
    if day > last_day(licence, acts, day):
        return "expired"
    pauses = [act for act in seen if act["act"] in {"suspend", "resume"}]
    if pauses and pauses[-1]["act"] == "suspend" and day <= pauses[-1]["until"]:
        return "suspended"
    first = licence["effective_on"] or licence["issued_on"]
    return "in-force" if first <= day else "not-yet"


def issued(licences: Rows, kind: str, first: str, last: str) -> Rows:
    return [
        licence
        for licence in licences
        if licence["kind"] == kind and first <= licence["issued_on"] <= last
    ]


def in_force(licences: Rows, acts: Rows, day: str) -> Rows:
    found = by_licence(acts)
    return [
        licence
        for licence in issued(licences, "aggregate-site", "", day)
        if state(licence, found[reference(licence)], day) == "in-force"
    ]


def visits(inspections: Rows, kinds: Iterable[str], year: int) -> Rows:
    return [
        row
        for row in inspections
        if row["subject_kind"] in kinds and row["inspected_on"][:4] == str(year)
    ]


def with_outcome(rows: Rows, *outcomes: str) -> Rows:
    return [row for row in rows if row["outcome"] in outcomes]


def breaches_of(row: Row) -> Iterator[tuple[str, int]]:
    for part in row["breaches"].split("; ") if row["breaches"] else ():
        basis, _, amount = part.partition("=")
        yield basis, int(amount)


def fines(rows: Rows) -> int:
    return sum(int(row["fine_vnd"] or 0) for row in rows)


class TestTheFiles:
    @pytest.mark.parametrize("hash_seed", ["0", "1"])
    def test_the_generator_writes_them_again(
        self, tmp_path: Path, hash_seed: str
    ) -> None:
        subprocess.run(
            [sys.executable, GENERATOR, tmp_path],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
        )

        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
        for name in FILES:
            again = (tmp_path / name).read_bytes()
            assert again == (DATA / "sample" / name).read_bytes(), name

    @pytest.mark.parametrize("name", FILES)
    def test_they_are_plain_text(self, name: str) -> None:
        content = (DATA / "sample" / name).read_bytes()
        text = content.decode("utf-8")

        assert text.partition("\n")[0] == HEADERS[name]
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert text.endswith("\n")
        assert unicodedata.is_normalized("NFC", text)

    def test_about_four_thousand_records(
        self, licences: Rows, acts: Rows, inspections: Rows
    ) -> None:
        assert 3400 <= len(licences) <= 3600
        assert 150 <= len(acts) <= 250
        assert 500 <= len(inspections) <= 600

    def test_nothing_happens_after_the_last_day(
        self, licences: Rows, acts: Rows, inspections: Rows
    ) -> None:
        days = [
            row[column]
            for row in (*licences, *acts, *inspections)
            for column in DATE_COLUMNS
            if row.get(column)
        ]

        assert max(days) == LAST_DAY
        assert all(date.fromisoformat(day).weekday() < 5 for day in days)


class TestPublishedLicences:
    @pytest.mark.parametrize(
        ("day", "count"),
        [
            ("2018-12-31", 407),
            ("2019-06-30", 455),
            ("2019-12-31", 614),
            ("2020-10-30", 728),
            ("2022-11-30", 956),
            ("2023-12-31", 1016),
            ("2024-11-15", 1056),
        ],
    )
    def test_social_networks_issued_so_far(
        self, licences: Rows, day: str, count: int
    ) -> None:
        assert len(issued(licences, "social-network", "", day)) == count

    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [("2019-01-01", "2019-06-30", 48), ("2024-01-01", "2024-11-15", 40)],
    )
    def test_social_networks_issued(
        self, licences: Rows, first: str, last: str, count: int
    ) -> None:
        assert len(issued(licences, "social-network", first, last)) == count

    def test_aggregate_sites_issued_in_2024(self, licences: Rows) -> None:
        rows = issued(licences, "aggregate-site", "2024-01-01", LAST_DAY)
        issuers = Counter(row["issuer"].partition("-")[0] for row in rows)

        assert issuers == {"DIC": 70, "ABEI": 10}

    def test_no_aggregate_site_of_the_press_since_november_2019(
        self, licences: Rows
    ) -> None:
        press = [row for row in licences if row["holder_kind"] == "press-agency"]

        assert max(row["issued_on"] for row in press) < "2019-11-01"
        assert {row["issuer"] for row in press} == {"ABEI"}

    def test_websites_and_confirmations_are_old(self, licences: Rows) -> None:
        assert len(issued(licences, "ei-website", "2009-01-01", "2012-12-31")) == 60
        assert not issued(licences, "ei-website", "2013-01-01", LAST_DAY)
        confirmations = issued(licences, "sn-confirmation", "", LAST_DAY)
        assert len(confirmations) == 20
        assert {row["issued_on"][:4] for row in confirmations} == {
            "2011",
            "2012",
            "2013",
        }
        assert max(row["issued_on"] for row in confirmations) < "2013-09-01"

    @pytest.mark.parametrize(
        ("day", "count"),
        [("2018-06-30", 1510), ("2020-09-30", 1691), ("2022-11-30", 1980)],
    )
    def test_aggregate_sites_in_force(
        self, licences: Rows, acts: Rows, day: str, count: int
    ) -> None:
        assert len(in_force(licences, acts, day)) == count

    def test_aggregate_sites_in_force_by_issuer(
        self, licences: Rows, acts: Rows
    ) -> None:
        rows = in_force(licences, acts, "2020-09-30")
        issuers = Counter(row["issuer"].partition("-")[0] for row in rows)

        assert issuers == {"ABEI": 388, "DIC": 1303}


class TestPublishedInspections:
    def test_electronic_information_in_2024(self, inspections: Rows) -> None:
        rows = visits(inspections, EI_SUBJECTS, 2024)
        fined = with_outcome(rows, "fined")

        assert len(rows) == len({row["subject"] for row in rows}) == 236
        assert len(with_outcome(rows, *PENALTIES)) == len(fined) == 46
        assert len({row["decision"] for row in fined}) == 46
        assert fines(fined) == fines(rows) == 1_027_500_000
        assert sum(";" in row["breaches"] for row in fined) >= 5
        assert 2 <= len(with_outcome(rows, "pending")) <= 10

    def test_half_of_the_fines_of_2024_come_after_the_visit(
        self, inspections: Rows
    ) -> None:
        fined = with_outcome(visits(inspections, EI_SUBJECTS, 2024), "fined")
        later = [row for row in fined if row["decided_on"] > row["inspected_on"]]

        assert 18 <= len(later) <= 28

    def test_the_decisions_of_2024_are_of_visits_of_2024(
        self, inspections: Rows
    ) -> None:
        decided = [
            row
            for row in with_outcome(inspections, "fined")
            if row["subject_kind"] in EI_SUBJECTS
            and "2024-01-01" <= row["decided_on"] <= LAST_DAY
        ]

        assert len(decided) == 46
        assert fines(decided) == 1_027_500_000

    def test_games_in_2024(self, inspections: Rows) -> None:
        rows = visits(inspections, GAME_SUBJECTS, 2024)
        outcomes = Counter(row["outcome"] for row in rows)

        assert len(rows) == len({row["subject"] for row in rows}) == 45
        assert not visits(inspections, {"game"}, 2024)
        assert (outcomes["fined"], outcomes["warned"]) == (8, 2)
        assert len(with_outcome(rows, *PENALTIES)) == 10

    def test_fines_of_2020(self, inspections: Rows) -> None:
        fined = with_outcome(visits(inspections, EI_SUBJECTS, 2020), "fined")

        assert len(fined) == 37
        assert {row["decided_on"][:4] for row in fined} == {"2020"}
        assert fines(fined) == 742_500_000

    @pytest.mark.parametrize("year", range(2016, 2024))
    def test_years_before(self, inspections: Rows, year: int) -> None:
        assert 20 <= len(visits(inspections, EI_SUBJECTS | GAME_SUBJECTS, year)) <= 60

    def test_cross_border_subjects(self, inspections: Rows) -> None:
        rows = [row for row in inspections if row["subject_kind"] == "cross-border"]

        assert {row["outcome"] for row in rows} == {"removal-requested"}
        assert {row["inspected_on"][:4] for row in rows} == {"2022", "2023", "2024"}


class TestLicences:
    def test_a_number_is_given_once_and_follows_the_days(
        self, licences: Rows, acts: Rows
    ) -> None:
        books: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
        papers = [(row["number"], row["issued_on"], row["issuer"]) for row in licences]
        papers += [
            (row["number"], row["on"], row["licence"].partition("@")[2])
            for row in acts
            if row["number"]
        ]
        for text, day, issuer in papers:
            assert re.fullmatch(r"\d{2,4}/(GP|GXN|QĐ)-[A-ZĐ&-]+", text)
            number, _, suffix = text.partition("/")
            books[issuer, suffix, day[:4]].append((day, int(number)))

        for book in books.values():
            numbers = [number for _, number in sorted(book)]
            assert numbers == sorted(set(numbers))

    def test_two_issuers_give_the_same_number(self, licences: Rows) -> None:
        issuers = Counter((row["number"], row["issued_on"][:4]) for row in licences)

        assert len({reference(row) for row in licences}) == len(licences)
        assert issuers["04/GP-TTĐT", "2024"] > 1

    def test_issuers_exist_on_the_day(self, licences: Rows, inspections: Rows) -> None:
        known = {row["issuer"]: row for row in read(DATA / "law" / "issuers.csv")}
        uses = [(row["issuer"], row["issued_on"]) for row in licences]
        uses += [(row["agency"], row["inspected_on"]) for row in inspections]

        for issuer, day in uses:
            assert known[issuer]["from"] <= day <= (known[issuer]["until"] or day)

    def test_kinds_have_their_issuers(self, licences: Rows) -> None:
        for row in licences:
            is_network = row["kind"] == "social-network"
            assert (row["issuer"] == "MIC") == is_network
            assert (row["number"].endswith("/GP-BTTTT")) == is_network
            assert not is_network or row["issued_on"] >= "2013-09-01"
            if row["issuer"] not in {"DIC-HN", "DIC-HCM"}:
                assert not row["number"].endswith("-STTTT")

    def test_terms_are_whole_years_up_to_ten(self, licences: Rows) -> None:
        for row in licences:
            first = date.fromisoformat(row["issued_on"])
            end = date.fromisoformat(row["expires_on"]) + timedelta(1)
            is_leap_day = (first.month, first.day) == (2, 29)
            assert is_leap_day or (first.month, first.day) == (end.month, end.day)
            assert 1 <= end.year - first.year <= 10
            assert row["issued_on"] <= (row["effective_on"] or row["issued_on"])

    def test_empty_columns_stay_empty(self, licences: Rows) -> None:
        lapsed = [row for row in licences if row["status"]]

        assert {row["status"] for row in lapsed} == {"lapsed"}
        assert len(lapsed) == 5
        assert [row for row in licences if row["status_on"]] == lapsed
        assert {row["printed"] + row["note"] for row in licences} == {""}
        assert {row["source"] for row in licences} == {"invented sample"}

    def test_holders_are_plainly_invented(self, licences: Rows) -> None:
        for row in licences:
            assert row["holder_kind"] in HOLDER_KINDS
            assert re.fullmatch(r"09\d{8}", row["holder_code"])
            assert " Ví dụ " in row["holder"]
        names = {
            (row["holder"], row["holder_kind"], row["holder_code"]) for row in licences
        }
        assert len({code for *_, code in names}) == len(names)

    def test_sites_are_plainly_invented_and_vietnamese(self, licences: Rows) -> None:
        for row in licences:
            sites = row["sites"].split(" ")
            assert len(set(sites)) == len(sites) <= 4
            assert any(site.endswith(".vn") for site in sites)
            for site in sites:
                assert re.fullmatch(r"vidu(-[a-z0-9]+)+(\.[a-z]+)+", site)

    def test_only_the_press_sounds_like_the_press(self, licences: Rows) -> None:
        for row in licences:
            assert not any(part in row["sites"] for part in PRESS_PARTS)
            if row["holder_kind"] != "press-agency":
                name = f" {row['holder'].lower()} "
                assert not any(f" {word} " in name for word in PRESS_WORDS)

    def test_a_site_stands_on_one_licence_or_on_its_renewal(
        self, licences: Rows
    ) -> None:
        renewed = {row["replaces"] for row in licences}
        sites = [
            site
            for row in licences
            if reference(row) not in renewed
            for site in row["sites"].split(" ")
        ]

        assert len(set(sites)) == len(sites)

    def test_a_renewal_follows_the_end_of_the_licence_before(
        self, licences: Rows, acts: Rows
    ) -> None:
        known = {reference(row): row for row in licences}
        found = by_licence(acts)
        renewals = [row for row in licences if row["replaces"]]

        assert 5 <= len(renewals) <= 40
        assert len({row["replaces"] for row in renewals}) == len(renewals)
        for row in renewals:
            old = known[row["replaces"]]
            assert state(old, found[row["replaces"]], row["issued_on"]) == "expired"
            assert last_day(old, found[row["replaces"]], LAST_DAY) < row["issued_on"]
            for column in ("kind", "issuer", "holder", "sites"):
                assert row[column] == old[column]


class TestActs:
    def test_how_many_of_each(self, acts: Rows) -> None:
        counts = Counter(act["act"] for act in acts)

        assert 50 <= counts["extend"] <= 70
        assert 10 <= counts["reissue"] <= 20
        assert 35 <= counts["amend"] <= 45
        assert 12 <= counts["revoke"] <= 18
        assert 20 <= counts["surrender"] <= 30
        assert 5 <= counts["resume"] < counts["suspend"]
        assert max(len(rows) for rows in by_licence(acts).values()) >= 3

    def test_each_falls_on_a_licence_that_it_fits(
        self, licences: Rows, acts: Rows
    ) -> None:
        known = {reference(row): row for row in licences}
        for name, rows in by_licence(acts).items():
            days = [row["on"] for row in rows]
            assert days == sorted(set(days))
            for place, act in enumerate(rows):
                before = state(known[name], rows[:place], act["on"])
                fitting = {"resume": {"suspended"}, "revoke": {"in-force", "suspended"}}
                assert before in fitting.get(act["act"], {"in-force"})

    def test_a_lapsed_licence_sees_no_act_after(
        self, licences: Rows, acts: Rows
    ) -> None:
        found = by_licence(acts)
        for row in licences:
            if row["status"] == "lapsed":
                days = [act["on"] for act in found[reference(row)]]
                assert all(day < row["status_on"] for day in days)
                assert row["status_on"] < row["expires_on"]

    def test_extensions_keep_their_limits(self, licences: Rows, acts: Rows) -> None:
        known = {reference(row): row for row in licences}
        for name, rows in by_licence(acts).items():
            extensions = [row for row in rows if row["act"] == "extend"]
            assert len(extensions) <= 2
            end = date.fromisoformat(known[name]["expires_on"])
            for act in extensions:
                until = date.fromisoformat(act["until"])
                assert end - date.fromisoformat(act["on"]) >= timedelta(30)
                assert end < until <= end.replace(year=end.year + 2)
                end = until

    def test_suspensions_last_three_months(self, acts: Rows) -> None:
        for act in acts:
            if act["act"] == "suspend":
                first = date.fromisoformat(act["on"])
                until = date.fromisoformat(act["until"])
                assert timedelta(86) <= until - first <= timedelta(92)
            elif act["act"] != "extend":
                assert not act["until"]

    def test_amendments_name_fields_of_licences(self, acts: Rows) -> None:
        for act in acts:
            parts = act["set"].split("; ") if act["set"] else []
            assert bool(parts) == (act["act"] == "amend")
            assert all(re.match(r"(holder|sites)=.", part) for part in parts)

    def test_every_act_but_a_surrender_has_a_number(self, acts: Rows) -> None:
        decisions = {"suspend", "resume", "revoke", "surrender"}
        for act in acts:
            assert act["number"] or act["act"] == "surrender"
            if act["number"]:
                assert ("/QĐ-" in act["number"]) == (act["act"] in decisions)
            assert act["source"] == "invented sample"


class TestInspections:
    def test_references_follow_the_days(self, inspections: Rows) -> None:
        days = [row["inspected_on"] for row in inspections]
        years = Counter[str]()

        assert days == sorted(days)
        for row in inspections:
            year = row["inspected_on"][:4]
            years[year] += 1
            assert row["ref"] == f"INS-{year}-{years[year]:04d}"

    def test_subjects_are_licensed_sites_or_plainly_invented(
        self, licences: Rows, inspections: Rows
    ) -> None:
        known = {reference(row): row for row in licences}
        for row in inspections:
            if row["licence"]:
                licence = known[row["licence"]]
                assert row["subject"] in licence["sites"].split(" ")
                assert row["subject_kind"] == licence["kind"]
                assert licence["issued_on"] < row["inspected_on"]
            else:
                assert re.search(r"v[ií][- ]?d[uụ]", row["subject"], re.IGNORECASE)

    def test_a_penalty_has_a_decision_of_its_own(self, inspections: Rows) -> None:
        decisions = Counter(
            (row["decided_on"][:4], row["decision"])
            for row in inspections
            if row["decision"]
        )

        assert max(decisions.values()) == 1
        for row in inspections:
            has_decision = row["outcome"] in PENALTIES
            assert row["outcome"] in PENALTIES | MILD_OUTCOMES
            assert bool(row["decision"]) == bool(row["decided_on"]) == has_decision
            if has_decision:
                assert re.fullmatch(r"\d{2,3}/QĐ-XPVPHC", row["decision"])
                assert row["inspected_on"] <= row["decided_on"]
                assert row["inspected_on"][:4] == row["decided_on"][:4]

    def test_decision_numbers_follow_the_days(self, inspections: Rows) -> None:
        decided = sorted(
            (row["decided_on"], int(row["decision"].partition("/")[0]))
            for row in inspections
            if row["decision"]
        )
        for (day, number), (next_day, next_number) in pairwise(decided):
            assert day[:4] != next_day[:4] or number < next_number

    def test_a_fine_is_the_sum_of_its_breaches(self, inspections: Rows) -> None:
        for row in inspections:
            breaches = list(breaches_of(row))
            assert bool(breaches) == (row["outcome"] == "fined")
            assert fines([row]) == sum(amount for _, amount in breaches)

    def test_fines_lie_in_the_bands_of_their_day(self, inspections: Rows) -> None:
        for row in inspections:
            share = 500_000 if row["subject_kind"] in INDIVIDUALS else 1_000_000
            for basis, amount in breaches_of(row):
                first, last, least, most = BANDS[basis]
                assert first <= row["inspected_on"] <= row["decided_on"] <= last
                assert least * share <= amount <= most * share
                assert amount % 1000 == 0
