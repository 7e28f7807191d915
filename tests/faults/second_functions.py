"""Another process with all functions, beside the stack's own, whose way to some service leads through trouble."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from tests.system import System
from tests.wishes import eventually


@contextmanager
def second_functions(people: System, **changes: str) -> Generator[System]:
    """The system as it is met through that process: its tasks come back to it. Who signs up there belongs to `people` too."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**people.environment, "RUSHES_FUNCTIONS_URL": url, **changes}
    program = subprocess.Popen(
        [sys.executable, "-m", "local.functions"],
        env={**os.environ, **environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert eventually(lambda: _answers(url), 20)
        with System({**people.environment, "RUSHES_FUNCTIONS_URL": url}) as beside:
            beside.uids = people.uids
            yield beside
    finally:
        program.terminate()
        program.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False
