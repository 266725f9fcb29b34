"""The licences found are those that the question describes, and no others."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ISSUERS, KINDS, entry_of

from licreg.actions.listing import (
    CUMULATIVE,
    ISSUED,
    MEASURES,
    REPLACING,
    LicenceQuestion,
    find_licence_records,
    find_licences,
)
from licreg.domain.events import (
    EntryVoided,
    Event,
    LicenceAmended,
    LicenceIssued,
    LicenceLapsed,
    LicenceRevoked,
    LicenceSuspended,
    NoteAdded,
)
from licreg.domain.identifiers import LicenceNumber
from licreg.domain.law import fits
from licreg.domain.licence import Licence, status_on, values_on
from licreg.domain.licence import fold as made_of
from licreg.domain.text import fold
from licreg.domain.vocabulary import Status
from licreg.store.books import LicenceRecord
from licreg.store.documents import encode_licence

if TYPE_CHECKING:
    from licreg.actions.register import Register

DAYS = (
    *(date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 31), date(2023, 12, 31)),
    *(date(2024, 1, 1), date(2024, 2, 29)),
)
HOLDERS = ("Công ty Đông Á", "CÔNG TY  B", "Báo\u00a0Điện tử", "b")
SITES: tuple[tuple[str, ...], ...] = ((), ("a.vn",), ("b.vn", "c.com"))


def held() -> list[Licence]:
    """Return licences of every sort, in the order of entry."""
    return [
        licence(100 * place, on, number)
        for place, (on, number) in enumerate(
            ((on, number) for on in DAYS for number in (9, 8, 3, 10)), start=1
        )
    ]


def licence(entry: int, on: date, number: int) -> Licence:
    turn = entry // 100
    grant = LicenceIssued(
        kind=KINDS[turn % 2],
        number=LicenceNumber(number, "A" if turn % 5 == 0 else "", "GP-BTTTT"),
        issuer=ISSUERS[turn % 3],
        issued_on=on,
        holder=HOLDERS[turn % 4],
        effective_on=DAYS[turn % 6] if turn % 4 == 1 else None,
        expires_on=DAYS[turn % 5 + 1] if turn % 3 else None,
        sites=SITES[turn // 2 % 3],
        replaces=1 if turn % 7 == 0 else None,
        replaces_ref="01/GP-BTTTT/2014@MIC" if turn % 6 == 0 else "",
    )
    ref, after = str(grant.key), DAYS[turn % 2 + 2]
    note = NoteAdded(target=entry, ref=ref, text="seen")
    changes = {"holder": "Đông ty", "sites": ()}
    later: tuple[tuple[Event, ...], ...] = (
        (),
        (),
        (note,),
        (LicenceAmended(licence=entry, ref=ref, on=after, changes=changes),),
        (LicenceSuspended(licence=entry, ref=ref, on=after, until=DAYS[4]),),
        (LicenceRevoked(licence=entry, ref=ref, on=after), note),
        (
            LicenceLapsed(licence=entry, ref=ref, on=after),
            EntryVoided(target=entry + 1, ref=ref, because="typo"),
        ),
    )
    events = later[turn % len(later)]
    return made_of(
        entry_of(entry, grant),
        [entry_of(entry + place, event) for place, event in enumerate(events, start=1)],
    )


HELD = held()
NOTHING = st.just("")
QUESTIONS = st.builds(
    LicenceQuestion,
    kinds=st.sampled_from([(), KINDS, KINDS[:1]]),
    measure=st.just(CUMULATIVE) | st.sampled_from(MEASURES),
    first_day=st.none() | st.sampled_from(DAYS),
    last_day=st.sampled_from(DAYS),
    as_of=st.none() | st.sampled_from(DAYS),
    status=st.none() | st.none() | st.sampled_from(Status),
    issuer=NOTHING | st.sampled_from(["DIC-*", *ISSUERS]),
    holder=NOTHING | st.sampled_from(["ty", "DONG Á", "b", " ", "bao dien", "\u0301"]),
    site=NOTHING | st.sampled_from(["A.vn", ".VN", "c", " "]),
)


class Kept:
    """As much of a register as is asked for licences."""

    def years(self) -> list[int]:
        return sorted({one.key.year for one in HELD})

    def licence_records(self, years: Iterable[int]) -> Iterator[LicenceRecord]:
        for year in years:
            for one in HELD:
                if one.key.year == year:
                    yield LicenceRecord(encode_licence(one))


def is_described(licence: Licence, question: LicenceQuestion) -> bool:
    """Tell from the whole licence whether it is asked for."""
    grant, as_of = licence.grant, question.as_of or question.last_day
    is_flow = question.measure in (ISSUED, REPLACING)
    now = values_on(licence, as_of)
    standing = status_on(licence, as_of)
    statuses = [question.status] if question.status else []
    if question.measure in tuple(Status):
        statuses.append(Status(question.measure))
    if len(statuses) > 1:
        del statuses[0]  # The measure is the narrower word.
    return all(
        (
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


@settings(max_examples=400)
@given(QUESTIONS)
def test_what_is_found_is_what_the_question_describes(
    question: LicenceQuestion,
) -> None:
    register = cast("Register", Kept())
    described = [one for one in HELD if is_described(one, question)]
    described.sort(key=lambda one: (one.grant.issued_on, one.key))

    found = find_licences(register, question)
    records = find_licence_records(register, question)

    assert [one.entry for one in found] == [one.entry for one in described]
    assert found == described == [one.licence() for one in records]
