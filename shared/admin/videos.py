"""Jobs in an operator's hands: find them, follow them, end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts import reads as account_reads
from shared.admin.model import Act, write_down
from shared.dead_letters import commands as dead_letter_commands
from shared.platform.errors import Language
from shared.platform.web.cursors import Page
from shared.videos import admin as video_admin
from shared.videos.model import Job

if TYPE_CHECKING:
    from shared.admin import views


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


def list_jobs(act: Act, *, limit: int, cursor: str | None, state: str | None, user_id: str | None) -> Page[Job]:
    page = video_admin.jobs(limit=limit, cursor=cursor, state=state, user_id=user_id)
    write_down(act.audit("list_jobs", user_id or "all", state=state, shown=len(page.rows)))
    return page


def fail_job(act: Act, job_id: str, *, refund: bool) -> tuple[Job, bool]:
    """End a job in whatever state it is; False beside it when it had ended before, and nothing was changed."""
    audit = act.audit("fail_job", job_id, refund=refund)
    moved = video_admin.force_fail(job_id, act.reason, [audit], refund=refund)
    if not moved.moved:
        write_down(act.audit("fail_job_in_vain", job_id, refund=refund))
    job = moved.job or video_admin.trail(job_id).job
    return job, moved.moved
