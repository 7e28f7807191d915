"""The same frame under Starlette, driven as the functions framework drives it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import Field
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from shared.platform.errors import NotFound
from shared.platform.settings import settings
from shared.platform.web import async_door
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Reply
from shared.platform.web.validation import Strict

door = AsyncDoor("waiting_room", caller=anyone)
left = list[str]()


class Note(Strict):
    text: str = Field(min_length=2)


@door.get("/seats/{seat}")
async def sit(call: Call) -> Reply:
    """Sit down."""
    if call.path["seat"] == "taken":
        raise NotFound(kind="seat", id="taken")
    if call.path["seat"] == "broken":
        raise RuntimeError("a secret detail")
    return Reply(body={"seat": call.path["seat"], "language": call.language})


@door.get("/long")
async def sit_long(_call: Call) -> Reply:
    """Sit until the end of days."""
    try:
        await asyncio.sleep(3600)
    finally:
        left.append("long")
    return Reply()


@door.route("POST", "/notes", body=Note, status=201)
async def note(call: Call) -> Reply:
    """Leave a note."""
    return Reply(201, {"text": call.body.text})


def app() -> Starlette:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
    return Starlette(routes=[Route("/{path:path}", door.entry, methods=methods)])


@pytest.fixture
def client() -> TestClient:
    return TestClient(app())


def test_an_asynchronous_door_answers_in_the_same_frame(client: TestClient) -> None:
    """Q3: request id, language, CORS and content type as behind every other door."""
    headers = {"X-Request-Id": "req-12345678", "Accept-Language": "de", "Origin": "https://app.example"}
    answer = client.get("/seats/a1/", headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"seat": "a1", "language": "de"})
    assert answer.headers["X-Request-Id"] == "req-12345678"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.head("/seats/a1").content == b""
    assert client.options("/notes").headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/seats/taken", 404, "NOT_FOUND"),
        ("GET", "/seats/broken", 500, "INTERNAL"),
        ("GET", "/nowhere", 404, "NO_SUCH_PATH"),
        ("PUT", "/notes", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/notes", 400, "INVALID_REQUEST"),
    ],
)
def test_its_errors_have_the_one_shape(client: TestClient, method: str, path: str, status: int, error: str) -> None:
    """Q3: whatever a coroutine raises, and whatever the frame refuses."""
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["requestId"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text


def test_its_bodies_are_read_and_checked(client: TestClient) -> None:
    """Q3: 201, 400 and 413 as everywhere."""
    assert client.post("/notes", json={"text": "hello"}).json() == {"text": "hello"}
    assert client.post("/notes", json={"text": "x"}).status_code == 400
    assert client.post("/notes", content=b" " * (256 * 1024 + 1)).status_code == 413
    pieces = (b" " * 1024 for _ in range(300))  # of no announced length
    assert client.post("/notes", content=pieces, headers={"Content-Type": "application/json"}).status_code == 413


def test_a_body_that_is_waited_for_holds_no_thread() -> None:
    """L1: more of them than there are threads, all of them still on their way, and the next call is answered."""

    async def scene() -> None:
        serve, rest = app(), asyncio.Event()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"17")]
        post = {
            "type": "http",
            "method": "POST",
            "path": "/notes",
            "raw_path": b"/notes",
            "query_string": b"",
            "headers": headers,
        }
        statuses = list[int]()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        def sender() -> Callable[[], Awaitable[dict[str, Any]]]:
            came = [b'{"text":', b' "hello"}']

            async def receive() -> dict[str, Any]:
                if len(came) == 1:
                    await rest.wait()
                return {"type": "http.request", "body": came.pop(0), "more_body": bool(came)} if came else await asyncio.Future()

            return receive

        slow = [asyncio.create_task(serve(post, sender(), send)) for _ in range(settings().threads + 1)]
        await serve(post | {"method": "GET", "path": "/seats/a1", "headers": []}, sender(), send)
        assert statuses == [200]
        rest.set()
        await asyncio.gather(*slow)
        assert statuses == [200, *[201] * len(slow)]

    asyncio.run(asyncio.wait_for(scene(), 20))


def test_a_call_that_cannot_be_answered_in_time_is_refused_with_when_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V9: 503 instead of a hang, where the gate has no thread or what is waited for does not come."""
    left.clear()
    for name in ("_ANSWER_S", "_ENTER_S"):
        monkeypatch.setattr(async_door, name, 0.3)
    answer = client.get("/long", headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.json()["error"], answer.headers["Retry-After"]) == (503, "OVERLOADED", "5")
    assert answer.json()["message"] == "Hier ist gerade zu viel zu tun."
    assert left == ["long"]


def test_who_hangs_up_ends_the_work_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """V9: nothing goes on for a caller who is gone."""
    left.clear()

    async def call_and_hang_up() -> None:
        came = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.05)
            return came.pop(0)

        async def send(_message: Any) -> None: ...

        scope = {"type": "http", "method": "GET", "path": "/long", "raw_path": b"/long", "query_string": b"", "headers": []}
        await app()(scope, receive, send)

    began = time.monotonic()
    asyncio.run(call_and_hang_up())
    assert time.monotonic() - began < 5
    assert left == ["long"]
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["status"] == 499
