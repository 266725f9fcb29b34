"""What a notice says the licence is for, and who granted it.

Texts come folded: small letters, no accents. The kinds are those of the register.
"""

import re
from collections.abc import Iterable
from typing import Final

from licreg.domain.law import Issuer
from licreg.domain.text import fold
from licreg.lazily import regex

NETWORK: Final = "social-network"
AGGREGATE: Final = "aggregate-site"
WEBSITE: Final = "ei-website"
SITE: Final = "site"
"""A *trang thông tin điện tử* without more: which kind is told by its day."""

CONFIRMATION: Final = "sn-confirmation"
G1_RELEASE: Final = "g1-release"
GAME_CONFIRMATION: Final = "g2-g4-confirmation"

_KIND_WORDS: Final = regex(
    r"(?P<network>mxh|mang xa\s?hoi|mang xh|m\.x\.h|social[\s-]?(?:network|media))"
    r"|(?P<aggregate>tong hop|ttdt\s?th|\bttth|aggregat"
    r"|general (?:electronic )?(?:information|news))"
    r"|(?P<site>trang (?:tin|thong tin|ttdt|tt dt)|information (?:web)?(?:site|page))"
    r"|(?P<website>website|\bweb\b|\bicp\b|thong tin tren (?:mang )?internet"
    r"|trang chu|\bportal|cong thong tin)"
)
_GAME: Final = regex(r"\bg[1-4]\b|tro choi|\bgames?\b")
_OTHER_TRADE: Final = regex(
    r"\bbao\b|bao chi|gpxb|tap chi|xuat ban|an pham|\bpress\b|newspaper|magazine"
    r"|buu chinh|vien thong|kinh doanh|truyen hinh|phat thanh|quang cao|chu ky so"
    r"|in an\b|xuat nhap khau|business|postal|telecom|tin nhan|ten mien|lu hanh|du lich"
)
_NAMES: Final = {
    "network": NETWORK,
    "aggregate": AGGREGATE,
    "site": SITE,
    "website": WEBSITE,
}

_MINISTRY: Final = regex(
    r"\bbo (?:thong tin|tttt|tt\s?(?:[&,-]|va)\s?tt|4t)\b|ministry of info|\bmic\b"
)
_CULTURE: Final = regex(
    r"\bbo (?:van hoa,? ?the th|vhtt|vh[\s,-]*tt|vh,)|ministry of culture,? ?sport"
    r"|\bmcst\b"
)
_ABEI: Final = regex(
    r"\bcuc (?:quan ly |ql )?(?:phat thanh|ptth|pt,? ?th)|\babei\b"
    r"|authority of broadcast"
)
_DEPARTMENT: Final = regex(
    r"\bso (?:(?P<dic>thong tin|tttt|tt\s?(?:[&,-]|va)\s?tt|4t|buu chinh|bcvt)"
    r"|(?P<dcst>van hoa|vhtt|vh))"
    r"|department of (?:(?P<dic_en>information)|(?P<dcst_en>culture))"
)
_OTHER_NAMES: Final = {
    "HCM": ("ho chi minh", "hcm", "tphcm", "sai gon", "hochiminh"),
    "HN": ("hn", "hanoi"),
    "HUE": ("hue",),
    "DL": ("dac lac", "dac lak", "daklak"),
    "DNO": ("dac nong", "daknong"),
    "BRVT": ("vung tau", "brvt", "br-vt"),
}
_REACH: Final = 110
"""Letters behind a department's name in which its province is looked for."""


def kind_in(text: str, suffix: str) -> tuple[str, bool]:
    """Return what a phrase says a licence is for, and whether it says anything.

    Args:
        text: A folded text.
        suffix: The folded suffix of the number.

    Returns:
        The kind; empty where the phrase names none of ours. Of several that are named
        the one that the suffix fits is taken, else the last.
    """
    named = [_NAMES[match.lastgroup or ""] for match in _KIND_WORDS.finditer(text)]
    if _GAME.search(text) and NETWORK not in named:
        form = suffix.partition("-")[0]
        return {"qd": G1_RELEASE, "gxn": GAME_CONFIRMATION}.get(form, ""), True
    for stronger, weaker in ((AGGREGATE, (SITE, WEBSITE)), (SITE, (WEBSITE,))):
        if stronger in named:
            named = [kind for kind in named if kind not in weaker]
    if not named:
        return "", _OTHER_TRADE.search(text) is not None
    fitting = [kind for kind in named if may_be(kind, suffix)]
    kind = (fitting or named)[-1]
    return (CONFIRMATION if kind == NETWORK and is_confirmation(suffix) else kind), True


def may_be(kind: str, suffix: str) -> bool:
    """Tell whether a licence of a kind may bear a suffix: who writes it grants it."""
    if re.search(r"s?ttdt$|stttt", suffix) and "ptth" not in suffix:
        return kind != NETWORK or is_confirmation(suffix)
    if re.search(r"bttt|bvhtt", suffix):
        return kind == NETWORK
    return True


def usual_kind(suffix: str, *, issuer: str) -> str:
    """Return what a number is for by its suffix alone, where the notice is silent.

    Of a department's or the old authority's number it is known only that it is a
    site's.

    Args:
        suffix: The folded suffix.
        issuer: Code of who is said to have granted it; ``?`` where that cannot be.
    """
    if issuer == "?" or not suffix.startswith("gp"):
        return ""
    if re.search(r"bttt|bvhtt", suffix):
        return NETWORK if issuer in ("", "MIC", "MCST") else ""
    if suffix.startswith("gpsd"):
        return AGGREGATE
    if re.search(r"ttdt|stttt|-bc$|svhtt|icp", suffix) and "ptth" not in suffix:
        return WEBSITE
    return ""


def is_confirmation(suffix: str) -> bool:
    """Tell whether a suffix is that of a confirmation, no licence."""
    return suffix.startswith("gxn")


class Places:
    """The provinces as notices name them."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        """Read the names of the provinces that have a department."""
        self._letters: dict[str, str] = {}
        for issuer in issuers:
            if issuer.province and issuer.code.startswith("DIC-"):
                letters = issuer.code.removeprefix("DIC-")
                for name in (fold(issuer.province), *_OTHER_NAMES.get(letters, ())):
                    self._letters[name] = letters
        names = sorted(self._letters, key=len, reverse=True)
        self._named = re.compile(
            rf"\b(?:{'|'.join(map(re.escape, names)) or '(?!)'})\b"
        )

    def first_in(self, text: str) -> str:
        """Return the letters of the province that a folded text names first."""
        match = self._named.search(text)
        return self._letters[match[0]] if match else ""


def issuer_in(text: str, places: Places) -> str:
    """Return the code of who is said to have granted it.

    Returns:
        Empty where nobody is named, or a department without its province; ``?`` for
        what there is not, such as a ministry of a province.

    Examples:
        >>> issuer_in("do bo thong tin va truyen thong ha noi cap", Places(()))
        '?'
        >>> issuer_in("do bo tttt cap", Places(()))
        'MIC'
    """
    found = [
        (match.start(), code, match)
        for pattern, code in (
            (_ABEI, "ABEI"),
            (_MINISTRY, "MIC"),
            (_CULTURE, "MCST"),
            (_DEPARTMENT, "DIC"),
        )
        if (match := pattern.search(text))
    ]
    if not found:
        return ""
    _, code, match = min(found, key=lambda one: one[0])
    part = text[match.end() : match.end() + _REACH]
    if code != "DIC":
        straight = re.match(
            r"(?: (?:tin|va|truyen|thong|&|hoa|the|thao|du|lich)|,)*"
            r" (?:tinh |tp\.? ?)?(?:ha noi|hanoi|ho chi minh|hcm|da nang)\b",
            part,
        )
        return "?" if straight else code
    is_culture = bool(match["dcst"] or match["dcst_en"])
    place = places.first_in(part)
    return f"{'DCST' if is_culture else 'DIC'}-{place}" if place else ""
