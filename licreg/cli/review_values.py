"""A review's values in the shape that programs rely on."""

from typing import Any

from licreg.actions.review import Review
from licreg.actions.revision import Revision
from licreg.cli.basis import to_json as summary_json
from licreg.cli.basis import to_json_basis
from licreg.cli.reconciling import comparison_json
from licreg.cli.session import Session
from licreg.domain.other_registers import OtherCount


def to_json(session: Session, found: Review) -> dict[str, Any]:
    """Return the review's values in the shape that programs rely on."""
    return {
        "basis": to_json_basis(found.basis),
        "authority": found.authority,
        "headlines": [
            {**one.figure._asdict(), "value": one.value, "year_before": one.before}
            for one in found.headlines
        ],
        "year": summary_json(found.year),
        "years": [summary_json(one) for one in found.years],
        "cumulative": [
            {
                "kind": growth.kind,
                "points": [
                    {"day": day, "count": count} for day, count in growth.points
                ],
                "published": [one.figure.id for one in growth.published],
            }
            for growth in found.growth
        ],
        "issuers": [
            {
                "issuer": one.issuer or None,
                "issuers": one.count,
                "kinds": [
                    {
                        "kind": kind,
                        "issued": one.total(kind, "issued"),
                        "cumulative": one.total(kind, "cumulative"),
                    }
                    for kind in found.kinds
                ],
            }
            for one in found.issuers
        ],
        "decisions": [
            {
                "agency": one.agency,
                "decision": one.number or None,
                "decided_on": one.decided_on,
                "inspections": one.references,
                "area": one.area,
                "subjects": [
                    {
                        "subject": subject.name or None,
                        "subject_kind": subject.kind,
                        "holder": subject.holder or None,
                        "licence": subject.licence or None,
                    }
                    for subject in one.subjects
                ],
                "breaches": one.provisions,
                "fine_vnd": one.fine_vnd,
            }
            for one in found.decisions
        ],
        "others": [_other_json(one) for one in found.others],
        "changes": _revision_json(found.revision),
        "figures": [comparison_json(session, one) for one in found.comparisons],
        "law": [
            {
                "instrument": row.instrument.name,
                "standing": row.standing,
                "from": row.instrument.first_day,
                "until": row.instrument.last_day,
            }
            for row in found.law
        ],
    }


def _revision_json(one: Revision | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "since": one.since,
        "from": one.first_day,
        "to": one.last_day,
        "entries_then": one.told,
        "entered_since": one.entered,
        "differences": [
            {
                **row.figure._asdict(),
                "before": row.before,
                "after": row.after,
                "causes": row.by_cause(),
                "entries": [effect.entry.number for effect in row.effects],
            }
            for row in one.differences
        ],
    }


def _other_json(one: OtherCount) -> dict[str, Any]:
    rate = one.removal_rate
    return {
        "kind": one.kind,
        "part": one.part or None,
        **one.counts,
        **({"removal_rate": float(round(rate, 4))} if rate is not None else {}),
        "as_of": max(one.as_of.values(), default=None),
        "sources": one.sources,
    }
