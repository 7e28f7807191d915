"""The stand-in as a process of its own, and the real clients that talk to it."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import grpc
from google.cloud.scheduler_v1 import CloudSchedulerClient
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from standins.common.clock import MovableClock
from standins.common.identity import Identity
from standins.testing import Process, eventually, free_ports, http

PROJECT = "demo-conformance"
LOCATION = "us-central1"
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"


class StandIn(Process):
    def __init__(self, folder: Path) -> None:
        self.clock = MovableClock(folder / "clock")
        self.identity = Identity(folder / "identity")
        self.port, http_port = free_ports(2)
        told = {
            "PORT": str(self.port),
            "HTTP_PORT": str(http_port),
            "DATA_DIR": str(folder / "data"),
            "IDENTITY_DIR": str(folder / "identity"),
            "CLOCK_FILE": str(folder / "clock"),
            "PROJECT": PROJECT,
            "LOCATION": LOCATION,
        }
        super().__init__("standins.tasks", folder, told, http_port=http_port)

    def start(self, queues: Mapping[str, Any] | None = None, schedules: Mapping[str, Any] | None = None) -> Self:
        self.environment |= {"QUEUES": json.dumps(queues or {}), "SCHEDULES": json.dumps(schedules or {})}
        return super().start()

    def await_ready(self) -> Self:
        super().await_ready()
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self.tasks = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=self.channel))
        self.scheduler = CloudSchedulerClient(transport=CloudSchedulerGrpcTransport(channel=self.channel))
        return self

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Use the test controls; a refusal comes back as its JSON with `status`."""
        answer = http.request(method, f"{self.url}{path}", json=body, timeout=5)
        return answer.json() if answer.is_success else {**answer.json(), "status": answer.status_code}

    def pending(self, queue: str) -> list[Any]:
        return self.ask("GET", f"/_local/tasks?queue={queue}")["tasks"]

    def rest(self, queue: str = "") -> Any:
        return self.ask("GET", f"/_local/idle?queue={queue}")

    def move(self, seconds: float) -> None:
        """Move time, and wait until the stand-in has acted upon it."""
        self.clock.move(seconds)
        moved = self.clock.now()
        eventually(lambda: datetime.fromisoformat(self.rest()["noticed"]) >= moved)

    def wait_for_rest(self, queue: str = "") -> Any:
        return eventually(lambda: (seen := self.rest(queue))["idle"] and seen)

    def _end(self, how: signal.Signals) -> float:
        if self.running:
            self.channel.close()
        return super()._end(how)
