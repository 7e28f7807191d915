"""Doors under Starlette: calls that mostly wait share one thread. Only functions that need it import this."""

from __future__ import annotations

import asyncio
import inspect
import types
from collections.abc import AsyncGenerator, Awaitable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import cast
from weakref import WeakSet

from functions_framework import aio
from starlette.requests import Request as Asked
from starlette.responses import Response

from shared.platform import logs
from shared.platform.errors import AppError, Overloaded
from shared.platform.settings import settings
from shared.platform.web.asgi_bodies import Arriving, Receive, Scope, Send
from shared.platform.web.door import Call, Door, Reply, Route
from shared.platform.web.exchange import Exchange, Headers, HttpRequest, owed_look

_ENTER_S = 10.0  # for a thread and the gate
_ANSWER_S = 25.0  # for what may wait, however long Google takes; its body not counted
_GONE = Reply(499)  # for the log; there is nobody left to read it
_roomy = WeakSet[asyncio.AbstractEventLoop]()


class AsyncDoor(Door):
    """A door whose handlers may be coroutines, which take no thread: one whose caller hangs up is cancelled at once."""

    @property
    def entry(self) -> types.FunctionType:
        """What the functions framework serves; registered with it as asynchronous."""

        async def entry(asked: Asked) -> Response:
            _make_room()
            exchange, body = Exchange(self, _request(asked)), Arriving(asked.scope, asked.receive)
            with exchange.logged():
                try:
                    reply = await _answer(exchange, body)
                except Exception as error:  # noqa: BLE001 - the one place where anything unforeseen becomes an answer
                    await asyncio.to_thread(exchange.count_refusal, error)
                    reply = exchange.refuse(error)
                sent = exchange.send(reply)
            return _Response(body, sent.body, sent.status, headers=sent.headers)

        entry.__name__ = entry.__qualname__ = self.name
        entry.__doc__ = f"The function {self.name}."
        return cast("types.FunctionType", aio.http(entry))


class _Response(Response):
    def __init__(self, request_body: Arriving, content: bytes, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(content, status, headers)
        self._request_body = request_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, partial(self._request_body.send, send=send))


def _make_room() -> None:
    """Python's own number of threads, six on two processors, is for work on processors; here they wait for Google."""
    if (loop := asyncio.get_running_loop()) not in _roomy:
        loop.set_default_executor(ThreadPoolExecutor(settings().threads, "door"))
        _roomy.add(loop)


async def _answer(exchange: Exchange, body: Arriving) -> Reply:
    if exchange.request.method == "OPTIONS":
        return exchange.preflight()

    def enter() -> tuple[Route, Call, int]:
        route, call = exchange.enter()
        most = exchange.most_of_body(route)
        return route, call if most else exchange.validate(route, call), most

    until = asyncio.get_running_loop().time() + _ANSWER_S
    async with _in_time(until - _ANSWER_S + _ENTER_S):
        route, call, most = await asyncio.to_thread(enter)  # the gate may have to fetch Google's keys
    if most:
        began = asyncio.get_running_loop().time()
        call = exchange.with_body(route, call, await body.read(most))  # which takes no thread
        until += asyncio.get_running_loop().time() - began
        call = await asyncio.to_thread(exchange.validate, route, call)
    if call.caller.id:
        logs.note(user_id=call.caller.id)
    if not inspect.iscoroutinefunction(route.handler):
        return exchange.answered(call, await asyncio.to_thread(exchange.act, route, call))
    async with _in_time(until):
        reply = await _while_connected(body, act(route, call))
    return exchange.answered(call, reply)


async def act(route: Route, call: Call) -> Reply:
    """As `Exchange.act`, with a handler that takes no thread."""
    handling = cast("Awaitable[Reply]", route.handler(call))
    if (session := call.caller.session) is None:
        return await handling
    with owed_look(route, call, session):
        try:
            reply = await handling
        except AppError as refusal:
            await asyncio.to_thread(session.look_before, refusal)
            raise
        if session.owes:
            await asyncio.to_thread(session.look)
        if session.is_news:
            await asyncio.to_thread(session.write_presence)
    return reply


@asynccontextmanager
async def _in_time(until: float) -> AsyncGenerator[None]:
    """What a thread has begun by then it goes on with; who asked may ask again."""
    limit = asyncio.timeout_at(until)
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise Overloaded from None
        raise


async def _while_connected(body: Arriving, work: Awaitable[Reply]) -> Reply:
    working, hung_up = asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(body))
    try:
        await asyncio.wait({working, hung_up}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else _GONE
    finally:
        working.cancel()
        hung_up.cancel()
        await asyncio.gather(working, hung_up, return_exceptions=True)


async def _hung_up(body: Arriving) -> None:
    while (await body.receive())["type"] != "http.disconnect":
        pass


def _request(asked: Asked) -> HttpRequest:
    query = asked.scope["query_string"].decode("latin-1")
    return HttpRequest(asked.method, asked.scope["path"], Headers(asked.headers.items()), query)
