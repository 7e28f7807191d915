"""Another process with all functions, beside the stack's own, whose way to some service leads through a counter or trouble."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.stack import parts
from local.stack.ports import choose_ports
from tests.fixtures import http_client
from tests.fixtures.system import System

_PATIENCE_S = 30.0


@contextmanager
def functions_beside(
    environment: Mapping[str, str], port: int = 0, *, command: Sequence[str] = (), **changes: str
) -> Generator[str]:
    """Its address; the tasks that it enqueues come back to it."""
    port = port or choose_ports(["functions"], {}, {})["functions"]
    url = f"http://127.0.0.1:{port}"
    own = {"PORT": str(port), "RUSHES_FUNCTIONS_URL": url, **changes}
    log = Path(environment["CLOCK_FILE"]).parent / "logs" / f"functions-{port}.log"
    with log.open("wb") as output:
        everything = {**os.environ, **environment, **own}
        program = subprocess.Popen(command or parts.functions_command(), env=everything, stdout=output, stderr=output)
    try:
        until = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            if program.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the second functions process did not start: see {log}")
            time.sleep(0.05)
        yield url
    finally:
        program.terminate()
        program.wait(10)


@contextmanager
def second_functions(people: System, **changes: str) -> Generator[System]:
    """The system as it is met through that process. Who signs up there belongs to `people` too."""
    with (
        functions_beside(people.environment, 0, **changes) as url,
        System({**people.environment, "RUSHES_FUNCTIONS_URL": url}) as beside,
    ):
        beside.uids = people.uids
        yield beside


def _answers(url: str) -> bool:
    try:
        return http_client.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
