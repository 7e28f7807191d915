"""What the environment asks for: queues and schedules that are there from the start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from standins.common.clock import Clock
from standins.tasks.delivery import WITH_BODY
from standins.tasks.job import NO_RETRY, JobSpec
from standins.tasks.job_messages import check_schedule
from standins.tasks.model import Call, QueueSettings, Token
from standins.tasks.pace import RateLimits
from standins.tasks.planner import Planner
from standins.tasks.queues import Queues
from standins.tasks.retry import RetryRule
from standins.tasks.store import Store

_RETRY_FIELDS = {"max_attempts", "min_backoff_s", "max_backoff_s", "max_doublings", "max_retry_duration_s"}
_RATE_FIELDS = {"max_dispatches_per_second", "max_burst_size", "max_concurrent_dispatches"}
_JOB_FIELDS = {
    *("schedule", "time_zone", "url", "audience", "service_account", "description", "attempt_deadline_s"),
    *("method", "headers", "body", "retry_count", "min_backoff_s", "max_backoff_s", "max_doublings"),
    "max_retry_duration_s",
}


class BadSettings(ValueError):
    """The environment asks for something that makes no sense."""


def queue_settings(name: str, asked: Mapping[str, Any]) -> QueueSettings:
    _known(f"queue {name}", asked, _RATE_FIELDS | _RETRY_FIELDS)
    usual = RateLimits()
    limits = RateLimits(
        per_second=float(asked.get("max_dispatches_per_second") or usual.per_second),
        concurrent=int(asked.get("max_concurrent_dispatches") or usual.concurrent),
        burst=int(asked.get("max_burst_size") or 0),
    )
    return QueueSettings(limits, _retry(asked, RetryRule(), int(asked.get("max_attempts") or 100)))


def job_spec(name: str, asked: Mapping[str, Any], clock: Clock) -> JobSpec:
    _known(f"schedule {name}", asked, _JOB_FIELDS)
    missing = {"schedule", "url"} - asked.keys()
    if missing:
        raise BadSettings(f"schedule {name}: {', '.join(sorted(missing))} is missing")
    account, url = str(asked.get("service_account", "")), str(asked["url"])
    token = Token("oidc", account, str(asked.get("audience") or url)) if account else None
    method = str(asked.get("method", "POST"))
    body = asked.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body)
    if text and method not in WITH_BODY:
        raise BadSettings(f"schedule {name}: {method} takes no body")
    spec = JobSpec(
        schedule=str(asked["schedule"]),
        call=Call(method, url, dict(asked.get("headers", {})), text.encode(), token),
        time_zone=str(asked.get("time_zone") or "Etc/UTC"),
        description=str(asked.get("description", "")),
        deadline=timedelta(seconds=float(asked.get("attempt_deadline_s") or 180)),
        retry=_retry(asked, NO_RETRY, int(asked.get("retry_count") or 0) + 1),
    )
    check_schedule(spec, clock.now())
    return spec


def _retry(asked: Mapping[str, Any], usual: RetryRule, max_attempts: int) -> RetryRule:
    def seconds(field: str, otherwise: timedelta) -> timedelta:
        return timedelta(seconds=float(asked[field])) if field in asked else otherwise

    return RetryRule(
        max_attempts=max_attempts,
        max_duration=seconds("max_retry_duration_s", timedelta(0)),
        min_backoff=seconds("min_backoff_s", usual.min_backoff),
        max_backoff=seconds("max_backoff_s", usual.max_backoff),
        max_doublings=int(asked.get("max_doublings", usual.max_doublings)),
    )


def _known(what: str, asked: Mapping[str, Any], fields: set[str]) -> None:
    if unknown := asked.keys() - fields:
        raise BadSettings(f"{what}: unknown settings {', '.join(sorted(unknown))}")


def apply_queues(asked: Mapping[str, Mapping[str, Any]], location: str, queues: Queues, store: Store) -> None:
    """Create what is missing and change what the environment says differently from the last start."""
    for short, settings in asked.items():
        name, record = f"{location}/queues/{short}", json.dumps(settings, sort_keys=True)
        if queues.find(name) is None or store.configured(name) != record:
            queues.put(name, queue_settings(short, settings))
            store.save_configured(name, record)


def apply_schedules(asked: Mapping[str, Mapping[str, Any]], location: str, planner: Planner, store: Store, clock: Clock) -> None:
    for short, settings in asked.items():
        name, record = f"{location}/jobs/{short}", json.dumps(settings, sort_keys=True)
        job = planner.find(name)
        if job is None:
            planner.create(name, job_spec(short, settings, clock))
        elif store.configured(name) != record:
            planner.change(job, job_spec(short, settings, clock))
        store.save_configured(name, record)
