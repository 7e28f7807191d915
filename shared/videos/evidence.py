"""Evidence that a video is made: a file in our bucket, or the place that its provider named, brings it on its way home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.config import retention
from shared.lifecycle.sweep import left_to_sweep
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.firestore.documents import Create, Plan, Seen
from shared.platform.settings import settings
from shared.videos.model import ID_FORM, Job, job_path, read
from shared.videos.states import JobState
from shared.videos.steps import Moved, Step
from shared.videos.tasks import enqueue_store, output_prefix
from shared.videos.transitions import transition

RE_ARM = timedelta(minutes=2)
ASKED_AFTER = (JobState.SUBMITTING, JobState.UNCONFIRMED, JobState.PROCESSING)


def in_bucket(job_id: str, attempt: int) -> str | None:
    bucket = settings().bucket_provider_out
    found = files().list(bucket, output_prefix(job_id, attempt), 1)
    return f"gs://{bucket}/{found[0].name}" if found else None


def if_attempt(attempt: int, step: Step) -> Any:
    return lambda job, _ops: step if job.attempt == attempt and job.state in ASKED_AFTER else None


def begin_storing(job_id: str, user_id: str, attempt: int, uri: str) -> Moved:
    """The file's place is known, whoever said so first: bring it home. One in our bucket is found again by its prefix."""
    elsewhere = {} if uri.startswith("gs://") else {"source": uri}
    moved = transition(job_id, user_id, if_attempt(attempt, Step(JobState.STORING, ops=elsewhere, due_in=RE_ARM)))
    if moved.moved:
        with left_to_sweep(job_id):
            enqueue_store(job_id, user_id, attempt, uri)
    return moved


# jobs whose file was looked at before they ended: news of it is no news
_WITH_FILE = ("completed", "download_failed", "storage_failed")


def output_arrived(name: str, uri: str) -> None:
    """An object is complete in provider-out: evidence for the attempt under whose prefix it lies."""

    job_id, _, rest = name.partition("/")
    attempt = rest.partition("/")[0]
    job = read(store().get(job_path(job_id))) if ID_FORM.fullmatch(job_id) and attempt.isdigit() else None
    if job is None:
        logs.warning("an object that no job asked for", name=name)
        return
    moved = begin_storing(job.id, job.user_id, int(attempt), uri)
    job = moved.job or job
    if not moved.moved and (job.attempt != int(attempt) or (job.ended and job.outcome not in _WITH_FILE)):
        _put_aside(job, int(attempt), uri)


def _put_aside(job: Job, attempt: int, uri: str) -> None:
    """Nobody awaits it: the credits are back, or another attempt goes on. It is left where it is, for an operator to decide."""
    where = f"late_results/{job.id}.{attempt}"
    fields = {
        "job_id": job.id,
        "user_id": job.user_id,
        "attempt": attempt,
        "uri": uri,
        "outcome": job.outcome,
        "at": (now := clock().now()),
        "expires_at": retention.ends("trouble_days", now),
    }

    def decide(seen: Seen) -> Plan[bool]:
        return Plan(False) if seen[where].fields is not None else Plan(True, [Create(where, fields)])

    if store().settle([where], decide):
        logs.alert("a video arrived that nobody awaits", job_id=job.id, attempt=attempt, outcome=job.outcome)
