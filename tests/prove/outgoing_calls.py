"""Puts the gate into the ways out of a process: gRPC, requests and httpx. What product code imports stays as it is."""

from __future__ import annotations

import contextvars
import io
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import grpc
import httpx
import httpx2
import requests
from requests.adapters import HTTPAdapter

from shared.platform.web import outgoing
from tests.prove.gate import Gate, Trouble

_PAUSE = 0.003  # what a library sleeps between its tries; our own sleeping moves the clock instead


class _Lost(grpc.RpcError):
    """A call that failed, as far as clients look at one."""

    def __init__(self, status: grpc.StatusCode, words: str) -> None:
        self._status, self._words = status, words

    def code(self) -> grpc.StatusCode:
        return self._status

    def details(self) -> str:
        return self._words

    def initial_metadata(self) -> tuple[()]:
        return ()

    def trailing_metadata(self) -> tuple[()]:
        return ()

    def result(self, _timeout: float | None = None) -> Any:
        raise self

    def exception(self, _timeout: float | None = None) -> Exception:
        return self

    def done(self) -> bool:
        return True


def _raises(error: Exception) -> Any:
    raise error


def _grpc_trouble() -> Trouble:
    return Trouble(
        unsent=lambda: _Lost(grpc.StatusCode.UNAVAILABLE, "failed to connect to all addresses"),
        lost=lambda: _Lost(grpc.StatusCode.UNAVAILABLE, "Socket closed"),
        after=lambda: _raises(_Lost(grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded")),
    )


class _Callable:
    """One method of a gRPC service, through the gate."""

    def __init__(self, gate: Gate, kind: str, method: Any) -> None:
        self._gate, self._kind, self._method = gate, kind, method

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._gate.passes(self._kind, lambda: self._method(*args, **kwargs), _grpc_trouble())

    def with_call(self, *args: Any, **kwargs: Any) -> Any:
        return self._gate.passes(self._kind, lambda: self._method.with_call(*args, **kwargs), _grpc_trouble())

    def future(self, *args: Any, **kwargs: Any) -> Any:
        return self._gate.passes(self._kind, lambda: self._method.future(*args, **kwargs), _grpc_trouble())


class _Read(_Callable, grpc.UnaryStreamMultiCallable):  # type: ignore[type-arg]
    """A method that streams its answer. Google's client looks at the type: only the errors of a stream's type are its own."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._gate.passes(self._kind, lambda: _Answers(self._method(*args, **kwargs)), _grpc_trouble())


class _Answers:
    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(self._call)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


class _Channel(grpc.Channel):
    def __init__(self, gate: Gate, channel: grpc.Channel) -> None:
        self._gate, self._channel = gate, channel

    def _kind(self, path: str) -> str:
        service, _, method = path.strip("/").rpartition("/")
        return f"{service.split('.')[-3]} {method}"

    def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Callable(self._gate, self._kind(method), self._channel.unary_unary(method, *args, **kwargs))

    def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return _Read(self._gate, self._kind(method), self._channel.unary_stream(method, *args, **kwargs))

    def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._channel.stream_unary(method, *args, **kwargs)

    def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._channel.stream_stream(method, *args, **kwargs)

    def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
        self._channel.subscribe(callback, try_to_connect)

    def unsubscribe(self, callback: Any) -> None:
        self._channel.unsubscribe(callback)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def install(gate: Gate, hosts: dict[str, str]) -> None:
    """`hosts` by host and port: what a call there is called. Others are not steps of a workflow, such as public keys."""
    _grpc(gate)
    _requests(gate, hosts)
    _httpx(gate, hosts, httpx)
    _httpx(gate, hosts, httpx2)
    _sockets(gate)
    _threads()


def _grpc(gate: Gate) -> None:
    real = grpc.insecure_channel

    def channel(*args: Any, **kwargs: Any) -> Any:
        return _Channel(gate, real(*args, **kwargs))

    grpc.insecure_channel = channel  # type: ignore[assignment]


def _requests(gate: Gate, hosts: dict[str, str]) -> None:
    real: Callable[..., Any] = HTTPAdapter.send

    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        name = hosts.get(urlsplit(str(request.url)).netloc)
        if name is None:
            return real(self, request, *args, **kwargs)
        trouble = Trouble(
            unsent=lambda: requests.ConnectionError("connection refused", request=request),
            lost=lambda: requests.ReadTimeout("the answer was lost", request=request),
            after=lambda: _answer(request),
        )
        return gate.passes(f"{name} {request.method}", lambda: real(self, request, *args, **kwargs), trouble)

    HTTPAdapter.send = send  # type: ignore[method-assign]


def _sockets(gate: Gate) -> None:
    """Calls to hosts of users, which no library makes."""
    real = outgoing.post

    def post(*args: Any, **kwargs: Any) -> Any:
        trouble = Trouble(
            unsent=lambda: outgoing.Unreached("connection", "ConnectionRefusedError"),
            lost=lambda: outgoing.Unreached("timeout", "the answer was lost"),
            after=lambda: outgoing.Answer(503, b""),
        )
        return gate.passes("endpoint POST", lambda: real(*args, **kwargs), trouble)

    outgoing.post = post


def _answer(request: Any) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.request, answer.url, answer.reason = 503, request, request.url, "Service Unavailable"
    answer.raw = io.BytesIO()
    return answer


def _httpx(gate: Gate, hosts: dict[str, str], library: Any) -> None:
    real: Callable[..., Any] = library.HTTPTransport.handle_request

    def handle_request(self: Any, request: Any) -> Any:
        name = hosts.get(request.url.netloc.decode())
        if name is None:
            return real(self, request)
        trouble = Trouble(
            unsent=lambda: library.ConnectError("connection refused", request=request),
            lost=lambda: library.ReadTimeout("the answer was lost", request=request),
            after=lambda: library.Response(503, request=request),
        )
        return gate.passes(f"{name} {request.method}", lambda: real(self, request), trouble)

    library.HTTPTransport.handle_request = handle_request


def _threads() -> None:
    """A thread that a handler starts belongs to its visit."""
    real_start, real_sleep = threading.Thread.start, time.sleep

    def start(self: threading.Thread) -> None:
        context, run = contextvars.copy_context(), self.run
        self.run = lambda: context.run(run)  # type: ignore[method-assign]
        real_start(self)

    def sleep(seconds: float) -> None:
        real_sleep(min(seconds, _PAUSE))

    threading.Thread.start = start  # type: ignore[method-assign]
    time.sleep = sleep
