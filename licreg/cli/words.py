"""The words of tables; a program's keys never change with the language."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from licreg.domain.days import format_day
from licreg.domain.law import Kind
from licreg.wording import CODE, LANGUAGES, language, trc

WORDS: Final[Mapping[str, str]] = {
    "kind": "Kind",
    "number": "Number",
    "issuer": "Issuer",
    "issued_on": "Issued on",
    "effective_on": "Effective on",
    "expires_on": "Expires on",
    "holder": "Holder",
    "holder_kind": "Kind of holder",
    "holder_code": "Enterprise code",
    "content_manager": "Content manager",
    "person": "Person",
    "initials": "Initials",
    "others": "Also in entries",
    "erased": "(erased)",
    "sites": "Sites",
    "replaces": "Replaces",
    "status": "Status",
    "status_on": "Since",
    "printed": "As printed",
    "source": "Source",
    "note": "Note",
    "licence": "Licence",
    "act": "Act",
    "on": "On",
    "until": "Until",
    "due_on": "Due on",
    "none": "(none)",
    "yes": "yes",
    "no": "no",
    "not_in_tally": "Not in any tally",
    "field": "Field",
    "because": "Because",
    "voided": "Voided",
    "undone": "What is taken back",
    "before": "Before",
    "after": "After",
    "set": "Sets",
    "reason": "Reason",
    "ref": "Reference",
    "inspected_on": "Inspected on",
    "agency": "Agency",
    "subject": "Subject",
    "subject_kind": "Kind of subject",
    "campaign": "Campaign",
    "outcome": "Outcome",
    "breach": "Breach",
    "amount": "Fine, VND",
    "visits": "Visits",
    "breaches": "Breaches",
    "fine_vnd": "Fine, VND",
    "decision": "Decision",
    "decided_on": "Decided on",
    "tallied": "What is counted",
    "count": "Count",
    "drawn": "Drawn",
    "from_on": "From",
    "to_on": "To",
    "area": "Area",
    "period": "Period",
    "year": "Year",
    "issued": "Issued",
    "change": "Change",
    "replacing": "Replacing",
    "cumulative": "Cumulative",
    "unlisted": "Unlisted",
    "not_yet": "Not yet",
    "in_force": "In force",
    "suspended": "Suspended",
    "expired": "Expired",
    "revoked": "Revoked",
    "surrendered": "Surrendered",
    "lapsed": "Lapsed",
    "inspected": "Inspected",
    "subjects": "Subjects",
    "penalised": "Penalised",
    "fined": "Fined",
    "decisions": "Decisions",
    "fines": "Fines, VND",
    "fines_vnd": "Fines, million VND",
    "fines_words": "In words",
    "in_period": "in the period",
    "at_end": "at the end of {day}",
    "rule": "Rule",
    "where": "Where",
    "message": "Message",
    "file": "File",
    "rows": "Rows",
    "taken": "Taken",
    "already_there": "Already there",
    "rejected": "Rejected",
    "site": "Site",
    "basis": "Basis",
    "value": "Value",
    "override": "Override",
    "cause": "Cause",
    "part": "Part",
    "format": "Format",
    "table": "Table",
    "answer": "Answer",
    "word": "Word",
    "authority": "Authority",
    "kind_of_holder": "Kind of holder",
    "kind_of_subject": "Kind of subject",
    "by_notice": "By notice",
    "asked_on": "Asked for on",
    "from_tally": "From tally",
    "ordinal": "Ordinal",
    "changes": "Changes",
    "text": "Text",
    "entry": "Entry",
    "batch": "Batch",
    "at": "Recorded at",
    "difference": "Difference",
    "late_entries": "Late",
    "late_acts": "Late acts",
    "corrections": "Corrected",
    "voids": "Voided",
    "entered": "Entered",
    "by": "By",
    "record": "Record",
    "licences": "Licences",
    "instruments": "Other instruments (no licences)",
    "inspections": "Inspections",
    "electronic-information": "Electronic information",
    "online-games": "Online games",
    "cross-border": "Cross-border platforms",
    "measure": "Measure",
    "published": "Published",
    "counted": "Counted",
    "wording": "Wording",
    "verdict": "",
    "name": "Name",
    "what": "What",
    "level": "Level",
    "days": "In force",
    "from": "from",
    "until_day": "until",
    "confidence": "How sure",
    "instruments_of_law": "Instruments",
    "kinds": "Kinds",
    "extensions": "Extensions",
    "bands": "Bands of fines",
    "terms": "Terms",
    "issuers": "Issuers",
    "rules": "Rules",
}
"""The words in English; each stands in the catalogues under its key."""


CODES: Final[Mapping[str, str]] = {
    "not_yet": "not yet",
    "in_force": "in force",
    "suspended": "suspended",
    "expired": "expired",
    "revoked": "revoked",
    "surrendered": "surrendered",
    "lapsed": "lapsed",
    "pending": "pending",
    "no_breach": "no breach",
    "reminded": "reminded",
    "warned": "warned",
    "fined": "fined",
    "stripped": "stripped",
    "other_sanction": "other sanction",
    "referred": "referred",
    "removal_requested": "removal requested",
    "enterprise": "enterprise",
    "press_agency": "press agency",
    "association": "association",
    "state_body": "state body",
    "religious": "religious organisation",
    "foreign": "foreign body",
    "ei_website": "EI website",
    "aggregate_site": "aggregate site",
    "social_network": "social network",
    "sn_confirmation": "social-network confirmation",
    "g1_release": "G1 game release",
    "g2_g4_confirmation": "G2-G4 game confirmation",
    "account": "account",
    "game": "game",
    "game_organisation": "organisation that offers games",
    "game_individual": "individual who offers games",
    "cross_border": "cross-border platform",
    "issue": "issue",
    "amend": "amend",
    "extend": "extend",
    "reissue": "reissue",
    "suspend": "suspend",
    "resume": "resume",
    "revoke": "revoke",
    "surrender": "surrender",
    "lapse": "lapse",
    "inspect": "inspect",
    "decide": "decide",
    "tally": "tally",
    "correct": "correct",
    "note": "note",
    "void": "void",
    "undo": "undo",
    "restore": "restore",
    "redact": "redact",
    "override": "override",
    "warning": "warning",
    "correction": "correction",
    "decision": "decision",
    "inspection": "inspection",
    "warn": "warn",
    "overridable": "overridable",
    "refuse": "refuse",
    "high": "high",
    "med": "medium",
    "low": "low",
}
"""What codes say; in the language of the code they are shown as they are typed."""


def said(code: str) -> str:
    """Return what a code says to who reads; a code that is not known stays one.

    Examples:
        >>> said("in-force")
        'in-force'
    """
    key = code.lower().replace("-", "_")
    if language() == LANGUAGES[0] or key not in CODES:
        return code
    return trc(CODE, CODES[key])


def word(key: str, language: str) -> str:
    """Return the word of a table for a key; the key itself where it has none."""
    english = WORDS.get(key, key)
    if key not in WORDS or not english or language == LANGUAGES[0]:
        return english
    return trc(key, english)


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
