"""Everything a person reads stands in the catalogue of every language."""

import ast
import unicodedata
from collections.abc import Iterable
from typing import Final

import pytest
from babel.messages.catalog import Message
from catalogue import (
    TRANSLATED,
    Unread,
    compiled,
    in_call,
    places,
    read,
    sentences,
    source,
)

from licreg.errors import tells_outcome
from licreg.wording import choose

_EDGES: Final = " .?:;,…\n"


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def of(message: Message) -> tuple[str, ...]:
    """Return the sentence of a message, or both of a pair."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(language: str) -> list[tuple[Message, str]]:
    """Return the messages of a catalogue, each with its one translation."""
    return [
        (one, one.string if isinstance(one.string, str) else "".join(one.string or ""))
        for one in read(language)
        if one.id
    ]


def keys(messages: Iterable[Message]) -> set[tuple[str, str]]:
    return {(one.context or "", of(one)[0]) for one in messages}


class TestSentences:
    """What the code says and what the catalogue has are the same."""

    def test_every_sentence_of_the_code_is_translated(self, language: str) -> None:
        has = keys(one for one, text in translations(language) if text)

        missing = [one for one in sentences() if one.key not in has]

        assert missing == []

    def test_no_translation_is_of_a_sentence_that_is_gone(self, language: str) -> None:
        used = {one.key for one in sentences()}

        unused = keys(one for one, _ in translations(language)) - used

        assert unused == set()

    def test_none_is_a_guess(self, language: str) -> None:
        assert [one.id for one in read(language) if one.fuzzy] == []

    def test_what_the_program_reads_is_what_people_wrote(self, language: str) -> None:
        made = source(language).with_suffix(".mo").read_bytes()

        assert made == compiled(language)

    @pytest.mark.parametrize(
        "call",
        ["tr(f'{a} of {b}')", "tr('a' + b)", "trn('1 row', f'{n} rows', n)"],
    )
    def test_a_sentence_that_is_put_together_is_found_out(self, call: str) -> None:
        with pytest.raises(Unread, match="is put together"):
            list(in_call(ast.parse(call).body[0].value, "here.py"))  # type: ignore[attr-defined]  # an expression


class TestTranslations:
    """A translation has what its sentence has, as a person may read it."""

    def test_each_has_the_places_of_its_sentence(self, language: str) -> None:
        wrong = [
            (of(one)[-1], text)
            for one, text in translations(language)
            if text and places(text) not in [places(each) for each in of(one)]
        ]

        assert wrong == []

    def test_each_is_composed_and_singly_spaced(self, language: str) -> None:
        wrong = [
            text
            for one, text in translations(language)
            if text != unicodedata.normalize("NFC", text)
            or ("  " in text.strip() and "  " not in of(one)[-1].strip())
        ]

        assert wrong == []

    def test_each_begins_and_ends_as_its_sentence(self, language: str) -> None:
        wrong = [
            (of(one)[-1], text)
            for one, text in translations(language)
            for edge in (0, -1)
            if text
            and " " in of(one)[-1]
            and (of(one)[-1][edge] in _EDGES) != (text[edge] in _EDGES)
        ]

        assert wrong == []

    def test_what_became_of_an_act_is_told_where_its_sentence_tells_it(
        self, language: str
    ) -> None:
        for one, text in translations(language):
            choose("en")
            is_told = tells_outcome(of(one)[-1])
            choose(language)
            assert not text or tells_outcome(text) == is_told, text
