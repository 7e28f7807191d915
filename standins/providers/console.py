"""Our own side: order faults, read the journal, push an operation along, watch them all on one page."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

from starlette.requests import Request

from standins.common.clock import Clock

from .fault_examples import EXAMPLES
from .faults import Category, Faults
from .file_shelf import FileShelf
from .journal import Journal
from .media.studio import Studio
from .operations import Operation, Operations
from .rendering import Rendering
from .store import Store
from .webhooks import Courier
from .wire import Answer, Document, Refusal

_PAGE = Path(__file__).with_name("page")
_ASSETS = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
_GUARDED = {  # prompts are strangers' words: even if one became markup, nothing in it would run or reach out
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
_MOST_PIXELS = 4096


class Console:
    def __init__(
        self,
        *,
        store: Store,
        operations: Operations,
        rendering: Rendering,
        faults: Faults,
        journal: Journal,
        shelf: FileShelf,
        studio: Studio,
        clock: Clock,
        courier: Courier,
    ) -> None:
        self._store, self._operations, self._rendering = store, operations, rendering
        self._faults, self._journal, self._shelf = faults, journal, shelf
        self._studio, self._clock, self._courier = studio, clock, courier

    async def answer(self, request: Request) -> Answer | None:
        """None: not one of ours."""
        pieces = tuple(filter(None, request.url.path.split("/")))
        match request.method, pieces:
            case "GET", ():
                return await self._page(request)
            case "GET", (name,) if name in _ASSETS:
                content = await asyncio.to_thread((_PAGE / name).read_bytes)
                return Answer(200, content, {**_GUARDED, "content-type": _ASSETS[name]})
            case "GET", ("health",):
                return Answer(200, {"ok": True, "operations": self._operations.count()})
            case method, ("_local", *rest):
                return await self._local(request, method, tuple(rest))
            case _:
                return None

    async def _local(self, request: Request, method: str, pieces: tuple[str, ...]) -> Answer | None:
        match method, pieces:
            case "GET", ("faults",):
                return Answer(200, {"faults": self._faults.listed()})
            case "GET", ("faults", "examples"):
                return Answer(200, {"examples": [example.shown() for example in EXAMPLES]})
            case "POST", ("faults",):
                return Answer(200, self._faults.order(await _json(request)))
            case "DELETE", ("faults", *name) if len(name) < 2:
                return Answer(200, {"cleared": self._faults.clear(name[0] if name else None)})
            case "GET", ("journal",):
                return Answer(200, self._journal.read(request.query_params))
            case "DELETE", ("journal",):
                return Answer(200, {"cleared": self._journal.clear()})
            case "GET", ("operations",):
                shown = [operation.shown() for operation in self._operations.latest()]
                return Answer(200, {"now": self._clock.now().timestamp(), "operations": shown})
            case "POST", ("operations", name, action):
                return Answer(200, await self._push(name, action, request))
            case "GET", ("webhooks",):
                return Answer(200, {"deliveries": self._courier.listed(request.query_params.get("operation"))})
            case "POST", ("webhooks", delivery, "resend"):
                return Answer(200, self._courier.resend(delivery))
            case "GET", ("picture.jpg",):
                return await self._picture(request)
            case "POST", ("files",):
                return await self._generated_file(request)
            case _:
                return None

    async def _page(self, request: Request) -> Answer:
        """The page, with the address that the caller reaches us at."""
        page = await asyncio.to_thread((_PAGE / "index.html").read_text)
        host = request.headers.get("host", "")
        origin = f"http://{host if _HOST.fullmatch(host) else 'localhost'}"
        return Answer(200, page.replace("{{origin}}", origin).encode(), {**_GUARDED, "content-type": "text/html; charset=utf-8"})

    async def _push(self, name: str, action: str, request: Request) -> Document:
        operation = self._operations.get(name)
        if operation is None:
            raise Refusal(404, f"There is no operation {name}.")
        actions: dict[str, Callable[[Operation, str], Awaitable[Operation]]] = {
            "finish": self._finish,
            "fail": self._fail,
            "block": self._block,
            "vanish": self._vanish,
        }
        if action not in actions:
            raise Refusal(404, f"{action} is not one of {', '.join(actions)}.")
        await actions[action](operation, request.query_params.get("category", "safety"))
        after = self._operations.get(name)
        return after.shown() if after else {}

    async def _finish(self, operation: Operation, _: str) -> Operation:
        return await self._end(operation, {})

    async def _fail(self, operation: Operation, _: str) -> Operation:
        return await self._end(operation, {"fail": {}})

    async def _block(self, operation: Operation, category: str) -> Operation:
        if category not in get_args(Category):
            raise Refusal(400, f"{category} is not one of {', '.join(get_args(Category))}.")
        return await self._end(operation, {"block": category})

    async def _vanish(self, operation: Operation, _: str) -> Operation:
        self._operations.vanish(operation)
        return operation

    async def _end(self, operation: Operation, changes: Document) -> Operation:
        return await self._rendering.finish_if_due(self._operations.hurry(operation, self._clock.now(), changes))

    async def _picture(self, request: Request) -> Answer:
        width, height = (request.query_params.get(name, default) for name, default in (("w", "1280"), ("h", "720")))
        if not width.isdigit() or not height.isdigit() or not all(16 <= int(x) <= _MOST_PIXELS for x in (width, height)):
            raise Refusal(400, f"w and h: 16 to {_MOST_PIXELS} pixels.")
        text = request.query_params.get("text", "A picture")
        content = await self._studio.picture(text, int(width) // 2 * 2, int(height) // 2 * 2)
        return Answer(200, content, {"content-type": "image/jpeg"})

    async def _generated_file(self, request: Request) -> Answer:
        """A file as if the provider had made it, owned by the key of the caller."""
        key = request.headers.get("x-goog-api-key", "")
        mime_type = request.headers.get("content-type", "video/mp4")
        name = self._shelf.keep_generated(key, await request.body(), mime_type, self._clock.now())
        return Answer(200, {"name": f"files/{name}"})


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise Refusal(400, f"Not JSON: {error}") from error
