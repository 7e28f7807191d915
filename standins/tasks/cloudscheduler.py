"""google.cloud.scheduler.v1.CloudScheduler: what each method does."""

from __future__ import annotations

import random
from typing import Any

from google.cloud.scheduler_v1 import types
from google.protobuf.empty_pb2 import Empty
from google.protobuf.field_mask_pb2 import FieldMask

from standins.common.clock import Clock
from standins.tasks.grpc_door import Door, Method
from standins.tasks.job_messages import JobMessage, job_message, read_spec
from standins.tasks.names import check_job, check_parent
from standins.tasks.pages import page
from standins.tasks.planner import Planner
from standins.tasks.refusal import invalid

_MOST_JOBS = 500
_TARGETS = ("http_target", "pubsub_target", "app_engine_http_target")
_CHANGEABLE = ("description", "schedule", "time_zone", "retry_config", "attempt_deadline")


class CloudScheduler:
    def __init__(self, planner: Planner, clock: Clock) -> None:
        self._planner = planner
        self._clock = clock

    def door(self) -> Door:
        methods = {
            "ListJobs": Method(self.list_jobs, types.ListJobsRequest.pb()),
            "GetJob": Method(self.get_job, types.GetJobRequest.pb()),
            "CreateJob": Method(self.create_job, types.CreateJobRequest.pb()),
            "UpdateJob": Method(self.update_job, types.UpdateJobRequest.pb()),
            "DeleteJob": Method(self.delete_job, types.DeleteJobRequest.pb()),
            "PauseJob": Method(self.pause_job, types.PauseJobRequest.pb()),
            "ResumeJob": Method(self.resume_job, types.ResumeJobRequest.pb()),
            "RunJob": Method(self.run_job, types.RunJobRequest.pb()),
        }
        return Door("google.cloud.scheduler.v1.CloudScheduler", methods)

    def list_jobs(self, request: Any) -> Any:
        check_parent(request.parent)
        there = [job for job in self._planner.all() if job.name.startswith(f"{request.parent}/jobs/")]
        shown, token = page(there, lambda job: job.name, request.page_size, _MOST_JOBS, request.page_token)
        answer: Any = types.ListJobsResponse.pb()
        return answer(jobs=[job_message(job) for job in shown], next_page_token=token)

    def get_job(self, request: Any) -> Any:
        check_job(request.name)
        return job_message(self._planner.get(request.name))

    def create_job(self, request: Any) -> Any:
        check_parent(request.parent)
        name = request.job.name or f"{request.parent}/jobs/{random.getrandbits(63):019d}"
        check_job(name)
        if not name.startswith(f"{request.parent}/jobs/"):
            raise invalid(f"{name} must begin with {request.parent}.")
        return job_message(self._planner.create(name, read_spec(request.job, self._clock.now())))

    def update_job(self, request: Any) -> Any:
        check_job(request.job.name)
        job = self._planner.get(request.job.name)
        merged = JobMessage()
        merged.CopyFrom(job_message(job))
        _merge(request.job, merged, request.update_mask)
        self._planner.change(job, read_spec(merged, self._clock.now()))
        return job_message(job)

    def delete_job(self, request: Any) -> Any:
        check_job(request.name)
        self._planner.delete(request.name)
        return Empty()

    def pause_job(self, request: Any) -> Any:
        check_job(request.name)
        return job_message(self._planner.pause(request.name))

    def resume_job(self, request: Any) -> Any:
        check_job(request.name)
        return job_message(self._planner.resume(request.name))

    def run_job(self, request: Any) -> Any:
        check_job(request.name)
        return job_message(self._planner.run_now(request.name))


def _merge(given: Any, into: Any, mask: FieldMask) -> None:
    """Only the named fields; without a mask all that can be changed. A target given whole replaces the one before."""
    paths = list(mask.paths) or [*_CHANGEABLE, given.WhichOneof("target") or "http_target"]
    chosen = FieldMask(paths=[path for path in paths if path.split(".")[0] in (*_CHANGEABLE, *_TARGETS)])
    if not FieldMask(paths=paths).IsValidForDescriptor(JobMessage.DESCRIPTOR):
        raise invalid("The update mask names a field that a job does not have.")
    chosen.MergeMessage(given, into, replace_message_field=True, replace_repeated_field=True)
