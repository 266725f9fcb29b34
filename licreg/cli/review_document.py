"""The annual review as a document, from the values that an action gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licreg.cli.review_cases import decisions_section, inspections_section
from licreg.cli.review_checks import (
    law_section,
    revision_section,
)
from licreg.cli.review_growth import growth_section
from licreg.cli.review_leads import headline_section
from licreg.cli.review_licences import licences_section
from licreg.cli.review_method import method_section, seal_section
from licreg.cli.review_others import others_section
from licreg.cli.review_published import published_section
from licreg.cli.review_standing import issuers_section, standing_section
from licreg.cli.review_words import Words
from licreg.exchange.document import Document, Section
from licreg.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from licreg.actions.reporting import Basis
    from licreg.actions.review import Review
    from licreg.domain.law import Law


def review_document(
    review: Review, law: Law, language: str, word: Callable[[str], str]
) -> Document:
    """Return the review as a document.

    Args:
        review: What it says.
        law: The law, which names kinds and issuers.
        language: ``en`` or ``vi``, the one that is spoken.
        word: Returns the word of tables for a key, in that language.
    """
    words = Words(language, law, word)
    basis = review.basis
    is_sample = basis.is_sample
    makers: tuple[Callable[[Review, Words], Section | None], ...] = (
        headline_section,
        licences_section,
        growth_section,
        standing_section,
        issuers_section,
        inspections_section,
        decisions_section,
        others_section,
        published_section,
        revision_section,
        law_section,
        method_section,
        seal_section,
    )
    return Document(
        language=language,
        title=tr("Review of {year}", year=basis.first_day.year),
        subtitle=review.authority or basis.register,
        warning=tr("SAMPLE") if is_sample else "",
        warning_text=tr("SAMPLE: every record in this register is invented.")
        if is_sample
        else "",
        basis=_basis(basis, words),
        sections=tuple(filter(None, (make(review, words) for make in makers))),
    )


def _basis(basis: Basis, words: Words) -> str:
    why = {
        "asked": tr("as asked"),
        "year-end": tr("the year's end"),
        "today": tr("the day on which it was made"),
        "entries_through": tr("the day up to which entry is complete"),
    }[basis.because]
    told = tr(
        "Counted from {first} to {last} inclusive ({why}), from {entries:,} entries "
        "of the register “{register}”, seal {seal}.",
        first=words.day(basis.first_day),
        last=words.day(basis.last_day),
        why=why,
        entries=basis.entries,
        register=basis.register,
        seal=basis.seal[:12],
    )
    if basis.as_known is None:
        return told
    known = tr("As known at the end of {moment}.", moment=words.moment(basis.as_known))
    return f"{told} {known}"
