"""Tasks and queues as messages of google.cloud.tasks.v2, and what that service refuses in them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from google.cloud.tasks_v2 import types

from standins.tasks import wire
from standins.tasks.model import Attempt, QueueSettings, Task
from standins.tasks.names import queue_of_task
from standins.tasks.pace import RateLimits
from standins.tasks.queue import Queue
from standins.tasks.refusal import invalid, not_simulated
from standins.tasks.retry import RetryRule

TaskMessage: Any = types.Task.pb()
QueueMessage: Any = types.Queue.pb()
BASIC, FULL = 1, 2

_FURTHEST = timedelta(days=30)
_DEADLINE = timedelta(minutes=10)
_SHORTEST_DEADLINE, _LONGEST_DEADLINE = timedelta(seconds=15), timedelta(minutes=30)
_LARGEST = (1 << 20) - 7  # bytes of the stored message: 1 MiB, as measured at the real service
_SERVICE_ZONE = ZoneInfo("America/Los_Angeles")  # the service writes times into its messages so
_NONE = timedelta(0)


def read_task(parent: str, message: Any, now: datetime) -> Task:
    """A new task as the service would store it, or why it would not."""
    named = bool(message.name)
    name = message.name or f"{parent}/tasks/{random.getrandbits(63):019d}"
    if named and (queue := queue_of_task(name)) != parent:
        raise invalid(
            f"The queue name from request ('{parent}') must be the same as the queue name in the named task ('{queue}')."
        )
    if message.HasField("app_engine_http_request"):
        raise not_simulated("App Engine tasks")
    if not message.HasField("http_request"):
        raise invalid("Task must have an HTTP request.")
    request = message.http_request
    message.http_request.headers["User-Agent"] = "Google-Cloud-Tasks"
    task = Task(
        name=name,
        call=wire.read_call(request, request.url, "HttpRequest.url"),
        created=now,
        due=_schedule_time(message, now),
        deadline=_dispatch_deadline(message),
        retry=read_retry(message.retry_config) if message.HasField("retry_config") else None,
        named=named,
    )
    if task_message(task, FULL).ByteSize() > _LARGEST:
        raise invalid("Task size too large")
    return task


def _schedule_time(message: Any, now: datetime) -> datetime:
    asked = wire.timestamp(message, "schedule_time")
    if asked and asked - now > _FURTHEST:
        shown = asked.astimezone(_SERVICE_ZONE).isoformat(timespec="seconds")
        raise invalid(
            f"The Task.scheduleTime, {shown}, is too far in the future. Schedule time must be no more than 720h in the future."
        )
    return max(asked, now) if asked else now


def _dispatch_deadline(message: Any) -> timedelta:
    asked = wire.duration(message, "dispatch_deadline")
    if asked and not _SHORTEST_DEADLINE <= asked <= _LONGEST_DEADLINE:
        raise invalid("Task.dispatchDeadline must be between [15s, 30m].")
    return asked or _DEADLINE


def task_message(task: Task, view: int) -> Any:
    message = TaskMessage(name=task.name, dispatch_count=task.dispatches, response_count=task.responses)
    message.http_request.url = task.call.url
    wire.put_call(message.http_request, task.call)
    wire.put_time(message, "schedule_time", task.due)
    wire.put_time(message, "create_time", task.created.replace(microsecond=0))
    wire.put_duration(message, "dispatch_deadline", task.deadline)
    if task.retry:
        put_retry(message.retry_config, task.retry)
    wire.put_time(message.first_attempt, "dispatch_time", task.first_dispatch) if task.first_dispatch else None
    if task.last:
        _put_attempt(message.last_attempt, task.last)
    message.view = FULL if view == FULL else BASIC
    if view != FULL:
        message.http_request.ClearField("body")
    return message


def _put_attempt(message: Any, attempt: Attempt) -> None:
    wire.put_time(message, "schedule_time", attempt.scheduled)
    wire.put_time(message, "dispatch_time", attempt.dispatched)
    if attempt.answered:
        wire.put_time(message, "response_time", attempt.answered)
        message.response_status.code = attempt.code
        message.response_status.message = attempt.message


def read_settings(message: Any) -> QueueSettings:
    """What a queue is set to; what is not given takes the service's defaults."""
    if message.HasField("http_target"):
        raise not_simulated("Queue-level HTTP targets")
    if message.HasField("app_engine_routing_override"):
        raise not_simulated("App Engine routing")
    return QueueSettings(_read_limits(message.rate_limits), read_retry(message.retry_config))


def _read_limits(message: Any) -> RateLimits:
    rate, concurrent = message.max_dispatches_per_second, message.max_concurrent_dispatches
    if rate < 0:
        raise invalid("RateLimits.maxDispatchesPerSecond cannot be negative.")
    if rate > 500:
        raise invalid("RateLimits.maxDispatchesPerSecond must be less than or equal to 500.")
    if concurrent < 0:
        raise invalid("RateLimits.maxConcurrentDispatches cannot be negative.")
    if concurrent > 5000:
        raise invalid("RateLimits.maxConcurrentDispatches must be less than or equal to 5000.")
    return RateLimits(per_second=rate or 500.0, concurrent=concurrent or 1000)


def read_retry(message: Any) -> RetryRule:
    least, most = wire.duration(message, "min_backoff"), wire.duration(message, "max_backoff")
    longest = wire.duration(message, "max_retry_duration")
    if message.max_attempts < -1:
        raise invalid("RetryConfig.maxAttempts must be greater or equal to -1.")
    if message.max_doublings < 0:
        raise invalid("RetryConfig.maxDoublings cannot be negative.")
    for given, called in ((least, "minBackoff"), (most, "maxBackoff"), (longest, "maxRetryDuration")):
        if given < _NONE:
            raise invalid(f"RetryConfig.{called} cannot be negative.")
    usual = RetryRule()
    rule = RetryRule(
        max_attempts=message.max_attempts or usual.max_attempts,
        max_duration=timedelta(seconds=longest // timedelta(seconds=1)),
        min_backoff=least or usual.min_backoff,
        max_backoff=most or usual.max_backoff,
        max_doublings=message.max_doublings or usual.max_doublings,
    )
    if rule.min_backoff > rule.max_backoff:
        raise invalid("RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.")
    return rule


def put_retry(message: Any, rule: RetryRule) -> None:
    message.max_attempts = rule.max_attempts
    message.max_doublings = rule.max_doublings
    wire.put_duration(message, "min_backoff", rule.min_backoff)
    wire.put_duration(message, "max_backoff", rule.max_backoff)
    if rule.max_duration:
        wire.put_duration(message, "max_retry_duration", rule.max_duration)


def queue_message(queue: Queue) -> Any:
    message = QueueMessage(name=queue.name, state=2 if queue.paused else 1)
    limits = queue.settings.limits
    message.rate_limits.max_dispatches_per_second = limits.per_second
    message.rate_limits.max_burst_size = limits.bucket
    message.rate_limits.max_concurrent_dispatches = limits.concurrent
    put_retry(message.retry_config, queue.settings.retry)
    wire.put_time(message, "purge_time", queue.purged)
    return message
