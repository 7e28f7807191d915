"""Queues of Cloud Tasks as an operator handles them: how each stands, and whether it goes on.

The API's v2 tells no figures of a queue (only its beta does: `stats` of v2beta3), so the tasks of a queue are listed and counted,
up to a page of them; Cloud Monitoring has the depth of the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from google.api_core import exceptions as google
from google.cloud.tasks_v2 import CloudTasksClient, ListTasksRequest, Queue, Task

from shared.platform import logs
from shared.platform.errors import NotFound, Unavailable
from shared.platform.settings import Settings

TIMEOUT_S = 10.0
MOST = 500  # tasks that are counted of one queue
T = TypeVar("T")


class QueueState(NamedTuple):
    name: str
    state: str  # running, paused or disabled
    per_second: float
    concurrent: int


class QueuedTasks(NamedTuple):
    """What lies in a queue, counted up to MOST."""

    due: int  # whose time has come
    later: int
    tried: int  # that failed before, and will be tried again
    oldest_due_at: datetime | None
    more: bool


class QueueDesk:
    def __init__(self, client: CloudTasksClient, settings: Settings) -> None:
        self._client = client
        self._parent = client.common_location_path(settings.project, settings.region)

    def all(self) -> list[QueueState]:
        found = self._asked(lambda: list(self._client.list_queues(parent=self._parent, timeout=TIMEOUT_S)))
        return sorted(map(_told, found))

    def tasks(self, queue: str, now: datetime) -> QueuedTasks:
        request = ListTasksRequest(parent=self._path(queue), page_size=MOST, response_view=Task.View.BASIC)
        page = self._asked(lambda: next(iter(self._client.list_tasks(request, timeout=TIMEOUT_S).pages)))
        times = [_moment(task.schedule_time) for task in page.tasks]
        due = [each for each in times if each <= now]
        tried = sum(task.dispatch_count > 0 for task in page.tasks)
        return QueuedTasks(len(due), len(times) - len(due), tried, min(due, default=None), bool(page.next_page_token))

    def pause(self, queue: str) -> QueueState:
        """Nothing of it is sent any more; what is under way ends, and more may be put into it."""
        return _told(self._asked(lambda: self._client.pause_queue(name=self._path(queue), timeout=TIMEOUT_S)))

    def resume(self, queue: str) -> QueueState:
        return _told(self._asked(lambda: self._client.resume_queue(name=self._path(queue), timeout=TIMEOUT_S)))

    def _path(self, queue: str) -> str:
        return f"{self._parent}/queues/{queue}"

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (google.NotFound, google.InvalidArgument) as error:
            raise NotFound(kind="queue") from error
        except google.GoogleAPICallError as error:
            logs.error("the queues do not answer", reason=type(error).__name__)
            raise Unavailable(part="queue") from error


def _told(queue: Queue) -> QueueState:
    rates = queue.rate_limits
    name = queue.name.rpartition("/")[2]
    return QueueState(name, queue.state.name.lower(), rates.max_dispatches_per_second, rates.max_concurrent_dispatches)


def _moment(time: Any) -> datetime:
    return datetime.fromtimestamp(time.timestamp(), tz=time.tzinfo)
