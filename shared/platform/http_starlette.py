"""Doors under Starlette: calls that mostly wait share one thread. Only functions that need it import this."""

from __future__ import annotations

import asyncio
import inspect
import types
from collections.abc import Awaitable
from typing import cast

from functions_framework import aio
from starlette.requests import Request as Asked
from starlette.responses import Response

from shared.platform import logs
from shared.platform.exchange import Exchange, Headers, Request
from shared.platform.http import Call, Door, Reply, Route

_GONE = Reply(499)  # for the log; there is nobody left to read it


class AsyncDoor(Door):
    """A door whose handlers may be coroutines, which take no thread: one whose caller hangs up is cancelled at once."""

    @property
    def entry(self) -> types.FunctionType:
        """What the functions framework serves; registered with it as asynchronous."""

        async def entry(asked: Asked) -> Response:
            exchange = Exchange(self, _request(asked))
            with exchange.logged():
                try:
                    reply = await _answer(exchange, asked)
                except Exception as error:  # noqa: BLE001 - the one place where anything unforeseen becomes an answer
                    reply = exchange.refuse(error)
                sent = exchange.send(reply)
            return Response(sent.body, sent.status, headers=sent.headers)

        entry.__name__ = entry.__qualname__ = self.name
        entry.__doc__ = f"The function {self.name}."
        return cast("types.FunctionType", aio.http(entry))


async def _answer(exchange: Exchange, asked: Asked) -> Reply:
    if exchange.request.method == "OPTIONS":
        return exchange.preflight()

    def enter() -> tuple[Route, Call]:
        route, call = exchange.enter()
        return route, exchange.validate(route, call)

    route, call = await asyncio.to_thread(enter)  # the gate may have to fetch Google's keys
    if call.caller.id:
        logs.note(user_id=call.caller.id)
    if not inspect.iscoroutinefunction(route.handler):
        return cast("Reply", await asyncio.to_thread(route.handler, call))
    return await _while_connected(asked, cast("Awaitable[Reply]", route.handler(call)))


async def _while_connected(asked: Asked, work: Awaitable[Reply]) -> Reply:
    working, hung_up = asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(asked))
    try:
        await asyncio.wait({working, hung_up}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else _GONE
    finally:
        working.cancel()
        hung_up.cancel()
        await asyncio.gather(working, hung_up, return_exceptions=True)


async def _hung_up(asked: Asked) -> None:
    while (await asked.receive())["type"] != "http.disconnect":
        pass


def _request(asked: Asked) -> Request:
    loop = asyncio.get_running_loop()

    def read(limit: int) -> bytes:
        """Called in a thread beside the loop that the body arrives on."""
        return asyncio.run_coroutine_threadsafe(_body(asked, limit), loop).result()

    query = asked.scope["query_string"].decode("latin-1")
    return Request(asked.method, asked.scope["path"], Headers(asked.headers.items()), query, read)


async def _body(asked: Asked, limit: int) -> bytes:
    raw = bytearray()
    async for piece in asked.stream():
        raw += piece
        if len(raw) >= limit:
            break
    return bytes(raw)
