"""Scheduled jobs as messages of google.cloud.scheduler.v1, and what that service refuses in them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from google.cloud.scheduler_v1 import types

from standins.tasks import wire
from standins.tasks.cron import BadSchedule, Cron
from standins.tasks.job import NO_RETRY, Job, JobSpec
from standins.tasks.refusal import invalid, not_simulated
from standins.tasks.retry import RetryRule

JobMessage: Any = types.Job.pb()

_DEADLINE = timedelta(minutes=3)
_SHORTEST_DEADLINE, _LONGEST_DEADLINE = timedelta(seconds=15), timedelta(minutes=30)
_MOST_RETRIES = 5
_LONGEST_DESCRIPTION = 500
_ENGLISH = re.compile(r"\s*(every|\d+(st|nd|rd|th)|first|second|third|fourth|last)\b", re.IGNORECASE)


def read_spec(message: Any, now: datetime) -> JobSpec:
    """What the job shall do, or why the service would not take it."""
    target = message.WhichOneof("target")
    if target in ("pubsub_target", "app_engine_http_target"):
        raise not_simulated("Pub/Sub targets" if target == "pubsub_target" else "App Engine targets")
    if target is None:
        raise invalid("Job target is required.")
    if len(message.description) > _LONGEST_DESCRIPTION:
        raise invalid(f"Job description must be at most {_LONGEST_DESCRIPTION} characters.")
    spec = JobSpec(
        schedule=message.schedule,
        call=wire.read_call(message.http_target, message.http_target.uri, "HttpTarget.uri"),
        time_zone=message.time_zone or "Etc/UTC",
        description=message.description,
        deadline=_deadline(message),
        retry=_read_retry(message.retry_config),
    )
    check_schedule(spec, now)
    return spec


def check_schedule(spec: JobSpec, now: datetime) -> None:
    if _ENGLISH.match(spec.schedule):
        raise not_simulated("English-like schedules (use unix-cron)")
    try:
        comes = Cron.parse(spec.schedule).next_after(now, spec.zone)
    except BadSchedule:
        comes = None
    if comes is None:
        raise invalid("Schedule or time zone is invalid.")


def _deadline(message: Any) -> timedelta:
    asked = wire.duration(message, "attempt_deadline")
    if asked and not _SHORTEST_DEADLINE <= asked <= _LONGEST_DEADLINE:
        raise invalid("Job.attemptDeadline must be between [15s, 30m].")
    return asked or _DEADLINE


def _read_retry(message: Any) -> RetryRule:
    if not 0 <= message.retry_count <= _MOST_RETRIES:
        raise invalid(f"RetryConfig.retryCount must be between [0, {_MOST_RETRIES}].")
    longest = wire.duration(message, "max_retry_duration")
    least, most = wire.duration(message, "min_backoff_duration"), wire.duration(message, "max_backoff_duration")
    if min(longest, least, most) < timedelta(0) or message.max_doublings < 0:
        raise invalid("RetryConfig cannot hold negative values.")
    rule = RetryRule(
        max_attempts=message.retry_count + 1,
        max_duration=longest if message.retry_count else timedelta(0),
        min_backoff=least or NO_RETRY.min_backoff,
        max_backoff=most or NO_RETRY.max_backoff,
        max_doublings=message.max_doublings or NO_RETRY.max_doublings,
    )
    if rule.min_backoff > rule.max_backoff:
        raise invalid("RetryConfig.minBackoffDuration must be less than or equal to RetryConfig.maxBackoffDuration.")
    return rule


def job_message(job: Job) -> Any:
    spec = job.spec
    message = JobMessage(
        name=job.name,
        description=spec.description,
        schedule=spec.schedule,
        time_zone=spec.time_zone,
        state=2 if job.paused else 1,
    )
    message.http_target.uri = spec.call.url
    wire.put_call(message.http_target, spec.call)
    wire.put_duration(message, "attempt_deadline", spec.deadline)
    _put_retry(message.retry_config, spec.retry)
    wire.put_time(message, "user_update_time", job.updated)
    wire.put_time(message, "last_attempt_time", job.last_attempt)
    if not job.paused:
        wire.put_time(message, "schedule_time", job.schedule_time)
    if job.last_attempt and not job.running:
        message.status.code, message.status.message = job.code, job.message
    return message


def _put_retry(message: Any, rule: RetryRule) -> None:
    message.retry_count = rule.max_attempts - 1
    message.max_doublings = rule.max_doublings
    wire.put_duration(message, "max_retry_duration", rule.max_duration)
    wire.put_duration(message, "min_backoff_duration", rule.min_backoff)
    wire.put_duration(message, "max_backoff_duration", rule.max_backoff)
