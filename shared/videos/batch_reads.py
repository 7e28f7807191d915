"""Batches as their owners see them: a list by their first jobs, one by all of its jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore.documents import Document, Operator
from shared.platform.web.cursors import cursor_of, newest_first, place_of
from shared.videos.model import COLLECTION, ID_FORM, Job, read
from shared.videos.reads import shown

if TYPE_CHECKING:
    from shared.videos import views

MOST_VIDEOS = 200  # of a batch: a file holds 100, a storyboard as many at most
_BEGAN = "batch.at"  # there on the first job of each batch and on no other
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def listed(user_id: str, *, limit: int, cursor: str | None) -> views.VideoBatchList:
    """The newest first. How many are live is kept by the account of who pays."""
    rows = _first_jobs(user_id, limit, cursor)
    jobs = [job for row in rows if (job := read(row))]
    accounts = store().read({account_path(job.payer_id) for job in jobs}) if jobs else {}
    live = {path: account.live_batches for path, seen in accounts.items() if (account := account_model.read(seen))}
    batches: list[views.VideoBatchSummary] = [
        {
            "id": job.id,
            "created_at": job.batch["at"],
            "total": job.batch["videos"],
            "live": live.get(account_path(job.payer_id), {}).get(job.id, 0),
            "credits": job.batch["credits"],
            "storyboard_id": job.storyboard_id,
        }
        for job in jobs
        if job.batch
    ]
    last = batches[-1] if len(rows) == limit else None
    return {"batches": batches, "next_cursor": cursor_of(last["created_at"], last["id"]) if last else None}


def _first_jobs(user_id: str, limit: int, cursor: str | None) -> list[Document]:
    where: list[tuple[str, Operator, Any]] = [("user_id", "==", user_id), (_BEGAN, ">", _EVER)]
    return store().find(COLLECTION, where=where, order=newest_first(_BEGAN), after=place_of(cursor), limit=limit)


def jobs_of(user_id: str, batch_id: str) -> Sequence[Job]:
    """All of a batch, in its order; also those in the trash, and what is left of those that are gone."""
    where: list[tuple[str, Operator, Any]] = [("user_id", "==", user_id), ("batch_id", "==", batch_id)]
    rows = store().find(COLLECTION, where=where, limit=MOST_VIDEOS) if ID_FORM.fullmatch(batch_id) else []
    if not (jobs := [job for row in rows if (job := read(row))]):
        raise NotFound(kind="video batch", id=batch_id)
    return sorted(jobs, key=lambda job: (job.created_at, job.id))


def progress(user_id: str, batch_id: str, language: Language, *, limit: int, cursor: str | None) -> views.VideoBatchProgress:
    """Counted over all of it, whatever part is shown."""
    jobs, after = jobs_of(user_id, batch_id), place_of(cursor)
    shows = [job for job in jobs if not job.deleted and (after is None or (job.created_at, job.id) > after)]
    last = shows[limit - 1] if len(shows) > limit else None
    return {
        "id": batch_id,
        "created_at": jobs[0].created_at,
        "total": len(jobs),
        "states": dict(Counter(job.state.value for job in jobs)),
        "credits": sum(job.credits for job in jobs),
        "refunded": sum(job.credits for job in jobs if job.ended and not job.charged),
        "storyboard_id": jobs[0].storyboard_id,
        "videos": [shown(job, language) for job in shows[:limit]],
        "next_cursor": cursor_of(last.created_at, last.id) if last else None,
    }
