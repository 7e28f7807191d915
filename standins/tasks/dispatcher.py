"""Flies the tasks: takes what is due from a queue, delivers it, and settles what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from standins.common.clock import Clock
from standins.tasks.delivery import Courier
from standins.tasks.faults import Faults
from standins.tasks.model import Attempt, Task
from standins.tasks.outcome import Answer
from standins.tasks.queue import Queue
from standins.tasks.queues import Queues

_log = logging.getLogger("tasks")
T = TypeVar("T")

_NAP = 0.02
_ANSWER_DROPPED = "the answer was dropped, as ordered"


class Dispatcher:
    def __init__(self, queues: Queues, courier: Courier, faults: Faults, clock: Clock) -> None:
        self._queues = queues
        self._courier = courier
        self._faults = faults
        self._clock = clock
        self._flights: set[asyncio.Task[Any]] = set()
        self.noticed: datetime | None = None  # the time of the last tick

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    def tick(self, now: datetime) -> None:
        for queue in self._queues.all():
            if queue.has_due(now):
                self.pump(queue)
        self.noticed = now

    def pump(self, queue: Queue) -> None:
        """Let go what may go now. Called whenever that may have changed: a new task, an answer, a resumed queue, time."""
        now = self._clock.now()
        for task in queue.outlived(now):
            self._queues.end(task)
        if wanted := self._faults.gathering(queue.short):
            if queue.due(now) < wanted:
                return
            self._faults.gathered(queue.short)
            queue.reverse_due(now)
        for task in queue.take(now):
            self._launch(queue, task, now)

    def run(self, task: Task) -> None:
        """Dispatch at once, whatever the queue's state, rate and concurrency, and even if it is running already."""
        queue = self._queues.get(task.queue)
        queue.withdraw(task)
        now = self._clock.now()
        self._launch(queue, task, now, retry_from=now)

    async def see_through(self, task: Task) -> Answer:
        """Dispatch at once, as `run` does, and wait until it is settled what came of it."""
        queue = self._queues.get(task.queue)
        queue.withdraw(task)
        return await self._launch(queue, task, self._clock.now())

    def deliver_again(self, task: Task) -> asyncio.Task[Answer]:
        """At least once means sometimes twice: send a task that is already done, and do not care what comes of it."""
        return self._fly(self._courier.deliver(task.call, task.sent or _headers(task), task.deadline))

    async def stop(self) -> None:
        """What is in flight stays stored and is dispatched again after the next start."""
        flights = tuple(self._flights)
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _launch(self, queue: Queue, task: Task, now: datetime, retry_from: datetime | None = None) -> asyncio.Task[Answer]:
        attempt = task.begin_attempt(now)
        self._queues.save_progress(task)
        queue.in_flight += 1
        delay = self._faults.strike("delay_dispatch", queue.short)
        twice = self._faults.strike("deliver_twice", queue.short)
        drop = self._faults.strike("drop_answer", queue.short)
        signed = self._faults.strike("signature_removed", queue.short) is None
        headers = task.sent = _headers(task)

        async def fly() -> Answer:
            try:
                if delay:
                    await self._wait_until(now + timedelta(seconds=delay.seconds))
                if twice:
                    self._fly(self._courier.deliver(task.call, headers, task.deadline, signed=signed))
                answer = await self._courier.deliver(task.call, headers, task.deadline, signed=signed)
            finally:
                queue.in_flight -= 1
            self._settle(queue, task, attempt, Answer.none(_ANSWER_DROPPED) if drop else answer, retry_from)
            self.pump(queue)
            return answer

        return self._fly(fly())

    def _fly(self, flight: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        under_way = asyncio.create_task(flight)
        self._flights.add(under_way)
        under_way.add_done_callback(self._flights.discard)
        return under_way

    async def _wait_until(self, moment: datetime) -> None:
        while self._clock.now() < moment:
            await asyncio.sleep(_NAP)

    def _settle(self, queue: Queue, task: Task, attempt: Attempt, answer: Answer, retry_from: datetime | None) -> None:
        now = self._clock.now()
        wait = answer.asked_to_wait(now) if answer.overloaded else None
        if answer.overloaded:
            queue.pace.slow_down(now, wait)
        if not queue.holds(task):
            return  # deleted, purged or done by another attempt meanwhile: nothing hangs on this answer
        task.end_attempt(attempt, answer, now)
        if answer.good:
            self._queues.end(task)
            return
        rule = task.retry_rule(queue.settings)
        exhausted = rule.exhausted(task.dispatches, now - (task.first_dispatch or now))
        _log.warning(
            "attempt failed",
            extra={"fields": {"task": task.name, "attempt": task.dispatches, "outcome": answer.message}},
        )
        if exhausted:
            _log.error("task failed for good", extra={"fields": {"task": task.name, "attempts": task.dispatches}})
            self._queues.end(task)
            return
        pause = max(rule.backoff(task.dispatches - 1), wait or timedelta(0))
        task.due = (retry_from or now) + pause
        self._queues.save_progress(task)
        queue.hold(task)


def _headers(task: Task) -> dict[str, str]:
    headers = {
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": task.queue.rsplit("/", 1)[1],
        "X-CloudTasks-TaskName": task.id,
        "X-CloudTasks-TaskRetryCount": str(max(0, task.dispatches - 1)),
        "X-CloudTasks-TaskExecutionCount": str(task.executions),
        "X-CloudTasks-TaskETA": f"{task.due.timestamp():.6f}",
    }
    if task.previous_response is not None:
        headers["X-CloudTasks-TaskPreviousResponse"] = str(task.previous_response)
        headers["X-CloudTasks-TaskRetryReason"] = ""  # the service sends it empty to HTTP targets
    return headers
