"""When jobs run, what they send, and what is kept of it."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from google.cloud.scheduler_v1 import Job

from standins.tasks.tests.conftest import REAL_PROJECT, Jobs
from standins.tasks.tests.receiver import Arrival, Receiver, Reply
from standins.tasks.tests.stand_in import PARENT, StandIn
from standins.tasks.tests.steps import ACCOUNT, arrivals, claims, moment
from standins.testing import eventually


def scheduled(arrival: Arrival) -> datetime:
    return datetime.fromisoformat(arrival.header("X-CloudScheduler-ScheduleTime") or "")


def after_attempt(stand_in: StandIn, job: Job) -> Job:
    """The job once its last attempt has ended."""

    def ended() -> Job | None:
        seen = stand_in.scheduler.get_job(name=job.name)
        return seen if "status" in seen else None

    return eventually(ended)


def move_to_next(stand_in: StandIn, job: Job) -> datetime:
    """Move time just past the job's next run; when that was."""
    at = moment(stand_in.scheduler.get_job(name=job.name).schedule_time)
    stand_in.move((at - stand_in.clock.now()).total_seconds() + 0.5)
    return at


def test_a_job_posts_to_its_target_at_its_time(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: body, own headers, the service's headers."""
    job = jobs(receiver.url(path), "*/10 * * * *", http={"body": b"tick", "headers": {"X-Own": "yes", "user-agent": "me"}})
    assert not receiver.at(path)
    at = move_to_next(stand_in, job)
    (arrival,) = arrivals(receiver, path, 1)
    assert (arrival.method, arrival.body) == ("POST", b"tick")
    assert arrival.headers == {
        "Host": receiver.url("").removeprefix("http://"),
        "Content-Length": "4",
        "Content-Type": "application/octet-stream",
        "X-Own": "yes",
        "User-Agent": "Google-Cloud-Scheduler",
        "X-CloudScheduler": "true",
        "X-CloudScheduler-JobName": job.name.rsplit("/", 1)[1],
        "X-CloudScheduler-ScheduleTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def test_a_run_leaves_its_traces_on_the_job(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: last_attempt_time, status and the next schedule_time."""
    receiver.answers(path, 200, 404)
    job = jobs(receiver.url(path), "*/10 * * * *")
    at = move_to_next(stand_in, job)
    seen = after_attempt(stand_in, job)
    assert (seen.status.code, seen.schedule_time) == (0, at + timedelta(minutes=10))
    assert timedelta(0) <= moment(seen.last_attempt_time) - at < timedelta(seconds=30)
    move_to_next(stand_in, job)
    arrivals(receiver, path, 2)
    assert eventually(lambda: after_attempt(stand_in, job).status.code) == 5


def test_the_token_is_for_the_account_and_audience(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """A4: RS256, the URI as audience unless one is given."""
    job = jobs(receiver.url(path), http={"oidc_token": {"service_account_email": ACCOUNT}})
    other = jobs(receiver.url(path + "-b"), http={"oidc_token": {"service_account_email": ACCOUNT, "audience": "https://b"}})
    for one in (job, other):
        stand_in.scheduler.run_job(name=one.name)
    assert claims(stand_in, arrivals(receiver, path, 1)[0], receiver.url(path))["email"] == ACCOUNT
    assert claims(stand_in, arrivals(receiver, path + "-b", 1)[0], "https://b")["email"] == ACCOUNT


def test_of_several_missed_occurrences_only_the_latest_runs(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: a clock moved by an hour is one run, for the last of six occurrences."""
    job = jobs(receiver.url(path), "*/10 * * * *")
    first = move_to_next(stand_in, job)
    arrivals(receiver, path, 1)
    after_attempt(stand_in, job)
    stand_in.move(3600)
    assert scheduled(arrivals(receiver, path, 2)[1]) == first + timedelta(hours=1)
    stand_in.wait_for_rest()
    assert len(receiver.at(path)) == 2


def test_an_occurrence_waits_for_the_run_before_it(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: never two at once by the schedule."""
    gate = threading.Event()
    receiver.answers(path, Reply(after=gate), Reply())
    job = jobs(receiver.url(path), "* * * * *", attempt_deadline=timedelta(minutes=30))
    jobs(receiver.url(path + "-witness"), "* * * * *")
    move_to_next(stand_in, job)
    arrivals(receiver, path, 1)
    arrivals(receiver, path + "-witness", 1)
    stand_in.move(60)
    arrivals(receiver, path + "-witness", 2)
    assert len(receiver.at(path)) == 1
    gate.set()
    first, second = arrivals(receiver, path, 2)
    assert scheduled(second) > scheduled(first)


def test_run_now_runs_at_once_even_when_paused(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: RunJob, without touching the schedule."""
    job = jobs(receiver.url(path))
    stand_in.scheduler.run_job(name=job.name)
    (arrival,) = arrivals(receiver, path, 1)
    assert abs((scheduled(arrival) - stand_in.clock.now()).total_seconds()) < 30
    assert after_attempt(stand_in, job).schedule_time == job.schedule_time
    stand_in.scheduler.pause_job(name=job.name)
    stand_in.scheduler.run_job(name=job.name)
    arrivals(receiver, path, 2)


def test_a_paused_job_skips_what_it_misses(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: pause, and a resume that looks ahead only."""
    job = jobs(receiver.url(path), "*/10 * * * *")
    stand_in.scheduler.pause_job(name=job.name)
    stand_in.move(3600)
    stand_in.wait_for_rest()
    resumed = stand_in.scheduler.resume_job(name=job.name)
    stand_in.wait_for_rest()
    assert not receiver.at(path)
    assert moment(resumed.schedule_time) > stand_in.clock.now()
    move_to_next(stand_in, job)
    arrivals(receiver, path, 1)


def test_a_failed_run_is_retried_as_often_as_configured(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: retry_count with doubling pauses; all attempts carry the same schedule time."""
    receiver.answers(path, 500)
    job = jobs(receiver.url(path), retry_config={"retry_count": 2, "min_backoff_duration": timedelta(seconds=30)})
    at = move_to_next(stand_in, job)
    for attempt, pause in ((1, 30), (2, 60)):
        arrivals(receiver, path, attempt)
        seen = after_attempt(stand_in, job)
        assert (
            timedelta(0)
            <= moment(seen.schedule_time) - moment(seen.last_attempt_time) - timedelta(seconds=pause)
            < timedelta(seconds=5)
        )
        stand_in.move(pause - 10)
        stand_in.wait_for_rest()
        assert len(receiver.at(path)) == attempt
        stand_in.move(15)
    assert {scheduled(arrival) for arrival in arrivals(receiver, path, 3)} == {at}
    eventually(lambda: moment(after_attempt(stand_in, job).schedule_time) - at > timedelta(days=300))
    stand_in.move(3600)
    stand_in.wait_for_rest()
    assert len(receiver.at(path)) == 3


def test_without_retries_a_failure_waits_for_the_next_time(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: retry_count 0; the next occurrence comes all the same."""
    receiver.answers(path, 500)
    job = jobs(receiver.url(path), "0 * * * *")
    move_to_next(stand_in, job)
    arrivals(receiver, path, 1)
    after_attempt(stand_in, job)
    stand_in.move(1800)
    stand_in.wait_for_rest()
    assert len(receiver.at(path)) == 1
    move_to_next(stand_in, job)
    arrivals(receiver, path, 2)


def test_a_slow_target_is_cut_off_at_the_deadline(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: attempt_deadline: DEADLINE_EXCEEDED."""
    never = threading.Event()
    receiver.answers(path, Reply(after=never))
    job = jobs(receiver.url(path), attempt_deadline=timedelta(seconds=20))
    stand_in.scheduler.run_job(name=job.name)
    arrivals(receiver, path, 1)
    stand_in.move(21)
    assert after_attempt(stand_in, job).status.code == 4
    never.set()


def test_a_schedule_follows_the_wall_clock_of_its_zone(stand_in: StandIn, receiver: Receiver, jobs: Jobs, path: str) -> None:
    """M5: half past six in Berlin is that in summer and in winter; the header carries the zone's offset."""
    job = jobs(receiver.url(path), "30 6 * * *", time_zone="Europe/Berlin")
    local = move_to_next(stand_in, job).astimezone(ZoneInfo("Europe/Berlin"))
    assert (local.hour, local.minute) == (6, 30)
    said = arrivals(receiver, path, 1)[0].header("X-CloudScheduler-ScheduleTime") or ""
    assert said == local.isoformat()
    assert datetime.fromisoformat(said).astimezone(UTC) == local


SCHEDULES = {"sweep": {"schedule": "* * * * *", "url": "https://example.invalid/", "service_account": ACCOUNT}}


@pytest.fixture
def mortal(tmp_path: Path) -> Generator[StandIn]:
    if REAL_PROJECT:
        pytest.skip("the real service cannot be killed")
    part = StandIn(tmp_path)
    yield part
    part.kill()


def test_jobs_survive_a_kill_and_one_under_way_runs_again(mortal: StandIn, receiver: Receiver, path: str) -> None:
    """M5: what was acknowledged stays; what was missed meanwhile runs once."""
    mortal.start(schedules=SCHEDULES)
    mortal.scheduler.pause_job(name=f"{PARENT}/jobs/sweep")
    receiver.answers(path, Reply(after=threading.Event()), Reply())
    job = {"name": f"{PARENT}/jobs/mine", "schedule": "0 4 1 1 *", "http_target": {"uri": receiver.url(path)}}
    created = mortal.scheduler.create_job(parent=PARENT, job=Job(job))
    mortal.scheduler.run_job(name=created.name)
    first = arrivals(receiver, path, 1)[0]

    mortal.kill()
    mortal.start(schedules=SCHEDULES)

    assert scheduled(arrivals(receiver, path, 2)[1]) == scheduled(first)
    assert mortal.scheduler.get_job(name=created.name).schedule_time == created.schedule_time
    assert mortal.scheduler.get_job(name=f"{PARENT}/jobs/sweep").state is Job.State.PAUSED


def test_schedules_of_the_environment_are_there_and_follow_its_changes(mortal: StandIn) -> None:
    """M5: created when missing, changed when the environment says something else."""
    mortal.start(schedules=SCHEDULES)
    sweep = mortal.scheduler.get_job(name=f"{PARENT}/jobs/sweep")
    assert (sweep.schedule, sweep.http_target.oidc_token.service_account_email) == ("* * * * *", ACCOUNT)
    mortal.stop()
    mortal.start(schedules={"sweep": {**SCHEDULES["sweep"], "schedule": "0 3 * * *", "time_zone": "Europe/Berlin"}})
    changed = mortal.scheduler.get_job(name=f"{PARENT}/jobs/sweep")
    assert (changed.schedule, changed.time_zone) == ("0 3 * * *", "Europe/Berlin")
