"""What the tests of tasks do again and again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
from google.api_core import exceptions
from google.cloud.tasks_v2 import Task

from standins.tasks.tests.receiver import Arrival, Receiver
from standins.tasks.tests.stand_in import StandIn
from standins.testing import eventually

ACCOUNT = "worker@demo-conformance.iam.gserviceaccount.com"
SLOW_RETRY = {"min_backoff": timedelta(seconds=10), "max_backoff": timedelta(seconds=300), "max_doublings": 3}


def moment(value: object) -> datetime:
    """The client gives times with an offset where its types promise a protobuf Timestamp."""
    assert isinstance(value, datetime)
    return value


def short(queue: str) -> str:
    return queue.rsplit("/", 1)[1]


def create(stand_in: StandIn, queue: str, url: str, **task: Any) -> Task:
    http = task.pop("http", {})
    return stand_in.tasks.create_task(parent=queue, task=Task({"http_request": {"url": url, **http}, **task}))


def arrivals(receiver: Receiver, path: str, count: int) -> list[Arrival]:
    return eventually(lambda: len(seen := receiver.at(path)) >= count and seen)


def after_attempt(stand_in: StandIn, task: Task, attempt: int) -> Task:
    """The task once this attempt has failed."""

    def failed() -> Task | None:
        seen = stand_in.tasks.get_task(name=task.name)
        return seen if seen.dispatch_count == attempt and "response_time" in seen.last_attempt else None

    return eventually(failed)


def gone(stand_in: StandIn, task: Task) -> bool:
    try:
        stand_in.tasks.get_task(name=task.name)
    except exceptions.NotFound:
        return True
    return False


def claims(stand_in: StandIn, arrival: Arrival, audience: str) -> dict[str, Any]:
    """Verified as a handler does it: against the published keys, issuer and audience."""
    token = (arrival.header("Authorization") or "").removeprefix("Bearer ")
    keys = jwt.PyJWKSet.from_dict(stand_in.identity.jwks())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=audience,
        issuer="https://accounts.google.com",
        options={"verify_iat": False, "verify_exp": False},
    )
