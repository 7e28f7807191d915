"""Each minute: whatever lost its task is armed again, whatever is past its time is ended. Reads only what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform import logs
from shared.platform.clients import store
from shared.platform.firestore.documents import Document
from shared.providers.outcomes import Outcome
from shared.videos import care, lost_orders
from shared.videos.evidence import begin_storing, in_bucket
from shared.videos.model import COLLECTION, Job, ops_path, read
from shared.videos.poll_schedule import NextPoll
from shared.videos.provider_worker import operation_of
from shared.videos.schedule import begin
from shared.videos.states import CHAIN, FOLLOWS_LOOK, LOST_START, MOST_CRASHES, STORE_DEADLINE, STORE_LOST, JobState
from shared.videos.steps import Step, ended, if_still
from shared.videos.tasks import ask_again, enqueue_following, enqueue_start, enqueue_store, output_uri
from shared.videos.transitions import end, re_arm, transition
from shared.videos.waiting import start_all


def sweep(page: int) -> int:
    """What is due, and who waits beside a free slot."""
    looked_at, in_turn = lifecycle_sweep.look_after(CARE, page), start_all(page, partial(lifecycle_sweep.meet, CARE))
    if looked_at or in_turn:
        logs.info("swept", looked_at=looked_at, in_turn=in_turn)
    return max(looked_at, in_turn)


def _look_after(row: Document, now: datetime) -> None:
    job = read(row)
    if job is not None:
        (_edited if job.edit is not None and job.state in (JobState.PROCESSING, JobState.STORING) else _CARE[job.state])(job, now)


def _give_up(row: Document, reason: str) -> None:
    job = read(store().get(row.path))
    if job is not None:
        care.give_up(job, reason)


def _queued(job: Job, now: datetime) -> None:
    if now >= job.deadline_at:
        _end(job, Outcome.TIMED_OUT, "never sent: no room before the deadline")
    elif re_arm(job, lifecycle_sweep.AGAIN).moved:
        enqueue_start(job)


def _unconfirmed(job: Job, now: datetime) -> None:
    """The look that should have given it up was lost."""
    began_at, found = _attempt(job)["began_at"], in_bucket(job.id, job.attempt)
    until = lost_orders.given_up_at(job, began_at)
    if found:
        begin_storing(job.id, job.user_id, job.attempt, found)
    elif now >= until:
        lost_orders.give_up(job.id, job.user_id, job.attempt)
    elif (moved := re_arm(job, until - now)).moved:
        lost_orders.seek(job, began_at, epoch=int(moved.ops.get("epoch", 0)) + 1)


def _processing(job: Job, now: datetime) -> None:
    """Its look was lost, or it takes too long: look once more; past the deadline that look is the last.

    A last look ends the job whatever it finds. One that does not is lost, or fails each time; a few of them are sent.
    """
    last = now >= job.deadline_at
    moved = re_arm(job, CHAIN, count="last_looks" if last else "")
    if not moved.moved:
        return
    if last and int(moved.ops.get("last_looks", 0)) >= lifecycle_sweep.MOST:
        care.give_up(job, "its last looks did not come to an end")
        return
    operation = operation_of(job, moved.ops)
    epoch = int(moved.ops.get("epoch", 0)) + 1
    ask_again(job.id, job.user_id, job.attempt, operation, NextPoll(epoch, 0, now), last=last)


def _storing(job: Job, _now: datetime) -> None:
    """A store task that fails moves this time on itself; so the last one was lost. Past the deadline one more is sent."""
    moved = re_arm(job, STORE_LOST)
    if not moved.moved:
        return
    if job.due_at and job.due_at >= (job.slot_at or job.created_at) + STORE_DEADLINE:
        _end(job, Outcome.STORAGE_FAILED, "not brought home within a day")
    else:
        source = moved.ops.get("source") or in_bucket(job.id, job.attempt) or output_uri(job.id, job.attempt)
        enqueue_store(job.id, job.user_id, job.attempt, str(source))


def _edited(job: Job, now: datetime) -> None:
    """Its worker has given no sign of life for a lease: it begins again, unless it has killed several, or its time is up."""
    ops = store().get(ops_path(job.id)).fields or {}
    if now >= job.deadline_at:
        _end(job, Outcome.TIMED_OUT, "not made before the deadline")
    elif job.attempt - int(ops.get("waits", 0)) >= MOST_CRASHES:
        logs.alert("an edit kills its workers", job_id=job.id)
        _end(job, Outcome.INTERNAL_ERROR, "its workers died")
    else:
        again = Step(JobState.QUEUED, due_in=LOST_START)
        moved = transition(
            job.id, job.user_id, lambda at, _ops: again if (at.attempt, at.due_at) == (job.attempt, job.due_at) else None
        )
        if moved.moved and moved.job:
            enqueue_start(moved.job)


def _following(job: Job, now: datetime) -> None:
    """What it follows may have ended unheard: somebody looks."""
    if now >= job.deadline_at:
        _end(job, Outcome.TIMED_OUT, "what it follows did not end")
    elif re_arm(job, FOLLOWS_LOOK).moved:
        enqueue_following(job.id, job.user_id)


def _waiting(job: Job, now: datetime) -> None:
    """Due when it has waited for as long as any may: its turn is told by the account. Before that only after trouble."""
    if now >= job.deadline_at:
        _end(job, Outcome.TIMED_OUT, "no slot became free")
    else:
        re_arm(job, job.deadline_at - now)


def _end(job: Job, outcome: Outcome, reason: str) -> None:
    end(job.id, job.user_id, if_still(ended(outcome, reason), job.attempt, job.state))


def _attempt(job: Job) -> Mapping[str, Any]:
    return (store().get(ops_path(job.id)).fields or {})["attempts"][f"a{job.attempt}"]


_CARE = {
    JobState.FOLLOWING: _following,
    JobState.SCHEDULED: lambda job, _now: begin(job.id, job.user_id),
    JobState.WAITING: _waiting,
    JobState.QUEUED: _queued,
    JobState.SUBMITTING: lambda job, _now: lost_orders.lost(job, _attempt(job)["began_at"]),  # its lease is over
    JobState.UNCONFIRMED: _unconfirmed,
    JobState.PROCESSING: _processing,
    JobState.STORING: _storing,
}
CARE = lifecycle_sweep.Care(COLLECTION, _look_after, counter=lambda row: (ops_path(row.id), "troubles"), give_up=_give_up)
