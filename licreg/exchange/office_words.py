"""What offices write in the cells: kinds, authorities, statuses, kinds of holder."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from licreg.domain.law import Law
from licreg.exchange.headings import fold_heading
from licreg.lazily import regex

AGGREGATE, NETWORK, CONFIRMED = "aggregate-site", "social-network", "sn-confirmation"
G1, G2_G4, PLAIN = "g1-release", "g2-g4-confirmation", "ei-website"

# Folded as headings are. Source: the public licence register of ABEI as of 26 July
# 2026, Decree 72/2013/NĐ-CP and Decree 147/2024/NĐ-CP for the names of instruments.
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        AGGREGATE: (
            "trang thong tin dien tu tong hop|trang ttdt tong hop|trang ttdtth|ttdtth|"
            "trang tin dien tu tong hop|trang tin tong hop|trang tong hop|tong hop|"
            "trang tth|aggregate|aggregate site|aggregate website|"
            "aggregate ei website|aggregate electronic information website"
        ),
        NETWORK: (
            "mang xa hoi|mang xa hoi truc tuyen|mxh|gpmxh|social network|"
            "social networks|social networking|social networking platform|"
            "social network site"
        ),
        CONFIRMED: (
            "giay xac nhan|xac nhan thong bao mxh|giay xac nhan mxh|"
            "social network confirmation"
        ),
        G1: "g1|game g1|tro choi g1|phat hanh g1|g1 game release",
        G2_G4: "g2|g3|g4|g2 g3 g4|g2 g4|game g2 g3 g4|g2 g4 game confirmation",
        PLAIN: (
            "trang thong tin dien tu|trang ttdt|"
            "giay phep thiet lap trang thong tin dien tu|ei website"
        ),
    }
)
_STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in-force": (
            "in force|valid|active|current|granted|live|issued|licensed|a|"
            "con hieu luc|con han|dang hoat dong|hoat dong|hieu luc|co hieu luc|"
            "dang hieu luc|con thoi han"
        ),
        "expired": "expired|het han|da het han|e|lapse",
        "lapsed": (
            "lapsed|invalid|inactive|not in force|ended|closed|terminated|cancelled|"
            "canceled|ceased|withdrawn|l|c|t|het hieu luc|khong con hieu luc|"
            "da het hieu luc|ngung hoat dong|dung hoat dong|cham dut|"
            "cham dut hoat dong|khong hoat dong|khong hieu luc|huy|da huy"
        ),
        "revoked": "revoked|thu hoi|da thu hoi|bi thu hoi",
        "surrendered": (
            "surrendered|returned|given back|tra lai|da tra lai|tra giay phep|"
            "hoan tra|xin tra lai giay phep"
        ),
        "suspended": "suspended|dinh chi|tam dinh chi|bi dinh chi|tam dung|tam ngung",
        "not-yet": "not yet|pending|chua co hieu luc|chua hieu luc",
    }
)
_HOLDER_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enterprise": (
            "enterprise|company|business|doanh nghiep|cong ty|to chuc kinh te|"
            "doanh nghiep tu nhan|cong ty co phan|cong ty tnhh"
        ),
        "press-agency": (
            "press agency|press|newspaper|co quan bao chi|bao chi|bao|tap chi|dai|"
            "dai phat thanh truyen hinh"
        ),
        "association": (
            "association|hoi|hiep hoi|lien hiep|to chuc xa hoi|"
            "to chuc xa hoi nghe nghiep|doan the|to chuc chinh tri xa hoi"
        ),
        "state-body": (
            "state body|government|public body|co quan nha nuoc|don vi su nghiep|"
            "don vi su nghiep cong lap|co quan|so nganh|uy ban nhan dan"
        ),
        "religious": "religious|religious organisation|to chuc ton giao|ton giao",
        "foreign": (
            "foreign|foreign organisation|nuoc ngoai|to chuc nuoc ngoai|"
            "doanh nghiep nuoc ngoai"
        ),
    }
)
_PROVINCIAL: Final = (
    (
        "DIC-",
        re.compile(
            r"(?:so )?(?:thong tin (?:va )?truyen thong|tttt|tt tt|tt va tt|ttvtt) (.+)"
        ),
    ),
    (
        "DCST-",
        re.compile(
            r"(?:so )?(?:van hoa the thao (?:va )?du lich|vhttdl|vhtt dl|vh tt dl|"
            r"vh tt va dl|vh tt va du lich|van hoa (?:va )?the thao|vhtt|vh tt) (.+)"
        ),
    ),
)
_OF_A_PROVINCE: Final = regex(r"^(?:cua )?(?:tinh|thanh pho|tp|t p) ?")
_SHORT_PROVINCES: Final = MappingProxyType(
    {"ho chi minh": ("hcm",), "ha noi": ("hn",), "ba ria vung tau": ("br vt", "brvt")}
)
_MINISTRIES: Final = MappingProxyType(
    {
        "bo tttt": "MIC",
        "bo tt tt": "MIC",
        "bo thong tin truyen thong": "MIC",
        "bo thong tin va truyen thong": "MIC",
        "bo vhttdl": "MCST",
        "bo vh tt dl": "MCST",
        "bo vh tt va dl": "MCST",
        "bo van hoa the thao va du lich": "MCST",
        "bo van hoa the thao du lich": "MCST",
        "cuc ptth ttdt": "ABEI",
        "cuc ptth va ttdt": "ABEI",
        "cuc phat thanh truyen hinh va thong tin dien tu": "ABEI",
        "cuc phat thanh truyen hinh thong tin dien tu": "ABEI",
        "cuc quan ly phat thanh truyen hinh va thong tin dien tu": "ABEI",
    }
)


@lru_cache(maxsize=4096)
def read_kind(text: str) -> str:
    """Return the kind that a text names in Vietnamese or English, empty for none.

    A long name is known by the words that tell instruments apart.

    Examples:
        >>> read_kind("GIẤY PHÉP THIẾT LẬP TRANG THÔNG TIN ĐIỆN TỬ TỔNG HỢP")
        'aggregate-site'
        >>> read_kind("Giấy xác nhận thông báo cung cấp dịch vụ mạng xã hội")
        'sn-confirmation'
        >>> read_kind("Giấy phép bay")
        ''
    """
    words = fold_heading(text)
    exact = _by_word("kinds").get(words)
    if exact:
        return exact
    has = f" {words} ".__contains__
    is_confirmed = has(" xac nhan ")
    if has(" tro choi ") and (has(" phat hanh ") or has(" kich ban ")):
        is_g1 = has(" g1 ") and not is_confirmed
        others = (" g2 ", " g3 ", " g4 ", " g2g3g4 ")
        return G1 if is_g1 else G2_G4 if any(map(has, others)) else ""
    if has(" mang xa hoi ") or has(" mxh "):
        is_both = has(" tong hop ")
        return "" if is_both else CONFIRMED if is_confirmed else NETWORK
    is_site = has(" thong tin dien tu ") or has(" ttdt ") or has(" trang ")
    return AGGREGATE if is_site and has(" tong hop ") and not is_confirmed else ""


@lru_cache(maxsize=4096)
def read_status(text: str) -> str:
    """Return the status that a text names, empty for none.

    Examples:
        >>> read_status("Còn hiệu lực"), read_status("Đã thu hồi"), read_status("?")
        ('in-force', 'revoked', '')
    """
    return _by_word("statuses").get(fold_heading(text), "")


@lru_cache(maxsize=4096)
def read_holder_kind(text: str) -> str:
    """Return the kind of holder that a text names, empty for none.

    Examples:
        >>> read_holder_kind("Cơ quan báo chí")
        'press-agency'
    """
    return _by_word("holders").get(fold_heading(text), "")


def issuer_names(law: Law) -> Mapping[str, str]:
    """Return the codes of authorities by their names, folded as headings are."""
    names: dict[str, str] = dict(_MINISTRIES)
    for issuer in law.issuers:
        start, _, rest = issuer.code.partition("-")
        if rest and issuer.province:
            province = _OF_A_PROVINCE.sub("", fold_heading(issuer.province))
            for name in (province, *_SHORT_PROVINCES.get(province, ())):
                names.setdefault(f"{start}- {name}", issuer.code)
        for name in (issuer.code, issuer.name_vi, issuer.name_en):
            names.setdefault(fold_heading(name), issuer.code)
    return names


def read_issuer(text: str, names: Mapping[str, str]) -> str:
    """Return the code of the authority that a text names, empty for none.

    Args:
        text: The name in full, or as offices shorten it.
        names: What `issuer_names` returned.

    Examples:
        >>> names = {"DIC- dien bien": "DIC-DB", **_MINISTRIES}
        >>> read_issuer("Sở TT&TT tỉnh Điện Biên", names), read_issuer("Bộ TTTT", names)
        ('DIC-DB', 'MIC')
    """
    words = fold_heading(text)
    if words in names:
        return names[words]
    for start, form in _PROVINCIAL:
        match = form.fullmatch(words)
        if match is not None:
            province = _OF_A_PROVINCE.sub("", match[1])
            return names.get(f"{start} {province}", "")
    return ""


@lru_cache(maxsize=4)
def _by_word(table: str) -> Mapping[str, str]:
    tables = {"kinds": _KINDS, "statuses": _STATUSES, "holders": _HOLDER_KINDS}
    return {
        word: code
        for code, listed in tables[table].items()
        for word in (fold_heading(code), *listed.split("|"))
    }
