"""What a submit costs over the bare calls that it cannot do without, and how fast a client is answered.

The floor is the same shape in one process: one read of four documents, one batch of five writes under preconditions, one
task created. Both take turns in the same run; the start queue is paused, so nothing else is at work. The client is the
leanest there is: what a caller's own library spends is no part of an answer.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore_v1.client import Client
from google.cloud.tasks_v2 import CloudTasksClient, HttpRequest, Task

from bench import users
from bench.metrics import Metric
from local.people import Person
from local.stack import Stack
from shared.catalog import reads as catalog_reads
from shared.platform.google.task_queue import tasks_client

_WISH = {"prompt": "A red fox runs through fresh snow.", "seconds": 4, "model": "vertex/veo-3.1-generate-001"}
_PAIRS = 150
_SECONDS = 3.0
_CROWDS = (1, 8, 32)


def measure(stack: Stack) -> Iterator[Metric]:
    environment = stack.environment
    firestore = emulated(environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    tasks = tasks_client(environment["CLOUD_TASKS_EMULATOR_HOST"])
    queue = tasks.queue_path(
        stack.project, environment["RUSHES_REGION"], catalog_reads.start_queue("vertex", "veo-3.1-generate-001")
    )
    people = users.make(firestore, stack.project, max(_CROWDS))
    floor = Floor(firestore, tasks, queue, users.make(firestore, stack.project, max(_CROWDS)))
    tasks.pause_queue(name=queue)
    api = Api(environment["RUSHES_FUNCTIONS_URL"].removeprefix("http://"), people)
    for number in range(20):
        api.submit(number)
        floor.submit(number)
    pairs = [(_ms(floor.submit, number), _ms(api.submit, number)) for number in range(_PAIRS)]
    bare, ours = ([pair[side] for pair in pairs] for side in (0, 1))
    ratio = statistics.median(ours) / statistics.median(bare)
    yield Metric("submit_vs_floor", ratio, "× bare calls", 1.6, "median submit over HTTP against median floor, taking turns")
    yield Metric("submit_p50_ms", statistics.median(ours), "ms")
    yield Metric("submit_p95_ms", _p95(ours), "ms", 200)
    status = [_ms(api.status, number) for number in range(_PAIRS)]
    yield Metric("status_p95_ms", _p95(status), "ms", 100)
    for crowd in _CROWDS:
        yield Metric(f"submits_per_s.{crowd}", _rate(api.submit, crowd), "/s")
        yield Metric(f"submits_per_s.{crowd}.floor", _rate(floor.submit, crowd), "/s")
    tasks.purge_queue(name=queue)
    tasks.resume_queue(name=queue)


class Api:
    def __init__(self, host: str, people: list[Person]) -> None:
        self._host, self._people = host, people
        self._last: dict[str, str] = {}
        self._own = threading.local()  # each caller's connection

    def submit(self, number: int) -> None:
        person = self._people[number % len(self._people)]
        told = self._call("POST", "/videos", person, json.dumps(_WISH).encode(), {"Idempotency-Key": secrets.token_hex(8)})
        self._last[person.uid] = told["video"]["id"]

    def status(self, number: int) -> None:
        person = self._people[number % len(self._people)]
        self._call("GET", f"/videos/{self._last[person.uid]}", person)

    def _call(
        self, method: str, path: str, person: Person, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self._host, timeout=30)
        self._own.connection.request(
            method, path, body, {**person.headers, "Content-Type": "application/json", **(headers or {})}
        )
        answer: http.client.HTTPResponse = self._own.connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} was answered {answer.status}: {told.decode()}")
        return json.loads(told)


class Floor:
    """The bare calls: as many documents, of the same size."""

    def __init__(self, firestore: Client, tasks: CloudTasksClient, queue: str, people: list[Person]) -> None:
        self._firestore, self._tasks, self._queue, self._people = firestore, tasks, queue, people
        self._config = [firestore.document(f"system_configs/{name}") for name in ("intake", "models")]

    def submit(self, number: int) -> None:
        db, job_id = self._firestore, secrets.token_hex(12)
        account = db.document(f"accounts/{self._people[number % len(self._people)].uid}")
        key = db.document(f"idempotency/{secrets.token_hex(32)}")
        seen = {row.reference.path: row for row in db.get_all([account, *self._config, key], retry=None, timeout=5)}
        body = {"text": "x" * 400, "number": number, "at": datetime.now(UTC), **{f"field_{n}": n for n in range(20)}}
        batch: Any = db.batch()
        for path in (f"credit_transactions/{job_id}", f"video_jobs/{job_id}", f"video_jobs/{job_id}/private/ops"):
            batch.create(db.document(path), body)
        batch.create(key, body)
        option = db.write_option(last_update_time=seen[account.path].update_time)
        batch.update(account, {"seq": number, "updated_at": datetime.now(UTC)}, option=option)
        batch.commit(retry=None, timeout=5)
        request = HttpRequest(url="http://127.0.0.1:9/", body=b"{}")
        self._tasks.create_task(parent=self._queue, task=Task(http_request=request), timeout=5)


def emulated(host: str, project: str) -> Client:
    os.environ["FIRESTORE_EMULATOR_HOST"] = host
    return Client(project=project)


def _ms(call: Callable[[int], None], number: int) -> float:
    began = time.perf_counter()
    call(number)
    return (time.perf_counter() - began) * 1000


def _rate(call: Callable[[int], None], crowd: int) -> float:
    """Calls a second of so many callers, each with an account of their own."""
    until = time.perf_counter() + _SECONDS

    def caller(number: int) -> int:
        done = 0
        while time.perf_counter() < until:
            call(number)
            done += 1
        return done

    with ThreadPoolExecutor(crowd) as pool:
        return sum(pool.map(caller, range(crowd))) / _SECONDS


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]
