"""Waiting for a work before somebody's eyes: a bar, and what Ctrl-C does meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import click

from rushes import errors
from rushes.cli.session import INTERRUPTED, Session, Stop, options

T = TypeVar("T")

waits = options(
    click.option("--wait", is_flag=True, help="Wait until it is ready."),
    click.option("--timeout", type=click.FloatRange(min=0), help="Wait so many seconds at most; it goes on all the same."),
    click.option(
        "--on-interrupt",
        type=click.Choice(["leave", "cancel"]),
        default="leave",
        help="What Ctrl-C does while it waits: leave it running (the usual), or cancel it.",
    ),
)
keyed = click.option(
    "--idempotency-key",
    default=lambda: uuid.uuid4().hex,
    help="Of an earlier try whose answer was lost: nothing is made or paid twice.",
)


def watched(
    session: Session,
    what: str,
    wait: Callable[[Callable[[Any], None]], T],
    *,
    again: str,
    cancel: Callable[[], Any] | None = None,
    on_interrupt: str = "leave",
) -> T:
    """What `wait` gives, with a bar meanwhile. `again` is the command by which somebody can wait for it later."""
    bar = session.bar(what)
    try:
        return wait(lambda seen: bar(seen.fraction, seen.state))
    except KeyboardInterrupt:
        bar.end()
        if on_interrupt == "cancel" and cancel is not None:
            raise Stop(_cancelled(session, what, cancel), code=INTERRUPTED) from None
        raise Stop(session.words("still_on", command=again), code=INTERRUPTED) from None
    except errors.StillWorking:
        session.tell(session.words("still_on", command=again))
        raise
    finally:
        bar.end()


def _cancelled(session: Session, what: str, cancel: Callable[[], Any]) -> str:
    try:
        cancel()
    except errors.RushesError as refused:
        return session.words("not_cancelled", why=refused)
    return session.words("cancelled", id=what)
