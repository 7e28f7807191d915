"""How fast and how wide a queue dispatches."""

from __future__ import annotations

import threading
from datetime import timedelta

from google.cloud.tasks_v2 import Queue

from standins.tasks.tests.conftest import Queues
from standins.tasks.tests.receiver import Receiver, Reply
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import SLOW_RETRY, after_attempt, arrivals, create, short
from standins.testing import eventually


def test_a_full_bucket_is_spent_at_once_and_refilled_at_the_rate(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M7: ten tokens at first, then one in a hundred seconds."""
    queue = queues(rate_limits={"max_dispatches_per_second": 0.01})
    for _ in range(13):
        create(stand_in, queue, receiver.url(path))
    arrivals(receiver, path, 10)
    for count in (11, 12):
        eventually(lambda: stand_in.rest(short(queue))["in_flight"] == 0)
        assert len(receiver.at(path)) == count - 1
        stand_in.move(60)
        eventually(lambda: stand_in.rest(short(queue))["in_flight"] == 0)
        assert len(receiver.at(path)) == count - 1
        stand_in.move(40)
        arrivals(receiver, path, count)
    assert stand_in.rest(short(queue))["due"] == 1


def test_no_more_tasks_run_at_once_than_the_queue_allows(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M7: max_concurrent_dispatches; the next leaves when one comes back."""
    queue = queues(rate_limits={"max_concurrent_dispatches": 2})
    gates = [threading.Event() for _ in range(5)]
    receiver.answers(path, *(Reply(after=gate) for gate in gates))
    for _ in gates:
        create(stand_in, queue, receiver.url(path))
    for running, gate in enumerate(gates[:3], 2):
        arrivals(receiver, path, running)
        seen = stand_in.rest(short(queue))
        assert (seen["in_flight"], seen["due"], len(receiver.at(path))) == (2, 5 - running, running)
        gate.set()
    for gate in gates[3:]:
        gate.set()
    stand_in.wait_for_rest(short(queue))
    assert len(receiver.at(path)) == 5


def test_a_raised_limit_takes_effect_at_once(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M7: UpdateQueue while tasks wait."""
    queue = queues(rate_limits={"max_concurrent_dispatches": 1})
    gate = threading.Event()
    receiver.answers(path, Reply(after=gate))
    for _ in range(3):
        create(stand_in, queue, receiver.url(path))
    arrivals(receiver, path, 1)
    seen = stand_in.rest(short(queue))
    assert (seen["in_flight"], seen["due"], len(receiver.at(path))) == (1, 2, 1)
    stand_in.tasks.update_queue(queue=Queue({"name": queue, "rate_limits": {"max_concurrent_dispatches": 3}}))
    assert len(arrivals(receiver, path, 3)) == 3  # though the first is still being answered
    gate.set()


def test_retry_after_rests_the_whole_queue(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """M7: a 503 with Retry-After holds back every task of the queue, and the task itself at least as long."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, Reply(503, {"Retry-After": "120"}), Reply())
    task = create(stand_in, queue, receiver.url(path))
    seen = after_attempt(stand_in, task, 1)
    assert seen.schedule_time - seen.last_attempt.response_time == timedelta(seconds=120)
    create(stand_in, queue, receiver.url(path + "-other"))
    stand_in.move(110)
    resting = stand_in.rest(short(queue))
    assert (resting["due"], resting["in_flight"]) == (1, 0)
    assert not receiver.at(path + "-other")
    stand_in.move(10)
    arrivals(receiver, path + "-other", 1)
    arrivals(receiver, path, 2)


def test_a_handler_that_says_too_much_slows_its_queue_down(
    stand_in: StandIn, receiver: Receiver, queues: Queues, path: str
) -> None:
    """M7: after a 429 the saved-up burst is gone, and the rate recovers when it stays quiet."""
    queue = queues(rate_limits={"max_dispatches_per_second": 0.01}, retry_config={"min_backoff": timedelta(hours=1)})
    receiver.answers(path, 429)
    task = create(stand_in, queue, receiver.url(path))
    after_attempt(stand_in, task, 1)
    for _ in range(9):
        create(stand_in, queue, receiver.url(path + "-other"))
    arrivals(receiver, path + "-other", 1)
    eventually(lambda: stand_in.rest(short(queue))["in_flight"] == 0)
    assert len(receiver.at(path + "-other")) == 1
    stand_in.move(1000)
    arrivals(receiver, path + "-other", 9)
