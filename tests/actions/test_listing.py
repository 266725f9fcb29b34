"""The licences found are those that the question describes, and no others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ISSUERS, KINDS, LAST_DAY, histories, licence_of, near_days

from licreg.actions.listing import (
    CUMULATIVE,
    ISSUED,
    MEASURES,
    REPLACING,
    LicenceQuestion,
    find_licence_records,
    find_licences,
)
from licreg.domain.law import fits
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.text import fold
from licreg.domain.vocabulary import Status
from licreg.store.books import LicenceRecord
from licreg.store.documents import encode_licence

if TYPE_CHECKING:
    from licreg.actions.register import Register

LICENCES = st.lists(
    st.integers(0, 5).flatmap(lambda place: histories(100 * place + 1)),
    max_size=5,
    unique_by=lambda history: history.first.number,
).map(lambda some: [licence_of(one) for one in some])
NOTHING = st.just("")


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Licence], LicenceQuestion]:
    """Return licences, and a question that some of them may answer."""
    licences = draw(LICENCES)
    days = near_days
    if licences:
        days |= st.sampled_from([one.grant.issued_on for one in licences])
    return licences, LicenceQuestion(
        kinds=draw(st.sampled_from([(), KINDS, KINDS[:1]])),
        measure=draw(st.just(CUMULATIVE) | st.sampled_from(MEASURES)),
        first_day=draw(st.none() | days),
        last_day=draw(st.just(LAST_DAY) | days),
        as_of=draw(st.none() | days),
        status=draw(st.none() | st.none() | st.sampled_from(Status)),
        issuer=draw(NOTHING | st.sampled_from(["DIC-*", *ISSUERS])),
        holder=draw(NOTHING | st.sampled_from(["ty", "DONG Á", "b", " ", "\u0301"])),
        site=draw(NOTHING | st.sampled_from(["A.vn", ".VN", "c"])),
    )


@dataclass
class Kept:
    """As much of a register as is asked for licences."""

    held: list[Licence]

    def years(self) -> list[int]:
        return sorted({one.key.year for one in self.held})

    def licence_records(self, years: Iterable[int]) -> Iterator[LicenceRecord]:
        for year in years:
            for one in self.held:
                if one.key.year == year and not one.is_voided:
                    yield LicenceRecord(encode_licence(one))


def is_described(licence: Licence, question: LicenceQuestion) -> bool:
    """Tell from the whole licence whether it is asked for."""
    grant, as_of = licence.grant, question.as_of or question.last_day
    is_flow = question.measure in (ISSUED, REPLACING)
    now = values_on(licence, as_of)
    standing = status_on(licence, as_of)
    statuses = [question.status] if question.status else []
    if question.measure in tuple(Status):
        statuses = [Status(question.measure)]
    return all(
        (
            not licence.is_voided,
            not is_flow or grant.issued_on >= (question.first_day or date.min),
            grant.issued_on <= question.last_day,
            grant.kind in (question.kinds or KINDS),
            not question.issuer or fits(question.issuer, grant.issuer),
            question.measure != REPLACING or grant.replaces is not None,
            all(standing is status for status in statuses),
            fold(question.holder) in fold(now.holder),
            not fold(question.site)
            or any(fold(question.site) in fold(site) for site in now.sites),
        )
    )


@settings(max_examples=300)
@given(cases())
def test_what_is_found_is_what_the_question_describes(
    case: tuple[list[Licence], LicenceQuestion],
) -> None:
    licences, question = case
    register = cast("Register", Kept(licences))
    described = [one for one in licences if is_described(one, question)]
    described.sort(key=lambda one: (one.grant.issued_on, one.key))

    found = find_licences(register, question)
    records = find_licence_records(register, question)

    assert [str(one.key) for one in found] == [str(one.key) for one in described]
    assert {one.entry for one in found} == {one.entry for one in described}
    assert [one.licence() for one in records] == found
