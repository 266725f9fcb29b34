"""What all recording commands share: what is judged by, and what is confirmed."""

from licreg.actions.recording import Clerk, Recorded
from licreg.cli.session import Session
from licreg.domain.acceptance import Circumstances
from licreg.domain.text import parse_text
from licreg.wording import retold, tr


def desk(
    session: Session, override: str | None, *, dry_run: bool
) -> tuple[Circumstances, Clerk]:
    """Return what an act is judged against, and who records it."""
    session.settle_answer()
    circumstances = Circumstances(
        today=session.today,
        law=session.law,
        override=parse_text("override", override or ""),
        issuer=session.issuer,
    )
    clerk = Clerk(session.clerk, session.now, session.wait_seconds, is_trial=dry_run)
    return circumstances, clerk


def confirm(session: Session, recorded: Recorded) -> None:
    """Say what warned; that it is on the disk is said after the answer."""
    batch = recorded.batch
    session.confirm(batch.numbers if batch else (), is_trial=batch is None)
    for remark in recorded.remarks:
        message = retold(remark.message)
        message = f"{message[:1].upper()}{message[1:]}."
        if remark.reason:
            message += " " + tr("Overridden: {reason}.", reason=remark.reason)
        session.warn(message)
