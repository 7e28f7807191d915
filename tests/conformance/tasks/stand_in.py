"""The stand-in as a process of its own, and the real clients that talk to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
from google.cloud.scheduler_v1 import CloudSchedulerClient
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.identity import Identity
from shared.platform.clock import MovableClock
from tests.fixtures.eventually import eventually

ROOT = Path(__file__).parents[3]
PROJECT = "demo-conformance"
LOCATION = "us-central1"
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"


class StandIn:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = MovableClock(folder / "clock")
        self.identity = Identity(folder / "identity")
        self.port, self.http_port = _free_ports(2)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, queues: Mapping[str, Any] | None = None, schedules: Mapping[str, Any] | None = None) -> StandIn:
        environment = os.environ | {
            "PORT": str(self.port),
            "HTTP_PORT": str(self.http_port),
            "DATA_DIR": str(self.folder / "data"),
            "IDENTITY_DIR": str(self.folder / "identity"),
            "CLOCK_FILE": str(self.folder / "clock"),
            "PROJECT": PROJECT,
            "LOCATION": LOCATION,
            "QUEUES": json.dumps(queues or {}),
            "SCHEDULES": json.dumps(schedules or {}),
        }
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.tasks"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        eventually(self._ready)
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self.tasks = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=self.channel))
        self.scheduler = CloudSchedulerClient(transport=CloudSchedulerGrpcTransport(channel=self.channel))
        return self

    def stop(self) -> float:
        """Ask it to end; how many seconds that took."""
        began = time.monotonic()
        self._end(signal.SIGTERM)
        return time.monotonic() - began

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Use the test controls; a refusal comes back as its JSON with `status`."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.http_port}{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return {**json.load(error), "status": error.code}

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

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            return self.ask("GET", "/health")["ok"]
        except OSError:
            return False

    def _end(self, how: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self.channel.close()
            self._process.send_signal(how)
            self._process.wait(10)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
