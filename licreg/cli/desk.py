"""What all recording commands share: what is judged by, and what is confirmed."""

from licreg.actions.recording import Clerk, Recorded
from licreg.cli.session import Session
from licreg.domain.acceptance import Circumstances
from licreg.domain.text import parse_text


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
        reason = f" Overridden: {remark.reason}." if remark.reason else ""
        message = f"{remark.message[:1].upper()}{remark.message[1:]}"
        session.warn(f"{message}.{reason}")
