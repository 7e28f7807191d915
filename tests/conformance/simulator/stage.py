"""Starts parts of the local stack for the tests here, and waits for effects with a deadline."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.fixtures import http_client
from tests.fixtures.eventually import eventually

_ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Part:
    """One process of the stack; `kill` is kill -9, `start` brings it back on the same port and folder."""

    def __init__(self, module: str, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._module, self._log = module, folder / f"{module}.log"
        folder.mkdir(parents=True, exist_ok=True)
        self._environment = {**os.environ, **environment, "PORT": str(self.port), "DATA_DIR": str(folder / module)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Part:
        return self.launch().await_ready()

    def launch(self) -> Part:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module], cwd=_ROOT, env=self._environment, stdout=log, stderr=log
            )
        return self

    def await_ready(self) -> Part:
        eventually(self._ready)
        return self

    def stop(self) -> float:
        """How many seconds it took to go after SIGTERM."""
        return self._end("terminate")

    def kill(self) -> None:
        self._end("kill")

    def _end(self, how: str) -> float:
        process, self._process = self._process, None
        if process is None:
            return 0.0
        began = time.monotonic()
        getattr(process, how)()
        process.wait(10)
        return time.monotonic() - began

    def _ready(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise AssertionError(f"{self._module} ended: {self._log.read_text()[-2000:]}")
        try:
            return http_client.get(f"{self.url}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False
