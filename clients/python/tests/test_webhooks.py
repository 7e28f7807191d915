"""Webhooks verified by the vectors of Standard Webhooks' own libraries, and the command that listens."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rushes.cli import webhooks as commands
from rushes.webhooks import NotTrusted, sign, verify

from .conftest import Cli
from .server import Server, Told

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
MESSAGE, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {"Webhook-Id": MESSAGE, "webhook-timestamp": str(AT), "WEBHOOK-SIGNATURE": SIGNATURE}
ID = "e" * 24


def test_what_the_standard_signed_is_believed() -> None:
    """W2: bytes or text, headers in any case, by any of several secrets."""
    assert sign(SECRET, MESSAGE, AT, BODY) == SIGNATURE
    for body in (BODY, BODY.decode()):
        assert verify(body, HEADERS, OTHER, SECRET, now=AT) == {"test": 2432232314}
    both = {**HEADERS, "WEBHOOK-SIGNATURE": f"v1,AAAA {SIGNATURE}"}
    assert verify(BODY, both, SECRET, now=AT + 299)


@pytest.mark.parametrize(
    ("reason", "body", "changes", "now"),
    [
        ("signature", BODY + b" ", {}, AT),
        ("signature", BODY, {"Webhook-Id": "msg_2"}, AT),
        ("signature", BODY, {"WEBHOOK-SIGNATURE": SIGNATURE.replace("v1", "v2")}, AT),
        ("signature", BODY, {"WEBHOOK-SIGNATURE": "v1,ÄÖ"}, AT),
        ("missing", BODY, {"Webhook-Id": ""}, AT),
        ("stale", BODY, {"webhook-timestamp": "now"}, AT),
        ("stale", BODY, {}, AT + 301),
        ("stale", BODY, {}, AT - 301),
        ("stale", BODY, {}, None),
    ],
)
def test_whatever_is_changed_missing_or_late_is_not_believed(
    reason: str, body: bytes, changes: dict[str, str], now: float | None
) -> None:
    """W2: and says why, for a log."""
    with pytest.raises(NotTrusted) as refused:
        verify(body, {**HEADERS, **changes}, SECRET, now=now)
    assert refused.value.reason == reason


def test_a_good_signature_of_what_is_no_event_is_not_enough() -> None:
    """W2: and whoever forgot the secret is told at once."""
    for body in (b"[]", b"no json"):
        headers = {**HEADERS, "WEBHOOK-SIGNATURE": sign(SECRET, MESSAGE, AT, body)}
        with pytest.raises(NotTrusted) as refused:
            verify(body, headers, SECRET, now=AT)
        assert refused.value.reason == "body"
    for wrong in ((), ("whsec_%",)):
        with pytest.raises(ValueError, match="secret"):
            verify(BODY, HEADERS, *wrong, now=AT)


def endpoint(**changes: Any) -> dict[str, Any]:
    made = {"id": ID, "url": None, "events": ["video.completed"], "description": "", "language": "en", "status": "active"}
    return {**made, "reason": None, "failing_since": None, "secrets": 1, "created_at": "2026-01-31T12:00:00Z", **changes}


def delivery(number: int) -> dict[str, Any]:
    event_id = f"{number:024x}.video.completed"
    body = json.dumps({"type": "video.completed", "data": {"id": f"{number:024x}"}})
    told = {"id": f"{number:024x}", "endpoint_id": ID, "event": "video.completed", "event_id": event_id, "body": body}
    return {**told, "status": "held", "attempts": [], "created_at": "2026-01-31T12:00:00Z", "next_at": None}


def test_a_listener_hands_on_what_it_hears_signed(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """W2, E2: each once, the oldest first, with the listener's own secret; at its end it is deleted."""
    monkeypatch.setattr(commands, "EVERY_S", 0.0)
    server.on("POST", "/webhooks/listeners", Told(201, {"endpoint": endpoint(), "secret": SECRET}))
    pages = [[], [delivery(1)], [delivery(3), delivery(2), delivery(1)]]
    told = [Told(200, {"deliveries": each, "next_cursor": None}) for each in pages]
    server.on("GET", f"/webhooks/{ID}/deliveries", *told)
    server.on("DELETE", f"/webhooks/listeners/{ID}", Told(204, None))
    server.on("POST", "/hook", Told(200, {}))
    done = cli("webhooks", "listen", "--event", "video.completed", "--forward-to", f"{server.url}/hook", "--count", "3")
    assert done.code == 0, done.err
    assert SECRET in done.err
    assert [line.split()[1] for line in done.out.splitlines()] == [delivery(each)["event_id"] for each in (1, 2, 3)]
    handed = [each for each in server.received if each.path == "/hook"]
    for got, number in zip(handed, (1, 2, 3), strict=True):
        assert verify(got.body, got.headers, SECRET) == json.loads(delivery(number)["body"])
    assert server.received[-1].method == "DELETE"


def test_a_listener_hands_on_to_this_machine_alone(cli: Cli, server: Server) -> None:
    """W2, E2: a server elsewhere is an endpoint; nothing is made for it."""
    done = cli("webhooks", "listen", "--forward-to", "https://example.com/hook")
    assert (done.code, "is not on this machine" in done.err, server.received) == (1, True, [])


def test_deliveries_are_sent_again(cli: Cli, server: Server) -> None:
    """W2, E2: one, or those of a time."""
    one = delivery(1)
    server.on("POST", f"/webhooks/{ID}/deliveries/{one['id']}/redeliver", Told(202, one))
    assert cli("webhooks", "redeliver", ID, one["id"]).code == 0
    server.on("POST", f"/webhooks/{ID}/redeliver", Told(202, {"redelivered": 7}))
    done = cli("webhooks", "redeliver", ID, "--since", "2026-01-31T00:00:00Z", "--all")
    assert (done.code, done.out.strip()) == (0, "7 are sent again.")
    assert server.received[-1].json == {"since": "2026-01-31T00:00:00Z", "all": True}
    assert cli("webhooks", "redeliver", ID).code == 2


def test_endpoints_are_made_listed_and_their_secrets_changed(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """W2, E2: each secret is shown once."""
    made = {"endpoint": endpoint(url="https://example.com/"), "secret": SECRET}
    server.on("POST", "/webhooks", Told(201, made))
    server.on("GET", "/webhooks", Told(200, {"endpoints": [made["endpoint"]]}))
    server.on("POST", f"/webhooks/{ID}/secret", Told(201, made))
    server.on("POST", f"/webhooks/{ID}/test", Told(202, delivery(1)))
    server.on("GET", f"/webhooks/{ID}/deliveries", Told(200, {"deliveries": [delivery(1)], "next_cursor": None}))
    server.on("DELETE", f"/webhooks/{ID}", Told(204, None))
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    for command in (("create", "https://example.com/"), ("rotate", ID)):
        assert SECRET in cli("webhooks", *command).out
    assert "https://example.com/" in cli("webhooks", "list").out
    for command in (("test", ID), ("deliveries", ID)):
        assert cli("webhooks", *command).code == 0
    assert cli("webhooks", "delete", ID).code == 0
