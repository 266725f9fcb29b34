"""Say anew what is kept on record, in the language of who reads."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from licreg.wording import tr
from licreg.wording_vi import FORMATTER

_OR: Final = " or "


def retell(sentence: str, kept: Mapping[str, str]) -> str:
    """Return a kept sentence in another language; as it is where none fits.

    Of several that fit, the one that says most of it in its own words is meant.

    Args:
        sentence: As `told` made it.
        kept: The sentences that are kept, with places, and their translations.

    Examples:
        >>> kept = {"{suffix} was not in use on {day}": "{day}: chưa dùng {suffix}"}
        >>> retell("GP-X was not in use on 2024-11-15", kept)
        '2024-11-15: chưa dùng GP-X'
    """
    if sentence in kept:
        return kept[sentence] or sentence
    best, most = sentence, 0
    for template, translation in kept.items():
        own = [part for part, *_ in Formatter().parse(template)]
        length = sum(map(len, own))
        if length <= most or not translation or not all(p in sentence for p in own):
            continue
        if found := re.fullmatch(_pattern(template), sentence, re.DOTALL):
            values = {name: _part(one, kept) for name, one in found.groupdict().items()}
            best, most = _RETELLING.vformat(translation, (), values), length
    return best


def _part(text: str, kept: Mapping[str, str]) -> str:
    """Return a value of a sentence, which may be one itself, or several."""
    parts = text.split(_OR)
    told = [retell(part, kept) for part in parts]
    if len(parts) > 1 and all(map(str.__ne__, parts, told)):
        return f" {tr('or')} ".join(told)
    return retell(text, kept)


def _pattern(template: str) -> str:
    """Return what a sentence looks like; a number has its commas only.

    What stands first is short (a number, a day), what may hold brackets stands last.
    """
    pattern = ""
    for own, name, form, _ in Formatter().parse(template):
        pattern += re.escape(own)
        if name is not None:
            pattern += f"(?P<{name}>{'[0-9,]+' if form == ',' else '.+?'})"
    return pattern


class _Retelling(Formatter):
    """Puts in values that are texts already, as a sentence has them."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  # what is put in
        """Return a value; a number is grouped by the habit of the language."""
        if format_spec == ",":
            return FORMATTER.format("{:,}", int(value.replace(",", "")))
        return str(value)


_RETELLING: Final = _Retelling()
