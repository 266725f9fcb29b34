"""How numbers stand in a Vietnamese sentence."""

from string import Formatter
from typing import Any, Final


class _Vietnamese(Formatter):
    """Puts values into a sentence: dots group by threes, a comma is the decimal."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  # what is put in
        """Return a value as it stands in the sentence."""
        text = str(super().format_field(value, format_spec))
        if isinstance(value, int | float) and (
            "," in format_spec or "." in format_spec
        ):
            return text.translate({ord(","): ".", ord("."): ","})
        return text


FORMATTER: Final = _Vietnamese()
"""Fills the places of a Vietnamese sentence.

Examples:
    >>> FORMATTER.format("{rows:,} dòng, {share:.1f} %", rows=1056, share=12.5)
    '1.056 dòng, 12,5 %'
"""
