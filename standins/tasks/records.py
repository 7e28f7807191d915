"""How tasks, queues and scheduled jobs look at rest: JSON, with times as microseconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from standins.tasks.model import Attempt, Call, QueueSettings, Task, Token
from standins.tasks.pace import RateLimits
from standins.tasks.retry import RetryRule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICRO


def moment(value: int) -> datetime:
    return _EPOCH + value * _MICRO


def maybe_micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def maybe_moment(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def retry_record(rule: RetryRule) -> dict[str, Any]:
    return {
        "max_attempts": rule.max_attempts,
        "max_duration": rule.max_duration // _MICRO,
        "min_backoff": rule.min_backoff // _MICRO,
        "max_backoff": rule.max_backoff // _MICRO,
        "max_doublings": rule.max_doublings,
    }


def retry_rule(record: dict[str, Any]) -> RetryRule:
    return RetryRule(
        max_attempts=record["max_attempts"],
        max_duration=record["max_duration"] * _MICRO,
        min_backoff=record["min_backoff"] * _MICRO,
        max_backoff=record["max_backoff"] * _MICRO,
        max_doublings=record["max_doublings"],
    )


def settings_record(settings: QueueSettings) -> dict[str, Any]:
    limits = settings.limits
    return {
        "per_second": limits.per_second,
        "concurrent": limits.concurrent,
        "burst": limits.burst,
        "retry": retry_record(settings.retry),
    }


def queue_settings(record: dict[str, Any]) -> QueueSettings:
    limits = RateLimits(record["per_second"], record["concurrent"], record["burst"])
    return QueueSettings(limits, retry_rule(record["retry"]))


def call_record(call: Call) -> dict[str, Any]:
    """All but the body, which is bytes and stands beside it."""
    token = call.token
    return {
        "method": call.method,
        "url": call.url,
        "headers": dict(call.headers),
        "token": [token.kind, token.email, token.about] if token else None,
    }


def call_of(record: dict[str, Any], body: bytes) -> Call:
    token = Token(*record["token"]) if record["token"] else None
    return Call(record["method"], record["url"], record["headers"], body, token)


def progress_record(task: Task) -> dict[str, Any]:
    last = task.last
    return {
        "dispatches": task.dispatches,
        "responses": task.responses,
        "executions": task.executions,
        "previous_response": task.previous_response,
        "first_dispatch": maybe_micros(task.first_dispatch),
        "last": last and [micros(last.scheduled), micros(last.dispatched), maybe_micros(last.answered), last.code, last.message],
    }


def restore_progress(task: Task, record: dict[str, Any]) -> None:
    task.dispatches = record["dispatches"]
    task.responses = record["responses"]
    task.executions = record["executions"]
    task.previous_response = record["previous_response"]
    task.first_dispatch = maybe_moment(record["first_dispatch"])
    if record["last"]:
        scheduled, dispatched, answered, code, message = record["last"]
        task.last = Attempt(moment(scheduled), moment(dispatched), maybe_moment(answered), code, message)
