"""A call of one door on behalf of a caller of another, in the same process: all that the door checks, checked by the door."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any, NamedTuple

from shared.platform.web import async_door, callers
from shared.platform.web.callers import Caller
from shared.platform.web.door import Call, Door, Reply, Route
from shared.platform.web.exchange import Exchange, Headers, HttpRequest


class Inner(NamedTuple):
    method: str
    path: str
    query: str = ""
    body: Any = None
    key: str | None = None


class _Inner(Exchange):
    """For who was let in already, in their language, within the time that their own call has."""

    def __init__(self, door: Door, request: HttpRequest, outer: Call) -> None:
        super().__init__(door, request)
        self.id, self.language, self.content_language, self.began = (
            outer.request_id,
            outer.language,
            outer.content_language,
            outer.began,
        )
        self._outer = outer.caller

    def _caller(self, route: Route) -> Caller:  # noqa: ARG002 - as for any door
        return self._outer if self.door.caller is callers.user else Caller()


async def ask(door: Door, outer: Call, inner: Inner) -> Reply:
    """What it answers; what it refuses is raised."""
    raw = b"" if inner.body is None else json.dumps(inner.body).encode()
    headers = [("Content-Type", "application/json"), *([("Idempotency-Key", inner.key)] if inner.key else [])]
    exchange = _Inner(door, HttpRequest(inner.method, inner.path, Headers(headers), inner.query), outer)

    def enter() -> tuple[Route, Call]:
        route, call = exchange.enter()
        return route, exchange.validate(route, exchange.with_body(route, call, raw))

    route, call = await asyncio.to_thread(enter)
    if inspect.iscoroutinefunction(route.handler):
        return exchange.answered(call, await async_door.act(route, call))
    return exchange.answered(call, await asyncio.to_thread(exchange.act, route, call))
