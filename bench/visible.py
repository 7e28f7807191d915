"""From "the provider has it" to "the user sees it": our own part of the wait, by the finalize event and by polling alone.

The provider's file is complete at the creation time of its object, the job at the time in its document. Both are of the
stack's one clock, which nobody moves between the two.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.stack import Stack
from shared.catalog import reads as catalog_reads
from tests.fixtures import http_client

_JOBS = 20
_PATIENCE_S = 120.0


def measure(stack: Stack) -> Iterator[Metric]:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    (person,) = users.make(firestore, stack.project, 1)
    with httpx.Client(base_url=stack.environment["RUSHES_FUNCTIONS_URL"], timeout=30) as http:
        waits = sorted(_wait_of_one(http, stack, firestore, person.headers, f"number {number % 2}") for number in range(_JOBS))
        with _no_events(stack):
            polled = sorted(_polled(http, stack, firestore, person.headers, late_s) for late_s in range(1, 6))
    yield Metric("visible_after_done_s.p50", waits[len(waits) // 2], "s", None, "finalize path")
    yield Metric("visible_after_done_s.p95", waits[int(0.95 * len(waits))], "s", 1.0, "finalize path, one job after the other")
    yield Metric("visible_after_done_s.polled_p50", polled[len(polled) // 2], "s", None, "no event comes: looks 5 s apart")


@contextmanager
def _no_events(stack: Stack) -> Generator[None]:
    """Looks alone find the file."""
    events = f"{stack.environment['STORAGE_EMULATOR_HOST']}/_local/events"
    bucket = {"bucket": stack.environment["RUSHES_BUCKET_PROVIDER_OUT"]}
    http_client.post(f"{events}/hold", json=bucket).raise_for_status()
    try:
        yield
    finally:
        http_client.post(f"{events}/release", json={**bucket, "order": "original"}).raise_for_status()


def _polled(http: httpx.Client, stack: Stack, firestore: Any, headers: dict[str, str], late_s: int) -> float:
    """A job whose provider needs so many seconds more than usual; time is moved to shortly before its first look."""
    usual_s = catalog_reads.row("vertex/veo-3.1-generate-001")["usual_seconds"]
    text = f"[[fault:{json.dumps({'render_seconds': usual_s + late_s})}]]"
    return _wait_of_one(http, stack, firestore, headers, text, skip_s=usual_s - 2)


def _wait_of_one(
    http: httpx.Client, stack: Stack, firestore: Any, headers: dict[str, str], text: str, skip_s: float = 0
) -> float:
    wish = {"prompt": f"A red fox, {text}.", "seconds": 4}
    key = {"Idempotency-Key": secrets.token_hex(8)}
    job_id = http.post("/videos", json=wish, headers={**headers, **key}).raise_for_status().json()["video"]["id"]
    until, made_at = time.monotonic() + _PATIENCE_S, None
    while time.monotonic() < until:
        made_at = made_at or _made_at(stack, job_id)  # looked for often: the provider's copy is deleted in the end
        job = firestore.document(f"video_jobs/{job_id}").get(timeout=10).to_dict() or {}
        if skip_s and job["state"] == "processing":
            stack.clock.move(skip_s)
            skip_s = 0
        if job["ended_at"]:
            if job["state"] != "completed" or made_at is None:
                raise RuntimeError(f"a measured job ended as {job['state']}: {job['message']}")
            return (job["ended_at"] - made_at).total_seconds()
        time.sleep(0.01)
    raise RuntimeError("a measured job did not come to its end")


def _made_at(stack: Stack, job_id: str) -> datetime | None:
    """When the provider's file was complete, as its bucket says."""
    bucket = stack.environment["RUSHES_BUCKET_PROVIDER_OUT"]
    listed = http_client.get(
        f"{stack.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o", params={"prefix": f"{job_id}/"}
    )
    items = listed.raise_for_status().json().get("items", [])
    return datetime.fromisoformat(items[0]["timeCreated"]) if items else None
