"""What comes from outside without having been asked for: providers' webhooks, Cloud Storage's events, and tasks.

No 5xx from a webhook or an event, whatever stands in it. A task that its own form refuses is told as given up (204) at its
first try, as is every failing one at its last; 500 at an earlier one asks the queue to try again, and only what the form
accepts may ask for that.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from shared.images.model import upload_name
from tests.fixtures.webhooks import signed, told
from tests.inputs.by_bytes import mutated
from tests.inputs.hunt import Hunt, Judge
from tests.inputs.wire import Answer, Ask, as_json
from tests.inputs.world import FIRST_TRY, LAST_TRY, World

_JSON = {"Content-Type": "application/json"}
_HOOKS = (("gemini", "interaction.completed"), ("gemini", "video.generated"), ("openai", "video.completed"))


def round_of_events(hunt: Hunt, world: World, examples: int, number: int) -> None:
    for asks, judge in (*_webhooks(hunt, world), *_events(hunt, world), *_tasks(hunt, world)):
        hunt.through(asks, examples, number, judge)


def _post(target: str, body: bytes, headers: Mapping[str, str]) -> Ask:
    return Ask("POST", target, (), body).with_headers(headers)


def _like(ask: Ask, headers: Mapping[str, str] | None = None) -> st.SearchStrategy[Ask]:
    """It, spoiled; these headers are as they should be."""
    return mutated(st.just(ask)).map(lambda each: each.with_headers(headers or {}))


def _webhooks(hunt: Hunt, world: World) -> Iterator[tuple[st.SearchStrategy[Ask], Judge]]:
    def unsigned_are_refused(ask: Ask, answer: Answer | None) -> list[str]:
        taken = answer is not None and answer.status < 300 and ask.method == "POST"
        return [*hunt.contract.breaches(ask, answer), *(["taken without a signature"] if taken else [])]

    for sender, kind in _HOOKS:
        body = told(kind, "operations/1", world.system.clock.now())
        ask = _post(f"/hooks/{sender}", body, _JSON)
        secret = world.system.environment[f"RUSHES_HOOK_SECRETS_{sender.upper()}"].split()[0].split(",")[0]
        yield _like(ask).map(lambda each, secret=secret: _signed(world, each, secret)), hunt.contract.breaches
        yield _like(ask, signed(_another(secret), body, world.system.clock.now())), unsigned_are_refused


def _another(secret: str) -> str:
    return f"whsec_{base64.b64encode(hmac.digest(secret.encode(), b'another', 'sha256')).decode()}"


def _signed(world: World, ask: Ask, secret: str) -> Ask:
    headers = signed(secret, ask.body or b"", world.system.clock.now())
    kind = ask.header("Content-Type") or ""
    return ask.with_headers({**headers, "Content-Type": kind})


def _events(hunt: Hunt, world: World) -> Iterator[tuple[st.SearchStrategy[Ask], Judge]]:
    environment = world.system.environment
    objects = {
        "output-events": (environment["RUSHES_BUCKET_PROVIDER_OUT"], f"{world.ids['job_id']}/1/sample_0.mp4"),
        "upload-events": (environment["RUSHES_BUCKET_UPLOADS"], upload_name(world.user.uid, world.ids["image_id"])),
    }
    for function, (bucket, name) in objects.items():
        token = world.service("events", function)
        about = {"eventType": "OBJECT_FINALIZE", "bucketId": bucket, "objectId": name, "objectGeneration": "7"}
        message = {"attributes": about, "data": "e30=", "messageId": "e-1", "publishTime": "2026-11-28T12:00:00Z"}
        event = {"message": message, "subscription": "projects/p/subscriptions/s"}
        yield _like(_post(f"/{function}", as_json(event), _JSON), token), hunt.contract.breaches


def _tasks(hunt: Hunt, world: World) -> Iterator[tuple[st.SearchStrategy[Ask], Judge]]:
    def retried_only_when_understood(ask: Ask, answer: Answer | None) -> list[str]:
        if answer is not None and answer.status == 500 and hunt.contract.accepts(ask):
            hunt.retried[ask.target.split("/")[1]] += 1
            return []
        return hunt.contract.breaches(ask, answer)

    for target, payload in _payloads(world):
        token = world.service("scheduler" if target.startswith("/sweep") else "tasks", target.split("/")[1])
        ask = _post(target, as_json(payload), _JSON)
        yield _like(ask, {**token, **LAST_TRY}), hunt.contract.breaches
        yield _like(ask, {**token, **FIRST_TRY}), retried_only_when_understood


def _payloads(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """As our own queues carry them; what erases comes last."""
    user, job, image = world.user.uid, world.ids["job_id"], world.ids["image_id"]
    operation = {
        "name": "projects/p/locations/us-central1/publishers/google/models/veo-3.1-generate-001/operations/1",
        "model": "veo-3.1-generate-001",
        "surface": "vertex",
        "started_at": world.system.clock.now().isoformat(),
        "output_prefix": f"gs://{world.system.environment['RUSHES_BUCKET_PROVIDER_OUT']}/{job}/1/",
        "key_version": None,
        "project": None,
    }
    of_job = {"job_id": job, "user_id": user}
    yield "/video-tasks/start", of_job
    yield "/video-tasks/check", {**of_job, "attempt": 1, "operation": operation, "epoch": 0, "number": 0, "last": False}
    yield "/video-tasks/hint", {"surface": "vertex", "operation": operation["name"]}
    yield "/storage-tasks", {**of_job, "attempt": 1, "uri": f"{operation['output_prefix']}sample_0.mp4", "round": 0}
    yield "/storage-tasks/poster", of_job
    prompt = {"prompt_id": world.ids["prompt_id"], "image_id": image, "user_id": user}
    yield "/prompt-tasks", {**prompt, "attempt": 1, "epoch": 0, "tries": 0}
    yield "/film-tasks", {"film_id": world.ids["film_id"], "user_id": user, "epoch": 0}
    event = {"event_id": f"{world.ids['job_id']}.video.completed", "user_id": user}
    for where in ("/webhook-tasks/tell", "/notice-tasks/mail", "/notice-tasks/push"):
        yield where, event
    yield "/webhook-tasks/deliver", {"endpoint_id": image}
    span = {"since": "2026-01-31", "until": "2026-02-01", "cursor": "eyJh", "all": False}
    yield "/webhook-tasks/redeliver", {"endpoint_id": image, "user_id": user, **span}
    yield "/notice-tasks/letter", {"letter": "account.deleted", "key": image, "values": {}, "user_id": user}
    yield "/payment-tasks/hint", {"kind": "checkout.session", "id": "cs_test_1"}
    yield "/payment-tasks/look", {"purchase_id": image}
    yield "/payment-tasks/forget", {"user_id": user}
    yield "/account-tasks/export", {"user_id": user, "export_id": image, "epoch": 0}
    yield "/account-tasks/erase-export", {"id": image, "user_id": user}
    yield "/account-tasks/erase", {"user_id": user}
    yield "/sweep", {}
    yield "/sweep/more", {}
    yield "/upload-events/late", {"image_id": image, "user_id": user}
    for where in ("/film-tasks/tidy", "/film-tasks/erase"):
        yield where, {"id": world.ids["film_id"], "user_id": user}
    yield "/upload-events/erase", {"id": image, "user_id": user}
    yield "/upload-events/erase-collection", {"id": world.ids["collection_id"], "user_id": user}
