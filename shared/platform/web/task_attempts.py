"""How often a queue tries a task, and when a task is given up: after its last try, or at once when it can never be done.

A failed try is answered with a plain 500, never with 429 or 503, which would slow down the whole queue. A try that ends by a
crash or beyond its time is answered by nobody; so the last deliveries of a task do not work on it any more: they only tell
that it is given up, which a last try that was answered has done itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from shared.platform import logs
from shared.platform.errors import AppError

# As declared in infra/topology.json, which is not there at run time; tests hold the two against each other.
MAX_ATTEMPTS: Mapping[str, int] = {
    "check": 7,
    "store": 107,
    "write": 7,
    "write-batch": 7,
    "export": 12,
    "deliver": 12,
    "deliver-slow": 12,
    "notices": 12,
    "sweep": 5,
    "erase": 102,
    "compile": 7,
    "compile-long": 7,
    "payments": 22,
}
MAX_STARTS = 7  # of every queue `start-…`
# For how long a worker is awaited at the most, by the longest of the tasks that are put for it; tests hold it too.
LONGEST_S: Mapping[str, int] = {
    "video-tasks": 120,
    "prompt-tasks": 180,
    "storage-tasks": 600,
    "film-tasks": 1800,
    "payment-tasks": 60,
    "account-tasks": 1800,
    "upload-events": 600,
    "webhook-tasks": 60,
    "notice-tasks": 60,
    "sweep": 120,
    "reconcile": 300,
}
TELLING = 2  # of a task's deliveries, the last ones: two, since the first may meet what ended the tries

_NEVER_VALID = (400, 415)  # a body that our own form refuses is refused tomorrow too


class NeverAnswered(Exception):
    """Each of its tries ended by a crash, beyond its time, or before it reached us."""


class GivenUp(NamedTuple):
    """A task that its queue will not try again, and why."""

    queue: str
    task: str
    function: str
    path: str
    attempts: int
    body: bytes
    error: Exception


GiveUp = Callable[[GivenUp], None]


class Attempt(NamedTuple):
    """One try of a task, as Cloud Tasks tells in its headers."""

    queue: str
    task: str
    number: int  # 1 is the first

    def failed(self, error: Exception, give_up: GiveUp, function: str, path: str, body: bytes) -> bool:
        """True when the queue may forget the task: it is told as given up. False when it shall be tried again."""
        logs.error("task failed", cause=error, queue=self.queue, task=self.task, attempt=self.number)
        if not self._is_the_last_after(error):
            return False
        try:
            give_up(GivenUp(self.queue, self.task, function, path, self.number, body, error))
        except Exception as lost:  # noqa: BLE001 - the log is the last place where it can be told
            logs.alert("a failed task could not be kept", queue=self.queue, task=self.task, reason=repr(lost))
            return False
        return True

    def _is_the_last_after(self, error: Exception) -> bool:
        never = isinstance(error, AppError) and error.status in _NEVER_VALID
        return never or self.number >= tries(self.queue)

    def require_try(self) -> None:
        """Raises NeverAnswered when this delivery is there only to tell."""
        if self.number > tries(self.queue):
            raise NeverAnswered


def attempt_of(headers: Mapping[str, str]) -> Attempt | None:
    """None when this is no task. The mapping must not care about upper and lower case."""
    queue, count = headers.get("X-CloudTasks-QueueName", ""), headers.get("X-CloudTasks-TaskRetryCount", "")
    if not queue or not count.isdecimal():
        return None
    return Attempt(queue, headers.get("X-CloudTasks-TaskName", ""), int(count) + 1)


def tries(queue: str) -> int:
    """How often a task is worked on."""
    return max(1, max_attempts(queue) - TELLING)


def max_attempts(queue: str) -> int:
    return MAX_STARTS if queue.startswith("start-") else MAX_ATTEMPTS.get(queue, min(MAX_ATTEMPTS.values()))
