"""The tasks of video jobs. Each may come twice, late or not at all; one that could not be handed over is left to the sweep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from shared.catalog import reads as catalog_reads
from shared.lifecycle import compile_queue
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock, queue
from shared.platform.settings import settings
from shared.providers.interface import Operation
from shared.videos.model import Job
from shared.videos.poll_schedule import NextPoll
from shared.videos.states import JobState

_HELD = timedelta(days=29)  # a queue holds a task for thirty, by its own clock


def enqueue_start(job: Job, *, at: datetime | None = None) -> None:
    """An edit's names the worker's turn that it is for: whichever of two with the same comes first begins it."""
    if job.edit is not None:
        payload = {"job_id": job.id, "user_id": job.user_id, "attempt": job.attempt + 1}
        compile_queue.put("/edit", payload, job.wish.seconds, at=at)
        return
    name = catalog_reads.start_queue(job.surface, job.model)
    queue().put(name, "video-tasks", "/start", {"job_id": job.id, "user_id": job.user_id}, at=at, deadline_s=120)


def enqueue_begin(job: Job) -> None:
    """At its time, or as late as a queue holds a task: one that comes early is sent again."""
    assert job.wish.start_at is not None
    at = min(job.wish.start_at, clock().now() + _HELD)
    queue().put("check", "video-tasks", "/begin", {"job_id": job.id, "user_id": job.user_id}, at=at, deadline_s=120)


def output_prefix(job_id: str, attempt: int) -> str:
    return f"{job_id}/{attempt}/"


def output_uri(job_id: str, attempt: int) -> str:
    """Where the provider writes what this attempt alone makes."""
    return f"gs://{settings().bucket_provider_out}/{output_prefix(job_id, attempt)}"


def ask_again(job_id: str, user_id: str, attempt: int, operation: Operation, look: NextPoll, *, last: bool = False) -> None:
    """One more look later. The name is a hint against doubles; all that the look needs travels with it."""
    payload = {
        "job_id": job_id,
        "user_id": user_id,
        "attempt": attempt,
        "operation": {**asdict(operation), "started_at": operation.started_at.isoformat()},
        "epoch": look.epoch,
        "number": look.number,
        "expected_at": look.expected_at.isoformat() if look.expected_at else None,
        "last": last,
    }
    name = f"{job_id}-{attempt}-{look.epoch}-{look.number}"
    queue().put("check", "video-tasks", "/check", payload, at=look.at, name=name, deadline_s=120)


def enqueue_store(job_id: str, user_id: str, attempt: int, uri: str, *, round_: int = 0, at: datetime | None = None) -> None:
    payload = {"job_id": job_id, "user_id": user_id, "attempt": attempt, "uri": uri, "round": round_}
    queue().put("store", "storage-tasks", "/", payload, at=at, deadline_s=600)


def enqueue_following(job_id: str, user_id: str) -> None:
    queue().put("store", "storage-tasks", "/follow", {"job_id": job_id, "user_id": user_id}, deadline_s=120)


def enqueue_poster(job: Job) -> None:
    """A minute later, since what just failed would fail again."""
    at = clock().now() + timedelta(minutes=1)
    queue().put("store", "storage-tasks", "/poster", {"job_id": job.id, "user_id": job.user_id}, at=at, deadline_s=120)


def enqueue_purge(job: Job) -> None:
    queue().put("erase", "storage-tasks", "/purge", {"job_id": job.id, "user_id": job.user_id}, deadline_s=120)


def watch_predecessors(jobs: Iterable[Job]) -> None:
    """After an admission: those of them that follow a video that was there before, which may have ended already."""
    new = {job.id: job for job in jobs}
    for job in new.values():
        if job.state is JobState.FOLLOWING and job.wish.continues not in new:
            with left_to_sweep(job.id):
                enqueue_following(job.id, job.user_id)


def notify_followers(before: Job) -> None:
    """It has ended."""
    for job_id in before.followers:
        with left_to_sweep(job_id):
            enqueue_following(job_id, before.user_id)
