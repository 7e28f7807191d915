"""One function under the server that the image runs: the functions framework's gunicorn, with few threads."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.stack.ports import choose_ports
from local.stack.topology import ROOT
from tests.fixtures import http_client

_PATIENCE_S = 30.0


@contextmanager
def served(function: str, environment: Mapping[str, str], **changes: str) -> Generator[str]:
    """Its address."""
    port = choose_ports([function], {}, {})[function]
    command = [sys.executable, "-m", "functions_framework", "--target", function, "--source", str(ROOT / "main.py")]
    log = Path(environment["CLOCK_FILE"]).parent / "logs" / f"{function}-{port}.log"
    everything = {**os.environ, **environment, **changes}
    with log.open("wb") as output:
        program = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)], cwd=ROOT, env=everything, stdout=output, stderr=output
        )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            if program.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{function} did not start: see {log}")
            time.sleep(0.05)
        yield url
    finally:
        program.terminate()
        program.wait(10)


def _answers(url: str) -> bool:
    try:
        return http_client.get(f"{url}/", timeout=2).status_code < 500
    except httpx.TransportError:
        return False
