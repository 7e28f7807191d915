"""Faults that a test orders: a refusal, a connection that dies before or after the act, a slow or a cut answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, cast
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from standins.common.clock import Clock
from standins.storage.errors import Broken, Invalid, Json
from standins.storage.paths import Place, place

_LOOK = 0.02


class DroppableProtocol(H11Protocol):
    """Hands each request the connection it came on, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "connection": transport}


@dataclass(slots=True)
class Fault:
    method: str
    path_prefix: str
    bucket: str
    name_prefix: str
    times: int
    status: int | None
    drop: Literal["before", "after", None]
    delay_s: float
    truncate: int | None

    @classmethod
    def ordered(cls, order: Json) -> Fault:
        match, do = cast("Json", order.get("match") or {}), cast("Json", order.get("do") or {})
        unknown = [
            *(set(order) - {"match", "times", "do"}),
            *(set(match) - {"method", "path_prefix", "bucket", "name_prefix"}),
            *(set(do) - {"status", "drop", "delay_s", "truncate"}),
        ]
        if unknown or not do or do.get("drop") not in (None, "before", "after"):
            raise Invalid(f"This fault is not understood: {unknown or do}")
        return cls(
            method=match.get("method", ""),
            path_prefix=match.get("path_prefix", ""),
            bucket=match.get("bucket", ""),
            name_prefix=match.get("name_prefix", ""),
            times=int(order.get("times", 1)),
            status=do.get("status"),
            drop=do.get("drop"),
            delay_s=float(do.get("delay_s", 0)),
            truncate=do.get("truncate"),
        )

    def fits(self, scope: Scope, about: Place) -> bool:
        return (
            self.times > 0
            and self.method in ("", scope["method"])
            and scope["path"].startswith(self.path_prefix)
            and self.bucket in ("", about.bucket)
            and about.name.startswith(self.name_prefix)
        )


class Faults:
    def __init__(self, clock: Clock, of_upload: Callable[[str], Place]) -> None:
        self._clock = clock
        self._of_upload = of_upload
        self._ordered: list[Fault] = []

    def order(self, order: Json) -> None:
        self._ordered.append(Fault.ordered(order))

    def clear(self) -> None:
        self._ordered.clear()

    def list(self) -> list[Json]:
        return [asdict(fault) for fault in self._ordered]

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._ordered or scope["path"].startswith("/_local"):
            await app(scope, receive, send)
            return
        about, receive = await self._about(scope, receive)
        fault = next((fault for fault in self._ordered if fault.fits(scope, about)), None)
        if not fault:
            await app(scope, receive, send)
            return
        fault.times -= 1
        await self._wait(fault.delay_s)
        await _suffer(fault, app, scope, receive, send)

    async def _wait(self, seconds: float) -> None:
        until = self._clock.now().timestamp() + seconds
        while (left := until - self._clock.now().timestamp()) > 0:
            await asyncio.sleep(min(left, _LOOK))

    async def _about(self, scope: Scope, receive: Receive) -> tuple[Place, Receive]:
        """An upload names its object in the query, in its session, or at the beginning of its body."""
        found = place(scope)
        query = parse_qs(scope["query_string"].decode())
        if "upload_id" in query:
            return self._of_upload(query["upload_id"][0]), receive
        if "name" in query or not scope["path"].startswith("/upload/"):
            return Place(found.bucket, found.name or query.get("name", [""])[0]), receive
        first = await receive()
        named = re.search(rb'"name":\s*("(?:[^"\\]|\\.)*")', first.get("body", b""))
        return Place(found.bucket, json.loads(named[1]) if named else ""), _again(first, receive)


def _again(first: Message, receive: Receive) -> Receive:
    waiting = [first]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


class _Cut(Exception):
    """The answer was cut where the test said."""


async def _suffer(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    connection: asyncio.Transport = scope["state"]["connection"]
    if fault.status:
        refusal = Broken(fault.status)
        await JSONResponse(refusal.as_json(), fault.status)(scope, receive, send)
    elif fault.drop:
        if fault.drop == "after":
            await app(scope, receive, _swallow)
        connection.abort()
        await _gone(receive)
    elif fault.truncate is not None:
        try:
            await app(scope, receive, _cutting(fault.truncate, send))
        except _Cut:
            connection.close()
            await _gone(receive)
    else:
        await app(scope, receive, send)


async def _swallow(_: Message) -> None:
    """The answer that nobody gets."""


def _cutting(after: int, send: Send) -> Send:
    left = after

    async def cut(message: Message) -> None:
        nonlocal left
        body: bytes = message.get("body", b"")
        if message["type"] == "http.response.start" or len(body) <= left:
            left -= len(body)
            await send(message)
            return
        await send({"type": "http.response.body", "body": body[:left], "more_body": True})
        raise _Cut

    return cut


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed, or it would answer in our place."""
    while (await receive())["type"] != "http.disconnect":
        pass
