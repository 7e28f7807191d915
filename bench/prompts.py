"""What a written prompt costs beside the model: time of our own, and documents read and written, counted at the wire.

One prompt passes a functions process beside the stack's, whose Firestore is counted. Our own time is from sending the call
to the moment in which the text can be seen in Firestore, less what the model itself took.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.eval.pictures import PAINTINGS
from local.people import Person
from local.stack import Stack
from shared.images.model import Image
from shared.images.states import ImageStatus
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.fixtures import http_client

_PROMPTS = 30
_PATIENCE_S = 30.0


def measure(stack: Stack) -> Iterator[Metric]:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    (person,) = users.make(firestore, stack.project, 1)
    with httpx.Client(base_url=stack.environment["RUSHES_FUNCTIONS_URL"], timeout=30) as http:
        spent = sorted(_spent_ms(http, stack, firestore, person) for _ in range(_PROMPTS + 2))[:_PROMPTS]  # less cold ones
    yield Metric("prompt_overhead_ms", statistics.median(spent), "ms", 250, "beyond the model's own answer, warm, median")
    yield Metric("prompt_overhead_ms.p95", spent[int(0.95 * len(spent))], "ms")
    with (
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        httpx.Client(base_url=url, timeout=30) as http,
    ):
        _spent_ms(http, stack, firestore, person)  # the first one reads the configuration
        proxy.documents.clear()
        _spent_ms(http, stack, firestore, person)
        yield Metric("prompt_reads", proxy.documents["read"], "documents", 8, "one prompt, from the call to its text")
        yield Metric("prompt_writes", proxy.documents["written"], "documents", 4)


def _spent_ms(http: httpx.Client, stack: Stack, firestore: Any, person: Person) -> float:
    """Of one prompt for a picture of its own."""
    body, key = {"image_id": ready_image(stack, firestore, person.uid)}, {"Idempotency-Key": secrets.token_hex(8)}
    began = time.perf_counter()
    answer = http.post("/prompts", json=body, headers={**person.headers, **key}).raise_for_status()
    where, until = firestore.document(f"video_prompts/{answer.json()['prompt']['id']}"), time.monotonic() + _PATIENCE_S
    while (written := where.get(timeout=10).to_dict() or {})["status"] == "pending":
        if time.monotonic() > until:
            raise RuntimeError("a measured prompt was not written")
        time.sleep(0.01)
    if written["status"] != "completed" or written["metadata"]["asked"] != 1:
        raise RuntimeError(f"a measured prompt ended as {written['status']}: {written['metadata']}")
    return (time.perf_counter() - began) * 1000 - written["metadata"]["model_ms"]


def ready_image(stack: Stack, firestore: Any, uid: str) -> str:
    """A picture as it is once its bytes were looked at."""
    content, now = PAINTINGS[0].png(), datetime.now(UTC)
    image = Image(secrets.token_hex(12), uid, "0" * 24, ImageStatus.READY, "image/png", len(content), now, now, None)
    address = f"{stack.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{stack.environment['RUSHES_BUCKET_MEDIA']}/o"
    where = {"uploadType": "media", "name": image.object_name}
    http_client.post(address, params=where, content=content, headers={"Content-Type": "image/png"}).raise_for_status()
    stored = {**image.fields(), "object": image.object_name, "thumbnail": image.object_name}
    firestore.document(image.path).set(stored, timeout=10)
    return image.id
