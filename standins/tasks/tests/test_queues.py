"""Queues: made, changed, paused, purged and deleted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import CloudTasksClient, Queue, Task
from google.protobuf.field_mask_pb2 import FieldMask

from standins.tasks.tests.conftest import Queues
from standins.tasks.tests.receiver import Receiver
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.test_creating import call
from standins.testing import eventually


def test_a_new_queue_shows_the_service_defaults(tasks: CloudTasksClient, queue: str) -> None:
    """M5: the values that the service reports for a queue created without any."""
    got = tasks.get_queue(name=queue)
    assert got.state is Queue.State.RUNNING
    limits, retry = got.rate_limits, got.retry_config
    assert (limits.max_dispatches_per_second, limits.max_concurrent_dispatches, limits.max_burst_size) == (500, 1000, 100)
    assert (retry.max_attempts, retry.max_doublings) == (100, 16)
    assert (retry.min_backoff, retry.max_backoff) == (timedelta(seconds=0.1), timedelta(hours=1))


def test_a_queue_that_exists_is_not_created_again(tasks: CloudTasksClient, parent: str, queue: str) -> None:
    """M5: ALREADY_EXISTS."""
    with pytest.raises(exceptions.AlreadyExists, match="Queue already exists"):
        tasks.create_queue(parent=parent, queue=Queue({"name": queue}))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"rate_limits": {"max_dispatches_per_second": 501}}, "less than or equal to 500"),
    ({"rate_limits": {"max_dispatches_per_second": -1}}, "maxDispatchesPerSecond cannot be negative"),
    ({"rate_limits": {"max_concurrent_dispatches": 5001}}, "less than or equal to 5000"),
    ({"retry_config": {"max_attempts": -2}}, "greater or equal to -1"),
    ({"retry_config": {"max_doublings": -1}}, "maxDoublings cannot be negative"),
    (
        {"retry_config": {"min_backoff": timedelta(seconds=9), "max_backoff": timedelta(seconds=8)}},
        "less than or equal to RetryConfig.maxBackoff",
    ),
]


@pytest.mark.parametrize(("settings", "why"), REFUSED)
def test_settings_out_of_range_are_refused(queues: Queues, settings: dict[str, Any], why: str) -> None:
    """M5: INVALID_ARGUMENT in the service's words."""
    with pytest.raises(exceptions.InvalidArgument, match=why):
        queues(**settings)


def test_an_update_changes_only_what_its_mask_names(tasks: CloudTasksClient, queues: Queues) -> None:
    """M5: UpdateQueue with a field mask."""
    name = queues(rate_limits={"max_dispatches_per_second": 7, "max_concurrent_dispatches": 3})
    changed = tasks.update_queue(
        queue=Queue({"name": name, "rate_limits": {"max_dispatches_per_second": 9}, "retry_config": {"max_attempts": 4}}),
        update_mask=FieldMask(paths=["rate_limits.max_dispatches_per_second"]),
    )
    assert changed.rate_limits.max_dispatches_per_second == 9
    assert changed.rate_limits.max_concurrent_dispatches == 3
    assert changed.retry_config.max_attempts == 100


def test_an_update_without_a_mask_changes_all(tasks: CloudTasksClient, queues: Queues) -> None:
    """M5: what is not given goes back to its default."""
    name = queues(rate_limits={"max_dispatches_per_second": 7}, retry_config={"max_attempts": 4})
    changed = tasks.update_queue(queue=Queue({"name": name, "retry_config": {"max_attempts": 5}}))
    assert (changed.rate_limits.max_dispatches_per_second, changed.retry_config.max_attempts) == (500, 5)


def test_an_update_creates_the_queue_that_is_missing(stand_in: StandIn, parent: str) -> None:
    """M5: documented, however odd."""
    name = f"{parent}/queues/q-{uuid.uuid4().hex[:12]}"
    assert stand_in.tasks.update_queue(queue=Queue({"name": name, "retry_config": {"max_attempts": 2}})).name == name
    assert stand_in.tasks.get_queue(name=name).retry_config.max_attempts == 2
    stand_in.tasks.delete_queue(name=name)


def test_a_mask_of_unknown_fields_is_refused(tasks: CloudTasksClient, queue: str) -> None:
    """M5: a mistyped mask is not silently ignored."""
    with pytest.raises(exceptions.InvalidArgument):
        tasks.update_queue(queue=Queue({"name": queue}), update_mask=FieldMask(paths=["rate_limit"]))


def test_a_deleted_queue_takes_its_tasks_and_its_name_with_it(tasks: CloudTasksClient, queues: Queues, parent: str) -> None:
    """M5: the name cannot be used again for days."""
    name = queues()
    tasks.create_task(parent=name, task=Task(call()))
    tasks.delete_queue(name=name)
    with pytest.raises(exceptions.NotFound, match="Queue does not exist"):
        tasks.get_queue(name=name)
    with pytest.raises(exceptions.NotFound):
        tasks.delete_queue(name=name)
    with pytest.raises(exceptions.FailedPrecondition, match="existed too recently"):
        tasks.create_queue(parent=parent, queue=Queue({"name": name}))


def test_queues_are_listed_page_by_page(tasks: CloudTasksClient, queues: Queues, parent: str) -> None:
    """M5: page_size and page_token."""
    made = {queues() for _ in range(3)}
    pages = list(tasks.list_queues(request={"parent": parent, "page_size": 2}).pages)
    assert all(len(page.queues) <= 2 for page in pages)
    assert made <= {queue.name for page in pages for queue in page.queues}


def test_a_paused_queue_takes_tasks_and_delivers_them_when_resumed(
    stand_in: StandIn, receiver: Receiver, queue: str, path: str
) -> None:
    """M5: pause holds back, resume lets go."""
    assert stand_in.tasks.pause_queue(name=queue).state is Queue.State.PAUSED
    stand_in.tasks.create_task(parent=queue, task=Task({"http_request": {"url": receiver.url(path)}}))
    stand_in.move(60)
    assert stand_in.wait_for_rest(queue.rsplit("/", 1)[1])["in_flight"] == 0
    assert not receiver.at(path)
    assert stand_in.tasks.resume_queue(name=queue).state is Queue.State.RUNNING
    eventually(lambda: receiver.at(path))


def test_a_purge_deletes_every_task_and_keeps_the_names_used(tasks: CloudTasksClient, still: str) -> None:
    """M5: PurgeQueue (the real one may take a minute)."""
    name = f"{still}/tasks/purged"
    tasks.create_task(parent=still, task=Task(call() | {"name": name}))
    tasks.create_task(parent=still, task=Task(call()))
    assert tasks.purge_queue(name=still).purge_time
    eventually(lambda: not list(tasks.list_tasks(parent=still)))
    with pytest.raises(exceptions.AlreadyExists):
        tasks.create_task(parent=still, task=Task(call() | {"name": name}))


def test_what_is_not_simulated_answers_unimplemented(stand_in: StandIn, queue: str) -> None:
    """M5: never a silent success."""
    with pytest.raises(exceptions.MethodNotImplemented, match="GetIamPolicy"):
        stand_in.tasks.get_iam_policy(request={"resource": queue})
    with pytest.raises(exceptions.MethodNotImplemented, match="HTTP targets"):
        stand_in.tasks.update_queue(queue=Queue({"name": queue, "http_target": {"http_method": "POST"}}))
