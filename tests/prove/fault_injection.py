"""Every function in one process, as the local stack runs them, but each of its calls to the outside passes a gate."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import httpx

from local.functions import Functions
from shared.platform.clock import MovableClock
from standins.common import asgi, process
from tests.fixtures.system import System
from tests.prove import outgoing_calls
from tests.prove.gate import Died, Gate, Step
from tests.prove.world import World

_BEYOND = b"x-beyond-the-gate"  # what the harness itself sends: neither counted nor in trouble
_READS = ("GET", "HEAD", "OPTIONS")
_ID = re.compile(r"/[0-9a-f]{16,}\b|/[A-Za-z0-9]{20,}\b")


class FaultInjection:
    def __init__(self, gate: Gate, world: World) -> None:
        self._gate, self._world, self._functions = gate, world, Functions()
        self._http = httpx.Client(timeout=120)

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        if scope["type"] != "http":
            return await self._functions(scope, receive, send)
        if scope["path"].startswith("/_gate"):
            return await self._order(scope, receive, send)
        self._gate.visit.set(None)  # a connection that was slowed down remembers the visit of its request before
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["path"].startswith("/hooks/") and b"x-proof" not in headers:
            return await asgi.answer(send, 200, {})  # the simulator's own news is lost: here nothing comes by chance
        if scope["method"] in _READS or _BEYOND in headers:
            return await self._functions(scope, receive, send)
        body = await _read(receive)
        visit = self._gate.begin(_handler(scope), lambda: self._again(scope, body), _message(headers))
        token = self._gate.visit.set(visit)
        try:
            await self._functions(scope, _given(body), send)
        except Died:
            return await asgi.answer(send, 500, {"died": True})
        finally:
            self._gate.visit.reset(token)
            self._gate.end()

    async def _order(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        import json

        if scope["method"] == "POST":
            order: dict[str, Any] = json.loads(await _read(receive))
            if "next" in order:
                await asgi.answer(send, 200, {"strikes": self._gate.order_next(**order["next"])})
                return
            step = Step(**order["step"]) if order.get("step") else None
            self._gate.order(step, order.get("fault", ""))
            self._gate.rival = lambda: self._rival(order.get("rival") or [])
        await asgi.answer(send, 200, self._gate.told())

    def _rival(self, acts: list[dict[str, Any]]) -> None:
        """Calls of somebody else's, and what the world does between them."""
        for act in acts:
            if "move" in act:
                self._world.move(act["move"])
            elif "news" in act:
                for event in self._world.events():
                    self._world.tell(event)
            elif "sweep" in act:
                self._world.sweep()
            elif "flow" in act:
                self._world.flow(within_s=act["flow"])
            else:
                headers = {**act["headers"], _BEYOND.decode(): "1"}
                answer = self._http.request(act["method"], f"{_self()}{act['path']}", headers=headers, json=act["json"])
                self._gate.answers.append(answer.status_code)

    def _again(self, scope: asgi.Scope, body: bytes) -> None:
        """The same message to another instance, from beginning to end."""
        headers = [(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]]
        path = scope["path"] + (f"?{scope['query_string'].decode()}" if scope.get("query_string") else "")
        self._http.request(scope["method"], f"{_self()}{path}", headers=[*headers, (_BEYOND.decode(), "1")], content=body)


def _self() -> str:
    return f"http://{process.LOCALHOST}:{process.port()}"


def _handler(scope: asgi.Scope) -> str:
    return f"{scope['method']} {_ID.sub('/*', scope['path'])}".rstrip("/")


def _message(headers: dict[bytes, bytes]) -> str:
    """A task's full name is not among its headers; its last part is unique."""
    return (headers.get(b"x-cloudtasks-taskname") or headers.get(b"ce-id") or b"").decode()


async def _read(receive: asgi.Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _given(body: bytes) -> asgi.Receive:
    left = [body]

    async def receive() -> asgi.Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        import asyncio

        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive


def main() -> None:
    process.start_logging()
    gate = Gate()
    environment = dict(os.environ)
    hosts = {
        environment["STORAGE_EMULATOR_HOST"].removeprefix("http://"): "storage",
        environment["GOOGLE_VERTEX_BASE_URL"].removeprefix("http://"): "provider",
        environment["FIREBASE_AUTH_EMULATOR_HOST"]: "auth",
        environment["RUSHES_STRIPE_URL"].removeprefix("http://"): "stripe",
        environment["FCM_EMULATOR_HOST"].removeprefix("http://"): "push",
    }
    outgoing_calls.install(gate, hosts)

    def sleep(self: MovableClock, seconds: float) -> None:
        self.move(timedelta(seconds=max(0.0, seconds)).total_seconds())

    MovableClock.sleep = sleep  # type: ignore[method-assign]
    with System({**environment, "RUSHES_FUNCTIONS_URL": _self()}) as system:
        world = World(system)
        gate.late = lambda but: world.late(but=but)
        gate.others = lambda but: world.flow(but=but)
        process.serve(FaultInjection(gate, world), process.port())


if __name__ == "__main__":
    main()
