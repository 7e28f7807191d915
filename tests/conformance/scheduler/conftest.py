"""The same stand-in and receiver as for tasks; a job of its own for each test."""

from __future__ import annotations

import uuid
from collections.abc import Generator
from typing import Any

import pytest
from google.cloud.scheduler_v1 import CloudSchedulerClient, Job

from tests.conformance.tasks.conftest import REAL_PROJECT, parent, path, receiver, stand_in

__all__ = ["parent", "path", "receiver", "stand_in"]


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
