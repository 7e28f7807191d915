"""What was acknowledged survives the death of the process."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from google.api_core import exceptions
from google.cloud.tasks_v2 import Queue

from standins.tasks.tests.conftest import REAL_PROJECT
from standins.tasks.tests.receiver import Receiver, Reply
from standins.tasks.tests.stand_in import PARENT, StandIn
from standins.tasks.tests.steps import after_attempt, arrivals, create, gone
from standins.testing import eventually

QUEUE = f"{PARENT}/queues/work"
SETTINGS = {"work": {"min_backoff_s": 10, "max_backoff_s": 300}, "still": {"max_attempts": 3}}


@pytest.fixture
def mortal(tmp_path: Path) -> Generator[StandIn]:
    """A stand-in that the test may kill."""
    if REAL_PROJECT:
        pytest.skip("the real service cannot be killed")
    part = StandIn(tmp_path).start(SETTINGS)
    yield part
    part.kill()


def test_everything_acknowledged_survives_a_kill(mortal: StandIn, receiver: Receiver, path: str) -> None:
    """M5: tasks with their attempts, a task in flight, used names and the paused state."""
    later = mortal.clock.now() + timedelta(hours=1)
    waiting = create(mortal, QUEUE, receiver.url(path + "-waiting"), schedule_time=later, http={"body": b"kept"})
    receiver.answers(path + "-failed", 500, 200)
    failed = create(mortal, QUEUE, receiver.url(path + "-failed"))
    before = after_attempt(mortal, failed, 1)
    named = create(mortal, QUEUE, receiver.url(path + "-done"), name=f"{QUEUE}/tasks/done-once")
    eventually(lambda: gone(mortal, named))
    mortal.tasks.pause_queue(name=f"{PARENT}/queues/still")
    receiver.answers(path + "-flying", Reply(after=threading.Event()), Reply())
    flying = create(mortal, QUEUE, receiver.url(path + "-flying"))
    arrivals(receiver, path + "-flying", 1)

    mortal.kill()
    mortal.start(SETTINGS)

    again = arrivals(receiver, path + "-flying", 2)[1]
    assert again.header("X-CloudTasks-TaskName") == flying.name.rsplit("/", 1)[1]
    assert again.header("X-CloudTasks-TaskRetryCount") == "1"
    assert mortal.tasks.get_task(name=failed.name).last_attempt == before.last_attempt
    with pytest.raises(exceptions.AlreadyExists):
        create(mortal, QUEUE, receiver.url(path), name=named.name)
    assert mortal.tasks.get_queue(name=f"{PARENT}/queues/still").state is Queue.State.PAUSED
    mortal.move(3700)
    assert arrivals(receiver, path + "-waiting", 1)[0].body == b"kept"
    eventually(lambda: gone(mortal, waiting))
    assert len(arrivals(receiver, path + "-failed", 2)) == 2


def test_a_stop_is_quick_and_loses_nothing(mortal: StandIn, receiver: Receiver, path: str) -> None:
    """M5: SIGTERM with a task in flight: down within two seconds, delivered again after the next start."""
    receiver.answers(path, Reply(after=threading.Event()), Reply())
    task = create(mortal, QUEUE, receiver.url(path))
    arrivals(receiver, path, 1)
    assert mortal.stop() < 2
    mortal.start(SETTINGS)
    arrivals(receiver, path, 2)
    eventually(lambda: gone(mortal, task))


def test_a_start_changes_only_what_the_environment_says_differently(mortal: StandIn) -> None:
    """M5: settings changed at run time stay; a changed environment wins."""
    still = f"{PARENT}/queues/still"
    mortal.tasks.update_queue(queue=Queue({"name": still, "retry_config": {"max_attempts": 7}}))
    mortal.stop()
    mortal.start(SETTINGS)
    assert mortal.tasks.get_queue(name=still).retry_config.max_attempts == 7
    mortal.stop()
    mortal.start({"still": {"max_attempts": 5, "max_burst_size": 2}})
    changed = mortal.tasks.get_queue(name=still)
    assert (changed.retry_config.max_attempts, changed.rate_limits.max_burst_size) == (5, 2)
    assert mortal.tasks.get_queue(name=QUEUE).retry_config.min_backoff == timedelta(seconds=10)
