"""The suffix of a printed number: where it ends, and which one was meant."""

import re

from licreg.domain.identifiers import fold_suffix
from licreg.domain.law import Law


class Spellings:
    """How suffixes are written, rightly and wrongly."""

    def __init__(self, law: Law) -> None:
        """Read the suffixes of the law and their known misspellings."""
        self._right = {fold_suffix(row.suffix): row.suffix for row in law.suffixes}
        self._wrong = {
            fold_suffix(text): suffix for text, suffix in law.misspellings.items()
        }
        self._by_runs: dict[str, set[str]] = {}
        for folded, suffix in self._right.items():
            self._by_runs.setdefault(_runs(folded), set()).add(suffix)

    def mend(self, printed: str) -> str:
        """Return the suffix that was meant, where only one can be.

        That is one of the known misspellings, or a letter too many or too few of the
        same, as in ``GP-BTTT``. A D for a Đ is no misspelling and is left.
        """
        folded = fold_suffix(printed)
        if folded in self._right:
            return printed
        if folded in self._wrong:
            return self._wrong[folded]
        meant = self._by_runs.get(_runs(folded), set())
        return next(iter(meant)) if len(meant) == 1 else printed


def _runs(text: str) -> str:
    """Return a text with each letter once that stands several times in a row."""
    return re.sub(r"(.)\1+", r"\1", text)


def own_letters(printed: str, folded: str) -> str:
    """Return the issuer's letters without a word that was written on to them."""
    if printed[:1].islower():
        return printed
    capitals = re.match(r"(?:[^\Wa-z_]|[&,\s-])+", _capitals(printed, folded))
    return printed[: capitals.end()].rstrip(" ,-&") if capitals else printed


def _capitals(printed: str, folded: str) -> str:
    """Return the text with every small letter as an ``a``, so that accents count."""
    return "".join(
        "a" if letter.islower() else plain.upper()
        for letter, plain in zip(printed, folded, strict=True)
    )
