"""The rule on amounts: a fine lies in the band of its provision, half for a person."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from licreg.domain.acceptance import Finding
from licreg.domain.events import Breach
from licreg.domain.law import Fine, Law, holds_on
from licreg.domain.vocabulary import MAY_BE_PERSONS
from licreg.lazily import regex
from licreg.wording import told

_BASIS: Final = regex(
    r"(?P<instrument>[0-9]{1,3}/[0-9]{4})[^0-9]*"
    r"(?:art(?:icle)?\.?|điều|dieu)\s*(?P<article>[0-9]+(?:\.[0-9]+)*)",
    re.IGNORECASE,
)


def judge_fines(
    breaches: Iterable[Breach], subject_kind: str, law: Law, day: date
) -> Iterator[Finding]:
    """Yield the fines that lie outside the band of their provision.

    Bands are those for organisations; a person pays half. A provision whose band is
    not known is passed over, and so is a breach without a fine.

    Source: Decree 15/2020/NĐ-CP, Decree 119/2020/NĐ-CP and Decree 174/2026/NĐ-CP, so
    far as read; the bands stand in ``data/law/fines.csv``.

    Args:
        breaches: Provisions cited, each with its fine.
        subject_kind: What was inspected; of an account it may be a person.
        law: The law's tables.
        day: The day of the decision.
    """
    for breach in breaches:
        bands = find_bands(breach.basis, law, day) if breach.fine_vnd else ()
        fitting = [(band.least_vnd, band.most_vnd) for band in bands]
        if subject_kind in MAY_BE_PERSONS:
            fitting += [(least // 2, most // 2) for least, most in fitting]
        if bands and not any(low <= breach.fine_vnd <= high for low, high in fitting):
            known = " or ".join(
                told("{low:,} to {high:,}", low=low, high=high) for low, high in fitting
            )
            yield Finding(
                "fine-outside-band",
                told(
                    "{fine_vnd:,} VND for {basis} lies outside {known} VND ({source})",
                    fine_vnd=breach.fine_vnd,
                    basis=breach.basis,
                    known=known,
                    source=bands[0].source,
                ),
            )


def find_bands(basis: str, law: Law, day: date) -> tuple[Fine, ...]:
    """Return the bands of a provision on a day: of its clause, else of its article."""
    read = _BASIS.search(basis)
    if read is None:
        return ()
    cited = f"{read['article']}."
    bands = [
        row
        for row in law.fines
        if row.instrument.startswith(f"{read['instrument']}/")
        and cited.startswith(f"{row.article}.")
        and holds_on(row, day)
    ]
    closest = max((len(row.article) for row in bands), default=0)
    return tuple(row for row in bands if len(row.article) == closest)
