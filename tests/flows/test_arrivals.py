"""Events of Cloud Storage, from the stand-in through the door, with Google's token."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.system import System

ATTRIBUTES = {"eventType": "OBJECT_FINALIZE", "bucketId": "uploads", "objectId": "a.png", "objectGeneration": "7"}


def push(**attributes: str | None) -> dict[str, Any]:
    """As a subscription brings it; an attribute that is None is left out."""
    about = {name: text for name, text in {**ATTRIBUTES, **attributes}.items() if text is not None}
    message = {"attributes": about, "data": "e30=", "messageId": "e-1", "publishTime": "2026-11-28T12:00:00Z"}
    return {"message": message, "subscription": "projects/p/subscriptions/s"}


def token(system: System, account: str = "events", audience: str = "output-events") -> dict[str, str]:
    email = f"rushes-{account}@{system.project}.iam.gserviceaccount.com"
    return {"Authorization": f"Bearer {system.identity.oidc_token(email, f'{system.url}/{audience}', system.clock.now())}"}


def test_an_uploaded_object_reaches_the_function(system: System) -> None:
    """A4: the event of a real upload passes the door with Google's token and is written down."""
    name = f"{secrets.token_hex(6)}/hello.txt"
    bucket = system.environment["RUSHES_BUCKET_UPLOADS"]
    put = http_client.post(
        f"{system.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{bucket}/o",
        params={"uploadType": "media", "name": name},
        content=b"hello",
    )
    assert put.status_code == 200
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"

    def seen() -> list[dict[str, Any]]:
        lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("message") == "object arrived" and line.get("name") == name]

    (line,) = eventually(seen)
    assert (line["bucket"], line["kind"]) == (bucket, "OBJECT_FINALIZE")


@pytest.mark.parametrize(
    ("account", "audience", "reason"),
    [
        ("tasks", "output-events", "wrong_account"),
        ("events", "account", "wrong_audience"),
        ("scheduler", "output-events", "wrong_account"),
    ],
)
def test_only_the_events_account_may_bring_events(system: System, account: str, audience: str, reason: str) -> None:
    """A4: the expected service account and audience, nothing else."""
    answer = system.call("POST", "/output-events", json=push(), headers=token(system, account, audience))
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": reason})


def test_a_users_token_brings_no_event(system: System) -> None:
    """A4: a user's token instead of Google's."""
    answer = system.call("POST", "/output-events", system.person(), json=push())
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "wrong_issuer"})
    assert system.call("POST", "/output-events", json=push()).json()["details"] == {"reason": "missing"}


@pytest.mark.parametrize(
    "body",
    [
        push(eventType="SECRET_ROTATE"),
        push(eventType=None),
        push(objectGeneration="new"),
        push(objectId=None),
        push(objectId=".."),
        {"message": {"data": "e30=", "messageId": "e-1"}},
        ATTRIBUTES,
        [],
    ],
)
def test_what_is_no_storage_event_is_400(system: System, body: Any) -> None:
    """Q3: a wrong subscription is told, not crashed on."""
    answer = system.call("POST", "/output-events", json=body, headers=token(system))
    assert (answer.status_code, answer.json()["error"]) == (400, "BAD_EVENT")
