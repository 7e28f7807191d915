"""Starts the stand-in as a process of its own and speaks to the controls that only it has."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from local.identity import Identity
from shared.platform.clock import MovableClock
from tests.fixtures.eventually import eventually

ROOT = Path(__file__).parents[3]

# One connection pool for all raw requests: a new one each time would read the certificates of the world again.
http = httpx.Client(verify=False, timeout=30)

# The client takes None for both; its annotations do not say so.
NO_RETRY: dict[str, Any] = {"retry": None}
NO_CHECKSUM: dict[str, Any] = {"checksum": None}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stand:
    def __init__(self, folder: Path, buckets: dict[str, Any] | None = None, triggers: Any = ()) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.clock = MovableClock(folder / "clock")
        self.identity = Identity(folder / "identity")
        self._settings = {
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "data"),
            "IDENTITY_DIR": str(folder / "identity"),
            "CLOCK_FILE": str(folder / "clock"),
            "BUCKETS": json.dumps(buckets or {}),
            "TRIGGERS": json.dumps(list(triggers)),
        }
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "local.storage"],
                cwd=ROOT,
                env={**os.environ, **self._settings},
                stdout=log,
                stderr=log,
            )
        eventually(lambda: self._is_ready(process), "the stand-in is ready")
        return process

    def _is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, (self.folder / "log").read_text()
        try:
            return http.get(f"{self.base}/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> float:
        """Ask it to stop; how many seconds that took."""
        begun = time.monotonic()
        self.process.terminate()
        self.process.wait(10)
        return time.monotonic() - begun

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def start_again(self) -> None:
        self.process = self._start()

    def client(self) -> storage.Client:
        return storage.Client(
            project="demo-rushes", credentials=AnonymousCredentials(), client_options={"api_endpoint": self.base}
        )

    def get(self, path: str, **query: str | None) -> Any:
        return http.get(self.base + path, params=query, timeout=10).raise_for_status().json()

    def post(self, path: str, order: dict[str, Any] | None = None) -> Any:
        return http.post(self.base + path, json=order or {}, timeout=30).raise_for_status().json()

    def fault(self, do: dict[str, Any], times: int = 1, **match: str | None) -> None:
        self.post("/_local/faults", {"match": match, "times": times, "do": do})

    def faults_left(self) -> int:
        return sum(fault["times"] for fault in self.get("/_local/faults")["ordered"])

    def clear_faults(self) -> None:
        http.delete(f"{self.base}/_local/faults", timeout=10).raise_for_status()
