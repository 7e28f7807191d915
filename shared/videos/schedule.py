"""Videos that were asked for at a time: until it comes they take no slot and no place in line, then they wait like any other.

A task comes at that time; should it be lost, the sweep is a minute behind.
"""

from __future__ import annotations

from typing import Any

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock
from shared.providers.outcomes import Outcome
from shared.videos.model import Job
from shared.videos.states import JobState
from shared.videos.steps import Step, ended
from shared.videos.tasks import enqueue_begin
from shared.videos.transitions import transition


def begin(job_id: str, user_id: str) -> None:
    """Let it into the line, if its time has come. Called twice or late it does nothing; early, it is called again."""
    now, early = clock().now(), list[Job]()

    def step(job: Job, _ops: Any) -> Step | None:
        if job.user_id != user_id or job.state is not JobState.SCHEDULED:
            return None
        if job.wish.start_at and now < job.wish.start_at:
            early[:] = [job]
            return None
        if now >= job.deadline_at:
            return ended(Outcome.TIMED_OUT, "nobody came at its time")
        return Step(JobState.WAITING, due_in=job.deadline_at - now)

    transition(job_id, user_id, step, with_account=True)
    for job in early:
        with left_to_sweep(job.id):
            enqueue_begin(job)
