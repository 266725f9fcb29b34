"""What all recording commands share: what is judged by, and what is confirmed."""

from licreg.actions.recording import Clerk, Recorded
from licreg.cli.session import Session
from licreg.domain.acceptance import Circumstances
from licreg.domain.text import parse_text
from licreg.wording import retold, tr


def desk(
    session: Session,
    override: str | None,
    *,
    dry_run: bool,
    kind: str = "",
    year: int = 0,
) -> tuple[Circumstances, Clerk]:
    """Return what an act is judged against, and who records it.

    Args:
        session: The run.
        override: The reason for going on against a rule.
        dry_run: Whether nothing is to be recorded.
        kind: The only kind of licence, or area, of which the act may change a count.
        year: The first year of which it may.
    """
    session.settle_answer()
    circumstances = Circumstances(
        today=session.today,
        law=session.law,
        override=parse_text("override", override or ""),
        issuer=session.issuer,
    )
    clerk = Clerk(session.clerk, session.now, session.wait_seconds, is_trial=dry_run)
    if not dry_run:
        watch_figures(session, kind, year)
    return circumstances, clerk


def watch_figures(session: Session, kind: str = "", year: int = 0) -> None:
    """Keep in mind which published figures are met, before an act is recorded."""
    from licreg.actions.keeping_watch import watch

    kinds: tuple[str, ...] = ()
    if kind:
        known = session.law.kinds_by_code.get(kind)
        kinds = (kind, known.family) if known else (kind,)
    session.watched = watch(
        session.register, session.law, session.today, kinds=kinds, year=year
    )


def warn_of_figures(session: Session) -> None:
    """Say which published figures were met before the act, and are not any more."""
    from licreg.actions.keeping_watch import missed
    from licreg.cli.figure_words import published, shown_number

    language = session.language
    for one in missed(session.register, session.law, session.watched):
        session.warn(
            tr(
                "{id} (published {published}) matched before and does not any more: "
                "{before} were counted, {after} are. '{command}' shows why.",
                id=one.figure.id,
                published=published(one.figure, language),
                before=shown_number(one.before, language),
                after=shown_number(one.after, language),
                command=session.command(f"explain {one.figure.id}"),
            )
        )


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
    if batch is not None and session.watched:
        warn_of_figures(session)
