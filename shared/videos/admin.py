"""Jobs as operators see and end them: anybody's, with what users never see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.catalog.reads import key, rows
from shared.lifecycle import overview
from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore.documents import OUR_MARKS, Document, Write
from shared.platform.web.cursors import Page
from shared.providers.outcomes import Outcome
from shared.videos.model import COLLECTION, Job, job_path, ops_path, read
from shared.videos.reads import shown
from shared.videos.states import LIVE, JobState
from shared.videos.steps import Ending, Moved, Step
from shared.videos.transitions import end

if TYPE_CHECKING:
    from shared.videos import views


_LATE_RESULTS, _BY_HAND = "late_results", "rushes/edit"


@dataclass(frozen=True)
class Trail:
    """All that a job left behind in our own documents."""

    job: Job
    ops: dict[str, Any]
    late_results: list[views.LateResult]


def trail(job_id: str) -> Trail:
    seen = store().read([job_path(job_id), ops_path(job_id)])
    job = read(seen[job_path(job_id)])
    if job is None:
        raise NotFound(kind="video", id=job_id)
    late = store().find(_LATE_RESULTS, where=[("job_id", "==", job_id)], limit=20)
    ops = {name: value for name, value in (seen[ops_path(job_id)].fields or {}).items() if name not in OUR_MARKS}
    return Trail(job, ops, [_late(row) for row in late])


def record(job: Job, language: Language) -> views.JobRecord:
    """A job on the wire, with what only operators see of it."""
    return {
        **shown(job, language),
        "user_id": job.user_id,
        "payer_id": job.payer_id,
        "due_at": job.due_at,
        "attempt": job.attempt,
    }


def _late(row: Document) -> views.LateResult:
    kept = row.fields or {}
    return {
        "job_id": kept["job_id"],
        "user_id": kept["user_id"],
        "attempt": kept["attempt"],
        "uri": kept["uri"],
        "outcome": kept["outcome"],
        "at": kept["at"],
    }


def jobs(
    *,
    limit: int,
    cursor: str | None = None,
    state: str | None = None,
    user_id: str | None = None,
    outcome: str | None = None,
    model: str | None = None,
    provider: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Job]:
    """The newest first, of one user or of all, in one state or in any that is live (`state="live"`).

    A provider is the surface that a model is on.
    """
    among: list[tuple[str, Collection[str]]] = [("state", LIVE)] if state == "live" else []
    equal = [("user_id", user_id), ("state", None if state == "live" else state), ("outcome", outcome)]
    if provider and model:
        among.append(("model", {model} & set(models_of(provider))))
    elif provider:
        among.append(("model", models_of(provider)))
    else:
        equal.append(("model", model))
    return overview.page(COLLECTION, read, overview.Sought(equal, among, since, until), limit=limit, cursor=cursor)


def models_of(provider: str) -> list[str]:
    """As jobs name them; what is made by hand is ours."""
    return [_BY_HAND] if provider == _BY_HAND.partition("/")[0] else [key(row) for row in rows() if row["surface"] == provider]


def can_be_continued(job_id: str) -> bool:
    """Whether the last frame of this video can be had."""
    job = read(store().get(job_path(job_id)))
    return job is not None and job.state is JobState.COMPLETED and not job.taken_down and not job.deleted


def force_fail(job_id: str, reason: str, also: Sequence[Write], *, refund: bool) -> Moved:
    """End a live job, whatever it is doing; `also` is written in the commit that ends it. An ended one stays as it is."""
    job = read(store().get(job_path(job_id)))
    if job is None:
        raise NotFound(kind="video", id=job_id)
    step = Step(JobState.FAILED, ending=Ending(Outcome.ENDED_BY_OPERATOR, refund=refund, reason=reason), also=also)
    return end(job_id, job.user_id, lambda _job, _ops: step)
