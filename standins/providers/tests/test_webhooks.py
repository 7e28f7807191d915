"""Webhooks of the simulator: signed as the standard says, at least once, for a day, and in trouble as it was ordered."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import openai
import pytest

from standins.providers.faults import Effects, HookTrouble
from standins.providers.operations import Operation, Operations, Order, Outcome, State, draft
from standins.providers.store import Store
from standins.providers.webhooks import Courier, Target, gemini_told, openai_told, targets
from standins.providers.wire import Refusal

from .conftest import Stage


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


SECRET = new_secret()
_ORDER = Order("omni", "a fox", 4, 1280, 720, audio=True, render_seconds=4)
Wire = Literal["interactions", "openai-videos"]


@dataclass(frozen=True)
class Heard:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)


class Receiver:
    """Takes webhooks, and answers as a test tells it; 204 by default."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class StillClock:
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Studio:
    """A courier at work, and operations that a test begins and ends."""

    def __init__(self, folder: Path, receiver: Receiver, clock: StillClock) -> None:
        self.receiver, self.clock = receiver, clock
        self._db = Store(folder / "simulator.db")
        self.operations = Operations(self._db)
        targets = {
            "interactions": Target(receiver.url, SECRET, gemini_told),
            "openai-videos": Target(receiver.url, SECRET, openai_told),
        }
        self.courier = Courier(self._db, self.operations, targets, clock)

    async def close(self) -> None:
        await self.courier.stop()
        self._db.close()

    def begin(self, wire: Wire | Literal["veo"] = "interactions", **trouble: Any) -> Operation:
        effects = Effects(webhook=HookTrouble(**trouble) if trouble else None)  # type: ignore[call-arg]
        operation = draft(wire, "v1_" if wire == "interactions" else "video_", _ORDER, effects, self.clock.now())
        self.operations.open(operation)
        return operation

    def end(self, operation: Operation, state: State = State.SUCCEEDED, code: int | str = 0, message: str = "") -> Operation:
        self.operations.settle(operation, Outcome(state, code, message), [])  # type: ignore[arg-type]
        return operation

    async def noticed(self, count: int) -> None:
        """So many deliveries are to be made or were made."""
        await _until(lambda: len(self.courier.listed()) == count)

    async def hears(self, count: int) -> list[Heard]:
        """So many deliveries, written down with their answers, and after a while no more than these."""

        def settled() -> bool:
            rows = self.courier.listed()
            return len(self.receiver.heard) >= count and sum(row["tries"] for row in rows) >= count

        await _until(settled)
        await asyncio.sleep(0.15)
        assert len(self.receiver.heard) == count
        return list(self.receiver.heard)


async def _until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not look():
            await asyncio.sleep(0.01)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def run(tmp_path: Path, receiver: Receiver) -> Callable[[Callable[[Studio], Awaitable[None]]], None]:
    """Play a scene with a courier that is at work."""
    clock = StillClock()

    @asynccontextmanager
    async def studio() -> AsyncGenerator[Studio]:
        made = Studio(tmp_path, receiver, clock)
        made.courier.start()
        try:
            yield made
        finally:
            await made.close()

    async def play(scene: Callable[[Studio], Awaitable[None]]) -> None:
        async with studio() as made:
            await scene(made)

    return lambda scene: asyncio.run(play(scene))


Run = Callable[[Callable[[Studio], Awaitable[None]]], None]


def trusted(heard: Heard, clock: StillClock) -> bool:
    """Whether a receiver would believe it who reads the standard as the tests do: signed, and not long ago."""
    sent_at = datetime.fromtimestamp(int(heard.headers["webhook-timestamp"]), UTC)
    assert abs(clock.now() - sent_at) <= timedelta(minutes=5)
    content = b".".join((heard.event.encode(), heard.headers["webhook-timestamp"].encode(), heard.body))
    mark = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), content, hashlib.sha256).digest()
    return heard.headers["webhook-signature"] == f"v1,{base64.b64encode(mark).decode()}"


def test_an_interaction_that_ends_is_told_of_once_and_signed(run: Run) -> None:
    """W1, M5: nothing before its end; the body names the interaction; the standard's signature."""

    async def scene(studio: Studio) -> None:
        operation, other = studio.begin(), studio.begin()
        await studio.hears(0)
        studio.end(operation)
        (heard,) = await studio.hears(1)
        assert trusted(heard, studio.clock)
        assert (heard.told["type"], heard.told["data"]) == ("interaction.completed", {"id": operation.name})
        assert other.state is State.RENDERING

    run(scene)


def test_a_failure_says_its_code(run: Run) -> None:
    """M5: error_code and error_message on one wire, the event's own id on the other; a filtered interaction has completed."""

    async def scene(studio: Studio) -> None:
        studio.end(studio.begin(), State.FAILED, 13, "internal")
        studio.end(studio.begin(), State.FILTERED)
        studio.end(studio.begin("openai-videos"), State.FILTERED)
        studio.end(studio.begin("openai-videos"))
        heard = await studio.hears(4)
        failed, filtered = (
            next(h.told for h in heard if h.told["type"] == f"interaction.{end}") for end in ("failed", "completed")
        )
        assert (failed["data"]["error_code"], failed["data"]["error_message"]) == ("13", "internal")
        assert set(filtered["data"]) == {"id"}
        videos = [h for h in heard if h.told["type"].startswith("video.")]
        assert sorted(h.told["type"] for h in videos) == ["video.completed", "video.failed"]
        assert all(h.told["id"] == h.event for h in videos)

    run(scene)


def test_a_wire_without_webhooks_tells_nothing(run: Run) -> None:
    """M5: Veo on Vertex refuses webhook_config."""

    async def scene(studio: Studio) -> None:
        studio.end(studio.begin("veo"))
        studio.end(studio.begin(lost=True))
        await studio.hears(0)
        assert studio.courier.listed() == []

    run(scene)


def test_what_was_not_taken_is_sent_again_with_backoff_for_a_day(run: Run, receiver: Receiver) -> None:
    """M5: the same event, a fresh timestamp, longer and longer waits by the clock, the last one within 24 hours."""

    async def scene(studio: Studio) -> None:
        receiver.answers += [500] * 50
        began = studio.clock.now().timestamp()
        studio.end(studio.begin())
        waits: list[float] = []
        for tries in range(1, 50):
            await studio.hears(tries)
            (row,) = studio.courier.listed()
            assert (row["tries"], row["status"], row["delivered"]) == (tries, 500, None)
            if row["due"] is None:
                break
            waits.append(row["due"] - studio.clock.now().timestamp())
            studio.clock.move(waits[-1])
        assert waits == sorted(waits)
        assert waits[:3] == [5, 30, 120]
        assert 20 * 3600 < studio.clock.now().timestamp() - began <= 24 * 3600
        assert len({h.event for h in receiver.heard}) == 1
        assert len({h.headers["webhook-timestamp"] for h in receiver.heard}) == len(receiver.heard)

    run(scene)


def test_a_redirect_is_no_acceptance(run: Run, receiver: Receiver) -> None:
    """M5: only 2xx is."""

    async def scene(studio: Studio) -> None:
        receiver.answers += [302, 200]
        studio.end(studio.begin())
        await studio.hears(1)
        studio.clock.move(5)
        await studio.hears(2)
        assert studio.courier.listed()[0]["delivered"] is not None

    run(scene)


def test_copies_are_one_event(run: Run) -> None:
    """M5: duplicates carry the same id."""

    async def scene(studio: Studio) -> None:
        studio.end(studio.begin(copies=5))
        assert len({h.event for h in await studio.hears(5)}) == 1

    run(scene)


def test_a_late_one_comes_late(run: Run) -> None:
    """M5: by the clock, with the timestamp of its sending."""

    async def scene(studio: Studio) -> None:
        studio.end(studio.begin(late_s=7200))
        await studio.noticed(1)
        studio.clock.move(7100)
        await studio.hears(0)
        studio.clock.move(100)
        (heard,) = await studio.hears(1)
        assert trusted(heard, studio.clock)

    run(scene)


def test_a_reordered_one_comes_after_the_next(run: Run) -> None:
    """M5: and alone after a minute, when there is no next."""

    async def scene(studio: Studio) -> None:
        first = studio.end(studio.begin(reordered=True))
        await studio.hears(0)
        second = studio.end(studio.begin())
        assert [h.told["data"]["id"] for h in await studio.hears(2)] == [second.name, first.name]
        alone = studio.end(studio.begin(reordered=True))
        await studio.noticed(3)
        studio.clock.move(61)
        assert (await studio.hears(3))[-1].told["data"]["id"] == alone.name

    run(scene)


def test_a_forged_one_tells_the_same_and_cannot_sign_it(run: Run) -> None:
    """W1: the true one comes too; the forger does not try again."""

    async def scene(studio: Studio) -> None:
        studio.end(studio.begin(forged=True))
        heard = await studio.hears(2)
        assert sorted(trusted(each, studio.clock) for each in heard) == [False, True]
        assert len({each.told["data"]["id"] for each in heard}) == 1
        assert len({each.event for each in heard}) == 2

    run(scene)


def test_the_openai_client_believes_it(run: Run) -> None:
    """W1, M5: the unmodified client verifies what the simulator signs."""

    async def scene(studio: Studio) -> None:
        video = studio.end(studio.begin("openai-videos"))
        (heard,) = await studio.hears(1)
        webhooks = openai.OpenAI(api_key="unused", webhook_secret=SECRET).webhooks
        tolerance = int(abs(time.time() - studio.clock.now().timestamp())) + 300  # it reads the machine's own clock
        webhooks.verify_signature(heard.body, heard.headers, tolerance=tolerance)
        with pytest.raises(openai.InvalidWebhookSignatureError):
            webhooks.verify_signature(heard.body + b" ", heard.headers, tolerance=tolerance)
        assert heard.told["data"] == {"id": video.name}

    run(scene)


def test_a_restart_forgets_and_repeats_nothing(run: Run) -> None:
    """M5: what ended meanwhile is told of, what was told of is not told again."""
    names: list[str] = []

    async def before(studio: Studio) -> None:
        names.append(studio.end(studio.begin()).name)
        await studio.hears(1)
        names.append(studio.begin().name)

    async def after(studio: Studio) -> None:
        operation = studio.operations.named(names[1])
        assert operation
        studio.end(operation)
        assert [h.told["data"]["id"] for h in await studio.hears(2)] == names

    run(before)
    run(after)


def test_it_can_be_sent_again_by_hand(run: Run) -> None:
    """M5: as the same event; what is not there cannot."""

    async def scene(studio: Studio) -> None:
        operation = studio.end(studio.begin())
        (heard,) = await studio.hears(1)
        (row,) = studio.courier.listed(operation.name)
        assert studio.courier.resend(str(row["id"]))["event"] == heard.event
        assert [h.event for h in await studio.hears(2)] == [heard.event] * 2
        for unknown in ("99", "x"):
            with pytest.raises(Refusal):
                studio.courier.resend(unknown)

    run(scene)


def test_it_is_told_where_to_by_the_environment() -> None:
    """M5: without an address or a secret nothing is sent; of several secrets the newest signs."""
    url = {"RUSHES_FUNCTIONS_URL": "http://127.0.0.1:1"}
    assert targets({}) == targets(url) == targets({"RUSHES_HOOK_SECRETS_GEMINI": SECRET}) == {}
    found = targets({**url, "RUSHES_HOOK_SECRETS_GEMINI": f"{new_secret()},{SECRET}", "RUSHES_HOOK_SECRETS_OPENAI": SECRET})
    assert {wire: (target.url, target.secret) for wire, target in found.items()} == {
        "omni": ("http://127.0.0.1:1/hooks/gemini", SECRET),
        "openai-videos": ("http://127.0.0.1:1/hooks/openai", SECRET),
    }


def test_the_console_lists_and_sends_again(simulator: Stage) -> None:
    """M5: through the simulator's own side."""
    assert simulator.http.get("/_local/webhooks", params={"operation": "none"}).json() == {"deliveries": []}
    assert simulator.http.post("/_local/webhooks/999999/resend").status_code == 404
