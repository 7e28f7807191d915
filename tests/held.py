"""Jobs that stay queued: their start queue is held, so that a test decides when one is sent, or that it never is."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from shared.catalog import start_queue
from tests.system import System

MODEL = "vertex/veo-3.1-lite-generate-001"  # nobody else's tests use its queue
PRICE = 8  # credits for four seconds of it


@dataclass(frozen=True)
class Held:
    tasks: CloudTasksClient
    queue: str

    def release(self) -> None:
        self.tasks.resume_queue(name=self.queue)


@contextmanager
def held(system: System, queue: str = "") -> Generator[Held]:
    """Nothing is sent to MODEL meanwhile, or from this queue; afterwards what was left in it is gone."""
    queue = queue or start_queue("vertex", MODEL.partition("/")[2])
    lock = Path(system.environment["CLOCK_FILE"]).parent / f"held-{queue}.lock"
    channel = grpc.insecure_channel(system.environment["CLOUD_TASKS_EMULATOR_HOST"])
    tasks = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    name = tasks.queue_path(system.project, system.environment["RUSHES_REGION"], queue)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # other test processes may share the stack
        tasks.pause_queue(name=name)
        try:
            yield Held(tasks, name)
        finally:
            tasks.purge_queue(name=name)
            tasks.resume_queue(name=name)
            channel.close()
