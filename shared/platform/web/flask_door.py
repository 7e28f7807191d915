"""Doors under Flask: a thread for each call. The functions framework has imported Flask before anything of ours."""

from __future__ import annotations

import contextlib
import io
import socket
import time
import types
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import IO, cast

import flask

from shared.platform.web.door import Door, Reply
from shared.platform.web.exchange import Exchange, Headers, HttpRequest
from shared.platform.web.slow_bodies import PIECE, Patience, announced, overtime

_LINGER_S = 0.25  # of a thread, so that the sender of an unread body gets to read why: closing at once would reset the connection


class FlaskDoor(Door):
    """A door whose handlers are plain functions."""

    @property
    def entry(self) -> types.FunctionType:
        """What the functions framework serves: a plain function of this door's name."""

        def entry(request: flask.Request) -> flask.Response:
            exchange = Exchange(self, _asked(request))
            body = _Body(request, exchange.request.headers)
            with exchange.logged():
                try:
                    reply = _answer(exchange, body)
                except Exception as error:  # noqa: BLE001 - the one place where anything unforeseen becomes an answer
                    exchange.count_refusal(error)
                    reply = exchange.refuse(error)
                sent = exchange.send(reply)
            response = flask.Response(sent.body, sent.status)
            response.headers.update(sent.headers)
            body.leave(response)
            return response

        entry.__name__ = entry.__qualname__ = self.name
        entry.__doc__ = f"The function {self.name}."
        if flask.has_app_context() and not flask.has_request_context():  # the framework loads functions inside its app
            _answer_everything(flask.current_app, entry)
        return cast("types.FunctionType", entry)


def _answer_everything(app: flask.Flask, entry: Callable[[flask.Request], flask.Response]) -> None:
    """Paths that the framework would answer itself, in HTML or by a redirect, come to the door like all others."""
    app.url_map.merge_slashes = False
    app.register_error_handler(404, lambda _error: entry(flask.request))


def _answer(exchange: Exchange, body: _Body) -> Reply:
    if exchange.request.method == "OPTIONS":
        return exchange.preflight()
    route, call = exchange.enter()
    call = exchange.with_body(route, call, body.read(exchange.most_of_body(route)))
    try:
        call = exchange.validate(route, call)
        return exchange.answered(call, exchange.act(route, call))
    except Exception as error:  # noqa: BLE001 - whatever a task fails by, its queue and its operators are told alike
        return exchange.task_failed(route, call, error)


def _asked(request: flask.Request) -> HttpRequest:
    """The server has decoded the path, once: whatever is still escaped in it was so before the caller escaped it."""
    query = request.query_string.decode("latin-1")
    return HttpRequest(request.method, request.path, Headers(request.headers.items()), query)


class _Body:
    """A request's body on its connection: read in time, or not at all."""

    def __init__(self, request: flask.Request, headers: Headers) -> None:
        self._request, self._headers = request, headers
        self._connection: socket.socket | None = request.environ.get("gunicorn.socket")  # another server keeps time itself
        self._unread = announced(self._headers)

    def read(self, most: int) -> bytes:
        """All of it, or so much and no more."""
        if not self._unread or not most:
            return b""
        patience, raw, whole = Patience(), bytearray(), True
        try:
            while self._unread and len(raw) < most:
                with self._until(patience.until(len(raw))):
                    piece = self._request.stream.read(min(PIECE, most - len(raw)))
                raw += piece
                self._unread = bool(piece)
        except Exception:  # noqa: BLE001 - servers have errors of their own for pieces that cannot be told apart
            whole = False
        if len(raw) < most:
            patience.require_whole(self._headers, len(raw), whole)
        return bytes(raw)

    def leave(self, response: flask.Response) -> None:
        """What nobody has read is let through for a moment once the answer is out, and then no more."""
        if self._unread:
            stream = self._request.stream
            vars(self._request)["stream"] = io.BytesIO()  # the framework would read all of it, however much and slow
            if self._connection is not None:
                response.call_on_close(lambda: self._let_through(stream))

    def _let_through(self, stream: IO[bytes]) -> None:
        until = time.monotonic() + _LINGER_S
        with contextlib.suppress(Exception), self._until(until):
            while time.monotonic() < until and stream.read(PIECE):
                pass

    @contextmanager
    def _until(self, at: float) -> Generator[None]:
        connection = self._connection
        if connection is None:
            yield
            return
        overtime().ends(connection, at)
        try:
            yield
        finally:
            overtime().forget(connection)
