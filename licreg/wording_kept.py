"""Say anew what is kept on record, in the language of who reads."""

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any, Final, NamedTuple

from licreg.wording import tr
from licreg.wording_vi import FORMATTER

_OR: Final = " or "


class _Form(NamedTuple):
    """A sentence with places: how much of it are its own words, which, and itself."""

    length: int
    own: tuple[str, ...]
    template: str


class Kept:
    """The sentences that are kept, with what they are in another language.

    Of several that fit, the one that says most of it in its own words is meant.

    Examples:
        >>> kept = Kept({"{suffix} was not in use on {day}": "{day}: không {suffix}"})
        >>> kept.retell("GP-X was not in use on 2024-11-15")
        '2024-11-15: không GP-X'
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        """Keep the sentences with their translations; one may be empty."""
        self._whole = {text: told for text, told in translations.items() if told}
        forms = (_form(text) for text in self._whole if "{" in text)
        self._forms = sorted(forms, reverse=True)

    def retell(self, sentence: str) -> str:
        """Return a kept sentence in the other language; as it is where none fits."""
        if sentence in self._whole:
            return self._whole[sentence]
        for _, own, template in self._forms:
            if all(part in sentence for part in own) and (
                found := _pattern(template).fullmatch(sentence)
            ):
                values = {
                    name: self._part(one) for name, one in found.groupdict().items()
                }
                return _RETELLING.vformat(self._whole[template], (), values)
        return sentence

    def _part(self, text: str) -> str:
        """Return a value of a sentence, which may be one itself, or several."""
        parts = text.split(_OR)
        told = [self.retell(part) for part in parts]
        if len(parts) > 1 and all(map(str.__ne__, parts, told)):
            return f" {tr('or')} ".join(told)
        return self.retell(text)


def _form(template: str) -> _Form:
    own = tuple(part for part, *_ in Formatter().parse(template) if part)
    return _Form(sum(map(len, own)), own, template)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what a sentence looks like; a number has its commas only.

    What stands first is short (a number, a day), what may hold brackets stands last.
    """
    pattern = ""
    for own, name, form, _ in Formatter().parse(template):
        pattern += re.escape(own)
        if name is not None and f"(?P<{name}>" in pattern:
            pattern += f"(?P={name})"
        elif name is not None:
            pattern += f"(?P<{name}>{'[0-9,]+' if form == ',' else '.+?'})"
    return re.compile(pattern, re.DOTALL)


class _Retelling(Formatter):
    """Puts in values that are texts already, as a sentence has them."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  # what is put in
        """Return a value; a number is grouped by the habit of the language."""
        if format_spec == ",":
            return FORMATTER.format("{:,}", int(value.replace(",", "")))
        return str(value)


_RETELLING: Final = _Retelling()
