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

EVENT = {
    "ce-id": "e-1",
    "ce-type": "google.cloud.storage.object.v1.finalized",
    "ce-source": "//storage.googleapis.com/projects/_/buckets/uploads",
    "ce-specversion": "1.0",
    "Content-Type": "application/json",
}
OBJECT = {"bucket": "uploads", "name": "a.png", "generation": "7", "size": "12"}


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
    assert (line["bucket"], line["size"], line["kind"]) == (bucket, 5, "finalized")


def test_both_forms_of_an_event_are_understood(system: System) -> None:
    """A4: Eventarc may send the attributes as headers or the whole event as one JSON."""
    binary = system.call("POST", "/output-events", json=OBJECT, headers={**EVENT, **token(system)})
    whole = {"id": "e-1", "type": EVENT["ce-type"], "source": EVENT["ce-source"], "specversion": "1.0", "data": OBJECT}
    headers = {**token(system), "Content-Type": "application/cloudevents+json"}
    structured = system.call("POST", "/output-events", content=json.dumps(whole), headers=headers)
    assert (binary.status_code, structured.status_code) == (204, 204)


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
    answer = system.call("POST", "/output-events", json=OBJECT, headers={**EVENT, **token(system, account, audience)})
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": reason})


def test_a_users_token_brings_no_event(system: System) -> None:
    """A4: a user's token instead of Google's."""
    answer = system.call("POST", "/output-events", system.person(), json=OBJECT, headers=EVENT)
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "wrong_issuer"})
    assert system.call("POST", "/output-events", json=OBJECT, headers=EVENT).json()["details"] == {"reason": "missing"}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"ce-type": "google.cloud.pubsub.topic.v1.messagePublished"}, OBJECT),
        ({"ce-type": ""}, OBJECT),
        ({}, {**OBJECT, "generation": "new"}),
        ({}, {"bucket": "uploads"}),
        ({}, []),
        ({"Content-Type": "application/cloudevents+json"}, {"id": "e-1"}),
    ],
)
def test_what_is_no_storage_event_is_400(system: System, headers: dict[str, str], body: Any) -> None:
    """Q3: a wrong trigger is told, not crashed on."""
    answer = system.call("POST", "/output-events", content=json.dumps(body), headers={**EVENT, **token(system), **headers})
    assert (answer.status_code, answer.json()["error"]) == (400, "BAD_EVENT")
