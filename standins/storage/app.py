"""The door: finds the interface a request is for, turns refusals into answers, and answers before a body is read in full."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from standins.storage import cors
from standins.storage.calls import Call, answer
from standins.storage.errors import BadRange, NotModified, StorageError
from standins.storage.local_api import local_interface
from standins.storage.paths import is_xml, place, raw_path
from standins.storage.routes import json_interface
from standins.storage.service import Service
from standins.storage.xml_api import xml

log = logging.getLogger(__name__)

_LINGER = 1.0  # how long an unread body is drained so that the sender gets to read why it was refused


class StorageApp:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            body = _Body(scope, receive, send)
            await self._service.faults.serve(self._serve, scope, body.receive, body.send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        courier = asyncio.create_task(self._service.courier.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        courier.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await courier
        self._service.database.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        bucket = self._service.buckets.find(place(scope).bucket)
        if request.method == "OPTIONS":
            await cors.preflight(bucket, request)(scope, receive, send)
            return
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        response.headers.update(cors.headers(bucket, request))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = raw_path(request.scope)
        try:
            if path == "/health" or path.startswith("/_local/"):
                return await local_interface(self._service, request)
            if is_xml(request.scope):
                about = place(request.scope)
                return await xml(Call(self._service, request, dict(request.query_params), about.bucket, about.name))
            return await json_interface(self._service, request)
        except StorageError as error:
            return _refusal(error, request)


def _refusal(error: StorageError, request: Request) -> Response:
    headers = {"content-range": f"bytes */{error.size}"} if isinstance(error, BadRange) else {}
    if isinstance(error, NotModified):
        return Response(status_code=error.status)
    if is_xml(request.scope):
        return Response(error.as_xml(), error.status, headers, media_type="application/xml; charset=UTF-8")
    if raw_path(request.scope).startswith("/download/") or request.query_params.get("alt") == "media":
        return Response(error.message, error.status, headers, media_type="text/html; charset=UTF-8")
    return answer(error.as_json(), error.status)


class _Body:
    """Holds the end of an answer back until the sender has finished or a moment has passed: closing at once would
    reset the connection and lose the answer on its way."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name.lower(): value for name, value in scope["headers"]}
        self._unread = b"transfer-encoding" in names or names.get(b"content-length", b"0") != b"0"
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        message = await self._receive()
        if not message.get("more_body", False):
            self._unread = False
        return message

    async def send(self, message: Message) -> None:
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not last or not self._unread:
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drain(), _LINGER)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self) -> None:
        while self._unread:
            await self.receive()
