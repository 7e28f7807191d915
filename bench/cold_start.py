"""Cold starts: from spawning the framework to the first right answer, against its own hello-world in the same minute.

Each round starts an empty function and ours one after the other and takes the ratio of the two, so a slow moment of the
machine slows both; the median of the ratios is reported. And what each function keeps in memory once it has answered.
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
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import httpx
import psutil

from bench.metrics import Metric
from bench.prompts import ready_image
from bench.submits import emulated
from local.people import AuthAccounts, Person
from local.stack import Stack
from main import FUNCTIONS
from shared.catalog.wish import Wish
from shared.videos.model import Job
from shared.videos.states import JobState

_ROUNDS = 15
_ROUNDS_UNMARKED = 7
_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 20.0
_QUIET_S = 0.75  # longer than a new instance waits before it imports what its first answer did without


class First(NamedTuple):
    """A first call of a function. What answers it right: its status, or any refusal where that is what it is for."""

    name: str
    path: str
    mark: float | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    method: str = "GET"
    statuses: Collection[int] = (200,)

    @property
    def function(self) -> str:
        return self.name.partition(".")[0]


def measure(stack: Stack, person: Person) -> Iterator[Metric]:
    """Every function that is called over HTTP, the ones that apps call first with a mark; and all of them in memory."""
    environment = {**os.environ, **stack.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    calls = _calls(stack, person)
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "main.py"
        hello.write_text("def hello(request):\n    return 'hello'\n")
        for call in calls:
            rounds = _ROUNDS_UNMARKED if call.mark is None else _ROUNDS
            pairs = [
                (_first_answer(hello, First("hello", "/"), environment), _first_answer(_ROOT / "main.py", call, environment))
                for _ in range(rounds + 1)
            ][1:]  # the first round warms the disk
            ratio = statistics.median(ours / theirs for theirs, ours in pairs)
            yield Metric(f"cold_start.{call.name}", ratio, "× hello-world", call.mark, f"median of {rounds} paired starts")
            yield Metric(f"cold_start.{call.name}.seconds", statistics.median(ours for _, ours in pairs), "s")
        others = [name for name in FUNCTIONS if name not in {call.function for call in calls}]  # only Google may call them
        refused = [First(name, "/", method="POST", statuses=range(400, 500)) for name in others]
        for call in [First("hello", "/"), *(call for call in calls if "." not in call.name), *refused]:
            source = hello if call.function == "hello" else _ROOT / "main.py"
            how = "of a process that has answered once and rests, with what it imports after that"
            yield Metric(f"memory.idle.{call.name}", _at_rest(source, call, environment), "MiB", how=how)


def _calls(stack: Stack, person: Person) -> list[First]:
    with httpx.Client(timeout=30) as http:
        operator = AuthAccounts(stack.environment["FIREBASE_AUTH_EMULATOR_HOST"], stack.project, http).sign_up(
            claims={"admin": True}
        )
    job_id, image_id, own = _job_of(stack, person.uid), _image_of(stack, person.uid), person.headers
    return [
        First("catalog", "/models", 1.3),
        First("account", "/", 2.0, own),
        First("videos", f"/{job_id}", 2.0, own),
        First("images", "/collections", 2.0, own),
        First("prompts", f"/?image_id={image_id}", 2.0, own),
        First("videos.history", "/", None, own),  # with all its filters
        First("storyboards", "/", None, own),
        First("films", "/", None, own),
        First("watch", f"/{job_id}", None, own),
        First("admin", "/models?reason=cold+starts+are+measured", None, operator.headers),
        First("hooks", "/gemini", None, method="POST", statuses=range(400, 500)),  # a delivery that nobody signed
    ]


def _job_of(stack: Stack, uid: str) -> str:
    """A job to look at, written straight into Firestore."""
    now, job_id = datetime.now(UTC), secrets.token_hex(12)
    wish = Wish("vertex/veo-3.1-generate-001", "A red fox.", 4, "16:9", "720p", True)
    job = Job(job_id, uid, JobState.CANCELLED, wish, 0, False, now, now, None, now, outcome="cancelled", ended_at=now)
    emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project).document(job.path).set(job.fields(), timeout=10)
    return job_id


def _image_of(stack: Stack, uid: str) -> str:
    return ready_image(stack, emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project), uid)


def _first_answer(source: Path, call: First, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    with _answered(source, call, environment):
        return time.perf_counter() - began


def _at_rest(source: Path, call: First, environment: dict[str, str]) -> float:
    """MiB of the process that answered, once nothing is added to it any more."""
    with _answered(source, call, environment) as process:
        server = psutil.Process(process.pid)
        before, now = 0, _held(server)
        while now - before > 2**20:
            time.sleep(_QUIET_S)
            before, now = now, _held(server)
    return now / 2**20


def _held(server: psutil.Process) -> int:
    """Of its worker: the framework's own process only watches over it."""
    return max(each.memory_info().rss for each in [server, *server.children(recursive=True)])


@contextmanager
def _answered(source: Path, call: First, environment: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """A process that has just given its first answer."""
    port = _free_port()
    command = [sys.executable, "-m", "functions_framework", "--target", call.function, "--source", str(source)]
    began = time.perf_counter()
    with _running([*command, "--host", "127.0.0.1", "--port", str(port)], source.parent, environment) as process:
        while (status := _ask(port, call)) is None and process.poll() is None:
            if time.perf_counter() - began > _PATIENCE_S:
                raise RuntimeError(f"{call.name} gave no answer in {_PATIENCE_S:g} s")
            time.sleep(0.002)
        if status not in call.statuses:
            raise RuntimeError(f"{call.name} did not start right: {status or process.returncode}")
        yield process


@contextmanager
def _running(command: list[str], folder: Path, environment: dict[str, str]) -> Generator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def _ask(port: int, call: First) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(call.method, call.path, headers=dict(call.headers))
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
