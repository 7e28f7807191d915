"""Bodies behind ASGI servers: read in time, without a thread; what nobody reads is let through for a moment, and then no more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from shared.platform.web.exchange import Headers
from shared.platform.web.slow_bodies import Patience, announced

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_ROUGH_S = 0.02  # a loop may wake too early by a little
_AT_ONCE_S = 0.02  # what is on its way already
_LINGER_S = 1.0  # so that the sender gets to read why it was refused: closing at once would reset the connection


class Arriving:
    """The body of one request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._headers = Headers((name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"])
        self._receive = receive
        self._unread, self._whole = announced(self._headers), True
        self._patience: Patience | None = None
        self._received = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._unread, self._whole = False, not self._unread
        elif not message.get("more_body", False):
            self._unread = False
        return message

    async def in_time(self) -> Message:
        """The next piece; once time is up none, as if that had been all: who reads keeps the same time, and knows."""
        patience = self._patience = self._patience or Patience()
        left = max(0.0, patience.left(self._received)) + _ROUGH_S if self._unread else None
        try:
            message = await asyncio.wait_for(self.receive(), left)
        except TimeoutError:
            return {"type": "http.request", "body": b"", "more_body": False}
        self._received += len(message.get("body", b""))
        return message

    async def read(self, most: int) -> bytes:
        """All of it, or so much and no more."""
        raw, patience = bytearray(), Patience()
        self._patience = patience
        while self._unread and len(raw) < most and patience.left(len(raw)) > 0:
            raw += (await self.in_time()).get("body", b"")
        if len(raw) < most:
            patience.require_whole(self._headers, len(raw), self._whole)
        return bytes(raw[:most])

    async def send(self, message: Message, send: Send) -> None:
        """Hold the end of the answer back until the sender has finished or a moment has passed; then close."""
        if message["type"] == "http.response.start" and self._unread:
            await self._let_through(_AT_ONCE_S)
            closing = [(b"connection", b"close")] if self._unread else []
            message = {**message, "headers": [*message["headers"], *closing]}
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not last or not self._unread:
            return await send(message)
        await send({**message, "more_body": True})
        await self._let_through(_LINGER_S)
        return await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _let_through(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._unread:
                    await self.receive()
