"""Shares as their owners see them, and what one shows to whoever opens it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shared.films import reads as film_reads
from shared.lifecycle.takedown import TakenDown
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.shares.model import SHARES, Share, own, read, share_path
from shared.videos import reads as video_reads

if TYPE_CHECKING:
    from shared.shares.sets import SharedKind


class Work(NamedTuple):
    """What is shared: where its files stand, and how it is seen."""

    object_name: str
    poster: str | None
    seconds: float
    width: int
    height: int


class Shared(NamedTuple):
    share: Share
    work: Work


class Closed(StrEnum):
    """Why there is nothing to see."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ENDED = "ended"
    GONE = "gone"  # what it shows, for now or for good
    REMOVED = "removed"  # what it shows, by the operator


def show(user_id: str, token: str) -> Share:
    return own(store().get(share_path(token)), user_id, clock().now())


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[Share]:
    """The newest first, one query."""
    now = clock().now()
    rows = store().find(
        SHARES,
        where=[("user_id", "==", user_id)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
    )
    return page_of(rows, limit, lambda row: read(row, now))


def of_work(kind: SharedKind, work_id: str, limit: int) -> list[Share]:
    """The newest links to it."""
    now = clock().now()
    where: list[tuple[str, Literal["=="], Any]] = [("work_id", "==", work_id), ("kind", "==", kind)]
    rows = store().find(SHARES, where=where, order=newest_first("created_at"), limit=limit)
    return [share for row in rows if (share := read(row, now))]


def work_of(kind: SharedKind, user_id: str, work_id: str) -> Work:
    """Of its owner, as it can be watched now; NotFound, or that it is not finished."""
    if kind == "video":
        job = video_reads.finished(user_id, work_id)
        name, facts = job.object_name, job.video
    else:
        film = film_reads.finished(user_id, work_id)
        name, facts = film.object_name, film.film
    assert facts is not None
    return Work(name, facts.get("poster"), facts["seconds"], facts["width"], facts["height"])


def look(token: str, now: datetime) -> Shared | Closed:
    """What a visitor may see, by two documents."""
    share = read(store().get(share_path(token)), now)
    if share is None:
        return Closed.UNKNOWN
    if not share.is_open(now):
        return Closed.REVOKED if share.revoked_at else Closed.ENDED
    try:
        return Shared(share, work_of(share.kind, share.user_id, share.work_id))
    except NotFound:
        return Closed.GONE
    except TakenDown:
        return Closed.REMOVED
