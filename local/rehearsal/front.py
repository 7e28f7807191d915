"""The two ways to a function: Hosting's one host, which rewrites by firebase.json, and each function's own address.

An instance is started by the first call that needs it, as from zero instances, and has the plan's time for each answer. What
would be published goes before every rewrite, with its headers; what nothing takes is Hosting's 404. A worker has no way in but
its own address (…/{function}, as on cloudfunctions.net).
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import PurePosixPath
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx
import uvicorn

from local.infra import hosting
from local.rehearsal.instances import DidNotStart, Instance
from local.site import TYPES
from standins.common import asgi
from standins.common.process import LOCALHOST

_HOSTING_S = 60.0
_HOP_BY_HOP = {"connection", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-authorization"}
Begin = Callable[[str], Instance]  # starts the function and waits until it answers


class Way(NamedTuple):
    """To which function a call goes, with which path, and how long it may take."""

    function: str
    path: str
    seconds: float


class Front:
    """Serves both while the context is open, in a thread of its own."""

    def __init__(self, begin: Begin, timeouts: Mapping[str, float], host: int, own: int, shown: Mapping[str, bytes]) -> None:
        self._begin, self._timeouts, self._shown = begin, timeouts, shown
        told = json.loads(hosting.TARGET.read_text(encoding="utf-8"))["hosting"]
        self._rewrites = [(_glob(each["source"]), each) for each in told["rewrites"]]
        self._headers = [
            (_glob(each["source"]), {one["key"].lower(): one["value"] for one in each["headers"]}) for each in told["headers"]
        ]
        self._ports = {host: self._by_hosting, own: self._by_own_address}
        self._started: dict[str, asyncio.Task[Instance]] = {}
        self.led = dict[str, str]()  # to which function, by the path that the host was asked for
        self.failures: list[str] = []  # what did not start, with its last line
        self._servers: list[uvicorn.Server] = []

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), name="front", daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join(timeout=10)

    async def _serve(self, ready: threading.Event) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, trust_env=False, follow_redirects=False) as self._http:
            for port, find in self._ports.items():
                told = uvicorn.Config(
                    self._app(find), LOCALHOST, port, log_level="error", access_log=False, timeout_graceful_shutdown=2
                )
                self._servers.append(uvicorn.Server(told))
            serving = [asyncio.create_task(each.serve()) for each in self._servers]
            while not all(each.started for each in self._servers) and not any(each.done() for each in serving):
                await asyncio.sleep(0.01)
            ready.set()
            await asyncio.gather(*serving)

    def _app(self, find: Callable[[str], Way | None]) -> asgi.AsgiApp:
        async def app(scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
            if scope["type"] != "http":
                return await asgi.live(receive, send)
            way = find(scope["raw_path"].decode("latin-1"))
            if way is None:
                return await asgi.send_raw(send, *self.page(scope["path"]))
            try:
                scope["headers"] = [*scope["headers"], *_forwarded(scope, by_hosting=find == self._by_hosting)]
                return await self._hand_on(way, scope, receive, send)
            except DidNotStart as failure:
                self.failures.append(str(failure))
                return await asgi.answer(send, 503, {"error": "NO_INSTANCE", "message": str(failure)})
            except httpx.TimeoutException:
                return await asgi.answer(send, 504, {"error": "TIMEOUT", "message": f"{way.function}: {way.seconds:.0f} s"})

        return app

    def _by_hosting(self, path: str) -> Way | None:
        led = {} if self._file(path) else self._led(path)
        if "run" not in led:
            return None
        function = self.led[path] = led["run"]["serviceId"]
        return Way(function, path, min(_HOSTING_S, self._timeouts[function]))

    def page(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """A file that would be published, the one that a rewrite names, or the page for what is nowhere."""
        found = self._file(path) or self._led(path).get("destination")
        name = found or "/404.html"
        body, told = self._shown[name], {"content-type": TYPES[PurePosixPath(name).suffix]}
        for taken, values in self._headers:
            told |= values if taken.fullmatch(path) else {}
        return 200 if found else 404, {**told, "content-length": str(len(body))}, body

    def _file(self, path: str) -> str | None:
        every = (f"{path}index.html",) if path.endswith("/") else (path, f"{path}.html", f"{path}/index.html")
        return next((each for each in every if each in self._shown), None)

    def _led(self, path: str) -> Mapping[str, Any]:
        return next((told for taken, told in self._rewrites if taken.fullmatch(path)), {})

    def _by_own_address(self, path: str) -> Way | None:
        function, _, rest = path[1:].partition("/")
        return Way(function, f"/{rest}", self._timeouts[function]) if function in self._timeouts else None

    async def _hand_on(self, way: Way, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        instance = await self._instance(way.function)
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        headers = [(key, value) for key, value in scope["headers"] if key.decode("latin-1") not in _HOP_BY_HOP]
        url = f"http://{LOCALHOST}:{instance.port}{way.path}{query}"
        asked = self._http.build_request(scope["method"], url, headers=headers, content=bytes(body), timeout=way.seconds)
        answer = await self._http.send(asked, stream=True)
        try:
            told = [(k.lower(), v) for k, v in answer.headers.raw if k.lower().decode("latin-1") not in _HOP_BY_HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": told})
            async for piece in answer.aiter_raw():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            with suppress(httpx.HTTPError):
                await answer.aclose()

    async def _instance(self, function: str) -> Instance:
        """The one that runs, or is just starting; one that did not start is tried again by the next call."""
        if function not in self._started:
            self._started[function] = asyncio.create_task(asyncio.to_thread(self._begin, function))
        starting = self._started[function]
        try:
            return await asyncio.shield(starting)
        except DidNotStart:
            if self._started.get(function) is starting:
                del self._started[function]
            raise


def _forwarded(scope: asgi.Scope, *, by_hosting: bool) -> list[tuple[bytes, bytes]]:
    """Where a call comes from, as Google's front end adds it; before it Hosting has, whose own address is then the last one."""
    caller, hosting_itself = scope["client"][0], "192.0.2.1"
    return [(b"x-forwarded-for", f"{caller}, {hosting_itself}".encode() if by_hosting else caller.encode())]


def _glob(source: str) -> re.Pattern[str]:
    """Hosting's: `/**` at the end is everything below, `!(name)` every other name; the first rewrite that fits is taken."""
    pieces: list[str] = []
    for piece in source.removesuffix("/**").split("/"):
        other = re.fullmatch(r"!\((\w+)\)", piece)
        assert other or "*" not in piece, f"firebase.json: {source} is a glob that the rehearsal does not know"
        pieces.append(rf"(?!{other[1]}(?:/|$))[^/]+" if other else re.escape(piece))
    return re.compile("/".join(pieces) + ("/.*" if source.endswith("/**") else ""))
