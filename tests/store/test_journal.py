"""The journal keeps whole batches, and whatever is changed in it is found."""

import os
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from licreg.domain.events import Entry, Event, NoteAdded
from licreg.errors import (
    JournalCutError,
    JournalDamagedError,
    NewerFormatError,
    RegisterFileError,
)
from licreg.store.journal import NAME, Batch, Journal, Tail
from licreg.store.views import Stamp

BATCHES = ((1, 2), (3,), (4, 5, 6))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return a journal of six notes in three batches."""
    return written(tmp_path)


def written(folder: Path) -> Journal:
    Journal.create(folder, "r1", "2024-01-01T00:00:00.000+07:00")
    journal = Journal(folder)
    stamp = journal.start
    for number, entries in enumerate(BATCHES, start=1):
        stamp = append(journal, stamp, number, *entries)
    return journal


def append(journal: Journal, since: Stamp, batch: int, *entries: int) -> Stamp:
    data, stamp = journal.seal(since, opening(batch), [note(n) for n in entries])
    journal.append(since, data)
    return stamp


def opening(batch: int) -> dict[str, object]:
    at = f"2024-01-0{batch}T00:00:00.000+07:00"
    return {"batch": batch, "at": at, "by": "an", "command": "note"}


def note(number: int) -> Entry[Event]:
    text = f'{number} "Đông Á"\n{{"seal":"'
    return Entry(number, "", "", NoteAdded(target=1, ref="r", text=text))


def lines_of(journal: Journal) -> list[bytes]:
    return journal.path.read_bytes().splitlines(keepends=True)


def entries_of(journal: Journal, since: Stamp | None = None) -> list[int]:
    return [entry.number for batch in journal.batches(since) for entry in batch.entries]


class TestReading:
    """Batches come back whole, oldest first, each sealed upon the one before."""

    def test_batches_come_back_as_they_were_appended(self, journal: Journal) -> None:
        batches = list(journal.batches())

        assert [batch.number for batch in batches] == [1, 2, 3]
        assert [batch.at[:10] for batch in batches] == [
            "2024-01-01",
            "2024-01-02",
            "2024-01-03",
        ]
        assert [tuple(e.number for e in batch.entries) for batch in batches] == [
            *BATCHES
        ]
        assert [entry.event for batch in batches for entry in batch.entries] == [
            note(number).event for number in range(1, 7)
        ]
        assert batches[-1].stamp.offset == journal.size()

    def test_reading_may_begin_behind_any_batch(self, journal: Journal) -> None:
        stamps = [journal.start, *(batch.stamp for batch in journal.batches())]

        assert [entries_of(journal, stamp) for stamp in stamps] == [
            [1, 2, 3, 4, 5, 6],
            [3, 4, 5, 6],
            [4, 5, 6],
            [],
        ]

    def test_each_seal_is_made_upon_the_one_before(self, journal: Journal) -> None:
        seals = [batch.stamp.seal for batch in journal.batches()]

        assert len(set(seals)) == 3
        for before, after in pairwise([journal.start.seal, *seals]):
            assert len(before) == 64
            assert before != after

    def test_a_batch_keeps_what_else_is_known_of_it(self, tmp_path: Path) -> None:
        Journal.create(tmp_path, "r1", "")
        journal = Journal(tmp_path)
        details = {"file": "a.csv", "rows": 2}
        data, _ = journal.seal(journal.start, opening(1) | {"details": details}, [])
        journal.append(journal.start, data)
        (batch,) = journal.batches()

        assert batch.details == details
        assert list(batch.entries) == []

    @pytest.mark.skipif(os.name == "nt", reason="no modes there")
    def test_a_journal_is_read_by_its_owner_and_group_only(
        self, journal: Journal
    ) -> None:
        assert journal.path.stat().st_mode & 0o777 == 0o640


class TestDamage:
    """A changed, removed, swapped or doubled line is found; nothing is changed."""

    def assert_found(self, journal: Journal, lines: list[bytes], safe: int) -> None:
        journal.path.write_bytes(b"".join(lines))
        with pytest.raises(JournalDamagedError) as damaged:
            list(journal.batches())

        assert f"is damaged behind entry {safe}," in str(damaged.value)
        assert "Nothing was changed" in str(damaged.value)
        assert journal.path.read_bytes() == b"".join(lines)

    # Lines: 0 head; 1-4 batch 1; 5-7 batch 2; 8-12 batch 3. The last seal apart, which
    # makes an unfinished batch and is found by the head.
    @pytest.mark.parametrize("line", range(1, 12))
    def test_a_changed_line(self, journal: Journal, line: int) -> None:
        lines = lines_of(journal)
        place = len(lines[line]) // 2
        changed = bytes([lines[line][place] ^ 1])
        lines[line] = lines[line][:place] + changed + lines[line][place + 1 :]

        self.assert_found(journal, lines, safe_before(line))

    @pytest.mark.parametrize("line", range(1, 12))
    def test_a_removed_line(self, journal: Journal, line: int) -> None:
        lines = lines_of(journal)

        self.assert_found(journal, lines[:line] + lines[line + 1 :], safe_before(line))

    @pytest.mark.parametrize("line", range(1, 11))
    def test_a_doubled_line(self, journal: Journal, line: int) -> None:
        lines = lines_of(journal)

        # A doubled seal stands at the beginning of the batch behind it.
        self.assert_found(
            journal,
            lines[: line + 1] + lines[line:],
            safe_before(line + (line in (4, 7))),
        )

    @pytest.mark.parametrize("line", range(1, 12))
    def test_two_lines_swapped(self, journal: Journal, line: int) -> None:
        lines = lines_of(journal)
        lines[line], lines[line + 1] = lines[line + 1], lines[line]

        self.assert_found(journal, lines, safe_before(line))

    def test_two_batches_swapped(self, journal: Journal) -> None:
        lines = lines_of(journal)

        self.assert_found(journal, lines[:1] + lines[5:8] + lines[1:5] + lines[8:], 0)

    def test_a_batch_taken_out(self, journal: Journal) -> None:
        lines = lines_of(journal)

        self.assert_found(journal, lines[:5] + lines[8:], 2)

    def test_a_journal_of_another_register_behind_the_first_line(
        self, journal: Journal, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        Journal.create(other, "r2", "2024-01-01T00:00:00.000+07:00")
        head = (other / NAME).read_bytes()
        journal.path.write_bytes(head + b"".join(lines_of(journal)[1:]))

        with pytest.raises(JournalDamagedError):
            list(Journal(journal.path.parent).batches())

    def test_a_sealed_batch_with_an_event_that_is_not_known(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (*_, last) = journal.batches()
        with monkeypatch.context() as patch:
            patch.setattr(
                "licreg.store.documents.encode_entry",
                lambda entry: {"n": entry.number, "event": "LicenceExtendd"},
            )
            append(journal, last.stamp, 4, 7)

        with pytest.raises(
            JournalDamagedError,
            match=r"behind entry 6,.* unknown event 'LicenceExtendd'",
        ):
            entries_of(journal)

    def test_a_sealed_batch_whose_numbers_leave_a_gap(self, journal: Journal) -> None:
        (*_, last) = journal.batches()
        append(journal, last.stamp, 4, 8)

        with pytest.raises(
            JournalDamagedError, match="entry 8 stands where entry 7 must"
        ):
            entries_of(journal)

    def test_a_sealed_batch_out_of_turn(self, journal: Journal) -> None:
        (*_, last) = journal.batches()
        append(journal, last.stamp, 5, 7)

        with pytest.raises(JournalDamagedError, match="batch 5 follows 3"):
            list(journal.batches())

    @pytest.mark.parametrize("head", [b"", b"\n", b"[]\n", b"{}\n", b'{"a":1}\nx\n'])
    def test_another_file_is_no_journal(self, tmp_path: Path, head: bytes) -> None:
        (tmp_path / NAME).write_bytes(head)

        with pytest.raises(JournalDamagedError, match="line 1: this is not a journal"):
            Journal(tmp_path)

    def test_a_missing_journal_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(RegisterFileError, match=r"journal\.jsonl cannot be read"):
            Journal(tmp_path)

    def test_a_newer_format_is_refused_by_name(self, journal: Journal) -> None:
        lines = lines_of(journal)
        lines[0] = orjson.dumps(orjson.loads(lines[0]) | {"format": 2}) + b"\n"
        journal.path.write_bytes(b"".join(lines))

        with pytest.raises(NewerFormatError) as newer:
            Journal(journal.path.parent)

        assert str(newer.value) == (
            f"{journal.path} has format 2; this licreg reads up to 1. "
            "Use the newer licreg that wrote it."
        )


def safe_before(line: int) -> int:
    """Return the last entry of the batch before the one that a line belongs to."""
    return 0 if line < 5 else 2 if line < 8 else 3


class TestUnfinishedBatches:
    """A batch without its seal was never confirmed: not read, and set aside."""

    @given(data=st.data())
    def test_an_end_cut_anywhere_leaves_the_whole_batches(
        self, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        journal = written(tmp_path_factory.mktemp("journal"))
        whole = list(journal.batches())
        cut = data.draw(st.integers(journal.start.offset, journal.size()))
        text = journal.path.read_bytes()
        journal.path.write_bytes(text[:cut])
        *batches, last = [*journal.scan(), None]

        assert last is None
        kept = [batch for batch in whole if batch.stamp.offset <= cut]
        assert [one for one in batches if isinstance(one, Batch)] == kept
        end = kept[-1].stamp.offset if kept else journal.start.offset
        assert [one for one in batches if isinstance(one, Tail)] == (
            [Tail(end, text[end:cut])] if end < cut else []
        )

    def test_it_is_set_aside_and_the_next_batch_follows_the_last_whole_one(
        self, journal: Journal
    ) -> None:
        before = journal.path.read_bytes()
        for tail in (b'{"batch":4}\n{"n":7', b'{"batch":4}\n'):
            with journal.path.open("ab") as stream:
                stream.write(tail)
            *_, found = journal.scan()
            assert isinstance(found, Tail)
            journal.set_aside(found)

        asides = sorted(journal.path.parent.glob("unfinished-*.jsonl"))
        assert journal.path.read_bytes() == before
        assert sorted(aside.read_bytes() for aside in asides) == [
            b'{"batch":4}\n',
            b'{"batch":4}\n{"n":7',
        ]

    @pytest.mark.parametrize(
        "fault", [OSError(28, "No space left"), KeyboardInterrupt()]
    )
    def test_after_a_failed_write_the_file_is_what_it_was(
        self, journal: Journal, fault: BaseException, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_: int) -> None:
            raise fault

        before = journal.path.read_bytes()
        (*_, last) = journal.batches()
        monkeypatch.setattr("licreg.store.journal.os.fsync", fail)
        with pytest.raises((RegisterFileError, KeyboardInterrupt)):
            append(journal, last.stamp, 4, 7)

        assert journal.path.read_bytes() == before


class TestWitness:
    """A journal that ends before what a view has seen has lost confirmed acts."""

    def test_every_state_that_was_reached_is_confirmed(self, journal: Journal) -> None:
        for stamp in [journal.start, *(batch.stamp for batch in journal.batches())]:
            journal.confirm(stamp)

    def test_a_journal_cut_at_the_end_of_a_batch_is_found(
        self, journal: Journal
    ) -> None:
        first, *_, last = journal.batches()
        with journal.path.open("r+b") as stream:
            stream.truncate(first.stamp.offset)
        with pytest.raises(JournalCutError) as cut:
            journal.confirm(last.stamp)

        assert str(cut.value) == (
            f"{journal.path} ends at byte {first.stamp.offset}, before entry 6 at byte "
            f"{last.stamp.offset}, which had been confirmed. Nothing was changed; "
            "bring the journal back from a backup."
        )

    def test_another_history_of_the_same_length_is_found(
        self, journal: Journal
    ) -> None:
        (*_, last) = journal.batches()
        data = journal.path.read_bytes()
        journal.path.write_bytes(data[:-5] + b"0" * 2 + data[-3:])

        with pytest.raises(JournalCutError, match="is not what it was up to entry 6"):
            journal.confirm(last.stamp)


def test_a_journal_is_never_made_over_another(journal: Journal) -> None:
    with pytest.raises(FileExistsError):
        Journal.create(journal.path.parent, "r2", "")
