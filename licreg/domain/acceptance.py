"""May this be entered? What the rules found is weighed by the law of the day.

A rule (``rules``) only finds; its level on the day of the act (warn, overridable,
refuse) comes from the law. ``admit`` returns the findings as remarks to be kept with
the record, or refuses and names them all.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple, NoReturn

from licreg.domain.events import (
    Remark,
)
from licreg.domain.law import Law
from licreg.errors import RuleError, nothing_recorded
from licreg.lazily import dataclass
from licreg.wording import retold, tr

_TELL_THE_WAY: Final = frozenset({"inside-tally"})
"""Rules whose findings name the options that settle them."""


class Finding(NamedTuple):
    """What a rule found.

    Attributes:
        rule: Identifier of the rule.
        message: One sentence with the values concerned, as it is kept (`told`).
        level: The level where the rule's own table sets it; empty for the law's.
    """

    rule: str
    message: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an act is judged against.

    Attributes:
        today: The civil day of entry in Viet Nam.
        law: The law's dated tables.
        override: Reason for going on against overridable rules; empty for none.
        is_past_paper: Whether it comes from a file of papers of the past, where an
            overridable rule only warns.
        issuer: Issuer to take where a number does not tell and the register has none.
    """

    today: date
    law: Law
    override: str = ""
    is_past_paper: bool = False
    issuer: str = ""


def admit(
    findings: Iterable[Finding], day: date, circumstances: Circumstances
) -> tuple[Remark, ...]:
    """Weigh what the rules found by the law of the day of the act.

    Returns:
        Warnings and overrides, to be kept with the record.

    Raises:
        RuleError: If a finding refuses, or needs a reason that was not given. All
            such findings are named.
    """
    remarks = []
    refused: list[Finding] = []
    needing: list[Finding] = []
    for finding in findings:
        level = finding.level or _level(finding.rule, day, circumstances.law)
        if level == "refuse":
            refused.append(finding)
        elif level == "overridable" and circumstances.override:
            reason = circumstances.override
            remarks.append(Remark(finding.rule, finding.message, reason))
        elif level == "overridable" and not circumstances.is_past_paper:
            needing.append(finding)
        elif level:
            remarks.append(Remark(finding.rule, finding.message))
    if refused or needing:
        _refuse(refused, needing)
    return tuple(remarks)


def _level(rule: str, day: date, law: Law) -> str:
    row = law.rule(rule, day)
    return row.level if row else ""


def _refuse(refused: list[Finding], needing: list[Finding]) -> NoReturn:
    findings = refused + needing
    sentence = "; ".join(retold(finding.message) for finding in findings)
    msg = f"{sentence[:1].upper()}{sentence[1:]}. {nothing_recorded()}"
    if not refused and any(finding.rule not in _TELL_THE_WAY for finding in needing):
        msg += " " + tr('Give --override "reason" if it is so on paper.')
    raise RuleError(
        msg, tuple(finding.rule for finding in findings), overridable=not refused
    )
