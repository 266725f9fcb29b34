"""What all recording commands share: what is judged by, and what is confirmed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from licreg.actions.recording import Clerk, Recorded
from licreg.cli.session import Session
from licreg.domain.acceptance import Circumstances
from licreg.domain.text import parse_text
from licreg.wording import marked, retold, tr

if TYPE_CHECKING:
    from licreg.actions.keeping_watch import Missed


def desk(
    session: Session, override: str | None, *, dry_run: bool
) -> tuple[Circumstances, Clerk]:
    """Return what an act is judged against, and who records it.

    Args:
        session: The run.
        override: The reason for going on against a rule.
        dry_run: Whether nothing is to be recorded.
    """
    from licreg.actions.keeping_watch import Watch

    session.settle_answer()
    circumstances = Circumstances(
        today=session.today,
        law=session.law,
        override=parse_text("override", override or ""),
        issuer=session.issuer,
    )
    session.watch = Watch(session.law, session.today)
    clerk = Clerk(
        session.clerk,
        session.now,
        session.wait_seconds,
        is_trial=dry_run,
        watch=session.watch,
    )
    return circumstances, clerk


def figure_warnings(
    session: Session, missed: "Sequence[Missed]", *, is_trial: bool = False
) -> Iterator[str]:
    """Yield which published figures were met before the act, and are not any more."""
    if not missed:
        return
    from licreg.cli.figure_words import published, shown_number

    language = session.language
    sentence = (
        marked(
            "{id} (published {published}) matches now and would not any more: "
            "{before} are counted, {after} would be. '{command}' shows the count."
        )
        if is_trial
        else marked(
            "{id} (published {published}) matched before and does not any more: "
            "{before} were counted, {after} are. '{command}' shows why."
        )
    )
    for one in missed:
        yield tr(
            sentence,
            id=one.figure.id,
            published=published(one.figure, language),
            before=shown_number(one.before, language),
            after=shown_number(one.after, language),
            command=session.command(f"explain {one.figure.id}"),
        )


def watched_warnings(session: Session) -> Iterator[str]:
    """Yield what the act that was recorded or tried makes of published figures."""
    watch = session.watch
    if watch is not None:
        found = watch.missed(session.register)
        yield from figure_warnings(session, found, is_trial=watch.is_trial)


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
    for warning in watched_warnings(session):
        session.warn(warning)
