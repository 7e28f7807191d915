"""A stand-in as a process of its own, for tests against it, and waiting for what it does in its own time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, Self, TypeVar

import httpx

Seen = TypeVar("Seen")

ROOT = Path(__file__).parents[1]
_PATIENCE_S = 90.0  # only what fails takes so long: a slow machine is no failure
_LOOK_S = 0.02

# One for all raw requests: a new one each time would read the certificates of the world again. No connection outlives its call.
http = httpx.Client(verify=False, timeout=30, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def eventually(
    look: Callable[[], Seen | Literal[False] | None], what: Callable[[], object] | str = "", *, seconds: float = _PATIENCE_S
) -> Seen:
    """The first answer that is something; when none comes in time, a failure that tells the last one and `what` it was about."""
    until = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds:g} s: {what() if callable(what) else what or look}; last seen: {seen!r}")
        time.sleep(_LOOK_S)
    return seen


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Process:
    """`python -m module`, with its log in the folder; after `stop` or `kill`, `start` brings it back with its ports and data."""

    def __init__(self, module: str, folder: Path, environment: Mapping[str, str], *, http_port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.url = f"http://127.0.0.1:{http_port}"
        self.environment = dict(environment)  # as it is told at the next start
        self._module, self._log = module, folder / f"{module}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self) -> Self:
        return self.launch().await_ready()

    def launch(self) -> Self:
        with self._log.open("ab") as log:
            told = {**os.environ, **self.environment}
            self._process = subprocess.Popen([sys.executable, "-m", self._module], cwd=ROOT, env=told, stdout=log, stderr=log)
        return self

    def await_ready(self) -> Self:
        eventually(self._ready, f"{self._module} is ready")
        return self

    def stop(self) -> float:
        """Ask it to end; how many seconds that took."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> float:
        process, self._process = self._process, None
        if process is None:
            return 0.0
        began = time.monotonic()
        process.send_signal(how)
        process.wait(10)
        return time.monotonic() - began

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"{self._module} ended: {self._log.read_text()[-2000:]}"
        try:
            return http.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False
