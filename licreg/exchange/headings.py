"""What offices call the columns of their tables, in English and Vietnamese."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from licreg.domain.text import fold
from licreg.lazily import regex

PASSED_OVER: Final = "-"
"""What stands for a column that is not read."""

NUMBER_AND_DAY: Final = "number_and_day"
"""A column that holds a number and its day: ``57/GP-BTTTT ngày 12/02/2019``."""

TERM_YEARS: Final = "term_years"
"""A column that holds the term in years, instead of the last day."""

# Beside their own names, which programs write. Folded: no accents, lower case, and
# nothing but letters and digits between single spaces.
_LICENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind": (
            "licence kind|license kind|licence type|license type|type of licence|"
            "type of license|type|category|licence category|license category|"
            "loai|loai giay phep|loai gp|loai hinh|loai hinh giay phep|the loai|"
            "loai van ban|category type|platform category name|"
            "linh vuc|hinh thuc|loai hinh dich vu"
        ),
        "number": (
            "licence number|license number|licence no|license no|no of licence|"
            "licence id|license id|licence ref|licence reference|license reference|"
            "licence|license|reference|registration number|registration no|"
            "call sign|so giay phep|so gp|gp so|giay phep so|so hieu|so hieu giay phep|"
            "so ky hieu|so va ky hieu|so ky hieu giay phep|so ky hieu van ban|"
            "so van ban|so quyet dinh|so gp mxh|so gpmxh|so giay xac nhan|giay phep|so"
        ),
        "issuer": (
            "issued by|issuing authority|authority|licensing authority|granted by|"
            "co quan cap|co quan cap phep|co quan cap giay phep|don vi cap|"
            "don vi cap phep|noi cap|co quan ban hanh|cap boi"
        ),
        "issued_on": (
            "issued|issue date|date of issue|date issued|issued date|licence date|"
            "license date|grant date|date of grant|date granted|granted on|granted|"
            "issued on|certified date|ngay cap|ngay cap phep|ngay cap giay phep|"
            "ngay cap gp|ngay thang cap|ngay thang nam cap|ngay ky|ngay ban hanh|"
            "ngay quyet dinh|ngay"
        ),
        "effective_on": (
            "effective|effective date|valid from|start date|date effective|"
            "commencement date|effective from|from date|"
            "ngay hieu luc|ngay co hieu luc|hieu luc tu|hieu luc tu ngay|tu ngay"
        ),
        "expires_on": (
            "expires|expiry|expiry date|expiration|expiration date|date of expiry|"
            "expired date|valid until|valid to|valid till|end date|expires on|to date|"
            "ngay het han|ngay het hieu luc|het han|het hieu luc|thoi han den|"
            "co gia tri den|hieu luc den|hieu luc den ngay|den ngay|thoi han hieu luc"
        ),
        "holder": (
            "licence holder|license holder|licensee|licensee name|holder name|owner|"
            "owner name|company|company name|organisation|organization|account name|"
            "organisation name|entity|entity name|name of licensee|name|operator|"
            "ten don vi|don vi|ten to chuc|to chuc|ten doanh nghiep|doanh nghiep|"
            "ten cong ty|cong ty|ten co quan|to chuc duoc cap phep|"
            "don vi duoc cap phep|don vi duoc cap|ten to chuc doanh nghiep|"
            "ten co quan to chuc|ten co quan to chuc doanh nghiep|chu so huu|"
            "don vi chu quan|to chuc doanh nghiep|ten don vi duoc cap phep|"
            "ten don vi duoc cap giay phep|don vi duoc cap giay phep|chu the"
        ),
        "holder_kind": (
            "kind of holder|holder type|type of holder|entity type|licensee type|"
            "loai to chuc|loai don vi|loai hinh to chuc|loai hinh don vi|"
            "loai hinh doanh nghiep"
        ),
        "holder_code": (
            "company number|company no|enterprise code|registration code|tax code|"
            "tax id|company registration number|uen|"
            "ma so doanh nghiep|ma doanh nghiep|ma so thue|mst|msdn|ma dn|"
            "so dkkd|so dang ky kinh doanh|ma so"
        ),
        "content_manager": (
            "content manager|nguoi chiu trach nhiem|nguoi chiu trach nhiem noi dung|"
            "nguoi chiu trach nhiem quan ly noi dung|chiu trach nhiem noi dung|"
            "nguoi quan ly noi dung"
        ),
        "sites": (
            "site|website|websites|web site|domain|domains|domain name|domain names|"
            "url|urls|web|web address|website address|trading website|"
            "ten mien|trang|trang web|trang thong tin dien tu|trang ttdt|"
            "dia chi trang|dia chi trang web|dia chi website|dia chi ten mien|"
            "ten mien internet|ten trang|dia chi truy cap|ten trang mang xa hoi|"
            "ten mang xa hoi"
        ),
        "replaces": (
            "replaces licence|replacing|previous licence|thay the|thay the giay phep|"
            "thay the giay phep so|giay phep thay the|giay phep cu"
        ),
        "status": (
            "licence status|license status|state|current status|validity|"
            "trang thai|tinh trang|tinh trang hieu luc|hieu luc|trang thai hieu luc|"
            "tinh trang giay phep"
        ),
        "status_on": (
            "status date|date of status|cancellation date|ngay thay doi trang thai|"
            "ngay thu hoi|ngay cham dut"
        ),
        "printed": "as printed|printed as",
        "source": "sources|source document|detail url|nguon|nguon so lieu",
        "note": (
            "notes|remark|remarks|comment|comments|ghi chu|luu y|noi dung khac|"
            "thong tin khac"
        ),
        TERM_YEARS: (
            "term|term in years|licence term|license term|years|thoi han|"
            "thoi han giay phep|thoi han nam|thoi han cap phep|so nam"
        ),
        NUMBER_AND_DAY: (
            "number and date|licence no and date|licence number and date|"
            "so ngay cap|so va ngay cap|so ngay cap giay phep|so ngay giay phep|"
            "so va ngay cap giay phep|giay phep so ngay|giay phep so ngay cap|"
            "so ngay thang nam cap|so giay phep ngay cap|so giay phep va ngay cap|"
            "so gp ngay cap|so ngay thang giay phep"
        ),
        PASSED_OVER: (
            "stt|tt|s tt|so thu tu|so tt|row|line|index|cert level|file|reasons|id"
        ),
    }
)
_INSPECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ref": "inspection|ma kiem tra|so kiem tra",
        "inspected_on": (
            "inspection date|date of inspection|date inspected|visited on|"
            "ngay kiem tra|ngay lap bien ban|ngay thanh tra"
        ),
        "agency": (
            "inspected by|inspecting agency|co quan kiem tra|don vi kiem tra|"
            "co quan thanh tra|doan kiem tra"
        ),
        "subject": (
            "inspected subject|doi tuong|doi tuong kiem tra|don vi duoc kiem tra"
        ),
        "subject_kind": "kind of subject|loai doi tuong|loai hinh doi tuong",
        "campaign": "dot kiem tra|ke hoach|chuyen de",
        "outcome": "result|ket qua|ket qua xu ly|hinh thuc xu ly|hinh thuc xu phat",
        "fine_vnd": "fine|so tien phat|tien phat|muc phat|so tien",
        "decision": "decision number|decision no|quyet dinh|so quyet dinh|so qd",
        "decided_on": "decision date|ngay quyet dinh|ngay ra quyet dinh",
    }
)
_NAMES: Final = MappingProxyType({"licences": _LICENCES, "inspections": _INSPECTIONS})

_IN_BRACKETS: Final = regex(r"[(\[][^)\]]*[)\]]")
_WORD_END: Final = regex(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD: Final = regex(r"[^a-z0-9]+")
_LONGEST: Final = 200


def fold_heading(text: str) -> str:
    """Return the form in which headings, and words of cells, are compared.

    Examples:
        >>> fold_heading("Số GP/ Ngày cấp:"), fold_heading("licenseNumber")
        ('so gp ngay cap', 'license number')
    """
    folded = fold(_WORD_END.sub(" ", text[:_LONGEST]))
    return _NO_WORD.sub(" ", folded).strip() or folded


def recognise(
    headings: Iterable[str], table: str, known: Iterable[str] = ()
) -> list[str]:
    """Return for each heading the column of ours that it means, empty for none.

    A column is meant once: by its own name, else by the first heading that means it.

    Args:
        headings: As the file has them.
        table: What the file holds.
        known: The columns that our own files of that table have.

    Examples:
        >>> recognise(["STT", "Số GP", "Ngày cấp (dd/mm/yyyy)", "Màu"], "licences")
        ['-', 'number', 'issued_on', '']
    """
    own = {fold_heading(name): name for name in known}
    others = _by_name(table)
    texts = list(headings)
    found = [own.get(fold_heading(text), "") for text in texts]
    taken = set(found)
    for place, text in enumerate(texts):
        if found[place]:
            continue
        plain = fold_heading(_IN_BRACKETS.sub(" ", text))
        meant = others.get(fold_heading(text)) or others.get(plain, "")
        if meant == PASSED_OVER or meant not in taken:
            found[place] = meant
            taken.add(meant)
    return found


def _by_name(table: str) -> dict[str, str]:
    names = _NAMES.get(table, {})
    return {
        name: column
        for column, listed in names.items()
        for name in (fold_heading(column), *listed.split("|"))
        if name
    }
