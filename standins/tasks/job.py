"""A scheduled job: when it runs, what it calls, and what came of the last time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from standins.tasks import records
from standins.tasks.cron import BadSchedule, Cron
from standins.tasks.model import Call
from standins.tasks.retry import RetryRule

# A job is not retried unless it says so; max_attempts counts the first attempt too.
NO_RETRY = RetryRule(1, timedelta(0), timedelta(seconds=5), timedelta(hours=1), 5)


@dataclass(frozen=True, slots=True)
class JobSpec:
    schedule: str
    call: Call
    time_zone: str = "Etc/UTC"
    description: str = ""
    deadline: timedelta = timedelta(minutes=3)
    retry: RetryRule = NO_RETRY

    @property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo("UTC" if self.time_zone.lower() == "utc" else self.time_zone)
        except (KeyError, ValueError, OSError):
            raise BadSchedule(f"{self.time_zone!r} is not a time zone") from None


@dataclass(slots=True)
class Execution:
    """One occurrence being carried out, over all its attempts."""

    scheduled: datetime
    attempts: int = 0
    first: datetime | None = None


@dataclass(slots=True, eq=False)
class Job:
    name: str
    spec: JobSpec
    updated: datetime
    paused: bool = False
    next: datetime | None = None  # the next occurrence by the schedule
    retry_at: datetime | None = None  # before that, another attempt of the current execution
    execution: Execution | None = None
    running: int = 0
    last_attempt: datetime | None = None
    code: int = 0
    message: str = ""
    cron: Cron = field(init=False)

    def __post_init__(self) -> None:
        self.cron = Cron.parse(self.spec.schedule)

    def plan(self, now: datetime) -> None:
        """Look ahead from now; what was missed until now is missed."""
        self.next = self.cron.next_after(now, self.spec.zone)
        self.retry_at = self.execution = None

    def change(self, spec: JobSpec, now: datetime) -> None:
        self.spec, self.updated = spec, now
        self.cron = Cron.parse(spec.schedule)
        self.plan(now)

    @property
    def schedule_time(self) -> datetime | None:
        return self.retry_at or self.next

    def is_due(self, now: datetime) -> bool:
        at = self.schedule_time
        return at is not None and at <= now and not self.paused and not self.running

    def begin_due(self, now: datetime) -> Execution:
        """The retry that is due, or the latest occurrence: those before it were missed and are skipped."""
        if self.next and self.next <= now:
            self.execution = Execution(self.cron.latest_until(now, self.spec.zone, self.next))
            self.next = self.cron.next_after(now, self.spec.zone)
        self.retry_at = None
        self.execution = self.execution or Execution(now)
        return self.execution

    def end_attempt(self, execution: Execution, good: bool, now: datetime) -> None:
        if self.execution is not execution:
            return  # the job was changed or has moved on
        pause = self.spec.retry.backoff(execution.attempts - 1)
        given_up = self.spec.retry.exhausted(execution.attempts, now - (execution.first or now))
        if good or given_up or self.paused or (self.next and now + pause >= self.next):
            self.execution = None
        else:
            self.retry_at = now + pause

    def shown_time(self, at: datetime) -> str:
        """RFC 3339 in the job's zone: what X-CloudScheduler-ScheduleTime says."""
        local = at.astimezone(self.spec.zone)
        return local.isoformat().removesuffix("+00:00") + "Z" if local.utcoffset() == timedelta(0) else local.isoformat()


def job_record(job: Job) -> dict[str, Any]:
    spec, execution = job.spec, job.execution
    return {
        "schedule": spec.schedule,
        "time_zone": spec.time_zone,
        "description": spec.description,
        "deadline": spec.deadline.total_seconds(),
        "retry": records.retry_record(spec.retry),
        "call": records.call_record(spec.call),
        "updated": records.micros(job.updated),
        "paused": job.paused,
        "next": records.maybe_micros(job.next),
        "retry_at": records.maybe_micros(job.retry_at),
        "execution": execution
        and [records.micros(execution.scheduled), execution.attempts, records.maybe_micros(execution.first)],
        "last_attempt": records.maybe_micros(job.last_attempt),
        "status": [job.code, job.message],
    }


def job_of(name: str, record: dict[str, Any], body: bytes) -> Job:
    """A job at rest. An execution that was under way when the process ended is due again at once."""
    spec = JobSpec(
        schedule=record["schedule"],
        call=records.call_of(record["call"], body),
        time_zone=record["time_zone"],
        description=record["description"],
        deadline=timedelta(seconds=record["deadline"]),
        retry=records.retry_rule(record["retry"]),
    )
    job = Job(name, spec, records.moment(record["updated"]), record["paused"])
    job.next = records.maybe_moment(record["next"])
    job.retry_at = records.maybe_moment(record["retry_at"])
    job.last_attempt = records.maybe_moment(record["last_attempt"])
    job.code, job.message = record["status"]
    if record["execution"]:
        scheduled, attempts, first = record["execution"]
        job.execution = Execution(records.moment(scheduled), attempts, records.maybe_moment(first))
        job.retry_at = job.retry_at or datetime.fromtimestamp(0, UTC)
    return job
