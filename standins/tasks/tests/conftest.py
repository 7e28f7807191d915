"""One stand-in for the session, a queue of its own for each test; CONFORMANCE_PROJECT points the same tests at Google."""

from __future__ import annotations

import os
import uuid
from collections.abc import Generator
from typing import Any

import pytest
from google.cloud.scheduler_v1 import CloudSchedulerClient, Job
from google.cloud.tasks_v2 import CloudTasksClient, Queue

from standins.tasks.tests.receiver import Receiver
from standins.tasks.tests.stand_in import PARENT, StandIn

REAL_PROJECT = os.environ.get("CONFORMANCE_PROJECT", "")


@pytest.fixture(scope="package")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Generator[StandIn]:
    if REAL_PROJECT:
        pytest.skip("needs powers that only the stand-in has: moving time, ordering faults, a handler on this machine")
    part = StandIn(tmp_path_factory.mktemp("tasks")).start()
    yield part
    part.stop()


@pytest.fixture(scope="package")
def receiver() -> Generator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="package")
def tasks(request: pytest.FixtureRequest) -> CloudTasksClient:
    return CloudTasksClient() if REAL_PROJECT else request.getfixturevalue("stand_in").tasks


@pytest.fixture(scope="package")
def parent() -> str:
    return f"projects/{REAL_PROJECT}/locations/us-central1" if REAL_PROJECT else PARENT


class Queues:
    """Makes queues for one test and deletes them after it."""

    def __init__(self, client: CloudTasksClient, parent: str) -> None:
        self._client = client
        self._parent = parent
        self._made: list[str] = []

    def __call__(self, **settings: Any) -> str:
        name = f"{self._parent}/queues/q-{uuid.uuid4().hex[:12]}"
        self._client.create_queue(parent=self._parent, queue=Queue({"name": name, **settings}))
        self._made.append(name)
        return name

    def clear(self) -> None:
        there = {queue.name for queue in self._client.list_queues(parent=self._parent)}
        for name in self._made:
            if name in there:
                self._client.delete_queue(name=name)


@pytest.fixture
def queues(tasks: CloudTasksClient, parent: str) -> Generator[Queues]:
    made = Queues(tasks, parent)
    yield made
    made.clear()


@pytest.fixture
def queue(queues: Queues) -> str:
    """A queue with the service's defaults."""
    return queues()


@pytest.fixture
def still(tasks: CloudTasksClient, queue: str) -> str:
    """A paused queue: what is created in it stays there."""
    tasks.pause_queue(name=queue)
    return queue


@pytest.fixture
def path() -> str:
    """A path at the receiver that no other test uses."""
    return f"/{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="package")
def scheduler(request: pytest.FixtureRequest) -> CloudSchedulerClient:
    return CloudSchedulerClient() if REAL_PROJECT else request.getfixturevalue("stand_in").scheduler


class Jobs:
    """Makes jobs for one test and deletes them after it."""

    def __init__(self, client: CloudSchedulerClient, parent: str) -> None:
        self._client = client
        self._parent = parent
        self._made: list[str] = []

    def name(self) -> str:
        name = f"{self._parent}/jobs/j-{uuid.uuid4().hex[:12]}"
        self._made.append(name)
        return name

    def __call__(self, url: str = "https://example.invalid/", schedule: str = "0 4 1 1 *", **job: Any) -> Job:
        target = {"uri": url, **job.pop("http", {})}
        wanted = {"name": self.name(), "schedule": schedule, "http_target": target, **job}
        return self._client.create_job(parent=self._parent, job=Job(wanted))

    def clear(self) -> None:
        there = {job.name for job in self._client.list_jobs(parent=self._parent)}
        for name in there.intersection(self._made):
            self._client.delete_job(name=name)


@pytest.fixture
def jobs(scheduler: CloudSchedulerClient, parent: str) -> Generator[Jobs]:
    made = Jobs(scheduler, parent)
    yield made
    made.clear()
