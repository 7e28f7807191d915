"""A provider says that some work of its has ended. That proves nothing, but its job is worth a look right away."""

from __future__ import annotations

from shared.platform import logs
from shared.platform.clients import store
from shared.videos import provider_worker
from shared.videos.model import job_path, operation_key, ops_path, read
from shared.videos.states import JobState


def poll_operation(surface: str, operation: str) -> None:
    """Look after the job whose work it is, beside its own chain of looks; work that nobody waits for changes nothing."""
    key = operation_key(surface, operation)
    for found in store().all_in("private", ("operation_key", key), after=None, limit=2, only=["operation_key"]):
        _look(found.path.split("/")[1], operation)
        return
    logs.info("told of work that no job knows", surface=surface)


def _look(job_id: str, name: str) -> None:
    seen = store().read([job_path(job_id), ops_path(job_id)])
    job, ops = read(seen[job_path(job_id)]), seen[ops_path(job_id)].fields or {}
    if job is None or job.state is not JobState.PROCESSING:
        logs.info("told of work that nobody waits for", job_id=job_id, state=job.state.value if job else None)
        return
    operation = provider_worker.operation_of(job, ops)
    if operation.name == name:  # else it was an earlier attempt's
        provider_worker.poll_once(job.id, job.user_id, job.attempt, operation)
