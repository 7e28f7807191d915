"""The studio as the local stack shows it, beside the API as behind Hosting: at the same addresses, with the same headers.

While it is being built the page says so and looks again by itself; the API is there all the time.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from local.infra import headers
from local.site import TYPES
from local.studio import DIST, building, config
from local.studio.building import State
from local.tools import ROOT
from standins.common import asgi

_PRESSED = (".css", ".html", ".js", ".json", ".svg", ".txt")
_SMALL = 1024  # bytes, below which nothing is won
_BUILD = "python -m local.studio"
_WORDS = {
    State.BUILDING: ("The studio is being built", "Das Studio wird gebaut", "This page shows it as soon as it is there."),
    State.FAILED: (
        "The studio could not be built",
        "Das Studio ließ sich nicht bauen",
        "Why stands in {log}; {build} tries again.",
    ),
    State.MISSING: ("The studio was not built yet", "Das Studio wurde noch nicht gebaut", "{build} builds it; so does make run."),
}
_STATUS = {State.BUILDING: 503, State.FAILED: 500, State.MISSING: 503}


class _Content(NamedTuple):
    body: bytes
    kind: str
    caching: str


class Studio:
    def __init__(self, dist: Path = DIST) -> None:
        self._dist = dist

    def knows(self, path: str) -> bool:
        return path in ("/", "/config.json", "/studio") or path.startswith("/studio/")

    async def __call__(self, scope: asgi.Scope, _receive: asgi.Receive, send: asgi.Send) -> None:
        method, path = scope["method"], scope["path"]
        if method not in ("GET", "HEAD"):
            return await asgi.send_raw(send, 405, {"allow": "GET, HEAD"}, b"")
        status, content = await asyncio.to_thread(self._found, path)
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        pressed = _is_pressed(content) and "gzip" in asked.get(b"accept-encoding", "")
        body = _pressed(content.body) if pressed else content.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        told = {**self._headers, "content-type": content.kind, "cache-control": content.caching, "etag": tag}
        told |= {"vary": "Accept-Encoding"} if _is_pressed(content) else {}
        told |= {"content-encoding": "gzip"} if pressed else {}
        if status == 200 and tag in asked.get(b"if-none-match", ""):
            return await asgi.send_raw(send, 304, told, b"")
        told["content-length"] = str(len(body))
        return await asgi.send_raw(send, status, told, b"" if method == "HEAD" else body)

    def _found(self, path: str) -> tuple[int, _Content]:
        if path == "/config.json":
            return 200, _Content(json.dumps(config.of_the_stack(os.environ)).encode(), TYPES[".json"], headers.caching(path))
        if file := self._file(path):
            return 200, _Content(file.read_bytes(), TYPES[file.suffix], headers.caching(path))
        if path.startswith(headers.ASSETS):
            return 404, _Content(b"There is no such file of the studio.\n", TYPES[".txt"], "no-cache")
        index, now = self._dist / "index.html", building.state() if self._dist == DIST else State.READY
        if now == State.READY:
            return 200, _Content(index.read_bytes(), TYPES[".html"], headers.caching(path))
        return _STATUS[now], _Content(_page(now), TYPES[".html"], "no-store")

    def _file(self, path: str) -> Path | None:
        """What lies under /studio/; nothing outside of the folder, nor what begins with a dot, is anybody's."""
        name = path.removeprefix("/studio/")
        asked = (self._dist / name).resolve()
        is_ours = name != path and asked.is_relative_to(self._dist.resolve()) and asked.suffix in TYPES and "/." not in path
        return asked if is_ours and asked.name != "index.html" and asked.is_file() else None

    @cached_property
    def _headers(self) -> dict[str, str]:
        return headers.of_the_stack(os.environ)


def _is_pressed(content: _Content) -> bool:
    return len(content.body) > _SMALL and any(content.kind == TYPES[suffix] for suffix in _PRESSED)


@lru_cache(maxsize=64)
def _pressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _page(now: State) -> bytes:
    """Without a script, which the studio's policy would take from its own files alone."""
    english, german, then = _WORDS[now]
    then = then.format(log=building.LOG.relative_to(ROOT), build=_BUILD)
    again = '<meta http-equiv="refresh" content="1">' if now == State.BUILDING else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">{again}<title>{escape(english)} · Rushes</title></head>
<body><main><h1>{escape(english)}</h1><p lang="de">{escape(german)}.</p><p>{escape(then)}</p>
<p><a href="/docs/">Documentation</a></p></main></body></html>
""".encode()
