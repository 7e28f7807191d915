"""All queues and their tasks: what may be created, found, changed and deleted, and which names are used up."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from standins.common.clock import Clock
from standins.tasks.model import QueueSettings, Task
from standins.tasks.queue import Queue
from standins.tasks.refusal import Refused
from standins.tasks.store import Store

# "It can take up to 24 hours for the task ID to be released": whoever needs a name again must not count on less.
TASK_NAME_USED = timedelta(hours=24)
# The quotas page says 7 days, the client library "up to 3 days".
QUEUE_NAME_USED = timedelta(days=7)
_KEPT_FOR_DUPLICATES = 1000

_NO_QUEUE = "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize."
_NO_ENTITY = "Requested entity was not found."
_GONE_TASK = (
    "The task no longer exists, though a task with this name existed recently. "
    "The task either successfully completed or was deleted."
)


class Queues:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        now = clock.now()
        self._queues = {queue.name: queue for queue in store.queues(now)}
        for task in store.tasks():
            if queue := self._queues.get(task.queue):
                queue.hold(task)
        self._used = store.used_names()
        self._finished: OrderedDict[str, Task] = OrderedDict()

    def all(self) -> tuple[Queue, ...]:
        return tuple(self._queues.values())

    # queues

    def get(self, name: str) -> Queue:
        if queue := self._queues.get(name):
            return queue
        raise Refused("NOT_FOUND", _NO_QUEUE)

    def find(self, name: str) -> Queue | None:
        return self._queues.get(name)

    def create(self, name: str, settings: QueueSettings) -> Queue:
        if name in self._queues:
            raise Refused("ALREADY_EXISTS", "Queue already exists")
        if self._is_used(name):
            raise Refused(
                "FAILED_PRECONDITION",
                "The queue cannot be created because a queue with this name existed too recently.",
            )
        return self.put(name, settings)

    def put(self, name: str, settings: QueueSettings) -> Queue:
        """Create or change, whatever was before: for what the environment asks for."""
        now = self._clock.now()
        if queue := self._queues.get(name):
            queue.change(settings, now)
        else:
            queue = self._queues[name] = Queue(name, settings, now)
        self._used.pop(name, None)
        with self._store.together():
            self._store.release(name)
            self._store.save_queue(queue)
        return queue

    def delete(self, name: str) -> None:
        queue = self._queues.get(name)
        if not queue:
            raise Refused("NOT_FOUND", _NO_ENTITY)
        until = self._clock.now() + QUEUE_NAME_USED
        with self._store.together():
            self._store.remove_queue(name)
            self._store.reserve(name, until)
        queue.clear()
        del self._queues[name]
        self._used[name] = until

    def set_paused(self, name: str, paused: bool) -> Queue:
        queue = self.get(name)
        queue.paused = paused
        self._store.save_queue(queue)
        return queue

    def purge(self, name: str) -> Queue:
        queue = self.get(name)
        now = self._clock.now()
        with self._store.together():
            for task in queue.tasks.values():
                self._use_up(task, now)
            self._store.remove_tasks_of(name)
            queue.purged = now
            self._store.save_queue(queue)
        queue.clear()
        return queue

    # tasks

    def add(self, task: Task) -> Queue:
        queue = self.get(task.queue)
        if task.named:
            if task.name in queue.tasks:
                raise Refused("ALREADY_EXISTS", "Requested entity already exists")
            if self._is_used(task.name):
                raise Refused(
                    "ALREADY_EXISTS",
                    "The task cannot be created because a task with this name existed too recently.",
                )
        self._store.add_task(task)
        queue.hold(task)
        return queue

    def task(self, name: str, queue_name: str) -> Task:
        queue = self._queues.get(queue_name)
        if queue and name in queue.tasks:
            return queue.tasks[name]
        gone = name in self._finished or self._is_used(name)
        raise Refused("NOT_FOUND", _GONE_TASK if gone else _NO_ENTITY)

    def waiting(self, name: str) -> Task | None:
        """A task that is held and not being dispatched."""
        return next((task for queue in self.all() if (task := queue.tasks.get(name)) and task.ticket), None)

    def finished(self, name: str) -> Task | None:
        """A task that is done or deleted, as long as it is remembered: only for delivering it once more."""
        return self._finished.get(name)

    def end(self, task: Task) -> None:
        """The task succeeded, failed for good, was deleted or outlived its time."""
        if queue := self._queues.get(task.queue):
            queue.drop(task)
        with self._store.together():
            self._use_up(task, self._clock.now())
            self._store.remove_task(task)

    def save_progress(self, task: Task) -> None:
        self._store.save_progress(task)

    def forget_old(self) -> None:
        """Let go of names and tasks whose time is over."""
        now = self._clock.now()
        over = [name for name, until in self._used.items() if until <= now]
        for name in over:
            del self._used[name]
        if over:
            self._store.release_until(now)
        for queue in self._queues.values():
            for task in queue.outlived(now):
                self.end(task)

    def _use_up(self, task: Task, now: datetime) -> None:
        self._finished[task.name] = task
        self._finished.move_to_end(task.name)
        if len(self._finished) > _KEPT_FOR_DUPLICATES:
            self._finished.popitem(last=False)
        if task.named:  # a name that the service made up is never asked for again
            self._used[task.name] = now + TASK_NAME_USED
            self._store.reserve(task.name, self._used[task.name])

    def _is_used(self, name: str) -> bool:
        until = self._used.get(name)
        return until is not None and self._clock.now() < until
