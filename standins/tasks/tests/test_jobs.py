"""Jobs: made, read, changed, paused and deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.scheduler_v1 import CloudSchedulerClient, HttpMethod, Job
from google.protobuf.field_mask_pb2 import FieldMask

from standins.tasks.tests.conftest import Jobs
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import moment


def test_a_new_job_shows_the_service_defaults(scheduler: CloudSchedulerClient, jobs: Jobs) -> None:
    """M5: enabled, POST, three minutes, UTC, no retries, and when it runs next."""
    job = scheduler.get_job(name=jobs(schedule="0 4 1 1 *").name)
    assert (job.state, job.http_target.http_method) == (Job.State.ENABLED, HttpMethod.POST)
    assert (job.time_zone, job.attempt_deadline) == ("Etc/UTC", timedelta(minutes=3))
    assert (job.retry_config.retry_count, job.retry_config.max_doublings) == (0, 5)
    assert (job.retry_config.min_backoff_duration, job.retry_config.max_backoff_duration) == (
        timedelta(seconds=5),
        timedelta(hours=1),
    )
    comes = moment(job.schedule_time)
    assert (comes.month, comes.day, comes.hour, comes.minute) == (1, 1, 4, 0)
    assert "last_attempt_time" not in job


def test_an_unnamed_job_gets_a_name(scheduler: CloudSchedulerClient, parent: str) -> None:
    """M5: the service names what the caller does not name."""
    job = scheduler.create_job(
        parent=parent, job=Job({"schedule": "0 4 1 1 *", "http_target": {"uri": "https://example.invalid/"}})
    )
    assert job.name.startswith(f"{parent}/jobs/")
    scheduler.delete_job(name=job.name)


def test_a_job_that_exists_is_not_created_again(scheduler: CloudSchedulerClient, jobs: Jobs, parent: str) -> None:
    """M5: ALREADY_EXISTS; after a delete the name is free at once."""
    job = jobs()
    again = {"name": job.name, "schedule": "0 4 1 1 *", "http_target": {"uri": "https://example.invalid/"}}
    with pytest.raises(exceptions.AlreadyExists):
        scheduler.create_job(parent=parent, job=Job(again))
    scheduler.delete_job(name=job.name)
    assert scheduler.create_job(parent=parent, job=Job(again)).name == job.name


def test_an_unknown_job_is_not_found(scheduler: CloudSchedulerClient, parent: str) -> None:
    """M5: every method alike."""
    name = f"{parent}/jobs/nobody"
    for act in (scheduler.get_job, scheduler.delete_job, scheduler.pause_job, scheduler.resume_job, scheduler.run_job):
        with pytest.raises(exceptions.NotFound):
            act(name=name)
    with pytest.raises(exceptions.NotFound):
        scheduler.update_job(job=Job({"name": name, "schedule": "0 4 1 1 *"}), update_mask=FieldMask(paths=["schedule"]))


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("six fields", {"schedule": "0 0 4 1 1 *"}),
    ("minute 60", {"schedule": "60 * * * *"}),
    ("a day that never comes", {"schedule": "0 0 30 2 *"}),
    ("an unknown zone", {"time_zone": "Mars/Olympus"}),
    ("no url", {"url": ""}),
    ("another scheme", {"url": "ftp://example.invalid/"}),
    ("a body with GET", {"http": {"http_method": "GET", "body": b"x"}}),
    ("a short deadline", {"attempt_deadline": timedelta(seconds=14)}),
    ("a long deadline", {"attempt_deadline": timedelta(minutes=31)}),
    ("six retries", {"retry_config": {"retry_count": 6}}),
]


@pytest.mark.parametrize("job", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_the_service_would_not_take_is_refused(jobs: Jobs, job: dict[str, Any]) -> None:
    """M5: INVALID_ARGUMENT."""
    with pytest.raises(exceptions.InvalidArgument):
        jobs(**job)


def test_other_targets_are_refused_in_plain_words(stand_in: StandIn, jobs: Jobs, parent: str) -> None:
    """M5: App Engine and Pub/Sub are not simulated."""
    for target, word in (({"pubsub_target": {"topic_name": "t"}}, "Pub/Sub"), ({"app_engine_http_target": {}}, "App Engine")):
        with pytest.raises(exceptions.MethodNotImplemented, match=word):
            stand_in.scheduler.create_job(parent=parent, job=Job({"name": jobs.name(), "schedule": "* * * * *", **target}))


def test_an_update_changes_only_what_its_mask_names(scheduler: CloudSchedulerClient, jobs: Jobs) -> None:
    """M5: UpdateJob with a field mask, down to a field of the target."""
    job = jobs(description="old", http={"headers": {"X-A": "a"}})
    change = {"name": job.name, "schedule": "30 5 1 1 *", "description": "new", "http_target": {"uri": "https://other.invalid/"}}
    changed = scheduler.update_job(job=Job(change), update_mask=FieldMask(paths=["schedule", "http_target.uri"]))
    assert (changed.schedule, changed.description) == ("30 5 1 1 *", "old")
    assert (changed.http_target.uri, dict(changed.http_target.headers)["X-A"]) == ("https://other.invalid/", "a")
    assert moment(changed.schedule_time).strftime("%H:%M") == "05:30"


def test_a_job_is_paused_and_resumed_from_the_right_state_only(scheduler: CloudSchedulerClient, jobs: Jobs) -> None:
    """M5: FAILED_PRECONDITION otherwise."""
    name = jobs().name
    with pytest.raises(exceptions.FailedPrecondition):
        scheduler.resume_job(name=name)
    assert scheduler.pause_job(name=name).state is Job.State.PAUSED
    with pytest.raises(exceptions.FailedPrecondition):
        scheduler.pause_job(name=name)
    assert scheduler.resume_job(name=name).state is Job.State.ENABLED


def test_jobs_are_listed_page_by_page(scheduler: CloudSchedulerClient, jobs: Jobs, parent: str) -> None:
    """M5: page_size and page_token."""
    made = {jobs().name for _ in range(3)}
    pages = list(scheduler.list_jobs(request={"parent": parent, "page_size": 2}).pages)
    assert all(len(page.jobs) <= 2 for page in pages)
    assert made <= {job.name for page in pages for job in page.jobs}
