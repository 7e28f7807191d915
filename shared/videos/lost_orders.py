"""Orders whose answer was lost: never sent again, and looked for where their video would land, until it would have landed.

A look carries all that it needs: one that finds nothing costs one listing and not one document.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.lifecycle.sweep import left_to_sweep
from shared.platform import logs
from shared.platform.clients import clock, queue
from shared.platform.errors import Unavailable
from shared.providers.interface import LostOrder
from shared.providers.outcomes import Outcome
from shared.providers.registry import lost_on
from shared.videos.evidence import begin_storing, in_bucket
from shared.videos.model import Job
from shared.videos.states import JobState
from shared.videos.steps import Step, ended, if_still
from shared.videos.transitions import end, transition

_FIRST = timedelta(seconds=20)  # after the order began to be sent: no video was ever made sooner
_AGAIN = timedelta(seconds=30)


def lost(job: Job, began_at: datetime) -> None:
    """Nobody wrote down an answer, and the order may have arrived."""
    now, until = clock().now(), given_up_at(job, began_at)
    step = Step(JobState.UNCONFIRMED, due_in=max(until - now, timedelta(0)))
    if transition(job.id, job.user_id, if_still(step, job.attempt, JobState.SUBMITTING)).moved:
        seek(job, began_at)


def seek(job: Job, began_at: datetime, *, epoch: int = 0) -> None:
    """Where nothing of ours would show a trace, there is one look at the end: it gives the order up."""
    until = given_up_at(job, began_at)
    at = max(began_at + _FIRST, clock().now()) if _told_by(job).in_bucket else until
    with left_to_sweep(job.id):
        _look_at(job.id, job.user_id, job.attempt, until, epoch=epoch, number=0, at=at)


def given_up_at(job: Job, began_at: datetime) -> datetime:
    return began_at + _told_by(job).grace


def look(job_id: str, user_id: str, attempt: int, until: datetime, *, epoch: int, number: int) -> None:
    """A bucket that cannot be listed says nothing: an order is given up only where nothing was seen to be there."""
    now = clock().now()
    try:
        found = in_bucket(job_id, attempt)
    except Unavailable as trouble:
        logs.warning("a lost order could not be looked for", job_id=job_id, reason=trouble.details.get("part"))
    else:
        if found is not None:
            begin_storing(job_id, user_id, attempt, found)
            return
        if now >= until:
            give_up(job_id, user_id, attempt)
            return
    at = min(now + _AGAIN, max(until, now + _FIRST))
    _look_at(job_id, user_id, attempt, until, epoch=epoch, number=number + 1, at=at)


def give_up(job_id: str, user_id: str, attempt: int) -> None:
    step = ended(Outcome.UNCONFIRMED, "no answer, no output")
    end(job_id, user_id, if_still(step, attempt, JobState.UNCONFIRMED))


def _told_by(job: Job) -> LostOrder:
    return lost_on(job.surface)


def _look_at(job_id: str, user_id: str, attempt: int, until: datetime, *, epoch: int, number: int, at: datetime) -> None:
    payload = {
        "job_id": job_id,
        "user_id": user_id,
        "attempt": attempt,
        "until": until.isoformat(),
        "epoch": epoch,
        "number": number,
    }
    queue().put("check", "video-tasks", "/seek", payload, at=at, name=f"{job_id}-{attempt}-lost-{epoch}-{number}", deadline_s=120)
