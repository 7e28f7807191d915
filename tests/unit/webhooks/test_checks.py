"""Webhooks in, at the door: what is believed, what is refused, and that neither touches a document."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from functions import hooks
from shared.platform import clients
from shared.platform.settings import BadSettings, Settings, read_settings, settings
from shared.platform.web import exchange
from shared.webhooks import checks
from tests.fixtures.fakes import FakeClock
from tests.fixtures.webhooks import Headers, new_secret, signed, told
from tests.unit.platform.test_settings import GOOD
from tests.unit.platform.web.test_door import client_of

OLD, NEW, OPENAI = new_secret(), new_secret(), new_secret()


class Desk:
    """A queue that knows its tasks by name, as Cloud Tasks does."""

    def __init__(self) -> None:
        self.tasks: dict[str, dict[str, Any]] = {}

    def put(self, queue: str, function: str, path: str, payload: dict[str, Any], *, name: str, deadline_s: int) -> bool:
        fresh = name not in self.tasks
        self.tasks.setdefault(name, {"to": f"{queue} {function}{path}", **payload, "deadline_s": deadline_s})
        return fresh


def configured(**secrets: str) -> Settings:
    return read_settings({**GOOD, **{f"RUSHES_HOOK_SECRETS_{name.upper()}": value for name, value in secrets.items()}})


def _no_documents() -> Any:
    raise AssertionError("a webhook asked for the database")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock()
    monkeypatch.setattr(exchange, "clock", lambda: made)
    return made


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk()
    monkeypatch.setattr(checks, "queue", lambda: made)
    monkeypatch.setattr(clients, "store", _no_documents)
    monkeypatch.setattr(hooks, "settings", lambda: configured(gemini=f"{OLD},{NEW}", openai=OPENAI))
    yield made
    assert all(task["to"] == "check video-tasks/hint" for task in made.tasks.values())


@pytest.fixture
def client(desk: Desk, clock: FakeClock) -> FlaskClient:
    assert desk.tasks == {}
    assert clock
    return client_of(hooks.door)


def send(client: FlaskClient, body: bytes, headers: Headers, path: str = "/gemini") -> TestResponse:
    return client.post(path, data=body, headers=headers)


def event(now: datetime, kind: str = "interaction.completed", operation: str = "v1_abc") -> bytes:
    return told(kind, operation, now)


@pytest.mark.parametrize("secret", [OLD, NEW], ids=["old", "new"])
def test_a_signed_event_names_a_task_for_its_operation(client: FlaskClient, desk: Desk, clock: FakeClock, secret: str) -> None:
    """W1: each of several secrets is good, and all that comes of it is one look at the provider."""
    body = event(clock.now())
    assert send(client, body, signed(secret, body, clock.now())).status_code == 204
    ((name, task),) = desk.tasks.items()
    assert (task["surface"], task["operation"], name[:5]) == ("gemini-api", "v1_abc", "hook-")


def test_a_replay_names_the_same_task(client: FlaskClient, desk: Desk, clock: FakeClock) -> None:
    """W1: sent ten times, with new ids and times: one task."""
    for number in range(10):
        body = event(clock.now())
        assert send(client, body, signed(NEW, body, clock.now(), f"msg_{number}")).status_code == 204
        clock.move(7)
    assert len(desk.tasks) == 1


def test_the_other_wire_has_its_own_secret_and_surface(client: FlaskClient, desk: Desk, clock: FakeClock) -> None:
    """W1: a secret opens its own door only."""
    body = event(clock.now(), "video.completed", "video_1")
    assert send(client, body, signed(OPENAI, body, clock.now()), "/openai").status_code == 204
    assert send(client, body, signed(OPENAI, body, clock.now()), "/gemini").status_code == 401
    assert [task["surface"] for task in desk.tasks.values()] == ["openai-videos"]


def test_one_good_signature_among_several_is_enough(client: FlaskClient, clock: FakeClock) -> None:
    """W1: a sender that rotates signs with both secrets."""
    body = event(clock.now())
    good, other = signed(OLD, body, clock.now()), signed(new_secret(), body, clock.now())
    both = f"{other['webhook-signature']} v1a,QUJD {good['webhook-signature']}"
    assert send(client, body, {**good, "webhook-signature": both}).status_code == 204


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"webhook-signature": ""}, "missing"),
        ({"webhook-id": ""}, "missing"),
        ({"webhook-timestamp": ""}, "missing"),
        ({"webhook-timestamp": "yesterday"}, "stale"),
        ({"webhook-timestamp": "-5"}, "stale"),
        ({"webhook-timestamp": "9" * 400}, "stale"),
        ({"webhook-id": "msg_2"}, "signature"),
        ({"webhook-id": "m\xe9"}, "signature"),
        ({"webhook-signature": "v1,"}, "signature"),
        ({"webhook-signature": "v1,\xe9\xe9"}, "signature"),
        ({"webhook-signature": "nonsense"}, "signature"),
    ],
)
def test_what_is_not_certainly_the_providers_is_refused(
    client: FlaskClient, desk: Desk, clock: FakeClock, changes: Headers, reason: str
) -> None:
    """W1: 401 in the one shape of every error, and nothing comes of it."""
    body = event(clock.now())
    answer = send(client, body, {**signed(NEW, body, clock.now()), **changes})
    assert answer.json
    assert (answer.status_code, answer.json["error"], answer.json["details"]) == (401, "UNTRUSTED_WEBHOOK", {"reason": reason})
    assert desk.tasks == {}


def test_the_signature_is_over_the_very_bytes(client: FlaskClient, desk: Desk, clock: FakeClock) -> None:
    """W1: the same JSON written otherwise is another body; a signature under another version is none."""
    body = event(clock.now())
    headers = signed(NEW, body, clock.now())
    assert send(client, json.dumps(json.loads(body), indent=1).encode(), headers).status_code == 401
    unversioned = headers["webhook-signature"].removeprefix("v1,")
    for signature in (unversioned, f"v2,{unversioned}"):
        assert send(client, body, {**headers, "webhook-signature": signature}).status_code == 401
    assert desk.tasks == {}


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 204), (299, 204), (301, 401)])
def test_a_delivery_is_good_for_five_minutes(client: FlaskClient, clock: FakeClock, seconds: int, status: int) -> None:
    """W1: either way, by our clock."""
    sent = clock.now() + timedelta(seconds=seconds)
    body = event(sent)
    assert send(client, body, signed(NEW, body, sent)).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"[" * 40_000,
        b'{"type": "interaction.completed"}',
        b'{"type": "interaction.completed", "data": {"id": ""}}',
        b'{"type": "interaction.completed", "data": {"id": 7}}',
        b'{"type": "interaction.completed", "data": {"id": "a\\u0000b"}}',
        b'{"type": 1, "data": {"id": "v1_a"}}',
        b'{"type": "<script>", "data": {"id": "v1_a"}}',
        json.dumps({"type": "interaction.completed", "data": {"id": "x" * 2001}}).encode(),
    ],
)
def test_a_signed_body_that_is_no_event_is_400(client: FlaskClient, desk: Desk, clock: FakeClock, body: bytes) -> None:
    """W1, Q3: wrong content is told, not crashed on."""
    answer = send(client, body, signed(NEW, body, clock.now()))
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "BAD_WEBHOOK")
    assert desk.tasks == {}


def test_another_kind_of_content_is_400(client: FlaskClient, clock: FakeClock) -> None:
    """W1: an event is JSON and says so."""
    body = event(clock.now())
    headers = {**signed(NEW, body, clock.now()), "Content-Type": "text/plain"}
    assert send(client, body, headers).status_code == 400


def test_an_event_about_something_else_is_taken_and_forgotten(client: FlaskClient, desk: Desk, clock: FakeClock) -> None:
    """W1: a subscription to more than videos is no error that the sender would retry for a day."""
    body = event(clock.now(), "batch.succeeded", "batches/1")
    assert send(client, body, signed(NEW, body, clock.now())).status_code == 204
    assert desk.tasks == {}


def test_a_large_body_is_refused_before_it_is_read(client: FlaskClient, clock: FakeClock) -> None:
    """W1: more than 64 KiB is no event; signed or not."""
    body = b" " * (64 * 1024 + 1)
    answer = send(client, body, signed(NEW, body, clock.now()))
    assert (answer.status_code, (answer.json or {})["error"]) == (413, "TOO_LARGE")


def test_without_a_secret_there_is_nothing_at_this_path(
    client: FlaskClient, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W1: nothing configured, nothing there."""
    monkeypatch.setattr(hooks, "settings", lambda: configured(openai=OPENAI))
    body = event(clock.now())
    answer = send(client, body, signed(NEW, body, clock.now()))
    assert (answer.status_code, (answer.json or {})["error"]) == (404, "NO_SUCH_PATH")


def test_thousands_of_forged_deliveries_leave_nothing_behind(
    client: FlaskClient, desk: Desk, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """W1: no task, and a database that nobody asked for (asking would be a 500 here)."""
    body = event(clock.now())
    good = signed(NEW, body, clock.now())
    statuses = {
        send(client, body, {**good, "webhook-signature": f"v1,{secrets.token_urlsafe(32)}"}).status_code for _ in range(2_000)
    }
    assert (statuses, desk.tasks) == ({401}, {})
    assert NEW not in capsys.readouterr().out


@pytest.mark.parametrize(
    "value",
    ["whsec_short", "plain-text-secret", "whsec_" + "a" * 31, f"{NEW},whsec_§"],
    ids=["short", "plain", "uneven", "one of two"],
)
def test_a_secret_of_another_form_stops_the_start_unrepeated(value: str) -> None:
    """Q1: the variable is named, the secret is not."""
    with pytest.raises(BadSettings, match="RUSHES_HOOK_SECRETS_GEMINI") as stopped:
        configured(gemini=value)
    assert value not in str(stopped.value)


def test_units_are_told_no_secret() -> None:
    """W1: the default is none."""
    assert (settings().hook_secrets_gemini, settings().hook_secrets_openai) == ((), ())
