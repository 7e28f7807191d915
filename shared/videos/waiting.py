"""Jobs set off at their admission or wait for their turn: the oldest first, as soon as a slot is free."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.catalog import effective
from shared.lifecycle.sweep import left_to_sweep
from shared.lifecycle.waiting import Line
from shared.platform.clients import clock
from shared.platform.firestore.documents import Document
from shared.videos.model import COLLECTION, Job, read
from shared.videos.slots import SLOTS, made_within
from shared.videos.states import LOST_START, JobState
from shared.videos.steps import Step, take
from shared.videos.tasks import enqueue_begin, enqueue_start, watch_predecessors

if TYPE_CHECKING:
    from shared.videos.admission import Admitted

_SET_OFF = {JobState.QUEUED: enqueue_start, JobState.SCHEDULED: enqueue_begin}


def set_off(admitted: Admitted) -> None:
    """Send what was just admitted on its way; what is lost here, the sweep makes up for."""
    if admitted.replayed:
        return
    for job in admitted.jobs:
        if job.state in _SET_OFF:
            with left_to_sweep(job.id):
                _SET_OFF[job.state](job)
    if any(job.state is JobState.FOLLOWING for job in admitted.jobs):
        watch_predecessors(admitted.jobs)
    if admitted.account is not None:
        start_next(admitted.account)


def _take(row: Document) -> bool:
    job = read(row)
    moved = take(job.id, job.user_id, _takes_slot, with_account=True) if job else None
    if moved is None or not moved.moved or moved.job is None:
        return False
    with left_to_sweep(moved.job.id):
        enqueue_start(moved.job)
    return True


def _takes_slot(job: Job, _ops: Any) -> Step | None:
    if job.state is not JobState.WAITING:
        return None
    now = clock().now()
    times = {
        "slot_at": now,
        "deadline_at": now + made_within(edit=job.edit is not None),
        "expected_at": now + timedelta(seconds=effective.usual_seconds(job.wish.model)),
    }
    return Step(JobState.QUEUED, job=times, due_in=LOST_START)


LINE = Line("jobs", COLLECTION, "state", SLOTS, _take)
start_waiting, start_next, start_all = LINE.start_waiting, LINE.start_next, LINE.start_all
