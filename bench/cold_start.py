"""Cold starts: from spawning the framework to the first right answer, against its own hello-world in the same minute.

Each round starts an empty function and ours one after the other and takes the ratio of the two, so a slow moment of the
machine slows both; the median of the ratios is reported.
"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.metrics import Metric
from bench.prompts import ready_image
from bench.submits import emulated
from local.people import Person
from local.stack import Stack
from shared.catalog.offers import Wish
from shared.videos.job import Job
from shared.videos.states import JobState

_ROUNDS = 15
_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 20.0


def measure(stack: Stack, person: Person) -> Iterator[Metric]:
    """The public catalog, an account, a job, collections, an image's prompts; without a mark a history, with all its filters."""
    environment = {**os.environ, **stack.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    job_id, image_id = _job_of(stack, person.uid), _image_of(stack, person.uid)
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "main.py"
        hello.write_text("def hello(request):\n    return 'hello'\n")
        for name, path, mark in (
            ("catalog", "/models", 1.3),
            ("account", "/", 2.0),
            ("videos", f"/{job_id}", 2.0),
            ("images", "/collections", 2.0),
            ("prompts", f"/?image_id={image_id}", 2.0),
            ("videos.history", "/", None),
        ):
            function = name.partition(".")[0]
            pairs = [
                (
                    _first_answer(hello, "hello", "/", {}, environment),
                    _first_answer(_ROOT / "main.py", function, path, person.headers, environment),
                )
                for _ in range(_ROUNDS + 1)
            ][1:]  # the first round warms the disk
            ratio = statistics.median(ours / theirs for theirs, ours in pairs)
            yield Metric(f"cold_start.{name}", ratio, "× hello-world", mark, f"median of {_ROUNDS} paired starts")
            yield Metric(f"cold_start.{name}.seconds", statistics.median(ours for _, ours in pairs), "s")


def _job_of(stack: Stack, uid: str) -> str:
    """A job to look at, written straight into Firestore."""
    now, job_id = datetime.now(UTC), secrets.token_hex(12)
    wish = Wish("vertex/veo-3.1-generate-001", "A red fox.", 4, "16:9", "720p", True)
    job = Job(job_id, uid, JobState.CANCELLED, wish, 0, False, now, now, None, now, outcome="cancelled", ended_at=now)
    emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project).document(job.path).set(job.fields(), timeout=10)
    return job_id


def _image_of(stack: Stack, uid: str) -> str:
    return ready_image(stack, emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project), uid)


def _first_answer(source: Path, function: str, path: str, headers: Mapping[str, str], environment: dict[str, str]) -> float:
    port = _free_port()
    command = [sys.executable, "-m", "functions_framework", "--target", function, "--source", str(source)]
    began = time.perf_counter()
    with _running([*command, "--host", "127.0.0.1", "--port", str(port)], source.parent, environment) as process:
        while time.perf_counter() - began < _PATIENCE_S:
            status = _ask(port, path, headers)
            if status == 200:
                return time.perf_counter() - began
            if status is not None or process.poll() is not None:
                raise RuntimeError(f"{function} did not start right: {status or process.returncode}")
            time.sleep(0.002)
    raise RuntimeError(f"{function} gave no answer in {_PATIENCE_S:g} s")


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def _ask(port: int, path: str, headers: Mapping[str, str]) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
