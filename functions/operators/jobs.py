"""Jobs in operators' hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import videos
from shared.platform.web.door import Call, Reply, Routes
from shared.videos.admin import record

if TYPE_CHECKING:
    from functions.forms.operators import jobs as forms
    from shared.admin import views
    from shared.videos import views as video_views

routes = Routes("functions.forms.operators.jobs")


@routes.get("/jobs", query="JobQuery")
def list_jobs(call: Call) -> Reply[video_views.JobList]:
    """List jobs of all users or one, newest first."""
    asked: forms.JobQuery = call.query
    page = videos.list_jobs(act(call), limit=asked.limit, cursor=asked.cursor, state=asked.state, user_id=asked.user_id)
    return Reply(body={"jobs": [record(job, call.language) for job in page.rows], "next_cursor": page.next_cursor})


@routes.get("/jobs/{job_id}", query=REASON)
def get_job(call: Call) -> Reply[views.JobTrail]:
    """Get a job with its whole trail.

    Attempts, list price, ledger entries, late results, dead letters.
    """
    return Reply(body=videos.look_at_job(act(call), call.path["job_id"], call.language))


@routes.route("POST", "/jobs/{job_id}/fail", body="FailJobRequest")
def fail_job(call: Call) -> Reply[views.FailJobResult]:
    """End a live job, with or without a refund.

    One that has ended stays as it is.
    """
    job, changed = videos.fail_job(act(call), call.path["job_id"], refund=call.body.refund)
    return Reply(body={"job": record(job, call.language), "changed": changed})
