"""The two that go through a flow: all that is different between blocking and awaiting stands here."""

from __future__ import annotations

import inspect
import io
import ssl
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

import anyio.to_thread
import httpx

from rushes import errors
from rushes._requests import Ask, Effect, Fetch, FileBody, Flow, Incoming, Send, Sleep

if TYPE_CHECKING:
    from rushes._calls import Options
    from rushes._pace import Pace
    from rushes._tokens import Tokens

T = TypeVar("T")
_BLOCK = 256 * 1024
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4)  # servers close at five seconds


@cache
def _certificates() -> ssl.SSLContext:
    """Read once for all clients: it takes longer than everything else about a client."""
    return httpx.create_ssl_context()


class BlockingSender:
    def __init__(self, options: Options, tokens: Tokens, pace: Pace, http: httpx.Client | None = None) -> None:
        self.options, self.tokens, self.pace = options, tokens, pace
        self.http = http or httpx.Client(limits=_LIMITS, verify=_certificates())

    def with_options(self, options: Options) -> BlockingSender:
        return BlockingSender(options, self.tokens, self.pace, self.http)

    def run(self, flow: Flow[T], /) -> T:
        walk = _Walk(flow)
        while walk.effect is not None:
            try:
                told = self._do(walk.effect)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                walk.failed(error)
            else:
                walk.on(told)
        return walk.result

    def _do(self, effect: Effect) -> Any:
        match effect:
            case Sleep(seconds):
                return self.pace.sleep(seconds)
            case Ask(function):
                return function()
            case Send():
                with _content(effect.content) as content:
                    answer = self.http.send(_asked(self.http, effect, content))
                    return Incoming(answer.status_code, answer.headers, answer.content)
            case Fetch():
                with self.http.stream("GET", effect.url, headers=_range(effect), timeout=effect.timeout) as answer:
                    with _written(effect, answer) as write:
                        for block in answer.iter_bytes(_BLOCK):
                            write(block)
                    return Incoming(answer.status_code, answer.headers)


class AwaitingSender:
    def __init__(self, options: Options, tokens: Tokens, pace: Pace, http: httpx.AsyncClient | None = None) -> None:
        self.options, self.tokens, self.pace = options, tokens, pace
        self.http = http or httpx.AsyncClient(limits=_LIMITS, verify=_certificates())

    def with_options(self, options: Options) -> AwaitingSender:
        return AwaitingSender(options, self.tokens, self.pace, self.http)

    async def run(self, flow: Flow[T], /) -> T:
        walk = _Walk(flow)
        while walk.effect is not None:
            try:
                told = await self._do(walk.effect)
            except (httpx.TransportError, httpx.InvalidURL) as error:
                walk.failed(error)
            else:
                walk.on(told)
        return walk.result

    async def _do(self, effect: Effect) -> Any:
        match effect:
            case Sleep(seconds):
                return await self.pace.async_sleep(seconds)
            case Ask(function):
                given = function()
                return await given if inspect.isawaitable(given) else given
            case Send():
                with _content(effect.content) as content:
                    beside = content if isinstance(content, bytes) else _off_the_loop(content)
                    answer = await self.http.send(_asked(self.http, effect, beside))
                    return Incoming(answer.status_code, answer.headers, answer.content)
            case Fetch():
                async with self.http.stream("GET", effect.url, headers=_range(effect), timeout=effect.timeout) as answer:
                    with _written(effect, answer) as write:
                        async for block in answer.aiter_bytes(_BLOCK):
                            await anyio.to_thread.run_sync(write, block)
                    return Incoming(answer.status_code, answer.headers)


class _Walk(Generic[T]):
    """Through a flow, from one thing that it asks for to the next; `effect` is None at its end, and `result` there."""

    result: T

    def __init__(self, flow: Flow[T]) -> None:
        self._flow = flow
        self.effect: Effect | None = None
        self.on(None)

    def on(self, told: Any) -> None:
        self._step(lambda: self._flow.send(told))

    def failed(self, error: httpx.TransportError | httpx.InvalidURL) -> None:
        if isinstance(self.effect, Ask):  # the function's own affair
            raise error
        sent = not isinstance(error, _NOT_SENT)
        said = str(error) or type(error).__name__
        what = "The answer was lost" if sent else "No connection"
        failure = errors.ConnectionFailed(f"{what}: {said}", sent=sent)
        failure.__cause__ = error
        self._step(lambda: self._flow.throw(failure))

    def _step(self, step: Callable[[], Effect]) -> None:
        try:
            self.effect = step()
        except StopIteration as end:
            self.effect, self.result = None, end.value


def _asked(http: httpx.Client | httpx.AsyncClient, effect: Send, content: Any) -> httpx.Request:
    return http.build_request(effect.method, effect.url, headers=effect.headers, content=content, timeout=effect.timeout)


@contextmanager
def _content(content: bytes | FileBody) -> Generator[bytes | Iterator[bytes]]:
    if isinstance(content, bytes):
        yield content
        return
    with io.BytesIO(content.content) if isinstance(content.content, bytes) else content.content.open("rb") as file:
        yield _blocks(file, content)


def _blocks(file: IO[bytes], body: FileBody) -> Iterator[bytes]:
    done = 0
    while block := file.read(_BLOCK):
        yield block
        done += len(block)
        if body.on_progress:
            body.on_progress(done, body.size)


async def _off_the_loop(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """A file's blocks, read beside the loop."""
    while block := await anyio.to_thread.run_sync(next, blocks, b""):
        yield block


def _range(effect: Fetch) -> dict[str, str]:
    return {"Range": f"bytes={effect.begin}-"} if effect.begin else {}


@contextmanager
def _written(effect: Fetch, answer: httpx.Response) -> Generator[Callable[[bytes], None]]:
    """Where the blocks of a download go: behind what is there, or from the beginning where the server sends all of it."""
    if answer.status_code not in (200, 206):
        yield lambda _: None
        return
    begin = effect.begin if answer.status_code == 206 else 0
    size = begin + int(answer.headers.get("content-length", 0))
    with effect.target.open("ab" if begin else "wb") as file:
        done = begin

        def write(block: bytes) -> None:
            nonlocal done
            file.write(block)
            done += len(block)
            if effect.on_progress:
                effect.on_progress(done, size)

        yield write
