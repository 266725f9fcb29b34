"""The tables of `data/`: each parses, each fact has its source, each name exists."""

import csv
import re
from datetime import date
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path

import pytest

from licreg.actions.counting import (
    FLOWS,
    INSPECTION_MEASURES,
    LICENCE_MEASURES,
)
from licreg.domain.figures import QUALIFIERS, RELATIONS
from licreg.domain.other_registers import DERIVED, KINDS, MEASURES

Row = dict[str, str]

DATA = Path(__file__).parents[2] / "data"

HEADERS = {
    "law/authority.csv": "kind,issuer,holder_kind,from,until,source,confidence",
    "law/extensions.csv": (
        "kind,most,longest_years,ask_days_before,from,until,source,confidence"
    ),
    "law/fines.csv": (
        "instrument,article,conduct,least_vnd,most_vnd,from,until,source,confidence"
    ),
    "law/instruments.csv": (
        "instrument,title_en,title_vi,signed_on,from,until,replaced_by,effect,source,"
        "confidence"
    ),
    "law/issuers.csv": (
        "issuer,name_en,name_vi,province,from,until,successor,source,confidence"
    ),
    "law/kinds.csv": (
        "kind,instrument,family,name_en,name_vi,from,until,source,confidence"
    ),
    "law/misspellings.csv": "misspelt,suffix,source,confidence",
    "law/rules.csv": "rule,level,from,until,title_en,title_vi,source,confidence",
    "law/suffixes.csv": "suffix,kind,issuer,from,until,source,confidence",
    "law/terms.csv": "kind,longest_years,level,from,until,source,confidence",
    **dict.fromkeys(
        (
            "figures/earlier.csv",
            "figures/review-2023.csv",
            "figures/review-2024.csv",
            "figures/since-2024.csv",
        ),
        "id,topic,measure,kind,part,issuer,year,from,as_of,value,qualifier,"
        "tolerance_percent,unit,wording,source,published_on,confidence,note,"
        "relation,related_to,conflicts",
    ),
}
FIGURES = tuple(table for table in HEADERS if table.startswith("figures/"))
# What tells the rows of a table apart; the days only divide one such thing's time.
UNIQUE = {
    "law/extensions.csv": ("kind",),
    "law/instruments.csv": ("instrument",),
    "law/issuers.csv": ("issuer",),
    "law/kinds.csv": ("kind",),
    "law/rules.csv": ("rule",),
    "law/suffixes.csv": ("suffix", "kind", "issuer"),
    "law/terms.csv": ("kind",),
    "law/authority.csv": ("kind", "issuer", "holder_kind"),
    "law/fines.csv": ("instrument", "article", "conduct"),
}
# One row each, whatever its days.
ONCE = {
    "law/instruments.csv": "instrument",
    "law/issuers.csv": "issuer",
    "law/kinds.csv": "kind",
    "law/misspellings.csv": "misspelt",
}
DAY_COLUMNS = ("from", "until", "signed_on", "as_of", "published_on")
AMOUNT_COLUMNS = (
    "ask_days_before",
    "least_vnd",
    "longest_years",
    "most",
    "most_vnd",
    "year",
)
AREAS = {"electronic-information", "online-games"}
# Kinds of which an office keeps no register, though it counts the same measures.
NOT_COUNTED = {"g1-licence", "g2-g4-certificate", "press-and-electronic-information"}
LEVELS = {"warn", "overridable", "refuse"}
HOLDER_KINDS = {
    "",
    "enterprise",
    "press-agency",
    "association",
    "state-body",
    "religious",
    "foreign",
}
RULES = {
    "act-before-grant",
    "act-number-taken",
    "act-on-ended-licence",
    "act-on-expired-licence",
    "act-taken",
    "amendment-as-grant",
    "amendment-without-change",
    "day-in-future",
    "days-out-of-order",
    "extension-asked-late",
    "extension-not-longer",
    "extension-too-long",
    "extension-too-many",
    "fine-against-outcome",
    "fine-missing",
    "fine-outside-band",
    "figure-not-counted",
    "figure-taken",
    "holder-spelt-otherwise",
    "identity-taken",
    "inside-tally",
    "issuer-not-for-kind",
    "issuer-not-then",
    "kind-not-granted-then",
    "later-act-on-record",
    "new-aggregate-for-press",
    "newspaper-like-name",
    "no-expiry",
    "no-vn-domain",
    "number-mended",
    "number-out-of-order",
    "notice-of-other-change",
    "resume-not-suspended",
    "second-suspension",
    "holder-told-apart",
    "site-on-other-licence",
    "site-shape",
    "status-unclear",
    "suffix-not-of-issuer",
    "suffix-not-then",
    "suffix-unknown",
    "sum-of-breaches",
    "suspended-already",
    "suspension-length",
    "tally-drawn-out",
    "tally-overlaps",
    "tally-taken",
    "visit-before-grant",
    "visit-taken",
}


def rows(table: str) -> list[Row]:
    """Read a table, its cells as text; a short or long row is a failure."""
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file, strict=True)
    return [dict(zip(header, record, strict=True)) for record in records]


def column(table: str, name: str) -> set[str]:
    return {row[name] for row in rows(table)}


def first_day(row: Row) -> date:
    return date.fromisoformat(row["from"]) if row["from"] else date.min


def last_day(row: Row) -> date:
    return date.fromisoformat(row["until"]) if row["until"] else date.max


def issuers_meant(pattern: str) -> list[Row]:
    """Return the issuers of a code or of a pattern such as `DIC-*`."""
    return [
        row for row in rows("law/issuers.csv") if fnmatchcase(row["issuer"], pattern)
    ]


def test_every_table_is_known_to_these_tests() -> None:
    found = {
        path.relative_to(DATA).as_posix()
        for folder in ("law", "figures")
        for path in (DATA / folder).glob("*.csv")
    }

    assert found >= set(HEADERS)


@pytest.mark.parametrize("table", HEADERS)
class TestEveryTable:
    def test_is_utf8_with_line_feeds_and_its_header_first(self, table: str) -> None:
        content = (DATA / table).read_bytes()

        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert content.decode("utf-8").partition("\n")[0] == HEADERS[table]

    def test_parses_and_is_not_empty(self, table: str) -> None:
        assert rows(table)

    def test_has_no_stray_spaces(self, table: str) -> None:
        cells = [cell for row in rows(table) for cell in row.values()]

        assert [cell for cell in cells if cell != " ".join(cell.split())] == []

    def test_names_a_source_written_out_for_every_row(self, table: str) -> None:
        sources = column(table, "source")

        assert "" not in sources
        assert [source for source in sources if re.search(r"\[S\d", source)] == []

    def test_says_how_sure_each_row_is(self, table: str) -> None:
        assert column(table, "confidence") <= {"HIGH", "MED", "LOW"}

    def test_has_iso_days_in_order(self, table: str) -> None:
        for row in rows(table):
            for name in DAY_COLUMNS:
                if row.get(name):
                    assert date.fromisoformat(row[name]).isoformat() == row[name]
            if "until" in row:
                assert first_day(row) <= last_day(row)

    def test_has_whole_numbers_where_it_counts(self, table: str) -> None:
        for row in rows(table):
            for name in AMOUNT_COLUMNS:
                assert re.fullmatch(r"\d+", row.get(name, "0")), (name, row)


@pytest.mark.parametrize(("table", "name"), ONCE.items())
def test_a_name_stands_once(table: str, name: str) -> None:
    names = [row[name] for row in rows(table)]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(("table", "names"), UNIQUE.items())
def test_periods_of_one_thing_do_not_overlap(
    table: str, names: tuple[str, ...]
) -> None:
    for one, other in combinations(rows(table), 2):
        if all(one[name] == other[name] for name in names):
            assert last_day(one) < first_day(other) or last_day(other) < first_day(one)


def test_a_figure_has_an_id_of_its_own() -> None:
    ids = [row["id"] for table in FIGURES for row in rows(table)]

    assert len(ids) == len(set(ids))


class TestNamesExist:
    def test_a_successor_is_an_issuer(self) -> None:
        assert column("law/issuers.csv", "successor") - {""} <= column(
            "law/issuers.csv", "issuer"
        )

    def test_a_family_is_a_kind_marked_so(self) -> None:
        families = {
            row["kind"]
            for row in rows("law/kinds.csv")
            if row["instrument"] == "family"
        }

        assert column("law/kinds.csv", "family") - {""} == families
        assert column("law/kinds.csv", "instrument") == {"family", "licence", "other"}

    @pytest.mark.parametrize("table", ["law/suffixes.csv", "law/authority.csv"])
    def test_a_kind_that_is_issued_is_a_kind_but_no_family(self, table: str) -> None:
        issued = {
            row["kind"]
            for row in rows("law/kinds.csv")
            if row["instrument"] != "family"
        }

        assert column(table, "kind") - {""} <= issued

    @pytest.mark.parametrize("table", ["law/terms.csv", "law/extensions.csv"])
    def test_a_limit_is_set_to_a_licence(self, table: str) -> None:
        licences = {
            row["kind"]
            for row in rows("law/kinds.csv")
            if row["instrument"] == "licence"
        }

        assert column(table, "kind") <= licences

    @pytest.mark.parametrize("table", ["law/suffixes.csv", "law/authority.csv"])
    def test_an_issuer_or_pattern_means_issuers_of_those_days(self, table: str) -> None:
        for row in rows(table):
            meant = issuers_meant(row["issuer"])

            assert meant, row
            assert min(map(first_day, meant)) <= first_day(row), row
            assert last_day(row) <= max(map(last_day, meant)), row

    def test_a_holder_kind_is_one_of_the_register(self) -> None:
        assert column("law/authority.csv", "holder_kind") <= HOLDER_KINDS

    def test_a_misspelling_is_no_suffix_and_means_one(self) -> None:
        suffixes = column("law/suffixes.csv", "suffix")

        assert column("law/misspellings.csv", "suffix") <= suffixes
        assert not column("law/misspellings.csv", "misspelt") & suffixes

    def test_an_instrument_is_replaced_by_one_in_force_the_day_after(self) -> None:
        starts = {
            row["instrument"]: first_day(row) for row in rows("law/instruments.csv")
        }

        for row in rows("law/instruments.csv"):
            if row["replaced_by"]:
                following = starts[row["replaced_by"]]
                assert (following - last_day(row)).days == 1, row

    def test_a_fine_lies_within_the_days_of_its_instrument(self) -> None:
        instruments = {row["instrument"]: row for row in rows("law/instruments.csv")}

        for row in rows("law/fines.csv"):
            instrument = instruments[row["instrument"]]
            assert first_day(instrument) <= first_day(row), row
            assert last_day(row) <= last_day(instrument), row

    def test_a_figure_is_of_a_kind_or_an_area_and_of_an_issuer(self) -> None:
        kinds = column("law/kinds.csv", "kind") | AREAS | set(KINDS)
        counted = {*LICENCE_MEASURES, *INSPECTION_MEASURES, *MEASURES, *DERIVED}

        for table in FIGURES:
            for row in rows(table):
                is_counted = row["measure"] in counted
                assert not is_counted or row["kind"] in kinds | NOT_COUNTED, row
                assert not row["issuer"] or issuers_meant(row["issuer"]), row


class TestLaw:
    def test_the_rules_are_the_ones_the_program_asks_for(self) -> None:
        assert column("law/rules.csv", "rule") == RULES

    @pytest.mark.parametrize("table", ["law/rules.csv", "law/terms.csv"])
    def test_a_level_is_known(self, table: str) -> None:
        assert column(table, "level") <= LEVELS

    @pytest.mark.parametrize("table", ["law/rules.csv", "law/terms.csv"])
    def test_what_is_not_sure_only_warns(self, table: str) -> None:
        unsure = [row for row in rows(table) if row["confidence"] != "HIGH"]

        assert {row["level"] for row in unsure} == {"warn"}

    def test_a_rule_has_a_title_in_both_languages(self) -> None:
        assert "" not in column("law/rules.csv", "title_en")
        assert "" not in column("law/rules.csv", "title_vi")

    def test_the_kinds_stand_in_the_order_of_the_yearly_table(self) -> None:
        assert [row["kind"] for row in rows("law/kinds.csv")] == [
            "ei-all",
            "ei-website",
            "aggregate-site",
            "social-network",
            "sn-confirmation",
            "g1-release",
            "g2-g4-confirmation",
        ]

    def test_a_band_goes_from_less_to_more(self) -> None:
        for row in rows("law/fines.csv"):
            assert int(row["least_vnd"]) < int(row["most_vnd"]), row


@pytest.mark.parametrize("table", FIGURES)
class TestFigures:
    def test_words_are_of_the_fixed_sets(self, table: str) -> None:
        assert column(table, "qualifier") <= set(QUALIFIERS)
        assert column(table, "relation") <= {"", *RELATIONS}
        for name in ("topic", "measure", "kind", "unit", "wording"):
            assert "" not in column(table, name)

    def test_a_value_is_written_plainly(self, table: str) -> None:
        for row in rows(table):
            assert re.fullmatch(r"-?[0-9]+(\.[0-9]{1,2})?", row["value"]), row

    def test_a_flow_has_both_ends_or_none_and_a_stock_one_day(self, table: str) -> None:
        for row in rows(table):
            if row["measure"] in {"cumulative", "in-force", "accounts"}:
                assert not row["from"], row
                assert row["as_of"] or "day not stated" in row["note"], row
            elif row["measure"] in FLOWS:
                assert bool(row["from"]) == bool(row["as_of"]), row
                assert row["from"] <= row["as_of"], row

    def test_the_days_lie_in_the_year_it_speaks_of(self, table: str) -> None:
        for row in rows(table):
            for name in ("from", "as_of"):
                assert row[name].startswith(row["year"]) or not row[name], row

    def test_a_tolerance_goes_with_a_rounded_figure_only(self, table: str) -> None:
        for row in rows(table):
            rounded = row["qualifier"] in {"about", "nearly"}
            assert bool(row["tolerance_percent"]) == rounded, row


def test_the_parts_of_the_aggregate_sites_of_2020_add_up() -> None:
    value = {row["id"]: row["value"] for row in rows("figures/earlier.csv")}

    assert int(value["2020-09-aggregate-in-force"]) == (
        int(value["2020-09-aggregate-in-force-abei"])
        + int(value["2020-09-aggregate-in-force-provinces"])
    )
