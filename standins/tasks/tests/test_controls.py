"""The trouble that a test may order from the stand-in."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from google.api_core import exceptions

from standins.tasks.tests.conftest import Queues
from standins.tasks.tests.receiver import Receiver
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import SLOW_RETRY, after_attempt, arrivals, create, gone, short
from standins.testing import eventually


@pytest.fixture(autouse=True)
def cleared(stand_in: StandIn) -> Generator[None]:
    yield
    stand_in.ask("DELETE", "/_local/faults")


def test_a_dropped_answer_makes_a_success_a_failed_attempt(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M5: the handler ran, the service does not know."""
    queue = queues(retry_config=SLOW_RETRY)
    stand_in.ask("POST", "/_local/faults", {"kind": "drop_answer", "queue": short(queue)})
    task = create(stand_in, queue, receiver.url(path))
    seen = after_attempt(stand_in, task, 1)
    assert (seen.last_attempt.response_status.code, seen.response_count) == (14, 0)
    stand_in.move(10)
    arrivals(receiver, path, 2)
    eventually(lambda: gone(stand_in, task))


def test_a_task_may_arrive_twice_at_once(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: at least once, in the same attempt."""
    stand_in.ask("POST", "/_local/faults", {"kind": "deliver_twice", "queue": short(queue)})
    create(stand_in, queue, receiver.url(path), http={"body": b"same"})
    first, second = arrivals(receiver, path, 2)
    assert (first.headers, first.body) == (second.headers, second.body)


def test_a_done_task_may_come_again(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: at least once, long after."""
    task = create(stand_in, queue, receiver.url(path), http={"body": b"same"})
    eventually(lambda: gone(stand_in, task))
    assert stand_in.ask("POST", "/_local/duplicate", {"task": task.name}) == {"ok": True}
    first, second = arrivals(receiver, path, 2)
    assert (first.headers, first.body) == (second.headers, second.body)
    assert stand_in.ask("POST", "/_local/duplicate", {"task": "nobody"})["status"] == 404


def test_a_waiting_task_is_delivered_by_hand_and_its_answer_is_told(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M5: also from a paused queue; a failed try waits for the next one as any other."""
    queue = queues(retry_config=SLOW_RETRY)
    stand_in.tasks.pause_queue(name=queue)
    receiver.answers(path, 500, 204)
    task = create(stand_in, queue, receiver.url(path))
    assert stand_in.ask("POST", "/_local/deliver", {"task": task.name})["status"] == 500
    assert stand_in.pending(short(queue))[0]["dispatch_count"] == 1
    assert stand_in.ask("POST", "/_local/deliver", {"task": task.name})["status"] == 204
    assert len(receiver.at(path)) == 2
    assert gone(stand_in, task)
    assert stand_in.ask("POST", "/_local/deliver", {"task": task.name})["error"].startswith("no task")


def test_a_dispatch_may_be_delayed(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: a task leaves late, by the movable clock."""
    stand_in.ask("POST", "/_local/faults", {"kind": "delay_dispatch", "queue": short(queue), "seconds": 90})
    create(stand_in, queue, receiver.url(path))
    stand_in.move(60)
    assert not stand_in.rest(short(queue))["idle"]
    assert not receiver.at(path)
    stand_in.move(31)
    arrivals(receiver, path, 1)


def test_tasks_may_leave_in_reverse(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: no order is promised: three are gathered, the last leaves first."""
    queue = queues(rate_limits={"max_concurrent_dispatches": 1})
    stand_in.ask("POST", "/_local/faults", {"kind": "reorder", "queue": short(queue), "count": 3})
    for body in (b"1", b"2"):
        create(stand_in, queue, receiver.url(path), http={"body": body})
    assert stand_in.rest(short(queue))["due"] == 2
    assert not receiver.at(path)
    create(stand_in, queue, receiver.url(path), http={"body": b"3"})
    assert [arrival.body for arrival in arrivals(receiver, path, 3)] == [b"3", b"2", b"1"]


def test_clearing_the_faults_lets_held_tasks_go(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """M5: DELETE ends what was ordered."""
    stand_in.ask("POST", "/_local/faults", {"kind": "reorder", "queue": short(queue), "count": 3})
    create(stand_in, queue, receiver.url(path))
    assert stand_in.ask("GET", "/_local/faults")["faults"][0]["kind"] == "reorder"
    assert stand_in.ask("DELETE", "/_local/faults") == {"faults": []}
    arrivals(receiver, path, 1)


def test_create_may_fail_without_having_stored_the_task(stand_in: StandIn, still: str) -> None:
    """M5: UNAVAILABLE before."""
    stand_in.ask("POST", "/_local/faults", {"kind": "create_unavailable_before", "queue": short(still)})
    with pytest.raises(exceptions.ServiceUnavailable):
        create(stand_in, still, "http://127.0.0.1:1/")
    assert not stand_in.pending(short(still))
    assert create(stand_in, still, "http://127.0.0.1:1/")


def test_create_may_fail_although_the_task_is_stored(stand_in: StandIn, still: str) -> None:
    """M5: UNAVAILABLE after: the second try of a named task meets its own first."""
    name = f"{still}/tasks/lost-answer"
    stand_in.ask("POST", "/_local/faults", {"kind": "create_unavailable_after", "queue": short(still)})
    with pytest.raises(exceptions.ServiceUnavailable):
        create(stand_in, still, "http://127.0.0.1:1/", name=name)
    assert [task["name"] for task in stand_in.pending(short(still))] == [name]
    with pytest.raises(exceptions.AlreadyExists):
        create(stand_in, still, "http://127.0.0.1:1/", name=name)


def test_pending_tasks_show_their_attempts(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M5: what waits, and why."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 500)
    task = create(stand_in, queue, receiver.url(path))
    after_attempt(stand_in, task, 1)
    (seen,) = stand_in.pending(short(queue))
    assert (seen["name"], seen["waiting"], seen["dispatch_count"]) == (task.name, True, 1)
    assert seen["last_attempt"]["message"] == "INTERNAL(13): HTTP status code 500"


@pytest.mark.parametrize("order", [{"kind": "nonsense"}, {"kind": "reorder", "count": 0}, {"kind": "reorder", "typo": 1}])
def test_an_order_that_makes_no_sense_is_refused(stand_in: StandIn, order: dict[str, object]) -> None:
    """M5: a mistyped fault must not pass as no fault."""
    assert stand_in.ask("POST", "/_local/faults", order)["status"] == 400
    assert not stand_in.ask("GET", "/_local/faults")["faults"]
