"""What CreateTask takes, what it refuses, and how a task reads back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import CloudTasksClient, HttpMethod, Task

from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import moment

URL = "https://example.invalid/handler"


def call(**http: Any) -> dict[str, Any]:
    return {"http_request": {"url": URL, **http}}


@pytest.fixture
def queue(still: str) -> str:
    return still


def test_an_unnamed_task_gets_a_name_of_its_queue(tasks: CloudTasksClient, queue: str) -> None:
    """M5: the service names what the caller does not name."""
    first, second = (tasks.create_task(parent=queue, task=Task(call())) for _ in range(2))
    assert first.name.startswith(f"{queue}/tasks/")
    assert first.name != second.name


def test_a_created_task_shows_the_service_defaults(tasks: CloudTasksClient, queue: str) -> None:
    """M5: POST, ten minutes, no attempts, a creation time in whole seconds."""
    task = tasks.create_task(parent=queue, task=Task(call()))
    assert task.http_request.http_method is HttpMethod.POST
    assert task.dispatch_deadline == timedelta(minutes=10)
    assert (task.dispatch_count, task.response_count) == (0, 0)
    assert moment(task.create_time).microsecond == 0
    assert task.http_request.headers["User-Agent"] == "Google-Cloud-Tasks"


def test_the_basic_view_omits_the_body_and_the_full_view_holds_it(tasks: CloudTasksClient, queue: str) -> None:
    """M5: response_view."""
    created = tasks.create_task(parent=queue, task=Task(call(body=b"secret")))
    assert (created.view, created.http_request.body) == (Task.View.BASIC, b"")
    basic = tasks.get_task(name=created.name)
    full = tasks.get_task(request={"name": created.name, "response_view": Task.View.FULL})
    assert (basic.view, basic.http_request.body) == (Task.View.BASIC, b"")
    assert (full.view, full.http_request.body) == (Task.View.FULL, b"secret")


def test_a_live_name_is_refused(tasks: CloudTasksClient, queue: str) -> None:
    """M5: task de-duplication."""
    name = f"{queue}/tasks/once"
    tasks.create_task(parent=queue, task=Task(call() | {"name": name}))
    with pytest.raises(exceptions.AlreadyExists, match="Requested entity already exists"):
        tasks.create_task(parent=queue, task=Task(call() | {"name": name}))


def test_the_name_of_a_deleted_task_stays_used(tasks: CloudTasksClient, queue: str) -> None:
    """M5: a deleted task leaves its name behind."""
    name = f"{queue}/tasks/gone"
    tasks.create_task(parent=queue, task=Task(call() | {"name": name}))
    tasks.delete_task(name=name)
    with pytest.raises(exceptions.AlreadyExists, match="existed too recently"):
        tasks.create_task(parent=queue, task=Task(call() | {"name": name}))
    with pytest.raises(exceptions.NotFound, match="no longer exists"):
        tasks.get_task(name=name)


def test_a_used_name_is_free_again_after_a_day(stand_in: StandIn, queue: str) -> None:
    """M5: the documented "up to 24 hours" are taken whole."""
    name = f"{queue}/tasks/again"
    stand_in.tasks.create_task(parent=queue, task=Task({"name": name, **call()}))
    stand_in.tasks.delete_task(name=name)
    stand_in.move(23.9 * 3600)
    with pytest.raises(exceptions.AlreadyExists):
        stand_in.tasks.create_task(parent=queue, task=Task({"name": name, "http_request": {"url": URL}}))
    stand_in.move(0.2 * 3600)
    assert stand_in.tasks.create_task(parent=queue, task=Task({"name": name, "http_request": {"url": URL}})).name == name


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no url", {"http_request": {"url": ""}}, "HttpRequest.url is required"),
    ("no scheme", {"http_request": {"url": "example.invalid/x"}}, "must start with 'http://' or 'https://'"),
    ("another scheme", {"http_request": {"url": "ftp://example.invalid"}}, "must start with"),
    ("a long url", {"http_request": {"url": "http://h/" + "x" * 2083}}, "2083"),
    ("a body with GET", call(http_method="GET", body=b"x"), "POST, PUT or PATCH"),
    ("a body with DELETE", call(http_method="DELETE", body=b"x"), "POST, PUT or PATCH"),
    ("a short deadline", call() | {"dispatch_deadline": timedelta(seconds=14)}, r"\[15s, 30m\]"),
    ("a long deadline", call() | {"dispatch_deadline": timedelta(minutes=31)}, r"\[15s, 30m\]"),
    ("a line break in a header", call(headers={"X-A": "a\r\nX-B: b"}), "[Hh]eader"),
    ("headers beyond 80 KB", call(headers={"X-A": "a" * 82_000}), "80KB"),
    ("a body beyond 1 MiB", call(body=b"x" * (1 << 20)), "Task size too large"),
    ("a token for nobody", call(oidc_token={"audience": "a"}), "service account"),
]


@pytest.mark.parametrize(("task", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_the_service_would_not_take_is_refused(tasks: CloudTasksClient, queue: str, task: dict[str, Any], why: str) -> None:
    """M5: INVALID_ARGUMENT, and nothing is stored."""
    with pytest.raises(exceptions.InvalidArgument, match=why):
        tasks.create_task(parent=queue, task=Task(task))
    assert not list(tasks.list_tasks(parent=queue))


def test_a_task_just_below_one_mebibyte_is_taken(tasks: CloudTasksClient, queue: str) -> None:
    """M5: the limit counts the whole stored task."""
    assert tasks.create_task(parent=queue, task=Task(call(body=b"x" * ((1 << 20) - 300)))).name


def test_a_time_beyond_thirty_days_is_refused(stand_in: StandIn, queue: str) -> None:
    """M5: schedule_time at most 720 h ahead, by the movable clock."""
    ahead = stand_in.clock.now() + timedelta(days=30)
    with pytest.raises(exceptions.InvalidArgument, match="no more than 720h in the future"):
        stand_in.tasks.create_task(
            parent=queue, task=Task({"http_request": {"url": URL}, "schedule_time": ahead + timedelta(minutes=1)})
        )
    task = {"http_request": {"url": URL}, "schedule_time": ahead - timedelta(minutes=1)}
    assert stand_in.tasks.create_task(parent=queue, task=Task(task)).schedule_time == task["schedule_time"]


@pytest.mark.parametrize("task_id", ["a b", "a.b", "ä", "x" * 501])
def test_a_task_id_of_other_characters_is_refused(tasks: CloudTasksClient, queue: str, task_id: str) -> None:
    """M5: letters, digits, hyphens, underscores; at most 500."""
    with pytest.raises(exceptions.InvalidArgument, match="Task ID"):
        tasks.create_task(parent=queue, task=Task(call() | {"name": f"{queue}/tasks/{task_id}"}))


def test_a_name_of_another_queue_is_refused(tasks: CloudTasksClient, queue: str) -> None:
    """M5: a task's name must lie in the queue that it is created in."""
    with pytest.raises(exceptions.InvalidArgument, match="must be the same as the queue name in the named task"):
        tasks.create_task(parent=queue, task=Task(call() | {"name": f"{queue}-other/tasks/a"}))


def test_a_missing_queue_is_not_found(tasks: CloudTasksClient, parent: str) -> None:
    """M5: nothing creates a queue on the way."""
    with pytest.raises(exceptions.NotFound, match="Queue does not exist"):
        tasks.create_task(parent=f"{parent}/queues/never-there", task=Task(call()))


def test_an_unknown_task_is_not_found(tasks: CloudTasksClient, queue: str) -> None:
    """M5: get, delete and run alike."""
    for act in (tasks.get_task, tasks.delete_task, tasks.run_task):
        with pytest.raises(exceptions.NotFound, match="Requested entity was not found"):
            act(name=f"{queue}/tasks/nobody")


def test_tasks_are_listed_page_by_page_in_the_order_of_their_time(stand_in: StandIn, queue: str) -> None:
    """M5: page_size and page_token; the order is the stand-in's own."""
    begin = stand_in.clock.now()
    for minute in (3, 1, 2, 5, 4):
        task = {
            "name": f"{queue}/tasks/t{minute}",
            "http_request": {"url": URL, "body": b"x"},
            "schedule_time": begin + timedelta(minutes=minute),
        }
        stand_in.tasks.create_task(parent=queue, task=Task(task))
    pages = list(stand_in.tasks.list_tasks(request={"parent": queue, "page_size": 2}).pages)
    assert [[task.name[-2:] for task in page.tasks] for page in pages] == [["t1", "t2"], ["t3", "t4"], ["t5"]]
    assert all(task.http_request.body == b"" for page in pages for task in page.tasks)
    with pytest.raises(exceptions.InvalidArgument):
        stand_in.tasks.list_tasks(request={"parent": queue, "page_token": "§"})


def test_app_engine_tasks_are_refused_in_plain_words(stand_in: StandIn, queue: str) -> None:
    """M5: what is not simulated says so."""
    with pytest.raises(exceptions.MethodNotImplemented, match="App Engine"):
        stand_in.tasks.create_task(parent=queue, task=Task({"app_engine_http_request": {"relative_uri": "/x"}}))
