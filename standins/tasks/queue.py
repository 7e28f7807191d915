"""One queue: the tasks that it holds, in the order of their time, and which of them may go now."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from standins.tasks.model import QueueSettings, Task
from standins.tasks.names import short
from standins.tasks.pace import Pace

RETENTION = timedelta(days=31)  # after this a task is deleted, dispatched or not


class Queue:
    def __init__(self, name: str, settings: QueueSettings, now: datetime) -> None:
        self.name = name
        self.paused = False
        self.purged: datetime | None = None
        self.in_flight = 0
        self.tasks: dict[str, Task] = {}  # oldest first
        self.pace = Pace(settings.limits, now)
        self._settings = settings
        self._order: list[tuple[datetime, int, Task]] = []
        self._tickets = count(1)

    @property
    def short(self) -> str:
        return short(self.name)

    @property
    def settings(self) -> QueueSettings:
        return self._settings

    def change(self, settings: QueueSettings, now: datetime) -> None:
        self._settings = settings
        self.pace.change(settings.limits, now)

    def hold(self, task: Task) -> None:
        """The task waits for its time, in its old place no more."""
        self.tasks[task.name] = task
        task.ticket = next(self._tickets)
        heapq.heappush(self._order, (task.due, task.ticket, task))

    def withdraw(self, task: Task) -> None:
        """The task waits no more: it is being dispatched out of turn."""
        task.ticket = 0

    def drop(self, task: Task) -> None:
        self.withdraw(task)
        self.tasks.pop(task.name, None)

    def clear(self) -> None:
        for task in self.tasks.values():
            task.ticket = 0
        self.tasks.clear()
        self._order.clear()

    def holds(self, task: Task) -> bool:
        return self.tasks.get(task.name) is task

    def next_due(self) -> datetime | None:
        """When the first waiting task is due, whether or not the queue lets it go then."""
        while self._order and self._order[0][2].ticket != self._order[0][1]:
            heapq.heappop(self._order)
        return self._order[0][0] if self._order else None

    def has_due(self, now: datetime) -> bool:
        due = self.next_due()
        return due is not None and due <= now

    def due(self, now: datetime) -> int:
        """How many waiting tasks are due."""
        return sum(at <= now and task.ticket == ticket for at, ticket, task in self._order)

    def reverse_due(self, now: datetime) -> None:
        """The tasks that are due change places: the last comes first."""
        places: list[tuple[datetime, Task]] = []
        while self.has_due(now):
            at, _, task = heapq.heappop(self._order)
            places.append((at, task))
        for (at, _), (_, task) in zip(places, reversed(places), strict=True):
            task.ticket = next(self._tickets)
            heapq.heappush(self._order, (at, task.ticket, task))

    def take(self, now: datetime) -> Iterator[Task]:
        """The tasks that may go now: due, and within state, rate and concurrency. Whoever takes one flies it at once."""
        while not self.paused and self.in_flight < self.settings.limits.concurrent:
            if not self.has_due(now) or not self.pace.take(now):
                return
            task = heapq.heappop(self._order)[2]
            task.ticket = 0
            yield task

    def outlived(self, now: datetime) -> list[Task]:
        """Tasks past their retention."""
        old: list[Task] = []
        for task in self.tasks.values():
            if now - task.created < RETENTION:
                break
            old.append(task)
        return old
