"""Webhooks out, from a user's wish to a server of theirs: signed, at least once, sent again, and switched off."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from local.people import Person
from rushes.webhooks import verify
from shared.webhooks.again import BACKOFF
from shared.webhooks.checks import require_trusted
from standins.testing import eventually
from tests.fixtures.queues import MODEL
from tests.fixtures.receiver import Receiver, drips, receiver, silence, status
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit
from tests.flows.test_agent_keys import agent

ENDS = ["video.completed", "video.failed"]


@pytest.fixture
def server() -> Generator[Receiver]:
    with receiver() as made:
        yield made


def endpoint(people: System, person: Person, url: str, *events: str, **more: Any) -> dict[str, Any]:
    answer = people.call("POST", "/webhooks", person, json={"url": url, "events": list(events or ENDS), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def made(people: System, person: Person) -> str:
    job = submit(people, person, model=MODEL).json()["video"]["id"]
    ended(people, person, job)
    return job


def log(people: System, person: Person, endpoint_id: str, query: str = "") -> list[dict[str, Any]]:
    answer = people.call("GET", f"/webhooks/{endpoint_id}/deliveries{query}", person)
    assert answer.status_code == 200, answer.text
    return answer.json()["deliveries"]


def kept(people: System, endpoint_id: str) -> list[dict[str, Any]]:
    """The newest first, past the API: whoever waits asks too often for it."""
    found = people.documents("webhook_deliveries", "endpoint_id", endpoint_id)
    return sorted(found, key=lambda each: each["created_at"], reverse=True)


def is_so(people: System, endpoint_id: str, *statuses: str) -> Callable[[], bool]:
    return lambda: [each["status"] for each in kept(people, endpoint_id)] == list(statuses)


def tried(people: System, endpoint_id: str, times: int) -> Callable[[], bool]:
    """The newest, so often."""
    return lambda: len(kept(people, endpoint_id)[0]["attempts"]) >= times


def worn_out(people: System, endpoint_id: str) -> None:
    """The newest was tried for a day."""
    for tries, later in enumerate(BACKOFF, 1):
        eventually(tried(people, endpoint_id, tries))
        assert kept(people, endpoint_id)[0]["status"] == "pending"
        people.clock.move(later.total_seconds())
    eventually(lambda: kept(people, endpoint_id)[0]["status"] == "failed")


def key_of(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))


def test_an_end_comes_to_its_users_server_signed_as_the_api_answers_it(people: System, server: Receiver) -> None:
    """W2: verified with the secret that was told once; the body is the public view; the log has body and answer."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)
    job = made(people, ada)
    eventually(lambda: len(server.got) == 1)
    (got,) = server.got
    assert (got.told["type"], got.headers["webhook-id"]) == ("video.completed", f"{job}.video.completed")
    require_trusted([key_of(told["secret"])], got.headers, got.body, people.clock.now())
    assert got.told["data"] == people.call("GET", f"/videos/{job}", ada).json()
    eventually(is_so(people, told["endpoint"]["id"], "delivered"))
    (sent,) = log(people, ada, told["endpoint"]["id"])
    assert sent["body"] == got.body.decode()
    assert [(each["status"], each["trouble"], each["answer"]) for each in sent["attempts"]] == [(200, None, "taken")]
    assert people.firestore.document(f"events/{job}.video.completed").get().get("due_at") is None
    assert "secret" not in str(people.call("GET", "/webhooks", ada).json()["endpoints"]).replace("secrets", "")


def test_nobody_listens_once_the_last_endpoint_is_gone(people: System, server: Receiver) -> None:
    """W2: the account says what its endpoints want, and says no more when they are switched off or deleted."""
    ada = rich(people)

    def listens() -> list[str]:
        return people.firestore.document(f"accounts/{ada.uid}").get().get("listens")

    first = endpoint(people, ada, server.url, "video.completed")["endpoint"]["id"]
    second = endpoint(people, ada, server.url, "film.failed", "video.completed")["endpoint"]["id"]
    assert listens() == ["film.failed", "video.completed"]
    change = people.call("PATCH", f"/webhooks/{second}", ada, json={"events": ["prompt.failed"]})
    assert (change.status_code, listens()) == (200, ["prompt.failed", "video.completed"])
    off = people.call("PATCH", f"/webhooks/{second}", ada, json={"active": False}).json()
    assert (off["status"], off["reason"], listens()) == ("disabled", "owner", ["video.completed"])
    assert people.call("POST", f"/webhooks/{second}/test", ada).json()["error"] == "WEBHOOK_ENDPOINT_DISABLED"
    assert people.call("DELETE", f"/webhooks/{first}", ada).status_code == 204
    assert listens() == []
    assert people.call("PATCH", f"/webhooks/{second}", ada, json={"active": True}).status_code == 200
    assert listens() == ["prompt.failed"]
    assert [each["id"] for each in people.call("GET", "/webhooks", ada).json()["endpoints"]] == [second]


def test_a_secret_is_rotated_while_both_sign(people: System, server: Receiver) -> None:
    """W2: for the overlap either vouches; after it the new one alone."""
    ada = rich(people)
    old = endpoint(people, ada, server.url)
    where = f"/webhooks/{old['endpoint']['id']}"
    new = people.call("POST", f"{where}/secret", ada, json={"overlap_hours": 1}).json()
    assert new["endpoint"]["secrets"] == 2
    assert people.call("POST", f"{where}/test", ada).status_code == 202
    eventually(lambda: len(server.got) == 1)
    for secret in (old["secret"], new["secret"]):
        require_trusted([key_of(secret)], server.got[0].headers, server.got[0].body, people.clock.now())
    people.clock.move(3700)
    assert people.call("POST", f"{where}/test", ada).status_code == 202
    eventually(lambda: len(server.got) == 2)
    assert server.got[1].headers["webhook-signature"].count("v1,") == 1
    require_trusted([key_of(new["secret"])], server.got[1].headers, server.got[1].body, people.clock.now())
    assert server.got[1].told["type"] == "webhook.test"


def test_what_fails_is_sent_again_for_a_day_and_then_on_request(people: System, server: Receiver) -> None:
    """W2: with the same id and body, at growing distances; then it has failed, until its user asks for it."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    server.answer = status(503, "not now")
    assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
    worn_out(people, told)
    (sent,) = log(people, ada, told, "?status=failed")
    assert len(server.got) == len(BACKOFF) + 1
    assert len({(got.headers["webhook-id"], got.body) for got in server.got}) == 1
    assert {(each["status"], each["trouble"]) for each in sent["attempts"]} == {(503, "status")}
    server.answer = status(204)
    again = people.call("POST", f"/webhooks/{told}/deliveries/{sent['id']}/redeliver", ada)
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    eventually(is_so(people, told, "delivered"))
    assert people.call("GET", f"/webhooks/{told}", ada).json()["failing_since"] is None


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_an_endpoint_that_asks_for_rest_is_left_alone_so_long(people: System, server: Receiver, *, as_date: bool) -> None:
    """W2: `Retry-After` of 429 and 503, whatever else is to be sent there meanwhile; then it gets all of it."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    rest = timedelta(minutes=20)
    until = people.clock.now().replace(microsecond=0) + rest
    server.answer = status(429, Retry_After=format_datetime(until, usegmt=True) if as_date else "1200")
    assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
    eventually(tried(people, told, 1))
    found = people.call("GET", f"/webhooks/{told}", ada).json()
    assert abs(datetime.fromisoformat(found["rests_until"]) - until) < timedelta(minutes=1)
    server.answer = status(204)
    assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
    for later in (10, 60, 600):  # by its own distances it would have been sent by now
        people.clock.move(later)
        eventually(people.rests)
    assert (len(server.got), [each["status"] for each in kept(people, told)]) == (1, ["pending", "pending"])
    people.clock.move(600)
    eventually(is_so(people, told, "delivered", "delivered"))
    assert len({got.headers["webhook-id"] for got in server.got[1:]}) == 2


def test_what_failed_in_a_span_is_sent_again_at_once(people: System, server: Receiver) -> None:
    """W2: of a time those that failed, or all of them."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    began = people.clock.now()
    for answer in (status(200), status(400)):
        server.answer = answer
        assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
        eventually(tried(people, told, 1))
    worn_out(people, told)
    eventually(is_so(people, told, "failed", "delivered"))
    server.got.clear()
    server.answer = status(200)
    span = {"since": began.isoformat()}
    assert people.call("POST", f"/webhooks/{told}/redeliver", ada, json=span).json() == {"redelivered": 1}
    eventually(is_so(people, told, "delivered", "delivered"))
    assert len(server.got) == 1
    assert people.call("POST", f"/webhooks/{told}/redeliver", ada, json={**span, "all": True}).json() == {"redelivered": 2}
    eventually(lambda: len(server.got) == 3)


def test_an_endpoint_that_says_that_it_is_gone_is_sent_nothing_more(people: System, server: Receiver) -> None:
    """W2: 410 switches it off; nobody listens any more, and no end leaves a row."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    server.answer = status(410)
    assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
    eventually(is_so(people, told, "failed"))
    found = people.call("GET", f"/webhooks/{told}", ada).json()
    assert (found["status"], found["reason"]) == ("disabled", "gone")
    job = made(people, ada)
    assert people.document(f"events/{job}.video.completed") is None
    assert len(server.got) == 1


def test_an_endpoint_that_takes_nothing_for_three_days_is_switched_off(people: System, server: Receiver) -> None:
    """W2: counted from the first try that failed after the last that did not."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    server.answer = status(500)
    assert people.call("POST", f"/webhooks/{told}/test", ada).status_code == 202
    eventually(tried(people, told, 1))
    people.clock.move(timedelta(days=3).total_seconds())
    eventually(lambda: people.firestore.document(f"webhook_endpoints/{told}").get().get("status") == "disabled")
    found = people.call("GET", f"/webhooks/{told}", ada).json()
    assert found["reason"] == "failing"


def test_a_hostile_server_is_left_in_time(people: System) -> None:
    """W2: redirects are not followed, no answer is waited for longer than ten seconds, and of its words few are kept."""
    ada = rich(people)
    wanted = {"redirect": (302, "status"), "silence": (None, "timeout"), "drips": (None, "timeout"), "flood": (500, "status")}
    with ExitStack() as several:
        servers = {trouble: several.enter_context(receiver()) for trouble in wanted}
        servers["redirect"].answer = status(302, "", Location=f"{people.url}/health")
        servers["silence"].answer = silence(servers["silence"].gone)
        servers["drips"].answer = drips(servers["drips"].gone)
        servers["flood"].answer = status(500, "x" * 1_000_000)
        told = {trouble: endpoint(people, ada, server.url)["endpoint"]["id"] for trouble, server in servers.items()}
        for each in told.values():  # all of them at once
            assert people.call("POST", f"/webhooks/{each}/test", ada).status_code == 202
        for trouble, each in told.items():
            eventually(tried(people, each, 1), seconds=20)
            (sent,) = log(people, ada, each)
            attempt = sent["attempts"][0]  # while the slow ones are awaited the others may be tried again
            assert (attempt["status"], attempt["trouble"]) == wanted[trouble]
            assert attempt["ms"] < 12_000
            assert len(attempt["answer"]) <= 2048


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://example.com:80/hook",
        "https://user:word@example.com/",
        "https://10.0.0.1/",
        "https://169.254.169.254/computeMetadata/v1/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://metadata.google.internal/",
        "ftp://127.0.0.1/",
        "https://intranet/",
    ],
)
def test_an_address_where_nobody_is_sent_is_refused(people: System, url: str) -> None:
    """W2: by its form already; what a name leads to is looked at when something is sent."""
    ada = rich(people)
    answer = people.call("POST", "/webhooks", ada, json={"url": url, "events": ENDS})
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "INVALID_REQUEST" if url.startswith("ftp") else "WEBHOOK_URL_NOT_TAKEN",
    ), answer.text


def test_endpoints_are_their_users_own_and_no_more_than_may_be(people: System, server: Receiver) -> None:
    """W2, U3: another's does not exist; the limit counts listeners too."""
    ada, bob = rich(people), rich(people)
    people.call("PUT", f"/admin/users/{ada.uid}/overrides", people.admin, json={"webhook_endpoints": 2, "reason": "a test"})
    told = endpoint(people, ada, server.url)["endpoint"]["id"]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/test"), ("GET", "/deliveries"), ("POST", "/secret")):
        assert people.call(method, f"/webhooks/{told}{path}", bob, json={} if method == "POST" else None).status_code == 404
    listener = people.call("POST", "/webhooks/listeners", ada, json={"events": ENDS})
    assert listener.status_code == 201
    full = people.call("POST", "/webhooks", ada, json={"url": server.url, "events": ENDS})
    assert (full.status_code, full.json()["error"]) == (409, "TOO_MANY_WEBHOOK_ENDPOINTS")
    assert people.call("DELETE", f"/webhooks/listeners/{told}", ada).status_code == 404
    assert people.call("DELETE", f"/webhooks/listeners/{listener.json()['endpoint']['id']}", ada).status_code == 204
    for path in (f"webhook_endpoints/{told}", f"listeners/{ada.uid}"):
        assert [people.read_as(person, path) for person in (ada, bob, None)] == [403, 403, 403]


def test_a_listener_fetches_what_it_is_told_until_its_day_is_over(people: System) -> None:
    """W2: nothing goes out; what is held for it carries what its program signs and hands on."""
    ada = rich(people)
    told = people.call("POST", "/webhooks/listeners", ada, json={"events": ENDS}).json()["endpoint"]
    job = made(people, ada)
    eventually(is_so(people, told["id"], "held"))
    (held,) = log(people, ada, told["id"])
    assert (held["event_id"], held["attempts"]) == (f"{job}.video.completed", [])
    refused = people.call("POST", f"/webhooks/{told['id']}/deliveries/{held['id']}/redeliver", ada)
    assert refused.json()["error"] == "WEBHOOK_LISTENER_FETCHES"
    people.clock.move(timedelta(days=1, minutes=1).total_seconds())
    assert people.call("GET", f"/webhooks/{told['id']}", ada).status_code == 404
    assert people.call("GET", "/webhooks", ada).json() == {"endpoints": []}


def test_few_credits_are_told_by_the_charge_that_made_them_few(people: System, server: Receiver) -> None:
    """W2, C1: once, as the balance falls below the mark; not by those after it."""
    ada = rich(people)
    endpoint(people, ada, server.url, "credits.low")
    balance = people.call("GET", "/account", ada).json()["balance"]
    people.firestore.document(f"accounts/{ada.uid}").update({"low_at": balance}, timeout=10)
    job = made(people, ada)
    made(people, ada)
    eventually(lambda: len(server.got) == 1)
    told = server.got[0].told
    assert (told["type"], told["data"]["low_at"], told["data"]["job_id"]) == ("credits.low", balance, job)
    assert told["data"]["balance"] < balance


def test_the_command_hands_what_it_hears_to_a_server_on_this_machine(people: System, server: Receiver, tmp_path: Path) -> None:
    """W2, E2: by an agent's key; signed by the listener's secret as the service signs, and the listener is gone at the end."""
    ada = rich(people)
    told = {"RUSHES_URL": people.url, "RUSHES_TOKEN": agent(people, ada).token, "RUSHES_CONFIG": str(tmp_path)}
    command = [sys.executable, "-m", "rushes.cli", "webhooks", "listen", "--event", "video.completed", "--count", "1"]
    listening = subprocess.Popen(
        [*command, "--forward-to", server.url], env={**os.environ, **told}, stderr=subprocess.PIPE, text=True
    )
    assert listening.stderr is not None
    secret = listening.stderr.readline().rsplit(" ", 1)[-1].strip()
    job = made(people, ada)
    assert listening.wait(60) == 0
    (got,) = server.got
    assert verify(got.body, got.headers, secret)["data"]["id"] == job
    assert got.headers["webhook-id"] == f"{job}.video.completed"
    assert people.call("GET", "/webhooks", ada).json() == {"endpoints": []}


def test_what_is_owed_to_an_endpoint_that_is_gone_is_let_go(people: System, server: Receiver) -> None:
    """W2: by the sweep, for nobody is at it any more; of one that is switched off the log says why."""
    ada = rich(people)
    server.answer = status(500)
    off, gone = (endpoint(people, ada, server.url)["endpoint"]["id"] for _ in range(2))
    for each in (off, gone):
        assert people.call("POST", f"/webhooks/{each}/test", ada).status_code == 202
        eventually(tried(people, each, 1))
    assert people.call("PATCH", f"/webhooks/{off}", ada, json={"active": False}).status_code == 200
    assert people.call("DELETE", f"/webhooks/{gone}", ada).status_code == 204
    people.clock.move(timedelta(minutes=5).total_seconds())
    for each in (off, gone):
        eventually(lambda each=each: kept(people, each)[0]["status"] == "failed")
        assert kept(people, each)[0]["attempts"][-1]["trouble"] == "disabled"
    assert log(people, ada, off)[0]["next_at"] is None
    assert len(server.got) == 2


def test_secrets_follow_the_wrapping_key(people: System, server: Receiver) -> None:
    """W2, K1: under its next version they sign as before; nothing hangs on the one before then."""
    ada = rich(people)
    told = endpoint(people, ada, server.url)
    where = f"webhook_endpoints/{told['endpoint']['id']}"
    before = people.firestore.document(where).get().to_dict() or {}
    (retired,) = before["wrapped_by"]
    key = f"{people.environment['CLOUD_KMS_EMULATOR_HOST']}/v1/{people.environment['RUSHES_KMS_KEY']}"
    token = {"Authorization": "Bearer local"}
    fresh = people.http.post(f"{key}/cryptoKeyVersions", json={}, headers=token).json()["name"]
    number = {"cryptoKeyVersionId": fresh.rpartition("/")[2]}
    people.http.post(f"{key}:updatePrimaryVersion", json=number, headers=token).raise_for_status()
    body = {"version": retired, "reason": "the key was rotated"}
    while people.call("POST", "/admin/keys/rewrap", people.admin, json=body).raise_for_status().json()["rewrapped"]:
        pass
    assert (people.firestore.document(where).get().get("wrapped_by")) == [fresh]
    assert people.call("POST", f"/webhooks/{told['endpoint']['id']}/test", ada).status_code == 202
    eventually(lambda: len(server.got) == 1)
    require_trusted([key_of(told["secret"])], server.got[0].headers, server.got[0].body, people.clock.now())
