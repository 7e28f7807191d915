"""Doors under Flask: a thread for each call. The functions framework has imported Flask before anything of ours."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import flask

from shared.platform.exchange import Exchange, Headers, Request

if TYPE_CHECKING:
    from shared.platform.http import Door, Reply


def function(door: Door) -> types.FunctionType:
    def entry(request: flask.Request) -> flask.Response:
        exchange = Exchange(door, _asked(request))
        with exchange.logged():
            try:
                reply = _answer(exchange)
            except Exception as error:  # noqa: BLE001 - the one place where anything unforeseen becomes an answer
                reply = exchange.refuse(error)
            sent = exchange.send(reply)
        response = flask.Response(sent.body, sent.status)
        response.headers.update(sent.headers)
        return response

    entry.__name__ = entry.__qualname__ = door.name
    entry.__doc__ = f"The function {door.name}."
    if flask.has_app_context() and not flask.has_request_context():  # the framework loads functions inside its app
        _answer_everything(flask.current_app, entry)
    return cast("types.FunctionType", entry)


def _answer_everything(app: flask.Flask, entry: Callable[[flask.Request], flask.Response]) -> None:
    """Paths that the framework would answer itself, in HTML or by a redirect, come to the door like all others."""
    app.url_map.merge_slashes = False
    app.register_error_handler(404, lambda _error: entry(flask.request))


def _answer(exchange: Exchange) -> Reply:
    if exchange.request.method == "OPTIONS":
        return exchange.preflight()
    route, call = exchange.enter()
    try:
        return cast("Reply", route.handler(exchange.validate(route, call)))
    except Exception as error:  # noqa: BLE001 - whatever a task fails by, its queue and its operators are told alike
        return exchange.task_failed(route, call, error)


def _asked(request: flask.Request) -> Request:
    query = request.query_string.decode("latin-1")
    return Request(request.method, request.path, Headers(request.headers.items()), query, request.stream.read)
