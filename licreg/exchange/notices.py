r"""Licence notices as websites display them, read as a careful reader would.

A notice says that a licence was granted: its number, mostly its day, its kind and who
granted it, in Vietnamese with or without accents or in English, in raw HTML, with
typing errors. What is not said is not guessed, and a form that was never filled in is
no licence. A number is one of the register's instruments only by its suffix: decrees,
business registrations and telephone numbers are passed over.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from licreg.domain.identifiers import is_issuer_code
from licreg.domain.law import Law
from licreg.exchange.notice_days import FoundDay, find_day
from licreg.exchange.notice_suffixes import Spellings, own_letters
from licreg.exchange.notice_text import fold_letters, visible_text
from licreg.exchange.notice_words import (
    AGGREGATE,
    CONFIRMATION,
    NETWORK,
    SITE,
    WEBSITE,
    Places,
    issuer_in,
    kind_in,
    may_be,
    usual_kind,
)
from licreg.lazily import dataclass, regex

_BEFORE: Final = 260
"""Letters before a number in which its kind is looked for."""

_LONGEST_NAME: Final = 160

_BEHIND: Final = 320
"""Letters behind a number in which its day and issuer are looked for."""

_LEADS: Final = 130
"""Letters before a number in which its issuer is looked for."""

_EXCERPT: Final = 90

# A number with its suffix. Of a suffix the second part names the issuer, and must be
# one of those that grant what the register holds.
_FORM: Final = r"(?P<form>g\.?p(?:\s?sdbs|\s?sdsb|mxh)?|gxn|qd|pg)"
_WHOSE: Final = (
    r"(?P<whose>(?:icp\s?-\s?)?(?:[a-z]{0,8}\s?[&,]\s?)?[a-z]{0,4}"
    r"(?:tt|vhtt|(?<![a-z])bc(?![a-z])|(?<![a-z])cbc(?![a-z]))[a-z]{0,8}"
    r"(?:\s?&\s?[a-z]{2,8})?(?:-[a-z]{0,3}(?:tt|vhtt)[a-z]{0,5})?)"
)
_NUMBER: Final = regex(
    r"(?<![0-9./-])(?P<value>[0-9]{1,6})\s?(?P<letter>[a-z]?)"
    r"(?:\s?[/\\]\s?(?:(?:19|20)[0-9]{2}\s?/\s?)?/?|\s?-\s?|(?P<bare>\s?))"
    + _FORM
    + r"\s{0,2}[-/._]{0,2}\s{0,2}"
    + _WHOSE
    + r"(?![a-z])"
)
_LED_IN: Final = regex(r"(?:so|no|number|phep|gp|mxh)\s?[.:]?\s?$")

# What speaks of a licence, and of a number that is none of ours.
_CUE: Final = regex(
    r"giay phep|giay xac nhan|\bgp(?:mxh|tlmxh|tl|ttdt|xb)?\b(?!-)|licen[cs]e\b|gpmxh"
)
_NO_NUMBER: Final = regex(
    r"(?::|\bso\b|\bno\b\.?|number)\s{0,3}:?\s{0,3}"
    r"(?P<text>[\w./\u2026\[\]?*-]{0,20}[0-9\u2026._?*][\w./\u2026\[\]?*-]{0,20}|x{2,})"
)
_LICENCE: Final = regex(
    r".*(?:giay phep|\bgp(?:tl)?(?:mxh)?\b|licen[cs]e)(?P<what>[^/]*)$"
)
_FOREIGN: Final = regex(
    r"dkkd|kinh doanh|gpkd|dkdn|gcn|doanh nghiep|dau tu|ma so|\bmst\b|\bmsdn\b"
    r"|khdt|ke hoach|business|tax|lai xe|xay dung|driver|copyright|creative|apache|mit"
)
_OF_ANOTHER: Final = regex(
    r"dkkd|kinh doanh|gpkd|dkdn|\bgcn|dang ky doanh|ma so|\bmst\b|\bmsdn\b|khdt"
    r"|\bke hoach|\bnghi dinh\b|quyet dinh so|hieu luc|het han|tam (?:ngung|dung)"
    r"|dinh chi|thu hoi|den ngay|gia han den|cap nhat|copyright|\u00a9|business"
    r"|tax code|expir|valid (?:un)?til|effective"
    r"|(?:giay phep|giay xac nhan|licen[cs]e)[^.]{0,60}?\b(?:so|no)\b"
)
_SAME_HOLDER: Final = regex(r"sua doi|bo sung|gia han|cap lai|thay doi|\bva\b")

_SAID: Final = regex(
    r"(?:^|[\n.;,|>\-\u00a9])\s{0,3}(?:to chuc thiet lap|to chuc duoc cap phep"
    r"|don vi (?:chu quan|thiet lap|duoc cap phep|quan ly)|co quan chu quan"
    r"|chu so huu|cap cho|licensee|operated by)\s?:?\s{1,3}"
)
_COMPANY: Final = regex(
    r"(?:cong ty|tong cong ty|tap doan|ctcp|ct tnhh|lien hiep|hiep hoi|hoi|bao|tap chi"
    r"|trung tam|vien|truong|so|ban) "
)
_END_OF_NAME: Final = regex(r"[\n;|<>{}\u00a9]|\.(?=\s|$)|,| - |dia chi|giay phep")
_SITE: Final = regex(
    r"(?<![\w@.\-])(?:https?://)?(?:www\.)?"
    r"((?:[a-z0-9](?:[a-z0-9\-]{0,40}[a-z0-9])?\.){1,3}"
    r"(?:vn|com|net|org|info|asia|edu|gov|biz|io|app|tv|me|xyz))(?![\w\-@])"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What one notice says; None or empty is what it does not say.

    Attributes:
        number: The number as printed, in capitals and without spaces; None where
            there is none that could be a licence's.
        issued_on: The day of issue.
        kind: The kind, in the words of the register.
        is_kind_said: Whether the notice names the kind; else it follows from the
            suffix alone.
        issuer: Code of who is said to have granted it.
        has_bad_day: Whether a day stands there that cannot be read.
        text: A piece of the text to find it by.
        around: The text that belongs to it.
    """

    number: str | None
    issued_on: date | None = None
    kind: str = ""
    is_kind_said: bool = False
    issuer: str = ""
    has_bad_day: bool = False
    text: str = ""
    around: str = ""

    @property
    def holder(self) -> str:
        """Who is said to hold it, as it is printed."""
        lined = fold_letters(self.around)
        said = _SAID.search(lined)
        if said is None:
            return ""
        stop = _END_OF_NAME.search(lined, said.end(), said.end() + _LONGEST_NAME)
        name = self.around[said.end() : stop.start() if stop else said.end()]
        name = " ".join(name.split()).strip(" :-\"'")
        return name if _COMPANY.match(f"{fold_letters(name)} ") else ""

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that are named beside it."""
        found = (match[1] for match in _SITE.finditer(fold_letters(self.around)))
        return tuple(dict.fromkeys(found))


def read_notices(raw: str, law: Law) -> list[Notice]:
    """Return the notices in a text, in its order: one at least.

    Args:
        raw: As it was found: a line, a page, a piece of a program.
        law: The suffixes and their misspellings, the issuers and their provinces.

    Returns:
        A text that speaks of no licence of ours gives one notice without a number.
    """
    page = _Page(raw, law)
    found = list(page.notices())
    return found or [Notice(None, text=_excerpt(page.text, 0))]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number stands, or what stands in its place, as it is printed."""

    start: int
    end: int
    number: str | None = None
    suffix: str = ""


class _Page:
    """A text in which notices are looked for."""

    def __init__(self, raw: str, law: Law) -> None:
        self.text = visible_text(raw)
        self._lined = fold_letters(self.text)
        self._folded = self._lined.replace("\n", " ")
        self._law = law
        self._named = Places(law.issuers)
        self._suffixes = Spellings(law)

    def notices(self) -> Iterator[Notice]:
        """Yield what each place says, in the order of the text."""
        places = self._places()
        last = _Place(len(self.text), len(self.text))
        told, kind = 0, ""
        for place, following in pairwise((*places, last)):
            if place.number is None:
                line = self.text[place.start : place.start + 3 * _EXCERPT].partition(
                    "\n"
                )[0]
                yield Notice(None, text=_excerpt(line, 0))
                told, kind = place.end, ""
                continue
            notice, told = self._read(place, told, following.start, kind)
            kind = notice.kind
            yield notice

    def _places(self) -> list[_Place]:
        """Return where numbers stand, and what speaks of a licence without one."""
        numbers = [
            place
            for match in _NUMBER.finditer(self._folded)
            if (place := self._place(match)) is not None
        ]
        without = self._without_number([(one.start, one.end) for one in numbers])
        return sorted([*numbers, *without], key=lambda place: place.start)

    def _without_number(self, numbers: Sequence[tuple[int, int]]) -> Iterator[_Place]:
        """Yield where a licence is spoken of and no number that could be its stands."""
        beyond = len(self.text) + _BEFORE
        taken = [*numbers, (beyond, beyond)]
        at = told = 0
        for match in _NO_NUMBER.finditer(self._lined):
            while taken[at][1] <= match.start():
                told = taken[at][1]
                at += 1
            start = max(match.start() - _LEADS, told)
            head = self._lined[start : match.start()].rpartition("\n")[2]
            named = _LICENCE.search(head)
            # Its own number may stand on, after more words than were looked through.
            is_read = taken[at][0] < match.end() + len(" thiet lap mang xa hoi so ")
            if named and not is_read:
                told = match.end()
                if not _FOREIGN.search(named["what"] + match["text"]):
                    begun = match.start() - len(head) + named.start("what")
                    yield _Place(max(begun - len("giay phep"), 0), told)

    def _place(self, match: re.Match[str]) -> _Place | None:
        """Return the number that was found, unless it only looks like one."""
        if int(match["value"]) == 0:
            return None
        before = self._folded[max(match.start() - 30, 0) : match.start()]
        if match["bare"] is not None and not _LED_IN.search(before):
            return None
        form = match["form"].replace(".", "").replace(" ", "")
        if form == "qd" and not re.search(
            r"g1|tro choi|game|phat hanh|kich ban",
            self._folded[max(match.start() - _BEFORE, 0) : match.start()],
        ):
            return None
        printed = self.text[match.start("whose") : match.end("whose")]
        whose, end = own_letters(printed, match["whose"]), match.end("whose")
        if len(whose) < len(printed):
            end = match.start("whose") + len(whose)
        form = {"pg": "GP", "gpmxh": "GP", "gpsdbs": "GPSĐBS", "gpsdsb": "GPSĐSB"}.get(
            form, "QĐ" if form == "qd" else form.upper()
        )
        suffix = f"{form}-{''.join(whose.split()).upper()}"
        suffix = self._suffixes.mend(suffix)
        letter = match["letter"].upper()
        number = f"{match['value']}{letter}/{suffix}"
        return _Place(match.start(), end, number, fold_letters(suffix))

    def _read(
        self, place: _Place, told: int, until: int, earlier: str
    ) -> tuple[Notice, int]:
        """Return a notice, and how far the text is told by it.

        Args:
            place: Where its number stands.
            told: How far the text belongs to the notice before.
            until: Where the next begins.
            earlier: Kind of the notice before.
        """
        folded = self._folded
        start = max(told, place.start - _BEFORE)
        end = min(until, place.end + _BEHIND)
        other = _OF_ANOTHER.search(folded, place.end, end)
        own_end = other.start() if other else end
        day = find_day(folded, place.end, own_end)
        if day is None:
            day = self._day_before(start, place.start)
        before = folded[start : place.start]
        behind = folded[place.end : own_end]
        issuer = issuer_in(behind, self._named) or issuer_in(
            before[-_LEADS:], self._named
        )
        kind, is_said = self._kind(before, behind, place.suffix, earlier)
        if not kind and not is_said:
            kind = usual_kind(place.suffix, issuer=issuer)
        if day is not None and (day.is_blank or (day.day is None and not is_said)):
            # Of a form that was never filled in nothing else is believed.
            kind, is_said = "", False
        issued_on = day.day if day else None
        if kind == SITE:
            kind = self._site(issued_on)
            is_said = bool(kind)
        notice = Notice(
            number=place.number,
            issued_on=issued_on,
            kind=kind,
            is_kind_said=is_said,
            issuer=issuer if is_issuer_code(issuer) else "",
            has_bad_day=day is not None and issued_on is None,
            text=_excerpt(self.text, max(start, place.start - 40)),
            around=self.text[start:end],
        )
        return notice, max(place.end, day.end if day else 0)

    def _day_before(self, start: int, end: int) -> FoundDay | None:
        """Return a day that stands before the number and is not another paper's."""
        part = self._folded[start:end]
        cues = [match.start() for match in _CUE.finditer(part)]
        head = part[: cues[-1]] if cues else part
        if _OF_ANOTHER.search(re.sub(r"^[^\n]*?giay phep", "", head)):
            return None
        lead = re.search(
            r"(?:ngay(?: cap| ky)?|date of issue|issued on|on)\s?:?\s", part
        )
        if lead is None:
            return None
        found = find_day(self._folded, start + lead.start(), end)
        return found if found and found.day else None

    def _kind(
        self, before: str, behind: str, suffix: str, earlier: str
    ) -> tuple[str, bool]:
        """Return the kind, and whether the notice says what the licence is for.

        The words that lead to the number tell it before those around it.
        """
        cues = [match.start() for match in _CUE.finditer(before)]
        phrase = before[cues[-1] :] if cues else before
        kind, is_said = kind_in(phrase, suffix)
        if is_said:
            return kind, True
        around = (before[: cues[-1]] if cues else "", behind[:140])
        for text in around:
            if earlier and text is around[0] and _SAME_HOLDER.search(before):
                return earlier, True
            kind, is_said = kind_in(text, suffix)
            if is_said and kind and _fits(kind, suffix):
                return kind, True
        return "", False

    def _site(self, day: date | None) -> str:
        """Return the kind of a *trang thông tin điện tử* by its day.

        Once plain sites were licensed; since then only those that aggregate are.
        """
        last = self._law.kinds_by_code[WEBSITE].last_day
        if day is None or last is None:
            return ""
        return WEBSITE if day <= last else AGGREGATE


def _fits(kind: str, suffix: str) -> bool:
    return may_be(NETWORK if kind == CONFIRMATION else kind, suffix)


def _excerpt(text: str, start: int) -> str:
    words = " ".join(text[start : start + 3 * _EXCERPT].split())
    return words if len(words) <= _EXCERPT else f"{words[: _EXCERPT - 1]}…"
