"""The stack as a library: its page, its clock, its keys, and parts that go down and come back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import firebase_admin
import httpx
import jwt
import pytest
from firebase_admin import auth as admin

from local.stack import Stack
from local.stack.environment import environment_of
from local.stack.time_to_live import declared, delete_expired
from local.stack.topology import Topology
from standins.common.identity import Identity
from tests.local.emulators import PROJECT, ask_auth, claims, firestore_at

DAY = 86_400


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), parts={"firestore", "auth"}) as running:
        yield running


@pytest.fixture(scope="module")
def control(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.url("control"), timeout=10) as client:
        yield client


@pytest.fixture(scope="module")
def firebase(stack: Stack) -> Iterator[firebase_admin.App]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "FIREBASE_AUTH_EMULATOR_HOST", stack.environment["FIREBASE_AUTH_EMULATOR_HOST"])
        app = firebase_admin.initialize_app(options={"projectId": PROJECT}, name="stack")
        yield app
        firebase_admin.delete_app(app)


def test_the_page_shows_every_part_with_its_process_and_log(stack: Stack, control: httpx.Client) -> None:
    """Q1: one look says what runs."""
    shown = control.get("/").text
    assert "Everything is up" in shown
    for part, pid in stack.pids().items():
        assert f"<td>{part}</td>" in shown
        assert f">{pid}<" in shown
        assert f'href="/logs/{part}"' in shown
    assert "Dev App Server is now running" in control.get("/logs/firestore").text
    assert control.get("/logs/unheard-of").status_code == 404


def test_the_health_answer_names_port_memory_and_uptime(stack: Stack, control: httpx.Client) -> None:
    """Q1: the same for programs."""
    health = control.get("/health").json()
    part: dict[str, Any] = health["parts"]["auth"]
    assert health["ok"]
    assert part["up"]
    assert (part["port"], part["url"]) == (stack.ports["auth"], stack.url("auth"))
    assert control.get("/", headers={"Accept": "application/json"}).json()["parts"].keys() == health["parts"].keys()
    for browser in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*"):
        assert "<html" in control.get("/", headers={"Accept": browser}).text
    assert part["rss_mb"] > 10
    assert part["uptime_s"] > 0


def test_a_moved_clock_moves_the_tokens_of_the_auth_emulator(stack: Stack, control: httpx.Client) -> None:
    """A1: tokens are issued at the time that all parts share."""
    before = claims(ask_auth(stack.url("auth"), "signUp")["idToken"])
    assert abs(before["iat"] - datetime.fromisoformat(control.get("/clock").json()["now"]).timestamp()) < 5
    control.post("/clock", json={"advance_s": DAY}).raise_for_status()
    after = claims(ask_auth(stack.url("auth"), "signUp")["idToken"])
    assert DAY <= after["iat"] - before["iat"] < DAY + 30
    assert after["exp"] - after["iat"] == 3600
    assert control.post("/clock", json={"advance_s": -DAY}).json()["offset_s"] == 0


@pytest.mark.parametrize("body", ["{}", '{"advance_s": "soon"}', '{"advance_s": true}', '{"advance_s": NaN}', "[", "[]"])
def test_the_clock_takes_only_a_number_of_seconds(control: httpx.Client, body: str) -> None:
    """Q1: a typing error moves nothing."""
    assert control.post("/clock", content=body).status_code == 400
    assert control.get("/clock").json()["offset_s"] == 0


def test_a_web_page_from_elsewhere_cannot_move_the_clock(control: httpx.Client) -> None:
    """Q1: neither by a cross-site request nor by a name that resolves to this machine."""
    for header in ({"Origin": "https://example.com"}, {"Host": "example.com"}):
        assert control.post("/clock", json={"advance_s": 1}, headers=header).status_code == 403
    assert control.get("/clock").json()["offset_s"] == 0


def test_the_public_keys_verify_what_the_parts_sign(stack: Stack, control: httpx.Client) -> None:
    """A1: product code fetches Google's certificates from here, and they are the ones the parts sign with."""
    token = Identity(stack.folder / "identity").oidc_token("tasks@example.com", "https://x", datetime.now(UTC))
    key = jwt.PyJWKClient(f"{stack.url('control')}/oauth2/v3/certs").get_signing_key_from_jwt(token)
    assert jwt.decode(token, key, algorithms=["RS256"], audience="https://x")["email"] == "tasks@example.com"
    assert "max-age=" in control.get("/oauth2/v3/certs").headers["cache-control"]


def test_an_unknown_schedule_is_refused_by_name(control: httpx.Client) -> None:
    """Q1: the answer says which schedules there are."""
    answer = control.post("/run/unheard-of")
    assert answer.status_code == 404
    assert "unheard-of" in answer.json()["error"]


def test_documents_whose_time_is_over_are_deleted_when_asked(stack: Stack, control: httpx.Client) -> None:
    """N2, Q1: in each collection that declares it, wherever that lies; nothing else, and nothing whose time is to come."""
    database, now = firestore_at(stack.environment["FIRESTORE_EMULATOR_HOST"]), stack.clock.now()
    groups = [group for group, _ in declared()]
    for group in groups:
        for name, expires_at in (("over", now - timedelta(seconds=1)), ("new", now + timedelta(hours=1)), ("null", None)):
            database.document(f"{group}/{name}").create({"expires_at": expires_at}, timeout=10)
        database.document(f"notes/below/{group}/over").create({"expires_at": now - timedelta(days=9)}, timeout=10)
    database.document("notes/over").create({"expires_at": now - timedelta(days=9)}, timeout=10)
    assert control.post("/run/ttl").json() == {"deleted": dict.fromkeys(groups, 2)}
    for group in groups:
        assert sorted(found.id for found in database.collection_group(group).stream(timeout=10)) == ["new", "null"]
    assert database.document("notes/over").get(timeout=10).exists
    assert control.post("/run/ttl").json() == {"deleted": dict.fromkeys(groups, 0)}


def test_by_itself_firestore_deletes_within_a_day_and_not_at_once(stack: Stack) -> None:
    """N2: so both are met, a document that is late and one that is gone."""
    database, now = firestore_at(host := stack.environment["FIRESTORE_EMULATOR_HOST"]), stack.clock.now()
    for number in range(24):
        database.document(f"events/late-{number}").create({"expires_at": now}, timeout=10)

    def left(after: timedelta) -> int:
        delete_expired(host, stack.project, now + after)
        return sum(found.id.startswith("late-") for found in database.collection("events").stream(timeout=10))

    assert left(timedelta(0)) == 24
    assert 0 < left(timedelta(hours=12)) < 24
    assert left(timedelta(days=1)) == 0


def test_accounts_of_every_kind_survive_a_killed_auth_emulator(stack: Stack, firebase: firebase_admin.App) -> None:
    """A1: password, guest, claims, disabled and revoked users are there after kill -9, on the same port."""
    auth = stack.url("auth")
    member = ask_auth(auth, "signUp", email="m@example.com", password="secret-1")["localId"]
    guest = ask_auth(auth, "signUp")["localId"]
    banned = admin.create_user(uid="banned", email="b@example.com", app=firebase).uid
    admin.set_custom_user_claims(member, {"admin": True}, app=firebase)
    admin.update_user(banned, disabled=True, app=firebase)
    admin.revoke_refresh_tokens(member, app=firebase)
    gone = ask_auth(auth, "signUp", email="g@example.com", password="secret-1")["localId"]
    admin.delete_user(gone, app=firebase)
    revoked_at = admin.get_user(member, app=firebase).tokens_valid_after_timestamp

    stack.kill("auth")

    signed_in = ask_auth(auth, "signInWithPassword", email="m@example.com", password="secret-1")
    assert claims(signed_in["idToken"])["admin"] is True
    assert admin.get_user(member, app=firebase).tokens_valid_after_timestamp == revoked_at
    assert admin.get_user(guest, app=firebase).provider_data == []
    assert admin.get_user_by_email("b@example.com", app=firebase).disabled
    with pytest.raises(admin.UserNotFoundError):
        admin.get_user(gone, app=firebase)
    assert stack.failure is None


def test_documents_survive_a_killed_firestore_on_the_same_port(stack: Stack, control: httpx.Client) -> None:
    """Q1: the real service does not forget either; the supervisor does not take the kill for a crash."""
    host = stack.environment["FIRESTORE_EMULATOR_HOST"]
    firestore_at(host).document("notes/two").create({"n": 1}, timeout=10)
    before = stack.pids()["firestore"]
    stack.kill("firestore")
    assert firestore_at(host).document("notes/two").get(timeout=10).to_dict() == {"n": 1}
    assert stack.pids()["firestore"] != before
    assert control.get("/health").json()["ok"]
    assert stack.failure is None


def test_a_part_that_is_told_to_be_down_is_shown_down_until_it_is_up_again(stack: Stack, control: httpx.Client) -> None:
    """Q1: fault tests can hold a part down as long as they like."""
    stack.down("auth")
    answer = control.get("/health")
    assert answer.status_code == 503
    assert not answer.json()["parts"]["auth"]["up"]
    assert "Down: auth" in control.get("/").text
    stack.up("auth")
    assert control.get("/health").status_code == 200


def test_gemini_goes_to_the_simulator_unless_there_is_a_key(tmp_path: Path) -> None:
    """M5: with no keys at all everything is simulated; a real key lets the same code out to the real provider."""
    topology = Topology("demo-x", "http://127.0.0.1:4", {"region": "us-central1"})
    ports = {"control": 1, "simulator": 2}

    def environment(outside: dict[str, str]) -> dict[str, str]:
        return environment_of({"simulator"}, ports, topology, tmp_path, outside)

    assert environment({})["GOOGLE_GEMINI_BASE_URL"] == "http://127.0.0.1:2"
    assert "GOOGLE_GEMINI_BASE_URL" not in environment({"GEMINI_API_KEY": "key"})
    assert environment({"GEMINI_API_KEY": "key"})["GOOGLE_VERTEX_BASE_URL"] == "http://127.0.0.1:2"
    assert environment({})["RUSHES_OPENAI_VIDEOS_URL"] == "http://127.0.0.1:2/openai/v1"
    own = environment({"RUSHES_OPENAI_VIDEOS_URL": "http://127.0.0.1:8091/v1"})
    assert not [name for name in own if name.startswith("RUSHES_OPENAI_VIDEOS")]
    assert {each["RUSHES_OUR_SURFACES"] for each in (environment({}), own)} == {"gemini-api,openai-videos"}
    for outside, served in (({}, ""), ({"GEMINI_API_KEY": "key"}, "gemini-api")):
        assert environment_of((), ports, topology, tmp_path, outside)["RUSHES_OUR_SURFACES"] == served
