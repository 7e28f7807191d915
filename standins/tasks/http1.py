"""One HTTP request at a time over a kept connection: h11 on asyncio streams.

Every task is one small request, so the client's own cost decides how many a second there are: this one takes a fifth of
the processor time of a general one, because it does nothing but what a dispatch needs. It follows no redirects.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import h11

_IDLE_S = 2.0  # below the 5 s after which common servers close a connection, perhaps while we send
_CHUNK = 1 << 16
_MOST_BODY = 1 << 20
_KEPT_AS_IS = "%/:=&?~+!$,;'@()*[]"

FAILURES = (OSError, EOFError, ValueError, h11.ProtocolError)


class Response(NamedTuple):
    status: int
    retry_after: str


class _Place(NamedTuple):
    host: str
    port: int
    secure: bool


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._state = h11.Connection(h11.CLIENT)
        self._idle_since = 0.0

    @property
    def usable(self) -> bool:
        fresh = time.monotonic() - self._idle_since < _IDLE_S
        return fresh and not self._reader.at_eof() and not self._writer.is_closing()

    async def exchange(self, request: h11.Request, body: bytes) -> Response:
        parts = [self._state.send(request), self._state.send(h11.Data(data=body)) if body else b""]
        parts.append(self._state.send(h11.EndOfMessage()))
        self._writer.write(b"".join(part for part in parts if part))
        await self._writer.drain()
        answer = Response(0, "")
        read = 0
        while read <= _MOST_BODY:
            event = self._state.next_event()
            if event is h11.NEED_DATA:
                self._state.receive_data(await self._reader.read(_CHUNK))
            elif isinstance(event, h11.Response):
                answer = Response(event.status_code, _header(event, b"retry-after"))
            elif isinstance(event, h11.Data):
                read += len(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return answer
            elif isinstance(event, h11.ConnectionClosed):
                raise EOFError("the connection was closed before the answer")
        return answer  # enough was read of a body that nobody looks at

    def rest(self) -> bool:
        """Make ready for the next request, if the server lets the connection stay."""
        if self._state.our_state is not h11.DONE or self._state.their_state is not h11.DONE:
            return False
        self._state.start_next_cycle()
        self._idle_since = time.monotonic()
        return True

    def close(self) -> None:
        self._writer.transport.abort()


class Client:
    def __init__(self) -> None:
        self._idle: defaultdict[_Place, list[_Connection]] = defaultdict(list)
        self._tls: ssl.SSLContext | None = None

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Raise one of FAILURES when no whole answer came; cancelling closes the connection."""
        place, target, host = _parts(url)
        length = {"Content-Length": str(len(body))} if body or method in ("POST", "PUT", "PATCH") else {}
        request = h11.Request(method=method, target=target, headers=[*({"Host": host} | dict(headers) | length).items()])
        connection = self._kept(place) or await self._open(place)
        try:
            answer = await connection.exchange(request, body)
        except BaseException:
            connection.close()
            raise
        if connection.rest():
            self._idle[place].append(connection)
        else:
            connection.close()
        return answer

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _kept(self, place: _Place) -> _Connection | None:
        idle = self._idle[place]
        while idle:
            connection = idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _open(self, place: _Place) -> _Connection:
        if place.secure and self._tls is None:
            self._tls = ssl.create_default_context()
        tls = self._tls if place.secure else None
        return _Connection(*await asyncio.open_connection(place.host, place.port, ssl=tls))


def _parts(url: str) -> tuple[_Place, str, str]:
    split = urlsplit(url)
    if not split.hostname:
        raise ValueError("the URL names no host")
    secure = split.scheme == "https"
    place = _Place(split.hostname, split.port or (443 if secure else 80), secure)
    query = f"?{quote(split.query, safe=_KEPT_AS_IS)}" if split.query else ""
    return place, (quote(split.path, safe=_KEPT_AS_IS) or "/") + query, split.netloc.rpartition("@")[2]


def _header(response: h11.Response, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in response.headers if name == wanted), "")
