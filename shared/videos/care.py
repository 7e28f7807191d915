"""Jobs that cannot be cared for: looking after one raised what nobody foresaw, or every last look at it failed.

Such a job is put off, longer each time, and counted. One that was sent nowhere is ended after three times. Any other is ended
only when no order of it can be alive any more and its bucket holds nothing: so it keeps no slot for ever, nothing is sent
twice, and a video that is there is still brought home.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock
from shared.providers.outcomes import Outcome
from shared.providers.registry import lost_on
from shared.videos.evidence import begin_storing, in_bucket
from shared.videos.model import Job
from shared.videos.states import BEFORE_SENDING, STORE_DEADLINE, JobState
from shared.videos.steps import ended, if_still
from shared.videos.transitions import end

_GRACE = timedelta(minutes=15)  # for an order of a surface that nobody speaks to any more: longer than any wire's
_BLIND = timedelta(hours=24)  # a bucket that cannot be looked into is asked again for so long


def give_up(job: Job, reason: str) -> None:
    """End it with its credits back, unless its order may be alive, or its video is there."""
    safe_at = _safe_at(job)
    if job.ended or clock().now() < safe_at:
        return
    if job.state in (JobState.SUBMITTING, JobState.UNCONFIRMED, JobState.PROCESSING) and job.edit is None:
        try:
            found = in_bucket(job.id, job.attempt)
        except Exception as blind:
            if clock().now() < safe_at + _BLIND:
                raise
            logs.warning("ended without a look into its bucket", job_id=job.id, reason=f"{type(blind).__name__}: {blind}")
            found = None
        if found is not None:
            begin_storing(job.id, job.user_id, job.attempt, found)
            return
    step = ended(Outcome.INTERNAL_ERROR, logs.without_secrets(reason)[:500])
    if end(job.id, job.user_id, if_still(step, job.attempt, job.state)).moved:
        logs.alert("a job that could not be cared for was ended", job_id=job.id, state=job.state.value, reason=reason)


def _safe_at(job: Job) -> datetime:
    """From when on it may be ended whatever became of it."""
    if job.state in BEFORE_SENDING or job.edit is not None:
        return job.created_at
    if job.state is JobState.STORING:
        return (job.slot_at or job.created_at) + STORE_DEADLINE
    try:
        grace = lost_on(job.surface).grace
    except LookupError:
        grace = _GRACE
    return job.deadline_at + grace  # no order begins to be sent after the deadline
