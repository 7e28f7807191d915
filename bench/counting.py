"""Documents read and written, counted at the wire between the functions and the emulator."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.stack import Stack
from shared.videos.states import JobState
from standins.common.identity import Identity
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.fixtures import http_client

_WISH = {"prompt": "A red fox runs through fresh snow.", "seconds": 4}
_PATIENCE_S = 60.0


def measure(stack: Stack) -> Iterator[Metric]:
    """Everything that one job does passes through a functions process whose Firestore is counted."""
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    (person,) = users.make(firestore, stack.project, 1)
    held = {"bucket": stack.environment["RUSHES_BUCKET_PROVIDER_OUT"]}
    events = f"{stack.environment['STORAGE_EMULATOR_HOST']}/_local/events"
    with (
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
    ):
        http_client.post(f"{events}/hold", json=held).raise_for_status()
        with httpx.Client(base_url=url, timeout=60) as http:
            _job(http, person.headers, stack)  # the first one reads the configuration
            proxy.documents.clear()
            job_id = _job(http, person.headers, stack)
            yield Metric(
                "job_reads",
                proxy.documents["read"],
                "documents",
                10,
                "one successful job, polled; configuration apart: its models with each submit, the rest once a minute",
            )
            yield Metric("job_writes", proxy.documents["written"], "documents", 12)
            _edit(http, person.headers, stack, job_id)
            proxy.documents.clear()
            _edit(http, person.headers, stack, job_id)
            yield Metric("edit_reads", proxy.documents["read"], "documents", 13, "encoded anew, with a sign of its progress")
            yield Metric("edit_writes", proxy.documents["written"], "documents", 12)
            yield _pending_check(http, stack, proxy)
            yield _lost_look(http, stack, proxy)
            yield from _sweeps(http, stack, proxy, firestore)
        http_client.post(f"{events}/release", json={**held, "order": "original"}).raise_for_status()


def _job(http: httpx.Client, headers: dict[str, str], stack: Stack) -> str:
    job_id = _asked(http, headers, "/videos", _WISH)
    _until(lambda: _state(stack, job_id) not in (JobState.QUEUED, JobState.SUBMITTING))
    stack.clock.move(65)  # past the model's usual time: the first look finds it done
    _until(lambda: _state(stack, job_id) == JobState.COMPLETED)
    return job_id


def _edit(http: httpx.Client, headers: dict[str, str], stack: Stack, source_id: str) -> None:
    job_id = _asked(http, headers, f"/videos/{source_id}/edits", {"look": "warm", "speed": 0.5})
    _until(lambda: _state(stack, job_id) == JobState.COMPLETED)


def _asked(http: httpx.Client, headers: dict[str, str], path: str, wish: dict[str, Any]) -> str:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    return http.post(path, json=wish, headers={**headers, **key}).raise_for_status().json()["video"]["id"]


def _state(stack: Stack, job_id: str) -> str:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)  # looked at past the counter
    return str((firestore.document(f"video_jobs/{job_id}").get(timeout=10).to_dict() or {})["state"])


def _pending_check(http: httpx.Client, stack: Stack, proxy: FirestoreProxy) -> Metric:
    vertex = stack.environment["GOOGLE_VERTEX_BASE_URL"]
    http_client.post(f"{vertex}/_local/faults", json={"match": {"prompt_contains": "endless"}, "times": 1, "do": {"never": True}})
    model = "veo-3.1-generate-001"
    base = f"{vertex}/v1beta1/projects/{stack.project}/locations/us-central1/publishers/google/models/{model}"
    prefix = f"gs://{stack.environment['RUSHES_BUCKET_PROVIDER_OUT']}/endless/1/"
    order = {"instances": [{"prompt": "endless"}], "parameters": {"durationSeconds": 4, "sampleCount": 1, "storageUri": prefix}}
    made = (
        http_client.post(f"{base}:predictLongRunning", json=order, headers={"Authorization": "Bearer bench"})
        .raise_for_status()
        .json()
    )
    operation = {
        "name": made["name"],
        "model": model,
        "surface": "vertex",
        "started_at": datetime.now(UTC).isoformat(),
        "output_prefix": prefix,
    }
    task = {"job_id": "0" * 24, "user_id": "bench", "attempt": 1, "operation": operation, "epoch": 0, "number": 0, "last": False}
    headers = _google(stack, "tasks", f"{http.base_url}".rstrip("/") + "/video-tasks")
    proxy.documents.clear()
    http.post("/video-tasks/check", json=task, headers=headers).raise_for_status()
    return Metric("pending_check_ops", sum(proxy.documents.values()), "documents", 0, "a look that finds it still at work")


def _lost_look(http: httpx.Client, stack: Stack, proxy: FirestoreProxy) -> Metric:
    until = (stack.clock.now() + timedelta(minutes=5)).isoformat()
    task = {"job_id": "0" * 24, "user_id": "bench", "attempt": 1, "until": until, "epoch": 0, "number": 0}
    headers = _google(stack, "tasks", f"{http.base_url}".rstrip("/") + "/video-tasks")
    proxy.documents.clear()
    http.post("/video-tasks/seek", json=task, headers=headers).raise_for_status()
    return Metric("lost_look_ops", sum(proxy.documents.values()), "documents", 0, "a look for a lost order that finds nothing")


def _sweeps(http: httpx.Client, stack: Stack, proxy: FirestoreProxy, firestore: Any) -> Iterator[Metric]:
    """Reads of one sweep with twenty due jobs, beside a thousand and beside many ended ones."""
    counts: list[int] = []
    ended = 0
    for total in (1_000, 50_000):
        _write_ended(firestore, total - ended)
        ended = total
        _write_due(firestore, 20)
        proxy.documents.clear()
        http.post("/sweep", headers=_google(stack, "scheduler", f"{http.base_url}".rstrip("/") + "/sweep")).raise_for_status()
        counts.append(proxy.documents["read"])
        yield Metric(f"sweep_reads.{total}_ended", counts[-1], "documents")
    yield Metric("sweep_reads.growth", counts[1] - counts[0], "documents", 0, "reads must not grow with what has ended")


def _write_ended(firestore: Any, count: int) -> None:
    for start in range(0, count, 500):
        batch = firestore.batch()
        for _ in range(min(500, count - start)):
            fields = {"user_id": "bench-ended", "state": "completed", "due_at": None, "created_at": datetime.now(UTC)}
            batch.create(firestore.document(f"video_jobs/{secrets.token_hex(12)}"), fields)
        batch.commit(timeout=60)


def _write_due(firestore: Any, count: int) -> None:
    """Jobs that look due but are of nobody's concern any more: looked at, found ended by their deadline, ended."""
    from shared.accounts.ledger import Account
    from shared.catalog.wish import Wish
    from shared.videos.model import Job, ops_path

    now = datetime.now(UTC)
    uid = f"bench-due-{secrets.token_hex(4)}"
    firestore.document(f"accounts/{uid}").set(Account(uid, now, now, active_jobs=count).fields(), timeout=10)
    for _ in range(count):
        wish = Wish("vertex/veo-3.1-generate-001", "due", 4, "16:9", "720p", True)
        past = now - timedelta(hours=2)
        job = Job(secrets.token_hex(12), uid, JobState.QUEUED, wish, 0, False, past, past, past, past)
        firestore.document(job.path).set(job.fields(), timeout=10)
        firestore.document(ops_path(job.id)).set({"user_id": uid}, timeout=10)


def _google(stack: Stack, account: str, audience: str) -> dict[str, str]:
    email = f"rushes-{account}@{stack.project}.iam.gserviceaccount.com"
    token = Identity(stack.folder / "identity").oidc_token(email, audience, stack.clock.now())
    return {"Authorization": f"Bearer {token}"}


def _until(look: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not look():
        if time.monotonic() > until:
            raise RuntimeError("a measured job did not come to its end")
        time.sleep(0.05)
