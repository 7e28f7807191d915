"""A task, the HTTP call that it makes, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from standins.tasks.outcome import Answer
from standins.tasks.pace import RateLimits
from standins.tasks.retry import RetryRule


@dataclass(frozen=True, slots=True)
class Token:
    """Whom the call speaks for: `about` is the audience of an OIDC token, the scope of an OAuth one."""

    kind: Literal["oidc", "oauth"]
    email: str
    about: str


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class QueueSettings:
    limits: RateLimits = field(default_factory=RateLimits)
    retry: RetryRule = field(default_factory=RetryRule)


@dataclass(slots=True)
class Attempt:
    scheduled: datetime
    dispatched: datetime
    answered: datetime | None = None
    code: int = 0
    message: str = ""


@dataclass(slots=True, eq=False)
class Task:
    """Waiting in its queue's order of time (it holds a ticket), in flight, or both after a forced run."""

    name: str
    call: Call
    created: datetime
    due: datetime
    deadline: timedelta
    retry: RetryRule | None = None  # the task's own, instead of its queue's
    named: bool = True
    dispatches: int = 0
    responses: int = 0
    executions: int = 0  # responses that X-CloudTasks-TaskExecutionCount counts: not the 5xx
    previous_response: int | None = None
    first_dispatch: datetime | None = None
    last: Attempt | None = None
    sent: Mapping[str, str] | None = None  # the service's headers of the last attempt
    row: int = 0
    ticket: int = 0

    @property
    def queue(self) -> str:
        return self.name.rsplit("/tasks/", 1)[0]

    @property
    def id(self) -> str:
        return self.name.rsplit("/", 1)[1]

    def begin_attempt(self, now: datetime) -> Attempt:
        self.dispatches += 1
        self.first_dispatch = self.first_dispatch or now
        self.last = Attempt(self.due, now)
        return self.last

    def end_attempt(self, attempt: Attempt, answer: Answer, now: datetime) -> None:
        attempt.answered, attempt.code, attempt.message = now, answer.rpc.value, answer.message
        self.previous_response = answer.previous_response
        if answer.status is not None:
            self.responses += 1
            self.executions += answer.status < 500

    def retry_rule(self, queue: QueueSettings) -> RetryRule:
        return self.retry or queue.retry
