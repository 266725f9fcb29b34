"""Find every sentence of the program, and keep the catalogues of its languages.

``python tests/locale/catalogue.py`` brings each catalogue up to date with the code and
compiles it: a sentence that is new has no translation yet, one that is gone is left
out. Nothing is guessed from sentences that are nearly the same.
"""

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any, Final, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from licreg.cli.catalogue import COMMANDS
from licreg.cli.main import _one_command, _shared_options
from licreg.cli.usage import is_word
from licreg.cli.words import CODES, WORDS
from licreg.wording import CATALOGUES, CODE, KEPT, LANGUAGES, choose

PACKAGE: Final = Path(__file__).parents[2] / "licreg"
TRANSLATED: Final = LANGUAGES[1:]

_PLACES: Final = {
    "tr": (0,),
    "marked": (0,),
    "told": (0,),
    "trn": (0, 1),
    "markedn": (0, 1),
}
"""Where the sentences stand among the arguments of what takes them."""

_HEADER: Final = re.compile(r"\A(?:#.*\n)+")


class Sentence(NamedTuple):
    """A sentence as it stands in the code.

    Attributes:
        place: The file, from the package on.
        text: The sentence; of a pair, the one for a single thing.
        plural: The other of a pair; empty for none.
        context: What tells a word from its homonyms; empty for none.
    """

    place: str
    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue finds it by."""
        return self.context, self.text


class Unread(ValueError):  # noqa: N818  # it is no refusal of the program
    """A call whose sentence is not written out, so that no catalogue can have it."""


def sentences() -> list[Sentence]:
    """Return every sentence once, in the order of the files."""
    found: dict[tuple[str, str], Sentence] = {}
    for one in (*in_code(), *in_help(), *in_tables(), *in_law()):
        before = found.setdefault(one.key, one)
        if one.plural and not before.plural:
            found[one.key] = one
    return sorted(found.values(), key=lambda one: one.place)


def in_code() -> Iterator[Sentence]:
    """Yield the sentences of `tr`, `trn` and `marked`."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE.parent).as_posix()
        if place in ("licreg/wording.py", "licreg/wording_vi.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from in_call(node, place)


def in_call(node: ast.Call, place: str) -> Iterator[Sentence]:
    """Yield the sentence that a call shows, if it does.

    Raises:
        Unread: If it is put together there.
    """
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "trc":
        context, text = (_written(one, place) for one in node.args)
        if context is not None and text is not None:
            yield Sentence(place, text, context=context)
    elif name in _PLACES:
        if isinstance(node.args[0], ast.Starred):
            return
        texts = [_written(node.args[at], place) for at in _PLACES[name]]
        if texts[0] is not None:
            plural = texts[1] if len(texts) > 1 else None
            context = KEPT if name == "told" else ""
            yield Sentence(place, texts[0], plural=plural or "", context=context)


def _written(node: ast.expr, place: str) -> str | None:
    """Return a text that is written out; None where a marked one is passed on.

    Raises:
        Unread: If it is put together there.
    """
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return None
        case _:
            pass
    msg = f"{place}:{node.lineno}: a sentence is put together: {ast.unparse(node)}"
    raise Unread(msg)


def in_help() -> Iterator[Sentence]:
    """Yield what the help of each command says."""
    choose(LANGUAGES[0])
    place = "licreg/cli/catalogue.py"
    for entry in COMMANDS.values():
        yield Sentence(place, entry.help)
        yield Sentence(place, entry.group)
    yield from _of_params("licreg/cli/main.py", _shared_options())
    for entry in COMMANDS.values():
        module = import_module(f"licreg.cli.{entry.module}")
        command = _one_command(getattr(module, entry.function), "")
        yield from _of_params(f"licreg/cli/{entry.module}.py", command.params)


def _of_params(place: str, params: Iterable[Any]) -> Iterator[Sentence]:
    for param in params:
        if param.help:
            yield Sentence(place, param.help)
        if param.metavar and is_word(param.metavar):
            yield Sentence(place, param.metavar)


def in_law() -> Iterator[Sentence]:
    """Yield the sources of the law that ships, which remarks and ``law`` name."""
    for path in sorted((PACKAGE.parent / "data" / "law").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if text := row.get("source"):
                    yield Sentence(f"data/law/{path.name}", text, context=KEPT)


def in_tables() -> Iterator[Sentence]:
    """Yield the words of tables, each told from its homonyms by its key."""
    for key, text in WORDS.items():
        if text:
            yield Sentence("licreg/cli/words.py", text, context=key)
    for code in CODES:
        text = code.replace("-", " ")
        yield Sentence("licreg/cli/words.py", text, context=CODE)


class Steady(Catalog):
    """A catalogue that says nothing of when and with what it was written."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a program needs to read it."""
        return [
            ("Project-Id-Version", "licreg"),
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    @mime_headers.setter
    def mime_headers(self, _read: object) -> None:
        """Leave them as they are, whatever a file says."""


def source(language: str) -> Path:
    """Return where a catalogue is written for people."""
    return CATALOGUES / language / "LC_MESSAGES" / "licreg.po"


def read(language: str) -> Catalog:
    """Read a catalogue as it stands."""
    with source(language).open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def renewed(language: str) -> Catalog:
    """Return a catalogue with the sentences of the code and what it has for them."""
    before = read(language)
    catalogue = Steady(locale=language, fuzzy=False)
    catalogue.header_comment = before.header_comment
    for one in sentences():
        text: str | tuple[str, str] = (one.text, one.plural) if one.plural else one.text
        known = before.get(one.text, one.context or None)
        catalogue.add(
            text,
            _translation(known, is_pair=bool(one.plural)),
            locations=[(one.place, 0)],
            context=one.context or None,
        )
    return catalogue


def _translation(known: Message | None, *, is_pair: bool) -> Any:  # noqa: ANN401  # as Babel's
    text = known.string if known is not None and not known.fuzzy else ""
    if isinstance(text, tuple | list):
        text = text[0]
    return (text,) if is_pair else text


def compiled(language: str) -> bytes:
    """Return a catalogue, as it stands, in the form that the program reads."""
    steady = Steady(locale=language, fuzzy=False)
    for message in read(language):
        if message.id:
            steady.add(message.id, message.string, context=message.context)
    stream = BytesIO()
    write_mo(stream, steady)
    return stream.getvalue()


def places(text: str) -> list[str]:
    """Return the places of a sentence with their forms, sorted."""
    return sorted(
        f"{name}!{conversion or ''}:{spec}"
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    )


def main() -> None:
    """Bring the catalogues up to date and compile them."""
    for language in TRANSLATED:
        catalogue = renewed(language)
        text = BytesIO()
        write_po(text, catalogue, width=88, omit_header=False, include_lineno=False)
        source(language).write_bytes(text.getvalue())
        source(language).with_suffix(".mo").write_bytes(compiled(language))
        lacking = sum(not _translation(one, is_pair=False) for one in catalogue)
        print(f"{language}: {len(catalogue):,} sentences, {lacking:,} to translate")


if __name__ == "__main__":
    main()
