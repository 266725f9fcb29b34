"""The words of tables in both languages; a program's keys never change with them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from licreg.domain.days import format_day
from licreg.domain.law import Kind

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "kind": ("Kind", "Loại"),
    "number": ("Number", "Số giấy phép"),
    "issuer": ("Issuer", "Cơ quan cấp"),
    "issued_on": ("Issued on", "Ngày cấp"),
    "effective_on": ("Effective on", "Hiệu lực từ"),
    "expires_on": ("Expires on", "Hết hạn"),
    "holder": ("Holder", "Đơn vị được cấp phép"),
    "holder_kind": ("Kind of holder", "Loại đơn vị"),
    "holder_code": ("Enterprise code", "Mã số doanh nghiệp"),
    "content_manager": ("Content manager", "Người quản lý nội dung"),
    "person": ("Person", "Người"),
    "initials": ("Initials", "Chữ đầu"),
    "others": ("Also in entries", "Cũng ở bút toán"),
    "erased": ("(erased)", "(đã xoá)"),
    "sites": ("Sites", "Tên miền"),
    "replaces": ("Replaces", "Thay cho"),
    "status": ("Status", "Tình trạng"),
    "status_on": ("Since", "Từ ngày"),
    "printed": ("As printed", "Như đã in"),
    "source": ("Source", "Nguồn"),
    "note": ("Note", "Ghi chú"),
    "licence": ("Licence", "Giấy phép"),
    "act": ("Act", "Việc"),
    "on": ("On", "Ngày"),
    "until": ("Until", "Đến ngày"),
    "due_on": ("Due on", "Đến hạn"),
    "none": ("(none)", "(không có)"),
    "field": ("Field", "Mục"),
    "because": ("Because", "Vì"),
    "voided": ("Voided", "Đã huỷ"),
    "undone": ("What is taken back", "Đã hoàn tác"),
    "before": ("Before", "Trước"),
    "after": ("After", "Sau"),
    "set": ("Sets", "Nội dung"),
    "reason": ("Reason", "Lý do"),
    "ref": ("Reference", "Mã kiểm tra"),
    "inspected_on": ("Inspected on", "Ngày kiểm tra"),
    "agency": ("Agency", "Cơ quan kiểm tra"),
    "subject": ("Subject", "Đối tượng"),
    "subject_kind": ("Kind of subject", "Loại đối tượng"),
    "campaign": ("Campaign", "Đợt kiểm tra"),
    "outcome": ("Outcome", "Kết quả"),
    "breach": ("Breach", "Hành vi vi phạm"),
    "amount": ("Fine, VND", "Tiền phạt, VND"),
    "visits": ("Visits", "Số lần"),
    "breaches": ("Breaches", "Hành vi vi phạm"),
    "fine_vnd": ("Fine, VND", "Tiền phạt, VND"),
    "decision": ("Decision", "Quyết định"),
    "decided_on": ("Decided on", "Ngày quyết định"),
    "tallied": ("What is counted", "Chỉ tiêu"),
    "count": ("Count", "Số lượng"),
    "drawn": ("Drawn", "Đã kê"),
    "from_on": ("From", "Từ ngày"),
    "to_on": ("To", "Đến ngày"),
    "area": ("Area", "Lĩnh vực"),
    "period": ("Period", "Kỳ"),
    "year": ("Year", "Năm"),
    "issued": ("Issued", "Cấp mới"),
    "change": ("Change", "So cùng kỳ"),
    "replacing": ("Replacing", "Thay thế"),
    "cumulative": ("Cumulative", "Luỹ kế"),
    "unlisted": ("Unlisted", "Chưa kê"),
    "not_yet": ("Not yet", "Chưa hiệu lực"),
    "in_force": ("In force", "Còn hiệu lực"),
    "suspended": ("Suspended", "Đình chỉ"),
    "expired": ("Expired", "Hết hạn"),
    "revoked": ("Revoked", "Thu hồi"),
    "surrendered": ("Surrendered", "Nộp lại"),
    "lapsed": ("Lapsed", "Hết hiệu lực"),
    "inspected": ("Inspected", "Kiểm tra"),
    "subjects": ("Subjects", "Đối tượng"),
    "penalised": ("Penalised", "Xử phạt"),
    "fined": ("Fined", "Phạt tiền"),
    "decisions": ("Decisions", "Quyết định"),
    "fines": ("Fines, VND", "Tiền phạt, VND"),
    "fines_vnd": ("Fines, million VND", "Tiền phạt, triệu đồng"),
    "fines_words": ("In words", "Bằng chữ"),
    "in_period": ("in the period", "trong kỳ"),
    "at_end": ("at the end of {day}", "tính đến hết {day}"),
    "entry": ("Entry", "Bút toán"),
    "difference": ("Difference", "Chênh lệch"),
    "late_entries": ("Late", "Nhập muộn"),
    "late_acts": ("Late acts", "Việc nhập muộn"),
    "corrections": ("Corrected", "Đính chính"),
    "voids": ("Voided", "Huỷ"),
    "entered": ("Entered", "Nhập lúc"),
    "by": ("By", "Người nhập"),
    "record": ("Record", "Hồ sơ"),
    "licences": ("Licences", "Giấy phép"),
    "instruments": ("Other instruments (no licences)", "Văn bản khác"),
    "inspections": ("Inspections", "Kiểm tra, xử lý"),
    "electronic-information": ("Electronic information", "Thông tin điện tử"),
    "online-games": ("Online games", "Trò chơi trên mạng"),
    "cross-border": ("Cross-border platforms", "Nền tảng xuyên biên giới"),
    "measure": ("Measure", "Chỉ tiêu"),
    "published": ("Published", "Đã công bố"),
    "counted": ("Counted", "Đếm được"),
    "wording": ("Wording", "Nguyên văn"),
    "verdict": ("", ""),
    "name": ("Name", "Tên"),
    "what": ("What", "Nội dung"),
    "level": ("Level", "Mức"),
    "days": ("In force", "Hiệu lực"),
    "from": ("from", "từ"),
    "until_day": ("until", "đến"),
    "confidence": ("How sure", "Tin cậy"),
    "instruments_of_law": ("Instruments", "Văn bản"),
    "kinds": ("Kinds", "Loại"),
    "extensions": ("Extensions", "Gia hạn"),
    "bands": ("Bands of fines", "Khung tiền phạt"),
    "terms": ("Terms", "Thời hạn"),
    "issuers": ("Issuers", "Cơ quan cấp"),
    "rules": ("Rules", "Quy tắc"),
}


def word(key: str, language: str) -> str:
    """Return the word of a table for a key; the key itself where it has none."""
    english, vietnamese = _WORDS.get(key, (key, key))
    return vietnamese if language == "vi" else english


def format_moment(moment: str, language: str) -> str:
    """Return the moment of an entry, kept as ISO text, as a person reads it.

    Examples:
        >>> format_moment("2024-11-15T09:30:12.345+07:00", "en")
        '15 Nov 2024 09:30'
    """
    day = format_day(date.fromisoformat(moment[:10]), language)
    return f"{day} {moment[11:16]}"


def name_of(kind: Kind, language: str) -> str:
    """Return the name of a kind."""
    return kind.name_vi if language == "vi" else kind.name_en
