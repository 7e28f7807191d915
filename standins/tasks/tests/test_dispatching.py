"""How a task reaches its handler, and what the service makes of the answer."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from standins.tasks.tests.conftest import Queues
from standins.tasks.tests.receiver import Receiver, Reply
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import SLOW_RETRY, after_attempt, arrivals, create, gone, moment, short
from standins.testing import eventually


def test_a_task_arrives_as_it_was_created(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: method, body, own headers, the service's headers in their documented spelling."""
    http = {"body": b"\x00\xffbytes", "headers": {"Content-Type": "application/json", "X-Own": "yes"}}
    task = create(stand_in, queue, receiver.url(path) + "?a=b%20c", http=http)
    (arrival,) = arrivals(receiver, path, 1)
    assert (arrival.method, arrival.path, arrival.body) == ("POST", f"{path}?a=b%20c", b"\x00\xffbytes")
    eta = arrival.headers.pop("X-CloudTasks-TaskETA")
    assert float(eta) == pytest.approx(moment(task.schedule_time).timestamp(), abs=1e-5)
    assert arrival.headers == {
        "Host": receiver.url("").removeprefix("http://"),
        "Content-Length": "7",
        "Content-Type": "application/json",
        "X-Own": "yes",
        "User-Agent": "Google-Cloud-Tasks",
        "X-CloudTasks-QueueName": short(queue),
        "X-CloudTasks-TaskName": task.name.rsplit("/", 1)[1],
        "X-CloudTasks-TaskRetryCount": "0",
        "X-CloudTasks-TaskExecutionCount": "0",
    }
    eventually(lambda: gone(stand_in, task))


def test_headers_of_the_service_cannot_be_forged(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: what the service sets replaces what the task brought, however it was spelled."""
    forged = {
        "user-agent": "me",
        "x-cloudtasks-queuename": "other",
        "host": "elsewhere",
        "content-length": "99",
        "X-Google-Thing": "x",
        "X-AppEngine-QueueName": "x",
    }
    create(stand_in, queue, receiver.url(path), http={"headers": forged, "body": b"abc"})
    (arrival,) = arrivals(receiver, path, 1)
    names = [name.lower() for name in arrival.headers]
    assert len(names) == len(set(names))
    assert arrival.header("User-Agent") == "Google-Cloud-Tasks"
    assert arrival.header("X-CloudTasks-QueueName") == short(queue)
    assert arrival.header("Host") == receiver.url("").removeprefix("http://")
    assert arrival.body == b"abc"
    assert not any(name.startswith(("x-google", "x-appengine")) for name in names)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_every_method_is_delivered(stand_in: StandIn, receiver: Receiver, queue: str, path: str, method: str) -> None:
    """M5: http_method."""
    task = create(stand_in, queue, receiver.url(path), http={"http_method": method})
    assert arrivals(receiver, path, 1)[0].method == method
    eventually(lambda: gone(stand_in, task))


def test_a_scheduled_task_waits_for_its_time(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: schedule_time, never early."""
    at = stand_in.clock.now() + timedelta(hours=2)
    create(stand_in, queue, receiver.url(path), schedule_time=at)
    stand_in.move(2 * 3600 - 30)
    assert stand_in.wait_for_rest(short(queue))["next"] is not None
    assert not receiver.at(path)
    stand_in.move(31)
    arrivals(receiver, path, 1)


def test_a_time_in_the_past_means_now(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: the service sets such a schedule_time to the current time."""
    past = stand_in.clock.now() - timedelta(hours=1)
    assert moment(create(stand_in, queue, receiver.url(path), schedule_time=past).schedule_time) > past
    arrivals(receiver, path, 1)


def test_failures_are_retried_with_doubling_then_linear_then_longest_pauses(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M5: the documented example: 10, 20, 40, 80, 160, 240, 300, 300 seconds."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 500)
    task = create(stand_in, queue, receiver.url(path))
    for attempt, pause in enumerate((10, 20, 40, 80, 160, 240, 300, 300), 1):
        seen = after_attempt(stand_in, task, attempt)
        assert seen.schedule_time - seen.last_attempt.response_time == timedelta(seconds=pause)
        stand_in.move(pause - 5)
        assert stand_in.wait_for_rest(short(queue))["in_flight"] == 0
        assert len(receiver.at(path)) == attempt
        stand_in.move(5)
    arrivals(receiver, path, 9)


def test_each_attempt_tells_about_the_one_before(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: retry count, execution count (without 5xx) and previous response, as recorded from the real service."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 503, 404, 429, 500, 302, 200)
    task = create(stand_in, queue, receiver.url(path))
    for attempt in range(1, 6):
        after_attempt(stand_in, task, attempt)
        stand_in.move(300)
    told = [
        tuple(
            arrival.header(f"X-CloudTasks-Task{name}")
            for name in ("RetryCount", "ExecutionCount", "PreviousResponse", "RetryReason")
        )
        for arrival in arrivals(receiver, path, 6)
    ]
    assert told == [
        ("0", "0", None, None),
        ("1", "0", "503", ""),
        ("2", "1", "404", ""),
        ("3", "2", "429", ""),
        ("4", "2", "500", ""),
        ("5", "3", "302", ""),
    ]
    eventually(lambda: gone(stand_in, task))


def test_attempts_are_kept_on_the_task(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: counts, first and last attempt with the answer as a google.rpc code."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 404, 503)
    task = create(stand_in, queue, receiver.url(path))
    first = after_attempt(stand_in, task, 1)
    assert (first.last_attempt.response_status.code, first.response_count) == (5, 1)
    assert first.last_attempt.schedule_time == task.schedule_time
    stand_in.move(10)
    second = after_attempt(stand_in, task, 2)
    assert second.first_attempt.dispatch_time == first.last_attempt.dispatch_time
    assert "response_time" not in second.first_attempt
    assert moment(second.last_attempt.dispatch_time) >= moment(first.schedule_time)
    assert second.last_attempt.response_status.code == 14
    assert second.last_attempt.response_status.message == "UNAVAILABLE(14): HTTP status code 503"


def test_a_redirect_is_a_failure_and_is_not_followed(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: task URLs must not answer 3xx."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, Reply(307, {"Location": receiver.url(path + "-moved")}))
    task = create(stand_in, queue, receiver.url(path))
    assert after_attempt(stand_in, task, 1).last_attempt.response_status.code == 2
    assert not receiver.at(path + "-moved")


def test_a_handler_that_is_not_there_is_a_failed_attempt_without_response(stand_in: StandIn, queues: Queues) -> None:
    """M5: connection refused."""
    queue = queues(retry_config=SLOW_RETRY)
    task = create(stand_in, queue, "http://127.0.0.1:1/")
    seen = after_attempt(stand_in, task, 1)
    assert (seen.last_attempt.response_status.code, seen.response_count) == (14, 0)


def test_the_last_of_max_attempts_deletes_the_task(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: max_attempts counts the first attempt."""
    queue = queues(retry_config={**SLOW_RETRY, "max_attempts": 3})
    receiver.answers(path, 500)
    task = create(stand_in, queue, receiver.url(path))
    for attempt in (1, 2):
        after_attempt(stand_in, task, attempt)
        stand_in.move(300)
    eventually(lambda: gone(stand_in, task))
    assert len(receiver.at(path)) == 3


def test_attempts_and_duration_must_both_be_used_up(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: with both limits set, two attempts do not end a task before its hour is over."""
    queue = queues(retry_config={**SLOW_RETRY, "max_attempts": 2, "max_retry_duration": timedelta(hours=1)})
    receiver.answers(path, 500)
    task = create(stand_in, queue, receiver.url(path))
    for attempt in (1, 2, 3):
        after_attempt(stand_in, task, attempt)
        stand_in.move(300)
    after_attempt(stand_in, task, 4)
    stand_in.move(3600)
    eventually(lambda: gone(stand_in, task))
    assert len(receiver.at(path)) == 5


def test_a_tasks_own_retry_rule_goes_before_its_queues(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: Task.retry_config."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 500)
    task = create(stand_in, queue, receiver.url(path), retry_config={"max_attempts": 1})
    receiver.answers(path + "-other", 500)
    other = create(stand_in, queue, receiver.url(path + "-other"))
    arrivals(receiver, path, 1)
    eventually(lambda: gone(stand_in, task))
    after_attempt(stand_in, other, 1)  # which its queue will try again
    assert not gone(stand_in, other)
    assert len(receiver.at(path)) == 1


def test_a_handler_slower_than_the_deadline_is_cut_off(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: dispatch_deadline: a failed attempt with no response; the next one hears of a 504."""
    queue = queues(retry_config=SLOW_RETRY)
    never = threading.Event()
    receiver.answers(path, Reply(after=never), Reply())
    task = create(stand_in, queue, receiver.url(path), dispatch_deadline=timedelta(seconds=20))
    arrivals(receiver, path, 1)
    stand_in.move(15)
    assert stand_in.rest(short(queue))["in_flight"] == 1
    stand_in.move(6)
    seen = after_attempt(stand_in, task, 1)
    assert (seen.last_attempt.response_status.code, seen.response_count) == (4, 0)
    never.set()
    stand_in.move(10)
    assert arrivals(receiver, path, 2)[1].header("X-CloudTasks-TaskPreviousResponse") == "504"


def test_run_forces_a_task_of_a_paused_queue_before_its_time(
    stand_in: StandIn, receiver: Receiver, still: str, path: str
) -> None:
    """M5: RunTask ignores state, schedule and rate."""
    later = stand_in.clock.now() + timedelta(days=1)
    task = create(stand_in, still, receiver.url(path), schedule_time=later)
    assert stand_in.tasks.run_task(name=task.name).dispatch_count == 1
    eventually(lambda: gone(stand_in, task))
    assert len(receiver.at(path)) == 1


def test_a_forced_run_that_fails_is_retried_from_the_time_of_the_call(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M5: schedule_time is reset to the call plus the pause, whatever it was."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 500, 200)
    later = stand_in.clock.now() + timedelta(days=1)
    task = create(stand_in, queue, receiver.url(path), schedule_time=later)
    stand_in.tasks.run_task(name=task.name)
    seen = after_attempt(stand_in, task, 1)
    assert seen.schedule_time == seen.last_attempt.dispatch_time + timedelta(seconds=10)
    stand_in.move(10)
    eventually(lambda: gone(stand_in, task))


def test_a_task_may_be_deleted_while_it_runs(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: the run goes on, its failure is not retried."""
    done = threading.Event()
    receiver.answers(path, Reply(500, after=done))
    task = create(stand_in, queue, receiver.url(path))
    arrivals(receiver, path, 1)
    stand_in.tasks.delete_task(name=task.name)
    done.set()
    stand_in.wait_for_rest(short(queue))
    stand_in.move(4000)
    stand_in.wait_for_rest(short(queue))
    assert len(receiver.at(path)) == 1
    assert gone(stand_in, task)


def test_a_task_that_is_31_days_old_is_deleted(stand_in: StandIn, receiver: Receiver, still: str, path: str) -> None:
    """M5: the maximum retention, dispatched or not."""
    task = create(stand_in, still, receiver.url(path))
    stand_in.move(31 * 86_400 - 60)
    assert not gone(stand_in, task)
    stand_in.move(61)
    eventually(lambda: gone(stand_in, task))
    assert not receiver.at(path)
