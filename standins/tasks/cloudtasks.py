"""google.cloud.tasks.v2.CloudTasks: what each method does."""

from __future__ import annotations

from typing import Any

from google.cloud.tasks_v2 import types
from google.protobuf.empty_pb2 import Empty
from google.protobuf.field_mask_pb2 import FieldMask

from standins.common.clock import Clock
from standins.tasks.dispatcher import Dispatcher
from standins.tasks.faults import Faults
from standins.tasks.grpc_door import Door, Method
from standins.tasks.model import Task
from standins.tasks.names import check_parent, check_queue, queue_of_task, short
from standins.tasks.pages import page
from standins.tasks.queues import Queues
from standins.tasks.records import micros
from standins.tasks.refusal import Refused, invalid, not_simulated
from standins.tasks.task_messages import QueueMessage, queue_message, read_settings, read_task, task_message

_MOST_TASKS = 1000
_MOST_QUEUES = 9800
_CHANGEABLE = ("rate_limits", "retry_config", "http_target", "app_engine_routing_override")


class CloudTasks:
    def __init__(self, queues: Queues, dispatcher: Dispatcher, faults: Faults, clock: Clock) -> None:
        self._queues = queues
        self._dispatcher = dispatcher
        self._faults = faults
        self._clock = clock

    def door(self) -> Door:
        methods = {
            "ListQueues": Method(self.list_queues, types.ListQueuesRequest.pb()),
            "GetQueue": Method(self.get_queue, types.GetQueueRequest.pb()),
            "CreateQueue": Method(self.create_queue, types.CreateQueueRequest.pb()),
            "UpdateQueue": Method(self.update_queue, types.UpdateQueueRequest.pb()),
            "DeleteQueue": Method(self.delete_queue, types.DeleteQueueRequest.pb()),
            "PurgeQueue": Method(self.purge_queue, types.PurgeQueueRequest.pb()),
            "PauseQueue": Method(self.pause_queue, types.PauseQueueRequest.pb()),
            "ResumeQueue": Method(self.resume_queue, types.ResumeQueueRequest.pb()),
            "ListTasks": Method(self.list_tasks, types.ListTasksRequest.pb()),
            "GetTask": Method(self.get_task, types.GetTaskRequest.pb()),
            "CreateTask": Method(self.create_task, types.CreateTaskRequest.pb()),
            "DeleteTask": Method(self.delete_task, types.DeleteTaskRequest.pb()),
            "RunTask": Method(self.run_task, types.RunTaskRequest.pb()),
        }
        return Door("google.cloud.tasks.v2.CloudTasks", methods)

    # queues

    def list_queues(self, request: Any) -> Any:
        check_parent(request.parent)
        if request.filter:
            raise not_simulated("Filters of ListQueues")
        there = [queue for queue in self._queues.all() if queue.name.startswith(f"{request.parent}/queues/")]
        shown, token = page(there, lambda queue: queue.name, request.page_size, _MOST_QUEUES, request.page_token)
        return _list(types.ListQueuesResponse, queues=[queue_message(queue) for queue in shown], next_page_token=token)

    def get_queue(self, request: Any) -> Any:
        check_queue(request.name)
        return queue_message(self._queues.get(request.name))

    def create_queue(self, request: Any) -> Any:
        check_parent(request.parent)
        name = request.queue.name
        check_queue(name)
        if not name.startswith(f"{request.parent}/queues/"):
            raise invalid(f"{name} must begin with {request.parent}.")
        return queue_message(self._queues.create(name, read_settings(request.queue)))

    def update_queue(self, request: Any) -> Any:
        """Creates the queue when there is none, as documented. State and bursts are not the caller's to change."""
        name = request.queue.name
        check_queue(name)
        queue = self._queues.find(name)
        if queue is None:
            return queue_message(self._queues.create(name, read_settings(request.queue)))
        merged = QueueMessage()
        merged.CopyFrom(queue_message(queue))
        _merge(request.queue, merged, request.update_mask)
        settings = read_settings(merged)
        queue = self._queues.put(name, settings)
        self._dispatcher.pump(queue)
        return queue_message(queue)

    def delete_queue(self, request: Any) -> Any:
        check_queue(request.name)
        self._queues.delete(request.name)
        return Empty()

    def purge_queue(self, request: Any) -> Any:
        check_queue(request.name)
        return queue_message(self._queues.purge(request.name))

    def pause_queue(self, request: Any) -> Any:
        check_queue(request.name)
        return queue_message(self._queues.set_paused(request.name, True))

    def resume_queue(self, request: Any) -> Any:
        check_queue(request.name)
        queue = self._queues.set_paused(request.name, False)
        self._dispatcher.pump(queue)
        return queue_message(queue)

    # tasks

    def list_tasks(self, request: Any) -> Any:
        """In the order of their schedule time; the real service promises none."""
        check_queue(request.parent)
        queue = self._queues.get(request.parent)
        shown, token = page(queue.tasks.values(), _place, request.page_size, _MOST_TASKS, request.page_token)
        tasks = [task_message(task, request.response_view) for task in shown]
        return _list(types.ListTasksResponse, tasks=tasks, next_page_token=token)

    def get_task(self, request: Any) -> Any:
        task = self._queues.task(request.name, queue_of_task(request.name))
        return task_message(task, request.response_view)

    def create_task(self, request: Any) -> Any:
        check_queue(request.parent)
        queue = self._queues.get(request.parent)
        task = read_task(request.parent, request.task, self._clock.now())
        self._strike("create_unavailable_before", request.parent)
        self._queues.add(task)
        created = task_message(task, request.response_view)
        self._dispatcher.pump(queue)
        self._strike("create_unavailable_after", request.parent)
        return created

    def delete_task(self, request: Any) -> Any:
        self._queues.end(self._queues.task(request.name, queue_of_task(request.name)))
        return Empty()

    def run_task(self, request: Any) -> Any:
        task = self._queues.task(request.name, queue_of_task(request.name))
        self._dispatcher.run(task)
        return task_message(task, request.response_view)

    def _strike(self, kind: Any, queue: str) -> None:
        if self._faults.strike(kind, short(queue)):
            raise Refused("UNAVAILABLE", "The service is currently unavailable.")


def _place(task: Task) -> str:
    return f"{micros(task.due):020d} {task.name}"


def _list(kind: Any, **fields: Any) -> Any:
    return kind.pb()(**fields)


def _merge(given: Any, into: Any, mask: FieldMask) -> None:
    """Only the named fields; without a mask all that can be changed."""
    paths = [path for path in mask.paths if path.split(".")[0] != "name"] or list(_CHANGEABLE)
    chosen = FieldMask(paths=paths)
    if not chosen.IsValidForDescriptor(QueueMessage.DESCRIPTOR):
        raise invalid("The update mask names a field that a queue does not have.")
    chosen.MergeMessage(given, into, replace_message_field=True, replace_repeated_field=True)
