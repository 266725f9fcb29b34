"""What is told of a licence from its values is what its history tells."""

import io
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import orjson
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import (
    ISSUERS,
    KINDS,
    NASTY,
    entry_of,
    histories,
    licence_of,
    near_days,
    numbers,
    remarks,
)

from licreg.actions.kept_rows import COLUMNS, licence_rows, plain_standing, text_rows
from licreg.actions.rows import licence_row
from licreg.domain.events import ACTS, LicenceIssued
from licreg.domain.identifiers import LicenceNumber
from licreg.domain.licence import Licence, ended_on, status_on
from licreg.exchange.separated import write_csv
from licreg.store.books import LicenceRecord
from licreg.store.documents import encode_licence

TEXTS = NASTY | st.sampled_from(["=1+1", "'-5", "@x", " a "])
SOME_DAYS = st.none() | near_days

GRANTS = st.builds(
    LicenceIssued,
    kind=st.sampled_from(KINDS),
    number=numbers(),
    issuer=st.sampled_from(ISSUERS),
    issued_on=near_days,
    holder=TEXTS,
    effective_on=SOME_DAYS,
    expires_on=SOME_DAYS,
    holder_kind=st.sampled_from(["", "enterprise"]),
    holder_code=st.sampled_from(["", "0100109106"]),
    sites=st.sampled_from([(), ("a.vn",), ("a.vn", "đ.vn")]),
    replaces=st.sampled_from([None, 1]),
    replaces_ref=st.sampled_from(["", "01/GP-BTTTT/2014@MIC"]),
    ordinal=st.sampled_from([1, 1, 2, 11]),
    printed=TEXTS,
    source=TEXTS,
    note=TEXTS,
    from_tally=st.sampled_from([None, 1]),
    not_in_tally=st.booleans(),
    remarks=remarks,
)
"""Grants whose days are in any order."""

PLAIN = GRANTS.map(lambda grant: Licence(entry_of(7, grant)))
ACTED = st.builds(
    lambda licence, act, on, until: replace(
        licence, acts=(entry_of(8, ACTS[act](licence=7, ref="x", on=on, until=until)),)
    ),
    PLAIN,
    st.sampled_from(tuple(ACTS)),
    near_days,
    SOME_DAYS,
)
"""The same with one act, on whatever day."""

LICENCES = PLAIN | ACTED | histories().map(licence_of)

TERM = LicenceIssued(
    kind="social-network",
    number=LicenceNumber(1, "", "GP-BTTTT"),
    issuer="MIC",
    issued_on=date(2023, 1, 1),
    effective_on=date(2023, 2, 1),
    expires_on=date(2023, 12, 31),
    holder="A",
)
TERM_OF_A_YEAR = Licence(entry_of(1, TERM))


def kept(licence: Licence) -> LicenceRecord:
    return LicenceRecord(orjson.loads(orjson.dumps(encode_licence(licence))))


def as_csv(*rows: Collection[object]) -> str:
    out = io.StringIO(newline="")
    write_csv(out, (), rows)
    return out.getvalue()


def as_text(cell: object) -> str:
    if isinstance(cell, tuple):
        return " ".join(cell)
    return "" if cell is None else str(cell)


@given(LICENCES, near_days)
@example(TERM_OF_A_YEAR, date(2022, 12, 31))
@example(TERM_OF_A_YEAR, date(2023, 1, 1))
@example(TERM_OF_A_YEAR, date(2023, 1, 31))
@example(TERM_OF_A_YEAR, date(2023, 2, 1))
@example(TERM_OF_A_YEAR, date(2023, 12, 31))
@example(TERM_OF_A_YEAR, date(2024, 1, 1))
def test_a_row_is_that_of_the_history(licence: Licence, day: date) -> None:
    (row,) = licence_rows([kept(licence)], day)

    assert row == licence_row(licence, day)
    assert tuple(row) == tuple(licence_row(licence, day)) == COLUMNS


@given(LICENCES, near_days)
def test_a_row_of_texts_is_what_such_a_format_writes(
    licence: Licence, day: date
) -> None:
    whole = licence_row(licence, day)

    (cells,) = text_rows([kept(licence)], day)

    assert cells == tuple(map(as_text, whole.values()))
    assert as_csv(cells) == as_csv(whole.values())


@given(PLAIN, near_days)
def test_a_plain_licence_stands_where_its_timeline_says(
    licence: Licence, day: date
) -> None:
    record = kept(licence)

    status, since = plain_standing(record.values, day.isoformat())

    assert record.is_plain
    assert (status or None) == status_on(licence, day)
    assert since == as_text(ended_on(licence, day))


@given(LICENCES, near_days)
def test_what_is_kept_stays_as_it_is(licence: Licence, day: date) -> None:
    record, before = kept(licence), kept(licence).values

    list(licence_rows([record], day))
    list(text_rows([record], day))

    assert record.values == before
