"""The annual review: one page, whose numbers are those of every other answer."""

import json
import re
from datetime import date, datetime, tzinfo
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Licreg

from licreg.actions.reference import read_law
from licreg.cli import main
from licreg.cli.words import word
from licreg.domain.counts import STOCKS
from licreg.domain.days import format_day
from licreg.exchange import review_html
from licreg.wording import choose

VOID: Final = frozenset({"meta", "link", "br", "img", "input", "hr"})


class Page(HTMLParser):
    """A page as a reader of its tables sees it.

    Attributes:
        tables: Rows of cells of each table, by its id; lengths drawn left out.
        elements: Every element with its attributes, in order.
        open_elements: Those not closed yet.
        text: All text outside of the style sheet.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open_elements: list[str] = []
        self.text = ""
        self._table = ""
        self._span = 1
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.open_elements.append(tag)
        if tag == "table":
            self._table = attributes["id"] or ""
            self.tables[self._table] = []
        elif tag == "tr":
            self.tables[self._table].append([])
        elif tag in ("th", "td"):
            self._span = int(attributes.get("colspan") or 1)
            self.tables[self._table][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open_elements.pop() == tag
        if tag in ("th", "td"):
            self.tables[self._table][-1] += [""] * (self._span - 1)

    def handle_data(self, data: str) -> None:
        if "style" in self.open_elements:
            return
        self.text += data
        if {"th", "td"} & {*self.open_elements[-1:]}:
            self.tables[self._table][-1][-1] += data

    def columns(self, table: str) -> dict[str, dict[str, str]]:
        """Return a table's columns by their headings: its cells by their rows'."""
        head, *rows = self.tables[table]
        return {
            title: {row[0]: row[place] for row in rows}
            for place, title in enumerate(head)
            if title and place
        }


def said(key: str, language: str) -> str:
    """Return the word of tables for a key, in a language."""
    choose(language)
    try:
        return word(key, language)
    finally:
        choose("en")


def number(cell: str) -> int:
    return int(re.sub(r"[.,]", "", cell))


def page_of(licreg: Licreg, folder: Path, *more: str) -> str:
    place = folder.parent / "page.html"
    run = licreg("--register", folder, "review", "2024", *more, "-o", place)
    assert (run.code, run.err) == (0, "")
    return place.read_text("utf-8")


def document_of(licreg: Licreg, folder: Path, *more: str) -> Any:  # noqa: ANN401  # JSON
    run = licreg("--register", folder, "review", "2024", "--format", "json", *more)
    assert run.code == 0, run.err
    return run.json


@pytest.mark.parametrize("language", ["en", "vi"])
class TestNumbers:
    """Numbers in the page equal those of ``summary --format json``."""

    @pytest.fixture
    def page(self, licreg: Licreg, demo: Path, language: str) -> Page:
        return Page(page_of(licreg, demo, "--lang", language))

    @pytest.fixture
    def summary(self, licreg: Licreg, demo: Path) -> Any:  # noqa: ANN401  # JSON
        options = ("--by", "month", "--format", "json")
        return licreg("--register", demo, "summary", "2024", *options).json

    def name(self, kind: str, language: str) -> str:
        one = read_law().kinds_by_code[kind]
        return one.name_vi if language == "vi" else one.name_en

    def test_of_every_kind(self, page: Page, summary: Any, language: str) -> None:  # noqa: ANN401
        columns = page.columns("kinds")
        measures = ("issued", "cumulative", *STOCKS.values())
        compared = 0

        for row in (*summary["licences"], *summary["instruments"]):
            mark = " *" if row in summary["instruments"] else ""
            column = columns.pop(self.name(row["kind"], language) + mark, {})
            for measure in measures:
                cell = column.get(said(measure, language))
                if cell is not None:
                    assert number(cell) == row[measure], (row["kind"], measure)
                    compared += 1
                elif column:
                    assert row[measure] == 0

        assert columns == {}
        assert compared == 5 * 8

    def test_of_every_month(self, page: Page, summary: Any, language: str) -> None:  # noqa: ANN401
        columns = page.columns("months-table")
        for kind in ("ei-all", "social-network"):
            *months, whole = columns[self.name(kind, language)].values()

            assert [number(cell) for cell in months] == [
                row["issued"]
                for part in summary["rows"]
                for row in part["licences"]
                if row["kind"] == kind
            ]
            assert number(whole) == sum(map(number, months))

    def test_of_every_area(self, page: Page, summary: Any, language: str) -> None:  # noqa: ANN401
        columns = page.columns("areas")
        for area in summary["inspections"]:
            column = columns[said(area["area"], language)]
            for measure in (
                *("inspected", "subjects", "penalised", "fined"),
                *("breaches", "decisions"),
            ):
                assert number(column[said(measure, language)]) == area[measure]
            assert number(column[said("fines", language)]) == area["fines_vnd"]

    def test_of_every_outcome(self, page: Page, summary: Any, language: str) -> None:  # noqa: ANN401
        columns = page.columns("outcomes")
        for area in summary["inspections"]:
            shown = [
                number(one) for one in columns[said(area["area"], language)].values()
            ]

            told = area["by_outcome"].values()
            assert [one for one in shown if one] == [one for one in told if one]

    def test_the_charts_say_the_same(
        self,
        page: Page,
        summary: Any,  # noqa: ANN401  # JSON
        language: str,
    ) -> None:
        named = [
            attributes["aria-label"] or ""
            for tag, attributes in page.elements
            if tag == "svg" and attributes.get("role") == "img"
        ]

        assert all(named)
        assert len(named) == 2 + 2 + 2 + 2
        cumulative = next(
            row["cumulative"] for row in summary["licences"] if row["kind"] == "ei-all"
        )
        grouped = f"{cumulative:,}".replace(",", "." if language == "vi" else ",")
        assert f"{self.name('ei-all', language)} {grouped}" in page.text

    def test_the_basis_is_that_of_the_summary(
        self,
        page: Page,
        summary: Any,  # noqa: ANN401  # JSON
        language: str,
    ) -> None:
        basis = summary["basis"]
        seal = [row[1] for row in page.tables["seal-table"]]

        assert basis["seal"] in seal
        assert basis["register"] in seal
        last_day = format_day(date.fromisoformat(basis["as_of"]), language)
        assert any(last_day in cell for cell in seal)


class TestThePage:
    """One file that needs nothing else, and is written again byte for byte."""

    def test_the_same_register_gives_the_same_bytes(
        self, licreg: Licreg, demo: Path
    ) -> None:
        assert page_of(licreg, demo) == page_of(licreg, demo)

    def test_nothing_is_fetched_and_nothing_runs(
        self, licreg: Licreg, demo: Path
    ) -> None:
        text = page_of(licreg, demo)
        page = Page(text)

        assert "script" not in {tag for tag, _ in page.elements}
        assert page.open_elements == []
        assert "default-src 'none'" in text
        assert "http:" not in text
        assert "https:" not in text
        assert "url(" not in text
        for _, attributes in page.elements:
            assert not {"src", "srcset", "style"} & set(attributes)
            assert not any(name.startswith("on") for name in attributes)
            link = attributes.get("href") or "#"
            assert link.startswith("#") or link == "data:,"

    def test_it_is_made_for_who_does_not_see_it(
        self, licreg: Licreg, demo: Path
    ) -> None:
        page = Page(page_of(licreg, demo, "--lang", "vi"))
        by_tag: dict[str, list[dict[str, str | None]]] = {}
        for tag, attributes in page.elements:
            by_tag.setdefault(tag, []).append(attributes)
        names = [name for one in by_tag.values() for name in one if "id" in name]

        assert by_tag["html"] == [{"lang": "vi"}]
        assert len(by_tag["h1"]) == 1
        assert len(by_tag["h2"]) == len(by_tag["section"]) == 13
        assert len(by_tag["caption"]) == len(by_tag["table"])
        assert all(one.get("scope") for one in by_tag["th"])
        assert len(by_tag["figcaption"]) == len(by_tag["figure"]) == 4
        assert len({one["id"] for one in names}) == len(names)
        places = {f"#{one['id']}" for one in by_tag["section"]}
        assert {one["href"] for one in by_tag["a"]} == places

    def test_what_is_quoted_in_english_is_read_as_english(
        self, licreg: Licreg, demo: Path
    ) -> None:
        quoted = (
            r'<td class="text" lang="en">“a total of 1,056 licences had been issued”'
        )

        assert quoted in page_of(licreg, demo, "--lang", "vi")
        assert 'lang="en"' in page_of(licreg, demo).partition("<head>")[0]
        assert 'lang="en"' not in page_of(licreg, demo).partition("<head>")[2]

    def test_a_sample_says_so_at_each_heading_and_on_each_sheet(
        self, licreg: Licreg, demo: Path
    ) -> None:
        text = page_of(licreg, demo)

        assert text.count('<span class="tag">SAMPLE</span>') == 13
        assert "SAMPLE: every record in this register is invented." in text
        assert re.search(r"@top-left \{ content: \"[^\"]*SAMPLE", text)

    def test_a_register_of_an_office_does_not(
        self, licreg: Licreg, empty: Path
    ) -> None:
        text = page_of(licreg, empty)

        assert "SAMPLE" not in text
        assert "Review of 2024" in text

    @pytest.mark.parametrize("ending", ["html", "htm", "HTML"])
    def test_the_ending_of_the_file_asks_for_it(
        self, licreg: Licreg, empty: Path, tmp_path: Path, ending: str
    ) -> None:
        place = tmp_path / f"review.{ending}"

        run = licreg("--register", empty, "review", "2024", "-o", place)

        assert run.code == 0
        assert place.read_text("utf-8").startswith("<!doctype html>")

    def test_no_other_command_has_a_page(self, licreg: Licreg, demo: Path) -> None:
        by_name = licreg("--register", demo, "summary", "2024", "--format", "html")
        by_file = licreg("--register", demo, "list", "-o", demo.parent / "list.html")

        assert (by_name.code, by_file.code) == (2, 2)
        assert "'html' is not a format" in by_name.err
        assert "does not tell the format" in by_file.err

    def test_without_the_library_one_sentence_names_what_to_install(
        self, licreg: Licreg, demo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(review_html, "find_spec", lambda _: None)

        run = licreg("--register", demo, "review", "2024", "--format", "html")

        assert (run.code, run.out) == (2, "")
        assert run.err == (
            "Error: A page of HTML needs a library that is not installed: "
            "pip install 'licreg[report]'. Markdown needs none.\n"
        )


class TestHostileText:
    """What was entered is shown as text, whatever it is."""

    HOLDER: Final = "<script>alert('1')</script> & [red]Đông Á[/red] {{ 7*7 }}"

    @pytest.fixture
    def page(self, licreg: Licreg, empty: Path) -> str:
        settings = empty / "register.toml"
        text = settings.read_text("utf-8")
        hostile = r"""authority = "</style><script>x\u001b[31m\u202e" """
        text = re.sub(r"(?m)^authority = .*$", lambda _: hostile, text)
        settings.write_text(text, "utf-8")
        issued = licreg(
            *("--register", empty, "--no-input", "issue", "social-network"),
            *("9/GP-BTTTT", "--on", "5/3/2024", "--holder", self.HOLDER),
            *("--site", "a.vn", "--term-years", "10"),
        )
        inspected = licreg(
            *("--register", empty, "--no-input", "inspect", "a.vn"),
            *("--on", "3/6/2024", "--agency", "ABEI"),
            *("--subject-kind", "social-network", "--licence", "9/2024"),
            *("--breach", "15/2020 Art 100.1.a=25tr"),
            *("--decision", '12/QĐ<img src=x onerror="y">'),
        )
        assert (issued.code, inspected.code) == (0, 0), issued.err + inspected.err
        return page_of(licreg, empty)

    def test_it_is_text_in_the_page(self, page: str) -> None:
        found = Page(page)

        assert not {"script", "img"} & {tag for tag, _ in found.elements}
        assert self.HOLDER in found.text
        assert '12/QĐ<img src=x onerror="y">' in found.text
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert found.open_elements == []

    def test_it_is_text_in_markdown(
        self, licreg: Licreg, empty: Path, page: str
    ) -> None:
        assert page
        run = licreg("--register", empty, "review", "2024", "--format", "markdown")

        assert "\\<script\\>" in run.out
        assert "<script" not in run.out.replace("\\<", "")
        assert "\x1b" not in run.out


class TestPersons:
    """Organisations' names are public; persons never are."""

    PERSON: Final = "Nguyễn Văn Bí Mật"

    @pytest.fixture
    def register(self, licreg: Licreg, empty: Path) -> Path:
        for subject, kind, *more in (
            (self.PERSON, "ei-website", "--personal"),
            ("fb.com/bi-mat-cua-toi", "account"),
            ("Trần Thị Bí Mật", "game-individual"),
            ("cong-khai.vn", "social-network"),
        ):
            run = licreg(
                *("--register", empty, "--no-input", "inspect", subject),
                *("--on", "3/6/2024", "--agency", "ABEI", "--subject-kind", kind),
                *("--outcome", "fined", "--breach", "15/2020 Art 100.1.a=25tr"),
                *("--decision", f"{kind}/QĐ-XPHC", *more),
            )
            assert run.code == 0, run.err
        return empty

    @pytest.mark.parametrize(
        "form", ["html", "markdown", "json", "plain", "table", "csv"]
    )
    def test_no_form_names_one(self, licreg: Licreg, register: Path, form: str) -> None:
        run = licreg("--register", register, "review", "2024", "--format", form)

        assert run.code == 0
        assert "Bí Mật" not in run.out
        assert "bi-mat" not in run.out
        assert "P-" not in re.sub(r"GP-|XP-", "", run.out)
        assert form == "csv" or "cong-khai.vn" in run.out

    def test_their_fines_count_like_any_other(
        self, licreg: Licreg, register: Path
    ) -> None:
        decisions = document_of(licreg, register)["decisions"]

        assert [one["fine_vnd"] for one in decisions] == [25_000_000] * 4
        assert sorted(one["subjects"][0]["subject"] or "" for one in decisions) == [
            *("", "", ""),
            "cong-khai.vn",
        ]


class TestLargestDecisions:
    """Cases of one decision are one decision, and the largest comes first."""

    def test_the_cases_of_a_decision_are_added_up(
        self, licreg: Licreg, empty: Path
    ) -> None:
        for subjects, fine, decision in (
            (("a.vn",), "30tr", "1/QĐ-XPHC"),
            (("b.vn", "c.vn"), "20tr", "2/QĐ-XPHC"),
        ):
            run = licreg(
                *("--register", empty, "--no-input", "inspect", *subjects),
                *("--on", "3/6/2024", "--agency", "ABEI"),
                *("--subject-kind", "ei-website", "--decision", decision),
                *("--breach", f"15/2020 Art 100.1.a={fine}"),
            )
            assert run.code == 0, run.err

        first, second = document_of(licreg, empty)["decisions"]

        assert (first["decision"], first["fine_vnd"]) == ("2/QĐ-XPHC", 40_000_000)
        assert [one["subject"] for one in first["subjects"]] == ["b.vn", "c.vn"]
        assert (second["decision"], second["fine_vnd"]) == ("1/QĐ-XPHC", 30_000_000)

    def test_there_are_ten_of_the_sample_largest_first(
        self, licreg: Licreg, demo: Path
    ) -> None:
        fines = [one["fine_vnd"] for one in document_of(licreg, demo)["decisions"]]

        assert len(fines) == 10
        assert fines == sorted(fines, reverse=True)


class TestWhatIsOnlyCounted:
    """Accounts, removal and blocking have their place, each whole before its parts."""

    def test_the_page_has_the_counts_of_the_tallies(
        self, licreg: Licreg, demo: Path
    ) -> None:
        others = document_of(licreg, demo)["others"]
        page = Page(page_of(licreg, demo))

        rows = page.tables["others-accounts"][1:]
        accounts = [one for one in others if "accounts" in one]
        assert [number(row[1]) for row in rows] == [
            *(one["accounts"] for one in accounts)
        ]
        assert rows[0][0] == "Domestic platforms"
        assert rows[1][0] == "Domestic platforms: Zalo"

    def test_what_was_removed_stands_beside_what_was_asked(
        self, licreg: Licreg, empty: Path
    ) -> None:
        for measure, count in (("asked", 200), ("removed", 189)):
            run = licreg(
                *("--register", empty, "--no-input", "tally", "add", measure),
                *(str(count), "--area", "content-removal", "--part", "<b>F</b>"),
                *("--from", "1/1/2024", "--to", "31/10/2024"),
                *("--source", "a letter"),
            )
            assert run.code == 0, run.err

        page = Page(page_of(licreg, empty))

        whole, part = page.tables["others-content-removal"][1:]
        assert whole == ["Content removal", *part[1:]]
        assert part == [
            *("Content removal: <b>F</b>", "200", "189", "94.5 %"),
            *("31 Oct 2024", "[1]"),
        ]

    def test_a_register_without_any_has_no_such_section(
        self, licreg: Licreg, empty: Path
    ) -> None:
        assert document_of(licreg, empty)["others"] == []
        assert 'id="others"' not in page_of(licreg, empty)


class TestSinceTheLastReview:
    """The figures of the year before, as they were told, and as they are."""

    def test_nothing_is_compared_where_nothing_had_been_entered(
        self, licreg: Licreg, demo: Path
    ) -> None:
        changes = document_of(licreg, demo)["changes"]

        assert changes["differences"] == []
        assert changes["entries_then"] == 0

    def test_a_late_entry_is_named_with_what_it_changes(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number_, moment in ((9, "2023-12-01"), (10, "2024-02-01")):
            at(monkeypatch, f"{moment}T09:00:00")
            run = licreg(
                *("--register", empty, "--no-input", "issue", "social-network"),
                *(f"{number_}/GP-BTTTT", "--on", "5/3/2023", "--holder", "A"),
                *("--site", f"a{number_}.vn", "--term-years", "10"),
            )
            assert run.code == 0, run.err
        at(monkeypatch, "2024-12-01T09:00:00")

        changes = document_of(licreg, empty)["changes"]
        page = page_of(licreg, empty)

        issued = next(
            one
            for one in changes["differences"]
            if (one["kind"], one["measure"]) == ("social-network", "issued")
        )
        assert (issued["before"], issued["after"]) == (1, 2)
        assert issued["causes"]["late-entry"] == 1
        assert issued["entries"] == [2]
        assert (changes["entries_then"], changes["entered_since"]) == (1, 1)
        assert Page(page).tables["entries-table"][1:] == [
            ["2", "1 Feb 2024 09:00", "10/GP-BTTTT/2023", "Entered late"]
        ]

    def test_the_moment_may_be_given(
        self, licreg: Licreg, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(monkeypatch, "2024-12-01T09:00:00")

        changes = document_of(licreg, empty, "--since", "28/11/2023")["changes"]

        assert changes["since"] == "2023-11-28"
        assert (changes["from"], changes["to"]) == ("2023-01-01", "2023-11-28")

    def test_one_after_what_is_known_is_refused(
        self, licreg: Licreg, demo: Path
    ) -> None:
        run = licreg(
            *("--register", demo, "review", "2024", "--as-known", "1/12/2023"),
            *("--since", "31/12/2023"),
        )

        assert run.code == 1
        assert "--since 2023-12-31 lies after --as-known 2023-12-01" in run.err


class TestOtherForms:
    """The same content in Markdown, in the terminal, and as values."""

    def test_markdown_has_every_section_and_table_of_the_page(
        self, licreg: Licreg, demo: Path, tmp_path: Path
    ) -> None:
        place = tmp_path / "review.md"
        run = licreg("--register", demo, "review", "2024", "-o", place)
        assert run.code == 0
        text = place.read_text("utf-8")
        page = Page(page_of(licreg, demo))

        titles = re.findall(r"^## (.+) \(SAMPLE\)$", text, re.MULTILINE)
        blocks = re.findall(r"^\|.*\n\| -.*\n((?:\|.*\n)+)", text, re.MULTILINE)

        assert len(titles) == 13
        assert all(title in page.text for title in titles)
        assert len(blocks) == len(page.tables)
        for block, (name, rows) in zip(blocks, page.tables.items(), strict=True):
            heads = 2 if any("" in row[:1] for row in rows[:1]) else 1
            lines = block.replace("\\", "").splitlines()
            assert len(lines) == len(rows) - heads, name
            for line, row in zip(lines, rows[heads:], strict=True):
                cells = [cell.strip("█ ") for cell in line[2:-2].split(" | ")]
                assert cells == row, name
        assert "Social networks: cumulative: **1,056**" in text

    @pytest.mark.parametrize("form", ["plain", "table"])
    def test_the_terminal_shows_its_tables(
        self, licreg: Licreg, demo: Path, form: str
    ) -> None:
        run = licreg("--register", demo, "review", "2024", "--format", form)

        assert run.code == 0
        assert "Licences granted by month and kind" in run.out
        assert "What changed since the last review: " in run.out

    def test_off_a_terminal_it_is_plain(self, licreg: Licreg, demo: Path) -> None:
        plain = licreg("--register", demo, "review", "2024", "--plain")

        assert licreg("--register", demo, "review", "2024") == plain

    def test_its_csv_is_that_of_the_summary_by_month(
        self, licreg: Licreg, demo: Path
    ) -> None:
        whole = licreg("--register", demo, "review", "2024", "--format", "csv")
        summary = licreg(
            *("--register", demo, "summary", "2024", "--by", "month"),
            *("--format", "csv"),
        )

        assert whole.out == summary.out

    def test_its_values_hold_the_summary(self, licreg: Licreg, demo: Path) -> None:
        found = document_of(licreg, demo)
        summary = licreg(
            *("--register", demo, "summary", "2024", "--by", "month"),
            *("--format", "json"),
        ).json

        assert found["year"] == summary
        assert found["basis"] == summary["basis"]
        reconciled = licreg("--register", demo, "reconcile", "2024", "--format", "json")
        assert found["figures"] == reconciled.json
        assert json.dumps(found)

    def test_the_issuers_add_up_to_the_year(self, licreg: Licreg, demo: Path) -> None:
        found = document_of(licreg, demo)

        for measure in ("issued", "cumulative"):
            for place, kind in enumerate(("ei-all", "social-network")):
                told = next(
                    row for row in found["year"]["licences"] if row["kind"] == kind
                )
                assert told[measure] == sum(
                    one["kinds"][place][measure] for one in found["issuers"]
                )

    def test_the_line_ends_at_the_cumulative_count(
        self, licreg: Licreg, demo: Path
    ) -> None:
        found = document_of(licreg, demo)

        last = {one["kind"]: one["points"][-1] for one in found["cumulative"]}

        assert last["social-network"] == {"day": "2024-11-15", "count": 1056}
        published = found["cumulative"][1]["published"]
        assert published[-1] == "2024-sn-cumulative"

    def test_it_knows_only_what_was_known(self, licreg: Licreg, demo: Path) -> None:
        run = licreg(
            *("--register", demo, "review", "2024", "--as-known", "1/12/2024"),
            *("--format", "json"),
        )

        assert run.code == 0
        assert run.json["year"]["licences"][0]["cumulative"] == 0
        assert run.json["basis"]["as_known"] == "2024-12-01"

    def test_another_day_may_be_asked_for(self, licreg: Licreg, demo: Path) -> None:
        found = document_of(licreg, demo, "--as-of", "30/6")
        summary = licreg(
            *("--register", demo, "summary", "2024", "--as-of", "30/6"),
            *("--by", "month", "--format", "json"),
        ).json

        assert found["year"] == summary

    @pytest.mark.parametrize("year", ["1999", "1901"])
    def test_a_year_without_records_is_a_review_of_none(
        self, licreg: Licreg, empty: Path, year: str
    ) -> None:
        run = licreg("--register", empty, "review", year, "--format", "html")

        assert run.code == 0, run.err
        assert "No fine was decided in the period." in run.out

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [((), 2), (("twenty",), 2), (("2022-2024",), 2), (("2150",), 1)],
    )
    def test_what_is_no_year_to_review_is_refused(
        self, licreg: Licreg, empty: Path, arguments: tuple[str, ...], code: int
    ) -> None:
        assert licreg("--register", empty, "review", *arguments).code == code


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Let the program's clock stand at a moment in Viet Nam."""
    now = datetime.fromisoformat(moment).replace(tzinfo=main.VIET_NAM)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Stopped":
            return cls.fromtimestamp(now.timestamp(), tz)

    monkeypatch.setattr(main, "datetime", Stopped)
