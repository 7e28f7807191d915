"""A functions process of its own beside the stack's, whose Firestore is somewhere else: to count, or to break, what passes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.stack import Stack
from local.stack.ports import choose_ports

_PATIENCE_S = 20.0


@contextmanager
def second_functions(stack: Stack, firestore: str) -> Generator[str]:
    """Its address; the tasks that it enqueues come back to it."""
    port = choose_ports(["functions"], {}, {})["functions"]
    url = f"http://127.0.0.1:{port}"
    own = {"PORT": str(port), "FIRESTORE_EMULATOR_HOST": firestore, "RUSHES_FUNCTIONS_URL": url}
    environment = {**os.environ, **stack.environment, **own}
    log = (Path(stack.folder) / "logs" / "second-functions.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "local.functions"], env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + _PATIENCE_S
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the second functions process did not start: see {log.name}")
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)
        log.close()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
