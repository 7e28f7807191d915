"""Jobs in an operator's hands: find them, follow them, end them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.accounts import reads as account_reads
from shared.admin.errors import NothingToRepeat
from shared.audit.acts import Act, write_down
from shared.dead_letters import commands as dead_letter_commands
from shared.platform.errors import Language
from shared.platform.web.cursors import Page
from shared.videos import admin as video_admin
from shared.videos import on_house
from shared.videos.errors import NotEnded
from shared.videos.model import Job
from shared.videos.requests import request_of
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.admin import views
    from shared.videos.admission import Admitted


def look_at_job(act: Act, job_id: str, language: Language) -> views.JobTrail:
    trail = video_admin.trail(job_id)
    write_down(act.audit("look_at_job", job_id, user_id=trail.job.user_id))
    return {
        "job": video_admin.record(trail.job, language),
        "ops": trail.ops,
        "transactions": [entry.shown() for entry in account_reads.entries_of_job(job_id)],
        "late_results": trail.late_results,
        "dead_letters": dead_letter_commands.of_job(job_id),
    }


def list_jobs(act: Act, *, limit: int, cursor: str | None, **asked: Any) -> Page[Job]:
    """`asked` is what jobs are found by."""
    page = video_admin.jobs(limit=limit, cursor=cursor, **asked)
    write_down(act.audit("list_jobs", asked.get("user_id") or "all", state=asked.get("state"), shown=len(page.rows)))
    return page


def fail_job(act: Act, job_id: str, *, refund: bool) -> tuple[Job, bool]:
    """End a job in whatever state it is; False beside it when it had ended before, and nothing was changed."""
    audit = act.audit("fail_job", job_id, refund=refund)
    moved = video_admin.force_fail(job_id, act.reason, [audit], refund=refund)
    if not moved.moved:
        write_down(act.audit("fail_job_in_vain", job_id, refund=refund))
    job = moved.job or video_admin.trail(job_id).job
    return job, moved.moved


def retry_job(act: Act, job_id: str) -> Admitted:
    """The same wish for the same user once more, on the house. A job is repeated once; asked again it answers with that one."""
    job = video_admin.trail(job_id).job
    if not job.ended:
        raise NotEnded(state=job.state.value)
    if job.state is JobState.COMPLETED or job.edit is not None or job.purged_at is not None:
        raise NothingToRepeat(state=job.state.value)
    if job.wish.continues and not video_admin.can_be_continued(job.wish.continues):
        raise NothingToRepeat(state=job.state.value)
    audit = act.audit("retry_job", job_id, user_id=job.user_id, model=job.wish.model)
    return on_house.make(job.user_id, request_of(job.wish), f"retry.{job_id}", again=job, also=[audit])
