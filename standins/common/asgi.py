"""What of ASGI a stand-in needs: its types, its lifespan, and an answer in one go."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]


Message = MutableMapping[str, Any]


Receive = Callable[[], Awaitable[Message]]


Send = Callable[[Message], Awaitable[None]]


AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


async def live(receive: Receive, send: Send) -> None:
    """The lifespan of an app that has nothing to open or close."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def answer(send: Send, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    await send_raw(send, status, {"content-type": "application/json", "content-length": str(len(raw))}, raw)


async def send_raw(send: Send, status: int, headers: Mapping[str, str], raw: bytes) -> None:
    pairs = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": raw})
