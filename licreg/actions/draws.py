"""Where new licences stand to the tallies on record: drawn from one, or outside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from licreg.actions.register import Register
from licreg.actions.requests import IssueRequest
from licreg.domain.acceptance import Finding
from licreg.domain.events import LicenceIssued
from licreg.domain.law import Law
from licreg.domain.tallies import (
    Tally,
    describe,
    format_tally_ref,
    judge_draw,
    left_in,
    may_hold,
)
from licreg.errors import AmbiguousReferenceError, NotFoundError, RefusedError
from licreg.wording import tr


class Draws:
    """The licences that a batch draws from tallies.

    A tally of the same batch has been told apart from its licences already.
    """

    def __init__(self, register: Register) -> None:
        """Begin with what was drawn before."""
        self._register = register
        self._new: Counter[int] = Counter()

    @property
    def has_tallies(self) -> bool:
        """Whether any tally is on record."""
        return bool(self._tallies)

    def tallies_for(self, grant: LicenceIssued, law: Law) -> list[Tally]:
        """Return the tallies that may count a licence already."""
        return [one for one in self._tallies if may_hold(one.event, grant, law)]

    def place(
        self, grant: LicenceIssued, request: IssueRequest, law: Law
    ) -> tuple[LicenceIssued, list[Finding]]:
        """Return a new grant with where it stands, and what the rules find in that.

        Raises:
            NotFoundError: If the tally that it is to be drawn from is not on record.
            RefusedError: If it cannot be one of those that the tally counts.
            AmbiguousReferenceError: If several tallies may count it and none is named.
        """
        if not self._tallies and request.from_tally is None:
            return grant, []
        inside = self.tallies_for(grant, law)
        chosen = None
        if request.from_tally is not None:
            chosen = self._choose(grant, inside, request.from_tally)
        grant = replace(
            grant,
            from_tally=chosen.number if chosen else None,
            not_in_tally=bool(inside) and request.not_in_tally,
        )
        return grant, list(judge_draw(grant, inside, chosen, self._drawn))

    def replace(
        self, old: LicenceIssued, new: LicenceIssued, law: Law, *, is_told: bool
    ) -> tuple[LicenceIssued, list[Finding]]:
        """Return a corrected grant with where it stands, and what the rules find.

        Where nothing is told of it, it stays with its tally as long as that may count
        it; a tally that may not count it any more lets it go.

        Args:
            old: The grant as it was.
            new: The grant as it would be.
            law: For the kinds of a family.
            is_told: Whether its tally, or that it is in none, is among what is
                corrected.

        Raises:
            NotFoundError: If the tally that it is to be drawn from is not on record.
            RefusedError: If it cannot be one of those that the tally counts.
            AmbiguousReferenceError: If several tallies may count it and none is named.
        """
        inside = self.tallies_for(new, law)
        wanted = new.from_tally
        if not is_told and wanted not in {one.number for one in inside}:
            wanted = None
        chosen = None if wanted is None else self._choose(new, inside, wanted)
        new = replace(
            new,
            from_tally=chosen.number if chosen else None,
            not_in_tally=bool(inside) and chosen is None and new.not_in_tally,
        )
        known = self.tallies_for(old, law)
        stays = {one.number for one in inside} <= {one.number for one in known}
        if new.from_tally == old.from_tally and stays and not is_told:
            return new, []
        drawn = self._drawn
        if old.from_tally is not None:
            drawn[old.from_tally] -= 1
        return new, list(judge_draw(new, inside, chosen, drawn))

    def note(self, grant: LicenceIssued) -> None:
        """Keep in mind what a licence that was accepted was drawn from."""
        if grant.from_tally is not None:
            self._new[grant.from_tally] += 1

    @cached_property
    def _tallies(self) -> Sequence[Tally]:
        return self._register.tallies()

    @property
    def _drawn(self) -> Counter[int]:
        return self._new + Counter(self._register.counts.licences.drawn)

    def _choose(
        self, grant: LicenceIssued, inside: Sequence[Tally], wanted: int
    ) -> Tally:
        if wanted and wanted not in {one.number for one in self._tallies}:
            msg = tr(
                "No tally {tally_ref} is on record. 'licreg tally list' "
                "shows those that are.",
                tally_ref=format_tally_ref(wanted),
            )
            raise NotFoundError(msg)
        some = [one for one in inside if wanted in (0, one.number)]
        if not some:
            named = next((one for one in self._tallies if one.number == wanted), None)
            where = describe(named) if named else tr("any tally on record")
            msg = tr(
                "{number} of {issued_on} ({kind}, {issuer}) cannot be one of "
                "those in {where}. 'licreg tally list' shows what they "
                "count; leave --from-tally out.",
                number=grant.number,
                issued_on=grant.issued_on,
                kind=grant.kind,
                issuer=grant.issuer,
                where=where,
            )
            raise RefusedError(msg)
        drawn = self._drawn
        open_ones = [one for one in some if left_in(one, drawn) > 0] or some
        if len(open_ones) > 1:
            names = tuple(format_tally_ref(one.number) for one in open_ones)
            told = " or ".join(describe(one) for one in open_ones)
            msg = tr(
                "{number} of {issued_on} may be counted in {told}. Name one, "
                "as in --from-tally {names}.",
                number=grant.number,
                issued_on=grant.issued_on,
                told=told,
                names=names[0],
            )
            raise AmbiguousReferenceError(msg, names)
        return open_ones[0]
