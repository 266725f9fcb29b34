"""What is written is read back; what is not known is not skipped."""

import dataclasses
import typing
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    NASTY,
    History,
    acts,
    decisions,
    entry_of,
    figures,
    grants,
    histories,
    inspected,
    licence_of,
    near_days,
    numbers,
    tallies,
    visits,
)

from licreg.domain import events
from licreg.domain.events import (
    ACTS,
    Breach,
    EntryCorrected,
    EntryRestored,
    EntryVoided,
    Event,
    InspectionRecorded,
    LegalAct,
    LicenceIssued,
    NoteAdded,
    PersonalErased,
    Remark,
)
from licreg.domain.identifiers import InspectionKey, LicenceNumber
from licreg.domain.inspection import Inspection
from licreg.store.documents import (
    UnknownEventError,
    decode_event,
    decode_inspection,
    decode_licence,
    encode_entry,
    encode_event,
    encode_inspection,
    encode_licence,
)

REF = "57/GP-BTTTT/2022@MIC"


def leaves(kind: Any) -> set[type[Any]]:  # noqa: ANN401 - a union or a class
    """Return every class of events that may happen."""
    parts = typing.get_args(kind)
    if parts:
        return set().union(*map(leaves, parts))
    return set(ACTS.values()) if kind is LegalAct else {kind}


EVERY_TYPE = leaves(Event)
changes = st.fixed_dictionaries(
    {},
    optional={
        "number": numbers(),
        "issued_on": near_days,
        "expires_on": st.none() | near_days,
        "sites": st.just(("a.vn", "b.vn")),
        "holder": NASTY,
        "replaces": st.none() | st.just(3),
        "key": st.builds(InspectionKey, st.just(2024), st.integers(1, 9)),
        "breaches": st.just((Breach("a", 5),)),
        "remarks": st.just((Remark("no-expiry", "none", "so"),)),
        "not_in_tally": st.booleans(),
    },
)
EVERY_EVENT: st.SearchStrategy[Event] = st.one_of(
    grants(),
    acts(1, REF),
    visits(InspectionKey(2024, 1), date(2024, 3, 1)),
    decisions(1, "INS-2024-0001"),
    tallies(),
    figures(),
    st.builds(
        EntryCorrected,
        target=st.just(1),
        ref=st.just(REF),
        changes=changes,
        because=NASTY,
        cause=st.sampled_from(["office", "holder"]),
    ),
    st.builds(NoteAdded, target=st.just(1), ref=st.just(REF), text=NASTY),
    st.builds(EntryVoided, target=st.just(1), ref=st.just(REF), because=NASTY),
    st.builds(EntryRestored, target=st.just(1), ref=st.just(REF), because=NASTY),
    st.builds(
        PersonalErased,
        target=st.just(1),
        ref=st.just(REF),
        persons=st.just(("P-1a2b3c4d5e6f", "P-0a2b3c4d5e6f")),
        because=NASTY,
    ),
)


def through_json(document: object) -> Any:  # noqa: ANN401 - whatever was written
    return orjson.loads(orjson.dumps(document))


class TestEvents:
    """decode(encode(event)) == event, and what is encoded is plain JSON."""

    @given(EVERY_EVENT)
    def test_an_event_is_read_back_as_it_was(self, event: Event) -> None:
        document = through_json(encode_event(event))

        assert decode_event(type(event).__name__, document) == event

    @given(EVERY_EVENT)
    def test_the_line_of_an_entry_names_its_number_and_type_and_is_one_line(
        self, event: Event
    ) -> None:
        document = encode_entry(entry_of(7, event))

        assert list(document)[:2] == ["n", "event"]
        assert through_json(document) == document
        assert b"\n" not in orjson.dumps(document)
        assert decode_event(document["event"], document) == event

    @pytest.mark.parametrize("name", sorted(kind.__name__ for kind in EVERY_TYPE))
    def test_every_type_of_event_is_known_by_its_name(self, name: str) -> None:
        (kind,) = (kind for kind in EVERY_TYPE if kind.__name__ == name)
        # Enough of a document for any event; the rest has defaults.
        values = {
            "breaches": [],
            "number": "57/GP-BTTTT",
            "key": "INS-2024-0001",
            "changes": {},
            "was": {},
            "value": "3.74",
        }
        day_fields = {"issued_on", "inspected_on", "on", "to_on"}
        document = {
            field.name: "2024-01-01"
            if field.name in day_fields
            else values.get(field.name, "x")
            for field in dataclasses.fields(kind)
            if field.default is dataclasses.MISSING
        }

        assert type(decode_event(name, document)) is kind

    def test_every_class_of_events_is_one_that_may_happen(self) -> None:
        named = {
            kind
            for kind in vars(events).values()
            if isinstance(kind, type)
            and dataclasses.is_dataclass(kind)
            and kind.__module__ == events.__name__
        }
        values = {events.Remark, events.Breach, events.Entry, LegalAct}

        assert named - values == EVERY_TYPE

    @pytest.mark.parametrize("kind", ["LicenceExtendd", "", "LegalAct", "Entry"])
    def test_an_unknown_event_is_an_error_and_never_skipped(self, kind: str) -> None:
        with pytest.raises(UnknownEventError, match=f"unknown event '{kind}'"):
            decode_event(kind, {})

    def test_a_value_that_is_the_default_is_left_out(self) -> None:
        visit = InspectionRecorded(
            key=InspectionKey(2024, 1),
            inspected_on=date(2024, 3, 1),
            agency="ABEI",
            subject="a.vn",
            subject_kind="game",
        )

        assert encode_event(visit) == {
            "key": "INS-2024-0001",
            "inspected_on": "2024-03-01",
            "agency": "ABEI",
            "subject": "a.vn",
            "subject_kind": "game",
        }

    @given(numbers())
    def test_a_number_is_kept_as_its_canonical_text(
        self, number: LicenceNumber
    ) -> None:
        grant = LicenceIssued(
            kind="social-network",
            number=number,
            issuer="MIC",
            issued_on=date(2024, 1, 1),
            holder="A",
        )
        document = encode_event(grant)

        assert document["number"] == str(number)
        assert decode_event("LicenceIssued", document) == grant


class TestRecords:
    """A licence or inspection is one document, its key first."""

    @given(histories())
    def test_a_licence_is_read_back_with_all_that_was_entered(
        self, history: History
    ) -> None:
        licence = licence_of(history)
        document = through_json(encode_licence(licence))

        assert next(iter(document)) == "key"
        assert document["key"] == str(licence.key)
        assert decode_licence(document) == licence

    @given(inspected())
    def test_an_inspection_is_read_back_with_all_that_was_entered(
        self, inspection: Inspection
    ) -> None:
        document = through_json(encode_inspection(inspection))

        assert next(iter(document)) == "key"
        assert document["key"] == str(inspection.key)
        assert document["subject_key"] == inspection.subject_key
        assert document.get("decision_key", "") == inspection.decision_key
        assert decode_inspection(document) == inspection
