"""Jobs in operators' hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import batches, videos
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
    page = videos.list_jobs(act(call), limit=asked.limit, cursor=asked.cursor, **asked.filters)
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


@routes.route("POST", "/jobs/{job_id}/retry", body=REASON, status=202)
def retry_job(call: Call) -> Reply[views.RetryJobResult]:
    """Retry a video that failed, on the house's cost.

    Its user pays nothing and gives no slot, and finds the new video in their list; it says which one it repeats. Each is
    repeated once: asked again, this answers with the same.
    """
    admitted = videos.retry_job(act(call), call.path["job_id"])
    return Reply(202, {"job": record(admitted.job, call.language), "changed": not admitted.replayed})


@routes.route("POST", "/batches", body="OperatorBatchRequest", status=201)
def find_operator_batch(call: Call) -> Reply[views.OperatorBatch]:
    """Look for what an act for many would be done to.

    A dry run, of videos, films or prompts.

    Nothing is done. What was found is named, and can be started by its id within a day.
    """
    asked: forms.OperatorBatchRequest = call.body
    wanted = batches.Wanted(asked.kind, asked.action, refund=asked.refund, give_back=asked.give_back)
    return Reply(201, batches.dry_run(act(call), wanted, asked.filters))


@routes.route("POST", "/batches/{batch_id}/start", body=REASON, status=202)
def start_operator_batch(call: Call) -> Reply[views.OperatorBatch]:
    """Start an act for many works.

    Does to each what the dry run was asked for, one after the other by a task, each with an audit entry of its own.
    """
    return Reply(202, batches.start(act(call), call.path["batch_id"]))


@routes.get("/batches/{batch_id}", query=REASON)
def get_operator_batch(call: Call) -> Reply[views.OperatorBatch]:
    """Get how far an act for many works is."""
    return Reply(body=batches.look(act(call), call.path["batch_id"]))
