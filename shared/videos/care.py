"""Jobs that cannot be cared for: looking after one raised what nobody foresaw, or every last look at it failed.

Such a job is put off, longer each time, and counted. One that was sent nowhere is ended after three times. Any other is ended
only when no order of it can be alive any more and its bucket holds nothing: so it keeps no slot for ever, nothing is sent
twice, and a video that is there is still brought home.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write
from shared.providers import lost_on
from shared.providers.outcomes import Outcome
from shared.videos.model import Job, job_path, ops_path, read
from shared.videos.provider_worker import begin_storing, in_bucket
from shared.videos.states import BEFORE_SENDING, STORE_DEADLINE, JobState
from shared.videos.transitions import end, ended

MOST = 3
_AGAIN, _LONGEST = timedelta(minutes=2), timedelta(minutes=10)
_GRACE = timedelta(minutes=15)  # for an order of a surface that nobody speaks to any more: longer than any wire's
_BLIND = timedelta(hours=24)  # a bucket that cannot be looked into is asked again for so long


def meet(job_id: str, error: Exception) -> None:
    """Looking after it raised this. Never raises: the others are still to be looked after."""
    times = 1
    try:
        times = _counted(job_id)
        if _is_news(times):
            logs.alert("sweep cannot look after a job", job_id=job_id, cause=error, times=times)
        job = read(store().get(job_path(job_id)))
        if job is not None and times >= MOST:
            give_up(job, f"{type(error).__name__}: {error}")
    except Exception as worse:  # noqa: BLE001 - whatever it is
        if _is_news(times):
            logs.alert("a job can neither be cared for nor ended", job_id=job_id, cause=worse)


def _is_news(times: int) -> bool:
    """The first, second, fourth, eighth … time: nobody is woken every few minutes for the same job."""
    return times & (times - 1) == 0


def give_up(job: Job, reason: str) -> None:
    """End it with its credits back, unless its order may be alive, or its video is there."""
    safe_at = _safe_at(job)
    if job.ended or clock().now() < safe_at:
        return
    if job.state in (JobState.SUBMITTING, JobState.UNCONFIRMED, JobState.PROCESSING):
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
    same = (job.state, job.attempt)
    moved = end(job.id, job.user_id, lambda now, _ops: step if (now.state, now.attempt) == same else None)
    if moved.moved:
        logs.alert("a job that could not be cared for was ended", job_id=job.id, state=job.state.value, reason=reason)


def _safe_at(job: Job) -> datetime:
    """From when on it may be ended whatever became of it."""
    if job.state in BEFORE_SENDING:
        return job.created_at
    if job.state is JobState.STORING:
        return (job.slot_at or job.created_at) + STORE_DEADLINE
    try:
        grace = lost_on(job.surface).grace
    except LookupError:
        grace = _GRACE
    return job.deadline_at + grace  # no order begins to be sent after the deadline


def _counted(job_id: str) -> int:
    """How often it could not be cared for by now; it comes up again a while later."""
    where, ops_where = job_path(job_id), ops_path(job_id)

    def decide(seen: Seen) -> Plan[int]:
        row, ops, now = seen[where], seen[ops_where], clock().now()
        before = (ops.fields or {}).get("troubles")
        times = (before if isinstance(before, int) else 0) + 1
        if not (row.fields or {}).get("due_at"):
            return Plan(times)  # it has ended meanwhile
        marks: Write = Create(ops_where, {"troubles": times}) if ops.fields is None else Update(ops, {"troubles": times})
        return Plan(times, [Update(row, {"due_at": now + min(_AGAIN * times, _LONGEST)}), marks])

    return store().settle([where, ops_where], decide)
